//! A published feed as its reader sees it, the same shape for every format.

use roxmltree::{Document, Node};
use serde_json::Value;

use super::lines::Lines;
use crate::config::Format;

pub(super) const ATOM: &str = "http://www.w3.org/2005/Atom";
pub(super) const CONTENT: &str = "http://purl.org/rss/1.0/modules/content/";
pub(super) const HISTORY: &str = "http://purl.org/syndication/history/1.0";
pub(super) const ITUNES: &str = "http://www.itunes.com/dtds/podcast-1.0.dtd";
pub(super) const MEDIA: &str = "http://search.yahoo.com/mrss/";
pub(super) const TOMBSTONES: &str = "http://purl.org/atompub/tombstones/1.0";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// A text and its line, where the format has lines.
#[derive(Debug)]
pub(super) struct Text {
    pub text: String,
    pub line: Option<u32>,
}

/// A feed's document.
#[derive(Debug, Default)]
pub(super) struct Published {
    /// What the format demands and the feed lacks.
    pub missing: Vec<&'static str>,
    pub self_url: Option<Text>,
    pub self_type: Option<String>,
    pub updated: Option<Text>,
    /// Every other URL of the feed itself.
    pub urls: Vec<Text>,
    /// Links of its history, by relation; for JSON `next_url` as `prev-archive`.
    pub history: Vec<(String, String)>,
    pub is_archive: bool,
    /// How many channels RSS has.
    pub channels: usize,
    /// Every language that is named, of the feed and its entries.
    pub langs: Vec<Text>,
    /// The stylesheet's address, as written.
    pub stylesheet: Option<String>,
    /// What was taken back (RFC 6721): the identity, and when.
    pub deleted: Vec<(Text, Option<Text>)>,
    /// Characters of JSON that XML could not hold, each with the member it stands in.
    pub odd: Vec<(String, char)>,
    /// What is wrong with single elements of XML, each with its line.
    pub parts: Vec<(Option<u32>, String)>,
    pub entries: Vec<Entry>,
}

/// An entry of a feed.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub line: Option<u32>,
    pub id: Option<Text>,
    /// RSS: whether the identity calls itself a web address.
    pub is_permalink: Option<bool>,
    pub title: Option<Text>,
    pub link: Option<Text>,
    pub published: Option<Text>,
    /// Where it is said.
    pub updated: Option<Text>,
    pub html: Vec<Text>,
    pub media: Vec<Media>,
    /// Every other URL.
    pub urls: Vec<Text>,
}

/// An enclosure.
#[derive(Debug)]
pub(super) struct Media {
    pub url: Text,
    pub media_type: Option<String>,
    /// As written.
    pub length: Option<String>,
}

/// Where a file can't be read, and why.
pub(super) type Unreadable = (Option<u32>, String);

/// Returns whether a file is XML at all.
pub(super) fn well_formed(text: &str) -> Result<Document<'_>, Unreadable> {
    Document::parse(text).map_err(|error| {
        let message = error.to_string();
        let message = message.rsplit_once(" at ").map_or(message.as_str(), |(what, _)| what);
        (Some(error.pos().row), message.to_owned())
    })
}

/// Reads RSS or Atom.
pub(super) fn xml(text: &str, format: Format) -> Result<Published, Unreadable> {
    let document = well_formed(text).map_err(|(line, what)| (line, format!("not well-formed: {what}")))?;
    let lines = Lines::of(text);
    let parts = super::parts::findings(&document, &lines);
    let reader = Reader { document: &document, lines };
    let root = document.root_element();
    if format == Format::Atom {
        if !root.has_tag_name((ATOM, "feed")) {
            return Err((Some(1), "the root is not an Atom feed".to_owned()));
        }
        return Ok(Published { stylesheet: reader.stylesheet(), parts, ..reader.atom(root) });
    }
    let channel = reader.child(root, None, "channel");
    match channel.filter(|_| root.has_tag_name("rss") && root.attribute("version") == Some("2.0")) {
        Some(channel) => Ok(Published {
            stylesheet: reader.stylesheet(),
            parts,
            channels: reader.children(root, None, "channel").count(),
            ..reader.rss(channel)
        }),
        None => Err((Some(1), "the root is not RSS 2.0 with a channel".to_owned())),
    }
}

struct Reader<'a, 'input> {
    document: &'a Document<'input>,
    lines: Lines,
}

impl<'a, 'input> Reader<'a, 'input> {
    fn line(&self, node: Node<'_, '_>) -> Option<u32> {
        Some(self.lines.line(node.range().start))
    }

    fn children(
        &self,
        of: Node<'a, 'input>,
        namespace: Option<&'static str>,
        name: &'static str,
    ) -> impl Iterator<Item = Node<'a, 'input>> {
        of.children().filter(move |child| {
            child.is_element() && child.tag_name().name() == name && child.tag_name().namespace() == namespace
        })
    }

