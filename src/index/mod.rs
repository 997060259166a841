//! The store: where articles are kept and found, behind one narrow seam, [`Engine`].
//!
//! The embedded engine, [`Embedded`], is tantivy in the index folder. The bookkeeping of
//! incremental rebuilds (the [`Ledger`]) is committed with the articles: every source file has a
//! small document of its own. Nothing here knows of files' contents or of feeds.

mod analyzer;
mod answer;
mod border;
mod by_document;
mod by_key;
mod columns;
mod disk;
mod documents;
mod embedded;
mod evaluate;
mod explain;
mod facets;
mod gather;
mod inventory;
mod merging;
mod named;
mod opened;
mod phrase;
mod plan;
mod queue;
mod rank;
mod rerank;
mod schema;
mod seal;
mod sound;
mod stored;
mod text_lists;
mod units;
mod vocabulary;

use std::collections::BTreeSet;

use crate::article::{Article, ArticleId, Timestamp};
use crate::content::{Measured, Stat};
use crate::error::Result;
use crate::query::Query;

pub use by_key::{ByKey, Gathering};
pub use embedded::Embedded;
pub use explain::{ExplainedTerm, Explanation, Shares};
pub use inventory::{Name, NameKind};
pub use seal::Belief;
pub use stored::fingerprint;
pub use vocabulary::{Similar, Vocabulary};

/// Where articles are kept and found.
///
/// All or nothing: whoever reads during or after a [`sync`](Engine::sync), failed or killed ones
/// included, sees the state before it or the state after it. What is found and in which order
/// depends on the articles only, not on the commits by which they came.
pub trait Engine: Send + Sync {
    /// Returns what the last commit knows of the sources.
    fn ledger(&self) -> Result<Ledger>;

    /// Returns what the last commit knows of every article, due or not, by its identity. `number`
    /// tells what the caller calls a source, by its key.
    fn known(&self, number: &dyn Fn(&str) -> Option<u32>) -> Result<ByKey<Known>>;

    /// Carries out the changes in one commit and notes the `context` in which the sources were
    /// read; without changes, and in the same context, nothing is written. At the first `Err`
    /// everything stays as it was, and that is returned.
    fn sync(&mut self, changes: &mut dyn Iterator<Item = Result<Change>>, context: u64) -> Result<()>;

    /// Returns which articles match, in which order, and how many.
    fn query(&self, request: &Request) -> Result<Hits>;

    /// Returns the articles as stored, in the order asked for, due or not.
    fn fetch(&self, ids: &[ArticleId]) -> Result<Vec<Option<Article>>>;

    /// Returns the articles that become due or cease to be after `after` and until `until`.
    fn due_between(&self, after: Timestamp, until: Timestamp) -> Result<Vec<ArticleId>>;

    /// Returns address and last change of the articles due at `now`, oldest first.
    fn locations(&self, now: Timestamp) -> Result<Vec<Location>>;

    /// Returns how many articles there are, due or not.
    fn articles(&self) -> u64;

    /// Returns what tells the last commit from every other, of this index or another.
    fn commit(&self) -> u64;

    /// Returns what can be asked about single terms, where an engine can say.
    fn vocabulary(&self) -> Option<&dyn Vocabulary> {
        None
    }
}

/// What the last commit knows of the sources.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ledger {
    /// One row a source, by its key.
    pub sources: ByKey<Row>,
    /// The files that were measured for sources, by the sources' keys; most have none.
    pub measured: ByKey<BTreeSet<Measured>>,
    /// A digest of whatever else decided what the sources gave: the configuration.
    pub context: u64,
    /// The articles were analysed by another version of the program: each must be put again.
    pub is_stale: bool,
}

/// What is known of one source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Row {
    /// As of the reading.
    pub stat: Stat,
    /// Of the file's bytes.
    pub hash: u64,
    /// The file must be read again whatever its stat says: a record was refused, or the file was
    /// written within the clock's grain of the reading.
    pub read_again: bool,
    /// What the source gives depends on other sources: it is parsed again when one of them changes.
    pub is_bound: bool,
}

