//! What a file's path says of its article.

use super::{dates, docusaurus, names};
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
    /// It is one of Jekyll's posts, or of a blog of Docusaurus's.
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
        standing.lang = standing.lang.filter(|lang| !is_own_language(lang, config));
        standing.prefix = prefix(standing.lang.as_deref(), config);
        if tree.generator == Generator::Docusaurus {
            standing.of_docusaurus(&folders, name, config);
            return standing;
        }
        let is_readme = matches!(tree.generator, Generator::Vuepress | Generator::Markdown)
            && name.eq_ignore_ascii_case("readme");
        // `_notes/index.md` is one of a collection's pages like any other.
        let is_collected = tree.generator == Generator::Jekyll
            && folders.iter().any(|folder| folder.starts_with('_') && *folder != "_posts");
        if (name == "index" && !is_collected) || is_readme {
            standing.is_index = true;
            // A bundle's or folder's own page is called as the folder is.
            let own = folders.pop_if(|folder| *folder != "_posts");
            name = own.unwrap_or(if is_readme { "readme" } else { "index" });
        }
        let place = folders.clone();
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
        standing.date = found.map(|(date, _)| date).or_else(|| dates::of_folders(&place));
        standing.lies_in(&place, &folders, config);
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

    /// Returns whether the page is one of Jekyll's that are no posts: a collection's, or of no list.
    pub fn is_beside_posts(&self, generator: Generator) -> bool {
        generator == Generator::Jekyll && !self.is_post
    }

    /// The pattern of the pages in `folders`, and how many of these it is for.
    fn route<'a>(&self, folders: &[&str], config: &'a Config) -> Option<(&'a str, usize)> {
        let tree = &config.content;
        let lang = self.lang.as_deref().unwrap_or_else(|| tree.own_language(&config.site.language));
        tree.permalink(lang, folders)
    }

    /// Takes what the folders tell: those of the `place`, and those of them that addresses have.
    fn lies_in(&mut self, place: &[&str], folders: &[&str], config: &Config) {
        let route = [place, folders].into_iter().find_map(|folders| {
            let (pattern, depth) = self.route(folders, config)?;
            Some((pattern, &folders[depth..]))
        });
        let below = route.map_or(folders, |(_, below)| below);
        let below = below.iter().filter(|folder| **folder != "_posts");
        self.pattern = route.map(|(pattern, _)| pattern.to_owned());
        self.below = below.map(|folder| format!("{folder}/")).collect();
        self.below.push_str(&self.name);
        self.place = place.join("/");
        self.folders = folders.iter().map(|folder| (*folder).to_owned()).collect();
    }

    /// A post's name is a part of its address; a page of the documentation lies in folders that are
    /// numbered, and may stand for one.
    fn of_docusaurus(&mut self, whole: &[&str], name: &str, config: &Config) {
        let route = self.route(whole, config);
        let depth = route.map_or(0, |(_, depth)| depth);
        let is_post = route.is_some_and(|(pattern, _)| pattern.contains(":datedpath"));
        self.is_post = is_post;
        self.is_index = match is_post {
            true => name == "index" && whole.len() > depth,
            false => docusaurus::is_of_folder(name, whole),
        };
        let own = usize::from(self.is_index && !whole.is_empty());
        self.place = whole[..whole.len() - own].join("/");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_for_folders_on_the_disk_or_in_addresses() {
        let permalinks = [("_notes", "n"), ("a", "a"), ("/", "top")];
        let mut config = Config::bare(url::Url::parse("https://x.example/").unwrap());
        config.content.permalinks =
            permalinks.map(|(folder, pattern)| (folder.to_owned(), pattern.to_owned())).into();
        for (generator, key, pattern, below) in [
            (Generator::Jekyll, "_notes/sea/x.md", Some("n"), "sea/x"),
            (Generator::Jekyll, "a/_posts/2023-07-18-x.md", Some("a"), "x"),
            (Generator::Hexo, "_posts/a/b/x.md", Some("a"), "b/x"),
            (Generator::Hexo, "_posts/x.md", Some("top"), "x"),
            (Generator::Hexo, "_posts/index.md", Some("top"), "index"),
            (Generator::Docusaurus, "a/01-b/index.md", Some("a"), "b/"),
            (Generator::Zola, "b/A/x.md", None, "b/A/x"),
            (Generator::Zola, "A/x.md", Some("a"), "x"),
        ] {
            config.content.generator = generator;
            let standing = Standing::of(key, &config);
            assert_eq!((standing.pattern.as_deref(), &*standing.below), (pattern, below), "{key}");
        }
    }
}
