//! WordPress's shortcodes: `[name key="value"]` and `[name]…[/name]`.
//!
//! Those of WordPress itself become the HTML that they stand for. Of others (plugins') the brackets
//! go and what they enclose stays. What only looks like one, `[sic]` or `input[type="text"]`, is
//! text; in code everything is.

use std::collections::BTreeMap;

/// A shortcode.
#[derive(Debug)]
pub(super) struct Shortcode<'a> {
    pub name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
    /// What stands between its two brackets, if there are two.
    inner: Option<&'a str>,
}

impl Shortcode<'_> {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }
}

/// WordPress's own, which need neither attributes nor an end to be known.
const OWN: [&str; 7] = ["caption", "wp_caption", "gallery", "audio", "video", "embed", "playlist"];

/// How deep shortcodes may stand in each other.
const MAX_DEPTH: usize = 8;

/// Replaces the shortcodes of `content`. `expand` may give the HTML of one first; what is lost is
/// named in `left_out`.
pub(super) fn replaced(
    content: &str,
    expand: &mut dyn FnMut(&Shortcode<'_>) -> Option<String>,
    left_out: &mut Vec<String>,
) -> String {
    replaced_in(content, expand, left_out, 0)
}

fn replaced_in(
    content: &str,
    expand: &mut dyn FnMut(&Shortcode<'_>) -> Option<String>,
    left_out: &mut Vec<String>,
    depth: usize,
) -> String {
    let mut out = String::with_capacity(content.len());
    let mut ends = Ends { content, next: BTreeMap::new() };
    let mut at = 0;
    while let Some(found) = content[at..].find(['[', '<']) {
        out.push_str(&content[at..at + found]);
        at += found;
        let rest = &content[at..];
        if rest.starts_with('<') {
            let length = tag_length(rest, &mut ends, at);
            out.push_str(&rest[..length]);
            at += length;
            continue;
        }
        // `[[name]]` shows a shortcode instead of running it.
        if rest.starts_with("[[")
            && Opening::read(&rest[1..]).is_some()
            && let Some(end) = ends.find("]]", at).map(|end| end - at)
        {
            out.push_str(&rest[1..=end]);
            at += end + 2;
            continue;
        }
        let is_inside_a_word = content[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        let opening = Opening::read(rest).filter(|_| depth < MAX_DEPTH);
        match opening.and_then(|opening| opening.whole(at, &mut ends, is_inside_a_word)) {
            Some((code, length)) => {
                html(&code, expand, left_out, depth, &mut out);
                at += length;
            }
            None => {
                out.push('[');
                at += 1;
            }
        }
    }
    out.push_str(&content[at..]);
    out
}

/// Where ends stand, so that one that is far away, or nowhere, is looked for once.
struct Ends<'a> {
    content: &'a str,
    /// An end → the first of its kind behind the place where it was looked for last.
    next: BTreeMap<String, Option<usize>>,
}

impl Ends<'_> {
    /// The first `end` at or behind `at`. Places that are asked for only grow.
    fn find(&mut self, end: &str, at: usize) -> Option<usize> {
        match self.next.get(end) {
            Some(None) => return None,
            Some(Some(known)) if *known >= at => return Some(*known),
            _ => {}
        }
        let found = self.content[at..].find(end).map(|length| at + length);
        self.next.insert(end.to_owned(), found);
        found
    }
}

/// The bytes of the tag at `at`, or of a whole element whose text is code; 1 for a lone `<`.
fn tag_length(rest: &str, ends: &mut Ends<'_>, at: usize) -> usize {
    for element in ["pre", "code", "script", "style", "textarea"] {
        let is_it = rest[1..].get(..element.len()).is_some_and(|name| name.eq_ignore_ascii_case(element))
            && rest[1 + element.len()..].starts_with(|c: char| c == '>' || c.is_whitespace());
        if is_it {
            let is_end = |at: &usize| {
                rest[at + 2..].get(..element.len()).is_some_and(|name| name.eq_ignore_ascii_case(element))
            };
            let end = rest.match_indices("</").map(|(at, _)| at).find(is_end);
            return end.map_or(rest.len(), |at| at + 2 + element.len());
        }
    }
    let is_tag = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    if is_tag { ends.find(">", at).map_or(1, |end| end + 1 - at) } else { 1 }
}

/// `[name key="value" /]`.
struct Opening<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
    is_closed: bool,
    length: usize,
}

