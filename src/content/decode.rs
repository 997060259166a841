//! Bytes become text, in whatever encoding they are.
//!
//! What is declared counts: in the configuration, by a byte order mark, in a web page's `meta` or an
//! XML declaration. Valid UTF-8 is UTF-8. Everything else is guessed, and only the encodings of
//! Chinese, Japanese and Korean are: what is no text of those is refused, for a wrong guess would
//! publish rubbish.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE,
};

use crate::diagnostic::{Diagnostic, Place};

/// Bytes that are looked at for a declaration, as browsers do.
const HEAD: usize = 1024;

/// Bytes that are looked at for a guess.
const SAMPLE: usize = 1 << 20;

/// A text, and how its encoding was found.
#[derive(Debug, PartialEq)]
pub(super) struct Decoded {
    /// Without a byte order mark.
    pub text: String,
    /// The encoding, if it was only guessed.
    pub guess: Option<&'static Encoding>,
}

/// Bytes that are no text in the encoding they should be in.
#[derive(Debug, PartialEq)]
pub(super) struct NoText {
    /// Offset of the first byte that is wrong.
    pub at: usize,
    /// What stands before it is text in this encoding.
    pub encoding: &'static Encoding,
    pub code: &'static str,
    pub message: String,
    pub hint: &'static str,
}

/// Decodes the bytes of `file`. Returns their text, if they are one, and what is to be told: that the
/// encoding was guessed, or why they are no text.
pub(super) fn text_of(
    bytes: Vec<u8>,
    declared: Option<&'static Encoding>,
    is_marked_up: bool,
    file: String,
) -> (Option<String>, Option<Diagnostic>) {
    // Kept for the place of what can't be read.
    let is_sound = !bytes.contains(&0) && std::str::from_utf8(&bytes).is_ok();
    let copy = if is_sound && declared.is_none() { Vec::new() } else { bytes.clone() };
    match decode(bytes, declared, is_marked_up) {
        Ok(Decoded { text, guess }) => {
            // Some editors put the mark twice.
            let text = match text.starts_with('\u{FEFF}') {
                true => text.trim_start_matches('\u{FEFF}').to_owned(),
                false => text,
            };
            (Some(text), guess.map(|guess| guessed(guess, file)))
        }
        Err(no_text) => {
            let (line, column) = no_text.line_and_column(&copy);
            let place = Place::at(file, line, column);
            (None, Some(Diagnostic::error(no_text.code, place, no_text.message).with_hint(no_text.hint)))
        }
    }
}

/// Decodes the bytes of `file`, a text that nothing is declared of.
pub fn decoded_text(bytes: Vec<u8>, file: String) -> (Option<String>, Option<Diagnostic>) {
    text_of(bytes, None, false, file)
}

/// Guesses the encoding of a piece of a text that is no UTF-8.
pub fn guessed_encoding(sample: &[u8]) -> Option<&'static Encoding> {
    guess(sample).ok()?.guess
}

fn guessed(encoding: &'static Encoding, file: String) -> Diagnostic {
    let name = name(encoding);
    let message = format!("the encoding is not declared; the text looks like {name} and is read so");
    let hint = format!(
        "write `encoding = \"{}\"` below [content] in tidings.toml, or save the file as UTF-8",
        name.to_lowercase()
    );
    Diagnostic::warning("guessed-encoding", Place::file(file), message).with_hint(hint)
}

impl NoText {
    /// The line and the column, in characters, of the byte that is wrong; both from 1. `bytes` are
    /// those that [`decode`] was given.
    pub fn line_and_column(&self, bytes: &[u8]) -> (u32, u32) {
        let bytes = &bytes[..self.at.min(bytes.len())];
        // Half a character at the end is no character yet.
        let mut decoder = self.encoding.new_decoder_without_bom_handling();
        let length = decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(0);
        let mut before = String::with_capacity(length);
        let _ = decoder.decode_to_string(bytes, &mut before, false);
        let before = before.trim_start_matches('\u{FEFF}');
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        (count(line), count(column))
    }
}

