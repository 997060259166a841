//! Whatever an editor or an administrator changes: readers know every article by the same identity,
//! in every format.

use crate::site::{Site, record};

/// RSS, Atom and JSON Feed: the identities of the entries in the feed's order. Atom's own first.
#[derive(Debug, PartialEq)]
struct Identities {
    feed: String,
    entries: [Vec<String>; 3],
}

fn identities(site: &Site) -> Identities {
    let rss = site.read("feeds/rss.xml");
    let rss = roxmltree::Document::parse(&rss).unwrap();
    let atom = site.read("feeds/atom.xml");
    let atom = roxmltree::Document::parse(&atom).unwrap();
    let json: serde_json::Value = serde_json::from_str(&site.read("feeds/feed.json")).unwrap();
    let below = |document: &roxmltree::Document<'_>, parent: &str, child: &str| {
        document
            .descendants()
            .filter(|node| node.tag_name().name() == child)
            .filter(|node| node.parent_element().is_some_and(|above| above.tag_name().name() == parent))
            .map(|node| node.text().unwrap_or_default().to_owned())
            .collect::<Vec<String>>()
    };
    let items = json["items"].as_array().unwrap().iter();
    let in_json = items.map(|item| item["id"].as_str().unwrap().to_owned()).collect();
    Identities {
        feed: below(&atom, "feed", "id").concat(),
        entries: [below(&rss, "item", "guid"), below(&atom, "entry", "id"), in_json],
    }
}

/// Writes `to` for every `from` in a file.
fn replaced(site: Site, path: &str, from: &str, to: &str) -> Site {
    let text = site.read(path);
    assert!(text.contains(from), "`{from}` is not in {path}:\n{text}");
    site.write(path, &text.replace(from, to))
}

/// Articles of all kinds of identities: a word, none, an address, and Chinese in a file of many.
fn site() -> Site {
    let article = |fields: &str| record(&format!("published: 2025-07-01\nsection: 科技\n{fields}"), "文。");
    let site = Site::new()
        .write("content/named.md", &article("title: 风机叶片\nid: 2023/07/wind\n"))
        .write("content/unnamed.md", &article("title: 氢能列车\n"))
        .write("content/addressed.md", &article("title: 沙漠\nid: http://example.org/科技/addressed/\n"))
        .write(
            "content/many.ndjson",
            "{\"id\":\"稿件 一\",\"title\":\"航天\",\"published\":\"2025-06-30\",\"body\":\"文。\"}\n",
        );
    replaced(site, "tidings.toml", "https://example.org/", "http://example.org/").rebuilt()
}

#[test]
fn no_identity_changes_with_whatever_else_changes() {
    let mut site = site();
    let first = identities(&site);
    assert_eq!(first.feed, "tag:example.org,2026-01-01:feed:site");
    let expected = [
        "tag:example.org,2026-01-01:http://example.org/%E7%A7%91%E6%8A%80/addressed/",
        "tag:example.org,2026-01-01:2023/07/wind",
        "tag:example.org,2026-01-01:unnamed",
        "tag:example.org,2026-01-01:%E7%A8%BF%E4%BB%B6%20%E4%B8%80",
    ];
    for entries in &first.entries {
        let mut sorted: Vec<&str> = entries.iter().map(String::as_str).collect();
        sorted.sort_by_key(|id| expected.iter().position(|other| other == id));
        assert_eq!(sorted, expected);
    }

    let files = ["content/named.md", "content/unnamed.md", "content/addressed.md"];
    let in_all = |site: Site, from: &str, to: &str| {
        files.iter().fold(site, |site, file| replaced(site, file, from, to))
    };
    type Change<'a> = Box<dyn Fn(Site) -> Site + 'a>;
    // What changes, the change, and what is then in the feed and was not before.
    let changes: Vec<(&str, Change<'_>, &str)> = vec![
        (
            "titles",
            Box::new(|site| {
                let site = in_all(site, "title: ", "title: 新");
                replaced(site, "content/many.ndjson", "航天", "新航天")
            }),
            "<title>新风机叶片</title>",
        ),
        (
            "slugs",
            Box::new(|site| {
                files.iter().fold(site, |site, file| {
                    let slug = file.replace("content/", "new-").replace(".md", "");
                    replaced(site, file, "section: ", &format!("slug: {slug}\nsection: "))
                })
            }),
            "/new-named/</link>",
        ),
        ("texts", Box::new(|site| in_all(site, "文。", "新文。")), "<p>新文。</p>"),
        (
            "files' places",
            Box::new(|site| {
                site.run(&["stamp"]).ends(0);
                files.iter().fold(site, |site, file| {
                    let text = site.read(file);
                    let moved = file.replace("content/", "content/2025/moved-");
                    site.remove(file).write(&moved, &text.replace("新文。", "搬了。"))
                })
            }),
            "<p>搬了。</p>",
        ),
        (
            "permalinks",
            Box::new(|site| {
                replaced(site, "tidings.toml", "[site]\n", "[site]\npermalink = \"/:year/:slug\"\n")
            }),
            "<link>http://example.org/2025/new-unnamed</link>",
        ),
        (
            "the scheme",
            Box::new(|site| replaced(site, "tidings.toml", "http://example.org/", "https://example.org/")),
            "<link>https://example.org/2025/new-unnamed</link>",
        ),
        (
            "the domain",
            Box::new(|site| {
                replaced(site, "tidings.toml", "https://example.org/", "https://news.example.net/")
            }),
            "<link>https://news.example.net/2025/new-unnamed</link>",
        ),
        (
            "the feeds' address",
            Box::new(|site| {
                let config = site.read("tidings.toml") + "[feeds]\nurl = \"https://feeds.example.com/x/\"\n";
                site.write("tidings.toml", &config)
            }),
            "\"https://feeds.example.com/x/rss.xml\"",
        ),
        (
            "the site's title and language",
            Box::new(|site| replaced(site, "tidings.toml", "\"Desk\"", "\"Pult\"\nlanguage = \"de\"")),
            "<title>Pult</title>",
        ),
    ];
    for (what, change, trace) in changes {
        assert!(!site.read("feeds/rss.xml").contains(trace), "`{trace}` tells nothing of {what}");
        site = change(site);
        site.run(&["rebuild"]).is(0, "", "");
        let feed = site.read("feeds/rss.xml");
        assert!(feed.contains(trace), "{what} changed:\n{feed}");
        assert_eq!(identities(&site), first, "after a change of {what}");
    }
}

#[test]
fn a_change_of_domain_without_a_fixed_authority_is_told_of_once() {
    let site = replaced(site(), "tidings.toml", "tag_authority = \"example.org,2026-01-01\"\n", "").rebuilt();
    let before = identities(&site);
    let site = replaced(site, "tidings.toml", "http://example.org/", "http://new.example/");
    site.run(&["rebuild"]).ends(0).warns_of(&[
        "tidings.toml: warning: identities now begin with `tag:new.example,2026-01-01:`, not with \
         `tag:example.org,2026-01-01:` any more: readers will see every article as new",
        "  hint: to keep them, write: tag_authority = \"example.org,2026-01-01\"",
    ]);
    site.run(&["rebuild"]).is(0, "", "");
    assert_ne!(identities(&site), before);
    let kept = "timezone = \"Asia/Shanghai\"\ntag_authority = \"example.org,2026-01-01\"";
    let site = replaced(site, "tidings.toml", "timezone = \"Asia/Shanghai\"", kept);
    site.run(&["rebuild"]).ends(0);
    assert_eq!(identities(&site), before);
}
