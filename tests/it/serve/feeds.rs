//! Feeds over HTTP: media types, validators, ranges, codings; and any query as a feed.

use std::io::Read as _;

use super::{Served, desk, desk_with};

#[test]
fn a_feed_is_served_as_it_was_published() {
    let served = Served::new(desk());
    for (path, file, media_type) in [
        ("/feeds/rss.xml", "rss.xml", "application/rss+xml; charset=utf-8"),
        ("/feeds/atom.xml", "atom.xml", "application/atom+xml; charset=utf-8"),
        ("/feeds/feed.json", "feed.json", "application/feed+json; charset=utf-8"),
        ("/feeds/tag/%E9%A3%8E%E7%94%B5/rss.xml", "tag/风电/rss.xml", "application/rss+xml; charset=utf-8"),
        ("/feeds/opml.xml", "opml.xml", "text/x-opml; charset=utf-8"),
        ("/feeds/feeds.html", "feeds.html", "text/html; charset=utf-8"),
        ("/feeds/feed.css", "feed.css", "text/css; charset=utf-8"),
        ("/feeds/sitemap.xml", "sitemap.xml", "application/xml; charset=utf-8"),
    ] {
        let answer = served.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), Some(media_type), "{path}");
        assert_eq!(answer.text(), served.site.read(&format!("feeds/{file}")), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));

        let head = served.ask("HEAD", path, &[]);
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
        for name in ["content-length", "content-type", "etag", "last-modified"] {
            assert_eq!(head.header(name), answer.header(name), "{path} {name}");
        }
    }
    let feed = served.get("/feeds/rss.xml");
    assert_eq!(feed.header("cache-control"), Some("public, max-age=300"));
    assert_eq!(feed.header("link"), Some("<https://example.org/feeds/rss.xml>; rel=\"self\""));
}

#[test]
fn a_hub_is_named_where_it_is_told() {
    let site = desk_with("");
    let config = site.read("tidings.toml").replace("hub = \"\"", "hub = \"http://127.0.0.1:1/hub\"");
    let site = site.write("tidings.toml", &config);
    // The hub can't be reached, which a rebuild reports; its feeds name it all the same.
    site.run(&["rebuild", "--hub-wait", "0"]);
    let served = Served::new(site);
    let link = "<https://example.org/feeds/topic/wind/atom.xml>; rel=\"self\", <http://127.0.0.1:1/hub>; rel=\"hub\"";
    assert_eq!(served.get("/feeds/topic/wind/atom.xml").header("link"), Some(link));
    let topic = served.get("/search.atom?q=%E9%A3%8E%E7%94%B5+OR+%E9%A3%8E%E6%9C%BA%E5%8F%B6%E7%89%87");
    assert_eq!(topic.header("link"), Some(link));
    let search = served.get("/search.atom?q=%E6%B0%A2");
    assert_eq!(
        search.header("link"),
        Some("<https://example.org/feeds/search.atom?q=%E6%B0%A2>; rel=\"self\"")
    );
    assert!(!search.text().contains("/hub"), "the hub is never told of a search on the fly");
}

#[test]
fn who_has_the_feed_is_told_so() {
    let served = Served::new(desk());
    for path in ["/feeds/rss.xml", "/search.rss?q=%E6%B0%A2"] {
        let feed = served.get(path);
        let (etag, date) = (feed.header("etag").unwrap(), feed.header("last-modified").unwrap());
        assert!(etag.starts_with('"') && etag.ends_with('"'), "a strong one: {etag}");
        let known = |headers: &[&str]| {
            let answer = served.ask("GET", path, headers);
            assert!(answer.status == 200 || (answer.status == 304 && answer.body.is_empty()), "{answer:?}");
            if answer.status == 304 {
                assert_eq!(answer.header("etag"), Some(etag));
                assert_eq!(answer.header("cache-control"), feed.header("cache-control"));
                assert_eq!(answer.header("content-type"), None);
            }
            answer.status == 304
        };
        assert!(known(&[&format!("If-None-Match: {etag}")]));
        assert!(known(&[&format!("If-None-Match: \"other\", W/{etag}")]));
        assert!(known(&["If-None-Match: *"]));
        assert!(!known(&["If-None-Match: \"other\""]));
        assert!(known(&[&format!("If-Modified-Since: {date}")]));
        assert!(known(&["If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT"]));
        assert!(!known(&["If-Modified-Since: Sat, 01 Jan 2000 00:00:00 GMT"]));
        assert!(!known(&["If-Modified-Since: yesterday"]));
        // The entity tag wins, whatever the date says.
        assert!(!known(&["If-None-Match: \"other\"", &format!("If-Modified-Since: {date}")]));
        assert!(known(&[
            &format!("If-None-Match: {etag}"),
            "If-Modified-Since: Sat, 01 Jan 2000 00:00:00 GMT"
        ]));
    }
}