impl<'a> Opening<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let inside = text.strip_prefix('[')?;
        let name_end = inside.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))?;
        let name = &inside[..name_end];
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let mut attributes = Vec::new();
        let mut rest = &inside[name_end..];
        loop {
            let trimmed = rest.trim_start();
            if let Some(after) = trimmed.strip_prefix(']') {
                return Some(Self { name, attributes, is_closed: false, length: text.len() - after.len() });
            }
            if let Some(after) = trimmed.strip_prefix("/]") {
                return Some(Self { name, attributes, is_closed: true, length: text.len() - after.len() });
            }
            if trimmed.len() == rest.len() || attributes.len() > 50 {
                return None;
            }
            let (attribute, after) = attribute(trimmed)?;
            attributes.push(attribute);
            rest = after;
        }
    }

    /// The shortcode at `at` with what it encloses, and its length; `None` if this is none.
    fn whole(self, at: usize, ends: &mut Ends<'a>, is_inside_a_word: bool) -> Option<(Shortcode<'a>, usize)> {
        let begin = at + self.length;
        let end = format!("[/{}]", self.name);
        let content = ends.content;
        let inner =
            if self.is_closed { None } else { ends.find(&end, begin).map(|end| &content[begin..end]) };
        let has_values = self.attributes.iter().any(|(key, _)| !key.is_empty());
        let is_known = OWN.contains(&self.name);
        if !(is_known || ((has_values || inner.is_some()) && !is_inside_a_word)) {
            return None;
        }
        let length = self.length + inner.map_or(0, |inner| inner.len() + end.len());
        Some((Shortcode { name: self.name, attributes: self.attributes, inner }, length))
    }
}

/// `key="value"`, `key='value'`, `key=value` or a value alone.
fn attribute(text: &str) -> Option<((&str, &str), &str)> {
    let quoted = |text: &'_ str| -> Option<(usize, usize)> {
        let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        text[1..].find(quote).map(|end| (1, 1 + end))
    };
    if let Some((from, to)) = quoted(text) {
        return Some((("", &text[from..to]), &text[to + 1..]));
    }
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '=' | ']' | '[' | '<'))?;
    if end == 0 {
        return None;
    }
    let Some(value) = text[end..].strip_prefix('=') else {
        return Some((("", text[..end].trim_end_matches('/')), &text[end..]));
    };
    if let Some((from, to)) = quoted(value) {
        return Some(((&text[..end], &value[from..to]), &value[to + 1..]));
    }
    let to = value.find(|c: char| c.is_whitespace() || matches!(c, ']' | '['))?;
    Some(((&text[..end], value[..to].trim_end_matches('/')), &value[to..]))
}

