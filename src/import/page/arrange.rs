//! The second reading: what layout has torn apart finds its article.
//!
//! All that speaks for and against a division of the page is one sum, the [`Weight`]: an article
//! has one headline and a text; it has one column head, one dateline, one signature; it stands in
//! one run of paragraphs, and each further run costs something; a subhead has text below it; what
//! belongs together has words and names in common. Pieces of runs are moved from article to article,
//! and articles are put together, as long as the sum falls: the best move first, so that the order
//! of trying makes no difference.

use super::Role;
use super::cut::Cuts;
use super::kinship::Kinship;
use super::sequence::Reading;
use super::shape::Shape;

/// Moves at most; a page of usual size needs a dozen.
const MOVES: usize = 200;

/// A move that gains less is none.
const GAIN: f32 = 0.3;

/// The page, and what is known of its paragraphs.
pub(super) struct Page<'a> {
    pub shapes: &'a [Shape],
    pub kinship: &'a Kinship,
    pub cuts: &'a Cuts,
}

/// A piece of a reading that may stand elsewhere.
#[derive(Debug, Clone)]
struct Move {
    items: Vec<usize>,
    to: usize,
    /// Its first paragraph becomes the headline.
    promotes: bool,
}

/// Moves pieces of `reading` until nothing is gained any more.
pub(super) fn settle(page: &Page<'_>, reading: &mut Reading) {
    // A subhead is made a headline only where no headline is left to be found.
    for promotes in [false, true] {
        settle_by(page, reading, promotes);
    }
}

fn settle_by(page: &Page<'_>, reading: &mut Reading, promotes: bool) {
    for _ in 0..MOVES {
        let weights = weights(page, reading);
        let mut best: Option<(f32, Move)> = None;
        for candidate in moves(page, reading).into_iter().filter(|m| m.promotes == promotes) {
            let gain = gain(page, reading, &weights, &candidate);
            if gain > best.as_ref().map_or(GAIN, |(g, _)| *g + 1e-4) {
                best = Some((gain, candidate));
            }
        }
        let Some((_, candidate)) = best else { break };
        apply(reading, &candidate);
    }
}

/// What it would cost to put one paragraph into the best other article: how sure its place is.
pub(super) fn margin(page: &Page<'_>, reading: &Reading, at: usize) -> (f32, Option<usize>) {
    let weights = weights(page, reading);
    let mut best = (f32::INFINITY, None);
    for to in 0..weights.len() {
        if to == reading.articles[at] || members(reading, to).is_empty() {
            continue;
        }
        let cost = -gain(page, reading, &weights, &Move { items: vec![at], to, promotes: false });
        if cost < best.0 {
            best = (cost, Some(to));
        }
    }
    best
}

fn members(reading: &Reading, article: usize) -> Vec<usize> {
    let is_of = |at: &usize| reading.articles[*at] == article && reading.roles[*at] != Role::Furniture;
    (0..reading.roles.len()).filter(is_of).collect()
}

fn weights(page: &Page<'_>, reading: &Reading) -> Vec<f32> {
    let count = reading.articles.iter().max().map_or(0, |most| most + 1);
    (0..count).map(|article| weight(page, reading, &members(reading, article))).collect()
}

fn gain(page: &Page<'_>, reading: &Reading, weights: &[f32], candidate: &Move) -> f32 {
    let from = reading.articles[candidate.items[0]];
    let mut tried = reading.clone();
    apply(&mut tried, candidate);
    let before = weights[from] + weights[candidate.to];
    let after =
        weight(page, &tried, &members(&tried, from)) + weight(page, &tried, &members(&tried, candidate.to));
    // A subhead without text is a headline more likely than not, though it tears its surroundings.
    let promotion = if candidate.promotes { 6.0 } else { 0.0 };
    before - after + promotion + kinship_gain(page, reading, candidate)
}

/// How much nearer a piece comes to its kin. Many paragraphs say little more than a few: what two
/// articles on one subject have in common must not draw them together.
fn kinship_gain(page: &Page<'_>, reading: &Reading, candidate: &Move) -> f32 {
    let items = &candidate.items;
    let rest: Vec<usize> =
        members(reading, reading.articles[items[0]]).into_iter().filter(|at| !items.contains(at)).collect();
    let other = members(reading, candidate.to);
    let sum: f32 = items
        .iter()
        .map(|at| {
            let weight = match reading.roles[*at] {
                Role::Caption => 1.5,
                Role::Body if page.shapes[*at].is_prose => 1.5,
                Role::Title | Role::Kicker | Role::Subtitle | Role::Subhead | Role::Quote => 1.0,
                _ => 0.4,
            };
            weight * (page.kinship.share(*at, &other) - page.kinship.share(*at, &rest))
        })
        .sum();
    (sum / (items.len() as f32).sqrt()).clamp(-4.0, 4.0)
}

