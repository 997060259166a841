//! What `verify` finds: nothing in what we write, and everything in feeds broken on purpose.

use std::collections::BTreeMap;

use super::samples::{article, full_article, moment, nasty_articles};
use super::*;
use crate::feeds::{
    Archive, Document, Lengths, Together, companions, file_name, sitemaps, verify, verify_history,
    verify_with,
};

fn found(name: &str, text: &str, config: &Config) -> Vec<String> {
    verify(name, text.as_bytes(), config).iter().map(ToString::to_string).collect()
}

#[test]
fn what_we_write_is_right() {
    let mut config = config();
    config.feeds.max_bytes = 10_000_000;
    let articles: Vec<_> = nasty_articles().into_iter().map(|(_, article)| article).collect();
    for format in FORMATS {
        let text = render(articles.clone(), format, &config);
        let findings = found(file_name(format), &text, &config);
        // Of the full article: one enclosure's length is not known; RSS has only the first one.
        let expected = usize::from(format != Format::Rss);
        assert_eq!(findings.len(), expected, "{findings:#?}");
        assert!(
            findings
                .iter()
                .all(|finding| finding.contains("warning: entry") && finding.contains("table.csv"))
        );
    }
    for (name, bytes, _) in companions(&[site(&config)], &config) {
        assert_eq!(verify(name, &bytes, &config), []);
    }
    let urls = [("https://example.org/?a&b".to_owned(), moment("2023-01-01T00:00:00Z"))];
    for (name, bytes) in sitemaps(urls.into_iter(), &config) {
        assert_eq!(verify(&name, &bytes, &config), []);
    }
}

