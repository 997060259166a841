//! What a person types, as a syntax tree of our own. Engines compile it; nothing here knows how.
//!
//! [`parse`] can't fail: what can't be read as an operator is text. A query prints back as text
//! that parses to the same tree, so it can be saved, put into a link or shown.

mod note;
mod parse;

use std::fmt;

use chrono::NaiveDate;

pub use note::Note;
pub use parse::{MAX_CHARS, parse, parse_date_range};

/// A query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// Every article: the empty search.
    All,
    /// One run of text between spaces: contained in the article after analysis.
    Run(String),
    /// Words between quotes: contained in this order, next to each other.
    Phrase(String),
    /// A word that begins so.
    Prefix(String),
    /// A run, phrase or prefix that must stand in the title.
    Title(Box<Query>),
    /// An article's property is this, whatever its case, width or script variant.
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
    /// At least one of them; none is matched by no article.
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

impl Query {
    /// The query that no article matches.
    pub fn nothing() -> Self {
        Self::Or(Vec::new())
    }

    /// All of `parts`, as simply as it can be said.
    pub fn all_of(parts: impl IntoIterator<Item = Query>) -> Self {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Self::All => {}
                Self::And(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        match flat.len() {
            0 => Self::All,
            1 => flat.remove(0),
            _ => Self::And(flat),
        }
    }
}

impl Property {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Section, Self::Tag, Self::Author, Self::Lang];

    /// The operator's name in a query.
    pub fn name(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Tag => "tag",
            Self::Author => "author",
            Self::Lang => "lang",
        }
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => Ok(()),
            Self::Run(text) => f.write_str(text),
            Self::Phrase(text) => write!(f, "\"{text}\""),
            Self::Prefix(text) => write!(f, "{text}*"),
            Self::Title(inner) => write!(f, "title:{inner}"),
            Self::Property(property, value) if needs_quotes(value) => {
                write!(f, "{}:\"{value}\"", property.name())
            }
            Self::Property(property, value) => write!(f, "{}:{value}", property.name()),
            Self::Date { from, to } => {
                f.write_str("date:")?;
                if let Some(from) = from {
                    write!(f, "{from}")?;
                }
                f.write_str("..")?;
                if let Some(to) = to {
                    write!(f, "{to}")?;
                }
                Ok(())
            }
            Self::And(parts) => write_joined(f, parts, " "),
            Self::Or(parts) if parts.is_empty() => f.write_str("\"\""),
            Self::Or(parts) => {
                f.write_str("(")?;
                write_joined(f, parts, " OR ")?;
                f.write_str(")")
            }
            Self::Not(inner) => match **inner {
                Self::And(_) => write!(f, "-({inner})"),
                _ => write!(f, "-{inner}"),
            },
        }
    }
}

/// Whether a property's value would be read as something else without quotes.
fn needs_quotes(value: &str) -> bool {
    matches!(value, "AND" | "OR" | "&&" | "||")
        || value.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ':' | '：'))
        || value.starts_with(['-', '－'])
}

fn write_joined(f: &mut fmt::Formatter<'_>, parts: &[Query], between: &str) -> fmt::Result {
    for (n, part) in parts.iter().enumerate() {
        if n > 0 {
            f.write_str(between)?;
        }
        match part {
            Query::And(_) => write!(f, "({part})")?,
            _ => write!(f, "{part}")?,
        }
    }
    Ok(())
}
