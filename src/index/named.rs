//! What an article is known by, for suggestions: its title, and words of its beginning.

use std::collections::BTreeSet;

use crate::article::Article;
use crate::text::cut;
use crate::typing::readings;

/// The most words of an article.
const MOST_WORDS: usize = 24;

/// So many characters of the body are looked at: the lead says what the article is about.
const LEAD: usize = 200;

/// Longer titles are no suggestions.
pub(super) const MAX_TITLE: usize = 200;

/// Stands between a word and its reading; no word has one.
pub(super) const READING: char = '\t';

/// Returns the words of title, kicker, subtitle and the body's beginning, each once, and the words of
/// all of it whose reading the article tells, as word, tab, reading.
pub(super) fn words(article: &Article) -> Vec<String> {
    let body = &article.body.text;
    let lead = body.char_indices().nth(LEAD).map_or(body.len(), |(end, _)| end);
    let texts = [
        Some(article.title.as_str()),
        article.kicker.as_deref(),
        article.subtitle.as_deref(),
        Some(&body[..lead]),
    ];
    let mut words = Vec::new();
    let mut seen = BTreeSet::new();
    for text in texts.into_iter().flatten() {
        cut::words(text, |word| {
            if words.len() < MOST_WORDS && seen.insert(word) {
                words.push(word.to_owned());
            }
        });
    }
    let mut read = BTreeSet::new();
    if has_kana(body) {
        let pairs = readings::in_parentheses(body);
        read.extend(pairs.into_iter().map(|(word, kana)| (word.to_owned(), kana.to_owned())));
    }
    if article.body.html.contains("<ruby") {
        read.extend(readings::in_ruby(&article.body.html));
    }
    words.extend(read.into_iter().take(MOST_WORDS).map(|(word, kana)| format!("{word}{READING}{kana}")));
    words
}

fn has_kana(text: &str) -> bool {
    text.contains(|c| matches!(c, '\u{3041}'..='\u{30F6}'))
}
