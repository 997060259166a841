//! The trees of other generators, read as they are.
//!
//! [`Listing`] says which files hold articles, [`Standing`] what a file's path says (language, date,
//! slug, address), [`page`] turns a page into the fields that tidings knows. The rules are those of
//! the generators' own documentation; docs/sources.md tells them to users.

mod body;
mod dates;
mod fields;
mod hexo;
mod hugo;
mod liquid;
mod listing;
mod page;
mod permalink;
mod slug;
mod standing;
mod tag;

pub(super) use listing::Listing;
pub(super) use page::{Fate, Page, page};
pub use permalink::translate as translate_permalink;
pub(super) use slug::slug;
pub(super) use standing::Standing;

#[cfg(test)]
mod tests;
