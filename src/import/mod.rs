//! Other systems' articles become records: one `.md` each, which is then the editor's own.
//!
//! An importer reads what a foreign system wrote and hands over [`Imported`] items: each article
//! there is a [`Record`], or is refused with a reason, or is counted among what was left out.
//! [`Import`] takes them: it lays a record out as a page ([`page_text`]), reads that page back as a
//! rebuild would, and puts it into the folder ([`Folder`]). Importing the same again changes
//! nothing; an article that changed is updated; a file that a person has edited since is left as it
//! is, and reported.
//!
//! What a record can't hold (comments, revisions, settings) is left out and counted by kind.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::config::Config;
use crate::content::{self, Item};
use crate::diagnostic::{Diagnostic, Place};
use crate::error::Result;

pub mod blogger;
pub mod feed;
mod folder;
pub mod ghost;
mod lock;
mod note;
pub mod page;
mod record;
mod same;
pub mod sitemap;
mod text;
pub mod wordpress;
mod written;
mod xml;

use folder::Standing;
pub use folder::{Fate, Folder, KnownPages};
pub use record::{Author, File, Record, normal_date, reference};
pub use written::page_text;

/// One item of what a foreign system wrote.
#[derive(Debug)]
pub enum Imported {
    /// An article.
    Record(Box<Record>),
    /// An article that can't be a record, and why.
    Refused(Diagnostic),
    /// Something that is no article, or a part of one that a record can't hold: its kind, in the
    /// plural, as the report counts it (`comments`).
    LeftOut(String),
    /// An article that is not wanted now; if a former import brought it, it is not gone.
    Passed {
        /// As in [`Record::origin`].
        origin: String,
        /// As in [`Record::key`].
        key: String,
    },
    /// A section, and the name that it has in the foreign system's addresses: a line for `[sections]`
    /// of the configuration.
    Section {
        /// As shown.
        name: String,
        /// In addresses.
        slug: String,
    },
    /// Something to tell of an article that is imported nevertheless.
    Finding(Diagnostic),
}

/// Takes what an importer reads.
///
/// # Errors
///
/// What the receiver says; the importer then stops.
pub type Receive<'a> = dyn FnMut(Imported) -> Result<()> + 'a;

/// How an import is to be done.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Say what would be done, and write nothing.
    pub dry_run: bool,
    /// Replace files that a person has edited, and bring back those that were removed.
    pub overwrite: bool,
    /// Seconds to wait for another import into the folder.
    pub lock_wait: u64,
}

/// What an import did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Files that are new, in the order of the input, as the user would name them.
    pub added: Vec<String>,
    /// Files whose article has changed.
    pub updated: Vec<String>,
    /// Records whose file is as it would be written, or was edited while the article stayed the
    /// same.
    pub unchanged: u64,
    /// Files that were left as they are although their article has changed: a person has edited or
    /// removed them.
    pub kept: Vec<String>,
    /// Files of articles that were imported from elsewhere and are other there; they stay as they are.
    pub others: Vec<String>,
    /// Files of former imports whose articles the input has no longer; they stay as they are.
    pub gone: Vec<String>,
    /// Articles that can't be records; each has an error among the findings.
    pub refused: u64,
    /// Of the records, those that are drafts.
    pub drafts: u64,
    /// What was left out: kind, in the plural → how many.
    pub left_out: BTreeMap<String, u64>,
    /// Sections of records whose names in addresses are others than their own, and that the configuration
    /// does not name: name → name in addresses.
    pub sections: BTreeMap<String, String>,
    /// Everything found wrong, in the order of the input.
    pub findings: Vec<Diagnostic>,
}

/// An import at work.
pub struct Import<'a> {
    config: &'a Config,
    folder: Folder,
    options: Options,
    is_whole: bool,
    /// Sections of the records, and the names in addresses that systems tell.
    sections: BTreeSet<String>,
    slugs: BTreeMap<String, String>,
    report: Report,
}

