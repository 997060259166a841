//! The last hand laid on XML: what the crates `rss` and `atom_syndication` write is right, but says
//! some things otherwise than we want them.
//!
//! - the declaration names the encoding, and a stylesheet stands below it;
//! - one element a line, indented, elements without content as `<a/>`, so that people and `diff`
//!   can read it;
//! - `&` and `<` in RSS's plain text as `&#x26;` and `&#x3C;` (RSS Advisory Board, Best Practices
//!   Profile, "Character Data"), which readers take as typed;
//! - no character that XML 1.0 does not allow (§2.2), whatever a configuration has in its texts.
//!
//! It is also used to take one entry out of a document: entries are rendered once and then stand
//! in many feeds.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::Event;

/// The declaration that every XML file begins with.
pub const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// How `&`, `<` and `>` are written in text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum References {
    /// `&amp;`, as everywhere in XML.
    Named,
    /// `&#x26;` where the text is not a URL.
    Hexadecimal,
}

/// RSS elements whose text is a URL: some readers take it without resolving `&#x26;`.
const URLS: [&[u8]; 5] = [b"link", b"guid", b"url", b"comments", b"docs"];

/// Returns whether XML 1.0 allows the character (§2.2).
pub fn is_allowed(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        _ => c >= ' ',
    }
}

/// Returns the first element `name` of `document`, laid out at `depth`, with a line break at its
/// end. `document` is what a crate wrote, in UTF-8 and without any white space between elements; bytes,
/// for to look at each of its characters once more takes longer than all the rest.
pub fn lay_out(document: &[u8], name: &str, depth: usize, references: References) -> Vec<u8> {
    let document = bytes_without_forbidden(document);
    let mut reader = Reader::from_reader(&*document);
    let mut out = Layout {
        bytes: Vec::with_capacity(document.len() + document.len() / 8),
        depth,
        open: false,
        has_text: false,
    };
    let mut level = 0;
    let mut is_url = false;
    loop {
        let event = reader.read_event().expect("the crates write well-formed XML");
        match &event {
            Event::Start(start) if level > 0 || start.name().as_ref() == name.as_bytes() => {
                level += 1;
                is_url = URLS.contains(&start.name().as_ref());
                out.start(start);
            }
            Event::Eof => break,
            _ if level == 0 => {}
            Event::Empty(element) => out.empty(element),
            Event::End(end) => {
                out.end(end);
                level -= 1;
                if level == 0 {
                    break;
                }
            }
            Event::Text(text) => out.text([&b""[..], text, b""]),
            Event::CData(text) => out.text([&b"<![CDATA["[..], text, b"]]>"]),
            Event::GeneralRef(reference) => {
                let hexadecimal = references == References::Hexadecimal && !is_url;
                match written(reference, hexadecimal) {
                    Some(text) => out.text([text, b"", b""]),
                    None => out.text([b"&", reference, b";"]),
                }
            }
            _ => {}
        }
    }
    out.bytes
}

/// Returns what stands before and after the entries of the document of which `laid_out` is the root: it
/// is split before the last end tag of `name`, and what every document begins with is put in front.
pub fn around_entries(laid_out: Vec<u8>, name: &str, stylesheet_href: &str) -> [String; 2] {
    let laid_out = String::from_utf8(laid_out).expect("the crates write UTF-8");
    let end = laid_out.rfind(&format!("</{name}>")).unwrap_or(laid_out.len());
    let (head, tail) = laid_out.split_at(laid_out[..end].rfind('\n').map_or(end, |line| line + 1));
    [[DECLARATION, &stylesheet(stylesheet_href), head].concat(), tail.to_owned()]
}

/// The instruction by which a browser shows a feed to people.
fn stylesheet(href: &str) -> String {
    format!("<?xml-stylesheet type=\"text/css\" href=\"{}\"?>\n", quick_xml::escape::escape(href))
}

/// Returns `text` as it stands in an element or between quotes, in XML and HTML alike.
pub fn escaped(text: &str) -> String {
    quick_xml::escape::escape(without_forbidden(text)).into_owned()
}

fn without_forbidden(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_allowed) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|&c| is_allowed(c)).collect())
}

