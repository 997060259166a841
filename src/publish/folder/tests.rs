//! The local folder, killed, tampered with and led astray.

use super::super::tests::every_sink;
use super::*;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn put(sink: &mut Folder, name: &str, text: &str) {
    sink.put(&name.to_owned(), text.as_bytes(), "text/plain").unwrap();
}

/// Publishes these files and nothing else, as a rebuild does.
fn publish(root: &Path, files: &[(&str, &str)]) -> usize {
    let mut sink = Folder::open(root).unwrap();
    let listed = sink.list().unwrap();
    let mut changes = 0;
    for (name, text) in files {
        if listed.get(*name) != Some(&digest(text.as_bytes())) {
            put(&mut sink, name, text);
            changes += 1;
        }
    }
    for name in listed.keys().filter(|name| !files.iter().any(|(kept, _)| kept == *name)) {
        sink.remove(name).unwrap();
        changes += 1;
    }
    sink.finish().unwrap();
    changes
}

/// Every path below `root` with a file's bytes.
fn tree(root: &Path) -> BTreeMap<String, Option<Vec<u8>>> {
    let found = walkdir::WalkDir::new(root).min_depth(1).into_iter().map(|entry| {
        let entry = entry.unwrap();
        let name = entry.path().strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        (name, entry.file_type().is_file().then(|| fs::read(entry.path()).unwrap()))
    });
    found.collect()
}

const OLD: &[(&str, &str)] = &[("rss.xml", "old"), ("tag/a/rss.xml", "aaa"), ("tag/b/rss.xml", "bbb")];
const NEW: &[(&str, &str)] = &[("rss.xml", "new"), ("tag/a/rss.xml", "aaa"), ("topic/c/rss.xml", "ccc")];

fn fresh(files: &[(&str, &str)]) -> BTreeMap<String, Option<Vec<u8>>> {
    let root = folder();
    publish(root.path(), files);
    tree(root.path())
}

#[test]
fn a_folder_does_what_every_sink_must() {
    let root = folder();
    every_sink(|| Folder::open(&root.path().join("feeds")).unwrap());
}

#[test]
fn the_manifest_is_one_line_a_file_and_written_only_when_it_changes() {
    let root = folder();
    assert_eq!(publish(root.path(), OLD), 3);
    let manifest = root.path().join(MANIFEST);
    assert_eq!(
        fs::read_to_string(&manifest).unwrap().lines().nth(4).unwrap().trim(),
        format!("\"tag/a/rss.xml\": \"{} 3\",", digest(b"aaa"))
    );
    let before = fs::metadata(&manifest).unwrap().modified().unwrap();
    assert_eq!(publish(root.path(), OLD), 0);
    assert_eq!(fs::metadata(&manifest).unwrap().modified().unwrap(), before);
    assert_eq!(tree(root.path()), fresh(OLD));
}

#[test]
fn nothing_to_publish_makes_no_folder() {
    let root = folder();
    publish(&root.path().join("feeds"), &[]);
    assert!(!root.path().join("feeds").exists());
}

#[test]
fn a_file_that_somebody_deleted_or_cut_comes_back() {
    let root = folder();
    publish(root.path(), OLD);
    fs::remove_file(root.path().join("rss.xml")).unwrap();
    fs::write(root.path().join("tag/a/rss.xml"), "a").unwrap();
    assert_eq!(publish(root.path(), OLD), 2);
    assert_eq!(tree(root.path()), fresh(OLD));
}

#[test]
fn a_file_that_somebody_altered_goes_with_its_feed() {
    let root = folder();
    publish(root.path(), OLD);
    fs::write(root.path().join("tag/b/rss.xml"), "longer than it was").unwrap();
    publish(root.path(), NEW);
    assert_eq!(tree(root.path()), fresh(NEW));
}

#[test]
fn a_file_that_somebody_altered_without_a_change_of_its_size_is_found_by_a_recount() {
    let root = folder();
    publish(root.path(), OLD);
    fs::write(root.path().join("rss.xml"), "bad").unwrap();
    assert_eq!(Folder::open(root.path()).unwrap().list().unwrap()["rss.xml"], digest(b"old"));
    let mut sink = Folder::recount(root.path()).unwrap();
    assert_eq!(sink.list().unwrap()["rss.xml"], digest(b"bad"));
    put(&mut sink, "rss.xml", "old");
    sink.finish().unwrap();
    assert_eq!(tree(root.path()), fresh(OLD));
}

/// A link stands for a file system that takes `Wind` and `wind` for one.
#[cfg(unix)]
#[test]
fn a_name_that_leads_to_a_file_of_this_run_is_not_removed() {
    let root = folder();
    publish(root.path(), &[("tag/Wind/rss.xml", "old")]);
    fs::rename(root.path().join("tag/Wind"), root.path().join("tag/wind")).unwrap();
    std::os::unix::fs::symlink("wind", root.path().join("tag/Wind")).unwrap();
    publish(root.path(), &[("tag/wind/rss.xml", "new")]);
    assert_eq!(fs::read(root.path().join("tag/wind/rss.xml")).unwrap(), b"new");
    let sink = Folder::open(root.path()).unwrap();
    assert_eq!(sink.list().unwrap().into_keys().collect::<Vec<_>>(), ["tag/wind/rss.xml"]);
}

#[test]
fn a_file_that_is_not_ours_is_replaced_by_its_name_and_never_removed() {
    let root = folder();
    fs::write(root.path().join("rss.xml"), "theirs").unwrap();
    fs::write(root.path().join("index.html"), "theirs").unwrap();
    publish(root.path(), OLD);
    publish(root.path(), &[]);
    let left = tree(root.path());
    assert_eq!(left.keys().collect::<Vec<_>>(), [MANIFEST, "index.html"]);
}

