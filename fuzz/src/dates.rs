//! A date as somebody may write it: refused with a finding, or one moment that every format can
//! tell.

use chrono::{DateTime, Datelike};
use tidings::article::Article;
use tidings::content::Item;
use tidings::query::{parse, parse_date_range};

use super::feeds::examine;
use super::scratch::{Input, config, items};

/// Takes `data` for the date of a record, and of a query.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Some(article) = article(text) {
        let published = article.published;
        assert!((0..=9999).contains(&published.year()), "{published}");
        let written = published.to_rfc3339();
        assert_eq!(DateTime::parse_from_rfc3339(&written), Ok(published), "{text:?}");
        let again = self::article(&written).expect("what RFC 3339 writes is a date");
        assert_eq!(again.published, published, "{text:?}");
        examine(article, &config());
    }
    if let Some(query) = parse_date_range(text) {
        assert_eq!(parse(&query.to_string()).0, query, "{text:?}");
    }
    let _ = parse(&format!("date:{text}"));
}

/// The article of a record with this date, if that is one.
fn article(date: &str) -> Option<Box<Article>> {
    let record = serde_json::json!({ "id": "i", "title": "t", "body": "b", "published": date }).to_string();
    let input = Input { extension: "json", bytes: record.as_bytes() };
    let config = config();
    let mut items = input.written(|source| items(source, &config));
    let is_refused = items.iter().any(|item| matches!(item, Item::Refused(_)));
    let has_error = items.iter().any(|item| matches!(item, Item::Finding(finding) if finding.is_error()));
    assert_eq!(is_refused, has_error, "{items:?}");
    match items.pop() {
        Some(Item::Article(article, _)) => Some(article),
        _ => None,
    }
}
