//! Web pages as a browser gets them: what `meta` tags and JSON-LD say, and the main text.

mod main_text;
mod metadata;
mod pieces;

use crate::content::node::{Entry, Node, Table, Value};

/// What a page says.
#[derive(Debug, Default)]
pub(in crate::content) struct WebPage {
    /// Under the names of a record's fields.
    pub fields: Table,
    /// The HTML of the main text.
    pub body: String,
}

/// Reads the page `html`.
pub(in crate::content) fn parse(html: &str) -> WebPage {
    let pieces = pieces::of(html);
    let metadata = metadata::of(&pieces);
    let body = main_text::of(&pieces, metadata.title.as_deref().unwrap_or_default());
    let mut fields = Table::default();
    let mut add = |name: &str, value: Value| {
        fields.entries.push(Entry { name: name.to_owned(), at: 0, node: Node { at: 0, value } });
    };
    let texts = [
        ("title", metadata.title),
        ("published", metadata.published),
        ("updated", metadata.updated),
        ("section", metadata.section),
        ("lang", metadata.lang),
        ("url", metadata.url),
        ("summary", metadata.summary),
        ("image", metadata.image),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            add(name, Value::Text(text));
        }
    }
    for (name, list) in [("authors", metadata.authors), ("tags", metadata.tags)] {
        if !list.is_empty() {
            add(
                name,
                Value::List(list.into_iter().map(|text| Node { at: 0, value: Value::Text(text) }).collect()),
            );
        }
    }
    WebPage { fields, body }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(html: &str) -> String {
        let page = parse(html);
        let mut lines: Vec<String> = page
            .fields
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

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_read(html in "(<[a-z]{1,8}( [a-z]{1,6}=[^>]{0,6})?>|</[a-z]{1,8}>|[^<]{0,9}|<!--|\\PC{0,4}){0,40}") {
            parse(&html);
        }
    }
}
