//! Folding: characters that a reader takes for the same become the same.
//!
//! | folded | by |
//! | --- | --- |
//! | width, compatibility forms, ligatures, radicals, composed and decomposed hangul | NFKC (UAX #15) |
//! | case | Unicode lower case |
//! | accents of Latin and Greek letters, ß æ œ ø ł đ þ ı | decomposition, marks dropped |
//! | traditional, simplified, regional and Japanese forms of Han characters | OpenCC's data |
//! | katakana | hiragana |
//! | variation selectors, joiners, soft hyphens and other ignorable characters | dropped |
//!
//! It works on clusters (a character with the marks that combine with it), so that decomposed text
//! folds as composed text does. Every folded character carries the byte range of its cluster.

use std::collections::VecDeque;
use std::ops::Range;
use std::str::Chars;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
use unicode_script::{Script, UnicodeScript};

use super::han;

/// A character after folding, with the bytes of the original text that it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoldedChar {
    /// The folded character.
    pub char: char,
    /// First byte of its cluster in the original text.
    pub start: usize,
    /// The byte after its cluster in the original text.
    pub end: usize,
}

/// Two passes are enough for every character of Unicode 16; the bound is for those to come.
const MOST_PASSES: usize = 3;
/// U+0E33 THAI CHARACTER SARA AM.
const THAI_AM: char = 'ำ';
/// U+0EB3 LAO VOWEL SIGN AM.
const LAO_AM: char = 'ຳ';

/// Folds `text`, character by character. What is folded already stays as it is.
pub fn fold(text: &str) -> Fold<'_> {
    let mut rest = text.chars();
    Fold { text, at: 0, ahead: rest.next(), rest, pending: VecDeque::new() }
}

/// Folds `text` to a string, for names that are compared as a whole.
pub fn fold_to_string(text: &str) -> String {
    fold(text).map(|folded| folded.char).collect()
}

/// The iterator of [`fold()`].
#[derive(Debug, Clone)]
pub struct Fold<'a> {
    text: &'a str,
    /// The next character and its place in bytes; after it comes the rest.
    ahead: Option<char>,
    at: usize,
    rest: Chars<'a>,
    /// What is left of a cluster that folds to several characters.
    pending: VecDeque<FoldedChar>,
}

impl Iterator for Fold<'_> {
    type Item = FoldedChar;

    #[inline]
    fn next(&mut self) -> Option<FoldedChar> {
        if let Some(c @ '\0'..='\x7f') = self.ahead
            && self.pending.is_empty()
            && self.rest.as_str().bytes().next().is_none_or(begins_cluster)
        {
            let start = self.at;
            self.take();
            return Some(FoldedChar { char: c.to_ascii_lowercase(), start, end: self.at });
        }
        self.next_by_look()
    }
}

impl<'a> Fold<'a> {
    /// Folds what is neither ASCII nor known to stand alone.
    fn next_by_look(&mut self) -> Option<FoldedChar> {
        if let Some(folded) = self.pending.pop_front() {
            return Some(folded);
        }
        loop {
            let start = self.at;
            let c = self.take()?;
            let combines = self.ahead.is_some_and(combines_with_former);
            if !combines && let Some(char) = fold_simple(c) {
                return Some(FoldedChar { char, start, end: self.at });
            }
            self.fold_cluster(start);
            if let Some(folded) = self.pending.pop_front() {
                return Some(folded);
            }
        }
    }

    #[inline]
    fn take(&mut self) -> Option<char> {
        let c = self.ahead?;
        self.at += c.len_utf8();
        self.ahead = self.rest.next();
        Some(c)
    }

    /// Takes the next character if it is one of the scripts without spaces for which a look is enough,
    /// as nearly all of them are; else everything stays as it is.
    #[inline]
    pub(super) fn take_gram(&mut self) -> Option<FoldedChar> {
        let c = self.ahead.filter(|_| self.pending.is_empty())?;
        let char = match c {
            '\u{4E00}'..='\u{9FFF}' => han::fold(c),
            '\u{3041}'..='\u{3094}' | '\u{AC00}'..='\u{D7A3}' | '\u{30FC}' => c,
            '\u{30A1}'..='\u{30F4}' => fold_simple(c)?,
            _ => return None,
        };
        let mut rest = self.rest.clone();
        let next = rest.next();
        if next.is_some_and(combines_with_former) {
            return None;
        }
        let start = self.at;
        self.at += c.len_utf8();
        (self.ahead, self.rest) = (next, rest);
        Some(FoldedChar { char, start, end: self.at })
    }

    /// Returns the byte at which the next character begins.
    pub(super) fn place(&self) -> usize {
        self.at
    }

