//! YAML front matter, from the events of `granit-parser`.
//!
//! The events carry byte offsets, which serde's data model has no room for; and building the value
//! here is what lets aliases be counted, so that a few lines can't unfold into gigabytes.

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, Span};

use super::Syntax;
use crate::content::node::{Entry, MAX_DEPTH, Node, Table, Value};

/// How many values all aliases of a document may stand for together.
const MAX_ALIASED: usize = 10_000;

/// Reads the first YAML document of `text`; `base` is added to all offsets.
pub(in crate::content) fn parse(text: &str, base: usize) -> Result<Node, Syntax> {
    let options = granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut builder = Builder { text, base, open: Vec::new(), anchors: HashMap::new(), aliased: 0 };
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| {
            let message = format!("not readable as YAML: {}", error.info());
            let syntax = Syntax::new(base + offset(error.marker().byte_offset(), text), "bad-yaml", message);
            syntax.with_hint("put quotes around a value that contains `: `, ` #`, or begins with a mark")
        })?;
        if let Some(document) = builder.take(event, span)? {
            return Ok(document);
        }
    }
    Ok(Node { at: base, value: Value::Null })
}

fn offset(found: Option<usize>, text: &str) -> usize {
    found.unwrap_or(0).min(text.len())
}

/// A list or table that is not finished yet.
struct Open {
    node: Node,
    anchor: usize,
    /// The name whose value comes next.
    name: Option<(String, usize)>,
}

struct Builder<'a> {
    text: &'a str,
    base: usize,
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    aliased: usize,
}

impl Builder<'_> {
    /// Takes one event; returns the document when it is complete.
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<Option<Node>, Syntax> {
        let at = self.base + offset(span.start.byte_offset(), self.text);
        let finished = match event {
            Event::Scalar(text, style, anchor, _) => {
                let value = match (style, &*text) {
                    (ScalarStyle::Plain, "" | "~" | "null" | "Null" | "NULL") => Value::Null,
                    _ => Value::Text(text.into_owned()),
                };
                (Node { at, value }, anchor)
            }
            Event::SequenceStart(_, anchor, _) => {
                self.open.push(Open {
                    node: Node { at, value: Value::List(Vec::new()) },
                    anchor,
                    name: None,
                });
                return Ok(None);
            }
            Event::MappingStart(_, anchor, _) => {
                let node = Node { at, value: Value::Table(Table::default()) };
                self.open.push(Open { node, anchor, name: None });
                return Ok(None);
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(open) => (open.node, open.anchor),
                None => return Ok(None),
            },
            Event::Alias(anchor) => (Node { at, value: self.aliased(anchor, at)? }, 0),
            _ => return Ok(None),
        };
        let (node, anchor) = finished;
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        self.place(node)
    }

    fn aliased(&mut self, anchor: usize, at: usize) -> Result<Value, Syntax> {
        fn count(node: &Node) -> usize {
            1 + match &node.value {
                Value::List(elements) => elements.iter().map(count).sum(),
                Value::Table(table) => table.entries.iter().map(|entry| count(&entry.node)).sum(),
                // A long text costs as much as many short ones.
                Value::Text(text) => text.len() / 64,
                _ => 0,
            }
        }
        let Some(node) = self.anchors.get(&anchor) else {
            return Err(Syntax::new(at, "bad-yaml", "not readable as YAML: an alias within its own anchor"));
        };
        self.aliased += count(node);
        if self.aliased > MAX_ALIASED {
            let message = format!("its aliases stand for more than {MAX_ALIASED} values");
            return Err(Syntax::new(at, "too-many-aliases", message).with_hint("write the values out"));
        }
        Ok(node.value.clone())
    }

    fn place(&mut self, node: Node) -> Result<Option<Node>, Syntax> {
        let Some(parent) = self.open.last_mut() else { return Ok(Some(node)) };
        match (&mut parent.node.value, parent.name.take()) {
            (Value::List(elements), _) => elements.push(node),
            (Value::Table(table), Some((name, at))) => table.entries.push(Entry { name, at, node }),
            (Value::Table(_), None) => {
                let name = match &node.value {
                    Value::Text(name) => name.clone(),
                    Value::Null => String::new(),
                    _ => {
                        let message = "a field's name is a list or a table";
                        return Err(
                            Syntax::new(node.at, "bad-yaml", message).with_hint("write `name: value`")
                        );
                    }
                };
                parent.name = Some((name, node.at));
            }
            _ => {}
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Vec<(String, String)> {
        let Value::Table(table) = parse(text, 0).unwrap().value else { panic!("no table") };
        let show = |node: &Node| match &node.value {
            Value::Text(text) => text.clone(),
            other => format!("{other:?}").split(['(', ' ']).next().unwrap_or_default().to_owned(),
        };
        table.entries.iter().map(|entry| (entry.name.clone(), show(&entry.node))).collect()
    }

    #[test]
    fn scalars_stay_as_typed() {
        let text = "a: 2023-07-18\nb: 007\nc: \"\\u6c49\"\nd: ~\ne:\nf: |\n  x\n  y\ng: [1, 2]\nh: true\n";
        let expected = [
            ("a", "2023-07-18"),
            ("b", "007"),
            ("c", "汉"),
            ("d", "Null"),
            ("e", "Null"),
            ("f", "x\ny\n"),
            ("g", "List"),
            ("h", "true"),
        ];
        assert_eq!(table(text), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn values_know_their_places() {
        let text = "标题: 甲\ndate:  \"x\"\n";
        let Value::Table(table) = parse(text, 10).unwrap().value else { panic!("no table") };
        assert_eq!(table.entries[1].at - 10, "标题: 甲\n".len());
        assert_eq!(table.entries[1].node.at - 10, "标题: 甲\ndate:  ".len());
    }

    #[test]
    fn an_alias_stands_for_its_anchor() {
        assert_eq!(table("a: &x 甲\nb: *x\n")[1], ("b".to_owned(), "甲".to_owned()));
    }

    #[test]
    fn bombs_are_refused() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for n in 1..20 {
            let previous = n - 1;
            bomb += &format!("a{n}: &a{n} [{}]\n", vec![format!("*a{previous}"); 9].join(", "));
        }
        assert_eq!(parse(&bomb, 0).unwrap_err().code, "too-many-aliases");
        assert_eq!(parse(&"[".repeat(100_000), 0).unwrap_err().code, "bad-yaml");
        assert_eq!(parse(&"- ".repeat(100_000), 0).unwrap_err().code, "bad-yaml");
        assert_eq!(parse("a: &a [*a]", 0).unwrap_err().code, "bad-yaml");
    }

    #[test]
    fn a_mistake_has_its_place() {
        let error = parse("title: a\ndate: b: c\n", 100).unwrap_err();
        assert_eq!(error.code, "bad-yaml");
        assert!(error.at > 100 + "title: a".len(), "{}", error.at);
    }
}
