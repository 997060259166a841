//! What is wrong with a configuration, and where.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, Place, did_you_mean};

/// A value that has the right type and yet can't be used.
pub(super) struct Mistake {
    /// The keys that lead to the value from the top, an array's items by their numbers from 0.
    path: Vec<String>,
    message: String,
    hint: String,
}

impl Mistake {
    /// In the value of `key`.
    pub(super) fn new(key: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { path: vec![key.to_owned()], message: message.into(), hint: hint.into() }
    }

    /// The same, seen from the table or array that holds this one's as `key`.
    pub(super) fn within(mut self, key: impl ToString) -> Self {
        self.path.insert(0, key.to_string());
        self
    }

    /// As a finding in `text`, the content of `file`.
    pub(super) fn explain(self, text: &str, file: &str) -> Diagnostic {
        let place = match DeTable::parse(text).ok().and_then(|top| find(top.get_ref(), &self.path)) {
            Some(span) => place(file, text, span),
            None => Place::file(file),
        };
        Diagnostic::error("bad-config", place, self.message).with_hint(self.hint)
    }
}

/// The mistakes of each item of `list`, seen from the table that holds it as `key`.
pub(super) fn in_each<T>(key: &str, list: &[T], mistakes: impl Fn(&T) -> Vec<Mistake>) -> Vec<Mistake> {
    let numbered = list.iter().enumerate();
    numbered.flat_map(|(n, item)| mistakes(item).into_iter().map(move |m| m.within(n).within(key))).collect()
}

/// The mistakes of items that have the name of one before them, names compared as `same` gives them.
pub(super) fn namesakes<'a>(key: &str, what: &str, names: impl Iterator<Item = &'a str>) -> Vec<Mistake> {
    let mut seen = std::collections::BTreeSet::new();
    let again = names.enumerate().filter(|(_, name)| !seen.insert(name.to_lowercase()));
    let mistake = |(n, name): (usize, &str)| {
        let hint = format!("give each {what} a name of its own");
        Mistake::new("name", format!("two {what}s are named `{name}`"), hint).within(n).within(key)
    };
    again.map(mistake).collect()
}

/// Where the value of `path` stands in the text, in bytes; the last that is there, if it has a default.
fn find(table: &DeTable<'_>, path: &[String]) -> Option<Range<usize>> {
    let (first, mut rest) = path.split_first()?;
    let mut value = table.get(first.as_str())?;
    while let Some((key, further)) = rest.split_first() {
        let inner = match value.get_ref() {
            DeValue::Table(table) => table.get(key.as_str()),
            DeValue::Array(list) => key.parse().ok().and_then(|n: usize| list.get(n)),
            _ => None,
        };
        let Some(inner) = inner else { break };
        (value, rest) = (inner, further);
    }
    Some(value.span())
}

fn place(file: &str, text: &str, span: Range<usize>) -> Place {
    let before = &text[..span.start];
    let line = before.matches('\n').count() as u32 + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u32 + 1;
    Place::at(file, line, column)
}

/// The TOML reader's complaint with line, column and, for an unknown key, the likely one.
pub(super) fn explain(error: &toml::de::Error, text: &str, file: &str) -> Diagnostic {
    let place = match error.span() {
        Some(span) => self::place(file, text, span),
        None => Place::file(file),
    };
    let message = error.message().lines().next().unwrap_or("not readable as TOML").to_owned();
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let hint = match quoted.split_first() {
        Some((typed, known))
            if message.starts_with("unknown field") || message.starts_with("unknown variant") =>
        {
            Some(match did_you_mean(typed, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("known here: {}", known.join(", ")),
            })
        }
        Some((missing, _)) if message.starts_with("missing field") => Some(format!("add `{missing} = …`")),
        _ => None,
    };
    let diagnostic = Diagnostic::error("bad-config", place, message);
    match hint {
        Some(hint) => diagnostic.with_hint(hint),
        None => diagnostic,
    }
}
