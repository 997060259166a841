//! A sink that fails at its Nth call, for every N: what was published stays good, and the next
//! rebuild ends as if nothing had been.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use tempfile::TempDir;

use super::*;
use crate::publish::{Digest, Name};

/// Hands so many calls on, and fails from then on, as a disk that is full.
struct Failing<S> {
    sink: S,
    calls_left: usize,
}

impl<S> Failing<S> {
    fn call(&mut self) -> Result<&mut S> {
        let cause = || std::io::Error::new(ErrorKind::StorageFull, "no room is left");
        self.calls_left =
            self.calls_left.checked_sub(1).ok_or_else(|| Error::io("writing", Path::new("sink"), cause()))?;
        Ok(&mut self.sink)
    }
}

impl<S: Sink> Sink for Failing<S> {
    fn list(&self) -> Result<BTreeMap<Name, Digest>> {
        self.sink.list()
    }

    fn put(&mut self, name: &Name, file: &[u8], media_type: &str) -> Result<()> {
        self.call()?.put(name, file, media_type)
    }

    fn remove(&mut self, name: &Name) -> Result<()> {
        self.call()?.remove(name)
    }

    fn finish(&mut self) -> Result<()> {
        self.call()?.finish()
    }
}

fn now() -> Timestamp {
    Timestamp::parse_from_rfc3339("2026-01-15T12:00:00+08:00").unwrap()
}

fn write(root: &Path, name: &str, section: &str, body: &str) {
    let text = format!("---\ntitle: 第{name}篇\npublished: 2025-07-01\nsection: {section}\n---\n\n{body}\n");
    fs::create_dir_all(root.join("content")).unwrap();
    fs::write(root.join("content").join(format!("{name}.md")), text).unwrap();
}

/// A site that was published, and changed since: a section goes, one comes, one changes.
fn site() -> (TempDir, Config) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let mut config = Config::bare("https://example.org/".parse().unwrap());
    config.paths.content = root.join("content");
    config.paths.feeds = root.join("feeds");
    config.paths.index = root.join("index");
    for (name, section) in [("a", "科技"), ("b", "能源"), ("c", "能源"), ("d", "旧栏")] {
        write(root, name, section, "从前的文。");
    }
    rebuild(&config, &Options::default(), now(), &()).unwrap();
    fs::remove_file(root.join("content/d.md")).unwrap();
    write(root, "b", "能源", "后来的文。");
    write(root, "e", "新栏", "后来的文。");
    (folder, config)
}

fn published(config: &Config) -> BTreeMap<Name, Vec<u8>> {
    let listed = Folder::open(&config.paths.feeds).unwrap().list().unwrap();
    listed.into_keys().map(|name| (name.clone(), fs::read(config.paths.feeds.join(name)).unwrap())).collect()
}

/// Rebuilds into a sink that fails at the call number `calls`.
fn rebuild_failing(config: &Config, calls: usize) -> Result<Report> {
    let options = Options::default();
    let lock = Lock::acquire(&config.paths.index, 0)?;
    let mut engine =
        open_or_create(&config.paths.index, &config.paths.index, Belief::Today, &mut Vec::new())?;
    let mut sink = Failing { sink: Folder::open(&config.paths.feeds)?, calls_left: calls };
    let flow =
        Flow { config, at_home: config, options: &options, now: now(), progress: &(), lock: Some(&lock) };
    flow.run(&mut engine, &mut sink, &mut Vec::new())
}

#[test]
fn a_sink_may_fail_at_any_call() {
    let (_folder, config) = site();
    let before = published(&config);
    rebuild(&config, &Options::default(), now(), &()).unwrap();
    let after = published(&config);
    assert!(before.keys().any(|name| !after.contains_key(name)));
    assert!(after.keys().any(|name| !before.contains_key(name)));

    let mut calls = 0;
    loop {
        let (_folder, config) = site();
        match rebuild_failing(&config, calls) {
            Ok(_) => break,
            Err(error) => assert!(error.to_string().contains("no room is left"), "{calls}: {error}"),
        }
        let now_there = published(&config);
        for (name, bytes) in &now_there {
            let is_known = [&before, &after].iter().any(|state| state.get(name) == Some(bytes));
            assert!(is_known, "{calls}: {name} is neither old nor new");
        }
        for name in before.keys().filter(|name| after.contains_key(*name)) {
            assert!(now_there.contains_key(name), "{calls}: {name} is missing");
        }
        let report = rebuild(&config, &Options::default(), now(), &()).unwrap();
        assert_eq!(report.findings, [], "{calls}");
        assert!(published(&config) == after, "{calls}: other feeds than without the failure");
        let idle = rebuild(&config, &Options::default(), now(), &()).unwrap();
        assert_eq!((idle.written, idle.deleted), (Vec::new(), Vec::new()), "{calls}");
        calls += 1;
    }
    assert!(calls >= 15, "{calls} calls were made");
}
