//! The embedded engine: tantivy in a folder.
//!
//! The folder holds one subfolder a schema version, so that a new version of the program builds its
//! index beside the old one and no reader meets half of either. A commit's payload is the
//! [`Header`]; the ledger's rows are documents.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use chrono::Datelike;
use serde::{Deserialize, Serialize};
use tantivy::collector::DocSetCollector;
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocAddress, Index, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term};

use super::answer::answer;
use super::columns::{Columns, Strings};
use super::rank::Statistics;
use super::schema::{Fields, SCHEMA_VERSION, column, schema};
use super::stored::{decode, encode, fingerprint, searched_texts};
use super::{Audience, Change, Engine, Hits, Known, Ledger, Location, Request, Row, analyzer};
use crate::article::{Article, ArticleId, Timestamp};
use crate::content::Stat;
use crate::error::{Error, Result};
use crate::text::{self, Tokens, fold_to_string};

/// Up to so many changes are written by one thread with a small buffer.
const FEW_CHANGES: usize = 2_000;

/// Memory of the writer for few changes, in bytes: tantivy's least.
const SMALL_BUFFER: usize = 15_000_000;

/// Memory of each writer thread for many changes, in bytes.
const LARGE_BUFFER: usize = 64_000_000;

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
    /// [`Error::NoIndex`] if there is none of this version, [`Error::Index`] if it can't be read.
    pub fn open(folder: &Path) -> Result<Self> {
        let path = versioned(folder);
        if !path.join("meta.json").is_file() {
            return Err(Error::NoIndex { path: folder.to_owned() });
        }
        Self::with_index(folder, Index::open_in_dir(&path).map_err(|e| unusable(folder, &e))?)
    }

    /// Opens the index in `folder`, or makes an empty one. One that can't be read is made anew: it
    /// can be, the sources are the truth.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] or [`Error::Index`] if the folder can't be written.
    pub fn open_or_create(folder: &Path) -> Result<Self> {
        match Self::open(folder) {
            Ok(engine) => Ok(engine),
            Err(_) => Self::create(folder),
        }
    }

    fn create(folder: &Path) -> Result<Self> {
        let path = versioned(folder);
        if path.exists() {
            std::fs::remove_dir_all(&path).map_err(|e| Error::io("removing", &path, e))?;
        }
        std::fs::create_dir_all(&path).map_err(|e| Error::io("creating", &path, e))?;
        let index = Index::create_in_dir(&path, schema().0).map_err(|e| unusable(folder, &e))?;
        Self::with_index(folder, index)
    }

    fn with_index(folder: &Path, index: Index) -> Result<Self> {
        let (expected, fields) = schema();
        if index.schema() != expected {
            let message = "it was written by another version; run `tidings rebuild`".to_owned();
            return Err(Error::Index { path: folder.to_owned(), message });
        }
        index.tokenizers().register(analyzer::NAME, analyzer::Analyzer);
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(|e| unusable(folder, &e))?;
        let mut engine = Self {
            folder: folder.to_owned(),
            index,
            reader,
            fields,
            header: Header::default(),
            commit: 0,
            statistics: Statistics::default(),
        };
        engine.load().map_err(|e| unusable(folder, &e))?;
        Ok(engine)
    }

    /// Takes up the last commit.
    fn load(&mut self) -> tantivy::Result<()> {
        self.reader.reload()?;
        let meta = self.index.load_metas()?;
        self.commit = meta.opstamp;
        self.header =
            meta.payload.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
        self.statistics = Statistics::default();
        for reader in self.reader.searcher().segment_readers() {
            let lengths = reader.fast_fields().u64(column::LENGTH)?;
            for doc in reader.doc_ids_alive() {
                if let Some(length) = lengths.first(doc) {
                    self.statistics.articles += 1;
                    self.statistics.tokens += length;
                }
            }
        }
        Ok(())
    }

    /// Takes up a commit that another process made; returns whether there was one.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] if the new commit can't be read; the old one stays in use.
    pub fn reload(&mut self) -> Result<bool> {
        let before = self.commit;
        self.load().map_err(|e| unusable(&self.folder, &e))?;
        Ok(self.commit != before)
    }

    fn is_stale(&self) -> bool {
        self.commit > 0 && self.header.analysis != text::VERSION
    }

    fn failed(&self, error: &tantivy::TantivyError) -> Error {
        unusable(&self.folder, error)
    }

    /// All that one segment after the other has of `name`, by document.
    fn read_ledger(&self) -> tantivy::Result<Ledger> {
        let mut ledger =
            Ledger { context: self.header.context, is_stale: self.is_stale(), ..Ledger::default() };
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
            let keys = sources.dictionary()?;
            for doc in reader.doc_ids_alive() {
                let Some(size) = size.first(doc) else { continue };
                let Some(key) = sources.ords(doc).next().and_then(|ord| keys.get(ord as usize)) else {
                    continue;
                };
                let stat = Stat {
                    size,
                    mtime: mtime.first(doc).unwrap_or_default(),
                    ctime: ctime.first(doc).unwrap_or_default(),
                    inode: inode.first(doc).unwrap_or_default(),
                };
                let row = Row {
                    stat,
                    hash: hash.first(doc).unwrap_or_default(),
                    read_again: read_again.first(doc) != Some(0),
                };
                ledger.sources.insert(key.clone(), row);
            }
        }
        Ok(ledger)
    }

    fn read_known(&self) -> tantivy::Result<HashMap<ArticleId, Known>> {
        let mut known = HashMap::with_capacity(self.statistics.articles as usize);
        for reader in self.reader.searcher().segment_readers() {
            let fingerprints = reader.fast_fields().u64(column::FINGERPRINT)?;
            let (ids, sources) = (Strings::open(reader, column::ID)?, Strings::open(reader, column::SOURCE)?);
            let (id_values, source_values) = (ids.dictionary()?, sources.dictionary()?);
            for doc in reader.doc_ids_alive() {
                let Some(fingerprint) = fingerprints.first(doc) else { continue };
                let id = ids.ords(doc).next().and_then(|ord| id_values.get(ord as usize));
                let source = sources.ords(doc).next().and_then(|ord| source_values.get(ord as usize));
                if let (Some(id), Some(source)) = (id.and_then(|id| ArticleId::new(id)), source) {
                    known.insert(id, Known { source: source.clone(), fingerprint });
                }
            }
        }
        Ok(known)
    }

    fn write(&mut self, changes: &mut dyn Iterator<Item = Result<Change>>, context: u64) -> Result<()> {
        let first = changes.take(FEW_CHANGES).collect::<Result<Vec<Change>>>()?;
        let header = Header { analysis: text::VERSION, context };
        if first.is_empty() && header == self.header {
            return Ok(());
        }
        let (threads, buffer) =
            if first.len() < FEW_CHANGES { (1, SMALL_BUFFER) } else { (WRITERS, LARGE_BUFFER) };
        let mut writer: IndexWriter =
            self.index.writer_with_num_threads(threads, threads * buffer).map_err(|e| self.failed(&e))?;
        let written = self.write_all(&mut writer, &mut first.into_iter().map(Ok).chain(changes), &header);
        if let Err(error) = written {
            // What was added so far is not committed: dropping it is enough, but tidier is this.
            let _ = writer.rollback();
            return Err(error);
        }
        writer.wait_merging_threads().map_err(|e| self.failed(&e))?;
        self.load().map_err(|e| self.failed(&e))
    }

    fn write_all(
        &self,
        writer: &mut IndexWriter,
        changes: &mut dyn Iterator<Item = Result<Change>>,
        header: &Header,
    ) -> Result<()> {
        if self.is_stale() {
            writer.delete_all_documents().map_err(|e| self.failed(&e))?;
        }
        let is_empty = self.is_stale() || self.reader.searcher().num_docs() == 0;
        for change in changes {
            self.carry_out(change?, writer, is_empty).map_err(|e| self.failed(&e))?;
        }
        let mut commit = writer.prepare_commit().map_err(|e| self.failed(&e))?;
        commit.set_payload(&serde_json::to_string(header).expect("two numbers have a JSON form"));
        commit.commit().map_err(|e| self.failed(&e))?;
        Ok(())
    }

    fn carry_out(&self, change: Change, writer: &IndexWriter, is_empty: bool) -> tantivy::Result<()> {
        let remove = |field, key: &str| {
            if !is_empty {
                writer.delete_term(Term::from_field_text(field, key));
            }
        };
        match change {
            Change::Put { article, source } => {
                remove(self.fields.id, article.id.as_str());
                writer.add_document(self.article_document(&article, &source))?;
            }
            Change::Remove(id) => remove(self.fields.id, id.as_str()),
            Change::Note { source, row } => {
                remove(self.fields.source_row, &source);
                writer.add_document(self.source_document(&source, row))?;
            }
            Change::Forget(source) => remove(self.fields.source_row, &source),
        }
        Ok(())
    }

    fn article_document(&self, article: &Article, source: &str) -> TantivyDocument {
        let fields = &self.fields;
        let mut document = TantivyDocument::default();
        let mut length = 0;
        for text in searched_texts(article).filter(|text| !text.is_empty()) {
            let mut tokens = Tokens::new(text);
            while tokens.advance() {
                length += 1;
            }
            document.add_text(fields.text, text);
        }
        document.add_text(fields.title, &article.title);
        document.add_text(fields.id, article.id.as_str());
        document.add_text(fields.source, source);
        document.add_text(fields.url, &article.url);
        document.add_i64(fields.published, article.published.timestamp());
        document.add_i64(fields.updated, article.updated.timestamp());
        document
            .add_i64(fields.day, i64::from(article.published.date_naive().num_days_from_ce()) - EPOCH_DAY);
        document.add_u64(fields.length, length);
        document.add_u64(fields.fingerprint, fingerprint(article));
        document.add_bytes(fields.article, &encode(article));
        if let Some(expires) = article.expires {
            document.add_i64(fields.expires, expires.timestamp());
        }
        if let Some(withdrawn) = article.withdrawn {
            document.add_i64(fields.withdrawn, withdrawn.timestamp());
        }
        let authors = article.authors.iter().map(|author| &author.name);
        for (name, folded, values) in [
            (fields.section_name, fields.section, article.section.iter().collect::<Vec<_>>()),
            (fields.tag_name, fields.tag, article.tags.iter().collect()),
            (fields.author_name, fields.author, authors.collect()),
        ] {
            for value in values {
                document.add_text(name, value);
                document.add_text(folded, fold_to_string(value.trim()));
            }
        }
        document.add_text(fields.lang_name, &article.lang);
        let lang = fold_to_string(&article.lang);
        let prefixes = lang.match_indices('-').map(|(at, _)| &lang[..at]).chain([lang.as_str()]);
        for prefix in prefixes {
            document.add_text(fields.lang, prefix);
        }
        document
    }

    fn source_document(&self, source: &str, row: Row) -> TantivyDocument {
        let fields = &self.fields;
        let mut document = TantivyDocument::default();
        document.add_text(fields.source, source);
        document.add_text(fields.source_row, source);
        document.add_u64(fields.size, row.stat.size);
        document.add_i64(fields.mtime, row.stat.mtime);
        document.add_i64(fields.ctime, row.stat.ctime);
        document.add_u64(fields.inode, row.stat.inode);
        document.add_u64(fields.hash, row.hash);
        document.add_u64(fields.read_again, u64::from(row.read_again));
        document
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

    fn known(&self) -> Result<HashMap<ArticleId, Known>> {
        self.read_known().map_err(|e| self.failed(&e))
    }

    fn sync(&mut self, changes: &mut dyn Iterator<Item = Result<Change>>, context: u64) -> Result<()> {
        self.write(changes, context)
    }

    fn query(&self, request: &Request) -> Result<Hits> {
        answer(&self.reader.searcher(), &self.fields, self.statistics, request).map_err(|e| self.failed(&e))
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
                    let updated = updated.first(doc).unwrap_or_default();
                    locations.extend(url.map(|url| Location { url, updated }));
                }
            }
            locations.sort_by(|one, other| (&one.url, one.updated).cmp(&(&other.url, other.updated)));
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
}

/// 1970-01-01, in days of the Common Era.
const EPOCH_DAY: i64 = 719_163;

fn versioned(folder: &Path) -> PathBuf {
    folder.join(format!("v{SCHEMA_VERSION}"))
}

fn unusable(folder: &Path, error: &tantivy::TantivyError) -> Error {
    let message = match error {
        tantivy::TantivyError::LockFailure(..) => "another process is writing it".to_owned(),
        other => format!("{other}; if it is damaged, delete the folder and run `tidings rebuild`"),
    };
    Error::Index { path: folder.to_owned(), message }
}