/// A run is killed after each of its steps; the next one ends where a fresh one does.
#[test]
fn a_killed_run_leaves_nothing_that_the_next_does_not_mend() {
    // Steps: two puts, a removal.
    for steps in 0..=3 {
        for wanted in [OLD, NEW] {
            let root = folder();
            publish(root.path(), OLD);
            let mut sink = Folder::open(root.path()).unwrap();
            let step: [&dyn Fn(&mut Folder); 3] =
                [&|sink| put(sink, "rss.xml", "new"), &|sink| put(sink, "topic/c/rss.xml", "ccc"), &|sink| {
                    sink.remove(&"tag/b/rss.xml".to_owned()).unwrap()
                }];
            for step in &step[..steps] {
                step(&mut sink);
            }
            drop(sink);
            publish(root.path(), wanted);
            assert_eq!(tree(root.path()), fresh(wanted), "killed after {steps} steps");
            assert_eq!(publish(root.path(), wanted), 0);
        }
    }
}

#[test]
fn a_killed_run_s_change_is_undone_where_the_old_bytes_are_wanted_again() {
    // Same length: only the bytes tell that the manifest is behind.
    let root = folder();
    publish(root.path(), &[("rss.xml", "old")]);
    let mut sink = Folder::open(root.path()).unwrap();
    put(&mut sink, "rss.xml", "new");
    drop(sink);
    assert_eq!(publish(root.path(), &[("rss.xml", "old")]), 1);
    assert_eq!(fs::read(root.path().join("rss.xml")).unwrap(), b"old");
}

#[test]
fn leftovers_of_a_killed_run_are_cleaned_by_the_next_even_if_nothing_else_changes() {
    let root = folder();
    publish(root.path(), OLD);
    fs::write(root.path().join(JOURNAL), "\"tag/new/rss.xml\"\n\"tag/ne").unwrap();
    fs::create_dir(root.path().join("tag/new")).unwrap();
    fs::write(root.path().join("tag/new").join(format!("{NEW_PREFIX}rss.xml")), "half").unwrap();
    fs::write(root.path().join(format!("{NEW_PREFIX}{MANIFEST}")), "{").unwrap();
    assert_eq!(publish(root.path(), OLD), 0);
    assert_eq!(tree(root.path()), fresh(OLD));
}

#[test]
fn a_broken_manifest_is_told_of_and_written_anew() {
    let root = folder();
    publish(root.path(), OLD);
    fs::write(root.path().join(MANIFEST), "{\"version\": 1, \"files\": {\"rss.xml\": \"x\"}}").unwrap();
    let finding = Folder::open(root.path()).unwrap().finding().unwrap().to_string();
    assert!(finding.contains("the entry of `rss.xml` is not a digest and a size"), "{finding}");
    assert_eq!(publish(root.path(), OLD), 3);
    assert_eq!(tree(root.path()), fresh(OLD));
}

#[test]
fn a_newer_version_s_manifest_stops_the_run() {
    let root = folder();
    fs::write(root.path().join(MANIFEST), "{\"version\": 2, \"files\": {}}").unwrap();
    let error = Folder::open(root.path()).unwrap_err().to_string();
    assert!(error.ends_with("version 2 is newer than this program"), "{error}");
}

#[test]
fn a_manifest_that_names_files_outside_removes_none() {
    let outside = folder();
    let root = outside.path().join("feeds");
    fs::create_dir(&root).unwrap();
    fs::write(outside.path().join("precious"), "x").unwrap();
    let entry = format!("{} 1", digest(b"x"));
    fs::write(root.join(MANIFEST), format!("{{\"version\":1,\"files\":{{\"../precious\":\"{entry}\"}}}}"))
        .unwrap();
    fs::write(root.join(JOURNAL), "\"../precious\"\n").unwrap();
    publish(&root, &[]);
    assert!(outside.path().join("precious").exists());
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_not_followed_out_of_the_folder() {
    let outside = folder();
    let root = folder();
    publish(root.path(), OLD);
    fs::remove_dir_all(root.path().join("tag/a")).unwrap();
    std::os::unix::fs::symlink(outside.path(), root.path().join("tag/a")).unwrap();
    fs::write(outside.path().join("rss.xml"), "aaa").unwrap();

    let mut sink = Folder::open(root.path()).unwrap();
    let error = sink.put(&"tag/a/rss.xml".to_owned(), b"x", "text/xml").unwrap_err().to_string();
    assert!(error.ends_with("a symbolic link leads out of the feeds folder"), "{error}");
    sink.remove(&"tag/a/rss.xml".to_owned()).unwrap();
    assert_eq!(fs::read(outside.path().join("rss.xml")).unwrap(), b"aaa");
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1);

    // A link in a file's place is replaced, not written through.
    std::os::unix::fs::symlink(outside.path().join("rss.xml"), root.path().join("atom.xml")).unwrap();
    put(&mut sink, "atom.xml", "ours");
    assert_eq!(fs::read(outside.path().join("rss.xml")).unwrap(), b"aaa");
    assert!(fs::symlink_metadata(root.path().join("atom.xml")).unwrap().is_file());
}

#[cfg(unix)]
#[test]
fn published_files_can_be_read_by_a_web_server() {
    use std::os::unix::fs::PermissionsExt;
    let root = folder();
    publish(root.path(), OLD);
    let plain = root.path().join("plain");
    fs::write(&plain, "").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&root.path().join("rss.xml")), mode(&plain));
}
