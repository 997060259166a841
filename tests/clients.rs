//! Articles that have stumbled somebody's feed reader, read back by `feed-rs`; and the same feeds
//! for the readers in `tests/clients/`, with what each entry must be.

mod article {
    pub use tidings::article::*;
}

#[path = "../src/feeds/tests/samples.rs"]
mod samples;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use chrono::SubsecRound;
use serde_json::json;
use tidings::article::{Article, Body, Timestamp};
use tidings::config::{Config, Format};
use tidings::feeds::{Feed, FeedSpec, Kind, entry_id, feed_id, verify};
use tidings::query::Query;

/// How many articles the feeds have.
const ARTICLES: usize = 500;

/// How many articles of the sample site are due: 48, but for one that is withdrawn, one that is
/// scheduled and one that has expired.
const DUE: usize = 45;

fn config() -> Config {
    let mut config = Config::bare("https://example.org/".parse().unwrap());
    config.site.title = "科学 & <站>".to_owned();
    config.site.timezone = chrono_tz::Asia::Shanghai;
    config.feeds.limit = ARTICLES;
    config.feeds.max_bytes = usize::MAX;
    config
}

/// The nasty articles, each text in each place, over and over with other identities and dates:
/// no two have the same date, so every reader keeps their order.
fn articles() -> Vec<Article> {
    let nasty: Vec<Article> = samples::nasty_articles().into_iter().map(|(_, article)| article).collect();
    let texts: Vec<&Article> = nasty.iter().filter(|article| article.section.is_some()).collect();
    let mut articles: Vec<Article> = nasty.clone();
    let zones = ["+00:00", "+05:45", "-03:30", "+14:00", "-12:00", "+08:00"];
    for number in articles.len()..ARTICLES {
        let (one, other) = (texts[number % texts.len()], texts[number / texts.len() % texts.len()]);
        let id = format!("{number}/{}", nasty[number % nasty.len()].id);
        let date =
            format!("{}-06-15T12:{:02}:00{}", 1901 + number % 199, number % 60, zones[number % zones.len()]);
        let mut article = samples::article(&id, &date);
        article.updated += chrono::TimeDelta::days((number % 3) as i64);
        article.title.clone_from(&one.title);
        article.summary.clone_from(&other.title);
        let html = format!(
            "<p lang=\"ar\">{}</p>\n{}",
            quick_xml::escape::escape(other.title.as_str()),
            one.body.html
        );
        article.body = Body { html, text: String::new() };
        article.tags = vec![other.title.clone()];
        article.authors.clone_from(&one.authors);
        article.section = Some(one.title.clone()).filter(|_| number % 2 == 0);
        articles.push(article);
    }
    for (number, article) in articles.iter_mut().enumerate() {
        article.published += chrono::TimeDelta::minutes(number as i64);
        article.updated = article.updated.max(article.published);
    }
    articles.sort_by(|a, b| b.published.cmp(&a.published).then_with(|| a.id.cmp(&b.id)));
    articles
}

fn site(config: &Config) -> FeedSpec {
    FeedSpec {
        kind: Kind::Site,
        folder: String::new(),
        title: config.site.title.clone(),
        query: Query::All,
        count: 0,
    }
}

fn render(format: Format, config: &Config) -> Vec<u8> {
    let spec = site(config);
    Feed::new(&spec, articles().into_iter().map(Arc::new).collect()).render(format, config)
}

