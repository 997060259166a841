//! Which feeds a set of changed articles can have touched.

use std::collections::BTreeSet;

use crate::article::Article;
use crate::feeds::Kind;

/// The feeds to render.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    All,
    /// The site's, the topics', and these; none at all if it is empty.
    Touched(BTreeSet<Kind>),
}

impl Default for Scope {
    fn default() -> Self {
        Self::Touched(BTreeSet::new())
    }
}

impl Scope {
    /// Adds the feeds in which `article` stands.
    pub fn add(&mut self, article: &Article) {
        let Self::Touched(kinds) = self else { return };
        kinds.insert(Kind::Site);
        kinds.extend(article.section.iter().cloned().map(Kind::Section));
        kinds.extend(article.tags.iter().cloned().map(Kind::Tag));
        kinds.extend(article.authors.iter().map(|author| Kind::Author(author.name.clone())));
        kinds.insert(Kind::Lang(article.lang.clone()));
    }

    /// Returns whether a feed of this kind is to be rendered.
    pub fn includes(&self, kind: &Kind) -> bool {
        match self {
            Self::All => true,
            Self::Touched(kinds) if kinds.is_empty() => false,
            Self::Touched(kinds) => matches!(kind, Kind::Site | Kind::Topic(_)) || kinds.contains(kind),
        }
    }

    /// Returns whether no feed is to be rendered.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
