//! Records that mean harm, or look as if: names that lead elsewhere, texts that unfold without end,
//! files of any size. Nothing leaves `feeds/`, memory is bounded, and the mistake is told of.

use std::fs;
use std::path::Path;

use crate::site::{Outcome, Site, collect, record};

/// Names as they may stand in a record, none of which may become a path as it is.
const NAMES: [&str; 22] = [
    "../../../escaped",
    "..",
    ".",
    "/etc/passwd",
    "/",
    "//host/share",
    "a/../../escaped",
    "..\\..\\escaped",
    "C:\\escaped",
    "a\u{0}b",
    "line\nbreak",
    "con",
    "NUL.txt",
    "lpt1",
    "COM\u{b9}",
    "trailing.",
    "trailing ",
    ".hidden",
    ".tidings.json",
    "~",
    "%2e%2e%2fescaped",
    "\u{202e}lmx.ssr",
];

/// Everything below `folder`, folders too.
fn listed(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in walkdir(folder) {
        names.push(entry.strip_prefix(folder).expect("it lies below").display().to_string());
    }
    names.sort();
    names
}

fn walkdir(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("the folder can be read").path();
        let is_folder = fs::symlink_metadata(&path).expect("it is there").is_dir();
        found.push(path.clone());
        if is_folder {
            found.extend(walkdir(&path));
        }
    }
    found
}

#[test]
fn no_name_in_a_record_leads_out_of_the_feeds() {
    let long = "长".repeat(300);
    let mut lines = String::new();
    for (number, name) in NAMES.into_iter().chain([long.as_str()]).enumerate() {
        let record = serde_json::json!({
            "id": format!("n{number}"), "title": "t", "published": "2025-07-01", "body": "b",
            "section": name, "tags": [name], "authors": [name], "slug": name, "lang": name,
        });
        lines += &format!("{record}\n");
    }
    let site = Site::empty();
    let inner = site.path("one/two/site");
    fs::create_dir_all(&inner).expect("folders can be made");
    let config = "[site]\ntitle = \"Desk\"\nurl = \"https://example.org/\"\n";
    let site =
        site.write("one/two/site/tidings.toml", config).write("one/two/site/content/all.ndjson", &lines);
    let outcome = site.run_in("one/two/site", &["rebuild"]);
    assert!(matches!(outcome.code, 0 | 3), "{outcome}");
    assert!(!outcome.stderr.contains("panicked"), "{outcome}");

    assert_eq!(listed(&site.path("one/two")).iter().filter(|name| !name.contains('/')).count(), 1);
    assert_eq!(listed(&site.path("one")).iter().filter(|name| !name.contains('/')).count(), 1);
    let tops =
        fs::read_dir(&inner).expect("it can be read").map(|entry| entry.expect("it is there").file_name());
    let mut tops: Vec<_> = tops.map(|name| name.to_string_lossy().into_owned()).collect();
    tops.sort();
    assert_eq!(tops, ["content", "feeds", "index", "tidings.toml"]);
    let mut folders = 0;
    for path in walkdir(&inner.join("feeds")) {
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name is UTF-8");
        let is_own = name.starts_with(".tidings");
        assert!(is_own || tidings::feeds::is_portable(name), "{name:?} is no name for every file system");
        folders += usize::from(path.is_dir());
    }
    assert!(folders > NAMES.len(), "there are feeds of these names: {folders}");
    site.run_in("one/two/site", &["check"]).ends(outcome.code);
}

