//! Scoring: BM25 over the documents of a segment, window by window.
//!
//! Okapi BM25 (Robertson & Zaragoza 2009) with tantivy's field norms. The statistics count living
//! articles only, so that the order of hits does not depend on how the articles came in: tantivy's
//! own document frequencies count deleted documents until a merge drops them.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED};

use super::phrase::open;
use crate::text::Pattern;

/// Term frequency saturation.
const K1: f32 = 0.6;

/// Length normalisation.
const B: f32 = 0.5;

/// Documents scored at a time: their scores stay in the processor's first cache.
const WINDOW: DocId = 4096;

/// What BM25 knows of all articles.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Statistics {
    /// Articles, due or not.
    pub articles: u64,
    /// Tokens of their texts, by their field norms.
    pub tokens: u64,
}

/// The posting lists of one pattern in one segment.
pub(super) struct Lists(Vec<SegmentPostings>);

impl Lists {
    pub(super) fn open(pattern: &Pattern, field: Field, reader: &SegmentReader) -> tantivy::Result<Self> {
        let index = reader.inverted_index(field)?;
        Ok(Self(open(pattern, field, &index, IndexRecordOption::WithFreqs)?))
    }

    /// Returns how many living documents the pattern occurs in. Of a prefix's terms several can
    /// occur in one document; each is counted, up to the number of articles.
    pub(super) fn document_frequency(&self, reader: &SegmentReader) -> u64 {
        let count = |list: &SegmentPostings| match reader.alive_bitset() {
            Some(alive) => u64::from(list.doc_freq_given_deletes(alive)),
            None => u64::from(list.doc_freq()),
        };
        self.0.iter().map(count).sum()
    }
}

/// Returns the weight of a pattern that occurs in `document_frequency` articles.
pub(super) fn idf(document_frequency: u64, statistics: Statistics) -> f32 {
    let articles = statistics.articles as f32;
    let frequency = (document_frequency as f32).min(articles);
    (1.0 + (articles - frequency + 0.5) / (frequency + 0.5)).ln()
}

/// Calls `receive` with each document that one of the patterns occurs in, ascending, and its score;
/// deleted documents are among them.
pub(super) fn score_segment(
    patterns: &mut [(Lists, f32)],
    statistics: Statistics,
    field: Field,
    reader: &SegmentReader,
    mut receive: impl FnMut(DocId, f32),
) -> tantivy::Result<()> {
    let norms = reader.get_fieldnorms_reader(field)?;
    let length_factors = length_factors(statistics);
    let mut scores = vec![0.0_f32; WINDOW as usize];
    let mut first = 0;
    while first < reader.max_doc() {
        let end = first.saturating_add(WINDOW).min(reader.max_doc());
        let mut is_touched = false;
        for (lists, weight) in patterns.iter_mut() {
            for list in &mut lists.0 {
                let mut doc = list.doc();
                while doc < end {
                    let frequency = list.term_freq() as f32;
                    let factor = length_factors[usize::from(norms.fieldnorm_id(doc))];
                    scores[(doc - first) as usize] += *weight * frequency * (K1 + 1.0) / (frequency + factor);
                    is_touched = true;
                    doc = list.advance();
                }
            }
        }
        if is_touched {
            for (doc, score) in (first..end).zip(&mut scores) {
                if *score > 0.0 {
                    receive(doc, *score);
                    *score = 0.0;
                }
            }
        }
        // The next window begins where the next document is.
        let next = patterns.iter().flat_map(|(lists, _)| &lists.0).map(DocSet::doc).min();
        match next {
            Some(next) if next != TERMINATED => first = next.max(end),
            _ => break,
        }
    }
    Ok(())
}

/// `k1 (1 − b + b · length / average length)` for each field norm.
fn length_factors(statistics: Statistics) -> [f32; 256] {
    let average = (statistics.tokens as f32 / statistics.articles.max(1) as f32).max(1.0);
    std::array::from_fn(|norm| {
        let length = FieldNormReader::id_to_fieldnorm(norm as u8) as f32;
        K1 * (1.0 - B + B * length / average)
    })
}
