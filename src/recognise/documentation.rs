//! Generators of documentation, whose pages are Markdown with little front matter.

use std::path::{Path, PathBuf};

use super::files::{self, first, inside, script_text, script_texts, settings};
use super::{Found, UNDATED, language};
use crate::config::Generator;

pub(super) fn recognise(root: &Path) -> Option<Found> {
    vuepress(root)
        .or_else(|| docusaurus(root))
        .or_else(|| mdbook(root))
        .or_else(|| mkdocs(root))
        .or_else(|| gitbook(root))
        .or_else(|| astro(root))
        .or_else(|| docsify(root))
}

/// VuePress and VitePress: a folder `.vuepress` in the content folder.
fn vuepress(root: &Path) -> Option<Found> {
    for folder in [root.to_owned(), root.join("docs"), root.join("src"), root.join("blog")] {
        for (name, is_vite) in [(".vuepress", false), (".vitepress", true)] {
            let own = folder.join(name);
            if !own.is_dir() {
                continue;
            }
            let names = [
                "config.js",
                "config.ts",
                "config.mts",
                "config.mjs",
                "config/index.ts",
                "config/index.js",
                "config.cjs",
            ];
            let script = first(&own, &names).and_then(|path| files::text(&path)).unwrap_or_default();
            let is_clean = is_vite && script.contains("cleanUrls: true");
            let host = script_text(&script, "hostname").as_deref().and_then(files::url);
            let base = script_text(&script, "base").filter(|base| base.starts_with('/')).unwrap_or_default();
            let url = host.map(|mut url| {
                if base.len() > 1 {
                    url.set_path(&base);
                }
                url
            });
            let shown = if is_vite { "VitePress" } else { "VuePress" };
            let mut ignore = vec!["/node_modules".to_owned()];
            ignore.extend(script_text(&script, "srcExclude"));
            return Some(Found {
                generator: Generator::Vuepress,
                evidence: format!("{name}, {shown}"),
                content: inside(&folder, &script_text(&script, "srcDir").unwrap_or_default()),
                title: script_text(&script, "title"),
                description: script_text(&script, "description"),
                url,
                language: script_text(&script, "lang").as_deref().and_then(language::normal),
                permalink: if is_clean { "/:path" } else { "/:path.html" }.to_owned(),
                ignore,
                ..Found::default()
            });
        }
    }
    None
}

fn docusaurus(root: &Path) -> Option<Found> {
    let path = first(
        root,
        &["docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs", "siteConfig.js"],
    )?;
    let script = files::text(&path)?;
    let mut url = script_text(&script, "url").as_deref().and_then(files::url);
    if let (Some(url), Some(base)) = (&mut url, script_text(&script, "baseUrl")) {
        url.set_path(&base);
    }
    let permalinks = [("blog".to_owned(), "/blog/:year/:month/:day/:slug/".to_owned())];
    let mut ignore: Vec<String> =
        ["/src", "/static", "/build", "/i18n", "/versioned_docs", "/examples", "/*.md"]
            .map(str::to_owned)
            .into();
    // What no plugin is told to read is of the repository.
    let read: Vec<String> = script_texts(&script, "path")
        .iter()
        .filter_map(|path| Some(path.trim_start_matches("./").split('/').next()?.to_owned()))
        .collect();
    for folder in files::folders(root) {
        let is_read = ["docs", "blog"].contains(&folder.as_str()) || read.contains(&folder);
        if !is_read && !ignore.contains(&format!("/{folder}")) && super::pages(&root.join(&folder)) > 0 {
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
        permalinks: permalinks.into(),
        ignore,
        undated: Some(UNDATED.to_owned()),
        notes: translations(root),
        ..Found::default()
    })
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

fn mdbook(root: &Path) -> Option<Found> {
    let (settings, evidence) = settings(root, &["book.toml"])?;
    Some(Found {
        generator: Generator::Markdown,
        evidence: format!("{evidence}, mdBook"),
        content: inside(root, settings.text(&["book", "src"]).unwrap_or("src")),
        title: settings.text(&["book", "title"]).map(str::to_owned),
        description: settings.text(&["book", "description"]).map(str::to_owned),
        language: settings.text(&["book", "language"]).and_then(language::normal),
        author: settings.text(&["book", "authors"]).map(str::to_owned),
        permalink: "/:path.html".to_owned(),
        ..Found::default()
    })
}

fn mkdocs(root: &Path) -> Option<Found> {
    let path = first(root, &["mkdocs.yml", "mkdocs.yaml"])?;
    // Its file may have tags of Python's that no other reader knows.
    let text = files::text(&path)?;
    let value = |key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
        Some(line.split(" #").next()?.trim().trim_matches(['"', '\'']).to_owned())
            .filter(|value| !value.is_empty())
    };
    Some(Found {
        generator: Generator::Markdown,
        evidence: "mkdocs.yml, MkDocs".to_owned(),
        content: inside(root, &value("docs_dir").unwrap_or_else(|| "docs".to_owned())),
        title: value("site_name"),
        description: value("site_description"),
        url: value("site_url").as_deref().and_then(files::url),
        author: value("site_author"),
        permalink: "/:path/".to_owned(),
        ..Found::default()
    })
}

