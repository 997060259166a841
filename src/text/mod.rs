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

pub mod fold;
mod han;
pub mod piece;
mod script;
pub mod sentence;
mod stem;
pub mod tokenize;

pub use fold::{FoldedChar, fold, fold_to_string};
pub use piece::{Pattern, Piece, Slot};
pub use tokenize::{Kind, Token, Tokens};

/// The analysis's version: whoever changes what [`Tokens`] gives for any text raises it, so that
/// an index of an older version is built again.
pub const VERSION: u32 = 1;
