//! The one analysis of text. Indexing, querying and highlighting all go through [`tokens`].
