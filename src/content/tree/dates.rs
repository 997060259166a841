//! Dates in the names of files and folders.

use chrono::NaiveDate;

/// The date at the beginning of `name`, as `2023-07-18`, and what follows it.
pub(super) fn leading(name: &str) -> Option<(String, &str)> {
    let year = digits(name, 4, 4)?;
    let rest = &name[4..];
    if let Some(separator) = rest.chars().next().filter(|c| matches!(c, '-' | '_' | '.')) {
        let rest = rest.strip_prefix(separator)?;
        let month = digits(rest, 1, 2)?;
        let rest = rest[month.len()..].strip_prefix(separator)?;
        let day = digits(rest, 1, 2)?;
        return dated(year, month, day, &rest[day.len()..]);
    }
    let compact = digits(name, 8, 8)?;
    dated(&compact[..4], &compact[4..6], &compact[6..], &name[8..])
}

/// The date that the last folders make: `2023/07/18` or `2023/07-18`, also followed by others.
pub(super) fn of_folders(folders: &[&str]) -> Option<String> {
    folders.windows(3).rev().find_map(|window| {
        let (year, month, day) =
            (digits(window[0], 4, 4)?, digits(window[1], 1, 2)?, digits(window[2], 1, 2)?);
        let is_whole = window[0].len() == 4 && window[1].len() == month.len() && window[2].len() == day.len();
        is_whole.then(|| dated(year, month, day, ""))?.map(|(date, _)| date)
    })
}

fn dated<'a>(year: &str, month: &str, day: &str, rest: &'a str) -> Option<(String, &'a str)> {
    let date = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    let is_usual = (1970..2200).contains(&year.parse::<i32>().ok()?);
    if !is_usual || rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    Some((date.to_string(), rest.trim_start_matches(['-', '_', '.', ' '])))
}

/// The digits at the beginning of `text`, if they are `least` to `most`, of which at most that many.
fn digits(text: &str, least: usize, most: usize) -> Option<&str> {
    let count = text.bytes().take_while(u8::is_ascii_digit).take(most).count();
    (count >= least).then(|| &text[..count])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_leads_a_name() {
        for (name, expected) in [
            ("2023-07-18-wind", Some(("2023-07-18", "wind"))),
            ("2023-7-8 风", Some(("2023-07-08", "风"))),
            ("2023_07_18_x", Some(("2023-07-18", "x"))),
            ("20230718-x", Some(("2023-07-18", "x"))),
            ("2023-07-18", Some(("2023-07-18", ""))),
            ("2023-13-01-x", None),
            ("202307180", None),
            ("1234-01-01-x", None),
            ("wind-2023-07-18", None),
            ("二〇二三", None),
            ("2023", None),
        ] {
            let found = leading(name);
            assert_eq!(found.as_ref().map(|(date, rest)| (date.as_str(), *rest)), expected, "{name}");
        }
    }

    #[test]
    fn a_date_is_made_of_folders() {
        assert_eq!(of_folders(&["entry", "2022", "04", "13"]).as_deref(), Some("2022-04-13"));
        assert_eq!(of_folders(&["2022", "04"]), None);
        assert_eq!(of_folders(&["2022", "14", "13"]), None);
    }
}
