//! What a system exported as XML, one element at a time, so that an export of any size takes the
//! memory of its largest article.
//!
//! Exports are seldom quite XML: names of HTML entities, a lone `&`, undeclared prefixes and
//! characters that XML forbids are taken as they were meant. What can't be read at all ends the
//! input, with its line; what stood before it is imported.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek as _, SeekFrom};
use std::path::Path;

use encoding_rs_io::DecodeReaderBytesBuilder;
use quick_xml::NsReader;
use quick_xml::escape::{resolve_html5_entity, unescape_with};
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use url::Url;

use crate::error::{Error, Result};

/// Bytes of one article's element at most.
const MAX_ELEMENT: usize = 64 << 20;
/// Levels of elements that are kept apart; text below them counts to the last of them.
const MAX_DEPTH: usize = 128;

/// An element with all that it holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Element {
    /// `title`, `dc:creator`: RSS's own names without a prefix, others with the usual one of their
    /// namespace.
    pub name: String,
    attributes: Vec<(String, String)>,
    nodes: Vec<Node>,
    /// The `xml:base` that holds here.
    pub base: Option<Url>,
    /// The line on which it begins, from 1.
    pub line: u32,
    /// Bytes of its text that were not of the encoding that the file claims.
    pub has_broken_text: bool,
}

#[derive(Debug, Clone)]
enum Node {
    Text(String),
    Element(Element),
}

/// What [`read`] hands out.
#[derive(Debug)]
pub(super) enum Part {
    /// An element below the containers: an article, or what is said of the whole.
    Element(Element),
    /// An element larger than [`MAX_ELEMENT`], which was passed over; its line.
    TooLarge(u32),
    /// The rest can't be read; the line, and why.
    Broken(u32, String),
}

impl Element {
    /// Its own text, that of its elements left out, trimmed.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for node in &self.nodes {
            if let Node::Text(piece) = node {
                text.push_str(piece);
            }
        }
        if text.trim().len() == text.len() { text } else { text.trim().to_owned() }
    }

    /// The attribute of that local name.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim())
    }

    /// Returns whether it says nothing at all.
    pub fn is_empty(&self) -> bool {
        self.attribute("src").is_none() && self.nodes.is_empty()
    }

    /// The elements directly below.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Those of them with that name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |element| element.name == name)
    }

    /// The first of them.
    pub fn first(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name == name)
    }

    /// The text of the first of them that has any.
    pub fn text_of(&self, name: &str) -> Option<String> {
        self.elements()
            .filter(|element| element.name == name)
            .map(Element::text)
            .find(|text| !text.is_empty())
    }

    /// What it holds, written as HTML (for XHTML in Atom).
    pub fn inner_html(&self) -> String {
        let mut html = String::new();
        self.write_inner(&mut html);
        html.trim().to_owned()
    }

    fn write_inner(&self, html: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Text(text) => html.push_str(&quick_xml::escape::partial_escape(text.as_str())),
                Node::Element(element) => {
                    let name = element.name.rsplit(':').next().unwrap_or_default();
                    html.push('<');
                    html.push_str(name);
                    for (key, value) in &element.attributes {
                        let value = quick_xml::escape::partial_escape(value.as_str()).replace('"', "&quot;");
                        html.push_str(&format!(" {key}=\"{value}\""));
                    }
                    html.push('>');
                    let is_void = matches!(name, "br" | "hr" | "img" | "wbr" | "source" | "col" | "track");
                    if !is_void || !element.nodes.is_empty() {
                        element.write_inner(html);
                        html.push_str(&format!("</{name}>"));
                    }
                }
            }
        }
    }
}

