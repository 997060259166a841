//! The articles of any file as feeds: readers that are not ours read them back, and find what the
//! articles say.

use std::sync::Arc;

use chrono::DateTime;
use quick_xml::events::Event;
use tidings::article::Article;
use tidings::config::{Config, Format};
use tidings::content::Item;
use tidings::feeds::{Feed, catalogue, companions, entry_id, is_portable, news_sitemap, sitemaps, verify};
use tidings::index::Facets;

use super::scratch::{Input, config, items};

/// Publishes what the file gives.
pub fn run(data: &[u8]) {
    let config = config();
    let items = Input::of(data).written(|source| items(source, &config));
    for item in items {
        if let Item::Article(article, _) = item {
            examine(article, &config);
        }
    }
}

/// Renders every feed that the article stands in, in every format, and reads it back.
pub fn examine(article: Box<Article>, config: &Config) {
    let facets = Facets {
        section: article.section.iter().map(|name| (name.clone(), 1)).collect(),
        tag: article.tags.iter().map(|name| (name.clone(), 1)).collect(),
        author: article.authors.iter().map(|author| (author.name.clone(), 1)).collect(),
        lang: vec![(article.lang.clone(), 1)],
        month: Vec::new(),
    };
    let (specs, _) = catalogue(config, &facets);
    let article: Arc<Article> = Arc::from(article);
    for spec in &specs {
        let is_safe = spec.folder.split_terminator('/').all(is_portable);
        assert!(is_safe, "{:?} leads out of the feeds", spec.folder);
        let feed = Feed::new(spec, vec![Arc::clone(&article)]);
        for format in [Format::Rss, Format::Atom, Format::Json] {
            let bytes = feed.render(format, config);
            let text = std::str::from_utf8(&bytes).expect("a feed is UTF-8");
            let errors: Vec<_> =
                verify(&feed.file(format), &bytes, config).into_iter().filter(|f| f.is_error()).collect();
            assert!(errors.is_empty(), "{errors:?} in:\n{text}");
            if format == Format::Json {
                read_json(text, &article, config);
            } else {
                read_xml(text, &article, config);
            }
        }
    }
    let mut beside: Vec<(String, Vec<u8>)> =
        companions(&specs, config).into_iter().map(|(name, bytes, _)| (name.to_owned(), bytes)).collect();
    // The sitemap has the moment from a column of the index, which knows no zone.
    for updated in [article.updated, article.updated.to_utc().fixed_offset()] {
        beside.extend(sitemaps([(article.url.clone(), updated)].into_iter(), config));
    }
    beside.push(("news.xml".to_owned(), news_sitemap([&*article].into_iter(), config)));
    for (name, bytes) in beside {
        let text = std::str::from_utf8(&bytes).expect("it is UTF-8");
        if name.ends_with(".xml") || name.ends_with(".opml") {
            let document =
                roxmltree::Document::parse(text).unwrap_or_else(|e| panic!("{name}: {e} in:\n{text}"));
            let is_date = |node: &roxmltree::Node<'_, '_>| {
                matches!(node.tag_name().name(), "lastmod" | "publication_date")
            };
            for date in document.descendants().filter(is_date) {
                let date = date.text().unwrap_or_default();
                assert!(DateTime::parse_from_rfc3339(date).is_ok(), "{name}: {date:?} in:\n{text}");
            }
        }
    }
}

fn read_xml(text: &str, article: &Article, config: &Config) {
    let mut reader = quick_xml::Reader::from_str(text);
    while reader.read_event().unwrap_or_else(|e| panic!("{e} in:\n{text}")) != Event::Eof {}

    let feed = feed_rs::parser::parse(text.as_bytes()).unwrap_or_else(|e| panic!("{e} in:\n{text}"));
    assert_eq!(feed.entries.len(), 1, "{text}");
    assert_eq!(feed.entries[0].id, entry_id(&article.id, config), "{text}");
    let published = feed.entries[0].published.expect("an entry has a date");
    assert_eq!(published.timestamp(), article.published.timestamp(), "{text}");

    let document = roxmltree::Document::parse(text).unwrap_or_else(|e| panic!("{e} in:\n{text}"));
    let mut entries =
        document.descendants().filter(|node| matches!(node.tag_name().name(), "item" | "entry"));
    let entry = entries.next().expect("the entry is there");
    let title = entry.children().find(|node| node.tag_name().name() == "title").expect("it has a title");
    let title: String = title.children().filter_map(|child| child.text()).collect();
    // XML makes line feeds of carriage returns (§2.11), and the reader does not of all.
    if !article.title.contains('\r') {
        assert_eq!(title, article.title, "{text}");
    }
}

fn read_json(text: &str, article: &Article, config: &Config) {
    let feed: serde_json::Value = serde_json::from_str(text).unwrap_or_else(|e| panic!("{e} in:\n{text}"));
    let item = &feed["items"][0];
    assert_eq!(item["id"], entry_id(&article.id, config), "{text}");
    assert_eq!(item["title"], article.title.as_str(), "{text}");
    assert_eq!(item["url"], article.url.as_str(), "{text}");
    let feed = feed_rs::parser::parse(text.as_bytes()).unwrap_or_else(|e| panic!("{e} in:\n{text}"));
    assert_eq!(feed.entries.len(), 1, "{text}");
}