/// Each way to break a feed is found and named.
#[test]
fn a_feed_broken_on_purpose_is_found() {
    let config = config();
    let mut older = article("older", "2020-01-01T00:00:00Z");
    older.enclosures = full_article().enclosures;
    let articles = vec![article("newer", "2023-07-18T00:00:00Z"), older];
    let check = |format: Format, from: &str, to: &str, expected: &str| {
        let text = render(articles.clone(), format, &config);
        assert!(text.contains(from), "{from} in {text}");
        let findings = found(file_name(format), &text.replacen(from, to, 1), &config);
        assert!(findings.iter().any(|finding| finding.contains(expected)), "{from} → {to}: {findings:#?}");
    };
    use Format::{Atom, Json, Rss};
    check(Rss, "</item>", "", "feeds/rss.xml:41: error: not well-formed: expected 'item' tag");
    check(Rss, "<rss ", "<rsx ", "not well-formed");
    check(Rss, "Title of newer", "a & b", "not well-formed");
    check(Rss, "Title of newer", "a &nbsp; b", "not well-formed: unknown entity reference 'nbsp'");
    check(
        Rss,
        "Title of newer",
        "a\u{b}b",
        "feeds/rss.xml:22: error: the character U+000B is not allowed in XML",
    );
    check(Atom, "Title of newer", "a\u{fffe}b", "the character U+FFFE is not allowed");
    check(Rss, "<?xml version", "\u{feff}<?xml version", "begins with a byte order mark");
    check(Rss, " encoding=\"UTF-8\"", "", "the XML declaration that names UTF-8 is missing");
    check(Json, "  ]\n}\n", "  ]\n}", "does not end with a line break");
    check(Rss, "version=\"2.0\"", "version=\"0.91\"", "the root is not RSS 2.0 with a channel");
    check(Atom, "http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", "the root is not an Atom feed");
    check(Json, "version/1.1", "version/1", "the root is not JSON Feed 1.1");
    check(Json, "\"items\"", "\"item\"", "there is no list of `items`");
    check(Rss, "<link>https://example.org/</link>", "", "`link` is missing");
    check(Atom, "<title>科学 &amp; &lt;站&gt;</title>", "", "`title` is missing");
    for format in FORMATS {
        let (before, after) = match format {
            Rss => ("false\">", "</guid>"),
            Atom => ("<id>", "</id>"),
            Json => ("\"id\": \"", "\""),
        };
        let id = |name: &str| format!("{before}tag:example.org,2026-01-01:{name}{after}");
        check(
            format,
            &id("older"),
            &id("newer"),
            "the identity `tag:example.org,2026-01-01:newer` stands twice",
        );
        let no_uri = if format == Atom { "no uri" } else { " " };
        check(format, &id("older"), &format!("{before}{no_uri}{after}"), "` is not a URI");
        check(format, "Title of newer", " ", "has no title");
        let url = format!("https://feeds.example.org/f/{}", file_name(format));
        check(
            format,
            &url,
            "https://other.example/x",
            "the feed calls itself https://other.example/x, but it is",
        );
        check(format, "https://example.org/newer/", "/newer/", "`/newer/` is not an absolute URL");
        check(format, "https://example.org/newer/", "https://example.org/科", "is not an absolute URL");
        check(format, "https://example.org/wind.mp3", "wind.mp3", "is not an absolute URL");
        let (before, after) = match format {
            Rss | Atom => ("length=\"12345\"", "length=\"big\""),
            Json => ("\"size_in_bytes\": 12345", "\"size_in_bytes\": \"big\""),
        };
        check(format, before, after, "is not a number");
        check(format, before, &before.replace("12345", "0"), "wind.mp3?a&b is not known");
        let (before, after) = match format {
            Rss | Atom => ("type=\"audio/mpeg\"", "type=\"\""),
            Json => ("\"mime_type\": \"audio/mpeg\"", "\"mime_type\": \"\""),
        };
        check(format, before, after, "has no media type");
        let (before, after) = match format {
            Rss => ("Tue, 18 Jul 2023 08:00:00 +0800</pub", "Mon, 18 Jul 2023 08:00:00 +0800</pub"),
            Atom => ("2023-07-18T08:00:00+08:00</published", "2023-07-18 08:00:00+08:00</published"),
            Json => ("\"date_published\": \"2023-07-18T", "\"date_published\": \"2023-13-18T"),
        };
        check(format, before, after, "is not an RFC");
        let (before, after) = match format {
            Rss => ("Wed, 01 Jan 2020", "Wed, 01 Jan 2025"),
            Atom => ("<published>2020-01", "<published>2025-01"),
            Json => ("published\": \"2020-01", "published\": \"2025-01"),
        };
        check(format, before, after, "is newer than the one before it");
    }
    check(Rss, "<lastBuildDate>Tue, 18 Jul", "<lastBuildDate>Wed, 19 Jul", "the feed's date is 2023-07-19");
    check(Atom, "<updated>2023-07-18", "<updated>2023-07-19", "the feed's date is 2023-07-19");
    check(
        Rss,
        "<guid isPermaLink=\"false\">tag:example.org,2026-01-01:newer</guid>",
        "",
        "entry 1 has no identity",
    );
    check(Rss, "<p>Body", "<script>x</script><p>Body", "its content has a `script` element");
    check(Atom, "&lt;p&gt;Body", "&lt;p onclick=x&gt;Body", "its content has the attribute `onclick`");
    check(
        Json,
        "<p>Body",
        "<img src=a.png><p>Body",
        "`src=\\\"a.png\\\"` in its content".replace('\\', "").as_str(),
    );
    check(
        Rss,
        "<ttl>60</ttl>",
        "<fh:archive xmlns:fh=\"http://purl.org/syndication/history/1.0\"/>",
        "calls itself an archive",
    );

    // What a document has once, and how it names things.
    check(Rss, "</channel>", "</channel><channel/>", "there are 2 channels, not one");
    check(
        Rss,
        "<enclosure ",
        "<enclosure url=\"https://e.org/a\" length=\"1\" type=\"a/b\"/><enclosure ",
        "has 2 enclosures, where RSS has room for one",
    );
    check(Rss, " isPermaLink=\"false\"", "", "`isPermaLink=\"false\"` is missing");
    check(Rss, "isPermaLink=\"false\"", "isPermaLink=\"true\"", "`isPermaLink=\"false\"` is missing");
    check(Json, "Title of newer", "a\\u000bb", "the character U+000B in `items[0].title` is not allowed");
    check(Json, "Title of newer", "a\\ufffeb", "the character U+FFFE in `items[0].title` is not allowed");
    check(
        Rss,
        "<language>zh-Hans",
        "<language>zh_Hans",
        "feeds/rss.xml:8: error: `zh_Hans` is not a language tag",
    );
    check(Atom, "xml:lang=\"zh-Hans\"", "xml:lang=\"中文\"", "`中文` is not a language tag");
    check(Json, "\"language\": \"zh-Hans\"", "\"language\": \"\"", "`` is not a language tag");
    let before = "was changed before it was published";
    check(
        Atom,
        "<updated>2023-07-18T08:00:00+08:00</updated>\n    <",
        "<updated>2023-07-17T08:00:00+08:00</updated>\n    <",
        before,
    );
    check(Json, "\"date_modified\": \"2023-07-18", "\"date_modified\": \"2023-07-17", before);
    let edited = "</pubDate><atom:updated>2023-07-17T08:00:00+08:00</atom:updated>";
    check(Rss, "</pubDate>", edited, before);
}

