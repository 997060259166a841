//! The last pass over clean HTML: addresses become absolute, line breaks inside CJK text vanish,
//! and the plain text is taken down, all at once.
//!
//! The input is well formed, since a serializer wrote it, so an XML reader that forgives void
//! elements reads it at a tenth of the cost of an HTML parser.

use std::borrow::Cow;
use std::ops::Range;

use super::clean;
use super::elements::{is_aside, is_block, is_void};
use super::lines::Lines;
use super::links::{Addresses, Meant, link_target};
use super::node::boundary_before;
use super::script::joins;
use quick_xml::Reader;
use quick_xml::escape::{partial_escape, unescape_with};
use quick_xml::events::{BytesStart, Event};

/// A body, ready.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Finished {
    pub html: String,
    /// One line a paragraph.
    pub text: String,
    /// The paragraphs of running text alone, as far as a summary needs them: no headings, captions,
    /// lists, tables or quotations.
    pub lead: String,
    /// Addresses that could not be resolved and were left out.
    pub dropped: Vec<String>,
}

/// Bytes of running text from which a summary is made.
const MAX_LEAD: usize = 3000;

/// Line breaks between two characters, with only tags between them, that are kept apart; each of
/// them costs moving what follows.
const MAX_GAPS: usize = 8;

/// Finishes `html`, in which `addresses` says what addresses mean.
pub(super) fn finish(html: &str, addresses: &Addresses<'_>) -> Finished {
    let mut reader = Reader::from_str(html);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut pass = Pass::new(html, addresses);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => pass.start(&tag),
            Ok(Event::End(tag)) => pass.end(as_str(tag.name().as_ref())),
            Ok(Event::Text(text)) => pass.text(as_str(&text)),
            Ok(Event::GeneralRef(name)) => {
                let name = format!("&{};", as_str(&name));
                pass.text(&decode(&name));
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            // A serializer's output never comes here; if it did, the rest would be kept as text.
            Err(_) => {
                let at = usize::try_from(reader.error_position()).unwrap_or(html.len());
                pass.text(&html[boundary_before(html, at)..]);
                break;
            }
        }
    }
    pass.done()
}

/// The reader hands out pieces of a text as bytes; they are whole characters, for it cuts at ASCII.
fn as_str(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

fn decode(raw: &str) -> Cow<'_, str> {
    let named = |name: &str| match name {
        "nbsp" => Some("\u{A0}"),
        other => quick_xml::escape::resolve_xml_entity(other),
    };
    unescape_with(raw, named).unwrap_or(Cow::Borrowed(raw))
}

struct Pass<'a> {
    addresses: &'a Addresses<'a>,
    html: String,
    text: Lines,
    lead: Lines,
    dropped: Vec<String>,
    /// Open elements of each kind.
    pre: usize,
    hidden: usize,
    paragraph: usize,
    aside: usize,
    /// What the address of the link means that is being opened.
    link: Option<Meant>,
    /// Links that are open and are no more than their texts.
    texts: usize,
    /// Whether the link that is open is a footnote's mark.
    is_footnote_mark: bool,
    /// The last character of the running text, and where in `html` white space with a line break
    /// stands after it, which goes if the next character joins.
    last: Option<char>,
    gaps: Vec<Range<usize>>,
}

impl<'a> Pass<'a> {
    fn new(source: &str, addresses: &'a Addresses<'a>) -> Self {
        Self {
            addresses,
            html: String::with_capacity(source.len() + source.len() / 16),
            text: Lines::with_capacity(source.len()),
            lead: Lines::default(),
            dropped: Vec::new(),
            pre: 0,
            hidden: 0,
            paragraph: 0,
            aside: 0,
            link: None,
            texts: 0,
            is_footnote_mark: false,
            last: None,
            gaps: Vec::new(),
        }
    }

