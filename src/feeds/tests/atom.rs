//! The rules for Atom (RFC 4287) and tombstones (RFC 6721).

use super::samples::{article, full_article, moment};
use super::*;
use crate::feeds::Document;

fn entry(article: Article, config: &Config) -> String {
    let text = render(vec![article], Format::Atom, config);
    between(&text, "  <entry>\n", "  </entry>").to_owned()
}

/// Feed: identity, dates, links, an author for entries without one (§4.1.2), generator, language.
#[test]
fn the_feed_says_what_it_is() {
    let text = render(vec![], Format::Atom, &config());
    assert_eq!(
        between(&text, "href=\"feed.css\"?>\n", "</feed>"),
        format!(
            r#"<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xml:lang="zh-Hans">
  <title>科学 &amp; &lt;站&gt;</title>
  <id>tag:example.org,2026-01-01:feed:site</id>
  <updated>2026-01-01T08:00:00+08:00</updated>
  <author>
    <name>编辑部</name>
    <uri>https://example.org/</uri>
  </author>
  <generator version="{}">tidings</generator>
  <icon>https://example.org/icon.png?a&amp;b</icon>
  <link href="https://feeds.example.org/f/atom.xml" rel="self" type="application/atom+xml"/>
  <link href="https://example.org/" rel="alternate" type="text/html"/>
  <link href="https://hub.example.com/?a&amp;b" rel="hub"/>
  <logo>https://example.org/logo.png</logo>
  <rights>© 科学 &amp; 站</rights>
  <subtitle>一句话 &amp; 描述</subtitle>
"#,
            env!("CARGO_PKG_VERSION")
        )
    );
}

/// Entry: every field of an article that Atom has a word for.
#[test]
fn an_entry_says_all_of_an_article() {
    assert_eq!(
        entry(full_article(), &config()),
        r#"    <title>风机叶片 &amp; &lt;b&gt;回收&lt;/b&gt; 的 &amp;amp; 难题 😀</title>
    <id>tag:example.org,2026-01-01:2023/07/%E9%A3%8E%E6%9C%BA</id>
    <updated>2023-07-19T10:30:00+08:00</updated>
    <author>
      <name>及庆玲</name>
      <uri>https://example.org/a?b&amp;c</uri>
    </author>
    <author>
      <name>O'Neil &amp; "Söhne" &lt;x&gt;</name>
      <email>o@example.org</email>
    </author>
    <category term="科技 &amp; 在线" scheme="tag:example.org,2026-01-01:section" label="科技 &amp; 在线"/>
    <category term="风电" scheme="tag:example.org,2026-01-01:tag" label="风电"/>
    <category term="R&amp;D &lt;x&gt;" scheme="tag:example.org,2026-01-01:tag" label="R&amp;D &lt;x&gt;"/>
    <category term="&quot;q&quot;" scheme="tag:example.org,2026-01-01:tag" label="&quot;q&quot;"/>
    <link href="https://example.org/%E7%A7%91%E6%8A%80/wind/?a=1&amp;b=2" rel="alternate" hreflang="zh-Hans" type="text/html"/>
    <link href="https://example.org/wind.mp3?a&amp;b" rel="enclosure" type="audio/mpeg" title="朗读 &amp; &quot;听&quot;" length="12345"/>
    <link href="https://example.org/table.csv" rel="enclosure" type="text/csv" length="0"/>
    <link href="https://example.com/s?a&amp;b" rel="via" title="新华 &amp; 社"/>
    <link href="https://example.org/wind/?x&amp;y#comments" rel="replies" type="text/html"/>
    <published>2023-07-18T08:00:00+08:00</published>
    <summary>叶片 &lt; 90 米 &amp; 更长。</summary>
    <content xml:base="https://example.org/%E7%A7%91%E6%8A%80/wind/?a=1&amp;b=2" type="html">&lt;p&gt;叶片 &amp;lt; 90 米 &amp;amp; 更长。]]&amp;gt; 或 ]]&gt;&lt;/p&gt;
&lt;p&gt;&lt;ruby&gt;漢&lt;rp&gt;(&lt;/rp&gt;&lt;rt&gt;かん&lt;/rt&gt;&lt;rp&gt;)&lt;/rp&gt;&lt;/ruby&gt;&lt;/p&gt;
&lt;p&gt;&lt;a href="https://example.org/x?a=1&amp;amp;b=2#c"&gt;x&lt;/a&gt;&lt;/p&gt;
</content>
    <media:thumbnail height="800" url="https://example.org/lead.jpg?w=1&amp;h=2" width="1200"/>
"#
    );
}

