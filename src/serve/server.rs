//! What all requests share: the configuration, the clock, the index as it is now, and what is kept of
//! former answers.

use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::SystemTime;

use super::Clock;
use super::answers::Answers;
use super::connections::Connections;
use super::files::Files;
use super::live::{Edition, Shared};
use super::metrics::Metrics;
use super::pool::Pool;
use super::query_feeds::QueryFeeds;
use super::search_page::Assets;
use crate::article::Timestamp;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::index::{Embedded, Engine as _};
use crate::suggest::Suggester;

/// What all requests share.
pub struct Server {
    /// The site's.
    pub config: Config,
    /// Where searches are done.
    pub pool: Pool,
    /// Where files are read and encoded, so that they don't wait for searches.
    pub desk: Pool,
    /// The published files.
    pub files: Files,
    /// Searches as feeds.
    pub query_feeds: QueryFeeds,
    /// Answers to searches.
    pub answers: Answers,
    /// What stands beside the search page.
    pub assets: Assets,
    /// What is counted.
    pub metrics: Metrics,
    /// Who is connected.
    pub connections: Arc<Connections>,
    clock: Clock,
    edition: RwLock<Option<Shared>>,
    suggester: RwLock<Option<Arc<Suggester>>>,
    trouble: Mutex<Option<String>>,
}

/// Pieces of work with files at a time.
const FILES_AT_A_TIME: usize = 4;

impl Server {
    /// Shares `config`; there is no index yet.
    pub fn new(config: Config, clock: Clock) -> Self {
        let processors = std::thread::available_parallelism().map_or(2, usize::from);
        let searches = if config.serve.searches == 0 { 2 * processors } else { config.serve.searches };
        let since = SystemTime::now();
        Self {
            pool: Pool::new(searches, config.serve.waiting),
            desk: Pool::new(FILES_AT_A_TIME, config.serve.waiting),
            files: Files::new(&config, since),
            query_feeds: QueryFeeds::new(),
            answers: Answers::new(u64::from(config.serve.kept) << 20),
            assets: Assets::new(since),
            metrics: Metrics::new(),
            connections: Arc::default(),
            config,
            clock,
            edition: RwLock::new(None),
            suggester: RwLock::new(None),
            trouble: Mutex::new(None),
        }
    }

    /// The present moment, in the site's zone.
    pub fn now(&self) -> Timestamp {
        (self.clock)().with_timezone(&self.config.site.timezone).fixed_offset()
    }

    /// The index as it is now.
    ///
    /// # Errors
    ///
    /// [`Error::NoIndex`] if none could be opened yet.
    pub fn edition(&self) -> Result<Shared> {
        let edition = self.edition.read().unwrap_or_else(PoisonError::into_inner);
        edition.clone().ok_or_else(|| Error::NoIndex { path: self.config.paths.index.clone() })
    }

    /// Puts `engine` in the place of the former one. Requests under way keep theirs.
    pub fn take_up(&self, engine: Embedded, written: Option<SystemTime>) {
        self.metrics.took_up(engine.articles());
        let mut edition = self.edition.write().unwrap_or_else(PoisonError::into_inner);
        let number = edition.as_ref().map_or(1, |former| former.number + 1);
        *edition = Some(Arc::new(Edition { engine, number, written }));
        drop(edition);
        self.set_trouble(None);
    }

    /// What suggests; of the present edition, or for a moment of the former one.
    ///
    /// # Errors
    ///
    /// [`Error::NoIndex`] if there is none yet.
    pub fn suggester(&self) -> Result<Arc<Suggester>> {
        let suggester = self.suggester.read().unwrap_or_else(PoisonError::into_inner);
        suggester.clone().ok_or_else(|| Error::NoIndex { path: self.config.paths.index.clone() })
    }

    /// Puts another suggester in the place of the former one.
    pub fn put_suggester(&self, suggester: Suggester) {
        *self.suggester.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(suggester));
    }

    /// What is wrong with the index in its folder, if anything is.
    pub fn trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes what is wrong with the index, or that nothing is.
    pub fn set_trouble(&self, trouble: Option<String>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }
}
