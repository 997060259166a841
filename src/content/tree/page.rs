//! A page of another generator, as the fields that tidings knows.

use super::body::{About, before_more, first_heading, first_words, without_tags};
use super::fields::{self, Fields};
use super::mend::mended;
use super::standing::Standing;
use crate::article::ArticleId;
use crate::config::{Config, Generator};
use crate::content::format::front_matter::{self, Page as Split};
use crate::content::format::{Markup, Syntax, header, path_id};
use crate::content::node::{Entry, Node, Table, Value};

/// A page, ready to be checked as a record.
#[derive(Debug)]
pub(in crate::content) struct Page {
    pub fields: Table,
    /// Where its fields begin.
    pub at: usize,
    /// Without the generator's tags, and without the heading that is its title.
    pub body: String,
    /// What stands before the mark that ends the summary.
    pub lead: Option<String>,
    pub markup: Markup,
    pub standing: Standing,
    /// The page's own pattern of its address.
    pub permalink: Option<String>,
    /// Its name in the address, where it is not the file's.
    pub abbrlink: Option<String>,
    /// The categories, for addresses that have them.
    pub categories: Vec<String>,
    pub fate: Fate,
    /// What in it can't be followed: where, what, and what to do instead.
    pub doubts: Vec<Doubt>,
}

/// Something in a page that its generator knows and tidings doesn't.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::content) struct Doubt {
    pub at: usize,
    pub code: &'static str,
    pub message: String,
    pub hint: &'static str,
}

impl Page {
    /// The identity that the page has by its path `key`. `_notes/sea/index.md` of a collection is not
    /// the page of its folder.
    pub fn path_id(&self, key: &str) -> Option<ArticleId> {
        match self.standing.is_collected {
            true => ArticleId::new(key.rsplit_once('.').map_or(key, |(path, _)| path)),
            false => path_id(key),
        }
    }
}

/// What becomes of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::content) enum Fate {
    /// It is an article, or should be.
    Article,
    /// It is a list, a search form, or nothing that the generator publishes.
    NoArticle,
    /// It is kept from who doesn't know a password.
    Locked,
}

/// Reads the page `text` of the file `key`.
pub(in crate::content) fn page(
    text: &str,
    key: &str,
    markup: Markup,
    config: &Config,
) -> Result<Page, Syntax> {
    let generator = config.content.generator;
    let split = split(text, generator)?;
    let standing = Standing::of(key, config);
    let at = split.fields.entries.first().map_or(0, |entry| entry.at);
    let mut found = fields::read(&split.fields, generator, config, &standing);
    let body_text = split.body;
    let title = found.title.clone().unwrap_or_default();
    let about = About { title: &title, front: &config.site.url, is_mdx: key.ends_with(".mdx") };
    let mut body = without_tags(body_text, generator, &about);
    let is_html = found.markup == Some(Markup::Html) || (markup == Markup::Html && found.markup.is_none());
    if !is_html {
        take_heading(&mut found, &mut body, at);
    }
    if found.title.is_none() && !body.trim().is_empty() {
        take_name(&mut found, at, &standing, &body, is_html);
    }
    let is_undated = found.is_undated;
    if is_undated {
        let date = standing.date.clone().or_else(|| config.content.undated.clone());
        if let Some(date) = date {
            found.add("date", at, &date);
        }
    }
    // A page that its own generator passes through unread.
    let is_static = markup == Markup::Html || generator == Generator::Jekyll;
    let is_unread = !split.has_front_matter && is_static && !key.contains("_posts/");
    let fate = fate(&found, &body, is_undated && standing.date.is_none(), is_unread);
    let lead = if found.has_summary { None } else { before_more(&body).map(str::to_owned) };
    let lead = lead.filter(|lead| !lead.trim().is_empty());
    Ok(Page {
        markup: found.markup.unwrap_or(markup),
        permalink: found.permalink,
        abbrlink: found.abbrlink,
        categories: found.categories,
        fields: found.table,
        at,
        body,
        lead,
        standing,
        fate,
        doubts: found.doubts,
    })
}

/// The title of a page without one is its first heading.
fn take_heading(found: &mut Fields, body: &mut String, at: usize) {
    let Some((heading, after)) = first_heading(body) else { return };
    let is_title = match &found.title {
        None => {
            found.add("title", at, &heading);
            true
        }
        // Many write the title once more above the text.
        Some(title) => *title == heading,
    };
    if let (true, Some(after)) = (is_title, after) {
        *body = after.to_owned();
    }
}

