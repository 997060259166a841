//! What sites of Hugo have in their own ways: languages, addresses, configuration in pieces.

use super::{bare, items, rebuild};
use crate::site::Site;

const PAGE: &str = "---\ntitle: 风\ndate: 2023-07-18\n---\n我们在这里说风，还没有经过大海。\n";

/// The address and the language of each item in the site's JSON feed, sorted.
fn addresses(site: &Site) -> Vec<String> {
    let feed: serde_json::Value = serde_json::from_str(&site.read("f/feed.json")).expect("the feed is JSON");
    let of_feed = feed["language"].as_str().expect("the feed has a language").to_owned();
    let items = feed["items"].as_array().expect("the feed has items").iter();
    let mut found: Vec<String> = items
        .map(|item| {
            let url = super::percent_decoded(item["url"].as_str().unwrap_or_default());
            format!("{url} {}", item["language"].as_str().unwrap_or(&of_feed))
        })
        .map(|line| line.replace("https://example.org", ""))
        .collect();
    found.sort();
    found
}

#[test]
fn a_default_language_that_the_pages_are_not_written_in_is_the_sites_own_still() {
    let site = bare(&[
        (
            "blog/hugo.toml",
            "baseURL = 'https://x.example/'\ndefaultContentLanguage = 'en'\n[languages.en]\ncontentDir = 'content/en'\n[languages.ja]\ncontentDir = 'content/ja'\n",
        ),
        ("blog/content/en/posts/a.md", PAGE),
        (
            "blog/content/ja/posts/a.md",
            "---\ntitle: 海\ndate: 2023-07-17\n---\nこれは海の話です。風も吹きます。\n",
        ),
        (
            "blog/content/ja/posts/b.md",
            "---\ntitle: 波\ndate: 2023-07-16\n---\nこれは波の話です。風も吹きます。\n",
        ),
    ]);
    rebuild(&site, "blog").is(0, "", "");
    assert_eq!(addresses(&site), ["/ja/posts/a/ ja", "/ja/posts/b/ ja", "/posts/a/ zh-Hans"]);
    site.run(&["init", "feeds", "--from", "blog"]).ends(0);
    let config = site.read("feeds/tidings.toml");
    assert!(config.contains("default_language = \"en\"\n"), "{config}");
    site.run_in("feeds", &["rebuild"]).ends(0);
    assert!(site.read("feeds/feeds/feed.json").contains("\"https://x.example/posts/a/\""));
}

#[test]
fn pages_told_apart_by_their_names_never_share_an_address() {
    let japanese = "---\ntitle: 風\ndate: 2023-07-18\n---\nこれは風の話です。海から吹きます。\n";
    let site = bare(&[
        (
            "blog/hugo.toml",
            "baseURL = 'https://x.example/'\nlanguageCode = 'en-us'\n[languages.en]\n[languages.ja]\n[permalinks]\nnotes = '/all/:contentbasename'\n[languages.en.permalinks]\nnotes = '/:contentbasename/'\n",
        ),
        ("blog/content/posts/a.md", japanese),
        ("blog/content/posts/a.ja.md", japanese),
        ("blog/content/notes/b.md", japanese),
        ("blog/content/notes/b.ja.md", japanese),
    ]);
    rebuild(&site, "blog").is(0, "", "");
    assert_eq!(addresses(&site), ["/b/ ja", "/ja/all/b/ ja", "/ja/posts/a/ ja", "/posts/a/ ja"]);
}

#[test]
fn the_configuration_may_lie_in_pieces() {
    for top in ["blog/hugo.toml", "blog/config/_default/hugo.toml"] {
        let site = bare(&[
            (top, "baseURL = 'https://x.example/'\ntitle = '旧'\ndefaultContentLanguage = 'en'\n"),
            ("blog/config/_default/languages.en.toml", "title = 'Wind'\nweight = 1\n"),
            (
                "blog/config/_default/languages.zh-cn.toml",
                "title = '风'\n[permalinks]\nnotes = '/zh/:slug/'\n",
            ),
            ("blog/config/_default/menus.zh-cn.toml", "[[main]]\nname = '首页'\n"),
            ("blog/config/_default/params.toml", "description = 'About wind.'\n"),
            ("blog/config/production/hugo.toml", "baseURL = 'https://real.example/'\n"),
            ("blog/content/posts/x.en.md", "---\ntitle: Wind\ndate: 2023-07-18\n---\nFrom the sea.\n"),
            ("blog/content/posts/x.zh-cn.md", PAGE),
            ("blog/content/notes/y.zh-cn.md", PAGE),
        ]);
        rebuild(&site, "blog").is(0, "", "");
        assert_eq!(
            addresses(&site),
            ["/posts/x/ en", "/zh-cn/posts/x/ zh-CN", "/zh-cn/zh/风/ zh-CN"],
            "{top}"
        );
        let shown = site.run(&["init", "--from", "blog", "--dry-run"]).ends(0).stdout;
        assert!(shown.contains("title = \"Wind\"\ndescription = \"About wind.\""), "{shown}");
        assert!(shown.contains("url = \"https://real.example/\""), "{shown}");
    }
}

