//! `tidings init --from`.

use super::bare;
use crate::site::Site;

fn hugo() -> Site {
    bare(&[
        (
            "blog/hugo.toml",
            "baseURL = 'https://blog.example/'\ntitle = '草原'\ndefaultContentLanguage = 'zh-cn'\nuglyURLs = true\n",
        ),
        ("blog/content/posts/a.md", "---\ntitle: 甲\ndate: 2023-07-18\n---\n我们在这里说风。\n"),
        ("blog/content/about.md", "---\ntitle: 关于\n---\n我们\n"),
    ])
}

#[test]
fn a_site_is_recognised_and_its_configuration_written() {
    let site = hugo();
    site.run(&["init", "feeds", "--from", "blog"]).is(
        0,
        "hugo (hugo.toml), content in blog/content\n1 article, 0 drafts, 1 refused\n\
         \x20 1 × no-date: the page has no date\n\n2023-07-18  甲\n            https://blog.example/posts/a.html\n\n\
         feeds/tidings.toml is written\n",
        "",
    );
    insta::assert_snapshot!(site.read("feeds/tidings.toml"), @r#"
    # A site of hugo, recognised by hugo.toml. Every key but `title` and `url` may be left out.

    [site]
    title = "草原"
    url = "https://blog.example/"
    language = "zh-CN"
    timezone = "Asia/Shanghai"
    # Part of every article's identity in the feeds: never change it.
    tag_authority = "blog.example,2026-01-15"
    permalink = "/:path.html"

    [feeds]
    # Where the folder feeds/ is served.
    url = "https://blog.example/feeds/"

    [paths]
    content = "../blog/content"

    [content]
    generator = "hugo"
    "#);
    site.run_in("feeds", &["rebuild"]).ends(3);
    assert!(site.read("feeds/feeds/rss.xml").contains("https://blog.example/posts/a.html"));
    site.run(&["init", "feeds", "--from", "blog"]).ends(1).warns_of(&["writing `feeds/tidings.toml`"]);
}

#[test]
fn pages_without_a_date_are_left_out_by_name() {
    let site = hugo().write("blog/content/posts/b.md", "---\ntitle: 乙\ndate: 2023-07-19\n---\n文\n");
    site.run_in("blog", &["init", "--from", "."]).ends(0);
    let config = site.read("blog/tidings.toml");
    assert!(config.contains("content = \"content\"") && config.contains("\"/about.md\""), "{config}");
    site.run_in("blog", &["rebuild"]).is(0, "", "");
}

#[test]
fn nothing_is_written_in_a_dry_run() {
    let site = hugo();
    let outcome = site
        .run(&[
            "init",
            "--from",
            "blog",
            "--dry-run",
            "--title",
            "别名",
            "--site-url",
            "https://new.example/",
        ])
        .ends(0);
    assert!(outcome.stdout.contains("title = \"别名\"\nurl = \"https://new.example/\""), "{outcome}");
    assert!(!site.path("tidings.toml").exists());
    let json = site.run(&["init", "--from", "blog", "--dry-run", "--format", "json"]).ends(0).json();
    assert_eq!(json["generator"], "hugo");
    assert_eq!(json["first"][0]["url"], "https://blog.example/posts/a.html");
}

#[test]
fn what_is_not_recognised_is_said_so() {
    let site = bare(&[("x/a.csv", "a,b\n")]);
    site.run(&["init", "--from", "x"]).is(
        1,
        "",
        "error: `x` is no site of a generator that is known, nor a folder of pages\n",
    );
    site.run(&["init", "--from", "nowhere"]).ends(1).warns_of(&["error: reading `nowhere`"]);
    site.run(&["init", "--dry-run"]).ends(2);
}

#[test]
fn an_article_that_lacks_its_date_is_refused_by_name() {
    let mut site = hugo();
    for name in ["b", "c", "d", "e"] {
        site = site
            .write(&format!("blog/content/posts/{name}.md"), "---\ntitle: 乙\ndate: 2023-07-19\n---\n文\n");
    }
    let site = site.write("blog/content/posts/late.md", "---\ntitle: 迟\n---\n文\n");
    let outcome = site.run(&["init", "feeds", "--from", "blog"]).ends(0);
    assert!(outcome.stdout.contains("will be refused until mended: `posts/late.md`"), "{outcome}");
    let config = site.read("feeds/tidings.toml");
    assert!(config.contains("\"/about.md\"") && !config.contains("late"), "{config}");
    site.run_in("feeds", &["rebuild"]).ends(3).warns_of(&["posts/late.md:2:1: error: the page has no date"]);
}

#[test]
fn folders_of_which_no_page_has_a_date_are_left_out() {
    let mut site = bare(&[(
        "blog/_config.yml",
        "url: https://x.example\nlang: ko\ncollections:\n  wiki: {output: true}\n  tips: {output: true}\n",
    )]);
    for number in 10..50 {
        let page = format!("---\ntitle: 글 {number}\n---\n바람이 분다.\n");
        site = site
            .write(&format!("blog/_posts/2023-07-{}-x.md", number % 20 + 10), &page)
            .write(&format!("blog/_posts/2022-07-{}-x.md", number % 20 + 10), &page)
            .write(&format!("blog/_wiki/{number}.md"), if number < 45 { &page } else { "" });
    }
    let site = site.write("blog/_posts/template.md", "---\ntitle: 본\n---\n바람.\n");
    let outcome = site.run(&["init", "feeds", "--from", "blog"]).ends(0);
    assert!(outcome.stdout.contains("35 pages without a date (all of `_wiki`)"), "{outcome}");
    assert!(outcome.stdout.contains("will be refused until mended: `_posts/template.md`"), "{outcome}");
    assert!(site.read("feeds/tidings.toml").contains("ignore = [\n    \"/_wiki\",\n]"));
    site.run_in("feeds", &["rebuild"])
        .ends(3)
        .warns_of(&["_posts/template.md:2:1: error: the page has no date"]);
}

#[test]
fn the_host_of_pages_tells_the_address() {
    let site = bare(&[
        ("blog/hugo.toml", "languageCode = 'zh-cn'\n"),
        ("blog/static/CNAME", "wind.example\n"),
        ("blog/content/posts/a.md", "---\ntitle: 甲\ndate: 2023-07-18\n---\n风。\n"),
    ]);
    let shown = site.run(&["init", "--from", "blog", "--dry-run"]).ends(0).stdout;
    assert!(shown.contains("https://wind.example/posts/a/"), "{shown}");
    assert!(!shown.contains("not known"), "{shown}");
}
