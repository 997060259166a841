//! Dates as people and programs write them, read in the site's zone.
//!
//! Read are RFC 3339, RFC 2822 as feeds write it (whatever the day of the week, with one digit for the
//! hour, with `JST` or `GMT+8` for the zone), dates with or without a time and a zone, in the orders that
//! begin with the year (`2023-07-18`, `2023/7/18`, `2023.07.18`, `20230718`, `20230718080000`,
//! `2023年7月18日`, `2023년 7월 18일`), with the year of an era (`令和5年7月18日`, `民國112年7月18日`), with
//! the month's English name (`18 July 2023`), and seconds or milliseconds since 1970. Orders that begin
//! with the day or the month are left out, since nobody can tell 07/08/2023. Fractions of a second are
//! cut: no feed needs them.

mod words;
mod zone;

use chrono::{
    DateTime, Datelike, Duration, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Timelike,
};
use chrono_tz::Tz;
use unicode_normalization::UnicodeNormalization;

use super::format::Syntax;
use crate::article::Timestamp;

/// White space in a pattern may be missing in a text.
const DATES: [&str; 5] = ["%Y-%m-%d", "%Y/%m/%d", "%Y. %m. %d", "%Y年 %m月 %d日", "%Y%m%d"];
const TIMES: [&str; 4] = ["%H:%M:%S%.f", "%H:%M", "%H时 %M分 %S秒", "%H时 %M分"];

/// Reads a date; without a zone of its own it is meant in `zone`, without a time at 00:00.
///
/// A local time that happens twice (clocks set back) is the first of the two. One that is left out
/// (clocks set forward) is as much later as the clocks are set forward: 02:30 becomes 03:30.
///
/// A moment that is of the year 10000 by UTC is none, for UTC is what some formats tell it in.
pub(super) fn parse(text: &str, zone: Tz) -> Option<Timestamp> {
    of_any_year(text, zone).filter(|time| !is_beyond_9999(*time))
}

/// Returns whether `text` is a date, but one beyond the year 9999 by UTC: somebody's word for never.
pub(super) fn is_never(text: &str, zone: Tz) -> bool {
    of_any_year(text, zone).is_some_and(is_beyond_9999)
}

/// By its own zone the year is one of four digits.
fn of_any_year(text: &str, zone: Tz) -> Option<Timestamp> {
    let text = text.trim();
    let time =
        if text.is_ascii() { read(text, zone)? } else { read(&text.nfkc().collect::<String>(), zone)? };
    // A leap second (`:60`) is chrono's nanosecond beyond 10⁹, which few programs can read back.
    time.with_nanosecond(0)
}

/// Reads a date that says its zone, or is the same moment in every one.
pub fn moment(text: &str) -> Option<Timestamp> {
    let read = parse(text, Tz::UTC)?;
    (parse(text, Tz::Asia__Tokyo)? == read).then_some(read)
}

/// The year of a date, by its own zone if it says one.
pub fn year_of(text: &str) -> Option<i32> {
    parse(text, Tz::UTC).map(|date| date.year())
}

/// What is said of a `value` at `at` that is no date.
pub(super) fn refusal(at: usize, value: &str) -> Syntax {
    let shown: String = value.chars().take(40).collect();
    Syntax::new(at, "bad-date", format!("\"{shown}\" is not a date"))
        .with_hint("write it as 2023-12-01 or 2023-12-01T08:00:00+08:00")
}

fn read(text: &str, zone: Tz) -> Option<Timestamp> {
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) && text.len() != 8 {
        return in_digits(text, zone);
    }
    let text = words::without_weekday(text);
    let named = with_named_month(&words::year_before_time(text), zone).or_else(|| short_year(text));
    if let Some(time) = named {
        return has_usual_year(time.date_naive()).then_some(time);
    }
    let text = &words::plain(text);
    // `%Y` takes any number of digits and a sign; a year has four.
    if text.bytes().take_while(u8::is_ascii_digit).count() != 4 && text.len() != 8 {
        return None;
    }
    let (date, rest) = DATES.iter().find_map(|format| NaiveDate::parse_and_remainder(text, format).ok())?;
    if !has_usual_year(date) {
        return None;
    }
    timed(date, rest.strip_prefix(['T', 't']).unwrap_or(rest), zone)
}

