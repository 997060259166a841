//! Imports after each other, and at once: whose articles are whose.

use std::process::Stdio;

use crate::site::Site;

/// A feed of one item, which every feed may call `1`.
fn feed(host: &str, title: &str, text: &str) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>{host}</title><link>https://{host}/</link>\
         <item><title>{title}</title><link>https://{host}/{title}</link><guid isPermaLink=\"false\">1</guid>\
         <pubDate>Tue, 18 Jul 2023 08:00:00 +0800</pubDate><description>{text}</description></item></channel></rss>"
    )
}

#[test]
fn two_feeds_with_the_same_guids_keep_their_articles() {
    let site = Site::new()
        .write("a.xml", &feed("a.example", "wind", "风。"))
        .write("b.xml", &feed("b.example", "rain", "雨。"));
    site.run(&["import", "feed", "a.xml"]).is(0, "1 article: 1 added\n", "");
    site.run(&["import", "feed", "b.xml"]).ends(0).warns_of(&[
        "its id `1` is that of an article from elsewhere, so `https://b.example/rain` is its id here",
    ]);
    assert!(site.read("content/2023/wind.md").contains("风。"));
    assert!(site.read("content/2023/rain.md").contains("雨。"));

    // Each goes on by itself, whatever its file is called.
    let site = site.remove("a.xml").write("newer.xml", &feed("www.a.example", "wind", "大风。"));
    site.run(&["import", "feed", "newer.xml", "b.xml"]).is(0, "2 articles: 1 updated, 1 unchanged\n", "");
    assert!(site.read("content/2023/wind.md").contains("大风。"));
    let site = site.rebuilt();
    let published = site.read("feeds/rss.xml");
    assert!(
        published.contains(">1</guid>") && published.contains(">https://b.example/rain</guid>"),
        "{published}"
    );
}

#[test]
fn a_note_of_a_former_version_is_read() {
    let site = Site::new().write("a.xml", &feed("a.example", "wind", "风。"));
    site.run(&["import", "feed", "a.xml"]).ends(0);
    let digest = site.read("content/.tidings-import.json");
    let digest = digest.split("\"digest\": \"").nth(1).unwrap().split('"').next().unwrap();
    let former = format!(
        "{{\"version\": 1, \"articles\": {{\"guid:1\": {{\"file\": \"2023/wind.md\", \"digest\": \"{digest}\"}}}}}}"
    );
    let site = site
        .write("content/.tidings-import.json", &former)
        .write("a.xml", &feed("a.example", "wind", "大风。"))
        .write("b.xml", &feed("b.example", "rain", "雨。"));
    site.run(&["import", "feed", "b.xml"]).ends(0).warns_of(&["is that of an article from elsewhere"]);
    site.run(&["import", "feed", "a.xml"]).is(0, "1 article: 1 updated\n", "");

    let site = site.write("content/.tidings-import.json", "{\"version\": 1,");
    site.run(&["import", "feed", "a.xml"])
        .ends(1)
        .warns_of(&["the note is damaged", "mend it, or remove it"]);
}

const WXR: &str = "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
    xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><link>https://wp.example</link>\
    <wp:wxr_version>1.2</wp:wxr_version>\
    <item><title>风电</title><link>https://wp.example/wind/</link><guid isPermaLink=\"false\">https://wp.example/?p=5</guid>\
    <content:encoded>全文。</content:encoded><wp:post_id>5</wp:post_id><wp:post_date>2023-07-18 08:00:00</wp:post_date>\
    <wp:status>publish</wp:status><wp:post_type>post</wp:post_type>\
    <category domain=\"category\" nicename=\"energy\"><![CDATA[能源 &amp; 气候]]></category></item>\
    <item><title>关于</title><link>https://wp.example/about/</link><guid isPermaLink=\"false\">https://wp.example/?page_id=2</guid>\
    <content:encoded>我们。</content:encoded><wp:post_date>2023-07-18 08:00:00</wp:post_date>\
    <wp:status>publish</wp:status><wp:post_type>page</wp:post_type></item></channel></rss>";

