//! Jekyll: `_config.yml`.

use std::path::Path;

use super::files::{self, inside, settings};
use super::{Found, language};
use crate::config::Generator;
use crate::content::{Settings, translate_permalink};

pub(super) fn recognise(root: &Path) -> Option<Found> {
    let (settings, evidence) = settings(root, &["_config.yml", "_config.yaml", "_config.toml"])?;
    let written = permalink(&settings);
    let (permalink, unknown) = translate_permalink(Generator::Jekyll, &written);
    let mut ignore = Vec::new();
    for pattern in settings.texts(&["exclude"]) {
        let pattern = pattern.trim().trim_start_matches('/');
        if !pattern.is_empty() && !pattern.starts_with('*') && !pattern.contains("_posts") {
            ignore.push(format!("/{pattern}"));
        }
    }
    Some(Found {
        generator: Generator::Jekyll,
        evidence,
        content: inside(root, settings.text(&["source"]).unwrap_or_default()),
        title: settings.text(&["title"]).or_else(|| settings.text(&["name"])).map(str::to_owned),
        description: settings.text(&["description"]).map(str::to_owned),
        url: url(&settings),
        language: ["lang", "locale", "language"]
            .iter()
            .find_map(|key| settings.text(&[key]))
            .and_then(language::normal),
        timezone: settings.text(&["timezone"]).and_then(|zone| zone.parse().ok()),
        author: [&["author", "name"][..], &["author"], &["social", "name"]]
            .iter()
            .find_map(|path| settings.text(path))
            .map(str::to_owned),
        permalink,
        notes: unknown
            .iter()
            .map(|name| format!("the permalink `{written}` has `:{name}`, which is left out"))
            .collect(),
        ignore,
        ..Found::default()
    })
}

/// The pattern for posts: the defaults of their kind, or the site's.
fn permalink(settings: &Settings) -> String {
    let of_posts = settings.tables(&["defaults"]).into_iter().find_map(|default| {
        let is_for_posts = matches!(default.text(&["scope", "type"]), Some("posts" | "post"))
            || default.text(&["scope", "path"]).is_some_and(|path| path.contains("_posts"));
        is_for_posts.then(|| default.text(&["values", "permalink"]).map(str::to_owned))?
    });
    of_posts.or_else(|| settings.text(&["permalink"]).map(str::to_owned)).unwrap_or_else(|| "date".to_owned())
}

fn url(settings: &Settings) -> Option<url::Url> {
    let base = settings.text(&["baseurl"]).unwrap_or_default().trim_matches('/');
    let mut url = files::url(settings.text(&["url"])?)?;
    if !base.is_empty() && !base.contains(':') {
        url.set_path(&format!("/{base}/"));
    }
    Some(url)
}
