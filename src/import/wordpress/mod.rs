//! WordPress's own export (WXR 1.0 to 1.2): an RSS feed with the whole of the site in extensions.
//!
//! The file is read twice, so that it may be of any size: first for the authors' names and the
//! attachments, to which articles refer by number, then for the articles.

mod blocks;
mod paragraphs;
mod shortcodes;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::{NaiveDateTime, TimeDelta};

use super::feed::{Defaults, complete, item, receive_record, site_of, summary, told};
use super::record::{Author, File};
use super::xml::{self, Element, Part};
use super::{Imported, Receive, Record, reference};
use crate::content;
use crate::diagnostic::{Diagnostic, Place};
use crate::error::Result;

/// An uploaded file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Attachment {
    url: String,
    /// The post that it was uploaded for.
    parent: String,
    title: String,
    alt: Option<String>,
    caption: Option<String>,
}

/// What articles refer to.
#[derive(Debug, Default)]
struct Site {
    file: String,
    /// Login → name as shown.
    authors: BTreeMap<String, String>,
    /// By number.
    attachments: BTreeMap<u64, Attachment>,
    lang: Option<String>,
    /// Its front page, without `https://`.
    address: Option<String>,
    is_export: bool,
}

/// Reads the export in the file `path`; of its posts those whose type is one of `types` (`post`,
/// `page`).
///
/// # Errors
///
/// [`Error::Io`](crate::error::Error::Io) if it can't be read, else what `receive` says.
pub fn read(path: &Path, types: &[String], receive: &mut Receive<'_>) -> Result<()> {
    let site = Site::read(path)?;
    if !site.is_export {
        let message = "the file is no WordPress export: it has no `wp:wxr_version`";
        let hint = "take it from Tools → Export; for a feed, use `tidings import feed`";
        let finding = Diagnostic::error("no-export", Place::file(site.file), message).with_hint(hint);
        return receive(Imported::Refused(finding));
    }
    let origin = format!("wordpress {}", site.address.clone().unwrap_or_default()).trim_end().to_owned();
    let defaults =
        Defaults { file: site.file.clone(), origin, lang: site.lang.clone(), ..Defaults::default() };
    let mut sections = BTreeSet::new();
    xml::read(path, &mut |part| {
        let element = match part {
            Part::Element(element) if element.name == "item" => element,
            Part::Element(element) => {
                if matches!(element.name.as_str(), "wp:term") {
                    receive(Imported::LeftOut("terms of other taxonomies".to_owned()))?;
                }
                return Ok(());
            }
            other => return receive(told(other, &site.file)),
        };
        let kind = element.text_of("wp:post_type").unwrap_or_else(|| "post".to_owned());
        if !types.contains(&kind) {
            let key = element.text_of("guid").or(element.text_of("link")).map(|id| reference(&id));
            receive(Imported::Passed { origin: defaults.origin.clone(), key: key.unwrap_or_default() })?;
            return receive(Imported::LeftOut(plural(&kind)));
        }
        let status = element.text_of("wp:status").unwrap_or_else(|| "publish".to_owned());
        if matches!(status.as_str(), "trash" | "auto-draft" | "inherit") {
            return receive(Imported::LeftOut(format!("{} ({status})", plural(&kind))));
        }
        for _ in element.all("wp:comment") {
            receive(Imported::LeftOut("comments".to_owned()))?;
        }
        for category in element.all("category").filter(|c| c.attribute("domain") == Some("category")) {
            let name = super::text::plain(&category.text());
            if let Some(slug) = category.attribute("nicename").map(decoded)
                && slug != name
                && sections.insert(name.clone())
            {
                receive(Imported::Section { name, slug })?;
            }
        }
        let record = site.record(&element, &defaults, &status, receive)?;
        receive_record(record, &element, receive)
    })
}

impl Site {
    fn read(path: &Path) -> Result<Self> {
        let mut site = Self { file: path.display().to_string(), ..Self::default() };
        xml::read(path, &mut |part| {
            let Part::Element(element) = part else { return Ok(()) };
            // What is no text is told where an article has it, and is nobody's name.
            if element.broken_text.is_some() {
                return Ok(());
            }
            match element.name.as_str() {
                "wp:wxr_version" => site.is_export = true,
                "wp:base_blog_url" => site.address = site_of(&element.text()).or(site.address.take()),
                "link" => site.address = site.address.take().or_else(|| site_of(&element.text())),
                "language" => site.lang = Some(element.text()),
                "wp:author" => {
                    let name =
                        element.text_of("wp:author_display_name").or(element.text_of("wp:author_login"));
                    if let (Some(login), Some(name)) = (element.text_of("wp:author_login"), name) {
                        site.authors.insert(login, name);
                    }
                }
                "item" => site.attachment(&element),
                _ => {}
            }
            Ok(())
        })?;
        Ok(site)
    }

