//! Merging only what is sound.
//!
//! A merge gives what it writes checksums of its own: what a disk forgot in a file that it reads would
//! pass for good ever after. So the files of a commit are read through before they are merged, which
//! warms them for the merge; segments of which one is damaged stay as they are.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use tantivy::index::SegmentMeta;
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
        let names: Vec<String> = candidate.0.iter().map(|segment| segment.uuid_string()).collect();
        let is_read = |file: &&PathBuf| {
            let file = file.to_string_lossy();
            names.iter().any(|name| file.starts_with(name))
        };
        let read: Vec<&PathBuf> = self.committed.iter().filter(is_read).collect();
        let index = &self.index;
        let damaged: Vec<PathBuf> =
            read.into_par_iter().filter(|file| !is_whole(index, file)).cloned().collect();
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

/// Whether a `file` of `index` has the checksum that its footer tells. One that is no longer there, for a
/// commit has made it superfluous, is none that lacks something.
pub(super) fn is_whole(index: &Index, file: &Path) -> bool {
    let directory = index.directory();
    directory.validate_checksum(file).unwrap_or_else(|_| !directory.exists(file).unwrap_or(true))
}
