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

/// A word of ASCII letters and its stem.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    word: [u8; MAX_KNOWN],
    word_length: u8,
    stem: [u8; MAX_KNOWN],
    stem_length: u8,
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
        let known = &mut lately[place(word)];
        if known.word[..usize::from(known.word_length)] == *word.as_bytes() {
            let stem = &known.stem[..usize::from(known.stem_length)];
            word.clear();
            word.push_str(str::from_utf8(stem).unwrap_or_default());
            return;
        }
        let mut new = Known { word_length: word.len() as u8, ..Known::default() };
        new.word[..word.len()].copy_from_slice(word.as_bytes());
        replace(&self.latin, word);
        if let Some(stem) = new.stem.get_mut(..word.len()) {
            stem.copy_from_slice(word.as_bytes());
            new.stem_length = word.len() as u8;
            *known = new;
        }
    }
}

fn replace(stemmer: &Stemmer, word: &mut String) {
    let stem = stemmer.stem(word);
    if !stem.is_empty() && *stem != **word {
        *word = stem.into_owned();
    }
}

/// FNV-1a.
fn place(word: &str) -> usize {
    let hash = word
        .bytes()
        .fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3));
    (hash >> 32) as usize % PLACES
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
