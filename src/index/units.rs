//! What each document consists of, character by character and word by word, as ranking reads it.
//!
//! The second stage of ranking looks at the best documents' texts (see [`rerank`](super::rerank)).
//! Unpacking, folding and cutting a text takes some 50 µs; a segment's file `units` has it folded and
//! cut already: UTF-16 in which a character of a script without spaces stands for itself, katakana as
//! katakana, and four values that no text has mark the rest.

use std::io;
use std::ops::RangeInclusive;

use tantivy::Segment;

use super::by_document::ByDocumentWriter;
use crate::text::{Kind, Script, Token, unit};

/// The name of the file: its extension.
pub(super) const EXTENSION: &str = "units";

/// Nothing but white space, or nothing, follows the unit before; the next one is not joined to it.
const PARTED: u16 = 0;
/// Punctuation follows the unit before.
const GAP: u16 = 1;
/// A word follows, up to [`PARTED`] or [`GAP`].
const WORD: u16 = 2;
/// A value ends: title, subtitle, body.
const END: u16 = 3;

/// From hiragana to the same in katakana.
const TO_KATAKANA: u16 = 0x60;

/// What is written in the one or the other, and the same in katakana.
const KANA: RangeInclusive<u16> = 0x3041..=0x309E;
const KATAKANA: RangeInclusive<u16> = 0x30A1..=0x30F6;
const KATAKANA_MARKS: RangeInclusive<u16> = 0x30FD..=0x30FE;

/// Writes the file of a segment, which is one [by document](super::by_document).
pub(super) struct UnitsWriter {
    file: ByDocumentWriter,
    document: Encoder,
}

/// Makes symbols of a document's tokens.
#[derive(Default)]
struct Encoder {
    symbols: Vec<[u8; 2]>,
    /// Where the last unit ended, if it was not joined to the next.
    last_end: Option<usize>,
}

impl UnitsWriter {
    /// Begins the file of `segment`.
    pub(super) fn new(segment: &Segment) -> tantivy::Result<Self> {
        Ok(Self { file: ByDocumentWriter::new(segment, EXTENSION)?, document: Encoder::default() })
    }

    /// Adds the next token of `value` to the document.
    #[inline]
    pub(super) fn push(&mut self, token: &Token, value: &str) {
        self.document.push(token, value);
    }

    /// Ends a value of the document.
    pub(super) fn end_value(&mut self) {
        self.document.end_value();
    }

    /// Ends the document.
    pub(super) fn end_document(&mut self) -> io::Result<()> {
        self.file.push(self.document.symbols.as_flattened())?;
        self.document.symbols.clear();
        Ok(())
    }

    /// Ends the file.
    pub(super) fn finish(self) -> io::Result<()> {
        self.file.finish()
    }

    /// Bytes of memory in use.
    pub(super) fn memory(&self) -> usize {
        self.file.memory() + self.document.symbols.capacity() * size_of::<[u8; 2]>()
    }
}

impl Encoder {
    #[inline]
    fn push(&mut self, token: &Token, value: &str) {
        if let Some(last_end) = self.last_end {
            let between = value.get(last_end..token.offset.start).unwrap_or_default();
            self.add(if between.trim_start().is_empty() { PARTED } else { GAP });
        }
        self.last_end = if token.kind == Kind::Bigram { None } else { Some(token.offset.end) };
        if token.kind == Kind::Word {
            self.add(WORD);
            token.text.encode_utf16().for_each(|letter| self.add(letter));
            return;
        }
        match unit::first_char(token) {
            c @ ('\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{309E}') => {
                let is_katakana = unit::script(token, value) == Script::Katakana;
                self.add(c as u16 + if is_katakana { TO_KATAKANA } else { 0 });
            }
            c => c.encode_utf16(&mut [0; 2]).iter().for_each(|symbol| self.add(*symbol)),
        }
    }

    fn end_value(&mut self) {
        if self.last_end.take().is_some() {
            self.add(PARTED);
        }
        self.add(END);
    }

    #[inline]
    fn add(&mut self, symbol: u16) {
        self.symbols.push(symbol.to_le_bytes());
    }
}

