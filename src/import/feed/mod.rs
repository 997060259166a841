//! RSS (0.9 to 2.0), Atom and JSON feeds.
//!
//! The ids of the feed stay the ids of the records, so that whoever reads the old feed sees nothing
//! twice in the new one. An item without an id is known to readers by its link, which becomes its
//! id then.

mod atom;
mod base64;
mod json;
mod rss;
mod survey;

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
pub(super) use survey::KIND;
use survey::Survey;

/// What is said of a feed as a whole, for items that say nothing themselves.
#[derive(Debug, Default)]
pub(super) struct Defaults {
    /// The input, as the user named it.
    pub file: String,
    /// As in [`Record::origin`].
    pub origin: String,
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
    let survey = Survey::of(path)?;
    let file = path.display().to_string();
    if let Some(finding) = survey.refusal(&file) {
        return receive(Imported::Refused(finding));
    }
    let defaults = survey.defaults(file);
    xml::read(path, &mut |part| {
        let element = match part {
            Part::Element(element) => element,
            other => return receive(told(other, &defaults.file)),
        };
        match element.name.as_str() {
            "item" => receive_record(item(&element, &defaults), &element, receive),
            "atom:entry" => {
                let record = entry(&element, &defaults);
                if record.body.is_empty() && element.first("atom:content").is_some_and(|c| !c.is_empty()) {
                    receive(Imported::LeftOut("bodies that stand elsewhere or are no text".to_owned()))?;
                }
                receive_record(record, &element, receive)
            }
            _ => Ok(()),
        }
    })
}

/// Hands over a record, unless some of its bytes are no text: what they were can't be known.
pub(super) fn receive_record(record: Record, element: &Element, receive: &mut Receive<'_>) -> Result<()> {
    if let Some(line) = element.broken_text {
        let message = format!("{}: some bytes are no text in the file's encoding", record.name());
        let place = Place { line: Some(line), ..record.place.clone() };
        let hint = "mend them, or write the encoding that the file has into its XML declaration";
        return receive(Imported::Refused(Diagnostic::error("not-encoded", place, message).with_hint(hint)));
    }
    receive(Imported::Record(Box::new(record)))
}

/// What is to be told of a part that is no element.
pub(super) fn told(part: Part, file: &str) -> Imported {
    let place = |line| Place { file: file.to_owned(), line: Some(line), column: None };
    Imported::Refused(match part {
        Part::Guessed(name) => {
            let message = format!(
                "the encoding is not declared, or not the one that is declared; the text looks like {} and is read so",
                name.to_lowercase()
            );
            let finding = Diagnostic::warning("guessed-encoding", Place::file(file), message);
            let hint = format!("write it into the first line: <?xml version=\"1.0\" encoding=\"{name}\"?>");
            return Imported::Finding(finding.with_hint(hint));
        }
        Part::TooLarge(line) => {
            Diagnostic::error("too-large", place(line), "the item has more than 64 MB, and is left out")
                .with_hint("take its media out of the text")
        }
        Part::Broken(line, reason) => {
            Diagnostic::error("bad-xml", place(line), format!("not readable as XML: {reason}"))
                .with_hint("what stands before it was imported; is the file complete?")
        }
        Part::Element(element) => Diagnostic::error("bad-xml", place(element.line), "an element too many"),
    })
}

/// An address as the name of a site: `old.example`, `example.org/~ann`.
pub(super) fn site_of(address: &str) -> Option<String> {
    let address = address.trim();
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest).split(['?', '#']).next()?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let path = match path.trim_matches('/').rsplit_once('/') {
        Some((folder, file)) if file.starts_with("index.") => folder,
        None if path.starts_with("index.") => "",
        _ => path.trim_matches('/'),
    };
    let site = format!("{host}/{path}");
    let site = site.trim_end_matches('/');
    (!site.is_empty()).then(|| site.split_whitespace().collect::<Vec<_>>().join("%20"))
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
    // In UTF-16 there are zeros between the characters.
    let is_blank =
        |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, 0 | 0xEF | 0xBB | 0xBF | 0xFE | 0xFF);
    Ok(head.iter().find(|byte| !is_blank(byte)) == Some(&b'{'))
}
