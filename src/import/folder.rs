//! The folder that records are imported into.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_128;

use super::Options;
use super::note::{Entry, Note};
use super::record::Record;
use crate::content::{Source, Stat};
use crate::error::{Error, Result};
use crate::replace::replace;

/// Bytes of a file's name at most, so that a name of any script fits into every file system.
const MAX_NAME: usize = 120;

/// After so many files the note is written, so that a killed import has little to compare again.
const NOTE_EVERY: usize = 1000;

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Its file is new.
    Added,
    /// Its file was replaced: the article has changed.
    Updated,
    /// Nothing is to be done.
    Unchanged,
    /// The article has changed, but so has a person its file, which is left as it is.
    Edited,
    /// A person has removed its file, which is not brought back.
    Removed,
}

/// A folder of imported records with its note.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    options: Options,
    note: Note,
    /// Files that belong to an article, in lower case: no other article may be put there.
    taken: BTreeSet<String>,
    is_note_changed: bool,
    unnoted: usize,
    /// In a dry run, the files that would be there.
    imagined: BTreeMap<String, String>,
    /// Keys that this import has given already.
    seen: BTreeMap<String, u32>,
    /// What this import's records come from.
    origins: BTreeSet<String>,
}

impl Folder {
    /// Opens the folder at `root`; it need not be there.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if its note can't be read.
    pub fn open(root: &Path, options: Options) -> Result<Self> {
        let note = Note::read(root)?;
        let taken = note.articles.values().map(|entry| entry.file.to_lowercase()).collect();
        Ok(Self {
            root: root.to_owned(),
            options,
            note,
            taken,
            is_note_changed: false,
            unnoted: 0,
            imagined: BTreeMap::new(),
            seen: BTreeMap::new(),
            origins: BTreeSet::new(),
        })
    }

    /// The file that a record would be put into, as the reader of records sees it.
    pub fn source(&self, record: &Record) -> Source {
        let key = match self.note.articles.get(&record.key) {
            Some(entry) => entry.file.clone(),
            None => format!("{}.md", file_stem(record)),
        };
        Source { path: self.root.join(&key), key, stat: Stat::default() }
    }

    /// Notes that the input has `record`, whatever becomes of it. `origin` names what it comes from,
    /// if that is to be looked through for what is gone. Returns the key under which the article is
    /// noted.
    pub fn see(&mut self, record: &Record, origin: Option<&str>) -> String {
        // Two articles of one input may bear one key; each has a file of its own.
        let count = self.seen.entry(record.key.clone()).or_default();
        *count += 1;
        if let Some(origin) = origin
            && !self.origins.contains(origin)
        {
            self.origins.insert(origin.to_owned());
        }
        if *count == 1 { record.key.clone() } else { format!("{}#{count}", record.key) }
    }

    /// The files of articles that came from where this import's records come from, and that the
    /// input has no longer; those that a person has removed are not among them.
    pub fn gone(&self) -> Vec<String> {
        let is_gone = |key: &str, entry: &Entry| {
            let is_of_it = entry.origin.as_ref().is_some_and(|origin| self.origins.contains(origin));
            is_of_it && !self.is_seen(key) && self.root.join(&entry.file).exists()
        };
        let gone = self.note.articles.iter().filter(|(key, entry)| is_gone(key, entry));
        gone.map(|(_, entry)| self.root.join(&entry.file).display().to_string()).collect()
    }

    fn is_seen(&self, key: &str) -> bool {
        let times = |key: &str| self.seen.get(key).copied().unwrap_or(0);
        let numbered =
            key.rsplit_once('#').and_then(|(key, number)| Some((key, number.parse::<u32>().ok()?)));
        times(key) > 0 || numbered.is_some_and(|(key, number)| number <= times(key))
    }

    /// Puts `text`, the page of `record`, where it belongs: `key` is what [`see`](Self::see) gave.
    /// Returns the file's path and what was done.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the file can't be read or written; it is the former one then.
    pub fn put(
        &mut self,
        record: &Record,
        key: String,
        origin: Option<&str>,
        text: &str,
    ) -> Result<(String, Fate)> {
        let digest = digest(text);
        let known = self.note.articles.get(&key).cloned();
        let (file, fate) = match known {
            Some(entry) => {
                let fate = match self.read(&entry.file)? {
                    None if self.options.overwrite => Fate::Added,
                    None => Fate::Removed,
                    Some(there) if there == text => Fate::Unchanged,
                    Some(there) if self::digest(&there) == entry.digest => Fate::Updated,
                    Some(_) if self.options.overwrite => Fate::Updated,
                    Some(_) if entry.digest == digest => Fate::Unchanged,
                    Some(_) => Fate::Edited,
                };
                (entry.file, fate)
            }
            None => self.new_file(record, text)?,
        };
        if matches!(fate, Fate::Added | Fate::Updated) {
            self.write(&file, text)?;
        }
        // Of a file that is left to its editor the old digest stays: it is edited at the next import
        // as well.
        let origin = origin.map(str::to_owned);
        let noted = Entry { file: file.clone(), digest, origin };
        let is_noted = self.note.articles.get(&key) == Some(&noted);
        if !is_noted && !matches!(fate, Fate::Edited | Fate::Removed) {
            self.note.articles.insert(key, noted);
            self.is_note_changed = true;
            self.unnoted += 1;
            if self.unnoted >= NOTE_EVERY {
                self.write_note()?;
            }
        }
        Ok((self.root.join(file).display().to_string(), fate))
    }

