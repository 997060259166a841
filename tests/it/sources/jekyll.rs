//! What sites of Jekyll have in their own ways: collections, categories, the site's base.

use super::{bare, body, items, rebuild};
use crate::site::Site;

fn addresses(site: &Site) -> Vec<String> {
    let mut found: Vec<String> =
        items(site).iter().map(|item| item.rsplit(' ').next().unwrap_or_default().to_owned()).collect();
    found.sort();
    found
}

const PAGE: &str = "---\ntitle: 바람\ndate: 2023-07-18\n---\n바람이 분다.\n";

#[test]
fn collections_have_addresses_of_their_own() {
    let site = bare(&[
        (
            "blog/_config.yml",
            "url: https://x.example\nlang: ko\npermalink: /:year/:title/\ncollections:\n  wiki: {output: true, permalink: '/:collection/:path/'}\n  notes: {output: true}\n  shut: {output: false}\n  tips: {output: true}\ndefaults:\n  - scope: {type: tips}\n    values: {permalink: '/t/:title.html'}\n",
        ),
        ("blog/_posts/2023-07-18-wind.md", PAGE),
        ("blog/_wiki/git.md", PAGE),
        ("blog/_wiki/git/index.md", PAGE),
        ("blog/_wiki/git/re base.md", PAGE),
        ("blog/_notes/2023-07-18-Sea.md", PAGE),
        ("blog/_tips/One.md", PAGE),
        ("blog/_shut/a.md", PAGE),
        ("blog/_scratch/b.md", PAGE),
        ("blog/about.md", PAGE),
    ]);
    rebuild(&site, "blog").is(0, "", "");
    assert_eq!(
        addresses(&site),
        ["/2023/wind/", "/notes/2023-07-18-Sea/", "/t/One.html", "/wiki/git/", "/wiki/git/index/", "base/"]
    );
    assert!(site.read("f/feed.json").contains("/wiki/git/re%20base/"));
}

#[test]
fn only_folders_above_posts_are_categories() {
    let post = "---\ntitle: 바람\ncategories: [A_to_Z]\n---\n바람.\n";
    let site = bare(&[
        ("blog/_config.yml", "url: https://x.example\nlang: ko\npermalink: /:categories/:title/\n"),
        ("blog/_posts/A_to_Z/2023-07-18-x.md", post),
        ("blog/A_to_Z/_posts/2023-07-18-y.md", post),
        ("blog/sea/_posts/2023-07-18-z.md", post),
        ("blog/_posts/shelf/2023-07-18-none.md", "---\ntitle: 바다\n---\n바다.\n"),
    ]);
    rebuild(&site, "blog").is(0, "", "");
    assert_eq!(addresses(&site), ["/a_to_z/x/", "/a_to_z/y/", "/none/", "/sea/a_to_z/z/"]);
}

#[test]
fn a_site_without_posts_has_its_pages_at_their_own_paths() {
    for (permalink, ending) in [("", ".html"), ("permalink: pretty\n", "/"), ("permalink: /:title\n", "")] {
        let config = format!("url: https://x.example\nlang: ko\n{permalink}");
        let site = bare(&[
            ("docs/_config.yml", &config),
            ("docs/docker/04.Docker file.md", PAGE),
            ("docs/docker/index.md", PAGE),
            ("docs/start.md", PAGE),
        ]);
        rebuild(&site, "docs").is(0, "", "");
        let feed = site.read("f/feed.json");
        for path in [&format!("docker/04.Docker%20file{ending}"), &format!("start{ending}"), "docker/"] {
            assert!(feed.contains(&format!("\"https://example.org/{path}\"")), "{path} {feed}");
        }
    }
}

#[test]
fn the_sites_base_goes_before_addresses_that_ask_for_it() {
    let site = bare(&[
        (
            "blog/_config.yml",
            "url: https://x.example\nbaseurl: /b\nlang: ko\npermalink: /:short_year/:i_month/:title:output_ext\n",
        ),
        (
            "blog/_posts/2023-07-18-wind.md",
            "---\ntitle: '<i class=\"fa fa-leaf\"></i> 바람'\n---\n![]({{ site.baseurl }}/img/a.png)\n\n<br>\n**굵게** ![]({{ \"/img/b.png\" | relative_url }})\n",
        ),
    ]);
    site.run(&["init", "f", "--from", "blog"]).ends(0);
    site.run_in("f", &["rebuild"]).is(0, "", "");
    let html = site.read("f/feeds/feed.json");
    assert!(html.contains("https://x.example/b/23/7/wind.html"), "{html}");
    assert!(html.contains("\"title\": \"바람\""), "{html}");
    for part in ["https://x.example/b/img/a.png", "https://x.example/b/img/b.png", "<strong>굵게</strong>"]
    {
        assert!(html.contains(part), "{part} {html}");
    }
}

#[test]
fn fields_come_from_the_defaults_of_the_configuration() {
    let site = bare(&[
        (
            "blog/_config.yml",
            "url: https://x.example\nlang: ko\npermalink: /:categories/:title/\ndefaults:\n  - scope: {path: ''}\n    values: {author: 갑, layout: post}\n  - scope: {path: _posts/en}\n    values: {lang: en, categories: [Sea], author: 을}\n",
        ),
        ("blog/_posts/2023-07-18-a.md", "---\ntitle: 바람\n---\n바람.\n"),
        ("blog/_posts/en/2023-07-18-b.md", "---\ntitle: Wind\n---\nWind.\n"),
        ("blog/_posts/en/2023-07-18-c.md", "---\ntitle: Own\nauthor: 병\ncategories: mine\n---\nOwn.\n"),
    ]);
    rebuild(&site, "blog").is(0, "", "");
    assert_eq!(addresses(&site), ["/a/", "/mine/c/", "/sea/b/"]);
    let authors = ["갑", "을", "병"].map(|name| site.path(&format!("f/author/{name}/rss.xml")).exists());
    assert_eq!(authors, [true; 3]);
    assert!(site.path("f/lang/en/rss.xml").exists());
    let _ = body(&site, "Wind");
}