#[test]
fn languages_may_have_hosts_or_all_have_a_folder() {
    let site = bare(&[
        (
            "a/hugo.toml",
            "baseURL = 'https://x.example/'\ndefaultContentLanguage = 'zh'\n[languages.zh]\n[languages.ja]\nbaseURL = 'https://ja.example/j/'\n",
        ),
        ("a/content/posts/x.md", PAGE),
        ("a/content/posts/x.ja.md", PAGE),
        ("a/content/posts/y.ja.md", "---\ntitle: 波\ndate: 2023-07-16\nurl: /own/\n---\n波。\n"),
    ]);
    rebuild(&site, "a").is(0, "", "");
    assert_eq!(
        addresses(&site),
        ["/posts/x/ zh", "https://ja.example/j/own/ ja", "https://ja.example/j/posts/x/ ja"]
    );
    let site = bare(&[
        (
            "b/hugo.toml",
            "baseURL = 'https://x.example/'\ndefaultContentLanguage = 'zh'\ndefaultContentLanguageInSubdir = true\n[languages.zh]\n[languages.ja]\n",
        ),
        ("b/content/posts/x.md", PAGE),
        ("b/content/posts/x.ja.md", PAGE),
        ("b/content/posts/y.ja.md", "---\ntitle: 波\ndate: 2023-07-16\nurl: /own/\n---\n波。\n"),
        ("b/content/posts/z.ja.md", "---\ntitle: 波\ndate: 2023-07-16\nurl: part\n---\n波。\n"),
    ]);
    rebuild(&site, "b").is(0, "", "");
    assert_eq!(addresses(&site), ["/ja/part/ ja", "/ja/posts/x/ ja", "/own/ ja", "/zh/posts/x/ zh"]);
}

#[test]
fn addresses_are_those_of_todays_hugo() {
    let slugged = "---\ntitle: 风\ndate: 2023-07-18\nslug: CN/Big Wind\n---\n风。\n";
    let site = bare(&[
        (
            "blog/hugo.toml",
            "baseURL = 'https://x.example/'\nlanguageCode = 'zh-cn'\n[permalinks]\nnotes = '/n/:slug'\nq = '/:sections[1:]/z/:slug'\nr = '/:sections/:contentbasename/'\n'/' = '/top/:contentbasename/'\n",
        ),
        ("blog/content/posts/A - b.md", PAGE),
        ("blog/content/posts/100%.md", PAGE),
        ("blog/content/posts/c++ & d.md", PAGE),
        ("blog/content/posts/s.md", slugged),
        ("blog/content/notes/s.md", slugged),
        ("blog/content/q/s/t/w.md", PAGE),
        ("blog/content/r/s/_index.md", "---\ntitle: 节\n---\n"),
        ("blog/content/r/s/t/A - b.md", PAGE),
        ("blog/content/r/t/c.md", PAGE),
        ("blog/content/start.md", PAGE),
    ]);
    rebuild(&site, "blog").is(0, "", "");
    let found: Vec<String> =
        items(&site).iter().map(|item| item.rsplit(' ').next().unwrap_or_default().to_owned()).collect();
    let mut found: Vec<&str> = found.iter().map(String::as_str).collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            "/n/cn/big-wind/",
            "/posts/100/",
            "/posts/a---b/",
            "/posts/c++--d/",
            "/posts/cn/big-wind/",
            "/r/c/",
            "/r/s/a-b/",
            "/top/start/",
            "/z/风/"
        ]
    );
}

#[test]
fn the_first_field_may_stand_on_the_line_of_the_fence() {
    let site = bare(&[
        ("blog/hugo.toml", "baseURL = 'https://x.example/'\nlanguageCode = 'zh-cn'\n"),
        ("blog/content/posts/a.md", "---title: 风\ndate: 2023-07-18\ntags: [海]\n---\n正文。\n"),
        ("blog/content/posts/b.md", "---title: [\ndate: 2023-07-18\n---\n正文。\n"),
    ]);
    rebuild(&site, "blog").ends(3).warns_of(&["b.md:", "not readable as YAML"]);
    assert_eq!(items(&site), ["风 | 2023-07-18 | 海 | /posts/a/"]);
}

#[test]
fn a_folder_may_be_mounted_as_the_content() {
    let site = bare(&[
        (
            "blog/hugo.toml",
            "baseURL = 'https://x.example/'\nlanguageCode = 'zh-cn'\nbuildFuture = true\n[[module.mounts]]\nsource = 'pages'\ntarget = 'content'\n[[module.mounts]]\nsource = 'docs'\ntarget = 'content/docs'\n",
        ),
        ("blog/pages/posts/a.md", PAGE),
        ("blog/docs/b.md", PAGE),
    ]);
    let shown = site.run(&["init", "--from", "blog", "--dry-run"]).ends(0).stdout;
    assert!(shown.contains("content in blog/pages"), "{shown}");
    assert!(shown.contains("`docs` is mounted as `content/docs`, and is not read"), "{shown}");
    assert!(shown.contains("here they wait for it"), "{shown}");
    assert!(shown.contains("https://x.example/posts/a/"), "{shown}");
}

#[test]
fn a_content_folder_that_is_not_there_is_said_so() {
    let site = bare(&[
        ("blog/hugo.toml", "baseURL = 'https://x.example/'\n"),
        ("blog/NOTES.md", "# Notes\n"),
        ("blog/docs/2023-07-18-a.md", "# Notes\n"),
    ]);
    let error = "error: there is no content folder `blog/content`, where hugo.toml has it\n";
    rebuild(&site, "blog").is(1, "", error);
    site.run(&["init", "--from", "blog"]).is(1, "", error);
}
