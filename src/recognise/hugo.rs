//! Hugo: `hugo.toml`, `config.yaml`, `config/_default/`.

mod languages;
mod permalinks;

use std::path::Path;

use super::files::{self, inside, settings};
use super::{Found, language};
use crate::config::{Generator, Slugs};
use crate::content::Settings;

const NAMES: [&str; 8] = [
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
];

pub(super) fn recognise(root: &Path) -> Option<Found> {
    let (settings, evidence) = read(root)?;
    let is_hugo = evidence.contains("hugo.")
        || settings.text(&["baseURL"]).is_some()
        || settings.text(&["languageCode"]).is_some();
    // Zola's configuration has the same name, but another key.
    if !is_hugo || settings.text(&["base_url"]).is_some() {
        return None;
    }
    let default = settings.text(&["defaultContentLanguage"]).unwrap_or("en").to_lowercase();
    let mut found = Found {
        generator: Generator::Hugo,
        evidence,
        content: inside(root, settings.text(&["contentDir"]).unwrap_or("content")),
        title: of_language(&settings, &default, &["title"]).map(str::to_owned),
        description: of_language(&settings, &default, &["params", "description"]).map(str::to_owned),
        url: of_language(&settings, &default, &["baseURL"]).and_then(files::url),
        language: written_language(&settings, &default),
        timezone: settings.text(&["timeZone"]).and_then(|zone| zone.parse().ok()),
        author: author(&settings),
        permalink: address(&settings, "/:path/"),
        slugs: settings.is_on(&["disablePathToLower"]).then_some(Slugs::Cased),
        ..Found::default()
    };
    languages::read(&settings, &default, root, &mut found);
    permalinks::read(&settings, &mut found);
    if settings.is_on(&["buildFuture"]) {
        found.notes.push("the site shows articles before their date; here they wait for it".to_owned());
    }
    Some(found)
}

/// The pattern as the site's kind of addresses has it: in a folder of their own, or with `.html`.
fn address(settings: &Settings, pattern: &str) -> String {
    let pattern = pattern.trim_end_matches('/');
    match settings.is_on(&["uglyURLs"]) {
        true => format!("{}.html", pattern.trim_end_matches(".html")),
        false => format!("{pattern}/"),
    }
}

/// The configuration: the file at the top, and over it, name by name, those of `config/_default` and
/// of `config/production`, each with the part that its name tells (`params.toml`, `languages.ja.toml`).
fn read(root: &Path) -> Option<(Settings, String)> {
    let mut whole = Settings::default();
    let mut evidence = None;
    if let Some((settings, name)) = settings(root, &NAMES) {
        whole.merge(&[], settings);
        evidence = Some(name);
    }
    for folder in ["config/_default", "config/production"] {
        for name in files::names(&root.join(folder)) {
            let Some((stem, "toml" | "yaml" | "yml" | "json")) = name.rsplit_once('.') else { continue };
            let Some((part, _)) = settings(&root.join(folder), &[&name]) else { continue };
            let path: Vec<&str> = match stem.split_once('.') {
                _ if matches!(stem, "hugo" | "config") => {
                    evidence.get_or_insert_with(|| format!("{folder}/{name}"));
                    Vec::new()
                }
                None => vec![stem],
                Some(("params", code)) => vec!["languages", code, "params"],
                Some(("menu" | "menus", _)) => continue,
                Some((_, code)) => vec!["languages", code],
            };
            whole.merge(&path, part);
        }
    }
    Some((whole, evidence?))
}

/// What is said at `path` of the default language, else of all.
fn of_language<'a>(settings: &'a Settings, default: &str, path: &[&str]) -> Option<&'a str> {
    settings.text(&[&["languages", default], path].concat()).or_else(|| settings.text(path))
}

/// The language code of the site's own language. `en-us` is what themes' examples say; a site whose
/// default language is another means that.
fn written_language(settings: &Settings, default: &str) -> Option<String> {
    let code = settings
        .text(&["languages", default, "languageCode"])
        .or_else(|| settings.text(&["languages", default, "locale"]))
        .or_else(|| settings.text(&["languageCode"]))
        .or_else(|| settings.text(&["locale"]))
        .and_then(language::normal);
    let of_default = settings.text(&["defaultContentLanguage"]).and_then(language::normal);
    match (code, of_default) {
        (Some(code), Some(default)) if code.starts_with("en") && !default.starts_with("en") => Some(default),
        (code, default) => code.or(default),
    }
}

fn author(settings: &Settings) -> Option<String> {
    [&["params", "author", "name"][..], &["author", "name"], &["params", "author"], &["author"]]
        .iter()
        .find_map(|path| settings.text(path))
        .map(str::to_owned)
}
