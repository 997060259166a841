//! Feeds, index and sources that do not belong together: a backup that was brought back, an index that
//! was made anew, a second folder of feeds. The next rebuild ends in the state of a fresh one.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use crate::site::{INDEX, Site, collect};

/// The bytes of the files below a folder of the site.
type Files = BTreeMap<PathBuf, Vec<u8>>;

fn six() -> Site {
    let article = |site: Site, number| site.article(&format!("{number}"), &format!("第{number}篇"), "文");
    (0..6).fold(Site::new(), article).rebuilt()
}

fn files(site: &Site, folder: &str) -> Files {
    let mut files = Files::new();
    collect(&site.path(folder), &mut |path| {
        files.insert(path.to_owned(), fs::read(path).expect("the file can be read"));
    });
    files
}

/// Brings back what a folder held.
fn restore(site: Site, folder: &str, files: &Files) -> Site {
    let site = site.remove(folder);
    for (path, bytes) in files {
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("folders can be made");
        fs::write(path, bytes).expect("the file can be written");
    }
    site
}

/// What a rebuild from nothing makes of the sources as they are.
#[track_caller]
fn is_as_fresh(site: &Site) {
    site.run(&["rebuild", "--feeds", "fresh/feeds", "--index", "fresh/index"]).ends(0);
    let relative = |folder: &str| -> BTreeMap<PathBuf, Vec<u8>> {
        let root = site.path(folder);
        let files = files(site, folder).into_iter();
        files.map(|(path, bytes)| (path.strip_prefix(&root).expect("below it").to_owned(), bytes)).collect()
    };
    assert!(relative("feeds") == relative("fresh/feeds"), "the feeds are not those of a fresh rebuild");
    site.run(&["check"]).ends(0);
}

#[test]
fn feeds_that_were_brought_back_from_a_backup_are_written_again() {
    let site = six();
    let backup = files(&site, "feeds");
    let site = site.article("3", "改过的", "文").rebuilt();
    let site = restore(site, "feeds", &backup).rebuilt();
    is_as_fresh(&site);
}

#[test]
fn feeds_that_are_newer_than_a_backup_of_all_else_are_written_again() {
    let site = six();
    let (content, index) = (files(&site, "content"), files(&site, "index"));
    let site = site.article("3", "改过的", "文").rebuilt();
    let site = restore(restore(site, "content", &content), "index", &index).rebuilt();
    is_as_fresh(&site);
}

#[test]
fn an_index_made_anew_by_a_rebuild_that_failed_is_not_taken_for_the_former_one() {
    let site = six();
    let rss = site.read("feeds/rss.xml");
    let site = site.article("3", "改过的", "文").remove(INDEX).remove("feeds/rss.xml");
    fs::create_dir(site.path("feeds/rss.xml")).expect("a folder can be made");
    site.run(&["rebuild"]).ends(1);
    let site = site.remove("feeds/rss.xml").write("feeds/rss.xml", &rss).rebuilt();
    is_as_fresh(&site);
}

#[test]
fn each_of_two_folders_of_feeds_is_kept_up_to_date() {
    let site = six();
    site.run(&["rebuild", "--feeds", "others"]).ends(0);
    let site = site.article("3", "改过的", "文").rebuilt();
    site.run(&["rebuild", "--feeds", "others"]).ends(0);
    assert!(site.read("others/rss.xml").contains("改过的"));
    is_as_fresh(&site.rebuilt());
}

#[test]
fn a_published_file_that_somebody_altered_is_written_again() {
    let site = six();
    let rss = site.read("feeds/rss.xml");
    // Of another size: at once.
    let site = site.write("feeds/rss.xml", &format!("{rss}<!-- more -->")).rebuilt();
    is_as_fresh(&site);
    // Of the same size: when all is looked at.
    let site = site.write("feeds/rss.xml", &rss.replace("第3篇", "第三篇"));
    site.run(&["check"]).ends(1).warns_of(&["run `tidings rebuild --full`"]);
    site.run(&["rebuild", "--full"]).is(0, "", "");
    is_as_fresh(&site);
}
