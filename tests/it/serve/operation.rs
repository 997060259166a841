//! Beginning, ending, the log, the counts.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::process::Stdio;

use super::{Answer, PATIENCE, Served, desk};

#[test]
fn an_answer_under_way_is_finished_before_the_end() {
    let served = Served::new(desk());
    let mut stream = served.connect();
    // Half a request, so that the connection is there when the end comes.
    stream.write_all(b"GET /feeds/rss.xml HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut first = vec![0; 1];
    stream.read_exact(&mut first).unwrap();
    served.signal("TERM");
    stream.read_to_end(&mut first).unwrap();
    let (answer, _) = Answer::parse(&first);
    assert_eq!(answer.text(), served.site.read("feeds/rss.xml"));
    let address = served.address.clone();
    let (code, log) = served.ended();
    assert_eq!(code, Some(0), "{log}");
    assert!(std::net::TcpStream::connect(address).is_err());
}

#[test]
fn each_request_is_a_line_of_the_log() {
    let served = Served::with(desk(), &["--log", "json"]);
    served.ask(
        "GET",
        "/api/search?q=%E6%B0%A2",
        &["User-Agent: a \"test\"", "X-Forwarded-For: 1.2.3.4, 5.6.7.8"],
    );
    served.get("/nothing");
    served.signal("INT");
    let (code, log) = served.ended();
    assert_eq!(code, Some(0));
    let lines: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e} in {line}")))
        .collect();
    let requests: Vec<_> = lines.iter().filter(|line| line["status"].is_number()).collect();
    assert_eq!(requests.len(), 2, "{log}");
    let first = requests[0];
    assert_eq!(first["method"], "GET");
    assert_eq!(first["uri"], "/api/search?q=%E6%B0%A2");
    assert_eq!(first["status"], 200);
    assert_eq!(first["agent"], "a \"test\"");
    assert_eq!(first["client"], "5.6.7.8");
    assert!(first["ms"].as_f64().unwrap() >= 0.0);
    assert!(first["bytes"].as_u64().unwrap() > 100, "{first}");
    assert_eq!(requests[1]["client"], "127.0.0.1");
    assert_eq!(requests[1]["status"], 404);

    let quiet = Served::with(desk(), &["-q"]);
    quiet.get("/healthz");
    quiet.signal("TERM");
    assert_eq!(quiet.ended(), (Some(0), String::new()));
}

#[test]
fn a_log_that_nobody_reads_stops_nobody() {
    let served = Served::new(desk());
    // More than a pipe holds.
    let agent = format!("User-Agent: {}", "a".repeat(10_000));
    for _ in 0..50 {
        assert_eq!(served.ask("GET", "/healthz", &[&agent]).status, 200);
    }
}

#[test]
fn requests_are_counted() {
    let served = Served::new(desk());
    for _ in 0..3 {
        served.get("/api/search?q=a");
    }
    served.get("/feeds/rss.xml");
    served.get("/nothing");
    let metrics = served.get("/metrics");
    assert_eq!(
        metrics.header("content-type"),
        Some("application/openmetrics-text; version=1.0.0; charset=utf-8")
    );
    for line in [
        "tidings_http_requests_total{route=\"/api/search\",status=\"200\"} 3",
        "tidings_http_requests_total{route=\"files\",status=\"200\"} 1",
        "tidings_http_requests_total{route=\"files\",status=\"404\"} 1",
        "tidings_http_request_seconds_count{route=\"/api/search\"} 3",
        "tidings_index_articles 3",
        "tidings_index_good 1",
        "tidings_index_editions_total 1",
        "# EOF",
    ] {
        assert!(metrics.text().lines().any(|own| own == line), "no `{line}` in:\n{}", metrics.text());
    }
}

#[test]
fn health_tells_the_age_of_the_last_rebuild() {
    let served = Served::new(desk());
    let health = served.get("/healthz").json();
    assert_eq!(health["index"]["articles"], 3);
    assert!(health["index"]["trouble"].is_null());
    let last = health["last_rebuild"].as_str().unwrap().to_owned();
    // A rebuild that finds nothing to do counts, too.
    while served.get("/healthz").json()["last_rebuild"] == last.as_str() {
        served.site.run(&["rebuild"]).is(0, "", "");
    }
    assert_eq!(served.get("/healthz").json()["index"]["committed"], health["index"]["committed"]);
}

#[test]
fn a_socket_in_the_file_system_serves_as_well() {
    let site = desk();
    let path = site.path("socket");
    // One that a killed process left is replaced.
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    let mut child = site
        .command(".", &["serve", "-q", "--bind", "unix:socket"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut printed = [0; 12];
    child.stdout.as_mut().unwrap().read_exact(&mut printed).unwrap();
    assert_eq!(&printed, b"unix:socket\n");
    let mut stream = UnixStream::connect(&path).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(b"GET /feeds/rss.xml HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    assert_eq!(Answer::parse(&bytes).0.text(), site.read("feeds/rss.xml"));
    site.run(&["serve", "--bind", "unix:socket"]).ends(1).warns_of(&["listening on `unix:socket`"]);
    std::process::Command::new("kill").arg(child.id().to_string()).status().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(!path.exists(), "the socket is removed at the end");
}

#[test]
fn what_cannot_be_listened_on_is_said() {
    let served = Served::new(desk());
    served.site.run(&["serve", "--bind", &served.address]).ends(1).warns_of(&["listening on `127.0.0.1:"]);
    served.site.run(&["serve", "--bind", "8080"]).is(
        2,
        "",
        "error: `8080` is no address to listen on\n  hint: write it as 127.0.0.1:8080 or unix:/run/tidings/socket\n",
    );
    served.site.run(&["serve", "--format", "json"]).ends(2).warns_of(&["--log json"]);
}
