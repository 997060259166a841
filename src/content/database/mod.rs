//! Databases as sources: the rows of a query are records, its columns are fields.
//!
//! Each row is a [`Source`] of its own. [`Databases::scan`] lists them as they are at one moment, in
//! one transaction, and puts aside the rows that may have changed; from there on nothing is asked of
//! a database any more. So a connection that is lost loses the whole list, never a part of it, and
//! rows that could not be listed are never taken for deleted. What tells a changed row from an
//! unchanged one stands in its [`Stat`]: a digest of `updated_at`, or of the whole row where there
//! is no such column. It is compared for being the same, not for being later, so that a transaction
//! that commits late, or a clock that is set back, hides nothing.

#[cfg(feature = "postgres")]
mod postgres;
mod row;
mod spool;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use xxhash_rust::xxh3::xxh3_64;

use super::{Item, Reading, Source, Stat};
use crate::article::ArticleId;
use crate::config::{Config, Database, DatabaseKind};
use crate::diagnostic::{Diagnostic, Place};
use crate::error::{Error, Result};

use spool::Spool;

/// Changed rows that are asked for by their ids; beyond, the whole query is read again.
const FEW: usize = 1000;

/// The databases of a configuration, with the rows that were put aside.
#[derive(Debug)]
pub struct Databases {
    spool: Spool,
    /// Which database of the configuration a row is from, and its id there, by the source's key.
    rows: BTreeMap<String, (usize, String)>,
    /// What the keys of databases begin with that were not listed whole.
    unlisted: Vec<String>,
}

/// What [`Databases::scan`] found.
#[derive(Debug)]
pub struct Scanned {
    /// The rows, to be read by their sources.
    pub databases: Databases,
    /// The rows as sources.
    pub sources: Vec<Source>,
    /// What is wrong.
    pub findings: Vec<Diagnostic>,
}

/// Takes the rows of one database as they come: id, what tells a change, and the fields as a JSON
/// object, where they were asked for.
///
/// Fields that begin with [`REFUSED`] are the reason why the row can't be a record.
trait Rows {
    fn row(&mut self, id: Option<&str>, version: Option<&str>, fields: Option<&str>) -> Result<()>;

    /// Takes a row whose id can't be one, and what is wrong with it.
    fn nameless(&mut self, message: String);
}

/// Stands in front of a reason in place of fields.
const REFUSED: char = '!';

/// A connection in a transaction, in which everything is as it was at the beginning.
trait Connection {
    /// Hands over every row: with the fields, if `with_fields`, and else id and `updated_at` alone.
    fn all(&mut self, with_fields: bool, rows: &mut dyn Rows) -> Result<()>;

    /// Hands over the rows of these ids with their fields.
    fn some(&mut self, ids: &[String], rows: &mut dyn Rows) -> Result<()>;
}

impl Databases {
    /// Lists the rows of every database of `config`. `known` tells what the index knows of a source
    /// that need not be read if it still is so; of any other row the fields are put aside.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if rows can't be put aside. A database that can't be read is a finding.
    pub fn scan(config: &Config, known: &dyn Fn(&str) -> Option<Stat>) -> Result<Scanned> {
        let databases = Self { spool: Spool::new()?, rows: BTreeMap::new(), unlisted: Vec::new() };
        let mut scanned = Scanned { databases, sources: Vec::new(), findings: Vec::new() };
        for (number, database) in config.source.iter().enumerate() {
            let mut listing = Listing::new(database, known, &mut scanned.databases.spool);
            let outcome = listing.take(config);
            let (rows, findings) = (listing.rows, listing.findings);
            match outcome {
                Ok(()) => {
                    if !findings.is_empty() {
                        scanned.databases.unlisted.push(key(database, ""));
                    }
                    scanned.findings.extend(findings);
                    for (id, stat) in rows {
                        let key = key(database, &id);
                        let source = Source { path: PathBuf::from(&key), key: key.clone(), stat };
                        scanned.databases.rows.insert(key, (number, id));
                        scanned.sources.push(source);
                    }
                }
                Err(error @ Error::Database { .. }) => {
                    let finding =
                        Diagnostic::error("unreadable", Place::file(&database.name), error.to_string());
                    scanned.findings.push(finding.with_hint("its articles stay as they were"));
                    scanned.databases.unlisted.push(key(database, ""));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(scanned)
    }

    /// Whether the source of that key may be a row although it was not listed: its database could not
    /// be read, or has rows without an id.
    pub fn may_hide(&self, key: &str) -> bool {
        self.unlisted.iter().any(|prefix| key.starts_with(prefix.as_str()))
    }

    /// Whether the source of that key is a row.
    pub fn hold(&self, key: &str) -> bool {
        self.rows.contains_key(key)
    }

    /// Reads the row that `source` is, as [`read`](super::read()) does a file. A row that was not put
    /// aside is asked for.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] or [`Error::Database`] if it can't be had.
    pub fn read(
        &self,
        source: &Source,
        config: &Config,
        known: Option<u64>,
        receive: &mut dyn FnMut(Item),
    ) -> Result<Reading> {
        let gone = || Error::Database {
            name: source.key.clone(),
            message: "the row is gone since it was listed".to_owned(),
        };
        let (number, id) = self.rows.get(&source.key).ok_or_else(gone)?;
        let database = &config.source[*number];
        let fields = match self.spool.get(&source.key)? {
            Some(fields) => fields,
            None => one(database, config, id)?.ok_or_else(gone)?,
        };
        let hash = xxh3_64(fields.as_bytes());
        if known == Some(hash) {
            return Ok(Reading::of_bytes(hash, true));
        }
        row::read(source, &fields, database, config, receive);
        Ok(Reading::of_bytes(hash, false))
    }
}

fn key(database: &Database, id: &str) -> String {
    format!("{}:{id}", database.name)
}

fn failure(database: &Database, error: impl std::fmt::Display) -> Error {
    Error::Database { name: database.name.clone(), message: error.to_string() }
}

fn connect<'a>(database: &'a Database, config: &Config) -> Result<Box<dyn Connection + 'a>> {
    // Without one of the features.
    let _ = config;
    match database.kind {
        #[cfg(feature = "sqlite")]
        DatabaseKind::Sqlite => Ok(Box::new(sqlite::Sqlite::open(database)?)),
        #[cfg(feature = "postgres")]
        DatabaseKind::Postgres => Ok(Box::new(postgres::Postgres::connect(database, config)?)),
        #[cfg(not(all(feature = "sqlite", feature = "postgres")))]
        kind => Err(failure(database, format!("this program was built without {kind:?}"))),
    }
}

/// One row's fields, as they are now.
fn one(database: &Database, config: &Config, id: &str) -> Result<Option<String>> {
    struct One(Option<String>);
    impl Rows for One {
        fn row(&mut self, _: Option<&str>, _: Option<&str>, fields: Option<&str>) -> Result<()> {
            self.0 = self.0.take().or(fields.map(str::to_owned));
            Ok(())
        }

        fn nameless(&mut self, _: String) {}
    }
    let mut found = One(None);
    connect(database, config)?.some(&[id.to_owned()], &mut found)?;
    Ok(found.0)
}

/// The rows of one database as they are listed.
struct Listing<'a> {
    database: &'a Database,
    known: &'a dyn Fn(&str) -> Option<Stat>,
    spool: &'a mut Spool,
    rows: BTreeMap<String, Stat>,
    /// Ids of rows whose fields are still to be put aside.
    wanted: BTreeSet<String>,
    /// The list is complete, and fields are being fetched.
    is_listed: bool,
    findings: Vec<Diagnostic>,
}