    /// Where nothing is to be seen, there is no body: white space would stand in feeds in place of a summary.
    fn done(mut self) -> Finished {
        if self.html.trim().is_empty() {
            self.html.clear();
        }
        Finished { html: self.html, text: self.text.done(), lead: self.lead.done(), dropped: self.dropped }
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        let name = tag.name();
        let name = as_str(name.as_ref());
        if name == "a" && self.is_text(tag) {
            self.texts += 1;
            self.is_footnote_mark = false;
            return;
        }
        self.html.push('<');
        self.html.push_str(name);
        let mut alt = None;
        let mut is_footnote_mark = false;
        for attribute in tag.html_attributes().with_checks(false).flatten() {
            let key = as_str(attribute.key.as_ref());
            if !clean::is_allowed(name, key) {
                continue;
            }
            let value = decode(as_str(&attribute.value));
            match key {
                "href" if value.starts_with("#fn") => is_footnote_mark = name == "a",
                "alt" if name == "img" => alt = Some(value.to_string()),
                _ => {}
            }
            if let Some(value) = self.attribute(name, key, value) {
                self.html.push(' ');
                self.html.push_str(key);
                self.html.push_str("=\"");
                self.html.push_str(&partial_escape(&*value).replace('"', "&quot;"));
                self.html.push('"');
            }
        }
        self.html.push('>');
        self.opened(name, alt.as_deref());
        self.is_footnote_mark |= is_footnote_mark;
    }

