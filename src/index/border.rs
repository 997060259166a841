//! Whether a match stands at word borders: 和服 in 和服展 does, in 产品和服务 it does not.
//!
//! Each script has its own sign of it:
//!
//! - Hangul: a match begins its eojeol (the stretch between spaces), and little follows it there.
//! - Katakana: no katakana stands directly before or after.
//! - Han: reading the characters around as words (a lattice over [`words`], two best readings by
//!   dynamic programming) costs less if no word overlaps an edge of the match than if one does.
//!
//! The constants are those of the study in `docs/search-quality.md`.

use super::units::Document;
use crate::text::{Script, words};

/// A character of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct DocumentUnit {
    /// Folded.
    char: char,
    script: Script,
    /// The next one follows without a separator.
    is_joined: bool,
}

/// Characters read around a match.
const CONTEXT: usize = 8;

/// Differences of cost are cut at this: e⁶ to 1 is certain enough.
const CERTAIN: f32 = 6.0;

/// Syllables after a match that can still be particles.
const PARTICLES: usize = 2;

/// Occurrences that are looked at; the best counts.
const OCCURRENCES: usize = 8;

/// How well the occurrences of a piece of a query in a document stand at word borders.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct BestBorder {
    /// Of the best one; `None` if there is none.
    best: Option<f32>,
    seen: usize,
}

impl BestBorder {
    /// Looks at the `places` of `document` where the first character of `segment` stands, as far as
    /// they may tell more.
    pub(super) fn of(document: Document<'_>, places: impl Iterator<Item = usize>, segment: &[char]) -> Self {
        let mut border = Self::default();
        for at in places {
            if border.is_settled() {
                break;
            }
            border.look(document, at, segment);
        }
        border
    }

    fn is_settled(self) -> bool {
        self.seen == OCCURRENCES || self.best.is_some_and(|best| best >= 1.0)
    }

    /// Looks at the place `at` of `document`, where a character of the script without spaces stands.
    pub(super) fn look(&mut self, document: Document<'_>, at: usize, segment: &[char]) {
        if self.is_settled() {
            return;
        }
        let Some(end) = end_of(document, at, segment) else { return };
        let mut first = at;
        for _ in 0..=CONTEXT {
            match document.joined_before(first) {
                Some(before) => first = before,
                None => break,
            }
        }
        let (mut units, mut start, mut after) = (Vec::with_capacity(MAX_READ + 2), 0, 0);
        let mut next = Some(first);
        while let Some(place) = next.filter(|_| after <= CONTEXT) {
            let (char, script, behind) = document.char_at(place);
            next = document.joined(behind);
            units.push(DocumentUnit { char, script, is_joined: next.is_some() });
            start += usize::from(place < at);
            after += usize::from(place >= end);
        }
        let border = border(&units, start, start + segment.len());
        self.best = Some(self.best.map_or(border, |best| best.max(border)));
        self.seen += 1;
    }

    /// Returns how well the best occurrence stands, from −1 (in the middle of other words) to 1;
    /// 0 if there is none.
    pub(super) fn value(self) -> f32 {
        self.best.unwrap_or_default()
    }
}

/// The place after `segment` if it stands at `at`.
fn end_of(document: Document<'_>, at: usize, segment: &[char]) -> Option<usize> {
    let mut next = Some(at);
    let mut end = at;
    for &c in segment {
        let (char, _, behind) = document.char_at(next?);
        if char != c {
            return None;
        }
        next = document.joined(behind);
        end = behind;
    }
    Some(end)
}

