//! Which documents of a segment a query matches in full: the query tree, evaluated set by set.

use std::collections::HashSet;

use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

use super::columns::Columns;
use super::phrase::Phrase;
use super::schema::{Fields, column};
use crate::query::{Property, Query};
use crate::text::{Piece, fold_to_string};

/// A query with its pieces of text analysed, ready for any segment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Compiled {
    All,
    Contains(Phrase),
    Is(Field, String),
    /// First and last day, in days since 1970.
    Days(i64, i64),
    And(Vec<Compiled>),
    Or(Vec<Compiled>),
    Not(Box<Compiled>),
}

/// Compiles `query` and adds the pieces of text that it seeks to `pieces`. A piece without tokens is
/// contained in every article.
pub(super) fn compile(query: &Query, fields: &Fields, pieces: &mut Vec<Piece>) -> Compiled {
    let mut contains = |field: Field, text: &str, is_prefix: bool| match Piece::new(text, is_prefix) {
        Some(piece) => {
            let phrase = Phrase::new(field, &piece);
            pieces.push(piece);
            Compiled::Contains(phrase)
        }
        None => Compiled::All,
    };
    match query {
        Query::All => Compiled::All,
        Query::Run(text) | Query::Phrase(text) => contains(fields.text, text, false),
        Query::Prefix(text) => contains(fields.text, text, true),
        Query::Title(inner) => match &**inner {
            Query::Prefix(text) => contains(fields.title, text, true),
            Query::Run(text) | Query::Phrase(text) => contains(fields.title, text, false),
            other => compile(other, fields, pieces),
        },
        Query::Property(property, value) => {
            let field = match property {
                Property::Section => fields.section,
                Property::Tag => fields.tag,
                Property::Author => fields.author,
                Property::Lang => fields.lang,
            };
            Compiled::Is(field, fold_to_string(value.trim()))
        }
        Query::Date { from, to } => {
            let day = |date: &chrono::NaiveDate| i64::from(date.to_epoch_days());
            Compiled::Days(from.as_ref().map_or(i64::MIN, day), to.as_ref().map_or(i64::MAX, day))
        }
        Query::And(parts) => Compiled::And(compile_each(parts, fields, pieces)),
        Query::Or(parts) => Compiled::Or(compile_each(parts, fields, pieces)),
        // What must not occur says nothing about what is sought.
        Query::Not(inner) => Compiled::Not(Box::new(compile(inner, fields, &mut Vec::new()))),
    }
}

/// Compiles each of `parts` but those that say the same as one before: a text that is pasted says the
/// same things often, and each costs its lists.
fn compile_each(parts: &[Query], fields: &Fields, pieces: &mut Vec<Piece>) -> Vec<Compiled> {
    let mut known = HashSet::new();
    parts
        .iter()
        .map(|part| compile(part, fields, pieces))
        .filter(|compiled| known.insert(compiled.clone()))
        .collect()
}

impl Compiled {
    /// Calls `receive` with each phrase.
    pub(super) fn for_each_phrase(&mut self, receive: &mut impl FnMut(&mut Phrase)) {
        match self {
            Self::Contains(phrase) => receive(phrase),
            Self::And(parts) | Self::Or(parts) => {
                parts.iter_mut().for_each(|part| part.for_each_phrase(receive));
            }
            Self::Not(inner) => inner.for_each_phrase(receive),
            Self::All | Self::Is(..) | Self::Days(..) => {}
        }
    }

    /// Returns whether only articles match, and no other documents.
    fn is_of_articles(&self) -> bool {
        match self {
            Self::Contains(_) | Self::Is(..) | Self::Days(..) => true,
            Self::And(parts) => parts.iter().any(Self::is_of_articles),
            Self::Or(parts) => parts.iter().all(Self::is_of_articles),
            Self::All | Self::Not(_) => false,
        }
    }
}

/// A segment under evaluation.
pub(super) struct Segment<'a> {
    pub reader: &'a SegmentReader,
    pub columns: &'a Columns,
    /// The lists of the query's terms; empty if none were looked up.
    pub infos: &'a [Vec<TermInfo>],
}

