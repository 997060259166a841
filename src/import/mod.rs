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

use std::collections::BTreeMap;
use std::path::Path;

use crate::config::Config;
use crate::content::{self, Item};
use crate::diagnostic::{Diagnostic, Place};
use crate::error::Result;

pub mod blogger;
pub mod feed;
mod folder;
pub mod ghost;
mod note;
pub mod page;
mod record;
pub mod sitemap;
mod text;
pub mod wordpress;
mod written;
mod xml;

pub use folder::{Fate, Folder};
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
    /// Files of former imports whose articles the input has no longer; they stay as they are.
    pub gone: Vec<String>,
    /// Articles that can't be records; each has an error among the findings.
    pub refused: u64,
    /// Of the records, those that are drafts.
    pub drafts: u64,
    /// What was left out: kind, in the plural → how many.
    pub left_out: BTreeMap<String, u64>,
    /// Sections whose names in addresses are others than their own: name → name in addresses.
    pub sections: BTreeMap<String, String>,
    /// Everything found wrong, in the order of the input.
    pub findings: Vec<Diagnostic>,
}

/// An import at work.
pub struct Import<'a> {
    config: &'a Config,
    folder: Folder,
    system: Option<&'static str>,
    is_whole: bool,
    report: Report,
}

impl<'a> Import<'a> {
    /// Begins an import into the folder `into`, which is made if it is not there. `config` says how
    /// the records will be read.
    ///
    /// # Errors
    ///
    /// [`Error::Io`](crate::error::Error::Io) if the folder's note of former imports can't be read.
    pub fn new(into: &Path, config: &'a Config, options: Options) -> Result<Self> {
        let folder = Folder::open(into, options)?;
        Ok(Self { config, folder, system: None, is_whole: true, report: Report::default() })
    }

    /// Says that the input holds all that the system of this name (`wordpress`) has, so that what was
    /// imported from it before and is not there any more can be told. A feed never does: it has the
    /// newest articles only.
    #[must_use]
    pub fn of_all(mut self, system: &'static str) -> Self {
        self.system = Some(system);
        self
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
            Imported::Section { name, slug } => {
                self.report.sections.entry(name).or_insert(slug);
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
        if self.is_whole {
            self.report.gone = self.folder.gone();
            self.report.findings.extend(told_gone(&self.report.gone));
        }
        Ok(self.report)
    }

    fn record(&mut self, record: &Record) -> Result<()> {
        let text = page_text(record);
        let origin = self.system.map(|system| origin(system, record));
        let key = self.folder.see(record, origin.as_deref());
        if let Err(reasons) = self.check(record, &text) {
            self.report.refused += 1;
            self.report.findings.extend(reasons);
            return Ok(());
        }
        self.report.drafts += u64::from(record.is_draft);
        let (file, fate) = self.folder.put(record, key, origin.as_deref(), &text)?;
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
    fn check(&mut self, record: &Record, text: &str) -> Result<(), Vec<Diagnostic>> {
        let source = self.folder.source(record);
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

/// What a record comes from: the system, and the site there; of a newspaper, the page.
fn origin(system: &str, record: &Record) -> String {
    let part = match system {
        "page" => record.key.rsplit_once('/').map(|(page, _)| page),
        _ => record.url.as_deref().and_then(|url| url.split_once("://")?.1.split('/').next()),
    };
    format!("{system} {}", part.unwrap_or_default()).trim_end().to_owned()
}

/// The warning that articles are gone.
fn told_gone(files: &[String]) -> Option<Diagnostic> {
    /// Files that are named, at most.
    const NAMED: usize = 10;
    let first = files.first()?;
    let others = match files.len() {
        1 => String::new(),
        count => {
            let named: Vec<&str> = files[1..].iter().take(NAMED - 1).map(String::as_str).collect();
            let rest = if count > NAMED { format!(" and {} more", count - NAMED) } else { String::new() };
            format!("; so are those of {}{rest}", named.join(", "))
        }
    };
    let message = format!("its article is no longer in the input; the file stays as it is{others}");
    let hint = "remove the file, or write `withdrawn: DATE` into it, so that readers are told";
    Some(Diagnostic::warning("gone", Place::file(first.clone()), message).with_hint(hint))
}

#[cfg(test)]
mod tests;
