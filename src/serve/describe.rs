//! The server's descriptions of itself: OpenAPI for programs, OpenSearch for browsers.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Response, header};
use quick_xml::escape::escape;
use utoipa::OpenApi;

use super::problem::Problem;
use super::{Server, api, feeds, health};
use crate::search::json::{SearchAnswer, SuggestAnswer};

#[derive(OpenApi)]
#[openapi(
    info(description = "Searches the articles of a site, and gives any search as a feed."),
    paths(
        api::api_search,
        api::api_suggest,
        feeds::search_rss,
        feeds::search_atom,
        feeds::search_json,
        health::healthz,
        health::metrics
    ),
    components(schemas(SearchAnswer, SuggestAnswer, Problem, health::Health)),
    tags(
        (name = "search", description = "Articles, by what they say"),
        (name = "feeds", description = "Searches to subscribe to"),
        (name = "operation", description = "For those who run the server")
    )
)]
struct Description;

/// Describes the API (OpenAPI 3.1), from the code that answers it.
pub async fn openapi() -> Response<Body> {
    let text = Description::openapi().to_json().expect("texts and numbers have a JSON form");
    document("application/json", text)
}

/// Describes the search for browsers (OpenSearch 1.1).
pub async fn opensearch(State(server): State<Arc<Server>>) -> Response<Body> {
    document("application/opensearchdescription+xml; charset=utf-8", description(&server))
}

fn description(server: &Server) -> String {
    let site = &server.config.site;
    // OpenSearch 1.1 allows 16 characters for the short name, 48 for the long one.
    let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>();
    let url = |path: &str| site.url.join(path).map(String::from).unwrap_or_default();
    let mut urls = String::new();
    for (media_type, template) in [
        ("text/html", url("search") + "?q={searchTerms}&offset={startIndex?}&limit={count?}"),
        ("application/rss+xml", url("search.rss") + "?q={searchTerms}"),
        ("application/atom+xml", url("search.atom") + "?q={searchTerms}"),
        ("application/json", url("api/search") + "?q={searchTerms}&offset={startIndex?}&limit={count?}"),
    ] {
        urls += &format!(
            "  <Url type=\"{media_type}\" indexOffset=\"0\" template=\"{}\"/>\n",
            escape(template.as_str())
        );
    }
    let image = site.icon.as_ref().and_then(|icon| site.url.join(icon).ok());
    let image = image.map_or(String::new(), |url| format!("  <Image>{}</Image>\n", escape(url.as_str())));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n  \
         <ShortName>{}</ShortName>\n  <LongName>{}</LongName>\n  <Description>{}</Description>\n\
         {urls}  <Url type=\"application/opensearchdescription+xml\" rel=\"self\" template=\"{}\"/>\n\
         {image}  <Language>{}</Language>\n  <InputEncoding>UTF-8</InputEncoding>\n  \
         <OutputEncoding>UTF-8</OutputEncoding>\n</OpenSearchDescription>\n",
        escape(cut(&site.title, 16).as_str()),
        escape(cut(&site.title, 48).as_str()),
        escape(cut(&site.description, 1024).as_str()),
        escape(url("opensearch.xml").as_str()),
        escape(site.language.as_str()),
    )
}

fn document(media_type: &'static str, text: String) -> Response<Body> {
    let mut response = Response::new(text.into());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    response
}