    /// Returns the next character if it is of ASCII and stands alone; it is not taken.
    #[inline]
    pub(super) fn ascii_ahead(&self) -> Option<char> {
        let c = self.ahead.filter(|c| c.is_ascii() && self.pending.is_empty())?;
        match self.rest.as_str().bytes().next() {
            Some(byte) if !begins_cluster(byte) => {
                self.rest.clone().next().is_none_or(|next| !combines_with_former(next)).then_some(c)
            }
            _ => Some(c),
        }
    }

    /// Takes a run of ASCII characters that `is_wanted` wants, as they are, and returns it with its end
    /// in bytes; `None` if none is next. A character that a mark follows is left.
    #[inline]
    pub(super) fn take_ascii(&mut self, is_wanted: impl Fn(u8) -> bool) -> Option<(&'a str, usize)> {
        let rest = self.text.get(self.at..).filter(|_| self.pending.is_empty())?;
        let mut length = rest.bytes().take_while(|byte| byte.is_ascii() && is_wanted(*byte)).count();
        let after = rest.get(length..)?;
        if length > 0 && after.chars().next().is_some_and(combines_with_former) {
            length -= 1;
        }
        if length == 0 {
            return None;
        }
        self.at += length;
        self.rest = rest[length..].chars();
        self.ahead = self.rest.next();
        Some((&rest[..length], self.at))
    }

    /// Folds the cluster that begins at `start`, whose first character has been taken, into
    /// `pending`; nothing if all of it is ignorable.
    fn fold_cluster(&mut self, start: usize) {
        while self.ahead.is_some_and(combines_with_former) {
            self.take();
        }
        let end = self.at;
        let mut folded = folded_cluster(&self.text[start..end]);
        // A form such as ℅ comes apart into letters, the last of which takes the cluster's marks:
        // those fold again, each in a cluster of its own.
        for _ in 0..MOST_PASSES {
            if folded.iter().all(|&c| fold_simple(c) == Some(c)) {
                break;
            }
            folded = folded_clusters(&folded);
        }
        self.pending.extend(folded.into_iter().map(|char| FoldedChar { char, start, end }));
    }
}

/// The folded form of a character for which a look is enough; `None` if it needs normalisation.
#[inline]
fn fold_simple(c: char) -> Option<char> {
    match c {
        '\0'..='\x7f' => Some(c.to_ascii_lowercase()),
        '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{2F7FF}' | '\u{30000}'..='\u{3347F}' => Some(han::fold(c)),
        // Kana without a voicing mark of its own; iteration marks and U+30F7 to U+30FA go the long way.
        '\u{3041}'..='\u{3094}' | '\u{AC00}'..='\u{D7A3}' => Some(c),
        '\u{30A1}'..='\u{30F4}' => char::from_u32(u32::from(c) - 0x60),
        // The small ones of counters and places are written large as well: 一ヵ月, 一カ月; 市ヶ谷, 市ケ谷.
        'ゕ' | 'ヵ' => Some('か'),
        'ゖ' | 'ヶ' => Some('け'),
        // Which of the two stands in a Japanese text depends on the system it was typed on.
        '～' => Some('〜'),
        // Compatibility jamo stay: made conjoining ones (NFKC), ㅋㅠ would become a syllable.
        '\u{3131}'..='\u{318E}' => Some(c),
        // Thai and Lao am stay whole: NFKC would hang its ring on whatever letter stands before.
        THAI_AM | LAO_AM => Some(c),
        '\u{FFA1}'..='\u{FFDC}' => fold_half_width_jamo(c),
        // The full-width forms of ASCII: every other comma of a Chinese text.
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).map(|c| c.to_ascii_lowercase()),
        '\u{30FC}' | '\u{3001}'..='\u{3020}' | '\u{2013}'..='\u{201F}' => Some(c),
        _ => None,
    }
}

/// Whether the character whose first byte this is surely belongs to no cluster before it: ASCII, and
/// U+4000 to U+9FFF.
#[inline]
fn begins_cluster(first_byte: u8) -> bool {
    matches!(first_byte, ..0x80 | 0xE4..=0xE9)
}

/// Whether `c` belongs to the cluster of the character before it.
#[inline]
fn combines_with_former(c: char) -> bool {
    !matches!(c, '\0'..='\u{AC}' | '\u{4000}'..='\u{9FFF}') && combines_by_look(c)
}

fn combines_by_look(c: char) -> bool {
    match c {
        '\0'..='\u{AC}' | '\u{3000}'..='\u{3029}' | '\u{3030}'..='\u{3098}' | '\u{309B}'..='\u{A66E}' => {
            false
        }
        '\u{AC00}'..='\u{D7A3}' | '\u{FF01}'..='\u{FF9D}' => false,
        // Conjoining vowels and final consonants; half-width voicing marks.
        '\u{1160}'..='\u{11FF}' | '\u{D7B0}'..='\u{D7FF}' | '\u{FF9E}' | '\u{FF9F}' => true,
        _ => canonical_combining_class(c) != 0 || is_ignorable(c) || is_mark(c),
    }
}