#[test]
fn the_date_is_that_of_the_newest_change() {
    let served = Served::new(desk());
    for path in
        ["/feeds/rss.xml", "/feeds/atom.xml", "/feeds/feed.json", "/search.json", "/search.rss?q=lang:ja"]
    {
        // The story of 3 August 2023, midnight in Shanghai.
        assert_eq!(served.get(path).header("last-modified"), Some("Wed, 02 Aug 2023 16:00:00 GMT"), "{path}");
    }
}

#[test]
fn a_change_without_a_new_date_changes_the_date_that_is_told() {
    let served = Served::new(desk());
    let paths = ["/feeds/rss.xml", "/search.rss?q=%E6%B0%A2"];
    let before = paths.map(|path| served.get(path));
    let text = served.site.read("content/hydrogen.md").replace("以氢为燃料", "以氢气为燃料");
    std::fs::write(served.site.path("content/hydrogen.md"), text).unwrap();
    served.site.run(&["rebuild"]).is(0, "", "");
    for (path, before) in paths.iter().zip(&before) {
        let after = served.wait_for(path, |answer| answer.text().contains("以氢气为燃料"));
        assert_ne!(after.header("etag"), before.header("etag"));
        assert_ne!(after.header("last-modified"), before.header("last-modified"));
        let date = format!("If-Modified-Since: {}", before.header("last-modified").unwrap());
        assert_eq!(served.ask("GET", path, &[&date]).status, 200, "{path}");
    }
}

#[test]
fn a_part_of_a_feed_can_be_asked_for() {
    let served = Served::new(desk());
    let whole = served.get("/feeds/rss.xml");
    let length = whole.body.len();
    let part = |range: &str, more: &[&str]| {
        let range = format!("Range: {range}");
        served.ask("GET", "/feeds/rss.xml", &[&[range.as_str()], more].concat())
    };
    for (range, first, last) in [
        ("bytes=0-99", 0, 99),
        ("bytes=100-", 100, length - 1),
        ("bytes=-10", length - 10, length - 1),
        ("bytes=5-999999999", 5, length - 1),
    ] {
        let answer = part(range, &["Accept-Encoding: gzip"]);
        assert_eq!(answer.status, 206, "{range}");
        let expected = format!("bytes {first}-{last}/{length}");
        assert_eq!(answer.header("content-range"), Some(expected.as_str()));
        assert_eq!(answer.header("content-encoding"), None);
        assert!(answer.body == whole.body[first..=last], "{range}");
    }
    let beyond = part("bytes=999999999-", &[]);
    assert_eq!(beyond.status, 416);
    assert_eq!(beyond.header("content-range"), Some(format!("bytes */{length}").as_str()));
    for ignored in ["bytes=0-1,5-9", "lines=1-2", "bytes=x-y", "bytes"] {
        assert_eq!(part(ignored, &[]).body.len(), length, "{ignored}");
    }
    let etag = format!("If-Range: {}", whole.header("etag").unwrap());
    assert_eq!(part("bytes=0-9", &[&etag]).status, 206);
    assert_eq!(part("bytes=0-9", &["If-Range: \"other\""]).status, 200);
}

#[test]
fn a_feed_comes_in_the_coding_that_the_client_takes() {
    let served = Served::new(desk());
    for path in ["/feeds/rss.xml", "/search.rss?q=%E6%B0%A2", "/api/search?q=%E6%B0%A2"] {
        let plain = served.get(path);
        let mut etags = vec![plain.header("etag").map(str::to_owned)];
        for coding in ["gzip", "br", "zstd"] {
            let answer = served.ask("GET", path, &[&format!("Accept-Encoding: {coding}")]);
            assert_eq!(answer.header("content-encoding"), Some(coding), "{path}");
            assert!(answer.header("vary").unwrap().contains("accept-encoding"));
            assert!(answer.body.len() < plain.body.len(), "{path} {coding}");
            etags.push(answer.header("etag").map(str::to_owned));
            if coding == "gzip" && !path.starts_with("/api") {
                let mut text = String::new();
                gunzip(&answer.body).read_to_string(&mut text).unwrap();
                assert_eq!(text, plain.text());
            }
        }
        if !path.starts_with("/api") {
            let count = etags.len();
            etags.sort();
            etags.dedup();
            assert_eq!(etags.len(), count, "each coding has a tag of its own: {etags:?}");
        }
    }
}

