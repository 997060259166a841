//! The fields of a record and every name under which they are read.
//!
//! This is the one table; `docs/records.md` shows the same one, and a test holds the two against
//! each other line by line. Names are compared without regard to case, `-`, `_` and spaces, so
//! `datePublished`, `date_published` and `Date-Published` are one name and stand here once.

/// A field of the model, in the order of the documentation's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Field {
    Id,
    Url,
    Slug,
    Title,
    Published,
    Updated,
    Authors,
    Section,
    Tags,
    Lang,
    Kicker,
    Subtitle,
    Summary,
    Body,
    BodyHtml,
    BodyText,
    BodyMarkdown,
    Format,
    Image,
    Enclosures,
    Source,
    Comments,
    Draft,
    Expires,
    Withdrawn,
}

/// A field's name, and its aliases in the order in which they win over each other.
pub(super) struct Names<F: 'static> {
    pub field: F,
    pub name: &'static str,
    pub aliases: &'static [&'static str],
}

const fn names<F>(field: F, name: &'static str, aliases: &'static [&'static str]) -> Names<F> {
    Names { field, name, aliases }
}

/// The fields of a record.
pub(super) const RECORD: &[Names<Field>] = &[
    names(Field::Id, "id", &["guid", "uuid", "identifier"]),
    names(Field::Url, "url", &["permalink", "link"]),
    names(Field::Slug, "slug", &[]),
    names(Field::Title, "title", &["headline", "标题"]),
    names(
        Field::Published,
        "published",
        &[
            "published_at",
            "date_published",
            "publish_date",
            "pub_date",
            "date",
            "created",
            "created_at",
            "date_created",
            "create_time",
            "creation_date",
            "pub_datetime",
            "发布时间",
            "发布日期",
            "日期",
        ],
    ),
    names(
        Field::Updated,
        "updated",
        &[
            "updated_at",
            "date_updated",
            "lastmod",
            "last_modified",
            "last_modified_at",
            "last_updated",
            "modified",
            "modified_at",
            "date_modified",
            "update_time",
            "mod_datetime",
            "更新时间",
            "更新日期",
        ],
    ),
    names(Field::Authors, "authors", &["author", "byline", "creator", "作者", "记者"]),
    names(Field::Section, "section", &["column", "category", "categories", "栏目"]),
    names(Field::Tags, "tags", &["tag", "keywords", "keyword", "labels", "标签", "关键词"]),
    names(Field::Lang, "lang", &["language", "locale", "语言"]),
    names(Field::Kicker, "kicker", &["eyebrow", "肩题", "引题"]),
    names(Field::Subtitle, "subtitle", &["subhead", "subheading", "副题", "副标题"]),
    names(Field::Summary, "summary", &["description", "excerpt", "abstract", "custom_excerpt", "摘要"]),
    names(Field::Body, "body", &["content", "正文"]),
    names(Field::BodyHtml, "content_html", &["body_html", "html"]),
    names(Field::BodyMarkdown, "content_markdown", &["body_markdown", "markdown"]),
    names(Field::BodyText, "content_text", &["body_text", "plaintext", "text"]),
    names(Field::Format, "format", &["body_format", "content_format", "content_type", "markup"]),
    names(
        Field::Image,
        "image",
        &["images", "cover", "cover_image", "featured_image", "feature_image", "banner_image", "thumbnail"],
    ),
    names(Field::Enclosures, "enclosures", &["enclosure", "attachments", "附件"]),
    names(Field::Source, "source", &["external_url", "来源"]),
    names(Field::Comments, "comments", &["comments_url"]),
    names(Field::Draft, "draft", &["is_draft", "status"]),
    names(Field::Expires, "expires", &["expires_at", "expiry_date", "expire_date", "unpublish_date"]),
    names(Field::Withdrawn, "withdrawn", &["withdrawn_at", "retracted", "撤回"]),
];

/// A field of a table inside a record: an author, an image, an enclosure, a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Name,
    Email,
    Url,
    Alt,
    Caption,
    MediaType,
    Length,
    Width,
    Height,
    Duration,
    Title,
}

/// The fields of an author.
pub(super) const AUTHOR: &[Names<Part>] = &[
    names(Part::Name, "name", &["姓名"]),
    names(Part::Email, "email", &["mail"]),
    names(Part::Url, "url", &["uri", "link", "website", "homepage"]),
];

