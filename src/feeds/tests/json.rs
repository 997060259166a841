//! The rules for JSON Feed 1.1.

use serde_json::{Value, json};

use super::samples::{article, full_article};
use super::*;
use crate::config::Content;

fn parsed(articles: Vec<Article>, config: &Config) -> Value {
    serde_json::from_str(&render(articles, Format::Json, config)).unwrap()
}

#[test]
fn the_feed_says_what_it_is() {
    assert_eq!(
        parsed(vec![], &config()),
        json!({
            "version": "https://jsonfeed.org/version/1.1",
            "title": "科学 & <站>",
            "home_page_url": "https://example.org/",
            "feed_url": "https://feeds.example.org/f/feed.json",
            "description": "一句话 & 描述",
            "icon": "https://example.org/icon.png?a&b",
            "favicon": "https://example.org/icon.png?a&b",
            "authors": [{"name": "编辑部", "url": "https://example.org/"}],
            "language": "zh-Hans",
            "hubs": [{"type": "WebSub", "url": "https://hub.example.com/?a&b"}],
            "items": []
        })
    );
}

#[test]
fn an_item_says_all_of_an_article() {
    let html = full_article().body.html;
    assert_eq!(
        parsed(vec![full_article()], &config())["items"],
        json!([{
            "id": "tag:example.org,2026-01-01:2023/07/%E9%A3%8E%E6%9C%BA",
            "url": "https://example.org/%E7%A7%91%E6%8A%80/wind/?a=1&b=2",
            "title": "风机叶片 & <b>回收</b> 的 &amp; 难题 😀",
            "content_html": html,
            "summary": "叶片 < 90 米 & 更长。",
            "image": "https://example.org/lead.jpg?w=1&h=2",
            "date_published": "2023-07-18T08:00:00+08:00",
            "date_modified": "2023-07-19T10:30:00+08:00",
            "authors": [
                {"name": "及庆玲", "url": "https://example.org/a?b&c"},
                {"name": "O'Neil & \"Söhne\" <x>", "url": "mailto:o@example.org"}
            ],
            "tags": ["风电", "R&D <x>", "\"q\""],
            "attachments": [
                {
                    "url": "https://example.org/wind.mp3?a&b",
                    "mime_type": "audio/mpeg",
                    "title": "朗读 & \"听\"",
                    "size_in_bytes": 12345,
                    "duration_in_seconds": 90
                },
                {"url": "https://example.org/table.csv", "mime_type": "text/csv"}
            ],
            "_section": "科技 & 在线"
        }])
    );
}

/// The specification asks for `content_html` or `content_text`: without HTML it is the summary.
#[test]
fn an_item_has_one_content() {
    let mut config = config();
    let mut empty = article("empty", "2023-07-18T08:00:00+08:00");
    empty.body.html.clear();
    let item = &parsed(vec![empty], &config)["items"][0];
    assert_eq!((&item["content_html"], &item["content_text"]), (&Value::Null, &json!("Summary of empty.")));
    config.feeds.content = Content::Summary;
    let item = &parsed(vec![full_article()], &config)["items"][0];
    assert_eq!(
        (&item["content_html"], &item["content_text"]),
        (&Value::Null, &json!("叶片 < 90 米 & 更长。"))
    );
}

#[test]
fn an_item_tells_its_language_where_it_differs() {
    let mut english = article("en", "2023-07-18T08:00:00+08:00");
    english.lang = "en".to_owned();
    let feed = parsed(vec![english, article("zh", "2023-07-17T08:00:00+08:00")], &config());
    assert_eq!(feed["items"][0]["language"], "en");
    assert_eq!(feed["items"][1]["language"], Value::Null);
}

/// People read it: two spaces a level, each item's lines below the other's.
#[test]
fn items_are_laid_out_as_serde_would() {
    let text = render(vec![full_article(), article("b", "2020-01-01T00:00:00Z")], Format::Json, &config());
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(text, serde_json::to_string_pretty(&value).unwrap() + "\n");
}
