//! A feed is a saved search, newest first, cut to a length. This module knows which feeds a site
//! has ([`catalogue`]) and renders each in each format ([`Feed::render`]).
//!
//! Bytes depend on articles and configuration only: no clock, no random id, no hash-map order.

use std::sync::Arc;

use crate::article::Article;
use crate::config::{Config, Format};
use crate::diagnostic::Diagnostic;
use crate::index::Facets;
use crate::query::Query;

/// A feed before its articles: the saved search and what is said about it.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedSpec {
    /// What it is a feed of.
    pub kind: Kind,
    /// Its folder below `feeds/`, with a slash at the end; empty for the site's.
    pub folder: String,
    /// As shown to subscribers.
    pub title: String,
    /// Which articles.
    pub query: Query,
    /// How many articles there are.
    pub count: u64,
}

/// What a feed is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Everything.
    Site,
    /// One section, by name.
    Section(String),
    /// One tag.
    Tag(String),
    /// One author, by name.
    Author(String),
    /// One language.
    Lang(String),
    /// A saved search, by its name.
    Topic(String),
    /// A search on the fly, by its text.
    Search(String),
}

/// A feed with its articles, ready to be rendered.
#[derive(Debug, Clone)]
pub struct Feed<'a> {
    /// What it is.
    pub spec: &'a FeedSpec,
    /// Newest first; at most as many as the configuration allows.
    pub articles: Vec<Arc<Article>>,
}

/// Returns the site's feeds: the site's own, then one for each value that occurs, then the topics;
/// with findings where two names would share a folder (the second is left out).
pub fn catalogue(config: &Config, facets: &Facets) -> (Vec<FeedSpec>, Vec<Diagnostic>) {
    let _ = (config, facets);
    todo!()
}

impl Feed<'_> {
    /// Renders the feed; returns the file's bytes. Entries beyond `config.feeds.max_bytes` are cut.
    pub fn render(&self, format: Format, config: &Config) -> Vec<u8> {
        let _ = (format, config);
        todo!()
    }
}
