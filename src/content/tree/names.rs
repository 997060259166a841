//! What the names of Hexo's posts tell, by its `new_post_name`.

use chrono::NaiveDate;

/// What a name tells.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    pub title: Option<String>,
    pub category: Option<String>,
    pub date: Option<String>,
}

/// A part of a pattern.
enum Part<'a> {
    Text(&'a str),
    Name(&'a str),
}

/// Takes the `path` of a post apart by the pattern `names`; nothing, if it doesn't fit.
pub(super) fn tell(names: &str, path: &str) -> Told {
    let parts = parts(names);
    let mut values = Vec::new();
    // Each step backwards is counted, so that no name takes long.
    if !fits(&parts, path, &mut values, &mut 10_000) {
        return Told::default();
    }
    let value = |wanted: &str| values.iter().find(|(name, _)| *name == wanted).map(|(_, value)| *value);
    let number = |wanted: &[&str]| wanted.iter().find_map(|name| value(name)?.parse::<u32>().ok());
    let date = number(&["year"]).and_then(|year| {
        let (month, day) = (number(&["month", "i_month"])?, number(&["day", "i_day"])?);
        NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
    });
    Told {
        title: value("title").map(str::to_owned),
        category: value("category").map(str::to_owned),
        date: date.map(|date| date.to_string()),
    }
}

fn parts(names: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = names;
    while let Some((before, after)) = rest.split_once(':') {
        let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(after.len());
        parts.push(Part::Text(before));
        parts.push(Part::Name(&after[..end]));
        rest = &after[end..];
    }
    parts.push(Part::Text(rest));
    parts
}

/// Whether `path` is made of `parts`; each value is as short as may be.
fn fits<'a>(
    parts: &[Part<'a>],
    path: &'a str,
    values: &mut Vec<(&'a str, &'a str)>,
    steps: &mut usize,
) -> bool {
    let Some((first, others)) = parts.split_first() else { return path.is_empty() };
    match first {
        Part::Text(text) => path.strip_prefix(text).is_some_and(|rest| fits(others, rest, values, steps)),
        Part::Name(name) => {
            let ends = path.char_indices().map(|(at, c)| at + c.len_utf8());
            for end in ends {
                if *steps == 0 {
                    return false;
                }
                *steps -= 1;
                if !is_value(name, &path[..end]) {
                    continue;
                }
                values.push((*name, &path[..end]));
                if fits(others, &path[end..], values, steps) {
                    return true;
                }
                values.pop();
            }
            false
        }
    }
}

fn is_value(name: &str, value: &str) -> bool {
    let is_number = |least: usize, most: usize| {
        (least..=most).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit())
    };
    match name {
        "year" => is_number(4, 4),
        "month" | "day" => is_number(2, 2),
        "i_month" | "i_day" => is_number(1, 2),
        "hash" => value.len() == 12 && value.bytes().all(|b| b.is_ascii_hexdigit()),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_apart_by_its_pattern() {
        for (names, path, title, category, date) in [
            (":year-:month-:day-:title", "2017-07-07-flex-tool", Some("flex-tool"), None, Some("2017-07-07")),
            (":category/:year/:title", "python/2025/click", Some("click"), Some("python"), None),
            (":category/:year/:title", "python/click", None, None, None),
            (":title", "a/b c", Some("a/b c"), None, None),
            (":i_month.:i_day/:year/:title", "7.8/2023/风", Some("风"), None, Some("2023-07-08")),
            (":year-:month-:day-:title", "nodate", None, None, None),
        ] {
            let owned = |text: Option<&str>| text.map(str::to_owned);
            let expected = Told { title: owned(title), category: owned(category), date: owned(date) };
            assert_eq!(tell(names, path), expected, "{names} {path}");
        }
        tell(":a:b:c:d:e:f!", &"x".repeat(5_000));
    }
}
