//! Which files there are, without opening any.

mod written;

use std::ffi::OsStr;
use std::fs::Metadata;
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::format::Kind;
use super::tree::Listing;
use super::{Source, Stat};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Place};
use crate::error::{Error, Result};

use written::Written;

/// Files that are listed at most: twice as many articles as the program was measured with.
const MAX_SOURCES: usize = 2_000_000;

/// Files that are listed before the system is asked about them, by all processors.
const BATCH: usize = 16_384;

/// The finding of what could not be looked at; see [`is_hidden`].
const UNREADABLE: &str = "unreadable";

/// Lists the source files of `config`. Where databases are sources, there need not be any files.
///
/// # Errors
///
/// [`Error::Io`] if the content folder can't be read at all.
pub fn scan_configured(config: &Config) -> Result<(Vec<Source>, Vec<Diagnostic>)> {
    let root = &config.paths.content;
    if !config.source.is_empty() && !root.exists() {
        return Ok((Vec::new(), Vec::new()));
    }
    scan(root, config)
}

/// Lists the source files below `root` (or `root` itself if it is a file), sorted by key.
///
/// Hidden files, editors' backups, files of unknown kinds, those that `config` leaves out, and the
/// folders of its feeds and index are left out. Symbolic links are followed; a loop is a finding. An
/// unreadable folder or file is a finding (an error, so that its articles are kept, see
/// [`is_hidden`]).
///
/// # Errors
///
/// [`Error::Io`] if `root` can't be read at all, [`Error::TooManySources`] if there are more than
/// two million files.
pub fn scan(root: &Path, config: &Config) -> Result<(Vec<Source>, Vec<Diagnostic>)> {
    scan_up_to(root, config, MAX_SOURCES)
}

/// Returns where the source `key` lies that a scan of `root` found.
pub fn path_of(key: &str, root: &Path) -> PathBuf {
    if root.is_file() { root.to_owned() } else { root.join(key.split('/').collect::<PathBuf>()) }
}

/// Returns whether one of the `findings` of a scan of `root` says that it could not be seen whether
/// the source `key` is there: it, or a folder around it, can't be read.
pub fn is_hidden(key: &str, root: &Path, findings: &[Diagnostic]) -> bool {
    let mut unreadable = findings.iter().filter(|finding| finding.code == UNREADABLE);
    unreadable.any(|finding| root.join(key).starts_with(&finding.place.file))
}

fn scan_up_to(root: &Path, config: &Config, most: usize) -> Result<(Vec<Source>, Vec<Diagnostic>)> {
    let metadata = std::fs::metadata(root).map_err(|e| Error::io("reading", root, e))?;
    if metadata.is_file() {
        return Ok(single(root, &metadata));
    }
    std::fs::read_dir(root).map_err(|e| Error::io("reading", root, e))?;
    let mut listed = Listed { root, sources: Vec::new(), findings: Vec::new() };
    let mut found = Vec::with_capacity(BATCH);
    let mut count = 0;
    let listing = Listing::of(config);
    let walk = WalkDir::new(root).follow_links(true).into_iter();
    let mut written = Written::below(root, config);
    let mut is_left_out = |entry: &DirEntry| {
        let name = entry.file_name();
        let is_foreign = || name.to_str().is_some_and(|name| listing.is_passed_over(name, entry.depth()));
        let is_folder = entry.file_type().is_dir();
        entry.depth() > 0 && (is_passed_over(name) || (is_folder && (is_foreign() || written.holds(entry))))
    };
    for entry in walk.filter_entry(|entry| !is_left_out(entry)) {
        match entry {
            Ok(entry) if !entry.file_type().is_dir() && may_be_read(&entry, root, listing) => {
                if count == most {
                    return Err(Error::TooManySources { path: root.to_owned(), most });
                }
                count += 1;
                found.push(entry);
                if found.len() == BATCH {
                    listed.examine(&mut found);
                }
            }
            Ok(_) => {}
            Err(error) => listed.findings.extend(explain(&error, root)),
        }
    }
    listed.examine(&mut found);
    let Listed { mut sources, mut findings, .. } = listed;
    listing.retain(&mut sources);
    sources.par_sort_unstable_by(|a, b| a.key.cmp(&b.key));
    findings.sort();
    Ok((sources, findings))
}

