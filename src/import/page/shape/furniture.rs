//! What editors and layout leave on a page: its number, the day, who is in charge.

use super::super::paragraph::length;
use super::words::{ASKED, COLUMNS, CONTACTS, DESKS, STAFF};

/// Returns whether `line` belongs to no article.
pub(super) fn is_furniture(line: &str) -> bool {
    let line = line.trim();
    let count = length(line);
    if count > 60 || line.contains('。') {
        return false;
    }
    let staff = STAFF.iter().filter(|word| line.contains(**word)).count();
    let starts = STAFF.iter().any(|word| line.trim_start_matches(['■', '□', '●', ' ']).starts_with(word));
    let page = {
        let digits = |text: &str| text.chars().rev().take_while(|c| c.is_ascii_digit()).count();
        (line.contains('第') && line.ends_with('版') && count <= 14)
            || line.split_whitespace().any(|word| {
                word.strip_suffix('版').is_some_and(|n| digits(n) > 0 && digits(n) == n.chars().count())
                    || (word.starts_with('第') && word.ends_with('版') && word.chars().count() <= 5)
                    || word
                        .strip_suffix("面")
                        .is_some_and(|n| digits(n) > 0 && digits(n) == n.chars().count())
            })
    };
    let weekday =
        ["星期", "曜日", "요일"].iter().any(|word| line.contains(word)) && line.contains(['日', '일']);
    let dated = count <= 40
        && weekday
        && line.chars().any(|c| c.is_ascii_digit() || "一二三四五六七八九〇".contains(c));
    let only_date = count <= 12 && read_date(line).is_some();
    let number =
        line.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '·' | ' ' | 'A' | 'B')) && count <= 4;
    let mail = line.contains('@') && !line.contains("기자");
    // 编辑 alone is a column head such as 编辑手记 as well; a name must follow.
    let staffed = staff >= 1 && starts && (staff >= 2 || line.contains([':', ' ', '/'])) && count <= 50;
    staffed || page || dated || only_date || number || mail || is_named_page(line) || is_issue(line)
}

/// 要闻 01, A07 教育: the page's name and its number.
fn is_named_page(line: &str) -> bool {
    let is_number = |word: &str| {
        let digits = word.trim_start_matches(|c: char| c.is_ascii_uppercase());
        word.len() - digits.len() <= 1
            && (1..=2).contains(&digits.len())
            && digits.chars().all(|c| c.is_ascii_digit())
    };
    let is_name = |word: &str| DESKS.contains(&word) || COLUMNS.iter().any(|column| word.ends_with(column));
    match line.split_whitespace().collect::<Vec<_>>()[..] {
        [a, b] => is_number(a) && is_name(b) || is_name(a) && is_number(b),
        _ => false,
    }
}

/// Whether a line tells how to reach the newspaper or what it costs: of no article at a page's edge.
pub(super) fn is_contact(line: &str) -> bool {
    let is_of_article = ASKED.iter().any(|word| line.contains(word));
    !is_of_article && length(line) <= 70 && CONTACTS.iter().any(|word| line.contains(word))
}

/// Whether a text, however long, is a row of ways to reach the newspaper.
pub(super) fn is_contacts(line: &str) -> bool {
    let known = CONTACTS.iter().chain(STAFF).filter(|word| line.contains(**word)).count();
    known >= 3 && length(line) <= 160 && !line.contains('。') && !ASKED.iter().any(|word| line.contains(word))
}

/// Whether a line is a newspaper's name, perhaps with that of the page: 甘肃日报 教科文卫, 瑞星大学新聞.
pub(super) fn is_newspaper(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    let ends = ["报", "報", "新聞", "新闻", "周刊", "신문", "일보", "タイムズ", "新報"];
    length(line) <= 16 && (3..=9).contains(&length(first)) && ends.iter().any(|end| first.ends_with(end))
}

/// Whether a line is a page's number and its name, in either order: 6 产业技术, B3 澳聞, 地域 22面.
pub(super) fn is_page_and_name(line: &str) -> bool {
    let narrow: String = line.chars().map(super::super::paragraph::narrow).collect();
    let is_number = |word: &str| {
        let word = word.trim_end_matches(['版', '面', '면']).trim_start_matches('第');
        let digits = word.trim_start_matches(|c: char| c.is_ascii_uppercase());
        word.len() - digits.len() <= 1
            && (1..=2).contains(&digits.len())
            && digits.chars().all(|c| c.is_ascii_digit())
    };
    let words: Vec<&str> = narrow.split_whitespace().collect();
    let numbers = words.iter().filter(|word| is_number(word)).count();
    let is_name = |word: &&str| length(word) <= 8 && !word.contains(|c: char| c.is_ascii_digit() || c == ':');
    (1..=3).contains(&words.len())
        && (1..=2).contains(&numbers)
        && words.iter().filter(|word| !is_number(word)).all(is_name)
}

/// 今日8版 第20871期.
fn is_issue(line: &str) -> bool {
    length(line) <= 24
        && line.split_whitespace().any(|word| {
            let inner = |before: &str, after: char| {
                word.strip_prefix(before)
                    .and_then(|rest| rest.strip_suffix(after))
                    .is_some_and(|n| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit()))
            };
            inner("第", '期') && length(word) >= 5 || inner("今日", '版') || inner("总第", '期')
        })
}

/// Reads `2023年7月18日` or `2023-07-18` anywhere in a line: year, month, day.
pub(in crate::import::page) fn read_date(line: &str) -> Option<(i32, u32, u32)> {
    let mut numbers: Vec<(u32, usize)> = Vec::new();
    let mut current: Option<(u32, usize)> = None;
    let mut marks = Vec::new();
    for c in line.chars().map(super::super::paragraph::narrow).chain([' ']) {
        match c.to_digit(10) {
            Some(digit) => {
                let (value, width) = current.unwrap_or((0, 0));
                current = Some((value.saturating_mul(10).saturating_add(digit), width + 1));
            }
            None => {
                if let Some(number) = current.take() {
                    numbers.push(number);
                    marks.push(c);
                }
            }
        }
    }
    let dates = numbers.windows(3).zip(marks.windows(3));
    let is_mark = |c: char, word: char| c == word || matches!(c, '-' | '.' | '/');
    dates
        .filter(|(n, m)| {
            n[0].1 == 4
                && (is_mark(m[0], '年') || m[0] == '년')
                && (is_mark(m[1], '月') || m[1] == '월')
                && (1..=12).contains(&n[1].0)
                && (1..=31).contains(&n[2].0)
        })
        .map(|(n, _)| (n[0].0 as i32, n[1].0, n[2].0))
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_in_its_writings() {
        assert_eq!(read_date("2024年3月6日 星期三"), Some((2024, 3, 6)));
        assert_eq!(read_date("第3版 2024-03-06"), Some((2024, 3, 6)));
        assert_eq!(read_date("2024년 3월 6일"), Some((2024, 3, 6)));
        assert_eq!(read_date("共2024户3月6日"), None);
    }
}
