//! Components in pages: MDX (Docusaurus, Astro), and those of Vue (VuePress, VitePress).
//!
//! A component's own doing is not known here; what stands in it stays, as Markdown.

use super::body::{code_span, fence, reach};
use super::element::{Element, balanced, quoted};
use crate::content::node::boundary_before;

/// How components are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Mdx,
    Vue,
}

/// Bytes of a statement or an expression, at most.
const MAX_CODE: usize = 64 << 10;

/// Bytes of a text of Vue's in braces, at most.
const MAX_TEXT: usize = 200;

/// Returns `text` without components and, in MDX, without code. `budget` are the bytes that may be
/// looked at in vain.
pub(super) fn without_components(text: &str, dialect: Dialect, title: &str, budget: &mut usize) -> String {
    let marks: &[char] =
        if dialect == Dialect::Mdx { &['\n', '`', '<', '{', '\\'] } else { &['\n', '`', '<', '{'] };
    let mut pass = Pass { text, out: String::with_capacity(text.len()), dialect, title, indents: Vec::new() };
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let is_line_start = at == 0 || text[..at].ends_with('\n');
        let length = if is_line_start && let Some(length) = fence(rest) {
            pass.keep_lines(&rest[..length]);
            length
        } else if is_line_start
            && dialect == Dialect::Mdx
            && let Some(length) = statement(rest, budget)
        {
            length
        } else if is_line_start && let Some(length) = pass.indentation(rest) {
            length
        } else if rest.starts_with('`') {
            pass.keep(&rest[..code_span(rest)])
        } else if rest.starts_with("\\<") || rest.starts_with("\\{") {
            pass.keep(&rest[..2])
        } else if rest.starts_with('<') {
            pass.element(at, budget).unwrap_or_else(|| pass.keep("<"))
        } else if rest.starts_with('{') {
            pass.expression(at, budget).unwrap_or_else(|| pass.keep("{"))
        } else {
            let first = rest.chars().next().map_or(1, char::len_utf8);
            let end = match rest.starts_with('\n') {
                true => 1,
                false => rest[first..].find(marks).map_or(rest.len(), |n| n + first),
            };
            pass.keep(&rest[..end])
        };
        at += length;
    }
    pass.out
}

struct Pass<'a> {
    text: &'a str,
    out: String,
    dialect: Dialect,
    title: &'a str,
    /// How far what stands in the open components of MDX is indented: there that means no code.
    indents: Vec<usize>,
}

