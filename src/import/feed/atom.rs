//! An entry of Atom (RFC 4287, and 0.3 as far as its names are the same).

use super::super::record::{Author, File, Record, normal_date, reference};
use super::super::text::plain;
use super::super::xml::Element;
use super::rss::{absolute, media, resolved};
use super::{Defaults, complete};
use crate::content;
use crate::diagnostic::Place;

/// Reads `entry`.
pub(in crate::import) fn entry(entry: &Element, defaults: &Defaults) -> Record {
    let text = |name: &str| entry.text_of(name);
    let link = |rel: &str| {
        entry
            .all("atom:link")
            .find(|link| link.attribute("rel").unwrap_or("alternate") == rel)
            .and_then(|link| link.attribute("href"))
            .map(|href| absolute(href, entry))
    };
    let url = link("alternate");
    let content = entry.first("atom:content");
    let (format, body) = content.map_or(("html", String::new()), body);
    let summary = entry.first("atom:summary").map(line).filter(|text| !text.is_empty());
    // A feed of summaries: they are all there is.
    let (format, body, summary) = match summary {
        Some(_) if body.is_empty() => {
            let (format, body) = entry.first("atom:summary").map_or((format, body), self::body);
            (format, body, None)
        }
        summary => (format, body, summary),
    };
    let updated = text("atom:updated").or(text("atom:modified"));
    let published = text("atom:published").or(text("atom:issued")).or(updated.clone());
    let own_authors: Vec<Author> = entry.all("atom:author").filter_map(person).collect();
    let mut record = Record {
        place: Place { file: defaults.file.clone(), line: Some(entry.line), column: None },
        origin: defaults.origin.clone(),
        id: text("atom:id").or(url.clone()).map(|id| reference(&id)),
        title: entry.first("atom:title").map(line).unwrap_or_default(),
        published: published.map(|date| normal_date(&date)),
        updated: updated.map(|date| normal_date(&date)),
        authors: if own_authors.is_empty() { defaults.authors.clone() } else { own_authors },
        lang: entry
            .attribute("lang")
            .map(str::to_owned)
            .or(defaults.lang.clone())
            .filter(|lang| crate::language::is_language(lang)),
        summary,
        comments: link("replies"),
        source: entry.first("atom:source").and_then(|source| {
            let url =
                source.all("atom:link").find(|l| l.attribute("rel").unwrap_or("alternate") == "alternate")?;
            Some((source.first("atom:title").map(line), url.attribute("href")?.to_owned()))
        }),
        url,
        format,
        body,
        ..Record::default()
    };
    for category in entry.all("atom:category") {
        let Some(name) =
            category.attribute("label").filter(|label| !label.is_empty()).or(category.attribute("term"))
        else {
            continue;
        };
        let is_section = category.attribute("scheme").is_some_and(|scheme| scheme.ends_with(":section"));
        match &record.section {
            None if is_section => record.section = Some(name.to_owned()),
            _ => record.tags.push(name.to_owned()),
        }
    }
    for file in entry.all("atom:link").filter(|link| link.attribute("rel") == Some("enclosure")) {
        let Some(href) = file.attribute("href") else { continue };
        record.enclosures.push(File {
            url: absolute(href, entry),
            media_type: file.attribute("type").map(str::to_owned),
            length: file.attribute("length").and_then(|n| n.parse().ok()).filter(|n| *n > 0),
            title: file.attribute("title").map(str::to_owned),
            ..File::default()
        });
    }
    media(entry, &mut record);
    complete(&mut record);
    record
}

/// Reads an `author` (RFC 4287 §3.2).
pub(super) fn person(author: &Element) -> Option<Author> {
    let email = author.text_of("atom:email").or(author.text_of("email"));
    let url = author.text_of("atom:uri").or(author.text_of("atom:url"));
    let name = author.text_of("atom:name").or(author.text_of("name")).or(email.clone())?;
    // Blogger's stand-in.
    let email = email.filter(|email| email != "noreply@blogger.com");
    Some(Author { name, email, url })
}

/// A text construct as HTML (RFC 4287 §3.1, §4.1.3), or as text. Atom 0.3 has types of media, and says
/// apart how they are written.
fn body(element: &Element) -> (&'static str, String) {
    let kind = element.attribute("type").unwrap_or("text");
    if element.attribute("mode") == Some("base64") {
        let text = super::base64::decoded(&element.text()).and_then(|bytes| String::from_utf8(bytes).ok());
        return match (kind, text) {
            ("text/html" | "application/xhtml+xml", Some(html)) => ("html", resolved(&html, element)),
            (kind, Some(text)) if kind.starts_with("text") => ("text", text),
            _ => ("text", String::new()),
        };
    }
    match kind {
        "text/html" | "application/xhtml+xml" | "xhtml"
            if kind == "xhtml" || element.elements().next().is_some() =>
        {
            // The `div` belongs to the format, not to the text.
            let inner = element.elements().find(|inner| inner.name.ends_with(":div") || inner.name == "div");
            ("html", resolved(&inner.unwrap_or(element).inner_html(), element))
        }
        "html" | "text/html" | "application/xhtml+xml" => ("html", resolved(&element.text(), element)),
        text if text == "text" || text.starts_with("text/") => ("text", element.text()),
        // Media in base64, or XML of another kind.
        _ => ("text", String::new()),
    }
}

/// A text construct as one plain line.
fn line(element: &Element) -> String {
    match body(element) {
        ("html", html) => {
            let text = content::html_text(&html);
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        }
        // What is said to be text means itself; where nothing is said, many feeds have HTML.
        (_, text) if element.attribute("type") == Some("text") => {
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        }
        (_, text) => plain(&text),
    }
}
