//! The articles found: title and snippet with what matches marked, and what is known of each.

use maud::{Markup, html};
use url::Url;

use super::Page;
use super::texts::Texts;
use crate::article::Article;
use crate::search::{FoundArticle, Part};

/// Renders the hits of this page: those that contain everything, then those that match in part,
/// each group under its heading.
pub(super) fn hits(page: &Page) -> Markup {
    let texts = page.texts();
    let hits = &page.found.hits;
    let full = hits.iter().take_while(|hit| hit.is_full).count();
    let (full, partial) = hits.split_at(full);
    // A heading that tells nothing apart is for screen readers alone.
    let is_mixed = page.is_by_relevance() && page.found.partial > 0;
    html! {
        @if !full.is_empty() {
            section aria-labelledby="full" {
                h2 #full class=[(!is_mixed).then_some("unseen")] { (texts.full_heading) }
                (list(page, full, page.address.offset + 1))
            }
        }
        @if !partial.is_empty() {
            section .partial aria-labelledby="partial" {
                h2 #partial { (texts.part_heading) }
                p .soft { (texts.part_meaning) }
                (list(page, partial, page.address.offset + full.len() + 1))
            }
        }
    }
}

fn list(page: &Page, hits: &[FoundArticle], first: usize) -> Markup {
    html! {
        ol .hits start=(first) {
            @for hit in hits { li { (article(page, hit)) } }
        }
    }
}

/// One article, in its own language; its writing direction is read from its text.
fn article(page: &Page, hit: &FoundArticle) -> Markup {
    let article = &hit.article;
    html! {
        article lang=(article.lang) {
            h3 dir="auto" {
                @match safe(&article.url) {
                    Some(url) => a .title href=(url) { (parts(&hit.title)) },
                    None => (parts(&hit.title)),
                }
            }
            (facts(page, article))
            @if !hit.snippet.is_empty() {
                p .snippet dir="auto" { (parts(&hit.snippet)) }
            }
        }
    }
}

fn facts(page: &Page, article: &Article) -> Markup {
    let texts = page.texts();
    html! {
        ul .facts {
            @if let Some(section) = &article.section { li { (section) } }
            li lang=(page.locale) { (day(page, article, texts)) }
            @for author in &article.authors { li { (author.name) } }
        }
    }
}

/// The day of publication in the site's zone, as the reader's language writes it.
fn day(page: &Page, article: &Article, texts: &Texts) -> Markup {
    let published = article.published.with_timezone(&page.site.timezone);
    html! {
        time datetime=(published.to_rfc3339()) { (published.format(texts.day)) }
    }
}

fn parts(parts: &[Part]) -> Markup {
    html! {
        @for part in parts {
            @if part.is_match { mark { (part.text) } } @else { (part.text) }
        }
    }
}

/// An article's address, if following it opens a page and runs nothing. Records are checked when
/// they are read; whoever wrote the index is not believed here.
fn safe(url: &str) -> Option<&str> {
    let parsed = Url::parse(url).ok()?;
    matches!(parsed.scheme(), "http" | "https").then_some(url)
}
