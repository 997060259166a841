//! What can go wrong with the program's surroundings: files, the index, the lock.
//!
//! What is wrong in a user's record or configuration is not an error of this kind but a
//! [`Diagnostic`]: data, collected while the work goes on.

use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;

/// The library's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure that stops the work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file operation failed.
    #[error("{action} `{}`: {cause}", path.display())]
    Io {
        /// What was tried, such as `reading`.
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The index can't be used just now.
    #[error("index `{}`: {message}", path.display())]
    Index {
        /// The index folder.
        path: PathBuf,
        /// What is wrong, and what to do.
        message: String,
    },
    /// Files of the index are not as they were written.
    #[error(
        "index `{}` is damaged: {message}; run `tidings rebuild --full`, which makes it anew from the sources",
        path.display()
    )]
    Damaged {
        /// The index folder.
        path: PathBuf,
        /// Which file, and what is wrong with it.
        message: String,
    },
    /// The index is another version's.
    #[error("index `{}` was written by another version; run `tidings rebuild`", path.display())]
    OtherVersion {
        /// The index folder.
        path: PathBuf,
    },
    /// There is no index yet.
    #[error("no index in `{}`; run `tidings rebuild` first", path.display())]
    NoIndex {
        /// The index folder.
        path: PathBuf,
    },
    /// A folder holds nothing that a configuration could be made for.
    #[error("`{}` is no site of a generator that is known, nor a folder of pages", path.display())]
    NotRecognised {
        /// The folder.
        path: PathBuf,
    },
    /// A site's configuration is there, its content is not.
    #[error("there is no content folder `{}`, where {evidence} has it", path.display())]
    NoContent {
        /// The folder.
        path: PathBuf,
        /// The configuration file.
        evidence: String,
    },
    /// A file was named where a folder is wanted.
    #[error("`{}` is a file, not the folder of a site: {advice}", path.display())]
    NotAFolder {
        /// The file.
        path: PathBuf,
        /// What can be done with such a file.
        advice: String,
    },
    /// Another rebuild holds the lock.
    #[error("another rebuild is at work on `{}`", path.display())]
    Locked {
        /// The lock file.
        path: PathBuf,
    },
    /// Another import into the folder is at work.
    #[error("another import is at work on `{}`; try again when it has ended, or wait with --lock-wait SECONDS", path.display())]
    Importing {
        /// The folder of records.
        path: PathBuf,
    },
    /// So many records are gone that the sources are not believed.
    #[error(
        "{lost} of {total} articles would be lost ({causes}); nothing was published. {advice} If it is meant, run \
         `tidings rebuild --allow-mass-delete` once"
    )]
    MassLoss {
        /// How many would go, or turned bad.
        lost: usize,
        /// Of how many.
        total: usize,
        /// How many are gone, how many are refused: in words.
        causes: String,
        /// What may have happened, and what to do then: a sentence.
        advice: &'static str,
    },
    /// There are more source files than the program keeps in mind.
    #[error(
        "more than {most} files of records in `{}`: too many to be looked at. Is it the right folder? If it is, \
         write many records into one .ndjson file, which may be of any size",
        path.display()
    )]
    TooManySources {
        /// The folder of records.
        path: PathBuf,
        /// How many there may be.
        most: usize,
    },
    /// The sources hold no article, and nothing is known of former ones but their feeds.
    #[error(
        "no article in `{}`, but {feeds} feeds of former articles are published; nothing was published. Is a disk \
         not mounted, a checkout incomplete? If it is meant, run `tidings rebuild --allow-mass-delete` once",
        path.display()
    )]
    NoArticles {
        /// The folder of records.
        path: PathBuf,
        /// Files of feeds that would be removed.
        feeds: usize,
    },
    /// A database can't be read.
    #[error("database `{name}`: {message}")]
    Database {
        /// The source's name in the configuration.
        name: String,
        /// What the database or the connection said.
        message: String,
    },
    /// Records were refused, and nothing is to be published then.
    #[error(
        "{}; nothing was published, as `--strict` asks",
        if *count == 1 { "1 record was refused".to_owned() } else { format!("{count} records were refused") }
    )]
    Refused {
        /// How many.
        count: u64,
    },
    /// The configuration or the command's input is not usable.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Invalid(Vec<Diagnostic>),
}

impl Error {
    /// Wraps what the system said about `path` while `action` (`reading`, `writing` …) was tried.
    pub fn io(action: &'static str, path: &Path, cause: io::Error) -> Self {
        Self::Io { action, path: path.to_owned(), cause }
    }

    /// Returns whether the index in `folder` could not be used: its files may be damaged.
    pub fn is_of_index(&self, folder: &Path) -> bool {
        matches!(self, Self::Index { path, .. } | Self::Io { path, .. } if path == folder)
    }

    /// Returns whether another rebuild, or another import, was at work, so that a later try can succeed.
    pub fn is_locked(&self) -> bool {
        matches!(self, Self::Locked { .. } | Self::Importing { .. })
    }
}
