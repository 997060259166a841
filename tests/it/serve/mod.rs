//! `tidings serve` as its clients meet it: the real program on a port of its own, and requests
//! written byte by byte.

mod api;
mod bad_clients;
mod feeds;
mod live;
mod operation;
mod page;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Stdio};
use std::time::{Duration, Instant};

use crate::site::Site;

/// Longer than anything here takes, even on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// A site that is served until the value is dropped.
pub struct Served {
    pub site: Site,
    child: Child,
    /// `HOST:PORT`.
    pub address: String,
}

impl Served {
    /// Serves `site` on a free port.
    pub fn new(site: Site) -> Self {
        Self::with(site, &[])
    }

    /// The same with more arguments.
    pub fn with(site: Site, args: &[&str]) -> Self {
        let args = [&["serve", "--bind", "127.0.0.1:0"], args].concat();
        let mut child = site
            .command(".", &args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        let mut printed = BufReader::new(child.stdout.take().expect("it is piped"));
        printed.read_line(&mut line).expect("the program prints its address");
        let address = line.trim_end().strip_prefix("http://").and_then(|url| url.strip_suffix('/'));
        let address = address.unwrap_or_else(|| panic!("no address but {line:?}")).to_owned();
        Self { site, child, address }
    }

    /// A new connection.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("the server takes connections");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time can be set");
        stream
    }

    /// Asks with these header lines.
    pub fn ask(&self, method: &str, path: &str, headers: &[&str]) -> Answer {
        let mut stream = self.connect();
        let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
        let request = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n");
        // A server may refuse before it has read everything.
        let _ = stream.write_all(request.as_bytes());
        Answer::read(&mut stream)
    }

    /// Gets `path`.
    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    /// Gets `path` until the answer is as wanted.
    #[track_caller]
    pub fn wait_for(&self, path: &str, is_wanted: impl Fn(&Answer) -> bool) -> Answer {
        let begin = Instant::now();
        loop {
            let answer = self.get(path);
            if is_wanted(&answer) {
                return answer;
            }
            assert!(begin.elapsed() < PATIENCE, "still {answer:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// How many articles a search finds.
    pub fn total(&self, query: &str) -> u64 {
        self.get(&format!("/api/search?q={query}")).json()["total"].as_u64().expect("a number")
    }

    /// Sends a signal.
    pub fn signal(&self, name: &str) {
        let sent = std::process::Command::new("kill")
            .args([format!("-{name}"), self.child.id().to_string()])
            .status()
            .expect("there is a program to send signals");
        assert!(sent.success());
    }

    /// Waits until the program has ended; returns its exit code and what it had logged.
    pub fn ended(mut self) -> (Option<i32>, String) {
        let mut log = String::new();
        let mut stderr: ChildStderr = self.child.stderr.take().expect("it is piped");
        stderr.read_to_string(&mut log).expect("the log is UTF-8");
        (self.child.wait().expect("the program ends").code(), log)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a server answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    /// Reads one answer, and everything after it, to the end of the connection.
    pub fn read(stream: &mut TcpStream) -> Self {
        let mut bytes = Vec::new();
        // A connection that is reset after the answer has told everything, too.
        let _ = stream.read_to_end(&mut bytes);
        Self::parse(&bytes).0
    }

    /// Reads the first answer in `bytes`; returns how long it is, too.
    pub fn parse(bytes: &[u8]) -> (Self, usize) {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no answer: {:?}", String::from_utf8_lossy(bytes)));
        let head = std::str::from_utf8(&bytes[..end]).expect("headers are text");
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
        let fields = lines.filter_map(|line| line.split_once(": "));
        let headers: Vec<(String, String)> =
            fields.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
        let body = &bytes[end + 4..];
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let length = length.and_then(|(_, length)| length.parse().ok()).unwrap_or(0).min(body.len());
        let answer = Self { status: status.expect("a status"), headers, body: body[..length].to_vec() };
        (answer, end + 4 + length)
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the body is UTF-8")
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e} in {self:?}"))
    }

    /// Holds it to a problem with this status; returns what it says.
    #[track_caller]
    pub fn problem(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], status);
        assert_eq!(problem["type"], "about:blank");
        problem["detail"].as_str().expect("a detail").to_owned()
    }
}

/// A site with three articles, a topic and a hub, rebuilt.
pub fn desk() -> Site {
    desk_with("")
}

/// The same with more configuration.
pub fn desk_with(more: &str) -> Site {
    Site::new()
        .write(
            "tidings.toml",
            &format!(
                "[site]\ntitle = \"Desk & Co\"\nurl = \"https://example.org/\"\ntimezone = \"Asia/Shanghai\"\n\
                 tag_authority = \"example.org,2026-01-01\"\n\
                 [feeds]\nurl = \"https://example.org/feeds/\"\nhub = \"\"\n\
                 [[feeds.topic]]\nname = \"wind\"\ntitle = \"风电\"\nquery = \"风电 OR 风机叶片\"\n{more}"
            ),
        )
        .with_desk()
        .rebuilt()
}
