//! The document around the answer: head, search form, languages.

use maud::{DOCTYPE, Markup, html};

use super::address::Address;
use super::assets::{SCRIPT, STYLE};
use super::locale::Locale;
use super::texts::{Texts, fill, texts};
use crate::config::{Format, Site};
use crate::feeds::media_type;

/// The feeds of a search, in the order in which they are offered.
pub(super) const FORMATS: [(Format, &str); 3] =
    [(Format::Rss, "RSS"), (Format::Atom, "Atom"), (Format::Json, "JSON Feed")];

/// Puts the answer, a `main` element, into a document.
pub(super) fn document(
    site: &Site,
    locale: Locale,
    address: &Address,
    title: &str,
    answer: &Markup,
) -> Markup {
    let texts = texts(locale);
    html! {
        (DOCTYPE)
        html lang=(locale) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                // What a search finds changes; the articles themselves are what is worth keeping.
                meta name="robots" content="noindex, follow";
                title { (title) " – " (site.title) }
                link rel="stylesheet" href=(STYLE.path);
                @for (format, label) in FORMATS {
                    link rel="alternate" type=(media_type(format)) title={ (title) " (" (label) ")" }
                        href=(address.feed(format));
                }
                link rel="search" type="application/opensearchdescription+xml" title=(site.title)
                    href="opensearch.xml";
                script src=(SCRIPT.path) defer {}
            }
            body {
                a .skip href="#answer" { (texts.skip) }
                header .top {
                    p .site lang=(site.language) { a href=(site.url) { (site.title) } }
                    (form(site, address, texts))
                }
                // Stays where it is while answers come and go, so that screen readers hear of them.
                p #status .unseen role="status" data-searching=(texts.searching)
                    data-unreachable=(texts.unreachable) {}
                (answer)
                footer .foot { (languages(locale, address, texts)) }
            }
        }
    }
}

fn form(site: &Site, address: &Address, texts: &Texts) -> Markup {
    html! {
        form #search role="search" action="search" method="get" {
            label for="q" { (fill(texts.label, &site.title)) }
            div .field {
                input #q type="search" name="q" value=(address.text) placeholder=(texts.placeholder)
                    autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="search"
                    aria-describedby="keys";
                button type="submit" { (texts.search) }
                // The script's, too: it fills it, and makes a combobox of the box.
                ul #suggestions .suggestions role="listbox" aria-label=(texts.suggestions) hidden
                    data-section=(texts.section) data-tag=(texts.tag) data-author=(texts.author)
                    data-title=(texts.title) {}
            }
            div #carried hidden {
                @for (name, value) in address.carried() {
                    input type="hidden" name=(name) value=(value);
                }
            }
            // The keys are the script's, which shows this.
            p #keys .keys hidden { (texts.keys) }
        }
    }
}

fn languages(locale: Locale, address: &Address, own: &Texts) -> Markup {
    html! {
        nav #languages .languages aria-label=(own.languages) {
            ul {
                @for other in Locale::ALL {
                    li {
                        a href=(address.spoken(other).link()) lang=(other) hreflang=(other)
                            aria-current=[(other == locale).then_some("true")] { (texts(other).name) }
                    }
                }
            }
        }
    }
}