fn apply(reading: &mut Reading, candidate: &Move) {
    for at in &candidate.items {
        reading.articles[*at] = candidate.to;
    }
    if candidate.promotes {
        reading.roles[candidate.items[0]] = Role::Title;
    }
}

/// Every piece at an end of a run to every other article.
fn moves(page: &Page<'_>, reading: &Reading) -> Vec<Move> {
    let count = reading.articles.iter().max().map_or(0, |most| most + 1);
    let groups: Vec<Vec<usize>> = (0..count).map(|article| members(reading, article)).collect();
    let mut pieces: Vec<Vec<usize>> = Vec::new();
    for group in &groups {
        for run in runs(reading, group) {
            for length in 1..=run.len() {
                pieces.push(run[..length].to_vec());
                if length < run.len() {
                    pieces.push(run[run.len() - length..].to_vec());
                }
            }
        }
        if !group.is_empty() {
            pieces.push(group.clone());
        }
        pieces.extend(group.iter().filter(|at| reading.roles[**at] == Role::Caption).map(|at| vec![*at]));
    }
    let mut moves = Vec::new();
    for piece in pieces {
        let from = reading.articles[piece[0]];
        for (to, group) in groups.iter().enumerate() {
            if to == from || group.is_empty() {
                continue;
            }
            moves.push(Move { items: piece.clone(), to, promotes: false });
        }
    }
    // A subhead without text below it may be the headline of an article that lacks one.
    let is_untitled = |group: &Vec<usize>| {
        group.iter().any(|at| reading.roles[*at] == Role::Body)
            && !group.iter().any(|at| reading.roles[*at] == Role::Title)
    };
    for (to, _) in groups.iter().enumerate().filter(|(_, group)| is_untitled(group)) {
        for at in 0..reading.roles.len() {
            let is_loose = reading.roles[at] == Role::Subhead && !has_text(reading, at);
            if is_loose && page.shapes[at].is_heading() && reading.articles[at] != to {
                moves.push(Move { items: vec![at], to, promotes: true });
            }
        }
    }
    moves
}

/// Whether running text of its article follows a subhead.
fn has_text(reading: &Reading, subhead: usize) -> bool {
    let next = (subhead + 1..reading.roles.len())
        .find(|next| !matches!(reading.roles[*next], Role::Furniture | Role::Caption | Role::Quote));
    next.is_some_and(|next| {
        reading.roles[next] == Role::Body && reading.articles[next] == reading.articles[subhead]
    })
}

/// Cuts a group where paragraphs of other articles stand between.
fn runs(reading: &Reading, group: &[usize]) -> Vec<Vec<usize>> {
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for at in group {
        let is_next = runs.last().and_then(|run| run.last()).is_some_and(|last| {
            (last + 1..*at).all(|between| {
                reading.articles[between] == reading.articles[*at]
                    || matches!(reading.roles[between], Role::Furniture | Role::Caption)
            })
        });
        match runs.last_mut() {
            Some(run) if is_next => run.push(*at),
            _ => runs.push(vec![*at]),
        }
    }
    runs
}

/// What speaks against a group of paragraphs as one article, less what speaks for it.
fn weight(page: &Page<'_>, reading: &Reading, group: &[usize]) -> f32 {
    if group.is_empty() {
        return 0.0;
    }
    let of = |role: Role| group.iter().copied().filter(move |at| reading.roles[*at] == role);
    let count = |role: Role| of(role).count();
    let beyond = |found: usize, allowed: usize, cost: f32| found.saturating_sub(allowed) as f32 * cost;
    let shapes = page.shapes;
    let bodies: Vec<usize> = of(Role::Body).collect();
    let mut weight = 1.0;
    let has_note_head = of(Role::Section).any(|at| shapes[at].is_note_head);
    weight += match count(Role::Title) {
        0 if bodies.is_empty() => 2.0,
        0 if has_note_head => 1.2,
        0 => 3.5,
        titles => beyond(titles, 1, 6.0),
    };
    if bodies.is_empty() {
        // A picture with a headline stands for itself.
        weight += if count(Role::Caption) > 0 { 2.5 } else { 5.0 };
    }
    weight += beyond(count(Role::Section), 1, 4.0);
    weight += beyond(count(Role::Byline), 1, 2.5);
    weight += beyond(count(Role::Source), 1, 2.0);
    let dated: Vec<usize> = bodies.iter().copied().filter(|at| shapes[*at].dateline.is_some()).collect();
    weight += beyond(dated.len(), 1, 3.5);
    weight += beyond(bodies.iter().filter(|at| shapes[**at].signature.is_some()).count(), 1, 3.5);
    weight += runs_weight(page, reading, group);
    weight += structure_weight(page, reading, group);
    for join in &page.cuts.joins {
        let (first, second) = (group.contains(&join.first), group.contains(&join.second));
        if first != second {
            weight += (0.5 * join.score).min(2.5);
        }
    }
    weight += border_weight(page, reading, group);
    weight
}

