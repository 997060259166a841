//! JSON objects, arrays of them, and the object at the beginning of a text.
//!
//! `serde_json` tells no places of values. But it hands out names and texts without escapes as
//! borrowed slices of the input, and a borrowed slice has an offset in it. A value's place is the
//! first character after its name and the colon.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Syntax;
use crate::content::node::{Entry, MAX_DEPTH, Node, Table, Value};

/// Reads the object or value `text`, and nothing after it but white space.
pub(in crate::content) fn parse(text: &str) -> Result<Node, Syntax> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let place = At { text, at: skip_space(text, 0), depth: 0 };
    let node = place.deserialize(&mut deserializer).map_err(|e| explain(&e, text))?;
    deserializer.end().map_err(|e| explain(&e, text))?;
    Ok(node)
}

/// Reads the value at the beginning of `text`; returns also where the rest begins.
pub(in crate::content) fn parse_first(text: &str) -> Result<(Node, usize), Syntax> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    if let Some(Err(error)) = values.next() {
        return Err(explain(&error, text));
    }
    let end = values.byte_offset();
    Ok((parse(&text[..end])?, end))
}

/// Hands each record of the array `text` to `receive`, in order. What stands before a mistake in
/// the syntax has been received when the mistake is returned.
pub(in crate::content) fn parse_array(text: &str, receive: &mut dyn FnMut(Node)) -> Result<(), Syntax> {
    struct Records<'a> {
        text: &'a str,
        receive: &'a mut dyn FnMut(Node),
    }
    impl<'de> Visitor<'de> for Records<'de> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str("an array of records")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<(), A::Error> {
            let mut at = skip_space(self.text, 0);
            while let Some(node) = sequence.next_element_seed(At { text: self.text, at, depth: 0 })? {
                // Where an element without any borrowed text begins is not known; its predecessor
                // is the best guess.
                at = node.at;
                (self.receive)(node);
            }
            Ok(())
        }
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    (&mut deserializer).deserialize_seq(Records { text, receive }).map_err(|e| explain(&e, text))?;
    deserializer.end().map_err(|e| explain(&e, text))
}

/// Replaces escapes of lone surrogates (`\ud800`), which no text can hold and `serde_json` refuses,
/// by `\uffff` of the same length. That is no character of XML either, so the record is cleaned of
/// it, and warned about, where all such characters are.
pub(in crate::content) fn replace_lone_surrogates(text: &mut String) {
    let escape = |bytes: &[u8], at: usize| -> Option<u16> {
        let hex = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u16::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()
    };
    let mut lone = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = text[at..].find('\\') {
        at += found;
        at += match escape(bytes, at) {
            Some(0xD800..=0xDBFF) if matches!(escape(bytes, at + 6), Some(0xDC00..=0xDFFF)) => 12,
            Some(0xD800..=0xDFFF) => {
                lone.push(at);
                6
            }
            Some(_) => 6,
            // The escaped character may be of several bytes in a broken file.
            None => 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
        };
    }
    for at in lone {
        text.replace_range(at..at + 6, "\\uffff");
    }
}

/// The same for a text that is another's: of the same length, so that places stay what they are.
pub(in crate::content) fn without_lone_surrogates(text: &str) -> Cow<'_, str> {
    if !text.contains("\\u") {
        return Cow::Borrowed(text);
    }
    let mut whole = text.to_owned();
    replace_lone_surrogates(&mut whole);
    Cow::Owned(whole)
}

/// A value that begins at `at` or later.
#[derive(Clone, Copy)]
struct At<'de> {
    text: &'de str,
    at: usize,
    depth: usize,
}

impl<'de> At<'de> {
    /// The offset of `slice`, which was borrowed from the text.
    fn offset(&self, slice: &str) -> usize {
        (slice.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize)
    }

    fn node(&self, value: impl Into<String>) -> Node {
        Node { at: self.at, value: Value::Text(value.into()) }
    }
}

