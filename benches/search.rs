//! How long a search takes, beside tantivy's own plain OR of the same terms in the same run.
//!
//! ```sh
//! cargo run --release --example generate -- --count 100000 --out target/articles
//! cargo run --release -- rebuild --content target/articles --index target/bench/index \
//!     --feeds target/bench/feeds --site-url https://example.org/
//! cargo bench --bench search -- target/bench/index
//! ```
//!
//! Queries are cut out of the index's own articles, punctuation left out: keywords are a word's length
//! or two, questions a sentence's. Plain OR ranks by tantivy's BM25 and knows no full matches, counts and order of
//! windows; so the ratio says what these cost.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fastrand::Rng;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query as TantivyQuery, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{Index, Term};
use tidings::article::{ArticleId, Timestamp};
use tidings::index::{Embedded, Engine, Order};
use tidings::search::{Search, rank};
use tidings::text::{Pattern, Piece};

const QUERIES: usize = 500;

/// Of each query.
const RUNS: usize = 5;

fn main() {
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let Some(folder) = folder.map(PathBuf::from) else {
        print("name an index: cargo bench --bench search -- FOLDER (see the top of benches/search.rs)");
        return;
    };
    let engine = Embedded::open(&folder).expect("the index is there");
    let unchecked = unchecked(&newest(&folder));
    let plain = Index::open_in_dir(unchecked.path()).expect("the index is there");
    let searcher = plain.reader().expect("the index can be read").searcher();
    let text = plain.schema().get_field("text").expect("a field of the index");
    let known = engine.known(&|_| None).expect("the index can be read");
    let mut ids: Vec<ArticleId> = known.iter().filter_map(|(id, _)| ArticleId::new(id)).collect();
    ids.sort();
    print(&format!("{} articles in {} segments", ids.len(), searcher.segment_readers().len()));

    let mut random = Rng::with_seed(1);
    random.shuffle(&mut ids);
    ids.truncate(QUERIES);
    let articles: Vec<_> = engine.fetch(&ids).expect("the index can be read").into_iter().flatten().collect();
    for (kind, least, most) in [("keyword", 2, 4), ("keywords", 5, 8), ("question", 12, 20)] {
        let (mut ours, mut theirs, mut answered) = (Vec::new(), Vec::new(), 0);
        for article in &articles {
            let chars: Vec<char> = article.body.text.chars().filter(|c| c.is_alphanumeric()).collect();
            let length = random.usize(least..=most).min(chars.len());
            let start = random.usize(0..=chars.len() - length);
            let query: String = chars[start..start + length].iter().collect();
            let Some(piece) = Piece::new(&query, false) else { continue };
            let terms: Vec<(Occur, Box<dyn TantivyQuery>)> = piece
                .scored
                .iter()
                .filter_map(|scored| match &scored.pattern {
                    Pattern::Exact(term) => Some(Term::from_field_text(text, term)),
                    Pattern::Prefix { .. } => None,
                })
                .map(|term| -> (Occur, Box<dyn TantivyQuery>) {
                    (Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)))
                })
                .collect();
            let or = BooleanQuery::new(terms);
            // Once to have the pages in memory, then in turn.
            let asked = asked(query);
            let found = rank(&engine, &asked).expect("the index can be read");
            answered += usize::from(found.total + found.partial > 0);
            ours.push(time(|| drop(rank(&engine, &asked))));
            let top = TopDocs::with_limit(10).order_by_score();
            theirs.push(time(|| drop(searcher.search(&or, &top))));
        }
        assert!(answered * 10 > ours.len() * 9, "queries are cut out of articles, so nearly all find some");
        let (ours, theirs) = (percentiles(ours), percentiles(theirs));
        print(&format!(
            "{kind:<9} p50 {:.2} ms, p99 {:.2} ms; plain OR p50 {:.2} ms, p99 {:.2} ms; ratio {:.2}, {:.2}",
            ours.0,
            ours.1,
            theirs.0,
            theirs.1,
            ours.0 / theirs.0,
            ours.1 / theirs.1
        ));
    }
}

#[expect(clippy::print_stdout, reason = "a bench prints its figures")]
fn print(line: &str) {
    println!("{line}");
}

fn asked(text: String) -> Search {
    Search {
        text,
        filters: Vec::new(),
        order: Order::Relevance,
        offset: 0,
        limit: 10,
        facets: false,
        explain: false,
        now: Timestamp::parse_from_rfc3339("2099-01-01T00:00:00Z").expect("a date"),
    }
}

/// The same files for tantivy alone: the few that are replaced as a whole without the checksum that
/// the program puts behind them.
fn unchecked(folder: &Path) -> tempfile::TempDir {
    let place = tempfile::tempdir_in(folder.join("..")).expect("a folder can be made beside the index's");
    for entry in fs::read_dir(folder).expect("the index is there").flatten() {
        let copy = place.path().join(entry.file_name());
        if entry.path().extension().is_some_and(|extension| extension == "json") {
            let text = fs::read_to_string(entry.path()).expect("JSON is text");
            let json = text.rsplit_once('\n').filter(|(_, check)| check.len() == 16);
            fs::write(copy, json.map_or(text.as_str(), |(json, _)| json)).expect("the folder can be written");
        } else {
            fs::hard_link(entry.path(), copy).expect("the folder can be written");
        }
    }
    place
}

/// The subfolder of the index's version.
fn newest(folder: &Path) -> PathBuf {
    let versions = std::fs::read_dir(folder).expect("the index is there").flatten();
    versions
        .map(|entry| entry.path())
        .filter(|path| path.join("meta.json").is_file())
        .max()
        .expect("a version is there")
}

/// The shortest of some runs, because others use the machine too.
fn time(mut run: impl FnMut()) -> Duration {
    let mut once = || {
        let begin = Instant::now();
        run();
        begin.elapsed()
    };
    (0..RUNS).map(|_| once()).min().unwrap_or_default()
}

/// The 50th and the 99th of a hundred, in milliseconds.
fn percentiles(mut times: Vec<Duration>) -> (f64, f64) {
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    (at(0.5), at(0.99))
}
