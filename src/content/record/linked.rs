//! What a page's links to other pages, by their files, mean: the addresses of those pages.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use url::Url;

use super::{Reader, Record, url_of};
use crate::config::Generator;
use crate::content::format::{Kind, Markup};
use crate::content::links::{Meant, neighbour, web_address};
use crate::content::node::Places;
use crate::content::tree::{self, Fate, Listing};
use crate::content::{Source, decode};

/// Bytes of the pages that a page links to, at most; links to others become their texts.
const MAX_LINKED: u64 = 16 << 20;

/// What is known of the pages that a page links to.
#[derive(Debug, Default)]
pub(super) struct Linked {
    /// Their addresses, by the keys of their sources.
    addresses: BTreeMap<String, Option<Url>>,
    /// Bytes that were read for them.
    bytes: u64,
}

impl Reader<'_> {
    /// What the address `written` of an `element` in the body means to the tree's generator, where it is
    /// not what it seems; `base` is the page's own address.
    pub(super) fn meant(&self, element: &str, written: &str, base: &Url) -> Option<Meant> {
        self.record.page?;
        let generator = self.config.content.generator;
        if let Some((sort, path)) = marked(written) {
            return (generator == Generator::Markdown).then(|| self.of_pelican(sort, &path, base))?;
        }
        if let Some(path) = written.strip_prefix("@/").filter(|_| generator == Generator::Zola) {
            return Some(self.page(path, &[""]));
        }
        let is_relative = !written.starts_with("//") && !has_scheme(written);
        let is_of_pages = matches!(
            generator,
            Generator::Docusaurus | Generator::Vuepress | Generator::Vitepress | Generator::Markdown
        );
        if element == "a" && is_relative && is_of_pages && is_page(written) {
            // Some count from the page, docsify from the folder of all.
            let folder = self.source.key.rsplit_once('/').map_or("", |(folder, _)| folder);
            let folders = if written.starts_with('/') { vec![""] } else { vec![folder, ""] };
            return Some(self.page(written, &folders));
        }
        let is_below_site = match generator {
            Generator::Docusaurus | Generator::Vuepress | Generator::Vitepress => true,
            Generator::Hexo => element == "img",
            _ => false,
        };
        (is_relative && is_below_site).then(|| self.below_site(written)).flatten()
    }

    /// An address with a slash in front, on a site that stands in a folder.
    fn below_site(&self, written: &str) -> Option<Meant> {
        let site = &self.config.site.url;
        let path = written.strip_prefix('/')?;
        let folder = site.path();
        let is_whole = written.starts_with(folder) || written == folder.trim_end_matches('/');
        if folder == "/" || is_whole {
            return None;
        }
        web_address(&format!("./{path}"), site).map(Meant::Address)
    }

    /// Pelican's `{filename}x.md`, `{static}x.png`, `{attach}x.png`.
    fn of_pelican(&self, sort: &str, path: &str, base: &Url) -> Option<Meant> {
        let folder = match path.starts_with('/') {
            true => "",
            false => self.source.key.rsplit_once('/').map_or("", |(folder, _)| folder),
        };
        match sort {
            "filename" if is_page(path) => Some(self.page(path, &[folder])),
            "filename" | "static" => {
                let path = path.split(['?', '#']).next().unwrap_or_default();
                let Some(file) = neighbour(path, folder, self.source) else { return Some(Meant::Text) };
                web_address(&format!("./{}", file.key), &self.config.site.url).map(Meant::Address)
            }
            "attach" => {
                let name = path.rsplit('/').next().unwrap_or(path);
                web_address(&format!("./{name}"), base).map(Meant::Address)
            }
            _ => Some(Meant::Text),
        }
    }

    /// The address of the page in the file `written`, counted from the first of `folders` where it is.
    fn page(&self, written: &str, folders: &[&str]) -> Meant {
        self.is_bound.set(true);
        let mut linked = self.linked.borrow_mut();
        let end = written.find(['?', '#']).unwrap_or(written.len());
        let path = percent_decode_str(&written[..end]).decode_utf8_lossy();
        let mut sources = folders.iter().filter_map(|folder| neighbour(&path, folder, self.source));
        let found = sources.find(|source| source.path.is_file());
        let Some(source) = found else { return Meant::Text };
        let known = linked.addresses.get(&source.key).cloned();
        let address = known.unwrap_or_else(|| {
            let address = self.address_of(&source, &mut linked.bytes);
            linked.addresses.insert(source.key.clone(), address.clone());
            address
        });
        let Some(mut url) = address else { return Meant::Text };
        if let Some((_, fragment)) = written.split_once('#').filter(|_| url.fragment().is_none()) {
            url.set_fragment(Some(fragment));
        }
        Meant::Address(url)
    }

    /// The address of the article in `source`; `bytes` counts what was read.
    fn address_of(&self, source: &Source, bytes: &mut u64) -> Option<Url> {
        let listing = Listing::of(self.config);
        let Some(Kind::Page(markup)) = listing.kind(&source.key).filter(|_| listing.may_hold(&source.key))
        else {
            return None;
        };
        *bytes = bytes.saturating_add(std::fs::metadata(&source.path).ok()?.len());
        if *bytes > MAX_LINKED {
            return None;
        }
        let bytes = std::fs::read(&source.path).ok()?;
        let declared = self.config.content.encoding.map(|encoding| encoding.0);
        let (text, _) = decode::text_of(bytes, declared, markup == Markup::Html, String::new());
        let text = text?;
        let page = tree::page(&text, &source.key, markup, self.config).ok()?;
        if page.fate != Fate::Article {
            return None;
        }
        let record =
            Record { fields: &page.fields, at: page.at, body: "", markup, is_alone: true, page: Some(&page) };
        url_of(&record, &Places::new("", &text), source, self.config)
    }
}

/// `{filename}x.md` or `|filename|x.md`: what is in the braces, and what follows; also as an address has
/// it, with its marks encoded.
fn marked(written: &str) -> Option<(&str, String)> {
    [("{", "}"), ("%7B", "%7D"), ("|", "|"), ("%7C", "%7C")].iter().find_map(|(open, close)| {
        let (sort, path) = written.strip_prefix(open)?.split_once(close)?;
        let is_known = ["filename", "static", "attach", "author", "category", "tag", "index"].contains(&sort);
        is_known.then(|| (sort, path.to_owned()))
    })
}

fn is_page(written: &str) -> bool {
    let path = written.split(['?', '#']).next().unwrap_or_default();
    [".md", ".mdx", ".markdown"].iter().any(|ending| path.ends_with(ending))
}

fn has_scheme(written: &str) -> bool {
    let scheme = written.split(['/', '?', '#']).next().unwrap_or_default();
    scheme.split_once(':').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    })
}
