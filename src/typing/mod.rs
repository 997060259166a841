//! How a text is typed: by its own characters, by pinyin or its initials, by romaji, by jamo.
//!
//! [`spelling`] is what of a text is typed at all; [`Typed`] is what has been typed so far. A
//! [`State`] goes along a spelling character by character and tells whether what was typed is its
//! beginning, so that a sorted list of spellings is walked like a tree, each common beginning once.
//!
//! Every reading of a character counts, so 重庆 is found by `chongqing` and by `zhongqing`. Readings
//! of Japanese kanji are in no table small enough to be carried along: kana are found by romaji, kanji
//! only where an article says how they are read (see [`readings`]).

mod hangul;
mod kana;
pub mod pinyin;
pub mod readings;

use crate::text::{fold, fold_han, is_sought};

use kana::Romaji;

/// What is typed beyond so many letters is not looked at.
pub const MAX_TYPED: usize = 63;

/// Returns the characters of `text` that are typed: without spaces and punctuation, folded as texts
/// are, only Chinese characters as written, because 乾 is read otherwise than 干.
pub fn spelling(text: &str) -> Vec<char> {
    let mut spelling = Vec::with_capacity(text.len() / 2);
    for folded in fold(text).filter(|folded| is_sought(folded.char)) {
        let mut original = text[folded.start..folded.end].chars();
        let written = match (original.next(), original.next()) {
            (Some(only), None) if fold_han(only) == folded.char => only,
            _ => folded.char,
        };
        spelling.push(written);
    }
    spelling
}

/// What has been typed so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// Folded, without spaces and punctuation, hangul apart into jamo; not empty.
    chars: Vec<char>,
    /// The same read as romaji, if it can be.
    romaji: Option<Romaji>,
}

/// How well what was typed fits the beginning of a spelling; the better, the less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// Character by character, or letter by letter of hangul.
    Literal,
    /// By the sound of whole syllables, the last one perhaps begun.
    Sound,
    /// By the first letters of some syllables.
    Initials,
}

/// How far what was typed reaches into a spelling: sets of positions, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    literal: u64,
    sound: u64,
    initials: u64,
    romaji: u64,
    /// The character before, which may be sounded longer.
    former: char,
}

/// What a further character of a spelling does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// All that was typed is there.
    Fits(Fit),
    /// So far so good.
    On(State),
    /// It does not fit.
    Off,
}

impl Typed {
    /// Takes up what was typed; `None` if there is nothing to go by.
    pub fn new(text: &str) -> Option<Self> {
        let mut chars = Vec::new();
        // A few marks are typed within romaji, and nowhere else.
        let mut latin = String::new();
        for folded in fold(text) {
            if chars.len() >= MAX_TYPED {
                break;
            }
            if is_sought(folded.char) {
                hangul::letters(folded.char, |letter| chars.push(letter));
            }
            if folded.char.is_ascii_lowercase() || matches!(folded.char, '-' | '\'') {
                latin.push(folded.char);
            }
        }
        chars.truncate(MAX_TYPED);
        if chars.is_empty() {
            return None;
        }
        let is_latin = chars.iter().all(char::is_ascii_lowercase);
        let romaji = if is_latin { Romaji::new(&latin) } else { None };
        Some(Self { chars, romaji })
    }

