//! `[feeds]`: which feeds there are, and how they are written.

use serde::Deserialize;
use url::Url;

use super::mistake::{self, Mistake};
use super::{is_folder_name, no_web_address};

/// `[feeds]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Feeds {
    /// Where `feeds/` is served; `site.url` where left out. Ends with a slash after loading.
    pub url: Option<Url>,
    /// Which formats are written.
    pub formats: Vec<Format>,
    /// For which properties of articles there are feeds beside the site's.
    pub by: Vec<By>,
    /// Entries of a feed, at most; at least 1.
    pub limit: usize,
    /// Bytes of a feed beyond which it takes no further entry; it has at least one.
    pub max_bytes: usize,
    /// Whether entries carry the articles' full bodies.
    pub content: Content,
    /// Whether the whole history is published (RFC 5005).
    pub archive: bool,
    /// Entries of one archive document.
    pub archive_size: usize,
    /// The WebSub hub's URL; none if empty.
    pub hub: String,
    /// Minutes that a reader may wait before it asks again (RSS `ttl`).
    pub ttl: u32,
    /// The saved searches.
    pub topic: Vec<Topic>,
}

/// A feed format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// RSS 2.0, `rss.xml`.
    Rss,
    /// Atom (RFC 4287), `atom.xml`.
    Atom,
    /// JSON Feed 1.1, `feed.json`.
    Json,
}

/// A property that articles share and that has a feed for each of its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// 栏目.
    Section,
    /// 标签.
    Tag,
    /// Who wrote it.
    Author,
    /// BCP 47 language.
    Lang,
}

/// How much of an article an entry carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Content {
    /// The whole body.
    Full,
    /// The summary only.
    Summary,
}

/// `[[feeds.topic]]`: a saved search.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Its folder below `feeds/topic/`, and its identity: letters, digits, `-`, `_`.
    pub name: String,
    /// As shown; the name where left out.
    #[serde(default)]
    pub title: String,
    /// Any query that the search box takes.
    pub query: String,
}

impl Default for Feeds {
    fn default() -> Self {
        Self {
            url: None,
            formats: vec![Format::Rss, Format::Atom, Format::Json],
            by: vec![By::Section, By::Tag, By::Author, By::Lang],
            limit: 50,
            max_bytes: 1_000_000,
            content: Content::Full,
            archive: false,
            archive_size: 100,
            hub: String::new(),
            ttl: 60,
            topic: Vec::new(),
        }
    }
}

impl Feeds {
    pub(super) fn mistakes(&self) -> Vec<Mistake> {
        let mut found: Vec<Mistake> = self.url.iter().flat_map(no_web_address).collect();
        for (key, value) in [("limit", self.limit), ("archive_size", self.archive_size)] {
            if value == 0 {
                found.push(Mistake::new(
                    key,
                    "a feed must have room for at least one entry",
                    "write 1 or more",
                ));
            }
        }
        if !self.hub.is_empty() && Url::parse(&self.hub).is_err() {
            let message = format!("hub `{}` is not a URL", self.hub);
            found.push(Mistake::new("hub", message, "write it as https://hub.example.org/"));
        }
        found.extend(mistake::in_each("topic", &self.topic, Topic::mistakes));
        found.extend(mistake::namesakes(
            "topic",
            "topic",
            self.topic.iter().map(|topic| topic.name.as_str()),
        ));
        found
    }
}

impl Topic {
    fn mistakes(&self) -> Vec<Mistake> {
        if is_folder_name(&self.name) {
            return Vec::new();
        }
        let message = format!("topic name `{}` can't be a folder's name", self.name);
        vec![Mistake::new("name", message, "use letters, digits, `-` and `_`")]
    }
}
