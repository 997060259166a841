//! Scoring: BM25 over the documents of a segment, window by window.
//!
//! Okapi BM25 (Robertson & Zaragoza 2009) with tantivy's field norms. The statistics count living
//! articles only, so that the order of hits does not depend on how the articles came in: tantivy's
//! own document frequencies count deleted documents until a merge drops them.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, InvertedIndexReader, SegmentReader};

use super::opened::Opened;

/// Term frequency saturation.
const K1: f32 = 0.6;

/// Length normalisation.
const B: f32 = 0.5;

/// Documents scored at a time: their scores stay in the processor's first cache.
const WINDOW: DocId = 2048;

/// What BM25 knows of all articles.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Statistics {
    /// Articles, due or not.
    pub articles: u64,
    /// Tokens of their texts, by their field norms.
    pub tokens: u64,
}

/// Returns in how many living documents of a segment the terms of one pattern occur. Of a prefix's
/// terms several can occur in one document; each is counted, up to the number of articles.
pub(super) fn document_frequency(
    infos: &[TermInfo],
    index: &InvertedIndexReader,
    reader: &SegmentReader,
) -> tantivy::Result<u64> {
    let Some(alive) = reader.alive_bitset() else {
        return Ok(infos.iter().map(|info| u64::from(info.doc_freq)).sum());
    };
    let mut count = 0;
    for info in infos {
        let list = index.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
        count += u64::from(list.doc_freq_given_deletes(alive));
    }
    Ok(count)
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

/// The terms of a query in a segment.
pub(super) struct SegmentTerms<'a> {
    pub opened: &'a Opened,
    /// How many documents the segment has, deleted ones included.
    pub documents: DocId,
    /// By pattern: what the dictionary has of it.
    pub infos: &'a [Vec<TermInfo>],
    /// By pattern.
    pub weights: &'a [f32],
    /// What lacks a term may be counted only.
    pub may_count: bool,
}

/// Takes what [`score_segment`] finds in a segment.
pub(super) trait Collector {
    /// What a document that lacks a term must score to be collected; one that scores less may be
    /// counted only.
    fn floor(&self) -> f32;

    /// Takes a document; they come ascending, deleted ones among them.
    fn collect(&mut self, scored: Scored);

    /// Takes documents that score less than the floor: `first` and those after it, a bit each, the
    /// lowest first.
    fn count(&mut self, first: DocId, bits: u64);
}

/// Hands each document that one of the patterns occurs in to `collector`. `window` is room to work
/// in, left as it was.
///
/// What lacks a term and is below the collector's floor whatever its score is counted without being
/// scored, as by MaxScore (Turtle & Flood 1995): postings of the terms that weigh least, and of
/// another one those of low frequency.
pub(super) fn score_segment(
    terms: &SegmentTerms<'_>,
    statistics: Statistics,
    window: &mut Window,
    collector: &mut impl Collector,
) -> tantivy::Result<()> {
    let (index, lengths) = (&*terms.opened.text, &terms.opened.lengths);
    let length_factors = length_factors(statistics);
    let factor = |doc| length_factors[usize::from(lengths.fieldnorm_id(doc))];
    let open = |info: &TermInfo| index.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs);
    let mut patterns: Vec<(&[TermInfo], f32)> = (terms.infos.iter().zip(terms.weights))
        .filter(|(infos, _)| !infos.is_empty())
        .map(|(infos, weight)| (infos.as_slice(), *weight))
        .collect();
    patterns.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    let mut caps = Caps {
        weights: patterns.iter().map(|(_, weight)| *weight).collect(),
        least_factor: length_factors[usize::from(terms.opened.least_length)],
        // Documents with all terms have the first one.
        whole: usize::from(patterns.len() == terms.infos.len()),
        caps: vec![0; patterns.len()],
        is_used: terms.may_count,
    };
    // Many queries are a word of two characters, which is one list.
    if let [([info], weight)] = patterns.as_slice() {
        let mut blocks = open(info)?;
        while !blocks.docs().is_empty() {
            let cap = caps.below(collector.floor())[0];
            for (&doc, &frequency) in blocks.docs().iter().zip(blocks.freqs()) {
                if frequency <= cap {
                    collector.count(doc, 1);
                    continue;
                }
                let score = part_of_score(*weight, frequency, factor(doc));
                collector.collect(Scored { doc, score, weight: *weight });
            }
            blocks.advance();
        }
        return Ok(());
    }

    let mut lists = Vec::with_capacity(patterns.len());
    for (infos, weight) in patterns {
        let list = match infos {
            [info] => List::Stored { blocks: Box::new(open(info)?), at: 0 },
            _ => merged(infos, index, terms.documents)?,
        };
        lists.push((list, weight));
    }
    // Each window begins where the next document is.
    while let Some(first) = lists.iter().filter_map(|(list, _)| list.doc()).min() {
        window.first = first;
        for ((list, weight), cap) in lists.iter_mut().zip(caps.below(collector.floor())) {
            window.add(list, *weight, *cap, factor);
        }
        window.give(collector);
    }
    Ok(())
}

/// Up to which frequency a posting is counted only, by list, the lists by weight: unless an earlier
/// list has brought its document to be scored.
struct Caps {
    weights: Vec<f32>,
    /// Of the shortest document.
    least_factor: f32,
    /// So many of the first lists are always scored.
    whole: usize,
    caps: Vec<u32>,
    is_used: bool,
}

/// Frequencies that are looked at for a list some of whose postings are counted only.
const MOST_CAPPED: u32 = 8;

/// Sums in another order may differ in their last digits.
const MARGIN: f32 = 1.000_01;

