//! The JSON that goes out: a contract, documented in `docs/json.md` and only ever added to. These
//! types are nothing but it; the program's own may change freely beside them.

use std::time::Duration;

use serde::Serialize;
use tidings::diagnostic::{Diagnostic, Severity};
use tidings::index::{Explanation, Facets};
use tidings::search::{Found, FoundArticle, Part};

/// `search --format json`.
#[derive(Debug, Serialize)]
pub struct SearchAnswer<'a> {
    query: &'a str,
    total: u64,
    partial: u64,
    took_ms: f64,
    hits: Vec<Hit<'a>>,
    facets: Option<FacetCounts<'a>>,
    notes: &'a [String],
}

#[derive(Debug, Serialize)]
struct Hit<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    section: Option<&'a str>,
    tags: &'a [String],
    authors: Vec<&'a str>,
    lang: &'a str,
    published: String,
    updated: String,
    score: f32,
    r#match: Match,
    title_parts: Vec<TextPart<'a>>,
    snippet: Vec<TextPart<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<ExplainedHit<'a>>,
}

/// With `--explain`.
#[derive(Debug, Serialize)]
struct ExplainedHit<'a> {
    bm25: f32,
    shares: Option<ExplainedShares>,
    terms: Vec<Term<'a>>,
}

#[derive(Debug, Serialize)]
struct ExplainedShares {
    score: f32,
    near_characters: f32,
    far_characters: f32,
    near_terms: f32,
    far_terms: f32,
    border: f32,
}

#[derive(Debug, Serialize)]
struct Term<'a> {
    term: &'a str,
    weight: f32,
    idf: f32,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Match {
    Full,
    Partial,
}

#[derive(Debug, Serialize)]
struct TextPart<'a> {
    text: &'a str,
    r#match: bool,
}

#[derive(Debug, Serialize)]
struct FacetCounts<'a> {
    section: &'a [(String, u64)],
    tag: &'a [(String, u64)],
    author: &'a [(String, u64)],
    lang: &'a [(String, u64)],
    month: &'a [(String, u64)],
}

impl<'a> SearchAnswer<'a> {
    /// The answer to `query`, found in `took`.
    pub fn new(query: &'a str, found: &'a Found, took: Duration) -> Self {
        Self {
            query,
            total: found.total,
            partial: found.partial,
            took_ms: (took.as_secs_f64() * 1e6).round() / 1e3,
            hits: found.hits.iter().map(Hit::new).collect(),
            facets: found.facets.as_ref().map(FacetCounts::new),
            notes: &found.notes,
        }
    }
}

impl<'a> Hit<'a> {
    fn new(found: &'a FoundArticle) -> Self {
        let article = &found.article;
        Self {
            id: article.id.as_str(),
            url: &article.url,
            title: &article.title,
            section: article.section.as_deref(),
            tags: &article.tags,
            authors: article.authors.iter().map(|author| author.name.as_str()).collect(),
            lang: &article.lang,
            published: article.published.to_rfc3339(),
            updated: article.updated.to_rfc3339(),
            score: found.score,
            r#match: if found.is_full { Match::Full } else { Match::Partial },
            title_parts: text_parts(&found.title),
            snippet: text_parts(&found.snippet),
            explanation: found.explanation.as_deref().map(ExplainedHit::new),
        }
    }
}

impl<'a> ExplainedHit<'a> {
    fn new(explanation: &'a Explanation) -> Self {
        let terms = explanation.terms.iter();
        Self {
            bm25: explanation.bm25,
            shares: explanation.shares.map(|shares| ExplainedShares {
                score: shares.score,
                near_characters: shares.near_characters,
                far_characters: shares.far_characters,
                near_terms: shares.near_terms,
                far_terms: shares.far_terms,
                border: shares.border,
            }),
            terms: terms.map(|t| Term { term: &t.term, weight: t.weight, idf: t.idf }).collect(),
        }
    }
}

