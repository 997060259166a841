//! The JSON that goes out: a contract, documented in `docs/json.md` and only ever added to. These
//! types are nothing but it; the program's own may change freely beside them. The answer to a search
//! is [`tidings::search::json`]'s, for the server gives the same.

use serde::Serialize;
use tidings::diagnostic::{Diagnostic, Severity};

/// `rebuild --format json`.
#[derive(Debug, Serialize)]
pub struct Rebuilt<'a> {
    /// Whether anything was published (or would be, with `--dry-run`).
    pub dry_run: bool,
    pub articles: u64,
    pub added: u64,
    pub changed: u64,
    pub removed: u64,
    pub refused: u64,
    pub files: usize,
    pub written: &'a [String],
    pub deleted: &'a [String],
    pub findings: Vec<Finding<'a>>,
}

/// `check --format json`.
#[derive(Debug, Serialize)]
pub struct Checked<'a> {
    pub articles: u64,
    pub drafts: u64,
    pub refused: u64,
    pub files: usize,
    pub findings: Vec<Finding<'a>>,
}

/// What is wrong in a record, the configuration or a feed.
#[derive(Debug, Serialize)]
pub struct Finding<'a> {
    file: &'a str,
    line: Option<u32>,
    column: Option<u32>,
    severity: &'static str,
    code: &'static str,
    message: &'a str,
    hint: Option<&'a str>,
}

impl<'a> Finding<'a> {
    /// All of `findings`, in their order.
    pub fn all(findings: &'a [Diagnostic]) -> Vec<Self> {
        findings
            .iter()
            .map(|finding| Self {
                file: &finding.place.file,
                line: finding.place.line,
                column: finding.place.column,
                severity: match finding.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                },
                code: finding.code,
                message: &finding.message,
                hint: finding.hint.as_deref(),
            })
            .collect()
    }
}

/// `stamp --format json`.
#[derive(Debug, Serialize)]
pub struct Stamped<'a> {
    pub dry_run: bool,
    pub stamped: Vec<Stamp<'a>>,
    pub findings: Vec<Finding<'a>>,
}

/// One id that was written.
#[derive(Debug, Serialize)]
pub struct Stamp<'a> {
    pub file: &'a str,
    pub line: u32,
    pub id: &'a str,
}

/// `feeds --format json`.
#[derive(Debug, Serialize)]
pub struct FeedList {
    pub feeds: Vec<ListedFeed>,
}

/// One feed.
#[derive(Debug, Serialize)]
pub struct ListedFeed {
    /// `site`, `section`, `tag`, `author`, `lang` or `topic`.
    pub kind: &'static str,
    /// The section's, tag's … name; nothing for the site.
    pub name: Option<String>,
    pub title: String,
    pub articles: u64,
    pub files: Vec<FeedFile>,
}

/// One form of a feed.
#[derive(Debug, Serialize)]
pub struct FeedFile {
    /// `rss`, `atom` or `json`.
    pub format: &'static str,
    /// Below the feeds folder.
    pub path: String,
    pub url: String,
    pub media_type: &'static str,
}

/// `import --format json`.
#[derive(Debug, Serialize)]
pub struct Imported<'a> {
    pub dry_run: bool,
    pub added: &'a [String],
    pub updated: &'a [String],
    pub unchanged: u64,
    pub kept: &'a [String],
    pub others: &'a [String],
    pub gone: &'a [String],
    pub refused: u64,
    pub drafts: u64,
    pub left_out: Vec<LeftOut<'a>>,
    pub sections: &'a std::collections::BTreeMap<String, String>,
    pub findings: Vec<Finding<'a>>,
}

/// One kind of what can't be in a record, with its number.
#[derive(Debug, Serialize)]
pub struct LeftOut<'a> {
    pub kind: &'a str,
    pub count: u64,
}
