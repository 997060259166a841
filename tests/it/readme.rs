//! What README tells people to type works as written.

use std::process::Command;

use crate::site::{NOW, Site};

/// Returns the shell blocks of `text`, each as its lines.
fn shell_blocks(text: &str) -> Vec<Vec<&str>> {
    let mut blocks = Vec::new();
    let mut block = None;
    for line in text.lines() {
        match (&mut block, line) {
            (None, "```sh") => block = Some(Vec::new()),
            (Some(_), "```") => blocks.extend(block.take()),
            (Some(lines), line) => lines.push(line),
            (None, _) => {}
        }
    }
    blocks
}

#[test]
fn a_first_feed_is_made_as_the_readme_says() {
    let readme = include_str!("../../README.md");
    let block = shell_blocks(readme)
        .into_iter()
        .find(|lines| lines.iter().any(|line| line.starts_with("tidings init")))
        .expect("README shows a first feed");
    // Installing is cargo's business; the program under test is already there.
    let script: Vec<&str> = block.into_iter().filter(|line| !line.starts_with("cargo install")).collect();
    let site = Site::empty();
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_tidings"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let output = Command::new("bash")
        .args(["-euo", "pipefail", "-c", &script.join("\n")])
        .current_dir(site.path("."))
        .env("PATH", path)
        .env("TIDINGS_NOW", NOW)
        .output()
        .expect("bash starts");
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(printed.contains("1 article"), "the search finds the article:\n{printed}");
    assert!(site.read("blog/feeds/rss.xml").contains("风机叶片"), "the article is in the feed");
}

#[test]
fn the_readme_names_the_two_commands_first() {
    let blocks = shell_blocks(include_str!("../../README.md"));
    let first: Vec<&str> = blocks[0].iter().map(|line| line.split('#').next().unwrap().trim()).collect();
    assert_eq!(first, ["cargo run --release -- rebuild", "tests/run"]);
}
