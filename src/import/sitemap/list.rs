//! What a sitemap lists.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

use url::Url;

use super::super::Imported;
use super::super::feed::told;
use super::super::xml::{self, Element, Part};
use super::{io_error, no_sitemap};
use crate::diagnostic::{Diagnostic, Place};
use crate::error::Result;

/// Bytes of an address at most; the protocol allows 2048.
const MAX_ADDRESS: usize = 8192;

/// An address and what is said of it.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub address: Url,
    /// Where it stands.
    pub place: Place,
    /// What a news sitemap says: title, date, language.
    pub news: News,
}

/// What a news sitemap says of an article.
#[derive(Debug, Clone, Default)]
pub(super) struct News {
    pub title: Option<String>,
    pub published: Option<String>,
    pub lang: Option<String>,
}

/// What [`read`] hands out.
#[derive(Debug)]
pub(super) enum Read {
    Page(Listed),
    /// Another sitemap.
    Sitemap(Listed),
    /// What can't be read.
    Bad(Diagnostic),
    /// What is to be told of the whole.
    Told(Diagnostic),
}

/// Reads the sitemap in the file `path`: XML, or an address a line.
pub(super) fn read(path: &Path, receive: &mut dyn FnMut(Read) -> Result<()>) -> Result<()> {
    let mut head = Vec::new();
    xml::open(path).and_then(|file| file.take(256).read_to_end(&mut head)).map_err(io_error(path))?;
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head).trim_ascii_start();
    if head.starts_with(b"http://") || head.starts_with(b"https://") {
        return lines(path, receive);
    }
    let file = path.display().to_string();
    let mut is_sitemap = false;
    xml::read(path, &mut |part| {
        let element = match part {
            Part::Element(element) => element,
            // A page of the site, most often: it says that there is no such file.
            Part::Broken(..) if !is_sitemap => return Ok(()),
            other => {
                is_sitemap = true;
                return receive(match told(other, &file) {
                    Imported::Refused(finding) => Read::Bad(finding),
                    Imported::Finding(finding) => Read::Told(finding),
                    _ => return Ok(()),
                });
            }
        };
        let is_index = match element.name.as_str() {
            "url" => false,
            "sitemap" => true,
            _ => return Ok(()),
        };
        is_sitemap = true;
        let place = Place { file: file.clone(), line: Some(element.line), column: None };
        receive(match listed(&element.text_of("loc").unwrap_or_default(), place) {
            Ok(listed) if is_index => Read::Sitemap(listed),
            Ok(listed) => Read::Page(Listed { news: news(&element), ..listed }),
            Err(finding) => Read::Bad(finding),
        })
    })?;
    if !is_sitemap {
        receive(Read::Bad(no_sitemap(path)))?;
    }
    Ok(())
}

fn lines(path: &Path, receive: &mut dyn FnMut(Read) -> Result<()>) -> Result<()> {
    let file = path.display().to_string();
    let mut input = BufReader::new(xml::open(path).map_err(io_error(path))?);
    let mut number = 0;
    loop {
        let mut line = Vec::new();
        let length = input.by_ref().take(MAX_ADDRESS as u64).read_until(b'\n', &mut line);
        if length.map_err(io_error(path))? == 0 {
            return Ok(());
        }
        number += u32::from(line.ends_with(b"\n") || line.len() < MAX_ADDRESS);
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_start_matches('\u{FEFF}').trim();
        if line.is_empty() {
            continue;
        }
        let place = Place { file: file.clone(), line: Some(number), column: None };
        receive(listed(line, place).map_or_else(Read::Bad, Read::Page))?;
    }
}

fn listed(address: &str, place: Place) -> Result<Listed, Diagnostic> {
    match Url::parse(address.trim()) {
        Ok(address)
            if matches!(address.scheme(), "http" | "https") && address.as_str().len() < MAX_ADDRESS =>
        {
            Ok(Listed { address, place, news: News::default() })
        }
        _ => {
            let shown: String = address.chars().take(80).collect();
            let message = format!("`{shown}` is no address of a page");
            Err(Diagnostic::error("bad-address", place, message)
                .with_hint("write it in full: https://example.org/2023/wind/"))
        }
    }
}

fn news(element: &Element) -> News {
    let Some(news) = element.first("news:news") else { return News::default() };
    News {
        title: news.text_of("news:title"),
        published: news.text_of("news:publication_date"),
        lang: news.first("news:publication").and_then(|of| of.text_of("news:language")),
    }
}
