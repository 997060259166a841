//! The first reading of a page: the roles that follow each other most naturally from the first
//! paragraph to the last, and where articles begin.
//!
//! It is a path of least cost (Viterbi) through the phases of articles that stand one after the
//! other: column head, kicker, headline, subtitle, byline, running text, subhead, end. A step's cost
//! is that of the paragraph's role by its looks ([`Shape`]), of the role in this phase, and of how
//! the text before and after hangs together ([`Kinship`]). What layout has torn apart comes out as
//! articles without a headline or without a text; [`arrange`](super::arrange) mends that.

use super::Role;
use super::kinship::Kinship;
use super::shape::{NEVER, Shape};

/// How far an article has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing of it yet.
    Start,
    Section,
    Kicker,
    Title,
    Subtitle,
    Byline,
    Subhead,
    /// The first paragraph below a byline: who signs at the head writes more than one.
    Lead,
    Body,
    /// The text of an article without byline, subtitle or subhead: seldom one that has any later.
    Plain,
    /// In a list or a table: lines that are no sentences.
    List,
    /// Its signature or source has been seen.
    End,
}

impl Phase {
    const ALL: [Self; 12] = [
        Self::Start,
        Self::Section,
        Self::Kicker,
        Self::Title,
        Self::Subtitle,
        Self::Byline,
        Self::Subhead,
        Self::Lead,
        Self::Body,
        Self::Plain,
        Self::List,
        Self::End,
    ];

    /// The cost of the page's end in this phase.
    fn at_end(self) -> f32 {
        match self {
            Self::Start | Self::Body | Self::Plain | Self::List | Self::End => 0.0,
            Self::Section => 1.5,
            Self::Lead => 0.5,
            Self::Subhead => 2.5,
            _ => 4.0,
        }
    }
}

/// What stands at the border before a paragraph.
#[derive(Debug, Clone, Copy, Default)]
struct Border {
    /// −1 where the subject changes, +1 where it surely goes on.
    cohesion: f32,
    /// The running text before it stops short.
    is_open: bool,
}

/// The roles, and the number of the article in which each paragraph stands.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub roles: Vec<Role>,
    pub articles: Vec<usize>,
}

#[derive(Clone, Copy)]
struct Step {
    to: Phase,
    cost: f32,
    begins: bool,
}

/// Reads the page.
pub(super) fn read(shapes: &[Shape], kinship: &Kinship) -> Reading {
    #[derive(Clone, Copy)]
    struct Back {
        from: usize,
        role: Role,
        begins: bool,
    }
    let borders = borders(shapes, kinship);
    let mut costs = [NEVER; Phase::ALL.len()];
    costs[Phase::Start as usize] = 0.0;
    let mut backs: Vec<[Option<Back>; Phase::ALL.len()]> = Vec::with_capacity(shapes.len());
    for (at, shape) in shapes.iter().enumerate() {
        let mut next = [NEVER; Phase::ALL.len()];
        let mut back = [None; Phase::ALL.len()];
        for role in Role::ALL {
            let by_looks = shape.cost(role) + beside(shapes, at, role);
            if by_looks >= NEVER {
                continue;
            }
            for (from, phase) in Phase::ALL.into_iter().enumerate() {
                if costs[from] >= NEVER {
                    continue;
                }
                for step in steps(phase, role, shape, borders[at]) {
                    let cost = costs[from] + by_looks + step.cost;
                    if cost < next[step.to as usize] {
                        next[step.to as usize] = cost;
                        back[step.to as usize] = Some(Back { from, role, begins: step.begins });
                    }
                }
            }
        }
        costs = next;
        backs.push(back);
    }
    let mut phase = Phase::ALL
        .into_iter()
        .min_by(|a, b| {
            let cost = |phase: &Phase| costs[*phase as usize] + phase.at_end();
            cost(a).total_cmp(&cost(b))
        })
        .map_or(0, |phase| phase as usize);
    let mut roles = vec![Role::Body; shapes.len()];
    let mut begins = vec![false; shapes.len()];
    for at in (0..shapes.len()).rev() {
        // Every paragraph can be running text in every phase, so there is always a way back.
        let Some(back) = backs[at][phase] else { break };
        roles[at] = back.role;
        begins[at] = back.begins;
        phase = back.from;
    }
    let mut article = 0;
    let articles = begins
        .iter()
        .enumerate()
        .map(|(at, begins)| {
            article += usize::from(*begins && at > 0);
            article
        })
        .collect();
    Reading { roles, articles }
}

