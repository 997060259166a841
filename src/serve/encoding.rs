//! Content codings: which one a client takes, and the bytes in it.

use std::io::{Result, Write as _};

use axum::http::{HeaderMap, header};

/// What is not encoded: headers and padding eat up what is won.
pub const LEAST_BYTES: usize = 512;

/// A content coding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Brotli (RFC 7932).
    Brotli,
    /// Zstandard (RFC 8878).
    Zstd,
    /// gzip (RFC 1952).
    Gzip,
}

/// How much time may be spent on an encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// It is done once and kept.
    Kept,
    /// It is done for one answer.
    Once,
}

impl Encoding {
    /// The smallest first.
    pub const ALL: [Self; 3] = [Self::Brotli, Self::Zstd, Self::Gzip];

    /// The name in headers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }

    /// Returns the coding that the client likes best (RFC 9110 §12.5.3), the first of [`Self::ALL`]
    /// among equals; `None` if it wants none.
    pub fn choose(headers: &HeaderMap) -> Option<Self> {
        let fields = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        let wishes: Vec<(&str, f32)> = fields.flat_map(|field| field.split(',')).map(wish).collect();
        let weight = |name: &str| {
            let named = wishes.iter().find(|(wished, _)| wished.eq_ignore_ascii_case(name));
            named.or_else(|| wishes.iter().find(|(wished, _)| *wished == "*")).map_or(0.0, |(_, q)| *q)
        };
        let mut best = None;
        let mut best_weight = 0.0;
        for encoding in Self::ALL {
            let weight = weight(encoding.name());
            if weight > best_weight {
                (best, best_weight) = (Some(encoding), weight);
            }
        }
        best
    }

    /// Encodes `bytes`.
    ///
    /// # Errors
    ///
    /// What the encoder says; none of them fails on bytes in memory.
    pub fn encode(self, bytes: &[u8], effort: Effort) -> Result<Vec<u8>> {
        match self {
            Self::Brotli => {
                let quality = if effort == Effort::Kept { 8 } else { 3 };
                let mut encoder = brotli::CompressorWriter::new(Vec::new(), 1 << 16, quality, 22);
                encoder.write_all(bytes)?;
                Ok(encoder.into_inner())
            }
            Self::Zstd => zstd::bulk::compress(bytes, if effort == Effort::Kept { 12 } else { 1 }),
            Self::Gzip => {
                let level = if effort == Effort::Kept { 8 } else { 1 };
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(level));
                encoder.write_all(bytes)?;
                encoder.finish()
            }
        }
    }
}

/// Reads `name` or `name;q=0.5`; a weight that is none counts as no wish.
fn wish(text: &str) -> (&str, f32) {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    let weight = weight.map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
    (name, if (0.0..=1.0).contains(&weight) { weight } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn chosen(accept: &str) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, accept.parse().unwrap());
        Encoding::choose(&headers).map(Encoding::name)
    }

    #[test]
    fn a_client_gets_what_it_likes_best() {
        assert_eq!(Encoding::choose(&HeaderMap::new()), None);
        for (accept, expected) in [
            ("gzip, deflate, br, zstd", Some("br")),
            ("gzip", Some("gzip")),
            ("GZIP;q=0.9, zstd;q=1.0, br;q=0.1", Some("zstd")),
            ("br;q=0, gzip", Some("gzip")),
            ("*", Some("br")),
            ("*;q=0, gzip;q=0.1", Some("gzip")),
            ("br;q=0, *", Some("zstd")),
            ("identity", None),
            ("", None),
            ("gzip;q=x, deflate;q=NaN", None),
        ] {
            assert_eq!(chosen(accept), expected, "{accept}");
        }
    }

    #[test]
    fn what_is_encoded_can_be_decoded() {
        let text = "风机叶片越来越大。".repeat(1000);
        for effort in [Effort::Kept, Effort::Once] {
            for encoding in Encoding::ALL {
                let encoded = encoding.encode(text.as_bytes(), effort).unwrap();
                let mut decoded = Vec::new();
                match encoding {
                    Encoding::Brotli => {
                        brotli::Decompressor::new(&encoded[..], 4096).read_to_end(&mut decoded).unwrap();
                    }
                    Encoding::Zstd => decoded = zstd::stream::decode_all(&encoded[..]).unwrap(),
                    Encoding::Gzip => {
                        flate2::read::GzDecoder::new(&encoded[..]).read_to_end(&mut decoded).unwrap();
                    }
                }
                assert!(decoded == text.as_bytes() && encoded.len() < text.len() / 10, "{encoding:?}");
            }
        }
    }
}
