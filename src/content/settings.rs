//! Other programs' configuration files, as far as they are looked at: YAML, TOML or JSON, read into one
//! shape.

use super::format::{json, toml, yaml};
use super::node::{Entry, Node, Table, Value};

/// The settings of a file, or of a table in it. Names are compared without regard to case.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    table: Table,
}

impl Settings {
    /// Reads `text`, whose form the file's `extension` tells; `None` if it can't be read.
    pub fn parse(text: &str, extension: &str) -> Option<Self> {
        let text = text.trim_start_matches('\u{FEFF}');
        let value = match extension {
            "toml" => Value::Table(toml::parse(text, 0).ok()?),
            "json" => json::parse(text).ok()?.value,
            _ => yaml::parse(text, 0).ok()?.value,
        };
        match value {
            Value::Table(table) => Some(Self { table }),
            _ => None,
        }
    }

    fn node(&self, path: &[&str]) -> Option<&Node> {
        let (first, rest) = path.split_first()?;
        let node = &self.table.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(first))?.node;
        rest.iter().try_fold(node, |node, name| match &node.value {
            Value::Table(table) => table
                .entries
                .iter()
                .find(|entry| entry.name.eq_ignore_ascii_case(name))
                .map(|entry| &entry.node),
            _ => None,
        })
    }

    /// The text at `path`, which says something.
    pub fn text(&self, path: &[&str]) -> Option<&str> {
        let node = self.node(path)?.elements().first()?;
        node.as_text().map(str::trim).filter(|text| !text.is_empty())
    }

    /// The texts of the list at `path`.
    pub fn texts(&self, path: &[&str]) -> Vec<&str> {
        self.node(path)
            .map(|node| node.elements().iter().filter_map(Node::as_text).collect())
            .unwrap_or_default()
    }

    /// Returns whether `true` stands at `path`.
    pub fn is_on(&self, path: &[&str]) -> bool {
        self.text(path).is_some_and(|text| text.eq_ignore_ascii_case("true"))
    }

    /// The names in the table at `path`; of the whole if it is empty.
    pub fn names(&self, path: &[&str]) -> Vec<&str> {
        let table = match path.is_empty() {
            true => Some(&self.table),
            false => self.node(path).and_then(|node| match &node.value {
                Value::Table(table) => Some(table),
                _ => None,
            }),
        };
        table.map(|table| table.entries.iter().map(|entry| entry.name.as_str()).collect()).unwrap_or_default()
    }

    /// The tables in the list at `path`.
    pub fn tables(&self, path: &[&str]) -> Vec<Self> {
        let elements = self.node(path).map(Node::elements).unwrap_or_default();
        let tables = elements.iter().filter_map(|node| match &node.value {
            Value::Table(table) => Some(Self { table: table.clone() }),
            _ => None,
        });
        tables.collect()
    }

    /// Lays `other` over what stands at `path`: what it says goes before what is there, table by table.
    pub fn merge(&mut self, path: &[&str], other: Self) {
        let mut table = other.table;
        for name in path.iter().rev() {
            let node = Node { at: 0, value: Value::Table(table) };
            table = Table { entries: vec![Entry { name: (*name).to_owned(), at: 0, node }] };
        }
        lay_over(&mut self.table, table);
    }
}

fn lay_over(table: &mut Table, other: Table) {
    for entry in other.entries {
        let own = table.entries.iter_mut().find(|own| own.name.eq_ignore_ascii_case(&entry.name));
        match (own, entry) {
            (
                Some(Entry { node: Node { value: Value::Table(table), .. }, .. }),
                Entry { node: Node { value: Value::Table(other), .. }, .. },
            ) => lay_over(table, other),
            (Some(own), entry) => *own = entry,
            (None, entry) => table.entries.push(entry),
        }
    }
}
