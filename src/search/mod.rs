//! What a person asks becomes hits with title, snippet and highlights: the same over every engine,
//! because snippets are cut here, not by the engine.

use crate::article::{Article, Timestamp};
use crate::error::Result;
use crate::index::{Engine, Facets, Order};
use crate::query::{Note, Query};

/// A search as a person asks for it.
#[derive(Debug, Clone)]
pub struct Search {
    /// The query as typed.
    pub text: String,
    /// Filters beside the query, which must all hold.
    pub filters: Vec<Query>,
    /// In which order.
    pub order: Order,
    /// How many hits are left out at the beginning.
    pub offset: usize,
    /// How many hits are returned at most.
    pub limit: usize,
    /// Whether the counts by property are wanted.
    pub facets: bool,
    /// Articles not due at this moment are left out.
    pub now: Timestamp,
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// How many articles contain everything that was asked for.
    pub total: u64,
    /// How many more match in part.
    pub partial: u64,
    /// The window that was asked for.
    pub hits: Vec<FoundArticle>,
    /// Counts over the full matches, if asked for.
    pub facets: Option<Facets>,
    /// What was guessed or ignored in the query.
    pub notes: Vec<Note>,
}

/// One article found.
#[derive(Debug, Clone)]
pub struct FoundArticle {
    /// The article as stored.
    pub article: Article,
    /// Higher is better; comparable within one answer only.
    pub score: f32,
    /// Whether it contains everything that was asked for.
    pub is_full: bool,
    /// The title, cut where matches begin and end; joined, it is the title.
    pub title: Vec<Part>,
    /// The best piece of the body; joined, a piece of the article's own text, unchanged, begun
    /// and ended at a sentence or with `…`.
    pub snippet: Vec<Part>,
}

/// A piece of text that is, or is not, what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The piece.
    pub text: String,
    /// Whether it matches.
    pub is_match: bool,
}

/// Answers a search.
///
/// # Errors
///
/// What the engine reports; never anything about the query.
pub fn search(engine: &dyn Engine, search: &Search) -> Result<Found> {
    let _ = (engine, search);
    todo!()
}

/// Answers a search with identities and scores only, for runs of many queries.
///
/// # Errors
///
/// What the engine reports.
pub fn rank(engine: &dyn Engine, search: &Search) -> Result<crate::index::Hits> {
    let _ = (engine, search);
    todo!()
}
