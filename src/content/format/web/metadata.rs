//! What a page says of itself: JSON-LD first, then `meta` tags, then what it shows.

use serde_json::Value;

use super::json_ld::Linked;
use super::pieces::Piece;
use crate::content::date;

/// What a web page says of itself: texts, unchecked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The headline, without the site's name.
    pub title: Option<String>,
    /// In any form.
    pub published: Option<String>,
    /// In any form.
    pub updated: Option<String>,
    /// The first that is named.
    pub section: Option<String>,
    /// A language that BCP 47 knows.
    pub lang: Option<String>,
    /// The address that the page calls its own; absolute.
    pub url: Option<String>,
    /// Plain text.
    pub summary: Option<String>,
    /// The picture's address, absolute or relative to the page.
    pub image: Option<String>,
    /// Names.
    pub authors: Vec<String>,
    /// As written; one text may hold several, between commas.
    pub tags: Vec<String>,
}

const PUBLISHED: [&str; 14] = [
    "article:published_time",
    "datepublished",
    "og:published_time",
    "article:published",
    "publishdate",
    "pubdate",
    "publish_date",
    "publication_date",
    "parsely-pub-date",
    "dc.date.issued",
    "dc.date",
    "dcterms.created",
    "date",
    "article:create_at",
];
const UPDATED: [&str; 5] =
    ["article:modified_time", "datemodified", "og:updated_time", "dcterms.modified", "last-modified"];
const AUTHOR: [&str; 6] =
    ["author", "article:author", "dc.creator", "byl", "parsely-author", "twitter:creator"];

/// Reads what `pieces` say, and `linked`, their JSON-LD.
pub(super) fn of(pieces: &[Piece], linked: &Linked) -> Metadata {
    let article = linked.article();
    let of_article = |name: &str| article.and_then(|article| article.get(name));
    let names = |value: &Value| linked.texts(value);
    let text_of = |name: &str| of_article(name).and_then(names).and_then(|names| names.into_iter().next());
    let metas = metas(pieces);
    let meta = |wanted: &[&str]| {
        wanted
            .iter()
            .find_map(|name| metas.iter().find(|(n, v)| n == name && !v.is_empty()))
            .map(|(_, value)| value.clone())
    };
    let head_title =
        inner_text(pieces, "title").map(|title| without_site(&title, meta(&["og:site_name"]).as_deref()));
    let mut authors = of_article("author").and_then(names).unwrap_or_default();
    if authors.is_empty() {
        authors = meta(&AUTHOR).into_iter().filter(|author| !author.contains("://")).collect();
    }
    let mut tags = of_article("keywords").and_then(names).unwrap_or_default();
    if tags.is_empty() {
        tags =
            metas.iter().filter(|(name, _)| name == "article:tag").map(|(_, value)| value.clone()).collect();
    }
    if tags.is_empty() {
        tags.extend(meta(&["news_keywords", "keywords"]));
    }
    let link = |rel: &str| {
        let piece = pieces
            .iter()
            .find(|p| p.starts("link") && p.attribute("rel").is_some_and(|r| r.eq_ignore_ascii_case(rel)))?;
        piece.attribute("href").filter(|href| href.starts_with("http")).map(str::to_owned)
    };
    Metadata {
        title: text_of("headline")
            .or_else(|| meta(&["og:title"]))
            .or_else(|| inner_text(pieces, "h1"))
            .or(head_title)
            .or_else(|| meta(&["twitter:title", "dc.title"])),
        published: first_date([text_of("datePublished"), meta(&PUBLISHED), time(pieces)]),
        updated: first_date([text_of("dateModified"), meta(&UPDATED), None]),
        section: text_of("articleSection").or_else(|| meta(&["article:section"])),
        lang: text_of("inLanguage")
            .or_else(|| {
                pieces
                    .iter()
                    .find(|piece| piece.starts("html"))
                    .and_then(|piece| piece.attribute("lang"))
                    .map(str::to_owned)
            })
            .filter(|lang| crate::language::language(lang).is_some()),
        url: link("canonical").or_else(|| meta(&["og:url"]).filter(|url| url.starts_with("http"))),
        summary: meta(&["og:description", "description", "twitter:description"])
            .or_else(|| text_of("description")),
        image: meta(&["og:image", "twitter:image"]).or_else(|| of_article("image").and_then(address)),
        authors: authors
            .into_iter()
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .collect(),
        tags,
    }
}

/// The first that can be read, else the first that is there, so that it can be told.
fn first_date(written: [Option<String>; 3]) -> Option<String> {
    let mut written = written.into_iter().flatten().filter(|text| !text.trim().is_empty());
    let first = written.next()?;
    let is_date = |text: &String| date::parse(text, chrono_tz::Tz::UTC).is_some();
    if is_date(&first) { Some(first) } else { Some(written.find(is_date).unwrap_or(first)) }
}

/// Names and values of the `meta` tags, names in small letters.
pub(super) fn metas(pieces: &[Piece]) -> Vec<(String, String)> {
    let metas = pieces.iter().filter(|piece| piece.starts("meta"));
    metas
        .filter_map(|piece| {
            let name = ["property", "name", "itemprop"].iter().find_map(|key| piece.attribute(key))?;
            Some((name.trim().to_ascii_lowercase(), piece.attribute("content")?.trim().to_owned()))
        })
        .collect()
}

/// The text of the first element called `name`.
fn inner_text(pieces: &[Piece], name: &str) -> Option<String> {
    let start = pieces.iter().position(|piece| piece.starts(name))?;
    let end = |piece: &&Piece| !matches!(piece, Piece::End(own) if own == name);
    let texts = pieces[start + 1..].iter().take(1000).take_while(end).filter_map(|piece| match piece {
        Piece::Text(text) => Some(text.as_str()),
        _ => None,
    });
    let text = texts.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// A page's title without the site's, which stands after a mark.
fn without_site(title: &str, site: Option<&str>) -> String {
    if let Some(site) = site
        && let Some(rest) = title.trim_end().strip_suffix(site)
    {
        let rest = rest.trim_end_matches(|c: char| c.is_whitespace() || "|-–—_·:：".contains(c));
        if !rest.is_empty() {
            return rest.to_owned();
        }
    }
    let cut = [" | ", " - ", " – ", " — ", "_", "｜"].iter().filter_map(|mark| title.rfind(mark)).max();
    match cut {
        Some(at) if at > 0 => title[..at].trim().to_owned(),
        _ => title.to_owned(),
    }
}

/// The first `time` with a date.
fn time(pieces: &[Piece]) -> Option<String> {
    let times = pieces.iter().filter(|piece| piece.starts("time"));
    times.filter_map(|piece| piece.attribute("datetime")).find(|date| date.len() >= 8).map(str::to_owned)
}

fn address(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(object) => object.get("url").and_then(Value::as_str).map(str::to_owned),
        Value::Array(values) => values.first().and_then(address),
        _ => None,
    }
}
