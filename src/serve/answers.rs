//! Answers to searches, kept until the index or the minute is another.
//!
//! Most readers ask for what others have just asked for: the front page's word of the day, the next
//! page of the same search, what a link leads to. The same search of the same state of the index is
//! done once, however many ask for it at that moment, and its answer is kept as it goes out. What is
//! kept is bounded; what was asked for least is given up first.

use axum::body::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::Server;
use super::encoding::{Effort, Encoding, LEAST_BYTES};
use super::live::Shared;
use super::page::Locale;
use super::params::SearchParams;
use super::problem::Problem;
use crate::article::Timestamp;

/// About so many bytes has an answer; only a guess, by which room is made at the beginning.
const USUAL_BYTES: u64 = 8 << 10;

/// Answers to searches.
pub struct Answers(Cache<Key, Encoded, Weight>);

/// What an answer depends on, beside the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    asked: Asked,
    encoding: Option<Encoding>,
    /// Of the index.
    edition: u64,
    /// Since 1970; articles become due to the minute.
    minute: i64,
}

/// What is asked for, and in which form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Asked {
    /// The JSON of the API.
    Json(SearchParams),
    /// The search page in this language.
    Page(SearchParams, Locale),
}

/// A body as it goes out.
#[derive(Debug, Clone)]
pub struct Encoded {
    /// Its coding.
    pub encoding: Option<Encoding>,
    /// Its bytes, in that coding.
    pub bytes: Bytes,
}

#[derive(Clone)]
struct Weight;

impl Weighter<Key, Encoded> for Weight {
    fn weight(&self, key: &Key, body: &Encoded) -> u64 {
        let (Asked::Json(params) | Asked::Page(params, _)) = &key.asked;
        (size_of::<Key>() + params.text_bytes() + body.bytes.len()) as u64
    }
}

impl Answers {
    /// Keeps up to `bytes` of answers.
    pub fn new(bytes: u64) -> Self {
        let items = usize::try_from(bytes / USUAL_BYTES).unwrap_or(usize::MAX);
        Self(Cache::with_weighter(items, bytes, Weight))
    }

    /// Returns the answer to what is asked for, from `make` unless it is kept.
    ///
    /// # Errors
    ///
    /// What `make` reports; 503 if there is no index or too much to do.
    pub async fn get(
        &self,
        server: &Server,
        asked: Asked,
        encoding: Option<Encoding>,
        make: impl FnOnce(Shared, Timestamp) -> Result<Vec<u8>, Problem> + Send + 'static,
    ) -> Result<Encoded, Problem> {
        let (edition, now) = (server.edition()?, server.now());
        let key = Key { asked, encoding, edition: edition.number, minute: minute(now) };
        let work = async { server.pool.run(move || Ok(Encoded::once(make(edition, now)?, encoding))).await? };
        self.0.get_or_insert_async(&key, work).await
    }
}

impl Encoded {
    /// Encodes a body quickly, where that is worth it.
    pub fn once(body: Vec<u8>, encoding: Option<Encoding>) -> Self {
        let encoding = encoding.filter(|_| body.len() >= LEAST_BYTES);
        match encoding.map(|encoding| (encoding, encoding.encode(&body, Effort::Once))) {
            Some((encoding, Ok(encoded))) => Self { encoding: Some(encoding), bytes: encoded.into() },
            _ => Self { encoding: None, bytes: body.into() },
        }
    }
}

/// The minute of a moment, since 1970.
pub fn minute(now: Timestamp) -> i64 {
    now.timestamp().div_euclid(60)
}
