//! Pelican: `pelicanconf.py`; Nikola: `conf.py`.

use std::path::Path;

use super::files::{self, inside, script_text};
use super::{Found, language};
use crate::config::Generator;

pub(super) fn recognise(root: &Path) -> Option<Found> {
    pelican(root).or_else(|| nikola(root))
}

fn pelican(root: &Path) -> Option<Found> {
    let script = uncommented(&files::text(&root.join("pelicanconf.py"))?);
    let content = inside(root, &script_text(&script, "PATH").unwrap_or_else(|| "content".to_owned()));
    let written = script_text(&script, "ARTICLE_URL").unwrap_or_else(|| "{slug}.html".to_owned());
    let (permalink, unknown) = permalink(&written);
    let mut notes = restructured(&content);
    notes.extend(unknown.map(|name| format!("the address `{written}` has `{name}`, which is left out")));
    notes.push(
        "Pelican makes addresses of titles where an article has no `Slug`, tidings of files' names: compare them"
            .to_owned(),
    );
    // The address for the world stands in a file of its own.
    let published =
        files::text(&root.join("publishconf.py")).map(|text| uncommented(&text)).unwrap_or_default();
    Some(Found {
        generator: Generator::Markdown,
        evidence: "pelicanconf.py, Pelican".to_owned(),
        content,
        title: script_text(&script, "SITENAME"),
        description: script_text(&script, "SITESUBTITLE"),
        url: [&published, &script]
            .iter()
            .find_map(|script| script_text(script, "SITEURL"))
            .as_deref()
            .and_then(files::url),
        language: script_text(&script, "DEFAULT_LANG").as_deref().and_then(language::normal),
        timezone: script_text(&script, "TIMEZONE").and_then(|zone| zone.parse().ok()),
        author: script_text(&script, "AUTHOR"),
        permalink,
        ignore: page_folders(&script).iter().map(|folder| format!("/{folder}")).collect(),
        notes,
        ..Found::default()
    })
}

fn nikola(root: &Path) -> Option<Found> {
    let script = uncommented(&files::text(&root.join("conf.py"))?);
    let title = script_text(&script, "BLOG_TITLE")?;
    let ignore = ["output", "cache", "files", "themes", "plugins", "listings", "galleries", "templates"];
    Some(Found {
        generator: Generator::Markdown,
        evidence: "conf.py, Nikola".to_owned(),
        content: root.to_owned(),
        title: Some(title),
        description: script_text(&script, "BLOG_DESCRIPTION"),
        url: script_text(&script, "SITE_URL").as_deref().and_then(files::url),
        language: script_text(&script, "DEFAULT_LANG").as_deref().and_then(language::normal),
        timezone: script_text(&script, "TIMEZONE").and_then(|zone| zone.parse().ok()),
        author: script_text(&script, "BLOG_AUTHOR"),
        permalink: "/:path/".to_owned(),
        ignore: ignore.map(|folder| format!("/{folder}")).to_vec(),
        notes: restructured(root),
        ..Found::default()
    })
}

/// A script without the lines that are comments.
fn uncommented(script: &str) -> String {
    script
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .map(|line| format!("{line}\n"))
        .collect()
}

/// `{date:%Y}/{slug}.html` in tidings' own words, and the first thing in it that has none.
fn permalink(written: &str) -> (String, Option<String>) {
    let mut pattern = "/".to_owned();
    let mut unknown = None;
    let mut rest = written.trim_start_matches('/');
    while let Some((before, after)) = rest.split_once('{') {
        pattern.push_str(before);
        let (name, left) = after.split_once('}').unwrap_or((after, ""));
        rest = left;
        match name {
            "slug" => pattern.push_str(":slug"),
            "category" => pattern.push_str(":section"),
            "lang" => pattern.push_str(":lang"),
            name if name.starts_with("date:") => {
                let (date, is_known) = date(&name[5..]);
                pattern.push_str(&date);
                if !is_known {
                    unknown = unknown.or_else(|| Some(format!("{{{name}}}")));
                }
            }
            name => unknown = unknown.or_else(|| Some(format!("{{{name}}}"))),
        }
    }
    pattern.push_str(rest);
    (pattern.replace("//", "/"), unknown)
}

/// A date as `strftime` writes it in tidings' own words, and whether it has words for all of it.
fn date(format: &str) -> (String, bool) {
    let mut pattern = String::new();
    let mut is_known = true;
    let mut letters = format.chars();
    while let Some(c) = letters.next() {
        let known = match (c, letters.as_str()) {
            ('%', rest) => {
                let is_short = rest.starts_with('-');
                if is_short {
                    letters.next();
                }
                match (letters.next(), is_short) {
                    (Some('Y'), _) => ":year",
                    (Some('m'), false) => ":month",
                    (Some('d'), false) => ":day",
                    (Some('m'), true) => ":imonth",
                    (Some('d'), true) | (Some('e'), _) => ":iday",
                    (Some('y'), _) => ":shortyear",
                    (Some('b' | 'h'), _) => ":shortmonth",
                    (Some('B'), _) => ":longmonth",
                    (Some('j'), _) => ":yearday",
                    (Some('H'), _) => ":hour",
                    (Some('M'), _) => ":minute",
                    _ => {
                        is_known = false;
                        ""
                    }
                }
            }
            (c, _) => {
                pattern.push(c);
                ""
            }
        };
        pattern.push_str(known);
    }
    (pattern, is_known)
}

/// The folders of pages, which are no articles: `PAGE_PATHS = ['pages']`.
fn page_folders(script: &str) -> Vec<String> {
    let Some(list) =
        script.split_once("PAGE_PATHS").and_then(|(_, after)| after.trim_start().strip_prefix('='))
    else {
        return vec!["pages".to_owned()];
    };
    let list = list.trim_start().trim_start_matches(['[', '(']);
    let list = list.split([']', ')']).next().unwrap_or_default();
    let names = list.split(',').map(|name| name.trim().trim_matches(['"', '\'', '/']).to_owned());
    names.filter(|name| !name.is_empty() && name != ".").collect()
}

/// Says how many pages are in a markup that isn't read.
fn restructured(content: &Path) -> Vec<String> {
    let walk = walkdir::WalkDir::new(content).into_iter().filter_map(std::result::Result::ok);
    match walk.filter(|entry| entry.path().extension().is_some_and(|e| e == "rst")).count() {
        0 => Vec::new(),
        count => vec![format!(
            "pages left out because they are reStructuredText (.rst), which is not read: {count}"
        )],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_pelican_is_one_of_tidings() {
        assert_eq!(permalink("{slug}.html"), ("/:slug.html".to_owned(), None));
        assert_eq!(
            permalink("posts/{date:%Y}/{date:%m}/{slug}/"),
            ("/posts/:year/:month/:slug/".to_owned(), None)
        );
        assert_eq!(
            permalink("{date:%y-%b-%-d}/{date:%W}/{slug}"),
            ("/:shortyear-:shortmonth-:iday/:slug".to_owned(), Some("{date:%W}".to_owned()))
        );
        assert_eq!(page_folders("PAGE_PATHS = ['a', \"b/\"]"), ["a", "b"]);
        assert_eq!(page_folders("ARTICLE_PATHS = ['a']"), ["pages"]);
        assert_eq!(permalink("{author}/{slug}"), ("/:slug".to_owned(), Some("{author}".to_owned())));
    }
}
