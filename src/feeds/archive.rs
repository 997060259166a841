//! A feed's whole history as archive documents (RFC 5005 §4).
//!
//! The history is cut into documents of a fixed number of places, filled from the oldest article
//! on. A document is full when its last place is taken; from then on its bytes depend on its own
//! articles alone, for it has its link to the next one from the first: the last document is the
//! one with room left, at times an empty one.
//!
//! An article that expired or was withdrawn keeps its place, so that nothing after it moves to
//! another document. Only a record that is deleted, or one that is added with a past date, does
//! move what comes after it: the places are a function of the articles and of nothing else, or
//! the same content would not always give the same bytes.

use std::sync::Arc;

use super::{Document, Feed, FeedSpec};
use crate::article::{Article, ArticleId};

/// The documents of a history, oldest first, each made only when asked for.
#[derive(Debug, Clone)]
pub struct Archive<'a> {
    spec: &'a FeedSpec,
    /// The articles' identities, oldest first.
    places: &'a [ArticleId],
    size: usize,
}

impl<'a> Archive<'a> {
    /// Cuts the history of a feed into documents of `size` places. `places` are all articles of
    /// the feed that were ever due, oldest first, ties by identity in reverse (the order of a
    /// feed, read from its end).
    pub fn new(spec: &'a FeedSpec, places: &'a [ArticleId], size: usize) -> Self {
        Self { spec, places, size: size.max(1) }
    }

    /// Returns how many documents there are; the last one has room for at least one article.
    pub fn documents(&self) -> u32 {
        Self::count(self.places.len() as u64, self.size)
    }

    /// Returns how many documents a history of `articles` has; none without articles.
    pub fn count(articles: u64, size: usize) -> u32 {
        if articles == 0 {
            return 0;
        }
        // At least two: a document without any link to another is no archive (RFC 5005 §4).
        let documents = (articles / size.max(1) as u64 + 1).max(2);
        u32::try_from(documents).unwrap_or(u32::MAX)
    }

    /// Returns whose places are in a document, oldest first; `number` is from 1.
    pub fn places(&self, number: u32) -> &'a [ArticleId] {
        let start = (number as usize - 1).saturating_mul(self.size).min(self.places.len());
        let end = start.saturating_add(self.size).min(self.places.len());
        &self.places[start..end]
    }

    /// Returns the documents, each with the articles that `fetch` has for its places: `None` for
    /// one that readers no longer see. Withdrawn ones are told apart by their date.
    ///
    /// # Errors
    ///
    /// What `fetch` reports.
    pub fn feeds<E>(
        &self,
        mut fetch: impl FnMut(&[ArticleId]) -> Result<Vec<Option<Arc<Article>>>, E>,
    ) -> impl Iterator<Item = Result<Feed<'a>, E>> {
        let archive = self.clone();
        (1..=self.documents()).map(move |number| {
            let there = fetch(archive.places(number))?.into_iter().flatten();
            let (withdrawn, articles) = there.partition(|article| article.withdrawn.is_some());
            let has_next = number < archive.documents();
            Ok(Feed {
                spec: archive.spec,
                articles,
                withdrawn,
                document: Document::Archive { number, has_next },
            })
        })
    }
}
