//! An index whose files are not as they were written: an error or a rebuilt index, never a wrong
//! answer.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::site::{INDEX, Outcome, Site, collect};

/// A site with two commits and a deletion behind it, so that every kind of file is there.
fn site() -> Site {
    let many: String = (0..300)
        .map(|number| {
            format!("{{\"id\":\"n{number}\",\"title\":\"第{number}号\",\"published\":\"2025-06-01\",\"body\":\"样品{number}\"}}\n")
        })
        .collect();
    let site = Site::with_articles(&[
        ("a", "风机叶片", "又大又轻，随风而动。"),
        ("c", "月球土壤", "取回来的样品。"),
    ]);
    let site = site.write("content/many.ndjson", &many).rebuilt();
    let site = site.remove("content/c.md").article("b", "氢能列车", "从乙地驶回甲地。").rebuilt();
    let has_deletions = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "del");
    assert!(index_files(&site).iter().any(has_deletions));
    site
}

/// What a question finds, without the time that it took.
fn answer(outcome: &Outcome) -> Value {
    let mut answer = outcome.json();
    answer.as_object_mut().expect("an answer is an object").remove("took_ms");
    answer
}

/// What three questions find.
fn answers(site: &Site) -> Vec<Value> {
    let ask =
        |query: &str| answer(&site.run(&["search", "--format", "json", "--facets", "--", query]).ends(0));
    ["风机叶片", "甲地", "date:2000.."].map(ask).to_vec()
}

fn index_files(site: &Site) -> Vec<PathBuf> {
    let mut files = Vec::new();
    collect(&site.path(INDEX), &mut |path| files.push(path.to_owned()));
    files.retain(|path| path.extension().is_none_or(|extension| extension != "lock"));
    files.sort();
    files
}

/// Every file of the index, spoilt by `spoil` one at a time: search refuses or answers as before, and
/// a rebuild mends it. Returns the names of the files without which search answers as before.
fn each_file(spoil: impl Fn(&[u8]) -> Option<Vec<u8>>) -> Vec<String> {
    let site = site();
    let (right, feeds) = (answers(&site), site.state("feeds"));
    let whole = site.state("index");
    let files = index_files(&site);
    let mut spare = Vec::new();
    for path in &files {
        match spoil(&whole[path].0) {
            Some(bytes) => fs::write(path, bytes).expect("the file can be written"),
            None => fs::remove_file(path).expect("the file can be removed"),
        }
        let name = path.display();
        let outcome = site.run(&["search", "--format", "json", "--facets", "--", "甲地"]);
        match outcome.code {
            0 => {
                assert_eq!(answer(&outcome), right[1], "{name}");
                spare.extend(path.file_name().map(|name| name.display().to_string()));
            }
            1 => {
                outcome.warns_of(&["run `tidings rebuild"]);
            }
            code => panic!("{name}: exit code {code}\n{outcome}"),
        }
        let rebuilt = site.run(&["rebuild"]);
        assert_eq!(rebuilt.code, 0, "{name}: {rebuilt}");
        assert_eq!(answers(&site), right, "{name}");
        assert!(site.state("feeds") == feeds, "{name}");
        site.run(&["rebuild"]).is(0, "", "");
        fs::remove_dir_all(site.path("index")).expect("the index can be removed");
        fs::create_dir_all(site.path(INDEX)).expect("folders can be made");
        for (path, (bytes, _)) in &whole {
            fs::write(path, bytes).expect("the file can be written");
        }
    }
    spare
}

#[test]
fn a_flipped_bit_is_found() {
    for place in [0.0, 0.3, 0.5, 0.9, 1.0] {
        let spare = each_file(|good| {
            let mut bad = good.to_vec();
            let at = ((bad.len() as f64 * place) as usize).min(bad.len().saturating_sub(1));
            if let Some(byte) = bad.get_mut(at) {
                *byte ^= 0x10;
            }
            Some(bad)
        });
        assert_eq!(spare, ["seal.json"]);
    }
}

#[test]
fn a_file_that_was_cut_off_is_found() {
    for length in [0, 1, 5, 9, 100] {
        let spare = each_file(|good| Some(good[..length.min(good.len().saturating_sub(1))].to_vec()));
        assert_eq!(spare, ["seal.json"]);
    }
}

#[test]
fn a_missing_file_is_found() {
    assert_eq!(each_file(|_| None), [".managed.json", "seal.json"]);
}

