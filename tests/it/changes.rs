//! Whether a source changed is told without reading it, from what the file system says of it: in
//! whatever way the change came, it is seen; and where nothing changed, nothing is written.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use crate::site::{Site, record};

/// A record whose title is one character, so that all are of one size.
fn titled(title: char) -> String {
    record(&format!("title: {title}\npublished: 2025-07-01\nsection: 科技\n"), "文")
}

fn one(title: char) -> Site {
    Site::new().write("content/a.md", &titled(title)).rebuilt()
}

/// The title that feed and index have of the site's only article.
#[track_caller]
fn shown(site: &Site) -> char {
    let feed = site.read("feeds/feed.json");
    let feed: serde_json::Value = serde_json::from_str(&feed).expect("the feed is JSON");
    let answer = site.run(&["search", "--from", "2000", "--format", "json"]).ends(0).json();
    assert_eq!(feed["items"][0]["title"], answer["hits"][0]["title"]);
    assert_eq!(feed["items"].as_array().map(Vec::len), Some(1), "{feed}");
    feed["items"][0]["title"].as_str().and_then(|title| title.chars().next()).expect("it has a title")
}

fn modified(site: &Site, path: &str) -> SystemTime {
    fs::metadata(site.path(path)).and_then(|metadata| metadata.modified()).expect("the file has a time")
}

fn set_modified(site: &Site, path: &str, time: SystemTime) {
    let file = File::options().write(true).open(site.path(path)).expect("the file can be opened");
    file.set_modified(time).expect("its time can be set");
}

/// Runs a command in the site's folder; returns whether there is such a command.
fn does(site: &Site, command: &[&str]) -> bool {
    let mut run = Command::new(command[0]);
    run.args(&command[1..]).current_dir(site.path(".")).stdout(Stdio::null()).stderr(Stdio::null());
    for (name, value) in [("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1")] {
        run.env(name, value);
    }
    match run.status() {
        Ok(status) => {
            assert!(status.success(), "{command:?}: {status}");
            true
        }
        Err(_) => false,
    }
}

#[test]
fn a_file_replaced_by_one_of_the_same_size_and_time_is_seen() {
    let site = one('甲');
    let time = modified(&site, "content/a.md");
    let site = site.write("new.md", &titled('乙'));
    set_modified(&site, "new.md", time);
    fs::rename(site.path("new.md"), site.path("content/a.md")).expect("the file can be renamed");
    assert_eq!(modified(&site, "content/a.md"), time);
    assert_eq!(shown(&site.rebuilt()), '乙');
}

#[test]
fn a_file_written_in_place_whose_time_was_set_back_is_seen() {
    let site = one('甲');
    let time = modified(&site, "content/a.md");
    let site = site.write("content/a.md", &titled('乙'));
    set_modified(&site, "content/a.md", time);
    assert_eq!(shown(&site.rebuilt()), '乙');
}

#[test]
fn a_copy_that_keeps_an_older_time_is_seen() {
    let site = Site::new().write("old.md", &titled('旧'));
    set_modified(&site, "old.md", SystemTime::now() - Duration::from_secs(1_000_000));
    let site = site.write("content/a.md", &titled('新')).rebuilt();
    assert_eq!(shown(&site), '新');
    assert!(does(&site, &["cp", "-p", "old.md", "content/a.md"]));
    assert_eq!(shown(&site.rebuilt()), '旧');
}

#[test]
fn a_checkout_of_another_commit_is_seen() {
    let site = Site::new().write("content/a.md", &titled('甲'));
    let git = |args: &[&str]| {
        let identity = ["git", "-C", "content", "-c", "user.name=x", "-c", "user.email=x@example.org"];
        does(&site, &[&identity, args].concat())
    };
    if !git(&["init", "-q"]) {
        return;
    }
    git(&["add", "."]);
    git(&["commit", "-qm", "first"]);
    git(&["tag", "first"]);
    fs::write(site.path("content/a.md"), titled('乙')).expect("the file can be written");
    git(&["commit", "-qam", "second"]);
    for (revision, title) in [("first", '甲'), ("-", '乙'), ("first", '甲'), ("-", '乙')] {
        git(&["checkout", "-q", revision]);
        site.run(&["rebuild"]).is(0, "", "");
        assert_eq!(shown(&site), title, "{revision}");
    }
}

