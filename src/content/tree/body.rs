//! Bodies as the generators' own templates would have them: tags become what they show, or go.
//!
//! What stands in code stays as it is.

use url::Url;

use super::components::{Dialect, without_components};
use super::{hexo, hugo, lines, liquid};
use crate::config::Generator;
use crate::content::format::Markup;
use crate::content::node::boundary_before;

/// A place in a body at which a tag may begin.
pub(super) struct At<'a> {
    /// The text from the tag on.
    pub rest: &'a str,
    /// What has been written before it.
    pub out: &'a mut String,
    /// The article's title, for templates that show it.
    pub title: &'a str,
    /// The site's front page, for templates that put it before their addresses.
    pub front: Option<&'a Url>,
    /// How many bodies of tags this stands in.
    pub depth: usize,
    /// Bytes that may still be searched for closing tags: many that never close must not take time
    /// by the square.
    pub budget: &'a mut usize,
}

/// Bytes that are searched for closing tags in a body, beyond sixteen times its length.
const BUDGET: usize = 1 << 28;

/// Bytes of a tag, at most.
const MAX_TAG: usize = 8 << 10;

/// Bytes of a span of code, at most.
const MAX_SPAN: usize = 64 << 10;

/// The beginning of `text`, as far as a tag may reach.
pub(super) fn reach(text: &str) -> &str {
    &text[..boundary_before(text, MAX_TAG)]
}

/// Tags may hold others so deep; what is deeper stays as it is.
const MAX_DEPTH: usize = 16;

/// What is known of the page whose body is read.
pub(super) struct About<'a> {
    /// The article's title, for templates that show it.
    pub title: &'a str,
    /// The site's front page, for templates that put it before their addresses.
    pub front: &'a Url,
    /// The page has components of JSX.
    pub is_mdx: bool,
}

/// Returns the body `text` of a page of `generator` as Markdown (or HTML) without its tags.
pub(super) fn without_tags(text: &str, generator: Generator, page: &About<'_>) -> String {
    let About { title, front, is_mdx } = *page;
    let text = text.replace("\r\n", "\n");
    let text = match generator {
        Generator::Tidings | Generator::Html | Generator::Text => return text,
        _ => replaced_below(&text, generator, title, Some(front), 0, &mut (BUDGET + 16 * text.len())),
    };
    let dialect = match generator {
        Generator::Docusaurus => Some(Dialect::Mdx),
        Generator::Vuepress | Generator::Vitepress => Some(Dialect::Vue),
        _ => is_mdx.then_some(Dialect::Mdx),
    };
    let text = match dialect {
        Some(dialect) => without_components(&text, dialect, title, &mut (BUDGET + 16 * text.len())),
        None => text,
    };
    lines::read(&text, generator)
}

/// Replaces the tags in `text`, the inside of another tag.
pub(super) fn replaced(
    text: &str,
    generator: Generator,
    title: &str,
    depth: usize,
    budget: &mut usize,
) -> String {
    replaced_below(text, generator, title, None, depth, budget)
}

fn replaced_below(
    text: &str,
    generator: Generator,
    title: &str,
    front: Option<&Url>,
    depth: usize,
    budget: &mut usize,
) -> String {
    let opener = match generator {
        Generator::Hugo => "{{",
        Generator::Zola | Generator::Jekyll | Generator::Eleventy => "{",
        Generator::Hexo => "{%",
        _ => return text.to_owned(),
    };
    if depth > MAX_DEPTH || !text.contains(opener) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut is_line_start = true;
    while at < text.len() {
        let rest = &text[at..];
        let length = if is_line_start && let Some(length) = fence(rest) {
            keep(&mut out, &rest[..length])
        } else if rest.starts_with('`') {
            keep(&mut out, &rest[..code_span(rest)])
        } else if rest.starts_with(opener) {
            let place = At { rest, out: &mut out, title, front, depth, budget };
            let consumed = match generator {
                Generator::Hugo => hugo::hugo(place),
                Generator::Zola => hugo::zola(place),
                Generator::Hexo => hexo::tag(place),
                generator => liquid::tag(place, generator),
            };
            consumed.unwrap_or_else(|| keep(&mut out, &rest[..1]))
        } else {
            // Up to what may begin something: the end of the line, a mark of code, a tag.
            let first = rest.chars().next().map_or(1, char::len_utf8);
            let first = if rest.starts_with('\n') {
                1
            } else {
                rest[first..].find(['\n', '`', '{']).map_or(rest.len(), |n| n + first)
            };
            keep(&mut out, &rest[..first])
        };
        is_line_start = text[..at + length].ends_with('\n');
        at += length;
    }
    out
}

fn keep(out: &mut String, text: &str) -> usize {
    out.push_str(text);
    text.len()
}

