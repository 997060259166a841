//! Answering a request: which articles match, in which order, and how many.
//!
//! By relevance in two stages. The first scores every article that has a term of the query by BM25
//! and keeps the best; the second looks at what the first [`RERANKED`] of these consist of (see
//! [`rerank`](super::rerank)). The order depends on the articles only: statistics are over living
//! articles, ties are broken by date, then by identity; and not on the window that is asked for, so
//! that pages fit together.

use std::cmp::Ordering;

use tantivy::{DocAddress, Searcher};

use super::columns::{Columns, Strings};
use super::evaluate::Segment;
use super::explain::{ExplainedTerm, Explanation, Shares};
use super::facets::FacetCounter;
use super::plan::Plan;
use super::rank::{Lists, Scored, Statistics, idf, score_segment};
use super::rerank::{RERANKED, Reranker};
use super::schema::{Fields, column};
use super::units::UnitsById;
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
    units: &UnitsById,
    statistics: Statistics,
    request: &Request,
) -> tantivy::Result<Hits> {
    let plan = Plan::new(&request.query, fields);
    let is_scored = request.order == Order::Relevance && !plan.terms.is_empty();
    let mut lists_by_segment = Vec::new();
    let mut frequencies = vec![0; plan.terms.len()];
    for reader in searcher.segment_readers().iter().filter(|_| is_scored) {
        let mut lists = Vec::with_capacity(plan.terms.len());
        for (term, frequency) in plan.terms.iter().zip(&mut frequencies) {
            let opened = Lists::open(&term.pattern, fields.text, reader)?;
            *frequency += opened.document_frequency(reader);
            lists.push(opened);
        }
        lists_by_segment.push(lists);
    }
    let idfs: Vec<f32> = frequencies.iter().map(|&frequency| idf(frequency, statistics)).collect();
    let weights: Vec<f32> = plan.terms.iter().zip(&idfs).map(|(term, idf)| term.weight * idf).collect();
    let known = weights.iter().zip(&frequencies).filter(|(_, frequency)| **frequency > 0);
    let least_weight = MIN_PARTIAL_SHARE * known.map(|(weight, _)| weight).sum::<f32>();

    let mut hits = Hits::default();
    let mut facets = request.facets.then(FacetCounter::default);
    let mut best = Best::new(request, is_scored);
    let mut lists_by_segment = lists_by_segment.into_iter();
    for (ord, reader) in (0..).zip(searcher.segment_readers()) {
        let columns = Columns::open(reader, request.audience, request.now.timestamp())?;
        let segment = Segment { reader, columns: &columns };
        let full = segment.matches(&plan.full)?;
        hits.total += full.len() as u64;
        if let Some(facets) = &mut facets {
            facets.add(reader, &full)?;
        }
        let found = |doc, score, is_full| Found {
            is_full,
            score,
            published: columns.published(doc).unwrap_or_default(),
            address: DocAddress::new(ord, doc),
        };
        let Some(lists) = lists_by_segment.next() else {
            full.iter().for_each(|&doc| best.add(found(doc, 0.0, true)));
            continue;
        };
        let allowed = match &plan.hard {
            Some(hard) => Some(segment.matches(hard)?),
            None => None,
        };
        let mut allowed = allowed.map(|documents| documents.into_iter().peekable());
        let mut rest = full.into_iter().peekable();
        let mut weighted: Vec<(Lists, f32)> = lists.into_iter().zip(weights.iter().copied()).collect();
        score_segment(&mut weighted, statistics, fields.text, reader, |Scored { doc, score, weight }| {
            // A full match without any scored term (of an OR with a filter) comes unscored.
            while let Some(unscored) = rest.next_if(|&other| other < doc) {
                best.add(found(unscored, 0.0, true));
            }
            if rest.next_if_eq(&doc).is_some() {
                best.add(found(doc, score, true));
                return;
            }
            if !request.partial || weight < least_weight {
                return;
            }
            let is_allowed = match &mut allowed {
                Some(allowed) => {
                    while allowed.next_if(|&other| other < doc).is_some() {}
                    allowed.peek() == Some(&doc)
                }
                None => segment.is_seen(doc),
            };
            if is_allowed {
                hits.partial += 1;
                best.add(found(doc, score, false));
            }
        })?;
        rest.for_each(|doc| best.add(found(doc, 0.0, true)));
    }

    let mut ranked = best.named(searcher)?;
    let reranker = is_scored.then(|| Reranker::new(&plan, &idfs));
    let documents = Documents { searcher, units };
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
        hits.hits.push(Hit { id: ranked.id, score, is_full: ranked.found.is_full, explanation });
    }
    hits.facets = facets.map(FacetCounter::finish);
    Ok(hits)
}

