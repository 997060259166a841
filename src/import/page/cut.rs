//! Paragraphs that a column's end has cut in two, and which half goes with which.
//!
//! A first half ends where no sentence ends, a second half begins where none begins. A pair is
//! scored by what continues across the cut: marks that one half opens and the other closes, a piece
//! of text across it that stands elsewhere on the page, a word of the table across it, a number
//! or a Latin word in two pieces; and by how near the halves stand. Pairs are taken best first.

use std::collections::{BTreeMap, BTreeSet};

use super::Role;
use super::paragraph::{is_han, narrowed, unbalanced};
use super::shape::Shape;
use crate::text::{fold_to_string, words};

/// Characters on either side of a cut that are looked at.
const REACH: usize = 8;

/// A pair below this is none.
const LEAST: f32 = 1.6;

/// Characters and words that no sentence begins with.
const INNER: &[&str] = &[
    "的", "了", "着", "过", "们", "地", "得", "性", "化", "等", "之", "與", "和", "及", "者", "率", "量",
    "个", "名", "吗", "呢", "吧", "成的", "到了", "是一", "着", "をの", "は", "が", "を", "に", "で", "と",
    "の", "も", "へ", "ば", "り", "る", "れ", "っ", "ん", "ょ", "ゅ", "いる", "いた", "です", "ます", "著",
    "個", "過", "們",
];

/// What sentences and paragraphs begin with.
const OPENERS: &[&str] = &[
    "近日",
    "日前",
    "目前",
    "据",
    "此外",
    "另外",
    "同时",
    "与此同时",
    "下一步",
    "未来",
    "今年",
    "去年",
    "近年来",
    "如今",
    "当然",
    "有人",
    "如果",
    "问:",
    "答:",
    "“",
    "「",
    "記者",
    "记者",
    "此次",
    "本次",
    "接下来",
    "過去",
    "过去",
    "第",
    "\"",
];

/// Two halves of one paragraph.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Join {
    pub first: usize,
    pub second: usize,
    /// Above [`LEAST`].
    pub score: f32,
}

/// The cuts of a page.
#[derive(Debug)]
pub(super) struct Cuts {
    /// Nothing ends where the paragraph ends.
    pub is_open: Vec<bool>,
    /// How surely the paragraph begins in the middle of a sentence; 0: no sign of it.
    pub inner: Vec<f32>,
    pub joins: Vec<Join>,
}

impl Cuts {
    /// Finds them. `is_settled` says that the articles stand: halves of one paragraph are of one
    /// article then.
    pub fn find(
        texts: &[&str],
        shapes: &[Shape],
        roles: &[Role],
        articles: &[usize],
        is_settled: bool,
    ) -> Self {
        let count = texts.len();
        let is_text = |at: usize| roles[at] == Role::Body;
        let lists = lists(shapes, roles, articles);
        let is_open: Vec<bool> = (0..count)
            .map(|at| {
                let is_item = lists.contains(&articles[at]) && unbalanced(texts[at]).0.is_empty();
                is_text(at) && !is_item && is_open(texts[at], &shapes[at])
            })
            .collect();
        let inner: Vec<f32> = (0..count).map(|at| if is_text(at) { shapes[at].inner } else { 0.0 }).collect();
        let page = fold_to_string(&texts.join("\n"));
        let mut pairs = Vec::new();
        for first in (0..count).filter(|at| is_open[*at]) {
            // The next paragraph of running text, across captions and furniture.
            let next = (first + 1..count)
                .find(|at| !matches!(roles[*at], Role::Caption | Role::Furniture | Role::Quote));
            for second in (0..count).filter(|at| *at != first && is_text(*at)) {
                if is_settled && articles[first] != articles[second] {
                    continue;
                }
                if !shapes[second].is_prose && next != Some(second) {
                    continue;
                }
                if shapes[second].dateline.is_some() || texts[second].ends_with([':', '：']) {
                    continue;
                }
                let mut score = continuation(texts[first], texts[second], &page) + inner[second];
                if next == Some(second) {
                    score += 1.6;
                } else if let Some(swapped) = swapped(first, second, roles, articles, shapes) {
                    score += swapped;
                } else {
                    let distance = first.abs_diff(second) as f32;
                    score -= 0.03 * distance + 0.4;
                    if inner[second] <= 0.0 {
                        score -= 1.2;
                    }
                }
                if score >= LEAST {
                    pairs.push(Join { first, second, score });
                }
            }
        }
        pairs.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.first.cmp(&b.first)));
        let mut joins: Vec<Join> = Vec::new();
        for pair in pairs {
            let is_taken = joins.iter().any(|j| j.first == pair.first || j.second == pair.second);
            if !is_taken && !makes_ring(&joins, pair) {
                joins.push(pair);
            }
        }
        joins.sort_by_key(|join| join.first);
        Self { is_open, inner, joins }
    }

    /// The second half that goes with `first`.
    pub fn after(&self, first: usize) -> Option<usize> {
        self.joins.iter().find(|join| join.first == first).map(|join| join.second)
    }

    /// The first half that goes with `second`.
    pub fn before(&self, second: usize) -> Option<usize> {
        self.joins.iter().find(|join| join.second == second).map(|join| join.first)
    }
}

