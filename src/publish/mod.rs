//! Where files are published, behind one narrow seam, [`Sink`].
//!
//! [`Folder`] is the local folder; [`Memory`] keeps everything in memory, for a dry run and for
//! tests. Nothing here knows what the files hold, and nothing decides which of them to write:
//! the caller compares [`Sink::list`] with what it has and puts only what differs.

mod folder;
mod memory;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use xxhash_rust::xxh3::xxh3_128;

pub use self::folder::{Folder, MANIFEST};
pub use self::memory::Memory;
use crate::error::{Error, Result};
use crate::feeds::is_portable;

/// A published file's name: relative, `/` between folders, none of them `.`, `..` or empty.
pub type Name = String;

/// A published file's content in short: xxh3-128 of its bytes, as 32 hexadecimal digits.
pub type Digest = String;

/// Where files are published. A `put` is seen whole or not at all; the caller puts only what
/// differs.
///
/// Whatever moment a run is killed at, the next one's [`list`](Sink::list) tells the truth: a file
/// is named with the digest of the bytes that are there, and every file that a run put and that
/// is still there is named.
pub trait Sink {
    /// Returns the files that former rebuilds published and that are still there.
    fn list(&self) -> Result<BTreeMap<Name, Digest>>;

    /// Publishes a file, in place of the former one.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the name could lead out of the sink or can't be a file's name on every
    /// system, or if the file can't be written: then the former one stands.
    fn put(&mut self, name: &Name, file: &[u8], media_type: &str) -> Result<()>;

    /// Removes a file that a former rebuild published; any other file, or none, is left alone.
    fn remove(&mut self, name: &Name) -> Result<()>;

    /// Makes everything durable and remembers what was published.
    fn finish(&mut self) -> Result<()>;
}

/// Returns the digest of a file's bytes.
pub fn digest(file: &[u8]) -> Digest {
    format!("{:032x}", xxh3_128(file))
}

/// Refuses a name that could lead out of the sink, or that some file system can't hold.
///
/// Names come from records (a section, a tag), so this is the last gate before the disk.
fn check_name(name: &str) -> Result<()> {
    let is_ours = |part: &str| part.starts_with(folder::OWN_PREFIX);
    if name.split('/').all(|part| is_portable(part) && !is_ours(part)) {
        return Ok(());
    }
    let cause = io::Error::new(io::ErrorKind::InvalidInput, "not a name that every file system can hold");
    Err(Error::io("publishing", Path::new(name), cause))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What every sink must do. `open` opens the same sink again, as the next run would.
    pub(super) fn every_sink<S: Sink>(open: impl Fn() -> S) {
        let names = |sink: &S| sink.list().unwrap().into_keys().collect::<Vec<_>>();
        let put = |sink: &mut S, name: &str, text: &str| {
            sink.put(&name.to_owned(), text.as_bytes(), "text/plain; charset=utf-8").unwrap();
        };

        let mut sink = open();
        assert!(names(&sink).is_empty(), "a new sink holds nothing");
        put(&mut sink, "rss.xml", "one");
        put(&mut sink, "section/科技/rss.xml", "two");
        put(&mut sink, "section/科技/atom.xml", "");
        put(&mut sink, "rss.xml", "three");
        sink.finish().unwrap();
        assert_eq!(names(&sink), ["rss.xml", "section/科技/atom.xml", "section/科技/rss.xml"]);

        let mut sink = open();
        assert_eq!(sink.list().unwrap()["rss.xml"], digest(b"three"), "the next run knows the last bytes");
        assert_eq!(sink.list().unwrap()["section/科技/atom.xml"], digest(b""));
        sink.remove(&"section/科技/rss.xml".to_owned()).unwrap();
        sink.remove(&"never/was".to_owned()).unwrap();
        put(&mut sink, "section/科技/atom.xml", "four");
        sink.finish().unwrap();

        let mut sink = open();
        assert_eq!(names(&sink), ["rss.xml", "section/科技/atom.xml"]);
        assert_eq!(sink.list().unwrap()["section/科技/atom.xml"], digest(b"four"));

        for name in [
            "",
            "/etc/passwd",
            "../x",
            "a/../x",
            "./x",
            "a//x",
            "a/",
            "a\0b",
            "con",
            "sub/NUL.xml",
            "C:x",
            "a\\b",
            "a./x",
            "a /x",
            "lpt1",
            "COM¹.txt",
            "line\nbreak",
            "what?",
            ".tidings.json",
            "a/.tidings-new-x",
        ] {
            assert!(sink.put(&name.to_owned(), b"x", "text/plain").is_err(), "{name:?} must be refused");
            assert!(sink.remove(&name.to_owned()).is_err(), "{name:?} must be refused");
        }
        let long = "x".repeat(256);
        assert!(sink.put(&long, b"x", "text/plain").is_err(), "a name of 256 bytes is too long");
        put(&mut sink, "tag/😀 a·b/feed.json", "{}");
        sink.finish().unwrap();
        assert_eq!(names(&open()).len(), 3);
    }

    #[test]
    fn a_digest_is_32_hexadecimal_digits() {
        assert_eq!(digest(b""), "99aa06d3014798d86001c324468d497f");
    }
}