/// What the lengths of neighbouring headings say of them: a kicker is seldom shorter than its
/// headline, a subtitle longer.
fn beside(shapes: &[Shape], at: usize, role: Role) -> f32 {
    let other = match role {
        Role::Kicker => shapes.get(at + 1),
        Role::Subtitle => at.checked_sub(1).map(|before| &shapes[before]),
        _ => None,
    };
    if role == Role::Subhead && shapes[at].is_heading() {
        // Three or more of one build are the subheads of one article.
        let build = shapes[at].build;
        let alike = shapes.iter().filter(|s| build.is_some() && s.build == build && s.is_heading()).count();
        return if alike >= 3 { -1.2 } else { 0.0 };
    }
    let Some(other) = other.filter(|other| other.is_heading()) else { return 0.0 };
    let own = shapes[at].length as f32;
    let ratio = other.length as f32 / own.max(1.0);
    match role {
        Role::Kicker => (1.5 * (ratio - 1.25)).clamp(-0.8, 1.2),
        _ => (1.5 * (ratio - 0.75)).clamp(-0.6, 0.8),
    }
}

/// The ways on from `phase` with a paragraph in `role`.
fn steps(phase: Phase, role: Role, shape: &Shape, border: Border) -> Vec<Step> {
    let on = |to, cost| vec![Step { to, cost, begins: false }];
    let new = |to, cost| vec![Step { to, cost, begins: true }];
    let fresh = 1.8 + 1.5 * border.cohesion + if border.is_open { 1.5 } else { 0.0 };
    match role {
        Role::Furniture => on(phase, 0.0),
        Role::Caption => on(phase, 0.0),
        Role::Quote => match phase {
            Phase::Start | Phase::Section | Phase::Kicker => Vec::new(),
            // What is said above the byline is a headline rather.
            Phase::Title | Phase::Subtitle => on(phase, 1.5),
            _ => on(phase, 0.3),
        },
        Role::Section => match phase {
            Phase::Start => new(Phase::Section, 0.0),
            Phase::Section => new(Phase::Section, 2.5),
            Phase::Lead => new(Phase::Section, fresh + 1.5),
            Phase::Body | Phase::Plain => new(Phase::Section, fresh),
            Phase::List => new(Phase::Section, fresh.min(1.0)),
            Phase::End => new(Phase::Section, -0.5),
            _ => new(Phase::Section, 4.0),
        },
        Role::Kicker => match phase {
            Phase::Start => new(Phase::Kicker, 0.3),
            Phase::Section => on(Phase::Kicker, 0.3),
            Phase::Lead => new(Phase::Kicker, fresh + 1.8),
            Phase::Body | Phase::Plain => new(Phase::Kicker, fresh + 0.3),
            Phase::List => new(Phase::Kicker, fresh + 1.5),
            Phase::End => new(Phase::Kicker, 0.0),
            Phase::Kicker => on(Phase::Kicker, 2.5),
            _ => new(Phase::Kicker, 4.5),
        },
        Role::Title => match phase {
            Phase::Start => new(Phase::Title, 0.0),
            Phase::Section | Phase::Kicker => on(Phase::Title, 0.0),
            Phase::Lead => new(Phase::Title, fresh + 1.5),
            Phase::Body | Phase::Plain => new(Phase::Title, fresh),
            Phase::List => new(Phase::Title, fresh + 1.0),
            Phase::End => new(Phase::Title, -0.5),
            _ => new(Phase::Title, 4.5),
        },
        Role::Subtitle => match phase {
            Phase::Title => on(Phase::Subtitle, 0.0),
            Phase::Subtitle => on(Phase::Subtitle, 1.0),
            Phase::Byline => on(Phase::Subtitle, 2.0),
            _ => Vec::new(),
        },
        // A name alone is a byline below a headline; elsewhere it may be any word.
        Role::Byline if shape.is_bare_name => match phase {
            Phase::Title | Phase::Subtitle => on(Phase::Byline, -0.5),
            Phase::Body | Phase::Plain => on(Phase::End, 2.5),
            _ => Vec::new(),
        },
        Role::Byline => match phase {
            Phase::Title | Phase::Subtitle => on(Phase::Byline, -0.5),
            Phase::Lead | Phase::Body | Phase::Plain | Phase::List => on(Phase::End, 1.0),
            Phase::Start => new(Phase::Byline, 3.0),
            Phase::Section => on(Phase::Byline, 2.0),
            Phase::Kicker => on(Phase::Byline, 3.0),
            Phase::Byline => on(Phase::Byline, 1.0),
            Phase::Subhead => on(Phase::Subhead, 3.0),
            Phase::End => on(Phase::End, 3.0),
        },
        Role::Subhead => match phase {
            Phase::Title => on(Phase::Subhead, 0.7),
            Phase::Subtitle | Phase::Byline => on(Phase::Subhead, 0.1),
            Phase::Lead | Phase::Body => on(Phase::Subhead, 0.3 - border.cohesion),
            Phase::Plain => on(Phase::Subhead, 1.9 - border.cohesion),
            Phase::List => on(Phase::Subhead, 0.3),
            Phase::Section => on(Phase::Subhead, 3.0),
            Phase::Subhead => on(Phase::Subhead, 2.1),
            Phase::End => on(Phase::Subhead, 3.5),
            Phase::Start => new(Phase::Subhead, 4.0),
            Phase::Kicker => Vec::new(),
        },
        Role::Body => body_steps(phase, shape, border),
        Role::Source => match phase {
            Phase::Lead | Phase::Body | Phase::Plain | Phase::List => on(Phase::End, 0.0),
            Phase::Subhead | Phase::End => on(Phase::End, 1.0),
            Phase::Start => new(Phase::End, 3.0),
            _ => on(Phase::End, 2.0),
        },
    }
}

