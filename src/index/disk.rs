//! The folder of an index, with what tantivy leaves to chance: whether a file is still the one that
//! was written.
//!
//! tantivy syncs each file to the disk when it is complete. Here that waits until a commit is about
//! to name the files: those that were written again or merged away until then cost no wait for the
//! disk.
//!
//! tantivy ends every file of a segment with a checksum (which it does not look at, see
//! [`seal`](super::seal)); the few small files that it replaces as a whole, the list of segments
//! among them, have none. Here they get one: a last line of 16 hexadecimal digits.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, MmapDirectory, TerminatingWrite, WatchCallback,
    WatchHandle, WritePtr,
};

use crate::replace::{replace, sync_folder};

/// Bytes of the last line, its line feed included.
const CHECK_LENGTH: usize = 17;

/// Bytes at the end of a segment's file that tantivy reads without a look at the file's length.
const FOOTER_END: usize = 8;

/// The list of segments, which makes a commit.
const COMMIT: &str = "meta.json";

/// A folder of memory-mapped files, the small ones with a checksum.
#[derive(Debug, Clone)]
pub(super) struct Disk {
    folder: PathBuf,
    files: MmapDirectory,
    unsynced: Unsynced,
}

/// Files that are complete and may not have reached the disk.
type Unsynced = Arc<Mutex<BTreeSet<PathBuf>>>;

/// A file of a segment while it is written.
struct New {
    file: File,
    path: PathBuf,
    unsynced: Unsynced,
}

impl Write for New {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl TerminatingWrite for New {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        self.unsynced.lock().unwrap_or_else(PoisonError::into_inner).insert(self.path.clone());
        Ok(())
    }
}

impl Disk {
    /// Opens the folder at `path`, which must be there.
    pub(super) fn open(path: &Path) -> Result<Self, OpenDirectoryError> {
        Ok(Self { folder: path.to_owned(), files: MmapDirectory::open(path)?, unsynced: Unsynced::default() })
    }
}

impl Directory for Disk {
    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let mut bytes = self.files.atomic_read(path)?;
        let damaged = || {
            let error = io::Error::new(io::ErrorKind::InvalidData, "its checksum is wrong");
            OpenReadError::wrap_io_error(error, path.to_owned())
        };
        let end = bytes.len().checked_sub(CHECK_LENGTH).ok_or_else(damaged)?;
        let check = bytes.split_off(end);
        if check != check_line(&bytes) {
            return Err(damaged());
        }
        Ok(bytes)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        if path == Path::new(COMMIT) {
            self.sync_files()?;
        }
        replace(&self.folder.join(path), &[data, &check_line(data)].concat())?;
        // The files of the former commit go next; the new list must be there before.
        sync_folder(&self.folder)
    }

    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let file = self.files.get_file_handle(path)?;
        if file.len() < FOOTER_END {
            let error = io::Error::new(io::ErrorKind::UnexpectedEof, "it is cut off");
            return Err(OpenReadError::wrap_io_error(error, path.to_owned()));
        }
        Ok(file)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.files.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.files.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let full_path = self.folder.join(path);
        match File::options().write(true).create_new(true).open(&full_path) {
            Ok(file) => {
                let new = New { file, path: full_path, unsynced: Arc::clone(&self.unsynced) };
                Ok(BufWriter::new(Box::new(new)))
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Err(OpenWriteError::FileAlreadyExists(path.to_owned()))
            }
            Err(error) => Err(OpenWriteError::wrap_io_error(error, path.to_owned())),
        }
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.files.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.files.acquire_lock(lock) {
            Err(LockError::IoError(error)) if lock.is_blocking && is_for_readers(&error) => {
                self.lock_as_reader(lock).map_err(LockError::wrap_io_error)
            }
            locked => locked,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.files.watch(callback)
    }
}

impl Disk {
    /// Waits until all complete files are on the disk.
    fn sync_files(&self) -> io::Result<()> {
        let mut unsynced = self.unsynced.lock().unwrap_or_else(PoisonError::into_inner);
        unsynced.par_iter().try_for_each(|path| match File::open(path) {
            Ok(file) => file.sync_data(),
            // It was removed, for a merge has made it superfluous.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        })?;
        unsynced.clear();
        Ok(())
    }

    /// Locks as one who may only read, as a web server's user: a lock file can be locked without
    /// writing it. Without one there is no writer to be kept away.
    fn lock_as_reader(&self, lock: &Lock) -> io::Result<DirectoryLock> {
        let file = match File::open(self.folder.join(&lock.filepath)) {
            Ok(file) => Some(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        if let Some(file) = &file {
            file.lock()?;
        }
        Ok(DirectoryLock::from(Box::new(file)))
    }
}

/// Whether a lock file could not be opened because this process may not write there.
fn is_for_readers(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// The line that says what `data` was when it was written.
fn check_line(data: &[u8]) -> Vec<u8> {
    format!("\n{:016x}", xxhash_rust::xxh3::xxh3_64(data)).into_bytes()
}