#[test]
fn a_tree_brought_over_with_its_times_is_seen() {
    for copy in
        [&["rsync", "-a", "--delete", "upstream/", "content/"][..], &["cp", "-a", "upstream/.", "content"]]
    {
        let site = Site::new().write("upstream/a.md", &titled('甲'));
        set_modified(&site, "upstream/a.md", SystemTime::now() - Duration::from_secs(2_000_000));
        fs::create_dir(site.path("content")).expect("folders can be made");
        if !does(&site, copy) {
            continue;
        }
        let site = site.rebuilt().write("upstream/a.md", &titled('乙'));
        set_modified(&site, "upstream/a.md", SystemTime::now() - Duration::from_secs(1_000_000));
        does(&site, copy);
        assert_eq!(shown(&site.rebuilt()), '乙', "{copy:?}");
    }
}

#[test]
fn a_touch_without_a_change_writes_nothing_that_readers_see() {
    let site = Site::with_articles(&[("a", "风机叶片", "又大又轻。"), ("b", "氢能", "上路。")]).rebuilt();
    let feeds = site.state("feeds");
    set_modified(&site, "content/a.md", SystemTime::now() - Duration::from_secs(50));
    fs::set_permissions(site.path("content/b.md"), Permissions::from_mode(0o600)).expect("rights can be set");
    site.run(&["rebuild", "-v"]).is(0, "", "");
    assert!(site.state("feeds") == feeds);
    // What was noted of the files is noted: the next rebuild writes nothing at all.
    let before = site.state(".");
    site.run(&["rebuild"]).is(0, "", "");
    assert!(site.state(".") == before);
}

/// The lengths of the attachments that the JSON feed tells, by the articles' titles.
fn lengths(site: &Site) -> Vec<(String, Option<u64>)> {
    let feed: serde_json::Value =
        serde_json::from_str(&site.read("feeds/feed.json")).expect("the feed is JSON");
    let items = feed["items"].as_array().expect("items");
    let length = |item: &serde_json::Value| item["attachments"][0]["size_in_bytes"].as_u64();
    let mut lengths: Vec<_> = items
        .iter()
        .map(|item| (item["title"].as_str().unwrap_or_default().to_owned(), length(item)))
        .collect();
    lengths.sort();
    lengths
}

#[test]
fn an_episode_that_is_replaced_beside_its_record_is_seen() {
    let page = |title: &str, file: &str| {
        record(&format!("title: {title}\npublished: 2025-07-01\nenclosures: [{file}]\n"), "文")
    };
    let line = r#"{"id": "c", "title": "C", "published": "2025-07-01", "enclosures": ["/audio/c.mp3"], "body": "文"}"#;
    let site = Site::new()
        .write("content/audio/a.md", &page("A", "第%201%20期.mp3"))
        .write("content/audio/b.md", &page("B", "b.mp3"))
        .write("content/c.ndjson", line)
        .write("content/d.md", &page("D", "https://example.org/d.mp3"))
        .write("content/audio/第 1 期.mp3", "12345")
        .write("content/audio/c.mp3", "123");
    let of = |a, b, c| {
        [("A", a), ("B", b), ("C", c), ("D", None)].map(|(title, length)| (title.to_owned(), length))
    };
    site.run(&["rebuild"]).ends(0);
    assert_eq!(lengths(&site), of(Some(5), None, Some(3)));
    let before = site.state(".");
    site.run(&["rebuild"]).is(0, "", "");
    assert!(site.state(".") == before, "nothing has changed");

    // Replaced, come, and gone.
    let site = site.write("content/audio/第 1 期.mp3", "123456789");
    site.run(&["rebuild", "-v"]).ends(0);
    assert_eq!(lengths(&site), of(Some(9), None, Some(3)));
    let site = site.write("content/audio/b.mp3", "1234567").remove("content/audio/c.mp3");
    site.run(&["rebuild"]).ends(0);
    assert_eq!(lengths(&site), of(Some(9), Some(7), None));
    let before = site.state(".");
    site.run(&["rebuild"]).is(0, "", "");
    assert!(site.state(".") == before, "nothing has changed any more");

    // What was noted of the files outlives a touch of the record.
    set_modified(&site, "content/audio/a.md", SystemTime::now() - Duration::from_secs(50));
    site.run(&["rebuild"]).ends(0);
    let site = site.write("content/audio/第 1 期.mp3", "1");
    site.run(&["rebuild"]).ends(0);
    assert_eq!(lengths(&site), of(Some(1), Some(7), None));
    let feeds = site.state("feeds");
    site.run(&["rebuild", "--full"]).ends(0);
    assert!(site.state("feeds") == feeds, "as from nothing");
}

