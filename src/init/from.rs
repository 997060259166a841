//! A configuration for a site that another generator builds.
//!
//! [`propose`] reads the whole tree once, so that what it shows is what a rebuild will publish;
//! [`write()`] writes the one file. Nothing of the site is changed.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use url::Url;

use super::Starter;
use super::undated::Undated;
use crate::config::{self, Config};
use crate::error::{Error, Result};
use crate::recognise::{self, Found, Survey, survey};

/// What is proposed for a site.
#[derive(Debug)]
pub struct Proposal {
    /// What was recognised.
    pub found: Found,
    /// The text of `tidings.toml`.
    pub text: String,
    /// What a rebuild with it will publish, newest first.
    pub survey: Survey,
}

/// What was given on the command line, which goes before what the site says.
#[derive(Debug, Clone)]
pub struct Given {
    /// The site's name.
    pub title: Option<String>,
    /// Its front page.
    pub url: Option<Url>,
    /// BCP 47.
    pub language: Option<String>,
    /// Of dates without a zone.
    pub timezone: Option<chrono_tz::Tz>,
}

/// Proposes a configuration in `dir` for the site or content folder `from`.
///
/// # Errors
///
/// If `from` can't be read, or nothing in it is recognised.
pub fn propose(dir: &Path, from: &Path, given: &Given, starter: &Starter) -> Result<Proposal> {
    if from.is_file() {
        return Err(Error::NotAFolder { path: from.to_owned(), advice: advice(from) });
    }
    let Some(mut found) = recognise::recognise(from)? else {
        return Err(Error::NotRecognised { path: from.to_owned() });
    };
    if let Some(language) = &given.language {
        found.language = Some(language.clone());
    }
    found.timezone = given.timezone.or(found.timezone);
    found.title = given.title.clone().or(found.title.take());
    found.url = given.url.clone().or(found.url.take());
    let url = found.url.clone().unwrap_or_else(|| starter.url.clone());
    if found.url.is_none() {
        found.notes.push(format!(
            "the site's address is not known; `{url}` stands for it: write the true one into `url`"
        ));
    }
    let mut config = Config::bare(url);
    found.apply(&mut config);
    let mut result = survey(&config, 1)?;
    if !result.undated.is_empty() && result.undated.len() < result.articles.len() {
        let undated = Undated::of(&result.undated, &result.dated);
        let mut notes = undated.notes();
        if let (Some(first), false) = (result.file_dated.first(), notes.is_empty()) {
            notes.push(format!(
                "{} of them ask for a time of their file, which is not looked at (`{first}`, …): write the day \
                 into them, and take off `ignore` what it says of them",
                result.file_dated.len(),
            ));
        }
        found.notes.append(&mut notes);
        if !undated.patterns.is_empty() {
            found.ignore.extend(undated.patterns);
            found.apply(&mut config);
            result = survey(&config, 1)?;
        }
    }
    result.articles.sort_by(|a, b| b.published.cmp(&a.published).then_with(|| a.id.cmp(&b.id)));
    let text = written(dir, &found, starter);
    Ok(Proposal { found, text, survey: result })
}

/// Writes the proposal as `tidings.toml` into `dir`; returns where.
///
/// # Errors
///
/// [`Error::Io`] if the file is there already, or can't be written.
pub fn write(dir: &Path, proposal: &Proposal) -> Result<PathBuf> {
    std::fs::create_dir_all(dir).map_err(|e| Error::io("making the folder", dir, e))?;
    let path = dir.join(config::FILE_NAME);
    let file = OpenOptions::new().write(true).create_new(true).open(&path);
    file.and_then(|mut file| file.write_all(proposal.text.as_bytes()))
        .map_err(|e| Error::io("writing", &path, e))?;
    Ok(path)
}

/// What can be done with a file, by its name.
fn advice(file: &Path) -> String {
    let extension = file.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    let name = file.display();
    match extension.as_deref() {
        Some("xml" | "gz" | "rss" | "atom") => format!(
            "`tidings import feed {name}` takes the articles of a feed, `import wordpress` and `import blogger` those \
             of an export, `import sitemap` the pages of a mirror"
        ),
        Some("json") => format!(
            "`tidings import ghost {name}` takes Ghost’s export, `import feed` a JSON feed; for any other JSON name it \
             below [[content.files]] in tidings.toml (docs/sources.md)"
        ),
        Some("csv" | "tsv" | "ndjson" | "jsonl") => format!(
            "`tidings rebuild --content {name} --site-url https://example.org/` reads it; [[content.files]] in \
             tidings.toml says what its columns are (docs/sources.md)"
        ),
        _ => "name the folder that it is in".to_owned(),
    }
}

