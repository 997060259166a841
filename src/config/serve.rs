//! `[serve]`: how the site is served over HTTP.

use serde::Deserialize;

use super::mistake::Mistake;

/// `[serve]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Serve {
    /// Where the server listens: `HOST:PORT`, or `unix:PATH`.
    pub bind: String,
    /// Origins whose scripts may read feeds and search answers; `"*"` for all, none if empty.
    pub cors: Vec<String>,
    /// The search page's language; the reader's, or the site's, where left out.
    pub language: String,
    /// Seconds that a reader or a proxy may keep a feed without asking again.
    pub max_age: u32,
    /// Seconds that a request may take; and what is under way at the end, too.
    pub timeout: u32,
    /// Searches at a time; twice the processors if 0.
    pub searches: usize,
    /// Searches that may wait for their turn; those beyond are turned away with 503.
    pub waiting: usize,
    /// Megabytes of answers to searches that are kept until the index is another; none if 0.
    pub kept: u32,
    /// Connections at a time; beyond, the one that has waited longest for a request is closed.
    pub connections: usize,
}

impl Default for Serve {
    fn default() -> Self {
        Self {
            bind: "127.0.0.1:8080".to_owned(),
            cors: Vec::new(),
            language: String::new(),
            max_age: 300,
            timeout: 10,
            searches: 0,
            waiting: 1_000,
            kept: 64,
            connections: 20_000,
        }
    }
}

impl Serve {
    pub(super) fn mistakes(&self) -> Vec<Mistake> {
        let mut found = Vec::new();
        for origin in self.cors.iter().filter(|origin| !is_origin(origin)) {
            let message = format!("cors: `{origin}` is not an origin");
            found.push(Mistake::new("cors", message, "write it as https://example.org, or \"*\" for all"));
        }
        for (key, value) in [("timeout", u64::from(self.timeout)), ("connections", self.connections as u64)] {
            if value == 0 {
                found.push(Mistake::new(key, format!("{key} = 0 serves nobody"), "write 1 or more"));
            }
        }
        found
    }
}

/// Whether `text` is a scheme and a host, perhaps a port, and nothing behind.
fn is_origin(text: &str) -> bool {
    let origin = || Some(url::Url::parse(text).ok()?.origin().ascii_serialization());
    text == "*" || origin().is_some_and(|origin| origin == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_no_path() {
        for good in ["*", "https://example.org", "http://localhost:3000"] {
            assert!(is_origin(good), "{good}");
        }
        for bad in ["", "example.org", "https://example.org/", "https://example.org/a", "null", "data:x"] {
            assert!(!is_origin(bad), "{bad}");
        }
    }
}
