//! `[site]`: what the site is, and where.

use chrono_tz::Tz;
use serde::Deserialize;
use url::Url;

use super::mistake::Mistake;
use super::{no_web_address, permalink};

/// `[site]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// The site's name.
    pub title: String,
    /// Its front page; ends with a slash after loading.
    pub url: Url,
    /// One sentence about it; the title where left out.
    #[serde(default)]
    pub description: String,
    /// BCP 47 language of records that name none.
    #[serde(default = "default_language")]
    pub language: String,
    /// The zone of dates without one, and of RSS dates.
    #[serde(default = "default_timezone")]
    pub timezone: Tz,
    /// `AUTHORITY,DATE` of tag URIs (RFC 4151 §2.1), fixed once; `HOST,2026-01-01` where left out.
    #[serde(default)]
    pub tag_authority: String,
    /// The pattern of article URLs for records that give none; `:year`, `:section`, `:slug` and
    /// others are filled in, see docs/sources.md.
    #[serde(default = "default_permalink")]
    pub permalink: String,
    /// Who stands for the site where an article names no author; the title where left out.
    #[serde(default)]
    pub author: String,
    /// A square picture, absolute or relative to `url`.
    #[serde(default)]
    pub icon: Option<String>,
    /// A wide picture, absolute or relative to `url`.
    #[serde(default)]
    pub logo: Option<String>,
    /// A sentence on rights.
    #[serde(default)]
    pub rights: Option<String>,
}

fn default_language() -> String {
    "zh-Hans".to_owned()
}

fn default_timezone() -> Tz {
    Tz::UTC
}

fn default_permalink() -> String {
    "/:section/:slug/".to_owned()
}

impl Site {
    /// A site of which nothing but its front page is known.
    pub(super) fn bare(url: Url) -> Self {
        Self {
            title: url.host_str().unwrap_or("articles").to_owned(),
            url,
            description: String::new(),
            language: default_language(),
            timezone: default_timezone(),
            tag_authority: String::new(),
            permalink: default_permalink(),
            author: String::new(),
            icon: None,
            logo: None,
            rights: None,
        }
    }

    pub(super) fn mistakes(&self) -> Vec<Mistake> {
        let mut found = no_web_address(&self.url);
        found.extend(permalink::mistakes("permalink", &self.permalink));
        if !is_tag_authority(&self.tag_authority) {
            let message = format!("tag_authority `{}` is not a domain and a date", self.tag_authority);
            found.push(Mistake::new(
                "tag_authority",
                message,
                "write it as \"example.org,2026-01-01\" (RFC 4151 §2.1)",
            ));
        }
        found
    }
}

/// RFC 4151 §2.1: `authorityName "," date`, the date as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
fn is_tag_authority(text: &str) -> bool {
    let Some((authority, date)) = text.split_once(',') else { return false };
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-._@".contains(c);
    let is_date = match date.len() {
        4 => date.parse::<u16>().is_ok(),
        7 => chrono::NaiveDate::parse_from_str(&format!("{date}-01"), "%Y-%m-%d").is_ok(),
        10 => chrono::NaiveDate::parse_from_str(date, "%Y-%m-%d").is_ok(),
        _ => false,
    };
    !authority.is_empty() && authority.chars().all(is_name) && is_date
}
