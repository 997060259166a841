//! How likely each role is for a paragraph, by what it and its neighbours look like.
//!
//! A multinomial logistic regression: the [`traits`] of a paragraph, of those beside it and of its
//! place on the page, weighed for each role. The weights (`likelihood.tsv`, compiled in) are learnt
//! from the pages in `tests/it/data/pages` by `tools/page_train.rs`, which also says how well pages of
//! other hands are read with weights that did not see them. What costs a paragraph its roles by
//! rule ([`Shape::cost`]) is among the traits, so the rules are where knowledge of newspapers
//! goes, and the weights say how far each is to be believed.

use std::sync::LazyLock;

use super::Role;
use super::paragraph::{is_han, is_hangul, is_kana, narrowed};
use super::shape::Shape;

/// The table of weights that is compiled in: a trait a line, its name and a weight for each role.
const TABLE: &str = include_str!("likelihood.tsv");

/// Lengths, in characters, from which on a paragraph is longer.
const LENGTHS: [usize; 13] = [2, 4, 6, 8, 10, 12, 16, 20, 26, 34, 45, 60, 100];

/// Costs by rule beyond these bounds say no more.
const COSTS: (f32, f32) = (-3.0, 8.0);

/// Weights by trait and role.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights(pub Vec<[f32; Role::COUNT]>);

impl Weights {
    /// Those that are compiled in.
    pub fn learnt() -> &'static Self {
        static LEARNT: LazyLock<Weights> = LazyLock::new(|| Weights::parse(TABLE));
        &LEARNT
    }

    /// Reads a table; a weight that can't be read is 0.
    fn parse(table: &str) -> Self {
        let weights = |line: &str| {
            let mut weights = [0.0; Role::COUNT];
            for (weight, text) in weights.iter_mut().zip(line.split('\t').skip(1)) {
                *weight = text.parse().unwrap_or_default();
            }
            weights
        };
        Self(table.lines().map(weights).collect())
    }

    /// Returns −ln of each role's probability, for a paragraph with these traits.
    pub fn costs(&self, traits: &[f32]) -> [f32; Role::COUNT] {
        let mut sums = [0.0_f32; Role::COUNT];
        for (value, weights) in traits.iter().zip(&self.0).filter(|(value, _)| **value != 0.0) {
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += value * weight;
            }
        }
        let most = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let all = sums.iter().map(|sum| (sum - most).exp()).sum::<f32>().ln() + most;
        sums.map(|sum| all - sum)
    }
}

/// Returns the traits of each paragraph of a page, with their names, the same for each.
pub fn traits(texts: &[&str], shapes: &[Shape]) -> Vec<Vec<(String, f32)>> {
    let own: Vec<Vec<(String, f32)>> =
        texts.iter().zip(shapes).map(|(text, shape)| own(text, shape)).collect();
    let nothing: Vec<(String, f32)> = own
        .first()
        .map(|first| first.iter().map(|(name, _)| (name.clone(), 0.0)).collect())
        .unwrap_or_default();
    let count = texts.len();
    (0..count)
        .map(|at| {
            let mut traits = vec![("bias".to_owned(), 1.0)];
            for (side, before, depth) in
                [("", 0, usize::MAX), ("-1 ", 1, usize::MAX), ("-2 ", 2, NEAR_TRAITS)]
            {
                let beside = at.checked_sub(before).map_or(&nothing, |beside| &own[beside]);
                traits
                    .extend(beside.iter().take(depth).map(|(name, value)| (format!("{side}{name}"), *value)));
            }
            for (side, after, depth) in [("+1 ", 1, usize::MAX), ("+2 ", 2, NEAR_TRAITS)] {
                let beside = own.get(at + after).unwrap_or(&nothing);
                traits
                    .extend(beside.iter().take(depth).map(|(name, value)| (format!("{side}{name}"), *value)));
            }
            place(shapes, at, &mut traits);
            traits
        })
        .collect()
}

/// Traits that are looked at of the paragraphs two places away: costs and lengths.
const NEAR_TRAITS: usize = Role::COUNT + LENGTHS.len();

