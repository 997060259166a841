//! A rebuild that is killed, or that a full or failing disk stops, at every place where that can
//! happen: readers see the site as it was or as it will be, and the next rebuild ends as if nothing
//! had been.
//!
//! The system calls fail by `strace`, so that the real program is tried. Some places are tried each
//! time, all of them with `TIDINGS_CRASH=all`.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::site::{Outcome, Site, collect};

/// Places tried for each fault, unless all are.
const FEW: usize = 12;

/// A site as it was published, with changes of every kind made since; and what it becomes.
struct Trial {
    site: Site,
    before: State,
    after: State,
    /// Every file of the site before the rebuild.
    files: BTreeMap<PathBuf, Vec<u8>>,
}

/// What readers see.
#[derive(PartialEq)]
struct State {
    feeds: BTreeMap<PathBuf, Vec<u8>>,
    answer: Value,
}

impl State {
    fn of(site: &Site) -> Self {
        Self { feeds: files(&site.path("feeds")), answer: answer(&search(site).ends(0)) }
    }
}

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    collect(folder, &mut |path| {
        files.insert(path.to_owned(), fs::read(path).expect("the file can be read"));
    });
    files
}

fn search(site: &Site) -> Outcome {
    site.run(&["search", "--format", "json", "--limit", "50", "--sort", "newest", "--", "date:2000.."])
}

/// What a search found, without the time that it took.
fn answer(outcome: &Outcome) -> Value {
    let mut answer = outcome.json();
    answer.as_object_mut().expect("an answer is an object").remove("took_ms");
    answer
}

impl Trial {
    fn new() -> Self {
        let many: String = (0..40)
            .map(|number| {
                format!("{{\"id\":\"n{number}\",\"title\":\"第{number}号\",\"published\":\"2025-06-01\"}}\n")
            })
            .collect();
        let site = Site::with_articles(&[
            ("a", "风机叶片", "又大又轻，随风而动。"),
            ("b", "氢能列车", "从甲地驶往乙地。"),
            ("c", "月球土壤", "取回来的样品。"),
        ]);
        let site = site.write("content/many.ndjson", &many).rebuilt();
        let before = State::of(&site);
        let index = files(&site.path("index"));
        let site = site.remove("content/c.md").article("b", "氢能列车", "又从乙地驶回甲地。").write(
            "content/d.md",
            "---\ntitle: 深海\npublished: 2025-08-01\nsection: 海洋\n---\n\n潜到海底。\n",
        );
        let content = files(&site.path("content"));
        let site = site.rebuilt();
        let after = State::of(&site);
        assert!(before != after);
        site.run(&["rebuild", "--index", "fresh/index", "--feeds", "fresh/feeds"]).is(0, "", "");
        let fresh: Vec<Vec<u8>> = files(&site.path("fresh/feeds")).into_values().collect();
        assert!(after.feeds.values().eq(&fresh), "a rebuild from nothing gives other feeds");
        let site = site.remove("fresh");
        let mut files = index;
        files.extend(content);
        files.extend(before.feeds.clone());
        files.insert(site.path("tidings.toml"), fs::read(site.path("tidings.toml")).expect("it is there"));
        Self { site, before, after, files }
    }

    /// Puts the site back to what it was before the rebuild.
    fn restore(&self) {
        for folder in ["content", "index", "feeds"] {
            let _ = fs::remove_dir_all(self.site.path(folder));
        }
        for (path, bytes) in &self.files {
            fs::create_dir_all(path.parent().expect("it has a folder")).expect("folders can be made");
            fs::write(path, bytes).expect("the file can be written");
        }
    }

