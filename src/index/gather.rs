//! The postings of one field of a segment, gathered while documents come in and sorted once.
//!
//! tantivy looks each token up in a hash table of all terms and appends to a list of the term's
//! own: three places of memory that are hardly ever in the processor's cache, and some 50 bytes a
//! token while a segment is small. Here a token is appended to one of a few hundred rows, by its
//! first character, as four to six bytes; when the segment is written, one row after the other is
//! sorted. Rows follow each other in the order of terms, so nothing is merged. That takes a fourth
//! of the time, and a writer of the same memory makes segments ten times as large.
//!
//! A token of one or two characters is its characters; a longer one is a number that its text was
//! given when it first came.

use std::collections::HashMap;
use std::io::{self, Write};

use tantivy::DocId;
use tantivy::postings::FieldSerializer;

use super::analyzer::VALUE_GAP;

/// First characters that share a row: so many bits of the code point don't count.
const ROW_BITS: u32 = 6;

/// Bits of a second character.
const SECOND_BITS: u32 = 21;

/// Bytes of a block of a row: growing by blocks, nothing is moved.
const BLOCK: usize = 16 << 10;

/// Bytes of an entry at most: a gap of the sequence, and a key.
const LONGEST_ENTRY: usize = 10;

/// What documents have of one field.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// By document: where its first position stands in the sequence of all positions.
    starts: Vec<u32>,
    /// By document: its tokens.
    lengths: Vec<u32>,
    /// The place of the next value's first position, and the one after the last token.
    next: u32,
    end: u32,
    /// By the first character's code point, see [`ROW_BITS`].
    rows: Vec<Row>,
    words: Row,
    /// The numbers of the words.
    numbers: HashMap<Box<str>, u32>,
    /// Of the rows' and the words' memory.
    bytes: usize,
}

/// Entries in the order of the sequence.
#[derive(Debug, Default)]
struct Row {
    last: u32,
    full: Vec<Vec<u8>>,
    open: Vec<u8>,
}

impl Row {
    /// Returns how many bytes of memory it took.
    #[inline]
    fn push(&mut self, at: u32, key: u32) -> usize {
        let mut before = self.open.capacity();
        if self.open.len() + LONGEST_ENTRY > BLOCK {
            self.full.push(std::mem::replace(&mut self.open, Vec::with_capacity(BLOCK)));
            before = 0;
        }
        push_number(&mut self.open, at - self.last);
        push_number(&mut self.open, key);
        self.last = at;
        self.open.capacity() - before
    }

    /// Adds its entries to `entries`, the key above the place in the sequence.
    fn read(self, entries: &mut Vec<u64>) {
        let mut at = 0;
        for block in self.full.into_iter().chain([self.open]) {
            let mut bytes = block.iter();
            while let Some(gap) = next_number(&mut bytes) {
                at += gap;
                let key = next_number(&mut bytes).unwrap_or_default();
                entries.push(u64::from(key) << 32 | u64::from(at));
            }
        }
    }
}

/// Seven bits a byte, the lowest first; the last byte has its highest bit set.
#[inline]
fn push_number(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push((number & 0x7F) as u8);
        number >>= 7;
    }
    bytes.push(number as u8 | 0x80);
}

#[inline]
fn next_number(bytes: &mut std::slice::Iter<'_, u8>) -> Option<u32> {
    let mut number = 0;
    let mut shift = 0;
    for &byte in bytes {
        number |= u32::from(byte & 0x7F) << shift;
        if byte >= 0x80 {
            return Some(number);
        }
        shift += 7;
    }
    None
}

impl Gathered {
    /// Begins the next document.
    pub(super) fn begin_document(&mut self) {
        self.starts.push(self.next);
        self.lengths.push(0);
        self.end = self.next;
    }

    /// Ends a value of the document: the next one begins some positions after it.
    pub(super) fn end_value(&mut self) {
        self.next = self.end + 1 + VALUE_GAP;
        self.end = self.next;
    }

    /// Takes in a token of a value.
    #[inline]
    pub(super) fn push(&mut self, position: u32, term: &str) {
        let at = self.next + position;
        self.end = at + 1;
        if let Some(length) = self.lengths.last_mut() {
            *length += 1;
        }
        let mut chars = term.chars();
        let (first, second, third) = (chars.next(), chars.next(), chars.next());
        if let (Some(first), None) = (first, third) {
            let (first, second) = (u32::from(first), second.map_or(0, u32::from));
            let row = (first >> ROW_BITS) as usize;
            if row >= self.rows.len() {
                self.rows.resize_with(row + 1, Row::default);
            }
            let low = first & ((1 << ROW_BITS) - 1);
            self.bytes += self.rows[row].push(at, low << SECOND_BITS | second);
            return;
        }
        let number = match self.numbers.get(term) {
            Some(number) => *number,
            None => {
                let number = self.numbers.len() as u32;
                self.numbers.insert(term.into(), number);
                self.bytes += term.len();
                number
            }
        };
        self.bytes += self.words.push(at, number);
    }

    /// By document: how many tokens it has.
    pub(super) fn lengths(&self) -> &[u32] {
        &self.lengths
    }

    /// How many tokens there are.
    pub(super) fn tokens(&self) -> u64 {
        self.lengths.iter().map(|length| u64::from(*length)).sum()
    }

