//! Any query as a feed.

use std::sync::Arc;

use super::{Archive, Document, Feed, FeedSpec, Kind, catalogue};
use crate::article::{Article, ArticleId, Timestamp};
use crate::config::Config;
use crate::error::Result;
use crate::index::{Audience, Engine, Facets, Request};
use crate::query::Query;

/// A query's feed with its articles.
#[derive(Debug, Clone)]
pub struct QueryFeed {
    /// What it is: a published feed, if the query is that of one, else a search on the fly.
    pub spec: FeedSpec,
    articles: Vec<Arc<Article>>,
    withdrawn: Vec<Arc<Article>>,
    archives: u32,
}

impl QueryFeed {
    /// Asks `engine` for the newest full matches of `query`.
    ///
    /// The empty search is the site's feed, and the query of a topic is the topic's, byte for byte:
    /// who subscribes either way has the same feed.
    ///
    /// # Errors
    ///
    /// What the engine reports.
    pub fn new(engine: &dyn Engine, query: Query, config: &Config, now: Timestamp) -> Result<Self> {
        let request = Request::newest(query.clone(), config.feeds.limit, now);
        let found = engine.query(&request)?;
        let spec = FeedSpec { count: found.total, ..FeedSpec::of_query(query, config) };
        let withdrawn = engine.query(&Request { audience: Audience::Withdrawn, ..request.clone() })?;
        let fetch = |hits: Vec<crate::index::Hit>| -> Result<Vec<Arc<Article>>> {
            let ids: Vec<ArticleId> = hits.into_iter().map(|hit| hit.id).collect();
            Ok(engine.fetch(&ids)?.into_iter().flatten().map(Arc::new).collect())
        };
        let archives = match spec.kind {
            Kind::Search(_) => 0,
            _ if !config.feeds.archive => 0,
            _ => {
                let ever = Request { audience: Audience::Ever, limit: 0, ..request };
                Archive::count(engine.query(&ever)?.total, config.feeds.archive_size)
            }
        };
        Ok(Self { spec, articles: fetch(found.hits)?, withdrawn: fetch(withdrawn.hits)?, archives })
    }

    /// The feed, ready to be rendered.
    pub fn feed(&self) -> Feed<'_> {
        Feed {
            spec: &self.spec,
            articles: self.articles.clone(),
            withdrawn: self.withdrawn.clone(),
            document: Document::Subscription { archives: self.archives },
        }
    }
}

impl FeedSpec {
    /// Describes the feed of a query: the site's or a topic's, if it is theirs.
    pub fn of_query(query: Query, config: &Config) -> Self {
        let (published, _) = catalogue(config, &Facets::default());
        let same = published.into_iter().find(|spec| spec.query == query);
        same.unwrap_or_else(|| Self::of_search(&query.to_string(), query, config))
    }
}
