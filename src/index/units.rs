//! What each document consists of, character by character and word by word, as ranking reads it.
//!
//! The second stage of ranking looks at the best documents' texts (see [`rerank`](super::rerank)).
//! Unpacking, folding and cutting a text takes some 50 µs; a segment's file `units` has it folded and
//! cut already: UTF-16 in which a character of a script without spaces stands for itself, katakana as
//! katakana, and four values that no text has mark the rest.
//!
//! After the documents, one after the other, stand the places at which each begins and the last one
//! ends, eight bytes each.

use std::collections::BTreeMap;
use std::io::{self, Write};

use tantivy::directory::{OwnedBytes, TerminatingWrite, WritePtr};
use tantivy::index::{SegmentComponent, SegmentId};
use tantivy::{DocId, Segment, SegmentReader};

use crate::text::{Kind, Script, Token, unit};

/// The open files of an index: they are kept, for another process's commit may remove them.
pub(super) type UnitsById = BTreeMap<SegmentId, Units>;

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

fn component() -> SegmentComponent {
    SegmentComponent::Custom(EXTENSION.to_owned())
}

/// Writes the file of a segment.
pub(super) struct UnitsWriter {
    file: WritePtr,
    /// Where each document begins.
    starts: Vec<u64>,
    length: u64,
    document: Encoder,
}

/// Makes symbols of a document's tokens.
#[derive(Default)]
struct Encoder {
    symbols: Vec<u16>,
    /// Where the last unit ended, if it was not joined to the next.
    last_end: Option<usize>,
}

impl UnitsWriter {
    /// Begins the file of `segment`.
    pub(super) fn new(segment: &Segment) -> tantivy::Result<Self> {
        Ok(Self {
            file: segment.open_write(component())?,
            starts: Vec::new(),
            length: 0,
            document: Encoder::default(),
        })
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
        self.starts.push(self.length);
        self.length += 2 * self.document.symbols.len() as u64;
        for symbol in self.document.symbols.drain(..) {
            self.file.write_all(&symbol.to_le_bytes())?;
        }
        Ok(())
    }

    /// Adds a document as another segment has it.
    pub(super) fn copy(&mut self, document: &[u8]) -> io::Result<()> {
        self.starts.push(self.length);
        self.length += document.len() as u64;
        self.file.write_all(document)
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> io::Result<()> {
        for start in self.starts.iter().chain([&self.length]) {
            self.file.write_all(&start.to_le_bytes())?;
        }
        self.file.terminate()
    }

    /// Bytes of memory in use.
    pub(super) fn memory(&self) -> usize {
        self.starts.capacity() * size_of::<u64>() + self.document.symbols.capacity() * size_of::<u16>()
    }
}

impl Encoder {
    #[inline]
    fn push(&mut self, token: &Token, value: &str) {
        if let Some(last_end) = self.last_end {
            let between = value.get(last_end..token.offset.start).unwrap_or_default();
            self.symbols.push(if between.trim_start().is_empty() { PARTED } else { GAP });
        }
        self.last_end = if token.kind == Kind::Bigram { None } else { Some(token.offset.end) };
        if token.kind == Kind::Word {
            self.symbols.push(WORD);
            self.symbols.extend(token.text.encode_utf16());
            return;
        }
        match unit::first_char(token) {
            c @ ('\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{309E}') => {
                let is_katakana = unit::script(token, value) == Script::Katakana;
                self.symbols.push(c as u16 + if is_katakana { TO_KATAKANA } else { 0 });
            }
            c => self.symbols.extend_from_slice(c.encode_utf16(&mut [0; 2])),
        }
    }

    fn end_value(&mut self) {
        if self.last_end.take().is_some() {
            self.symbols.push(PARTED);
        }
        self.symbols.push(END);
    }
}

/// The file of a segment, to be read.
#[derive(Clone)]
pub(super) struct Units {
    bytes: OwnedBytes,
    /// Where the places of the documents begin.
    table: usize,
}

impl Units {
    /// Opens the file of a segment.
    pub(super) fn open(reader: &SegmentReader) -> tantivy::Result<Self> {
        let bytes = reader.open_read(component())?.read_bytes()?;
        let table = size_of::<u64>() * (reader.max_doc() as usize + 1);
        Ok(Self { table: bytes.len().saturating_sub(table), bytes })
    }

