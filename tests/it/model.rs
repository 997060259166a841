//! Whatever happened to the sources, and in however many rebuilds: the feeds and the hits are those
//! of one rebuild from nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use tidings::article::Timestamp;
use tidings::config::Config;
use tidings::index::{Audience, Embedded, Engine, Hits, Order, Request};
use tidings::query::parse;
use tidings::rebuild::{Options, rebuild};

/// What happens between two rebuilds, or a rebuild. Files and versions are counted from 0.
#[derive(Debug, Clone)]
enum Step {
    Write { file: usize, version: usize },
    Move { file: usize },
    Delete { file: usize },
    Break { file: usize },
    Mend { file: usize },
    Touch { file: usize },
    Batch { records: u8, version: usize },
    BreakInBatch { record: usize },
    Hours(i64),
    Rebuild { full: bool },
    LoseIndex,
}

fn step() -> impl Strategy<Value = Step> {
    let file = 0..5usize;
    prop_oneof![
        4 => (file.clone(), 0..5usize).prop_map(|(file, version)| Step::Write { file, version }),
        1 => file.clone().prop_map(|file| Step::Move { file }),
        1 => file.clone().prop_map(|file| Step::Delete { file }),
        2 => file.clone().prop_map(|file| Step::Break { file }),
        1 => file.clone().prop_map(|file| Step::Mend { file }),
        1 => file.prop_map(|file| Step::Touch { file }),
        2 => (0..16u8, 0..3usize).prop_map(|(records, version)| Step::Batch { records, version }),
        1 => (0..4usize).prop_map(|record| Step::BreakInBatch { record }),
        1 => (1..60i64).prop_map(Step::Hours),
        5 => proptest::bool::weighted(0.2).prop_map(|full| Step::Rebuild { full }),
        1 => Just(Step::LoseIndex),
    ]
}

/// A record as it stands in the sources now, and as it was last published from there.
#[derive(Debug, Clone, Default)]
struct Record {
    version: usize,
    is_broken: bool,
    published: Option<usize>,
}

/// The plain model: what there is, and nothing about how it is stored.
#[derive(Debug, Default)]
struct Model {
    /// Number of the file → whether it lies in the second folder, and its record.
    files: BTreeMap<usize, (bool, Record)>,
    /// The records of the file with many.
    batch: BTreeMap<usize, Record>,
    hours: i64,
}

const SECTIONS: [&str; 3] = ["科技", "能源", "Science"];

fn published(number: usize, version: usize) -> String {
    // Some become due only while the clock goes on.
    format!("2025-07-{:02}T{:02}:00:00+08:00", 1 + (number + version) % 3, (7 * version + number) % 24)
}

fn text(number: usize, version: usize) -> String {
    ["风机叶片回收", "風機葉片的故事，一段简单的话", "氢能 Turbines", "内蒙古", "🌌 氢"]
        [(number + version) % 5]
        .to_owned()
}

fn file_text(number: usize, record: &Record) -> String {
    let (version, id) = (
        record.version,
        if number.is_multiple_of(2) { format!("id: file-{number}\n") } else { String::new() },
    );
    let date = if record.is_broken { "someday".to_owned() } else { published(number, version) };
    let mut more = format!("section: {}\n", SECTIONS[(number + version) % 3]);
    if version % 2 == 1 {
        more += &format!("tags: [甲, t{version}]\nauthors: 林{number}\n");
    }
    if version == 3 {
        more += "expires: 2025-07-03T12:00:00+08:00\n";
    }
    if version == 4 {
        more += "withdrawn: 2025-07-03\nlang: ja\n";
    }
    let body = text(number, version).repeat(1 + version);
    format!("---\ntitle: 第{number}篇{version}\n{id}published: {date}\n{more}---\n\n{body}\n")
}

fn batch_line(number: usize, record: &Record) -> String {
    let date = if record.is_broken { "someday".to_owned() } else { published(number, record.version) };
    let (title, body) = (format!("条{number}"), text(number, record.version + 2));
    format!(
        "{{\"id\":\"batch-{number}\",\"title\":\"{title}\",\"published\":\"{date}\",\"body\":\"{body}\"}}\n"
    )
}

impl Model {
    fn write(&self, content: &Path, as_published: bool) {
        let _ = fs::remove_dir_all(content);
        fs::create_dir_all(content).unwrap();
        // What is broken shows its last good version, if it ever had one.
        let shown = |record: &Record| match (as_published && record.is_broken, record.published) {
            (false, _) => Some(record.clone()),
            (true, Some(version)) => Some(Record { version, ..Record::default() }),
            (true, None) => None,
        };
        for (number, (is_moved, record)) in &self.files {
            if let Some(record) = shown(record) {
                put(&content.join(file_name(*number, *is_moved)), &file_text(*number, &record));
            }
        }
        let lines =
            self.batch.iter().filter_map(|(number, record)| Some(batch_line(*number, &shown(record)?)));
        put(&content.join("batch.ndjson"), &lines.collect::<String>());
    }

    /// Brings the folder in line with the model, leaving unchanged files alone.
    fn update(&self, content: &Path) {
        for number in 0..5 {
            for is_moved in [false, true] {
                let path = content.join(file_name(number, is_moved));
                match self.files.get(&number) {
                    Some((here, record)) if *here == is_moved => {
                        put_if_new(&path, &file_text(number, record))
                    }
                    _ => {
                        let _ = fs::remove_file(path);
                    }
                }
            }
        }
        let lines: String = self.batch.iter().map(|(number, record)| batch_line(*number, record)).collect();
        put_if_new(&content.join("batch.ndjson"), &lines);
    }

