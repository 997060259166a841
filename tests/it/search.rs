//! `tidings search`: what is printed, in each form.

use serde_json::json;

use crate::site::Site;

fn desk() -> Site {
    Site::new().with_desk().rebuilt()
}

fn total(site: &Site, args: &[&str]) -> u64 {
    let found = site.run(&[&["search", "--format", "json"], args].concat()).ends(0).json();
    found["total"].as_u64().unwrap()
}

#[test]
fn a_person_sees_title_facts_text_and_address() {
    let site = desk();
    site.run(&["search", "风机叶片"]).is(
        0,
        "1 article\n\n风机叶片为何越来越大\n深瞳 · 2023-07-18 · 及庆玲\n风机叶片长达百米。 海上风电正在提速。\n\
         https://example.org/blade\n",
        "",
    );
    site.run(&["search", "量子纠缠"]).is(0, "nothing found\n", "");
}

#[test]
fn matches_are_bold_where_colours_are_wanted() {
    let site = desk();
    let outcome = site.run(&["search", "风机叶片", "--color", "always"]).ends(0);
    assert!(outcome.stdout.contains("\u{1b}[1m风机叶片\u{1b}[0m为何越来越大\n"), "{outcome}");
    let outcome = site.run(&["search", "风机叶片", "--color", "auto"]).ends(0);
    assert!(!outcome.stdout.contains('\u{1b}'), "{outcome}");
}

#[test]
fn the_json_is_the_documented_contract() {
    let site = desk();
    let mut found = site.run(&["search", "風機葉片", "能源", "--format", "json", "--facets"]).ends(0).json();
    assert!(found["took_ms"].as_f64().unwrap() >= 0.0);
    found["took_ms"] = json!(0);
    for hit in found["hits"].as_array_mut().unwrap() {
        assert!(hit["score"].as_f64().unwrap() > 0.0);
        hit["score"] = json!(1);
    }
    let first = &found["hits"][0];
    assert_eq!(
        first.as_object().unwrap().keys().collect::<Vec<_>>(),
        [
            "id",
            "url",
            "title",
            "section",
            "tags",
            "authors",
            "lang",
            "published",
            "updated",
            "score",
            "match",
            "title_parts",
            "snippet"
        ]
    );
    assert_eq!(first["url"], "https://example.org/blade");
    assert_eq!(first["section"], "深瞳");
    assert_eq!(first["tags"], json!(["能源", "风电"]));
    assert_eq!(first["authors"], json!(["及庆玲"]));
    assert_eq!(first["lang"], "zh-Hans");
    assert_eq!(first["published"], "2023-07-18T08:00:00+08:00");
    assert_eq!(
        first["title_parts"],
        json!([{"text": "风机叶片", "match": true}, {"text": "为何越来越大", "match": false}])
    );
    assert_eq!(
        found.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["query", "total", "partial", "took_ms", "hits", "facets", "notes", "did_you_mean"]
    );
    assert_eq!(found["query"], "風機葉片 能源");
    assert_eq!(
        found["facets"].as_object().unwrap().keys().collect::<Vec<_>>(),
        ["section", "tag", "author", "lang", "month"]
    );
    let all = site.run(&["search", "", "--format", "json", "--facets"]).ends(0).json();
    assert_eq!(all["facets"]["tag"], json!([["能源", 2], ["风电", 1]]));
    assert_eq!(all["facets"]["month"], json!([["2023-08", 2], ["2023-07", 1]]));
    assert_eq!(all["facets"]["lang"], json!([["zh-Hans", 2], ["ja", 1]]));
    let plain = site.run(&["search", "", "--format", "json"]).ends(0).json();
    assert!(plain["facets"].is_null());
}

#[test]
fn what_stands_in_the_text_is_found_whatever_is_typed() {
    let site = desk();
    let check = |query: &str, expected: u64| assert_eq!(total(&site, &["--", query]), expected, "{query}");
    check("风机叶片", 1);
    check("風機葉片", 1);
    check("段简", 1);
    check("氢", 1);
    check("\"海上风电\"", 1);
    check("author:及庆玲", 1);
    check("date:2023-07", 1);
    check("date:2023-07..2023-08", 3);
    check("title:列车 OR 短い", 2);
    check("-列车", 2);
    check("🚄", 0);
    site.run(&["search", ")( AND OR -:"]).ends(0);
    site.run(&["search", "🧪"]).is(0, "nothing found\n", "");
}

