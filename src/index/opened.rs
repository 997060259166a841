//! What is kept open of each segment, so that a search opens nothing but lists.
//!
//! Opening a column looks it up in a dictionary and reads its frame, some microseconds each; a search
//! over a dozen segments would spend more on that than on finding.

use std::collections::BTreeMap;
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentId;
use tantivy::schema::Field;
use tantivy::{InvertedIndexReader, SegmentReader};

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
    /// The terms of the text field, and the documents' lengths.
    pub text: Arc<InvertedIndexReader>,
    pub lengths: FieldNormReader,
    /// The field norm of the shortest document that has a text.
    pub least_length: u8,
}

impl Opened {
    /// Opens it all; `text` is the field that is searched.
    pub(super) fn open(reader: &SegmentReader, text: Field) -> tantivy::Result<Self> {
        let lengths = reader.get_fieldnorms_reader(text)?;
        let norms = (0..reader.max_doc()).map(|doc| lengths.fieldnorm_id(doc));
        Ok(Self {
            least_length: norms.filter(|norm| *norm > 0).min().unwrap_or_default(),
            units: ByDocument::open(reader, units::EXTENSION)?,
            identities: ByDocument::open(reader, IDENTITIES)?,
            moments: Moments::open(reader)?,
            text: reader.inverted_index(text)?,
            lengths,
        })
    }
}
