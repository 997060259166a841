//! What the columns (fast fields) of a segment tell without opening the doc store.

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, SegmentReader};

use super::Audience;
use super::schema::column;

/// The columns by which documents are told apart and ordered.
pub(super) struct Columns {
    published: Column<i64>,
    expires: Column<i64>,
    withdrawn: Column<i64>,
    /// No document needs a closer look: all articles of the segment are due at `now`.
    all_due: bool,
    audience: Audience,
    now: i64,
}

impl Columns {
    /// Opens the columns; `now` in seconds since 1970.
    pub(super) fn open(reader: &SegmentReader, audience: Audience, now: i64) -> tantivy::Result<Self> {
        let fast = reader.fast_fields();
        let (published, expires, withdrawn) =
            (fast.i64(column::PUBLISHED)?, fast.i64(column::EXPIRES)?, fast.i64(column::WITHDRAWN)?);
        let is_after_now =
            |moments: &Column<i64>| moments.values.num_vals() == 0 || moments.min_value() > now;
        let all_due = audience == Audience::Readers
            && published.max_value() <= now
            && is_after_now(&expires)
            && is_after_now(&withdrawn);
        Ok(Self { published, expires, withdrawn, all_due, audience, now })
    }

    /// Returns whether `doc` is an article of the audience; it must not be a deleted one.
    pub(super) fn is_due(&self, doc: DocId) -> bool {
        let Some(published) = self.published.first(doc) else { return false };
        if self.all_due {
            return true;
        }
        let was_withdrawn = self.withdrawn.first(doc).is_some_and(|withdrawn| withdrawn <= self.now);
        if self.audience == Audience::Ever {
            return published <= self.now;
        }
        published <= self.now
            && self.expires.first(doc).is_none_or(|expires| self.now < expires)
            && was_withdrawn == (self.audience == Audience::Withdrawn)
    }

    /// Returns whether `doc` is an article whose being due changes after `after` and until `now`.
    pub(super) fn turns_after(&self, doc: DocId, after: i64) -> bool {
        let turns = |moment: Option<i64>| moment.is_some_and(|moment| after < moment && moment <= self.now);
        turns(self.published.first(doc)) || turns(self.expires.first(doc)) || turns(self.withdrawn.first(doc))
    }

    /// Returns when `doc` was published, in seconds since 1970; `None` if it is not an article.
    pub(super) fn published(&self, doc: DocId) -> Option<i64> {
        self.published.first(doc)
    }
}

/// A column of strings, read by document.
pub(super) struct Strings(Option<StrColumn>);

impl Strings {
    /// Opens the column `name`.
    pub(super) fn open(reader: &SegmentReader, name: &str) -> tantivy::Result<Self> {
        Ok(Self(reader.fast_fields().str(name)?))
    }

    /// Returns the first value of `doc`.
    pub(super) fn first(&self, doc: DocId) -> tantivy::Result<Option<String>> {
        let Some(strings) = &self.0 else { return Ok(None) };
        let Some(ord) = strings.ords().first(doc) else { return Ok(None) };
        let mut value = String::new();
        Ok(strings.ord_to_str(ord, &mut value)?.then_some(value))
    }

    /// Returns all values of the column in the order of their ordinals.
    pub(super) fn dictionary(&self) -> tantivy::Result<Vec<String>> {
        let Some(strings) = &self.0 else { return Ok(Vec::new()) };
        let mut values = Vec::with_capacity(strings.dictionary().num_terms());
        let mut stream = strings.dictionary().stream()?;
        while stream.advance() {
            values.push(String::from_utf8_lossy(stream.key()).into_owned());
        }
        Ok(values)
    }

    /// Returns the ordinals of the values of `doc`.
    pub(super) fn ords(&self, doc: DocId) -> impl Iterator<Item = u64> + '_ {
        self.0.iter().flat_map(move |strings| strings.ords().values_for_doc(doc))
    }
}
