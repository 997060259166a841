//! Tags in bodies (shortcodes, Liquid and Nunjucks tags): taking them apart, and what is kept of
//! those that show something.

/// A tag's name and what it is given.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Tag {
    pub name: String,
    pub values: Vec<String>,
    pub named: Vec<(String, String)>,
}

/// The endings of files that a reader can be shown as a picture.
const PICTURES: [&str; 9] = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".bmp", ".heic"];

impl Tag {
    /// Takes what stands in a tag apart: `name value "quoted value" key="value" key=value`, also
    /// `name(key="value", key=value)`.
    pub fn parse(text: &str) -> Self {
        let mut words = Words { rest: text };
        let mut tag =
            Self { name: words.next().map(|word| word.text).unwrap_or_default(), ..Self::default() };
        while let Some(word) = words.next() {
            if word.is_quoted || !words.rest.trim_start().starts_with('=') {
                tag.values.push(word.text);
                continue;
            }
            words.rest = &words.rest.trim_start()[1..];
            if let Some(value) = words.next() {
                tag.named.push((word.text, value.text));
            }
        }
        tag
    }

    /// The value of the first of `names` that is given.
    pub fn get(&self, names: &[&str]) -> Option<&str> {
        names
            .iter()
            .find_map(|wanted| {
                self.named.iter().find(|(name, value)| name.eq_ignore_ascii_case(wanted) && !value.is_empty())
            })
            .map(|(_, value)| value.as_str())
    }

    /// What is kept of a tag that shows a picture, a film or a link; `None` for others.
    pub fn shown(&self) -> Option<String> {
        let first = self.values.first().map(String::as_str).unwrap_or_default();
        let id = self.get(&["id", "video", "vid"]).unwrap_or(first);
        let film = match self.name.to_ascii_lowercase().as_str() {
            "youtube" | "youtubepl" | "yt" => Some(format!("https://www.youtube.com/watch?v={id}")),
            "vimeo" => Some(format!("https://vimeo.com/{id}")),
            "bilibili" => Some(format!("https://www.bilibili.com/video/{id}")),
            "niconico" | "nicovideo" => Some(format!("https://www.nicovideo.jp/watch/{id}")),
            "gist" => Some(format!("https://gist.github.com/{}", self.values.join("/"))),
            "tweet" | "twitter" | "x" => {
                let user = self.get(&["user"]).unwrap_or("i/web");
                Some(format!("https://twitter.com/{user}/status/{id}"))
            }
            "instagram" => Some(format!("https://www.instagram.com/p/{id}/")),
            _ => None,
        };
        if let Some(address) = film {
            let address = if id.contains("://") { id.to_owned() } else { address };
            return (!id.is_empty()).then(|| link(&address, &address));
        }
        if let Some(source) = self.picture() {
            let alt = self.get(&["alt", "title", "caption"]).unwrap_or_default();
            let shown = picture(&source, alt);
            return Some(match self.get(&["caption", "title"]) {
                Some(caption) if self.get(&["alt"]).is_some_and(|alt| alt != caption) => {
                    format!("{shown}\n\n{caption}\n\n")
                }
                _ => shown,
            });
        }
        let address = self.get(&["url", "href", "link", "src"])?;
        if !(address.starts_with("http") || address.starts_with('/')) {
            return None;
        }
        Some(link(
            self.get(&["title", "text", "name", "label", "content", "caption"]).unwrap_or(address),
            address,
        ))
    }

    fn picture(&self) -> Option<String> {
        let named = self.get(&["src", "image", "img", "path", "image_path", "file", "filename", "url"]);
        let is_called_so = ["figure", "img", "image", "picture", "asset_img", "photo", "imgproc"]
            .contains(&self.name.to_ascii_lowercase().trim_end_matches(".html"));
        match named {
            Some(source) if is_picture(source) || (is_called_so && self.get(&["src"]).is_some()) => {
                Some(source.to_owned())
            }
            _ => {
                let value = self.values.iter().find(|value| is_picture(value))?;
                is_called_so.then(|| value.clone())
            }
        }
    }
}

