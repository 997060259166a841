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
    /// The file's name without extension, language and, where the generator takes it off, date.
    pub name: String,
    /// The same with its date.
    pub dated_name: String,
    /// The date at the beginning of the name, or of the folders above it, as `2023-07-18`.
    pub date: Option<String>,
    /// The language that the path names.
    pub lang: Option<String>,
    /// What goes before the address of a page in another language than the site's.
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
        if let Some(lang) = &standing.lang
            && !lang.eq_ignore_ascii_case(&config.site.language)
            && tree.languages.keys().any(|code| code.eq_ignore_ascii_case(lang))
        {
            standing.prefix = Some(lang.to_lowercase());
        }
        let is_readme =
            matches!(tree.generator, Generator::Vuepress | Generator::Docusaurus | Generator::Markdown)
                && name.eq_ignore_ascii_case("readme");
        if name == "index" || is_readme {
            standing.is_index = true;
            // A bundle's or folder's own page is called as the folder is.
            name = folders.pop().unwrap_or(if is_readme { "readme" } else { "index" });
        }
        match tree.generator {
            // `food/_posts/2023-07-18-x.md`: what stands above `_posts` are categories.
            Generator::Jekyll => folders.retain(|folder| !folder.starts_with('_')),
            Generator::Hexo => folders.retain(|folder| *folder != "_posts"),
            _ => {}
        }
        let found = dates::leading(name);
        name.clone_into(&mut standing.dated_name);
        standing.name = match &found {
            Some((_, rest)) if takes_date_off(tree.generator) && !rest.is_empty() => (*rest).to_owned(),
            _ => name.to_owned(),
        };
        standing.date = found.map(|(date, _)| date).or_else(|| dates::of_folders(&folders));
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

/// The language whose folder the first of `folders` are, and how many they are.
fn language_folder(folders: &[&str], config: &Config) -> Option<(String, usize)> {
    config.content.languages.iter().filter(|(_, folder)| !folder.is_empty()).find_map(|(code, folder)| {
        let parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
        folders.starts_with(&parts).then(|| (code.clone(), parts.len()))
    })
}
