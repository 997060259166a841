//! The local folder: each file is written beside its target, synced and renamed onto it.
//!
//! Beside the published files lie two of our own. The manifest, `.tidings.json`, tells which files
//! a rebuild wrote: it alone decides what a later one may remove. It is written last, and only if
//! it changed. The journal, `.tidings.journal`, is there only while files are being put: it names
//! each before it appears. A run that finds a journal knows that another was killed. It then
//! believes no digest but counts again the bytes of every file that manifest or journal names, so
//! that neither a file that is newer than the manifest says nor one that the manifest has not yet
//! heard of is overlooked.
//!
//! A file whose size is not the manifest's was altered by somebody. It is listed with the digest that
//! its bytes have now, so that it is written again, or removed with its feed. To find one that was
//! altered without a change of its size takes a reading of all ([`Folder::recount`]).
//!
//! Files that neither names are the site's own: one is replaced if a feed has its name, and never
//! removed.

mod put;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use self::put::PutFiles;
use super::{Digest, Name, Sink, check_name, digest};
use crate::diagnostic::{Diagnostic, Place};
use crate::error::{Error, Result};
use crate::replace::{self, NEW_PREFIX, replace};

/// The file that tells which files a rebuild published.
pub const MANIFEST: &str = ".tidings.json";

/// What the names of the folder's own files begin with; no published file's may.
pub(super) const OWN_PREFIX: &str = ".tidings";

const JOURNAL: &str = ".tidings.journal";
const VERSION: u32 = 1;

/// Publishes into a local folder.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    /// What manifest and journal name, as it is on disk.
    known: BTreeMap<Name, Entry>,
    /// The manifest's bytes as they are on disk.
    manifest: Vec<u8>,
    /// Another run was killed, and nothing was cleaned up yet.
    was_killed: bool,
    /// Open from the first change on.
    journal: Option<File>,
    /// The files of this run.
    put: PutFiles,
    /// Folders that are known to be real and inside `root`.
    checked: BTreeSet<PathBuf>,
    /// Folders whose lists of names changed and are not yet synced.
    unsynced: BTreeSet<PathBuf>,
    finding: Option<Diagnostic>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    digest: Digest,
    size: u64,
}

/// The manifest as it stands on disk: a line a file, its digest and its size in bytes.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    version: u32,
    files: BTreeMap<Name, String>,
}

impl Folder {
    /// Opens the folder `root`, which need not exist yet. Nothing is written before the first
    /// `put` or `remove`.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the manifest or a file of a killed run can't be read, or if the manifest is
    /// a newer version's.
    pub fn open(root: &Path) -> Result<Self> {
        Self::open_believing(root, true)
    }

    /// Opens the folder `root` and believes no digest: every published file is read.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), and [`Error::Io`] if a published file can't be read.
    pub fn recount(root: &Path) -> Result<Self> {
        Self::open_believing(root, false)
    }

    fn open_believing(root: &Path, is_believed: bool) -> Result<Self> {
        let path = root.join(MANIFEST);
        let manifest = read_if_there(&path)?.unwrap_or_default();
        let (mut known, mut finding) = (BTreeMap::new(), None);
        if !manifest.is_empty() {
            match read_manifest(&manifest) {
                Ok(entries) => known = entries,
                Err(Unreadable::Newer(version)) => {
                    let message = format!("version {version} is newer than this program");
                    return Err(Error::io(
                        "reading",
                        &path,
                        io::Error::new(io::ErrorKind::Unsupported, message),
                    ));
                }
                Err(Unreadable::Broken(message)) => {
                    let place = Place::file(path.display().to_string());
                    let message = format!("the list of published files can't be read: {message}");
                    let hint = "every feed is written again; files of feeds that no longer exist stay until you \
                                delete them";
                    finding = Some(Diagnostic::warning("bad-manifest", place, message).with_hint(hint));
                }
            }
        }
        let journal = read_if_there(&root.join(JOURNAL))?;
        let was_killed = journal.is_some();
        if was_killed || !is_believed {
            let journal = journal.unwrap_or_default();
            let mut names: BTreeSet<Name> = std::mem::take(&mut known).into_keys().collect();
            // The last line may be cut; such a name's file was not written.
            names.extend(journal.split(|&b| b == b'\n').filter_map(|line| serde_json::from_slice(line).ok()));
            for name in names {
                if let Some(entry) = count_again(root, &name)? {
                    known.insert(name, entry);
                }
            }
        }
        Ok(Self {
            root: root.to_owned(),
            known,
            manifest,
            was_killed,
            journal: None,
            put: PutFiles::default(),
            checked: BTreeSet::new(),
            unsynced: BTreeSet::new(),
            finding,
        })
    }

