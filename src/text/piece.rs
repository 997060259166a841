//! A piece of text as it is sought: terms at fixed distances.
//!
//! A document contains the piece if its tokens have these terms at these distances. Searching an
//! index and highlighting a text go by the same pieces.

use std::fmt;

use super::stop_words;
use super::tokenize::{Kind, Token, Tokens};
use super::unit::Unit;

/// A piece of text that is sought, such as a run or a phrase of a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// What proves that the piece is contained; at least one, and only the last can be a prefix.
    pub slots: Vec<Slot>,
    /// Terms that a document with the slots has as well, so that one without them need not be looked
    /// at.
    pub implied: Vec<String>,
    /// What says how much a document has to do with it: all terms, in the text's order.
    pub scored: Vec<Scored>,
    /// Its characters and words.
    pub units: Vec<Unit>,
}

/// A term of a piece as documents are scored by it.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// The term.
    pub pattern: Pattern,
    /// The first of its units.
    pub unit: usize,
}

/// A term of a piece and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// The term.
    pub pattern: Pattern,
    /// Positions from the piece's first.
    pub offset: u32,
}

/// One term, or all that begin so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pattern {
    /// This term.
    Exact(String),
    /// All terms with this beginning.
    Prefix {
        /// The beginning.
        start: String,
        /// A term that counts too: the stem of a word that is longer than its stem.
        or: Option<String>,
    },
}

impl Pattern {
    /// Returns whether `term` is one of those.
    pub fn matches(&self, term: &str) -> bool {
        match self {
            Self::Exact(exact) => exact == term,
            Self::Prefix { start, or } => term.starts_with(start) || or.as_deref() == Some(term),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(term) => f.write_str(term),
            Self::Prefix { start, .. } => write!(f, "{start}*"),
        }
    }
}

impl Piece {
    /// Analyses `text`; if `is_prefix`, its last word may go on in the document. `None` if it has
    /// no tokens.
    pub fn new(text: &str, is_prefix: bool) -> Option<Self> {
        let mut all = Vec::new();
        let mut tokens = Tokens::new(text);
        while tokens.advance() {
            all.push(tokens.token().clone());
        }
        let first_position = all.first()?.position;
        let mut units: Vec<Unit> = all.iter().map(|token| Unit::of(token, text)).collect();
        stop_words::weigh(&mut units);

        let mut slots: Vec<Slot> = Vec::new();
        let (mut implied, mut scored) = (Vec::new(), Vec::new());
        for (n, token) in all.iter().enumerate() {
            let is_final = n + 1 == all.len();
            let ends_longer_run =
                token.kind == Kind::Last && n > 0 && is_next_bigram(&all[n - 1], token.position - 1);
            let pattern = match token.kind {
                // A document may go on where the piece ends: the last character begins a bigram there.
                Kind::Last if is_final && ends_longer_run => continue,
                Kind::Last if is_final => Pattern::Prefix { start: token.text.clone(), or: None },
                Kind::Word if is_final && is_prefix => {
                    Pattern::Prefix { start: last_word_unstemmed(text), or: Some(token.text.clone()) }
                }
                _ => Pattern::Exact(token.text.clone()),
            };
            if !ends_longer_run {
                let pattern = match &pattern {
                    // For the score it matters little what follows a single character.
                    Pattern::Exact(term) if token.kind == Kind::Last => {
                        Pattern::Prefix { start: term.clone(), or: None }
                    }
                    other => other.clone(),
                };
                scored.push(Scored { pattern, unit: n });
            }
            // Of a chain of bigrams every second one and the last prove the whole.
            let offset = token.position - first_position;
            let is_implied = token.kind == Kind::Bigram
                && n > 0
                && is_next_bigram(&all[n - 1], token.position - 1)
                && all.get(n + 1).is_some_and(|next| is_next_bigram(next, token.position + 1))
                && slots.last().is_some_and(|slot| slot.offset + 1 == offset);
            match pattern {
                Pattern::Exact(term) if is_implied => implied.push(term),
                pattern => slots.push(Slot { pattern, offset }),
            }
        }
        Some(Self { slots, implied, scored, units })
    }

    /// Returns how much `scored` says about what is sought, by its units: 1, or less for stop words.
    pub fn weight(&self, scored: &Scored) -> f32 {
        let first = &self.units[scored.unit];
        match self.units.get(scored.unit + 1) {
            Some(second) if first.is_joined => (first.weight + second.weight) / 2.0,
            _ => first.weight,
        }
    }

    /// Returns how many positions it takes at most, from its first character or word to its last.
    pub fn span(&self) -> u32 {
        // The last slot may be a bigram, whose second character stands one position further.
        self.slots.last().map_or(0, |slot| slot.offset + 2)
    }

    /// Returns whether it is made of stop words only.
    pub fn is_all_stop_words(&self) -> bool {
        self.units.iter().all(|unit| unit.weight < 1.0)
    }

    /// Gives stop words the weight of other words.
    pub fn weigh_evenly(&mut self) {
        self.units.iter_mut().for_each(|unit| unit.weight = 1.0);
    }
}

fn is_next_bigram(token: &Token, position: u32) -> bool {
    token.kind == Kind::Bigram && token.position == position
}

fn last_word_unstemmed(text: &str) -> String {
    let mut tokens = Tokens::unstemmed(text);
    while tokens.advance() {}
    tokens.token().text.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes each slot as `term+offset`, a prefix with a star, and the scored terms after a bar.
    fn check(text: &str, expected: &str) {
        let show = |pattern: &Pattern| match pattern {
            Pattern::Exact(term) => term.clone(),
            Pattern::Prefix { start, or: None } => format!("{start}*"),
            Pattern::Prefix { start, or: Some(or) } => format!("{start}*/{or}"),
        };
        let (is_prefix, text) = (text.ends_with('*'), text.trim_end_matches('*'));
        let piece = Piece::new(text, is_prefix).unwrap();
        let slots: Vec<String> =
            piece.slots.iter().map(|slot| format!("{}+{}", show(&slot.pattern), slot.offset)).collect();
        let scored: Vec<String> = piece.scored.iter().map(|scored| show(&scored.pattern)).collect();
        assert_eq!(format!("{} | {}", slots.join(" "), scored.join(" ")), expected, "{text}");
    }

    #[test]
    fn a_piece_is_proved_by_every_second_bigram() {
        check("氢", "氢*+0 | 氢*");
        check("氢能", "氢能+0 | 氢能");
        check("氢能车", "氢能+0 能车+1 | 氢能 能车");
        check("风机叶片", "风机+0 叶片+2 | 风机 机叶 叶片");
        check("一二三四五", "一二+0 三四+2 四五+3 | 一二 二三 三四 四五");
        check("一二三四五六", "一二+0 三四+2 五六+4 | 一二 二三 三四 四五 五六");
    }

    #[test]
    fn a_piece_may_end_in_the_middle_of_a_run_but_not_of_a_word() {
        check("kW级", "kw+0 级*+1 | kw 级*");
        check("100kW", "100+0 kw+1 | 100 kw");
        check("产氢kW", "产氢+0 氢+1 kw+2 | 产氢 kw");
        check("能。产", "能+0 产*+2 | 能* 产*");
        check("running shoes", "run+0 shoe+2 | run shoe");
        check("running sho*", "run+0 sho*/sho+2 | run sho*/sho");
        check("turbines*", "turbines*/turbin+0 | turbines*/turbin");
    }
}
