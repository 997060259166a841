//! The log: one line a request, and what happens to the index. It goes to standard error.

use std::sync::Arc;
use std::time::Instant;

use axum::body::HttpBody as _;
use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};

use super::Server;
use super::connections::Peer;

/// The form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Log {
    /// For reading.
    Human,
    /// A line of JSON an event.
    Json,
}

/// What is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Warnings and errors.
    Warnings,
    /// Each request, too.
    Requests,
}

/// Begins to write the log; what is left of it is written when the value that is returned is dropped.
/// Once in a process; later calls change nothing.
///
/// A thread of its own writes, so that no request waits for whoever reads the log. Lines that it
/// can't take in time are lost.
#[expect(clippy::disallowed_methods, reason = "a log is no result of a command, and not the printer's")]
pub fn begin(form: Log, detail: Detail) -> WorkerGuard {
    let (writer, guard) = NonBlockingBuilder::default().lossy(true).finish(std::io::stderr());
    let level = match detail {
        Detail::Warnings => tracing::Level::WARN,
        Detail::Requests => tracing::Level::INFO,
    };
    let builder = tracing_subscriber::fmt().with_max_level(level).with_ansi(false).with_writer(writer);
    let _ = match form {
        Log::Human => builder.compact().with_target(false).try_init(),
        Log::Json => builder.json().flatten_event(true).with_target(false).try_init(),
    };
    guard
}

/// Counts and logs a request and its answer.
pub async fn access(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let begin = Instant::now();
    let method = request.method().clone();
    let uri = request.uri().clone();
    let who = tracing::enabled!(tracing::Level::INFO).then(|| (client(&request), agent(&request)));

    let response = next.run(request).await;

    let took = begin.elapsed();
    let status = response.status().as_u16();
    server.metrics.answered(route(uri.path()), status, took);
    if let Some((client, agent)) = who {
        let bytes = response.body().size_hint().exact().unwrap_or_default();
        let ms = (took.as_secs_f64() * 1e5).round() / 1e2;
        tracing::info!(%method, %uri, status, bytes, ms, client, agent);
    }
    response
}

fn agent(request: &Request) -> String {
    let agent = request.headers().get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    agent.unwrap_or_default().to_owned()
}

/// Who asks: the other end, or whom a proxy on this machine names last.
fn client(request: &Request) -> String {
    let peer = request.extensions().get::<Peer>().and_then(|peer| peer.0);
    if peer.is_some_and(|address| !address.is_loopback()) {
        return peer.map(|address| address.to_string()).unwrap_or_default();
    }
    let named = request.headers().get("x-forwarded-for").and_then(|value| value.to_str().ok());
    let named = named.and_then(|value| value.rsplit(',').next()).map(str::trim).map(str::to_owned);
    named.unwrap_or_else(|| peer.map_or_else(|| "-".to_owned(), |address| address.to_string()))
}

/// The name of an address in metrics: few, whatever is asked for.
fn route(path: &str) -> &'static str {
    const ROUTES: [&str; 10] = [
        "/search",
        "/api/search",
        "/api/suggest",
        "/search.rss",
        "/search.atom",
        "/search.json",
        "/opensearch.xml",
        "/openapi.json",
        "/healthz",
        "/metrics",
    ];
    ROUTES.into_iter().find(|route| *route == path).unwrap_or(match path {
        "/search-box.js" => "/assets",
        path if path.starts_with("/assets/") => "/assets",
        _ => "files",
    })
}
