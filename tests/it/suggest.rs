//! Suggestions while typing, and what may have been meant when nothing is found.

use proptest::prelude::*;
use serde_json::json;
use tidings::article::{Article, ArticleId, Author, Body, Timestamp};
use tidings::index::{Change, Embedded, Engine, Order};
use tidings::search::{Search, search};
use tidings::suggest::{Correction, Kind, MAX_SUGGESTIONS, Suggester, Suggestion, did_you_mean};

use crate::containment::now;
use crate::site::{Site, record};

/// An article of `title`, `tags` and `text`, in the section 科技 and by 王明远.
fn article(number: usize, title: &str, tags: &[&str], text: &str) -> Article {
    let moment = Timestamp::parse_from_rfc3339("2023-07-18T08:00:00+08:00").unwrap();
    let moment = moment + chrono::Duration::minutes(number as i64);
    Article {
        id: ArticleId::new(&format!("a{number}")).unwrap(),
        url: format!("https://example.org/{number}"),
        title: title.to_owned(),
        kicker: None,
        subtitle: None,
        summary: String::new(),
        body: Body { html: format!("<p>{text}</p>"), text: text.to_owned() },
        published: moment,
        updated: moment,
        authors: vec![Author { name: "王明远".to_owned(), email: None, url: None }],
        section: Some("科技".to_owned()),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        lang: "zh-Hans".to_owned(),
        image: None,
        enclosures: Vec::new(),
        source: None,
        comments: None,
        expires: None,
        withdrawn: None,
    }
}

fn put(engine: &mut Embedded, articles: Vec<Article>) {
    let mut changes = articles
        .into_iter()
        .map(|article| Ok(Change::Put { article: Box::new(article), source: "all.ndjson".to_owned() }));
    engine.sync(&mut changes, 0).unwrap();
}

fn index_of(articles: Vec<Article>) -> (tempfile::TempDir, Embedded) {
    let folder = tempfile::tempdir().unwrap();
    let mut engine = Embedded::create(folder.path()).unwrap();
    put(&mut engine, articles);
    (folder, engine)
}

/// A site in five languages.
fn newsroom() -> (tempfile::TempDir, Embedded) {
    let ruby = "<p><ruby>札幌<rp>(</rp><rt>さっぽろ</rt><rp>)</rp></ruby>の雪。</p>";
    let mut with_ruby =
        article(7, "コンピューターと教室", &["コンピューター", "札幌"], "札幌(さっぽろ)の雪。");
    with_ruby.body.html = ruby.to_owned();
    index_of(vec![
        article(0, "内蒙古的风能", &["内蒙古", "风电"], "风电场建在草原上，氢能列车经过重庆。"),
        article(1, "氢能列车驶过重庆", &["重庆", "氢能"], "列车以氢为燃料，银行给予支持。"),
        article(2, "银行的长夜", &["银行"], "人们应该知道的事实。"),
        article(3, "臺灣電影節開幕", &["臺灣", "電影"], "電影節在臺北舉行，觀眾很多。"),
        article(4, "香港電影的後來", &["香港", "電影"], "後來的電影人。"),
        article(
            5,
            "とうきょうの朝",
            &["とうきょう"],
            "東京（とうきょう）の朝は早い。渋沢栄一（しぶさわ・えいいち）の銅像。",
        ),
        article(6, "渋沢栄一の手紙", &["渋沢栄一", "しんぶん"], "手紙は東京で見つかった。"),
        with_ruby,
        article(8, "내몽골의 바람", &["내몽골", "풍력"], "대학에서 수소를 연구한다. 과학은 재미있다."),
        article(9, "대학교의 수소 연구", &["대학교", "과학"], "대학에서 수소를 연구한다."),
        article(
            10,
            "Turbines above the sea",
            &["wind power", "Xi'an"],
            "The turbines turn. Hydrogen is next.",
        ),
        article(11, "Hydrogen: what next?", &["hydrogen", "café"], "Hydrogen trains and turbines."),
    ])
}

fn suggested(engine: &Embedded, typed: &str) -> Vec<Suggestion> {
    Suggester::new(engine, now()).unwrap().suggest(typed, 10).unwrap()
}

