//! Missing identities are written into the source files, so that a file can move and its articles
//! stay the same to readers.
//!
//! Nothing but the new line (or, in JSON, the new member) changes. Before a file is replaced, what
//! would be in it is read again: only if every record then has the identity that it had before, and
//! has it written, is the file touched.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::Source;
use super::fields::{self, Field};
use super::format::front_matter::{self, Fence};
use super::format::{Kind, Markup, Syntax, json};
use super::node::{Node, Places, Table, Value};
use super::read::MAX_JSON;
use super::record::{self, Identity, Record};
use crate::article::ArticleId;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Place};
use crate::error::{Error, Result};

/// What stamping did.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Stamping {
    /// Each identity that was written.
    pub written: Vec<Stamped>,
    /// Why a record without `id` was left alone.
    pub findings: Vec<Diagnostic>,
}

/// One identity that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamped {
    /// Into which file.
    pub path: PathBuf,
    /// On which line, from 1.
    pub line: u32,
    /// The identity, which the record had before as well, without saying so.
    pub id: ArticleId,
}

/// Writes the missing `id`s into `sources`; only says which, if `is_dry_run`. A record that has one
/// is not touched.
///
/// # Errors
///
/// [`Error::Io`] if a file can't be read or written; files before it stay
/// stamped.
pub fn stamp(sources: &[Source], config: &Config, is_dry_run: bool) -> Result<Stamping> {
    let mut stamping = Stamping::default();
    for source in sources {
        stamp_file(source, config, is_dry_run, &mut stamping)?;
    }
    Ok(stamping)
}

fn stamp_file(source: &Source, config: &Config, is_dry_run: bool, stamping: &mut Stamping) -> Result<()> {
    let file = source.path.display().to_string();
    let reading = |cause| Error::io("reading", &source.path, cause);
    let leave = |message: &str| {
        Diagnostic::warning("not-stamped", Place::file(&file), message).with_hint("write the `id` by hand")
    };
    if fs::metadata(&source.path).map_err(reading)?.len() > MAX_JSON {
        stamping.findings.push(leave("the file is too large to be rewritten"));
        return Ok(());
    }
    let Ok(text) = String::from_utf8(fs::read(&source.path).map_err(reading)?) else {
        stamping.findings.push(leave("the file is not UTF-8"));
        return Ok(());
    };
    let scanned = Scanned::of(&text, source, config);
    stamping.findings.extend(scanned.findings);
    if scanned.missing.is_empty() {
        return Ok(());
    }
    let mut stamped = String::with_capacity(text.len() + 64 * scanned.missing.len());
    let mut copied = 0;
    let mut lines = Vec::new();
    for missing in &scanned.missing {
        stamped.push_str(&text[copied..missing.at]);
        let skipped = missing.line.len() - missing.line.trim_start_matches(['\r', '\n']).len();
        lines.push(stamped.matches('\n').count() + missing.line[..skipped].matches('\n').count() + 1);
        stamped.push_str(&missing.line);
        copied = missing.at;
    }
    stamped.push_str(&text[copied..]);
    let after = Scanned::of(&stamped, source, config);
    let is_same = after.identities.len() == scanned.identities.len()
        && after.identities.iter().zip(&scanned.identities).all(|(after, before)| after.id == before.id);
    if !after.missing.is_empty() || !is_same {
        stamping.findings.push(leave("the `id` can't be added without changing what the file says"));
        return Ok(());
    }
    if !is_dry_run {
        replace(&source.path, stamped.as_bytes())
            .map_err(|cause| Error::io("writing", &source.path, cause))?;
    }
    for (missing, line) in scanned.missing.into_iter().zip(lines) {
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        stamping.written.push(Stamped { path: source.path.clone(), line, id: missing.id });
    }
    Ok(())
}

/// An identity to be written.
struct Missing {
    /// Where, in bytes.
    at: usize,
    /// What, with its line break.
    line: String,
    id: ArticleId,
}

/// What is found in a file's text.
#[derive(Default)]
struct Scanned {
    /// Of every record that has one.
    identities: Vec<Identity>,
    missing: Vec<Missing>,
    findings: Vec<Diagnostic>,
}

