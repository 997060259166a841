//! Writes the tables that the program carries, so that it loads nothing when it starts: how Han
//! characters are folded, from OpenCC's data (see `src/text/han.rs`), and how frequent words are, from
//! `src/text/words.tsv` (see `src/text/words.rs`).

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::Path;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;

/// The characters of the dense part of the table: CJK Extension A to the URO's end.
const DENSE: std::ops::Range<u32> = 0x3400..0xA000;

/// The compatibility block: NFKC replaces most of it, but 﨑 and some others are characters of their own.
const COMPATIBILITY: std::ops::Range<u32> = 0xF900..0xFB00;

/// The other blocks of Han characters: Extensions B to J.
const SPARSE: std::ops::Range<u32> = 0x2_0000..0x3_3480;

fn main() {
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let write = |name: &str, source: String| {
        std::fs::write(Path::new(&out).join(name), source).expect("OUT_DIR is writable");
    };
    write("han_table.rs", han_table());
    write("word_table.rs", word_table());
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={WORDS}");
}

fn han_table() -> String {
    let converter = |config| OpenCC::from_config(config).expect("the crate carries this configuration");
    let simplified = converter(BuiltinConfig::T2s);
    let simplified_forms = DENSE
        .chain(SPARSE)
        .filter_map(char::from_u32)
        .filter_map(|c| Some(convert(&simplified, c)).filter(|&simple| simple != c))
        .collect();
    let tables = Tables {
        variants: [converter(BuiltinConfig::Tw2t), converter(BuiltinConfig::Hk2t)],
        simplified,
        simplified_forms,
        japanese: converter(BuiltinConfig::Jp2t),
    };

    let mut dense = String::new();
    let mut sparse = String::new();
    for (code, c) in
        DENSE.chain(COMPATIBILITY).chain(SPARSE).filter_map(|code| Some((code, char::from_u32(code)?)))
    {
        let folded = tables.fold(c);
        if DENSE.contains(&code) {
            let fits = u16::try_from(u32::from(folded)).unwrap_or(1);
            let _ = write!(dense, "{},", if folded == c { 0 } else { fits });
        }
        if folded != c && (!DENSE.contains(&code) || u32::from(folded) > 0xFFFF) {
            let _ = write!(sparse, "({c:?},{folded:?}),");
        }
    }
    format!(
        "/// Index: code point less {first:#x}; value: the folded character, 0 for itself, 1 for what SPARSE says.\n\
         static DENSE: [u16; {len}] = [{dense}];\n\
         /// Sorted by the first of each pair.\n\
         static SPARSE: &[(char, char)] = &[{sparse}];\n\
         const DENSE_FIRST: u32 = {first};\n",
        first = DENSE.start,
        len = DENSE.len(),
    )
}

/// Lines of `word TAB frequency`: see `tools/word_table.rs`.
const WORDS: &str = "src/text/words.tsv";

/// The first characters of words: the URO.
const FIRST_CHARACTERS: std::ops::RangeInclusive<u32> = 0x4E00..=0x9FFF;

/// Costs are kept in steps of 1/12: a byte reaches to 21, and no word is so rare.
const STEPS: f64 = 12.0;

