//! Found means contained: what a search in the text would find, the index finds, and counts.

use proptest::prelude::*;
use tidings::article::{Article, ArticleId, Body, Timestamp};
use tidings::index::{Audience, Change, Embedded, Engine, Order, Request};
use tidings::query::Query;
use tidings::text::fold_to_string;

fn article(number: usize, text: &str) -> Article {
    let moment = Timestamp::parse_from_rfc3339("2023-07-18T08:00:00+08:00").unwrap();
    Article {
        id: ArticleId::new(&format!("a{number}")).unwrap(),
        url: format!("https://example.org/{number}"),
        title: "…".to_owned(),
        kicker: None,
        subtitle: None,
        summary: String::new(),
        body: Body { html: String::new(), text: text.to_owned() },
        published: moment,
        updated: moment,
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

pub fn index_of(texts: &[String]) -> (tempfile::TempDir, Embedded) {
    let folder = tempfile::tempdir().unwrap();
    let mut engine = Embedded::create(folder.path()).unwrap();
    put(&mut engine, texts);
    (folder, engine)
}

/// Puts the texts in the place of the first ones of the index.
pub fn put(engine: &mut Embedded, texts: &[String]) {
    let mut changes = texts.iter().enumerate().map(|(number, text)| {
        Ok(Change::Put { article: Box::new(article(number, text)), source: "all.ndjson".to_owned() })
    });
    engine.sync(&mut changes, 0).unwrap();
}

/// After all articles.
pub fn now() -> Timestamp {
    Timestamp::parse_from_rfc3339("2024-01-01T00:00:00Z").unwrap()
}

/// The articles that match in full.
fn full(engine: &Embedded, query: Query) -> (u64, Vec<String>) {
    let request = Request {
        query,
        order: Order::Relevance,
        offset: 0,
        limit: 1000,
        partial: false,
        facets: false,
        explain: false,
        audience: Audience::Readers,
        now: now(),
    };
    let hits = engine.query(&request).unwrap();
    let mut ids: Vec<String> = hits.hits.iter().map(|hit| hit.id.to_string()).collect();
    ids.sort();
    (hits.total, ids)
}

/// What a person finds who looks through the folded texts: the piece, its first and last word whole.
fn scan(texts: &[String], piece: &str) -> Vec<String> {
    let piece = fold_to_string(piece);
    // Whether two neighbours belong to one word, or to one number.
    let joins = |one: Option<char>, other: Option<char>| match (one, other) {
        (Some(one), Some(other)) => {
            one.is_ascii_alphanumeric()
                && other.is_ascii_alphanumeric()
                && one.is_ascii_digit() == other.is_ascii_digit()
        }
        _ => false,
    };
    let is_in = |text: &str| {
        let text = fold_to_string(text);
        text.match_indices(&piece).any(|(at, _)| {
            let (before, after) = (text[..at].chars().next_back(), text[at + piece.len()..].chars().next());
            !joins(before, piece.chars().next()) && !joins(piece.chars().next_back(), after)
        })
    };
    let mut found: Vec<String> =
        texts.iter().enumerate().filter(|(_, text)| is_in(text)).map(|(n, _)| format!("a{n}")).collect();
    found.sort();
    found
}

/// Texts over few characters, so that pieces recur: Han in both scripts, kana, hangul, an extension
/// plane, words and numbers, and what separates.
fn text() -> impl Strategy<Value = String> {
    let atom = prop_oneof![
        6 => proptest::sample::select(vec!["风", "風", "机", "能", "氢", "的", "𩸽", "国", "國"]),
        3 => proptest::sample::select(vec!["か", "カ", "ガ", "ｶﾞ", "ー", "한", "글", "대"]),
        2 => proptest::sample::select(vec![" kW ", "kW", " xyz ", "42", "42 "]),
        1 => proptest::sample::select(vec!["。", "，", " ", "\n", "“"]),
    ];
    proptest::collection::vec(atom, 0..40).prop_map(|atoms| atoms.concat())
}

/// A piece of `text` of `length` characters from `start` on, grown to whole words and numbers and
/// cut at the first separator.
fn piece(text: &str, start: usize, length: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    if chars.is_empty() {
        return String::new();
    }
    let is_word = |c: char| c.is_ascii_alphanumeric();
    let mut start = start % chars.len();
    let mut end = (start + length).min(chars.len());
    let same = |a: char, b: char| {
        is_word(a) && is_word(b) && a.is_ascii_digit() == b.is_ascii_digit()
            // A voicing mark belongs to its kana.
            || matches!(b, 'ﾞ')
    };
    while start > 0 && same(chars[start - 1], chars[start]) {
        start -= 1;
    }
    while end < chars.len() && same(chars[end - 1], chars[end]) {
        end += 1;
    }
    let piece: String = chars[start..end].iter().collect();
    piece.split(|c: char| c.is_whitespace() || "。，“".contains(c)).next().unwrap_or("").to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn every_piece_of_an_article_is_found_and_counted(
        texts in proptest::collection::vec(text(), 1..12),
        cuts in proptest::collection::vec((0usize..12, 0usize..60, 1usize..20), 20),
    ) {
        let (_folder, engine) = index_of(&texts);
        for (which, start, length) in cuts {
            let piece = piece(&texts[which % texts.len()], start, length);
            if piece.is_empty() {
                continue;
            }
            let expected = scan(&texts, &piece);
            let (total, found) = full(&engine, Query::Run(piece.clone()));
            prop_assert_eq!(&found, &expected, "{:?} in {:?}", piece, texts);
            prop_assert_eq!(total, expected.len() as u64);
        }
    }
}

#[test]
fn a_piece_across_word_borders_is_found() {
    let texts = ["一段简单的话", "段简", "段 简", "简段"].map(str::to_owned);
    let (_folder, engine) = index_of(&texts);
    assert_eq!(full(&engine, Query::Run("段简".to_owned())).1, ["a0", "a1"]);
    assert_eq!(full(&engine, Query::Run("简".to_owned())).1, ["a0", "a1", "a2", "a3"]);
}
