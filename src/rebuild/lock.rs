//! One rebuild at a time: a lock on a file in the index folder, which the system releases when the
//! process ends, however it ends.

use std::fs::{File, FileTimes, Metadata, TryLockError};
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::content::Stat;
use crate::error::{Error, Result};

/// The lock file's name.
const FILE_NAME: &str = "lock";

/// The lock, held as long as the value lives.
pub struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock of the index in `folder`, which is made if need be; waits up to `wait` seconds.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] if another rebuild holds it to the end of the wait, [`Error::Io`] if the
    /// folder can't be written.
    pub fn acquire(folder: &Path, wait: u64) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(|e| Error::io("creating", folder, e))?;
        let path = folder.join(FILE_NAME);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|e| Error::io("opening", &path, e))?;
        match hold(&file, wait) {
            Ok(true) => {}
            Ok(false) => return Err(Error::Locked { path }),
            Err(e) => return Err(Error::io("locking", &path, e)),
        }
        Ok(Self { file })
    }

    /// Returns what time it is by the file system's clock, in nanoseconds since 1970, and leaves it on
    /// the lock file, for [`last_touched`]. On a network drive this is not the clock of this machine.
    ///
    /// # Errors
    ///
    /// Whatever the system says.
    pub fn file_time(&self) -> std::io::Result<i64> {
        // Only the owner may set a time; whoever may write can touch the content.
        let accessed = FileTimes::new().set_accessed(SystemTime::now());
        if !cfg!(unix) || self.file.set_times(accessed).is_err() {
            self.file.set_len(0)?;
            self.file.set_len(1)?;
        }
        Ok(touched(&self.file.metadata()?))
    }
}

/// Locks `file` as long as it is open; waits up to `wait` seconds. Returns whether it could be had.
///
/// # Errors
///
/// Whatever the system says.
pub(crate) fn hold(file: &File, wait: u64) -> std::io::Result<bool> {
    let pause = Duration::from_millis(50);
    let mut pauses_left = wait.saturating_mul(20);
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) if pauses_left == 0 => return Ok(false),
            Err(TryLockError::WouldBlock) => {
                pauses_left -= 1;
                std::thread::sleep(pause);
            }
            Err(TryLockError::Error(e)) => return Err(e),
        }
    }
}

/// Returns the time that [`Lock::file_time`] left last in the index's `folder`, in nanoseconds since
/// 1970.
///
/// # Errors
///
/// Whatever the system says: there is no lock file before the first rebuild.
pub fn last_touched(folder: &Path) -> std::io::Result<i64> {
    std::fs::metadata(folder.join(FILE_NAME)).map(|metadata| touched(&metadata))
}

/// The time of status change where there is one: it moves with any of the file's times, and so the
/// time of modification can stay.
fn touched(metadata: &Metadata) -> i64 {
    let stat = Stat::of(metadata);
    if cfg!(unix) { stat.ctime } else { stat.mtime }
}

/// Copies the index of `folder`, if there is one, into `target`.
///
/// # Errors
///
/// [`Error::Io`] if a file can't be read or written.
pub fn copy_index(folder: &Path, target: &Path) -> Result<()> {
    for entry in walkdir::WalkDir::new(folder).min_depth(1).into_iter().filter_map(Result::ok) {
        let Ok(relative) = entry.path().strip_prefix(folder) else { continue };
        let copy = target.join(relative);
        let copied = if entry.file_type().is_dir() {
            std::fs::create_dir_all(&copy)
        } else {
            std::fs::copy(entry.path(), &copy).map(|_| ())
        };
        copied.map_err(|e| Error::io("copying", entry.path(), e))?;
    }
    Ok(())
}
