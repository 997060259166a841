//! Docusaurus: `docusaurus.config.js`, in whose text the folders of its pages are looked up, and where
//! they stand on the site.

use std::collections::BTreeMap;
use std::path::Path;

use walkdir::WalkDir;

use super::files::{self, first, script_text, script_texts};
use super::script::{Object, objects, uncommented, word};
use super::{Found, UNDATED, language};
use crate::config::Generator;
use crate::content::date_in_path;

/// A folder of pages, and where they stand.
#[derive(Debug, PartialEq, Eq)]
struct Instance {
    is_blog: bool,
    /// Below the root.
    path: String,
    route: String,
    /// The configuration says so, rather than its defaults.
    is_told: bool,
}

pub(super) fn recognise(root: &Path) -> Option<Found> {
    let path = first(
        root,
        &["docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs", "siteConfig.js"],
    )?;
    let script = uncommented(&files::text(&path)?);
    let mut url = script_text(&script, "url").as_deref().and_then(files::url);
    if let (Some(url), Some(base)) = (&mut url, script_text(&script, "baseUrl")) {
        url.set_path(&base);
    }
    let (instances, outside): (Vec<Instance>, Vec<Instance>) = instances(&script)
        .into_iter()
        .partition(|instance| !instance.path.split('/').any(|part| matches!(part, "" | "..")));
    let mut ignore: Vec<String> =
        ["/src", "/static", "/build", "/i18n", "/versioned_docs", "/examples", "/*.md", "/*.mdx"]
            .map(str::to_owned)
            .into();
    // What no plugin is told to read is of the repository.
    let top = |path: &str| path.trim_start_matches("./").split('/').next().unwrap_or_default().to_owned();
    let read: Vec<String> = script_texts(&script, "path")
        .iter()
        .map(|path| top(path))
        .chain(instances.iter().map(|instance| top(&instance.path)))
        .collect();
    for folder in files::folders(root) {
        if !read.contains(&folder)
            && !ignore.contains(&format!("/{folder}"))
            && super::pages(&root.join(&folder)) > 0
        {
            ignore.push(format!("/{folder}"));
        }
    }
    Some(Found {
        generator: Generator::Docusaurus,
        evidence: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        content: root.to_owned(),
        title: script_text(&script, "title"),
        description: script_text(&script, "tagline"),
        url,
        language: script_text(&script, "defaultLocale").as_deref().and_then(language::normal),
        permalink: "/:path".to_owned(),
        permalinks: permalinks(root, &script, &instances),
        ignore,
        undated: Some(UNDATED.to_owned()),
        notes: translations(root)
            .into_iter()
            .chain(undated_posts(root, &instances))
            .chain(outside.iter().map(|instance| {
                format!("the pages in {} lie outside of the site's folder and are not read", instance.path)
            }))
            .collect(),
        ..Found::default()
    })
}

/// The folders that `script` has read: `docs` and `blog` unless they are shut off, and what plugins are
/// told.
fn instances(script: &str) -> Vec<Instance> {
    let mut found: Vec<Instance> = Vec::new();
    for object in objects(script) {
        let Some(is_blog) = kind(&object) else { continue };
        let usual = if is_blog { "blog" } else { "docs" };
        let (path, route) = (object.text("path"), object.text("routeBasePath"));
        let instance = Instance {
            is_blog,
            is_told: path.is_some() || route.is_some(),
            path: path.as_deref().unwrap_or(usual).trim_start_matches("./").trim_matches('/').to_owned(),
            route: route.as_deref().unwrap_or(usual).trim_matches('/').to_owned(),
        };
        match found.iter_mut().find(|other| other.path == instance.path) {
            Some(other) if other.is_told => {}
            Some(other) => *other = instance,
            None => found.push(instance),
        }
    }
    for (name, is_blog) in [("docs", false), ("blog", true)] {
        // Themes are told of docs and blog in members of the same name.
        if word(script, name) == Some("false") {
            found.retain(|instance| instance.is_told || instance.path != name);
        } else if !found.iter().any(|instance| instance.is_blog == is_blog) {
            let (path, route) = (name.to_owned(), name.to_owned());
            found.push(Instance { is_blog, path, route, is_told: false });
        }
    }
    found
}