    fn note_published(&mut self) {
        for record in self.files.values_mut().map(|(_, record)| record).chain(self.batch.values_mut()) {
            if !record.is_broken {
                record.published = Some(record.version);
            }
        }
    }

    fn forget_published(&mut self) {
        for record in self.files.values_mut().map(|(_, record)| record).chain(self.batch.values_mut()) {
            record.published = None;
        }
    }

    fn now(&self) -> Timestamp {
        Timestamp::parse_from_rfc3339("2025-07-01T00:00:00+08:00").unwrap()
            + chrono::Duration::hours(self.hours)
    }
}

fn file_name(number: usize, is_moved: bool) -> String {
    format!("{}/f{number}.md", if is_moved { "b" } else { "a" })
}

fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn put_if_new(path: &Path, text: &str) {
    if fs::read_to_string(path).ok().as_deref() != Some(text) {
        put(path, text);
    }
}

fn config(root: &Path, content: &Path) -> Config {
    let text = "[site]\ntitle = \"模型\"\nurl = \"https://example.org/\"\ntimezone = \"Asia/Shanghai\"\n\
                [feeds]\nlimit = 4\n[[feeds.topic]]\nname = \"wind\"\nquery = \"风机 OR 氢 -Turbines\"\n";
    let mut config = Config::parse(text, "tidings.toml").unwrap();
    config.paths.content = content.to_owned();
    config.paths.feeds = root.join("feeds");
    config.paths.index = root.join("index");
    config
}

fn run(config: &Config, full: bool, now: Timestamp) {
    let options = Options { full, allow_mass_delete: true, ..Options::default() };
    if let Err(failure) = rebuild(config, &options, now, &()) {
        panic!("{} {:?}", failure.error, failure.findings);
    }
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// Everything that a reader can get out of an index.
fn answers(config: &Config, now: Timestamp) -> Vec<Hits> {
    let engine = Embedded::open(&config.paths.index).unwrap();
    let queries = [
        "",
        "风机叶片",
        "氢",
        "简",
        "turbine OR 内蒙古",
        "-氢",
        "section:科技 风",
        "date:2025-07-01",
        "叶片 氢能",
    ];
    let orders = [Order::Relevance, Order::Newest];
    let ask = |text: &str, order| {
        let request = Request {
            query: parse(text).0,
            order,
            offset: 0,
            limit: 5,
            partial: true,
            facets: true,
            explain: false,
            audience: Audience::Readers,
            now,
        };
        engine.query(&request).unwrap()
    };
    queries.iter().flat_map(|text| orders.map(|order| ask(text, order))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_rebuilds_ends_as_one_from_nothing(steps in proptest::collection::vec(step(), 1..25)) {
        let folder = tempfile::tempdir().unwrap();
        let content = folder.path().join("content");
        let incremental = config(folder.path(), &content);
        let mut model = Model { hours: 30, ..Model::default() };
        model.write(&content, false);

        for step in steps.into_iter().chain([Step::Rebuild { full: false }]) {
            match step {
                Step::Write { file, version } => {
                    let (is_moved, former) = model.files.remove(&file).unwrap_or_default();
                    model.files.insert(file, (is_moved, Record { version, is_broken: false, ..former }));
                }
                // Without an id a broken record that moves is another one.
                Step::Move { file } => if let Some((is_moved, record)) = model.files.get_mut(&file) && !record.is_broken {
                    *is_moved = !*is_moved;
                },
                Step::Delete { file } => drop(model.files.remove(&file)),
                Step::Break { file } => if let Some((_, record)) = model.files.get_mut(&file) {
                    record.is_broken = true;
                },
                Step::Mend { file } => if let Some((_, record)) = model.files.get_mut(&file) {
                    record.is_broken = false;
                },
                Step::Touch { file } => if let Some((is_moved, record)) = model.files.get(&file) {
                    put(&content.join(file_name(file, *is_moved)), &file_text(file, record));
                },
                Step::Batch { records, version } => {
                    for number in (0..4).filter(|number| records & (1 << number) == 0) {
                        model.batch.remove(&number);
                    }
                    for number in (0..4usize).filter(|number| records & (1 << number) != 0) {
                        let record = model.batch.entry(number).or_default();
                        (record.version, record.is_broken) = (version, false);
                    }
                }
                Step::BreakInBatch { record } => if let Some(record) = model.batch.get_mut(&record) {
                    record.is_broken = true;
                },
                Step::Hours(hours) => model.hours += hours,
                Step::LoseIndex => {
                    let _ = fs::remove_dir_all(&incremental.paths.index);
                    model.forget_published();
                }
                Step::Rebuild { full } => {
                    model.update(&content);
                    run(&incremental, full, model.now());
                    model.note_published();

                    let fresh_folder = tempfile::tempdir().unwrap();
                    let fresh_content = fresh_folder.path().join("content");
                    model.write(&fresh_content, true);
                    let fresh = config(fresh_folder.path(), &fresh_content);
                    run(&fresh, false, model.now());
                    prop_assert_eq!(answers(&incremental, model.now()), answers(&fresh, model.now()));
                    let (have, want) = (files(&incremental.paths.feeds), files(&fresh.paths.feeds));
                    prop_assert_eq!(have.keys().collect::<Vec<_>>(), want.keys().collect::<Vec<_>>());
                    for (name, bytes) in &want {
                        prop_assert!(have[name] == *bytes, "{name} differs:\n{}\n-- from nothing:\n{}",
                            String::from_utf8_lossy(&have[name]), String::from_utf8_lossy(bytes));
                    }
                }
            }
        }
    }
}