    fn child(
        &self,
        of: Node<'a, 'input>,
        namespace: Option<&'static str>,
        name: &'static str,
    ) -> Option<Node<'a, 'input>> {
        self.children(of, namespace, name).next()
    }

    fn text(&self, node: Node<'_, '_>) -> Text {
        let text = node.children().filter_map(|child| child.text()).collect();
        Text { text, line: self.line(node) }
    }

    fn attribute(&self, node: Node<'_, '_>, name: &str) -> Option<Text> {
        Some(Text { text: node.attribute(name)?.to_owned(), line: self.line(node) })
    }

    fn stylesheet(&self) -> Option<String> {
        let mut before = self.document.root().children().filter_map(|node| node.pi());
        let value = before.find(|pi| pi.target == "xml-stylesheet")?.value?;
        let (_, after) = value.split_once("href=\"")?;
        Some(after.split_once('"')?.0.to_owned())
    }

    /// `xml:lang` of `node` and of everything in it.
    fn langs(&self, node: Node<'a, 'input>) -> impl Iterator<Item = Text> {
        node.descendants().filter_map(|node| {
            Some(Text { text: node.attribute((XML, "lang"))?.to_owned(), line: self.line(node) })
        })
    }

    fn rss(&self, channel: Node<'a, 'input>) -> Published {
        let text = |of, name| self.child(of, None, name).map(|node| self.text(node));
        let mut published = Published {
            updated: text(channel, "lastBuildDate"),
            is_archive: self.child(channel, Some(HISTORY), "archive").is_some(),
            ..Published::default()
        };
        for name in ["title", "link", "description"] {
            if text(channel, name).is_none_or(|text| text.text.is_empty()) {
                published.missing.push(name);
            }
        }
        published.urls.extend(text(channel, "link"));
        published.langs.extend(text(channel, "language").into_iter().chain(self.langs(channel)));
        if let Some(image) = self.child(channel, None, "image") {
            published.urls.extend(["url", "link"].into_iter().filter_map(|name| text(image, name)));
        }
        self.links(channel, &mut published);
        published.entries = self.children(channel, None, "item").map(|item| self.item(item)).collect();
        published
    }

    fn item(&self, item: Node<'a, 'input>) -> Entry {
        let text = |name| self.child(item, None, name).map(|node| self.text(node));
        let mut entry = Entry {
            line: self.line(item),
            id: text("guid"),
            is_permalink: self
                .child(item, None, "guid")
                .map(|guid| guid.attribute("isPermaLink") != Some("false")),
            title: text("title"),
            link: text("link"),
            published: text("pubDate"),
            updated: self.child(item, Some(ATOM), "updated").map(|node| self.text(node)),
            ..Entry::default()
        };
        entry.html.extend(text("description"));
        entry.html.extend(self.child(item, Some(CONTENT), "encoded").map(|node| self.text(node)));
        entry.media.extend(self.children(item, None, "enclosure").map(|node| {
            let nowhere = || Text { text: String::new(), line: self.line(node) };
            Media {
                url: self.attribute(node, "url").unwrap_or_else(nowhere),
                media_type: node.attribute("type").map(str::to_owned),
                length: node.attribute("length").map(str::to_owned),
            }
        }));
        entry.urls.extend(text("comments"));
        let source = self.child(item, None, "source");
        entry.urls.extend(source.and_then(|node| self.attribute(node, "url")));
        self.pictures(item, &mut entry);
        entry
    }

    fn atom(&self, feed: Node<'a, 'input>) -> Published {
        let text = |of, name| self.child(of, Some(ATOM), name).map(|node| self.text(node));
        let mut published = Published {
            updated: text(feed, "updated"),
            is_archive: self.child(feed, Some(HISTORY), "archive").is_some(),
            ..Published::default()
        };
        for name in ["title", "id", "author"] {
            if self.child(feed, Some(ATOM), name).is_none() {
                published.missing.push(name);
            }
        }
        published.urls.extend(["icon", "logo"].into_iter().filter_map(|name| text(feed, name)));
        published.langs.extend(self.langs(feed));
        published.deleted.extend(self.children(feed, Some(TOMBSTONES), "deleted-entry").map(|node| {
            let nothing = || Text { text: String::new(), line: self.line(node) };
            (self.attribute(node, "ref").unwrap_or_else(nothing), self.attribute(node, "when"))
        }));
        self.links(feed, &mut published);
        published.entries = self.children(feed, Some(ATOM), "entry").map(|entry| self.entry(entry)).collect();
        published
    }