    /// Holds what stands there after an ill-fated rebuild to what readers may see.
    fn examine(&self, what: &str) {
        for (path, bytes) in files(&self.site.path("feeds")) {
            let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
            let is_known =
                [&self.before, &self.after].iter().any(|state| state.feeds.get(&path) == Some(&bytes));
            assert!(is_hidden || is_known, "{what}: {} is neither old nor new", path.display());
        }
        for path in self.before.feeds.keys().filter(|path| self.after.feeds.contains_key(*path)) {
            assert!(path.exists(), "{what}: {} is missing", path.display());
        }
        let found = search(&self.site);
        assert_eq!(found.code, 0, "{what}: {found}");
        let found = answer(&found);
        assert!(found == self.before.answer || found == self.after.answer, "{what}: {found}");
        let checked = self.site.run(&["check"]);
        // What a stopped rebuild published so far are feeds of two states; each by itself is good.
        assert!(checked.code == 0 || checked.code == 3, "{what}: {checked}");

        let again = self.site.run(&["rebuild"]);
        assert_eq!((again.code, again.stderr.as_str()), (0, ""), "{what}: {again}");
        let state = State::of(&self.site);
        assert!(state.feeds == self.after.feeds, "{what}: other feeds than without the fault");
        assert!(state.answer == self.after.answer, "{what}: other answers than without the fault");
        let checked = self.site.run(&["check"]);
        assert_eq!(checked.code, 0, "{what}: {checked}");
        let left: Vec<PathBuf> = files(&self.site.path("."))
            .into_keys()
            .filter(|path| {
                path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".tidings-new-"))
            })
            .collect();
        assert!(left.is_empty(), "{what}: left behind: {left:?}");
    }

    /// Runs a rebuild under `strace` with `fault`, and returns its exit code; none if it was killed.
    fn rebuild_with(&self, log: &Path, expressions: &[&str]) -> (Option<i32>, String) {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-qq", "-o"]).arg(log);
        for expression in expressions {
            strace.args(["-e", expression]);
        }
        let rebuild = self.site.command(".", &["rebuild"]);
        strace.arg(rebuild.get_program()).args(rebuild.get_args()).current_dir(self.site.path("."));
        strace.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        strace.envs(rebuild.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let output = strace.output().expect("strace can be run");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// How often a rebuild calls the system for `call` once it has opened its lock; and how often it
    /// had done so before.
    fn calls(&self, call: &str) -> (usize, usize) {
        self.restore();
        let log = self.site.path("strace.log");
        let (code, told) = self.rebuild_with(&log, &[&format!("trace={call},flock")]);
        assert_eq!(code, Some(0), "{told}");
        let text = fs::read_to_string(&log).expect("strace has written its log");
        fs::remove_file(&log).expect("the log can be removed");
        let name = format!(" {call}(");
        let is_call = |line: &&str| line.contains(&name);
        let start = text.lines().take_while(|line| !line.contains("flock(")).filter(is_call).count();
        (start, text.lines().filter(is_call).count())
    }

    /// Tries a fault at the places where it can strike.
    fn strike(&self, call: &str, fault: &str) {
        let (start, end) = self.calls(call);
        assert!(end > start, "a rebuild never calls {call}");
        let all: Vec<usize> = (start + 1..=end).collect();
        let is_thorough = std::env::var("TIDINGS_CRASH").is_ok_and(|wish| wish == "all");
        let step = if is_thorough { 1 } else { all.len().div_ceil(FEW) };
        let log = self.site.path("strace.log");
        for number in all.into_iter().step_by(step) {
            self.restore();
            let what = format!("{call} number {number} of {end}: {fault}");
            let inject = format!("inject={call}:{fault}:when={number}");
            let (code, told) = self.rebuild_with(&log, &[&format!("trace={call}"), &inject]);
            assert!(code.is_none_or(|code| matches!(code, 0 | 1 | 3 | 137)), "{what}: {code:?} {told}");
            assert!(!told.contains("panicked"), "{what}: {told}");
            fs::remove_file(&log).expect("the log can be removed");
            self.examine(&what);
        }
    }
}

/// Whether there is `strace`, and it may be used; `tests/run` installs it and says where it can't.
fn can_trace() -> bool {
    let traced =
        Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).stderr(Stdio::null()).status();
    traced.is_ok_and(|status| status.success())
}

#[test]
fn a_rebuild_may_be_killed_anywhere() {
    if !can_trace() {
        return;
    }
    let trial = Trial::new();
    for call in ["write", "fsync", "rename", "openat", "unlink"] {
        trial.strike(call, "signal=KILL");
    }
}

#[test]
fn a_full_disk_stops_a_rebuild_and_spoils_nothing() {
    if !can_trace() {
        return;
    }
    let trial = Trial::new();
    for call in ["write", "openat", "rename"] {
        trial.strike(call, "error=ENOSPC");
    }
}

#[test]
fn a_failing_disk_stops_a_rebuild_and_spoils_nothing() {
    if !can_trace() {
        return;
    }
    let trial = Trial::new();
    for call in ["fsync", "read", "openat", "unlink"] {
        trial.strike(call, "error=EIO");
    }
}

/// Random kills of a rebuild that was not slowed down, while somebody searches.
#[test]
fn rebuilds_killed_at_random_moments_leave_nothing_that_the_next_does_not_mend() {
    let trial = Trial::new();
    let is_thorough = std::env::var("TIDINGS_CRASH").is_ok_and(|wish| wish == "all");
    let rounds = if is_thorough { 1_000 } else { 25 };
    for round in 0..rounds {
        trial.restore();
        let mut rebuild = trial.site.command(".", &["rebuild"]);
        let mut rebuild = rebuild.stderr(Stdio::null()).spawn().expect("the program starts");
        let moment = Duration::from_micros(500 + (round * 7_919) % 60_000);
        let searched = std::thread::scope(|scope| {
            let searching = scope.spawn(|| search(&trial.site));
            std::thread::sleep(moment);
            let _ = rebuild.kill();
            searching.join().expect("the search does not panic")
        });
        rebuild.wait().expect("the program ends");
        assert_eq!(searched.code, 0, "while it was killed after {moment:?}: {searched}");
        let found = answer(&searched);
        assert!(found == trial.before.answer || found == trial.after.answer, "after {moment:?}: {found}");
        trial.examine(&format!("killed after {moment:?}"));
    }
}
