//! The units of a text: its characters, of scripts without spaces, and its words.
//!
//! Every unit begins exactly one token, so units are read off the tokens.

use super::tokenize::{Kind, Token};

/// What a unit is written in, as far as ranking is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Chinese characters of any language.
    Han,
    /// Hiragana.
    Hiragana,
    /// Katakana, though it is folded to hiragana.
    Katakana,
    /// Korean syllables.
    Hangul,
    /// A whole word, or a number.
    Word,
    /// Thai, symbols and whatever else is cut into bigrams.
    Other,
}

/// A character or a word.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// Folded and, if a word, stemmed.
    pub text: String,
    /// What it is written in.
    pub script: Script,
    /// The next unit is a character that follows without a separator: the two make a bigram.
    pub is_joined: bool,
    /// How much it says about what is sought: 1, or less for stop words.
    pub weight: f32,
}

impl Unit {
    /// Returns the unit that `token` of `text` begins with.
    pub(crate) fn of(token: &Token, text: &str) -> Self {
        let script = script(token, text);
        let unit = match token.kind {
            Kind::Word => token.text.clone(),
            Kind::Bigram | Kind::Last => first_char(token).into(),
        };
        Self { text: unit, script, is_joined: token.kind == Kind::Bigram, weight: 1.0 }
    }

    /// Returns its first character: all of it, unless it is a word.
    pub fn char(&self) -> char {
        self.text.chars().next().unwrap_or_default()
    }
}

/// Returns the folded character that `token` begins with.
#[inline]
pub fn first_char(token: &Token) -> char {
    token.text.chars().next().unwrap_or_default()
}

/// Returns what the unit that `token` begins with is written in, in the original `text`.
#[inline]
pub fn script(token: &Token, text: &str) -> Script {
    if token.kind == Kind::Word {
        return Script::Word;
    }
    match first_char(token) {
        '\u{3041}'..='\u{309F}' | 'ー' => {
            let original = text[token.offset.start..].chars().next().unwrap_or_default();
            match original {
                '\u{30A1}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9F}' => {
                    Script::Katakana
                }
                // Compatibility forms such as ㌖ and ㋐ are katakana.
                '\u{32D0}'..='\u{3357}' => Script::Katakana,
                _ => Script::Hiragana,
            }
        }
        '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '々' | '〇' => {
            Script::Han
        }
        '\u{AC00}'..='\u{D7A3}' | '\u{1100}'..='\u{11FF}' | '\u{3131}'..='\u{318E}' => Script::Hangul,
        _ => Script::Other,
    }
}