    /// Returns a document's part of the file; nothing if the file is damaged.
    pub(super) fn of(&self, doc: DocId) -> &[u8] {
        let place = |doc: usize| {
            let at = self.table + doc * size_of::<u64>();
            let bytes = self.bytes.get(at..at + size_of::<u64>())?;
            usize::try_from(u64::from_le_bytes(bytes.try_into().ok()?)).ok()
        };
        let range = (place(doc as usize), place(doc as usize + 1));
        let (Some(start), Some(end)) = range else { return &[] };
        self.bytes.get(start..end.min(self.table)).unwrap_or_default()
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
        /// The next one follows without a separator.
        is_joined: bool,
    },
    /// A word's stem or a number.
    Word(&'a str),
    /// Punctuation stands between.
    Gap,
    /// A value ends.
    End,
}

/// Calls `receive` with all parts of a document. The text of words is not decoded, and each is empty,
/// unless `reads_words`.
pub(super) fn read(document: &[u8], reads_words: bool, mut receive: impl FnMut(Part<'_>)) {
    let mut symbols = document.as_chunks::<2>().0.iter().map(|bytes| u16::from_le_bytes(*bytes)).peekable();
    let mut word = String::new();
    let mut letters = Vec::new();
    while let Some(symbol) = symbols.next() {
        match symbol {
            PARTED => {}
            GAP => receive(Part::Gap),
            END => receive(Part::End),
            WORD => {
                letters.clear();
                while let Some(letter) = symbols.next_if(|letter| *letter > END) {
                    if reads_words {
                        letters.push(letter);
                    }
                }
                word.clear();
                word.extend(char::decode_utf16(letters.drain(..)).flatten());
                receive(Part::Word(&word));
            }
            _ => {
                let (char, script) = match symbol {
                    0x30A1..=0x30F6 | 0x30FD..=0x30FE => (hiragana(symbol), Script::Katakana),
                    0xD800..=0xDBFF => {
                        let pair = [symbol, symbols.next().unwrap_or_default()];
                        let char = char::decode_utf16(pair).next().and_then(Result::ok);
                        let char = char.unwrap_or(char::REPLACEMENT_CHARACTER);
                        (char, unit::script_of_folded(char))
                    }
                    other => {
                        let char = char::from_u32(u32::from(other)).unwrap_or(char::REPLACEMENT_CHARACTER);
                        (char, unit::script_of_folded(char))
                    }
                };
                let is_joined = symbols.peek().is_some_and(|next| *next > END);
                receive(Part::Char { char, script, is_joined });
            }
        }
    }
}

fn hiragana(symbol: u16) -> char {
    char::from_u32(u32::from(symbol - TO_KATAKANA)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Tokens;

    fn encoded(values: &[&str]) -> Vec<u8> {
        let mut encoder = Encoder::default();
        for value in values {
            let mut tokens = Tokens::new(value);
            while tokens.advance() {
                encoder.push(tokens.token(), value);
            }
            encoder.end_value();
        }
        encoder.symbols.iter().flat_map(|symbol| symbol.to_le_bytes()).collect()
    }

    /// Each part as a line would show it: a joined character is followed by the next one at once.
    fn shown(values: &[&str]) -> String {
        let mut shown = String::new();
        read(&encoded(values), true, |part| match part {
            Part::Char { char, script, is_joined } => {
                shown.push(char);
                shown.push_str(if script == Script::Katakana { "'" } else { "" });
                shown.push_str(if is_joined { "" } else { " " });
            }
            Part::Word(word) => {
                shown.push_str(word);
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
            let mut found = Vec::new();
            read(&encoded(&[&text]), true, |part| match part {
                Part::Char { char, script, is_joined } => found.push((char.to_string(), script, is_joined)),
                Part::Word(word) => found.push((word.to_owned(), Script::Word, false)),
                Part::Gap | Part::End => {}
            });
            assert_eq!(found, expected);
        }
    }
}
