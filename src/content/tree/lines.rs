//! Bodies line by line: what generators' Markdown has beside that of CommonMark.

use super::body::fence;
use super::element::balanced;
use crate::config::Generator;
use crate::content::node::boundary_before;

/// Returns the body `text` with containers (`:::`), alerts (`[!NOTE]`), marks of headings and pictures,
/// tables of contents and imports of components as Markdown has them, or without them.
pub(super) fn read(text: &str, generator: Generator) -> String {
    let is_vue = matches!(generator, Generator::Vuepress | Generator::Vitepress);
    let has_components = is_vue || matches!(generator, Generator::Docusaurus | Generator::Markdown);
    let has_attributes = is_vue || matches!(generator, Generator::Eleventy | Generator::Markdown);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if let Some(length) = fence(rest) {
            out.push_str(&rest[..length]);
            at += length;
            continue;
        }
        let line = rest.split_inclusive('\n').next().unwrap_or(rest);
        at += line.len();
        let bare = line.trim();
        if is_contents(bare) || (has_components && is_import(line)) || (is_vue && is_inclusion(bare)) {
            continue;
        }
        // To Kramdown a break is part of the text, so that what follows it is Markdown still.
        let is_break = matches!(bare, "<br>" | "<br/>" | "<br />");
        if is_break && generator == Generator::Jekyll && (out.is_empty() || out.ends_with("\n\n")) {
            out.push_str(line.trim_end());
            out.push_str("\n\n");
            continue;
        }
        if let Some(title) = container(bare).or_else(|| tab(bare).filter(|_| is_vue)) {
            if !title.is_empty() {
                out.push_str(&format!("\n**{title}**\n"));
            }
            out.push('\n');
            continue;
        }
        if let Some(alert) = alert(line) {
            out.push_str(&alert);
            continue;
        }
        if (bare.starts_with('#') || is_underline(&text[at..]))
            && let Some((heading, mark)) = bare.rsplit_once('{')
            && mark.ends_with('}')
            && mark.starts_with(['#', '.'])
        {
            out.push_str(heading.trim_end().trim_end_matches('\\'));
            out.push('\n');
            continue;
        }
        match has_attributes && line.contains("){") {
            true => out.push_str(&without_attributes(line)),
            false => out.push_str(line),
        }
    }
    out
}

fn is_contents(bare: &str) -> bool {
    ["[[toc]]", "[toc]", "{:toc}", "* toc", "- toc", "${toc}", "@[toc]"]
        .iter()
        .any(|mark| bare.eq_ignore_ascii_case(mark))
}

fn is_import(line: &str) -> bool {
    (line.starts_with("import ") && (line.contains(" from ") || line.contains('\'') || line.contains('"')))
        || line.starts_with("export default ")
        || line.starts_with("export const ")
}

/// Another file's text, which VuePress and VitePress put here.
fn is_inclusion(bare: &str) -> bool {
    bare.starts_with("<<< ") || (bare.starts_with("@include(") && bare.ends_with(')'))
}

/// The title of a container that begins or ends: `::: tip title`.
fn container(bare: &str) -> Option<String> {
    let kind = bare.strip_prefix(":::")?.trim_start_matches(':').trim();
    // Docusaurus has the title in brackets, also behind the kind itself.
    let (_, title) = kind.split_once(|c: char| c.is_whitespace() || c == '[').unwrap_or(("", ""));
    Some(title.trim().trim_matches(['[', ']']).to_owned())
}

/// The title of a tab: `@tab npm`, `@tab:active npm#id`.
fn tab(bare: &str) -> Option<String> {
    let after = bare.strip_prefix("@tab")?;
    let title = after.strip_prefix(":active").unwrap_or(after);
    let is_tab = title.is_empty() || title.starts_with(char::is_whitespace);
    is_tab.then(|| title.split('#').next().unwrap_or_default().trim().to_owned())
}

/// The first line of an alert, `> [!NOTE] title`, as a quotation with its title, else its kind as a word.
fn alert(line: &str) -> Option<String> {
    let start = line.find(|c: char| !matches!(c, ' ' | '\t' | '>'))?;
    let (quote, rest) = line.split_at(start);
    let (kind, rest) = rest.strip_prefix("[!")?.split_once(']')?;
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    if !quote.contains('>') || kind.is_empty() || !kind.chars().all(is_word) {
        return None;
    }
    let title = match rest.trim_start_matches(['+', '-']).trim() {
        "" => {
            let mut letters = kind.chars();
            letters.next().into_iter().flat_map(char::to_uppercase).collect::<String>()
                + &letters.as_str().to_lowercase()
        }
        title => title.to_owned(),
    };
    Some(format!("{quote}**{title}**\n{}\n", quote.trim_end()))
}

/// Returns whether `text` begins with the line below a heading.
fn is_underline(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default().trim_end();
    line.len() > 1 && (line.bytes().all(|b| b == b'=') || line.bytes().all(|b| b == b'-'))
}

/// `line` without the attributes that markdown-it and Pandoc take behind a picture or a link:
/// `![x](a.png){.wide width=50%}`.
fn without_attributes(line: &str) -> String {
    /// Bytes of a link's target, or of attributes, at most.
    const MOST: usize = 2_000;
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    let mut is_code = false;
    while let Some(at) = rest.find(['`', ']']) {
        let (before, after) = rest.split_at(at + 1);
        out.push_str(before);
        rest = after;
        if before.ends_with('`') {
            is_code = !is_code;
        } else if !is_code
            && after.starts_with('(')
            && let Some(end) = balanced(&after[..boundary_before(after, MOST)])
        {
            out.push_str(&after[..end]);
            rest = &after[end..];
            while let Some(length) = attributes(&rest[..boundary_before(rest, MOST)]) {
                rest = &rest[length..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The length of the attributes with which `text` begins: `{.wide width=50%}`.
fn attributes(text: &str) -> Option<usize> {
    let end = text.strip_prefix('{')?.find('}')? + 1;
    let mut words = text[1..end].trim_start_matches(':').split_whitespace().peekable();
    let is_attribute = |word: &str| {
        let is_given = word.split_once('=').is_some_and(|(name, _)| !name.is_empty());
        word.len() > 1 && (word.starts_with(['.', '#']) || is_given)
    };
    (words.peek().is_some() && words.all(is_attribute)).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_as_markdown_has_them() {
        for (generator, text, expected) in [
            (Generator::Hugo, "> [!NOTE]\n> 注\n", "> **Note**\n>\n> 注\n"),
            (Generator::Zola, "  > [!warning]- 当心\n", "  > **当心**\n  >\n"),
            (Generator::Hexo, "> [!](x) [a]\n", "> [!](x) [a]\n"),
            (
                Generator::Eleventy,
                "![x](a.png \"z :)\"){.half}{.b} [y](b){target=_blank #c}\n",
                "![x](a.png \"z :)\") [y](b)\n",
            ),
            (Generator::Eleventy, "`[x](a){.b}` (c){d} f(){.g = 1}\n", "`[x](a){.b}` (c){d} f(){.g = 1}\n"),
            (Generator::Vitepress, "<<< @/a.js\n@tab:active npm#x\n@include(./b.md)\n", "\n**npm**\n\n"),
            (Generator::Docusaurus, ":::note[题]\n注\n:::\n", "\n**题**\n\n注\n\n"),
        ] {
            assert_eq!(read(text, generator), expected, "{text}");
        }
    }
}
