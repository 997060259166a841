//! Hexo: `_config.yml` beside `source/` or with Hexo's own keys.

use std::path::Path;

use super::files::{self, inside, settings};
use super::{Found, language};
use crate::config::Generator;
use crate::content::translate_permalink;

pub(super) fn recognise(root: &Path) -> Option<Found> {
    let (settings, evidence) = settings(root, &["_config.yml", "_config.yaml", "_config.json"])?;
    let package = files::text(&root.join("package.json")).unwrap_or_default();
    let has_own_keys = ["new_post_name", "source_dir", "public_dir", "category_map", "default_layout"]
        .iter()
        .any(|key| settings.names(&[]).contains(key));
    if !has_own_keys && !package.contains("\"hexo\"") && !root.join("source/_posts").is_dir() {
        return None;
    }
    let written = settings.text(&["permalink"]).unwrap_or(":year/:month/:day/:title/");
    let (mut permalink, unknown) = translate_permalink(Generator::Hexo, written);
    if settings.text(&["pretty_urls", "trailing_html"]) == Some("false") {
        permalink = permalink.strip_suffix(".html").unwrap_or(&permalink).to_owned();
    }
    let mut url = settings.text(&["url"]).and_then(files::url);
    if let (Some(url), Some(root)) = (&mut url, settings.text(&["root"]))
        && url.path() == "/"
    {
        url.set_path(root);
    }
    let names = settings.text(&["new_post_name"]).map(|names| {
        let name = names.rsplit('/').next().unwrap_or(names);
        let ending = name.rfind('.').map_or(0, |at| name.len() - at);
        names[..names.len() - ending].to_owned()
    });
    let categories = settings.names(&["category_map"]).into_iter();
    let sections = categories
        .filter_map(|name| Some((name.to_owned(), settings.text(&["category_map", name])?.to_owned())));
    let sections = sections.collect();
    let skipped = settings.texts(&["skip_render"]);
    Some(Found {
        generator: Generator::Hexo,
        evidence,
        content: inside(root, settings.text(&["source_dir"]).unwrap_or("source")),
        title: settings.text(&["title"]).map(str::to_owned),
        description: settings
            .text(&["description"])
            .or_else(|| settings.text(&["subtitle"]))
            .map(str::to_owned),
        url,
        language: settings.text(&["language"]).and_then(language::normal),
        timezone: settings.text(&["timezone"]).and_then(|zone| zone.parse().ok()),
        author: settings.text(&["author"]).map(str::to_owned),
        permalink,
        names: names.filter(|names| names != ":title" && names.contains(':')),
        sections,
        notes: unknown
            .iter()
            .map(|name| {
                format!("the permalink `{written}` has `:{name}`, which can't be told from the files")
            })
            .collect(),
        ignore: skipped
            .iter()
            .filter(|pattern| !pattern.trim().is_empty())
            .map(|pattern| (*pattern).to_owned())
            .collect(),
        ..Found::default()
    })
}