fn is_mark(c: char) -> bool {
    matches!(
        c.general_category(),
        GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark | GeneralCategory::SpacingMark
    )
}

/// Characters that a reader does not see (Default_Ignorable_Code_Point and U+FEFF).
fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// Folds what may be several clusters, once.
fn folded_clusters(chars: &[char]) -> Vec<char> {
    let text = String::from_iter(chars);
    let starts = text.char_indices().filter(|&(at, c)| at == 0 || !combines_with_former(c)).map(|(at, _)| at);
    let starts: Vec<usize> = starts.chain([text.len()]).collect();
    starts.windows(2).flat_map(|cluster| folded_cluster(&text[cluster[0]..cluster[1]])).collect()
}

/// Folds a cluster the long way, once.
fn folded_cluster(cluster: &str) -> Vec<char> {
    let visible = cluster.chars().filter(|&c| !is_ignorable(c));
    let base = cluster.chars().next().unwrap_or_default();
    let whole = match base {
        '\u{3131}'..='\u{318E}' | '\u{FFA1}'..='\u{FFDC}' | THAI_AM | LAO_AM => fold_simple(base),
        _ => None,
    };
    let composed: String = if drops_accents(base) {
        visible.nfkd().filter(|&c| !is_mark(c)).collect()
    } else {
        visible.skip(usize::from(whole.is_some())).nfkc().collect()
    };
    let mut folded = Vec::with_capacity(composed.len());
    folded.extend(whole);
    for c in composed.chars().flat_map(char::to_lowercase) {
        match fold_letter(c) {
            Some(letters) => folded.extend(letters.chars()),
            // A compatibility form may decompose into characters that fold further.
            None => folded.push(fold_simple(c).unwrap_or_else(|| fold_kana(c))),
        }
    }
    // Lower-casing and compatibility forms can leave marks behind (İ, ℅, ﾞ alone).
    if folded.len() > 1 && folded.first().is_some_and(|&c| drops_accents(c)) {
        folded.retain(|&c| !is_mark(c));
    }
    folded
}

/// Marks on these letters are accents; elsewhere (й, が, Indic vowels) they make another letter.
fn drops_accents(c: char) -> bool {
    matches!(c.script(), Script::Latin | Script::Greek)
}

