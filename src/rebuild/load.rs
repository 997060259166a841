//! Reading the sources that changed, and finding out what that means for the articles.
//!
//! The [`Loader`] is an iterator of changes, so that a hundred thousand articles never stand in
//! memory together: the engine takes each change as it comes. What was lost is known at the end
//! only; if it is too much, the last item is an error, and the engine forgets everything.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use rayon::prelude::*;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use super::Flow;
use super::sources::{Sources, State};
use super::touched::Scope;
use crate::article::{Article, ArticleId};
use crate::config::Config;
use crate::content::{self, Databases, Item, Measured, Reading, Source};
use crate::diagnostic::{Diagnostic, Place};
use crate::error::{Error, Result};
use crate::feeds::canonical;
use crate::index::{ByKey, Change, Embedded, Engine, Known, Ledger, Row, fingerprint};

/// Sources read at a time, by all processors.
const BATCH: usize = 256;

/// What there is to load.
pub(super) struct Scanned<'a, 's> {
    pub databases: &'a Databases,
    /// Files and rows of databases.
    pub sources: Vec<Source>,
    /// What was wrong where sources were looked for.
    pub findings: &'s [Diagnostic],
}

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
    xxh3_64(format!("{decisive:?}").as_bytes())
}

/// The changes that bring the store in line with the sources.
pub(super) struct Loader<'a> {
    flow: &'a Flow<'a>,
    store: &'a Embedded,
    databases: &'a Databases,
    ledger: Ledger,
    /// Articles that there were by the last rendering, of which the index, which was lost since, knows
    /// nothing; 0 if it was not lost.
    lost: usize,
    /// Bytes that the ledger knows give what they gave.
    is_trusted: bool,
    /// Records are read as they were for the ledger.
    is_in_context: bool,
    known: ByKey<Known>,
    /// Whether a source gave articles, by its number; empty if nothing is to be read.
    gave_articles: Vec<bool>,
    sources: Sources,
    /// Good records: which source gave an identity. The identities' hashes are enough, and keep a
    /// million of them small.
    seen: HashMap<[u64; 2], u32>,
    refused: HashSet<ArticleId>,
    /// Sources with the bytes of the last commit, of which records were refused then as well.
    as_bad_as_before: HashSet<u32>,
    /// Sources that are gone, for whoever looks where a new one came from.
    gone: Option<Gone>,
    /// Articles whose file moved, and that have another identity now: they are not lost.
    moved: HashSet<[u64; 2]>,
    ready: VecDeque<Change>,
    is_ended: bool,
    loaded: Loaded,
    pub findings: Vec<Diagnostic>,
}

/// Whether a source that is as `ledger` knows it need not be read, nor bytes that it knows be parsed.
pub(super) fn is_trusted(flow: &Flow<'_>, ledger: &Ledger) -> bool {
    !flow.options.full && !ledger.is_stale && ledger.context == context(flow.config)
}

