//! `tidings feeds`.

use crate::site::Site;

fn desk() -> Site {
    Site::with_articles(&[("a", "风机叶片", "又大又轻。"), ("b", "氢能列车", "上路了。")]).rebuilt()
}

#[test]
fn every_feed_is_listed_with_its_count_and_addresses() {
    let site = desk();
    let outcome = site.run(&["feeds"]).ends(0);
    assert_eq!(outcome.stderr, "");
    let begin = "     2  Desk\n        https://example.org/rss.xml\n        https://example.org/atom.xml\n        \
                 https://example.org/feed.json\n";
    assert!(outcome.stdout.starts_with(begin), "{outcome}");
    assert!(
        outcome.stdout.contains("        https://example.org/section/%E7%A7%91%E6%8A%80/rss.xml\n"),
        "{outcome}"
    );
}

#[test]
fn each_listed_file_is_published() {
    let site = desk();
    let listed = site.run(&["feeds", "--format", "json"]).ends(0).json();
    let feeds = listed["feeds"].as_array().unwrap();
    let kinds: Vec<_> = feeds.iter().map(|feed| feed["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["site", "section", "lang"]);
    assert_eq!(feeds[1]["name"], "科技");
    assert_eq!(feeds[1]["articles"], 2);
    for feed in feeds {
        assert_eq!(feed["files"].as_array().unwrap().len(), 3);
        for file in feed["files"].as_array().unwrap() {
            let path = site.path("feeds").join(file["path"].as_str().unwrap());
            assert!(path.is_file(), "{}", path.display());
        }
    }
}

#[test]
fn autodiscovery_lines_are_html() {
    let site = desk().write(
        "tidings.toml",
        "[site]\ntitle = \"R&D \\\"desk\\\"\"\nurl = \"https://example.org/\"\n[feeds]\nby = []\nformats = [\"rss\"]\n",
    );
    site.run(&["feeds", "--html"]).is(
        0,
        "<link rel=\"alternate\" type=\"application/rss+xml\" title=\"R&amp;D &quot;desk&quot;\" \
         href=\"https://example.org/rss.xml\">\n",
        "",
    );
    site.run(&["feeds", "--html", "--format", "json"]).ends(2).warns_of(&["`--html` is a form of its own"]);
}
