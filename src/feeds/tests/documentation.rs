//! `docs/feeds.md` tells how each field comes out: its tables are held against what is written.

use std::collections::BTreeSet;

use roxmltree::Node;
use serde_json::Value;

use super::samples::{article, full_article, moment};
use super::*;
use crate::article::{ArticleId, Author, Enclosure, Image, Link};

const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Stands in one field of a record, and nowhere else.
const MARKER: &str = "7654321";

const DOCUMENT: &str = include_str!("../../../docs/feeds.md");

/// The cells of the table below `heading`, row by row.
fn rows(heading: &str) -> Vec<Vec<&'static str>> {
    let section = between(DOCUMENT, heading, "\n## ");
    let rows = section.lines().filter(|line| line.starts_with("| ")).skip(2);
    rows.map(|row| row.split('|').skip(1).map(str::trim).collect()).collect()
}

/// What stands in backticks in a cell.
fn names(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The names in backticks of one column of the table below `heading`.
fn named(heading: &str, column: usize) -> BTreeSet<String> {
    rows(heading).iter().flat_map(|cells| names(cells[column])).collect()
}

/// The names of what `node` holds, with the relation of a link.
fn elements(node: Node<'_, '_>, into: &mut BTreeSet<String>) {
    for child in node.children().filter(Node::is_element) {
        into.insert(name(child));
        elements(child, into);
    }
    for name in ["lang", "base"].into_iter().filter(|name| node.has_attribute((XML, *name))) {
        into.insert(format!("xml:{name}"));
    }
}

/// An element's name, as the tables write it.
fn name(node: Node<'_, '_>) -> String {
    let prefix = match node.tag_name().namespace() {
        Some("http://purl.org/dc/elements/1.1/") => "dc:",
        Some("http://purl.org/rss/1.0/modules/content/") => "content:",
        Some("http://search.yahoo.com/mrss/") => "media:",
        Some("http://purl.org/atompub/tombstones/1.0") => "at:",
        Some("http://www.w3.org/2005/Atom") if node.document().root_element().has_tag_name("rss") => "atom:",
        _ => "",
    };
    let relation = node.attribute("rel").map(|rel| format!("[rel={rel}]")).unwrap_or_default();
    format!("{prefix}{}{relation}", node.tag_name().name())
}

/// The names of the elements and attributes that have `marker` in their own text, each with those
/// that it stands in.
fn holders(node: Node<'_, '_>, marker: &str, within: &[String], into: &mut Vec<Vec<String>>) {
    let path: Vec<String> = within.iter().cloned().chain([name(node)]).collect();
    let mut own = node.children().filter(Node::is_text).filter_map(|child| child.text());
    let has_text = own.any(|text| text.contains(marker));
    let in_attribute = |name: Option<&str>, namespace: Option<&str>| {
        node.attributes().any(|attribute| {
            attribute.namespace() == namespace
                && name.is_none_or(|name| attribute.name() == name)
                // The tables don't tell that a link to the article names its language once more.
                && attribute.name() != "hreflang"
                && attribute.value().contains(marker)
        })
    };
    if has_text || in_attribute(None, None) {
        into.push(path.clone());
    }
    for name in ["lang", "base"].into_iter().filter(|name| in_attribute(Some(name), Some(XML))) {
        into.push(vec![format!("xml:{name}")]);
    }
    for child in node.children().filter(Node::is_element) {
        holders(child, marker, &path, into);
    }
}

/// The same for JSON.
fn members(value: &Value, marker: &str, within: &[String], into: &mut Vec<Vec<String>>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                let path: Vec<String> = within.iter().cloned().chain([name.clone()]).collect();
                members(value, marker, &path, into);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| members(value, marker, within, into)),
        value => {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            if text.contains(marker) {
                into.push(within.to_vec());
            }
        }
    }
}

fn keys(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            into.extend(object.keys().cloned());
            object.values().for_each(|value| keys(value, into));
        }
        Value::Array(list) => list.iter().for_each(|value| keys(value, into)),
        _ => {}
    }
}

/// What is written for an article with everything, in another language than the feed's; or for a
/// feed without articles.
fn written(format: Format, of_entry: bool) -> BTreeSet<String> {
    let mut article = full_article();
    article.lang = "en".to_owned();
    let text = render(if of_entry { vec![article] } else { vec![] }, format, &config());
    let mut found = BTreeSet::new();
    if format == Format::Json {
        let value: Value = serde_json::from_str(&text).unwrap();
        keys(if of_entry { &value["items"][0] } else { &value }, &mut found);
        found.remove("items");
    } else {
        let document = roxmltree::Document::parse(&text).unwrap();
        let mut parts = document.descendants();
        let part = match (format, of_entry) {
            (Format::Rss, true) => parts.find(|node| node.has_tag_name("item")),
            (Format::Rss, false) => parts.find(|node| node.has_tag_name("channel")),
            (_, true) => parts.find(|node| node.tag_name().name() == "entry"),
            (_, false) => Some(document.root_element()),
        };
        elements(part.unwrap(), &mut found);
    }
    found
}

