//! One content folder a thread, with one file at a time in it.

use std::cell::RefCell;
use std::fs;

use tempfile::TempDir;
use tidings::config::Config;
use tidings::content::{Item, Source, Stat, read};

/// The kinds of files that hold records.
const EXTENSIONS: [&str; 7] = ["md", "html", "txt", "json", "ndjson", "markdown", "jsonl"];

thread_local! {
    static FOLDER: RefCell<Option<TempDir>> = const { RefCell::new(None) };
}

/// A file of records as an input gives it: the first line tells its kind (`md`, `json`, …), the
/// rest is the file.
pub struct Input<'a> {
    pub extension: &'static str,
    pub bytes: &'a [u8],
}

impl<'a> Input<'a> {
    /// Cuts `data` after its first line; Markdown where that names no kind.
    pub fn of(data: &'a [u8]) -> Self {
        let end = data.iter().position(|&byte| byte == b'\n').unwrap_or(0);
        let known = EXTENSIONS.into_iter().find(|extension| extension.as_bytes() == &data[..end]);
        match known {
            Some(extension) => Self { extension, bytes: &data[end + 1..] },
            None => Self { extension: "md", bytes: data },
        }
    }

    /// Writes the file, and hands it to `work`; removes it afterwards.
    pub fn written<T>(&self, work: impl FnOnce(&Source) -> T) -> T {
        FOLDER.with_borrow_mut(|folder| {
            let folder =
                folder.get_or_insert_with(|| tempfile::tempdir().expect("a temporary folder can be made"));
            let key = format!("record.{}", self.extension);
            let path = folder.path().join(&key);
            fs::write(&path, self.bytes).expect("the file can be written");
            let result = work(&Source { key, path: path.clone(), stat: Stat::default() });
            fs::remove_file(&path).expect("the file is still there");
            result
        })
    }
}

/// A configuration with a zone that is not UTC and a section with a slug.
pub fn config() -> Config {
    let text = "[site]\ntitle = \"试\"\nurl = \"https://example.org/\"\ntimezone = \"Asia/Shanghai\"\n\
                tag_authority = \"example.org,2026-01-01\"\n[sections]\n\"科技\" = \"tech\"\n";
    Config::parse(text, "tidings.toml").expect("the configuration is good")
}

/// What reading the file gives.
pub fn items(source: &Source, config: &Config) -> Vec<Item> {
    let mut items = Vec::new();
    read(source, config, None, &mut |item| items.push(item)).expect("the file can be read");
    items
}
