//! Hexo's tags.

use super::body::{At, replaced};
use super::hugo::{end_of, unlink};
use super::liquid::up_to;
use super::tag::{Tag, fenced, is_picture, link, picture};
use crate::config::Generator;

/// Takes the tag at the place; returns how many bytes it has.
pub(super) fn tag(at: At<'_>) -> Option<usize> {
    let end = end_of(&at.rest[2..], "%}")? + 2;
    let inner = at.rest[2..end].trim_matches('-').trim();
    let length = end + 2;
    let after = &at.rest[length..];
    let tag = Tag::parse(inner);
    let name = tag.name.as_str();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let value = |n: usize| tag.values.get(n).map(String::as_str).unwrap_or_default();
    match name {
        "raw" => {
            let (inner, end) = up_to(after, name, at.budget)?;
            at.out.push_str(inner);
            return Some(length + end);
        }
        "code" | "codeblock" => {
            if let Some((inner, end)) = up_to(after, name, at.budget) {
                let language = tag.values.iter().find_map(|value| value.strip_prefix("lang:"));
                at.out.push_str(&fenced(inner, language.unwrap_or_default()));
                return Some(length + end);
            }
        }
        "blockquote" | "quote" | "pullquote" | "centerquote" | "cq" => {
            if let Some((inner, end)) = up_to(after, name, at.budget) {
                let inner = replaced(inner.trim(), Generator::Hexo, at.title, at.depth + 1, at.budget);
                at.out.push('\n');
                inner.lines().for_each(|line| at.out.push_str(&format!("> {line}\n")));
                at.out.push('\n');
                return Some(length + end);
            }
        }
        "asset_img" | "img" | "image" | "inlineImg" | "inlineimage" => {
            if let Some(n) = tag.values.iter().position(|value| is_picture(value)) {
                let is_words = |value: &&String| !value.bytes().all(|b| b.is_ascii_digit() || b == b'%');
                let alt = tag.values[n + 1..].iter().rfind(is_words).map(String::as_str);
                let alt = alt.unwrap_or_default().trim_matches(['"', '\'']).replace("' '", " ");
                at.out.push_str(&picture(&tag.values[n], &alt));
            }
        }
        "asset_link" => {
            at.out.push_str(&link(if value(1).is_empty() { value(0) } else { value(1) }, value(0)))
        }
        "asset_path" => at.out.push_str(value(0)),
        "post_path" => return Some(length + unlink(at.out, after)),
        "post_link" => at.out.push_str(if value(1).is_empty() { value(0) } else { value(1) }),
        "link" => {
            let target = tag.values.iter().find(|value| value.contains("://") || value.starts_with('/'));
            let text = tag.values.iter().find(|value| Some(*value) != target).map_or("", String::as_str);
            match target {
                Some(target) => at.out.push_str(&link(if text.is_empty() { target } else { text }, target)),
                None => at.out.push_str(text),
            }
        }
        "btn" | "button" => {
            // `url, text, icon`: the text may have spaces.
            let mut values = inner[name.len()..].split(',').map(str::trim);
            let (target, text) = (values.next().unwrap_or_default(), values.next().unwrap_or_default());
            match (target, text) {
                ("" | "#", text) => at.out.push_str(text),
                (target, "") if target.starts_with("http") => at.out.push_str(&link(target, target)),
                (_, "") => {}
                (target, text) => at.out.push_str(&link(text, target)),
            }
        }
        "iframe" if value(0).starts_with("http") => at.out.push_str(&link(value(0), value(0))),
        _ => at.out.push_str(&tag.shown().unwrap_or_default()),
    }
    Some(length)
}
