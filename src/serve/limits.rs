//! What a request may ask of the server: method, length and time.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::Server;
use super::problem::Problem;

/// Bytes of a query string, at most.
const QUERY_BYTES: usize = 32 << 10;

/// Bytes of a request's body, at most; nothing here reads one.
const BODY_BYTES: u64 = 16 << 10;

/// Refuses what is too much or makes no sense, and what takes too long.
pub async fn limits(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let mut response = match refusal(&request) {
        Some(problem) => refused(problem),
        None => {
            let seconds = u64::from(server.config.serve.timeout);
            match tokio::time::timeout(Duration::from_secs(seconds), next.run(request)).await {
                Ok(response) => response,
                Err(_) => {
                    let detail = format!("the answer took longer than {seconds} seconds");
                    Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail).into_response()
                }
            }
        }
    };
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn refusal(request: &Request) -> Option<Problem> {
    let refuse = |code, detail: &str| Some(Problem::new(code, detail));
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return refuse(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD are answered");
    }
    if request.uri().query().is_some_and(|query| query.len() > QUERY_BYTES) {
        return refuse(StatusCode::URI_TOO_LONG, "the query string is too long");
    }
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok()).unwrap_or(0);
    if length > BODY_BYTES || request.headers().contains_key(header::TRANSFER_ENCODING) {
        return refuse(StatusCode::PAYLOAD_TOO_LARGE, "a request has no body here");
    }
    None
}

fn refused(problem: Problem) -> Response {
    let code = problem.code();
    let mut response = problem.into_response();
    let headers = response.headers_mut();
    if code == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    if code == StatusCode::PAYLOAD_TOO_LARGE {
        // What is left of the body would be taken for the next request.
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
