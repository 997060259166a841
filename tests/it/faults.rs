//! What surrounds a rebuild fails it: a full disk, a folder that may not be written, another
//! rebuild, a clock that goes back; and somebody reads all the while.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::Value;
use tidings::article::Timestamp;
use tidings::index::{Embedded, Order};
use tidings::search::{Search, search};

use crate::site::{NOW, Site, collect, record};

/// A file system in memory, of its own size, as long as the value lives.
#[cfg(target_os = "linux")]
pub struct Mounted(PathBuf);

#[cfg(target_os = "linux")]
impl Mounted {
    /// Mounts it at a folder that is there; `None` for who may not (only root may).
    pub fn at(folder: &Path, size: &str) -> Option<Self> {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size}"), "tidings-test"]).arg(folder);
        let is_mounted = mount.stderr(Stdio::null()).status().is_ok_and(|status| status.success());
        is_mounted.then(|| Self(folder.to_owned()))
    }

    /// The same with what a file holds.
    pub fn image(image: &Path, folder: &Path) -> Option<Self> {
        let mut mount = Command::new("mount");
        mount.args(["-o", "loop"]).args([image, folder]).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success()).then(|| Self(folder.to_owned()))
    }
}

#[cfg(target_os = "linux")]
impl Drop for Mounted {
    fn drop(&mut self) {
        // Lazily, for a test that fails may still have files open.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    collect(folder, &mut |path| {
        files.insert(path.to_owned(), fs::read(path).expect("the file can be read"));
    });
    files
}

/// The published files, without those that are the program's own.
fn feeds(site: &Site) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = files(&site.path("feeds"));
    files.retain(|path, _| !path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b".")));
    files
}

fn titles(site: &Site) -> Vec<String> {
    let found = site.run(&["search", "--from", "2000", "--format", "json", "--limit", "100"]).ends(0).json();
    let title = |hit: &Value| hit["title"].as_str().expect("a title is text").to_owned();
    let mut titles: Vec<String> =
        found["hits"].as_array().expect("hits are a list").iter().map(title).collect();
    titles.sort();
    titles
}

/// A disk with more and more room left, until it is enough.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_spoils_nothing_and_a_little_room_mends_all() {
    let site = Site::new();
    let Some(_disk) = Mounted::at(&site.path("."), "6m") else { return };
    let many: String = (0..60)
        .map(|number| {
            format!("{{\"id\":\"n{number}\",\"title\":\"第{number}号\",\"published\":\"2025-06-01\",\"tags\":[\"t{}\"]}}\n", number % 7)
        })
        .collect();
    // The mount covers what the site had.
    let site = site.write("tidings.toml", "[site]\ntitle = \"Desk\"\nurl = \"https://example.org/\"\n");
    let site = site.write("content/many.ndjson", &many).rebuilt();
    let (before, old_titles) = (feeds(&site), titles(&site));
    let long = "很长的一段话。".repeat(2_000);
    let site =
        site.write("content/new.md", &record("title: 新\npublished: 2025-07-01\ntags: [t1, t9]\n", &long));

    let mut failures = 0;
    let mut room = 0;
    loop {
        // All of the disk is taken but for the room.
        let _ = fs::remove_file(site.path("filler"));
        let free = fs::File::create(site.path("filler")).map(|mut file| {
            let block = [0; 4096];
            let mut blocks: u64 = 0;
            while std::io::Write::write_all(&mut file, &block).is_ok() {
                blocks += 1;
            }
            file.set_len(blocks.saturating_sub(room) * 4096)
        });
        free.expect("the filler can be made").expect("the filler can be cut");
        let outcome = site.run(&["rebuild"]);
        if outcome.code == 0 {
            break;
        }
        failures += 1;
        assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""), "{room}: {outcome}");
        assert!(
            outcome.stderr.starts_with("error: ") && !outcome.stderr.contains("panicked"),
            "{room}: {outcome}"
        );
        assert!(outcome.stderr.contains("No space left on device"), "{room}: {outcome}");
        let new = feeds(&site);
        for (path, bytes) in &before {
            let now = new.get(path).unwrap_or_else(|| panic!("{room}: {} is missing", path.display()));
            assert!(
                now == bytes || String::from_utf8_lossy(now).contains('新'),
                "{room}: {}",
                path.display()
            );
        }
        let found = titles(&site);
        assert!(found == old_titles || found.contains(&"新".to_owned()), "{room}: {found:?}");
        room += 16;
        assert!(room < 1_500, "the room is never enough");
    }
    assert!(failures >= 3, "the disk was never full");
    fs::remove_file(site.path("filler")).expect("the filler can be removed");
    site.run(&["check"]).ends(0);
    let state = feeds(&site);
    let site = site.remove("index").remove("feeds").rebuilt();
    assert!(feeds(&site) == state, "a rebuild from nothing gives other feeds");
}

