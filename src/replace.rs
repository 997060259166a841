//! Replacing a file as a whole.

use std::fs::{self, File};
use std::io::{ErrorKind, Result, Write};
use std::path::Path;

/// So begins the name of the new file as long as it is not whole; what a killed process left under
/// such a name may be removed.
pub(crate) const NEW_PREFIX: &str = ".tidings-new-";

/// Puts `bytes` in the place of the file at `path`: whoever reads sees the former bytes or the new
/// ones. One process at a time may do so. The folder is not synced; a caller that must know the file
/// on the disk, whatever comes, does that.
///
/// # Errors
///
/// Whatever the system says; the file is the former one then.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let new = path.with_file_name(format!("{NEW_PREFIX}{name}"));
    remove_if_there(&new)?;
    let write = || {
        let mut file = File::options().write(true).create_new(true).open(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&new, path)
    };
    write().inspect_err(|_| {
        // The first failure is the one to tell of.
        let _ = fs::remove_file(&new);
    })
}

/// Removes a file that may be gone already.
///
/// # Errors
///
/// Whatever the system says of one that is there.
pub(crate) fn remove_if_there(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

/// Makes the names in `folder` last: renamed, new and removed files.
///
/// # Errors
///
/// Whatever the system says.
pub(crate) fn sync_folder(folder: &Path) -> Result<()> {
    // Elsewhere a folder can't be opened, and need not be.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
