//! What a file's path says of its article.

use super::{dates, docusaurus, names};
use crate::config::{Config, Generator, Tree};
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
    /// The pattern of the addresses below one of the folders.
    pub pattern: Option<String>,
    /// The path below that folder, or below the content folder; with a slash at its end where Docusaurus
    /// has the page stand for its folder.
    pub below: String,
    /// The category that the name tells.
    pub category: Option<String>,
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
        match tree.generator {
            Generator::Docusaurus => {
                standing.of_docusaurus(&folders, name, tree);
                return standing;
            }
            // `food/_posts/2023-07-18-x.md`: what stands above `_posts` are categories.
            Generator::Jekyll => folders.retain(|folder| !folder.starts_with('_')),
            Generator::Hexo => folders.retain(|folder| *folder != "_posts"),
            _ => {}
        }
        let is_readme = matches!(tree.generator, Generator::Vuepress | Generator::Markdown)
            && name.eq_ignore_ascii_case("readme");
        if name == "index" || is_readme {
            standing.is_index = true;
            // A bundle's or folder's own page is called as the folder is.
            name = folders.pop().unwrap_or(if is_readme { "readme" } else { "index" });
        }
        let found = dates::leading(name);
        name.clone_into(&mut standing.dated_name);
        standing.name = match &found {
            Some((_, rest)) if takes_date_off(tree.generator) && !rest.is_empty() => (*rest).to_owned(),
            _ => name.to_owned(),
        };
        standing.date = found.map(|(date, _)| date).or_else(|| dates::of_folders(&folders));
        standing.lies_in(&folders, tree);
        if tree.generator == Generator::Hexo
            && let Some(names) = &tree.names
        {
            standing.name_tells(names, &path_below_posts(path));
        }
        if own_name.is_empty() {
            standing.name = stem(key).to_owned();
        }
        standing
    }

    fn lies_in(&mut self, folders: &[&str], tree: &Tree) {
        let route = tree.route(folders);
        let depth = route.map_or(0, |(_, depth)| depth);
        self.pattern = route.map(|(pattern, _)| pattern.to_owned());
        self.below = folders[depth..].iter().map(|folder| format!("{folder}/")).collect();
        self.below.push_str(&self.name);
        self.folders = folders.iter().map(|folder| (*folder).to_owned()).collect();
    }

    /// A post's name is a part of its address; a page of the documentation lies in folders that are
    /// numbered, and may stand for one.
    fn of_docusaurus(&mut self, whole: &[&str], name: &str, tree: &Tree) {
        let route = tree.route(whole);
        let depth = route.map_or(0, |(_, depth)| depth);
        let is_post = route.is_some_and(|(pattern, _)| pattern.contains(":datedpath"));
        self.is_index = match is_post {
            true => name == "index" && whole.len() > depth,
            false => docusaurus::is_of_folder(name, whole),
        };
        let order = if is_post { |name| name } else { docusaurus::without_order };
        self.folders = whole.iter().map(|folder| order(folder).to_owned()).collect();
        let mut inner = self.folders[depth..].join("/");
        if self.is_index {
            let slash = if is_post { "" } else { "/" };
            inner.push_str(slash);
            self.name = self.folders.pop().unwrap_or_else(|| name.to_lowercase());
        } else {
            inner = [inner.as_str(), order(name)].join("/").trim_start_matches('/').to_owned();
            order(name).clone_into(&mut self.name);
        }
        self.below = inner;
        self.pattern = route.map(|(pattern, _)| pattern.to_owned());
        self.dated_name.clone_from(&self.name);
        let folders: Vec<&str> = self.folders.iter().map(String::as_str).collect();
        self.date = dates::leading(&self.name).map(|(date, _)| date).or_else(|| dates::of_folders(&folders));
    }

    /// Takes what the path `below` Hexo's posts tells by the pattern `names`; one that doesn't fit is a
    /// title as Hexo makes it of any text.
    fn name_tells(&mut self, names: &str, below: &str) {
        let told = names::tell(names, below);
        let title = told.title.unwrap_or_else(|| super::slug::of_hexo(below));
        let mut parts: Vec<String> = title.split('/').map(str::to_owned).collect();
        self.name = parts.pop().unwrap_or_default();
        self.folders = parts;
        self.below = title;
        self.date = told.date.or(self.date.take());
        self.category = told.category;
    }
}

/// What of `path` stands below the folder `_posts`.
fn path_below_posts(path: &str) -> String {
    path.rsplit_once("_posts/").map_or(path, |(_, below)| below).to_owned()
}

fn takes_date_off(generator: Generator) -> bool {
    matches!(generator, Generator::Jekyll | Generator::Zola)
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
