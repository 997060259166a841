//! Which feeds a set of changed articles can have touched.

use std::collections::BTreeSet;

use crate::article::Article;
use crate::feeds::Kind;
use crate::text::fold_to_string;

/// The feeds to render.
///
/// Names are compared as queries compare them, folded: the feed of the tag 国 holds the articles
/// tagged 國 as well.
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
        kinds.extend(article.section.iter().map(|name| Kind::Section(fold_to_string(name))));
        kinds.extend(article.tags.iter().map(|name| Kind::Tag(fold_to_string(name))));
        kinds.extend(article.authors.iter().map(|author| Kind::Author(fold_to_string(&author.name))));
        // A feed of `zh` holds the articles in `zh-Hans` too.
        let lang = fold_to_string(&article.lang);
        kinds.extend(lang.match_indices('-').map(|(at, _)| Kind::Lang(lang[..at].to_owned())));
        kinds.insert(Kind::Lang(lang));
    }

    /// Returns whether a feed of this kind is to be rendered.
    pub fn includes(&self, kind: &Kind) -> bool {
        match self {
            Self::All => true,
            Self::Touched(kinds) if kinds.is_empty() => false,
            Self::Touched(kinds) => match kind {
                Kind::Site | Kind::Topic(_) | Kind::Search(_) => true,
                Kind::Section(name) => kinds.contains(&Kind::Section(fold_to_string(name))),
                Kind::Tag(name) => kinds.contains(&Kind::Tag(fold_to_string(name))),
                Kind::Author(name) => kinds.contains(&Kind::Author(fold_to_string(name))),
                Kind::Lang(name) => kinds.contains(&Kind::Lang(fold_to_string(name))),
            },
        }
    }

    /// Returns whether no feed is to be rendered.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
