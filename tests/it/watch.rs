//! `rebuild --watch`: files change, and the feeds follow.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::site::{Site, record};

/// Long enough for a machine under any load; nothing waits so long if all is well.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program at work, with the lines that it says.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn of(site: &Site) -> Self {
        let mut command = site.command(".", &["rebuild", "--watch", "-v"]);
        let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let (sender, lines) = channel();
        let errors = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            for line in errors.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, lines }
    }

    /// Waits for a line with `text`, and then until the program waits again.
    fn says(&self, text: &str) {
        let end = Instant::now() + PATIENCE;
        let mut said = Vec::new();
        let mut is_said = false;
        loop {
            let Ok(line) = self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) else {
                panic!("`{text}` was not said, but:\n{}", said.join("\n"));
            };
            is_said |= line.contains(text);
            if is_said && line.starts_with("watching ") {
                return;
            }
            said.push(line);
        }
    }

    /// Waits until nothing was said for three seconds. A change just before the watch began may wake it
    /// once more on a busy machine; one that its own work wakes never falls silent.
    fn falls_silent(&self) {
        let mut said = Vec::new();
        while let Ok(line) = self.lines.recv_timeout(Duration::from_secs(3)) {
            said.push(line);
            assert!(said.len() < 10, "it wakes again and again:\n{}", said.join("\n"));
        }
    }

    fn ends(mut self) -> Option<i32> {
        let kill = std::process::Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        assert!(kill.unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
    }
}

#[cfg(unix)]
#[test]
fn feeds_follow_the_files_until_ctrl_c() {
    let site = Site::with_articles(&[("a", "First", "one")]);
    let watching = Watching::of(&site);
    watching.says("1 added");

    // An editor that saves by renaming over the file.
    let page = record("title: First, again\npublished: 2025-07-01\nsection: 科技\n", "two");
    let site = site.write("content/.a.md.new", &page);
    std::fs::rename(site.path("content/.a.md.new"), site.path("content/a.md")).unwrap();
    watching.says("1 changed");
    assert!(site.read("feeds/rss.xml").contains("First, again"));

    // A folder that is new, with a file in it.
    let site = site.write("content/new/deep/b.md", &record("title: Second\npublished: 2025-07-02\n", "x"));
    watching.says("1 added");

    // What is wrong is shown, and the watch goes on.
    let site = site.write("content/new/deep/b.md", "---\ntitle: [\n---\n");
    watching.says("error");
    let site = site.write("content/new/deep/b.md", &record("title: Third\npublished: 2025-07-02\n", "x"));
    watching.says("1 changed");

    // So is a broken configuration; mended, it counts.
    let config = site.read("tidings.toml");
    let site = site.write("tidings.toml", "[site]\ntitle = 3\n");
    watching.says("error");
    let site = site.write("tidings.toml", &config.replace("Desk", "Other desk"));
    watching.says("file");
    assert!(site.read("feeds/rss.xml").contains("Other desk"));

    // The folder of records may be replaced by another.
    std::fs::rename(site.path("content"), site.path("former")).unwrap();
    watching.says("error");
    let site =
        site.article("c", "Fourth", "y").article("new/deep/b", "Third", "x").article("a", "First", "z");
    watching.says("1 added");
    assert!(site.read("feeds/rss.xml").contains("Fourth"));
    assert_eq!(watching.ends(), Some(0));
}

/// What a rebuild writes below the content, under whatever name, doesn't wake the next.
#[cfg(unix)]
#[test]
fn a_watch_is_not_woken_by_what_it_writes_below_the_content() {
    let site = Site::with_articles(&[("a", "First", "one")]);
    let config = site.read("tidings.toml");
    let site = site.write(
        "tidings.toml",
        &format!("{config}[paths]\nfeeds = \"content/new/feeds\"\nindex = \"around/index\"\n"),
    );
    for folder in ["around", "content/new"] {
        std::fs::create_dir(site.path(folder)).unwrap();
    }
    std::os::unix::fs::symlink("../around", site.path("content/around")).unwrap();
    let watching = Watching::of(&site);
    watching.says("1 added");
    watching.falls_silent();
    let site = site.article("b", "Second", "two");
    watching.says("1 added");
    assert!(site.read("content/new/feeds/rss.xml").contains("Second"));
    watching.falls_silent();
    assert_eq!(watching.ends(), Some(0));
}

/// To read a database whose log is written first makes files beside it, which is no change.
#[cfg(all(unix, feature = "sqlite"))]
#[test]
fn a_database_is_watched_without_waking_by_its_own_reading() {
    let site = Site::with_articles(&[("a", "First", "one")]);
    let config = site.read("tidings.toml");
    let site = site.write(
        "tidings.toml",
        &format!(
            "{config}\n[[source]]\nkind = \"sqlite\"\nname = \"cms\"\nfile = \"cms.db\"\n\
             query = \"select id, title, '2025-07-01' as published from posts\"\n"
        ),
    );
    let execute = |sql: &str| {
        rusqlite::Connection::open(site.path("cms.db")).unwrap().execute_batch(sql).unwrap();
    };
    execute(
        "PRAGMA journal_mode = wal; CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT); INSERT INTO posts VALUES (1, 'Row')",
    );
    let watching = Watching::of(&site);
    watching.says("2 added");
    watching.falls_silent();
    execute("INSERT INTO posts VALUES (2, 'Another row')");
    watching.says("1 added");
    // So it is while the writer stays.
    let writer = rusqlite::Connection::open(site.path("cms.db")).unwrap();
    writer.execute_batch("INSERT INTO posts VALUES (3, 'Third row')").unwrap();
    watching.says("1 added");
    watching.falls_silent();
    assert_eq!(watching.ends(), Some(0));
}