#[test]
fn the_teasers_of_a_feed_do_not_replace_the_articles_of_an_export() {
    let teasers = "<rss version=\"2.0\"><channel><link>https://wp.example/</link><item><title>风电</title>\
        <link>https://wp.example/wind/</link><guid isPermaLink=\"false\">https://wp.example/?p=5</guid>\
        <pubDate>Tue, 18 Jul 2023 08:00:00 +0800</pubDate><description>全…</description></item></channel></rss>";
    let site = Site::new().write("wp.xml", WXR).write("rss.xml", teasers);
    site.run(&["import", "wordpress", "wp.xml"]).ends(0);
    let told = site.run(&["import", "feed", "rss.xml"]).ends(0).warns_of(&[
        "content/2023/wind.md: warning: its article was imported from elsewhere, and is another one here",
        "import with --overwrite",
    ]);
    assert_eq!(told.stdout, "1 article: 1 left as imported from elsewhere\n");
    assert!(site.read("content/2023/wind.md").contains("全文。"));
    let json = site.run(&["import", "feed", "rss.xml", "--format", "json"]).ends(0).json();
    assert_eq!(json["others"], serde_json::json!(["content/2023/wind.md"]));

    // Whoever wants the feed's version says so.
    site.run(&["import", "feed", "rss.xml", "--overwrite"]).is(0, "1 article: 1 updated\n", "");
    assert!(site.read("content/2023/wind.md").contains("全…"));
}

#[test]
fn pages_that_are_not_asked_for_again_are_not_gone_and_sections_are_proposed_as_they_are() {
    let site = Site::new().write("wp.xml", WXR);
    let told = site.run(&["import", "wordpress", "wp.xml", "--pages"]).ends(0);
    assert!(told.stdout.ends_with("[sections]\n\"能源 & 气候\" = \"energy\"\n"), "{told}");
    let told = site.run(&["import", "wordpress", "wp.xml"]).ends(0);
    assert!(!told.stderr.contains("no longer"), "{told}");
    let config = site.read("tidings.toml");
    let site = site.write("tidings.toml", &format!("{config}\n[sections]\n\"能源 & 气候\" = \"energy\"\n"));
    let told = site.run(&["import", "wordpress", "wp.xml"]).ends(0);
    assert!(!told.stdout.contains("[sections]"), "{told}");
}

#[test]
fn two_exports_of_ghost_with_numbers_for_ids_keep_their_articles() {
    let export = |site: &str, slug: &str| {
        let settings = if site.is_empty() {
            serde_json::json!([])
        } else {
            serde_json::json!([{"key": "title", "value": site}])
        };
        serde_json::json!({"data": {"settings": settings, "tags": null, "posts_tags": [{"post_id": 1, "tag_id": 2, "sort_order": null}], "posts": [{"id": 1, "title": slug, "slug": slug, "html": "<p>x</p>",
            "status": "published", "published_at": 1_689_638_400_000i64, "updated_at": 1_689_638_400_000i64}]}})
        .to_string()
    };
    for (first, second) in [("A", "B"), ("", "")] {
        let site =
            Site::new().write("a.json", &export(first, "wind")).write("b.json", &export(second, "rain"));
        site.run(&["import", "ghost", "a.json"]).is(0, "1 article: 1 added\n", "");
        site.run(&["import", "ghost", "b.json"]).ends(0).warns_of(&["its file’s path is its id here"]);
        let wind = site.read("content/2023/wind.md");
        assert!(
            wind.contains("published: 2023-07-18T00:00:00+00:00\n") && !wind.contains("updated"),
            "{wind}"
        );
        assert!(site.path("content/2023/rain.md").exists());
        site.run(&["import", "ghost", "a.json", "b.json"]).is(0, "2 articles: 2 unchanged\n", "");
        site.rebuilt();
    }
}

