//! Elements that stand too often, lack what they can't be without, or are empty, and what finds them.

use super::samples::full_article;
use super::*;
use crate::feeds::{file_name, verify};

fn podcast() -> Config {
    let text = r#"
        [site]
        title = "站"
        url = "https://example.org/"
        logo = "logo.png"
        rights = ""
        icon = ""
        [podcast]
        category = "Science"
        explicit = false
        email = "p@example.org"
        image = "cover.jpg"
    "#;
    Config::parse(text, "tidings.toml").unwrap()
}

fn found(format: Format, change: impl Fn(String) -> String) -> Vec<String> {
    let config = podcast();
    let text = change(render(vec![full_article()], format, &config));
    let findings = verify(file_name(format), text.as_bytes(), &config);
    findings.iter().filter(|finding| finding.is_error()).map(ToString::to_string).collect()
}

/// The line with `part`, twice or not at all.
fn times(text: &str, part: &str, times: usize) -> String {
    assert!(text.contains(part), "{part} in {text}");
    text.split_inclusive('\n').map(|line| line.repeat(if line.contains(part) { times } else { 1 })).collect()
}

/// Each element stands as often as it may: all that is said once is found when it is said twice.
#[test]
fn what_stands_too_often_is_found() {
    assert_eq!(found(Format::Rss, |text| text), [""; 0]);
    assert_eq!(found(Format::Atom, |text| text), [""; 0]);
    for (format, part, name, of) in [
        (Format::Rss, "<title>站<", "title", "channel"),
        (Format::Rss, "<lastBuildDate>", "lastBuildDate", "channel"),
        (Format::Rss, "<ttl>", "ttl", "channel"),
        (Format::Rss, "<itunes:explicit>", "itunes:explicit", "channel"),
        (Format::Rss, "<guid ", "guid", "item"),
        (Format::Rss, "<pubDate>", "pubDate", "item"),
        (Format::Rss, "<source ", "source", "item"),
        (Format::Rss, "<media:description ", "media:description", "media:content"),
        (Format::Atom, "<title>站<", "atom:title", "atom:feed"),
        (Format::Atom, "<id>tag:example.org,2026-01-01:feed", "atom:id", "atom:feed"),
        (Format::Atom, "<published>", "atom:published", "atom:entry"),
        (Format::Atom, "<summary>", "atom:summary", "atom:entry"),
        (Format::Atom, "<name>及庆玲", "atom:name", "atom:author"),
    ] {
        let findings = found(format, |text| times(&text, part, 2));
        let expected = format!("`{name}` stands twice in one `{of}`");
        assert!(findings.iter().any(|finding| finding.contains(&expected)), "{part}: {findings:#?}");
    }
    for (format, part) in
        [(Format::Rss, "<dc:creator>及"), (Format::Rss, "<category "), (Format::Atom, "<category ")]
    {
        assert_eq!(found(format, |text| times(&text, part, 2)), [""; 0], "{part}");
    }
}

/// A podcast's feed is complete, a link leads somewhere, a picture has its address.
#[test]
fn what_is_missing_is_found() {
    for (part, expected) in [
        ("<itunes:category text=\"Science\"", "a `channel` has no `itunes:category`"),
        ("<itunes:explicit>", "a `channel` has no `itunes:explicit`"),
        ("<itunes:email>", "a `itunes:owner` has no `itunes:email`"),
        ("<url>", "a `image` has no `url`"),
    ] {
        let findings = found(Format::Rss, |text| times(&text, part, 0));
        assert!(findings.iter().any(|finding| finding.contains(expected)), "{part}: {findings:#?}");
    }
    for (format, attribute, expected) in [
        (Format::Rss, " url=\"https://example.com/s?a&amp;b\"", "a `source` has no attribute `url`"),
        (
            Format::Rss,
            " url=\"https://example.org/lead.jpg?w=1&amp;h=2\"",
            "a `media:content` has no attribute `url`",
        ),
        (Format::Rss, " length=\"12345\"", "a `enclosure` has no attribute `length`"),
        (Format::Rss, " text=\"Science\"", "a `itunes:category` has no attribute `text`"),
        (Format::Atom, " rel=\"via\"", "a `atom:link` has no attribute `rel`"),
        (
            Format::Atom,
            " xml:base=\"https://example.org/%E7%A7%91%E6%8A%80/wind/?a=1&amp;b=2\" type=\"html\"",
            "a `atom:content` has no attribute `type`",
        ),
        (Format::Atom, " term=\"风电\"", "a `atom:category` has no attribute `term`"),
    ] {
        let findings = found(format, |text| {
            assert!(text.contains(attribute), "{attribute} in {text}");
            text.replacen(attribute, "", 1)
        });
        assert!(findings.iter().any(|finding| finding.contains(expected)), "{attribute}: {findings:#?}");
    }
}

/// A list for readers that import it has names; an entry of the news sitemap all that is asked for.
#[test]
fn what_lists_lack_is_found() {
    let config = podcast();
    let (_, bytes, _) = crate::feeds::companions(&[site(&config)], &config)
        .into_iter()
        .find(|(name, ..)| *name == "opml.xml")
        .unwrap();
    let opml = String::from_utf8(bytes).unwrap();
    let news = String::from_utf8(crate::feeds::news_sitemap([full_article()].iter(), &config)).unwrap();
    for (name, text, from, to, expected) in [
        ("opml.xml", &opml, " text=\"站\"", "", "an `outline` has no `text`"),
        ("sitemap-news.xml", &news, "<news:name>站</news:name>", "", "a `publication` has not one `name`"),
        (
            "sitemap-news.xml",
            &news,
            "<news:name>站</news:name>",
            "<news:name/>",
            "a `publication` has not one `name`",
        ),
        (
            "sitemap-news.xml",
            &news,
            "<news:publication_date>",
            "<news:title>x</news:title><news:publication_date>",
            "a `news` has not one `title`",
        ),
    ] {
        assert_eq!(verify(name, text.as_bytes(), &config), []);
        assert!(text.contains(from), "{from} in {text}");
        let findings = verify(name, text.replacen(from, to, 1).as_bytes(), &config);
        assert!(
            findings.iter().any(|finding| finding.to_string().contains(expected)),
            "{from}: {findings:#?}"
        );
    }
}

#[test]
fn what_is_empty_is_found() {
    for (format, from, to, expected) in [
        (Format::Rss, "<dc:creator>及庆玲<", "<dc:creator><", "`dc:creator` is empty"),
        (Format::Rss, "<generator>", "<docs/><generator>", "`docs` is empty"),
        (Format::Atom, "<title>站<", "<title> <", "`atom:title` is empty"),
        (Format::Atom, "<name>及庆玲<", "<name><", "`atom:name` is empty"),
    ] {
        let findings = found(format, |text| {
            assert!(text.contains(from), "{from} in {text}");
            text.replacen(from, to, 1)
        });
        assert!(findings.iter().any(|finding| finding.contains(expected)), "{from}: {findings:#?}");
    }
}