#[cfg(unix)]
#[test]
fn feeds_that_may_not_be_written_are_told_of_and_mended_later() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::with_articles(&[("a", "甲", "文")]).rebuilt().article("b", "乙", "文");
    let before = feeds(&site);
    let set = |mode| {
        let mut folders = vec![site.path("feeds")];
        collect(&site.path("feeds"), &mut |path| folders.extend(path.parent().map(Path::to_owned)));
        for folder in folders {
            fs::set_permissions(folder, fs::Permissions::from_mode(mode)).expect("rights can be set");
        }
    };
    set(0o555);
    if let Some(outcome) = site.run_as_nobody(&["rebuild"]) {
        let outcome = outcome.ends(1).warns_of(&["error: writing `feeds/", "Permission denied"]);
        assert_eq!(outcome.stderr.lines().count(), 1, "{outcome}");
        assert!(feeds(&site) == before);
        set(0o755);
        site.run_as_nobody(&["rebuild"]).expect("it went before").is(0, "", "");
        assert!(site.read("feeds/rss.xml").contains("<title>乙</title>"));
    }
    set(0o755);
}

#[test]
fn rebuilds_at_once_do_the_work_once_and_the_others_say_so() {
    let site = Site::with_articles(&[("a", "甲", "文"), ("b", "乙", "文")]).rebuilt();
    let site =
        (0..60).fold(site, |site, number| site.article(&format!("n{number}"), &format!("新{number}"), "文"));
    let start = |args: &[&str]| -> Child {
        site.command(".", args).stderr(Stdio::piped()).spawn().expect("the program starts")
    };
    let mut running: Vec<Child> = (0..4).map(|_| start(&["rebuild"])).collect();
    running.extend((0..2).map(|_| start(&["rebuild", "--lock-wait", "60"])));
    let mut codes = Vec::new();
    for child in running {
        let output = child.wait_with_output().expect("the program ends");
        let (code, told) = (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned());
        match code {
            Some(0) => assert_eq!(told, ""),
            Some(75) => assert!(told.contains("another rebuild is at work on `"), "{told}"),
            _ => panic!("{code:?}: {told}"),
        }
        codes.push(code);
    }
    assert!(codes.contains(&Some(0)) && codes[4..] == [Some(0), Some(0)], "{codes:?}");
    assert_eq!(titles(&site).len(), 62);
    let state = feeds(&site);
    let site = site.remove("index").remove("feeds").rebuilt();
    assert!(feeds(&site) == state);
}

#[test]
fn a_lock_that_a_dead_process_left_holds_nobody_up() {
    let site = Site::with_articles(&[("a", "甲", "文")]).rebuilt().article("b", "乙", "文");
    assert!(site.path("index/lock").exists(), "the file stays, the system's lock on it does not");
    let site = site.write("index/lock", "4711\n").write("index/v2/.tantivy-writer.lock", "").rebuilt();
    assert_eq!(titles(&site), ["乙", "甲"]);
    // A process that died with the lock in its hands.
    let site = site.article("c", "丙", "文");
    let mut dying = site.command(".", &["rebuild"]).spawn().expect("the program starts");
    std::thread::sleep(Duration::from_millis(5));
    dying.kill().expect("it can be killed");
    dying.wait().expect("it ends");
    assert_eq!(titles(&site.rebuilt()), ["丙", "乙", "甲"]);
}

