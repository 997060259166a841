//! Checks on real text that found means contained.
//!
//! ```sh
//! cargo run --release --example containment -- FOLDER [PIECES]
//! ```
//!
//! Cuts pieces of 1 to 20 characters at random places out of the records in `FOLDER/*/corpus.ndjson`,
//! searches each, and compares with a naive scan of the folded texts: the record must be among the
//! full matches, and `total` must be what the scan counts. A piece is cut at the first separator, and
//! words and numbers are taken whole. Words match by stem, so pieces with letters may be found in
//! more records than the scan counts, but never in fewer. The same arguments give the same pieces.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context as _, Result, bail};
use fastrand::Rng;
use rayon::prelude::*;
use tidings::article::{Article, ArticleId, Body, Timestamp};
use tidings::index::{Audience, Change, Embedded, Engine, Order, Request};
use tidings::query::Query;
use tidings::text::fold_to_string;

const SEED: u64 = 1;
const LONGEST: usize = 20;
/// Failures that are shown.
const SHOWN: usize = 20;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().context("a folder of collections is needed")?;
    let count: usize =
        arguments.next().as_deref().unwrap_or("10000").parse().context("reading the number")?;
    let texts = read(&folder)?;
    let place = tempfile::tempdir()?;
    let mut engine = Embedded::create(place.path())?;
    let moment = Timestamp::parse_from_rfc3339("2023-01-01T00:00:00Z")?;
    let mut changes = texts.iter().enumerate().map(|(number, (title, body))| {
        let article = Box::new(article(number, title, body, moment));
        Ok(Change::Put { article, source: "corpus".to_owned() })
    });
    engine.sync(&mut changes, 0)?;
    let folded: Vec<[String; 2]> =
        texts.iter().map(|(title, body)| [fold_to_string(title), fold_to_string(body)]).collect();

    let mut random = Rng::with_seed(SEED);
    let mut pieces = Vec::with_capacity(count);
    while pieces.len() < count {
        let number = random.usize(..texts.len());
        let (title, body) = &texts[number];
        let text = if random.u8(..) < 32 { title } else { body };
        if let Some(piece) = cut(text, &mut random) {
            pieces.push((number, piece));
        }
    }
    let failures: Vec<String> = pieces
        .par_iter()
        .filter_map(|(number, piece)| check(&engine, &folded, *number, piece, moment).err())
        .map(|failure| failure.to_string())
        .collect();
    let exact = pieces.iter().filter(|(_, piece)| !has_letters(piece)).count();
    let found = count - failures.len();
    print(&format!(
        "containment: {found} of {count} pieces ({exact} of them without letters: exact totals) in {} records",
        texts.len()
    ));
    for failure in failures.iter().take(SHOWN) {
        print(failure);
    }
    if !failures.is_empty() {
        bail!("{} pieces are not found as they should be", failures.len());
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a program of its own")]
fn print(line: &str) {
    println!("{line}");
}

/// Returns title and body of each record.
fn read(folder: &str) -> Result<Vec<(String, String)>> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .with_context(|| format!("reading `{folder}`"))?
        .filter_map(|entry| Some(entry.ok()?.path().join("corpus.ndjson")))
        .filter(|file| file.is_file())
        .collect();
    files.sort();
    let mut texts = Vec::new();
    for file in files {
        for line in fs::read_to_string(&file)?.lines() {
            let record: serde_json::Value = serde_json::from_str(line)?;
            let text = |field: &str| record[field].as_str().unwrap_or_default().to_owned();
            texts.push((text("title"), text("body")));
        }
    }
    if texts.is_empty() {
        bail!("no `*/corpus.ndjson` in `{folder}`");
    }
    Ok(texts)
}

fn article(number: usize, title: &str, body: &str, moment: Timestamp) -> Article {
    Article {
        id: ArticleId::new(&format!("a{number}")).expect("not empty"),
        url: format!("https://example.org/{number}"),
        title: title.to_owned(),
        kicker: None,
        subtitle: None,
        summary: String::new(),
        body: Body { html: String::new(), text: body.to_owned() },
        published: moment,
        updated: moment,
        authors: Vec::new(),
        section: None,
        tags: Vec::new(),
        lang: "zh".to_owned(),
        image: None,
        enclosures: Vec::new(),
        source: None,
        comments: None,
        expires: None,
        withdrawn: None,
    }
}

