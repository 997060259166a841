//! An article of a page as a value, and what is uncertain about it.

use std::collections::BTreeSet;

use super::arrange::{self, Page};
use super::credit::Credit;
use super::cut::{Cuts, Join};
use super::kinship::Kinship;
use super::order::order;
use super::paragraph::Paragraph;
use super::shape::{Shape, read_date};
use super::{Reading, Role, sequence};

/// A margin below this (see [`arrange::margin`]) is told.
const UNSURE: f32 = 1.2;

/// An article of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// 栏目.
    pub section: Option<String>,
    /// 肩题.
    pub kicker: Option<String>,
    /// The headline; none if the page has none for it.
    pub title: Option<String>,
    /// 副题.
    pub subtitle: Option<String>,
    /// In order.
    pub authors: Vec<String>,
    /// Where its dateline says it was written.
    pub place: Option<String>,
    /// The dateline's month and day; see [`Credit::day`].
    pub day: Option<(Option<u32>, u32)>,
    /// Text, subheads, quotes and captions, in order; the captions last.
    pub blocks: Vec<Block>,
    /// Every paragraph of the article, those of its head first, then in the order of the blocks.
    pub paragraphs: Vec<(usize, Role)>,
}

/// A piece of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// [`Role::Body`], [`Role::Subhead`], [`Role::Quote`], [`Role::Source`] or [`Role::Caption`].
    pub role: Role,
    /// Halves are joined; a signature is left out.
    pub text: String,
    /// The page's paragraphs that it was made of.
    pub paragraphs: Vec<usize>,
    /// It begins in the middle of a sentence whose beginning is not on the page.
    pub lacks_beginning: bool,
    /// It stops short, and the other half is not on the page.
    pub lacks_end: bool,
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    /// Which paragraph.
    pub paragraph: usize,
    /// What is uncertain; lower case, no full stop.
    pub reason: String,
    /// How sure the reading is that it is right, 0 to 1.
    pub confidence: f32,
}

/// One article as a list of paragraphs in order, before it is made a value.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    pub items: Vec<(usize, Role)>,
}

/// Makes articles of a reading of the page.
pub(super) fn build(
    paragraphs: Vec<Paragraph>,
    shapes: &[Shape],
    kinship: &Kinship,
    reading: &sequence::Reading,
) -> Reading {
    let texts: Vec<&str> = paragraphs.iter().map(|p| p.text.as_str()).collect();
    let cuts = Cuts::find(&texts, shapes, &reading.roles, &reading.articles, true);
    let mut doubts = Vec::new();
    let mut plans = Vec::new();
    let mut left_over = Vec::new();
    let count = reading.articles.iter().max().map_or(0, |most| most + 1);
    for article in 0..count {
        let members: Vec<usize> = (0..texts.len()).filter(|at| reading.articles[*at] == article).collect();
        let (own, furniture): (Vec<usize>, Vec<usize>) =
            members.into_iter().partition(|at| reading.roles[*at] != Role::Furniture);
        left_over.extend(furniture);
        let has = |role: Role| own.iter().any(|at| reading.roles[*at] == role);
        if !(has(Role::Body) || (has(Role::Title) && has(Role::Caption))) {
            for at in &own {
                let reason = "a heading whose text was not found".to_owned();
                doubts.push(Doubt { paragraph: *at, reason, confidence: 0.3 });
            }
            left_over.extend(own);
            continue;
        }
        plans.push(plan(&own, &texts, shapes, &reading.roles, &cuts));
    }
    // In the order of the page, by the headline, else the first paragraph.
    plans.sort_by_key(|plan| {
        let title = plan.items.iter().find(|(_, role)| *role == Role::Title);
        title.map_or_else(|| plan.items.iter().map(|(at, _)| *at).min().unwrap_or_default(), |(at, _)| *at)
    });
    let page = Page { shapes, kinship, cuts: &cuts };
    doubts.extend(doubts_of(&page, reading, &left_over));
    let articles: Vec<Article> = plans.iter().map(|plan| article(plan, &texts, shapes, &cuts)).collect();
    doubts.extend(articles.iter().filter(|article| article.title.is_none()).map(|article| Doubt {
        paragraph: article.paragraphs[0].0,
        reason: "no headline was found for this article".to_owned(),
        confidence: 0.5,
    }));
    finish(paragraphs, articles, left_over, doubts)
}

/// Puts a reading together.
pub(super) fn finish(
    paragraphs: Vec<Paragraph>,
    articles: Vec<Article>,
    mut left_over: Vec<usize>,
    mut doubts: Vec<Doubt>,
) -> Reading {
    left_over.sort_unstable();
    for (article, block) in articles.iter().flat_map(|a| a.blocks.iter().map(move |b| (a, b))) {
        let reason = match (block.lacks_beginning, block.lacks_end) {
            (true, _) => "its beginning is not on the page",
            (_, true) => "its end is not on the page",
            _ => continue,
        };
        let at =
            if block.lacks_beginning { block.paragraphs[0] } else { *block.paragraphs.last().unwrap_or(&0) };
        debug_assert!(article.paragraphs.iter().any(|(p, _)| *p == at));
        doubts.push(Doubt { paragraph: at, reason: reason.to_owned(), confidence: 0.7 });
    }
    doubts.sort_by(|a, b| a.paragraph.cmp(&b.paragraph).then(a.reason.cmp(&b.reason)));
    doubts.dedup_by(|a, b| a.paragraph == b.paragraph && a.reason == b.reason);
    let day = left_over.iter().find_map(|at| {
        let (year, month, day) = read_date(&paragraphs[*at].text)?;
        chrono::NaiveDate::from_ymd_opt(year, month, day)
    });
    Reading { paragraphs, articles, left_over, day, doubts }
}

