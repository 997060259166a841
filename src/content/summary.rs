//! A summary for records that give none: the first sentences of the body.

use unicode_segmentation::UnicodeSegmentation;

use super::script::is_cjk;

/// Characters of a summary at most, where most of them are Han, kana or Hangul.
const MAX_CJK: usize = 120;
/// Characters of a summary at most in other scripts.
const MAX_OTHER: usize = 200;

/// Returns the first sentences of `text`, as many as fit; of a first sentence that is too long, as
/// much as fits, cut at a clause or a word, with `…`. A character is never cut.
pub(super) fn summarize(text: &str) -> String {
    let (start, is_whole) = beginning(text.trim());
    let max = if is_mostly_cjk(&start) { MAX_CJK } else { MAX_OTHER };
    if is_whole && start.chars().count() <= max {
        return start;
    }
    let mut end = 0;
    let mut chars = 0;
    let mut sentences = start.split_sentence_bound_indices().peekable();
    while let Some((at, sentence)) = sentences.next() {
        chars += sentence.chars().count();
        let length = sentence.trim_end().chars().count();
        // The last piece of a beginning may be the first half of a sentence.
        let is_complete = is_whole || sentences.peek().is_some();
        if chars - sentence.chars().count() + length > max || !is_complete {
            break;
        }
        end = at + sentence.trim_end().len();
    }
    if end > 0 {
        return start[..end].to_owned();
    }
    cut(&start, max)
}

/// The first few hundred characters with spaces for line breaks (nothing between CJK characters),
/// and whether that is all there is.
fn beginning(text: &str) -> (String, bool) {
    let mut start = String::with_capacity(2 * MAX_OTHER * 3);
    let mut chars = text.chars().peekable();
    let mut count = 0;
    while let Some(c) = chars.next() {
        if count > 2 * MAX_OTHER {
            return (start, false);
        }
        count += 1;
        if !matches!(c, '\n' | '\t') {
            start.push(c);
            continue;
        }
        let is_joined =
            start.chars().next_back().is_some_and(is_cjk) && chars.peek().copied().is_some_and(is_cjk);
        if !is_joined {
            start.push(' ');
        }
    }
    (start, true)
}

fn is_mostly_cjk(text: &str) -> bool {
    let is_hangul = |c: char| ('\u{AC00}'..='\u{D7A3}').contains(&c);
    let (mut cjk, mut others) = (0, 0);
    for c in text.chars() {
        if is_cjk(c) || is_hangul(c) {
            cjk += 1;
        } else if c.is_alphanumeric() {
            others += 1;
        }
    }
    cjk > others
}

fn cut(text: &str, max: usize) -> String {
    let mut end = 0;
    let mut clause = 0;
    let mut word = 0;
    let mut chars = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        chars += grapheme.chars().count();
        // One character is kept for the mark of the cut.
        if chars >= max {
            break;
        }
        end = at + grapheme.len();
        match grapheme {
            "，" | "、" | "；" | "：" | "—" | "," | ";" | ":" | "､" => clause = at,
            " " => word = at,
            _ => {}
        }
    }
    let at = match (clause, word) {
        (clause, _) if clause * 2 > end => clause,
        (_, word) if word * 2 > end => word,
        _ => end,
    };
    format!("{}…", text[..at].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_sentences_are_taken_as_many_as_fit() {
        let first = "草原上的风机耐看。";
        let second = format!("“{}！”", "转".repeat(90));
        let third = "后面还有很多话要说，不过摘要里放不下了。";
        assert_eq!(summarize(&format!("{first}{second}\n{third}")), format!("{first}{second}"));
        assert_eq!(summarize("One. Two three! Four?"), "One. Two three! Four?");
        let english = format!("It costs 3.14 yuan. {} End.", "Word ".repeat(60));
        assert_eq!(summarize(&english), "It costs 3.14 yuan.");
    }

    #[test]
    fn a_long_sentence_is_cut_at_a_clause_a_word_or_a_character() {
        let chinese = format!("{}，{}，{}", "一".repeat(70), "二".repeat(40), "三".repeat(70));
        assert_eq!(summarize(&chinese), format!("{}，{}…", "一".repeat(70), "二".repeat(40)));
        let english = summarize(&"abcd ".repeat(100));
        assert!(english.ends_with("abcd…") && english.chars().count() <= MAX_OTHER, "{english}");
        assert_eq!(summarize(&"汉".repeat(500)), format!("{}…", "汉".repeat(MAX_CJK - 1)));
    }

    #[test]
    fn a_character_of_several_code_points_is_never_cut() {
        let family = "👨‍👩‍👧‍👦";
        let summary = summarize(&family.repeat(100));
        assert_eq!(summary.trim_end_matches('…').graphemes(true).filter(|g| *g != family).count(), 0);
        assert!(summary.chars().count() <= MAX_OTHER);
    }

    #[test]
    fn lines_become_one() {
        assert_eq!(summarize("第一行\n第二行"), "第一行第二行");
        assert_eq!(summarize("one\ntwo"), "one two");
        assert_eq!(summarize("  "), "");
    }

    #[test]
    fn a_thousand_accents_stay_bounded() {
        assert!(summarize(&format!("a{}", "\u{301}".repeat(100_000))).chars().count() <= MAX_OTHER);
    }
}
