//! The parameters of a search, the same for the API, the page and the feeds.

use std::borrow::Cow;

use percent_encoding::percent_decode;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::{IntoParams, ToSchema};

use crate::article::Timestamp;
use crate::diagnostic::did_you_mean;
use crate::index::Order;
use crate::query::{self, Property, Query};
use crate::search::Search;
use crate::suggest::MAX_SUGGESTIONS;

/// Hits of an answer, unless another number is asked for.
pub const DEFAULT_LIMIT: usize = 10;

/// Hits of an answer, at most.
pub const MAX_LIMIT: usize = 100;

/// Hits left out at the beginning, at most: nobody pages that far, and each page costs more.
pub const MAX_OFFSET: usize = 10_000;

/// Values of one filter, at most.
pub const MAX_VALUES: usize = 20;

/// Characters of a parameter's value, at most.
pub const MAX_CHARS: usize = 1_000;

/// The names that are known; `ui` is the page's.
const NAMES: [&str; 12] =
    ["q", "section", "tag", "author", "lang", "from", "to", "sort", "limit", "offset", "facets", "ui"];

/// A search with the window and the form in which it is answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct SearchParams {
    /// Which articles.
    pub question: Question,
    /// Which of them, in which order.
    pub view: View,
    /// `ui`: the page's language.
    pub ui: Option<String>,
    /// What is said of parameters that nobody knows.
    pub unknown: Vec<String>,
}

/// Which articles are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Question {
    /// The query: words, `"a phrase"`, `-not`, `OR`, `( )`, `title:`, `section:`, `tag:`, `author:`,
    /// `lang:`, `date:2023-07..2023-08`, `prefix*`. All articles if empty.
    #[param(max_length = 1000, pattern = "^[^\\u0000]*$", required = false, example = "风机叶片")]
    pub q: String,
    /// Only of this section.
    #[param(required = false, schema_with = values)]
    pub section: Vec<String>,
    /// Only with this tag; if given several times, with all of them.
    #[param(required = false, schema_with = values)]
    pub tag: Vec<String>,
    /// Only by this author; if given several times, by all of them.
    #[param(required = false, schema_with = values)]
    pub author: Vec<String>,
    /// Only in this language; `zh` holds for `zh-Hans` too.
    #[param(required = false, schema_with = values)]
    pub lang: Vec<String>,
    /// Published on this day or later: `2023`, `2023-07` or `2023-07-18`.
    #[param(schema_with = day, example = "2023-07")]
    pub from: Option<String>,
    /// Published on this day or earlier.
    #[param(schema_with = day, example = "2023")]
    pub to: Option<String>,
}

/// Which of the articles found are shown, and in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct View {
    /// The order; by relevance unless it is chosen, newest first where there is nothing to rank by.
    #[param(inline)]
    pub sort: Option<Sort>,
    /// Articles left out at the beginning.
    #[param(minimum = 0, maximum = 10000, required = false)]
    pub offset: usize,
    /// Articles at most; 10 unless it is chosen.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<usize>,
    /// Whether the counts by section, tag, author, language and month are wanted.
    #[param(required = false)]
    pub facets: bool,
}

/// What was typed so far.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SuggestParams {
    /// What was typed so far.
    #[param(max_length = 1000, pattern = "^[^\\u0000]*$", required = false, example = "风")]
    pub q: String,
    /// Suggestions at most; 10 unless it is chosen.
    #[param(minimum = 1, maximum = 100, required = false)]
    pub limit: usize,
}

impl SuggestParams {
    /// Reads the query string of an address; what nobody knows is ignored.
    ///
    /// # Errors
    ///
    /// [`BadParam`] for the first parameter that can't be understood.
    pub fn parse(query: &str) -> Result<Self, BadParam> {
        let mut params = Self { q: String::new(), limit: DEFAULT_LIMIT };
        for (name, value) in pairs(query)? {
            match name.as_str() {
                "q" if value.chars().nth(MAX_CHARS).is_some() => return Err(too_long("q")),
                "q" => params.q = value,
                "limit" => params.limit = number("limit", &value, 1, MAX_SUGGESTIONS)?,
                _ => {}
            }
        }
        Ok(params)
    }
}

/// The values of a filter: some texts.
fn values() -> Schema {
    let text = ObjectBuilder::new()
        .schema_type(Type::String)
        .max_length(Some(MAX_CHARS))
        .pattern(Some("^[^\\u0000]*$"));
    ArrayBuilder::new().items(text).max_items(Some(MAX_VALUES)).into()
}

/// A year, a month or a day, or nothing, as a form sends it. That a leap year has one day more is beyond a pattern.
fn day() -> Schema {
    let long = "(0[13578]|1[02])(-(0[1-9]|[12][0-9]|3[01]))?";
    let short = "(0[469]|11)(-(0[1-9]|[12][0-9]|30))?";
    let february = "02(-(0[1-9]|1[0-9]|2[0-8]))?";
    let pattern = format!("^([0-9]{{4}}(-({long}|{short}|{february}))?)?$");
    ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).into()
}

