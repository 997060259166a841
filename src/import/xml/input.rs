//! A file's bytes as UTF-8, unpacked, with their lines counted.

use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::path::Path;

use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};
use flate2::bufread::MultiGzDecoder;

use super::recode::Recoder;
use crate::content;

/// How the bytes of a gzip file begin (RFC 1952 §2.3.1).
const GZIP: [u8; 2] = [0x1F, 0x8B];

/// Bytes in which a declaration is looked for.
const HEAD: u64 = 1024;
/// Bytes that are looked at for a guess, behind the first that are no UTF-8, and before them.
const SAMPLE: u64 = 1 << 20;
const BEFORE: usize = 4096;

/// Opens the file at `path`: as it is, or what is packed in it.
pub(in crate::import) fn open(path: &Path) -> io::Result<Box<dyn Read>> {
    let mut input = BufReader::new(File::open(path)?);
    Ok(match input.fill_buf()?.starts_with(&GZIP) {
        true => Box::new(MultiGzDecoder::new(input)),
        false => Box::new(input),
    })
}

/// Returns whether an error of reading says that what is packed is cut off or damaged.
pub(super) fn is_damage(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::UnexpectedEof | ErrorKind::InvalidData | ErrorKind::InvalidInput)
}

/// The encoding of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    encoding: &'static Encoding,
    /// Nothing declares it, or what is declared is not true.
    pub is_guessed: bool,
    /// Bytes of the byte order mark.
    mark: usize,
}

impl Found {
    /// Its name, as people know it.
    pub fn name(self) -> &'static str {
        self.encoding.name()
    }
}

/// Finds the encoding of the XML file at `path`: by the byte order mark, the zeros of UTF-16, the XML
/// declaration, else by its bytes. A declaration of UTF-8 or UTF-16 is not believed if it can't be
/// true.
pub(super) fn encoding(path: &Path) -> io::Result<Found> {
    let mut head = Vec::new();
    open(path)?.take(HEAD).read_to_end(&mut head)?;
    let found = |encoding, is_guessed| Found { encoding, is_guessed, mark: 0 };
    if let Some((encoding, mark)) = Encoding::for_bom(&head) {
        return Ok(Found { encoding, is_guessed: false, mark });
    }
    let wide = match head[..] {
        [first, 0, ..] if first != 0 => Some(UTF_16LE),
        [0, second, ..] if second != 0 => Some(UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = wide {
        let is_declared = declared(encoding.decode_without_bom_handling(&head).0.as_bytes()).is_some();
        return Ok(found(encoding, !is_declared));
    }
    let declared = declared(&head).and_then(|name| Encoding::for_label(name.as_bytes()));
    match declared {
        Some(encoding) if ![UTF_8, UTF_16LE, UTF_16BE].contains(&encoding) => Ok(found(encoding, false)),
        _ => Ok(match sample(path) {
            // UTF-8, or nothing that could be told: items with such bytes are refused, each by itself.
            None => found(UTF_8, false),
            Some(sample) if sample.is_ascii() => found(ISO_2022_JP, true),
            Some(sample) => {
                content::guessed_encoding(&sample).map_or(found(UTF_8, false), |guess| found(guess, true))
            }
        }),
    }
}

/// The bytes of `path` as UTF-8; a byte that is none in the encoding `found` becomes 0xFF.
pub(super) fn decoded(path: &Path, found: Found) -> io::Result<BufReader<impl Read>> {
    let mut input = open(path)?;
    io::copy(&mut input.by_ref().take(found.mark as u64), &mut io::sink())?;
    Ok(BufReader::with_capacity(1 << 16, Recoder::new(input, found.encoding)))
}

fn declared(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head);
    let declaration = head.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration.split("encoding").nth(1)?.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next().map(str::to_owned)
}

/// A piece of the file around the first bytes that are no UTF-8, or one of ISO-2022-JP, which shifts
/// by ASCII alone; none if there is nothing of the kind. What can't be read is the reader's to tell.
fn sample(path: &Path) -> Option<Vec<u8>> {
    let mut input = open(path).ok()?;
    let mut bytes: Vec<u8> = Vec::new();
    loop {
        // Of what was looked at, a little stays.
        let kept = bytes.len().saturating_sub(BEFORE);
        bytes.drain(..kept);
        let length = input.by_ref().take(1 << 16).read_to_end(&mut bytes).ok()?;
        if length == 0 {
            return None;
        }
        let shifts: [&[u8]; 3] = [b"\x1b$B", b"\x1b$@", b"\x1b(J"];
        if bytes.is_ascii() && bytes.contains(&0x1b) && bytes.windows(3).any(|w| shifts.contains(&w)) {
            return Some(bytes);
        }
        // The beginning may be cut inside a character.
        let from = bytes.iter().take(4).position(|byte| (byte & 0xC0) != 0x80).unwrap_or(0);
        let Err(error) = std::str::from_utf8(&bytes[from..]) else { continue };
        if error.error_len().is_none() && length == 1 << 16 {
            continue;
        }
        let at = from + error.valid_up_to();
        let start = bytes[..at].iter().rposition(|byte| matches!(byte, b'>' | b'\n')).map_or(0, |at| at + 1);
        input.take(SAMPLE).read_to_end(&mut bytes).ok()?;
        // Not in the middle of a character.
        let end = bytes.iter().rposition(|byte| *byte == b'>').filter(|end| *end > at).unwrap_or(bytes.len());
        return Some(bytes[start..end].to_vec());
    }
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