/// The touched file's bytes are known, so that nothing of it would be parsed.
#[test]
fn a_touched_file_and_a_new_one_of_its_id_end_as_from_nothing() {
    let named =
        |title: char| record(&format!("id: x\ntitle: {title}\npublished: 2025-07-01\nsection: 科技\n"), "文");
    for (new, expected) in [("content/0.md", '乙'), ("content/z.md", '甲')] {
        let site = Site::new().write("content/a.md", &named('甲')).rebuilt().write(new, &named('乙'));
        set_modified(&site, "content/a.md", SystemTime::now() - Duration::from_secs(50));
        for _ in 0..2 {
            let said = site.run(&["rebuild"]).stderr;
            assert!(said.contains("the id `x` is taken by"), "{new}: {said}");
            assert_eq!(shown(&site), expected, "{new}");
        }
    }
}

#[test]
fn changes_faster_than_the_clock_are_all_seen() {
    let mut site = one('零');
    let time = modified(&site, "content/a.md");
    for title in "一二三四五六七八九十".chars() {
        site = site.write("content/a.md", &titled(title)).rebuilt();
        assert_eq!(shown(&site), title);
    }
    // The same with a time that lies in the future, as after a clock was set back.
    let future = time + Duration::from_secs(1_000_000);
    for title in "甲乙丙丁".chars() {
        site = site.write("content/a.md", &titled(title));
        set_modified(&site, "content/a.md", future);
        site = site.rebuilt();
        assert_eq!(shown(&site), title);
    }
    let feeds = site.state("feeds");
    assert!(site.rebuilt().state("feeds") == feeds);
}

/// A disk whose times have whole seconds: an ext4 with small inodes, as ext3 had them. `None` where one can't
/// be mounted. Unmounted when this is dropped.
#[cfg(target_os = "linux")]
fn by_the_second(site: &Site) -> Option<crate::faults::Mounted> {
    let image = site.path("disk.img");
    File::create(&image).and_then(|file| file.set_len(16 << 20)).expect("the file can be written");
    let mut make = Command::new("mkfs.ext4");
    make.args(["-q", "-F", "-I", "128"]).arg(&image).stdout(Stdio::null()).stderr(Stdio::null());
    if !make.status().is_ok_and(|status| status.success()) {
        return None;
    }
    fs::create_dir(site.path("content")).expect("folders can be made");
    crate::faults::Mounted::image(&image, &site.path("content"))
}

#[cfg(target_os = "linux")]
#[test]
fn changes_within_a_second_of_a_coarse_clock_are_all_seen() {
    let site = Site::new();
    let Some(disk) = by_the_second(&site) else { return };
    let mut site = site.write("content/a.md", &titled('零')).rebuilt();
    for title in "一二三四五六七八".chars() {
        site = site.write("content/a.md", &titled(title)).rebuilt();
        assert_eq!(shown(&site), title);
    }
    // It comes to rest, though.
    std::thread::sleep(Duration::from_millis(2_100));
    let site = site.rebuilt();
    let before = site.state(".");
    let site = site.rebuilt();
    assert!(site.state(".") == before);
    drop(disk);
}

#[test]
fn a_file_that_changes_while_rebuilds_read_it_is_shown_as_it_was_left() {
    let site = one('零');
    let path = site.path("content/a.md");
    let is_over = AtomicBool::new(false);
    let last = std::thread::scope(|scope| {
        let editor = scope.spawn(|| {
            let mut number = 0;
            while !is_over.load(Ordering::Relaxed) {
                number += 1;
                let title = char::from_u32(0x4E00 + number % 5000).expect("it is a character");
                // In place, so that neither size nor inode tells of it.
                fs::write(&path, titled(title)).expect("the file can be written");
            }
            char::from_u32(0x4E00 + number % 5000).expect("it is a character")
        });
        for _ in 0..12 {
            let outcome = site.run(&["rebuild"]);
            // A file that was just cut for writing is no record; it keeps its last version.
            assert!(matches!(outcome.code, 0 | 1 | 3), "{outcome}");
        }
        is_over.store(true, Ordering::Relaxed);
        editor.join().expect("the editor does not panic")
    });
    assert_eq!(shown(&site.rebuilt()), last);
}

