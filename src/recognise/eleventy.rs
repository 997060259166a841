//! Eleventy: `.eleventy.js` or `eleventy.config.js`, whose input folder is looked up in its text.

use std::path::Path;

use super::files::{self, first, inside, script_text, settings};
use super::script::uncommented;
use super::{Found, language};
use crate::config::Generator;

const NAMES: [&str; 6] = [
    ".eleventy.js",
    "eleventy.config.js",
    "eleventy.config.mjs",
    "eleventy.config.cjs",
    "eleventy.config.ts",
    ".eleventy.cjs",
];

/// Where pages often lie.
const USUAL: [&str; 5] = ["src", "content", "site", "source", "input"];

/// Returns whether `script` has an input folder that is not written out in it.
fn is_computed(script: &str) -> bool {
    let has = |key: &str| {
        script.match_indices(key).any(|(at, _)| {
            let before = script[..at].chars().next_back();
            let after = script[at + key.len()..].trim_start();
            !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.')
                && (after.starts_with([',', '}'])
                    || after.strip_prefix(':').is_some_and(|value| !value.trim_start().starts_with('{')))
        })
    };
    has("input") || has("dir")
}

/// What `.eleventyignore` names below the folder `input`.
fn ignored(root: &Path, input: &str) -> Vec<String> {
    let text = files::text(&root.join(".eleventyignore")).unwrap_or_default();
    let input = input.trim_start_matches("./").trim_matches('/');
    let lines = text.lines().map(str::trim).filter(|line| !(line.is_empty() || line.starts_with(['#', '!'])));
    let below = lines.filter_map(|line| {
        let line = line.trim_start_matches("./");
        match line.strip_prefix(input).filter(|_| !input.is_empty()) {
            Some(below) => below.strip_prefix('/').map(|below| format!("/{below}")),
            None => Some(line.to_owned()),
        }
    });
    below.filter(|pattern| crate::config::Pattern::try_from(pattern.clone()).is_ok()).collect()
}

pub(super) fn recognise(root: &Path) -> Option<Found> {
    let package = files::text(&root.join("package.json")).unwrap_or_default();
    let configuration = first(root, &NAMES);
    let script = configuration.as_deref().and_then(files::text).unwrap_or_default();
    if configuration.is_none() && !package.contains("\"@11ty/eleventy\"") {
        return None;
    }
    let evidence = configuration
        .as_deref()
        .and_then(Path::file_name)
        .map_or("package.json".into(), |name| name.to_string_lossy());
    let of_command = || {
        let after = package.split("--input").nth(1)?.trim_start_matches(['=', ' ']);
        Some(after.split([' ', '"', '\\']).next()?.to_owned())
    };
    let script = uncommented(&script);
    let mut notes = Vec::new();
    let input = script_text(&script, "input").or_else(of_command).unwrap_or_else(|| {
        if !is_computed(&script) {
            return String::new();
        }
        let usual = USUAL.into_iter().find(|folder| super::pages(&root.join(folder)) > 0).unwrap_or_default();
        notes.push(match usual {
            "" => format!("{evidence} doesn't write its input folder out, so all is read: write the folder into `content` below [paths]"),
            usual => format!("{evidence} doesn't write its input folder out; {usual}/ is taken: if it is another, write it into `content` below [paths]"),
        });
        usual.to_owned()
    });
    let content = inside(root, &input);
    let mut ignore = vec!["README.md".to_owned()];
    // Beside pages a repository has others, as a rule in folders that begin so.
    if content == root && !notes.is_empty() {
        let folders = files::folders(&content).into_iter();
        let beside = folders.filter(|name| name.starts_with('_') && name != "_posts");
        ignore.extend(beside.map(|folder| format!("/{folder}")));
    }
    ignore.extend(ignored(root, &input));
    let data = ["_data", "data"].iter().find_map(|folder| {
        settings(&content.join(folder), &["site.json", "metadata.json", "meta.json", "site.yaml", "site.yml"])
    });
    let scripts = ["_data/site.js", "_data/metadata.js", "_data/meta.js"];
    let script_data = scripts.iter().find_map(|name| files::text(&content.join(name))).unwrap_or_default();
    let text = |keys: &[&str]| {
        let of_data = data
            .as_ref()
            .and_then(|(data, _)| keys.iter().find_map(|key| data.text(&[key])).map(str::to_owned));
        of_data.or_else(|| keys.iter().find_map(|key| script_text(&script_data, key)))
    };
    let prefix = script_text(&script, "pathPrefix").unwrap_or_default();
    let mut url = text(&["url", "baseUrl", "siteUrl"]).as_deref().and_then(files::url);
    if let Some(url) = &mut url
        && url.path() == "/"
        && prefix.len() > 1
    {
        url.set_path(&format!("/{}/", prefix.trim_matches('/')));
    }
    Some(Found {
        generator: Generator::Eleventy,
        evidence: evidence.into_owned(),
        title: text(&["title", "name", "siteTitle"]),
        description: text(&["description"]),
        url,
        language: text(&["lang", "language", "locale"]).as_deref().and_then(language::normal),
        author: None,
        permalink: "/:path/".to_owned(),
        ignore,
        notes,
        content,
        ..Found::default()
    })
}
