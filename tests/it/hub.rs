//! What a WebSub hub is told by `tidings rebuild`: a real hub, on loopback.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use url::form_urlencoded;

use crate::site::{Site, record};

/// What is still to be told.
const NOTE: &str = "index/hub.json";

/// A hub on loopback; it ends with the test.
struct Hub {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct State {
    told: Vec<String>,
    /// Answers 503 for feeds whose URLs contain it.
    refuses: Option<&'static str>,
    is_closed: bool,
}

impl Hub {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let address = listener.local_addr().expect("it is bound");
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.lock().unwrap().is_closed {
                    break;
                }
                answer(&stream.expect("a connection is accepted"), &shared);
            }
        });
        Self { address, state, thread: Some(thread) }
    }

    /// Refuses feeds whose URLs contain `part` from now on.
    fn refuse(&self, part: Option<&'static str>) {
        self.state.lock().unwrap().refuses = part;
    }

    /// Returns which URLs it was told of since it was last asked, and accepted, sorted.
    fn told(&self) -> Vec<String> {
        let mut told = std::mem::take(&mut self.state.lock().unwrap().told);
        told.sort();
        told
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        if let Ok(mut state) = self.state.lock() {
            state.is_closed = true;
        }
        // Wakes it, so that it sees that it is closed.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(std::thread::panicking() || ended.is_ok(), "the hub understood every request");
        }
    }
}

/// Answers the requests of one connection.
fn answer(stream: &TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream);
    loop {
        let mut head = Vec::new();
        while reader.read_until(b'\n', &mut head).expect("the request can be read") > 2 {}
        if head.is_empty() {
            return;
        }
        let head = String::from_utf8(head).expect("the head is ASCII").to_lowercase();
        assert!(head.starts_with("post /hub http/1.1\r\n"), "{head}");
        assert!(head.contains("\r\ncontent-type: application/x-www-form-urlencoded\r\n"), "{head}");
        let length = head.split("\r\ncontent-length: ").nth(1).and_then(|rest| rest.lines().next());
        let mut body = vec![0; length.and_then(|n| n.parse().ok()).expect("the length is told")];
        reader.read_exact(&mut body).expect("the body is whole");
        let pairs: Vec<(String, String)> = form_urlencoded::parse(&body).into_owned().collect();
        let [(mode, publish), (key, url)] = pairs.as_slice() else { panic!("{pairs:?}") };
        assert_eq!([mode, publish, key], ["hub.mode", "publish", "hub.url"]);
        let mut state = state.lock().unwrap();
        let status = if state.refuses.is_some_and(|part| url.contains(part)) {
            "503 Service Unavailable"
        } else {
            state.told.push(url.clone());
            "204 No Content"
        };
        let mut writer = stream;
        write!(writer, "HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n").expect("the answer can be sent");
    }
}

/// A site of two sections that tells the hub at `address`.
fn site(address: SocketAddr) -> Site {
    let site = Site::with_articles(&[("a", "风机叶片", "又大又轻。")]);
    let config =
        site.read("tidings.toml") + &format!("[feeds]\nhub = \"http://{address}/hub\"\narchive = true\n");
    site.write("tidings.toml", &config).write("content/b.md", &comic("氢能列车"))
}

fn comic(title: &str) -> String {
    record(&format!("title: {title}\npublished: 2025-07-02\nsection: 图解\n"), "上路了。")
}

/// The URLs of the feeds in these folders.
fn feeds(folders: &[&str]) -> Vec<String> {
    let files = |folder: &&str| ["atom.xml", "feed.json", "rss.xml"].map(|file| format!("{folder}{file}"));
    let mut urls: Vec<String> =
        folders.iter().flat_map(files).map(|name| format!("https://example.org/{name}")).collect();
    urls.sort();
    urls
}

const COMICS: &str = "section/%E5%9B%BE%E8%A7%A3/";
const SCIENCE: &str = "section/%E7%A7%91%E6%8A%80/";