    /// Notes what the address of the link `tag` means; returns whether the link is no more than its text.
    fn is_text(&mut self, tag: &BytesStart<'_>) -> bool {
        if self.addresses.meant.is_none() {
            return false;
        }
        let mut attributes = tag.html_attributes();
        let href =
            attributes.with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == b"href");
        self.link = href.and_then(|href| self.addresses.of("a", &decode(as_str(&href.value))));
        matches!(self.link, Some(Meant::Text))
    }

    /// The value as it is published; `None` if the attribute is left out.
    fn attribute<'v>(&mut self, element: &str, name: &str, value: Cow<'v, str>) -> Option<Cow<'v, str>> {
        match name {
            "href" | "src" | "poster" | "cite" => {
                let is_followed = name == "href";
                let meant = match element {
                    "a" => self.link.take(),
                    element => self.addresses.of(element, &value),
                };
                let resolved = match meant {
                    Some(Meant::Address(url)) => Some(url),
                    Some(Meant::Text) => return None,
                    None => link_target(&value, self.addresses.base, is_followed),
                };
                if resolved.is_none() {
                    self.dropped.push(value.into_owned());
                }
                resolved.map(|url| Cow::Owned(url.into()))
            }
            "srcset" => {
                let candidates: Vec<String> =
                    value.split(", ").flat_map(split_candidates).filter_map(|c| self.candidate(c)).collect();
                (!candidates.is_empty()).then(|| Cow::Owned(candidates.join(", ")))
            }
            "class" => {
                let mut classes = value.split_ascii_whitespace();
                let language = classes.find(|class| class.starts_with("language-"))?;
                // What follows it are lines to mark, and the like.
                let language = language.split(['{', ':']).next().unwrap_or_default();
                let is_told = matches!(element, "code" | "pre") && language.len() > "language-".len();
                is_told.then(|| Cow::Owned(language.to_owned()))
            }
            _ => Some(value),
        }
    }

    /// One image of a `srcset`: an address and, after a space, a width or density.
    fn candidate(&mut self, candidate: &str) -> Option<String> {
        let candidate = candidate.trim();
        let (address, size) = candidate.split_once(char::is_whitespace).unwrap_or((candidate, ""));
        if address.is_empty() {
            return None;
        }
        match link_target(address, self.addresses.base, false) {
            // A comma would end the address.
            Some(url) => {
                Some(format!("{} {}", url.as_str().replace(',', "%2C"), size.trim()).trim_end().to_owned())
            }
            None => {
                self.dropped.push(address.to_owned());
                None
            }
        }
    }

    fn opened(&mut self, name: &str, alt: Option<&str>) {
        match name {
            "br" => self.break_line(),
            "img" => {
                if let Some(alt) = alt.filter(|_| self.hidden == 0) {
                    self.text.space();
                    self.text.push(alt);
                    self.text.space();
                }
                self.last = None;
                self.gaps.clear();
            }
            "td" | "th" => {
                self.last = None;
                self.gaps.clear();
                self.text.cell();
            }
            "rt" | "rp" => self.hidden += 1,
            "p" => {
                self.break_line();
                self.paragraph += 1;
            }
            "pre" => {
                self.break_line();
                self.pre += 1;
                self.aside += 1;
            }
            "a" => self.is_footnote_mark = false,
            _ if is_block(name) => {
                self.break_line();
                self.aside += usize::from(is_aside(name));
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if is_void(name) {
            return;
        }
        if name == "a" && self.texts > 0 {
            self.texts -= 1;
            return;
        }
        self.html.push_str("</");
        self.html.push_str(name);
        self.html.push('>');
        let count_down = |open: &mut usize| *open = open.saturating_sub(1);
        match name {
            "rt" | "rp" => count_down(&mut self.hidden),
            "a" => self.is_footnote_mark = false,
            "p" => {
                self.break_line();
                count_down(&mut self.paragraph);
            }
            "pre" => {
                self.break_line();
                count_down(&mut self.pre);
                count_down(&mut self.aside);
            }
            _ if is_block(name) => {
                self.break_line();
                if is_aside(name) {
                    count_down(&mut self.aside);
                }
            }
            _ => {}
        }
    }

    fn break_line(&mut self) {
        self.text.break_line();
        self.lead.break_line();
        self.last = None;
        self.gaps.clear();
    }

    fn text(&mut self, text: &str) {
        if self.pre > 0 {
            self.html.push_str(&partial_escape(text));
            for (n, line) in text.split('\n').enumerate() {
                if n > 0 {
                    self.text.break_line();
                }
                self.text.push(line);
            }
            return;
        }
        let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
        let mut rest = text;
        while let Some(at) = rest.find('\n') {
            let before = rest[..at].trim_end_matches(is_space);
            let after = rest[at..].trim_start_matches(is_space);
            self.run(before);
            let end = self.html.len();
            if self.gaps.last().is_none_or(|gap| gap.end != end) && self.gaps.len() < MAX_GAPS {
                self.html.push('\n');
                self.gaps.push(end..end + 1);
            }
            rest = after;
        }
        self.run(rest);
    }

    /// Text without line breaks.
    fn run(&mut self, run: &str) {
        let Some(first) = run.chars().next() else { return };
        if !self.gaps.is_empty() {
            if self.last.is_some_and(|last| joins(last, first)) {
                self.gaps.drain(..).rev().for_each(|gap| self.html.replace_range(gap, ""));
            } else {
                self.gaps.clear();
                self.take_down(" ");
            }
        }
        self.html.push_str(&partial_escape(run));
        if self.hidden == 0 {
            self.last = run.chars().next_back();
        }
        self.take_down(run);
    }

    fn take_down(&mut self, run: &str) {
        if self.hidden > 0 || self.is_footnote_mark {
            return;
        }
        self.text.push(run);
        if self.paragraph > 0 && self.aside == 0 && self.lead.len() < MAX_LEAD {
            self.lead.push(run);
        }
    }
}

/// A `srcset` separates by a comma and a space; by a comma alone where a size stands before it.
fn split_candidates(part: &str) -> impl Iterator<Item = &str> {
    let has_sizes = part.contains(' ') && part.contains(',');
    part.split(move |c| has_sizes && c == ',')
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    fn finished(html: &str) -> Finished {
        let base = Url::parse("https://example.org/a/").unwrap();
        finish(html, &Addresses { base: &base, meant: None })
    }

    #[test]
    fn text_has_one_line_a_paragraph() {
        for (html, expected) in [
            ("<h1>A</h1>\n<p>b <em>c</em>\nd</p><p>e</p>", "A\nb c d\ne"),
            ("<ul>\n<li>a</li>\n<li>b<ul><li>c</li></ul></li>\n</ul>", "a\nb\nc"),
            (
                "<table><tr><th>a</th><th>b</th></tr>\n<tr><td>1</td><td></td><td>2</td></tr></table>",
                "a\tb\n1\t2",
            ),
            ("<p>a<br>b</p>", "a\nb"),
            ("<pre><code>x  y\n  z\n</code></pre>", "x y\nz"),
            ("<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>だ</p>", "漢字だ"),
            ("<figure><img src=\"x\" alt=\"图\"><figcaption>注</figcaption></figure>", "图\n注"),
            ("<p>前<img src=\"x\" alt=\"图\">后</p>", "前 图 后"),
            ("<p>a &amp; &lt;b&gt;&nbsp;c</p>", "a & <b>\u{A0}c"),
            ("<p>一<a href=\"#fn-1\" id=\"fnref-1\">1</a>二</p>", "一二"),
            ("<p>　　段首</p>", "段首"),
        ] {
            assert_eq!(finished(html).text, expected, "{html}");
        }
    }

    #[test]
    fn a_line_break_in_cjk_text_is_no_space() {
        for (html, text, expected) in [
            ("<p>汉\n字</p>", "汉字", "<p>汉字</p>"),
            ("<p>汉 \n <b>字</b></p>", "汉字", "<p>汉<b>字</b></p>"),
            ("<p><b>汉\n</b>\n字</p>", "汉字", "<p><b>汉</b>字</p>"),
            ("<p>a\n字</p>", "a 字", "<p>a\n字</p>"),
            ("<p>한국\n사람</p>", "한국 사람", "<p>한국\n사람</p>"),
            ("<p>汉 字</p>", "汉 字", "<p>汉 字</p>"),
            ("<pre>汉\n字</pre>", "汉\n字", "<pre>汉\n字</pre>"),
            ("<p>汉</p>\n<p>字</p>", "汉\n字", "<p>汉</p>\n<p>字</p>"),
        ] {
            let found = finished(html);
            assert_eq!(found.text, text, "{html}");
            assert_eq!(found.html, expected, "{html}");
        }
    }

    #[test]
    fn the_lead_is_running_text() {
        let html = "<h2>h</h2><figure><img src=x alt=y><figcaption>f</figcaption></figure><blockquote><p>q</p></blockquote>\
                    <p>a<img src=x alt=z>b</p><ul><li><p>l</p></li></ul><p>c</p>";
        assert_eq!(finished(html).lead, "ab\nc");
    }

    #[test]
    fn an_address_may_mean_another_or_nothing() {
        let base = Url::parse("https://example.org/a/").unwrap();
        let meant = |_: &str, written: &str| match written {
            "b.md" => Some(Meant::Address(base.join("b/").unwrap())),
            "gone.md" => Some(Meant::Text),
            _ => None,
        };
        let html = "<a href=\"b.md\">b</a> <a href=\"gone.md\"><b>x</b></a> <a href=\"c\">c</a>";
        assert_eq!(
            finish(html, &Addresses { base: &base, meant: Some(&meant) }).html,
            "<a href=\"https://example.org/a/b/\">b</a> <b>x</b> <a href=\"https://example.org/a/c\">c</a>"
        );
    }

    #[test]
    fn addresses_become_absolute_or_go() {
        for (html, expected) in [
            ("<a href=\"#x\">", "<a href=\"https://example.org/a/#x\">"),
            (
                "<a href=\"/新闻?a=1&amp;b=2\">",
                "<a href=\"https://example.org/%E6%96%B0%E9%97%BB?a=1&amp;b=2\">",
            ),
            ("<a href=\"mailto:a@b.example\">", "<a href=\"mailto:a@b.example\">"),
            ("<img src=\"mailto:a@b.example\">", "<img>"),
            ("<a href=\"http://[\">", "<a>"),
            ("<img src=\"data:image/png,x\">", "<img>"),
            (
                "<img srcset=\"a.png 1x,b.png 2x\">",
                "<img srcset=\"https://example.org/a/a.png 1x, https://example.org/a/b.png 2x\">",
            ),
            ("<img srcset=\"a,b.png\">", "<img srcset=\"https://example.org/a/a%2Cb.png\">"),
            ("<q cite=\"x\">", "<q cite=\"https://example.org/a/x\">"),
            (" \n\t&nbsp; <!-- -->", ""),
            ("<code class=\"language-ts{1,3} x\">", "<code class=\"language-ts\">"),
            ("<code class=\"language-{1}\">", "<code>"),
        ] {
            assert_eq!(finished(html).html, expected, "{html}");
        }
        assert_eq!(finished("<a href=\"http://[\">").dropped, ["http://["]);
    }
}
