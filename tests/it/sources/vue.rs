//! VuePress and VitePress.

use super::{bare, body, items, rebuild};

#[test]
fn a_component_ends_with_its_line_and_pages_that_are_no_articles_are_none() {
    let site = bare(&[
        ("v/docs/.vuepress/config.js", "module.exports = { title: '手册', lang: 'zh-CN' }\n"),
        (
            "v/docs/a.md",
            "---\ntitle: 代码组\ndate: 2024-01-02\n---\n前。{{ $page.title }}\n\n<code-block title=\"乙\">\n```java\nint c;\n\nint d;\n```\n</code-block>\n\n尾**粗**。\n\n::: tabs\n@tab npm\n甲\n:::\n\n<<< @/code.js\n",
        ),
        ("v/docs/b.md", "---\ntitle: 不是文章\ndate: 2024-01-03\narticle: false\n---\n无。\n"),
    ]);
    rebuild(&site, "v").is(0, "", "");
    assert_eq!(items(&site), ["代码组 | 2024-01-02 |  | /a.html"]);
    let html = body(&site, "代码组");
    assert!(html.contains("int c;\n\nint d;"), "{html}");
    assert!(html.contains("尾<strong>粗</strong>。") && html.contains("前。代码组"), "{html}");
    assert!(html.contains("<strong>npm</strong>") && !html.contains("@"), "{html}");
}

#[test]
fn vitepress_knows_no_readme_and_shows_its_own_address() {
    let site = bare(&[
        (
            "v/docs/.vitepress/config.mts",
            "export default { title: 'x', lang: 'ja', rewrites: { 'sub/b.md': 'moved/b.md' } }\n",
        ),
        ("v/docs/index.md", "---\ndate: 2024-01-03\nlayout: home\nhero:\n  name: x\n---\n"),
        (
            "v/docs/sub/README.md",
            "---\ndate: 2024-01-02\n---\n# 題 {#custom} <Badge type=\"tip\" text=\"新\"/>\n\n![絵](a.png){.half}\n\n> [!WARNING]\n> 注意。\n",
        ),
        ("v/docs/[pkg].md", "---\ndate: 2024-01-04\n---\n# {{ $params.pkg }}\n"),
        ("v/docs/sub/index.md", "---\ndate: 2024-01-01\n---\n# 目次\n\n一。\n"),
    ]);
    rebuild(&site, "v").is(0, "", "");
    assert_eq!(
        items(&site),
        ["題 | 2024-01-02 | sub | /sub/README.html", "目次 | 2024-01-01 |  | /sub/"]
            .map(|line| line.replace("| sub |", "|  |"))
    );
    let html = body(&site, "題");
    assert!(!html.contains(".half") && !html.contains("[!"), "{html}");
    assert!(html.contains("<strong>Warning</strong>"), "{html}");
    let proposal = site.run(&["init", "--from", "v", "s"]).ends(0);
    assert!(proposal.stdout.contains("moves pages by `rewrites`"), "{proposal}");
    assert!(site.read("s/tidings.toml").contains("generator = \"vitepress\""));
}
