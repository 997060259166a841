//! The patterns of addresses of a site of Hugo.

use std::path::Path;

use walkdir::WalkDir;

use super::address;
use crate::config::Generator;
use crate::content::{Settings, translate_permalink};
use crate::recognise::Found;

/// Puts the patterns of sections into `found`: those of all languages, and those of one.
pub(super) fn read(settings: &Settings, found: &mut Found) {
    for (section, pattern) in patterns(settings, &[]) {
        insert(settings, "", &section, &pattern, found);
    }
    for code in settings.names(&["languages"]) {
        let lang = format!("{}:", code.to_lowercase());
        for (section, pattern) in patterns(settings, &["languages", code]) {
            insert(settings, &lang, &section, &pattern, found);
        }
    }
}

/// Section and pattern, from `[permalinks]` or `[permalinks.page]` at `path`.
fn patterns(settings: &Settings, path: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for table in [&["permalinks"][..], &["permalinks", "page"]] {
        let table = [path, table].concat();
        for name in settings.names(&table) {
            if let Some(pattern) = settings.text(&[&table[..], &[name]].concat()) {
                found.push((name.trim_matches('/').to_owned(), pattern.to_owned()));
            }
        }
    }
    found
}

fn insert(settings: &Settings, lang: &str, section: &str, pattern: &str, found: &mut Found) {
    let mut sections = vec![section.to_owned()];
    if pattern.contains(":section") && !section.is_empty() {
        sections.extend(nested(found, section));
    }
    for path in sections {
        let (pattern, unknown) = translate_permalink(Generator::Hugo, &with_sections(pattern, &path));
        let note = |name: &String| format!("permalinks of `{section}` have `:{name}`, which is left out");
        found.notes.extend(unknown.iter().map(note).filter(|_| path == section));
        let key = if path.is_empty() { "/" } else { &path };
        found.permalinks.insert(format!("{lang}{key}"), address(settings, &pattern));
    }
}

/// The sections within `section`: folders with a page for their list.
fn nested(found: &Found, section: &str) -> Vec<String> {
    let mut roots: Vec<&str> = found.languages.values().map(String::as_str).collect();
    roots.push("");
    roots.sort_unstable();
    roots.dedup();
    let mut sections = Vec::new();
    for root in roots {
        let root = found.content.join(root);
        for entry in WalkDir::new(root.join(section)).min_depth(2).into_iter().filter_map(Result::ok) {
            let is_list = entry.file_name().to_string_lossy().starts_with("_index.");
            let folder = entry.path().parent().and_then(|folder| folder.strip_prefix(&root).ok());
            sections.extend(folder.filter(|_| is_list).and_then(Path::to_str).map(str::to_owned));
        }
    }
    sections.sort();
    sections.dedup();
    sections
}

/// The pattern with the names of the sections in `path` (`posts/wind`) for `:sections`, or for those
/// of them that it chooses (`:sections[1:]`).
fn with_sections(pattern: &str, path: &str) -> String {
    let path = path.to_lowercase().replace(char::is_whitespace, "-");
    let names: Vec<&str> = path.split('/').filter(|name| !name.is_empty()).collect();
    let mut pattern = pattern.to_owned();
    for mark in [":sectionslugs", ":sections"] {
        while let Some(at) = pattern.find(mark) {
            let rest = &pattern[at + mark.len()..];
            let choice = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
            let (chosen, end) = match choice {
                Some((choice, _)) => (chosen(&names, choice), mark.len() + choice.len() + 2),
                None => (&names[..], mark.len()),
            };
            pattern.replace_range(at..at + end, &chosen.join("/"));
        }
    }
    for mark in [":sectionslug", ":section"] {
        pattern = pattern.replace(mark, names.first().copied().unwrap_or_default());
    }
    pattern
}

/// The names that `choice` (`1`, `last`, `1:`, `:last`) takes of `names`.
fn chosen<'a>(names: &'a [&'a str], choice: &str) -> &'a [&'a str] {
    let number = |text: &str| match text.trim() {
        "last" => names.len().checked_sub(1),
        text => text.parse().ok(),
    };
    let range = match choice.split_once(':') {
        Some((from, to)) => {
            let from = number(from).unwrap_or(0);
            from..number(to).unwrap_or(names.len()).min(names.len())
        }
        None => number(choice).map_or(0..0, |at| at..at.saturating_add(1)),
    };
    names.get(range).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_chosen_as_the_pattern_says() {
        for (pattern, expected) in [
            ("/:sections/:slug/", "/posts/big-wind/sea/:slug/"),
            ("/:sections[1:]/:slug/", "/big-wind/sea/:slug/"),
            ("/:sections[last]/:slug/", "/sea/:slug/"),
            ("/:sections[:last]/:slug/", "/posts/big-wind/:slug/"),
            ("/:sections[7]/:slug/", "//:slug/"),
            ("/:section/x/:sections[0]/", "/posts/x/posts/"),
        ] {
            assert_eq!(with_sections(pattern, "posts/Big Wind/sea"), expected, "{pattern}");
        }
    }
}