/// What a paragraph looks like by itself.
fn own(text: &str, shape: &Shape) -> Vec<(String, f32)> {
    let chars = narrowed(text.trim());
    let line: String = chars.iter().collect();
    let mut traits: Vec<(String, f32)> = Vec::new();
    let mut add = |name: &str, value: f32| traits.push((name.to_owned(), value));
    for role in Role::ALL {
        add(&format!("cost {}", role.name()), shape.cost(role).clamp(COSTS.0, COSTS.1));
    }
    for least in LENGTHS {
        add(&format!("length {least}"), f32::from(u8::from(chars.len() >= least)));
    }
    let share = |is: &dyn Fn(&char) -> bool| {
        chars.iter().filter(|c| is(c)).count() as f32 / chars.len().max(1) as f32
    };
    add("han", share(&|c| is_han(*c)));
    add("kana", share(&|c| is_kana(*c)));
    add("hangul", share(&|c| is_hangul(*c)));
    add("digits", share(&char::is_ascii_digit));
    add("latin", share(&char::is_ascii_alphabetic));
    let mut has = |name: &str, is: bool| add(name, f32::from(u8::from(is)));
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_enclosed = line.starts_with(['(', '[']) && line.ends_with([')', ']']);
    has("has digit", chars.iter().any(char::is_ascii_digit));
    has("has kana", chars.iter().any(|c| is_kana(*c)));
    has("has hangul", chars.iter().any(|c| is_hangul(*c)));
    has("has stop", line.contains('。'));
    has("ends sentence", line.ends_with(['。', '.', '!', '?', '”', '」']));
    has("ends question", line.ends_with(['?', '!']));
    has("ends bracket", line.ends_with([')', ']']));
    has("begins bracket", line.starts_with(['(', '[']));
    has("enclosed", is_enclosed);
    has("begins quote", line.starts_with(['“', '「', '"', '‘', '《', '<']));
    has("ends quote", line.ends_with(['”', '」', '"', '’']));
    has("has quote", line.contains(['“', '「', '"', '‘']));
    has("has comma", line.contains([',', '、']));
    has("has colon", line.contains(':'));
    has("has blank", words.len() > 1);
    has("two words", words.len() == 2);
    has("three words", words.len() > 2);
    has("has dot", line.contains('·'));
    has("begins dash", line.starts_with(['—', '-']));
    has("has slash", line.contains('/'));
    has("has at", line.contains('@'));
    has("has equals", line.contains('='));
    has("begins bullet", line.starts_with(['■', '□', '●', '◆', '◎', '▽', '▲', '▍', '◇', '○', '★', '·', '▶']));
    has("has semicolon", line.contains(';'));
    let names = |length: &dyn Fn(usize) -> bool| {
        !words.is_empty() && words.iter().all(|word| length(word.chars().count()) && word.chars().all(is_han))
    };
    has("one short word", words.len() == 1 && names(&|length| (2..=4).contains(&length)));
    has("short words", words.len() > 1 && names(&|length| (2..=4).contains(&length)));
    has("label", line.split_once(':').is_some_and(|(label, _)| (1..=6).contains(&label.chars().count())));
    let tail: Vec<char> = chars.iter().rev().take(4).copied().collect();
    has("ends figure", tail.iter().any(char::is_ascii_digit));
    has("ends ellipsis", line.ends_with(['…', '⋯']));
    has("prose", shape.is_prose);
    has("ended", shape.is_ended);
    has("byline", shape.byline.is_some() && !shape.is_bare_name);
    has("names nobody", shape.byline.as_ref().is_some_and(|credit| credit.authors.is_empty()));
    has("bare name", shape.is_bare_name);
    has("known name", shape.is_known_name);
    has("loose name", shape.is_loose_name);
    has("dateline", shape.dateline.is_some());
    has("signature", shape.signature.is_some());
    has("note head", shape.is_note_head);
    has("ordinal", shape.ordinal.is_some());
    has("begins inside", shape.inner > 1.0);
    has("dialogue", shape.is_dialogue);
    traits
}

/// Where a paragraph stands: on the page, and among the short lines around it.
fn place(shapes: &[Shape], at: usize, traits: &mut Vec<(String, f32)>) {
    let count = shapes.len();
    let mut has = |name: String, is: bool| traits.push((name, f32::from(u8::from(is))));
    for edge in [1, 2, 3, 6] {
        has(format!("first {edge}"), at < edge);
        has(format!("last {edge}"), at + edge >= count);
    }
    let above = (0..at).rev().take_while(|above| !shapes[*above].is_prose).count();
    let below = (at + 1..count).take_while(|below| !shapes[*below].is_prose).count();
    let is_line = !shapes[at].is_prose;
    for lines in 0..4 {
        has(format!("lines above {lines}"), is_line && above.min(3) == lines);
        has(format!("lines below {lines}"), is_line && below.min(3) == lines);
    }
    let lines = at - above..at + below + 1;
    let lengths = || lines.clone().filter(|line| *line != at).map(|line| shapes[line].length);
    has("longest line".to_owned(), is_line && lengths().all(|length| length < shapes[at].length));
    has("shortest line".to_owned(), is_line && lengths().all(|length| length > shapes[at].length));
    has("no text below".to_owned(), at + below + 1 >= count);
    let ratio = |other: Option<&Shape>| {
        other.map_or(0.0, |other| ((shapes[at].length as f32 + 1.0) / (other.length as f32 + 1.0)).ln())
    };
    let beside = [("above", at.checked_sub(1).map(|above| &shapes[above])), ("below", shapes.get(at + 1))];
    for (side, other) in beside {
        traits.push((format!("ratio {side}"), ratio(other)));
        traits.push((format!("ratio {side}, bounded"), ratio(other).clamp(-1.0, 1.0)));
    }
}

#[cfg(test)]
mod tests {
    use super::super::shape::look_around;
    use super::*;

    #[test]
    fn the_table_has_each_trait_once_and_in_order() {
        let texts = ["科技在线", "三家单位入选", "本报讯 近日，名单公布。"];
        let mut shapes: Vec<Shape> = texts.iter().map(|text| Shape::of(text)).collect();
        look_around(&mut shapes, &texts);
        for traits in traits(&texts, &shapes) {
            let names: Vec<&str> = traits.iter().map(|(name, _)| name.as_str()).collect();
            let table: Vec<&str> =
                TABLE.lines().map(|line| line.split('\t').next().unwrap_or_default()).collect();
            assert_eq!(names, table);
        }
    }

    #[test]
    fn costs_are_of_probabilities() {
        let weights = Weights(vec![[0.5; Role::COUNT], std::array::from_fn(|role| role as f32)]);
        let costs = weights.costs(&[1.0, 2.0]);
        let sum: f32 = costs.iter().map(|cost| (-cost).exp()).sum();
        assert!((sum - 1.0).abs() < 1e-5);
        assert!(costs.windows(2).all(|pair| pair[0] > pair[1]), "{costs:?}");
    }
}
