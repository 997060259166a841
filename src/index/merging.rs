//! Which segments are merged, and when.
//!
//! A rebuild from nothing writes a large segment for every eight thousand articles, and rebuilds from
//! cron add a small one each. Small ones are merged by eights, so that each document is written again
//! once a level only. Large ones cost time and memory, for the files that a merge reads count as the
//! process's: while the index is made they are left alone, and a later rebuild writes again so many
//! of their documents only as take some seconds. So the segments of a great index become fewer over
//! many rebuilds, and none of these waits for minutes.

use std::sync::atomic::{AtomicU32, Ordering};

use tantivy::index::SegmentMeta;
use tantivy::merge_policy::{MergeCandidate, MergePolicy};

/// Segments of one level that are merged into one of the next.
const FAN_IN: usize = 8;

/// Documents from which on a segment is large.
const LARGE: u32 = 4_096;

/// Large segments that are left alone.
const MANY_LARGE: usize = 24;

/// Documents of large segments that one rebuild writes again at most.
const MOST_DOCUMENTS: u32 = 40_000;

/// The share of deleted documents beyond which a segment is written again without them.
const MAX_DELETED: f32 = 0.2;

/// The policy of one rebuild; see the module's text.
#[derive(Debug)]
pub(super) struct BySize {
    /// Documents of large segments that may still be written again.
    left: AtomicU32,
}

impl BySize {
    /// The policy of a rebuild that adds to an index.
    pub(super) fn bounded() -> Self {
        Self { left: AtomicU32::new(MOST_DOCUMENTS) }
    }

    /// The policy of a rebuild from nothing.
    pub(super) fn small_only() -> Self {
        Self { left: AtomicU32::new(0) }
    }

    /// Takes so many `documents` of what may be written again; returns whether there were as many.
    fn take(&self, documents: u32) -> bool {
        self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(documents)).is_ok()
    }

    /// The smallest of the `large` segments, as many as make them few again and as may be written.
    fn too_many(&self, large: &[&SegmentMeta]) -> Option<MergeCandidate> {
        let surplus = large.len().checked_sub(MANY_LARGE).filter(|surplus| *surplus > 0)?;
        let mut by_size = large.to_vec();
        by_size.sort_by_key(|segment| (segment.max_doc(), segment.id()));
        let left = self.left.load(Ordering::SeqCst);
        let sums = by_size.iter().scan(0_u32, |sum, segment| {
            *sum = sum.saturating_add(segment.max_doc());
            Some(*sum)
        });
        let fitting: Vec<u32> =
            sums.take(surplus.saturating_add(1).min(FAN_IN)).take_while(|sum| *sum <= left).collect();
        let all = *fitting.last().filter(|_| fitting.len() > 1)?;
        self.take(all)
            .then(|| MergeCandidate(by_size[..fitting.len()].iter().map(|segment| segment.id()).collect()))
    }
}

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
        merged.extend(self.too_many(&large));
        let is_merged =
            |segment: &SegmentMeta| merged.iter().any(|candidate| candidate.0.contains(&segment.id()));
        let deleted = |segment: &SegmentMeta| segment.num_deleted_docs() as f32 / segment.max_doc() as f32;
        let mut holed: Vec<&SegmentMeta> =
            segments.iter().filter(|segment| !is_merged(segment) && deleted(segment) > MAX_DELETED).collect();
        holed.sort_by(|one, other| deleted(other).total_cmp(&deleted(one)));
        holed.retain(|segment| segment.max_doc() < LARGE || self.take(segment.num_docs()));
        merged.extend(holed.into_iter().map(|segment| MergeCandidate(vec![segment.id()])));
        merged
    }
}

/// The level of a segment: how often its size can be divided.
fn level(documents: u32) -> u32 {
    documents.max(1).ilog(FAN_IN as u32)
}

#[cfg(test)]
mod tests {
    use tantivy::Index;
    use tantivy::index::SegmentId;
    use tantivy::schema::Schema;

    use super::*;

    /// How many documents each merge writes that the policy wants of segments of these sizes.
    fn merges(policy: &BySize, sizes: &[u32]) -> Vec<u32> {
        let index = Index::create_in_ram(Schema::builder().build());
        let segments: Vec<SegmentMeta> = sizes
            .iter()
            .map(|documents| index.new_segment_meta(SegmentId::generate_random(), *documents))
            .collect();
        let size = |id: &SegmentId| segments.iter().find(|segment| segment.id() == *id).unwrap().max_doc();
        let candidates = policy.compute_merge_candidates(&segments);
        candidates.iter().map(|candidate| candidate.0.iter().map(size).sum()).collect()
    }

    #[test]
    fn small_segments_are_merged_by_eights() {
        for policy in [BySize::bounded(), BySize::small_only()] {
            assert_eq!(merges(&policy, &[1; 7]), [0_u32; 0]);
            assert_eq!(merges(&policy, &[1; 8]), [8]);
            assert_eq!(merges(&policy, &[1, 1, 1, 1, 1, 1, 1, 9]), [0_u32; 0]);
        }
    }

    #[test]
    fn large_segments_are_left_alone_unless_they_are_many() {
        assert_eq!(merges(&BySize::bounded(), &[8_000; 24]), [0_u32; 0]);
        assert_eq!(merges(&BySize::bounded(), &[8_000; 25]), [16_000]);
    }

    #[test]
    fn one_rebuild_writes_a_bounded_number_of_documents_again() {
        let policy = BySize::bounded();
        assert_eq!(merges(&policy, &[8_000; 125]), [40_000]);
        assert_eq!(merges(&policy, &[8_000; 120]), [0_u32; 0]);
        assert_eq!(merges(&BySize::bounded(), &[30_000; 125]), [0_u32; 0]);
        assert_eq!(merges(&BySize::small_only(), &[8_000; 125]), [0_u32; 0]);
    }
}
