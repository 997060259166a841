//! Merging, and giving up, only what is sound.
//!
//! A merge gives what it writes checksums of its own: what a disk forgot in a file that it reads would
//! pass for good ever after. So the files of a commit are read through before they are merged, which
//! warms them for the merge; segments of which one is damaged stay as they are. The files of
//! segments that are about to lose all their documents are read through as well: nobody would read them
//! any more, and what was made of the fault would stay.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use tantivy::directory::error::OpenReadError;
use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::merge_policy::{MergeCandidate, MergePolicy};
use tantivy::{Directory as _, Index};

/// Files that turned out to be damaged while segments were about to be merged.
#[derive(Debug, Clone, Default)]
pub(super) struct Damaged(Arc<Mutex<BTreeSet<PathBuf>>>);

impl Damaged {
    /// Takes their names out, sorted.
    pub(super) fn take(&self) -> Vec<PathBuf> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_iter().collect()
    }

    fn add(&self, files: Vec<PathBuf>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(files);
    }
}

/// A policy, but for what is damaged.
#[derive(Debug)]
pub(super) struct Sound<P> {
    policy: P,
    index: Index,
    /// What is read through: the files of the last commit. Those that were written since are good.
    committed: BTreeSet<PathBuf>,
    damaged: Damaged,
}

impl<P> Sound<P> {
    /// What `policy` wants merged in `index`, unless one of the `committed` files that it takes is
    /// damaged: that is added to `damaged`.
    pub(super) fn new(policy: P, index: Index, committed: BTreeSet<PathBuf>, damaged: Damaged) -> Self {
        Self { policy, index, committed, damaged }
    }

    fn is_sound(&self, candidate: &MergeCandidate) -> bool {
        // What can't be read just now can be merged another time.
        let Ok(damaged) = damaged(&self.index, &self.committed, &candidate.0) else { return false };
        let is_sound = damaged.is_empty();
        self.damaged.add(damaged);
        is_sound
    }
}

impl<P: MergePolicy> MergePolicy for Sound<P> {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let mut candidates = self.policy.compute_merge_candidates(segments);
        candidates.retain(|candidate| self.is_sound(candidate));
        candidates
    }
}

/// Reads the files of these segments through, as far as they are among the `committed`, and returns those
/// that are damaged, sorted.
///
/// # Errors
///
/// As [`is_whole`].
pub(super) fn damaged<'a>(
    index: &Index,
    committed: impl IntoIterator<Item = &'a PathBuf>,
    segments: &[SegmentId],
) -> Result<Vec<PathBuf>, OpenReadError> {
    let names: Vec<String> = segments.iter().map(|segment| segment.uuid_string()).collect();
    let is_read = |file: &&PathBuf| {
        let file = file.to_string_lossy();
        names.iter().any(|name| file.starts_with(name))
    };
    let read: Vec<&PathBuf> = committed.into_iter().filter(is_read).collect();
    damaged_among(index, read.into_iter().cloned().collect())
}

/// Reads `files` through, and returns those that are damaged, in their order.
///
/// # Errors
///
/// As [`is_whole`].
pub(super) fn damaged_among(index: &Index, files: Vec<PathBuf>) -> Result<Vec<PathBuf>, OpenReadError> {
    let look = |file: PathBuf| is_whole(index, &file).map(|is_whole| (is_whole, file));
    let looked_at: Vec<(bool, PathBuf)> = files.into_par_iter().map(look).collect::<Result<_, _>>()?;
    Ok(looked_at.into_iter().filter(|(is_whole, _)| !is_whole).map(|(_, file)| file).collect())
}

/// Whether a `file` of `index` has the checksum that its footer tells. One that is no longer there, for a
/// commit has made it superfluous, is none that lacks something.
///
/// # Errors
///
/// What says nothing of the file: the system has no room, no memory or no more files to give, or its disk
/// does not answer. An index is not given up for that.
fn is_whole(index: &Index, file: &Path) -> Result<bool, OpenReadError> {
    let directory = index.directory();
    match directory.validate_checksum(file) {
        Err(OpenReadError::IoError { io_error, filepath }) if is_of_system(&io_error) => {
            Err(OpenReadError::IoError { io_error, filepath })
        }
        Err(_) => Ok(!directory.exists(file).unwrap_or(true)),
        Ok(is_whole) => Ok(is_whole),
    }
}

/// Whether the system failed, and not the file.
fn is_of_system(error: &io::Error) -> bool {
    const EIO: i32 = 5;
    const ENFILE: i32 = 23;
    const EMFILE: i32 = 24;
    let is_known = matches!(
        error.kind(),
        ErrorKind::StorageFull
            | ErrorKind::QuotaExceeded
            | ErrorKind::PermissionDenied
            | ErrorKind::OutOfMemory
            | ErrorKind::Interrupted
            | ErrorKind::TimedOut
    );
    is_known || cfg!(unix) && matches!(error.raw_os_error(), Some(EIO | ENFILE | EMFILE))
}
