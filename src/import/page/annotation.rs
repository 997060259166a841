//! A reading as a table that a person corrects and feeds back.
//!
//! Lines of tab-separated values, one a paragraph, in the order of the reading: article, role, mark,
//! number, text. The number is the paragraph's place on the page, from 1; the mark is `+` where a
//! paragraph goes on the one before it without a break. To correct: change the article's number (0:
//! no article) or the role, set or delete a `+`, move a line up or down. The text is there to be
//! read; when the table is fed back, only its beginning is compared with the page's.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::article::{self, Article, Plan};
use super::cut::{Cuts, Join};
use super::shape::Shape;
use super::{Reading, Role, paragraph};
use crate::diagnostic::{Diagnostic, Place};

/// The first line.
const HEAD: &str = "article\trole\tjoin\tparagraph\ttext";

/// Characters of the text that must be the page's.
const COMPARED: usize = 12;

/// Writes the table of a reading.
pub fn write(reading: &Reading) -> String {
    let mut table = String::from(HEAD);
    table.push('\n');
    let mut row = |article: usize, role: Role, join: &str, at: usize| {
        let text = reading.paragraphs[at].text.replace('\t', " ");
        let _ = writeln!(table, "{article}\t{}\t{join}\t{}\t{text}", role.name(), at + 1);
    };
    for (number, article) in (1..).zip(&reading.articles) {
        for (at, role) in &article.paragraphs {
            let goes_on = article.blocks.iter().any(|block| block.paragraphs[1..].contains(at));
            row(number, *role, if goes_on { "+" } else { "" }, *at);
        }
    }
    for at in &reading.left_over {
        row(0, Role::Furniture, "", *at);
    }
    table
}

/// Reads `page` as the table says. `file` names the table in findings.
///
/// # Errors
///
/// Everything that is wrong with the table, with its lines.
pub fn read(page: &str, table: &str, file: &str) -> Result<Reading, Vec<Diagnostic>> {
    let paragraphs = paragraph::split(page);
    let mut findings = Vec::new();
    let mut plans: BTreeMap<usize, Plan> = BTreeMap::new();
    let mut left_over = Vec::new();
    let mut joins: Vec<Join> = Vec::new();
    let mut seen: BTreeMap<usize, u32> = BTreeMap::new();
    let table = table.strip_prefix('\u{feff}').unwrap_or(table);
    for (line, row) in (1u32..).zip(table.lines()) {
        let row = row.trim_end_matches('\r');
        if row.trim().is_empty() || (line == 1 && row.starts_with("article")) {
            continue;
        }
        let place = Place::at(file, line, 1);
        let wrong = |message: String, hint: &str| {
            Diagnostic::error("bad-annotation", place.clone(), message).with_hint(hint)
        };
        let cells: Vec<&str> = row.splitn(5, '\t').collect();
        let [article, role, join, number, text] = cells[..] else {
            let hint = "write `article TAB role TAB join TAB paragraph TAB text`; the join may be empty";
            findings.push(wrong(format!("{} columns in place of five", cells.len()), hint));
            continue;
        };
        let Some(at) = number.trim().parse::<usize>().ok().filter(|n| (1..=paragraphs.len()).contains(n))
        else {
            let message = format!("`{number}` is no paragraph of the page, which has {}", paragraphs.len());
            findings.push(wrong(message, "leave the number as `--annotate` wrote it"));
            continue;
        };
        let at = at - 1;
        let begins =
            |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).take(COMPARED).collect() };
        if begins(text) != begins(&paragraphs[at].text) {
            let message = format!("the text is not that of the page's paragraph {number}");
            findings.push(wrong(message, "the table was made of another page; run `--annotate` again"));
            continue;
        }
        if let Some(first) = seen.insert(at, line) {
            let message = format!("paragraph {number} stands on line {first} already");
            findings.push(wrong(message, "keep one of the lines"));
            continue;
        }
        let Ok(article) = article.trim().parse::<usize>() else {
            findings
                .push(wrong(format!("`{article}` is no article's number"), "write 1, 2, …, or 0 for none"));
            continue;
        };
        let role = role.trim();
        let Some(role) = Role::ALL.into_iter().find(|known| known.name() == role) else {
            let names: Vec<&str> = Role::ALL.iter().map(|role| role.name()).collect();
            findings
                .push(wrong(format!("`{role}` is no role"), &format!("write one of {}", names.join(", "))));
            continue;
        };
        if article == 0 || role == Role::Furniture {
            left_over.push(at);
            continue;
        }
        let plan = plans.entry(article).or_default();
        if !join.trim().is_empty() {
            match plan.items.last() {
                Some((first, Role::Body)) if role == Role::Body => {
                    joins.push(Join { first: *first, second: at, score: f32::MAX });
                }
                _ => findings.push(wrong(
                    "`+` where no running text stands before".to_owned(),
                    "move the line below the paragraph that it goes on, or delete the `+`",
                )),
            }
        }
        plan.items.push((at, role));
    }
    let missing: Vec<String> =
        (0..paragraphs.len()).filter(|at| !seen.contains_key(at)).map(|at| (at + 1).to_string()).collect();
    if !missing.is_empty() && findings.is_empty() {
        let message = format!("paragraphs {} are missing", missing.join(", "));
        let hint = "every paragraph has a line; give those that belong to no article the number 0";
        findings.push(Diagnostic::error("bad-annotation", Place::file(file), message).with_hint(hint));
    }
    findings.extend(plans.iter().filter_map(|(number, plan)| without_text(*number, plan, &seen, file)));
    if !findings.is_empty() {
        return Err(findings);
    }
    let texts: Vec<&str> = paragraphs.iter().map(|p| p.text.as_str()).collect();
    let mut shapes: Vec<Shape> = texts.iter().map(|text| Shape::of(text)).collect();
    super::shape::look_around(&mut shapes, &texts);
    let (mut roles, mut articles) = (vec![Role::Furniture; texts.len()], vec![0; texts.len()]);
    for (number, plan) in &plans {
        for (at, role) in &plan.items {
            (roles[*at], articles[*at]) = (*role, *number);
        }
    }
    let mut cuts = Cuts::find(&texts, &shapes, &roles, &articles, true);
    cuts.joins = joins;
    let made: Vec<Article> =
        plans.values().map(|plan| article::article(plan, &texts, &shapes, &cuts)).collect();
    Ok(article::finish(paragraphs.clone(), made, left_over, Vec::new()))
}

