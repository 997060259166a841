//! The files beside the feeds: sitemaps, the outline, the page for people.

use std::cell::RefCell;

use chrono::DateTime;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};
use roxmltree::{Document, Node};

use super::Findings;
use super::lines::Lines;
use super::published::Text;
use super::values::absolute;

/// Elements that have no end tag.
const VOID: [&str; 6] = ["br", "hr", "img", "input", "link", "meta"];

/// What an entry of the news sitemap tells, each once and not empty.
const NEWS: [(&str, &[&str]); 2] =
    [("news", &["publication", "publication_date", "title"]), ("publication", &["name", "language"])];

/// Looks at a file of XML that is no feed: what it names must be whole.
pub(super) fn xml(name: &str, document: &Document<'_>, findings: &mut Findings) {
    let roots: &[&str] = match name {
        "opml.xml" => &["opml"],
        _ if name.starts_with("sitemap") => &["urlset", "sitemapindex"],
        _ => return,
    };
    let root = document.root_element().tag_name().name();
    if !roots.contains(&root) {
        findings.error("feed-malformed", Some(1), format!("the root is `{root}`, not `{}`", roots[0]));
    }
    let lines = Lines::of(document.input_text());
    for node in document.descendants().filter(|node| node.is_element()) {
        let line = Some(lines.line(node.range().start));
        let text = || node.text().unwrap_or("").to_owned();
        let element = node.tag_name().name();
        match element {
            "loc" => absolute(findings, "`loc`", &Text { text: text(), line }),
            "lastmod" | "publication_date" if !is_date(&text()) => {
                findings.error(
                    "feed-date",
                    line,
                    format!("`{element}`: `{}` is not an RFC 3339 date", text()),
                );
            }
            "url" | "sitemap" if !node.children().any(|child| child.tag_name().name() == "loc") => {
                findings.error("feed-url", line, format!("a `{element}` has no `loc`"));
            }
            "outline" if node.attribute("type").is_some() => {
                for name in ["xmlUrl", "htmlUrl"] {
                    let text = node.attribute(name).unwrap_or("").to_owned();
                    absolute(findings, &format!("`{name}`"), &Text { text, line });
                }
            }
            _ => {}
        }
        if element == "outline" && node.attribute("text").is_none_or(str::is_empty) {
            findings.error("feed-element", line, "an `outline` has no `text`");
        }
        let parts = NEWS.iter().find(|(of, _)| *of == element).map_or(&[][..], |(_, parts)| parts);
        for part in parts {
            let is_part = |child: &Node<'_, '_>| child.tag_name().name() == *part && child.has_children();
            if node.children().filter(is_part).count() != 1 {
                findings.error("feed-element", line, format!("a `{element}` has not one `{part}`"));
            }
        }
    }
}

fn is_date(text: &str) -> bool {
    DateTime::parse_from_rfc3339(text).is_ok()
}

/// Looks at a page of ours, which closes what it opens.
pub(super) fn page(html: &str, findings: &mut Findings) {
    let tokenizer = Tokenizer::new(Page::default(), Default::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let page = tokenizer.sink;
    let mut wrong = page.wrong.into_inner();
    wrong.extend(
        page.open.into_inner().into_iter().map(|(line, name)| (line, format!("`{name}` is not closed"))),
    );
    if !html.starts_with("<!DOCTYPE html>") {
        findings.error("feed-malformed", Some(1), "the page does not begin with `<!DOCTYPE html>`");
    }
    // What comes after the first is most often its consequence.
    if let Some((line, what)) = wrong.into_iter().next() {
        findings.error("feed-malformed", Some(line), format!("not well-formed: {what}"));
    }
}

/// Elements that are open, and what went wrong, with lines.
#[derive(Default)]
struct Page {
    open: RefCell<Vec<(u32, String)>>,
    wrong: RefCell<Vec<(u32, String)>>,
}

impl TokenSink for Page {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        let (mut open, mut wrong) = (self.open.borrow_mut(), self.wrong.borrow_mut());
        match token {
            Token::ParseError(what) => wrong.push((line, what.to_string())),
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                let name = tag.name.to_string();
                if VOID.contains(&name.as_str()) {
                    return TokenSinkResult::Continue;
                }
                let is_raw = name == "style";
                open.push((line, name));
                if is_raw {
                    return TokenSinkResult::RawData(RawKind::Rawtext);
                }
            }
            Token::TagToken(tag) => match open.pop() {
                Some((_, name)) if *name == *tag.name => {}
                Some((from, name)) => {
                    wrong.push((line, format!("`{}` ends where `{name}` of line {from} is open", tag.name)));
                }
                None => wrong.push((line, format!("`{}` ends and was not begun", tag.name))),
            },
            _ => {}
        }
        TokenSinkResult::Continue
    }
}
