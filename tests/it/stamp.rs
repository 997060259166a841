//! `tidings stamp`.

use crate::site::Site;

#[test]
fn a_stamped_file_can_move_without_a_change_in_any_feed() {
    let site = Site::with_articles(&[("a", "风机叶片", "又大又轻。"), ("b", "氢能", "列车。")]).rebuilt();
    let before = site.state("feeds");
    let dry = site.run(&["stamp", "--dry-run"]).ends(0);
    assert!(!site.read("content/a.md").contains("\nid: "), "a dry run writes nothing");
    let outcome = site.run(&["stamp"]).ends(0);
    assert_eq!(outcome.stdout, dry.stdout);
    assert!(outcome.stdout.starts_with("content/a.md: id: "), "{outcome}");
    assert_eq!(outcome.stdout.lines().count(), 2, "{outcome}");
    site.run(&["stamp"]).is(0, "", "");
    let text = site.read("content/a.md");
    assert!(text.contains("\nid: ") && text.contains("title: 风机叶片\n"), "{text}");
    let site = site.remove("content/a.md").write("content/else/where.md", &text);
    site.run(&["rebuild"]).ends(0);
    let ids = |site: &Site| {
        let feed: serde_json::Value = serde_json::from_str(&site.read("feeds/feed.json")).unwrap();
        let items = feed["items"].as_array().unwrap().iter();
        items.map(|item| item["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let after = ids(&site);
    let feed = before.iter().find(|(path, _)| path.ends_with("feeds/feed.json")).unwrap().1;
    let old: serde_json::Value = serde_json::from_slice(&feed.0).unwrap();
    let old: Vec<_> =
        old["items"].as_array().unwrap().iter().map(|i| i["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(after, old);
}

#[test]
fn only_the_named_files_are_stamped() {
    let site = Site::with_articles(&[("a", "A", "x"), ("b", "B", "y")]);
    let outcome = site.run(&["stamp", "content/b.md", "--format", "json"]).ends(0).json();
    assert_eq!(outcome["stamped"].as_array().unwrap().len(), 1);
    assert_eq!(outcome["stamped"][0]["file"], "content/b.md");
    assert!(!site.read("content/a.md").contains("\nid: "));
    assert!(site.read("content/b.md").contains("\nid: "));
}
