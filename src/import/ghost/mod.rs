//! Ghost's export (Settings → Export): JSON with the tables of its database.
//!
//! Posts that were published carry their HTML; of others it is made from what the editor stored
//! (Lexical, Mobiledoc).

mod lexical;
mod mobiledoc;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::feed::complete;
use super::record::{Author, File, Record, normal_date, reference};
use super::{Imported, Receive};
use crate::content;
use crate::diagnostic::{Diagnostic, Place};
use crate::error::{Error, Result};

/// Stands in the export for the address of the site.
const SITE: &str = "__GHOST_URL__";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Data {
    posts: Vec<Value>,
    tags: Vec<Named>,
    users: Vec<Named>,
    posts_tags: Vec<Relation>,
    posts_authors: Vec<Relation>,
    posts_meta: Vec<Value>,
    settings: Vec<Value>,
}

/// A tag or a user.
#[derive(Debug, Deserialize)]
struct Named {
    id: Value,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    slug: Option<String>,
    #[serde(default)]
    website: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Relation {
    post_id: Value,
    #[serde(alias = "author_id")]
    tag_id: Value,
    #[serde(default)]
    sort_order: i64,
}

/// Reads the export in the file `path`; pages too, if `with_pages`.
///
/// # Errors
///
/// [`Error::Io`] if it can't be read, else what `receive` says.
pub fn read(path: &Path, with_pages: bool, receive: &mut Receive<'_>) -> Result<()> {
    let file = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|e| Error::io("reading", path, e))?;
    let Some(decoded) = super::text::decoded(bytes, &file, receive)? else { return Ok(()) };
    let data = match data(&decoded) {
        Ok(data) => data,
        Err(reason) => {
            let finding = Diagnostic::error("no-export", Place::file(file), reason);
            return receive(Imported::Refused(finding.with_hint("take it from Ghost: Settings → Export")));
        }
    };
    let site = Site::new(&data, file);
    for post in &data.posts {
        if !post.is_object() {
            let message = format!("{} among the posts is no post", shown(post));
            receive(Imported::Refused(Diagnostic::error("bad-json", Place::file(&site.file), message)))?;
            continue;
        }
        let is_page = text(post, "type").is_some_and(|kind| kind == "page")
            || post.get("page") == Some(&Value::Bool(true));
        if is_page && !with_pages {
            let key = post.get("id").map(key).unwrap_or_default();
            receive(Imported::Passed { origin: site.origin.clone(), key })?;
            receive(Imported::LeftOut("pages".to_owned()))?;
            continue;
        }
        site.post(post, receive)?;
    }
    for (slug, name) in site.sections() {
        receive(Imported::Section { name, slug })?;
    }
    Ok(())
}

fn shown(value: &Value) -> String {
    value.to_string().chars().take(40).collect()
}

/// `{"db": [{"data": …}]}`, `{"data": …}` or the tables themselves.
fn data(text: &str) -> Result<Data, String> {
    let mut value: Value = serde_json::from_str(text).map_err(|e| format!("not readable as JSON: {e}"))?;
    if let Some(first) = value.get_mut("db").and_then(|db| db.get_mut(0)) {
        value = first.take();
    }
    if let Some(data) = value.get_mut("data") {
        value = data.take();
    }
    if !value.get("posts").is_some_and(Value::is_array) {
        return Err("the file is no export of Ghost: it has no `posts`".to_owned());
    }
    without_nulls(&mut value, 0);
    serde_json::from_value(value).map_err(|e| format!("the file is no export of Ghost that can be read: {e}"))
}

/// Removes what is null from the tables and their rows: nothing is there, as if it were not named.
fn without_nulls(value: &mut Value, depth: usize) {
    match value {
        Value::Object(members) => {
            members.retain(|_, value| !value.is_null());
            if depth < 2 {
                members.values_mut().for_each(|value| without_nulls(value, depth + 1));
            }
        }
        Value::Array(rows) => rows.iter_mut().for_each(|row| without_nulls(row, depth + 1)),
        _ => {}
    }
}

/// What posts refer to.
struct Site<'a> {
    file: String,
    /// As in [`Record::origin`]: Ghost does not export its address, but its title.
    origin: String,
    tags: BTreeMap<String, &'a Named>,
    users: BTreeMap<String, &'a Named>,
    /// By post, in order.
    post_tags: BTreeMap<String, Vec<(i64, String)>>,
    post_authors: BTreeMap<String, Vec<(i64, String)>>,
    meta: BTreeMap<String, &'a Value>,
}

