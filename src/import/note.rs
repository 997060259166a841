//! The note of what was imported into a folder: `.tidings-import.json`.
//!
//! It says of each article in which file it was put, and the digest of what was written there. So
//! the next import knows an edited file from one that nobody touched. Losing the note loses no
//! file: what stands where an article would go is compared with what would be written.
//!
//! Articles are noted by their origin and their key there, for two feeds may both call one `1`. Notes
//! of the first form have the key alone; such an entry is taken over by the first article of its
//! system that it can be of ([`same`](super::same)).

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
    /// What it was imported from. Where an input holds all that there is, an article that it has no
    /// longer is gone there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The identity that it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its address, where the identity alone does not tell it from other sites' articles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its title, where neither does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// The form that is written.
const VERSION: u32 = 2;

/// What to do about a note that can't be used.
const ADVICE: &str = "mend it, or remove it: files that are as an import would write them are recognised \
                      without it, others are left as they are";

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
        let damaged = |message: String| {
            let cause = std::io::Error::new(ErrorKind::InvalidData, format!("{message}; {ADVICE}"));
            Error::io("reading the note of former imports", &path, cause)
        };
        let note: Self =
            serde_json::from_slice(&bytes).map_err(|e| damaged(format!("the note is damaged: {e}")))?;
        let is_safe = |file: &str| {
            Path::new(file).components().all(|part| matches!(part, std::path::Component::Normal(_)))
        };
        if note.version > VERSION || !note.articles.values().all(|entry| is_safe(&entry.file)) {
            return Err(damaged("not a note that this version wrote".to_owned()));
        }
        Ok(note)
    }

    /// Writes it into `folder`.
    pub fn write(&mut self, folder: &Path) -> Result<()> {
        self.version = VERSION;
        let path = folder.join(NAME);
        let mut text =
            serde_json::to_string_pretty(self).map_err(|e| Error::io("writing", &path, e.into()))?;
        text.push('\n');
        replace(&path, text.as_bytes()).map_err(|e| Error::io("writing", &path, e))
    }
}
