use proptest::prelude::*;

use super::*;
use crate::article::Article;

fn config() -> Config {
    Config::bare("https://example.org/".parse().unwrap())
}

fn read_back(text: &str) -> (Option<Box<Article>>, Vec<Diagnostic>) {
    let source =
        content::Source { key: "2023/a.md".into(), path: "2023/a.md".into(), stat: content::Stat::default() };
    let (mut article, mut findings) = (None, Vec::new());
    content::read_page(&source, text, &config(), &mut |item| match item {
        Item::Article(read, _) => article = Some(read),
        Item::Finding(finding) | Item::NoRecord(finding) => findings.push(finding),
        Item::Draft(_) | Item::Refused(_) => {}
    });
    (article, findings)
}

#[test]
fn a_page_reads_as_a_person_would_have_written_it() {
    let record = Record {
        id: Some("https://old.example/?p=3".into()),
        title: "风机叶片: “退役”之后".into(),
        kicker: Some("- 草原".into()),
        url: Some("/2023/wind/".into()),
        published: Some("2023-07-18T08:00:00+08:00".into()),
        authors: vec![Author::named("及庆玲"), Author::named("A、B")],
        section: Some("2023".into()),
        tags: vec!["风电".into(), "a, b".into(), "yes".into(), "[x]".into()],
        summary: Some("一句\n两句 # 三".into()),
        image: Some(File { url: "a.png".into(), alt: Some("\"图\"".into()), ..File::default() }),
        format: "html",
        body: "\n<p>正文</p>\n".into(),
        ..Record::default()
    };
    insta::assert_snapshot!(page_text(&record), @r#"
    ---
    id: https://old.example/?p=3
    title: "风机叶片: “退役”之后"
    kicker: "- 草原"
    url: /2023/wind/
    published: 2023-07-18T08:00:00+08:00
    authors:
      - name: 及庆玲
      - name: A、B
    section: 2023
    tags: [风电, {name: "a, b"}, "yes", "[x]"]
    summary: "一句 两句 # 三"
    image:
      url: a.png
      alt: "\"图\""
    format: html
    ---

    <p>正文</p>
    "#);
}

/// Texts in which YAML, HTML or the reader of records could see something else.
fn text() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        "---",
        ": ",
        " #",
        "- ",
        "\"",
        "'",
        "\\",
        "{",
        "]",
        ",",
        "、",
        "；",
        "&amp;",
        "<b>",
        "\n",
        "\t",
        "~",
        "null",
        "true",
        "12:30",
        "1e5",
        "2023-01-01",
        "!tag",
        "*a",
        "&a",
        "%",
        "@",
        "`",
        "|",
        ">",
        "?",
        "\u{85}",
        "\u{2028}",
        "\u{FEFF}",
        "\u{1}",
        "\u{FFFE}",
        "风",
        "é",
        "🦀",
        "=",
        "0x1F",
        "+1",
        ".5",
    ]);
    prop::collection::vec(prop_oneof![odd.prop_map(str::to_owned), "[a-z ]{0,4}", "\\PC{0,3}"], 0..8)
        .prop_map(|pieces| pieces.concat())
}

/// What is left of a text in a field of one line.
fn line(text: &str) -> String {
    let allowed = content::publishable(text).into_owned();
    allowed.split_ascii_whitespace().collect::<Vec<_>>().join(" ").trim().to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_record_reads_back_as_it_was_and_without_warning(
        texts in prop::collection::vec(text(), 6),
        tags in prop::collection::vec(text(), 0..4),
        names in prop::collection::vec(text(), 0..3),
        body in text(),
    ) {
        let record = Record {
            title: format!("t{}", texts[0]),
            kicker: Some(texts[1].clone()),
            subtitle: Some(texts[2].clone()),
            summary: Some(format!("s{}", texts[3])),
            section: Some(texts[4].clone()),
            id: Some(format!("i{}", texts[5])),
            published: Some("2023-07-18".into()),
            tags: tags.clone(),
            authors: names.iter().map(Author::named).collect(),
            format: "text",
            body: body.clone(),
            ..Record::default()
        };
        let page = page_text(&record);
        let (article, findings) = read_back(&page);
        prop_assert!(findings.is_empty(), "{findings:?} in {page}");
        let article = article.expect("is an article");
        // The reader has its own idea of white space at the ends; what stands between is exact.
        let same = |read: &str, written: &str| read.split_whitespace().eq(line(written).split_whitespace());
        prop_assert!(same(&article.title, &record.title), "{:?} {:?}", article.title, record.title);
        prop_assert!(same(article.kicker.as_deref().unwrap_or_default(), &texts[1]), "{page}");
        prop_assert!(same(article.subtitle.as_deref().unwrap_or_default(), &texts[2]), "{page}");
        prop_assert!(same(&article.summary, record.summary.as_deref().unwrap()), "{page}");
        prop_assert!(same(article.section.as_deref().unwrap_or_default(), &texts[4]), "{page}");
        let mut seen = std::collections::HashSet::new();
        let wanted: Vec<String> = tags
            .iter()
            .map(|tag| line(tag).split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|tag| !tag.is_empty() && seen.insert(tag.clone()))
            .collect();
        let read: Vec<String> =
            article.tags.iter().map(|tag| tag.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        prop_assert_eq!(read, wanted, "{}", page);
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        prop_assert_eq!(letters(&article.body.text), letters(&body));
    }
}

const RSS: &str = r#"<?xml version="1.0"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>t</title>
<item><title>a &amp; b</title><link>https://a.example/1</link><guid isPermaLink="false">x</guid><pubDate>Tue, 18 Jul 2023 08:00:00 GMT</pubDate>
<description>&lt;p&gt;x&lt;/p&gt;</description><enclosure url="a.mp3" length="1" type="audio/mpeg"/><media:thumbnail url="i.png"/></item></channel></rss>"#;
const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/"><id>u:1</id><title>t</title>
<entry><id>tag:a.example,2023:1</id><title type="html">a &amp;amp; b</title><updated>2023-07-18T08:00:00Z</updated>
<link href="1/"/><author><name>n</name></author><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>x<br/></p></div></content></entry></feed>"#;
const JSON: &str = r#"{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[{"id":7,"url":"https://a.example/1","title":"a",
"content_html":"<p>x</p>","date_published":"2023-07-18T08:00:00Z","tags":["b"],"attachments":[{"url":"a.mp3","mime_type":"audio/mpeg","size_in_bytes":1}]}]}"#;
const WXR: &str = r#"<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><wp:wxr_version>1.2</wp:wxr_version><item><title>a</title><link>https://a.example/1</link><guid isPermaLink="false">https://a.example/?p=1</guid>
<dc:creator>n</dc:creator><content:encoded><![CDATA[x

[caption id="1"]<img src="a.png"> c[/caption]<!--more-->y]]></content:encoded><wp:post_id>1</wp:post_id><wp:post_date>2023-07-18 08:00:00</wp:post_date>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type><category domain="category" nicename="b"><![CDATA[B]]></category></item></channel></rss>"#;
const GHOST: &str = r#"{"db":[{"data":{"posts":[{"id":"5f","title":"a","slug":"a","html":null,"status":"published","published_at":"2023-07-18 08:00:00",
"lexical":"{\"root\":{\"children\":[{\"type\":\"paragraph\",\"children\":[{\"type\":\"text\",\"text\":\"x\"}]}]}}"}],"tags":[{"id":"1","name":"b","slug":"b"}],
"posts_tags":[{"post_id":"5f","tag_id":"1","sort_order":0}]}}]}"#;
const BLOGGER: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>tag:blogger.com,1999:blog-1.post-1</id><published>2023-07-18T08:00:00Z</published>
<category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#post"/><title>a</title>
<content type="html">&lt;p&gt;x&lt;/p&gt;</content><author><name>n</name></author></entry></feed>"#;

