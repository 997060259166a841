//! Which segments are merged, and when.
//!
//! A rebuild from nothing writes a score of large segments, and rebuilds from cron add a small one
//! each. Large ones are left alone: merging them would cost as much as writing them did, hold their
//! files in memory meanwhile, and save a query some microseconds a segment. Small ones are merged by
//! eights, so that each document is written again once a level only.

use tantivy::index::SegmentMeta;
use tantivy::merge_policy::{MergeCandidate, MergePolicy};

/// Segments of one level that are merged into one of the next.
const FAN_IN: usize = 8;

/// Documents from which on a segment is large.
const LARGE: u32 = 4_096;

/// Large segments that are left alone.
const MANY_LARGE: usize = 24;

/// The share of deleted documents beyond which a segment is written again without them.
const MAX_DELETED: f32 = 0.2;

/// See the module's text.
#[derive(Debug, Default)]
pub(super) struct BySize;

impl MergePolicy for BySize {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let (large, small): (Vec<&SegmentMeta>, Vec<&SegmentMeta>) =
            segments.iter().partition(|segment| segment.max_doc() >= LARGE);
        let mut merged = Vec::new();
        for level in 0..=level(LARGE) {
            let same: Vec<&&SegmentMeta> =
                small.iter().filter(|segment| self::level(segment.max_doc()) == level).collect();
            if same.len() >= FAN_IN {
                merged.push(MergeCandidate(same.iter().map(|segment| segment.id()).collect()));
            }
        }
        if large.len() > MANY_LARGE {
            let mut by_size = large.clone();
            by_size.sort_by_key(|segment| (segment.max_doc(), segment.id()));
            merged.push(MergeCandidate(by_size[..FAN_IN].iter().map(|segment| segment.id()).collect()));
        }
        let is_merged =
            |segment: &SegmentMeta| merged.iter().any(|candidate| candidate.0.contains(&segment.id()));
        let holed: Vec<MergeCandidate> = segments
            .iter()
            .filter(|segment| !is_merged(segment))
            .filter(|segment| segment.num_deleted_docs() as f32 > MAX_DELETED * segment.max_doc() as f32)
            .map(|segment| MergeCandidate(vec![segment.id()]))
            .collect();
        merged.extend(holed);
        merged
    }
}

/// The level of a segment: how often its size can be divided.
fn level(documents: u32) -> u32 {
    documents.max(1).ilog(FAN_IN as u32)
}
