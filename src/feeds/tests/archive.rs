//! The rules for history (RFC 5005).

use std::collections::BTreeMap;
use std::convert::Infallible;

use super::samples::{article, moment};
use super::*;
use crate::article::ArticleId;
use crate::feeds::{Archive, Document};

/// A feed's articles in the order of their places: oldest first, the feed's order from its end.
fn places(articles: &BTreeMap<ArticleId, Arc<Article>>) -> Vec<ArticleId> {
    let mut ids: Vec<_> = articles.values().map(|article| (article.published, article.id.clone())).collect();
    ids.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.cmp(&a.1)));
    ids.into_iter().map(|(_, id)| id).collect()
}

/// All documents of the history, rendered.
fn documents(articles: &BTreeMap<ArticleId, Arc<Article>>, format: Format, config: &Config) -> Vec<String> {
    let (spec, places) = (site(config), places(articles));
    let archive = Archive::new(&spec, &places, config.feeds.archive_size);
    let fetch = |ids: &[ArticleId]| {
        Ok::<_, Infallible>(ids.iter().map(|id| articles.get(id).cloned()).collect::<Vec<_>>())
    };
    let rendered: Vec<_> = archive
        .feeds(fetch)
        .map(|feed| String::from_utf8(feed.unwrap().render(format, config)).unwrap())
        .collect();
    assert_eq!(rendered.len(), archive.documents() as usize);
    rendered
}

fn add(articles: &mut BTreeMap<ArticleId, Arc<Article>>, day: i64) {
    let mut new = article(&format!("d{day}"), "2000-01-01T00:00:00Z");
    new.published += chrono::TimeDelta::days(day);
    new.updated = new.published;
    articles.insert(new.id.clone(), Arc::new(new));
}

fn with_size(size: usize) -> Config {
    let mut config = config();
    config.feeds.archive_size = size;
    config
}

/// A full document's bytes never change as articles follow, in any format.
#[test]
fn a_full_archive_document_stays_as_it_is() {
    let config = with_size(3);
    for format in FORMATS {
        let mut articles = BTreeMap::new();
        let mut full: Vec<String> = Vec::new();
        for day in 0..20 {
            add(&mut articles, day);
            let documents = documents(&articles, format, &config);
            assert_eq!(documents.len(), (articles.len() / 3 + 1).max(2));
            assert_eq!(documents[..full.len()], full[..]);
            full = documents[..articles.len() / 3].to_vec();
        }
    }
}

/// An edited article changes its own document only; so does one withdrawn, whose place stays.
#[test]
fn an_edit_or_a_withdrawal_changes_one_document() {
    let config = with_size(3);
    let mut articles = BTreeMap::new();
    (0..20).for_each(|day| add(&mut articles, day));
    let changes: [fn(&mut Article); 2] = [
        |article| article.title = "Edited".to_owned(),
        |article| article.withdrawn = Some(moment("2026-01-02T00:00:00Z")),
    ];
    for change in changes {
        for format in FORMATS {
            let before = documents(&articles, format, &config);
            let mut changed = articles.clone();
            let fifth = changed.get_mut(&ArticleId::new("d5").unwrap()).unwrap();
            change(Arc::make_mut(fifth));
            let after = documents(&changed, format, &config);
            let differ: Vec<_> = (0..before.len()).filter(|&n| before[n] != after[n]).collect();
            assert_eq!(differ, [1]);
        }
    }
}

/// The documents lead from the newest to the oldest and back, and hold each article once.
#[test]
fn the_chain_leads_from_end_to_end() {
    let config = with_size(4);
    let spec = site(&config);
    let mut articles = BTreeMap::new();
    // In no order of dates.
    (0..30).for_each(|n| add(&mut articles, n * 7 % 30));
    let documents = documents(&articles, Format::Atom, &config);
    let mut feed = Feed::new(&spec, vec![]);
    feed.document = Document::Subscription { archives: documents.len() as u32 };
    let subscription = String::from_utf8(feed.render(Format::Atom, &config)).unwrap();
    let link = |text: &str, rel: &str| {
        let line = text.lines().find(|line| line.contains(&format!("rel=\"{rel}\"")))?;
        Some(between(line, "href=\"", "\"").to_owned())
    };
    let own_url = link(&subscription, "self").unwrap();
    let mut seen = Vec::new();
    let mut next = link(&subscription, "prev-archive");
    let mut newer: Option<String> = None;
    while let Some(url) = next {
        let number: usize =
            between(&url, "https://feeds.example.org/f/archive/", "/atom.xml").parse().unwrap();
        let document = &documents[number - 1];
        assert!(document.contains("<fh:archive/>") && !document.contains("rel=\"hub\""));
        assert_eq!(link(document, "self").unwrap(), url);
        assert_eq!(link(document, "current").unwrap(), own_url);
        assert_eq!(link(document, "next-archive"), newer);
        assert!(document.contains("href=\"../../feed.css\""));
        let ids = document.split("<id>").skip(2).map(|rest| rest.split('<').next().unwrap().to_owned());
        seen.extend(ids);
        newer = Some(url);
        next = link(document, "prev-archive");
    }
    let expected: Vec<_> = (0..30).rev().map(|day| format!("tag:example.org,2026-01-01:d{day}")).collect();
    assert_eq!(seen, expected);
}

/// RSS links as Atom does; JSON Feed has `next_url`, which leads to older items.
#[test]
fn each_format_links_its_history() {
    let config = with_size(1);
    let mut articles = BTreeMap::new();
    (0..2).for_each(|day| add(&mut articles, day));
    let rss = &documents(&articles, Format::Rss, &config)[1];
    for line in [
        "xmlns:fh=\"http://purl.org/syndication/history/1.0\"",
        "<fh:archive/>",
        "<atom:link href=\"https://feeds.example.org/f/rss.xml\" rel=\"current\" type=\"application/rss+xml\"/>",
        "<atom:link href=\"https://feeds.example.org/f/archive/1/rss.xml\" rel=\"prev-archive\" type=\"application/rss+xml\"/>",
        "<atom:link href=\"https://feeds.example.org/f/archive/3/rss.xml\" rel=\"next-archive\" type=\"application/rss+xml\"/>",
    ] {
        assert!(rss.contains(line), "{line} in {rss}");
    }
    let json = documents(&articles, Format::Json, &config);
    assert!(json[1].contains("\"next_url\": \"https://feeds.example.org/f/archive/1/feed.json\""));
    assert!(!json[0].contains("next_url"));
}

/// No document stands alone, even if the history is short; without articles there is none.
#[test]
fn a_short_history_has_two_documents_and_an_empty_one_has_none() {
    let config = with_size(10);
    let mut articles = BTreeMap::new();
    assert!(documents(&articles, Format::Rss, &config).is_empty());
    add(&mut articles, 1);
    let documents = documents(&articles, Format::Rss, &config);
    assert_eq!(documents.iter().map(|text| text.matches("<item>").count()).collect::<Vec<_>>(), [1, 0]);
    assert!(documents[0].contains("next-archive") && documents[1].contains("prev-archive"));
}

/// The last document has room left: it is there, and empty, when the one before is just full.
#[test]
fn the_last_document_has_room() {
    let config = with_size(2);
    let mut articles = BTreeMap::new();
    (0..2).for_each(|day| add(&mut articles, day));
    let documents = documents(&articles, Format::Rss, &config);
    assert_eq!(documents.iter().map(|text| text.matches("<item>").count()).collect::<Vec<_>>(), [2, 0]);
}
