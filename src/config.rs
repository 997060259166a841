//! `tidings.toml`, checked: each mistake is a [`Diagnostic`] with its place.
//!
//! [`Config::load`] reads a file, [`Config::bare`] makes one for records without any
//! configuration. The structs mirror the file's tables; every key has a default but `site.title`
//! and `site.url`. An unknown key is an error that names the likely one.

mod database;
mod serve;
mod tree;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use serde::Deserialize;
use url::Url;

use crate::diagnostic::{Diagnostic, Place, did_you_mean};
use crate::error::{Error, Result};

pub use database::{Database, DatabaseKind};
pub use serve::Serve;
pub use tree::{Encoding, FileFormat, Files, Generator, Pattern, Slugs, Tree};

/// The configuration's usual file name.
pub const FILE_NAME: &str = "tidings.toml";

/// The whole configuration.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// About the site.
    pub site: Site,
    /// About its feeds.
    #[serde(default)]
    pub feeds: Feeds,
    /// What protects what is published.
    #[serde(default)]
    pub guard: Guard,
    /// Where things lie; relative to the configuration file's folder.
    #[serde(default)]
    pub paths: Paths,
    /// Databases whose rows are records.
    #[serde(default)]
    pub source: Vec<Database>,
    /// How the records are read, where they are not written for tidings.
    #[serde(default)]
    pub content: Tree,
    /// Sections' slugs: name → the name of its folder below `feeds/section/` and in permalinks.
    #[serde(default)]
    pub sections: BTreeMap<String, String>,
    /// What feeds with sound or film say to directories of podcasts; nothing where left out.
    #[serde(default)]
    pub podcast: Option<Podcast>,
    /// About the server.
    #[serde(default)]
    pub serve: Serve,
}

/// `[site]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// The site's name.
    pub title: String,
    /// Its front page; ends with a slash after loading.
    pub url: Url,
    /// One sentence about it; the title where left out.
    #[serde(default)]
    pub description: String,
    /// BCP 47 language of records that name none.
    #[serde(default = "default_language")]
    pub language: String,
    /// The zone of dates without one, and of RSS dates.
    #[serde(default = "default_timezone")]
    pub timezone: Tz,
    /// `AUTHORITY,DATE` of tag URIs (RFC 4151 §2.1), fixed once; `HOST,2026-01-01` where left out.
    #[serde(default)]
    pub tag_authority: String,
    /// The pattern of article URLs for records that give none; `:year`, `:section`, `:slug` and
    /// others are filled in, see docs/sources.md.
    #[serde(default = "default_permalink")]
    pub permalink: String,
    /// Who stands for the site where an article names no author; the title where left out.
    #[serde(default)]
    pub author: String,
    /// A square picture, absolute or relative to `url`.
    #[serde(default)]
    pub icon: Option<String>,
    /// A wide picture, absolute or relative to `url`.
    #[serde(default)]
    pub logo: Option<String>,
    /// A sentence on rights.
    #[serde(default)]
    pub rights: Option<String>,
}

/// `[feeds]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Feeds {
    /// Where `feeds/` is served; `site.url` where left out. Ends with a slash after loading.
    pub url: Option<Url>,
    /// Which formats are written.
    pub formats: Vec<Format>,
    /// For which properties of articles there are feeds beside the site's.
    pub by: Vec<By>,
    /// Entries of a feed, at most; at least 1.
    pub limit: usize,
    /// Bytes of a feed beyond which it takes no further entry; it has at least one.
    pub max_bytes: usize,
    /// Whether entries carry the articles' full bodies.
    pub content: Content,
    /// Whether the whole history is published (RFC 5005).
    pub archive: bool,
    /// Entries of one archive document.
    pub archive_size: usize,
    /// The WebSub hub's URL; none if empty.
    pub hub: String,
    /// Minutes that a reader may wait before it asks again (RSS `ttl`).
    pub ttl: u32,
    /// The saved searches.
    pub topic: Vec<Topic>,
}