impl<'a> Listing<'a> {
    fn new(database: &'a Database, known: &'a dyn Fn(&str) -> Option<Stat>, spool: &'a mut Spool) -> Self {
        Self {
            database,
            known,
            spool,
            rows: BTreeMap::new(),
            wanted: BTreeSet::new(),
            is_listed: false,
            findings: Vec::new(),
        }
    }

    fn take(&mut self, config: &Config) -> Result<()> {
        let mut connection = connect(self.database, config)?;
        if self.database.updated_at.is_none() {
            return connection.all(true, self);
        }
        connection.all(false, self)?;
        self.is_listed = true;
        let wanted: Vec<String> = self.wanted.iter().cloned().collect();
        match wanted.len() {
            0 => Ok(()),
            1..=FEW => connection.some(&wanted, self),
            _ => connection.all(true, self),
        }
    }

    fn is_changed(&self, id: &str, stat: Stat) -> bool {
        (self.known)(&key(self.database, id)) != Some(stat)
    }

    fn report(&mut self, message: String, hint: &str) {
        let finding = Diagnostic::error("bad-row", Place::file(&self.database.name), message);
        self.findings.push(finding.with_hint(hint));
    }
}

impl Rows for Listing<'_> {
    fn row(&mut self, id: Option<&str>, version: Option<&str>, fields: Option<&str>) -> Result<()> {
        let Some(id) = id.filter(|id| !id.is_empty()) else {
            if !self.is_listed {
                let message = format!("a row has no `{}`, and is left out", self.database.id);
                self.report(message, "let the query give each row an id that never changes");
            }
            return Ok(());
        };
        if id.len() > ArticleId::MAX_BYTES {
            if !self.is_listed {
                let (bytes, most) = (id.len(), ArticleId::MAX_BYTES);
                let message = format!(
                    "a row's `{}` has {bytes} bytes, more than the {most} of an identity, and is left out",
                    self.database.id
                );
                self.report(message, "let the query give each row a short id that never changes");
            }
            return Ok(());
        }
        if self.is_listed {
            if let Some(fields) = fields
                && self.wanted.remove(id)
            {
                self.spool.put(&key(self.database, id), fields)?;
                if version.is_none() {
                    self.rows.insert(id.to_owned(), stat_of(fields));
                }
            }
            return Ok(());
        }
        let told = if self.database.updated_at.is_some() { version } else { fields };
        let stat = stat_of(told.unwrap_or_default());
        if self.rows.contains_key(id) {
            let message = format!("the id `{id}` stands in several rows; the first counts");
            self.report(message, "let the query give each article one row");
            return Ok(());
        }
        // A row without a version is read each time, and compared as a whole.
        if told.is_none() || self.is_changed(id, stat) {
            match fields {
                Some(fields) => self.spool.put(&key(self.database, id), fields)?,
                None => {
                    self.wanted.insert(id.to_owned());
                }
            }
        }
        self.rows.insert(id.to_owned(), stat);
        Ok(())
    }

    fn nameless(&mut self, message: String) {
        if !self.is_listed {
            self.report(message, "let the query give each row an id that is a whole number or a text");
        }
    }
}

/// What tells a row from what it was.
fn stat_of(told: &str) -> Stat {
    Stat { size: xxh3_64(told.as_bytes()), ..Stat::default() }
}
