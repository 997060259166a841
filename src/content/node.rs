//! A record as it is written, before anything in it is believed: names, values and their places.
//!
//! Every format is read into this one shape, so the checks, the messages and the places are the
//! same for YAML, TOML and JSON. Numbers, booleans and dates stay as they are typed: which of them
//! a field wants is decided by the field.

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
#[derive(Debug, Clone, Copy)]
pub(super) struct Places<'a> {
    /// The file's name in findings.
    pub file: &'a str,
    /// The text that offsets count in.
    pub text: &'a str,
    /// The line on which `text` begins, from 1.
    pub first_line: u32,
}

impl<'a> Places<'a> {
    /// The places of a whole file.
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text, first_line: 1 }
    }

    /// The line and column of the byte `at`. Counts from the beginning, for findings are rare.
    pub fn place(&self, at: usize) -> Place {
        let before = &self.text[..boundary_before(self.text, at)];
        let line = before.matches('\n').count();
        let column = before[before.rfind('\n').map_or(0, |n| n + 1)..].chars().count() + 1;
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Place::at(self.file, self.first_line.saturating_add(count(line)), count(column))
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
        let places = Places { file: "a", text: "标题: x\n日期: y", first_line: 3 };
        assert_eq!(places.place(0), Place::at("a", 3, 1));
        assert_eq!(places.place("标题: ".len()), Place::at("a", 3, 5));
        assert_eq!(places.place("标题: x\n日期: ".len()), Place::at("a", 4, 5));
        assert_eq!(places.place(usize::MAX), Place::at("a", 4, 6));
        assert_eq!(places.place(1), Place::at("a", 3, 1), "inside a character");
    }
}
