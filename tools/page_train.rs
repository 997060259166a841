//! Learns by which traits the roles of a newspaper page's paragraphs show, from the pages in
//! `tests/it/data/pages`, and writes `src/import/page/likelihood.tsv`.
//!
//! ```sh
//! cargo run --release --example page_train              # how well each set is read by what the others teach
//! cargo run --release --example page_train -- --write   # the table
//! ```
//!
//! A multinomial logistic regression (see `src/import/page/likelihood.rs`) on traits brought to mean 0
//! and variance 1, by gradient descent with momentum; the sum of squared weights is held down.

#[path = "page_layout.rs"]
mod layout;
#[path = "page_score.rs"]
mod score;

use std::io::{Result, Write as _};
use std::path::{Path, PathBuf};

use layout::Layout;
use score::Score;
use tidings::import::page::{self, Role, Weights};

/// The sets of pages, each of another hand or time; `fresh` is kept back, to measure what is learnt.
const SETS: [&str; 9] =
    ["tuned", "held-back", "conventions", "dailies", "later", "papers", "mainland", "neighbours", "unseen"];

/// How much a squared weight costs, beside the mean loss of a paragraph.
const DECAY: f32 = 0.01;

/// Steps of the descent.
const STEPS: usize = 400;

/// A paragraph with its traits and its role.
struct Example {
    traits: Vec<f32>,
    role: usize,
}

#[expect(clippy::disallowed_methods, reason = "the figures are the tool's result")]
fn main() -> Result<()> {
    let is_written = std::env::args().any(|argument| argument == "--write");
    let sets: Vec<Vec<Layout>> = SETS.iter().map(|set| pages(set)).collect::<Result<_>>()?;
    let mut out = std::io::stdout().lock();
    if is_written {
        let examples: Vec<Example> = sets.iter().flatten().flat_map(examples).collect();
        let weights = learn(&examples);
        let mut table = String::new();
        for ((name, _), weights) in page::traits(&sets[0][0].text())[0].iter().zip(&weights.0) {
            table.push_str(name);
            weights.iter().for_each(|weight| table.push_str(&format!("\t{weight:.3}")));
            table.push('\n');
        }
        return std::fs::write("src/import/page/likelihood.tsv", table);
    }
    writeln!(out, "{:<12} paragraphs titles authors order roles, by what the other sets teach", "")?;
    for (held, set) in SETS.iter().enumerate() {
        let others = sets.iter().enumerate().filter(|(other, _)| *other != held);
        let examples: Vec<Example> = others.flat_map(|(_, set)| set).flat_map(examples).collect();
        let weights = learn(&examples);
        let mut sum = Score::default();
        for layout in &sets[held] {
            sum.add(&score::score(layout, &page::read_with(&layout.text(), &weights)));
        }
        let [paragraphs, titles, authors, order, roles] = sum.shares();
        writeln!(out, "{set:<12} {paragraphs:>10.3} {titles:>6.3} {authors:>7.3} {order:>5.2} {roles:>5.3}")?;
    }
    Ok(())
}

/// The pages of a set.
fn pages(set: &str) -> Result<Vec<Layout>> {
    let folder = Path::new("tests/it/data/pages").join(set);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.sort();
    files.iter().map(|file| Ok(layout::lay_out(&std::fs::read_to_string(file)?))).collect()
}

fn examples(layout: &Layout) -> Vec<Example> {
    let traits = page::traits(&layout.text());
    assert_eq!(traits.len(), layout.laid.len(), "a page's paragraphs are those that were laid out");
    (traits.into_iter().zip(&layout.laid))
        .map(|(traits, laid)| Example {
            traits: traits.into_iter().map(|(_, value)| value).collect(),
            role: score::role_of(laid.kind) as usize,
        })
        .collect()
}

/// The weights that make the examples' roles likely.
fn learn(examples: &[Example]) -> Weights {
    let width = examples[0].traits.len();
    let count = examples.len() as f32;
    let mut mean = vec![0.0_f32; width];
    let mut spread = vec![0.0_f32; width];
    for example in examples {
        mean.iter_mut().zip(&example.traits).for_each(|(mean, value)| *mean += value / count);
    }
    for example in examples {
        for ((spread, value), mean) in spread.iter_mut().zip(&example.traits).zip(&mean) {
            *spread += (value - mean).powi(2) / count;
        }
    }
    // The first trait is the same everywhere; another that never changes says nothing.
    (mean[0], spread[0]) = (0.0, 1.0);
    let scale: Vec<f32> =
        spread.iter().map(|spread| if *spread > 1e-6 { 1.0 / spread.sqrt() } else { 0.0 }).collect();
    let scaled: Vec<Vec<f32>> = examples
        .iter()
        .map(|example| {
            example
                .traits
                .iter()
                .zip(&mean)
                .zip(&scale)
                .map(|((value, mean), scale)| (value - mean) * scale)
                .collect()
        })
        .collect();
    let mut weights = Weights(vec![[0.0; Role::COUNT]; width]);
    let mut speed = vec![[0.0_f32; Role::COUNT]; width];
    for _ in 0..STEPS {
        let mut slope = vec![[0.0_f32; Role::COUNT]; width];
        for (example, traits) in examples.iter().zip(&scaled) {
            let costs = weights.costs(traits);
            let mut error = costs.map(|cost| (-cost).exp() / count);
            error[example.role] -= 1.0 / count;
            for (slope, value) in slope.iter_mut().zip(traits).filter(|(_, value)| **value != 0.0) {
                slope.iter_mut().zip(error).for_each(|(slope, error)| *slope += error * value);
            }
        }
        for (at, (weights, (slope, speed))) in
            weights.0.iter_mut().zip(slope.iter().zip(&mut speed)).enumerate()
        {
            let decay = if at == 0 { 0.0 } else { DECAY };
            for ((weight, slope), speed) in weights.iter_mut().zip(slope).zip(speed) {
                *speed = 0.9 * *speed - 0.05 * (slope + decay * *weight);
                *weight += *speed;
            }
        }
    }
    // Back to traits as they are.
    let mut plain = weights.clone();
    for (at, weights) in weights.0.iter().enumerate().skip(1) {
        for (role, weight) in weights.iter().enumerate() {
            plain.0[at][role] = weight * scale[at];
            plain.0[0][role] -= weight * scale[at] * mean[at];
        }
    }
    plain
}
