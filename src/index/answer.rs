//! Answering a request: which articles match, in which order, and how many.
//!
//! By relevance in two stages. The first scores every article that has a term of the query by BM25
//! and keeps the best; the second looks at what the first [`RERANKED`] of these consist of (see
//! [`rerank`](super::rerank)). The order depends on the articles only: statistics are over living
//! articles, ties are broken by date, then by identity; and not on the window that is asked for, so
//! that pages fit together.

use std::cell::OnceCell;
use std::cmp::Ordering;

use tantivy::{DocAddress, DocId, Searcher, SegmentOrdinal, SegmentReader, TERMINATED, TantivyError};

use super::columns::Columns;
use super::evaluate::Segment;
use super::explain::{ExplainedTerm, Explanation, Shares};
use super::facets::FacetCounter;
use super::opened::{Opened, OpenedById};
use super::phrase::find;
use super::plan::Plan;
use super::rank::{
    Collector, Scored, SegmentTerms, Statistics, Window, document_frequency, idf, score_segment,
};
use super::rerank::{RERANKED, Reranker};
use super::schema::Fields;
use super::{Hit, Hits, Order, Request};
use crate::article::ArticleId;

/// An article that does not match in full is a partial match if it has terms of at least this share
/// of the query's weight, counted over the terms that any article has.
///
/// So an article that shares no more than a particle with a question is none. Measured: see
/// `docs/search-quality.md`.
const MIN_PARTIAL_SHARE: f32 = 0.1;

/// Answers `request`.
pub(super) fn answer(
    searcher: &Searcher,
    fields: &Fields,
    opened: &OpenedById,
    statistics: Statistics,
    request: &Request,
) -> tantivy::Result<Hits> {
    let plan = Plan::new(&request.query, fields);
    let is_scored = request.order == Order::Relevance && !plan.terms.is_empty();
    let documents = Documents::new(searcher, opened)?;
    let mut infos_by_segment = Vec::new();
    let mut frequencies = vec![0; plan.terms.len()];
    for (reader, opened) in searcher.segment_readers().iter().zip(&documents.opened) {
        let index = &*opened.text;
        let mut infos = Vec::with_capacity(plan.terms.len());
        for (term, frequency) in plan.terms.iter().zip(&mut frequencies) {
            let found = find(&term.pattern, fields.text, index)?;
            if is_scored {
                *frequency += document_frequency(&found, index, reader)?;
            }
            infos.push(found);
        }
        infos_by_segment.push(infos);
    }
    let idfs: Vec<f32> = frequencies.iter().map(|&frequency| idf(frequency, statistics)).collect();
    let weights: Vec<f32> = plan.terms.iter().zip(&idfs).map(|(term, idf)| term.weight * idf).collect();
    let known = weights.iter().zip(&frequencies).filter(|(_, frequency)| **frequency > 0);
    let least_weight = MIN_PARTIAL_SHARE * known.map(|(weight, _)| weight).sum::<f32>();

    let mut hits = Hits::default();
    let mut facets = request.facets.then(FacetCounter::default);
    let mut best = Best::new(request, is_scored);
    let mut window = Window::new();
    // A full match has every term; where each alone makes a match in part, what can't be among the
    // best need not be scored to be counted.
    let may_count = plan.sole_piece().is_some()
        && plan.hard.is_none()
        && weights.iter().all(|weight| *weight >= least_weight);
    for ((ord, reader), infos) in (0..).zip(searcher.segment_readers()).zip(&infos_by_segment) {
        let opened = documents.opened[ord as usize];
        let columns = opened.moments.at(request.audience, request.now.timestamp());
        let segment = Segment { reader, columns: &columns, infos };
        let mut best = BestOfSegment { best: &mut best, columns: &columns, ord };
        let terms = SegmentTerms { opened, documents: reader.max_doc(), infos, weights: &weights, may_count };
        if is_scored && plan.is_sole_term && facets.is_none() {
            // Whatever has the term matches in full; there is nothing else to prove or to count.
            let mut found = InFull { best, segment: &segment, shows_all: segment.shows_all(), total: 0 };
            score_segment(&terms, statistics, &mut window, &mut found)?;
            hits.total += found.total;
            continue;
        }
        let full = segment.matches(&plan.full)?;
        hits.total += full.len() as u64;
        if let Some(facets) = &mut facets {
            facets.add(reader, &full)?;
        }
        if !is_scored {
            full.iter().for_each(|&doc| best.add(doc, 0.0, true));
            continue;
        }
        let allowed = match &plan.hard {
            Some(hard) => Some(segment.matches(hard)?),
            None => None,
        };
        let mut found = InFullOrPart {
            best,
            segment: &segment,
            shows_all: segment.shows_all(),
            full: Ascending::new(full),
            allowed: allowed.map(Ascending::new),
            least_weight: if request.partial { least_weight } else { f32::INFINITY },
            partial: 0,
        };
        score_segment(&terms, statistics, &mut window, &mut found)?;
        hits.partial += found.finish();
    }

    let mut ranked = best.ranked(&documents);
    let reranker = is_scored.then(|| Reranker::new(&plan, &idfs));
    if let Some(reranker) = &reranker {
        rerank(&mut ranked, reranker, &documents, request);
    }
    for ranked in ranked.into_iter().skip(request.offset).take(request.limit) {
        let explanation = match &reranker {
            Some(reranker) if request.explain => {
                Some(explain(&ranked, reranker, &plan, &idfs, documents.units(ranked.found.address)))
            }
            _ => None,
        };
        let score = match (&reranker, ranked.shares) {
            (_, Some(shares)) => shares.sum(),
            (Some(reranker), None) => reranker.share_of_score(ranked.found.score),
            (None, None) => 0.0,
        };
        let is_full = ranked.found.is_full;
        hits.hits.extend(ranked.into_id(&documents).map(|id| Hit { id, score, is_full, explanation }));
    }
    hits.facets = facets.map(FacetCounter::finish);
    Ok(hits)
}

