//! JSON Feed 1 and 1.1.

use std::path::Path;

use serde_json::Value;

use super::super::record::{Author, File, Record, normal_date, reference};
use super::super::{Imported, Receive, text};
use super::{complete, summary};
use crate::diagnostic::{Diagnostic, Place};
use crate::error::{Error, Result};

/// Reads the feed in the file `path`.
pub(super) fn read(path: &Path, receive: &mut Receive<'_>) -> Result<()> {
    let file = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|e| Error::io("reading", path, e))?;
    let Some(text) = text::decoded(bytes, &file, receive)? else { return Ok(()) };
    let feed: Value = match serde_json::from_str(&text) {
        Ok(feed) => feed,
        Err(error) => {
            let place = Place::at(file, line(error.line()), line(error.column()));
            return receive(Imported::Refused(Diagnostic::error(
                "bad-json",
                place,
                format!("not readable as JSON: {error}"),
            )));
        }
    };
    let Some(items) = feed.get("items").and_then(Value::as_array) else {
        let finding =
            Diagnostic::error("no-feed", Place::file(file), "the file is no JSON feed: it has no `items`");
        return receive(Imported::Refused(
            finding.with_hint("for Ghost's export, use `tidings import ghost`"),
        ));
    };
    let origin = origin(&feed, items);
    for (number, item) in items.iter().enumerate() {
        let Some(_) = item.as_object() else {
            let message = format!("item {} is not an object", number + 1);
            receive(Imported::Refused(Diagnostic::error("bad-json", Place::file(&file), message)))?;
            continue;
        };
        receive(Imported::Record(Box::new(record(item, &feed, &file, &origin))))?;
    }
    Ok(())
}

fn line(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Whose feed it is: its site's address, else its own, else that of the first item's site.
fn origin(feed: &Value, items: &[Value]) -> String {
    let of = |name: &str| text_of(feed, name).and_then(|address| super::site_of(&address));
    let of_item = || {
        let url = text_of(items.first()?, "url").filter(|url| url.contains("://"))?;
        super::site_of(&url)?.split('/').next().map(str::to_owned)
    };
    let whose = of("home_page_url").or_else(|| of("feed_url")).or_else(of_item);
    format!("feed {}", whose.unwrap_or_default()).trim_end().to_owned()
}

fn record(item: &Value, feed: &Value, file: &str, origin: &str) -> Record {
    let text = |name: &str| text_of(item, name);
    let url = text("url");
    let (format, body) = match (text("content_html"), text("content_text")) {
        (Some(html), _) => ("html", html),
        (None, Some(text)) => ("text", text),
        (None, None) => ("text", text("summary").unwrap_or_default()),
    };
    let mut record = Record {
        place: Place::file(file),
        origin: origin.to_owned(),
        id: text("id").or(url.clone()).map(|id| reference(&id)),
        url,
        title: text("title").unwrap_or_default(),
        published: text("date_published").or(text("date_modified")).map(|date| normal_date(&date)),
        updated: text("date_modified").map(|date| normal_date(&date)),
        authors: authors(item).or_else(|| authors(feed)).unwrap_or_default(),
        tags: item
            .get("tags")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(text_value)
            .collect(),
        lang: text("language")
            .or_else(|| text_of(feed, "language"))
            .filter(|lang| crate::language::is_language(lang)),
        summary: text("summary").filter(|summary| *summary != body).and_then(|s| summary_text(&s, &body)),
        image: text("image").or(text("banner_image")).map(|url| File { url, ..File::default() }),
        source: text("external_url").map(|url| (None, url)),
        format,
        body,
        ..Record::default()
    };
    for attachment in item.get("attachments").and_then(Value::as_array).into_iter().flatten() {
        let Some(url) = text_of(attachment, "url") else { continue };
        record.enclosures.push(File {
            url,
            media_type: text_of(attachment, "mime_type"),
            length: attachment.get("size_in_bytes").and_then(Value::as_u64),
            duration: text_of(attachment, "duration_in_seconds"),
            title: text_of(attachment, "title"),
            ..File::default()
        });
    }
    complete(&mut record);
    record
}

/// The summary is plain text by the specification; some feeds write HTML.
fn summary_text(text: &str, body: &str) -> Option<String> {
    if text.contains("</") { summary(text, body) } else { Some(text.to_owned()) }
}

/// `authors` of 1.1, `author` of 1.
fn authors(of: &Value) -> Option<Vec<Author>> {
    let several = of.get("authors").and_then(Value::as_array).map(Vec::as_slice);
    let listed = several.or_else(|| of.get("author").map(std::slice::from_ref))?;
    let authors: Vec<Author> = listed
        .iter()
        .filter_map(|author| {
            Some(Author { name: text_of(author, "name")?, email: None, url: text_of(author, "url") })
        })
        .collect();
    (!authors.is_empty()).then_some(authors)
}

fn text_of(of: &Value, name: &str) -> Option<String> {
    of.get(name).and_then(text_value)
}

/// A text, or a number as a text (ids are numbers in some feeds); none if it is empty.
fn text_value(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
