//! Sources become articles: walking the content folder, reading files, checking records.
//!
//! [`scan`] lists the source files with their stats, [`read`] turns one file into [`Item`]s.
//! What is wrong in a record is a [`Diagnostic`], never an `Err`: the other records go on.
//! Nothing here knows of the index or of feeds.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::article::{Article, ArticleId};
use crate::diagnostic::{Diagnostic, Place};

mod clean;
mod database;
mod date;
mod decode;
mod elements;
mod fields;
mod finish;
mod foreign;
mod format;
mod html;
mod lines;
mod links;
mod markup;
mod measured;
mod media;
mod node;
mod people;
mod read;
mod record;
mod scan;
mod script;
mod settings;
mod stamp;
mod summary;
mod tree;

pub use database::{Databases, Scanned};
pub use date::{moment, year_of};
pub use decode::{decoded_text, guessed_encoding};
pub use format::web::{Metadata, Nature, WebPage, shows_something};
pub use html::{html_text, markdown_html, publishable, resolved_html};
pub use measured::Measured;
pub use read::{read, read_page, read_web_page};
pub use scan::{is_hidden, path_of, scan, scan_configured};
pub use settings::Settings;
pub use stamp::{Stamped, Stamping, stamp};
pub(crate) use tree::quoted;
pub use tree::{date_in_path, translate_permalink};

/// One file that can hold records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its path relative to the content folder, with `/` between folders: the source's name in
    /// the ledger. For a content path that is itself a file: the file's name.
    pub key: String,
    /// Where it lies, as the program opens it and as findings name it.
    pub path: PathBuf,
    /// What the file system says of it.
    pub stat: Stat,
}

/// What tells a changed file from an unchanged one without reading it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stat {
    /// Bytes.
    pub size: u64,
    /// Last change of the content, nanoseconds since 1970.
    pub mtime: i64,
    /// Last change of content, name or rights, nanoseconds since 1970; 0 where unknown.
    pub ctime: i64,
    /// The inode; 0 where unknown.
    pub inode: u64,
}

/// What a source holds, one call of the receiver each, in the file's order.
#[derive(Debug)]
pub enum Item {
    /// A good record, to be published when due; and the place of what it is known by.
    Article(Box<Article>, Place),
    /// A record that is kept out by `draft: true`.
    Draft(ArticleId),
    /// A record that can't be published, with its identity where that could be read. The
    /// reasons come as findings of their own.
    Refused(Option<ArticleId>),
    /// The file is a page without front matter: no record, unless it was one before. The finding
    /// says so as an error; whoever knows that the file never gave an article may leave it out.
    NoRecord(Diagnostic),
    /// Something to tell the user.
    Finding(Diagnostic),
}

/// How reading a source ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Of the file's bytes.
    pub hash: u64,
    /// The bytes are those of the hash that the caller knew; nothing was parsed.
    pub is_unchanged: bool,
    /// What the source gave depends on other sources too: it links to them.
    pub is_bound: bool,
    /// What the source gave depends on the sizes of these files too.
    pub measured: BTreeSet<Measured>,
}

impl Reading {
    /// A source that depends on nothing but its bytes.
    fn of_bytes(hash: u64, is_unchanged: bool) -> Self {
        Self { hash, is_unchanged, is_bound: false, measured: BTreeSet::new() }
    }
}

#[cfg(test)]
mod tests;