/// What a document consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// A character of a script without spaces.
    Char {
        /// Folded.
        char: char,
        /// What it is written in.
        script: Script,
        /// Its place, to read what stands around it.
        at: usize,
        /// Where the next one begins if it follows without a separator.
        next: Option<usize>,
    },
    /// A word's stem or a number, as UTF-16.
    Word(&'a [[u8; 2]]),
    /// Punctuation stands between.
    Gap,
    /// A value ends.
    End,
}

/// Which characters a reader of documents wants to see: a bit a symbol, so that all others are passed
/// over at one look. What is neither a character nor a gap, and halves of pairs, are always looked at.
pub(super) struct Filter {
    bits: Box<[u64; 1024]>,
    /// The wanted symbols, as long as they are [`FEW`].
    few: Vec<u16>,
}

/// So many symbols at most are sought one by one in a block, which then takes less than a look at the
/// bit of each symbol of the block.
const FEW: usize = 8;

impl Filter {
    /// Wants no character yet.
    pub(super) fn new() -> Self {
        let mut filter = Self { bits: Box::new([0; 1024]), few: Vec::new() };
        [PARTED, WORD, END].into_iter().chain(HIGH_SURROGATES).for_each(|symbol| filter.set(symbol));
        filter
    }

    /// Wants `char`, which has been folded.
    pub(super) fn add(&mut self, char: char) {
        let Ok(symbol) = u16::try_from(u32::from(char)) else { return };
        let katakana = KANA.contains(&symbol).then(|| symbol + TO_KATAKANA);
        for symbol in [symbol].into_iter().chain(katakana) {
            self.set(symbol);
            if self.few.len() <= FEW && !self.few.contains(&symbol) {
                self.few.push(symbol);
            }
        }
    }

    fn set(&mut self, symbol: u16) {
        self.bits[usize::from(symbol >> 6)] |= 1 << (symbol & 63);
    }

    #[inline]
    fn holds(&self, symbol: u16) -> bool {
        self.bits[usize::from(symbol >> 6)] & (1 << (symbol & 63)) != 0
    }

    /// Returns the place in `symbols` up to which, from `at`, blocks hold nothing that is wanted.
    #[inline]
    fn skip(&self, symbols: &[[u8; 2]], mut at: usize) -> usize {
        if self.few.len() > FEW {
            return at;
        }
        while let Some(block) = symbols.get(at..).and_then(|rest| rest.first_chunk::<BLOCK>())
            && !self.is_in(block)
        {
            at += BLOCK;
        }
        at
    }

    /// Returns whether `block` has anything that is wanted, without a branch a symbol.
    #[inline]
    fn is_in(&self, block: &[[u8; 2]; BLOCK]) -> bool {
        let symbols = block.map(u16::from_le_bytes);
        let is_other = |symbol: u16| {
            // All but a gap and what is no half of a pair.
            ((symbol <= END) & (symbol != GAP)) | (symbol & 0xFC00 == *HIGH_SURROGATES.start())
        };
        let is_looked_at = symbols.iter().fold(false, |any, symbol| any | is_other(*symbol));
        self.few.iter().fold(is_looked_at, |any, wanted| {
            any | symbols.iter().fold(false, |any, symbol| any | (symbol == wanted))
        })
    }
}

/// Symbols of a document that are looked at together for a single character.
const BLOCK: usize = 32;

/// A document's part of the file.
#[derive(Clone, Copy)]
pub(super) struct Document<'a>(&'a [[u8; 2]]);