    /// Writes the note, if it changed.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if it can't be written.
    pub fn finish(&mut self) -> Result<()> {
        self.write_note()
    }

    fn write_note(&mut self) -> Result<()> {
        self.unnoted = 0;
        if !self.is_note_changed || self.options.dry_run {
            return Ok(());
        }
        self.is_note_changed = false;
        self.note.write(&self.root)
    }

    /// A free name for an article that was never imported here. A file that holds just what would
    /// be written is that article's: the note was lost.
    fn new_file(&mut self, record: &Record, text: &str) -> Result<(String, Fate)> {
        let stem = file_stem(record);
        let mut number = 1;
        loop {
            let file = if number == 1 { format!("{stem}.md") } else { format!("{stem}-{number}.md") };
            number += 1;
            if self.taken.contains(&file.to_lowercase()) {
                continue;
            }
            let fate = match self.read(&file)? {
                Some(there) if there == text => Fate::Unchanged,
                Some(_) => continue,
                None => Fate::Added,
            };
            self.taken.insert(file.to_lowercase());
            return Ok((file, fate));
        }
    }

    fn read(&self, file: &str) -> Result<Option<String>> {
        if let Some(text) = self.imagined.get(file) {
            return Ok(Some(text.clone()));
        }
        let path = self.root.join(file);
        match fs::read(&path) {
            // An editor may have saved it in another encoding: it is theirs then.
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(e) => Err(Error::io("reading", &path, e)),
        }
    }

    fn write(&mut self, file: &str, text: &str) -> Result<()> {
        if self.options.dry_run {
            self.imagined.insert(file.to_owned(), String::new());
            return Ok(());
        }
        let path = self.root.join(file);
        let folder = path.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder).map_err(|e| Error::io("creating", folder, e))?;
        replace(&path, text.as_bytes()).map_err(|e| Error::io("writing", &path, e))
    }
}

fn digest(text: &str) -> String {
    format!("{:032x}", xxh3_128(text.as_bytes()))
}

/// `2023/wind-blades`: the year of publication, and the article's slug, else the last part of its
/// address, else its title, made fit for every file system.
fn file_stem(record: &Record) -> String {
    let year = record.published.as_deref().and_then(year).unwrap_or("undated");
    let of_url = record.url.as_deref().and_then(last_segment);
    let name = [record.slug.as_deref(), of_url.as_deref(), Some(record.title.as_str()), Some(&record.key)]
        .into_iter()
        .flatten()
        .map(safe_name)
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| "article".to_owned());
    format!("{year}/{name}")
}

fn year(date: &str) -> Option<&str> {
    let year = date.get(..4)?;
    (year.bytes().all(|b| b.is_ascii_digit()) && !date[4..].starts_with(|c: char| c.is_ascii_digit()))
        .then_some(year)
}

/// The last part of an address' path, decoded, without its extension; none for `index.html`'s kin
/// and for `?p=12`.
fn last_segment(url: &str) -> Option<String> {
    let path = url.split(['?', '#']).next()?;
    let path = path.split_once("://").map_or(path, |(_, rest)| rest.split_once('/').map_or("", |(_, p)| p));
    let segments = path.split('/').rev().filter(|segment| !segment.is_empty());
    segments
        .map(|segment| percent_encoding::percent_decode_str(segment).decode_utf8_lossy().into_owned())
        .map(|segment| match segment.rsplit_once('.') {
            Some((stem, extension)) if extension.len() <= 5 && !stem.is_empty() => stem.to_owned(),
            _ => segment,
        })
        .find(|segment| segment != "index")
}

/// Letters and digits of all scripts, `-`, `_` and dots inside stay; anything else is one hyphen.
fn safe_name(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() || c == '_' || (c == '.' && !name.is_empty()) {
            name.push(c);
        } else if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
        if name.len() > MAX_NAME {
            name.pop();
            break;
        }
    }
    name.truncate(name.trim_end_matches(['-', '.']).len());
    if name.eq_ignore_ascii_case("index") { format!("{name}-page") } else { name }
}