impl Pass<'_> {
    fn keep(&mut self, text: &str) -> usize {
        self.out.push_str(text);
        text.len()
    }

    /// Keeps lines of code, indented less as the rest is.
    fn keep_lines(&mut self, text: &str) {
        for line in text.split_inclusive('\n') {
            let length = self.indent_of(line);
            self.out.push_str(&line[length..]);
        }
    }

    /// How much of the indentation of `line` comes from the components around it.
    fn indent_of(&self, line: &str) -> usize {
        let indent = self.indents.last().copied().unwrap_or(0);
        line.bytes().take(indent).take_while(|b| matches!(b, b' ' | b'\t')).count()
    }

    fn indentation(&self, rest: &str) -> Option<usize> {
        Some(self.indent_of(rest)).filter(|length| *length > 0)
    }

    /// Takes the element at the place; returns how many bytes it has.
    fn element(&mut self, at: usize, budget: &mut usize) -> Option<usize> {
        let rest = &self.text[at..];
        let Some(element) = Element::parse(rest) else {
            let is_likely = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
            return self.in_vain(rest, if is_likely { reach(rest).len() } else { 1 }, budget);
        };
        let is_component = match self.dialect {
            Dialect::Mdx => element.is_jsx(),
            Dialect::Vue => element.is_vue() && !rest[..element.length].contains("\n\n"),
        };
        if !is_component {
            if self.dialect == Dialect::Mdx && element.has_code() {
                self.out.push_str(&element.as_html());
                return Some(element.length);
            }
            return None;
        }
        let after = &rest[element.length..];
        let after = reach(after);
        let line_end = after.find('\n').unwrap_or(after.len());
        if self.dialect == Dialect::Mdx {
            if element.is_end {
                self.indents.pop();
            } else if !element.is_empty {
                self.open(after, line_end);
            }
        }
        if element.is_empty {
            self.out.push_str(&element.shown().unwrap_or_default());
        } else if after[..line_end].trim().is_empty() {
            // Alone in its line, it stands between paragraphs.
            let line_start = self.out.rfind('\n').map_or(0, |at| at + 1);
            if self.out[line_start..].trim().is_empty() {
                self.out.truncate(line_start);
                self.out.push('\n');
                if let Some(label) = element.label() {
                    self.out.push_str(&format!("**{label}**\n"));
                }
            }
        }
        Some(element.length)
    }

    /// Takes `looked_at` bytes of the `budget` for a look at `rest` that gave nothing; if nothing is left of
    /// it, all of `rest` stays as it is.
    fn in_vain(&mut self, rest: &str, looked_at: usize, budget: &mut usize) -> Option<usize> {
        *budget = budget.saturating_sub(looked_at);
        (*budget == 0).then(|| self.keep(rest))
    }

    /// Notes how far what follows an opening is indented.
    fn open(&mut self, after: &str, line_end: usize) {
        let current = self.indents.last().copied().unwrap_or(0);
        let is_last_in_line = after[..line_end].trim().is_empty();
        let next = after[line_end..].lines().find(|line| !line.trim().is_empty());
        let indent = next.map_or(0, |line| line.len() - line.trim_start_matches([' ', '\t']).len());
        self.indents.push(if is_last_in_line { indent } else { current });
    }

    /// Takes the expression at the place; returns how many bytes it has.
    fn expression(&mut self, at: usize, budget: &mut usize) -> Option<usize> {
        let rest = &self.text[at..];
        match self.dialect {
            Dialect::Vue => {
                let end = rest[..boundary_before(rest, MAX_TEXT)].strip_prefix("{{")?.find("}}")? + 2;
                let code = rest[2..end].trim();
                let is_of_page = [
                    "$page",
                    "$frontmatter",
                    "$site",
                    "$theme",
                    "$localePath",
                    "frontmatter.",
                    "page.",
                    "theme.",
                ]
                .iter()
                .any(|start| code.starts_with(start));
                if !is_of_page || code.contains('\n') {
                    return None;
                }
                let is_title = [
                    "$page.title",
                    "page.title",
                    "$frontmatter.title",
                    "frontmatter.title",
                    "$page.frontmatter.title",
                ]
                .contains(&code);
                self.out.push_str(if is_title { self.title } else { "" });
                Some(end + 2)
            }
            Dialect::Mdx => {
                let piece = &rest[..boundary_before(rest, MAX_CODE)];
                let length = match piece.starts_with("{/*") {
                    true => piece.find("*/}").map(|end| end + 3),
                    false => balanced(piece),
                };
                let Some(length) = length else { return self.in_vain(rest, piece.len(), budget) };
                let code = rest[1..length - 1].trim();
                let is_text = code.starts_with(['"', '\'', '`']) && quoted(code) == Some(code.len());
                match code {
                    _ if code.starts_with("/*") => {}
                    _ if is_text && !code.contains("${") => self.out.push_str(&code[1..code.len() - 1]),
                    "frontMatter.title" | "frontmatter.title" => self.out.push_str(self.title),
                    _ if code.contains("=>") || code.contains("/>") => {}
                    _ => return self.in_vain(rest, length, budget),
                }
                Some(length)
            }
        }
    }
}