/// Cuts a piece at a random place; `None` if there is only a separator.
fn cut(text: &str, random: &mut Rng) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    if chars.is_empty() {
        return None;
    }
    let mut start = random.usize(..chars.len());
    let mut end = (start + random.usize(1..=LONGEST)).min(chars.len());
    while start > 0 && are_of_one_word(chars[start - 1], chars[start]) {
        start -= 1;
    }
    if let Some(separator) = chars[start..end].iter().position(|&c| !is_sought(c)) {
        end = start + separator;
    }
    while end > start && end < chars.len() && are_of_one_word(chars[end - 1], chars[end]) {
        end += 1;
    }
    (start < end).then(|| chars[start..end].iter().collect())
}

/// Letters, digits and characters; not what separates or combines.
fn is_sought(c: char) -> bool {
    c.is_alphanumeric()
}

/// Whether two neighbours belong to one word or number (or character: a voicing mark).
fn are_of_one_word(one: char, other: char) -> bool {
    let is_apostrophe = |c: char| matches!(c, '\'' | '’');
    let is_spaced = |c: char| is_letter(c) || c.is_numeric() && c < '\u{2E80}';
    if is_apostrophe(one) || is_apostrophe(other) {
        return (is_apostrophe(one) || is_letter(one)) && (is_apostrophe(other) || is_letter(other));
    }
    (is_spaced(one) && is_spaced(other) && one.is_numeric() == other.is_numeric()) || is_mark(other)
}

/// Of a script with spaces.
fn is_letter(c: char) -> bool {
    c.is_alphabetic()
        && (c < '\u{1100}' || ('\u{1E00}'..'\u{2E80}').contains(&c) || ('\u{FB00}'..'\u{FF65}').contains(&c))
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{3099}' | '\u{309A}' | 'ﾞ' | 'ﾟ')
}

fn has_letters(piece: &str) -> bool {
    piece.chars().any(is_letter)
}

fn check(
    engine: &Embedded,
    folded: &[[String; 2]],
    number: usize,
    piece: &str,
    now: Timestamp,
) -> Result<()> {
    let request = Request {
        query: Query::Run(piece.to_owned()),
        order: Order::Newest,
        offset: 0,
        limit: folded.len(),
        partial: false,
        facets: false,
        explain: false,
        audience: Audience::Readers,
        now,
    };
    let hits = engine.query(&request)?;
    let found: BTreeSet<usize> =
        hits.hits.iter().filter_map(|hit| hit.id.as_str().get(1..)?.parse().ok()).collect();
    if !found.contains(&number) {
        bail!("`{piece}` is not found in record {number}");
    }
    let sought = fold_to_string(piece);
    let scanned: BTreeSet<usize> = (0..folded.len())
        .filter(|&record| folded[record].iter().any(|text| contains(text, &sought)))
        .collect();
    let is_right = if has_letters(piece) { scanned.is_subset(&found) } else { scanned == found };
    if !is_right || hits.total != found.len() as u64 {
        let only_scanned: Vec<_> = scanned.difference(&found).take(3).collect();
        let only_found: Vec<_> = found.difference(&scanned).take(3).collect();
        bail!(
            "`{piece}`: {} found, {} scanned; only scanned {only_scanned:?}, only found {only_found:?}",
            hits.total,
            scanned.len()
        );
    }
    Ok(())
}

/// Whether `text` has `piece`, its first and last word or number whole.
fn contains(text: &str, piece: &str) -> bool {
    text.match_indices(piece).any(|(at, _)| {
        let before = text[..at].chars().next_back().zip(piece.chars().next());
        let after = piece.chars().next_back().zip(text[at + piece.len()..].chars().next());
        let parts = |pair: Option<(char, char)>| pair.is_none_or(|(one, other)| !are_of_one_word(one, other));
        parts(before) && parts(after)
    })
}