#[test]
fn a_clock_that_was_set_back_takes_back_what_is_not_due() {
    let scheduled = record("title: 预告\npublished: 2026-01-10T08:00:00+08:00\n", "文");
    let site = Site::with_articles(&[("a", "甲", "文")]).write("content/s.md", &scheduled).rebuilt();
    let shown = |site: &Site| site.read("feeds/atom.xml").contains("预告");
    assert!(shown(&site));
    let whole = feeds(&site);
    for (now, is_shown) in [("2026-01-05T00:00:00Z", false), ("2026-01-01T00:00:00Z", false), (NOW, true)] {
        site.run_at(now, &["rebuild"]).is(0, "", "");
        assert_eq!(shown(&site), is_shown, "{now}");
    }
    assert!(feeds(&site) == whole);
    // Long before and long after every article.
    site.run_at("1970-01-01T00:00:00Z", &["rebuild"]).is(0, "", "");
    assert!(!site.read("feeds/atom.xml").contains("<entry>"));
    site.run_at("2999-01-01T00:00:00Z", &["rebuild"]).is(0, "", "");
    site.run(&["rebuild"]).is(0, "", "");
    assert!(feeds(&site) == whole);
}

/// A site that becomes another and back again, by rebuilds that are killed, while it is read: every
/// file is always there, and is one of the two; every answer is one of the two.
///
/// 25 kills, or 1,000 with `TIDINGS_CRASH=all`.
#[test]
fn readers_see_one_state_or_the_other_while_rebuilds_are_killed() {
    let is_thorough = std::env::var("TIDINGS_CRASH").is_ok_and(|wish| wish == "all");
    let rounds: usize = if is_thorough { 1_000 } else { 25 };
    let site = (0..20).fold(Site::new(), |site, number| {
        site.article(&format!("n{number}"), &format!("第{number}篇"), "旧文")
    });
    let turn = |body: &str| {
        for number in 0..10 {
            let text = record(&format!("title: 第{number}篇\npublished: 2025-07-01\nsection: 科技\n"), body);
            fs::write(site.path(&format!("content/n{number}.md")), text).expect("the file can be written");
        }
    };
    site.run(&["rebuild"]).is(0, "", "");
    let old = feeds(&site);
    turn("新文");
    site.run(&["rebuild"]).is(0, "", "");
    let new = feeds(&site);
    assert!(old.keys().eq(new.keys()) && old != new);

    let index = site.path("index");
    let ask = || {
        let engine = Embedded::open(&index).expect("the index can be opened at any time");
        let asked = Search {
            text: "新文".to_owned(),
            filters: Vec::new(),
            order: Order::Relevance,
            offset: 0,
            limit: 5,
            facets: true,
            explain: false,
            now: Timestamp::parse_from_rfc3339(NOW).expect("it is a date"),
        };
        let found = search(&engine, &asked).expect("an answer at any time");
        assert!(matches!(found.total, 0 | 10), "{} of the new texts", found.total);
    };
    let is_over = AtomicBool::new(false);
    let reads = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        // Tells the readers even if this thread panics.
        struct Over<'a>(&'a AtomicBool);
        impl Drop for Over<'_> {
            fn drop(&mut self) {
                self.0.store(true, Ordering::Relaxed);
            }
        }
        let over = Over(&is_over);
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                for (path, bytes) in &old {
                    let now = fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
                    assert!(now == *bytes || now == new[path], "{} is neither old nor new", path.display());
                }
                reads.fetch_add(1, Ordering::Relaxed);
                ask();
            }
        });
        for round in 0..rounds {
            turn(if round % 2 == 0 { "旧文" } else { "新文" });
            let mut rebuild = site.command(".", &["rebuild"]);
            let mut rebuild = rebuild.stderr(Stdio::null()).spawn().expect("the program starts");
            std::thread::sleep(Duration::from_micros(500 + (round as u64 * 7_919) % 90_000));
            let _ = rebuild.kill();
            rebuild.wait().expect("the program ends");
        }
        drop(over);
    });
    assert!(reads.into_inner() > 5, "the readers have read");
    turn("新文");
    site.run(&["rebuild"]).is(0, "", "");
    site.run(&["check"]).ends(0);
    assert!(feeds(&site) == new);
}
