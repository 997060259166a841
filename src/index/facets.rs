//! Counting which articles have which section, tag, author, language and month.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use tantivy::{DocId, SegmentReader};

use super::Facets;
use super::columns::Strings;
use super::schema::column;

/// Counts that grow segment by segment.
#[derive(Debug, Default)]
pub(super) struct FacetCounter {
    section: BTreeMap<String, u64>,
    tag: BTreeMap<String, u64>,
    author: BTreeMap<String, u64>,
    lang: BTreeMap<String, u64>,
    month: BTreeMap<String, u64>,
}

impl FacetCounter {
    /// Counts `documents` of a segment.
    pub(super) fn add(&mut self, reader: &SegmentReader, documents: &[DocId]) -> tantivy::Result<()> {
        for (name, counts) in [
            (column::SECTION, &mut self.section),
            (column::TAG, &mut self.tag),
            (column::AUTHOR, &mut self.author),
            (column::LANG, &mut self.lang),
        ] {
            let strings = Strings::open(reader, name)?;
            let values = strings.dictionary()?;
            let mut by_ord = vec![0_u64; values.len()];
            for &doc in documents {
                for ord in strings.ords(doc) {
                    by_ord[ord as usize] += 1;
                }
            }
            for (value, count) in values.into_iter().zip(by_ord).filter(|(_, count)| *count > 0) {
                *counts.entry(value).or_default() += count;
            }
        }

        let days = reader.fast_fields().i64(column::DAY)?;
        let mut by_day: BTreeMap<i64, u64> = BTreeMap::new();
        for &doc in documents {
            if let Some(day) = days.first(doc) {
                *by_day.entry(day).or_default() += 1;
            }
        }
        for (day, count) in by_day {
            if let Some(date) = i32::try_from(day).ok().and_then(NaiveDate::from_epoch_days) {
                let month = format!("{:04}-{:02}", date.year(), date.month());
                *self.month.entry(month).or_default() += count;
            }
        }
        Ok(())
    }

    /// Returns the counts, most frequent first, ties by name; months newest first.
    pub(super) fn finish(self) -> Facets {
        let by_count = |counts: BTreeMap<String, u64>| {
            let mut list: Vec<(String, u64)> = counts.into_iter().collect();
            list.sort_by(|(one, one_count), (other, other_count)| {
                other_count.cmp(one_count).then_with(|| one.cmp(other))
            });
            list
        };
        Facets {
            section: by_count(self.section),
            tag: by_count(self.tag),
            author: by_count(self.author),
            lang: by_count(self.lang),
            month: self.month.into_iter().rev().collect(),
        }
    }
}
