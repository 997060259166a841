//! What the person who is typing may be about to type, and what the person who found nothing may
//! have meant.
//!
//! Suggestions come from what the articles that are due hold: names of sections, tags and authors,
//! words that recur, titles. They are found by their beginning in any script, folded as texts are,
//! and by the ways of typing them: pinyin and its initials, romaji, jamo. Nothing is suggested that
//! a search for it would not find in full.

mod correct;
mod table;

use crate::article::Timestamp;
use crate::error::Result;
use crate::index::{Embedded, Name};
use crate::query::{Property, Query, parse};
use crate::typing::Typed;

pub use crate::index::NameKind as Kind;
pub use correct::{Correction, did_you_mean};
use table::Table;

/// What is suggested at most, whatever is asked for.
pub const MAX_SUGGESTIONS: usize = 100;

/// Of so many suggestions at least one is a title, where titles fit.
const SHARE_OF_TITLES: usize = 3;

/// Suggestions from one commit of the index, as of one moment.
///
/// Making one takes some time (a pass over all titles), so a program that answers many keeps it until
/// the index has another commit or time has passed; it may be shared between threads.
#[derive(Debug)]
pub struct Suggester {
    table: Table,
}

/// Something that can be searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// As the articles write it.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// The query that finds it: put into the search box, it finds an article in full.
    pub query: String,
    /// How many articles it stands for.
    pub articles: u64,
}

impl Suggester {
    /// Takes up the last commit of `engine`; what articles not due at `now` hold is not suggested.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`](crate::error::Error::Damaged) and others if the index can't be read.
    pub fn new(engine: &Embedded, now: Timestamp) -> Result<Self> {
        Ok(Self { table: Table::new(engine.names(now)?) })
    }

    /// Returns at most `limit` suggestions for what has been typed so far, the best first: names and
    /// words, then titles. Of `typed` the first [`MAX_TYPED`](crate::typing::MAX_TYPED) letters count.
    ///
    /// # Errors
    ///
    /// None today; never anything about what was typed.
    pub fn suggest(&self, typed: &str, limit: usize) -> Result<Vec<Suggestion>> {
        let limit = limit.min(MAX_SUGGESTIONS);
        let Some(typed) = Typed::new(typed) else { return Ok(Vec::new()) };
        if limit == 0 {
            return Ok(Vec::new());
        }
        let (names, titles) = self.table.find(&typed, limit);
        let mut names: Vec<Suggestion> = names.into_iter().filter_map(suggestion).collect();
        let titles: Vec<Suggestion> = titles.into_iter().filter_map(suggestion).collect();
        let kept = limit - titles.len().min(limit / SHARE_OF_TITLES);
        names.truncate(kept);
        names.extend(titles);
        names.truncate(limit);
        Ok(names)
    }
}

/// The suggestion of `name`; `None` if no query can say it.
fn suggestion(name: &Name) -> Option<Suggestion> {
    let query = match name.kind {
        Kind::Section => property(Property::Section, &name.text),
        Kind::Tag => property(Property::Tag, &name.text),
        Kind::Author => property(Property::Author, &name.text),
        Kind::Word | Kind::Title => words(&name.text),
    }?;
    Some(Suggestion { text: name.text.clone(), kind: name.kind, query, articles: name.articles })
}

fn property(property: Property, value: &str) -> Option<String> {
    let query = Query::Property(property, value.to_owned());
    let text = query.to_string();
    (parse(&text).0 == query).then_some(text)
}

/// The text as it is, if it has nothing in it that is read as an operator, else as a phrase.
fn words(text: &str) -> Option<String> {
    let (query, notes) = parse(text);
    let is_plain = |query: &Query| matches!(query, Query::Run(_));
    let is_read_as_text = match &query {
        Query::And(parts) => parts.iter().all(is_plain),
        query => is_plain(query),
    };
    if is_read_as_text && notes.is_empty() {
        return Some(text.to_owned());
    }
    let phrase = format!("\"{}\"", text.replace(['"', '“', '”', '„', '＂'], " "));
    matches!(parse(&phrase), (Query::Phrase(_), notes) if notes.is_empty()).then_some(phrase)
}
