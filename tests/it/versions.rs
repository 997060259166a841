//! What makes a rebuild read, index or render everything again, unasked.

use crate::site::{INDEX, Site, record};

fn found(site: &Site, query: &str) -> u64 {
    let answer = site.run(&["search", "--format", "json", "--", query]).ends(0).json();
    answer["total"].as_u64().expect("the total is a number")
}

/// Writes `to` for `from` in the index's own note of its last commit.
fn pretend(site: &Site, from: &str, to: &str) {
    let name = &format!("{INDEX}/meta.json");
    let text = site.read(name);
    assert!(text.contains(from), "`{from}` is not in {text}");
    let (note, _checksum) = text.rsplit_once('\n').expect("the last line is the checksum");
    let note = note.replace(from, to);
    let checksum = xxhash_rust::xxh3::xxh3_64(note.as_bytes());
    std::fs::write(site.path(name), format!("{note}\n{checksum:016x}")).expect("the note can be written");
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
    assert!(site.read(&format!("{INDEX}/meta.json")).contains(&version));
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
fn an_index_of_an_older_version_goes_when_the_new_one_is_committed() {
    let site = Site::with_articles(&[("a", "风机叶片", "又大又轻。")])
        .write("index/v1/meta.json", "{}")
        .write("index/v999/meta.json", "{}")
        .write("index/vault/mine.txt", "")
        .rebuilt();
    assert_eq!(found(&site, "风机叶片"), 1);
    assert!(!site.path("index/v1").exists());
    assert!(site.path("index/v999/meta.json").exists(), "a newer program's");
    assert!(site.path("index/vault/mine.txt").exists(), "somebody's");
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
        site.run(&["rebuild"])
            .ends(3)
            .warns_of(&["content/m.md:2:5: error: the id `same` is taken by `a.md`"]);
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

/// The titles found in the index and those in the feed, sorted.
fn titles(site: &Site) -> Vec<String> {
    let answer = site.run(&["search", "--from", "2000", "--format", "json"]).ends(0).json();
    let hits = answer["hits"].as_array().expect("hits are a list");
    let mut titles: Vec<String> =
        hits.iter().map(|hit| hit["title"].as_str().expect("a title is text").to_owned()).collect();
    titles.sort();
    let feed = site.read("feeds/rss.xml");
    assert_eq!(feed.matches("<item>").count(), titles.len(), "{feed}");
    titles
}

fn with_id(id: &str, title: &str) -> String {
    record(&format!("id: {id}\ntitle: {title}\npublished: 2025-07-01\n"), "文")
}

#[test]
fn an_id_that_is_taken_over_and_given_back_is_not_lost() {
    let site =
        Site::new().write("content/f3.md", &with_id("i3", "三")).write("content/f4.md", &with_id("i4", "四"));
    let site = site.rebuilt().write("content/f0.md", &with_id("x0", "零")).rebuilt();
    let site = site.write("content/f0.md", &with_id("i3", "零"));
    site.run(&["rebuild"]).ends(3).warns_of(&["content/f3.md:2:5: error: the id `i3` is taken by `f0.md`"]);
    assert_eq!(titles(&site), ["四", "零"]);
    let site = site.remove("content/f0.md").rebuilt();
    assert_eq!(titles(&site), ["三", "四"]);
}

#[test]
fn two_files_may_change_places() {
    let site =
        Site::new().write("content/a.md", &with_id("i1", "甲")).write("content/b.md", &with_id("i2", "乙"));
    let site = site
        .rebuilt()
        .write("content/a.md", &with_id("i2", "乙"))
        .write("content/b.md", &with_id("i1", "甲"));
    site.run(&["rebuild"]).is(0, "", "");
    assert_eq!(titles(&site), ["乙", "甲"]);
}

#[test]
fn a_broken_record_that_moved_and_was_then_removed_is_gone() {
    let site = (1..5).fold(Site::new(), |site, n| {
        site.write(&format!("content/f{n}.md"), &with_id(&format!("i{n}"), &format!("t{n}")))
    });
    let site = site.rebuilt().remove("content/f4.md");
    let broken = with_id("i4", "t4").replace("2025-07-01", "someday");
    let site = site.write("content/g.md", &broken);
    site.run(&["rebuild"]).ends(3);
    assert_eq!(titles(&site), ["t1", "t2", "t3", "t4"], "the last good version stays");
    let site = site.remove("content/g.md").rebuilt();
    assert_eq!(titles(&site), ["t1", "t2", "t3"]);
}

#[test]
fn names_that_fold_together_touch_each_others_feeds() {
    let tagged = |title: &str, tag: &str| {
        record(&format!("title: {title}\npublished: 2025-07-01\ntags: [{tag}]\n"), "文")
    };
    let site = Site::new().write("content/a.md", &tagged("甲", "风电")).rebuilt();
    let site = site.write("content/b.md", &tagged("乙", "風電")).rebuilt();
    assert!(site.read("feeds/tag/风电/rss.xml").contains("<title>乙</title>"));
}

#[test]
fn what_a_killed_rebuild_left_in_the_index_is_swept_away() {
    let site = Site::with_articles(&[("a", "风机叶片", "又大又轻。")]).rebuilt();
    let orphan = format!("{INDEX}/{}.7.del", "0".repeat(32));
    let unfinished = format!("{INDEX}/.tidings-new-meta.json");
    let site = site.write(&orphan, "x").write(&unfinished, "x");
    let site = site.article("b", "氢能", "上路。").rebuilt();
    assert!(!site.path(&orphan).exists() && !site.path(&unfinished).exists());
    assert_eq!(found(&site, "氢能"), 1);
}
