//! Writes the table by which Han characters are folded (see `src/text/han.rs`), from OpenCC's
//! data: so the program carries the table and loads nothing when it starts.

use std::fmt::Write as _;
use std::path::Path;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;

/// The characters of the dense part of the table: CJK Extension A to the URO's end.
const DENSE: std::ops::Range<u32> = 0x3400..0xA000;

/// The other blocks of Han characters: Extensions B to J.
const SPARSE: std::ops::Range<u32> = 0x2_0000..0x3_3480;

fn main() {
    let converter = |config| OpenCC::from_config(config).expect("the crate carries this configuration");
    let tables = Tables {
        variants: [converter(BuiltinConfig::Tw2t), converter(BuiltinConfig::Hk2t)],
        simplified: converter(BuiltinConfig::T2s),
        japanese: converter(BuiltinConfig::Jp2t),
    };

    let mut dense = String::new();
    let mut sparse = String::new();
    for (code, c) in DENSE.chain(SPARSE).filter_map(|code| Some((code, char::from_u32(code)?))) {
        let folded = tables.fold(c);
        if DENSE.contains(&code) {
            let fits = u16::try_from(u32::from(folded)).unwrap_or(0);
            let _ = write!(dense, "{},", if folded == c { 0 } else { fits });
        }
        if folded != c && (!DENSE.contains(&code) || u32::from(folded) > 0xFFFF) {
            let _ = write!(sparse, "({c:?},{folded:?}),");
        }
    }
    let source = format!(
        "/// Index: code point less {first:#x}; value: the folded character, 0 for itself.\n\
         static DENSE: [u16; {len}] = [{dense}];\n\
         /// Sorted by the first of each pair.\n\
         static SPARSE: &[(char, char)] = &[{sparse}];\n\
         const DENSE_FIRST: u32 = {first};\n",
        first = DENSE.start,
        len = DENSE.len(),
    );
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    std::fs::write(Path::new(&out).join("han_table.rs"), source).expect("OUT_DIR is writable");
    println!("cargo::rerun-if-changed=build.rs");
}

struct Tables {
    variants: [OpenCC; 2],
    simplified: OpenCC,
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
        let common = self.variants.iter().fold(c, |c, variants| convert(variants, c));
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
