//! Documents on their way to the writer's threads, not too many at a time.
//!
//! tantivy's writer takes up to 10,000 documents ahead, which is more than a hundred megabytes of
//! articles. Each document here holds a place in a small room until a thread has taken it up.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use tantivy::TantivyDocument;
use tantivy::schema::document::Document;

use crate::article::Article;

/// How many documents may wait or be at work at a time.
const PLACES: usize = 256;

/// A wait without end would hide that the writer's threads have died; what comes next tells.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where documents wait.
#[derive(Debug, Clone)]
pub(super) struct Room(Arc<Places>);

#[derive(Debug)]
struct Places {
    free: Mutex<usize>,
    left: Condvar,
}

/// A document with its place, which it leaves when it is dropped.
#[derive(Debug)]
pub(super) struct Queued {
    document: TantivyDocument,
    article: Option<Box<Article>>,
    _place: Place,
}

impl Queued {
    /// Returns the article that the document is of; `None` if it is a source's.
    pub(super) fn article(&self) -> Option<&Article> {
        self.article.as_deref()
    }
}

#[derive(Debug)]
struct Place(Arc<Places>);

impl Room {
    pub(super) fn new() -> Self {
        Self(Arc::new(Places { free: Mutex::new(PLACES), left: Condvar::new() }))
    }

    /// Gives `document`, of `article` if it is one's, a place; waits until there is one.
    pub(super) fn admit(&self, document: TantivyDocument, article: Option<Box<Article>>) -> Queued {
        let free = self.0.free.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut free, _) = self
            .0
            .left
            .wait_timeout_while(free, PATIENCE, |free| *free == 0)
            .unwrap_or_else(PoisonError::into_inner);
        *free = free.saturating_sub(1);
        Queued { document, article, _place: Place(Arc::clone(&self.0)) }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.left.notify_one();
    }
}

impl Document for Queued {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.document.iter_fields_and_values()
    }

    fn into_tantivy_document(self) -> TantivyDocument {
        self.document
    }
}
