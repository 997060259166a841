//! Which file of a mirror is the page of an address.
//!
//! Programs that mirror sites write names in their own ways: `wget` escapes some bytes of UTF-8 and
//! leaves others, puts the query behind `?` or `@`, may add `.html`; hosts are folders, or are left
//! out. So the names of all files are decoded first, and an address is looked up decoded.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode;
use unicode_normalization::UnicodeNormalization as _;
use url::Url;
use walkdir::WalkDir;

use super::io_error;
use crate::error::Result;

/// The files below a folder.
#[derive(Debug)]
pub(super) struct Mirror {
    /// The path below the folder, decoded, with `/` between names → where it lies.
    pub(super) files: BTreeMap<String, PathBuf>,
}

impl Mirror {
    /// Lists the files below `folder`. Symbolic links are not followed.
    ///
    /// # Errors
    ///
    /// [`Error::Io`](crate::error::Error::Io) if a folder can't be read.
    pub fn open(folder: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        for entry in WalkDir::new(folder).sort_by_file_name() {
            let entry = entry.map_err(|error| io_error(folder)(error.into()))?;
            if !entry.file_type().is_file() {
                continue;
            }
            let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            let names: Vec<String> = below.iter().map(|name| decoded(name.as_encoded_bytes())).collect();
            files.entry(names.join("/")).or_insert_with(|| entry.into_path());
        }
        Ok(Self { files })
    }

    /// The file of the page at `address`.
    pub fn find(&self, address: &Url) -> Option<&Path> {
        let names = names(address);
        let hosts = hosts(address);
        let mut paths = hosts.iter().flat_map(|host| names.iter().map(move |name| format!("{host}{name}")));
        paths.find_map(|path| self.files.get(&path)).map(PathBuf::as_path)
    }
}

/// What is one for addresses of the same page: scheme, a slash at the end and the way of escaping make
/// no difference.
pub(super) fn key(address: &Url) -> String {
    let host = address.host_str().unwrap_or_default();
    let query = address.query().map(|query| format!("?{query}")).unwrap_or_default();
    let port = address.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{host}{port}{}{query}", decoded(address.path().trim_end_matches('/').as_bytes()))
}

/// The folders that may stand for the host: it, and none.
fn hosts(address: &Url) -> Vec<String> {
    let host = address.host_str().unwrap_or_default();
    let mut hosts = match address.port() {
        Some(port) => vec![format!("{host}:{port}/"), format!("{host}+{port}/")],
        None => Vec::new(),
    };
    hosts.push(format!("{host}/"));
    match host.strip_prefix("www.") {
        Some(bare) => hosts.push(format!("{bare}/")),
        None => hosts.push(format!("www.{host}/")),
    }
    hosts.push(String::new());
    hosts
}

/// The names that the file may have below the host's folder, the likeliest first.
fn names(address: &Url) -> Vec<String> {
    let path = decoded(address.path().trim_start_matches('/').as_bytes());
    let is_folder = path.is_empty() || path.ends_with('/');
    let files = match is_folder {
        true => vec![format!("{path}index.html"), format!("{path}index.htm")],
        false => vec![
            path.clone(),
            format!("{path}.html"),
            format!("{path}.htm"),
            format!("{path}/index.html"),
            format!("{path}/index.htm"),
        ],
    };
    let Some(query) = address.query() else { return files };
    let query = decoded(query.as_bytes());
    let mut stems = files;
    if is_folder {
        stems.push(path);
    }
    let asked = stems.iter().flat_map(|stem| [format!("{stem}?{query}"), format!("{stem}@{query}")]);
    asked.flat_map(|name| [format!("{name}.html"), name]).collect()
}

fn decoded(bytes: &[u8]) -> String {
    let bytes: Vec<u8> = percent_decode(bytes).collect();
    String::from_utf8_lossy(&bytes).nfc().collect()
}
