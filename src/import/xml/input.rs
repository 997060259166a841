//! A file's bytes as UTF-8, unpacked, with their lines counted.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::bufread::MultiGzDecoder;

/// How the bytes of a gzip file begin (RFC 1952 §2.3.1).
const GZIP: [u8; 2] = [0x1F, 0x8B];

/// Opens the file at `path`: as it is, or what is packed in it.
pub(in crate::import) fn open(path: &Path) -> io::Result<Box<dyn Read>> {
    let mut input = BufReader::new(File::open(path)?);
    Ok(match input.fill_buf()?.starts_with(&GZIP) {
        true => Box::new(MultiGzDecoder::new(input)),
        false => Box::new(input),
    })
}

/// The bytes of `input` as UTF-8: by the byte order mark, else by the XML declaration.
pub(super) fn decoded(mut input: impl Read) -> io::Result<BufReader<impl Read>> {
    let mut head = Vec::new();
    input.by_ref().take(512).read_to_end(&mut head)?;
    let encoding = declared(&head).and_then(|name| encoding_rs::Encoding::for_label(name.as_bytes()));
    // UTF-8 passes as it is, so that bytes that are none are noticed.
    let encoding = encoding.filter(|encoding| *encoding != encoding_rs::UTF_8);
    let reader = DecodeReaderBytesBuilder::new()
        .encoding(encoding)
        .utf8_passthru(true)
        .strip_bom(true)
        .bom_override(true)
        .build(Cursor::new(head).chain(input));
    Ok(BufReader::with_capacity(1 << 16, reader))
}

fn declared(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head);
    let declaration = head.strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration.split("encoding").nth(1)?.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next().map(str::to_owned)
}

/// Counts the lines that were read.
pub(super) struct Counted<R> {
    pub input: R,
    /// The line that the next byte is on, from 1.
    pub lines: u32,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(into)?;
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, length: usize) {
        // What is consumed stands in the buffer, so this reads nothing.
        if let Ok(buffer) = self.input.fill_buf() {
            let breaks = buffer.iter().take(length).filter(|byte| **byte == b'\n').count();
            self.lines = self.lines.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        }
        self.input.consume(length);
    }
}