/// What speaks for two columns in the wrong order: the first half is the last of its part of an
/// article, the second half the first of the same part; still more if a signature or a dateline stands between.
fn swapped(first: usize, second: usize, roles: &[Role], articles: &[usize], shapes: &[Shape]) -> Option<f32> {
    if second >= first || articles[first] != articles[second] {
        return None;
    }
    let is_aside =
        |at: usize| matches!(roles[at], Role::Caption | Role::Furniture | Role::Quote | Role::Source);
    let before = (0..second).rev().find(|at| !is_aside(*at));
    let after = (first + 1..roles.len()).find(|at| !is_aside(*at));
    let is_border =
        |at: Option<usize>| at.is_none_or(|at| roles[at] != Role::Body || articles[at] != articles[first]);
    let is_one_part =
        (second..=first).all(|at| roles[at] != Role::Subhead && articles[at] == articles[first]);
    if !is_border(before) || !is_border(after) || !is_one_part {
        return None;
    }
    // A signature amid the text, or a dateline: there the text ends, and here it begins.
    let is_marked =
        (second..first).any(|at| shapes[at].signature.is_some() || shapes[at + 1].dateline.is_some());
    Some(if is_marked { 2.6 } else { 1.45 })
}

/// Articles whose paragraphs mostly do without a full stop: lists and tables, in which nothing is
/// cut because nothing is ended.
fn lists(shapes: &[Shape], roles: &[Role], articles: &[usize]) -> BTreeSet<usize> {
    let mut counts: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for at in (0..shapes.len()).filter(|at| roles[*at] == Role::Body) {
        let (all, bare) = counts.entry(articles[at]).or_default();
        *all += 1;
        *bare += usize::from(!shapes[at].is_ended);
    }
    counts
        .into_iter()
        .filter(|(_, (all, bare))| *all >= 2 && *bare * 2 > *all)
        .map(|(article, _)| article)
        .collect()
}

fn makes_ring(joins: &[Join], pair: Join) -> bool {
    let mut at = pair.second;
    while let Some(join) = joins.iter().find(|join| join.first == at) {
        at = join.second;
        if at == pair.first {
            return true;
        }
    }
    false
}

/// Whether running text stops short. Items of a list may do without a full stop.
fn is_open(text: &str, shape: &Shape) -> bool {
    if shape.is_ended || text.trim_end().ends_with([':', '：', '—']) {
        return false;
    }
    // An item of a list ends so; running text with whole sentences before it doesn't.
    if text.trim_end().ends_with([';', '；']) && !text.contains(['。', '？', '!', '！']) {
        return false;
    }
    shape.length >= 10 || !unbalanced(text).0.is_empty()
}

/// How surely a text begins in the middle of a sentence.
pub(super) fn inner(text: &str) -> f32 {
    let chars = narrowed(text);
    let Some(first) = chars.first() else { return 0.0 };
    let head: String = chars.iter().take(4).collect();
    let mut signs = 0.0;
    if matches!(first, ',' | '。' | '、' | ';' | ':' | ')' | '”' | '》' | '」' | '』' | '%' | '!' | '?')
    {
        return 3.0;
    }
    if INNER.iter().any(|word| head.starts_with(word)) {
        signs += 1.8;
    }
    if !unbalanced(text).1.is_empty() {
        signs += 1.8;
    }
    if first.is_ascii_digit() {
        signs += 0.3;
    }
    if OPENERS.iter().any(|word| head.starts_with(word)) && signs < 1.0 {
        signs -= 0.8;
    }
    signs
}