/// Decodes `bytes`: in the encoding `declared` outside the file, or as the file says or shows.
pub(super) fn decode(
    bytes: Vec<u8>,
    declared: Option<&'static Encoding>,
    is_marked_up: bool,
) -> Result<Decoded, NoText> {
    if let Some((encoding, length)) = Encoding::for_bom(&bytes) {
        return strict(&bytes[length..], encoding).map_err(|mut no_text| {
            no_text.at += length;
            no_text
        });
    }
    if let Some(encoding) = declared {
        return strict(&bytes, encoding);
    }
    if is_iso_2022_jp(&bytes)
        && let Ok(decoded) = strict(&bytes, ISO_2022_JP)
    {
        return Ok(Decoded { guess: Some(ISO_2022_JP), ..decoded });
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') || is_text_with_zeros(&text) => {
            return Ok(Decoded { text, guess: None });
        }
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    };
    if is_marked_up
        && let Some(encoding) = declaration(&bytes)
        && encoding != UTF_8
    {
        return strict(&bytes, encoding);
    }
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        return match utf_16(&bytes) {
            Some(encoding) => {
                strict(&bytes, encoding).map(|decoded| Decoded { guess: Some(encoding), ..decoded })
            }
            None => Err(NoText {
                at,
                encoding: UTF_8,
                code: "not-text",
                message: format!("the file is not text: its byte {} is zero", at + 1),
                hint: "remove the file, or name it in `ignore` below [content] in tidings.toml",
            }),
        };
    }
    guess(&bytes)
}

/// Decodes in one encoding, in which every byte must be right.
fn strict(bytes: &[u8], encoding: &'static Encoding) -> Result<Decoded, NoText> {
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        return Ok(Decoded { text: text.into_owned(), guess: None });
    }
    let at = first_mistake(bytes, encoding);
    Err(NoText {
        at,
        encoding,
        code: if encoding == UTF_8 { "not-utf8" } else { "not-encoded" },
        message: format!("the text is not {}: byte {} can't be read", name(encoding), at + 1),
        hint: "save the file in the encoding that it declares, or mend the declaration",
    })
}

fn first_mistake(bytes: &[u8], encoding: &'static Encoding) -> usize {
    // The shortest beginning that can't be decoded, found by halves: a beginning that is cut inside
    // a character is read as one that goes on.
    let is_good = |length: usize| {
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let mut text =
            String::with_capacity(decoder.max_utf8_buffer_length_without_replacement(length).unwrap_or(0));
        let (result, _) = decoder.decode_to_string_without_replacement(&bytes[..length], &mut text, false);
        !matches!(result, encoding_rs::DecoderResult::Malformed(..))
    };
    let (mut good, mut bad) = (0, bytes.len());
    while good + 1 < bad {
        let middle = good + (bad - good) / 2;
        if is_good(middle) { good = middle } else { bad = middle }
    }
    good
}

/// Guesses one of the encodings of Chinese, Japanese and Korean.
fn guess(bytes: &[u8]) -> Result<Decoded, NoText> {
    let at = std::str::from_utf8(bytes).err().map_or(0, |error| error.valid_up_to());
    let refuse = |message: &str, hint: &'static str| NoText {
        at,
        encoding: UTF_8,
        code: "not-utf8",
        message: message.to_owned(),
        hint,
    };
    if is_damaged_utf8(bytes) {
        return Err(refuse(
            &format!("the text is UTF-8 but for some bytes, the first of them byte {}", at + 1),
            "save the file as UTF-8",
        ));
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, sample.len() == bytes.len());
    let found = detector.guess(None, Utf8Detection::Deny);
    let is_east_asian = [GBK, GB18030, BIG5, SHIFT_JIS, EUC_JP, EUC_KR].contains(&found);
    // GB18030 holds all of GBK, and its four-byte characters.
    let encoding = if found == GBK { GB18030 } else { found };
    if is_east_asian
        && let Ok(decoded) = strict(bytes, encoding)
        && is_likely(&decoded.text)
    {
        return Ok(Decoded { guess: Some(encoding), ..decoded });
    }
    Err(refuse(
        "the text is not UTF-8",
        "save the file as UTF-8, or name its `encoding` below [content] in tidings.toml",
    ))
}