/// A feed format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// RSS 2.0, `rss.xml`.
    Rss,
    /// Atom (RFC 4287), `atom.xml`.
    Atom,
    /// JSON Feed 1.1, `feed.json`.
    Json,
}

/// A property that articles share and that has a feed for each of its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// 栏目.
    Section,
    /// 标签.
    Tag,
    /// Who wrote it.
    Author,
    /// BCP 47 language.
    Lang,
}

/// How much of an article an entry carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Content {
    /// The whole body.
    Full,
    /// The summary only.
    Summary,
}

/// `[[feeds.topic]]`: a saved search.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Its folder below `feeds/topic/`, and its identity: letters, digits, `-`, `_`.
    pub name: String,
    /// As shown; the name where left out.
    #[serde(default)]
    pub title: String,
    /// Any query that the search box takes.
    pub query: String,
}

/// `[podcast]`. Where category, explicit, email or image is missing, feeds say nothing of it:
/// directories refuse a podcast that says a part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Podcast {
    /// One of Apple's categories, `Science`, or one below it, `Science > Natural Sciences`.
    pub category: String,
    /// Whether it is unfit for children.
    pub explicit: Option<bool>,
    /// Who answers for it; `site.author` where left out.
    pub owner: String,
    /// The owner's e-mail address.
    pub email: String,
    /// A square picture of 1,400 to 3,000 pixels, absolute or relative to `site.url`.
    pub image: String,
}

/// `[guard]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Guard {
    /// The share of the records (0 to 1) that one rebuild may lose without being asked.
    pub max_removed: f64,
}

/// `[paths]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Paths {
    /// The records: a folder or a file.
    pub content: PathBuf,
    /// The published files.
    pub feeds: PathBuf,
    /// The store.
    pub index: PathBuf,
}

fn default_language() -> String {
    "zh-Hans".to_owned()
}

fn default_timezone() -> Tz {
    Tz::UTC
}

fn default_permalink() -> String {
    "/:section/:slug/".to_owned()
}

impl Default for Feeds {
    fn default() -> Self {
        Self {
            url: None,
            formats: vec![Format::Rss, Format::Atom, Format::Json],
            by: vec![By::Section, By::Tag, By::Author, By::Lang],
            limit: 50,
            max_bytes: 1_000_000,
            content: Content::Full,
            archive: false,
            archive_size: 100,
            hub: String::new(),
            ttl: 60,
            topic: Vec::new(),
        }
    }
}

impl Default for Guard {
    fn default() -> Self {
        Self { max_removed: 0.3 }
    }
}

impl Default for Paths {
    fn default() -> Self {
        Self { content: "content".into(), feeds: "feeds".into(), index: "index".into() }
    }
}

impl Config {
    /// Reads the configuration `file`. Its paths become relative to the current folder.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if it can't be read, [`Error::Invalid`] with each mistake's place.
    pub fn load(file: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(file).map_err(|e| Error::io("reading", file, e))?;
        let mut config = Self::parse(&text, &file.display().to_string()).map_err(Error::Invalid)?;
        let folder = file.parent().unwrap_or(Path::new(""));
        for path in [&mut config.paths.content, &mut config.paths.feeds, &mut config.paths.index] {
            *path = folder.join(&*path);
        }
        for file in config.source.iter_mut().filter_map(|source| source.file.as_mut()) {
            *file = folder.join(&*file);
        }
        Ok(config)
    }

    /// A configuration of defaults for records without any.
    pub fn bare(site_url: Url) -> Self {
        let site = Site {
            title: site_url.host_str().unwrap_or("articles").to_owned(),
            url: site_url,
            description: String::new(),
            language: default_language(),
            timezone: default_timezone(),
            tag_authority: String::new(),
            permalink: default_permalink(),
            author: String::new(),
            icon: None,
            logo: None,
            rights: None,
        };
        let mut config = Self {
            site,
            feeds: Feeds::default(),
            guard: Guard::default(),
            paths: Paths::default(),
            source: Vec::new(),
            content: Tree::default(),
            sections: BTreeMap::new(),
            podcast: None,
            serve: Serve::default(),
        };
        config.fill_in();
        config
    }

