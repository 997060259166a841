//! `[content]`: how the tree of records is read, where it is not tidings' own.

use std::collections::BTreeMap;
use std::fmt;

use globset::{GlobBuilder, GlobMatcher};
use serde::Deserialize;

use super::mistake::{self, Mistake};
use super::permalink;
use crate::diagnostic::did_you_mean;

/// `[content]`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tree {
    /// Whose conventions the tree follows.
    pub generator: Generator,
    /// Files and folders that are not read.
    pub ignore: Vec<Pattern>,
    /// The encoding of files that don't tell theirs; guessed where left out.
    pub encoding: Option<Encoding>,
    /// The date of pages without one; such pages are refused where left out.
    pub undated: Option<String>,
    /// The languages of a site in several: code → its folder below the content folder, empty where
    /// its pages are told by their names (`post.ja.md`).
    pub languages: BTreeMap<String, String>,
    /// The code that the tree has for the site's own language, where it is not `site.language`.
    pub default_language: Option<String>,
    /// What goes before the addresses of pages in a language, where it is not the rule (nothing for
    /// the site's own, the code for others): a folder, or the front page of a host of its own.
    pub prefixes: BTreeMap<String, String>,
    /// Permalink patterns of the pages below a folder, for those that differ from the site's; `/` for
    /// those in none, `ja:posts` for those in one language.
    pub permalinks: BTreeMap<String, String>,
    /// What the pages below a folder say that don't say it themselves; `/` for all pages.
    pub defaults: BTreeMap<String, Defaults>,
    /// How names become parts of addresses; as the generator does it where left out.
    pub slugs: Option<Slugs>,
    /// What the names of posts tell, as Hexo's `new_post_name` has it: `:year-:month-:day-:title`.
    pub names: Option<String>,
    /// How certain files are read.
    pub files: Vec<Files>,
}

impl Tree {
    pub(super) fn mistakes(&self) -> Vec<Mistake> {
        let patterns = self.permalinks.iter();
        let mut found: Vec<Mistake> = patterns
            .flat_map(|(folder, permalink)| permalink::mistakes(folder, permalink))
            .map(|mistake| mistake.within("permalinks"))
            .collect();
        for code in self.languages.keys() {
            let is_code = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            if code.is_empty() || !code.chars().all(is_code) {
                let message = format!("`{code}` is no language");
                found.push(Mistake::new(code, message, "write it as zh-Hans, ja or en").within("languages"));
            }
        }
        for (code, prefix) in &self.prefixes {
            let is_host = prefix.contains("://");
            let is_address =
                url::Url::parse(prefix).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
            if is_host && !is_address {
                let message = format!("prefix `{prefix}` is no web address");
                let hint = "write a folder, or an address such as https://ja.example.org/";
                found.push(Mistake::new(code, message, hint).within("prefixes"));
            }
        }
        for (folder, defaults) in &self.defaults {
            if let Some(lang) = defaults.lang.as_ref().filter(|lang| !crate::language::is_language(lang)) {
                let message = format!("`{lang}` is no language");
                let hint = "write it as zh-Hans, ja or en (BCP 47)";
                found.push(Mistake::new("lang", message, hint).within(folder).within("defaults"));
            }
        }
        if let Some(undated) = &self.undated
            && chrono::NaiveDate::parse_from_str(undated, "%Y-%m-%d").is_err()
        {
            let message = format!("undated `{undated}` is not a date");
            found.push(Mistake::new("undated", message, "write it as 2023-12-01"));
        }
        found.extend(mistake::in_each("files", &self.files, Files::mistakes));
        found
    }
}

/// Whose conventions a tree follows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Generator {
    /// Records as docs/records.md has them.
    #[default]
    Tidings,
    /// <https://gohugo.io>
    Hugo,
    /// <https://www.getzola.org>
    Zola,
    /// <https://jekyllrb.com>
    Jekyll,
    /// <https://hexo.io>
    Hexo,
    /// <https://www.11ty.dev>
    Eleventy,
    /// <https://vuepress.vuejs.org>
    Vuepress,
    /// <https://vitepress.dev>
    Vitepress,
    /// <https://docusaurus.io>
    Docusaurus,
    /// Markdown with or without front matter, of nobody's convention.
    Markdown,
    /// Web pages as a browser gets them.
    Html,
    /// Plain texts, each with its title in the first line.
    Text,
}

/// How names become parts of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Slugs {
    /// As they are.
    Plain,
    /// Small letters, marks left out, spaces as hyphens (Hugo).
    Lower,
    /// The same with capital letters as they are (Hugo's `disablePathToLower`).
    Cased,
    /// Hyphens for what has no place in an address (Jekyll).
    Pretty,
    /// Latin letters, 中文 as zhong-wen (Zola's default).
    Ascii,
    /// What file systems refuse left out (Zola's `safe`).
    Safe,
}

/// `[content.defaults.…]`: what pages say that don't say it themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Defaults {
    /// Who wrote them.
    pub author: Option<String>,
    /// Their categories, the first of which is the section.
    pub categories: Vec<String>,
    /// BCP 47.
    pub lang: Option<String>,
}

