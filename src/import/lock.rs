//! One import into a folder at a time. The system releases the lock when the process ends, however it
//! ends.

use std::fs::File;
use std::path::Path;

use crate::error::{Error, Result};
use crate::rebuild::lock::hold;

/// The lock, held as long as the value lives.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of the folder of records, which is there; waits up to `wait` seconds.
    ///
    /// # Errors
    ///
    /// [`Error::Importing`] if another import holds it to the end of the wait, [`Error::Io`] if the
    /// folder can't be opened.
    pub fn acquire(folder: &Path, wait: u64) -> Result<Self> {
        let file = open(folder).map_err(|e| Error::io("opening", folder, e))?;
        match hold(&file, wait) {
            Ok(true) => {}
            Ok(false) => return Err(Error::Importing { path: folder.to_owned() }),
            // File systems of some networks know no locks of folders; one import works there as well.
            Err(_) => {}
        }
        Ok(Self { _file: file })
    }
}

/// The folder itself, so that nothing is left in it; elsewhere a folder can't be opened.
#[cfg(unix)]
fn open(folder: &Path) -> std::io::Result<File> {
    File::open(folder)
}

#[cfg(not(unix))]
fn open(folder: &Path) -> std::io::Result<File> {
    let path = folder.join(".tidings-import.lock");
    File::options().create(true).truncate(false).write(true).open(path)
}
