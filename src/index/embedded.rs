//! The embedded engine: tantivy in a folder.
//!
//! The folder holds one subfolder a schema version, so that a new version of the program builds its
//! index beside the old one and no reader meets half of either. A commit's payload is the
//! [`Header`]; the ledger's rows are documents.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tantivy::collector::DocSetCollector;
use tantivy::error::DataCorruption;
use tantivy::indexer::IndexWriterOptions;
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{
    DocAddress, Index, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, TantivyError, Term,
};

use super::answer::answer;
use super::columns::{Columns, Strings};
use super::disk::Disk;
use super::merging::BySize;
use super::opened::{Opened, OpenedById};
use super::queue::{Queued, Room};
use super::rank::Statistics;
use super::schema::{BOUND, Fields, READ_AGAIN, SCHEMA_VERSION, column, schema};
use super::seal::Seal;
use super::stored::decode;
use super::text_lists::TextLists;
use super::{
    Audience, ByKey, Change, Engine, Gathering, Hits, Known, Ledger, Location, Name, Request, Row, Similar,
    Vocabulary, analyzer, inventory, vocabulary,
};
use crate::article::{Article, ArticleId, Timestamp};
use crate::content::Stat;
use crate::error::{Error, Result};
use crate::replace;
use crate::text;

/// Up to so many changes are written by one thread with a small buffer.
const FEW_CHANGES: usize = 500;

/// Memory of the writer for few changes, in bytes: tantivy's least.
const SMALL_BUFFER: usize = 15_000_000;

/// Memory of each writer thread for many changes, in bytes: some 10,000 articles' tokens, so that
/// 100,000 articles make a dozen segments, which nobody has to merge.
const LARGE_BUFFER: usize = 72_000_000;

/// Changes made into documents at a time.
const BATCH: usize = 64;

/// Threads that write many changes.
const WRITERS: usize = 2;

/// tantivy in a folder.
pub struct Embedded {
    folder: PathBuf,
    index: Index,
    reader: IndexReader,
    fields: Fields,
    header: Header,
    commit: u64,
    statistics: Statistics,
    opened: OpenedById,
    seal: Seal,
}

/// What a commit says about itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Header {
    /// [`text::VERSION`] of the analysis.
    analysis: u32,
    /// See [`Ledger::context`].
    context: u64,
}

/// What a change removes, and what it adds then: a document, and the article that it is of.
struct Operation {
    removed: Term,
    added: Option<(TantivyDocument, Option<Box<Article>>)>,
}

impl Embedded {
    /// Opens the index in `folder` for reading.
    ///
    /// # Errors
    ///
    /// [`Error::NoIndex`] if there is none of this version, [`Error::OtherVersion`] and
    /// [`Error::Damaged`] if it has to be made anew, [`Error::Io`] and [`Error::Index`] if it can't
    /// be read for another reason.
    pub fn open(folder: &Path) -> Result<Self> {
        let path = versioned(folder);
        if !path.join("meta.json").is_file() {
            return Err(Error::NoIndex { path: folder.to_owned() });
        }
        let open = || Index::open(Disk::open(&path)?);
        Self::with_index(folder, open().map_err(|e| failure(folder, &e))?)
    }

    /// Makes an empty index in `folder`, in the place of whatever was there.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] or [`Error::Index`] if the folder can't be written.
    pub fn create(folder: &Path) -> Result<Self> {
        let path = versioned(folder);
        if path.exists() {
            std::fs::remove_dir_all(&path).map_err(|e| Error::io("removing", &path, e))?;
        }
        std::fs::create_dir_all(&path).map_err(|e| Error::io("creating", &path, e))?;
        let (schema, fields) = schema();
        let new = Index::builder().schema(schema).register_plugin(Arc::new(TextLists(fields)));
        let create = || new.open_or_create(Disk::open(&path)?);
        Self::with_index(folder, create().map_err(|e| failure(folder, &e))?)
    }

