//! A record as written becomes an [`Article`], or is refused with every reason at once.

use std::collections::BTreeMap;

use chrono::Datelike;
use url::Url;

use super::fields::{self, Field};
use super::format::{Markup, path_id, stem};
use super::links::{Permalink, web_address};
use super::node::{Entry, Node, Places, Table, Value};
use super::script::{forbidden, one_line, without_forbidden};
use super::{Item, Source, date, markup, media, people, summary};
use crate::article::{Article, ArticleId, Body, Timestamp};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, did_you_mean};

/// A record as read from a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    pub fields: &'a Table,
    /// Where the record begins.
    pub at: usize,
    /// The page's body after its front matter.
    pub body: &'a str,
    /// How a body is written whose record doesn't say.
    pub markup: Markup,
    /// The record is its file's only one, so the file's path is an identity.
    pub is_alone: bool,
}

/// What came of a record.
#[derive(Debug)]
pub(super) struct Checked {
    pub findings: Vec<Diagnostic>,
    /// Never a finding.
    pub item: Item,
}

/// The identity of a record, and whether the record itself gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    pub id: ArticleId,
    pub is_written: bool,
}

/// Checks `record` of `source`.
pub(super) fn check(record: &Record<'_>, places: &Places<'_>, source: &Source, config: &Config) -> Checked {
    let mut reader = Reader::new(record, places, source, config);
    let item = reader.item();
    reader.report_bad_character();
    Checked { findings: reader.findings, item }
}

/// Returns the identity of `record`, as [`check`] finds it.
pub(super) fn identity(
    record: &Record<'_>,
    places: &Places<'_>,
    source: &Source,
    config: &Config,
) -> Option<Identity> {
    Reader::new(record, places, source, config).identity()
}

/// Reads the fields of one record and collects what is wrong with them.
pub(super) struct Reader<'a> {
    record: &'a Record<'a>,
    places: &'a Places<'a>,
    pub source: &'a Source,
    pub config: &'a Config,
    chosen: BTreeMap<Field, &'a Entry>,
    /// Further values for a field that has one.
    passed_over: Vec<(&'a Entry, &'a Entry)>,
    unknown: Vec<&'a Entry>,
    is_draft: bool,
    findings: Vec<Diagnostic>,
    bad_character: Option<(char, usize)>,
}

impl<'a> Reader<'a> {
    fn new(record: &'a Record<'a>, places: &'a Places<'a>, source: &'a Source, config: &'a Config) -> Self {
        let mut reader = Self {
            record,
            places,
            source,
            config,
            chosen: BTreeMap::new(),
            passed_over: Vec::new(),
            unknown: Vec::new(),
            is_draft: false,
            findings: Vec::new(),
            bad_character: None,
        };
        reader.choose();
        reader
    }

    /// Finds the entry of each field: the field's own name wins over its aliases, an alias over
    /// those after it in the table, the first of the same name over the others.
    fn choose(&mut self) {
        let mut ranks: BTreeMap<Field, usize> = BTreeMap::new();
        for entry in &self.record.fields.entries {
            let Some((field, rank)) = fields::find(fields::RECORD, &entry.name) else {
                self.unknown.push(entry);
                continue;
            };
            match (field, entry.node.as_text()) {
                _ if entry.node.value == Value::Null => continue,
                // Jekyll says `published: false` for a draft; the date is in another field.
                (Field::Published, Some(flag)) if flag.parse::<bool>().is_ok() => {
                    self.is_draft |= flag == "false";
                    continue;
                }
                // Hexo and Hugo say whether there are comments, not where.
                (Field::Comments, Some(flag)) if flag.parse::<bool>().is_ok() => continue,
                _ => {}
            }
            match ranks.get(&field) {
                Some(best) if *best <= rank => self.passed_over.push((entry, self.chosen[&field])),
                _ => {
                    if let Some(previous) = self.chosen.insert(field, entry) {
                        self.passed_over.push((previous, entry));
                    }
                    ranks.insert(field, rank);
                }
            }
        }
    }

