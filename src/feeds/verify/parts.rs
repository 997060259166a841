//! What the elements of a feed are made of: each stands as often as its specification allows, has the
//! attributes and children that it can't be without, and is not empty.
//!
//! It is told by one pass over the document, whatever stands where.

use std::collections::BTreeSet;

use roxmltree::{Document, Node};

use super::lines::Lines;
use super::published::{ATOM, CONTENT, HISTORY, ITUNES, MEDIA, TOMBSTONES};

/// Elements that may stand in one place more than once, by their names as [`name`] tells them.
const REPEATED: [&str; 11] = [
    "at:deleted-entry",
    "atom:author",
    "atom:category",
    "atom:entry",
    "atom:link",
    "category",
    "dc:creator",
    "item",
    "itunes:category",
    "media:content",
    "media:thumbnail",
];

/// Attributes that an element can't be without.
const ATTRIBUTES: [(&str, &[&str]); 10] = [
    ("at:deleted-entry", &["ref", "when"]),
    ("atom:category", &["term"]),
    ("atom:content", &["type"]),
    ("atom:link", &["href", "rel"]),
    ("enclosure", &["length", "type", "url"]),
    ("itunes:category", &["text"]),
    ("itunes:image", &["href"]),
    ("media:content", &["url"]),
    ("media:thumbnail", &["url"]),
    ("source", &["url"]),
];

/// Children that an element can't be without, where other modules don't miss them.
const CHILDREN: [(&str, &[&str]); 3] = [
    ("atom:author", &["atom:name"]),
    ("image", &["link", "title", "url"]),
    ("itunes:owner", &["itunes:email", "itunes:name"]),
];

/// What the feed of a podcast tells of itself, if it tells anything (Apple's requirements).
const PODCAST: [&str; 5] =
    ["itunes:author", "itunes:category", "itunes:explicit", "itunes:image", "itunes:owner"];

/// Elements that say what they say without a text.
const WITHOUT_TEXT: [&str; 9] = [
    "at:deleted-entry",
    "atom:category",
    "atom:link",
    "enclosure",
    "fh:archive",
    "itunes:category",
    "itunes:image",
    "media:content",
    "media:thumbnail",
];

/// Returns what is wrong, each with its line.
pub(super) fn findings(document: &Document<'_>, lines: &Lines) -> Vec<(Option<u32>, String)> {
    let mut found = Vec::new();
    for node in document.root_element().descendants().filter(Node::is_element) {
        let line = Some(lines.line(node.range().start));
        let own = name(node);
        let mut seen = BTreeSet::new();
        for child in node.children().filter(Node::is_element) {
            let child_name = name(child);
            if !seen.insert(child_name.clone()) && !REPEATED.contains(&&*child_name) {
                let line = Some(lines.line(child.range().start));
                found.push((line, format!("`{child_name}` stands twice in one `{own}`")));
            }
        }
        let is_podcast = own == "channel" && seen.iter().any(|name| name.starts_with("itunes:"));
        let of_podcast = if is_podcast { &PODCAST[..] } else { &[] };
        let missing = of(&CHILDREN, &own).iter().chain(of_podcast).filter(|name| !seen.contains(**name));
        found.extend(missing.map(|name| (line, format!("a `{own}` has no `{name}`"))));
        let missing = of(&ATTRIBUTES, &own).iter().filter(|name| !node.has_attribute(**name));
        found.extend(missing.map(|name| (line, format!("a `{own}` has no attribute `{name}`"))));
        let has_text =
            || node.children().any(|child| child.text().is_some_and(|text| !text.trim().is_empty()));
        if seen.is_empty() && !WITHOUT_TEXT.contains(&&*own) && !has_text() {
            found.push((line, format!("`{own}` is empty")));
        }
    }
    found
}

fn of<'a>(table: &[(&str, &'a [&'a str])], name: &str) -> &'a [&'a str] {
    table.iter().find(|(of, _)| *of == name).map_or(&[], |(_, names)| names)
}

/// An element's name with the prefix that its namespace usually has; RSS's own have none.
fn name(node: Node<'_, '_>) -> String {
    let prefix = match node.tag_name().namespace() {
        None => "",
        Some(ATOM) => "atom:",
        Some(CONTENT) => "content:",
        Some(HISTORY) => "fh:",
        Some(ITUNES) => "itunes:",
        Some(MEDIA) => "media:",
        Some(TOMBSTONES) => "at:",
        Some("http://purl.org/dc/elements/1.1/") => "dc:",
        Some(_) => "other:",
    };
    format!("{prefix}{}", node.tag_name().name())
}
