//! Where an article stands on the site.

use url::Url;

use super::{Reader, shorten};
use crate::article::{ArticleId, Timestamp};
use crate::config::Generator;
use crate::content::fields::Field;
use crate::content::format::stem;
use crate::content::links::{Permalink, web_address};
use crate::content::tree::{Page, dated_path, of_hexo, slug, translate_permalink};

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
            let is_below =
                self.record.page.is_some() && !written.contains("://") && !written.starts_with("//");
            let url = match is_below {
                true => web_address(&format!("./{}", written.trim_start_matches('/')), &site.url),
                false => web_address(&written, &site.url),
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

    fn url_of_page(&self, page: &Page, parts: Permalink<'_>, own_slug: Option<String>, title: &str) -> Url {
        let (site, tree) = (&self.config.site, &self.config.content);
        let way = tree.slugs();
        let standing = &page.standing;
        let own_slug = own_slug.map(|own| slug(&own, way));
        let name = slug(&standing.name, way);
        let title = match tree.generator {
            Generator::Hexo => of_hexo(title).to_lowercase(),
            _ => slug(title, way),
        };
        let folders: Vec<String> = standing.folders.iter().map(|folder| slug(folder, way)).collect();
        let folders = folders.join("/");
        let last = own_slug.as_deref().unwrap_or(&name);
        // The page of the whole site stands for it.
        let is_front =
            standing.is_index && standing.folders.is_empty() && matches!(&*name, "index" | "readme");
        let path = match (is_front, folders.is_empty()) {
            (true, _) => String::new(),
            (false, true) => last.to_owned(),
            (false, false) => format!("{folders}/{last}"),
        };
        let below = match (tree.generator, own_slug.as_deref()) {
            (Generator::Docusaurus, own) => below_route(&standing.below, own),
            (_, own) => {
                let mut parts: Vec<String> = standing.below.split('/').map(|part| slug(part, way)).collect();
                if let (Some(own), Some(last)) = (own, parts.last_mut()) {
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
        if categories.is_empty() && tree.generator == Generator::Hexo {
            categories.push("uncategorized".to_owned());
        }
        let parts = Permalink {
            slug: last,
            path: &path,
            title: &title,
            slug_or_title: own_slug.as_deref().unwrap_or(&title),
            name: &name,
            folders: &folders,
            categories: &categories.join("/"),
            abbrlink: page.abbrlink.as_deref().unwrap_or_default(),
            below: &below,
            dated_path: &dated_path,
            ..parts
        };
        let own = page.permalink.as_deref().map(|own| translate_permalink(tree.generator, own).0);
        let mut pattern = own.as_ref().or(standing.pattern.as_ref()).unwrap_or(&site.permalink).clone();
        let is_vue = matches!(tree.generator, Generator::Vuepress | Generator::Vitepress);
        if standing.is_index && (is_vue || tree.generator == Generator::Markdown) {
            pattern = pattern.replace(":path.html", ":path/");
            // docsify looks for `x.md` at `#/x`, and for `x/README.md` at `#/x/`.
            if pattern.ends_with(":path") && (is_vue || pattern.contains("#/")) {
                pattern.push('/');
            }
        }
        if let Some(prefix) = &standing.prefix {
            pattern = format!("/{prefix}/{}", pattern.trim_start_matches('/'));
        }
        parts.fill(&pattern, &site.url)
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
