//! Importing as a user does: what is written, what is said, what a second import changes, and what
//! readers of the old feed see.

use crate::site::Site;

const RSS: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>旧站</title><link>https://old.example/</link><language>zh-cn</language>
<item><title>风来了 &amp;amp; 雨</title><link>https://old.example/2019/wind.html</link>
<guid isPermaLink="false">post 17</guid><pubDate>Thu, 18 Jul 2019 08:00:00 GMT</pubDate><dc:creator>及庆玲</dc:creator>
<category>能源</category><description>摘要。</description>
<content:encoded><![CDATA[<p>正文<img src="/a.png"></p>]]></content:encoded></item>
<item><title>Sound</title><link>https://old.example/b</link><guid>https://old.example/?p=3</guid>
<pubDate>Wed, 19 Jul 2023 08:00:00 +0800</pubDate><description>x &lt;b&gt;y&lt;/b&gt;</description>
<enclosure url="https://old.example/a.mp3" length="12" type="audio/mpeg"/></item>
</channel></rss>"#;

const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://old.example/x/"><title>t</title>
<author><name>Ann</name></author>
<entry><id>tag:old.example,2020:1</id><title>One</title><published>2020-01-01T00:00:00Z</published>
<updated>2020-01-02T00:00:00Z</updated><link href="one/"/><content type="html">&lt;a href="pic.png"&gt;p&lt;/a&gt;</content></entry>
</feed>"#;

const JSON: &str = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [
{"id": "note-5", "url": "https://old.example/note", "content_text": "一句话。又一句。", "date_published": "2021-01-01T00:00:00Z"}]}"#;

fn guids(site: &Site) -> Vec<String> {
    let feed = site.read("feeds/rss.xml");
    let guids = feed.split("<guid").skip(1);
    guids.map(|rest| rest.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned()).collect()
}

