//! The documents of a segment that contain a piece of text.

use std::collections::BTreeSet;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED, Term};

use crate::text::{Pattern, Slot};

/// A piece of text in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    pub field: Field,
    /// See [`Piece::slots`](crate::text::Piece).
    pub slots: Vec<Slot>,
}

impl Phrase {
    /// Returns the documents of the segment that contain the phrase, ascending, deleted ones
    /// included.
    pub(super) fn documents(&self, reader: &SegmentReader) -> tantivy::Result<Vec<DocId>> {
        let index = reader.inverted_index(self.field)?;
        if let [slot] = self.slots.as_slice() {
            let mut documents = BTreeSet::new();
            let mut lists = open(&slot.pattern, self.field, &index, IndexRecordOption::Basic)?;
            if let [list] = lists.as_mut_slice() {
                return Ok(all_documents(list));
            }
            for list in &mut lists {
                documents.extend(all_documents(list));
            }
            return Ok(documents.into_iter().collect());
        }

        let (last, exact) = match self.slots.split_last() {
            Some((last @ Slot { pattern: Pattern::Prefix { .. }, .. }, exact)) => (Some(last), exact),
            _ => (None, self.slots.as_slice()),
        };
        let mut lists = Vec::with_capacity(exact.len());
        for slot in exact {
            let opened = open(&slot.pattern, self.field, &index, IndexRecordOption::WithFreqsAndPositions)?;
            match opened.into_iter().next() {
                Some(list) => lists.push((list, slot.offset)),
                None => return Ok(Vec::new()),
            }
        }
        let candidates = intersect(&mut lists);
        let Some(last) = last else {
            return Ok(candidates.into_iter().map(|candidate| candidate.doc).collect());
        };
        let ends = open(&last.pattern, self.field, &index, IndexRecordOption::WithFreqsAndPositions)?;
        Ok(with_one_of(&candidates, ends, last.offset))
    }
}

/// Opens the posting lists of the segment that `pattern` stands for.
pub(super) fn open(
    pattern: &Pattern,
    field: Field,
    index: &InvertedIndexReader,
    option: IndexRecordOption,
) -> tantivy::Result<Vec<SegmentPostings>> {
    match pattern {
        Pattern::Exact(term) => {
            Ok(index.read_postings(&Term::from_field_text(field, term), option)?.into_iter().collect())
        }
        Pattern::Prefix { start, or } => {
            let mut lists = Vec::new();
            // No UTF-8 text holds the byte 0xFF, so this bound lies behind all that begin so.
            let mut bound = start.clone().into_bytes();
            bound.push(0xFF);
            let mut terms = index.terms().range().ge(start.as_bytes()).lt(&bound).into_stream()?;
            while terms.advance() {
                lists.push(index.read_postings_from_terminfo(terms.value(), option)?);
            }
            if let Some(or) = or
                && !or.starts_with(start)
            {
                lists.extend(index.read_postings(&Term::from_field_text(field, or), option)?);
            }
            Ok(lists)
        }
    }
}

fn all_documents(list: &mut SegmentPostings) -> Vec<DocId> {
    let mut documents = Vec::with_capacity(list.doc_freq() as usize);
    let mut doc = list.doc();
    while doc != TERMINATED {
        documents.push(doc);
        doc = list.advance();
    }
    documents
}

/// A document that contains the exact slots, and the positions at which the phrase begins there.
struct Candidate {
    doc: DocId,
    starts: Vec<u32>,
}

/// The documents in which all lists have positions at their offsets from a common start.
fn intersect(lists: &mut [(SegmentPostings, u32)]) -> Vec<Candidate> {
    lists.sort_by_key(|(list, _)| list.doc_freq());
    let mut candidates = Vec::new();
    let mut positions = Vec::new();
    let Some(((rarest, rarest_offset), others)) = lists.split_first_mut() else { return candidates };
    let mut doc = rarest.doc();
    'documents: while doc != TERMINATED {
        for (other, _) in others.iter_mut() {
            let found = if other.doc() < doc { other.seek(doc) } else { other.doc() };
            if found > doc {
                doc = rarest.seek(found);
                continue 'documents;
            }
        }
        positions.clear();
        rarest.append_positions_with_offset(0, &mut positions);
        let mut starts: Vec<u32> = positions.iter().filter_map(|at| at.checked_sub(*rarest_offset)).collect();
        for (other, offset) in others.iter_mut() {
            positions.clear();
            other.append_positions_with_offset(0, &mut positions);
            starts.retain(|start| positions.binary_search(&(start + *offset)).is_ok());
        }
        if !starts.is_empty() {
            candidates.push(Candidate { doc, starts });
        }
        doc = rarest.advance();
    }
    candidates
}

/// The candidates that one of `lists` continues at `offset` from a start.
fn with_one_of(candidates: &[Candidate], lists: Vec<SegmentPostings>, offset: u32) -> Vec<DocId> {
    let mut is_found = vec![false; candidates.len()];
    let mut positions = Vec::new();
    for mut list in lists {
        for (candidate, is_found) in candidates.iter().zip(&mut is_found) {
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
    candidates.iter().zip(is_found).filter_map(|(candidate, found)| found.then_some(candidate.doc)).collect()
}
