//! A record as written becomes an [`Article`], or is refused with every reason at once.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use url::Url;

use super::fields::{self, Field};
use super::format::{Markup, path_id};
use super::node::{Entry, Places, Table, Value};
use super::script::{forbidden, is_noncharacter, one_line, without_forbidden};
use super::tree::Page;
use super::{Item, Measured, Source, media, people, summary};
use crate::article::{Article, ArticleId, Timestamp};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Place, did_you_mean};

mod address;
mod linked;
mod values;

/// Warnings of one record that are shown. A file of another kind may have any number of fields.
const MAX_WARNINGS: usize = 50;

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
    /// The page of another generator that the record was made of.
    pub page: Option<&'a Page>,
}

/// What came of a record.
#[derive(Debug)]
pub(super) struct Checked {
    pub findings: Vec<Diagnostic>,
    /// Never a finding.
    pub item: Item,
    /// It depends on other sources: the record links to them.
    pub is_bound: bool,
    /// Files whose sizes its article tells.
    pub measured: Vec<Measured>,
}

/// The identity of a record, and whether the record itself gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    pub id: ArticleId,
    pub is_written: bool,
    /// Where it is written, in bytes of the record's text; else where the record begins.
    pub at: usize,
}

/// Checks `record` of `source`.
pub(super) fn check(record: &Record<'_>, places: &Places<'_>, source: &Source, config: &Config) -> Checked {
    let mut reader = Reader::new(record, places, source, config);
    let item = reader.item();
    reader.report_bad_character();
    reader.report_unshown();
    let (is_bound, measured) = (reader.is_bound.get(), reader.measured);
    Checked { findings: reader.findings, item, is_bound, measured }
}

/// The address at which `record` is published; `None` if it is a draft, or lacks what an address needs.
pub(super) fn url_of(
    record: &Record<'_>,
    places: &Places<'_>,
    source: &Source,
    config: &Config,
) -> Option<Url> {
    let mut reader = Reader::new(record, places, source, config);
    if reader.is_draft || reader.flag(Field::Draft) {
        return None;
    }
    let id = reader.identity()?.id;
    let title = reader.line(Field::Title)?;
    let published = reader.date(Field::Published)?;
    let (section, _) = reader.section_and_tags();
    let lang = reader.lang();
    reader.url(&id, &title, published, section.as_deref(), &lang)
}

