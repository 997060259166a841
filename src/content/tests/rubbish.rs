//! Whatever bytes a file holds.

use proptest::prelude::*;

use super::*;

/// Rubbish that looks a little like a record, so that the checks behind the syntax are reached.
fn rubbish() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..20),
        "\\PC{0,20}".prop_map(String::into_bytes),
        proptest::sample::select(vec![
            "---\n",
            "+++\n",
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            "\n",
            "title: ",
            "\"title\": ",
            "title = ",
            "date: ",
            "\"id\":",
            "2023-01-01",
            "\"2023-01-01\"",
            "- ",
            "&a ",
            "*a",
            "|\n",
            "\\ud800",
            "<b>",
            "</b>",
            "<!--",
            "](",
            "![",
            "`",
            "\u{0}",
            "\u{FEFF}",
            "&#1;",
            "image: ",
            "body: ",
            "<img src=",
            "srcset=\"a,b 2x,,\"",
            "汉\n字",
        ])
        .prop_map(|piece| piece.as_bytes().to_vec()),
    ];
    proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_panic_and_something_is_always_said(bytes in rubbish(), is_page in any::<bool>()) {
        let bytes = if is_page {
            [b"---\ntitle: t\ndate: 2023-01-01\n---\n".as_slice(), &bytes].concat()
        } else {
            bytes
        };
        for key in ["a.md", "a.html", "a.txt", "a.json", "a.ndjson"] {
            let items = Site::of(key, &bytes).items();
            let is_empty_list = bytes.trim_ascii().is_empty() || key.contains("json");
            prop_assert!(!items.is_empty() || is_empty_list, "{key}");
            let mut has_error = false;
            for item in &items {
                match item {
                    Item::Finding(finding) => has_error |= finding.is_error(),
                    Item::NoRecord(finding) => assert!(finding.is_error()),
                    Item::Refused(_) => {
                        prop_assert!(has_error, "{key}: refused without a reason");
                        has_error = false;
                    }
                    Item::Article(article, _) => {
                        for text in [&article.title, &article.body.html, &article.body.text, &article.summary] {
                            prop_assert_eq!(crate::content::script::forbidden(text), None);
                        }
                        prop_assert!(!article.body.html.contains("<script"));
                        has_error = false;
                    }
                    Item::Draft(_) => has_error = false,
                }
            }
        }
    }
}
