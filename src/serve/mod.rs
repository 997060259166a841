//! The site over HTTP: its feeds, any search as a feed, the search API and the search page.
//!
//! The only asynchronous code of the crate: the library below is synchronous and is called on
//! threads of its own (`pool`), never on those that serve connections. One file a subject:
//! `connections` takes and bounds connections, `limits` bounds requests, `live` keeps the index
//! current, `files` and `query_feeds` keep what is served again and again as a `document`, and
//! `api`, `feeds`, `search_page`, `health` and `describe` answer; `page` is what the search page says.
//!
//! The time that is passed on to searches is the caller's ([`Clock`]); the system's own is used for
//! what is about this process alone: how long something took, and what is older than the process.

mod answers;
mod api;
mod bind;
mod connections;
mod describe;
mod document;
mod encoding;
mod feeds;
mod files;
mod health;
mod limits;
mod live;
mod log;
mod metrics;
pub mod page;
mod params;
mod pool;
mod problem;
mod query_feeds;
mod search_page;
mod server;

use std::io;
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderValue, Method};
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;
use tower_http::cors::{AllowOrigin, CorsLayer};

pub use self::bind::Bind;
use self::bind::Listener;
pub use self::log::{Detail, Log};
pub use self::params::{BadParam, SearchParams};
use self::server::Server;
use crate::article::Timestamp;
use crate::config::Config;
use crate::error::{Error, Result};

/// Says what time it is.
pub type Clock = Box<dyn Fn() -> Timestamp + Send + Sync>;

/// How the site is to be served, beside what the configuration says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Where to listen.
    pub bind: Bind,
    /// The form of the log.
    pub log: Log,
    /// What the log tells.
    pub detail: Detail,
}

/// Serves the site until the process is told to end (SIGTERM, SIGINT), then finishes the answers
/// that are under way. Tells `ready` the address as soon as connections are taken.
///
/// An index that is missing or can't be read is no error: feeds are served without it, and it is
/// taken up as soon as it is there.
///
/// # Errors
///
/// [`Error::Io`] if the address can't be listened on.
pub fn run(config: Config, options: &Options, clock: Clock, ready: &mut dyn FnMut(&str)) -> Result<()> {
    let _log = log::begin(options.log, options.detail);
    connections::raise_file_limit();
    let runtime = Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|e| failed("starting to serve on", &options.bind, e))?;
    let server = Arc::new(Server::new(config, clock));
    live::begin(&server);
    let (end_watch, watch_ended) = mpsc::channel();
    let watching = std::thread::spawn({
        let server = Arc::clone(&server);
        move || live::watch(&server, &watch_ended)
    });
    let served = serve(&runtime, &server, options, ready);
    drop(end_watch);
    // It has nothing to say, and a panic of its own is in the log.
    let _ = watching.join();
    // A search that is still under way is of use to nobody.
    runtime.shutdown_timeout(Duration::from_millis(100));
    served
}

fn serve(
    runtime: &Runtime,
    server: &Arc<Server>,
    options: &Options,
    ready: &mut dyn FnMut(&str),
) -> Result<()> {
    runtime.block_on(async {
        let listen = |e| failed("listening on", &options.bind, e);
        let listener = Listener::open(&options.bind).await.map_err(listen)?;
        let (end, ended) = watch::channel(false);
        let stop = Signals::new().map_err(listen)?;
        ready(&listener.address().map_err(listen)?);
        tokio::spawn(async move {
            stop.wait().await;
            tracing::info!("ending");
            let _ = end.send(true);
        });
        let serve = &server.config.serve;
        let grace = Duration::from_secs(u64::from(serve.timeout));
        let connections = Arc::clone(&server.connections);
        connections.serve(listener, router(server), serve.connections, ended, grace).await;
        Ok(())
    })
}

/// All addresses of the server.
fn router(server: &Arc<Server>) -> Router {
    let mut router = Router::new()
        .route("/search", get(search_page::search_page))
        .route("/assets/{file}", get(search_page::asset))
        .route(search_page::SEARCH_BOX, get(search_page::asset))
        .route("/api/search", get(api::api_search))
        .route("/api/suggest", get(api::api_suggest))
        .route("/search.rss", get(feeds::search_rss))
        .route("/search.atom", get(feeds::search_atom))
        .route("/search.json", get(feeds::search_json))
        .route("/opensearch.xml", get(describe::opensearch))
        .route("/openapi.json", get(describe::openapi))
        .route("/healthz", get(health::healthz))
        .route("/metrics", get(health::metrics));
    // Feeds of searches call themselves by an address below the feeds' own.
    let below = server.config.feeds_url().path().trim_end_matches('/');
    if !below.is_empty() && !below.contains(['{', '}']) {
        router = router
            .route(&format!("{below}/search.rss"), get(feeds::search_rss))
            .route(&format!("{below}/search.atom"), get(feeds::search_atom))
            .route(&format!("{below}/search.json"), get(feeds::search_json));
    }
    let mut router = router
        .fallback(feeds::file)
        .with_state(Arc::clone(server))
        .layer(from_fn_with_state(Arc::clone(server), limits::limits));
    if let Some(cors) = cors(&server.config.serve.cors) {
        router = router.layer(cors);
    }
    router.layer(from_fn_with_state(Arc::clone(server), log::access))
}

/// Which other sites' scripts may read the answers; `None` if none may.
fn cors(origins: &[String]) -> Option<CorsLayer> {
    let allowed = match origins {
        [] => return None,
        origins if origins.iter().any(|origin| origin == "*") => AllowOrigin::any(),
        origins => AllowOrigin::list(origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok())),
    };
    let methods = [Method::GET, Method::HEAD];
    Some(CorsLayer::new().allow_origin(allowed).allow_methods(methods).max_age(Duration::from_secs(3600)))
}

/// The signals that end the process.
struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    fn new() -> io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Self {
                terminate: signal(SignalKind::terminate())?,
                interrupt: signal(SignalKind::interrupt())?,
            })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    #[cfg(unix)]
    async fn wait(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    #[cfg(not(unix))]
    async fn wait(self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}

fn failed(action: &'static str, bind: &Bind, cause: io::Error) -> Error {
    Error::io(action, Path::new(&bind.to_string()), cause)
}
