//! The folder that records are imported into.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_128;

use super::Options;
use super::lock::Lock;
use super::note::{self, Entry, Note};
use super::record::Record;
use super::same;
use super::written::{field, one_line};
use crate::content::{self, Source, Stat};
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

/// Where a record stands among those that were imported before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is to be noted under this key, and its identity is this one.
    Own { key: String, id: Option<String> },
    /// Another import brought the article: the key under which it is noted.
    Others { key: String },
    /// The input had it already.
    Twice,
}

/// A folder of imported records with its note.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    options: Options,
    /// Held as long as the folder is written, once it is there.
    lock: Option<Lock>,
    note: Note,
    /// Files that belong to an article, in lower case: no other article may be put there.
    taken: BTreeSet<String>,
    /// Identities → the keys of the articles that have them.
    ids: BTreeMap<String, BTreeSet<String>>,
    is_note_changed: bool,
    unnoted: usize,
    /// In a dry run, the files that would be there.
    imagined: BTreeMap<String, String>,
    /// Origins and keys that the input at hand has had.
    of_input: BTreeSet<(String, String)>,
    /// Keys of the note that this import's inputs have.
    seen: BTreeSet<String>,
    /// What this import's records come from.
    origins: BTreeSet<String>,
}

impl Folder {
    /// Opens the folder at `root`; it need not be there. If another import is at work on it, it is
    /// waited for as long as the options say.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if its note can't be read, [`Error::Importing`] if the other import goes on.
    pub fn open(root: &Path, options: Options) -> Result<Self> {
        let lock = match root.is_dir() && !options.dry_run {
            true => Some(Lock::acquire(root, options.lock_wait)?),
            false => None,
        };
        let note = Note::read(root)?;
        let taken = note.articles.values().map(|entry| entry.file.to_lowercase()).collect();
        let mut folder = Self {
            root: root.to_owned(),
            options,
            lock,
            note,
            taken,
            ids: BTreeMap::new(),
            is_note_changed: false,
            unnoted: 0,
            imagined: BTreeMap::new(),
            of_input: BTreeSet::new(),
            seen: BTreeSet::new(),
            origins: BTreeSet::new(),
        };
        for (key, entry) in &folder.note.articles {
            // The first form had the id for the key, but for Ghost's.
            let ids =
                entry.id.clone().map_or_else(|| vec![key.clone(), format!("guid:{key}")], |id| vec![id]);
            for id in ids {
                folder.ids.entry(id).or_default().insert(key.clone());
            }
        }
        Ok(folder)
    }

    /// Begins another input: what it has may have been in the one before.
    pub(super) fn begin_input(&mut self) {
        self.of_input.clear();
    }

    /// The pages of newspapers that were imported, and what their articles are called.
    pub(super) fn pages(&self) -> KnownPages {
        let mut pages = KnownPages { root: self.root.clone(), articles: BTreeMap::new() };
        for entry in self.note.articles.values() {
            if let Some(page) = entry.origin.as_deref().and_then(|origin| origin.strip_prefix("page ")) {
                let articles = pages.articles.entry(page.to_owned()).or_default();
                articles.push((entry.file.clone(), entry.title.clone()));
            }
        }
        pages
    }

    /// The file that a record would be put into, as the reader of records sees it.
    pub fn source(&self, record: &Record, key: &str) -> Source {
        let key = match self.note.articles.get(key) {
            Some(entry) => entry.file.clone(),
            None => format!("{}.md", file_stem(record)),
        };
        Source { path: self.root.join(&key), key, stat: Stat::default() }
    }

