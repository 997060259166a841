//! The words of a text that a person would look for: names of things, as the text writes them.
//!
//! Chinese characters are read as words by the table of `text::words`, the cheapest
//! reading of a run; rare characters that no word holds are taken together, because new words (氢能)
//! are made of them. Katakana and Korean words are cut where the script ends, Korean ones before
//! their particles. Stop words, numbers and single characters are left out.
//!
//! It is good enough to suggest words that recur in many texts, and made for nothing else: what is
//! found does not depend on it.

use std::ops::Range;

use super::tokenize::Tokens;
use super::unit::{Script, Unit};
use super::{stop_words, words};

/// Longer runs are read in pieces.
const MAX_RUN: usize = 64;

/// A character of this cost or more makes new words: some 1,000 of a language are more frequent.
const RARE: f32 = 9.0;

/// A character below this cost is a particle wherever it stands alone.
const PARTICLE: f32 = 6.0;

/// Latin words of fewer letters are left out.
const MIN_LETTERS: usize = 3;

/// Longer ones are no words.
const MAX_CHARS: usize = 32;

/// Hands each word of `text` to `receive`, as written, in the text's order.
pub fn words<'a>(text: &'a str, mut receive: impl FnMut(&'a str)) {
    let (mut units, mut ranges) = (Vec::new(), Vec::new());
    let mut tokens = Tokens::new(text);
    while tokens.advance() {
        let token = tokens.token();
        // A bigram's second character begins the next token, where the first one ends.
        if let Some(Range { end, .. }) = ranges.last_mut() {
            *end = token.offset.start.min(*end);
        }
        ranges.push(token.offset.clone());
        units.push(Unit::of(token, text));
    }
    stop_words::weigh(&mut units);

    let mut start = 0;
    while start < units.len() {
        let script = units[start].script;
        let mut end = start + 1;
        while end < units.len()
            && end - start < MAX_RUN
            && units[end - 1].is_joined
            && units[end].script == script
        {
            end += 1;
        }
        let mut give = |piece: Range<usize>| {
            if piece.is_empty() || units[piece.clone()].iter().all(|unit| unit.weight < 1.0) {
                return;
            }
            let word = &text[ranges[piece.start].start..ranges[piece.end - 1].end];
            // Of a character that stands for several (㈝), some have no place of their own.
            if !word.is_empty() && word.chars().count() <= MAX_CHARS {
                receive(word);
            }
        };
        match script {
            Script::Word if is_word(&text[ranges[start].clone()]) => give(start..end),
            Script::Katakana if end - start > 1 => give(start..end),
            Script::Hangul => {
                let stem = units[start..end].iter().take_while(|unit| unit.weight >= 1.0).count();
                if stem > 1 {
                    give(start..start + stem);
                }
            }
            Script::Han => read(&units[start..end], |piece| give(start + piece.start..start + piece.end)),
            _ => {}
        }
        start = end;
    }
}

fn is_word(word: &str) -> bool {
    word.chars().count() >= MIN_LETTERS && !word.contains(|c: char| c.is_numeric())
}

/// Hands the words of a run of Chinese characters to `receive`, as ranges of `units`.
fn read(units: &[Unit], mut receive: impl FnMut(Range<usize>)) {
    let chars: Vec<char> = units.iter().map(Unit::char).collect();
    // By end: the least cost up to there, and where the last word of that reading begins.
    let mut best = vec![(f32::INFINITY, 0); chars.len() + 1];
    best[0].0 = 0.0;
    for from in 0..chars.len() {
        for to in from + 1..=chars.len().min(from + words::LONGEST) {
            let cost = match words::cost(&chars[from..to]) {
                Some(cost) => cost,
                None if to == from + 1 => words::UNKNOWN,
                None => continue,
            };
            if best[from].0 + cost < best[to].0 {
                best[to] = (best[from].0 + cost, from);
            }
        }
    }
    let mut pieces = Vec::new();
    let mut end = chars.len();
    while end > 0 {
        let start = best[end].1;
        pieces.push(start..end);
        end = start;
    }
    // A new word: single characters in a row, none of them a particle, one of them rare.
    let mut fresh: Range<usize> = 0..0;
    let cost = |at: usize| words::cost(&chars[at..=at]).unwrap_or(words::UNKNOWN);
    let is_new =
        |range: &Range<usize>| (2..=4).contains(&range.len()) && range.clone().any(|at| cost(at) >= RARE);
    for piece in pieces.into_iter().rev() {
        if piece.len() == 1 && cost(piece.start) >= PARTICLE && units[piece.start].weight >= 1.0 {
            fresh = if fresh.end == piece.start { fresh.start..piece.end } else { piece };
            continue;
        }
        if is_new(&fresh) {
            receive(fresh.clone());
        }
        fresh = piece.end..piece.end;
        if piece.len() > 1 {
            receive(piece);
        }
    }
    if is_new(&fresh) {
        receive(fresh);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let mut found = Vec::new();
        words(text, |word| found.push(word));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn words_are_cut_in_every_script_as_written() {
        check("中国的经济发展", &["中国", "经济", "发展"]);
        check("中國的經濟發展", &["中國", "經濟", "發展"]);
        check("内蒙古的氢能列车", &["内蒙古", "氢能", "列车"]);
        check("都市ｶﾞｽのコンピューター", &["都市", "ｶﾞｽ", "コンピューター"]);
        check("대학에서 수소를 연구한다", &["대학", "수소", "연구"]);
        check("The turbines of Xi'an turn in 2023", &["turbines", "Xi'an", "turn"]);
        check("什么是的", &[]);
        check("㈝\u{1daa1}", &[]);
        check("", &[]);
    }

    proptest::proptest! {
        #[test]
        fn every_word_is_a_piece_of_the_text(text in "\\PC{0,60}|[中国经济的氢能カガｶﾞー한국에서a b]{0,90}") {
            words(&text, |word| assert!(text.contains(word) && !word.is_empty()));
        }
    }
}
