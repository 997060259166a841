//! What the fuzzer tries: a function a target, which takes any bytes and panics where a promise of
//! the program is broken.
//!
//! The targets in `fuzz_targets/` hand it what libFuzzer invents. The project's own tests include
//! this file as well, and hand it the inputs in `corpus/` and random changes of them: so every
//! change of the program meets each target, without a fuzzer's build.

pub mod analysis;
pub mod dates;
pub mod feeds;
pub mod imports;
pub mod queries;
pub mod records;
mod scratch;
pub mod stamping;
pub mod trees;

/// Takes any bytes, and panics where a promise is broken.
pub type Target = fn(&[u8]);

/// Every target by its name.
pub const TARGETS: [(&str, Target); 8] = [
    ("analysis", analysis::run),
    ("dates", dates::run),
    ("feeds", feeds::run),
    ("imports", imports::run),
    ("queries", queries::run),
    ("records", records::run),
    ("stamping", stamping::run),
    ("trees", trees::run),
];
