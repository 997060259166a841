//! A starter site that rebuilds at once: a configuration in which each line is explained, and two
//! records to write others after.
//!
//! Nothing is overwritten and nothing is asked.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use url::Url;

use crate::article::Timestamp;
use crate::config;
use crate::error::{Error, Result};

pub mod from;
mod undated;

/// What the starter site says about itself.
#[derive(Debug, Clone)]
pub struct Starter {
    /// The site's name.
    pub title: String,
    /// Its front page.
    pub url: Url,
    /// BCP 47 language of records that name none.
    pub language: String,
    /// The zone of dates without one.
    pub timezone: Tz,
    /// Today, in that zone: the date of the tag authority, for ever, and of the first record.
    pub now: Timestamp,
}

/// Writes the starter site into `dir` and returns the names of its files.
///
/// # Errors
///
/// [`Error::Io`] if one of the files is there already (then none is written) or can't be written.
pub fn init(dir: &Path, starter: &Starter) -> Result<Vec<PathBuf>> {
    let files: Vec<(PathBuf, String)> = [
        (config::FILE_NAME, configuration(starter)),
        ("content/hello.md", first_record(starter)),
        (".gitignore", "# Built by `tidings rebuild`: safe to delete at any time.\n/index/\n".to_owned()),
    ]
    .into_iter()
    .map(|(name, text)| (dir.join(name), text))
    .collect();
    for (path, _) in &files {
        if path.symlink_metadata().is_ok() {
            let cause =
                io::Error::new(io::ErrorKind::AlreadyExists, "it is there already; nothing was written");
            return Err(Error::io("writing", path, cause));
        }
    }
    for (path, text) in &files {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(|e| Error::io("making the folder", folder, e))?;
        }
        // `create_new` holds the promise even if somebody wrote the file a moment ago.
        let file = OpenOptions::new().write(true).create_new(true).open(path);
        file.and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(|e| Error::io("writing", path, e))?;
    }
    Ok(files.into_iter().map(|(path, _)| path).collect())
}

fn configuration(starter: &Starter) -> String {
    let quote = |text: &str| toml::Value::from(text).to_string();
    let authority =
        format!("{},{}", starter.url.host_str().unwrap_or("localhost"), starter.now.format("%Y-%m-%d"));
    format!(
        r#"# The site's configuration. Every key but `title` and `url` may be left out.

[site]
title = {title}
# The front page of the site; articles stand below it.
url = {url}
# Language of articles that name none, and the zone of dates without one.
language = {language}
timezone = {timezone}
# Part of every article's identity in the feeds. Never change it, not even when the site moves:
# readers would see every article a second time.
tag_authority = {authority}
# Where an article stands that gives no `url`; also :year, :month, :day, :id, :path, :lang.
permalink = "/:section/:slug/"

[feeds]
# Where the folder feeds/ is served; the site's front page if left out.
url = {feeds}
formats = ["rss", "atom", "json"]
by = ["section", "tag", "author", "lang"]
# Entries of a feed at most.
limit = 50

# A saved search as a feed of its own: any query that `tidings search` takes.
# [[feeds.topic]]
# name = "hydrogen"
# title = "氢能"
# query = "氢能 OR 氢燃料 -广告"

[guard]
# The share of the articles that one rebuild may lose without being told so.
max_removed = 0.3
"#,
        title = quote(&starter.title),
        url = quote(starter.url.as_str()),
        language = quote(&starter.language),
        timezone = quote(starter.timezone.name()),
        authority = quote(&authority),
        feeds = quote(starter.url.join("feeds/").as_ref().unwrap_or(&starter.url).as_str()),
    )
}

/// The identity stands in the record, so that moving the file changes nothing.
fn first_record(starter: &Starter) -> String {
    format!(
        r#"---
id: hello
title: Hello, 世界
published: {date}
section: News
tags: [hello]
authors: [The editors]
---

This is the first article. Write the next one into a file beside it, and run `tidings rebuild`.

它同时进入订阅源和全文索引，用 `tidings search 全文` 就能找到它。
"#,
        date = starter.now.format("%Y-%m-%d"),
    )
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    use super::*;

    fn starter() -> Starter {
        Starter {
            title: "Say \"hi\"".to_owned(),
            url: Url::parse("https://blog.example.org/").unwrap(),
            language: "ja".to_owned(),
            timezone: Tz::Asia__Tokyo,
            now: Timestamp::parse_from_rfc3339("2026-11-24T00:30:00+09:00").unwrap(),
        }
    }

    #[test]
    fn the_configuration_says_what_was_asked_for() {
        let config = Config::parse(&configuration(&starter()), "tidings.toml").unwrap();
        assert_eq!(config.site.title, "Say \"hi\"");
        assert_eq!(config.site.language, "ja");
        assert_eq!(config.site.timezone, Tz::Asia__Tokyo);
        assert_eq!(config.site.tag_authority, "blog.example.org,2026-11-24");
        assert_eq!(config.feeds_url().as_str(), "https://blog.example.org/feeds/");
    }

    #[test]
    fn nothing_is_written_where_one_of_the_files_is_there() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(".gitignore"), "mine").unwrap();
        let error = init(dir.path(), &starter()).unwrap_err();
        assert!(error.to_string().ends_with("it is there already; nothing was written"), "{error}");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        assert_eq!(fs::read_to_string(dir.path().join(".gitignore")).unwrap(), "mine");
    }
}
