//! Separated values (RFC 4180): a record a row, the first with the columns' names.

mod row;

use super::Syntax;
use crate::content::node::{Entry, Node, Table, Value};
use row::{Form, Mistake, line_end};

/// Columns of a file, at most.
const MAX_COLUMNS: usize = 10_000;

/// What [`parse`] hands over.
pub(in crate::content) enum Read<'a> {
    /// The columns' names; comes first.
    Columns(&'a [String]),
    /// A row, as fields with those names.
    Row(Node),
    /// A row that is none.
    Bad(Syntax),
}

/// Hands each row of `text` to `receive`, as fields with the columns' names. A row that is longer
/// than the first, or whose quotation marks are wrong, is handed over as the mistake that it is; the
/// others go on. Values that are not separated by the `delimiter` may be by what spreadsheets of many
/// countries write instead, or by what a first line `sep=;` names.
pub(in crate::content) fn parse(
    text: &str,
    delimiter: u8,
    receive: &mut dyn FnMut(Read<'_>),
) -> Result<(), Syntax> {
    let (named, begin) = named_delimiter(text);
    let delimiter = named.unwrap_or_else(|| delimiter_of(text, delimiter));
    let form = Form { delimiter, has_loose_quotes: delimiter == b'\t' };
    let mut at = after_blank_lines(text, begin);
    let head = row::read(text, at, form);
    let columns: Vec<String> = head.values.iter().map(|name| name.trim().to_owned()).collect();
    if head.mistake.is_some() {
        return Err(Syntax::new(
            at,
            "bad-csv",
            "a quotation mark in the first line is not closed as it should be",
        )
        .with_hint("the first line has the columns' names: title,published,…"));
    }
    if columns.iter().all(String::is_empty) {
        let message = "the first line names no columns";
        return Err(Syntax::new(0, "bad-csv", message)
            .with_hint("begin the file with the columns' names: title,published,…"));
    }
    if columns.len() > MAX_COLUMNS {
        return Err(Syntax::new(0, "bad-csv", format!("the file has more than {MAX_COLUMNS} columns")));
    }
    receive(Read::Columns(&columns));
    at = after_blank_lines(text, head.end);
    while at < text.len() {
        let row = row::read(text, at, form);
        let end = match row.mistake {
            Some(_) => after_mistake(text, row.end, form, columns.len()),
            None => row.end,
        };
        if let Some(read) = read_row(text, at, &row, end, &columns) {
            receive(read);
        }
        at = after_blank_lines(text, end);
    }
    Ok(())
}

/// What a row is that begins at `at`; none if it is empty.
fn read_row(
    text: &str,
    at: usize,
    row: &row::Row<'_>,
    end: usize,
    columns: &[String],
) -> Option<Read<'static>> {
    let bad = |at, message: String, hint: &str| {
        Some(Read::Bad(Syntax::new(at, "bad-csv", message).with_hint(hint)))
    };
    const TWICE: &str =
        "a mark that belongs to a text in quotation marks is written twice: \"the \"\"best\"\" one\"";
    let lines = text[at..end].trim_end().lines().count();
    let taken = match lines {
        0 | 1 => String::new(),
        2 => "; the next line is left out with it".to_owned(),
        lines => format!("; the next {} lines are left out with it", lines - 1),
    };
    match row.mistake {
        Some(Mistake::TextBehind(behind)) => {
            let message = format!("there is text behind a quotation mark that ends a value{taken}");
            // The mark may be far behind: a value that was never closed before it.
            let at = if text[at..behind].contains('\n') { at } else { behind };
            return bad(at, message, TWICE);
        }
        Some(Mistake::NeverClosed) => {
            let message = format!("a quotation mark in the row is never closed{taken}");
            return bad(at, message, &format!("close it; {TWICE}"));
        }
        None => {}
    }
    if row.values.iter().all(|value| value.trim().is_empty()) {
        return None;
    }
    if row.values.iter().skip(columns.len()).any(|value| !value.trim().is_empty()) {
        let message =
            format!("the row has {} values, the first line {} names", row.values.len(), columns.len());
        return bad(at, message, "put quotes around a value that contains the separator");
    }
    let entries = columns.iter().zip(&row.values).map(|(name, value)| {
        let value =
            if value.trim().is_empty() { Value::Null } else { Value::Text(value.clone().into_owned()) };
        Entry { name: name.clone(), at, node: Node { at, value } }
    });
    let entries = entries.filter(|entry| !entry.name.is_empty()).collect();
    Some(Read::Row(Node { at, value: Value::Table(Table { entries }) }))
}

