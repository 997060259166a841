//! What the articles that are due can be found by, read off the columns: a pass over each.

use rayon::prelude::*;
use tantivy::{Searcher, SegmentReader};

use super::Audience;
use super::columns::{Columns, Strings};
use super::named::READING;
use super::schema::column;
use crate::article::Timestamp;

/// Titles of so many articles, the newest, so that memory stays bounded.
const MOST_TITLES: usize = 100_000;

/// So many words, the most frequent.
const MOST_WORDS: usize = 50_000;

/// A word recurs if so many articles have it.
const RECURS: u64 = 2;

/// Something by which articles can be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// What it is.
    pub kind: NameKind,
    /// As the articles write it.
    pub text: String,
    /// How it is read, in kana, if an article tells.
    pub reading: Option<String>,
    /// How many of the articles that are due have it.
    pub articles: u64,
    /// When the newest of these was published, in seconds since 1970.
    pub newest: i64,
}

/// What a [`Name`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// 栏目.
    Section,
    /// 标签.
    Tag,
    /// An author's name.
    Author,
    /// A word that recurs in titles and at the beginnings of texts.
    Word,
    /// A title.
    Title,
}

impl NameKind {
    /// Returns `section`, `tag`, `author`, `word` or `title`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Tag => "tag",
            Self::Author => "author",
            Self::Word => "word",
            Self::Title => "title",
        }
    }
}

const COLUMNS: [(NameKind, &str); 5] = [
    (NameKind::Section, column::SECTION),
    (NameKind::Tag, column::TAG),
    (NameKind::Author, column::AUTHOR),
    (NameKind::Word, column::WORD),
    (NameKind::Title, column::TITLE),
];

/// Returns all names of articles due at `now`, sorted by kind and text.
pub(super) fn read(searcher: &Searcher, now: Timestamp) -> tantivy::Result<Vec<Name>> {
    let mut names = Vec::new();
    for (kind, column) in COLUMNS {
        let counted: Vec<Vec<Name>> = searcher
            .segment_readers()
            .par_iter()
            .map(|reader| count(reader, kind, column, now))
            .collect::<tantivy::Result<_>>()?;
        let mut counted: Vec<Name> = counted.into_iter().flatten().collect();
        counted
            .par_sort_unstable_by(|one, other| (&one.text, &one.reading).cmp(&(&other.text, &other.reading)));
        counted.dedup_by(|next, former| {
            let is_same = next.text == former.text && next.reading == former.reading;
            if is_same {
                former.articles += next.articles;
                former.newest = former.newest.max(next.newest);
            }
            is_same
        });
        match kind {
            NameKind::Word => {
                counted.retain(|name| name.articles >= RECURS || name.reading.is_some());
                keep_most(&mut counted, MOST_WORDS, |name| name.articles as i64);
            }
            NameKind::Title => keep_most(&mut counted, MOST_TITLES, |name| name.newest),
            _ => {}
        }
        names.append(&mut counted);
    }
    Ok(names)
}

/// Keeps `most` names, those with the highest `rank`; among equals those that come first.
fn keep_most(names: &mut Vec<Name>, most: usize, rank: impl Fn(&Name) -> i64) {
    if names.len() <= most {
        return;
    }
    names.sort_by_key(|name| std::cmp::Reverse(rank(name)));
    names.truncate(most);
    names.sort_unstable_by(|one, other| (&one.text, &one.reading).cmp(&(&other.text, &other.reading)));
}

/// Counts the values of one column of a segment.
fn count(reader: &SegmentReader, kind: NameKind, column: &str, now: Timestamp) -> tantivy::Result<Vec<Name>> {
    let strings = Strings::open(reader, column)?;
    let columns = Columns::open(reader, Audience::Readers, now.timestamp())?;
    let values = strings.dictionary()?;
    let mut seen = vec![(0_u64, i64::MIN); values.len()];
    for doc in reader.doc_ids_alive().filter(|&doc| columns.is_due(doc)) {
        let published = columns.published(doc).unwrap_or_default();
        for ord in strings.ords(doc) {
            if let Some((articles, newest)) = seen.get_mut(ord as usize) {
                *articles += 1;
                *newest = published.max(*newest);
            }
        }
    }
    let names = values.into_iter().zip(seen).filter(|(_, (articles, _))| *articles > 0);
    Ok(names
        .map(|(value, (articles, newest))| {
            let (text, reading) = match value.split_once(READING) {
                Some((text, reading)) if kind == NameKind::Word => {
                    (text.to_owned(), Some(reading.to_owned()))
                }
                _ => (value, None),
            };
            Name { kind, text, reading, articles, newest }
        })
        .collect())
}
