//! The rules for every format.

use std::sync::Arc;

use super::samples::{article, full_article, moment, nasty_articles};
use super::*;
use crate::config::Content;
use crate::feeds::{Renderer, entry_id};

/// An entry as a reader of any format understands it.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    id: String,
    title: String,
    link: String,
    published: String,
    updated: String,
    content: Option<String>,
}

/// Reads a feed with a parser that is not ours.
fn read(text: &str, format: Format) -> Vec<Seen> {
    let rfc3339 = |date: &str| moment(date).to_utc().to_rfc3339();
    match format {
        Format::Rss => ::rss::Channel::read_from(text.as_bytes())
            .unwrap()
            .items
            .into_iter()
            .map(|item| {
                let published = chrono::DateTime::parse_from_rfc2822(&item.pub_date.unwrap()).unwrap();
                let published = published.to_utc().to_rfc3339();
                let updated = item.extensions.get("atom").map(|atom| {
                    let updated = atom["updated"][0].value.clone().unwrap();
                    rfc3339(&updated)
                });
                Seen {
                    id: item.guid.unwrap().value,
                    title: item.title.unwrap(),
                    link: item.link.unwrap(),
                    updated: updated.unwrap_or_else(|| published.clone()),
                    published,
                    content: item.content,
                }
            })
            .collect(),
        Format::Atom => atom_syndication::Feed::read_from(text.as_bytes())
            .unwrap()
            .entries
            .into_iter()
            .map(|entry| Seen {
                id: entry.id,
                title: entry.title.value,
                link: entry.links[0].href.clone(),
                published: entry.published.unwrap().to_utc().to_rfc3339(),
                updated: entry.updated.to_utc().to_rfc3339(),
                content: entry.content.and_then(|content| content.value),
            })
            .collect(),
        Format::Json => serde_json::from_str::<serde_json::Value>(text).unwrap()["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| {
                let text = |field: &str| item[field].as_str().map(str::to_owned);
                Seen {
                    id: text("id").unwrap(),
                    title: text("title").unwrap(),
                    link: text("url").unwrap(),
                    published: rfc3339(&text("date_published").unwrap()),
                    updated: rfc3339(&text("date_modified").unwrap()),
                    content: text("content_html"),
                }
            })
            .collect(),
    }
}

fn ids(text: &str, format: Format) -> Vec<String> {
    read(text, format).into_iter().map(|seen| seen.id).collect()
}

/// 1: retitled, moved, on another scheme, domain and feed URL: the same identity in each format.
#[test]
fn an_identity_never_changes() {
    let before = full_article();
    let after = Article {
        title: "Another".to_owned(),
        url: "http://other.example/elsewhere/".to_owned(),
        section: None,
        ..before.clone()
    };
    let config = config();
    let mut moved = Config::bare("http://other.example/news/".parse().unwrap());
    moved.site.tag_authority = config.site.tag_authority.clone();
    moved.feeds.url = Some("https://cdn.example/".parse().unwrap());
    let expected = entry_id(&before.id, &config);
    for format in FORMATS {
        assert_eq!(ids(&render(vec![before.clone()], format, &config), format), [expected.as_str()]);
        assert_eq!(ids(&render(vec![after.clone()], format, &moved), format), [expected.as_str()]);
    }
}

/// 2 and 3: what a reader gets is what the article has, whatever is in it; and `]]>` survives.
#[test]
fn readers_get_back_what_the_article_has() {
    let mut config = config();
    config.feeds.max_bytes = usize::MAX;
    for (what, article) in nasty_articles() {
        let utc = |moment: crate::article::Timestamp| {
            use chrono::SubsecRound;
            moment.to_utc().trunc_subsecs(0).to_rfc3339()
        };
        let expected = Seen {
            id: entry_id(&article.id, &config),
            title: article.title.clone(),
            link: article.url.clone(),
            published: utc(article.published),
            updated: utc(article.updated),
            content: Some(article.body.html.trim().to_owned()).filter(|html| !html.is_empty()),
        };
        for format in FORMATS {
            let text = render(vec![article.clone()], format, &config);
            let mut seen = read(&text, format);
            seen[0].content = seen[0].content.take().map(|html| html.trim().to_owned());
            assert_eq!(seen, std::slice::from_ref(&expected), "{what}");
            assert!(text.chars().all(crate::feeds::xml::is_allowed), "{what}");
        }
    }
}

/// 2: the characters that XML does not allow come from nowhere, not from the configuration either.
#[test]
fn no_forbidden_character_comes_from_the_configuration() {
    let mut config = config();
    config.site.title = "a\u{b}b\u{fffe}\u{0}c".to_owned();
    for format in [Format::Rss, Format::Atom] {
        assert!(render(vec![], format, &config).contains("<title>abc</title>"));
    }
}

