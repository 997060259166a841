//! Which generator wrote a tree, and what its configuration says of titles, addresses and languages.
//!
//! [`recognise`] looks at configuration files first, then at the tree's shape. What it [`Found`] is put
//! into a [`Config`] ([`Found::apply`]), by `rebuild` on a bare tree and by `init --from` alike, so that
//! both see the same articles at the same addresses.

mod astro;
mod documentation;
mod docusaurus;
mod eleventy;
mod files;
mod hexo;
mod hugo;
mod jekyll;
mod language;
mod python;
mod script;
mod shape;
mod survey;
mod zola;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use url::Url;
use walkdir::WalkDir;

use crate::config::{Config, Defaults, Generator, Pattern, Slugs};
use crate::error::{Error, Result};

pub use survey::{Survey, survey};

/// The date of pages without one, where most have none.
pub const UNDATED: &str = "1970-01-01";

/// A tree and what is known of it.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Whose conventions it follows.
    pub generator: Generator,
    /// What it was recognised by: a file's name, or the tree's shape in words.
    pub evidence: String,
    /// The folder with the content.
    pub content: PathBuf,
    /// The site's name.
    pub title: Option<String>,
    /// One sentence about it.
    pub description: Option<String>,
    /// Its front page.
    pub url: Option<Url>,
    /// BCP 47.
    pub language: Option<String>,
    /// Of dates without a zone.
    pub timezone: Option<Tz>,
    /// Who stands for the site.
    pub author: Option<String>,
    /// Where articles stand.
    pub permalink: String,
    /// Where those below a folder stand.
    pub permalinks: BTreeMap<String, String>,
    /// Language → folder.
    pub languages: BTreeMap<String, String>,
    /// The code that the tree has for the site's own language.
    pub default_language: Option<String>,
    /// Language → what goes before its addresses, where it is not the rule.
    pub prefixes: BTreeMap<String, String>,
    /// What the pages below a folder say that don't say it themselves.
    pub defaults: BTreeMap<String, Defaults>,
    /// What the names of posts tell, if not their titles alone.
    pub names: Option<String>,
    /// Sections' slugs.
    pub sections: BTreeMap<String, String>,
    /// How names become parts of addresses, if not in the generator's usual way.
    pub slugs: Option<Slugs>,
    /// What is not read.
    pub ignore: Vec<String>,
    /// The date of pages without one.
    pub undated: Option<String>,
    /// What a person should look at.
    pub notes: Vec<String>,
}

/// Looks at `dir`, a site or the folder with its content; `None` if its files are records of tidings'
/// own, or nothing that is known.
///
/// # Errors
///
/// If `dir` can't be read, or the folder that its generator has the content in is not there.
pub fn recognise(dir: &Path) -> Result<Option<Found>> {
    let mut found = None;
    // The content folder of a site is recognised by what lies above it.
    let mut top = dir.to_owned();
    for (depth, root) in dir.ancestors().take(3).enumerate() {
        let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        found = by_configuration(root);
        if let Some(site) = &mut found {
            match depth {
                0 => break,
                _ if is_same(&site.content, dir) || dir.starts_with(&site.content) => {
                    root.clone_into(&mut top);
                    dir.clone_into(&mut site.content);
                    break;
                }
                _ => found = None,
            }
        }
    }
    let found = found.or_else(|| {
        let (folder, found) = below(dir)?;
        top = folder;
        Some(found)
    });
    let mut found = match found {
        Some(found) => found,
        None => match shape::recognise(dir)? {
            Some(found) => found,
            None => return Ok(None),
        },
    };
    if !found.content.is_dir() {
        // These have their pages there or nowhere; others are told to look elsewhere by scripts.
        if matches!(found.generator, Generator::Hugo | Generator::Zola | Generator::Hexo) {
            return Err(Error::NoContent { path: found.content, evidence: found.evidence });
        }
        dir.clone_into(&mut found.content);
    }
    if found.url.is_none() {
        found.url = files::host_of_pages(&top);
    }
    language::complete(&mut found)?;
    survey::complete(&mut found)?;
    Ok(Some(found))
}