/// Where rows go on after a mistake in the one that ends at `end`: at the next line that is a row of as
/// many values as there are columns. What lies between was meant as text of the row, most likely.
fn after_mistake(text: &str, mut end: usize, form: Form, columns: usize) -> usize {
    while end < text.len() {
        let next = row::read(text, end, form);
        // A mistake behind a value is another row's: in prose no mark follows a separator.
        let is_row = match next.mistake {
            None => next.values.len() == columns && columns > 1,
            Some(_) => !next.values.is_empty(),
        };
        if is_row {
            return end;
        }
        end = line_end(text.as_bytes(), end);
    }
    end
}

fn after_blank_lines(text: &str, at: usize) -> usize {
    at + text[at..].len() - text[at..].trim_start_matches(['\r', '\n']).len()
}

/// `sep=;` in the first line, as Excel has it: the separator, and where the rest begins.
fn named_delimiter(text: &str) -> (Option<u8>, usize) {
    let line = text.lines().next().unwrap_or_default();
    let named = line.trim_matches(['"', '\r']);
    let is_named = named.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep="));
    match named.as_bytes().get(4..) {
        Some([delimiter]) if is_named && delimiter.is_ascii() => {
            (Some(*delimiter), line_end(text.as_bytes(), 0))
        }
        _ => (None, 0),
    }
}

/// What separates the names in the first line of `text`: the `usual` one, if it is there at all.
fn delimiter_of(text: &str, usual: u8) -> u8 {
    let names = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let occurs = |delimiter: &u8| names.as_bytes().contains(delimiter);
    [usual, b';', b'\t'].into_iter().find(occurs).unwrap_or(usual)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, delimiter: u8) -> Vec<String> {
        let mut found = Vec::new();
        let ended = parse(text, delimiter, &mut |read| {
            found.push(match read {
                Read::Columns(_) => return,
                Read::Row(Node { at, value: Value::Table(table) }) => {
                    let values = table
                        .entries
                        .iter()
                        .map(|e| format!("{}={}", e.name, e.node.as_text().unwrap_or("~")));
                    format!("{at} {}", values.collect::<Vec<_>>().join(" "))
                }
                Read::Row(_) => unreachable!("a row is a table"),
                Read::Bad(syntax) => format!("{} {}", syntax.at, syntax.message),
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
        let unclosed = "a quotation mark in the row is never closed";
        assert_eq!(
            rows("a,b\n1,2\n3,\"4\n5,6\n", b','),
            ["4 a=1 b=2".to_owned(), format!("8 {unclosed}"), "13 a=5 b=6".to_owned()]
        );
        assert_eq!(rows("a,b\n\"1\"\"\n", b','), [format!("4 {unclosed}")]);
        assert_eq!(rows("a,b\n5\" disk,\"x \"\"y\"\"\"\n", b','), ["4 a=5\" disk b=x \"y\""]);
        assert_eq!(rows("a,b\n\"\",\"\n\"", b','), Vec::<String>::new());
    }

    #[test]
    fn text_behind_a_mark_is_a_mistake_of_its_row() {
        let behind = "there is text behind a quotation mark that ends a value";
        assert_eq!(
            rows("a,b\n1,\"The \"best\" one\"\n2,\"x,\n3,\"Three\"\n4,5\n", b','),
            [
                format!("12 {behind}"),
                format!("23 {behind}"),
                "29 a=3 b=Three".to_owned(),
                "39 a=4 b=5".to_owned()
            ]
        );
        assert_eq!(
            rows("a,b\n1,\"one\nand \"two\" x\nthree\"\n4,5\n", b','),
            [format!("4 {behind}; the next 2 lines are left out with it"), "30 a=4 b=5".to_owned()]
        );
    }

    #[test]
    fn with_tabs_marks_that_enclose_nothing_are_text() {
        assert_eq!(
            rows("a\tb\n\"Hello\" he said\t2\n\"3\n4\"\t\"x\n", b'\t'),
            ["4 a=\"Hello\" he said b=2", "22 a=3\n4 b=\"x"]
        );
    }

    #[test]
    fn excels_first_line_names_the_separator() {
        assert_eq!(rows("sep=;\r\na;b,c\r\n1;2\r\n", b','), ["14 a=1 b,c=2"]);
        assert_eq!(rows("\"sep=|\"\na|b\n1|2\n", b','), ["12 a=1 b=2"]);
    }
}