/// Whether `object` are the options of a blog; `None` if they are no folder's.
fn kind(object: &Object<'_>) -> Option<bool> {
    if object.is_of("docs") || object.is_of("blog") {
        return Some(object.is_of("blog"));
    }
    let plugin = object.before.trim_end().strip_suffix(',')?;
    let name = ["content-blog", "content-docs"].iter().find(|name| plugin.contains(*name))?;
    Some(*name == "content-blog")
}

fn permalinks(root: &Path, script: &str, instances: &[Instance]) -> BTreeMap<String, String> {
    let slash = match word(script, "trailingSlash") {
        Some("true") => "/",
        Some("false") => "",
        _ => "/?",
    };
    // Beside the versions that are kept, the pages are those of the next one.
    let has_versions = files::text(&root.join("versions.json")).is_some_and(|text| text.contains('"'));
    let is_next = has_versions && script_text(script, "lastVersion").as_deref() != Some("current");
    let pattern = |instance: &Instance| {
        let next = if is_next && instance.path == "docs" { "next" } else { "" };
        let route: Vec<&str> =
            [instance.route.as_str(), next].into_iter().filter(|p| !p.is_empty()).collect();
        let route = route.iter().map(|part| format!("/{part}")).collect::<String>();
        let page = if instance.is_blog { ":datedpath" } else { ":below" };
        format!("{route}/{page}{slash}")
    };
    instances.iter().map(|instance| (instance.path.clone(), pattern(instance))).collect()
}

/// Says which posts have no date: that of their file, which Docusaurus takes, differs from one checkout to
/// the next.
fn undated_posts(root: &Path, instances: &[Instance]) -> Option<String> {
    let mut found = Vec::new();
    for blog in instances.iter().filter(|instance| instance.is_blog) {
        let folder = root.join(&blog.path);
        for entry in WalkDir::new(&folder).sort_by_file_name().into_iter().filter_map(std::result::Result::ok)
        {
            let path = entry.path();
            let is_post = path.extension().is_some_and(|e| e == "md" || e == "mdx")
                && !entry.file_name().to_string_lossy().starts_with('_');
            let Some(below) = path.strip_prefix(&folder).ok().and_then(Path::to_str).filter(|_| is_post)
            else {
                continue;
            };
            let text = files::text(path).unwrap_or_default();
            let fields = text.trim_start_matches('\u{FEFF}').strip_prefix("---").unwrap_or_default();
            let fields = fields.split("\n---").next().unwrap_or_default();
            let is_dated = date_in_path(below).is_some()
                || fields.lines().any(|line| line.starts_with("date:") && line.trim_end().len() > 5);
            if !is_dated {
                found.push(format!("{}/{below}", blog.path));
            }
        }
    }
    let first = found.first()?;
    let others = if found.len() > 1 { ", …" } else { "" };
    Some(format!(
        "posts without a date: {} ({first}{others}); Docusaurus takes the day of the file's last change, which is not looked at: they count as of {UNDATED} until a `date` is written into them",
        found.len(),
    ))
}

/// Says that there are translations beside the pages that are read.
fn translations(root: &Path) -> Vec<String> {
    let i18n = root.join("i18n");
    let languages: Vec<String> =
        files::folders(&i18n).into_iter().filter(|code| super::pages(&i18n.join(code)) > 0).collect();
    let Some(first) = languages.first() else { return Vec::new() };
    vec![format!(
        "{} translated pages below i18n/ ({}) are not read; for a language as a site of its own: init --from …/i18n/{first}/docusaurus-plugin-content-docs/current",
        super::pages(&i18n),
        languages.join(", "),
    )]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_routes_are_looked_up_in_the_script() {
        let found = |script: &str| {
            let shown = |i: Instance| format!("{} {} {}", i.path, i.route, i.is_blog);
            instances(&uncommented(script)).into_iter().map(shown).collect::<Vec<_>>()
        };
        assert_eq!(found("x = {}"), ["docs docs false", "blog blog true"]);
        assert_eq!(
            found(
                "presets: [['classic', { docs: false, blog: { routeBasePath: '/' } }]], themeConfig: { docs: { a: 1 } }"
            ),
            ["blog  true"]
        );
        assert_eq!(
            found(
                "p: [['classic', {docs: {routeBasePath: '/notes'}, blog: false}]], plugins: ['x', ['./my-content-blog.js', {path: './log', routeBasePath: 'b/c'}], ['y', {path: 'z'}]]"
            ),
            ["docs notes false", "log b/c true"]
        );
    }
}