#[test]
fn a_link_that_leads_elsewhere_now_is_seen() {
    let time = SystemTime::now() - Duration::from_secs(1_000_000);
    let site = Site::new().write("releases/1/a.md", &titled('甲')).write("releases/2/a.md", &titled('乙'));
    for path in ["releases/1/a.md", "releases/2/a.md"] {
        set_modified(&site, path, time);
    }
    // The content folder itself is a link, as a deployment switches it.
    symlink("releases/1", site.path("content")).expect("links can be made");
    let site = site.rebuilt();
    assert_eq!(shown(&site), '甲');
    symlink("releases/2", site.path("next")).expect("links can be made");
    fs::rename(site.path("next"), site.path("content")).expect("links can be renamed");
    assert_eq!(shown(&site.rebuilt()), '乙');

    // A file is a link.
    let site =
        Site::new().write("1.md", &titled('甲')).write("2.md", &titled('乙')).write("content/.keep", "");
    for path in ["1.md", "2.md"] {
        set_modified(&site, path, time);
    }
    symlink("../1.md", site.path("content/a.md")).expect("links can be made");
    let site = site.rebuilt().remove("content/a.md");
    symlink("../2.md", site.path("content/a.md")).expect("links can be made");
    assert_eq!(shown(&site.rebuilt()), '乙');
}

#[test]
fn links_that_lead_in_circles_are_told_of_and_stop_nothing() {
    let site = Site::with_articles(&[("x/a", "甲", "文"), ("y/b", "乙", "文")]).rebuilt();
    symlink("../../content", site.path("content/x/up")).expect("links can be made");
    symlink("self.md", site.path("content/self.md")).expect("links can be made");
    symlink("../y", site.path("content/x/y")).expect("links can be made");
    symlink("../x", site.path("content/y/x")).expect("links can be made");
    let site = site.remove("content/y/b.md");
    site.run(&["rebuild"]).ends(3).warns_of(&[
        "content/self.md: error: ",
        "content/x/up: warning: the link leads back to `content`",
        "content/y/x/y: warning: the link leads back to `content/y`",
    ]);
    assert!(!site.read("feeds/rss.xml").contains("<title>乙</title>"), "what was removed is gone");
}

#[test]
fn an_article_behind_a_dead_link_stays_and_others_still_go() {
    let site =
        Site::with_articles(&[("a", "甲", "文"), ("b", "乙", "文"), ("c", "丙", "文"), ("d", "丁", "文")]);
    let site = site.write("disk/e.md", &titled('戊'));
    symlink("../disk", site.path("content/disk")).expect("links can be made");
    let site = site.rebuilt();
    fs::rename(site.path("disk"), site.path("unmounted")).expect("the folder can be renamed");
    let site = site.remove("content/a.md");
    for _ in 0..2 {
        site.run(&["rebuild"]).ends(3).warns_of(&["content/disk: error: the link leads nowhere"]);
        let feed = site.read("feeds/rss.xml");
        assert!(feed.contains("<title>戊</title>") && !feed.contains("<title>甲</title>"), "{feed}");
    }
    fs::rename(site.path("unmounted"), site.path("disk")).expect("the folder can be renamed");
    assert!(
        site.rebuilt().remove("content/disk").rebuilt().read("feeds/rss.xml").contains("<title>丁</title>")
    );
}

