//! Reading what a person typed. It can't fail.
//!
//! Grammar, with everything that doesn't fit taken as text:
//!
//! ```text
//! query   = { group }                       all of them
//! group   = item { "OR" item }              at least one; binds tighter than the space
//! item    = [ "-" ] ( "(" query ")" | field ":" value | '"' words '"' | word "*" | word )
//! ```
//!
//! `AND` between two items says what the space says. Operators are upper case; `OR`, `AND` without
//! something on both sides are words. A field's name may be written in Chinese and its colon may be
//! full-width (栏目：科技).

use chrono::{Datelike, NaiveDate};

use super::{Note, Property, Query};
use crate::text::Tokens;

/// What lies beyond so many characters of a query is not read.
pub const MAX_CHARS: usize = 4096;

/// Parentheses within parentheses beyond this are text.
const MAX_DEPTH: usize = 32;

/// Reads what a person typed.
///
/// ```
/// use tidings::query::{Query, parse};
///
/// let (query, notes) = parse("氢能 OR 氢燃料 -广告");
/// assert_eq!(query.to_string(), "(氢能 OR 氢燃料) -广告");
/// assert!(notes.is_empty());
/// ```
pub fn parse(text: &str) -> (Query, Vec<Note>) {
    let mut notes = Vec::new();
    let text = match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => {
            notes.push(Note::TooLong(MAX_CHARS));
            &text[..end]
        }
        None => text,
    };
    let lexemes = balance(lex(text), &mut notes);
    let mut parser = Parser { lexemes: &lexemes, at: 0, notes };
    let query = parser.query();
    let mut notes = parser.notes;
    let query = match query {
        Some(query) => query,
        None if text.trim().is_empty() => Query::All,
        None => {
            notes.push(Note::NothingToSearchFor);
            Query::nothing()
        }
    };
    (query, notes)
}

/// Reads `2023`, `2023-07`, `2023-07-18`, or two of them around `..`, one of which may be missing.
pub fn parse_date_range(text: &str) -> Option<Query> {
    let (from, to) = match text.split_once("..") {
        Some(("", "")) => return None,
        Some((from, "")) => (Some(parse_span(from)?.0), None),
        Some(("", to)) => (None, Some(parse_span(to)?.1)),
        Some((from, to)) => (Some(parse_span(from)?.0), Some(parse_span(to)?.1)),
        None => {
            let (from, to) = parse_span(text)?;
            (Some(from), Some(to))
        }
    };
    Some(Query::Date { from, to })
}

