//! One file becomes [`Item`]s.
//!
//! Pages and `.json` are read whole, up to a limit; lines of `.ndjson` one by one, so that such a
//! file may be of any size.

use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use xxhash_rust::xxh3::{Xxh3, xxh3_64, xxh3_128};

use super::decode;
use super::format::web::{self, WebPage};
use super::format::{Kind, Markup, Syntax, csv, front_matter, json, mapping};
use super::measured::MOST;
use super::node::{Node, Places, Value};
use super::record::{self, Record};
use super::tree::Listing;
use super::{Item, Measured, Reading, Source};
use crate::article::ArticleId;
use crate::config::{Config, Files, Generator};
use crate::diagnostic::{Diagnostic, Place, did_you_mean};
use crate::error::{Error, Result};

/// Bytes of a page, and of a line of `.ndjson`, at most.
const MAX_RECORD: u64 = 32 << 20;
/// Bytes of a `.json` file at most.
pub(super) const MAX_JSON: u64 = 256 << 20;
/// Lines of a file that are not readable, before the rest of it is given up.
const MAX_BAD_LINES: usize = 10_000;

/// Reads `source` and hands each item to `receive`. If the bytes have the hash `known`, nothing is
/// parsed and nothing received.
///
/// # Errors
///
/// [`Error::Io`] if the file can't be read.
pub fn read(
    source: &Source,
    config: &Config,
    known: Option<u64>,
    receive: &mut dyn FnMut(Item),
) -> Result<Reading> {
    let rule = config.content.rule(&source.key);
    let mut reader = Reader::new(source, config, rule, receive);
    let kind = Listing::of(config).kind(&source.key).or_else(|| Kind::of(&source.path));
    let kind = kind.unwrap_or(Kind::Page(Markup::Markdown));
    reader.read(kind, known).map_err(|cause| Error::io("reading", &source.path, cause))
}

/// Reads `text`, a Markdown page that is, or will be, at `source`, and hands each item to `receive`.
pub fn read_page(source: &Source, text: &str, config: &Config, receive: &mut dyn FnMut(Item)) {
    let mut reader = Reader::new(source, config, None, receive);
    reader.page(text, Markup::Markdown);
}

/// Reads the web page in `bytes`, which `file` names in findings: what it says, if it can be read, and
/// what is to be told of it.
pub fn read_web_page(bytes: Vec<u8>, file: &str, config: &Config) -> (Option<WebPage>, Option<Diagnostic>) {
    let declared = config.content.encoding.map(|encoding| encoding.0);
    let (text, finding) = decode::text_of(bytes, declared, true, file.to_owned());
    (text.map(|text| web::parse(&text)), finding)
}

/// Reads `node`, the one record of `source`, which was read from `text`.
pub(super) fn read_node(
    source: &Source,
    node: &Node,
    text: &str,
    config: &Config,
    receive: &mut dyn FnMut(Item),
) {
    let mut reader = Reader::new(source, config, None, receive);
    let file = reader.file();
    reader.object(node, &Places::new(&file, text), false);
}

pub(super) struct Reader<'a> {
    pub(super) source: &'a Source,
    pub(super) config: &'a Config,
    /// What the configuration says of such files.
    rule: Option<&'a Files>,
    receive: &'a mut dyn FnMut(Item),
    /// On which line an identity was first seen. The identities' hashes are enough, and keep a file
    /// of a million records small.
    lines_of_ids: HashMap<u128, u32>,
    /// A record of the file looks at other sources.
    is_bound: bool,
    /// Files whose sizes the records' articles tell.
    measured: BTreeSet<Measured>,
}

impl<'a> Reader<'a> {
    fn new(
        source: &'a Source,
        config: &'a Config,
        rule: Option<&'a Files>,
        receive: &'a mut dyn FnMut(Item),
    ) -> Self {
        let (lines_of_ids, measured) = (HashMap::new(), BTreeSet::new());
        Self { source, config, rule, receive, lines_of_ids, is_bound: false, measured }
    }

