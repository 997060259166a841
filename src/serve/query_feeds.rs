//! Any query as a feed: rendered by the same code as the published feeds, and kept until the index
//! or the minute is another.

use std::sync::Arc;
use std::time::SystemTime;

use axum::http::HeaderMap;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::Server;
use super::answers::minute;
use super::document::{Document, is_browser};
use super::files::{cache_control, feed_type, links};
use super::problem::Problem;
use crate::config::Format;
use crate::feeds::{Feed, Kind, QueryFeed, Renderer, STYLESHEET, updated};
use crate::query::Query;

/// Bytes of rendered feeds that are kept, at most.
const KEPT_BYTES: u64 = 64 << 20;

/// Feeds that are expected; only a guess, by which room is made at the beginning.
const USUAL_FEEDS: usize = 256;

/// Queries as feeds.
pub struct QueryFeeds {
    kept: Cache<(String, Format), Rendered, Weight>,
}

/// A query as a feed.
#[derive(Clone)]
pub struct Rendered {
    document: Arc<Document>,
    /// What a browser shows in its place, where it finds no stylesheet by the document's own words.
    shown: Option<Arc<Document>>,
    /// Of the index.
    edition: u64,
    /// Since 1970; articles become due to the minute.
    minute: i64,
}

#[derive(Clone)]
struct Weight;

impl Weighter<(String, Format), Rendered> for Weight {
    fn weight(&self, key: &(String, Format), rendered: &Rendered) -> u64 {
        let shown = rendered.shown.as_ref().map_or(0, |shown| shown.weight());
        (key.0.len() + rendered.document.weight() + shown) as u64
    }
}

impl Rendered {
    /// The document for who asks with these headers.
    pub fn for_client(&self, headers: &HeaderMap) -> Arc<Document> {
        let shown = self.shown.as_ref().filter(|_| is_browser(headers));
        Arc::clone(shown.unwrap_or(&self.document))
    }
}

impl QueryFeeds {
    /// Nothing is kept yet.
    pub fn new() -> Self {
        Self { kept: Cache::with_weighter(USUAL_FEEDS, KEPT_BYTES, Weight) }
    }

    /// Returns the feed without work, if it is kept.
    pub fn fresh(&self, server: &Server, query: &Query, format: Format) -> Option<Rendered> {
        let edition = server.edition().ok()?.number;
        let minute = minute(server.now());
        let rendered = self.kept.get(&(query.to_string(), format))?;
        (rendered.edition == edition && rendered.minute == minute).then_some(rendered)
    }

    /// Renders the feed of `query`. Takes its time.
    ///
    /// # Errors
    ///
    /// 503 if there is no index to be read.
    pub fn render(&self, server: &Server, query: Query, format: Format) -> Result<Rendered, Problem> {
        let (edition, now) = (server.edition()?, server.now());
        let key = (query.to_string(), format);
        let config = &server.config;
        let feed = QueryFeed::new(&edition.engine, query, config, now)?;
        let bytes = Renderer::new(config).render(&feed.feed(), format);

        let former = self.kept.peek(&key).map(|former| former.document);
        let told = updated(&bytes, format).map(SystemTime::from);
        let hub = Some(config.feeds.hub.as_str()).filter(|_| !matches!(feed.spec.kind, Kind::Search(_)));
        let links = links(feed.spec.url(format, config).as_str(), hub);
        let make = |bytes: Vec<u8>, modified: SystemTime, written: SystemTime| {
            Document::new(bytes, feed_type(format), modified, written)
                .with_cache_control(cache_control(config.serve.max_age))
                .with_link(&links)
        };
        let present = SystemTime::from(now);
        let document = make(bytes.clone(), told.map_or(present, |told| told.min(present)), present);
        // A published feed with the same bytes has the same validators: it is the same document.
        let published = match feed.spec.kind {
            Kind::Search(_) => None,
            _ => server.files.read(&feed.feed().file(format)).ok(),
        };
        let document = match (published, former) {
            (Some(published), _) if published.digest() == document.digest() => published,
            (_, Some(former)) if former.digest() == document.digest() => former,
            // It changed while the server was looking: perhaps by less than the date tells.
            (_, Some(former)) if former.modified() >= document.modified() => {
                Arc::new(make(bytes.clone(), present, present))
            }
            (_, None) if edition.number > 1 => {
                let written = edition.written.map_or(present, |written| written.min(present));
                Arc::new(make(bytes.clone(), written.max(document.modified()), present))
            }
            _ => Arc::new(document),
        };
        let shown = with_stylesheet_beside(bytes, &feed.feed())
            .map(|bytes| Arc::new(make(bytes, document.modified(), present)));
        let rendered = Rendered { document, shown, edition: edition.number, minute: minute(now) };
        self.kept.insert(key, rendered.clone());
        Ok(rendered)
    }
}

/// The feed with its stylesheet beside it, if its own words lead elsewhere. A topic's feed is published two
/// folders deep, and names its stylesheet from there; as a search it stands beside the search page, wherever
/// a proxy puts that.
fn with_stylesheet_beside(bytes: Vec<u8>, feed: &Feed) -> Option<Vec<u8>> {
    let stylesheet = feed.stylesheet();
    let text = String::from_utf8(bytes).ok().filter(|_| stylesheet != STYLESHEET)?;
    let shown = text.replacen(&format!("href=\"{stylesheet}\""), &format!("href=\"{STYLESHEET}\""), 1);
    (shown != text).then(|| shown.into_bytes())
}