/// The first and the last day of a year, a month or a day.
fn parse_span(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let numbers: Vec<u32> = text.split('-').map(|n| n.parse().ok()).collect::<Option<_>>()?;
    let year =
        |year: u32| i32::try_from(year).ok().filter(|_| text.split('-').next().unwrap_or("").len() == 4);
    match *numbers.as_slice() {
        [y] => Some((NaiveDate::from_ymd_opt(year(y)?, 1, 1)?, NaiveDate::from_ymd_opt(year(y)?, 12, 31)?)),
        [y, month] => {
            let first = NaiveDate::from_ymd_opt(year(y)?, month, 1)?;
            let next = first.checked_add_months(chrono::Months::new(1))?;
            Some((first, next.pred_opt()?))
        }
        [y, month, day] => {
            let date = NaiveDate::from_ymd_opt(year(y)?, month, day)?;
            Some((date, date)).filter(|_| date.year() > 0)
        }
        _ => None,
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Lexeme {
    Open,
    Close,
    Minus,
    And,
    Or,
    /// A field's name and its colon, as typed.
    Field(Field, String),
    Phrase(String),
    Word(String),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Field {
    Title,
    Date,
    Property(Property),
}

fn field(name: &str) -> Option<Field> {
    Some(match name.to_lowercase().as_str() {
        "title" | "标题" | "標題" => Field::Title,
        "date" | "日期" => Field::Date,
        "section" | "栏目" | "欄目" => Field::Property(Property::Section),
        "tag" | "标签" | "標籤" => Field::Property(Property::Tag),
        "author" | "作者" => Field::Property(Property::Author),
        "lang" | "语言" | "語言" => Field::Property(Property::Lang),
        _ => return None,
    })
}

/// Cuts the text into lexemes. Quotes and parentheses are operators only where a word could begin
/// (or, closing, end); within a word they are text.
fn lex(text: &str) -> Vec<Lexeme> {
    let mut lexemes = Vec::new();
    let mut open = 0_usize;
    let mut rest = text.trim_start();
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let may_negate = after.chars().next().is_some_and(|next| !next.is_whitespace());
        let (lexeme, left) = match c {
            '(' => {
                open += 1;
                (Lexeme::Open, after)
            }
            ')' => {
                open = open.saturating_sub(1);
                (Lexeme::Close, after)
            }
            '-' | '－' if may_negate => (Lexeme::Minus, after),
            '"' => match after.find('"') {
                Some(end) => (Lexeme::Phrase(after[..end].to_owned()), &after[end + 1..]),
                None => (Lexeme::Phrase(after.to_owned()), ""),
            },
            _ => {
                let end =
                    rest.find(|c: char| c.is_whitespace() || (c == ')' && open > 0)).unwrap_or(rest.len());
                let (lexeme, length) = lex_word(&rest[..end]);
                (lexeme, &rest[length..])
            }
        };
        lexemes.push(lexeme);
        rest = left.trim_start();
    }
    lexemes
}

/// A word, an operator's name, or a field's name with its colon; and how many bytes it took.
fn lex_word(word: &str) -> (Lexeme, usize) {
    if let Some((at, colon)) = word.char_indices().find(|&(_, c)| c == ':' || c == '：')
        && let Some(field) = field(&word[..at])
    {
        let length = at + colon.len_utf8();
        return (Lexeme::Field(field, word[..length].to_owned()), length);
    }
    let lexeme = match word {
        "OR" | "||" => Lexeme::Or,
        "AND" | "&&" => Lexeme::And,
        _ => Lexeme::Word(word.to_owned()),
    };
    (lexeme, word.len())
}

/// Drops parentheses without partner or nested too deep.
fn balance(lexemes: Vec<Lexeme>, notes: &mut Vec<Note>) -> Vec<Lexeme> {
    let mut open = Vec::new();
    let mut keep = vec![true; lexemes.len()];
    let mut depth_of = Vec::new();
    for (at, lexeme) in lexemes.iter().enumerate() {
        match lexeme {
            Lexeme::Open => {
                depth_of.push(open.len());
                open.push(at);
            }
            Lexeme::Close => match open.pop() {
                Some(opened) if open.len() >= MAX_DEPTH => {
                    keep[opened] = false;
                    keep[at] = false;
                }
                Some(_) => {}
                None => keep[at] = false,
            },
            _ => {}
        }
    }
    for unclosed in open {
        keep[unclosed] = false;
    }
    if keep.contains(&false) {
        notes.push(Note::LoneParenthesis);
    }
    lexemes.into_iter().zip(keep).filter_map(|(lexeme, keep)| keep.then_some(lexeme)).collect()
}

struct Parser<'a> {
    lexemes: &'a [Lexeme],
    at: usize,
    notes: Vec<Note>,
}

impl Parser<'_> {
    /// All items up to the end or the closing parenthesis; `None` if there is nothing to search.
    fn query(&mut self) -> Option<Query> {
        let mut groups = Vec::new();
        loop {
            match self.lexemes.get(self.at) {
                None | Some(Lexeme::Close) => break,
                // Between two items it says what the space says.
                Some(Lexeme::And) if !groups.is_empty() && self.begins_item(self.at + 1) => self.at += 1,
                Some(_) => groups.extend(self.group()),
            }
        }
        match groups.len() {
            0 => None,
            _ => Some(Query::all_of(groups)),
        }
    }

    fn group(&mut self) -> Option<Query> {
        let mut alternatives = Vec::new();
        let mut is_choice = false;
        loop {
            alternatives.extend(self.item());
            if self.lexemes.get(self.at) == Some(&Lexeme::Or) && self.begins_item(self.at + 1) {
                self.at += 1;
                is_choice = true;
            } else {
                break;
            }
        }
        match alternatives.len() {
            0 => None,
            1 if !is_choice || alternatives.len() == 1 => alternatives.pop(),
            _ => Some(Query::Or(alternatives)),
        }
    }

    fn begins_item(&self, at: usize) -> bool {
        self.lexemes.get(at).is_some_and(|lexeme| !matches!(lexeme, Lexeme::Close | Lexeme::Or | Lexeme::And))
    }

    fn item(&mut self) -> Option<Query> {
        let lexeme = self.lexemes.get(self.at)?.clone();
        self.at += 1;
        match lexeme {
            Lexeme::Minus if self.begins_item(self.at) => {
                let inner = self.item()?;
                Some(match inner {
                    Query::Not(twice) => *twice,
                    inner => Query::Not(Box::new(inner)),
                })
            }
            Lexeme::Minus => None,
            Lexeme::Open => {
                let inner = self.query();
                // `balance` has seen to it that the closing one is there.
                self.at += 1;
                inner
            }
            Lexeme::Close => None,
            // Quoted, so that it prints as what it is: a word.
            Lexeme::Or => Some(Query::Phrase("OR".to_owned())),
            Lexeme::And => Some(Query::Phrase("AND".to_owned())),
            Lexeme::Phrase(words) => self.searchable(Query::Phrase(words.clone()), &words),
            Lexeme::Word(word) => self.text(&word),
            Lexeme::Field(field, typed) => self.field(field, &typed),
        }
    }

    fn text(&mut self, word: &str) -> Option<Query> {
        match word.strip_suffix(['*', '＊']) {
            Some(start) if has_tokens(start) && !start.contains(['(', ')']) => {
                Some(Query::Prefix(start.to_owned()))
            }
            // Quoted, so that it prints as text inside other parentheses too.
            _ if word.contains(['(', ')']) => {
                let words = word.replace('"', " ");
                self.searchable(Query::Phrase(words.clone()), &words)
            }
            _ => self.searchable(Query::Run(word.to_owned()), word),
        }
    }

    /// The query, unless `text` has nothing that could be found.
    fn searchable(&mut self, query: Query, text: &str) -> Option<Query> {
        if has_tokens(text) {
            return Some(query);
        }
        if !text.trim().is_empty() {
            self.notes.push(Note::Unfindable(text.trim().to_owned()));
        }
        None
    }

    fn field(&mut self, field: Field, typed: &str) -> Option<Query> {
        let value = match self.lexemes.get(self.at) {
            Some(Lexeme::Word(value) | Lexeme::Phrase(value)) if !value.trim().is_empty() => value.clone(),
            _ => return Some(Query::Phrase(typed.to_owned())),
        };
        match field {
            Field::Title => {
                let inner = self.item()?;
                matches!(inner, Query::Run(_) | Query::Phrase(_) | Query::Prefix(_))
                    .then(|| Query::Title(Box::new(inner)))
            }
            Field::Property(property) => {
                self.at += 1;
                // A quote within a value can only be a stray one.
                let value = value.replace('"', "");
                (!value.trim().is_empty()).then(|| Query::Property(property, value.trim().to_owned()))
            }
            Field::Date => {
                self.at += 1;
                parse_date_range(&value).or_else(|| {
                    self.notes.push(Note::NotADate(format!("{typed}{value}")));
                    self.text(&format!("{typed}{value}"))
                })
            }
        }
    }
}

