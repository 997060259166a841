//! Where files are published, behind one narrow seam, [`Sink`].

use std::collections::BTreeMap;

use crate::error::Result;

/// A published file's name: relative, `/` between folders, none of them `.`, `..` or empty.
pub type Name = String;

/// A published file's content in short: xxh3-128 of its bytes, as 32 hexadecimal digits.
pub type Digest = String;

/// Where files are published. A `put` is seen whole or not at all; the caller puts only what
/// differs.
pub trait Sink {
    /// Returns the files that former rebuilds published and that are still there.
    fn list(&self) -> Result<BTreeMap<Name, Digest>>;
    /// Publishes a file, in place of the former one.
    fn put(&mut self, name: &Name, file: &[u8], media_type: &str) -> Result<()>;
    /// Removes a file that a former rebuild published.
    fn remove(&mut self, name: &Name) -> Result<()>;
    /// Makes everything durable and remembers what was published.
    fn finish(&mut self) -> Result<()>;
}
