//! A request's query, compiled: what a full match fulfils, what every hit must fulfil, and by which
//! terms hits are scored.

use std::collections::HashMap;

use super::evaluate::{Compiled, compile};
use super::schema::Fields;
use crate::query::Query;
use crate::text::{Pattern, Piece};

/// A query is scored by so many different terms at most, the first ones: a longer one is a pasted
/// text, which its beginning tells from others. This bounds what a query costs; what a full match
/// must contain is not cut.
pub(super) const MAX_TERMS: usize = 256;

/// Of these so many single characters and beginnings of words: each stands for the lists of thousands
/// of terms.
const MAX_PREFIXES: usize = 32;

/// A query as the engine works on it.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// What a full match fulfils.
    pub full: Compiled,
    /// The query is one term: what has it matches in full.
    pub is_sole_term: bool,
    /// What a partial match fulfils too: everything of the query that is not a piece of text to be
    /// found anywhere in the article. `None` if there is no such thing.
    pub hard: Option<Compiled>,
    /// The terms by which documents are scored, each once.
    pub terms: Vec<QueryTerm>,
    /// The pieces of text that are sought.
    pub pieces: Vec<Piece>,
}

/// A term by which documents are scored.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct QueryTerm {
    /// The term.
    pub pattern: Pattern,
    /// How much it says about what is sought: 1, or less for stop words.
    pub weight: f32,
}

impl Plan {
    /// Compiles `query`.
    pub(super) fn new(query: &Query, fields: &Fields) -> Self {
        let mut pieces = Vec::new();
        let mut full = compile(query, fields, &mut pieces);
        let parts = match query {
            Query::And(parts) => parts.as_slice(),
            single => std::slice::from_ref(single),
        };
        let hard: Vec<Compiled> = parts
            .iter()
            .filter(|part| !is_text(part))
            .map(|part| compile(part, fields, &mut Vec::new()))
            .collect();
        if pieces.iter().all(Piece::is_all_stop_words) {
            pieces.iter_mut().for_each(Piece::weigh_evenly);
        }
        let terms = terms(&pieces);
        let places: HashMap<&Pattern, usize> =
            terms.iter().enumerate().map(|(place, term)| (&term.pattern, place)).collect();
        full.for_each_phrase(&mut |phrase| {
            for part in phrase.parts.iter_mut().filter(|_| phrase.field == fields.text) {
                part.place = places.get(&part.pattern).copied();
            }
        });
        let is_sole_term = match &full {
            Compiled::Contains(phrase) => {
                phrase.parts.len() == 1 && terms.len() == 1 && phrase.parts[0].place.is_some()
            }
            _ => false,
        };
        Self {
            full,
            is_sole_term,
            hard: if hard.is_empty() { None } else { Some(Compiled::And(hard)) },
            terms,
            pieces,
        }
    }

    /// Returns the piece of text that every full match contains, if the query has no other.
    pub(super) fn sole_piece(&self) -> Option<&Piece> {
        match self.pieces.as_slice() {
            [piece] if requires_text(&self.full) => Some(piece),
            _ => None,
        }
    }
}

/// Whether whatever fulfils `query` contains a piece of text.
fn requires_text(query: &Compiled) -> bool {
    match query {
        Compiled::Contains(_) => true,
        Compiled::And(parts) => parts.iter().any(requires_text),
        Compiled::Or(parts) => !parts.is_empty() && parts.iter().all(requires_text),
        Compiled::Not(_) | Compiled::All | Compiled::Is(..) | Compiled::Days(..) => false,
    }
}

/// The terms of all pieces, each once with its greatest weight.
fn terms(pieces: &[Piece]) -> Vec<QueryTerm> {
    let mut terms: Vec<QueryTerm> = Vec::new();
    let mut places: HashMap<&Pattern, usize> = HashMap::new();
    let mut prefixes = 0;
    for piece in pieces {
        for scored in &piece.scored {
            let weight = piece.weight(scored);
            let is_prefix = matches!(scored.pattern, Pattern::Prefix { .. });
            match places.get(&scored.pattern) {
                Some(&place) => terms[place].weight = terms[place].weight.max(weight),
                None if terms.len() == MAX_TERMS || (is_prefix && prefixes == MAX_PREFIXES) => {}
                None => {
                    prefixes += usize::from(is_prefix);
                    places.insert(&scored.pattern, terms.len());
                    terms.push(QueryTerm { pattern: scored.pattern.clone(), weight });
                }
            }
        }
    }
    terms
}

fn is_text(query: &Query) -> bool {
    match query {
        Query::Run(_) | Query::Phrase(_) | Query::Prefix(_) => true,
        Query::And(parts) | Query::Or(parts) => !parts.is_empty() && parts.iter().all(is_text),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::schema::schema;
    use super::*;
    use crate::query::parse;

    fn plan(query: &str) -> Plan {
        Plan::new(&parse(query).0, &schema().1)
    }

    #[test]
    fn what_is_asked_for_twice_is_looked_for_once() {
        let Compiled::And(parts) = plan("氢 \"氢能\" 氢 \"氢能\" 氢").full else {
            panic!("several parts")
        };
        assert_eq!(parts.len(), 2);
        let Compiled::Or(parts) = plan("氢 OR 风 OR 氢").full else { panic!("several parts") };
        assert_eq!(parts.len(), 2);
    }

    #[test]
    fn of_many_single_characters_some_are_scored_and_all_are_required() {
        let characters: Vec<String> = ('一'..).take(100).map(String::from).collect();
        let plan = plan(&characters.join(" "));
        assert_eq!(plan.terms.len(), MAX_PREFIXES);
        let Compiled::And(parts) = plan.full else { panic!("several parts") };
        // Some of them fold to the same.
        assert!(parts.len() > 80, "{}", parts.len());
    }
}
