//! How the server is.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Server, metrics};
use crate::index::Engine as _;
use crate::rebuild;

/// How the server is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    status: Status,
    index: IndexHealth,
    /// When the last rebuild ended well, RFC 3339; `null` if there was none.
    last_rebuild: Option<String>,
    /// How long that is ago, in seconds.
    last_rebuild_age_s: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Status {
    /// All is well.
    Ok,
    /// Searches are answered from a former state of the index, for the present one can't be read.
    Degraded,
    /// There is no index: searches can't be answered.
    Unavailable,
}

#[derive(Debug, Serialize, ToSchema)]
struct IndexHealth {
    /// Whether searches can be answered.
    open: bool,
    /// Articles in it, due or not.
    articles: u64,
    /// When its last commit was made, RFC 3339.
    committed: Option<String>,
    /// What is wrong with it.
    trouble: Option<String>,
}

/// Tells how the server is.
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "operation",
    responses(
        (status = 200, description = "Searches are answered, if need be from a former state of the index",
            body = Health, content_type = "application/json"),
        (status = 503, description = "There is no index to search", body = Health,
            content_type = "application/json"),
    )
)]
pub async fn healthz(State(server): State<Arc<Server>>) -> impl IntoResponse {
    let edition = server.edition().ok();
    let trouble = server.trouble();
    let status = match (&edition, &trouble) {
        (None, _) => Status::Unavailable,
        (Some(_), Some(_)) => Status::Degraded,
        (Some(_), None) => Status::Ok,
    };
    let last = rebuild::last(&server.config.paths.index);
    let health = Health {
        status,
        index: IndexHealth {
            open: edition.is_some(),
            articles: edition.as_ref().map_or(0, |edition| edition.engine.articles()),
            committed: edition.and_then(|edition| edition.written).map(rfc3339),
            trouble,
        },
        last_rebuild: last.map(rfc3339),
        last_rebuild_age_s: last.map(|last| age(&server, last).as_secs()),
    };
    let code = if status == Status::Unavailable { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    let body = serde_json::to_vec(&health).expect("texts and numbers have a JSON form");
    (code, [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], body)
}

/// Gives everything that is counted, in the text format of Prometheus (OpenMetrics 1.0).
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "operation",
    responses((status = 200, description = "The counts", body = String,
        content_type = "application/openmetrics-text"))
)]
pub async fn metrics(State(server): State<Arc<Server>>) -> impl IntoResponse {
    let last = rebuild::last(&server.config.paths.index);
    let text = server.metrics.text(&server, last.map(|last| age(&server, last)));
    ([(header::CONTENT_TYPE, metrics::MEDIA_TYPE), (header::CACHE_CONTROL, "no-store")], text)
}

fn age(server: &Server, moment: SystemTime) -> Duration {
    SystemTime::from(server.now()).duration_since(moment).unwrap_or_default()
}

fn rfc3339(moment: SystemTime) -> String {
    DateTime::<Utc>::from(moment).to_rfc3339_opts(SecondsFormat::Secs, true)
}
