//! `tidings.toml`, checked: each mistake is a [`Diagnostic`] with its place.
//!
//! [`Config::load`] reads a file, [`Config::bare`] makes one for records without any
//! configuration. The structs mirror the file's tables; every key has a default but `site.title`
//! and `site.url`. An unknown key is an error that names the likely one.

mod database;
mod feeds;
mod mistake;
mod permalink;
mod podcast;
mod serve;
mod site;
mod tree;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use url::Url;

use crate::diagnostic::Diagnostic;
use crate::error::{Error, Result};
use mistake::Mistake;

pub use database::{Database, DatabaseKind};
pub use feeds::{By, Content, Feeds, Format, Topic};
pub use podcast::Podcast;
pub use serve::Serve;
pub use site::Site;
pub use tree::{Defaults, Encoding, FileFormat, Files, Generator, Pattern, Slugs, Tree};

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
        let site = Site::bare(site_url);
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
        let mut config: Self = toml::from_str(text).map_err(|e| vec![mistake::explain(&e, text, file)])?;
        config.fill_in();
        let found: Vec<_> = config.mistakes().into_iter().map(|m| m.explain(text, file)).collect();
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

    /// Everything that can't be used, table by table.
    fn mistakes(&self) -> Vec<Mistake> {
        let tables = [
            ("site", self.site.mistakes()),
            ("feeds", self.feeds.mistakes()),
            ("guard", self.guard.mistakes()),
            ("content", self.content.mistakes()),
            ("serve", self.serve.mistakes()),
        ];
        let within =
            |(table, found): (&'static str, Vec<Mistake>)| found.into_iter().map(move |m| m.within(table));
        let mut found: Vec<Mistake> = tables.into_iter().flat_map(within).collect();
        let podcast = self.podcast.iter().flat_map(Podcast::mistakes);
        found.extend(podcast.map(|mistake| mistake.within("podcast")));
        found.extend(mistake::in_each("source", &self.source, Database::mistakes));
        found.extend(mistake::namesakes(
            "source",
            "source",
            self.source.iter().map(|source| source.name.as_str()),
        ));
        found
    }
}

/// Losses below this are an editor's work, not an accident, unless nothing is left.
const FEW: usize = 3;

impl Guard {
    /// Returns whether a rebuild may believe that of `total` articles so many are `lost`: those that
    /// are `gone`, and those whose records are broken. A broken record is kept, so a site of one
    /// article that breaks has not lost anything yet.
    pub fn believes(&self, lost: usize, gone: usize, total: usize) -> bool {
        let is_share = lost as f64 > self.max_removed * total as f64;
        lost == 0 || !(gone == total || (is_share && lost >= FEW))
    }

    fn mistakes(&self) -> Vec<Mistake> {
        if (0.0..=1.0).contains(&self.max_removed) {
            return Vec::new();
        }
        let message = format!("max_removed = {} is not a share", self.max_removed);
        vec![Mistake::new("max_removed", message, "write a number from 0 to 1, such as 0.3")]
    }
}

fn no_web_address(url: &Url) -> Vec<Mistake> {
    if !url.cannot_be_a_base() && matches!(url.scheme(), "http" | "https") {
        return Vec::new();
    }
    vec![Mistake::new("url", format!("`{url}` is not a web address"), "write it as https://example.org/")]
}

/// Whether `name` is at home on every file system and in every address.
fn is_folder_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}

fn end_with_slash(url: &mut Url) {
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
}

#[cfg(test)]
mod tests;
