//! The second stage of ranking: of the best documents by BM25, where what is sought stands together.
//!
//! BM25 sees how often a term occurs, not where. A document that answers has the query's terms close
//! to each other and in whole words. Six shares say so, each from 0 (nothing) to 1 (all of the query;
//! BM25's can reach 1.6), and their sum is the score:
//!
//! 1. BM25's score, of the query's weight;
//! 2. and 3. of the query's characters and words, what the best window of 40, and of 80, units covers;
//! 4. and 5. of the query's terms (bigrams and words), what the best window of 15, and of 60, covers;
//! 6. whether matches stand at word borders (see [`border`](super::border)).
//!
//! What stands in the title counts as covered by every window. The shares are equal because learned
//! weights were equal within their error; see `docs/search-quality.md` for each one's worth.

use std::collections::{BTreeSet, HashMap};

use super::border::{BestBorder, MAX_SEGMENT};
use super::explain::Shares;
use super::plan::{MAX_TERMS, Plan};
use super::units::{Document, Filter, Part};
use crate::text::{Pattern, Piece, Script, unit};

/// So many of the best documents are looked at: beyond 30 nothing is gained that could be measured.
pub(super) const RERANKED: usize = 30;

/// Windows over single characters and words, in units.
const CHARACTER_WINDOWS: [u32; 2] = [40, 80];

/// Windows over terms, in units.
const TERM_WINDOWS: [u32; 2] = [15, 60];

/// Hiragana and hangul are written with few characters, so one alone says less.
const ALPHABETIC_WEIGHT: f32 = 0.5;

/// Positions between title and body.
const TITLE_GAP: usize = 10;

/// A segment of a query that weighs less than this does not matter.
const MIN_SEGMENT_WEIGHT: f32 = 0.3;

/// A query as documents are reranked by it. Its lists are short and sorted by what is looked up.
pub(super) struct Reranker {
    /// Weight with idf, by term.
    term_weights: Vec<f32>,
    /// Terms of two characters.
    bigrams: Vec<((char, char), usize)>,
    characters: Vec<(char, Sought)>,
    /// By their UTF-16.
    words: Vec<(Vec<u16>, Sought)>,
    /// Beginnings of words, perhaps with a whole word: terms that a lookup does not find.
    prefixes: Vec<(Pattern, Sought)>,
    /// Weight with idf, by character or word.
    unit_weights: Vec<f32>,
    segments: Vec<Segment>,
    filter: Filter,
    /// What a full match has of the query stands within the narrowest window.
    is_near_in_full: bool,
}

/// What is sought with a character or a word.
#[derive(Debug, Clone, Copy, Default)]
struct Sought {
    /// Its place among the units.
    unit: Option<usize>,
    /// Its place among the terms, if it is one by itself.
    term: Option<usize>,
}

/// A stretch of a query in one script.
#[derive(Debug)]
struct Segment {
    chars: Vec<char>,
    weight: f32,
}

/// Where in a document what is sought occurs: position and place among the sought, by position.
#[derive(Debug, Default)]
struct Occurrences {
    found: Vec<(u32, usize)>,
    is_in_title: Vec<bool>,
}

impl Occurrences {
    fn new(count: usize) -> Self {
        Self { found: Vec::new(), is_in_title: vec![false; count] }
    }

    fn add(&mut self, position: u32, sought: usize, is_title: bool) {
        self.found.push((position, sought));
        self.is_in_title[sought] |= is_title;
    }

    /// The greatest sum of the weights of different ones in a window of `width` positions, what
    /// stands in the title included.
    fn best_cover(&self, weights: &[f32], width: u32) -> f32 {
        let mut counts: Vec<u32> = self.is_in_title.iter().map(|&is_in_title| is_in_title.into()).collect();
        let mut sum: f32 = weights.iter().zip(&counts).filter(|(_, count)| **count > 0).map(|(w, _)| w).sum();
        let mut best = sum;
        let mut first = 0;
        for &(position, sought) in &self.found {
            if counts[sought] == 0 {
                sum += weights[sought];
            }
            counts[sought] += 1;
            while position - self.found[first].0 >= width {
                let left = self.found[first].1;
                counts[left] -= 1;
                if counts[left] == 0 {
                    sum -= weights[left];
                }
                first += 1;
            }
            best = best.max(sum);
        }
        best
    }
}