/// The best, as a segment adds to them.
struct BestOfSegment<'a> {
    best: &'a mut Best,
    columns: &'a Columns,
    ord: SegmentOrdinal,
}

impl BestOfSegment<'_> {
    #[inline]
    fn add(&mut self, doc: DocId, score: f32, is_full: bool) {
        let published = || self.columns.published(doc).unwrap_or_default();
        self.best.add(is_full, score, DocAddress::new(self.ord, doc), published);
    }
}

/// Collects where every document with a term matches in full.
struct InFull<'a> {
    best: BestOfSegment<'a>,
    segment: &'a Segment<'a>,
    shows_all: bool,
    total: u64,
}

impl Collector for InFull<'_> {
    fn floor(&self) -> f32 {
        f32::NEG_INFINITY
    }

    #[inline]
    fn collect(&mut self, Scored { doc, score, .. }: Scored) {
        if self.shows_all || self.segment.is_seen(doc) {
            self.total += 1;
            self.best.add(doc, score, true);
        }
    }

    fn count(&mut self, _first: DocId, _bits: u64) {}
}

/// Collects where documents match in full or in part.
struct InFullOrPart<'a> {
    best: BestOfSegment<'a>,
    segment: &'a Segment<'a>,
    shows_all: bool,
    full: Ascending,
    /// Those that may match in part, if not all may.
    allowed: Option<Ascending>,
    /// What a match in part weighs at least.
    least_weight: f32,
    partial: u64,
}

impl InFullOrPart<'_> {
    /// Adds the full matches that are left; returns how many match in part.
    fn finish(mut self) -> u64 {
        self.full.reach(TERMINATED, |doc| self.best.add(doc, 0.0, true));
        self.partial
    }
}

