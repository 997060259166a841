//! Cutting folded text into tokens.
//!
//! - A run of characters of scripts without spaces gives its overlapping bigrams, and its last
//!   character alone: 氢能车 → 氢能, 能车, 车. So every character begins exactly one token, and
//!   whatever piece of a run one looks for, at least two characters long, is a chain of bigrams.
//!   A single character is found as a prefix of terms.
//! - Letters of one script make a word, digits a number; words are stemmed.
//! - Positions count tokens; what a separator (space, punctuation) parts is one position further
//!   apart. So neighbours without a separator are told from neighbours with one, and a chain of
//!   consecutive positions is a piece of the text as a reader sees it.

use std::ops::Range;

use unicode_script::Script;

use super::fold::{Fold, FoldedChar, fold};
use super::script::{Class, class};
use super::stem::Stemmers;

/// A token: what is indexed, and where it stood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Token {
    /// The term.
    pub text: String,
    /// What it was made of.
    pub kind: Kind,
    /// Its place in the sequence of tokens, counted from 0; see the module's text for gaps.
    pub position: u32,
    /// Where it stood in the original text, in bytes.
    pub offset: Range<usize>,
}

/// What a token was made of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    /// Two neighbouring characters of a run.
    Bigram,
    /// The last character of a run.
    Last,
    /// A word's stem, or a number.
    #[default]
    Word,
}

/// The longest word kept, in bytes of its folded form; what is longer is cut.
const MAX_WORD_BYTES: usize = 120;

/// The tokens of a text, one [`advance`](Tokens::advance) each.
///
/// ```
/// let mut tokens = tidings::text::Tokens::new("100kW級 Turbines");
/// let mut terms = Vec::new();
/// while tokens.advance() {
///     let token = tokens.token();
///     terms.push((token.text.clone(), token.position));
/// }
/// let expected = [("100", 0), ("kw", 1), ("级", 2), ("turbin", 4)];
/// assert_eq!(terms, expected.map(|(text, position)| (text.to_owned(), position)));
/// ```
#[derive(Debug)]
pub struct Tokens<'a> {
    chars: Fold<'a>,
    /// A character that has been read but not used, with its class.
    ahead: Option<(FoldedChar, Class)>,
    /// The character of a run that the next bigram begins with.
    former: Option<FoldedChar>,
    /// The position of the next token.
    next_position: u32,
    stems: bool,
    token: Token,
}

thread_local! {
    static STEMMERS: Stemmers = Stemmers::default();
}

impl<'a> Tokens<'a> {
    /// Begins with the first token of `text`.
    pub fn new(text: &'a str) -> Self {
        Self {
            chars: fold(text),
            ahead: None,
            former: None,
            next_position: 0,
            stems: true,
            token: Token::default(),
        }
    }

    /// The same with words as they are, for prefixes.
    pub fn unstemmed(text: &'a str) -> Self {
        Self { stems: false, ..Self::new(text) }
    }

    /// Goes on to the next token; returns whether there is one.
    #[inline]
    pub fn advance(&mut self) -> bool {
        loop {
            if self.ahead.is_none() {
                // Most of a text takes no more than a look: characters of a run, and ASCII.
                if let Some(next) = self.chars.take_gram() {
                    if let Some(former) = self.former.replace(next) {
                        self.emit_bigram(former, next);
                        return true;
                    }
                    continue;
                }
                match self.chars.ascii_ahead().map(class) {
                    None | Some(Class::Gram) => {}
                    Some(_) if self.former.is_some() => return self.end_run(),
                    Some(Class::Separator) => {
                        self.skip_separators();
                        continue;
                    }
                    Some(Class::Letter(script)) => {
                        self.emit_letters(None, script);
                        return true;
                    }
                    Some(Class::Number) => {
                        self.emit_number(None);
                        return true;
                    }
                }
            }
            let Some((char, class)) = self.take() else {
                return self.end_run();
            };
            match (class, self.former.take()) {
                (Class::Gram, Some(former)) => {
                    self.emit_bigram(former, char);
                    self.former = Some(char);
                    return true;
                }
                (Class::Gram, None) => self.former = Some(char),
                (_, Some(former)) => {
                    self.ahead = Some((char, class));
                    self.former = Some(former);
                    return self.end_run();
                }
                (Class::Separator, None) => self.skip_separators(),
                (Class::Letter(script), None) => {
                    self.emit_letters(Some(char), script);
                    return true;
                }
                (Class::Number, None) => {
                    self.emit_number(Some(char));
                    return true;
                }
            }
        }
    }

    /// The token that the last [`advance`](Tokens::advance) went to.
    pub fn token(&self) -> &Token {
        &self.token
    }

