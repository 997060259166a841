//! Kana by romaji, in Hepburn's and the other spellings, long vowels typed or not.

use std::sync::LazyLock;

use wana_kana::{ConvertJapanese as _, Options};

use super::positions;

/// Romaji as kana, as far as it is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Romaji {
    kana: Vec<char>,
    /// Letters at the end that begin a syllable: the k of `tok`.
    rest: String,
}

const FIRST: u32 = 0x3041;
const LAST: u32 = 0x3096;

/// The romaji of each hiragana.
static ROMAJI: LazyLock<Vec<String>> = LazyLock::new(|| {
    let kana = (FIRST..=LAST).filter_map(char::from_u32);
    kana.map(|c| c.encode_utf8(&mut [0; 4]).to_romaji()).collect()
});

/// Returns the romaji (Hepburn's) of the hiragana `c`; empty if it is none.
pub(super) fn romaji(c: char) -> &'static str {
    let index = u32::from(c).checked_sub(FIRST).filter(|_| u32::from(c) <= LAST);
    index.and_then(|index| ROMAJI.get(index as usize)).map_or("", String::as_str)
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | 'ー')
}

impl Romaji {
    /// Reads `latin`, lower-case letters and marks, as romaji; `None` if it is none, or longer than a
    /// set of positions holds.
    pub(super) fn new(latin: &str) -> Option<Self> {
        // Hepburn wrote m where n stands before a lip sound.
        let latin = &latin.replace("mb", "nb").replace("mp", "np").replace("mm", "nm");
        let rest = latin.rfind(['a', 'i', 'u', 'e', 'o', '-', '\'']).map_or(0, |at| at + 1);
        let (whole, rest) = latin.split_at(rest);
        let options = Options { keep_prolonged_sound_mark: true, ..Options::default() };
        let kana: Vec<char> = whole.to_hiragana_with_opt(options).chars().collect();
        let rest = rest.to_owned();
        let is_short = kana.len() < u64::BITS as usize && rest.len() <= 3;
        (is_short && kana.iter().copied().all(is_kana)).then_some(Self { kana, rest })
    }

    /// The first kana.
    pub(super) fn first(&self) -> Option<char> {
        self.kana.first().copied()
    }

    /// From each position in `from` over the character `c`, which stands between `former` and
    /// `next`: the positions after it, and whether what was typed ends there.
    pub(super) fn step(&self, from: u64, former: char, c: char, next: Option<char>) -> (u64, bool) {
        let (mut after, mut fits) = (0, false);
        let mut reach = |at: usize| {
            if at >= self.kana.len() && self.rest.is_empty() { fits = true } else { after |= 1 << at }
        };
        for position in positions(from) {
            match self.kana.get(position) {
                Some(&typed) if typed == c => reach(position + 1),
                // A long vowel mark is typed as the vowel again.
                Some(&typed) if c == 'ー' && typed == vowel(former) => reach(position + 1),
                _ => {}
            }
            // What only makes a vowel longer need not be typed: toukyou is tokyo.
            if position > 0 && prolongs(former, c) {
                reach(position);
            }
        }
        let is_at_rest = from & (1 << self.kana.len()) != 0 && !self.rest.is_empty();
        (after, fits || (is_at_rest && self.rest_begins(c, next)))
    }

    /// Whether the step from `from` by `c` depends on what comes next.
    pub(super) fn looks_ahead(&self, from: u64, c: char) -> bool {
        is_kana(c) && !self.rest.is_empty() && from & (1 << self.kana.len()) != 0
    }

    /// Whether the syllable of `c` and what may follow it begin with the rest.
    fn rest_begins(&self, c: char, next: Option<char>) -> bool {
        let rest = self.rest.as_str();
        // A syllable of two kana, such as きょ.
        let pair = || {
            next.is_some_and(|next| {
                matches!(next, 'ゃ' | 'ゅ' | 'ょ')
                    && String::from_iter([c, next]).to_romaji().starts_with(rest)
            })
        };
        match c {
            'っ' => {
                let mut letters = rest.chars();
                let (first, second) = (letters.next(), letters.next());
                let sounds = |letter: char| next.is_some_and(|next| romaji(next).starts_with(letter));
                first.is_some_and(|first| sounds(first) && second.is_none_or(|second| second == first))
            }
            'ん' if rest.starts_with(['n', 'm']) => {
                let beyond = rest[1..].trim_start_matches('n');
                beyond.is_empty() || next.is_some_and(|next| romaji(next).starts_with(beyond))
            }
            _ => romaji(c).starts_with(rest) || pair(),
        }
    }
}

/// The vowel on which the kana `c` ends, as kana.
fn vowel(c: char) -> char {
    match romaji(c).chars().next_back() {
        Some('a') => 'あ',
        Some('i') => 'い',
        Some('u') => 'う',
        Some('e') => 'え',
        Some('o') => 'お',
        _ => '\0',
    }
}

/// Whether `c` after `former` only makes its vowel longer.
fn prolongs(former: char, c: char) -> bool {
    match c {
        'ー' => true,
        'う' => matches!(vowel(former), 'お' | 'う'),
        'あ' | 'い' | 'え' | 'お' => vowel(former) == c,
        _ => false,
    }
}