/// Returns the identity of `record`, as [`check`] finds it, or refuses it for its length.
pub(super) fn identity(
    record: &Record<'_>,
    places: &Places<'_>,
    source: &Source,
    config: &Config,
) -> Option<Identity> {
    Reader::new(record, places, source, config).identity_of_any_length()
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
    /// Warnings beyond [`MAX_WARNINGS`].
    unshown: usize,
    bad_character: Option<(char, usize)>,
    is_bound: Cell<bool>,
    pub measured: Vec<Measured>,
    linked: RefCell<linked::Linked>,
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
            unshown: 0,
            bad_character: None,
            is_bound: Cell::new(false),
            measured: Vec::new(),
            linked: RefCell::default(),
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
        let is_without = identity.is_none() && !self.has_errors();
        let is_marked = self.flag(Field::Draft);
        if let Some(identity) = &identity
            && (self.is_draft || is_marked)
            && !self.has_errors()
        {
            return Item::Draft(identity.id.clone());
        }
        let id = identity.as_ref().map(|identity| identity.id.clone());
        self.report_names();
        if is_without {
            let message = "the record has no `id`, and a position in a file is not an identity";
            let hint = "add an `id` that never changes, or a `slug` or `url`";
            self.error("no-id", self.record.at, message, hint);
        }
        let place = identity.as_ref().map(|identity| self.place_of(identity)).unwrap_or_default();
        let article = self.article(identity);
        match article {
            Some(article) if !self.has_errors() => Item::Article(Box::new(article), place),
            _ => Item::Refused(id),
        }
    }

    /// Where the identity is to be changed: in a file of its own the field, if there is one, else the
    /// record.
    fn place_of(&self, identity: &Identity) -> Place {
        match (self.record.is_alone, identity.is_written) {
            (true, true) => self.places.place(identity.at),
            (true, false) => Place::file(self.places.file),
            (false, _) => {
                Place { line: Some(self.places.line(identity.at)), ..Place::file(self.places.file) }
            }
        }
    }

    fn has_errors(&self) -> bool {
        self.findings.iter().any(Diagnostic::is_error)
    }

    /// The identity; `None` if there is none, or, with an error, if it is too long to be kept.
    fn identity(&mut self) -> Option<Identity> {
        let identity = self.identity_of_any_length()?;
        let bytes = identity.id.as_str().len();
        if bytes <= ArticleId::MAX_BYTES {
            return Some(identity);
        }
        let most = ArticleId::MAX_BYTES;
        let message = format!("the record's identity has {bytes} bytes; it can have {most} at most");
        self.error("too-long", identity.at, message, "write a shorter `id`, one that never changes");
        None
    }

    fn identity_of_any_length(&mut self) -> Option<Identity> {
        if let Some((id, at)) = self.text(Field::Id) {
            if let Some(id) = ArticleId::new(&one_line(&id)) {
                return Some(Identity { id, is_written: true, at });
            }
            self.warn(
                "no-id",
                at,
                "the `id` is empty, so another is used",
                "write it out, or leave the field out",
            );
        }
        let derived = if self.record.is_alone {
            let key = self.clean(&self.source.key.clone(), self.record.at);
            match self.record.page {
                Some(page) => page.path_id(&key),
                None => path_id(&key),
            }
        } else {
            [Field::Slug, Field::Url]
                .into_iter()
                .find_map(|field| ArticleId::new(&one_line(&self.text(field)?.0)))
        };
        derived.map(|id| Identity { id, is_written: false, at: self.record.at })
    }

    fn article(&mut self, identity: Option<Identity>) -> Option<Article> {
        let hint = match self.record.page {
            Some(_) => "add a `title`, or begin the text with a heading (`# …`)",
            None => "add a `title`",
        };
        let title = self.required_line(Field::Title, "no-title", hint);
        let published = self.date(Field::Published);
        if published.is_none() && !self.chosen.contains_key(&Field::Published) {
            self.report_no_date();
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
            Some(published) => {
                let title = title.as_deref().unwrap_or_default();
                self.url(&identity.id, title, *published, section.as_deref(), &lang)
            }
            None => Some(stand_in.clone()),
        };
        let base = url.clone().unwrap_or(stand_in);
        let (body, lead) = self.body(written_markup, &base);
        let summary = match self.line(Field::Summary) {
            Some(summary) => summary,
            None => self
                .own_lead(&base)
                .unwrap_or_else(|| summary::summarize(if lead.is_empty() { &body.text } else { &lead })),
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

    // What is said of the record.

    fn report_no_date(&mut self) {
        let (message, hint) = match self.record.page {
            Some(_) => (
                "the page has no date",
                "add `date: 2023-12-01`, or begin the file's name with it; `undated = \"2023-12-01\"` below \
                 [content] in tidings.toml dates all pages without one, `ignore = [\"…\"]` leaves pages out",
            ),
            None => {
                ("`published` is missing", "add `published`, such as 2023-12-01 or 2023-12-01T08:00:00+08:00")
            }
        };
        self.error("no-date", self.record.at, message, hint);
    }

    /// What stands before the mark that ends the summary, if it is not too long for one.
    fn own_lead(&mut self, base: &url::Url) -> Option<String> {
        const LONGEST: usize = 400;
        let page = self.record.page?;
        let lead = super::markup::render(page.lead.as_deref()?, page.markup, base).ok()?;
        let lead = self.clean(&one_line(&lead.text), self.record.at);
        match lead.chars().count() {
            0 => None,
            1..=LONGEST => Some(lead),
            _ => Some(summary::summarize(&lead)),
        }
    }

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
            let is_same = entry.node.as_text().is_some() && entry.node.value == chosen.node.value;
            if is_same || self.record.page.is_some() {
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
        if self.findings.len() >= MAX_WARNINGS {
            self.unshown += 1;
            return;
        }
        let hint = match did_you_mean(name, known) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "it is left out; the fields there are stand in docs/records.md".to_owned(),
        };
        let shown = shorten(&without_forbidden(name));
        self.warn("unknown-field", at, format!("unknown field `{shown}`"), &hint);
    }

    /// Removes what no feed should hold, and remembers that it was there.
    pub fn clean(&mut self, text: &str, at: usize) -> String {
        if let (None, Some(found)) = (self.bad_character, forbidden(text)) {
            self.bad_character = Some((found, at));
        }
        without_forbidden(text).into_owned()
    }

    fn report_bad_character(&mut self) {
        if let Some((found, at)) = self.bad_character {
            let what = if is_noncharacter(found) {
                "what is not a character (half of a pair, a placeholder) was removed".to_owned()
            } else {
                let code = u32::from(found);
                format!("control characters, which no feed should hold, were removed: U+{code:04X}")
            };
            let at = self.written_at(found.encode_utf8(&mut [0; 4]), at);
            self.warn("bad-character", at, what, "take it out of the text");
        }
    }

    /// Where `written` stands in the page's text, if `at` is only where the page begins and it is found
    /// so; else `at`. A field's place says enough, and in JSON much is written in another way.
    fn written_at(&self, written: &str, at: usize) -> usize {
        if at != self.record.at || self.record.body.is_empty() {
            return at;
        }
        let rest = self.places.text.get(at..).unwrap_or_default();
        let plain = percent_decode_str(written).decode_utf8_lossy();
        rest.find(written).or_else(|| rest.find(&*plain)).map_or(at, |found| at + found)
    }

    fn error(&mut self, code: &'static str, at: usize, message: impl Into<String>, hint: &str) {
        self.findings.push(Diagnostic::error(code, self.places.place(at), message).with_hint(hint));
    }

    fn report_unshown(&mut self) {
        if self.unshown > 0 {
            let message = format!("{} more warnings of this record are not shown", self.unshown);
            self.findings.push(Diagnostic::warning(
                "more-warnings",
                self.places.place(self.record.at),
                message,
            ));
        }
    }

    pub fn warn(&mut self, code: &'static str, at: usize, message: impl Into<String>, hint: &str) {
        if self.findings.len() >= MAX_WARNINGS {
            self.unshown += 1;
            return;
        }
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
