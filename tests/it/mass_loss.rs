//! Sources that are suddenly gone or broken are not believed: nothing is published, and the message
//! says what to do.

use std::fs;

use crate::site::{INDEX, Outcome, Site, record};

/// A site of ten articles.
fn ten() -> Site {
    let site = (0..10).fold(Site::new(), |site, number| site.write(&name(number), &good(number, "文")));
    site.rebuilt()
}

fn name(number: usize) -> String {
    format!("content/{number}.md")
}

fn good(number: usize, body: &str) -> String {
    record(&format!("title: 第{number}篇\npublished: 2025-07-01\ntags: [t{number}]\n"), body)
}

/// The rebuild must refuse to publish, at every try, and leave everything to readers as it was.
#[track_caller]
fn refuses(site: &Site, texts: &[&str]) {
    let search = |site: &Site| {
        let mut answer = site.run(&["search", "第", "--format", "json", "--limit", "50"]).ends(0).json();
        answer.as_object_mut().expect("an answer is an object").remove("took_ms");
        answer
    };
    let before = (site.state("feeds"), search(site));
    let refused = |outcome: Outcome| {
        let outcome = outcome.ends(1);
        assert_eq!(outcome.stdout, "");
        outcome
            .warns_of(texts)
            .warns_of(&["nothing was published", "`tidings rebuild --allow-mass-delete` once"]);
    };
    refused(site.run(&["rebuild"]));
    refused(site.run(&["rebuild", "--dry-run"]));
    refused(site.run(&["rebuild", "--full"]));
    refused(site.run(&["rebuild"]));
    assert!(site.state("feeds") == before.0, "feeds changed");
    assert_eq!(search(site), before.1, "answers changed");
}

#[test]
fn a_loss_is_not_believed_because_the_index_was_lost_as_well() {
    for spoil in ["damaged", "older"] {
        let mut site = ten();
        let feeds = site.state("feeds");
        for number in 0..8 {
            site = site.remove(&name(number));
        }
        site = match spoil {
            "damaged" => site.write(&format!("{INDEX}/meta.json"), "{"),
            _ => {
                fs::rename(site.path(INDEX), site.path("index/v1")).expect("the folder can be renamed");
                site
            }
        };
        let refused = |args| {
            site.run(args).ends(1).warns_of(&["8 of 10 articles would be lost (8 gone)"]);
            assert!(site.state("feeds") == feeds, "{spoil}");
        };
        refused(&["rebuild"]);
        // Nothing is there is another thing than nothing found.
        site.run(&["search", "x"]).ends(1).warns_of(&["no index in `index`"]);
        refused(&["rebuild", "--dry-run"]);
        refused(&["rebuild", "--full"]);
        site.run(&["rebuild", "--allow-mass-delete"]).ends(0);
        site.run(&["rebuild"]).is(0, "", "");
        site.run(&["rebuild", "--full"]).is(0, "", "");
    }
}

/// Records that turned bad and were let pass are not counted each time: they lose nothing more.
#[test]
fn what_was_allowed_once_is_allowed_for_good() {
    let mut site = ten();
    for number in 0..4 {
        site = site.write(&name(number), &record("title: 坏\npublished: never\n", "文"));
    }
    site.run(&["rebuild"]).ends(1);
    site.run(&["rebuild", "--allow-mass-delete"]).ends(3);
    site.run(&["rebuild"]).ends(3);
    site.run(&["rebuild", "--full"]).ends(3);
    let site = site.remove(&name(9));
    site.run(&["rebuild"]).ends(3);
    // Others that turn bad now are as many as ever.
    let mut site = site;
    for number in 4..8 {
        site = site.write(&name(number), &record("title: 坏\npublished: never\n", "文"));
    }
    site.run(&["rebuild"]).ends(1).warns_of(&["4 of 9 articles would be lost (4 refused)"]);
}

#[test]
fn a_half_copied_checkout_is_not_believed() {
    let mut site = ten();
    let feeds = site.state("feeds");
    for number in 0..4 {
        site = site.remove(&name(number));
    }
    refuses(&site, &["4 of 10 articles would be lost (4 gone)", "a checkout incomplete?"]);
    for number in 0..4 {
        site = site.write(&name(number), &good(number, "文"));
    }
    assert!(site.rebuilt().state("feeds") == feeds, "once it is whole, all is as it was");
}

#[test]
fn files_that_are_cut_off_or_empty_are_not_believed() {
    let mut site = ten();
    for number in 0..2 {
        site = site.write(&name(number), "");
        site = site.write(&name(number + 2), &good(number + 2, "文")[..20]);
    }
    refuses(&site, &["4 of 10 articles would be lost (4 refused)", "content/0.md", "content/2.md"]);
}