#[test]
fn the_hub_is_told_of_the_feeds_that_changed_and_of_no_others() {
    let hub = Hub::open();
    let site = site(hub.address).rebuilt();
    assert!(site.path("feeds/archive/1/rss.xml").exists(), "there are archives, which the hub need not know");
    assert_eq!(hub.told(), feeds(&["", "lang/zh-Hans/", COMICS, SCIENCE]));
    let site = site.rebuilt();
    assert_eq!(hub.told(), feeds(&[]), "nothing changed");
    let site = site.write("content/b.md", &comic("氢能列车二"));
    site.run(&["rebuild", "--dry-run"]).ends(0);
    assert_eq!(hub.told(), feeds(&[]), "a dry run tells nobody");
    let site = site.rebuilt();
    assert_eq!(hub.told(), feeds(&["", "lang/zh-Hans/", COMICS]));
    assert!(!site.path(NOTE).exists(), "nothing is left to tell");
    let site = site.remove("content/b.md");
    site.run(&["rebuild", "--allow-mass-delete"]).is(0, "", "");
    assert_eq!(hub.told(), feeds(&["", "lang/zh-Hans/"]), "a feed that is gone is not told of");
}

#[test]
fn the_hub_is_told_by_the_next_rebuild_of_what_it_refused() {
    let hub = Hub::open();
    let site = site(hub.address);
    hub.refuse(Some("/section/"));
    let outcome = site.run(&["rebuild"]).ends(0).warns_of(&[
        "/hub: warning: the hub could not be told of 6 feeds: it answered `503 Service Unavailable` for \
         `https://example.org/section/",
        "hint: ",
    ]);
    assert_eq!(outcome.stdout, "");
    assert_eq!(hub.told(), feeds(&["", "lang/zh-Hans/"]), "the others are told of");
    let before = site.state("feeds");
    site.run(&["rebuild"]).ends(0).warns_of(&["the hub could not be told of 6 feeds"]);
    assert_eq!(hub.told(), feeds(&[]), "what it was told of it is not told of again");
    hub.refuse(None);
    site.run(&["rebuild", "--dry-run"]).is(0, "", "");
    let site = site.rebuilt();
    assert_eq!(hub.told(), feeds(&[COMICS, SCIENCE]));
    assert!(before == site.state("feeds"), "nothing was published anew for it");
    let site = site.rebuilt();
    assert_eq!(hub.told(), feeds(&[]));
    assert!(!site.path(NOTE).exists());
}

#[test]
fn a_feed_that_went_before_the_hub_heard_of_it_is_forgotten() {
    let hub = Hub::open();
    let site = site(hub.address);
    hub.refuse(Some("/section/"));
    site.run(&["rebuild"]).ends(0);
    hub.told();
    hub.refuse(None);
    let site = site.remove("content/b.md");
    site.run(&["rebuild", "--allow-mass-delete"]).is(0, "", "");
    assert_eq!(hub.told(), feeds(&["", "lang/zh-Hans/", SCIENCE]));
}

#[test]
fn a_hub_that_is_down_fails_nothing() {
    // No service of today listens on port 1.
    let site = site(SocketAddr::from(([127, 0, 0, 1], 1)));
    let outcome = site.run(&["rebuild"]).ends(0).warns_of(&["http://127.0.0.1:1/hub: warning: ", "12 feeds"]);
    assert_eq!(outcome.stdout, "");
    assert!(site.read("feeds/rss.xml").contains("风机叶片"));
    assert!(site.path(NOTE).exists());
    site.run(&["rebuild", "--quiet"]).is(0, "", "");
    site.run(&["rebuild", "--hub-wait", "0"]).is(0, "", "");
    assert!(site.path(NOTE).exists(), "whoever has no time now leaves it for later");
    let config = site.read("tidings.toml").replace("hub = ", "# hub = ");
    let site = site.write("tidings.toml", &config).rebuilt();
    assert!(!site.path(NOTE).exists(), "without a hub nothing is to be told");
}

#[test]
fn a_hub_that_never_answers_is_left_when_the_time_is_up() {
    // The system takes the connection; nobody accepts it.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let site = site(silent.local_addr().unwrap());
    site.run(&["rebuild", "--hub-wait", "1"])
        .ends(0)
        .warns_of(&["the hub could not be told of 12 feeds: it took longer than 1 s"]);
    assert!(site.read("feeds/rss.xml").contains("风机叶片"));
}
