//! Blogger's exports: an Atom feed of everything, told apart by categories of a scheme of its own
//! (until 2024), or by elements of its own (Takeout since).

use std::path::Path;

use super::feed::{Defaults, KIND, entry, receive_record, site_of, told};
use super::xml::{self, Element, Part};
use super::{Imported, Receive, Record, reference};
use crate::diagnostic::{Diagnostic, Place};
use crate::error::Result;

/// Reads the export in the file `path`; pages too, if `with_pages`.
///
/// # Errors
///
/// [`Error::Io`](crate::error::Error::Io) if it can't be read, else what `receive` says.
pub fn read(path: &Path, with_pages: bool, receive: &mut Receive<'_>) -> Result<()> {
    let defaults = Defaults { file: path.display().to_string(), ..Defaults::default() };
    let mut is_export = false;
    xml::read(path, &mut |part| {
        let element = match part {
            Part::Element(element) if element.name == "atom:entry" => element,
            Part::Element(_) => return Ok(()),
            other => return receive(told(other, &defaults.file)),
        };
        let Some(kind) = kind(&element) else { return Ok(()) };
        is_export = true;
        let status = element.text_of("blogger:status").unwrap_or_default();
        match kind.as_str() {
            "post" => {}
            "page" if with_pages => {}
            "settings" | "template" => {
                return receive(Imported::LeftOut("settings and templates".to_owned()));
            }
            other => {
                let key = element.text_of("atom:id").map(|id| reference(&id)).unwrap_or_default();
                receive(Imported::Passed { origin: origin(&element), key })?;
                return receive(Imported::LeftOut(format!("{other}s")));
            }
        }
        if status.contains("TRASHED") {
            return receive(Imported::LeftOut(format!("{kind}s in the trash")));
        }
        let record = Record { origin: origin(&element), ..record(&element, &defaults, &status) };
        receive_record(record, &element, receive)
    })?;
    if !is_export {
        let message = "the file is no export of Blogger: no entry says whether it is a post";
        let finding = Diagnostic::error("no-export", Place::file(defaults.file), message);
        let hint = "take it from Settings → Back up content; for a feed, use `tidings import feed`";
        receive(Imported::Refused(finding.with_hint(hint)))?;
    }
    Ok(())
}

/// The blog, as Blogger numbers it, else its host.
fn origin(element: &Element) -> String {
    let id = element.text_of("atom:id").unwrap_or_default();
    let numbered = id.split_once(":blog-").and_then(|(_, rest)| rest.split('.').next());
    let host = || {
        let links = element.all("atom:link").filter(|link| link.attribute("rel") == Some("alternate"));
        site_of(links.filter_map(|link| link.attribute("href")).next()?)?.split('/').next().map(str::to_owned)
    };
    let whose = numbered.map(|number| format!("blog-{number}")).or_else(host);
    format!("blogger {}", whose.unwrap_or_default()).trim_end().to_owned()
}

/// `post`, `page`, `comment`, `template`, `settings`.
fn kind(element: &Element) -> Option<String> {
    let of_category = element
        .all("atom:category")
        .find(|category| category.attribute("scheme") == Some(KIND))
        .and_then(|category| category.attribute("term")?.split('#').nth(1).map(str::to_owned));
    of_category.or_else(|| element.text_of("blogger:type").map(|kind| kind.to_ascii_lowercase()))
}

fn record(element: &Element, defaults: &Defaults, status: &str) -> Record {
    let mut record = entry(element, defaults);
    let kinds: Vec<&str> = element
        .all("atom:category")
        .filter(|category| category.attribute("scheme") == Some(KIND))
        .filter_map(|category| category.attribute("term"))
        .collect();
    record.tags.retain(|tag| !kinds.contains(&tag.as_str()));
    let control = element.first("app:control").and_then(|control| control.text_of("app:draft"));
    record.is_draft = control.as_deref() == Some("yes") || status == "DRAFT";
    if let Some(file) = element.text_of("blogger:filename") {
        record.url.get_or_insert(file);
    }
    if let Some(description) = element.text_of("blogger:metaDescription") {
        record.summary.get_or_insert(description);
    }
    // The page with the comments is a form of the article's own.
    record.comments = None;
    // `type` is missing in the newer form, whose bodies are HTML all the same.
    if record.body.contains("</") || record.body.contains("/>") || record.body.contains("<br") {
        record.format = "html";
    }
    record
}