/// Latin letters that do not decompose but that readers type without the stroke or apart.
fn fold_letter(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

/// The kana that [`fold_simple`] leaves out: ヽヾ, and the small and voiced ones of later additions.
fn fold_kana(c: char) -> char {
    match c {
        'ヽ' => 'ゝ',
        'ヾ' => 'ゞ',
        '\u{2E80}'..='\u{2EFF}' => han::fold(fold_radical(c)),
        'ˉ' | '‐' | '‑' | '‒' => '-',
        _ => han::fold(c),
    }
}

/// The half-width forms stand in the order of the compatibility jamo, with gaps.
fn fold_half_width_jamo(c: char) -> Option<char> {
    let code = u32::from(c);
    let wide = match code {
        0xFFA1..=0xFFBE => 0x3131 + (code - 0xFFA1),
        0xFFC2..=0xFFC7 => 0x314F + (code - 0xFFC2),
        0xFFCA..=0xFFCF => 0x3155 + (code - 0xFFCA),
        0xFFD2..=0xFFD7 => 0x315B + (code - 0xFFD2),
        0xFFDA..=0xFFDC => 0x3161 + (code - 0xFFDA),
        _ => return None,
    };
    char::from_u32(wide)
}

/// The radicals of the supplement (U+2E80 to U+2EFF) that are characters by themselves; text copied
/// from PDF files is full of them, and NFKC maps but two. Those of the main block have NFKC forms.
fn fold_radical(c: char) -> char {
    const RADICALS: &[(char, char)] = &[
        ('⺠', '民'),
        ('⻄', '西'),
        ('⻅', '见'),
        ('⻆', '角'),
        ('⻉', '贝'),
        ('⻋', '车'),
        ('⻑', '長'),
        ('⻓', '长'),
        ('⻔', '门'),
        ('⻘', '青'),
        ('⻚', '页'),
        ('⻛', '风'),
        ('⻜', '飞'),
        ('⻝', '食'),
        ('⻢', '马'),
        ('⻣', '骨'),
        ('⻤', '鬼'),
        ('⻥', '鱼'),
        ('⻦', '鸟'),
        ('⻧', '卤'),
        ('⻨', '麦'),
        ('⻩', '黄'),
        ('⻪', '黾'),
        ('⻫', '斉'),
        ('⻬', '齐'),
        ('⻭', '歯'),
        ('⻮', '齿'),
        ('⻯', '竜'),
        ('⻰', '龙'),
        ('⻱', '龜'),
        ('⻲', '亀'),
    ];
    RADICALS.iter().find(|(radical, _)| *radical == c).map_or(c, |(_, character)| *character)
}

/// Returns the bytes of the original text that `chars` stand for.
pub fn original_range(chars: &[FoldedChar]) -> Range<usize> {
    match (chars.first(), chars.last()) {
        (Some(first), Some(last)) => first.start..last.end,
        _ => 0..0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reader_takes_for_the_same_becomes_the_same() {
        for (forms, folded) in [
            (&["ＡＢＣ", "abc", "Abc"][..], "abc"),
            (&["風機葉片", "风机叶片", "风機叶片"], "风机叶片"),
            (&["カタカナ", "かたかな", "ｶﾀｶﾅ"], "かたかな"),
            (&["一ヵ月", "一ゕ月", "一カ月"], "一か月"),
            (&["市ヶ谷", "市ケ谷"], "市け谷"),
            (&["10～20", "10〜20"], "10〜20"),
            (&["ガギ", "ｶﾞｷﾞ", "か\u{3099}き\u{3099}", "がぎ"], "がぎ"),
            (&["パ", "ﾊﾟ", "ハ\u{309A}"], "ぱ"),
            (&["한글", "\u{1112}\u{1161}\u{11AB}\u{1100}\u{1173}\u{11AF}"], "한글"),
            (&["café", "cafe\u{301}", "CAFÉ"], "cafe"),
            (&["ﬁn", "fin"], "fin"),
            (&["Straße", "STRASSE"], "strasse"),
            (&["ΟΔΟΣ", "οδος", "οδός"], "οδοσ"),
            (&["İstanbul", "istanbul", "ıstanbul"], "istanbul"),
            (&["⼈", "人"], "人"),
            (&["⻋⻔", "车门", "車門"], "车门"),
            (&["ㅋㅠ", "ﾻￗ"], "ㅋㅠ"),
            (&["㈱", "(株)"], "(株)"),
            (&["葛\u{E0100}", "葛\u{FE00}", "葛"], "葛"),
            (&["👨\u{200D}👩", "👨👩"], "👨👩"),
            (&["so\u{AD}ft", "soft"], "soft"),
            (&["①", "1"], "1"),
            (&["㌖", "キロメートル"], "きろめーとる"),
            (&["й", "и\u{306}", "Й"], "й"),
        ] {
            for form in forms {
                assert_eq!(fold_to_string(form), folded, "{form:?}");
            }
        }
    }

    #[test]
    fn different_words_stay_different() {
        for (one, other) in [("はは", "ばば"), ("予", "豫"), ("ゃ", "や"), ("и", "й"), ("はし", "はーし")]
        {
            assert_ne!(fold_to_string(one), fold_to_string(other));
        }
    }

    #[test]
    fn each_character_knows_its_bytes() {
        let text = "ｶﾞ風e\u{301}①";
        let folded: Vec<_> = fold(text).map(|f| (f.char, &text[f.start..f.end])).collect();
        assert_eq!(folded, [('が', "ｶﾞ"), ('风', "風"), ('e', "e\u{301}"), ('1', "①")]);
    }

    #[test]
    fn every_character_between_others_is_folded_once_for_all() {
        let mut wrong = Vec::new();
        for c in ('\0'..=char::MAX).filter(|c| {
            let category = c.general_category();
            category != GeneralCategory::Unassigned && category != GeneralCategory::PrivateUse
        }) {
            for before in ["", "a", "は"] {
                for after in ["", "\u{301}", "\u{11A8}"] {
                    let once = fold_to_string(&format!("{before}{c}{after}"));
                    let twice = fold_to_string(&once);
                    if once != twice {
                        wrong.push((before, c.escape_unicode().to_string(), after, once, twice));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{} of them: {:?}", wrong.len(), &wrong[..wrong.len().min(40)]);
    }

    proptest::proptest! {
        #[test]
        fn ranges_are_on_character_borders_and_in_order(text in "\\PC{0,40}|[\\x00-\\u{ffff}]{0,20}") {
            let mut last = 0;
            for folded in fold(&text) {
                assert!(text.get(folded.start..folded.end).is_some_and(|part| !part.is_empty()));
                assert!(folded.start >= last || folded.end == last);
                last = folded.end;
            }
        }

        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold_to_string(&text);
            assert_eq!(fold_to_string(&once), once);
        }
    }
}
