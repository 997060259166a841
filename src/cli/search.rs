//! `tidings search`.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use rayon::prelude::*;
use tidings::config;
use tidings::diagnostic::{Diagnostic, Place};
use tidings::error::Error;
use tidings::feeds::QueryFeed;
use tidings::index::{Embedded, Engine, Hit};
use tidings::search::json::{SearchAnswer, SuggestAnswer};
use tidings::search::{self, Search};
use tidings::suggest::Suggester;

use super::exit::{Exit, UsageError};
use super::options::{Ask, Form, SearchTask};
use super::output::{Printer, human_found, human_suggested};

/// Searches and prints the answer in the form asked for. Nothing found is an answer too.
pub fn run(task: &SearchTask, printer: &mut Printer) -> Result<Exit> {
    let folder = &task.config.paths.index;
    let answer = || {
        let engine = Embedded::open(folder)?;
        // One that is being made anew has nothing yet, which is another thing than to find nothing.
        if !engine.is_committed() {
            return Err(Error::NoIndex { path: folder.clone() }.into());
        }
        answer(&engine, task, printer)
    };
    // What a disk forgot in a file may be nonsense to tantivy.
    match catch_unwind(AssertUnwindSafe(answer)) {
        Ok(Err(error)) if error.downcast_ref().is_some_and(|error: &Error| error.is_of_index(folder)) => {
            Err(Embedded::damage(folder).map_or(error, Into::into))
        }
        Ok(answered) => answered,
        Err(panic) => Err(Embedded::damage(folder).unwrap_or_else(|| resume_unwind(panic)).into()),
    }
}

fn answer(engine: &Embedded, task: &SearchTask, printer: &mut Printer) -> Result<Exit> {
    match &task.ask {
        Ask::Page { text, offset, facets, explain, form } => {
            let asked =
                Search { offset: *offset, facets: *facets, explain: *explain, ..question(task, text) };
            page(engine, &asked, *form, printer)
        }
        Ask::Feed { text, format } => feed(engine, task, text, *format, printer),
        Ask::Batch(file) => batch(engine, task, file, printer),
        Ask::Suggest { typed, form } => suggest(engine, task, typed, *form, printer),
    }
}

fn question(task: &SearchTask, text: &str) -> Search {
    Search {
        text: text.to_owned(),
        filters: task.filters.clone(),
        order: task.order,
        offset: 0,
        limit: task.limit,
        facets: false,
        explain: false,
        now: task.now,
    }
}

fn page(engine: &dyn Engine, asked: &Search, form: Form, printer: &mut Printer) -> Result<Exit> {
    let begin = Instant::now();
    let found = search::search(engine, asked)?;
    let took = begin.elapsed();
    match form {
        Form::Json => printer.json(&SearchAnswer::new(&asked.text, &found, took)),
        Form::Human => {
            for note in &found.notes {
                printer.note(&note.to_string());
            }
            human_found(printer, &found);
        }
    }
    Ok(Exit::Done)
}

/// What `typed` may become.
fn suggest(
    engine: &Embedded,
    task: &SearchTask,
    typed: &str,
    form: Form,
    printer: &mut Printer,
) -> Result<Exit> {
    let suggester = Suggester::new(engine, task.now)?;
    let begin = Instant::now();
    let suggestions = suggester.suggest(typed, task.limit)?;
    let took = begin.elapsed();
    match form {
        Form::Json => printer.json(&SuggestAnswer::new(typed, &suggestions, took)),
        Form::Human => human_suggested(printer, &suggestions),
    }
    Ok(Exit::Done)
}

/// The search as a feed: what contains everything asked for, newest first.
fn feed(
    engine: &dyn Engine,
    task: &SearchTask,
    text: &str,
    format: config::Format,
    printer: &mut Printer,
) -> Result<Exit> {
    let (query, notes) = question(task, text).query();
    for note in &notes {
        printer.note(&note.to_string());
    }
    let feed = QueryFeed::new(engine, query, &task.config, task.now)?;
    printer.bytes(&feed.feed().render(format, &task.config));
    Ok(Exit::Done)
}

/// Queries answered at a time, on all cores; then they are printed in the file's order.
const BATCH: usize = 256;

fn batch(engine: &dyn Engine, task: &SearchTask, file: &Path, printer: &mut Printer) -> Result<Exit> {
    let bytes = std::fs::read(file).map_err(|e| Error::io("reading", file, e))?;
    let queries = match read_queries(&bytes, &file.display().to_string()) {
        Ok(queries) => queries,
        Err(findings) => {
            printer.findings(&findings);
            return Err(UsageError::new(
                format!("`{}` can't be used as a batch of queries; none was run", file.display()),
                "write one query a line, as its id, a tab and its text",
            )
            .into());
        }
    };
    for queries in queries.chunks(BATCH) {
        let answers: Vec<_> = queries
            .par_iter()
            .map(|(_, text)| search::rank(engine, &question(task, text)))
            .collect::<Result<_, _>>()?;
        for ((id, _), answer) in queries.iter().zip(&answers) {
            printer.bytes(run_lines(id, &answer.hits).as_bytes());
        }
        if printer.is_closed() {
            break;
        }
    }
    Ok(Exit::Done)
}