/// Orders one article's paragraphs: head, text, captions.
fn plan(own: &[usize], texts: &[&str], shapes: &[Shape], roles: &[Role], cuts: &Cuts) -> Plan {
    let of = |wanted: &[Role]| -> Vec<usize> {
        own.iter().copied().filter(|at| wanted.contains(&roles[*at])).collect()
    };
    let mut items: Vec<(usize, Role)> = Vec::new();
    for role in [Role::Section, Role::Kicker, Role::Title, Role::Subtitle, Role::Byline] {
        items.extend(of(&[role]).into_iter().map(|at| (at, role)));
    }
    let running = order(&of(&[Role::Body, Role::Subhead, Role::Quote]), texts, shapes, roles, cuts);
    items.extend(running.into_iter().map(|at| (at, roles[at])));
    for role in [Role::Source, Role::Caption] {
        items.extend(of(&[role]).into_iter().map(|at| (at, role)));
    }
    Plan { items }
}

/// Makes a value of a plan. Paragraphs are joined as `cuts` says where they stand one after the
/// other.
pub(super) fn article(plan: &Plan, texts: &[&str], shapes: &[Shape], cuts: &Cuts) -> Article {
    let mut article = Article { paragraphs: plan.items.clone(), ..Article::default() };
    let all = |role: Role| -> Option<String> {
        let found: Vec<&str> =
            plan.items.iter().filter(|(_, r)| *r == role).map(|(at, _)| texts[*at].trim()).collect();
        (!found.is_empty()).then(|| found.join(" "))
    };
    article.kicker = all(Role::Kicker);
    article.title = all(Role::Title);
    article.subtitle = all(Role::Subtitle).map(|text| bare(&text, &['—', '-']));
    let section = plan.items.iter().find(|(_, role)| *role == Role::Section);
    article.section =
        section.map(|(at, _)| bare(texts[*at], &['“', '”', '「', '」', '【', '】', '■', '●', '·']));
    let mut credits: Vec<Credit> = Vec::new();
    for (at, role) in &plan.items {
        match role {
            Role::Byline => credits.extend(shapes[*at].byline.clone()),
            Role::Body => credits.extend(shapes[*at].dateline.clone()),
            _ => {}
        }
    }
    for (at, role) in &plan.items {
        if *role == Role::Body {
            credits.extend(shapes[*at].signature.clone());
        }
    }
    let mut seen = BTreeSet::new();
    for credit in credits {
        article.place = article.place.take().or(credit.place);
        article.day = article.day.or(credit.day);
        article.authors.extend(credit.authors.into_iter().filter(|name| seen.insert(name.clone())));
    }
    for (at, role) in &plan.items {
        if matches!(role, Role::Section | Role::Kicker | Role::Title | Role::Subtitle | Role::Byline) {
            continue;
        }
        let text = without_signature(texts[*at], &shapes[*at], *role);
        if text.is_empty() {
            // A signature on a line of its own.
            continue;
        }
        let joins = article.blocks.last().and_then(|block| block.paragraphs.last()).copied();
        if let (Some(first), Some(block)) = (joins, article.blocks.last_mut())
            && cuts.after(first) == Some(*at)
        {
            if block.text.ends_with(|c: char| c.is_ascii_alphabetic())
                && text.starts_with(|c: char| c.is_ascii_alphabetic())
            {
                // Whether a word or a space was cut can't be seen; columns are cut between words.
                block.text.push(' ');
            }
            block.text.push_str(&text);
            block.paragraphs.push(*at);
            block.lacks_end = cuts.is_open[*at] && cuts.after(*at).is_none();
            continue;
        }
        article.blocks.push(Block {
            role: *role,
            text,
            paragraphs: vec![*at],
            lacks_beginning: cuts.inner[*at] > 1.0 && cuts.before(*at).is_none(),
            lacks_end: cuts.is_open[*at] && cuts.after(*at).is_none(),
        });
    }
    article
}

fn bare(text: &str, marks: &[char]) -> String {
    let bare = text.trim().trim_matches(marks).trim();
    if bare.is_empty() { text.trim().to_owned() } else { bare.to_owned() }
}

/// The authors' field names who signed.
fn without_signature(text: &str, shape: &Shape, role: Role) -> String {
    match &shape.signature {
        Some(credit) if role == Role::Body && !credit.authors.is_empty() => {
            text.chars().take(credit.at).collect::<String>().trim_end().to_owned()
        }
        _ => text.to_owned(),
    }
}

fn doubts_of(page: &Page<'_>, reading: &sequence::Reading, left_over: &[usize]) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    let name = |article: usize| -> String {
        let of = |role: Role| {
            (0..reading.roles.len()).find(|at| reading.articles[*at] == article && reading.roles[*at] == role)
        };
        of(Role::Title)
            .or_else(|| of(Role::Body))
            .map_or_else(String::new, |at| format!(" of paragraph {}", at + 1))
    };
    for at in (0..reading.roles.len()).filter(|at| !left_over.contains(at)) {
        let (margin, other) = arrange::margin(page, reading, at);
        if let (true, Some(other)) = (margin < UNSURE, other) {
            let reason = format!("may belong to the article{} as well", name(other));
            let confidence = 1.0 / (1.0 + (-margin.max(0.0)).exp());
            doubts.push(Doubt { paragraph: at, reason, confidence });
        }
    }
    for Join { second, score, .. } in page.cuts.joins.iter().filter(|join| join.score < 2.5) {
        let reason = "may not be the other half of the paragraph that it was joined to".to_owned();
        doubts.push(Doubt {
            paragraph: *second,
            reason,
            confidence: 0.5 + (score - 1.6).clamp(0.0, 1.0) * 0.3,
        });
    }
    doubts
}
