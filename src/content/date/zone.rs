//! The zone behind a time: an offset, a name of the tz database, or one of the short names that feeds
//! write.

use chrono::{DateTime, FixedOffset, NaiveDateTime, TimeZone};
use chrono_tz::Tz;

use super::local;
use crate::article::Timestamp;

/// Short names that mean one offset, in hours; RFC 2822 §4.3 has those of America. Names of several
/// zones (`IST`) are left out.
const SHORT: [(&str, i32); 31] = [
    ("JST", 9),
    ("KST", 9),
    ("HKT", 8),
    ("SGT", 8),
    ("MYT", 8),
    ("PHT", 8),
    ("AWST", 8),
    ("ICT", 7),
    ("WIB", 7),
    ("MSK", 3),
    ("EET", 2),
    ("EEST", 3),
    ("CET", 1),
    ("CEST", 2),
    ("MET", 1),
    ("MEST", 2),
    ("WET", 0),
    ("WEST", 1),
    ("BST", 1),
    ("AEST", 10),
    ("AEDT", 11),
    ("NZST", 12),
    ("NZDT", 13),
    ("EST", -5),
    ("EDT", -4),
    ("CST", -6),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
];

/// The `moment` in the zone that `written` names, or in `zone` if it names none.
pub(super) fn of(moment: NaiveDateTime, written: &str, zone: Tz) -> Option<Timestamp> {
    // `+0800 (CST)`: a comment.
    let written = match written.strip_suffix(')').and_then(|text| text.rsplit_once('(')) {
        Some((before, _)) => before.trim_end(),
        None => written,
    };
    let hours = |hours: i32| FixedOffset::east_opt(hours * 3600)?.from_local_datetime(&moment).single();
    match written {
        "" => return local(moment, zone),
        "Z" | "z" | "UTC" | "GMT" | "UT" => return hours(0),
        _ => {}
    }
    if let Some((_, offset)) = SHORT.iter().find(|(name, _)| *name == written) {
        return hours(*offset);
    }
    // `GMT+8`
    let offset = ["GMT", "UTC"].iter().find_map(|name| written.strip_prefix(name)).unwrap_or(written);
    if !offset.starts_with(['+', '-']) {
        return local(moment, written.parse().ok()?);
    }
    let digits = offset.len() - 1;
    let padded = match digits {
        1 => format!("{}0{}", &offset[..1], offset.get(1..)?),
        _ => offset.to_owned(),
    };
    let written = format!("{} {padded}", moment.format("%Y-%m-%d %H:%M:%S"));
    DateTime::<FixedOffset>::parse_from_str(&written, "%Y-%m-%d %H:%M:%S %#z").ok()
}
