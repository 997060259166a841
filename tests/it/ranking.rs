//! What holds of every answer by relevance, whatever is asked.

use proptest::prelude::*;
use tidings::index::{Embedded, Order};
use tidings::search::{Search, rank, search};

use crate::containment::{index_of, now, put};

const TEXTS: [&str; 8] = [
    "氢能列车上路，氢能的未来是什么",
    "风机叶片为何越来越大。氢能",
    "産品和服務品質提高",
    "和服展在杭州开幕",
    "東京タワーは何ですか",
    "대학의 등록금 인상",
    "Hydrogen trains are running in the north",
    "1,234 kW 的风机",
];

fn engine(repeat: usize) -> (tempfile::TempDir, Embedded) {
    let texts: Vec<String> = (0..repeat)
        .flat_map(|round| TEXTS.iter().map(move |text| format!("{text}{}", "。和风".repeat(round % 7))))
        .collect();
    index_of(&texts)
}

/// A text of forty characters, some much more frequent than others.
fn few_characters(random: &mut fastrand::Rng, length: usize) -> String {
    let character = |random: &mut fastrand::Rng| random.u32(0..40).min(random.u32(0..40));
    (0..length).filter_map(|_| char::from_u32(u32::from('一') + character(random))).collect()
}

#[test]
fn what_is_counted_without_being_scored_is_nothing_that_an_answer_shows() {
    let mut random = fastrand::Rng::with_seed(3);
    let mut texts = |count: usize| -> Vec<String> {
        (0..count)
            .map(|_| {
                let length = random.usize(2..60);
                few_characters(&mut random, length)
            })
            .collect()
    };
    let (all, changed) = (texts(3_000), texts(800));
    let (_folder, mut engine) = index_of(&all);
    put(&mut engine, &changed);
    let mut partial = 0;
    for number in 0..300 {
        let length = 3 + number % 3;
        let query = few_characters(&mut random, length);
        // Where all are wanted, all are scored.
        let every = rank(&engine, &asked(&query, 0, 10_000)).unwrap();
        let first = rank(&engine, &asked(&query, 0, 50)).unwrap();
        assert_eq!((first.total, first.partial), (every.total, every.partial), "{query}");
        assert_eq!(first.hits, every.hits[..first.hits.len()], "{query}");
        assert_eq!(first.hits.len(), every.hits.len().min(50), "{query}");
        partial += every.partial;
    }
    assert!(partial > 10_000, "{partial} matches in part");
}

fn asked(text: &str, offset: usize, limit: usize) -> Search {
    Search {
        text: text.to_owned(),
        filters: Vec::new(),
        order: Order::Relevance,
        offset,
        limit,
        facets: false,
        explain: false,
        now: now(),
    }
}

#[test]
fn pages_fit_together_within_and_beyond_what_is_reranked() {
    let (_folder, engine) = engine(20);
    for query in ["氢能", "和服", "氢能是什么 风机", "what is hydrogen", "的"] {
        let all = rank(&engine, &asked(query, 0, 120)).unwrap();
        let mut paged = Vec::new();
        for offset in (0..120).step_by(10) {
            let page = rank(&engine, &asked(query, offset, 10)).unwrap();
            assert_eq!((page.total, page.partial), (all.total, all.partial));
            paged.extend(page.hits);
        }
        assert_eq!(paged, all.hits, "{query}");
        let keys: Vec<(bool, f32)> = all.hits.iter().map(|hit| (hit.is_full, hit.score)).collect();
        assert!(keys.is_sorted_by(|a, b| (b.0, b.1) <= (a.0, a.1)), "{query}: {keys:?}");
    }
}

#[test]
fn an_article_that_shares_but_a_particle_is_no_match_in_part() {
    let texts = ["氢能列车上路", "天气是什么样", "氢能是什么呢"].map(str::to_owned);
    let (_folder, engine) = index_of(&texts);
    let hits = rank(&engine, &asked("氢能列车是什么时候上路", 0, 10)).unwrap();
    let ids: Vec<&str> = hits.hits.iter().map(|hit| hit.id.as_str()).collect();
    assert_eq!((ids, hits.total, hits.partial), (vec!["a0", "a2"], 0, 2));
}

#[test]
fn an_explanation_adds_up_to_the_score() {
    let (_folder, engine) = engine(1);
    let found = search(&engine, &Search { explain: true, ..asked("氢能是什么", 0, 10) }).unwrap();
    assert!(!found.hits.is_empty());
    for hit in &found.hits {
        let explanation = hit.explanation.as_ref().unwrap();
        assert_eq!(explanation.shares.unwrap().sum(), hit.score);
        assert!(!explanation.terms.is_empty());
    }
    let first = found.hits[0].explanation.as_ref().unwrap();
    let terms: Vec<(&str, f32)> = first.terms.iter().map(|term| (term.term.as_str(), term.weight)).collect();
    assert_eq!(terms, [("氢能", 1.0), ("是什", 0.3), ("什么", 0.3)]);
}

#[test]
fn queries_beyond_all_measure_are_answered() {
    let (_folder, engine) = engine(3);
    let many: String = (0x4E00..0x9000).filter_map(char::from_u32).flat_map(|c| [c, ' ']).collect();
    let planes: String = (0..0x11_0000).step_by(97).filter_map(char::from_u32).collect();
    for query in [
        "氢".repeat(100_000),
        many,
        planes,
        "(((((((((((((((((((( AND OR - -- : \"\"\" * **".to_owned(),
        "-".repeat(5_000),
        "\"".repeat(5_001),
        "a* ".repeat(2_000),
        "\0\u{1}\u{7f}\u{200B}\u{FFFF}".to_owned(),
    ] {
        search(&engine, &asked(&query, 0, 10)).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]

    #[test]
    fn any_text_is_a_query(texts in proptest::collection::vec("\\PC{0,40}|[\\x00-\\u{10ffff}]{0,20}|[-()\":*氢能ORa ]{0,20}", 20)) {
        let (_folder, engine) = engine(1);
        for text in texts {
            let found = search(&engine, &Search { explain: true, ..asked(&text, 0, 10) }).unwrap();
            prop_assert!(found.hits.len() as u64 <= found.total + found.partial);
        }
    }
}