    pub(super) fn with_index(folder: &Path, mut index: Index) -> Result<Self> {
        let (expected, fields) = schema();
        if index.schema() != expected {
            return Err(Error::OtherVersion { path: folder.to_owned() });
        }
        let seal = Seal::read(&versioned(folder));
        let seal = renewed(&seal, &index, folder).map_err(|e| failure(folder, &e))?;
        index.tokenizers().register(analyzer::NAME, analyzer::Analyzer);
        if index.custom_plugins().is_empty() {
            index.register_plugin(Arc::new(TextLists(fields)));
        }
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(|e| failure(folder, &e))?;
        let mut engine = Self {
            folder: folder.to_owned(),
            index,
            reader,
            fields,
            header: Header::default(),
            commit: 0,
            statistics: Statistics::default(),
            opened: OpenedById::new(),
            seal,
        };
        engine.load().map_err(|e| failure(folder, &e))?;
        Ok(engine)
    }

    /// Takes up the last commit, which the seal vouches for.
    fn load(&mut self) -> tantivy::Result<()> {
        self.reader.reload()?;
        let meta = self.index.load_metas()?;
        self.commit = meta.opstamp;
        self.header =
            meta.payload.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
        self.statistics = Statistics::default();
        let mut opened_by_id = OpenedById::new();
        for reader in self.reader.searcher().segment_readers() {
            let known = self.opened.get(&reader.segment_id()).cloned();
            let opened = known.map_or_else(|| Opened::open(reader), Ok)?;
            opened_by_id.insert(reader.segment_id(), opened);
            let is_article = reader.fast_fields().u64(column::FINGERPRINT)?;
            let lengths = reader.get_fieldnorms_reader(self.fields.text)?;
            for doc in reader.doc_ids_alive().filter(|&doc| is_article.first(doc).is_some()) {
                self.statistics.articles += 1;
                self.statistics.tokens += u64::from(lengths.fieldnorm(doc));
            }
        }
        self.opened = opened_by_id;
        Ok(())
    }

    /// Takes up a commit that another process made; returns whether there was one.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] if the new commit can't be read; the old one stays in use.
    pub fn reload(&mut self) -> Result<bool> {
        let before = self.commit;
        self.look_at_files()?;
        self.load().map_err(|e| self.failed(&e))?;
        Ok(self.commit != before)
    }

    /// Returns whether the folder holds what this engine reads: no other commit, nothing changed or
    /// damaged. Costs a look at each file.
    ///
    /// # Errors
    ///
    /// What is wrong with the folder; the engine itself goes on with what it reads.
    pub fn is_current(&self) -> Result<bool> {
        let seal = renewed(&self.seal, &self.index, &self.folder).map_err(|e| self.failed(&e))?;
        Ok(seal == self.seal)
    }

    /// Returns whether anything was ever committed: an index that is being made anew is empty until
    /// then.
    pub fn is_committed(&self) -> bool {
        self.header != Header::default()
    }

    /// Returns when the last commit was made, by the file system's clock; `None` if there is no index
    /// in `folder`.
    pub fn committed(folder: &Path) -> Option<SystemTime> {
        std::fs::metadata(versioned(folder).join("meta.json")).and_then(|file| file.modified()).ok()
    }

    /// Finds out whether the files are as they were written.
    fn look_at_files(&mut self) -> Result<()> {
        self.seal = renewed(&self.seal, &self.index, &self.folder).map_err(|e| self.failed(&e))?;
        Ok(())
    }

    /// Notes that the files are good as they are now, so that nobody who opens them has to read
    /// them through.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the folder can't be written.
    pub fn seal(&self) -> Result<()> {
        let path = versioned(&self.folder);
        if Seal::read(&path) != self.seal { self.seal.write(&path) } else { Ok(()) }
    }

    /// Reads all files through, whatever the seal says: a disk that forgets changes no time.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`].
    pub fn verify(&self) -> Result<()> {
        renewed(&Seal::default(), &self.index, &self.folder).map_err(|e| self.failed(&e)).map(|_| ())
    }

    fn is_stale(&self) -> bool {
        self.commit > 0 && self.header.analysis != text::VERSION
    }

    fn failed(&self, error: &tantivy::TantivyError) -> Error {
        failure(&self.folder, error)
    }