fn has_tokens(text: &str) -> bool {
    Tokens::new(text).advance()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads `text` and prints the tree back; `∅` for the query that nothing matches.
    fn check(text: &str, expected: &str) {
        let (query, _) = parse(text);
        let printed = if query == Query::nothing() { "∅".to_owned() } else { query.to_string() };
        assert_eq!(printed, expected, "{text:?}");
        if query != Query::nothing() {
            assert_eq!(parse(&printed).0, query, "{text:?} printed as {printed:?}");
        }
    }

    #[test]
    fn operators_are_read() {
        check("", "");
        check("  风机 叶片 ", "风机 叶片");
        check("\"new york\" times", "\"new york\" times");
        check("氢能 OR 氢燃料 -广告", "(氢能 OR 氢燃料) -广告");
        check("a AND b", "a b");
        check("a OR b OR c d", "(a OR b OR c) d");
        check("(a b) OR c", "((a b) OR c)");
        check("-(a b) c", "-(a b) c");
        check("-(a OR b)", "-(a OR b)");
        check("title:风机 x", "title:风机 x");
        check("title:\"a b\"", "title:\"a b\"");
        check("turb*", "turb*");
        check("section:科技在线 tag:氢能", "section:科技在线 tag:氢能");
        check("栏目：科技", "section:科技");
        check("author:\"Jane Doe\"", "author:\"Jane Doe\"");
        check("date:2023-07..2023-08", "date:2023-07-01..2023-08-31");
        check("date:2023", "date:2023-01-01..2023-12-31");
        check("date:2024-02", "date:2024-02-01..2024-02-29");
        check("date:..2023-07-18", "date:..2023-07-18");
        check("-tag:x y", "-tag:x y");
        check("--x", "x");
    }

    #[test]
    fn what_is_no_operator_is_text() {
        check("OR", "\"OR\"");
        check("a OR", "a \"OR\"");
        check("AND a", "\"AND\" a");
        check("foo:bar", "foo:bar");
        check("f(x)", "\"f(x)\"");
        check("state-of-the-art", "state-of-the-art");
        check("date:soon", "date:soon");
        check("title:", "\"title:\"");
        check("(a", "a");
        check("a)", "\"a)\"");
        check("a - b", "a b");
        check("“深瞳”", "“深瞳”");
        check("\"open", "\"open\"");
    }

    #[test]
    fn a_query_without_anything_to_find_matches_nothing() {
        check(")( - :", "∅");
        check("\"\"", "∅");
        check("。", "∅");
        check("()", "∅");
    }

    #[test]
    fn guesses_are_told() {
        let said = |text: &str| parse(text).1.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(said("(a"), ["a parenthesis without its partner was ignored"]);
        assert_eq!(said("a 。"), ["`。` has nothing that could be found"]);
        assert!(said("date:soon")[0].contains("is not a date"));
        assert!(said(&"x".repeat(MAX_CHARS + 1))[0].contains("only the first 4096 characters"));
    }

    #[test]
    fn deep_nesting_ends() {
        let text = format!("{}a{}", "(".repeat(2000), ")".repeat(2000));
        assert_eq!(parse(&text).0, Query::Run("a".to_owned()));
        parse(&"(".repeat(100_000));
        parse(&"-".repeat(100_000));
        parse(&"-(".repeat(2_000));
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_typed_is_read_and_prints_back(text in "([a氢\"()*: -]|OR |AND |title:|date:2023|tag:){0,14}|\\PC{0,40}") {
            let (query, _) = parse(&text);
            let printed = query.to_string();
            if query != Query::nothing() {
                let again = parse(&printed).0;
                assert_eq!(again.to_string(), printed, "{text:?} → {query:?}");
            }
        }
    }
}
