//! The published files, read once and kept as long as they stay the same.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use axum::http::StatusCode;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::document::Document;
use super::problem::Problem;
use crate::config::{Config, Format};
use crate::feeds::{self, is_portable};

/// A file that was looked at so lately is not looked at again.
const FRESH: Duration = Duration::from_millis(500);

/// Bytes of a file, at most: a sitemap's limit is 50 MB.
const LARGEST: u64 = 64 << 20;

/// Bytes kept in memory, at most.
const KEPT_BYTES: u64 = 128 << 20;

/// Files that are expected. So few that the cache stays in one piece: a sitemap may want a good part of it.
const USUAL_FILES: usize = 32;

/// The folder of published files.
pub struct Files {
    root: PathBuf,
    /// Files written since then have been different before, perhaps with the same newest article.
    since: SystemTime,
    max_age: u32,
    feeds_url: String,
    hub: String,
    kept: Cache<String, File, Weight>,
}

#[derive(Clone)]
struct Weight;

impl Weighter<String, File> for Weight {
    fn weight(&self, name: &String, file: &File) -> u64 {
        (name.len() + file.document.weight()) as u64
    }
}

#[derive(Clone)]
struct File {
    document: Arc<Document>,
    /// Size and time of the last change.
    look: (u64, SystemTime),
    looked_at: Instant,
}

impl Files {
    /// The files of this site; `since` is the moment at which the server began.
    pub fn new(config: &Config, since: SystemTime) -> Self {
        Self {
            root: config.paths.feeds.clone(),
            since,
            max_age: config.serve.max_age,
            feeds_url: config.feeds_url().to_string(),
            hub: config.feeds.hub.clone(),
            kept: Cache::with_weighter(USUAL_FILES, KEPT_BYTES, Weight),
        }
    }

    /// Returns a file without asking the disk, if it was asked a moment ago.
    pub fn fresh(&self, name: &str) -> Option<Arc<Document>> {
        let file = self.kept.get(name)?;
        (file.looked_at.elapsed() < FRESH).then_some(file.document)
    }

    /// Returns a file as it is on the disk now. Takes its time.
    ///
    /// # Errors
    ///
    /// 404 if there is no such file below the folder, 500 if it can't be read.
    pub fn read(&self, name: &str) -> Result<Arc<Document>, Problem> {
        let path = self.path(name).ok_or_else(Problem::not_found)?;
        let metadata = fs::metadata(&path).map_err(|_| Problem::not_found())?;
        let written = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        let look = (metadata.len(), written);
        if !metadata.is_file() {
            return Err(Problem::not_found());
        }
        let looked_at = Instant::now();
        if let Some(File { document, .. }) = self.kept.peek(name).filter(|file| file.look == look) {
            self.kept.insert(name.to_owned(), File { document: Arc::clone(&document), look, looked_at });
            return Ok(document);
        }
        if metadata.len() > LARGEST {
            let detail = format!("files of more than {} MB are not served", LARGEST >> 20);
            return Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, detail));
        }
        let bytes = fs::read(&path).map_err(|error| {
            tracing::error!(%error, name, "a published file can't be read");
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the file can't be read")
        })?;
        let document = Arc::new(self.document(name, bytes, written));
        self.kept.insert(name.to_owned(), File { document: Arc::clone(&document), look, looked_at });
        Ok(document)
    }

    /// Where the file of this name lies: a name that leads nowhere else, and no link that does.
    fn path(&self, name: &str) -> Option<PathBuf> {
        let is_open = |part: &str| is_portable(part) && !part.starts_with('.');
        if !name.split('/').all(is_open) {
            return None;
        }
        let root = fs::canonicalize(&self.root).ok()?;
        let path = fs::canonicalize(root.join(name)).ok()?;
        path.starts_with(&root).then_some(path)
    }

    fn document(&self, name: &str, bytes: Vec<u8>, written: SystemTime) -> Document {
        let format = format(name);
        // A rebuild writes what differs, and only that: the newest article's date tells of all that
        // happened before the server began. Later files may differ by less.
        let told = format.and_then(|format| feeds::updated(&bytes, format)).map(SystemTime::from);
        let modified = told.filter(|told| written < self.since && *told < written).unwrap_or(written);
        let document = Document::new(bytes, media_type(name), modified, written)
            .with_cache_control(cache_control(self.max_age));
        if format.is_none() {
            return document;
        }
        let url = self.feeds_url.clone() + &encoded(name);
        document.with_link(&links(&url, Some(&self.hub)))
    }
}

/// How long a feed may be kept.
pub fn cache_control(max_age: u32) -> String {
    format!("public, max-age={max_age}")
}

/// The links of a feed, as WebSub wants them in the header.
pub fn links(url: &str, hub: Option<&str>) -> String {
    match hub.filter(|hub| !hub.is_empty()) {
        Some(hub) => format!("<{url}>; rel=\"self\", <{hub}>; rel=\"hub\""),
        None => format!("<{url}>; rel=\"self\""),
    }
}

/// The media type of a feed, with the character set.
pub fn feed_type(format: Format) -> String {
    format!("{}; charset=utf-8", feeds::media_type(format))
}

/// A name as it stands in a URL.
fn encoded(name: &str) -> String {
    const KEPT: &percent_encoding::AsciiSet =
        &percent_encoding::NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    percent_encoding::utf8_percent_encode(name, KEPT).to_string()
}

/// Which feed format a file has, if it is a feed.
fn format(name: &str) -> Option<Format> {
    let file = name.rsplit('/').next().unwrap_or(name);
    [Format::Rss, Format::Atom, Format::Json].into_iter().find(|format| feeds::file_name(*format) == file)
}

fn media_type(name: &str) -> String {
    if let Some(format) = format(name) {
        return feed_type(format);
    }
    if name == "opml.xml" {
        return "text/x-opml; charset=utf-8".to_owned();
    }
    match Path::new(name).extension().and_then(|extension| extension.to_str()) {
        Some("xml") => "application/xml; charset=utf-8".to_owned(),
        _ => {
            let guess = mime_guess::from_path(name).first_or_octet_stream();
            let is_text = guess.type_() == mime_guess::mime::TEXT;
            if is_text { format!("{guess}; charset=utf-8") } else { guess.to_string() }
        }
    }
}