    fn read(&mut self, kind: Kind, known: Option<u64>) -> std::io::Result<Reading> {
        let mut file = File::open(&self.source.path)?;
        let size = file.metadata()?.len();
        let limit = if matches!(kind, Kind::Json | Kind::Csv(_)) { MAX_JSON } else { MAX_RECORD };
        let is_too_large = kind != Kind::JsonLines && size > limit;
        if is_too_large {
            // Whatever is in it, it is refused: to read it would take as long as it is.
            let hash = xxh3_64(format!("{size} bytes are too many").as_bytes());
            if known != Some(hash) {
                self.refuse_size(size, limit);
            }
            return Ok(Reading::of_bytes(hash, known == Some(hash)));
        }
        if kind == Kind::JsonLines {
            if let Some(known) = known
                && hash_of(&mut BufReader::new(File::open(&self.source.path)?))? == known
            {
                return Ok(Reading::of_bytes(known, true));
            }
            let hash = self.lines(file)?;
            return Ok(self.reading(hash));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
        file.read_to_end(&mut bytes)?;
        let hash = xxh3_64(&bytes);
        if known == Some(hash) {
            return Ok(Reading::of_bytes(hash, true));
        }
        let is_marked_up = matches!(kind, Kind::WebPage | Kind::Page(Markup::Html));
        if kind == Kind::Unreadable {
            self.refuse_markup();
        } else if let Some(text) = self.decode(bytes, is_marked_up) {
            match kind {
                Kind::Page(markup) if self.config.content.generator == Generator::Tidings => {
                    self.page(&text, markup)
                }
                Kind::Page(markup) => self.foreign_page(&text, markup),
                Kind::Json | Kind::JsonLines => self.json(text),
                Kind::Csv(delimiter) => self.rows(&text, delimiter),
                Kind::WebPage => self.web_page(&text),
                Kind::PlainText => self.plain_text(&text),
                Kind::Unreadable => {}
            }
        }
        Ok(self.reading(hash))
    }

    /// What reading came to.
    fn reading(&mut self, hash: u64) -> Reading {
        let measured = std::mem::take(&mut self.measured);
        Reading { hash, is_unchanged: false, is_bound: self.is_bound, measured }
    }

    /// The text of a whole file, with a warning if its encoding was guessed.
    fn decode(&mut self, bytes: Vec<u8>, is_marked_up: bool) -> Option<String> {
        let (text, finding) = decode::text_of(bytes, self.declared_encoding(), is_marked_up, self.file());
        if let Some(finding) = finding {
            (self.receive)(Item::Finding(finding));
        }
        if text.is_none() {
            (self.receive)(Item::Refused(None));
        }
        text
    }

    fn declared_encoding(&self) -> Option<&'static encoding_rs::Encoding> {
        self.rule.and_then(|rule| rule.encoding).or(self.config.content.encoding).map(|encoding| encoding.0)
    }

