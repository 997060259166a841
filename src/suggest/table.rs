//! All names in the order of their spellings, walked like a tree.
//!
//! A row is a way of spelling a name; names that begin alike stand together, so each common
//! beginning is compared with what was typed once, and what does not fit is passed over as a whole.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use rayon::prelude::*;

use super::Kind;
use crate::index::Name;
use crate::text::fold_to_string;
use crate::typing::{Fit, State, Step, Typed, first_letters, spelling};

/// Rows that begin alike are passed one by one up to so many, then by halving.
const STRIDE: usize = 8;

/// Names and their spellings.
#[derive(Debug)]
pub(super) struct Table {
    /// Those that are no titles first, the most frequent first; then titles, the newest first.
    names: Vec<Name>,
    /// Where the titles begin.
    titles: usize,
    /// Of all rows, one after the other.
    chars: Vec<char>,
    /// Where each row begins in `chars`, and where the last one ends.
    starts: Vec<u32>,
    /// By row.
    named: Vec<u32>,
    /// Rows that begin with the same character.
    roots: Vec<(char, Range<usize>)>,
    /// The roots whose typing can begin with a letter, by it.
    by_letter: HashMap<char, Vec<usize>>,
}

/// How well a name fits; the better, the less. Names are numbered by rank.
type Rank = (Fit, IsPart, usize);

/// Whether the spelling goes on after what was typed.
type IsPart = bool;

impl Table {
    /// Puts `names` in order.
    pub(super) fn new(mut names: Vec<Name>) -> Self {
        let proper: BTreeSet<String> = names
            .iter()
            .filter(|name| matches!(name.kind, Kind::Section | Kind::Tag | Kind::Author))
            .map(|name| fold_to_string(&name.text))
            .collect();
        let is_proper = |name: &Name| proper.contains(&fold_to_string(&name.text));
        // A word that is also a tag is suggested as a tag, but its reading is worth keeping.
        let readings: HashMap<String, String> = names
            .iter()
            .filter_map(|name| Some((fold_to_string(&name.text), name.reading.clone()?)))
            .collect();
        names.retain(|name| name.kind != Kind::Word || name.reading.is_none());
        names.retain(|name| name.kind != Kind::Word || !is_proper(name));
        names.par_sort_unstable_by(|one, other| key(one).cmp(&key(other)));

        let titles = names.partition_point(|name| name.kind != Kind::Title);
        let mut rows: Vec<(Vec<char>, u32)> = names
            .par_iter()
            .zip(0..names.len() as u32)
            .flat_map_iter(|(name, number)| {
                let reading = match name.kind {
                    Kind::Title => None,
                    _ => readings.get(&fold_to_string(&name.text)),
                };
                let spelled = [Some(&name.text), reading].into_iter().flatten();
                spelled.map(move |text| (spelling(text), number)).collect::<Vec<_>>()
            })
            .filter(|(spelling, _)| !spelling.is_empty())
            .collect();
        rows.par_sort_unstable();

        let (mut chars, mut starts, mut named) = (Vec::new(), Vec::with_capacity(rows.len() + 1), Vec::new());
        let mut roots: Vec<(char, Range<usize>)> = Vec::new();
        for (row, (spelling, number)) in rows.into_iter().enumerate() {
            match roots.last_mut() {
                Some((first, range)) if *first == spelling[0] => range.end = row + 1,
                _ => roots.push((spelling[0], row..row + 1)),
            }
            starts.push(chars.len() as u32);
            chars.extend(spelling);
            named.push(number);
        }
        starts.push(chars.len() as u32);
        let mut by_letter: HashMap<char, Vec<usize>> = HashMap::new();
        for (root, (first, _)) in roots.iter().enumerate() {
            for letter in first_letters(*first) {
                by_letter.entry(letter).or_default().push(root);
            }
        }
        Self { names, titles, chars, starts, named, roots, by_letter }
    }

