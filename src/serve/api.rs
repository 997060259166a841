//! The search API: the JSON of `docs/json.md` over HTTP.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, Response, header};
use serde::Serialize;

use super::Server;
use super::answers::{Asked, Encoded};
use super::encoding::Encoding;
use super::live::Shared;
use super::params::{Question, SearchParams, SuggestParams, View};
use super::problem::{Problem, Refusals};
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
        Refusals,
    )
)]
pub async fn api_search(
    State(server): State<Arc<Server>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let params = SearchParams::parse(&query.unwrap_or_default())?;
    let encoding = Encoding::choose(&headers);
    let asked = Asked::Json(params.clone());
    let search = move |edition: Shared, now| {
        let asked = params.search(now);
        let begin = Instant::now();
        let found = search(&edition.engine, &asked)?;
        let took = begin.elapsed();
        Ok(json(&SearchAnswer::new(&asked.text, &found, took).with_notes(params.unknown)))
    };
    Ok(answer("application/json", server.answers.get(&server, asked, encoding, search).await?))
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
        Refusals,
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
    let suggest = move || -> Result<_, Problem> {
        let begin = Instant::now();
        let suggestions = suggester.suggest(&params.q, params.limit)?;
        let body = json(&SuggestAnswer::new(&params.q, &suggestions, begin.elapsed()));
        Ok(Encoded::once(body, encoding))
    };
    Ok(answer("application/json", server.pool.run(suggest).await??))
}

fn json(answer: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(answer).expect("texts and numbers have a JSON form")
}

/// An answer that may be another one the next time.
pub fn answer(media_type: &'static str, body: Encoded) -> Response<Body> {
    let mut response = Response::new(body.bytes.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = body.encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
    }
    response
}
