//! Web pages as a browser gets them: what `meta` tags and JSON-LD say, and the main text.

mod json_ld;
mod main_text;
mod metadata;
mod nature;
mod pieces;

use crate::content::node::{Entry, Node, Table, Value};

pub use metadata::Metadata;

use json_ld::Linked;
use pieces::Piece;

/// What a page says.
#[derive(Debug, Default)]
pub struct WebPage {
    /// What it says of itself.
    pub metadata: Metadata,
    /// What it seems to be.
    pub nature: Nature,
    /// The HTML of the main text, without a heading that is the title.
    pub body: String,
}

/// What a page seems to be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Nature {
    /// It says that it is an article.
    Article,
    /// It shows articles.
    List,
    /// It sends browsers to another page.
    Detour,
    /// It says nothing of it.
    #[default]
    Unknown,
}

/// Reads the page `html`.
pub(in crate::content) fn parse(html: &str) -> WebPage {
    let pieces = pieces::of(html);
    let linked = Linked::of(&pieces);
    let metadata = metadata::of(&pieces, &linked);
    let mut body = main_text::of(&pieces, metadata.title.as_deref().unwrap_or_default());
    if !shows_something(&body)
        && let Some(text) = linked.article().and_then(|article| article.get("articleBody")?.as_str())
    {
        // What a script would show.
        body = paragraphs(text);
    }
    WebPage { nature: nature::of(&pieces, &linked), metadata, body }
}

/// Returns whether the HTML `body` has a text, or something to look at.
pub fn shows_something(body: &str) -> bool {
    pieces::of(body).iter().any(|piece| match piece {
        Piece::Text(text) => !text.trim().is_empty(),
        Piece::Start(name, _) => {
            matches!(name.as_str(), "img" | "video" | "audio" | "iframe" | "embed" | "object")
        }
        Piece::End(_) => false,
    })
}

/// A plain text as HTML.
fn paragraphs(text: &str) -> String {
    let escaped = |line: &str| line.trim().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let lines = text.lines().map(escaped).filter(|line| !line.is_empty());
    lines.map(|line| format!("<p>{line}</p>\n")).collect()
}

impl Metadata {
    /// Returns it under the names of a record's fields.
    pub(in crate::content) fn into_fields(self) -> Table {
        let mut fields = Table::default();
        let mut add = |name: &str, value: Value| {
            fields.entries.push(Entry { name: name.to_owned(), at: 0, node: Node { at: 0, value } });
        };
        let texts = [
            ("title", self.title),
            ("published", self.published),
            ("updated", self.updated),
            ("section", self.section),
            ("lang", self.lang),
            ("url", self.url),
            ("summary", self.summary),
            ("image", self.image),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                add(name, Value::Text(text));
            }
        }
        for (name, list) in [("authors", self.authors), ("tags", self.tags)] {
            let nodes: Vec<Node> =
                list.into_iter().map(|text| Node { at: 0, value: Value::Text(text) }).collect();
            if !nodes.is_empty() {
                add(name, Value::List(nodes));
            }
        }
        fields
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(html: &str) -> String {
        let page = parse(html);
        let mut lines: Vec<String> = page
            .metadata
            .into_fields()
            .entries
            .iter()
            .map(|entry| {
                let values: Vec<_> = entry.node.elements().iter().filter_map(Node::as_text).collect();
                format!("{}: {}", entry.name, values.join(", "))
            })
            .collect();
        lines.push(page.body.split_whitespace().collect::<Vec<_>>().join(" "));
        lines.join("\n")
    }

    #[test]
    fn json_ld_goes_before_meta_tags() {
        insta::assert_snapshot!(shown(
            "<!doctype html><html lang=zh-CN><head><title>风机叶片 - 草原科技</title>\
             <meta property='og:title' content='叶片'><meta property=og:site_name content=草原科技>\
             <meta name=description content='又大又轻'><link rel=canonical href=https://x.example/a>\
             <script type='application/ld+json'>{\"@graph\": [{\"@type\": \"NewsArticle\", \"headline\": \"风机叶片为何越来越大\",\
             \"datePublished\": \"2023-07-18T08:00:00+08:00\", \"author\": [{\"name\": \"及庆玲\"}], \"keywords\": \"风电, 叶片\"}]}</script>\
             </head><body><nav>首页</nav><article><h1>风机叶片为何越来越大</h1><p>每长一米<b>大</b>一圈。<p>第二段<aside>广告</aside></article>\
             <footer>版权</footer></body></html>"
        ), @r"
        title: 风机叶片为何越来越大
        published: 2023-07-18T08:00:00+08:00
        lang: zh-CN
        url: https://x.example/a
        summary: 又大又轻
        authors: 及庆玲
        tags: 风电, 叶片
        <p>每长一米<b>大</b>一圈。<p>第二段
        ");
    }

    #[test]
    fn a_page_without_metadata_gives_what_it_shows() {
        insta::assert_snapshot!(shown(
            "<html><head><title>제목 | 신문</title></head><body><div class=menu>메뉴</div>\
             <div class='post-content'><time datetime=2024-02-03>그제</time><p>바람이 분다 &amp; 날개가 돈다.</p></div></body></html>"
        ), @r#"
        title: 제목
        published: 2024-02-03
        <time datetime="2024-02-03">그제</time><p>바람이 분다 &amp; 날개가 돈다.</p>
        "#);
        assert_eq!(shown(""), "");
    }

    #[test]
    fn the_text_is_the_inner_box_if_that_has_most_of_it() {
        let page = |text: &str| {
            shown(&format!(
                "<title>t</title><article><p>8 min</p><div class=post-content><h2>t</h2>{text}</div></article>"
            ))
        };
        assert_eq!(page("<p>a long text"), "title: t\n<p>a long text");
        assert_eq!(page("x"), "title: t\n<p>8 min</p><div class=\"post-content\">x</div>");
    }

    #[test]
    fn a_page_is_an_article_a_list_or_neither() {
        for (html, expected) in [
            ("<meta property=og:type content=article>", Nature::Article),
            ("<script type='application/ld+json'>{\"@type\": \"BlogPosting\"}</script>", Nature::Article),
            ("<div itemprop=articleBody>x</div>", Nature::Article),
            ("<article>x<article>a comment</article><article>another</article></article>", Nature::Unknown),
            ("<article>a</article><article>b</article>", Nature::List),
            ("<meta property=og:type content=website><article>a</article>", Nature::Unknown),
            ("<script type='application/ld+json'>[{\"@type\": \"CollectionPage\"}]</script>", Nature::List),
            ("<meta http-equiv=refresh content='0; url=/b/'>", Nature::Detour),
            ("<p>x", Nature::Unknown),
        ] {
            assert_eq!(parse(html).nature, expected, "{html}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_read(html in "(<[a-z]{1,8}( [a-z]{1,6}=[^>]{0,6})?>|</[a-z]{1,8}>|[^<]{0,9}|<!--|\\PC{0,4}){0,40}") {
            parse(&html);
        }
    }
}