/// 4: UTF-8 without a mark, the declaration, a final line break, an element a line.
#[test]
fn files_are_made_for_people_and_diff() {
    for format in FORMATS {
        let text = render(vec![full_article()], format, &config());
        assert!(text.ends_with(">\n") || text.ends_with("}\n"));
        if format == Format::Json {
            assert!(text.starts_with("{\n  \"version\": "));
        } else {
            let start = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?xml-stylesheet type=\"text/css\" href=\"feed.css\"?>\n<";
            assert!(text.starts_with(start), "{text}");
            assert!(
                text.lines()
                    .any(|line| line.trim() == "</category>" || line.trim_start().starts_with("<category "))
            );
        }
    }
}

/// 4: the prefixes of namespaces are the same whatever articles are there.
#[test]
fn namespaces_are_stable() {
    for format in [Format::Rss, Format::Atom] {
        let root = |articles| {
            let text = render(articles, format, &config());
            text.lines().nth(2).unwrap().to_owned()
        };
        assert_eq!(root(vec![]), root(vec![full_article()]));
        assert!(!root(vec![]).contains("tombstones") && !root(vec![]).contains("itunes"));
    }
}

/// 7: `content = "summary"` gives summaries, and nothing that claims to be the whole.
#[test]
fn summaries_only_where_configured() {
    let mut config = config();
    config.feeds.content = Content::Summary;
    for format in FORMATS {
        let text = render(vec![full_article()], format, &config);
        assert!(
            !text.contains("content:encoded") && !text.contains("<content") && !text.contains("content_html")
        );
        assert!(!text.contains("ruby"));
        assert!(text.contains("更长。"));
    }
}

/// 8: newest `published` first, ties by id; `updated` moves nothing.
#[test]
fn entries_stand_newest_first() {
    let mut edited = article("b-old", "2020-01-01T00:00:00Z");
    edited.updated = moment("2026-01-01T00:00:00Z");
    let articles = vec![
        edited,
        article("z", "2023-01-01T00:00:00+08:00"),
        article("a", "2022-12-31T16:00:00Z"),
        article("new", "2024-01-01T00:00:00Z"),
    ];
    let config = config();
    for format in FORMATS {
        let expected = ["new", "a", "z", "b-old"].map(|id| format!("tag:example.org,2026-01-01:{id}"));
        assert_eq!(ids(&render(articles.clone(), format, &config), format), expected);
        let reversed = articles.iter().rev().cloned().collect();
        assert_eq!(render(reversed, format, &config), render(articles.clone(), format, &config));
    }
}

/// 9: the feed's date is its newest entry's `updated`; an empty feed's the configuration's.
#[test]
fn no_clock_is_in_the_bytes() {
    let mut edited = article("old", "2020-01-01T00:00:00Z");
    edited.updated = moment("2025-05-05T00:00:00Z");
    let articles = vec![edited, article("new", "2024-01-01T00:00:00Z")];
    let text = render(articles.clone(), Format::Rss, &config());
    assert!(text.contains("<lastBuildDate>Mon, 05 May 2025 08:00:00 +0800</lastBuildDate>"), "{text}");
    let text = render(articles, Format::Atom, &config());
    assert!(text.contains("<updated>2025-05-05T08:00:00+08:00</updated>"), "{text}");
    let text = render(vec![], Format::Atom, &config());
    assert!(text.contains("<updated>2026-01-01T08:00:00+08:00</updated>"), "{text}");
}

/// 10: a feed of no articles is a valid feed.
#[test]
fn an_empty_feed_is_a_feed() {
    for format in FORMATS {
        assert_eq!(read(&render(vec![], format, &config()), format), []);
    }
}

/// 11: `limit` or `max_bytes`, whichever comes first, but at least one entry.
#[test]
fn a_feed_is_cut_to_its_length() {
    let mut config = config();
    let articles: Vec<_> = (0..9).map(|n| article(&n.to_string(), "2023-01-01T00:00:00Z")).collect();
    for format in FORMATS {
        config.feeds.limit = 4;
        config.feeds.max_bytes = usize::MAX;
        let four = render(articles.clone(), format, &config);
        assert_eq!(ids(&four, format).len(), 4);
        config.feeds.max_bytes = four.len();
        assert_eq!(render(articles.clone(), format, &config), four, "what just fits stays whole");
        config.feeds.max_bytes = four.len() - 10;
        let three = render(articles.clone(), format, &config);
        assert!(ids(&three, format).len() == 3 && three.len() < four.len());
        config.feeds.max_bytes = 1;
        assert_eq!(ids(&render(articles.clone(), format, &config), format).len(), 1);
    }
}

