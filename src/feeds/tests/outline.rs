//! What stands around the feeds: OPML, the page, autodiscovery, the stylesheet.

use super::*;
use crate::feeds::{autodiscovery, companions};

fn specs(config: &Config) -> Vec<FeedSpec> {
    let values = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), 1)).collect();
    let facets = Facets {
        section: values(&["科技 & <在线>", "图解"]),
        tag: values(&["\"q\""]),
        lang: values(&["zh-Hans", "en"]),
        ..Facets::default()
    };
    catalogue(config, &facets).0
}

fn companion(name: &str, config: &Config) -> String {
    let found = companions(&specs(config), config).into_iter().find(|(found, _, _)| *found == name);
    String::from_utf8(found.unwrap().1).unwrap()
}

#[test]
fn the_outline_lists_each_feed_once() {
    let text = companion("opml.xml", &config());
    assert_eq!(
        between(&text, "  <body>\n", "    <outline text=\"标签\">"),
        r#"    <outline type="rss" text="科学 &amp; &lt;站&gt;" title="科学 &amp; &lt;站&gt;" xmlUrl="https://feeds.example.org/f/rss.xml" htmlUrl="https://example.org/" language="zh-Hans" version="RSS2"/>
    <outline text="栏目">
      <outline type="rss" text="图解 – 科学 &amp; &lt;站&gt;" title="图解 – 科学 &amp; &lt;站&gt;" xmlUrl="https://feeds.example.org/f/section/%E5%9B%BE%E8%A7%A3/rss.xml" htmlUrl="https://example.org/" language="zh-Hans" version="RSS2"/>
      <outline type="rss" text="科技 &amp; &lt;在线&gt; – 科学 &amp; &lt;站&gt;" title="科技 &amp; &lt;在线&gt; – 科学 &amp; &lt;站&gt;" xmlUrl="https://feeds.example.org/f/section/%E7%A7%91%E6%8A%80%20&amp;%20-%E5%9C%A8%E7%BA%BF-3cce6986/rss.xml" htmlUrl="https://example.org/" language="zh-Hans" version="RSS2"/>
    </outline>
"#
    );
    assert_eq!(text.matches("xmlUrl").count(), specs(&config()).len());
    let mut atom = config();
    atom.feeds.formats = vec![Format::Atom];
    assert!(
        companion("opml.xml", &atom)
            .contains("/f/atom.xml\" htmlUrl=\"https://example.org/\" language=\"zh-Hans\"/>")
    );
}

#[test]
fn autodiscovery_names_each_feed_in_each_format() {
    let config = config();
    let lines = autodiscovery(&specs(&config), &config);
    assert_eq!(lines.lines().count(), 3 * specs(&config).len());
    assert_eq!(
        lines.lines().next().unwrap(),
        "<link rel=\"alternate\" type=\"application/rss+xml\" title=\"科学 &amp; &lt;站&gt; (RSS)\" \
         href=\"https://feeds.example.org/f/rss.xml\">"
    );
}

#[test]
fn the_page_speaks_the_site_s_language() {
    let mut config = config();
    for (lang, heading) in [
        ("zh-Hans", "订阅"),
        ("zh", "订阅"),
        ("zh-CN", "订阅"),
        ("zh-Hant-TW", "訂閱"),
        ("zh-hk", "訂閱"),
        ("ja", "フィード"),
        ("ko-KR", "피드"),
        ("en", "Feeds"),
        ("fr", "Feeds"),
        ("jam", "Feeds"),
    ] {
        config.site.language = lang.to_owned();
        let page = companion("feeds.html", &config);
        assert!(
            page.contains(&format!("<h1>{heading}</h1>"))
                && page.contains(&format!("<html lang=\"{lang}\">"))
        );
    }
}

#[test]
fn the_page_lists_each_feed_and_runs_no_script() {
    let page = companion("feeds.html", &config());
    assert_eq!(page.matches("<li>").count(), specs(&config()).len());
    assert!(
        page.contains("<li><span>科技 &amp; &lt;在线&gt;</span> <a type=\"application/rss+xml\" href=\"")
    );
    assert!(!page.contains("<script") && !page.contains("<在线"));
    assert!(page.contains("href=\"https://feeds.example.org/f/opml.xml\">OPML</a>"));
}

#[test]
fn the_stylesheet_says_what_a_feed_is() {
    let css = companion("feed.css", &config());
    assert!(css.contains("content: \"这是一个订阅源：") && !css.contains("{{"));
}
