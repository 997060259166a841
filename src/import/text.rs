//! Texts that foreign systems write half as HTML.

use super::xml::decode;
use super::{Imported, Receive};
use crate::content;
use crate::error::Result;

/// Characters of a title that is made from a text.
const MAX_TITLE: usize = 40;

/// The text in the bytes of `file`, in whatever encoding they are; none if they are no text, which is
/// told then.
pub(super) fn decoded(bytes: Vec<u8>, file: &str, receive: &mut Receive<'_>) -> Result<Option<String>> {
    let (text, finding) = content::decoded_text(bytes, file.to_owned());
    if let Some(finding) = finding.map(|finding| finding.with_hint("save the file as UTF-8")) {
        receive(if text.is_some() { Imported::Finding(finding) } else { Imported::Refused(finding) })?;
    }
    Ok(text)
}

/// A one-line text in which HTML's references were left (`&amp;#8217;` in RSS) and simple tags.
pub(super) fn plain(text: &str) -> String {
    let decoded = decode(text);
    let mut plain = String::with_capacity(decoded.len());
    let mut rest = decoded.as_str();
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        match inline_tag(&rest[at..]) {
            Some(length) => rest = &rest[at + length..],
            None => {
                plain.push('<');
                rest = &rest[at + 1..];
            }
        }
    }
    plain.push_str(rest);
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The length of a tag that only dresses text, at the beginning of `text`.
fn inline_tag(text: &str) -> Option<usize> {
    let end = text.find('>')?;
    let inside = text[1..end].trim_start_matches('/').trim_end_matches('/');
    let name = inside.split(|c: char| c.is_ascii_whitespace()).next()?;
    let is_known =
        ["b", "i", "em", "strong", "sub", "sup", "span", "br", "a", "code", "tt", "u", "small", "wbr"]
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known));
    is_known.then_some(end + 1)
}

/// A title for an article that has none: its first sentence, or the beginning of it.
pub(super) fn title_of(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let end = line
        .char_indices()
        .take(MAX_TITLE)
        .find(|(_, c)| matches!(c, '。' | '！' | '？' | '!' | '?'))
        .map(|(at, c)| at + c.len_utf8());
    if let Some(end) = end {
        return line[..end].trim_end_matches('。').to_owned();
    }
    match line.char_indices().nth(MAX_TITLE) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_simple_tags_go_from_a_title() {
        for (text, expected) in [
            ("a &amp; b", "a & b"),
            ("It&#8217;s <em>new</em>", "It’s new"),
            ("a < b > c", "a < b > c"),
            ("<Vec<T>>", "<Vec<T>>"),
            ("x<br/>y", "xy"),
        ] {
            assert_eq!(plain(text), expected);
        }
    }

    #[test]
    fn a_missing_title_is_the_first_sentence() {
        assert_eq!(title_of("\n风来了。雨也来了。"), "风来了");
        assert_eq!(title_of("wind?\nrain"), "wind?");
        assert_eq!(title_of(&"长".repeat(50)), format!("{}…", "长".repeat(40)));
        assert_eq!(title_of(""), "");
    }
}
