//! What makes a rebuild read, index or render everything again, unasked.

use crate::site::{Site, record};

fn found(site: &Site, query: &str) -> u64 {
    let answer = site.run(&["search", "--format", "json", "--", query]).ends(0).json();
    answer["total"].as_u64().expect("the total is a number")
}

/// Writes `to` for `from` in the index's own note of its last commit.
fn pretend(site: &Site, from: &str, to: &str) {
    let name = "index/v1/meta.json";
    let text = site.read(name);
    assert!(text.contains(from), "`{from}` is not in {text}");
    std::fs::write(site.path(name), text.replace(from, to)).expect("the note can be written");
}

#[test]
fn an_index_of_an_older_analysis_is_made_again_without_losing_a_broken_record() {
    let site =
        Site::with_articles(&[("a", "风机叶片", "又大又轻。"), ("b", "氢能列车", "上路了。")]).rebuilt();
    let site = site.write("content/b.md", &record("title: 坏\npublished: never\n", "坏了。"));
    site.run(&["rebuild"]).ends(3);
    let before = site.state("feeds");
    let version = format!("\\\"analysis\\\":{}", tidings::text::VERSION);
    pretend(&site, &version, "\\\"analysis\\\":0");
    site.run(&["rebuild"]).ends(3);
    assert!(site.read("index/v1/meta.json").contains(&version));
    assert_eq!((found(&site, "风机叶片"), found(&site, "氢能列车")), (1, 1));
    assert!(before == site.state("feeds"), "the feeds stay as they are");
}

#[test]
fn an_index_of_another_layout_is_made_again() {
    let site = Site::with_articles(&[("a", "风机叶片", "又大又轻。")]).rebuilt();
    let before = site.state("feeds");
    pretend(&site, "\"name\": \"title\"", "\"name\": \"headline\"");
    site.run(&["search", "风机"]).ends(1).warns_of(&["run `tidings rebuild`"]);
    let site = site.rebuilt();
    assert_eq!(found(&site, "风机叶片"), 1);
    assert!(before == site.state("feeds"));
}

#[test]
fn a_change_of_the_configuration_reaches_every_article() {
    let site =
        Site::with_articles(&[("a", "风机叶片", "又大又轻。"), ("b", "氢能列车", "上路了。")]).rebuilt();
    assert!(site.read("feeds/rss.xml").contains("<link>https://example.org/%E7%A7%91%E6%8A%80/a/</link>"));
    let config = site.read("tidings.toml").replace("[site]\n", "[site]\npermalink = \"/:year/:slug\"\n");
    let site = site.write("tidings.toml", &config).rebuilt();
    let feed = site.read("feeds/rss.xml");
    assert!(feed.contains("<link>https://example.org/2025/a</link>"), "{feed}");
    assert!(feed.contains("<link>https://example.org/2025/b</link>"), "{feed}");
    let site = site.write("tidings.toml", &config.replace("\"Desk\"", "\"Pult\"")).rebuilt();
    assert!(site.read("feeds/atom.xml").contains("Pult"));
}

#[test]
fn whoever_comes_first_by_name_keeps_an_id_in_whatever_order_they_came() {
    let same = |title: &str| record(&format!("id: same\ntitle: {title}\npublished: 2025-07-01\n"), "文");
    let site = Site::new().write("content/m.md", &same("后来")).rebuilt();
    let site = site.write("content/a.md", &same("先到"));
    for attempt in ["first", "second"] {
        site.run(&["rebuild"]).ends(3).warns_of(&["content/m.md: error: the id `same` is taken by `a.md`"]);
        assert_eq!((found(&site, "先到"), found(&site, "后来")), (1, 0), "{attempt}");
    }
    let site = site.remove("content/a.md").rebuilt();
    assert_eq!((found(&site, "先到"), found(&site, "后来")), (0, 1));
}

#[test]
fn a_page_beside_the_records_is_left_alone_but_a_record_that_lost_its_head_is_kept() {
    let site =
        Site::with_articles(&[("a", "风机叶片", "又大又轻。")]).write("content/README.md", "# About\n");
    let site = site.rebuilt();
    let site = site.write("content/a.md", "又大又轻。\n");
    site.run(&["rebuild"])
        .ends(3)
        .warns_of(&["content/a.md:1:1: error: the file doesn't begin with front matter"]);
    assert_eq!(found(&site, "风机叶片"), 1);
}

#[test]
fn a_published_file_that_somebody_deleted_comes_back() {
    let site = Site::with_articles(&[("a", "风机叶片", "又大又轻。")]).rebuilt();
    let before = site.read("feeds/atom.xml");
    let site = site.remove("feeds/atom.xml").write("feeds/mine.txt", "mine").rebuilt();
    assert_eq!(site.read("feeds/atom.xml"), before);
    assert_eq!(site.read("feeds/mine.txt"), "mine", "what a rebuild did not write it does not remove");
}
