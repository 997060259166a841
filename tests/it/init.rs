//! `tidings init`.

use crate::site::Site;

#[test]
fn a_starter_site_rebuilds_at_once_and_is_found() {
    let site = Site::empty();
    site.run(&["init", "blog"]).is(0, "blog/tidings.toml\nblog/content/hello.md\nblog/.gitignore\n", "");
    site.run_in("blog", &["rebuild"]).is(0, "", "");
    assert!(site.read("blog/feeds/rss.xml").contains("Hello, 世界"));
    let found = site.run_in("blog", &["search", "全文", "--format", "json"]).ends(0).json();
    assert_eq!(found["total"], 1);
    assert_eq!(found["hits"][0]["id"], "hello");
    site.run_in("blog", &["check"]).is(0, "", "");
}

#[test]
fn the_tag_authority_is_the_day_of_the_start_in_the_sites_zone() {
    let site = Site::empty();
    let args =
        ["init", "--site-url", "https://blog.example.org/", "--timezone", "Asia/Tokyo", "--title", "B"];
    site.run_at("2026-01-15T23:30:00Z", &args).ends(0);
    let config = site.read("tidings.toml");
    assert!(config.contains("tag_authority = \"blog.example.org,2026-01-16\"\n"), "{config}");
    assert!(config.contains("title = \"B\"\n"), "{config}");
}

#[test]
fn nothing_is_overwritten() {
    let site = Site::empty().write("content/hello.md", "mine");
    site.run(&["init"]).is(
        1,
        "",
        "error: writing `./content/hello.md`: it is there already; nothing was written\n",
    );
    assert_eq!(site.read("content/hello.md"), "mine");
    assert!(!site.path("tidings.toml").exists());
}

#[test]
fn a_zone_or_language_that_is_none_is_refused() {
    let site = Site::empty();
    site.run(&["init", "--timezone", "Asia/Shangai"]).ends(2).warns_of(&["Asia/Shangai"]);
    site.run(&["init", "--language", "中文"]).ends(2).warns_of(&["write a BCP 47 code"]);
}

#[test]
fn a_file_in_place_of_a_site_is_told_what_to_do_with() {
    let site = Site::empty().write("news.csv", "id,title\n").write("rss.xml", "<rss/>").write("x.json", "{}");
    for (file, told) in [
        ("news.csv", "`news.csv` is a file, not the folder of a site: `tidings rebuild --content news.csv"),
        ("rss.xml", "`tidings import feed rss.xml` takes the articles of a feed"),
        ("x.json", "`tidings import ghost x.json` takes Ghost’s export"),
    ] {
        site.run(&["init", "--from", file]).ends(1).warns_of(&[told]);
    }
}
