//! Fields at the head of a page without fences: `Title: …` a line, as Pelican has them, and
//! `.. title: …`, as Nikola has them, in a comment or not.

use super::front_matter::Page;
use crate::content::node::{Entry, Node, Table, Value};

/// Fields whose value is a list with commas.
const LISTS: &[&str] = &["tags", "keywords", "authors"];

/// Reads the fields at the head of `text`; `None` if its first lines are no such fields, or if none of
/// them is a title.
pub(in crate::content) fn parse(text: &str) -> Option<Page<'_>> {
    let start = text.len() - text.trim_start_matches(['\u{feff}', '\n', '\r', ' ']).len();
    let mut at = start;
    let mut table = Table::default();
    let is_comment = text[at..].starts_with("<!--");
    if is_comment {
        at += text[at..].find('\n')? + 1;
    }
    let is_dotted = text[at..].trim_start().starts_with(".. ");
    if is_comment && !is_dotted {
        return None;
    }
    for line in text[at..].split_inclusive('\n') {
        let begins = at;
        at += line.len();
        let bare = line.trim();
        if is_comment && bare.starts_with("-->") {
            break;
        }
        if bare.is_empty() {
            match is_comment || table.entries.is_empty() {
                true => continue,
                false => break,
            }
        }
        let own = if is_dotted { bare.strip_prefix(".. ")? } else { bare };
        let (name, value) = own.split_once(':')?;
        let is_name = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
            && name.starts_with(|c: char| c.is_ascii_alphabetic());
        // `https://…` is no field.
        if !is_name || value.starts_with("//") {
            return None;
        }
        let name = name.to_ascii_lowercase();
        let value = match value.trim() {
            "" => Value::Null,
            value if LISTS.contains(&name.as_str()) => {
                let words = value.split([',', ';']).map(str::trim).filter(|word| !word.is_empty());
                Value::List(
                    words.map(|word| Node { at: begins, value: Value::Text(word.to_owned()) }).collect(),
                )
            }
            // Nikola writes the zone as UTC+08:00.
            value if name == "date" || name == "updated" => {
                Value::Text(value.replace(" UTC+", " +").replace(" UTC-", " -"))
            }
            value => Value::Text(value.to_owned()),
        };
        table.entries.push(Entry { name, at: begins, node: Node { at: begins, value } });
    }
    let has = |name: &str| table.entries.iter().any(|entry| entry.name == name);
    has("title").then(|| Page { fields: table, body: &text[at..], body_at: at })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, &str)> {
        let page = parse(text)?;
        let fields: Vec<String> = page
            .fields
            .entries
            .iter()
            .map(|entry| match &entry.node.value {
                Value::Text(value) => format!("{}={value}", entry.name),
                Value::List(list) => format!("{}:{}", entry.name, list.len()),
                _ => entry.name.clone(),
            })
            .collect();
        Some((fields.join(" "), page.body))
    }

    #[test]
    fn fields_without_fences_are_read_and_other_lines_left() {
        for (text, fields, body) in [
            (
                "Title: 风\nDate: 2018-07-20 23:14\nTags: 风电, 叶片\n\n# 风\n",
                "title=风 date=2018-07-20 23:14 tags:2",
                "# 风\n",
            ),
            (
                "<!--\n.. title: 山: 上\n.. slug: shan\n.. category:\n-->\n\n正文",
                "title=山: 上 slug=shan category",
                "\n正文",
            ),
            (".. title: 山\n\n正文", "title=山", "正文"),
        ] {
            assert_eq!(read(text), Some((fields.to_owned(), body)), "{text}");
        }
        for text in [
            "标题: 风\n",
            "Note: 没有标题\n\n正文",
            "# 风\n",
            "<!-- 注 -->\nTitle: x\n",
            "https://example.org/\n",
            "Title: 风\n正文接着",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
