//! Tables, JSON of any shape, web pages and plain texts.

use super::{bare, body, items, rebuild};
use crate::site::Site;

fn configured(content: &str) -> Site {
    Site::empty().write(
        "tidings.toml",
        &format!(
            "[site]\ntitle = \"Desk\"\nurl = \"https://example.org/\"\ntimezone = \"Asia/Shanghai\"\n\
             [paths]\nfeeds = \"f\"\n{content}"
        ),
    )
}

#[test]
fn a_table_gives_an_article_a_row() {
    let site = configured(
        "[[content.files]]\npath = \"*.csv\"\n[content.files.fields]\ntitle = \"标题行\"\npublished = \"day\"\nbody = \"text\"\n",
    );
    let site = site.write(
        "content/news.csv",
        "id,标题行,day,text,tags,internal\n1,风机,2023-07-18,\"多行\n文字\",\"风电,能源\",x\n2,氢能,昨天,文,,\n3,列车,2023-07-19,文,,,,多\n",
    );
    site.run(&["rebuild"]).is(
        3,
        "",
        "content/news.csv:4:1: error: \"昨天\" is not a date\n  hint: write it as 2023-12-01 or 2023-12-01T08:00:00+08:00\n\
         content/news.csv:5:1: error: the row has 8 values, the first line 6 names\n  hint: put quotes around a value that contains the separator\n",
    );
    assert_eq!(items(&site), ["风机 | 2023-07-18 | 风电,能源 | /1/"]);
    // Tables that no rule names are data beside the records, as before.
    let site = configured("").write("content/data.csv", "a,b\n").article("a", "甲", "文");
    site.run(&["rebuild"]).is(0, "", "");
}

#[test]
fn wrong_quotation_marks_refuse_their_rows_and_no_others() {
    let site = configured("[[content.files]]\npath = \"*.[ct]sv\"\nfields = { body = \"txt\" }\n").write(
        "content/news.csv",
        "sep=;\nid;title;date;text\n1;One;2023-07-18;\"x \"\"y\"\"\"\n2;\"Two unclosed;2023-07-17;a\n\
         3;\"Three\";2023-07-16;b\n4;\"The \"best\" thing\";2023-07-15;c\n5;Five;2023-07-14;d\n",
    );
    let site = site
        .write("content/~$news.csv", "\u{1}")
        .write("content/more.tsv", "id\ttitle\tdate\ttext\n6\t\"Hello\" he said\t20230713\tx\n");
    site.run(&["rebuild"]).ends(3).warns_of(&[
        "content/news.csv: warning: the table has no column `txt`, in which the configuration looks for `body`\n  \
         hint: did you mean `text`?",
        "content/news.csv:4:1: error: there is text behind a quotation mark that ends a value\n  hint: a mark that",
        "content/news.csv:6:9: error: there is text behind a quotation mark",
    ]);
    assert_eq!(
        items(&site),
        [
            "One | 2023-07-18 |  | /1/",
            "Three | 2023-07-16 |  | /3/",
            "Five | 2023-07-14 |  | /5/",
            "\"Hello\" he said | 2023-07-13 |  | /6/",
        ]
    );
}

#[test]
fn a_table_can_be_the_content_itself() {
    let site = bare(&[("news.tsv", "id\ttitle\tdate\n1\t风机\t2023-07-18\n")]);
    rebuild(&site, "news.tsv").is(0, "", "");
    assert_eq!(items(&site), ["风机 | 2023-07-18 |  | /1/"]);
}

#[test]
fn json_of_any_shape_is_read_through_a_mapping() {
    let rule = "[[content.files]]\npath = \"export.json\"\nitems = \"/data/posts\"\n\
                [content.files.fields]\ntitle = \"/headline/text\"\npublished = \"/meta/0\"\nid = \"key\"\n";
    let site = configured(rule).write(
        "content/export.json",
        "{\"data\": {\"posts\": [{\"key\": 7, \"headline\": {\"text\": \"风机\"}, \"meta\": [\"2023-07-18\"], \"x\": 1}]}}",
    );
    site.run(&["rebuild"]).is(0, "", "");
    assert_eq!(items(&site), ["风机 | 2023-07-18 |  | /7/"]);
    let site = site.write("content/export.json", "{\"data\": {\"articles\": []}}");
    site.run(&["rebuild"]).ends(3).warns_of(&[
        "content/export.json:1:1: error: the file has nothing at `/data/posts`, where its records should be\n  \
         hint: lists stand at \"/data/articles\"",
    ]);
    assert_eq!(items(&site).len(), 1, "the last good version stays");
}

#[test]
fn a_folder_of_web_pages_is_read_by_their_metadata() {
    let page = |head: &str, text: &str| {
        format!(
            "<!doctype html><html lang=\"ja\"><head>{head}</head><body><nav>目次</nav><article>{text}</article></body></html>"
        )
    };
    let site = bare(&[
        (
            "w/a.html",
            &page(
                "<title>風車 | 新聞</title><meta property=\"article:published_time\" content=\"2023-07-18T08:00:00+09:00\">",
                "<h1>風車</h1><p>回る。</p>",
            ),
        ),
        ("w/b.html", &page("<title>日付なし</title>", "<p>文</p>")),
        ("w/2023-07-17-c.html", &page("<title>名前に日付</title>", "<p>文</p>")),
    ]);
    rebuild(&site, "w")
        .ends(3)
        .warns_of(&["w/b.html: error: the page tells no date\n  hint: add <meta property"]);
    assert_eq!(
        items(&site),
        ["風車 | 2023-07-18 |  | /a.html", "名前に日付 | 2023-07-17 |  | /2023-07-17-c.html"]
    );
    assert_eq!(body(&site, "風車").trim(), "<p>回る。</p>");
}

