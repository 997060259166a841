//! The search page over HTTP, and the files that it asks for. What stands in them is [`page`]'s.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use axum::body::Body;
use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};

use super::Server;
use super::answers::{Asked, Encoded};
use super::api::answer;
use super::document::Document;
use super::encoding::Encoding;
use super::feeds::deliver;
use super::live::Shared;
use super::page::{self, Address, Locale, Page};
use super::params::SearchParams;
use super::problem::Problem;
use crate::index::Order;
use crate::search::search;

/// The address of the search box for other sites.
pub const SEARCH_BOX: &str = "/search-box.js";

/// A search as a page for people. What goes wrong is a page, too.
pub async fn search_page(
    State(server): State<Arc<Server>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let parsed = SearchParams::parse(&query.unwrap_or_default());
    let address = parsed.as_ref().map(address).unwrap_or_default();
    let locale = locale(&server, address.ui, &headers);
    let encoding = Encoding::choose(&headers);
    let rendered = match parsed {
        Ok(params) => found(&server, params, address.clone(), locale, encoding).await,
        Err(bad) => Err(bad.into()),
    };
    let (code, body) = match rendered {
        Ok(body) => (StatusCode::OK, body),
        Err(problem) => {
            let page = page::refusal(&server.config.site, locale, &address, &problem.detail);
            (problem.code(), Encoded::once(page.into_bytes(), encoding))
        }
    };
    let mut response = answer("text/html; charset=utf-8", body);
    *response.status_mut() = code;
    let headers = response.headers_mut();
    let policy = HeaderValue::from_static(page::CONTENT_SECURITY_POLICY);
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding, accept-language"));
    if code == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}

async fn found(
    server: &Arc<Server>,
    mut params: SearchParams,
    address: Address,
    locale: Locale,
    encoding: Option<Encoding>,
) -> Result<Encoded, Problem> {
    params.view.facets = true;
    let asked = Asked::Page(params.clone(), locale);
    let at_work = Arc::clone(server);
    let render = move |edition: Shared, now| {
        let found = search(&edition.engine, &params.search(now))?;
        let site = &at_work.config.site;
        Ok(page::render(&Page { site, locale, address: &address, found: &found }).into_bytes())
    };
    server.answers.get(server, asked, encoding, render).await
}

fn address(params: &SearchParams) -> Address {
    let SearchParams { question, view, ui, .. } = params;
    Address {
        text: question.q.clone(),
        filters: question.properties().map(|(property, value)| (property, value.clone())).collect(),
        from: question.from.clone(),
        to: question.to.clone(),
        order: view.sort.map(Order::from),
        offset: view.offset,
        limit: view.limit,
        ui: ui.as_deref().and_then(Locale::of),
    }
}

fn locale(server: &Server, asked: Option<Locale>, headers: &HeaderMap) -> Locale {
    let config = &server.config;
    let setting = Locale::of(&config.serve.language);
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|languages| languages.to_str().ok());
    Locale::choose(asked, setting, accepted, &config.site.language)
}

/// What stands beside the page, by address.
pub struct Assets(BTreeMap<String, Arc<Document>>);

impl Assets {
    /// All of them; `since` stands for the moment of their last change.
    pub fn new(since: SystemTime) -> Self {
        let make = |bytes: &[u8], media_type: &str, cache_control: &str| {
            let document = Document::new(bytes.to_vec(), media_type.to_owned(), since, since);
            Arc::new(document.with_cache_control(cache_control.to_owned()))
        };
        let kept_for_ever = "public, max-age=31536000, immutable";
        let assets = page::assets().into_iter();
        let mut all: BTreeMap<String, Arc<Document>> = assets
            .map(|asset| (format!("/{}", asset.path), make(asset.bytes, asset.media_type, kept_for_ever)))
            .collect();
        let script = make(page::search_box(), "text/javascript; charset=utf-8", "public, max-age=3600");
        all.insert(SEARCH_BOX.to_owned(), script);
        Self(all)
    }
}

/// A file that the page asks for, or the search box, which any site may use.
pub async fn asset(State(server): State<Arc<Server>>, request: Request) -> Result<Response<Body>, Problem> {
    let path = request.uri().path();
    let document = server.assets.0.get(path).ok_or_else(Problem::not_found)?;
    let mut response = deliver(&server, Arc::clone(document), request.headers()).await?;
    if path == SEARCH_BOX {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    }
    Ok(response)
}
