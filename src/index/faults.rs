//! A directory that fails at its Nth call, for every N: the index is the old one or the new one, and
//! can be brought in line afterwards.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, TerminatingWrite, WatchCallback, WatchHandle, WritePtr,
};
use tantivy::{Directory, Index};

use super::disk::Disk;
use super::embedded::versioned;
use super::*;
use crate::article::Body;

/// Hands so many writing calls on to the disk, and fails from then on, as a disk that is full.
#[derive(Debug, Clone)]
struct Failing {
    disk: Disk,
    calls_left: Arc<AtomicUsize>,
}

impl Failing {
    fn call(&self) -> io::Result<()> {
        spend(&self.calls_left)
    }
}

fn spend(calls_left: &AtomicUsize) -> io::Result<()> {
    let spent = calls_left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |calls| calls.checked_sub(1));
    spent.map(|_| ()).map_err(|_| io::Error::new(io::ErrorKind::StorageFull, "no room is left"))
}

impl Directory for Failing {
    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.disk.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.call()?;
        self.disk.atomic_write(path, data)
    }

    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.disk.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        let wrap = |error| DeleteError::IoError { io_error: Arc::new(error), filepath: path.to_owned() };
        self.call().map_err(wrap)?;
        self.disk.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.disk.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.call().map_err(|error| OpenWriteError::wrap_io_error(error, path.to_owned()))?;
        let file = self.disk.open_write(path)?;
        let calls_left = Arc::clone(&self.calls_left);
        Ok(WritePtr::new(Box::new(FailingFile { file, calls_left })))
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.call()?;
        self.disk.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.disk.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.disk.watch(callback)
    }
}

struct FailingFile {
    file: WritePtr,
    calls_left: Arc<AtomicUsize>,
}

impl Write for FailingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        spend(&self.calls_left)?;
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl TerminatingWrite for FailingFile {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        spend(&self.calls_left)?;
        self.file.terminate_ref(token)
    }
}

fn article(number: usize, text: &str) -> Box<Article> {
    let published = Timestamp::parse_from_rfc3339("2025-07-01T00:00:00Z").unwrap();
    Box::new(Article {
        id: ArticleId::new(&format!("n{number}")).unwrap(),
        url: format!("https://example.org/{number}/"),
        title: format!("第{number}篇"),
        kicker: None,
        subtitle: None,
        summary: String::new(),
        body: Body { html: String::new(), text: text.to_owned() },
        published,
        updated: published,
        authors: Vec::new(),
        section: None,
        tags: Vec::new(),
        lang: "zh-Hans".to_owned(),
        image: None,
        enclosures: Vec::new(),
        source: None,
        comments: None,
        expires: None,
        withdrawn: None,
    })
}

fn put(number: usize, text: &str) -> Change {
    Change::Put { article: article(number, text), source: format!("{number}.md") }
}

fn note(number: usize, hash: u64) -> Change {
    Change::Note {
        source: format!("{number}.md"),
        row: Row { hash, ..Row::default() },
        measured: BTreeSet::new(),
    }
}

fn first() -> Vec<Change> {
    (0..20).flat_map(|number| [put(number, "从前的文"), note(number, 1)]).collect()
}

fn second() -> Vec<Change> {
    let mut changes: Vec<Change> =
        (5..25).flat_map(|number| [put(number, "后来的文"), note(number, 2)]).collect();
    for number in 0..5 {
        changes.push(Change::Remove(ArticleId::new(&format!("n{number}")).unwrap()));
        changes.push(Change::Forget(format!("{number}.md")));
    }
    changes
}

fn sync(engine: &mut Embedded, changes: Vec<Change>) -> crate::error::Result<()> {
    engine.sync(&mut changes.into_iter().map(Ok), 7)
}

/// Everything that can be asked of an index; an order that commits change is left out.
type State = (ByKey<Row>, ByKey<Known>, Vec<Option<Article>>);

fn state(engine: &Embedded) -> State {
    let ids: Vec<ArticleId> = (0..25).map(|number| ArticleId::new(&format!("n{number}")).unwrap()).collect();
    let rows = engine.ledger().unwrap().sources;
    let number = |key: &str| rows.position(key).and_then(|number| u32::try_from(number).ok());
    let known = engine.known(&number).unwrap();
    (rows, known, engine.fetch(&ids).unwrap())
}

#[test]
fn a_directory_may_fail_at_any_call() {
    let folder = tempfile::tempdir().unwrap();
    let mut engine = Embedded::create(folder.path()).unwrap();
    sync(&mut engine, first()).unwrap();
    let before = state(&engine);
    sync(&mut engine, second()).unwrap();
    let after = state(&engine);
    assert!(before != after);

    let mut calls = 0;
    loop {
        let folder = tempfile::tempdir().unwrap();
        sync(&mut Embedded::create(folder.path()).unwrap(), first()).unwrap();
        let calls_left = Arc::new(AtomicUsize::new(calls));
        let disk = Disk::open(&versioned(folder.path())).unwrap();
        let failing = Failing { disk, calls_left: Arc::clone(&calls_left) };
        let synced = Index::open(failing)
            .map_err(|error| error.to_string())
            .and_then(|index| {
                Embedded::with_index(folder.path(), index, Belief::Always).map_err(|error| error.to_string())
            })
            .and_then(|mut engine| sync(&mut engine, second()).map_err(|error| error.to_string()));
        let has_failed = calls_left.load(Ordering::SeqCst) == 0;

        let mut engine = Embedded::open(folder.path()).unwrap_or_else(|e| panic!("after {calls} calls: {e}"));
        engine.verify().unwrap();
        let now = state(&engine);
        match synced {
            Ok(()) => assert!(now == after, "after {calls} calls it said that all was well"),
            Err(error) => assert!(now == before || now == after, "after {calls} calls: {error}"),
        }
        sync(&mut engine, second()).unwrap_or_else(|e| panic!("after {calls} calls: {e}"));
        assert!(state(&engine) == after, "after {calls} calls: not mended");
        drop(engine);
        let engine = Embedded::open(folder.path()).unwrap();
        assert!(state(&engine) == after, "after {calls} calls: not mended for good");
        if !has_failed {
            break;
        }
        calls += if calls < 60 { 1 } else { 7 };
    }
    assert!(calls > 30, "{calls} calls were made");
}
