//! RSS 2.0 (RSS 2.0.11 with the Advisory Board's Best Practices Profile), through the crate `rss`.
//!
//! Left out on purpose: `author`, which is for e-mail addresses and which the validator refuses
//! beside `dc:creator`; `managingEditor` and `webMaster`, for the same reason.

use std::collections::BTreeMap;

use ::rss::extension::dublincore::DublinCoreExtension;
use ::rss::extension::itunes::{
    ITunesCategory, ITunesChannelExtension, ITunesItemExtension, ITunesOwner, NAMESPACE as ITUNES,
};
use ::rss::extension::{Extension, ExtensionMap};
use ::rss::{Category, Channel, Enclosure, Guid, Image, Item, Source};
use url::Url;

use super::header::{CompletePodcast, GENERATOR, GENERATOR_VERSION, Header, RSS_DOCS, episode, podcast};
use super::xml::{self, References};
use super::{date, identity, media_type};
use crate::article::{self, Article};
use crate::config::{Config, Content};

/// Returns what stands before and after the items.
pub fn head(header: &Header<'_>) -> [String; 2] {
    let config = header.config;
    let picture = header.picture(&config.site.logo).or_else(|| header.picture(&config.site.icon));
    let channel = Channel {
        title: header.title.to_owned(),
        link: header.link().to_owned(),
        description: header.description.unwrap_or(header.title).to_owned(),
        language: Some(header.lang.to_owned()),
        copyright: config.site.rights.as_deref().and_then(not_empty).map(str::to_owned),
        last_build_date: Some(date::rfc822(header.updated, config.site.timezone)),
        generator: Some(format!("{GENERATOR} {GENERATOR_VERSION}")),
        docs: Some(RSS_DOCS.to_owned()),
        ttl: (config.feeds.ttl > 0).then(|| config.feeds.ttl.to_string()),
        image: picture.map(|url| Image {
            url,
            title: header.title.to_owned(),
            link: header.link().to_owned(),
            ..Image::default()
        }),
        extensions: channel_extensions(header),
        itunes_ext: header.podcast.as_ref().map(|podcast| channel_podcast(header, podcast)),
        namespaces: namespaces(header),
        ..Channel::default()
    };
    let laid_out = xml::lay_out(&written(&channel), "rss", 0, References::Hexadecimal);
    xml::around_entries(laid_out, "channel", &header.stylesheet)
}

fn written(channel: &Channel) -> Vec<u8> {
    channel.write_to(Vec::new()).expect("memory takes every text")
}

/// Returns an article as an item, laid out, in UTF-8.
pub fn item(article: &Article, config: &Config) -> Vec<u8> {
    let id = identity::text_id(&article.id, config);
    let zone = config.site.timezone;
    let is_full = config.feeds.content == Content::Full;
    let categories = article.section.iter().map(|name| ("section", name));
    let categories = categories.chain(article.tags.iter().map(|name| ("tag", name)));
    let item = Item {
        title: Some(article.title.clone()),
        link: Some(article.url.clone()),
        // A reader takes the description for HTML. The validator asks for one wherever there is content:
        // an article without words, such as a picture alone, has its title again, as in Atom.
        description: not_empty(&article.summary).or_else(|| not_empty(&article.title)).map(as_html),
        categories: categories
            .map(|(of, name)| Category {
                name: name.clone(),
                domain: Some(identity::category_scheme(of, config)),
            })
            .collect(),
        comments: article.comments.clone(),
        enclosure: article.enclosures.first().map(|file| Enclosure {
            url: file.url.clone(),
            length: file.length.unwrap_or(0).to_string(),
            mime_type: file.media_type.clone(),
        }),
        guid: Some(Guid { permalink: id == article.url, value: id }),
        pub_date: Some(date::rfc822(article.published, zone)),
        source: article.source.as_ref().map(source),
        content: not_empty(&article.body.html).filter(|_| is_full).map(str::to_owned),
        extensions: item_extensions(article, config),
        itunes_ext: podcast(config).zip(episode(article)).map(|(_, file)| item_podcast(article, file)),
        dublin_core_ext: Some(DublinCoreExtension {
            creators: article.authors.iter().map(|author| author.name.clone()).collect(),
            ..DublinCoreExtension::default()
        }),
        ..Item::default()
    };
    let channel = Channel { items: vec![item], ..Channel::default() };
    xml::lay_out(&written(&channel), "item", 2, References::Hexadecimal)
}

fn namespaces(header: &Header<'_>) -> BTreeMap<String, String> {
    let mut used = vec![
        ("atom", "http://www.w3.org/2005/Atom"),
        ("dc", "http://purl.org/dc/elements/1.1/"),
        ("media", "http://search.yahoo.com/mrss/"),
    ];
    if header.config.feeds.content == Content::Full {
        used.push(("content", "http://purl.org/rss/1.0/modules/content/"));
    }
    if header.current.is_some() {
        used.push(("fh", "http://purl.org/syndication/history/1.0"));
    }
    if header.podcast.is_some() {
        used.push(("itunes", ITUNES));
    }
    used.into_iter().map(|(prefix, uri)| (prefix.to_owned(), uri.to_owned())).collect()
}

fn channel_extensions(header: &Header<'_>) -> ExtensionMap {
    let link = |rel: &str, url: &str| {
        let mut attributes = vec![("href", url.to_owned()), ("rel", rel.to_owned())];
        if rel != "hub" {
            attributes.push(("type", media_type(header.format).to_owned()));
        }
        extension("atom:link", attributes, None)
    };
    let mut links = vec![link("self", &header.self_url)];
    links.extend(header.hub.map(|url| link("hub", url)));
    let archive_links = [
        ("current", &header.current),
        ("prev-archive", &header.prev_archive),
        ("next-archive", &header.next_archive),
    ];
    links.extend(archive_links.iter().filter_map(|(rel, url)| url.as_ref().map(|url| link(rel, url))));
    let mut map = grouped("atom", links);
    if header.current.is_some() {
        map.extend(grouped("fh", vec![extension("fh:archive", vec![], None)]));
    }
    map
}

