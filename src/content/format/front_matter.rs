//! Pages: fields between two fences, and the body after them.

use super::{Syntax, json, toml, yaml};
use crate::content::node::{Node, Table, Value};

/// A page taken apart.
#[derive(Debug, PartialEq)]
pub(in crate::content) struct Page<'a> {
    pub fields: Table,
    pub body: &'a str,
    /// Offset of the body in the text.
    pub body_at: usize,
}

/// How the fields of a page are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::content) enum Fence {
    Yaml,
    Toml,
    Json,
}

/// Where the parts of a page stand, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::content) struct Parts {
    pub fence: Fence,
    /// Where the first field's line begins (for JSON: the brace).
    pub fields_at: usize,
    /// Where the closing fence begins (for JSON: after the closing brace).
    pub fields_end: usize,
    pub body_at: usize,
}

/// Takes the page `text` apart and reads its fields.
pub(in crate::content) fn parse(text: &str) -> Result<Page<'_>, Syntax> {
    let parts = split(text)?;
    let source = &text[parts.fields_at..parts.fields_end];
    let fields = match parts.fence {
        Fence::Yaml => fields(yaml::parse(source, parts.fields_at)?)?,
        Fence::Toml => toml::parse(source, parts.fields_at)?,
        Fence::Json => {
            let shift = |mut syntax: Syntax| {
                syntax.at += parts.fields_at;
                syntax
            };
            let mut node = json::parse(&json::without_lone_surrogates(source)).map_err(shift)?;
            move_by(&mut node, parts.fields_at);
            fields(node)?
        }
    };
    Ok(Page { fields, body: &text[parts.body_at..], body_at: parts.body_at })
}

/// Reads the page `text` whose fields have a fence at their end only, as Hexo's may have; `None` if
/// there are no fields before one.
pub(in crate::content) fn without_opening(text: &str) -> Option<Page<'_>> {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        if bare.len() >= 3 && bare.bytes().all(|b| b == b'-') {
            let body_at = end + line.len();
            let Value::Table(fields) = yaml::parse(&text[..end], 0).ok()?.value else { return None };
            return (!fields.entries.is_empty()).then(|| Page { fields, body: &text[body_at..], body_at });
        }
        end += line.len();
    }
    None
}

/// Reads the page `text` whose first field stands on the line of the fence (`---title: …`), as Hugo
/// has it, to which any line that begins with `---` ends the fields; `None` if there is no such field.
pub(in crate::content) fn with_field_on_fence(text: &str) -> Option<Result<Page<'_>, Syntax>> {
    let fields_at = text.len() - text.trim_start().len() + 3;
    let first_line = text.trim_start().strip_prefix("---")?.lines().next()?;
    let (name, _) = first_line.split_once(':')?;
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '"' | '\'');
    if name.is_empty() || name.starts_with('-') || !name.chars().all(is_name) {
        return None;
    }
    let fields_end = text[fields_at..].find("\n---")? + fields_at + 1;
    let body_at = fields_end + 3;
    let parsed = yaml::parse(&text[fields_at..fields_end], fields_at).and_then(fields);
    Some(parsed.map(|fields| Page { fields, body: &text[body_at..], body_at }))
}

/// Returns whether one of the lines after the first is `fence` again.
fn is_closed(text: &str, fence: &str) -> bool {
    text.lines().skip(1).any(|line| line.trim_end() == fence)
}

/// Finds the fences of the page `text`.
pub(in crate::content) fn split(text: &str) -> Result<Parts, Syntax> {
    let start = text.len() - text.trim_start().len();
    let first_line = text[start..].lines().next().unwrap_or_default();
    let (fence, mark) = match first_line.trim_end() {
        // Hexo draws it longer, too.
        line if line.len() >= 3 && line.bytes().all(|b| b == b'-') && is_closed(&text[start..], line) => {
            (Fence::Yaml, line)
        }
        "---" => (Fence::Yaml, "---"),
        "+++" => (Fence::Toml, "+++"),
        line if line.starts_with('{') => {
            let source = json::without_lone_surrogates(&text[start..]);
            let (_, length) = json::parse_first(&source).map_err(|mut syntax| {
                syntax.at += start;
                syntax
            })?;
            let end = start + length;
            return Ok(Parts { fence: Fence::Json, fields_at: start, fields_end: end, body_at: end });
        }
        _ => {
            let message = "the file doesn't begin with front matter";
            let hint = "begin it with the lines `---`, `title: …`, `published: 2023-12-01`, `---`";
            return Err(Syntax::new(start, "no-front-matter", message).with_hint(hint));
        }
    };
    let fields_at = start + text[start..].find('\n').map_or(text.len() - start, |n| n + 1);
    let mut at = fields_at;
    for line in text[fields_at..].split_inclusive('\n') {
        let bare = line.trim_end();
        if bare == mark || (fence == Fence::Yaml && bare == "...") {
            return Ok(Parts { fence, fields_at, fields_end: at, body_at: at + line.len() });
        }
        at += line.len();
    }
    let message = format!("the front matter begins with `{mark}` and never ends");
    let hint = format!("write `{mark}` on a line of its own after the last field");
    Err(Syntax::new(start, "open-front-matter", message).with_hint(hint))
}

