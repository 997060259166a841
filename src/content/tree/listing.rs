//! Which files of a tree hold articles.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::Path;

use crate::config::{Config, Generator, Tree};
use crate::content::Source;
use crate::content::format::{Kind, Markup};

/// Folders that hold no content, whatever the generator.
const NEVER: [&str; 9] = [
    "node_modules",
    "bower_components",
    "_site",
    "_includes",
    "_layouts",
    "_sass",
    "_data",
    "_plugins",
    "_drafts",
];

/// Folders that hold none if they stand at the top, where the tree is a whole site.
const NEVER_ON_TOP: [&str; 7] =
    ["vendor", "themes", "layouts", "archetypes", "scaffolds", "templates", "public"];

/// Files that speak of the repository they lie in.
const OF_THE_REPOSITORY: [&str; 8] =
    ["readme", "license", "licence", "contributing", "changelog", "code_of_conduct", "security", "summary"];

/// Which files of a tree hold articles, told by their paths alone.
#[derive(Debug, Clone, Copy)]
pub(in crate::content) struct Listing<'a> {
    tree: &'a Tree,
}

impl<'a> Listing<'a> {
    pub fn of(config: &'a Config) -> Self {
        Self { tree: &config.content }
    }

    /// Returns whether nothing in the folder called `name`, `depth` below the content folder, is
    /// content.
    pub fn is_passed_over(&self, name: &str, depth: usize) -> bool {
        !matches!(self.tree.generator, Generator::Tidings)
            && (NEVER.contains(&name)
                || (depth == 1 && NEVER_ON_TOP.contains(&name))
                || (name == "_discarded" && self.tree.generator == Generator::Hexo))
    }

    /// Returns whether the file at `key` is of a kind that is read.
    pub fn is_of_a_kind(&self, key: &str) -> bool {
        self.kind(key).is_some()
    }

    /// What kind of file `key` is; `None` if it isn't read.
    pub fn kind(&self, key: &str) -> Option<Kind> {
        if let Some(kind) = self.tree.rule(key).and_then(|files| files.format).map(Kind::from) {
            return Some(kind);
        }
        let path = Path::new(key);
        let kind = Kind::of(path);
        let is_named = self.tree.rule(key).is_some();
        match (self.tree.generator, kind) {
            (Generator::Tidings, Some(Kind::Csv(_))) if !is_named => None,
            (Generator::Tidings, kind) => kind,
            (_, kind) if is_named => kind,
            (Generator::Html, Some(Kind::Page(Markup::Html))) => Some(Kind::WebPage),
            (Generator::Text, Some(Kind::Page(Markup::Text))) => Some(Kind::PlainText),
            (Generator::Html | Generator::Text, _) => None,
            // What Hexo doesn't know by its ending it copies.
            (Generator::Hexo, Some(Kind::Page(_))) if path.extension().is_some_and(is_capital) => None,
            (_, Some(Kind::Page(Markup::Markdown))) => kind,
            (Generator::Hugo | Generator::Hexo, Some(Kind::Page(Markup::Html))) => kind,
            (Generator::Jekyll, Some(Kind::Page(Markup::Html))) if key.split('/').any(|f| f == "_posts") => {
                kind
            }
            (_, None) if is_mdx(path) => Some(Kind::Page(Markup::Markdown)),
            (_, None) if is_unreadable(path) && self.tree.generator == Generator::Hugo => {
                Some(Kind::Unreadable)
            }
            _ => None,
        }
    }

    /// Returns whether the file at `key` may hold an article, as far as its own path tells.
    pub fn may_hold(&self, key: &str) -> bool {
        !self.tree.ignore.iter().any(|pattern| pattern.matches(key)) && !self.is_no_article(key)
    }

