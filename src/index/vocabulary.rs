//! What can be asked about single terms: how frequent they are, and which are written much alike.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use tantivy::query::FuzzyTermQuery;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, Searcher, TERMINATED, Term};

use super::Audience;
use super::columns::Columns;
use super::schema::{Fields, column};
use super::stored::{StoredForm, Texts};
use crate::article::Timestamp;
use crate::error::Result;
use crate::text::{Kind, Tokens, fold_to_string};

/// Terms written alike that are looked at: those that come first in order.
const MOST_SIMILAR: usize = 64;

/// Articles in which is looked how a term is written.
const MOST_READ: usize = 4;

/// Above every letter of the scripts that part words by spaces, and below the first radical, kana and
/// character: terms from here on are pairs of characters, most of all terms, and all of them are within two
/// letters of each other.
const CHARACTERS: &str = "\u{2E80}";

/// What can be asked about single terms of an engine's index.
pub trait Vocabulary {
    /// Returns how many articles, due or not, have the term. Not exact: one that was changed since
    /// may count twice.
    fn frequency(&self, term: &str) -> Result<u64>;

    /// Returns words of articles due at `now` that are written like `word` but for `distance` letters
    /// at most (another one, one more or less, two in the other order), in the order of their terms.
    fn similar(&self, word: &str, distance: u8, now: Timestamp) -> Result<Vec<Similar>>;
}

/// A word written like another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Similar {
    /// As an article writes it.
    pub word: String,
    /// How many articles that are due have a form of it.
    pub articles: u64,
}

/// See [`Vocabulary::frequency`].
pub(super) fn frequency(searcher: &Searcher, text: Field, term: &str) -> tantivy::Result<u64> {
    let mut sum = 0;
    for reader in searcher.segment_readers() {
        let info = reader.inverted_index(text)?.terms().get(term)?;
        sum += info.map_or(0, |info| u64::from(info.doc_freq));
    }
    Ok(sum)
}

/// See [`Vocabulary::similar`].
pub(super) fn similar(
    searcher: &Searcher,
    fields: &Fields,
    word: &str,
    distance: u8,
    now: Timestamp,
) -> tantivy::Result<Vec<Similar>> {
    let folded = fold_to_string(word);
    let mut terms = BTreeMap::new();
    for form in [stem(word), folded] {
        let term = Term::from_field_text(fields.text, &form);
        let query = FuzzyTermQuery::new(term, distance, true);
        for reader in searcher.segment_readers() {
            let index = reader.inverted_index(fields.text)?;
            let mut stream = index.terms().search(query.automaton()?).lt(CHARACTERS).into_stream()?;
            while stream.advance() {
                if let Ok(term) = std::str::from_utf8(stream.key())
                    && term.chars().all(char::is_alphabetic)
                {
                    terms.insert(term.to_owned(), ());
                }
            }
        }
    }
    let mut similar = Vec::new();
    for term in terms.into_keys().take(MOST_SIMILAR) {
        let (articles, newest) = due(searcher, fields.text, &term, now)?;
        if articles > 0
            && let Some(written) = written(searcher, &term, &newest, word)?
        {
            similar.push(Similar { word: written, articles });
        }
    }
    Ok(similar)
}

fn stem(word: &str) -> String {
    let mut tokens = Tokens::new(word);
    tokens.advance();
    tokens.token().text.clone()
}

/// How many articles due at `now` have `term`, and the newest of them.
fn due(
    searcher: &Searcher,
    text: Field,
    term: &str,
    now: Timestamp,
) -> tantivy::Result<(u64, Vec<DocAddress>)> {
    let mut articles = 0;
    let mut newest = Vec::new();
    for (ord, reader) in (0..).zip(searcher.segment_readers()) {
        let columns = Columns::open(reader, Audience::Readers, now.timestamp())?;
        let term = Term::from_field_text(text, term);
        let Some(mut postings) =
            reader.inverted_index(text)?.read_postings(&term, IndexRecordOption::Basic)?
        else {
            continue;
        };
        // Moments are shared by many; what is stored is not.
        let fingerprints = reader.fast_fields().u64(column::FINGERPRINT)?;
        let is_alive = |doc| reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc));
        while postings.doc() != TERMINATED {
            let doc = postings.doc();
            if is_alive(doc) && columns.is_due(doc) {
                articles += 1;
                let key = (Reverse(columns.published(doc)), fingerprints.first(doc));
                newest.push((key, DocAddress::new(ord, doc)));
            }
            postings.advance();
        }
    }
    newest.sort_unstable();
    newest.truncate(MOST_READ);
    Ok((articles, newest.into_iter().map(|(_, address)| address).collect()))
}

/// The form in which the articles write `term` that is most like `word`.
fn written(
    searcher: &Searcher,
    term: &str,
    articles: &[DocAddress],
    word: &str,
) -> tantivy::Result<Option<String>> {
    let word = fold_to_string(word);
    let mut forms: BTreeMap<String, usize> = BTreeMap::new();
    for &address in articles {
        let StoredForm(stored) = searcher.doc(address)?;
        let Some(texts) = Texts::decode(&stored) else { continue };
        for text in texts.all() {
            let mut tokens = Tokens::new(text);
            while tokens.advance() {
                let token = tokens.token();
                if token.kind == Kind::Word && token.text == term {
                    *forms.entry(text[token.offset.clone()].to_owned()).or_default() += 1;
                }
            }
        }
    }
    let differs = |form: &str| strsim::osa_distance(&fold_to_string(form), &word);
    Ok(forms
        .into_iter()
        .min_by_key(|(form, count)| (differs(form), Reverse(*count), form.clone()))
        .map(|(form, _)| form))
}
