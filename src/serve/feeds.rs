//! Feeds over HTTP: the published files, and any query.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use percent_encoding::percent_decode_str;

use super::Server;
use super::document::Document;
use super::params::{Question, SearchParams};
use super::problem::{Problem, Refusals};
use crate::config::Format;
use crate::feeds::STYLESHEET;

/// The search as an RSS feed.
///
/// What contains everything asked for, newest first, with the same bytes and validators as the
/// published feed of that query, if there is one.
#[utoipa::path(
    get,
    path = "/search.rss",
    tag = "feeds",
    params(Question),
    responses(
        (status = 200, description = "The feed", body = String, content_type = "application/rss+xml"),
        (status = 304, description = "The client has it"),
        Refusals,
    )
)]
pub async fn search_rss(
    State(server): State<Arc<Server>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    query_feed(server, query, &headers, Format::Rss).await
}

/// The search as an Atom feed.
#[utoipa::path(
    get,
    path = "/search.atom",
    tag = "feeds",
    params(Question),
    responses(
        (status = 200, description = "The feed", body = String, content_type = "application/atom+xml"),
        (status = 304, description = "The client has it"),
        Refusals,
    )
)]
pub async fn search_atom(
    State(server): State<Arc<Server>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    query_feed(server, query, &headers, Format::Atom).await
}

/// The search as a JSON feed.
#[utoipa::path(
    get,
    path = "/search.json",
    tag = "feeds",
    params(Question),
    responses(
        (status = 200, description = "The feed (JSON Feed 1.1)", body = Object,
            content_type = "application/feed+json"),
        (status = 304, description = "The client has it"),
        Refusals,
    )
)]
pub async fn search_json(
    State(server): State<Arc<Server>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    query_feed(server, query, &headers, Format::Json).await
}

async fn query_feed(
    server: Arc<Server>,
    query: Option<String>,
    headers: &HeaderMap,
    format: Format,
) -> Result<Response<Body>, Problem> {
    let params = SearchParams::parse(&query.unwrap_or_default())?;
    let (query, _) = params.search(server.now()).query();
    let feed = match server.query_feeds.fresh(&server, &query, format) {
        Some(feed) => feed,
        None => {
            let at_work = Arc::clone(&server);
            server.pool.run(move || at_work.query_feeds.render(&at_work, query, format)).await??
        }
    };
    deliver(&server, feed.for_client(headers), headers).await
}

/// A published file, or the way from the front door to the search page.
pub async fn file(State(server): State<Arc<Server>>, request: Request) -> Result<Response<Body>, Problem> {
    let path = request.uri().path();
    // A search as a feed stands at the root as well, and shows itself with the stylesheet beside it.
    let is_stylesheet = path.strip_prefix('/') == Some(STYLESHEET);
    let name =
        if is_stylesheet { Some(STYLESHEET) } else { path.strip_prefix(server.config.feeds_url().path()) };
    let document = match name.map(decoded) {
        Some(Ok(name)) if !name.is_empty() => match server.files.fresh(&name) {
            Some(document) => document,
            None => {
                let at_work = Arc::clone(&server);
                server.desk.run(move || at_work.files.read(&name)).await??
            }
        },
        Some(Err(problem)) => return Err(problem),
        _ if path == "/" => return Ok(to_search_page()),
        _ => return Err(decoded(path).err().unwrap_or_else(Problem::not_found)),
    };
    deliver(&server, document, request.headers()).await
}

/// Answers with a document; what must be encoded first is encoded elsewhere.
pub async fn deliver(
    server: &Server,
    document: Arc<Document>,
    headers: &HeaderMap,
) -> Result<Response<Body>, Problem> {
    let encoding = document.encoding_for(headers);
    if !document.has(encoding) {
        let at_work = Arc::clone(&document);
        server.desk.run(move || at_work.bytes_in(encoding)).await?;
    }
    Ok(document.answer(headers))
}

fn decoded(path: &str) -> Result<String, Problem> {
    let bad = |detail| Problem::new(StatusCode::BAD_REQUEST, detail);
    let name = percent_decode_str(path).decode_utf8().map_err(|_| bad("the path is not UTF-8"))?;
    if name.contains('\0') {
        return Err(bad("the path has a NUL character"));
    }
    Ok(name.into_owned())
}

fn to_search_page() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_static("search"));
    response
}
