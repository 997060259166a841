//! Chinese characters by their sound, without tones.

use pinyin::{Pinyin, ToPinyinMulti as _};

/// The most readings of a character that are looked at, the common ones first.
const MOST_READINGS: usize = 8;

/// Returns the readings of `c`, the commonest first, as `nei` and `lü`; none if it has none. A
/// reading with several tones may come several times.
pub fn readings(c: char) -> impl Iterator<Item = &'static str> {
    // Nothing below the Han characters has a reading, and most of what is typed is below.
    let multi = if c < '\u{2E80}' { None } else { c.to_pinyin_multi() };
    multi.into_iter().flat_map(|multi| multi.into_iter().take(MOST_READINGS).map(Pinyin::plain))
}

/// Returns how a syllable is abbreviated: by its first letter, and by `zh`, `ch`, `sh`.
pub(super) fn initials(reading: &'static str) -> impl Iterator<Item = &'static str> {
    let first = reading.chars().next().map_or(0, char::len_utf8);
    let double = ["zh", "ch", "sh"].iter().any(|double| reading.starts_with(double)).then(|| &reading[..2]);
    [&reading[..first]].into_iter().chain(double)
}