/// Flips a bit in the middle of a file and gives it back its time, as a disk does that forgets.
fn rot(path: &Path) {
    let size = path.metadata().expect("the file is there").len();
    rot_at(path, usize::try_from(size / 2).expect("the file is small"));
}

/// The same of the byte `at`.
fn rot_at(path: &Path, at: usize) {
    let changed = path.metadata().and_then(|file| file.modified()).expect("the file has a time");
    let mut bytes = fs::read(path).expect("the file can be read");
    bytes[at] ^= 0x10;
    fs::write(path, bytes).expect("the file can be written");
    let file = fs::File::options().write(true).open(path).expect("the file can be opened");
    file.set_modified(changed).expect("the time can be set");
}

/// The files of segments, which have a checksum at their end that nobody looks at each time.
fn segment_files(site: &Site) -> Vec<PathBuf> {
    let mut files = index_files(site);
    files.retain(|path| path.file_stem().is_some_and(|stem| stem.len() >= 32));
    files
}

#[test]
fn what_a_disk_forgot_is_found_by_a_full_rebuild_and_by_the_first_of_a_day() {
    let site = site();
    let (right, feeds) = (answers(&site), site.state("feeds"));
    for number in 0..segment_files(&site).len() {
        // Each mending makes the index anew, with other names.
        let Some(path) = segment_files(&site).into_iter().nth(number) else { break };
        rot(&path);
        site.run(&["check"]).ends(1).warns_of(&["is damaged"]);
        let args: &[&str] = if number % 2 == 0 {
            &["rebuild", "--full"]
        } else {
            let seal = format!("{INDEX}/seal.json");
            let mut looks: BTreeMap<String, Value> =
                serde_json::from_str(&site.read(&seal)).expect("the seal is JSON");
            for look in looks.values_mut() {
                assert!(look["read"].is_i64(), "the seal tells when each file was read");
                look["read"] = 1_000_000_000.into();
            }
            let days = serde_json::to_vec(&looks).expect("it was JSON");
            fs::write(site.path(&seal), days).expect("the seal can be written");
            &["rebuild"]
        };
        site.run(args).ends(0).warns_of(&["was damaged", "it was made anew from the sources"]);
        site.run(&["check"]).ends(0);
        assert_eq!(answers(&site), right, "{}", path.display());
        assert!(site.state("feeds") == feeds, "{}", path.display());
    }
}

/// Until then a search or a rebuild may stumble over it: the one says so, the other mends it.
#[test]
fn what_a_disk_forgot_stops_no_rebuild() {
    let mut site = site();
    for number in 0..segment_files(&site).len() {
        let Some(path) = segment_files(&site).into_iter().nth(number) else { break };
        rot(&path);
        for query in ["甲地", "样品", "date:2000.."] {
            let outcome = site.run(&["search", "--facets", "--", query]);
            match outcome.code {
                0 => {}
                1 => {
                    outcome.warns_of(&["is damaged", "run `tidings rebuild --full`"]);
                }
                code => panic!("{}: {query}: exit code {code}\n{outcome}", path.display()),
            }
        }
        site = site.article("b", &format!("氢能列车{number}"), "从乙地驶回甲地。");
        for _ in 0..3 {
            let outcome = site.run(&["rebuild"]);
            assert_eq!(outcome.code, 0, "{}: {outcome}", path.display());
        }
        site.run(&["rebuild", "--full"]).ends(0);
    }
}

/// A merge would give it a checksum that vouches for it.
#[test]
fn what_a_disk_forgot_is_not_merged_on() {
    // Long enough that the middle of its positions is none of the file's footer.
    let long = "又大又轻，随风而动。".repeat(200);
    let mut site = Site::with_articles(&[("a", "风机叶片", &long)]).rebuilt();
    // No rebuild reads positions, but to merge them.
    let positions = |site: &Site| {
        let mut files = segment_files(site);
        files.retain(|path| path.extension().is_some_and(|extension| extension == "pos"));
        files
    };
    let rotten = positions(&site).pop().expect("articles have positions");
    rot(&rotten);
    let mut outcome = site.run(&["rebuild"]).ends(0);
    for number in 0..20 {
        if !rotten.exists() {
            break;
        }
        site = site.article(&format!("n{number}"), "月球土壤", "取回来的样品。");
        outcome = site.run(&["rebuild"]).ends(0);
    }
    let name = rotten.file_name().and_then(|name| name.to_str()).expect("the name is UTF-8");
    outcome.warns_of(&["was damaged", name, "it was made anew from the sources"]);
    site.run(&["check"]).ends(0);
    assert_eq!(site.run(&["search", "--format", "json", "叶片"]).ends(0).json()["total"], 1);
}

