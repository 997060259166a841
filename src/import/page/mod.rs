//! The text of a newspaper page becomes articles.
//!
//! The input is the text layer of one page: paragraphs after each other, without a mark of which is
//! a headline, which belongs to which article, or where a column ends in the middle of a sentence.
//! The reading goes in steps, and each is one search for the least cost rather than a heap of rules:
//!
//! 1. `paragraph` cuts the page; `shape` and `credit` look at each paragraph alone and say
//!    what each role would cost it.
//!    `likelihood` weighs that with what stands beside it, by weights that were learnt.
//! 2. `kinship` measures what any two paragraphs have in common.
//! 3. `sequence` finds the cheapest sequence of roles and article beginnings.
//! 4. `cut` finds the halves of paragraphs that column ends have cut.
//! 5. `arrange` moves pieces between articles while that makes the whole cheaper.
//! 6. `order` puts each article's text into its order and `article` makes it a value.
//!
//! Nothing is lost: every paragraph is in exactly one article, or among [`Reading::left_over`].
//! Whoever knows better says so in an [`annotation`] and has the page read again with it.

use chrono::NaiveDate;

pub mod annotation;
mod arrange;
mod article;
mod credit;
mod cut;
mod kinship;
mod likelihood;
mod order;
mod paragraph;
mod record;
mod run;
mod sequence;
mod shape;

pub use article::{Article, Block, Doubt};
pub use credit::Credit;
#[doc(hidden)]
pub use likelihood::Weights;
pub use paragraph::Paragraph;
pub use record::{Issue, language, records};
pub use run::{Options, annotate, run};

/// What a paragraph is on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 栏目: the head of a column.
    Section,
    /// 肩题.
    Kicker,
    /// The headline.
    Title,
    /// 副题.
    Subtitle,
    /// A line of its own that names who wrote it.
    Byline,
    /// Running text; an item of a list.
    Body,
    /// 小标题: a heading inside the text.
    Subhead,
    /// A line that belongs to a picture.
    Caption,
    /// A sentence of the text set apart.
    Quote,
    /// Where figures come from.
    Source,
    /// Page number, date, editors: no part of any article.
    Furniture,
}

impl Role {
    #[doc(hidden)]
    pub const COUNT: usize = 11;

    /// All roles.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Section,
        Self::Kicker,
        Self::Title,
        Self::Subtitle,
        Self::Byline,
        Self::Body,
        Self::Subhead,
        Self::Caption,
        Self::Quote,
        Self::Source,
        Self::Furniture,
    ];

    /// Its name in annotations.
    pub fn name(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Kicker => "kicker",
            Self::Title => "title",
            Self::Subtitle => "subtitle",
            Self::Byline => "byline",
            Self::Body => "body",
            Self::Subhead => "subhead",
            Self::Caption => "caption",
            Self::Quote => "quote",
            Self::Source => "source",
            Self::Furniture => "furniture",
        }
    }
}

/// A page, read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The page's paragraphs.
    pub paragraphs: Vec<Paragraph>,
    /// In the order of the page.
    pub articles: Vec<Article>,
    /// Paragraphs that belong to no article, as indexes into `paragraphs`.
    pub left_over: Vec<usize>,
    /// The issue's day, if the page says it.
    pub day: Option<NaiveDate>,
    /// What is uncertain, in the order of the page.
    pub doubts: Vec<Doubt>,
}

/// Reads a page.
pub fn read(page: &str) -> Reading {
    read_with(page, Weights::learnt())
}

/// Reads a page with other weights than those that are compiled in; for the tool that learns them.
#[doc(hidden)]
pub fn read_with(page: &str, weights: &Weights) -> Reading {
    let paragraphs = paragraph::split(page);
    let texts: Vec<&str> = paragraphs.iter().map(|p| p.text.as_str()).collect();
    let mut shapes = shapes(&texts);
    let likelihoods: Vec<[f32; Role::COUNT]> = likelihood::traits(&texts, &shapes)
        .into_iter()
        .map(|traits| weights.costs(&traits.into_iter().map(|(_, value)| value).collect::<Vec<f32>>()))
        .collect();
    for (shape, likelihood) in shapes.iter_mut().zip(likelihoods) {
        shape.weigh(&likelihood);
    }
    let kinship = kinship::Kinship::of(&texts);
    let mut reading = sequence::read(&shapes, &kinship);
    let cuts = cut::Cuts::find(&texts, &shapes, &reading.roles, &reading.articles, false);
    let known = arrange::Page { shapes: &shapes, kinship: &kinship, cuts: &cuts };
    arrange::settle(&known, &mut reading);
    article::build(paragraphs.clone(), &shapes, &kinship, &reading)
}

/// What the weights are learnt from: the traits of each paragraph of a page, with their names.
#[doc(hidden)]
pub fn traits(page: &str) -> Vec<Vec<(String, f32)>> {
    let paragraphs = paragraph::split(page);
    let texts: Vec<&str> = paragraphs.iter().map(|p| p.text.as_str()).collect();
    likelihood::traits(&texts, &shapes(&texts))
}

fn shapes(texts: &[&str]) -> Vec<shape::Shape> {
    let mut shapes: Vec<shape::Shape> = texts.iter().map(|text| shape::Shape::of(text)).collect();
    shape::look_around(&mut shapes, texts);
    shapes
}