impl<'a> Document<'a> {
    /// Takes the bytes of a document.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes.as_chunks::<2>().0)
    }

    /// Calls `receive` with the parts that `filter` wants and all that are no characters, each with
    /// its position: every character, word and gap takes one, and `END_GAP` the end of a value.
    #[inline]
    pub(super) fn read<const END_GAP: usize>(self, filter: &Filter, mut receive: impl FnMut(u32, Part<'a>)) {
        let symbols = self.0;
        let mut at = 0;
        // The position is the place, but for what takes more or less than one symbol.
        let mut shift = 0_usize;
        // The end of the block that holds something.
        let mut block_end = 0;
        loop {
            if at >= block_end {
                at = filter.skip(symbols, at);
                block_end = at + BLOCK;
            }
            let Some(&bytes) = symbols.get(at) else { break };
            let symbol = u16::from_le_bytes(bytes);
            if !filter.holds(symbol) {
                at += 1;
                continue;
            }
            let position = at.wrapping_add(shift) as u32;
            match symbol {
                PARTED => shift = shift.wrapping_sub(1),
                GAP => receive(position, Part::Gap),
                END => {
                    receive(position, Part::End);
                    shift = shift.wrapping_add(END_GAP).wrapping_sub(1);
                }
                WORD => {
                    let rest = &symbols[at + 1..];
                    let is_end = |letter: &[u8; 2]| u16::from_le_bytes(*letter) <= END;
                    let length = rest.iter().position(is_end).unwrap_or(rest.len());
                    receive(position, Part::Word(&rest[..length]));
                    shift = shift.wrapping_sub(length);
                    at += length;
                }
                _ => {
                    let (char, script, end) = self.char_at(at);
                    receive(position, Part::Char { char, script, at, next: self.joined(end) });
                    shift = shift.wrapping_sub(end - at - 1);
                    at = end - 1;
                }
            }
            at += 1;
        }
    }

    /// Returns the places where `char` stands, which has been folded and is of a script without
    /// spaces; so it is never a word's letter.
    pub(super) fn places(self, char: char) -> impl Iterator<Item = usize> + 'a {
        let first = char.encode_utf16(&mut [0; 2])[0];
        let katakana = if KANA.contains(&first) { first + TO_KATAKANA } else { first };
        let forms = [first, katakana].map(u16::to_le_bytes);
        // Without a branch a symbol, most of a document is passed over in the processor's wide words.
        let holds = move |symbols: &[[u8; 2]]| {
            symbols.iter().fold(false, |holds, symbol| holds | (*symbol == forms[0]) | (*symbol == forms[1]))
        };
        let blocks = self.0.chunks(BLOCK).enumerate().filter(move |(_, block)| holds(block));
        blocks
            .flat_map(|(n, block)| n * BLOCK..n * BLOCK + block.len())
            .filter(move |&at| forms.contains(&self.0[at]) && self.char_at(at).0 == char)
    }

    /// Returns the character at `at`, what it is written in, and the place after it.
    #[inline]
    pub(super) fn char_at(self, at: usize) -> (char, Script, usize) {
        let symbol = self.symbol(at);
        if KATAKANA.contains(&symbol) || KATAKANA_MARKS.contains(&symbol) {
            return (character(symbol - TO_KATAKANA), Script::Katakana, at + 1);
        }
        if HIGH_SURROGATES.contains(&symbol) {
            let pair = char::decode_utf16([symbol, self.symbol(at + 1)]).next().and_then(Result::ok);
            let char = pair.unwrap_or(char::REPLACEMENT_CHARACTER);
            return (char, unit::script_of_folded(char), (at + 2).min(self.0.len()));
        }
        let char = character(symbol);
        (char, unit::script_of_folded(char), at + 1)
    }

    /// Returns `at` if a character stands there that follows the one before without a separator.
    #[inline]
    pub(super) fn joined(self, at: usize) -> Option<usize> {
        (self.symbol(at) > END).then_some(at)
    }

    /// Returns the place of the character before the one at `at` that it follows without a separator.
    pub(super) fn joined_before(self, at: usize) -> Option<usize> {
        let before = at.checked_sub(1)?;
        let symbol = self.symbol(before);
        if LOW_SURROGATES.contains(&symbol) {
            return before.checked_sub(1);
        }
        (symbol > END).then_some(before)
    }

    fn symbol(self, at: usize) -> u16 {
        self.0.get(at).map_or(PARTED, |bytes| u16::from_le_bytes(*bytes))
    }
}

const HIGH_SURROGATES: RangeInclusive<u16> = 0xD800..=0xDBFF;
const LOW_SURROGATES: RangeInclusive<u16> = 0xDC00..=0xDFFF;

