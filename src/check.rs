//! The same flow without writing: what a rebuild would find wrong, and what is wrong with the
//! feeds that are published.
//!
//! Nothing is locked and the index is not opened: a check may run beside a rebuild, and before
//! the first one.

use std::collections::BTreeMap;
use std::path::Path;

use quick_xml::events::Event;

use crate::config::{Config, Format};
use crate::content::{self, Item};
use crate::diagnostic::{Diagnostic, Place};
use crate::error::Result;
use crate::feeds::file_name;

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
    /// What is wrong in the published files.
    pub feeds: Vec<Diagnostic>,
}

/// Reads all records and all published feeds.
///
/// # Errors
///
/// [`Error::Io`](crate::error::Error::Io) if the records' folder can't be read at all.
pub fn check(config: &Config) -> Result<Checked> {
    let mut checked = Checked::default();
    let (sources, findings) = content::scan(&config.paths.content)?;
    checked.records = findings;
    let mut places = BTreeMap::new();
    for source in &sources {
        let name = source.path.display().to_string();
        let mut receive = |item| match item {
            Item::Article(article) => match places.get(&article.id) {
                None => {
                    places.insert(article.id, source.key.clone());
                    checked.articles += 1;
                }
                Some(first) => {
                    checked.refused += 1;
                    checked.records.push(same_id(&name, article.id.as_str(), first));
                }
            },
            Item::Draft(_) => checked.drafts += 1,
            Item::Refused(_) => checked.refused += 1,
            // A page beside the records, such as a README.
            Item::NoRecord(_) => {}
            Item::Finding(finding) => checked.records.push(finding),
        };
        if let Err(error) = content::read(source, config, None, &mut receive) {
            checked.records.push(Diagnostic::error("unreadable", Place::file(name), error.to_string()));
        }
    }
    checked.records.sort();
    check_feeds(&config.paths.feeds, &mut checked);
    Ok(checked)
}

/// Looks at every feed below `folder`, which need not be there yet.
fn check_feeds(folder: &Path, checked: &mut Checked) {
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(|entry| entry.ok())
    {
        let name = entry.file_name();
        let Some(format) =
            [Format::Rss, Format::Atom, Format::Json].into_iter().find(|f| name == file_name(*f))
        else {
            continue;
        };
        checked.files += 1;
        let place = Place::file(entry.path().display().to_string());
        let damage = match std::fs::read_to_string(entry.path()) {
            Err(error) => Some(format!("can't be read: {error}")),
            Ok(text) => damage(&text, format).map(|what| format!("the feed is damaged: {what}")),
        };
        checked.feeds.extend(damage.map(|message| {
            let hint = "run `tidings rebuild --full`; who else writes into this folder?";
            Diagnostic::error("bad-feed", place, message).with_hint(hint)
        }));
    }
}

/// Why a published file can't be read as what it should be.
fn damage(text: &str, format: Format) -> Option<String> {
    if format == Format::Json {
        return serde_json::from_str::<serde::de::IgnoredAny>(text).err().map(|error| error.to_string());
    }
    let mut reader = quick_xml::Reader::from_str(text);
    let mut open = 0_usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) => open += 1,
            Ok(Event::End(_)) => open = open.saturating_sub(1),
            Ok(Event::Eof) if open == 0 => return None,
            Ok(Event::Eof) => return Some("it ends before its last element does".to_owned()),
            Ok(_) => {}
            Err(error) => return Some(error.to_string()),
        }
    }
}

fn same_id(file: &str, id: &str, first: &str) -> Diagnostic {
    Diagnostic::error("duplicate-id", Place::file(file), format!("the id `{id}` is taken by `{first}`"))
        .with_hint("give one of the two records an `id` of its own")
}