impl<'a> Import<'a> {
    /// Begins an import into the folder `into`, which is made if it is not there. `config` says how
    /// the records will be read.
    ///
    /// # Errors
    ///
    /// [`Error::Io`](crate::error::Error::Io) if the folder's note of former imports can't be read,
    /// [`Error::Importing`](crate::error::Error::Importing) if another import is at work there.
    pub fn new(into: &Path, config: &'a Config, options: Options) -> Result<Self> {
        let folder = Folder::open(into, options)?;
        Ok(Self {
            config,
            folder,
            options,
            is_whole: true,
            sections: BTreeSet::new(),
            slugs: BTreeMap::new(),
            report: Report::default(),
        })
    }

    /// Begins another input. One article may stand in two inputs, but not twice in one.
    pub fn begin_input(&mut self) {
        self.folder.begin_input();
    }

    /// The newspaper pages that were imported into the folder.
    pub fn pages(&self) -> KnownPages {
        self.folder.pages()
    }

    /// Takes one item.
    ///
    /// # Errors
    ///
    /// [`Error::Io`](crate::error::Error::Io) if a file can't be written.
    pub fn take(&mut self, imported: Imported) -> Result<()> {
        match imported {
            Imported::Record(record) => self.record(&record)?,
            Imported::Refused(finding) => {
                // Whose record it would have been is not known.
                self.is_whole = false;
                self.report.refused += 1;
                self.report.findings.push(finding);
            }
            Imported::LeftOut(kind) => *self.report.left_out.entry(kind).or_default() += 1,
            Imported::Passed { origin, key } => self.folder.pass(&origin, &key),
            Imported::Section { name, slug } => {
                self.slugs.entry(name).or_insert(slug);
            }
            Imported::Finding(finding) => self.report.findings.push(finding),
        }
        Ok(())
    }

    /// Ends the import: writes the folder's note.
    ///
    /// # Errors
    ///
    /// [`Error::Io`](crate::error::Error::Io) if it can't be written.
    pub fn finish(mut self) -> Result<Report> {
        self.folder.finish()?;
        let is_new = |name: &String| self.sections.contains(name) && !self.config.sections.contains_key(name);
        self.report.sections = std::mem::take(&mut self.slugs);
        self.report.sections.retain(|name, _| is_new(name));
        self.report.findings.extend(told_others(&self.report.others));
        if self.is_whole {
            self.report.gone = self.folder.gone();
            self.report.findings.extend(told_gone(&self.report.gone));
        }
        Ok(self.report)
    }

    fn record(&mut self, record: &Record) -> Result<()> {
        let (key, id) = match self.folder.find(record) {
            Standing::Own { key, id } => (key, id),
            Standing::Others { key } => return self.others(record, &key),
            Standing::Twice => {
                let name = record.name();
                let message = format!(
                    "{name}: the input has an article of the id `{}` already",
                    record.key.trim_start_matches("guid:")
                );
                let hint = "the first of them is imported; give the other an id of its own";
                self.take(Imported::Refused(
                    Diagnostic::error("duplicate-id", record.place.clone(), message).with_hint(hint),
                ))?;
                return Ok(());
            }
        };
        let renamed;
        let record = match id == record.id {
            true => record,
            false => {
                if !self.folder.has(&key) {
                    self.tell_renamed(record, id.as_deref());
                }
                renamed = Record { id, ..record.clone() };
                &renamed
            }
        };
        self.put(record, key)
    }

    /// The id of another feed's article is no identity for this one.
    fn tell_renamed(&mut self, record: &Record, id: Option<&str>) {
        let message = format!(
            "{}: its id `{}` is that of an article from elsewhere, so {} is its id here, and readers of its old feed \
             will see it as new",
            record.name(),
            record.key.trim_start_matches("guid:"),
            id.map_or_else(|| "its file’s path".to_owned(), |id| format!("`{id}`"))
        );
        let finding = Diagnostic::warning("taken-id", record.place.clone(), message);
        self.report.findings.push(finding);
    }

