//! Which of its languages the page speaks to a reader.

use std::fmt;

/// A language that the page speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Locale {
    /// Chinese in simplified characters.
    ZhHans,
    /// Chinese in traditional characters.
    ZhHant,
    /// Japanese.
    Ja,
    /// Korean.
    Ko,
    /// English.
    En,
}

impl Locale {
    /// All of them, in the order in which the page offers them.
    pub const ALL: [Self; 5] = [Self::ZhHans, Self::ZhHant, Self::Ja, Self::Ko, Self::En];

    /// Its BCP 47 tag.
    pub fn code(self) -> &'static str {
        match self {
            Self::ZhHans => "zh-Hans",
            Self::ZhHant => "zh-Hant",
            Self::Ja => "ja",
            Self::Ko => "ko",
            Self::En => "en",
        }
    }

    /// The page's language for readers of `tag`, if it has one: `zh-TW` and `zh-Hant-HK` are read
    /// in traditional characters, every other Chinese in simplified ones; a language's regions
    /// are not told apart.
    pub fn of(tag: &str) -> Option<Self> {
        let tag = tag.trim().to_ascii_lowercase();
        let mut subtags = tag.split(['-', '_']);
        match subtags.next()? {
            "zh" | "cmn" | "yue" => Some(chinese(subtags)),
            "ja" => Some(Self::Ja),
            "ko" => Some(Self::Ko),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// Decides for a reader: what the address asks for, else the site's setting, else the best of
    /// the browser's `Accept-Language` (RFC 9110 §12.5.4), else the site's own language, else
    /// English.
    ///
    /// ```
    /// use tidings::serve::page::Locale;
    ///
    /// let browser = "de, zh-TW;q=0.8, en;q=0.6";
    /// assert_eq!(Locale::choose(None, None, Some(browser), "zh-Hans"), Locale::ZhHant);
    /// ```
    pub fn choose(asked: Option<Self>, setting: Option<Self>, accepted: Option<&str>, site: &str) -> Self {
        asked
            .or(setting)
            .or_else(|| accepted.and_then(best_accepted))
            .or_else(|| Self::of(site))
            .unwrap_or(Self::En)
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A script says which characters; where there is none, the region does.
fn chinese<'a>(subtags: impl Iterator<Item = &'a str>) -> Locale {
    let mut by_region = Locale::ZhHans;
    for subtag in subtags {
        match subtag {
            "hant" => return Locale::ZhHant,
            "hans" => return Locale::ZhHans,
            "tw" | "hk" | "mo" => by_region = Locale::ZhHant,
            _ => {}
        }
    }
    by_region
}

/// The language with the highest weight that the page has; of equals the first. One of weight 0,
/// or of a weight that is none, is not wanted.
///
/// Our own, because of the crates for it one leaves the weights out of account (`fluent-langneg`)
/// and one sorts by them in a way that panics on `q=NaN` (`accept-language`).
fn best_accepted(header: &str) -> Option<Locale> {
    let mut best: Option<(f32, Locale)> = None;
    for range in header.split(',') {
        let (tag, parameters) = range.split_once(';').unwrap_or((range, "q=1"));
        let weight =
            parameters.trim().strip_prefix(['q', 'Q']).and_then(|rest| rest.trim().strip_prefix('='));
        let Some(weight) = weight.and_then(|weight| weight.trim().parse::<f32>().ok()) else { continue };
        if !(weight > 0.0 && weight <= 1.0) || best.is_some_and(|(best, _)| weight <= best) {
            continue;
        }
        if let Some(locale) = Locale::of(tag) {
            best = Some((weight, locale));
        }
    }
    best.map(|(_, locale)| locale)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(header: &str, expected: Option<&str>) {
        assert_eq!(best_accepted(header).map(Locale::code), expected, "{header:?}");
    }

    #[test]
    fn the_heaviest_language_that_the_page_speaks_is_chosen() {
        check("ja", Some("ja"));
        check("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", Some("en"));
        check("en;q=0.4, ko-KR;q=0.9", Some("ko"));
        check("en, ja", Some("en"));
        check("en;q=0, ja;q=0.1", Some("ja"));
        check("EN-gb ; Q=0.5", Some("en"));
        check("fr, de", None);
        check("", None);
    }

    #[test]
    fn chinese_goes_by_script_and_then_by_region() {
        check("zh-CN,zh;q=0.9", Some("zh-Hans"));
        check("zh-TW,zh;q=0.9,en;q=0.8", Some("zh-Hant"));
        check("zh-HK", Some("zh-Hant"));
        check("zh-Hans-HK", Some("zh-Hans"));
        check("zh-Hant", Some("zh-Hant"));
        check("yue-HK", Some("zh-Hant"));
        check("zh-SG", Some("zh-Hans"));
    }

    #[test]
    fn a_header_that_is_nonsense_chooses_nothing() {
        check("en;q=NaN", None);
        check("en;q=inf, ja;q=2", None);
        check("en;level=1", None);
        check(";;;,,,q=1", None);
        check(&"en;q=NaN,ja;q=0.3,".repeat(500), Some("ja"));
    }

    #[test]
    fn the_address_goes_before_the_setting_before_the_browser_before_the_site() {
        let choose = Locale::choose;
        assert_eq!(choose(Some(Locale::Ja), Some(Locale::Ko), Some("en"), "zh"), Locale::Ja);
        assert_eq!(choose(None, Some(Locale::Ko), Some("en"), "zh"), Locale::Ko);
        assert_eq!(choose(None, None, Some("en"), "zh"), Locale::En);
        assert_eq!(choose(None, None, Some("fr"), "zh-TW"), Locale::ZhHant);
        assert_eq!(choose(None, None, None, "mn"), Locale::En);
    }
}