    /// Finds out what `record`, which the input has, is here.
    pub(super) fn find(&mut self, record: &Record) -> Standing {
        self.origins.insert(record.origin.clone());
        self.origins.extend(former_origin(record));
        // What a note of the first form has under it is not gone either.
        self.seen.insert(record.key.clone());
        let is_new = self.of_input.insert((record.origin.clone(), record.key.clone()));
        if !is_new && record.id.is_some() {
            return Standing::Twice;
        }
        let mut key = String::new();
        for number in 1u32.. {
            key = full_key(&record.origin, &record.key, number);
            match self.note.articles.get(&key) {
                // Without an identity two articles of one input may bear one key.
                _ if record.id.is_none() && self.seen.contains(&key) => {}
                Some(entry)
                    if same::tells_whose(record) || same::is_likely(record, entry, &|| self.page(entry)) =>
                {
                    let id = entry.id.clone();
                    self.seen.insert(key.clone());
                    return Standing::Own { key, id };
                }
                Some(_) => {}
                None => break,
            }
        }
        if self.take_over_former(record, &key) {
            self.seen.insert(key.clone());
            return Standing::Own { key, id: record.id.clone() };
        }
        let Some(id) = &record.id else {
            self.seen.insert(key.clone());
            return Standing::Own { key, id: None };
        };
        let others: Vec<String> = self.ids.get(id).into_iter().flatten().cloned().collect();
        for other in &others {
            let Some(entry) = self.note.articles.get(other) else { continue };
            if same::is_twin(record, entry, &|| self.page(entry)) {
                return Standing::Others { key: other.clone() };
            }
        }
        self.seen.insert(key.clone());
        // A number that another feed's article has is no identity here.
        let is_free = |id: &String| id.contains("://") && !self.ids.contains_key(id);
        let own = if others.is_empty() { Some(id.clone()) } else { record.url.clone().filter(is_free) };
        Standing::Own { key, id: own }
    }

    /// Notes that the input has an article of that origin and key, though it is not imported now.
    pub(super) fn pass(&mut self, origin: &str, key: &str) {
        self.seen.insert(full_key(origin, key, 1));
        self.seen.insert(key.to_owned());
    }

    /// An entry of a note of the first form becomes that of `record`, if it is of its system and can be
    /// that article.
    fn take_over_former(&mut self, record: &Record, key: &str) -> bool {
        let Some(entry) = self.note.articles.get(&record.key) else { return false };
        let is_of_system =
            entry.origin.as_deref().map_or("feed", same::system) == same::system(&record.origin);
        let is_it = is_of_system
            && (same::system(&record.origin) == "page"
                || same::is_likely(record, entry, &|| self.page(entry)));
        is_it && self.take_over(&record.key, key, record)
    }

    /// What is noted under the key `from` is noted under the key `to` from now on.
    pub(super) fn take_over(&mut self, from: &str, to: &str, record: &Record) -> bool {
        let Some(mut entry) = self.note.articles.remove(from) else { return false };
        entry.origin = Some(record.origin.clone());
        entry.id.clone_from(&record.id);
        for keys in self.ids.values_mut() {
            if keys.remove(from) {
                keys.insert(to.to_owned());
            }
        }
        self.note.articles.insert(to.to_owned(), entry);
        self.is_note_changed = true;
        true
    }

    /// The key under which `record` would be noted if nothing were there.
    pub(super) fn key_of(&self, record: &Record) -> String {
        (1u32..)
            .map(|number| full_key(&record.origin, &record.key, number))
            .find(|key| !self.note.articles.contains_key(key))
            .unwrap_or_default()
    }

    /// Returns whether an article is noted under that key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.note.articles.contains_key(key)
    }

    /// The file in which the article of that key is.
    pub(super) fn file_of(&self, key: &str) -> Option<String> {
        let entry = self.note.articles.get(key)?;
        Some(self.root.join(&entry.file).display().to_string())
    }

    /// Returns whether `text` is what the file of the article of that key holds, or was imported as.
    pub(super) fn holds(&self, key: &str, text: &str) -> bool {
        let Some(entry) = self.note.articles.get(key) else { return false };
        entry.digest == digest(text) || self.page(entry).as_deref() == Some(text)
    }

    fn page(&self, entry: &Entry) -> Option<String> {
        self.read(&entry.file).ok().flatten()
    }

    /// The files of articles that came from where this import's records come from, and that the
    /// input has no longer; those that a person has removed are not among them. A feed has the newest
    /// articles only, and says nothing of others.
    pub fn gone(&self) -> Vec<String> {
        let is_gone = |key: &str, entry: &Entry| {
            let is_of_it = entry
                .origin
                .as_ref()
                .is_some_and(|origin| same::system(origin) != "feed" && self.origins.contains(origin));
            is_of_it && !self.is_seen(key) && self.root.join(&entry.file).exists()
        };
        let gone = self.note.articles.iter().filter(|(key, entry)| is_gone(key, entry));
        gone.map(|(_, entry)| self.root.join(&entry.file).display().to_string()).collect()
    }

    fn is_seen(&self, key: &str) -> bool {
        // Notes of the first form numbered articles of one key.
        let numbered = key.rsplit_once('#').filter(|(_, number)| number.parse::<u32>().is_ok());
        self.seen.contains(key) || numbered.is_some_and(|(key, _)| self.seen.contains(key))
    }

    /// Puts `text`, the page of `record`, where it belongs: `key` is what `find` gave.
    /// Returns the file's path and what was done.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the file can't be read or written; it is the former one then.
    pub fn put(&mut self, record: &Record, key: String, text: &str) -> Result<(String, Fate)> {
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
        let noted = noted(record, file.clone(), digest);
        let is_noted = self.note.articles.get(&key) == Some(&noted);
        if !is_noted && !matches!(fate, Fate::Edited | Fate::Removed) {
            if let Some(id) = &noted.id {
                self.ids.entry(id.clone()).or_default().insert(key.clone());
            }
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
        if self.lock.is_none() {
            fs::create_dir_all(&self.root).map_err(|e| Error::io("creating", &self.root, e))?;
            self.lock = Some(Lock::acquire(&self.root, self.options.lock_wait)?);
            // What another import wrote meanwhile is not known here.
            if self.root.join(note::NAME).exists() {
                return Err(Error::Importing { path: self.root.clone() });
            }
        }
        let path = self.root.join(file);
        let folder = path.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder).map_err(|e| Error::io("creating", folder, e))?;
        replace(&path, text.as_bytes()).map_err(|e| Error::io("writing", &path, e))
    }
}

