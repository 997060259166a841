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
fn a_folder_of_plain_texts_is_read_by_their_first_lines() {
    let site = bare(&[
        ("t/a.txt", "風機葉片\n日期：2023年7月18日\n\n每長一米。\n"),
        ("t/2023-07-17.txt", "次篇\n\n文\n"),
        ("t/c.txt", "沒有日期\n\n文\n"),
    ]);
    rebuild(&site, "t")
        .ends(3)
        .warns_of(&["t/c.txt: error: the text tells no date\n  hint: write the date in the second line"]);
    assert_eq!(items(&site), ["風機葉片 | 2023-07-18 |  | /a/", "次篇 | 2023-07-17 |  | /2023-07-17/"]);
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
