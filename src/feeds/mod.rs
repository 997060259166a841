//! A feed is a saved search, newest first, cut to a length. This module knows which feeds a site
//! has ([`catalogue`]) and renders each in each format ([`Renderer`]).
//!
//! One file a format (`rss`, `atom`, `json`) turns an article into the crate's types at the
//! last step; `xml` lays out what the crates write. Entries are rendered once and then stand in
//! as many feeds as they belong to.
//!
//! Bytes depend on articles and configuration only: no clock, no random id, no hash-map order.

mod archive;
mod atom;
mod catalogue;
mod date;
mod header;
mod identity;
mod json;
mod name;
mod of_query;
mod outline;
mod render;
mod rss;
mod sitemap;
mod updated;
mod verify;
mod xml;

#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use self::archive::Archive;
pub use self::catalogue::{catalogue, count, language_name};
pub use self::header::published_url;
pub use self::identity::{canonical, entry_id, feed_id, is_uri};
pub use self::name::is_portable;
pub use self::of_query::QueryFeed;
pub use self::outline::{autodiscovery, companions};
pub use self::render::Renderer;
pub use self::sitemap::{NEWS, SITEMAP, news_sitemap, sitemaps};
pub use self::updated::updated;
pub use self::verify::{Lengths, Together, archive_number, verify, verify_history, verify_with};
use crate::article::Article;
use crate::config::{Config, Format};
use crate::query::Query;

/// The stylesheet's file name.
pub const STYLESHEET: &str = "feed.css";

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
    /// How many articles there are; 0 for a topic until [`count`] has asked the search.
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

impl Kind {
    /// Returns the word for it, as in the configuration's `by`, and the name of that which it is of.
    pub fn parts(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::Site => ("site", None),
            Self::Section(name) => ("section", Some(name)),
            Self::Tag(name) => ("tag", Some(name)),
            Self::Author(name) => ("author", Some(name)),
            Self::Lang(code) => ("lang", Some(code)),
            Self::Topic(name) => ("topic", Some(name)),
            Self::Search(query) => ("search", Some(query)),
        }
    }
}

/// A feed with its articles, ready to be rendered.
#[derive(Debug, Clone)]
pub struct Feed<'a> {
    /// What it is.
    pub spec: &'a FeedSpec,
    /// The articles that are due, in any order; at most as many as the configuration allows are
    /// rendered, but all of an archive document's.
    pub articles: Vec<Arc<Article>>,
    /// The newest articles that were withdrawn, in any order. Atom tells of those that would
    /// stand in the document (RFC 6721); the other formats have no word for it.
    pub withdrawn: Vec<Arc<Article>>,
    /// Which document of the feed it is.
    pub document: Document,
}

/// A document of a feed (RFC 5005 §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// The one that readers subscribe to, and how many archive documents there are.
    Subscription {
        /// 0 if there is no archive.
        archives: u32,
    },
    /// One that holds a part of the history.
    Archive {
        /// From 1, the oldest.
        number: u32,
        /// Whether there is a later one.
        has_next: bool,
    },
}

impl<'a> Feed<'a> {
    /// A feed without archives or withdrawn articles.
    pub fn new(spec: &'a FeedSpec, articles: Vec<Arc<Article>>) -> Self {
        Self { spec, articles, withdrawn: Vec::new(), document: Document::Subscription { archives: 0 } }
    }

    /// Renders the feed alone; returns the file's bytes. For many feeds, one [`Renderer`] is
    /// faster.
    pub fn render(&self, format: Format, config: &Config) -> Vec<u8> {
        Renderer::new(config).render(self, format)
    }

    /// Returns the folder that the document lies in, with a slash at the end; empty for the
    /// site's.
    pub fn folder(&self) -> String {
        match self.document {
            Document::Subscription { .. } => self.spec.folder.clone(),
            Document::Archive { number, .. } => self.spec.archive_folder(number),
        }
    }

    /// Returns the stylesheet's address, relative to the document where it is published.
    pub fn stylesheet(&self) -> String {
        "../".repeat(self.folder().matches('/').count()) + STYLESHEET
    }

    /// Returns the name that the document is published under.
    pub fn file(&self, format: Format) -> String {
        self.folder() + file_name(format)
    }
}

/// Returns the file's name of a feed in `format`.
pub fn file_name(format: Format) -> &'static str {
    match format {
        Format::Rss => "rss.xml",
        Format::Atom => "atom.xml",
        Format::Json => "feed.json",
    }
}

/// Returns the media type of a feed in `format`, without the character set.
pub fn media_type(format: Format) -> &'static str {
    match format {
        Format::Rss => "application/rss+xml",
        Format::Atom => "application/atom+xml",
        Format::Json => "application/feed+json",
    }
}
