//! What a page's JSON-LD says, as far as it can be made out: systems write it by templates, which leave
//! commas behind the last member, line breaks in texts, and marks of comments around the whole.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::nature::is_article;
use super::pieces::{self, Piece};

/// How deep values are looked into.
const MAX_DEPTH: usize = 8;

/// The JSON-LD of a page.
#[derive(Debug, Default)]
pub(super) struct Linked {
    values: Vec<Value>,
    /// The names of things that others refer to by their `@id`.
    names: BTreeMap<String, String>,
}

impl Linked {
    /// Reads what `pieces` hold.
    pub fn of(pieces: &[Piece]) -> Self {
        let mut linked = Self::default();
        for pair in pieces.windows(2) {
            let is_linked =
                pair[0].starts("script") && pair[0].attribute("type").is_some_and(|t| t.contains("ld+json"));
            if let (true, Piece::Text(text)) = (is_linked, &pair[1])
                && let Some(value) = read(text)
            {
                named(&value, 0, &mut linked.names);
                linked.values.push(value);
            }
        }
        linked
    }

    /// The first article.
    pub fn article(&self) -> Option<&Map<String, Value>> {
        self.values.iter().find_map(|value| article(value, 0))
    }

    /// The types of what is described.
    pub fn types(&self) -> Vec<String> {
        let mut types = Vec::new();
        for value in &self.values {
            let values = match value.get("@graph").unwrap_or(value) {
                Value::Array(values) => values.as_slice(),
                value => std::slice::from_ref(value),
            };
            types.extend(values.iter().filter_map(|value| self.texts(value.get("@type")?)).flatten());
        }
        types
    }

    /// A text, a thing's name, or those of a list; references of HTML are resolved.
    pub fn texts(&self, value: &Value) -> Option<Vec<String>> {
        match value {
            Value::String(text) if !text.trim().is_empty() => Some(vec![plain(text.trim())]),
            Value::Object(object) => {
                let name = object.get("name").and_then(Value::as_str).map(plain);
                let id = || object.get("@id").and_then(Value::as_str);
                Some(vec![name.or_else(|| self.names.get(id()?).cloned())?])
            }
            Value::Array(values) => {
                let found: Vec<String> =
                    values.iter().filter_map(|value| self.texts(value)?.into_iter().next()).collect();
                (!found.is_empty()).then_some(found)
            }
            _ => None,
        }
    }
}

fn named(value: &Value, depth: usize, names: &mut BTreeMap<String, String>) {
    if depth > MAX_DEPTH {
        return;
    }
    match value {
        Value::Array(values) => values.iter().for_each(|value| named(value, depth + 1, names)),
        Value::Object(object) => {
            let text = |name: &str| object.get(name).and_then(Value::as_str);
            if let (Some(id), Some(name)) = (text("@id"), text("name")) {
                names.entry(id.to_owned()).or_insert_with(|| plain(name));
            }
            object.values().for_each(|value| named(value, depth + 1, names));
        }
        _ => {}
    }
}

fn article(value: &Value, depth: usize) -> Option<&Map<String, Value>> {
    if depth > MAX_DEPTH {
        return None;
    }
    match value {
        Value::Array(values) => values.iter().find_map(|value| article(value, depth + 1)),
        Value::Object(object) => {
            let types: Vec<&str> = match object.get("@type") {
                Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).collect(),
                Some(kind) => kind.as_str().into_iter().collect(),
                None => Vec::new(),
            };
            if types.iter().any(|name| is_article(name)) {
                return Some(object);
            }
            ["@graph", "mainEntity", "mainEntityOfPage"]
                .iter()
                .find_map(|name| article(object.get(*name)?, depth + 1))
        }
        _ => None,
    }
}

/// A text in which references of HTML were left.
fn plain(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let pieces = pieces::of(text);
    let texts: Option<String> = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    texts.unwrap_or_else(|| text.to_owned())
}

/// Reads JSON, mended if need be.
fn read(text: &str) -> Option<Value> {
    let text = unwrapped(text);
    serde_json::from_str(text).or_else(|_| serde_json::from_str(&mended(text))).ok()
}

/// Without marks of comments and of CDATA around it.
fn unwrapped(text: &str) -> &str {
    let mut text = text.trim();
    loop {
        let before = text.len();
        for mark in ["<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "/* <![CDATA[ */", "// <![CDATA["] {
            text = text.strip_prefix(mark).unwrap_or(text).trim_start();
        }
        for mark in ["//-->", "-->", "//]]>", "/*]]>*/", "/* ]]> */", "// ]]>", "]]>", ";"] {
            text = text.strip_suffix(mark).unwrap_or(text).trim_end();
        }
        if text.len() == before {
            return text;
        }
    }
}

/// Without commas behind the last member, and with control characters in texts as spaces.
fn mended(text: &str) -> String {
    let mut mended = String::with_capacity(text.len());
    let (mut is_text, mut is_escaped) = (false, false);
    for c in text.chars() {
        if is_text {
            let is_end = c == '"' && !is_escaped;
            is_escaped = c == '\\' && !is_escaped;
            is_text = !is_end;
            mended.push(if c.is_ascii_control() { ' ' } else { c });
            continue;
        }
        if matches!(c, '}' | ']') {
            let end = mended.trim_end().len();
            if mended[..end].ends_with(',') {
                mended.truncate(end - 1);
            }
        }
        is_text = c == '"';
        mended.push(c);
    }
    mended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_templates_spoil_is_mended() {
        for text in [
            "{\"a\": \"x\"}",
            "<!--\n{\"a\": \"x\",}\n-->",
            "//<![CDATA[\n{\"a\": \"x\"}\n//]]>",
            "/*<![CDATA[*/{\"a\": \"x\" , };/*]]>*/",
        ] {
            assert_eq!(read(text), Some(serde_json::json!({"a": "x"})), "{text}");
        }
        assert_eq!(read("{\"a\": \"x\ny, ]\",}"), Some(serde_json::json!({"a": "x y, ]"})));
        assert_eq!(read("{"), None);
    }
}
