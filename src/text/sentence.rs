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

/// Returns the greatest grapheme border of `text` (UAX #29) that is not beyond byte `at`.
pub fn floor_grapheme(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    // Clusters are short; a window before `at` is enough, begun where a cluster surely begins.
    let from = text[..text.floor_char_boundary(at)]
        .char_indices()
        .rev()
        .take(64)
        .find(|(_, c)| c.is_ascii_alphanumeric() || c.is_whitespace())
        .map_or_else(|| text.floor_char_boundary(at.saturating_sub(256)), |(start, _)| start);
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
    }
}
