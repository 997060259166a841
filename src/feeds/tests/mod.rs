//! The rules of feeds, each with a test that names it.

mod archive;
mod atom;
mod documentation;
mod every_format;
mod json;
mod outline;
mod parts;
mod rss;
pub mod samples;
mod verify;

use std::sync::Arc;

use super::{Feed, FeedSpec, Kind, catalogue};
use crate::article::Article;
use crate::config::{Config, Format};
use crate::index::Facets;

const FORMATS: [Format; 3] = [Format::Rss, Format::Atom, Format::Json];

/// A configuration with everything that feeds can say of a site, but no podcast.
fn config() -> Config {
    let text = r#"
        [site]
        title = "科学 & <站>"
        url = "https://example.org/"
        description = "一句话 & 描述"
        language = "zh-Hans"
        timezone = "Asia/Shanghai"
        author = "编辑部"
        icon = "/icon.png?a&b"
        logo = "logo.png"
        rights = "© 科学 & 站"
        [feeds]
        url = "https://feeds.example.org/f"
        hub = "https://hub.example.com/?a&b"
    "#;
    Config::parse(text, "tidings.toml").unwrap()
}

fn site(config: &Config) -> FeedSpec {
    catalogue(config, &Facets::default()).0.remove(0)
}

/// The site's feed of these articles, as text.
fn render(articles: Vec<Article>, format: Format, config: &Config) -> String {
    render_as(&site(config), articles, format, config)
}

fn render_as(spec: &FeedSpec, articles: Vec<Article>, format: Format, config: &Config) -> String {
    let feed = Feed::new(spec, articles.into_iter().map(Arc::new).collect());
    String::from_utf8(feed.render(format, config)).unwrap()
}

/// The feed of English articles.
fn english(config: &Config) -> FeedSpec {
    FeedSpec { kind: Kind::Lang("en".to_owned()), folder: "lang/en/".to_owned(), ..site(config) }
}

/// What is between two pieces of text, the first time.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let start = text.find(before).unwrap_or_else(|| panic!("no {before} in:\n{text}")) + before.len();
    let end = text[start..].find(after).unwrap_or_else(|| panic!("no {after} in:\n{text}"));
    &text[start..start + end]
}
