//! What all requests share: the configuration, the clock and the index as it is now.

use std::sync::{Arc, PoisonError, RwLock};

use super::Clock;
use crate::article::Timestamp;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::index::Embedded;

/// What all requests share.
pub struct State {
    /// The site's.
    pub config: Config,
    clock: Clock,
    index: RwLock<Option<Arc<Embedded>>>,
}

impl State {
    /// Shares `config`; there is no index yet.
    pub fn new(config: Config, clock: Clock) -> Self {
        Self { config, clock, index: RwLock::new(None) }
    }

    /// The present moment, in the site's zone.
    pub fn now(&self) -> Timestamp {
        (self.clock)().with_timezone(&self.config.site.timezone).fixed_offset()
    }

    /// The index as it is now. Whoever holds it sees one commit until it is dropped.
    ///
    /// # Errors
    ///
    /// [`Error::NoIndex`] if none could be opened yet.
    pub fn index(&self) -> Result<Arc<Embedded>> {
        let index = self.index.read().unwrap_or_else(PoisonError::into_inner);
        index.clone().ok_or_else(|| Error::NoIndex { path: self.config.paths.index.clone() })
    }

    /// Takes up an index in the place of the former one.
    pub fn put_index(&self, index: Embedded) {
        *self.index.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(index));
    }
}
