//! Lexical documents, Ghost's editor since version 5: a tree of typed nodes.

use serde_json::Value;

use super::{card, escaped, text};

/// How deep nodes may stand in each other; what is deeper is left out.
const MAX_DEPTH: usize = 100;

/// Formats of text, as bits: tag by bit.
const FORMATS: [(u64, &str); 7] =
    [(1, "strong"), (2, "em"), (4, "s"), (8, "u"), (16, "code"), (32, "sub"), (64, "sup")];

/// Returns the document as HTML; kinds of nodes that can't be kept are put into `left_out`.
pub(super) fn html(document: &Value, left_out: &mut Vec<String>) -> String {
    let mut out = String::new();
    children(document.get("root").unwrap_or(document), left_out, 0, &mut out);
    out
}

fn children(of: &Value, left_out: &mut Vec<String>, depth: usize, out: &mut String) {
    if depth > MAX_DEPTH {
        return left_out.push("nodes that stand in each other too deep".to_owned());
    }
    for child in of.get("children").and_then(Value::as_array).into_iter().flatten() {
        node(child, left_out, depth, out);
    }
}

fn node(node: &Value, left_out: &mut Vec<String>, depth: usize, out: &mut String) {
    let kind = text(node, "type").unwrap_or_default();
    let mut within = |tag: &str, out: &mut String| {
        out.push_str(&format!("<{tag}>"));
        children(node, left_out, depth + 1, out);
        let name = tag.split(' ').next().unwrap_or_default();
        out.push_str(&format!("</{name}>"));
        if name.len() > 1 || name == "p" {
            out.push('\n');
        }
    };
    match kind.as_str() {
        "text" | "extended-text" => out.push_str(&formatted(node)),
        "linebreak" => out.push_str("<br>"),
        "tab" => out.push('\t'),
        "paragraph" => within("p", out),
        "heading" | "extended-heading" => {
            let tag = text(node, "tag")
                .filter(|tag| matches!(tag.as_str(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6"));
            within(tag.as_deref().unwrap_or("h2"), out);
        }
        "quote" | "extended-quote" | "aside" => within("blockquote", out),
        "list" => {
            let is_ordered = text(node, "listType").is_some_and(|kind| kind == "number");
            within(if is_ordered { "ol" } else { "ul" }, out);
        }
        "listitem" => within("li", out),
        "link" | "autolink" => {
            let url = escaped(&text(node, "url").unwrap_or_default());
            within(&format!("a href=\"{url}\""), out);
        }
        "root" => children(node, left_out, depth + 1, out),
        other => match card(other, node) {
            Some(html) => {
                out.push_str(&html);
                out.push('\n');
            }
            None if node.get("children").is_some() => children(node, left_out, depth + 1, out),
            None => left_out.push(format!("cards ({other})")),
        },
    }
}

fn formatted(node: &Value) -> String {
    let format = node.get("format").and_then(Value::as_u64).unwrap_or(0);
    let written = node.get("text").and_then(Value::as_str).unwrap_or_default();
    FORMATS
        .iter()
        .filter(|(bit, _)| format & bit != 0)
        .fold(escaped(written), |html, (_, tag)| format!("<{tag}>{html}</{tag}>"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_becomes_html() {
        let document = serde_json::json!({"root": {"type": "root", "children": [
            {"type": "heading", "tag": "h2", "children": [{"type": "text", "text": "风 & 雨", "format": 0}]},
            {"type": "paragraph", "children": [
                {"type": "text", "text": "a", "format": 3},
                {"type": "link", "url": "__GHOST_URL__/x/", "children": [{"type": "text", "text": "b"}]},
                {"type": "linebreak"}
            ]},
            {"type": "list", "listType": "number", "children": [{"type": "listitem", "children": [{"type": "text", "text": "c"}]}]},
            {"type": "image", "src": "i.png", "alt": "图", "caption": "注"},
            {"type": "signup"}
        ]}});
        let mut left_out = Vec::new();
        insta::assert_snapshot!(html(&document, &mut left_out), @r#"
        <h2>风 &amp; 雨</h2>
        <p><em><strong>a</strong></em><a href="__GHOST_URL__/x/">b</a><br></p>
        <ol><li>c</li>
        </ol>
        <figure><img src="i.png" alt="图"><figcaption>注</figcaption></figure>
        "#);
        assert_eq!(left_out, ["cards (signup)"]);
    }
}
