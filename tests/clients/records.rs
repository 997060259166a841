//! Five hundred records: each text in each place, each body, address, identity and date in each kind
//! of file, over and over in other company. What a reader must see is put together from the same
//! rows as the record, never from what the program wrote.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, SecondsFormat, Utc};
use serde_json::{Value, json};

use crate::bodies::{BODIES, Body, Markup};
use crate::texts::{TEXTS, Text};

/// How many records there are.
pub const RECORDS: usize = 500;

/// The kinds of files that records stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Yaml,
    Toml,
    JsonFrontMatter,
    Page,
    PlainText,
    Json,
    JsonArray,
    JsonLines,
    JsonLinesInAscii,
    Csv,
}

pub const KINDS: [Kind; 10] = [
    Kind::Yaml,
    Kind::JsonLines,
    Kind::Toml,
    Kind::Csv,
    Kind::JsonFrontMatter,
    Kind::JsonArray,
    Kind::Page,
    Kind::Json,
    Kind::PlainText,
    Kind::JsonLinesInAscii,
];

impl Kind {
    /// Whether each record has a file of its own, and the body stands after its front matter.
    pub fn is_page(self) -> bool {
        matches!(self, Self::Yaml | Self::Toml | Self::JsonFrontMatter | Self::Page | Self::PlainText)
    }

    /// How a body of it can be written.
    fn takes(self, markup: Markup) -> bool {
        match self {
            Self::Yaml | Self::Toml | Self::JsonFrontMatter => markup == Markup::Markdown,
            Self::Page => markup == Markup::Html,
            Self::PlainText => markup == Markup::Text,
            _ => true,
        }
    }
}