/// The title of a page without title and heading is its file's name, as Hugo, Jekyll and generators of
/// documentation have it; where that has no letters, as in series of short notes, its first words.
fn take_name(found: &mut Fields, at: usize, standing: &Standing, body: &str, is_html: bool) {
    let name = super::dates::leading(&standing.name).map_or(standing.name.as_str(), |(_, rest)| rest);
    let words = match name.contains(char::is_alphabetic) {
        true => None,
        false => first_words(body, if is_html { Markup::Html } else { Markup::Markdown }),
    };
    let title = words.unwrap_or_else(|| name.replace(['-', '_'], " "));
    if !title.is_empty() {
        found.add("title", at, &title);
    }
}

fn fate(found: &Fields, body: &str, is_undated: bool, is_unread: bool) -> Fate {
    /// Layouts of pages that list others.
    const LISTS: [&str; 17] = [
        "archive",
        "archives",
        "search",
        "tags",
        "tag",
        "categories",
        "category",
        "links",
        "link",
        "friends",
        "friend",
        "home",
        "page",
        "gallery",
        "timeline",
        "404",
        "tagcloud",
    ];
    if found.is_locked {
        return Fate::Locked;
    }
    if found.is_hidden {
        return Fate::NoArticle;
    }
    let is_list = found.layout.as_deref().is_some_and(|layout| LISTS.contains(&layout));
    if is_list && body.trim().is_empty() && found.title.is_none() {
        return Fate::NoArticle;
    }
    if is_undated && (body.trim().is_empty() || is_list || is_unread) {
        return Fate::NoArticle;
    }
    Fate::Article
}

/// A page taken apart, with or without front matter.
struct Parts<'a> {
    fields: Table,
    body: &'a str,
    has_front_matter: bool,
}

fn split(text: &str, generator: Generator) -> Result<Parts<'_>, Syntax> {
    let none = || Parts { fields: Table::default(), body: text, has_front_matter: false };
    let start = text.trim_start();
    let has_json = matches!(generator, Generator::Hugo | Generator::Hexo)
        && !start.starts_with("{{")
        && !start.starts_with("{%");
    if start.starts_with('{') && !has_json {
        return Ok(none());
    }
    let parts = |page: Split<'_>| page.fields;
    match front_matter::parse(text) {
        Ok(page) => Ok(Parts { body: page.body, fields: parts(page), has_front_matter: true }),
        Err(syntax) if syntax.code == "no-front-matter" => match generator {
            Generator::Hexo => Ok(front_matter::without_opening(text).map_or_else(none, |page| Parts {
                body: page.body,
                fields: page.fields,
                has_front_matter: true,
            })),
            Generator::Hugo => match front_matter::with_field_on_fence(text) {
                Some(page) => {
                    page.map(|page| Parts { body: page.body, fields: page.fields, has_front_matter: true })
                }
                None => Ok(none()),
            },
            _ if is_free(generator) => Ok(header::parse(text).map_or_else(none, |page| Parts {
                body: page.body,
                fields: page.fields,
                has_front_matter: true,
            })),
            _ => Ok(none()),
        },
        // A rule, or a table's edge, in a tree where pages need no front matter.
        Err(syntax) if is_free(generator) && matches!(syntax.code, "open-front-matter" | "not-a-record") => {
            Ok(none())
        }
        Err(syntax) => match mended(text).as_deref().map(front_matter::parse) {
            Some(Ok(page)) => {
                let body = &text[page.body_at..];
                Ok(Parts { fields: page.fields, body, has_front_matter: true })
            }
            _ => Err(syntax),
        },
    }
}

fn is_free(generator: Generator) -> bool {
    matches!(
        generator,
        Generator::Vuepress | Generator::Vitepress | Generator::Docusaurus | Generator::Markdown
    )
}

impl Fields {
    /// Adds a field that the page doesn't write.
    pub fn add(&mut self, name: &str, at: usize, value: &str) {
        if name == "title" {
            self.title = Some(value.to_owned());
        }
        let node = Node { at, value: Value::Text(value.to_owned()) };
        self.table.entries.push(Entry { name: name.to_owned(), at, node });
    }
}
