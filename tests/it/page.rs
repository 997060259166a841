//! `tidings import page`, and how well pages are read that were laid out from known articles.

#[path = "../../tools/page_layout.rs"]
mod layout;
#[path = "../../tools/page_score.rs"]
mod score;

use std::fs;

use proptest::prelude::*;
use tidings::import::page::{self, annotation};

use crate::site::Site;
use score::Score;

/// A page with two short articles and a column, in the order in which layout leaves them.
const PAGE: &str = "科技快讯\n\n校园气象站连成网\n\n本报5月11日讯 全市三所中学的气象站昨日连成一网，每十分钟交换一次读数。\n\n\
                    学生轮流值班，读数直接汇入市气象台的观测网。（林朔）\n\n渠道装上水表\n\n\
                    本报5月11日讯 沙河灌区的四十条渠道装上了水表，用了多少水，村口的屏上看得见。（白宁）\n\n\
                    采访手记\n\n责任编辑：方圆 版式：郑可\n";

fn site() -> Site {
    Site::with_articles(&[("a", "已有的文章", "正文。")]).write("page.txt", PAGE)
}

fn read_folder(name: &str) -> Score {
    let folder = format!("{}/tests/it/data/pages/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut sum = Score::default();
    let mut pages = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let layout = layout::lay_out(&fs::read_to_string(entry.unwrap().path()).unwrap());
        let reading = page::read(&layout.text());
        assert_eq!(reading.paragraphs.len(), layout.laid.len());
        sum.add(&score::score(&layout, &reading));
        pages += 1;
    }
    assert!(pages >= 5);
    sum
}

#[test]
fn pages_are_read_as_well_as_the_documentation_says() {
    for (name, floor) in [
        ("tuned", [0.97, 0.97, 0.95, 0.80, 0.95]),
        ("held-back", [0.92, 0.86, 0.88, 0.80, 0.93]),
        ("conventions", [0.95, 0.85, 0.90, 0.90, 0.93]),
        ("dailies", [0.95, 0.90, 0.90, 0.90, 0.93]),
        ("later", [0.95, 0.90, 0.90, 0.85, 0.93]),
        ("papers", [0.92, 0.88, 0.83, 0.90, 0.93]),
        ("mainland", [0.95, 0.93, 0.91, 0.88, 0.94]),
        ("neighbours", [0.90, 0.87, 0.80, 0.90, 0.90]),
        ("unseen", [0.94, 0.90, 0.84, 0.90, 0.93]),
        ("fresh", [0.95, 0.93, 0.88, 0.90, 0.95]),
    ] {
        let shares = read_folder(name).shares();
        for (share, floor) in shares.iter().zip(floor) {
            assert!(*share >= floor, "{name}: {shares:?}");
        }
    }
}

#[test]
fn the_articles_of_a_page_are_found_and_published_and_a_second_import_changes_nothing() {
    let site = site();
    let import = ["import", "page", "page.txt", "--date", "2023-05-12", "--out", "content/page"];
    let outcome = site.run(&import).ends(0);
    assert!(outcome.stdout.starts_with("2 articles: 2 added\n"), "{outcome}");
    let before = site.state("content");
    let again = site.run(&import).ends(0);
    assert!(again.stdout.starts_with("2 articles: 2 unchanged\n"), "{again}");
    assert_eq!(site.state("content"), before);
    let record = site.read("content/page/2023/2023-05-12-page-1.md");
    for line in [
        "id: 2023-05-12/page/1",
        "title: 校园气象站连成网",
        "published: 2023-05-12",
        "authors: [林朔]",
        "section: 科技快讯",
    ] {
        assert!(record.contains(&format!("{line}\n")), "`{line}` is not in:\n{record}");
    }
    assert!(!record.contains("（林朔）"), "{record}");
    let site = site.rebuilt();
    for (query, title) in [("每十分钟交换一次", "校园气象站连成网"), ("author:白宁", "渠道装上水表")]
    {
        let found = site.run(&["search", query, "--format", "json"]).ends(0).json();
        assert_eq!(found["hits"][0]["title"], title);
    }
    assert!(site.read("feeds/rss.xml").contains("渠道装上水表"));
}

