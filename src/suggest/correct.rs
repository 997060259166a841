//! "Did you mean": another query in the place of one that finds nothing in full.
//!
//! Only the words that no article has are replaced, and only by words that articles have; the whole
//! is proposed if it then finds an article in full. Latin words are replaced by words written alike,
//! Chinese ones by words that sound alike, pinyin by the word it spells.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::LazyLock;

use crate::article::{ArticleId, Timestamp};
use crate::error::Result;
use crate::index::{Audience, Engine, Hits, Order, Request, Vocabulary};
use crate::query::{Query, parse};
use crate::text::fold::original_range;
use crate::text::{FoldedChar, Kind, Script, Tokens, Unit, fold, fold_to_string, words};
use crate::typing::pinyin;

/// Queries of more characters are questions rather than misspelt words.
const MAX_CHARS: usize = 64;

/// Words of a query that are replaced at most.
const MAX_WORDS: usize = 4;

/// Longer runs of Chinese characters are left as they are.
const MAX_RUN: usize = 10;

/// Other words that are tried for one, by searching.
const MAX_TRIED: usize = 8;

/// Another query in the place of one that finds nothing in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The query, to be put into the search box.
    pub query: String,
    /// How many articles it finds in full.
    pub total: u64,
}

/// Returns what may have been meant by `text`, a query that no article due at `now` matches in full:
/// words in Latin letters that are written much alike, Chinese characters of the same sound.
/// `filters` hold beside it.
///
/// # Errors
///
/// What the engine reports; never anything about the query.
pub fn did_you_mean(
    engine: &dyn Engine,
    text: &str,
    filters: &[Query],
    now: Timestamp,
) -> Result<Option<Correction>> {
    let Some(vocabulary) = engine.vocabulary() else { return Ok(None) };
    if text.chars().nth(MAX_CHARS).is_some() {
        return Ok(None);
    }
    let (query, _) = parse(text);
    let mut corrector = Corrector { engine, vocabulary, now, left: MAX_WORDS };
    let corrected = corrector.query(&query)?;
    if corrected == query {
        return Ok(None);
    }
    let query = corrected.to_string();
    let total =
        corrector.total(Query::all_of([parse(&query).0].into_iter().chain(filters.iter().cloned())))?;
    Ok((total > 0).then_some(Correction { query, total }))
}

struct Corrector<'a> {
    engine: &'a dyn Engine,
    vocabulary: &'a dyn Vocabulary,
    now: Timestamp,
    /// Words that may still be replaced.
    left: usize,
}

