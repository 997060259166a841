//! Mobiledoc 0.3, Ghost's editor up to version 5: sections of markers, with tables of the atoms,
//! cards and markups that they refer to by number.

use serde_json::Value;

use super::{card, escaped};

/// Returns the document as HTML; cards that can't be kept are put into `left_out`.
pub(super) fn html(document: &Value, left_out: &mut Vec<String>) -> String {
    let mut out = String::new();
    for section in list(document, "sections") {
        let Some(parts) = section.as_array() else { continue };
        match parts.first().and_then(Value::as_u64) {
            Some(1) => {
                let tag = parts.get(1).and_then(Value::as_str).map_or("p", |tag| match tag {
                    "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "aside" => tag,
                    _ => "p",
                });
                out.push_str(&format!("<{tag}>{}</{tag}>\n", markers(parts.get(2), document)));
            }
            Some(2) => {
                let image = parts.get(1).and_then(Value::as_str).unwrap_or_default();
                out.push_str(&format!("<figure><img src=\"{}\"></figure>\n", escaped(image)));
            }
            Some(3) => {
                let tag = if parts.get(1).and_then(Value::as_str) == Some("ol") { "ol" } else { "ul" };
                out.push_str(&format!("<{tag}>"));
                for item in parts.get(2).and_then(Value::as_array).into_iter().flatten() {
                    out.push_str(&format!("<li>{}</li>", markers(Some(item), document)));
                }
                out.push_str(&format!("</{tag}>\n"));
            }
            Some(10) => {
                let found = at(document, "cards", parts.get(1)).and_then(Value::as_array);
                let name = found.and_then(|card| card.first()).and_then(Value::as_str).unwrap_or("unknown");
                match found.and_then(|found| card(name, found.get(1).unwrap_or(&Value::Null))) {
                    Some(html) => {
                        out.push_str(&html);
                        out.push('\n');
                    }
                    None => left_out.push(format!("cards ({name})")),
                }
            }
            _ => left_out.push("sections of an unknown kind".to_owned()),
        }
    }
    out
}

/// `[kind, [markups that open], how many close, text or number of an atom]`, in order.
fn markers(of: Option<&Value>, document: &Value) -> String {
    let mut out = String::new();
    let mut open: Vec<String> = Vec::new();
    for marker in of.and_then(Value::as_array).into_iter().flatten() {
        let Some(parts) = marker.as_array() else { continue };
        for number in parts.get(1).and_then(Value::as_array).into_iter().flatten() {
            let Some(markup) = at(document, "markups", Some(number)).and_then(Value::as_array) else {
                continue;
            };
            let tag = markup.first().and_then(Value::as_str).unwrap_or("span");
            let tag = if tag.bytes().all(|b| b.is_ascii_alphanumeric()) { tag } else { "span" };
            let attributes = markup.get(1).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            let href =
                attributes.chunks_exact(2).find(|pair| pair[0] == "href").and_then(|pair| pair[1].as_str());
            out.push_str(&match href {
                Some(href) => format!("<{tag} href=\"{}\">", escaped(href)),
                None => format!("<{tag}>"),
            });
            open.push(tag.to_owned());
        }
        match (parts.first().and_then(Value::as_u64), parts.get(3)) {
            (Some(0), Some(Value::String(text))) => out.push_str(&escaped(text)),
            (Some(1), number) => {
                let atom = at(document, "atoms", number).and_then(Value::as_array);
                match atom.and_then(|atom| atom.first()).and_then(Value::as_str) {
                    Some("soft-return") => out.push_str("<br>"),
                    _ => {
                        let text = atom.and_then(|atom| atom.get(1)).and_then(Value::as_str);
                        out.push_str(&escaped(text.unwrap_or_default()));
                    }
                }
            }
            _ => {}
        }
        for _ in 0..parts.get(2).and_then(Value::as_u64).unwrap_or(0).min(open.len() as u64) {
            if let Some(tag) = open.pop() {
                out.push_str(&format!("</{tag}>"));
            }
        }
    }
    while let Some(tag) = open.pop() {
        out.push_str(&format!("</{tag}>"));
    }
    out
}

fn list<'a>(document: &'a Value, name: &str) -> &'a [Value] {
    document.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn at<'a>(document: &'a Value, table: &str, number: Option<&Value>) -> Option<&'a Value> {
    list(document, table).get(usize::try_from(number?.as_u64()?).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_becomes_html() {
        let document = serde_json::json!({
            "version": "0.3.1",
            "atoms": [["soft-return", "", {}]],
            "cards": [["image", {"src": "a.png", "alt": "图"}], ["email-cta", {}]],
            "markups": [["strong"], ["a", ["href", "/x?a=1&b=2"]]],
            "sections": [
                [1, "p", [[0, [], 0, "风"], [0, [0, 1], 2, "b<"], [1, [], 0, 0], [0, [], 0, "c"]]],
                [3, "ul", [[[0, [], 0, "d"]]]],
                [10, 0], [10, 1], [10, 7]
            ]
        });
        let mut left_out = Vec::new();
        insta::assert_snapshot!(html(&document, &mut left_out), @r#"
        <p>风<strong><a href="/x?a=1&amp;b=2">b&lt;</a></strong><br>c</p>
        <ul><li>d</li></ul>
        <figure><img src="a.png" alt="图"></figure>
        "#);
        assert_eq!(left_out, ["cards (email-cta)", "cards (unknown)"]);
    }
}
