//! What tantivy reports, as a person can make use of it.

use std::io::ErrorKind;
use std::path::Path;

use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};

use crate::error::Error;

/// Returns what `error` means to who uses the index in `folder`.
pub(super) fn failure(folder: &Path, error: &TantivyError) -> Error {
    let cause = match error {
        TantivyError::LockFailure(LockError::LockBusy, _) => {
            let message = "another process is writing it".to_owned();
            return Error::Index { path: folder.to_owned(), message };
        }
        TantivyError::IoError(cause)
        | TantivyError::LockFailure(LockError::IoError(cause), _)
        | TantivyError::OpenReadError(OpenReadError::IoError { io_error: cause, .. })
        | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error: cause, .. })
        | TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error: cause, .. }) => cause,
        TantivyError::DataCorruption(damage) => {
            // Its `Display` is its `Debug`, with a frame around the comment.
            let message = format!("{damage:?}").trim_start_matches("Data corruption: ").to_owned();
            return damaged(folder, message.trim_end_matches('.').to_owned());
        }
        // What tantivy says of a full disk, or of one that does not answer, while it commits.
        TantivyError::ErrorInThread(message)
        | TantivyError::SystemError(message)
        | TantivyError::InternalError(message) => {
            return Error::Index { path: folder.to_owned(), message: message.clone() };
        }
        other => return damaged(folder, other.to_string()),
    };
    match cause.kind() {
        ErrorKind::InvalidData | ErrorKind::UnexpectedEof => damaged(folder, cause.to_string()),
        kind => Error::io("using the index", folder, std::io::Error::new(kind, cause.to_string())),
    }
}

fn damaged(folder: &Path, message: String) -> Error {
    Error::Damaged { path: folder.to_owned(), message }
}
