//! The same flow without writing: what a rebuild would find wrong, and what is wrong with the index
//! and with the feeds that are published.
//!
//! Nothing is locked: a check may run beside a rebuild, and before the first one.

use std::collections::BTreeMap;
use std::path::Path;

use crate::article::{Article, ArticleId};
use crate::config::Config;
use crate::content::{self, Databases, Item};
use crate::diagnostic::{Diagnostic, Place};
use crate::error::{Error, Result};
use crate::feeds::{canonical, catalogue, file_name, verify, verify_history};
use crate::index::{Embedded, Facets};

/// What a check found.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// Good records, due or not.
    pub articles: u64,
    /// Records kept out by `draft: true`.
    pub drafts: u64,
    /// Records that a rebuild would refuse.
    pub refused: u64,
    /// Published files that were looked at.
    pub files: usize,
    /// What is wrong in the records, in the order of places.
    pub records: Vec<Diagnostic>,
    /// What is wrong with the index.
    pub index: Option<Diagnostic>,
    /// What is wrong in the published files.
    pub feeds: Vec<Diagnostic>,
}

/// Reads all records and all published feeds.
///
/// # Errors
///
/// [`Error::Io`] if the records' folder can't be read at all.
pub fn check(config: &Config) -> Result<Checked> {
    let mut checked = Checked::default();
    let (mut sources, findings) = content::scan_configured(config)?;
    checked.records = findings;
    let rows = Databases::scan(config, &|_| None)?;
    sources.extend(rows.sources);
    checked.records.extend(rows.findings);
    let mut places: BTreeMap<ArticleId, String> = BTreeMap::new();
    let mut names = Names::default();
    for source in &sources {
        let name = source.path.display().to_string();
        let mut receive = |item| match item {
            Item::Article(article) => {
                let id = canonical(article.id.clone(), config);
                if let Some(first) = places.get(&id) {
                    checked.refused += 1;
                    checked.records.push(same_id(&name, id.as_str(), first));
                } else {
                    places.insert(id, source.key.clone());
                    checked.articles += 1;
                    names.add(&article);
                }
            }
            Item::Draft(_) => checked.drafts += 1,
            Item::Refused(_) => checked.refused += 1,
            // A page beside the records, such as a README.
            Item::NoRecord(_) => {}
            Item::Finding(finding) => checked.records.push(finding),
        };
        let reading = match rows.databases.hold(&source.key) {
            true => rows.databases.read(source, config, None, &mut receive),
            false => content::read(source, config, None, &mut receive),
        };
        if let Err(error) = reading {
            checked.records.push(Diagnostic::error("unreadable", Place::file(name), error.to_string()));
        }
    }
    checked.records.sort();
    checked.records.extend(catalogue(config, &names.counted()).1);
    checked.index = check_index(&config.paths.index);
    check_feeds(config, &mut checked);
    Ok(checked)
}

/// Reads the index through, which need not be there yet.
fn check_index(folder: &Path) -> Option<Diagnostic> {
    let error = match Embedded::open(folder).and_then(|index| index.verify()) {
        Ok(()) | Err(Error::NoIndex { .. } | Error::OtherVersion { .. }) => return None,
        Err(error) => error,
    };
    Some(Diagnostic::error("damaged-index", Place::file(folder.display().to_string()), error.to_string()))
}

/// Looks at every published file, which need not be there yet: by itself, then the histories.
fn check_feeds(config: &Config, checked: &mut Checked) {
    let root = &config.paths.feeds;
    let read = |name: &str| std::fs::read(root.join(name)).ok();
    for entry in walkdir::WalkDir::new(root).sort_by_file_name().into_iter().filter_map(|entry| entry.ok()) {
        let path = entry.path();
        let Some(name) = path.strip_prefix(root).ok().and_then(Path::to_str) else { continue };
        // Hidden files are the folder's own: the list of published files, and what a kill cut off.
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if !entry.file_type().is_file() || is_hidden {
            continue;
        }
        checked.files += 1;
        let Some(file) = read(name) else {
            let place = Place::file(path.display().to_string());
            checked.feeds.push(Diagnostic::error("bad-feed", place, "the file can't be read"));
            continue;
        };
        checked.feeds.extend(verify(name, &file, config));
        let (folder, base) = name.rsplit_once('/').map_or(("", name), |(folder, base)| (folder, base));
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        // A history is walked from its subscription document.
        let is_archive = folder.trim_end_matches('/').rsplit_once("archive/").is_some_and(|(_, number)| {
            !number.is_empty() && number.chars().all(|digit| digit.is_ascii_digit())
        });
        let formats = config.feeds.formats.iter().filter(|&&format| !is_archive && base == file_name(format));
        for &format in formats {
            checked.feeds.extend(verify_history(&folder, format, config, &read));
        }
    }
}

/// The names that articles have in common, each of which has a feed.
#[derive(Default)]
struct Names {
    section: BTreeMap<String, u64>,
    tag: BTreeMap<String, u64>,
    author: BTreeMap<String, u64>,
    lang: BTreeMap<String, u64>,
}

impl Names {
    fn add(&mut self, article: &Article) {
        let one = |counts: &mut BTreeMap<String, u64>, name: &str| {
            *counts.entry(name.to_owned()).or_default() += 1;
        };
        article.section.iter().for_each(|name| one(&mut self.section, name));
        article.tags.iter().for_each(|name| one(&mut self.tag, name));
        article.authors.iter().for_each(|author| one(&mut self.author, &author.name));
        one(&mut self.lang, &article.lang);
    }

    fn counted(self) -> Facets {
        let [section, tag, author, lang] =
            [self.section, self.tag, self.author, self.lang].map(|counts| counts.into_iter().collect());
        Facets { section, tag, author, lang, month: Vec::new() }
    }
}

fn same_id(file: &str, id: &str, first: &str) -> Diagnostic {
    Diagnostic::error("duplicate-id", Place::file(file), format!("the id `{id}` is taken by `{first}`"))
        .with_hint("give one of the two records an `id` of its own")
}
