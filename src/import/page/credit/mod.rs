//! Who wrote it, where and when: bylines, datelines and signatures, as newspapers write them.

mod byline;
mod dateline;
mod loose;
mod name;
mod signature;

pub use byline::byline;
pub use dateline::dateline;
pub use loose::loose;
pub use name::bare_name;
pub use signature::signature;

/// What a byline, a dateline or a signature says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Credit {
    /// In order.
    pub authors: Vec<String>,
    /// Where it was written.
    pub place: Option<String>,
    /// Month and day; the year is the issue's. A day alone is of the month, or the one
    /// before.
    pub day: Option<(Option<u32>, u32)>,
    /// Where it stands, in characters of the paragraph: the end of a dateline, the beginning of a
    /// signature.
    pub at: usize,
}
