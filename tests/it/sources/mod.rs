//! Sites of other generators, and files of other shapes, as they are.

mod blogs;
mod docusaurus;
mod encodings;
mod files;
mod generators;
mod hugo;
mod jekyll;
mod links;
mod proposal;
mod vue;

use crate::site::{Outcome, Site};

/// A site without a configuration of tidings' own.
fn bare(files: &[(&str, &str)]) -> Site {
    files.iter().fold(Site::empty(), |site, (path, text)| site.write(path, text))
}

/// Rebuilds the bare tree `content` as a user without a configuration does, with an index of its own.
fn rebuild(site: &Site, content: &str) -> Outcome {
    rebuild_at(site, content, "https://example.org/")
}

/// The same, for a site in the folder `https://example.org/y/`.
fn rebuild_below(site: &Site, content: &str) -> Outcome {
    rebuild_at(site, content, "https://example.org/y/")
}

fn rebuild_at(site: &Site, content: &str, url: &str) -> Outcome {
    let index = format!("i/{content}");
    site.run(&["rebuild", "--content", content, "--index", &index, "--feeds", "f", "--site-url", url])
}

/// Title, date, section and URL of each item in the site's JSON feed, newest first.
fn items(site: &Site) -> Vec<String> {
    let feed: serde_json::Value = serde_json::from_str(&site.read("f/feed.json")).expect("the feed is JSON");
    let text = |item: &serde_json::Value, key: &str| item[key].as_str().unwrap_or_default().to_owned();
    let items = feed["items"].as_array().expect("the feed has items").iter();
    items
        .map(|item| {
            let tags: Vec<&str> =
                item["tags"].as_array().into_iter().flatten().filter_map(|tag| tag.as_str()).collect();
            let url = text(item, "url").replace("https://example.org", "");
            let url = percent_decoded(&url);
            format!(
                "{} | {} | {} | {url}",
                text(item, "title"),
                &text(item, "date_published")[..10],
                tags.join(",")
            )
        })
        .collect()
}

fn percent_decoded(url: &str) -> String {
    percent_encoding::percent_decode_str(url).decode_utf8().expect("addresses are UTF-8").into_owned()
}

/// The HTML of the item with the title `title`.
fn body(site: &Site, title: &str) -> String {
    let feed: serde_json::Value = serde_json::from_str(&site.read("f/feed.json")).expect("the feed is JSON");
    let items = feed["items"].as_array().expect("the feed has items");
    let item =
        items.iter().find(|item| item["title"] == title).unwrap_or_else(|| panic!("no {title} in {feed:#}"));
    item["content_html"].as_str().expect("the item has a body").to_owned()
}