impl Defaults {
    /// Fills in from `other` what is not said here.
    pub fn complete(&mut self, other: &Self) {
        self.author = self.author.take().or_else(|| other.author.clone());
        self.lang = self.lang.take().or_else(|| other.lang.clone());
        if self.categories.is_empty() {
            self.categories.clone_from(&other.categories);
        }
    }
}

/// `[[content.files]]`: how the files are read whose path matches.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Files {
    /// Which files: their path below the content folder.
    pub path: Pattern,
    /// What they are; told by the extension where left out.
    #[serde(default)]
    pub format: Option<FileFormat>,
    /// Their encoding.
    #[serde(default)]
    pub encoding: Option<Encoding>,
    /// Where in a JSON file the records stand: a JSON Pointer (RFC 6901), such as `/data/posts`.
    #[serde(default)]
    pub items: Option<String>,
    /// Fields of a record → where they stand: a column's or member's name, or a JSON Pointer.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
}

impl Files {
    fn mistakes(&self) -> Vec<Mistake> {
        let is_json = matches!(self.format, Some(FileFormat::Json) | None);
        match &self.items {
            Some(items) if !is_json || !(items.is_empty() || items.starts_with('/')) => {
                let message = format!("items `{items}` can't be looked up");
                let hint = "write where the records of a JSON file stand, such as /data/posts";
                vec![Mistake::new("items", message, hint)]
            }
            _ => Vec::new(),
        }
    }
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileFormat {
    /// Front matter and a body.
    Page,
    /// A web page as a browser gets it.
    Html,
    /// A plain text, its title in the first line.
    Text,
    /// Comma-separated values, the first line with the columns' names (RFC 4180).
    Csv,
    /// The same with tabs.
    Tsv,
    /// One JSON value.
    Json,
    /// One JSON object a line.
    Ndjson,
}

/// A pattern of paths: `*` and `?` within a name, `**` across folders, `[ab]`, `{a,b}`. One without
/// a slash matches at any depth, one that matches a folder also what is in it.
#[derive(Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct Pattern {
    written: String,
    matcher: GlobMatcher,
}

impl Pattern {
    /// Returns whether it matches the path `key`, or a folder above it.
    pub fn matches(&self, key: &str) -> bool {
        let folders = key.char_indices().filter(|(_, c)| *c == '/').map(|(at, _)| &key[..at]);
        self.matcher.is_match(key) || folders.into_iter().any(|folder| self.matcher.is_match(folder))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.written
    }
}

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(written: String) -> Result<Self, String> {
        let path = written.trim_start_matches("./").trim_end_matches('/');
        let path = match path.strip_prefix('/') {
            Some(path) => path.to_owned(),
            None if path.contains('/') => path.to_owned(),
            None => format!("**/{path}"),
        };
        let glob = GlobBuilder::new(&path).literal_separator(true).build();
        let matcher = glob.map_err(|e| format!("`{written}` is no pattern of paths: {}", e.kind()))?;
        Ok(Self { matcher: matcher.compile_matcher(), written })
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.written.fmt(f)
    }
}

/// A character encoding, by one of the labels that browsers know.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub struct Encoding(pub &'static encoding_rs::Encoding);

/// The encodings that a typing mistake may have meant.
const ENCODINGS: [&str; 12] = [
    "utf-8",
    "utf-16le",
    "utf-16be",
    "gb18030",
    "gbk",
    "big5",
    "shift_jis",
    "euc-jp",
    "iso-2022-jp",
    "euc-kr",
    "windows-1252",
    "big5-hkscs",
];

impl TryFrom<String> for Encoding {
    type Error = String;

    fn try_from(label: String) -> Result<Self, String> {
        if let Some(encoding) = encoding_rs::Encoding::for_label_no_replacement(label.as_bytes()) {
            return Ok(Self(encoding));
        }
        Err(match did_you_mean(&label, ENCODINGS) {
            Some(meant) => format!("`{label}` is no encoding; did you mean `{meant}`?"),
            None => format!("`{label}` is no encoding; known are {}", ENCODINGS.join(", ")),
        })
    }
}

impl Generator {
    /// Its name as the configuration writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tidings => "tidings",
            Self::Hugo => "hugo",
            Self::Zola => "zola",
            Self::Jekyll => "jekyll",
            Self::Hexo => "hexo",
            Self::Eleventy => "eleventy",
            Self::Vuepress => "vuepress",
            Self::Vitepress => "vitepress",
            Self::Docusaurus => "docusaurus",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Text => "text",
        }
    }

    /// How it makes addresses of names.
    pub fn slugs(self) -> Slugs {
        match self {
            Self::Hugo => Slugs::Lower,
            Self::Zola => Slugs::Ascii,
            Self::Jekyll => Slugs::Pretty,
            _ => Slugs::Plain,
        }
    }
}

impl Slugs {
    /// Its name as the configuration writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Lower => "lower",
            Self::Cased => "cased",
            Self::Pretty => "pretty",
            Self::Ascii => "ascii",
            Self::Safe => "safe",
        }
    }
}

