//! Bodies: Markdown, HTML or text become clean HTML and plain text.
//!
//! Markdown without raw HTML needs no cleaning: what `comrak` writes is made of its own elements
//! only, and [`finish`] checks attributes and addresses. Everything else goes
//! through `ammonia`, which costs more than all the rest. A test holds the two ways against each
//! other.

use std::borrow::Cow;

use comrak::Arena;
use comrak::nodes::NodeValue;
use url::Url;

use super::format::Markup;
use super::links::Addresses;
use super::{clean, finish};

/// How deep elements may stand in each other. Beyond it, the tree algorithms of HTML take time by
/// the square of the depth, and browsers stop as well.
const MAX_NESTING: usize = 500;

/// The elements whose end may be left out (HTML §13.1.2.4) or that have none; they nest nothing.
const UNCOUNTED: [&str; 37] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "caption", "colgroup",
    "option", "optgroup", "rt", "rp", "rb", "rtc", "html", "head", "body", "frame", "keygen",
];

/// A body's elements stand in each other deeper than can be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooDeep;

/// Renders the body `source`; relative addresses are resolved against `base`, the article's URL.
pub(super) fn render(source: &str, markup: Markup, base: &Url) -> Result<finish::Finished, TooDeep> {
    render_with(source, markup, &Addresses { base, meant: None })
}

/// Renders the body `source`, in which `addresses` says what addresses mean.
pub(super) fn render_with(
    source: &str,
    markup: Markup,
    addresses: &Addresses<'_>,
) -> Result<finish::Finished, TooDeep> {
    let (html, is_clean) = match markup {
        Markup::Markdown => markdown(source)?,
        Markup::Html => (source.to_owned(), false),
        Markup::Text => (paragraphs(source), true),
    };
    if is_nested_too_deep(&html) {
        return Err(TooDeep);
    }
    let html = if is_clean { html } else { clean::clean(&html) };
    Ok(finish::finish(&html, addresses))
}

/// Returns the HTML, and whether it is made of Markdown's own elements only.
pub(super) fn markdown(source: &str) -> Result<(String, bool), TooDeep> {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.cjk_friendly_emphasis = true;
    options.render.r#unsafe = true;
    if is_quoted_too_deep(source) {
        return Err(TooDeep);
    }
    let arena = Arena::new();
    let root = comrak::parse_document(&arena, source, &options);
    let mut needs_cleaning = false;
    let mut has_tasks = false;
    for node in root.descendants() {
        match node.data().value {
            NodeValue::HtmlBlock(_) | NodeValue::HtmlInline(_) | NodeValue::Raw(_) => needs_cleaning = true,
            // The mark of a footnote is a link, even where it stands in one, and a note that stands
            // in a list twice leaves the list open.
            NodeValue::FootnoteReference(_) | NodeValue::FootnoteDefinition(_) => needs_cleaning = true,
            // Some odd links stand in others (`[[](x)[ ] ](x)`), which HTML doesn't have.
            NodeValue::Link(_) => needs_cleaning |= node.ancestors().skip(1).any(is_link),
            NodeValue::TaskItem(_) => has_tasks = true,
            _ => {}
        }
    }
    let mut html = String::with_capacity(source.len() * 5 / 4);
    // Writing to a string can't fail.
    let _ = comrak::format_html(root, &options, &mut html);
    if has_tasks {
        // Feed readers drop form fields; the box is text instead.
        html = html
            .replace("<input type=\"checkbox\" checked=\"\" disabled=\"\" />", "☑")
            .replace("<input type=\"checkbox\" disabled=\"\" />", "☐");
    }
    Ok((html, !needs_cleaning))
}

fn is_link(node: comrak::Node<'_>) -> bool {
    matches!(node.data().value, NodeValue::Link(_))
}

/// Plain text: a paragraph at each blank line, a line break at each other.
fn paragraphs(source: &str) -> String {
    let mut html = String::with_capacity(source.len() + source.len() / 8);
    let mut is_open = false;
    for line in source.lines().map(str::trim) {
        match (line.is_empty(), is_open) {
            (true, true) => html.push_str("</p>\n"),
            (true, false) => {}
            (false, true) => html.push_str("<br>\n"),
            (false, false) => html.push_str("<p>"),
        }
        is_open = !line.is_empty();
        html.push_str(&escape(line));
    }
    if is_open {
        html.push_str("</p>\n");
    }
    html
}

fn escape(text: &str) -> Cow<'_, str> {
    quick_xml::escape::partial_escape(text)
}