fn bytes_without_forbidden(text: &[u8]) -> Cow<'_, [u8]> {
    let is_control = |byte: &u8| *byte < b' ' && !is_allowed(char::from(*byte));
    let is_none = |three: &[u8]| matches!(three, [0xef, 0xbf, 0xbe | 0xbf]);
    if !text.iter().any(is_control) && !text.windows(3).any(is_none) {
        return Cow::Borrowed(text);
    }
    let text = String::from_utf8_lossy(text);
    Cow::Owned(without_forbidden(&text).into_owned().into_bytes())
}

/// How a character reference in text is written, where not as it is: quotes need none there.
fn written(reference: &[u8], hexadecimal: bool) -> Option<&'static [u8]> {
    match reference {
        b"quot" => Some(b"\""),
        b"apos" => Some(b"'"),
        b"amp" if hexadecimal => Some(b"&#x26;"),
        b"lt" if hexadecimal => Some(b"&#x3C;"),
        b"gt" if hexadecimal => Some(b"&#x3E;"),
        _ => None,
    }
}

struct Layout {
    bytes: Vec<u8>,
    depth: usize,
    /// A start tag is written but for its `>`.
    open: bool,
    /// Text was written since the last start tag: the end tag follows on the same line.
    has_text: bool,
}

impl Layout {
    fn start(&mut self, tag: &[u8]) {
        self.close();
        self.line();
        self.bytes.push(b'<');
        self.bytes.extend_from_slice(tag);
        self.open = true;
        self.has_text = false;
        self.depth += 1;
    }

    fn empty(&mut self, tag: &[u8]) {
        self.start(tag);
        self.end(tag);
    }

    fn end(&mut self, name: &[u8]) {
        self.depth -= 1;
        if self.open {
            self.bytes.extend_from_slice(b"/>\n");
            self.open = false;
        } else {
            if !self.has_text {
                self.line();
            }
            self.bytes.extend_from_slice(b"</");
            self.bytes.extend_from_slice(name);
            self.bytes.extend_from_slice(b">\n");
        }
        self.has_text = false;
    }

    fn text(&mut self, pieces: [&[u8]; 3]) {
        if self.open {
            self.bytes.push(b'>');
            self.open = false;
        }
        pieces.iter().for_each(|piece| self.bytes.extend_from_slice(piece));
        self.has_text = true;
    }

    fn close(&mut self) {
        if self.open {
            self.bytes.extend_from_slice(b">\n");
            self.open = false;
        }
    }

    fn line(&mut self) {
        self.bytes.resize(self.bytes.len() + 2 * self.depth, b' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(document: &str, name: &str, depth: usize, references: References) -> String {
        String::from_utf8(lay_out(document.as_bytes(), name, depth, references)).unwrap()
    }

    #[test]
    fn one_element_a_line_and_text_as_it_is() {
        let document = "<rss><channel><title>a &amp; &lt;b&gt; &quot;'&apos;</title><link>?a&amp;b</link><a x=\"&amp;\"></a><b/>\
                        <d><![CDATA[]]]]><![CDATA[>]]></d><e><f> \n </f></e></channel></rss>";
        assert_eq!(
            text_of(document, "channel", 1, References::Hexadecimal),
            "  <channel>\n    <title>a &#x26; &#x3C;b&#x3E; \"''</title>\n    <link>?a&amp;b</link>\n    <a x=\"&amp;\"/>\n    \
             <b/>\n    <d><![CDATA[]]]]><![CDATA[>]]></d>\n    <e>\n      <f> \n </f>\n    </e>\n  </channel>\n"
        );
        assert!(text_of(document, "rss", 0, References::Named).contains("a &amp; &lt;b&gt;"));
    }

    /// "Every format" 2: the characters that XML 1.0 does not allow.
    #[test]
    fn forbidden_characters_are_left_out() {
        let document = "<a>\u{0}\u{b}\u{c}\u{1f}x\t\n\u{7f}\u{85}\u{fffd}\u{fffe}\u{ffff}😀</a>";
        assert_eq!(text_of(document, "a", 0, References::Named), "<a>x\t\n\u{7f}\u{85}\u{fffd}😀</a>\n");
    }

    #[test]
    fn a_document_is_split_before_its_end() {
        let [head, tail] = around_entries("<feed>\n  <id>&lt;/feed></id>\n</feed>\n".into(), "feed", "a.css");
        assert_eq!(
            head,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?xml-stylesheet type=\"text/css\" href=\"a.css\"?>\n\
             <feed>\n  <id>&lt;/feed></id>\n"
        );
        assert_eq!(tail, "</feed>\n");
    }
}
