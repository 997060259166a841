//! A page of the mirror becomes a record.

use std::path::Path;

use url::Url;

use super::super::text::{plain, title_of};
use super::super::{Author, File, Imported, Receive, Record, normal_date};
use super::list::Listed;
use super::mirror;
use crate::config::Config;
use crate::content::{self, Metadata, Nature, WebPage};
use crate::diagnostic::Diagnostic;
use crate::error::Result;

/// Hands over what the page in `bytes`, read from `file`, is.
pub(super) fn receive(
    listed: &Listed,
    file: &Path,
    bytes: Vec<u8>,
    is_listed: &dyn Fn(&Url) -> bool,
    config: &Config,
    receive: &mut Receive<'_>,
) -> Result<()> {
    let (page, finding) = content::read_web_page(bytes, &file.display().to_string(), config);
    let Some(page) = page else {
        return finding.map_or(Ok(()), |finding| receive(Imported::Refused(finding)));
    };
    if let Some(finding) = finding {
        receive(Imported::Finding(finding))?;
    }
    let WebPage { metadata, nature, body } = page;
    let text = content::html_text(&body);
    let is_article = nature == Nature::Article || listed.news.title.is_some();
    let date = metadata
        .published
        .clone()
        .or_else(|| listed.news.published.clone())
        .or_else(|| content::date_in_path(&mirror::key(&listed.address)))
        .or_else(|| config.content.undated.clone().filter(|_| is_article));
    let is_root = listed.address.path() == "/" && listed.address.query().is_none();
    if nature == Nature::Detour {
        return receive(Imported::LeftOut("pages that lead to others".to_owned()));
    }
    if !is_article && (nature == Nature::List || is_root) {
        return receive(Imported::LeftOut("pages that show others".to_owned()));
    }
    if names_another(&metadata, &listed.address, is_listed) {
        return receive(Imported::LeftOut("pages that name another as their original".to_owned()));
    }
    let Some(date) = date else {
        if !is_article {
            return receive(Imported::LeftOut("pages without a date".to_owned()));
        }
        let message = format!("{}: the page tells no date ({})", listed.address, file.display());
        let hint = "`undated` below [content] in tidings.toml dates all articles without one";
        let finding = Diagnostic::error("no-date", listed.place.clone(), message).with_hint(hint);
        return receive(Imported::Refused(finding));
    };
    if !content::shows_something(&body) {
        if !is_article {
            return receive(Imported::LeftOut("pages without a text".to_owned()));
        }
        let message = format!("{}: the page has no text ({})", listed.address, file.display());
        let hint = "a page whose text comes by JavaScript can't be read from a mirror: use the system's export or feed";
        let finding = Diagnostic::error("no-text", listed.place.clone(), message).with_hint(hint);
        return receive(Imported::Refused(finding));
    }
    receive(Imported::Record(Box::new(record(listed, metadata, body, &text, &date))))
}

fn record(listed: &Listed, metadata: Metadata, body: String, text: &str, date: &str) -> Record {
    let address = listed.address.to_string();
    let title = metadata.title.map(|title| plain(&title)).or_else(|| listed.news.title.clone());
    let published = normal_date(date);
    let updated = metadata.updated.map(|date| normal_date(&date)).filter(|date| *date != published);
    let tags = metadata.tags.iter().flat_map(|tags| tags.split([',', '，', '、', ';', '；']));
    Record {
        place: listed.place.clone(),
        origin: format!("sitemap {}", listed.address.host_str().unwrap_or_default()),
        key: address.clone(),
        id: Some(address.clone()),
        url: Some(address),
        title: title.filter(|title| !title.is_empty()).unwrap_or_else(|| title_of(text)),
        published: Some(published),
        updated,
        authors: metadata.authors.into_iter().map(Author::named).collect(),
        section: metadata.section,
        tags: tags.map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned).collect(),
        lang: metadata.lang.or_else(|| listed.news.lang.clone()),
        summary: metadata.summary.map(|summary| plain(&summary)),
        image: metadata.image.map(|url| File { url, ..File::default() }),
        format: "html",
        body,
        ..Record::default()
    }
}

/// The page says that its own address is that of another page of the sitemap.
fn names_another(metadata: &Metadata, address: &Url, is_listed: &dyn Fn(&Url) -> bool) -> bool {
    let own = metadata.url.as_deref().and_then(|url| Url::parse(url).ok());
    own.is_some_and(|own| mirror::key(&own) != mirror::key(address) && is_listed(&own))
}
