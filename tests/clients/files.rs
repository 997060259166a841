//! Writes the records into files of every kind that is read.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::records::{Field, Kind, Record};

/// Writes `text` between quotes with the escapes of YAML, TOML and JSON, which have these in common.
/// `is_escaped` tells what besides control characters, quotes and backslashes.
fn quoted(text: &str, is_toml: bool, is_escaped: impl Fn(char) -> bool) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() || is_escaped(c) => match (u32::from(c), is_toml) {
                (code @ 0x1_0000.., true) => write!(out, "\\U{code:08x}").unwrap(),
                _ => {
                    c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| write!(out, "\\u{unit:04x}").unwrap())
                }
            },
            c => out.push(c),
        }
    }
    out + "\""
}

fn is_not_of_yaml(c: char) -> bool {
    matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{feff}')
}

fn yaml(field: &Field) -> String {
    let text = |text: &str| quoted(text, false, is_not_of_yaml);
    match field {
        Field::Text(value) => text(value.written),
        Field::Plain(value) => text(value),
        Field::Number(number) => number.to_string(),
        Field::Date(date) => date.clone(),
        Field::List(list) => format!("[{}]", list.iter().map(yaml).collect::<Vec<_>>().join(", ")),
        Field::Table(table) => {
            let parts: Vec<String> =
                table.iter().map(|(name, value)| format!("{name}: {}", yaml(value))).collect();
            format!("{{{}}}", parts.join(", "))
        }
    }
}

fn toml(field: &Field) -> String {
    let text =
        |text: &str| quoted(text, true, |c| is_not_of_yaml(c) || !c.is_alphanumeric() && !c.is_ascii());
    match field {
        Field::Text(value) => text(value.written),
        Field::Plain(value) => text(value),
        Field::Number(number) => number.to_string(),
        Field::Date(date) => date.clone(),
        Field::List(list) => format!("[{}]", list.iter().map(toml).collect::<Vec<_>>().join(", ")),
        Field::Table(table) => {
            let parts: Vec<String> =
                table.iter().map(|(name, value)| format!("{name} = {}", toml(value))).collect();
            format!("{{{}}}", parts.join(", "))
        }
    }
}

/// `is_ascii`: every other character is written as an escape, as many programs do.
fn json(field: &Field, is_ascii: bool) -> String {
    let text = |text: &str| quoted(text, false, |c| is_ascii && !c.is_ascii());
    let of = |field: &Field| json(field, is_ascii);
    match field {
        Field::Text(value) => value.json.map_or_else(|| text(value.written), str::to_owned),
        Field::Plain(value) => text(value),
        Field::Number(number) => number.to_string(),
        Field::Date(date) => text(date),
        Field::List(list) => format!("[{}]", list.iter().map(of).collect::<Vec<_>>().join(",")),
        Field::Table(table) => {
            let parts: Vec<String> =
                table.iter().map(|(name, value)| format!("\"{name}\":{}", of(value))).collect();
            format!("{{{}}}", parts.join(","))
        }
    }
}

/// A record as a JSON object on one line, with its body where `has_body`.
fn object(record: &Record, is_ascii: bool, has_body: bool) -> String {
    let mut parts: Vec<String> =
        record.fields.iter().map(|(name, value)| format!("\"{name}\":{}", json(value, is_ascii))).collect();
    if has_body {
        parts.push(format!("\"body\":{}", json(&Field::Plain(record.body.clone()), is_ascii)));
    }
    format!("{{{}}}", parts.join(","))
}

const COLUMNS: [&str; 12] = [
    "id",
    "title",
    "published",
    "updated",
    "slug",
    "url",
    "summary",
    "section",
    "authors",
    "tags",
    "format",
    "lang",
];

/// A row of a table, every value in quotes.
fn row(record: &Record) -> String {
    let of = |name: &str| match record.fields.iter().find(|(field, _)| *field == name) {
        Some((_, Field::Text(text))) => text.written.to_owned(),
        Some((_, Field::Plain(text) | Field::Date(text))) => text.clone(),
        Some((_, Field::Number(number))) => number.to_string(),
        _ => String::new(),
    };
    let values = COLUMNS.iter().map(|name| of(name)).chain([record.body.clone()]);
    let quoted: Vec<String> = values.map(|value| format!("\"{}\"", value.replace('"', "\"\""))).collect();
    quoted.join(",")
}

/// Writes `content/` and `tidings.toml` of a site below `folder`; what lay there is gone.
pub fn write_site(folder: &Path, records: &[Record]) {
    let _ = fs::remove_dir_all(folder);
    let content = folder.join("content");
    fs::create_dir_all(&content).unwrap();
    fs::write(folder.join("tidings.toml"), CONFIGURATION).unwrap();
    let write = |path: PathBuf, text: String| {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let of = |kind: Kind| records.iter().filter(move |record| record.kind == kind);
    for record in records {
        let file = |extension: &str| content.join(format!("{:?}/{}.{extension}", record.kind, record.number));
        let lines = |between: &str, of: fn(&Field) -> String| -> String {
            record.fields.iter().map(|(name, value)| format!("{name}{between}{}\n", of(value))).collect()
        };
        match record.kind {
            Kind::Yaml => write(file("md"), format!("---\n{}---\n{}", lines(": ", yaml), record.body)),
            Kind::Page => write(file("html"), format!("---\n{}---\n{}", lines(": ", yaml), record.body)),
            Kind::Toml => write(file("md"), format!("+++\n{}+++\n{}", lines(" = ", toml), record.body)),
            Kind::PlainText => write(file("txt"), format!("+++\n{}+++\n{}", lines(" = ", toml), record.body)),
            Kind::JsonFrontMatter => {
                write(file("md"), format!("{}\n{}", object(record, false, false), record.body))
            }
            Kind::Json => write(file("json"), object(record, false, true)),
            _ => {}
        }
    }
    let objects = |kind, is_ascii, between: &str| {
        of(kind).map(|record| object(record, is_ascii, true)).collect::<Vec<_>>().join(between)
    };
    write(content.join("array.json"), format!("[\n{}\n]\n", objects(Kind::JsonArray, false, ",\n")));
    write(content.join("lines.ndjson"), objects(Kind::JsonLines, false, "\n") + "\n");
    write(content.join("ascii.jsonl"), objects(Kind::JsonLinesInAscii, true, "\n"));
    let rows: Vec<String> = of(Kind::Csv).map(row).collect();
    // As spreadsheets save them: a mark at the beginning, lines that end in two characters.
    write(
        content.join("table.csv"),
        format!("\u{feff}{},body\r\n{}\r\n", COLUMNS.join(","), rows.join("\r\n")),
    );
}

/// A site that has a feed for each name, however nasty, and one that takes all.
const CONFIGURATION: &str = r#"
[site]
title = "科学 & <站> ]]> 😀"
url = "https://example.org/"
timezone = "Asia/Shanghai"
tag_authority = "example.org,2026-01-01"
author = "编辑部 & <b>"
permalink = "/:slug/"

[feeds]
limit = 500
max_bytes = 1000000000

[[content.files]]
path = "table.csv"
format = "csv"
"#;

/// Writes what each entry must be, one a line.
pub fn write_expectations(file: &Path, records: &[Record]) {
    let lines: String = records.iter().map(|record| format!("{}\n", record.expected)).collect();
    fs::write(file, lines).unwrap();
}

/// A value of an expectation.
pub fn text<'a>(expected: &'a Value, name: &str) -> &'a str {
    expected[name].as_str().unwrap()
}
