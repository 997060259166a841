//! The embedded engine: tantivy in a folder.
//!
//! The folder holds one subfolder a schema version, so that a new version of the program builds its
//! index beside the old one and no reader meets half of either. A commit's payload is the
//! [`Header`]; the ledger's rows are documents.

mod failure;
mod read;
mod write;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use tantivy::collector::DocSetCollector;
use tantivy::error::DataCorruption;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Index, IndexMeta, IndexReader, ReloadPolicy, Searcher, TantivyError, Term};
use xxhash_rust::xxh3::xxh3_64;

use self::failure::failure;
use super::answer::answer;
use super::disk::Disk;
use super::opened::{Opened, OpenedById};
use super::rank::Statistics;
use super::schema::{Fields, SCHEMA_VERSION, column, schema};
use super::seal::{Belief, Seal};
use super::stored::{StoredForm, decode};
use super::text_lists::TextLists;
use super::{
    ByKey, Change, Engine, Hits, Known, Ledger, Location, Name, Request, Similar, Vocabulary, analyzer,
    inventory, vocabulary,
};
use crate::article::{Article, ArticleId, Timestamp};
use crate::error::{Error, Result};
use crate::text;

/// How often the opening of an index is begun again if a commit overtakes it.
const OVERTAKEN: usize = 10;

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

impl Embedded {
    /// Opens the index in `folder` for reading.
    ///
    /// # Errors
    ///
    /// [`Error::NoIndex`] if there is none of this version, [`Error::OtherVersion`] and
    /// [`Error::Damaged`] if it has to be made anew, [`Error::Io`] and [`Error::Index`] if it can't
    /// be read for another reason.
    pub fn open(folder: &Path) -> Result<Self> {
        Self::open_believing(folder, Belief::Always)
    }

    /// Opens the index in `folder`, and believes so far that its files are still good.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn open_believing(folder: &Path, belief: Belief) -> Result<Self> {
        let path = versioned(folder);
        let meta = path.join("meta.json");
        if !meta.is_file() {
            return Err(Error::NoIndex { path: folder.to_owned() });
        }
        let open = || {
            let index = Disk::open(&path).map_err(Into::into).and_then(Index::open);
            Self::with_index(folder, index.map_err(|e| failure(folder, &e))?, belief)
        };
        // Another process may commit, and remove what it has replaced, while the files are opened.
        for _ in 0..OVERTAKEN {
            let before = std::fs::read(&meta).ok();
            match open() {
                Err(Error::Damaged { .. }) if std::fs::read(&meta).ok() != before => {}
                opened => return opened,
            }
        }
        open()
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
        Self::with_index(folder, create().map_err(|e| failure(folder, &e))?, Belief::Always)
    }

    /// Reads the files of the index in `folder` through, whatever the seal says of them, and returns
    /// [`Error::Damaged`] if they are. For whoever was told nonsense, or panicked over it.
    pub fn damage(folder: &Path) -> Option<Error> {
        let opened = Self::open_believing(folder, Belief::Never);
        opened.err().filter(|error| matches!(error, Error::Damaged { .. }))
    }

    pub(super) fn with_index(folder: &Path, mut index: Index, belief: Belief) -> Result<Self> {
        let (expected, fields) = schema();
        if index.schema() != expected {
            return Err(Error::OtherVersion { path: folder.to_owned() });
        }
        let seal = Seal::read(&versioned(folder));
        let seal = renewed(&seal, &index, folder, belief).map_err(|e| failure(folder, &e))?;
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
        self.commit = commit_of(&meta);
        self.header =
            meta.payload.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
        self.statistics = Statistics::default();
        let mut opened_by_id = OpenedById::new();
        for reader in self.reader.searcher().segment_readers() {
            let known = self.opened.get(&reader.segment_id()).cloned();
            let opened = known.map_or_else(|| Opened::open(reader, self.fields.text), Ok)?;
            let is_article = reader.fast_fields().u64(column::FINGERPRINT)?;
            for doc in reader.doc_ids_alive().filter(|&doc| is_article.first(doc).is_some()) {
                self.statistics.articles += 1;
                self.statistics.tokens += u64::from(opened.lengths.fieldnorm(doc));
            }
            opened_by_id.insert(reader.segment_id(), opened);
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
        let renewed = renewed(&self.seal, &self.index, &self.folder, Belief::Always);
        Ok(renewed.map_err(|e| self.failed(&e))? == self.seal)
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
        let renewed = renewed(&self.seal, &self.index, &self.folder, Belief::Always);
        self.seal = renewed.map_err(|e| self.failed(&e))?;
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
        let renewed = renewed(&self.seal, &self.index, &self.folder, Belief::Never);
        renewed.map_err(|e| self.failed(&e)).map(|_| ())
    }

    fn is_stale(&self) -> bool {
        self.is_committed() && self.header.analysis != text::VERSION
    }

    fn failed(&self, error: &TantivyError) -> Error {
        failure(&self.folder, error)
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
                    let StoredForm(text) = searcher.doc(address)?;
                    decode(&text)
                }
                None => None,
            });
        }
        Ok(articles)
    }
}

impl Engine for Embedded {
    fn ledger(&self) -> Result<Ledger> {
        let searcher = self.reader.searcher();
        let sources = read::rows(&searcher).map_err(|e| self.failed(&e))?;
        let measured = read::measured(&searcher).map_err(|e| self.failed(&e))?;
        Ok(Ledger { sources, measured, context: self.header.context, is_stale: self.is_stale() })
    }

    fn known(&self, number: &dyn Fn(&str) -> Option<u32>) -> Result<ByKey<Known>> {
        read::known(&self.reader.searcher(), number).map_err(|e| self.failed(&e))
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
        read::due_between(&self.reader.searcher(), after, until).map_err(|e| self.failed(&e))
    }

    fn locations(&self, now: Timestamp) -> Result<Vec<Location>> {
        read::locations(&self.reader.searcher(), now).map_err(|e| self.failed(&e))
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

/// What tells a commit from every other, of whatever index: the names of segments are random.
fn commit_of(meta: &IndexMeta) -> u64 {
    let mut files: Vec<_> = meta.list_segment_files().into_iter().collect();
    files.sort_unstable();
    xxh3_64(format!("{} {files:?}", meta.opstamp).as_bytes())
}

/// The seal of the files as they are now; an error if one of them is damaged.
fn renewed(seal: &Seal, index: &Index, folder: &Path, belief: Belief) -> tantivy::Result<Seal> {
    seal.renew(index, &versioned(folder), belief)?.map_err(|files| damaged(&files))
}

/// That these files are missing, or not as they were written.
fn damaged(files: &[PathBuf]) -> TantivyError {
    let names: Vec<_> = files.iter().map(|path| path.display().to_string()).collect();
    DataCorruption::comment_only(format!("missing, or of a wrong checksum: {}", names.join(", "))).into()
}
