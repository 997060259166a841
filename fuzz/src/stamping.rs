//! Identities written into any file: the articles stay what they are, and nothing but the
//! identities is added.

use std::fs;

use tidings::article::Article;
use tidings::content::{Item, stamp};

use super::scratch::{Input, config, items};

/// Stamps the file, and compares what it gave before and gives after.
pub fn run(data: &[u8]) {
    let input = Input::of(data);
    let config = config();
    input.written(|source| {
        let articles = || -> Vec<Box<Article>> {
            let of_article = |item| if let Item::Article(article, _) = item { Some(article) } else { None };
            items(source, &config).into_iter().filter_map(of_article).collect()
        };
        let before = articles();
        let sources = std::slice::from_ref(source);
        let announced = stamp(sources, &config, true).expect("the file can be read");
        assert!(fs::read(&source.path).expect("it is there") == input.bytes, "a dry run wrote");

        let done = stamp(sources, &config, false).expect("the file can be written");
        assert_eq!(done, announced, "other than the dry run said");
        let stamped = fs::read(&source.path).expect("it is there");
        if done.written.is_empty() {
            assert!(stamped == input.bytes, "written without a reason");
        }
        assert!(only_adds(input.bytes, &stamped), "{}", String::from_utf8_lossy(&stamped));
        let after = articles();
        assert_eq!(after, before, "{}", String::from_utf8_lossy(&stamped));

        let again = stamp(sources, &config, false).expect("the file can be written");
        assert!(again.written.is_empty(), "stamped twice: {:?}", again.written);
    });
}

/// Whether `after` is `before` with bytes added.
fn only_adds(before: &[u8], after: &[u8]) -> bool {
    let mut after = after.iter();
    before.iter().all(|byte| after.any(|other| other == byte))
}
