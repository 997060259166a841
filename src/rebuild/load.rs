//! Reading the sources that changed, and finding out what that means for the articles.
//!
//! The [`Loader`] is an iterator of changes, so that a hundred thousand articles never stand in
//! memory together: the engine takes each change as it comes. What was lost is known at the end
//! only; if it is too much, the last item is an error, and the engine forgets everything.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::time::Duration;

use rayon::prelude::*;

use super::Flow;
use super::touched::Scope;
use crate::article::{Article, ArticleId};
use crate::config::Config;
use crate::content::{self, Databases, Item, Reading, Source, Stat};
use crate::diagnostic::{Diagnostic, Place};
use crate::error::{Error, Result};
use crate::feeds::canonical;
use crate::index::{Change, Embedded, Engine, Known, Ledger, Row, fingerprint};

/// Sources read at a time, by all processors.
const BATCH: usize = 256;

/// A file changed less than this before it is read, in nanoseconds, may change again without a
/// change of its times: the clocks of file systems tick up to every ten milliseconds.
const CLOCK_GRAIN: i64 = 20_000_000;

/// What loading found out.
pub(super) struct Loaded {
    pub added: u64,
    pub changed: u64,
    pub removed: u64,
    pub refused: u64,
    pub touched: Scope,
}

/// A digest of whatever else decides what a source gives.
pub(super) fn context(config: &Config) -> u64 {
    let site = &config.site;
    let decisive = (
        env!("CARGO_PKG_VERSION"),
        &site.url,
        &site.tag_authority,
        &site.language,
        &site.timezone,
        &site.permalink,
        &config.sections,
        &config.source,
        &config.content,
    );
    xxhash_rust::xxh3::xxh3_64(format!("{decisive:?}").as_bytes())
}

/// The changes that bring the store in line with the sources.
pub(super) struct Loader<'a> {
    flow: &'a Flow<'a>,
    store: &'a Embedded,
    databases: &'a Databases,
    ledger: Ledger,
    known: BTreeMap<ArticleId, Known>,
    /// The sources there are, by key.
    sources: BTreeMap<String, Source>,
    /// Sources that the store knows and that may be there or not: nobody can look.
    hidden: BTreeSet<String>,
    /// See [`settle`].
    settled_at: i64,
    /// Those still to be read, in the order of their keys.
    pending: BTreeSet<String>,
    /// Those that are to be read, or were, in this rebuild.
    chosen: BTreeSet<String>,
    /// Those that are parsed even if their bytes are known: another source has taken an identity
    /// of theirs.
    robbed: BTreeSet<String>,
    /// Those that were read, with the number of refused records whose identity is not known.
    read: BTreeMap<String, usize>,
    /// Sources that the ledger knows and that are gone.
    vanished: BTreeSet<String>,
    /// Good records: identity → the key of their source.
    seen: HashMap<ArticleId, String>,
    refused: HashSet<ArticleId>,
    ready: VecDeque<Change>,
    is_ended: bool,
    loaded: Loaded,
    pub findings: Vec<Diagnostic>,
}

/// Waits, if one of the `pending` sources was changed just now, until another change would show in
/// its times. Returns the moment up to which a change does show, in nanoseconds since 1970.
fn settle(
    flow: &Flow<'_>,
    sources: &mut BTreeMap<String, Source>,
    pending: &BTreeSet<String>,
) -> Result<i64> {
    let (Some(lock), false) = (flow.lock, pending.is_empty()) else { return Ok(i64::MAX) };
    let settled = || match lock.file_time() {
        Ok(time) => Ok(time.saturating_sub(CLOCK_GRAIN)),
        Err(e) => Err(Error::io("touching the lock in", &flow.config.paths.index, e)),
    };
    let mut settled_at = settled()?;
    let recent = |stat: Stat, settled_at: i64| {
        // A time that lies in the future will not be waited for.
        stat.changed() > settled_at && stat.changed() <= settled_at.saturating_add(CLOCK_GRAIN)
    };
    let fresh: Vec<&String> = pending.iter().filter(|key| recent(sources[*key].stat, settled_at)).collect();
    if fresh.is_empty() {
        return Ok(settled_at);
    }
    // Half as long again: the clock that tells when it is over has a grain as well.
    std::thread::sleep(Duration::from_nanos(CLOCK_GRAIN.unsigned_abs() * 3 / 2));
    settled_at = settled()?;
    for key in fresh {
        if let Some(source) = sources.get_mut(key)
            && let Ok(metadata) = std::fs::metadata(&source.path)
        {
            source.stat = Stat::of(&metadata);
        }
    }
    Ok(settled_at)
}