/// An order of articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum Sort {
    /// The best match first.
    Relevance,
    /// The newest first.
    Newest,
    /// The oldest first.
    Oldest,
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
    /// Reads the query string of an address.
    ///
    /// # Errors
    ///
    /// [`BadParam`] for the first parameter that can't be understood. Unknown ones are none.
    pub fn parse(query: &str) -> Result<Self, BadParam> {
        let mut params = Self::default();
        for (typed, value) in pairs(query)? {
            match NAMES.into_iter().find(|name| *name == typed) {
                Some(name) => params.take(name, value)?,
                None => params.unknown.push(unknown(&typed)),
            }
        }
        let Question { section, tag, author, lang, .. } = &params.question;
        for (name, values) in [("section", section), ("tag", tag), ("author", author), ("lang", lang)] {
            if values.len() > MAX_VALUES {
                return Err(bad(Some(name), format!("`{name}` is given more than {MAX_VALUES} times")));
            }
        }
        Ok(params)
    }

    fn take(&mut self, name: &'static str, value: String) -> Result<(), BadParam> {
        if value.chars().nth(MAX_CHARS).is_some() {
            return Err(too_long(name));
        }
        let Self { question, view, ui, .. } = self;
        match name {
            "q" => question.q = value,
            // A form sends what is left empty, too.
            _ if value.is_empty() => {}
            "section" => question.section.push(value),
            "tag" => question.tag.push(value),
            "author" => question.author.push(value),
            "lang" => question.lang.push(value),
            "from" => question.from = Some(date(name, value)?),
            "to" => question.to = Some(date(name, value)?),
            "sort" => view.sort = Some(sort(&value)?),
            "offset" => view.offset = number(name, &value, 0, MAX_OFFSET)?,
            "limit" => view.limit = Some(number(name, &value, 1, MAX_LIMIT)?),
            "facets" => view.facets = flag(name, &value)?,
            _ => *ui = Some(value),
        }
        Ok(())
    }

    /// Bytes of all its texts, about.
    pub fn text_bytes(&self) -> usize {
        let Question { q, section, tag, author, lang, .. } = &self.question;
        let values = [section, tag, author, lang].into_iter().flatten().chain(&self.unknown);
        q.len() + values.map(String::len).sum::<usize>()
    }

    /// The search that is asked for, at this moment.
    pub fn search(&self, now: Timestamp) -> Search {
        Search {
            text: self.question.q.clone(),
            filters: self.question.filters(),
            order: self.view.sort.map_or(Order::Relevance, Order::from),
            offset: self.view.offset,
            limit: self.view.limit.unwrap_or(DEFAULT_LIMIT),
            facets: self.view.facets,
            explain: false,
            now,
        }
    }
}

impl Question {
    /// The properties that must hold beside the query.
    pub fn properties(&self) -> impl Iterator<Item = (Property, &String)> {
        let values = [
            (Property::Section, &self.section),
            (Property::Tag, &self.tag),
            (Property::Author, &self.author),
            (Property::Lang, &self.lang),
        ];
        values.into_iter().flat_map(|(property, values)| values.iter().map(move |value| (property, value)))
    }

    /// What must hold beside the query.
    fn filters(&self) -> Vec<Query> {
        let properties = self.properties().map(|(property, value)| Query::Property(property, value.clone()));
        let from = self.from.iter().filter_map(|date| query::parse_date_range(&format!("{date}..")));
        let to = self.to.iter().filter_map(|date| query::parse_date_range(&format!("..{date}")));
        properties.chain(from).chain(to).collect()
    }
}

impl From<Sort> for Order {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::Relevance => Self::Relevance,
            Sort::Newest => Self::Newest,
            Sort::Oldest => Self::Oldest,
        }
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

fn sort(value: &str) -> Result<Sort, BadParam> {
    match value {
        "relevance" => Ok(Sort::Relevance),
        "newest" => Ok(Sort::Newest),
        "oldest" => Ok(Sort::Oldest),
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

fn too_long(name: &'static str) -> BadParam {
    bad(Some(name), format!("`{name}` is longer than {MAX_CHARS} characters"))
}

fn bad(name: Option<&'static str>, message: String) -> BadParam {
    BadParam { name, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(query: &str) -> Result<SearchParams, String> {
        SearchParams::parse(query).map_err(|e| e.message)
    }

    #[test]
    fn a_query_string_says_what_is_asked_for() {
        let params =
            parse("q=%E6%B0%A2+a%2Bb&tag=x&tag=%E7%A7%91&section=&from=2023-07&sort=newest&limit=5&facets=1");
        let params = params.unwrap();
        assert_eq!(
            (params.question.q.as_str(), params.question.tag.as_slice()),
            ("氢 a+b", &["x".to_owned(), "科".to_owned()][..])
        );
        assert_eq!(params.view, View { sort: Some(Sort::Newest), offset: 0, limit: Some(5), facets: true });
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
        check(&format!("q={}", "科".repeat(1001)), "`q` is longer than 1000 characters");
        check(&"tag=a&".repeat(21), "`tag` is given more than 20 times");
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
