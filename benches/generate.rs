//! Writes synthetic articles, to measure with: the same arguments give the same bytes anywhere.
//!
//! ```sh
//! cargo run --release --example generate -- --count 100000 --out target/articles
//! ```
//!
//! Words are drawn by their frequency from a Chinese dictionary of some 350,000 words, because the
//! number of different terms decides what indexing costs: text made of a few hundred words looks
//! twice as fast as real text. There is no grammar in it, and nothing to learn about ranking.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use chrono::{DateTime, Duration, Utc};
use clap::Parser;
use fastrand::Rng;
use rayon::prelude::*;

/// Writes synthetic articles.
#[derive(Parser)]
struct Args {
    /// How many
    #[arg(long, default_value_t = 100_000)]
    count: u64,
    /// Into which folder: one file an article, by year and month
    #[arg(long)]
    out: PathBuf,
    /// Another number gives other texts
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Lines of `word frequency …` [default: the dictionary of the crate jieba-rs]
    #[arg(long)]
    dictionary: Option<PathBuf>,
}

const SECTIONS: [&str; 10] = ["时政", "经济", "科技", "教育", "文化", "体育", "健康", "生态", "国际", "评论"];
const SURNAMES: [char; 20] = [
    '王', '李', '张', '刘', '陈', '杨', '黄', '赵', '吴', '周', '徐', '孙', '马', '朱', '胡', '林', '郭',
    '何', '高', '罗',
];
const GIVEN_NAMES: [&str; 12] =
    ["明远", "思雨", "建国", "晓岚", "文博", "静", "海涛", "若兰", "志强", "云", "子墨", "春晖"];
const TAGS: usize = 200;
/// Characters of a body, so that a file has some 3.2 kB.
const BODY_CHARS: usize = 1000;
/// The first article's moment, and the span of all.
const FIRST: i64 = 1_420_070_400;
const SPAN_SECONDS: u64 = 10 * 365 * 86_400;

fn main() -> Result<()> {
    let args = Args::parse();
    let dictionary = match args.dictionary {
        Some(file) => file,
        None => packaged_dictionary()?,
    };
    let words = Words::read(&dictionary)?;
    for month in 0..=SPAN_SECONDS / 86_400 {
        let folder = args.out.join(moment(month * 86_400).format("%Y/%m").to_string());
        if !folder.is_dir() {
            fs::create_dir_all(&folder).with_context(|| format!("making `{}`", folder.display()))?;
        }
    }
    (0..args.count).into_par_iter().try_for_each(|number| {
        let published = moment(number * SPAN_SECONDS / args.count);
        let path = args.out.join(published.format("%Y/%m").to_string()).join(format!("{number:07}.md"));
        // Each article has random numbers of its own, so that threads make no difference.
        let mut random = Rng::with_seed(args.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(number));
        let text = article(number, published, &words, &mut random);
        fs::write(&path, text).with_context(|| format!("writing `{}`", path.display()))
    })
}

fn moment(seconds: u64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Duration::seconds(FIRST) + Duration::seconds(seconds as i64)
}

/// Asks cargo where the package with the dictionary lies.
fn packaged_dictionary() -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .context("starting cargo")?;
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).context("reading cargo's metadata")?;
    let packages = metadata["packages"].as_array().context("cargo's metadata names no packages")?;
    let manifest = packages
        .iter()
        .find(|package| package["name"] == "jieba-rs")
        .and_then(|package| package["manifest_path"].as_str())
        .context("the package jieba-rs is not there; use --dictionary")?;
    Ok(Path::new(manifest).with_file_name("src").join("data").join("dict.txt"))
}

/// A dictionary from which words are drawn by frequency.
struct Words {
    words: Vec<String>,
    /// The sum of the frequencies up to and with each word.
    sums: Vec<u64>,
    /// What articles are tagged with: words neither rare nor everywhere.
    tags: Vec<String>,
}