/// Text that was decoded as it should be has characters that people use, and few controls.
fn is_likely(text: &str) -> bool {
    let (mut usual, mut odd) = (0usize, 0usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        match c {
            '\u{3000}'..='\u{30FF}'
            | '\u{3400}'..='\u{9FFF}'
            | '\u{AC00}'..='\u{D7A3}'
            | '\u{FF00}'..='\u{FFEF}' => usual += 1,
            '\u{2010}'..='\u{2027}' | '·' | '\u{F900}'..='\u{FAFF}' | '\u{3100}'..='\u{33FF}' => usual += 1,
            _ => odd += 1,
        }
    }
    let controls =
        text.chars().filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{C}')).count();
    controls == 0 && usual >= 2 && odd * 10 <= usual + odd
}

/// A few zeros in a long text come from a slip of an editor or a terminal; they are left out later, with a
/// warning. In files that are no text they are many, and stand at the beginning.
fn is_text_with_zeros(text: &str) -> bool {
    let zeros = text.bytes().filter(|byte| *byte == 0).count();
    zeros * 500 <= text.len() && !text.as_bytes()[..text.len().min(HEAD)].contains(&0)
}

/// Most of what is not ASCII are characters of UTF-8: a few bytes were lost, and the rest is no other
/// encoding.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| c.len_utf8() > 2).count();
        bad += chunk.invalid().len();
    }
    good > bad * 4
}

fn is_iso_2022_jp(bytes: &[u8]) -> bool {
    const SHIFTS: [&[u8]; 3] = [b"\x1b$B", b"\x1b$@", b"\x1b(J"];
    bytes.contains(&0x1b) && bytes.is_ascii() && bytes.windows(3).any(|window| SHIFTS.contains(&window))
}

/// UTF-16 without a mark, which its white space shows.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    // Spaces and line breaks. The other way round they are nothing, and a space that nobody types;
    // single zeros say less: 一 and 가 end in one.
    let breaks = |unit: fn(u8) -> [u8; 2]| {
        bytes.chunks_exact(2).filter(|pair| [b'\n', b' '].iter().any(|b| **pair == unit(*b))).count()
    };
    let (little, big) = (breaks(|byte| [byte, 0]), breaks(|byte| [0, byte]));
    match (little, big) {
        (1.., _) if little > 4 * big => Some(UTF_16LE),
        (_, 1..) if big > 4 * little => Some(UTF_16BE),
        _ => None,
    }
}

/// What a web page or an XML document says of itself.
fn declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).to_ascii_lowercase();
    let of = |after: &str| {
        let value = after.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
        let end = value.find(['"', '\'', ' ', '>', ';', '/', '?']).unwrap_or(value.len());
        Encoding::for_label(&value.as_bytes()[..end])
    };
    let declared =
        head.trim_start().starts_with("<?xml").then(|| head.split("?>").next()?.split("encoding").nth(1));
    if let Some(found) = declared.flatten().and_then(of) {
        return Some(found);
    }
    head.split("<meta").skip(1).find_map(|meta| of(meta.split('>').next()?.split("charset").nth(1)?))
}

