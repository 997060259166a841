//! The trees of other generators, read as they are.
//!
//! [`Listing`] says which files hold articles, [`Standing`] what a file's path says (language, date,
//! slug, address), [`page`] turns a page into the fields that tidings knows. The rules are those of
//! the generators' own documentation; docs/sources.md tells them to users.

mod body;
mod components;
mod dates;
mod docusaurus;
mod element;
mod fields;
mod hexo;
mod hugo;
mod lines;
mod liquid;
mod listing;
mod mend;
mod names;
mod page;
mod permalink;
mod slug;
mod standing;
mod tag;
mod title;

pub(super) use docusaurus::dated_path;
pub(crate) use element::quoted;
pub(super) use listing::Listing;
pub(super) use page::{Fate, Page, page};
pub use permalink::translate as translate_permalink;
pub(super) use slug::{name_slug, of_hexo, slug, title_slug};
pub(super) use standing::Standing;

/// The date that an address or a path on the disk tells, as `2023-07-18`: at the beginning of its last
/// name (`2023-07-18-wind`), else as folders (`2023/07/18/wind`).
pub fn date_in_path(path: &str) -> Option<String> {
    let names: Vec<&str> = path.split('/').filter(|name| !name.is_empty()).collect();
    let (last, folders) = names.split_last()?;
    dates::leading(last).map(|(date, _)| date).or_else(|| dates::of_folders(folders))
}

#[cfg(test)]
mod tests;
