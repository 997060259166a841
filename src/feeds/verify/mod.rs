//! Looks at published files as a strict reader would: are they what our own rules promise?
//!
//! It shares no code with what writes them. [`published`] reads each format into one shape, the
//! rules are told here, [`html`] looks into the entries' content. [`history`] walks the archive
//! documents of a feed from end to end, [`together`] holds the files of a folder against each other,
//! [`parts`] holds single elements to what they are made of, [`lists`] looks at what stands beside the
//! feeds.

mod history;
mod html;
mod lines;
mod lists;
mod parts;
mod published;
mod together;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use chrono::DateTime;

pub use self::history::verify_history;
use self::published::{Entry, Published, Text};
pub use self::together::Together;
use self::values::{absolute, is_language, media};
use super::header::below;
use super::identity::is_uri;
use super::{file_name, media_type};
use crate::article::Timestamp;
use crate::config::{Config, Format};
use crate::diagnostic::{Diagnostic, Place};

/// Returns what is wrong with a published file. `name` is its name below `feeds/`; a file that is
/// no feed is held to be XML, or a page, where its name says so.
pub fn verify(name: &str, file: &[u8], config: &Config) -> Vec<Diagnostic> {
    verify_with(name, file, config, &Lengths::new())
}

/// The same where articles are known: `lengths` has the bytes of their enclosures, by URL.
pub fn verify_with(name: &str, file: &[u8], config: &Config, lengths: &Lengths) -> Vec<Diagnostic> {
    examine(name, file, config, lengths).0
}

/// Returns what is wrong with a published file and, of a feed that can be read, what it holds.
fn examine(
    name: &str,
    file: &[u8],
    config: &Config,
    lengths: &Lengths,
) -> (Vec<Diagnostic>, Option<(Format, Published)>) {
    let mut findings = Findings::new(name, config);
    let Some(format) = format_of(name) else {
        beside(name, file, &mut findings);
        return (findings.list, None);
    };
    let Some(text) = findings.text(file, format != Format::Json) else { return (findings.list, None) };
    let published = if format == Format::Json { published::json(text) } else { published::xml(text, format) };
    match published {
        Ok(published) => {
            let check = Check { name, config, format, published: &published, lengths };
            check.feed(&mut findings, file.len());
            check.parts(&mut findings);
            check.entries(&mut findings);
            (findings.list, Some((format, published)))
        }
        Err((line, what)) => {
            findings.error("feed-malformed", line, what);
            (findings.list, None)
        }
    }
}

/// Looks at a file that is no feed, as far as its name says what it is.
fn beside(name: &str, file: &[u8], findings: &mut Findings) {
    let is_xml = name.ends_with(".xml");
    if !is_xml && name != "feeds.html" {
        return;
    }
    let Some(text) = findings.text(file, is_xml) else { return };
    if !is_xml {
        return lists::page(text, findings);
    }
    match published::well_formed(text) {
        Ok(document) => lists::xml(name, &document, findings),
        Err((line, what)) => findings.error("feed-malformed", line, format!("not well-formed: {what}")),
    }
}

/// The bytes that the files of enclosures have, by URL: more than one where articles differ; 0 where
/// it is not known.
pub type Lengths = BTreeMap<String, BTreeSet<u64>>;

/// Returns the format of a feed's document by its name.
fn format_of(name: &str) -> Option<Format> {
    let file = name.rsplit('/').next().unwrap_or(name);
    [Format::Rss, Format::Atom, Format::Json].into_iter().find(|&format| file == file_name(format))
}

/// Splits the folder of an archive document into the feed's own folder and its number; `None` if it
/// is another's.
pub fn archive_number(folder: &str) -> Option<(&str, u32)> {
    let (feed, number) = folder.strip_suffix('/')?.rsplit_once('/')?;
    let feed = feed.strip_suffix("archive").filter(|feed| feed.is_empty() || feed.ends_with('/'))?;
    Some((feed, number.parse().ok()?))
}

/// What was found wrong in one file.
struct Findings {
    file: String,
    list: Vec<Diagnostic>,
}

impl Findings {
    fn new(name: &str, config: &Config) -> Self {
        Self { file: config.paths.feeds.join(name).display().to_string(), list: Vec::new() }
    }

    fn error(&mut self, code: &'static str, line: Option<u32>, message: impl Into<String>) {
        let hint = "run `tidings rebuild --full`; if it comes back, something else writes into this folder";
        let place = Place { file: self.file.clone(), line, column: None };
        self.list.push(Diagnostic::error(code, place, message).with_hint(hint));
    }

    fn warning(&mut self, code: &'static str, line: Option<u32>, message: String, hint: &str) {
        let place = Place { file: self.file.clone(), line, column: None };
        self.list.push(Diagnostic::warning(code, place, message).with_hint(hint));
    }