#[test]
fn no_name_in_the_configuration_leads_out_of_the_feeds() {
    let base = Site::with_articles(&[("a", "甲", "文")]).read("tidings.toml");
    for name in NAMES.into_iter().filter(|name| *name != "%2e%2e%2fescaped") {
        let quoted = serde_json::to_string(name).expect("a text is JSON");
        for text in [
            format!("{base}[[feeds.topic]]\nname = {quoted}\nquery = \"文\"\n"),
            format!("{base}[sections]\n\"科技\" = {quoted}\n"),
        ] {
            let site = Site::with_articles(&[("a", "甲", "文")]).write("tidings.toml", &text);
            let outcome = site.run(&["rebuild"]);
            if outcome.code == 0 {
                let names = listed(&site.path("feeds"));
                assert!(
                    names.iter().all(|name| !name.contains("escaped") || name.starts_with("section/")),
                    "{names:?}"
                );
                for path in walkdir(&site.path("feeds")) {
                    let name = path.file_name().and_then(|name| name.to_str()).expect("a name is UTF-8");
                    assert!(name.starts_with(".tidings") || tidings::feeds::is_portable(name), "{name:?}");
                }
            } else {
                assert_eq!(outcome.code, 1, "{name:?}: {outcome}");
                assert!(outcome.stderr.contains("tidings.toml"), "{name:?}: {outcome}");
            }
            assert!(!site.path("../escaped").exists() && !site.path("escaped").exists());
        }
    }
}

/// Runs a rebuild that may not take more than so many megabytes of addresses.
#[cfg(unix)]
fn rebuild_within(site: &Site, megabytes: u64) -> Outcome {
    let asked = site.command(".", &["rebuild"]);
    let mut limited = std::process::Command::new("sh");
    limited.arg("-c").arg(format!("ulimit -v {}; exec \"$0\" \"$@\"", megabytes << 10));
    limited.arg(asked.get_program()).args(asked.get_args()).current_dir(site.path("."));
    limited.env_clear().envs(asked.get_envs().filter_map(|(name, value)| Some((name, value?))));
    site.outcome(limited.output().expect("there is a shell"))
}

