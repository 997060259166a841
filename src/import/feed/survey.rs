//! What an XML feed says as a whole. It is read before the items, for it may stand behind them.

use std::path::Path;

use super::super::record::Author;
use super::super::xml::{self, Element, Part};
use super::{Defaults, atom, site_of};
use crate::diagnostic::{Diagnostic, Place};
use crate::error::Result;

/// The scheme of Blogger's categories that say what an entry is.
pub(in crate::import) const KIND: &str = "http://schemas.google.com/g/2005#kind";

/// What a feed says as a whole.
#[derive(Debug, Default)]
pub(super) struct Survey {
    is_feed: bool,
    /// The file can't be read to its end: the line, and why.
    broken: Option<(u32, String)>,
    is_wordpress: bool,
    is_blogger: bool,
    /// The addresses by which it can be told from others, the best first.
    site: Option<String>,
    own: Option<String>,
    id: Option<String>,
    /// The address of the first item.
    item: Option<String>,
    lang: Option<String>,
    authors: Vec<Author>,
}

impl Survey {
    /// Reads the file `path`.
    pub fn of(path: &Path) -> Result<Self> {
        let mut survey = Self::default();
        xml::read(path, &mut |part| {
            match part {
                Part::Element(element) => survey.take(&element),
                Part::Broken(line, reason) => survey.broken = Some((line, reason)),
                Part::Guessed(_) | Part::TooLarge(_) => {}
            }
            Ok(())
        })?;
        Ok(survey)
    }

    fn take(&mut self, element: &Element) {
        let text = || Some(element.text()).filter(|text| !text.is_empty());
        let link = |rel: &str| {
            let is_it = element.attribute("rel").unwrap_or("alternate") == rel;
            element.attribute("href").filter(|href| is_it && href.contains("://")).and_then(site_of)
        };
        match element.name.as_str() {
            "item" | "atom:entry" => {
                self.is_feed = true;
                self.is_wordpress |=
                    element.first("wp:status").is_some() || element.first("wp:post_type").is_some();
                self.is_blogger |= element.first("blogger:type").is_some()
                    || element.all("atom:category").any(|c| c.attribute("scheme") == Some(KIND));
                if self.item.is_none() {
                    let address = element.text_of("link").or_else(|| {
                        element.all("atom:link").find_map(|link| link.attribute("href")).map(str::to_owned)
                    });
                    let host = address.filter(|address| address.contains("://")).and_then(|a| site_of(&a));
                    self.item = host.and_then(|site| site.split('/').next().map(str::to_owned));
                }
            }
            "wp:wxr_version" => self.is_wordpress = true,
            "language" | "dc:language" => self.lang = text(),
            "atom:author" if element.broken_text.is_none() => self.authors.extend(atom::person(element)),
            "title" | "atom:title" => self.is_feed = true,
            "link" => {
                self.is_feed = true;
                self.site = self.site.take().or_else(|| site_of(&text()?));
            }
            "atom:link" => {
                self.site = self.site.take().or_else(|| link("alternate"));
                self.own = self.own.take().or_else(|| link("self"));
            }
            "atom:id" => {
                self.is_feed = true;
                self.id = self.id.take().or_else(text);
            }
            _ => {}
        }
    }

    /// Why the file is not to be read as a feed, if it is not.
    pub fn refusal(&self, file: &str) -> Option<Diagnostic> {
        let refuse = |code, message, hint: &str| {
            Some(Diagnostic::error(code, Place::file(file), message).with_hint(hint))
        };
        // They hold drafts, private posts and settings, marked as no reader of feeds knows.
        if self.is_wordpress {
            let hint = "use `tidings import wordpress`, which knows what was public";
            return refuse("no-feed", "this is a WordPress export, not a feed", hint);
        }
        if self.is_blogger {
            let hint = "use `tidings import blogger`, which knows what was public";
            return refuse("no-feed", "this is a Blogger export, not a feed", hint);
        }
        if let (false, Some((line, reason))) = (self.is_feed, &self.broken) {
            let message = format!("not readable as XML: {reason}");
            let place = Place { file: file.to_owned(), line: Some(*line), column: None };
            let hint = "is it a feed, and is the file complete?";
            return Some(Diagnostic::error("bad-xml", place, message).with_hint(hint));
        }
        if !self.is_feed {
            let hint = "is it a page of the site? Save the feed itself: `curl -o feed.xml https://…`";
            return refuse("no-feed", "the file is no RSS, Atom or JSON feed", hint);
        }
        None
    }

    /// What holds for items that say nothing themselves.
    pub fn defaults(self, file: String) -> Defaults {
        let whose = [self.site, self.own, self.id, self.item].into_iter().flatten().next();
        let origin = format!("feed {}", whose.unwrap_or_default()).trim_end().to_owned();
        Defaults { file, origin, lang: self.lang, authors: self.authors }
    }
}
