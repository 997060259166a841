//! What a system exported as XML, one element at a time, so that an export of any size takes the
//! memory of its largest article.
//!
//! Exports are seldom quite XML: names of HTML entities, a lone `&`, undeclared prefixes and
//! characters that XML forbids are taken as they were meant. What can't be read at all ends the
//! input, with its line; what stood before it is imported.

use std::io;
use std::path::Path;

use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use url::Url;

use crate::error::{Error, Result};

mod element;
mod input;
mod namespace;
mod recode;
mod reference;

pub(super) use element::Element;
pub(super) use input::open;
pub(super) use reference::decode;

use element::Node;
use namespace::usual_prefix;

/// Bytes of one article's element at most.
const MAX_ELEMENT: usize = 64 << 20;
/// Levels of elements that are kept apart; text below them counts to the last of them.
const MAX_DEPTH: usize = 128;

/// What [`read`] hands out.
#[derive(Debug)]
pub(super) enum Part {
    /// An element below the containers: an article, or what is said of the whole.
    Element(Element),
    /// An element larger than [`MAX_ELEMENT`], which was passed over; its line.
    TooLarge(u32),
    /// The encoding, which was only guessed; comes first.
    Guessed(&'static str),
    /// The rest can't be read; the line, and why.
    Broken(u32, String),
}

/// Reads the XML file at `path` and hands out each element that stands below the containers of
/// feeds (`rss`, `channel`, `rdf:RDF`, `feed`) and of sitemaps (`urlset`, `sitemapindex`). What is packed
/// by gzip is unpacked.
///
/// # Errors
///
/// [`Error::Io`] if the file can't be read, else what `receive` says.
pub(super) fn read(path: &Path, receive: &mut dyn FnMut(Part) -> Result<()>) -> Result<()> {
    let io_error = |e| Error::io("reading", path, e);
    let damaged = |line| Part::Broken(line, "the packed file is cut off or damaged".to_owned());
    let opened = input::encoding(path).and_then(|found| Ok((found, input::decoded(path, found)?)));
    let (encoding, input) = match opened {
        Ok(opened) => opened,
        Err(error) if input::is_damage(&error) => return receive(damaged(1)),
        Err(error) => return Err(io_error(error)),
    };
    if encoding.is_guessed {
        receive(Part::Guessed(encoding.name()))?;
    }
    let mut reader = NsReader::from_reader(input::Counted { input, lines: 1 });
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.check_comments = false;
    let mut walk = Walk { open: Vec::new(), bases: Vec::new(), bytes: 0, too_large: None };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let line = reader.get_ref().lines;
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => walk.start(&tag, &reader, line),
            Ok(Event::Empty(tag)) => {
                walk.start(&tag, &reader, line);
                walk.end(receive)?;
            }
            Ok(Event::End(_)) => walk.end(receive)?,
            Ok(Event::Text(text)) => walk.text(&text, line),
            Ok(Event::CData(text)) => walk.text(&text, line),
            Ok(Event::GeneralRef(name)) => {
                let name = format!("&{};", String::from_utf8_lossy(&name));
                walk.text(decode(&name).as_bytes(), line);
            }
            Ok(Event::Eof) if walk.open.is_empty() && walk.bases.is_empty() => return Ok(()),
            Ok(Event::Eof) => {
                let reason = "the file ends in the middle of an element".to_owned();
                return receive(Part::Broken(reader.get_ref().lines, reason));
            }
            Ok(_) => {}
            Err(quick_xml::Error::Io(cause)) if input::is_damage(&cause) => {
                return receive(damaged(reader.get_ref().lines));
            }
            Err(quick_xml::Error::Io(cause)) => {
                return Err(io_error(io::Error::new(cause.kind(), cause.to_string())));
            }
            Err(error) => return receive(Part::Broken(reader.get_ref().lines, error.to_string())),
        }
    }
}

/// Where the reading stands.
struct Walk {
    /// The elements that are open, below the containers.
    open: Vec<Element>,
    /// For each open container, the base that holds in it.
    bases: Vec<Option<Url>>,
    /// Bytes of the outermost open element so far.
    bytes: usize,
    /// The outermost open element is too large: its line, and the levels open in it.
    too_large: Option<(u32, usize)>,
}

