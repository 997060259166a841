//! The sources that there are and those that the index knows, in one list: each has a number, and a
//! state that says what is to become of it.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use rayon::prelude::*;

use super::Flow;
use crate::content::{self, Databases, Measured, Source, Stat};
use crate::diagnostic::Diagnostic;
use crate::error::{Error, Result};
use crate::index::{ByKey, Ledger, Row};

/// A file changed less than this before it is read, in nanoseconds, may change again without a
/// change of its times: the clocks of file systems tick up to every ten milliseconds.
const CLOCK_GRAIN: i64 = 20_000_000;

/// Some file systems tell times by the second, or by two (ext3, and ext4 with small inodes; HFS+; FAT).
const COARSE_GRAIN: i64 = 2_000_000_000;

/// What is to become of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// The ledger knows it, and it is gone.
    Vanished,
    /// The ledger knows it, and it may be there or not: nobody can look.
    Hidden,
    /// It is there as the ledger knows it.
    Unchanged,
    /// It is to be read.
    Chosen,
    /// It is to be parsed even if its bytes are known: another source has taken an identity of its, or
    /// what it gives depends on other files that have changed.
    Robbed,
    /// It was read, and so many records whose identity is not known were refused.
    Read(u32),
}

/// Where one source stands.
#[derive(Debug, Clone, Copy)]
struct Standing {
    /// As the scan saw it.
    stat: Stat,
    /// The number of its row in the ledger.
    row: Option<u32>,
    state: State,
}

/// All sources, numbered in the order of their keys.
pub(super) struct Sources {
    list: ByKey<Standing>,
    /// Those still to be read.
    pending: BTreeSet<u32>,
    /// Those in the state of that name.
    vanished: Vec<u32>,
    hidden: Vec<u32>,
    /// The moment up to which a change of a source shows in its times, in nanoseconds since 1970.
    settled_at: i64,
}