/// What the index knows of each source that need not be read if it still is so.
pub(super) fn known_stats(flow: &Flow<'_>, store: &Embedded) -> Result<BTreeMap<String, Stat>> {
    if flow.config.source.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ledger = store.ledger()?;
    if must_read_all(flow, &ledger) {
        return Ok(BTreeMap::new());
    }
    let rows = ledger.sources.into_iter().filter(|(_, row)| !row.read_again);
    Ok(rows.map(|(key, row)| (key, row.stat)).collect())
}

fn must_read_all(flow: &Flow<'_>, ledger: &Ledger) -> bool {
    flow.options.full || ledger.is_stale || ledger.context != context(flow.config)
}

/// The item with its identity as the feeds have it: two writings of one are one.
fn known_as(item: Item, config: &Config) -> Item {
    match item {
        Item::Article(mut article, place) => {
            article.id = canonical(article.id, config);
            Item::Article(article, place)
        }
        Item::Draft(id) => Item::Draft(canonical(id, config)),
        Item::Refused(id) => Item::Refused(id.map(|id| canonical(id, config))),
        other => other,
    }
}

/// What reading one source gave.
struct ReadSource {
    reading: Result<Reading>,
    items: Vec<(Item, u64)>,
}

impl<'a> Loader<'a> {
    /// Compares the sources with the ledger of `store`. A source that is missing is gone, unless the
    /// `findings` of the scan say that it could not be looked for.
    pub(super) fn new(
        flow: &'a Flow<'a>,
        store: &'a Embedded,
        databases: &'a Databases,
        sources: Vec<Source>,
        findings: &[Diagnostic],
    ) -> Result<Self> {
        let ledger = store.ledger()?;
        let mut sources: BTreeMap<String, Source> =
            sources.into_iter().map(|source| (source.key.clone(), source)).collect();
        let must_read_all = must_read_all(flow, &ledger);
        let pending: BTreeSet<String> = sources
            .iter()
            .filter(|(key, source)| {
                must_read_all
                    || ledger.sources.get(*key).is_none_or(|row| row.read_again || row.stat != source.stat)
            })
            .map(|(key, _)| key.clone())
            .collect();
        let settled_at = settle(flow, &mut sources, &pending)?;
        let missing = ledger.sources.keys().filter(|key| !sources.contains_key(*key)).cloned();
        let is_hidden = |key: &String| {
            databases.may_hide(key) || content::is_hidden(key, &flow.config.paths.content, findings)
        };
        let (hidden, vanished): (BTreeSet<String>, BTreeSet<String>) = missing.partition(is_hidden);
        let known =
            if pending.is_empty() && vanished.is_empty() { BTreeMap::new() } else { store.known()? };
        flow.progress.begin("reading", pending.len() as u64);
        let touched = Scope::default();
        Ok(Self {
            flow,
            store,
            databases,
            ledger,
            known,
            sources,
            hidden,
            settled_at,
            chosen: pending.clone(),
            pending,
            robbed: BTreeSet::new(),
            read: BTreeMap::new(),
            vanished,
            seen: HashMap::new(),
            refused: HashSet::new(),
            ready: VecDeque::new(),
            is_ended: false,
            loaded: Loaded { added: 0, changed: 0, removed: 0, refused: 0, touched },
            findings: Vec::new(),
        })
    }

    /// What loading found out, once all changes have been taken.
    pub(super) fn finish(self) -> Loaded {
        self.loaded
    }

    /// Reads the next sources, in parallel, and takes up what they gave in the order of their keys.
    fn read_batch(&mut self) -> Result<()> {
        let mut keys = Vec::with_capacity(BATCH);
        while keys.len() < BATCH
            && let Some(key) = self.pending.pop_first()
        {
            keys.push(key);
        }
        let batch: Vec<ReadSource> =
            keys.par_iter().map(|key| self.read_source(&self.sources[key])).collect();
        for (key, read) in keys.into_iter().zip(batch) {
            self.take_up(&key, read)?;
            self.flow.progress.step();
        }
        Ok(())
    }