impl Corrector<'_> {
    /// How many articles match in full.
    fn total(&self, query: Query) -> Result<u64> {
        Ok(self.search(query, 0)?.total)
    }

    fn search(&self, query: Query, limit: usize) -> Result<Hits> {
        let request = Request {
            query,
            order: Order::Newest,
            offset: 0,
            limit,
            partial: false,
            facets: false,
            explain: false,
            audience: Audience::Readers,
            now: self.now,
        };
        self.engine.query(&request)
    }

    /// The query with its texts corrected; what is excluded, properties and dates stay.
    fn query(&mut self, query: &Query) -> Result<Query> {
        let all = |corrector: &mut Self, parts: &[Query]| {
            parts.iter().map(|part| corrector.query(part)).collect::<Result<Vec<Query>>>()
        };
        Ok(match query {
            Query::Run(text) => Query::Run(self.text(text)?),
            Query::Phrase(text) => Query::Phrase(self.text(text)?),
            Query::Title(inner) => Query::Title(Box::new(self.query(inner)?)),
            Query::And(parts) => Query::And(all(self, parts)?),
            Query::Or(parts) => Query::Or(all(self, parts)?),
            other => other.clone(),
        })
    }

    /// `text` with its words corrected.
    fn text(&mut self, text: &str) -> Result<String> {
        let mut corrected = String::with_capacity(text.len());
        let mut at = 0;
        for (range, script) in stretches(text) {
            corrected.push_str(&text[at..range.start]);
            at = range.end;
            let stretch = &text[range];
            let other = match script {
                _ if self.left == 0 => None,
                Script::Word | Script::Han if self.total(Query::Run(stretch.to_owned()))? > 0 => None,
                Script::Word => self.word(stretch)?,
                Script::Han => self.homophone(stretch)?,
                _ => None,
            };
            self.left -= usize::from(other.is_some());
            corrected.push_str(other.as_deref().unwrap_or(stretch));
        }
        corrected.push_str(&text[at..]);
        Ok(corrected)
    }

    /// The most frequent of the words that are written most like `word`; else the word whose pinyin
    /// it is.
    fn word(&self, word: &str) -> Result<Option<String>> {
        let folded = fold_to_string(word);
        let letters = folded.chars().count();
        if !folded.chars().all(char::is_alphabetic) {
            return Ok(None);
        }
        // One letter in four may be wrong.
        for distance in 1..=(letters / 4).min(2) as u8 {
            let similar = self.vocabulary.similar(word, distance, self.now)?;
            let best = similar
                .into_iter()
                .filter(|similar| fold_to_string(&similar.word) != folded)
                .min_by_key(|similar| {
                    let distance = strsim::osa_distance(&fold_to_string(&similar.word), &folded);
                    (distance, Reverse(similar.articles), similar.word.clone())
                });
            if let Some(best) = best {
                return Ok(Some(best.word));
            }
        }
        let Some(spelt) = KNOWN.get(folded.as_str()) else { return Ok(None) };
        self.most_frequent(spelt.iter().cloned().collect())
    }

    /// What sounds like `run` and stands in articles: one character replaced, or pieces that are
    /// words by words of the same sound.
    fn homophone(&self, run: &str) -> Result<Option<String>> {
        let chars: Vec<char> = fold_to_string(run).chars().collect();
        if !(2..=MAX_RUN).contains(&chars.len()) {
            return Ok(None);
        }
        let mut others = BTreeSet::new();
        for at in 0..chars.len() {
            for &other in homophones(chars[at]) {
                let mut changed = chars.clone();
                changed[at] = other;
                if other != chars[at] && self.is_possible(&changed, at..at + 1)? {
                    others.insert(String::from_iter(changed));
                }
            }
        }
        if others.is_empty() {
            for length in 2..=words::LONGEST.min(chars.len()) {
                for at in 0..=chars.len() - length {
                    for sound in sounds(&chars[at..at + length]) {
                        for word in KNOWN.get(sound.as_str()).into_iter().flatten() {
                            let mut changed = chars.clone();
                            changed.splice(at..at + length, word.chars());
                            if changed != chars && self.is_possible(&changed, at..at + length)? {
                                others.insert(String::from_iter(changed));
                            }
                        }
                    }
                }
            }
        }
        self.most_frequent(others)
    }

    /// Whether articles have all pairs of neighbours that hold a character of `changed`.
    fn is_possible(&self, chars: &[char], changed: Range<usize>) -> Result<bool> {
        for pair in chars[changed.start.saturating_sub(1)..(changed.end + 1).min(chars.len())].windows(2) {
            if self.vocabulary.frequency(&String::from_iter(pair))? == 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Of `texts` the one that most articles contain, if one does; the first among equals.
    fn most_frequent(&self, texts: BTreeSet<String>) -> Result<Option<String>> {
        // The likeliest words first, by what it costs to read them.
        let cost = |text: &String| {
            let chars: Vec<char> = text.chars().collect();
            words::cost(&chars).map_or(u32::MAX, |cost| (cost * 16.0) as u32)
        };
        let mut texts: Vec<String> = texts.into_iter().collect();
        texts.sort_by_cached_key(cost);
        let mut best: Option<(u64, String)> = None;
        for text in texts.into_iter().take(MAX_TRIED) {
            let total = self.total(Query::Run(text.clone()))?;
            if total > best.as_ref().map_or(0, |(most, _)| *most) {
                best = Some((total, text));
            }
        }
        best.map(|(_, text)| self.written(text)).transpose()
    }

    /// `text`, which is folded, as the newest article that contains it writes it.
    fn written(&self, text: String) -> Result<String> {
        let hits = self.search(Query::Run(text.clone()), 1)?;
        let ids: Vec<ArticleId> = hits.hits.into_iter().map(|hit| hit.id).collect();
        let sought: Vec<char> = text.chars().collect();
        for article in self.engine.fetch(&ids)?.into_iter().flatten() {
            for source in [&article.title, &article.body.text] {
                let folded: Vec<FoldedChar> = fold(source).collect();
                let is_here = |window: &&[FoldedChar]| {
                    window.iter().map(|folded| folded.char).eq(sought.iter().copied())
                };
                if let Some(found) = folded.windows(sought.len()).find(is_here) {
                    return Ok(source[original_range(found)].to_owned());
                }
            }
        }
        Ok(text)
    }
}

/// The words and the runs of Chinese characters of `text`, with their bytes.
fn stretches(text: &str) -> Vec<(Range<usize>, Script)> {
    let mut stretches: Vec<(Range<usize>, Script)> = Vec::new();
    let mut is_joined = false;
    let mut tokens = Tokens::new(text);
    while tokens.advance() {
        let token = tokens.token();
        let unit = Unit::of(token, text);
        let range = token.offset.clone();
        match stretches.last_mut() {
            Some((last, script)) if is_joined && *script == unit.script => last.end = range.end,
            _ => {
                if let Some((last, _)) = stretches.last_mut() {
                    last.end = last.end.min(range.start);
                }
                stretches.push((range, unit.script));
            }
        }
        is_joined = token.kind == Kind::Bigram;
    }
    stretches
}

/// The characters of words by their sound.
static BY_SOUND: LazyLock<HashMap<&'static str, Vec<char>>> = LazyLock::new(|| {
    let mut by_sound: HashMap<&'static str, Vec<char>> = HashMap::new();
    for c in '\u{4E00}'..='\u{9FFF}' {
        if words::cost(&[c]).is_some() {
            for sound in BTreeSet::from_iter(pinyin::readings(c)) {
                by_sound.entry(sound).or_default().push(c);
            }
        }
    }
    by_sound
});

/// The words of the table by their sound.
static KNOWN: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    let mut known: HashMap<String, Vec<String>> = HashMap::new();
    for word in words::several() {
        let chars: Vec<char> = word.chars().collect();
        for sound in sounds(&chars) {
            known.entry(sound).or_default().push(word.clone());
        }
    }
    known
});

/// Sounds of a word that are looked at: one of several readings in most words.
const MAX_SOUNDS: usize = 16;

/// The readings of `chars` together.
fn sounds(chars: &[char]) -> BTreeSet<String> {
    let mut sounds = BTreeSet::from([String::new()]);
    for &c in chars {
        let readings: BTreeSet<&str> = pinyin::readings(c).collect();
        let longer =
            sounds.iter().flat_map(|sound| readings.iter().map(move |reading| format!("{sound}{reading}")));
        sounds = longer.take(MAX_SOUNDS).collect();
    }
    sounds
}

/// The characters that share a reading with `c`, itself among them.
fn homophones(c: char) -> impl Iterator<Item = &'static char> {
    let sounds: BTreeSet<&str> = pinyin::readings(c).collect();
    sounds.into_iter().filter_map(|sound| BY_SOUND.get(sound)).flatten()
}
