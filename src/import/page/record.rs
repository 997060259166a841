//! A page's articles become records.

use chrono::NaiveDate;

use super::{Article, Reading, Role};
use crate::diagnostic::{Diagnostic, Place};
use crate::import::text::title_of;
use crate::import::{Author, Imported, Record};

/// What is known of the page beside its text.
#[derive(Debug, Clone)]
pub struct Issue {
    /// The day on which the newspaper came out.
    pub date: NaiveDate,
    /// What the page is called in ids and files: `science-page`.
    pub page: String,
    /// The section of articles that stand below no column head.
    pub section: Option<String>,
    /// BCP 47; none leaves it to the site.
    pub lang: Option<String>,
}

/// A confidence below this is told even if nobody asked for more.
const TOLD: f32 = 0.75;

/// Makes records of a reading. `file` names the page in findings. What is uncertain comes as
/// warnings, what belongs to no article is counted as left out.
pub fn records(reading: &Reading, issue: &Issue, file: &str) -> Vec<Imported> {
    let place = |paragraph: usize| Place::at(file, reading.paragraphs[paragraph].line, 1);
    let mut imported: Vec<Imported> = Vec::new();
    let sections = sections(reading, issue);
    for ((number, article), section) in (1..).zip(&reading.articles).zip(sections) {
        let first = article.paragraphs.first().map_or(0, |(at, _)| *at);
        let record = record(article, number, section, issue, place(first));
        imported.push(Imported::Record(Box::new(record)));
    }
    for doubt in reading.doubts.iter().filter(|doubt| doubt.confidence < TOLD) {
        let message = format!(
            "paragraph {}: {} (confidence {:.2})",
            doubt.paragraph + 1,
            doubt.reason,
            doubt.confidence
        );
        let finding = Diagnostic::warning("uncertain", place(doubt.paragraph), message);
        imported.push(Imported::Finding(finding));
    }
    imported.extend(reading.left_over.iter().map(|_| Imported::LeftOut("paragraphs".to_owned())));
    imported
}

/// The section of each article. A column head stands above the short articles that follow it: those
/// without a byline that begin where the one before ends.
fn sections(reading: &Reading, issue: &Issue) -> Vec<Option<String>> {
    let mut sections: Vec<Option<String>> = Vec::new();
    let mut former: Option<(usize, Option<String>)> = None;
    for article in &reading.articles {
        let all = article.paragraphs.iter().map(|(at, _)| *at);
        let (least, most) = (all.clone().min().unwrap_or_default(), all.max().unwrap_or_default());
        let is_brief = !article.paragraphs.iter().any(|(_, role)| *role == Role::Byline);
        let inherited =
            former.take().filter(|(end, _)| is_brief && end + 1 == least).and_then(|(_, section)| section);
        let in_column = article.section.clone().or(inherited);
        sections.push(in_column.clone().or_else(|| issue.section.clone()));
        // Below an article with a byline the column is at its end.
        former = Some((most, in_column.filter(|_| is_brief)));
    }
    sections
}

fn record(article: &Article, number: usize, section: Option<String>, issue: &Issue, place: Place) -> Record {
    let id = format!("{}/{}/{number}", issue.date, issue.page);
    Record {
        place,
        origin: format!("page {}/{}", issue.date, issue.page),
        key: id.clone(),
        slug: Some(id.replace('/', "-")),
        id: Some(id),
        title: title(article),
        kicker: article.kicker.clone(),
        subtitle: article.subtitle.clone(),
        published: Some(issue.date.to_string()),
        authors: article.authors.iter().map(Author::named).collect(),
        section,
        lang: issue.lang.clone(),
        format: "markdown",
        body: body(article),
        ..Record::default()
    }
}

/// The title of the record of `article`.
pub(super) fn title(article: &Article) -> String {
    let first_text = || {
        let body = article.blocks.iter().find(|block| block.role == Role::Body).or(article.blocks.first());
        body.map(|block| title_of(&block.text)).unwrap_or_default()
    };
    // Below 记者手记 there may be no headline; the column's name stands for one then.
    article.title.clone().or_else(|| article.section.clone()).unwrap_or_else(first_text)
}

/// The text as Markdown. A caption is a figure's, though the page's text has no picture: so it stays
/// apart from the running text, and is found.
fn body(article: &Article) -> String {
    let mut body = String::new();
    for block in &article.blocks {
        let mut text = escaped(block.text.trim());
        let ellipsis = if block.text.chars().any(super::paragraph::is_hangul) { "…" } else { "……" };
        if block.lacks_beginning {
            text.insert_str(0, ellipsis);
        }
        if block.lacks_end {
            text.push_str(ellipsis);
        }
        match block.role {
            Role::Subhead => body.push_str(&format!("## {text}\n\n")),
            Role::Quote => body.push_str(&format!("> {text}\n\n")),
            Role::Caption => {
                let caption = html_escaped(block.text.trim());
                body.push_str(&format!("<figure><figcaption>{caption}</figcaption></figure>\n\n"));
            }
            _ => body.push_str(&format!("{text}\n\n")),
        }
    }
    body.truncate(body.trim_end().len());
    body
}

/// Text that means itself in Markdown, wherever it stands.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    for (at, c) in text.chars().enumerate() {
        let is_list_mark = (at == digits && digits > 0 && matches!(c, '.' | ')'))
            || (at == 0 && matches!(c, '-' | '+' | '=' | '#'));
        let is_mark =
            matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '!' | '$' | '^');
        // An address would become a link, which is what it is.
        if is_list_mark || is_mark {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

fn html_escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The language of a page by its characters: kana and hangul tell, and so do characters that only
/// the traditional script writes.
pub fn language(page: &str) -> Option<&'static str> {
    let (mut han, mut kana, mut hangul, mut traditional) = (0usize, 0usize, 0usize, 0usize);
    for c in page.chars() {
        if super::paragraph::is_hangul(c) {
            hangul += 1;
        } else if super::paragraph::is_kana(c) {
            kana += 1;
        } else if super::paragraph::is_han(c) {
            han += 1;
            // What folds to another character is not of the simplified script.
            traditional +=
                usize::from(crate::text::fold_to_string(c.encode_utf8(&mut [0; 4])) != c.to_string());
        }
    }
    match han + kana + hangul {
        0 => None,
        all if hangul * 3 > all => Some("ko"),
        all if kana * 6 > all => Some("ja"),
        _ if traditional * 8 > han => Some("zh-Hant"),
        _ => Some("zh-Hans"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_means_itself_in_markdown() {
        assert_eq!(escaped("1.5亿吨*"), "1\\.5亿吨\\*");
        assert_eq!(escaped("- a_b"), "\\- a\\_b");
        assert_eq!(escaped("共3.5%"), "共3.5%");
    }

    #[test]
    fn a_page_shows_its_language() {
        for (text, lang) in [
            ("内蒙古风能资源丰富", Some("zh-Hans")),
            ("老街騎樓修復百年磚雕重見天日", Some("zh-Hant")),
            ("駅前の時計台、百年ぶりに動く", Some("ja")),
            ("버려진 간이역, 마을 도서관으로", Some("ko")),
            ("1234", None),
        ] {
            assert_eq!(language(text), lang, "{text}");
        }
    }
}
