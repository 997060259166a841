//! The answer: how much was found, what was guessed, the articles, and what can be done with it.

use maud::{Markup, html};

use super::address::Address;
use super::frame::FORMATS;
use super::texts::{Texts, fill, grouped};
use super::{Page, facets, hits, nothing, paging};
use crate::feeds::media_type;
use crate::index::Order;
use crate::query::Note;

/// Renders the `main` element; the script puts it in the place of the one before.
pub(super) fn answer(page: &Page) -> Markup {
    let (texts, address, found) = (page.texts(), page.address, page.found);
    html! {
        main #answer tabindex="-1" {
            div .summary {
                h1 { (heading(address, texts)) }
                p #count { (count(page)) }
            }
            @if !found.notes.is_empty() {
                ul .notes {
                    @for note in &found.notes { li { (said(note, texts)) } }
                }
            }
            @if let Some(meant) = &found.did_you_mean {
                p .meant {
                    (texts.meant) " "
                    a href=(address.asking(&meant.query).link()) { (meant.query) }
                    " " span .soft { (grouped(meant.total)) }
                }
            }
            (facets::chosen(page))
            div .columns {
                div .results {
                    @if found.hits.is_empty() {
                        (nothing::nothing(page))
                    } @else {
                        (order(page))
                        (hits::hits(page))
                        (paging::paging(page))
                    }
                }
                @if found.total > 0 || !address.is_empty() {
                    div #beside .beside {
                        (facets::facets(page))
                        (subscribe(address, texts))
                    }
                }
            }
        }
    }
}

fn heading(address: &Address, texts: &Texts) -> String {
    match address.text.trim() {
        "" if address.is_narrowed() => texts.filtered_articles.to_owned(),
        "" => texts.newest_articles.to_owned(),
        text => fill(texts.results_for, text),
    }
}

/// Full matches and partial ones, counted apart.
fn count(page: &Page) -> Markup {
    let (texts, found) = (page.texts(), page.found);
    html! {
        @match (found.total, found.partial) {
            (0, 0) => span { (texts.nothing_at_all) },
            (0, partial) => {
                span { (texts.none_full) (texts.comma) } span .soft { (texts.in_part.of(partial)) }
            },
            (total, 0) => span { (texts.full.of(total)) },
            (total, partial) => {
                span { (texts.full.of(total)) (texts.comma) } span .soft { (texts.more_in_part.of(partial)) }
            },
        }
    }
}

fn said(note: &Note, texts: &Texts) -> String {
    match note {
        Note::TooLong(chars) => fill(texts.note_long, &chars.to_string()),
        Note::NothingToSearchFor => texts.note_empty.to_owned(),
        Note::LoneParenthesis => texts.note_parenthesis.to_owned(),
        Note::Unfindable(text) => fill(texts.note_unfindable, text),
        Note::NotADate(text) => fill(texts.note_date, text),
    }
}

/// The orders as links; without text there is no relevance.
fn order(page: &Page) -> Markup {
    let (texts, address) = (page.texts(), page.address);
    let has_text = !address.text.trim().is_empty();
    let current = match address.order {
        Some(Order::Oldest) => Order::Oldest,
        Some(Order::Newest) => Order::Newest,
        _ if !has_text => Order::Newest,
        _ => Order::Relevance,
    };
    let orders =
        [(Order::Relevance, texts.relevance), (Order::Newest, texts.newest), (Order::Oldest, texts.oldest)];
    html! {
        nav .order aria-label=(texts.sort) {
            ul {
                @for (order, name) in orders.into_iter().skip(usize::from(!has_text)) {
                    li {
                        a href=(address.ordered(order).link())
                            aria-current=[(order == current).then_some("true")] { (name) }
                    }
                }
            }
            a .jump href="#beside" { (texts.narrow) }
        }
    }
}

fn subscribe(address: &Address, texts: &Texts) -> Markup {
    html! {
        section .subscribe aria-labelledby="subscribe" {
            h2 #subscribe { (texts.subscribe) }
            p { (texts.subscribe_why) }
            ul {
                @for (format, label) in FORMATS {
                    li { a href=(address.feed(format)) type=(media_type(format)) { (label) } }
                }
            }
        }
    }
}
