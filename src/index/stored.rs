//! The stored form of an article: its own serde type, so that the model stays free to change.
//!
//! JSON, because a person with a question can read it; the doc store compresses it.

use std::borrow::Cow;

use chrono::DateTime;
use serde::{Deserialize, Serialize};
use tantivy::schema::document::{
    DeserializeError, DocumentDeserialize, DocumentDeserializer, ValueDeserialize, ValueDeserializer,
};

use crate::article::{Article, ArticleId, Author, Body, Enclosure, Image, Link, Timestamp};

/// An article as it lies in the doc store. Fields are added, never renamed; whoever changes the
/// meaning of one raises [`SCHEMA_VERSION`](super::schema::SCHEMA_VERSION).
#[derive(Debug, Serialize, Deserialize)]
struct Stored<'a> {
    id: Cow<'a, str>,
    url: Cow<'a, str>,
    title: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kicker: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subtitle: Option<Cow<'a, str>>,
    summary: Cow<'a, str>,
    html: Cow<'a, str>,
    text: Cow<'a, str>,
    published: Cow<'a, str>,
    updated: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    authors: Vec<StoredAuthor>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    section: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "no_tags")]
    tags: Cow<'a, [String]>,
    lang: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    image: Option<StoredImage>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    enclosures: Vec<StoredEnclosure>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<StoredLink>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    comments: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    withdrawn: Option<Cow<'a, str>>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(remote = "Author")]
struct AuthorDef {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(remote = "Image")]
struct ImageDef {
    url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alt: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    caption: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    media_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    length: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    width: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    height: Option<u32>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(remote = "Enclosure")]
struct EnclosureDef {
    url: String,
    media_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    length: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    duration: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(remote = "Link")]
struct LinkDef {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    url: String,
}

/// Wraps a part of the model, so that lists and options of it can be stored.
macro_rules! stored_as {
    ($stored:ident, $model:ident, $definition:literal) => {
        #[derive(Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        struct $stored(#[serde(with = $definition)] $model);
    };
}

stored_as!(StoredAuthor, Author, "AuthorDef");
stored_as!(StoredImage, Image, "ImageDef");
stored_as!(StoredEnclosure, Enclosure, "EnclosureDef");
stored_as!(StoredLink, Link, "LinkDef");

fn no_tags(tags: &[String]) -> bool {
    tags.is_empty()
}

/// A document as it comes out of the doc store, in which nothing stands but the article's stored form:
/// an empty text for a document of a source. tantivy's own document would copy the text once more.
pub(super) struct StoredForm(pub String);

impl DocumentDeserialize for StoredForm {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(mut document: D) -> Result<Self, DeserializeError> {
        let form = document.next_field::<Self>()?;
        Ok(form.map_or_else(|| Self(String::new()), |(_, form)| form))
    }
}

impl ValueDeserialize for StoredForm {
    fn deserialize<'de, D: ValueDeserializer<'de>>(value: D) -> Result<Self, DeserializeError> {
        value.deserialize_string().map(Self)
    }
}

/// Returns the article's stored form.
pub(super) fn encode(article: &Article) -> String {
    let time = |timestamp: &Timestamp| Cow::Owned(timestamp.to_rfc3339());
    let stored = Stored {
        id: article.id.as_str().into(),
        url: article.url.as_str().into(),
        title: article.title.as_str().into(),
        kicker: article.kicker.as_deref().map(Cow::from),
        subtitle: article.subtitle.as_deref().map(Cow::from),
        summary: article.summary.as_str().into(),
        html: article.body.html.as_str().into(),
        text: article.body.text.as_str().into(),
        published: time(&article.published),
        updated: time(&article.updated),
        authors: article.authors.iter().cloned().map(StoredAuthor).collect(),
        section: article.section.as_deref().map(Cow::from),
        tags: article.tags.as_slice().into(),
        lang: article.lang.as_str().into(),
        image: article.image.clone().map(StoredImage),
        enclosures: article.enclosures.iter().cloned().map(StoredEnclosure).collect(),
        source: article.source.clone().map(StoredLink),
        comments: article.comments.as_deref().map(Cow::from),
        expires: article.expires.as_ref().map(time),
        withdrawn: article.withdrawn.as_ref().map(time),
    };
    serde_json::to_string(&stored).expect("strings, numbers and lists have a JSON form")
}

/// Reads the stored form back; `None` if it is none (a damaged index, another version).
pub(super) fn decode(stored: &str) -> Option<Article> {
    let stored: Stored = serde_json::from_str(stored).ok()?;
    let time = |text: &str| DateTime::parse_from_rfc3339(text).ok();
    let optional_time = |text: &Option<Cow<'_, str>>| match text {
        Some(text) => time(text).map(Some),
        None => Some(None),
    };
    Some(Article {
        id: ArticleId::new(&stored.id)?,
        url: stored.url.into_owned(),
        title: stored.title.into_owned(),
        kicker: stored.kicker.map(Cow::into_owned),
        subtitle: stored.subtitle.map(Cow::into_owned),
        summary: stored.summary.into_owned(),
        body: Body { html: stored.html.into_owned(), text: stored.text.into_owned() },
        published: time(&stored.published)?,
        updated: time(&stored.updated)?,
        authors: stored.authors.into_iter().map(|author| author.0).collect(),
        section: stored.section.map(Cow::into_owned),
        tags: stored.tags.into_owned(),
        lang: stored.lang.into_owned(),
        image: stored.image.map(|image| image.0),
        enclosures: stored.enclosures.into_iter().map(|enclosure| enclosure.0).collect(),
        source: stored.source.map(|link| link.0),
        comments: stored.comments.map(Cow::into_owned),
        expires: optional_time(&stored.expires)?,
        withdrawn: optional_time(&stored.withdrawn)?,
    })
}

/// Returns the texts in which articles are searched, the title first.
pub(super) fn searched_texts(article: &Article) -> impl Iterator<Item = &str> {
    let image = article.image.as_ref();
    [
        Some(article.title.as_str()),
        article.kicker.as_deref(),
        article.subtitle.as_deref(),
        Some(article.body.text.as_str()),
        image.and_then(|image| image.caption.as_deref()),
        image.and_then(|image| image.alt.as_deref()),
    ]
    .into_iter()
    .flatten()
}

/// The texts of a stored article that are searched, read without the rest.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Texts {
    title: String,
    kicker: Option<String>,
    subtitle: Option<String>,
    text: String,
    image: Option<ImageTexts>,
}

#[derive(Debug, Deserialize)]
struct ImageTexts {
    caption: Option<String>,
    alt: Option<String>,
}

impl Texts {
    /// Reads the texts of the stored form; `None` if it is none.
    pub(super) fn decode(stored: &str) -> Option<Self> {
        serde_json::from_str(stored).ok()
    }

    /// Returns them in the order of [`searched_texts`].
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        let image = self.image.as_ref();
        [
            Some(self.title.as_str()),
            self.kicker.as_deref(),
            self.subtitle.as_deref(),
            Some(self.text.as_str()),
            image.and_then(|image| image.caption.as_deref()),
            image.and_then(|image| image.alt.as_deref()),
        ]
        .into_iter()
        .flatten()
    }
}

/// Returns a digest of everything that is stored of `article`: two articles with the same are the
/// same to readers and to search.
pub fn fingerprint(article: &Article) -> u64 {
    xxhash_rust::xxh3::xxh3_64(encode(article).as_bytes())
}
