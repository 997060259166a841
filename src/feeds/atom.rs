//! Atom (RFC 4287) with tombstones (RFC 6721) and archives (RFC 5005), through the crate
//! `atom_syndication`.
//!
//! Titles are plain text: of `type="html"` simple readers show the raw entities. So are summaries,
//! but for those that could be mistaken for HTML.

use std::collections::BTreeMap;

use atom_syndication::extension::{Extension, ExtensionMap};
use atom_syndication::{Category, Content, Entry, Feed, Generator, Link, Person, Text, TextType};

use super::header::{GENERATOR, GENERATOR_URI, GENERATOR_VERSION, Header};
use super::xml::{self, References};
use super::{date, identity, media_type};
use crate::article::Article;
use crate::config::{self, Config};

/// Returns what stands before and after the entries.
pub fn head(header: &Header<'_>) -> [String; 2] {
    let config = header.config;
    let feed = Feed {
        title: Text::plain(header.title),
        id: header.id.clone(),
        updated: header.updated,
        authors: vec![Person {
            name: config.site.author.clone(),
            uri: Some(header.link().to_owned()),
            ..Person::default()
        }],
        generator: Some(Generator {
            value: GENERATOR.to_owned(),
            uri: Some(GENERATOR_URI.to_owned()).filter(|uri| !uri.is_empty()),
            version: Some(GENERATOR_VERSION.to_owned()),
        }),
        icon: header.picture(&config.site.icon),
        links: links(header),
        logo: header.picture(&config.site.logo),
        rights: config.site.rights.as_ref().filter(|rights| !rights.is_empty()).map(Text::plain),
        subtitle: header.description.map(Text::plain),
        extensions: feed_extensions(header),
        namespaces: namespaces(header),
        lang: Some(header.lang.to_owned()),
        ..Feed::default()
    };
    let laid_out = xml::lay_out(&written(&feed), "feed", 0, References::Named);
    xml::around_entries(laid_out, "feed", &header.stylesheet)
}

fn written(feed: &Feed) -> Vec<u8> {
    feed.write_to(Vec::new()).expect("memory takes every text")
}

/// Returns an article as an entry, laid out, in UTF-8; `tells_lang` where its language is not the feed's.
pub fn entry(article: &Article, tells_lang: bool, config: &Config) -> Vec<u8> {
    let zone = config.site.timezone;
    let lang = tells_lang.then(|| article.lang.clone());
    let text = |value: &str| Text { value: value.to_owned(), lang: lang.clone(), ..Text::default() };
    let has_content = config.feeds.content == config::Content::Full && !article.body.html.is_empty();
    // An entry must have some text (the validator asks for it): at the worst its title again.
    let short = [&article.summary, &article.title].into_iter().find(|text| !text.is_empty());
    let short = short.filter(|_| !article.summary.is_empty() || !has_content);
    let categories = article.section.iter().map(|name| ("section", name));
    let categories = categories.chain(article.tags.iter().map(|name| ("tag", name)));
    let entry = Entry {
        title: text(&article.title),
        id: identity::entry_id(&article.id, config),
        updated: date::in_zone(article.updated, zone),
        authors: article
            .authors
            .iter()
            .map(|author| Person {
                name: author.name.clone(),
                email: author.email.clone(),
                uri: author.url.clone(),
                ..Person::default()
            })
            .collect(),
        categories: categories
            .map(|(of, name)| Category {
                term: name.clone(),
                scheme: Some(identity::category_scheme(of, config)),
                label: Some(name.clone()),
            })
            .collect(),
        links: entry_links(article),
        published: Some(date::in_zone(article.published, zone)),
        summary: short.map(|short| summary(text(short))),
        content: has_content.then(|| Content {
            base: Some(article.url.clone()),
            lang: lang.clone(),
            value: Some(article.body.html.clone()),
            content_type: Some("html".to_owned()),
            src: None,
        }),
        extensions: entry_extensions(article),
        ..Entry::default()
    };
    let feed = Feed { entries: vec![entry], ..Feed::default() };
    xml::lay_out(&written(&feed), "entry", 1, References::Named)
}

/// Declares a summary as HTML where its plain text looks like it.
fn summary(mut text: Text) -> Text {
    let mut after_ampersand = text.value.split('&').skip(1);
    let has_reference =
        after_ampersand.any(|rest| rest.starts_with(|c: char| c == '#' || c.is_alphanumeric()));
    if has_reference || text.value.contains("</") {
        text.value = quick_xml::escape::minimal_escape(text.value).into_owned();
        text.r#type = TextType::Html;
    }
    text
}

