//! The language of a site, and the zone of its dates where it names none.

use std::path::Path;

use chrono_tz::Tz;
use walkdir::WalkDir;

use super::Found;
use super::files;
use crate::error::Result;
use crate::language::is_language;

/// Files that are looked at for the language.
const FILES: usize = 30;

/// A language code as BCP 47 has it; some that people write though they are countries'.
pub(super) fn normal(written: &str) -> Option<String> {
    let code = match written.trim().to_ascii_lowercase().replace('_', "-").as_str() {
        "cn" | "zh-hans-cn" | "chs" | "zh-hans" => "zh-Hans".to_owned(),
        "tw" | "zh-hant" | "cht" => "zh-Hant".to_owned(),
        "jp" | "ja-jp" => "ja".to_owned(),
        "kr" | "ko-kr" => "ko".to_owned(),
        "default" | "" => return None,
        code => match code.split_once('-') {
            Some((language, rest)) if rest.len() == 2 => format!("{language}-{}", rest.to_ascii_uppercase()),
            Some((language, rest)) if rest.len() == 4 => {
                format!("{language}-{}{}", rest[..1].to_ascii_uppercase(), &rest[1..])
            }
            _ => code.to_owned(),
        },
    };
    is_language(&code).then_some(code)
}

/// Fills in what no configuration says. The pages themselves are believed rather than a configuration
/// that still says English.
pub(super) fn complete(found: &mut Found) -> Result<()> {
    let is_doubtful = found.language.as_deref().is_none_or(|code| code.starts_with("en"));
    if is_doubtful && let Some(code) = of_pages(found) {
        if found.language.is_some() {
            found.notes.push(format!("the configuration says English, the pages are written in `{code}`"));
        }
        found.language = Some(code.to_owned());
    }
    if found.language.is_none() {
        found.language = found.default_language.as_deref().and_then(normal);
    }
    if found.timezone.is_none() {
        found.timezone = Some(found.language.as_deref().map_or(Tz::UTC, zone));
    }
    Ok(())
}

/// Where most people live who write so.
fn zone(language: &str) -> Tz {
    match language {
        "zh-TW" | "zh-Hant" | "zh-Hant-TW" => Tz::Asia__Taipei,
        "zh-HK" | "zh-Hant-HK" => Tz::Asia__Hong_Kong,
        code => match code.split('-').next() {
            Some("zh") => Tz::Asia__Shanghai,
            Some("ja") => Tz::Asia__Tokyo,
            Some("ko") => Tz::Asia__Seoul,
            _ => Tz::UTC,
        },
    }
}

/// Returns whether `path`, below the content folder, is a page in another language than the site's own.
fn is_of_another(path: &Path, found: &Found) -> bool {
    let own = found.default_language.as_deref().or(found.language.as_deref()).unwrap_or_default();
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let suffix = stem.rsplit_once('.').map(|(_, suffix)| suffix).unwrap_or_default();
    let others = found.languages.iter().filter(|(code, _)| !code.eq_ignore_ascii_case(own));
    let mut others = others.map(|(code, folder)| (suffix.eq_ignore_ascii_case(code), folder));
    others.any(|(is_named, folder)| is_named || (!folder.is_empty() && path.starts_with(folder)))
}

/// The language of the first pages in the site's own language, if it is Chinese, Japanese or Korean.
fn of_pages(found: &Found) -> Option<&'static str> {
    /// Characters of everyday words that are written in one way only.
    const SIMPLIFIED: &str = "这们为国学个说时来对会过还没么现发经开关问题进动实应";
    const TRADITIONAL: &str = "這們為國學個說時來對會過還沒麼現發經開關問題進動實應";
    let [mut han, mut kana, mut hangul, mut latin, mut simplified, mut traditional] = [0usize; 6];
    let is_page = |path: &Path| {
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        matches!(extension, "md" | "markdown" | "mdx" | "html" | "txt")
    };
    let (folder, ignore) = (&found.content, &found.ignore);
    let walk = WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(|entry| {
        let name = entry.file_name();
        let is_ignored =
            entry.depth() == 1 && ignore.iter().any(|ignored| ignored.trim_start_matches('/') == name);
        let is_hidden = name.to_string_lossy().starts_with('.') || name == "node_modules";
        entry.depth() == 0 || !(is_hidden || is_ignored)
    });
    let pages: Vec<_> = walk
        .filter_map(std::result::Result::ok)
        .filter(|entry| entry.file_type().is_file() && is_page(entry.path()))
        .filter(|entry| !entry.path().strip_prefix(folder).is_ok_and(|path| is_of_another(path, found)))
        .collect();
    let step = (pages.len() / FILES).max(1);
    for entry in pages.iter().step_by(step).take(FILES) {
        for c in files::text(entry.path()).unwrap_or_default().chars().take(20_000) {
            match c {
                '\u{3041}'..='\u{30FF}' => kana += 1,
                '\u{AC00}'..='\u{D7A3}' => hangul += 1,
                '\u{4E00}'..='\u{9FFF}' => {
                    han += 1;
                    simplified += usize::from(SIMPLIFIED.contains(c));
                    traditional += usize::from(TRADITIONAL.contains(c));
                }
                'a'..='z' => latin += 1,
                _ => {}
            }
        }
    }
    match () {
        // A page of code has more Latin letters than others, whatever its language.
        () if (han + kana + hangul) * 20 < latin => None,
        () if hangul > han && hangul > kana => Some("ko"),
        () if kana * 5 > han => Some("ja"),
        () if han == 0 => None,
        () if traditional > simplified => Some("zh-Hant"),
        () => Some("zh-Hans"),
    }
}
