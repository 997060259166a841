//! Where the synchronous library works: on threads that may block, so many searches at a time.
//!
//! A search takes the processor for about a millisecond and may wait for the disk. The threads that
//! serve connections must not, so work is handed to tokio's blocking threads. A semaphore bounds how
//! much of it is under way: more searches at a time than there are processors finish no sooner, and
//! a queue that only grows serves nobody. A small multiple of the processors, not their number, lets
//! quick searches pass a few slow ones.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Semaphore;

/// Threads for searches, and a queue before them.
pub struct Pool {
    places: Arc<Semaphore>,
    waiting: AtomicUsize,
    max_waiting: usize,
}

/// Why work was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Busy {
    /// Too much waits already.
    #[error("too many searches are waiting; try again in a moment")]
    Full,
    /// The work panicked.
    #[error("the search failed")]
    Failed,
}

impl Pool {
    /// Does `places` pieces of work at a time; up to `max_waiting` more may wait.
    pub fn new(places: usize, max_waiting: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(places)), waiting: AtomicUsize::new(0), max_waiting }
    }

    /// Does `work` on a thread that may block. Who gives up waiting gives up the place in the queue;
    /// work that has begun is done to its end.
    ///
    /// # Errors
    ///
    /// [`Busy`].
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Busy> {
        let place = match Arc::clone(&self.places).try_acquire_owned() {
            Ok(place) => place,
            Err(_) => {
                let _turn = Turn::take(&self.waiting, self.max_waiting)?;
                Arc::clone(&self.places).acquire_owned().await.map_err(|_| Busy::Failed)?
            }
        };
        let done = tokio::task::spawn_blocking(move || {
            let _place = place;
            work()
        });
        done.await.map_err(|_| Busy::Failed)
    }

    /// How many pieces of work wait for their turn.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }
}

/// A place in the queue, given up when dropped.
struct Turn<'a>(&'a AtomicUsize);

impl<'a> Turn<'a> {
    fn take(waiting: &'a AtomicUsize, most: usize) -> Result<Self, Busy> {
        let turn = Self(waiting);
        if waiting.fetch_add(1, Ordering::Relaxed) < most { Ok(turn) } else { Err(Busy::Full) }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn what_is_too_much_is_turned_away_and_the_rest_is_done() {
        let pool = Arc::new(Pool::new(1, 1));
        let (release, released) = mpsc::channel::<()>();
        let first = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move { pool.run(move || released.recv().is_ok()).await }
        });
        while pool.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let second = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move { pool.run(|| 2).await }
        });
        while pool.waiting() == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(pool.run(|| 3).await, Err(Busy::Full));
        assert_eq!(pool.waiting(), 1, "who was turned away does not wait");
        release.send(()).unwrap();
        assert_eq!(first.await.unwrap(), Ok(true));
        assert_eq!(second.await.unwrap(), Ok(2));
        assert_eq!(pool.waiting(), 0);
    }

    #[tokio::test]
    async fn a_panic_takes_no_place_away() {
        let pool = Pool::new(1, 0);
        let failed: Result<(), Busy> = pool.run(|| panic!("on purpose")).await;
        assert_eq!(failed, Err(Busy::Failed));
        assert_eq!(pool.run(|| 1).await, Ok(1));
    }
}
