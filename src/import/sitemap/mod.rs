//! The pages of a site, by its sitemap and a mirror of its files (`wget -m`).
//!
//! The sitemap (<https://www.sitemaps.org/protocol.html>) says which addresses there are, also through
//! index files, packed or not; each address is looked up among the files of the mirror (`Mirror`),
//! and what that page says becomes a record. Nothing is fetched. A sitemap lists more than articles:
//! pages that show others, and pages that neither say that they are articles nor tell a date, are left
//! out and counted.

mod list;
mod mirror;
mod page;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use url::Url;

use super::{Imported, Receive};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Place};
use crate::error::{Error, Result};
use list::{Listed, Read};
use mirror::Mirror;

/// Files of an index below an index at most; the protocol allows none.
const MAX_DEPTH: usize = 4;
/// Bytes of a page at most.
const MAX_PAGE: u64 = 32 << 20;

/// Reads the sitemap in the file `path` and the pages that it lists, from the files in `folder`.
/// `config` says in which encoding pages are that don't tell theirs, and when those without a date
/// were published.
///
/// # Errors
///
/// [`Error::Io`] if the sitemap or the folder can't be read, else what `receive` says.
pub fn read(path: &Path, folder: &Path, config: &Config, receive: &mut Receive<'_>) -> Result<()> {
    let mirror = Mirror::open(folder)?;
    let mut sitemaps =
        Sitemaps { mirror: &mirror, pages: BTreeMap::new(), order: Vec::new(), read: BTreeSet::new() };
    sitemaps.read(path, 0, receive)?;
    let Sitemaps { pages, order, .. } = sitemaps;
    for address in &order {
        let Some(listed) = pages.get(address) else { continue };
        let Some(file) = mirror.find(&listed.address) else {
            receive(Imported::Refused(not_mirrored(listed, folder)))?;
            continue;
        };
        let bytes = match page_bytes(file) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => {
                receive(Imported::LeftOut("files that are no web pages".to_owned()))?;
                continue;
            }
            Err(cause) => {
                let message = format!("{}: {} can't be read: {cause}", listed.address, file.display());
                receive(Imported::Refused(Diagnostic::error("unreadable", listed.place.clone(), message)))?;
                continue;
            }
        };
        let is_listed = |other: &Url| pages.contains_key(&mirror::key(other));
        page::receive(listed, file, bytes, &is_listed, config, receive)?;
    }
    Ok(())
}

/// Sitemaps as they are read, index files followed.
struct Sitemaps<'a> {
    mirror: &'a Mirror,
    /// The key of an address → what is listed under it first.
    pages: BTreeMap<String, Listed>,
    /// Those keys, in the order of the sitemaps.
    order: Vec<String>,
    /// The files that were read.
    read: BTreeSet<PathBuf>,
}

impl Sitemaps<'_> {
    fn read(&mut self, path: &Path, depth: usize, receive: &mut Receive<'_>) -> Result<()> {
        if !self.read.insert(path.to_owned()) {
            return Ok(());
        }
        let mut below = Vec::new();
        list::read(path, &mut |read| match read {
            Read::Page(listed) => {
                let key = mirror::key(&listed.address);
                if self.pages.contains_key(&key) {
                    return receive(Imported::LeftOut("addresses that are listed twice".to_owned()));
                }
                self.order.push(key.clone());
                self.pages.insert(key, listed);
                Ok(())
            }
            Read::Sitemap(listed) => {
                below.push(listed);
                Ok(())
            }
            Read::Bad(finding) => receive(Imported::Refused(finding)),
            Read::Told(finding) => receive(Imported::Finding(finding)),
        })?;
        for listed in below {
            match self.mirror.find(&listed.address) {
                Some(file) if depth < MAX_DEPTH => {
                    let file = file.to_owned();
                    self.read(&file, depth + 1, receive)?;
                }
                Some(_) => {
                    let message = format!("{}: index files stand in each other too often", listed.address);
                    let finding = Diagnostic::error("deep-sitemap", listed.place, message)
                        .with_hint("import that sitemap itself");
                    receive(Imported::Refused(finding))?;
                }
                None => {
                    let message = format!("{}: the sitemap is not among the mirror's files", listed.address);
                    let hint = "save it there too: `wget -x ADDRESS` in the mirror's folder";
                    let finding = Diagnostic::error("not-mirrored", listed.place, message).with_hint(hint);
                    receive(Imported::Refused(finding))?;
                }
            }
        }
        Ok(())
    }
}

fn not_mirrored(listed: &Listed, folder: &Path) -> Diagnostic {
    let message = format!("{}: no file below {} is this page", listed.address, folder.display());
    let hint = "mirror the site again (`wget -m -np ADDRESS`), or name the mirror's folder with --mirror";
    Diagnostic::error("not-mirrored", listed.place.clone(), message).with_hint(hint)
}

/// The bytes of a web page; none if the file is something else.
fn page_bytes(file: &Path) -> std::io::Result<Option<Vec<u8>>> {
    if std::fs::metadata(file)?.len() > MAX_PAGE {
        return Ok(None);
    }
    let bytes = std::fs::read(file)?;
    let head = &bytes[..bytes.len().min(1024)];
    let is_text = !head.contains(&0) || head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
    Ok((is_text && bytes.contains(&b'<') && !head.starts_with(b"%PDF")).then_some(bytes))
}

/// Names `path` as a place of a finding, without a line.
fn place(path: &Path) -> Place {
    Place::file(path.display().to_string())
}

/// What a file that should be a sitemap is not.
fn no_sitemap(path: &Path) -> Diagnostic {
    Diagnostic::error("no-sitemap", place(path), "the file is no sitemap: it lists no addresses")
        .with_hint("save the sitemap itself; robots.txt names its address (`Sitemap: https://…`)")
}

/// The other way round: an error of reading, with the file that it is about.
fn io_error(path: &Path) -> impl Fn(std::io::Error) -> Error + use<'_> {
    move |cause| Error::io("reading", path, cause)
}

#[cfg(test)]
mod tests;