fn by_configuration(root: &Path) -> Option<Found> {
    hugo::recognise(root)
        .or_else(|| zola::recognise(root))
        .or_else(|| hexo::recognise(root))
        .or_else(|| jekyll::recognise(root))
        .or_else(|| eleventy::recognise(root))
        .or_else(|| documentation::recognise(root))
        .or_else(|| python::recognise(root))
}

/// The one site that stands in a folder of `dir`, and that folder; `dir` is then a repository with other things beside.
fn below(dir: &Path) -> Option<(PathBuf, Found)> {
    /// Folders of repositories whose sites are not the one that is meant.
    const BESIDE: [&str; 8] =
        ["node_modules", "themes", "theme", "example", "examples", "exampleSite", "vendor", "test"];
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(dir).ok()?.filter_map(|e| Some(e.ok()?.path())).collect();
    folders.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        path.is_dir() && !name.starts_with(['.', '_']) && !BESIDE.contains(&name.as_ref())
    });
    folders.sort();
    let mut sites = folders.iter().filter_map(|folder| by_configuration(folder).map(|found| (folder, found)));
    let (folder, mut found) = sites.next()?;
    if sites.next().is_some() {
        return None;
    }
    // A folder of many books, of which one has a table of contents, is not that book.
    if pages(dir) > pages(&found.content) * 5 / 4 + 5 {
        return None;
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    found.evidence = format!("{name}/{}", found.evidence);
    Some((folder.clone(), found))
}

/// How many Markdown files there are below `dir`.
fn pages(dir: &Path) -> usize {
    let walk = WalkDir::new(dir).into_iter().filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !(name.starts_with('.') || name == "node_modules")
    });
    let is_page = |path: &Path| path.extension().is_some_and(|e| e == "md" || e == "markdown" || e == "mdx");
    walk.filter_map(std::result::Result::ok).filter(|entry| is_page(entry.path())).count()
}

fn is_same(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

impl Found {
    /// Puts what is known into `config`, but for the site's name and address if it has them.
    pub fn apply(&self, config: &mut Config) {
        let site = &mut config.site;
        let set = |to: &mut String, from: &Option<String>| {
            if let Some(from) = from {
                from.clone_into(to);
            }
        };
        set(&mut site.language, &self.language);
        if let Some(timezone) = self.timezone {
            site.timezone = timezone;
        }
        self.permalink.clone_into(&mut site.permalink);
        self.content.clone_into(&mut config.paths.content);
        config.sections.extend(self.sections.clone());
        let tree = &mut config.content;
        tree.generator = self.generator;
        tree.permalinks.clone_from(&self.permalinks);
        tree.languages.clone_from(&self.languages);
        tree.default_language = self.other_default().map(str::to_owned);
        tree.prefixes.clone_from(&self.prefixes);
        tree.defaults.clone_from(&self.defaults);
        tree.slugs = self.slugs;
        tree.names.clone_from(&self.names);
        tree.undated.clone_from(&self.undated);
        tree.ignore = self.ignore.iter().filter_map(|text| Pattern::try_from(text.clone()).ok()).collect();
    }

    /// The code that the tree has for the site's own language, if that is another.
    pub fn other_default(&self) -> Option<&str> {
        let code = self.default_language.as_deref()?;
        let is_same = self.language.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(code));
        (!is_same).then_some(code)
    }

    /// Puts name and description into `config` as well.
    pub fn apply_names(&self, config: &mut Config) {
        if let Some(title) = &self.title {
            title.clone_into(&mut config.site.title);
            title.clone_into(&mut config.site.author);
            title.clone_into(&mut config.site.description);
        }
        if let Some(description) = &self.description {
            description.clone_into(&mut config.site.description);
        }
        if let Some(author) = &self.author {
            author.clone_into(&mut config.site.author);
        }
    }
}