    fn read_ledger(&self) -> tantivy::Result<Ledger> {
        let mut rows = Gathering::default();
        for reader in self.reader.searcher().segment_readers() {
            let fast = reader.fast_fields();
            let (size, inode, hash, read_again) = (
                fast.u64(column::SIZE)?,
                fast.u64(column::INODE)?,
                fast.u64(column::HASH)?,
                fast.u64(column::READ_AGAIN)?,
            );
            let (mtime, ctime) = (fast.i64(column::MTIME)?, fast.i64(column::CTIME)?);
            let sources = Strings::open(reader, column::SOURCE)?;
            let docs = sources.documents(reader.doc_ids_alive().filter(|&doc| size.first(doc).is_some()));
            sources.for_each(|ord, key| {
                let Some(doc) = docs.get(ord).copied().flatten() else { return };
                let stat = Stat {
                    size: size.first(doc).unwrap_or_default(),
                    mtime: mtime.first(doc).unwrap_or_default(),
                    ctime: ctime.first(doc).unwrap_or_default(),
                    inode: inode.first(doc).unwrap_or_default(),
                };
                let marks = read_again.first(doc).unwrap_or(READ_AGAIN);
                let row = Row {
                    stat,
                    hash: hash.first(doc).unwrap_or_default(),
                    read_again: marks & READ_AGAIN != 0,
                    is_bound: marks & BOUND != 0,
                };
                rows.push(key, row);
            })?;
        }
        Ok(Ledger { sources: rows.finish(), context: self.header.context, is_stale: self.is_stale() })
    }

    fn read_known(&self, number: &dyn Fn(&str) -> Option<u32>) -> tantivy::Result<ByKey<Known>> {
        let mut known = Gathering::default();
        for reader in self.reader.searcher().segment_readers() {
            let fingerprints = reader.fast_fields().u64(column::FINGERPRINT)?;
            let sources = Strings::open(reader, column::SOURCE)?;
            let mut numbers = Vec::new();
            sources.for_each(|_, key| numbers.push(number(key)))?;
            let ids = Strings::open(reader, column::ID)?;
            let docs = ids.documents(reader.doc_ids_alive());
            ids.for_each(|ord, id| {
                let Some(doc) = docs.get(ord).copied().flatten() else { return };
                let Some(fingerprint) = fingerprints.first(doc) else { return };
                let source = sources.ords(doc).next().and_then(|ord| *numbers.get(ord as usize)?);
                known.push(id, Known { source, fingerprint });
            })?;
        }
        Ok(known.finish())
    }

    fn write(&mut self, changes: &mut dyn Iterator<Item = Result<Change>>, context: u64) -> Result<()> {
        let first = changes.take(FEW_CHANGES).collect::<Result<Vec<Change>>>()?;
        let header = Header { analysis: text::VERSION, context };
        if first.is_empty() && header == self.header {
            return Ok(());
        }
        self.sweep()?;
        let (threads, buffer) =
            if first.len() < FEW_CHANGES { (1, SMALL_BUFFER) } else { (WRITERS, LARGE_BUFFER) };
        // One merge at a time: the files that a merge reads count as the process's memory.
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread(buffer)
            .num_merge_threads(1)
            .build();
        let mut writer: IndexWriter<Queued> =
            self.index.writer_with_options(options).map_err(|e| self.failed(&e))?;
        let is_new = self.reader.searcher().num_docs() == 0;
        writer.set_merge_policy(Box::new(if is_new { BySize::small_only() } else { BySize::bounded() }));
        let written = self.write_all(&mut writer, &mut first.into_iter().map(Ok).chain(changes), &header);
        if let Err(error) = written {
            // What was added so far is not committed: dropping it is enough, but tidier is this.
            let _ = writer.rollback();
            return Err(error);
        }
        writer.wait_merging_threads().map_err(|e| self.failed(&e))?;
        self.look_at_files()?;
        self.load().map_err(|e| self.failed(&e))?;
        self.seal()
    }

    /// Removes what a killed process left: files that no commit knows. The next commit would
    /// stumble over them, for it takes up the same numbers.
    fn sweep(&self) -> Result<()> {
        let path = versioned(&self.folder);
        let known = self.index.load_metas().map_err(|e| self.failed(&e))?.list_segment_files();
        let entries = std::fs::read_dir(&path).map_err(|e| Error::io("reading", &path, e))?;
        for entry in entries.filter_map(|entry| entry.ok()) {
            let name = PathBuf::from(entry.file_name());
            let stem = name.to_str().and_then(|name| name.split('.').next()).unwrap_or_default();
            let is_of_segment = stem.len() == 32 && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
            let is_temporary = name.to_str().is_some_and(|name| name.starts_with(replace::NEW_PREFIX));
            if is_temporary || (is_of_segment && !known.contains(&name)) {
                std::fs::remove_file(entry.path()).map_err(|e| Error::io("removing", &entry.path(), e))?;
            }
        }
        Ok(())
    }

