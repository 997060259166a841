//! The pattern of articles' addresses: what it is filled with.

use super::mistake::Mistake;
use crate::diagnostic::did_you_mean;

/// The placeholders that a permalink may have.
const PLACEHOLDERS: [&str; 28] = [
    "year",
    "month",
    "day",
    "section",
    "slug",
    "id",
    "path",
    "lang",
    "title",
    "slugortitle",
    "name",
    "folder",
    "folders",
    "categories",
    "imonth",
    "iday",
    "yearday",
    "hour",
    "minute",
    "second",
    "shortyear",
    "shortmonth",
    "longmonth",
    "week",
    "weekyear",
    "abbrlink",
    "below",
    "datedpath",
];

/// Those of them that differ from one article to the next.
const TELLING: [&str; 9] =
    ["slug", "id", "path", "title", "slugortitle", "name", "abbrlink", "below", "datedpath"];

/// What is wrong with `permalink`, the value of `key`.
pub(super) fn mistakes(key: &str, permalink: &str) -> Vec<Mistake> {
    let mut found = Vec::new();
    for unknown in placeholders(permalink).filter(|name| !PLACEHOLDERS.contains(name)) {
        let hint = match did_you_mean(unknown, PLACEHOLDERS) {
            Some(meant) => format!("did you mean :{meant}?"),
            None => format!("known are :{}", PLACEHOLDERS.join(" :")),
        };
        found.push(Mistake::new(key, format!("permalink has no `:{unknown}`"), hint));
    }
    if !placeholders(permalink).any(|name| TELLING.contains(&name)) {
        let message = format!("permalink `{permalink}` is the same for many articles");
        found.push(Mistake::new(key, message, "let it have :slug, :id or :path"));
    }
    found
}

/// The words behind a colon.
fn placeholders(permalink: &str) -> impl Iterator<Item = &str> {
    permalink.split(':').skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        &rest[..end]
    })
}