impl Words {
    fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file).with_context(|| format!("reading `{}`", file.display()))?;
        let mut entries: Vec<(&str, u64)> = text
            .lines()
            .filter_map(|line| {
                let mut fields = line.split(' ');
                Some((fields.next()?, fields.next()?.parse().ok()?))
            })
            .collect();
        if entries.len() < 10 * TAGS {
            bail!("`{}` holds {} words, too few to draw from", file.display(), entries.len());
        }
        let mut sum = 0;
        let sums = entries.iter().map(|(_, frequency)| {
            sum += frequency;
            sum
        });
        let sums = sums.collect();
        let words = entries.iter().map(|(word, _)| (*word).to_owned()).collect();
        entries.sort_by_key(|(word, frequency)| (std::cmp::Reverse(*frequency), *word));
        let is_tag = |word: &&str| (2..=4).contains(&word.chars().count());
        let tags =
            entries.iter().map(|(word, _)| *word).skip(TAGS).filter(is_tag).take(TAGS).map(str::to_owned);
        let tags = tags.collect();
        Ok(Self { words, sums, tags })
    }

    fn draw(&self, random: &mut Rng) -> &str {
        let total = self.sums.last().copied().unwrap_or(1);
        let drawn = random.u64(..total);
        &self.words[self.sums.partition_point(|sum| *sum <= drawn)]
    }
}

fn article(number: u64, published: DateTime<Utc>, words: &Words, random: &mut Rng) -> String {
    let mut text = String::with_capacity(4096);
    text.push_str("---\n");
    let mut title = String::new();
    while title.chars().count() < 12 {
        title.push_str(words.draw(random));
    }
    let section = SECTIONS[random.usize(..SECTIONS.len())];
    let author = format!(
        "{}{}",
        SURNAMES[random.usize(..SURNAMES.len())],
        GIVEN_NAMES[random.usize(..GIVEN_NAMES.len())]
    );
    let tags: Vec<&str> =
        (0..random.usize(1..=4)).map(|_| words.tags[popular(random, TAGS)].as_str()).collect();
    let published = published.to_rfc3339();
    let fields = [
        ("id", format!("synthetic-{number}")),
        ("title", format!("\"{title}\"")),
        ("published", published),
        ("section", section.to_owned()),
        ("authors", format!("[{author}]")),
        ("tags", format!("[\"{}\"]", tags.join("\", \""))),
    ];
    for (field, value) in fields {
        writeln!(text, "{field}: {value}").expect("memory takes every text");
    }
    text.push_str("---\n");
    body(&mut text, words, random);
    text
}

fn body(text: &mut String, words: &Words, random: &mut Rng) {
    let mut chars = 0;
    let mut paragraph = 0;
    while chars < BODY_CHARS {
        text.push('\n');
        if paragraph > 0 && paragraph % 3 == 0 {
            text.push_str("## ");
            text.push_str(words.draw(random));
            text.push_str(words.draw(random));
            text.push_str("\n\n");
        }
        for _ in 0..random.usize(2..=5) {
            chars += sentence(text, words, random);
        }
        text.push('\n');
        paragraph += 1;
    }
}

/// Adds a sentence; returns its characters.
fn sentence(text: &mut String, words: &Words, random: &mut Rng) -> usize {
    let before = text.len();
    let count = random.usize(8..=24);
    for word in 0..count {
        let drawn = words.draw(random);
        match random.u8(..) {
            0 => write!(text, "**{drawn}**"),
            1 => write!(text, "[{drawn}](https://example.org/{})", random.u16(..)),
            _ => write!(text, "{drawn}"),
        }
        .expect("memory takes every text");
        if word + 1 < count && random.u8(..8) == 0 {
            text.push('，');
        }
    }
    text.push('。');
    text[before..].chars().count()
}

/// A number below `count`; the smaller, the more often (some tags stand on many articles).
fn popular(random: &mut Rng, count: usize) -> usize {
    let bound = random.usize(..count);
    random.usize(..=bound)
}
