//! Records that have stumbled somebody's feed reader, in files of every kind, published by the
//! program and read back by `feed-rs`; and the same feeds for the readers beside this file, with what
//! each entry must be.

mod bodies;
mod files;
mod records;
mod texts;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use chrono::SecondsFormat;
use feed_rs::model::{Entry, Feed};
use records::{RECORDS, Record, records};
use serde_json::Value;

/// How many articles of the sample site are due: 48, but for one that is withdrawn, one that is
/// scheduled and one that has expired.
const DUE: usize = 45;

/// When even the record of 2100 is due.
const NOW: &str = "2101-06-01T00:00:00Z";

/// The files of a feed.
const NAMES: [&str; 3] = ["rss.xml", "atom.xml", "feed.json"];

/// The nasty site, written and rebuilt once: its folder, its records, and what the rebuild reported.
static SITE: LazyLock<(PathBuf, Vec<Record>, Value)> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("clients");
    let records = records();
    files::write_site(&folder, &records);
    let output = run(&folder, &["rebuild", "--format", "json"]);
    let report = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    let report = serde_json::from_str(&report).unwrap_or_else(|e| panic!("{e}: {report}\n{errors}"));
    files::write_expectations(&folder.join("expected.jsonl"), &records);
    (folder, records, report)
});

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
    command.current_dir(folder).args(arguments).env("TIDINGS_NOW", NOW).env_remove("NO_COLOR");
    command.output().expect("the program starts")
}

/// In how many records each code is found: in how many places.
fn codes(findings: &Value) -> BTreeMap<&str, usize> {
    let mut places: BTreeMap<&str, BTreeSet<(&str, u64)>> = BTreeMap::new();
    for finding in findings.as_array().unwrap() {
        let place = (finding["file"].as_str().unwrap(), finding["line"].as_u64().unwrap());
        places.entry(finding["code"].as_str().unwrap()).or_default().insert(place);
    }
    places.into_iter().map(|(code, places)| (code, places.len())).collect()
}

/// The records are written as they are promised: each text in each kind of file.
#[test]
fn the_records_are_five_hundred_of_every_kind() {
    let (_, records, _) = &*SITE;
    assert_eq!(records.len(), RECORDS);
    for kind in records::KINDS {
        let of: Vec<&Record> = records.iter().filter(|record| record.kind == kind).collect();
        assert_eq!(of.len(), RECORDS / records::KINDS.len());
        assert!(of.iter().any(|record| record.body.len() >= bodies::BIG), "{kind:?} has no big body");
        assert!(of.iter().any(|record| record.body.is_empty()), "{kind:?} has no empty body");
        for text in texts::TEXTS {
            let has = |record: &&Record| {
                record.expected.to_string().contains(&serde_json::json!(text.seen).to_string())
            };
            assert!(of.iter().any(has), "{kind:?} has nowhere: {}", text.what);
        }
    }
    for body in bodies::BODIES {
        assert!(records.iter().any(|record| record.body == body.written.repeat(body.times)), "{}", body.what);
    }
}

/// None is refused, and each is warned about that has something to be warned about.
#[test]
fn the_rebuild_takes_every_record() {
    let (_, records, report) = &*SITE;
    let mut expected = BTreeMap::new();
    for record in records {
        for &code in &record.warnings {
            *expected.entry(code).or_default() += 1;
        }
    }
    assert_eq!((codes(&report["findings"]), &report["refused"]), (expected, &Value::from(0)));
}