/// The length of the fenced block at the beginning of a line, if there is one.
pub(super) fn fence(rest: &str) -> Option<usize> {
    let line = rest.lines().next()?;
    let mark = line.trim_start_matches([' ', '\t', '>']);
    let first = mark.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let count = mark.chars().take_while(|c| *c == first).count();
    if count < 3 || (first == '`' && mark[count..].contains('`')) {
        return None;
    }
    let mut length = 0;
    for (number, line) in rest.split_inclusive('\n').enumerate() {
        length += line.len();
        let mark = line.trim_start_matches([' ', '\t', '>']).trim_end();
        if number > 0 && mark.len() >= count && mark.chars().all(|c| c == first) {
            break;
        }
    }
    Some(length)
}

/// The length of the code span at the beginning of `rest`, or of its backticks if they open none.
pub(super) fn code_span(rest: &str) -> usize {
    let ticks = rest.bytes().take_while(|b| *b == b'`').count();
    let span = &rest[..boundary_before(rest, MAX_SPAN)];
    let mut at = ticks;
    while let Some(found) = span[at.min(span.len())..].find(['`', '\n']) {
        at += found;
        if span[at..].starts_with("\n\n") {
            break;
        }
        let run = span[at..].bytes().take_while(|b| *b == b'`').count();
        at += run.max(1);
        if run == ticks {
            return at;
        }
    }
    ticks
}

/// The marks that end a body's summary.
const MORE: [&str; 3] = ["more", "truncate", "excerpt"];

/// Returns what stands before the mark that ends the summary.
pub(super) fn before_more(text: &str) -> Option<&str> {
    let mut at = 0;
    while let Some(found) = text[at..].find("<!--") {
        let start = at + found;
        let end = start + 4 + text[start + 4..].find("-->")?;
        if MORE.iter().any(|mark| text[start + 4..end].trim().eq_ignore_ascii_case(mark)) {
            return Some(&text[..start]);
        }
        at = end;
    }
    None
}

/// The heading with which the body `text` begins, or the first of the highest two levels, and, if
/// the body begins with it, what follows it.
pub(super) fn first_heading(text: &str) -> Option<(String, Option<&str>)> {
    let mut at = 0;
    let mut is_first = true;
    while at < text.len() {
        let rest = &text[at..];
        if let Some(length) = fence(rest) {
            at += length;
            is_first = false;
            continue;
        }
        let line = rest.split_inclusive('\n').next()?;
        let after = &text[at + line.len()..];
        let bare = line.trim();
        let underline = after.lines().next().unwrap_or_default().trim();
        let is_underlined = underline.len() >= 3
            && (underline.bytes().all(|b| b == b'=') || (is_first && underline.bytes().all(|b| b == b'-')));
        let level = bare.bytes().take_while(|b| *b == b'#').count();
        let heading = match level {
            1 | 2 if bare[level..].starts_with([' ', '\t', '　']) => {
                Some((bare[level..].trim_matches([' ', '\t', '　', '#']), after))
            }
            // Some write headings without the space; a tag (`#tag`) is not the whole line and first.
            1 | 2 if is_first && bare.len() > level && !bare.contains(" #") => {
                Some((bare[level..].trim(), after))
            }
            0 if is_underlined && !bare.is_empty() => {
                Some((bare, after.split_once('\n').map_or("", |(_, after)| after)))
            }
            _ => None,
        };
        if let Some((heading, after)) = heading {
            let title = plain(heading);
            if !title.is_empty() {
                return Some((title, is_first.then_some(after)));
            }
        }
        is_first &= bare.is_empty() || bare.starts_with("<!--");
        at += line.len();
    }
    None
}

/// The first words of the body `text`, up to the end of a sentence or of what a title may have.
pub(super) fn first_words(text: &str, markup: Markup) -> Option<String> {
    /// Characters, of which those of East Asia are as wide as two.
    const MOST: usize = 80;
    let base = url::Url::parse("http://localhost/").ok()?;
    let beginning = &text[..boundary_before(text, MAX_TAG)];
    let shown = crate::content::markup::render(beginning, markup, &base).ok()?.text;
    let line = shown.lines().map(str::trim).find(|line| line.contains(char::is_alphabetic))?;
    let is_end = |c: char| matches!(c, '。' | '！' | '？' | '!' | '?');
    let sentence = line.split_inclusive(is_end).next()?.trim_end_matches('。');
    let mut width = 0;
    let is_beyond = |c: char| {
        width += if c < '\u{2E80}' { 1 } else { 2 };
        width > MOST
    };
    let Some(end) = sentence.find(is_beyond) else { return Some(sentence.to_owned()) };
    let cut = &sentence[..end];
    // Between words, where there are any.
    let whole = cut.rfind(' ').filter(|at| *at > cut.len() / 2).map_or(cut, |at| &cut[..at]);
    Some(format!("{}…", whole.trim_end()))
}

/// A heading without the marks of Markdown.
fn plain(heading: &str) -> String {
    let heading = match heading.rsplit_once('{') {
        Some((before, mark)) if mark.ends_with('}') && mark.starts_with(['#', '.']) => before,
        _ => heading,
    };
    let Ok(base) = url::Url::parse("http://localhost/") else { return heading.to_owned() };
    let text =
        crate::content::markup::render(heading.trim(), Markup::Markdown, &base).map(|finished| finished.text);
    text.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}