    fn attachment(&mut self, item: &Element) {
        let url = item.text_of("wp:attachment_url");
        let number = item.text_of("wp:post_id").and_then(|id| id.parse().ok());
        if let (Some(url), Some(number)) = (url, number) {
            let attachment = Attachment {
                url,
                parent: item.text_of("wp:post_parent").unwrap_or_default(),
                title: item.text_of("title").map(|title| super::text::plain(&title)).unwrap_or_default(),
                alt: meta(item, "_wp_attachment_image_alt"),
                caption: item.text_of("excerpt:encoded"),
            };
            self.attachments.insert(number, attachment);
        }
    }

    fn record(
        &self,
        element: &Element,
        defaults: &Defaults,
        status: &str,
        receive: &mut Receive<'_>,
    ) -> Result<Record> {
        let mut record = item(element, defaults);
        let text = |name: &str| element.text_of(name);
        record.slug =
            text("wp:post_name").map(|name| decoded(&name)).filter(|name| !name.contains('\u{FFFD}'));
        record.published = self.date(element, "wp:post_date").or(record.published);
        record.updated = self.date(element, "wp:post_modified");
        record.authors = element
            .all("dc:creator")
            .map(|creator| creator.text())
            .filter(|login| !login.is_empty())
            .map(|login| Author::named(self.authors.get(&login).cloned().unwrap_or(login)))
            .collect();
        self.categories(element, &mut record, receive)?;
        let number = text("wp:post_id").unwrap_or_default();
        let content = text("content:encoded").unwrap_or_default();
        record.body = self.body(&content, &number, receive)?;
        record.summary = text("excerpt:encoded").and_then(|excerpt| summary(&excerpt, &record.body));
        let thumbnail = meta(element, "_thumbnail_id").and_then(|id| id.parse().ok());
        record.image = thumbnail.and_then(|id: u64| self.attachments.get(&id)).map(|attachment| File {
            url: attachment.url.clone(),
            alt: attachment.alt.clone(),
            caption: attachment.caption.as_deref().map(content::html_text),
            ..File::default()
        });
        record.enclosures = enclosures(element);
        for post in element.all("wp:postmeta") {
            let key = post.text_of("wp:meta_key").unwrap_or_default();
            if !key.starts_with('_') && key != "enclosure" {
                receive(Imported::LeftOut("custom fields".to_owned()))?;
            }
        }
        // What was not for everybody's eyes is not published by an import.
        let is_protected = text("wp:post_password").is_some();
        record.is_draft = is_protected || !matches!(status, "publish" | "future");
        if is_protected || status == "private" {
            let message =
                format!("{}: is not public in WordPress, so it is imported as a draft", record.name());
            receive(Imported::Finding(
                Diagnostic::warning("not-public", record.place.clone(), message)
                    .with_hint("to publish it, take `draft: true` out of its file"),
            ))?;
        }
        if record.is_draft
            && record.url.as_ref().is_some_and(|url| url.contains("?p=") || url.contains("?page_id="))
        {
            record.url = None;
        }
        record.title.truncate(if text("title").is_some() { record.title.len() } else { 0 });
        complete(&mut record);
        Ok(record)
    }

    /// The first category is the section, the others are tags; WordPress's `Uncategorized` is none.
    fn categories(&self, element: &Element, record: &mut Record, receive: &mut Receive<'_>) -> Result<()> {
        record.section = None;
        record.tags.clear();
        for category in element.all("category") {
            let name = super::text::plain(&category.text());
            match category.attribute("domain").unwrap_or("category") {
                "category" if category.attribute("nicename") == Some("uncategorized") => {}
                "category" if record.section.is_none() => record.section = Some(name),
                "category" | "post_tag" | "tag" => record.tags.push(name),
                other => receive(Imported::LeftOut(format!("terms of the taxonomy {other}")))?,
            }
        }
        Ok(())
    }