impl Scanned {
    fn of(text: &str, source: &Source, config: &Config) -> Self {
        let mut scanned = Self::default();
        let base = text.len() - text.trim_start_matches('\u{FEFF}').len();
        let mut scan = Scan { text: &text[base..], base, source, config, found: &mut scanned };
        match Kind::of(&source.path) {
            Some(Kind::Page(markup)) => scan.page(markup),
            Some(Kind::Json) => scan.json(),
            Some(Kind::JsonLines) => scan.lines(),
            // The rows and pages of others are not written into.
            Some(Kind::Csv(_) | Kind::WebPage | Kind::PlainText | Kind::Unreadable) | None => {}
        }
        scanned
    }
}

struct Scan<'a> {
    text: &'a str,
    /// Bytes of the file before `text`.
    base: usize,
    source: &'a Source,
    config: &'a Config,
    found: &'a mut Scanned,
}

impl Scan<'_> {
    fn page(&mut self, markup: Markup) {
        let parsed =
            front_matter::split(self.text).and_then(|parts| Ok((parts, front_matter::parse(self.text)?)));
        let (parts, page) = match parsed {
            Ok(parsed) => parsed,
            Err(syntax) => return self.leave(&syntax),
        };
        let record = Record {
            fields: &page.fields,
            at: parts.fields_at,
            body: page.body,
            markup,
            is_alone: true,
            page: None,
        };
        let Some(id) = self.missing(&record, 1) else { return };
        let line_break = if self.text[..parts.fields_at].ends_with("\r\n") { "\r\n" } else { "\n" };
        match parts.fence {
            Fence::Yaml => {
                self.add(parts.fields_at, format!("id: {}{line_break}", yaml_text(id.as_str())), id)
            }
            Fence::Toml => self.add(parts.fields_at, format!("id = {}{line_break}", quoted(id.as_str())), id),
            Fence::Json => self.add_member(parts.fields_at, id),
        }
    }

    fn json(&mut self) {
        let mut fixed = self.text.to_owned();
        json::replace_lone_surrogates(&mut fixed);
        let result = if self.text.trim_start().starts_with('[') {
            json::parse_array(&fixed, &mut |node| self.object(&node, 0, 1, false))
        } else {
            json::parse(&fixed).map(|node| self.object(&node, 0, 1, true))
        };
        if let Err(syntax) = result {
            // A half-read array is not rewritten.
            self.found.missing.clear();
            self.leave(&syntax);
        }
    }

    fn lines(&mut self) {
        let mut at = 0;
        for (number, line) in (1..).zip(self.text.split_inclusive('\n')) {
            if !line.trim().is_empty() {
                let mut fixed = line.to_owned();
                json::replace_lone_surrogates(&mut fixed);
                match json::parse(&fixed) {
                    Ok(node) => self.object(&node, at, number, false),
                    Err(mut syntax) => {
                        syntax.at += at;
                        self.leave(&syntax);
                    }
                }
            }
            at += line.len();
        }
    }

    /// A record whose text begins at `start`, on the line `number` if it is a line of its own.
    fn object(&mut self, node: &Node, start: usize, number: u32, is_alone: bool) {
        let Value::Table(fields) = &node.value else { return };
        let record = Record { fields, at: node.at, body: "", markup: Markup::Markdown, is_alone, page: None };
        if let Some(id) = self.missing(&record, number) {
            self.add_member(start + node.at, id);
        }
    }

    /// Notes the record's identity; returns it if it is to be written.
    fn missing(&mut self, record: &Record<'_>, first_line: u32) -> Option<ArticleId> {
        let file = self.source.path.display().to_string();
        let places = Places::from_line(first_line, &file, self.text);
        let identity = record::identity(record, &places, self.source, self.config);
        let at = record.at;
        let Some(identity) = identity else {
            self.leave(&Syntax::new(at, "no-id", "the record has nothing that an `id` could be made of"));
            return None;
        };
        self.found.identities.push(identity.clone());
        if identity.is_written {
            return None;
        }
        if has_id_field(record.fields) {
            self.leave(&Syntax::new(at, "no-id", "the record's `id` is empty"));
            return None;
        }
        Some(identity.id)
    }

    /// Adds a member at the beginning of the JSON object that begins at `at`.
    fn add_member(&mut self, at: usize, id: ArticleId) {
        let Some(inside) = self.text.get(at..).and_then(|object| object.strip_prefix('{')) else {
            return self.leave(&Syntax::new(at, "no-id", "the beginning of the record is not found"));
        };
        let space = &inside[..inside.len() - inside.trim_start().len()];
        let member = quoted(id.as_str());
        // The first member's white space before the new one, and the same again before the first.
        let line = match space.contains('\n') {
            true => format!("{space}\"id\": {member},"),
            false => format!("\"id\": {member}, "),
        };
        self.add(at + 1, line, id);
    }

    fn add(&mut self, at: usize, line: String, id: ArticleId) {
        self.found.missing.push(Missing { at: self.base + at, line, id });
    }

    fn leave(&mut self, syntax: &Syntax) {
        let file = self.source.path.display().to_string();
        let place = Places::new(&file, self.text).place(syntax.at);
        let finding = Diagnostic::warning("not-stamped", place, syntax.message.clone());
        self.found.findings.push(finding.with_hint("write the `id` by hand"));
    }
}