impl<'a> Site<'a> {
    fn new(data: &'a Data, file: String) -> Self {
        let named = |list: &'a [Named]| list.iter().map(|named| (key(&named.id), named)).collect();
        let related = |list: &[Relation]| {
            let mut of_posts: BTreeMap<String, Vec<(i64, String)>> = BTreeMap::new();
            for relation in list {
                of_posts
                    .entry(key(&relation.post_id))
                    .or_default()
                    .push((relation.sort_order, key(&relation.tag_id)));
            }
            of_posts.values_mut().for_each(|list| list.sort_by_key(|(order, _)| *order));
            of_posts
        };
        let title = data.settings.iter().find(|setting| setting.get("key").is_some_and(|key| key == "title"));
        let title = title.and_then(|setting| text(setting, "value")).unwrap_or_default();
        Self {
            file,
            origin: format!("ghost {}", title.trim()).trim_end().to_owned(),
            tags: named(&data.tags),
            users: named(&data.users),
            post_tags: related(&data.posts_tags),
            post_authors: related(&data.posts_authors),
            meta: data.posts_meta.iter().filter_map(|meta| Some((key(meta.get("post_id")?), meta))).collect(),
        }
    }

    /// The first tags of posts, whose slugs Ghost has in its addresses.
    fn sections(&self) -> BTreeMap<String, String> {
        let first = self.post_tags.values().filter_map(|tags| self.tags.get(&tags.first()?.1));
        first
            .filter_map(|tag| Some((tag.slug.clone()?, tag.name.clone()?)))
            .filter(|(slug, name)| slug != name && !name.starts_with('#'))
            .collect()
    }

    fn post(&self, post: &Value, receive: &mut Receive<'_>) -> Result<()> {
        let id = post.get("id").map(key).unwrap_or_default();
        let field = |name: &str| text(post, name);
        let meta = |name: &str| self.meta.get(&id).and_then(|meta| text(meta, name)).or_else(|| field(name));
        let slug = field("slug");
        let mut left_out = Vec::new();
        let (format, body) = body(post, &mut left_out);
        let mut record = Record {
            place: Place::file(&self.file),
            origin: self.origin.clone(),
            key: id.clone(),
            id: Some(id.clone()).filter(|id| !id.is_empty()).map(|id| reference(&id)),
            url: slug.as_ref().map(|slug| format!("/{slug}/")),
            title: field("title").unwrap_or_default(),
            published: date(post, "published_at").or(date(post, "created_at")),
            updated: date(post, "updated_at"),
            summary: field("custom_excerpt"),
            image: field("feature_image").or(field("image")).map(|url| File {
                url,
                alt: meta("feature_image_alt"),
                caption: meta("feature_image_caption").map(|html| content::html_text(&html)),
                ..File::default()
            }),
            source: field("canonical_url").map(|url| (None, url)),
            lang: field("locale").filter(|lang| crate::language::is_language(lang)),
            slug,
            format,
            body,
            ..Record::default()
        };
        let related = |of: &BTreeMap<String, Vec<(i64, String)>>| of.get(&id).cloned().unwrap_or_default();
        for (_, tag) in related(&self.post_tags) {
            let Some(name) = self.tags.get(&tag).and_then(|tag| tag.name.clone()) else { continue };
            // Ghost's own marks, which it shows to nobody.
            if name.starts_with('#') {
                left_out.push("internal tags".to_owned());
            } else if record.section.is_none() {
                record.section = Some(name);
            } else {
                record.tags.push(name);
            }
        }
        let mut authors: Vec<String> =
            related(&self.post_authors).into_iter().map(|(_, user)| user).collect();
        if authors.is_empty() {
            authors.extend(post.get("author_id").map(key));
        }
        record.authors = authors
            .iter()
            .filter_map(|user| self.users.get(user))
            .filter_map(|user| {
                Some(Author { name: user.name.clone()?, email: None, url: user.website.clone() })
            })
            .collect();
        let status = field("status").unwrap_or_else(|| "draft".to_owned());
        let visibility = field("visibility").unwrap_or_else(|| "public".to_owned());
        // A newsletter that was sent but never published stands on no page.
        record.is_draft = !matches!(status.as_str(), "published" | "scheduled") || visibility != "public";
        if record.is_draft && status == "published" {
            let message =
                format!("{}: is for {visibility} only in Ghost, so it is imported as a draft", record.name());
            let finding = Diagnostic::warning("not-public", record.place.clone(), message);
            receive(Imported::Finding(
                finding.with_hint("to publish it, take `draft: true` out of its file"),
            ))?;
        }
        for name in ["codeinjection_head", "codeinjection_foot"] {
            if field(name).is_some() {
                left_out.push("injected code".to_owned());
            }
        }
        for kind in left_out {
            receive(Imported::LeftOut(kind))?;
        }
        complete(&mut record);
        replace_site(&mut record);
        receive(Imported::Record(Box::new(record)))
    }
}