    fn write_all(
        &self,
        writer: &mut IndexWriter<Queued>,
        changes: &mut dyn Iterator<Item = Result<Change>>,
        header: &Header,
    ) -> Result<()> {
        if self.is_stale() {
            writer.delete_all_documents().map_err(|e| self.failed(&e))?;
        }
        let is_empty = self.is_stale() || self.reader.searcher().num_docs() == 0;
        let room = Room::new();
        loop {
            let batch = changes.take(BATCH).collect::<Result<Vec<Change>>>()?;
            if batch.is_empty() {
                break;
            }
            // Making documents takes as long as reading records does: all processors share it.
            let operations: Vec<_> = batch.into_par_iter().map(|change| self.operation(change)).collect();
            for Operation { removed, added } in operations {
                if !is_empty {
                    writer.delete_term(removed);
                }
                if let Some((document, article)) = added
                    && let Err(error) = writer.add_document(room.admit(document, article))
                {
                    // Only the thread that wrote knows why it stopped.
                    let cause = writer.prepare_commit().err().unwrap_or(error);
                    return Err(self.failed(&cause));
                }
            }
        }
        let mut commit = writer.prepare_commit().map_err(|e| self.failed(&e))?;
        commit.set_payload(&serde_json::to_string(header).expect("two numbers have a JSON form"));
        commit.commit().map_err(|e| self.failed(&e))?;
        Ok(())
    }

    fn operation(&self, change: Change) -> Operation {
        let fields = &self.fields;
        let (removed, document, article) = match change {
            Change::Put { article, source } => (
                Term::from_field_text(fields.id, article.id.as_str()),
                Some(fields.article_document(&article, &source)),
                Some(article),
            ),
            Change::Remove(id) => (Term::from_field_text(fields.id, id.as_str()), None, None),
            Change::Note { source, row } => (
                Term::from_field_text(fields.source_row, &source),
                Some(fields.source_document(&source, row)),
                None,
            ),
            Change::Forget(source) => (Term::from_field_text(fields.source_row, &source), None, None),
        };
        Operation { removed, added: document.map(|document| (document, article)) }
    }

    fn address(&self, searcher: &Searcher, id: &ArticleId) -> tantivy::Result<Option<DocAddress>> {
        let term = Term::from_field_text(self.fields.id, id.as_str());
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        Ok(searcher.search(&query, &DocSetCollector)?.into_iter().next())
    }

    fn fetch_all(&self, ids: &[ArticleId]) -> tantivy::Result<Vec<Option<Article>>> {
        let searcher = self.reader.searcher();
        let mut articles = Vec::with_capacity(ids.len());
        for id in ids {
            articles.push(match self.address(&searcher, id)? {
                Some(address) => {
                    let document: TantivyDocument = searcher.doc(address)?;
                    document
                        .get_first(self.fields.article)
                        .and_then(|value| value.as_bytes())
                        .and_then(decode)
                }
                None => None,
            });
        }
        Ok(articles)
    }
}

impl Engine for Embedded {
    fn ledger(&self) -> Result<Ledger> {
        self.read_ledger().map_err(|e| self.failed(&e))
    }

    fn known(&self, number: &dyn Fn(&str) -> Option<u32>) -> Result<ByKey<Known>> {
        self.read_known(number).map_err(|e| self.failed(&e))
    }

    fn sync(&mut self, changes: &mut dyn Iterator<Item = Result<Change>>, context: u64) -> Result<()> {
        self.write(changes, context)
    }

    fn query(&self, request: &Request) -> Result<Hits> {
        answer(&self.reader.searcher(), &self.fields, &self.opened, self.statistics, request)
            .map_err(|e| self.failed(&e))
    }

    fn fetch(&self, ids: &[ArticleId]) -> Result<Vec<Option<Article>>> {
        self.fetch_all(ids).map_err(|e| self.failed(&e))
    }

    fn due_between(&self, after: Timestamp, until: Timestamp) -> Result<Vec<ArticleId>> {
        let read = || -> tantivy::Result<Vec<ArticleId>> {
            let mut turned = Vec::new();
            for reader in self.reader.searcher().segment_readers() {
                let columns = Columns::open(reader, Audience::Readers, until.timestamp())?;
                let ids = Strings::open(reader, column::ID)?;
                for doc in reader.doc_ids_alive().filter(|&doc| columns.turns_after(doc, after.timestamp())) {
                    turned.extend(ids.first(doc)?.and_then(|id| ArticleId::new(&id)));
                }
            }
            Ok(turned)
        };
        read().map_err(|e| self.failed(&e))
    }

