//! Articles and sources as the documents of the index.

use std::collections::BTreeSet;

use chrono::Datelike;
use tantivy::TantivyDocument;
use xxhash_rust::xxh3::xxh3_64;

use super::Row;
use super::named::{MAX_TITLE, words};
use super::schema::{BOUND, Fields, READ_AGAIN};
use super::stored::encode;
use crate::article::Article;
use crate::content::Measured;
use crate::text::fold_to_string;

/// 1970-01-01, in days of the Common Era.
const EPOCH_DAY: i64 = 719_163;

impl Fields {
    /// Returns the document of an article that the source `source` gave; its text fields are written
    /// from the article itself (see [`text_lists`](super::text_lists)).
    pub(super) fn article_document(&self, article: &Article, source: &str) -> TantivyDocument {
        let fields = self;
        let stored = encode(article);
        let mut document = TantivyDocument::default();
        document.add_text(fields.id, article.id.as_str());
        document.add_text(fields.source, source);
        document.add_text(fields.url, &article.url);
        document.add_i64(fields.published, article.published.timestamp());
        document.add_i64(fields.updated, article.updated.timestamp());
        document
            .add_i64(fields.day, i64::from(article.published.date_naive().num_days_from_ce()) - EPOCH_DAY);
        document.add_u64(fields.fingerprint, xxh3_64(stored.as_bytes()));
        document.add_text(fields.article, stored);
        if let Some(expires) = article.expires {
            document.add_i64(fields.expires, expires.timestamp());
        }
        if let Some(withdrawn) = article.withdrawn {
            document.add_i64(fields.withdrawn, withdrawn.timestamp());
        }
        let authors = article.authors.iter().map(|author| &author.name);
        for (name, folded, values) in [
            (fields.section_name, fields.section, article.section.iter().collect::<Vec<_>>()),
            (fields.tag_name, fields.tag, article.tags.iter().collect()),
            (fields.author_name, fields.author, authors.collect()),
        ] {
            for value in values {
                document.add_text(name, value);
                document.add_text(folded, fold_to_string(value.trim()));
            }
        }
        document.add_text(fields.lang_name, &article.lang);
        if article.title.chars().count() <= MAX_TITLE {
            document.add_text(fields.title_name, &article.title);
        }
        for word in words(article) {
            document.add_text(fields.word, word);
        }
        let lang = fold_to_string(&article.lang);
        let prefixes = lang.match_indices('-').map(|(at, _)| &lang[..at]).chain([lang.as_str()]);
        for prefix in prefixes {
            document.add_text(fields.lang, prefix);
        }
        document
    }

    /// Returns the document of a source, with its row of the ledger and the files measured for it.
    pub(super) fn source_document(
        &self,
        source: &str,
        row: Row,
        measured: &BTreeSet<Measured>,
    ) -> TantivyDocument {
        let fields = self;
        let mut document = TantivyDocument::default();
        document.add_text(fields.source, source);
        document.add_text(fields.source_row, source);
        document.add_u64(fields.size, row.stat.size);
        document.add_i64(fields.mtime, row.stat.mtime);
        document.add_i64(fields.ctime, row.stat.ctime);
        document.add_u64(fields.inode, row.stat.inode);
        document.add_u64(fields.hash, row.hash);
        let read_again = if row.read_again { READ_AGAIN } else { 0 };
        let bound = if row.is_bound { BOUND } else { 0 };
        document.add_u64(fields.read_again, read_again | bound);
        for file in measured {
            document.add_text(fields.measured, file.to_string());
        }
        document
    }
}