/// What is wrong with an article that has a head and nothing below it.
fn without_text(number: usize, plan: &Plan, lines: &BTreeMap<usize, u32>, file: &str) -> Option<Diagnostic> {
    let is_head = |role: &Role| {
        matches!(role, Role::Section | Role::Kicker | Role::Title | Role::Subtitle | Role::Byline)
    };
    if !plan.items.iter().all(|(_, role)| is_head(role)) {
        return None;
    }
    let line = plan.items.first().and_then(|(at, _)| lines.get(at)).copied().unwrap_or(1);
    let message = format!("article {number} has no text");
    let hint = "give its lines the number of the article that they belong to, or 0 for none";
    Some(Diagnostic::error("bad-annotation", Place::at(file, line, 1), message).with_hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "小镇通了夜班车\n\n本报讯 从本周起，夜班车每晚十点发出，末班车到凌晨一点，一路停靠七站。\n\n\
                        旧书市集回来了\n\n本报讯 停办两年的旧书市集周六重开，摊主已有一百八十多位。\n\n第3版 要闻\n";

    #[test]
    fn a_table_that_nobody_changed_gives_the_same_reading() {
        let reading = crate::import::page::read(PAGE);
        let table = write(&reading);
        let again = read(PAGE, &table, "a.tsv").unwrap();
        assert_eq!(again.articles, reading.articles);
        assert_eq!(again.left_over, reading.left_over);
        assert_eq!(write(&again), table);
    }

    #[test]
    fn a_correction_is_followed() {
        let table = write(&crate::import::page::read(PAGE));
        let table = table.replace("2\ttitle\t\t3", "1\tsubhead\t\t3").replace("2\tbody", "1\tbody");
        let reading = read(PAGE, &table, "a.tsv").unwrap();
        assert_eq!(reading.articles.len(), 1);
        assert_eq!(reading.articles[0].blocks.len(), 3);
    }

    #[test]
    fn what_is_wrong_with_a_table_is_told_with_its_line() {
        let table = write(&crate::import::page::read(PAGE));
        let told = |table: &str| -> Vec<String> {
            read(PAGE, table, "a.tsv")
                .unwrap_err()
                .iter()
                .map(|f| format!("{}: {}", f.place, f.message))
                .collect()
        };
        assert_eq!(told(&table.replace("1\ttitle", "1\theadline")), ["a.tsv:2:1: `headline` is no role"]);
        assert_eq!(
            told(&table.replace("旧书市集回", "别的")),
            ["a.tsv:4:1: the text is not that of the page's paragraph 3"]
        );
        let without: String =
            table.lines().filter(|line| !line.contains("\t3\t")).map(|l| format!("{l}\n")).collect();
        assert_eq!(told(&without), ["a.tsv: paragraphs 3 are missing"]);
        assert_eq!(told(&table.replace("2\tbody", "1\tbody")), ["a.tsv:4:1: article 2 has no text"]);
        assert_eq!(told("1\ttitle\n"), ["a.tsv:1:1: 2 columns in place of five"]);
    }
}
