//! A small tree of each generator: which pages are articles, what they are called, where they stand.

use super::{bare, body, items, rebuild};

#[test]
fn a_hugo_site_is_read_as_it_is() {
    let site = bare(&[
        (
            "blog/hugo.toml",
            "baseURL = 'https://old.example/'\ntitle = '草原'\nlanguageCode = 'zh-cn'\n[permalinks]\nnotes = '/:year/:month/:slug/'\n",
        ),
        ("blog/content/_index.md", "---\ntitle: 首页\n---\n"),
        ("blog/content/about.md", "---\ntitle: 关于\nlayout: archives\n---\n"),
        ("blog/content/posts/_index.md", "---\ntitle: 文章\n---\n列表\n"),
        (
            "blog/content/posts/wind/index.md",
            "+++\ntitle = '风机叶片'\ndate = 2023-07-18T08:00:00+08:00\nlastmod = 2023-07-20\ncategories = ['能源']\ntags = ['风电']\naliases = ['/old/']\ntoc = true\n[cover]\nimage = 'a.png'\n+++\n导语。\n<!--more-->\n正文见[前文]({{< ref \"sea.md\" >}})。\n\n{{< figure src=\"b.png\" alt=\"叶片\" >}}\n\n{{% notice tip %}}当心**风**。{{% /notice %}}\n\n```go\n{{< keep >}}\n```\n",
        ),
        ("blog/content/posts/wind/part.md", "---\ntitle: 资源\n---\n不是文章\n"),
        (
            "blog/content/notes/Sea Breeze.md",
            "---\ntitle: Sea Breeze\ndate: 2023-08-01\nslug: hai-feng\n---\n海。\n",
        ),
        ("blog/content/posts/draft.md", "---\ntitle: 草稿\ndate: 2023-08-01\ndraft: true\n---\n"),
        ("blog/content/posts/later.md", "---\ntitle: 将来\ndate: 2023-08-01\npublishDate: 2030-01-01\n---\n"),
        ("blog/content/posts/past.md", "---\ntitle: 过期\ndate: 2023-08-01\nexpiryDate: 2024-01-01\n---\n"),
        (
            "blog/content/posts/bundle.zh.md",
            "{\"title\": \"JSON 头\", \"date\": \"2023-06-01\", \"url\": \"/json/\"}\n正文。\n",
        ),
        ("blog/themes/x/content/a.md", "---\ntitle: 主题\ndate: 2023-01-01\n---\n"),
        ("blog/archetypes/default.md", "---\ntitle: \"{{ .Name }}\"\n---\n"),
    ]);
    rebuild(&site, "blog").is(0, "", "");
    assert_eq!(
        items(&site),
        [
            "Sea Breeze | 2023-08-01 |  | /2023/08/hai-feng/",
            "风机叶片 | 2023-07-18 | 风电 | /posts/wind/",
            "JSON 头 | 2023-06-01 |  | /json/",
        ]
    );
    let html = body(&site, "风机叶片");
    assert!(html.contains("正文见前文。"), "{html}");
    assert!(html.contains("<img src=\"https://example.org/posts/wind/b.png\" alt=\"叶片\">"), "{html}");
    assert!(html.contains("当心<strong>风</strong>。"), "{html}");
    assert!(html.contains("{{&lt; keep &gt;}}"), "code stays as it is: {html}");
    assert!(site.read("f/feed.json").contains("\"summary\": \"导语。\""));
    // The content folder alone is recognised by what lies above it.
    let again = rebuild(&site, "blog/content");
    again.is(0, "", "");
}

