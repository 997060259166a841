//! Which segments are merged, and when.
//!
//! A rebuild from nothing writes a large segment for every eight thousand articles, and rebuilds from
//! cron add a small one each.
//!
//! Small ones are merged by eights, so that each document is written again once a level only; of those
//! of some hundred documents fewer at a time, so that no rebuild waits for more than a second, unless
//! they have become very many.
//!
//! Large ones cost time and memory, for the files that a merge reads count as the process's: while the
//! index is made they are left alone, and a later rebuild writes again so many of their documents only
//! as take some seconds; those with many deleted documents take turns. So the segments of a great
//! index become fewer over many rebuilds, and none of these waits for minutes.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use tantivy::index::SegmentMeta;
use tantivy::merge_policy::{MergeCandidate, MergePolicy};

/// Segments of one level that are merged into one of the next.
const FAN_IN: usize = 8;

/// Small segments of one level of which [`FAN_IN`] are merged whatever it costs.
const MANY_SMALL: usize = 2 * FAN_IN;

/// Documents that a merge of small segments writes again at most, unless these are only two or very many.
const MOST_SMALL_DOCUMENTS: u32 = 3_000;

/// Documents from which on a segment is large.
const LARGE: u32 = 2_048;

/// Large segments that are left alone.
const MANY_LARGE: usize = 24;

/// Documents of large segments that one rebuild writes again at most.
const MOST_DOCUMENTS: u32 = 40_000;

/// The share of deleted documents beyond which a segment is written again without them: of large
/// segments one a rebuild.
const MAX_DELETED: f32 = 0.2;

/// The share beyond which large segments don't wait for their turn.
const FAR_TOO_MANY_DELETED: f32 = 0.4;

/// The policy of one rebuild; see the module's text.
#[derive(Debug)]
pub(super) struct BySize {
    /// Documents of large segments that may still be written again.
    left: AtomicU32,
    /// A large segment was written again for its deleted documents.
    had_turn: AtomicBool,
}

impl BySize {
    /// The policy of a rebuild that adds to an index.
    pub(super) fn bounded() -> Self {
        Self { left: AtomicU32::new(MOST_DOCUMENTS), had_turn: AtomicBool::new(false) }
    }

    /// The policy of a rebuild from nothing.
    pub(super) fn small_only() -> Self {
        Self { left: AtomicU32::new(0), had_turn: AtomicBool::new(false) }
    }

    /// Takes so many `documents` of what may be written again; returns whether there were as many.
    fn take(&self, documents: u32) -> bool {
        self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(documents)).is_ok()
    }

    /// Returns whether a large segment is written again without its deleted documents now.
    fn has_turn(&self, segment: &SegmentMeta) -> bool {
        let can_wait = share_deleted(segment) <= FAR_TOO_MANY_DELETED;
        if can_wait && self.had_turn.load(Ordering::SeqCst) {
            return false;
        }
        let is_taken = self.take(segment.num_docs());
        self.had_turn.fetch_or(is_taken, Ordering::SeqCst);
        is_taken
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
            let is_of_level = |segment: &&SegmentMeta| self::level(segment.max_doc()) == level;
            merged.extend(of_one_level(small.iter().copied().filter(is_of_level).collect()));
        }
        merged.extend(self.too_many(&large));
        let is_merged =
            |segment: &SegmentMeta| merged.iter().any(|candidate| candidate.0.contains(&segment.id()));
        let mut holed: Vec<&SegmentMeta> = (segments.iter())
            .filter(|segment| !is_merged(segment) && share_deleted(segment) > MAX_DELETED)
            .collect();
        holed.sort_by(|one, other| share_deleted(other).total_cmp(&share_deleted(one)));
        holed.retain(|segment| segment.max_doc() < LARGE || self.has_turn(segment));
        merged.extend(holed.into_iter().map(|segment| MergeCandidate(vec![segment.id()])));
        merged
    }
}

/// The smallest of small segments of one level, as many as are merged at a time, if they are enough.
fn of_one_level(mut segments: Vec<&SegmentMeta>) -> Option<MergeCandidate> {
    if segments.len() < FAN_IN {
        return None;
    }
    segments.sort_by_key(|segment| (segment.num_docs(), segment.id()));
    let mut left = MOST_SMALL_DOCUMENTS;
    let is_cheap = |(n, segment): &(usize, &SegmentMeta)| {
        left = left.saturating_sub(segment.num_docs());
        left > 0 || *n < 2
    };
    let cheap = segments.iter().copied().enumerate().take_while(is_cheap).count();
    segments.truncate(if segments.len() < MANY_SMALL { cheap.min(FAN_IN) } else { FAN_IN });
    Some(MergeCandidate(segments.iter().map(|segment| segment.id()).collect()))
}

fn share_deleted(segment: &SegmentMeta) -> f32 {
    segment.num_deleted_docs() as f32 / segment.max_doc().max(1) as f32
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
        let whole: Vec<(u32, u32)> = sizes.iter().map(|size| (*size, 0)).collect();
        merges_of_holed(policy, &whole)
    }

    /// The same of segments of which some documents, the second numbers, are deleted.
    fn merges_of_holed(policy: &BySize, sizes: &[(u32, u32)]) -> Vec<u32> {
        let index = Index::create_in_ram(Schema::builder().build());
        let segments: Vec<SegmentMeta> = sizes
            .iter()
            .map(|(documents, deleted)| {
                index.new_segment_meta(SegmentId::generate_random(), *documents).with_delete_meta(*deleted, 1)
            })
            .collect();
        let size = |id: &SegmentId| segments.iter().find(|segment| segment.id() == *id).unwrap().num_docs();
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
    fn of_segments_of_some_hundred_documents_fewer_are_merged_unless_they_are_very_many() {
        for (size, count, expected) in
            [(300, 8, 2_400), (499, 8, 2_994), (1_600, 8, 3_200), (1_600, 16, 12_800)]
        {
            let segments = vec![size; count];
            assert_eq!(merges(&BySize::bounded(), &segments), [expected], "{count} of {size}");
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

    #[test]
    fn large_segments_with_many_deleted_documents_take_turns() {
        let policy = BySize::bounded();
        assert_eq!(merges_of_holed(&policy, &[(8_000, 1_700), (8_000, 1_900), (8_000, 1_500)]), [6_100]);
        assert_eq!(merges_of_holed(&policy, &[(8_000, 1_700), (300, 100)]), [200]);
        let far = [(8_000, 1_700), (8_000, 3_300), (8_000, 4_000)];
        assert_eq!(merges_of_holed(&BySize::bounded(), &far), [4_000, 4_700]);
        assert_eq!(merges_of_holed(&BySize::small_only(), &far), [0_u32; 0]);
    }
}
