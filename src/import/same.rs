//! Whether an article of an input is the one that was imported before.
//!
//! An id that is an address or a name of the whole web (`tag:`, `urn:`, Ghost's long numbers) is the same article wherever
//! it comes from. Any other is known within its origin only: every feed may have its `1`.

use super::note::Entry;
use super::record::Record;
use super::written::field;

/// The system of an origin: `wordpress old.example` is of `wordpress`.
pub(super) fn system(origin: &str) -> &str {
    origin.split(' ').next().unwrap_or_default()
}

/// Returns whether an id means the same article in every system.
pub(super) fn is_global(id: &str) -> bool {
    let is_object_id =
        |id: &str| id.len() == 24 && id.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'));
    match id.strip_prefix("guid:") {
        Some(guid) => is_object_id(guid),
        // `post:5` is a URI by its form, and no more than that.
        None => ["http://", "https://", "tag:", "urn:"].iter().any(|scheme| id.starts_with(scheme)),
    }
}

/// Returns whether an origin says whose articles these are, so that its keys are enough.
pub(super) fn tells_whose(record: &Record) -> bool {
    record.origin.contains(' ') || record.id.as_deref().is_some_and(is_global)
}

/// Returns whether `entry`, which another origin noted under the id of `record`, is that article.
pub(super) fn is_twin(record: &Record, entry: &Entry, page: &dyn Fn() -> Option<String>) -> bool {
    if record.id.as_deref().is_some_and(is_global) {
        return true;
    }
    let noted = entry.url.clone().or_else(|| field(&page()?, "url"));
    record.url.as_deref().is_some_and(|url| url.contains("://") && noted.as_deref() == Some(url))
}

/// Returns whether `entry`, noted under the key of `record`, can be that article where the key alone
/// does not tell: the addresses are of one host, or the titles are one. `page` reads its file, for what
/// the entry does not say.
pub(super) fn is_likely(record: &Record, entry: &Entry, page: &dyn Fn() -> Option<String>) -> bool {
    if record.id.as_deref().is_some_and(is_global) {
        return true;
    }
    let (mut url, mut title) = (entry.url.clone(), entry.title.clone());
    if url.is_none() && title.is_none() {
        // What somebody removed is of nobody any more.
        let Some(page) = page() else { return true };
        (url, title) = (field(&page, "url"), field(&page, "title"));
    }
    let host = |url: &str| url.split_once("://").map(|(_, rest)| rest.split('/').next().map(str::to_owned));
    match (&record.url, &url) {
        (Some(own), Some(noted)) if host(own).is_some() && host(own) == host(noted) => return true,
        (Some(own), Some(noted)) if own == noted => return true,
        _ => {}
    }
    title.is_some_and(|title| super::written::one_line(&record.title) == title)
}