impl Collector for InFullOrPart<'_> {
    fn floor(&self) -> f32 {
        self.best.best.partial_floor()
    }

    #[inline]
    fn collect(&mut self, Scored { doc, score, weight }: Scored) {
        // A full match without any scored term (of an OR with a filter) comes unscored.
        if self.full.reach(doc, |unscored| self.best.add(unscored, 0.0, true)) {
            self.best.add(doc, score, true);
            return;
        }
        if weight < self.least_weight {
            return;
        }
        let is_allowed = match &mut self.allowed {
            Some(allowed) => allowed.reach(doc, |_| {}),
            None => self.shows_all || self.segment.is_seen(doc),
        };
        if is_allowed {
            self.partial += 1;
            self.best.add(doc, score, false);
        }
    }

    #[inline]
    fn count(&mut self, first: DocId, mut bits: u64) {
        if self.least_weight.is_infinite() {
            return;
        }
        if self.shows_all {
            self.partial += u64::from(bits.count_ones());
            return;
        }
        while bits != 0 {
            self.partial += u64::from(self.segment.is_seen(first + bits.trailing_zeros()));
            bits &= bits - 1;
        }
    }
}

/// Documents in ascending order that are asked for in ascending order.
struct Ascending {
    rest: std::vec::IntoIter<DocId>,
    /// The first that was not passed; [`TERMINATED`] after the last.
    next: DocId,
}

impl Ascending {
    fn new(documents: Vec<DocId>) -> Self {
        let mut rest = documents.into_iter();
        Self { next: rest.next().unwrap_or(TERMINATED), rest }
    }

    /// Passes those before `doc`, which `passed` gets, and `doc` itself; returns whether it is one.
    #[inline]
    fn reach(&mut self, doc: DocId, mut passed: impl FnMut(DocId)) -> bool {
        while self.next < doc {
            passed(self.next);
            self.next = self.rest.next().unwrap_or(TERMINATED);
        }
        let is_one = self.next == doc && doc != TERMINATED;
        if is_one {
            self.next = self.rest.next().unwrap_or(TERMINATED);
        }
        is_one
    }
}

/// Puts the first of `ranked` in order by their shares. BM25's is one of them and the others are not
/// negative, so none of them scores less than those behind.
fn rerank(ranked: &mut [Ranked], reranker: &Reranker, documents: &Documents<'_>, request: &Request) {
    if request.offset >= RERANKED || request.limit == 0 {
        return;
    }
    let mut count = ranked.len().min(RERANKED);
    // All full matches stand before the others, whose order is not asked for if these are enough.
    let full = ranked[..count].iter().filter(|ranked| ranked.found.is_full).count();
    if full >= request.offset.saturating_add(request.limit) {
        count = full;
    }
    let first = &mut ranked[..count];
    for ranked in first.iter_mut() {
        let units = documents.units(ranked.found.address);
        ranked.shares = Some(reranker.shares(ranked.found.score, ranked.found.is_full, units));
    }
    let score = |ranked: &Ranked| ranked.shares.map_or(0.0, |shares| shares.sum());
    first.sort_by(|one, other| {
        (other.found.is_full.cmp(&one.found.is_full))
            .then_with(|| score(other).total_cmp(&score(one)))
            .then_with(|| other.found.published.cmp(&one.found.published))
            .then_with(|| one.id(documents).cmp(other.id(documents)))
    });
}

/// What documents consist of, and what they are called.
struct Documents<'a> {
    /// By segment.
    opened: Vec<&'a Opened>,
}

impl<'a> Documents<'a> {
    fn new(searcher: &Searcher, opened: &'a OpenedById) -> tantivy::Result<Self> {
        let of = |reader: &SegmentReader| {
            let missing = || TantivyError::InternalError("a segment that was not opened".to_owned());
            opened.get(&reader.segment_id()).ok_or_else(missing)
        };
        Ok(Self { opened: searcher.segment_readers().iter().map(of).collect::<tantivy::Result<_>>()? })
    }

    fn units(&self, address: DocAddress) -> &'a [u8] {
        self.opened[address.segment_ord as usize].units.of(address.doc_id)
    }

    fn id(&self, address: DocAddress) -> Option<ArticleId> {
        let id = self.opened[address.segment_ord as usize].identities.of(address.doc_id);
        str::from_utf8(id).ok().and_then(ArticleId::new)
    }
}