    fn item(&mut self) -> Item {
        let identity = self.identity();
        let is_marked = self.flag(Field::Draft);
        if let Some(identity) = &identity
            && (self.is_draft || is_marked)
            && !self.has_errors()
        {
            return Item::Draft(identity.id.clone());
        }
        let id = identity.as_ref().map(|identity| identity.id.clone());
        self.report_names();
        if identity.is_none() {
            let message = "the record has no `id`, and a position in a file is not an identity";
            let hint = "add an `id` that never changes, or a `slug` or `url`";
            self.error("no-id", self.record.at, message, hint);
        }
        let article = self.article(identity);
        match article {
            Some(article) if !self.has_errors() => Item::Article(Box::new(article)),
            _ => Item::Refused(id),
        }
    }

    fn has_errors(&self) -> bool {
        self.findings.iter().any(Diagnostic::is_error)
    }

    fn identity(&mut self) -> Option<Identity> {
        if let Some((id, at)) = self.text(Field::Id) {
            if let Some(id) = ArticleId::new(&one_line(&id)) {
                return Some(Identity { id, is_written: true });
            }
            self.warn(
                "no-id",
                at,
                "the `id` is empty, so another is used",
                "write it out, or leave the field out",
            );
        }
        let derived = if self.record.is_alone {
            path_id(&self.clean(&self.source.key.clone(), self.record.at))
        } else {
            [Field::Slug, Field::Url]
                .into_iter()
                .find_map(|field| ArticleId::new(&one_line(&self.text(field)?.0)))
        };
        derived.map(|id| Identity { id, is_written: false })
    }

    fn article(&mut self, identity: Option<Identity>) -> Option<Article> {
        let title = self.required_line(Field::Title, "no-title", "add a `title`");
        let hint = "add `published`, such as 2023-12-01 or 2023-12-01T08:00:00+08:00";
        let published = self.date(Field::Published);
        if published.is_none() && !self.chosen.contains_key(&Field::Published) {
            self.error("no-date", self.record.at, "`published` is missing", hint);
        }
        let updated = self.date(Field::Updated);
        let expires = self.date(Field::Expires);
        let withdrawn = self.date(Field::Withdrawn);
        let (section, tags) = self.section_and_tags();
        let lang = self.lang();
        let written_markup = self.markup();
        // Without these nothing else can be told; with them the rest is checked even if a date or
        // the title is wrong, so that one look mends everything.
        let identity = identity?;
        let stand_in = self.config.site.url.clone();
        let url = match &published {
            Some(published) => self.url(&identity.id, *published, section.as_deref(), &lang),
            None => Some(stand_in.clone()),
        };
        let base = url.clone().unwrap_or(stand_in);
        let (body, lead) = self.body(written_markup, &base);
        let summary = match self.line(Field::Summary) {
            Some(summary) => summary,
            None => summary::summarize(if lead.is_empty() { &body.text } else { &lead }),
        };
        let authors =
            self.entry(Field::Authors).map(|entry| people::authors(self, entry)).unwrap_or_default();
        let image = self.entry(Field::Image).and_then(|entry| media::image(self, entry, &base));
        let enclosures = self
            .entry(Field::Enclosures)
            .map(|entry| media::enclosures(self, entry, &base))
            .unwrap_or_default();
        let source = self.entry(Field::Source).and_then(|entry| people::source(self, entry));
        let comments =
            self.entry(Field::Comments).and_then(|entry| self.address(&entry.name, &entry.node, &base));
        let kicker = self.line(Field::Kicker);
        let subtitle = self.line(Field::Subtitle);
        let (title, published, url) = (title?, published?, url?);
        let updated = self.not_before(published, updated);
        self.report_expiry(published, expires);
        Some(Article {
            id: identity.id,
            url: url.into(),
            title,
            kicker,
            subtitle,
            summary,
            body,
            published,
            updated,
            authors,
            section,
            tags,
            lang,
            image,
            enclosures,
            source,
            comments,
            expires,
            withdrawn,
        })
    }

    // Values of one field.

