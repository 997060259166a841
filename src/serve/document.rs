//! A document as it is served again and again: its bytes in every coding, and the conditions under
//! which a client need not have them (RFC 9110 §13, §14).

use std::sync::OnceLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use headers::{HeaderMapExt as _, IfModifiedSince, IfNoneMatch, IfRange, LastModified};

use super::encoding::{Effort, Encoding, LEAST_BYTES};
use crate::config::Format;
use crate::feeds::media_type;
use crate::publish::digest;

/// Bytes with everything that is said about them.
#[derive(Debug)]
pub struct Document {
    bytes: Bytes,
    media_type: String,
    digest: String,
    /// Whole seconds, as headers have them.
    modified: SystemTime,
    /// The bytes were written at this moment at the latest, and are the same since.
    written: SystemTime,
    cache_control: String,
    link: Option<HeaderValue>,
    encoded: [OnceLock<Bytes>; Encoding::ALL.len()],
}

impl Document {
    /// A document of these bytes. `modified` is the moment that its content tells of, `written` the
    /// one since which the bytes are known to be the same.
    pub fn new(bytes: Vec<u8>, media_type: String, modified: SystemTime, written: SystemTime) -> Self {
        Self {
            digest: digest(&bytes),
            bytes: bytes.into(),
            media_type,
            modified: whole_seconds(modified),
            written,
            cache_control: "no-cache".to_owned(),
            link: None,
            encoded: Default::default(),
        }
    }

    /// Sets how long it may be kept.
    #[must_use]
    pub fn with_cache_control(self, cache_control: String) -> Self {
        Self { cache_control, ..self }
    }

    /// Adds links (RFC 8288).
    #[must_use]
    pub fn with_link(self, link: &str) -> Self {
        Self { link: HeaderValue::from_str(link).ok(), ..self }
    }

    /// The digest of its bytes.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The moment that `Last-Modified` gives.
    pub fn modified(&self) -> SystemTime {
        self.modified
    }

    /// Bytes in memory: its own, and as much again for what may be encoded of it.
    pub fn weight(&self) -> usize {
        self.bytes.len() * 2
    }

    /// The coding in which this client gets it. A part of it is never encoded: no decoder could begin
    /// in the middle.
    pub fn encoding_for(&self, headers: &HeaderMap) -> Option<Encoding> {
        let is_encodable = self.bytes.len() >= LEAST_BYTES && is_text(&self.media_type);
        if headers.contains_key(header::RANGE) || !is_encodable { None } else { Encoding::choose(headers) }
    }

    /// Whether it is there in this coding without work.
    pub fn has(&self, encoding: Option<Encoding>) -> bool {
        encoding.is_none_or(|encoding| self.encoded[encoding as usize].get().is_some())
    }

    /// The bytes in this coding; the first time they are made, which takes its time.
    pub fn bytes_in(&self, encoding: Option<Encoding>) -> Bytes {
        let Some(encoding) = encoding else { return self.bytes.clone() };
        let encode = || encoding.encode(&self.bytes, Effort::Kept).expect("memory takes every byte").into();
        self.encoded[encoding as usize].get_or_init(encode).clone()
    }

    /// Answers a GET or HEAD with these headers.
    pub fn answer(&self, headers: &HeaderMap) -> Response<Body> {
        let encoding = self.encoding_for(headers);
        let etag = match encoding {
            Some(encoding) => format!("\"{}-{}\"", self.digest, encoding.name()),
            None => format!("\"{}\"", self.digest),
        };
        let mut response = Response::new(Body::empty());
        self.describe(response.headers_mut(), &etag);
        if self.is_known(headers, &etag) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        insert(response.headers_mut(), header::CONTENT_TYPE, self.media_type_for(headers));
        response.headers_mut().insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        if let Some(encoding) = encoding {
            insert(response.headers_mut(), header::CONTENT_ENCODING, encoding.name());
        }
        let whole = self.bytes_in(encoding);
        let body = match self.range(headers, &etag) {
            Range::Whole => whole,
            Range::Part(first, last) => {
                *response.status_mut() = StatusCode::PARTIAL_CONTENT;
                let range = format!("bytes {first}-{last}/{}", whole.len());
                insert(response.headers_mut(), header::CONTENT_RANGE, &range);
                whole.slice(first..=last)
            }
            Range::Nothing => {
                *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
                insert(response.headers_mut(), header::CONTENT_RANGE, &format!("bytes */{}", whole.len()));
                response.headers_mut().remove(header::CONTENT_TYPE);
                Bytes::new()
            }
        };
        response.headers_mut().insert(header::CONTENT_LENGTH, body.len().into());
        *response.body_mut() = body.into();
        response
    }

