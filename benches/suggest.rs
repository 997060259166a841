//! What suggestions and corrections cost on an index of any size.
//!
//! ```sh
//! cargo run --release --example generate -- --count 100000 --out target/articles
//! cargo run --release -- rebuild --content target/articles --index target/bench/index \
//!     --feeds target/bench/feeds --site-url https://example.org/
//! cargo bench --bench suggest -- target/bench/index
//! ```
//!
//! What is typed: the first one to six keys of titles, tags and authors of the index, as characters,
//! in pinyin, and by initials. Each call is timed once warm; the shorter of two counts.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use fastrand::Rng;
use tidings::article::{ArticleId, Timestamp};
use tidings::index::{Embedded, Engine};
use tidings::suggest::{Suggester, did_you_mean};
use tidings::typing::{pinyin, spelling};

const ARTICLES: usize = 1000;

fn main() {
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let Some(folder) = folder.map(PathBuf::from) else {
        print("name an index: cargo bench --bench suggest -- FOLDER (see the top of benches/suggest.rs)");
        return;
    };
    let now = Timestamp::parse_from_rfc3339("2099-01-01T00:00:00Z").expect("a date");
    let engine = Embedded::open(&folder).expect("the index is there");
    let begin = Instant::now();
    let suggester = Suggester::new(&engine, now).expect("the index can be read");
    print(&format!("{} articles; made in {:.0} ms", engine.articles(), milliseconds(begin.elapsed())));

    let mut random = Rng::with_seed(1);
    let known = engine.known(&|_| None).expect("the index can be read");
    let mut ids: Vec<ArticleId> = known.iter().filter_map(|(id, _)| ArticleId::new(id)).collect();
    ids.sort();
    random.shuffle(&mut ids);
    ids.truncate(ARTICLES);
    let names: Vec<Vec<char>> = engine
        .fetch(&ids)
        .expect("the index can be read")
        .into_iter()
        .flatten()
        .flat_map(|article| {
            let authors = article.authors.into_iter().map(|author| author.name);
            [article.title].into_iter().chain(article.tags).chain(authors)
        })
        .map(|name| spelling(&name))
        .collect();
    let sounds = |name: &[char]| -> Vec<String> {
        let sound = |c: char| pinyin::readings(c).next().map_or_else(|| c.to_string(), str::to_owned);
        name.iter().map(|&c| sound(c)).collect()
    };
    for kind in ["characters", "pinyin", "initials"] {
        let (mut times, mut answered) = (Vec::new(), 0);
        for name in &names {
            let keys = random.usize(1..=6);
            let typed: String = match kind {
                "characters" => name.iter().take(keys).collect(),
                "pinyin" => sounds(name).concat().chars().take(keys).collect(),
                _ => sounds(name).iter().take(keys).filter_map(|sound| sound.chars().next()).collect(),
            };
            let found = suggester.suggest(&typed, 10).expect("is answered");
            answered += usize::from(!found.is_empty());
            times.push(time(|| drop(suggester.suggest(&typed, 10))));
        }
        assert!(
            answered * 20 > times.len() * 19,
            "what begins a name is answered: {answered} of {}",
            times.len()
        );
        report(kind, times);
    }

    // One character of a title replaced by another of the same sound, or any.
    let mut times = Vec::new();
    for name in names.iter().filter(|name| name.len() >= 4).take(200) {
        let mut chars = name[..4].to_vec();
        chars[random.usize(0..4)] = ['事', '机', '意', '立', '应'][random.usize(0..5)];
        let query = String::from_iter(chars);
        times.push(time(|| drop(did_you_mean(&engine, &query, &[], now))));
    }
    report("did you mean", times);
}

fn report(kind: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |share: f64| milliseconds(times[((times.len() - 1) as f64 * share) as usize]);
    print(&format!("{kind:<12} p50 {:.3} ms, p99 {:.3} ms, most {:.3} ms", at(0.5), at(0.99), at(1.0)));
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// The shorter of two runs, because others use the machine too.
fn time(mut run: impl FnMut()) -> Duration {
    let mut once = || {
        let begin = Instant::now();
        run();
        begin.elapsed()
    };
    once().min(once())
}

#[expect(clippy::print_stdout, reason = "a bench prints its figures")]
fn print(line: &str) {
    println!("{line}");
}
