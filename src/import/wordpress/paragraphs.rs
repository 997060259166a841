//! Paragraphs of the classic editor, which stores an empty line between them and leaves the rest to
//! the moment of showing.

/// Elements between which text is cut into paragraphs.
const CONTAINERS: [&str; 6] = ["div", "blockquote", "section", "article", "aside", "center"];

/// Elements that can't stand in a paragraph, beside those.
const BLOCKS: [&str; 27] = [
    "address",
    "audio",
    "dd",
    "details",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "iframe",
    "li",
    "ol",
    "p",
    "pre",
    "script",
    "style",
    "table",
    "ul",
    "video",
    "noscript",
];

/// Elements in each other among which the one that ends is looked for.
const MAX_OPEN: usize = 500;

/// Marks the paragraphs of `content`: an empty line ends one, a single line break is a break in it.
/// Inside other blocks (lists, tables, preformatted text) everything stays as it is.
pub(super) fn marked(content: &str) -> String {
    let content = content.replace("\r\n", "\n").replace('\r', "\n");
    let mut pass =
        Pass { out: String::with_capacity(content.len() + 64), paragraph: String::new(), open: Vec::new() };
    let mut rest = content.as_str();
    // Behind the last of them nothing is looked for any more.
    let last = content.rfind('>').unwrap_or(0);
    while let Some(at) = rest.find('<') {
        pass.text(&rest[..at]);
        rest = &rest[at..];
        let is_tag = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        let may_end = is_tag && content.len() - rest.len() < last;
        let Some(end) = may_end.then(|| rest.find('>')).flatten() else {
            pass.text("<");
            rest = &rest[1..];
            continue;
        };
        pass.tag(&rest[..=end]);
        rest = &rest[end + 1..];
    }
    pass.text(rest);
    pass.end_paragraph();
    pass.out.trim().to_owned()
}

struct Pass {
    out: String,
    /// The paragraph that is being gathered.
    paragraph: String,
    /// The blocks that are open.
    open: Vec<String>,
}

impl Pass {
    /// Whether text here is cut into paragraphs.
    fn is_cut(&self) -> bool {
        self.open.last().is_none_or(|name| CONTAINERS.contains(&name.as_str()))
    }

    fn text(&mut self, text: &str) {
        if !self.is_cut() {
            self.out.push_str(text);
            return;
        }
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                let last = self.paragraph.rsplit('\n').next().unwrap_or_default();
                if last.trim().is_empty() { self.end_paragraph() } else { self.paragraph.push('\n') }
            }
            self.paragraph.push_str(line);
        }
    }

    fn tag(&mut self, tag: &str) {
        let is_end = tag.starts_with("</");
        let name: String = tag
            .trim_start_matches(['<', '/'])
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        let is_block = CONTAINERS.contains(&name.as_str()) || BLOCKS.contains(&name.as_str());
        if !is_block {
            if self.is_cut() {
                self.paragraph.push_str(tag)
            } else {
                self.out.push_str(tag)
            }
            return;
        }
        self.end_paragraph();
        self.out.push_str(tag);
        if is_end {
            let near = self.open.len().saturating_sub(MAX_OPEN);
            if let Some(at) = self.open.iter().skip(near).rposition(|open| *open == name).map(|at| near + at)
            {
                self.open.truncate(at);
            }
            if self.is_cut() {
                self.out.push('\n');
            }
        } else if name != "hr" && !tag.ends_with("/>") {
            self.open.push(name);
        }
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        let text = paragraph.trim_matches(['\n', ' ', '\t']);
        if !text.is_empty() {
            let lines: Vec<&str> = text.split('\n').map(|line| line.trim_end()).collect();
            self.out.push_str(&format!("<p>{}</p>\n", lines.join("<br>\n")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_lines_end_paragraphs() {
        for (content, expected) in [
            ("a\n\nb\nc", "<p>a</p>\n<p>b<br>\nc</p>"),
            ("a\r\n\r\nb", "<p>a</p>\n<p>b</p>"),
            ("a <b>x\n\ny</b>", "<p>a <b>x</p>\n<p>y</b></p>"),
            ("<h2>t</h2>\na", "<h2>t</h2>\n<p>a</p>"),
            (
                "a\n<ul>\n<li>b</li>\n\n<li>c</li>\n</ul>\nd",
                "<p>a</p>\n<ul>\n<li>b</li>\n\n<li>c</li>\n</ul>\n<p>d</p>",
            ),
            ("<pre>a\n\nb</pre>c", "<pre>a\n\nb</pre>\n<p>c</p>"),
            ("<blockquote>a\n\nb</blockquote>", "<blockquote><p>a</p>\n<p>b</p>\n</blockquote>"),
            ("<p>a</p>\n\n<p>b</p>", "<p>a</p>\n<p>b</p>"),
            ("1 < 2\n\n3", "<p>1 < 2</p>\n<p>3</p>"),
            ("a\n\n\n\n\nb", "<p>a</p>\n<p>b</p>"),
            ("<hr>\na", "<hr><p>a</p>"),
            ("", ""),
        ] {
            assert_eq!(marked(content), expected, "{content:?}");
        }
    }
}
