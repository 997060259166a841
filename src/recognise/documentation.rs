//! Generators of documentation, whose pages are Markdown with little front matter.

use std::path::{Path, PathBuf};

use super::files::{self, first, inside, script_text, settings};
use super::{Found, UNDATED, astro, docusaurus, language};
use crate::config::Generator;

pub(super) fn recognise(root: &Path) -> Option<Found> {
    vuepress(root)
        .or_else(|| docusaurus::recognise(root))
        .or_else(|| mdbook(root))
        .or_else(|| mkdocs(root))
        .or_else(|| gitbook(root))
        .or_else(|| astro::recognise(root))
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
            let moved =
                "the configuration moves pages by `rewrites`, which is not followed: compare the addresses";
            let mut ignore = vec!["/node_modules".to_owned()];
            ignore.extend(script_text(&script, "srcExclude"));
            return Some(Found {
                generator: if is_vite { Generator::Vitepress } else { Generator::Vuepress },
                evidence: format!("{name}, {shown}"),
                content: inside(&folder, &script_text(&script, "srcDir").unwrap_or_default()),
                title: script_text(&script, "title"),
                description: script_text(&script, "description"),
                url,
                language: script_text(&script, "lang").as_deref().and_then(language::normal),
                permalink: if is_clean { "/:path" } else { "/:path.html" }.to_owned(),
                notes: script.contains("rewrites").then(|| moved.to_owned()).into_iter().collect(),
                ignore,
                ..Found::default()
            });
        }
    }
    None
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
