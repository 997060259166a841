//! A row becomes a record: its columns are fields.

use super::super::fields::{self, Field};
use super::super::format::json;
use super::super::node::{Table, Value};
use super::super::read::read_node;
use super::super::{Item, Source};
use super::REFUSED;
use crate::config::{Config, Database};
use crate::diagnostic::{Diagnostic, Place};

/// Reads `fields`, a JSON object. Findings name the row, which has no lines.
pub(super) fn read(
    source: &Source,
    fields: &str,
    database: &Database,
    config: &Config,
    receive: &mut dyn FnMut(Item),
) {
    if let Some(reason) = fields.strip_prefix(REFUSED) {
        let finding = Diagnostic::error("bad-column", Place::file(source.path.display().to_string()), reason);
        let hint = "let the query give text, such as `cast(body as text)`, and mend what is no UTF-8";
        receive(Item::Finding(finding.with_hint(hint)));
        return receive(Item::Refused(None));
    }
    let mut text = fields.to_owned();
    json::replace_lone_surrogates(&mut text);
    let place = || Place::file(source.path.display().to_string());
    let mut receive = |item| {
        receive(match item {
            Item::Finding(finding) => Item::Finding(Diagnostic { place: place(), ..finding }),
            item => item,
        });
    };
    match json::parse(&text) {
        Ok(mut node) => {
            if let Value::Table(table) = &mut node.value {
                as_fields(table, database);
            }
            read_node(source, &node, &text, config, &mut receive);
        }
        Err(syntax) => {
            receive(Item::Finding(Diagnostic::error(syntax.code, place(), syntax.message)));
            receive(Item::Refused(None));
        }
    }
}

/// The id column is the `id`, whatever it is called; the column that tells changes need not be a
/// field; a text that is a list or a table in JSON is that, where a field wants one.
fn as_fields(table: &mut Table, database: &Database) {
    let is_named_id = database.id.eq_ignore_ascii_case("id");
    table.entries.retain(|entry| {
        let is_version =
            database.updated_at.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(&entry.name));
        let is_other_id = !is_named_id && entry.name.eq_ignore_ascii_case("id");
        !(is_other_id || (is_version && fields::find(fields::RECORD, &entry.name).is_none()))
    });
    for entry in &mut table.entries {
        if entry.name.eq_ignore_ascii_case(&database.id) {
            entry.name = "id".to_owned();
            continue;
        }
        let Some((field, _)) = fields::find(fields::RECORD, &entry.name) else { continue };
        let wants_more = matches!(
            field,
            Field::Authors | Field::Section | Field::Tags | Field::Image | Field::Enclosures | Field::Source
        );
        if let Some(text) = entry.node.as_text()
            && wants_more
            && text.starts_with(['[', '{'])
            && let Ok(parsed) = json::parse(text)
        {
            entry.node.value = parsed.value;
        }
    }
}
