//! A feed's whole history (RFC 5005): 10,000 articles that came in any order of their dates.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use chrono::DateTime;
use fastrand::Rng;

use crate::site::Site;

/// Articles at the end.
const ARTICLES: usize = 10_000;

/// Entries of an archive document.
const SIZE: usize = 100;

/// The subscription documents, and the same names in each archive document's folder.
const FILES: [&str; 3] = ["atom.xml", "feed.json", "rss.xml"];

/// An article as it is now; its identity is its number.
#[derive(Debug, Clone, PartialEq)]
struct Article {
    /// Seconds since 1970.
    published: i64,
    edition: u32,
    is_withdrawn: bool,
}

/// What the source file holds, in an order that has nothing to do with dates.
struct Desk {
    random: Rng,
    articles: Vec<Article>,
}

/// The archive documents of a moment: whose places are in each, with the articles as they were, and
/// the files' bytes.
struct History {
    documents: Vec<Vec<(usize, Article)>>,
    bytes: Vec<[String; 3]>,
}

impl Desk {
    /// Adds articles with random dates of these years after 1970.
    fn add(&mut self, count: usize, years: Range<i64>) {
        const YEAR: i64 = 365 * 24 * 60 * 60;
        for _ in 0..count {
            // To the hour, so that some share a moment.
            let published = self.random.i64(years.start * YEAR..years.end * YEAR) / 3600 * 3600;
            self.articles.push(Article { published, edition: 1, is_withdrawn: false });
        }
    }

    /// Changes so many articles that are still there.
    fn change(&mut self, count: usize, change: impl Fn(&mut Article)) {
        let numbers: Vec<usize> = (0..self.articles.len()).collect();
        for number in self.random.choose_multiple(numbers, count) {
            change(&mut self.articles[number]);
        }
    }

    /// Writes the file in a new order and rebuilds; what is published must pass the check.
    fn publish(&mut self, site: Site) -> (Site, History) {
        let mut numbers: Vec<usize> = (0..self.articles.len()).collect();
        self.random.shuffle(&mut numbers);
        let mut lines = String::new();
        for number in numbers {
            let Article { published, edition, is_withdrawn } = self.articles[number];
            let date = DateTime::from_timestamp(published, 0).unwrap().to_rfc3339();
            let withdrawn = if is_withdrawn { ",\"withdrawn\":\"2026-01-01\"" } else { "" };
            writeln!(
                lines,
                "{{\"id\":\"{number}\",\"title\":\"第{number}篇\",\"published\":\"{date}\",\
                 \"body\":\"第{edition}版。\"{withdrawn}}}"
            )
            .unwrap();
        }
        let site = site.write("content/all.ndjson", &lines).rebuilt();

        let mut places: Vec<(usize, Article)> = self.articles.iter().cloned().enumerate().collect();
        places.sort_by_key(|(number, article)| (article.published, Reverse(number.to_string())));
        let documents: Vec<Vec<_>> = places.chunks(SIZE).map(<[_]>::to_vec).collect();
        let read = |number: usize| FILES.map(|file| site.read(&format!("feeds/archive/{number}/{file}")));
        let bytes = (1..=documents.len()).map(read).collect();
        (site, History { documents, bytes })
    }
}

impl History {
    /// Holds the documents that are full to those of before: the same articles, the same bytes.
    /// Returns how many stayed, and how many have the same places but a changed article.
    #[track_caller]
    fn kept_since(&self, before: &Self) -> (usize, usize) {
        let places = |document: &[(usize, Article)]| document.iter().map(|(n, _)| *n).collect::<Vec<_>>();
        let (mut kept, mut edited) = (0, 0);
        for (number, (old, new)) in before.documents.iter().zip(&self.documents).enumerate() {
            let is_same = before.bytes[number] == self.bytes[number];
            if old.len() == SIZE && old == new {
                assert!(is_same, "the full document {} has other bytes", number + 1);
                kept += 1;
            } else if old.len() == SIZE && places(old) == places(new) {
                assert!(!is_same, "an article of document {} changed, and it did not", number + 1);
                edited += 1;
            }
        }
        (kept, edited)
    }
}

/// Follows the links from the subscription document to the oldest one; returns how often each
/// article stands in an archive document, and how often it is told that it was withdrawn.
fn walk(site: &Site) -> (BTreeMap<String, usize>, BTreeMap<String, usize>) {
    let (mut shown, mut withdrawn) = (BTreeMap::new(), BTreeMap::new());
    let mut visited = BTreeSet::new();
    let mut next = Some("atom.xml".to_owned());
    while let Some(name) = next {
        let text = site.read(&format!("feeds/{name}"));
        let document = roxmltree::Document::parse(&text).unwrap();
        if name != "atom.xml" {
            for node in document.descendants() {
                match node.tag_name().name() {
                    "entry" => {
                        let id = node.children().find(|child| child.tag_name().name() == "id").unwrap();
                        *shown.entry(id.text().unwrap().to_owned()).or_default() += 1;
                    }
                    "deleted-entry" => {
                        *withdrawn.entry(node.attribute("ref").unwrap().to_owned()).or_default() += 1;
                    }
                    _ => {}
                }
            }
        }
        let link = document.descendants().find(|node| node.attribute("rel") == Some("prev-archive"));
        next = link.map(|link| {
            let url = link.attribute("href").unwrap();
            url.strip_prefix("https://example.org/").unwrap().to_owned()
        });
        assert!(visited.insert(name), "no document comes twice");
    }
    (shown, withdrawn)
}

#[test]
fn full_archives_stay_and_every_article_stands_exactly_once() {
    let site = Site::new();
    let config =
        site.read("tidings.toml") + &format!("[feeds]\narchive = true\narchive_size = {SIZE}\nby = []\n");
    let site = site.write("tidings.toml", &config);
    let mut desk = Desk { random: Rng::with_seed(7), articles: Vec::new() };

    // The last place of a document is taken, and the next document is there already.
    desk.add(4_000, 30..45);
    let (site, first) = desk.publish(site);

    desk.add(2_050, 45..50);
    let (site, grown) = desk.publish(site);
    assert_eq!(grown.kept_since(&first), (40, 0), "newer articles leave every full document as it is");

    desk.change(10, |article| article.edition += 1);
    desk.change(10, |article| article.is_withdrawn = true);
    let (site, edited) = desk.publish(site);
    let (kept, touched) = edited.kept_since(&grown);
    assert_eq!(kept + touched, 60, "no article moves to another document");
    assert!((1..=20).contains(&touched), "{touched} documents for twenty changes");

    desk.add(5, 48..50);
    let (site, inserted) = desk.publish(site);
    let (kept, _) = inserted.kept_since(&edited);
    assert!((30..60).contains(&kept), "what is older than an article of a past date stays: {kept}");

    desk.add(ARTICLES - desk.articles.len(), 30..55);
    let (site, last) = desk.publish(site);
    assert_eq!(last.documents.len(), ARTICLES / SIZE);

    site.run(&["check"]).is(0, "", "");
    let (shown, withdrawn) = walk(&site);
    let expected = |is_withdrawn: bool| -> BTreeMap<String, usize> {
        let articles = desk.articles.iter().enumerate();
        articles
            .filter(|(_, article)| article.is_withdrawn == is_withdrawn)
            .map(|(number, _)| (format!("tag:example.org,2026-01-01:{number}"), 1))
            .collect()
    };
    assert_eq!(expected(true).len(), 10);
    assert!(shown == expected(false), "{} of {} stand once", shown.len(), ARTICLES - 10);
    assert_eq!(withdrawn, expected(true));
}