/// What is known of one article without fetching it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The number of the source that gave it; `None` if the caller has none for it.
    pub source: Option<u32>,
    /// Of the article as stored; see [`fingerprint`].
    pub fingerprint: u64,
}

/// Where an article stands, for maps of the site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// When the article was published, in seconds since 1970.
    pub published: i64,
    /// Absolute.
    pub url: String,
    /// When it was last changed, in seconds since 1970.
    pub updated: i64,
}

/// One change of the store.
#[derive(Debug)]
pub enum Change {
    /// Adds an article, or replaces the one with its identity.
    Put {
        /// The article.
        article: Box<Article>,
        /// The key of its source.
        source: String,
    },
    /// Removes an article.
    Remove(ArticleId),
    /// Notes what is known of a source.
    Note {
        /// The source's key.
        source: String,
        /// What is known.
        row: Row,
        /// The files that were measured for it.
        measured: BTreeSet<Measured>,
    },
    /// Forgets a source; its articles are removed by changes of their own.
    Forget(String),
}

/// A question to the engine.
#[derive(Debug, Clone)]
pub struct Request {
    /// Which articles.
    pub query: Query,
    /// In which order.
    pub order: Order,
    /// How many hits are left out at the beginning.
    pub offset: usize,
    /// How many hits are returned at most.
    pub limit: usize,
    /// Whether articles that match only in part follow after the full ones.
    pub partial: bool,
    /// Whether the counts by property are wanted.
    pub facets: bool,
    /// Whether each hit is to say why it stands where it stands.
    pub explain: bool,
    /// Among which articles.
    pub audience: Audience,
    /// The moment that decides which articles are due.
    pub now: Timestamp,
}

impl Request {
    /// Asks for the newest articles of a query that readers see, which are full matches only.
    pub fn newest(query: Query, limit: usize, now: Timestamp) -> Self {
        Self {
            query,
            order: Order::Newest,
            offset: 0,
            limit,
            partial: false,
            facets: false,
            explain: false,
            audience: Audience::Readers,
            now,
        }
    }
}

/// Which articles a question is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Audience {
    /// Those that readers see: published, not expired, not withdrawn.
    #[default]
    Readers,
    /// Those that readers saw and that were withdrawn since, unless they would have expired.
    Withdrawn,
    /// All that were ever published, whatever became of them.
    Ever,
}

/// The order of hits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// Full matches first, then by score, newest first among equals.
    #[default]
    Relevance,
    /// Newest first, ties by identity; full matches only.
    Newest,
    /// Oldest first, ties by identity; full matches only.
    Oldest,
}

/// What the engine found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hits {
    /// How many articles match in full.
    pub total: u64,
    /// How many more match in part.
    pub partial: u64,
    /// The window that was asked for.
    pub hits: Vec<Hit>,
    /// Counts over the full matches, if asked for.
    pub facets: Option<Facets>,
}

/// One article found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Which.
    pub id: ArticleId,
    /// Higher is better; comparable within one answer only. 0 where the order is by date.
    pub score: f32,
    /// Whether it contains everything that was asked for.
    pub is_full: bool,
    /// Why it stands where it stands, if asked for and ordered by relevance.
    pub explanation: Option<Box<Explanation>>,
}

/// How many articles have which value, most frequent first, ties by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// 栏目.
    pub section: Vec<(String, u64)>,
    /// 标签.
    pub tag: Vec<(String, u64)>,
    /// Authors' names.
    pub author: Vec<(String, u64)>,
    /// BCP 47 languages.
    pub lang: Vec<(String, u64)>,
    /// Months of publication in the site's zone, `2023-07`, newest first.
    pub month: Vec<(String, u64)>,
}

#[cfg(test)]
mod faults;
