//! `tidings rebuild` as cron and people run it.

use std::fs::File;

use crate::site::{NOW, Site, record};

/// The lock of a site's index.
const LOCK: &str = "index/lock";

fn two_articles() -> Site {
    Site::with_articles(&[("a", "风机叶片", "又大又轻。"), ("b", "氢能列车", "上路了。")])
}

fn found(site: &Site, query: &str) -> u64 {
    site.run(&["search", query, "--format", "json"]).ends(0).json()["total"].as_u64().unwrap()
}

#[test]
fn a_rebuild_is_silent_and_a_second_one_touches_nothing() {
    let site = two_articles().rebuilt();
    let before = site.state("feeds");
    assert!(before.len() >= 3);
    site.run(&["rebuild"]).is(0, "", "");
    assert!(before == site.state("feeds"), "bytes and times stay as they were");
    site.run(&["rebuild", "--full"]).is(0, "", "");
    assert!(before == site.state("feeds"), "a full rebuild of the same writes the same");
}

#[test]
fn a_podcast_that_is_configured_later_shows_at_the_next_rebuild() {
    let fields = "id: e\ntitle: 第一期\npublished: 2024-01-01\nenclosures:\n  - url: https://example.org/1.mp3\n    \
                  length: 1000\n    type: audio/mpeg\n";
    let site = two_articles().write("content/e.md", &record(fields, "听。")).rebuilt();
    assert!(!site.read("feeds/rss.xml").contains("itunes:"));
    let podcast = "\n[podcast]\ncategory = \"Science\"\nexplicit = false\nemail = \"p@example.org\"\nimage = \"c.jpg\"\n";
    let config = site.read("tidings.toml") + podcast;
    let site = site.write("tidings.toml", &config);
    site.run(&["rebuild"]).is(0, "", "");
    assert!(site.read("feeds/rss.xml").contains("<itunes:category text=\"Science\""));
}

#[test]
fn who_asks_is_told_what_was_done() {
    let site = two_articles();
    let told = site.run(&["rebuild", "-v"]).ends(0);
    assert_eq!(told.stdout, "");
    assert!(told.stderr.starts_with("2 articles: 2 added, "), "{told}");
    site.run(&["rebuild", "-v"]).is(0, "", "");
    let site = site.article("a", "风机叶片", "更大更轻。").remove("content/b.md");
    let told = site.run(&["rebuild", "-v", "--allow-mass-delete"]).ends(0);
    assert!(told.stderr.contains("1 article: 1 changed, 1 removed, "), "{told}");
}

#[test]
fn a_report_for_programs_has_counts_files_and_findings() {
    let site = two_articles().write("content/c.md", &record("title: C\npublished: 2025-13-01\n", "x"));
    let outcome = site.run(&["rebuild", "--format", "json"]).ends(3);
    let report = outcome.json();
    for (key, count) in [("articles", 2), ("added", 2), ("changed", 0), ("removed", 0), ("refused", 1)] {
        assert_eq!(report[key], count, "{key} in {report}");
    }
    assert_eq!(report["dry_run"], false);
    let written = report["written"].as_array().unwrap();
    assert!(written.contains(&"rss.xml".into()), "{report}");
    assert_eq!(report["files"].as_u64().unwrap(), written.len() as u64);
    let finding = &report["findings"][0];
    assert_eq!(finding["file"], "content/c.md");
    assert_eq!(finding["line"], 3);
    assert_eq!(finding["severity"], "error");
    for key in ["column", "code", "message", "hint"] {
        assert!(!finding[key].is_null(), "{key} in {finding}");
    }
}

#[test]
fn a_broken_record_keeps_its_last_good_version() {
    let site = two_articles().rebuilt();
    let site = site.write("content/a.md", &record("title: 新题目\npublished: 2025-13-01\n", "坏了。"));
    for attempt in ["first", "second"] {
        let outcome = site.run(&["rebuild"]).ends(3).warns_of(&["content/a.md:3:12: error: ", "hint: "]);
        assert_eq!(outcome.stdout, "", "{attempt}");
        assert!(site.read("feeds/rss.xml").contains("风机叶片"), "{attempt}");
        assert!(!site.read("feeds/rss.xml").contains("新题目"), "{attempt}");
        assert_eq!(found(&site, "风机叶片"), 1, "{attempt}");
    }
    let site = site.article("a", "新题目", "好了。").rebuilt();
    assert!(site.read("feeds/rss.xml").contains("新题目"));
    assert_eq!(found(&site, "风机叶片"), 0);
}

#[test]
fn strict_publishes_nothing_beside_a_broken_record() {
    let site = two_articles().rebuilt();
    let site = site.article("b", "氢能列车二", "又上路了。").write("content/c.md", "---\ntitle: C\n---\n");
    let before = site.state("feeds");
    site.run(&["rebuild", "--strict"]).ends(1).warns_of(&["content/c.md"]);
    assert!(before == site.state("feeds"));
    site.run(&["rebuild"]).ends(3);
    assert!(before != site.state("feeds"));
}

#[test]
fn a_dry_run_says_what_would_be_done_and_does_nothing() {
    let site = two_articles();
    let outcome = site.run(&["rebuild", "--dry-run"]).ends(0);
    assert_eq!(outcome.stderr, "");
    assert!(outcome.stdout.contains("write rss.xml\n"), "{outcome}");
    assert!(outcome.stdout.contains("2 articles: would be: 2 added, "), "{outcome}");
    assert!(!site.path("feeds").exists());
    assert!(site.state("index").is_empty());
    site.rebuilt().run(&["rebuild", "--dry-run"]).is(0, "", "");
}

