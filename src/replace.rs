//! Replacing a file as a whole.

use std::fs::File;
use std::io::{Result, Write};
use std::path::Path;

/// Temporary files' names begin so; what a killed process left of them may be removed.
pub(crate) const PREFIX: &str = ".tmp";

/// Puts `bytes` in the place of the file at `path`: whoever reads, even after a power cut, sees the
/// former bytes or the new ones. Everybody may read the file whom the process's umask lets.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    // Temporary files are their owner's alone, if nothing is said.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}