fn hash(id: &str) -> [u64; 2] {
    let hash = xxh3_128(id.as_bytes());
    [(hash >> 64) as u64, hash as u64]
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

/// Sources that are gone, by their numbers.
#[derive(Default)]
struct Gone {
    /// What their bytes hashed to → the first of them.
    by_hash: HashMap<u64, u32>,
    /// The identities that they gave.
    ids: HashMap<u32, Vec<String>>,
}

/// What reading one source gave.
struct ReadSource {
    source: Source,
    reading: Result<Reading>,
    items: Vec<(Item, u64)>,
}

impl<'a> Loader<'a> {
    /// Compares the sources that there are with the `ledger` of `store`. A source that is missing is gone,
    /// unless the findings of the scan say that it could not be looked for. `formerly` there were so many
    /// articles, whatever `store` knows of them.
    pub(super) fn new(
        flow: &'a Flow<'a>,
        store: &'a Embedded,
        ledger: Ledger,
        scanned: Scanned<'a, '_>,
        formerly: u64,
    ) -> Result<Self> {
        let Scanned { databases, sources: there, findings } = scanned;
        let is_in_context = ledger.context == context(flow.config);
        let is_trusted = is_trusted(flow, &ledger);
        let sources = Sources::compare(flow, databases, there, &ledger, is_trusted, findings)?;
        let is_idle = sources.pending() == 0 && sources.vanished().is_empty();
        let known = if is_idle { ByKey::default() } else { store.known(&|key| sources.number(key))? };
        let mut gave_articles = Vec::new();
        for source in known.iter().filter_map(|(_, known)| known.source).map(|number| number as usize) {
            gave_articles.resize(gave_articles.len().max(source + 1), false);
            gave_articles[source] = true;
        }
        flow.progress.begin("reading", sources.pending() as u64);
        let lost = if store.articles() == 0 { usize::try_from(formerly).unwrap_or(usize::MAX) } else { 0 };
        let touched = Scope::default();
        Ok(Self {
            flow,
            store,
            databases,
            ledger,
            lost,
            is_trusted,
            is_in_context,
            known,
            gave_articles,
            sources,
            seen: HashMap::new(),
            refused: HashSet::new(),
            as_bad_as_before: HashSet::new(),
            gone: None,
            moved: HashSet::new(),
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
        let numbers = self.sources.next_pending(BATCH);
        let batch: Vec<ReadSource> = numbers.par_iter().map(|&number| self.read_source(number)).collect();
        for (number, read) in numbers.into_iter().zip(batch) {
            self.take_up(number, read)?;
            self.flow.progress.step();
        }
        Ok(())
    }

    fn read_source(&self, number: u32) -> ReadSource {
        let key = self.sources.key(number).to_owned();
        let is_of_database = self.databases.hold(&key);
        let path = if is_of_database {
            key.clone().into()
        } else {
            content::path_of(&key, &self.flow.config.paths.content)
        };
        let source = Source { key, path, stat: self.sources.stat(number) };
        // The bytes may be the same and yet give something else: in another context, or if a record
        // of theirs is refused because of another file's.
        let is_trusted = self.is_trusted && self.sources.state(Some(number)) != State::Robbed;
        let known = self.row(number).filter(|row| is_trusted && !row.read_again).map(|row| row.hash);
        let mut items = Vec::new();
        let mut receive = |item| {
            let item = known_as(item, self.flow.config);
            let print = match &item {
                Item::Article(article, _) => fingerprint(article),
                _ => 0,
            };
            items.push((item, print));
        };
        let reading = match is_of_database {
            true => self.databases.read(&source, self.flow.config, known, &mut receive),
            false => content::read(&source, self.flow.config, known, &mut receive),
        };
        ReadSource { source, reading, items }
    }

    /// What the ledger knows of a source.
    fn row(&self, number: u32) -> Option<Row> {
        let row = self.sources.row(number)?;
        self.ledger.sources.value(row as usize).copied()
    }

    fn take_up(&mut self, number: u32, read: ReadSource) -> Result<()> {
        let place = read.source.path.display().to_string();
        let (key, stat) = (read.source.key.as_str(), read.source.stat);
        let mut row = Row { stat, ..Row::default() };
        let reading = match read.reading {
            Ok(reading) => reading,
            Err(error) => {
                let finding = Diagnostic::error("unreadable", Place::file(place.clone()), error.to_string())
                    .with_hint("its articles stay as they were; give the file back its rights, or remove it");
                self.findings.push(finding);
                self.loaded.refused += 1;
                self.sources.note_read(number, u32::MAX);
                let former = self.row(number).unwrap_or_default();
                if former.read_again {
                    self.as_bad_as_before.insert(number);
                }
                let measured = self.measured(number);
                self.note(number, Row { read_again: true, ..former }, measured);
                return Ok(());
            }
        };
        row.hash = reading.hash;
        row.read_again = !self.sources.is_settled(stat);
        if reading.is_unchanged {
            row.is_bound = self.row(number).is_some_and(|former| former.is_bound);
            if self.sources.note_unchanged(number) {
                let measured = self.measured(number);
                self.note(number, row, measured);
            }
            return Ok(());
        }
        row.is_bound = reading.is_bound;
        let is_as_before = |row: Row| self.is_in_context && row.read_again && row.hash == reading.hash;
        if self.row(number).is_some_and(is_as_before) {
            self.as_bad_as_before.insert(number);
        }

        let mut refused_unknown = 0;
        for (item, print) in read.items {
            match item {
                Item::Article(article, place) if self.is_taken(&article.id, number, &place) => {
                    self.loaded.refused += 1;
                    row.read_again = true;
                    // Whatever the record was called before, that version stays.
                    refused_unknown += 1;
                }
                Item::Article(article, _) => self.take_article(number, key, article, print)?,
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
                Item::NoRecord(finding) if self.gave_articles.get(number as usize) == Some(&true) => {
                    self.findings.push(finding);
                    self.loaded.refused += 1;
                    row.read_again = true;
                    refused_unknown += 1;
                }
                Item::NoRecord(_) => {}
                Item::Finding(finding) => self.findings.push(finding),
            }
        }
        self.warn_if_moved(number, row.hash, &place);
        self.sources.note_read(number, refused_unknown);
        self.note(number, row, reading.measured);
        Ok(())
    }

    /// Returns whether another source has the identity already; the one with the lesser key keeps
    /// it, in whatever order they came.
    fn is_taken(&mut self, id: &ArticleId, number: u32, place: &Place) -> bool {
        let owner = match self.seen.get(&hash(id.as_str())) {
            Some(owner) => *owner,
            None => {
                let Some(owner) = self.known.get(id.as_str()).and_then(|known| known.source) else {
                    return false;
                };
                match self.sources.state(Some(owner)) {
                    State::Unchanged | State::Chosen if owner > number => {
                        self.sources.rob(owner);
                        return false;
                    }
                    State::Hidden if owner > number => {
                        // It will be told of when somebody can look at it again.
                        let (row, measured) = (self.row(owner).unwrap_or_default(), self.measured(owner));
                        self.note(owner, Row { read_again: true, ..row }, measured);
                        return false;
                    }
                    // It still has what it had.
                    State::Unchanged | State::Robbed | State::Hidden if owner < number => owner,
                    _ => return false,
                }
            }
        };
        let owner = self.sources.key(owner);
        let message = format!("the id `{id}` is taken by `{owner}`");
        self.findings.push(
            Diagnostic::error("duplicate-id", place.clone(), message)
                .with_hint("give one of the two records an `id` of its own"),
        );
        true
    }

    fn take_article(&mut self, number: u32, key: &str, article: Box<Article>, print: u64) -> Result<()> {
        self.seen.insert(hash(article.id.as_str()), number);
        match self.known.get(article.id.as_str()) {
            Some(known) if known.fingerprint == print => {
                if known.source == Some(number) && !self.ledger.is_stale {
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

    /// The files that the ledger knows were measured for a source.
    fn measured(&self, number: u32) -> BTreeSet<Measured> {
        self.ledger.measured.get(self.sources.key(number)).cloned().unwrap_or_default()
    }

    fn note(&mut self, number: u32, row: Row, measured: BTreeSet<Measured>) {
        let is_known = || self.row(number) == Some(row) && self.measured(number) == measured;
        if self.ledger.is_stale || !is_known() {
            let source = self.sources.key(number).to_owned();
            self.ready.push_back(Change::Note { source, row, measured });
        }
    }

    /// A file that vanished while the same bytes appeared elsewhere has moved; without an `id` its
    /// article has a new identity, and readers will see it as new.
    fn warn_if_moved(&mut self, number: u32, hash: u64, place: &str) {
        if self.sources.row(number).is_some() {
            return;
        }
        let Some(from) = self.gone_with(hash) else { return };
        let ids = self.gone.as_ref().and_then(|gone| gone.ids.get(&from));
        let is_lost = |id: &&String| !self.seen.contains_key(&self::hash(id));
        let lost: Vec<&String> = ids.into_iter().flatten().filter(is_lost).collect();
        if let [id] = lost.as_slice() {
            self.moved.insert(self::hash(id));
            let from = self.sources.key(from);
            let message = format!(
                "moved here from `{from}`, which changed the article's identity: readers will see it as new"
            );
            self.findings.push(
                Diagnostic::warning("moved", Place::file(place), message)
                    .with_hint(format!("to keep its identity, write into the file: id: {id}")),
            );
        }
    }

    /// The first of the sources that are gone that had these bytes.
    fn gone_with(&mut self, hash: u64) -> Option<u32> {
        if self.sources.vanished().is_empty() {
            return None;
        }
        if self.gone.is_none() {
            let mut gone = Gone::default();
            for &number in self.sources.vanished() {
                gone.ids.insert(number, Vec::new());
                if let Some(row) = self.row(number) {
                    gone.by_hash.entry(row.hash).or_insert(number);
                }
            }
            for (id, known) in self.known.iter() {
                if let Some(ids) = known.source.and_then(|source| gone.ids.get_mut(&source)) {
                    ids.push(id.to_owned());
                }
            }
            self.gone = Some(gone);
        }
        self.gone.as_ref()?.by_hash.get(&hash).copied()
    }

    /// What is gone, once all sources have been read.
    fn end(&mut self) -> Result<()> {
        let known = std::mem::take(&mut self.known);
        let mut removed = Vec::new();
        let mut kept = Vec::new();
        for (id, known) in known.iter().filter(|(id, _)| !self.seen.contains_key(&hash(id))) {
            let Some(id) = ArticleId::new(id) else { continue };
            match self.sources.state(known.source) {
                _ if self.refused.contains(&id) => kept.push(id),
                State::Read(refused) if refused > 0 => kept.push(id),
                State::Read(_) | State::Vanished => removed.push(id),
                _ if self.ledger.is_stale => kept.push(id),
                _ => {}
            }
        }
        let moved = removed.iter().filter(|id| self.moved.contains(&hash(id.as_str()))).count();
        // Of an index that was lost nobody knows which articles are missing, but how many.
        let missing = self.lost.saturating_sub(self.seen.len());
        let is_newly_bad = |id: &&ArticleId| {
            let source = known.get(id.as_str()).and_then(|known| known.source);
            source.is_none_or(|number| !self.as_bad_as_before.contains(&number))
        };
        let broken = kept.iter().filter(is_newly_bad).count();
        self.guard(removed.len() - moved + missing, broken, known.len().max(self.lost))?;

        if self.ledger.is_stale {
            for (id, article) in kept.iter().zip(self.store.fetch(&kept)?) {
                let source = known.get(id.as_str()).and_then(|known| known.source);
                let source = source.map(|number| self.sources.key(number).to_owned()).unwrap_or_default();
                self.ready.extend(article.map(|article| Change::Put { article: Box::new(article), source }));
            }
            for &number in self.sources.hidden() {
                let source = self.sources.key(number).to_owned();
                let (row, measured) = (self.row(number).unwrap_or_default(), self.measured(number));
                self.ready.push_back(Change::Note { source, row, measured });
            }
        }
        for former in self.store.fetch(&removed)?.into_iter().flatten() {
            self.loaded.touched.add(&former);
        }
        self.loaded.removed = removed.len() as u64;
        self.ready.extend(removed.into_iter().map(Change::Remove));
        let vanished = self.sources.vanished().iter().map(|&number| self.sources.key(number).to_owned());
        self.ready.extend(vanished.map(Change::Forget));
        // What comes now, merging at times, needs the room.
        self.seen = HashMap::new();
        self.ledger.sources = ByKey::default();
        self.ledger.measured = ByKey::default();
        Ok(())
    }

    /// Sources that are suddenly empty, or lost much, are not believed.
    fn guard(&self, gone: usize, broken: usize, total: usize) -> Result<()> {
        let options = self.flow.options;
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
            let step = if self.sources.pending() > 0 {
                self.read_batch()
            } else if !self.is_ended {
                self.is_ended = true;
                self.end()
            } else {
                return None;
            };
            if let Err(error) = step {
                self.sources.give_up();
                self.is_ended = true;
                return Some(Err(error));
            }
        }
    }
}
