//! An item of RSS 0.9, 1.0 or 2.0, with the extensions that feeds use: content, Dublin Core, Media
//! RSS, iTunes, Atom.

use super::super::record::{Author, File, Record, normal_date, reference};
use super::super::text::plain;
use super::super::xml::Element;
use super::{Defaults, complete, summary};
use crate::content;
use crate::diagnostic::Place;

/// Reads `item`.
pub(in crate::import) fn item(item: &Element, defaults: &Defaults) -> Record {
    let text = |name: &str| item.text_of(name);
    let guid = item.first("guid");
    // A permanent link unless it is said to be none (RSS 2.0).
    let is_link = guid.is_some_and(|guid| {
        guid.attribute("isPermaLink").is_none_or(|value| !value.eq_ignore_ascii_case("false"))
    });
    let guid = guid.map(Element::text).filter(|guid| !guid.is_empty());
    let alternate = item
        .all("atom:link")
        .find(|link| link.attribute("rel").is_none_or(|rel| rel == "alternate"))
        .and_then(|link| link.attribute("href"));
    let guid_link = guid.clone().filter(|guid| is_link && guid.contains("://"));
    let link = text("link").or(alternate.map(str::to_owned)).or(guid_link);
    let link = link.map(|link| absolute(&link, item));

    let description = item.first("description");
    let encoded = item.first("content:encoded").filter(|encoded| !encoded.text().is_empty());
    let body_of = |element: &Element| resolved(&element.text(), element);
    let (body, summary) = match (encoded, description) {
        (Some(encoded), description) => {
            let body = body_of(encoded);
            let summary = description.and_then(|description| summary(&description.text(), &body));
            (body, summary)
        }
        (None, Some(description)) => (body_of(description), None),
        (None, None) => (String::new(), None),
    };
    let mut record = Record {
        place: Place { file: defaults.file.clone(), line: Some(item.line), column: None },
        origin: defaults.origin.clone(),
        id: guid.or(link.clone()).map(|guid| reference(&guid)),
        url: link,
        title: text("title").map(|title| plain(&title)).unwrap_or_default(),
        published: text("pubDate")
            .or(text("dc:date"))
            .or(text("dcterms:created"))
            .map(|date| normal_date(&date)),
        updated: text("atom:updated").or(text("dcterms:modified")).map(|date| normal_date(&date)),
        authors: authors(item),
        lang: text("dc:language").or(defaults.lang.clone()).filter(|lang| crate::language::is_language(lang)),
        summary,
        source: item
            .first("source")
            .and_then(|source| Some((Some(source.text()), source.attribute("url")?.to_owned()))),
        comments: text("comments"),
        format: "html",
        body,
        ..Record::default()
    };
    for category in item.all("category").chain(item.all("dc:subject")) {
        let name = plain(&category.text());
        // Our own feeds say which is which.
        let is_section = category.attribute("domain").is_some_and(|domain| domain.ends_with(":section"));
        match &record.section {
            None if is_section => record.section = Some(name),
            _ => record.tags.push(name),
        }
    }
    media(item, &mut record);
    complete(&mut record);
    record
}

/// `dc:creator`, else `atom:author`, else RSS's own `author`, else iTunes'.
fn authors(item: &Element) -> Vec<Author> {
    let names = |name: &str| -> Vec<Author> {
        item.all(name)
            .map(|author| author_named(&plain(&author.text())))
            .filter(|a| !a.name.is_empty())
            .collect()
    };
    let atom = || item.all("atom:author").filter_map(super::atom::person).collect::<Vec<_>>();
    [names("dc:creator"), atom(), names("author"), names("itunes:author")]
        .into_iter()
        .find(|authors| !authors.is_empty())
        .unwrap_or_default()
}

/// `name@example.org (Name)`, as RSS has it, or a name alone.
fn author_named(text: &str) -> Author {
    match text.strip_suffix(')').and_then(|text| text.split_once('(')) {
        Some((email, name)) if email.contains('@') && !name.trim().is_empty() => {
            Author { name: name.trim().to_owned(), email: Some(email.trim().to_owned()), url: None }
        }
        _ => match text.split_once('@') {
            // An address alone is shown by its first half.
            Some((name, host)) if !text.contains(' ') && host.contains('.') => {
                Author { name: name.to_owned(), email: Some(text.to_owned()), url: None }
            }
            _ => Author::named(text),
        },
    }
}

/// Enclosures and images, from RSS's `enclosure`, Media RSS and iTunes.
pub(super) fn media(item: &Element, record: &mut Record) {
    for enclosure in item.all("enclosure") {
        push(record, file(enclosure, "url", "length", item));
    }
    let groups = item.all("media:group").flat_map(Element::elements);
    for media in item.elements().chain(groups) {
        match media.name.as_str() {
            "media:content" => {
                let is_image = media.attribute("medium") == Some("image")
                    || media.attribute("type").is_some_and(|kind| kind.starts_with("image/"));
                let found = file(media, "url", "fileSize", item);
                match found {
                    Some(found) if is_image => {
                        record.image.get_or_insert(found);
                    }
                    found => push(record, found),
                }
            }
            "media:thumbnail" | "itunes:image" => {
                let attribute = if media.name == "itunes:image" { "href" } else { "url" };
                if let Some(found) = file(media, attribute, "fileSize", item) {
                    record.image.get_or_insert(found);
                }
            }
            _ => {}
        }
    }
    let duration = item.text_of("itunes:duration");
    if let (Some(first), Some(duration)) = (record.enclosures.first_mut(), duration) {
        first.duration.get_or_insert(duration);
    }
}

fn push(record: &mut Record, file: Option<File>) {
    let Some(file) = file else { return };
    if record.enclosures.iter().all(|known| known.url != file.url) {
        record.enclosures.push(file);
    }
}

fn file(element: &Element, url: &str, length: &str, item: &Element) -> Option<File> {
    let url = element.attribute(url).filter(|url| !url.is_empty())?;
    let number = |name: &str| element.attribute(name).and_then(|value| value.parse().ok());
    Some(File {
        url: absolute(url, item),
        media_type: element.attribute("type").filter(|kind| kind.contains('/')).map(str::to_owned),
        // Feeds write 0 where they don't know.
        length: element.attribute(length).and_then(|value| value.parse().ok()).filter(|length| *length > 0),
        duration: element.attribute("duration").map(str::to_owned),
        title: element.text_of("media:title"),
        alt: None,
        caption: element.text_of("media:description").map(|text| plain(&text)),
        width: number("width").and_then(|n| u32::try_from(n).ok()),
        height: number("height").and_then(|n: u64| u32::try_from(n).ok()),
    })
}

/// An address against the `xml:base` that holds, if one does.
pub(super) fn absolute(address: &str, element: &Element) -> String {
    let address = address.trim();
    match &element.base {
        Some(base) => base.join(address).map_or_else(|_| address.to_owned(), String::from),
        None => address.to_owned(),
    }
}

/// HTML with its addresses against the `xml:base` that holds, if one does.
pub(super) fn resolved(html: &str, element: &Element) -> String {
    match &element.base {
        Some(base) => content::resolved_html(html, base),
        None => html.to_owned(),
    }
}
