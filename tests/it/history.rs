//! A feed's whole history (RFC 5005): 10,000 articles that came in any order of their dates, and exactly
//! which documents that changes.

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
    articles: BTreeMap<usize, Article>,
    next: usize,
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
            self.articles.insert(self.next, Article { published, edition: 1, is_withdrawn: false });
            self.next += 1;
        }
    }

    /// Some of the articles that are there.
    fn choose(&mut self, count: usize) -> BTreeSet<usize> {
        let numbers: Vec<usize> = self.articles.keys().copied().collect();
        self.random.choose_multiple(numbers, count).into_iter().collect()
    }

    fn change(&mut self, numbers: &BTreeSet<usize>, change: impl Fn(&mut Article)) {
        for number in numbers {
            change(self.articles.get_mut(number).unwrap());
        }
    }

    /// Writes the file in a new order and rebuilds; what is published must pass the check.
    fn publish(&mut self, site: Site) -> (Site, History) {
        let mut numbers: Vec<usize> = self.articles.keys().copied().collect();
        self.random.shuffle(&mut numbers);
        let mut lines = String::new();
        for number in numbers {
            let Article { published, edition, is_withdrawn } = self.articles[&number];
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

        let mut places: Vec<(usize, Article)> = self.articles.clone().into_iter().collect();
        places.sort_by_key(|(number, article)| (article.published, Reverse(number.to_string())));
        let documents: Vec<Vec<_>> = places.chunks(SIZE).map(<[_]>::to_vec).collect();
        let read = |number: usize| FILES.map(|file| site.read(&format!("feeds/archive/{number}/{file}")));
        let bytes = (1..=documents.len()).map(read).collect();
        (site, History { documents, bytes })
    }
}

impl History {
    /// Returns which of the documents that were full `before` have other bytes now, in each format.
    #[track_caller]
    fn changed_since(&self, before: &Self) -> BTreeSet<usize> {
        let full = before.documents.iter().enumerate().filter(|(_, document)| document.len() == SIZE);
        let mut changed = BTreeSet::new();
        for (number, _) in full {
            let differ = |format: usize| {
                let now = self.bytes.get(number).map(|bytes| &bytes[format]);
                now != Some(&before.bytes[number][format])
            };
            if (0..FILES.len()).any(differ) {
                changed.insert(number + 1);
            }
        }
        changed
    }

    /// The numbers of the documents in which these articles have their places.
    fn of(&self, articles: &BTreeSet<usize>) -> BTreeSet<usize> {
        let holds = |document: &[(usize, Article)]| document.iter().any(|(n, _)| articles.contains(n));
        let documents = self.documents.iter().enumerate();
        documents.filter(|(_, document)| holds(document)).map(|(number, _)| number + 1).collect()
    }

    fn full(&self) -> usize {
        self.documents.iter().filter(|document| document.len() == SIZE).count()
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
    let mut desk = Desk { random: Rng::with_seed(7), articles: BTreeMap::new(), next: 0 };

    // The last place of a document is taken, and the next document is there already.
    desk.add(4_000, 30..45);
    let (site, first) = desk.publish(site);

    desk.add(2_050, 45..50);
    let (site, grown) = desk.publish(site);
    assert_eq!(first.full(), 40);
    assert_eq!(grown.changed_since(&first), [].into(), "newer articles leave every full document as it is");

    let (rewritten, withdrawn) = (desk.choose(10), desk.choose(10));
    desk.change(&rewritten, |article| article.edition += 1);
    desk.change(&withdrawn, |article| article.is_withdrawn = true);
    let (site, edited) = desk.publish(site);
    let touched: BTreeSet<usize> = &rewritten | &withdrawn;
    let mut expected = grown.of(&touched);
    expected.retain(|&number| number <= grown.full());
    assert_eq!(grown.full(), 60);
    assert_eq!(edited.changed_since(&grown), expected, "the documents of the articles, and no others");

    // From the first place that is new, every later place has another article than before.
    let inserted: BTreeSet<usize> = (desk.next..desk.next + 5).collect();
    desk.add(5, 48..50);
    let (site, shifted) = desk.publish(site);
    let oldest = *shifted.of(&inserted).first().unwrap();
    assert!((30..60).contains(&oldest), "{oldest}");
    let later: BTreeSet<usize> = (oldest..=edited.full()).collect();
    assert_eq!(shifted.changed_since(&edited), later, "from the document with the oldest of them on");

    let removed = desk.choose(2);
    desk.articles.retain(|number, _| !removed.contains(number));
    let (site, closed_up) = desk.publish(site);
    let oldest = *shifted.of(&removed).first().unwrap();
    let later: BTreeSet<usize> = (oldest..=shifted.full()).collect();
    assert!(later.len() > 1, "{later:?}");
    assert_eq!(closed_up.changed_since(&shifted), later, "from the document of the oldest of them on");

    desk.add(ARTICLES - desk.articles.len(), 30..55);
    let (site, last) = desk.publish(site);
    assert_eq!(last.documents.len(), ARTICLES / SIZE);

    site.run(&["check"]).is(0, "", "");
    let (shown, told) = walk(&site);
    let expected = |is_withdrawn: bool| -> BTreeMap<String, usize> {
        let articles = desk.articles.iter();
        articles
            .filter(|(_, article)| article.is_withdrawn == is_withdrawn)
            .map(|(number, _)| (format!("tag:example.org,2026-01-01:{number}"), 1))
            .collect()
    };
    assert!((8..=10).contains(&expected(true).len()), "withdrawn, and not removed since");
    assert!(shown == expected(false), "{} of {} stand once", shown.len(), expected(false).len());
    assert_eq!(told, expected(true));
}
