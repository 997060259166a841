//! The search page over HTTP; what it says and does is tried in a browser (`tests/browser`).

use super::{Served, desk, desk_with};

#[test]
fn the_page_speaks_the_readers_language_and_allows_no_foreign_script() {
    let served = Served::new(desk());
    let page = served.ask("GET", "/search?q=%E6%B0%A2", &["Accept-Language: ja, en;q=0.5"]);
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(page.text().contains("<html lang=\"ja\""), "{}", page.text());
    assert!(page.text().contains("https://example.org/hydrogen"), "{}", page.text());
    assert!(page.header("content-security-policy").unwrap().contains("default-src 'none'"));
    assert_eq!(page.header("vary"), Some("accept-encoding, accept-language"));
    let page = served.ask("GET", "/search?ui=ko", &["Accept-Language: ja"]);
    assert!(page.text().contains("<html lang=\"ko\""));
    let served = Served::new(desk_with("[serve]\nlanguage = \"en\"\n"));
    let page = served.ask("GET", "/search", &["Accept-Language: ja"]);
    assert!(page.text().contains("<html lang=\"en\""), "the setting stands above the browser's wish");
}

#[test]
fn a_search_that_is_refused_is_a_page_too() {
    let served = Served::new(desk());
    for (query, status) in [("limit=0", 400), ("q=%FF", 400), (&format!("q={}", "a".repeat(1001)), 400)] {
        let page = served.get(&format!("/search?{query}"));
        assert_eq!(page.status, status, "{query}");
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
        assert!(page.header("content-security-policy").is_some());
    }
    std::fs::remove_dir_all(served.site.path("index")).unwrap();
    assert_eq!(served.get("/search?q=%E6%B0%A2").status, 200, "the former index is in use");
}

#[test]
fn what_the_page_asks_for_may_be_kept_for_ever() {
    let served = Served::new(desk());
    let page = served.get("/search");
    let assets: Vec<&str> = page.text().split('"').filter(|text| text.starts_with("assets/")).collect();
    assert!(assets.len() >= 2, "{}", page.text());
    for asset in assets {
        let answer = served.get(&format!("/{asset}"));
        assert_eq!(answer.status, 200, "{asset}");
        assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
        assert_eq!(served.ask("GET", &format!("/{asset}"), &["If-None-Match: *"]).status, 304);
    }
    assert_eq!(served.get("/assets/none.js").problem(404), "there is nothing at this address");
    let search_box = served.get("/search-box.js");
    assert_eq!(search_box.header("access-control-allow-origin"), Some("*"));
    assert_eq!(search_box.header("cross-origin-resource-policy"), Some("cross-origin"));
    let front = served.get("/");
    assert_eq!((front.status, front.header("location")), (307, Some("search")));
}

#[test]
fn what_is_typed_is_completed() {
    let served = Served::new(desk());
    let answer = served.get("/api/suggest?q=%E9%A3%8E&limit=3").json();
    assert_eq!(answer["typed"], "风");
    let suggestions = answer["suggestions"].as_array().unwrap();
    assert!(!suggestions.is_empty() && suggestions.len() <= 3, "{answer}");
    assert!(
        suggestions.iter().all(|suggestion| suggestion["text"].as_str().unwrap().contains('风')),
        "{answer}"
    );
    assert_eq!(served.get("/api/suggest").json()["suggestions"], serde_json::json!([]));
    assert_eq!(
        served.get("/api/suggest?limit=x").problem(400),
        "`limit` must be a whole number from 1 to 100"
    );
}