/// Reads the XML file at `path` and hands out each element that stands below the containers of
/// feeds (`rss`, `channel`, `rdf:RDF`, `feed`).
///
/// # Errors
///
/// [`Error::Io`] if the file can't be read, else what `receive` says.
pub(super) fn read(path: &Path, receive: &mut dyn FnMut(Part) -> Result<()>) -> Result<()> {
    let io_error = |e| Error::io("reading", path, e);
    let input = decoded(path).map_err(io_error)?;
    let mut reader = NsReader::from_reader(Counted { input, lines: 1 });
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
            Ok(Event::Text(text)) => walk.text(&text),
            Ok(Event::CData(text)) => walk.text(&text),
            Ok(Event::GeneralRef(name)) => {
                let name = format!("&{};", String::from_utf8_lossy(&name));
                walk.text(decode(&name).as_bytes());
            }
            Ok(Event::Eof) if walk.open.is_empty() && walk.bases.is_empty() => return Ok(()),
            Ok(Event::Eof) => {
                let reason = "the file ends in the middle of an element".to_owned();
                return receive(Part::Broken(reader.get_ref().lines, reason));
            }
            Ok(_) => {}
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
        for attribute in tag.html_attributes().with_checks(false).flatten() {
            let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
            let key =
                if key == "xml:base" { key } else { key.rsplit(':').next().unwrap_or_default().to_owned() };
            if key != "xmlns" && !attribute.key.as_ref().starts_with(b"xmlns") {
                attributes.push((key, decode(&String::from_utf8_lossy(&attribute.value))));
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
        let is_container = matches!(name.as_str(), "rss" | "channel" | "rdf:RDF" | "atom:feed" | "feed");
        if self.open.is_empty() && is_container {
            self.bases.push(base);
            return;
        }
        self.bytes += attributes.iter().map(|(key, value)| key.len() + value.len()).sum::<usize>() + 64;
        let element = Element { name, attributes, base, line, ..Element::default() };
        self.open.push(element);
        self.limit();
    }

    fn text(&mut self, bytes: &[u8]) {
        let Some(element) = self.open.last_mut().filter(|_| self.too_large.is_none()) else { return };
        self.bytes += bytes.len();
        let text = String::from_utf8_lossy(bytes);
        element.has_broken_text |= matches!(text, std::borrow::Cow::Owned(_));
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
                parent.has_broken_text |= element.has_broken_text;
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

/// The usual prefix of a namespace; a prefix that was never declared stands for itself.
fn usual_prefix(namespace: &ResolveResult<'_>) -> &'static str {
    let of_prefix = |prefix: &[u8]| match prefix {
        b"content" => "content",
        b"dc" => "dc",
        b"atom" => "atom",
        b"media" => "media",
        b"itunes" => "itunes",
        b"wp" => "wp",
        b"excerpt" => "excerpt",
        b"slash" => "slash",
        _ => "other",
    };
    let uri = match namespace {
        ResolveResult::Unbound => return "",
        ResolveResult::Unknown(prefix) => return of_prefix(prefix),
        ResolveResult::Bound(namespace) => namespace.as_ref(),
    };
    let uri = std::str::from_utf8(uri).unwrap_or_default();
    match uri {
        "http://purl.org/rss/1.0/"
        | "http://my.netscape.com/rdf/simple/0.9/"
        | "http://backend.userland.com/rss2" => "",
        "http://www.w3.org/2005/Atom" | "http://purl.org/atom/ns#" => "atom",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#" => "rdf",
        "http://purl.org/rss/1.0/modules/content/" => "content",
        "http://purl.org/rss/1.0/modules/slash/" => "slash",
        "http://purl.org/dc/elements/1.1/" => "dc",
        "http://purl.org/dc/terms/" => "dcterms",
        "http://search.yahoo.com/mrss/" | "http://search.yahoo.com/mrss" => "media",
        "http://www.itunes.com/dtds/podcast-1.0.dtd" => "itunes",
        "http://www.w3.org/2007/app" | "http://purl.org/atom/app#" => "app",
        "http://purl.org/syndication/thread/1.0" => "thr",
        "http://schemas.google.com/blogger/2018" => "blogger",
        "http://www.w3.org/1999/xhtml" => "xhtml",
        _ if uri.starts_with("http://wordpress.org/export/") && uri.ends_with("/excerpt/") => "excerpt",
        _ if uri.starts_with("http://wordpress.org/export/") => "wp",
        _ => "other",
    }
}

/// Resolves references: XML's, HTML's named ones, numbers. What is none stays as it is.
pub(super) fn decode(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let end =
            rest[1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '#').map_or(rest.len(), |n| n + 1);
        let (reference, after) = match rest[end..].strip_prefix(';') {
            Some(after) => (&rest[..=end], after),
            None => (&rest[..end], &rest[end..]),
        };
        let resolved = reference.ends_with(';').then(|| unescape_with(reference, resolve_html5_entity).ok());
        match resolved.flatten() {
            Some(text) => decoded.push_str(&text),
            None => decoded.push_str(reference),
        }
        rest = after;
    }
    decoded.push_str(rest);
    decoded
}

/// The file's bytes as UTF-8: by its byte order mark, else by its XML declaration.
fn decoded(path: &Path) -> io::Result<BufReader<impl Read + use<>>> {
    let mut file = File::open(path)?;
    let mut head = Vec::new();
    file.by_ref().take(512).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(0))?;
    let encoding = declared(&head).and_then(|name| encoding_rs::Encoding::for_label(name.as_bytes()));
    // UTF-8 passes as it is, so that bytes that are none are noticed.
    let encoding = encoding.filter(|encoding| *encoding != encoding_rs::UTF_8);
    let reader = DecodeReaderBytesBuilder::new()
        .encoding(encoding)
        .utf8_passthru(true)
        .strip_bom(true)
        .bom_override(true)
        .build(file);
    Ok(BufReader::with_capacity(1 << 16, reader))
}

fn declared(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head);
    let declaration = head.strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration.split("encoding").nth(1)?.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next().map(str::to_owned)
}

/// Counts the lines that were read.
struct Counted<R> {
    input: R,
    /// The line that the next byte is on, from 1.
    lines: u32,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(into)?;
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, length: usize) {
        // What is consumed stands in the buffer, so this reads nothing.
        if let Ok(buffer) = self.input.fill_buf() {
            let breaks = buffer.iter().take(length).filter(|byte| **byte == b'\n').count();
            self.lines = self.lines.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        }
        self.input.consume(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(xml: &[u8]) -> Vec<Part> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), xml).unwrap();
        let mut parts = Vec::new();
        read(file.path(), &mut |part| {
            parts.push(part);
            Ok(())
        })
        .unwrap();
        parts
    }

    fn elements(xml: &[u8]) -> Vec<Element> {
        parts(xml)
            .into_iter()
            .map(|part| match part {
                Part::Element(element) => element,
                other => panic!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn an_element_has_its_texts_names_and_line() {
        let xml = "<?xml version=\"1.0\"?>\n<rss xmlns:c='http://purl.org/rss/1.0/modules/content/'>\n<channel>\n<title>a &amp; b</title>\n\
                   <item><c:encoded><![CDATA[<p>x</p>]]>&nbsp;&#x4E2D;</c:encoded><dc:creator>y</dc:creator></item></channel></rss>";
        let found = elements(xml.as_bytes());
        assert_eq!(found[0].text(), "a & b");
        assert_eq!((found[1].name.as_str(), found[1].line), ("item", 5));
        assert_eq!(found[1].text_of("content:encoded").unwrap(), "<p>x</p>\u{A0}中");
        assert_eq!(found[1].text_of("dc:creator").unwrap(), "y", "a prefix that is not declared");
    }

    #[test]
    fn bases_are_inherited_and_joined() {
        let xml = "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://a.example/x/'>\
                   <entry xml:base='y/'><content xml:base='/z/'>t</content></entry></feed>";
        let entry = &elements(xml.as_bytes())[0];
        assert_eq!(entry.base.as_ref().unwrap().as_str(), "https://a.example/x/y/");
        assert_eq!(
            entry.first("atom:content").unwrap().base.as_ref().unwrap().as_str(),
            "https://a.example/z/"
        );
    }

    #[test]
    fn xhtml_is_written_out() {
        let xml = "<feed><entry><c xmlns='http://www.w3.org/1999/xhtml'>a &lt; <b title='\"'>b</b><br/></c></entry></feed>";
        let entry = &elements(xml.as_bytes())[0];
        assert_eq!(entry.elements().next().unwrap().inner_html(), "a &lt; <b title=\"&quot;\">b</b><br>");
    }

    #[test]
    fn other_encodings_are_read_as_declared() {
        let (bytes, _, _) = encoding_rs::GBK.encode(
            "<?xml version='1.0' encoding='GB2312'?><rss><channel><title>风电</title></channel></rss>",
        );
        assert_eq!(elements(&bytes)[0].text(), "风电");
        let broken = b"<rss><channel><title>\xB7\xE7</title></channel></rss>";
        assert!(elements(broken)[0].has_broken_text);
    }

    #[test]
    fn a_file_that_ends_too_early_says_so() {
        let found = parts(b"<rss><channel><item>a</item>\n<item>b");
        assert!(matches!(found.as_slice(), [Part::Element(_), Part::Broken(2, _)]), "{found:?}");
        let found = parts(b"<rss><channel><item>a</b></item>");
        assert!(matches!(found.as_slice(), [Part::Broken(1, _)]), "{found:?}");
    }

    #[test]
    fn elements_in_each_other_without_end_are_flattened() {
        let xml = format!(
            "<rss><channel><item>{}x{}</item></channel></rss>",
            "<b>".repeat(50_000),
            "</b>".repeat(50_000)
        );
        assert!(elements(xml.as_bytes())[0].inner_html().contains('x'));
    }

    #[test]
    fn references_that_are_none_stay() {
        for (text, expected) in [
            ("a&b", "a&b"),
            ("&amp;lt;", "&lt;"),
            ("&eacute;&nope;", "é&nope;"),
            ("&#0;&#x110000;", "&#0;&#x110000;"),
            ("&", "&"),
            ("&amp", "&amp"),
            ("&é;", "&é;"),
        ] {
            assert_eq!(decode(text), expected);
        }
    }
}