fn namespaces(header: &Header<'_>) -> BTreeMap<String, String> {
    let mut used = vec![("media", "http://search.yahoo.com/mrss/")];
    if !header.deleted.is_empty() {
        used.push(("at", "http://purl.org/atompub/tombstones/1.0"));
    }
    if header.current.is_some() {
        used.push(("fh", "http://purl.org/syndication/history/1.0"));
    }
    used.into_iter().map(|(prefix, uri)| (prefix.to_owned(), uri.to_owned())).collect()
}

fn links(header: &Header<'_>) -> Vec<Link> {
    let link = |rel: &str, href: &str, kind: Option<&str>| Link {
        href: href.to_owned(),
        rel: rel.to_owned(),
        mime_type: kind.map(str::to_owned),
        ..Link::default()
    };
    let kind = Some(media_type(header.format));
    let mut links =
        vec![link("self", &header.self_url, kind), link("alternate", header.link(), Some("text/html"))];
    links.extend(header.hub.map(|url| link("hub", url, None)));
    let archive_links = [
        ("current", &header.current),
        ("prev-archive", &header.prev_archive),
        ("next-archive", &header.next_archive),
    ];
    links.extend(archive_links.iter().filter_map(|(rel, url)| url.as_ref().map(|url| link(rel, url, kind))));
    links
}

fn entry_links(article: &Article) -> Vec<Link> {
    let mut links = vec![Link {
        href: article.url.clone(),
        rel: "alternate".to_owned(),
        hreflang: Some(article.lang.clone()),
        mime_type: Some("text/html".to_owned()),
        ..Link::default()
    }];
    links.extend(article.enclosures.iter().map(|file| Link {
        href: file.url.clone(),
        rel: "enclosure".to_owned(),
        mime_type: Some(file.media_type.clone()),
        title: file.title.clone(),
        // As in RSS, 0 tells that the length is not known.
        length: Some(file.length.unwrap_or(0).to_string()),
        ..Link::default()
    }));
    links.extend(article.source.as_ref().map(|source| Link {
        href: source.url.clone(),
        rel: "via".to_owned(),
        title: source.title.clone(),
        ..Link::default()
    }));
    // RFC 4685 §4: where the readers' answers are.
    links.extend(article.comments.as_ref().map(|url| Link {
        href: url.clone(),
        rel: "replies".to_owned(),
        mime_type: Some("text/html".to_owned()),
        ..Link::default()
    }));
    links
}

fn entry_extensions(article: &Article) -> ExtensionMap {
    let Some(image) = &article.image else { return ExtensionMap::new() };
    let number = |number: Option<u32>| number.map(|n| n.to_string());
    let attributes =
        [("url", Some(image.url.clone())), ("width", number(image.width)), ("height", number(image.height))];
    let attributes = attributes.into_iter().filter_map(|(name, value)| Some((name, value?)));
    grouped("media", vec![extension("media:thumbnail", attributes)])
}

fn feed_extensions(header: &Header<'_>) -> ExtensionMap {
    let mut map = ExtensionMap::new();
    if header.current.is_some() {
        map.extend(grouped("fh", vec![extension("fh:archive", [])]));
    }
    if !header.deleted.is_empty() {
        let deleted = header.deleted.iter().map(|(id, when)| {
            extension("at:deleted-entry", [("ref", id.clone()), ("when", when.to_rfc3339())])
        });
        map.extend(grouped("at", deleted.collect()));
    }
    map
}

/// An element of attributes. The crate writes an extension's attributes as they are, so they are
/// escaped here.
fn extension<'a>(name: &str, attributes: impl IntoIterator<Item = (&'a str, String)>) -> Extension {
    let escaped = |value: String| quick_xml::escape::escape(value).into_owned();
    Extension {
        name: name.to_owned(),
        attrs: attributes.into_iter().map(|(name, value)| (name.to_owned(), escaped(value))).collect(),
        ..Extension::default()
    }
}

fn grouped(prefix: &str, extensions: Vec<Extension>) -> ExtensionMap {
    ExtensionMap::from([(prefix.to_owned(), BTreeMap::from([(String::new(), extensions)]))])
}
