//! RSS (0.9 to 2.0), Atom and JSON feeds.
//!
//! The ids of the feed stay the ids of the records, so that whoever reads the old feed sees nothing
//! twice in the new one. An item without an id is known to readers by its link, which becomes its
//! id then.

mod atom;
mod json;
mod rss;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::text::{plain, title_of};
use super::xml::{self, Element, Part};
use super::{Imported, Receive, Record};
use crate::content;
use crate::diagnostic::{Diagnostic, Place};
use crate::error::{Error, Result};

pub(super) use atom::entry;
pub(super) use rss::item;

/// What is said of a feed as a whole, for items that say nothing themselves.
#[derive(Debug, Default)]
pub(super) struct Defaults {
    /// The input, as the user named it.
    pub file: String,
    pub lang: Option<String>,
    pub authors: Vec<super::Author>,
}

/// Reads the feed in the file `path`.
///
/// # Errors
///
/// [`Error::Io`] if it can't be read, else what `receive` says.
pub fn read(path: &Path, receive: &mut Receive<'_>) -> Result<()> {
    if is_json(path).map_err(|e| Error::io("reading", path, e))? {
        return json::read(path, receive);
    }
    let mut defaults = Defaults { file: path.display().to_string(), ..Defaults::default() };
    let mut is_feed = false;
    xml::read(path, &mut |part| {
        let element = match part {
            Part::Element(element) => element,
            other => return receive(Imported::Refused(unreadable(other, &defaults.file))),
        };
        match element.name.as_str() {
            "item" => {
                is_feed = true;
                receive_record(item(&element, &defaults), &element, receive)
            }
            "atom:entry" => {
                is_feed = true;
                let record = entry(&element, &defaults);
                if record.body.is_empty() && element.first("atom:content").is_some_and(|c| !c.is_empty()) {
                    receive(Imported::LeftOut("bodies that stand elsewhere or are no text".to_owned()))?;
                }
                receive_record(record, &element, receive)
            }
            "language" | "dc:language" => {
                defaults.lang = Some(element.text());
                Ok(())
            }
            "atom:author" => {
                defaults.authors.extend(atom::person(&element));
                Ok(())
            }
            "title" | "atom:title" | "atom:id" | "link" => {
                is_feed = true;
                Ok(())
            }
            _ => Ok(()),
        }
    })?;
    if !is_feed {
        let finding =
            Diagnostic::error("no-feed", Place::file(defaults.file), "the file is no RSS, Atom or JSON feed")
                .with_hint("is it a page of the site? Save the feed itself: `curl -o feed.xml https://…`");
        receive(Imported::Refused(finding))?;
    }
    Ok(())
}

/// Hands over a record with what is to be said of it.
pub(super) fn receive_record(record: Record, element: &Element, receive: &mut Receive<'_>) -> Result<()> {
    if element.has_broken_text {
        let message = format!("{}: bytes that are not UTF-8 were replaced by U+FFFD", record.name());
        let finding = Diagnostic::warning("not-utf8", record.place.clone(), message);
        receive(Imported::Finding(finding.with_hint("write the file's encoding into its XML declaration")))?;
    }
    receive(Imported::Record(Box::new(record)))
}

/// The finding for a part that is no element.
pub(super) fn unreadable(part: Part, file: &str) -> Diagnostic {
    let place = |line| Place { file: file.to_owned(), line: Some(line), column: None };
    match part {
        Part::TooLarge(line) => {
            Diagnostic::error("too-large", place(line), "the item has more than 64 MB, and is left out")
                .with_hint("take its media out of the text")
        }
        Part::Broken(line, reason) => {
            Diagnostic::error("bad-xml", place(line), format!("not readable as XML: {reason}"))
                .with_hint("what stands before it was imported; is the file complete?")
        }
        Part::Element(element) => Diagnostic::error("bad-xml", place(element.line), "an element too many"),
    }
}

/// Completes what every kind of feed leaves to its readers: the key, and a title where there is none.
pub(super) fn complete(record: &mut Record) {
    if let Some(id) = &record.id {
        record.key.clone_from(id);
    }
    if record.title.is_empty() {
        let text = match record.format {
            "html" => content::html_text(&record.body),
            _ => record.body.clone(),
        };
        record.title = title_of(&text);
    }
    if record.key.is_empty() {
        record.key = format!("{}|{}", record.published.as_deref().unwrap_or_default(), record.title);
    }
    // Many systems give the time of the last export.
    if let (Some(published), Some(updated)) = (&record.published, &record.updated) {
        let moment = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok();
        if let (Some(first), Some(last)) = (moment(published), moment(updated))
            && last <= first
        {
            record.updated = None;
        }
    }
}

/// A summary that is HTML, as plain text; none if it says no more than the body.
pub(super) fn summary(html: &str, body: &str) -> Option<String> {
    let summary = content::html_text(html).replace('\n', " ");
    (!summary.trim().is_empty() && html.trim() != body.trim()).then(|| plain(&summary))
}

fn is_json(path: &Path) -> std::io::Result<bool> {
    let mut head = Vec::new();
    File::open(path)?.take(256).read_to_end(&mut head)?;
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head);
    Ok(head.trim_ascii_start().first() == Some(&b'{'))
}
