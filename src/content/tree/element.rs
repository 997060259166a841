//! Elements as pages write them: those of HTML, Vue's components, and JSX with code in braces.

use super::body::reach;
use super::tag::Tag;

/// The beginning or the end of an element.
#[derive(Debug, PartialEq)]
pub(super) struct Element<'a> {
    pub name: &'a str,
    /// It is `</name>`.
    pub is_end: bool,
    /// It is `<name />`.
    pub is_empty: bool,
    pub attributes: Vec<(&'a str, Value<'a>)>,
    /// How many bytes it has.
    pub length: usize,
}

/// What is given to an attribute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value<'a> {
    None,
    Text(&'a str),
    /// What stands between braces.
    Code(&'a str),
}

impl<'a> Element<'a> {
    /// Takes apart the element with which `rest` begins.
    pub fn parse(rest: &'a str) -> Option<Self> {
        let rest = reach(rest);
        let after = rest.strip_prefix('<')?;
        let is_end = after.starts_with('/');
        let after = after.strip_prefix('/').unwrap_or(after);
        let is_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let end = after.find(|c| !is_of_name(c))?;
        let (name, mut left) = after.split_at(end);
        let is_named = name.starts_with(|c: char| c.is_ascii_alphabetic());
        // JSX has elements without a name.
        if !(is_named || name.is_empty() && left.starts_with('>')) {
            return None;
        }
        let mut attributes = Vec::new();
        let mut is_empty = false;
        loop {
            let trimmed = left.trim_start();
            if let Some(after) = trimmed.strip_prefix('>') {
                let length = rest.len() - after.len();
                return Some(Self { name, is_end, is_empty, attributes, length });
            }
            if trimmed.starts_with("/>") {
                is_empty = true;
                left = &trimmed[1..];
                continue;
            }
            if trimmed.starts_with('{') {
                left = &trimmed[balanced(trimmed)?..];
                continue;
            }
            if trimmed.len() == left.len() {
                return None;
            }
            let end = trimmed.find(|c: char| c.is_whitespace() || "\"'<>/={}".contains(c))?;
            let (attribute, after) = trimmed.split_at(end);
            if !attribute.starts_with(|c: char| c.is_ascii_alphabetic() || "_:@#".contains(c)) {
                return None;
            }
            left = after;
            let mut value = Value::None;
            if let Some(after) = after.trim_start().strip_prefix('=') {
                let after = after.trim_start();
                let length = match after.chars().next()? {
                    quote @ ('"' | '\'') => {
                        let end = after[1..].find(quote)? + 1;
                        value = Value::Text(&after[1..end]);
                        end + 1
                    }
                    '{' => {
                        let end = balanced(after)?;
                        value = Value::Code(&after[1..end - 1]);
                        end
                    }
                    _ => {
                        let end = after.find(|c: char| c.is_whitespace() || "\"'<>=`".contains(c))?;
                        value = Some(&after[..end]).filter(|text| !text.is_empty()).map(Value::Text)?;
                        end
                    }
                };
                left = &after[length..];
            }
            attributes.push((attribute, value));
        }
    }

    /// Returns whether an attribute is given code.
    pub fn has_code(&self) -> bool {
        self.attributes.iter().any(|(_, value)| matches!(value, Value::Code(_)))
    }

    /// Returns whether it is a component of JSX rather than an element of HTML.
    pub fn is_jsx(&self) -> bool {
        self.name.is_empty()
            || self.name.starts_with(|c: char| c.is_ascii_uppercase())
            || self.name.contains('.')
    }

    /// Returns whether it is one of Vue's components, which have capitals or hyphens.
    pub fn is_vue(&self) -> bool {
        self.name.starts_with(|c: char| c.is_ascii_uppercase()) || self.name.contains('-')
    }

    /// What a component that opens shows above what stands in it: the name of a tab, a title.
    pub fn label(&self) -> Option<&str> {
        let text = |wanted: &str| {
            let mut attributes = self.attributes.iter();
            attributes.find_map(|(name, value)| match value {
                Value::Text(text) if *name == wanted => Some(text.trim()).filter(|text| !text.is_empty()),
                _ => None,
            })
        };
        text("label").or_else(|| text("title"))
    }

    /// What is kept of a component that has nothing in it, as Markdown.
    pub fn shown(&self) -> Option<String> {
        let named = self.attributes.iter().filter_map(|(name, value)| {
            let text = match value {
                Value::None => return None,
                Value::Text(text) => *text,
                Value::Code(code) => quoted_in(code)?,
            };
            Some(((*name).to_owned(), text.to_owned()))
        });
        let tag = Tag { name: self.name.to_owned(), values: Vec::new(), named: named.collect() };
        tag.shown()
    }

    /// The element as HTML: what code makes of an attribute is not known but where it names a file.
    pub fn as_html(&self) -> String {
        let mut html = format!("<{}", self.name);
        for (name, value) in &self.attributes {
            let text = match value {
                Value::None => Some(""),
                Value::Text(text) => Some(*text),
                Value::Code(code) if matches!(*name, "src" | "href" | "alt" | "title") => quoted_in(code),
                Value::Code(_) => None,
            };
            if let Some(text) = text {
                html.push_str(&format!(" {name}=\"{}\"", text.replace('"', "&quot;")));
            }
        }
        html.push('>');
        html
    }
}

/// The text in quotes that `code` is, or that it is made of: `'a'`, `require('./a.png').default`.
fn quoted_in(code: &str) -> Option<&str> {
    let start = code.find(['"', '\'', '`'])?;
    let quote = code[start..].chars().next()?;
    let text = code[start + 1..].split(quote).next()?;
    (!text.contains("${")).then_some(text)
}

/// The length of the piece in brackets with which `rest` begins; brackets in quotes don't count.
pub(super) fn balanced(rest: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(c) = rest[at..].chars().next() {
        match c {
            '"' | '\'' | '`' => at += quoted(&rest[at..]).map_or(0, |length| length - 1),
            '{' | '[' | '(' => depth += 1,
            '}' | ']' | ')' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += rest[at..].chars().next().map_or(1, char::len_utf8);
    }
    None
}

/// The length in bytes of the text in quotes with which `rest` begins; an apostrophe, or a mark in a
/// regular expression, begins none.
pub fn quoted(rest: &str) -> Option<usize> {
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let mut is_escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '\n' if quote != '`' => return None,
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_taken_apart() {
        let parsed = |text| Element::parse(text).map(|e| (e.name, e.attributes, text[e.length..].to_owned()));
        assert_eq!(
            parsed("<Foo a={{b: '}'}} c=\"d>\" {...e} f\n  g={[1]}\n/>rest"),
            Some((
                "Foo",
                vec![
                    ("a", Value::Code("{b: '}'}")),
                    ("c", Value::Text("d>")),
                    ("f", Value::None),
                    ("g", Value::Code("[1]")),
                ],
                "rest".to_owned()
            ))
        );
        assert_eq!(parsed("</code-block> x"), Some(("code-block", vec![], " x".to_owned())));
        assert_eq!(parsed("<>x"), Some(("", vec![], "x".to_owned())));
        for text in
            ["<K, V>", "< b>", "<https://x.example/>", "<a", "<a b={", "<3>", "<a \"b\">", "<!-- a -->"]
        {
            assert_eq!(parsed(text), None, "{text}");
        }
    }

    #[test]
    fn what_code_names_is_kept() {
        let html = |text| Element::parse(text).unwrap().as_html();
        assert_eq!(
            html("<img src={require('./a.png').default} style={{width: 1}} alt=\"图\" />"),
            "<img src=\"./a.png\" alt=\"图\">"
        );
        let shown = |text| Element::parse(text).unwrap().shown();
        assert_eq!(shown("<Image src={'/a.png'} alt=\"图\" />").as_deref(), Some("![图](/a.png)"));
        assert_eq!(shown("<Badge text=\"新\" />"), None);
    }
}
