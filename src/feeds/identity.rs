//! The identities that readers know articles and feeds by. They are the same in every format and
//! depend on nothing that an editor changes: neither title nor URL, neither scheme nor domain.
//!
//! A URI that a record gives as `id` is used as it is. Anything else becomes the specific part of
//! a tag URI (RFC 4151) whose authority and date are fixed once in the configuration.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization;

use super::Kind;
use crate::article::ArticleId;
use crate::config::Config;

/// What is written as it is in a tag URI's specific part: `pchar`, `/` and `?` (RFC 4151 §2.1,
/// RFC 3986 §3.3).
const SPECIFIC: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@')
    .remove(b'/')
    .remove(b'?');

/// What an id begins with that is the guid of an older feed, though no URI.
const GUID: &str = "guid:";

/// Returns the URI that readers know the article by: RSS `guid`, Atom `id`, JSON `id`.
pub fn entry_id(id: &ArticleId, config: &Config) -> String {
    let is_used_as_it_is = is_uri(id.as_str()) && !id.as_str().starts_with(GUID);
    if is_used_as_it_is { id.as_str().to_owned() } else { tag_uri(id.as_str(), config) }
}

/// Returns the identity that `id` is another writing of: a tag URI of the site's own, taken from one
/// of its feeds, means the text that it was made from.
pub fn canonical(id: ArticleId, config: &Config) -> ArticleId {
    let own = format!("tag:{}:", config.site.tag_authority);
    let specific = id.as_str().strip_prefix(&own).map(percent_decode_str);
    let made_from = specific.and_then(|text| ArticleId::new(&text.decode_utf8().ok()?));
    made_from.filter(|text| entry_id(text, config) == id.as_str()).unwrap_or(id)
}

/// Returns the same for RSS and JSON, whose ids may be any text: an older feed's guid stays what it
/// was, so that readers who know the article by it don't see it twice.
pub(super) fn text_id(id: &ArticleId, config: &Config) -> String {
    match id.as_str().strip_prefix(GUID) {
        Some(guid) if !guid.is_empty() => guid.to_owned(),
        _ => entry_id(id, config),
    }
}

/// Returns the feed's own URI. It tells the feeds of a site apart by what they are feeds of.
pub fn feed_id(kind: &Kind, config: &Config) -> String {
    let specific = match kind.parts() {
        (kind, Some(name)) => format!("feed:{kind}:{name}"),
        (kind, None) => format!("feed:{kind}"),
    };
    tag_uri(&specific, config)
}

/// Returns the URI of a scheme of categories: `section` or `tag`.
pub(super) fn category_scheme(of: &str, config: &Config) -> String {
    tag_uri(of, config)
}

fn tag_uri(specific: &str, config: &Config) -> String {
    // Composed, for a file system may have taken apart the name that an identity was made from.
    let specific: String = specific.nfc().collect();
    format!("tag:{}:{}", config.site.tag_authority, utf8_percent_encode(&specific, SPECIFIC))
}

/// Returns whether `text` is a URI (RFC 3986) with a scheme: nothing that is not allowed there, and
/// each `%` followed by two hexadecimal digits. An address with other letters is none: Atom readers
/// that are strict refuse it.
///
/// A scheme of one letter is not taken for one: `C:` is more likely a disk.
pub fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let is_scheme = scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/?#[]%".contains(c);
    let escapes_are_whole = rest.split('%').skip(1).all(|after| {
        after.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    is_scheme
        && !rest.is_empty()
        && rest.matches('#').count() <= 1
        && rest.chars().all(is_allowed)
        && escapes_are_whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> Config {
        Config::bare("https://example.org/".parse().unwrap())
    }

    fn id(text: &str) -> String {
        entry_id(&ArticleId::new(text).unwrap(), &config())
    }

    /// "Every format" 1: a URI is used as it is, any other string becomes a tag URI.
    #[test]
    fn an_id_is_a_uri_or_becomes_a_tag_uri() {
        for uri in [
            "https://example.org/a?b=c#d",
            "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "tag:blog.example,2004:post-1",
            "https://example.org/%E7%A7%91",
        ] {
            assert_eq!(id(uri), uri);
        }
        let check = |text: &str, specific: &str| {
            assert_eq!(id(text), format!("tag:example.org,2026-01-01:{specific}"))
        };
        check("2023/07/wind", "2023/07/wind");
        check("段简", "%E6%AE%B5%E7%AE%80");
        check("a b", "a%20b");
        check("100%", "100%25");
        check("100%25", "100%2525");
        check("https://example.org/a b", "https://example.org/a%20b");
        check("https://example.org/%zz", "https://example.org/%25zz");
        check("https://例.example/科", "https://%E4%BE%8B.example/%E7%A7%91");
        check("a#b", "a%23b");
        check("C:/files/x", "C:/files/x");
        check("note: x", "note:%20x");
        check("😀", "%F0%9F%98%80");
        check("<b>&\"", "%3Cb%3E&%22");
        check("か\u{3099}", "%E3%81%8C");
        check("1:2", "1:2");
        check("mailto:", "mailto:");
    }

    #[test]
    fn a_tag_uri_of_the_sites_own_is_the_text_that_it_was_made_from() {
        for text in ["2023/wind", "段简", "a b", "100%25", "か\u{3099}", "note: x"] {
            let plain = ArticleId::new(text).unwrap();
            let uri = ArticleId::new(&entry_id(&plain, &config())).unwrap();
            assert_eq!(canonical(uri, &config()), plain);
            assert_eq!(canonical(plain.clone(), &config()), plain);
        }
        for other in
            ["tag:example.org,2026-01-01:%zz", "tag:example.org,2026-01-01:%E6", "tag:other.org,2026:a"]
        {
            let id = ArticleId::new(other).unwrap();
            assert_eq!(canonical(id.clone(), &config()), id);
        }
    }

    #[test]
    fn an_older_feeds_guid_stays_what_it_was_where_an_id_may_be_any_text() {
        let article = ArticleId::new("guid:post 7").unwrap();
        assert_eq!(text_id(&article, &config()), "post 7");
        assert_eq!(entry_id(&article, &config()), "tag:example.org,2026-01-01:guid:post%207");
        for other in ["2023/wind", "https://example.org/a", "guid:"] {
            let article = ArticleId::new(other).unwrap();
            assert_eq!(text_id(&article, &config()), entry_id(&article, &config()), "{other}");
        }
    }

    /// "Every format" 1: domain, scheme and feed URL may change; the configured authority stays.
    #[test]
    fn neither_domain_nor_scheme_change_an_identity() {
        let mut moved = Config::bare("http://other.example/news/".parse().unwrap());
        moved.site.tag_authority = config().site.tag_authority;
        moved.feeds.url = Some("https://feeds.other.example/".parse().unwrap());
        let article = ArticleId::new("2023/wind").unwrap();
        assert_eq!(entry_id(&article, &moved), entry_id(&article, &config()));
        assert_eq!(feed_id(&Kind::Site, &moved), feed_id(&Kind::Site, &config()));
    }

    #[test]
    fn feeds_of_different_things_have_different_identities() {
        assert_eq!(feed_id(&Kind::Site, &config()), "tag:example.org,2026-01-01:feed:site");
        assert_eq!(
            feed_id(&Kind::Search("氢能 OR \"a\"".to_owned()), &config()),
            "tag:example.org,2026-01-01:feed:search:%E6%B0%A2%E8%83%BD%20OR%20%22a%22"
        );
        assert_ne!(
            feed_id(&Kind::Tag("a".to_owned()), &config()),
            feed_id(&Kind::Author("a".to_owned()), &config())
        );
    }
}
