//! Titles that are written as HTML, for templates put them into pages as they are.

use std::borrow::Cow;

/// Elements of titles: what stands in them is shown, they are not.
const INLINE: [&str; 18] = [
    "a", "b", "br", "code", "em", "font", "i", "img", "kbd", "mark", "s", "small", "span", "strong", "sub",
    "sup", "u", "wbr",
];

/// Returns `title` without the elements in it. What only looks like one (`Vec<i>`) stays.
pub(super) fn plain(title: &str) -> Cow<'_, str> {
    if !title.contains('<') || !title.contains('>') {
        return Cow::Borrowed(title);
    }
    let mut out = String::with_capacity(title.len());
    let mut open = Vec::new();
    let mut rest = title;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        rest = match element(after, &mut open) {
            Some(length) => &after[length..],
            None => {
                out.push('<');
                after
            }
        };
    }
    out.push_str(rest);
    let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
    if out.is_empty() { Cow::Borrowed(title) } else { Cow::Owned(out) }
}

/// How long the tag is that `text` begins with, without its `<`, if it is one of an element.
fn element<'a>(text: &'a str, open: &mut Vec<&'a str>) -> Option<usize> {
    let end = text.find('>')?;
    let inner = text[..end].trim_end_matches('/').trim_end();
    if let Some(name) = inner.strip_prefix('/') {
        let at = open.iter().rposition(|other| other.eq_ignore_ascii_case(name))?;
        open.truncate(at);
        return Some(end + 1);
    }
    let name = inner.split(char::is_whitespace).next().unwrap_or_default();
    if !INLINE.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return None;
    }
    let is_void = matches!(name.to_ascii_lowercase().as_str(), "br" | "img" | "wbr");
    let is_closed =
        || text[end..].to_ascii_lowercase().contains(&format!("</{}>", name.to_ascii_lowercase()));
    if !is_void && !inner[name.len()..].contains('=') && !is_closed() {
        return None;
    }
    if !is_void {
        open.push(name);
    }
    Some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_go_and_what_looks_like_them_stays() {
        for (title, expected) in [
            ("<i class=\"fa fa-go\"></i> Go", "Go"),
            ("<b>一</b>二<br/>三", "一二三"),
            ("Vec<i>", "Vec<i>"),
            ("Vec<T> & 1 < 2 > 0", "Vec<T> & 1 < 2 > 0"),
            ("a <", "a <"),
            ("</i>", "</i>"),
            ("<i></i>", "<i></i>"),
        ] {
            assert_eq!(plain(title), expected, "{title}");
        }
    }
}
