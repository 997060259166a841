//! Looking into configuration files.

use std::path::{Path, PathBuf};

use url::Url;

use crate::content::Settings;

/// Bytes of a configuration file, at most.
const MAX: u64 = 4 << 20;

/// The text of `path`, if it is a file of sensible size.
pub(super) fn text(path: &Path) -> Option<String> {
    let metadata = std::fs::metadata(path).ok()?;
    if !metadata.is_file() || metadata.len() > MAX {
        return None;
    }
    std::fs::read_to_string(path).ok()
}

/// The settings of the first of `names` in `folder` that can be read, and its name.
pub(super) fn settings(folder: &Path, names: &[&str]) -> Option<(Settings, String)> {
    names.iter().find_map(|name| {
        let path = folder.join(name);
        let extension = path.extension()?.to_str()?.to_owned();
        Some((Settings::parse(&text(&path)?, &extension)?, (*name).to_owned()))
    })
}

/// The first of `names` in `folder` that is there.
pub(super) fn first(folder: &Path, names: &[&str]) -> Option<PathBuf> {
    names.iter().map(|name| folder.join(name)).find(|path| path.is_file())
}

/// The files of `folder` by name, but for hidden ones.
pub(super) fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(std::result::Result::ok);
    let names = entries
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
    names.sort();
    names
}

/// The folders of `folder` that are not hidden, by name.
pub(super) fn folders(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(std::result::Result::ok);
    let mut names: Vec<String> = entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.') && name != "node_modules")
        .collect();
    names.sort();
    names
}

/// The text that a script gives to `key` first: `key: "text"`, `key = 'text'`, Python's `key = u'text'`.
pub(super) fn script_text(script: &str, key: &str) -> Option<String> {
    script_texts(script, key).into_iter().next()
}

/// Every text that a script gives to `key`.
pub(super) fn script_texts(script: &str, key: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut at = 0;
    while let Some(found) = script[at..].find(key) {
        let start = at + found;
        at = start + key.len();
        let before = script[..start].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.') {
            continue;
        }
        let value = script[at..].trim_start_matches(['"', '\'']).trim_start();
        let Some(value) = value.strip_prefix([':', '=']) else { continue };
        let value = value.trim_start();
        let value = value.strip_prefix('u').filter(|v| v.starts_with(['"', '\''])).unwrap_or(value);
        let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'' | '`')) else { continue };
        let text = value[1..].split(quote).next().unwrap_or_default().trim();
        if !text.is_empty() && !text.contains("${") && !text.contains('\n') {
            texts.push(text.to_owned());
        }
    }
    texts
}

/// A web address, without what is only an example of one.
pub(super) fn url(text: &str) -> Option<Url> {
    let url = Url::parse(text.trim()).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

/// The address in a `CNAME`, by which hosts of pages know a site, at the top of `root` or among the
/// files that its generator copies.
pub(super) fn host_of_pages(root: &Path) -> Option<Url> {
    const COPIED: [&str; 7] = ["", "static", "public", "source", "docs", "src/public", "content"];
    COPIED.iter().find_map(|folder| {
        let host = text(&root.join(folder).join("CNAME"))?;
        let host = host.lines().map(str::trim).find(|line| !line.is_empty())?;
        let is_host = host.contains('.') && !host.contains(['/', ':', '@', '?', '#', ' ']);
        is_host.then(|| url(&format!("https://{host}/")))?
    })
}

/// A folder's name in a site, which doesn't lead out of it.
pub(super) fn inside(root: &Path, name: &str) -> PathBuf {
    let name = name.trim().trim_start_matches("./").trim_matches('/');
    let is_safe = !name.is_empty() && name != "." && !name.split('/').any(|part| part == "..");
    if is_safe { root.join(name) } else { root.to_owned() }
}