#[test]
fn what_is_being_typed_is_suggested_in_every_script() {
    let (_folder, engine) = newsroom();
    let suggester = Suggester::new(&engine, now()).unwrap();
    for (typed, expected) in [
        // Simplified Chinese: characters, either script, pinyin, all readings, initials, a mixture.
        ("内", "内蒙古"),
        ("內蒙", "内蒙古"),
        ("neimenggu", "内蒙古"),
        ("nei meng gu", "内蒙古"),
        ("neimeng", "内蒙古"),
        ("nmg", "内蒙古"),
        ("neimg", "内蒙古"),
        ("chongq", "重庆"),
        ("zhongqing", "重庆"),
        ("cq", "重庆"),
        ("yinhang", "银行"),
        ("qn", "氢能"),
        ("qingneng", "氢能列车驶过重庆"),
        ("lieche", "列车"),
        ("keji", "科技"),
        ("wangmingyuan", "王明远"),
        ("wmy", "王明远"),
        // Traditional Chinese.
        ("臺", "臺灣"),
        ("台湾", "臺灣"),
        ("taiwan", "臺灣"),
        ("dianying", "電影"),
        ("dy", "電影"),
        ("xgdy", "香港電影的後來"),
        // Japanese: kana, romaji; kanji where an article tells their reading.
        ("とう", "とうきょう"),
        ("トウキョウ", "とうきょう"),
        ("toukyou", "とうきょう"),
        ("tokyo", "とうきょう"),
        ("konpyu", "コンピューター"),
        ("kompyuta", "コンピューター"),
        ("ｺﾝﾋﾟｭ", "コンピューター"),
        ("shinbun", "しんぶん"),
        ("sinb", "しんぶん"),
        ("shibusawa", "渋沢栄一"),
        ("しぶさわ", "渋沢栄一"),
        ("sapporo", "札幌"),
        ("東", "東京"),
        ("tokyo", "東京"),
        // Korean: syllables begun, decomposed, initial consonants.
        ("내모", "내몽골"),
        ("내몽ㄱ", "내몽골"),
        ("ㄴㅁㄱ", "내몽골"),
        ("ㄷㅎㄱ", "대학교"),
        ("\u{1102}\u{1162}", "내몽골"),
        ("고", "과학"),
        ("수", "수소"),
        ("ㅅㅅ", "수소"),
        // Latin.
        ("turb", "turbines"),
        ("Hydro", "hydrogen"),
        ("ＨＹＤ", "hydrogen"),
        ("wind p", "wind power"),
        ("xian", "Xi'an"),
        ("cafe", "café"),
        ("turbines above", "Turbines above the sea"),
    ] {
        let found = suggester.suggest(typed, 10).unwrap();
        assert!(
            found.iter().any(|suggestion| suggestion.text.eq_ignore_ascii_case(expected)),
            "{expected} for {typed}: {found:?}"
        );
    }
    for typed in ["", " ", "。", "xyz", "ngm", "蒙古内", "\u{200B}", "골내", "tokyoo9"] {
        assert_eq!(suggester.suggest(typed, 10).unwrap(), [], "{typed:?}");
    }
}

#[test]
fn names_come_before_titles_and_what_is_typed_whole_before_what_goes_on() {
    let (_folder, engine) = newsroom();
    let found = suggested(&engine, "dianying");
    assert_eq!(found[0].text, "電影");
    assert_eq!((found[0].kind, found[0].query.as_str(), found[0].articles), (Kind::Tag, "tag:電影", 2));
    let kinds: Vec<Kind> = suggested(&engine, "内").iter().map(|suggestion| suggestion.kind).collect();
    assert_eq!(kinds, [Kind::Tag, Kind::Title]);
    let found = suggested(&engine, "大");
    assert_eq!(found, []);
    // A title with an operator is searched as a phrase.
    let found = suggested(&engine, "hydrogen w");
    assert_eq!(found[0].text, "Hydrogen: what next?");
    let (total, query) = (finds(&engine, &found[0].query), &found[0].query);
    assert_eq!(total, 1, "{query}");
}

#[test]
fn what_is_not_due_is_not_suggested() {
    let later = Timestamp::parse_from_rfc3339("2030-01-01T00:00:00Z").unwrap();
    let mut scheduled = article(0, "量子网络", &["量子"], "量子网络。");
    (scheduled.published, scheduled.updated) = (later, later);
    let mut expired = article(1, "过去的事", &["过去"], "过去。");
    expired.expires = Some(now());
    let (_folder, engine) = index_of(vec![scheduled, expired, article(2, "量具", &[], "尺。")]);
    assert_eq!(suggested(&engine, "guoqu"), []);
    let texts: Vec<String> = suggested(&engine, "liang").into_iter().map(|found| found.text).collect();
    assert_eq!(texts, ["量具"]);
    let texts = Suggester::new(&engine, later).unwrap().suggest("lz", 10).unwrap();
    assert_eq!(texts.iter().map(|found| found.text.as_str()).collect::<Vec<_>>(), ["量子", "量子网络"]);
}

