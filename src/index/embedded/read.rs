//! What the rebuild asks of all articles and sources, read off the columns of every segment.

use std::collections::BTreeSet;

use tantivy::Searcher;

use super::super::columns::{Columns, Strings};
use super::super::schema::{BOUND, READ_AGAIN, column};
use super::super::{Audience, ByKey, Gathering, Known, Location, Row};
use crate::article::{ArticleId, Timestamp};
use crate::content::{Measured, Stat};

/// Returns the ledger's rows, by source.
pub(super) fn rows(searcher: &Searcher) -> tantivy::Result<ByKey<Row>> {
    let mut rows = Gathering::default();
    for reader in searcher.segment_readers() {
        let fast = reader.fast_fields();
        let (size, inode, hash, read_again) = (
            fast.u64(column::SIZE)?,
            fast.u64(column::INODE)?,
            fast.u64(column::HASH)?,
            fast.u64(column::READ_AGAIN)?,
        );
        let (mtime, ctime) = (fast.i64(column::MTIME)?, fast.i64(column::CTIME)?);
        let sources = Strings::open(reader, column::SOURCE)?;
        let docs = sources.documents(reader.doc_ids_alive().filter(|&doc| size.first(doc).is_some()));
        sources.for_each(|ord, key| {
            let Some(doc) = docs.get(ord).copied().flatten() else { return };
            let stat = Stat {
                size: size.first(doc).unwrap_or_default(),
                mtime: mtime.first(doc).unwrap_or_default(),
                ctime: ctime.first(doc).unwrap_or_default(),
                inode: inode.first(doc).unwrap_or_default(),
            };
            let marks = read_again.first(doc).unwrap_or(READ_AGAIN);
            let row = Row {
                stat,
                hash: hash.first(doc).unwrap_or_default(),
                read_again: marks & READ_AGAIN != 0,
                is_bound: marks & BOUND != 0,
            };
            rows.push(key, row);
        })?;
    }
    Ok(rows.finish())
}

/// Returns the files that were measured for sources, by the sources' keys.
pub(super) fn measured(searcher: &Searcher) -> tantivy::Result<ByKey<BTreeSet<Measured>>> {
    let mut measured = Gathering::default();
    for reader in searcher.segment_readers() {
        let files = Strings::open(reader, column::MEASURED)?;
        let values = files.dictionary()?;
        if values.is_empty() {
            continue;
        }
        let sources = Strings::open(reader, column::SOURCE)?;
        for doc in reader.doc_ids_alive() {
            let of_doc = files.ords(doc).filter_map(|ord| values.get(ord as usize)?.parse().ok());
            let of_doc: BTreeSet<Measured> = of_doc.collect();
            if !of_doc.is_empty() {
                measured.push(&sources.first(doc)?.unwrap_or_default(), of_doc);
            }
        }
    }
    Ok(measured.finish())
}

/// Returns what is known of each article, by identity; `number` gives the sources their numbers.
pub(super) fn known(
    searcher: &Searcher,
    number: &dyn Fn(&str) -> Option<u32>,
) -> tantivy::Result<ByKey<Known>> {
    let mut known = Gathering::default();
    for reader in searcher.segment_readers() {
        let fingerprints = reader.fast_fields().u64(column::FINGERPRINT)?;
        let sources = Strings::open(reader, column::SOURCE)?;
        let mut numbers = Vec::new();
        sources.for_each(|_, key| numbers.push(number(key)))?;
        let ids = Strings::open(reader, column::ID)?;
        let docs = ids.documents(reader.doc_ids_alive());
        ids.for_each(|ord, id| {
            let Some(doc) = docs.get(ord).copied().flatten() else { return };
            let Some(fingerprint) = fingerprints.first(doc) else { return };
            let source = sources.ords(doc).next().and_then(|ord| *numbers.get(ord as usize)?);
            known.push(id, Known { source, fingerprint });
        })?;
    }
    Ok(known.finish())
}

/// Returns the articles whose being due changes after `after` and until `until`.
pub(super) fn due_between(
    searcher: &Searcher,
    after: Timestamp,
    until: Timestamp,
) -> tantivy::Result<Vec<ArticleId>> {
    let mut turned = Vec::new();
    for reader in searcher.segment_readers() {
        let columns = Columns::open(reader, Audience::Readers, until.timestamp())?;
        let ids = Strings::open(reader, column::ID)?;
        for doc in reader.doc_ids_alive().filter(|&doc| columns.turns_after(doc, after.timestamp())) {
            turned.extend(ids.first(doc)?.and_then(|id| ArticleId::new(&id)));
        }
    }
    Ok(turned)
}

/// Returns where the articles due at `now` are, in the order of [`Location`].
pub(super) fn locations(searcher: &Searcher, now: Timestamp) -> tantivy::Result<Vec<Location>> {
    let mut locations = Vec::new();
    for reader in searcher.segment_readers() {
        let columns = Columns::open(reader, Audience::Readers, now.timestamp())?;
        let updated = reader.fast_fields().i64(column::UPDATED)?;
        let urls = Strings::open(reader, column::URL)?;
        let values = urls.dictionary()?;
        for doc in reader.doc_ids_alive().filter(|&doc| columns.is_due(doc)) {
            let url = urls.ords(doc).next().and_then(|ord| values.get(ord as usize)).cloned();
            let published = columns.published(doc).unwrap_or_default();
            let updated = updated.first(doc).unwrap_or_default();
            locations.extend(url.map(|url| Location { published, url, updated }));
        }
    }
    locations.sort();
    Ok(locations)
}