fn item_extensions(article: &Article, config: &Config) -> ExtensionMap {
    let mut map = ExtensionMap::new();
    if article.updated != article.published {
        let updated = date::rfc3339(article.updated, config.site.timezone);
        map.extend(grouped("atom", vec![extension("atom:updated", vec![], Some(&updated))]));
    }
    let mut media: Vec<Extension> = Vec::new();
    if let Some(image) = &article.image {
        media.extend(image_media(image));
    }
    media.extend(article.enclosures.iter().skip(1).map(further_media));
    map.extend(grouped("media", media));
    map
}

/// The lead image, and the same as a thumbnail for readers that know only that.
fn image_media(image: &article::Image) -> [Extension; 2] {
    let number = |number: Option<u32>| number.map(|n| n.to_string());
    let size = [("width", number(image.width)), ("height", number(image.height))];
    let size = size.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let mut attributes = vec![("url", image.url.clone()), ("medium", "image".to_owned())];
    attributes.extend(image.media_type.clone().map(|kind| ("type", kind)));
    attributes.extend(image.length.map(|bytes| ("fileSize", bytes.to_string())));
    attributes.extend(size.clone());
    let mut content = extension("media:content", attributes, None);
    let texts =
        [("description", image.caption.as_ref().or(image.alt.as_ref())), ("title", image.alt.as_ref())];
    for (name, text) in texts {
        // Without a caption the description is the alternative text, and a title would repeat it.
        if let Some(text) = text.filter(|_| name == "description" || image.caption.is_some()) {
            let plain = vec![("type", "plain".to_owned())];
            let child = extension(&format!("media:{name}"), plain, Some(text));
            content.children.insert(name.to_owned(), vec![child]);
        }
    }
    let mut attributes = vec![("url", image.url.clone())];
    attributes.extend(size);
    [content, extension("media:thumbnail", attributes, None)]
}

/// RSS has room for one enclosure; what comes after it stands as `media:content`.
fn further_media(file: &article::Enclosure) -> Extension {
    let mut attributes = vec![("url", file.url.clone()), ("type", file.media_type.clone())];
    attributes.extend(file.length.map(|bytes| ("fileSize", bytes.to_string())));
    attributes.extend(file.duration.map(|seconds| ("duration", seconds.to_string())));
    let mut content = extension("media:content", attributes, None);
    if let Some(title) = &file.title {
        let title = extension("media:title", vec![("type", "plain".to_owned())], Some(title));
        content.children.insert("title".to_owned(), vec![title]);
    }
    content
}

fn channel_podcast(header: &Header<'_>, podcast: &CompletePodcast<'_>) -> ITunesChannelExtension {
    ITunesChannelExtension {
        author: Some(header.config.site.author.clone()),
        categories: vec![ITunesCategory {
            text: podcast.category.to_owned(),
            subcategory: podcast
                .subcategory
                .map(|text| Box::new(ITunesCategory { text: text.to_owned(), ..ITunesCategory::default() })),
        }],
        explicit: Some(podcast.is_explicit.to_string()),
        image: Some(podcast.image.clone()),
        owner: Some(ITunesOwner {
            name: Some(podcast.owner.to_owned()),
            email: Some(podcast.email.to_owned()),
        }),
        summary: header.description.map(str::to_owned),
        r#type: Some("episodic".to_owned()),
        ..ITunesChannelExtension::default()
    }
}

fn item_podcast(article: &Article, file: &article::Enclosure) -> ITunesItemExtension {
    let names: Vec<&str> = article.authors.iter().map(|author| author.name.as_str()).collect();
    ITunesItemExtension {
        author: (!names.is_empty()).then(|| names.join(", ")),
        duration: file.duration.map(|seconds| seconds.to_string()),
        image: article.image.as_ref().map(|image| image.url.clone()),
        ..ITunesItemExtension::default()
    }
}

fn source(link: &article::Link) -> Source {
    let host = || Url::parse(&link.url).ok().and_then(|url| url.host_str().map(str::to_owned));
    Source { url: link.url.clone(), title: Some(link.title.clone().or_else(host).unwrap_or_default()) }
}

fn extension(name: &str, attributes: Vec<(&str, String)>, value: Option<&str>) -> Extension {
    Extension {
        name: name.to_owned(),
        value: value.map(str::to_owned),
        attrs: attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        children: BTreeMap::new(),
    }
}

/// The crate keeps extensions by prefix and name; those of one name keep their order.
fn grouped(prefix: &str, extensions: Vec<Extension>) -> ExtensionMap {
    let mut by_name: BTreeMap<String, Vec<Extension>> = BTreeMap::new();
    for extension in extensions {
        by_name.entry(extension.name.clone()).or_default().push(extension);
    }
    if by_name.is_empty() { ExtensionMap::new() } else { ExtensionMap::from([(prefix.to_owned(), by_name)]) }
}

/// Writes plain text as HTML: an `&` that begins no reference stays, for people see descriptions in
/// readers and browsers that don't know them for HTML.
fn as_html(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let begins_reference =
            || text[at + 1..].starts_with(|next: char| next == '#' || next.is_ascii_alphanumeric());
        match c {
            '<' => html += "&lt;",
            '&' if begins_reference() => html += "&amp;",
            _ => html.push(c),
        }
    }
    html
}

fn not_empty(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}