/// What was taken back stands in no feed, and has a date.
#[test]
fn a_broken_tombstone_is_found() {
    let config = config();
    let spec = site(&config);
    let mut gone = article("gone", "2023-07-17T00:00:00Z");
    gone.withdrawn = Some(moment("2023-07-20T00:00:00Z"));
    let mut feed = Feed::new(&spec, vec![Arc::new(article("kept", "2023-07-18T00:00:00Z"))]);
    feed.withdrawn = vec![Arc::new(gone)];
    let text = String::from_utf8(feed.render(Format::Atom, &config)).unwrap();
    assert_eq!(found("atom.xml", &text, &config), [""; 0]);
    let when = "when=\"2023-07-20T08:00:00+08:00\"";
    let of = "the withdrawn entry `tag:example.org,2026-01-01:gone`";
    for (from, to, expected) in [
        (when, "", format!("{of} has no date")),
        (when, "when=\"yesterday\"", format!("{of}: `yesterday` is not an RFC 3339 date")),
        (
            "2026-01-01:gone",
            "2026-01-01:kept",
            "`tag:example.org,2026-01-01:kept` stands in the feed".to_owned(),
        ),
        ("ref=\"tag:example.org,2026-01-01:gone\"", "", "has no URI as identity".to_owned()),
    ] {
        assert!(text.contains(from), "{text}");
        let findings = found("atom.xml", &text.replacen(from, to, 1), &config);
        assert!(findings.iter().any(|finding| finding.contains(&expected)), "{to}: {findings:#?}");
    }
}

/// The files beside the feeds, each broken in one place.
#[test]
fn a_broken_list_of_feeds_or_articles_is_found() {
    let config = config();
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for (name, bytes, _) in companions(&[site(&config)], &config) {
        files.insert(name.to_owned(), String::from_utf8(bytes).unwrap());
    }
    let urls = [("https://example.org/?a&b".to_owned(), moment("2023-01-01T00:00:00Z"))];
    for (name, bytes) in sitemaps(urls.into_iter(), &config) {
        files.insert(name, String::from_utf8(bytes).unwrap());
    }
    for (name, from, to, expected) in [
        (
            "sitemap.xml",
            "<loc>https://example.org/",
            "<loc>/",
            "feeds/sitemap.xml:3: error: `loc`: `/?a&b` is not an absolute URL",
        ),
        ("sitemap.xml", "<loc>https://example.org/?a&amp;b</loc>", "", "a `url` has no `loc`"),
        ("sitemap.xml", "<lastmod>2023-01-01", "<lastmod>2023-13-01", "is not an RFC 3339 date"),
        (
            "opml.xml",
            "xmlUrl=\"https://feeds.example.org/f/",
            "xmlUrl=\"",
            "`xmlUrl`: `rss.xml` is not an absolute URL",
        ),
        ("feeds.html", "</ul>", "", "`section` ends where `ul` of line"),
        ("feeds.html", "</html>\n", "", "`html` is not closed"),
        ("feeds.html", "<!DOCTYPE html>", "", "does not begin with `<!DOCTYPE html>`"),
    ] {
        let text = &files[name];
        assert!(text.contains(from), "{from} in {text}");
        let findings = found(name, &text.replacen(from, to, 1), &config);
        assert!(findings.iter().any(|finding| finding.contains(expected)), "{from} → {to}: {findings:#?}");
    }
}

/// The formats of a feed have the same entries; an older feed's guid is another text in Atom.
#[test]
fn formats_that_differ_are_found() {
    let config = config();
    let articles: Vec<_> =
        ["c", "guid:post 7", "a"].into_iter().map(|id| article(id, "2023-07-18T00:00:00Z")).collect();
    let findings = |broken: Format, change: &dyn Fn(&str) -> String| -> Vec<String> {
        let mut together = Together::new(&config);
        for format in [Format::Atom, Format::Json, Format::Rss] {
            let text = render(articles.clone(), format, &config);
            let text = if format == broken { change(&text) } else { text };
            together.verify(file_name(format), text.as_bytes(), &Lengths::new());
        }
        let files = [String::from("feed.css")].into();
        together.findings(&files).iter().map(ToString::to_string).collect()
    };
    assert_eq!(findings(Format::Rss, &str::to_owned), [""; 0]);
    for format in FORMATS {
        let expected = if format == Format::Atom { 2 } else { 1 };
        let other = findings(format, &|text| text.replace("2026-01-01:c", "2026-01-01:d"));
        assert_eq!(other.len(), expected, "{other:#?}");
        assert!(other[0].contains("entry") && other[0].contains("2026-01-01:d`"), "{other:#?}");
    }
    let cut = findings(Format::Rss, &|text| {
        let (from, to) = (text.rfind("    <item>").unwrap(), text.rfind("  </channel>").unwrap());
        text[..from].to_owned() + &text[to..]
    });
    assert!(cut.len() == 1 && cut[0].contains("has 2 entries, but `atom.xml` has 3"), "{cut:#?}");
}

