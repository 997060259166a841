//! A temporary site and the program run in it, with everything pinned that could differ from one
//! machine to the next.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::SystemTime;

use tempfile::TempDir;

/// The moment at which tests run, unless they say otherwise.
pub const NOW: &str = "2026-01-15T12:00:00+08:00";

/// Where the index of this version lies in a site: the folder has the number of the schema.
pub const INDEX: &str = "index/v5";

/// A site in a folder of its own, removed at the end.
pub struct Site {
    dir: TempDir,
}

impl Site {
    /// A folder with nothing in it.
    pub fn empty() -> Self {
        Self { dir: tempfile::tempdir().expect("a temporary folder can be made") }
    }

    /// A configured site without articles.
    pub fn new() -> Self {
        Self::empty().write(
            "tidings.toml",
            "[site]\ntitle = \"Desk\"\nurl = \"https://example.org/\"\ntimezone = \"Asia/Shanghai\"\n\
             tag_authority = \"example.org,2026-01-01\"\n",
        )
    }

    /// A site with these articles: name of the file below `content/` without `.md`, title, body.
    pub fn with_articles(articles: &[(&str, &str, &str)]) -> Self {
        articles.iter().fold(Self::new(), |site, (name, title, body)| site.article(name, title, body))
    }

    /// Writes (or replaces) an article of 1 July 2025 in the section 科技.
    pub fn article(self, name: &str, title: &str, body: &str) -> Self {
        let record = record(&format!("title: {title}\npublished: 2025-07-01\nsection: 科技\n"), body);
        self.write(&format!("content/{name}.md"), &record)
    }

