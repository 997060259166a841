//! SQLite files.

use rusqlite::types::{Value, ValueRef};
use rusqlite::{OpenFlags, Row, Statement, params_from_iter};
use serde_json::{Map, Number};

use super::{Connection, Rows, failure};
use crate::config::Database;
use crate::error::{Error, Result};

/// Ids that are asked for at a time.
const CHUNK: usize = 200;

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
        Ok(Self { database, connection })
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
            let text = |at| row.get_ref(at).map(shown).map_err(|e| self.fail(e));
            let (id, version) = (text(0)?, text(1)?);
            let fields = if with_fields { Some(self.fields(row, &names)?) } else { None };
            rows.row(id.as_deref(), version.as_deref(), fields.as_deref())?;
        }
        Ok(())
    }

    fn fields(&self, row: &Row<'_>, names: &[String]) -> Result<String> {
        let mut fields = Map::new();
        for (at, name) in names.iter().enumerate() {
            let value = match row.get_ref(at + 2).map_err(|e| self.fail(e))? {
                ValueRef::Null => serde_json::Value::Null,
                ValueRef::Integer(number) => number.into(),
                ValueRef::Real(number) => {
                    Number::from_f64(number).map_or(serde_json::Value::Null, Into::into)
                }
                ValueRef::Text(text) | ValueRef::Blob(text) => {
                    String::from_utf8_lossy(text).into_owned().into()
                }
            };
            fields.insert(name.clone(), value);
        }
        Ok(serde_json::Value::Object(fields).to_string())
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

/// A value as text; none for nothing.
fn shown(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(text) | ValueRef::Blob(text) => Some(String::from_utf8_lossy(text).into_owned()),
    }
}