#[test]
fn two_newspapers_with_pages_of_one_name_keep_their_articles() {
    let page = |subject: &str| {
        format!(
            "{subject}连成网\n\n本报5月11日讯 全市三所中学的{subject}昨日连成一网，每十分钟交换一次读数。（林朔）\n\n\
             学生轮流值班，读数直接汇入市里的观测网。\n"
        )
    };
    let site = Site::new().write("a/01.txt", &page("气象站")).write("b/01.txt", &page("水文站"));
    let import = |file| ["import", "page", file, "--date", "2023-05-12"];
    site.run(&import("a/01.txt")).ends(0);
    site.run(&import("b/01.txt")).ends(0).warns_of(&[
        "another page was imported as `2023-05-12/01` before, so this one is `2023-05-12/01-2`",
        "--page-name",
    ]);
    assert!(site.read("content/2023/2023-05-12-01-1.md").contains("气象站"));
    assert!(site.read("content/2023/2023-05-12-01-2-1.md").contains("水文站"));
    // Each is known again, also corrected.
    let site = site.write("b/01.txt", &page("水文站").replace("轮流", "天天"));
    for (file, expected) in [("a/01.txt", "1 unchanged"), ("b/01.txt", "1 updated")] {
        let told = site.run(&import(file)).ends(0);
        assert!(told.stdout.contains(expected) && told.stderr.is_empty(), "{told}");
    }
}

#[test]
fn an_id_that_stands_twice_in_one_input_is_told_and_in_two_it_is_one_article() {
    let twice = feed("a.example", "wind", "风。").replace(
        "</channel>",
        "<item><title>other</title><guid isPermaLink=\"false\">1</guid>\
         <pubDate>Tue, 18 Jul 2023 08:00:00 +0800</pubDate><description>x</description></item></channel>",
    );
    let site = Site::new().write("twice.xml", &twice).write("once.xml", &feed("a.example", "wind", "风。"));
    let told = site.run(&["import", "feed", "twice.xml"]).ends(3);
    let told =
        told.warns_of(&["twice.xml:1: error: “other”: the input has an article of the id `1` already"]);
    assert_eq!(told.stdout, "2 articles: 1 added, 1 refused\n");
    site.run(&["import", "feed", "once.xml", "once.xml"]).is(0, "2 articles: 2 unchanged\n", "");
}

#[test]
fn an_article_without_a_date_has_the_one_that_the_configuration_gives() {
    let undated =
        feed("a.example", "wind", "风。").replace("<pubDate>Tue, 18 Jul 2023 08:00:00 +0800</pubDate>", "");
    let site = Site::new().write("a.xml", &undated);
    site.run(&["import", "feed", "a.xml"]).ends(3).warns_of(&["`published` is missing"]);
    let config = site.read("tidings.toml");
    let site = site.write("tidings.toml", &format!("{config}\n[content]\nundated = \"2001-02-03\"\n"));
    site.run(&["import", "feed", "a.xml"]).is(0, "1 article: 1 added\n", "");
    assert!(site.read("content/2001/wind.md").contains("published: 2001-02-03\n"));
}

#[cfg(unix)]
#[test]
fn one_import_at_a_time_writes_into_a_folder() {
    let site = Site::new().write("a.xml", &feed("a.example", "wind", "风。")).article("x", "X", "x");
    // As an import does.
    let folder = std::fs::File::open(site.path("content")).unwrap();
    folder.lock().unwrap();
    site.run(&["import", "feed", "a.xml"])
        .ends(75)
        .warns_of(&["another import is at work on `content`", "--lock-wait SECONDS"]);
    let mut waiting = site.command(".", &["import", "feed", "a.xml", "--lock-wait", "60"]);
    let waiting = waiting.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(folder);
    site.outcome(waiting.wait_with_output().unwrap()).is(0, "1 article: 1 added\n", "");
}