#[test]
fn a_file_of_many_records_that_is_cut_off_is_not_believed() {
    let line = |number: usize| {
        format!("{{\"id\":\"n{number}\",\"title\":\"第{number}篇\",\"published\":\"2025-07-01\"}}\n")
    };
    let whole: String = (0..10).map(line).collect();
    let site = Site::new().write("content/all.ndjson", &whole).rebuilt();
    let half = &whole[..whole.len() * 6 / 10 - 20];
    refuses(&site.write("content/all.ndjson", half), &["articles would be lost", "content/all.ndjson:"]);
}

#[test]
fn a_template_that_breaks_two_fifths_of_the_records_is_not_believed() {
    let mut site = ten();
    for number in 0..10 {
        // The others change as well: nothing of that is published either.
        let text = good(number, "新的文");
        let text = if number < 4 { text.replace("2025-07-01", "{{ page.date }}") } else { text };
        site = site.write(&name(number), &text);
    }
    refuses(
        &site,
        &[
            "4 of 10 articles would be lost (4 refused)",
            "Mend the refused records, or the template that they were made from.",
            "content/0.md:3:",
        ],
    );
    for number in 0..4 {
        site = site.write(&name(number), &good(number, "新的文"));
    }
    assert!(site.rebuilt().read("feeds/rss.xml").contains("新的文"));
}

#[test]
fn a_template_that_makes_drafts_of_all_is_not_believed() {
    let site = (0..10).fold(ten(), |site, number| {
        site.write(&name(number), &good(number, "文").replace("tags:", "draft: true\ntags:"))
    });
    refuses(&site, &["10 of 10 articles would be lost (10 gone)"]);
}

#[test]
fn losses_of_both_kinds_are_added_up() {
    let site = ten().remove(&name(0)).remove(&name(1));
    let site = site.write(&name(2), "---\ntitle: 2\n---\n").write(&name(3), "---\ntitle: 3\n---\n");
    refuses(&site, &["4 of 10 articles would be lost (2 gone, 2 refused)", "a template broken?"]);
}

#[test]
fn what_is_meant_is_said_once() {
    let mut site = ten();
    for number in 0..6 {
        site = site.remove(&name(number));
    }
    refuses(&site, &["6 of 10"]);
    site.run(&["rebuild", "--allow-mass-delete"]).is(0, "", "");
    let feed = site.read("feeds/rss.xml");
    assert!(feed.contains("第6篇") && !feed.contains("第0篇"));
    assert!(!site.path("feeds/tag/t0").exists());
    site.run(&["rebuild"]).is(0, "", "");
    // The next loss is asked about again, of what there is then.
    refuses(&site.remove(&name(6)).remove(&name(7)).remove(&name(8)), &["3 of 4"]);
}

#[test]
fn files_that_moved_are_no_loss() {
    let site = ten();
    std::fs::rename(site.path("content"), site.path("former")).unwrap();
    std::fs::create_dir(site.path("content")).unwrap();
    std::fs::rename(site.path("former"), site.path("content/new")).unwrap();
    let told = site.run(&["rebuild", "-v"]).ends(0).warns_of(&["moved here from", "10 added, 10 removed"]);
    assert_eq!(told.stderr.matches("write into the file: id: ").count(), 10, "{told}");
}

#[test]
fn the_share_that_may_go_is_configured() {
    let less = |site: Site, count: usize| (0..count).fold(site, |site, number| site.remove(&name(number)));
    less(ten(), 3).rebuilt();
    refuses(&less(ten(), 4), &["4 of 10"]);
    let with = |share: &str| {
        let site = ten();
        let config = site.read("tidings.toml") + &format!("[guard]\nmax_removed = {share}\n");
        site.write("tidings.toml", &config)
    };
    less(with("0.5"), 5).rebuilt();
    refuses(&less(with("0.0"), 3), &["3 of 10"]);
    refuses(&less(with("1.0"), 10), &["10 of 10"]);
}

/// A disk that is not mounted leaves an empty folder, or an old one.
#[cfg(target_os = "linux")]
#[test]
fn an_unmounted_disk_is_not_believed() {
    use crate::faults::Mounted;
    let site = Site::new();
    fs::create_dir(site.path("content")).expect("folders can be made");
    let Some(disk) = Mounted::at(&site.path("content"), "8m") else { return };
    let site = (0..10).fold(site, |site, number| site.write(&name(number), &good(number, "文"))).rebuilt();
    drop(disk);
    refuses(&site, &["10 of 10 articles would be lost (10 gone)", "Is a disk not mounted"]);
}