    /// Reads the configuration from `text`; `file` is its name in the findings.
    ///
    /// # Errors
    ///
    /// All findings: one if the text is not TOML of this shape, else every value that can't be.
    pub fn parse(text: &str, file: &str) -> Result<Self, Vec<Diagnostic>> {
        let mut config: Self = toml::from_str(text).map_err(|e| vec![explain(&e, text, file)])?;
        config.fill_in();
        let found = config.check(text, file);
        if found.is_empty() { Ok(config) } else { Err(found) }
    }

    /// Where `feeds/` is served; ends with a slash.
    pub fn feeds_url(&self) -> &Url {
        self.feeds.url.as_ref().unwrap_or(&self.site.url)
    }

    fn fill_in(&mut self) {
        let site = &mut self.site;
        end_with_slash(&mut site.url);
        if let Some(url) = &mut self.feeds.url {
            end_with_slash(url);
        }
        if site.tag_authority.is_empty() {
            site.tag_authority = format!("{},2026-01-01", site.url.host_str().unwrap_or("localhost"));
        }
        for text in [&mut site.description, &mut site.author] {
            if text.is_empty() {
                text.clone_from(&site.title);
            }
        }
        for topic in &mut self.feeds.topic {
            if topic.title.is_empty() {
                topic.title.clone_from(&topic.name);
            }
        }
        self.feeds.formats.sort_unstable();
        self.feeds.formats.dedup();
        self.feeds.by.sort_unstable();
        self.feeds.by.dedup();
    }

    fn check(&self, text: &str, file: &str) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut refuse = |key: &str, message: String, hint: &str| {
            let line = text.lines().position(|l| l.trim_start().starts_with(key)).map(|n| n as u32 + 1);
            let place = Place { file: file.to_owned(), line, column: None };
            found.push(Diagnostic::error("bad-config", place, message).with_hint(hint));
        };
        for url in [Some(&self.site.url), self.feeds.url.as_ref()].into_iter().flatten() {
            if url.cannot_be_a_base() || !matches!(url.scheme(), "http" | "https") {
                refuse("url", format!("`{url}` is not a web address"), "write it as https://example.org/");
            }
        }
        for permalink in std::iter::once(&self.site.permalink).chain(self.content.permalinks.values()) {
            for (placeholder, is_known) in placeholders(permalink) {
                if !is_known {
                    let message = format!("permalink has no `:{placeholder}`");
                    let hint = match did_you_mean(placeholder, PLACEHOLDERS) {
                        Some(meant) => format!("did you mean :{meant}?"),
                        None => format!("known are :{}", PLACEHOLDERS.join(" :")),
                    };
                    refuse("permalink", message, &hint);
                }
            }
            if !placeholders(permalink).any(|(name, _)| TELLING.contains(&name)) {
                let message = format!("permalink `{permalink}` is the same for many articles");
                refuse("permalink", message, "let it have :slug, :id or :path");
            }
        }
        self.check_content(&mut refuse);
        if !is_tag_authority(&self.site.tag_authority) {
            let message = format!("tag_authority `{}` is not a domain and a date", self.site.tag_authority);
            refuse("tag_authority", message, "write it as \"example.org,2026-01-01\" (RFC 4151 §2.1)");
        }
        if self.feeds.limit == 0 || self.feeds.archive_size == 0 {
            refuse(
                if self.feeds.limit == 0 { "limit" } else { "archive_size" },
                "a feed must have room for at least one entry".to_owned(),
                "write 1 or more",
            );
        }
        if !(0.0..=1.0).contains(&self.guard.max_removed) {
            let message = format!("max_removed = {} is not a share", self.guard.max_removed);
            refuse("max_removed", message, "write a number from 0 to 1, such as 0.3");
        }
        if !self.feeds.hub.is_empty() && Url::parse(&self.feeds.hub).is_err() {
            refuse(
                "hub",
                format!("hub `{}` is not a URL", self.feeds.hub),
                "write it as https://hub.example.org/",
            );
        }
        let mut sources = std::collections::BTreeSet::new();
        for source in &self.source {
            for (key, message, hint) in source.mistakes() {
                refuse(key, message, hint);
            }
            if !sources.insert(&source.name) {
                let message = format!("two sources are named `{}`", source.name);
                refuse("name", message, "give each source a name of its own");
            }
        }
        for (key, message, hint) in self.serve.findings() {
            refuse(key, message, hint);
        }
        let mut names = std::collections::BTreeSet::new();
        for topic in &self.feeds.topic {
            let is_safe = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
            if topic.name.is_empty() || !topic.name.chars().all(is_safe) {
                let message = format!("topic name `{}` can't be a folder's name", topic.name);
                refuse("name", message, "use letters, digits, `-` and `_`");
            }
            if !names.insert(topic.name.to_lowercase()) {
                let message = format!("two topics are named `{}`", topic.name);
                refuse("name", message, "give each topic a name of its own");
            }
        }
        found
    }
}

