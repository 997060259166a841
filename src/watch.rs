//! When to rebuild again: as files change, and once a minute besides.
//!
//! A [`Watch`] is begun anew before each rebuild, so that whatever changes from then on wakes the
//! next [`wait`](Alarm::wait); and so that folders that were replaced, and paths that the
//! configuration changed, are the ones that are watched. What changed is not asked: a rebuild finds
//! out by itself, as cron's does.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use notify::event::{EventKind, MetadataKind, ModifyKind};
use notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};

use crate::config::Config;
use crate::content::Stat;
use crate::error::{Error, Result};

/// An editor's save is several changes; they are one after this.
const SETTLED: Duration = Duration::from_millis(150);

/// Without any change a rebuild comes after this: articles become due, and databases tell nobody.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why [`Alarm::wait`] ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Woken {
    /// Something changed, or a minute is over.
    Rebuild,
    /// Somebody pressed Ctrl-C, or told the program to end.
    Stop,
}

/// Where changes and the wish to end arrive.
#[derive(Debug)]
pub struct Alarm {
    sender: Sender<Woken>,
    receiver: Receiver<Woken>,
}

/// Files are watched as long as this is kept.
pub struct Watch {
    _debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
}

impl Alarm {
    /// Takes over Ctrl-C and the system's signals to end. A program can do so once.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the system refuses.
    pub fn new() -> Result<Self> {
        let (sender, receiver) = channel();
        let stop = sender.clone();
        ctrlc::set_handler(move || {
            // Nobody listens any more: the program is about to end.
            let _ = stop.send(Woken::Stop);
        })
        .map_err(|e| failure(Path::new("Ctrl-C"), e))?;
        Ok(Self { sender, receiver })
    }

    /// Begins to watch what a rebuild by `config` reads, and the configuration's own `file`.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if something can't be watched, such as more folders than the system allows.
    pub fn watch(&self, config: &Config, file: Option<&Path>) -> Result<Watch> {
        let scope = Scope::of(config, file);
        let sender = self.sender.clone();
        let watched = scope.clone();
        let receive = move |events: DebounceEventResult| {
            let is_concerned = match events {
                Ok(events) => events.iter().any(|event| watched.concerns(&event.event)),
                // Something may have been missed.
                Err(_) => true,
            };
            if is_concerned {
                let _ = sender.send(Woken::Rebuild);
            }
        };
        let mut debouncer =
            new_debouncer(SETTLED, None, receive).map_err(|e| failure(&config.paths.content, e))?;
        for (path, mode) in scope.watched() {
            debouncer.watch(path, mode).map_err(|e| failure(path, e))?;
        }
        Ok(Watch { _debouncer: debouncer })
    }

    /// Waits until a rebuild is due. What happened before is forgotten with it.
    pub fn wait(&self) -> Woken {
        let mut woken = match self.receiver.recv_timeout(PATIENCE) {
            Ok(woken) => woken,
            Err(RecvTimeoutError::Timeout) => Woken::Rebuild,
            Err(RecvTimeoutError::Disconnected) => Woken::Stop,
        };
        while let Ok(next) = self.receiver.try_recv() {
            if next == Woken::Stop {
                woken = Woken::Stop;
            }
        }
        woken
    }
}

/// Which paths matter.
#[derive(Debug, Clone)]
struct Scope {
    /// The records, below which everything matters.
    content: PathBuf,
    /// What the rebuild itself writes.
    written: Vec<PathBuf>,
    /// Single files: the configuration.
    files: Vec<PathBuf>,
    /// Databases, and how their files were when the watch began. To read one makes and removes files
    /// beside it, which changes nothing of this.
    databases: Vec<(PathBuf, [Option<Stat>; 2])>,
}

impl Scope {
    fn of(config: &Config, file: Option<&Path>) -> Self {
        let databases = config.source.iter().filter_map(|source| source.file.as_deref()).map(resolved);
        let databases = databases.map(|file| (file.clone(), state_of(&file))).collect();
        let files = file.map(resolved).into_iter().collect();
        let paths = &config.paths;
        let content = resolved(&paths.content);
        // What the content lies in is written around it, not into it.
        let is_around = |folder: &PathBuf| content != *folder && content.starts_with(folder);
        let written = [&paths.feeds, &paths.index].map(|folder| resolved(folder));
        Self {
            written: written.into_iter().filter(|folder| !is_around(folder)).collect(),
            content,
            files,
            databases,
        }
    }

    /// The records' folder with all that is in it, and the folders in which it and the files are
    /// named: a file that is replaced is another one, but its folder stays.
    fn watched(&self) -> Vec<(&Path, RecursiveMode)> {
        let databases = self.databases.iter().map(|(file, _)| file);
        let mut folders: Vec<&Path> = self
            .files
            .iter()
            .chain(databases)
            .chain([&self.content])
            .filter_map(|path| path.parent())
            .collect();
        folders.sort_unstable();
        folders.dedup();
        let mut watched: Vec<(&Path, RecursiveMode)> = folders
            .into_iter()
            .filter(|folder| folder.is_dir() && *folder != self.content)
            .map(|folder| (folder, RecursiveMode::NonRecursive))
            .collect();
        if self.content.exists() {
            watched.push((&self.content, RecursiveMode::Recursive));
        }
        watched
    }

