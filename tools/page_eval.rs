//! Measures the reading of newspaper pages on the pages in `tests/it/data/pages`, or on those in
//! the folders that are named: one line a page, and the sum.
//!
//! ```sh
//! cargo run --release --example page_eval
//! cargo run --release --example page_eval -- --show tests/it/data/pages/tuned
//! ```

#[path = "page_layout.rs"]
mod layout;
#[path = "page_score.rs"]
mod score;

use std::io::{Result, Write as _};
use std::path::PathBuf;

use score::Score;
use tidings::import::page;

#[expect(clippy::disallowed_methods, reason = "the figures are the tool's result")]
fn main() -> Result<()> {
    let mut folders: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let show = folders.iter().any(|folder| folder.as_os_str() == "--show");
    folders.retain(|folder| folder.as_os_str() != "--show");
    if folders.is_empty() {
        folders = [
            "tuned",
            "held-back",
            "conventions",
            "dailies",
            "later",
            "papers",
            "mainland",
            "neighbours",
            "unseen",
            "fresh",
        ]
        .map(|name| PathBuf::from("tests/it/data/pages").join(name))
        .to_vec();
    }
    let mut out = std::io::stdout().lock();
    for folder in folders {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
        files.sort();
        let mut sum = Score::default();
        writeln!(out, "{:<34} paragraphs titles authors order roles", folder.display())?;
        for file in files {
            let layout = layout::lay_out(&std::fs::read_to_string(&file)?);
            let reading = page::read(&layout.text());
            let score = score::score(&layout, &reading);
            sum.add(&score);
            line(&mut out, &file.file_stem().unwrap_or_default().to_string_lossy(), &score)?;
            if show {
                for (at, laid) in layout.laid.iter().enumerate() {
                    let found =
                        reading.articles.iter().enumerate().find_map(|(n, a)| {
                            Some((n, a.paragraphs.iter().position(|(p, _)| *p == at)?, a))
                        });
                    let text: String = laid.text.chars().take(24).collect();
                    let tail: String =
                        laid.text.chars().rev().take(6).collect::<Vec<_>>().into_iter().rev().collect();
                    let (number, place, role) = found.map_or(("-".to_owned(), 0, "left"), |(n, place, a)| {
                        (n.to_string(), place, a.paragraphs[place].1.name())
                    });
                    let want = laid.article.map_or("-".to_owned(), |n| n.to_string());
                    let mark = if score::role_of(laid.kind).name() == role { ' ' } else { '*' };
                    writeln!(
                        out,
                        "  {want:>2} {} {:>3} | {number:>2} {role:<9}{mark} {place:>3}  {text} … {tail}",
                        laid.kind, laid.place
                    )?;
                }
            }
        }
        line(&mut out, "all", &sum)?;
    }
    Ok(())
}

fn line(out: &mut impl std::io::Write, name: &str, score: &Score) -> Result<()> {
    let [paragraphs, titles, authors, order, roles] = score.shares();
    writeln!(out, "{name:<34} {paragraphs:>10.3} {titles:>6.3} {authors:>7.3} {order:>5.2} {roles:>5.3}")
}
