//! Docusaurus's names of pages in addresses.

use super::dates;

/// `01-intro` is `intro`; `2023-07-18-x` is a date and `1.2 x` a version, which stay.
pub(super) fn without_order(name: &str) -> &str {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let is_mark = |c: char| matches!(c, '-' | '_' | '.');
    let after = name[digits..].trim_start();
    let rest = after.trim_start_matches(is_mark);
    let is_version =
        name[digits..].starts_with(is_mark) && name[digits + 1..].starts_with(|c: char| c.is_ascii_digit());
    let rest_is_name = !rest.trim_start().is_empty();
    match digits > 0 && rest.len() < after.len() && rest_is_name && !is_version {
        true => rest.trim_start(),
        false => name,
    }
}

/// Returns whether the page `name` in `folders` stands for its folder.
pub(super) fn is_of_folder(name: &str, folders: &[&str]) -> bool {
    let is = |other: &str| name.to_lowercase() == other.to_lowercase();
    is("index") || is("readme") || folders.last().is_some_and(|folder| is(folder))
}

/// The path `below` a blog's folder as its address: a date in it goes to the front, as folders.
/// `a/2023-07-18-b` is `2023/07/18/a/b`.
pub(in crate::content) fn dated_path(below: &str) -> String {
    let starts = below.char_indices().rev().map(|(at, _)| at);
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    for at in starts {
        let Some((date, rest)) = written_date(&below[at..]) else { continue };
        // The digits before it would be of the year.
        if is_digit(below[..at].chars().next_back()) && is_digit(below[at..].chars().next()) {
            continue;
        }
        let rest = rest.strip_prefix(['-', '/']).unwrap_or(rest);
        return format!("{}/{}{rest}", date.replace('-', "/"), &below[..at]);
    }
    below.to_owned()
}

/// The date with which `text` begins, as it is written, and what follows it.
fn written_date(text: &str) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    let run = |from: usize| bytes[from.min(bytes.len())..].iter().take_while(|b| b.is_ascii_digit()).count();
    let is_mark = |at: usize| matches!(bytes.get(at), Some(b'-' | b'/'));
    if run(0) != 4 || !is_mark(4) {
        return None;
    }
    let month = run(5).min(2);
    if month == 0 || !is_mark(5 + month) {
        return None;
    }
    let day = run(6 + month).min(2);
    let end = 6 + month + day;
    let date = (day > 0).then(|| text.split_at(end))?;
    dates::leading(&date.0.replace('/', "-")).map(|_| date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_order_go_and_others_stay() {
        for (name, expected) in [
            ("01-intro", "intro"),
            ("1. 模式", "模式"),
            ("0001 - x", "x"),
            ("2023-07-18-x", "2023-07-18-x"),
            ("1.2 x", "1.2 x"),
            ("7-", "7-"),
            ("7", "7"),
            ("x-1", "x-1"),
        ] {
            assert_eq!(without_order(name), expected);
        }
    }

    #[test]
    fn a_posts_date_is_folders() {
        for (below, expected) in [
            ("2024-03-06-three", "2024/03/06/three"),
            ("2024-3-6-three", "2024/3/6/three"),
            ("a/2024-03-06-三", "2024/03/06/a/三"),
            ("2024/03/06/three", "2024/03/06/three"),
            ("2024/03-06-three", "2024/03/06/three"),
            ("2024-03-06", "2024/03/06/"),
            ("two", "two"),
            ("三/2024-13-06-x", "三/2024-13-06-x"),
        ] {
            assert_eq!(dated_path(below), expected);
        }
    }
}