#[test]
fn the_same_articles_give_the_same_suggestions_however_they_came() {
    let (_folder, whole) = newsroom();
    let folder = tempfile::tempdir().unwrap();
    let mut engine = Embedded::create(folder.path()).unwrap();
    let articles = |engine: &Embedded| {
        let known = engine.known(&|_| None).unwrap();
        let ids: Vec<ArticleId> = known.iter().filter_map(|(id, _)| ArticleId::new(id)).collect();
        engine.fetch(&ids).unwrap().into_iter().flatten().collect::<Vec<Article>>()
    };
    for (number, article) in articles(&whole).into_iter().rev().enumerate() {
        let mut former = article.clone();
        former.title = format!("旧题{number}");
        former.tags = vec!["旧标签".to_owned()];
        put(&mut engine, vec![former]);
        put(&mut engine, vec![article]);
    }
    let (one, other) = (Suggester::new(&whole, now()).unwrap(), Suggester::new(&engine, now()).unwrap());
    for typed in ["n", "nmg", "t", "d", "ㄴ", "h", "j", "旧", "jiu", "x"] {
        assert_eq!(one.suggest(typed, 10).unwrap(), other.suggest(typed, 10).unwrap(), "{typed}");
    }
}

fn finds(engine: &Embedded, query: &str) -> u64 {
    let asked = Search {
        text: query.to_owned(),
        filters: Vec::new(),
        order: Order::Relevance,
        offset: 0,
        limit: 1,
        facets: false,
        explain: false,
        now: now(),
    };
    let found = search(engine, &asked).unwrap();
    assert!(found.notes.is_empty(), "{query}: {:?}", found.notes);
    found.total
}

fn meant(engine: &Embedded, query: &str) -> Option<Correction> {
    did_you_mean(engine, query, &[], now()).unwrap()
}

#[test]
fn what_may_have_been_meant_is_found_by_spelling_and_by_sound() {
    let (_folder, engine) = newsroom();
    for (typed, expected) in [
        ("turbnies", Some("turbines")),
        ("turbine", None),
        ("hydrogne", Some("Hydrogen")),
        ("hydorgen trians", Some("Hydrogen trains")),
        ("\"hydrogen trans\"", Some("\"hydrogen trains\"")),
        ("氢能 turbnies", None),
        ("内猛古", Some("内蒙古")),
        ("內盟古", Some("内蒙古")),
        ("英该", Some("应该")),
        ("店影", Some("電影")),
        ("列车 印行", Some("列车 银行")),
        ("yinhang", Some("银行")),
        ("neimenggu", Some("内蒙古")),
        ("xyzzyq", None),
        ("量子纠缠", None),
        ("내몽굴", None),
        ("-turbnies", None),
        ("", None),
        ("()\"", None),
    ] {
        let found = meant(&engine, typed).map(|correction| correction.query);
        assert_eq!(found.as_deref(), expected, "{typed}");
        if let Some(query) = found {
            assert!(finds(&engine, &query) > 0, "{query}");
        }
    }
}