    /// Writes (or replaces) a file.
    pub fn write(self, path: &str, text: &str) -> Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("the path is below the site")).expect("folders can be made");
        fs::write(&path, text).unwrap_or_else(|e| panic!("writing {}: {e}", path.display()));
        self
    }

    /// Three articles of a newspaper's desk, with a section, tags, an author, another language.
    pub fn with_desk(self) -> Self {
        self.write(
            "content/blade.md",
            &record(
                "title: 风机叶片为何越来越大\npublished: 2023-07-18T08:00:00+08:00\nsection: 深瞳\n\
                 tags: [能源, 风电]\nauthors: [及庆玲]\nurl: https://example.org/blade\n",
                "风机叶片长达百米。\n\n海上风电正在提速。",
            ),
        )
        .write(
            "content/hydrogen.md",
            &record(
                "title: 氢能列车上路\npublished: 2023-08-02\nsection: 科技在线\ntags: [能源]\n\
                 authors: [风启]\nurl: https://example.org/hydrogen\n",
                "列车以氢为燃料。",
            ),
        )
        .write(
            "content/story.md",
            &record(
                "title: 一段简单的路\npublished: 2023-08-03\nlang: ja\nurl: https://example.org/story\n",
                "短い話。",
            ),
        )
    }

    /// Removes a file or a folder.
    pub fn remove(self, path: &str) -> Self {
        let path = self.path(path);
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.unwrap_or_else(|e| panic!("removing {}: {e}", path.display()));
        self
    }

    /// Rebuilds; everything must be good.
    pub fn rebuilt(self) -> Self {
        self.run(&["rebuild"]).is(0, "", "");
        self
    }

    /// Where a file of the site lies.
    pub fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    /// Returns a file's text.
    pub fn read(&self, path: &str) -> String {
        let path = self.path(path);
        fs::read_to_string(&path).unwrap_or_else(|e| panic!("reading {}: {e}", path.display()))
    }

    /// Runs the program in the site's folder.
    pub fn run(&self, args: &[&str]) -> Outcome {
        self.run_in(".", args)
    }

    /// Runs the program in a folder of the site.
    pub fn run_in(&self, folder: &str, args: &[&str]) -> Outcome {
        let output = self.command(folder, args).output().expect("the program starts");
        self.outcome(output)
    }

    /// Runs the program at another moment.
    pub fn run_at(&self, now: &str, args: &[&str]) -> Outcome {
        let output = self.command(".", args).env("TIDINGS_NOW", now).output().expect("the program starts");
        self.outcome(output)
    }

    /// The program, ready to be started in a folder of the site.
    pub fn command(&self, folder: &str, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
        command
            .args(args)
            .current_dir(self.path(folder))
            .stdin(Stdio::null())
            .env_clear()
            .env("TZ", "UTC")
            .env("LANG", "C.UTF-8")
            .env("NO_COLOR", "1")
            .env("COLUMNS", "100")
            .env("TIDINGS_NOW", NOW);
        command
    }

    /// What a run of [`command`](Self::command), or of one made from it, printed and returned.
    pub fn outcome(&self, output: Output) -> Outcome {
        let root = self.dir.path().to_str().expect("the temporary folder's name is UTF-8");
        let text = |bytes: Vec<u8>| {
            String::from_utf8(bytes).expect("the program prints UTF-8").replace(root, "[SITE]")
        };
        Outcome {
            code: output.status.code().expect("the program was not killed"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Runs the program as a user who is not root, and whom the site belongs to from then on: rights
    /// hold for them. `None` where that can't be.
    #[cfg(unix)]
    pub fn run_as_nobody(&self, args: &[&str]) -> Option<Outcome> {
        const NOBODY: u32 = 65_534;
        let asked = self.command(".", args);
        if std::os::unix::fs::chown(self.path("."), Some(NOBODY), Some(NOBODY)).is_err() {
            // Not root to begin with.
            let is_bound = fs::File::open("/proc/1/environ").is_err();
            return is_bound.then(|| self.run(args));
        }
        let owned = Command::new("chown").args(["-R", "-h", "65534:65534"]).arg(self.path(".")).status();
        let program = self.copy_of_the_program();
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&program);
        command.args(asked.get_args()).current_dir(self.path(".")).stdin(Stdio::null()).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.envs(asked.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let output = command.output().ok().filter(|_| owned.is_ok_and(|status| status.success()))?;
        fs::remove_file(&program).expect("the copy can be removed");
        Some(self.outcome(output))
    }

    /// A copy of the program in the site's folder, for a user to whom the build's folder is closed.
    ///
    /// Another process makes it: a file that is open for writing here would be so, for a moment, in
    /// whatever another test starts, and the system runs no such file.
    #[cfg(unix)]
    pub fn copy_of_the_program(&self) -> PathBuf {
        let program = self.path("tidings");
        let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_tidings")).arg(&program).status();
        assert!(copied.is_ok_and(|status| status.success()), "the program can be copied");
        program
    }

    /// Every file below `folder` with its bytes and the time of its last change.
    pub fn state(&self, folder: &str) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
        let mut state = BTreeMap::new();
        collect(&self.path(folder), &mut |path| {
            let changed = path.metadata().and_then(|m| m.modified()).expect("the file has a time");
            state.insert(path.to_owned(), (fs::read(path).expect("the file can be read"), changed));
        });
        state
    }
}

/// Hands every file below `folder` to `receive`.
pub fn collect(folder: &Path, receive: &mut dyn FnMut(&Path)) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() { collect(&path, receive) } else { receive(&path) }
    }
}

/// Says that something could not be tested here, and why; cargo shows it with `--nocapture`.
#[expect(clippy::print_stderr, reason = "what is skipped must be seen")]
pub fn skipped(reason: &str) {
    eprintln!("skipped: {reason}");
}

/// A Markdown record with YAML front matter.
pub fn record(fields: &str, body: &str) -> String {
    format!("---\n{fields}---\n\n{body}\n")
}

/// What a run printed and returned; the site's folder stands as `[SITE]`.
#[derive(Debug)]
pub struct Outcome {
    /// The exit code.
    pub code: i32,
    /// Results.
    pub stdout: String,
    /// All else.
    pub stderr: String,
}

impl Outcome {
    /// Holds exit code, standard output and standard error to what is expected.
    #[track_caller]
    pub fn is(&self, code: i32, stdout: &str, stderr: &str) {
        let expected = Self { code, stdout: stdout.to_owned(), stderr: stderr.to_owned() };
        assert_eq!(self.to_string(), expected.to_string());
    }

    /// Holds the exit code to what is expected.
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self}");
        self
    }

    /// Wants all of `texts` on standard error.
    #[track_caller]
    pub fn warns_of(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.stderr.contains(text), "`{text}` is not in:\n{self}");
        }
        self
    }

    /// Reads standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("{e} in:\n{self}"))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "exit code: {}\n--- stdout ---\n{}--- stderr ---\n{}", self.code, self.stdout, self.stderr)
    }
}
