//! Words in dates: days of the week, eras, halves of the day.

use std::borrow::Cow;

use chrono::{NaiveTime, Timelike};

/// The years before the first of an era.
const ERAS: [(&str, i32); 8] = [
    ("令和", 2018),
    ("平成", 1988),
    ("昭和", 1925),
    ("大正", 1911),
    ("明治", 1867),
    ("中華民國", 1911),
    ("民國", 1911),
    ("民国", 1911),
];

/// Half of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    /// Before noon: 12 is the hour 0.
    Morning,
    /// After noon: 3 is the hour 15.
    Afternoon,
    /// Nothing is said.
    Unsaid,
}

impl Half {
    /// The time of the day that `time` is in this half.
    pub fn time(self, time: NaiveTime) -> Option<NaiveTime> {
        match (self, time.hour()) {
            (Self::Morning, 12) => time.with_hour(0),
            (Self::Afternoon, hour) if hour < 12 => time.with_hour(hour + 12),
            _ => Some(time),
        }
    }
}

/// Cuts the half of the day from the beginning of `text`.
pub(super) fn half_of_day(text: &str) -> (&str, Half) {
    let cut = |words: &[&str]| words.iter().find_map(|word| text.strip_prefix(word));
    if let Some(rest) = cut(&["上午", "午前", "오전", "凌晨", "早上"]) {
        return (rest.trim_start(), Half::Morning);
    }
    if let Some(rest) = cut(&["下午", "午後", "오후", "晚上"]) {
        return (rest.trim_start(), Half::Afternoon);
    }
    (text, Half::Unsaid)
}

/// Without the English name of a day of the week in front, which is of no use, and often wrong.
pub(super) fn without_weekday(text: &str) -> &str {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let word = &text[..end];
    let is_of = |day: &str| day.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    match word.len() >= 3 && DAYS.iter().any(|day| is_of(day)) {
        true => text[end..].trim_start_matches(['.', ',', ' ']),
        false => text,
    }
}

/// `Jul 18 08:00:00 +0800 2023`, as the C library has it, with the year before the time.
pub(super) fn year_before_time(text: &str) -> Cow<'_, str> {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let is_year = |word: &str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    match words[..] {
        [month, day, time, ref zone @ .., year] if is_year(year) && time.contains(':') && zone.len() < 2 => {
            Cow::Owned(format!("{day} {month} {year} {time} {}", zone.concat()).trim_end().to_owned())
        }
        _ => Cow::Borrowed(text),
    }
}

/// A date of Korea, Japan or Taiwan as mainland China would write it: years since Christ, 年, 月 and 日,
/// without a day of the week.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut text = without_eastern_weekday(text);
    for (written, plain) in
        [("년", "年"), ("월", "月"), ("일", "日"), ("시", "时"), ("분", "分"), ("초", "秒"), ("時", "时")]
    {
        text = text.replace(written, plain);
    }
    if let Some((name, before)) = ERAS.iter().find(|(name, _)| text.starts_with(name))
        && let Some((year, rest)) = text[name.len()..].split_once('年')
        && let Some(year) = if year.trim() == "元" { Some(1) } else { year.trim().parse::<i32>().ok() }
        && (1..200).contains(&year)
    {
        text = format!("{}年{rest}", before + year);
    }
    Cow::Owned(text)
}

/// `星期二`, `周二`, `火曜日`, `화요일`, also in brackets and as `(火)`, are left out.
fn without_eastern_weekday(text: &str) -> String {
    const NAMED: [&str; 3] = ["一二三四五六日天", "月火水木金土日", "월화수목금토일"];
    let is_day = |c: char| NAMED.iter().any(|days| days.contains(c));
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let before = rest.strip_prefix('(').unwrap_or(rest);
        let named = ["星期", "礼拜", "禮拜", "週", "周"].iter().find_map(|word| before.strip_prefix(word));
        let day = named.unwrap_or(before);
        let after = day.strip_prefix(is_day).map(|after| {
            let whole = after.strip_prefix("曜日").or(after.strip_prefix("요일"));
            (whole.unwrap_or(after), named.is_some() || whole.is_some())
        });
        rest = match after {
            Some((after, true)) => {
                after.strip_prefix(')').filter(|_| before.len() < rest.len()).unwrap_or(after)
            }
            Some((after, false)) if before.len() < rest.len() && after.starts_with(')') => &after[1..],
            _ => {
                kept.push(c);
                &rest[c.len_utf8()..]
            }
        };
    }
    kept
}