fn body_steps(phase: Phase, shape: &Shape, border: Border) -> Vec<Step> {
    let is_item = !shape.is_prose;
    let to = match () {
        () if shape.signature.is_some() => Phase::End,
        () if is_item => Phase::List,
        () if matches!(phase, Phase::Title | Phase::Section | Phase::Start | Phase::Plain) => Phase::Plain,
        () if phase == Phase::Byline => Phase::Lead,
        () => Phase::Body,
    };
    let is_dated = shape.dateline.is_some();
    let go = |cost, begins| Step { to, cost, begins };
    match phase {
        // An article doesn't begin in the middle of a sentence.
        Phase::Title | Phase::Subtitle | Phase::Byline => {
            let item = if is_item && shape.cost(Role::Body) > 1.0 { 0.8 } else { 0.0 };
            vec![go(if is_dated { -0.5 } else { shape.inner.max(0.0) + item }, false)]
        }
        Phase::Subhead => vec![go(if is_dated { 4.5 } else { shape.inner.max(0.0) }, false)],
        Phase::Section => vec![go(if is_dated { 1.0 } else { 2.0 }, false)],
        Phase::Kicker => vec![go(3.0, false)],
        Phase::Start => vec![go(3.0, true)],
        Phase::Lead | Phase::Body | Phase::Plain => {
            let on = if is_dated { 3.5 } else { 0.8 * (-border.cohesion).max(0.0) };
            let new = if is_dated { 2.0 } else { 5.0 + 1.3 * border.cohesion };
            vec![go(on, false), go(new, true)]
        }
        Phase::List if is_item => vec![go(0.0, false)],
        Phase::List => vec![go(if is_dated { 3.5 } else { 0.2 }, false), go(3.5 + border.cohesion, true)],
        Phase::End => vec![go(3.4, false), go(if is_dated { 1.0 } else { 2.5 }, true)],
    }
}

/// How the running text hangs together across each paragraph's beginning, measured against the
/// page's other borders.
fn borders(shapes: &[Shape], kinship: &Kinship) -> Vec<Border> {
    const WINDOW: usize = 3;
    let is_text = |at: &usize| shapes[*at].is_prose && shapes[*at].cost(Role::Caption) > 0.0;
    let raw: Vec<Option<f32>> = (0..shapes.len())
        .map(|at| {
            let left: Vec<usize> = (0..at).rev().filter(is_text).take(WINDOW).collect();
            let right: Vec<usize> = (at..shapes.len()).filter(is_text).take(WINDOW).collect();
            (!left.is_empty() && !right.is_empty()).then(|| kinship.across(&left, &right))
        })
        .collect();
    let known: Vec<f32> = raw.iter().flatten().copied().collect();
    let mean = known.iter().sum::<f32>() / known.len().max(1) as f32;
    let spread = (known.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / known.len().max(1) as f32).sqrt();
    raw.iter()
        .enumerate()
        .map(|(at, value)| Border {
            cohesion: value.map_or(0.0, |v| ((v - mean) / (1.2 * spread).max(0.01)).clamp(-1.0, 1.0)),
            is_open: at > 0
                && (0..at)
                    .rev()
                    .find(|before| shapes[*before].cost(Role::Body) <= 1.5)
                    .is_some_and(|before| !shapes[before].is_ended),
        })
        .collect()
}
