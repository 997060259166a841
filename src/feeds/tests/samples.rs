//! Articles for the tests: a full one, and nasty ones.

use crate::article::{Article, ArticleId, Author, Body, Enclosure, Image, Link, Timestamp};

/// A moment written as RFC 3339.
pub fn moment(text: &str) -> Timestamp {
    Timestamp::parse_from_rfc3339(text).unwrap()
}

/// An article with the least that an article has.
pub fn article(id: &str, published: &str) -> Article {
    Article {
        id: ArticleId::new(id).unwrap(),
        url: format!("https://example.org/{}/", id.replace(|c: char| !c.is_ascii_alphanumeric(), "-")),
        title: format!("Title of {id}"),
        kicker: None,
        subtitle: None,
        summary: format!("Summary of {id}."),
        body: Body {
            html: format!("<p>Body of {}.</p>\n", quick_xml::escape::escape(id)),
            text: format!("Body of {id}."),
        },
        published: moment(published),
        updated: moment(published),
        authors: vec![],
        section: None,
        tags: vec![],
        lang: "zh-Hans".to_owned(),
        image: None,
        enclosures: vec![],
        source: None,
        comments: None,
        expires: None,
        withdrawn: None,
    }
}

/// An article with everything that an article can have.
pub fn full_article() -> Article {
    let text = |text: &str| Some(text.to_owned());
    Article {
        url: "https://example.org/%E7%A7%91%E6%8A%80/wind/?a=1&b=2".to_owned(),
        title: "风机叶片 & <b>回收</b> 的 &amp; 难题 😀".to_owned(),
        kicker: text("肩题"),
        subtitle: text("副题"),
        summary: "叶片 < 90 米 & 更长。".to_owned(),
        body: Body {
            html: "<p>叶片 &lt; 90 米 &amp; 更长。]]&gt; 或 ]]></p>\n<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby></p>\n\
                   <p><a href=\"https://example.org/x?a=1&amp;b=2#c\">x</a></p>\n"
                .to_owned(),
            text: "叶片 < 90 米 & 更长。".to_owned(),
        },
        updated: moment("2023-07-19T10:30:00+08:00"),
        authors: vec![
            Author { name: "及庆玲".to_owned(), email: None, url: text("https://example.org/a?b&c") },
            Author { name: "O'Neil & \"Söhne\" <x>".to_owned(), email: text("o@example.org"), url: None },
        ],
        section: text("科技 & 在线"),
        tags: vec!["风电".to_owned(), "R&D <x>".to_owned(), "\"q\"".to_owned()],
        image: Some(Image {
            url: "https://example.org/lead.jpg?w=1&h=2".to_owned(),
            alt: text("一台 \"风机\" & <塔>"),
            caption: text("资料图 & 说明"),
            media_type: text("image/jpeg"),
            length: Some(345_678),
            width: Some(1200),
            height: Some(800),
        }),
        enclosures: vec![
            Enclosure {
                url: "https://example.org/wind.mp3?a&b".to_owned(),
                media_type: "audio/mpeg".to_owned(),
                length: Some(12_345),
                duration: Some(90),
                title: text("朗读 & \"听\""),
            },
            Enclosure {
                url: "https://example.org/table.csv".to_owned(),
                media_type: "text/csv".to_owned(),
                length: None,
                duration: None,
                title: None,
            },
        ],
        source: Some(Link { title: text("新华 & 社"), url: "https://example.com/s?a&b".to_owned() }),
        comments: text("https://example.org/wind/?x&y#comments"),
        ..article("2023/07/风机", "2023-07-18T08:00:00+08:00")
    }
}

/// Articles that have stumbled somebody's feed reader, each with what is nasty about it.
pub fn nasty_articles() -> Vec<(&'static str, Article)> {
    let titled = |title: &str, number: usize| Article {
        title: title.to_owned(),
        summary: title.to_owned(),
        body: Body { html: format!("<p>{}</p>\n", quick_xml::escape::escape(title)), text: title.to_owned() },
        tags: vec![title.to_owned()],
        section: Some(title.to_owned()),
        authors: vec![Author { name: title.to_owned(), email: None, url: None }],
        ..article(&format!("nasty/{number}"), "2023-07-18T08:00:00+08:00")
    };
    let texts = [
        ("end of CDATA", "a ]]> b ]]>]]> ]] > ]]]]>>"),
        ("entities as text", "&amp;amp; &lt;b&gt; &#x26; &nbsp; &copy &"),
        ("tags as text", "<b>bold</b> <script>alert(1)</script> <![CDATA[x]]> <!-- c --> <?pi?>"),
        ("quotes", "\"double\" 'single' «angle» “curly” 「角」"),
        ("four-byte characters", "𠮷野家 𪚥 🀄 \u{1f1e8}\u{1f1f3}"),
        ("joined emoji", "👩‍👩‍👧‍👦 👩🏽‍🚀 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} ☺\u{fe0f}"),
        ("right to left", "עברית (English) العربية \u{202b}x\u{202c} \u{200f}"),
        ("combining marks", "e\u{301} が か\u{3099} Z̧̧̧̧͑͑"),
        ("invisible characters", "a\u{200b}b\u{ad}c\u{feff}d\u{2060}e\u{a0}f\u{3000}g\u{2028}h"),
        ("highest characters", "\u{d7ff}\u{e000}\u{fffd}\u{10fffd}"),
        ("a URL as title", "https://例子.测试/路?查=询&b=%E4%B8"),
        ("one character", "一"),
    ];
    let mut articles: Vec<(&str, Article)> =
        texts.iter().enumerate().map(|(number, (what, title))| (*what, titled(title, number))).collect();
    let mut add = |what: &'static str, id: &str, published: &str, change: &dyn Fn(&mut Article)| {
        let mut article = article(id, published);
        change(&mut article);
        articles.push((what, article));
    };
    add("an empty body", "empty", "2023-07-18T08:00:00+08:00", &|article| {
        article.body = Body::default();
        article.summary = String::new();
    });
    add("an id with everything", "a b/«ü»?#[]%20&<\">'|\\^`{}😀", "2023-07-18T08:00:00+08:00", &|_| ());
    add("a URI as id", "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "2023-07-18T08:00:00+08:00", &|_| ());
    add("a URL as id", "https://example.org/permanent/?a=1&b=2", "2023-07-18T08:00:00+08:00", &|article| {
        article.url = "https://example.org/permanent/?a=1&b=2".to_owned();
    });
    add("a domain of other letters", "idn", "2023-07-18T08:00:00+08:00", &|article| {
        article.url = "https://xn--fsqu00a.xn--0zwm56d/%E8%B7%AF/".to_owned();
    });
    add("before zones", "1900", "1900-01-01T00:00:00+05:45", &|_| ());
    add("far ahead", "2100", "2100-02-28T23:59:59.999-03:30", &|_| ());
    add("another language", "en", "2023-07-18T08:00:00+08:00", &|article| article.lang = "en".to_owned());
    add("a big body", "big", "1999-12-31T23:59:59Z", &|article| {
        article.body.html = format!("<p>{}</p>\n", "大段文字 &amp; ]]&gt; ".repeat(30_000));
    });
    articles.push(("everything", full_article()));
    articles
}
