//! What of a body's HTML may reach a reader: `ammonia` with this site's lists.
//!
//! Left out are scripts, styles, event handlers, forms, frames, and classes but those that name a
//! code block's language. `id`s stay, for footnotes and links within the page need them.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;

/// Elements that may stand in a body.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "map",
    "mark",
    "nav",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "rb",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

/// Elements that go with all they hold.
const REMOVED: &[&str] =
    &["script", "style", "iframe", "object", "embed", "noscript", "template", "textarea", "select", "title"];

/// Attributes that may stand on an element; `*` for all of them.
const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("*", &["lang", "dir", "title", "id"]),
    ("a", &["href", "hreflang", "rel"]),
    ("area", &["alt", "coords", "href", "shape"]),
    ("audio", &["controls", "loop", "muted", "preload", "src"]),
    ("blockquote", &["cite"]),
    ("code", &["class"]),
    ("col", &["align", "span"]),
    ("colgroup", &["align", "span"]),
    ("data", &["value"]),
    ("del", &["cite", "datetime"]),
    ("details", &["open"]),
    ("img", &["alt", "height", "loading", "sizes", "src", "srcset", "usemap", "width"]),
    ("ins", &["cite", "datetime"]),
    ("li", &["value"]),
    ("map", &["name"]),
    ("ol", &["reversed", "start", "type"]),
    ("pre", &["class"]),
    ("q", &["cite"]),
    ("source", &["height", "media", "sizes", "src", "srcset", "type", "width"]),
    ("table", &["align"]),
    ("tbody", &["align"]),
    ("td", &["align", "colspan", "headers", "rowspan"]),
    ("tfoot", &["align"]),
    ("th", &["abbr", "align", "colspan", "headers", "rowspan", "scope"]),
    ("thead", &["align"]),
    ("time", &["datetime"]),
    ("tr", &["align"]),
    ("track", &["default", "kind", "label", "src", "srclang"]),
    ("video", &["controls", "height", "loop", "muted", "playsinline", "poster", "preload", "src", "width"]),
];

/// The builder's sets take longer to fill than an article takes to clean.
static BUILDER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut attributes: HashMap<&str, HashSet<&str>> =
        ATTRIBUTES.iter().map(|(element, names)| (*element, names.iter().copied().collect())).collect();
    let everywhere = attributes.remove("*").unwrap_or_default();
    let mut builder = Builder::empty();
    builder
        .tags(ELEMENTS.iter().copied().collect())
        .clean_content_tags(REMOVED.iter().copied().collect())
        .generic_attributes(everywhere)
        .tag_attributes(attributes)
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .link_rel(None);
    builder
});

/// Returns whether the attribute may stand on the element.
pub(super) fn is_allowed(element: &str, attribute: &str) -> bool {
    let names = |key: &str| {
        let found = ATTRIBUTES.binary_search_by_key(&key, |(element, _)| element);
        found.is_ok_and(|at| ATTRIBUTES[at].1.contains(&attribute))
    };
    names("*") || names(element)
}

/// Returns `html` without anything that could do or hide something.
pub(super) fn clean(html: &str) -> String {
    match with_rests(html) {
        Some(rested) => BUILDER.clean(&rested).to_string().replace(REST, ""),
        None => BUILDER.clean(html).to_string(),
    }
}

/// What stands in long texts while they are cleaned: a character that no text has, and a `>`.
const REST: &str = "\u{FDD0}&gt;";

/// The writer of HTML looks, at each `&` (and some others) of a text, how far it is to the next `<` or
/// `>`: in a long text without them that takes time by the square of its length. With some in between
/// it does not.
fn with_rests(html: &str) -> Option<String> {
    const FAR: usize = 1 << 14;
    let mut rested = String::new();
    let (mut copied, mut last) = (0, 0);
    for (at, byte) in html.bytes().enumerate() {
        match byte {
            b'<' | b'>' => last = at,
            // Beginnings of characters, so that none, and no reference, is cut.
            b'&' | 0xC2 if at - last > FAR => {
                rested.push_str(&html[copied..at]);
                rested.push_str(REST);
                (copied, last) = (at, at);
            }
            _ => {}
        }
    }
    if copied == 0 {
        return None;
    }
    rested.push_str(&html[copied..]);
    Some(rested)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_for_the_search_in_it() {
        assert!(ATTRIBUTES.is_sorted_by_key(|(element, _)| *element));
        assert!(is_allowed("img", "alt") && is_allowed("img", "lang") && !is_allowed("img", "onerror"));
    }

    #[test]
    fn long_texts_are_cleaned_in_time_and_stay_as_they_are() {
        let long = format!("<p title=\"{0}\">{0}{1}</p>", "&amp;".repeat(200_000), "一·".repeat(200_000));
        let begin = std::time::Instant::now();
        assert_eq!(clean(&long), long);
        assert!(begin.elapsed() < std::time::Duration::from_secs(20));
    }

    #[test]
    fn every_allowed_element_passes_and_no_other() {
        for element in ["p", "figure", "figcaption", "ruby", "picture", "video"] {
            assert!(clean(&format!("<{element}></{element}>")).contains(element), "{element}");
        }
        for element in ["form", "base", "link", "meta", "svg", "math", "dialog", "slot"] {
            assert_eq!(clean(&format!("<{element}>x</{element}>")), "x", "{element}");
        }
    }
}