    /// Bytes of memory in use.
    pub(super) fn bytes(&self) -> usize {
        let tables = self.rows.capacity() * size_of::<Row>()
            + self.numbers.capacity() * (size_of::<(Box<str>, u32)>() + 1)
            + 2 * self.starts.capacity() * size_of::<u32>();
        self.bytes + tables
    }

    /// Writes all terms with their postings, in the order of the terms' bytes.
    pub(super) fn write<W: Write>(mut self, serializer: &mut FieldSerializer<'_, W>) -> io::Result<()> {
        let mut words: Vec<(Box<str>, u32)> = std::mem::take(&mut self.numbers).into_iter().collect();
        words.sort_unstable();
        let mut ranks = vec![0; words.len()];
        for (rank, (_, number)) in words.iter().enumerate() {
            ranks[*number as usize] = rank as u64;
        }
        let mut word_entries = Vec::new();
        std::mem::take(&mut self.words).read(&mut word_entries);
        for entry in &mut word_entries {
            *entry = ranks[(*entry >> 32) as usize] << 32 | (*entry & u64::from(u32::MAX));
        }
        word_entries.sort_unstable();
        let mut words = by_key(&word_entries).map(|entries| (&words[(entries[0] >> 32) as usize].0, entries));
        let mut word = words.next();

        let rows = std::mem::take(&mut self.rows);
        let mut list = List::new(&self.starts, self.end);
        let mut entries = Vec::new();
        for (row, gathered) in (0..).zip(rows) {
            entries.clear();
            gathered.read(&mut entries);
            entries.sort_unstable();
            for entries in by_key(&entries) {
                let term = Pair::new(row, (entries[0] >> 32) as u32);
                while let Some((text, word_entries)) = word.filter(|(text, _)| text.as_bytes() < term.bytes())
                {
                    list.write(text.as_bytes(), word_entries, serializer)?;
                    word = words.next();
                }
                list.write(term.bytes(), entries, serializer)?;
            }
        }
        while let Some((text, word_entries)) = word {
            list.write(text.as_bytes(), word_entries, serializer)?;
            word = words.next();
        }
        Ok(())
    }
}

/// The stretches of one key, in sorted entries.
fn by_key(entries: &[u64]) -> impl Iterator<Item = &[u64]> {
    entries.chunk_by(|one, other| one >> 32 == other >> 32)
}

/// A term of one or two characters, as UTF-8.
struct Pair {
    bytes: [u8; 8],
    length: usize,
}

impl Pair {
    fn new(row: u32, key: u32) -> Self {
        let char = |code| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        let mut bytes = [0; 8];
        let first = char(row << ROW_BITS | key >> SECOND_BITS);
        let mut length = first.encode_utf8(&mut bytes).len();
        let second = key & ((1 << SECOND_BITS) - 1);
        if second > 0 {
            length += char(second).encode_utf8(&mut bytes[length..]).len();
        }
        Self { bytes, length }
    }

    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// Makes posting lists of entries.
struct List<'a> {
    starts: &'a [u32],
    /// By stretch of the sequence: the last document that begins before it ends.
    near: Vec<DocId>,
    documents: Vec<(DocId, u32)>,
    /// The positions of all documents, each as its distance from the one before.
    gaps: Vec<u32>,
}

/// The sequence is looked up by stretches of so many bits.
const STRETCH_BITS: u32 = 8;

impl<'a> List<'a> {
    fn new(starts: &'a [u32], end: u32) -> Self {
        let mut near = Vec::with_capacity((end >> STRETCH_BITS) as usize + 1);
        let mut doc = 0;
        for stretch in 0..=end >> STRETCH_BITS {
            while starts.get(doc + 1).is_some_and(|start| *start <= stretch << STRETCH_BITS) {
                doc += 1;
            }
            near.push(doc as DocId);
        }
        Self { starts, near, documents: Vec::new(), gaps: Vec::new() }
    }

    fn write<W: Write>(
        &mut self,
        term: &[u8],
        entries: &[u64],
        serializer: &mut FieldSerializer<'_, W>,
    ) -> io::Result<()> {
        self.documents.clear();
        self.gaps.clear();
        let mut doc = 0;
        // Where the next document begins: at once, to begin with.
        let (mut end, mut last) = (0, 0);
        for entry in entries {
            let at = *entry as u32;
            if at >= end {
                doc = doc.max(self.near[(at >> STRETCH_BITS) as usize] as usize);
                while self.starts.get(doc + 1).is_some_and(|start| *start <= at) {
                    doc += 1;
                }
                end = self.starts.get(doc + 1).copied().unwrap_or(u32::MAX);
                last = self.starts[doc];
                self.documents.push((doc as DocId, 0));
            }
            if let Some((_, frequency)) = self.documents.last_mut() {
                *frequency += 1;
            }
            self.gaps.push(at - last);
            last = at;
        }

        serializer.new_term(term, self.documents.len() as u32, true)?;
        let mut gaps = self.gaps.as_slice();
        for &(doc, frequency) in &self.documents {
            let (own, others) = gaps.split_at(frequency as usize);
            serializer.write_doc(doc, frequency, own);
            gaps = others;
        }
        serializer.close_term()
    }
}