    /// Returns the characters with which a spelling that fits can begin: itself, or one whose
    /// [`first_letters`] have it.
    pub fn first(&self) -> impl Iterator<Item = char> + '_ {
        let kana = self.romaji.as_ref().and_then(Romaji::first);
        self.chars.first().copied().into_iter().chain(kana)
    }

    /// The state before the first character of a spelling.
    pub fn start(&self) -> State {
        let romaji = u64::from(self.romaji.is_some());
        State { literal: 1, sound: 1, initials: 1, romaji, former: '\0' }
    }

    /// Goes on from `state` by the character `c` of a spelling, after which `next` comes.
    pub fn step(&self, state: State, c: char, next: Option<char>) -> Step {
        let mut fit = None;
        let mut after = State { literal: 0, sound: 0, initials: 0, romaji: 0, former: c };
        let folded = fold_han(c);
        let syllable = hangul::Syllable::of(c);
        let mut reach = |fits: bool, by: Fit| {
            if fits {
                fit = Some(fit.map_or(by, |best: Fit| best.min(by)));
            }
        };

        // The character itself; hangul by its letters, of which the last ones may be missing.
        let own = |from: u64| match &syllable {
            Some(syllable) => self.run(from, syllable.letters()),
            None => self.run(from, &[folded]),
        };
        let (next_literal, fits) = own(state.literal);
        after.literal = next_literal;
        reach(fits, Fit::Literal);
        let (next_sound, fits) = own(state.sound);
        after.sound = next_sound;
        reach(fits, Fit::Sound);
        let (next_initials, fits) = own(state.initials);
        after.initials = next_initials;
        reach(fits, Fit::Initials);

        for reading in pinyin::readings(c) {
            let (next_sound, fits) = self.reading(state.sound, reading);
            after.sound |= next_sound;
            reach(fits, Fit::Sound);
            let (next_initials, fits) = self.reading(state.initials, reading);
            after.initials |= next_initials;
            reach(fits, Fit::Initials);
            for initial in pinyin::initials(reading) {
                let (next_initials, fits) = self.reading(state.initials, initial);
                after.initials |= next_initials;
                reach(fits, Fit::Initials);
            }
        }
        if let Some(syllable) = &syllable {
            let (next_initials, fits) = self.run(state.initials, &syllable.letters()[..1]);
            after.initials |= next_initials;
            reach(fits, Fit::Initials);
        }
        if let Some(romaji) = &self.romaji
            && state.romaji != 0
        {
            let (next_romaji, fits) = romaji.step(state.romaji, state.former, c, next);
            after.romaji = next_romaji;
            reach(fits, Fit::Sound);
        }

        match fit {
            Some(fit) => Step::Fits(fit),
            None if after.literal | after.sound | after.initials | after.romaji == 0 => Step::Off,
            None => Step::On(after),
        }
    }

    /// Returns whether [`step`](Self::step) from `state` by `c` depends on what comes next.
    pub fn looks_ahead(&self, state: State, c: char) -> bool {
        self.romaji.as_ref().is_some_and(|romaji| romaji.looks_ahead(state.romaji, c))
    }

    /// Returns how `spelling` begins with what was typed, if it does.
    pub fn begins(&self, spelling: &[char]) -> Option<Fit> {
        let mut state = self.start();
        for (at, &c) in spelling.iter().enumerate() {
            match self.step(state, c, spelling.get(at + 1).copied()) {
                Step::Fits(fit) => return Some(fit),
                Step::On(next) => state = next,
                Step::Off => return None,
            }
        }
        None
    }

    /// From each position in `from` over `letters`: the positions after them, and whether what was
    /// typed ends within or with them.
    fn run(&self, from: u64, letters: &[char]) -> (u64, bool) {
        self.over(from, letters.iter().copied(), |typed, letter| typed == letter)
    }

    /// The same over a syllable of pinyin, whose ü is typed v or u.
    fn reading(&self, from: u64, reading: &str) -> (u64, bool) {
        self.over(from, reading.chars(), |typed, letter| match letter {
            'ü' => matches!(typed, 'v' | 'u'),
            'ê' => typed == 'e',
            _ => typed == letter,
        })
    }

    fn over(
        &self,
        from: u64,
        letters: impl Iterator<Item = char> + Clone,
        is_same: impl Fn(char, char) -> bool,
    ) -> (u64, bool) {
        let (mut after, mut fits) = (0, false);
        for position in positions(from) {
            let mut at = position;
            let mut is_whole = true;
            for letter in letters.clone() {
                match self.chars.get(at) {
                    Some(&typed) if is_same(typed, letter) => at += 1,
                    Some(_) => {
                        is_whole = false;
                        break;
                    }
                    // It ends before the last letter, but not before the first one.
                    None => break,
                }
            }
            match at {
                _ if !is_whole => {}
                at if at >= self.chars.len() => fits = true,
                at => after |= 1 << at,
            }
        }
        (after, fits)
    }
}

/// Returns the letters other than itself with which the typing of a spelling can begin: of the
/// readings of `c`, and of its first jamo.
pub fn first_letters(c: char) -> Vec<char> {
    let mut letters: Vec<char> = pinyin::readings(c).filter_map(|reading| reading.chars().next()).collect();
    letters.extend(hangul::Syllable::of(c).and_then(|syllable| syllable.letters().first().copied()));
    letters.extend(kana::romaji(c).chars().next());
    letters.push(fold_han(c));
    letters.sort_unstable();
    letters.dedup();
    letters
}

/// The positions of a set, ascending.
fn positions(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let position = set.trailing_zeros() as usize;
        (set != 0).then(|| {
            set &= set - 1;
            position
        })
    })
}

#[cfg(test)]
mod tests;
