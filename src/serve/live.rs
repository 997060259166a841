//! The index as it is now: looked at several times a second, and taken up anew after a commit of
//! another process. What can't be read never takes the place of what can.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant, SystemTime};

use super::Server;
use crate::error::{Error, Result};
use crate::index::{Embedded, Engine as _};
use crate::suggest::Suggester;

/// Between two looks. A commit is to show within a second.
const LOOK: Duration = Duration::from_millis(250);

/// At most so long until an index that can't be read is tried again, unless it was written to
/// before: a damaged file is read through each time.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What is suggested is made anew after this time, for articles become due.
const SUGGESTIONS_AGE: Duration = Duration::from_secs(120);

/// What was tried last, without success.
struct Failure {
    committed: Option<SystemTime>,
    again_at: Instant,
    pause: Duration,
}

/// Looks after the index until `end` is dropped.
pub fn watch(server: &Server, end: &Receiver<()>) {
    let mut failure = None;
    let mut suggestions_made = Instant::now();
    while end.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
        look(server, &mut failure);
        if suggestions_made.elapsed() > SUGGESTIONS_AGE
            && let Ok(edition) = server.edition()
        {
            make_suggestions(server, &edition.engine);
            suggestions_made = Instant::now();
        }
    }
}

/// Takes up the index for the first time, if there is one.
pub fn begin(server: &Server) {
    if let Err(error) = take_up(server) {
        tracing::warn!("{error}");
        server.set_trouble(Some(error.to_string()));
    }
}

fn look(server: &Server, failure: &mut Option<Failure>) {
    let committed = Embedded::committed(&server.config.paths.index);
    if let Some(Failure { committed: then, again_at, .. }) = failure
        && *then == committed
        && Instant::now() < *again_at
    {
        return;
    }
    let is_current = server.edition().is_ok_and(|edition| edition.engine.is_current().unwrap_or(false));
    if is_current {
        *failure = None;
        server.set_trouble(None);
        return;
    }
    // A commit that comes while the index is opened can pull a file from under it, once.
    match take_up(server).or_else(|_| take_up(server)) {
        Ok(()) => *failure = None,
        Err(error) => {
            let pause = failure.take().map_or(LOOK, |failure| (failure.pause * 2).min(LONGEST_PAUSE));
            *failure = Some(Failure { committed, again_at: Instant::now() + pause, pause });
            let message = error.to_string();
            if server.trouble().as_ref() != Some(&message) {
                tracing::error!("the index can't be taken up, the former one stays in use: {message}");
            }
            server.set_trouble(Some(message));
        }
    }
}

fn take_up(server: &Server) -> Result<()> {
    let folder = &server.config.paths.index;
    let engine = Embedded::open(folder)?;
    if !engine.is_committed() {
        // A rebuild made it a moment ago, and is at work.
        let message = "it is being made anew".to_owned();
        return Err(Error::Index { path: folder.clone(), message });
    }
    let written = Embedded::committed(folder);
    tracing::info!(articles = engine.articles(), commit = engine.commit(), "the index is open");
    server.take_up(engine, written);
    // They take longer to make than an index to open, and nobody's search waits for them.
    make_suggestions(server, &server.edition()?.engine);
    Ok(())
}

fn make_suggestions(server: &Server, engine: &Embedded) {
    match Suggester::new(engine, server.now()) {
        Ok(suggester) => server.put_suggester(suggester),
        Err(error) => tracing::error!(%error, "suggestions stay as they were"),
    }
}

/// One state of the index. Whoever holds it sees one commit until it is dropped.
pub struct Edition {
    /// Reads the commit.
    pub engine: Embedded,
    /// Another one for each edition, from 1.
    pub number: u64,
    /// When the commit was made, if that is known.
    pub written: Option<SystemTime>,
}

/// Shared by the requests that began while it was current.
pub type Shared = Arc<Edition>;