impl Reranker {
    /// Takes up a query whose terms have these `idfs`.
    pub(super) fn new(plan: &Plan, idfs: &[f32]) -> Self {
        let term_weights = plan.terms.iter().zip(idfs).map(|(term, idf)| term.weight * idf).collect();
        let mut reranker = Self {
            term_weights,
            bigrams: Vec::new(),
            characters: Vec::new(),
            words: Vec::new(),
            prefixes: Vec::new(),
            unit_weights: Vec::new(),
            segments: Vec::new(),
            filter: Filter::new(),
            is_near_in_full: plan.sole_piece().is_some_and(|piece| piece.span() <= TERM_WINDOWS[0]),
        };
        let places: HashMap<&Pattern, usize> =
            plan.terms.iter().enumerate().map(|(place, term)| (&term.pattern, place)).collect();
        for piece in &plan.pieces {
            reranker.add_terms(piece, &places);
        }
        for piece in &plan.pieces {
            reranker.add_units(piece, &places, idfs);
        }
        for piece in &plan.pieces {
            reranker.add_segments(piece, &places);
        }
        reranker
    }

    fn add_terms(&mut self, piece: &Piece, places: &HashMap<&Pattern, usize>) {
        for scored in &piece.scored {
            let Some(&term) = places.get(&scored.pattern) else { continue };
            let unit = &piece.units[scored.unit];
            match &scored.pattern {
                Pattern::Exact(text) if unit.is_joined => {
                    let mut chars = text.chars();
                    if let (Some(first), Some(second)) = (chars.next(), chars.next()) {
                        *entry(&mut self.bigrams, (first, second)) = term;
                    }
                }
                Pattern::Exact(text) => {
                    entry(&mut self.words, text.encode_utf16().collect()).term = Some(term);
                }
                Pattern::Prefix { .. } if unit.script != Script::Word => {
                    entry(&mut self.characters, unit.char()).term = Some(term);
                    self.filter.add(unit.char());
                }
                prefix @ Pattern::Prefix { .. } => {
                    if !self.prefixes.iter().any(|(known, _)| known == prefix) {
                        self.prefixes.push((prefix.clone(), Sought { unit: None, term: Some(term) }));
                    }
                }
            }
        }
    }

    /// A character weighs as much as the least rare of the query's terms that it is in: a bound of
    /// its own frequency that costs nothing.
    fn add_units(&mut self, piece: &Piece, places: &HashMap<&Pattern, usize>, idfs: &[f32]) {
        let mut idf_by_unit = vec![f32::INFINITY; piece.units.len()];
        for scored in &piece.scored {
            let Some(&term) = places.get(&scored.pattern) else { continue };
            let last = scored.unit + usize::from(piece.units[scored.unit].is_joined);
            for idf in &mut idf_by_unit[scored.unit..=last] {
                *idf = idf.min(idfs[term]);
            }
        }
        for (n, (unit, idf)) in piece.units.iter().zip(idf_by_unit).enumerate() {
            if idf.is_infinite() {
                continue;
            }
            let is_alphabetic = matches!(unit.script, Script::Hiragana | Script::Hangul);
            let weight = unit.weight * idf * if is_alphabetic { ALPHABETIC_WEIGHT } else { 1.0 };
            let is_prefix = |scored: &&crate::text::Scored| {
                scored.unit == n && matches!(scored.pattern, Pattern::Prefix { .. })
            };
            let sought = if unit.script != Script::Word {
                self.filter.add(unit.char());
                entry(&mut self.characters, unit.char())
            } else if let Some(scored) = piece.scored.iter().find(is_prefix) {
                let known = self.prefixes.iter_mut().find(|(pattern, _)| *pattern == scored.pattern);
                let Some((_, sought)) = known else { continue };
                sought
            } else {
                entry(&mut self.words, unit.text.encode_utf16().collect())
            };
            match sought.unit {
                // Where it stands twice, the rarer reading bounds nothing: the less counts.
                Some(place) => self.unit_weights[place] = self.unit_weights[place].min(weight),
                None if self.unit_weights.len() < MAX_TERMS => {
                    sought.unit = Some(self.unit_weights.len());
                    self.unit_weights.push(weight);
                }
                None => {}
            }
        }
    }

