//! The whole flow on one page: lock, load, guard, sync, render, publish, report.
//!
//! The index is brought in line with the sources first, in one commit; the feeds are then rendered
//! from the index. Only what can have changed is read, and only feeds that can have changed are
//! rendered; only files that differ are written.

mod at_work;
mod hub;
mod load;
pub(crate) mod lock;
mod render;
mod rendered;
mod sources;
mod touched;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::article::Timestamp;
use crate::config::Config;
use crate::content::{self, Databases};
use crate::diagnostic::{Diagnostic, Place};
use crate::error::{Error, Result};
use crate::index::{Belief, Embedded, Engine};
use crate::publish::{Folder, Memory, Sink};

use at_work::AtWork;
use hub::Untold;
use load::{Loader, Scanned};
use lock::Lock;
use rendered::Rendered;

/// How a rebuild is to be done.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Read every source and render every feed again, whatever the ledger says.
    pub full: bool,
    /// Say what would be done, and write nothing.
    pub dry_run: bool,
    /// Publish nothing if any record is refused.
    pub strict: bool,
    /// Believe sources that lost more than the guard allows.
    pub allow_mass_delete: bool,
    /// Seconds to wait for another rebuild to end.
    pub lock_wait: u64,
    /// Seconds in all to tell the hub of changed feeds; with 0 it is told by a later rebuild.
    pub hub_wait: u64,
}

/// What a rebuild did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Articles in the store afterwards, due or not.
    pub articles: u64,
    /// Articles that are new.
    pub added: u64,
    /// Articles that differ from before.
    pub changed: u64,
    /// Articles that are gone.
    pub removed: u64,
    /// Records refused.
    pub refused: u64,
    /// Names of the files written, sorted.
    pub written: Vec<String>,
    /// Names of the files removed, sorted.
    pub deleted: Vec<String>,
    /// Files published in all.
    pub files: usize,
    /// Everything found wrong, in the order of places.
    pub findings: Vec<Diagnostic>,
}

/// Why a rebuild published nothing, and what it had found wrong by then.
#[derive(Debug)]
pub struct Failure {
    /// Why.
    pub error: Error,
    /// Everything found wrong, in the order of places.
    pub findings: Vec<Diagnostic>,
}

