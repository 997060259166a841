//! Docusaurus: where posts and pages stand, and what becomes of MDX.

use super::{bare, body, items, rebuild, rebuild_below};

#[test]
fn posts_and_pages_stand_where_docusaurus_puts_them() {
    let site = bare(&[
        (
            "d/docusaurus.config.js",
            "// blog: { routeBasePath: 'old' }\nmodule.exports = { title: 'x', url: 'https://d.example', baseUrl: '/', presets: [['classic', { docs: { routeBasePath: '/notes', sidebarPath: require.resolve('./s.js') }, blog: { routeBasePath: 'log' } }]], themeConfig: { docs: { sidebar: { hideable: true } } } }\n",
        ),
        ("d/blog/2024-03-06-three.md", "---\ntitle: 三\n---\n三月。\n"),
        ("d/blog/2024-03-07-four/index.md", "---\ntitle: 四\n---\n四月。\n"),
        ("d/blog/two.md", "---\ntitle: 二\ndate: 2024-03-05\n---\n二月。\n"),
        ("d/blog/sub/2024-03-04-file.mdx", "---\ntitle: 一\nslug: one\n---\n一月。\n"),
        ("d/blog/abs.md", "---\ntitle: 顶\nslug: /abs\ndate: 2024-03-03\n---\n绝对。\n"),
        ("d/docs/01-intro/02-five.md", "---\ntitle: 五\n---\n五。\n"),
        ("d/docs/01-intro/six.md", "---\ntitle: 六\nslug: /six\n---\n六。\n"),
        ("d/docs/01-intro/seven.md", "---\ntitle: 七\nslug: near\n---\n七。\n"),
        ("d/docs/01-intro/index.md", "---\ntitle: 八\nid: eight\n---\n八。\n"),
        ("d/docs/1. 模式/nine.md", "---\ntitle: 九\nid: jiu\n---\n九。\n"),
    ]);
    rebuild(&site, "d").is(0, "", "");
    assert_eq!(
        items(&site),
        [
            "四 | 2024-03-07 |  | /log/2024/03/07/four",
            "三 | 2024-03-06 |  | /log/2024/03/06/three",
            "二 | 2024-03-05 |  | /log/two",
            "一 | 2024-03-04 |  | /log/one",
            "顶 | 2024-03-03 |  | /log/abs",
            "八 | 1970-01-01 |  | /notes/intro/",
            "五 | 1970-01-01 |  | /notes/intro/five",
            "七 | 1970-01-01 |  | /notes/intro/near",
            "六 | 1970-01-01 |  | /notes/six",
            "九 | 1970-01-01 |  | /notes/模式/jiu",
        ]
    );
}

#[test]
fn a_blog_alone_may_stand_at_the_root_and_end_in_slashes() {
    let site = bare(&[
        (
            "d/docusaurus.config.ts",
            "const config: Config = { title: 'x', url: 'https://d.example', baseUrl: '/', trailingSlash: true, presets: [['classic', { docs: false, blog: { routeBasePath: '/', path: './writing' } } satisfies Preset.Options]] }\n",
        ),
        ("d/writing/closure.md", "---\ntitle: 闭包\ndate: 2024-01-02\n---\n甲。\n"),
        ("d/writing/later.md", "---\ntitle: 无日\n---\n乙。\n"),
        ("d/docs/left.md", "---\ntitle: 遗留\n---\n丙。\n"),
    ]);
    rebuild(&site, "d").is(0, "", "");
    assert_eq!(items(&site), ["闭包 | 2024-01-02 |  | /closure/", "无日 | 1970-01-01 |  | /later/"]);
    let proposal = site.run(&["init", "--from", "d", "s"]).ends(0);
    assert!(proposal.stdout.contains("posts without a date: 1 (writing/later.md)"), "{proposal}");
    let written = site.read("s/tidings.toml");
    assert!(written.contains("\"writing\" = \"/:datedpath/\""), "{written}");
}

#[test]
fn addresses_with_a_slash_in_front_stand_below_the_base() {
    let site = bare(&[
        (
            "d/docusaurus.config.js",
            "module.exports = { title: 'x', url: 'https://d.example', baseUrl: '/y/' }\n",
        ),
        (
            "d/blog/a.md",
            "---\ntitle: 甲\ndate: 2024-01-02\n---\n![图](/img/a.png) [文](/docs/b) ![旁](./c.png) [全](/y/d)\n",
        ),
    ]);
    rebuild_below(&site, "d").is(0, "", "");
    let html = body(&site, "甲");
    for address in ["y/img/a.png\"", "y/docs/b\"", "y/blog/c.png\"", "org/y/d\""] {
        assert!(html.contains(address), "{address} in {html}");
    }
}

#[test]
fn mdx_leaves_its_words_and_no_code() {
    let site = bare(&[
        (
            "d/docusaurus.config.js",
            "module.exports = { title: 'x', url: 'https://d.example', baseUrl: '/' }\n",
        ),
        (
            "d/blog/a.mdx",
            "---\ntitle: 甲\ndate: 2024-01-02\n---\nimport Tabs from \"@theme/Tabs\";\nimport {\n  B,\n  C\n} from \"../y\";\n\n<Tabs>\n  <TabItem value=\"a\">\n\n    内容甲\n\n  </TabItem>\n</Tabs>\n\n<Pictures\n  fixed={true}\n  images={[\n    {src: \"/a.png\", alt: \"乙\"},\n  ]}\n/>\n\n<Foo a={{b: 1}} />\n\nexport const Bar = () => (\n  <b>x</b>\n);\n\n<Bar>字</Bar>{/* 注 */}\n\n```js\nimport {\n  keep\n} from 'x'\n```\n",
        ),
        (
            "a/astro.config.mjs",
            "export default defineConfig({ site: 'https://a.example', base: '/b', trailingSlash: 'never' });\n",
        ),
        (
            "a/src/content.config.ts",
            "const posts = defineCollection({ loader: glob({ pattern: '**/index.mdx', base: './content/posts' }) });\n",
        ),
        (
            "a/content/posts/first/index.mdx",
            "---\ntitle: 最初\ndate: 2024-07-08\n---\nimport F from 'f';\n\n<YouTube id=\"abc\" />\n\n{[1, 2].map((x) => <li>{x}</li>)}\n\n<div style={{color: 'red'}}>\n  赤\n</div>\n",
        ),
        ("a/README.md", "# 仓库\n"),
    ]);
    rebuild(&site, "d").is(0, "", "");
    let html = body(&site, "甲");
    assert!(html.contains("<p>内容甲</p>") && html.contains("<p>字</p>"), "{html}");
    assert!(html.contains("import {\n  keep\n}"), "{html}");
    for left in ["@theme", "B,", "images", "b: 1", "export", ");", "注", "{{"] {
        assert!(!html.contains(left), "{left} in {html}");
    }
    site.run(&["init", "--from", "a", "t"]).ends(0);
    site.run(&["-C", "t", "rebuild"]).ends(0);
    let feed = site.read("t/feeds/rss.xml");
    assert!(feed.contains("<link>https://a.example/b/posts/first</link>"), "{feed}");
    assert!(feed.contains("watch?v=abc") && feed.contains("赤"), "{feed}");
    assert!(!feed.contains("map(") && !feed.contains("color"), "{feed}");
}
