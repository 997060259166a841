//! Any text: every token and every folded character stands on character borders of the original,
//! and every highlight on borders of grapheme clusters.

use std::collections::BTreeSet;

use tidings::article::{Article, ArticleId, Body, Timestamp};
use tidings::error::Result;
use tidings::index::{ByKey, Change, Engine, Hit, Hits, Known, Ledger, Location, Order, Request};
use tidings::search::{Part, Search, search};
use tidings::text::{Tokens, fold, fold_to_string, sentence};
use unicode_segmentation::UnicodeSegmentation;

/// Takes the first line for a query, the rest for a text.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (query, text) = text.split_once('\n').unwrap_or((&text, &text));
    folded(text);
    tokens(Tokens::new(text), text);
    tokens(Tokens::unstemmed(text), text);
    borders(text);
    highlights(query, text);
}

fn folded(text: &str) {
    let mut last = 0;
    let mut end = 0;
    for folded in fold(text) {
        assert!(folded.start < folded.end && folded.end <= text.len(), "{folded:?} in {text:?}");
        assert!(text.is_char_boundary(folded.start) && text.is_char_boundary(folded.end), "{folded:?}");
        assert!(folded.start >= last, "{folded:?} goes back in {text:?}");
        assert!(folded.start == last || folded.start >= end, "{folded:?} overlaps in {text:?}");
        (last, end) = (folded.start, folded.end);
    }
    let once = fold_to_string(text);
    assert_eq!(fold_to_string(&once), once, "folded twice: {text:?}");
}

fn tokens(mut tokens: Tokens<'_>, text: &str) {
    let (mut position, mut start, mut is_first) = (0, 0, true);
    while tokens.advance() {
        let token = tokens.token();
        assert!(!token.text.is_empty(), "an empty token in {text:?}");
        assert!(
            text.get(token.offset.clone()).is_some_and(|piece| !piece.is_empty()),
            "{token:?} in {text:?}"
        );
        assert!(token.offset.start >= start, "{token:?} goes back in {text:?}");
        assert!(is_first || token.position > position, "{token:?} stands where another does in {text:?}");
        (position, start, is_first) = (token.position, token.offset.start, false);
    }
}

fn borders(text: &str) {
    let borders = graphemes(text);
    for at in text.char_indices().map(|(at, _)| at).step_by(1 + text.len() / 256) {
        let (floor, ceil) = (sentence::floor_grapheme(text, at), sentence::ceil_grapheme(text, at));
        assert!(floor <= at && at <= ceil, "{floor} {at} {ceil} in {text:?}");
        assert!(borders.contains(&floor) && borders.contains(&ceil), "{floor} {at} {ceil} in {text:?}");
    }
    let ends = sentence::sentence_ends(text);
    assert!(ends.is_sorted() && ends.last().copied().unwrap_or(0) == text.len(), "{ends:?} in {text:?}");
}

/// Where clusters begin and end.
fn graphemes(text: &str) -> BTreeSet<usize> {
    text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect()
}

fn highlights(query: &str, text: &str) {
    let engine = One(article(text));
    let asked = Search {
        text: query.to_owned(),
        filters: Vec::new(),
        order: Order::Relevance,
        offset: 0,
        limit: 1,
        facets: false,
        explain: false,
        now: engine.0.published,
    };
    let found = search(&engine, &asked).expect("the engine answers");
    let hit = &found.hits[0];
    assert_eq!(joined(&hit.title), text, "{query:?}");
    on_borders(&hit.title, text, 0);

    let mut snippet = hit.snippet.clone();
    if snippet.first().is_some_and(is_ellipsis) && !text.starts_with('…') {
        snippet.remove(0);
    }
    if snippet.last().is_some_and(is_ellipsis) && !text.ends_with('…') {
        snippet.pop();
    }
    let shown = joined(&snippet);
    let places: Vec<usize> = text.match_indices(&shown).map(|(at, _)| at).collect();
    assert!(shown.is_empty() || !places.is_empty(), "{shown:?} is not a piece of {text:?}");
    let borders = graphemes(text);
    if let [at] = places.as_slice() {
        assert!(borders.contains(at) && borders.contains(&(at + shown.len())), "{shown:?} in {text:?}");
        on_borders(&snippet, text, *at);
    }
}

fn is_ellipsis(part: &Part) -> bool {
    !part.is_match && part.text == "…"
}

fn joined(parts: &[Part]) -> String {
    parts.iter().map(|part| part.text.as_str()).collect()
}

/// Holds the parts, which begin at the byte `at` of `text`, to begin and end with clusters.
fn on_borders(parts: &[Part], text: &str, mut at: usize) {
    let borders = graphemes(text);
    for part in parts {
        assert!(!part.text.is_empty(), "an empty part in {parts:?}");
        at += part.text.len();
        assert!(borders.contains(&at), "{parts:?} cuts a cluster of {text:?}");
    }
}

fn article(text: &str) -> Article {
    let published = Timestamp::parse_from_rfc3339("2025-07-01T00:00:00Z").expect("it is a date");
    Article {
        id: ArticleId::new("one").expect("it is not empty"),
        url: "https://example.org/one/".to_owned(),
        title: text.to_owned(),
        kicker: None,
        subtitle: None,
        summary: String::new(),
        body: Body { html: String::new(), text: text.to_owned() },
        published,
        updated: published,
        authors: Vec::new(),
        section: None,
        tags: Vec::new(),
        lang: "zh-Hans".to_owned(),
        image: None,
        enclosures: Vec::new(),
        source: None,
        comments: None,
        expires: None,
        withdrawn: None,
    }
}

/// An engine that finds its one article whatever is asked for.
struct One(Article);

impl Engine for One {
    fn ledger(&self) -> Result<Ledger> {
        Ok(Ledger::default())
    }

    fn known(&self, _number: &dyn Fn(&str) -> Option<u32>) -> Result<ByKey<Known>> {
        Ok(ByKey::default())
    }

    fn sync(&mut self, _changes: &mut dyn Iterator<Item = Result<Change>>, _context: u64) -> Result<()> {
        Ok(())
    }

    fn query(&self, _request: &Request) -> Result<Hits> {
        let hit = Hit { id: self.0.id.clone(), score: 1.0, is_full: true, explanation: None };
        Ok(Hits { total: 1, partial: 0, hits: vec![hit], facets: None })
    }

    fn fetch(&self, ids: &[ArticleId]) -> Result<Vec<Option<Article>>> {
        Ok(ids.iter().map(|_| Some(self.0.clone())).collect())
    }

    fn due_between(&self, _after: Timestamp, _until: Timestamp) -> Result<Vec<ArticleId>> {
        Ok(Vec::new())
    }

    fn locations(&self, _now: Timestamp) -> Result<Vec<Location>> {
        Ok(Vec::new())
    }

    fn articles(&self) -> u64 {
        1
    }

    fn commit(&self) -> u64 {
        1
    }
}
