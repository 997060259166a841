//! Results for reading.

use clap::builder::styling::Style;
use tidings::index::{Explanation, Facets};
use tidings::rebuild::Report;
use tidings::search::{Found, FoundArticle, Part};
use tidings::suggest::Suggestion;

use super::Printer;

/// Prints what was found: how much, then each article as title, what is known of it, a piece of
/// its text and where it stands.
pub fn found(printer: &mut Printer, found: &Found) {
    printer.line(&count_line(found.total, found.partial));
    if let Some(meant) = &found.did_you_mean {
        let line = format!("did you mean: {} ({})", printer.safe(&meant.query), articles(meant.total));
        printer.line(&line);
    }
    for hit in &found.hits {
        printer.line("");
        article(printer, hit);
    }
    if let Some(counts) = &found.facets {
        facets(printer, counts);
    }
}

/// Prints suggestions, one a line.
pub fn suggested(printer: &mut Printer, suggestions: &[Suggestion]) {
    if suggestions.is_empty() {
        printer.line("nothing to suggest");
    }
    for suggestion in suggestions {
        let text = suggestion.text.replace(['\n', '\r'], " ");
        let facts = format!(" · {} · {}", suggestion.kind.name(), articles(suggestion.articles));
        let line = format!("{}{}", printer.safe(&text), printer.styled(Style::new().dimmed(), &facts));
        printer.line(&line);
    }
}

fn count_line(total: u64, partial: u64) -> String {
    match (total, partial) {
        (0, 0) => "nothing found".to_owned(),
        (0, 1) => "no article matches in full, 1 in part".to_owned(),
        (0, partial) => format!("no article matches in full, {partial} in part"),
        (total, 0) => articles(total),
        (total, 1) => format!("{}, 1 more matches in part", articles(total)),
        (total, partial) => format!("{}, {partial} more match in part", articles(total)),
    }
}

fn articles(count: u64) -> String {
    counted(count, "article")
}

/// `1 article`, `2 articles`.
pub fn counted(count: u64, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

fn article(printer: &mut Printer, hit: &FoundArticle) {
    let article = &hit.article;
    let title = highlighted(printer, &hit.title);
    printer.line(&title);
    let mut facts: Vec<String> = Vec::new();
    facts.extend(article.section.clone());
    facts.push(article.published.format("%Y-%m-%d").to_string());
    let names: Vec<&str> = article.authors.iter().map(|author| author.name.as_str()).collect();
    if !names.is_empty() {
        facts.push(names.join(", "));
    }
    if !hit.is_full {
        facts.push("in part".to_owned());
    }
    let facts = facts.join(" · ");
    let line = printer.styled(Style::new().dimmed(), &printer.safe(&facts));
    printer.line(&line);
    if !hit.snippet.is_empty() {
        let snippet = highlighted(printer, &hit.snippet);
        printer.line(&snippet);
    }
    let url = printer.safe(&article.url).into_owned();
    printer.line(&url);
    if let Some(explanation) = &hit.explanation {
        for line in explanation_lines(hit, explanation) {
            let line = printer.styled(Style::new().dimmed(), &printer.safe(&line));
            printer.line(&line);
        }
    }
}

/// Says why a hit stands where it stands: its tier and score, what the score is made of, and the
/// query's terms that the article has, each with its weight and idf.
fn explanation_lines(hit: &FoundArticle, explanation: &Explanation) -> Vec<String> {
    let tier = if hit.is_full { "full match" } else { "match in part" };
    let mut lines = vec![match explanation.shares {
        Some(shares) => format!(
            "{tier}, score {:.3} = BM25 {:.3} + characters within 40 {:.3} + within 80 {:.3} + terms within 15 {:.3} \
             + within 60 {:.3} + word borders {:.3}",
            hit.score,
            shares.score,
            shares.near_characters,
            shares.far_characters,
            shares.near_terms,
            shares.far_terms,
            shares.border,
        ),
        None => format!("{tier}, score {:.3} by BM25 alone, behind the best", hit.score),
    }];
    let terms: Vec<String> = explanation
        .terms
        .iter()
        .map(|term| format!("{} {:.2} × {:.2}", term.term, term.weight, term.idf))
        .collect();
    lines.push(format!("BM25 {:.2} by weight × idf of {}", explanation.bm25, terms.join(", ")));
    lines
}

/// Joins the parts, those that match in bold. A line break in a record's text is shown as a
/// space, so that an article always takes the same lines.
fn highlighted(printer: &Printer, parts: &[Part]) -> String {
    let mut line = String::new();
    for part in parts {
        let text = part.text.replace(['\n', '\r'], " ");
        let text = printer.safe(&text);
        if part.is_match {
            line.push_str(&printer.styled(Style::new().bold(), &text));
        } else {
            line.push_str(&text);
        }
    }
    line
}

/// Prints the counts by property, one property a line.
fn facets(printer: &mut Printer, facets: &Facets) {
    let properties = [
        ("section", &facets.section),
        ("tag", &facets.tag),
        ("author", &facets.author),
        ("lang", &facets.lang),
        ("month", &facets.month),
    ];
    printer.line("");
    for (property, counts) in properties {
        if !counts.is_empty() {
            let counts: Vec<String> =
                counts.iter().map(|(value, count)| format!("{value} {count}")).collect();
            let line = format!("{property:<8} {}", printer.safe(&counts.join(", ")));
            printer.line(&line);
        }
    }
}

/// What a rebuild did, in one line; `None` if it changed nothing.
pub fn summary(report: &Report, is_dry_run: bool) -> Option<String> {
    let counts = [
        (report.added, "added"),
        (report.changed, "changed"),
        (report.removed, "removed"),
        (report.refused, "refused"),
        (
            report.written.len() as u64,
            if report.written.len() == 1 { "file written" } else { "files written" },
        ),
        (
            report.deleted.len() as u64,
            if report.deleted.len() == 1 { "file deleted" } else { "files deleted" },
        ),
    ];
    let did: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if did.is_empty() {
        return None;
    }
    let would = if is_dry_run { "would be: " } else { "" };
    Some(format!("{}: {would}{}", articles(report.articles), did.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_and_partial_matches_are_counted_apart() {
        let check = |total, partial, expected: &str| assert_eq!(count_line(total, partial), expected);
        check(0, 0, "nothing found");
        check(1, 0, "1 article");
        check(3, 12, "3 articles, 12 more match in part");
        check(1, 1, "1 article, 1 more matches in part");
        check(0, 2, "no article matches in full, 2 in part");
        check(0, 1, "no article matches in full, 1 in part");
    }

    #[test]
    fn a_rebuild_that_changed_nothing_has_no_summary() {
        let mut report = Report { articles: 26, files: 90, ..Report::default() };
        assert_eq!(summary(&report, false), None);
        report.changed = 1;
        report.written = vec!["rss.xml".to_owned()];
        assert_eq!(summary(&report, false).as_deref(), Some("26 articles: 1 changed, 1 file written"));
        assert_eq!(
            summary(&report, true).as_deref(),
            Some("26 articles: would be: 1 changed, 1 file written")
        );
    }
}
