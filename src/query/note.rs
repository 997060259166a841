//! What was guessed or ignored in a query.

use std::fmt;

/// Something that was guessed or ignored in a query. Its `Display` says it in English to the
/// person who typed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// The query is longer than this many characters; the rest was not read.
    TooLong(usize),
    /// Nothing in the query could be found in any text.
    NothingToSearchFor,
    /// A parenthesis without its partner was ignored.
    LoneParenthesis,
    /// This piece of the query could be found in no text.
    Unfindable(String),
    /// This looked like a date's operator but names no date, so it was searched as text.
    NotADate(String),
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong(chars) => write!(f, "only the first {chars} characters of the query were read"),
            Self::NothingToSearchFor => f.write_str("there is nothing to search for in the query"),
            Self::LoneParenthesis => f.write_str("a parenthesis without its partner was ignored"),
            Self::Unfindable(text) => write!(f, "`{text}` has nothing that could be found"),
            Self::NotADate(text) => write!(
                f,
                "`{text}` is not a date and was searched as text; write date:2023, date:2023-07, date:2023-07-18 or \
                 two of them around `..`"
            ),
        }
    }
}