fn written(dir: &Path, found: &Found, starter: &Starter) -> String {
    let quote = |text: &str| toml::Value::from(text).to_string();
    let url = found.url.as_ref().unwrap_or(&starter.url);
    let authority = format!("{},{}", url.host_str().unwrap_or("localhost"), starter.now.format("%Y-%m-%d"));
    let zone = found.timezone.unwrap_or(starter.timezone);
    let mut text = format!(
        "# A site of {}, recognised by {}. Every key but `title` and `url` may be left out.\n\n[site]\n",
        found.generator.name(),
        found.evidence
    );
    let mut line = |key: &str, value: String| {
        if value != "\"\"" {
            let _ = writeln!(text, "{key} = {value}");
        }
    };
    line("title", quote(found.title.as_deref().unwrap_or(url.host_str().unwrap_or("My site"))));
    line("description", quote(found.description.as_deref().unwrap_or_default()));
    line("url", quote(url.as_str()));
    line("language", quote(found.language.as_deref().unwrap_or(&starter.language)));
    line("timezone", quote(zone.name()));
    line("author", quote(found.author.as_deref().unwrap_or_default()));
    let _ = writeln!(text, "# Part of every article's identity in the feeds: never change it.");
    let _ = writeln!(text, "tag_authority = {}", quote(&authority));
    let _ = writeln!(text, "permalink = {}", quote(&found.permalink));
    let _ = writeln!(
        text,
        "\n[feeds]\n# Where the folder feeds/ is served.\nurl = {}",
        quote(&below(url, "feeds/"))
    );
    let _ = writeln!(text, "\n[paths]\ncontent = {}", quote(&relative(&found.content, dir)));
    let _ = writeln!(text, "\n[content]\ngenerator = {}", quote(found.generator.name()));
    if !found.ignore.is_empty() {
        let patterns: Vec<String> =
            found.ignore.iter().map(|pattern| format!("    {},\n", quote(pattern))).collect();
        let _ = writeln!(text, "# Files and folders that are not read.\nignore = [\n{}]", patterns.concat());
    }
    if let Some(undated) = &found.undated {
        let _ = writeln!(text, "# The date of pages without one.\nundated = {}", quote(undated));
    }
    if let Some(slugs) = found.slugs {
        let _ = writeln!(text, "slugs = {}", quote(slugs.name()));
    }
    if let Some(code) = found.other_default() {
        let _ = writeln!(
            text,
            "# What the tree calls the site's own language.\ndefault_language = {}",
            quote(code)
        );
    }
    if let Some(names) = &found.names {
        let _ = writeln!(text, "# What the names of posts tell.\nnames = {}", quote(names));
    }
    for (folder, defaults) in &found.defaults {
        let _ = writeln!(text, "\n[content.defaults.{}]", quote(folder));
        for (key, value) in [("author", &defaults.author), ("lang", &defaults.lang)] {
            if let Some(value) = value {
                let _ = writeln!(text, "{key} = {}", quote(value));
            }
        }
        if !defaults.categories.is_empty() {
            let names: Vec<String> = defaults.categories.iter().map(|name| quote(name)).collect();
            let _ = writeln!(text, "categories = [{}]", names.join(", "));
        }
    }
    let tables = [
        ("content.languages", &found.languages),
        ("content.prefixes", &found.prefixes),
        ("content.permalinks", &found.permalinks),
        ("sections", &found.sections),
    ];
    for (name, table) in tables {
        if !table.is_empty() {
            let _ = writeln!(text, "\n[{name}]");
        }
        for (key, value) in table {
            let _ = writeln!(text, "{} = {}", quote(key), quote(value));
        }
    }
    text
}

fn below(url: &Url, name: &str) -> String {
    let mut url = url.clone();
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    url.join(name).map_or_else(|_| url.to_string(), String::from)
}

/// The path `to` as the configuration in `dir` writes it.
fn relative(to: &Path, dir: &Path) -> String {
    let whole = |path: &Path| {
        path.canonicalize().unwrap_or_else(|_| std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
    };
    let (to, dir) = (whole(to), whole(dir));
    let shared = to.components().zip(dir.components()).take_while(|(a, b)| a == b).count();
    let up = dir.components().count() - shared;
    // Somewhere else altogether: the whole path says more than a row of `..`.
    if shared <= 1 {
        return to.display().to_string();
    }
    let mut path: PathBuf = std::iter::repeat_n("..", up).collect();
    path.extend(to.components().skip(shared));
    match path.as_os_str().is_empty() {
        true => ".".to_owned(),
        false => path.display().to_string(),
    }
}
