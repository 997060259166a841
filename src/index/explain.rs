//! Why a hit stands where it stands.

/// What a hit's score is made of: its sum orders the hits of a tier.
///
/// Each share is from 0 to 1, that of BM25 up to 1.6; see `docs/search-quality.md`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Shares {
    /// BM25's score, of the query's weight.
    pub score: f32,
    /// Of the query's characters and words, what the best window of 40 units covers.
    pub near_characters: f32,
    /// The same of 80.
    pub far_characters: f32,
    /// Of the query's terms, what the best window of 15 units covers.
    pub near_terms: f32,
    /// The same of 60.
    pub far_terms: f32,
    /// Whether matches stand at word borders: 0 in the middle of other words, 1 surely.
    pub border: f32,
}

impl Shares {
    /// Returns the score of the hit.
    pub fn sum(&self) -> f32 {
        self.score
            + self.near_characters
            + self.far_characters
            + self.near_terms
            + self.far_terms
            + self.border
    }
}

/// Why a hit stands where it stands: full matches first, within them the hits that were looked at
/// closely, by the sum of their shares; then the others by BM25 alone.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Explanation {
    /// BM25's score: the first stage.
    pub bm25: f32,
    /// The second stage, if the hit came to it.
    pub shares: Option<Shares>,
    /// The query's terms that the article has.
    pub terms: Vec<ExplainedTerm>,
}

/// A term of the query that an article has.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainedTerm {
    /// As it is indexed; with a star if it is a beginning.
    pub term: String,
    /// How much it says about what is sought: 1, or less for stop words.
    pub weight: f32,
    /// How rare it is among the articles.
    pub idf: f32,
}
