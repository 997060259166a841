//! The page as a browser gets it.

use chrono::DateTime;

use super::*;
use crate::article::{Article, ArticleId, Author, Body};
use crate::config::Config;
use crate::index::{Facets, Order};
use crate::query::{Note, Property};
use crate::search::{FoundArticle, Part};
use crate::suggest::Correction;

fn config() -> Config {
    let text = "[site]\ntitle = \"Desk & <b>Co</b>\"\nurl = \"https://example.org/\"\nlanguage = \"ja\"\n\
                timezone = \"Asia/Tokyo\"\n";
    Config::parse(text, "tidings.toml").unwrap()
}

fn hit(title: &str, is_full: bool) -> FoundArticle {
    let published = DateTime::parse_from_rfc3339("2025-07-31T23:30:00+08:00").unwrap();
    let article = Article {
        id: ArticleId::new("a").unwrap(),
        url: "https://example.org/a?b=1&c=2".to_owned(),
        title: title.to_owned(),
        kicker: None,
        subtitle: None,
        summary: String::new(),
        body: Body::default(),
        published,
        updated: published,
        authors: vec![Author { name: "昊然".to_owned(), email: None, url: None }],
        section: Some("能源".to_owned()),
        tags: vec![],
        lang: "zh-Hans".to_owned(),
        image: None,
        enclosures: vec![],
        source: None,
        comments: None,
        expires: None,
        withdrawn: None,
    };
    let part = |text: &str, is_match| Part { text: text.to_owned(), is_match };
    FoundArticle {
        article,
        score: 1.0,
        is_full,
        explanation: None,
        title: vec![part(title, false)],
        snippet: vec![part("先说", false), part("氢能", true), part("。", false)],
    }
}

fn found(hits: Vec<FoundArticle>) -> Found {
    let (full, partial): (Vec<_>, Vec<_>) = hits.iter().partition(|hit| hit.is_full);
    Found {
        total: full.len() as u64,
        partial: partial.len() as u64,
        hits,
        facets: Some(Facets::default()),
        notes: vec![],
        did_you_mean: None,
    }
}

fn asked(text: &str) -> Address {
    Address { text: text.to_owned(), ..Address::default() }
}

fn page(address: &Address, found: &Found, locale: Locale) -> String {
    render(&Page { site: &config().site, locale, address, found })
}

/// The part of the page from `start` to `end`, both left out.
fn between<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
    let rest = page.split_once(start).unwrap_or_else(|| panic!("no {start:?} in {page}")).1;
    rest.split_once(end).unwrap_or_else(|| panic!("no {end:?} in {rest}")).0
}

