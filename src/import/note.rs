//! The note of what was imported into a folder: `.tidings-import.json`.
//!
//! It says of each article in which file it was put, and the digest of what was written there. So
//! the next import knows an edited file from one that nobody touched. Losing the note loses no
//! file: what stands where an article would go is compared with what would be written.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::replace::replace;

/// The note's name in its folder.
pub(super) const NAME: &str = ".tidings-import.json";

/// The note.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Note {
    /// Raised when the form changes.
    #[serde(default)]
    version: u32,
    /// The article's key → what was written.
    #[serde(default)]
    pub articles: BTreeMap<String, Entry>,
}

/// What was written of one article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// The file, relative to the note's folder, with `/` between folders.
    pub file: String,
    /// The digest of its bytes as they were written.
    pub digest: String,
    /// What it was imported from, where an input holds all that there is: an article that such an
    /// input has no longer is gone there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}

impl Note {
    /// Reads the note of `folder`; empty if there is none.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(NAME);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Ok(Self::default());
            }
            Err(e) => return Err(Error::io("reading", &path, e)),
        };
        let note: Self = serde_json::from_slice(&bytes).map_err(|e| Error::io("reading", &path, e.into()))?;
        let is_safe = |file: &str| {
            Path::new(file).components().all(|part| matches!(part, std::path::Component::Normal(_)))
        };
        if note.version > 1 || !note.articles.values().all(|entry| is_safe(&entry.file)) {
            let message = "not a note that this version wrote; remove it to import anew";
            return Err(Error::io("reading", &path, std::io::Error::new(ErrorKind::InvalidData, message)));
        }
        Ok(note)
    }

    /// Writes it into `folder`.
    pub fn write(&mut self, folder: &Path) -> Result<()> {
        self.version = 1;
        let path = folder.join(NAME);
        let mut text =
            serde_json::to_string_pretty(self).map_err(|e| Error::io("writing", &path, e.into()))?;
        text.push('\n');
        replace(&path, text.as_bytes()).map_err(|e| Error::io("writing", &path, e))
    }
}