/// The fields of an image.
pub(super) const IMAGE: &[Names<Part>] = &[
    names(Part::Url, "url", &["src", "href", "path"]),
    names(Part::Alt, "alt", &["alt_text"]),
    names(Part::Caption, "caption", &["title", "图注"]),
    names(Part::MediaType, "type", &["media_type", "mime_type"]),
    names(Part::Length, "length", &["size", "size_in_bytes"]),
    names(Part::Width, "width", &[]),
    names(Part::Height, "height", &[]),
];

/// The fields of an enclosure.
pub(super) const ENCLOSURE: &[Names<Part>] = &[
    names(Part::Url, "url", &["src", "href", "path"]),
    names(Part::MediaType, "type", &["media_type", "mime_type"]),
    names(Part::Length, "length", &["size", "size_in_bytes"]),
    names(Part::Duration, "duration", &["duration_in_seconds"]),
    names(Part::Title, "title", &["name"]),
];

/// The fields of a source.
pub(super) const SOURCE: &[Names<Part>] =
    &[names(Part::Title, "title", &["name"]), names(Part::Url, "url", &["href", "link", "uri"])];

/// Returns the field that `written` names, with the alias' rank: 0 is the field's own name.
pub(super) fn find<F: Copy>(table: &[Names<F>], written: &str) -> Option<(F, usize)> {
    table.iter().find_map(|names| {
        let rank = std::iter::once(&names.name).chain(names.aliases).position(|n| is_same(n, written))?;
        Some((names.field, rank))
    })
}

/// Returns every name of a table, for guessing what a misspelt one was meant to be.
pub(super) fn all<F>(table: &'static [Names<F>]) -> impl Iterator<Item = &'static str> {
    table.iter().flat_map(|names| std::iter::once(names.name).chain(names.aliases.iter().copied()))
}

/// Compares names without regard to case, `-`, `_` and spaces, and without allocating: this is
/// called some hundred times a record.
fn is_same(known: &str, written: &str) -> bool {
    fn letters(name: &str) -> impl Iterator<Item = char> {
        name.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).map(|c| c.to_ascii_lowercase())
    }
    letters(known).eq(letters(written))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_hyphens_and_underscores_make_no_difference() {
        for written in ["date_published", "datePublished", "Date-Published", "date published"] {
            assert_eq!(find(RECORD, written), Some((Field::Published, 2)), "{written}");
        }
        assert_eq!(find(RECORD, "publised"), None);
        assert_eq!(find(RECORD, ""), None);
    }

    #[test]
    fn no_name_stands_twice_in_a_table() {
        fn check<F: Copy + PartialEq + std::fmt::Debug>(table: &'static [Names<F>]) {
            for names in table {
                for (rank, name) in std::iter::once(&names.name).chain(names.aliases).enumerate() {
                    assert_eq!(find(table, name), Some((names.field, rank)), "{name}");
                }
            }
        }
        check(RECORD);
        check(AUTHOR);
        check(IMAGE);
        check(ENCLOSURE);
        check(SOURCE);
    }

    /// The rows of the tables in `docs/records.md`: `(heading, name, aliases)`.
    fn documented() -> Vec<(String, String, Vec<String>)> {
        let page = include_str!("../../docs/records.md");
        let ticked = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
        let mut heading = String::new();
        let mut rows = Vec::new();
        for line in page.lines() {
            if let Some(text) = line.strip_prefix("## ") {
                heading = text.to_owned();
            } else if line.starts_with("| `") && (heading == "The fields" || heading.starts_with("A")) {
                let cells: Vec<&str> = line.split('|').collect();
                let name = ticked(cells[1]).remove(0);
                rows.push((heading.clone(), name, ticked(cells[cells.len() - 2])));
            }
        }
        rows
    }

    #[test]
    fn the_documentation_shows_the_same_table_line_by_line() {
        fn rows<F>(heading: &str, table: &'static [Names<F>]) -> Vec<(String, String, Vec<String>)> {
            let row = |n: &Names<F>| {
                let aliases = n.aliases.iter().map(|a| (*a).to_owned()).collect();
                (heading.to_owned(), n.name.to_owned(), aliases)
            };
            table.iter().map(row).collect()
        }
        let mut expected = rows("The fields", RECORD);
        expected.extend(rows("An author", AUTHOR));
        expected.extend(rows("An image", IMAGE));
        expected.extend(rows("An enclosure", ENCLOSURE));
        expected.extend(rows("A source", SOURCE));
        assert_eq!(documented(), expected);
    }
}
