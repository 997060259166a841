//! A mark beside the index: a rebuild is at work. One that is left says that the last one never came to
//! its end, be it by a kill, or because a file of the index that the disk forgot made it ask for more
//! memory than there is. Then nobody believes what the seal says of the files.

use std::fs::File;
use std::path::{Path, PathBuf};

/// The mark's name.
const FILE_NAME: &str = "at-work";

/// The mark, taken away when the value is dropped.
pub struct AtWork {
    mark: PathBuf,
    was_left: bool,
}

impl AtWork {
    /// Sets the mark of the index in `folder`. That it can't be set is no reason to stop.
    pub fn begin(folder: &Path) -> Self {
        let mark = folder.join(FILE_NAME);
        let was_left = mark.exists();
        let _ = File::create(&mark);
        Self { mark, was_left }
    }

    /// Returns whether another rebuild had left the mark.
    pub fn was_left(&self) -> bool {
        self.was_left
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        // A mark that stays costs a reading of the index.
        let _ = std::fs::remove_file(&self.mark);
    }
}
