//! The piece of an article that shows best what was found.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;

use super::Part;
use super::highlight::{Highlighter, Mark, parts};
use crate::text::sentence::{ceil_grapheme, ends_clause, floor_grapheme, sentence_ends};

/// The width of a snippet in columns: a wide character (Han, kana, hangul) takes two.
const WIDTH: usize = 240;

/// Columns before the first match in a sentence that is too long to be shown whole.
const LEAD: usize = 40;

/// What marks that the text goes on.
const ELLIPSIS: &str = "…";

/// Cuts the best piece out of `text` and marks the matches in it.
///
/// Joined, the parts are a piece of the text, unchanged, but for an ellipsis where it does not
/// begin or end with a sentence. No grapheme cluster is cut.
pub(super) fn cut(text: &str, highlighter: &Highlighter) -> Vec<Part> {
    let marks = highlighter.marks(text);
    let ends = sentence_ends(text);
    let range = best_window(text, &ends, &marks, highlighter.piece_count());
    let begins_sentence = range.start == 0 || ends.contains(&range.start);
    let ends_sentence = range.end == text.len() || ends.contains(&range.end);
    let range = trimmed(text, range);
    let mut parts = parts(text, range, &marks);
    if !begins_sentence {
        parts.insert(0, Part { text: ELLIPSIS.to_owned(), is_match: false });
    }
    if !ends_sentence {
        parts.push(Part { text: ELLIPSIS.to_owned(), is_match: false });
    }
    parts
}

/// Without the white space around, but for a space that carries a mark.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let start = floor_grapheme(text, range.start + (piece.len() - piece.trim_start().len()));
    let end = ceil_grapheme(text, range.start + piece.trim_end().len());
    start..end.max(start)
}

/// The run of whole sentences, which end at `ends`, that shows most of the query, or a part of one
/// that is too long.
fn best_window(text: &str, ends: &[usize], marks: &[Mark], pieces: usize) -> Range<usize> {
    let starts = || std::iter::once(0).chain(ends.iter().copied());
    let widths: Vec<usize> = starts().zip(ends).map(|(start, &end)| columns(&text[start..end])).collect();
    let mut windows = Vec::new();
    for (n, (start, &first_end)) in starts().zip(ends).enumerate() {
        let (mut end, mut width) = (first_end, widths[n]);
        for (&next, &more) in ends.iter().zip(&widths).skip(n + 1) {
            width += more;
            if width > WIDTH {
                break;
            }
            end = next;
        }
        let window = if widths[n] > WIDTH { part_of_sentence(text, start..end, marks) } else { start..end };
        // Of two that show as much, the one that comes to the point sooner.
        let first_mark = marks.iter().find(|mark| window.start <= mark.range.start);
        let detour = first_mark.map_or(0, |mark| mark.range.start - window.start);
        windows.push(((worth(&window, marks, pieces), Reverse(detour)), window));
    }
    // Of equals the first.
    windows.into_iter().rev().max_by_key(|(worth, _)| *worth).map_or(0..0, |(_, window)| window)
}

/// How much of the query a window shows: whole pieces count far more than single terms.
fn worth(window: &Range<usize>, marks: &[Mark], pieces: usize) -> usize {
    let mut seen = BTreeSet::new();
    for mark in marks {
        if window.start <= mark.range.start && mark.range.end <= window.end {
            seen.insert((mark.piece, mark.term));
        }
    }
    seen.iter().map(|(_, term)| if term.is_none() { 8 * (pieces + 1) } else { 2 }).sum()
}

/// A part of a sentence that is wider than a snippet: around its first match.
fn part_of_sentence(text: &str, sentence: Range<usize>, marks: &[Mark]) -> Range<usize> {
    let first = marks.iter().find(|mark| sentence.contains(&mark.range.start));
    let at = first.map_or(sentence.start, |mark| mark.range.start);
    let lead = columns_back(text, sentence.start..at, LEAD);
    // Rather begin after a comma, if there is one on the way.
    let begun =
        text[lead..at].char_indices().find(|&(_, c)| ends_clause(c)).map(|(n, c)| lead + n + c.len_utf8());
    let start = if lead == sentence.start { lead } else { ceil_grapheme(text, begun.unwrap_or(lead)) };
    let end = columns_on(text, start..sentence.end, WIDTH);
    // Rather end with a clause, if one ends in the second half and behind the match.
    let shown = first.map_or(start, |mark| mark.range.end);
    let ended = text[start..end]
        .char_indices()
        .rev()
        .take_while(|&(n, _)| n * 2 >= end - start)
        .find(|&(n, c)| ends_clause(c) && start + n >= shown)
        .map(|(n, c)| start + n + c.len_utf8());
    let end = if end == sentence.end { end } else { floor_grapheme(text, ended.unwrap_or(end)) };
    start..end.max(start)
}

fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

fn width(c: char) -> usize {
    if c < '\u{1100}' { 1 } else { 2 }
}

/// The byte up to which `range` fills at most `columns`.
fn columns_on(text: &str, range: Range<usize>, columns: usize) -> usize {
    let mut used = 0;
    for (n, c) in text[range.clone()].char_indices() {
        used += width(c);
        if used > columns {
            return floor_grapheme(text, range.start + n).max(range.start);
        }
    }
    range.end
}