    fn is_xml_feed(&self) -> bool {
        [Format::Rss, Format::Atom].iter().any(|format| self.media_type.starts_with(media_type(*format)))
    }

    /// Its media type, but plain XML of a feed for a browser: browsers show XML with its stylesheet,
    /// and download what calls itself RSS or Atom.
    fn media_type_for(&self, headers: &HeaderMap) -> &str {
        if self.is_xml_feed() && is_browser(headers) {
            "application/xml; charset=utf-8"
        } else {
            &self.media_type
        }
    }

    /// What a 304 says, too (RFC 9110 §15.4.5).
    fn describe(&self, headers: &mut HeaderMap, etag: &str) {
        insert(headers, header::ETAG, etag);
        headers.typed_insert(LastModified::from(self.modified));
        insert(headers, header::CACHE_CONTROL, &self.cache_control);
        let vary = if self.is_xml_feed() { "accept, accept-encoding" } else { "accept-encoding" };
        headers.insert(header::VARY, HeaderValue::from_static(vary));
        if let Some(link) = &self.link {
            headers.insert(header::LINK, link.clone());
        }
    }

    /// Whether the client has the document as it is. `If-None-Match` wins over the date.
    fn is_known(&self, headers: &HeaderMap, etag: &str) -> bool {
        if headers.contains_key(header::IF_NONE_MATCH) {
            let known = headers.typed_get::<IfNoneMatch>().zip(etag.parse().ok());
            return known.is_some_and(|(known, etag)| !known.precondition_passes(&etag));
        }
        let Some(since) = headers.typed_get::<IfModifiedSince>() else { return false };
        // A client either gives back the date that it was given, or one of its own clock. An article
        // with an old date can come late, so only the moment of writing is safe against the latter.
        let since = SystemTime::from(since);
        since == self.modified || since >= self.modified.max(self.written)
    }

    fn range(&self, headers: &HeaderMap, etag: &str) -> Range {
        let Some(asked) = headers.get(header::RANGE).and_then(|range| range.to_str().ok()) else {
            return Range::Whole;
        };
        if headers.contains_key(header::IF_RANGE) {
            let modified = LastModified::from(self.modified);
            let etag = etag.parse().ok();
            let is_same = headers
                .typed_get::<IfRange>()
                .is_some_and(|condition| !condition.is_modified(etag.as_ref(), Some(&modified)));
            if !is_same {
                return Range::Whole;
            }
        }
        // What is no range of bytes is ignored (RFC 9110 §14.2); several of them are answered with
        // the whole, which is allowed and less to send than they could add up to.
        let Ok(ranges) = http_range_header::parse_range_header(asked) else { return Range::Whole };
        match ranges.validate(self.bytes.len() as u64).as_deref() {
            Ok([range]) => Range::Part(*range.start() as usize, *range.end() as usize),
            Ok(_) => Range::Whole,
            Err(_) => Range::Nothing,
        }
    }
}

/// What is asked for of a document.
enum Range {
    Whole,
    /// The first and the last byte.
    Part(usize, usize),
    /// Bytes that it does not have.
    Nothing,
}

/// Whether somebody opens the address in a browser. Browsers ask for pages and don't know of feeds; feed
/// readers ask for feeds or for anything.
pub fn is_browser(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let asks_for = |media_type: &str| accept.contains(media_type);
    asks_for("text/html") && !asks_for("rss+xml") && !asks_for("atom+xml")
}

fn insert(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

fn is_text(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.starts_with("text/") || essence.ends_with("xml") || essence.ends_with("json")
}

fn whole_seconds(time: SystemTime) -> SystemTime {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    UNIX_EPOCH + Duration::from_secs(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_is_plain_xml_for_a_browser_and_itself_for_everybody_else() {
        let check = |media_type: &str, accept: &str, expected: &str| {
            let document = Document::new(b"<rss/>".to_vec(), media_type.to_owned(), UNIX_EPOCH, UNIX_EPOCH);
            let headers = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_str(accept).unwrap())]);
            let answer = document.answer(&headers);
            assert_eq!(answer.headers()[header::CONTENT_TYPE], expected, "{media_type} {accept}");
        };
        let rss = "application/rss+xml; charset=utf-8";
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        check(rss, browser, "application/xml; charset=utf-8");
        check("application/atom+xml; charset=utf-8", browser, "application/xml; charset=utf-8");
        check(rss, "*/*", rss);
        check(rss, "application/rss+xml, application/atom+xml, text/html;q=0.5", rss);
        check("application/feed+json", browser, "application/feed+json");
        check("text/html; charset=utf-8", browser, "text/html; charset=utf-8");
    }
}
