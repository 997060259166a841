//! Astro: `astro.config.mjs`, and the script that names the folders of its collections.

use std::path::{Path, PathBuf};

use super::files::{self, first, inside, script_text, script_texts};
use super::script::uncommented;
use super::{Found, language};
use crate::config::Generator;

/// Where collections are declared.
const COLLECTIONS: [&str; 5] = [
    "src/content.config.ts",
    "src/content.config.mts",
    "src/content.config.mjs",
    "src/content.config.js",
    "src/content/config.ts",
];

pub(super) fn recognise(root: &Path) -> Option<Found> {
    let path = first(root, &["astro.config.mjs", "astro.config.ts", "astro.config.js", "astro.config.cjs"])?;
    let script = uncommented(&files::text(&path)?);
    let mut notes = vec!["where its articles stand is up to an Astro site: compare the addresses".to_owned()];
    let content = content(root).unwrap_or_else(|| {
        notes.push(no_content(root));
        root.to_owned()
    });
    let mut url = script_text(&script, "site").as_deref().and_then(files::url);
    if let (Some(url), Some(base)) = (&mut url, script_text(&script, "base"))
        && url.path() == "/"
    {
        url.set_path(&format!("/{}/", base.trim_matches('/')).replace("//", "/"));
    }
    let has_slash = script_text(&script, "trailingSlash").as_deref() != Some("never");
    let has_files = script_text(&script, "format").as_deref() == Some("file");
    Some(Found {
        generator: Generator::Markdown,
        evidence: format!("{}, Astro", path.file_name().unwrap_or_default().to_string_lossy()),
        content,
        title: script_text(&script, "title"),
        url,
        language: ["defaultLocale", "lang"]
            .iter()
            .find_map(|key| script_text(&script, key))
            .as_deref()
            .and_then(language::normal),
        permalink: if has_slash && !has_files { "/:path/" } else { "/:path" }.to_owned(),
        notes,
        ..Found::default()
    })
}

/// The folder of all collections: that around those which the site's script names as `base`, else one of
/// the usual ones that has pages.
fn content(root: &Path) -> Option<PathBuf> {
    let script = first(root, &COLLECTIONS).and_then(|path| files::text(&path)).map(|text| uncommented(&text));
    let named: Vec<PathBuf> = script_texts(&script.unwrap_or_default(), "base")
        .iter()
        .map(|base| inside(root, base))
        .filter(|folder| folder != root && super::pages(folder) > 0)
        .collect();
    let around = named.into_iter().reduce(|one, other| {
        one.ancestors().find(|folder| other.starts_with(folder)).unwrap_or(root).to_owned()
    });
    let usual = || {
        let folders = ["src/content", "src/pages", "content", "src/data", "src/posts", "src/blog", "data"];
        folders.iter().map(|folder| root.join(folder)).find(|folder| super::pages(folder) > 0)
    };
    // One collection is called by its folder, as are several.
    let above = around.map(|folder| match folder.parent() {
        Some(above)
            if above != root && !above.ends_with("src") && super::pages(above) == super::pages(&folder) =>
        {
            above.to_owned()
        }
        _ => folder,
    });
    above.filter(|folder| folder != root).or_else(usual)
}

/// Says that the pages were not found, and where there are some.
fn no_content(root: &Path) -> String {
    let mut folders: Vec<(usize, String)> = files::folders(root)
        .into_iter()
        .map(|folder| (super::pages(&root.join(&folder)), folder))
        .filter(|(count, _)| *count > 0)
        .collect();
    folders.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    match folders.first() {
        Some((count, folder)) => format!(
            "the folder of the articles is not written out in the configuration; {count} pages lie below {folder}/: write the folder into `content` below [paths]"
        ),
        None => "there are no Markdown pages: an Astro site may take its articles from elsewhere".to_owned(),
    }
}
