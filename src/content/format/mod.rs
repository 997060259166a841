//! The file formats: each is read into the one shape of [`node`](super::node).

use std::path::Path;

use crate::article::ArticleId;
use crate::config::FileFormat;

pub(super) mod csv;
pub(super) mod front_matter;
pub(super) mod header;
pub(super) mod json;
pub(super) mod mapping;
pub(super) mod plain;
pub(super) mod toml;
pub(super) mod web;
pub(super) mod yaml;

/// What kind of records a file holds, told by its extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One record as front matter, its body after it.
    Page(Markup),
    /// A JSON object or an array of them.
    Json,
    /// One JSON object a line.
    JsonLines,
    /// Values separated by this byte, the first line with their names.
    Csv(u8),
    /// A web page as a browser gets it.
    WebPage,
    /// A plain text, its title in the first line.
    PlainText,
    /// A page in a markup that can't be read, though its generator reads it.
    Unreadable,
}

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Markup {
    Markdown,
    Html,
    Text,
}

/// What can't be read as its format at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Syntax {
    /// Offset in bytes from the beginning of the text.
    pub at: usize,
    pub code: &'static str,
    pub message: String,
    pub hint: Option<String>,
}

impl Syntax {
    pub fn new(at: usize, code: &'static str, message: impl Into<String>) -> Self {
        Self { at, code, message: message.into(), hint: None }
    }

    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl Kind {
    /// Returns the kind of the file at `path`; `None` for files that hold no records.
    pub fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?;
        let is = |known: &str| extension.eq_ignore_ascii_case(known);
        match () {
            () if is("md") || is("markdown") => Some(Self::Page(Markup::Markdown)),
            () if is("html") || is("htm") => Some(Self::Page(Markup::Html)),
            () if is("txt") => Some(Self::Page(Markup::Text)),
            () if is("json") => Some(Self::Json),
            () if is("ndjson") || is("jsonl") => Some(Self::JsonLines),
            () if is("csv") => Some(Self::Csv(b',')),
            () if is("tsv") => Some(Self::Csv(b'\t')),
            () => None,
        }
    }
}

impl From<FileFormat> for Kind {
    fn from(format: FileFormat) -> Self {
        match format {
            FileFormat::Page => Self::Page(Markup::Markdown),
            FileFormat::Html => Self::WebPage,
            FileFormat::Text => Self::PlainText,
            FileFormat::Csv => Self::Csv(b','),
            FileFormat::Tsv => Self::Csv(b'\t'),
            FileFormat::Json => Self::Json,
            FileFormat::Ndjson => Self::JsonLines,
        }
    }
}

impl Markup {
    /// Reads the name of a format as records write it.
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        match name.split(';').next().unwrap_or_default().trim_end() {
            "markdown" | "md" | "commonmark" | "gfm" | "text/markdown" => Some(Self::Markdown),
            "html" | "htm" | "xhtml" | "text/html" | "application/xhtml+xml" => Some(Self::Html),
            "text" | "txt" | "plain" | "plaintext" | "text/plain" => Some(Self::Text),
            _ => None,
        }
    }
}

/// The path of a source without its extension; for `x/index.md` the folder `x`.
pub(super) fn stem(key: &str) -> &str {
    let (folder, name) = key.rsplit_once('/').map_or(("", key), |(folder, name)| (folder, name));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if stem == "index" && !folder.is_empty() { folder } else { &key[..key.len() - name.len() + stem.len()] }
}

/// The identity that a file's only record has if it gives none.
pub(super) fn path_id(key: &str) -> Option<ArticleId> {
    ArticleId::new(stem(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_tells_the_kind() {
        let kind = |name: &str| Kind::of(Path::new(name));
        assert_eq!(kind("a/b.md"), Some(Kind::Page(Markup::Markdown)));
        assert_eq!(kind("B.MARKDOWN"), Some(Kind::Page(Markup::Markdown)));
        assert_eq!(kind("b.jsonl"), Some(Kind::JsonLines));
        assert_eq!(kind("b.json"), Some(Kind::Json));
        assert_eq!(kind("b.svg"), None);
        assert_eq!(kind("md"), None);
    }

    #[test]
    fn a_stem_is_the_path_without_extension_or_the_folder_of_an_index() {
        for (key, expected) in [
            ("2023/07/wind.md", "2023/07/wind"),
            ("wind/index.md", "wind"),
            ("a/b/index.html", "a/b"),
            ("index.md", "index"),
            ("手记/海.v2.md", "手记/海.v2"),
        ] {
            assert_eq!(stem(key), expected, "{key}");
        }
    }
}
