//! The parameters of a search, the same for the API, the page and the feeds.

use std::borrow::Cow;

use percent_encoding::percent_decode;

use crate::article::Timestamp;
use crate::diagnostic::did_you_mean;
use crate::index::Order;
use crate::query::{self, Property, Query};
use crate::search::Search;

/// Hits of an answer, unless another number is asked for.
pub const DEFAULT_LIMIT: usize = 10;

/// Hits of an answer, at most.
pub const MAX_LIMIT: usize = 100;

/// Hits left out at the beginning, at most: nobody pages that far, and each page costs more.
pub const MAX_OFFSET: usize = 10_000;

/// Values of all filters together, at most.
pub const MAX_FILTERS: usize = 20;

/// The names that are known; `ui` is the page's.
const NAMES: [&str; 12] =
    ["q", "section", "tag", "author", "lang", "from", "to", "sort", "limit", "offset", "facets", "ui"];

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchParams {
    /// `q`: the query as typed.
    pub text: String,
    /// `section`, `tag`, `author`, `lang`: all must hold, each may be given several times.
    pub filters: Vec<(Property, String)>,
    /// `from`: published on this day or later.
    pub from: Option<String>,
    /// `to`: published on this day or earlier.
    pub to: Option<String>,
    /// `sort`.
    pub order: Option<Order>,
    /// `offset`: hits left out at the beginning.
    pub offset: usize,
    /// `limit`: hits at most.
    pub limit: Option<usize>,
    /// `facets`: whether the counts are wanted.
    pub facets: bool,
    /// `ui`: the page's language.
    pub ui: Option<String>,
    /// Parameters that nobody knows, with the likely ones.
    pub unknown: Vec<String>,
}

/// A parameter that can't be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct BadParam {
    /// Which; nothing if the query string can't be read at all.
    pub name: Option<&'static str>,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl SearchParams {
    /// Reads the query string of an address; `max_chars` is the length of a query, at most.
    ///
    /// # Errors
    ///
    /// [`BadParam`] for the first parameter that can't be understood. Unknown ones are none.
    pub fn parse(query: &str, max_chars: usize) -> Result<Self, BadParam> {
        let mut params = Self::default();
        for (typed, value) in pairs(query)? {
            let Some(name) = NAMES.into_iter().find(|name| *name == typed) else {
                params.unknown.push(unknown(&typed));
                continue;
            };
            params.take(name, value, max_chars)?;
        }
        if params.filters.len() > MAX_FILTERS {
            return Err(bad(None, format!("more than {MAX_FILTERS} filters can't hold together")));
        }
        Ok(params)
    }

    fn take(&mut self, name: &'static str, value: String, max_chars: usize) -> Result<(), BadParam> {
        if value.chars().nth(max_chars).is_some() {
            return Err(bad(Some(name), format!("`{name}` is longer than {max_chars} characters")));
        }
        let property = Property::ALL.into_iter().find(|property| property.name() == name);
        match name {
            "q" => self.text = value,
            // A form sends what is left empty, too.
            _ if value.is_empty() => {}
            "from" => self.from = Some(date(name, value)?),
            "to" => self.to = Some(date(name, value)?),
            "sort" => self.order = Some(order(&value)?),
            "offset" => self.offset = number(name, &value, 0, MAX_OFFSET)?,
            "limit" => self.limit = Some(number(name, &value, 1, MAX_LIMIT)?),
            "facets" => self.facets = flag(name, &value)?,
            "ui" => self.ui = Some(value),
            _ => self.filters.extend(property.map(|property| (property, value))),
        }
        Ok(())
    }

    /// The search that is asked for, at this moment.
    pub fn search(&self, now: Timestamp) -> Search {
        Search {
            text: self.text.clone(),
            filters: self.filters(),
            order: self.order.unwrap_or_default(),
            offset: self.offset,
            limit: self.limit.unwrap_or(DEFAULT_LIMIT),
            facets: self.facets,
            explain: false,
            now,
        }
    }

    fn filters(&self) -> Vec<Query> {
        let filters = self.filters.iter();
        let mut filters: Vec<Query> =
            filters.map(|(property, value)| Query::Property(*property, value.clone())).collect();
        let from = self.from.iter().filter_map(|date| query::parse_date_range(&format!("{date}..")));
        let to = self.to.iter().filter_map(|date| query::parse_date_range(&format!("..{date}")));
        filters.extend(from.chain(to));
        filters
    }
}

