//! What the columns (fast fields) of a segment tell without opening the doc store.

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, SegmentReader};

use super::Audience;
use super::schema::column;

/// The moments by which documents are told apart and ordered.
#[derive(Clone)]
pub(super) struct Moments {
    published: Column<i64>,
    expires: Column<i64>,
    withdrawn: Column<i64>,
}

impl Moments {
    /// Opens the columns, which costs as much as a look-up of a term or two.
    pub(super) fn open(reader: &SegmentReader) -> tantivy::Result<Self> {
        let fast = reader.fast_fields();
        Ok(Self {
            published: fast.i64(column::PUBLISHED)?,
            expires: fast.i64(column::EXPIRES)?,
            withdrawn: fast.i64(column::WITHDRAWN)?,
        })
    }

    /// Looks at them for `audience` at `now`, in seconds since 1970.
    pub(super) fn at(&self, audience: Audience, now: i64) -> Columns {
        let is_after_now =
            |moments: &Column<i64>| moments.values.num_vals() == 0 || moments.min_value() > now;
        let all_due = audience == Audience::Readers
            && self.published.max_value() <= now
            && is_after_now(&self.expires)
            && is_after_now(&self.withdrawn);
        Columns { moments: self.clone(), all_due, audience, now }
    }
}

/// The moments of a segment's documents, and the one of now.
pub(super) struct Columns {
    moments: Moments,
    /// No document needs a closer look: all articles of the segment are due at `now`.
    all_due: bool,
    audience: Audience,
    now: i64,
}

impl Columns {
    /// Opens the columns; `now` in seconds since 1970.
    pub(super) fn open(reader: &SegmentReader, audience: Audience, now: i64) -> tantivy::Result<Self> {
        Ok(Moments::open(reader)?.at(audience, now))
    }

    /// Returns whether every article of the segment is one of the audience.
    pub(super) fn are_all_due(&self) -> bool {
        self.all_due
    }

    /// Returns whether `doc` is an article of the audience; it must not be a deleted one.
    pub(super) fn is_due(&self, doc: DocId) -> bool {
        let Some(published) = self.moments.published.first(doc) else { return false };
        if self.all_due {
            return true;
        }
        let was_withdrawn = self.moments.withdrawn.first(doc).is_some_and(|withdrawn| withdrawn <= self.now);
        if self.audience == Audience::Ever {
            return published <= self.now;
        }
        published <= self.now
            && self.moments.expires.first(doc).is_none_or(|expires| self.now < expires)
            && was_withdrawn == (self.audience == Audience::Withdrawn)
    }

    /// Returns whether `doc` is an article whose being due changes after `after` and until `now`.
    pub(super) fn turns_after(&self, doc: DocId, after: i64) -> bool {
        let turns = |moment: Option<i64>| moment.is_some_and(|moment| after < moment && moment <= self.now);
        turns(self.moments.published.first(doc))
            || turns(self.moments.expires.first(doc))
            || turns(self.moments.withdrawn.first(doc))
    }

    /// Returns when `doc` was published, in seconds since 1970; `None` if it is not an article.
    pub(super) fn published(&self, doc: DocId) -> Option<i64> {
        self.moments.published.first(doc)
    }
}

/// A column of strings, read by document.
#[derive(Clone)]
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
        let mut values = Vec::with_capacity(self.len());
        self.for_each(|_, value| values.push(value.to_owned()))?;
        Ok(values)
    }

    /// Hands over each value with its ordinal, in order.
    pub(super) fn for_each(&self, mut take: impl FnMut(usize, &str)) -> tantivy::Result<()> {
        let Some(strings) = &self.0 else { return Ok(()) };
        let mut stream = strings.dictionary().stream()?;
        let mut ord = 0;
        while stream.advance() {
            take(ord, &String::from_utf8_lossy(stream.key()));
            ord += 1;
        }
        Ok(())
    }

    /// Returns the last one of `docs` with each value, by the values' ordinals.
    pub(super) fn documents(&self, docs: impl Iterator<Item = DocId>) -> Vec<Option<DocId>> {
        let mut by_ord = vec![None; self.len()];
        for doc in docs {
            if let Some(ord) = self.ords(doc).next()
                && let Some(place) = by_ord.get_mut(ord as usize)
            {
                *place = Some(doc);
            }
        }
        by_ord
    }

    fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |strings| strings.dictionary().num_terms())
    }

    /// Returns the ordinals of the values of `doc`.
    pub(super) fn ords(&self, doc: DocId) -> impl Iterator<Item = u64> + '_ {
        self.0.iter().flat_map(move |strings| strings.ords().values_for_doc(doc))
    }
}
