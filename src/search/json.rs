//! The answer to a search as JSON: a contract, documented in `docs/json.md` and only ever added to. The
//! command line and the server give the same. These types are nothing but it; the program's own may
//! change freely beside them.

use std::time::Duration;

use serde::Serialize;

use super::{Found, FoundArticle, Part};
use crate::index::{Explanation, Facets};
use crate::suggest::{Correction, Suggestion};

/// What was found.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub struct SearchAnswer<'a> {
    /// As typed.
    query: &'a str,
    /// Articles that contain everything asked for.
    total: u64,
    /// Articles beside them that contain a part of it.
    partial: u64,
    /// Milliseconds of the search itself.
    took_ms: f64,
    /// The window that was asked for.
    hits: Vec<Hit<'a>>,
    /// Counts over the full matches, if they were asked for.
    facets: Option<FacetCounts<'a>>,
    /// What was guessed or ignored in the query.
    notes: Vec<String>,
    /// Another query, if nothing was found in full.
    did_you_mean: Option<Meant<'a>>,
}

/// Another query, if nothing was found in full.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
struct Meant<'a> {
    query: &'a str,
    total: u64,
}

/// What may be meant by what was typed so far.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub struct SuggestAnswer<'a> {
    typed: &'a str,
    took_ms: f64,
    suggestions: Vec<Suggested<'a>>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
struct Suggested<'a> {
    text: &'a str,
    kind: &'static str,
    query: &'a str,
    articles: u64,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
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
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
struct ExplainedHit<'a> {
    bm25: f32,
    shares: Option<ExplainedShares>,
    terms: Vec<Term<'a>>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
struct ExplainedShares {
    score: f32,
    near_characters: f32,
    far_characters: f32,
    near_terms: f32,
    far_terms: f32,
    border: f32,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
struct Term<'a> {
    term: &'a str,
    weight: f32,
    idf: f32,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
enum Match {
    Full,
    Partial,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
struct TextPart<'a> {
    text: &'a str,
    r#match: bool,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
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
            took_ms: milliseconds(took),
            hits: found.hits.iter().map(Hit::new).collect(),
            facets: found.facets.as_ref().map(FacetCounts::new),
            notes: found.notes.iter().map(ToString::to_string).collect(),
            did_you_mean: found.did_you_mean.as_ref().map(Meant::new),
        }
    }
}

impl SearchAnswer<'_> {
    /// Adds notes on what the query came with.
    #[must_use]
    pub fn with_notes(mut self, notes: Vec<String>) -> Self {
        self.notes.extend(notes);
        self
    }
}

impl<'a> Meant<'a> {
    fn new(meant: &'a Correction) -> Self {
        Self { query: &meant.query, total: meant.total }
    }
}

impl<'a> SuggestAnswer<'a> {
    /// The answer to what was `typed`, found in `took`.
    pub fn new(typed: &'a str, suggestions: &'a [Suggestion], took: Duration) -> Self {
        let suggested = |suggestion: &'a Suggestion| Suggested {
            text: &suggestion.text,
            kind: suggestion.kind.name(),
            query: &suggestion.query,
            articles: suggestion.articles,
        };
        Self { typed, took_ms: milliseconds(took), suggestions: suggestions.iter().map(suggested).collect() }
    }
}

fn milliseconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 1e6).round() / 1e3
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
