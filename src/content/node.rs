//! A record as it is written, before anything in it is believed: names, values and their places.
//!
//! Every format is read into this one shape, so the checks, the messages and the places are the
//! same for YAML, TOML and JSON. Numbers, booleans and dates stay as they are typed: which of them
//! a field wants is decided by the field.

use std::cell::Cell;

use crate::diagnostic::Place;

/// How deep lists and tables may stand in each other. Records need three levels.
pub(super) const MAX_DEPTH: usize = 32;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    /// Offset in bytes from the beginning of the text that [`Places`] knows.
    pub at: usize,
    pub value: Value,
}

/// A value as written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Nothing: `null`, `~`, or no value at all.
    Null,
    /// Everything that is written as one word or text; numbers, booleans and dates too.
    Text(String),
    List(Vec<Node>),
    Table(Table),
    /// Nested beyond [`MAX_DEPTH`]; what it holds was not kept.
    TooDeep,
}

/// Names and values in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Table {
    pub entries: Vec<Entry>,
}

/// A name with its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub name: String,
    /// Where the name stands.
    pub at: usize,
    pub node: Node,
}

impl Node {
    /// What kind of value it is, as a message says it.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "empty",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
            Value::TooDeep => "nested too deep",
        }
    }

    /// The single text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The elements of a list; anything else counts as a list of one, nothing as an empty list.
    pub fn elements(&self) -> &[Self] {
        match &self.value {
            Value::List(elements) => elements,
            Value::Null => &[],
            _ => std::slice::from_ref(self),
        }
    }
}

/// Turns byte offsets into lines and columns of a file.
#[derive(Debug, Clone)]
pub(super) struct Places<'a> {
    /// The file's name in findings.
    pub file: &'a str,
    /// The text that offsets count in.
    pub text: &'a str,
    /// The line on which `text` begins, from 1.
    first_line: u32,
    /// The byte that was asked for last, and the line ends before it: a file of many records is asked
    /// for each of them, one after the other.
    last: Cell<(usize, u32)>,
}

impl<'a> Places<'a> {
    /// The places of a whole file.
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Self::from_line(1, file, text)
    }

    /// The places of a `text` that begins on the line `first_line` of the file.
    pub fn from_line(first_line: u32, file: &'a str, text: &'a str) -> Self {
        Self { file, text, first_line, last: Cell::new((0, 0)) }
    }

    /// The line of the byte `at`.
    pub fn line(&self, at: usize) -> u32 {
        let at = boundary_before(self.text, at);
        let (last, ends) = self.last.get();
        let between = &self.text.as_bytes()[last.min(at)..last.max(at)];
        let between = between.iter().filter(|byte| **byte == b'\n').count();
        let between = u32::try_from(between).unwrap_or(u32::MAX);
        let ends = if at < last { ends.saturating_sub(between) } else { ends.saturating_add(between) };
        self.last.set((at, ends));
        self.first_line.saturating_add(ends)
    }

    /// The line and column of the byte `at`.
    pub fn place(&self, at: usize) -> Place {
        let before = &self.text[..boundary_before(self.text, at)];
        let column = before[before.rfind('\n').map_or(0, |n| n + 1)..].chars().count() + 1;
        Place::at(self.file, self.line(at), u32::try_from(column).unwrap_or(u32::MAX))
    }
}

/// The last border between characters of `text` that is not after the byte `at`.
pub(super) fn boundary_before(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let places = Places::from_line(3, "a", "标题: x\n日期: y");
        assert_eq!(places.place(0), Place::at("a", 3, 1));
        assert_eq!(places.place("标题: ".len()), Place::at("a", 3, 5));
        assert_eq!(places.place("标题: x\n日期: ".len()), Place::at("a", 4, 5));
        assert_eq!(places.place(usize::MAX), Place::at("a", 4, 6));
        assert_eq!(places.place(1), Place::at("a", 3, 1), "inside a character");
        assert_eq!([9, 0, 15, 2].map(|at| places.line(at)), [3, 3, 4, 3], "in any order");
    }
}