/// Returns whether `address` is that of a picture, by its ending.
pub(super) fn is_picture(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    PICTURES.iter().any(|ending| path.ends_with(ending))
}

/// A picture in Markdown.
pub(super) fn picture(source: &str, alt: &str) -> String {
    format!("![{}]({})", label(alt), target(source))
}

/// A link in Markdown.
pub(super) fn link(text: &str, address: &str) -> String {
    format!("[{}]({})", label(text), target(address))
}

/// A fenced block of code.
pub(super) fn fenced(code: &str, language: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let language: String = language.chars().filter(|c| !c.is_whitespace() && *c != '`').collect();
    format!("\n{fence}{language}\n{}\n{fence}\n", code.trim_matches(['\n', '\r']))
}

fn label(text: &str) -> String {
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]").replace(['\n', '\r'], " ")
}

fn target(address: &str) -> String {
    let address = address.replace(['\n', '\r', '<', '>'], "");
    if address.contains([' ', '(', ')']) { format!("<{address}>") } else { address }
}

struct Word {
    text: String,
    is_quoted: bool,
}

struct Words<'a> {
    rest: &'a str,
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        let is_between = |c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')');
        self.rest = self.rest.trim_start_matches(is_between);
        let first = self.rest.chars().next()?;
        if let '"' | '\'' | '`' | '“' = first {
            let last = if first == '“' { '”' } else { first };
            let inner = &self.rest[first.len_utf8()..];
            let mut text = String::new();
            let mut is_escaped = false;
            for (at, c) in inner.char_indices() {
                if is_escaped {
                    if c != last && c != '\\' {
                        text.push('\\');
                    }
                    text.push(c);
                    is_escaped = false;
                } else if c == '\\' {
                    is_escaped = true;
                } else if c == last {
                    self.rest = &inner[at + c.len_utf8()..];
                    return Some(Word { text, is_quoted: true });
                } else {
                    text.push(c);
                }
            }
            self.rest = "";
            return Some(Word { text, is_quoted: true });
        }
        if first == '=' {
            self.rest = &self.rest[1..];
            return self.next();
        }
        let end = self.rest.find(|c: char| is_between(c) || c == '=').unwrap_or(self.rest.len());
        // An address may hold `=`, a name may not.
        let end = match self.rest[..end].contains("://") {
            true => self.rest.find(is_between).unwrap_or(self.rest.len()),
            false => end,
        };
        let text = self.rest[..end].to_owned();
        self.rest = &self.rest[end..];
        Some(Word { text, is_quoted: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_taken_apart() {
        let tag = Tag::parse(r#"figure src="a b.png" alt='图 "一"' width=300 plain"#);
        assert_eq!(tag.name, "figure");
        assert_eq!(tag.get(&["alt"]), Some("图 \"一\""));
        assert_eq!(tag.get(&["width"]), Some("300"));
        assert_eq!(tag.values, ["plain"]);
        let tag = Tag::parse("youtube(id=\"x=1\", autoplay=true)");
        assert_eq!((tag.name.as_str(), tag.get(&["id"])), ("youtube", Some("x=1")));
        assert_eq!(Tag::parse("").name, "");
        assert_eq!(Tag::parse("a \"open").values, ["open"]);
    }

    #[test]
    fn what_shows_something_is_kept() {
        for (text, expected) in [
            ("figure src=\"/a.png\" alt=\"图\"", Some("![图](/a.png)")),
            ("figure src=\"a.png\" alt=\"图\" caption=\"说明\"", Some("![图](a.png)\n\n说明\n\n")),
            ("image \"a (1).png\"", Some("![](<a (1).png>)")),
            (
                "youtube dQw4",
                Some("[https://www.youtube.com/watch?v=dQw4](https://www.youtube.com/watch?v=dQw4)"),
            ),
            ("external_link url=\"https://x.example/\" title=\"外\"", Some("[外](https://x.example/)")),
            ("toc", None),
            ("notice info", None),
        ] {
            assert_eq!(Tag::parse(text).shown().as_deref(), expected, "{text}");
        }
    }
}
