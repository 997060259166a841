//! Which pages without a date are no articles, and which are articles that lack one.
//!
//! A folder of which no page has a date holds no articles, and neither does a page of its own, such as
//! `about.md`. But a page among others that nearly all have a date was forgotten: it is refused by name
//! until it has one.

use std::collections::{BTreeMap, BTreeSet};

/// Pages that are left out by name, at most; beyond it an editor should decide.
const MAX_BY_NAME: usize = 30;

/// Pages with a date for one without, from which on that one was forgotten.
const NEARLY_ALL: usize = 4;

/// Names of pages that are no articles, wherever they stand.
const PAGES: [&str; 22] = [
    "about",
    "about-me",
    "aboutme",
    "archive",
    "archives",
    "categories",
    "category",
    "contact",
    "friends",
    "index",
    "license",
    "links",
    "now",
    "privacy",
    "projects",
    "readme",
    "resume",
    "search",
    "tags",
    "404",
    "关于",
    "友链",
];

/// What is proposed for a site's pages without a date.
#[derive(Debug, Default)]
pub(super) struct Undated {
    /// What is left out.
    pub patterns: Vec<String>,
    /// Folders of which all is left out.
    folders: Vec<String>,
    /// How many pages are left out.
    left_out: usize,
    /// Articles that lack a date.
    forgotten: Vec<String>,
}

impl Undated {
    /// Decides on the sources `undated` of a site, whose other sources are `dated`.
    pub fn of(undated: &[String], dated: &[String]) -> Self {
        let mut found = Self::default();
        let with_dates: BTreeSet<&str> = dated.iter().flat_map(|key| above(key)).collect();
        let mut without: BTreeMap<&str, usize> = BTreeMap::new();
        undated.iter().flat_map(|key| above(key)).for_each(|folder| *without.entry(folder).or_default() += 1);
        let is_empty = |folder: &&str| {
            !with_dates.contains(folder) && without.get(folder).is_some_and(|pages| *pages > 1)
        };
        let (mut dates, mut gaps) = (BTreeMap::new(), BTreeMap::new());
        dated.iter().for_each(|key| *dates.entry(shelf(key)).or_insert(0) += 1);
        undated.iter().filter(|key| !is_page(key)).for_each(|key| *gaps.entry(shelf(key)).or_insert(0) += 1);
        let mut by_name = Vec::new();
        for key in undated {
            let is_post = key.split('/').any(|folder| folder == "_posts");
            let folder = above(key).find(is_empty).filter(|_| !is_post);
            let is_shelf_dated = dates
                .get(shelf(key))
                .is_some_and(|dates| *dates >= NEARLY_ALL * gaps.get(shelf(key)).unwrap_or(&0));
            match folder {
                Some(folder) => {
                    found.left_out += 1;
                    if found.folders.last().is_none_or(|last| last != folder) {
                        found.folders.push(folder.to_owned());
                    }
                }
                None if is_post || (is_shelf_dated && !is_page(key)) => found.forgotten.push(key.clone()),
                None => by_name.push(format!("/{}", escaped(key))),
            }
        }
        found.folders.sort();
        found.folders.dedup();
        found.patterns = found.folders.iter().map(|folder| format!("/{}", escaped(folder))).collect();
        if by_name.len() <= MAX_BY_NAME {
            found.left_out += by_name.len();
            found.patterns.append(&mut by_name);
        }
        found
    }

    /// What a person should know of it.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.left_out > 0 {
            let folders = match self.folders.is_empty() {
                true => String::new(),
                false => format!(" (all of {})", some(&self.folders)),
            };
            notes.push(format!(
                "`ignore` leaves out {} without a date{folders}: pages, not articles; with `undated` instead \
                 they are found by search",
                count(self.left_out)
            ));
        }
        if !self.forgotten.is_empty() {
            notes.push(format!(
                "{} without a date, among others that have one, will be refused until mended: {}",
                count(self.forgotten.len()),
                some(&self.forgotten)
            ));
        }
        notes
    }
}

/// The folders above `key`, the topmost first, without a bundle's own.
fn above(key: &str) -> impl Iterator<Item = &str> {
    let shelf = shelf(key);
    key.match_indices('/').map(|(at, _)| &key[..at]).filter(|folder| folder.len() <= shelf.len())
}

/// The folder in which `key` stands among its like; a bundle's page stands for its folder.
fn shelf(key: &str) -> &str {
    let (folder, name) = key.rsplit_once('/').unwrap_or(("", key));
    let is_bundle = matches!(name.split('.').next(), Some("index" | "README" | "readme"));
    if is_bundle { folder.rsplit_once('/').map_or("", |(above, _)| above) } else { folder }
}

fn is_page(key: &str) -> bool {
    let (folder, name) = key.rsplit_once('/').unwrap_or(("", key));
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    let stem = match stem.as_str() {
        "index" | "readme" if !folder.is_empty() => {
            folder.rsplit('/').next().unwrap_or_default().to_lowercase()
        }
        _ => stem,
    };
    PAGES.contains(&stem.as_str())
}

fn some(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN { format!("{shown}, …") } else { shown }
}

fn count(number: usize) -> String {
    if number == 1 { "1 page".to_owned() } else { format!("{number} pages") }
}

/// A path as a pattern that matches it alone.
fn escaped(key: &str) -> String {
    let is_mark = |c: char| matches!(c, '*' | '?' | '[' | ']' | '{' | '}' | '\\' | '!');
    key.chars().map(|c| if is_mark(c) { format!("[{c}]") } else { c.to_string() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| (*key).to_owned()).collect()
    }

    #[test]
    fn what_stands_among_dated_pages_was_forgotten() {
        let dated = keys(&["posts/a.md", "posts/b.md", "posts/c/index.md", "posts/d.md", "_posts/x.md"]);
        let undated = keys(&[
            "about.md",
            "notes/1.md",
            "notes/2.md",
            "posts/about.md",
            "posts/late/index.md",
            "_posts/y.md",
            "[x]/one.md",
        ]);
        let found = Undated::of(&undated, &dated);
        assert_eq!(found.forgotten, ["posts/late/index.md", "_posts/y.md"]);
        assert_eq!(found.patterns, ["/notes", "/about.md", "/posts/about.md", "/[[]x[]]/one.md"]);
        let more = [&undated[..], &keys(&["posts/later.md"])].concat();
        // Two of six are too many to be forgotten ones.
        assert_eq!(Undated::of(&more, &dated).forgotten, ["_posts/y.md"]);
        let found = Undated::of(&undated[4..], &dated);
        assert_eq!(found.forgotten, ["posts/late/index.md", "_posts/y.md"]);
        assert_eq!(found.patterns, ["/[[]x[]]/one.md"]);
        let found = Undated::of(&undated[..3], &dated);
        assert_eq!(found.patterns, ["/notes", "/about.md"]);
        assert_eq!(
            found.notes(),
            [
                "`ignore` leaves out 3 pages without a date (all of `notes`): pages, not articles; with `undated` \
              instead they are found by search"
            ]
        );
    }
}
