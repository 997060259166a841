//! Hugo: `hugo.toml`, `config.yaml`, `config/_default/`.

use std::path::Path;

use super::files::{self, inside, settings};
use super::{Found, language};
use crate::config::{Generator, Slugs};
use crate::content::{Settings, translate_permalink};

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
        title: of_language(&settings, &default, "title").map(str::to_owned),
        description: settings.text(&["params", "description"]).map(str::to_owned),
        url: settings.text(&["baseURL"]).and_then(files::url),
        language: written_language(&settings, &default),
        timezone: settings.text(&["timeZone"]).and_then(|zone| zone.parse().ok()),
        author: author(&settings),
        permalink: "/:path/".to_owned(),
        slugs: settings.is_on(&["disablePathToLower"]).then_some(Slugs::Plain),
        ..Found::default()
    };
    let is_ugly = settings.is_on(&["uglyURLs"]);
    let address = |pattern: &str| match is_ugly {
        true => format!("{}.html", pattern.trim_end_matches('/')),
        false => pattern.to_owned(),
    };
    found.permalink = address(&found.permalink);
    for (section, pattern) in permalinks(&settings) {
        let (pattern, unknown) = translate_permalink(Generator::Hugo, &pattern);
        found.notes.extend(
            unknown.iter().map(|name| format!("permalinks of `{section}` have `:{name}`, which is left out")),
        );
        found.permalinks.insert(section, address(&pattern));
    }
    languages(&settings, &default, root, &mut found);
    Some(found)
}

fn read(root: &Path) -> Option<(Settings, String)> {
    let parts = root.join("config/_default");
    if let Some(found) = settings(root, &NAMES) {
        return Some(found);
    }
    let (mut whole, name) = settings(&parts, &NAMES)?;
    for part in ["languages", "permalinks", "params"] {
        let names: Vec<String> =
            ["toml", "yaml", "yml", "json"].iter().map(|ext| format!("{part}.{ext}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        if let Some((settings, _)) = settings(&parts, &names) {
            whole.add(Some(part), settings);
        }
    }
    Some((whole, format!("config/_default/{}", name)))
}

fn of_language<'a>(settings: &'a Settings, default: &str, key: &str) -> Option<&'a str> {
    settings.text(&["languages", default, key]).or_else(|| settings.text(&[key]))
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

/// Section and pattern, from `[permalinks]` or `[permalinks.page]`.
fn permalinks(settings: &Settings) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for path in [&["permalinks"][..], &["permalinks", "page"]] {
        for name in settings.names(path) {
            let mut whole = path.to_vec();
            whole.push(name);
            if let Some(pattern) = settings.text(&whole) {
                found.push((name.trim_matches('/').to_owned(), pattern.to_owned()));
            }
        }
    }
    found
}

fn languages(settings: &Settings, default: &str, root: &Path, found: &mut Found) {
    let codes: Vec<String> = settings.names(&["languages"]).into_iter().map(str::to_owned).collect();
    if codes.is_empty() {
        return;
    }
    let content = found.content.clone();
    for code in &codes {
        let folder = settings.text(&["languages", code, "contentDir"]).map(|dir| inside(root, dir));
        let below = folder.as_deref().and_then(|dir| dir.strip_prefix(&content).ok()).and_then(Path::to_str);
        found.languages.insert(code.to_lowercase(), below.unwrap_or_default().to_owned());
        // A language whose folder is a sibling of the content folder.
        if codes.len() == 1 || code.eq_ignore_ascii_case(default) {
            if let (Some(dir), None) = (&folder, below) {
                dir.clone_into(&mut found.content);
            }
        } else if folder.is_some() && below.is_none() {
            found.notes.push(format!("the pages in `{code}` lie in a folder of their own, and are not read"));
        }
    }
    // `site.language` and the code of the default language must be seen to be the same.
    if let Some(site) = &found.language
        && !codes.iter().any(|code| code.eq_ignore_ascii_case(site))
        && let Some(folder) = found.languages.remove(default)
    {
        // The default's own pages have no suffix as a rule; those that have one are the same language.
        found.languages.insert(default.to_owned(), folder);
        if language::normal(default).is_some_and(|code| code.split('-').next() == site.split('-').next()) {
            found.language = Some(default.to_owned()).and_then(|code| language::normal(&code));
        }
    }
}