    fn read_source(&self, source: &Source) -> ReadSource {
        let row = self.ledger.sources.get(&source.key);
        // The bytes may be the same and yet give something else: in another context, or if a record
        // of theirs is refused because of another file's.
        let is_trusted = !self.flow.options.full
            && !self.ledger.is_stale
            && self.ledger.context == context(self.flow.config);
        let is_trusted = is_trusted && !self.robbed.contains(&source.key);
        let known = row.filter(|row| is_trusted && !row.read_again).map(|row| row.hash);
        let mut items = Vec::new();
        let mut receive = |item| {
            let item = known_as(item, self.flow.config);
            let print = match &item {
                Item::Article(article, _) => fingerprint(article),
                _ => 0,
            };
            items.push((item, print));
        };
        let reading = match self.databases.hold(&source.key) {
            true => self.databases.read(source, self.flow.config, known, &mut receive),
            false => content::read(source, self.flow.config, known, &mut receive),
        };
        ReadSource { reading, items }
    }

    fn take_up(&mut self, key: &str, read: ReadSource) -> Result<()> {
        let place = self.sources[key].path.display().to_string();
        let stat = self.sources[key].stat;
        let mut row = Row { stat, hash: 0, read_again: false };
        match read.reading {
            Ok(reading) => row.hash = reading.hash,
            Err(error) => {
                let finding = Diagnostic::error("unreadable", Place::file(place.clone()), error.to_string())
                    .with_hint("its articles stay as they were; give the file back its rights, or remove it");
                self.findings.push(finding);
                self.loaded.refused += 1;
                self.read.insert(key.to_owned(), usize::MAX);
                let former = self.ledger.sources.get(key).copied().unwrap_or_default();
                self.note(key, Row { read_again: true, ..former });
                return Ok(());
            }
        }
        row.read_again = stat.changed() > self.settled_at;
        if matches!(read.reading, Ok(reading) if reading.is_unchanged) {
            self.note(key, row);
            return Ok(());
        }

        let mut refused_unknown = 0;
        for (item, print) in read.items {
            match item {
                Item::Article(article, place) if self.is_taken(&article.id, key, &place) => {
                    self.loaded.refused += 1;
                    row.read_again = true;
                    // Whatever the record was called before, that version stays.
                    refused_unknown += 1;
                }
                Item::Article(article, _) => self.take_article(key, article, print)?,
                Item::Draft(_) => {}
                Item::Refused(id) => {
                    self.loaded.refused += 1;
                    row.read_again = true;
                    match id {
                        Some(id) => {
                            self.refused.insert(id);
                        }
                        None => refused_unknown += 1,
                    }
                }
                // It may be a README beside the records, or a record that lost its head.
                Item::NoRecord(finding) if self.gave_articles(key) => {
                    self.findings.push(finding);
                    self.loaded.refused += 1;
                    row.read_again = true;
                    refused_unknown += 1;
                }
                Item::NoRecord(_) => {}
                Item::Finding(finding) => self.findings.push(finding),
            }
        }
        self.warn_if_moved(key, row.hash, &place);
        self.read.insert(key.to_owned(), refused_unknown);
        self.note(key, row);
        Ok(())
    }

    /// Returns whether another source has the identity already; the one with the lesser key keeps
    /// it, in whatever order they came.
    fn is_taken(&mut self, id: &ArticleId, key: &str, place: &Place) -> bool {
        let owner = match self.seen.get(id) {
            Some(owner) => owner.clone(),
            None => match self.known.get(id) {
                // An unread source still has what it had.
                Some(known) if known.source != key && self.is_unread(&known.source) => {
                    if known.source.as_str() > key {
                        self.pending.insert(known.source.clone());
                        self.chosen.insert(known.source.clone());
                        self.robbed.insert(known.source.clone());
                        return false;
                    }
                    known.source.clone()
                }
                _ => return false,
            },
        };
        let message = format!("the id `{id}` is taken by `{owner}`");
        self.findings.push(
            Diagnostic::error("duplicate-id", place.clone(), message)
                .with_hint("give one of the two records an `id` of its own"),
        );
        true
    }

    fn gave_articles(&self, key: &str) -> bool {
        self.known.values().any(|known| known.source == key)
    }

    fn is_unread(&self, key: &str) -> bool {
        self.sources.contains_key(key) && !self.chosen.contains(key)
    }

    fn take_article(&mut self, key: &str, article: Box<Article>, print: u64) -> Result<()> {
        self.seen.insert(article.id.clone(), key.to_owned());
        match self.known.get(&article.id) {
            Some(known) if known.fingerprint == print => {
                if known.source == key && !self.ledger.is_stale {
                    return Ok(());
                }
            }
            Some(_) => {
                self.loaded.changed += 1;
                self.touch(&article)?;
            }
            None => {
                self.loaded.added += 1;
                self.loaded.touched.add(&article);
            }
        }
        self.ready.push_back(Change::Put { article, source: key.to_owned() });
        Ok(())
    }

