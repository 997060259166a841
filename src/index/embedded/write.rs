//! Writing changes: how many threads with how much memory, and what each change is to tantivy.

use std::path::PathBuf;

use rayon::prelude::*;
use tantivy::indexer::IndexWriterOptions;
use tantivy::{IndexWriter, TantivyDocument, Term};

use super::super::Change;
use super::super::merging::BySize;
use super::super::queue::{Queued, Room};
use super::super::schema::SCHEMA_VERSION;
use super::super::sound::{self, Damaged, Sound};
use super::{Embedded, Header, versioned};
use crate::article::Article;
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

/// What a change removes, and what it adds then: a document, and the article that it is of.
struct Operation {
    removed: Term,
    added: Option<(TantivyDocument, Option<Box<Article>>)>,
}

impl Embedded {
    /// Commits `changes`; nothing is written if there are none and the header stays the same.
    pub(super) fn write(
        &mut self,
        changes: &mut dyn Iterator<Item = Result<Change>>,
        context: u64,
    ) -> Result<()> {
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
        let policy = if is_new { BySize::small_only() } else { BySize::bounded() };
        let damaged = Damaged::default();
        let committed = self.seal.files().cloned().collect();
        let sound = Sound::new(policy, self.index.clone(), committed, damaged.clone());
        writer.set_merge_policy(Box::new(sound));
        let written = self.write_all(&mut writer, &mut first.into_iter().map(Ok).chain(changes), &header);
        if let Err(error) = written {
            // What was added so far is not committed: dropping it is enough, but tidier is this.
            let _ = writer.rollback();
            return Err(error);
        }
        writer.wait_merging_threads().map_err(|e| self.failed(&e))?;
        let damaged = damaged.take();
        if !damaged.is_empty() {
            return Err(self.failed(&super::damaged(&damaged)));
        }
        self.look_at_files()?;
        self.load().map_err(|e| self.failed(&e))?;
        self.seal()?;
        self.remove_older()
    }

    /// Removes the indexes of older versions of the program, which this one replaces now that it is
    /// committed. Who reads them still has their files open.
    fn remove_older(&self) -> Result<()> {
        let entries = std::fs::read_dir(&self.folder).map_err(|e| Error::io("reading", &self.folder, e))?;
        for entry in entries.filter_map(|entry| entry.ok()) {
            let name = entry.file_name();
            let version = name.to_str().and_then(|name| name.strip_prefix('v')?.parse::<u32>().ok());
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder && version.is_some_and(|version| version < SCHEMA_VERSION) {
                let path = entry.path();
                std::fs::remove_dir_all(&path).map_err(|e| Error::io("removing", &path, e))?;
            }
        }
        Ok(())
    }

    /// Removes what a killed process left: files that no commit knows. The next commit would
    /// stumble over them, for it takes up the same numbers. Only who holds the lock may do that.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if a file can't be removed.
    pub fn sweep(&self) -> Result<()> {
        let path = versioned(&self.folder);
        let known = self.index.load_metas().map_err(|e| self.failed(&e))?.list_segment_files();
        let entries = std::fs::read_dir(&path).map_err(|e| Error::io("reading", &path, e))?;
        for entry in entries.filter_map(|entry| entry.ok()) {
            let name = PathBuf::from(entry.file_name());
            let stem = name.to_str().and_then(|name| name.split('.').next()).unwrap_or_default();
            let is_of_segment = stem.len() == 32 && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
            let is_temporary = name.to_str().is_some_and(|name| name.starts_with(replace::NEW_PREFIX));
            if is_temporary || (is_of_segment && !known.contains(&name)) {
                let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
                let remove =
                    if is_folder { std::fs::remove_dir_all } else { std::fs::remove_file::<PathBuf> };
                remove(entry.path()).map_err(|e| Error::io("removing", &entry.path(), e))?;
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
        let mut removals = 0_u32;
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
                    removals += 1;
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
        self.look_at_emptied(removals)?;
        let mut commit = writer.prepare_commit().map_err(|e| self.failed(&e))?;
        commit.set_payload(&serde_json::to_string(header).expect("two numbers have a JSON form"));
        commit.commit().map_err(|e| self.failed(&e))?;
        Ok(())
    }

    /// Reads the segments through of which so many removals may leave nothing.
    fn look_at_emptied(&self, removals: u32) -> Result<()> {
        let searcher = self.reader.searcher();
        let emptied = searcher.segment_readers().iter().filter(|segment| segment.num_docs() <= removals);
        let emptied: Vec<_> = emptied.map(|segment| segment.segment_id()).collect();
        let damaged = sound::damaged(&self.index, self.seal.files(), &emptied);
        let damaged = damaged.map_err(|e| self.failed(&e.into()))?;
        if damaged.is_empty() { Ok(()) } else { Err(self.failed(&super::damaged(&damaged))) }
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
            Change::Note { source, row, measured } => (
                Term::from_field_text(fields.source_row, &source),
                Some(fields.source_document(&source, row, &measured)),
                None,
            ),
            Change::Forget(source) => (Term::from_field_text(fields.source_row, &source), None, None),
        };
        Operation { removed, added: document.map(|document| (document, article)) }
    }
}
