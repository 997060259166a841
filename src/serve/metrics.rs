//! What is counted, for Prometheus.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

use super::Server;

/// The media type of the text format.
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What is counted.
pub struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter>,
    seconds: Family<Route, Histogram>,
    editions: Counter,
    articles: Gauge,
    connections: Gauge,
    waiting: Gauge,
    is_index_good: Gauge,
    rebuild_age: Gauge<f64, AtomicU64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    route: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: &'static str,
}

impl Metrics {
    /// Nothing is counted yet.
    pub fn new() -> Self {
        // From half a millisecond to 16 seconds.
        let seconds = || Histogram::new(exponential_buckets(0.0005, 2.0, 16));
        let mut metrics = Self {
            registry: Registry::with_prefix("tidings"),
            requests: Family::default(),
            seconds: Family::new_with_constructor(seconds),
            editions: Counter::default(),
            articles: Gauge::default(),
            connections: Gauge::default(),
            waiting: Gauge::default(),
            is_index_good: Gauge::default(),
            rebuild_age: Gauge::default(),
        };
        let registry = &mut metrics.registry;
        registry.register("http_requests", "Requests answered", metrics.requests.clone());
        registry.register("http_request_seconds", "Time until the answer began", metrics.seconds.clone());
        registry.register("index_editions", "States of the index taken up", metrics.editions.clone());
        registry.register("index_articles", "Articles in the index", metrics.articles.clone());
        registry.register("connections", "Connections open", metrics.connections.clone());
        registry.register("searches_waiting", "Searches that wait for their turn", metrics.waiting.clone());
        registry.register(
            "index_good",
            "1 if the index in its folder can be read, 0 if a former one is in use, or none",
            metrics.is_index_good.clone(),
        );
        registry.register(
            "rebuild_age_seconds",
            "Time since the last rebuild ended well; -1 if there was none",
            metrics.rebuild_age.clone(),
        );
        metrics
    }

    /// Counts a request.
    pub fn answered(&self, route: &'static str, status: u16, took: Duration) {
        self.requests.get_or_create(&Request { route, status }).inc();
        self.seconds.get_or_create(&Route { route }).observe(took.as_secs_f64());
    }

    /// Notes that a state of the index was taken up.
    pub fn took_up(&self, articles: u64) {
        self.editions.inc();
        self.articles.set(i64::try_from(articles).unwrap_or(i64::MAX));
    }

    /// Returns everything in the text format.
    pub fn text(&self, server: &Server, rebuild_age: Option<Duration>) -> String {
        let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        self.connections.set(count(server.connections.count()));
        self.waiting.set(count(server.pool.waiting()));
        self.is_index_good.set(i64::from(server.trouble().is_none() && server.edition().is_ok()));
        self.rebuild_age.set(rebuild_age.map_or(-1.0, |age| age.as_secs_f64()));
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("memory takes every text");
        text
    }
}
