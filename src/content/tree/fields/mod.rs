//! The fields of front matter as the generators and their themes mean them.
//!
//! What tidings has no use for is passed over without a word: a theme may have any field. Only what
//! looks like a slip of the pen in a field that the page lacks is kept, so that the record's check
//! tells of it.

mod choose;
mod eleventy;

use super::page::Doubt;
use super::standing::Standing;
use super::title;
use crate::config::{Config, Generator};
use crate::content::date;
use crate::content::fields::{self as known, Field};
use crate::content::format::Markup;
use crate::content::links::web_address;
use crate::content::node::{Entry, Node, Table, Value};

/// What front matter says.
#[derive(Debug, Default)]
pub(super) struct Fields {
    /// Under names that tidings knows.
    pub table: Table,
    pub title: Option<String>,
    pub has_summary: bool,
    pub is_undated: bool,
    pub is_hidden: bool,
    pub is_locked: bool,
    pub layout: Option<String>,
    pub markup: Option<Markup>,
    pub permalink: Option<String>,
    pub abbrlink: Option<String>,
    pub categories: Vec<String>,
    pub doubts: Vec<Doubt>,
}

/// Reads the front matter `table` of a page of `generator`.
pub(super) fn read(table: &Table, generator: Generator, config: &Config, standing: &Standing) -> Fields {
    let mut reader = Reader {
        table,
        standing,
        generator,
        config,
        fields: Fields::default(),
        dates: Vec::new(),
        typos: Vec::new(),
        document: None,
    };
    table.entries.iter().for_each(|entry| reader.take(entry));
    // Tables that hold more of the same: Zola's taxonomies first, then what themes are told.
    for name in ["taxonomies", "extra", "params"] {
        let inner = table.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name));
        if let Some(Value::Table(inner)) = inner.map(|entry| &entry.node.value) {
            inner.entries.iter().for_each(|entry| reader.take_inner(entry, name == "taxonomies"));
        }
    }
    reader.default();
    reader.finish()
}

struct Reader<'a> {
    table: &'a Table,
    standing: &'a Standing,
    generator: Generator,
    config: &'a Config,
    fields: Fields,
    /// With their rank: the lowest that can be read counts.
    dates: Vec<(usize, Entry)>,
    typos: Vec<Entry>,
    /// The `id` of a page of documentation, which to Docusaurus is its name in the address.
    document: Option<Entry>,
}

/// The text of a node that says something.
fn text(node: &Node) -> Option<&str> {
    node.as_text().map(str::trim).filter(|text| !text.is_empty())
}

fn is_flag(text: &str) -> bool {
    matches!(text.to_ascii_lowercase().as_str(), "true" | "false" | "yes" | "no" | "on" | "off")
}

fn is_true(node: &Node) -> bool {
    text(node).is_some_and(|text| matches!(text.to_ascii_lowercase().as_str(), "true" | "yes" | "on" | "1"))
}

fn is_false(node: &Node) -> bool {
    text(node)
        .is_some_and(|text| matches!(text.to_ascii_lowercase().as_str(), "false" | "no" | "off" | "never"))
}