/// Writes the words in the order of their first characters, with an index by these.
fn word_table() -> String {
    let text = std::fs::read_to_string(WORDS).expect("the table of words is part of the project");
    let mut words: Vec<(u32, u64, f64)> = Vec::new();
    for line in text.lines() {
        let (word, frequency) = line.split_once('\t').expect("each line is a word, a tab, its frequency");
        let mut chars = word.chars().map(u32::from);
        let first = chars.next().expect("no word is empty");
        let rest = chars.fold(0, |key, c| key << 16 | u64::from(c));
        words.push((first, rest, frequency.parse().expect("a frequency is a number")));
    }
    words.sort_by_key(|&(first, rest, _)| (first, rest));
    let total: f64 = words.iter().map(|(_, _, frequency)| frequency).sum();
    let (mut starts, mut rests, mut costs) = (String::new(), String::new(), String::new());
    for first in FIRST_CHARACTERS.chain([FIRST_CHARACTERS.end() + 1]) {
        let _ = write!(starts, "{},", words.partition_point(|word| word.0 < first));
    }
    for (_, rest, frequency) in &words {
        let cost = ((total / frequency).ln() * STEPS).round();
        let _ = write!(rests, "{rest},");
        let _ = write!(costs, "{},", cost as u8);
    }
    format!(
        "const FIRST: u32 = {first};\n\
         const STEPS: f32 = {STEPS:?};\n\
         const TOTAL_LN: f32 = {total_ln:?};\n\
         /// By first character less `FIRST`: where its words begin.\n\
         static STARTS: [u16; {starts_len}] = [{starts}];\n\
         static RESTS: [u64; {len}] = [{rests}];\n\
         static COSTS: [u8; {len}] = [{costs}];\n",
        first = FIRST_CHARACTERS.start(),
        total_ln = total.ln() as f32,
        starts_len = FIRST_CHARACTERS.count() + 1,
        len = words.len(),
    )
}

struct Tables {
    variants: [OpenCC; 2],
    simplified: OpenCC,
    /// What traditional characters are simplified to.
    simplified_forms: HashSet<char>,
    japanese: OpenCC,
}

impl Tables {
    /// The character that stands for `c` and all its forms: a step is repeated until nothing
    /// changes, so that each chain of forms ends in one character.
    fn fold(&self, c: char) -> char {
        let mut chain = vec![c];
        loop {
            let next = self.step(*chain.last().expect("the chain begins with one"));
            if let Some(at) = chain.iter().position(|&former| former == next) {
                // A circle, almost always of one.
                return chain[at..].iter().copied().min().expect("not empty");
            }
            chain.push(next);
        }
    }

    /// Regional variants, then traditional to simplified; a Japanese new form goes the same way
    /// through its old form.
    fn step(&self, c: char) -> char {
        if let Some(&(_, common)) = NAME_VARIANTS.iter().find(|&&(rare, _)| rare == c) {
            return common;
        }
        // What is a simplified form is no regional one: 么 is 麼, not 幺.
        let is_simplified_form = is_simplified_standard(c) && self.simplified_forms.contains(&c);
        let common = if is_simplified_form {
            c
        } else {
            self.variants.iter().fold(c, |c, variants| convert(variants, c))
        };
        let simplified = convert(&self.simplified, common);
        // A character of the simplified standard set stays what it is: 予 is not 豫, 沪 is not 滤,
        // though Japanese writes them so.
        if simplified != c || is_simplified_standard(c) {
            return simplified;
        }
        convert(&self.japanese, c)
    }
}

/// Forms in Japanese names that OpenCC's data lacks, and what they are forms of.
const NAME_VARIANTS: &[(char, char)] = &[
    ('澁', '渋'),
    ('髙', '高'),
    ('﨑', '崎'),
    ('邉', '邊'),
    ('嶋', '島'),
    ('嶌', '島'),
    ('舘', '館'),
    ('冨', '富'),
    ('眞', '真'),
    ('濵', '濱'),
    ('桒', '桑'),
    ('栁', '柳'),
    ('𠮷', '吉'),
    ('渕', '淵'),
    ('篭', '籠'),
];

/// Converts one character; itself if the result is not one character.
fn convert(converter: &OpenCC, c: char) -> char {
    let converted = converter.convert(c.encode_utf8(&mut [0; 4]));
    let mut chars = converted.chars();
    match (chars.next(), chars.next()) {
        (Some(only), None) => only,
        _ => c,
    }
}

/// Whether GB 2312, the set of the simplified standard, has the character: both bytes from 0xA1.
fn is_simplified_standard(c: char) -> bool {
    let mut utf8 = [0; 4];
    let (bytes, _, has_unmappable) = encoding_rs::GBK.encode(c.encode_utf8(&mut utf8));
    !has_unmappable && matches!(*bytes, [lead @ 0xB0..=0xF7, trail] if lead > 0 && trail >= 0xA1)
}