    /// The text of a line. A line is too short to guess by.
    fn decode_line(&mut self, bytes: Vec<u8>, number: u32) -> Option<String> {
        if let Some(encoding) = self.declared_encoding()
            && let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(&bytes)
        {
            return Some(text.trim_start_matches('\u{FEFF}').to_owned());
        }
        match String::from_utf8(bytes) {
            Ok(text) => Some(text.trim_start_matches('\u{FEFF}').to_owned()),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let readable = String::from_utf8_lossy(&error.as_bytes()[..at]).into_owned();
                let file = self.file();
                let places = Places::from_line(number, &file, &readable);
                let hint = "save the file as UTF-8, or name its `encoding` below [content] in tidings.toml";
                let syntax = Syntax::new(at, "not-utf8", "the text is not UTF-8").with_hint(hint);
                self.refuse(&places, syntax, None);
                None
            }
        }
    }

    fn page(&mut self, text: &str, markup: Markup) {
        let file = self.file();
        let places = Places::new(&file, text);
        match front_matter::parse(text) {
            Ok(page) => {
                let at = page.fields.entries.first().map_or(0, |entry| entry.at);
                self.record(
                    &Record { fields: &page.fields, at, body: page.body, markup, is_alone: true, page: None },
                    &places,
                );
            }
            Err(syntax) if syntax.code == "no-front-matter" => {
                let finding = finding(&places, syntax);
                (self.receive)(Item::NoRecord(finding));
            }
            Err(syntax) => self.refuse(&places, syntax, None),
        }
    }

    fn json(&mut self, mut text: String) {
        json::replace_lone_surrogates(&mut text);
        let file = self.file();
        let places = Places::new(&file, &text);
        let items = self.rule.and_then(|rule| rule.items.as_deref());
        let result = if let Some(items) = items {
            json::parse(&text)
                .and_then(|node| mapping::items(&node, items, &mut |node| self.object(&node, &places, false)))
        } else if text.trim_start().starts_with('[') {
            json::parse_array(&text, &mut |node| self.object(&node, &places, false))
        } else {
            json::parse(&text).map(|node| self.object(&node, &places, true))
        };
        if let Err(syntax) = result {
            self.refuse(&places, syntax, None);
        }
    }

    fn rows(&mut self, text: &str, delimiter: u8) {
        let file = self.file();
        let places = Places::new(&file, text);
        let result = csv::parse(text, delimiter, &mut |read| match read {
            csv::Read::Columns(columns) => self.tell_missing_columns(columns),
            csv::Read::Row(node) => self.object(&node, &places, false),
            csv::Read::Bad(syntax) => self.refuse(&places, syntax, None),
        });
        if let Err(syntax) = result {
            self.refuse(&places, syntax, None);
        }
    }

    /// Columns that the configuration names, and the table has not.
    fn tell_missing_columns(&mut self, columns: &[String]) {
        let fields = self.rule.iter().flat_map(|rule| &rule.fields);
        let missing: Vec<Diagnostic> = fields
            .filter(|(_, column)| !column.starts_with('/'))
            .filter(|(_, column)| !columns.iter().any(|there| there.eq_ignore_ascii_case(column)))
            .map(|(field, column)| {
                let message = format!(
                    "the table has no column `{column}`, in which the configuration looks for `{field}`"
                );
                let hint = match did_you_mean(column, columns.iter().map(String::as_str)) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!(
                        "there are {}",
                        columns.iter().map(|c| format!("`{c}`")).collect::<Vec<_>>().join(", ")
                    ),
                };
                Diagnostic::warning("no-column", Place::file(self.file()), message).with_hint(hint)
            })
            .collect();
        for finding in missing {
            self.give(Item::Finding(finding));
        }
    }

    /// Reads one JSON object a line; returns the hash of all that was read.
    fn lines(&mut self, file: File) -> std::io::Result<u64> {
        let mut input = BufReader::with_capacity(1 << 18, file);
        let mut hasher = Xxh3::new();
        let mut number = 0;
        let mut bad_lines = 0;
        let name = self.file();
        loop {
            let mut line = Vec::new();
            let length = input.by_ref().take(MAX_RECORD + 1).read_until(b'\n', &mut line)?;
            if length == 0 {
                return Ok(hasher.digest());
            }
            hasher.update(&line);
            number += 1;
            let is_too_long = length as u64 > MAX_RECORD && !line.ends_with(b"\n");
            if is_too_long {
                while !line.ends_with(b"\n") {
                    line.clear();
                    if input.by_ref().take(MAX_RECORD).read_until(b'\n', &mut line)? == 0 {
                        break;
                    }
                    hasher.update(&line);
                }
            }
            if bad_lines >= MAX_BAD_LINES || (!is_too_long && line.trim_ascii().is_empty()) {
                continue;
            }
            let is_good = if is_too_long {
                let places = Places::from_line(number, &name, "");
                let message = format!("the line is longer than {} MB", MAX_RECORD >> 20);
                let syntax = Syntax::new(0, "too-large", message).with_hint("take its media out of the text");
                self.refuse(&places, syntax, None);
                false
            } else {
                self.line(line, number, &name)
            };
            bad_lines += usize::from(!is_good);
            if bad_lines == MAX_BAD_LINES {
                let places = Places::from_line(number, &name, "");
                let message =
                    format!("{MAX_BAD_LINES} lines are not readable; the rest of the file is left out");
                let syntax = Syntax::new(0, "too-many-mistakes", message);
                self.refuse(&places, syntax.with_hint("write one JSON object a line"), None);
            }
        }
    }

    /// Returns whether the line is readable as JSON.
    fn line(&mut self, line: Vec<u8>, number: u32, file: &str) -> bool {
        let Some(mut text) = self.decode_line(line, number) else { return false };
        // So that a line that ends too early is found wrong at its end, not on the next line.
        text.truncate(text.trim_end().len());
        json::replace_lone_surrogates(&mut text);
        let places = Places::from_line(number, file, &text);
        match json::parse(&text) {
            Ok(node) => {
                self.object(&node, &places, false);
                true
            }
            Err(syntax) => {
                self.refuse(&places, syntax, None);
                false
            }
        }
    }

    fn object(&mut self, node: &Node, places: &Places<'_>, is_alone: bool) {
        let mapped;
        let node = match self.rule {
            Some(rule) if !rule.fields.is_empty() => {
                mapped = mapping::map(node, &rule.fields);
                &mapped
            }
            _ => node,
        };
        match &node.value {
            Value::Table(fields) => {
                let record =
                    Record { fields, at: node.at, body: "", markup: Markup::Markdown, is_alone, page: None };
                self.record(&record, places);
            }
            _ => {
                let syntax = Syntax::new(
                    node.at,
                    "not-a-record",
                    format!("the record is {}, not fields", node.kind()),
                );
                self.refuse(places, syntax.with_hint("write {\"title\": …, \"published\": …}"), None);
            }
        }
    }

    pub(super) fn record(&mut self, record: &Record<'_>, places: &Places<'_>) {
        let checked = record::check(record, places, self.source, self.config);
        self.is_bound |= checked.is_bound;
        let room = MOST.saturating_sub(self.measured.len());
        self.measured.extend(checked.measured.into_iter().take(room));
        for finding in checked.findings {
            (self.receive)(Item::Finding(finding));
        }
        let id = match &checked.item {
            Item::Article(article, _) => Some(&article.id),
            Item::Draft(id) => Some(id),
            Item::Refused(_) | Item::NoRecord(_) | Item::Finding(_) => None,
        };
        if let Some(id) = id.filter(|_| !record.is_alone) {
            let line = places.line(record.at);
            match self.lines_of_ids.entry(xxh3_128(id.as_str().as_bytes())) {
                std::collections::hash_map::Entry::Occupied(first) => {
                    let message = format!(
                        "the id `{}` stands on line {} already",
                        record::shorten(id.as_str()),
                        first.get()
                    );
                    let syntax = Syntax::new(record.at, "duplicate-id", message);
                    let id = id.clone();
                    return self.refuse(
                        places,
                        syntax.with_hint("give each record an id of its own"),
                        Some(id),
                    );
                }
                std::collections::hash_map::Entry::Vacant(free) => {
                    free.insert(line);
                }
            }
        }
        (self.receive)(checked.item);
    }

    pub(super) fn refuse(&mut self, places: &Places<'_>, syntax: Syntax, id: Option<ArticleId>) {
        (self.receive)(Item::Finding(finding(places, syntax)));
        (self.receive)(Item::Refused(id));
    }

    fn refuse_size(&mut self, size: u64, limit: u64) {
        let message = format!("the file has {} MB, more than the {} that are read", size >> 20, limit >> 20);
        let hint = "write one record a line into an .ndjson file, which may be of any size";
        let finding = Diagnostic::error("too-large", Place::file(self.file()), message).with_hint(hint);
        (self.receive)(Item::Finding(finding));
        (self.receive)(Item::Refused(None));
    }

    pub(super) fn give(&mut self, item: Item) {
        (self.receive)(item);
    }

    pub(super) fn file(&self) -> String {
        self.source.path.display().to_string()
    }
}

fn finding(places: &Places<'_>, syntax: Syntax) -> Diagnostic {
    let finding = Diagnostic::error(syntax.code, places.place(syntax.at), syntax.message);
    Diagnostic { hint: syntax.hint, ..finding }
}

fn hash_of(input: &mut impl BufRead) -> std::io::Result<u64> {
    let mut hasher = Xxh3::new();
    loop {
        let bytes = input.fill_buf()?;
        if bytes.is_empty() {
            return Ok(hasher.digest());
        }
        hasher.update(bytes);
        let length = bytes.len();
        input.consume(length);
    }
}
