//! A search as the address of its page, so that it can be linked to, kept and sent on.

use url::form_urlencoded::Serializer;

use super::super::params::DEFAULT_LIMIT;
use super::locale::Locale;
use crate::config::Format;
use crate::index::Order;
use crate::query::Property;

/// What the address of a search page says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// The query as typed (`q`).
    pub text: String,
    /// Properties that must all hold (`section`, `tag`, `author`, `lang`).
    pub filters: Vec<(Property, String)>,
    /// The first day, month or year (`from`).
    pub from: Option<String>,
    /// The last day, month or year (`to`).
    pub to: Option<String>,
    /// The order (`sort`), if it was chosen.
    pub order: Option<Order>,
    /// How many hits are left out at the beginning (`offset`).
    pub offset: usize,
    /// How many hits stand on a page (`limit`), if it was chosen.
    pub limit: Option<usize>,
    /// The page's language (`ui`), if it was chosen.
    pub ui: Option<Locale>,
}

impl Address {
    /// How many hits stand on a page; at least 1.
    pub fn page_size(&self) -> usize {
        self.limit.unwrap_or(DEFAULT_LIMIT).max(1)
    }

    /// Whether something beside the query narrows the search.
    pub fn is_narrowed(&self) -> bool {
        !self.filters.is_empty() || self.from.is_some() || self.to.is_some()
    }

    /// Whether it asks for nothing, so that the newest articles are shown.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && !self.is_narrowed()
    }

    /// The page's address, relative to itself, so that it works below any path.
    pub fn link(&self) -> String {
        let mut pairs = self.question();
        pairs.extend(self.manner());
        if self.offset > 0 {
            pairs.push(("offset", self.offset.to_string()));
        }
        relative("search", &pairs)
    }

    /// The address of the same search as a feed.
    pub fn feed(&self, format: Format) -> String {
        let file = match format {
            Format::Rss => "search.rss",
            Format::Atom => "search.atom",
            Format::Json => "search.json",
        };
        relative(file, &self.question())
    }

    /// What a form beside the query must carry on, so that a new query keeps it.
    pub(super) fn carried(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.question();
        pairs.remove(0);
        pairs.extend(self.manner());
        pairs
    }

    /// The first page of the search with one more property.
    pub(super) fn with(&self, property: Property, value: &str) -> Self {
        let mut changed = self.at(0);
        changed.filters.push((property, value.to_owned()));
        changed
    }

    /// The first page of the search without that property.
    pub(super) fn without(&self, property: Property, value: &str) -> Self {
        let mut changed = self.at(0);
        changed.filters.retain(|(p, v)| (*p, v.as_str()) != (property, value));
        changed
    }

    /// The first page of the search between two dates.
    pub(super) fn between(&self, from: Option<&str>, to: Option<&str>) -> Self {
        Self { from: from.map(str::to_owned), to: to.map(str::to_owned), ..self.at(0) }
    }

    /// The first page of the query alone.
    pub(super) fn widened(&self) -> Self {
        Self { filters: Vec::new(), from: None, to: None, ..self.at(0) }
    }

    /// The first page of another query.
    pub(super) fn asking(&self, text: &str) -> Self {
        Self { text: text.to_owned(), ..self.at(0) }
    }

    /// The same search in another order, from its beginning.
    pub(super) fn ordered(&self, order: Order) -> Self {
        Self { order: (order != Order::Relevance).then_some(order), ..self.at(0) }
    }

    /// The same search from another hit on.
    pub(super) fn at(&self, offset: usize) -> Self {
        Self { offset, ..self.clone() }
    }

    /// The same page in another language.
    pub(super) fn spoken(&self, locale: Locale) -> Self {
        Self { ui: Some(locale), ..self.clone() }
    }

    /// Which articles; the query first.
    fn question(&self) -> Vec<(&'static str, String)> {
        let mut pairs = vec![("q", self.text.clone())];
        pairs.extend(self.filters.iter().map(|(property, value)| (property.name(), value.clone())));
        pairs.extend(self.from.iter().map(|date| ("from", date.clone())));
        pairs.extend(self.to.iter().map(|date| ("to", date.clone())));
        pairs
    }

    /// How they are shown.
    fn manner(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        match self.order {
            Some(Order::Newest) => pairs.push(("sort", "newest".to_owned())),
            Some(Order::Oldest) => pairs.push(("sort", "oldest".to_owned())),
            Some(Order::Relevance) | None => {}
        }
        pairs.extend(self.limit.map(|limit| ("limit", limit.to_string())));
        pairs.extend(self.ui.map(|locale| ("ui", locale.code().to_owned())));
        pairs
    }
}

/// Leaves out what is empty; `pairs` with nothing left give the bare file.
fn relative(file: &str, pairs: &[(&'static str, String)]) -> String {
    let mut query = Serializer::new(String::new());
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    let query = query.finish();
    if query.is_empty() { file.to_owned() } else { format!("{file}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address() -> Address {
        Address {
            text: "氢 & <车>".to_owned(),
            filters: vec![(Property::Section, "能源".to_owned()), (Property::Tag, "a=b".to_owned())],
            from: Some("2023-07".to_owned()),
            order: Some(Order::Newest),
            offset: 20,
            ui: Some(Locale::Ja),
            ..Address::default()
        }
    }

    #[test]
    fn everything_that_was_chosen_stands_in_the_link() {
        insta::assert_snapshot!(address().link(), @"search?q=%E6%B0%A2+%26+%3C%E8%BD%A6%3E&section=%E8%83%BD%E6%BA%90&tag=a%3Db&from=2023-07&sort=newest&ui=ja&offset=20");
        assert_eq!(Address::default().link(), "search");
    }

    #[test]
    fn a_feed_is_of_the_question_and_not_of_its_page() {
        insta::assert_snapshot!(address().feed(Format::Atom), @"search.atom?q=%E6%B0%A2+%26+%3C%E8%BD%A6%3E&section=%E8%83%BD%E6%BA%90&tag=a%3Db&from=2023-07");
    }

    #[test]
    fn a_change_of_the_question_begins_at_its_first_page() {
        let address = address();
        assert_eq!(address.without(Property::Tag, "a=b").filters.len(), 1);
        for changed in [
            address.with(Property::Author, "昊然"),
            address.without(Property::Tag, "a=b"),
            address.between(None, None),
            address.widened(),
            address.asking("氢"),
            address.ordered(Order::Oldest),
        ] {
            assert_eq!(changed.offset, 0, "{changed:?}");
            assert_eq!(changed.ui, Some(Locale::Ja));
        }
        assert_eq!(address.spoken(Locale::En).offset, 20);
    }
}