/// Nobody would read it any more, and what was made of it would stay.
#[test]
fn what_a_disk_forgot_is_not_given_up_unread() {
    let long = "又大又轻，随风而动。".repeat(200);
    let site = Site::with_articles(&[("a", "风机叶片", "又大又轻。")]).rebuilt();
    let before = segment_files(&site);
    let site = site.article("x", "月球土壤", &long).rebuilt();
    let mut added = segment_files(&site);
    added.retain(|path| !before.contains(path) && path.extension().is_some_and(|name| name == "pos"));
    rot(added.first().expect("the article has a segment of its own"));
    let site = site.remove("content/x.md");
    site.run(&["rebuild"]).ends(0).warns_of(&["was damaged", "it was made anew from the sources"]);
    site.run(&["check"]).ends(0);
    site.run(&["rebuild"]).is(0, "", "");
}

/// As when a file makes the program ask for more memory than there is.
#[test]
fn a_rebuild_after_one_that_broke_off_believes_nothing() {
    let site = Site::with_articles(&[("a", "风机叶片", &"又大又轻，随风而动。".repeat(200))]).rebuilt();
    let is_positions = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "pos");
    rot(&segment_files(&site).into_iter().find(is_positions).expect("articles have positions"));
    site.run(&["rebuild"]).is(0, "", "");
    let site = site.write("index/at-work", "");
    site.run(&["rebuild"]).ends(0).warns_of(&["was damaged", "it was made anew from the sources"]);
    assert!(!site.path("index/at-work").exists());
    site.run(&["rebuild"]).is(0, "", "");
}

/// Whatever byte of the columns it was: of two rebuilds the second one ends well, though the first may
/// have been broken off by the system.
#[test]
fn a_byte_of_a_column_that_a_disk_forgot_stops_no_second_rebuild() {
    let site = Site::with_articles(&[("a", "风机叶片", "又大又轻。"), ("b", "月球土壤", "样品。")]).rebuilt();
    let columns = segment_files(&site);
    let is_columns = |path: &&PathBuf| path.extension().is_some_and(|extension| extension == "fast");
    let columns = columns.iter().find(is_columns).expect("articles have columns").clone();
    let whole = site.state("index");
    let site = site.article("c", "氢能列车", "从乙地驶回甲地。");
    let feeds = site.state("feeds");
    for at in (0..whole[&columns].0.len()).step_by(37) {
        rot_at(&columns, at);
        let mut first = site.command(".", &["rebuild"]);
        let first = first.output().expect("the program starts");
        let told = String::from_utf8_lossy(&first.stderr).into_owned();
        site.run(&["rebuild"]).ends(0);
        site.run(&["rebuild", "--full"]).ends(0);
        let found = site.run(&["search", "--format", "json", "date:2000.."]).ends(0).json();
        assert_eq!(found["total"], 3, "byte {at}, at first {:?}: {told}", first.status);
        for (folder, state) in [("index", &whole), ("feeds", &feeds)] {
            fs::remove_dir_all(site.path(folder)).expect("the folder can be removed");
            for (path, (bytes, time)) in state {
                fs::create_dir_all(path.parent().expect("a file lies in a folder"))
                    .expect("folders can be made");
                fs::write(path, bytes).expect("the file can be written");
                let file = fs::File::options().write(true).open(path).expect("the file can be opened");
                file.set_modified(*time).expect("the time can be set");
            }
        }
    }
}

/// A deletion would write it anew, with a checksum that vouches for it.
#[test]
fn what_a_disk_forgot_of_deletions_is_found_by_the_next_rebuild() {
    let site = site();
    let (right, feeds) = (answers(&site), site.state("feeds"));
    let files = segment_files(&site);
    let deletions: Vec<_> =
        files.iter().filter(|path| path.extension().is_some_and(|extension| extension == "del")).collect();
    for path in &deletions {
        rot(path);
    }
    assert!(!deletions.is_empty());
    site.run(&["rebuild"]).ends(0).warns_of(&["was damaged", "it was made anew from the sources"]);
    assert_eq!(answers(&site), right);
    assert!(site.state("feeds") == feeds);
    site.run(&["rebuild"]).is(0, "", "");
}