    /// Returns what was wrong with the folder's own files, for the report.
    pub fn finding(&self) -> Option<&Diagnostic> {
        self.finding.as_ref()
    }

    /// Returns whether another run publishes just now, or was killed while it did.
    pub fn is_between(&self) -> bool {
        self.was_killed
    }

    /// Returns which published files are gone or have other bytes, in words for the report.
    pub fn differences(&self) -> Vec<Diagnostic> {
        let difference = |(name, entry): (&Name, &Entry)| {
            let path = self.root.join(name);
            let (code, what) = match fs::read(&path) {
                Ok(file) if digest(&file) == entry.digest => return None,
                Ok(_) => ("feed-bytes", "the file is not what a rebuild wrote"),
                Err(_) => ("feed-missing", "the file that a rebuild wrote is missing, or can't be read"),
            };
            let hint =
                "run `tidings rebuild --full`; if it comes back, something else writes into this folder";
            let place = Place::file(path.display().to_string());
            Some(Diagnostic::error(code, place, format!("{what} (`{MANIFEST}` lists it)")).with_hint(hint))
        };
        self.known.iter().filter_map(difference).collect()
    }

    /// Gets ready for changes: cleans up after a killed run and opens the journal.
    fn begin(&mut self) -> Result<&mut File> {
        if self.journal.is_none() {
            fs::create_dir_all(&self.root).map_err(|e| Error::io("creating", &self.root, e))?;
            if self.was_killed {
                self.clean_up()?;
            }
            let path = self.root.join(JOURNAL);
            let file = File::options().create(true).append(true).open(&path);
            let mut file = file.map_err(|e| Error::io("writing", &path, e))?;
            // Ends a line that a killed run may have cut.
            let written = if self.was_killed { file.write_all(b"\n") } else { Ok(()) };
            written.and_then(|()| file.sync_all()).map_err(|e| Error::io("writing", &path, e))?;
            sync_folder(&self.root)?;
            self.was_killed = false;
            self.journal = Some(file);
        }
        Ok(self.journal.as_mut().expect("just opened"))
    }

    /// Removes the temporary files of a killed run, and the folders that it made or emptied.
    fn clean_up(&mut self) -> Result<()> {
        let mut emptied = BTreeSet::new();
        for entry in walkdir::WalkDir::new(&self.root).min_depth(1).contents_first(true) {
            // What can't be read was not made by us.
            let Ok(entry) = entry else { continue };
            if entry.file_type().is_file() && entry.file_name().to_string_lossy().starts_with(NEW_PREFIX) {
                remove_if_there(entry.path())?;
            }
        }
        let read = |path: &Path| Ok::<_, Error>(read_if_there(path)?.unwrap_or_default());
        let journal = read(&self.root.join(JOURNAL))?;
        let lines =
            journal.split(|&b| b == b'\n').filter_map(|line| serde_json::from_slice::<Name>(line).ok());
        let listed = read_manifest(&self.manifest).unwrap_or_default().into_keys();
        for name in lines.chain(listed).filter(|name| !self.known.contains_key(name)) {
            if check_name(&name).is_ok() {
                emptied.extend(self.root.join(&name).parent().map(Path::to_owned));
            }
        }
        for folder in emptied {
            self.remove_empty(&folder);
        }
        Ok(())
    }

