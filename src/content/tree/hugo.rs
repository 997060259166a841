//! Shortcodes of Hugo (`{{< >}}`, `{{% %}}`) and of Zola (`{{ name() }}`, `{% name() %}`).

use super::body::{At, reach};
use super::tag::{Tag, fenced};
use crate::content::node::boundary_before;

/// Takes the shortcode of Hugo at the place; returns how many bytes it has.
pub(super) fn hugo(at: At<'_>) -> Option<usize> {
    let (close, escaped_close) = match at.rest.as_bytes().get(2)? {
        b'<' => (">}}", "*/>}}"),
        b'%' => ("%}}", "*/%}}"),
        _ => return None,
    };
    if at.rest[3..].trim_start().starts_with("/*") {
        let end = reach(at.rest).find(escaped_close)?;
        let inner = at.rest[3..end].trim_start().trim_start_matches("/*");
        at.out.push_str(&at.rest[..3]);
        at.out.push_str(inner);
        at.out.push_str(close);
        return Some(end + escaped_close.len());
    }
    let end = end_of(&at.rest[3..], close)? + 3;
    let inner = at.rest[3..end].trim();
    let length = end + close.len();
    let tag = Tag::parse(inner.trim_end_matches('/'));
    take(
        at,
        &tag,
        length,
        |name| {
            ["{{<", "{{%"]
                .iter()
                .flat_map(|open| {
                    [format!("{open} /{name} "), format!("{open} /{name}"), format!("{open}/{name}")]
                })
                .collect()
        },
        close,
    )
}

/// Takes the shortcode of Zola at the place; returns how many bytes it has.
pub(super) fn zola(at: At<'_>) -> Option<usize> {
    let close = match at.rest.get(..2)? {
        "{{" => "}}",
        "{%" => "%}",
        _ => return None,
    };
    if at.rest[2..].starts_with("/*") {
        let mark = format!("*/{close}");
        let end = reach(at.rest).find(&mark)?;
        at.out.push_str(&at.rest[..2]);
        at.out.push_str(&at.rest[4..end]);
        at.out.push_str(close);
        return Some(end + mark.len());
    }
    let end = end_of(&at.rest[2..], close)? + 2;
    let inner = at.rest[2..end].trim().trim_matches('-').trim();
    let length = end + close.len();
    if close == "%}" && inner == "end" {
        return Some(length);
    }
    let name = inner.split('(').next().unwrap_or_default();
    if !inner.ends_with(')')
        || name.is_empty()
        || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b':')
    {
        return None;
    }
    let tag = Tag::parse(inner);
    take(at, &tag, length, |_| vec!["{% end %}".to_owned(), "{%end%}".to_owned()], close)
}

/// Writes what is kept of the shortcode `tag`, of `length` bytes.
fn take(
    at: At<'_>,
    tag: &Tag,
    length: usize,
    ends: impl Fn(&str) -> Vec<String>,
    close: &str,
) -> Option<usize> {
    let after = &at.rest[length..];
    match tag.name.as_str() {
        "" => return None,
        "ref" | "relref" => return Some(length + unlink(at.out, after)),
        // What is shut off on the site stays out of the feeds, and so does what is no text.
        name if name.contains("encrypt") || name == "comment" || name == "password" => {
            return Some(length + end_tag(after, &ends(name), close, at.budget).map_or(0, |(_, end)| end));
        }
        name @ ("highlight" | "code" | "mermaid" | "gallery_code") => {
            if let Some((inner, end)) = end_tag(after, &ends(name), close, at.budget) {
                let language = tag.get(&["lang", "language"]).or(tag.values.first().map(String::as_str));
                at.out.push_str(&fenced(inner, language.unwrap_or_default()));
                return Some(length + end);
            }
        }
        _ => {}
    }
    if let Some(shown) = tag.shown() {
        at.out.push_str(&shown);
    }
    Some(length)
}

/// The text up to the first of the closing tags `ends`, and where what follows it begins.
fn end_tag<'a>(text: &'a str, ends: &[String], close: &str, budget: &mut usize) -> Option<(&'a str, usize)> {
    *budget = budget.checked_sub(text.len() * ends.len())?;
    let (start, mark) = ends.iter().filter_map(|end| Some((text.find(end.as_str())?, end))).min()?;
    *budget += (text.len() - start) * ends.len();
    let rest = &text[start + mark.len()..];
    let length = if mark.ends_with("%}") { 0 } else { reach(rest).find(close)? + close.len() };
    Some((&text[..start], start + mark.len() + length))
}

/// Where `close` stands in `text`, outside of quotes; anywhere, if the quotes don't close.
pub(super) fn end_of(text: &str, close: &str) -> Option<usize> {
    let text = reach(text);
    let first = text.find(close)?;
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if text[at..].starts_with(close) => return Some(at),
            None if matches!(c, '"' | '`') => quote = Some(c),
            None => {}
        }
    }
    Some(first)
}

/// Makes plain text of the link whose target has begun in `out`: `[text](` with the tag after it.
/// Returns how many bytes of `after` belonged to the target. Where the page would be is not known
/// here.
pub(super) fn unlink(out: &mut String, after: &str) -> usize {
    if !out.ends_with("](") {
        return 0;
    }
    let text_end = out.len() - 2;
    let from = boundary_before(out, text_end.saturating_sub(1_000));
    let Some(text_start) = out[from..text_end].rfind('[').map(|at| at + from) else { return 0 };
    let Some(end) = reach(after).find([')', '\n']).filter(|end| after[*end..].starts_with(')')) else {
        return 0;
    };
    let text = out[text_start + 1..text_end].to_owned();
    out.truncate(text_start);
    out.push_str(&text);
    end + 1
}
