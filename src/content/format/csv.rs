//! Separated values (RFC 4180): a record a row, the first with the columns' names.

use super::Syntax;
use crate::content::node::{Entry, Node, Table, Value};

/// Columns of a file, at most.
const MAX_COLUMNS: usize = 10_000;

/// Hands each row of `text` to `receive`, as fields with the columns' names. A row that is longer
/// than the first, or in which a quotation mark is never closed, is handed over as the mistake that it
/// is; the others go on. Values that are not separated by the `delimiter` may be by what spreadsheets of
/// many countries write instead.
pub(in crate::content) fn parse(
    text: &str,
    delimiter: u8,
    receive: &mut dyn FnMut(Result<Node, Syntax>),
) -> Result<(), Syntax> {
    let delimiter = delimiter_of(text, delimiter);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let columns = reader.headers().map_err(|e| Syntax::new(0, "bad-csv", explain(&e)))?.clone();
    if columns.is_empty() || columns.iter().all(|name| name.trim().is_empty()) {
        let message = "the first line names no columns";
        return Err(Syntax::new(0, "bad-csv", message)
            .with_hint("begin the file with the columns' names: title,published,…"));
    }
    if columns.len() > MAX_COLUMNS {
        return Err(Syntax::new(0, "bad-csv", format!("the file has more than {MAX_COLUMNS} columns")));
    }
    let mut row = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut row) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(error) => {
                let at = reader.position().byte();
                return Err(Syntax::new(offset(text, at), "bad-csv", explain(&error)));
            }
        }
        let at = row.position().map_or(0, |position| offset(text, position.byte()));
        // The reader's position is where it went on: blank lines before the row are not its own.
        let at = at + text[at..].len() - text[at..].trim_start_matches(['\r', '\n']).len();
        if row.iter().all(|value| value.trim().is_empty()) {
            continue;
        }
        let is_last = offset(text, reader.position().byte()) == text.len();
        if is_last && ends_in_quotes(&text[at..], delimiter) {
            let message = "a quotation mark in the row is never closed, and takes in all that follows";
            let hint = "close it; a mark that belongs to a text in quotation marks is written twice";
            receive(Err(Syntax::new(at, "bad-csv", message).with_hint(hint)));
            continue;
        }
        if row.len() > columns.len() && row.iter().skip(columns.len()).any(|value| !value.trim().is_empty()) {
            let message = format!("the row has {} values, the first line {} names", row.len(), columns.len());
            let hint = "put quotes around a value that contains the separator";
            receive(Err(Syntax::new(at, "bad-csv", message).with_hint(hint)));
            continue;
        }
        let entries = columns.iter().zip(row.iter()).map(|(name, value)| {
            let value = if value.trim().is_empty() { Value::Null } else { Value::Text(value.to_owned()) };
            Entry { name: name.trim().to_owned(), at, node: Node { at, value } }
        });
        let entries = entries.filter(|entry| !entry.name.is_empty()).collect();
        receive(Ok(Node { at, value: Value::Table(Table { entries }) }));
    }
}

/// What separates the names in the first line of `text`: the `usual` one, if it is there at all.
fn delimiter_of(text: &str, usual: u8) -> u8 {
    let names = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let occurs = |delimiter: &u8| names.as_bytes().contains(delimiter);
    [usual, b';', b'\t'].into_iter().find(occurs).unwrap_or(usual)
}

/// Whether the last value of `row` begins with a quotation mark and has no other to end with.
fn ends_in_quotes(row: &str, delimiter: u8) -> bool {
    let (mut is_quoted, mut is_begin) = (false, true);
    let mut bytes = row.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if is_quoted && bytes.peek() == Some(&b'"') => {
                bytes.next();
            }
            b'"' if is_quoted || is_begin => is_quoted = !is_quoted,
            _ => {}
        }
        is_begin = !is_quoted && (byte == delimiter || matches!(byte, b'\r' | b'\n'));
    }
    is_quoted
}

fn offset(text: &str, at: u64) -> usize {
    crate::content::node::boundary_before(text, usize::try_from(at).unwrap_or(usize::MAX))
}

fn explain(error: &csv::Error) -> String {
    format!("not readable as separated values: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, delimiter: u8) -> Vec<String> {
        let mut found = Vec::new();
        let ended = parse(text, delimiter, &mut |row| {
            found.push(match row {
                Ok(Node { at, value: Value::Table(table) }) => {
                    let values = table
                        .entries
                        .iter()
                        .map(|e| format!("{}={}", e.name, e.node.as_text().unwrap_or("~")));
                    format!("{at} {}", values.collect::<Vec<_>>().join(" "))
                }
                Ok(_) => unreachable!("a row is a table"),
                Err(syntax) => format!("{} {}", syntax.at, syntax.message),
            });
        });
        if let Err(syntax) = ended {
            found.push(format!("{}: {}", syntax.at, syntax.message));
        }
        found
    }

    #[test]
    fn rows_become_fields_with_their_places() {
        assert_eq!(
            rows("title,date\n\"风,\n机\",2023-07-18\n\n氢,\n", b','),
            ["11 title=风,\n机 date=2023-07-18", "34 title=氢 date=~"]
        );
        assert_eq!(rows("a\tb\n1\t2\r\n", b'\t'), ["4 a=1 b=2"]);
    }

    #[test]
    fn a_row_with_too_many_values_is_named() {
        assert_eq!(
            rows("a,b\n1,2,3\n4,5\n6\n", b','),
            ["4 the row has 3 values, the first line 2 names", "10 a=4 b=5", "14 a=6"]
        );
        assert_eq!(rows("", b','), ["0: the first line names no columns"]);
    }
    #[test]
    fn other_separators_are_known_by_the_first_line() {
        assert_eq!(rows("a;b\n1,5;2\n", b','), ["4 a=1,5 b=2"]);
        assert_eq!(rows("a\tb\n1\t2\n", b','), ["4 a=1 b=2"]);
        assert_eq!(rows("a,b;c\n1,2\n", b','), ["6 a=1 b;c=2"]);
        assert_eq!(rows("a\n1;2\n", b','), ["2 a=1;2"]);
    }

    #[test]
    fn a_mark_that_is_never_closed_is_named() {
        let unclosed = "a quotation mark in the row is never closed, and takes in all that follows";
        assert_eq!(rows("a,b\n1,2\n3,\"4\n5,6\n", b','), ["4 a=1 b=2".to_owned(), format!("8 {unclosed}")]);
        assert_eq!(rows("a,b\n\"1\"\"\n", b','), [format!("4 {unclosed}")]);
        assert_eq!(rows("a,b\n5\" disk,\"x \"\"y\"\"\"\n", b','), ["4 a=5\" disk b=x \"y\""]);
        assert_eq!(rows("a,b\n\"\",\"\n\"", b','), Vec::<String>::new());
    }
}