/// Puts the first of `ranked` in order by their shares. BM25's is one of them and the others are not
/// negative, so none of them scores less than those behind.
fn rerank(ranked: &mut [Ranked], reranker: &Reranker, documents: &Documents<'_>, request: &Request) {
    if request.offset >= RERANKED || request.limit == 0 {
        return;
    }
    let count = ranked.len().min(RERANKED);
    let first = &mut ranked[..count];
    for ranked in first.iter_mut() {
        let units = documents.units(ranked.found.address);
        ranked.shares = Some(reranker.shares(ranked.found.score, units));
    }
    let score = |ranked: &Ranked| ranked.shares.map_or(0.0, |shares| shares.sum());
    first.sort_by(|one, other| {
        (other.found.is_full.cmp(&one.found.is_full))
            .then_with(|| score(other).total_cmp(&score(one)))
            .then_with(|| other.found.published.cmp(&one.found.published))
            .then_with(|| one.id.cmp(&other.id))
    });
}

/// What documents consist of.
struct Documents<'a> {
    searcher: &'a Searcher,
    units: &'a UnitsById,
}

impl<'a> Documents<'a> {
    fn units(&self, address: DocAddress) -> &'a [u8] {
        let segment = self.searcher.segment_reader(address.segment_ord).segment_id();
        self.units.get(&segment).map_or(&[], |units| units.of(address.doc_id))
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
    published: i64,
    address: DocAddress,
}

/// A document among the best.
struct Ranked {
    found: Found,
    id: ArticleId,
    shares: Option<Shares>,
}

/// The best documents found so far, with all that tie with the last of them.
struct Best {
    order: Order,
    wanted: usize,
    found: Vec<Found>,
}

impl Best {
    fn new(request: &Request, is_scored: bool) -> Self {
        let wanted = request.offset.saturating_add(request.limit);
        let wanted = if is_scored && request.limit > 0 { wanted.max(RERANKED) } else { wanted };
        Self { order: request.order, wanted, found: Vec::new() }
    }

    fn add(&mut self, found: Found) {
        self.found.push(found);
        if self.found.len() >= self.wanted.saturating_mul(2).saturating_add(1024) {
            self.cut();
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
    }

    /// The best in their order, ties by identity.
    fn named(mut self, searcher: &Searcher) -> tantivy::Result<Vec<Ranked>> {
        self.cut();
        let ids: Vec<Strings> = searcher
            .segment_readers()
            .iter()
            .map(|reader| Strings::open(reader, column::ID))
            .collect::<tantivy::Result<_>>()?;
        let mut ranked = Vec::with_capacity(self.found.len());
        for found in self.found {
            let id = ids[found.address.segment_ord as usize].first(found.address.doc_id)?;
            if let Some(id) = id.and_then(|id| ArticleId::new(&id)) {
                ranked.push(Ranked { found, id, shares: None });
            }
        }
        ranked.sort_by(|one, other| {
            compare(self.order, &one.found, &other.found).then_with(|| one.id.cmp(&other.id))
        });
        Ok(ranked)
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