/// GitBook: a table of contents beside the pages.
fn gitbook(root: &Path) -> Option<Found> {
    let book = settings(root, &["book.json"]);
    let root_of_book = book.as_ref().and_then(|(book, _)| book.text(&["root"])).map(|dir| inside(root, dir));
    let content: PathBuf = root_of_book.unwrap_or_else(|| root.to_owned());
    if !content.join("SUMMARY.md").is_file() {
        return None;
    }
    let text = |key: &str| book.as_ref().and_then(|(book, _)| book.text(&[key])).map(str::to_owned);
    Some(Found {
        generator: Generator::Markdown,
        evidence: "SUMMARY.md, GitBook".to_owned(),
        content,
        title: text("title"),
        description: text("description"),
        language: text("language").as_deref().and_then(language::normal),
        author: text("author"),
        permalink: "/:path.html".to_owned(),
        ..Found::default()
    })
}

/// docsify, whose `index.html` fetches the pages; none of them has a date.
fn docsify(root: &Path) -> Option<Found> {
    let (content, script) = [root.to_owned(), root.join("docs")].into_iter().find_map(|folder| {
        let script = files::text(&folder.join("index.html"))?;
        let settings = script.split_once("$docsify")?.1.to_owned();
        Some((folder, settings))
    })?;
    let is_history = script_text(&script, "routerMode").is_some_and(|mode| mode == "history");
    Some(Found {
        generator: Generator::Markdown,
        evidence: "$docsify in index.html, docsify".to_owned(),
        content,
        title: script_text(&script, "name").filter(|name| !name.contains('<')),
        permalink: if is_history { "/:path" } else { "/#/:path" }.to_owned(),
        undated: Some(UNDATED.to_owned()),
        ..Found::default()
    })
}

/// Astro, whose content collections are Markdown; their addresses are up to each site.
fn astro(root: &Path) -> Option<Found> {
    let path = first(root, &["astro.config.mjs", "astro.config.ts", "astro.config.js"])?;
    let script = files::text(&path)?;
    let content =
        ["src/content", "src/pages", "content"].iter().map(|dir| root.join(dir)).find(|dir| dir.is_dir())?;
    Some(Found {
        generator: Generator::Markdown,
        evidence: format!("{}, Astro", path.file_name().unwrap_or_default().to_string_lossy()),
        content,
        title: script_text(&script, "title"),
        url: script_text(&script, "site").as_deref().and_then(files::url),
        language: ["defaultLocale", "lang"]
            .iter()
            .find_map(|key| script_text(&script, key))
            .as_deref()
            .and_then(language::normal),
        permalink: "/:path/".to_owned(),
        notes: vec!["where its articles stand is up to an Astro site: compare the addresses".to_owned()],
        ..Found::default()
    })
}