#[test]
fn a_hit_has_its_language_its_day_and_what_matches() {
    let shown = page(&asked("氢能"), &found(vec![hit("氢能", true)]), Locale::Ko);
    insta::assert_snapshot!(between(&shown, "<li><article", "</article>"), @r#" lang="zh-Hans"><h3 dir="auto"><a class="title" href="https://example.org/a?b=1&amp;c=2">氢能</a></h3><ul class="facts"><li>能源</li><li lang="ko"><time datetime="2025-08-01T00:30:00+09:00">2025년 8월 1일</time></li><li>昊然</li></ul><p class="snippet" dir="auto">先说<mark>氢能</mark>。</p>"#);
}

#[test]
fn nothing_that_was_typed_or_recorded_becomes_markup() {
    let evil = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'&";
    let mut hit = hit(evil, true);
    hit.article.lang = evil.to_owned();
    hit.article.section = Some(evil.to_owned());
    hit.article.authors[0].name = evil.to_owned();
    hit.snippet = vec![Part { text: evil.to_owned(), is_match: true }];
    let mut found = found(vec![hit]);
    found.total = 50;
    found.did_you_mean = Some(Correction { query: evil.to_owned(), total: 3 });
    found.notes = vec![Note::Unfindable(evil.to_owned()), Note::NotADate(evil.to_owned())];
    let values = vec![(evil.to_owned(), 1), ("b".to_owned(), 1)];
    found.facets = Some(Facets {
        section: values.clone(),
        tag: values.clone(),
        author: values.clone(),
        lang: values.clone(),
        month: values,
    });
    let address = Address {
        text: evil.to_owned(),
        filters: vec![(Property::Tag, evil.to_owned())],
        from: Some(evil.to_owned()),
        to: Some(evil.to_owned()),
        ..Address::default()
    };
    let site = config().site;
    for locale in Locale::ALL {
        let shown = render(&Page { site: &site, locale, address: &address, found: &found });
        assert_eq!(shown.matches("<script").count(), 1, "the page's own, and no other: {shown}");
        assert!(!shown.contains("<img") && !shown.contains("<b>"), "{shown}");
        assert!(shown.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{shown}");
        let refused = refusal(&site, locale, &address, evil);
        assert_eq!(refused.matches("<script").count(), 1, "{refused}");
    }
}

#[test]
fn an_address_that_would_run_something_is_no_link() {
    for url in ["javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "data:text/html,x", "x"]
    {
        let mut hit = hit("题", true);
        hit.article.url = url.to_owned();
        let shown = page(&asked("题"), &found(vec![hit]), Locale::En);
        assert!(shown.contains("<h3 dir=\"auto\">题</h3>"), "{url}: {shown}");
        assert!(!shown.contains(url) || url == "x", "{url}: {shown}");
    }
}

#[test]
fn full_and_partial_matches_are_told_apart_and_counted() {
    let both = found(vec![hit("甲", true), hit("乙", false)]);
    let shown = page(&asked("甲 乙"), &both, Locale::En);
    insta::assert_snapshot!(between(&shown, "<p id=\"count\">", "</p>"), @r#"<span>1 article, </span><span class="soft">1 more matches in part</span>"#);
    assert!(shown.contains("<h2 id=\"full\">With all of it</h2>"), "{shown}");
    assert!(shown.contains("<h2 id=\"partial\">In part</h2>"), "{shown}");
    assert!(shown.contains("<ol class=\"hits\" start=\"2\">"), "{shown}");

    let full = found(vec![hit("甲", true)]);
    let shown = page(&asked("甲"), &full, Locale::En);
    assert!(shown.contains("<h2 id=\"full\" class=\"unseen\">"), "nothing to tell apart: {shown}");
}

#[test]
fn a_page_begun_by_search_has_no_inline_script_or_style() {
    let shown = page(&asked("氢"), &found(vec![hit("氢", true)]), Locale::ZhHans);
    assert!(!shown.contains("style=") && !shown.contains("<style"), "{shown}");
    assert!(!shown.contains(" on"), "no handler: {shown}");
    assert!(!shown.contains("<script>"), "{shown}");
}

#[test]
fn only_a_value_that_narrows_is_offered() {
    let mut found = found(vec![hit("甲", true), hit("乙", true)]);
    found.facets = Some(Facets {
        section: vec![("能源".to_owned(), 2)],
        tag: vec![("氢能".to_owned(), 1)],
        month: vec![("2025-08".to_owned(), 1)],
        lang: vec![("ja".to_owned(), 1)],
        ..Facets::default()
    });
    let shown = page(&asked("氢"), &found, Locale::ZhHans);
    insta::assert_snapshot!(between(&shown, "<h2 id=\"narrow\">", "</section></section>").replace("</section>", "\n"), @r#"
    缩小范围</h2><section><h3>标签</h3><ul><li><a href="search?q=%E6%B0%A2&amp;tag=%E6%B0%A2%E8%83%BD"><span>氢能</span> <span class="number">1</span></a></li></ul>
    <section><h3>语言</h3><ul><li><a href="search?q=%E6%B0%A2&amp;lang=ja"><span lang="ja">日本語</span> <span class="number">1</span></a></li></ul>
    <section><h3>月份</h3><ul><li><a href="search?q=%E6%B0%A2&amp;from=2025-08&amp;to=2025-08"><span>2025年8月</span> <span class="number">1</span></a></li></ul>
    "#);
}

#[test]
fn what_it_is_narrowed_to_can_be_taken_away_and_goes_with_the_form() {
    let address = Address {
        filters: vec![(Property::Section, "能源".to_owned())],
        from: Some("2025-07".to_owned()),
        to: Some("2025-07".to_owned()),
        ..asked("氢")
    };
    let shown = page(&address, &found(vec![hit("氢", true)]), Locale::En);
    insta::assert_snapshot!(between(&shown, "aria-label=\"Narrowed to\">", "</nav>").replace("</li>", "\n"), @r#"
    <ul><li><a href="search?q=%E6%B0%A2&amp;from=2025-07&amp;to=2025-07" aria-label="Remove “能源”">能源</a>
    <li><a href="search?q=%E6%B0%A2&amp;section=%E8%83%BD%E6%BA%90" aria-label="Remove “July 2025”">July 2025</a>
    <li><a class="all" href="search?q=%E6%B0%A2">Remove all</a>
    </ul>
    "#);
    insta::assert_snapshot!(between(&shown, "<div id=\"carried\" hidden>", "</div>"), @r#"<input type="hidden" name="section" value="能源"><input type="hidden" name="from" value="2025-07"><input type="hidden" name="to" value="2025-07">"#);
}

#[test]
fn pages_go_through_everything_that_the_order_shows() {
    let mut found = found(vec![hit("氢", true)]);
    (found.total, found.partial) = (31, 20);
    let pages = |address: &Address| {
        let shown = page(address, &found, Locale::En);
        let links = between(&shown, "aria-label=\"Pages\">", "</nav>").to_owned();
        links
            .split("href=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let last = |pages: Vec<String>| pages.last().unwrap().clone();
    assert_eq!(pages(&asked("a"))[0], "search?q=a");
    assert_eq!(last(pages(&asked("a"))), "search?q=a&amp;offset=10", "the next page");
    assert_eq!(last(pages(&asked("a").at(50))), "search?q=a&amp;offset=50", "the last of six");
    let newest = Address { order: Some(Order::Newest), offset: 30, ..asked("a") };
    assert_eq!(last(pages(&newest)), "search?q=a&amp;sort=newest&amp;offset=30", "full matches only");
    assert_eq!(pages(&asked("a").at(40))[0], "search?q=a&amp;offset=30", "the page before");
}

#[test]
fn nothing_found_says_what_to_try() {
    let nothing = found(vec![]);
    let narrowed = asked("氢").with(Property::Tag, "x");
    let shown = page(&narrowed, &nothing, Locale::En);
    assert!(
        shown.contains("<a href=\"search?q=%E6%B0%A2\">the search without what it is narrowed to"),
        "{shown}"
    );
    let shown = page(&asked("氢"), &nothing, Locale::En);
    assert!(shown.contains("<h2>No article contains “氢”</h2>"), "{shown}");
    assert!(shown.contains("<a href=\"search\">the newest articles</a>"), "{shown}");

    let mut partial = found(vec![]);
    partial.partial = 3;
    let newest = Address { order: Some(Order::Newest), ..asked("氢 车") };
    let shown = page(&newest, &partial, Locale::En);
    assert!(shown.contains("<a href=\"search?q=%E6%B0%A2+%E8%BD%A6\">the order of relevance"), "{shown}");

    let mut beyond = found(vec![]);
    beyond.total = 3;
    let shown = page(&asked("氢").at(90), &beyond, Locale::En);
    assert!(shown.contains("<p><a href=\"search?q=%E6%B0%A2\">Page 1</a></p>"), "{shown}");
}

#[test]
fn what_was_perhaps_meant_is_offered_under_the_same_filters() {
    let mut nothing = found(vec![]);
    nothing.did_you_mean = Some(Correction { query: "氢能".to_owned(), total: 1200 });
    let shown = page(&asked("轻能").with(Property::Tag, "x"), &nothing, Locale::En);
    insta::assert_snapshot!(between(&shown, "<p class=\"meant\">", "</p>"), @r#"Did you mean: <a href="search?q=%E6%B0%A2%E8%83%BD&amp;tag=x">氢能</a> <span class="soft">1,200</span>"#);
}

#[test]
fn the_empty_search_shows_the_newest_articles() {
    let shown = page(&asked(" "), &found(vec![hit("氢", true)]), Locale::Ja);
    assert!(shown.contains("<h1>新着記事</h1>"), "{shown}");
    let order = between(&shown, "<nav class=\"order\"", "</nav>");
    assert!(!order.contains("関連度順") && order.contains("aria-current=\"true\">新しい順"), "{order}");
}