    fn entry(&self, field: Field) -> Option<&'a Entry> {
        self.chosen.get(&field).copied()
    }

    /// The field's text, cleaned and untrimmed, and where it stands.
    fn text(&mut self, field: Field) -> Option<(String, usize)> {
        let entry = self.entry(field)?;
        Some((self.node_text(&entry.name, &entry.node)?, entry.node.at))
    }

    /// The text of `node`; a warning if it is no text.
    pub fn node_text(&mut self, name: &str, node: &Node) -> Option<String> {
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
    pub fn node_line(&mut self, name: &str, node: &Node) -> Option<String> {
        let line = one_line(&self.node_text(name, node)?);
        (!line.is_empty()).then_some(line)
    }

    fn line(&mut self, field: Field) -> Option<String> {
        let entry = self.entry(field)?;
        self.node_line(&entry.name, &entry.node)
    }

    fn required_line(&mut self, field: Field, code: &'static str, hint: &str) -> Option<String> {
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

    fn date(&mut self, field: Field) -> Option<Timestamp> {
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
        let is_never = matches!(text.trim().to_ascii_lowercase().as_str(), "false" | "never" | "no");
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

    fn flag(&mut self, field: Field) -> bool {
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

    fn section_and_tags(&mut self) -> (Option<String>, Vec<String>) {
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
    fn flatten(&mut self, name: &str, node: &Node, is_split: bool, into: &mut Vec<String>) {
        match &node.value {
            Value::List(elements) => {
                elements.iter().for_each(|element| self.flatten(name, element, is_split, into))
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
                into.extend(
                    line.split(is_mark).map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned),
                );
            }
        }
    }

    fn lang(&mut self) -> String {
        let Some(entry) = self.entry(Field::Lang) else { return self.config.site.language.clone() };
        let Some(written) = self.node_line(&entry.name, &entry.node) else {
            return self.config.site.language.clone();
        };
        if let Some(lang) = people::language(&written) {
            return lang;
        }
        let message = format!("`{written}` is not a language tag, so the site's language is used");
        self.warn("bad-language", entry.node.at, message, "write it as zh-Hans, ja or en-GB (BCP 47)");
        self.config.site.language.clone()
    }

    fn markup(&mut self) -> Option<Markup> {
        let entry = self.entry(Field::Format)?;
        let written = self.node_line(&entry.name, &entry.node)?;
        let markup = Markup::parse(&written);
        if markup.is_none() {
            let message = format!("`{written}` is no format of a body that can be read");
            self.error("bad-format", entry.node.at, message, "write `markdown`, `html` or `text`");
        }
        markup
    }

    fn body(&mut self, written: Option<Markup>, base: &Url) -> (Body, String) {
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
        let Ok(finished) = markup::render(text, markup, base) else {
            let message = "the body's elements stand in each other too deep";
            self.error("too-deep", at, message, "take some of the levels out");
            return (Body::default(), String::new());
        };
        for address in finished.dropped {
            let message =
                format!("the address `{}` in the body can't be followed, and is left out", shorten(&address));
            self.warn("bad-link", at, message, "write an address that begins with https:// or is relative");
        }
        let body = Body { html: self.clean(&finished.html, at), text: self.clean(&finished.text, at) };
        let lead = without_forbidden(&finished.lead).into_owned();
        (body, lead)
    }

    fn url(
        &mut self,
        id: &ArticleId,
        published: Timestamp,
        section: Option<&str>,
        lang: &str,
    ) -> Option<Url> {
        let site = &self.config.site;
        if let Some(entry) = self.entry(Field::Url) {
            let written = self.node_line(&entry.name, &entry.node);
            if let Some(written) = written {
                let url = web_address(&written, &site.url);
                if url.is_none() {
                    let message = format!("`{}` is not a web address", shorten(&written));
                    let hint = "write it as https://example.org/article or, relative to the site, /article";
                    self.error("bad-url", entry.node.at, message, hint);
                }
                return url;
            }
        }
        let path = if self.record.is_alone { stem(&self.source.key) } else { id.as_str() };
        let own_slug = self.line(Field::Slug);
        let slug = own_slug.as_deref().unwrap_or(match self.record.is_alone {
            true => path.rsplit('/').next().unwrap_or(path),
            false => id.as_str(),
        });
        let day = published.with_timezone(&site.timezone);
        let section = section.map(|name| self.config.sections.get(name).map_or(name, String::as_str));
        let parts = Permalink {
            year: &format!("{:04}", day.year()),
            month: &format!("{:02}", day.month()),
            day: &format!("{:02}", day.day()),
            section,
            slug,
            id: id.as_str(),
            path,
            lang,
        };
        Some(parts.fill(&site.permalink, &site.url))
    }

    /// A web address that the record could do without: a warning if it is none.
    pub fn address(&mut self, name: &str, node: &Node, base: &Url) -> Option<String> {
        let written = self.node_line(name, node)?;
        let url = web_address(&written, base);
        if url.is_none() {
            let message =
                format!("`{}` in `{name}` is not a web address, and is left out", shorten(&written));
            self.warn("bad-url", node.at, message, "write it as https://example.org/…");
        }
        url.map(String::from)
    }

    // What is said of the record.

    fn not_before(&mut self, published: Timestamp, updated: Option<Timestamp>) -> Timestamp {
        match updated {
            Some(updated) if updated < published => {
                let at = self.entry(Field::Updated).map_or(self.record.at, |entry| entry.node.at);
                let message = "`updated` is earlier than `published`, which is taken for both";
                self.warn(
                    "updated-before-published",
                    at,
                    message,
                    "mend one of the two, or leave `updated` out",
                );
                published
            }
            Some(updated) => updated,
            None => published,
        }
    }

    fn report_expiry(&mut self, published: Timestamp, expires: Option<Timestamp>) {
        if expires.is_some_and(|expires| expires <= published) {
            let at = self.entry(Field::Expires).map_or(self.record.at, |entry| entry.node.at);
            let message = "`expires` is not later than `published`, so the article is never seen";
            self.warn("expires-before-published", at, message, "mend one of the two");
        }
    }

    fn report_names(&mut self) {
        for (entry, chosen) in std::mem::take(&mut self.passed_over) {
            if entry.node.as_text().is_some() && entry.node.value == chosen.node.value {
                continue;
            }
            let message = match entry.name == chosen.name {
                true => format!("`{}` stands twice; the first counts", entry.name),
                false => format!(
                    "`{}` is not used, for `{}` means the same and goes first",
                    entry.name, chosen.name
                ),
            };
            self.warn("duplicate-field", entry.at, message, "leave one of the two out");
        }
        for entry in std::mem::take(&mut self.unknown) {
            self.unknown_field(&entry.name, entry.at, fields::all(fields::RECORD));
        }
    }

    /// Warns of a field that is none of `known`. The message is the same for each record, so that
    /// the caller can report it once.
    pub fn unknown_field(&mut self, name: &str, at: usize, known: impl Iterator<Item = &'static str>) {
        let hint = match did_you_mean(name, known) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "it is left out; the fields there are stand in docs/records.md".to_owned(),
        };
        let shown = shorten(&without_forbidden(name));
        self.warn("unknown-field", at, format!("unknown field `{shown}`"), &hint);
    }

    /// Removes what XML forbids, and remembers that it was there.
    pub fn clean(&mut self, text: &str, at: usize) -> String {
        if let (None, Some(found)) = (self.bad_character, forbidden(text)) {
            self.bad_character = Some((found, at));
        }
        without_forbidden(text).into_owned()
    }

    fn report_bad_character(&mut self) {
        if let Some((found, at)) = self.bad_character {
            let what = match found {
                '\u{FFFE}' | '\u{FFFF}' => {
                    "half a character (a lone surrogate) was replaced by U+FFFD".to_owned()
                }
                _ => format!(
                    "control characters, which no feed can hold, were removed: U+{:04X}",
                    u32::from(found)
                ),
            };
            self.warn("bad-character", at, what, "take it out of the text");
        }
    }

    fn error(&mut self, code: &'static str, at: usize, message: impl Into<String>, hint: &str) {
        self.findings.push(Diagnostic::error(code, self.places.place(at), message).with_hint(hint));
    }

    pub fn warn(&mut self, code: &'static str, at: usize, message: impl Into<String>, hint: &str) {
        self.findings.push(Diagnostic::warning(code, self.places.place(at), message).with_hint(hint));
    }
}

/// A value as a message shows it.
pub(super) fn shorten(value: &str) -> String {
    const MAX: usize = 80;
    match value.char_indices().nth(MAX) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
