//! What becomes of bodies and front matter, and that any text is read.

use proptest::prelude::*;

use super::body::{About, before_more, first_heading, without_tags};
use super::*;
use crate::config::{Config, Generator};
use crate::content::format::Markup;

const ALL: [Generator; 9] = [
    Generator::Hugo,
    Generator::Zola,
    Generator::Jekyll,
    Generator::Hexo,
    Generator::Eleventy,
    Generator::Vuepress,
    Generator::Vitepress,
    Generator::Docusaurus,
    Generator::Markdown,
];

fn config(generator: Generator) -> Config {
    let mut config = Config::bare("https://example.org/blog/".parse().unwrap());
    config.content.generator = generator;
    config
}

#[test]
fn tags_become_what_they_show() {
    let front = "https://example.org/blog/".parse().unwrap();
    for (generator, text, expected) in [
        (Generator::Hugo, "a {{< x >}}b{{< /x >}} c", "a b c"),
        (Generator::Hugo, "[a]({{< ref \"x.md\" >}}), b", "a, b"),
        (Generator::Hugo, "{{</* keep */>}} `{{< keep >}}`", "{{< keep >}} `{{< keep >}}`"),
        (Generator::Hugo, "{{< highlight go \"x\" >}}\na < b\n{{< /highlight >}}", "\n```go\na < b\n```\n"),
        (Generator::Hugo, "{{% hugo-encryptor \"pw\" %}}秘密{{% /hugo-encryptor %}}公開", "公開"),
        (Generator::Hugo, "{{ .Title }} stays", "{{ .Title }} stays"),
        (Generator::Hugo, "两行 {#a}\n----\n", "两行\n----\n"),
        (Generator::Hugo, "{{< open", "{{< open"),
        (
            Generator::Zola,
            "{{ img(src=\"a.png\", alt=\"図\") }}{% q() %}x{% end %}{{ plain }}",
            "![図](a.png)x{{ plain }}",
        ),
        (
            Generator::Jekyll,
            "{% if a %}x{% endif %}{% comment %}y{% endcomment %}{{ 'a.png' | relative_url }}{: .c}",
            "x/blog/a.png",
        ),
        (
            Generator::Jekyll,
            "{{ site.baseurl }}/a {{ '/a' | absolute_url }} {{ site.url }}{{ site.baseurl }}/a {{ '/a' }}",
            "/blog/a https://example.org/blog/a https://example.org/blog/a /a",
        ),
        (Generator::Jekyll, "a\n\n<br>\n**b**\n", "a\n\n<br>\n\n**b**\n"),
        (Generator::Jekyll, "{% raw %}{{ a }}{% endraw %}", "{{ a }}"),
        (Generator::Jekyll, "{% highlight go %}}a{%}}", "}a{%}}"),
        (Generator::Hexo, "{% img left /a.png 10 20 '图 一' %}{{ keep }}", "![图 一](/a.png){{ keep }}"),
        (Generator::Hexo, "{% blockquote 某 %}\n话\n{% endblockquote %}", "\n> 话\n\n"),
        (Generator::Eleventy, "a{# note #}b{{ x }}", "ab"),
        (
            Generator::Vuepress,
            "# a {#b}\n\n::: tip 题\n{{ x }}\n:::\nimport A from 'a'\n[[toc]]\n",
            "# a\n\n\n**题**\n\n{{ x }}\n\n",
        ),
    ] {
        let about = About { title: "T", front: &front, is_mdx: false };
        assert_eq!(without_tags(text, generator, &about), expected, "{generator:?} {text}");
    }
}

#[test]
fn a_heading_is_a_title() {
    for (text, title, after) in [
        ("# **甲** `b`\n文\n", Some("甲 b"), Some("文\n")),
        ("\n\n题\n===\n文", Some("题"), Some("文")),
        ("前\n\n## 乙 {#b}\n文", Some("乙"), None),
        ("```\n# no\n```\n# 丙 #\n", Some("丙"), None),
        ("### 三级\n", None, None),
        ("", None, None),
    ] {
        let found = first_heading(text);
        assert_eq!(found.as_ref().map(|(title, _)| title.as_str()), title, "{text}");
        assert_eq!(found.and_then(|(_, after)| after), after, "{text}");
    }
    assert_eq!(before_more("a<!-- x --><!--  MORE -->b"), Some("a<!-- x -->"));
    assert_eq!(before_more("a<!-- more"), None);
}

/// Pieces of pages that mean something to one generator or another.
fn pieces() -> impl Strategy<Value = String> {
    let marks = [
        "---\n",
        "+++\n",
        "title: 题\n",
        "title = \"题\"\n",
        "date: 2023-07-18\n",
        "tags: [[a], {name: b}, ~]\n",
        "image: {path: /a.png}\n",
        "permalink: /:categories/:x/\n",
        "slug: a/b\n",
        "[taxonomies]\n",
        "{{<",
        ">}}",
        "{{%",
        "%}}",
        "{{",
        "}}",
        "{%",
        "%}",
        " highlight go ",
        " /highlight ",
        " endraw ",
        " raw ",
        " ref \"a\" ",
        "[a](",
        ")",
        "\"",
        "'",
        "`",
        "```\n",
        "~~~\n",
        "# ",
        "\n",
        "\n\n",
        ":::",
        "<!--",
        "more",
        "-->",
        "{#a}",
        "{:",
        "blockquote",
        "endblockquote",
        "汉字",
        "🙂",
        "\\",
        "=",
        "\t",
        "\u{FEFF}",
        "/*",
        "*/",
        "<Foo a={",
        "/>",
        "</b-c>",
        "import {",
        "export const a = ",
        "> [!NOTE]",
        "](a){.b}",
    ];
    proptest::collection::vec(proptest::sample::select(marks.to_vec()), 0..40)
        .prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_page_is_read_or_refused_inside_it(text in pieces(), key in "([a-z0-9._ 汉-]{1,9}/){0,4}[a-z0-9._汉-]{1,12}") {
        for generator in ALL {
            let config = config(generator);
            match page(&text, &key, Markup::Markdown, &config) {
                Ok(page) => prop_assert!(page.body.len() <= text.len() * 8 + 1000, "{generator:?}"),
                Err(syntax) => prop_assert!(syntax.at <= text.len(), "{generator:?}"),
            }
        }
    }

    #[test]
    fn any_pattern_is_translated(pattern in "[:/a-z_\\[\\]汉.]{0,40}") {
        for generator in ALL {
            let (translated, _) = translate_permalink(generator, &pattern);
            prop_assert!(translated.starts_with('/'));
        }
    }
}

#[test]
fn what_opens_many_tags_takes_no_more_time_than_it_is_long() {
    for mark in [
        "{{< a >}}",
        "{% raw %}",
        "{{ ",
        "{% blockquote %}",
        "`",
        "[](",
        "{: ",
        "<!--",
        "# \n",
        "{{</*",
        "```\n",
        "<A b={",
        "<A b='",
        "import {\n",
        "export const a = \"\n",
        "{`",
        "> [!a] ",
        "[](){.",
    ] {
        let text = mark.repeat(3_000);
        for generator in ALL {
            let _ = page(&text, "a.md", Markup::Markdown, &config(generator));
        }
    }
}