/// `18 July 2023`, `Jul 18, 2023 08:00`: an English name tells the month from the day.
fn with_named_month(text: &str, zone: Tz) -> Option<Timestamp> {
    const NAMED: [&str; 4] = ["%d %B %Y", "%B %d, %Y", "%B %d %Y", "%d-%B-%Y"];
    if !text.starts_with(|c: char| c.is_ascii_alphanumeric())
        || !text.contains(|c: char| c.is_ascii_alphabetic())
    {
        return None;
    }
    let (date, rest) = NAMED.iter().find_map(|format| NaiveDate::parse_and_remainder(text, format).ok())?;
    // A year of two digits is RFC 822's.
    (date.year() >= 1000).then(|| timed(date, rest.trim_start_matches(','), zone)).flatten()
}

/// The moment on `date` that `rest` names: a time, a zone, or nothing.
fn timed(date: NaiveDate, rest: &str, zone: Tz) -> Option<Timestamp> {
    // Korea writes 2023. 7. 18.
    let rest = rest.strip_prefix('.').unwrap_or(rest).trim_start();
    if rest.is_empty() {
        return local(date.and_time(NaiveTime::MIN), zone);
    }
    let (rest, half) = words::half_of_day(rest);
    let timed = TIMES.iter().find_map(|format| NaiveTime::parse_and_remainder(rest, format).ok());
    let (time, rest) = timed.or_else(|| full_hour(rest))?;
    zone::of(date.and_time(half.time(time)?), rest.trim(), zone)
}

/// `8时`, which chrono does not take for a time.
fn full_hour(text: &str) -> Option<(NaiveTime, &str)> {
    let (hour, rest) = text.split_once('时')?;
    let is_short = hour.len() <= 2 && hour.bytes().all(|b| b.is_ascii_digit());
    Some((NaiveTime::from_hms_opt(hour.parse().ok().filter(|_| is_short)?, 0, 0)?, rest))
}

/// RFC 2822 with two digits for the year, as RFC 822 had it.
fn short_year(text: &str) -> Option<Timestamp> {
    let last = text.rsplit(' ').next()?;
    let is_known = last.starts_with(['+', '-']) || matches!(last, "GMT" | "UT" | "UTC" | "Z");
    DateTime::parse_from_rfc2822(text).ok().filter(|_| is_known)
}

/// Year, month, day, hour, minute and perhaps second in a row (12 or 14 digits), else seconds (9 to 11
/// digits) or milliseconds (12 to 14 digits).
fn in_digits(digits: &str, zone: Tz) -> Option<Timestamp> {
    let written = match digits.len() {
        12 => format!("{digits}00"),
        14 => digits.to_owned(),
        _ => String::new(),
    };
    if let Ok(moment) = NaiveDateTime::parse_from_str(&written, "%Y%m%d%H%M%S")
        && (1900..2100).contains(&moment.year())
    {
        return local(moment, zone);
    }
    since_1970(digits, zone)
}

fn since_1970(digits: &str, zone: Tz) -> Option<Timestamp> {
    let number: i64 = digits.parse().ok()?;
    let seconds = match digits.len() {
        9..=11 => number,
        12..=14 => number / 1000,
        _ => return None,
    };
    let time = DateTime::from_timestamp(seconds, 0)?.with_timezone(&zone).fixed_offset();
    has_usual_year(time.date_naive()).then_some(time)
}

fn has_usual_year(date: NaiveDate) -> bool {
    (1000..=9999).contains(&date.year())
}

fn is_beyond_9999(time: Timestamp) -> bool {
    time.to_utc().year() > 9999
}

