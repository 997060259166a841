//! Feeds and index may lie below the content, or be reached from there: what the program wrote itself
//! is no record.

use crate::site::{Site, record};

/// A site whose folders lie as `paths` says.
fn laid_out(paths: &str, more: &str) -> Site {
    let site = Site::with_articles(&[("a", "甲", "文"), ("b", "乙", "文")]);
    let config = site.read("tidings.toml");
    site.write("tidings.toml", &format!("{config}{more}[paths]\n{paths}\n"))
}

/// Rebuilds again and again find the same two articles, and write nothing.
#[track_caller]
fn is_read_once(site: &Site, feeds: &str) {
    site.run(&["rebuild"]).is(0, "", "");
    let feed: serde_json::Value = serde_json::from_str(&site.read(&format!("{feeds}/feed.json"))).unwrap();
    assert_eq!(feed["items"].as_array().map(Vec::len), Some(2), "{feed}");
    // What was just written may be looked at once more.
    site.run(&["rebuild"]).is(0, "", "");
    let before = site.state(".");
    site.run(&["rebuild", "--dry-run"]).is(0, "", "");
    site.run(&["rebuild"]).is(0, "", "");
    assert!(site.state(".") == before, "a rebuild of nothing wrote something");
    site.run(&["rebuild", "--full"]).is(0, "", "");
    site.run(&["check"]).ends(0);
}

#[test]
fn feeds_and_index_below_the_content_are_no_records() {
    let below = "feeds = \"content/feeds\"\nindex = \"content/x/index\"";
    is_read_once(&laid_out(below, ""), "content/feeds");
    // The lists of feeds and of articles are web pages, which this reads too.
    let page = "<!doctype html><title>t</title><article><h1>t</h1><p>文</p></article>";
    let site = laid_out(below, "[content]\ngenerator = \"html\"\n")
        .write("content/2023-07-17-c.html", page)
        .write("content/2023-07-18-d.html", page);
    is_read_once(&site, "content/feeds");
    is_read_once(&laid_out("content = \".\"", ""), "feeds");
    is_read_once(&laid_out("content = \".\"\nfeeds = \"./public/feeds\"", ""), "public/feeds");
}

#[cfg(unix)]
#[test]
fn feeds_and_index_behind_a_link_below_the_content_are_no_records() {
    let site = laid_out("content = \"content\"", "");
    for (from, to) in [("../feeds", "content/published"), ("../../index", "content/deep/store")] {
        std::fs::create_dir_all(site.path(to).parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(from, site.path(to)).unwrap();
    }
    // They lead nowhere until the folders are there.
    site.run(&["rebuild"]).ends(3);
    is_read_once(&site, "feeds");
    // Behind this one everything stands once more, and something else.
    std::os::unix::fs::symlink("..", site.path("content/up")).unwrap();
    let site = site.write("shared/c.md", &record("title: 丙\npublished: 2025-07-01\n", "文"));
    for _ in 0..2 {
        let outcome = site.run(&["rebuild"]).ends(0);
        outcome.warns_of(&["content/up/content/up: warning: the link leads back to"]);
        let feed: serde_json::Value = serde_json::from_str(&site.read("feeds/feed.json")).unwrap();
        assert_eq!(feed["items"].as_array().map(Vec::len), Some(5), "{feed}");
    }
}
