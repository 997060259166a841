use super::*;

const SITE: &str = "[site]\ntitle = \"T\"\nurl = \"https://example.org/blog\"\n";

fn findings(more: &str) -> String {
    let found = Config::parse(&format!("{SITE}{more}"), "tidings.toml").unwrap_err();
    found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_key_but_two_has_a_default() {
    let config = Config::parse(SITE, "tidings.toml").unwrap();
    assert_eq!(config.site.url.as_str(), "https://example.org/blog/");
    assert_eq!(config.site.tag_authority, "example.org,2026-01-01");
    assert_eq!(config.site.description, "T");
    assert_eq!(config.feeds_url().as_str(), "https://example.org/blog/");
    assert_eq!(config.feeds.limit, 50);
}

#[test]
fn an_unknown_key_names_the_likely_one() {
    assert_eq!(
        findings("langauge = \"ja\"\n"),
        "tidings.toml:4:1: error: unknown field `langauge`, expected one of `title`, `url`, `description`, \
         `language`, `timezone`, `tag_authority`, `permalink`, `author`, `icon`, `logo`, `rights`\n  \
         hint: did you mean `language`?"
    );
}

#[test]
fn a_missing_title_is_named() {
    let found = Config::parse("[site]\nurl = \"https://example.org/\"\n", "tidings.toml").unwrap_err();
    assert_eq!(
        found[0].to_string(),
        "tidings.toml:1:1: error: missing field `title`\n  hint: add `title = …`"
    );
}

#[test]
fn values_that_cannot_be_are_refused_where_they_stand() {
    assert_eq!(
        findings("tag_authority = \"example.org\"\n"),
        "tidings.toml:4:17: error: tag_authority `example.org` is not a domain and a date\n  \
         hint: write it as \"example.org,2026-01-01\" (RFC 4151 §2.1)"
    );
    for (more, finding) in [
        ("permalink = \"/:nope/:slug/\"\n", "4:13: error: permalink has no `:nope`"),
        ("permalink = \"/:year/\"\n", "4:13: error: permalink `/:year/` is the same for many articles"),
        ("[feeds]\nlimit = 0\n", "5:9: error: a feed must have room"),
        ("[feeds]\nurl = \"ftp://a/\"\n", "5:7: error: `ftp://a/` is not a web address"),
        ("[guard]\nmax_removed = 3\n", "5:15: error: max_removed = 3 is not a share"),
        ("[serve]\ncors = [\"example.org\"]\n", "5:8: error: cors: `example.org`"),
        ("[serve]\ntimeout = 0\n", "5:11: error: timeout = 0 serves nobody"),
        ("[content]\nundated = \"soon\"\n", "5:11: error: undated `soon` is not a date"),
        ("[content.permalinks]\n\"a.b\" = \"/x/\"\n", "5:9: error: permalink `/x/` is the same"),
        ("[content.languages]\n\"中\" = \"\"\n", "5:7: error: `中` is no language"),
        ("[[content.files]]\npath = \"*.csv\"\nitems = \"x\"\n", "6:9: error: items `x`"),
        (
            "[[feeds.topic]]\nname = \"../x\"\nquery = \"a\"\n",
            "5:8: error: topic name `../x` can't be a folder",
        ),
    ] {
        let found = findings(more);
        assert!(found.starts_with(&format!("tidings.toml:{finding}")), "{more}: {found}");
    }
}

#[test]
fn the_second_of_two_topics_of_one_name_is_the_mistake() {
    let topics =
        "[[feeds.topic]]\nname = \"Wind\"\nquery = \"a\"\n[[feeds.topic]]\nname = \"wind\"\nquery = \"b\"\n";
    assert_eq!(
        findings(topics),
        "tidings.toml:8:8: error: two topics are named `wind`\n  hint: give each topic a name of its own"
    );
}

#[test]
fn all_mistakes_are_told_at_once() {
    let found =
        findings("permalink = \"/\"\n[feeds]\nlimit = 0\narchive_size = 0\n[guard]\nmax_removed = -1\n");
    assert_eq!(found.matches("error:").count(), 4, "{found}");
}

#[test]
fn a_bad_zone_is_refused() {
    assert!(findings("timezone = \"Asia/Shangai\"\n").starts_with("tidings.toml:4:12: error:"));
}
