//! Files in, items out: what a user's file gives, and what is said of a bad one, word for word.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::fields::{self, Field};
use super::*;
use crate::article::Author;
use crate::config::Config;

mod limits;
mod rubbish;

/// A content folder with one file in it.
pub(super) struct Site {
    folder: TempDir,
    pub source: Source,
    pub config: Config,
}

impl Site {
    pub fn of(key: &str, bytes: impl AsRef<[u8]>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(key);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        let mut config = Config::bare("https://example.org/".parse().unwrap());
        config.site.timezone = chrono_tz::Asia::Shanghai;
        config.sections.insert("科技在线".to_owned(), "tech".to_owned());
        Self { source: Source { key: key.to_owned(), path, stat: Stat::default() }, folder, config }
    }

    pub fn add(&self, key: &str, bytes: impl AsRef<[u8]>) {
        let path = self.folder.path().join(key);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub fn items(&self) -> Vec<Item> {
        let mut items = Vec::new();
        read(&self.source, &self.config, None, &mut |item| items.push(item)).unwrap();
        items
    }

    /// One line an item, findings as users see them but for the folder.
    fn lines(&self) -> Vec<String> {
        let prefix = format!("{}/", self.folder.path().display());
        let show = |item: Item| match item {
            Item::Article(article, _) => format!("article {}", article.id),
            Item::Draft(id) => format!("draft {id}"),
            Item::Refused(Some(id)) => format!("refused {id}"),
            Item::Refused(None) => "refused".to_owned(),
            Item::NoRecord(finding) => format!("no record, {}", finding.to_string().replace(&prefix, "")),
            Item::Finding(finding) => finding.to_string().replace(&prefix, ""),
        };
        self.items().into_iter().map(show).collect()
    }
}

fn lines(key: &str, bytes: impl AsRef<[u8]>) -> Vec<String> {
    Site::of(key, bytes).lines()
}

fn article(key: &str, bytes: impl AsRef<[u8]>) -> Article {
    let site = Site::of(key, bytes);
    let mut items = site.items();
    match (items.pop(), items.as_slice()) {
        (Some(Item::Article(article, _)), []) => *article,
        (last, rest) => panic!("not one article: {rest:?} {last:?}"),
    }
}

#[test]
fn the_same_record_in_every_format_is_the_same_article() {
    let body = "正文。\n";
    let yaml = "---\nid: 7\ntitle: 题\npublished: 2023-07-18T08:00\ntags: [甲, 乙]\nauthors:\n  - name: A\n---\n正文。\n";
    let expected = article("a.md", yaml);
    for (key, text) in [
        ("b.md", format!("+++\nid = 7\ntitle = \"题\"\npublished = 2023-07-18T08:00:00\ntags = [\"甲\", \"乙\"]\nauthors = [{{name = \"A\"}}]\n+++\n{body}")),
        ("c.md", format!("{{\"id\": 7, \"title\": \"题\", \"published\": \"2023-07-18 08:00\", \"tags\": \"甲、乙\", \"author\": \"A\"}}\n{body}")),
        ("d.json", r#"{"id": "7", "title": "题", "date": "2023-07-18T08:00+08:00", "tags": ["甲", "乙"], "authors": ["A"], "body": "正文。"}"#.to_owned()),
        ("e.json", r#"[{"id": "7", "title": "题", "date": 1689638400, "keywords": "甲,乙", "authors": [{"name": "A"}], "content_html": "<p>正文。</p>\n"}]"#.to_owned()),
        ("f.ndjson", r#"{"id": 7, "title": "题", "date": "2023年7月18日 08:00", "tags": "甲；乙", "byline": "A", "format": "text", "body": "正文。"}"#.to_owned()),
        ("g.txt", format!("\u{FEFF}---\r\nid: 7\r\ntitle: 题\r\npublished: 2023-07-18T08:00\r\ntags: [甲, 乙]\r\nauthors: A\r\n---\r\n{body}")),
        ("h.html", "---\nid: '7'\ntitle: 题\npublished: 2023-07-18T08:00\ntags: [甲, 乙, 甲]\nauthors: A\n---\n<p>正文。</p>\n".to_owned()),
    ] {
        let mut found = article(key, text);
        // An own identity, so that only the slug differs: it is the file's name, or the id.
        found.url.clone_from(&expected.url);
        assert_eq!(found, expected, "{key}");
    }
    assert_eq!(expected.published.to_rfc3339(), "2023-07-18T08:00:00+08:00");
    assert_eq!(expected.updated, expected.published);
    assert_eq!(expected.summary, "正文。");
    assert_eq!(expected.authors, [Author { name: "A".into(), email: None, url: None }]);
}

/// A value for each field, in JSON, that differs from what is there if the field is left out.
fn sample(field: Field) -> &'static str {
    match field {
        Field::Id => "\"x1\"",
        Field::Url => "\"/somewhere/\"",
        Field::Slug => "\"slug\"",
        Field::Title => "\"题\"",
        Field::Published | Field::Updated | Field::Expires | Field::Withdrawn => "\"2024-02-03\"",
        Field::Authors => "[\"A\", {\"name\": \"B\", \"url\": \"/b\"}]",
        Field::Section => "[\"科技在线\", \"其他\"]",
        Field::Tags => "[\"t\"]",
        Field::Lang => "\"ja\"",
        Field::Kicker | Field::Subtitle | Field::Summary => "\"line\"",
        Field::Body | Field::BodyHtml | Field::BodyMarkdown | Field::BodyText => "\"<b>x</b>\"",
        Field::Format => "\"html\"",
        Field::Image => "{\"url\": \"/i.png\", \"alt\": \"i\"}",
        Field::Enclosures => "[{\"url\": \"/e.mp3\", \"length\": 3}]",
        Field::Source => "{\"title\": \"s\", \"url\": \"https://s.example/\"}",
        Field::Comments => "\"https://c.example/\"",
        Field::Draft => "true",
    }
}

/// The items as they are shown, but for where their identities stand.
fn without_place(items: &[Item]) -> String {
    let shown = |item: &Item| match item {
        Item::Article(article, _) => format!("{article:?}"),
        other => format!("{other:?}"),
    };
    items.iter().map(shown).collect()
}

#[test]
fn every_alias_is_read_as_its_field() {
    let read_as = |name: &str, value: &str| {
        let mut record = format!("{{\"{name}\": {value}");
        for (other, otherwise) in [("title", "\"T\""), ("published", "\"2023-01-01\""), ("body", "\"body\"")]
        {
            let (field, _) = fields::find(fields::RECORD, name).unwrap();
            let is_body = matches!(field, Field::BodyHtml | Field::BodyMarkdown | Field::BodyText);
            if fields::find(fields::RECORD, other).unwrap().0 != field && !(other == "body" && is_body) {
                record += &format!(", \"{other}\": {otherwise}");
            }
        }
        let items = Site::of("a.json", record + "}").items();
        assert_eq!(items.len(), 1, "{name}: {items:?}");
        without_place(&items)
    };
    let without = without_place(
        &Site::of("a.json", r#"{"title": "T", "published": "2023-01-01", "body": "body"}"#).items(),
    );
    for names in fields::RECORD {
        let expected = read_as(names.name, sample(names.field));
        // What the format changes is shown elsewhere: this body is the same in all of them.
        if names.field != Field::Format {
            assert_ne!(expected, without, "{}", names.name);
        }
        for alias in names.aliases {
            assert_eq!(read_as(alias, sample(names.field)), expected, "{alias}");
        }
    }
}

#[test]
fn bad_records_are_refused_with_place_reason_and_remedy() {
    let good = "title: t\npublished: 2023-01-01\n";
    for (key, text, expected) in [
        (
            "a.md",
            "---\ntitle: t\npublished: 2023-13-01\n---\n".to_owned(),
            vec![
                "a.md:3:12: error: \"2023-13-01\" is not a date\n  hint: write it as 2023-12-01 or 2023-12-01T08:00:00+08:00",
                "refused a",
            ],
        ),
        (
            "a.md",
            "+++\ntitle = \"t\"\npublished = 2023-13-01\n+++\n".to_owned(),
            vec![
                "a.md:3:13: error: \"2023-13-01\" is not a date\n  hint: write it as 2023-12-01 or 2023-12-01T08:00:00+08:00",
                "refused",
            ],
        ),
        (
            "a.json",
            "{\"title\": \"t\",\n \"published\": \"2023-13-01\"}".to_owned(),
            vec![
                "a.json:2:15: error: \"2023-13-01\" is not a date\n  hint: write it as 2023-12-01 or 2023-12-01T08:00:00+08:00",
                "refused a",
            ],
        ),
        (
            "x/index.md",
            "---\npublised: 2023-01-01\n---\n".to_owned(),
            vec![
                "x/index.md:2:1: warning: unknown field `publised`\n  hint: did you mean `published`?",
                "x/index.md:2:1: error: `title` is missing\n  hint: add a `title`",
                "x/index.md:2:1: error: `published` is missing\n  hint: add `published`, such as 2023-12-01 or 2023-12-01T08:00:00+08:00",
                "refused x",
            ],
        ),
        (
            "a.md",
            "---\ntitle: ' '\npublished: 2023-01-01\n---\n".to_owned(),
            vec!["a.md:2:8: error: `title` is empty\n  hint: add a `title`", "refused a"],
        ),
        (
            "a.md",
            "---\ntitle: [a, b]\npublished: {a: b}\n---\n".to_owned(),
            vec![
                "a.md:2:8: error: `title` is a list, not a text\n  hint: write one text",
                "a.md:3:12: error: `published` is a table, not a date\n  hint: write it as 2023-12-01 or 2023-12-01T08:00:00+08:00",
                "refused a",
            ],
        ),
        (
            "a.md",
            format!("---\n{good}draft: perhaps\n---\n"),
            vec![
                "a.md:4:8: error: `draft` is neither true nor false\n  hint: write `true` or `false`",
                "refused a",
            ],
        ),
        (
            "a.md",
            format!("---\n{good}url: javascript:alert(1)\n---\n"),
            vec![
                "a.md:4:6: error: `javascript:alert(1)` is not a web address\n  hint: write it as https://example.org/article or, relative to the site, /article",
                "refused a",
            ],
        ),
        (
            "a.md",
            format!("---\n{good}format: docx\n---\n"),
            vec![
                "a.md:4:9: error: `docx` is no format of a body that can be read\n  hint: write `markdown`, `html` or `text`",
                "refused a",
            ],
        ),
        (
            "a.md",
            format!("---\n{good}---\n{}x", ">".repeat(1000)),
            vec![
                "a.md:2:1: error: the body's elements stand in each other too deep\n  hint: take some of the levels out",
                "refused a",
            ],
        ),
        (
            "a.md",
            "# Only text\n".to_owned(),
            vec![
                "no record, a.md:1:1: error: the file doesn't begin with front matter\n  hint: begin it with the lines `---`, `title: …`, `published: 2023-12-01`, `---`",
            ],
        ),
        (
            "a.md",
            "---\ntitle: t\n".to_owned(),
            vec![
                "a.md:1:1: error: the front matter begins with `---` and never ends\n  hint: write `---` on a line of its own after the last field",
                "refused",
            ],
        ),
        (
            "a.json",
            "[1]".to_owned(),
            vec![
                "a.json:1:1: error: the record is a text, not fields\n  hint: write {\"title\": …, \"published\": …}",
                "refused",
            ],
        ),
        (
            "a.json",
            "".to_owned(),
            vec!["a.json:1:1: error: not readable as JSON: EOF while parsing a value", "refused"],
        ),
        (
            "a.ndjson",
            "{\"title\": \"t\", \"published\": \"2023-01-01\"}\n".to_owned(),
            vec![
                "a.ndjson:1:1: error: the record has no `id`, and a position in a file is not an identity\n  hint: add an `id` that never changes, or a `slug` or `url`",
                "refused",
            ],
        ),
    ] {
        assert_eq!(lines(key, &text), expected, "{text}");
    }
}

#[test]
fn doubtful_records_are_published_with_a_warning() {
    for (more, expected) in [
        (
            "updated: 2022-01-01",
            "a.md:4:10: warning: `updated` is earlier than `published`, which is taken for both\n  hint: mend one of the two, or leave `updated` out",
        ),
        (
            "expires: 2022-01-01",
            "a.md:4:10: warning: `expires` is not later than `published`, so the article is never seen\n  hint: mend one of the two",
        ),
        (
            "summary: [a]",
            "a.md:4:10: warning: `summary` is a list, not a text, and is left out\n  hint: write one text",
        ),
        (
            "lang: 中文",
            "a.md:4:7: warning: `中文` is not a language tag, so the site's language is used\n  hint: write it as zh-Hans, ja or en-GB (BCP 47)",
        ),
        (
            "date: 2021-01-01",
            "a.md:4:1: warning: `date` is not used, for `published` means the same and goes first\n  hint: leave one of the two out",
        ),
        (
            "kicker: \"a\\u000Bb\"",
            "a.md:4:9: warning: control characters, which no feed should hold, were removed: U+000B\n  hint: take it out of the text",
        ),
        (
            "source: 新华社",
            "a.md:4:9: warning: `source` `新华社` has no `url`, and is left out\n  hint: write {title, url}, or the url alone",
        ),
        (
            "image: 'ftp://x/'",
            "a.md:4:8: warning: `ftp://x/` in `image` is not a web address, and is left out\n  hint: write it as https://example.org/… or relative to the article",
        ),
        (
            "enclosure: {url: 'https://x.example/a.mp3'}",
            "a.md:4:12: warning: the length of `https://x.example/a.mp3` is not known\n  hint: add `length`, the file's size in bytes",
        ),
        (
            "authors: [{email: a@b.example}]",
            "a.md:4:11: warning: one of `authors` has no `name`, and is left out\n  hint: add a `name`",
        ),
        (
            "authors: [张三 <三@例子.测试>]",
            "a.md:4:11: warning: `三@例子.测试` is not an e-mail address, and is left out\n  hint: write it as name@example.org",
        ),
        (
            "weather: fine",
            "a.md:4:1: warning: unknown field `weather`\n  hint: it is left out; the fields there are stand in docs/records.md",
        ),
        (
            "body: x",
            "a.md:4:1: warning: `body` is not used, for the file has a body after its front matter\n  hint: leave one of the two out",
        ),
    ] {
        let text = format!("---\ntitle: t\npublished: 2023-01-01\n{more}\n---\nText.\n");
        let found = lines("a.md", &text);
        assert_eq!(found, [expected, "article a"], "{more}");
    }
    let found = lines("a.md", "---\ntitle: t\npublished: 2023-01-01\n---\n[a](http://[)\n");
    assert_eq!(
        found,
        [
            "a.md:5:5: warning: the address `http://%5B` in the body can't be followed, and is left out\n  hint: write an address that begins with https:// or is relative",
            "article a"
        ]
    );
}

#[test]
fn one_bad_record_never_stops_the_others() {
    let text = "\u{FEFF}{\"id\": \"a\", \"title\": \"t\", \"date\": \"2023-01-01\"}\n\n{\"id\": \"b\",\n\
                {\"id\": \"c\", \"title\": \"t\", \"date\": \"never\"}\r\n[]\n{\"id\": \"a\", \"title\": \"t\", \"date\": \"2023-01-01\"}\n\
                {\"id\": \"d\", \"title\": \"t\\ud800\", \"date\": \"2023-01-01\"}";
    assert_eq!(
        lines("a.ndjson", text),
        [
            "article a",
            "a.ndjson:3:11: error: not readable as JSON: EOF while parsing a value",
            "refused",
            "a.ndjson:4:35: error: \"never\" is not a date\n  hint: write it as 2023-12-01 or 2023-12-01T08:00:00+08:00",
            "refused c",
            "a.ndjson:5:1: error: the record is a list, not fields\n  hint: write {\"title\": …, \"published\": …}",
            "refused",
            "a.ndjson:6:1: error: the id `a` stands on line 1 already\n  hint: give each record an id of its own",
            "refused a",
            "a.ndjson:7:22: warning: what is not a character (half of a pair, a placeholder) was removed\n  hint: take it out of the text",
            "article d",
        ]
    );
    let array = "[\n{\"id\": \"a\", \"title\": \"t\", \"date\": \"2023-01-01\"},\n{\"id\": \"b\"},\n{\"slug\": \"c\", \"title\": \"t\", \"date\": \"2023-01-01\"},\n{\"id\" 3}]";
    assert_eq!(
        lines("a.json", array),
        [
            "article a",
            "a.json:3:1: error: `title` is missing\n  hint: add a `title`",
            "a.json:3:1: error: `published` is missing\n  hint: add `published`, such as 2023-12-01 or 2023-12-01T08:00:00+08:00",
            "refused b",
            "article c",
            "a.json:5:7: error: not readable as JSON: expected `:`",
            "refused",
        ]
    );
}

#[test]
fn a_file_that_is_not_utf8_is_refused_with_its_place() {
    let expected = [
        "a.md:2:8: error: the text is not UTF-8\n  hint: save the file as UTF-8, or name its `encoding` below [content] in tidings.toml",
        "refused",
    ];
    assert_eq!(lines("a.md", b"---\ntitle: \xB7\xE7\n---\n"), expected);
    let found =
        lines("a.ndjson", b"{\"id\": \"a\", \"title\": \"t\", \"date\": \"2023-01-01\"}\n{\"\xB7\"}\n");
    assert_eq!(
        found,
        [
            "article a",
            "a.ndjson:2:3: error: the text is not UTF-8\n  hint: save the file as UTF-8, or name its `encoding` below [content] in tidings.toml",
            "refused"
        ]
    );
}

#[test]
fn urls_come_from_the_record_or_the_pattern() {
    let url = |key: &str, more: &str| {
        article(key, format!("---\ntitle: t\npublished: 2023-01-01\n{more}\n---\n")).url
    };
    assert_eq!(url("x/a b.md", ""), "https://example.org/a%20b/");
    assert_eq!(url("x/风/index.md", "section: 科技在线"), "https://example.org/tech/%E9%A3%8E/");
    assert_eq!(url("a.md", "section: 深瞳\nslug: s"), "https://example.org/%E6%B7%B1%E7%9E%B3/s/");
    assert_eq!(url("a.md", "url: /p?q=1#r"), "https://example.org/p?q=1#r");
    assert_eq!(url("a.md", "permalink: https://other.example/"), "https://other.example/");
}

#[test]
fn identities_come_from_the_record_or_the_path() {
    let id = |key: &str, text: &str| article(key, text).id.to_string();
    let page = |more: &str| format!("---\ntitle: t\ndate: 2023-01-01\n{more}\n---\n");
    assert_eq!(id("x/a.md", &page("")), "x/a");
    assert_eq!(id("x/index.md", &page("slug: s")), "x");
    assert_eq!(id("x/a.md", &page("id: '  7 '")), "7");
    assert_eq!(id("x/a.md", &page("id: 007")), "007");
    assert_eq!(
        id("a.ndjson", r#"{"id": 12345678901234567890123, "title": "t", "date": "2023-01-01"}"#),
        "12345678901234567890123"
    );
    assert_eq!(id("a.ndjson", r#"{"url": "/a/", "title": "t", "date": "2023-01-01"}"#), "/a/");
}

#[test]
fn drafts_are_told_by_their_identity() {
    for more in ["draft: true", "draft: 'yes'", "status: draft", "published: false\ndate: 2023-01-01"] {
        assert_eq!(lines("a.md", format!("---\ntitle: t\n{more}\n---\n")), ["draft a"], "{more}");
    }
    for more in ["draft: false", "status: published", "comments: true"] {
        assert_eq!(
            lines("a.md", format!("---\ntitle: t\ndate: 2023-01-01\n{more}\n---\n")),
            ["article a"],
            "{more}"
        );
    }
}

#[test]
fn files_beside_the_record_are_measured() {
    let text = "---\ntitle: t\ndate: 2023-01-01\nurl: /x/\nimage: ../i.svg\nenclosures: [/m.mp3, {url: n.bin, type: audio/x, length: 5, duration: '1:00'}]\n---\n";
    let site = Site::of("a/b.md", text);
    site.add("i.svg", "123");
    site.add("m.mp3", "12345");
    let items = site.items();
    let [Item::Article(article, _)] = items.as_slice() else { panic!("{items:?}") };
    let image = article.image.as_ref().unwrap();
    assert_eq!(
        (image.url.as_str(), image.media_type.as_deref(), image.length),
        ("https://example.org/i.svg", Some("image/svg+xml"), Some(3))
    );
    let found: Vec<_> = article
        .enclosures
        .iter()
        .map(|e| (e.url.as_str(), e.media_type.as_str(), e.length, e.duration))
        .collect();
    assert_eq!(
        found,
        [
            ("https://example.org/m.mp3", "audio/mpeg", Some(5), None),
            ("https://example.org/x/n.bin", "audio/x", Some(5), Some(60)),
        ]
    );
}

#[test]
fn texts_are_plain_and_of_one_line() {
    let found = article(
        "a.json",
        r#"{"title": " A & <b>B</b>\n&amp; 👍 ", "date": "2023-01-01", "summary": "a\r\nb", "section": ["s", ["t", "u"]], "tags": "t, v", "language": "zh_hant", "author": "甲、乙；A <a@b.example>"}"#,
    );
    assert_eq!(found.title, "A & <b>B</b> &amp; 👍");
    assert_eq!(found.summary, "a b");
    assert_eq!(found.section.as_deref(), Some("s"));
    assert_eq!(found.tags, ["t", "v", "u"]);
    assert_eq!(found.lang, "zh-Hant");
    assert_eq!(found.authors.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), ["甲", "乙", "A"]);
}

#[test]
fn unchanged_bytes_are_not_parsed() {
    for key in ["a.md", "a.json", "a.ndjson"] {
        let site = Site::of(key, "rubbish");
        let first = read(&site.source, &site.config, None, &mut |_| ()).unwrap();
        assert!(!first.is_unchanged);
        let again =
            read(&site.source, &site.config, Some(first.hash), &mut |item| panic!("{item:?}")).unwrap();
        assert_eq!(again, Reading::of_bytes(first.hash, true));
        let other = read(&site.source, &site.config, Some(first.hash ^ 1), &mut |_| ()).unwrap();
        assert_eq!(other, first);
    }
}

#[test]
fn a_file_that_is_gone_is_an_error() {
    let source = Source { key: "a.md".into(), path: Path::new("nowhere/a.md").into(), stat: Stat::default() };
    let config = Config::bare("https://example.org/".parse().unwrap());
    assert!(read(&source, &config, None, &mut |_| ()).is_err());
}

#[test]
fn addresses_are_written_as_feeds_ask_for() {
    let record = "{\"title\": \"t\", \"id\": \"a\", \"published\": \"2023-01-01\", \"url\": \"/a[1]/\", \
                  \"authors\": [{\"name\": \"n\", \"email\": \"a@例子.测试\"}], \"body\": \"[x](b{c}?d[]=|)\"}";
    let article = article("a.json", record);
    assert_eq!(article.authors[0].email.as_deref(), Some("a@xn--fsqu00a.xn--0zwm56d"));
    assert!(article.url.ends_with("/a%5B1%5D/"), "{}", article.url);
    // A body is cleaned before it is Markdown, which would make something else of the character.
    let nul = Site::of("a.json", record.replace("[x](", "a\\u0000b [x](")).items();
    let bodies = nul.iter().filter_map(|item| match item {
        Item::Article(article, _) => Some(article.body.text.as_str()),
        _ => None,
    });
    assert_eq!(bodies.collect::<Vec<_>>(), ["ab x"]);
    assert!(article.body.html.contains("b%7Bc%7D?d%5B%5D=%7C\">x</a></p>"), "{}", article.body.html);
}
