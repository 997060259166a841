//! The one analysis of text: whatever is indexed, searched or highlighted goes through [`Tokens`].
//!
//! Two steps, both in one pass over the text:
//!
//! 1. [`fold`](mod@fold) (the char filter): characters that a reader takes for the same become the same:
//!    compatibility forms and width (NFKC), case, accents, traditional and simplified Han, katakana
//!    and hiragana. Each folded character keeps the byte range of the original that it came from.
//! 2. [`tokenize`] (tokenizer and token filters): scripts without spaces are cut into
//!    overlapping bigrams, the others into words, which are stemmed.
//!
//! No dictionary is loaded. Sentences and grapheme clusters, for cutting snippets, are found in
//! [`sentence`].

pub mod cut;
pub mod fold;
mod han;
pub mod piece;
mod script;
pub mod sentence;
mod stem;
mod stop_words;
pub mod tokenize;
pub mod unit;
pub mod words;

pub use fold::{FoldedChar, fold, fold_to_string};
pub use piece::{Pattern, Piece, Scored, Slot};
pub use tokenize::{Kind, Token, Tokens};
pub use unit::{Script, Unit};

pub(crate) use han::fold as fold_han;
pub(crate) use script::is_sought;

/// The analysis's version: whoever changes what [`Tokens`] gives for any text raises it, so that
/// an index of an older version is built again.
pub const VERSION: u32 = 3;
