//! PostgreSQL servers.
//!
//! The server renders rows as JSON itself (`row_to_json`), so that every type of it, lists and
//! tables among them, comes over as one would write it.

use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use postgres::fallible_iterator::FallibleIterator as _;
use postgres::types::ToSql;
use postgres::{Client, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{Connection, Rows, failure};
use crate::config::{Config, Database};
use crate::error::{Error, Result};

/// How long a server that doesn't answer is waited for.
const PATIENCE: Duration = Duration::from_secs(15);

pub(super) struct Postgres<'a> {
    database: &'a Database,
    client: Client,
}

impl<'a> Postgres<'a> {
    pub fn connect(database: &'a Database, config: &Config) -> Result<Self> {
        let url = address(database)?;
        let mut options = postgres::Config::from_str(&url).map_err(|e| explained(database, &e))?;
        if options.get_password().is_none()
            && let Ok(password) = std::env::var(&database.password_env)
        {
            options.password(password);
        }
        options.application_name("tidings").connect_timeout(PATIENCE).tcp_user_timeout(PATIENCE);
        let is_local = options.get_hosts().iter().all(|host| !matches!(host, postgres::config::Host::Tcp(_)));
        let client = match is_local {
            true => options.connect(NoTls),
            false => options.connect(MakeRustlsConnect::new(trusted(database)?)),
        };
        let mut client = client.map_err(|e| explained(database, &e))?;
        // One snapshot for everything; times as the site tells them.
        let begin = format!(
            "SET TIME ZONE '{}'; SET datestyle = 'ISO, YMD'; \
             BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
            config.site.timezone.name()
        );
        client.batch_execute(&begin).map_err(|e| explained(database, &e))?;
        Ok(Self { database, client })
    }

    fn select(&mut self, with_fields: bool, ids: Option<&[String]>, rows: &mut dyn Rows) -> Result<()> {
        let quoted = |name: &str| format!("tidings.\"{}\"", name.replace('"', "\"\""));
        let database = self.database;
        let id = quoted(&database.id);
        let version = database.updated_at.as_deref().map_or_else(|| "NULL".to_owned(), quoted);
        let fields = if with_fields { "row_to_json(tidings)" } else { "NULL" };
        let end = if ids.is_some() { format!(" WHERE {id}::text = ANY($1)") } else { String::new() };
        let query = database.query.trim().trim_end_matches(';');
        let sql =
            format!("SELECT {id}::text, {version}::text, {fields}::text FROM ({query}\n) AS tidings{end}");
        let parameters: Vec<&(dyn ToSql + Sync)> = match &ids {
            Some(ids) => vec![ids],
            None => Vec::new(),
        };
        let fail = |e| explained(database, &e);
        let mut found = self.client.query_raw(&sql, parameters).map_err(fail)?;
        while let Some(row) = found.next().map_err(fail)? {
            let text = |at: usize| row.try_get::<_, Option<&str>>(at).map_err(|e| explained(database, &e));
            rows.row(text(0)?, text(1)?, text(2)?)?;
        }
        Ok(())
    }
}

impl Connection for Postgres<'_> {
    fn all(&mut self, with_fields: bool, rows: &mut dyn Rows) -> Result<()> {
        self.select(with_fields, None, rows)
    }

    fn some(&mut self, ids: &[String], rows: &mut dyn Rows) -> Result<()> {
        self.select(true, Some(ids), rows)
    }
}

/// The address as it is written, or the environment variable's that it names.
fn address(database: &Database) -> Result<String> {
    let written = database.url.as_deref().unwrap_or_default();
    match written.strip_prefix('$') {
        Some(name) => std::env::var(name)
            .map_err(|_| failure(database, format!("the environment variable {name} is not set"))),
        None => Ok(written.to_owned()),
    }
}

/// The authorities that the system trusts; `SSL_CERT_FILE` names others.
fn trusted(database: &Database) -> Result<rustls::ClientConfig> {
    let mut roots = rustls::RootCertStore::empty();
    for certificate in rustls_native_certs::load_native_certs().certs {
        // One that can't be read is trusted by nobody.
        let _ = roots.add(certificate);
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| failure(database, e))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// What the server said, or what the connection broke on.
fn explained(database: &Database, error: &postgres::Error) -> Error {
    if let Some(said) = error.as_db_error() {
        return failure(database, said.message());
    }
    let mut message = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let text = inner.to_string();
        if !message.contains(&text) {
            message.push_str(&format!(": {text}"));
        }
        cause = inner.source();
    }
    failure(database, message)
}
