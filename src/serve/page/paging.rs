//! The pages of an answer.

use maud::{Markup, html};

use super::super::params::MAX_OFFSET;
use super::Page;
use super::texts::{fill, grouped};

/// Pages before and after the current one that have links of their own.
const AROUND: usize = 2;

/// Renders the links to other pages of the same answer, if there are any.
pub(super) fn paging(page: &Page) -> Markup {
    let (texts, address) = (page.texts(), page.address);
    let size = address.page_size();
    let pages = usize::try_from(page.reachable()).unwrap_or(usize::MAX).div_ceil(size);
    let pages = pages.min(MAX_OFFSET / size + 1);
    let current = address.offset / size;
    let link = |number: usize| address.at(number * size).link();
    let shown = current.saturating_sub(AROUND)..pages.min(current + AROUND + 1);
    html! {
        @if pages > 1 {
            nav .pages aria-label=(texts.pages) {
                @if current > 0 {
                    a .step rel="prev" href=(link(current - 1)) { (texts.previous) }
                }
                ul {
                    @if shown.start > 0 { li { (number(0, texts.page, &link(0), false)) } }
                    @if shown.start > 1 { li .gap { "…" } }
                    @for at in shown.clone() { li { (number(at, texts.page, &link(at), at == current)) } }
                    @if shown.end < pages { li .gap { "…" } }
                }
                @if current + 1 < pages {
                    a .step rel="next" href=(link(current + 1)) { (texts.next) }
                }
            }
        }
    }
}

fn number(page: usize, name: &str, link: &str, is_current: bool) -> Markup {
    let number = grouped(page as u64 + 1);
    html! {
        a href=(link) aria-label=(fill(name, &number)) aria-current=[is_current.then_some("page")] { (number) }
    }
}
