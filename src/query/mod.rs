//! What a person types, as a syntax tree of our own. Engines compile it; nothing here knows how.
//!
//! [`parse`] can't fail: what can't be read as an operator is text. A query prints back as text
//! that parses to the same tree.

use chrono::NaiveDate;

/// A query. The default is the empty search, which every article matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// Every article.
    All,
    /// One run of text between spaces: contained in the article after analysis.
    Run(String),
    /// Words between quotes: contained in this order, next to each other.
    Phrase(String),
    /// A word that begins so.
    Prefix(String),
    /// The same three, in the title only.
    Title(Box<Query>),
    /// An article's property is this.
    Property(Property, String),
    /// Published on one of these days (both included) in the site's zone.
    Date {
        /// First day.
        from: Option<NaiveDate>,
        /// Last day.
        to: Option<NaiveDate>,
    },
    /// All of them.
    And(Vec<Query>),
    /// At least one of them.
    Or(Vec<Query>),
    /// Not this.
    Not(Box<Query>),
}

/// A property of articles that a query can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Property {
    /// 栏目.
    Section,
    /// 标签.
    Tag,
    /// An author's name.
    Author,
    /// BCP 47 language; `zh` holds for `zh-Hans` too.
    Lang,
}

/// Something that was guessed or ignored in a query, in words for the person who typed it.
pub type Note = String;

/// Reads what a person typed.
pub fn parse(text: &str) -> (Query, Vec<Note>) {
    let _ = text;
    todo!()
}
