//! References: `&amp;`, `&eacute;`, `&#20013;`.

use quick_xml::escape::{resolve_html5_entity, unescape_with};

/// Resolves references: XML's, HTML's named ones, numbers. What is none stays as it is.
pub(in crate::import) fn decode(text: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

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
