//! How fast text is folded and cut: bytes of input a second on one core, over the sample articles.
//!
//! ```sh
//! cargo bench --bench analyse
//! ```

mod clock;

use std::fs;
use std::path::Path;
use std::time::Duration;

use tidings::text::{Tokens, fold};

/// Bytes that are analysed at least, again and again.
const BYTES: usize = 200_000_000;

fn main() {
    let mut texts = Vec::new();
    collect(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/content")), &mut texts);
    let han: Vec<String> = texts.iter().filter(|text| han_share(text) > 0.5).cloned().collect();
    let other: Vec<String> = texts.iter().filter(|text| han_share(text) <= 0.5).cloned().collect();
    for (name, texts) in [("mostly Han", &han), ("other", &other), ("all", &texts)] {
        let folding = measure(texts, |text| fold(text).map(|folded| u64::from(u32::from(folded.char))).sum());
        let all = measure(texts, |text| {
            let mut tokens = Tokens::new(text);
            let mut count = 0;
            while tokens.advance() {
                count += 1;
            }
            count
        });
        let share = 100.0 * all / folding;
        print(&format!(
            "{name:<11} folding {folding:>4.0} MB/s, folding and cutting {all:>4.0} MB/s: folding is {share:.0} % of it"
        ));
    }
}

#[expect(clippy::print_stdout, reason = "a bench prints its figures")]
fn print(line: &str) {
    println!("{line}");
}

/// Bytes a second, in millions: the best of several rounds, because others use the machine too.
fn measure(texts: &[String], analyse: impl Fn(&str) -> u64) -> f64 {
    let bytes: usize = texts.iter().map(String::len).sum();
    let rounds = BYTES.div_ceil(bytes.max(1));
    let mut best = Duration::MAX;
    let mut sums = Vec::new();
    for _ in 0..5 {
        let (sum, taken) = clock::time(|| {
            let mut sum = 0;
            for _ in 0..rounds.div_ceil(5) {
                sum = texts.iter().map(|text| analyse(std::hint::black_box(text))).sum::<u64>();
            }
            sum
        });
        best = best.min(taken);
        sums.push(sum);
    }
    assert!(sums[0] > 0 && sums.iter().all(|sum| *sum == sums[0]), "the same text gives the same tokens");
    (bytes * rounds.div_ceil(5)) as f64 / best.as_secs_f64() / 1e6
}

fn collect(folder: &Path, texts: &mut Vec<String>) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).expect("the sample articles are there").flatten().collect();
    entries.sort_by_key(fs::DirEntry::path);
    for entry in entries {
        if entry.path().is_dir() {
            collect(&entry.path(), texts);
        } else if let Ok(text) = fs::read_to_string(entry.path()) {
            texts.push(text);
        }
    }
}

fn han_share(text: &str) -> f64 {
    let han = text.chars().filter(|c| ('\u{4E00}'..='\u{9FFF}').contains(c)).count();
    han as f64 / text.chars().count().max(1) as f64
}