    /// Keeps those of `sources` that hold articles.
    pub fn retain(&self, sources: &mut Vec<Source>) {
        sources.retain(|source| !self.tree.ignore.iter().any(|pattern| pattern.matches(&source.key)));
        if self.tree.generator == Generator::Tidings {
            return;
        }
        sources.retain(|source| self.tree.rule(&source.key).is_some() || !self.is_no_article(&source.key));
        if self.tree.generator == Generator::Hugo {
            self.without_resources(sources);
        }
        if matches!(self.tree.generator, Generator::Jekyll | Generator::Hexo) {
            self.posts_only(sources);
        }
    }

    /// Pages that stand for a list, or speak of the repository.
    fn is_no_article(&self, key: &str) -> bool {
        let name = key.rsplit('/').next().unwrap_or(key).to_lowercase();
        let stem = name.split('.').next().unwrap_or_default();
        let is_list = stem == "_index" && matches!(self.tree.generator, Generator::Hugo | Generator::Zola);
        let has_readme_pages = matches!(
            self.tree.generator,
            Generator::Vuepress | Generator::Vitepress | Generator::Docusaurus | Generator::Markdown
        );
        let has_own_readme = !matches!(self.tree.generator, Generator::Markdown | Generator::Vitepress);
        let is_page = has_readme_pages && (key.contains('/') || (stem == "readme" && has_own_readme));
        let is_of_repository = OF_THE_REPOSITORY.contains(&stem) && !is_page;
        // Docsify's `_sidebar.md` and the like.
        let is_part = has_readme_pages && stem.starts_with('_');
        // A template of pages that a script lists.
        let is_template = self.tree.generator == Generator::Vitepress && key.contains('[');
        is_list || is_part || is_template || is_of_repository
    }

    /// In a leaf bundle (a folder with `index.md`) the other pages are its resources.
    fn without_resources(&self, sources: &mut Vec<Source>) {
        let bundles: HashSet<String> =
            sources.iter().filter_map(|source| bundle(&source.key)).map(str::to_owned).collect();
        sources.retain(|source| {
            let key = &source.key;
            let own = bundle(key);
            let mut above = key.char_indices().filter(|(_, c)| *c == '/').map(|(at, _)| &key[..at]);
            !above.any(|folder| bundles.contains(folder) && own != Some(folder))
        });
    }

    /// Where there are posts, other pages are none: articles stand in `_posts`, and in Jekyll's
    /// collections, which have a folder `_name` each. Where most pages stand elsewhere, as in
    /// documentation, they are the content.
    fn posts_only(&self, sources: &mut Vec<Source>) {
        let is_post = |key: &str| key.split('/').any(|folder| folder == "_posts");
        let is_collection = |key: &str| {
            let folders = key.rsplit_once('/').map_or("", |(folders, _)| folders);
            let mut folders = folders.split('/').filter(|folder| folder.starts_with('_'));
            self.tree.generator == Generator::Jekyll
                && folders.next().is_some_and(|name| !matches!(name, "_pages" | "_tabs" | "_authors"))
        };
        let is_listed = |source: &Source| is_post(&source.key) || is_collection(&source.key);
        if sources.iter().filter(|source| is_listed(source)).count() * 4 < sources.len() {
            return;
        }
        sources.retain(|source| is_listed(source) || self.tree.rule(&source.key).is_some());
    }
}

/// The folder whose leaf bundle `key` is the page of.
fn bundle(key: &str) -> Option<&str> {
    let (folder, name) = key.rsplit_once('/')?;
    (name.split('.').next() == Some("index")).then_some(folder)
}

fn is_capital(extension: &OsStr) -> bool {
    extension.to_str().is_some_and(|extension| extension.contains(|c: char| c.is_ascii_uppercase()))
}

fn extension(path: &Path) -> String {
    path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase()
}

fn is_mdx(path: &Path) -> bool {
    matches!(extension(path).as_str(), "mdx" | "mdown" | "mkd")
}

/// Markups that Hugo reads and tidings doesn't.
fn is_unreadable(path: &Path) -> bool {
    matches!(extension(path).as_str(), "org" | "adoc" | "asciidoc" | "rst" | "pandoc" | "pdc")
}