/// Pages of newspapers that were imported before.
#[derive(Debug, Default)]
pub struct KnownPages {
    root: PathBuf,
    /// `2023-07-18/science` → the files of its articles, and their titles if these are noted.
    articles: BTreeMap<String, Vec<(String, Option<String>)>>,
}

impl KnownPages {
    /// The titles of a page's articles; none if there is no such page, or nothing is left of it.
    pub(super) fn titles(&self, page: &str) -> Vec<String> {
        let articles = self.articles.get(page).into_iter().flatten();
        let of_file = |file: &String| {
            let page = fs::read_to_string(self.root.join(file)).ok()?;
            field(&page, "title")
        };
        articles.filter_map(|(file, title)| title.clone().or_else(|| of_file(file))).collect()
    }

    /// Returns whether a page of that day and name was imported.
    pub(super) fn contain(&self, page: &str) -> bool {
        self.articles.contains_key(page)
    }
}

/// The key under which the article that its origin calls `key` is noted.
fn full_key(origin: &str, key: &str, number: u32) -> String {
    match number {
        1 => format!("{origin} {key}"),
        number => format!("{origin} {key} ({number})"),
    }
}

/// What notes of the first form had for the origin of a record, if anything.
fn former_origin(record: &Record) -> Option<String> {
    let system = same::system(&record.origin);
    let part = match system {
        "feed" => return None,
        "page" => record.key.rsplit_once('/').map(|(page, _)| page),
        _ => record.url.as_deref().and_then(|url| url.split_once("://")?.1.split('/').next()),
    };
    Some(format!("{system} {}", part.unwrap_or_default()).trim_end().to_owned())
}

/// The entry of `record`, which is in `file`.
fn noted(record: &Record, file: String, digest: String) -> Entry {
    let is_global = record.id.as_deref().is_some_and(same::is_global);
    let is_page = same::system(&record.origin) == "page";
    let is_known = is_global || is_page;
    Entry {
        file,
        digest,
        origin: Some(record.origin.clone()),
        id: record.id.clone(),
        url: record.url.clone().filter(|_| !is_known),
        title: (is_page || !same::tells_whose(record)).then(|| one_line(&record.title)),
    }
}

fn digest(text: &str) -> String {
    format!("{:032x}", xxh3_128(text.as_bytes()))
}

/// `2023/wind-blades`: the year of publication, and the article's slug, else the last part of its
/// address, else its title, made fit for every file system.
fn file_stem(record: &Record) -> String {
    let year = record.published.as_deref().and_then(content::year_of);
    let year = year.map_or_else(|| "undated".to_owned(), |year| format!("{year:04}"));
    let of_url = record.url.as_deref().and_then(last_segment);
    let name = [record.slug.as_deref(), of_url.as_deref(), Some(record.title.as_str()), Some(&record.key)]
        .into_iter()
        .flatten()
        .map(safe_name)
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| "article".to_owned());
    format!("{year}/{name}")
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