    /// "Every format" 2 and 4: characters and encoding. `None` if nothing can be read.
    fn text<'a>(&mut self, file: &'a [u8], is_xml: bool) -> Option<&'a str> {
        if file.starts_with(b"\xef\xbb\xbf") {
            self.error("feed-encoding", Some(1), "the file begins with a byte order mark");
        }
        let text = match std::str::from_utf8(file) {
            Ok(text) => text,
            Err(error) => {
                let line = line_of(file, error.valid_up_to());
                self.error("feed-encoding", Some(line), "the file is not UTF-8");
                return None;
            }
        };
        if let Some((at, c)) = text.char_indices().find(|(_, c)| is_xml && !super::xml::is_allowed(*c)) {
            let message = format!("the character U+{:04X} is not allowed in XML", c as u32);
            self.error("feed-character", Some(line_of(file, at)), message);
            return None;
        }
        if is_xml && !text.trim_start_matches('\u{feff}').starts_with(super::xml::DECLARATION) {
            self.error("feed-encoding", Some(1), "the XML declaration that names UTF-8 is missing");
        }
        if !text.ends_with('\n') {
            self.error("feed-encoding", None, "the file does not end with a line break");
        }
        Some(text)
    }
}

fn line_of(file: &[u8], at: usize) -> u32 {
    file[..at].iter().filter(|&&byte| byte == b'\n').count() as u32 + 1
}

/// One feed's document and what it is held to.
struct Check<'a> {
    name: &'a str,
    config: &'a Config,
    format: Format,
    published: &'a Published,
    lengths: &'a Lengths,
}

