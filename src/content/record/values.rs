//! The values of single fields, each in the forms that records write it in.

use url::Url;

use super::{Reader, shorten};
use crate::article::{Body, Timestamp};
use crate::content::fields::{self, Field};
use crate::content::format::Markup;
use crate::content::links::{Addresses, web_address};
use crate::content::node::{Entry, Node, Value};
use crate::content::script::{one_line, without_forbidden};
use crate::content::{date, markup};

/// Bytes that a name may have: of a section, a tag, an author, or a language. Folded, it may have ten
/// times as many, and the index drops those of more than 65,530 without a word.
const MAX_NAME: usize = 1_000;

impl<'a> Reader<'a> {
    pub(super) fn entry(&self, field: Field) -> Option<&'a Entry> {
        self.chosen.get(&field).copied()
    }

    /// The field's text, cleaned and untrimmed, and where it stands.
    pub(super) fn text(&mut self, field: Field) -> Option<(String, usize)> {
        let entry = self.entry(field)?;
        Some((self.node_text(&entry.name, &entry.node)?, entry.node.at))
    }

    /// The text of `node`; a warning if it is no text.
    pub(in crate::content) fn node_text(&mut self, name: &str, node: &Node) -> Option<String> {
        match &node.value {
            Value::Null => None,
            Value::Text(text) => Some(self.clean(text, node.at)),
            _ => {
                let message = format!("`{name}` is {}, not a text, and is left out", node.kind());
                self.warn("bad-type", node.at, message, "write one text");
                None
            }
        }
    }

    /// The text of `node` as one line; `None` if it is empty.
    pub(in crate::content) fn node_line(&mut self, name: &str, node: &Node) -> Option<String> {
        let line = one_line(&self.node_text(name, node)?);
        (!line.is_empty()).then_some(line)
    }

    pub(super) fn line(&mut self, field: Field) -> Option<String> {
        let entry = self.entry(field)?;
        self.node_line(&entry.name, &entry.node)
    }

    pub(super) fn required_line(&mut self, field: Field, code: &'static str, hint: &str) -> Option<String> {
        let Some(entry) = self.entry(field) else {
            let name =
                fields::RECORD.iter().find(|names| names.field == field).map_or("", |names| names.name);
            self.error(code, self.record.at, format!("`{name}` is missing"), hint);
            return None;
        };
        if entry.node.as_text().is_none() {
            let message = format!("`{}` is {}, not a text", entry.name, entry.node.kind());
            self.error("bad-type", entry.node.at, message, "write one text");
            return None;
        }
        let line = self.line(field);
        if line.is_none() {
            self.error(code, entry.node.at, format!("`{}` is empty", entry.name), hint);
        }
        line
    }

    pub(super) fn date(&mut self, field: Field) -> Option<Timestamp> {
        let entry = self.entry(field)?;
        let Value::Text(text) = &entry.node.value else {
            let message = format!("`{}` is {}, not a date", entry.name, entry.node.kind());
            let hint = "write it as 2023-12-01 or 2023-12-01T08:00:00+08:00";
            self.error("bad-date", entry.node.at, message, hint);
            return None;
        };
        if text.trim().is_empty() && field != Field::Published {
            return None;
        }
        // What follows the date in these fields is often `false` or `never`: not withdrawn.
        let is_never = matches!(text.trim().to_ascii_lowercase().as_str(), "false" | "never" | "no")
            || date::is_never(text, self.config.site.timezone);
        if is_never && matches!(field, Field::Expires | Field::Withdrawn) {
            return None;
        }
        let date = date::parse(text, self.config.site.timezone);
        if date.is_none() {
            let refusal = date::refusal(entry.node.at, &without_forbidden(&one_line(text)));
            self.error(
                refusal.code,
                refusal.at,
                refusal.message,
                refusal.hint.as_deref().unwrap_or_default(),
            );
        }
        date
    }

    pub(super) fn flag(&mut self, field: Field) -> bool {
        let Some(entry) = self.entry(field) else { return false };
        let text = entry.node.as_text().unwrap_or_default().trim().to_ascii_lowercase();
        match text.as_str() {
            "true" | "yes" | "on" | "1" | "draft" | "private" => true,
            "false" | "no" | "off" | "0" | "" | "published" | "publish" | "public" | "scheduled" => false,
            _ => {
                let message = format!("`{}` is neither true nor false", entry.name);
                self.error("bad-type", entry.node.at, message, "write `true` or `false`");
                false
            }
        }
    }

    pub(super) fn section_and_tags(&mut self) -> (Option<String>, Vec<String>) {
        let mut sections = Vec::new();
        if let Some(entry) = self.entry(Field::Section) {
            self.flatten(&entry.name, &entry.node, false, &mut sections);
        }
        let mut tags = Vec::new();
        if let Some(entry) = self.entry(Field::Tags) {
            self.flatten(&entry.name, &entry.node, true, &mut tags);
        }
        let mut sections = sections.into_iter();
        let section = sections.next();
        tags.extend(sections);
        let mut seen = std::collections::HashSet::new();
        tags.retain(|tag| seen.insert(tag.clone()));
        (section, tags)
    }

    /// The names in a text or list; Hexo's lists of lists are flattened, Ghost's tables give their
    /// names.
    pub(super) fn flatten(&mut self, name: &str, node: &Node, is_split: bool, into: &mut Vec<String>) {
        match &node.value {
            Value::List(elements) => {
                elements.iter().for_each(|element| self.flatten(name, element, false, into))
            }
            Value::Table(table) => {
                if let Some(entry) = table.entries.iter().find(|entry| entry.name == "name") {
                    self.flatten(name, &entry.node, false, into);
                } else {
                    let message = format!("`{name}` holds a table, which is left out");
                    self.warn("bad-type", node.at, message, "write names only");
                }
            }
            _ => {
                let Some(line) = self.node_line(name, node) else { return };
                let is_mark = |c: char| is_split && matches!(c, ',' | '，' | '、' | ';' | '；');
                for part in line.split(is_mark).map(str::trim).filter(|part| !part.is_empty()) {
                    if self.may_be_name(name, part, node.at) {
                        into.push(part.to_owned());
                    }
                }
            }
        }
    }

    /// Returns whether `written`, a name in `field` at `at`, is short enough for one; a warning if it is not.
    pub(in crate::content) fn may_be_name(&mut self, field: &str, written: &str, at: usize) -> bool {
        let bytes = written.len();
        if bytes > MAX_NAME {
            let shown = shorten(written);
            let message = format!(
                "`{shown}` in `{field}` has {bytes} bytes, more than the {MAX_NAME} of a name, and is left out"
            );
            self.warn("too-long", at, message, "write a shorter name; each of several names by itself");
        }
        bytes <= MAX_NAME
    }

    pub(super) fn lang(&mut self) -> String {
        let Some(entry) = self.entry(Field::Lang) else { return self.language_of_path() };
        let Some(written) = self.node_line(&entry.name, &entry.node) else {
            return self.language_of_path();
        };
        if !self.may_be_name(&entry.name, &written, entry.node.at) {
            return self.language_of_path();
        }
        if let Some(lang) = crate::language::language(&written) {
            return lang;
        }
        let message =
            format!("`{}` is not a language tag, so the site's language is used", shorten(&written));
        self.warn("bad-language", entry.node.at, message, "write it as zh-Hans, ja or en-GB (BCP 47)");
        self.config.site.language.clone()
    }

    fn language_of_path(&self) -> String {
        let of_path =
            self.record.page.and_then(|page| crate::language::language(page.standing.lang.as_deref()?));
        of_path.unwrap_or_else(|| self.config.site.language.clone())
    }

    pub(super) fn markup(&mut self) -> Option<Markup> {
        let entry = self.entry(Field::Format)?;
        let written = self.node_line(&entry.name, &entry.node)?;
        let markup = Markup::parse(&written);
        if markup.is_none() {
            let message = format!("`{written}` is no format of a body that can be read");
            self.error("bad-format", entry.node.at, message, "write `markdown`, `html` or `text`");
        }
        markup
    }

    pub(super) fn body(&mut self, written: Option<Markup>, base: &Url) -> (Body, String) {
        let of_record = [
            (Field::Body, None),
            (Field::BodyHtml, Some(Markup::Html)),
            (Field::BodyMarkdown, Some(Markup::Markdown)),
            (Field::BodyText, Some(Markup::Text)),
        ]
        .into_iter()
        .find_map(|(field, markup)| Some((self.entry(field)?, markup)));
        let has_page = !self.record.body.trim().is_empty();
        let (text, markup, at) = match of_record {
            Some((entry, _)) if has_page => {
                let message =
                    format!("`{}` is not used, for the file has a body after its front matter", entry.name);
                self.warn("duplicate-field", entry.at, message, "leave one of the two out");
                (self.record.body, None, self.record.at)
            }
            Some((entry, markup)) => {
                let text = entry.node.as_text();
                if text.is_none() {
                    // Warns of what it is instead.
                    self.node_text(&entry.name, &entry.node);
                }
                (text.unwrap_or_default(), markup, entry.node.at)
            }
            None => (self.record.body, None, self.record.at),
        };
        let markup = markup.or(written).unwrap_or(self.record.markup);
        let text = self.clean(text, at);
        let meant = |element: &str, written: &str| self.meant(element, written, base);
        let is_foreign = self.record.page.is_some();
        let addresses = Addresses { base, meant: if is_foreign { Some(&meant) } else { None } };
        let Ok(finished) = markup::render_with(&text, markup, &addresses) else {
            let message = "the body's elements stand in each other too deep";
            self.error("too-deep", at, message, "take some of the levels out");
            return (Body::default(), String::new());
        };
        for address in finished.dropped {
            let message =
                format!("the address `{}` in the body can't be followed, and is left out", shorten(&address));
            let at = self.written_at(&address, at);
            self.warn("bad-link", at, message, "write an address that begins with https:// or is relative");
        }
        let body = Body { html: self.clean(&finished.html, at), text: self.clean(&finished.text, at) };
        let lead = without_forbidden(&finished.lead).into_owned();
        (body, lead)
    }

    /// A web address that the record could do without: a warning if it is none.
    pub(in crate::content) fn address(&mut self, name: &str, node: &Node, base: &Url) -> Option<String> {
        let written = self.node_line(name, node)?;
        let url = web_address(&written, base);
        if url.is_none() {
            let message =
                format!("`{}` in `{name}` is not a web address, and is left out", shorten(&written));
            self.warn("bad-url", node.at, message, "write it as https://example.org/…");
        }
        url.map(String::from)
    }
}