    /// Makes the folder that `name` lies in, and makes sure that no symbolic link leads out of
    /// the root on the way.
    fn make_parent(&mut self, name: &str) -> Result<PathBuf> {
        let mut folder = self.root.clone();
        let mut parts: Vec<&str> = name.split('/').collect();
        parts.pop();
        for part in parts {
            let above = folder.clone();
            folder.push(part);
            if self.checked.contains(&folder) {
                continue;
            }
            match fs::create_dir(&folder) {
                Ok(()) => {
                    self.unsynced.insert(above);
                }
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => stays_inside(&self.root, &folder)?,
                Err(e) => return Err(Error::io("creating", &folder, e)),
            }
            self.checked.insert(folder.clone());
        }
        Ok(folder)
    }

    /// Removes `folder` and those around it as far as they are empty; the root stays.
    fn remove_empty(&mut self, folder: &Path) {
        let mut folder = folder;
        while folder != self.root && folder.starts_with(&self.root) && fs::remove_dir(folder).is_ok() {
            self.checked.remove(folder);
            self.unsynced.remove(folder);
            let Some(above) = folder.parent() else { break };
            self.unsynced.insert(above.to_owned());
            folder = above;
        }
    }

    /// The digest of a known file as it is there; `None` if it is gone.
    fn found(&self, name: &Name, entry: &Entry) -> Result<Option<Digest>> {
        match fs::symlink_metadata(self.root.join(name)) {
            Ok(found) if found.is_file() && found.len() == entry.size => Ok(Some(entry.digest.clone())),
            // Somebody altered it.
            Ok(found) if found.is_file() => Ok(count_again(&self.root, name)?.map(|entry| entry.digest)),
            _ => Ok(None),
        }
    }
}

impl Sink for Folder {
    fn list(&self) -> Result<BTreeMap<Name, Digest>> {
        let mut listed = BTreeMap::new();
        for (name, entry) in &self.known {
            if let Some(digest) = self.found(name, entry)? {
                listed.insert(name.clone(), digest);
            }
        }
        Ok(listed)
    }

    fn put(&mut self, name: &Name, file: &[u8], _media_type: &str) -> Result<()> {
        check_name(name)?;
        let mut line = serde_json::to_vec(name).expect("a string is JSON");
        line.push(b'\n');
        let noted = self.begin()?.write_all(&line);
        noted.map_err(|e| Error::io("writing", &self.root.join(JOURNAL), e))?;

        let folder = self.make_parent(name)?;
        let path = self.root.join(name);
        replace(&path, file).map_err(|e| Error::io("writing", &path, e))?;
        self.put.add(&path);
        self.unsynced.insert(folder);
        self.known.insert(name.clone(), Entry { digest: digest(file), size: file.len() as u64 });
        Ok(())
    }

    fn remove(&mut self, name: &Name) -> Result<()> {
        check_name(name)?;
        if !self.known.contains_key(name) {
            return Ok(());
        }
        self.begin()?;
        let path = self.root.join(name);
        let folder = path.parent().unwrap_or(&self.root).to_owned();
        // A folder that a link now leads elsewhere, or a name that is now a folder's, is not ours; and
        // where case does not tell names apart, the file may be one of this run's.
        let is_ours =
            stays_inside(&self.root, &folder).is_ok() && !path.is_dir() && !self.put.contains(&path);
        if is_ours {
            remove_if_there(&path)?;
            self.unsynced.insert(folder.clone());
            self.remove_empty(&folder);
        }
        self.known.remove(name);
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        for folder in std::mem::take(&mut self.unsynced) {
            sync_folder(&folder)?;
        }
        let is_there =
            |name: &Name| fs::symlink_metadata(self.root.join(name)).is_ok_and(|found| found.is_file());
        let manifest = write_manifest(self.known.iter().filter(|(name, _)| is_there(name)));
        // Without any file there never was a manifest, and none is needed.
        let is_new = manifest != self.manifest && !(self.known.is_empty() && self.manifest.is_empty());
        if !is_new && self.journal.is_none() && !self.was_killed {
            return Ok(());
        }
        self.begin()?;
        if is_new {
            let path = self.root.join(MANIFEST);
            replace(&path, &manifest).map_err(|e| Error::io("writing", &path, e))?;
            self.manifest = manifest;
        }
        // What the clean-up emptied.
        for folder in std::mem::take(&mut self.unsynced) {
            sync_folder(&folder)?;
        }
        sync_folder(&self.root)?;
        self.journal = None;
        remove_if_there(&self.root.join(JOURNAL))
    }
}

