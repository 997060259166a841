//! Tells the WebSub hub of the feeds whose bytes changed, after they are published.
//!
//! The hub decides nothing: the feeds stand, whatever it says, and a failure is a warning. What it
//! was not told of is noted in `index/hub.json` before it is asked, and is there only as long as
//! something is left to tell; the next rebuild tells it, also where nothing else changed. Losing
//! the note costs subscribers some minutes, for they ask by themselves too. A run that is killed
//! while it publishes notes nothing.
//!
//! Each feed is a request of its own over one connection: repeating `hub.url` in one request was
//! never in the specification, and not every hub reads more than one of them.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use ureq::Agent;

use super::Flow;
use crate::diagnostic::{Diagnostic, Place};
use crate::error::{Error, Result};
use crate::feeds::published_url;
use crate::publish::{Name, Sink};
use crate::replace::replace;

const FILE_NAME: &str = "hub.json";

/// Bytes that are read of a hub's answer, so that its connection can be used again.
const ANSWER: u64 = 10_000;

/// The feeds that the hub was not yet told of.
pub(super) struct Untold<'a> {
    flow: &'a Flow<'a>,
    path: PathBuf,
    /// As noted on disk.
    names: BTreeSet<Name>,
}

impl<'a> Untold<'a> {
    /// Reads what former rebuilds left to tell; nothing if the note is not there or not readable.
    pub(super) fn read(flow: &'a Flow<'a>) -> Self {
        let path = flow.config.paths.index.join(FILE_NAME);
        let read = std::fs::read(&path).ok();
        let names = read.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Self { flow, path, names }
    }

    /// Notes feeds that changed; without a hub there is nothing to tell.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the note can't be written.
    pub(super) fn add(&mut self, changed: Vec<Name>) -> Result<()> {
        let mut names = BTreeSet::new();
        if !self.hub().is_empty() {
            names.clone_from(&self.names);
            names.extend(changed);
        }
        self.note(names)
    }

    /// Tells the hub as much as the time allows, and notes what is left; returns what went wrong.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the note can't be written.
    pub(super) fn tell(&mut self, sink: &dyn Sink) -> Result<Option<Diagnostic>> {
        if self.names.is_empty() || self.flow.options.hub_wait == 0 {
            return Ok(None);
        }
        // A feed that is gone since has nobody to be told of it.
        let published = sink.list()?;
        let names: Vec<Name> =
            self.names.iter().filter(|name| published.contains_key(*name)).cloned().collect();
        let mut left = BTreeSet::new();
        let mut failure = None;
        let mut line = Line::new(self.hub(), Duration::from_secs(self.flow.options.hub_wait));
        for name in names {
            if let Err(message) = line.tell(published_url(&name, self.flow.config).as_str()) {
                failure.get_or_insert(message);
                left.insert(name);
            }
        }
        let finding = failure.map(|message| {
            let feeds = if left.len() == 1 { "1 feed".to_owned() } else { format!("{} feeds", left.len()) };
            let message = format!("the hub could not be told of {feeds}: {message}");
            let hint = "the feeds are published; the next rebuild tells the hub";
            Diagnostic::warning("hub", Place::file(self.hub()), message).with_hint(hint)
        });
        self.note(left)?;
        Ok(finding)
    }

    fn hub(&self) -> &'a str {
        &self.flow.config.feeds.hub
    }

    fn note(&mut self, names: BTreeSet<Name>) -> Result<()> {
        if names == self.names {
            return Ok(());
        }
        let write = || -> io::Result<()> {
            if names.is_empty() {
                return std::fs::remove_file(&self.path);
            }
            replace(&self.path, &serde_json::to_vec(&names)?)
        };
        write().map_err(|e| Error::io("writing", &self.path, e))?;
        self.names = names;
        Ok(())
    }
}

/// A connection to the hub, for a limited time.
struct Line<'a> {
    agent: Agent,
    hub: &'a str,
    /// The time that has passed bounds the wait; nothing that is written depends on it.
    since: Instant,
    limit: Duration,
    /// Why nothing more is to be tried.
    broken: Option<String>,
}

impl<'a> Line<'a> {
    fn new(hub: &'a str, limit: Duration) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // A redirected POST would become a GET.
            .max_redirects(0)
            .user_agent(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { agent: config.into(), hub, since: Instant::now(), limit, broken: None }
    }

    /// Tells of one feed. A hub that refuses it may take the next one; one that can't be reached, or
    /// doesn't answer in time, is not tried again.
    fn tell(&mut self, feed: &str) -> Result<(), String> {
        if let Some(message) = &self.broken {
            return Err(message.clone());
        }
        match self.post(feed) {
            Ok(status) if status.is_success() => Ok(()),
            Ok(status) => Err(format!("it answered `{status}` for `{feed}`")),
            Err(message) => {
                self.broken = Some(message.clone());
                Err(message)
            }
        }
    }

    fn post(&self, feed: &str) -> Result<ureq::http::StatusCode, String> {
        let too_late = || format!("it took longer than {} s", self.limit.as_secs());
        let left = self.limit.saturating_sub(self.since.elapsed());
        if left.is_zero() {
            return Err(too_late());
        }
        let request = self.agent.post(self.hub).config().timeout_global(Some(left)).build();
        match request.send_form([("hub.mode", "publish"), ("hub.url", feed)]) {
            Ok(mut response) => {
                // What it says beside its status is of no use, and whether it can be read neither.
                let _ = response.body_mut().with_config().limit(ANSWER).read_to_vec();
                Ok(response.status())
            }
            Err(ureq::Error::Timeout(_)) => Err(too_late()),
            Err(error) => Err(error.to_string()),
        }
    }
}
