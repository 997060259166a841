//! Links from one page to another by its file.

use super::{bare, body, rebuild};

#[test]
fn a_link_to_a_pages_file_leads_to_the_page() {
    let site = bare(&[
        ("v/docs/.vuepress/config.js", "module.exports = { title: '手册', lang: 'zh-CN' }\n"),
        (
            "v/docs/a.md",
            "---\ntitle: 甲\ndate: 2024-01-02\n---\n[乙](./guide/b.md#节) [丙](guide/c.md) [无](./gone.md) [稿](draft.md) [外](https://x.example/a.md)\n",
        ),
        ("v/docs/guide/b.md", "---\ntitle: 乙\ndate: 2024-01-01\n---\n[甲](../a.md)\n"),
        ("v/docs/guide/c.md", "---\ntitle: 丙\ndate: 2023-12-31\npermalink: /pages/c/\n---\n文。\n"),
        ("v/docs/draft.md", "---\ntitle: 稿\ndate: 2023-12-31\ndraft: true\n---\n文。\n"),
    ]);
    rebuild(&site, "v").is(0, "", "");
    let html = body(&site, "甲");
    assert!(html.contains("<a href=\"https://example.org/guide/b.html#%E8%8A%82\">乙</a>"), "{html}");
    assert!(html.contains("<a href=\"https://example.org/pages/c/\">丙</a>"), "{html}");
    assert!(html.contains("</a> 无 稿 <a href=\"https://x.example/a.md\">"), "{html}");
    assert!(body(&site, "乙").contains("<a href=\"https://example.org/a.html\">甲</a>"));
    // What is linked to moves, goes and comes: whoever links to it is read again.
    let site = site
        .write("v/docs/guide/c.md", "---\ntitle: 丙\ndate: 2023-12-31\npermalink: /pages/see/\n---\n文。\n")
        .write("v/docs/gone.md", "---\ntitle: 无\ndate: 2023-12-30\n---\n来了。\n")
        .remove("v/docs/guide/b.md");
    rebuild(&site, "v").ends(0);
    let html = body(&site, "甲");
    assert!(
        html.contains("https://example.org/pages/see/") && html.contains("https://example.org/gone.html"),
        "{html}"
    );
    assert!(html.contains("<p>乙 <a"), "{html}");
    rebuild(&site, "v").is(0, "", "");
}

#[test]
fn zola_pelican_and_docsify_have_their_own_ways_to_say_so() {
    let site = bare(&[
        (
            "z/config.toml",
            "base_url = 'https://z.example'\ndefault_language = 'ja'\n[slugify]\npaths = 'off'\n",
        ),
        ("z/content/blog/two.md", "+++\ntitle = '二'\ndate = 2024-01-03\nslug = 'ni'\n+++\n本文。\n"),
        (
            "z/content/blog/one.md",
            "+++\ntitle = '一'\ndate = 2024-01-02\n+++\n[内](@/blog/two.md) [無](@/blog/x.md)\n",
        ),
        ("p/pelicanconf.py", "SITENAME = 'x'\nARTICLE_URL = 'posts/{date:%b}/{slug}/'\n"),
        (
            "p/content/a/one.md",
            "Title: 一\nDate: 2024-01-02\nSlug: yi\n\n[二]({filename}two.md) [标]({tag}x) ![图]({static}/images/a.png) ![旁]({attach}b.png)\n",
        ),
        ("p/content/a/two.md", "Title: 二\nDate: 2024-03-02\nSlug: er\n\n[一](|filename|/a/one.md)\n"),
        ("p/content/a/quiet.md", "Title: 藏\nDate: 2024-03-02\nStatus: hidden\n\n文\n"),
        ("p/content/pages/about.md", "Title: 关于\nDate: 2024-03-02\n\n页\n"),
        ("w/index.html", "<script>window.$docsify = { name: '渡口' }</script>\n"),
        ("w/log/a.md", "# 船\n\n[桥](b.md) [根](log/b.md)\n"),
        ("w/log/b.md", "# 桥\n\n石桥。\n"),
        ("w/log/README.md", "# 木\n\n[船](a.md)\n"),
    ]);
    rebuild(&site, "z").is(0, "", "");
    assert!(
        body(&site, "一").contains("<a href=\"https://example.org/blog/ni/\">内</a> 無"),
        "{}",
        body(&site, "一")
    );
    rebuild(&site, "p").ends(0);
    let html = body(&site, "一");
    for address in ["/posts/Mar/er/\"", "/images/a.png\"", "/posts/Jan/yi/b.png\""] {
        assert!(html.contains(&format!("https://example.org{address}")), "{address} in {html}");
    }
    assert!(html.contains("</a> 标 <img"), "{html}");
    assert!(body(&site, "二").contains("https://example.org/posts/Jan/yi/"));
    assert_eq!(super::items(&site).len(), 2, "{:?}", super::items(&site));
    rebuild(&site, "w").ends(0);
    assert!(
        super::items(&site).contains(&"木 | 1970-01-01 |  | /#/log/".to_owned()),
        "{:?}",
        super::items(&site)
    );
    let html = body(&site, "船");
    assert_eq!(html.matches("https://example.org/#/log/b\"").count(), 2, "{html}");
}
