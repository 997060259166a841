//! Each line of the tables in `docs/folding.md` holds.

use tidings::text::{Tokens, fold_to_string};

const PAGE: &str = include_str!("../../docs/folding.md");

/// The first two cells of each row below `heading`.
fn pairs(heading: &str) -> Vec<(&'static str, &'static str)> {
    let from = PAGE.find(heading).unwrap_or_else(|| panic!("no heading `{heading}`"));
    let section = PAGE[from..].split("\n## ").next().unwrap_or_default();
    section
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"))
        .filter(|row| !row.starts_with("one |") && !row.starts_with("---"))
        .map(|row| {
            let mut cells = row.split(" | ");
            (cells.next().unwrap(), cells.next().unwrap())
        })
        .collect()
}

/// The terms of a text; numbers and words as they are indexed.
fn terms(text: &str) -> Vec<String> {
    let mut tokens = Tokens::new(text);
    let mut terms = Vec::new();
    while tokens.advance() {
        terms.push(tokens.token().text.clone());
    }
    terms
}

#[test]
fn pairs_that_meet_meet() {
    let pairs = pairs("Pairs that meet");
    assert!(pairs.len() > 30, "{} pairs", pairs.len());
    for (one, other) in pairs {
        assert_ne!(one, other, "two forms are needed");
        assert_eq!(fold_to_string(one), fold_to_string(other), "{one} and {other}");
        assert_eq!(terms(one), terms(other), "{one} and {other}");
    }
}

#[test]
fn pairs_that_stay_apart_stay_apart() {
    let pairs = pairs("Pairs that stay apart");
    assert!(pairs.len() > 10, "{} pairs", pairs.len());
    for (one, other) in pairs {
        assert_ne!(terms(one), terms(other), "{one} and {other}");
    }
}
