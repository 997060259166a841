//! What the reading of records must know of characters: which ones no feed should hold, and between
//! which a line break is no space.

use std::borrow::Cow;

/// Returns whether `c` is of a script that is written without spaces: Han, kana, bopomofo, and
/// their punctuation. Hangul is not: Korean puts spaces between words.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{2FDF}'     // radicals
        | '\u{3000}'..='\u{312F}'   // punctuation, kana, bopomofo
        | '\u{3190}'..='\u{31FF}'
        | '\u{3220}'..='\u{325F}' | '\u{3280}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE4F}'
        | '\u{FF01}'..='\u{FF9F}'   // full-width forms, half-width kana
        | '\u{1AFF0}'..='\u{1B16F}'
        | '\u{20000}'..='\u{3FFFD}')
}

/// Returns whether a line break between the two characters means no space: both stand in text
/// without spaces, or one does and the other is a quotation mark or dash that Chinese shares with
/// Latin.
pub(super) fn joins(before: char, after: char) -> bool {
    let is_shared = |c: char| matches!(c, '“' | '”' | '‘' | '’' | '…' | '—' | '·');
    (is_cjk(before) && (is_cjk(after) || is_shared(after))) || (is_shared(before) && is_cjk(after))
}

/// Returns the first character of `text` that no feed should hold: what XML 1.0 forbids (§2.2), and
/// what it discourages there and validators complain of, control characters (C1) and noncharacters.
pub(super) fn forbidden(text: &str) -> Option<char> {
    // Passes over bytes that nearly always find nothing are cheaper than one over characters.
    let bytes = text.as_bytes();
    let has_control = bytes.iter().any(|b| (*b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r')) || *b == 0x7F);
    let may_be = has_control
        || bytes.windows(2).any(|pair| match pair[0] {
            0xC2 => pair[1] < 0xA0,
            0xEF => pair[1] == 0xB7 || pair[1] == 0xBF,
            0xF0..=0xF4 => true,
            _ => false,
        });
    if may_be { text.chars().find(|c| is_forbidden(*c)) } else { None }
}

fn is_forbidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || is_noncharacter(c)
}

/// The last two code points of each plane, and 32 more (Unicode 17, §23.7). What stood in their
/// place could not be read; [`format`](super::format) uses one for half a character.
pub(super) fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE
}

/// Removes forbidden characters. U+0085, the line break of some mainframes, becomes the usual one.
pub(super) fn without_forbidden(text: &str) -> Cow<'_, str> {
    if forbidden(text).is_none() {
        return Cow::Borrowed(text);
    }
    let keep = |c: char| match c {
        '\u{85}' => Some('\n'),
        c => (!is_forbidden(c)).then_some(c),
    };
    Cow::Owned(text.chars().filter_map(keep).collect())
}

/// Trims `text` and puts one space for each run of white space that contains a line break or tab.
pub(super) fn one_line(text: &str) -> String {
    let text = text.trim();
    if !text.contains(['\n', '\r', '\t', '\u{85}', '\u{2028}', '\u{2029}']) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for part in text.split(['\n', '\r', '\t', '\u{85}', '\u{2028}', '\u{2029}']).map(str::trim) {
        if !line.is_empty() && !part.is_empty() {
            line.push(' ');
        }
        line.push_str(part);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forbidden_characters_are_removed() {
        assert_eq!(
            without_forbidden("a\u{0}b\u{B}c\u{FFFE}\u{FFFF}\u{FDD0}\u{1FFFE}d\t\n\u{7F}\u{80}e\u{85}f"),
            "abcd\t\ne\nf"
        );
        assert_eq!(without_forbidden("a\u{9F}"), "a");
        for kept in ["汉字ａ￥\u{FFFD}", "\u{A0}é", "😀\u{10FFFD}", "\u{FDCF}\u{FDF0}"] {
            assert!(matches!(without_forbidden(kept), Cow::Borrowed(_)), "{kept}");
        }
    }

    #[test]
    fn line_breaks_become_one_space() {
        assert_eq!(one_line(" a \r\n\n b\tc  d "), "a b c  d");
    }

    #[test]
    fn text_without_spaces_joins() {
        for (before, after, expected) in [
            ('汉', '字', true),
            ('。', '“', true),
            ('”', '和', true),
            ('汉', 'a', false),
            ('한', '국', false),
            ('カ', 'ナ', true),
            ('”', '“', false),
        ] {
            assert_eq!(joins(before, after), expected, "{before}{after}");
        }
    }
}
