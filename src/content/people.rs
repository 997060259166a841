//! Authors and the first place of publication.

use url::Host;

use super::fields::{self, Part};
use super::node::{Entry, Node, Table, Value};
use super::record::{Reader, shorten};
use crate::article::{Author, Link};

/// Reads authors: a name, a list of names, tables of {name, email, url}, or a mixture. A text of
/// several names is cut at `、` and semicolons, not at commas: `King, Martin Luther` is one person.
pub(super) fn authors(reader: &mut Reader<'_>, entry: &Entry) -> Vec<Author> {
    let mut authors: Vec<Author> = Vec::new();
    for node in entry.node.elements() {
        match &node.value {
            Value::Table(table) => authors.extend(author(reader, &entry.name, node, table)),
            _ => {
                let Some(line) = reader.node_line(&entry.name, node) else { continue };
                for (name, address) in line.split(['、', ';', '；']).filter_map(named) {
                    if !reader.may_be_name(&entry.name, name, node.at) {
                        continue;
                    }
                    let email = address.and_then(|address| mail_address(reader, node.at, address));
                    authors.push(Author { name: name.to_owned(), email, url: None });
                }
            }
        }
    }
    let mut seen = std::collections::HashSet::new();
    authors.retain(|author| seen.insert(author.name.clone()));
    authors
}

/// `Name` or `Name <address>`.
fn named(text: &str) -> Option<(&str, Option<&str>)> {
    let text = text.trim();
    let (name, address) = match text.strip_suffix('>').and_then(|text| text.split_once('<')) {
        Some((name, address)) if address.contains('@') && !name.trim().is_empty() => {
            (name.trim(), Some(address.trim()))
        }
        _ => (text, None),
    };
    (!name.is_empty()).then_some((name, address))
}

/// Reads an e-mail address as feeds may hold it (RFC 5322 §3.4.1, without quoted parts): a domain of
/// other letters is written in its ASCII form.
fn mail_address(reader: &mut Reader<'_>, at: usize, written: &str) -> Option<String> {
    let is_atom = |part: &str| {
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c);
        !part.is_empty() && part.chars().all(is_allowed)
    };
    let address = written.trim().rsplit_once('@').and_then(|(local, domain)| match Host::parse(domain) {
        Ok(Host::Domain(domain)) if local.split('.').all(is_atom) => Some(format!("{local}@{domain}")),
        _ => None,
    });
    if address.is_none() {
        let message = format!("`{}` is not an e-mail address, and is left out", shorten(written));
        reader.warn("bad-address", at, message, "write it as name@example.org");
    }
    address
}

fn author(reader: &mut Reader<'_>, field: &str, node: &Node, table: &Table) -> Option<Author> {
    let (mut name, mut email, mut url) = (None, None, None);
    for (part, entry) in parts(reader, table, fields::AUTHOR) {
        match part {
            Part::Name => name = reader.node_line(&entry.name, &entry.node),
            Part::Email => {
                email = reader
                    .node_line(&entry.name, &entry.node)
                    .and_then(|written| mail_address(reader, entry.node.at, &written));
            }
            Part::Url => url = reader.address(&entry.name, &entry.node, &reader.config.site.url),
            _ => {}
        }
    }
    if let Some(name) = &name
        && !reader.may_be_name(field, name, node.at)
    {
        return None;
    }
    let author = name.map(|name| Author { name, email, url });
    if author.is_none() {
        let message = format!("one of `{field}` has no `name`, and is left out");
        reader.warn("bad-author", node.at, message, "add a `name`");
    }
    author
}

/// Reads where the article was first published.
pub(super) fn source(reader: &mut Reader<'_>, entry: &Entry) -> Option<Link> {
    let node = entry.node.elements().first()?;
    let (mut title, mut url) = (None, None);
    if let Value::Table(table) = &node.value {
        for (part, entry) in parts(reader, table, fields::SOURCE) {
            match part {
                Part::Title => title = reader.node_line(&entry.name, &entry.node),
                Part::Url => url = reader.address(&entry.name, &entry.node, &reader.config.site.url),
                _ => {}
            }
        }
    } else {
        let written = reader.node_line(&entry.name, node)?;
        if written.contains("://") || written.starts_with('/') {
            url = reader.address(&entry.name, node, &reader.config.site.url);
            url.as_ref()?;
        } else {
            title = Some(written);
        }
    }
    match url {
        Some(url) => Some(Link { title, url }),
        None => {
            let shown = title.map(|title| format!(" `{}`", shorten(&title))).unwrap_or_default();
            let message = format!("`{}`{shown} has no `url`, and is left out", entry.name);
            reader.warn("bad-source", node.at, message, "write {title, url}, or the url alone");
            None
        }
    }
}

/// The entries of a table inside a record that are known; the others are warned of.
pub(super) fn parts<'a>(
    reader: &mut Reader<'_>,
    table: &'a Table,
    names: &'static [fields::Names<Part>],
) -> Vec<(Part, &'a Entry)> {
    let mut found: Vec<(Part, usize, &Entry)> = Vec::new();
    for entry in &table.entries {
        match fields::find(names, &entry.name) {
            Some((part, rank)) => found.push((part, rank, entry)),
            None => reader.unknown_field(&entry.name, entry.at, fields::all(names)),
        }
    }
    // Later ones replace earlier ones where they are read, so the best comes last.
    found.sort_by_key(|(_, rank, _)| std::cmp::Reverse(*rank));
    found.into_iter().map(|(part, _, entry)| (part, entry)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_carry_an_address() {
        assert_eq!(named("A B <a@b.example>"), Some(("A B", Some("a@b.example"))));
        assert_eq!(named("A <B>"), Some(("A <B>", None)));
        assert_eq!(named(" "), None);
    }
}
