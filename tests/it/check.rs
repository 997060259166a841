//! `tidings check`.

use crate::site::{Site, record};

#[test]
fn a_good_site_gives_silence_and_stays_untouched() {
    let site = Site::with_articles(&[("a", "风机叶片", "又大又轻。")]);
    site.run(&["check"]).is(0, "", "");
    assert!(!site.path("feeds").exists() && site.state("index").is_empty());
    let site = site.rebuilt();
    let before = (site.state("feeds"), site.state("index"));
    site.run(&["check"]).is(0, "", "");
    assert!(before == (site.state("feeds"), site.state("index")));
    site.run(&["check", "-v"]).ends(0).warns_of(&["1 good record, 0 drafts, 0 refused; "]);
}

#[test]
fn a_record_that_would_be_refused_is_named() {
    let site = Site::with_articles(&[("a", "A", "x")])
        .write("content/b.md", &record("title: B\npublished: 2025-13-01\n", "x"));
    site.run(&["check"]).ends(3).warns_of(&["content/b.md:3:12: error: ", "  hint: "]);
    let report = site.run(&["check", "--format", "json"]).ends(3).json();
    assert_eq!(
        report.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["articles", "drafts", "refused", "files", "findings"]
    );
    assert_eq!((&report["articles"], &report["refused"]), (&1.into(), &1.into()));
    assert_eq!(report["findings"][0]["file"], "content/b.md");
    assert_eq!(report["findings"][0]["line"], 3);
}

#[test]
fn two_records_of_one_id_are_named() {
    let fields = "id: same\ntitle: T\npublished: 2025-07-01\n";
    let site =
        Site::new().write("content/a.md", &record(fields, "x")).write("content/b.md", &record(fields, "y"));
    site.run(&["check"]).ends(3).warns_of(&["content/b.md:2:5: error: the id `same` is taken by `a.md`"]);
    let line = |id: &str| format!("{{\"id\":\"{id}\",\"title\":\"T\",\"published\":\"2025-07-01\"}}");
    let site = Site::new()
        .write("content/a.md", &record(fields, "x"))
        .write("content/many.ndjson", &format!("{}\n{}\n", line("other"), line("same")))
        .write("content/more.json", &format!("[\n{},\n{}]", line("third"), line("same")));
    for command in ["check", "rebuild"] {
        site.run(&[command]).ends(3).warns_of(&[
            "content/many.ndjson:2: error: the id `same` is taken by `a.md`",
            "content/more.json:3: error: the id `same` is taken by `a.md`",
        ]);
    }
}

#[test]
fn two_records_of_one_address_are_warned_of() {
    let fields = |more: &str| record(&format!("title: T\npublished: 2025-07-01\n{more}"), "x");
    let line = "{\"id\":\"c\",\"url\":\"/Wind/\",\"title\":\"T\",\"published\":\"2025-07-01\"}\n";
    let site = Site::new()
        .write("content/a.md", &fields("id: one\nurl: /wind/\n"))
        .write("content/b.md", &fields("id: two\nurl: https://EXAMPLE.org/x/../wind/\n"))
        .write("content/gone.md", &fields("url: /wind/\nwithdrawn: 2025-08-01\n"))
        .write("content/many.ndjson", &format!("{line}{}", line.replace("\"c\"", "\"d\"")));
    site.run(&["check"]).is(
        0,
        "",
        "content/b.md: warning: the address https://example.org/wind/ is that of a record in `a.md` as well\n  \
         hint: give one of the two a `url` or `slug` of its own: readers of both come to one page\n\
         content/many.ndjson:2: warning: the address https://example.org/Wind/ is that of a record in \
         `many.ndjson` as well\n  \
         hint: give one of the two a `url` or `slug` of its own: readers of both come to one page\n",
    );
}