fn fields(node: Node) -> Result<Table, Syntax> {
    match node.value {
        Value::Table(table) => Ok(table),
        Value::Null => Ok(Table::default()),
        _ => {
            let message = format!("the front matter is {}, not fields", node.kind());
            Err(Syntax::new(node.at, "not-a-record", message).with_hint("write `title: …`, one field a line"))
        }
    }
}

fn move_by(node: &mut Node, distance: usize) {
    node.at += distance;
    match &mut node.value {
        Value::List(elements) => elements.iter_mut().for_each(|element| move_by(element, distance)),
        Value::Table(table) => table.entries.iter_mut().for_each(|entry| {
            entry.at += distance;
            move_by(&mut entry.node, distance);
        }),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fence_is_found() {
        for text in [
            "---\ntitle: t\n---\nbody",
            "---\r\ntitle: t\r\n---\r\nbody",
            "\n\n--- \ntitle: t\n...\nbody",
            "+++\ntitle = \"t\"\n+++\nbody",
            "{\"title\": \"t\"}\nbody",
            "{\n  \"title\": \"t\"\n}body",
        ] {
            let page = parse(text).unwrap();
            assert_eq!(page.fields.entries[0].node.as_text(), Some("t"), "{text}");
            assert!(
                text[page.fields.entries[0].node.at..].trim_start_matches('"').starts_with('t'),
                "{text}"
            );
            assert_eq!(page.body.trim(), "body", "{text}");
        }
    }

    /// Half a character is removed with the other characters that no feed should hold.
    #[test]
    fn half_a_character_in_json_breaks_no_page() {
        let page = parse("{\"a\": \"x\\ud83d\", \"b\": \"\\ude00 \\ud83d\\ude00\"}\n`\\ud83d`\n").unwrap();
        let texts: Vec<_> = page.fields.entries.iter().map(|entry| entry.node.as_text().unwrap()).collect();
        assert_eq!(texts, ["x\u{ffff}", "\u{ffff} 😀"]);
        assert_eq!(page.body.trim(), "`\\ud83d`");
    }

    #[test]
    fn a_field_may_stand_on_the_line_of_the_fence() {
        let page = with_field_on_fence("---title: t\ndate: d\n---\nbody").unwrap().unwrap();
        let names: Vec<_> = page.fields.entries.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!((names, page.fields.entries[0].at, page.body), (vec!["title", "date"], 3, "\nbody"));
        assert_eq!(with_field_on_fence("---a: [\n---\n").unwrap().unwrap_err().code, "bad-yaml");
        for text in ["---\ntitle: t\n---\n", "---- a: b\n---\n", "---a: b\n", "--- or so: b\n---\n", ""] {
            assert_eq!(with_field_on_fence(text), None, "{text}");
        }
    }

    #[test]
    fn a_rule_in_the_body_is_no_fence() {
        assert_eq!(parse("---\na: 1\n---\nx\n\n---\ny").unwrap().body, "x\n\n---\ny");
    }

    #[test]
    fn what_has_no_fields_says_so() {
        for (text, code, at) in [
            ("# Title\n", "no-front-matter", 0),
            ("", "no-front-matter", 0),
            ("\n---\ntitle: t\n", "open-front-matter", 1),
            ("+++", "open-front-matter", 0),
            ("---\n- a\n---\n", "not-a-record", 4),
            ("{\"a\": }\n", "bad-json", 6),
            ("----\n", "no-front-matter", 0),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!((error.code, error.at), (code, at), "{text}");
        }
        assert_eq!(parse("---\n---\n").unwrap().fields, Table::default());
    }
}
