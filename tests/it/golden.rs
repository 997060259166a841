//! The sample site: what stands in `feeds/` is what the code makes of `content/`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::site::{Site, collect};

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    collect(folder, &mut |path| {
        let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        // The publisher's own bookkeeping is no published file.
        if !name.starts_with('.') {
            files.insert(name, fs::read(path).unwrap());
        }
    });
    files
}

#[test]
fn the_committed_feeds_are_what_a_rebuild_gives() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let site = Site::empty();
    let path = |name: &str| root.join(name).to_str().unwrap().to_owned();
    let (config, content) = (path("tidings.toml"), path("content"));
    let args =
        ["rebuild", "--config", &config, "--content", &content, "--index", "index", "--feeds", "feeds"];
    let outcome = site.run(&args).ends(0);
    assert_eq!(outcome.stderr, "", "the sample site is without fault");

    let (committed, rebuilt) = (files(&root.join("feeds")), files(&site.path("feeds")));
    assert!(rebuilt.contains_key("rss.xml"));
    let advice = "run `cargo run --release -- rebuild`, look at the difference, and commit it";
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&committed), names(&rebuilt), "{advice}");
    for (name, bytes) in &rebuilt {
        let (committed, rebuilt) =
            (String::from_utf8_lossy(&committed[name]), String::from_utf8_lossy(bytes));
        for (number, (old, new)) in (1..).zip(committed.lines().zip(rebuilt.lines())) {
            assert_eq!(old, new, "feeds/{name}:{number}: {advice}");
        }
        assert_eq!(committed.len(), rebuilt.len(), "feeds/{name}: {advice}");
    }
}

#[test]
fn the_day_of_the_rebuild_makes_no_difference_to_the_sample() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = |name: &str| root.join(name).to_str().unwrap().to_owned();
    let (config, content) = (path("tidings.toml"), path("content"));
    let site = Site::empty();
    for (now, feeds) in [("2026-01-15T12:00:00Z", "a"), ("2031-08-01T00:00:00Z", "b")] {
        let args =
            ["rebuild", "--config", &config, "--content", &content, "--index", feeds, "--feeds", feeds];
        let feeds = format!("{feeds}/feeds");
        let mut args = args.to_vec();
        *args.last_mut().unwrap() = &feeds;
        site.run_at(now, &args).ends(0);
    }
    assert_eq!(files(&site.path("a/feeds")), files(&site.path("b/feeds")));
}
