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

/// A document that has a term of the query.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scored {
    pub doc: DocId,
    /// By BM25.
    pub score: f32,
    /// The sum of the weights of the terms that it has.
    pub weight: f32,
}

/// Calls `receive` with each document that one of the patterns occurs in, ascending; deleted
/// documents are among them.
pub(super) fn score_segment(
    patterns: &mut [(Lists, f32)],
    statistics: Statistics,
    field: Field,
    reader: &SegmentReader,
    mut receive: impl FnMut(Scored),
) -> tantivy::Result<()> {
    let norms = reader.get_fieldnorms_reader(field)?;
    let length_factors = length_factors(statistics);
    let mut window = Window { first: 0, sums: vec![(0.0, 0.0); WINDOW as usize], frequencies: Vec::new() };
    while window.first < reader.max_doc() {
        let end = window.first.saturating_add(WINDOW).min(reader.max_doc());
        let mut is_touched = false;
        for (lists, weight) in patterns.iter_mut() {
            is_touched |=
                window.add(lists, *weight, end, |doc| length_factors[usize::from(norms.fieldnorm_id(doc))]);
        }
        if is_touched {
            for (doc, sums) in (window.first..end).zip(&mut window.sums) {
                let (score, weight) = std::mem::take(sums);
                if score > 0.0 {
                    receive(Scored { doc, score, weight });
                }
            }
        }
        // The next window begins where the next document is.
        let next = patterns.iter().flat_map(|(lists, _)| &lists.0).map(DocSet::doc).min();
        match next {
            Some(next) if next != TERMINATED => window.first = next.max(end),
            _ => break,
        }
    }
    Ok(())
}

/// Documents that are scored at a time.
struct Window {
    first: DocId,
    /// By document: the score, and the weight of the terms.
    sums: Vec<(f32, f32)>,
    /// By document: how often the terms of one pattern occur; empty until it is needed.
    frequencies: Vec<u32>,
}

impl Window {
    /// Adds what the documents before `end` have of one pattern; returns whether there are any.
    fn add(&mut self, lists: &mut Lists, weight: f32, end: DocId, factor: impl Fn(DocId) -> f32) -> bool {
        let first = self.first;
        let mut add = |doc: DocId, frequency: u32| {
            let frequency = frequency as f32;
            let (score, matched) = &mut self.sums[(doc - first) as usize];
            *score += weight * frequency * (K1 + 1.0) / (frequency + factor(doc));
            *matched += weight;
        };
        let mut is_touched = false;
        if let [list] = lists.0.as_mut_slice() {
            let mut doc = list.doc();
            while doc < end {
                add(doc, list.term_freq());
                is_touched = true;
                doc = list.advance();
            }
            return is_touched;
        }
        // All terms of a prefix are one term to BM25.
        self.frequencies.resize(WINDOW as usize, 0);
        for list in &mut lists.0 {
            let mut doc = list.doc();
            while doc < end {
                self.frequencies[(doc - first) as usize] += list.term_freq();
                is_touched = true;
                doc = list.advance();
            }
        }
        if is_touched {
            for (doc, frequency) in (first..end).zip(&mut self.frequencies) {
                let frequency = std::mem::take(frequency);
                if frequency > 0 {
                    add(doc, frequency);
                }
            }
        }
        is_touched
    }
}

/// `k1 (1 − b + b · length / average length)` for each field norm.
fn length_factors(statistics: Statistics) -> [f32; 256] {
    let average = (statistics.tokens as f32 / statistics.articles.max(1) as f32).max(1.0);
    std::array::from_fn(|norm| {
        let length = FieldNormReader::id_to_fieldnorm(norm as u8) as f32;
        K1 * (1.0 - B + B * length / average)
    })
}
