//! What another system wrote: reading it ends, each article of it is taken, refused with a reason or
//! counted, and what is written reads back.
//!
//! The first line of an input names the importer: `feed`, `wordpress`, `ghost`, `blogger`, `sitemap`,
//! `page`. For a page the rest may have a line `===`; what follows it is its annotation.

use std::fs;
use std::path::Path;

use tidings::import::{self, Import, Options, Report};

use super::scratch::config;

/// Imports twice into a folder of its own, and compares.
pub fn run(data: &[u8]) {
    let end = data.iter().position(|&byte| byte == b'\n').unwrap_or(0);
    let (system, input) = (&data[..end], data.get(end + 1..).unwrap_or_default());
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let first = imported(system, input, folder.path());
    let again = imported(system, input, folder.path());
    let (Some(first), Some(again)) = (first, again) else { return };
    let errors = first.findings.iter().filter(|finding| finding.is_error()).count() as u64;
    assert!(errors >= first.refused, "refused without a reason: {first:?}");
    assert_eq!(again.unchanged, first.added.len() as u64, "{first:?} {again:?}");
    assert!(again.added.is_empty() && again.updated.is_empty(), "{again:?}");
    for finding in &first.findings {
        assert!(!finding.message.is_empty());
    }
}

/// Imports `input`; none if it is refused as a whole.
fn imported(system: &[u8], input: &[u8], folder: &Path) -> Option<Report> {
    let config = config();
    let file = folder.join("input");
    let mut import = Import::new(&folder.join("out"), &config, Options::default()).expect("a folder");
    let pages = import.pages();
    let receive = &mut |item| import.take(item);
    let read = match system {
        b"wordpress" => write(&file, input, || import::wordpress::read(&file, &["post".to_owned()], receive)),
        b"ghost" => write(&file, input, || import::ghost::read(&file, true, receive)),
        b"blogger" => write(&file, input, || import::blogger::read(&file, true, receive)),
        b"sitemap" => {
            let page = "<meta property=og:type content=article><title>t</title><time datetime=2023-07-18>x</time><p>y";
            fs::create_dir_all(folder.join("mirror/wind")).expect("a folder");
            fs::write(folder.join("mirror/wind/index.html"), page).expect("a page");
            let mirror = folder.join("mirror");
            write(&file, input, || import::sitemap::read(&file, &mirror, &config, receive))
        }
        b"page" => {
            let mark = b"\n===\n";
            let at = input.windows(mark.len()).position(|window| window == mark);
            let annotation = folder.join("table");
            if let Some(at) = at {
                fs::write(&annotation, &input[at + mark.len()..]).expect("a table");
            }
            let options = import::page::Options {
                date: chrono::NaiveDate::from_ymd_opt(2023, 7, 18),
                annotation: at.map(|_| annotation),
                ..import::page::Options::default()
            };
            write(&file, &input[..at.unwrap_or(input.len())], || {
                import::page::run(&file, &options, &pages, receive)
            })
        }
        _ => write(&file, input, || import::feed::read(&file, receive)),
    };
    match read {
        Ok(()) => Some(import.finish().expect("the note can be written")),
        Err(tidings::error::Error::Invalid(findings)) => {
            assert!(!findings.is_empty());
            None
        }
        // A note of an export whose encoding can't be read, say.
        Err(error) => {
            assert!(!error.to_string().is_empty());
            None
        }
    }
}

fn write<T>(file: &Path, input: &[u8], read: impl FnOnce() -> T) -> T {
    fs::write(file, input).expect("the input can be written");
    read()
}
