//! What a person asks becomes hits with title, snippet and highlights: the same over every engine,
//! because snippets are cut here, not by the engine.

mod highlight;
pub mod json;
mod snippet;

use crate::article::{Article, ArticleId, Timestamp};
use crate::error::Result;
use crate::index::{Audience, Engine, Explanation, Facets, Hits, Order, Request};
use crate::query::{Note, Query, parse};
use crate::suggest::{Correction, did_you_mean};

use highlight::Highlighter;

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
    /// Whether each hit is to say why it stands where it stands.
    pub explain: bool,
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
    /// What may have been meant, if nothing was found in full.
    pub did_you_mean: Option<Correction>,
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
    /// Why it stands where it stands, if asked for and ordered by relevance.
    pub explanation: Option<Box<Explanation>>,
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

impl Search {
    /// The query with its filters, and what was guessed or ignored in it.
    pub fn query(&self) -> (Query, Vec<Note>) {
        let (query, notes) = parse(&self.text);
        (Query::all_of(std::iter::once(query).chain(self.filters.iter().cloned())), notes)
    }

    fn request(&self, query: Query) -> Request {
        // The empty search, and one by filters alone, has nothing to rank by.
        let order = match self.order {
            Order::Relevance if !has_text(&query) => Order::Newest,
            order => order,
        };
        Request {
            query,
            order,
            offset: self.offset,
            limit: self.limit,
            partial: true,
            facets: self.facets,
            explain: self.explain,
            audience: Audience::Readers,
            now: self.now,
        }
    }
}

fn has_text(query: &Query) -> bool {
    match query {
        Query::Run(_) | Query::Phrase(_) | Query::Prefix(_) | Query::Title(_) => true,
        Query::And(parts) | Query::Or(parts) => parts.iter().any(has_text),
        _ => false,
    }
}

/// Answers a search.
///
/// # Errors
///
/// What the engine reports; never anything about the query.
pub fn search(engine: &dyn Engine, search: &Search) -> Result<Found> {
    let (query, notes) = search.query();
    let highlighter = Highlighter::new(&query);
    let found = engine.query(&search.request(query))?;
    let ids: Vec<ArticleId> = found.hits.iter().map(|hit| hit.id.clone()).collect();
    let hits = engine
        .fetch(&ids)?
        .into_iter()
        .zip(&found.hits)
        .filter_map(|(article, hit)| {
            let article = article?;
            let title = highlighter.parts(&article.title);
            let snippet = snippet::cut(&article.body.text, &highlighter);
            let explanation = hit.explanation.clone();
            let (score, is_full) = (hit.score, hit.is_full);
            Some(FoundArticle { title, snippet, score, is_full, explanation, article })
        })
        .collect();
    let did_you_mean = match found.total {
        0 => did_you_mean(engine, &search.text, &search.filters, search.now)?,
        _ => None,
    };
    Ok(Found { total: found.total, partial: found.partial, hits, facets: found.facets, notes, did_you_mean })
}

/// Answers a search with identities and scores only, for runs of many queries.
///
/// # Errors
///
/// What the engine reports.
pub fn rank(engine: &dyn Engine, search: &Search) -> Result<Hits> {
    engine.query(&search.request(search.query().0))
}