    /// Returns the names whose typing can begin with `typed`: at most `most` that are no titles,
    /// and at most `most` titles, the best first.
    pub(super) fn find(&self, typed: &Typed, most: usize) -> (Vec<&Name>, Vec<&Name>) {
        let mut found = Found { table: self, typed, names: Best::new(most), titles: Best::new(most) };
        let roots = typed.first().filter_map(|first| self.by_letter.get(&first)).flatten();
        for &root in &BTreeSet::from_iter(roots.copied()) {
            found.enter(self.roots[root].1.clone(), 0, typed.start());
        }
        let named = |best: Best| best.ranks.into_iter().map(|(_, _, number)| &self.names[number]).collect();
        (named(found.names), named(found.titles))
    }

    fn spelling(&self, row: usize) -> &[char] {
        &self.chars[self.starts[row] as usize..self.starts[row + 1] as usize]
    }
}

/// The order of names.
fn key(name: &Name) -> (bool, Reverse<i64>, Kind, &str) {
    let is_title = name.kind == Kind::Title;
    let rank = if is_title { name.newest } else { name.articles as i64 };
    (is_title, Reverse(rank), name.kind, &name.text)
}

/// A walk through the table.
struct Found<'a> {
    table: &'a Table,
    typed: &'a Typed,
    names: Best,
    titles: Best,
}

impl Found<'_> {
    /// Goes through `rows`, which have the first `depth` characters in common, after these.
    fn enter(&mut self, rows: Range<usize>, depth: usize, state: State) {
        let mut row = rows.start;
        // Rows that end here stand first.
        while row < rows.end && self.table.spelling(row).len() == depth {
            row += 1;
        }
        while row < rows.end {
            let c = self.table.spelling(row)[depth];
            let end = self.end_of(row..rows.end, depth, c);
            if self.typed.looks_ahead(state, c) {
                self.one_by_one(row..end, depth, state, c);
            } else {
                self.step(row..end, depth, state, c, None);
            }
            row = end;
        }
    }

    /// Where the rows end that go on with `c`.
    fn end_of(&self, rows: Range<usize>, depth: usize, c: char) -> usize {
        let is_same = |row: usize| self.table.spelling(row)[depth] == c;
        for row in rows.clone().take(STRIDE) {
            if !is_same(row) {
                return row;
            }
        }
        let (mut low, mut high) = ((rows.start + STRIDE).min(rows.end), rows.end);
        while low < high {
            let middle = low + (high - low) / 2;
            if is_same(middle) { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// The same where it matters what comes after `c`.
    fn one_by_one(&mut self, rows: Range<usize>, depth: usize, state: State, c: char) {
        let next = |row: usize| self.table.spelling(row).get(depth + 1).copied();
        let mut row = rows.start;
        while row < rows.end {
            let former = next(row);
            let end = (row..rows.end).find(|&row| next(row) != former).unwrap_or(rows.end);
            self.step(row..end, depth, state, c, former);
            row = end;
        }
    }

    fn step(&mut self, rows: Range<usize>, depth: usize, state: State, c: char, next: Option<char>) {
        match self.typed.step(state, c, next) {
            Step::Fits(fit) => {
                for row in rows {
                    let is_part = self.table.spelling(row).len() > depth + 1;
                    let number = self.table.named[row] as usize;
                    let best = if number < self.table.titles { &mut self.names } else { &mut self.titles };
                    best.add((fit, is_part, number));
                }
            }
            Step::On(state) => self.enter(rows, depth + 1, state),
            Step::Off => {}
        }
    }
}

/// The best few, sorted.
struct Best {
    most: usize,
    ranks: Vec<Rank>,
}

impl Best {
    fn new(most: usize) -> Self {
        Self { most, ranks: Vec::with_capacity(most + 1) }
    }

    fn add(&mut self, rank: Rank) {
        if self.ranks.len() == self.most && self.ranks.last().is_none_or(|last| *last <= rank) {
            return;
        }
        // A name of two spellings counts once, by the better.
        if let Some(same) = self.ranks.iter().position(|former| former.2 == rank.2) {
            if self.ranks[same] <= rank {
                return;
            }
            self.ranks.remove(same);
        }
        let at = self.ranks.partition_point(|former| *former < rank);
        self.ranks.insert(at, rank);
        self.ranks.truncate(self.most);
    }
}
