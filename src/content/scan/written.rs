//! The folders that the program itself writes, feeds and index. They may lie below the content, or be
//! reached from there by a link, and nothing in them is a record.

use std::path::{Path, PathBuf};

use walkdir::DirEntry;

use crate::config::Config;

/// What a walk of the content passes over, because the program writes it.
#[derive(Debug)]
pub(super) struct Written {
    /// The folders, by their real paths.
    folders: Vec<PathBuf>,
    /// The same, and the same again behind each link above them, as the walk names them.
    named: Vec<PathBuf>,
}

impl Written {
    /// What `config` lets be written below `root`. A folder that is not there yet has no files. One in
    /// which the content lies doesn't count, for then most of it is not the program's.
    pub(super) fn below(root: &Path, config: &Config) -> Self {
        let mut written = Self { folders: Vec::new(), named: Vec::new() };
        let Ok(real) = root.canonicalize() else { return written };
        let folders = [&config.paths.feeds, &config.paths.index];
        written.folders.extend(
            folders
                .into_iter()
                .filter_map(|folder| folder.canonicalize().ok())
                .filter(|folder| !real.starts_with(folder)),
        );
        written.name(root, &real);
        written
    }

    /// Notes what the walk will call them that lie below the folder `real`, which it calls `named`.
    fn name(&mut self, named: &Path, real: &Path) {
        let below = self.folders.iter().filter_map(|folder| folder.strip_prefix(real).ok());
        self.named.extend(below.map(|rest| named.join(rest)));
    }

    /// Returns whether the folder `entry` is one of them, or a link into one. The system is asked about
    /// links only: other folders bear the name that is expected.
    pub(super) fn holds(&mut self, entry: &DirEntry) -> bool {
        if entry.path_is_symlink()
            && let Ok(real) = entry.path().canonicalize()
        {
            if self.folders.iter().any(|folder| real.starts_with(folder)) {
                return true;
            }
            self.name(entry.path(), &real);
        }
        self.named.iter().any(|folder| folder == entry.path())
    }
}