    fn entry(&self, node: Node<'a, 'input>) -> Entry {
        let text = |name| self.child(node, Some(ATOM), name).map(|node| self.text(node));
        let mut entry = Entry {
            line: self.line(node),
            id: text("id"),
            title: text("title"),
            published: text("published"),
            updated: text("updated"),
            ..Entry::default()
        };
        for name in ["summary", "content"] {
            let element = self.child(node, Some(ATOM), name);
            let html = element.filter(|element| element.attribute("type") == Some("html"));
            entry.html.extend(html.map(|element| self.text(element)));
        }
        for link in self.children(node, Some(ATOM), "link") {
            let Some(url) = self.attribute(link, "href") else { continue };
            match link.attribute("rel").unwrap_or("alternate") {
                "alternate" if entry.link.is_none() => entry.link = Some(url),
                "enclosure" => entry.media.push(Media {
                    url,
                    media_type: link.attribute("type").map(str::to_owned),
                    length: link.attribute("length").map(str::to_owned),
                }),
                _ => entry.urls.push(url),
            }
        }
        self.pictures(node, &mut entry);
        entry
    }

    /// The links of the feed itself, which RSS has from Atom.
    fn links(&self, feed: Node<'a, 'input>, published: &mut Published) {
        for link in self.children(feed, Some(ATOM), "link") {
            let Some(url) = self.attribute(link, "href") else { continue };
            match link.attribute("rel").unwrap_or("alternate") {
                "self" => {
                    published.self_type = link.attribute("type").map(str::to_owned);
                    published.self_url = Some(url);
                }
                rel @ ("current" | "prev-archive" | "next-archive") => {
                    published.history.push((rel.to_owned(), url.text));
                }
                _ => published.urls.push(url),
            }
        }
    }

    fn pictures(&self, of: Node<'a, 'input>, entry: &mut Entry) {
        for name in ["content", "thumbnail"] {
            let urls = self.children(of, Some(MEDIA), name).filter_map(|node| self.attribute(node, "url"));
            entry.urls.extend(urls);
        }
    }
}

/// Reads JSON Feed.
pub(super) fn json(text: &str) -> Result<Published, Unreadable> {
    let value: Value = serde_json::from_str(text)
        .map_err(|error| (Some(error.line() as u32), format!("not readable as JSON: {error}")))?;
    if value["version"] != "https://jsonfeed.org/version/1.1" {
        return Err((Some(1), "the root is not JSON Feed 1.1".to_owned()));
    }
    let Some(items) = value["items"].as_array() else {
        return Err((Some(1), "there is no list of `items`".to_owned()));
    };
    let mut published = Published { self_url: plain(&value, "feed_url"), ..Published::default() };
    if plain(&value, "title").is_none() {
        published.missing.push("title");
    }
    published.urls.extend(["home_page_url", "icon", "favicon"].iter().filter_map(|name| plain(&value, name)));
    let next = plain(&value, "next_url").map(|url| ("prev-archive".to_owned(), url.text));
    published.history.extend(next);
    let langs = [&value].into_iter().chain(items).filter_map(|value| plain(value, "language"));
    published.langs.extend(langs);
    odd(&value, "", &mut published.odd);
    published.entries = items.iter().map(json_item).collect();
    Ok(published)
}

/// Finds the characters in names and strings that XML could not hold; `at` is where `value` stands.
fn odd(value: &Value, at: &str, found: &mut Vec<(String, char)>) {
    let look = |text: &str, at: &str| {
        let c = text.chars().find(|c| !crate::feeds::xml::is_allowed(*c));
        c.map(|c| (at.to_owned(), c))
    };
    match value {
        Value::String(text) => found.extend(look(text, at)),
        Value::Array(list) => {
            for (number, value) in list.iter().enumerate() {
                odd(value, &format!("{at}[{number}]"), found);
            }
        }
        Value::Object(members) => {
            for (name, value) in members {
                let at = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                found.extend(look(name, &at));
                odd(value, &at, found);
            }
        }
        _ => {}
    }
}

fn json_item(item: &Value) -> Entry {
    let attachments = item["attachments"].as_array().into_iter().flatten();
    Entry {
        id: plain(item, "id"),
        title: plain(item, "title"),
        link: plain(item, "url"),
        published: plain(item, "date_published"),
        updated: plain(item, "date_modified"),
        html: plain(item, "content_html").into_iter().collect(),
        media: attachments
            .filter_map(|file| {
                Some(Media {
                    url: plain(file, "url")?,
                    media_type: file["mime_type"].as_str().map(str::to_owned),
                    length: file.get("size_in_bytes").map(Value::to_string),
                })
            })
            .collect(),
        urls: plain(item, "image").into_iter().collect(),
        line: None,
        is_permalink: None,
    }
}

fn plain(value: &Value, name: &str) -> Option<Text> {
    Some(Text { text: value[name].as_str()?.to_owned(), line: None })
}
