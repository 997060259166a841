//! Connections: taking them, bounding them, ending them.
//!
//! Who connects and says nothing, or says it byte by byte, costs a little memory and is cut off
//! after [`HEADER_TIME`]. Should there be more of them than the server has room for, the one that
//! has waited longest without a request under way makes room for the next, so that those who do
//! ask are served.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{Notify, watch};
use tower::ServiceExt as _;

use super::bind::Listener;

/// A request's header must be there after this time, and so must the next request of a connection
/// that is kept.
pub const HEADER_TIME: Duration = Duration::from_secs(10);

/// Bytes of a request's line and header, at most.
pub const HEADER_BYTES: usize = 64 << 10;

/// Fields of a request's header, at most.
const HEADER_FIELDS: usize = 100;

/// A pause after the system has refused a connection, for want of file descriptors mostly.
const REFUSED_PAUSE: Duration = Duration::from_millis(20);

/// Who is at the other end, where it has an address.
#[derive(Debug, Clone)]
pub struct Peer(pub Option<std::net::IpAddr>);

/// The open connections.
#[derive(Default)]
pub struct Connections {
    open: Mutex<BTreeMap<u64, Arc<Connection>>>,
    /// Told when one is closed.
    closed: Notify,
}

#[derive(Default)]
struct Connection {
    /// A request is being answered.
    is_busy: AtomicBool,
    /// Told when it is to make room.
    give_way: Notify,
}

impl Connections {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.lock().len()
    }

    /// Takes connections and answers requests on them with `app`, at most `limit` at a time, until
    /// `end` says so; then waits up to `grace` for the answers that are under way.
    pub async fn serve(
        self: Arc<Self>,
        listener: Listener,
        app: Router,
        limit: usize,
        mut end: watch::Receiver<bool>,
        grace: Duration,
    ) {
        let mut number = 0;
        loop {
            let accepted = tokio::select! {
                accepted = accept(&listener) => accepted,
                _ = end.wait_for(|ended| *ended) => break,
            };
            let (stream, peer) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection was refused");
                    self.make_room();
                    tokio::time::sleep(REFUSED_PAUSE).await;
                    continue;
                }
            };
            if self.count() >= limit && !self.make_room() {
                continue;
            }
            number += 1;
            let connection = Arc::new(Connection::default());
            self.lock().insert(number, Arc::clone(&connection));
            let (all, app, end) = (Arc::clone(&self), app.clone(), end.clone());
            tokio::spawn(async move {
                match stream {
                    Stream::Tcp(stream) => talk(stream, &connection, app, peer, end).await,
                    #[cfg(unix)]
                    Stream::Unix(stream) => talk(stream, &connection, app, peer, end).await,
                }
                all.lock().remove(&number);
                all.closed.notify_waiters();
            });
        }
        drop(listener);
        let emptied = async {
            loop {
                let closed = self.closed.notified();
                if self.count() == 0 {
                    break;
                }
                closed.await;
            }
        };
        if tokio::time::timeout(grace, emptied).await.is_err() {
            tracing::warn!(connections = self.count(), "closed before the last answer was sent");
        }
    }

    /// Closes the oldest connection without a request under way; returns whether there was one.
    fn make_room(&self) -> bool {
        let mut open = self.lock();
        let idle = open.iter().find(|(_, connection)| !connection.is_busy.load(Ordering::Relaxed));
        let Some(number) = idle.map(|(number, _)| *number) else { return false };
        if let Some(connection) = open.remove(&number) {
            connection.give_way.notify_one();
        }
        true
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<u64, Arc<Connection>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Stream {
    Tcp(tokio::net::TcpStream),
    #[cfg(unix)]
    Unix(tokio::net::UnixStream),
}

async fn accept(listener: &Listener) -> std::io::Result<(Stream, Peer)> {
    match listener {
        Listener::Tcp(listener) => {
            let (stream, address) = listener.accept().await?;
            // Answers are written at once; waiting for more would only delay their end.
            let _ = stream.set_nodelay(true);
            Ok((Stream::Tcp(stream), Peer(Some(address.ip()))))
        }
        #[cfg(unix)]
        Listener::Unix(listener, _) => Ok((Stream::Unix(listener.accept().await?.0), Peer(None))),
    }
}

/// Answers the requests of one connection, to its end.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    connection: &Connection,
    app: Router,
    peer: Peer,
    mut end: watch::Receiver<bool>,
) {
    let service = service_fn(|request: Request<Incoming>| {
        connection.is_busy.store(true, Ordering::Relaxed);
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(peer.clone());
        let answer = app.clone().oneshot(request);
        async {
            let response = answer.await;
            connection.is_busy.store(false, Ordering::Relaxed);
            response.map_err(|never: Infallible| never)
        }
    });
    let talking = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_headers(HEADER_FIELDS)
        .max_buf_size(HEADER_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(talking);
    let mut is_ending = false;
    loop {
        tokio::select! {
            // A client that breaks off or speaks something else is no event of ours.
            _ = talking.as_mut() => break,
            () = connection.give_way.notified() => break,
            _ = end.wait_for(|ended| *ended), if !is_ending => {
                is_ending = true;
                talking.as_mut().graceful_shutdown();
            }
        }
    }
}

/// Lets the process have as many connections open as the system allows.
pub fn raise_file_limit() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let limit = getrlimit(Resource::Nofile);
        let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
        if let Err(error) = setrlimit(Resource::Nofile, raised) {
            tracing::warn!(%error, "the limit of open files stays as it is");
        }
    }
}
