//! Zola: `config.toml` with `base_url`.

use std::path::Path;

use super::files::{self, settings};
use super::{Found, language};
use crate::config::{Generator, Slugs};

pub(super) fn recognise(root: &Path) -> Option<Found> {
    let (settings, evidence) = settings(root, &["config.toml", "zola.toml"])?;
    settings.text(&["base_url"])?;
    let default = settings.text(&["default_language"]).unwrap_or("en");
    let mut found = Found {
        generator: Generator::Zola,
        evidence,
        content: root.join("content"),
        title: settings.text(&["title"]).map(str::to_owned),
        description: settings.text(&["description"]).map(str::to_owned),
        url: settings.text(&["base_url"]).and_then(files::url),
        language: settings.text(&["default_language"]).and_then(language::normal),
        author: settings.text(&["author"]).or_else(|| settings.text(&["extra", "author"])).map(str::to_owned),
        permalink: "/:path/".to_owned(),
        slugs: match settings.text(&["slugify", "paths"]) {
            Some("safe") => Some(Slugs::Safe),
            Some("off") => Some(Slugs::Plain),
            _ => None,
        },
        ..Found::default()
    };
    for code in settings.names(&["languages"]) {
        found.languages.insert(code.to_lowercase(), String::new());
    }
    if !found.languages.is_empty() {
        found.default_language = Some(default.to_lowercase());
        found.languages.insert(default.to_lowercase(), String::new());
    }
    Some(found)
}