#[test]
fn the_tables_of_the_documentation_are_what_is_written() {
    for (column, format) in [(1, Format::Rss), (2, Format::Atom), (3, Format::Json)] {
        let mut documented = named("## An article in the three formats", column);
        // Of the feed, and tested there.
        documented.remove("at:deleted-entry");
        assert_eq!(written(format, true), documented, "{format:?}");
        assert_eq!(written(format, false), named("## A feed's header", column), "{format:?}");
    }
}

/// An article in which the field of a row has the marker; returns it, and the marker.
fn marked(row: &str) -> (Article, &'static str) {
    let url = || format!("https://example.org/{MARKER}");
    let text = || MARKER.to_owned();
    let mut marked = article("x", "2023-07-18T08:00:00+08:00");
    let plain = Author { name: "Name".to_owned(), email: None, url: None };
    match row {
        "`id`" => marked.id = ArticleId::new(&format!("urn:x:{MARKER}")).unwrap(),
        "`url`" => marked.url = url(),
        "`title`" => marked.title = text(),
        "`published`" => {
            marked.published = moment("2001-02-03T08:00:00+08:00");
            return (marked, "2001");
        }
        "`updated`" => {
            marked.updated = moment("2061-02-03T08:00:00+08:00");
            return (marked, "2061");
        }
        "`authors`: name" => marked.authors = vec![Author { name: text(), ..plain }],
        "`authors`: url" => marked.authors = vec![Author { url: Some(url()), ..plain }],
        "`authors`: email" => {
            marked.authors = vec![Author { email: Some(format!("{MARKER}@e.org")), ..plain }]
        }
        "`section`" => marked.section = Some(text()),
        "`tags`" => marked.tags = vec![text()],
        "`lang`, where it is not the feed's" => marked.lang = format!("en-x-{MARKER}"),
        "`summary`" => marked.summary = text(),
        "`body`" => marked.body.html = text(),
        "`image`" => {
            marked.image = Some(Image {
                url: url(),
                alt: Some(text()),
                caption: Some(text()),
                media_type: None,
                length: None,
                width: None,
                height: None,
            });
        }
        "`enclosures`" => {
            let file = Enclosure {
                url: url(),
                media_type: format!("audio/{MARKER}"),
                length: MARKER.parse().ok(),
                duration: MARKER.parse().ok(),
                title: None,
            };
            marked.enclosures = vec![file.clone(), file];
        }
        "`source`" => marked.source = Some(Link { title: None, url: url() }),
        "`comments`" => marked.comments = Some(url()),
        "`withdrawn`" => {
            marked.withdrawn = Some(moment("2061-02-03T08:00:00+08:00"));
            return (marked, "2061");
        }
        other => panic!("the table has a row `{other}` that no article here has"),
    }
    (marked, MARKER)
}

/// Where the marker is found in what is written of the article, each with what it stands in.
fn found(article: Article, marker: &str, format: Format) -> Vec<Vec<String>> {
    let config = config();
    let spec = site(&config);
    let is_withdrawn = article.withdrawn.is_some();
    let mut feed = Feed::new(&spec, vec![]);
    if is_withdrawn { &mut feed.withdrawn } else { &mut feed.articles }.push(Arc::new(article));
    let text = String::from_utf8(feed.render(format, &config)).unwrap();
    let mut found = Vec::new();
    if format == Format::Json {
        let value: Value = serde_json::from_str(&text).unwrap();
        members(&value["items"], marker, &[], &mut found);
        return found;
    }
    let document = roxmltree::Document::parse(&text).unwrap();
    let parts = document.descendants().filter(|node| match is_withdrawn {
        true => node.tag_name().name() == "deleted-entry",
        false => matches!(node.tag_name().name(), "item" | "entry"),
    });
    for part in parts {
        holders(part, marker, &[], &mut found);
    }
    found
}

/// Each cell: the field is in what the cell names, and in nothing else.
#[test]
fn each_field_stands_where_the_table_says() {
    for cells in rows("## An article in the three formats") {
        for (column, format) in [(1, Format::Rss), (2, Format::Atom), (3, Format::Json)] {
            let (article, marker) = marked(cells[0]);
            let (documented, found) = (names(cells[column]), found(article, marker, format));
            let of = format!("{} in {format:?}: documented {documented:?}, found {found:?}", cells[0]);
            for name in &documented {
                assert!(found.iter().any(|path| path.contains(name)), "{of}");
            }
            for path in &found {
                assert!(documented.contains(path.last().unwrap()) || of_attachment(path), "{of}");
            }
        }
    }
}

/// The table names the parts of an attachment but not its `url`.
fn of_attachment(path: &[String]) -> bool {
    path == ["attachments", "url"]
}
