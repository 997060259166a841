//! The rules for RSS 2.0.

use super::samples::{article, full_article};
use super::*;
use crate::config::Podcast;

fn item(article: Article, config: &Config) -> String {
    let text = render(vec![article], Format::Rss, config);
    between(&text, "    <item>\n", "    </item>").to_owned()
}

/// Channel: all that is required, and what helps.
#[test]
fn the_channel_says_what_the_feed_is() {
    let text = render(vec![], Format::Rss, &config());
    assert_eq!(
        between(&text, "  <channel>\n", "  </channel>"),
        format!(
            r#"    <title>科学 &#x26; &#x3C;站&#x3E;</title>
    <link>https://example.org/</link>
    <description>一句话 &#x26; 描述</description>
    <language>zh-Hans</language>
    <copyright>© 科学 &#x26; 站</copyright>
    <lastBuildDate>Thu, 01 Jan 2026 08:00:00 +0800</lastBuildDate>
    <generator>tidings {}</generator>
    <docs>https://www.rssboard.org/rss-specification</docs>
    <ttl>60</ttl>
    <image>
      <url>https://example.org/logo.png</url>
      <title>科学 &#x26; &#x3C;站&#x3E;</title>
      <link>https://example.org/</link>
    </image>
    <atom:link href="https://feeds.example.org/f/rss.xml" rel="self" type="application/rss+xml"/>
    <atom:link href="https://hub.example.com/?a&amp;b" rel="hub"/>
"#,
            env!("CARGO_PKG_VERSION")
        )
    );
}

/// Item: every field of an article that RSS has a word for.
#[test]
fn an_item_says_all_of_an_article() {
    assert_eq!(
        item(full_article(), &config()),
        r#"      <title>风机叶片 &#x26; &#x3C;b&#x3E;回收&#x3C;/b&#x3E; 的 &#x26;amp; 难题 😀</title>
      <link>https://example.org/%E7%A7%91%E6%8A%80/wind/?a=1&amp;b=2</link>
      <description><![CDATA[叶片 &lt; 90 米 & 更长。]]></description>
      <category domain="tag:example.org,2026-01-01:section">科技 &#x26; 在线</category>
      <category domain="tag:example.org,2026-01-01:tag">风电</category>
      <category domain="tag:example.org,2026-01-01:tag">R&#x26;D &#x3C;x&#x3E;</category>
      <category domain="tag:example.org,2026-01-01:tag">"q"</category>
      <comments>https://example.org/wind/?x&amp;y#comments</comments>
      <enclosure url="https://example.org/wind.mp3?a&amp;b" length="12345" type="audio/mpeg"/>
      <guid isPermaLink="false">tag:example.org,2026-01-01:2023/07/%E9%A3%8E%E6%9C%BA</guid>
      <pubDate>Tue, 18 Jul 2023 08:00:00 +0800</pubDate>
      <source url="https://example.com/s?a&amp;b">新华 &#x26; 社</source>
      <content:encoded><![CDATA[<p>叶片 &lt; 90 米 &amp; 更长。]]&gt; 或 ]]]]><![CDATA[></p>
<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby></p>
<p><a href="https://example.org/x?a=1&amp;b=2#c">x</a></p>
]]></content:encoded>
      <atom:updated>2023-07-19T10:30:00+08:00</atom:updated>
      <media:content fileSize="345678" height="800" medium="image" type="image/jpeg" url="https://example.org/lead.jpg?w=1&amp;h=2" width="1200">
        <media:description type="plain">资料图 &#x26; 说明</media:description>
        <media:title type="plain">一台 "风机" &#x26; &#x3C;塔&#x3E;</media:title>
      </media:content>
      <media:content type="text/csv" url="https://example.org/table.csv"/>
      <media:thumbnail height="800" url="https://example.org/lead.jpg?w=1&amp;h=2" width="1200"/>
      <dc:creator>及庆玲</dc:creator>
      <dc:creator>O'Neil &#x26; "Söhne" &#x3C;x&#x3E;</dc:creator>
"#
    );
}

/// The validator asks for a description before content: a picture without words has its title.
#[test]
fn an_item_without_a_summary_has_its_title_as_description() {
    let mut picture = article("x", "2023-07-18T08:00:00+08:00");
    picture.title = "R&amp;D <x>".to_owned();
    picture.summary = String::new();
    picture.body.html = "<p><img src=\"https://example.org/a.png\" alt=\"\"></p>\n".to_owned();
    let text = item(picture, &config());
    assert_eq!(between(&text, "<description>", "</description>"), "<![CDATA[R&amp;amp;D &lt;x>]]>", "{text}");
}