/// A stylesheet that feeds name is there.
#[test]
fn a_missing_stylesheet_is_found() {
    let config = config();
    let mut together = Together::new(&config);
    let text = render(vec![], Format::Rss, &config);
    together.verify("rss.xml", text.as_bytes(), &Lengths::new());
    let findings = together.findings(&["rss.xml".to_owned()].into());
    assert_eq!(findings.len(), 1);
    assert!(findings[0].to_string().contains("feed.css: error: the stylesheet is missing that `rss.xml`"));
}

/// The length of an enclosure is the file's.
#[test]
fn a_wrong_length_is_found() {
    let config = config();
    let full = full_article();
    let known = full.enclosures.iter().map(|file| (file.url.clone(), [file.length.unwrap_or(0)].into()));
    let known = known.collect();
    for format in FORMATS {
        let text = render(vec![full.clone()], format, &config);
        let errors = |text: &str| -> Vec<String> {
            let findings = verify_with(file_name(format), text.as_bytes(), &config, &known);
            findings.iter().filter(|finding| finding.is_error()).map(ToString::to_string).collect()
        };
        assert_eq!(errors(&text), [""; 0]);
        let wrong = errors(&text.replace("12345", "12346"));
        assert!(wrong.len() == 1 && wrong[0].contains("has 12345 bytes, not 12346"), "{wrong:#?}");
    }
}

#[test]
fn a_feed_that_is_too_long_is_found() {
    let mut config = config();
    let articles: Vec<_> = (0..3).map(|n| article(&n.to_string(), "2023-01-01T00:00:00Z")).collect();
    let text = render(articles, Format::Rss, &config);
    config.feeds.limit = 2;
    assert!(found("rss.xml", &text, &config)[0].contains("3 entries stand in a feed of at most 2"));
    config.feeds.limit = 3;
    config.feeds.max_bytes = text.len() - 1;
    assert!(found("rss.xml", &text, &config)[0].contains("bytes are more than `max_bytes`"));
}

/// The documents of a history, from end to end.
#[test]
fn a_broken_history_is_found() {
    let mut config = config();
    config.feeds.archive_size = 2;
    let spec =
        FeedSpec { folder: "tag/氢能/".to_owned(), kind: Kind::Tag("氢能".to_owned()), ..site(&config) };
    let articles: Vec<_> =
        (1..=5).map(|n| article(&n.to_string(), &format!("2023-01-0{n}T00:00:00Z"))).collect();
    let places: Vec<_> = articles.iter().map(|article| article.id.clone()).collect();
    let archive = Archive::new(&spec, &places, 2);
    for format in FORMATS {
        let mut files = BTreeMap::new();
        let by_id = |ids: &[crate::article::ArticleId]| {
            let find = |id: &crate::article::ArticleId| {
                articles.iter().find(|article| article.id == *id).cloned().map(Arc::new)
            };
            Ok::<_, std::convert::Infallible>(ids.iter().map(find).collect())
        };
        let mut subscription = Feed::new(&spec, vec![Arc::new(articles[4].clone())]);
        subscription.document = Document::Subscription { archives: archive.documents() };
        let documents = archive.feeds(by_id).map(Result::unwrap).chain([subscription]);
        for feed in documents {
            let name = feed.file(format);
            let bytes = feed.render(format, &config);
            assert_eq!(verify(&name, &bytes, &config), [], "{name}");
            files.insert(name, String::from_utf8(bytes).unwrap());
        }
        let walk = |files: &BTreeMap<String, String>| -> Vec<String> {
            let read = |name: &str| files.get(name).map(|text| text.clone().into_bytes());
            let findings = verify_history("tag/氢能/", format, &config, &read);
            findings.iter().map(|finding| finding.place.file.clone() + ": " + &finding.message).collect()
        };
        assert_eq!(walk(&files), [""; 0]);

        let second = format!("tag/氢能/archive/2/{}", file_name(format));
        let mut missing = files.clone();
        missing.remove(&second);
        assert_eq!(
            walk(&missing),
            [format!("feeds/{second}: the archive document is missing or can't be read")]
        );
        let mut forgotten = files.clone();
        let text = forgotten.get_mut(&format!("tag/氢能/{}", file_name(format))).unwrap();
        *text = text.replace("prev-archive", "related").replace("next_url", "_next_url");
        assert_eq!(
            walk(&forgotten),
            [format!("feeds/tag/氢能/{}: the feed does not name its archive documents", file_name(format))]
        );
        let mut astray = files.clone();
        let text = astray.get_mut(&second).unwrap();
        *text = text.replace("archive/1/", "archive/7/");
        assert!(walk(&astray)[0].contains("`prev-archive` leads to https://feeds.example.org/f/tag/"));
        let mut twice = files.clone();
        let text = twice.get_mut(&second).unwrap();
        *text = text.replace("2026-01-01:3", "2026-01-01:5");
        assert!(
            walk(&twice)[0].contains("the entry `tag:example.org,2026-01-01:5` stands in a later archive")
        );
    }
}