#[test]
fn hugos_languages_come_by_suffix_and_by_folder() {
    let site = bare(&[
        (
            "a/hugo.yaml",
            "baseURL: https://x.example/\ndefaultContentLanguage: zh-cn\nlanguages:\n  zh-cn: {languageCode: zh-CN}\n  ja: {}\n",
        ),
        ("a/content/post/a.md", "---\ntitle: 风\ndate: 2023-07-18\n---\n风。\n"),
        ("a/content/post/a.ja.md", "---\ntitle: 風\ndate: 2023-07-17\n---\n風です。\n"),
        (
            "b/hugo.toml",
            "baseURL = 'https://x.example/'\ndefaultContentLanguage = 'ko'\n[languages.ko]\ncontentDir = 'content/ko'\n[languages.en]\ncontentDir = 'content/en'\n",
        ),
        ("b/content/ko/post/a.md", "---\ntitle: 바람\ndate: 2023-07-18\n---\n바람이 분다.\n"),
        ("b/content/en/post/a.md", "---\ntitle: Wind\ndate: 2023-07-17\n---\nWind.\n"),
    ]);
    rebuild(&site, "a").is(0, "", "");
    assert_eq!(items(&site), ["风 | 2023-07-18 |  | /post/a/", "風 | 2023-07-17 |  | /ja/post/a/"]);
    assert!(site.path("f/lang/ja/rss.xml").exists());
    site.run(&[
        "rebuild",
        "--content",
        "b",
        "--index",
        "i2",
        "--feeds",
        "f",
        "--site-url",
        "https://example.org/",
    ])
    .ends(0);
    assert_eq!(items(&site), ["바람 | 2023-07-18 |  | /post/a/", "Wind | 2023-07-17 |  | /en/post/a/"]);
}

#[test]
fn a_zola_site_is_read_as_it_is() {
    let site = bare(&[
        (
            "z/config.toml",
            "base_url = 'https://old.example'\ntitle = 'Z'\ndefault_language = 'ja'\n[slugify]\npaths = 'safe'\n",
        ),
        ("z/content/_index.md", "+++\nsort_by = 'date'\n+++\n"),
        (
            "z/content/blog/2023-07-18_風車.md",
            "+++\ntitle = '風車の羽根'\nweight = 3\ntemplate = 'x.html'\n[taxonomies]\ntags = ['風']\ncategories = ['技術']\n[extra]\nmath = true\n+++\n{{ youtube(id=\"abc\") }}\n\n{% quote(author=\"x\") %}\n**強い**風\n{% end %}\n\n[次](@/blog/next.md)\n",
        ),
        (
            "z/content/blog/next.md",
            "+++\ntitle = '次'\ndate = 2023-07-19 08:30:00\npath = 'p/next'\n+++\n次です。\n",
        ),
        ("z/content/blog/hidden.md", "+++\ntitle = '隠'\ndate = 2023-07-19\nrender = false\n+++\n"),
    ]);
    rebuild(&site, "z").is(0, "", "");
    assert_eq!(
        items(&site),
        ["次 | 2023-07-19 |  | /p/next/".to_owned(), "風車の羽根 | 2023-07-18 | 風 | /blog/風車/".to_owned()]
    );
    let html = body(&site, "風車の羽根");
    assert!(html.contains("https://www.youtube.com/watch?v=abc"), "{html}");
    assert!(html.contains("<strong>強い</strong>風"), "{html}");
}

#[test]
fn a_jekyll_site_is_read_as_it_is() {
    let site = bare(&[
        (
            "j/_config.yml",
            "title: 바람\nurl: https://old.example\nlang: ko\ntimezone: Asia/Seoul\npermalink: /:categories/:year/:title/\nexclude: [old]\n",
        ),
        (
            "j/_posts/2023-07-18-wind-turbine.md",
            "---\nlayout: post\ncategories: Tech News\ntags: wind power\nimage: {path: /a.png, alt: 그림}\n---\n# 풍력 날개\n\n{% include toc.html %}{: .notice}\n{% highlight ruby %}\nputs 1\n{% endhighlight %}\n\n{% raw %}{{ keep }}{% endraw %} {{ site.baseurl }}/x ![](/assets/{{ page.title }}.png)\n\n본문 [전에]({% post_url 2023-01-01-old %}).\n",
        ),
        ("j/_posts/2023-07-19-off.md", "---\ntitle: 비공개\npublished: false\n---\n"),
        (
            "j/energy/_posts/2023-07-20-sea.markdown",
            "---\ntitle: 바다\ndate: 2023-07-21 09:00:00 +0900\npermalink: /sea/\n---\n바다.\n",
        ),
        ("j/_drafts/d.md", "---\ntitle: 초고\n---\n"),
        ("j/about.md", "---\ntitle: 소개\n---\n소개\n"),
        ("j/_site/x.md", "---\ntitle: 낡은\ndate: 2020-01-01\n---\n"),
        ("j/index.html", "---\nlayout: home\n---\n"),
    ]);
    rebuild(&site, "j").is(0, "", "");
    assert_eq!(
        items(&site),
        [
            "바다 | 2023-07-21 |  | /sea/",
            "풍력 날개 | 2023-07-18 | wind,power,News | /tech/news/2023/wind-turbine/"
        ]
    );
    let html = body(&site, "풍력 날개");
    assert!(html.contains("<code class=\"language-ruby\">puts 1"), "{html}");
    assert!(html.contains("{{ keep }} /x"), "{html}");
    assert!(html.contains("본문 전에."), "{html}");
    assert!(!html.contains("notice") && !html.contains("풍력"), "{html}");
}

