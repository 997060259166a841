//! What went wrong, for programs (RFC 9457).

use std::collections::BTreeMap;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::openapi::{self, ContentBuilder, Ref, RefOr, ResponseBuilder};
use utoipa::{IntoResponses, ToSchema};

use super::params::BadParam;
use super::pool::Busy;
use crate::error::Error;

/// The media type of problems.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// What went wrong (RFC 9457). Its type is `about:blank`: the status says all that there is to it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// `about:blank`.
    r#type: &'static str,
    /// The status in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What is wrong, and what to write instead.
    pub detail: String,
    /// Which parameter, if it is one's fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<&'static str>,
    #[serde(skip)]
    code: StatusCode,
}

impl Problem {
    /// Says what went wrong.
    pub fn new(code: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            r#type: "about:blank",
            title: code.canonical_reason().unwrap_or("Error").to_owned(),
            status: code.as_u16(),
            detail: detail.into(),
            parameter: None,
            code,
        }
    }

    /// There is nothing at this address.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "there is nothing at this address")
    }

    /// The status.
    pub fn code(&self) -> StatusCode {
        self.code
    }
}

impl From<BadParam> for Problem {
    fn from(bad: BadParam) -> Self {
        Self { parameter: bad.name, ..Self::new(StatusCode::BAD_REQUEST, bad.message) }
    }
}

impl From<Busy> for Problem {
    fn from(busy: Busy) -> Self {
        match busy {
            Busy::Full => Self::new(StatusCode::SERVICE_UNAVAILABLE, busy.to_string()),
            Busy::Failed => Self::new(StatusCode::INTERNAL_SERVER_ERROR, busy.to_string()),
        }
    }
}

/// Where the index lies is nobody's business outside; the log has it.
impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let detail = match error {
            Error::NoIndex { .. } => "there is no index yet; try again after the first rebuild",
            _ => "the index can't be read just now",
        };
        tracing::error!(%error, "a request failed");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self).expect("texts and numbers have a JSON form");
        let mut response = (self.code, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.code == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

/// How a search may be refused, for the API's description.
pub struct Refusals;

impl IntoResponses for Refusals {
    fn responses() -> BTreeMap<String, RefOr<openapi::Response>> {
        let refusals = [
            (StatusCode::BAD_REQUEST, "A parameter can't be understood"),
            (StatusCode::URI_TOO_LONG, "The query string is too long"),
            (StatusCode::SERVICE_UNAVAILABLE, "There is no index yet, or too much to do; try again"),
        ];
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build();
        let response = |description| {
            ResponseBuilder::new().description(description).content(MEDIA_TYPE, content.clone()).build()
        };
        refusals.map(|(code, description)| (code.as_str().to_owned(), response(description).into())).into()
    }
}