/// What a rebuild tells while it works: how far it is.
pub trait Progress: Sync {
    /// A phase (`reading`, `rendering`) begins, with so many steps.
    fn begin(&self, phase: &'static str, steps: u64);
    /// One step is done.
    fn step(&self);
}

/// Says nothing.
impl Progress for () {
    fn begin(&self, _phase: &'static str, _steps: u64) {}
    fn step(&self) {}
}

/// Brings index and feeds in line with the sources.
///
/// `now` decides which articles are due, and nothing else.
///
/// # Errors
///
/// [`Failure`] if nothing could be published: the lock is held, too many records are gone, a file or
/// the index can't be written.
pub fn rebuild(
    config: &Config,
    options: &Options,
    now: Timestamp,
    progress: &dyn Progress,
) -> Result<Report, Failure> {
    let mut findings = Vec::new();
    let outcome = if options.dry_run {
        rehearse(config, options, now, progress, &mut findings)
    } else {
        carry_out(config, options, now, progress, &mut findings)
    };
    findings.sort();
    findings.dedup();
    match outcome {
        Ok(report) => Ok(Report { findings, ..report }),
        Err(error) => Err(Failure { error, findings }),
    }
}

fn carry_out(
    config: &Config,
    options: &Options,
    now: Timestamp,
    progress: &dyn Progress,
    findings: &mut Vec<Diagnostic>,
) -> Result<Report> {
    let folder = &config.paths.index;
    let lock = Lock::acquire(folder, options.lock_wait)?;
    let flow = Flow { config, at_home: config, options, now, progress, lock: Some(&lock) };
    let mut found = Vec::new();
    let at_work = AtWork::begin(folder);
    let belief = if options.full || at_work.was_left() { Belief::Never } else { Belief::Today };
    let attempt = || flow.attempt(open_or_create(folder, folder, belief, findings)?, &mut found);
    // The seal vouched for what is in the files; but the disk, or memory, forgets.
    let outcome = match catch_unwind(AssertUnwindSafe(attempt)) {
        Ok(Err(error)) if error.is_of_index(folder) => Err(Embedded::damage(folder).unwrap_or(error)),
        Ok(outcome) => outcome,
        Err(panic) => Err(Embedded::damage(folder).unwrap_or_else(|| resume_unwind(panic))),
    };
    let outcome = match outcome {
        Err(Error::Damaged { message, .. }) => {
            found.clear();
            flow.attempt(make_anew(folder, folder, &message, findings)?, &mut found)
        }
        outcome => outcome,
    };
    findings.append(&mut found);
    let report = outcome?;
    lock.file_time().map_err(|e| Error::io("touching the lock in", folder, e))?;
    Ok(report)
}

/// Returns when the last rebuild of the index in `folder` ended well, whether or not it had something
/// to do; `None` if there was none. By the file system's clock: the lock file is touched then, and
/// at times while a rebuild is at work.
pub fn last(folder: &Path) -> Option<SystemTime> {
    let nanoseconds = u64::try_from(lock::last_touched(folder).ok()?).ok()?;
    Some(SystemTime::UNIX_EPOCH + Duration::from_nanos(nanoseconds))
}

/// The same on a copy of the index, into a sink that only takes note.
fn rehearse(
    config: &Config,
    options: &Options,
    now: Timestamp,
    progress: &dyn Progress,
    findings: &mut Vec<Diagnostic>,
) -> Result<Report> {
    let scratch = tempfile::tempdir().map_err(|e| Error::io("creating", &std::env::temp_dir(), e))?;
    lock::copy_index(&config.paths.index, scratch.path())?;
    let belief = if options.full { Belief::Never } else { Belief::Today };
    let mut engine = open_or_create(scratch.path(), &config.paths.index, belief, findings)?;
    let open = if options.full { Folder::recount } else { Folder::open };
    let mut sink = Memory::after(open(&config.paths.feeds)?.list()?);
    let mut on_copy = config.clone();
    on_copy.paths.index = scratch.path().to_owned();
    let flow = Flow { config: &on_copy, at_home: config, options, now, progress, lock: None };
    flow.run(&mut engine, &mut sink, findings)
}

/// Opens the index in `folder`, which may be a copy of the one at `home`. One that is missing, damaged or
/// another version's is made anew: it can be, the sources are the truth.
fn open_or_create(
    folder: &Path,
    home: &Path,
    belief: Belief,
    findings: &mut Vec<Diagnostic>,
) -> Result<Embedded> {
    let engine = match Embedded::open_believing(folder, belief) {
        Err(Error::Damaged { message, .. }) => make_anew(folder, home, &message, findings)?,
        Err(Error::NoIndex { .. } | Error::OtherVersion { .. }) => Embedded::create(folder)?,
        opened => opened?,
    };
    engine.sweep()?;
    engine.seal()?;
    Ok(engine)
}

/// Makes an empty index in the place of a damaged one, in `folder`, which may be a copy of the one at
/// `home`; `message` says what was wrong with it.
fn make_anew(folder: &Path, home: &Path, message: &str, findings: &mut Vec<Diagnostic>) -> Result<Embedded> {
    let place = Place::file(home.display().to_string());
    let finding = Diagnostic::warning("damaged-index", place, format!("was damaged: {message}"));
    findings.push(finding.with_hint(
        "it was made anew from the sources, but for former versions of records that are refused now; look \
         after the disk",
    ));
    Embedded::create(folder)
}

/// One rebuild at work.
struct Flow<'a> {
    config: &'a Config,
    /// The same with the index in its own place, of which a rehearsal has a copy.
    at_home: &'a Config,
    options: &'a Options,
    now: Timestamp,
    progress: &'a dyn Progress,
    /// Held by this rebuild; a rehearsal needs none.
    lock: Option<&'a Lock>,
}

impl Flow<'_> {
    /// Runs into the folder of the feeds.
    fn attempt(&self, mut engine: Embedded, findings: &mut Vec<Diagnostic>) -> Result<Report> {
        let open = if self.options.full { Folder::recount } else { Folder::open };
        let mut sink = open(&self.config.paths.feeds)?;
        findings.extend(sink.finding().cloned());
        self.run(&mut engine, &mut sink, findings)
    }

    fn run(
        &self,
        engine: &mut Embedded,
        sink: &mut dyn Sink,
        findings: &mut Vec<Diagnostic>,
    ) -> Result<Report> {
        let before = engine.commit();
        let (mut sources, mut scan_findings) = content::scan_configured(self.at_home)?;
        let reader = Embedded::open(&self.config.paths.index)?;
        let ledger = reader.ledger()?;
        let is_trusted = load::is_trusted(self, &ledger);
        let known = |key: &str| {
            let row = ledger.sources.get(key).filter(|row| is_trusted && !row.read_again)?;
            Some(row.stat)
        };
        let rows = Databases::scan(self.config, &known)?;
        sources.extend(rows.sources);
        scan_findings.extend(rows.findings);

        let rendered = Rendered::read(&self.config.paths.index);
        let scanned = Scanned { databases: &rows.databases, sources, findings: &scan_findings };
        let mut loader = Loader::new(self, &reader, ledger, scanned, rendered.articles())?;
        findings.extend(scan_findings);
        let synced = engine.sync(&mut loader, load::context(self.config));
        findings.append(&mut loader.findings);
        synced?;
        let loaded = loader.finish();
        drop(reader);

        let former = sink.list()?;
        let scope = rendered.scope(self, engine, before, loaded.touched, &former)?;
        findings.extend(rendered.finding(self.config));
        let mut published = render::publish(self, engine, sink, former, &scope, findings)?;
        if scope.is_empty() && rendered.lacks_feeds() {
            let left_out = render::left_out(self, engine)?;
            published.left_out = left_out.len();
            findings.extend(left_out);
        }
        let mut untold = Untold::read(self);
        untold.add(std::mem::take(&mut published.feeds))?;
        if !scope.is_empty() || engine.commit() != before {
            Rendered::after(self, engine, &published).write(&self.config.paths.index)?;
        }
        if !self.options.dry_run {
            findings.extend(untold.tell(sink)?);
        }

        Ok(Report {
            articles: engine.articles(),
            added: loaded.added,
            changed: loaded.changed,
            removed: loaded.removed,
            refused: loaded.refused,
            written: published.written,
            deleted: published.deleted,
            files: published.files.len(),
            findings: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests;
