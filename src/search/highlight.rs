//! Where in a text stands what was asked for.

use std::collections::HashSet;
use std::ops::Range;

use super::Part;
use crate::query::Query;
use crate::text::{Kind, Pattern, Piece, Token, Tokens, fold, sentence};

/// Marks in texts what a query asks for.
#[derive(Debug)]
pub(super) struct Highlighter {
    pieces: Vec<Piece>,
    /// The terms of all pieces.
    terms: HashSet<String>,
    /// Those of their patterns that are more than one term.
    beginnings: Vec<Pattern>,
}

/// A place in a text that matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// Bytes of the original text; on grapheme borders.
    pub range: Range<usize>,
    /// Which piece of the query it belongs to.
    pub piece: usize,
    /// Which of the piece's terms, from 0; `None` for the whole piece.
    pub term: Option<usize>,
}

impl Highlighter {
    /// Takes up what `query` asks for in texts; what it excludes is not marked.
    pub(super) fn new(query: &Query) -> Self {
        let mut pieces = Vec::new();
        collect(query, &mut pieces);
        let (mut terms, mut beginnings) = (HashSet::new(), Vec::new());
        for piece in &pieces {
            let slots = piece.slots.iter().map(|slot| &slot.pattern);
            for pattern in slots.chain(piece.scored.iter().map(|scored| &scored.pattern)) {
                match pattern {
                    Pattern::Exact(term) => {
                        terms.insert(term.clone());
                    }
                    Pattern::Prefix { .. } => beginnings.push(pattern.clone()),
                }
            }
        }
        Self { pieces, terms, beginnings }
    }

    /// Returns how many pieces the query has.
    pub(super) fn piece_count(&self) -> usize {
        self.pieces.len()
    }

    /// Finds each piece of the query in `text`; of a piece that is nowhere whole, its terms.
    /// Sorted by place.
    pub(super) fn marks(&self, text: &str) -> Vec<Mark> {
        let mut tokens = Vec::new();
        let mut stream = Tokens::new(text);
        while stream.advance() {
            // No match has any other; most of a text's tokens are not worth a copy.
            if self.is_sought(&stream.token().text) {
                tokens.push(stream.token().clone());
            }
        }
        let mut marks = Vec::new();
        for (number, piece) in self.pieces.iter().enumerate() {
            let before = marks.len();
            for first in 0..tokens.len() {
                if let Some(range) = whole_at(piece, &tokens, first, text) {
                    marks.push(Mark { range, piece: number, term: None });
                }
            }
            if marks.len() == before {
                marks.extend(single_terms(piece, number, &tokens, text));
            }
        }
        marks.sort_by_key(|mark| (mark.range.start, mark.range.end));
        marks
    }

    fn is_sought(&self, term: &str) -> bool {
        self.terms.contains(term) || self.beginnings.iter().any(|pattern| pattern.matches(term))
    }

    /// Cuts `text` where matches begin and end.
    pub(super) fn parts(&self, text: &str) -> Vec<Part> {
        parts(text, 0..text.len(), &self.marks(text))
    }
}

/// Cuts the piece `range` of `text` where `marks` begin and end.
pub(super) fn parts(text: &str, range: Range<usize>, marks: &[Mark]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut push = |piece: &str, is_match: bool| {
        if !piece.is_empty() {
            parts.push(Part { text: piece.to_owned(), is_match });
        }
    };
    let mut at = range.start;
    for joined in joined(marks) {
        let (start, end) = (joined.start.max(at), joined.end.min(range.end));
        if start >= end {
            continue;
        }
        push(&text[at..start], false);
        push(&text[start..end], true);
        at = end;
    }
    push(&text[at..range.end], false);
    parts
}

/// The ranges of the marks, those that touch or overlap made one.
fn joined(marks: &[Mark]) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for mark in marks {
        match joined.last_mut() {
            Some(last) if mark.range.start <= last.end => last.end = last.end.max(mark.range.end),
            _ => joined.push(mark.range.clone()),
        }
    }
    joined
}

fn collect(query: &Query, pieces: &mut Vec<Piece>) {
    match query {
        Query::Run(text) | Query::Phrase(text) => pieces.extend(Piece::new(text, false)),
        Query::Prefix(text) => pieces.extend(Piece::new(text, true)),
        Query::Title(inner) => collect(inner, pieces),
        Query::And(parts) | Query::Or(parts) => parts.iter().for_each(|part| collect(part, pieces)),
        Query::All | Query::Property(..) | Query::Date { .. } | Query::Not(_) => {}
    }
}