impl Check<'_> {
    /// What a feed has beside what describes it.
    fn parts(&self, findings: &mut Findings) {
        let published = self.published;
        for (line, what) in &published.parts {
            findings.error("feed-element", *line, what.clone());
        }
        if published.channels > 1 {
            findings.error(
                "feed-element",
                None,
                format!("there are {} channels, not one", published.channels),
            );
        }
        for lang in published.langs.iter().filter(|lang| !is_language(&lang.text)) {
            findings.error(
                "feed-language",
                lang.line,
                format!("`{}` is not a language tag (BCP 47)", lang.text),
            );
        }
        for (at, c) in &published.odd {
            let message = format!("the character U+{:04X} in `{at}` is not allowed in a feed", *c as u32);
            findings.error("feed-character", None, message);
        }
        for (id, when) in &published.deleted {
            let of = format!("the withdrawn entry `{}`", id.text);
            if !is_uri(&id.text) {
                findings.error("feed-id", id.line, format!("{of} has no URI as identity"));
            }
            self.date(findings, &of, "date", when.as_ref(), id.line);
            let stands = |entry: &Entry| entry.id.as_ref().is_some_and(|own| own.text == id.text);
            if published.entries.iter().any(stands) {
                findings.error("feed-id", id.line, format!("{of} stands in the feed nevertheless"));
            }
        }
    }

    /// What an RSS item has one of, and how it calls its identity.
    fn item(&self, findings: &mut Findings, name: &str, entry: &Entry) {
        if self.format == Format::Rss && entry.media.len() > 1 {
            let message = format!("{name} has {} enclosures, where RSS has room for one", entry.media.len());
            findings.error("feed-enclosure", entry.line, message);
        }
        let link = entry.link.as_ref().map(|link| &link.text);
        let id = entry.id.as_ref();
        if entry.is_permalink == Some(true) && id.map(|id| &id.text) != link {
            let message = format!(
                "{name} calls its identity a web address, which it is not: \
                                   `isPermaLink=\"false\"` is missing"
            );
            findings.error("feed-id", id.and_then(|id| id.line), message);
        }
        for file in &entry.media {
            let Some(known) = self.lengths.get(&file.url.text) else { continue };
            let told = file.length.as_deref().map_or(Some(0), |length| length.parse().ok());
            if told.is_some_and(|told| !known.contains(&told)) {
                let known: Vec<String> = known.iter().map(u64::to_string).collect();
                let message = format!(
                    "{name}: the enclosure {} has {} bytes, not {}",
                    file.url.text,
                    known.join(" or "),
                    told.unwrap_or(0)
                );
                findings.error("feed-enclosure", file.url.line, message);
            }
        }
    }

    fn feed(&self, findings: &mut Findings, bytes: usize) {
        let published = self.published;
        for what in &published.missing {
            findings.error("feed-element", None, format!("`{what}` is missing"));
        }
        let folder = &self.name[..self.name.len() - file_name(self.format).len()];
        let own_url = String::from(below(self.config, folder, file_name(self.format)));
        match published.self_url.as_ref() {
            None => {
                findings.error("feed-self", None, format!("the feed does not name its own URL, {own_url}"))
            }
            Some(Text { text, line }) if *text != own_url => {
                findings.error(
                    "feed-self",
                    *line,
                    format!("the feed calls itself {text}, but it is {own_url}"),
                );
            }
            Some(_) => {}
        }
        if let Some(kind) = published.self_type.as_ref().filter(|kind| *kind != media_type(self.format)) {
            findings.error("feed-self", None, format!("the feed calls itself `{kind}`"));
        }
        for url in &published.urls {
            absolute(findings, "the feed", url);
        }

        let limits = &self.config.feeds;
        let archive = archive_number(folder);
        let limit = if archive.is_some() { limits.archive_size } else { limits.limit };
        let count = published.entries.len();
        if count > limit {
            findings.error("feed-size", None, format!("{count} entries stand in a feed of at most {limit}"));
        }
        if archive.is_none() && count > 1 && bytes > limits.max_bytes {
            let message = format!("{bytes} bytes are more than `max_bytes` = {}", limits.max_bytes);
            findings.error("feed-size", None, message);
        }
        if archive.is_some() != published.is_archive && self.format != Format::Json {
            let message = if published.is_archive {
                "calls itself an archive"
            } else {
                "is an archive and does not say so"
            };
            findings.error("feed-archive", None, format!("the document {message}"));
        }
    }

    fn entries(&self, findings: &mut Findings) {
        let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
        let mut former: Option<Timestamp> = None;
        let mut newest: Option<Timestamp> = None;
        for (number, entry) in self.published.entries.iter().enumerate() {
            let line = entry.line;
            let name = match &entry.id {
                Some(id) => {
                    // RSS and JSON take any text, and an older feed's guid stays what it was.
                    let is_any_text = self.format != Format::Atom && !id.text.trim().is_empty();
                    if !is_any_text && !is_uri(&id.text) {
                        findings.error(
                            "feed-id",
                            id.line,
                            format!("the identity `{}` is not a URI", id.text),
                        );
                    }
                    if ids.insert(&id.text, number).is_some() {
                        findings.error(
                            "feed-id",
                            id.line,
                            format!("the identity `{}` stands twice", id.text),
                        );
                    }
                    format!("entry `{}`", id.text)
                }
                None => {
                    findings.error("feed-id", line, format!("entry {} has no identity", number + 1));
                    format!("entry {}", number + 1)
                }
            };
            if entry.title.as_ref().is_none_or(|title| title.text.trim().is_empty()) {
                findings.error("feed-element", line, format!("{name} has no title"));
            }
            let published = self.date(findings, &name, "date", entry.published.as_ref(), line);
            let updated = match entry.updated.as_ref() {
                Some(updated) => self.atom_date(findings, &name, updated),
                None => published,
            };
            if let (Some(published), Some(updated)) = (published, updated)
                && updated < published
            {
                let line = entry.updated.as_ref().and_then(|updated| updated.line).or(line);
                findings.error("feed-date", line, format!("{name} was changed before it was published"));
            }
            self.item(findings, &name, entry);
            if let (Some(published), Some(former)) = (published, former.filter(|_| published.is_some()))
                && published > former
            {
                findings.error("feed-order", line, format!("{name} is newer than the one before it"));
            }
            former = published.or(former);
            newest = newest.max(updated);
            match &entry.link {
                Some(link) => absolute(findings, &name, link),
                None => findings.error("feed-url", line, format!("{name} has no link")),
            }
            entry.urls.iter().for_each(|url| absolute(findings, &name, url));
            entry.media.iter().for_each(|file| media(findings, &name, file));
            for content in &entry.html {
                for what in html::findings(&content.text) {
                    findings.error("feed-content", content.line, format!("{name}: {what}"));
                }
            }
        }
        self.feed_date(findings, newest);
    }

    /// "Every format" 9: the feed's date is its newest entry's.
    fn feed_date(&self, findings: &mut Findings, newest: Option<Timestamp>) {
        if self.format == Format::Json {
            return;
        }
        let date = self.published.updated.as_ref();
        let found = self.date(findings, "the feed", "date", date, None);
        if let (Some(found), Some(newest)) =
            (found, newest.filter(|newest| found.is_some_and(|f| f != *newest)))
        {
            let line = date.and_then(|date| date.line);
            let message = format!("the feed's date is {found}, its newest entry's {newest}");
            findings.error("feed-date", line, message);
        }
    }

    fn date(
        &self,
        findings: &mut Findings,
        of: &str,
        what: &str,
        date: Option<&Text>,
        line: Option<u32>,
    ) -> Option<Timestamp> {
        let Some(date) = date else {
            findings.error("feed-date", line, format!("{of} has no {what}"));
            return None;
        };
        if self.format != Format::Rss {
            return self.atom_date(findings, of, date);
        }
        let parsed = DateTime::parse_from_rfc2822(&date.text).ok();
        let parsed =
            parsed.filter(|parsed| parsed.format("%a, %d %b %Y %H:%M:%S %z").to_string() == date.text);
        if parsed.is_none() {
            findings.error("feed-date", date.line, format!("{of}: `{}` is not an RFC 822 date", date.text));
        }
        parsed
    }

    fn atom_date(&self, findings: &mut Findings, of: &str, date: &Text) -> Option<Timestamp> {
        let is_upper = !date.text.contains(|c: char| c.is_ascii_lowercase() || c == ' ');
        let parsed = DateTime::parse_from_rfc3339(&date.text).ok().filter(|_| is_upper);
        if parsed.is_none() {
            findings.error("feed-date", date.line, format!("{of}: `{}` is not an RFC 3339 date", date.text));
        }
        parsed
    }
}