/// An entry is the same wherever it stands: rendered once, or again by another renderer.
#[test]
fn kept_entries_are_the_same_bytes() {
    let config = config();
    let articles: Vec<_> = nasty_articles().into_iter().map(|(_, article)| Arc::new(article)).collect();
    let renderer = Renderer::new(&config);
    for spec in [site(&config), english(&config)] {
        for format in FORMATS {
            let feed = Feed::new(&spec, articles.clone());
            let first = renderer.render(&feed, format);
            assert_eq!(renderer.render(&feed, format), first);
            assert_eq!(feed.render(format, &config), first);
        }
    }
}

/// Each format says of itself where it is, also where names must be encoded.
#[test]
fn a_feed_names_its_own_url() {
    let mut spec = site(&config());
    spec.kind = Kind::Tag("氢能 100%".to_owned());
    spec.folder = "tag/氢能 100%/".to_owned();
    for (format, file) in FORMATS.into_iter().zip(["rss.xml", "atom.xml", "feed.json"]) {
        let text = render_as(&spec, vec![], format, &config());
        let url = format!("https://feeds.example.org/f/tag/%E6%B0%A2%E8%83%BD%20100%25/{file}");
        assert!(text.contains(&format!("\"{url}\"")), "{text}");
        assert!(format == Format::Json || text.contains("href=\"../../feed.css\""), "{text}");
    }
}

#[test]
fn a_search_s_feed_is_named_by_its_query() {
    let config = config();
    let spec = FeedSpec::of_search("氢能 OR \"a&b\"", crate::query::Query::All, &config);
    let text = render_as(&spec, vec![], Format::Atom, &config);
    assert_eq!(between(&text, "<title>", "</title>"), "“氢能 OR \"a&amp;b\"” – 科学 &amp; &lt;站&gt;");
    assert_eq!(
        between(&text, "<id>", "</id>"),
        "tag:example.org,2026-01-01:feed:search:%E6%B0%A2%E8%83%BD%20OR%20%22a&amp;b%22"
    );
    let url = "https://feeds.example.org/f/search.atom?q=%E6%B0%A2%E8%83%BD+OR+%22a%26b%22";
    assert!(text.contains(&format!("href=\"{url}\" rel=\"self\"")), "{text}");
}

/// What an XML reader makes of a text: forbidden characters are not there. Carriage returns are left
/// out of the test, for XML makes line feeds of them (§2.11) and `roxmltree` not of all.
fn as_read(text: &str) -> String {
    text.chars().filter(|c| crate::feeds::xml::is_allowed(*c)).collect()
}

proptest::proptest! {
    /// 2 and 3: whatever the texts are, the feeds can be read, and hold them.
    #[test]
    fn any_text_survives(texts in proptest::array::uniform6("(?s)[\\]>&<;#x\"'a-c\\PC\u{0}-\u{c}\u{e}-\u{1f}\u{fffe}\u{ffff}]{0,12}")) {
        let [title, summary, html, name, tag, id] = texts;
        let config = config();
        let mut article = article(&format!("i{id}"), "2023-07-18T08:00:00+08:00");
        article.title = format!("t{title}");
        article.summary = summary;
        article.body.html = format!("h{html}");
        article.authors = vec![crate::article::Author { name: format!("n{name}"), email: None, url: Some(id.clone()) }];
        article.tags = vec![tag.clone()];
        article.image = Some(crate::article::Image {
            url: id.clone(),
            alt: Some(tag.clone()),
            caption: Some(name.clone()),
            media_type: None,
            length: None,
            width: None,
            height: None,
        });
        article.withdrawn = Some(article.published);
        let shared = Arc::new(article.clone());
        let spec = site(&config);
        let mut feed = Feed { withdrawn: vec![shared.clone()], ..Feed::new(&spec, vec![shared]) };
        for format in [Format::Rss, Format::Atom] {
            feed.document = crate::feeds::Document::Archive { number: 2, has_next: true };
            let text = String::from_utf8(feed.render(format, &config)).unwrap();
            let document = roxmltree::Document::parse(&text).unwrap();
            let entry = document.descendants().find(|node| matches!(node.tag_name().name(), "item" | "entry")).unwrap();
            let of = |name: &str| -> String {
                let node = entry.descendants().find(|node| node.tag_name().name() == name).unwrap();
                node.children().filter_map(|child| child.text()).collect()
            };
            let (content, author) = if format == Format::Rss { ("encoded", "creator") } else { ("content", "name") };
            proptest::prop_assert_eq!(of("title"), as_read(&article.title));
            proptest::prop_assert_eq!(of(content), as_read(&article.body.html));
            proptest::prop_assert_eq!(of(author), as_read(&article.authors[0].name));
        }
        let text = render(vec![article.clone()], Format::Json, &config);
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        proptest::prop_assert_eq!(value["items"][0]["title"].as_str().unwrap(), article.title);
    }
}
