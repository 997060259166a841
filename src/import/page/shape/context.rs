//! What a paragraph is shows by what stands beside it.

use super::super::Role;
use super::super::credit::Credit;
use super::super::paragraph::{is_han, is_kana, narrowed};
use super::Shape;
use super::words::BRIEFS;

/// Looks at the paragraphs of a page side by side, and changes what their looks alone would cost.
pub(in crate::import::page) fn look_around(shapes: &mut [Shape], texts: &[&str]) {
    name_of_page(shapes);
    let kana = texts.iter().flat_map(|text| text.chars()).filter(|c| is_kana(*c)).count();
    let all: usize = shapes.iter().map(|shape| shape.length).sum();
    if kana * 6 > all {
        japanese_signatures(shapes, texts);
    }
    caption_before_credit(shapes);
    briefs(shapes, texts);
    between_authors(shapes);
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
        let shapes = looked_at(&["健康周刊", "2023年11月22日 星期三", "健康周刊"]);
        assert!(shapes[0].cost(Role::Furniture) < shapes[0].cost(Role::Section));
        assert!(shapes[2].cost(Role::Furniture) > shapes[2].cost(Role::Section));
    }
}