#[test]
fn a_corrected_table_is_followed() {
    let site = site();
    site.run(&["import", "page", "page.txt", "--annotate", "page.tsv"]).ends(0);
    let table = site.read("page.tsv");
    assert_eq!(table.lines().count(), 9, "{table}");
    let table = table
        .replace("2\ttitle\t\t5\t", "1\tsubhead\t\t5\t")
        .replace("2\tbody\t", "1\tbody\t")
        .replace("2\tsection\t", "0\tfurniture\t");
    let site = site.write("page.tsv", &table);
    let import = [
        "import",
        "page",
        "page.txt",
        "--date",
        "2023-05-12",
        "--annotation",
        "page.tsv",
        "--out",
        "content/page",
    ];
    let outcome = site.run(&import).ends(0);
    assert!(outcome.stdout.starts_with("1 article: 1 added\n"), "{outcome}");
    assert!(site.read("content/page/2023/2023-05-12-page-1.md").contains("\n## 渠道装上水表\n"));
    let site = site.write("page.tsv", "1\ttitle\n");
    site.run(&import).ends(1).warns_of(&["page.tsv:1:1: error: 2 columns in place of five"]);
}

#[test]
fn a_page_in_another_encoding_is_read_with_a_warning() {
    let site = site();
    fs::write(site.path("gbk.txt"), encoding_rs::GBK.encode(PAGE).0).unwrap();
    let outcome = site.run(&["import", "page", "gbk.txt", "--date", "2023-05-12"]).ends(0);
    assert!(outcome.stdout.starts_with("2 articles: 2 added\n"), "{outcome}");
    assert!(outcome.stderr.contains("gbk.txt: warning: the encoding is not declared"), "{outcome}");
}

#[test]
fn bad_input_is_told_and_writes_nothing() {
    let site =
        site().write("empty.txt", " \n").write("dated.txt", &format!("2023年5月12日 星期五\n\n{PAGE}"));
    let before = site.state("content");
    site.run(&["import", "page", "page.txt"])
        .ends(3)
        .warns_of(&["page.txt: error: the page doesn't say its day"]);
    site.run(&["import", "page", "empty.txt", "--date", "2023-05-12"]).ends(3).warns_of(&["no text in it"]);
    site.run(&["import", "page", "none.txt", "--date", "2023-05-12"]).ends(1).warns_of(&["none.txt"]);
    site.run(&["import", "page", "page.txt", "--date", "12.5.2023"]).ends(2).warns_of(&["2023-07-18"]);
    fs::write(site.path("big5.txt"), b"\xa4\xa4\n").unwrap();
    site.run(&["import", "page", "big5.txt", "--date", "2023-05-12"])
        .ends(3)
        .warns_of(&["big5.txt:1:1: error: the text is not UTF-8"]);
    site.run(&["import", "page", "dated.txt", "--dry-run"]).ends(0);
    assert_eq!(site.state("content"), before);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Each paragraph of whatever page is in one article or left over, and the table says the same.
    #[test]
    fn no_paragraph_is_lost(
        lines in prop::collection::vec(
            prop_oneof![
                "[科技风电氢能在线记者报讯本日月0-9“”（）《》，。：、 □——]{0,60}",
                "\\PC{0,40}",
                Just("□本报记者 及某".to_owned()),
                Just("本报7月17日讯 近日，由市里主办的大赛结束。（风某）".to_owned()),
            ],
            0..24,
        )
    ) {
        let text = lines.join("\n\n");
        let reading = page::read(&text);
        let mut seen: Vec<usize> = reading.left_over.clone();
        for article in &reading.articles {
            seen.extend(article.paragraphs.iter().map(|(at, _)| *at));
        }
        seen.sort_unstable();
        prop_assert_eq!(seen, (0..reading.paragraphs.len()).collect::<Vec<_>>());
        let table = annotation::write(&reading);
        let again = annotation::read(&text, &table, "page.tsv");
        prop_assert!(again.is_ok(), "{:?}\n{}", again.err(), table);
        prop_assert_eq!(annotation::write(&again.unwrap()), table);
    }
}
