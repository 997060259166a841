//! The fuzzer's targets, without the fuzzer: each takes the inputs of its corpus, what was found
//! before, and random changes of both. `docs/reliability.md` says how to run the fuzzer itself.

#[path = "../../fuzz/src/lib.rs"]
mod targets;

use std::fs;
use std::path::{Path, PathBuf};

use crate::site::collect;

/// Random changes of inputs tried on each target; `TIDINGS_FUZZ=N` tries so many.
const CHANGES: usize = 300;

/// The inputs of a target that are kept in the repository.
fn corpus(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut inputs = Vec::new();
    collect(&folder, &mut |path| {
        inputs.push((path.to_owned(), fs::read(path).expect("the input can be read")));
    });
    inputs.sort();
    assert!(!inputs.is_empty(), "{} has no inputs", folder.display());
    inputs
}

fn target(name: &str) -> targets::Target {
    let found = targets::TARGETS.iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("no target is called {name}")).1
}

/// Runs the target, and tells the input if it fails.
fn run(name: &str, input: &[u8], from: &Path) {
    let outcome = std::panic::catch_unwind(|| target(name)(input));
    if let Err(panic) = outcome {
        eprintln_input(name, input, from);
        std::panic::resume_unwind(panic);
    }
}

#[expect(clippy::print_stderr, reason = "a failing test tells its input")]
fn eprintln_input(name: &str, input: &[u8], from: &Path) {
    eprintln!("{name}, {}: {:?}", from.display(), String::from_utf8_lossy(input));
}

fn try_all(name: &str) {
    let corpus = corpus(name);
    for (path, input) in &corpus {
        run(name, input, path);
    }
    let count = std::env::var("TIDINGS_FUZZ").ok().and_then(|count| count.parse().ok()).unwrap_or(CHANGES);
    let mut random = fastrand::Rng::with_seed(seed());
    for _ in 0..count {
        let (path, input) = &corpus[random.usize(..corpus.len())];
        let other = &corpus[random.usize(..corpus.len())].1;
        let input = changed(input, other, &mut random);
        run(name, &input, path);
    }
}

/// The same for every run of a check, as for the property tests; else another one each time.
fn seed() -> u64 {
    let wish = std::env::var("PROPTEST_RNG_SEED").ok().and_then(|seed| seed.parse().ok());
    wish.unwrap_or_else(|| fastrand::u64(..))
}

/// Pieces that mean something in some format.
const PIECES: [&str; 30] = [
    "---\n",
    "+++\n",
    ": ",
    "\"",
    "'",
    "\\",
    "{",
    "}",
    "[",
    "]",
    "<",
    ">",
    "&",
    "&#x0;",
    "]]>",
    "*",
    "`",
    "\n\n",
    "\r",
    "\0",
    "\u{301}",
    "\u{200d}",
    "\u{fe0f}",
    "か\u{3099}",
    "👩‍👩‍👧",
    "한\u{11a8}",
    "Z",
    "+08:00",
    "id: x\n",
    "\u{feff}",
];

/// A few random changes of `input`: bytes flipped, cut out, doubled, replaced by pieces or by a part of
/// `other`.
fn changed(input: &[u8], other: &[u8], random: &mut fastrand::Rng) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..random.usize(1..6) {
        let at = random.usize(..=bytes.len());
        let end = (at + random.usize(..12)).min(bytes.len());
        match random.u8(..6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.u8(..8),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let piece = bytes[at..end].repeat(random.usize(1..5));
                drop(bytes.splice(at..at, piece));
            }
            3 => {
                let (from, length) = (random.usize(..=other.len()), random.usize(..40));
                let piece = other[from..(from + length).min(other.len())].to_vec();
                drop(bytes.splice(at..end, piece));
            }
            _ => drop(bytes.splice(at..end, PIECES[random.usize(..PIECES.len())].bytes())),
        }
    }
    bytes
}

#[test]
fn analysis_keeps_its_promises() {
    try_all("analysis");
}

#[test]
fn dates_keep_their_promises() {
    try_all("dates");
}

#[test]
fn feeds_keep_their_promises() {
    try_all("feeds");
}

#[test]
fn imports_keep_their_promises() {
    try_all("imports");
}

#[test]
fn queries_keep_their_promises() {
    try_all("queries");
}

#[test]
fn records_keep_their_promises() {
    try_all("records");
}

#[test]
fn stamping_keeps_its_promises() {
    try_all("stamping");
}

#[test]
fn trees_keep_their_promises() {
    try_all("trees");
}
