//! Feeds are put together from entries: each entry is rendered once for all feeds that it stands
//! in, then come the cut to length and the header.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::header::Header;
use super::{Document, Feed, atom, identity, json, rss};
use crate::article::{Article, ArticleId};
use crate::config::{Config, Format};

/// Bytes of rendered entries that are kept for further feeds.
const KEPT_BYTES: usize = 16 << 20;

/// Renders feeds of one state of the store. Entries are kept for the next feed, so an article
/// must not change while the renderer lives.
pub struct Renderer<'a> {
    config: &'a Config,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    bytes: usize,
    entries: HashMap<Key, Arc<[u8]>>,
}

/// Which entry, in which format, and whether its language must be told.
type Key = (ArticleId, Format, bool);

impl<'a> Renderer<'a> {
    /// Renders with this configuration.
    pub fn new(config: &'a Config) -> Self {
        Self { config, kept: Mutex::default() }
    }

    /// Renders a feed's document; returns the file's bytes.
    ///
    /// Entries stand newest first, ties by identity. A subscription document takes as many as
    /// `feeds.limit` allows and as fit into `feeds.max_bytes`, but at least one.
    pub fn render(&self, feed: &Feed<'_>, format: Format) -> Vec<u8> {
        let mut articles: Vec<&Article> = feed.articles.iter().map(Arc::as_ref).collect();
        articles.sort_unstable_by(|a, b| newest_first(a, b));
        let limits = &self.config.feeds;
        let (limit, mut bytes_left) = match feed.document {
            Document::Subscription { .. } => (limits.limit, limits.max_bytes),
            Document::Archive { .. } => (usize::MAX, usize::MAX),
        };
        articles.truncate(limit);

        let lang = feed.spec.lang(self.config);
        let all = self.head(feed, format, &articles, limit);
        bytes_left = bytes_left.saturating_sub(all.concat().len());
        let mut entries = Vec::with_capacity(articles.len());
        for article in &articles {
            let entry = self.entry(article, format, lang);
            if entry.len() > bytes_left && !entries.is_empty() {
                break;
            }
            bytes_left = bytes_left.saturating_sub(entry.len());
            entries.push(entry);
        }
        let [head, tail] = if entries.len() == articles.len() {
            all
        } else {
            articles.truncate(entries.len());
            self.head(feed, format, &articles, limit)
        };
        let separator = if format == Format::Json { json::SEPARATOR } else { "" };
        let mut file = head.into_bytes();
        for (number, entry) in entries.iter().enumerate() {
            if number > 0 {
                file.extend_from_slice(separator.as_bytes());
            }
            file.extend_from_slice(entry);
        }
        file.extend_from_slice(tail.as_bytes());
        file
    }

    /// Returns what stands before and after the entries.
    fn head(&self, feed: &Feed<'_>, format: Format, entries: &[&Article], limit: usize) -> [String; 2] {
        let mut header = Header::new(feed, format, self.config, entries);
        match format {
            Format::Rss => rss::head(&header),
            Format::Atom => {
                let was_cut = entries.len() < feed.articles.len().min(limit);
                header.deleted = self.deleted(feed, entries, limit, was_cut);
                atom::head(&header)
            }
            Format::Json => json::head(&header, entries.is_empty()),
        }
    }

    /// Returns what was withdrawn and would stand in the document: what comes within the limit
    /// among all, and before the last entry if some were cut off for their size.
    fn deleted(
        &self,
        feed: &Feed<'_>,
        entries: &[&Article],
        limit: usize,
        was_cut: bool,
    ) -> Vec<(String, crate::article::Timestamp)> {
        let mut withdrawn: Vec<&Article> = feed.withdrawn.iter().map(Arc::as_ref).collect();
        withdrawn.sort_unstable_by(|a, b| newest_first(a, b));
        let mut found = Vec::new();
        for (number, article) in withdrawn.iter().enumerate() {
            let before = entries.partition_point(|entry| newest_first(entry, article).is_lt());
            if before + number >= limit || (was_cut && before == entries.len()) {
                break;
            }
            if let Some(when) = article.withdrawn {
                let when = super::date::in_zone(when, self.config.site.timezone);
                found.push((identity::entry_id(&article.id, self.config), when));
            }
        }
        found
    }

    /// Returns an article as it stands in the feeds of `format` and `lang`, in UTF-8.
    fn entry(&self, article: &Article, format: Format, lang: &str) -> Arc<[u8]> {
        // RSS has no word for an entry's language.
        let tells_lang = format != Format::Rss && article.lang != lang;
        let key = (article.id.clone(), format, tells_lang);
        // Whoever panicked while holding the lock left a map that is still whole.
        let lock = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = lock().entries.get(&key) {
            return Arc::clone(entry);
        }
        let entry: Arc<[u8]> = match format {
            Format::Rss => rss::item(article, self.config),
            Format::Atom => atom::entry(article, tells_lang, self.config),
            Format::Json => json::item(article, tells_lang, self.config).into_bytes(),
        }
        .into();
        let mut kept = lock();
        if kept.bytes + entry.len() > KEPT_BYTES {
            *kept = Kept::default();
        }
        kept.bytes += entry.len();
        kept.entries.insert(key, Arc::clone(&entry));
        entry
    }
}

/// The order of a feed: by `published`, newest first, ties by identity.
fn newest_first(a: &Article, b: &Article) -> std::cmp::Ordering {
    b.published.cmp(&a.published).then_with(|| a.id.cmp(&b.id))
}
