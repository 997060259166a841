//! Whatever a person types: it is read, printed, read again as the same, and answered from a small
//! index; what is suggested while it is typed finds something.

use std::fs;
use std::sync::OnceLock;

use tempfile::TempDir;
use tidings::article::Timestamp;
use tidings::index::{Embedded, Order};
use tidings::query::{MAX_CHARS, parse};
use tidings::rebuild::{Options, rebuild};
use tidings::search::{Search, search};
use tidings::suggest::Suggester;

use super::scratch::config;

/// Title and body of the articles that queries are asked of.
const ARTICLES: [(&str, &str); 8] = [
    ("风机叶片越来越长", "一段简单的话。退役的叶片怎样回收？"),
    ("風機葉片的故事", "叶片又大又轻，随风而动。氢能也是。"),
    ("氢能列车上路", "从甲地驶往乙地，100kW級の電池。"),
    ("都市ｶﾞｽの話", "ガスと電気、がき。日々の暮らし。"),
    ("대학 소식", "그대학습을 한다. 서울의 대학교."),
    ("Turbines don't stop", "He runs. Running in New York, naïve café, ﬁne."),
    ("Émoji 👩‍👩‍👧‍👦", "👨‍🚀 e\u{301}t 2023年7月 O'Neil \"quoted\" -not (a OR b)"),
    ("内蒙古", "内蒙古的风。段 简 段简"),
];

/// Takes `data` for a query.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (query, notes) = parse(&text);
    let printed = query.to_string();
    if notes.is_empty() && printed.chars().count() <= MAX_CHARS {
        assert_eq!(parse(&printed).0, query, "{text:?} is printed as {printed:?}");
    }

    let (engine, suggester) = site();
    let total = ask(engine, &text, Order::Relevance);
    for order in [Order::Newest, Order::Oldest] {
        assert_eq!(ask(engine, &text, order), total, "{text:?} in another order");
    }
    let suggestions = suggester.suggest(&text, 5).expect("an index that is whole suggests");
    assert!(suggestions.len() <= 5, "{text:?}");
    for suggestion in suggestions {
        let found = ask(engine, &suggestion.query, Order::Relevance);
        assert!(found > 0, "{text:?}: {suggestion:?} finds nothing");
    }
}

/// Asks, and looks at the answer; returns how many articles match in full.
fn ask(engine: &Embedded, text: &str, order: Order) -> u64 {
    let asked = Search {
        text: text.to_owned(),
        filters: Vec::new(),
        order,
        offset: 0,
        limit: 5,
        facets: true,
        explain: order == Order::Relevance,
        now: moment(),
    };
    let found = search(engine, &asked).expect("a query is never an error");
    assert!(found.total + found.partial <= ARTICLES.len() as u64, "{text:?}: {found:?}");
    assert!(found.hits.len() <= 5 && found.hits.len() as u64 <= found.total + found.partial, "{text:?}");
    for hit in &found.hits {
        let title: String = hit.title.iter().map(|part| part.text.as_str()).collect();
        assert_eq!(title, hit.article.title, "{text:?}");
        assert!(hit.score.is_finite(), "{text:?}");
    }
    found.total
}

fn moment() -> Timestamp {
    Timestamp::parse_from_rfc3339("2026-01-15T12:00:00+08:00").expect("it is a date")
}

/// The index, made once for the process, and what it can suggest.
fn site() -> (&'static Embedded, &'static Suggester) {
    static SITE: OnceLock<(TempDir, Embedded, Suggester)> = OnceLock::new();
    let make = || {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let mut config = config();
        config.paths.content = folder.path().join("content");
        config.paths.feeds = folder.path().join("feeds");
        config.paths.index = folder.path().join("index");
        fs::create_dir(&config.paths.content).expect("folders can be made");
        for (number, (title, body)) in ARTICLES.into_iter().enumerate() {
            let section = if number % 2 == 0 { "科技" } else { "Science" };
            let published = format!("2025-07-0{}", number + 1);
            let record = serde_json::json!({
                "title": title, "body": body, "format": "text", "published": published,
                "section": section, "tags": ["风电"], "authors": ["林"], "lang": "zh",
            });
            let path = config.paths.content.join(format!("{number}.json"));
            fs::write(path, record.to_string()).expect("the record can be written");
        }
        let report = rebuild(&config, &Options::default(), moment(), &()).expect("the site can be built");
        assert_eq!(report.articles, ARTICLES.len() as u64, "{:?}", report.findings);
        let engine = Embedded::open(&config.paths.index).expect("the index is there");
        let suggester = Suggester::new(&engine, moment()).expect("the index is whole");
        (folder, engine, suggester)
    };
    let (_, engine, suggester) = SITE.get_or_init(make);
    (engine, suggester)
}