    /// The feeds of the article as it was and as it is.
    fn touch(&mut self, article: &Article) -> Result<()> {
        for former in self.store.fetch(std::slice::from_ref(&article.id))?.into_iter().flatten() {
            self.loaded.touched.add(&former);
        }
        self.loaded.touched.add(article);
        Ok(())
    }

    fn note(&mut self, key: &str, row: Row) {
        if self.ledger.is_stale || self.ledger.sources.get(key) != Some(&row) {
            self.ready.push_back(Change::Note { source: key.to_owned(), row });
        }
    }

    /// A file that vanished while the same bytes appeared elsewhere has moved; without an `id` its
    /// article has a new identity, and readers will see it as new.
    fn warn_if_moved(&mut self, key: &str, hash: u64, place: &str) {
        if self.ledger.sources.contains_key(key) {
            return;
        }
        let from = self
            .vanished
            .iter()
            .find(|gone| self.ledger.sources.get(*gone).is_some_and(|row| row.hash == hash));
        let Some(from) = from else { return };
        let lost: Vec<&ArticleId> = self
            .known
            .iter()
            .filter(|(id, known)| known.source == *from && !self.seen.contains_key(*id))
            .map(|(id, _)| id)
            .collect();
        if let [id] = lost.as_slice() {
            let message = format!(
                "moved here from `{from}`, which changed the article's identity: readers will see it as new"
            );
            self.findings.push(
                Diagnostic::warning("moved", Place::file(place), message)
                    .with_hint(format!("to keep its identity, write into the file: id: {id}")),
            );
        }
    }

    /// What is gone, once all sources have been read.
    fn end(&mut self) -> Result<()> {
        let mut removed = Vec::new();
        let mut kept = Vec::new();
        for (id, known) in &self.known {
            if self.seen.contains_key(id) {
                continue;
            }
            let unreadable = self.read.get(&known.source);
            if self.refused.contains(id) || unreadable.is_some_and(|count| *count > 0) {
                kept.push(id.clone());
            } else if unreadable.is_some()
                || !(self.hidden.contains(&known.source) || self.sources.contains_key(&known.source))
            {
                removed.push(id.clone());
            } else if self.ledger.is_stale {
                kept.push(id.clone());
            }
        }
        self.guard(removed.len(), kept.len())?;

        if self.ledger.is_stale {
            for (id, article) in kept.iter().zip(self.store.fetch(&kept)?) {
                let source = self.known[id].source.clone();
                self.ready.extend(article.map(|article| Change::Put { article: Box::new(article), source }));
            }
        }
        for former in self.store.fetch(&removed)?.into_iter().flatten() {
            self.loaded.touched.add(&former);
        }
        self.loaded.removed = removed.len() as u64;
        self.ready.extend(removed.into_iter().map(Change::Remove));
        self.ready.extend(std::mem::take(&mut self.vanished).into_iter().map(Change::Forget));
        Ok(())
    }

    /// Sources that are suddenly empty, or lost much, are not believed.
    fn guard(&self, gone: usize, broken: usize) -> Result<()> {
        let (options, total) = (self.flow.options, self.known.len());
        if options.strict && self.loaded.refused > 0 {
            return Err(Error::Refused { count: self.loaded.refused });
        }
        let lost = gone + broken;
        if options.allow_mass_delete || self.flow.config.guard.believes(lost, gone, total) {
            return Ok(());
        }
        let causes = match (gone, broken) {
            (gone, 0) => format!("{gone} gone"),
            (0, broken) => format!("{broken} refused"),
            (gone, broken) => format!("{gone} gone, {broken} refused"),
        };
        let advice = match (gone, broken) {
            (_, 0) => "Is a disk not mounted, a checkout incomplete?",
            (0, _) => "Mend the refused records, or the template that they were made from.",
            _ => "Is a disk not mounted, a checkout incomplete, a template broken?",
        };
        Err(Error::MassLoss { lost, total, causes, advice })
    }
}

impl Iterator for Loader<'_> {
    type Item = Result<Change>;

    fn next(&mut self) -> Option<Result<Change>> {
        loop {
            if let Some(change) = self.ready.pop_front() {
                return Some(Ok(change));
            }
            let step = if !self.pending.is_empty() {
                self.read_batch()
            } else if !self.is_ended {
                self.is_ended = true;
                self.end()
            } else {
                return None;
            };
            if let Err(error) = step {
                self.pending.clear();
                self.is_ended = true;
                return Some(Err(error));
            }
        }
    }
}