    fn locations(&self, now: Timestamp) -> Result<Vec<Location>> {
        let read = || -> tantivy::Result<Vec<Location>> {
            let mut locations = Vec::new();
            for reader in self.reader.searcher().segment_readers() {
                let columns = Columns::open(reader, Audience::Readers, now.timestamp())?;
                let updated = reader.fast_fields().i64(column::UPDATED)?;
                let urls = Strings::open(reader, column::URL)?;
                let values = urls.dictionary()?;
                for doc in reader.doc_ids_alive().filter(|&doc| columns.is_due(doc)) {
                    let url = urls.ords(doc).next().and_then(|ord| values.get(ord as usize)).cloned();
                    let published = columns.published(doc).unwrap_or_default();
                    let updated = updated.first(doc).unwrap_or_default();
                    locations.extend(url.map(|url| Location { published, url, updated }));
                }
            }
            locations.sort();
            Ok(locations)
        };
        read().map_err(|e| self.failed(&e))
    }

    fn articles(&self) -> u64 {
        self.statistics.articles
    }

    fn commit(&self) -> u64 {
        self.commit
    }

    fn vocabulary(&self) -> Option<&dyn Vocabulary> {
        Some(self)
    }
}

impl Embedded {
    /// Returns what the articles due at `now` can be found by: names, frequent words, titles. In an
    /// order that depends on the articles only.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] and others if the index can't be read.
    pub fn names(&self, now: Timestamp) -> Result<Vec<Name>> {
        inventory::read(&self.reader.searcher(), now).map_err(|e| self.failed(&e))
    }
}

impl Vocabulary for Embedded {
    fn frequency(&self, term: &str) -> Result<u64> {
        vocabulary::frequency(&self.reader.searcher(), self.fields.text, term).map_err(|e| self.failed(&e))
    }

    fn similar(&self, word: &str, distance: u8, now: Timestamp) -> Result<Vec<Similar>> {
        vocabulary::similar(&self.reader.searcher(), &self.fields, word, distance, now)
            .map_err(|e| self.failed(&e))
    }
}

pub(super) fn versioned(folder: &Path) -> PathBuf {
    folder.join(format!("v{SCHEMA_VERSION}"))
}

/// The seal of the files as they are now; an error if one of them is damaged.
fn renewed(seal: &Seal, index: &Index, folder: &Path) -> tantivy::Result<Seal> {
    seal.renew(index, &versioned(folder))?.map_err(|damaged| {
        let names: Vec<_> = damaged.iter().map(|path| path.display().to_string()).collect();
        DataCorruption::comment_only(format!("missing, or of a wrong checksum: {}", names.join(", "))).into()
    })
}

/// What tantivy reports, as a person can make use of it.
fn failure(folder: &Path, error: &TantivyError) -> Error {
    use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
    let cause = match error {
        TantivyError::LockFailure(LockError::LockBusy, _) => {
            let message = "another process is writing it".to_owned();
            return Error::Index { path: folder.to_owned(), message };
        }
        TantivyError::IoError(cause)
        | TantivyError::LockFailure(LockError::IoError(cause), _)
        | TantivyError::OpenReadError(OpenReadError::IoError { io_error: cause, .. })
        | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error: cause, .. })
        | TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error: cause, .. }) => cause,
        TantivyError::DataCorruption(damage) => {
            // Its `Display` is its `Debug`, with a frame around the comment.
            let message = format!("{damage:?}").trim_start_matches("Data corruption: ").to_owned();
            return damaged(folder, message.trim_end_matches('.').to_owned());
        }
        // What tantivy says of a full disk while it commits.
        TantivyError::ErrorInThread(message) | TantivyError::SystemError(message) => {
            return Error::Index { path: folder.to_owned(), message: message.clone() };
        }
        other => return damaged(folder, other.to_string()),
    };
    match cause.kind() {
        ErrorKind::InvalidData | ErrorKind::UnexpectedEof => damaged(folder, cause.to_string()),
        kind => Error::io("using the index", folder, std::io::Error::new(kind, cause.to_string())),
    }
}

fn damaged(folder: &Path, message: String) -> Error {
    Error::Damaged { path: folder.to_owned(), message }
}