/// The description is HTML: what could be taken for markup is escaped, and nothing else.
#[test]
fn a_description_is_read_as_typed() {
    let check = |summary: &str, html: &str| {
        let mut article = article("x", "2023-07-18T08:00:00+08:00");
        article.summary = summary.to_owned();
        assert_eq!(between(&item(article, &config()), "<description><![CDATA[", "]]></description>"), html);
    };
    check("a & b &", "a & b &");
    check("AT&T &amp; &#38;", "AT&amp;T &amp;amp; &amp;#38;");
    check("1 < 2 > <b>", "1 &lt; 2 > &lt;b>");
}

/// Item: what the article lacks, the item lacks too.
#[test]
fn an_item_says_nothing_that_is_not_there() {
    let mut empty = article("empty", "2023-07-18T08:00:00+08:00");
    empty.summary.clear();
    empty.body.html.clear();
    assert_eq!(
        item(empty, &config()),
        "      <title>Title of empty</title>\n      <link>https://example.org/empty/</link>\n      \
         <description><![CDATA[Title of empty]]></description>\n      \
         <guid isPermaLink=\"false\">tag:example.org,2026-01-01:empty</guid>\n      \
         <pubDate>Tue, 18 Jul 2023 08:00:00 +0800</pubDate>\n"
    );
}

/// `guid` is a permanent link where, and only where, it is the article's URL.
#[test]
fn a_guid_that_is_the_url_is_a_permanent_link() {
    let url = "https://example.org/permanent/?a&b";
    let mut permanent = article(url, "2023-07-18T08:00:00+08:00");
    assert!(item(permanent.clone(), &config()).contains("<guid isPermaLink=\"false\">"));
    permanent.url = url.to_owned();
    assert!(item(permanent, &config()).contains("<guid>https://example.org/permanent/?a&amp;b</guid>"));
}

/// A source without a title is named by its host; an unknown length is 0.
#[test]
fn what_rss_asks_for_and_is_not_known_is_made_up_plainly() {
    let mut article = full_article();
    article.source.as_mut().unwrap().title = None;
    article.enclosures.remove(0);
    let item = item(article, &config());
    assert!(item.contains("<source url=\"https://example.com/s?a&amp;b\">example.com</source>"), "{item}");
    assert!(
        item.contains("<enclosure url=\"https://example.org/table.csv\" length=\"0\" type=\"text/csv\"/>")
    );
}

fn podcast() -> Podcast {
    Podcast {
        category: "Science > Natural Sciences".to_owned(),
        explicit: Some(false),
        owner: String::new(),
        email: "podcast@example.org".to_owned(),
        image: "cover.jpg".to_owned(),
    }
}

/// `itunes:*` with a complete `[podcast]` configuration, in feeds that have sound or film.
#[test]
fn a_podcast_s_feed_says_all_that_directories_ask_for() {
    let mut config = config();
    config.podcast = Some(podcast());
    let text = render(vec![full_article()], Format::Rss, &config);
    assert!(text.contains("xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\""));
    assert!(text.contains(
        r#"
    <itunes:author>编辑部</itunes:author>
    <itunes:category text="Science">
      <itunes:category text="Natural Sciences"/>
    </itunes:category>
    <itunes:image href="https://example.org/cover.jpg"/>
    <itunes:explicit>false</itunes:explicit>
    <itunes:owner>
      <itunes:name>编辑部</itunes:name>
      <itunes:email>podcast@example.org</itunes:email>
    </itunes:owner>
    <itunes:summary>一句话 &#x26; 描述</itunes:summary>
    <itunes:type>episodic</itunes:type>
"#
    ));
    assert!(text.contains("<itunes:duration>90</itunes:duration>"));
    assert!(text.contains("<itunes:image href=\"https://example.org/lead.jpg?w=1&amp;h=2\"/>"));
    assert!(text.contains("<itunes:author>及庆玲, O'Neil &#x26; \"Söhne\" &#x3C;x&#x3E;</itunes:author>"));

    let silent = render(vec![article("silent", "2023-07-18T08:00:00+08:00")], Format::Rss, &config);
    assert!(!silent.contains("itunes"), "{silent}");
}

/// A part of a podcast's configuration draws warnings: then nothing of it is said.
#[test]
fn an_incomplete_podcast_configuration_says_nothing() {
    let mut config = config();
    let parts: [fn(&mut Podcast); 4] = [
        |podcast| podcast.category.clear(),
        |podcast| podcast.explicit = None,
        |podcast| podcast.email.clear(),
        |podcast| podcast.image.clear(),
    ];
    for without in parts {
        let mut podcast = podcast();
        without(&mut podcast);
        config.podcast = Some(podcast);
        assert!(!render(vec![full_article()], Format::Rss, &config).contains("itunes"));
    }
}