impl Caps {
    /// The caps for what scores less than `floor`.
    fn below(&mut self, floor: f32) -> &[u32] {
        self.caps.fill(0);
        if !self.is_used || floor <= 0.0 {
            return &self.caps;
        }
        let mut sum = 0.0;
        for at in (self.whole..self.weights.len()).rev() {
            let weight = self.weights[at];
            let is_below = |part: f32| (sum + part) * MARGIN < floor;
            let most = weight * (K1 + 1.0);
            if is_below(most) {
                self.caps[at] = u32::MAX;
                sum += most;
                continue;
            }
            let is_low = |frequency: &u32| is_below(part_of_score(weight, *frequency, self.least_factor));
            self.caps[at] = (1..=MOST_CAPPED).take_while(is_low).last().unwrap_or_default();
            break;
        }
        &self.caps
    }
}

/// What a term that occurs so often in a document adds to its score.
#[inline]
fn part_of_score(weight: f32, frequency: u32, factor: f32) -> f32 {
    let frequency = frequency as f32;
    weight * frequency * (K1 + 1.0) / (frequency + factor)
}

/// A list of documents, and how far it has been read.
enum List {
    Stored { blocks: Box<BlockSegmentPostings>, at: usize },
    Merged { docs: Vec<(DocId, u32)>, at: usize },
}

/// All terms of a prefix are one term to BM25: in each document it occurs as often as they together.
/// A character begins thousands of terms, whose lists are read one after the other.
fn merged(infos: &[TermInfo], index: &InvertedIndexReader, max_doc: DocId) -> tantivy::Result<List> {
    let mut frequencies = vec![0; max_doc as usize];
    let mut blocks = BlockSegmentPostings::empty();
    for (n, info) in infos.iter().enumerate() {
        if n == 0 {
            blocks = index.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
        } else {
            index.reset_block_postings_from_terminfo(info, &mut blocks)?;
        }
        while !blocks.docs().is_empty() {
            for (&doc, &frequency) in blocks.docs().iter().zip(blocks.freqs()) {
                frequencies[doc as usize] += frequency;
            }
            blocks.advance();
        }
    }
    let docs = (0..).zip(frequencies).filter(|(_, frequency)| *frequency > 0).collect();
    Ok(List::Merged { docs, at: 0 })
}

impl List {
    /// The next document.
    fn doc(&self) -> Option<DocId> {
        match self {
            Self::Stored { blocks, at } => blocks.docs().get(*at).copied(),
            Self::Merged { docs, at } => docs.get(*at).map(|(doc, _)| *doc),
        }
    }

    /// Calls `receive` with the documents before `end` and how often the term occurs there.
    #[inline]
    fn take_before(&mut self, end: DocId, mut receive: impl FnMut(DocId, u32)) {
        let (blocks, at) = match self {
            Self::Stored { blocks, at } => (blocks, at),
            Self::Merged { docs, at } => {
                for &(doc, frequency) in docs[*at..].iter().take_while(|(doc, _)| *doc < end) {
                    receive(doc, frequency);
                    *at += 1;
                }
                return;
            }
        };
        loop {
            let docs = &blocks.docs()[*at..];
            if docs.is_empty() {
                return;
            }
            let freqs = &blocks.freqs()[*at..];
            let before = docs.partition_point(|doc| *doc < end);
            for (&doc, &frequency) in docs[..before].iter().zip(freqs) {
                receive(doc, frequency);
            }
            if before < docs.len() {
                *at += before;
                return;
            }
            blocks.advance();
            *at = 0;
        }
    }
}

/// Documents that are scored at a time.
pub(super) struct Window {
    first: DocId,
    /// By document: the score, and the weight of the terms.
    sums: Vec<(f32, f32)>,
    /// A bit a document that is scored.
    touched: [u64; WINDOW as usize / 64],
    /// A bit a document that has a term; it may be scored as well.
    counted: [u64; WINDOW as usize / 64],
}

impl Window {
    pub(super) fn new() -> Self {
        const WORDS: usize = WINDOW as usize / 64;
        Self { first: 0, sums: vec![(0.0, 0.0); WINDOW as usize], touched: [0; WORDS], counted: [0; WORDS] }
    }

    /// Adds what the documents of the window have of one pattern; what it has up to `cap` times is
    /// counted only, unless it is scored already.
    fn add(&mut self, list: &mut List, weight: f32, cap: u32, factor: impl Fn(DocId) -> f32) {
        let first = self.first;
        let (sums, touched, counted) = (&mut self.sums, &mut self.touched, &mut self.counted);
        list.take_before(first.saturating_add(WINDOW), |doc, frequency| {
            let place = (doc - first) as usize;
            let bit = 1 << (place % 64);
            if frequency <= cap && touched[place / 64] & bit == 0 {
                counted[place / 64] |= bit;
                return;
            }
            let (score, matched) = &mut sums[place];
            *score += part_of_score(weight, frequency, factor(doc));
            *matched += weight;
            touched[place / 64] |= bit;
        });
    }

    /// Gives the documents of the window to `collector` and empties it.
    fn give(&mut self, collector: &mut impl Collector) {
        for (word, (touched, counted)) in self.touched.iter_mut().zip(&mut self.counted).enumerate() {
            let mut bits = std::mem::take(touched);
            let only_counted = std::mem::take(counted) & !bits;
            if only_counted != 0 {
                collector.count(self.first + word as DocId * 64, only_counted);
            }
            while bits != 0 {
                let place = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let (score, weight) = std::mem::take(&mut self.sums[place]);
                collector.collect(Scored { doc: self.first + place as DocId, score, weight });
            }
        }
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
