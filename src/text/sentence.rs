//! Where a text may be cut: after sentences, after clauses, between grapheme clusters.

use unicode_segmentation::UnicodeSegmentation;

/// Returns the byte offsets at which sentences end (UAX #29 and line ends), ascending; the last is
/// `text.len()` unless the text is empty. A vowel sign that hangs on a full stop (`?ำ`) begins no
/// sentence: none ends inside a grapheme cluster.
pub fn sentence_ends(text: &str) -> Vec<usize> {
    let ends = text.split_sentence_bound_indices().map(|(start, sentence)| start + sentence.len());
    let mut ends: Vec<usize> = ends.filter(|&end| floor_grapheme(text, end) == end).collect();
    ends.dedup();
    ends
}

/// Returns whether a clause may end after `c`: a comma, semicolon, colon or dash of any script.
pub fn ends_clause(c: char) -> bool {
    matches!(
        c,
        ',' | ';' | ':' | '，' | '、' | '；' | '：' | '—' | '…' | '）' | ')' | '」' | '』' | '”' | '\n'
    )
}

/// Characters that are looked at before a border.
const MAX_LOOK: usize = 2048;

/// Whether `c` is one of those that make no cluster with each other. (Hangul syllables do, with a
/// conjoining consonant before them.)
fn is_plain(c: char) -> bool {
    matches!(c, '0'..='9' | 'A'..='Z' | 'a'..='z' | ' ' | '\u{3001}'..='\u{3029}')
        || matches!(c, '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FE}' | '\u{3400}'..='\u{9FFF}')
        || matches!(c, '\u{20000}'..='\u{3FFFD}' | '\u{FF01}'..='\u{FF5E}')
}

/// Returns the greatest grapheme border of `text` (UAX #29) that is not beyond byte `at`.
pub fn floor_grapheme(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    let (before, behind) = text.split_at(text.floor_char_boundary(at));
    if before.len() == at
        && before.chars().next_back().is_none_or(is_plain)
        && behind.chars().next().is_some_and(is_plain)
    {
        return at;
    }
    // A window before `at` is enough, begun where a cluster surely begins: mostly two
    // characters before. Only flags and families make longer ones, for a flag is the half of its neighbours.
    let mut from = 0;
    let mut before = before.char_indices().rev().take(MAX_LOOK).peekable();
    while let Some((start, c)) = before.next() {
        from = start;
        if is_plain(c) && before.peek().is_none_or(|(_, former)| is_plain(*former)) {
            break;
        }
    }
    let mut border = from;
    for (start, cluster) in text[from..].grapheme_indices(true) {
        let end = from + start + cluster.len();
        if end > at {
            break;
        }
        border = end;
    }
    border
}

/// Returns the least grapheme border of `text` (UAX #29) that is not before byte `at`.
pub fn ceil_grapheme(text: &str, at: usize) -> usize {
    let floor = floor_grapheme(text, at);
    if floor == at {
        return at;
    }
    text[floor..].graphemes(true).next().map_or(text.len(), |cluster| floor + cluster.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_sentence_ends_inside_a_cluster() {
        assert_eq!(sentence_ends("Is?ำ it? Yes."), ["Is?ำ it? ".len(), "Is?ำ it? Yes.".len()]);
    }

    #[test]
    fn sentences_end_after_their_marks() {
        let text = "风电。“好。”他说！ It works. Yes";
        let pieces: Vec<&str> = {
            let mut from = 0;
            sentence_ends(text).into_iter().map(|end| &text[std::mem::replace(&mut from, end)..end]).collect()
        };
        assert_eq!(pieces, ["风电。“", "好。”", "他说！ ", "It works. ", "Yes"]);
        assert!(sentence_ends("").is_empty());
    }

    #[test]
    fn a_cluster_is_never_cut() {
        let family = "👨\u{200D}👩\u{200D}👧";
        let text = format!("a{family}b");
        assert_eq!(floor_grapheme(&text, 5), 1);
        assert_eq!(ceil_grapheme(&text, 5), 1 + family.len());
        assert_eq!(floor_grapheme(&text, 1), 1);
        assert_eq!(ceil_grapheme(&text, 1), 1);
        assert_eq!(ceil_grapheme(&text, text.len()), text.len());
        assert_eq!(floor_grapheme("汉字", 4), 3);
        assert_eq!(floor_grapheme("\u{1100}각", 3), 0);
        assert_eq!(floor_grapheme("\u{600}1", 2), 0);
    }

    /// Texts of what clusters are made of.
    fn clusters() -> impl Strategy<Value = String> {
        let piece = proptest::sample::select(vec![
            "a",
            "汉",
            "字",
            "か",
            "\u{3099}",
            "각",
            "\u{1100}",
            "\u{1161}",
            "\u{11A8}",
            "e",
            "\u{301}",
            "🇯",
            "🇵",
            "🇰",
            "👨",
            "\u{200D}",
            "👩",
            "🏽",
            "❤",
            "\u{FE0F}",
            "\r",
            "\n",
            " ",
            "。",
            "葛",
            "\u{E0100}",
            "क",
            "ि",
            "\u{94D}",
        ]);
        proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn borders_are_those_of_the_whole_text(text in clusters(), flags in 0usize..200) {
            let text = "🇯".repeat(flags) + &text;
            let borders: Vec<usize> =
                text.grapheme_indices(true).map(|(start, _)| start).chain([text.len()]).collect();
            for at in 0..=text.len() {
                let (floor, ceil) = (floor_grapheme(&text, at), ceil_grapheme(&text, at));
                prop_assert_eq!(Some(&floor), borders.iter().rfind(|border| **border <= at), "{:?} {}", text, at);
                prop_assert_eq!(Some(&ceil), borders.iter().find(|border| **border >= at), "{:?} {}", text, at);
            }
        }
    }
}