/// Reads `input` with the importer of that number.
fn run(importer: usize, input: &[u8]) -> Report {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("input");
    std::fs::write(&file, input).unwrap();
    let config = config();
    let options = Options { dry_run: true, ..Options::default() };
    let mut import = Import::new(&dir.path().join("out"), &config, options).unwrap();
    let receive = &mut |item| import.take(item);
    match importer {
        0..=2 => feed::read(&file, receive),
        3 => wordpress::read(&file, &["post".to_owned()], receive),
        4 => ghost::read(&file, false, receive),
        _ => blogger::read(&file, false, receive),
    }
    .unwrap();
    import.finish().unwrap()
}

const SAMPLES: [&str; 6] = [RSS, ATOM, JSON, WXR, GHOST, BLOGGER];

#[test]
fn each_sample_is_one_good_article() {
    for (importer, sample) in SAMPLES.iter().enumerate() {
        let report = run(importer, sample.as_bytes());
        assert_eq!((report.added.len(), report.refused), (1, 0), "{importer}: {report:?}");
        assert_eq!(report.findings, [], "{importer}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// Whatever becomes of an export on its way, nothing panics, and something is said of it.
    #[test]
    fn a_damaged_export_is_read_or_reported(
        importer in 0..SAMPLES.len(),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>(), 0..4u8), 1..4),
    ) {
        let mut bytes = SAMPLES[importer].as_bytes().to_vec();
        for (at, other, byte, kind) in cuts {
            let (at, other) = (at.index(bytes.len()), other.index(bytes.len()));
            match kind {
                0 => bytes.truncate(at.max(1)),
                1 => bytes[at] = byte,
                2 => bytes.insert(at, byte),
                _ => {
                    let piece = bytes[at.min(other)..at.max(other)].to_vec();
                    bytes.splice(at..at, piece);
                }
            }
        }
        let report = run(importer, &bytes);
        let errors = report.findings.iter().filter(|finding| finding.is_error()).count() as u64;
        prop_assert!(errors >= report.refused, "{report:?}");
    }

    /// Each item of an export is an article, is refused, or is counted among what was left out.
    #[test]
    fn nothing_is_lost(kinds in prop::collection::vec((0..5usize, 0..5usize, any::<bool>()), 0..12)) {
        let types = ["post", "page", "attachment", "nav_menu_item", "revision"];
        let statuses = ["publish", "draft", "private", "trash", "future"];
        let items: String = kinds.iter().enumerate().map(|(n, (kind, status, has_title))| {
            let title = if *has_title { format!("t{n}") } else { String::new() };
            format!(
                "<item><title>{title}</title><guid>https://a.example/?p={n}</guid><wp:post_type>{}</wp:post_type>\
                 <wp:status>{}</wp:status><wp:post_date>2023-07-18 08:00:00</wp:post_date></item>",
                types[*kind], statuses[*status]
            )
        }).collect();
        let wxr = format!(
            "<rss xmlns:wp='http://wordpress.org/export/1.2/'><channel><wp:wxr_version>1.2</wp:wxr_version>{items}</channel></rss>"
        );
        let report = run(3, wxr.as_bytes());
        let left_out: u64 = report.left_out.values().sum();
        prop_assert_eq!(report.added.len() as u64 + report.refused + left_out, kinds.len() as u64, "{:?}", report);
    }
}
