//! The running text of one article in its right order.
//!
//! A column that ends or begins in the middle of a sentence parts the text into pieces; halves that
//! go together ([`Cuts`]) chain the pieces. Where a chain bites its tail, two columns stand in the
//! wrong order and their border, which no cut shows, is looked for where the columns come out
//! equally high. Chains stand in the order of the page. Sections with numbers stand by number.

use super::Role;
use super::cut::Cuts;
use super::paragraph::length;
use super::shape::Shape;

/// What no column begins with that is an article's first.
const GOES_ON: &[&str] = &[
    "此外",
    "另外",
    "与此同时",
    "同时",
    "其次",
    "再次",
    "然而",
    "但是",
    "不过",
    "也正",
    "因此",
    "于是",
    "下一步",
    "如今",
    "這時",
    "此外",
    "そして",
    "しかし",
    "また",
    "그러나",
    "그런데",
    "또",
    "한편",
];

/// Orders `items`, paragraphs of one article as they stand on the page, subheads among them.
pub(super) fn order(
    items: &[usize],
    texts: &[&str],
    shapes: &[Shape],
    roles: &[Role],
    cuts: &Cuts,
) -> Vec<usize> {
    let mut pieces = pieces(items, roles, cuts);
    while let Some(ring) = find_ring(&pieces, cuts) {
        if !open_ring(&mut pieces, &ring, texts, shapes, roles) {
            break;
        }
    }
    let chained = chain(&pieces, cuts);
    by_number(&chained, shapes, roles)
}

/// Cuts the text where a column's end shows.
fn pieces(items: &[usize], roles: &[Role], cuts: &Cuts) -> Vec<Vec<usize>> {
    let mut pieces: Vec<Vec<usize>> = Vec::new();
    for at in items {
        let goes_on = pieces.last().and_then(|piece| piece.last()).is_some_and(|last| {
            let joined = cuts.after(*last) == Some(*at);
            let free = cuts.after(*last).is_none() && cuts.before(*at).is_none();
            joined || (free && (roles[*last] != Role::Body || !cuts.is_open[*last]))
        });
        match pieces.last_mut() {
            Some(piece) if goes_on => piece.push(*at),
            _ => pieces.push(vec![*at]),
        }
    }
    pieces
}

fn begins(piece: &[usize]) -> usize {
    piece[0]
}

fn ends(piece: &[usize]) -> usize {
    piece[piece.len() - 1]
}

fn successor(pieces: &[Vec<usize>], at: usize, cuts: &Cuts) -> Option<usize> {
    let second = cuts.after(ends(&pieces[at]))?;
    pieces.iter().position(|piece| begins(piece) == second)
}

/// A ring of pieces each of which goes on in the next.
fn find_ring(pieces: &[Vec<usize>], cuts: &Cuts) -> Option<Vec<usize>> {
    (0..pieces.len()).find_map(|start| {
        let mut ring = vec![start];
        let mut at = start;
        loop {
            at = successor(pieces, at, cuts)?;
            if at == start {
                return Some(ring);
            }
            if ring.contains(&at) {
                return None;
            }
            ring.push(at);
        }
    })
}

/// Cuts one piece of a ring in two, so that the columns come out equally high; returns whether one
/// could be cut.
fn open_ring(
    pieces: &mut Vec<Vec<usize>>,
    ring: &[usize],
    texts: &[&str],
    shapes: &[Shape],
    roles: &[Role],
) -> bool {
    let height = |items: &[usize]| items.iter().map(|at| length(texts[*at]) + 8).sum::<usize>() as f32;
    let column = ring.iter().map(|at| height(&pieces[*at])).sum::<f32>() / (ring.len() + 1) as f32;
    let mut best: Option<(f32, usize, usize)> = None;
    for at in ring {
        let piece = &pieces[*at];
        for cut in 1..piece.len() {
            let (left, right) = (height(&piece[..cut]), height(&piece[cut..]));
            let mut cost = (left - column).abs() / column + (right - column).abs() / column;
            if GOES_ON.iter().any(|word| texts[piece[cut]].starts_with(word)) {
                cost += 1.0;
            }
            if roles[piece[cut - 1]] == Role::Subhead {
                cost += 2.0;
            }
            if shapes[piece[cut]].dateline.is_some() || shapes[piece[cut - 1]].signature.is_some() {
                cost -= 3.0;
            }
            if best.is_none_or(|(least, _, _)| cost < least) {
                best = Some((cost, *at, cut));
            }
        }
    }
    let Some((_, at, cut)) = best else { return false };
    let tail = pieces[at].split_off(cut);
    pieces.insert(at + 1, tail);
    true
}

/// Chains the pieces; chains stand by the first paragraph of the page that is in them.
fn chain(pieces: &[Vec<usize>], cuts: &Cuts) -> Vec<usize> {
    let has_former =
        |at: usize| (0..pieces.len()).any(|other| other != at && successor(pieces, other, cuts) == Some(at));
    let mut chains: Vec<Vec<usize>> = Vec::new();
    let mut used = vec![false; pieces.len()];
    // Pieces without a former one first; whatever a ring has left over comes after.
    let starts: Vec<usize> = (0..pieces.len()).filter(|at| !has_former(*at)).chain(0..pieces.len()).collect();
    for start in starts {
        let mut chain = Vec::new();
        let mut next = Some(start);
        while let Some(at) = next.filter(|at| !used[*at]) {
            used[at] = true;
            chain.extend(&pieces[at]);
            next = successor(pieces, at, cuts);
        }
        if !chain.is_empty() {
            chains.push(chain);
        }
    }
    chains.sort_by_key(|chain| chain.iter().min().copied());
    chains.concat()
}

/// Sorts the sections by the numbers of their subheads, if each has one and no two the same.
fn by_number(items: &[usize], shapes: &[Shape], roles: &[Role]) -> Vec<usize> {
    let mut sections: Vec<Vec<usize>> = vec![Vec::new()];
    for at in items {
        if roles[*at] == Role::Subhead {
            sections.push(Vec::new());
        }
        sections.last_mut().expect("there is one").push(*at);
    }
    let mut numbers: Vec<u32> = sections[1..].iter().filter_map(|s| shapes[s[0]].ordinal).collect();
    let count = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    if count < 2 || numbers.len() != count || count + 1 != sections.len() {
        return items.to_vec();
    }
    sections[1..].sort_by_key(|section| shapes[section[0]].ordinal);
    sections.concat()
}
