//! The documents of a segment that contain a piece of text.

use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED, Term};

use crate::text::{Pattern, Piece};

/// A piece of text in a field.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Phrase {
    pub field: Field,
    /// At least one.
    pub parts: Vec<Part>,
}

/// A term of a phrase.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Part {
    pub pattern: Pattern,
    /// Where it stands, from the phrase's first; `None` if the others prove that it is there.
    pub offset: Option<u32>,
    /// The same pattern among the terms of the query, whose lists are known already.
    pub place: Option<usize>,
}

impl Phrase {
    pub(super) fn new(field: Field, piece: &Piece) -> Self {
        let slots = piece.slots.iter().map(|slot| (slot.pattern.clone(), Some(slot.offset)));
        let implied = piece.implied.iter().map(|term| (Pattern::Exact(term.clone()), None));
        // The last slot, which may be a prefix, stays the last.
        let parts = implied.chain(slots).map(|(pattern, offset)| Part { pattern, offset, place: None });
        Self { field, parts: parts.collect() }
    }

    /// Returns the documents of the segment that contain the phrase, ascending, deleted ones
    /// included; `known` are the lists of the query's terms there.
    pub(super) fn documents(
        &self,
        reader: &SegmentReader,
        known: &[Vec<TermInfo>],
    ) -> tantivy::Result<Vec<DocId>> {
        let index = reader.inverted_index(self.field)?;
        let infos = |part: &Part| match part.place.and_then(|place| known.get(place)) {
            Some(known) => Ok(known.clone()),
            None => find(&part.pattern, self.field, &index),
        };
        if let [part] = self.parts.as_slice() {
            return union(&infos(part)?, reader.max_doc(), &index);
        }

        let (last, exact) = match self.parts.split_last() {
            Some((last @ Part { pattern: Pattern::Prefix { .. }, .. }, exact)) => (Some(last), exact),
            _ => (None, self.parts.as_slice()),
        };
        let mut found = Vec::with_capacity(exact.len());
        for part in exact {
            match infos(part)?.pop() {
                Some(info) => found.push((info, part.offset)),
                None => return Ok(Vec::new()),
            }
        }
        // The rarest lead, and of equals those whose positions are read.
        found.sort_by_key(|(info, offset)| (info.doc_freq, offset.is_none()));
        let mut lists = Vec::with_capacity(found.len());
        for (info, offset) in &found {
            let option = match offset {
                Some(_) => IndexRecordOption::WithFreqsAndPositions,
                None => IndexRecordOption::Basic,
            };
            lists.push((index.read_postings_from_terminfo(info, option)?, *offset));
        }
        let Some((last, offset)) = last.and_then(|last| Some((last, last.offset?))) else {
            let mut documents = Vec::new();
            intersect(&mut lists, |doc, _| documents.push(doc));
            return Ok(documents);
        };
        let mut candidates = Vec::new();
        intersect(&mut lists, |doc, starts| candidates.push(Candidate { doc, starts: starts.to_vec() }));
        let mut is_found = vec![false; candidates.len()];
        for info in infos(last)? {
            let end = index.read_postings_from_terminfo(&info, IndexRecordOption::WithFreqsAndPositions)?;
            note_ends(&candidates, end, offset, &mut is_found);
        }
        let found = candidates.iter().zip(is_found).filter(|(_, is_found)| *is_found);
        Ok(found.map(|(candidate, _)| candidate.doc).collect())
    }
}

/// Returns what the dictionary of the segment has of `pattern`.
pub(super) fn find(
    pattern: &Pattern,
    field: Field,
    index: &InvertedIndexReader,
) -> tantivy::Result<Vec<TermInfo>> {
    match pattern {
        Pattern::Exact(term) => {
            Ok(index.get_term_info(&Term::from_field_text(field, term))?.into_iter().collect())
        }
        Pattern::Prefix { start, or } => {
            let mut infos = Vec::new();
            // No UTF-8 text holds the byte 0xFF, so this bound lies behind all that begin so.
            let mut bound = start.clone().into_bytes();
            bound.push(0xFF);
            let mut terms = index.terms().range().ge(start.as_bytes()).lt(&bound).into_stream()?;
            while terms.advance() {
                infos.push(terms.value().clone());
            }
            if let Some(or) = or
                && !or.starts_with(start)
            {
                infos.extend(index.get_term_info(&Term::from_field_text(field, or))?);
            }
            Ok(infos)
        }
    }
}

/// The documents of any of the lists.
fn union(infos: &[TermInfo], max_doc: DocId, index: &InvertedIndexReader) -> tantivy::Result<Vec<DocId>> {
    if let [info] = infos {
        let mut documents = Vec::with_capacity(info.doc_freq as usize);
        let mut blocks = index.read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?;
        while !blocks.docs().is_empty() {
            documents.extend_from_slice(blocks.docs());
            blocks.advance();
        }
        return Ok(documents);
    }
    let mut is_among = vec![false; if infos.is_empty() { 0 } else { max_doc as usize }];
    for info in infos {
        let mut blocks = index.read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?;
        while !blocks.docs().is_empty() {
            blocks.docs().iter().for_each(|doc| is_among[*doc as usize] = true);
            blocks.advance();
        }
    }
    Ok((0..).zip(is_among).filter_map(|(doc, is_among)| is_among.then_some(doc)).collect())
}

/// A document that contains the exact terms, and the positions at which the phrase begins there.
struct Candidate {
    doc: DocId,
    starts: Vec<u32>,
}

/// Calls `receive` with the documents in which all lists have positions at their offsets from common
/// starts, and with these. The lists are sorted, the shortest first.
fn intersect(lists: &mut [(SegmentPostings, Option<u32>)], mut receive: impl FnMut(DocId, &[u32])) {
    let (mut positions, mut starts) = (Vec::new(), Vec::new());
    let Some(mut doc) = lists.first().map(|(rarest, _)| rarest.doc()) else { return };
    'documents: while doc != TERMINATED {
        for at in 1..lists.len() {
            let other = &mut lists[at].0;
            let found = if other.doc() < doc { other.seek(doc) } else { other.doc() };
            if found > doc {
                doc = if found == TERMINATED { TERMINATED } else { lists[0].0.seek(found) };
                continue 'documents;
            }
        }
        starts.clear();
        let mut is_first = true;
        for (list, offset) in lists.iter_mut() {
            let Some(offset) = *offset else { continue };
            positions.clear();
            list.append_positions_with_offset(0, &mut positions);
            if is_first {
                starts.extend(positions.iter().filter_map(|at| at.checked_sub(offset)));
                is_first = false;
            } else {
                starts.retain(|start| positions.binary_search(&(start + offset)).is_ok());
            }
            if starts.is_empty() {
                break;
            }
        }
        if !starts.is_empty() {
            receive(doc, &starts);
        }
        doc = lists[0].0.advance();
    }
}

/// Notes which candidates `list` continues at `offset` from a start.
fn note_ends(candidates: &[Candidate], mut list: SegmentPostings, offset: u32, is_found: &mut [bool]) {
    let mut positions = Vec::new();
    for (candidate, is_found) in candidates.iter().zip(is_found) {
        if *is_found {
            continue;
        }
        let at = if list.doc() < candidate.doc { list.seek(candidate.doc) } else { list.doc() };
        if at == TERMINATED {
            break;
        }
        if at == candidate.doc {
            positions.clear();
            list.append_positions_with_offset(0, &mut positions);
            *is_found =
                candidate.starts.iter().any(|start| positions.binary_search(&(start + offset)).is_ok());
        }
    }
}
