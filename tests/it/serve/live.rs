//! A rebuild in another process shows, and nothing that can't be read is taken up.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Served, desk, desk_with};
use crate::site::{collect, record};

fn status(served: &Served) -> String {
    served.get("/healthz").json()["status"].as_str().unwrap().to_owned()
}

#[test]
fn a_rebuild_shows_and_no_request_fails() {
    let served = Served::new(desk());
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let mut totals = Vec::new();
            while !is_over.load(Ordering::Relaxed) {
                let answer = served.get("/api/search?q=%E5%8F%B6%E7%89%87");
                assert_eq!(answer.status, 200, "{answer:?}");
                totals.push(answer.json()["total"].as_u64().unwrap());
                assert_eq!(served.get("/feeds/rss.xml").status, 200);
            }
            totals
        });
        for number in 1..=5_u64 {
            let text =
                record(&format!("title: 叶片回收之{number}\npublished: 2024-01-0{number}\n"), "再利用。");
            fs::write(served.site.path(&format!("content/new{number}.md")), text).unwrap();
            served.site.run(&["rebuild"]).is(0, "", "");
            served
                .wait_for("/api/search?q=%E5%8F%B6%E7%89%87", |answer| answer.json()["total"] == 1 + number);
        }
        // The same index, made anew from nothing.
        fs::remove_dir_all(served.site.path("index")).unwrap();
        served.site.run(&["rebuild"]).is(0, "", "");
        served.wait_for("/healthz", |answer| answer.json()["status"] == "ok");
        is_over.store(true, Ordering::Relaxed);
        let totals = asking.join().unwrap();
        assert!(totals.is_sorted(), "nobody sees a former state again, or half of one: {totals:?}");
    });
    served.wait_for("/feeds/rss.xml", |answer| answer.text().contains("叶片回收之5"));
}

#[test]
fn an_answer_is_kept_until_the_index_is_another() {
    for (kept, is_kept) in [(64, true), (0, false)] {
        let served = Served::new(desk_with(&format!("[serve]\nkept = {kept}\n")));
        let path = "/api/search?q=%E5%8F%B6%E7%89%87&facets=true";
        let first = served.get(path);
        let gzip = served.ask("GET", path, &["Accept-Encoding: gzip"]);
        // The time that the search took is another each time that it is done.
        let repeated: Vec<_> = (0..5).map(|_| served.get(path).body).collect();
        let is_same = repeated.iter().any(|body| *body == first.body);
        assert_eq!(is_same, is_kept, "with kept = {kept}");
        assert_eq!(gzip.header("content-encoding"), Some("gzip"), "each coding is kept for itself");
        assert!(served.get("/search?q=%E5%8F%B6%E7%89%87").text().contains("<main"), "and each form");

        let text = record("title: 叶片回收\npublished: 2024-01-01\n", "再利用。");
        fs::write(served.site.path("content/new.md"), text).unwrap();
        served.site.run(&["rebuild"]).is(0, "", "");
        served.wait_for("/healthz", |answer| answer.json()["index"]["articles"] == 4);
        served.wait_for(path, |answer| answer.json()["total"] == 2);
    }
}

#[test]
fn an_index_that_cannot_be_read_leaves_the_former_one_in_use() {
    let served = Served::new(desk());
    assert_eq!(status(&served), "ok");
    let mut list = None;
    collect(&served.site.path("index"), &mut |path| {
        if path.ends_with("meta.json") {
            list = Some(path.to_owned());
        }
    });
    let list = list.expect("the index has a list of its files");
    let good = fs::read(&list).unwrap();

    fs::write(&list, "{\"segments\": [").unwrap();
    let health = served.wait_for("/healthz", |answer| answer.json()["status"] == "degraded");
    assert_eq!(health.status, 200);
    assert!(health.json()["index"]["trouble"].as_str().unwrap().contains("is damaged"), "{health:?}");
    assert_eq!(served.total("%E6%B0%A2"), 1);

    fs::write(&list, good).unwrap();
    served.wait_for("/healthz", |answer| answer.json()["status"] == "ok");

    fs::remove_dir_all(served.site.path("index")).unwrap();
    let health = served.wait_for("/healthz", |answer| answer.json()["status"] == "degraded");
    assert!(health.json()["index"]["trouble"].as_str().unwrap().contains("no index"), "{health:?}");
    assert!(health.json()["last_rebuild"].is_null());
    assert_eq!(served.total("%E6%B0%A2"), 1);
    assert!(served.get("/metrics").text().contains("\ntidings_index_good 0\n"));

    served.site.run(&["rebuild"]).is(0, "", "");
    served.wait_for("/healthz", |answer| answer.json()["status"] == "ok");
    assert_eq!(served.total("%E6%B0%A2"), 1);
}

#[test]
fn a_server_may_begin_before_the_first_rebuild() {
    let site = desk();
    fs::remove_dir_all(site.path("index")).unwrap();
    let served = Served::new(site);
    let health = served.get("/healthz");
    assert_eq!((health.status, health.json()["status"].as_str()), (503, Some("unavailable")));
    let problem = served.get("/api/search?q=a").problem(503);
    assert_eq!(problem, "there is no index yet; try again after the first rebuild");
    assert_eq!(served.get("/search.rss").problem(503), problem);
    assert_eq!(served.get("/feeds/rss.xml").status, 200, "feeds are served without it");
    served.site.run(&["rebuild"]).is(0, "", "");
    served.wait_for("/healthz", |answer| answer.json()["status"] == "ok");
    assert_eq!(served.total("%E6%B0%A2"), 1);
}
