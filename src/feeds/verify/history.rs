//! Walks a feed's archive documents (RFC 5005 §4) from the newest to the oldest.

use std::collections::BTreeSet;

use super::published::{self, Published};
use super::{Findings, below, file_name};
use crate::config::{Config, Format};
use crate::diagnostic::Diagnostic;

/// Returns what is wrong with the history of the feed in `folder` (below `feeds/`, with a slash at
/// the end; empty for the site's): a document that is missing or leads elsewhere, one that has
/// room though there is a next one, an entry that stands twice. `read` returns a published file's
/// bytes. That each document is right in itself is for [`verify`](super::verify) to say.
pub fn verify_history(
    folder: &str,
    format: Format,
    config: &Config,
    read: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Vec<Diagnostic> {
    let open = |name: &str| -> Option<Published> {
        let bytes = read(name)?;
        let text = std::str::from_utf8(&bytes).ok()?;
        if format == Format::Json { published::json(text).ok() } else { published::xml(text, format).ok() }
    };
    let subscription = format!("{folder}{}", file_name(format));
    let mut findings = Findings::new(&subscription, config);
    let Some(first) = open(&subscription) else { return findings.list };
    let url = |folder: &str| String::from(below(config, folder, file_name(format)));
    let archive = |number: u32| format!("{folder}archive/{number}/");

    let Some(newest) = link(&first, "prev-archive") else {
        if read(&(archive(1) + file_name(format))).is_some() {
            findings.error("feed-archive", None, "the feed does not name its archive documents");
        }
        return findings.list;
    };
    let own_url = url(folder);
    let beginning = url(&format!("{folder}archive/"));
    let beginning = beginning.trim_end_matches(file_name(format)).to_owned();
    let end = format!("/{}", file_name(format));
    let number =
        newest.strip_prefix(&beginning).and_then(|rest| rest.strip_suffix(&end)?.parse::<u32>().ok());
    let Some(newest) = number.filter(|number| *number > 0) else {
        findings.error("feed-archive", None, format!("`{newest}` is not an archive document of this feed"));
        return findings.list;
    };
    let mut seen = BTreeSet::new();
    for number in (1..=newest).rev() {
        let name = archive(number) + file_name(format);
        findings.file = config.paths.feeds.join(&name).display().to_string();
        let Some(document) = open(&name) else {
            findings.error("feed-archive", None, "the archive document is missing or can't be read");
            continue;
        };
        let mut expected = vec![("prev-archive", (number > 1).then(|| url(&archive(number - 1))))];
        if format != Format::Json {
            expected.push(("current", Some(own_url.clone())));
            expected.push(("next-archive", (number < newest).then(|| url(&archive(number + 1)))));
        }
        for (rel, expected) in expected {
            let found = link(&document, rel);
            if found != expected.as_deref() {
                let shown = |url: Option<&str>| url.unwrap_or("nowhere").to_owned();
                let message =
                    format!("`{rel}` leads to {}, not to {}", shown(found), shown(expected.as_deref()));
                findings.error("feed-archive", None, message);
            }
        }
        for id in document.entries.into_iter().filter_map(|entry| entry.id) {
            if !seen.insert(id.text.clone()) {
                let message = format!("the entry `{}` stands in a later archive document too", id.text);
                findings.error("feed-archive", id.line, message);
            }
        }
    }
    findings.list
}

fn link<'a>(document: &'a Published, rel: &str) -> Option<&'a str> {
    document.history.iter().find(|(found, _)| found == rel).map(|(_, url)| url.as_str())
}