enum Unreadable {
    Newer(u32),
    Broken(String),
}

fn read_manifest(bytes: &[u8]) -> Result<BTreeMap<Name, Entry>, Unreadable> {
    let manifest: Manifest = serde_json::from_slice(bytes).map_err(|e| Unreadable::Broken(e.to_string()))?;
    if manifest.version != VERSION {
        return Err(Unreadable::Newer(manifest.version));
    }
    let mut known = BTreeMap::new();
    for (name, entry) in manifest.files {
        let entry = entry
            .split_once(' ')
            .and_then(|(digest, size)| Some(Entry { digest: digest.to_owned(), size: size.parse().ok()? }));
        let Some(entry) = entry.filter(|_| check_name(&name).is_ok()) else {
            return Err(Unreadable::Broken(format!("the entry of `{name}` is not a digest and a size")));
        };
        known.insert(name, entry);
    }
    Ok(known)
}

fn write_manifest<'a>(known: impl Iterator<Item = (&'a Name, &'a Entry)>) -> Vec<u8> {
    let files =
        known.map(|(name, entry)| (name.clone(), format!("{} {}", entry.digest, entry.size))).collect();
    let manifest = Manifest { version: VERSION, files };
    let mut bytes = serde_json::to_vec_pretty(&manifest).expect("names and strings are JSON");
    bytes.push(b'\n');
    bytes
}

/// Reads what a killed run left under `name`; `None` if it is not a file of ours.
fn count_again(root: &Path, name: &str) -> Result<Option<Entry>> {
    let path = root.join(name);
    let is_file = check_name(name).is_ok()
        && path.parent().is_some_and(|folder| stays_inside(root, folder).is_ok())
        && fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
    if !is_file {
        return Ok(None);
    }
    let file = fs::read(&path).map_err(|e| Error::io("reading", &path, e))?;
    Ok(Some(Entry { digest: digest(&file), size: file.len() as u64 }))
}

/// Refuses a folder that a symbolic link leads out of `root`.
fn stays_inside(root: &Path, folder: &Path) -> Result<()> {
    let resolve = |path: &Path| fs::canonicalize(path).map_err(|e| Error::io("opening", path, e));
    let resolved = resolve(folder)?;
    let refuse = |kind, message| Err(Error::io("publishing into", folder, io::Error::new(kind, message)));
    if !resolved.starts_with(resolve(root)?) {
        return refuse(io::ErrorKind::PermissionDenied, "a symbolic link leads out of the feeds folder");
    }
    if !resolved.is_dir() {
        return refuse(io::ErrorKind::NotADirectory, "a file is in the place of a folder");
    }
    Ok(())
}

fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(Error::io("reading", path, e)),
    }
}

fn remove_if_there(path: &Path) -> Result<()> {
    replace::remove_if_there(path).map_err(|e| Error::io("removing", path, e))
}

/// Makes a folder's list of names durable.
fn sync_folder(folder: &Path) -> Result<()> {
    match replace::sync_folder(folder) {
        // Removed since, or on a file system that knows no such call.
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidInput) => Ok(()),
        result => result.map_err(|e| Error::io("syncing", folder, e)),
    }
}

#[cfg(test)]
mod tests;
