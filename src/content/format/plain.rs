//! A plain text: its title in the first line, its date in one of the next, or in the file's name.

use chrono_tz::Tz;

use crate::content::date;

/// What a text says.
#[derive(Debug, PartialEq)]
pub(in crate::content) struct Plain<'a> {
    pub title: &'a str,
    pub date: Option<&'a str>,
    pub body: &'a str,
}

/// Characters of a title, at most: a longer line is text.
const LONGEST: usize = 120;

/// Lines below the title that may hold the date.
const HEAD: usize = 3;

/// Reads `text`; `None` if its first line is no title.
pub(in crate::content) fn parse(text: &str, zone: Tz) -> Option<Plain<'_>> {
    let text = text.trim_start();
    let (title, mut body) = text.split_once('\n').unwrap_or((text, ""));
    let title = title.trim();
    if title.is_empty() || title.chars().count() > LONGEST {
        return None;
    }
    let mut found = None;
    let mut rest = body;
    for _ in 0..HEAD {
        rest = rest.trim_start();
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        // `日期：2023-07-18`, `Date: …`
        let value = line
            .split_once(['：', ':'])
            .map(|(_, value)| value)
            .filter(|value| date::parse(value, zone).is_some());
        let value = value.unwrap_or(line).trim();
        if date::parse(value, zone).is_some() {
            found = Some(value);
            body = after;
            break;
        }
        rest = after;
    }
    Some(Plain { title, date: found, body: body.trim_matches(['\n', '\r']) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_title_and_a_date_may_follow() {
        let read = |text| parse(text, Tz::UTC);
        assert_eq!(
            read("风机叶片\n2023年7月18日\n\n正文。\n"),
            Some(Plain { title: "风机叶片", date: Some("2023年7月18日"), body: "正文。" })
        );
        assert_eq!(
            read("\n제목\n\n날짜: 2024-02-03\n본문"),
            Some(Plain { title: "제목", date: Some("2024-02-03"), body: "본문" })
        );
        assert_eq!(read("題\n本文\n"), Some(Plain { title: "題", date: None, body: "本文" }));
        let long = "长".repeat(200);
        assert_eq!(read(&long), None);
        assert_eq!(read(""), None);
    }
}
