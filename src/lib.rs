//! Publishes article records as RSS, Atom and JSON feeds and keeps them in a full-text index
//! that is good at Chinese, Japanese and Korean.
//!
//! The modules stand in the order of the data flow. Each imports only what stands above it; a
//! test holds them to that. `docs/ARCHITECTURE.md` tells the whole story.

#![forbid(unsafe_code)]

// An article as the rest of the program sees it: plain, checked values.
pub mod article;

// What is wrong in a user's record or configuration: place, message, hint.
pub mod diagnostic;

// What can go wrong with the program's surroundings (never with a user's record).
pub mod error;

// Files that are replaced as a whole.
mod replace;

// Web addresses, to the letter of RFC 3986.
mod address;

// Tags of languages (BCP 47).
pub mod language;

// `tidings.toml`, checked.
pub mod config;

// The one analysis of text: folding, cutting into tokens, sentences.
pub mod text;

// How a text is typed: by its characters, by its sound, by its initials.
pub mod typing;

// Sources become articles: scanning, reading, checking.
pub mod content;

// Which generator wrote a tree, and what its configuration says.
pub mod recognise;

// What a person types becomes a syntax tree; this never fails.
pub mod query;

// The store: where articles are kept and found, behind one narrow seam.
pub mod index;

// What a person may be about to type, or may have meant.
pub mod suggest;

// What a person asks becomes hits with title, snippet and highlights.
pub mod search;

// A feed is a saved search; each format is rendered here.
pub mod feeds;

// Where files are published, each seen whole or not at all.
pub mod publish;

// The whole flow on one page.
pub mod rebuild;

// When to rebuild again.
#[cfg(feature = "watch")]
pub mod watch;

// The same flow without writing: what a rebuild would find wrong.
pub mod check;

// A starter site that rebuilds at once.
pub mod init;

// Other systems' articles become records.
pub mod import;

// The same over HTTP: feeds, search, the search page. The only asynchronous code.
#[cfg(feature = "serve")]
pub mod serve;
