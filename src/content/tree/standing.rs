//! What a file's path says of its article.

use super::dates;
use crate::config::{Config, Generator};
use crate::content::format::stem;

/// What a path says of an article, by the rules of the tree's generator.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::content) struct Standing {
    /// The folders between the content folder and the file, without those that mean nothing in an
    /// address (`_posts`, a language's, the bundle's own).
    pub folders: Vec<String>,
    /// All of them but a language's and the bundle's own, as the disk has them: `posts/wind`.
    pub place: String,
    /// It is one of Jekyll's posts.
    pub is_post: bool,
    /// It is one of a collection of Jekyll's (`_notes/`).
    pub is_collected: bool,
    /// The folder below Jekyll's `_posts`, which has no part in addresses.
    pub shelf: Option<String>,
    /// The file's name without extension, language and, where the generator takes it off, date.
    pub name: String,
    /// The same with its date.
    pub dated_name: String,
    /// The date at the beginning of the name, or of the folders above it, as `2023-07-18`.
    pub date: Option<String>,
    /// The language that the path names, if it is not the site's own.
    pub lang: Option<String>,
    /// What goes before the address: a folder, or the front page of another host.
    pub prefix: Option<String>,
    /// The file stands for its folder, so its name has no place in an address.
    pub is_index: bool,
}

impl Standing {
    /// What the path `key` says.
    pub fn of(key: &str, config: &Config) -> Self {
        let tree = &config.content;
        let mut standing = Self::default();
        let own_name = key.rsplit('/').next().unwrap_or(key);
        let (path, lang) = without_language(without_extension(key), config);
        standing.lang = lang;
        let mut folders: Vec<&str> = path.split('/').collect();
        let mut name = folders.pop().unwrap_or_default();
        if let Some((code, depth)) = language_folder(&folders, config) {
            standing.lang = Some(code);
            folders.drain(..depth);
        }
        standing.lang = standing.lang.filter(|lang| !is_own_language(lang, config));
        standing.prefix = prefix(standing.lang.as_deref(), config);
        let is_readme =
            matches!(tree.generator, Generator::Vuepress | Generator::Docusaurus | Generator::Markdown)
                && name.eq_ignore_ascii_case("readme");
        // `_notes/index.md` is one of a collection's pages like any other.
        let is_collected = tree.generator == Generator::Jekyll
            && folders.iter().any(|folder| folder.starts_with('_') && *folder != "_posts");
        if (name == "index" && !is_collected) || is_readme {
            standing.is_index = true;
            // A bundle's or folder's own page is called as the folder is.
            name = folders.pop().unwrap_or(if is_readme { "readme" } else { "index" });
        }
        standing.place = folders.join("/");
        let of_folders = dates::of_folders(&folders);
        match tree.generator {
            // `food/_posts/2023-07-18-x.md`: what stands above `_posts` are categories.
            Generator::Jekyll => {
                let posts = folders.iter().position(|folder| *folder == "_posts");
                let is_inside = config.paths.content.iter().any(|folder| folder == "_posts");
                standing.is_post = posts.is_some() || is_inside;
                if standing.is_post {
                    let below = posts.map_or(0, |at| at + 1);
                    standing.shelf = folders.get(below).map(|folder| (*folder).to_owned());
                    folders.truncate(posts.unwrap_or(0));
                }
                if let Some(at) = folders.iter().position(|folder| folder.starts_with('_')) {
                    standing.is_collected = true;
                    folders.drain(..=at);
                }
            }
            Generator::Hexo => folders.retain(|folder| *folder != "_posts"),
            _ => {}
        }
        let found = dates::leading(name);
        name.clone_into(&mut standing.dated_name);
        standing.name = match &found {
            Some((_, rest)) if takes_date_off(tree.generator) && !rest.is_empty() => (*rest).to_owned(),
            _ => name.to_owned(),
        };
        standing.date = found.map(|(date, _)| date).or(of_folders);
        standing.folders = folders.into_iter().map(docusaurus_order(tree.generator)).collect();
        if tree.generator == Generator::Docusaurus {
            standing.name = without_order(&standing.name).to_owned();
        }
        if own_name.is_empty() {
            standing.name = stem(key).to_owned();
        }
        standing
    }
}

impl Standing {
    /// Returns whether the page is one of Jekyll's that are no posts: a collection's, or of no list.
    pub fn is_beside_posts(&self, generator: Generator) -> bool {
        generator == Generator::Jekyll && !self.is_post
    }
}

fn takes_date_off(generator: Generator) -> bool {
    matches!(generator, Generator::Jekyll | Generator::Zola)
}

fn docusaurus_order(generator: Generator) -> impl Fn(&str) -> String {
    move |name| match generator {
        Generator::Docusaurus => without_order(name).to_owned(),
        _ => name.to_owned(),
    }
}

/// `01-intro` is `intro` to Docusaurus; `2023-07-18-x` is a date.
fn without_order(name: &str) -> &str {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &name[digits..];
    match rest.strip_prefix(['-', '_', '.']) {
        Some(rest)
            if (1..=3).contains(&digits)
                && !rest.starts_with(|c: char| c.is_ascii_digit())
                && !rest.is_empty() =>
        {
            rest
        }
        _ => name,
    }
}

fn without_extension(key: &str) -> &str {
    let name = key.rsplit('/').next().unwrap_or(key);
    let extension = name.rsplit_once('.').map_or(0, |(stem, extension)| match stem.is_empty() {
        true => 0,
        false => extension.len() + 1,
    });
    &key[..key.len() - extension]
}

/// `post.zh-cn` is `post` in zh-cn, if that is a language of the site.
fn without_language<'a>(path: &'a str, config: &Config) -> (&'a str, Option<String>) {
    let Some((rest, suffix)) = path.rsplit_once('.') else { return (path, None) };
    if suffix.contains('/') || rest.is_empty() || rest.ends_with('/') {
        return (path, None);
    }
    match config.content.languages.keys().find(|code| code.eq_ignore_ascii_case(suffix)) {
        Some(code) => (rest, Some(code.clone())),
        None => (path, None),
    }
}

fn is_own_language(code: &str, config: &Config) -> bool {
    code.eq_ignore_ascii_case(config.content.own_language(&config.site.language))
}

/// What goes before the address of a page in `lang`, or in the site's own language.
fn prefix(lang: Option<&str>, config: &Config) -> Option<String> {
    let tree = &config.content;
    let code = lang.unwrap_or_else(|| tree.own_language(&config.site.language));
    let written = tree.prefixes.iter().find(|(known, _)| known.eq_ignore_ascii_case(code));
    match written {
        Some((_, prefix)) => {
            Some(prefix.trim_start_matches('/').to_owned()).filter(|prefix| !prefix.is_empty())
        }
        None => lang.map(str::to_lowercase),
    }
}

/// The language whose folder the first of `folders` are, and how many they are.
fn language_folder(folders: &[&str], config: &Config) -> Option<(String, usize)> {
    config.content.languages.iter().filter(|(_, folder)| !folder.is_empty()).find_map(|(code, folder)| {
        let parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
        folders.starts_with(&parts).then(|| (code.clone(), parts.len()))
    })
}
