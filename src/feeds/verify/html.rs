//! Looks into an entry's HTML: nothing in it may run or send anything, and every URL must be
//! whole, for the entry is read far from the site.

use std::cell::RefCell;

use html5ever::Attribute;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};
use url::Url;

/// Elements that have no place in a feed.
const REFUSED: [&str; 14] = [
    "script", "style", "iframe", "object", "embed", "form", "input", "button", "textarea", "select", "base",
    "link", "meta", "frame",
];

/// Attributes whose value is a URL.
const URLS: [&str; 8] = ["href", "src", "poster", "cite", "data", "action", "formaction", "background"];

/// Returns what is wrong with `html`, in words.
pub(super) fn findings(html: &str) -> Vec<String> {
    // Most summaries are plain words.
    if !html.contains('<') {
        return Vec::new();
    }
    let tokenizer = Tokenizer::new(Sink::default(), Default::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.found.into_inner()
}

#[derive(Default)]
struct Sink {
    found: RefCell<Vec<String>>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token
            && tag.kind == TagKind::StartTag
        {
            let mut found = self.found.borrow_mut();
            if REFUSED.contains(&&*tag.name) {
                found.push(format!("its content has a `{}` element", tag.name));
            }
            tag.attrs.iter().for_each(|attribute| look_at(attribute, &mut found));
        }
        TokenSinkResult::Continue
    }
}

fn look_at(attribute: &Attribute, found: &mut Vec<String>) {
    let name = &*attribute.name.local;
    let value = &*attribute.value;
    if name.starts_with("on") || name == "style" {
        found.push(format!("its content has the attribute `{name}`"));
    }
    if URLS.contains(&name) && !is_whole(value) {
        found.push(format!("`{name}=\"{value}\"` in its content is not an absolute web address"));
    }
    if name == "srcset" {
        let candidates = value.split(", ").filter_map(|candidate| candidate.split_whitespace().next());
        for url in candidates.filter(|url| !is_whole(url)) {
            found.push(format!("`srcset` in its content has `{url}`, which is not an absolute web address"));
        }
    }
}

fn is_whole(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https" | "mailto" | "tel"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_or_is_not_whole_is_found() {
        let check = |html: &str, expected: &[&str]| assert_eq!(findings(html), expected, "{html}");
        check("plain", &[]);
        check(
            "<p lang=ja><a href=\"https://e.org/#a\">x</a> <img src=\"https://e.org/a.png\" alt=\"\"></p>",
            &[],
        );
        check("<a href='mailto:a@e.org'>m</a><ruby>漢<rt>かん</rt></ruby>", &[]);
        check("<script>x</script>", &["its content has a `script` element"]);
        check("<p ONCLICK=x>", &["its content has the attribute `onclick`"]);
        check("<a href=/x>", &["`href=\"/x\"` in its content is not an absolute web address"]);
        check("<a href='#n'>", &["`href=\"#n\"` in its content is not an absolute web address"]);
        check(
            "<img src=\"javascript:x\">",
            &["`src=\"javascript:x\"` in its content is not an absolute web address"],
        );
        check(
            "<img srcset=\"https://e.org/a,b.png 1x, b.png 2x\">",
            &["`srcset` in its content has `b.png`, which is not an absolute web address"],
        );
        check("&lt;script&gt; <!-- <script> -->", &[]);
    }
}
