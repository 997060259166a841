//! How frequent a word is: enough to tell whether a match stands at word borders.
//!
//! The table holds the 10,000 most frequent words of two to four characters and 6,000 single
//! characters of jieba's dictionary, folded as texts are. `build.rs` compiles `words.tsv` into
//! sorted arrays of some 140 KB, so nothing is loaded when the program starts. It is Chinese; folded,
//! most Japanese words of Chinese characters are the same. More words make no difference: see
//! `docs/search-quality.md`. The file is made by `tools/word_table.rs`.

include!(concat!(env!("OUT_DIR"), "/word_table.rs"));

/// The longest words in the table, in characters.
pub const LONGEST: usize = 4;

/// The cost of a single character that is not in the table: that of half an occurrence.
pub const UNKNOWN: f32 = TOTAL_LN + std::f32::consts::LN_2;

/// Returns what it costs to read `word` (folded, one to four characters) as a word: the negative
/// logarithm of its share of all words; `None` if the table lacks it.
pub fn cost(word: &[char]) -> Option<f32> {
    let (first, rest) = word.split_first()?;
    let row = u32::from(*first).checked_sub(FIRST)? as usize;
    let (from, to) = (*STARTS.get(row)?, *STARTS.get(row + 1)?);
    let range = usize::from(from)..usize::from(to);
    let key = key(rest)?;
    let at = RESTS[range.clone()].binary_search(&key).ok()?;
    Some(f32::from(COSTS[range.start + at]) / STEPS)
}

/// Returns the words of the table that have several characters, folded.
pub fn several() -> impl Iterator<Item = String> {
    let firsts = STARTS
        .windows(2)
        .zip(FIRST..)
        .filter_map(|(row, first)| Some((usize::from(row[0])..usize::from(row[1]), char::from_u32(first)?)));
    firsts.flat_map(|(row, first)| {
        RESTS[row].iter().filter(|rest| **rest > 0).map(move |rest| {
            let rest = (0..LONGEST as u32 - 1).rev().map(|place| (rest >> (16 * place)) as u16);
            std::iter::once(first)
                .chain(rest.filter(|code| *code > 0).filter_map(|code| char::from_u32(u32::from(code))))
                .collect()
        })
    })
}

/// The characters after the first as one number, 16 bits each.
fn key(rest: &[char]) -> Option<u64> {
    if rest.len() >= LONGEST {
        return None;
    }
    rest.iter().try_fold(0, |key, c| Some(key << 16 | u64::from(u16::try_from(u32::from(*c)).ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frequent_word_costs_less_than_its_characters() {
        let cost = |word: &str| cost(&word.chars().collect::<Vec<_>>());
        let single = |word: &str| word.chars().map(|c| cost(&c.to_string()).unwrap_or(UNKNOWN)).sum::<f32>();
        for word in ["中国", "和服务", "服务", "大学", "一时间"] {
            match cost(word) {
                Some(cost) => assert!(cost < single(word), "{word}"),
                None => assert_eq!(word, "和服务"),
            }
        }
        assert!(cost("的").unwrap() < cost("氢").unwrap());
        assert_eq!(cost(""), None);
        assert_eq!(cost("x"), None);
        assert_eq!(cost("中华人民共和国"), None);
    }

    #[test]
    fn the_words_of_the_table_can_be_listed() {
        let all: Vec<String> = several().collect();
        assert!(all.len() > 9_000, "{}", all.len());
        assert!(all.iter().all(|word| cost(&word.chars().collect::<Vec<_>>()).is_some()));
        assert!(["内蒙古", "中国"].iter().all(|word| all.iter().any(|listed| listed == word)));
    }
}