/// The system's own, so that it is not our encoder's brother.
fn gunzip(bytes: &[u8]) -> impl std::io::Read + use<> {
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    let mut child = Command::new("gzip")
        .arg("-dc")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("gzip is there");
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    std::io::Cursor::new(child.wait_with_output().unwrap().stdout)
}

#[test]
fn a_search_is_the_feed_that_the_command_line_gives() {
    let served = Served::new(desk());
    for (format, extension) in [("rss", "rss"), ("atom", "atom"), ("jsonfeed", "json")] {
        let printed = served.site.run(&["search", "--tag", "能源", "--format", format, "列车"]).ends(0);
        let path = format!(
            "/search.{extension}?q=%E5%88%97%E8%BD%A6&tag=%E8%83%BD%E6%BA%90&sort=oldest&limit=1&utm=x"
        );
        let answer = served.get(&path);
        assert_eq!(answer.text(), printed.stdout);
        let below = served.get(&format!("/feeds{path}"));
        assert_eq!((below.text(), below.header("etag")), (answer.text(), answer.header("etag")));
    }
}

#[test]
fn the_query_of_a_topic_is_its_feed_byte_for_byte() {
    let served = Served::new(desk());
    let query = "q=%E9%A3%8E%E7%94%B5+OR+%E9%A3%8E%E6%9C%BA%E5%8F%B6%E7%89%87";
    for (file, extension) in [("rss.xml", "rss"), ("atom.xml", "atom"), ("feed.json", "json")] {
        for (published, search) in [
            (format!("/feeds/topic/wind/{file}"), format!("/search.{extension}?{query}")),
            (format!("/feeds/{file}"), format!("/search.{extension}")),
        ] {
            let (published, search) = (served.get(&published), served.get(&search));
            assert_eq!(published.text(), search.text());
            for name in ["etag", "last-modified", "link", "content-type", "cache-control"] {
                assert_eq!(published.header(name), search.header(name), "{name}");
            }
        }
    }
}

#[test]
fn a_topic_opened_as_a_search_finds_its_stylesheet_wherever_a_proxy_puts_it() {
    let served = Served::new(desk());
    let path = "/search.atom?q=%E9%A3%8E%E7%94%B5+OR+%E9%A3%8E%E6%9C%BA%E5%8F%B6%E7%89%87";
    let opened = |path: &str| served.ask("GET", path, &["Accept: text/html,application/xml;q=0.9,*/*;q=0.8"]);
    let (read, shown) = (served.get(path), opened(path));
    assert!(read.text().contains("href=\"../../feed.css\"?>"), "{}", read.text());
    // Below `/news/search.atom` that would be `/feed.css`, which is not this server's.
    assert!(shown.text().contains("href=\"feed.css\"?>"), "{}", shown.text());
    assert_eq!(shown.text().replacen("feed.css", "../../feed.css", 1), read.text());
    assert_ne!(shown.header("etag"), read.header("etag"), "other bytes have another tag");
    assert_eq!(shown.header("vary"), Some("accept, accept-encoding"));
    for path in ["/feed.css", "/feeds/feed.css"] {
        assert_eq!(served.get(path).header("content-type"), Some("text/css; charset=utf-8"));
    }
    // The published file lies where its own words are right.
    assert_eq!(opened("/feeds/topic/wind/atom.xml").text(), read.text());
}

#[test]
fn what_is_not_published_is_not_served() {
    let site = desk().write("feeds/.htaccess", "secret").write("feeds/own.txt", "mine");
    std::os::unix::fs::symlink(site.path("tidings.toml"), site.path("feeds/link.txt")).unwrap();
    let served = Served::new(site);
    for path in [
        "/feeds/",
        "/feeds/none.xml",
        "/feeds/section",
        "/feeds/.tidings.json",
        "/feeds/.htaccess",
        "/feeds/link.txt",
        "/feeds/../tidings.toml",
        "/feeds/%2e%2e/tidings.toml",
        "/feeds/..%2ftidings.toml",
        "/feeds/section/..%5c..%5ctidings.toml",
        "/feeds//rss.xml",
        "/feeds/./rss.xml",
        "/rss.xml",
        "/tidings.toml",
        "//etc/passwd",
    ] {
        assert_eq!(served.get(path).problem(404), "there is nothing at this address", "{path}");
    }
    assert_eq!(served.get("/feeds/own.txt").text(), "mine");
}