impl<'de> DeserializeSeed<'de> for At<'de> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        if self.depth > MAX_DEPTH {
            // Skipping needs no stack, so any depth is read past.
            deserializer.deserialize_ignored_any(IgnoredAny)?;
            return Ok(Node { at: self.at, value: Value::TooDeep });
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for At<'de> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        Ok(Node { at: self.at, value: Value::Null })
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Node, E> {
        Ok(self.node(value.to_string()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Node, E> {
        Ok(self.node(value.to_string()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Node, E> {
        Ok(self.node(value.to_string()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Node, E> {
        // A number beyond what the machine's integers hold, or with a fraction, stays as it is typed.
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c)).unwrap_or(rest.len());
        let typed = &rest[..end];
        if typed.parse::<f64>().is_ok_and(|number| number.to_bits() == value.to_bits()) {
            return Ok(self.node(typed));
        }
        Ok(self.node(value.to_string()))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Node, E> {
        Ok(self.node(value))
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Node, E> {
        let at = self.offset(value).saturating_sub(1);
        Ok(Node { at, value: Value::Text(value.to_owned()) })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Node, A::Error> {
        let mut elements: Vec<Node> = Vec::new();
        loop {
            let at = elements.last().map_or(self.at, |node| node.at);
            match sequence.next_element_seed(At { at, depth: self.depth + 1, ..self })? {
                Some(node) => elements.push(node),
                None => return Ok(Node { at: self.at, value: Value::List(elements) }),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut table = Table::default();
        let mut at = self.at;
        while let Some(name) = map.next_key_seed(Name(self))? {
            let (name_at, value_at) = match name.borrowed_at {
                Some(offset) => {
                    let colon = skip_space(self.text, offset + name.text.len() + 1);
                    (offset - 1, skip_space(self.text, colon + 1))
                }
                None => (at, at),
            };
            let node = map.next_value_seed(At { at: value_at, depth: self.depth + 1, ..self })?;
            at = node.at;
            table.entries.push(Entry { name: name.text, at: name_at, node });
        }
        let at = table.entries.first().map_or(self.at, |entry| before_brace(self.text, entry.at, self.at));
        Ok(Node { at, value: Value::Table(table) })
    }
}

/// A name in an object, with its offset where it has no escapes.
struct Name<'de>(At<'de>);

struct NameRead {
    text: String,
    borrowed_at: Option<usize>,
}

impl<'de> DeserializeSeed<'de> for Name<'de> {
    type Value = NameRead;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<NameRead, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name<'de> {
    type Value = NameRead;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a field's name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<NameRead, E> {
        Ok(NameRead { text: name.to_owned(), borrowed_at: None })
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<NameRead, E> {
        Ok(NameRead { text: name.to_owned(), borrowed_at: Some(self.0.offset(name)) })
    }
}

fn skip_space(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    at + rest.iter().take_while(|b| b.is_ascii_whitespace()).count()
}

/// Where the object begins whose first name stands at `name_at`.
fn before_brace(text: &str, name_at: usize, otherwise: usize) -> usize {
    let before = text.as_bytes().get(..name_at).unwrap_or_default().trim_ascii_end();
    if before.ends_with(b"{") { before.len() - 1 } else { otherwise }
}

fn explain(error: &serde_json::Error, text: &str) -> Syntax {
    let line_start =
        text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    // `serde_json` counts columns in bytes, from 1; a column of 0 is the end of the line before.
    let at = (line_start + error.column().saturating_sub(1)).min(text.len());
    let whole = error.to_string();
    let message = whole.split(" at line ").next().unwrap_or(&whole);
    Syntax::new(at, "bad-json", format!("not readable as JSON: {message}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(node: &Node, into: &mut Vec<usize>) {
        into.push(node.at);
        match &node.value {
            Value::List(elements) => elements.iter().for_each(|node| places(node, into)),
            Value::Table(table) => table.entries.iter().for_each(|entry| {
                into.push(entry.at);
                places(&entry.node, into);
            }),
            _ => {}
        }
    }

    #[test]
    fn names_and_values_know_their_places() {
        let text = r#" {"a" : 12, "列": ["x", "y"], "t": {"u": null}}"#;
        let node = parse(text).unwrap();
        let mut found = Vec::new();
        places(&node, &mut found);
        let expected = ["{", "\"a", "12", "\"列", "[", "\"x", "\"y", "\"t", "{\"u", "\"u", "null"];
        assert_eq!(found.iter().map(|at| &text[*at..]).collect::<Vec<_>>().len(), expected.len());
        for (at, expected) in found.iter().zip(expected) {
            assert!(text[*at..].starts_with(expected), "{expected} at {at}");
        }
    }

    #[test]
    fn lone_surrogates_are_replaced_and_pairs_are_kept() {
        for (text, expected) in [
            (r#""\ud800""#, r#""\uffff""#),
            (r#""\ud83d\ude00""#, r#""\ud83d\ude00""#),
            (r#""\ude00\ud83d""#, r#""\uffff\uffff""#),
            (r#""\\ud800""#, r#""\\ud800""#),
            (r#""\\\uDFFFx""#, r#""\\\uffffx""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\uffff\ud83d\ude00""#),
            (r#""\u""#, r#""\u""#),
            ("\\", "\\"),
            ("\\汉\\ud8", "\\汉\\ud8"),
        ] {
            let mut fixed = text.to_owned();
            replace_lone_surrogates(&mut fixed);
            assert_eq!(fixed, expected);
        }
    }

    #[test]
    fn records_before_a_mistake_are_received() {
        let mut count = 0;
        let error = parse_array("[{\"a\": 1},\n {\"b\": 2},\n {\"c\" 3}]", &mut |_| count += 1).unwrap_err();
        assert_eq!(count, 2);
        assert_eq!(error.message, "not readable as JSON: expected `:`");
        assert_eq!(error.at, "[{\"a\": 1},\n {\"b\": 2},\n {\"c\" ".len());
    }

    #[test]
    fn any_depth_is_read_past() {
        let deep = format!("[{}1{}, {{\"a\": 1}}]", "[".repeat(100_000), "]".repeat(100_000));
        let mut nodes = Vec::new();
        parse_array(&deep, &mut |node| nodes.push(node)).unwrap();
        assert_eq!(nodes.len(), 2);
        let mut inner = &nodes[0];
        while let Value::List(elements) = &inner.value {
            inner = &elements[0];
        }
        assert_eq!(inner.value, Value::TooDeep);
    }

    #[test]
    fn the_first_value_ends_where_the_body_begins() {
        let text = "{\"a\": 1}\n\nbody {";
        let (_, end) = parse_first(text).unwrap();
        assert_eq!(&text[end..], "\n\nbody {");
    }
}