    /// Adds the stretches of one script, stop words apart, by which word borders are judged.
    fn add_segments(&mut self, piece: &Piece, places: &HashMap<&Pattern, usize>) {
        let units = &piece.units;
        let mut start = 0;
        while start < units.len() {
            let mut end = start + 1;
            while end < units.len()
                && units[end - 1].is_joined
                && units[end].script == units[start].script
                && units[end].weight.total_cmp(&units[start].weight).is_eq()
            {
                end += 1;
            }
            let weight: f32 = piece
                .scored
                .iter()
                .filter(|scored| {
                    let last = scored.unit + usize::from(units[scored.unit].is_joined);
                    start <= scored.unit && last < end
                })
                .filter_map(|scored| Some(self.term_weights[*places.get(&scored.pattern)?]))
                .sum();
            let is_judged = matches!(
                units[start].script,
                Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul
            );
            if is_judged && (2..=MAX_SEGMENT).contains(&(end - start)) && weight > MIN_SEGMENT_WEIGHT {
                let chars: Vec<char> = units[start..end].iter().map(unit::Unit::char).collect();
                self.filter.add(chars[0]);
                self.segments.push(Segment { chars, weight });
            }
            start = end;
        }
    }

    /// Returns what share of the query's weight `score`, BM25's, is.
    pub(super) fn share_of_score(&self, score: f32) -> f32 {
        share(score, &self.term_weights)
    }

    /// Returns the shares of a document with `score` by BM25, which may be a full match; `units` are
    /// its part of the file of [`units`](super::units).
    pub(super) fn shares(&self, score: f32, is_full: bool, units: &[u8]) -> Shares {
        if is_full && self.is_near_in_full {
            return self.shares_in_full(score, Document::new(units));
        }
        let reading = self.read(units);
        let characters =
            |width| share(reading.units.best_cover(&self.unit_weights, width), &self.unit_weights);
        let terms = |width| share(reading.terms.best_cover(&self.term_weights, width), &self.term_weights);
        Shares {
            score: self.share_of_score(score),
            near_characters: characters(CHARACTER_WINDOWS[0]),
            far_characters: characters(CHARACTER_WINDOWS[1]),
            near_terms: terms(TERM_WINDOWS[0]),
            far_terms: terms(TERM_WINDOWS[1]),
            border: (1.0 + self.border(&reading.borders)) / 2.0,
        }
    }

    /// The same where all that is sought stands together, so that no more than the borders is to be
    /// read.
    fn shares_in_full(&self, score: f32, document: Document<'_>) -> Shares {
        let all = |weights: &[f32]| share(weights.iter().sum(), weights);
        let (characters, terms) = (all(&self.unit_weights), all(&self.term_weights));
        let borders: Vec<BestBorder> = (self.segments.iter())
            .map(|segment| BestBorder::of(document, document.places(segment.chars[0]), &segment.chars))
            .collect();
        Shares {
            score: self.share_of_score(score),
            near_characters: characters,
            far_characters: characters,
            near_terms: terms,
            far_terms: terms,
            border: (1.0 + self.border(&borders)) / 2.0,
        }
    }

    /// Returns the places of the query's terms that the document has.
    pub(super) fn terms_in(&self, units: &[u8]) -> BTreeSet<usize> {
        self.read(units).terms.found.into_iter().map(|(_, term)| term).collect()
    }

    /// Notes what is sought in a document. Unlike in the index a space does not part: only
    /// punctuation does.
    fn read(&self, units: &[u8]) -> Reading {
        let document = Document::new(units);
        let mut reading = Reading {
            terms: Occurrences::new(self.term_weights.len()),
            units: Occurrences::new(self.unit_weights.len()),
            borders: vec![BestBorder::default(); self.segments.len()],
        };
        let mut is_title = true;
        document.read::<TITLE_GAP>(&self.filter, |position, part| match part {
            Part::Char { char, at, next, .. } => {
                if let Some(sought) = get(&self.characters, &char) {
                    reading.note(position, sought, is_title);
                    if let Some(next) = next
                        && let Some(&term) = get(&self.bigrams, &(char, document.char_at(next).0))
                    {
                        reading.terms.add(position, term, is_title);
                    }
                }
                for (segment, border) in self.segments.iter().zip(&mut reading.borders) {
                    if segment.chars[0] == char {
                        border.look(document, at, &segment.chars);
                    }
                }
            }
            Part::Word(word) => {
                let letters = || word.iter().map(|bytes| u16::from_le_bytes(*bytes));
                let place = self.words.binary_search_by(|(known, _)| known.iter().copied().cmp(letters()));
                if let Ok(place) = place {
                    reading.note(position, &self.words[place].1, is_title);
                }
                if !self.prefixes.is_empty() {
                    let word: String = char::decode_utf16(letters()).flatten().collect();
                    for (_, sought) in self.prefixes.iter().filter(|(pattern, _)| pattern.matches(&word)) {
                        reading.note(position, sought, is_title);
                    }
                }
            }
            Part::Gap => {}
            Part::End => is_title = false,
        });
        reading
    }

