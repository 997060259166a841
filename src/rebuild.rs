//! The whole flow on one page: lock, load, guard, sync, render, publish, report.

use crate::article::Timestamp;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::error::Result;

/// How a rebuild is to be done.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Read every source again, whatever the ledger says.
    pub full: bool,
    /// Say what would be done, and write nothing.
    pub dry_run: bool,
    /// Publish nothing if any record is refused.
    pub strict: bool,
    /// Believe sources that lost more than the guard allows.
    pub allow_mass_delete: bool,
    /// Seconds to wait for another rebuild to end.
    pub lock_wait: u64,
}

/// What a rebuild did.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Articles in the store afterwards, due or not.
    pub articles: u64,
    /// Articles added, changed and removed.
    pub added: u64,
    /// See `added`.
    pub changed: u64,
    /// See `added`.
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

/// What a rebuild tells while it works: how far it is.
pub trait Progress: Sync {
    /// A phase (`reading`, `rendering`) begins, with so many steps.
    fn begin(&self, phase: &'static str, steps: u64);
    /// One step is done.
    fn step(&self);
}

/// Brings index and feeds in line with the sources.
///
/// `now` decides which articles are due, and nothing else.
///
/// # Errors
///
/// [`Error`](crate::error::Error) if nothing could be published: the lock is held, too many records are gone, a
/// file or the index can't be written.
pub fn rebuild(
    config: &Config,
    options: &Options,
    now: Timestamp,
    progress: &dyn Progress,
) -> Result<Report> {
    let _ = (config, options, now, progress);
    todo!()
}