fn utc(moment: Timestamp) -> String {
    moment.to_utc().trunc_subsecs(0).to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// Publishes the feeds and what their entries must be, where `tests/run` looks for them.
#[test]
fn feeds_for_other_readers_are_right_by_our_own_rules() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("clients");
    let config = config();
    fs::create_dir_all(folder.join("feeds")).unwrap();
    for (format, name) in [(Format::Rss, "rss.xml"), (Format::Atom, "atom.xml"), (Format::Json, "feed.json")]
    {
        let bytes = render(format, &config);
        let errors: Vec<_> =
            verify(name, &bytes, &config).into_iter().filter(|found| found.is_error()).collect();
        assert_eq!(errors, []);
        fs::write(folder.join("feeds").join(name), bytes).unwrap();
    }
    let mut lines = String::new();
    for article in articles() {
        let tags: Vec<&String> = article.section.iter().chain(&article.tags).collect();
        let expected = json!({
            "id": entry_id(&article.id, &config),
            "title": article.title,
            "url": article.url,
            "published": utc(article.published),
            "updated": utc(article.updated),
            "authors": article.authors.iter().map(|author| &author.name).collect::<Vec<_>>(),
            "tags": tags,
            "summary": article.summary,
            "content_html": article.body.html,
        });
        lines += &format!("{expected}\n");
    }
    assert_eq!(lines.lines().count(), ARTICLES);
    fs::write(folder.join("expected.jsonl"), lines).unwrap();
}

/// `feed-rs` gives back id, title, link, dates, authors, tags and content, from each format.
#[test]
fn feed_rs_reads_what_the_articles_have() {
    let config = config();
    for format in [Format::Rss, Format::Atom, Format::Json] {
        let bytes = render(format, &config);
        let parser = feed_rs::parser::Builder::new().sanitize_content(false).build();
        let feed = parser.parse(bytes.as_slice()).unwrap();
        if format == Format::Atom {
            assert_eq!(feed.id, feed_id(&Kind::Site, &config));
        }
        assert_eq!(feed.title.unwrap().content, config.site.title);
        assert_eq!(feed.entries.len(), ARTICLES);
        for (entry, article) in feed.entries.iter().zip(articles()) {
            let id = entry_id(&article.id, &config);
            assert_eq!(entry.id, id);
            assert_eq!(entry.title.as_ref().unwrap().content, article.title, "{id}");
            assert_eq!(entry.links[0].href, article.url, "{id}");
            assert_eq!(
                entry.published.unwrap().to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
                utc(article.published)
            );
            // It has no `updated` from RSS.
            if format != Format::Rss {
                let updated = entry.updated.unwrap().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
                assert_eq!(updated, utc(article.updated), "{id}");
            }
            let names: Vec<_> = entry.authors.iter().filter_map(|author| author.name.as_deref()).collect();
            let mut expected: Vec<_> = article.authors.iter().map(|author| author.name.as_str()).collect();
            // JSON Feed: an item without authors has the feed's. Of Atom the same holds, but it is not told.
            if expected.is_empty() && format == Format::Json {
                expected.push(&config.site.author);
            }
            assert_eq!(names, expected, "{id}");
            let tags: Vec<_> = entry.categories.iter().map(|category| category.term.as_str()).collect();
            let section = article.section.as_ref().filter(|_| format != Format::Json);
            let expected: Vec<_> = section.into_iter().chain(&article.tags).map(String::as_str).collect();
            assert_eq!(tags, expected, "{id}");
            let content = entry.content.as_ref().and_then(|content| content.body.as_deref()).unwrap_or("");
            let without_html = format == Format::Json && article.body.html.is_empty();
            let expected = if without_html { &article.summary } else { &article.body.html };
            assert_eq!(content.trim(), expected.trim(), "{id}");
        }
    }
}

#[test]
fn feed_rs_reads_every_feed_of_the_sample_site() {
    let feeds = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/feeds"));
    let names = ["rss.xml", "atom.xml", "feed.json"];
    let mut read = 0;
    for entry in walkdir::WalkDir::new(feeds) {
        let folder = entry.unwrap().into_path();
        if !folder.join(names[0]).exists() {
            continue;
        }
        let counts = names.map(|name| {
            let file = fs::read(folder.join(name)).unwrap();
            let feed = feed_rs::parser::parse(file.as_slice());
            feed.unwrap_or_else(|e| panic!("{}: {e}", folder.join(name).display())).entries.len()
        });
        assert!(counts[0] > 0 && counts.iter().all(|count| *count == counts[0]), "{counts:?}: {folder:?}");
        if folder == feeds {
            assert_eq!(counts[0], DUE);
        }
        read += 1;
    }
    assert!(read > 100, "only {read} feeds were found");
}
