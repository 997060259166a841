//! Liquid and Nunjucks in the pages of Jekyll and Eleventy, and Kramdown's marks.

use super::body::{At, reach};
use super::hugo::{end_of, unlink};
use super::tag::{Tag, fenced};
use crate::config::Generator;

/// Takes the tag at the place; returns how many bytes it has.
pub(super) fn tag(at: At<'_>, generator: Generator) -> Option<usize> {
    match at.rest.get(..2)? {
        "{%" => block(at),
        "{{" => output(at),
        "{:" if generator == Generator::Jekyll => marks(at.rest),
        "{#" if generator == Generator::Eleventy => reach(at.rest).find("#}").map(|end| end + 2),
        _ => None,
    }
}

/// `{% … %}`
fn block(at: At<'_>) -> Option<usize> {
    let end = end_of(&at.rest[2..], "%}")? + 2;
    let inner = at.rest[2..end].trim_matches('-').trim();
    let length = end + 2;
    let after = &at.rest[length..];
    let name = inner.split_whitespace().next().unwrap_or_default();
    if name.is_empty() || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    match name {
        "raw" | "verbatim" => {
            let (inner, end) = up_to(after, name, at.budget)?;
            at.out.push_str(inner);
            return Some(length + end);
        }
        "comment" => return Some(length + up_to(after, name, at.budget).map_or(0, |(_, end)| end)),
        "highlight" => {
            if let Some((inner, end)) = up_to(after, name, at.budget) {
                let language =
                    Tag::parse(inner_of(at.rest, end_of(&at.rest[2..], "%}")?)).values.first().cloned();
                at.out.push_str(&fenced(inner, &language.unwrap_or_default()));
                return Some(length + end);
            }
        }
        "link" | "post_url" => return Some(length + unlink(at.out, after)),
        "include" | "include_cached" | "render" => {
            let tag = Tag::parse(inner[name.len()..].trim_start());
            at.out.push_str(&tag.shown().unwrap_or_default());
        }
        _ => at.out.push_str(&Tag::parse(inner).shown().unwrap_or_default()),
    }
    Some(length)
}

fn inner_of(rest: &str, end: usize) -> &str {
    rest[2..2 + end].trim_matches('-').trim()
}

/// The text up to `{% end… %}`, and where what follows it begins.
pub(super) fn up_to<'a>(text: &'a str, name: &str, budget: &mut usize) -> Option<(&'a str, usize)> {
    *budget = budget.checked_sub(text.len())?;
    let mut at = 0;
    while let Some(found) = text[at..].find("{%") {
        let start = at + found;
        let end = start + 2 + text[start + 2..].find("%}")?;
        let inner = text[start + 2..end].trim_matches('-').trim();
        if inner.strip_prefix("end").is_some_and(|ended| ended.split_whitespace().next() == Some(name)) {
            *budget += text.len() - end;
            return Some((&text[..start], end + 2));
        }
        at = end;
    }
    None
}

/// `{{ … }}`: a text with filters is the text, below the site where the filters put it there; the
/// page's title and the site's address are known, and nothing else.
fn output(at: At<'_>) -> Option<usize> {
    let end = end_of(&at.rest[2..], "}}")? + 2;
    let inner = at.rest[2..end].trim_matches('-').trim();
    if inner.contains("\n\n") {
        return None;
    }
    let first = inner.split('|').next().unwrap_or_default().trim();
    let quoted = ['"', '\''].iter().find_map(|q| first.strip_prefix(*q)?.split(*q).next());
    let path = at.front.map_or("", |front| front.path().trim_end_matches('/'));
    let origin = at.front.map(|front| front.origin().ascii_serialization()).unwrap_or_default();
    match (quoted, first) {
        (Some(text), _) => {
            let has = |name: &str| inner.split('|').skip(1).any(|filter| filter.trim() == name);
            let is_whole = text.contains("://") || text.starts_with("//");
            if !is_whole && (has("relative_url") || has("absolute_url")) {
                at.out.push_str(if has("absolute_url") { &origin } else { "" });
                at.out.push_str(path);
                at.out.push_str(if text.starts_with('/') { "" } else { "/" });
            }
            at.out.push_str(text);
        }
        (None, "site.baseurl") => at.out.push_str(path),
        (None, "site.url") => at.out.push_str(&origin),
        (None, "page.title" | "title") => at.out.push_str(at.title),
        _ => {}
    }
    Some(end + 2)
}

/// Kramdown's `{: .class}` and `{::options /}`.
fn marks(rest: &str) -> Option<usize> {
    let end = reach(rest).find('}')?;
    (!rest[..end].contains('\n')).then_some(end + 1)
}