    fn concerns(&self, event: &notify::Event) -> bool {
        let is_change = match event.kind {
            EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(MetadataKind::AccessTime)) => false,
            EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) => true,
            EventKind::Other => event.need_rescan(),
        };
        is_change && (event.paths.is_empty() || event.paths.iter().any(|path| self.holds(path)))
    }

    fn holds(&self, path: &Path) -> bool {
        // A link below the content may lead to a folder around it: then things have two names.
        let real = &in_real_folder(path);
        if self.files.iter().any(|file| real == file) {
            return true;
        }
        if let Some((file, known)) =
            self.databases.iter().find(|(file, _)| real == file || is_beside(real, file))
        {
            return state_of(file) != *known;
        }
        // The names under which editors write before they rename are none of records.
        let is_hidden = path.file_name().is_some_and(|name| {
            let name = name.as_encoded_bytes();
            name.starts_with(b".") || name.ends_with(b"~")
        });
        path == self.content
            || (path.starts_with(&self.content)
                && !is_hidden
                && !self.written.iter().any(|written| real.starts_with(written)))
    }
}

/// Whether `path` is one of the files that SQLite has beside `file`.
fn is_beside(path: &Path, file: &Path) -> bool {
    let (Some(name), Some(of)) = (path.file_name(), file.file_name()) else { return false };
    let name = name.to_string_lossy();
    let end = name.strip_prefix(&*of.to_string_lossy());
    path.parent() == file.parent() && end.is_some_and(|end| matches!(end, "-wal" | "-shm" | "-journal"))
}

/// How a database is: its file, and the one that SQLite writes first (`x.db-wal`), unless that is empty.
fn state_of(file: &Path) -> [Option<Stat>; 2] {
    let stat = |path: &Path| {
        let metadata = std::fs::metadata(path).ok()?;
        // To open a file changes neither.
        Some(Stat { ctime: 0, ..Stat::of(&metadata) })
    };
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    [stat(file), stat(Path::new(&log)).filter(|log| log.size > 0)]
}

/// A path as the system names it in its events: from the root, without links in its folder.
fn resolved(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if let Ok(resolved) = absolute.canonicalize() {
        return resolved;
    }
    in_real_folder(&absolute)
}

/// The same for a path from the root: without links in its folder, as far as that is there.
fn in_real_folder(path: &Path) -> PathBuf {
    let mut folders = path.ancestors().skip(1);
    let real = folders.find_map(|folder| {
        let rest = path.strip_prefix(folder).ok()?;
        Some(folder.canonicalize().ok()?.join(rest))
    });
    real.unwrap_or_else(|| path.to_owned())
}

fn failure(path: &Path, cause: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::io("watching", path, std::io::Error::other(cause))
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, CreateKind, RemoveKind};

    use super::*;

    #[test]
    fn only_changes_of_what_is_read_wake() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("cms.db");
        std::fs::write(&database, "x").unwrap();
        let scope = Scope {
            content: "/site/content".into(),
            written: vec!["/site/content/feeds".into(), "/site/index".into()],
            files: vec!["/site/tidings.toml".into()],
            databases: vec![(database.clone(), state_of(&database))],
        };
        let create = EventKind::Create(CreateKind::File);
        let check = |kind: EventKind, path: &str, expected: bool| {
            let event = notify::Event::new(kind).add_path(path.into());
            assert_eq!(scope.concerns(&event), expected, "{kind:?} {path}");
        };
        check(create, "/site/content/a/b.md", true);
        check(EventKind::Remove(RemoveKind::Folder), "/site/content", true);
        check(EventKind::Access(AccessKind::Read), "/site/content/b.md", false);
        check(create, "/site/content/.b.md.swp", false);
        check(create, "/site/content/feeds/rss.xml", false);
        check(create, "/site/index/lock", false);
        check(create, "/site/tidings.toml", true);
        check(create, "/site/README.md", false);
        let site = database.parent().unwrap().canonicalize().unwrap();
        std::fs::create_dir_all(site.join("content")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("..", site.join("content/up")).unwrap();
        let linked =
            Scope { content: site.join("content"), written: vec![site.join("feeds/new")], ..scope.clone() };
        let wakes = |path: &str| linked.concerns(&notify::Event::new(create).add_path(site.join(path)));
        assert!(wakes("content/a.md") && wakes("content/up") && wakes("content/up/a.md"));
        assert_eq!(wakes("content/up/feeds/new/rss.xml"), cfg!(not(unix)));
        let beside = |end: &str| format!("{}{end}", database.display());
        check(create, &beside("-shm"), false);
        std::fs::write(beside("-wal"), "").unwrap();
        check(create, &beside("-wal"), false);
        std::fs::write(beside("-wal"), "written").unwrap();
        check(create, &beside("-wal"), true);
        check(create, &beside("-journal"), true);
    }
}