impl Reader<'_> {
    fn take(&mut self, entry: &Entry) {
        let name: String = entry.name.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).collect();
        self.special(&name.to_ascii_lowercase(), entry);
        match known::find(known::RECORD, &entry.name) {
            Some((field, rank)) => self.field(field, rank, entry),
            None => self.typos.push(entry.clone()),
        }
    }

    /// Takes what the configuration says of pages there that don't say it themselves.
    fn default(&mut self) {
        let defaults = self.config.content.defaults_of(&self.standing.place);
        let text = |text: &str| Node { at: 0, value: Value::Text(text.to_owned()) };
        let categories = Value::List(defaults.categories.iter().map(|name| text(name)).collect());
        let fields = [
            ("authors", "author", defaults.author.map(|name| text(&name))),
            ("section", "categories", Some(Node { at: 0, value: categories })),
            ("lang", "lang", defaults.lang.map(|lang| text(&lang))),
        ];
        for (own, name, node) in fields {
            let is_said = self.fields.table.entries.iter().any(|entry| entry.name == own);
            if let Some(node) = node.filter(|_| !is_said) {
                self.take(&Entry { name: name.to_owned(), at: 0, node });
            }
        }
    }

    /// What decides on the page and is no field of a record.
    fn special(&mut self, name: &str, entry: &Entry) {
        let node = &entry.node;
        match name {
            "layout" | "type" | "template" => {
                let layout = text(node)
                    .map(|text| text.trim_end_matches(".html").trim_end_matches(".njk").to_lowercase());
                self.fields.layout = layout.or(self.fields.layout.take());
            }
            "headless" | "home" | "eleventyexcludefromcollections" | "unlisted" => {
                self.fields.is_hidden |= is_true(node);
            }
            "article" if self.generator == Generator::Vuepress => self.fields.is_hidden |= is_false(node),
            "render" => self.fields.is_hidden |= is_false(node),
            "permalink" => self.fields.is_hidden |= self.generator == Generator::Eleventy && is_false(node),
            "build" => {
                if let Value::Table(table) = &node.value {
                    let is_never = |entry: &Entry| {
                        matches!(entry.name.as_str(), "render" | "list") && is_false(&entry.node)
                    };
                    self.fields.is_hidden |= table.entries.iter().any(is_never);
                }
            }
            "password" => self.fields.is_locked |= text(node).is_some_and(|text| !is_flag(text)),
            "encrypted" | "encrypt" => self.fields.is_locked |= is_true(node),
            "path" if self.generator == Generator::Zola => self.address(entry),
            "abbrlink" => self.fields.abbrlink = text(node).map(str::to_owned),
            _ => {}
        }
    }

    /// From tables for themes only what no theme means otherwise.
    fn take_inner(&mut self, entry: &Entry, is_taxonomy: bool) {
        let Some((field, rank)) = known::find(known::RECORD, &entry.name) else { return };
        let is_taken =
            self.fields.table.entries.iter().any(|other| {
                known::find(known::RECORD, &other.name).is_some_and(|(other, _)| other == field)
            });
        let is_wanted = match is_taxonomy {
            true => matches!(field, Field::Section | Field::Tags | Field::Authors),
            false => matches!(field, Field::Authors | Field::Lang),
        };
        if is_wanted && !is_taken {
            self.field(field, rank, entry);
        }
    }

    fn keep(&mut self, entry: &Entry) {
        self.fields.table.entries.push(entry.clone());
    }

    fn keep_as(&mut self, name: &str, entry: &Entry, value: Value) {
        let node = Node { at: entry.node.at, value };
        self.fields.table.entries.push(Entry { name: name.to_owned(), at: entry.at, node });
    }

    fn keep_text(&mut self, name: &str, entry: &Entry, value: impl Into<String>) {
        self.keep_as(name, entry, Value::Text(value.into()));
    }

    fn field(&mut self, field: Field, rank: usize, entry: &Entry) {
        let node = &entry.node;
        let is_own = |name: &str| entry.name.eq_ignore_ascii_case(name);
        match field {
            Field::Title => {
                if let Some(title) = text(node).filter(|_| self.fields.title.is_none()) {
                    // Jekyll's templates put it into their pages as it is; others escape it.
                    let title = match self.generator {
                        Generator::Jekyll => title::plain(title).into_owned(),
                        _ => title.to_owned(),
                    };
                    self.fields.title = Some(title.clone());
                    self.keep_text("title", entry, title);
                }
            }
            Field::Published => match text(node) {
                Some(flag) if is_flag(flag) && is_false(node) => self.keep_text("draft", entry, "true"),
                Some(flag) if is_flag(flag) => {}
                Some(text) if self.generator == Generator::Eleventy && eleventy::is_of_file(text) => {
                    self.fields.doubts.push(eleventy::doubt_of_date(entry.at, text));
                }
                Some(_) => self.dates.push((rank, entry.clone())),
                None => {}
            },
            Field::Updated | Field::Expires | Field::Withdrawn => {
                if text(node).is_some_and(|text| date::parse(text, self.config.site.timezone).is_some()) {
                    self.keep(entry);
                }
            }
            Field::Id if self.generator == Generator::Docusaurus => {
                if is_own("id") && text(node).is_some() {
                    self.document = Some(entry.clone());
                }
            }
            Field::Id => {
                if is_own("id") && text(node).is_some() {
                    self.keep(entry);
                }
            }
            Field::Url => self.address(entry),
            Field::Slug => self.slug(entry),
            Field::Authors => self.authors(entry),
            Field::Section | Field::Tags => self.names(field, entry),
            Field::Lang => {
                if text(node).is_some_and(|text| crate::language::language(text).is_some()) {
                    self.keep(entry);
                }
            }
            Field::Summary => {
                if let Some(summary) = text(node).filter(|text| !is_flag(text) && !self.fields.has_summary) {
                    self.fields.has_summary = true;
                    self.keep_text("summary", entry, summary);
                }
            }
            Field::Kicker | Field::Subtitle => {
                if text(node).is_some_and(|text| !is_flag(text)) {
                    self.keep(entry);
                }
            }
            Field::Image => self.image(entry),
            Field::Draft => {
                let status = text(node).map(str::to_ascii_lowercase);
                // Pelican's word for what stands in no list.
                self.fields.is_hidden |= matches!(status.as_deref(), Some("hidden" | "skip"));
                if matches!(status.as_deref(), Some("true" | "yes" | "on" | "1" | "draft" | "private")) {
                    self.keep_text("draft", entry, "true");
                }
            }
            Field::Format => {
                if is_own("markup") {
                    self.fields.markup = text(node).and_then(Markup::parse);
                }
            }
            Field::Source | Field::Comments => {
                if text(node).is_some_and(|text| text.starts_with("http://") || text.starts_with("https://"))
                {
                    self.keep(entry);
                }
            }
            // The page has a body of its own, and what themes call so is none.
            Field::Body | Field::BodyHtml | Field::BodyMarkdown | Field::BodyText | Field::Enclosures => {}
        }
    }

    /// The page's own address, under the name that its generator looks at.
    fn address(&mut self, entry: &Entry) {
        let name = match self.generator {
            Generator::Hugo => "url",
            Generator::Zola => "path",
            _ => "permalink",
        };
        let Some(written) = text(&entry.node).filter(|_| entry.name.eq_ignore_ascii_case(name)) else {
            return;
        };
        let filled;
        let mut written = written;
        if self.generator == Generator::Eleventy && (written.contains("{{") || written.contains("{%")) {
            match eleventy::permalink(written, self.table, self.standing) {
                Some(permalink) => filled = permalink,
                None => return self.fields.doubts.push(eleventy::doubt_of_permalink(entry.node.at, written)),
            }
            written = &filled;
        }
        if is_flag(written) || written.contains("{{") || written.contains("{%") {
            return;
        }
        // A scheme is no placeholder; what follows a slash and a colon is one.
        let is_pattern = written.starts_with(':') || written.contains("/:");
        if is_pattern && !written.contains("://") {
            self.fields.permalink = Some(written.to_owned());
            return;
        }
        let path = match self.generator {
            Generator::Eleventy => written.strip_suffix("index.html").unwrap_or(written).to_owned(),
            Generator::Zola => format!("{}/", written.trim_end_matches('/')),
            Generator::Hugo if !written.contains('.') => format!("{}/", written.trim_end_matches('/')),
            _ => written.to_owned(),
        };
        self.keep_text("url", entry, if path.is_empty() { "/".to_owned() } else { path });
    }

    fn slug(&mut self, entry: &Entry) {
        let Some(slug) = text(&entry.node) else { return };
        match self.generator {
            Generator::Hexo => {}
            // To Docusaurus a slash in front stands for the folder of all such pages.
            Generator::Docusaurus => self.keep_text("slug", entry, slug),
            _ => self.keep_text("slug", entry, slug.trim_matches('/')),
        }
    }

    fn authors(&mut self, entry: &Entry) {
        let mut names = Vec::new();
        for node in entry.node.elements() {
            match &node.value {
                Value::Text(name) if !name.trim().is_empty() && !is_flag(name.trim()) => {
                    names.push(node.clone())
                }
                Value::Table(table) => {
                    let is_name = |entry: &&Entry| {
                        entry.name.eq_ignore_ascii_case("name") && text(&entry.node).is_some()
                    };
                    if let Some(name) = table.entries.iter().find(is_name) {
                        names.push(name.node.clone());
                    }
                }
                _ => {}
            }
        }
        let is_taken = self.fields.table.entries.iter().any(|entry| entry.name == "authors");
        if !names.is_empty() && !is_taken {
            self.keep_as("authors", entry, Value::List(names));
        }
    }

    fn names(&mut self, field: Field, entry: &Entry) {
        let is_tag = field == Field::Tags;
        let wanted: &[&str] = if is_tag {
            &["tags", "tag", "标签"]
        } else {
            &["categories", "category", "section", "栏目"]
        };
        if !wanted.iter().any(|name| entry.name.eq_ignore_ascii_case(name)) {
            return;
        }
        let mut names = Vec::new();
        flatten(&entry.node, &mut names, 0);
        if self.generator == Generator::Jekyll
            && let Some(words) = entry.node.as_text()
            && !words.contains([',', '，', '、'])
            && (is_tag || entry.name.eq_ignore_ascii_case("categories"))
        {
            names = words
                .split_whitespace()
                .map(|word| Node { at: entry.node.at, value: Value::Text(word.to_owned()) })
                .collect();
        }
        if is_tag && self.generator == Generator::Eleventy {
            // Names of collections.
            names.retain(|node| !matches!(node.as_text(), Some("post" | "posts" | "all")));
        }
        if names.is_empty() {
            return;
        }
        if !is_tag {
            let of_address = match self.generator {
                Generator::Hexo => last_with_those_above(&entry.node),
                _ => names.clone(),
            };
            let of_address = of_address.iter().filter_map(|node| node.as_text().map(str::to_owned));
            self.fields.categories.extend(of_address);
        }
        let name = if is_tag { "tags" } else { "section" };
        match self.fields.table.entries.iter_mut().find(|entry| entry.name == name) {
            Some(Entry { node: Node { value: Value::List(list), .. }, .. }) => list.extend(names),
            _ => self.keep_as(name, entry, Value::List(names)),
        }
    }

    fn image(&mut self, entry: &Entry) {
        let Some(node) = entry.node.elements().first() else { return };
        let mut address = None;
        let mut more = Vec::new();
        match &node.value {
            Value::Text(_) => address = text(node),
            Value::Table(table) => {
                for inner in &table.entries {
                    match (inner.name.to_ascii_lowercase().as_str(), text(&inner.node)) {
                        (
                            "url" | "src" | "path" | "image" | "href" | "feature" | "relative_path",
                            Some(value),
                        ) => {
                            address = address.or(Some(value));
                        }
                        ("alt" | "caption", Some(value)) if !is_flag(value) => {
                            more.push((inner.name.to_ascii_lowercase(), value.to_owned()));
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        let Some(address) = address.filter(|address| !is_flag(address) && !address.contains("{{")) else {
            return;
        };
        let is_taken = self.fields.table.entries.iter().any(|entry| entry.name == "image");
        if is_taken || web_address(address, &self.config.site.url).is_none() {
            return;
        }
        more.push(("url".to_owned(), address.to_owned()));
        let entries = more.into_iter().map(|(name, value)| Entry {
            name,
            at: node.at,
            node: Node { at: node.at, value: Value::Text(value) },
        });
        let table = Table { entries: entries.collect() };
        self.keep_as("image", entry, Value::Table(table));
    }
}

/// Hexo's last category with those it lies in: of lists each is a row of them, and so are texts alone.
fn last_with_those_above(node: &Node) -> Vec<Node> {
    let is_list = |node: &Node| matches!(node.value, Value::List(_));
    let row = match &node.value {
        Value::List(elements) if elements.iter().any(is_list) => elements.last().unwrap_or(node),
        _ => node,
    };
    let mut names = Vec::new();
    flatten(row, &mut names, 0);
    names
}

/// The names in texts, lists of lists, and tables with a name.
fn flatten(node: &Node, names: &mut Vec<Node>, depth: usize) {
    match &node.value {
        Value::Text(name) if !name.trim().is_empty() => names.push(node.clone()),
        Value::List(elements) if depth < 4 => {
            elements.iter().for_each(|element| flatten(element, names, depth + 1))
        }
        Value::Table(table) => {
            let name = table.entries.iter().find(|entry| matches!(entry.name.as_str(), "name" | "label"));
            names.extend(name.map(|entry| entry.node.clone()).filter(|node| text(node).is_some()));
        }
        _ => {}
    }
}