/// A field of a record.
pub enum Field {
    Text(&'static Text),
    Plain(String),
    Number(u64),
    /// A date that TOML and YAML know as one.
    Date(String),
    List(Vec<Field>),
    Table(Vec<(&'static str, Field)>),
}

impl Field {
    fn has_forbidden(&self) -> bool {
        match self {
            Self::Text(text) => text.json.is_some() || has_forbidden(text.written),
            Self::Plain(text) => has_forbidden(text),
            Self::Number(_) | Self::Date(_) => false,
            Self::List(list) => list.iter().any(Self::has_forbidden),
            Self::Table(table) => table.iter().any(|(_, field)| field.has_forbidden()),
        }
    }
}

/// Control characters but for the white space of XML, and noncharacters.
fn has_forbidden(text: &str) -> bool {
    let is_forbidden = |c: char| {
        (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
            || matches!(u32::from(c), 0xfdd0..=0xfdef)
            || u32::from(c) & 0xfffe == 0xfffe
    };
    text.chars().any(is_forbidden)
}

/// A record as it is written, and what every reader must see.
pub struct Record {
    pub number: usize,
    pub kind: Kind,
    pub fields: Vec<(&'static str, Field)>,
    pub body: String,
    /// What it must be told of, by the code of the finding.
    pub warnings: Vec<&'static str>,
    pub published: DateTime<Utc>,
    pub id: String,
    /// A line of `expected.jsonl`.
    pub expected: Value,
}

/// Addresses as written, and as they must be. `{n}` is the record's number.
const ADDRESSES: &[(&str, &str)] = &[
    ("", "https://example.org/s{n}/"),
    ("/新闻/{n}/", "https://example.org/%E6%96%B0%E9%97%BB/{n}/"),
    (
        "https://例子.测试/路/{n}?查=询&b=%E4%B8",
        "https://xn--fsqu00a.xn--0zwm56d/%E8%B7%AF/{n}?%E6%9F%A5=%E8%AF%A2&b=%E4%B8",
    ),
    ("news/{n}?a=1&b=<2>&c=\"3\"", "https://example.org/news/{n}?a=1&b=%3C2%3E&c=%223%22"),
    ("/a b/[{n}]|^`{}", "https://example.org/a%20b/%5B{n}%5D%7C%5E%60%7B%7D"),
    ("HTTP://EXAMPLE.ORG:80/up/../{n}/.", "http://example.org/{n}/"),
    ("https://faß.example/{n}", "https://xn--fa-hia.example/{n}"),
    ("//cdn.example/{n}/100%", "https://cdn.example/{n}/100%25"),
    (" /{n}\u{b}#片 段 ", "https://example.org/{n}#%E7%89%87%20%E6%AE%B5"),
    ("/😀/{n}/\u{202e}x", "https://example.org/%F0%9F%98%80/{n}/%E2%80%AEx"),
];

/// Identities as written, and the URI that each must be (RFC 4151, RFC 3986).
const IDENTITIES: &[(&str, &str)] = &[
    ("nasty/{n}", "tag:example.org,2026-01-01:nasty/{n}"),
    ("https://example.org/?p={n}&a=b", "https://example.org/?p={n}&a=b"),
    ("urn:nasty:{n}", "urn:nasty:{n}"),
    ("风机 {n}", "tag:example.org,2026-01-01:%E9%A3%8E%E6%9C%BA%20{n}"),
    ("a\"<&>'{n}#?[]", "tag:example.org,2026-01-01:a%22%3C&%3E'{n}%23?%5B%5D"),
    ("100%{n}", "tag:example.org,2026-01-01:100%25{n}"),
    ("か\u{3099}/{n}", "tag:example.org,2026-01-01:%E3%81%8C/{n}"),
    ("id\u{b}{n}\u{fffe}", "tag:example.org,2026-01-01:id{n}"),
    ("https://例子.测试/{n}", "tag:example.org,2026-01-01:https://%E4%BE%8B%E5%AD%90.%E6%B5%8B%E8%AF%95/{n}"),
    ("😀 ]]> {n}", "tag:example.org,2026-01-01:%F0%9F%98%80%20%5D%5D%3E%20{n}"),
];

const ZONES: [(&str, i32); 8] = [
    ("+14:00", 14 * 60),
    ("-12:00", -12 * 60),
    ("+05:45", 5 * 60 + 45),
    ("-00:00", 0),
    ("Z", 0),
    ("+08:00", 8 * 60),
    ("-03:30", -(3 * 60 + 30)),
    ("+12:45", 12 * 60 + 45),
];

/// Puts the number in.
fn numbered(pattern: &str, number: usize) -> String {
    pattern.replace("{n}", &number.to_string())
}

/// A date as it is written, and the moment. From 1900 to 2100, with the first and last of both.
fn date(number: usize) -> (Field, DateTime<Utc>) {
    let at = |year, month, day, hour, minute, second| {
        let date = NaiveDate::from_ymd_opt(year, month, day).unwrap();
        date.and_hms_opt(hour, minute, second).unwrap()
    };
    let step = number as u32;
    let local = match number {
        0 => at(1900, 1, 1, 0, 0, 0),
        1 => at(2100, 12, 31, 23, 59, 59),
        2 => at(1900, 2, 28, 23, 59, 59),
        3 => at(2100, 2, 28, 12, 0, 0),
        _ => at(
            1900 + (number * 7 % 201) as i32,
            1 + step % 12,
            1 + step % 28,
            step % 24,
            step * 7 % 60,
            step % 60,
        ),
    };
    let (zone, minutes) = ZONES[number % ZONES.len()];
    let zoned = |minutes: i32| {
        let offset = FixedOffset::east_opt(minutes * 60).unwrap();
        local.and_local_timezone(offset).unwrap()
    };
    let moment = zoned(minutes);
    // Counted in seconds, or as the site's clocks show it: there was no summer time any more.
    let is_since_2001 = (2001..=2037).contains(&moment.to_utc().format("%Y").to_string().parse().unwrap());
    match number % 9 {
        5 if is_since_2001 => (Field::Number(moment.timestamp() as u64), moment.to_utc()),
        6 if is_since_2001 => {
            let there = zoned(8 * 60);
            (Field::Plain(there.format("%Y年%-m月%-d日 %H:%M:%S").to_string()), there.to_utc())
        }
        7 => (Field::Plain(moment.format("%a, %d %b %Y %H:%M:%S %z").to_string()), moment.to_utc()),
        _ => (Field::Date(format!("{}{zone}", local.format("%Y-%m-%dT%H:%M:%S"))), moment.to_utc()),
    }
}

/// HTML of plain text.
fn html_of(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A row of `BODIES`, or a text as a paragraph; as written, as seen, how, and whether a link of Markdown's
/// own is broken, which is told.
fn body(number: usize, kind: Kind, url: &str) -> (String, String, Markup, bool) {
    let has_breaks =
        |text: &Text| text.json.is_some() || text.written.contains(['\n', '\t', '\u{85}', '\u{2028}']);
    let turn = number / KINDS.len();
    let text = &TEXTS[(turn / 2 + number % KINDS.len() * 5) % TEXTS.len()];
    if turn > 0
        && turn.is_multiple_of(2)
        && !has_breaks(text)
        && (kind.takes(Markup::Html) || kind.takes(Markup::Text))
    {
        let seen = format!("<p>{}</p>", html_of(text.seen));
        return match kind.takes(Markup::Html) {
            true => (format!("<p>{}</p>", html_of(text.written)), seen, Markup::Html, false),
            false => (text.written.to_owned(), seen, Markup::Text, false),
        };
    }
    // The big ones come once for each way to write them; they would make a feed of a gigabyte.
    let is_taken = |body: &&Body| kind.takes(body.markup) && (body.times == 1 || number < BIG_ONES);
    let mut rows: Vec<&Body> = BODIES.iter().filter(is_taken).collect();
    if number < BIG_ONES {
        rows.retain(|body| body.times > 1);
    }
    let row = rows[turn / 2 % rows.len()];
    let address = url.split('#').next().unwrap();
    let path = address.split('?').next().unwrap();
    let folder = &path[..=path.rfind('/').unwrap()];
    let (scheme, rest) = address.split_once("://").unwrap();
    let root = format!("{scheme}://{}", rest.split('/').next().unwrap());
    let seen = row.seen.replace("{url}", &html_of(address)).replace("{folder}", folder);
    let seen = seen.replace("{root}", &root).replace("{scheme}", scheme);
    (row.written.repeat(row.times), seen.repeat(row.times), row.markup, row.written.contains("](<http://[>)"))
}

/// How many of the first records have a big body: one of each kind of file.
const BIG_ONES: usize = KINDS.len();

/// The record of a number.
fn record(number: usize) -> Record {
    let kind = KINDS[number % KINDS.len()];
    let turn = number / KINDS.len();
    // Rows meet each other anew each time round: the numbers of rows have few divisors in common.
    let text = |salt: usize| &TEXTS[(turn * 7 + number % KINDS.len() * 5 + salt * 11) % TEXTS.len()];
    let (title, summary, section) = (text(0), text(1), text(2));
    let (author, other_author) = (text(3), text(4));
    let (tag, other_tag) = (text(5), text(6));

    let (written, url) = ADDRESSES[(turn + number) % ADDRESSES.len()];
    let (written, url) = (numbered(written, number), numbered(url, number));
    let (id, uri) = IDENTITIES[(turn * 3 + number) % IDENTITIES.len()];
    let (id, uri) = (numbered(id, number), numbered(uri, number));
    let (published_written, published) = date(number);
    let (mut body, content, markup, is_broken) = body(number, kind, &url);
    if kind.is_page() {
        // A file in which a byte is zero is no page of text.
        body = body.replace('\0', "");
    }
    let updated = published + Days::new(number as u64 % 3);

    let mut fields = vec![
        ("id", Field::Plain(id.clone())),
        ("title", Field::Text(title)),
        ("published", published_written),
        ("slug", Field::Plain(format!("s{number}"))),
    ];
    let mut warnings = vec![];
    let mut authors = vec![];
    let mut tags = vec![];
    if updated != published {
        // Three quarters of an hour off, as Nepal's clocks are.
        let offset = FixedOffset::east_opt((5 * 60 + 45) * 60).unwrap();
        fields.push(("updated", Field::Date(updated.with_timezone(&offset).to_rfc3339())));
    }
    if !written.is_empty() {
        fields.push(("url", Field::Plain(written)));
    }
    let has_summary = !number.is_multiple_of(5) || !content.is_empty();
    if has_summary {
        fields.push(("summary", Field::Text(summary)));
    }
    if !number.is_multiple_of(3) {
        fields.push(("section", Field::Text(section)));
        tags.push(section.seen);
    }
    if kind == Kind::Csv {
        // A table has no lists: names are cut at these marks.
        fields.push(("authors", Field::Plain("甲、乙; 丙".to_owned())));
        fields.push(("tags", Field::Plain("风,电，能".to_owned())));
        fields.push(("format", Field::Plain(format!("{markup:?}"))));
        authors.extend(["甲", "乙", "丙"]);
        tags.extend(["风", "电", "能"]);
    } else {
        let named = |text| Field::Table(vec![("name", Field::Text(text))]);
        match number % 4 {
            0 => {}
            1 => fields.push(("authors", Field::List(vec![named(author)]))),
            _ => fields.push(("authors", Field::List(vec![named(author), named(other_author)]))),
        }
        authors.extend([author.seen, other_author.seen].into_iter().take([0, 1, 2, 2][number % 4]));
        if !number.is_multiple_of(7) {
            fields.push(("tags", Field::List(vec![Field::Text(tag), Field::Text(other_tag)])));
            tags.extend([tag.seen, other_tag.seen]);
        }
        if !kind.is_page() {
            fields.push(("format", Field::Plain(format!("{markup:?}"))));
        }
        media(number, text(7), &mut fields, &mut warnings);
    }
    if is_broken {
        warnings.push("bad-link");
    }
    if number.is_multiple_of(11) {
        fields.push(("lang", Field::Plain(["ar", "he", "ja", "zh_Hant_TW"][number % 4].to_owned())));
    }
    let moment = |moment: DateTime<Utc>| moment.to_rfc3339_opts(SecondsFormat::Secs, true);
    let expected = json!({
        "id": uri,
        "title": title.seen,
        "url": url,
        "published": moment(published),
        "updated": moment(updated),
        "authors": authors,
        "tags": tags,
        "summary": if has_summary { summary.seen } else { "" },
        "content_html": content,
        "caption": if kind != Kind::Csv && number.is_multiple_of(6) { text(7).seen } else { "" },
    });
    if fields.iter().any(|(_, field)| field.has_forbidden()) || has_forbidden(&body) || body.contains("&#11;")
    {
        warnings.push("bad-character");
    }
    Record { number, kind, fields, body, warnings, published, id, expected }
}

/// A picture, files, a source and a page of comments, whole or broken.
fn media(
    number: usize,
    text: &'static Text,
    fields: &mut Vec<(&'static str, Field)>,
    warnings: &mut Vec<&'static str>,
) {
    let plain = |text: &str| Field::Plain(text.to_owned());
    match number % 6 {
        0 => {
            let alt = [
                ("url", plain("/图/引\"子.png")),
                ("alt", Field::Text(text)),
                ("caption", Field::Text(text)),
            ];
            fields.push(("image", Field::Table(alt.into())));
        }
        1 => {
            fields.push(("image", plain("http://[")));
            warnings.push("bad-url");
        }
        2 => {
            let file = [
                ("url", plain("音 频.mp3?a&b")),
                ("length", Field::Number(12_345)),
                ("title", Field::Text(text)),
            ];
            fields.push(("enclosures", Field::List(vec![Field::Table(file.into())])));
        }
        3 => {
            let source = [("title", Field::Text(text)), ("url", plain("https://例子.测试/源?a&b"))];
            fields.push(("source", Field::Table(source.into())));
        }
        4 => {
            fields.push(("comments", plain("javascript:alert(1)")));
            warnings.push("bad-url");
        }
        _ => {}
    }
}

/// All records, newest first, ties by identity: the order that feeds have.
pub fn records() -> Vec<Record> {
    let mut records: Vec<Record> = (0..RECORDS).map(record).collect();
    records.sort_by(|a, b| b.published.cmp(&a.published).then_with(|| a.id.cmp(&b.id)));
    records
}
