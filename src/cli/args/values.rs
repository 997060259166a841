//! What flags take for values.

use chrono::{DateTime, FixedOffset};
use clap::ValueEnum;
use tidings::language::language;

/// Forms of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For reading
    Human,
    /// For programs
    Json,
    /// A TREC run
    Trec,
    /// RSS 2.0
    Rss,
    /// Atom
    Atom,
    /// JSON Feed 1.1
    Jsonfeed,
}

/// Forms of the server's log.
#[cfg(feature = "serve")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogForm {
    /// For reading
    Human,
    /// A line of JSON an event
    Json,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Orders of search results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Sort {
    /// The best match first
    Relevance,
    /// The newest first
    Newest,
    /// The oldest first
    Oldest,
}

pub(super) fn parse_moment(text: &str) -> Result<DateTime<FixedOffset>, String> {
    DateTime::parse_from_rfc3339(text).map_err(|_| "write it as 2023-07-18T08:00:00+08:00".to_owned())
}

pub(super) fn parse_day(text: &str) -> Result<chrono::NaiveDate, String> {
    text.parse().map_err(|_| "write it as 2023-07-18".to_owned())
}

/// Enough for any page of results, and few enough that a typing mistake takes no memory.
pub(super) fn parse_count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count) if count <= 100_000 => Ok(count),
        _ => Err("a whole number up to 100000 is needed".to_owned()),
    }
}

pub(super) fn parse_language(text: &str) -> Result<String, String> {
    language(text).ok_or_else(|| "write a BCP 47 code such as zh-Hans, ja or en".to_owned())
}