/// How well the match `start..end` stands at word borders, from −1 to 1.
fn border(units: &[DocumentUnit], start: usize, end: usize) -> f32 {
    let is_joined_before = start > 0 && units[start - 1].is_joined;
    let is_joined_after = units[end - 1].is_joined;
    if units[start].script == Script::Hangul {
        if is_joined_before {
            return -0.5;
        }
        let after = units[end - 1..].iter().take_while(|unit| unit.is_joined).count();
        return if after <= PARTICLES { 1.0 } else { 0.5 };
    }

    let mut sum = 0.0;
    let mut cuts_katakana = false;
    let is_katakana = |at: usize| units[at].script == Script::Katakana;
    if is_joined_before && is_katakana(start) && is_katakana(start - 1) {
        sum -= CERTAIN;
        cuts_katakana = true;
    }
    if is_joined_after && is_katakana(end - 1) && is_katakana(end) {
        sum -= CERTAIN;
        cuts_katakana = true;
    }
    let is_han = |at: usize| units[at].script == Script::Han;
    let mut low = start;
    while is_han(start) && low > 0 && start - low < CONTEXT && units[low - 1].is_joined && is_han(low - 1) {
        low -= 1;
    }
    let mut high = end;
    while is_han(end - 1) && high - end < CONTEXT && units[high - 1].is_joined && is_han(high) {
        high += 1;
    }
    if low < start || high > end {
        let mut chars = ['\0'; MAX_READ];
        let length = (high - low).min(MAX_READ);
        for (char, unit) in chars.iter_mut().zip(&units[low..high]) {
            *char = unit.char;
        }
        sum += advantage(&chars[..length], start - low, end - low);
    } else if !cuts_katakana {
        sum += CERTAIN;
    }
    (sum / CERTAIN).clamp(-1.0, 1.0)
}

/// The longest match with its context.
const MAX_READ: usize = MAX_SEGMENT + 2 * CONTEXT;

/// Longer pieces of a query hardly stand across word borders by chance.
pub(super) const MAX_SEGMENT: usize = 10;

/// What reading `chars` costs more with a word over an edge of `start..end` than without.
fn advantage(chars: &[char], start: usize, end: usize) -> f32 {
    // By end and by whether a word lies over an edge: the least cost of a reading.
    let mut least = [[f32::INFINITY; 2]; MAX_READ + 1];
    least[0][0] = 0.0;
    for from in 0..chars.len() {
        for to in from + 1..=chars.len().min(from + words::LONGEST) {
            let cost = match words::cost(&chars[from..to]) {
                Some(cost) => cost,
                None if to == from + 1 => words::UNKNOWN,
                None => continue,
            };
            let overlaps = from.max(start) < to.min(end);
            let is_inside = from >= start && to <= end;
            let holds_all = from <= start && to >= end;
            for crosses in [false, true] {
                let crosses_now = crosses || (overlaps && !is_inside && !holds_all);
                let sum = least[from][usize::from(crosses)] + cost;
                let known = &mut least[to][usize::from(crosses_now)];
                *known = known.min(sum);
            }
        }
    }
    let [apart, across] = least[chars.len()];
    if across.is_infinite() {
        return CERTAIN;
    }
    (across - apart).clamp(-CERTAIN, CERTAIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::units::{Filter, Part, tests::encoded};

    fn of(segment: &str, text: &str) -> Option<f32> {
        let segment: Vec<char> = crate::text::fold_to_string(segment).chars().collect();
        let mut filter = Filter::new();
        filter.add(segment[0]);
        let bytes = encoded(&[text]);
        let document = Document::new(&bytes);
        let mut border = BestBorder::default();
        document.read::<1>(&filter, |_, part| {
            if let Part::Char { at, .. } = part {
                border.look(document, at, &segment);
            }
        });
        border.best
    }

    #[test]
    fn a_word_stands_better_than_the_same_characters_across_words() {
        for (word, inside, across) in [
            ("和服", "和服展在杭州开幕", "产品和服务质量提高"),
            ("機場", "機場擴建工程開工", "手機場景的應用"),
            ("パン", "パンの値段が上がる", "ジャパンの選手が勝つ"),
            ("대학", "대학의 등록금 인상", "그대학습은 처음이다"),
        ] {
            assert!(
                of(word, inside) > of(word, across),
                "{word}: {:?} {:?}",
                of(word, inside),
                of(word, across)
            );
        }
    }

    #[test]
    fn a_match_alone_is_certain_and_none_is_none() {
        assert_eq!(of("氢能", "氢能"), Some(1.0));
        assert_eq!(of("氢能", "，氢能。"), Some(1.0));
        assert_eq!(of("氢能", "氢气"), None);
        assert_eq!(of("氢能", "氢。能"), None);
        assert_eq!(of("氢能", ""), None);
        assert_eq!(of("대학", "대학"), Some(1.0));
    }

    #[test]
    fn the_best_occurrence_counts() {
        assert!(of("和服", "产品和服务。和服展").unwrap() > of("和服", "产品和服务").unwrap());
    }
}
