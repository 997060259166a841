//! Records of any shape, through a mapping: which member of a JSON value, or which column, is which
//! field.

use std::collections::BTreeMap;

use super::Syntax;
use crate::content::fields;
use crate::content::node::{Entry, Node, Table, Value};

/// Finds what the JSON Pointer (RFC 6901) `pointer` names in `node`.
pub(in crate::content) fn find<'a>(node: &'a Node, pointer: &str) -> Option<&'a Node> {
    if pointer.is_empty() {
        return Some(node);
    }
    let mut node = node;
    for token in pointer.strip_prefix('/')?.split('/') {
        let token = token.replace("~1", "/").replace("~0", "~");
        node = match &node.value {
            Value::Table(table) => &table.entries.iter().find(|entry| entry.name == token)?.node,
            Value::List(elements) => elements.get(token.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(node)
}

/// Hands each record at `pointer` in `document` to `receive`: the elements of a list, or the values of
/// a table, whose names are then their ids unless they have some.
pub(in crate::content) fn items(
    document: &Node,
    pointer: &str,
    receive: &mut dyn FnMut(Node),
) -> Result<(), Syntax> {
    let Some(found) = find(document, pointer) else {
        let message = format!("the file has nothing at `{pointer}`, where its records should be");
        return Err(Syntax::new(document.at, "no-items", message).with_hint(hint(document)));
    };
    match &found.value {
        Value::List(elements) => elements.iter().for_each(|element| receive(element.clone())),
        Value::Table(table) => {
            for entry in &table.entries {
                let mut node = entry.node.clone();
                if let Value::Table(record) = &mut node.value {
                    let id = Node { at: entry.at, value: Value::Text(entry.name.clone()) };
                    let has_id = record.entries.iter().any(|entry| entry.name == "id");
                    if !has_id {
                        record.entries.push(Entry { name: "id".to_owned(), at: entry.at, node: id });
                    }
                }
                receive(node);
            }
        }
        _ => {
            let message = format!("`{pointer}` is {}, not a list of records", found.kind());
            return Err(Syntax::new(found.at, "no-items", message).with_hint(hint(document)));
        }
    }
    Ok(())
}

/// Which lists there are, two levels down.
fn hint(document: &Node) -> String {
    let mut lists = Vec::new();
    let mut look = |path: String, node: &Node| {
        if matches!(node.value, Value::List(_)) {
            lists.push(format!("\"{path}\""));
        }
    };
    if let Value::Table(table) = &document.value {
        for entry in &table.entries {
            look(format!("/{}", entry.name), &entry.node);
            if let Value::Table(inner) = &entry.node.value {
                inner.entries.iter().for_each(|e| look(format!("/{}/{}", entry.name, e.name), &e.node));
            }
        }
    }
    match lists.is_empty() {
        true => "write `items` as the JSON Pointer of the list, such as \"/data/posts\"".to_owned(),
        false => format!("lists stand at {}", lists[..lists.len().min(5)].join(", ")),
    }
}

/// Puts the fields of `record` under the names that `mapping` gives them. What is not mapped stays if
/// its name is one of a record's; the rest is passed over, for the mapping says what counts.
pub(in crate::content) fn map(record: &Node, mapping: &BTreeMap<String, String>) -> Node {
    let Value::Table(table) = &record.value else { return record.clone() };
    let mut entries = Vec::new();
    let mut used = Vec::new();
    for (field, source) in mapping {
        let found = match source.starts_with('/') {
            true => find(record, source),
            false => table
                .entries
                .iter()
                .find(|entry| entry.name.eq_ignore_ascii_case(source))
                .map(|entry| &entry.node),
        };
        used.push(source.trim_start_matches('/').split('/').next().unwrap_or_default().to_lowercase());
        if let Some(node) = found {
            entries.push(Entry { name: field.clone(), at: node.at, node: node.clone() });
        }
    }
    for entry in &table.entries {
        let field = fields::find(fields::RECORD, &entry.name);
        let is_mapped = field.is_some_and(|(field, _)| {
            mapping
                .keys()
                .any(|name| fields::find(fields::RECORD, name).is_some_and(|(other, _)| other == field))
        });
        if field.is_some() && !is_mapped && !used.contains(&entry.name.to_lowercase()) {
            entries.push(entry.clone());
        }
    }
    Node { at: record.at, value: Value::Table(Table { entries }) }
}
