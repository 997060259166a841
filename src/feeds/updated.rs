//! The moment that a rendered feed tells of itself.

use serde_json::Value;

use crate::article::Timestamp;
use crate::config::Format;

/// Returns the latest change that a feed's bytes tell of: RSS `lastBuildDate`, Atom `updated`, the
/// latest date of a JSON feed's items. `None` if there is none to be read.
pub fn updated(bytes: &[u8], format: Format) -> Option<Timestamp> {
    let text = std::str::from_utf8(bytes).ok()?;
    match format {
        Format::Rss => Timestamp::parse_from_rfc2822(first(text, "lastBuildDate")?).ok(),
        // The feed's own stands before the entries.
        Format::Atom => Timestamp::parse_from_rfc3339(first(text, "updated")?).ok(),
        Format::Json => {
            let feed: Value = serde_json::from_str(text).ok()?;
            let dates = feed["items"].as_array()?.iter().filter_map(|item| {
                let date = item["date_modified"].as_str().or_else(|| item["date_published"].as_str())?;
                Timestamp::parse_from_rfc3339(date).ok()
            });
            dates.max()
        }
    }
}

/// The text of the first element of this name.
fn first<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    Some(rest.split_once('<')?.0.trim())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::config::Config;
    use crate::feeds::tests::samples::full_article;
    use crate::feeds::{Feed, FeedSpec};
    use crate::query::Query;

    #[test]
    fn every_format_tells_the_same_moment() {
        let config = Config::bare("https://example.org/".parse().unwrap());
        let spec = FeedSpec::of_query(Query::All, &config);
        let article = full_article();
        let latest = article.updated;
        let feed = Feed::new(&spec, vec![Arc::new(article)]);
        for format in [Format::Rss, Format::Atom, Format::Json] {
            assert_eq!(updated(&feed.render(format, &config), format), Some(latest), "{format:?}");
        }
    }

    #[test]
    fn what_is_no_feed_tells_nothing() {
        for format in [Format::Rss, Format::Atom, Format::Json] {
            for bytes in [
                &b""[..],
                b"\xff",
                b"<updated>",
                b"<lastBuildDate>soon</lastBuildDate>",
                b"[]",
                b"{\"items\": 3}",
            ] {
                assert_eq!(updated(bytes, format), None);
            }
        }
    }
}
