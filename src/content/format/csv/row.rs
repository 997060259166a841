//! One row of separated values.

use std::borrow::Cow;

/// How values are separated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Form {
    pub delimiter: u8,
    /// A quotation mark that encloses no whole value is text, as programs that write tabs have it.
    pub has_loose_quotes: bool,
}

/// A row, or what is wrong with it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row<'a> {
    pub values: Vec<Cow<'a, str>>,
    /// Where the next row begins, in bytes of the text.
    pub end: usize,
    pub mistake: Option<Mistake>,
}

/// What is wrong with the quotation marks of a row; its values are not to be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mistake {
    /// There is text behind the mark that ends a value; where, in bytes of the text.
    TextBehind(usize),
    /// The mark that would end a value is missing.
    NeverClosed,
}

/// Reads the row that begins at `at`.
pub(super) fn read(text: &str, at: usize, form: Form) -> Row<'_> {
    let bytes = text.as_bytes();
    let mut row = Row { values: Vec::new(), end: at, mistake: None };
    loop {
        let begin = row.end;
        let quoted = match bytes.get(begin) {
            Some(b'"') => quoted(text, begin, form),
            _ => Ok(None),
        };
        let (value, end) = match quoted {
            Ok(Some(quoted)) => quoted,
            Ok(None) => {
                let is_end = |byte: &u8| *byte == form.delimiter || matches!(byte, b'\r' | b'\n');
                let end = bytes[begin..].iter().position(is_end).map_or(bytes.len(), |length| begin + length);
                (Cow::Borrowed(&text[begin..end]), end)
            }
            Err(mistake) => {
                row.end = line_end(bytes, begin);
                row.mistake = Some(mistake);
                return row;
            }
        };
        row.values.push(value);
        row.end = end;
        match bytes.get(end) {
            Some(byte) if *byte == form.delimiter => row.end += 1,
            _ => {
                row.end = line_end(bytes, end);
                return row;
            }
        }
    }
}

/// A value between quotation marks, the first at `begin`, and where it ends; none if the marks are
/// text.
fn quoted(text: &str, begin: usize, form: Form) -> Result<Option<(Cow<'_, str>, usize)>, Mistake> {
    let bytes = text.as_bytes();
    let mistake = |mistake| if form.has_loose_quotes { Ok(None) } else { Err(mistake) };
    let (mut value, mut from) = (String::new(), begin + 1);
    loop {
        let Some(length) = bytes[from..].iter().position(|byte| *byte == b'"') else {
            return mistake(Mistake::NeverClosed);
        };
        let mark = from + length;
        match bytes.get(mark + 1) {
            Some(b'"') => {
                value.push_str(&text[from..=mark]);
                from = mark + 2;
            }
            Some(byte) if *byte != form.delimiter && !matches!(byte, b'\r' | b'\n') => {
                return mistake(Mistake::TextBehind(mark + 1));
            }
            _ if value.is_empty() => return Ok(Some((Cow::Borrowed(&text[from..mark]), mark + 1))),
            _ => {
                value.push_str(&text[from..mark]);
                return Ok(Some((Cow::Owned(value), mark + 1)));
            }
        }
    }
}

/// Where the line after that of `at` begins.
pub(super) fn line_end(bytes: &[u8], at: usize) -> usize {
    let Some(length) = bytes[at..].iter().position(|byte| matches!(byte, b'\r' | b'\n')) else {
        return bytes.len();
    };
    let end = at + length;
    if bytes[end..].starts_with(b"\r\n") { end + 2 } else { end + 1 }
}
