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

use crate::text::{Script, words};

/// A character or a word of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DocumentUnit {
    /// Folded; U+0000 for a word.
    pub char: char,
    pub script: Script,
    /// The next one is a character that follows without a separator.
    pub is_joined: bool,
}

/// Characters read around a match.
const CONTEXT: usize = 8;

/// Differences of cost are cut at this: e⁶ to 1 is certain enough.
const CERTAIN: f32 = 6.0;

/// Syllables after a match that can still be particles.
const PARTICLES: usize = 2;

/// Occurrences that are looked at; the best counts.
const OCCURRENCES: usize = 8;

/// Returns how well the best occurrence of `segment` in `units` stands at word borders, from −1 (in
/// the middle of other words) to 1; `None` if it does not occur.
pub(super) fn best_border(units: &[DocumentUnit], segment: &[char]) -> Option<f32> {
    let first = *segment.first()?;
    let mut best: Option<f32> = None;
    let mut seen = 0;
    for start in 0..units.len().saturating_sub(segment.len() - 1) {
        if units[start].char != first || !is_at(units, start, segment) {
            continue;
        }
        let border = border(units, start, start + segment.len());
        best = Some(best.map_or(border, |best| best.max(border)));
        seen += 1;
        if seen == OCCURRENCES || border >= 1.0 {
            break;
        }
    }
    best
}

fn is_at(units: &[DocumentUnit], start: usize, segment: &[char]) -> bool {
    let found = &units[start..start + segment.len()];
    found.iter().zip(segment).all(|(unit, c)| unit.char == *c)
        && found[..segment.len() - 1].iter().all(|unit| unit.is_joined)
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
    use crate::text::{Kind, Tokens, unit};

    fn units(text: &str) -> Vec<DocumentUnit> {
        let mut tokens = Tokens::new(text);
        let mut units = Vec::new();
        while tokens.advance() {
            let token = tokens.token();
            units.push(DocumentUnit {
                char: if token.kind == Kind::Word { '\0' } else { unit::first_char(token) },
                script: unit::script(token, text),
                is_joined: token.kind == Kind::Bigram,
            });
        }
        units
    }

    fn of(segment: &str, text: &str) -> Option<f32> {
        let segment: Vec<char> = crate::text::fold_to_string(segment).chars().collect();
        best_border(&units(text), &segment)
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
