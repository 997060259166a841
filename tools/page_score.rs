//! How well a page was read: the share of paragraphs in the right article, of headlines and of
//! authors found exactly, and Kendall's tau of the running text's order.

use tidings::import::page::{Reading, Role};

use super::layout::Layout;

/// What was right, and of how much.
#[derive(Debug, Clone, Copy, Default)]
pub struct Score {
    pub paragraphs: (usize, usize),
    pub titles: (usize, usize),
    pub authors: (usize, usize),
    /// The sum over articles with two or more paragraphs of running text, and their number.
    pub order: (f64, usize),
    pub roles: (usize, usize),
}

impl Score {
    pub fn add(&mut self, other: &Self) {
        let add = |a: &mut (usize, usize), b: (usize, usize)| *a = (a.0 + b.0, a.1 + b.1);
        add(&mut self.paragraphs, other.paragraphs);
        add(&mut self.titles, other.titles);
        add(&mut self.authors, other.authors);
        add(&mut self.roles, other.roles);
        self.order = (self.order.0 + other.order.0, self.order.1 + other.order.1);
    }

    /// Paragraphs, titles, authors, order, roles; each 0 to 1, order −1 to 1.
    pub fn shares(&self) -> [f64; 5] {
        let share = |(right, all): (usize, usize)| if all == 0 { 1.0 } else { right as f64 / all as f64 };
        let order = if self.order.1 == 0 { 1.0 } else { self.order.0 / self.order.1 as f64 };
        [share(self.paragraphs), share(self.titles), share(self.authors), order, share(self.roles)]
    }
}

/// Compares a reading with the answer. Articles found are those wanted with which they share most
/// paragraphs, one for one.
pub fn score(layout: &Layout, reading: &Reading) -> Score {
    let found_in = |at: usize| -> Option<(usize, Role)> {
        reading.articles.iter().enumerate().find_map(|(article, a)| {
            a.paragraphs.iter().find(|(p, _)| *p == at).map(|(_, role)| (article, *role))
        })
    };
    let mut shared = vec![vec![0usize; reading.articles.len()]; layout.wanted.len()];
    for (at, laid) in layout.laid.iter().enumerate() {
        if let (Some(wanted), Some((found, _))) = (laid.article, found_in(at)) {
            shared[wanted][found] += laid.text.chars().count();
        }
    }
    let mut pairs: Vec<(usize, usize, usize)> = shared
        .iter()
        .enumerate()
        .flat_map(|(w, row)| row.iter().enumerate().map(move |(f, n)| (*n, w, f)))
        .filter(|(n, _, _)| *n > 0)
        .collect();
    pairs.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut matched: Vec<Option<usize>> = vec![None; layout.wanted.len()];
    for (_, wanted, found) in pairs {
        if matched[wanted].is_none() && !matched.contains(&Some(found)) {
            matched[wanted] = Some(found);
        }
    }
    let mut score = Score::default();
    for (at, laid) in layout.laid.iter().enumerate() {
        let found = found_in(at);
        let right = match laid.article {
            Some(wanted) => matched[wanted].is_some() && matched[wanted] == found.map(|(article, _)| article),
            None => found.is_none(),
        };
        score.paragraphs.1 += 1;
        score.paragraphs.0 += usize::from(right);
        score.roles.1 += 1;
        let role = found.map_or(Role::Furniture, |(_, role)| role);
        score.roles.0 += usize::from(role == role_of(laid.kind));
    }
    for (wanted, answer) in layout.wanted.iter().enumerate() {
        let found = matched[wanted].map(|found| &reading.articles[found]);
        if answer.title.is_some() {
            score.titles.1 += 1;
            score.titles.0 += usize::from(found.is_some_and(|found| found.title == answer.title));
        }
        score.authors.1 += 1;
        score.authors.0 += usize::from(found.is_some_and(|found| found.authors == answer.authors));
        let Some(found) = found else { continue };
        let places: Vec<usize> = found
            .blocks
            .iter()
            .filter(|block| block.role == Role::Body)
            .flat_map(|block| &block.paragraphs)
            .filter(|at| layout.laid[**at].article == Some(wanted))
            .map(|at| layout.laid[*at].place)
            .collect();
        if places.len() > 1 {
            score.order.0 += tau(&places);
            score.order.1 += 1;
        }
    }
    score
}

/// Kendall's tau of `places` against their ascending order.
fn tau(places: &[usize]) -> f64 {
    let (mut right, mut all) = (0.0, 0.0);
    for (at, a) in places.iter().enumerate() {
        for b in &places[at + 1..] {
            right += if a < b { 1.0 } else { -1.0 };
            all += 1.0;
        }
    }
    right / all
}

pub fn role_of(kind: char) -> Role {
    match kind {
        'S' => Role::Section,
        'K' => Role::Kicker,
        'T' => Role::Title,
        'U' => Role::Subtitle,
        'B' => Role::Byline,
        'H' => Role::Subhead,
        'Q' => Role::Quote,
        'C' => Role::Caption,
        'D' => Role::Source,
        'F' => Role::Furniture,
        _ => Role::Body,
    }
}