/// Where the page goes on with another article, that one should begin or this one end; least of all
/// is a heading parted from what follows it.
fn border_weight(page: &Page<'_>, reading: &Reading, group: &[usize]) -> f32 {
    let mut weight = 0.0;
    for at in group.iter().filter(|at| reading.roles[**at] != Role::Caption) {
        let next = (at + 1..reading.roles.len())
            .find(|next| !matches!(reading.roles[*next], Role::Furniture | Role::Caption));
        let Some(next) = next.filter(|next| reading.articles[*next] != reading.articles[*at]) else {
            continue;
        };
        weight += match reading.roles[*at] {
            Role::Title | Role::Kicker | Role::Subtitle => 1.5,
            Role::Subhead | Role::Section | Role::Byline => 0.8,
            _ => 0.0,
        };
        let begins = matches!(reading.roles[next], Role::Section | Role::Kicker | Role::Title);
        let ends = page.shapes[*at].signature.is_some() || reading.roles[*at] == Role::Source;
        if !begins && !ends {
            weight += if page.cuts.is_open[*at] || page.cuts.inner[next] > 1.0 { 0.4 } else { 1.2 };
        }
    }
    weight
}

/// A further run costs something, less where a column's end shows why it is torn.
fn runs_weight(page: &Page<'_>, reading: &Reading, group: &[usize]) -> f32 {
    let without_captions: Vec<usize> =
        group.iter().copied().filter(|at| reading.roles[*at] != Role::Caption).collect();
    let runs = runs(reading, &without_captions);
    let mut weight = 0.0;
    for pair in runs.windows(2) {
        weight += 2.0;
        let (last, next) = (pair[0][pair[0].len() - 1], pair[1][0]);
        if page.cuts.is_open[last] || page.cuts.inner[next] > 1.0 {
            weight -= 0.5;
        }
    }
    for at in group.iter().filter(|at| reading.roles[**at] == Role::Caption) {
        let near = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
        weight -= 0.9 * near.filter(|n| group.contains(n)).count() as f32;
    }
    weight
}

/// Subheads have text below them, headlines stand before what they head, and nothing follows a
/// signature.
fn structure_weight(page: &Page<'_>, reading: &Reading, group: &[usize]) -> f32 {
    let mut weight = 0.0;
    let roles: Vec<(usize, Role)> = group
        .iter()
        .map(|at| (*at, reading.roles[*at]))
        .filter(|(_, role)| !matches!(role, Role::Caption | Role::Quote))
        .collect();
    let mut has_body = false;
    for (place, (at, role)) in roles.iter().enumerate() {
        let next = roles.get(place + 1).map(|(_, role)| *role);
        match role {
            Role::Subhead if !matches!(next, Some(Role::Body)) => weight += 2.5,
            Role::Subhead if !has_body && !roles[..place].iter().any(|(_, r)| *r == Role::Title) => {
                weight += 0.8;
            }
            Role::Title | Role::Kicker | Role::Byline if has_body => weight += 0.6,
            // Below the text a column head is a label; amid it, it heads something else.
            Role::Section if has_body => {
                weight += if roles[place + 1..].iter().any(|(_, r)| *r == Role::Body) { 3.0 } else { 0.8 };
            }
            // A note to another article isn't part of it.
            Role::Section
                if page.shapes[*at].is_note_head
                    && !matches!(next, Some(Role::Kicker | Role::Title))
                    && roles.iter().any(|(_, role)| *role == Role::Byline) =>
            {
                weight += 2.5;
            }
            Role::Byline if matches!(next, Some(Role::Section | Role::Kicker | Role::Title)) => weight += 2.5,
            Role::Body => {
                if page.shapes[*at].dateline.is_some() && has_body {
                    weight += 1.5;
                }
                let is_last = !roles[place + 1..].iter().any(|(_, role)| *role == Role::Body);
                if page.shapes[*at].signature.is_some() && !is_last {
                    weight += 2.5;
                }
                has_body = true;
            }
            _ => {}
        }
    }
    weight
}