fn explain(
    ranked: &Ranked,
    reranker: &Reranker,
    plan: &Plan,
    idfs: &[f32],
    units: &[u8],
) -> Box<Explanation> {
    let terms = reranker.terms_in(units).into_iter().map(|place| ExplainedTerm {
        term: plan.terms[place].pattern.to_string(),
        weight: plan.terms[place].weight,
        idf: idfs[place],
    });
    Box::new(Explanation { bm25: ranked.found.score, shares: ranked.shares, terms: terms.collect() })
}

/// A document that was found.
#[derive(Debug, Clone, Copy)]
struct Found {
    is_full: bool,
    score: f32,
    /// In seconds since 1970.
    published: i64,
    address: DocAddress,
}

/// A document among the best.
struct Ranked {
    found: Found,
    /// Looked up when it is needed, which it seldom is.
    id: OnceCell<Option<ArticleId>>,
    shares: Option<Shares>,
}

impl Ranked {
    fn id(&self, documents: &Documents<'_>) -> &Option<ArticleId> {
        self.id.get_or_init(|| documents.id(self.found.address))
    }

    fn into_id(self, documents: &Documents<'_>) -> Option<ArticleId> {
        let address = self.found.address;
        self.id.into_inner().unwrap_or_else(|| documents.id(address))
    }
}

/// The best documents found so far, with all that tie with the last of them.
struct Best {
    order: Order,
    wanted: usize,
    /// What scores less is not among the best any more.
    least: (bool, f32),
    /// How many may be there before the worst are dropped.
    room: usize,
    found: Vec<Found>,
}

impl Best {
    fn new(request: &Request, is_scored: bool) -> Self {
        let wanted = request.offset.saturating_add(request.limit);
        let wanted = if is_scored && request.limit > 0 { wanted.max(RERANKED) } else { wanted };
        Self {
            order: request.order,
            wanted,
            least: (false, f32::NEG_INFINITY),
            room: wanted.saturating_mul(2).saturating_add(64),
            found: Vec::new(),
        }
    }

    /// What a document that does not match in full must score at least to be among the best.
    fn partial_floor(&self) -> f32 {
        let (is_full, score) = self.least;
        if is_full || self.wanted == 0 { f32::INFINITY } else { score }
    }

    /// Adds a document; `published` tells when it was published.
    #[inline]
    fn add(&mut self, is_full: bool, score: f32, address: DocAddress, published: impl FnOnce() -> i64) {
        let (least_is_full, least_score) = self.least;
        let is_less = if is_full == least_is_full { score < least_score } else { least_is_full };
        if is_less || self.wanted == 0 {
            return;
        }
        self.found.push(Found { is_full, score, published: published(), address });
        if self.found.len() >= self.room {
            self.cut();
            // Many may tie with the last; each cut is to drop about as many as it looks at.
            self.room = self.room.max(self.found.len().saturating_mul(2));
        }
    }

    fn cut(&mut self) {
        let order = self.order;
        if self.wanted == 0 || self.found.len() <= self.wanted {
            self.found.truncate(self.wanted);
            return;
        }
        let (_, last, _) = self.found.select_nth_unstable_by(self.wanted - 1, |a, b| compare(order, a, b));
        let last = *last;
        self.found.retain(|found| compare(order, found, &last).is_le());
        if order == Order::Relevance {
            self.least = (last.is_full, last.score);
        }
    }

    /// The best in their order, ties by identity.
    fn ranked(mut self, documents: &Documents<'_>) -> Vec<Ranked> {
        self.cut();
        let order = self.order;
        let of = |found| Ranked { found, id: OnceCell::new(), shares: None };
        let mut ranked: Vec<Ranked> = self.found.into_iter().map(of).collect();
        ranked.sort_by(|one, other| {
            (compare(order, &one.found, &other.found))
                .then_with(|| one.id(documents).cmp(other.id(documents)))
        });
        ranked
    }
}

/// The order of two documents, before ties are broken by identity.
fn compare(order: Order, one: &Found, other: &Found) -> Ordering {
    let newest = other.published.cmp(&one.published);
    match order {
        Order::Newest => newest,
        Order::Oldest => newest.reverse(),
        Order::Relevance => {
            other.is_full.cmp(&one.is_full).then(other.score.total_cmp(&one.score)).then(newest)
        }
    }
}
