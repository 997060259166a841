//! Bytes of any encoding as UTF-8, as they come.

use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};

/// Bytes that are read at a time.
const CHUNK: usize = 1 << 16;

/// Reads `input` as UTF-8. What is not of the encoding becomes the byte 0xFF, which is no UTF-8 either,
/// so that whoever reads on knows a mistake of the file from a U+FFFD that stands in it.
pub(super) struct Recoder<R> {
    input: R,
    /// None for UTF-8, which passes as it is.
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    decoded: Vec<u8>,
    /// Of `decoded`, so much was handed over.
    given: usize,
    is_ended: bool,
}

impl<R: Read> Recoder<R> {
    pub fn new(input: R, encoding: &'static Encoding) -> Self {
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_without_bom_handling());
        Self { input, decoder, raw: Vec::new(), decoded: Vec::new(), given: 0, is_ended: false }
    }
}

impl<R: Read> Read for Recoder<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Some(decoder) = &mut self.decoder else { return self.input.read(into) };
        while self.given == self.decoded.len() && !self.is_ended {
            self.raw.resize(CHUNK, 0);
            let length = self.input.read(&mut self.raw)?;
            self.is_ended = length == 0;
            self.given = 0;
            decode(decoder, &self.raw[..length], self.is_ended, &mut self.decoded);
        }
        let length = (&self.decoded[self.given..]).read(into)?;
        self.given += length;
        Ok(length)
    }
}

/// Puts what `bytes` are in the place of `decoded`.
fn decode(decoder: &mut Decoder, mut bytes: &[u8], is_last: bool, decoded: &mut Vec<u8>) {
    decoded.clear();
    loop {
        let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(CHUNK * 4);
        let begin = decoded.len();
        decoded.resize(begin + room, 0);
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(bytes, &mut decoded[begin..], is_last);
        decoded.truncate(begin + written);
        bytes = &bytes[read..];
        match result {
            DecoderResult::InputEmpty => return,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => decoded.push(0xFF),
        }
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::GBK;

    use super::*;

    #[test]
    fn what_can_t_be_read_stays_a_mistake() {
        let read = |bytes: &[u8], encoding| {
            let mut all = Vec::new();
            Recoder::new(bytes, encoding).read_to_end(&mut all).unwrap();
            all
        };
        assert_eq!(read(b"a\xB7\xE7b", GBK), "a风b".as_bytes());
        assert_eq!(read(b"a\xFFb\xB7", GBK), b"a\xFFb\xFF");
        let long = "风电".repeat(50_000);
        assert_eq!(read(&GBK.encode(&long).0, GBK), long.as_bytes());
        assert_eq!(read(b"", GBK), b"");
    }
}
