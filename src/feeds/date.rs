//! Dates as feeds write them, in the site's zone and to the second.

use chrono::{Datelike, FixedOffset, NaiveDate, Offset, SubsecRound, TimeZone, Utc};
use chrono_tz::Tz;

use crate::article::Timestamp;
use crate::config::Config;

/// Returns the moment as the clocks of the site's zone show it.
///
/// Before zones were made, clocks went by the sun (Shanghai: 8 h 5 min 43 s before Greenwich). No
/// feed's date can say so; the half hour next to it stands instead, and the moment is the same. Nor
/// can it say a year of five digits, which the last hours of 9999 (a record's word for never) are in
/// places further east: they stay in the zone that they were written in.
pub fn in_zone(moment: Timestamp, zone: Tz) -> Timestamp {
    const HALF_HOUR: i32 = 1800;
    let mut seconds = moment.with_timezone(&zone).offset().fix().local_minus_utc();
    if seconds % 60 != 0 {
        seconds = (seconds + HALF_HOUR / 2).div_euclid(HALF_HOUR) * HALF_HOUR;
    }
    let offset = FixedOffset::east_opt(seconds).expect("a zone's offset is under a day");
    let there = moment.with_timezone(&offset);
    if there.year() > 9999 { moment } else { there }.trunc_subsecs(0)
}

/// Writes a date as RFC 822 with a four-digit year and a numeric zone, as RSS wants it.
pub fn rfc822(moment: Timestamp, zone: Tz) -> String {
    in_zone(moment, zone).format("%a, %d %b %Y %H:%M:%S %z").to_string()
}

/// Writes a date as RFC 3339, as JSON Feed and sitemaps want it.
pub fn rfc3339(moment: Timestamp, zone: Tz) -> String {
    in_zone(moment, zone).to_rfc3339()
}

/// Returns the date of a feed that has no entries: the day since when the site has its identity.
pub fn of_empty_feed(config: &Config) -> Timestamp {
    let date = config.site.tag_authority.rsplit(',').next().unwrap_or("");
    let mut parts = date.split('-').map(|part| part.parse::<u32>().ok());
    let mut next = || parts.next().flatten();
    let (year, month, day) = (next(), next().unwrap_or(1), next().unwrap_or(1));
    let day = NaiveDate::from_ymd_opt(year.unwrap_or(1970) as i32, month, day).unwrap_or_default();
    Utc.from_utc_datetime(&day.into()).fixed_offset()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Timestamp {
        Timestamp::parse_from_rfc3339(text).unwrap()
    }

    #[test]
    fn dates_stand_in_the_site_s_zone() {
        let check = |text: &str, zone: Tz, in_rss: &str, in_atom: &str| {
            assert_eq!(rfc822(moment(text), zone), in_rss);
            assert_eq!(rfc3339(moment(text), zone), in_atom);
        };
        let shanghai = chrono_tz::Asia::Shanghai;
        check(
            "2023-07-18T00:00:00.25Z",
            shanghai,
            "Tue, 18 Jul 2023 08:00:00 +0800",
            "2023-07-18T08:00:00+08:00",
        );
        check(
            "2023-07-01T00:00:00Z",
            Tz::UTC,
            "Sat, 01 Jul 2023 00:00:00 +0000",
            "2023-07-01T00:00:00+00:00",
        );
        check(
            "2100-02-28T23:59:59+05:45",
            chrono_tz::Asia::Kathmandu,
            "Sun, 28 Feb 2100 23:59:59 +0545",
            "2100-02-28T23:59:59+05:45",
        );
        check(
            "9999-12-31T23:59:59-05:00",
            shanghai,
            "Fri, 31 Dec 9999 23:59:59 -0500",
            "9999-12-31T23:59:59-05:00",
        );
        // By the sun 8:05:43.
        check(
            "1900-01-01T00:00:00Z",
            shanghai,
            "Mon, 01 Jan 1900 08:00:00 +0800",
            "1900-01-01T08:00:00+08:00",
        );
        check(
            "1900-01-01T00:00:00Z",
            chrono_tz::America::New_York,
            "Sun, 31 Dec 1899 19:00:00 -0500",
            "1899-12-31T19:00:00-05:00",
        );
    }

    #[test]
    fn an_empty_feed_s_date_is_the_tag_authority_s() {
        let mut config = Config::bare("https://example.org/".parse().unwrap());
        let mut check = |authority: &str, expected: &str| {
            config.site.tag_authority = authority.to_owned();
            assert_eq!(of_empty_feed(&config).to_rfc3339(), format!("{expected}T00:00:00+00:00"));
        };
        check("example.org,2026-01-01", "2026-01-01");
        check("me@example.org,2004-02", "2004-02-01");
        check("example.org,2004", "2004-01-01");
    }
}
