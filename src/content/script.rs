//! What the reading of records must know of characters: which ones XML forbids, and between which
//! a line break is no space.

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

/// Returns the first character of `text` that XML 1.0 (§2.2) forbids.
pub(super) fn forbidden(text: &str) -> Option<char> {
    // Two passes over bytes that nearly always find nothing are cheaper than one over characters.
    let bytes = text.as_bytes();
    let has_control = bytes.iter().any(|b| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r'));
    let may_be = has_control || bytes.windows(2).any(|pair| pair == [0xEF, 0xBF]);
    if may_be { text.chars().find(|c| is_forbidden(*c)) } else { None }
}

fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Removes forbidden control characters; U+FFFE and U+FFFF, which stand for something that could
/// not be read, become U+FFFD.
pub(super) fn without_forbidden(text: &str) -> Cow<'_, str> {
    if forbidden(text).is_none() {
        return Cow::Borrowed(text);
    }
    let keep = |c: char| match c {
        '\u{FFFE}' | '\u{FFFF}' => Some('\u{FFFD}'),
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
    fn forbidden_characters_are_removed_or_replaced() {
        assert_eq!(
            without_forbidden("a\u{0}b\u{B}c\u{FFFE}\u{FFFF}d\t\n\u{7F}"),
            "abc\u{FFFD}\u{FFFD}d\t\n\u{7F}"
        );
        assert!(matches!(without_forbidden("汉字ａ\u{FFFD}"), Cow::Borrowed(_)));
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
