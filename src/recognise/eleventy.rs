//! Eleventy: `.eleventy.js` or `eleventy.config.js`, whose input folder is looked up in its text.

use std::path::Path;

use super::files::{self, first, inside, script_text, settings};
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
    let input = script_text(&script, "input").or_else(of_command).unwrap_or_default();
    let content = inside(root, &input);
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
        ignore: vec!["README.md".to_owned()],
        content,
        ..Found::default()
    })
}