/// The bytes of the whole piece, if it begins at the token `first`.
fn whole_at(piece: &Piece, tokens: &[Token], first: usize, text: &str) -> Option<Range<usize>> {
    let begin = &tokens[first];
    let mut end = 0;
    let mut at = first;
    for slot in &piece.slots {
        let position = begin.position + slot.offset;
        while tokens.get(at).is_some_and(|token| token.position < position) {
            at += 1;
        }
        let token = tokens.get(at).filter(|token| token.position == position)?;
        if !slot.pattern.matches(&token.text) {
            return None;
        }
        end = extent(&slot.pattern, token, text).end;
    }
    Some(on_graphemes(text, begin.offset.start..end))
}

fn single_terms(piece: &Piece, number: usize, tokens: &[Token], text: &str) -> Vec<Mark> {
    let mut marks = Vec::new();
    for token in tokens {
        let term = piece.scored.iter().position(|scored| scored.pattern.matches(&token.text));
        if let Some(term) = term {
            let range = on_graphemes(text, extent(&piece.scored[term].pattern, token, text));
            marks.push(Mark { range, piece: number, term: Some(term) });
        }
    }
    marks
}

/// What of `token` the pattern asks for: of a bigram that only begins with the character sought,
/// the first character.
fn extent(pattern: &Pattern, token: &Token, text: &str) -> Range<usize> {
    match pattern {
        Pattern::Prefix { .. } if token.kind == Kind::Bigram => {
            let first = fold(&text[token.offset.clone()]).next();
            let length = first.map_or(0, |first| first.end);
            token.offset.start..token.offset.start + length
        }
        _ => token.offset.clone(),
    }
}

fn on_graphemes(text: &str, range: Range<usize>) -> Range<usize> {
    sentence::floor_grapheme(text, range.start)..sentence::ceil_grapheme(text, range.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    /// Marks matches in the text with brackets.
    fn check(query: &str, text: &str, expected: &str) {
        let highlighter = Highlighter::new(&parse(query).0);
        let parts = highlighter.parts(text);
        assert_eq!(parts.iter().map(|part| part.text.as_str()).collect::<String>(), text);
        let shown: String = parts
            .iter()
            .map(|part| if part.is_match { format!("[{}]", part.text) } else { part.text.clone() })
            .collect();
        assert_eq!(shown, expected, "{query}");
    }

    #[test]
    fn matches_are_marked_where_they_stand_in_the_original() {
        check("风机叶片", "退役風機葉片回收", "退役[風機葉片]回收");
        check("段简", "一段简单的话", "一[段简]单的话");
        check("简", "一段简单的话", "一段[简]单的话");
        check("running", "He runs. Running!", "He [runs]. [Running]!");
        check("ガス", "都市ｶﾞｽの話", "都市[ｶﾞｽ]の話");
        check("kW级", "100kW級と10kW", "100[kW級]と10kW");
        check("turb*", "Turbines and turbulence", "[Turbines] and [turbulence]");
        check("氢 车", "氢能车", "[氢]能[车]");
        check("氢能 -车", "氢能车", "[氢能]车");
    }

    #[test]
    fn a_piece_that_is_nowhere_whole_is_marked_by_its_terms() {
        check("风机叶片", "风机的叶片", "[风机]的[叶片]");
        check("\"new york\"", "new in york", "[new] in [york]");
        check("风机叶片", "风机叶片与风机", "[风机叶片]与风机");
    }

    #[test]
    fn a_cluster_is_never_cut() {
        check("👨", "a👨\u{200D}👩b", "a[👨\u{200D}👩]b");
        check("e", "e\u{301}t e", "e\u{301}t [e]");
    }

    proptest::proptest! {
        #[test]
        fn the_parts_of_any_text_join_to_the_text(query in "\\PC{0,12}", text in "\\PC{0,60}") {
            let highlighter = Highlighter::new(&parse(&query).0);
            let joined: String = highlighter.parts(&text).into_iter().map(|part| part.text).collect();
            assert_eq!(joined, text);
        }

        #[test]
        fn every_part_begins_and_ends_on_a_border_of_clusters(
            query in "[ガがｶe葛👨👩🇯🇵각가氢能 ]{1,4}",
            text in "(ｶﾞ|か\u{3099}|e\u{301}|葛\u{E0100}|👨\u{200D}👩|🇯🇵|각|\u{1100}\u{1161}|[氢能車 ，a]){0,30}",
        ) {
            use unicode_segmentation::UnicodeSegmentation as _;
            let borders: Vec<usize> = text.grapheme_indices(true).map(|(start, _)| start).chain([text.len()]).collect();
            let highlighter = Highlighter::new(&parse(&query).0);
            let mut at = 0;
            for part in highlighter.parts(&text) {
                at += part.text.len();
                assert!(borders.contains(&at), "{query:?} in {text:?} at {at}");
            }
        }
    }
}