#[test]
fn a_rebuild_says_what_was_damaged_and_goes_on() {
    let site = site();
    let files = index_files(&site);
    let store = files.iter().find(|path| path.extension().is_some_and(|extension| extension == "store"));
    let store = store.expect("articles are stored");
    let mut bytes = fs::read(store).expect("the file can be read");
    bytes[3] ^= 1;
    fs::write(store, bytes).expect("the file can be written");
    let name = store.file_name().and_then(|name| name.to_str()).expect("the name is UTF-8");
    site.run(&["search", "风机"]).is(
        1,
        "",
        &format!(
            "error: index `index` is damaged: missing, or of a wrong checksum: {name}; run `tidings rebuild --full`, \
             which makes it anew from the sources\n"
        ),
    );
    site.run(&["rebuild"])
        .ends(0)
        .warns_of(&[&format!("index: warning: was damaged: missing, or of a wrong checksum: {name}")]);
}

#[test]
fn an_index_copied_elsewhere_is_as_good_as_before() {
    let site = site();
    let right = answers(&site);
    let copied = std::process::Command::new("cp")
        .args(["-r", "index", "copy"])
        .current_dir(site.path("."))
        .status()
        .expect("cp can be run");
    assert!(copied.success());
    let outcome = site.run(&["search", "--index", "copy", "--format", "json", "--facets", "--", "甲地"]);
    assert_eq!(answer(&outcome.ends(0)), right[1]);
}

#[test]
fn a_rebuild_with_nothing_to_do_changes_no_time_of_the_index() {
    let site = site();
    let before = site.state(".");
    site.run(&["rebuild"]).is(0, "", "");
    let after = site.state(".");
    let changed: Vec<_> = after.iter().filter(|(path, state)| before.get(*path) != Some(state)).collect();
    assert!(changed.is_empty(), "{:?}", changed.iter().map(|(path, _)| path).collect::<Vec<_>>());
    assert_eq!(after.len(), before.len());
}

#[test]
fn feeds_of_former_articles_are_not_removed_for_want_of_an_index() {
    let site = site();
    let feeds = site.state("feeds");
    let site =
        site.remove("index").remove("content/a.md").remove("content/b.md").remove("content/many.ndjson");
    site.run(&["rebuild"]).ends(1).warns_of(&["no article in `content`", "--allow-mass-delete"]);
    assert!(site.state("feeds") == feeds);
    site.run(&["rebuild", "--allow-mass-delete"]).is(0, "", "");
    site.run(&["rebuild"]).is(0, "", "");
}

#[cfg(unix)]
#[test]
fn whoever_may_read_the_feeds_may_search_the_index() {
    use std::os::unix::fs::PermissionsExt;
    let site = site();
    let feed = site.path("feeds/rss.xml").metadata().expect("the feed is there").permissions().mode();
    collect(&site.path("index"), &mut |path| {
        let mode = path.metadata().expect("the file is there").permissions().mode();
        assert_eq!(mode & feed, feed, "{}", path.display());
    });
}

/// A web server's user may read the site but not write it.
#[cfg(unix)]
#[test]
fn a_reader_needs_no_right_to_write() {
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;
    let site = site();
    let set = |path: &std::path::Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("the mode can be set");
    };
    let folders = [".", "index", INDEX].map(|folder| site.path(folder));
    folders.iter().for_each(|folder| set(folder, 0o555));
    collect(&site.path("index"), &mut |path| set(path, 0o444));
    // Root may write whatever the modes say: it asks as somebody else.
    let is_root = fs::write(site.path("mine"), "").is_ok();
    let outcome = if is_root {
        let program = site.copy_of_the_program();
        set(&program, 0o755);
        let asked = site.command(".", &["search", "--format", "json", "甲地"]);
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
            .arg(&program)
            .args(asked.get_args());
        command.current_dir(site.path(".")).output().expect("setpriv can be run")
    } else {
        site.command(".", &["search", "--format", "json", "甲地"]).output().expect("the program starts")
    };
    folders.iter().for_each(|folder| set(folder, 0o755));
    let told = String::from_utf8_lossy(&outcome.stdout);
    assert!(told.contains("\"total\":1"), "{told}{}", String::from_utf8_lossy(&outcome.stderr));
}
