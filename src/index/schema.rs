//! The fields of the index: one list, in one place.

use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::RAW_TOKENIZER_NAME;

use super::analyzer;

/// The version of the fields and of the stored form: an index of another one is built again.
pub(super) const SCHEMA_VERSION: u32 = 5;

/// Marks of a source in the column [`column::READ_AGAIN`].
pub(super) const READ_AGAIN: u64 = 1;
pub(super) const BOUND: u64 = 2;

/// Names of the columns (fast fields).
pub(super) mod column {
    /// The identity.
    pub const ID: &str = "id";
    /// The key of the source.
    pub const SOURCE: &str = "source";
    /// Seconds since 1970; only articles have it.
    pub const PUBLISHED: &str = "published";
    /// Seconds since 1970.
    pub const UPDATED: &str = "updated";
    /// Seconds since 1970, if the article has such a moment.
    pub const EXPIRES: &str = "expires";
    /// Seconds since 1970, if the article has such a moment.
    pub const WITHDRAWN: &str = "withdrawn";
    /// Days since 1970 of the publication, as dated.
    pub const DAY: &str = "day";
    /// See [`fingerprint`](super::super::fingerprint).
    pub const FINGERPRINT: &str = "fingerprint";
    /// The address.
    pub const URL: &str = "url";
    /// The section's name as written.
    pub const SECTION: &str = "section_name";
    /// The tags as written.
    pub const TAG: &str = "tag_name";
    /// The authors' names as written.
    pub const AUTHOR: &str = "author_name";
    /// The language as written.
    pub const LANG: &str = "lang_name";
    /// The title as written, unless it is too long to be suggested.
    pub const TITLE: &str = "title_name";
    /// See [`named`](super::super::named).
    pub const WORD: &str = "word";
    /// Of a source: bytes; only sources have it.
    pub const SIZE: &str = "source_size";
    /// Of a source: nanoseconds since 1970.
    pub const MTIME: &str = "source_mtime";
    /// Of a source: nanoseconds since 1970.
    pub const CTIME: &str = "source_ctime";
    /// Of a source.
    pub const INODE: &str = "source_inode";
    /// Of a source: of its bytes.
    pub const HASH: &str = "source_hash";
    /// Of a source: 1 if it must be read again.
    pub const READ_AGAIN: &str = "source_read_again";
    /// Of a source: the files that were measured for it, see [`Measured`](crate::content::Measured).
    pub const MEASURED: &str = "source_measured";
}

/// The fields of the index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub id: Field,
    /// The key of the source: of its articles and of its own document.
    pub source: Field,
    /// The key of the source: of its own document only.
    pub source_row: Field,
    /// All that is searched: title, kicker, subtitle, body and captions, with positions.
    pub text: Field,
    /// The title alone, with positions.
    pub title: Field,
    /// Folded names.
    pub section: Field,
    pub tag: Field,
    pub author: Field,
    /// The language and its prefixes, folded: `zh-hans`, `zh`.
    pub lang: Field,
    /// See [`stored`](super::stored).
    pub article: Field,
    pub section_name: Field,
    pub tag_name: Field,
    pub author_name: Field,
    pub lang_name: Field,
    pub title_name: Field,
    pub word: Field,
    pub published: Field,
    pub updated: Field,
    pub expires: Field,
    pub withdrawn: Field,
    pub day: Field,
    pub fingerprint: Field,
    pub url: Field,
    pub size: Field,
    pub mtime: Field,
    pub ctime: Field,
    pub inode: Field,
    pub hash: Field,
    pub read_again: Field,
    pub measured: Field,
}

/// Returns the schema and its fields.
pub(super) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let positions = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(analyzer::NAME)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions),
    );
    let name = || TextOptions::default().set_fast(RAW_TOKENIZER_NAME);
    let key = || STRING | name();
    let fields = Fields {
        id: builder.add_text_field(column::ID, key()),
        source: builder.add_text_field(column::SOURCE, key()),
        source_row: builder.add_text_field("source_row", STRING),
        text: builder.add_text_field("text", positions.clone()),
        title: builder.add_text_field("title", positions),
        section: builder.add_text_field("section", STRING),
        tag: builder.add_text_field("tag", STRING),
        author: builder.add_text_field("author", STRING),
        lang: builder.add_text_field("lang", STRING),
        article: builder.add_text_field("article", STORED),
        section_name: builder.add_text_field(column::SECTION, name()),
        tag_name: builder.add_text_field(column::TAG, name()),
        author_name: builder.add_text_field(column::AUTHOR, name()),
        lang_name: builder.add_text_field(column::LANG, name()),
        title_name: builder.add_text_field(column::TITLE, name()),
        word: builder.add_text_field(column::WORD, name()),
        published: builder.add_i64_field(column::PUBLISHED, FAST),
        updated: builder.add_i64_field(column::UPDATED, FAST),
        expires: builder.add_i64_field(column::EXPIRES, FAST),
        withdrawn: builder.add_i64_field(column::WITHDRAWN, FAST),
        day: builder.add_i64_field(column::DAY, FAST),
        fingerprint: builder.add_u64_field(column::FINGERPRINT, FAST),
        url: builder.add_text_field(column::URL, name()),
        size: builder.add_u64_field(column::SIZE, FAST),
        mtime: builder.add_i64_field(column::MTIME, FAST),
        ctime: builder.add_i64_field(column::CTIME, FAST),
        inode: builder.add_u64_field(column::INODE, FAST),
        hash: builder.add_u64_field(column::HASH, FAST),
        read_again: builder.add_u64_field(column::READ_AGAIN, FAST),
        measured: builder.add_text_field(column::MEASURED, name()),
    };
    (builder.build(), fields)
}