/// The name by which people know an encoding.
fn name(encoding: &'static Encoding) -> String {
    encoding.name().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CHINESE: &str =
        "---\ntitle: 风机叶片为何越来越大\n---\n叶片每长一米，扫过的面积就大一圈，发的电也多一些。\n";
    const TRADITIONAL: &str =
        "---\ntitle: 風機葉片為何越來越大\n---\n葉片每長一米，掃過的面積就大一圈，發的電也多一些。\n";
    const JAPANESE: &str = "---\ntitle: 風車の羽根はなぜ大きくなるのか\n---\n羽根が一メートル伸びるたびに、風を受ける面積はひと回り広がります。\n";
    const KOREAN: &str = "---\ntitle: 풍력 날개는 왜 점점 커지는가\n---\n날개가 일 미터 길어질 때마다 바람을 받는 넓이가 한층 넓어집니다.\n";

    fn decoded(bytes: &[u8]) -> Decoded {
        decode(bytes.to_vec(), None, false).unwrap()
    }

    #[test]
    fn the_encodings_of_east_asia_are_guessed() {
        for (text, encoding, named) in [
            (CHINESE, GBK, GB18030),
            (TRADITIONAL, BIG5, BIG5),
            (JAPANESE, SHIFT_JIS, SHIFT_JIS),
            (JAPANESE, EUC_JP, EUC_JP),
            (JAPANESE, ISO_2022_JP, ISO_2022_JP),
            (KOREAN, EUC_KR, EUC_KR),
        ] {
            let (bytes, _, is_lossy) = encoding.encode(text);
            assert!(!is_lossy);
            assert_eq!(
                decoded(&bytes),
                Decoded { text: text.to_owned(), guess: Some(named) },
                "{}",
                encoding.name()
            );
            let declared = decode(bytes.into_owned(), Some(encoding), false).unwrap();
            assert_eq!(declared, Decoded { text: text.to_owned(), guess: None });
        }
    }

    #[test]
    fn utf_16_is_read_with_and_without_a_mark() {
        let little: Vec<u8> = KOREAN.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = KOREAN.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decoded(&little), Decoded { text: KOREAN.to_owned(), guess: Some(UTF_16LE) });
        assert_eq!(decoded(&big), Decoded { text: KOREAN.to_owned(), guess: Some(UTF_16BE) });
        for bytes in [[&b"\xFF\xFE"[..], &little].concat(), [&b"\xFE\xFF"[..], &big].concat()] {
            assert_eq!(decoded(&bytes), Decoded { text: KOREAN.to_owned(), guess: None });
        }
        assert_eq!(decoded(&[b"\xEF\xBB\xBF", KOREAN.as_bytes()].concat()).text, KOREAN);
    }

    #[test]
    fn a_page_is_believed() {
        let page = "<html><head><meta charset=\"euc-kr\"><title>글</title></head></html>";
        let (bytes, ..) = EUC_KR.encode(page);
        assert_eq!(
            decode(bytes.into_owned(), None, true).unwrap(),
            Decoded { text: page.to_owned(), guess: None }
        );
        let page = "<?xml version=\"1.0\" encoding='Shift_JIS'?><a>風</a>";
        let (bytes, ..) = SHIFT_JIS.encode(page);
        assert_eq!(decode(bytes.into_owned(), None, true).unwrap().text, page);
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_place() {
        let refused = |bytes: &[u8]| {
            let no_text = decode(bytes.to_vec(), None, false).unwrap_err();
            (no_text.code, no_text.at)
        };
        assert_eq!(refused(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0"), ("not-text", 8));
        assert_eq!(refused(b"caf\xe9"), ("not-utf8", 3));
        let long = CHINESE.repeat(20);
        assert_eq!(decoded(format!("{long}\0\n{long}").as_bytes()).guess, None);
        assert_eq!(refused(format!("\0{long}").as_bytes()), ("not-text", 0));
        let mut damaged = CHINESE.as_bytes().to_vec();
        damaged.remove(20);
        assert_eq!(refused(&damaged).0, "not-utf8");
        let place = |bytes: &[u8], encoding| {
            decode(bytes.to_vec(), encoding, false).unwrap_err().line_and_column(bytes)
        };
        assert_eq!(place(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0", None), (3, 1));
        assert_eq!(place(b"one\ntwo\0", None), (2, 4));
        assert_eq!(place(b"\xEF\xBB\xBFcaf\xe9", None), (1, 4));
        let (mut chinese, ..) = GBK.encode("第一行\n第二行");
        chinese.to_mut().push(0xFF);
        assert_eq!(place(&chinese, Some(GBK)), (2, 4));
        let mut wide: Vec<u8> = "ab\n風".encode_utf16().flat_map(u16::to_le_bytes).collect();
        wide.extend([0x00, 0xDC]);
        assert_eq!(place(&wide, Some(UTF_16LE)), (2, 2));
        let wrong = decode(CHINESE.as_bytes().to_vec(), Some(SHIFT_JIS), false).unwrap_err();
        assert_eq!(wrong.code, "not-encoded");
        assert!(wrong.at >= "---\ntitle: ".len() && wrong.at < 40, "{}", wrong.at);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_bytes_are_read_or_refused_inside_them(bytes in proptest::collection::vec(any::<u8>(), 0..400), is_marked_up: bool) {
            if let Err(no_text) = decode(bytes.clone(), None, is_marked_up) {
                prop_assert!(no_text.at < bytes.len());
                let (line, column) = no_text.line_and_column(&bytes);
                prop_assert!(line as usize <= bytes.len() && column as usize <= bytes.len());
            }
        }
    }
}