#[test]
fn what_templates_spoil_in_a_page_is_made_out() {
    let linked = |members: &str| {
        format!(
            "<!doctype html><title>t</title><script type=\"application/ld+json\">\n<!--\n{{\"@graph\": [{members},\n]}}\n-->\n\
             </script>"
        )
    };
    let site = bare(&[
        (
            "w/a.html",
            &format!(
                "{}<meta name=\"date\" content=\"2023-07-18\"><p>文。</p>",
                linked(
                    "{\"@type\": \"NewsArticle\", \"headline\": \"风 &amp; 雨\", \"datePublished\": \"上周\", \
                     \"author\": {\"@id\": \"#ji\"}, \"description\": \"一行\n两行\",}, \
                     {\"@type\": \"Person\", \"@id\": \"#ji\", \"name\": \"及庆玲\"}"
                )
            ),
        ),
        (
            "w/b.html",
            &format!(
                "{}<div id=\"app\"></div>",
                linked(
                    "{\"@type\": \"NewsArticle\", \"headline\": \"脚本\", \"datePublished\": \"2023-07-17\", \"articleBody\": \"第一段。\\n第二段。\"}"
                )
            ),
        ),
        ("w/2023-07-16-c.html", "<title>空</title><div id=\"app\"></div>"),
        ("w/2023-07-15-d.html", "<title>列表</title><article>一</article><article>二</article>"),
    ]);
    rebuild(&site, "w").ends(3).warns_of(&[
        "w/2023-07-16-c.html: error: the page has no text",
        "w/2023-07-15-d.html: error: the page shows several articles, and is none itself",
    ]);
    assert_eq!(items(&site), ["风 & 雨 | 2023-07-18 |  | /a.html", "脚本 | 2023-07-17 |  | /b.html"]);
    assert!(site.read("f/feed.json").contains("及庆玲"));
    assert_eq!(body(&site, "脚本").trim(), "<p>第一段。</p>\n<p>第二段。</p>");
}

#[test]
fn a_folder_of_plain_texts_is_read_by_their_first_lines() {
    let site = bare(&[
        ("t/a.txt", "風機葉片\n日期：2023年7月18日\n\n每長一米。\n"),
        ("t/2023-07-17.txt", "次篇\n\n文\n"),
        ("t/d.txt", "풍력 날개\n2023년 7월 16일 오전 9:30\n\n바람이 분다.\n"),
        ("t/e.txt", "風車の羽根\n令和5年7月15日\n\n回る。\n"),
        ("t/f.txt", "風機\n民國112年7月14日\n\n轉。\n"),
        ("t/c.txt", "沒有日期\n\n文\n"),
    ]);
    rebuild(&site, "t")
        .ends(3)
        .warns_of(&["t/c.txt: error: the text tells no date\n  hint: write the date in the second line"]);
    assert_eq!(
        items(&site),
        [
            "風機葉片 | 2023-07-18 |  | /a/",
            "次篇 | 2023-07-17 |  | /2023-07-17/",
            "풍력 날개 | 2023-07-16 |  | /d/",
            "風車の羽根 | 2023-07-15 |  | /e/",
            "風機 | 2023-07-14 |  | /f/",
        ]
    );
}

#[test]
fn a_mistake_below_content_names_the_likely_key() {
    for (content, expected) in [
        ("[content]\ngenrator = \"hugo\"\n", "hint: did you mean `generator`?"),
        ("[content]\ngenerator = \"hugoo\"\n", "hint: did you mean `hugo`?"),
        ("[content]\nencoding = \"gb18300\"\n", "did you mean `gb18030`?"),
        ("[content]\nignore = [\"[\"]\n", "`[` is no pattern of paths"),
        ("[[content.files]]\npath = \"a.json\"\nitem = \"/x\"\n", "hint: did you mean `items`?"),
        ("[[content.files]]\npath = \"a.json\"\nitems = \"data\"\n", "items `data` can't be looked up"),
        ("[content.permalinks]\nposts = \"/:slg/\"\n", "hint: did you mean :slug?"),
        ("[content]\nundated = \"never\"\n", "undated `never` is not a date"),
    ] {
        configured(content).run(&["rebuild"]).ends(1).warns_of(&[expected]);
    }
}

#[test]
fn a_warning_of_the_text_names_its_line() {
    let site = bare(&[
        ("blog/hugo.toml", "languageCode = 'zh-cn'\n"),
        ("blog/content/a.md", "---\ntitle: 甲\ndate: 2023-07-18\n---\n风。\n\n从\u{8}海上来。\n"),
        ("blog/content/b.md", "---\ntitle: 乙\ndate: 2023-07-18\n---\n风。\n\n[海](ttps://海.example/)\n"),
    ]);
    rebuild(&site, "blog")
        .ends(0)
        .warns_of(&["a.md:7:2: warning: control", "b.md:7:5: warning: the address"]);
}