fn character(symbol: u16) -> char {
    char::from_u32(u32::from(symbol)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::text::{Tokens, fold_to_string};

    pub(in crate::index) fn encoded(values: &[&str]) -> Vec<u8> {
        let mut encoder = Encoder::default();
        for value in values {
            let mut tokens = Tokens::new(value);
            while tokens.advance() {
                encoder.push(tokens.token(), value);
            }
            encoder.end_value();
        }
        encoder.symbols.into_flattened()
    }

    fn all() -> Filter {
        Filter { bits: Box::new([u64::MAX; 1024]), few: vec![0; FEW + 1] }
    }

    fn text(word: &[[u8; 2]]) -> String {
        char::decode_utf16(word.iter().map(|bytes| u16::from_le_bytes(*bytes))).map(Result::unwrap).collect()
    }

    /// Each part as a line would show it: a joined character is followed by the next one at once.
    fn shown(values: &[&str]) -> String {
        let mut shown = String::new();
        Document::new(&encoded(values)).read::<10>(&all(), |_, part| match part {
            Part::Char { char, script, next, .. } => {
                shown.push(char);
                shown.push_str(if script == Script::Katakana { "'" } else { "" });
                shown.push_str(if next.is_some() { "" } else { " " });
            }
            Part::Word(word) => {
                shown.push_str(&text(word));
                shown.push(' ');
            }
            Part::Gap => shown.push_str(", "),
            Part::End => shown.push('/'),
        });
        shown
    }

    #[test]
    fn characters_words_gaps_and_ends_are_kept() {
        for (values, expected) in [
            (&["氢能 上路", ""][..], "氢能 上路 //"),
            (&["氢能，上路。"], "氢能 , 上路 /"),
            (&["100kW级 Turbines, running"], "100 kw 级 turbin , run /"),
            (&["カタかな コーヒー"], "か'た'かな こ'ー'ひ'ー' /"),
            (&["𠀀野家 👍"], "𠀀野家 👍 /"),
            (&["", "대학의 등록금"], "/대학의 등록금 /"),
        ] {
            assert_eq!(shown(values), expected, "{values:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_token_comes_back(text in "\\PC{0,60}|[\\x00-\\u{2ffff}]{0,20}|[あ-ヿ一-三a-c ,]{0,30}") {
            let mut expected = Vec::new();
            let mut tokens = Tokens::new(&text);
            while tokens.advance() {
                let token = tokens.token();
                expected.push(match token.kind {
                    Kind::Word => (token.text.clone(), Script::Word, false),
                    kind => {
                        let first = unit::first_char(token).to_string();
                        (first, unit::script(token, &text), kind == Kind::Bigram)
                    }
                });
            }
            let bytes = encoded(&[&text]);
            let document = Document::new(&bytes);
            let (mut found, mut positions) = (Vec::new(), Vec::new());
            let mut former = None;
            document.read::<10>(&all(), |position, part| match part {
                Part::Char { char, script, at, next } => {
                    assert_eq!(document.joined_before(at), former);
                    former = next.map(|_| at);
                    found.push((char.to_string(), script, next.is_some()));
                    positions.push(position);
                }
                Part::Word(word) => {
                    former = None;
                    found.push((super::tests::text(word), Script::Word, false));
                    positions.push(position);
                }
                Part::Gap | Part::End => {}
            });
            assert_eq!(found, expected);
            // Whatever the filter passes over, positions are the same.
            document.read::<10>(&Filter::new(), |position, part| {
                if let Part::Word(_) = part {
                    assert!(positions.contains(&position));
                }
            });
        }

        #[test]
        fn a_filter_passes_over_nothing_else(
            text in "\\PC{0,200}|[あ-ヿ一-三𠀀\u{FFFD}a-c ,]{0,200}",
            sought in proptest::collection::vec("[一-三あかカー𠀀\u{FFFD}]", 0..12),
        ) {
            let sought: Vec<char> = sought.iter().filter_map(|text| fold_to_string(text).chars().next()).collect();
            let mut filter = Filter::new();
            sought.iter().for_each(|char| filter.add(*char));
            let bytes = encoded(&[&text, "", &text]);
            let document = Document::new(&bytes);
            let is_sought = |part: &Part<'_>| match part {
                Part::Char { char, .. } => sought.contains(char),
                Part::Word(_) | Part::End => true,
                Part::Gap => false,
            };
            let mut parts = [Vec::new(), Vec::new()];
            for (parts, filter) in parts.iter_mut().zip([filter, all()]) {
                document.read::<10>(&filter, |position, part| {
                    if is_sought(&part) {
                        parts.push((position, part));
                    }
                });
            }
            assert_eq!(parts[0], parts[1]);
            for char in sought {
                let places = parts[1].iter().filter_map(|(_, part)| match part {
                    Part::Char { char: other, at, .. } if *other == char => Some(*at),
                    _ => None,
                });
                assert_eq!(document.places(char).collect::<Vec<_>>(), places.collect::<Vec<_>>());
            }
        }
    }
}
