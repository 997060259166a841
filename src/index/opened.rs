//! What is kept open of each segment, so that a search opens nothing but lists.
//!
//! Opening a column looks it up in a dictionary and reads its frame, some microseconds each; a search
//! over a dozen segments would spend more on that than on finding.

use std::collections::BTreeMap;

use tantivy::SegmentReader;
use tantivy::index::SegmentId;

use super::by_document::ByDocument;
use super::columns::Moments;
use super::text_lists::IDENTITIES;
use super::units;

/// By segment. They are kept, for another process's commit may remove files; deletions are not part of them.
pub(super) type OpenedById = BTreeMap<SegmentId, Opened>;

/// What is kept open of a segment.
#[derive(Clone)]
pub(super) struct Opened {
    /// See [`units`].
    pub units: ByDocument,
    /// Each article's identity.
    pub identities: ByDocument,
    pub moments: Moments,
}

impl Opened {
    /// Opens it all.
    pub(super) fn open(reader: &SegmentReader) -> tantivy::Result<Self> {
        Ok(Self {
            units: ByDocument::open(reader, units::EXTENSION)?,
            identities: ByDocument::open(reader, IDENTITIES)?,
            moments: Moments::open(reader)?,
        })
    }
}