impl Config {
    fn check_content(&self, refuse: &mut dyn FnMut(&str, String, &str)) {
        for code in self.content.languages.keys() {
            let is_code = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            if code.is_empty() || !code.chars().all(is_code) {
                refuse("languages", format!("`{code}` is no language"), "write it as zh-Hans, ja or en");
            }
        }
        if let Some(undated) = &self.content.undated
            && chrono::NaiveDate::parse_from_str(undated, "%Y-%m-%d").is_err()
        {
            refuse("undated", format!("undated `{undated}` is not a date"), "write it as 2023-12-01");
        }
        for files in &self.content.files {
            let is_json = matches!(files.format, Some(FileFormat::Json) | None);
            if let Some(items) = &files.items
                && (!is_json || !(items.is_empty() || items.starts_with('/')))
            {
                let message = format!("items `{items}` can't be looked up");
                refuse("items", message, "write where the records of a JSON file stand, such as /data/posts");
            }
        }
    }
}

/// The placeholders that a permalink may have.
const PLACEHOLDERS: [&str; 20] = [
    "year",
    "month",
    "day",
    "section",
    "slug",
    "id",
    "path",
    "lang",
    "title",
    "slugortitle",
    "name",
    "folder",
    "folders",
    "categories",
    "imonth",
    "iday",
    "yearday",
    "hour",
    "minute",
    "abbrlink",
];

/// Those of them that differ from one article to the next.
const TELLING: [&str; 7] = ["slug", "id", "path", "title", "slugortitle", "name", "abbrlink"];

/// The placeholders of a permalink, and whether each is one that can be filled.
fn placeholders(permalink: &str) -> impl Iterator<Item = (&str, bool)> {
    permalink.split(':').skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        (&rest[..end], PLACEHOLDERS.contains(&&rest[..end]))
    })
}

fn end_with_slash(url: &mut Url) {
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
}

/// RFC 4151 §2.1: `authorityName "," date`, the date as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
fn is_tag_authority(text: &str) -> bool {
    let Some((authority, date)) = text.split_once(',') else { return false };
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-._@".contains(c);
    let is_date = match date.len() {
        4 => date.parse::<u16>().is_ok(),
        7 => chrono::NaiveDate::parse_from_str(&format!("{date}-01"), "%Y-%m-%d").is_ok(),
        10 => chrono::NaiveDate::parse_from_str(date, "%Y-%m-%d").is_ok(),
        _ => false,
    };
    !authority.is_empty() && authority.chars().all(is_name) && is_date
}