fn html(
    code: &Shortcode<'_>,
    expand: &mut dyn FnMut(&Shortcode<'_>) -> Option<String>,
    left_out: &mut Vec<String>,
    depth: usize,
    out: &mut String,
) {
    if let Some(html) = expand(code) {
        out.push_str(&html);
        return;
    }
    let inner = code.inner.map(|inner| replaced_in(inner, expand, left_out, depth + 1)).unwrap_or_default();
    match code.name {
        "caption" | "wp_caption" => out.push_str(&figure(code, &inner)),
        "audio" | "video" => {
            let source = ["src", "mp3", "m4a", "ogg", "wav", "mp4", "m4v", "webm", "ogv"]
                .iter()
                .find_map(|name| code.attribute(name));
            match source {
                Some(source) => out.push_str(&format!(
                    "<{0} controls src=\"{1}\"></{0}>",
                    code.name,
                    source.replace('"', "&quot;")
                )),
                None => left_out.push(format!("shortcodes [{}]", code.name)),
            }
            out.push_str(&inner);
        }
        "embed" if !inner.trim().is_empty() => {
            let address = inner.trim().replace('"', "&quot;");
            out.push_str(&format!("<a href=\"{address}\">{address}</a>"));
        }
        name => {
            left_out.push(format!("shortcodes [{name}]"));
            out.push_str(&inner);
        }
    }
}

/// The picture, with its link, and the text after it.
fn figure(code: &Shortcode<'_>, inner: &str) -> String {
    let inner = inner.trim();
    let (picture, text) = match (code.attribute("caption"), inner.find("<img")) {
        (Some(caption), _) => (inner, caption),
        (None, Some(image)) => {
            let end = inner[image..].find('>').map_or(inner.len(), |at| image + at + 1);
            let end = match inner[end..].trim_start().starts_with("</a>") {
                true => inner[end..].find("</a>").map_or(end, |at| end + at + 4),
                false => end,
            };
            inner.split_at(end)
        }
        (None, None) => (inner, ""),
    };
    let text = text.trim();
    let caption = if text.is_empty() { String::new() } else { format!("<figcaption>{text}</figcaption>") };
    format!("<figure>{picture}{caption}</figure>")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content: &str, expected: &str, lost: &[&str]) {
        let mut left_out = Vec::new();
        assert_eq!(replaced(content, &mut |_| None, &mut left_out), expected, "{content}");
        assert_eq!(left_out, lost, "{content}");
    }

    #[test]
    fn wordpress_own_shortcodes_become_html() {
        check(
            "[caption id=\"attachment_1\" width=\"300\"]<a href=\"x\"><img src=\"y\" /></a> 图[/caption]",
            "<figure><a href=\"x\"><img src=\"y\" /></a><figcaption>图</figcaption></figure>",
            &[],
        );
        check(
            "[caption caption='c']<img src=y>[/caption]",
            "<figure><img src=y><figcaption>c</figcaption></figure>",
            &[],
        );
        check("[audio mp3=\"a.mp3\"][/audio]", "<audio controls src=\"a.mp3\"></audio>", &[]);
        check(
            "[embed]https://v.example/1[/embed]",
            "<a href=\"https://v.example/1\">https://v.example/1</a>",
            &[],
        );
        check("a[gallery ids=\"1,2\"]b", "ab", &["shortcodes [gallery]"]);
    }

    #[test]
    fn of_others_what_they_enclose_stays() {
        check("[box color=red]x [b]y[/b][/box]", "x y", &["shortcodes [b]", "shortcodes [box]"]);
        check("[contact-form id=\"7\" /]", "", &["shortcodes [contact-form]"]);
    }

    #[test]
    fn what_only_looks_like_one_is_text() {
        for text in [
            "[sic]",
            "[1]",
            "[注]",
            "a[i]",
            "input[type=\"text\"]",
            "[",
            "[]",
            "[a",
            "[/x]",
            "[x y",
            "<a title=\"[b c='d']\">",
            "<pre>[box a=\"b\"]x[/box]</pre>",
            "<code>[v x=1]</code>",
            "a < b [",
            "[a=\"b\"]",
        ] {
            check(text, text, &[]);
        }
        check("[[caption]]", "[caption]", &[]);
    }

    /// Each took time by the square of its length.
    #[test]
    fn ends_that_are_nowhere_are_looked_for_once() {
        let begin = std::time::Instant::now();
        for piece in ["[", "[caption]", "[[a x=1]", "<a", "[a b='c']"] {
            replaced(&piece.repeat(1_000_000 / piece.len()), &mut |_| None, &mut Vec::new());
        }
        assert!(begin.elapsed() < std::time::Duration::from_secs(20));
    }

    #[test]
    fn nesting_without_end_is_left_alone() {
        let deep = "[a x=1]".repeat(10_000);
        let mut left_out = Vec::new();
        assert_eq!(replaced(&deep, &mut |_| None, &mut left_out), "");
        let nested = format!("{}{}", "[a x=1]b".repeat(30), "[/a]".repeat(30));
        replaced(&nested, &mut |_| None, &mut left_out);
    }
}
