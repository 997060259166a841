//! What is served beside the page, from the program itself: its stylesheet and its script, each
//! under a name that changes with its bytes, and the search box for other sites.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use super::locale::Locale;
use super::texts::{kinds, texts};

/// What a search page may load and do: its own stylesheet and script, requests to its own
/// server, its own form; no inline script or style, nobody else's, no markup made by scripts.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; \
     require-trusted-types-for 'script'; trusted-types 'none'";

/// A file that the page asks for. Its path has a digest of its bytes, so it may be kept for ever.
#[derive(Debug)]
pub struct Asset {
    /// Relative to the page.
    pub path: String,
    /// Its media type, with the character set.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: &'static [u8],
}

pub(super) static STYLE: LazyLock<Asset> =
    LazyLock::new(|| asset("css", "text/css; charset=utf-8", include_bytes!("assets/search.css")));

pub(super) static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    static TEXT: LazyLock<String> = LazyLock::new(|| with_suggestions(include_str!("assets/search.js")));
    asset("js", "text/javascript; charset=utf-8", TEXT.as_bytes())
});

/// A script with the part that both have.
fn with_suggestions(script: &str) -> String {
    script.replacen("/* suggestions */", include_str!("assets/suggestions.js").trim_end(), 1)
}

fn asset(extension: &str, media_type: &'static str, bytes: &'static [u8]) -> Asset {
    Asset { path: format!("assets/search-{:016x}.{extension}", xxh3_64(bytes)), media_type, bytes }
}

/// Returns the files that the page asks for.
pub fn assets() -> [&'static Asset; 2] {
    [&STYLE, &SCRIPT]
}

/// Returns the script, to be served as `search-box.js`, that puts the search box into pages of
/// other sites as the element `tidings-search`. Its name stays, so it is to be asked for anew.
pub fn search_box() -> &'static [u8] {
    static SCRIPT: LazyLock<String> = LazyLock::new(|| {
        let mut words = String::from("{");
        for locale in Locale::ALL {
            let own = texts(locale);
            let kinds: BTreeMap<&str, &str> = kinds(own).into();
            let entry = serde_json::json!([own.search, own.placeholder, own.suggestions, kinds]);
            write!(words, "\n  '{locale}': {entry},").expect("memory takes every text");
        }
        words.push_str("\n}");
        with_suggestions(include_str!("assets/search-box.js")).replacen("{ /* words */ }", &words, 1)
    });
    SCRIPT.as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asset_is_named_by_its_bytes() {
        let [style, script] = assets();
        assert!(style.path.starts_with("assets/search-") && style.path.ends_with(".css"), "{}", style.path);
        assert!(script.path.ends_with(".js"), "{}", script.path);
        assert_ne!(asset("css", "", b"a").path, asset("css", "", b"b").path);
    }

    #[test]
    fn the_box_has_the_words_of_every_language() {
        let script = std::str::from_utf8(search_box()).unwrap();
        for locale in Locale::ALL {
            assert!(script.contains(&format!("'{locale}': [\"{}\"", texts(locale).search)), "{script}");
        }
        assert!(!script.contains("/* words */") && !script.contains("/* suggestions */"));
    }

    #[test]
    fn no_asset_makes_markup_or_runs_text() {
        let scripts = [SCRIPT.bytes, search_box()].map(|bytes| std::str::from_utf8(bytes).unwrap());
        for forbidden in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
            assert!(scripts.iter().all(|script| !script.contains(forbidden)), "{forbidden}");
        }
    }
}
