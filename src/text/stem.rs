//! Words to stems, by script: a query names no language, so neither may an article.

use frostem::{Algorithm, Stemmer};
use unicode_script::Script;

/// The Snowball stemmers, one a script.
pub(super) struct Stemmers {
    latin: Stemmer,
    cyrillic: Stemmer,
    greek: Stemmer,
    arabic: Stemmer,
}

impl Default for Stemmers {
    fn default() -> Self {
        Self {
            latin: Stemmer::new(Algorithm::English),
            cyrillic: Stemmer::new(Algorithm::Russian),
            greek: Stemmer::new(Algorithm::Greek),
            arabic: Stemmer::new(Algorithm::Arabic),
        }
    }
}

impl Stemmers {
    /// Replaces `word`, which has been folded, by its stem. A script without a stemmer, and a word
    /// that would vanish, stay as they are.
    pub(super) fn stem(&self, word: &mut String, script: Script) {
        let stemmer = match script {
            Script::Latin => &self.latin,
            Script::Cyrillic => &self.cyrillic,
            Script::Greek => &self.greek,
            Script::Arabic => &self.arabic,
            _ => return,
        };
        let stem = stemmer.stem(word);
        if !stem.is_empty() && *stem != **word {
            *word = stem.into_owned();
        }
    }
}