/// The TOML reader's complaint with line, column and, for an unknown key, the likely one.
fn explain(error: &toml::de::Error, text: &str, file: &str) -> Diagnostic {
    let place = match error.span() {
        Some(span) => {
            let before = &text[..span.start];
            let line = before.matches('\n').count() as u32 + 1;
            let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u32 + 1;
            Place::at(file, line, column)
        }
        None => Place::file(file),
    };
    let message = error.message().lines().next().unwrap_or("not readable as TOML").to_owned();
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let hint = match quoted.split_first() {
        Some((typed, known))
            if message.starts_with("unknown field") || message.starts_with("unknown variant") =>
        {
            Some(match did_you_mean(typed, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("known here: {}", known.join(", ")),
            })
        }
        Some((missing, _)) if message.starts_with("missing field") => Some(format!("add `{missing} = …`")),
        _ => None,
    };
    let diagnostic = Diagnostic::error("bad-config", place, message);
    match hint {
        Some(hint) => diagnostic.with_hint(hint),
        None => diagnostic,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: &str = "[site]\ntitle = \"T\"\nurl = \"https://example.org/blog\"\n";

    fn findings(more: &str) -> String {
        let found = Config::parse(&format!("{SITE}{more}"), "tidings.toml").unwrap_err();
        found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn every_key_but_two_has_a_default() {
        let config = Config::parse(SITE, "tidings.toml").unwrap();
        assert_eq!(config.site.url.as_str(), "https://example.org/blog/");
        assert_eq!(config.site.tag_authority, "example.org,2026-01-01");
        assert_eq!(config.site.description, "T");
        assert_eq!(config.feeds_url().as_str(), "https://example.org/blog/");
        assert_eq!(config.feeds.limit, 50);
    }

    #[test]
    fn an_unknown_key_names_the_likely_one() {
        assert_eq!(
            findings("langauge = \"ja\"\n"),
            "tidings.toml:4:1: error: unknown field `langauge`, expected one of `title`, `url`, `description`, \
             `language`, `timezone`, `tag_authority`, `permalink`, `author`, `icon`, `logo`, `rights`\n  \
             hint: did you mean `language`?"
        );
    }

    #[test]
    fn a_missing_title_is_named() {
        let found = Config::parse("[site]\nurl = \"https://example.org/\"\n", "tidings.toml").unwrap_err();
        assert_eq!(
            found[0].to_string(),
            "tidings.toml:1:1: error: missing field `title`\n  hint: add `title = …`"
        );
    }

    #[test]
    fn values_that_cannot_be_are_refused_with_their_line() {
        assert_eq!(
            findings("tag_authority = \"example.org\"\n"),
            "tidings.toml:4: error: tag_authority `example.org` is not a domain and a date\n  \
             hint: write it as \"example.org,2026-01-01\" (RFC 4151 §2.1)"
        );
        assert!(
            findings("permalink = \"/:nope/:slug/\"\n")
                .contains("tidings.toml:4: error: permalink has no `:nope`")
        );
        assert!(findings("permalink = \"/:year/\"\n").contains("is the same for many articles"));
        assert!(findings("[feeds]\nlimit = 0\n").contains("tidings.toml:5: error: a feed must have room"));
        assert!(findings("[guard]\nmax_removed = 3\n").contains("is not a share"));
        assert!(
            findings("[serve]\ncors = [\"example.org\"]\n").contains("tidings.toml:5: error: cors: `example")
        );
        assert!(findings("[serve]\ntimeout = 0\n").contains("serves nobody"));
        assert!(findings("[[feeds.topic]]\nname = \"../x\"\nquery = \"a\"\n").contains("can't be a folder"));
    }

    #[test]
    fn a_bad_zone_is_refused() {
        assert!(findings("timezone = \"Asia/Shangai\"\n").starts_with("tidings.toml:4:12: error:"));
    }
}
