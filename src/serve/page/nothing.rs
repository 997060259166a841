//! What to try where nothing is shown.

use maud::{Markup, html};

use super::Page;
use super::texts::fill;
use crate::index::Order;

/// Renders what can be tried: what helps this very search first.
pub(super) fn nothing(page: &Page) -> Markup {
    let (texts, address, found) = (page.texts(), page.address, page.found);
    let text = address.text.trim();
    html! {
        div .nothing {
            @if address.offset > 0 && page.reachable() > 0 {
                // An address from before articles went, or one written by hand.
                p { a href=(address.at(0).link()) { (fill(texts.page, "1")) } }
            } @else {
                h2 {
                    @if text.is_empty() || address.is_narrowed() { (texts.nothing_at_all) }
                    @else { (fill(texts.nothing, text)) }
                }
                @if !address.is_empty() {
                    p { (texts.try_this) }
                    ul {
                        @if found.partial > 0 && !page.is_by_relevance() {
                            li { a href=(address.ordered(Order::Relevance).link()) { (texts.try_sorted) } }
                        }
                        @if address.is_narrowed() {
                            li { a href=(address.widened().link()) { (texts.try_without) } }
                        }
                        @if !text.is_empty() {
                            li { (texts.try_fewer) }
                            li { (texts.try_other) }
                            li { (texts.try_operators) }
                        }
                        li { a href=(address.asking("").widened().link()) { (texts.try_newest) } }
                    }
                }
            }
        }
    }
}
