//! Which documents of a segment a query matches in full: the query tree, evaluated set by set.

use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

use super::columns::Columns;
use super::phrase::Phrase;
use super::schema::{Fields, column};
use crate::query::{Property, Query};
use crate::text::{Pattern, Piece, fold_to_string};

/// A query with its pieces of text analysed, ready for any segment.
#[derive(Debug, Clone)]
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

/// A query as the engine works on it.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// What a full match fulfils.
    pub full: Compiled,
    /// What a partial match fulfils too: everything of the query that is not a piece of text to be
    /// found anywhere in the article.
    pub hard: Compiled,
    /// The patterns by which documents are scored, each once.
    pub scored: Vec<Pattern>,
}

impl Plan {
    /// Compiles `query`.
    pub(super) fn new(query: &Query, fields: &Fields) -> Self {
        let mut scored = Vec::new();
        let full = compile(query, fields, &mut scored);
        let parts = match query {
            Query::And(parts) => parts.as_slice(),
            single => std::slice::from_ref(single),
        };
        let hard =
            parts.iter().filter(|part| !is_text(part)).map(|part| compile(part, fields, &mut Vec::new()));
        let hard = and(hard.collect());
        let mut seen = std::collections::HashSet::new();
        scored.retain(|pattern| seen.insert(pattern.clone()));
        Self { full, hard, scored }
    }
}

fn is_text(query: &Query) -> bool {
    match query {
        Query::Run(_) | Query::Phrase(_) | Query::Prefix(_) => true,
        Query::And(parts) | Query::Or(parts) => !parts.is_empty() && parts.iter().all(is_text),
        _ => false,
    }
}

fn and(mut parts: Vec<Compiled>) -> Compiled {
    match parts.len() {
        0 => Compiled::All,
        1 => parts.remove(0),
        _ => Compiled::And(parts),
    }
}

/// A piece without tokens is contained in every article.
fn compile(query: &Query, fields: &Fields, scored: &mut Vec<Pattern>) -> Compiled {
    let mut contains = |field: Field, text: &str, is_prefix: bool| match Piece::new(text, is_prefix) {
        Some(piece) => {
            scored.extend(piece.scored);
            Compiled::Contains(Phrase { field, slots: piece.slots })
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
            other => compile(other, fields, scored),
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
        Query::And(parts) => and(parts.iter().map(|part| compile(part, fields, scored)).collect()),
        Query::Or(parts) => Compiled::Or(parts.iter().map(|part| compile(part, fields, scored)).collect()),
        // What must not occur says nothing about what is sought.
        Query::Not(inner) => Compiled::Not(Box::new(compile(inner, fields, &mut Vec::new()))),
    }
}

/// A segment under evaluation.
pub(super) struct Segment<'a> {
    pub reader: &'a SegmentReader,
    pub columns: &'a Columns,
}

impl Segment<'_> {
    /// Returns the articles of the segment that `query` matches and that readers see, ascending.
    pub(super) fn matches(&self, query: &Compiled) -> tantivy::Result<Vec<DocId>> {
        let mut documents = self.evaluate(query)?;
        documents.retain(|&doc| !self.reader.is_deleted(doc) && self.columns.is_due(doc));
        Ok(documents)
    }

    /// Ascending; deleted documents and those not due may be among them.
    fn evaluate(&self, query: &Compiled) -> tantivy::Result<Vec<DocId>> {
        Ok(match query {
            Compiled::All => (0..self.reader.max_doc()).collect(),
            Compiled::Contains(phrase) => phrase.documents(self.reader)?,
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
