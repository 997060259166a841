//! Hexo, Eleventy and Astro, where their configurations say more.

use super::{bare, body, items, rebuild, rebuild_below};

#[test]
fn hexo_tells_title_and_category_from_the_path() {
    let site = bare(&[
        (
            "h/_config.yml",
            "title: x\nurl: https://h.example/y\nroot: /y/\npermalink: :year/:month/:day/:title/\nnew_post_name: :year-:month-:day-:title.md\n",
        ),
        (
            "h/source/_posts/2017-07-07-flex-tool.md",
            "---\ntitle: 甲\ndate: 2017-07-08\n---\n![图](/images/a.png) [文](/b) {% btn https://x.example/, 去看 看, fa %}\n",
        ),
        ("h/source/_posts/sub/no date.md", "---\ntitle: 乙\ndate: 2017-07-06\n---\n文。\n"),
        ("h/source/_posts/2017-07-05-named.md", "---\ntitle: 丙\n---\n文。\n"),
        ("h/source/_posts/UP.MD", "---\ntitle: 大写\ndate: 2017-07-06\n---\n文。\n"),
        (
            "c/_config.yml",
            "title: x\nurl: https://c.example\npermalink: :category/:post_title/\nnew_post_name: :category/:year/:title.md\ncategory_map:\n  技术: tech\n",
        ),
        ("c/source/_posts/python/2025/click.md", "---\ntitle: Click A&B\ndate: 2025-06-26\n---\n文。\n"),
        (
            "c/source/_posts/x/2025/y.md",
            "---\ntitle: 深\ndate: 2025-06-25\ncategories:\n- [甲, 乙]\n- [丙]\n---\n文。\n",
        ),
        (
            "c/source/_posts/x/2025/z.md",
            "---\ntitle: 图\ndate: 2025-06-24\ncategories: [技术, 工具 箱]\n---\n文。\n",
        ),
    ]);
    rebuild_below(&site, "h").is(0, "", "");
    assert_eq!(
        items(&site),
        [
            "甲 | 2017-07-08 |  | /y/2017/07/08/flex-tool/",
            "乙 | 2017-07-06 |  | /y/2017/07/06/sub-no-date/",
            "丙 | 2017-07-05 |  | /y/2017/07/05/named/",
        ]
    );
    let html = body(&site, "甲");
    assert!(
        html.contains("https://example.org/y/images/a.png") && html.contains("https://example.org/b\""),
        "{html}"
    );
    assert!(html.contains("<a href=\"https://x.example/\">去看 看</a>"), "{html}");
    rebuild(&site, "c").is(0, "", "");
    assert_eq!(
        items(&site),
        [
            "Click A&B | 2025-06-26 |  | /python/click-a-b/",
            "深 | 2025-06-25 | 乙,丙 | /丙/深/",
            "图 | 2025-06-24 | 工具 箱 | /tech/工具-箱/图/",
        ]
    );
    site.run(&["init", "--from", "c", "s"]).ends(0);
    let written = site.read("s/tidings.toml");
    assert!(written.contains("names = \":category/:year/:title\""), "{written}");
    assert!(written.contains("[sections]\n\"技术\" = \"tech\""), "{written}");
    site.run(&["-C", "s", "rebuild"]).ends(0);
}

#[test]
fn eleventys_notes_have_titles_and_its_templates_are_followed_or_told() {
    let site = bare(&[
        ("e/eleventy.config.js", "export default (c) => ({ dir: { input: config.dir.src } })\n"),
        ("e/.eleventyignore", "# no\nsrc/old\n"),
        ("e/_archives/x.md", "---\ntitle: 旧\ndate: 2020-01-01\n---\n文\n"),
        ("e/src/old/y.md", "---\ntitle: 更旧\ndate: 2020-01-01\n---\n文\n"),
        ("e/src/notes/2024/01/02/1.md", "---\ndate: 2024-01-02\n---\n风很大，船没有开。明天再说。\n"),
        ("e/src/two.md", "---\ntitle: 二\ndate: 2024-01-03\npermalink: \"/{{ title }}/\"\n---\n文\n"),
        (
            "e/src/three.md",
            "---\ntitle: 三\ndate: 2024-01-04\npermalink: \"/{{ page.date | year }}/\"\n---\n文\n",
        ),
        ("e/src/2024-01-05-four.md", "---\ntitle: 四\ndate: Last Modified\n---\n文\n"),
        ("e/src/five.md", "---\ntitle: 五\ndate: git Created\n---\n文\n"),
    ]);
    rebuild(&site, "e").ends(3).warns_of(&[
        "e/src/three.md:4:12: warning: the permalink `/{{ page.date | year }}/` has a template that can't be followed",
        "e/src/five.md:3:1: warning: `date: git Created` asks for a time of the file",
        "e/src/five.md:2:1: error: the page has no date",
    ]);
    assert_eq!(
        items(&site),
        [
            "四 | 2024-01-05 |  | /2024-01-05-four/",
            "三 | 2024-01-04 |  | /three/",
            "二 | 2024-01-03 |  | /二/",
            "风很大，船没有开 | 2024-01-02 |  | /notes/2024/01/02/1/",
        ]
    );
    let proposal = site.run(&["init", "--from", "e", "s"]).ends(0);
    assert!(proposal.stdout.contains("doesn't write its input folder out; src/ is taken"), "{proposal}");
    assert!(proposal.stdout.contains("1 of them ask for a time of their file"), "{proposal}");
}

#[test]
fn an_astro_site_without_pages_says_where_some_lie() {
    let site = bare(&[
        ("a/astro.config.mjs", "export default defineConfig({ site: 'https://a.example' });\n"),
        ("a/writing/one.md", "---\ntitle: 一\ndate: 2024-01-02\n---\n文。\n"),
    ]);
    let proposal = site.run(&["init", "--from", "a", "s"]).ends(0);
    assert!(proposal.stdout.contains("1 pages lie below writing/"), "{proposal}");
}