#[test]
fn a_hexo_site_is_read_as_it_is() {
    let site = bare(&[
        (
            "h/_config.yml",
            "title: 木\nurl: https://old.example\nroot: /\nlanguage: zh-TW\npermalink: :category/:year/:title/\nnew_post_name: :title.md\nskip_render:\n",
        ),
        (
            "h/source/_posts/java/葉片.md",
            "title: 葉片\ndate: 2023-07-18 10:00:00\nupdated: 2023-07-19\ncategories:\n- [技術, 風電]\n- [生活]\ntags: 風\ntop: true\n---\n前言。\n\n<!-- more -->\n\n{% asset_img a.png 圖說 %}\n{% note info %}\n提示\n{% endnote %}\n{% codeblock lang:js %}\nlet a = '{{ b }}'\n{% endcodeblock %}\n{% post_link other 他文 %}\n",
        ),
        ("h/source/_posts/secret.md", "---\ntitle: 密\ndate: 2023-07-18\npassword: abc\n---\n密文\n"),
        ("h/source/_drafts/d.md", "---\ntitle: 稿\n---\n"),
        ("h/source/about/index.md", "---\ntitle: about\ndate: 2020-01-01\n---\n我\n"),
        ("h/scaffolds/post.md", "---\ntitle: {{ title }}\n---\n"),
    ]);
    rebuild(&site, "h").ends(0).warns_of(&["is shut off by a password"]);
    assert_eq!(items(&site), ["葉片 | 2023-07-18 | 風,風電,生活 | /生活/2023/java/葉片/"]);
    let html = body(&site, "葉片");
    assert!(
        html.contains("a.png\" alt=\"圖說\">") && html.contains("提示") && html.contains("他文"),
        "{html}"
    );
    assert!(html.contains("let a = '{{ b }}'"), "{html}");
    assert!(!site.read("f/feed.json").contains("密文"));
}

#[test]
fn an_eleventy_site_is_read_as_it_is() {
    let site = bare(&[
        ("e/eleventy.config.js", "export default function (c) { return { dir: { input: 'src' } } }\n"),
        ("e/src/_data/site.json", "{\"title\": \"E\", \"url\": \"https://old.example\", \"lang\": \"ja\"}"),
        (
            "e/src/posts/first.md",
            "---\ntitle: 最初\ndate: 2023-07-18\ntags: [posts, 風]\nlayout: base.njk\n---\n{{ title }}の本文{# 覚え #}。{% image \"a.png\", \"絵\" %}\n",
        ),
        ("e/src/posts/2023-07-17-named.md", "---\ntitle: 名前\npermalink: /n/index.html\n---\n本文。\n"),
        ("e/src/hidden.md", "---\ntitle: 隠\npermalink: false\n---\n"),
        ("e/node_modules/x/README.md", "# no\n"),
        ("e/README.md", "# repo\n"),
    ]);
    rebuild(&site, "e").is(0, "", "");
    assert_eq!(items(&site), ["最初 | 2023-07-18 | 風 | /posts/first/", "名前 | 2023-07-17 |  | /n/"]);
    let html = body(&site, "最初");
    assert!(html.contains("最初の本文。") && html.contains("a.png"), "{html}");
}

#[test]
fn documentation_without_dates_is_read_with_one_for_all() {
    let site = bare(&[
        ("v/docs/.vuepress/config.js", "module.exports = { title: '手册', lang: 'zh-CN' }\n"),
        ("v/docs/README.md", "---\nhome: true\n---\n"),
        ("v/docs/guide/README.md", "# 指南\n\n::: tip 提示\n内容\n:::\n\n[[toc]]\n"),
        ("v/docs/guide/start.md", "# 开始 {#start}\n\n正文 {{ msg }}。\n"),
    ]);
    rebuild(&site, "v").is(0, "", "");
    assert_eq!(items(&site), ["指南 | 1970-01-01 |  | /guide/", "开始 | 1970-01-01 |  | /guide/start.html"]);
    assert!(body(&site, "指南").contains("<strong>提示</strong>"));
    assert!(body(&site, "开始").contains("正文 {{ msg }}。"));
}