fn local(moment: NaiveDateTime, zone: Tz) -> Option<Timestamp> {
    let found = zone.from_local_datetime(&moment);
    let time = match found.earliest() {
        Some(time) => time.fixed_offset(),
        // Skipped by the clocks: count on with the offset that held the day before.
        None => {
            let day_before = zone.from_local_datetime(&(moment - Duration::days(1))).earliest()?;
            (day_before + Duration::days(1)).fixed_offset()
        }
    };
    // Before zones there was local mean time, such as +08:05:43; RFC 3339 has whole minutes only.
    let seconds = time.offset().local_minus_utc();
    let offset = FixedOffset::east_opt(seconds - seconds % 60)?;
    offset.from_local_datetime(&time.naive_local()).single()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_in(zone: &str, text: &str) -> String {
        parse(text, zone.parse().unwrap()).map_or_else(|| "no date".to_owned(), |time| time.to_rfc3339())
    }

    #[test]
    fn usual_forms_are_read_in_the_sites_zone() {
        let cases = [
            ("2023-07-18T08:00:00+08:00", "2023-07-18T08:00:00+08:00"),
            ("2023-07-18T08:00:00Z", "2023-07-18T08:00:00+00:00"),
            ("2023-07-18t08:00:00.123-05:30", "2023-07-18T08:00:00-05:30"),
            ("2023-07-18", "2023-07-18T00:00:00+08:00"),
            ("2023-7-8", "2023-07-08T00:00:00+08:00"),
            (" 2023-07-18T07:30 ", "2023-07-18T07:30:00+08:00"),
            ("2023-07-18 07:30", "2023-07-18T07:30:00+08:00"),
            ("2023-07-18 07:30:15", "2023-07-18T07:30:15+08:00"),
            ("2023-07-18 07:30:15 +0900", "2023-07-18T07:30:15+09:00"),
            ("2023-07-18 07:30:15 +09", "2023-07-18T07:30:15+09:00"),
            ("2023-07-18 07:30 UTC", "2023-07-18T07:30:00+00:00"),
            ("2023-07-18 07:30 Asia/Tokyo", "2023-07-18T07:30:00+09:00"),
            ("2023/07/18", "2023-07-18T00:00:00+08:00"),
            ("2023.07.18 9:05", "2023-07-18T09:05:00+08:00"),
            ("20230718", "2023-07-18T00:00:00+08:00"),
            ("2023年7月18日", "2023-07-18T00:00:00+08:00"),
            ("2023年07月18日 20:15", "2023-07-18T20:15:00+08:00"),
            ("2023年7月18日8时5分", "2023-07-18T08:05:00+08:00"),
            ("２０２３年７月１８日", "2023-07-18T00:00:00+08:00"),
            ("Tue, 18 Jul 2023 07:30:00 +0800", "2023-07-18T07:30:00+08:00"),
            ("18 July 2023", "2023-07-18T00:00:00+08:00"),
            ("Jul 18, 2023 07:30", "2023-07-18T07:30:00+08:00"),
            ("July 18 2023", "2023-07-18T00:00:00+08:00"),
            ("18 Jul 2023 07:30 GMT", "2023-07-18T07:30:00+00:00"),
            ("Tue, 18 Jul 2023 8:00:00 +0800", "2023-07-18T08:00:00+08:00"),
            ("Tuesday, 18 July 2023 08:00 +08:00", "2023-07-18T08:00:00+08:00"),
            ("Mon, 18 Jul 2023 08:00:00 GMT+8", "2023-07-18T08:00:00+08:00"),
            ("Tue, 18 Jul 2023 08:00:00 UTC+05:30", "2023-07-18T08:00:00+05:30"),
            ("Tue, 18 Jul 2023 08:00:00", "2023-07-18T08:00:00+08:00"),
            ("Tue, 18 Jul 2023 08:00:00 JST", "2023-07-18T08:00:00+09:00"),
            ("Tue, 18 Jul 2023 08:00:00 KST", "2023-07-18T08:00:00+09:00"),
            ("Tue, 18 Jul 2023 08:00:00 CET", "2023-07-18T08:00:00+01:00"),
            ("Tue, 18 Jul 2023 08:00:00 BST", "2023-07-18T08:00:00+01:00"),
            ("Tue, 18 Jul 2023 08:00:00 PDT", "2023-07-18T08:00:00-07:00"),
            ("Tue, 18 Jul 2023 08:00:00 +0900 (JST)", "2023-07-18T08:00:00+09:00"),
            ("Tue Jul 18 08:00:00 +0800 2023", "2023-07-18T08:00:00+08:00"),
            ("18 Jul 23 08:00:00 GMT", "2023-07-18T08:00:00+00:00"),
            ("20230718080015", "2023-07-18T08:00:15+08:00"),
            ("202307180800", "2023-07-18T08:00:00+08:00"),
            ("99999999999999", "5138-11-16T17:46:39+08:00"),
            ("2023년 7월 18일", "2023-07-18T00:00:00+08:00"),
            ("2023년7월18일 오후 3시 5분", "2023-07-18T15:05:00+08:00"),
            ("2023. 7. 18. 오전 8:30", "2023-07-18T08:30:00+08:00"),
            ("令和5年7月18日", "2023-07-18T00:00:00+08:00"),
            ("令和元年5月1日 午前8時", "2019-05-01T08:00:00+08:00"),
            ("平成31年4月30日", "2019-04-30T00:00:00+08:00"),
            ("民國112年7月18日 下午2:30", "2023-07-18T14:30:00+08:00"),
            ("2023년 7월 18일 화요일", "2023-07-18T00:00:00+08:00"),
            ("2023年7月18日(火) 8:05", "2023-07-18T08:05:00+08:00"),
            ("2023. 7. 18.", "2023-07-18T00:00:00+08:00"),
            ("2023年7月18日星期二 8:05", "2023-07-18T08:05:00+08:00"),
            ("1689636600", "2023-07-18T07:30:00+08:00"),
            ("1689636600000", "2023-07-18T07:30:00+08:00"),
            ("1900-01-01", "1900-01-01T00:00:00+08:05"),
            ("2100-12-31T23:59:59", "2100-12-31T23:59:59+08:00"),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00"),
        ];
        for (text, expected) in cases {
            assert_eq!(read_in("Asia/Shanghai", text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        let cases = [
            "",
            "x",
            "2023",
            "2023-13-01",
            "2023-02-30",
            "2023-07-18T25:00",
            "2023-07-18T24:00",
            "2023-07-18 x",
            "07/18/2023",
            "18.07.2023",
            "12023-07-18",
            "-2023-07-18",
            "+2023-07-18",
            "0000-01-01",
            "20231301",
            "2023-07-18T08:00:00+99:00",
            "2023-07-18 08:00 CEST?",
            "yesterday",
            "99999999999999999999",
            "true",
            "2023-07-18T08:00:00Z trailing",
            "\u{0}",
            "２０２３年１３月１日",
            "9999-12-31T23:59:59-12:00",
            "9999-12-31T12:00:00-12:00",
            "Fri, 31 Dec 9999 23:59:59 -0001",
            "31 December 9999 23:59 -23:59",
            "9999-12-31 23:59 America/New_York",
            "10000-01-01T07:59:59+08:00",
            "2023-07",
            "7月18日",
            "Tue, 18 Jul 2023 08:00:00 XYZT",
            "Tue, 31 Feb 2023 08:00:00 GMT",
            "Tue, 18 Jul 2023 24:00:00 GMT",
            "令和0年7月18日",
        ];
        for text in cases {
            assert_eq!(read_in("Asia/Shanghai", text), "no date", "{text}");
        }
    }

    #[test]
    fn a_time_that_happens_twice_is_the_first_and_one_left_out_moves_on() {
        assert_eq!(read_in("Europe/Berlin", "2023-10-29 02:30"), "2023-10-29T02:30:00+02:00");
        assert_eq!(read_in("Europe/Berlin", "2023-03-26 02:30"), "2023-03-26T03:30:00+02:00");
        assert_eq!(read_in("Asia/Shanghai", "1988-04-17 02:30"), "1988-04-17T03:30:00+09:00");
        // Samoa had no 30 December 2011.
        assert_eq!(read_in("Pacific/Apia", "2011-12-30 12:00"), "2011-12-31T12:00:00+14:00");
    }

    #[test]
    fn the_first_and_the_last_years_are_told_in_every_zone() {
        let cases = [
            ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59+00:00"),
            ("9999-12-31T11:59:59-12:00", "9999-12-31T11:59:59-12:00"),
            ("9999-12-31T23:59:59+14:00", "9999-12-31T23:59:59+14:00"),
            ("1000-01-01T00:00:00+14:00", "1000-01-01T00:00:00+14:00"),
            ("1000-01-01T00:00:00-12:00", "1000-01-01T00:00:00-12:00"),
        ];
        for (text, expected) in cases {
            for zone in ["Asia/Shanghai", "Pacific/Kiritimati", "America/New_York", "Etc/GMT+12", "UTC"] {
                assert_eq!(read_in(zone, text), expected, "{text}");
            }
            let time = parse(text, Tz::UTC).unwrap();
            // The index knows the moment of a column only by UTC.
            for time in [time, time.to_utc().fixed_offset()] {
                assert_eq!(DateTime::parse_from_rfc3339(&time.to_rfc3339()), Ok(time), "{text}");
            }
        }
        assert_eq!(read_in("America/New_York", "9999-12-31"), "9999-12-31T00:00:00-05:00");
        assert_eq!(read_in("America/New_York", "9999-12-31T23:59:59"), "no date");
        assert!(is_never("9999-12-31T23:59:59", chrono_tz::America::New_York));
        assert!(!is_never("9999-12-31T23:59:59", Tz::UTC));
        assert!(!is_never("soon", Tz::UTC));
    }
}