    /// An article that another import brought: the same one, by its id.
    fn others(&mut self, record: &Record, key: &str) -> Result<()> {
        if self.options.overwrite {
            let own = self.folder.key_of(record);
            self.folder.take_over(key, &own, record);
            return self.put(record, own);
        }
        match self.folder.file_of(key) {
            Some(file) if !self.folder.holds(key, &page_text(record)) => self.report.others.push(file),
            _ => self.report.unchanged += 1,
        }
        Ok(())
    }

    fn put(&mut self, record: &Record, key: String) -> Result<()> {
        let dated;
        let record = match &self.config.content.undated {
            Some(date) if record.published.is_none() && !record.is_draft => {
                dated = Record { published: Some(date.clone()), ..record.clone() };
                &dated
            }
            _ => record,
        };
        let text = page_text(record);
        if let Err(reasons) = self.check(record, &key, &text) {
            self.report.refused += 1;
            self.report.findings.extend(reasons);
            return Ok(());
        }
        self.sections.extend(record.section.clone());
        self.report.drafts += u64::from(record.is_draft);
        let (file, fate) = self.folder.put(record, key, &text)?;
        let keep = |code, message: &str| {
            Diagnostic::warning(code, Place::file(file.clone()), message)
                .with_hint("to have the article as it is now in place of the file, import with --overwrite")
        };
        match fate {
            Fate::Added => self.report.added.push(file),
            Fate::Updated => self.report.updated.push(file),
            Fate::Unchanged => self.report.unchanged += 1,
            Fate::Edited => {
                let message = "was edited since it was imported, and its article has changed as well; the file is \
                               left as it is";
                self.report.findings.push(keep("edited-since", message));
                self.report.kept.push(file);
            }
            Fate::Removed => {
                let message = "was removed since it was imported; it is not brought back";
                self.report.findings.push(keep("removed-since", message));
                self.report.kept.push(file);
            }
        }
        Ok(())
    }

    /// Reads the page back as a rebuild would. What is said of it is said of the article's place in
    /// the input.
    fn check(&mut self, record: &Record, key: &str, text: &str) -> Result<(), Vec<Diagnostic>> {
        let source = self.folder.source(record, key);
        let (mut findings, mut is_good) = (Vec::new(), false);
        content::read_page(&source, text, self.config, &mut |item| match item {
            Item::Article(..) | Item::Draft(_) => is_good = true,
            Item::Refused(_) => {}
            Item::NoRecord(finding) | Item::Finding(finding) => findings.push(finding),
        });
        for finding in &mut findings {
            finding.place = record.place.clone();
            finding.message = format!("{}: {}", record.name(), finding.message);
        }
        if is_good {
            self.report.findings.extend(findings);
            return Ok(());
        }
        Err(findings)
    }
}

/// The warning that articles were imported from elsewhere.
fn told_others(files: &[String]) -> Option<Diagnostic> {
    let (first, others) = first_of(files)?;
    let message = format!(
        "its article was imported from elsewhere, and is another one here; the file stays as it is{others}"
    );
    let hint = "to have the article as this input has it, import with --overwrite";
    Some(Diagnostic::warning("imported-before", Place::file(first), message).with_hint(hint))
}

/// The warning that articles are gone.
fn told_gone(files: &[String]) -> Option<Diagnostic> {
    let (first, others) = first_of(files)?;
    let message = format!("its article is no longer in the input; the file stays as it is{others}");
    let hint = "remove the file, or write `withdrawn: DATE` into it, so that readers are told";
    Some(Diagnostic::warning("gone", Place::file(first), message).with_hint(hint))
}

/// The first of the files, and words that say that the same is so of the others.
fn first_of(files: &[String]) -> Option<(String, String)> {
    /// Files that are named, at most.
    const NAMED: usize = 10;
    let first = files.first()?;
    let others = match files.len() {
        1 => String::new(),
        2 => format!("; so is that of {}", files[1]),
        count => {
            let named: Vec<&str> = files[1..].iter().take(NAMED - 1).map(String::as_str).collect();
            let rest = if count > NAMED { format!(" and {} more", count - NAMED) } else { String::new() };
            format!("; so are those of {}{rest}", named.join(", "))
        }
    };
    Some((first.clone(), others))
}

#[cfg(test)]
mod tests;