/// What differs in writing only would be one entry to readers.
#[test]
fn two_writings_of_one_identity_are_one() {
    let record = |fields: &str| record(&format!("title: T\npublished: 2025-07-01\n{fields}"), "x");
    let site = Site::new()
        .write("content/three.md", &record(""))
        .write("content/uri.md", &record("id: \"tag:example.org,2026-01-01:three\"\n"))
        .write("content/caf\u{e9}.md", &record(""))
        .write("content/cafe\u{301}.md", &record(""));
    let findings = ["content/uri.md:4:5: error: the id `three` is taken by `three.md`"];
    site.run(&["check"]).ends(3).warns_of(&findings);
    let outcome = site.run(&["rebuild", "-v"]).ends(3).warns_of(&findings);
    assert!(outcome.stderr.contains("error: the id `caf\u{e9}` is taken by"), "{outcome}");
    assert_eq!(site.read("feeds/rss.xml").matches("<item>").count(), 2);
}

#[test]
fn feeds_that_would_share_a_folder_are_told_of_until_that_is_mended() {
    let record = |tag: &str| record(&format!("title: T\npublished: 2025-07-01\ntags: [{tag}]\n"), "x");
    let site = Site::new().write("content/a.md", &record("Go")).write("content/b.md", &record("go"));
    let finding = ["feeds/tag/go: error: the tags `Go` and `go` would share a folder; `go` has no feed"];
    site.run(&["check"]).ends(3).warns_of(&finding);
    for command in [&["rebuild"][..], &["rebuild"], &["rebuild", "--full"], &["rebuild"], &["check"]] {
        site.run(command).ends(3).warns_of(&finding);
    }
    let site = site.write("content/b.md", &record("Go"));
    site.run(&["rebuild"]).is(0, "", "");
    site.run(&["rebuild"]).is(0, "", "");
    site.run(&["check"]).ends(0);
}

#[test]
fn a_damaged_feed_is_named() {
    let site = Site::with_articles(&[("a", "风机叶片", "又大又轻。")]).rebuilt();
    let feed = site.read("feeds/rss.xml");
    let site = site.write("feeds/rss.xml", &feed[..feed.len() / 2]);
    let outcome = site.run(&["check"]).ends(1).warns_of(&["error: "]);
    assert!(outcome.stderr.starts_with("feeds/rss.xml:"), "{outcome}");
}

#[test]
fn a_published_file_that_is_gone_or_other_is_named() {
    let site = Site::with_articles(&[("a", "风机叶片", "又大又轻。")]).rebuilt();
    let kept = site.read("feeds/rss.xml");
    std::fs::remove_file(site.path("feeds/rss.xml")).unwrap();
    let outcome = site.run(&["check"]).ends(1);
    outcome.warns_of(&[
        "feeds/rss.xml: error: the file that a rebuild wrote is missing",
        "  hint: run `tidings rebuild --full`",
    ]);
    let site = site.write("feeds/rss.xml", &kept.replace("<ttl>60<", "<ttl>61<"));
    site.run(&["check"])
        .ends(1)
        .warns_of(&["feeds/rss.xml: error: the file is not what a rebuild wrote", "  hint: "]);
    let site = site.write("feeds/rss.xml", &kept);
    site.run(&["check"]).is(0, "", "");
}

#[test]
fn the_length_of_an_enclosure_is_held_to_the_file() {
    let site = Site::new()
        .write("content/a.md", &record("title: A\npublished: 2025-07-01\nenclosures: [a.mp3]\n", "x"))
        .write("content/a.mp3", "12345")
        .rebuilt();
    site.run(&["check"]).is(0, "", "");
    let site = site.write("content/a.mp3", "123456");
    let outcome = site.run(&["check"]).ends(1);
    outcome.warns_of(&["feeds/rss.xml:", "a.mp3 has 6 bytes, not 5"]);
}

#[test]
fn an_emptied_folder_is_told_as_a_rebuild_tells_it() {
    let site = Site::with_articles(&[("a", "A", "x"), ("b", "B", "y")]).rebuilt();
    std::fs::remove_file(site.path("content/a.md")).unwrap();
    site.run(&["check"]).is(0, "", "");
    std::fs::remove_file(site.path("content/b.md")).unwrap();
    site.run(&["rebuild"]).ends(1);
    site.run(&["check"]).ends(1).warns_of(&["content: error: 2 of 2 articles are gone", "  hint: "]);
}

#[test]
fn a_mistake_in_the_configuration_fails() {
    let site = Site::new().write("tidings.toml", "[site]\nurl = \"https://e.org/\"\n");
    site.run(&["check"]).ends(1).warns_of(&["tidings.toml:1:1: error: missing field `title`"]);
}