/// Addresses of the site become relative to its root.
fn replace_site(record: &mut Record) {
    record.body = record.body.replace(SITE, "");
    let image = record.image.as_mut().map(|image| &mut image.url);
    let source = record.source.as_mut().map(|(_, url)| url);
    for url in image.into_iter().chain(source) {
        *url = url.replace(SITE, "");
    }
}

/// The body's format and text; what can't be kept is named in `left_out`.
fn body(post: &Value, left_out: &mut Vec<String>) -> (&'static str, String) {
    if let Some(html) = text(post, "html") {
        return ("html", html);
    }
    if let Some(document) = text(post, "lexical").and_then(|text| serde_json::from_str(&text).ok()) {
        return ("html", lexical::html(&document, left_out));
    }
    if let Some(document) = text(post, "mobiledoc").and_then(|text| serde_json::from_str(&text).ok()) {
        return ("html", mobiledoc::html(&document, left_out));
    }
    ("text", text(post, "plaintext").or(text(post, "markdown")).unwrap_or_default())
}

/// A date as text, or in milliseconds, as the first versions wrote it.
fn date(post: &Value, name: &str) -> Option<String> {
    let written = text(post, name).or_else(|| post.get(name)?.as_i64().map(|number| number.to_string()))?;
    // `2023-07-18 08:00:00` is in UTC.
    let is_bare = written.len() == 19 && written.as_bytes()[10] == b' ';
    let written = if is_bare { format!("{}Z", written.replacen(' ', "T", 1)) } else { written };
    Some(normal_date(&written))
}

/// An id, which is a text or, in old exports, a number.
fn key(id: &Value) -> String {
    id.as_str().map_or_else(|| if id.is_null() { String::new() } else { id.to_string() }, str::to_owned)
}

fn text(of: &Value, name: &str) -> Option<String> {
    of.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty()).map(str::to_owned)
}

/// Text as HTML.
fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}

/// A card of either editor, by its name and its fields; `None` if it has nothing for readers here.
fn card(name: &str, fields: &Value) -> Option<String> {
    let field = |name: &str| text(fields, name);
    let caption =
        field("caption").map(|caption| format!("<figcaption>{caption}</figcaption>")).unwrap_or_default();
    let image = |fields: &Value| {
        let src = text(fields, "src").or(text(fields, "fileName"))?;
        let alt = escaped(&text(fields, "alt").unwrap_or_default());
        Some(format!("<img src=\"{}\" alt=\"{alt}\">", escaped(&src)))
    };
    match name {
        "image" => Some(format!("<figure>{}{caption}</figure>", image(fields)?)),
        "gallery" => {
            let images = fields.get("images").and_then(Value::as_array)?;
            let images: String = images.iter().filter_map(image).collect();
            Some(format!("<figure>{images}{caption}</figure>"))
        }
        "html" => field("html"),
        "markdown" | "card-markdown" => field("markdown").map(|markdown| content::markdown_html(&markdown)),
        "code" | "codeblock" => {
            let language =
                field("language").map(|l| format!(" class=\"language-{}\"", escaped(&l))).unwrap_or_default();
            Some(format!("<pre><code{language}>{}</code></pre>", escaped(&field("code")?)))
        }
        "embed" => field("html").or_else(|| field("url").map(|url| link(&url, &url))),
        "bookmark" => {
            let url = field("url")?;
            let title =
                fields.get("metadata").and_then(|metadata| text(metadata, "title")).or(field("title"));
            Some(format!("<p>{}</p>", link(&url, &title.unwrap_or_else(|| url.clone()))))
        }
        "callout" => Some(format!("<aside>{}</aside>", field("calloutText")?)),
        "toggle" => Some(format!(
            "<details><summary>{}</summary>{}</details>",
            field("heading").unwrap_or_default(),
            field("content").unwrap_or_default()
        )),
        "audio" | "video" => Some(format!(
            "<figure><{name} controls src=\"{}\"></{name}>{caption}</figure>",
            escaped(&field("src")?)
        )),
        "file" => {
            let url = field("src")?;
            let name = field("fileTitle").or(field("fileName")).unwrap_or_else(|| url.clone());
            Some(format!("<p>{}</p>", link(&url, &name)))
        }
        "button" => Some(format!("<p>{}</p>", link(&field("buttonUrl")?, &field("buttonText")?))),
        "hr" | "horizontalrule" => Some("<hr>".to_owned()),
        _ => None,
    }
}

fn link(url: &str, text: &str) -> String {
    format!("<a href=\"{}\">{}</a>", escaped(url), escaped(text))
}
