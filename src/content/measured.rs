//! Files beside the records whose sizes the feeds tell: the pictures and the episodes of articles.
//!
//! Nothing of a record changes when such a file is replaced, and yet its article does. So whoever reads
//! a source is told which files were measured for it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Files measured for one source, at most; of more, a change shows only when the source is read again.
pub(super) const MOST: usize = 100_000;

/// A file in the content folder as it was found. As a text it is its size, or `-`, and its key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Measured {
    /// Its path relative to the content folder, with `/` between folders.
    pub key: String,
    /// Bytes; `None` if there was no such file.
    pub size: Option<u64>,
}

impl Measured {
    /// Returns whether the file, in the content folder `folder`, has the size that it had.
    pub fn is_as_measured(&self, folder: &Path) -> bool {
        size(&folder.join(self.key.split('/').collect::<PathBuf>())) == self.size
    }
}

/// The size of the file at `path`, in bytes; `None` if there is none.
pub(super) fn size(path: &Path) -> Option<u64> {
    std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|file| file.len())
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.size {
            Some(size) => write!(f, "{size} {}", self.key),
            None => write!(f, "- {}", self.key),
        }
    }
}

impl FromStr for Measured {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (size, key) = text.split_once(' ').unwrap_or((text, ""));
        let size = if size == "-" { None } else { Some(size.parse()?) };
        Ok(Self { key: key.to_owned(), size })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measured_file_is_a_text_and_back() {
        for measured in [
            Measured { key: "a/第 1 期.mp3".to_owned(), size: Some(12) },
            Measured { key: "b.svg".to_owned(), size: None },
        ] {
            assert_eq!(measured.to_string().parse(), Ok(measured));
        }
        assert!("x a.mp3".parse::<Measured>().is_err());
    }
}
