//! What a paragraph is shows by what stands beside it.

use std::collections::BTreeMap;

use super::super::Role;
use super::super::credit::Credit;
use super::super::paragraph::{is_han, is_kana, narrowed};
use super::furniture::{is_contact, is_contacts, is_newspaper, is_page_and_name};
use super::words::BRIEFS;
use super::{NEVER, Shape};

/// So many paragraphs from the first and from the last are at the page's edge.
const EDGE: usize = 6;

/// Looks at the paragraphs of a page side by side, and changes what their looks alone would cost.
pub(in crate::import::page) fn look_around(shapes: &mut [Shape], texts: &[&str]) {
    name_of_page(shapes);
    edges(shapes, texts);
    speakers(shapes, texts);
    rows(shapes, texts);
    names_below_headlines(shapes);
    pull_quotes(shapes, texts);
    notices(shapes, texts);
    let kana = texts.iter().flat_map(|text| text.chars()).filter(|c| is_kana(*c)).count();
    let all: usize = shapes.iter().map(|shape| shape.length).sum();
    if kana * 6 > all {
        japanese_signatures(shapes, texts);
    }
    caption_before_credit(shapes);
    briefs(shapes, texts);
    between_authors(shapes);
}

/// Lines at the page's edges that tell how to reach the newspaper, and what stands between such lines,
/// are of no article.
fn edges(shapes: &mut [Shape], texts: &[&str]) {
    let take = |shape: &mut Shape| {
        shape.costs = [NEVER; Role::COUNT];
        shape.costs[Role::Furniture as usize] = -2.0;
        shape.costs[Role::Body as usize] = 3.0;
        shape.byline = None;
        shape.is_bare_name = false;
    };
    let count = shapes.len();
    let is_edge = |at: usize| at < EDGE || at + EDGE >= count;
    for at in (0..count).filter(|at| is_edge(*at)) {
        let is_page =
            is_page_and_name(texts[at]) && !(at > 0 && shapes[at - 1].is_prose && at + EDGE < count);
        let is_free = !shapes[at].is_prose && (shapes[at].byline.is_none() || shapes[at].is_bare_name);
        // What stands above a text is its headline, whatever it speaks of.
        let is_above = shapes.get(at + 1).is_some_and(|next| next.is_prose && next.length > 20);
        let is_name = at < 3 && is_newspaper(texts[at]) && !texts[..at].contains(&texts[at]);
        if is_free && !is_above && (is_page || is_name || is_contact(texts[at])) || is_contacts(texts[at]) {
            take(&mut shapes[at]);
        }
    }
    let is_taken = |shapes: &[Shape], at: usize| shapes[at].cost(Role::Furniture) < 0.0;
    for at in (0..count).filter(|at| is_edge(*at)) {
        let is_between =
            (at == 0 || is_taken(shapes, at - 1)) && (at + 1 == count || is_taken(shapes, at + 1));
        if is_between && !shapes[at].is_prose && shapes[at].length <= 24 {
            take(&mut shapes[at]);
        }
    }
}

/// Lines that begin with the same name and a colon, twice or more, are an interview.
fn speakers(shapes: &mut [Shape], texts: &[&str]) {
    let mut counts: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, text) in texts.iter().enumerate() {
        let line: String = narrowed(text).into_iter().collect();
        if let Some((speaker, said)) = line.split_once(':')
            && (1..=12).contains(&speaker.chars().count())
            && said.chars().count() >= 4
            && !speaker.contains([',', ' '])
        {
            counts.entry(speaker.to_owned()).or_default().push(at);
        } else if let Some(asked) = line.strip_prefix(['-', '—', '▶', '△'])
            && !asked.starts_with(['-', '—'])
            && asked.trim_end().ends_with(['.', '?', '。'])
        {
            counts.entry("-".to_owned()).or_default().push(at);
        }
    }
    for at in counts.into_values().filter(|lines| lines.len() >= 2).flatten() {
        if shapes[at].is_ended && shapes[at].cost(Role::Furniture) >= NEVER {
            let shape = &mut shapes[at];
            shape.is_dialogue = true;
            shape.is_prose = true;
            shape.byline = None;
            shape.is_bare_name = false;
            let caption = shape.cost(Role::Caption).max(4.0);
            shape.costs = [NEVER; Role::COUNT];
            shape.costs[Role::Body as usize] = -0.5;
            shape.costs[Role::Caption as usize] = caption;
        }
    }
}