#[test]
fn a_rebuild_beside_another_says_so_and_can_be_tried_again() {
    let site = two_articles().rebuilt().article("c", "新", "新");
    let lock = File::options().write(true).create(true).truncate(false).open(site.path(LOCK)).unwrap();
    lock.lock().unwrap();
    let before = site.state("feeds");
    site.run(&["rebuild"]).ends(75).warns_of(&["error: another rebuild is at work on `"]);
    assert!(before == site.state("feeds"));
    let mut waiting = site.command(".", &["rebuild", "--lock-wait", "60"]).spawn().unwrap();
    lock.unlock().unwrap();
    assert!(waiting.wait().unwrap().success());
    assert!(site.read("feeds/rss.xml").contains("<title>新</title>"));
}

#[test]
fn an_emptied_folder_is_not_believed() {
    let site = two_articles().rebuilt().remove("content/a.md").remove("content/b.md");
    let before = (site.state("feeds"), site.state("index"));
    site.run(&["rebuild"]).ends(1).warns_of(&["2 of 2", "--allow-mass-delete"]);
    assert!(before.0 == site.state("feeds"), "nothing published is touched");
    assert_eq!(found(&site, "风机叶片"), 1);
    let site = site.remove("content");
    site.run(&["rebuild"]).ends(1);
    assert!(before.0 == site.state("feeds"), "nor where the folder itself is gone");
    let site = site.write("content/.keep", "");
    site.run(&["rebuild", "--allow-mass-delete"]).is(0, "", "");
    assert_eq!(found(&site, "风机叶片"), 0);
    assert!(!site.read("feeds/rss.xml").contains("风机叶片"));
}

#[test]
fn the_clock_decides_what_is_due_and_nothing_else() {
    let article =
        |title: &str, fields: &str| record(&format!("title: {title}\npublished: 2025-07-01\n{fields}"), "文");
    let site = Site::new()
        .write("content/due.md", &article("当下", ""))
        .write("content/draft.md", &article("草稿", "draft: true\n"))
        .write("content/scheduled.md", &record("title: 预告\npublished: 2026-02-01T08:00:00+08:00\n", "文"))
        .write("content/expires.md", &article("旧闻", "expires: 2026-02-02\n"))
        .write("content/withdrawn.md", &article("撤回", "withdrawn: 2026-02-03\n"));
    let check = |now: &str, titles: [bool; 5]| {
        site.run_at(now, &["rebuild"]).is(0, "", "");
        let feed = site.read("feeds/atom.xml");
        let shown = ["当下", "草稿", "预告", "旧闻", "撤回"].map(|title| feed.contains(title));
        assert_eq!(shown, titles, "in the feed at {now}");
        let args = ["search", "文", "--limit", "0", "--format", "json"];
        let total = site.run_at(now, &args).ends(0).json()["total"].clone();
        assert_eq!(total, titles.iter().filter(|shown| **shown).count(), "found at {now}");
    };
    check(NOW, [true, false, false, true, true]);
    check("2026-02-01T07:59:59+08:00", [true, false, false, true, true]);
    check("2026-02-01T08:00:00+08:00", [true, false, true, true, true]);
    check("2026-02-02T00:00:00+08:00", [true, false, true, false, true]);
    check("2026-02-03T00:00:00+08:00", [true, false, true, false, false]);
    let tombstones = site.read("feeds/atom.xml");
    assert!(tombstones.contains("at:deleted-entry"), "readers are told of what is taken back: {tombstones}");
    check(NOW, [true, false, false, true, true]);
}

#[test]
fn a_moved_file_without_an_id_is_told_of_with_the_line_that_keeps_it() {
    let site = two_articles().rebuilt();
    let text = site.read("content/a.md");
    let site = site.remove("content/a.md").write("content/2025/a.md", &text);
    let outcome = site.run(&["rebuild", "--allow-mass-delete"]).ends(0);
    let outcome = outcome.warns_of(&["content/2025/a.md", "warning: ", "id: "]);
    let id = outcome.stderr.lines().find_map(|line| line.split("id: ").nth(1)).unwrap().to_owned();
    let id: String = id.chars().take_while(|c| !"`'\" ".contains(*c)).collect();
    let site = site.write("content/2025/a.md", &text.replacen("---\n", &format!("---\nid: {id}\n"), 1));
    let before =
        Site::with_articles(&[("a", "风机叶片", "又大又轻。"), ("b", "氢能列车", "上路了。")]).rebuilt();
    site.run(&["rebuild", "--allow-mass-delete"]).ends(0);
    let ids = |site: &Site| {
        let found = site.run(&["search", "风机叶片", "--format", "json"]).json();
        found["hits"][0]["id"].clone()
    };
    assert_eq!(ids(&site), ids(&before));
}

#[test]
fn an_unknown_field_is_told_once_with_its_likely_name() {
    let site = Site::new();
    let site = (1..=3).fold(site, |site, n| {
        let fields = format!("title: T{n}\npublished: 2025-07-01\nsectoin: 科技\n");
        site.write(&format!("content/{n}.md"), &record(&fields, "x"))
    });
    let outcome =
        site.run(&["rebuild"]).ends(0).warns_of(&["content/1.md:4:1: warning: ", "`sectoin`", "`section`"]);
    assert!(outcome.stderr.contains(" (and at 2 more places)"), "{outcome}");
    assert_eq!(outcome.stderr.matches("`sectoin`").count(), 1, "{outcome}");
}

#[test]
fn quiet_leaves_out_warnings_and_keeps_errors() {
    let site = Site::new()
        .write("content/a.md", &record("title: A\npublished: 2025-07-01\nmood: good\n", "x"))
        .write("content/b.md", &record("title: B\n", "x"));
    let outcome = site.run(&["rebuild", "--quiet"]).ends(3).warns_of(&["content/b.md"]);
    assert!(!outcome.stderr.contains("mood"), "{outcome}");
}