#[test]
fn what_may_not_be_read_stays_as_it_was_and_others_still_go() {
    let articles = [
        ("a", "甲", "文"),
        ("b", "乙", "文"),
        ("closed/c", "丙", "文"),
        ("d", "丁", "文"),
        ("e", "戊", "文"),
    ];
    let site = Site::with_articles(&articles).rebuilt();
    let set = |path: &str, mode| {
        fs::set_permissions(site.path(path), Permissions::from_mode(mode)).expect("rights can be set");
    };
    set("content/a.md", 0o000);
    set("content/closed", 0o000);
    fs::remove_file(site.path("content/b.md")).expect("the file can be removed");
    if let Some(outcome) = site.run_as_nobody(&["rebuild"]) {
        outcome.ends(3).warns_of(&[
            "content/a.md: error: ",
            "give the file back its rights",
            "content/closed: error: ",
        ]);
        let feed = site.read("feeds/rss.xml");
        for (title, is_there) in [("甲", true), ("乙", false), ("丙", true), ("丁", true)] {
            assert_eq!(feed.contains(&format!("<title>{title}</title>")), is_there, "{title}");
        }
        set("content/a.md", 0o644);
        set("content/closed", 0o755);
        let outcome = site.run_as_nobody(&["rebuild"]).expect("it went before");
        outcome.is(0, "", "");
    }
    set("content/closed", 0o755);
}

#[test]
fn a_name_that_is_not_utf8_is_told_of_and_stops_nothing() {
    let site = Site::with_articles(&[("a", "甲", "文"), ("b", "乙", "文"), ("c", "丙", "文")]).rebuilt();
    // 风.md in GBK.
    fs::write(site.path("content").join(OsStr::from_bytes(b"\xB7\xE7.md")), titled('风'))
        .expect("it can be written");
    let site = site.remove("content/a.md");
    site.run(&["rebuild"]).ends(3).warns_of(&["error: the file's name is not UTF-8\n  hint: rename it"]);
    let feed = site.read("feeds/rss.xml");
    assert!(feed.contains("<title>乙</title>") && !feed.contains("<title>甲</title>"), "{feed}");
    assert!(!feed.contains("<title>风</title>"), "{feed}");
}

/// On a file system that folds case, a file may come back in another case; with an `id` it is the same.
#[test]
fn a_file_whose_name_changed_its_case_is_the_same_article_by_its_id() {
    let text = record("id: one\ntitle: 甲\npublished: 2025-07-01\nslug: one\n", "文");
    let site = Site::new().write("content/A.md", &text).rebuilt();
    let feeds = site.state("feeds");
    fs::rename(site.path("content/A.md"), site.path("content/a.md")).expect("the file can be renamed");
    assert!(site.rebuilt().state("feeds") == feeds);
}

#[test]
fn names_that_a_folding_file_system_takes_for_one_do_not_overwrite_each_other() {
    let tagged =
        |tag: &str| record(&format!("title: {tag}\npublished: 2025-07-01\ntags: [\"{tag}\"]\n"), "文");
    let site = Site::new().write("content/a.md", &tagged("Straße")).write("content/b.md", &tagged("STRASSE"));
    let outcome = site.run(&["rebuild"]);
    let mut folders: Vec<String> = fs::read_dir(site.path("feeds/tag"))
        .expect("there are tags")
        .map(|entry| entry.expect("it can be read").file_name().to_string_lossy().to_lowercase())
        .collect();
    folders.sort();
    let count = folders.len();
    folders.dedup();
    assert_eq!(folders.len(), count, "{outcome}");
}

/// The folder of the one record is not mounted for a while, and another record has the same `id`.
#[test]
fn a_record_that_can_not_be_looked_at_keeps_its_id() {
    for (folder, other) in [("a", "b.md"), ("z", "b.md")] {
        let named = |title: &str| record(&format!("id: x\ntitle: {title}\npublished: 2025-07-01\n"), "文");
        let site = Site::new()
            .write("mnt/a.md", &named("甲"))
            .write(&format!("content/{other}"), &named("乙"))
            .write("content/c.md", &titled('丙'));
        let link = site.path(&format!("content/{folder}"));
        std::os::unix::fs::symlink(site.path("mnt"), &link).expect("a link can be made");
        site.run(&["rebuild"]).ends(3).warns_of(&["is taken by"]);
        let feeds = site.state("feeds");
        fs::rename(site.path("mnt"), site.path("away")).expect("the folder can be renamed");
        site.run(&["rebuild"]).ends(3);
        assert!(site.state("feeds") == feeds, "{folder}: hidden");
        fs::rename(site.path("away"), site.path("mnt")).expect("the folder can be renamed");
        site.run(&["rebuild"]).ends(3).warns_of(&["is taken by"]);
        assert!(site.state("feeds") == feeds, "{folder}: back again");
    }
}