#[test]
fn plain_markdown_has_its_title_in_the_text_and_its_date_in_the_name() {
    let site = bare(&[
        ("m/2023-07-18-风.md", "# 风从哪里来\n\n从草原来。\n"),
        ("m/notes/2023-07-19.md", "---\ntitle: 笔记\n---\n\n# 另一个\n\n文。\n"),
        ("m/README.md", "# 说明\n"),
        ("m/2023-07-17-没有-标题.md", "没有标题的文字。\n"),
        ("m/没有日期.md", "# 没有日期\n\n文。\n"),
    ]);
    rebuild(&site, "m")
        .ends(3)
        .warns_of(&["m/没有日期.md:1:1: error: the page has no date\n  hint: add `date: 2023-12-01`"]);
    assert_eq!(
        items(&site),
        [
            "笔记 | 2023-07-19 |  | /notes/2023-07-19/",
            "风从哪里来 | 2023-07-18 |  | /2023-07-18-风/",
            "没有 标题 | 2023-07-17 |  | /2023-07-17-没有-标题/",
        ]
    );
    assert_eq!(body(&site, "风从哪里来").trim(), "<p>从草原来。</p>");
}

#[test]
fn a_misspelt_date_and_a_foreign_markup_are_told_of() {
    let site = bare(&[
        ("b/hugo.toml", "baseURL = 'https://x.example/'\n"),
        ("b/content/a.md", "---\ntitle: 甲\ndate: 2023-07-18\n---\n文\n"),
        ("b/content/b.md", "---\ntitle: 乙\n---\n文\n"),
        ("b/content/c.md", "---\ntitle: 丙\ndat: 2023-07-18\n---\n文\n"),
        ("b/content/d.org", "* 丁\n"),
    ]);
    let outcome = rebuild(&site, "b").ends(3);
    let outcome = outcome.warns_of(&[
        "b/content/c.md:3:1: warning: unknown field `dat`\n  hint: did you mean `date`?",
        "b/content/d.org: error: the page's markup can't be read",
    ]);
    drop(outcome);
    assert_eq!(
        items(&site),
        ["甲 | 2023-07-18 |  | /a/", "乙 | 1970-01-01 |  | /b/", "丙 | 1970-01-01 |  | /c/"]
    );
}

#[test]
fn a_moved_page_is_noticed_and_a_changed_one_is_the_only_one_read() {
    let site = bare(&[
        ("b/hugo.toml", "baseURL = 'https://x.example/'\n"),
        ("b/content/a.md", "---\ntitle: 甲\ndate: 2023-07-18\n---\n文\n"),
        ("b/content/b.md", "---\ntitle: 乙\ndate: 2023-07-17\n---\n文\n"),
    ]);
    rebuild(&site, "b").ends(0);
    let site = site
        .remove("b/content/a.md")
        .write("b/content/new/a.md", "---\ntitle: 甲\ndate: 2023-07-18\n---\n文\n");
    rebuild(&site, "b").ends(0).warns_of(&["moved here from `a.md`", "write into the file: id: a"]);
    let site = site.write("b/content/new/a.md", "---\nid: a\ntitle: 甲\ndate: 2023-07-18\n---\n文\n");
    rebuild(&site, "b").is(0, "", "");
    assert!(site.read("f/feed.json").contains("\"tag:example.org,2026-01-01:a\""));
}

#[test]
fn a_site_in_a_folder_and_yaml_that_its_generator_passes_over_are_read() {
    let site = bare(&[
        ("repo/README.md", "# A repository"),
        ("repo/site/hugo.toml", "baseURL = \"https://example.org/\"\ntitle = \"博客\"\n"),
        ("repo/site/static/old.html", "<h1>old</h1>"),
        (
            "repo/site/content/post/wind.md",
            "---\ntitle:\t\"风\"\ndate: 2023-07-18\ntags: [\n\t\"风电\"]\n---\n正文。\n",
        ),
        ("repo/site/content/post/rain-falls.md", "---\ndate: 2023-07-17\nroot: {{ site.url }}\n---\n雨。\n"),
        ("repo/site/content/post/box.html", "<b>no front matter</b>"),
    ]);
    rebuild(&site, "repo").is(0, "", "");
    assert_eq!(
        items(&site),
        ["风 | 2023-07-18 | 风电 | /post/wind/", "rain falls | 2023-07-17 |  | /post/rain-falls/"]
    );
}