/// Every bomb beside a good record, which is published whatever the bomb does.
#[cfg(unix)]
#[test]
fn bombs_and_deep_nesting_are_refused_and_harm_nobody() {
    let head = "title: x\npublished: 2025-07-01\n";
    let deep = |open: &str, middle: &str, close: &str| open.repeat(20_000) + middle + &close.repeat(20_000);
    let mut laughs = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        laughs += &format!("a{level}: &a{level} [{aliases}]\n");
    }
    let json = |value: &str| format!("{{\"title\":\"x\",\"published\":\"2025-07-01\",\"tags\":{value}}}");
    let references: String = (0..20_000).map(|_| "[x]").collect();
    let bombs: Vec<(&str, String, Option<&str>)> = vec![
        ("laughs.md", record(&format!("{head}{laughs}"), "b"), Some("its aliases stand for more than")),
        (
            "flow.md",
            record(&format!("{head}tags: {}\n", deep("[", "x", "]")), "b"),
            Some("not readable as YAML"),
        ),
        (
            "block.md",
            record(
                &format!(
                    "{head}tags:\n{}",
                    (0..500).map(|n| format!("{}- \n", " ".repeat(n + 1))).collect::<String>()
                ),
                "b",
            ),
            None,
        ),
        (
            "toml.md",
            format!("+++\ntitle = \"x\"\npublished = 2025-07-01\ntags = {}\n+++\nb\n", deep("[", "1", "]")),
            Some("error: "),
        ),
        (
            "inline.md",
            format!("+++\ntitle = \"x\"\npublished = 2025-07-01\nx = {}\n+++\nb\n", deep("{a=", "1", "}")),
            Some("error: "),
        ),
        (
            "dotted.md",
            format!("+++\ntitle = \"x\"\npublished = 2025-07-01\n{}a = 1\n+++\nb\n", "a.".repeat(20_000)),
            None,
        ),
        ("array.json", json(&deep("[", "", "]")), Some("nested too deep")),
        ("object.json", json(&deep("{\"a\":", "1", "}")), Some("left out")),
        ("line.ndjson", json(&deep("[", "", "]")) + "\n", Some("nested too deep")),
        ("div.html", record(head, &deep("<div>", "x", "</div>")), Some("error: ")),
        ("open.html", record(head, &"<b><i><a href=x><table><tr><td>".repeat(5_000)), None),
        ("svg.html", record(head, &"<svg><foreignObject><math><mi>".repeat(5_000)), None),
        (
            "entities.html",
            record(
                head,
                &("<!DOCTYPE x [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>".to_owned()
                    + &"&b;".repeat(20_000)),
            ),
            None,
        ),
        (
            "attributes.html",
            record(
                head,
                &format!("<p {}>x</p>", (0..20_000).map(|n| format!("a{n}=1 ")).collect::<String>()),
            ),
            None,
        ),
        ("quote.md", record(head, &(">".repeat(20_000) + " x")), Some("error: ")),
        ("list.md", record(head, &("- ".repeat(20_000) + "x")), None),
        (
            "indents.md",
            record(head, &(0..1_500).map(|n| format!("{}- x\n", "  ".repeat(n))).collect::<String>()),
            None,
        ),
        ("brackets.md", record(head, &deep("[", "x", "](y)")), None),
        ("images.md", record(head, &deep("![", "x", "](y)")), None),
        ("stars.md", record(head, &"*a **b ".repeat(10_000)), None),
        ("unders.md", record(head, &("_".repeat(20_000) + "a" + &"*".repeat(20_000))), None),
        ("ticks.md", record(head, &(1..300).map(|n| "`".repeat(n) + " ").collect::<String>()), None),
        ("references.md", record(head, &format!("[x]: /{}\n\n{references}\n", "y".repeat(20_000))), None),
        (
            "table.md",
            record(head, &format!("{}\n{}\n{}", "|x".repeat(2_000), "|-".repeat(2_000), "|\n".repeat(2_000))),
            None,
        ),
        (
            "footnotes.md",
            record(
                head,
                &(0..2_000).map(|n| format!("[^{n}]\n\n[^{n}]: [^{}]\n\n", n + 1)).collect::<String>(),
            ),
            None,
        ),
    ];
    let mut wrong = Vec::new();
    for (name, text, told) in bombs {
        let site =
            Site::with_articles(&[("good", "好文", "好文。")]).write(&format!("content/{name}"), &text);
        let outcome = rebuild_within(&site, 1_000);
        let has_told = told.is_none_or(|told| outcome.stderr.contains(told));
        let is_published = site.path("feeds/rss.xml").exists()
            && site.read("feeds/rss.xml").contains("<title>好文</title>")
            && fs::metadata(site.path("feeds/atom.xml")).is_ok_and(|feed| feed.len() < 3_000_000);
        let is_short = outcome.stderr.len() < 20_000;
        if !(matches!(outcome.code, 0 | 3) && has_told && is_published && is_short) {
            wrong.push(format!("{name}: {}", short(&outcome)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn short(outcome: &Outcome) -> String {
    outcome.to_string().chars().take(2_000).collect()
}

/// A feed that somebody replaced by a bomb is found wrong, and does no harm to who looks.
#[test]
fn bombs_among_the_published_files_are_found_wrong() {
    let mut entities = "<!ENTITY a0 \"lol\">".to_owned();
    for level in 1..12 {
        entities += &format!("<!ENTITY a{level} \"{}\">", format!("&a{};", level - 1).repeat(10));
    }
    let laughs = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE rss [{entities}]><rss version=\"2.0\"><channel><title>&a11;</title></channel></rss>"
    );
    let deep = format!("<rss version=\"2.0\">{}{}</rss>", "<a>".repeat(200_000), "</a>".repeat(200_000));
    let outside = "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><rss version=\"2.0\"><channel><title>&x;</title></channel></rss>";
    for text in [laughs.as_str(), &deep, outside] {
        let site = Site::with_articles(&[("a", "甲", "文")]).rebuilt().write("feeds/rss.xml", text);
        let outcome = site.run(&["check"]).ends(1);
        assert!((outcome.stdout.clone() + &outcome.stderr).contains("feeds/rss.xml"), "{}", short(&outcome));
    }
    let json = "[".repeat(200_000);
    let site = Site::with_articles(&[("a", "甲", "文")]).rebuilt().write("feeds/feed.json", &json);
    site.run(&["check"]).ends(1);
}

/// Sparse files: their size is as good as any, and costs no disk. `docs/reliability.md` has those of
/// a gigabyte.
#[cfg(unix)]
#[test]
fn files_beyond_all_measure_are_refused_within_bounded_memory() {
    let site = Site::with_articles(&[("good", "好文", "好文。")]);
    for (name, megabytes) in
        [("big.md", 200), ("big.json", 300), ("big.ndjson", 100), ("big.html", 40), ("big.txt", 40)]
    {
        let path = site.path(&format!("content/{name}"));
        let file = fs::File::create(path).expect("the file can be made");
        file.set_len(megabytes << 20).expect("it can be grown");
    }
    let outcome = rebuild_within(&site, 600).ends(3);
    outcome.warns_of(&[
        "content/big.md: error: the file has 200 MB, more than the 32 that are read",
        "content/big.json: error: the file has 300 MB, more than the 256 that are read",
        "content/big.ndjson:1:1: error: the line is longer than 32 MB",
        "write one record a line into an .ndjson file",
    ]);
    assert!(site.read("feeds/rss.xml").contains("<title>好文</title>"));
}

#[cfg(unix)]
#[test]
fn very_many_files_that_hold_nothing_take_little_memory() {
    let site = Site::with_articles(&[("good", "好文", "好文。")]);
    for folder in 0..20 {
        fs::create_dir_all(site.path(&format!("content/{folder}"))).expect("folders can be made");
        for number in 0..250 {
            fs::write(site.path(&format!("content/{folder}/{number}.md")), "")
                .expect("the file can be written");
        }
    }
    rebuild_within(&site, 600).is(0, "", "");
    assert!(site.read("feeds/rss.xml").contains("<title>好文</title>"));
    let before = site.state("feeds");
    rebuild_within(&site, 600).is(0, "", "");
    assert!(site.state("feeds") == before);
    let mut count = 0;
    collect(&site.path("feeds"), &mut |_| count += 1);
    assert!(count < 40, "nothing is published for them: {count}");
}

/// The index drops terms of more than 65,530 bytes without a word.
#[test]
fn what_is_too_long_for_the_index_is_told_and_leaves_nothing_behind() {
    let long = "x".repeat(70_000);
    let page = |fields: &str| record(&format!("title: 长\npublished: 2025-07-01\n{fields}"), "文");
    let site = Site::with_articles(&[("good", "好文", "好文。")]);
    let site = site.write("content/id.md", &page(&format!("id: {long}\n")));
    for _ in 0..2 {
        site.run(&["rebuild"]).ends(3).warns_of(&[
            "content/id.md:4:5: error: the record's identity has 70000 bytes; it can have 4096 at most",
            "write a shorter `id`",
        ]);
    }
    assert!(!site.read("feeds/sitemap.xml").contains("/id"));
    let named = page(&format!(
        "section: {long}\ntags: [{long}, 短]\nauthors: [{long}]\nlang: en-x-{}\n",
        ["abcdefgh"; 8_000].join("-")
    ));
    let site = site.remove("content/id.md").write("content/names.md", &named);
    let outcome = site.run(&["rebuild"]).ends(0);
    for field in ["section", "tags", "authors", "lang"] {
        let expected = format!("…` in `{field}` has 7");
        assert!(outcome.stderr.contains(&expected), "`{expected}` is not in:\n{outcome}");
    }
    assert!(site.read("feeds/tag/短/rss.xml").contains("<title>长</title>"));
    assert!(site.read("feeds/rss.xml").contains("<title>长</title>"));
    site.run(&["check"]).ends(0);
    let site = site.remove("content/names.md");
    site.run(&["rebuild"]).is(0, "", "");
    assert!(!site.read("feeds/sitemap.xml").contains("/names"));
}
