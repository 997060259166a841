//! Which characters make up words, which are cut into bigrams, which separate.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
use unicode_script::{Script, UnicodeScript};

/// What a folded character is to the tokenizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Of a script written without spaces (Han, kana, hangul, Thai …), or a symbol such as an
    /// emoji: cut into bigrams.
    Gram,
    /// A letter (or mark) of a script written with spaces.
    Letter(Script),
    /// A decimal digit or another number.
    Number,
    /// White space, punctuation, control characters.
    Separator,
}

/// Classes `c`, which has been folded.
pub(super) fn class(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' => Class::Letter(Script::Latin),
        '0'..='9' => Class::Number,
        '+' | '<' | '=' | '>' | '|' | '~' | '$' => Class::Gram,
        '\0'..='\x7f' => Class::Separator,
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{309F}' => Class::Gram,
        '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}' => Class::Gram,
        '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{20000}'..='\u{3347F}' => Class::Gram,
        '\u{2000}'..='\u{206F}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' => Class::Separator,
        _ => class_by_property(c),
    }
}

/// Returns whether `c`, which has been folded, is part of a token: neither space nor punctuation.
pub(crate) fn is_sought(c: char) -> bool {
    class(c) != Class::Separator
}

/// The scripts written without spaces between words, and Hangul, whose words carry particles.
fn has_no_spaces(script: Script) -> bool {
    matches!(
        script,
        Script::Han
            | Script::Hiragana
            | Script::Katakana
            | Script::Hangul
            | Script::Bopomofo
            | Script::Yi
            | Script::Tangut
            | Script::Nushu
            | Script::Khitan_Small_Script
            | Script::Thai
            | Script::Lao
            | Script::Khmer
            | Script::Myanmar
            | Script::Tibetan
            | Script::Javanese
            | Script::Balinese
    )
}

fn class_by_property(c: char) -> Class {
    match c.general_category_group() {
        GeneralCategoryGroup::Letter | GeneralCategoryGroup::Mark => match c.script() {
            script if has_no_spaces(script) => Class::Gram,
            script => Class::Letter(script),
        },
        GeneralCategoryGroup::Number if has_no_spaces(c.script()) => Class::Gram,
        GeneralCategoryGroup::Number => Class::Number,
        // Modifier symbols such as ^ and ` are punctuation to a reader.
        GeneralCategoryGroup::Symbol
            if c.general_category() != unicode_properties::GeneralCategory::ModifierSymbol
                || is_emoji_modifier(c) =>
        {
            Class::Gram
        }
        // Private use and unassigned characters may be somebody's Han extension: findable.
        GeneralCategoryGroup::Other if !c.is_control() && !is_format(c) => Class::Gram,
        _ => Class::Separator,
    }
}

/// Skin tones.
fn is_emoji_modifier(c: char) -> bool {
    ('\u{1F3FB}'..='\u{1F3FF}').contains(&c)
}

fn is_format(c: char) -> bool {
    c.general_category() == unicode_properties::GeneralCategory::Format
}
