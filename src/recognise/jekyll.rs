//! Jekyll: `_config.yml`.

use std::path::Path;

use walkdir::WalkDir;

use super::files::{self, inside, settings};
use super::{Found, language};
use crate::config::{Defaults, Generator};
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
    let mut found = Found {
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
    };
    collections(&settings, &mut found);
    defaults(&settings, &mut found);
    Some(found)
}

/// The pattern for posts: the defaults of their kind, or the site's.
fn permalink(settings: &Settings) -> String {
    let of_posts = of_kind(settings, &["posts", "post"], "_posts");
    of_posts.or_else(|| settings.text(&["permalink"]).map(str::to_owned)).unwrap_or_else(|| "date".to_owned())
}

/// The pattern that the defaults have for pages of the `kinds`, or in `folder`; else for all.
fn of_kind(settings: &Settings, kinds: &[&str], folder: &str) -> Option<String> {
    let defaults = settings.tables(&["defaults"]);
    let pattern = |default: &Settings| default.text(&["values", "permalink"]).map(str::to_owned);
    let is_for_kind = |default: &&Settings| match default.text(&["scope", "type"]) {
        Some(kind) => kinds.contains(&kind),
        None => default.text(&["scope", "path"]).is_some_and(|path| path.contains(folder)),
    };
    let is_for_all = |default: &&Settings| {
        default.text(&["scope", "type"]).is_none() && default.text(&["scope", "path"]).is_none()
    };
    let own = defaults.iter().filter(is_for_kind).find_map(pattern);
    own.or_else(|| defaults.iter().filter(is_for_all).find_map(pattern))
}

/// Puts into `found` where the pages of collections stand. Those that are not published, and folders
/// `_name` that are no collection, are left out.
fn collections(settings: &Settings, found: &mut Found) {
    let above = settings.text(&["collections_dir"]).unwrap_or_default().trim_matches('/').to_owned();
    let top = inside(&found.content, &above);
    let names = settings.names(&["collections"]);
    for folder in files::folders(&top) {
        let Some(name) =
            folder.strip_prefix('_').filter(|name| !matches!(*name, "posts" | "drafts" | "site"))
        else {
            continue;
        };
        let key = if above.is_empty() { folder.clone() } else { format!("{above}/{folder}") };
        let is_included = settings.texts(&["include"]).iter().any(|kept| kept.trim_matches('/') == key);
        match names.iter().find(|known| known.eq_ignore_ascii_case(name)) {
            Some(known) if settings.is_on(&["collections", known, "output"]) => {
                let written = of_kind(settings, &[name], &folder)
                    .or_else(|| settings.text(&["collections", known, "permalink"]).map(str::to_owned))
                    .unwrap_or_else(|| format!("/:collection/:path{}", ending(settings)));
                let (pattern, _) =
                    translate_permalink(Generator::Jekyll, &written.replace(":collection", name));
                found.permalinks.insert(key, pattern);
            }
            None if is_included => {}
            _ if has_pages(&top.join(&folder)) => found.ignore.push(format!("/{key}")),
            _ => {}
        }
    }
}

/// Puts into `found` what pages say by default.
fn defaults(settings: &Settings, found: &mut Found) {
    for default in settings.tables(&["defaults"]) {
        let folder = match (default.text(&["scope", "path"]), default.text(&["scope", "type"])) {
            (Some(path), _) => path.split('*').next().unwrap_or_default().trim_matches('/').to_owned(),
            (None, None) => "/".to_owned(),
            (None, Some("pages" | "page" | "drafts")) => continue,
            (None, Some("post")) => "_posts".to_owned(),
            (None, Some(kind)) => format!("_{kind}"),
        };
        let text = |name: &str| default.text(&["values", name]).map(str::to_owned);
        let categories = match default.texts(&["values", "categories"])[..] {
            [words] => words.split_whitespace().map(str::to_owned).collect(),
            ref names => names.iter().map(|name| (*name).to_owned()).collect(),
        };
        let mut own = Defaults {
            author: text("author").or_else(|| default.text(&["values", "author", "name"]).map(str::to_owned)),
            categories,
            lang: ["lang", "language", "locale"].iter().find_map(|name| language::normal(&text(name)?)),
        };
        if own != Defaults::default() {
            let others = found.defaults.entry(folder).or_default();
            own.complete(others);
            *others = own;
        }
    }
}

/// How the addresses of pages end that are no posts.
fn ending(settings: &Settings) -> &'static str {
    match settings.text(&["permalink"]).unwrap_or("date") {
        "date" | "ordinal" | "none" => ":output_ext",
        "pretty" => "/",
        written if written.ends_with('/') => "/",
        written if written.ends_with(":output_ext") => ":output_ext",
        _ => "",
    }
}

/// Returns whether there is a page below `folder`.
fn has_pages(folder: &Path) -> bool {
    let is_page = |path: &Path| path.extension().is_some_and(|e| e == "md" || e == "markdown");
    WalkDir::new(folder).into_iter().filter_map(Result::ok).any(|entry| is_page(entry.path()))
}

fn url(settings: &Settings) -> Option<url::Url> {
    let base = settings.text(&["baseurl"]).unwrap_or_default().trim_matches('/');
    let mut url = files::url(settings.text(&["url"])?)?;
    if !base.is_empty() && !base.contains(':') {
        url.set_path(&format!("/{base}/"));
    }
    Some(url)
}
