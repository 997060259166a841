//! Text from records, made safe for a terminal: a title must not move the cursor, change colours
//! or turn the line around.

use std::borrow::Cow;

/// Escapes control and bidirectional control characters as `\u{…}`; tabs stay.
pub fn safe(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_unsafe(character) {
            safe.extend(character.escape_unicode());
        } else {
            safe.push(character);
        }
    }
    Cow::Owned(safe)
}

/// UAX #9 §2: the explicit directional characters; and what ECMA-48 gives a function.
fn is_unsafe(character: char) -> bool {
    (character.is_control() && character != '\t')
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(character, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_acts_on_the_terminal_is_escaped() {
        let check = |text: &str, expected: &str| assert_eq!(safe(text), expected);
        check("风机叶片 👩‍🔬\tはがき", "风机叶片 👩‍🔬\tはがき");
        check("\u{1b}[31mred", "\\u{1b}[31mred");
        check("a\nb\r", "a\\u{a}b\\u{d}");
        check("\u{202e}txt.exe", "\\u{202e}txt.exe");
        check("\u{9b}2J", "\\u{9b}2J");
    }
}