/// What was found so far.
struct Listed<'a> {
    root: &'a Path,
    sources: Vec<Source>,
    findings: Vec<Diagnostic>,
}

impl Listed<'_> {
    /// The walk is one thread's work; asking the system about each file is not.
    fn examine(&mut self, found: &mut Vec<DirEntry>) {
        let examined: Vec<Result<Option<Source>, Diagnostic>> =
            found.par_drain(..).with_min_len(256).map(|entry| examine(entry, self.root)).collect();
        for source in examined {
            match source {
                Ok(source) => self.sources.extend(source),
                Err(finding) => self.findings.push(finding),
            }
        }
    }
}

/// A name that is not UTF-8 is looked at as its extension says.
fn may_be_read(entry: &DirEntry, root: &Path, listing: Listing<'_>) -> bool {
    match key(entry.path(), root) {
        Some(key) => listing.is_of_a_kind(&key),
        None => Kind::of(Path::new(entry.file_name())).is_some(),
    }
}

/// The content path is a file: its kind must be known, since it was named.
fn single(root: &Path, metadata: &Metadata) -> (Vec<Source>, Vec<Diagnostic>) {
    let place = || Place::file(root.display().to_string());
    let Some(key) = root.file_name().and_then(OsStr::to_str) else {
        return (Vec::new(), vec![bad_name(place())]);
    };
    if Kind::of(root).is_none() {
        let finding = Diagnostic::error("unknown-kind", place(), "a file of this kind holds no records")
            .with_hint("name it .md, .html, .txt, .csv, .json or .ndjson");
        return (Vec::new(), vec![finding]);
    }
    (vec![Source { key: key.to_owned(), path: root.to_owned(), stat: Stat::of(metadata) }], Vec::new())
}

fn examine(entry: DirEntry, root: &Path) -> Result<Option<Source>, Diagnostic> {
    let place = Place::file(entry.path().display().to_string());
    let metadata = entry.metadata().map_err(|error| {
        let cause = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
        Diagnostic::error(UNREADABLE, place.clone(), format!("the file can't be read: {cause}"))
    })?;
    // A pipe or a device could be read for ever.
    if !metadata.is_file() {
        return Ok(None);
    }
    let Some(key) = key(entry.path(), root) else { return Err(bad_name(place)) };
    Ok(Some(Source { key, stat: Stat::of(&metadata), path: entry.into_path() }))
}

/// The path relative to `root`, with `/` between folders; `None` if it is not UTF-8.
fn key(path: &Path, root: &Path) -> Option<String> {
    let relative = path.strip_prefix(root).ok()?;
    if std::path::MAIN_SEPARATOR == '/' {
        return relative.to_str().map(str::to_owned);
    }
    let names: Option<Vec<&str>> = relative
        .components()
        .map(|component| match component {
            Component::Normal(name) => name.to_str(),
            _ => None,
        })
        .collect();
    Some(names?.join("/"))
}

/// Hidden files, and what editors leave beside a file: `x~`, `.#x`, `#x#`, `.x.swp`.
fn is_passed_over(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    let is_backup = name.ends_with(b"~") || name.ends_with(b".swp") || name.ends_with(b".swx");
    name.starts_with(b".")
        || is_backup
        || name.starts_with(b"~$")
        || (name.starts_with(b"#") && name.ends_with(b"#"))
}

fn bad_name(place: Place) -> Diagnostic {
    Diagnostic::error("bad-name", place, "the file's name is not UTF-8").with_hint("rename it")
}

fn explain(error: &walkdir::Error, root: &Path) -> Option<Diagnostic> {
    let path = error.path().unwrap_or(root);
    let place = Place::file(path.display().to_string());
    if let Some(ancestor) = error.loop_ancestor() {
        let message = format!("the link leads back to `{}`", ancestor.display());
        let hint = "remove the link; nothing below it is read";
        return Some(Diagnostic::warning("link-loop", place, message).with_hint(hint));
    }
    let cause = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    let is_link = std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    // A broken link to what would be no record anyway is nobody's concern.
    if is_link && path.extension().is_some() && Kind::of(path).is_none() {
        return None;
    }
    let message =
        if is_link { "the link leads nowhere".to_owned() } else { format!("can't be read: {cause}") };
    Some(Diagnostic::error(UNREADABLE, place, message))
}

