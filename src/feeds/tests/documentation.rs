//! `docs/feeds.md` tells how each field comes out: its tables are held against what is written.

use std::collections::BTreeSet;

use roxmltree::Node;
use serde_json::Value;

use super::samples::full_article;
use super::*;

const DOCUMENT: &str = include_str!("../../../docs/feeds.md");

/// The names in backticks of one column of the table below `heading`.
fn named(heading: &str, column: usize) -> BTreeSet<String> {
    let section = between(DOCUMENT, heading, "\n## ");
    let rows = section.lines().filter(|line| line.starts_with("| ")).skip(2);
    let cells = rows.map(|row| row.split('|').nth(column + 1).unwrap_or_else(|| panic!("{row}")));
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

/// The names of what `node` holds, with the relation of a link.
fn elements(node: Node<'_, '_>, into: &mut BTreeSet<String>) {
    for child in node.children().filter(Node::is_element) {
        let prefix = match child.tag_name().namespace() {
            Some("http://purl.org/dc/elements/1.1/") => "dc:",
            Some("http://purl.org/rss/1.0/modules/content/") => "content:",
            Some("http://search.yahoo.com/mrss/") => "media:",
            Some("http://www.w3.org/2005/Atom") if node.document().root_element().has_tag_name("rss") => {
                "atom:"
            }
            _ => "",
        };
        let relation = child.attribute("rel").map(|rel| format!("[rel={rel}]")).unwrap_or_default();
        into.insert(format!("{prefix}{}{relation}", child.tag_name().name()));
        elements(child, into);
    }
    if node.has_attribute(("http://www.w3.org/XML/1998/namespace", "lang")) {
        into.insert("xml:lang".to_owned());
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