impl Tree {
    /// Returns the rule for the file `key`: the first that matches.
    pub fn rule(&self, key: &str) -> Option<&Files> {
        self.files.iter().find(|files| files.path.matches(key))
    }

    /// The pattern of the pages in `lang` below `folders`, that of the longest path of them that has
    /// one, and how many of the folders that path is; of two such patterns the language's own.
    pub fn permalink(&self, lang: &str, folders: &[&str]) -> Option<(&str, usize)> {
        let of = |key: &str| {
            let found = self.permalinks.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
            found.map(|(_, pattern)| pattern.as_str())
        };
        if self.permalinks.is_empty() {
            return None;
        }
        let least = folders.len().min(1);
        (least..=folders.len()).rev().find_map(|depth| {
            let path = if depth == 0 { "/".to_owned() } else { folders[..depth].join("/") };
            let pattern = of(&format!("{lang}:{path}")).or_else(|| of(&path))?;
            Some((pattern, depth))
        })
    }

    /// What pages below `folders` (`a/b`) say by default: the longest path of them goes first.
    pub fn defaults_of(&self, folders: &str) -> Defaults {
        let mut found = Defaults::default();
        let mut path = Some(folders);
        while let Some(folder) = path.filter(|_| !self.defaults.is_empty()) {
            let key = if folder.is_empty() { "/" } else { folder };
            if let Some(defaults) = self.defaults.get(key) {
                found.complete(defaults);
            }
            path = match folder.rsplit_once('/') {
                Some((above, _)) => Some(above),
                None => (!folder.is_empty()).then_some(""),
            };
        }
        found
    }

    /// The code of the site's own language, as the tree has it; `language` is the site's.
    pub fn own_language<'a>(&'a self, language: &'a str) -> &'a str {
        self.default_language.as_deref().unwrap_or(language)
    }

    /// How names become parts of addresses.
    pub fn slugs(&self) -> Slugs {
        self.slugs.unwrap_or_else(|| self.generator.slugs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_files_and_what_is_in_folders() {
        for (pattern, key, expected) in [
            ("about.md", "about.md", true),
            ("about.md", "x/about.md", true),
            ("/about.md", "x/about.md", false),
            ("drafts", "drafts/2023/a.md", true),
            ("drafts/", "x/drafts/a.md", true),
            ("posts/*.md", "posts/a.md", true),
            ("posts/*.md", "posts/x/a.md", false),
            ("posts/**/*.md", "posts/x/y/a.md", true),
            ("{tags,links}", "links/index.md", true),
            ("a", "ab.md", false),
        ] {
            assert_eq!(
                Pattern::try_from(pattern.to_owned()).unwrap().matches(key),
                expected,
                "{pattern} {key}"
            );
        }
        assert!(Pattern::try_from("[".to_owned()).unwrap_err().contains("is no pattern of paths"));
    }

    #[test]
    fn the_longest_path_of_folders_has_the_permalink() {
        let permalinks = [("posts", "a"), ("posts/x", "b"), ("ja:posts", "c"), ("/", "d")];
        let permalinks = permalinks.map(|(key, pattern)| (key.to_owned(), pattern.to_owned()));
        let tree = Tree { permalinks: permalinks.into(), ..Tree::default() };
        for (lang, folders, expected) in [
            ("en", &["posts"][..], Some(("a", 1))),
            ("en", &["Posts", "y", "z"], Some(("a", 1))),
            ("en", &["posts", "x", "y"], Some(("b", 2))),
            ("ja", &["posts", "y"], Some(("c", 1))),
            ("ja", &["posts", "x"], Some(("b", 2))),
            ("ko", &["posts"], Some(("a", 1))),
            ("en", &[], Some(("d", 0))),
            ("en", &["postscript"], None),
        ] {
            assert_eq!(tree.permalink(lang, folders), expected, "{lang} {folders:?}");
        }
    }

    #[test]
    fn defaults_of_folders_go_before_those_of_all() {
        let of = |author: &str, lang: Option<&str>| Defaults {
            author: Some(author.to_owned()),
            lang: lang.map(str::to_owned),
            ..Defaults::default()
        };
        let defaults = [("/".to_owned(), of("甲", Some("ko"))), ("a/b".to_owned(), of("乙", None))];
        let tree = Tree { defaults: defaults.into(), ..Tree::default() };
        assert_eq!(tree.defaults_of("a/b/c"), of("乙", Some("ko")));
        assert_eq!(tree.defaults_of("a"), of("甲", Some("ko")));
        assert_eq!(tree.defaults_of(""), of("甲", Some("ko")));
        assert_eq!(Tree::default().defaults_of("a"), Defaults::default());
    }

    #[test]
    fn an_encoding_goes_by_every_label_that_browsers_know() {
        for (label, name) in
            [("GB2312", "GBK"), ("big5-hkscs", "Big5"), ("sjis", "Shift_JIS"), ("ks_c_5601-1987", "EUC-KR")]
        {
            assert_eq!(Encoding::try_from(label.to_owned()).unwrap().0.name(), name);
        }
        assert_eq!(
            Encoding::try_from("gb18300".to_owned()).unwrap_err(),
            "`gb18300` is no encoding; did you mean `gb18030`?"
        );
    }
}