#[test]
fn an_old_feeds_articles_keep_their_ids_in_the_new_feeds() {
    let site = Site::new().write("old.xml", RSS).write("atom.xml", ATOM).write("feed.json", JSON);
    site.run(&["import", "feed", "old.xml", "atom.xml", "feed.json"]).is(0, "4 articles: 4 added\n", "");
    insta::assert_snapshot!(site.read("content/2019/wind.md"), @r#"
    ---
    id: guid:post 17
    title: 风来了 & 雨
    url: https://old.example/2019/wind.html
    published: 2019-07-18T08:00:00+00:00
    authors: [及庆玲]
    tags: [能源]
    lang: zh-cn
    summary: 摘要。
    format: html
    ---

    <p>正文<img src="/a.png"></p>
    "#);
    let site = site.rebuilt();
    assert_eq!(guids(&site), ["https://old.example/?p=3", "note-5", "tag:old.example,2020:1", "post 17"]);
    let json: serde_json::Value = serde_json::from_str(&site.read("feeds/feed.json")).unwrap();
    let ids: Vec<&str> =
        json["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(ids, guids(&site));
    let atom = site.read("feeds/atom.xml");
    assert!(atom.contains("<id>tag:old.example,2020:1</id>"), "{atom}");
    assert!(
        atom.contains("href=\"https://old.example/x/pic.png\"")
            || atom.contains("https://old.example/x/pic.png")
    );
    assert!(atom.contains("<id>tag:example.org,2026-01-01:guid:post%2017</id>"), "{atom}");
    site.run(&["check"]).is(0, "", "");
}

#[test]
fn a_second_import_changes_nothing_and_an_edited_file_stays() {
    let site = Site::new().write("old.xml", RSS);
    site.run(&["import", "feed", "old.xml"]).is(0, "2 articles: 2 added\n", "");
    let before = site.state("content");
    site.run(&["import", "feed", "old.xml"]).is(0, "2 articles: 2 unchanged\n", "");
    assert_eq!(site.state("content"), before);

    // The note may be lost.
    let site = site.remove("content/.tidings-import.json");
    site.run(&["import", "feed", "old.xml"]).is(0, "2 articles: 2 unchanged\n", "");

    // An article that changed is updated.
    let site = site.write("old.xml", &RSS.replace("正文", "新的正文"));
    site.run(&["import", "feed", "old.xml"]).is(0, "2 articles: 1 updated, 1 unchanged\n", "");
    assert!(site.read("content/2019/wind.md").contains("新的正文"));

    // A person's edit stays, in silence as long as the article is the same.
    let edited = site.read("content/2019/wind.md").replace("新的正文", "改过的正文");
    let site = site.write("content/2019/wind.md", &edited);
    site.run(&["import", "feed", "old.xml"]).is(0, "2 articles: 2 unchanged\n", "");
    let site = site.write("old.xml", &RSS.replace("正文", "又一版正文"));
    let told =
        site.run(&["import", "feed", "old.xml"]).ends(0).warns_of(&["wind.md: warning: was edited since"]);
    assert_eq!(told.stdout, "2 articles: 1 unchanged, 1 left as edited\n");
    assert_eq!(site.read("content/2019/wind.md"), edited);
    site.run(&["import", "feed", "old.xml", "--overwrite"]).is(0, "2 articles: 1 updated, 1 unchanged\n", "");
    assert!(site.read("content/2019/wind.md").contains("又一版正文"));

    // A file that was removed is not brought back.
    let site = site.remove("content/2019/wind.md");
    site.run(&["import", "feed", "old.xml"]).ends(0).warns_of(&["was removed since"]);
    assert!(!site.path("content/2019/wind.md").exists());
}

#[test]
fn a_dry_run_writes_nothing_and_tells_what_it_would() {
    let site = Site::new().write("old.xml", RSS);
    site.run(&["import", "feed", "old.xml", "--dry-run", "--into", "content/old"]).is(
        0,
        "add content/old/2019/wind.md\nadd content/old/2023/b.md\n2 articles: would be: 2 added\n",
        "",
    );
    assert!(!site.path("content").exists());
}

const WXR: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>博客</title><link>https://wp.example</link><language>zh-CN</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login>ji</wp:author_login><wp:author_email>ji@wp.example</wp:author_email><wp:author_display_name><![CDATA[及庆玲]]></wp:author_display_name></wp:author>
<item><title>风电 &amp; 储能</title><link>https://wp.example/2023/07/wind/</link><dc:creator><![CDATA[ji]]></dc:creator>
<guid isPermaLink="false">https://wp.example/?p=5</guid><description></description>
<content:encoded><![CDATA[第一段。
第二行。

[caption id="attachment_9" width="300"]<img src="https://wp.example/a.jpg" alt="塔" /> 一座塔[/caption]

[gallery ids="9"]

[contact-form id="3"]留言[/contact-form]]]></content:encoded>
<excerpt:encoded><![CDATA[讲<b>风</b>。]]></excerpt:encoded><wp:post_id>5</wp:post_id><wp:post_date>2023-07-18 08:00:00</wp:post_date>
<wp:post_date_gmt>2023-07-18 00:00:00</wp:post_date_gmt><wp:post_modified>2023-07-19 09:00:00</wp:post_modified><wp:post_modified_gmt>2023-07-19 01:00:00</wp:post_modified_gmt>
<wp:post_name>%e9%a3%8e%e7%94%b5</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<category domain="category" nicename="energy"><![CDATA[能源]]></category><category domain="category" nicename="news"><![CDATA[新闻]]></category>
<category domain="post_tag" nicename="wind"><![CDATA[风]]></category>
<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta>
<wp:comment><wp:comment_id>1</wp:comment_id></wp:comment><wp:comment><wp:comment_id>2</wp:comment_id></wp:comment></item>
<item><title>块</title><guid isPermaLink="false">https://wp.example/?p=6</guid><content:encoded><![CDATA[<!-- wp:paragraph -->
<p>一段</p>
<!-- /wp:paragraph --><!-- wp:latest-posts /-->]]></content:encoded><wp:post_id>6</wp:post_id><wp:post_date>2023-07-20 08:00:00</wp:post_date>
<wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt><wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>私</title><guid isPermaLink="false">https://wp.example/?p=7</guid><content:encoded>x</content:encoded><wp:post_date>2023-07-21 08:00:00</wp:post_date>
<wp:status>private</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>塔</title><guid isPermaLink="false">https://wp.example/?p=9</guid><excerpt:encoded><![CDATA[一座塔]]></excerpt:encoded><wp:post_id>9</wp:post_id>
<wp:attachment_url>https://wp.example/a.jpg</wp:attachment_url><wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type></item>
<item><title>关于</title><guid isPermaLink="false">https://wp.example/?page_id=2</guid><wp:status>publish</wp:status><wp:post_type>page</wp:post_type><wp:post_date>2023-01-01 08:00:00</wp:post_date></item>
</channel></rss>"#;