/// Three or more short lines of one build, one after the other, are a table.
fn rows(shapes: &mut [Shape], texts: &[&str]) {
    let is_row = |shape: &Shape, line: &str| {
        let is_free = !shape.is_prose && shape.byline.is_none() && shape.cost(Role::Furniture) >= NEVER;
        let words = line.split_whitespace().count();
        let has_digit = line.chars().any(|c| c.is_ascii_digit());
        let is_labelled = line.split_once(':').is_some_and(|(label, rest)| {
            (1..=10).contains(&label.chars().count()) && !rest.is_empty() && !line.ends_with('?')
        });
        is_free
            && shape.length <= 50
            && (is_labelled || has_digit && words >= 2 || line.contains("——") && has_digit)
    };
    let is_row: Vec<bool> = (shapes.iter().zip(texts))
        .map(|(shape, text)| is_row(shape, &narrowed(text).into_iter().collect::<String>()))
        .collect();
    let mut at = 0;
    while at < shapes.len() {
        let end = (at..shapes.len()).find(|next| !is_row[*next]).unwrap_or(shapes.len());
        if end - at >= 3 {
            for shape in &mut shapes[at..end] {
                shape.costs[Role::Body as usize] = shape.cost(Role::Body).min(0.2);
                for role in [Role::Title, Role::Kicker, Role::Subtitle, Role::Subhead, Role::Section] {
                    shape.costs[role as usize] += 2.0;
                }
            }
        }
        at = end.max(at + 1);
    }
}

/// Headlines of a word, as notices have them, right above the text.
const NOTICES: &[&str] = &[
    "更正",
    "致歉",
    "启事",
    "通知",
    "公告",
    "通告",
    "声明",
    "啟事",
    "聲明",
    "訂正",
    "お詫び",
    "お断り",
    "おことわり",
    "알립니다",
    "바로잡습니다",
    "정정합니다",
    "안내",
];

/// A notice's headline is as short as a column head.
fn notices(shapes: &mut [Shape], texts: &[&str]) {
    for at in 0..shapes.len() {
        let is_notice =
            shapes[at].length <= 12 && NOTICES.iter().any(|word| texts[at].trim().ends_with(word));
        if is_notice && shapes.get(at + 1).is_some_and(|next| next.is_prose) {
            shapes[at].costs[Role::Title as usize] = shapes[at].cost(Role::Title).min(0.0);
            shapes[at].costs[Role::Section as usize] += 2.0;
            shapes[at].costs[Role::Subhead as usize] += 2.0;
        }
    }
}

/// A line that stands in the text once more, word for word, was set apart from it.
fn pull_quotes(shapes: &mut [Shape], texts: &[&str]) {
    let bare =
        |text: &str| -> String { narrowed(text).into_iter().filter(|c| c.is_alphanumeric()).collect() };
    let bare: Vec<String> = texts.iter().map(|text| bare(text)).collect();
    for at in 0..shapes.len() {
        let is_line = !shapes[at].is_prose || shapes[at].length <= 45;
        if !is_line || bare[at].chars().count() < 10 || shapes[at].byline.is_some() {
            continue;
        }
        let is_repeated = (0..shapes.len()).any(|other| {
            other != at
                && shapes[other].is_prose
                && bare[other].len() > 2 * bare[at].len()
                && bare[other].contains(&bare[at])
        });
        if is_repeated {
            let shape = &mut shapes[at];
            shape.costs[Role::Quote as usize] = -0.5;
            for role in [Role::Title, Role::Kicker, Role::Subtitle, Role::Subhead, Role::Body] {
                shape.costs[role as usize] += 1.5;
            }
        }
    }
}

