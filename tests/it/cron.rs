//! Many small rebuilds in a row, as from cron: the index stays small, and nothing is left lying.

use std::collections::BTreeSet;
use std::fs;

use crate::site::{INDEX, Site};

/// Rebuilds of one change each; `benches/cron` makes ten thousand.
const REBUILDS: usize = 120;

const ARTICLES: usize = 40;

/// Segments of which `FAN_IN - 1` may stand at each of a few sizes, and the ones that are left alone.
const MOST_SEGMENTS: usize = 24;

fn segments(site: &Site) -> BTreeSet<String> {
    let files = fs::read_dir(site.path(INDEX)).expect("there is an index");
    let stems = files.filter_map(|file| {
        let name = file.ok()?.file_name().into_string().ok()?;
        Some(name.split('.').next()?.to_owned())
    });
    stems.filter(|stem| stem.len() == 32).collect()
}

fn bytes(site: &Site) -> u64 {
    let files = fs::read_dir(site.path(INDEX)).expect("there is an index");
    files.map(|file| file.and_then(|file| file.metadata()).map_or(0, |metadata| metadata.len())).sum()
}

fn body(number: usize) -> String {
    format!("第{number}次更新：") + &"风机叶片每长一米，扫过的面积就大一圈。".repeat(40)
}

#[test]
fn an_index_changed_many_times_stays_like_a_fresh_one() {
    let mut site = Site::new();
    for article in 0..ARTICLES {
        site = site.article(&format!("{article}"), "叶片", &body(article));
    }
    site = site.rebuilt();
    for number in 0..REBUILDS {
        let article = number * 7 % ARTICLES;
        site = site.article(&format!("{article}"), "叶片", &body(1000 + number)).rebuilt();
        let meta = site.read(&format!("{INDEX}/meta.json")).replace('-', "");
        let segments = segments(&site);
        assert!(segments.len() <= MOST_SEGMENTS, "{} segments after {number} rebuilds", segments.len());
        for segment in &segments {
            assert!(meta.contains(segment), "no commit knows the files of {segment}");
        }
    }
    let lasting = bytes(&site);
    fs::remove_dir_all(site.path("index")).expect("the index can be removed");
    let fresh = bytes(&site.rebuilt());
    // Each segment of so small an index has a dozen kilobytes of its own.
    assert!(lasting < 3 * fresh, "{lasting} bytes, {fresh} if fresh");
}
