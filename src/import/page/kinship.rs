//! How much two paragraphs have in common: words and names, the rarer the more they tell.

use std::collections::BTreeMap;

use crate::text::{Kind, Tokens, words};

/// A paragraph's kin are so many: what it has in common with more tells nothing new.
const NEAREST: usize = 3;

/// The kinship of the paragraphs of one page.
#[derive(Debug)]
pub(super) struct Kinship {
    count: usize,
    /// Cosines, row by row.
    cosines: Vec<f32>,
    /// The mean of each paragraph's nearest, wherever they stand.
    best: Vec<f32>,
}

impl Kinship {
    /// Compares the paragraphs with each other.
    pub fn of(texts: &[&str]) -> Self {
        let bags: Vec<BTreeMap<String, f32>> = texts.iter().map(|text| bag(text)).collect();
        let mut frequency: BTreeMap<&str, f32> = BTreeMap::new();
        for term in bags.iter().flat_map(BTreeMap::keys) {
            *frequency.entry(term).or_default() += 1.0;
        }
        let pages = texts.len() as f32 + 1.0;
        let weighted: Vec<BTreeMap<&str, f32>> = bags
            .iter()
            .map(|bag| {
                let weight = |term: &str| (pages / frequency[term]).ln() * rarity(term);
                bag.iter().map(|(term, tf)| (term.as_str(), (1.0 + tf.ln()) * weight(term))).collect()
            })
            .collect();
        let norms: Vec<f32> =
            weighted.iter().map(|bag| bag.values().map(|w| w * w).sum::<f32>().sqrt().max(1.0)).collect();
        let count = texts.len();
        let mut postings: BTreeMap<&str, Vec<(usize, f32)>> = BTreeMap::new();
        for (at, bag) in weighted.iter().enumerate() {
            for (term, weight) in bag {
                postings.entry(term).or_default().push((at, *weight));
            }
        }
        let mut cosines = vec![0.0; count * count];
        for list in postings.values() {
            for (a, x) in list {
                for (b, y) in list {
                    cosines[a * count + b] += x * y / (norms[*a] * norms[*b]);
                }
            }
        }
        let mut kinship = Self { count, cosines, best: Vec::new() };
        let everyone: Vec<usize> = (0..count).collect();
        kinship.best = (0..count).map(|at| kinship.nearest(at, &everyone)).collect();
        kinship
    }

    /// What two paragraphs have in common, 0 to 1.
    pub fn between(&self, a: usize, b: usize) -> f32 {
        self.cosines[a * self.count + b]
    }

    /// How near a paragraph is to a group (in which it may stand itself), as a share of how near it
    /// is to its nearest on the page: 0 to 1.
    pub fn share(&self, at: usize, group: &[usize]) -> f32 {
        if self.best[at] < 0.01 { 0.0 } else { (self.nearest(at, group) / self.best[at]).min(1.0) }
    }

    /// How strongly what stands on the two sides of a border hangs together.
    pub fn across(&self, left: &[usize], right: &[usize]) -> f32 {
        let mut pairs: Vec<f32> =
            left.iter().flat_map(|a| right.iter().map(|b| self.between(*a, *b))).collect();
        mean_of_greatest(&mut pairs)
    }

    fn nearest(&self, at: usize, group: &[usize]) -> f32 {
        let mut found: Vec<f32> =
            group.iter().filter(|other| **other != at).map(|other| self.between(at, *other)).collect();
        mean_of_greatest(&mut found)
    }
}

fn mean_of_greatest(values: &mut Vec<f32>) -> f32 {
    values.sort_by(|a, b| b.total_cmp(a));
    values.truncate(NEAREST);
    if values.is_empty() { 0.0 } else { values.iter().sum::<f32>() / values.len() as f32 }
}

fn bag(text: &str) -> BTreeMap<String, f32> {
    let mut bag = BTreeMap::new();
    let mut tokens = Tokens::new(text);
    while tokens.advance() {
        let token = tokens.token();
        let is_telling = match token.kind {
            Kind::Bigram => true,
            Kind::Last => false,
            Kind::Word => token.text.chars().count() > 1,
        };
        if is_telling {
            *bag.entry(token.text.clone()).or_default() += 1.0;
        }
    }
    bag
}

/// How much a term tells: frequent words little; what is no word of the table may be a name or the
/// border of two words.
fn rarity(term: &str) -> f32 {
    let chars: Vec<char> = term.chars().collect();
    if chars.len() > words::LONGEST || chars[0].is_ascii() {
        return 0.8;
    }
    match words::cost(&chars) {
        Some(cost) if chars.len() > 1 => ((cost - 5.0) / 8.0).clamp(0.15, 1.0),
        _ => {
            // A border of words is as frequent as its characters are.
            let least = chars.iter().filter_map(|c| words::cost(&[*c])).fold(words::UNKNOWN, f32::min);
            ((least - 4.0) / 10.0).clamp(0.1, 0.7)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_of_one_subject_are_nearer() {
        let kinship = Kinship::of(&[
            "矿井水的水质问题逐一破解，换热器不再结垢。",
            "矿井水全程密闭，换热器的铁垢消失了。",
            "旧书市集周末回归，摊主已有一百多位。",
            "旧书摊从东门摆到水闸，摊主们很高兴。",
        ]);
        assert!(kinship.between(0, 1) > kinship.between(0, 2));
        assert!(kinship.share(3, &[2]) > kinship.share(3, &[0, 1]));
        assert!(kinship.across(&[0, 1], &[2, 3]) < kinship.across(&[0], &[1]));
    }
}