#[test]
fn a_wordpress_export_becomes_records() {
    let site = Site::new().write("wp.xml", WXR);
    let told = site.run(&["import", "wordpress", "wp.xml"]).ends(0);
    insta::assert_snapshot!(told.to_string(), @r#"
    exit code: 0
    --- stdout ---
    3 articles: 3 added, 2 of them drafts
    left out: 1 attachment, 1 block without content of its own (latest-posts), 2 comments, 1 page, 1 shortcode [contact-form]
    for tidings.toml, so that sections keep their names in addresses:
    [sections]
    "能源" = "energy"
    --- stderr ---
    wp.xml:27: warning: “私”: is not public in WordPress, so it is imported as a draft
      hint: to publish it, take `draft: true` out of its file
    "#);
    insta::assert_snapshot!(site.read("content/2023/风电.md"), @r#"
    ---
    id: https://wp.example/?p=5
    title: 风电 & 储能
    url: https://wp.example/2023/07/wind/
    slug: 风电
    published: 2023-07-18T08:00:00+08:00
    updated: 2023-07-19T09:00:00+08:00
    authors: [及庆玲]
    section: 能源
    tags: [新闻, 风]
    lang: zh-CN
    summary: 讲风。
    image:
      url: https://wp.example/a.jpg
      caption: 一座塔
    format: html
    ---

    <p>第一段。<br>
    第二行。</p>
    <figure><img src="https://wp.example/a.jpg" alt="塔" /><figcaption>一座塔</figcaption></figure>
    <figure><img src="https://wp.example/a.jpg" alt="塔"><figcaption>一座塔</figcaption></figure>
    <p>留言</p>
    "#);
    let with_pages = site.run(&["import", "wordpress", "wp.xml", "--pages", "--dry-run", "-q"]).ends(0);
    assert!(with_pages.stdout.contains("4 articles: would be: 1 added, 3 unchanged"), "{with_pages}");
    let site = site.rebuilt();
    assert_eq!(guids(&site), ["https://wp.example/?p=5"]);
}

#[test]
fn ghost_and_blogger_exports_become_records() {
    let ghost = serde_json::json!({"db": [{"meta": {}, "data": {
        "posts": [
            {"id": "5f1", "title": "风", "slug": "wind", "html": "<p><img src=\"__GHOST_URL__/content/images/a.png\"></p>",
             "feature_image": "__GHOST_URL__/content/images/b.png", "status": "published", "visibility": "public",
             "type": "post", "published_at": "2023-07-18T00:00:00.000Z", "updated_at": "2023-07-18T00:00:00.000Z"},
            {"id": "5f2", "title": "会员", "slug": "members", "html": "<p>x</p>", "status": "published", "visibility": "paid",
             "published_at": "2023-07-18T00:00:00.000Z"},
            {"id": "5f3", "title": "关于", "type": "page", "status": "published"}
        ],
        "tags": [{"id": "t1", "name": "能源", "slug": "energy"}, {"id": "t2", "name": "#internal", "slug": "hash-internal"}],
        "users": [{"id": "u1", "name": "及庆玲", "slug": "ji", "email": "ji@g.example"}],
        "posts_tags": [{"post_id": "5f1", "tag_id": "t2", "sort_order": 1}, {"post_id": "5f1", "tag_id": "t1", "sort_order": 0}],
        "posts_authors": [{"post_id": "5f1", "author_id": "u1", "sort_order": 0}],
        "posts_meta": [{"post_id": "5f1", "feature_image_alt": "塔"}]
    }}]});
    let blogger = r##"<feed xmlns='http://www.w3.org/2005/Atom' xmlns:app='http://purl.org/atom/app#'>
<entry><id>tag:blogger.com,1999:blog-1.settings.A</id><category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#settings'/><title>s</title></entry>
<entry><id>tag:blogger.com,1999:blog-1.post-2</id><published>2012-01-02T03:04:00.000+08:00</published><updated>2012-01-02T03:04:00.000+08:00</updated>
<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#post'/>
<category scheme='http://www.blogger.com/atom/ns#' term='科学'/><title type='text'>博</title><content type='html'>a&lt;br /&gt;b</content>
<link rel='alternate' href='http://b.example/2012/01/bo.html'/><author><name>Ann</name><email>noreply@blogger.com</email></author></entry>
<entry><id>tag:blogger.com,1999:blog-1.post-3</id><published>2012-01-03T03:04:00.000+08:00</published>
<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#post'/>
<title>d</title><content type='html'>x</content><app:control><app:draft>yes</app:draft></app:control></entry>
<entry><id>tag:blogger.com,1999:blog-1.post-4</id><category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#comment'/><title>c</title></entry>
</feed>"##;
    let site = Site::new().write("ghost.json", &ghost.to_string()).write("blogger.xml", blogger);
    let told = site.run(&["import", "ghost", "ghost.json"]).ends(0).warns_of(&["is for paid only in Ghost"]);
    assert_eq!(
        told.stdout,
        "2 articles: 2 added, 1 of them a draft\nleft out: 1 internal tag, 1 page\n\
         for tidings.toml, so that sections keep their names in addresses:\n[sections]\n\"能源\" = \"energy\"\n"
    );
    insta::assert_snapshot!(site.read("content/2023/wind.md"), @r#"
    ---
    id: guid:5f1
    title: 风
    url: /wind/
    slug: wind
    published: 2023-07-18T00:00:00+00:00
    authors: [及庆玲]
    section: 能源
    image:
      url: /content/images/b.png
      alt: 塔
    format: html
    ---

    <p><img src="/content/images/a.png"></p>
    "#);
    let told = site.run(&["import", "blogger", "blogger.xml", "--format", "json"]).ends(0).json();
    assert_eq!(told["added"], serde_json::json!(["content/2012/bo.md", "content/2012/d.md"]));
    assert_eq!(told["drafts"], 1);
    assert_eq!(
        told["left_out"],
        serde_json::json!([{"kind": "comments", "count": 1}, {"kind": "settings and templates", "count": 1}])
    );
    let site = site.rebuilt();
    assert_eq!(guids(&site), ["5f1", "tag:blogger.com,1999:blog-1.post-2"]);
    assert!(!site.read("content/2012/bo.md").contains("noreply"));
}

#[test]
fn what_is_no_export_is_refused_with_its_reason() {
    let site = Site::new()
        .write("page.html", "<!doctype html><title>x</title><p>y<br>z")
        .write("x.json", "{\"a\": [}");
    site.run(&["import", "feed", "page.html"]).ends(3).warns_of(&["page.html"]);
    site.run(&["import", "feed", "x.json"]).ends(3).warns_of(&["x.json:1:8: error: not readable as JSON"]);
    site.run(&["import", "wordpress", "page.html"]).ends(3).warns_of(&["the file is no WordPress export"]);
    site.run(&["import", "ghost", "page.html"]).ends(3).warns_of(&["not readable as JSON"]);
    site.run(&["import", "blogger", "page.html"]).ends(3).warns_of(&["no export of Blogger"]);
    site.run(&["import", "feed", "nowhere.xml"]).ends(1).warns_of(&["reading `nowhere.xml`"]);
    let cut = &RSS[..RSS.find("<title>Sound").unwrap()];
    let site = site.write("cut.xml", cut);
    let told = site.run(&["import", "feed", "cut.xml"]).ends(3).warns_of(&["the file ends in the middle"]);
    assert_eq!(told.stdout, "2 articles: 1 added, 1 refused\n");
}

/// An export of any size takes the memory of its largest article.
#[cfg(target_os = "linux")]
#[test]
fn a_large_export_takes_little_memory() {
    use std::io::Write as _;
    let site = Site::new();
    let mut file = std::io::BufWriter::new(std::fs::File::create(site.path("wp.xml")).unwrap());
    let (head, rest) = WXR.split_once("<item>").unwrap();
    let item = rest.split_once("</item>").unwrap().0;
    let padding = "风电与储能的一段很长的正文。\n\n".repeat(4000);
    write!(file, "{head}").unwrap();
    // Each is some 170 kB; drafts that are trashed cost no file.
    for n in 0..400 {
        let item = item.replace("?p=5", &format!("?p=1{n}")).replace("第一段。", &padding);
        let item = item.replace(
            "<wp:status>publish",
            if n % 100 == 0 { "<wp:status>publish" } else { "<wp:status>trash" },
        );
        write!(file, "<item>{item}</item>").unwrap();
    }
    write!(file, "</channel></rss>").unwrap();
    file.into_inner().unwrap();
    let size = std::fs::metadata(site.path("wp.xml")).unwrap().len();
    assert!(size > 60 << 20, "{size}");
    // No more address space than a quarter of the file above what the program itself takes.
    let program = site.command(".", &["import", "wordpress", "wp.xml"]).get_program().to_owned();
    let mut limited = std::process::Command::new("sh");
    limited
        .args(["-c", "ulimit -v 400000; exec \"$0\" import wordpress wp.xml -q"])
        .arg(program)
        .current_dir(site.path("."))
        .env_clear();
    let output = limited.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("4 articles: 4 added"), "{output:?}");
}

const WIND: &str = r#"<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>风来了 - 旧站</title>
<meta property="og:type" content="article"><meta name="author" content="及庆玲"><meta name="keywords" content="风电,草原">
<meta property="article:published_time" content="2019-07-18T08:00:00+08:00"><link rel="canonical" href="https://old.example/2019/wind/"></head>
<body><nav>首页</nav><article><h1>风来了</h1><p>草原上的风吹了一整夜。</p><img src="tower.png" alt="塔"></article></body></html>"#;

fn mirror() -> Site {
    let urls = ["", "2019/wind/", "%E9%9B%A8.html", "about/", "gone/"];
    let urls: String =
        urls.iter().map(|path| format!("<url><loc>https://old.example/{path}</loc></url>\n")).collect();
    Site::new()
        .write(
            "old.example/sitemap.xml",
            "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
             <sitemap><loc>https://old.example/posts.xml</loc></sitemap></sitemapindex>",
        )
        .write(
            "old.example/posts.xml",
            &format!("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{urls}</urlset>"),
        )
        .write("old.example/index.html", "<title>旧站</title><article>a</article><article>b</article>")
        .write("old.example/2019/wind/index.html", WIND)
        .write(
            "old.example/雨.html",
            "<title>雨来了</title><time datetime=2020-02-03>二月</time><main><p>雨下了三天。</p></main>",
        )
        .write("old.example/about/index.html", "<title>关于</title><p>我们。</p>")
}

#[test]
fn the_pages_of_a_sitemap_are_imported_from_a_mirror() {
    let site = mirror();
    let import = ["import", "sitemap", "old.example/sitemap.xml"];
    let outcome = site.run(&import).ends(3);
    assert_eq!(
        outcome.stdout,
        "3 articles: 2 added, 1 refused\nleft out: 1 page that shows others, 1 page without a date\n"
    );
    outcome
        .warns_of(&["old.example/posts.xml:6: error: https://old.example/gone/: no file below old.example"]);
    insta::assert_snapshot!(site.read("content/2019/wind.md"), @r#"
    ---
    id: https://old.example/2019/wind/
    title: 风来了
    url: https://old.example/2019/wind/
    published: 2019-07-18T08:00:00+08:00
    authors: [及庆玲]
    tags: [风电, 草原]
    lang: zh-CN
    format: html
    ---

    <p>草原上的风吹了一整夜。</p><img src="tower.png" alt="塔">
    "#);
    let before = site.state("content");
    let again = site.run(&import).ends(3);
    assert!(again.stdout.starts_with("3 articles: 2 unchanged, 1 refused\n"), "{}", again.stdout);
    assert_eq!(site.state("content"), before);
    let site = site.rebuilt();
    let feed = site.read("feeds/rss.xml");
    assert!(feed.contains("https://old.example/2019/wind/tower.png"), "{feed}");
    assert!(site.run(&["search", "雨下了"]).ends(0).stdout.contains("雨来了"));

    // A page that has changed changes its record.
    let site = site.write("old.example/2019/wind/index.html", &WIND.replace("一整夜", "两整夜"));
    let changed = site.run(&import).ends(3);
    assert!(
        changed.stdout.starts_with("3 articles: 1 updated, 1 unchanged, 1 refused\n"),
        "{}",
        changed.stdout
    );
}

#[test]
fn bad_sitemaps_are_told_and_nothing_is_written() {
    let site = mirror().write("page.html", "<p>x</p>").write("empty.xml", "");
    for (file, told) in [
        ("page.html", "page.html: error: the file is no sitemap: it lists no addresses"),
        ("empty.xml", "empty.xml: error: the file is no sitemap"),
    ] {
        site.run(&["import", "sitemap", file]).ends(3).warns_of(&[told]);
    }
    site.run(&["import", "sitemap", "none.xml"]).ends(1).warns_of(&["none.xml"]);
    site.run(&["import", "sitemap", "old.example/sitemap.xml", "--mirror", "nowhere"])
        .ends(1)
        .warns_of(&["nowhere"]);
    assert!(!site.path("content").exists());
}

#[test]
fn an_article_that_is_gone_at_its_source_is_told_and_stays() {
    let site = mirror();
    let import = ["import", "sitemap", "old.example/posts.xml"];
    site.run(&import).ends(3);
    // A sitemap that can't be read as a whole says nothing of what is gone.
    let list = site.read("old.example/posts.xml");
    let without = |list: &str, address: &str| -> String {
        list.lines().filter(|line| !line.contains(address)).map(|line| format!("{line}\n")).collect()
    };
    let site = site.write("old.example/posts.xml", &without(&list, "wind"));
    let told = site.run(&import).ends(3);
    assert!(!told.stderr.contains("no longer"), "{}", told.stderr);
    let site = site.write("old.example/posts.xml", &without(&without(&list, "wind"), "gone"));
    let told = site.run(&import).ends(0);
    told.warns_of(&["content/2019/wind.md: warning: its article is no longer in the input"]);
    assert!(site.path("content/2019/wind.md").exists());
    let json: serde_json::Value =
        serde_json::from_str(&site.run(&[&import[..], &["--format", "json"]].concat()).ends(0).stdout)
            .unwrap();
    assert_eq!(json["gone"], serde_json::json!(["content/2019/wind.md"]));

    // What somebody removed is not told, nor is anything of another source.
    let site = site.remove("content/2019/wind.md").write("old.xml", RSS);
    assert!(!site.run(&import).ends(0).stderr.contains("no longer"));
    site.run(&["import", "feed", "old.xml"]).is(0, "2 articles: 2 added\n", "");
    assert!(!site.run(&import).ends(0).stderr.contains("no longer"));
}
