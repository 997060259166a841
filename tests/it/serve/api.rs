//! The search API and the server's descriptions of itself.

use serde_json::json;

use super::{Served, desk, desk_with};

#[test]
fn the_answer_is_that_of_the_command_line() {
    let served = Served::new(desk());
    let same = |path: &str, args: &[&str]| {
        let mut answer = served.get(path).json();
        let mut printed = served.site.run(&[&["search", "--format", "json"], args].concat()).ends(0).json();
        answer["took_ms"] = json!(0);
        printed["took_ms"] = json!(0);
        assert_eq!(answer, printed, "{path}");
        assert!(answer["total"].as_u64().unwrap() > 0, "{path} finds something");
    };
    same("/api/search?q=%E9%A2%A8%E6%A9%9F%E8%91%89%E7%89%87&facets=true", &["風機葉片", "--facets"]);
    same(
        "/api/search?tag=%E8%83%BD%E6%BA%90&sort=oldest&limit=1&offset=1",
        &["--tag", "能源", "--sort", "oldest", "--limit", "1", "--offset", "1"],
    );
    same(
        "/api/search?from=2023-08&to=2023-08-02&author=%E9%A3%8E%E5%90%AF",
        &["--from", "2023-08", "--to", "2023-08-02", "--author", "风启"],
    );
    same("/api/search?lang=ja&section=&q=", &["--lang", "ja"]);
    same("/api/search?q=date:2023-07..2023-08", &["date:2023-07..2023-08"]);
}

#[test]
fn what_is_found_is_never_kept_and_nothing_found_is_an_answer() {
    let served = Served::new(desk());
    let answer = served.get("/api/search?q=%E9%87%8F%E5%AD%90");
    assert_eq!((answer.status, answer.json()["total"].as_u64()), (200, Some(0)));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-cache"));
    assert_eq!(served.ask("HEAD", "/api/search", &[]).body.len(), 0);
}

#[test]
fn a_parameter_that_cannot_be_understood_is_a_problem_with_its_name() {
    let served = Served::new(desk());
    for (query, parameter, detail) in [
        ("limit=1000", json!("limit"), "`limit` must be a whole number from 1 to 100"),
        ("sort=best", json!("sort"), "`sort` must be `relevance`, `newest` or `oldest`"),
        ("from=soon", json!("from"), "`from` must be a date: 2023, 2023-07 or 2023-07-18"),
        ("q=%FF", json!(null), "the query string is not UTF-8"),
        ("q=%00", json!(null), "the query string has a NUL character"),
    ] {
        for path in ["/api/search", "/search.rss"] {
            let answer = served.get(&format!("{path}?{query}"));
            assert_eq!(answer.problem(400), detail);
            assert_eq!(answer.json()["parameter"], parameter);
            assert_eq!(answer.json()["title"], "Bad Request");
        }
    }
    let notes = served.get("/api/search?secton=a").json()["notes"].clone();
    assert_eq!(
        notes,
        json!(["the parameter `secton` is not known and was ignored; did you mean `section`?"])
    );
}

#[test]
fn other_sites_may_read_answers_only_where_that_is_switched_on() {
    let ask = |served: &Served, method: &str, path: &str, headers: &[&str]| {
        let answer = served.ask(method, path, headers);
        (answer.status, answer.header("access-control-allow-origin").map(str::to_owned))
    };
    let origin = "Origin: https://other.example";
    let preflight = [origin, "Access-Control-Request-Method: GET"];

    let served = Served::new(desk());
    assert_eq!(ask(&served, "GET", "/api/search", &[origin]), (200, None));
    assert_eq!(ask(&served, "OPTIONS", "/api/search", &preflight), (405, None));

    let served = Served::new(desk_with("[serve]\ncors = [\"*\"]\n"));
    assert_eq!(ask(&served, "GET", "/api/search", &[origin]), (200, Some("*".to_owned())));
    assert_eq!(ask(&served, "GET", "/feeds/feed.json", &[origin]), (200, Some("*".to_owned())));
    assert_eq!(ask(&served, "OPTIONS", "/api/search", &preflight), (200, Some("*".to_owned())));

    let served = Served::new(desk_with("[serve]\ncors = [\"https://other.example\"]\n"));
    let allowed = Some("https://other.example".to_owned());
    assert_eq!(ask(&served, "GET", "/api/search", &[origin]), (200, allowed));
    assert_eq!(ask(&served, "GET", "/api/search", &["Origin: https://evil.example"]), (200, None));
}

#[test]
fn the_api_is_described_as_it_is() {
    let served = Served::new(desk());
    let description = served.get("/openapi.json").json();
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
    let paths: Vec<&String> = description["paths"].as_object().unwrap().keys().collect();
    assert!(paths.len() >= 6, "{paths:?}");
    for path in paths {
        assert_eq!(served.get(path).status, 200, "{path} is described and served");
    }
    let parameters = description["paths"]["/api/search"]["get"]["parameters"].as_array().unwrap();
    let names: Vec<&str> = parameters.iter().map(|parameter| parameter["name"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        ["q", "section", "tag", "author", "lang", "from", "to", "sort", "offset", "limit", "facets"]
    );
    // Every key of an answer stands in the schema, and the other way round.
    let answer = served.get("/api/search?q=%E6%B0%A2&facets=true").json();
    let schema = &description["components"]["schemas"];
    for (value, name) in [
        (&answer, "SearchAnswer"),
        (&answer["hits"][0], "Hit"),
        (&answer["facets"], "FacetCounts"),
        (&answer["hits"][0]["title_parts"][0], "TextPart"),
    ] {
        let mut described: Vec<&String> = schema[name]["properties"].as_object().unwrap().keys().collect();
        described.retain(|key| *key != "explanation");
        let mut keys: Vec<&String> = value.as_object().unwrap().keys().collect();
        described.sort();
        keys.sort();
        assert_eq!(described, keys, "{name}");
    }
}

#[test]
fn a_browser_can_add_the_search() {
    let served = Served::new(desk());
    let answer = served.get("/opensearch.xml");
    assert_eq!(answer.header("content-type"), Some("application/opensearchdescription+xml; charset=utf-8"));
    let document = roxmltree::Document::parse(answer.text()).expect("well-formed XML");
    let text = |name: &str| {
        document
            .descendants()
            .find(|node| node.has_tag_name(("http://a9.com/-/spec/opensearch/1.1/", name)))?
            .text()
    };
    assert_eq!(text("ShortName"), Some("Desk & Co"));
    assert_eq!(text("InputEncoding"), Some("UTF-8"));
    let templates: Vec<&str> = document.descendants().filter_map(|node| node.attribute("template")).collect();
    assert!(templates.contains(&"https://example.org/search.rss?q={searchTerms}"), "{templates:?}");
}
