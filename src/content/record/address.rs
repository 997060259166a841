//! Where an article stands on the site.

use url::Url;

use super::{Reader, shorten};
use crate::article::{ArticleId, Timestamp};
use crate::config::{Generator, Slugs};
use crate::content::fields::Field;
use crate::content::format::stem;
use crate::content::links::{Permalink, web_address};
use crate::content::tree::{
    Page, Standing, dated_path, name_slug, of_hexo, slug, title_slug, translate_permalink,
};

impl Reader<'_> {
    /// The address that the record gives, or that the site's pattern makes of it.
    pub(super) fn url(
        &mut self,
        id: &ArticleId,
        title: &str,
        published: Timestamp,
        section: Option<&str>,
        lang: &str,
    ) -> Option<Url> {
        let site = &self.config.site;
        if let Some(entry) = self.entry(Field::Url)
            && let Some(written) = self.node_line(&entry.name, &entry.node)
        {
            // A generator's addresses stand below the site, though they begin with a slash.
            let is_whole = written.contains("://") || written.starts_with("//");
            let url = match self.record.page.filter(|_| !is_whole) {
                Some(page) => {
                    // Hugo takes an address without a slash in front for a part of a language's site.
                    let is_of_language =
                        self.config.content.generator == Generator::Hugo && !written.starts_with('/');
                    let (base, folder) = self.front(page, is_of_language);
                    web_address(&format!("./{folder}{}", written.trim_start_matches('/')), &base)
                }
                None => web_address(&written, &site.url),
            };
            if url.is_none() {
                let message = format!("`{}` is not a web address", shorten(&written));
                let hint = "write it as https://example.org/article or, relative to the site, /article";
                self.error("bad-url", entry.node.at, message, hint);
            }
            return url;
        }
        let own_slug = self.line(Field::Slug);
        let parts = Permalink {
            published: Some(published.with_timezone(&site.timezone)),
            section: section.map(|name| self.config.sections.get(name).map_or(name, String::as_str)),
            id: id.as_str(),
            lang,
            ..Permalink::default()
        };
        match self.record.page {
            Some(page) => Some(self.url_of_page(page, parts, own_slug, title)),
            None => Some(self.url_of_record(parts, own_slug, title)),
        }
    }

    fn url_of_record(&self, parts: Permalink<'_>, own_slug: Option<String>, title: &str) -> Url {
        let site = &self.config.site;
        let path = if self.record.is_alone { stem(&self.source.key) } else { parts.id };
        let slug_or_name = own_slug.as_deref().unwrap_or(match self.record.is_alone {
            true => path.rsplit('/').next().unwrap_or(path),
            false => parts.id,
        });
        let title = slug(title, crate::config::Slugs::Lower);
        let parts = Permalink {
            slug: slug_or_name,
            path,
            title: &title,
            slug_or_title: own_slug.as_deref().unwrap_or(&title),
            name: path.rsplit('/').next().unwrap_or(path),
            folders: path.rsplit_once('/').map_or("", |(folders, _)| folders),
            categories: parts.section.unwrap_or_default(),
            ..parts
        };
        parts.fill(&site.permalink, &site.url)
    }

    /// The front page that the address of `page` is below, and the language's folder, if it is below
    /// that.
    fn front(&self, page: &Page, is_of_language: bool) -> (Url, String) {
        let front = &self.config.site.url;
        match page.standing.prefix.as_deref().map(|prefix| (Url::parse(prefix), prefix)) {
            Some((Ok(host), _)) => (host, String::new()),
            Some((Err(_), prefix)) if is_of_language => {
                (front.clone(), format!("{}/", prefix.trim_matches('/')))
            }
            _ => (front.clone(), String::new()),
        }
    }

    fn url_of_page(&self, page: &Page, parts: Permalink<'_>, own_slug: Option<String>, title: &str) -> Url {
        let tree = &self.config.content;
        let standing = &page.standing;
        let is_beside = standing.is_beside_posts(tree.generator);
        let way = tree.slugs();
        let parts_of = |path: &str| path.split('/').map(|part| slug(part, way)).collect::<Vec<_>>().join("/");
        let own_slug = own_slug.map(|own| parts_of(&own));
        let own_of_path = own_slug.as_deref().filter(|_| !is_beside);
        let short_name = title_slug(&standing.name, way);
        let title = match tree.generator {
            Generator::Hexo => of_hexo(title).to_lowercase(),
            _ => title_slug(title, way),
        };
        let way_of_path = if is_beside { Slugs::Plain } else { way };
        let folders = standing.folders.iter().map(|folder| name_slug(folder, way_of_path));
        let folders = folders.collect::<Vec<_>>().join("/");
        let name = name_slug(if is_beside { &standing.dated_name } else { &standing.name }, way_of_path);
        let last = own_of_path.unwrap_or(&name);
        // The page of the whole site stands for it.
        let is_front =
            standing.is_index && standing.folders.is_empty() && matches!(&*name, "index" | "readme");
        let path = match (is_front, folders.is_empty()) {
            (true, _) => String::new(),
            (false, true) => last.to_owned(),
            (false, false) => format!("{folders}/{last}"),
        };
        let below = match tree.generator {
            Generator::Docusaurus => below_route(&standing.below, own_slug.as_deref()),
            _ => {
                let parts = standing.below.split('/').map(|part| name_slug(part, way_of_path));
                let mut parts: Vec<String> = parts.collect();
                if let (Some(own), Some(last)) = (own_of_path, parts.last_mut()) {
                    own.clone_into(last);
                }
                parts.join("/")
            }
        };
        let dated_path = match own_slug.as_deref() {
            Some(own) => own.to_owned(),
            None => dated_path(&below),
        };
        let mut categories: Vec<String> = page.categories.iter().map(|name| self.category(name)).collect();
        let mut seen = std::collections::HashSet::new();
        categories.retain(|category| seen.insert(category.clone()));
        if categories.is_empty() && tree.generator == Generator::Hexo {
            categories.push("uncategorized".to_owned());
        }
        let parts = Permalink {
            slug: own_slug.as_deref().unwrap_or(&short_name),
            path: &path,
            title: &title,
            slug_or_title: own_slug.as_deref().unwrap_or(&title),
            name: &short_name,
            folders: &folders,
            categories: &categories.join("/"),
            abbrlink: page.abbrlink.as_deref().unwrap_or_default(),
            below: &below,
            dated_path: &dated_path,
            ..parts
        };
        let pattern = self.pattern(page);
        // An address that Hugo's page writes itself may be one of the whole site.
        let own = page.permalink.as_deref().filter(|_| tree.generator == Generator::Hugo);
        let (base, folder) = self.front(page, !own.is_some_and(|own| own.starts_with('/')));
        parts.fill(&format!("/{folder}{}", pattern.trim_start_matches('/')), &base)
    }

    /// The pattern of the page's address: its own, its folder's, or the site's.
    fn pattern(&self, page: &Page) -> String {
        let generator = self.config.content.generator;
        let standing = &page.standing;
        let mut pattern = match (&page.permalink, &standing.pattern) {
            (Some(own), _) => translate_permalink(generator, own).0,
            (None, Some(of_folder)) => of_folder.clone(),
            (None, None) => self.pattern_of_site(standing),
        };
        if page.permalink.is_some()
            && generator == Generator::Hugo
            && !pattern.contains('.')
            && !pattern.ends_with('/')
        {
            pattern.push('/');
        }
        let is_vue = matches!(generator, Generator::Vuepress | Generator::Vitepress);
        if standing.is_index && (is_vue || generator == Generator::Markdown) {
            pattern = pattern.replace(":path.html", ":path/");
            // docsify looks for `x.md` at `#/x`, and for `x/README.md` at `#/x/`.
            if pattern.ends_with(":path") && (is_vue || pattern.contains("#/")) {
                pattern.push('/');
            }
        }
        pattern
    }

    /// The site's pattern; Jekyll's pages have their own path, in the form of the posts' addresses.
    fn pattern_of_site(&self, standing: &Standing) -> String {
        let pattern = self.config.site.permalink.as_str();
        if !standing.is_beside_posts(self.config.content.generator) || standing.is_collected {
            return pattern.to_owned();
        }
        let pattern = match pattern {
            posts if posts.ends_with('/') || standing.is_index => "/:path/",
            posts if posts.ends_with(".html") => "/:path.html",
            _ => "/:path",
        };
        pattern.to_owned()
    }

    fn category(&self, name: &str) -> String {
        match (self.config.sections.get(name), self.config.content.generator) {
            (Some(slug), _) => slug.clone(),
            (None, Generator::Jekyll) => name.to_lowercase(),
            (None, Generator::Hexo) => of_hexo(name),
            (None, _) => slug(name, self.config.content.slugs()).replace(char::is_whitespace, "-"),
        }
    }
}

/// Where a page of Docusaurus's stands `below` the folder of all: a `slug` with a slash in front counts from
/// there, another from the page's own folder.
fn below_route(below: &str, slug: Option<&str>) -> String {
    let Some(slug) = slug else { return if below.is_empty() { "/" } else { below }.to_owned() };
    let folder = below.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = if slug.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for part in slug.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "" | "." => {}
            part => parts.push(part),
        }
    }
    let slash = if slug.ends_with('/') { "/" } else { "" };
    format!("{}{slash}", parts.join("/"))
}
