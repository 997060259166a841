//! How much and how long, and how late: what is beyond it is told, and the rest is read.

use super::*;

#[test]
fn the_warnings_of_a_record_are_bounded() {
    let fields: String = (0..100_000).map(|n| format!("\"field{n}\": 1, ")).collect();
    let found = lines("a.json", format!("{{{fields}\"title\": \"t\", \"date\": \"2023-01-01\"}}"));
    assert_eq!(found.len(), 52);
    assert_eq!(found[50], "a.json:1:1: warning: 99950 more warnings of this record are not shown");
    assert_eq!(found[51], "article a");
}

#[test]
fn an_identity_that_is_too_long_to_be_kept_is_refused() {
    let most = ArticleId::MAX_BYTES;
    let page = |id: &str| format!("---\ntitle: t\ndate: 2023-01-01\nid: {id}\n---\n");
    let longest = "风".repeat(most / 3) + "x";
    assert_eq!(lines("a.md", page(&longest)), [format!("article {longest}")]);
    let refusal = |place: &str, bytes: usize| {
        format!(
            "{place}: error: the record's identity has {bytes} bytes; it can have {most} at most\n  \
             hint: write a shorter `id`, one that never changes"
        )
    };
    let long = "x".repeat(most + 1);
    assert_eq!(lines("a.md", page(&long)), [refusal("a.md:4:5", most + 1), "refused".to_owned()]);
    // Composed, it is longer than it was written.
    let growing = "\u{958}".repeat(most / 3);
    let refused = [refusal("a.md:4:5", 2 * growing.len()), "refused".to_owned()];
    assert_eq!(lines("a.md", page(&growing)), refused);
    let row =
        |field: &str| format!("{{\"title\": \"t\", \"date\": \"2023-01-01\", \"{field}\": \"{long}\"}}\n");
    for field in ["id", "slug", "url"] {
        let said = lines("a.ndjson", row(field));
        assert!(said[0].contains("the record's identity has 4097 bytes"), "{said:?}");
        assert_eq!((said.len(), said[1].as_str()), (2, "refused"));
    }
}

#[test]
fn a_name_that_is_too_long_is_left_out_with_a_warning() {
    let long = "长".repeat(334);
    let text = format!(
        "title = 't'\ndate = 2023-01-01\nsection = '{long}'\ntags = ['{long}', 'b', '{long}']\n\
         authors = [{{name = '{long}'}}, '{long}', 'c']\nlang = 'en-x-{}'",
        ["abcdefgh"; 120].join("-")
    );
    let text = format!("+++\n{text}\n+++\n");
    let site = Site::of("a.md", &text);
    let items = site.items();
    let Some(Item::Article(article, _)) = items.last() else { panic!("{items:?}") };
    let authors: Vec<&str> = article.authors.iter().map(|author| author.name.as_str()).collect();
    assert_eq!(
        (article.section.as_deref(), &*article.tags, &*authors),
        (None, &["b".to_owned()][..], &["c"][..])
    );
    assert_eq!(article.lang, site.config.site.language);
    let said = site.lines();
    assert_eq!(said.len(), 7, "{said:?}");
    let shown = "长".repeat(80);
    let expected = format!(
        "a.md:4:11: warning: `{shown}…` in `section` has 1002 bytes, more than the 1000 of a name, and is left out\n  \
         hint: write a shorter name; each of several names by itself"
    );
    assert_eq!(said[0], expected);
    // A text of many names is not a name.
    let many = ["标签"; 200].join("、").replace("标签、标签", "一、二");
    let text = format!("+++\ntitle = 't'\ndate = 2023-01-01\ntags = '{many}'\nauthors = '{many}'\n+++\n");
    assert_eq!(lines("a.md", text), ["article a"]);
}

#[test]
fn never_may_be_written_as_the_end_of_9999_in_any_zone() {
    let of = |field: &str| {
        let date = "9999-12-31T23:59:59-12:00";
        let published = if field == "published" { "" } else { "published: 2023-01-01\n" };
        Site::of("a.md", format!("---\ntitle: t\n{published}{field}: {date}\n---\n"))
    };
    for field in ["expires", "withdrawn"] {
        let items = of(field).items();
        let [Item::Article(article, _)] = items.as_slice() else { panic!("{items:?}") };
        assert_eq!((article.expires, article.withdrawn), (None, None));
    }
    for field in ["updated", "published"] {
        let said = of(field).lines();
        assert!(
            said.iter().any(|line| line.contains("\"9999-12-31T23:59:59-12:00\" is not a date")),
            "{said:?}"
        );
        assert_eq!(said.last().map(String::as_str), Some("refused a"));
    }
}
