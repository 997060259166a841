//! The files that a run put, told by what they are: a file system may take two names for one.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use crate::content::Stat;

/// Files on the disk, by their inodes; where the system tells none, by their paths without case.
#[derive(Debug, Default)]
pub(super) struct PutFiles(HashSet<Identity>);

#[derive(Debug, PartialEq, Eq, Hash)]
enum Identity {
    Inode(u64),
    Path(String),
}

impl PutFiles {
    /// Adds the file that lies at `path` now.
    pub(super) fn add(&mut self, path: &Path) {
        self.0.extend(identity(path));
    }

    /// Returns whether the file that lies at `path` is one of those, under whatever name it was put.
    pub(super) fn contains(&self, path: &Path) -> bool {
        identity(path).is_some_and(|identity| self.0.contains(&identity))
    }
}

/// `None` if there is no file.
fn identity(path: &Path) -> Option<Identity> {
    let stat = Stat::of(&fs::symlink_metadata(path).ok()?);
    Some(match stat.inode {
        0 => Identity::Path(path.to_string_lossy().to_lowercase()),
        inode => Identity::Inode(inode),
    })
}