/// A short line below a headline and above the text is who wrote it, whatever the name.
fn names_below_headlines(shapes: &mut [Shape]) {
    for at in 1..shapes.len() {
        if !shapes[at].is_bare_name || shapes[at].is_known_name {
            continue;
        }
        let is_below = shapes[at - 1].is_heading() && shapes[at - 1].length > shapes[at].length + 2;
        let is_above = shapes.get(at + 1).is_some_and(|next| {
            next.is_prose || next.byline.is_some() && !next.is_bare_name || next.cost(Role::Caption) < 0.0
        });
        if is_below && is_above {
            shapes[at].costs[Role::Byline as usize] = 1.0;
        } else {
            shapes[at].costs[Role::Byline as usize] = 3.5;
        }
    }
}

/// The page's name above its day is of no article.
fn name_of_page(shapes: &mut [Shape]) {
    for at in 0..shapes.len().min(3).saturating_sub(1) {
        let is_above = shapes[at + 1].cost(Role::Furniture) < 0.0;
        let is_first = shapes[..at].iter().all(|before| before.cost(Role::Furniture) < 0.0);
        if is_above && is_first && shapes[at].length <= 6 && shapes[at].cost(Role::Section) < 1.0 {
            shapes[at].costs[Role::Furniture as usize] = -2.5;
        }
    }
}

/// 【早瀬友里】 on a line of its own ends a Japanese article.
fn japanese_signatures(shapes: &mut [Shape], texts: &[&str]) {
    for at in 1..shapes.len() {
        let line = narrowed(texts[at]);
        let (['[', name @ .., ']'], true) = (&line[..], shapes[at - 1].is_prose) else { continue };
        if (3..=5).contains(&name.len())
            && name.iter().all(|c| is_han(*c))
            && shapes[at].cost(Role::Section) > -1.0
        {
            let authors = vec![name.iter().collect()];
            shapes[at].signature = Some(Credit { authors, ..Credit::default() });
            shapes[at].is_prose = true;
            shapes[at].costs[Role::Body as usize] = -0.5;
        }
    }
}

/// A short sentence above a line that only says who took the picture is its caption.
fn caption_before_credit(shapes: &mut [Shape]) {
    for at in 1..shapes.len() {
        let is_credit = shapes[at].cost(Role::Caption) < 0.0 && shapes[at].length <= 12;
        let before = &mut shapes[at - 1];
        if is_credit && before.is_prose && before.cost(Role::Caption) < 2.0 {
            before.costs[Role::Caption as usize] = -1.0;
        }
    }
}

/// Below the head of a column stand short articles of a headline and a paragraph each. Nothing else
/// tells their headlines from subheads.
fn briefs(shapes: &mut [Shape], texts: &[&str]) {
    let is_lone =
        |shape: &Shape| shape.is_prose && shape.is_ended && !shape.is_dialogue && shape.length <= 160;
    for at in 0..shapes.len() {
        let is_head = !shapes[at].is_prose && shapes[at].length <= 8 && shapes[at].cost(Role::Section) < 3.0;
        if !is_head {
            continue;
        }
        let known = BRIEFS.iter().any(|word| texts[at].trim().ends_with(word));
        let mut headlines = Vec::new();
        let mut next = at + 1;
        while let [head, text, ..] = &shapes[next..] {
            let is_brief = head.is_heading() && head.length >= 5 && head.ordinal.is_none() && is_lone(text);
            // One paragraph each, else it is as well an article with subheads.
            let is_short = shapes.get(next + 2).is_none_or(|after| !after.is_prose);
            if !is_brief || !is_short {
                break;
            }
            headlines.push(next);
            next += 2;
        }
        if headlines.len() < 2 && !known {
            continue;
        }
        shapes[at].costs[Role::Section as usize] -= 1.5;
        for headline in headlines {
            shapes[headline].costs[Role::Title as usize] -= 0.8;
            shapes[headline].costs[Role::Subhead as usize] += 3.0;
            shapes[headline].costs[Role::Body as usize] += 2.0;
        }
    }
}