    /// The same, for who wants to take the text out of it.
    pub fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }

    #[inline]
    fn take(&mut self) -> Option<(FoldedChar, Class)> {
        self.ahead.take().or_else(|| self.chars.next().map(|folded| (folded, class(folded.char))))
    }

    fn skip_separators(&mut self) {
        // A separator before the first token parts nothing.
        if self.next_position > 0 {
            self.next_position += 1;
        }
        loop {
            self.chars.take_ascii(|byte| class(byte.into()) == Class::Separator);
            if self.chars.ascii_ahead().is_some() {
                break;
            }
            if let Some(next) = self.chars.take_gram() {
                self.former = Some(next);
                break;
            }
            match self.take() {
                Some((_, Class::Separator)) => {}
                other => {
                    self.ahead = other;
                    break;
                }
            }
        }
    }

    fn end_run(&mut self) -> bool {
        let Some(last) = self.former.take() else { return false };
        self.token.text.clear();
        self.token.text.push(last.char);
        self.place(Kind::Last, last.start..last.end);
        true
    }

    #[inline]
    fn emit_bigram(&mut self, first: FoldedChar, second: FoldedChar) {
        self.token.text.clear();
        self.token.text.push(first.char);
        self.token.text.push(second.char);
        self.place(Kind::Bigram, first.start..second.end);
    }

    /// Makes a word of `first`, if it has been taken, and the letters of the script that follow.
    fn emit_letters(&mut self, first: Option<FoldedChar>, script: Script) {
        let (start, mut end) = self.begin_word(first);
        loop {
            if script == Script::Latin && self.ahead.is_none() {
                if let Some((letters, after)) = self.chars.take_ascii(|byte| byte.is_ascii_alphabetic()) {
                    self.push_ascii(letters);
                    end = after;
                }
                if self.chars.ascii_ahead().is_some_and(|c| c != '\'' && !c.is_ascii_alphabetic()) {
                    break;
                }
            }
            let Some((next, class)) = self.take() else { break };
            match class {
                Class::Letter(other) if other == script || other == Script::Inherited => {
                    self.push_to_word(next.char);
                    end = next.end;
                }
                // An apostrophe between letters belongs to the word: don't, l'eau, America's.
                Class::Separator if matches!(next.char, '\'' | '’') => match self.take() {
                    Some((after, Class::Letter(other))) if other == script => {
                        self.push_to_word('\'');
                        self.push_to_word(after.char);
                        end = after.end;
                    }
                    after => {
                        // Nothing is lost by putting the apostrophe's follower back alone: the
                        // word ends here, and the gap is counted.
                        self.finish_word(start..end, Some(script));
                        self.next_position += 1;
                        self.ahead = after;
                        return;
                    }
                },
                _ => {
                    self.ahead = Some((next, class));
                    break;
                }
            }
        }
        self.finish_word(start..end, Some(script));
    }

    /// Makes a number of `first`, if it has been taken, and the digits that follow.
    fn emit_number(&mut self, first: Option<FoldedChar>) {
        let (start, mut end) = self.begin_word(first);
        loop {
            if self.ahead.is_none() {
                if let Some((digits, after)) = self.chars.take_ascii(|byte| byte.is_ascii_digit()) {
                    self.push_ascii(digits);
                    end = after;
                }
                if self.chars.ascii_ahead().is_some() {
                    break;
                }
            }
            match self.take() {
                Some((next, Class::Number)) => {
                    self.push_to_word(next.char);
                    end = next.end;
                }
                other => {
                    self.ahead = other;
                    break;
                }
            }
        }
        self.finish_word(start..end, None);
    }

    /// Begins a word with `first`, or with what comes next; returns its first byte and the one after
    /// what has been taken of it.
    fn begin_word(&mut self, first: Option<FoldedChar>) -> (usize, usize) {
        self.token.text.clear();
        let Some(first) = first else {
            let start = self.chars.place();
            return (start, start);
        };
        self.token.text.push(first.char);
        (first.start, first.end)
    }

    fn push_to_word(&mut self, c: char) {
        if self.token.text.len() + c.len_utf8() <= MAX_WORD_BYTES {
            self.token.text.push(c);
        }
    }

    fn push_ascii(&mut self, letters: &str) {
        let text = &mut self.token.text;
        let length = text.len();
        text.push_str(&letters[..letters.len().min(MAX_WORD_BYTES.saturating_sub(length))]);
        text[length..].make_ascii_lowercase();
    }

    fn finish_word(&mut self, offset: Range<usize>, script: Option<Script>) {
        if self.stems
            && let Some(script) = script
        {
            STEMMERS.with(|stemmers| stemmers.stem(&mut self.token.text, script));
        }
        self.place(Kind::Word, offset);
    }

    #[inline]
    fn place(&mut self, kind: Kind, offset: Range<usize>) {
        self.token.kind = kind;
        self.token.position = self.next_position;
        self.token.offset = offset;
        self.next_position += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes each token as `text@position`, with its piece of the original where that differs.
    fn check(text: &str, expected: &str) {
        let mut tokens = Tokens::new(text);
        let mut seen = Vec::new();
        while tokens.advance() {
            let token = tokens.token();
            let original = &text[token.offset.clone()];
            if original == token.text {
                seen.push(format!("{}@{}", token.text, token.position));
            } else {
                seen.push(format!("{}@{}({original})", token.text, token.position));
            }
        }
        assert_eq!(seen.join(" "), expected, "{text:?}");
    }

    #[test]
    fn scripts_without_spaces_are_cut_into_bigrams_and_the_last_character() {
        check("", "");
        check("氢", "氢@0");
        check("氢能车", "氢能@0 能车@1 车@2");
        check("東京都", "东京@0(東京) 京都@1 都@2");
        check("ひらカタ", "ひら@0 らか@1(らカ) かた@2(カタ) た@3(タ)");
        check("대학에서", "대학@0 학에@1 에서@2 서@3");
        check("𩸽定食", "𩸽定@0 定食@1 食@2");
        check("ภาษา", "ภา@0 าษ@1 ษา@2 า@3");
    }

    #[test]
    fn separators_leave_a_gap() {
        check("氢能。车", "氢能@0 能@1 车@3");
        check("  氢能 ", "氢能@0 能@1");
        check("“氢”——能", "氢@0 能@2");
    }

    #[test]
    fn words_are_stemmed_and_numbers_are_words() {
        check("Running shoes", "run@0(Running) shoe@2(shoes)");
        check("COVID-19", "covid@0(COVID) 19@2");
        check("100kW级", "100@0 kw@1(kW) 级@2");
        check("don't", "don't@0");
        check("America’s ‘best’", "america@0(America’s) best@2");
        check("работают", "работа@0(работают)");
        check("β-каротин", "β@0 каротин@2");
        check("x'1", "x@0 1@2");
    }

    #[test]
    fn symbols_and_emoji_are_found_too() {
        check("C++", "c@0(C) ++@1 +@2");
        check("好👍🏽!", "好👍@0 👍🏽@1 🏽@2");
        check("👨\u{200D}👩", "👨👩@0(👨\u{200D}👩) 👩@1");
    }

    #[test]
    fn only_operators_and_blanks_give_nothing() {
        check(")( \" -: \u{0} \u{200B}", "");
    }

    #[test]
    fn a_word_without_end_is_cut() {
        let text = "x".repeat(100_000);
        let mut tokens = Tokens::new(&text);
        assert!(tokens.advance());
        assert_eq!(tokens.token().text.len(), MAX_WORD_BYTES);
        assert_eq!(tokens.token().offset, 0..100_000);
        assert!(!tokens.advance());
    }

    /// With full-width forms for ASCII, which fold to it one by one.
    fn widened(text: &str) -> String {
        let wide = |c: char| match c {
            ' ' => '\u{3000}',
            // Folds to another character: the wave dash.
            '~' => '~',
            '!'..='}' => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
            other => other,
        };
        text.chars().map(wide).collect()
    }

    fn terms(text: &str) -> Vec<(String, Kind, u32)> {
        let mut tokens = Tokens::new(text);
        let mut terms = Vec::new();
        while tokens.advance() {
            let token = tokens.token();
            terms.push((token.text.clone(), token.kind, token.position));
        }
        terms
    }

    proptest::proptest! {
        #[test]
        fn ascii_that_is_taken_in_runs_gives_what_single_characters_give(
            text in "[a-dA-C0-2 ,.'+<氢能カ한é\u{301}\u{FF9E}\u{200B}\n]{0,40}|[\\x00-\u{2ffff}]{0,20}"
        ) {
            assert_eq!(terms(&text), terms(&widened(&text)));
        }

        #[test]
        fn offsets_are_on_character_borders_and_positions_grow(text in "\\PC{0,60}|[\\x00-\\u{2ffff}]{0,20}") {
            let mut tokens = Tokens::new(&text);
            let mut last = None;
            while tokens.advance() {
                let token = tokens.token();
                assert!(text.get(token.offset.clone()).is_some_and(|part| !part.is_empty()));
                assert!(!token.text.is_empty());
                assert!(last.is_none_or(|last| token.position > last));
                last = Some(token.position);
            }
        }
    }
}
