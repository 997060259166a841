//! Trees without a configuration file: what their folders and pages look like.

use std::path::Path;

use walkdir::WalkDir;

use super::Found;
use super::files;
use crate::config::Generator;
use crate::error::{Error, Result};

/// Files that are looked at.
const FILES: usize = 2_000;

/// Pages whose beginning is read.
const PAGES: usize = 100;

pub(super) fn recognise(dir: &Path) -> Result<Option<Found>> {
    std::fs::read_dir(dir).map_err(|e| Error::io("reading", dir, e))?;
    let walk = WalkDir::new(dir).sort_by_file_name().into_iter().filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !(name.starts_with('.') || name == "node_modules")
    });
    let files: Vec<_> = walk
        .filter_map(std::result::Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .take(FILES)
        .collect();
    let is = |path: &Path, known: &[&str]| {
        path.extension()
            .and_then(|e| e.to_str())
            .is_some_and(|e| known.contains(&e.to_ascii_lowercase().as_str()))
    };
    let count = |known: &[&str]| files.iter().filter(|entry| is(entry.path(), known)).count();
    let markdown: Vec<&Path> =
        files.iter().map(|entry| entry.path()).filter(|path| is(path, &["md", "markdown", "mdx"])).collect();
    let (html, text) = (count(&["html", "htm"]), count(&["txt"]));
    let records = count(&["json", "ndjson", "jsonl"]);
    let named =
        |name: &str| files.iter().any(|entry| entry.path().file_name().is_some_and(|own| own == name));
    let posts: Vec<&&Path> =
        markdown.iter().filter(|path| path.components().any(|part| part.as_os_str() == "_posts")).collect();
    let has_posts = posts.len() * 4 >= markdown.len() && !posts.is_empty();
    let (generator, evidence, permalink) = match () {
        () if has_posts && posts.iter().any(|path| is_dated(path)) => {
            (Generator::Jekyll, "dated files in `_posts`", "/:categories/:year/:month/:day/:slug.html")
        }
        () if has_posts => (Generator::Hexo, "`_posts`", "/:year/:month/:day/:path/"),
        () if named("_index.md") && has(&markdown, "[taxonomies]") => {
            (Generator::Zola, "`_index.md` and `[taxonomies]`", "/:path/")
        }
        () if named("_index.md") || has(&markdown, "{{<") => {
            (Generator::Hugo, "its `_index.md` and shortcodes", "/:path/")
        }
        () if !markdown.is_empty() && markdown.len() * 2 > html + text => {
            match is_own(&markdown) && !named("package.json") {
                true => return Ok(None),
                false => (Generator::Markdown, "Markdown of no generator", "/:path/"),
            }
        }
        () if records > 0 && records >= html => return Ok(None),
        () if html > text && !has_front_matter(dir, &files) => (Generator::Html, "web pages", "/:path.html"),
        () if text > 0 && html == 0 && !has_front_matter(dir, &files) => {
            (Generator::Text, "plain texts", "/:path/")
        }
        () => return Ok(None),
    };
    Ok(Some(Found {
        generator,
        evidence: evidence.to_owned(),
        content: dir.to_owned(),
        permalink: permalink.to_owned(),
        ..Found::default()
    }))
}

fn is_dated(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().as_bytes();
    name.len() > 10 && name[..4].iter().all(u8::is_ascii_digit) && name[4] == b'-'
}

fn head(path: &Path) -> String {
    files::text(path).unwrap_or_default().chars().take(4_000).collect()
}

fn has(pages: &[&Path], mark: &str) -> bool {
    pages.iter().take(PAGES).any(|path| head(path).contains(mark))
}

fn has_front_matter(_dir: &Path, files: &[walkdir::DirEntry]) -> bool {
    let pages = files.iter().map(walkdir::DirEntry::path).filter(|path| {
        path.extension().and_then(|e| e.to_str()).is_some_and(|e| matches!(e, "html" | "htm" | "txt"))
    });
    let starts = |path: &Path| {
        let head = head(path);
        let start = head.trim_start_matches('\u{FEFF}').trim_start();
        start.starts_with("---\n")
            || start.starts_with("+++\n")
            || start.starts_with("---\r")
            || start.starts_with('{')
    };
    pages.take(PAGES).any(starts)
}

/// Records of tidings' own: most pages have front matter with a title and a date.
fn is_own(pages: &[&Path]) -> bool {
    let looked_at = pages.iter().take(PAGES);
    let count = looked_at.len();
    let own = looked_at.filter(|path| {
        let head = head(path);
        let head = head.trim_start_matches('\u{FEFF}').trim_start();
        let fields = match (head.strip_prefix("---"), head.strip_prefix("+++")) {
            (Some(rest), _) => rest.split("\n---").next().unwrap_or_default(),
            (_, Some(rest)) => rest.split("\n+++").next().unwrap_or_default(),
            _ => return head.starts_with('{') && head.contains("\"title\""),
        };
        let has = |names: &[&str]| {
            fields.lines().any(|line| {
                let name = line.split([':', '=']).next().unwrap_or_default().trim().to_lowercase();
                names.contains(&name.as_str())
            })
        };
        has(&["title", "headline", "标题"])
            && has(&["published", "date", "published_at", "pub_date", "日期", "发布时间", "发布日期"])
    });
    own.count() * 2 >= count
}