fn has_id_field(table: &Table) -> bool {
    table
        .entries
        .iter()
        .any(|entry| fields::find(fields::RECORD, &entry.name).is_some_and(|(f, _)| f == Field::Id))
}

/// A text in quotes, as JSON, TOML and YAML all read it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Without quotes where every reader of YAML takes it for a text.
fn yaml_text(text: &str) -> String {
    let is_word = |word: &str| {
        ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"]
            .iter()
            .any(|reserved| reserved.eq_ignore_ascii_case(word))
    };
    let is_plain = text.starts_with(char::is_alphabetic)
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.'))
        && !is_word(text);
    if is_plain { text.to_owned() } else { quoted(text) }
}

/// Replaces the file by a temporary one beside it, so that nobody sees half of it.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // Through a link, the file that it leads to is replaced, not the link.
    let path = fs::canonicalize(path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut temporary = tempfile::Builder::new().prefix(".tidings-").tempfile_in(folder)?;
    temporary.write_all(bytes)?;
    temporary.as_file().set_permissions(fs::metadata(&path)?.permissions())?;
    temporary.as_file().sync_all()?;
    temporary.persist(&path)?;
    fs::File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Item;
    use crate::content::tests::Site;

    fn ids(site: &Site) -> Vec<String> {
        let id = |item: Item| match item {
            Item::Article(article, _) => Some(article.id.to_string()),
            _ => None,
        };
        site.items().into_iter().filter_map(id).collect()
    }

    /// Stamps a file and returns what it holds then; its articles are the same as before.
    fn stamped(key: &str, text: &str) -> (String, Stamping) {
        let site = Site::of(key, text);
        let before = ids(&site);
        let stamping = stamp(std::slice::from_ref(&site.source), &site.config, false).unwrap();
        assert_eq!(ids(&site), before);
        let after = fs::read_to_string(&site.source.path).unwrap();
        let again = stamp(std::slice::from_ref(&site.source), &site.config, false).unwrap();
        assert_eq!(again.written, []);
        assert_eq!(
            fs::read_to_string(&site.source.path).unwrap(),
            after,
            "a second stamping changes nothing"
        );
        (after, stamping)
    }

    #[test]
    fn the_missing_id_is_added_and_nothing_else_changes() {
        for (key, text, expected, line) in [
            (
                "x/a.md",
                "---\ntitle: 't' # c\ndate: 2023-01-01\n---\nb",
                "---\nid: x/a\ntitle: 't' # c\ndate: 2023-01-01\n---\nb",
                2,
            ),
            (
                "2023/07.md",
                "\u{FEFF}---\r\ntitle: t\r\ndate: 2023-01-01\r\n---\r\nb",
                "\u{FEFF}---\r\nid: \"2023/07\"\r\ntitle: t\r\ndate: 2023-01-01\r\n---\r\nb",
                2,
            ),
            (
                "true.md",
                "---\ntitle: t\ndate: 2023-01-01\n---\n",
                "---\nid: \"true\"\ntitle: t\ndate: 2023-01-01\n---\n",
                2,
            ),
            (
                "风/index.md",
                "+++\ntitle = 't'\ndate = 2023-01-01\n[extra]\na = 1\n+++\n",
                "+++\nid = \"风\"\ntitle = 't'\ndate = 2023-01-01\n[extra]\na = 1\n+++\n",
                2,
            ),
            (
                "a.md",
                "{\n  \"title\": \"t\", \"date\": \"2023-01-01\"\n}\nb",
                "{\n  \"id\": \"a\",\n  \"title\": \"t\", \"date\": \"2023-01-01\"\n}\nb",
                2,
            ),
            (
                "a.json",
                "{\"title\": \"t\", \"date\": \"2023-01-01\"}",
                "{\"id\": \"a\", \"title\": \"t\", \"date\": \"2023-01-01\"}",
                1,
            ),
            (
                "a.ndjson",
                "{\"id\": 1, \"title\": \"t\", \"date\": \"2023-01-01\"}\n {\"slug\": \"s\", \"title\": \"t\", \"date\": \"2023-01-01\"}\n",
                "{\"id\": 1, \"title\": \"t\", \"date\": \"2023-01-01\"}\n {\"id\": \"s\", \"slug\": \"s\", \"title\": \"t\", \"date\": \"2023-01-01\"}\n",
                2,
            ),
            (
                "a.json",
                "[{ \"slug\": \"s\", \"title\": \"t\", \"date\": \"2023-01-01\" },\n {\"url\": \"/u\", \"title\": \"\\ud800\", \"date\": \"2023-01-01\"}]",
                "[{\"id\": \"s\",  \"slug\": \"s\", \"title\": \"t\", \"date\": \"2023-01-01\" },\n {\"id\": \"/u\", \"url\": \"/u\", \"title\": \"\\ud800\", \"date\": \"2023-01-01\"}]",
                1,
            ),
        ] {
            let (after, stamping) = stamped(key, text);
            assert_eq!(after, expected, "{key}");
            assert_eq!(stamping.findings, [], "{key}");
            assert_eq!(stamping.written[0].line, line, "{key}");
        }
    }

    #[test]
    fn what_has_an_id_or_cannot_have_one_is_left_alone() {
        for (key, text, findings) in [
            ("a.md", "---\nguid: x\ntitle: t\n---\n", 0),
            ("a.md", "---\nid:\ntitle: t\n---\n", 1),
            ("a.md", "# no front matter", 1),
            ("a.md", "---\n{title: t, date: 2023-01-01}\n---\n", 1),
            ("a.ndjson", "{\"title\": \"t\"}\n{\n", 2),
            ("a.json", "[{\"slug\": \"s\"}, {]", 1),
            ("a.json", "{}", 1),
        ] {
            let (after, stamping) = stamped(key, text);
            assert_eq!(after, text);
            assert_eq!(stamping.findings.len(), findings, "{text}: {:?}", stamping.findings);
        }
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::PermissionsExt;
        let site = Site::of("a.md", "---\ntitle: t\ndate: 2023-01-01\n---\n");
        fs::set_permissions(&site.source.path, fs::Permissions::from_mode(0o640)).unwrap();
        let link = Source { path: site.source.path.with_file_name("link.md"), ..site.source.clone() };
        std::os::unix::fs::symlink(&site.source.path, &link.path).unwrap();
        stamp(std::slice::from_ref(&link), &site.config, false).unwrap();
        assert!(fs::symlink_metadata(&link.path).unwrap().is_symlink());
        assert_eq!(fs::metadata(&site.source.path).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(fs::read_to_string(&site.source.path).unwrap().starts_with("---\nid: a\n"));
    }
}
