//! A record is laid out as a page: YAML front matter, an empty line, the body.
//!
//! The layout is a function of the record alone, so that the same article gives the same bytes at
//! every import. Texts stand as they are where YAML and the reader of records take them so, else in
//! double quotes with JSON's escapes, which are YAML's as well (YAML 1.2.2 §7.3.1).

use super::record::{Author, File, Record};
use crate::content::publishable;

/// Returns the page of `record`. Characters that no feed should hold are left out.
pub fn page_text(record: &Record) -> String {
    let mut page = Page { text: String::from("---\n") };
    page.line("id", record.id.as_deref());
    page.line("title", Some(&record.title));
    page.line("kicker", record.kicker.as_deref());
    page.line("subtitle", record.subtitle.as_deref());
    page.line("url", record.url.as_deref());
    page.line("slug", record.slug.as_deref());
    page.line("published", record.published.as_deref());
    page.line("updated", record.updated.as_deref());
    page.line("expires", record.expires.as_deref());
    if record.is_draft {
        page.text.push_str("draft: true\n");
    }
    page.authors(&record.authors);
    page.line("section", record.section.as_deref());
    page.tags(&record.tags);
    page.line("lang", record.lang.as_deref());
    page.line("summary", record.summary.as_deref());
    if let Some(image) = &record.image {
        page.image(image);
    }
    page.enclosures(&record.enclosures);
    if let Some((title, url)) = &record.source {
        page.text.push_str("source:\n");
        page.part("  ", "title", title.as_deref());
        page.part("  ", "url", Some(url));
    }
    page.line("comments", record.comments.as_deref());
    if record.format != "markdown" {
        page.line("format", Some(record.format));
    }
    page.text.push_str("---\n");
    let body = publishable(record.body.trim_matches(['\n', '\r']));
    if !body.trim().is_empty() {
        page.text.push('\n');
        page.text.push_str(&body);
        page.text.push('\n');
    }
    page.text
}

/// The value of the field `name` in `page`, as [`page_text`] writes it in a line of its own.
pub(super) fn field(page: &str, name: &str) -> Option<String> {
    let head = page.strip_prefix("---\n")?.split("\n---").next()?;
    let value = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))?.trim();
    match value.starts_with('"') {
        true => serde_json::from_str(value).ok(),
        false => Some(value.to_owned()),
    }
}

struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, name: &str, value: Option<&str>) {
        self.part("", name, value);
    }

    /// A field with a text of one line; nothing if there is none.
    fn part(&mut self, indent: &str, name: &str, value: Option<&str>) {
        let value = value.map(one_line).unwrap_or_default();
        if !value.is_empty() {
            self.text.push_str(&format!("{indent}{name}: {}\n", scalar(&value, false)));
        }
    }

    fn authors(&mut self, authors: &[Author]) {
        let authors: Vec<&Author> =
            authors.iter().filter(|author| !one_line(&author.name).is_empty()).collect();
        // The reader cuts a name alone at these.
        let is_plain = |author: &&Author| {
            author.email.is_none() && author.url.is_none() && !author.name.contains(['、', ';', '；', '<'])
        };
        if authors.is_empty() {
        } else if authors.iter().all(is_plain) {
            let names: Vec<String> =
                authors.iter().map(|author| scalar(&one_line(&author.name), true)).collect();
            self.text.push_str(&format!("authors: [{}]\n", names.join(", ")));
        } else {
            self.text.push_str("authors:\n");
            for author in authors {
                self.part("  - ", "name", Some(&author.name));
                self.part("    ", "email", author.email.as_deref());
                self.part("    ", "url", author.url.as_deref());
            }
        }
    }

    fn tags(&mut self, tags: &[String]) {
        let tags: Vec<String> = tags
            .iter()
            .map(|tag| one_line(tag))
            .filter(|tag| !tag.is_empty())
            .map(|tag| match tag.contains([',', '，', '、', ';', '；']) {
                true => format!("{{name: {}}}", scalar(&tag, true)),
                false => scalar(&tag, true),
            })
            .collect();
        if !tags.is_empty() {
            self.text.push_str(&format!("tags: [{}]\n", tags.join(", ")));
        }
    }

    fn image(&mut self, image: &File) {
        self.text.push_str("image:\n");
        self.part("  ", "url", Some(&image.url));
        self.part("  ", "alt", image.alt.as_deref());
        self.part("  ", "caption", image.caption.as_deref());
        self.part("  ", "type", image.media_type.as_deref());
        self.part("  ", "length", image.length.map(|length| length.to_string()).as_deref());
        self.part("  ", "width", image.width.map(|width| width.to_string()).as_deref());
        self.part("  ", "height", image.height.map(|height| height.to_string()).as_deref());
    }

    fn enclosures(&mut self, files: &[File]) {
        if files.is_empty() {
            return;
        }
        self.text.push_str("enclosures:\n");
        for file in files {
            self.part("  - ", "url", Some(&file.url));
            self.part("    ", "type", file.media_type.as_deref());
            self.part("    ", "length", file.length.map(|length| length.to_string()).as_deref());
            self.part("    ", "duration", file.duration.as_deref());
            self.part("    ", "title", file.title.as_deref());
        }
    }
}

/// White space as one space each, none at the ends.
pub(super) fn one_line(text: &str) -> String {
    publishable(text).split_ascii_whitespace().collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// A text as YAML, plain where that means the same to every reader of YAML.
fn scalar(text: &str, is_in_list: bool) -> String {
    if is_plain(text) && !(is_in_list && text.contains([',', '[', ']', '{', '}'])) {
        return text.to_owned();
    }
    let quoted = serde_json::Value::from(text).to_string();
    // Line breaks to YAML 1.1 and to editors, though not to JSON.
    quoted.replace('\u{85}', "\\u0085").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

fn is_plain(text: &str) -> bool {
    let begins_well = text.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '“' | '《' | '「'));
    let is_odd = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{85}');
    begins_well
        && !text.contains(": ")
        && !text.ends_with(':')
        && !text.contains(" #")
        && !text.contains(is_odd)
        && !is_other_type(text)
}

/// What other readers take for a number, a date, a truth or nothing. Our dates are written plain.
fn is_other_type(text: &str) -> bool {
    let is_word = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word));
    let is_date = chrono::DateTime::parse_from_rfc3339(text).is_ok();
    let is_numeric =
        text.starts_with(|c: char| c.is_ascii_digit()) && !text.chars().any(|c| c.is_alphabetic());
    is_word || (is_numeric && !is_date && text.parse::<u64>().is_err() && text.contains([':', '.', '_', 'e']))
}