/// The length of the statement, `import` or `export`, at the beginning of a line.
fn statement(rest: &str, budget: &mut usize) -> Option<usize> {
    const EXPORTS: [&str; 9] =
        ["const ", "let ", "var ", "function ", "async ", "default ", "class ", "{", "* "];
    let is_import = rest.starts_with("import ");
    let is_export = rest
        .strip_prefix("export ")
        .is_some_and(|after| EXPORTS.iter().any(|start| after.starts_with(start)));
    if !(is_import || is_export) {
        return None;
    }
    let piece = &rest[..boundary_before(rest, MAX_CODE)];
    let length = statement_end(piece);
    let written = &piece[..length];
    let is_closed = balanced(&format!("({written})")).is_some();
    if !is_closed {
        *budget = budget.saturating_sub(piece.len());
    }
    let is_whole = is_closed && *budget > 0;
    let length = if is_whole { length } else { piece.find('\n').map_or(piece.len(), |end| end + 1) };
    let written = &piece[..length];
    let is_code = is_export
        || written["import ".len()..].starts_with(['"', '\''])
        || (written.contains(" from ") || written.contains("}from ")) && written.contains(['"', '\'']);
    is_code.then_some(length)
}

/// The end of the line in which all brackets of a statement are closed.
fn statement_end(piece: &str) -> usize {
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(c) = piece[at..].chars().next() {
        match c {
            '"' | '\'' | '`' => at += quoted(&piece[at..]).map_or(0, |length| length - 1),
            '{' | '[' | '(' => depth += 1,
            '}' | ']' | ')' => depth = depth.saturating_sub(1),
            '\n' if depth == 0 && !piece[..at].trim_end().ends_with("=>") => return at + 1,
            _ => {}
        }
        at += piece[at..].chars().next().map_or(1, char::len_utf8);
    }
    piece.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, dialect: Dialect) -> String {
        without_components(text, dialect, "题", &mut 1_000_000)
    }

    #[test]
    fn what_stands_in_components_of_mdx_is_markdown() {
        for (text, expected) in [
            ("import A from 'a'\nimport {\n  B,\n} from \"b\";\n\n文\n", "\n文\n"),
            ("export const A = () => (\n  <b>x</b>\n);\n文", "文"),
            ("import 的用法\n", "import 的用法\n"),
            ("<Foo a={{b: 1}} />文 {/* 注\n释 */}{\" \"}尾", "文  尾"),
            (
                "<Tabs>\n  <Tab label=\"x\">\n\n    甲\n\n    ```js\n    a\n    ```\n  </Tab>\n</Tabs>\n尾",
                "\n\n\n**x**\n\n\n甲\n\n```js\na\n```\n\n\n\n\n尾",
            ),
            ("{[1].map((x) => <li>{x}</li>)}文 {year} {frontMatter.title}", "文 {year} 题"),
            ("`<Foo a={1}>` \\{a => b\\} <b style={{c: 1}}>d</b>", "`<Foo a={1}>` \\{a => b\\} <b>d</b>"),
            ("```js\nimport a from 'a'\n<Foo/>\n```\n", "```js\nimport a from 'a'\n<Foo/>\n```\n"),
            ("<>a</> <Foo.Bar>b</Foo.Bar>", "a b"),
        ] {
            assert_eq!(read(text, Dialect::Mdx), expected, "{text}");
        }
    }

    #[test]
    fn a_component_of_vue_ends_with_its_line() {
        for (text, expected) in [
            (
                "<code-block title=\"x\">\n```java\na\n\nb\n```\n</code-block>\n\n尾",
                "\n**x**\n\n```java\na\n\nb\n```\n\n\n\n尾",
            ),
            ("题 <Badge text=\"新\"/>", "题 "),
            ("{{ $page.title }} {{ msg }} {{ $frontmatter.x }}", "题 {{ msg }} "),
            ("Map<K, V> <b>c</b>", "Map<K, V> <b>c</b>"),
        ] {
            assert_eq!(read(text, Dialect::Vue), expected, "{text}");
        }
    }
}