/// `xml:lang` stands where an entry's language is not the feed's, and only there.
#[test]
fn an_entry_tells_its_language_where_it_differs() {
    let mut article = article("en", "2023-07-18T08:00:00+08:00");
    article.lang = "en".to_owned();
    let lines = entry(article.clone(), &config());
    for element in ["<title xml:lang=\"en\">", "<summary xml:lang=\"en\">", "xml:lang=\"en\" type=\"html\">"]
    {
        assert!(lines.contains(element), "{lines}");
    }
    let text = render_as(&english(&config()), vec![article], Format::Atom, &config());
    assert_eq!(text.matches("xml:lang").count(), 1, "{text}");
}

/// A summary that looks like HTML is declared to be HTML, so that it is read as typed.
#[test]
fn a_summary_is_read_as_typed() {
    let check = |summary: &str, element: &str| {
        let mut article = article("x", "2023-07-18T08:00:00+08:00");
        article.summary = summary.to_owned();
        let lines = entry(article, &config());
        assert!(lines.contains(element), "{lines}");
    };
    check("A & B < C", "<summary>A &amp; B &lt; C</summary>");
    check("AT&T &amp; x", "<summary type=\"html\">AT&amp;amp;T &amp;amp;amp; x</summary>");
    check("a <b>c</b>", "<summary type=\"html\">a &amp;lt;b&gt;c&amp;lt;/b&gt;</summary>");
}

/// An entry has some text, for the validator asks for it: at the worst the title again.
#[test]
fn an_entry_without_a_body_has_its_title_as_summary() {
    let mut empty = article("empty", "2023-07-18T08:00:00+08:00");
    empty.summary.clear();
    empty.body.html.clear();
    let lines = entry(empty, &config());
    assert!(lines.contains("<summary>Title of empty</summary>") && !lines.contains("<content"), "{lines}");
}

fn withdrawn(id: &str, published: &str) -> Arc<Article> {
    let mut article = article(id, published);
    article.withdrawn = Some(moment("2024-01-01T00:00:00Z"));
    Arc::new(article)
}

fn deleted(feed: &Feed<'_>, config: &Config) -> Vec<String> {
    let text = String::from_utf8(feed.render(Format::Atom, config)).unwrap();
    assert_eq!(text.contains("xmlns:at=\"http://purl.org/atompub/tombstones/1.0\""), text.contains("<at:"));
    text.split(" ref=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// RFC 6721: readers are told of a withdrawn article for as long as it would have stood there.
#[test]
fn a_withdrawn_article_is_told_of_while_it_would_have_stood_in_the_feed() {
    let mut config = config();
    config.feeds.limit = 3;
    let spec = site(&config);
    let days = |days: &[u32]| -> Vec<Arc<Article>> {
        days.iter()
            .map(|day| Arc::new(article(&day.to_string(), &format!("2023-01-{day:02}T00:00:00Z"))))
            .collect()
    };
    let mut feed = Feed::new(&spec, days(&[9, 7, 5]));
    assert_eq!(deleted(&feed, &config), Vec::<String>::new());
    feed.withdrawn = vec![
        withdrawn("4", "2023-01-04T00:00:00Z"),
        withdrawn("8<&\"", "2023-01-08T00:00:00Z"),
        withdrawn("10", "2023-01-10T00:00:00Z"),
    ];
    // Of 10, 9, 8, 7, 5, 4 the first three would stand in the feed.
    let id = |specific: &str| format!("tag:example.org,2026-01-01:{specific}");
    assert_eq!(deleted(&feed, &config), [id("10"), id("8%3C&amp;%22")]);
    feed.articles = days(&[9]);
    assert_eq!(deleted(&feed, &config), [id("10"), id("8%3C&amp;%22")]);
    feed.articles.clear();
    assert_eq!(deleted(&feed, &config), [id("10"), id("8%3C&amp;%22"), id("4")]);

    let text = String::from_utf8(feed.render(Format::Atom, &config)).unwrap();
    let line =
        "  <at:deleted-entry ref=\"tag:example.org,2026-01-01:10\" when=\"2024-01-01T08:00:00+08:00\"/>\n";
    assert!(text.contains(line), "{text}");
    for format in [Format::Rss, Format::Json] {
        assert_eq!(feed.render(format, &config), Feed::new(&spec, vec![]).render(format, &config));
    }
}

#[test]
fn a_feed_cut_for_its_size_tells_of_nothing_after_its_last_entry() {
    let mut config = config();
    config.feeds.max_bytes = 1;
    let spec = site(&config);
    let mut feed = Feed::new(
        &spec,
        vec![Arc::new(article("9", "2023-01-09T00:00:00Z")), Arc::new(article("5", "2023-01-05T00:00:00Z"))],
    );
    feed.withdrawn = vec![withdrawn("10", "2023-01-10T00:00:00Z"), withdrawn("8", "2023-01-08T00:00:00Z")];
    assert_eq!(deleted(&feed, &config), ["tag:example.org,2026-01-01:10"]);
    // An archive document is not cut.
    feed.document = Document::Archive { number: 1, has_next: false };
    assert_eq!(deleted(&feed, &config).len(), 2);
}
