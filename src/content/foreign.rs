//! Files that are no records of tidings' own: pages of other generators, web pages, plain texts.

use super::Item;
use super::format::web::{self, Nature};
use super::format::{Markup, Syntax, path_id, plain};
use super::node::{Entry, Node, Places, Table, Value};
use super::read::Reader;
use super::record::Record;
use super::tree::{self, Fate, Standing};
use crate::diagnostic::{Diagnostic, Place};

/// What to do about a page that is no article.
const LEAVE_OUT: &str = "leave it out with `ignore` below [content] in tidings.toml";

impl Reader<'_> {
    /// A page of the tree's generator.
    pub(super) fn foreign_page(&mut self, text: &str, markup: Markup) {
        let file = self.file();
        let places = Places::new(&file, text);
        let page = match tree::page(text, &self.source.key, markup, self.config) {
            Ok(page) => page,
            Err(syntax) => return self.refuse(&places, syntax, None),
        };
        match page.fate {
            Fate::NoArticle => return,
            Fate::Locked => {
                let message = "the page is shut off by a password on the site, so it is kept out";
                let hint = "remove the password, or leave the page out with `ignore` below [content]";
                let place = places.place(page.at);
                self.give(Item::Finding(Diagnostic::warning("locked", place, message).with_hint(hint)));
                if let Some(id) = page.path_id(&self.source.key) {
                    self.give(Item::Draft(id));
                }
                return;
            }
            Fate::Article => {}
        }
        for doubt in &page.doubts {
            let finding = Diagnostic::warning(doubt.code, places.place(doubt.at), doubt.message.clone());
            self.give(Item::Finding(finding.with_hint(doubt.hint)));
        }
        let record = Record {
            fields: &page.fields,
            at: page.at,
            body: &page.body,
            markup: page.markup,
            is_alone: true,
            page: Some(&page),
        };
        self.record(&record, &places);
    }

    /// A web page as a browser gets it.
    pub(super) fn web_page(&mut self, text: &str) {
        let page = web::parse(text);
        match page.nature {
            Nature::Detour => return,
            Nature::List => {
                let message = "the page shows several articles, and is none itself";
                return self.refuse_page("no-article", message, LEAVE_OUT);
            }
            Nature::Article | Nature::Unknown => {}
        }
        if !web::shows_something(&page.body) {
            let hint = "a text that a script shows is not in the file: use the system's export or feed, or leave the \
                        page out with `ignore` below [content] in tidings.toml";
            return self.refuse_page("no-text", "the page has no text", hint);
        }
        let hint = "add <meta property=\"article:published_time\" content=\"2023-12-01\"> to its head, or begin \
                    the file's name with the date";
        self.loose(
            text,
            page.metadata.into_fields(),
            &page.body,
            Markup::Html,
            "the page tells no date",
            hint,
        );
    }

    fn refuse_page(&mut self, code: &'static str, message: &str, hint: &str) {
        let finding = Diagnostic::error(code, Place::file(self.file()), message).with_hint(hint);
        self.give(Item::Finding(finding));
        self.give(Item::Refused(path_id(&self.source.key)));
    }

    /// A text whose first line is its title.
    pub(super) fn plain_text(&mut self, text: &str) {
        let places_file = self.file();
        let Some(plain) = plain::parse(text, self.config.site.timezone) else {
            if !text.trim().is_empty() {
                let syntax = Syntax::new(0, "no-title", "the first line is too long for a title");
                let hint = "begin the text with its title, in a line of its own";
                self.refuse(
                    &Places::new(&places_file, text),
                    syntax.with_hint(hint),
                    path_id(&self.source.key),
                );
            }
            return;
        };
        let entry = |name: &str, value: &str| Entry {
            name: name.to_owned(),
            at: 0,
            node: Node { at: 0, value: Value::Text(value.to_owned()) },
        };
        let mut fields = Table { entries: vec![entry("title", plain.title)] };
        fields.entries.extend(plain.date.map(|date| entry("published", date)));
        let hint = "write the date in the second line, or begin the file's name with it";
        self.loose(text, fields, plain.body, Markup::Text, "the text tells no date", hint);
    }

    /// A record whose date may stand in its file's name.
    fn loose(
        &mut self,
        text: &str,
        mut fields: Table,
        body: &str,
        markup: Markup,
        message: &str,
        hint: &str,
    ) {
        let has_date = fields.entries.iter().any(|entry| entry.name == "published");
        if !has_date {
            let standing = Standing::of(&self.source.key, self.config);
            let Some(date) = standing.date.or_else(|| self.config.content.undated.clone()) else {
                let hint = format!("{hint}; `undated` below [content] in tidings.toml dates all without one");
                let finding = Diagnostic::error("no-date", Place::file(self.file()), message).with_hint(hint);
                self.give(Item::Finding(finding));
                return self.give(Item::Refused(path_id(&self.source.key)));
            };
            let node = Node { at: 0, value: Value::Text(date) };
            fields.entries.push(Entry { name: "published".to_owned(), at: 0, node });
        }
        let file = self.file();
        let places = Places::new(&file, text);
        let record = Record { fields: &fields, at: 0, body, markup, is_alone: true, page: None };
        self.record(&record, &places);
    }

    /// A page in a markup that only its generator reads.
    pub(super) fn refuse_markup(&mut self) {
        let message = "the page's markup can't be read: only Markdown and HTML can";
        let hint = "convert it to Markdown, or leave it out with `ignore` below [content] in tidings.toml";
        let finding = Diagnostic::error("unknown-markup", Place::file(self.file()), message).with_hint(hint);
        self.give(Item::Finding(finding));
        self.give(Item::Refused(path_id(&self.source.key)));
    }
}