/// What continues from the end of `first` to the beginning of `second`.
fn continuation(first: &str, second: &str, page: &str) -> f32 {
    let mut score = 0.0;
    let (open, _) = unbalanced(first);
    let (_, closed) = unbalanced(second);
    for mark in &open {
        score += if closed.contains(mark) { 2.5 } else { -1.2 };
    }
    if closed.iter().any(|mark| !open.contains(mark)) {
        score -= 1.5;
    }
    let tail: Vec<char> = fold_to_string(first).chars().collect();
    let head: Vec<char> = fold_to_string(second).chars().collect();
    let (Some(last), Some(next)) = (tail.last(), head.first()) else { return score };
    if last.is_ascii_digit() && (next.is_ascii_digit() || *next == '.' || is_han(*next)) {
        score += 0.7;
    } else if last.is_ascii_alphabetic() && next.is_ascii_alphabetic() {
        score += 1.5;
    }
    if "的在和与與是把将將从從对對向被或及以、,のをにがはとで".contains(*last) {
        score += 0.4;
    }
    // A piece across the cut that stands elsewhere on the page.
    let mut longest = 0;
    for before in 1..=REACH.min(tail.len()) {
        for after in 1..=REACH.min(head.len()) {
            if before + after <= longest {
                continue;
            }
            let piece: String = tail[tail.len() - before..].iter().chain(&head[..after]).collect();
            if piece.chars().all(char::is_alphanumeric) && page.contains(&piece) {
                longest = before + after;
            }
        }
    }
    score += match longest {
        0 | 1 => 0.0,
        2 => 0.7,
        3 => 1.6,
        4 => 2.4,
        _ => 3.2,
    };
    score + word_across(&tail, &head)
}

/// How much less the characters around a cut cost if a word of the table stands across it.
fn word_across(tail: &[char], head: &[char]) -> f32 {
    let mut best: f32 = 0.0;
    for before in 1..words::LONGEST.min(tail.len() + 1) {
        for after in 1..=(words::LONGEST - before).min(head.len()) {
            let left = &tail[tail.len() - before..];
            let right = &head[..after];
            let whole: Vec<char> = left.iter().chain(right).copied().collect();
            let Some(cost) = words::cost(&whole) else { continue };
            let part = |chars: &[char]| {
                words::cost(chars).unwrap_or_else(|| {
                    chars.iter().map(|c| words::cost(&[*c]).unwrap_or(words::UNKNOWN)).sum()
                })
            };
            best = best.max(part(left) + part(right) - cost);
        }
    }
    (best / 4.0).clamp(0.0, 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joins(texts: &[&str]) -> Vec<(usize, usize)> {
        let shapes: Vec<Shape> = texts.iter().map(|text| Shape::of(text)).collect();
        let cuts = Cuts::find(texts, &shapes, &vec![Role::Body; texts.len()], &vec![0; texts.len()], true);
        cuts.joins.iter().map(|join| (join.first, join.second)).collect()
    }

    #[test]
    fn halves_find_each_other_across_a_swap() {
        let texts = [
            "的“三难”问题亟需统筹解决”两期决策参阅，成为咨询的重要平台。负责人这样说。",
            "吸引众人的北坡到底有何魔力，记者带着问题一路走访了三个苏木。",
            "“在这个领域，研究院提供了咨询，开展软课题研究，编制了《各盟市碳排放特征》《北坡碳达峰面临",
            "库里的水是从山上引下来的，一年四季都是十九度，鱼苗在里面长得很快。",
        ];
        assert_eq!(joins(&texts), [(2, 0)]);
    }

    #[test]
    fn what_ends_and_begins_as_it_should_is_left_alone() {
        let texts =
            ["第一段到此为止，后面没有缺什么，句号也在。", "第二段另起一行，说的是别的事情，也有句号。"];
        assert_eq!(joins(&texts), []);
    }
}
