//! Looking into configuration files that are scripts, without running them.

use std::ops::Range;

use super::files::script_text;
use crate::content::quoted;

/// A piece of a script between braces, `{ … }`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Object<'a> {
    /// What stands in front of it, from the bracket around it on: `['plugin', `, `(docs: `.
    pub before: &'a str,
    /// Its own members; what stands between further brackets is left out.
    own: String,
}

impl Object<'_> {
    /// The text that it gives to `key`.
    pub fn text(&self, key: &str) -> Option<String> {
        script_text(&self.own, key)
    }

    /// Whether it is what is given to `key`: `key: { … }`.
    pub fn is_of(&self, key: &str) -> bool {
        let Some(before) = self.before.trim_end().strip_suffix(':') else { return false };
        let before = before.trim_end().trim_end_matches(['"', '\'']);
        let name_at = before.rfind(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(0, |at| at + 1);
        before.get(name_at..).is_some_and(|name| name == key)
    }
}

/// The word that `script` gives to `key` first: `key: true`.
pub(super) fn word<'a>(script: &'a str, key: &str) -> Option<&'a str> {
    script.match_indices(key).find_map(|(at, _)| {
        let before = script[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.')) {
            return None;
        }
        let value = script[at + key.len()..].trim_start_matches(['"', '\'']).trim_start();
        let value = value.strip_prefix([':', '='])?.trim_start();
        let end = value.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(value.len());
        Some(&value[..end]).filter(|word| !word.is_empty())
    })
}

/// `script` without its comments.
pub(super) fn uncommented(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut at = 0;
    while at < script.len() {
        let rest = &script[at..];
        at += if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else {
            let length = quoted(rest).unwrap_or_else(|| rest.chars().next().map_or(1, char::len_utf8));
            out.push_str(&rest[..length]);
            length
        };
    }
    out
}

/// Every object in `script`, which has no comments, in the order of their ends.
pub(super) fn objects(script: &str) -> Vec<Object<'_>> {
    let mut open: Vec<(usize, Vec<Range<usize>>)> = Vec::new();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = script[at..].chars().next() {
        if let Some(length) = quoted(&script[at..]) {
            at += length;
            continue;
        }
        match c {
            '{' | '[' | '(' => open.push((at, Vec::new())),
            '}' | ']' | ')' => {
                if let Some((start, inner)) = open.pop() {
                    if c == '}' && script[start..].starts_with('{') {
                        let own = without(script, start + 1..at, &inner);
                        found.push(Object { before: before(script, start, &open), own });
                    }
                    if let Some((_, inner)) = open.last_mut() {
                        inner.push(start..at + 1);
                    }
                }
            }
            _ => {}
        }
        at += c.len_utf8();
    }
    found
}

/// What stands before the bracket at `start`, within the last of the brackets that are `open`; round ones
/// around nothing else don't count.
fn before<'a>(script: &'a str, mut start: usize, open: &[(usize, Vec<Range<usize>>)]) -> &'a str {
    for (at, inner) in open.iter().rev() {
        // A call, as in `[path.resolve('plugin'), {`, is a part of it.
        let last = inner.iter().rfind(|piece| !script[piece.start..].starts_with('('));
        let from = last.map_or(at + 1, |last| last.end);
        if !(script[*at..].starts_with('(') && script[from..start].trim().is_empty()) {
            return script[from..start].trim_end();
        }
        start = *at;
    }
    script[..start].trim_end()
}

/// The text of `range` without the pieces `inner`.
fn without(script: &str, range: Range<usize>, inner: &[Range<usize>]) -> String {
    let mut own = String::new();
    let mut at = range.start;
    for piece in inner {
        own.push_str(&script[at..piece.start]);
        own.push_str("null");
        at = piece.end;
    }
    own.push_str(&script[at..range.end]);
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_know_their_own_members_and_what_stands_before_them() {
        let script = uncommented(
            "// path: 'no'\nx = { presets: [['classic', ({ docs: ({ path: './a', inner: { path: 'b' } }), blog: false })]],\n\
             plugins: [[resolve(\"p-blog\"), /* path: 'no' */ { path: \"notes\", routeBasePath: '/' }]], url: 'https://x.example/' }",
        );
        let found = objects(&script);
        let docs = found.iter().find(|object| object.is_of("docs")).unwrap();
        assert_eq!(docs.text("path").as_deref(), Some("./a"));
        let blog = found.iter().find(|object| object.before.contains("p-blog")).unwrap();
        assert_eq!(
            (blog.text("path").as_deref(), blog.text("routeBasePath").as_deref()),
            (Some("notes"), Some("/"))
        );
        assert_eq!(found.iter().filter(|object| object.is_of("blog")).count(), 0);
        assert_eq!((word(&script, "blog"), word(&script, "docs")), (Some("false"), None));
        assert!(script.contains("https://x.example/") && !script.contains("'no'"));
        assert!(objects("}]){ '").is_empty());
    }
}
