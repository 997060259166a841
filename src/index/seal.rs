//! The seal: how the files of the last commit lay on the disk when they were known to be good.
//!
//! Opening an index costs a look at each file's size and time; only a file that looks other than
//! the seal says, or that it does not know, is read through and compared with the checksum in its
//! footer. So a file that was truncated, overwritten or restored from elsewhere is found before it
//! can give wrong answers, and nothing is read twice. Losing the seal costs one reading of the index.
//!
//! A disk that forgets changes neither size nor time. So the seal notes when each file was read
//! through, and a rebuild believes it for a day ([`Belief`]).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use tantivy::index::SegmentComponent;
use tantivy::{Index, IndexMeta};

use super::sound::damaged_among;
use crate::content::Stat;
use crate::error::{Error, Result};
use crate::replace::replace;

/// Beside tantivy's files.
const FILE_NAME: &str = "seal.json";

/// Files of an index that are known to be good.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Seal(BTreeMap<PathBuf, Look>);

/// What a file looked like when it was good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Look {
    /// Bytes.
    size: u64,
    /// Nanoseconds since 1970, by the file system's clock.
    mtime: i64,
    /// When the file was read through, or written: seconds since 1970.
    read: i64,
}

/// How long the seal is believed of a file that looks as it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belief {
    /// For ever: who searches has no time to read the index through.
    Always,
    /// For a day since the file was read through.
    Today,
    /// Not at all: every file is read through.
    Never,
}

impl Belief {
    /// Whether a file that was read through at `read` is believed to be good at `now`, both in seconds
    /// since 1970. A clock that was set back proves nothing.
    fn holds(self, read: i64, now: i64) -> bool {
        match self {
            Self::Always => true,
            Self::Today => (0..SECONDS_OF_A_DAY).contains(&now.saturating_sub(read)),
            Self::Never => false,
        }
    }
}

const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;

impl Seal {
    /// Reads the seal of the index in `folder`; an empty one if there is none that can be read.
    pub(super) fn read(folder: &Path) -> Self {
        let read = std::fs::read(folder.join(FILE_NAME)).ok();
        read.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Writes the seal into `folder`, whole or not at all.
    ///
    /// # Errors
    ///
    /// [`Error::Io`].
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join(FILE_NAME);
        let bytes = serde_json::to_vec(self).expect("names and numbers have a JSON form");
        replace(&path, &bytes).map_err(|e| Error::io("writing", &path, e))
    }

    /// Returns the names of the sealed files.
    pub(super) fn files(&self) -> impl Iterator<Item = &PathBuf> {
        self.0.keys()
    }

    /// Looks at the files of the last commit of `index`, which lies in `folder`, and returns the seal
    /// that fits them. Those that `self` does not vouch for, as far as it is believed, are read through.
    ///
    /// # Errors
    ///
    /// What keeps a file from being read and says nothing of it; within, the names of the damaged and
    /// missing files, sorted.
    pub(super) fn renew(
        &self,
        index: &Index,
        folder: &Path,
        belief: Belief,
    ) -> tantivy::Result<Result<Self, Vec<PathBuf>>> {
        let files = files(&index.load_metas()?);
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let now = now.map_or(0, |since| since.as_secs().cast_signed());
        let mut sealed = BTreeMap::new();
        let mut doubtful = Vec::new();
        let mut missing = Vec::new();
        for file in files {
            let Ok(metadata) = std::fs::metadata(folder.join(&file)) else {
                missing.push(file);
                continue;
            };
            let stat = Stat::of(&metadata);
            let is_believed = |look: &&Look| {
                (look.size, look.mtime) == (stat.size, stat.mtime) && belief.holds(look.read, now)
            };
            let known = self.0.get(&file).filter(is_believed).copied();
            if known.is_none() || (belief != Belief::Always && tells_deletions(&file)) {
                doubtful.push(file.clone());
            }
            sealed.insert(file, known.unwrap_or(Look { size: stat.size, mtime: stat.mtime, read: now }));
        }
        let mut damaged = damaged_among(index, doubtful)?;
        if !missing.is_empty() {
            // A reader may have been overtaken by a commit that has no use for the file.
            let files = self::files(&index.load_metas()?);
            damaged.extend(missing.into_iter().filter(|file| files.contains(file)));
        }
        damaged.sort();
        Ok(if damaged.is_empty() { Ok(Self(sealed)) } else { Err(damaged) })
    }
}

/// Whether `file` tells which documents of a segment are deleted. It is small, and the next deletion
/// writes it anew, with whatever a disk forgot in it: a rebuild reads it through each time.
fn tells_deletions(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "del")
}

/// The files that a commit consists of.
fn files(meta: &IndexMeta) -> BTreeSet<PathBuf> {
    let mut files = BTreeSet::from_iter(meta.list_segment_files());
    // Listed for every segment, but there only if documents were deleted from it.
    for segment in meta.segments.iter().filter(|segment| !segment.has_deletes()) {
        files.remove(&segment.relative_path(SegmentComponent::Delete));
    }
    files
}
