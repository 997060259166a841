//! The index as it is now: looked at several times a second, and taken up anew after a commit of
//! another process. What can't be read never takes the place of what can.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant, SystemTime};

use super::Server;
use crate::article::Timestamp;
use crate::error::{Error, Result};
use crate::index::{Audience, Embedded, Engine as _, Request};
use crate::query::Query;
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
    let mut minute = minute(server);
    while end.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
        look(server, &mut failure);
        if minute != self::minute(server) {
            minute = self::minute(server);
            renew(server);
        }
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
    let due = due(&engine, server.now())?;
    server.take_up(Arc::new(engine), written, due);
    // They take longer to make than an index to open, and nobody's search waits for them.
    make_suggestions(server, &server.edition()?.engine);
    Ok(())
}

/// Makes an edition of its own of the same commit, if another article is due than was before.
fn renew(server: &Server) {
    let Ok(edition) = server.edition() else { return };
    match due(&edition.engine, server.now()) {
        Ok(due) if due == edition.due => {}
        Ok(due) => server.put(Arc::clone(&edition.engine), edition.written, due),
        Err(error) => tracing::error!(%error, "what is due can't be counted"),
    }
}

fn due(engine: &Embedded, now: Timestamp) -> Result<Due> {
    let count = |audience| -> Result<u64> {
        let all = Request { audience, ..Request::newest(Query::All, 0, now) };
        Ok(engine.query(&all)?.total)
    };
    Ok(Due { ever: count(Audience::Ever)?, now: count(Audience::Readers)? })
}

/// The minute that it is, since 1970: articles become due to the minute.
fn minute(server: &Server) -> i64 {
    server.now().timestamp().div_euclid(60)
}

fn make_suggestions(server: &Server, engine: &Embedded) {
    match Suggester::new(engine, server.now()) {
        Ok(suggester) => server.put_suggester(suggester),
        Err(error) => tracing::error!(%error, "suggestions stay as they were"),
    }
}

/// One state of the index and of what is due in it. Whoever holds it sees one commit until it is dropped.
pub struct Edition {
    /// Reads the commit.
    pub engine: Arc<Embedded>,
    /// Another one for each edition, from 1: what was answered from an edition may be kept as long as
    /// that is the present one.
    pub number: u64,
    /// What was due when it began.
    pub due: Due,
    /// When the commit was made, if that is known.
    pub written: Option<SystemTime>,
}

/// How many articles are due. The first number grows whenever one becomes due, and else the second falls
/// whenever one goes out, so that no change leaves both as they were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    ever: u64,
    now: u64,
}

/// Shared by the requests that began while it was current.
pub type Shared = Arc<Edition>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, ArticleId, Body};
    use crate::index::Change;

    fn moment(text: &str) -> Timestamp {
        Timestamp::parse_from_rfc3339(text).unwrap()
    }

    fn article(id: &str, published: &str, expires: Option<&str>) -> Change {
        let published = moment(published);
        let article = Box::new(Article {
            id: ArticleId::new(id).unwrap(),
            url: format!("https://example.org/{id}/"),
            title: id.to_owned(),
            kicker: None,
            subtitle: None,
            summary: String::new(),
            body: Body { html: String::new(), text: "风电".to_owned() },
            published,
            updated: published,
            authors: Vec::new(),
            section: None,
            tags: Vec::new(),
            lang: "zh-Hans".to_owned(),
            image: None,
            enclosures: Vec::new(),
            source: None,
            comments: None,
            expires: expires.map(moment),
            withdrawn: None,
        });
        Change::Put { article, source: format!("{id}.md") }
    }

    /// One comes at two o'clock while another goes, one goes at three: the number of those that readers
    /// see is the same at one and at two.
    #[test]
    fn whoever_comes_or_goes_changes_what_is_due() {
        let folder = tempfile::tempdir().unwrap();
        let mut engine = Embedded::create(folder.path()).unwrap();
        let articles = [
            article("goes", "2024-01-01T00:00:00Z", Some("2024-01-01T02:00:00Z")),
            article("comes", "2024-01-01T02:00:00Z", None),
            article("goes-later", "2024-01-01T00:00:00Z", Some("2024-01-01T03:00:00Z")),
        ];
        engine.sync(&mut articles.into_iter().map(Ok), 0).unwrap();
        let engine = Embedded::open(folder.path()).unwrap();
        let at = |hour: u32| due(&engine, moment(&format!("2024-01-01T0{hour}:00:00Z"))).unwrap();
        assert_eq!(at(1), Due { ever: 2, now: 2 });
        assert_eq!(at(2), Due { ever: 3, now: 2 });
        assert_eq!(at(3), Due { ever: 3, now: 1 });
        assert_eq!(at(4), at(3));
    }
}
