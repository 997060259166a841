//! Word borders: of two articles with the same characters, the one that has them as a word is first.

use tidings::index::{Audience, Embedded, Engine, Order, Request};
use tidings::query::Query;

use crate::containment::index_of;

/// Lines of `language|query|text with the word|text with the characters across word borders`.
const TRAPS: &str = include_str!("data/traps.txt");

/// The share of traps in which the true word must be first.
const LEAST: f64 = 0.95;

#[test]
fn the_true_word_stands_before_the_same_characters_across_words() {
    let traps: Vec<[&str; 4]> = TRAPS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('|').collect::<Vec<_>>().try_into().expect("four parts"))
        .collect();
    assert!(traps.len() >= 100, "{} traps", traps.len());
    let texts: Vec<String> =
        traps.iter().flat_map(|[_, _, word, across]| [*word, *across]).map(str::to_owned).collect();
    let (_folder, engine) = index_of(&texts);

    let mut missed = Vec::new();
    for (number, [language, query, word, across]) in traps.iter().enumerate() {
        let ranked = ranked(&engine, query);
        let rank = |article: usize| ranked.iter().position(|id| *id == format!("a{article}"));
        let (Some(first), Some(second)) = (rank(2 * number), rank(2 * number + 1)) else {
            panic!("`{query}` does not find both `{word}` and `{across}`");
        };
        if first > second {
            missed.push(format!("{language}: {query}: {word} / {across}"));
        }
    }
    let share = 1.0 - missed.len() as f64 / traps.len() as f64;
    // Seen with `cargo test traps -- --nocapture`.
    print_line(&format!("traps: {} of {} = {share:.3}", traps.len() - missed.len(), traps.len()));
    assert!(share >= LEAST, "{share:.3} of the traps; missed:\n{}", missed.join("\n"));
}

#[expect(clippy::print_stdout, reason = "the figure is what the test is for")]
fn print_line(line: &str) {
    println!("{line}");
}

/// The full matches, best first.
fn ranked(engine: &Embedded, query: &str) -> Vec<String> {
    let request = Request {
        query: Query::Run(query.to_owned()),
        order: Order::Relevance,
        offset: 0,
        limit: 1000,
        partial: false,
        facets: false,
        explain: false,
        audience: Audience::Readers,
        now: crate::containment::now(),
    };
    let hits = engine.query(&request).unwrap().hits;
    hits.iter().map(|hit| hit.id.to_string()).collect()
}