/// The published feeds are right by our own rules.
#[test]
fn a_check_of_the_feeds_finds_nothing() {
    let (folder, ..) = &*SITE;
    let output = run(folder, &["check", "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let errors: Vec<&Value> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["severity"] == "error")
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!(report["articles"], RECORDS);
}

fn parse(file: &Path) -> Feed {
    let bytes = fs::read(file).unwrap();
    let parser = feed_rs::parser::Builder::new().sanitize_content(false).build();
    parser.parse(bytes.as_slice()).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|value| value.as_str().unwrap()).collect()
}

/// `feed-rs` gives back id, title, link, dates, authors, tags and content, from each format.
#[test]
fn feed_rs_reads_what_the_records_have() {
    let (folder, records, _) = &*SITE;
    for name in NAMES {
        let feed = parse(&folder.join("feeds").join(name));
        if name == "atom.xml" {
            assert_eq!(feed.id, "tag:example.org,2026-01-01:feed:site");
        }
        assert_eq!(feed.title.unwrap().content, "科学 & <站> ]]> 😀");
        assert_eq!(feed.entries.len(), RECORDS);
        for (entry, record) in feed.entries.iter().zip(records) {
            compare(name, entry, record);
        }
    }
}

fn compare(name: &str, entry: &Entry, record: &Record) {
    let expected = &record.expected;
    let text = |field: &str| files::text(expected, field);
    let (is_json, at) = (name == "feed.json", format!("{name}: {}: {:?}", text("id"), record.kind));
    let utc = |moment: Option<chrono::DateTime<chrono::Utc>>| {
        moment.unwrap().to_rfc3339_opts(SecondsFormat::Secs, true)
    };
    assert_eq!(entry.id, text("id"));
    assert_eq!(entry.title.as_ref().unwrap().content, text("title"), "{at}");
    assert_eq!(entry.links[0].href, text("url"), "{at}");
    assert_eq!(utc(entry.published), text("published"), "{at}");
    // It has no `updated` from RSS.
    if name != "rss.xml" {
        assert_eq!(utc(entry.updated), text("updated"), "{at}");
    }
    let names: Vec<_> = entry.authors.iter().filter_map(|author| author.name.as_deref()).collect();
    let mut authors = strings(&expected["authors"]);
    if name != "atom.xml" {
        // It takes what stands in parentheses after a name for an e-mail address, as in RSS's `author`.
        let address = " (ji@example.org)";
        authors.iter_mut().for_each(|name| *name = name.strip_suffix(address).unwrap_or(name));
    }
    // JSON Feed: an item without authors has the feed's. Of Atom the same holds, but it is not told.
    if authors.is_empty() && is_json {
        authors.push("编辑部 & <b>");
    }
    assert_eq!(names, authors, "{at}");
    let found: Vec<_> = entry.categories.iter().map(|category| category.term.as_str()).collect();
    let mut tags = strings(&expected["tags"]);
    // JSON Feed has tags; the section is a member of our own.
    if is_json && record.fields.iter().any(|(name, _)| *name == "section") {
        tags.remove(0);
    }
    assert_eq!(found, tags, "{at}");
    let content = entry.content.as_ref().and_then(|content| content.body.as_deref()).unwrap_or("");
    // An item of JSON Feed without HTML has its summary as text.
    let is_empty = is_json && text("content_html").is_empty();
    assert_eq!(content.trim(), text(if is_empty { "summary" } else { "content_html" }).trim(), "{at}");
}

/// A feed for each nasty name: `feed-rs` reads them all.
#[test]
fn feed_rs_reads_every_feed_of_the_nasty_site() {
    let (folder, ..) = &*SITE;
    let read = read_all(&folder.join("feeds"), |_, _| {});
    assert!(read > 3 * texts::TEXTS.len(), "only {read} feeds were found");
}

#[test]
fn feed_rs_reads_every_feed_of_the_sample_site() {
    let feeds = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/feeds"));
    let read = read_all(feeds, |folder, entries| {
        if folder == feeds {
            assert_eq!(entries, DUE);
        }
    });
    assert!(read > 100, "only {read} feeds were found");
}

/// Reads every feed below a folder in every format, which must have as many entries; counts them.
fn read_all(feeds: &Path, look: impl Fn(&Path, usize)) -> usize {
    let mut read = 0;
    for entry in walkdir::WalkDir::new(feeds) {
        let folder = entry.unwrap().into_path();
        if !folder.join(NAMES[0]).exists() {
            continue;
        }
        let counts = NAMES.map(|name| parse(&folder.join(name)).entries.len());
        assert!(counts[0] > 0 && counts.iter().all(|count| *count == counts[0]), "{counts:?}: {folder:?}");
        look(&folder, counts[0]);
        read += 1;
    }
    read
}
