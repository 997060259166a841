//! Eleventy's dates that are those of the file, and its permalinks with templates in them.

use super::text;
use crate::config::Slugs;
use crate::content::node::Table;
use crate::content::tree::dates;
use crate::content::tree::page::Doubt;
use crate::content::tree::slug::slug;
use crate::content::tree::standing::Standing;

/// The code of [`doubt_of_date`].
pub(super) const FILE_DATE: &str = "file-date";

/// Returns whether `text` asks for a time of the file.
pub(super) fn is_of_file(text: &str) -> bool {
    ["last modified", "created", "git last modified", "git created"]
        .iter()
        .any(|known| text.eq_ignore_ascii_case(known))
}

/// The word on a date that is the file's.
pub(super) fn doubt_of_date(at: usize, written: &str) -> Doubt {
    Doubt {
        at,
        code: FILE_DATE,
        message: format!(
            "`date: {written}` asks for a time of the file, which differs from one checkout to the next and \
             is not looked at"
        ),
        hint: "write the day, such as `date: 2023-12-01`, or begin the file's name with it",
    }
}

/// The word on a permalink that can't be followed.
pub(super) fn doubt_of_permalink(at: usize, written: &str) -> Doubt {
    Doubt {
        at,
        code: "template",
        message: format!(
            "the permalink `{written}` has a template that can't be followed; the page's path stands for it"
        ),
        hint: "compare the address, and write the permalink out if it is another",
    }
}

/// The permalink `written` with what its templates give: the page's own fields, its file's name, and slugs
/// of them. `None` if one of them is another.
pub(super) fn permalink(written: &str, fields: &Table, standing: &Standing) -> Option<String> {
    let mut out = String::new();
    let mut rest = written;
    while let Some((before, after)) = rest.split_once("{{") {
        let (inner, left) = after.split_once("}}")?;
        out.push_str(before);
        out.push_str(&value(inner.trim_matches('-').trim(), fields, standing)?);
        rest = left;
    }
    out.push_str(rest);
    (!out.contains("{%")).then_some(out)
}

fn value(expression: &str, fields: &Table, standing: &Standing) -> Option<String> {
    let mut filters = expression.split('|').map(str::trim);
    let name = filters.next()?;
    let mut value = match name {
        "page.fileSlug" => {
            dates::leading(&standing.name).map_or(standing.name.as_str(), |(_, rest)| rest).to_owned()
        }
        "page.filePathStem" => format!("/{}", standing.below),
        _ => {
            let entry = fields.entries.iter().find(|entry| entry.name == name)?;
            text(&entry.node)?.to_owned()
        }
    };
    for filter in filters {
        value = match filter {
            "slug" | "slugify" => slug(&value, Slugs::Lower),
            "url" | "safe" | "trim" => value,
            "downcase" | "lower" => value.to_lowercase(),
            _ => return None,
        };
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::node::{Entry, Node, Value};

    #[test]
    fn templates_of_fields_are_filled() {
        let entry = |name: &str, value: &str| Entry {
            name: name.to_owned(),
            at: 0,
            node: Node { at: 0, value: Value::Text(value.to_owned()) },
        };
        let fields = Table { entries: vec![entry("title", "Sea Wind")] };
        let standing =
            Standing { name: "2023-07-18-x".into(), below: "a/2023-07-18-x".into(), ..Standing::default() };
        for (written, expected) in [
            ("/{{ title }}/", Some("/Sea Wind/")),
            ("/{{ title | slugify }}/index.html", Some("/sea-wind/index.html")),
            ("b/{{ page.fileSlug }}.html", Some("b/x.html")),
            ("/{{ page.date | date: '%Y' }}/", None),
            ("/{{ title", None),
            ("/{% if a %}b{% endif %}/", None),
        ] {
            assert_eq!(permalink(written, &fields, &standing).as_deref(), expected, "{written}");
        }
    }
}
