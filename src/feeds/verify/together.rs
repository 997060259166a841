//! What must hold between published files: the formats of a feed have the same entries, and the
//! stylesheet that they name is there. [`Together`] is shown each file once, in any order.

use std::collections::{BTreeMap, BTreeSet};

use super::published::Published;
use super::{Findings, Lengths, archive_number, examine, file_name};
use crate::article::ArticleId;
use crate::config::{Config, Format};
use crate::diagnostic::Diagnostic;
use crate::feeds::identity::entry_id;

/// What an entry may take beside its texts, in bytes: names, tags, addresses.
const BESIDE_TEXTS: usize = 20_000;

/// An escape takes at most so many bytes for one.
const ESCAPE: usize = 6;

/// What was seen of the files so far.
pub struct Together<'a> {
    config: &'a Config,
    /// By folder, the first format that was seen, and how many were.
    folders: BTreeMap<String, (Seen, usize)>,
    /// Each address of a stylesheet below `feeds/`, and the first file that names it.
    stylesheets: BTreeMap<String, String>,
    findings: Vec<Diagnostic>,
}

/// The entries of one file.
struct Seen {
    name: String,
    format: Format,
    bytes: usize,
    /// Each one's identity, and the bytes of its texts.
    entries: Vec<(String, usize)>,
}

impl<'a> Together<'a> {
    /// Has seen nothing yet.
    pub fn new(config: &'a Config) -> Self {
        Self { config, folders: BTreeMap::new(), stylesheets: BTreeMap::new(), findings: Vec::new() }
    }

    /// Returns what is wrong with a file by itself, as [`verify_with`](super::verify_with) does, and takes
    /// note of it: it is read once.
    pub fn verify(&mut self, name: &str, file: &[u8], lengths: &Lengths) -> Vec<Diagnostic> {
        let (findings, published) = examine(name, file, self.config, lengths);
        if let Some((format, published)) = published {
            self.see(name, file.len(), format, &published);
        }
        findings
    }

    fn see(&mut self, name: &str, bytes: usize, format: Format, published: &Published) {
        if !self.config.feeds.formats.contains(&format) {
            return;
        }
        let folder = name[..name.len() - file_name(format).len()].to_owned();
        if let Some(path) = published.stylesheet.as_ref().and_then(|href| below(&folder, href)) {
            self.stylesheets.entry(path).or_insert_with(|| name.to_owned());
        }
        let seen = Seen { name: name.to_owned(), format, bytes, entries: entries(published) };
        let Some((first, count)) = self.folders.get_mut(&folder) else {
            self.folders.insert(folder, (seen, 1));
            return;
        };
        let mut findings = Findings::new(name, self.config);
        if let Some(message) = difference(first, &seen, archive_number(&folder).is_some(), self.config) {
            findings.error("feed-entries", None, message);
        }
        self.findings.append(&mut findings.list);
        *count += 1;
        if *count == self.config.feeds.formats.len() {
            self.folders.remove(&folder);
        }
    }

    /// Returns what is wrong between the files; `files` are the names of all.
    pub fn findings(mut self, files: &BTreeSet<String>) -> Vec<Diagnostic> {
        for (path, name) in self.stylesheets.iter().filter(|(path, _)| !files.contains(*path)) {
            let mut findings = Findings::new(path, self.config);
            findings.error(
                "feed-missing",
                None,
                format!("the stylesheet is missing that `{name}` and others name"),
            );
            self.findings.append(&mut findings.list);
        }
        self.findings
    }
}

fn entries(published: &Published) -> Vec<(String, usize)> {
    let entry = |entry: &super::published::Entry| {
        let texts = entry.html.iter().chain(&entry.title).map(|text| text.text.len()).sum();
        (entry.id.as_ref().map(|id| id.text.clone()).unwrap_or_default(), texts)
    };
    published.entries.iter().map(entry).collect()
}

/// Returns in what the entries of two formats differ.
///
/// Each format takes more room, so `max_bytes` may cut one before the other.
fn difference(one: &Seen, other: &Seen, is_archive: bool, config: &Config) -> Option<String> {
    let pairs = one.entries.iter().zip(&other.entries).enumerate();
    for (number, ((a, _), (b, _))) in pairs {
        if !is_same((one.format, a), (other.format, b), config) {
            let number = number + 1;
            return Some(format!("entry {number} is `{b}`, but in `{}` it is `{a}`", one.name));
        }
    }
    let (shorter, longer) = if one.entries.len() < other.entries.len() { (one, other) } else { (other, one) };
    let (_, next) = longer.entries.get(shorter.entries.len())?;
    let most = next.saturating_mul(ESCAPE).saturating_add(BESIDE_TEXTS);
    if !is_archive && shorter.bytes.saturating_add(most) > config.feeds.max_bytes {
        return None;
    }
    Some(format!("has {} entries, but `{}` has {}", other.entries.len(), one.name, one.entries.len()))
}

/// An older feed's guid stays in RSS and JSON what it was; Atom, whose ids are URIs, makes one of it.
fn is_same((format, a): (Format, &str), (other_format, b): (Format, &str), config: &Config) -> bool {
    let is_of_guid = |uri: &str, guid: &str| {
        ArticleId::new(&format!("guid:{guid}")).is_some_and(|id| entry_id(&id, config) == uri)
    };
    a == b
        || (format == Format::Atom && other_format != Format::Atom && is_of_guid(a, b))
        || (other_format == Format::Atom && format != Format::Atom && is_of_guid(b, a))
}

/// Resolves a relative address from a folder, as far as it stays below `feeds/`.
fn below(folder: &str, href: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in href.split('/') {
        match part {
            ".." => drop(parts.pop()?),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
