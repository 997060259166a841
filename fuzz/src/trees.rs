//! A page of another generator, a table, a web page or a plain text: reading it ends, twice with the same
//! result, and what it finds lies in the file.
//!
//! The first line of an input names the generator; of a table it is `csv` or `tsv`, of any JSON `mapped`.

use tidings::config::Config;
use tidings::content::Item;

use super::scratch::{Input, items};

/// Generators, and the kind of file that each is tried on.
const KINDS: [(&str, &str); 12] = [
    ("hugo", "md"),
    ("zola", "md"),
    ("jekyll", "md"),
    ("hexo", "md"),
    ("eleventy", "md"),
    ("vuepress", "md"),
    ("docusaurus", "md"),
    ("markdown", "md"),
    ("html", "html"),
    ("text", "txt"),
    ("csv", "json"),
    ("mapped", "json"),
];

/// Reads the file twice.
pub fn run(data: &[u8]) {
    let end = data.iter().position(|&byte| byte == b'\n').unwrap_or(0);
    let known = KINDS.into_iter().find(|(name, _)| name.as_bytes() == &data[..end]);
    let ((name, extension), bytes) = match known {
        Some(known) => (known, &data[end + 1..]),
        None => (KINDS[0], data),
    };
    let config = config(name);
    Input { extension, bytes }.written(|source| {
        let first = items(source, &config);
        assert_eq!(format!("{first:?}"), format!("{:?}", items(source, &config)), "read twice");
        let mut errors = 0;
        for item in &first {
            match item {
                Item::Article(article, _) => assert!(!article.title.trim().is_empty(), "the title is empty"),
                Item::Finding(finding) => {
                    errors += usize::from(finding.is_error());
                    let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u32 + 1;
                    assert!(
                        finding.place.line.is_none_or(|line| line <= lines),
                        "{finding:?} of {lines} lines"
                    );
                }
                Item::Refused(_) | Item::Draft(_) | Item::NoRecord(_) => {}
            }
        }
        let refused = first.iter().filter(|item| matches!(item, Item::Refused(_))).count();
        assert!(errors >= refused, "refused without a reason: {first:?}");
    });
}

fn config(name: &str) -> Config {
    let rule = match name {
        "csv" => "[[content.files]]\npath = \"*\"\nformat = \"csv\"\n".to_owned(),
        "mapped" => "[[content.files]]\npath = \"*\"\nitems = \"/data\"\nfields = { title = \"/h/t\", id = \"key\" }\n".to_owned(),
        _ => format!("[content]\ngenerator = \"{name}\"\nundated = \"2024-01-01\"\n"),
    };
    let text = format!("[site]\ntitle = \"试\"\nurl = \"https://example.org/\"\n{rule}");
    Config::parse(&text, "tidings.toml").expect("the configuration is good")
}