#[test]
fn filters_order_and_window_hold_together() {
    let site = desk();
    assert_eq!(total(&site, &["--section", "深瞳"]), 1);
    assert_eq!(total(&site, &["--tag", "能源"]), 2);
    assert_eq!(total(&site, &["--tag", "能源", "--tag", "风电"]), 1);
    assert_eq!(total(&site, &["--author", "风启", "列车"]), 1);
    assert_eq!(total(&site, &["--author", "风启", "叶片"]), 0);
    assert_eq!(total(&site, &["--lang", "zh"]), 2);
    assert_eq!(total(&site, &["--from", "2023-08"]), 2);
    assert_eq!(total(&site, &["--to", "2023-07"]), 1);
    assert_eq!(total(&site, &["--from", "2023-08-03", "--to", "2023"]), 1);
    let urls = |args: &[&str]| -> Vec<String> {
        let found = site.run(&[&["search", "--format", "json"], args].concat()).ends(0).json();
        let url =
            |hit: &serde_json::Value| hit["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        found["hits"].as_array().unwrap().iter().map(url).collect()
    };
    assert_eq!(urls(&["--from", "2000"]), ["story", "hydrogen", "blade"]);
    assert_eq!(urls(&["--from", "2000", "--sort", "oldest"]), ["blade", "hydrogen", "story"]);
    assert_eq!(urls(&["--from", "2000", "--limit", "1", "--offset", "1"]), ["hydrogen"]);
    assert_eq!(urls(&["--from", "2000", "--limit", "0"]), [""; 0]);
    assert_eq!(urls(&["--from", "2000", "--offset", "9"]), [""; 0]);
}

#[test]
fn what_can_not_be_done_is_said_before_anything_is_searched() {
    let site = desk();
    let check = |args: &[&str], message: &str| {
        let outcome = site.run(&[&["search"], args].concat()).ends(2);
        assert_eq!(outcome.stdout, "");
        assert!(outcome.stderr.contains(message), "`{message}` is not in:\n{outcome}");
    };
    check(&[], "error: nothing to search for\n  hint: ");
    check(&["x", "--from", "yesterday"], "error: `yesterday` is not a date\n  hint: write it as 2023, ");
    check(&["x", "--limit", "many"], "a whole number up to 100000 is needed");
    check(&["x", "--limit", "9999999"], "a whole number up to 100000 is needed");
    check(&["x", "--format", "trec"], "error: a TREC run needs a file of queries");
    check(&["--queries", "q.tsv", "--format", "json"], "error: --queries is answered as a TREC run only");
    check(&["--queries", "q.tsv", "x"], "cannot be used with");
    check(&["-word"], "to pass '-w' as a value, use '-- -w'");
    site.run(&["rebuild", "--format", "rss"]).is(
        2,
        "",
        "error: this format is for `search` only\n  hint: use `--format human` or `--format json`\n",
    );
}

#[test]
fn a_batch_is_answered_as_a_run() {
    let site = desk().write("q.tsv", "q1\t风机叶片\nq2\t量子纠缠\nq3\t列车\n");
    let id = |query: &str| {
        let found = site.run(&["search", query, "--format", "json"]).json();
        found["hits"][0]["id"].as_str().unwrap().to_owned()
    };
    let outcome = site.run(&["search", "--queries", "q.tsv", "--format", "trec", "--limit", "1"]).ends(0);
    let rows: Vec<Vec<&str>> = outcome.stdout.lines().map(|line| line.split(' ').collect()).collect();
    assert_eq!(rows.len(), 2, "{outcome}");
    for (row, (query, text)) in rows.iter().zip([("q1", "风机叶片"), ("q3", "列车")]) {
        assert_eq!(row[..4], [query, "Q0", &id(text), "1"], "{outcome}");
        assert!(row[4].parse::<f64>().unwrap() > 0.0);
        assert_eq!(row[5..], ["tidings"]);
    }
    assert_eq!(outcome.stderr, "");
}

#[test]
fn a_malformed_batch_is_refused_with_each_place() {
    let site = desk().write("q.tsv", "q1\t风机叶片\nq2 no tab\n\tno id\n");
    site.run(&["search", "--queries", "q.tsv", "--format", "trec"]).is(
        2,
        "",
        "q.tsv:2: error: no tab between id and query\n  hint: write `id`, a tab, the query\n\
         q.tsv:3: error: the id `` is empty or has spaces\n  hint: use letters, digits and signs\n\
         error: `q.tsv` can't be used as a batch of queries; none was run\n  \
         hint: write one query a line, as its id, a tab and its text\n",
    );
}

#[test]
fn a_search_is_a_feed_too() {
    let site = desk();
    for (format, begin) in [("rss", "<?xml"), ("atom", "<?xml"), ("jsonfeed", "{")] {
        let outcome = site.run(&["search", "--tag", "能源", "--format", format]).ends(0);
        assert!(outcome.stdout.starts_with(begin), "{outcome}");
        let (newer, older) = (outcome.stdout.find("氢能列车上路"), outcome.stdout.find("风机叶片为何"));
        assert!(newer.is_some() && newer < older, "newest first:\n{outcome}");
        assert!(!outcome.stdout.contains("一段简单的路"), "{outcome}");
    }
}

#[test]
fn without_an_index_the_next_step_is_named() {
    let site = Site::new();
    site.run(&["search", "x"]).is(1, "", "error: no index in `index`; run `tidings rebuild` first\n");
}