impl Sources {
    /// Compares the sources `there` are, files and rows of databases, with the `ledger`. One that is
    /// missing is gone, unless the `findings` of the scan say that it could not be looked for.
    pub(super) fn compare(
        flow: &Flow<'_>,
        databases: &Databases,
        mut there: Vec<Source>,
        ledger: &Ledger,
        is_trusted: bool,
        findings: &[Diagnostic],
    ) -> Result<Self> {
        let is_hidden = |key: &str| {
            databases.may_hide(key) || content::is_hidden(key, &flow.config.paths.content, findings)
        };
        let is_as_known =
            |source: &Source, row: &Row| is_trusted && !row.read_again && row.stat == source.stat;
        there.sort_by(|one, other| one.key.cmp(&other.key));
        let mut there = there.into_iter().peekable();
        let mut rows = ledger.sources.iter().zip(0_u32..).peekable();
        let merged = std::iter::from_fn(|| {
            let order = match (there.peek(), rows.peek()) {
                (None, None) => return None,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(source), Some(((key, _), _))) => source.key.as_str().cmp(key),
            };
            let source = if order.is_le() { there.next() } else { None };
            let row = if order.is_ge() { rows.next() } else { None };
            let number = row.map(|(_, number)| number);
            match (source, row) {
                (Some(source), row) => {
                    let is_unchanged = row.is_some_and(|((_, row), _)| is_as_known(&source, row));
                    let state = if is_unchanged { State::Unchanged } else { State::Chosen };
                    Some((source.key, Standing { stat: source.stat, row: number, state }))
                }
                (None, Some(((key, _), _))) => {
                    let state = if is_hidden(key) { State::Hidden } else { State::Vanished };
                    Some((key.to_owned(), Standing { stat: Stat::default(), row: number, state }))
                }
                (None, None) => None,
            }
        });
        let list: ByKey<Standing> = merged.collect();
        let all = |state: State| {
            let all = list.iter().zip(0_u32..);
            all.filter(move |((_, standing), _)| standing.state == state).map(|(_, number)| number)
        };
        let pending = all(State::Chosen).collect();
        let (vanished, hidden) = (all(State::Vanished).collect(), all(State::Hidden).collect());
        let mut sources = Self { list, pending, vanished, hidden, settled_at: i64::MAX };
        sources.choose_bound(ledger);
        sources.choose_measuring(ledger, &flow.config.paths.content);
        sources.settle(flow)?;
        Ok(sources)
    }

    /// If a source is new, changed or gone, those that look at others are parsed as well.
    fn choose_bound(&mut self, ledger: &Ledger) {
        if self.pending.is_empty() && self.vanished.is_empty() {
            return;
        }
        let is_bound = |standing: &Standing| {
            let row = standing.row.and_then(|row| ledger.sources.value(row as usize));
            standing.state == State::Unchanged && row.is_some_and(|row| row.is_bound)
        };
        let numbers = self.list.iter().zip(0_u32..);
        let bound: Vec<u32> =
            numbers.filter(|((_, standing), _)| is_bound(standing)).map(|(_, number)| number).collect();
        bound.into_iter().for_each(|number| self.rob(number));
    }

    /// If a file that was measured for a source has another size, the source is parsed as well.
    fn choose_measuring(&mut self, ledger: &Ledger, content: &Path) {
        let measured: Vec<_> = ledger.measured.iter().collect();
        // The content may be a single file.
        let folder = if content.is_file() { content.parent().unwrap_or(Path::new("")) } else { content };
        let has_changed = |files: &BTreeSet<Measured>| !files.iter().all(|file| file.is_as_measured(folder));
        let changed = measured.into_par_iter().filter(|(_, files)| has_changed(files));
        let changed: Vec<u32> = changed.filter_map(|(key, _)| self.number(key)).collect();
        for number in changed {
            if self.state(Some(number)) == State::Unchanged {
                self.rob(number);
            }
        }
    }

    /// Waits, if one of the sources to be read was changed just now, until another change would show
    /// in its times.
    fn settle(&mut self, flow: &Flow<'_>) -> Result<()> {
        let (Some(lock), false) = (flow.lock, self.pending.is_empty()) else { return Ok(()) };
        let settled = || match lock.file_time() {
            Ok(time) => Ok(time.saturating_sub(CLOCK_GRAIN)),
            Err(e) => Err(Error::io("touching the lock in", &flow.config.paths.index, e)),
        };
        self.settled_at = settled()?;
        let recent = |number: &u32| {
            let stat = self.stat(*number);
            let changed = stat.changed();
            // A time that lies in the future will not be waited for, nor will two seconds.
            !is_coarse(stat)
                && changed > self.settled_at
                && changed <= self.settled_at.saturating_add(CLOCK_GRAIN)
        };
        let fresh: Vec<u32> = self.pending.iter().copied().filter(recent).collect();
        if fresh.is_empty() {
            return Ok(());
        }
        // Half as long again: the clock that tells when it is over has a grain as well.
        std::thread::sleep(Duration::from_nanos(CLOCK_GRAIN.unsigned_abs() * 3 / 2));
        self.settled_at = settled()?;
        for number in fresh {
            let path = content::path_of(self.key(number), &flow.config.paths.content);
            if let Some(standing) = self.list.value_mut(number as usize)
                && let Ok(metadata) = std::fs::metadata(path)
            {
                standing.stat = Stat::of(&metadata);
            }
        }
        Ok(())
    }

    /// Returns the number of the source `key`.
    pub(super) fn number(&self, key: &str) -> Option<u32> {
        self.list.position(key).and_then(|position| u32::try_from(position).ok())
    }

    /// Returns a source's key.
    pub(super) fn key(&self, number: u32) -> &str {
        self.list.key(number as usize)
    }

    /// Returns a source's stat, as far as it is there.
    pub(super) fn stat(&self, number: u32) -> Stat {
        self.list.value(number as usize).map(|standing| standing.stat).unwrap_or_default()
    }

    /// Returns the number of a source's row in the ledger.
    pub(super) fn row(&self, number: u32) -> Option<u32> {
        self.list.value(number as usize).and_then(|standing| standing.row)
    }

    /// Returns a source's state; whatever is in no list is gone.
    pub(super) fn state(&self, number: Option<u32>) -> State {
        let standing = number.and_then(|number| self.list.value(number as usize));
        standing.map_or(State::Vanished, |standing| standing.state)
    }

    /// Returns whether times show that a source has not changed since `stat` was taken, and will show
    /// it if it does.
    pub(super) fn is_settled(&self, stat: Stat) -> bool {
        is_settled(stat, self.settled_at)
    }

    /// Returns those that are gone.
    pub(super) fn vanished(&self) -> &[u32] {
        &self.vanished
    }

    /// Returns those that may be there or not.
    pub(super) fn hidden(&self) -> &[u32] {
        &self.hidden
    }

    /// Returns how many are still to be read.
    pub(super) fn pending(&self) -> usize {
        self.pending.len()
    }

    /// Returns the next of those to be read, at most so many.
    pub(super) fn next_pending(&mut self, most: usize) -> Vec<u32> {
        std::iter::from_fn(|| self.pending.pop_first()).take(most).collect()
    }

    /// Lets nothing more be read.
    pub(super) fn give_up(&mut self) {
        self.pending.clear();
    }

    /// Lets a source that is unchanged, or may turn out to be, be parsed all the same.
    pub(super) fn rob(&mut self, number: u32) {
        if self.state(Some(number)) == State::Unchanged {
            self.pending.insert(number);
        }
        self.put(number, State::Robbed);
    }

    /// Notes that a source was read, and how many records whose identity is not known were refused.
    pub(super) fn note_read(&mut self, number: u32, refused: u32) {
        self.put(number, State::Read(refused));
    }

    /// Notes that a source's bytes are those that the ledger knows. Returns whether it is done with:
    /// if it was robbed since they were read, it is to be parsed.
    pub(super) fn note_unchanged(&mut self, number: u32) -> bool {
        let is_robbed = self.state(Some(number)) == State::Robbed;
        self.put(number, State::Unchanged);
        if is_robbed {
            self.rob(number);
        }
        !is_robbed
    }

    fn put(&mut self, number: u32, state: State) {
        if let Some(standing) = self.list.value_mut(number as usize) {
            standing.state = state;
        }
    }
}