#[test]
fn a_docsify_site_is_read_as_it_is() {
    let site = bare(&[
        (
            "wiki/index.html",
            "<meta name=\"description\" content=\"x\"><script>window.$docsify = { name: '渡口笔记', loadSidebar: true }</script>\n",
        ),
        ("wiki/README.md", "# 渡口笔记\n\n首页。\n"),
        ("wiki/_sidebar.md", "* [船](boat.md)\n"),
        ("wiki/_coverpage.md", "# 封面\n"),
        ("wiki/boat.md", "# 船\n\n木船。\n"),
        ("wiki/log/2023-07-18.md", "# 日志\n\n晴。\n"),
        ("wiki/log/2023-07-19.md", "# 又一日\n\n雨。\n"),
    ]);
    rebuild(&site, "wiki").is(0, "", "");
    assert_eq!(
        items(&site),
        [
            "又一日 | 2023-07-19 |  | /#/log/2023-07-19",
            "日志 | 2023-07-18 |  | /#/log/2023-07-18",
            "船 | 1970-01-01 |  | /#/boat",
        ]
    );
    let proposal = site.run(&["init", "--from", "wiki", "s"]).ends(0);
    assert!(proposal.stdout.contains("docsify"), "{proposal}");
    assert!(site.read("s/tidings.toml").contains("title = \"渡口笔记\""));
}

#[test]
fn sites_of_pelican_and_nikola_have_fields_without_fences() {
    let site = bare(&[
        (
            "p/pelicanconf.py",
            "SITENAME = u'山中'\n# ARTICLE_URL = 'old/{slug}'\nARTICLE_URL = '{date:%Y}/{category}/{slug}.html'\nTIMEZONE = 'Asia/Shanghai'\n",
        ),
        (
            "p/content/bamboo.md",
            "Title: 竹\nDate: 2023-07-18 08:00\nCategory: 草木\nTags: 春, 笋\n\n竹子开花。\n",
        ),
        ("p/content/draft.md", "Title: 草稿\nDate: 2023-07-18\nStatus: draft\n\n未完。\n"),
        ("p/content/old.rst", "石\n==\n"),
        ("n/conf.py", "BLOG_TITLE = '山外'\nSITE_URL = 'https://n.example/'\n"),
        (
            "n/posts/cloud.md",
            "<!--\n.. title: 云\n.. slug: yun\n.. date: 2023-07-19 08:00:00 UTC+08:00\n.. tags: 天\n-->\n\n云来。\n",
        ),
    ]);
    rebuild(&site, "p").is(0, "", "");
    assert_eq!(items(&site), ["竹 | 2023-07-18 | 春,笋 | /2023/草木/bamboo.html"]);
    let proposal = site.run(&["init", "--from", "p", "s"]).ends(0);
    assert!(proposal.stdout.contains("reStructuredText (.rst), which is not read: 1"), "{proposal}");
    site.run(&["init", "--from", "n", "t"]).ends(0);
    site.run(&["-C", "t", "rebuild"]).ends(0);
    let feed = site.read("t/feeds/rss.xml");
    assert!(feed.contains("<link>https://n.example/posts/yun/</link>"), "{feed}");
    assert!(!feed.contains(".. title"), "{feed}");
}

#[test]
fn only_what_docusaurus_is_told_to_read_is_read() {
    let site = bare(&[
        (
            "d/docusaurus.config.js",
            "module.exports = { title: '手册', url: 'https://d.example', baseUrl: '/', plugins: [{ path: 'community', id: 'community' }] }\n",
        ),
        ("d/AGENTS.md", "# 规矩\n"),
        ("d/plans/next.md", "# 打算\n\n以后。\n"),
        ("d/docs/01-intro.md", "# 开始\n\n先装好。\n"),
        ("d/community/join.md", "# 加入\n\n欢迎。\n"),
        ("d/i18n/ja/docusaurus-plugin-content-docs/current/intro.md", "# はじめに\n\nまず。\n"),
    ]);
    rebuild(&site, "d").is(0, "", "");
    let found = items(&site).join("\n");
    assert_eq!(items(&site).len(), 2, "{found}");
    assert!(found.contains("开始") && found.contains("加入"), "{found}");
    let proposal = site.run(&["init", "--from", "d", "s"]).ends(0);
    assert!(proposal.stdout.contains("1 translated pages below i18n/ (ja) are not read"), "{proposal}");
}
