//! SQLite files.

use rusqlite::types::{Value, ValueRef};
use rusqlite::{OpenFlags, Row, Statement, params_from_iter};
use serde_json::{Map, Number};

use super::super::fields;
use super::{Connection, REFUSED, Rows, failure};
use crate::config::Database;
use crate::diagnostic::did_you_mean;
use crate::error::{Error, Result};

/// Ids that are asked for at a time.
const CHUNK: usize = 200;

/// Beyond this not every whole number is one.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// How long a writer is waited for.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

pub(super) struct Sqlite<'a> {
    database: &'a Database,
    connection: rusqlite::Connection,
}

impl<'a> Sqlite<'a> {
    pub fn open(database: &'a Database) -> Result<Self> {
        let fail = |e: rusqlite::Error| failure(database, e);
        let file = database.file.as_deref().unwrap_or(std::path::Path::new(""));
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = rusqlite::Connection::open_with_flags(file, flags)
            .map_err(|e| failure(database, format!("{}: {e}", file.display())))?;
        connection.busy_timeout(PATIENCE).map_err(fail)?;
        connection.execute_batch("BEGIN").map_err(fail)?;
        let sqlite = Self { database, connection };
        sqlite.check_names()?;
        Ok(sqlite)
    }

    /// SQLite takes an unknown name in double quotes for a text, and would find the same in every row.
    fn check_names(&self) -> Result<()> {
        let statement = self.select("*", "")?;
        let columns: Vec<&str> = statement.column_names().collect();
        let names = [("id", Some(&self.database.id)), ("updated_at", self.database.updated_at.as_ref())];
        for (key, name) in names.into_iter().filter_map(|(key, name)| Some((key, name?))) {
            if !columns.iter().any(|column| column.eq_ignore_ascii_case(name)) {
                let meant = did_you_mean(name, columns.iter().copied());
                let advice = meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
                let message = format!("the query has no column `{name}`, which `{key}` names{advice}");
                return Err(failure(self.database, message));
            }
        }
        Ok(())
    }

    fn select(&self, columns: &str, end: &str) -> Result<Statement<'_>> {
        let query = self.database.query.trim().trim_end_matches(';');
        let sql = format!("SELECT {columns} FROM ({query}\n) AS tidings {end}");
        self.connection.prepare(&sql).map_err(|e| self.fail(e))
    }

    fn fail(&self, error: rusqlite::Error) -> Error {
        failure(self.database, error)
    }

    /// Hands over the rows of a statement that selects id, `updated_at` and all columns.
    fn hand_over(
        &self,
        statement: &mut Statement<'_>,
        ids: &[Value],
        with_fields: bool,
        rows: &mut dyn Rows,
    ) -> Result<()> {
        let names: Vec<String> = statement.column_names().skip(2).map(str::to_owned).collect();
        let mut found = statement.query(params_from_iter(ids)).map_err(|e| self.fail(e))?;
        while let Some(row) = found.next().map_err(|e| self.fail(e))? {
            let value = |at| row.get_ref(at).map_err(|e| self.fail(e));
            let id = match id(value(0)?) {
                Ok(id) => id,
                Err(what) => {
                    rows.nameless(format!(
                        "a row's `{}` is {what}, and the row is left out",
                        self.database.id
                    ));
                    continue;
                }
            };
            let version = shown(value(1)?);
            let fields = if with_fields { Some(self.fields(row, &names)?) } else { None };
            rows.row(id.as_deref(), version.as_deref(), fields.as_deref())?;
        }
        Ok(())
    }

    fn fields(&self, row: &Row<'_>, names: &[String]) -> Result<String> {
        let mut columns = Map::new();
        for (at, name) in names.iter().enumerate() {
            let is_field = fields::find(fields::RECORD, name).is_some() || *name == self.database.id;
            let value = match row.get_ref(at + 2).map_err(|e| self.fail(e))? {
                ValueRef::Null => serde_json::Value::Null,
                ValueRef::Integer(number) => number.into(),
                // `1689636600.0` is a moment as well, and `3.0` the id 3.
                ValueRef::Real(number) if number.fract() == 0.0 && number.abs() < EXACT => {
                    (number as i64).into()
                }
                ValueRef::Real(number) => {
                    Number::from_f64(number).map_or(serde_json::Value::Null, Into::into)
                }
                value @ (ValueRef::Text(text) | ValueRef::Blob(text)) => {
                    let is_text = matches!(value, ValueRef::Text(_));
                    match std::str::from_utf8(text) {
                        Ok(text) if is_text || !text.contains('\0') => text.into(),
                        // A picture in a column that is no field is nobody's concern.
                        _ if !is_field => serde_json::Value::Null,
                        _ if is_text => {
                            let message = format!("the column `{name}` is a text that is not UTF-8");
                            return Ok(format!("{REFUSED}{message}"));
                        }
                        _ => return Ok(format!("{REFUSED}the column `{name}` is a blob, not a text")),
                    }
                }
            };
            columns.insert(name.clone(), value);
        }
        Ok(serde_json::Value::Object(columns).to_string())
    }

    /// `"id", "updated_at"`, quoted.
    fn columns(&self) -> (String, String) {
        let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        (quoted(&self.database.id), self.database.updated_at.as_deref().map_or("NULL".to_owned(), quoted))
    }
}

impl Connection for Sqlite<'_> {
    fn all(&mut self, with_fields: bool, rows: &mut dyn Rows) -> Result<()> {
        let (id, version) = self.columns();
        let fields = if with_fields { ", *" } else { "" };
        let mut statement = self.select(&format!("{id}, {version}{fields}"), "")?;
        self.hand_over(&mut statement, &[], with_fields, rows)
    }

    fn some(&mut self, ids: &[String], rows: &mut dyn Rows) -> Result<()> {
        let (id, version) = self.columns();
        for chunk in ids.chunks(CHUNK) {
            // An id is a number or a text, and SQLite tells them apart.
            let both = chunk.iter().flat_map(|id| {
                let number = id.parse::<i64>().ok().map(Value::Integer);
                [Some(Value::Text(id.clone())), number]
            });
            let ids: Vec<Value> = both.flatten().collect();
            let marks = vec!["?"; ids.len()].join(", ");
            let mut statement =
                self.select(&format!("{id}, {version}, *"), &format!("WHERE {id} IN ({marks})"))?;
            self.hand_over(&mut statement, &ids, true, rows)?;
        }
        Ok(())
    }
}

/// A row's id as text, none for nothing; else what it is that can't be an id.
fn id(value: ValueRef<'_>) -> Result<Option<String>, String> {
    match value {
        ValueRef::Null => Ok(None),
        ValueRef::Integer(number) => Ok(Some(number.to_string())),
        ValueRef::Real(number) if number.fract() == 0.0 && number.abs() < EXACT => {
            Ok(Some(number.to_string()))
        }
        ValueRef::Real(number) => Err(format!("the number {number}, which is no whole one")),
        ValueRef::Text(text) => match std::str::from_utf8(text) {
            Ok(text) => Ok(Some(text.to_owned())),
            Err(_) => Err("a text that is not UTF-8".to_owned()),
        },
        ValueRef::Blob(_) => Err("a blob".to_owned()),
    }
}

/// A value as text; none for nothing.
fn shown(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(text) | ValueRef::Blob(text) => Some(String::from_utf8_lossy(text).into_owned()),
    }
}