impl Segment<'_> {
    /// Returns the articles of the segment that `query` matches and that readers see, ascending.
    pub(super) fn matches(&self, query: &Compiled) -> tantivy::Result<Vec<DocId>> {
        let mut documents = self.evaluate(query)?;
        if !(self.shows_all() && query.is_of_articles()) {
            documents.retain(|&doc| self.is_seen(doc));
        }
        Ok(documents)
    }

    /// Returns whether every article of the segment is one that the audience sees.
    pub(super) fn shows_all(&self) -> bool {
        !self.reader.has_deletes() && self.columns.are_all_due()
    }

    /// Returns whether `doc` is an article that the audience sees.
    pub(super) fn is_seen(&self, doc: DocId) -> bool {
        !self.reader.is_deleted(doc) && self.columns.is_due(doc)
    }

    /// Ascending; deleted documents and those not due may be among them.
    fn evaluate(&self, query: &Compiled) -> tantivy::Result<Vec<DocId>> {
        Ok(match query {
            Compiled::All => (0..self.reader.max_doc()).collect(),
            Compiled::Contains(phrase) => phrase.documents(self.reader, self.infos)?,
            Compiled::Is(field, value) => {
                let index = self.reader.inverted_index(*field)?;
                let term = Term::from_field_text(*field, value);
                let mut documents = Vec::new();
                if let Some(mut list) = index.read_postings(&term, IndexRecordOption::Basic)? {
                    let mut doc = list.doc();
                    while doc != TERMINATED {
                        documents.push(doc);
                        doc = list.advance();
                    }
                }
                documents
            }
            Compiled::Days(first, last) => {
                let days = self.reader.fast_fields().i64(column::DAY)?;
                (0..self.reader.max_doc())
                    .filter(|&doc| days.first(doc).is_some_and(|day| (*first..=*last).contains(&day)))
                    .collect()
            }
            Compiled::And(parts) => {
                let (negative, positive): (Vec<_>, Vec<_>) =
                    parts.iter().partition(|part| matches!(part, Compiled::Not(_)));
                let mut documents: Option<Vec<DocId>> = None;
                for part in positive {
                    let more = self.evaluate(part)?;
                    documents = Some(match documents {
                        Some(documents) => intersection(&documents, &more),
                        None => more,
                    });
                    if documents.as_ref().is_some_and(Vec::is_empty) {
                        return Ok(Vec::new());
                    }
                }
                let mut documents = documents.unwrap_or_else(|| (0..self.reader.max_doc()).collect());
                for part in negative {
                    if let Compiled::Not(inner) = part {
                        documents = difference(&documents, &self.evaluate(inner)?);
                    }
                }
                documents
            }
            Compiled::Or(parts) => {
                let mut documents = Vec::new();
                for part in parts {
                    documents.extend(self.evaluate(part)?);
                }
                documents.sort_unstable();
                documents.dedup();
                documents
            }
            Compiled::Not(inner) => {
                difference(&(0..self.reader.max_doc()).collect::<Vec<_>>(), &self.evaluate(inner)?)
            }
        })
    }
}

fn intersection(one: &[DocId], other: &[DocId]) -> Vec<DocId> {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.len() * 16 < long.len() {
        return short.iter().copied().filter(|doc| long.binary_search(doc).is_ok()).collect();
    }
    let mut rest = long.iter().copied().peekable();
    short
        .iter()
        .copied()
        .filter(|&doc| {
            while rest.next_if(|&other| other < doc).is_some() {}
            rest.peek() == Some(&doc)
        })
        .collect()
}

fn difference(one: &[DocId], other: &[DocId]) -> Vec<DocId> {
    let mut rest = other.iter().copied().peekable();
    one.iter()
        .copied()
        .filter(|&doc| {
            while rest.next_if(|&other| other < doc).is_some() {}
            rest.peek() != Some(&doc)
        })
        .collect()
}
