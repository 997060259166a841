//! What single values are held to, in every format.

use url::Url;

use super::Findings;
use super::published::{Media, Text};
use crate::address::is_strict;
use crate::feeds::is_uri;

/// A language of two or three letters and what narrows it down, or a private tag.
pub(super) fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or("");
    let is_primary = matches!(primary.len(), 2 | 3) || primary.eq_ignore_ascii_case("x");
    let rest: Vec<&str> = parts.collect();
    let is_part =
        |part: &&str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    is_primary
        && primary.bytes().all(|b| b.is_ascii_alphabetic())
        && (primary.len() > 1 || !rest.is_empty())
        && rest.iter().all(is_part)
}

/// "Every format" 5: absolute, and nothing in it that must be percent-encoded.
pub(super) fn absolute(findings: &mut Findings, of: &str, url: &Text) {
    let is_whole = Url::parse(&url.text)
        .is_ok_and(|parsed| (parsed.has_host() && is_strict(&parsed)) || parsed.scheme() == "mailto");
    if !is_whole || !url.text.is_ascii() || !is_uri(&url.text) {
        findings.error("feed-url", url.line, format!("{of}: `{}` is not an absolute URL", url.text));
    }
}

/// An enclosure has a web address, a media type and a length.
pub(super) fn media(findings: &mut Findings, of: &str, file: &Media) {
    absolute(findings, of, &file.url);
    let line = file.url.line;
    if !file.media_type.as_ref().is_some_and(|kind| kind.contains('/')) {
        findings.error(
            "feed-enclosure",
            line,
            format!("{of}: the enclosure {} has no media type", file.url.text),
        );
    }
    match file.length.as_deref().map(str::parse::<u64>) {
        Some(Ok(0)) | None => {
            let message = format!("{of}: the length of the enclosure {} is not known", file.url.text);
            let hint = "give `length`, its size in bytes, with the enclosure in the record";
            findings.warning("feed-enclosure", line, message, hint);
        }
        Some(Ok(_)) => {}
        Some(Err(_)) => {
            let message = format!("{of}: the length of the enclosure {} is not a number", file.url.text);
            findings.error("feed-enclosure", line, message);
        }
    }
}
