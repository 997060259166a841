//! `[[source]]`: a database whose rows are records.

use std::path::PathBuf;

use serde::Deserialize;

use super::is_folder_name;
use super::mistake::Mistake;

/// `[[source]]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// Which system.
    pub kind: DatabaseKind,
    /// Its name here, part of what the index knows its rows by: letters, digits, `-`, `_`.
    pub name: String,
    /// SQLite: the file; relative to the configuration's folder.
    #[serde(default)]
    pub file: Option<PathBuf>,
    /// PostgreSQL: the address, `postgres://USER@HOST/DATABASE`, without a password; or `$NAME`, the
    /// environment variable that holds it.
    #[serde(default)]
    pub url: Option<String>,
    /// PostgreSQL: the environment variable that holds the password.
    #[serde(default = "default_password_env")]
    pub password_env: String,
    /// The query whose rows are records and whose columns are fields.
    pub query: String,
    /// The column that never changes and tells rows apart.
    #[serde(default = "default_id")]
    pub id: String,
    /// The column that is another one after each change of a row. Without one, every row is read
    /// at every rebuild.
    #[serde(default)]
    pub updated_at: Option<String>,
}

/// A database system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DatabaseKind {
    /// A file of SQLite 3.
    Sqlite,
    /// A server of PostgreSQL.
    Postgres,
}

fn default_id() -> String {
    "id".to_owned()
}

fn default_password_env() -> String {
    "PGPASSWORD".to_owned()
}

impl Database {
    pub(super) fn mistakes(&self) -> Vec<Mistake> {
        let mut found = Vec::new();
        if !is_folder_name(&self.name) {
            let message = format!("source name `{}` can't be used", self.name);
            found.push(Mistake::new("name", message, "use letters, digits, `-` and `_`"));
        }
        match self.kind {
            DatabaseKind::Sqlite if self.file.is_none() => {
                let message = format!("source `{}` has no `file`", self.name);
                found.push(Mistake::new("kind", message, "add the database's file: file = \"site.db\""));
            }
            DatabaseKind::Postgres => match &self.url {
                None => {
                    let message = format!("source `{}` has no `url`", self.name);
                    let hint = "add the database's address: url = \"postgres://reader@localhost/site\"";
                    found.push(Mistake::new("kind", message, hint));
                }
                Some(url) if has_password(url) => {
                    let message = format!("the `url` of source `{}` holds a password", self.name);
                    let hint = "take it out, and put it into the environment variable PGPASSWORD";
                    found.push(Mistake::new("url", message, hint));
                }
                Some(_) => {}
            },
            DatabaseKind::Sqlite => {}
        }
        if self.query.trim().is_empty() {
            let message = format!("source `{}` has no query", self.name);
            found.push(Mistake::new(
                "query",
                message,
                "write query = \"select id, title, published, body from posts\"",
            ));
        }
        found
    }
}

/// `scheme://user:password@host`, or `password=` among keys and values.
fn has_password(url: &str) -> bool {
    let authority = url.split_once("://").map(|(_, rest)| rest.split(['/', '?']).next().unwrap_or_default());
    authority.and_then(|authority| authority.rsplit_once('@')).is_some_and(|(user, _)| user.contains(':'))
        || url.contains("password=")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_seen_wherever_it_stands() {
        for url in ["postgres://a:b@c/d", "host=x password=y", "postgres://a@c/d?password=x"] {
            assert!(has_password(url), "{url}");
        }
        for url in ["postgres://a@c:5432/d", "postgres://c:5432/d", "$DATABASE_URL", "host=x user=y"] {
            assert!(!has_password(url), "{url}");
        }
    }
}
