//! A file of records in any format: reading it ends, findings lie in the file, and an article has
//! what articles promise.

use tidings::article::Article;
use tidings::config::Config;
use tidings::content::Item;
use tidings::diagnostic::Diagnostic;
use tidings::index::fingerprint;
use url::Url;

use super::scratch::{Input, config, items};

/// An article's texts have at most so many bytes for each byte of the file: a short web address in
/// Markdown becomes a long one in HTML, twice.
const MOST_GROWTH: usize = 200;
/// And so many beside: what a table or a reference may be filled up to.
const MOST_FILLED: usize = 4_000_000;

/// Reads the file twice and looks at what it gave.
pub fn run(data: &[u8]) {
    let input = Input::of(data);
    let config = config();
    let first = input.written(|source| {
        let first = items(source, &config);
        let again = items(source, &config);
        assert_eq!(format!("{first:?}"), format!("{again:?}"), "read twice");
        first
    });
    for item in &first {
        match item {
            Item::Article(article, _) => examine(article, input.bytes.len(), &config),
            Item::NoRecord(finding) | Item::Finding(finding) => lies_in(finding, input.bytes),
            Item::Draft(_) | Item::Refused(_) => {}
        }
    }
}

fn examine(article: &Article, bytes: usize, config: &Config) {
    let most = bytes * MOST_GROWTH + MOST_FILLED;
    let mut texts = vec![&article.title, &article.summary, &article.body.html, &article.body.text];
    texts.extend(article.kicker.iter().chain(&article.subtitle).chain(&article.section));
    texts.extend(&article.tags);
    texts.extend(article.authors.iter().map(|author| &author.name));
    texts.extend(article.image.iter().flat_map(|image| image.alt.iter().chain(&image.caption)));
    for text in texts {
        assert!(text.len() <= most, "{} bytes of {bytes}", text.len());
        let forbidden = text.chars().find(|c| !is_of_xml(*c));
        assert!(forbidden.is_none(), "{forbidden:?} is in {text:?}");
    }
    assert!(!article.title.trim().is_empty(), "the title is empty");
    assert!(article.updated >= article.published, "updated before published");
    for (number, tag) in article.tags.iter().enumerate() {
        assert!(!article.tags[..number].contains(tag), "the tag {tag:?} is repeated");
    }
    let urls = std::iter::once(&article.url)
        .chain(article.image.iter().map(|image| &image.url))
        .chain(article.enclosures.iter().map(|enclosure| &enclosure.url))
        .chain(article.source.iter().map(|source| &source.url))
        .chain(article.authors.iter().filter_map(|author| author.url.as_ref()))
        .chain(&article.comments);
    for url in urls {
        assert!(Url::parse(url).is_ok(), "{url:?} is not absolute");
    }
    assert_eq!(fingerprint(article), fingerprint(&article.clone()));
    assert!(!tidings::feeds::entry_id(&article.id, config).is_empty());
}

/// XML 1.0 §2.2, without the control characters that HTML refuses.
fn is_of_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

fn lies_in(finding: &Diagnostic, bytes: &[u8]) {
    let breaks = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
    if let Some(line) = finding.place.line {
        assert!(line >= 1 && line as usize <= breaks + 1, "{finding} lies behind the end");
    }
    if let Some(column) = finding.place.column {
        assert!(column >= 1 && column as usize <= bytes.len() + 1, "{finding} lies beside the line");
    }
}