#[test]
fn a_person_and_a_program_are_told() {
    let site = Site::new()
        .write(
            "content/steppe.md",
            &record("title: 内蒙古的风\npublished: 2023-07-18\ntags: [内蒙古]\n", "草原上的风电场。"),
        )
        .write("content/sea.md", &record("title: Turbines at sea\npublished: 2023-07-19\n", "Turbines turn."))
        .rebuilt();
    site.run(&["search", "--suggest", "nmg"]).is(
        0,
        "内蒙古 · tag · 1 article\n内蒙古的风 · title · 1 article\n",
        "",
    );
    site.run(&["search", "--suggest", "xyz"]).is(0, "nothing to suggest\n", "");
    site.run(&["search", "--suggest", "nmg", "--limit", "1"]).is(0, "内蒙古 · tag · 1 article\n", "");
    let mut answer = site.run(&["search", "--suggest", "nei meng", "--format", "json"]).ends(0).json();
    assert!(answer["took_ms"].as_f64().unwrap() >= 0.0);
    answer["took_ms"] = json!(0);
    assert_eq!(
        answer,
        json!({"typed": "nei meng", "took_ms": 0, "suggestions": [
            {"text": "内蒙古", "kind": "tag", "query": "tag:内蒙古", "articles": 1},
            {"text": "内蒙古的风", "kind": "title", "query": "内蒙古的风", "articles": 1},
        ]})
    );

    site.run(&["search", "turbnies"]).is(0, "nothing found\ndid you mean: Turbines (1 article)\n", "");
    let answer = site.run(&["search", "turbnies", "--format", "json"]).ends(0).json();
    assert_eq!(answer["did_you_mean"], json!({"query": "Turbines", "total": 1}));
    let answer = site.run(&["search", "turbines", "--format", "json"]).ends(0).json();
    assert_eq!(answer["did_you_mean"], json!(null));

    let refused = |args: &[&str], message: &str| {
        let outcome = site.run(&[&["search", "--suggest", "n"], args].concat()).ends(2);
        assert!(outcome.stderr.contains(message), "`{message}` is not in:\n{outcome}");
    };
    refused(&["--format", "rss"], "error: suggestions are no articles\n  hint: use `--format human`");
    refused(&["--tag", "x"], "cannot be used with");
    refused(&["word"], "cannot be used with");
}

#[test]
fn whatever_is_typed_is_answered_within_bounds() {
    let (_folder, engine) = newsroom();
    let suggester = Suggester::new(&engine, now()).unwrap();
    let every_plane: String =
        (0..=16).filter_map(|plane| char::from_u32(plane * 0x1_0000 + 0x4E00)).collect();
    for typed in [
        "n".repeat(100_000),
        "内".repeat(100_000),
        "ㄱ".repeat(100_000),
        "ka".repeat(50_000),
        "-'".repeat(50_000),
        "\u{0}\u{7}\u{1b}[31m".to_owned(),
        "\"(-OR title:".to_owned(),
        every_plane,
        "e\u{301}".repeat(50_000),
    ] {
        assert!(suggester.suggest(&typed, usize::MAX).unwrap().len() <= MAX_SUGGESTIONS);
        let shown: String = typed.chars().take(9).collect();
        assert_eq!(meant(&engine, &typed), None, "{shown}");
    }
    assert!(suggester.suggest("n", usize::MAX).unwrap().len() > 1);
    assert_eq!(suggester.suggest("n", 0).unwrap(), []);
}

/// Words of all scripts, and what is read as an operator.
fn words() -> impl Strategy<Value = String> {
    let word = proptest::sample::select(vec![
        "内蒙古",
        "風電",
        "银行",
        "OR",
        "-",
        "AND",
        "\"",
        "(",
        ")",
        "title:",
        "tag:x",
        "“",
        "e*",
        "-否",
        "とうきょう",
        "カー",
        "대학",
        "Wind",
        "Xi'an",
        "2023",
        "：",
        "…",
        "，",
        " ",
        " ",
        "—",
        "栏目：",
        "%",
        "\u{200B}",
        "𠮷",
        "👨\u{200D}👩",
    ]);
    proptest::collection::vec(word, 1..6).prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]

    #[test]
    fn every_suggestion_finds_an_article_in_full(
        articles in proptest::collection::vec((words(), words(), words(), words()), 1..8),
        typed in proptest::collection::vec("[nytwx내대とk内銀银eo风2]|nm|yin|wi", 1..6),
    ) {
        let articles: Vec<Article> = articles
            .iter()
            .enumerate()
            .filter(|(_, (title, ..))| !title.trim().is_empty())
            .map(|(number, (title, tag, author, text))| {
                let mut article = article(number, title.trim(), &[tag.trim()], text);
                article.section = Some(tag.trim().to_owned());
                article.authors[0].name = author.trim().to_owned();
                article
            })
            .collect();
        let (_folder, engine) = index_of(articles.clone());
        let suggester = Suggester::new(&engine, now()).unwrap();
        // Beginnings of what is there, so that there are suggestions.
        let begun = articles.iter().flat_map(|article| {
            [&article.title, &article.tags[0], &article.authors[0].name]
                .map(|name| name.chars().take(2).collect::<String>())
        });
        for typed in typed.into_iter().chain(begun) {
            for suggestion in suggester.suggest(&typed, 20).unwrap() {
                prop_assert!(finds(&engine, &suggestion.query) >= 1, "{typed:?}: {suggestion:?}");
            }
        }
    }
}
