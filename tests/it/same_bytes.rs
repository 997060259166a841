//! The same content gives the same bytes, on whatever machine and in whatever order it came there.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::site::{NOW, Site, collect};

/// The sample site's files and some of one folder, by name: more than one directory block holds.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = vec![(
        "tidings.toml".to_owned(),
        fs::read_to_string(root.join("tidings.toml"))
            .unwrap()
            .replace("[feeds]\n", "[feeds]\narchive = true\narchive_size = 20\n"),
    )];
    collect(&root.join("content"), &mut |path| {
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        // Pictures have no order.
        if let Ok(text) = fs::read_to_string(path) {
            sources.push((name, text));
        }
    });
    for number in 0..120 {
        // Many share a moment, so that ties are decided.
        let text = format!(
            "---\ntitle: 第{number}篇\npublished: 2025-07-{:02}\ntags: [甲, 乙{}]\nauthors: [İlker, 林{}]\n---\n\n文{number}。\n",
            1 + number % 4,
            number % 7,
            number % 3,
        );
        sources.push((format!("content/more/第{number}篇.md"), text));
    }
    sources.sort();
    sources
}

/// What is published below `feeds/`, with the publisher's own list.
fn published(site: &Site) -> BTreeMap<String, Vec<u8>> {
    let root = site.path("feeds");
    let mut files = BTreeMap::new();
    collect(&root, &mut |path| {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        files.insert(name, fs::read(path).unwrap());
    });
    files
}

/// Writes the sources in this order and rebuilds in this environment.
fn rebuilt<'a>(
    sources: impl Iterator<Item = &'a (String, String)>,
    environment: &[(&str, &str)],
) -> BTreeMap<String, Vec<u8>> {
    let site = sources.fold(Site::empty(), |site, (name, text)| site.write(name, text));
    let mut command = site.command(".", &["rebuild"]);
    let output = command.envs(environment.iter().copied()).output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    published(&site)
}

#[test]
fn neither_order_nor_zone_nor_locale_nor_clock_nor_threads_change_a_byte() {
    let sources = sources();
    let first = rebuilt(sources.iter(), &[("RAYON_NUM_THREADS", "1"), ("TIDINGS_NOW", NOW)]);
    assert!(first.len() > 150, "{} files", first.len());
    let elsewhere = [
        ("RAYON_NUM_THREADS", "2"),
        // In another year, and on another day in its own zone than in that of the site.
        ("TIDINGS_NOW", "2027-12-31T23:30:00-11:00"),
        ("TZ", "Asia/Tokyo"),
        ("LANG", "ja_JP.eucJP"),
        ("LC_ALL", "tr_TR.UTF-8"),
    ];
    let second = rebuilt(sources.iter().rev(), &elsewhere);
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&first), names(&second));
    for (name, bytes) in &first {
        assert!(*bytes == second[name], "{name} differs");
    }
}
