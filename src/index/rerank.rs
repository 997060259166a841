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

use super::border::{DocumentUnit, MAX_SEGMENT, best_border};
use super::explain::Shares;
use super::plan::{MAX_TERMS, Plan};
use super::units::{Part, read};
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
const TITLE_GAP: u32 = 10;

/// A segment of a query that weighs less than this does not matter.
const MIN_SEGMENT_WEIGHT: f32 = 0.3;

/// A query as documents are reranked by it.
#[derive(Debug)]
pub(super) struct Reranker {
    /// Weight with idf, by term.
    term_weights: Vec<f32>,
    /// Terms of two characters.
    bigrams: HashMap<(char, char), usize>,
    characters: HashMap<char, Sought>,
    words: HashMap<String, Sought>,
    /// Beginnings of words: terms that a lookup does not find.
    prefixes: Vec<(Pattern, Sought)>,
    /// Weight with idf, by character or word.
    unit_weights: Vec<f32>,
    segments: Vec<Segment>,
    filter: Filter,
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

/// Tells most characters that are not sought at one look.
#[derive(Debug)]
struct Filter([u64; 16]);

impl Filter {
    fn add(&mut self, c: char) {
        self.0[(u32::from(c) as usize >> 6) & 15] |= 1 << (u32::from(c) & 63);
    }

    fn may_hold(&self, c: char) -> bool {
        self.0[(u32::from(c) as usize >> 6) & 15] & (1 << (u32::from(c) & 63)) != 0
    }
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
            bigrams: HashMap::new(),
            characters: HashMap::new(),
            words: HashMap::new(),
            prefixes: Vec::new(),
            unit_weights: Vec::new(),
            segments: Vec::new(),
            filter: Filter([0; 16]),
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
                        self.bigrams.insert((first, second), term);
                    }
                }
                Pattern::Exact(text) => self.words.entry(text.clone()).or_default().term = Some(term),
                Pattern::Prefix { .. } if unit.script != Script::Word => {
                    self.characters.entry(unit.char()).or_default().term = Some(term);
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
                self.characters.entry(unit.char()).or_default()
            } else if let Some(scored) = piece.scored.iter().find(is_prefix) {
                let known = self.prefixes.iter_mut().find(|(pattern, _)| *pattern == scored.pattern);
                let Some((_, sought)) = known else { continue };
                sought
            } else {
                self.words.entry(unit.text.clone()).or_default()
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
                let chars = units[start..end].iter().map(unit::Unit::char).collect();
                self.segments.push(Segment { chars, weight });
            }
            start = end;
        }
    }

    /// Returns what share of the query's weight `score`, BM25's, is.
    pub(super) fn share_of_score(&self, score: f32) -> f32 {
        share(score, &self.term_weights)
    }

    /// Returns the shares of a document with `score` by BM25; `units` are its part of the file of
    /// [`units`](super::units).
    pub(super) fn shares(&self, score: f32, units: &[u8]) -> Shares {
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
            border: (1.0 + self.border(&reading.all)) / 2.0,
        }
    }

    /// Returns the places of the query's terms that the document has.
    pub(super) fn terms_in(&self, units: &[u8]) -> BTreeSet<usize> {
        self.read(units).terms.found.into_iter().map(|(_, term)| term).collect()
    }

    /// Notes what is sought in a document. Unlike in the index a space does not part: only
    /// punctuation does.
    fn read(&self, units: &[u8]) -> Reading {
        let mut reading = Reading {
            terms: Occurrences::new(self.term_weights.len()),
            units: Occurrences::new(self.unit_weights.len()),
            all: Vec::new(),
            position: 0,
        };
        let mut is_title = true;
        // The character before, if the next one is joined to it and it may begin a bigram.
        let mut former: Option<char> = None;
        let seeks_words = !self.words.is_empty() || !self.prefixes.is_empty();
        read(units, seeks_words, |part| match part {
            Part::Char { char, script, is_joined } => {
                if let Some(first) = former.take()
                    && let Some(&term) = self.bigrams.get(&(first, char))
                {
                    reading.terms.add(reading.position - 1, term, is_title);
                }
                if self.filter.may_hold(char)
                    && let Some(sought) = self.characters.get(&char)
                {
                    reading.note(sought, is_title);
                    former = is_joined.then_some(char);
                }
                reading.go_on(self, DocumentUnit { char, script, is_joined });
            }
            Part::Word(word) => {
                if let Some(sought) = self.words.get(word) {
                    reading.note(sought, is_title);
                }
                for (pattern, sought) in &self.prefixes {
                    if pattern.matches(word) {
                        reading.note(sought, is_title);
                    }
                }
                reading.go_on(self, DocumentUnit { char: '\0', script: Script::Word, is_joined: false });
            }
            Part::Gap => reading.position += 1,
            Part::End => {
                reading.position += TITLE_GAP;
                is_title = false;
            }
        });
        reading
    }

    /// How well the query's segments stand at word borders, from −1 to 1, by their weight; one that
    /// is not found counts 0.
    fn border(&self, units: &[DocumentUnit]) -> f32 {
        let total: f32 = self.segments.iter().map(|segment| segment.weight).sum();
        if total == 0.0 {
            return 0.0;
        }
        let found = self
            .segments
            .iter()
            .map(|segment| segment.weight * best_border(units, &segment.chars).unwrap_or_default());
        found.sum::<f32>() / total
    }
}

/// A document as it is read.
#[derive(Debug)]
struct Reading {
    terms: Occurrences,
    units: Occurrences,
    /// Every unit; empty if the query has nothing to judge borders by.
    all: Vec<DocumentUnit>,
    position: u32,
}

impl Reading {
    /// Notes what is sought at the position.
    fn note(&mut self, sought: &Sought, is_title: bool) {
        if let Some(unit) = sought.unit {
            self.units.add(self.position, unit, is_title);
        }
        if let Some(term) = sought.term {
            self.terms.add(self.position, term, is_title);
        }
    }

    /// Goes on to the position after `unit`.
    fn go_on(&mut self, reranker: &Reranker, unit: DocumentUnit) {
        if !reranker.segments.is_empty() {
            self.all.push(unit);
        }
        self.position += 1;
    }
}

fn share(part: f32, weights: &[f32]) -> f32 {
    let total: f32 = weights.iter().sum();
    if total > 0.0 { part / total } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
