//! TOML front matter.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Syntax;
use crate::content::node::{Entry, Node, Table, Value};

/// Reads the TOML document `text`; `base` is added to all offsets.
pub(in crate::content) fn parse(text: &str, base: usize) -> Result<Table, Syntax> {
    let (document, errors) = DeTable::parse_recoverable(text);
    if let Some(error) = errors.first() {
        return Err(explain(error, text, base));
    }
    Ok(table(document.get_ref(), base))
}

fn table(table: &DeTable<'_>, base: usize) -> Table {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(name, value)| Entry {
            name: name.get_ref().to_string(),
            at: base + name.span().start,
            node: node(value, base),
        })
        .collect();
    // The crate's table is ordered by name; findings come in the file's order.
    entries.sort_by_key(|entry| entry.at);
    Table { entries }
}

/// Recursion is bounded: the crate itself refuses more than 80 levels.
fn node(value: &Spanned<DeValue<'_>>, base: usize) -> Node {
    let inner = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => Value::Text(number.as_str().to_owned()),
        DeValue::Integer(number) => Value::Text(
            i128::from_str_radix(number.as_str(), number.radix())
                .map_or_else(|_| number.as_str().to_owned(), |decimal| decimal.to_string()),
        ),
        DeValue::Float(number) => Value::Text(number.as_str().to_owned()),
        DeValue::Boolean(flag) => Value::Text(flag.to_string()),
        DeValue::Datetime(time) => Value::Text(time.to_string()),
        DeValue::Array(elements) => Value::List(elements.iter().map(|element| node(element, base)).collect()),
        DeValue::Table(inner) => Value::Table(table(inner, base)),
    };
    Node { at: base + value.span().start, value: inner }
}

fn explain(error: &toml::de::Error, text: &str, base: usize) -> Syntax {
    let at = error.span().map_or(0, |span| span.start);
    // `published = 2023-13-01` is a mistake of the syntax to TOML, but of the date to its writer.
    let line = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let value = text[line..].lines().next().and_then(|line| line.split_once('='));
    if let Some((name, value)) = value {
        let value = value.split('#').next().unwrap_or_default().trim();
        let is_like_a_date = value.len() >= 8
            && value.starts_with(|c: char| c.is_ascii_digit())
            && value.chars().filter(|c| matches!(c, '-' | '/' | '.')).count() >= 2
            && !value.contains(['"', '\'', '[', '{']);
        if is_like_a_date {
            let at = line + name.len() + 1 + text[line + name.len() + 1..].len()
                - text[line + name.len() + 1..].trim_start().len();
            return crate::content::date::refusal(base + at, value);
        }
    }
    let message = error.message().lines().next().unwrap_or("mistake in the syntax");
    Syntax::new(base + at, "bad-toml", format!("not readable as TOML: {message}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_as_typed_and_know_their_places() {
        let text = "title = \"t\"\ndate = 2023-07-18T08:00:00+08:00 # when\nid = 007.5\nn = 1_000\n[a]\nb = [true]\n";
        let text = text.replace("007.5", "7.50");
        let table = parse(&text, 4).unwrap();
        let texts: Vec<_> = table.entries.iter().map(|e| (e.name.as_str(), e.node.as_text())).collect();
        assert_eq!(
            texts,
            [
                ("title", Some("t")),
                ("date", Some("2023-07-18T08:00:00+08:00")),
                ("id", Some("7.50")),
                ("n", Some("1000")),
                ("a", None)
            ]
        );
        assert!(text[table.entries[1].node.at - 4..].starts_with("2023-07"));
        assert!(text[table.entries[1].at - 4..].starts_with("date"));
    }

    #[test]
    fn an_impossible_date_is_a_bad_date_and_not_bad_syntax() {
        let error = parse("title = \"t\"\ndate = 2023-13-01 # x\n", 0).unwrap_err();
        assert_eq!(error.code, "bad-date");
        assert_eq!(error.message, "\"2023-13-01\" is not a date");
        assert_eq!(error.at, "title = \"t\"\ndate = ".len());
    }

    #[test]
    fn a_mistake_has_its_place() {
        let error = parse("title = \"t\"\ntags = [1, \n", 0).unwrap_err();
        assert_eq!(error.code, "bad-toml");
        assert!(error.at >= "title = \"t\"\n".len());
    }

    #[test]
    fn deep_nesting_is_a_mistake() {
        assert!(parse(&format!("a = {}", "[".repeat(100_000)), 0).is_err());
        assert!(parse(&format!("{}a = 1", "a.".repeat(100_000)), 0).is_err());
    }
}