impl Stat {
    /// Returns when the file was last changed, its contents or what is known of it.
    pub(crate) fn changed(&self) -> i64 {
        self.mtime.max(self.ctime)
    }

    #[cfg(unix)]
    pub(crate) fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        let nanoseconds =
            |seconds: i64, rest: i64| seconds.saturating_mul(1_000_000_000).saturating_add(rest);
        Self {
            size: metadata.size(),
            mtime: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
            ctime: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
            inode: metadata.ino(),
        }
    }

    #[cfg(not(unix))]
    pub(crate) fn of(metadata: &Metadata) -> Self {
        let since = |time: std::time::SystemTime| match time.duration_since(std::time::UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |nanos| -nanos),
        };
        Self { size: metadata.len(), mtime: metadata.modified().map_or(0, since), ctime: 0, inode: 0 }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn listed(root: &Path) -> (Vec<String>, Vec<String>) {
        let (sources, findings) = scan(root, &config()).unwrap();
        let prefix = format!("{}/", root.display());
        let findings = findings.iter().map(|finding| finding.to_string().replace(&prefix, "")).collect();
        (sources.into_iter().map(|source| source.key).collect(), findings)
    }

    fn config() -> Config {
        Config::bare("https://example.org/".parse().unwrap())
    }

    fn site(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        folder
    }

    #[test]
    fn records_are_listed_in_order_and_other_files_are_not() {
        let folder = site(&[
            "b.md",
            "a/z.json",
            "a.ndjson",
            "图/风.md",
            "a/.hidden.md",
            ".git/x.md",
            "b.md~",
            "#b.md#",
            ".#b.md",
            ".b.md.swp",
            "a/picture.svg",
            "noextension",
            "a/B.MD",
        ]);
        assert_eq!(
            listed(folder.path()),
            (["a.ndjson", "a/B.MD", "a/z.json", "b.md", "图/风.md"].map(str::to_owned).to_vec(), vec![])
        );
        let (sources, _) = scan(folder.path(), &config()).unwrap();
        assert_eq!(sources[0].stat.size, "a.ndjson".len() as u64);
        assert!(sources[0].stat.mtime > 0);
    }

    #[test]
    fn a_root_that_is_a_file_is_its_own_source() {
        let folder = site(&["a/x.ndjson", "y.xls"]);
        let (sources, findings) = scan(&folder.path().join("a/x.ndjson"), &config()).unwrap();
        assert_eq!((sources[0].key.as_str(), findings.len()), ("x.ndjson", 0));
        let (sources, findings) = scan(&folder.path().join("y.xls"), &config()).unwrap();
        assert_eq!((sources.len(), findings[0].code), (0, "unknown-kind"));
    }

    #[test]
    fn more_files_than_can_be_kept_in_mind_are_an_error() {
        let folder = site(&["a.md", "b.md", "c.svg", "d/e.md"]);
        assert_eq!(scan_up_to(folder.path(), &config(), 3).unwrap().0.len(), 3);
        let error = scan_up_to(folder.path(), &config(), 2).unwrap_err().to_string();
        assert!(error.contains("more than 2 files of records"), "{error}");
        assert!(error.contains("into one .ndjson file"), "{error}");
    }

    #[test]
    fn only_what_lies_in_an_unreadable_folder_is_hidden() {
        let root = Path::new("content");
        let finding = Diagnostic::error(UNREADABLE, Place::file("content/a"), "can't be read");
        let other = Diagnostic::error("bad-name", Place::file("content/b"), "not UTF-8");
        let findings = [finding, other];
        let hidden = ["a/x.md", "a", "ab/x.md", "b/x.md"].map(|key| is_hidden(key, root, &findings));
        assert_eq!(hidden, [true, true, false, false]);
        assert!(is_hidden("any.md", root, &[Diagnostic::error(UNREADABLE, Place::file("content"), "")]));
    }

    #[test]
    fn a_root_that_is_not_there_is_an_error() {
        assert!(matches!(scan(Path::new("nowhere/at/all"), &config()), Err(Error::Io { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_loops_and_dead_ends_reported() {
        use std::os::unix::fs::symlink;
        let folder = site(&["a/x.md"]);
        let root = folder.path();
        symlink(root.join("a"), root.join("b")).unwrap();
        symlink(root, root.join("a/up")).unwrap();
        symlink("nowhere.md", root.join("dead.md")).unwrap();
        symlink("nowhere.svg", root.join("dead.svg")).unwrap();
        let (keys, findings) = listed(root);
        assert_eq!(keys, ["a/x.md", "b/x.md"]);
        assert_eq!(findings.len(), 3, "{findings:?}");
        assert!(findings[0].starts_with("a/up: warning: the link leads back to"), "{findings:?}");
        assert_eq!(findings[2], "dead.md: error: the link leads nowhere");
    }

    #[cfg(unix)]
    #[test]
    fn what_the_program_writes_is_passed_over_wherever_it_is_met() {
        use std::os::unix::fs::symlink;
        let folder = site(&[
            "content/a.md",
            "content/feeds/b.json",
            "content/x/feeds/c.json",
            "content/x/index/d.json",
            "feeds.json/e.md",
            "index/f.json",
            "other/g.md",
        ]);
        let root = folder.path();
        let mut config = config();
        let keys = |content: &str, config: &Config| {
            let (sources, _) = scan(&root.join(content), config).unwrap();
            sources.into_iter().map(|source| source.key).collect::<Vec<_>>()
        };
        config.paths.feeds = root.join("content/x/../feeds");
        config.paths.index = root.join("content/x/index");
        assert_eq!(keys("content", &config), ["a.md", "x/feeds/c.json"]);
        assert_eq!(keys("content/.", &config), ["a.md", "x/feeds/c.json"]);
        // Behind links to what is around them, to themselves, and into them.
        config.paths.feeds = root.join("content/feeds");
        config.paths.index = root.join("index");
        symlink("..", root.join("content/up")).unwrap();
        symlink("../other", root.join("content/feeds/sub")).unwrap();
        symlink("../index", root.join("content/store")).unwrap();
        symlink("feeds", root.join("content/published")).unwrap();
        let seen = [
            "a.md",
            "up/content/a.md",
            "up/content/x/feeds/c.json",
            "up/content/x/index/d.json",
            "up/feeds.json/e.md",
            "up/other/g.md",
            "x/feeds/c.json",
            "x/index/d.json",
        ];
        assert_eq!(keys("content", &config), seen);
        // As if the content were a part of what is published: only the file's name could tell.
        config.paths.feeds = root.to_owned();
        config.paths.index = root.join("content/not/there");
        fs::remove_file(root.join("content/up")).unwrap();
        fs::remove_file(root.join("content/published")).unwrap();
        symlink("../other", root.join("content/other")).unwrap();
        let all = [
            "a.md",
            "feeds/b.json",
            "feeds/sub/g.md",
            "other/g.md",
            "store/f.json",
            "x/feeds/c.json",
            "x/index/d.json",
        ];
        assert_eq!(keys("content", &config), all);
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_not_utf8_is_reported() {
        use std::os::unix::ffi::OsStrExt;
        let folder = site(&["a.md"]);
        fs::write(folder.path().join(OsStr::from_bytes(b"\xB7\xE7.md")), "").unwrap();
        let (keys, findings) = listed(folder.path());
        assert_eq!(keys, ["a.md"]);
        assert_eq!(findings, ["\u{FFFD}\u{FFFD}.md: error: the file's name is not UTF-8\n  hint: rename it"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_no_source() {
        let folder = site(&["a.md"]);
        let made = std::process::Command::new("mkfifo").arg(folder.path().join("p.md")).status();
        assert!(made.unwrap().success());
        assert_eq!(listed(folder.path()).0, ["a.md"]);
    }
}