    /// How well the query's segments stand at word borders, from −1 to 1, by their weight; one that
    /// is not found counts 0.
    fn border(&self, borders: &[BestBorder]) -> f32 {
        let total: f32 = self.segments.iter().map(|segment| segment.weight).sum();
        if total == 0.0 {
            return 0.0;
        }
        let found =
            self.segments.iter().zip(borders).map(|(segment, border)| segment.weight * border.value());
        found.sum::<f32>() / total
    }
}

/// What is found of a query in a document.
#[derive(Debug)]
struct Reading {
    terms: Occurrences,
    units: Occurrences,
    /// By segment.
    borders: Vec<BestBorder>,
}

impl Reading {
    /// Notes what is sought at `position`.
    fn note(&mut self, position: u32, sought: &Sought, is_title: bool) {
        if let Some(unit) = sought.unit {
            self.units.add(position, unit, is_title);
        }
        if let Some(term) = sought.term {
            self.terms.add(position, term, is_title);
        }
    }
}

/// Looks `key` up in a sorted list.
fn get<'a, K: Ord, V>(list: &'a [(K, V)], key: &K) -> Option<&'a V> {
    list.binary_search_by(|(known, _)| known.cmp(key)).ok().map(|place| &list[place].1)
}

/// The same, to be filled in.
fn entry<K: Ord, V: Default>(list: &mut Vec<(K, V)>, key: K) -> &mut V {
    let place = list.binary_search_by(|(known, _)| known.cmp(&key)).unwrap_or_else(|place| {
        list.insert(place, (key, V::default()));
        place
    });
    &mut list[place].1
}

fn share(part: f32, weights: &[f32]) -> f32 {
    let total: f32 = weights.iter().sum();
    if total > 0.0 { part / total } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::super::schema::schema;
    use super::super::units::tests::encoded;
    use super::*;
    use crate::query::Query;

    fn cover(found: &[(u32, usize)], title: &[usize], weights: &[f32], width: u32) -> f32 {
        let mut occurrences = Occurrences::new(weights.len());
        for &sought in title {
            occurrences.is_in_title[sought] = true;
        }
        occurrences.found.extend_from_slice(found);
        occurrences.best_cover(weights, width)
    }

    #[test]
    fn the_best_window_counts_each_once_and_the_title_always() {
        let weights = [1.0, 2.0, 4.0];
        assert_eq!(cover(&[], &[], &weights, 10), 0.0);
        assert_eq!(cover(&[(0, 0), (1, 0), (9, 1)], &[], &weights, 10), 3.0);
        assert_eq!(cover(&[(0, 0), (10, 1)], &[], &weights, 10), 2.0);
        assert_eq!(cover(&[(0, 0), (10, 1)], &[2], &weights, 10), 6.0);
        assert_eq!(cover(&[(0, 0), (10, 1), (12, 2)], &[2], &weights, 10), 6.0);
    }
    #[test]
    fn a_full_match_is_judged_alike_whether_or_not_all_of_it_is_read() {
        const PIECES: [&str; 14] = [
            "京都", "和服", "氢", "学", "の", "カー", "대학", "에서", " wind ", " 2025 ", "，", "。", " ",
            "𠮷",
        ];
        let mut random = Rng::with_seed(5);
        let mut tried = 0;
        for _ in 0..2_000 {
            let text: Vec<&str> = (0..40).map(|_| PIECES[random.usize(..PIECES.len())]).collect();
            let start = random.usize(..40);
            let query = text[start..(start + random.usize(1..6)).min(40)].concat();
            let plan = Plan::new(&Query::Phrase(query.clone()), &schema().1);
            let idfs: Vec<f32> = plan.terms.iter().map(|_| random.f32() * 9.0 + 0.1).collect();
            let mut reranker = Reranker::new(&plan, &idfs);
            if !reranker.is_near_in_full {
                continue;
            }
            tried += 1;
            let in_title = random.bool();
            let text = text.concat();
            let units = encoded(&if in_title { [text.as_str(), ""] } else { ["", text.as_str()] });
            let short = reranker.shares(1.0, true, &units);
            reranker.is_near_in_full = false;
            let long = reranker.shares(1.0, true, &units);
            assert_eq!(short.border, long.border, "{query:?} in {text:?}");
            assert!((short.sum() - long.sum()).abs() < 1e-4, "{query:?} in {text:?}: {short:?}, {long:?}");
        }
        assert!(tried > 1_500);
    }
}