/// The byte from which `range` fills at most `columns`.
fn columns_back(text: &str, range: Range<usize>, columns: usize) -> usize {
    let mut used = 0;
    for (n, c) in text[range.clone()].char_indices().rev() {
        used += width(c);
        if used > columns {
            return ceil_grapheme(text, range.start + n + c.len_utf8()).min(range.end);
        }
    }
    range.start
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation as _;

    use super::*;
    use crate::query::parse;

    fn snippet(query: &str, text: &str) -> String {
        let parts = cut(text, &Highlighter::new(&parse(query).0));
        parts
            .iter()
            .map(|part| if part.is_match { format!("[{}]", part.text) } else { part.text.clone() })
            .collect()
    }

    #[test]
    fn the_sentences_with_most_of_the_query_are_shown() {
        let filler = "这里没有什么特别的内容，只是一句普通的话。".repeat(12);
        let text = format!("{filler}风机叶片可以回收。{filler}");
        let shown = snippet("风机叶片", &text);
        assert!(shown.starts_with("[风机叶片]可以回收。"), "{shown}");
        assert!(shown.ends_with('。'), "{shown}");
    }

    #[test]
    fn a_space_that_carries_a_mark_is_not_cut_off() {
        assert_eq!(snippet("x", "  \u{eb3} x  "), " \u{eb3} [x]");
        assert_eq!(snippet("x", " \u{eb3} x"), " \u{eb3} [x]");
    }

    #[test]
    fn a_long_sentence_is_cut_around_the_match() {
        let text = format!("{}风机叶片{}", "很长的话没有标点".repeat(40), "后面也没有标点".repeat(40));
        let shown = snippet("风机叶片", &text);
        assert!(shown.starts_with('…') && shown.ends_with('…'), "{shown}");
        assert!(shown.contains("[风机叶片]"), "{shown}");
    }

    #[test]
    fn without_a_match_it_is_the_beginning() {
        assert_eq!(snippet("氢", "第一句。第二句。"), "第一句。第二句。");
        assert_eq!(snippet("氢", ""), "");
    }

    /// A text of many clauses, clusters of several characters among them.
    fn text() -> impl Strategy<Value = String> {
        let piece = proptest::sample::select(vec![
            "氢",
            "能",
            "源",
            "车",
            "a",
            "b",
            " ",
            "，",
            "。",
            "、",
            "！",
            "\n",
            "氢能",
            "氫能",
            "ﾊﾟ",
            "か\u{3099}",
            "e\u{301}",
            "👨\u{200D}👩",
            "🇯🇵",
            "葛\u{E0100}",
            "각",
            "\u{1100}\u{1161}",
            "很长的没有标点的话",
            "It is so. ",
        ]);
        proptest::collection::vec(piece, 0..300).prop_map(|pieces| pieces.concat())
    }

    fn query() -> impl Strategy<Value = String> {
        "[氢能a ぱがe葛각가]{0,4}|👨|🇯|👩|\"氢能 车\"|a\\*"
    }

    proptest! {
        #[test]
        fn it_is_a_piece_of_the_text(query in query(), text in text()) {
            let parts = cut(&text, &Highlighter::new(&parse(&query).0));
            let mut inner = parts.as_slice();
            // What an ellipsis stands for is left out, so it never is all of a text's beginning or end.
            let borders: BTreeSet<usize> =
                text.grapheme_indices(true).map(|(start, _)| start).chain([text.len()]).collect();
            if inner.first().is_some_and(|part| part.text == ELLIPSIS) {
                inner = &inner[1..];
            }
            if inner.last().is_some_and(|part| part.text == ELLIPSIS) {
                inner = &inner[..inner.len() - 1];
            }
            let joined: String = inner.iter().map(|part| part.text.as_str()).collect();
            // It may stand in the text several times; one of the places is on grapheme borders with
            // all its parts.
            let is_at = |start: usize| {
                let mut at = start;
                borders.contains(&at) && inner.iter().all(|part| {
                    at += part.text.len();
                    borders.contains(&at)
                })
            };
            let mut places = text.match_indices(&joined).map(|(start, _)| start);
            prop_assert!(places.any(is_at), "{:?}", parts);
            prop_assert!(columns(&joined) <= WIDTH, "{:?}", joined);
        }

        #[test]
        fn it_begins_and_ends_with_a_sentence_or_clause_where_there_is_one(query in query(), text in text()) {
            let highlighter = Highlighter::new(&parse(&query).0);
            let marks = highlighter.marks(&text);
            let window = best_window(&text, &sentence_ends(&text), &marks, highlighter.piece_count());
            let ends = sentence_ends(&text);
            let is_end = |at: usize| at == 0 || at == text.len() || ends.contains(&at);
            let ends_clause_at = |at: usize| text[..at].chars().next_back().is_some_and(ends_clause);
            let first = marks.iter().map(|mark| mark.range.start).find(|start| window.contains(start));
            if !is_end(window.start) && !ends_clause_at(window.start) {
                // Then none ends on the way to the match.
                let lead = &text[window.start..first.unwrap_or(window.start)];
                prop_assert!(!lead.contains(ends_clause), "{:?}", &text[window.clone()]);
            }
            if !is_end(window.end) && !ends_clause_at(window.end) {
                // Then none ends in the second half, behind the match.
                let half = window.start + (window.end - window.start).div_ceil(2);
                let shown = marks.iter().find(|mark| Some(mark.range.start) == first).map_or(0, |mark| mark.range.end);
                let tail = ceil_grapheme(&text, half.max(shown)).min(window.end);
                prop_assert!(!text[tail..window.end].contains(ends_clause), "{:?}", &text[window.clone()]);
            }
        }
    }
}
