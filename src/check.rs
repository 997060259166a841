//! The same flow without writing: what a rebuild would find wrong, and what is wrong with the
//! feeds that are published.
//!
//! Nothing is locked and the index is not opened: a check may run beside a rebuild, and before
//! the first one.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::content::{self, Item};
use crate::diagnostic::{Diagnostic, Place};
use crate::error::Result;

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
            Item::Finding(finding) => checked.records.push(finding),
        };
        if let Err(error) = content::read(source, config, None, &mut receive) {
            checked.records.push(Diagnostic::error("unreadable", Place::file(name), error.to_string()));
        }
    }
    checked.records.sort();
    Ok(checked)
}

fn same_id(file: &str, id: &str, first: &str) -> Diagnostic {
    Diagnostic::error("duplicate-id", Place::file(file), format!("the id `{id}` is taken by `{first}`"))
        .with_hint("give one of the two records an `id` of its own")
}
