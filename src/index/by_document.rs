//! Files of a segment that have some bytes for each document, to be read without unpacking anything.
//!
//! tantivy's doc store compresses documents by blocks, and its columns of strings decode a block of
//! their dictionary for each value: some microseconds, which a search pays for each of its hits. In
//! these files the bytes lie as they are, one document after the other; behind them stand the places
//! at which each begins and the last one ends, eight bytes each.

use std::io::{self, Write};

use tantivy::directory::{OwnedBytes, TerminatingWrite, WritePtr};
use tantivy::index::SegmentComponent;
use tantivy::{DocId, Segment, SegmentReader};

fn component(extension: &str) -> SegmentComponent {
    SegmentComponent::Custom(extension.to_owned())
}

/// Writes the file of a segment, document by document.
pub(super) struct ByDocumentWriter {
    file: WritePtr,
    /// Where each document begins.
    starts: Vec<u64>,
    length: u64,
}

impl ByDocumentWriter {
    /// Begins the file of `segment` with this extension.
    pub(super) fn new(segment: &Segment, extension: &str) -> tantivy::Result<Self> {
        Ok(Self { file: segment.open_write(component(extension))?, starts: Vec::new(), length: 0 })
    }

    /// Adds the next document's bytes.
    pub(super) fn push(&mut self, document: &[u8]) -> io::Result<()> {
        self.starts.push(self.length);
        self.length += document.len() as u64;
        self.file.write_all(document)
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> io::Result<()> {
        for start in self.starts.iter().chain([&self.length]) {
            self.file.write_all(&start.to_le_bytes())?;
        }
        self.file.terminate()
    }

    /// Bytes of memory in use.
    pub(super) fn memory(&self) -> usize {
        self.starts.capacity() * size_of::<u64>()
    }
}

/// Writes the files with this extension of the living documents of `readers` to one of `target`.
pub(super) fn merge(readers: &[SegmentReader], target: &Segment, extension: &str) -> tantivy::Result<()> {
    let mut merged = ByDocumentWriter::new(target, extension)?;
    for reader in readers {
        let file = ByDocument::open(reader, extension)?;
        for doc in reader.doc_ids_alive() {
            merged.push(file.of(doc))?;
        }
    }
    Ok(merged.finish()?)
}

/// The file of a segment, to be read.
#[derive(Clone)]
pub(super) struct ByDocument {
    bytes: OwnedBytes,
    /// Where the places of the documents begin.
    table: usize,
}

impl ByDocument {
    /// Opens the file of a segment with this extension.
    pub(super) fn open(reader: &SegmentReader, extension: &str) -> tantivy::Result<Self> {
        let bytes = reader.open_read(component(extension))?.read_bytes()?;
        let table = size_of::<u64>() * (reader.max_doc() as usize + 1);
        Ok(Self { table: bytes.len().saturating_sub(table), bytes })
    }

    /// Returns a document's bytes; nothing if the file is damaged.
    pub(super) fn of(&self, doc: DocId) -> &[u8] {
        let place = |doc: usize| {
            let at = self.table + doc * size_of::<u64>();
            let bytes = self.bytes.get(at..at + size_of::<u64>())?;
            usize::try_from(u64::from_le_bytes(bytes.try_into().ok()?)).ok()
        };
        let range = (place(doc as usize), place(doc as usize + 1));
        let (Some(start), Some(end)) = range else { return &[] };
        self.bytes.get(start..end.min(self.table)).unwrap_or_default()
    }
}
