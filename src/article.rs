//! An article as the rest of the program sees it: plain, checked values.
//!
//! No file format and no serialisation lives here. [`content`](crate::content) makes articles
//! out of records; [`index`](crate::index) has its own stored form of them.

use std::fmt;

use chrono::{DateTime, FixedOffset};
use unicode_normalization::UnicodeNormalization;

/// A date and time with the offset it was written with (or the site's, if it had none).
pub type Timestamp = DateTime<FixedOffset>;

/// One article of the site.
///
/// All texts contain only characters that XML 1.0 allows (§2.2), all URLs are absolute.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// The identity that never changes.
    pub id: ArticleId,
    /// Where the article stands on the site, absolute.
    pub url: String,
    /// Plain text, as typed: `&` and `<b>` mean themselves.
    pub title: String,
    /// 肩题: the line above the title.
    pub kicker: Option<String>,
    /// 副题: the line below the title.
    pub subtitle: Option<String>,
    /// Plain text; taken from the body's first sentences where the record gives none.
    pub summary: String,
    /// The body, cleaned.
    pub body: Body,
    /// When it was (or will be) published.
    pub published: Timestamp,
    /// When it was last changed; never earlier than `published`.
    pub updated: Timestamp,
    /// In the record's order.
    pub authors: Vec<Author>,
    /// 栏目.
    pub section: Option<String>,
    /// 标签, in the record's order, without repetitions.
    pub tags: Vec<String>,
    /// BCP 47 language, the site's where the record gives none.
    pub lang: String,
    /// The lead image.
    pub image: Option<Image>,
    /// Attached media, such as a podcast episode.
    pub enclosures: Vec<Enclosure>,
    /// Where it was first published.
    pub source: Option<Link>,
    /// The page with the readers' comments.
    pub comments: Option<String>,
    /// From this moment on it is out of feeds and search.
    pub expires: Option<Timestamp>,
    /// From this moment on it is taken back, which readers are told (RFC 6721).
    pub withdrawn: Option<Timestamp>,
}

impl Article {
    /// Returns whether readers see the article at `now`.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.published <= now
            && self.expires.is_none_or(|expires| now < expires)
            && self.withdrawn.is_none_or(|withdrawn| now < withdrawn)
    }
}

/// The identity of an article: any string without leading or trailing white space, as the record
/// gives it or as derived from the file's path. Feeds publish it as a URI
/// ([`feeds::identity`](crate::feeds)).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(String);

impl ArticleId {
    /// Bytes that the identity of a record may have at most: as many as the longest path. The index
    /// can't find longer ones than 65,530 again.
    pub const MAX_BYTES: usize = 4_096;

    /// Takes `id` trimmed and composed (Unicode form C: a file system may have taken apart the name
    /// that it was made from); `None` if nothing is left.
    pub fn new(id: &str) -> Option<Self> {
        let id = id.trim();
        (!id.is_empty()).then(|| Self(id.nfc().collect()))
    }

    /// Returns the identity as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The body in the two forms that are needed: what readers see and what search reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    /// Clean HTML (no script, style, handlers), all URLs absolute.
    pub html: String,
    /// The same as plain text, one line a paragraph.
    pub text: String,
}

/// Somebody who wrote an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// As shown.
    pub name: String,
    /// An e-mail address.
    pub email: Option<String>,
    /// A page about the author, absolute.
    pub url: Option<String>,
}

/// A picture that stands for the article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Absolute.
    pub url: String,
    /// What the picture shows, for who can't see it.
    pub alt: Option<String>,
    /// The line below the picture.
    pub caption: Option<String>,
    /// Media type, such as `image/jpeg`.
    pub media_type: Option<String>,
    /// Size in bytes.
    pub length: Option<u64>,
    /// In pixels.
    pub width: Option<u32>,
    /// In pixels.
    pub height: Option<u32>,
}

/// A file that belongs to the article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosure {
    /// Absolute.
    pub url: String,
    /// Media type, such as `audio/mpeg`.
    pub media_type: String,
    /// Size in bytes, where known.
    pub length: Option<u64>,
    /// Playing time in seconds.
    pub duration: Option<u32>,
    /// What the file is called, if it has a name of its own.
    pub title: Option<String>,
}

/// A page elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it is called.
    pub title: Option<String>,
    /// Absolute.
    pub url: String,
}
