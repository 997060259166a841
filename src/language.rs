//! Tags of languages (BCP 47, RFC 5646).

use oxilangtag::LanguageTag;

/// Returns the tag that `written` means, in its usual case (§2.1.1); `None` if it is none. `zh_CN`
/// counts as `zh-CN`, and what a POSIX locale says behind a dot doesn't count.
pub fn language(written: &str) -> Option<String> {
    let written = written.split('.').next().unwrap_or_default().replace('_', "-");
    let tag = LanguageTag::parse_and_normalize(&written).ok()?;
    // Languages have two or three letters; longer ones are set aside for some day, and `chinese` is
    // a mistake.
    let is_known = tag.primary_language().len() <= 3 || tag.private_use().is_some();
    is_known.then(|| tag.into_inner())
}

/// Returns whether a language may be named so.
pub fn is_language(written: &str) -> bool {
    language(written).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_get_their_usual_case() {
        for (written, expected) in [
            ("zh-hans", Some("zh-Hans")),
            ("ZH_cn", Some("zh-CN")),
            ("zh-hant-tw", Some("zh-Hant-TW")),
            ("en_GB.UTF-8", Some("en-GB")),
            ("de-1996", Some("de-1996")),
            ("en-x-us", Some("en-x-us")),
            ("yue", Some("yue")),
            ("x-private", Some("x-private")),
            ("中文", None),
            ("Chinese", None),
            ("zh-", None),
            ("chinese language", None),
            ("", None),
        ] {
            assert_eq!(language(written).as_deref(), expected, "{written}");
        }
    }
}
