//! The one analysis as a tantivy tokenizer.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::text::Tokens;

/// The tokenizer's name in the schema.
pub(super) const NAME: &str = "tidings";

/// Each value of a field (title, subtitle, body) begins so many positions after the one before,
/// so that no phrase reaches across.
pub(super) const VALUE_GAP: u32 = 8;

/// Hands our tokens to tantivy.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Analyzer;

impl Tokenizer for Analyzer {
    type TokenStream<'a> = AnalyzerStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> AnalyzerStream<'a> {
        AnalyzerStream { tokens: Tokens::new(text), token: Token::default() }
    }
}

/// The stream of one value's tokens.
pub(super) struct AnalyzerStream<'a> {
    tokens: Tokens<'a>,
    token: Token,
}

impl TokenStream for AnalyzerStream<'_> {
    fn advance(&mut self) -> bool {
        if !self.tokens.advance() {
            return false;
        }
        let token = self.tokens.token_mut();
        std::mem::swap(&mut self.token.text, &mut token.text);
        self.token.position = (token.position + VALUE_GAP) as usize;
        self.token.offset_from = token.offset.start;
        self.token.offset_to = token.offset.end;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
