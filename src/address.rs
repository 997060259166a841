//! Web addresses as RFC 3986 has them. The `url` crate follows the WHATWG's standard, which lets
//! some characters stand that browsers get along with and strict readers of feeds refuse.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

/// What the `url` crate leaves as it is in a path, query or fragment although RFC 3986 (§3.3 to
/// §3.5) has no place for it there.
const STRAY: &AsciiSet =
    &CONTROLS.add(b'[').add(b']').add(b'|').add(b'^').add(b'\\').add(b'`').add(b'{').add(b'}').add(b'#');

/// Returns the same address with every character percent-encoded that RFC 3986 wants so.
pub(crate) fn strict(mut url: Url) -> Url {
    if is_strict(&url) {
        return url;
    }
    let encoded = |part: &str| whole_escapes(&utf8_percent_encode(part, STRAY).to_string());
    if !url.cannot_be_a_base() {
        url.set_path(&encoded(url.path()));
    }
    let (query, fragment) = (url.query().map(encoded), url.fragment().map(encoded));
    url.set_query(query.as_deref());
    url.set_fragment(fragment.as_deref());
    url
}

/// Returns whether nothing in path, query and fragment needs percent-encoding.
pub(crate) fn is_strict(url: &Url) -> bool {
    let is_stray = |c: char| matches!(c, '[' | ']' | '|' | '^' | '\\' | '`' | '{' | '}' | '#');
    ![url.path(), url.query().unwrap_or_default(), url.fragment().unwrap_or_default()]
        .iter()
        .any(|part| part.contains(is_stray) || part.split('%').skip(1).any(|after| !is_escape(after)))
}

/// Returns whether RFC 3986 (§3.2.2) knows such a host: nothing in it can be encoded.
pub(crate) fn has_strict_host(url: &Url) -> bool {
    url.host_str().is_some_and(|host| !host.contains(['"', '`', '{', '}']))
}

/// A `%` that begins no escape stands for itself (§2.4).
fn whole_escapes(part: &str) -> String {
    let mut pieces = part.split('%');
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for after in pieces {
        whole += if is_escape(after) { "%" } else { "%25" };
        whole += after;
    }
    whole
}

fn is_escape(after_percent: &str) -> bool {
    after_percent.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_with_what_can_t_be_encoded_is_none() {
        let has_strict = |url: &str| has_strict_host(&Url::parse(url).unwrap());
        assert!(!has_strict("https://exam{ple.com/") && !has_strict("https://a`b/"));
        assert!(has_strict("http://[::1]:8000/") && has_strict("https://例子.测试/{"));
    }

    #[test]
    fn what_rfc_3986_has_no_place_for_is_encoded() {
        for (written, expected) in [
            ("https://example.org/a[1]/b|c^d`e{f}\\g", "https://example.org/a%5B1%5D/b%7Cc%5Ed%60e%7Bf%7D/g"),
            (
                "https://example.org/?a[]=1|2&b={c}^#[d]`",
                "https://example.org/?a%5B%5D=1%7C2&b=%7Bc%7D%5E#%5Bd%5D%60",
            ),
            ("http://[::1]:8000/%5B%zz%2f", "http://[::1]:8000/%5B%25zz%2f"),
            ("https://example.org/100%?50%#%", "https://example.org/100%25?50%25#%25"),
            ("https://example.org/#a#b", "https://example.org/#a%23b"),
            ("https://例子.测试/路?查#询", "https://xn--fsqu00a.xn--0zwm56d/%E8%B7%AF?%E6%9F%A5#%E8%AF%A2"),
            ("https://example.org/?", "https://example.org/?"),
        ] {
            let url = strict(Url::parse(written).unwrap());
            assert_eq!(url.as_str(), expected);
            assert!(is_strict(&url));
            assert_eq!(strict(url.clone()), url);
        }
    }
}
