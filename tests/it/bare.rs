//! Where a command finds its configuration, and how it does without.

use crate::site::Site;

const BARE: [&str; 8] =
    ["--content", "records.ndjson", "--index", "i", "--feeds", "f", "--site-url", "https://example.org/"];

fn bare() -> Site {
    Site::empty().write(
        "records.ndjson",
        "{\"id\": \"a\", \"title\": \"风机叶片\", \"published\": \"2025-07-01\", \"body\": \"又大又轻\"}\n\
         {\"id\": \"b\", \"title\": \"氢能\", \"published\": \"2025-07-02\", \"body\": \"列车\"}\n",
    )
}

#[test]
fn bare_records_need_no_configuration() {
    let site = bare();
    site.run(&[&["rebuild"], &BARE[..]].concat()).is(0, "", "");
    assert!(site.read("f/rss.xml").contains("风机叶片"));
    let found = site.run(&["search", "叶片", "--index", "i", "--format", "json"]).ends(0).json();
    assert_eq!(found["hits"][0]["id"], "a");
}

#[test]
fn without_configuration_and_address_nothing_is_published() {
    let site = bare();
    site.run(&["rebuild", "--content", "records.ndjson"]).is(
        2,
        "",
        "error: no `tidings.toml` here or in a folder above, and no --site-url\n  \
         hint: run `tidings init`, or name the site with `--site-url https://example.org/`\n",
    );
    site.run(&["rebuild", "--site-url", "mailto:x@example.org"]).is(
        2,
        "",
        "error: --site-url `mailto:x@example.org` is not a web address\n  hint: write it as https://example.org/\n",
    );
}

#[test]
fn the_configuration_is_found_upward() {
    let site = Site::with_articles(&[("a", "风机叶片", "又大又轻")]).write("content/deep/er/note.txt~", "");
    site.run_in("content/deep/er", &["rebuild"]).is(0, "", "");
    assert!(site.path("feeds/rss.xml").exists());
    let found = site.run_in("content/deep/er", &["search", "叶片", "--format", "json"]).ends(0).json();
    assert_eq!(found["total"], 1);
}

#[test]
fn a_command_can_be_started_elsewhere() {
    let site = Site::with_articles(&[("a", "风机叶片", "又大又轻")]).write("else/where.txt", "");
    let root = site.path(".");
    let root = root.to_str().unwrap();
    site.run_in("else", &["-C", root, "rebuild"]).is(0, "", "");
    assert!(site.path("feeds/rss.xml").exists());
    site.run_in("else", &["rebuild", "-C", "nowhere"]).ends(1).warns_of(&["error: starting in `nowhere`: "]);
    site.run_in("else", &["--config", "../tidings.toml", "rebuild"]).is(0, "", "");
}

#[test]
fn flags_stand_above_the_configuration() {
    let site = Site::with_articles(&[("a", "风机叶片", "又大又轻")]);
    site.run(&["rebuild", "--feeds", "public", "--site-url", "https://mirror.example.net/x"]).is(0, "", "");
    let feed = site.read("public/rss.xml");
    assert!(feed.contains("https://mirror.example.net/x/"), "{feed}");
    assert!(feed.contains("<title>Desk</title>"), "what no flag names stays as configured: {feed}");
    assert!(!site.path("feeds").exists());
}

#[test]
fn a_mistake_in_the_configuration_is_shown_with_its_place() {
    let site = Site::new()
        .write("tidings.toml", "[site]\ntitle = \"T\"\nurl = \"https://e.org/\"\ntimezon = \"UTC\"\n");
    site.run(&["rebuild"])
        .ends(1)
        .warns_of(&["tidings.toml:4:1: error: unknown field `timezon`", "  hint: did you mean `timezone`?"]);
    site.run(&["rebuild", "--config", "none.toml"]).ends(1).warns_of(&["error: reading `none.toml`: "]);
}