/// See [`Sources::is_settled`].
fn is_settled(stat: Stat, settled_at: i64) -> bool {
    let grain = if is_coarse(stat) { COARSE_GRAIN } else { 0 };
    stat.changed().saturating_add(grain) <= settled_at
}

/// Returns whether times of a file seem to be told by the second. The time of status change says so,
/// where there is one: it is the system's own, whereas programs that unpack and copy set the other.
fn is_coarse(stat: Stat) -> bool {
    let told = if stat.ctime == 0 { stat.mtime } else { stat.ctime };
    told % 1_000_000_000 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000_000;

    #[test]
    fn times_by_the_second_settle_two_seconds_later() {
        let check = |mtime: i64, ctime: i64, settles_at: i64| {
            let stat = Stat { mtime, ctime, ..Stat::default() };
            assert!(!is_settled(stat, settles_at - 1), "{mtime} {ctime}");
            assert!(is_settled(stat, settles_at), "{mtime} {ctime}");
        };
        let (whole, fine) = (100 * SECOND, 100 * SECOND + 123_456_789);
        check(fine, fine, fine);
        check(whole, whole, whole + 2 * SECOND);
        check(whole - 50 * SECOND, whole, whole + 2 * SECOND);
        // Set by `rsync` or `tar`.
        check(whole, fine, fine);
        check(whole - 50 * SECOND, fine, fine);
        // Where there is no time of status change.
        check(fine, 0, fine);
        check(whole, 0, whole + 2 * SECOND);
        check(0, 0, 2 * SECOND);
        let stat = Stat { mtime: i64::MAX, ctime: 100 * SECOND, ..Stat::default() };
        assert!(is_settled(stat, i64::MAX), "a rehearsal asks nobody what time it is");
    }
}