/// Block quotes and lists nest by their marks alone: a line of 100,000 `>` is 100,000 levels. Such a
/// line is recognised before it is parsed, because parsing it takes time by the square.
fn is_quoted_too_deep(source: &str) -> bool {
    let is_mark = |b: u8| matches!(b, b'>' | b'-' | b'*' | b'+' | b' ' | b'\t');
    source.lines().any(|line| {
        let marks = line.bytes().take_while(|b| is_mark(*b));
        marks.filter(|b| !matches!(b, b' ' | b'\t')).count() > MAX_NESTING && !is_rule(line)
    })
}

/// A line of one mark only, such as `----`, is a rule or an underline of any length.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    ["-", "*", "+"].iter().any(|mark| line.trim_matches(|c: char| mark.starts_with(c)).is_empty())
}

/// Counts roughly, from the tags alone, so that no tree need be built.
fn is_nested_too_deep(html: &str) -> bool {
    let mut depth: usize = 0;
    for piece in html.split('<').skip(1) {
        let (is_end, name) = piece.strip_prefix('/').map_or((false, piece), |name| (true, name));
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
        if UNCOUNTED.iter().any(|uncounted| uncounted.eq_ignore_ascii_case(name)) {
            continue;
        }
        depth = if is_end { depth.saturating_sub(1) } else { depth + 1 };
        if depth > MAX_NESTING {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn base() -> Url {
        Url::parse("https://example.org/a/b/").unwrap()
    }

    fn finished(html: &str) -> finish::Finished {
        finish::finish(html, &Addresses { base: &base(), meant: None })
    }

    fn html(source: &str, markup: Markup) -> String {
        render(source, markup, &base()).unwrap().html
    }

    #[test]
    fn markdown_is_rendered() {
        for (source, expected) in [
            ("**“科技兴蒙”**行动", "<p><strong>“科技兴蒙”</strong>行动</p>\n"),
            ("a\nb", "<p>a\nb</p>\n"),
            ("汉\n字", "<p>汉字</p>\n"),
            ("**汉**\n**字**", "<p><strong>汉</strong><strong>字</strong></p>\n"),
            (
                "~~x~~ https://example.com/",
                "<p><del>x</del> <a href=\"https://example.com/\">https://example.com/</a></p>\n",
            ),
            ("- [x] a\n- [ ] b", "<ul>\n<li>☑ a</li>\n<li>☐ b</li>\n</ul>\n"),
            (
                "```rust\na <b> \"c\"\n```",
                "<pre><code class=\"language-rust\">a &lt;b&gt; \"c\"\n</code></pre>\n",
            ),
            (
                "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>",
                "<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby></p>\n",
            ),
            (
                "![a & b](x.png \"t\")",
                "<p><img src=\"https://example.org/a/b/x.png\" alt=\"a &amp; b\" title=\"t\"></p>\n",
            ),
            // No link in a link.
            (
                "[a[^1]](x)\n\n[^1]: n",
                "<p><a href=\"https://example.org/a/b/x\">a<sup></sup></a><a href=\"https://example.org/a/b/#fn-1\" id=\"fnref-1\">1</a></p>\n\
                 <section>\n<ol>\n<li id=\"fn-1\">\n<p>n <a href=\"https://example.org/a/b/#fnref-1\">↩</a></p>\n</li>\n</ol>\n</section>\n",
            ),
            (
                "[[](x)[ ] ](x)",
                "<p><a href=\"https://example.org/a/b/x\"></a><a href=\"https://example.org/a/b/x\"></a>[ ] </p>\n",
            ),
            (
                "| a | b |\n|:-:|---|\n| 1 | 2 |",
                "<table>\n<thead>\n<tr>\n<th align=\"center\">a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n\
                 <td align=\"center\">1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n",
            ),
            ("<script>x</script>\n\n<div onclick=x>y</div>", "\n<div>y</div>\n"),
        ] {
            assert_eq!(html(source, Markup::Markdown), expected, "{source}");
        }
    }

    #[test]
    fn text_is_escaped_and_keeps_its_lines() {
        assert_eq!(
            html("a < b & c\r\n第二行\n\n\n\n<b>\n", Markup::Text),
            "<p>a &lt; b &amp; c<br>\n第二行</p>\n<p>&lt;b&gt;</p>\n"
        );
    }

    #[test]
    fn html_is_cleaned() {
        for (source, expected) in [
            ("<p onclick=\"x\">a<script>b</script><style>c</style></p>", "<p>a</p>"),
            (
                "<a href=\"javascript:x\">a</a><a href='#n'>b</a>",
                "<a>a</a><a href=\"https://example.org/a/b/#n\">b</a>",
            ),
            ("<form><input name=x><button>b</button></form>", "b"),
            (
                "<img src=/x.png srcset=\"y.png 2x, z.png\" width=1 height=2 onerror=x>",
                "<img src=\"https://example.org/x.png\" srcset=\"https://example.org/a/b/y.png 2x, https://example.org/a/b/z.png\" width=\"1\" height=\"2\">",
            ),
            ("<p>a<p>b", "<p>a</p><p>b</p>"),
            ("a<!-- c -->b", "ab"),
            (
                "<video src=v.mp4 poster=p.jpg controls autoplay></video>",
                "<video src=\"https://example.org/a/b/v.mp4\" poster=\"https://example.org/a/b/p.jpg\" controls=\"\"></video>",
            ),
            (
                "<p lang=ja dir=ltr id=x class=y style=\"color:red\">a</p>",
                "<p lang=\"ja\" dir=\"ltr\" id=\"x\">a</p>",
            ),
            ("<svg><script>x</script></svg><math><mi>a</mi></math>b", "b"),
            ("<iframe src=x></iframe><object data=x></object>", ""),
        ] {
            assert_eq!(html(source, Markup::Html), expected, "{source}");
        }
    }

    /// Markdown of every construct without raw HTML: both ways give the same.
    #[test]
    fn markdown_that_is_not_cleaned_needed_no_cleaning() {
        let source = "# T “t” & <\n\n**a** *b* `c` ~~d~~ [e](f \"g\") ![h](i) https://j.example/ <k@l.example>\n\n\
            - n\n  1. o\n- [x] p\n\n3. q\n4. r\n\n> s\n\nt  \nu\\\nv\n\n---\n\n    w\n\n``` x y\nz\n```\n\n\
            | a | b |\n|--:|:-:|\n| 1 | \\| |\n\n[js](javascript:alert(1)) [d](data:text/html,x) &copy; &#0;\n";
        let (rendered, is_clean) = markdown(source).unwrap();
        assert!(is_clean);
        let (fast, slow) = (finished(&rendered), finished(&clean::clean(&rendered)));
        assert_eq!(fast.html, slow.html);
        assert_eq!(fast.text, slow.text);
    }

    /// Pieces of Markdown that mean something, without raw HTML.
    fn pieces() -> impl Strategy<Value = String> {
        let marks = [
            "*",
            "**",
            "_",
            "~~",
            "`",
            "```\n",
            "[",
            "](x)",
            "](javascript:x)",
            "![",
            "](<a b>)",
            "\n",
            "\n\n",
            "    ",
            "- ",
            "1. ",
            "> ",
            "# ",
            "---",
            "| a | b |\n|---|:-:|\n| c | d |\n",
            "[^1]",
            "[^1]: n\n",
            "汉字",
            "。",
            "“",
            "”",
            "a",
            "&amp;",
            "&",
            "\"",
            "'",
            "\\",
            "https://x.example/?a=1&b=2",
            "[ ] ",
            "[x] ",
            "\u{A0}",
            "  \n",
        ];
        proptest::collection::vec(proptest::sample::select(marks.to_vec()), 0..40)
            .prop_map(|pieces| pieces.concat())
    }

    proptest! {
        // Cases that were found stand above, by name.
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_markdown_without_html_needs_no_cleaning(source in pieces()) {
            let Ok((rendered, true)) = markdown(&source) else { return Ok(()) };
            let (fast, slow) = (finished(&rendered), finished(&clean::clean(&rendered)));
            prop_assert_eq!(fast.html, slow.html);
            prop_assert_eq!(fast.text, slow.text);
            prop_assert_eq!(fast.lead, slow.lead);
        }
    }

    #[test]
    fn nesting_is_bounded() {
        for source in [
            ">".repeat(100_000),
            "> ".repeat(100_000),
            "- ".repeat(100_000) + "x",
            "*- ".repeat(100_000),
            "<div>".repeat(100_000),
            "<b><i>".repeat(100_000),
            (0..700).fold(String::new(), |text, n| text + &"  ".repeat(n) + "- a\n"),
        ] {
            let shown: String = source.chars().take(12).collect();
            assert_eq!(render(&source, Markup::Markdown, &base()).err(), Some(TooDeep), "{shown}");
        }
        for source in [
            "[".repeat(100_000),
            "*a **a ".repeat(20_000),
            "![".repeat(50_000),
            "`".repeat(100_000),
            "-".repeat(100_000),
            "<p>".repeat(20_000),
        ] {
            assert!(render(&source, Markup::Markdown, &base()).is_ok());
        }
    }
}
