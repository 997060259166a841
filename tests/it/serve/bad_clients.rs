//! Clients that are wrong, greedy or hostile get a clear refusal, and everybody else is served.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use super::{Answer, Served, desk, desk_with};

/// Sends bytes as they are and reads what comes back.
fn raw(served: &Served, bytes: &[u8]) -> Answer {
    let mut stream = served.connect();
    let _ = stream.write_all(bytes);
    Answer::read(&mut stream)
}

#[test]
fn paths_that_are_no_text_are_refused() {
    let served = Served::new(desk());
    assert_eq!(served.get("/feeds/%00").problem(400), "the path has a NUL character");
    assert_eq!(served.get("/feeds/rss.xml%00.html").problem(400), "the path has a NUL character");
    assert_eq!(served.get("/%ff%fe").problem(400), "the path is not UTF-8");
    assert_eq!(served.get("/feeds/%c0%ae%c0%ae/x").problem(400), "the path is not UTF-8");
    assert_eq!(served.get("/feeds/%zz").problem(404), "there is nothing at this address");
    assert_eq!(raw(&served, b"GET /feeds/\xff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").status, 400);
    served.get("/feeds/rss.xml");
}

#[test]
fn what_is_no_request_is_refused() {
    let served = Served::new(desk());
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    ] {
        let answer = raw(&served, bytes);
        assert!((400..500).contains(&answer.status), "{answer:?} to {:?}", String::from_utf8_lossy(bytes));
    }
    for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"] {
        let answer = served.ask(method, "/api/search", &[]);
        assert_eq!(answer.problem(405), "only GET and HEAD are answered");
        assert_eq!(answer.header("allow"), Some("GET, HEAD"));
    }
    assert_eq!(served.total("%E6%B0%A2"), 1);
}

#[test]
fn too_much_of_anything_is_refused() {
    let served = Served::new(desk());
    let long = "a".repeat(1001);
    assert_eq!(
        served.get(&format!("/api/search?q={long}")).problem(400),
        "`q` is longer than 1000 characters"
    );
    let pairs = "tag=a&".repeat(6000);
    assert_eq!(served.get(&format!("/api/search?{pairs}")).problem(414), "the query string is too long");
    let million = "a".repeat(1_000_000);
    assert!(matches!(served.get(&format!("/api/search?q={million}")).status, 414 | 431));
    assert_eq!(served.ask("GET", "/", &[&format!("X-Big: {million}")]).status, 431);
    let many: Vec<String> = (0..1000).map(|number| format!("X-{number}: a")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(served.ask("GET", "/", &many).status, 431);
    let body = served.ask("GET", "/api/search", &["Content-Length: 1000000000"]);
    assert_eq!(body.problem(413), "a request has no body here");
    assert_eq!(served.ask("GET", "/api/search", &["Transfer-Encoding: chunked"]).status, 413);
    assert_eq!(served.total("%E6%B0%A2"), 1);
}

#[test]
fn requests_sent_at_once_are_answered_in_their_order() {
    let served = Served::new(desk());
    let mut stream = served.connect();
    let mut requests = String::new();
    for path in ["/api/search?q=%E6%B0%A2", "/feeds/rss.xml", "/nothing", "/healthz"] {
        requests += &format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    requests += "GET /feeds/atom.xml HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    stream.write_all(requests.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let mut rest = bytes.as_slice();
    let mut answers = Vec::new();
    while !rest.is_empty() {
        let (answer, length) = Answer::parse(rest);
        answers.push((answer.status, answer.header("content-type").unwrap().to_owned()));
        rest = &rest[length..];
    }
    let expected = [
        (200, "application/json"),
        (200, "application/rss+xml; charset=utf-8"),
        (404, "application/problem+json"),
        (200, "application/json"),
        (200, "application/atom+xml; charset=utf-8"),
    ];
    assert_eq!(answers, expected.map(|(status, media_type)| (status, media_type.to_owned())));
}

#[test]
fn those_who_say_nothing_or_little_starve_nobody() {
    let served = Served::new(desk());
    let mut slow: Vec<TcpStream> = (0..500).map(|_| served.connect()).collect();
    for (number, stream) in slow.iter_mut().enumerate().filter(|(number, _)| number % 2 == 0) {
        write!(stream, "GET /api/search?n={number} HTTP/1.1\r\nX-").unwrap();
    }
    for _ in 0..20 {
        assert_eq!(served.total("%E6%B0%A2"), 1);
    }
    let metrics = served.get("/metrics");
    let open = metrics.text().lines().find_map(|line| line.strip_prefix("tidings_connections "));
    assert!(open.unwrap().parse::<usize>().unwrap() > 500, "they are still connected: {open:?}");
}

#[test]
fn where_there_is_no_room_the_one_that_waited_longest_gives_way() {
    let served = Served::new(desk_with("[serve]\nconnections = 20\n"));
    let mut waiting: Vec<TcpStream> = Vec::new();
    for _ in 0..100 {
        waiting.push(served.connect());
    }
    for _ in 0..20 {
        assert_eq!(served.total("%E6%B0%A2"), 1);
    }
    // The first ones were closed; what is read from them is the end.
    let mut byte = [0];
    assert!(matches!(waiting[0].read(&mut byte), Ok(0) | Err(_)));
}
