//! JSON Feed 1.1, through serde. The structs are the specification's objects, field by field.
//!
//! An item has `content_html` or `content_text`, as the specification demands: the latter only
//! where there is no HTML to give (it is then the summary). Both would double every file.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::value::RawValue;

use super::header::Header;
use super::{date, identity};
use crate::article::{self, Article};
use crate::config::{Config, Content};

/// What stands between two items.
pub const SEPARATOR: &str = ",\n";

const VERSION: &str = "https://jsonfeed.org/version/1.1";

/// Stands in the header for the items, until they are put in.
const ITEMS: &str = "[]";

#[derive(Serialize)]
struct Top<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    favicon: Option<String>,
    authors: Vec<Author<'a>>,
    language: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub<'a>>,
    items: &'a RawValue,
}

#[derive(Serialize)]
struct Item<'a> {
    id: String,
    url: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    summary: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    date_published: String,
    date_modified: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    tags: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    _section: Option<&'a str>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<Cow<'a, str>>,
}

#[derive(Serialize)]
struct Hub<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    url: &'a str,
}

#[derive(Serialize)]
struct Attachment<'a> {
    url: &'a str,
    mime_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_in_seconds: Option<u32>,
}

/// Returns what stands before and after the items; `is_empty` where there are none.
pub fn head(header: &Header<'_>, is_empty: bool) -> [String; 2] {
    let config = header.config;
    let icon = header.picture(&config.site.icon);
    let top = Top {
        version: VERSION,
        title: header.title,
        home_page_url: header.link(),
        feed_url: &header.self_url,
        description: header.description,
        next_url: header.prev_archive.as_deref(),
        favicon: icon.clone(),
        icon,
        authors: vec![Author { name: &config.site.author, url: Some(header.link().into()) }],
        language: header.lang,
        hubs: header.hub.map(|url| Hub { kind: "WebSub", url }).into_iter().collect(),
        items: serde_json::from_str(ITEMS).expect("an empty list is JSON"),
    };
    let mut document = serde_json::to_string_pretty(&top).expect("texts are JSON");
    document.push('\n');
    if is_empty {
        return [document, String::new()];
    }
    // The items are the last field: `[]`, a line break, `}` and the last line break.
    let end = document.len() - "]\n}\n".len();
    [format!("{}\n", &document[..end]), "\n  ]\n}\n".to_owned()]
}

/// Returns an article as an item, laid out; `tells_lang` where its language is not the feed's.
pub fn item(article: &Article, tells_lang: bool, config: &Config) -> String {
    let zone = config.site.timezone;
    let html = match config.feeds.content {
        Content::Full => Some(article.body.html.as_str()).filter(|html| !html.is_empty()),
        Content::Summary => None,
    };
    let item = Item {
        id: identity::text_id(&article.id, config),
        url: &article.url,
        title: &article.title,
        content_html: html,
        content_text: html.is_none().then_some(&article.summary),
        summary: &article.summary,
        image: article.image.as_ref().map(|image| image.url.as_str()),
        date_published: date::rfc3339(article.published, zone),
        date_modified: date::rfc3339(article.updated, zone),
        authors: article.authors.iter().map(author).collect(),
        tags: &article.tags,
        language: tells_lang.then_some(&article.lang),
        attachments: article
            .enclosures
            .iter()
            .map(|file| Attachment {
                url: &file.url,
                mime_type: &file.media_type,
                title: file.title.as_deref(),
                size_in_bytes: file.length,
                duration_in_seconds: file.duration,
            })
            .collect(),
        _section: article.section.as_deref(),
    };
    let text = serde_json::to_string_pretty(&item).expect("texts are JSON");
    // Line breaks in values are written as `\n`: each that stands here ends a line of the layout.
    format!("    {}", text.replace('\n', "\n    "))
}

/// An author's page, or where there is none the way to write to them.
fn author(author: &article::Author) -> Author<'_> {
    let address = || author.email.as_ref().map(|email| Cow::Owned(format!("mailto:{email}")));
    Author { name: &author.name, url: author.url.as_deref().map(Cow::Borrowed).or_else(address) }
}
