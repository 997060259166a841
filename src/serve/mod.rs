//! The site over HTTP: its feeds, any search as a feed, the search API and the search page.
//!
//! The only asynchronous code of the crate: the library below is synchronous and is called on
//! threads of its own ([`State`]), never on those that serve connections.

pub mod page;
pub mod params;
mod state;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

pub use self::params::SearchParams;
pub use self::state::State;
use crate::article::Timestamp;

/// Says what time it is.
pub type Clock = Box<dyn Fn() -> Timestamp + Send + Sync>;

/// All addresses of the server.
pub fn router(state: Arc<State>) -> Router {
    Router::new().route("/healthz", get(|| async { "ok\n" })).with_state(state)
}
