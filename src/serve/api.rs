//! The search API: the JSON of `docs/json.md` over HTTP.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, Response, header};

use super::Server;
use super::encoding::{Effort, Encoding, LEAST_BYTES};
use super::params::{Question, SearchParams, SuggestParams, View};
use super::problem::Problem;
use crate::search::json::{SearchAnswer, SuggestAnswer};
use crate::search::search;

/// Searches.
///
/// Parameters that nobody knows are ignored, and named in the answer's notes.
#[utoipa::path(
    get,
    path = "/api/search",
    tag = "search",
    params(Question, View),
    responses(
        (status = 200, description = "What was found; nothing found is an answer, too", body = SearchAnswer,
            content_type = "application/json"),
        (status = 400, description = "A parameter can't be understood", body = Problem,
            content_type = "application/problem+json"),
        (status = 414, description = "The query string is too long", body = Problem,
            content_type = "application/problem+json"),
        (status = 503, description = "There is no index yet, or too much to do; try again", body = Problem,
            content_type = "application/problem+json"),
    )
)]
pub async fn api_search(
    State(server): State<Arc<Server>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let params = SearchParams::parse(&query.unwrap_or_default())?;
    let edition = server.edition()?;
    let asked = params.search(server.now());
    let encoding = Encoding::choose(&headers);
    let done = server.pool.run(move || -> Result<_, Problem> {
        let begin = Instant::now();
        let found = search(&edition.engine, &asked)?;
        let took = begin.elapsed();
        let answer = SearchAnswer::new(&asked.text, &found, took).with_notes(params.unknown);
        Ok(encoded(serde_json::to_vec(&answer).expect("texts and numbers have a JSON form"), encoding))
    });
    let (encoding, body) = done.await??;
    Ok(answer("application/json", encoding, body))
}

/// Suggests what may be meant by what was typed so far.
#[utoipa::path(
    get,
    path = "/api/suggest",
    tag = "search",
    params(SuggestParams),
    responses(
        (status = 200, description = "Sections, tags, authors, words and titles; perhaps none",
            body = SuggestAnswer, content_type = "application/json"),
        (status = 400, description = "A parameter can't be understood", body = Problem,
            content_type = "application/problem+json"),
        (status = 414, description = "The query string is too long", body = Problem,
            content_type = "application/problem+json"),
        (status = 503, description = "There is no index yet, or too much to do; try again", body = Problem,
            content_type = "application/problem+json"),
    )
)]
pub async fn api_suggest(
    State(server): State<Arc<Server>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let params = SuggestParams::parse(&query.unwrap_or_default())?;
    let suggester = server.suggester()?;
    let encoding = Encoding::choose(&headers);
    let done = server.pool.run(move || -> Result<_, Problem> {
        let begin = Instant::now();
        let suggestions = suggester.suggest(&params.q, params.limit)?;
        let answer = SuggestAnswer::new(&params.q, &suggestions, begin.elapsed());
        Ok(encoded(serde_json::to_vec(&answer).expect("texts and numbers have a JSON form"), encoding))
    });
    let (encoding, body) = done.await??;
    Ok(answer("application/json", encoding, body))
}

/// Encodes a body for one answer, where that is worth it.
pub fn encoded(body: Vec<u8>, encoding: Option<Encoding>) -> (Option<Encoding>, Vec<u8>) {
    match encoding.filter(|_| body.len() >= LEAST_BYTES) {
        Some(encoding) => match encoding.encode(&body, Effort::Once) {
            Ok(encoded) => (Some(encoding), encoded),
            Err(_) => (None, body),
        },
        None => (None, body),
    }
}

/// An answer that is another one the next time.
pub fn answer(media_type: &'static str, encoding: Option<Encoding>, body: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
    }
    response
}
