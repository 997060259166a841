//! Words to stems, by script: a query names no language, so neither may an article.

use std::cell::RefCell;

use frostem::{Algorithm, Stemmer};
use unicode_script::Script;

/// The Snowball stemmers, one a script, and the stems of words met lately.
pub(super) struct Stemmers {
    latin: Stemmer,
    cyrillic: Stemmer,
    greek: Stemmer,
    arabic: Stemmer,
    lately: RefCell<Vec<Known>>,
}

/// How many words are remembered, each at a place by its hash.
const PLACES: usize = 4096;

/// Longer words are seldom met again.
const MAX_KNOWN: usize = 15;

/// A short word of ASCII letters; its length is the last byte.
type Short = [u8; MAX_KNOWN + 1];

/// Such a word and its stem.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    word: Short,
    stem: Short,
}

impl Default for Stemmers {
    fn default() -> Self {
        Self {
            latin: Stemmer::new(Algorithm::English),
            cyrillic: Stemmer::new(Algorithm::Russian),
            greek: Stemmer::new(Algorithm::Greek),
            arabic: Stemmer::new(Algorithm::Arabic),
            lately: RefCell::new(Vec::new()),
        }
    }
}

impl Stemmers {
    /// Replaces `word`, which has been folded, by its stem. A script without a stemmer, and a word
    /// that would vanish, stay as they are.
    pub(super) fn stem(&self, word: &mut String, script: Script) {
        let stemmer = match script {
            Script::Latin if word.len() <= MAX_KNOWN && word.is_ascii() => return self.stem_known(word),
            Script::Latin => &self.latin,
            Script::Cyrillic => &self.cyrillic,
            Script::Greek => &self.greek,
            Script::Arabic => &self.arabic,
            _ => return,
        };
        replace(stemmer, word);
    }

    /// The same for a short word of ASCII letters: a text has the same ones again and again, and a
    /// look is several times as fast as stemming.
    fn stem_known(&self, word: &mut String) {
        let mut lately = self.lately.borrow_mut();
        if lately.is_empty() {
            lately.resize(PLACES, Known::default());
        }
        let key = short(word);
        let known = &mut lately[place(key)];
        if known.word == key {
            let length = usize::from(known.stem[MAX_KNOWN]);
            word.clear();
            word.push_str(str::from_utf8(&known.stem[..length]).unwrap_or_default());
            return;
        }
        replace(&self.latin, word);
        if word.len() <= MAX_KNOWN {
            *known = Known { word: key, stem: short(word) };
        }
    }
}

/// A word of at most [`MAX_KNOWN`] bytes.
fn short(word: &str) -> Short {
    let mut short = Short::default();
    short[..word.len()].copy_from_slice(word.as_bytes());
    short[MAX_KNOWN] = word.len() as u8;
    short
}

fn replace(stemmer: &Stemmer, word: &mut String) {
    let stem = stemmer.stem(word);
    if !stem.is_empty() && *stem != **word {
        *word = stem.into_owned();
    }
}

/// Where a word is remembered: a product's highest bits depend on all of its factor's.
fn place(word: Short) -> usize {
    let bits = u128::from_le_bytes(word);
    let mixed = (bits as u64 ^ ((bits >> 64) as u64).rotate_left(31)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> (64 - PLACES.ilog2())) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_met_again_has_the_same_stem() {
        let stemmers = Stemmers::default();
        let mut words: Vec<String> = Vec::new();
        for first in ["run", "nation", "gener", "skat", "tri", "hopp", "a", "sky"] {
            for last in ["", "s", "ing", "ed", "ally", "ation", "izations", "er", "est", "ies"] {
                words.push(format!("{first}{last}"));
            }
        }
        for _ in 0..3 {
            for word in &words {
                let (mut found, mut expected) = (word.clone(), word.clone());
                stemmers.stem(&mut found, Script::Latin);
                replace(&stemmers.latin, &mut expected);
                assert_eq!(found, expected, "{word}");
            }
        }
    }
}
