//! Ways to narrow a search, and what it is narrowed to.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::Page;
use super::address::Address;
use super::texts::{Texts, fill, grouped};
use crate::feeds::language_name;
use crate::query::Property;

/// Values of a property that are shown at once; the others open.
const SHOWN: usize = 6;

/// Values of a property that are offered at most.
const OFFERED: usize = 60;

/// One way to narrow the search.
struct Choice {
    name: String,
    /// The language in which the name is written, if not the page's.
    lang: Option<String>,
    link: String,
    count: u64,
}

/// Renders the values that the full matches have, each as a link that narrows the search to it.
pub(super) fn facets(page: &Page) -> Markup {
    let groups = groups(page);
    html! {
        @if !groups.is_empty() {
            section .narrow aria-labelledby="narrow" {
                h2 #narrow { (page.texts().narrow) }
                @for (name, choices) in &groups {
                    section {
                        h3 { (name) }
                        (list(&choices[..choices.len().min(SHOWN)]))
                        @if choices.len() > SHOWN {
                            details {
                                summary { (page.texts().more) }
                                (list(&choices[SHOWN..]))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn list(choices: &[Choice]) -> Markup {
    html! {
        ul {
            @for choice in choices {
                li {
                    a href=(choice.link) {
                        span lang=[choice.lang.as_deref()] { (choice.name) } " "
                        span .number { (grouped(choice.count)) }
                    }
                }
            }
        }
    }
}

/// The properties that would narrow the search, with their choices.
fn groups(page: &Page) -> Vec<(&'static str, Vec<Choice>)> {
    let Some(facets) = &page.found.facets else { return Vec::new() };
    let texts = page.texts();
    let properties = [
        (texts.section, Property::Section, &facets.section),
        (texts.tag, Property::Tag, &facets.tag),
        (texts.author, Property::Author, &facets.author),
        (texts.lang, Property::Lang, &facets.lang),
    ];
    let mut groups = Vec::new();
    for (name, property, values) in properties {
        groups.push((name, narrowing(page, values, |value| by_property(page.address, property, value))));
    }
    let months = narrowing(page, &facets.month, |month| by_month(page.address, month, texts));
    groups.push((texts.months, months));
    groups.retain(|(_, choices)| !choices.is_empty());
    groups
}

/// A value that every article has, as one that was chosen already, would narrow nothing.
fn narrowing(page: &Page, values: &[(String, u64)], choice: impl Fn(&str) -> Choice) -> Vec<Choice> {
    let values = values.iter().filter(|(_, count)| *count < page.found.total).take(OFFERED);
    values.map(|(value, count)| Choice { count: *count, ..choice(value) }).collect()
}

fn by_property(address: &Address, property: Property, value: &str) -> Choice {
    let (name, lang) = match language_name(value) {
        Some(name) if property == Property::Lang => (name, Some(value.to_owned())),
        _ => (value, None),
    };
    Choice { name: name.to_owned(), lang, link: address.with(property, value).link(), count: 0 }
}

fn by_month(address: &Address, month: &str, texts: &Texts) -> Choice {
    let link = address.between(Some(month), Some(month)).link();
    Choice { name: date(month, texts), lang: None, link, count: 0 }
}

/// Renders what the search is narrowed to, each with a link that widens it again.
pub(super) fn chosen(page: &Page) -> Markup {
    let (texts, address) = (page.texts(), page.address);
    let mut chosen: Vec<(String, Address)> = Vec::new();
    for (property, value) in &address.filters {
        let name = language_name(value).filter(|_| *property == Property::Lang).unwrap_or(value);
        chosen.push((name.to_owned(), address.without(*property, value)));
    }
    match (address.from.as_deref(), address.to.as_deref()) {
        (Some(from), Some(to)) if from == to => {
            chosen.push((date(from, texts), address.between(None, None)));
        }
        (from, to) => {
            if let Some(from) = from {
                chosen.push((fill(texts.since, &date(from, texts)), address.between(None, to)));
            }
            if let Some(to) = to {
                chosen.push((fill(texts.until, &date(to, texts)), address.between(from, None)));
            }
        }
    }
    html! {
        @if !chosen.is_empty() {
            nav .chosen aria-label=(texts.narrowed) {
                ul {
                    @for (name, widened) in &chosen {
                        li {
                            a href=(widened.link()) aria-label=(fill(texts.remove, name)) { (name) }
                        }
                    }
                    @if chosen.len() > 1 {
                        li { a .all href=(address.widened().link()) { (texts.remove_all) } }
                    }
                }
            }
        }
    }
}

/// A day, month or year as the page's language writes it; what is none stays as it is.
fn date(typed: &str, texts: &Texts) -> String {
    let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    if let Some(day) = day(typed) {
        day.format(texts.day).to_string()
    } else if let Some(month) = day(&format!("{typed}-01")) {
        month.format(texts.month).to_string()
    } else {
        typed.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::super::locale::Locale;
    use super::super::texts::texts;
    use super::*;

    #[test]
    fn dates_are_written_as_the_language_does() {
        let written = |typed| Locale::ALL.map(|locale| date(typed, texts(locale)));
        assert_eq!(
            written("2023-07-08"),
            ["2023年7月8日", "2023年7月8日", "2023年7月8日", "2023년 7월 8일", "8 July 2023"]
        );
        assert_eq!(written("2023-07")[3..], ["2023년 7월", "July 2023"]);
        assert_eq!(written("2023")[0], "2023");
        assert_eq!(written("<b>")[0], "<b>");
    }
}