/// Where one author begins and another ends, an article ends between them; if one heading stands
/// there, it is a headline.
fn between_authors(shapes: &mut [Shape]) {
    let names = |credit: &Option<Credit>| -> Option<Vec<String>> {
        credit.as_ref().map(|credit| credit.authors.clone()).filter(|authors| !authors.is_empty())
    };
    let mut former: Option<(usize, Vec<String>)> = None;
    for at in 0..shapes.len() {
        let is_below = at > 0 && shapes[at - 1].is_prose;
        let byline = names(&shapes[at].byline).filter(|_| !shapes[at].is_bare_name);
        let ends = names(&shapes[at].signature).or_else(|| byline.clone().filter(|_| is_below));
        if let (Some(ends), Some((from, authors))) = (&ends, &former)
            && !ends.iter().any(|author| authors.contains(author))
        {
            let headings: Vec<usize> =
                (*from + 1..at).filter(|between| shapes[*between].is_heading()).collect();
            if let [heading] = headings[..] {
                shapes[heading].costs[Role::Title as usize] -= 1.0;
                shapes[heading].costs[Role::Subhead as usize] += 2.0;
            }
        }
        if ends.is_some() {
            former = None;
        }
        let begins = names(&shapes[at].dateline).or_else(|| byline.filter(|_| !is_below));
        former = begins.map(|authors| (at, authors)).or(former);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked_at(texts: &[&str]) -> Vec<Shape> {
        let mut shapes: Vec<Shape> = texts.iter().map(|text| Shape::of(text)).collect();
        look_around(&mut shapes, texts);
        shapes
    }

    #[test]
    fn the_headlines_of_briefs_are_no_subheads() {
        let briefs = [
            "速读",
            "渡口的旧船坞开放参观",
            "修缮完毕的旧船坞今起开放。",
            "夜航班船增加一班",
            "末班船延到十点半。",
        ];
        let shapes = looked_at(&briefs);
        assert!(shapes[1].cost(Role::Title) + 2.0 < shapes[1].cost(Role::Subhead));
        assert!(shapes[3].cost(Role::Title) + 2.0 < shapes[3].cost(Role::Subhead));
        // Two paragraphs below each: the subheads of one article.
        let long = [
            "旧船坞",
            "修缮完毕的旧船坞今起开放。",
            "票价十元。",
            "夜航班船增加一班",
            "末班船延到十点半。",
            "冬天照旧。",
        ];
        let shapes = looked_at(&long);
        assert!(shapes[3].cost(Role::Title) + 2.0 > shapes[3].cost(Role::Subhead));
    }

    #[test]
    fn the_one_heading_between_two_authors_is_a_headline() {
        let texts =
            ["본문이 끝났다. 다음도 있다.", "막차 시간을 늦춘다", "버스가 늦게까지 다닌다.", "조은별 기자"];
        let first = "[완도=윤하늘 기자] 섬에 도서관이 문을 열었다.";
        let page: Vec<&str> = [first].into_iter().chain(texts).collect();
        let shapes = looked_at(&page);
        assert!(shapes[2].cost(Role::Title) < shapes[2].cost(Role::Subhead));
        assert!(looked_at(&texts)[1].cost(Role::Subhead) < shapes[2].cost(Role::Subhead));
    }

    #[test]
    fn the_name_of_the_page_above_its_day_is_of_no_article() {
        let shapes = looked_at(&[
            "健康周刊",
            "2023年11月22日 星期三",
            "健康周刊",
            "秋冬怎样喝水",
            "小口慢饮。每天八杯。",
        ]);
        assert!(shapes[0].cost(Role::Furniture) < shapes[0].cost(Role::Section));
        assert!(shapes[2].cost(Role::Furniture) > shapes[2].cost(Role::Section));
    }
}