/// Reads lines of `id TAB text`, or says what is wrong with each line that is none.
fn read_queries<'a>(bytes: &'a [u8], file: &str) -> Result<Vec<(&'a str, &'a str)>, Vec<Diagnostic>> {
    let mut queries = Vec::new();
    let mut findings = Vec::new();
    let mut ids = BTreeSet::new();
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        let mut refuse = |message: String, hint: &str| {
            let place = Place { file: file.to_owned(), line: Some(number), column: None };
            findings.push(Diagnostic::error("bad-query-line", place, message).with_hint(hint));
        };
        let Ok(line) = std::str::from_utf8(line) else {
            refuse("the line is not UTF-8".to_owned(), "save the file as UTF-8");
            continue;
        };
        let line = line.trim_end_matches('\r');
        if line.trim().is_empty() {
            continue;
        }
        match line.split_once('\t') {
            None => refuse("no tab between id and query".to_owned(), "write `id`, a tab, the query"),
            Some((id, _)) if id.is_empty() || id.contains(char::is_whitespace) => {
                refuse(format!("the id `{id}` is empty or has spaces"), "use letters, digits and signs");
            }
            Some((id, text)) if text.trim().is_empty() => {
                refuse(format!("the query `{id}` has no text"), "write its text after the tab");
            }
            Some((id, _)) if !ids.insert(id) => {
                refuse(format!("the id `{id}` is there already"), "give each query an id of its own");
            }
            Some((id, text)) => queries.push((id, text)),
        }
    }
    if findings.is_empty() { Ok(queries) } else { Err(findings) }
}

/// The lines `query Q0 document rank score tag` of one answer.
///
/// Some programs order a run by score alone, so the scores of full matches, which stand before
/// the partial ones whatever these scored, are lifted above them.
fn run_lines(query: &str, hits: &[Hit]) -> String {
    use std::fmt::Write as _;
    let lift = hits.iter().filter(|hit| !hit.is_full).map(|hit| hit.score).fold(0.0, f32::max);
    let mut lines = String::with_capacity(hits.len() * 48);
    for (rank, hit) in (1..).zip(hits) {
        let score = if hit.is_full { hit.score + lift } else { hit.score };
        let document = one_word(hit.id.as_str());
        writeln!(lines, "{query} Q0 {document} {rank} {score:.6} tidings").expect("memory takes every text");
    }
    lines
}

/// A run's fields are parted by white space, so an id with any is percent-encoded there.
fn one_word(id: &str) -> String {
    let mut word = String::with_capacity(id.len());
    for character in id.chars() {
        if character.is_whitespace() {
            word.extend(percent_encoding::utf8_percent_encode(
                character.encode_utf8(&mut [0; 4]),
                percent_encoding::NON_ALPHANUMERIC,
            ));
        } else {
            word.push(character);
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use tidings::article::ArticleId;

    use super::*;

    fn check_queries(text: &[u8], expected: Result<&[(&str, &str)], &[&str]>) {
        let read = read_queries(text, "q.tsv").map_err(|findings| {
            findings.iter().map(|f| format!("{}: {}", f.place, f.message)).collect::<Vec<_>>()
        });
        match (&read, expected) {
            (Ok(read), Ok(expected)) => assert_eq!(read, expected),
            (Err(read), Err(expected)) => assert_eq!(read, expected),
            _ => panic!("read as {read:?}, expected {expected:?}"),
        }
    }

    #[test]
    fn each_line_of_a_batch_is_an_id_a_tab_and_a_query() {
        check_queries(b"q1\tone\nq2\ttwo words\n", Ok(&[("q1", "one"), ("q2", "two words")]));
        check_queries(b"\xef\xbb\xbfq1\tone\r\n\r\n", Ok(&[("q1", "one")]));
        check_queries(b"q1\ta\tb", Ok(&[("q1", "a\tb")]));
        check_queries(b"", Ok(&[]));
    }

    #[test]
    fn every_malformed_line_of_a_batch_is_named() {
        check_queries(
            b"q1 one\nq2\ttwo\nq 3\tthree\nq4\t \nq2\tagain\n\xff\tx\n\tno id\n",
            Err(&[
                "q.tsv:1: no tab between id and query",
                "q.tsv:3: the id `q 3` is empty or has spaces",
                "q.tsv:4: the query `q4` has no text",
                "q.tsv:5: the id `q2` is there already",
                "q.tsv:6: the line is not UTF-8",
                "q.tsv:7: the id `` is empty or has spaces",
            ]),
        );
    }

    #[test]
    fn a_run_has_the_same_order_by_rank_and_by_score() {
        let hit = |id: &str, score, is_full| Hit {
            id: ArticleId::new(id).unwrap(),
            score,
            is_full,
            explanation: None,
        };
        let hits = [hit("a", 2.0, true), hit("b c\u{3000}d", 1.5, true), hit("e", 7.25, false)];
        assert_eq!(
            run_lines("q1", &hits),
            "q1 Q0 a 1 9.250000 tidings\nq1 Q0 b%20c%E3%80%80d 2 8.750000 tidings\nq1 Q0 e 3 7.250000 tidings\n"
        );
    }
}