/// The names and values of a query string (`application/x-www-form-urlencoded`), decoded.
///
/// # Errors
///
/// [`BadParam`] if one is not UTF-8 or has a NUL in it.
pub fn pairs(query: &str) -> Result<Vec<(String, String)>, BadParam> {
    let decode = |text: &str| -> Result<String, BadParam> {
        let spaced: Cow<'_, str> =
            if text.contains('+') { text.replace('+', " ").into() } else { text.into() };
        let decoded = percent_decode(spaced.as_bytes()).decode_utf8();
        let decoded = decoded.map_err(|_| bad(None, "the query string is not UTF-8".to_owned()))?;
        if decoded.contains('\0') {
            return Err(bad(None, "the query string has a NUL character".to_owned()));
        }
        Ok(decoded.into_owned())
    };
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(name)?, decode(value)?))
        })
        .collect()
}

/// Reads a whole number between `least` and `most`.
///
/// # Errors
///
/// [`BadParam`] if it is none.
pub fn number(name: &'static str, value: &str, least: usize, most: usize) -> Result<usize, BadParam> {
    let is_digits = value.bytes().all(|byte| byte.is_ascii_digit());
    value
        .parse()
        .ok()
        .filter(|number| is_digits && (least..=most).contains(number))
        .ok_or_else(|| bad(Some(name), format!("`{name}` must be a whole number from {least} to {most}")))
}

fn date(name: &'static str, value: String) -> Result<String, BadParam> {
    match query::parse_date_range(&value) {
        Some(_) if !value.contains("..") => Ok(value),
        _ => Err(bad(Some(name), format!("`{name}` must be a date: 2023, 2023-07 or 2023-07-18"))),
    }
}

fn order(value: &str) -> Result<Order, BadParam> {
    match value {
        "relevance" => Ok(Order::Relevance),
        "newest" => Ok(Order::Newest),
        "oldest" => Ok(Order::Oldest),
        _ => Err(bad(Some("sort"), "`sort` must be `relevance`, `newest` or `oldest`".to_owned())),
    }
}

fn flag(name: &'static str, value: &str) -> Result<bool, BadParam> {
    match value {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(bad(Some(name), format!("`{name}` must be `true` or `false`"))),
    }
}

fn unknown(typed: &str) -> String {
    let shown: String = typed.chars().take(40).collect();
    match did_you_mean(typed, NAMES) {
        Some(name) => format!("the parameter `{shown}` is not known and was ignored; did you mean `{name}`?"),
        None => format!("the parameter `{shown}` is not known and was ignored"),
    }
}

fn bad(name: Option<&'static str>, message: String) -> BadParam {
    BadParam { name, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(query: &str) -> Result<SearchParams, String> {
        SearchParams::parse(query, 100).map_err(|e| e.message)
    }

    #[test]
    fn a_query_string_says_what_is_asked_for() {
        let params =
            parse("q=%E6%B0%A2+a%2Bb&tag=x&tag=%E7%A7%91&section=&from=2023-07&sort=newest&limit=5&facets=1");
        let params = params.unwrap();
        assert_eq!(params.text, "氢 a+b");
        assert_eq!(params.filters, [(Property::Tag, "x".to_owned()), (Property::Tag, "科".to_owned())]);
        assert_eq!((params.order, params.limit, params.facets), (Some(Order::Newest), Some(5), true));
        let (query, _) = params.search(Timestamp::default()).query();
        assert_eq!(query.to_string(), "氢 a+b tag:x tag:科 date:2023-07-01..");
        assert_eq!(parse("").unwrap(), SearchParams::default());
        assert_eq!(parse("&&q").unwrap(), SearchParams::default());
    }

    #[test]
    fn what_cannot_be_understood_is_refused_by_name() {
        let check = |query: &str, expected: &str| assert_eq!(parse(query).unwrap_err(), expected, "{query}");
        check("q=%FF", "the query string is not UTF-8");
        check("q=%C0%AF", "the query string is not UTF-8");
        check("q=a%00b", "the query string has a NUL character");
        check("limit=0", "`limit` must be a whole number from 1 to 100");
        check("limit=+5", "`limit` must be a whole number from 1 to 100");
        check("limit=99999999999999999999", "`limit` must be a whole number from 1 to 100");
        check("offset=-1", "`offset` must be a whole number from 0 to 10000");
        check("sort=best", "`sort` must be `relevance`, `newest` or `oldest`");
        check("from=soon", "`from` must be a date: 2023, 2023-07 or 2023-07-18");
        check("to=2023..2024", "`to` must be a date: 2023, 2023-07 or 2023-07-18");
        check("facets=maybe", "`facets` must be `true` or `false`");
        check(&format!("q={}", "科".repeat(101)), "`q` is longer than 100 characters");
        check(&"tag=a&".repeat(21), "more than 20 filters can't hold together");
    }

    #[test]
    fn unknown_parameters_are_ignored_and_named() {
        let params = parse("secton=a&utm_source=b").unwrap();
        assert_eq!(
            params.unknown,
            [
                "the parameter `secton` is not known and was ignored; did you mean `section`?",
                "the parameter `utm_source` is not known and was ignored",
            ]
        );
    }
}
