//! Korean syllables as they are typed: letter by letter of the keyboard.

/// First of the precomposed syllables (Unicode §3.12).
const FIRST: u32 = 0xAC00;
const VOWELS: u32 = 21;
const FINALS: u32 = 28;
const INITIALS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
/// The final consonants after the first, which is none.
const FINAL_LETTERS: &str = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
/// The first vowel letter; they stand in the order of the syllables.
const FIRST_VOWEL: u32 = 'ㅏ' as u32;

/// Letters that take two keys.
const DOUBLE: [(char, [char; 2]); 18] = [
    ('ㅘ', ['ㅗ', 'ㅏ']),
    ('ㅙ', ['ㅗ', 'ㅐ']),
    ('ㅚ', ['ㅗ', 'ㅣ']),
    ('ㅝ', ['ㅜ', 'ㅓ']),
    ('ㅞ', ['ㅜ', 'ㅔ']),
    ('ㅟ', ['ㅜ', 'ㅣ']),
    ('ㅢ', ['ㅡ', 'ㅣ']),
    ('ㄳ', ['ㄱ', 'ㅅ']),
    ('ㄵ', ['ㄴ', 'ㅈ']),
    ('ㄶ', ['ㄴ', 'ㅎ']),
    ('ㄺ', ['ㄹ', 'ㄱ']),
    ('ㄻ', ['ㄹ', 'ㅁ']),
    ('ㄼ', ['ㄹ', 'ㅂ']),
    ('ㄽ', ['ㄹ', 'ㅅ']),
    ('ㄾ', ['ㄹ', 'ㅌ']),
    ('ㄿ', ['ㄹ', 'ㅍ']),
    ('ㅀ', ['ㄹ', 'ㅎ']),
    ('ㅄ', ['ㅂ', 'ㅅ']),
];

/// The letters of one syllable, in the order of typing.
#[derive(Debug)]
pub(super) struct Syllable {
    letters: [char; 5],
    length: usize,
}

impl Syllable {
    /// Returns the letters of `c`; `None` if it is no precomposed syllable.
    pub(super) fn of(c: char) -> Option<Self> {
        if !('\u{AC00}'..='\u{D7A3}').contains(&c) {
            return None;
        }
        let number = u32::from(c) - FIRST;
        let initial = INITIALS.chars().nth((number / (VOWELS * FINALS)) as usize)?;
        let vowel = char::from_u32(FIRST_VOWEL + number / FINALS % VOWELS)?;
        let last = match number % FINALS {
            0 => None,
            last => FINAL_LETTERS.chars().nth(last as usize - 1),
        };
        let mut syllable = Self { letters: ['\0'; 5], length: 0 };
        for letter in [Some(initial), Some(vowel), last].into_iter().flatten() {
            keys(letter, |key| {
                syllable.letters[syllable.length] = key;
                syllable.length += 1;
            });
        }
        Some(syllable)
    }

    /// Two to five letters.
    pub(super) fn letters(&self) -> &[char] {
        &self.letters[..self.length]
    }
}

/// Hands the letters of `c` to `receive`; itself, if it is not hangul.
pub(super) fn letters(c: char, mut receive: impl FnMut(char)) {
    match Syllable::of(c) {
        Some(syllable) => syllable.letters().iter().copied().for_each(receive),
        None => keys(c, &mut receive),
    }
}

fn keys(letter: char, mut receive: impl FnMut(char)) {
    match DOUBLE.iter().find(|(double, _)| *double == letter) {
        Some((_, keys)) => keys.iter().copied().for_each(receive),
        None => receive(letter),
    }
}
