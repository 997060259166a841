//! Makes `src/text/words.tsv`, the word frequencies that tell whether a match stands at word borders.
//!
//! ```sh
//! cargo run --example word_table -- path/to/dict.txt src/text/words.tsv
//! ```
//!
//! The dictionary is jieba's `dict.txt` (<https://github.com/fxsjy/jieba>, MIT licence; packaged as
//! `src/data/dict.txt` of the crate `jieba-rs`): lines of `word frequency tag`. Words are folded as
//! texts are, forms that meet are added up, and the most frequent are kept.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;

use anyhow::{Context as _, Result, bail};
use tidings::text::fold_to_string;

/// Words of two to four characters: of 349,000, so many decide as well (see `docs/search-quality.md`).
const WORDS: usize = 10_000;

/// Single characters.
const CHARACTERS: usize = 6_000;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [dictionary, table] = arguments.as_slice() else {
        bail!("two files are needed: the dictionary, and the table to write");
    };
    let text = fs::read_to_string(dictionary).with_context(|| format!("reading `{dictionary}`"))?;
    let mut frequencies: HashMap<String, u64> = HashMap::new();
    for line in text.lines() {
        let mut fields = line.split(' ');
        let (Some(word), Some(frequency)) = (fields.next(), fields.next()) else { continue };
        let word = fold_to_string(word);
        // The table is indexed by the code points of the basic block of Han characters.
        if word.chars().all(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)) {
            *frequencies.entry(word).or_default() += frequency.parse::<u64>().unwrap_or_default();
        }
    }
    let mut sorted: Vec<(String, u64)> = frequencies.into_iter().collect();
    sorted.sort_by(|(one, one_count), (other, other_count)| {
        (Reverse(one_count), one).cmp(&(Reverse(other_count), other))
    });
    let of_length = |lengths: std::ops::RangeInclusive<usize>, most: usize| {
        sorted.iter().filter(move |(word, _)| lengths.contains(&word.chars().count())).take(most)
    };
    let mut lines = String::new();
    for (word, frequency) in of_length(2..=4, WORDS).chain(of_length(1..=1, CHARACTERS)) {
        writeln!(lines, "{word}\t{}", (*frequency).max(1)).expect("memory takes every text");
    }
    fs::write(table, lines).with_context(|| format!("writing `{table}`"))
}