fn text_parts(parts: &[Part]) -> Vec<TextPart<'_>> {
    parts.iter().map(|part| TextPart { text: &part.text, r#match: part.is_match }).collect()
}

impl<'a> FacetCounts<'a> {
    fn new(facets: &'a Facets) -> Self {
        Self {
            section: &facets.section,
            tag: &facets.tag,
            author: &facets.author,
            lang: &facets.lang,
            month: &facets.month,
        }
    }
}

/// `rebuild --format json`.
#[derive(Debug, Serialize)]
pub struct Rebuilt<'a> {
    /// Whether anything was published (or would be, with `--dry-run`).
    pub dry_run: bool,
    pub articles: u64,
    pub added: u64,
    pub changed: u64,
    pub removed: u64,
    pub refused: u64,
    pub files: usize,
    pub written: &'a [String],
    pub deleted: &'a [String],
    pub findings: Vec<Finding<'a>>,
}

/// `check --format json`.
#[derive(Debug, Serialize)]
pub struct Checked<'a> {
    pub articles: u64,
    pub drafts: u64,
    pub refused: u64,
    pub files: usize,
    pub findings: Vec<Finding<'a>>,
}

/// What is wrong in a record, the configuration or a feed.
#[derive(Debug, Serialize)]
pub struct Finding<'a> {
    file: &'a str,
    line: Option<u32>,
    column: Option<u32>,
    severity: &'static str,
    code: &'static str,
    message: &'a str,
    hint: Option<&'a str>,
}

impl<'a> Finding<'a> {
    /// All of `findings`, in their order.
    pub fn all(findings: &'a [Diagnostic]) -> Vec<Self> {
        findings
            .iter()
            .map(|finding| Self {
                file: &finding.place.file,
                line: finding.place.line,
                column: finding.place.column,
                severity: match finding.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                },
                code: finding.code,
                message: &finding.message,
                hint: finding.hint.as_deref(),
            })
            .collect()
    }
}

/// `stamp --format json`.
#[derive(Debug, Serialize)]
pub struct Stamped<'a> {
    pub dry_run: bool,
    pub stamped: Vec<Stamp<'a>>,
    pub findings: Vec<Finding<'a>>,
}

/// One id that was written.
#[derive(Debug, Serialize)]
pub struct Stamp<'a> {
    pub file: &'a str,
    pub line: u32,
    pub id: &'a str,
}

/// `feeds --format json`.
#[derive(Debug, Serialize)]
pub struct FeedList {
    pub feeds: Vec<ListedFeed>,
}

/// One feed.
#[derive(Debug, Serialize)]
pub struct ListedFeed {
    /// `site`, `section`, `tag`, `author`, `lang` or `topic`.
    pub kind: &'static str,
    /// The section's, tag's … name; nothing for the site.
    pub name: Option<String>,
    pub title: String,
    pub articles: u64,
    pub files: Vec<FeedFile>,
}

/// One form of a feed.
#[derive(Debug, Serialize)]
pub struct FeedFile {
    /// `rss`, `atom` or `json`.
    pub format: &'static str,
    /// Below the feeds folder.
    pub path: String,
    pub url: String,
    pub media_type: &'static str,
}

/// `import --format json`.
#[derive(Debug, Serialize)]
pub struct Imported<'a> {
    pub dry_run: bool,
    pub added: &'a [String],
    pub updated: &'a [String],
    pub unchanged: u64,
    pub kept: &'a [String],
    pub refused: u64,
    pub drafts: u64,
    pub left_out: Vec<LeftOut<'a>>,
    pub sections: &'a std::collections::BTreeMap<String, String>,
    pub findings: Vec<Finding<'a>>,
}

/// One kind of what can't be in a record, with its number.
#[derive(Debug, Serialize)]
pub struct LeftOut<'a> {
    pub kind: &'a str,
    pub count: u64,
}
