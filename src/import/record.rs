//! An article as a foreign system tells it: texts, unchecked.

use crate::content;
use crate::diagnostic::Place;

/// An article of a foreign system. Texts are as a person reads them, without markup but for the
/// body; what is empty is not written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Where it stands in the input, for findings.
    pub place: Place,
    /// What it comes from: the system and, as far as that is known, the site there, the feed or the
    /// newspaper's page (`wordpress old.example`). Keys of one origin are of one hand.
    pub origin: String,
    /// What the foreign system knows it by, from one import to the next; the `id` if it has one.
    pub key: String,
    /// The identity that readers know it by: an old feed's guid. Without one, the file's path is.
    pub id: Option<String>,
    /// The page's address, absolute or relative to the site.
    pub url: Option<String>,
    /// Its name in addresses; also the file's name.
    pub slug: Option<String>,
    /// The headline.
    pub title: String,
    /// 肩题.
    pub kicker: Option<String>,
    /// 副题.
    pub subtitle: Option<String>,
    /// In any form that records may be dated in; see [`normal_date`].
    pub published: Option<String>,
    /// The same.
    pub updated: Option<String>,
    /// In order.
    pub authors: Vec<Author>,
    /// 栏目.
    pub section: Option<String>,
    /// 标签.
    pub tags: Vec<String>,
    /// BCP 47.
    pub lang: Option<String>,
    /// Plain text.
    pub summary: Option<String>,
    /// The lead image; of its fields url, alt, caption, type, length, width and height are used.
    pub image: Option<File>,
    /// Attached files; url, type, length, duration and title are used.
    pub enclosures: Vec<File>,
    /// Where it was first published: title and URL.
    pub source: Option<(Option<String>, String)>,
    /// The page with the comments.
    pub comments: Option<String>,
    /// A date.
    pub expires: Option<String>,
    /// Kept out of feeds and search.
    pub is_draft: bool,
    /// `markdown`, `html` or `text`.
    pub format: &'static str,
    /// Written as `format` says.
    pub body: String,
}

/// Somebody who wrote an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Author {
    /// As shown.
    pub name: String,
    /// An e-mail address.
    pub email: Option<String>,
    /// A page about them.
    pub url: Option<String>,
}

impl Author {
    /// Somebody of whom only the name is known.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), email: None, url: None }
    }
}

/// A file that an article refers to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct File {
    /// Absolute or relative to the article.
    pub url: String,
    /// Media type.
    pub media_type: Option<String>,
    /// Bytes.
    pub length: Option<u64>,
    /// Seconds, or `1:02:03`.
    pub duration: Option<String>,
    /// What it is called.
    pub title: Option<String>,
    /// What an image shows, for who can't see it.
    pub alt: Option<String>,
    /// The line below an image.
    pub caption: Option<String>,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
}

impl Record {
    /// How findings name the article: its title, else its key.
    pub fn name(&self) -> String {
        let name = if self.title.trim().is_empty() { &self.key } else { &self.title };
        let mut short: String = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((end, _)) = short.char_indices().nth(60) {
            short.truncate(end);
            short.push('…');
        }
        format!("“{short}”")
    }
}

/// Writes a date that says its zone, in any form that records may have, as RFC 3339; any other text
/// stays as it is, for the reader of records to judge.
pub fn normal_date(text: &str) -> String {
    let text = text.trim();
    content::moment(text).map_or_else(|| text.to_owned(), |date| date.to_rfc3339())
}

/// The `id` under which an old feed's guid stays what it is. A URI is an id as it stands; any other
/// guid is marked with `guid:`, so that RSS and JSON go on to show it as it was.
pub fn reference(guid: &str) -> String {
    if crate::feeds::is_uri(guid) { guid.to_owned() } else { format!("guid:{guid}") }
}
