//! Any query as a feed: rendered by the same code as the published feeds, and kept until the index
//! or the minute is another.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::Server;
use super::document::Document;
use super::files::{cache_control, feed_type, links};
use super::problem::Problem;
use crate::article::Timestamp;
use crate::config::Format;
use crate::feeds::{Kind, QueryFeed, Renderer, updated};
use crate::query::Query;

/// Bytes of rendered feeds that are kept, at most; beyond, all are rendered anew.
const KEPT_BYTES: usize = 64 << 20;

/// Queries as feeds.
#[derive(Default)]
pub struct QueryFeeds {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    bytes: usize,
    feeds: HashMap<(String, Format), Rendered>,
}

#[derive(Clone)]
struct Rendered {
    document: Arc<Document>,
    /// Of the index.
    edition: u64,
    /// Since 1970; articles become due to the minute.
    minute: i64,
}

impl QueryFeeds {
    /// Returns the feed without work, if it is kept.
    pub fn fresh(&self, server: &Server, query: &Query, format: Format) -> Option<Arc<Document>> {
        let edition = server.edition().ok()?.number;
        let minute = minute(server.now());
        let kept = self.lock();
        let rendered = kept.feeds.get(&(query.to_string(), format))?;
        (rendered.edition == edition && rendered.minute == minute).then(|| Arc::clone(&rendered.document))
    }

    /// Renders the feed of `query`. Takes its time.
    ///
    /// # Errors
    ///
    /// 503 if there is no index to be read.
    pub fn render(&self, server: &Server, query: Query, format: Format) -> Result<Arc<Document>, Problem> {
        let (edition, now) = (server.edition()?, server.now());
        let key = (query.to_string(), format);
        let config = &server.config;
        let feed = QueryFeed::new(&edition.engine, query, config, now)?;
        let bytes = Renderer::new(config).render(&feed.feed(), format);

        let former = self.lock().feeds.get(&key).map(|former| Arc::clone(&former.document));
        let told = updated(&bytes, format).map(SystemTime::from);
        let hub = Some(config.feeds.hub.as_str()).filter(|_| !matches!(feed.spec.kind, Kind::Search(_)));
        let make = |modified: SystemTime, written: SystemTime| {
            Document::new(bytes.clone(), feed_type(format), modified, written)
                .with_cache_control(cache_control(config.serve.max_age))
                .with_link(&links(feed.spec.url(format, config).as_str(), hub))
        };
        let present = SystemTime::from(now);
        let document = make(told.map_or(present, |told| told.min(present)), present);
        // A published feed with the same bytes has the same validators: it is the same document.
        let published = match feed.spec.kind {
            Kind::Search(_) => None,
            _ => server.files.read(&feed.feed().file(format)).ok(),
        };
        let document = match (published, former) {
            (Some(published), _) if published.digest() == document.digest() => published,
            (_, Some(former)) if former.digest() == document.digest() => former,
            // It changed while the server was looking: perhaps by less than the date tells.
            (_, Some(former)) if former.modified() >= document.modified() => Arc::new(make(present, present)),
            (_, None) if edition.number > 1 => {
                let written = edition.written.map_or(present, |written| written.min(present));
                Arc::new(make(written.max(document.modified()), present))
            }
            _ => Arc::new(document),
        };
        self.keep(
            key,
            Rendered { document: Arc::clone(&document), edition: edition.number, minute: minute(now) },
        );
        Ok(document)
    }

    fn keep(&self, key: (String, Format), rendered: Rendered) {
        let weight = rendered.document.weight();
        let mut kept = self.lock();
        if kept.bytes + weight > KEPT_BYTES {
            *kept = Kept::default();
        }
        kept.bytes += weight;
        let former = kept.feeds.insert(key, rendered);
        kept.bytes -= former.map_or(0, |former| former.document.weight());
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn minute(now: Timestamp) -> i64 {
    now.timestamp().div_euclid(60)
}