impl Walk {
    fn start<R>(&mut self, tag: &BytesStart<'_>, reader: &NsReader<R>, line: u32) {
        if let Some((_, depth)) = &mut self.too_large {
            *depth += 1;
            return;
        }
        let (namespace, local) = reader.resolver().resolve_element(tag.name());
        let local = String::from_utf8_lossy(local.as_ref()).into_owned();
        let name = match usual_prefix(&namespace) {
            "" => local,
            prefix => format!("{prefix}:{local}"),
        };
        let mut attributes = Vec::new();
        let mut broken_text = None;
        for attribute in tag.html_attributes().with_checks(false).flatten() {
            let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
            let key =
                if key == "xml:base" { key } else { key.rsplit(':').next().unwrap_or_default().to_owned() };
            if key != "xmlns" && !attribute.key.as_ref().starts_with(b"xmlns") {
                let value = String::from_utf8_lossy(&attribute.value);
                if std::str::from_utf8(&attribute.value).is_err() {
                    broken_text = Some(line);
                }
                attributes.push((key, decode(&value)));
            }
        }
        let outer = self.open.last().map(|element| &element.base).or(self.bases.last());
        let outer = outer.cloned().flatten();
        let written = attributes.iter().position(|(key, _)| key == "xml:base");
        let base = match written.map(|at| attributes.remove(at).1) {
            Some(written) => match &outer {
                Some(outer) => outer.join(&written).ok(),
                None => Url::parse(&written).ok(),
            }
            .or(outer),
            None => outer,
        };
        let is_container = matches!(
            name.as_str(),
            "rss" | "channel" | "rdf:RDF" | "atom:feed" | "feed" | "urlset" | "sitemapindex"
        );
        if self.open.is_empty() && is_container {
            self.bases.push(base);
            return;
        }
        self.bytes += attributes.iter().map(|(key, value)| key.len() + value.len()).sum::<usize>() + 64;
        let element = Element { name, attributes, base, line, broken_text, ..Element::default() };
        self.open.push(element);
        self.limit();
    }

    /// Takes a text that begins on `line`.
    fn text(&mut self, bytes: &[u8], line: u32) {
        let Some(element) = self.open.last_mut().filter(|_| self.too_large.is_none()) else { return };
        self.bytes += bytes.len();
        let text = String::from_utf8_lossy(bytes);
        if matches!(text, std::borrow::Cow::Owned(_)) && element.broken_text.is_none() {
            let before = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
            let breaks = before.bytes().filter(|byte| *byte == b'\n').count();
            element.broken_text = Some(line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX)));
        }
        match element.nodes.last_mut() {
            Some(Node::Text(last)) => last.push_str(&text),
            _ => element.nodes.push(Node::Text(text.into_owned())),
        }
        self.limit();
    }

    fn limit(&mut self) {
        if self.bytes > MAX_ELEMENT {
            self.too_large = Some((self.open.first().map_or(1, |element| element.line), self.open.len()));
            self.open.clear();
        }
    }

    fn end(&mut self, receive: &mut dyn FnMut(Part) -> Result<()>) -> Result<()> {
        if let Some((line, depth)) = &mut self.too_large {
            *depth -= 1;
            if *depth == 0 {
                let line = *line;
                self.too_large = None;
                self.bytes = 0;
                return receive(Part::TooLarge(line));
            }
            return Ok(());
        }
        let Some(mut element) = self.open.pop() else {
            self.bases.pop();
            return Ok(());
        };
        let is_deep = self.open.len() >= MAX_DEPTH;
        match self.open.last_mut() {
            Some(parent) => {
                parent.broken_text = parent.broken_text.or(element.broken_text);
                if is_deep {
                    parent.nodes.append(&mut element.nodes)
                } else {
                    parent.nodes.push(Node::Element(element))
                }
                Ok(())
            }
            None => {
                self.bytes = 0;
                receive(Part::Element(element))
            }
        }
    }
}

#[cfg(test)]
mod tests;