    /// The body as readers of WordPress see it, as far as that can be told without WordPress.
    fn body(&self, content: &str, number: &str, receive: &mut Receive<'_>) -> Result<String> {
        let mut left_out = Vec::new();
        let is_classic = !content.contains("<!-- wp:");
        let content = blocks::without_comments(content, &mut left_out);
        let content = shortcodes::replaced(&content, &mut |code| self.shortcode(code, number), &mut left_out);
        for kind in left_out {
            receive(Imported::LeftOut(kind))?;
        }
        Ok(if is_classic { paragraphs::marked(&content) } else { content.trim().to_owned() })
    }

    /// The pictures of a gallery.
    fn shortcode(&self, code: &shortcodes::Shortcode<'_>, number: &str) -> Option<String> {
        if code.name != "gallery" {
            return None;
        }
        let listed = code.attribute("ids").or(code.attribute("include"));
        let pictures: Vec<&Attachment> = match listed {
            Some(ids) => {
                ids.split(',').filter_map(|id| self.attachments.get(&id.trim().parse().ok()?)).collect()
            }
            None => self.attachments.values().filter(|attachment| attachment.parent == number).collect(),
        };
        if pictures.is_empty() {
            return None;
        }
        Some(pictures.into_iter().map(Attachment::figure).collect())
    }

    /// `NAME_gmt`, with the offset that `NAME` tells.
    fn date(&self, element: &Element, name: &str) -> Option<String> {
        let read = |name: &str| {
            let text = element.text_of(name)?;
            NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S").ok()
        };
        let (local, gmt) = (read(name), read(&format!("{name}_gmt")));
        match (local, gmt) {
            (Some(local), Some(gmt)) => {
                let offset = (local - gmt).num_seconds();
                let is_zone = offset % 900 == 0 && TimeDelta::seconds(offset).num_hours().abs() <= 15;
                let offset = if is_zone { i32::try_from(offset).unwrap_or(0) } else { 0 };
                let zone = chrono::FixedOffset::east_opt(offset)?;
                Some(gmt.and_utc().with_timezone(&zone).to_rfc3339())
            }
            (None, Some(gmt)) => Some(gmt.and_utc().to_rfc3339()),
            (Some(local), None) => Some(local.format("%Y-%m-%dT%H:%M:%S").to_string()),
            (None, None) => None,
        }
    }
}

impl Attachment {
    fn figure(&self) -> String {
        let escaped = |text: &str| quick_xml::escape::escape(text).into_owned();
        let alt = self.alt.as_deref().unwrap_or(&self.title);
        let caption = self
            .caption
            .as_deref()
            .map(|caption| format!("<figcaption>{caption}</figcaption>"))
            .unwrap_or_default();
        format!("<figure><img src=\"{}\" alt=\"{}\">{caption}</figure>\n", escaped(&self.url), escaped(alt))
    }
}

/// The value of a custom field.
fn meta(item: &Element, key: &str) -> Option<String> {
    item.all("wp:postmeta")
        .find(|meta| meta.text_of("wp:meta_key").as_deref() == Some(key))
        .and_then(|meta| meta.text_of("wp:meta_value"))
}

/// The custom fields `enclosure` of podcasts: URL, length and type, one a line.
fn enclosures(item: &Element) -> Vec<File> {
    let fields = item.all("wp:postmeta").filter(|m| m.text_of("wp:meta_key").as_deref() == Some("enclosure"));
    fields
        .filter_map(|meta| {
            let value = meta.text_of("wp:meta_value")?;
            let mut lines = value.lines().map(str::trim);
            Some(File {
                url: lines.next()?.to_owned(),
                length: lines.next().and_then(|length| length.parse().ok()).filter(|length| *length > 0),
                media_type: lines.next().filter(|kind| kind.contains('/')).map(str::to_owned),
                ..File::default()
            })
        })
        .collect()
}

/// Names of posts in addresses are percent-encoded in the export, and may be cut within a
/// character.
fn decoded(name: &str) -> String {
    percent_encoding::percent_decode_str(name).decode_utf8_lossy().into_owned()
}

fn plural(kind: &str) -> String {
    match kind {
        "nav_menu_item" => "menu items".to_owned(),
        kind if kind.ends_with('s') => kind.to_owned(),
        kind => format!("{kind}s"),
    }
}
