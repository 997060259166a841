//! Sitemaps: all articles for search engines (sitemaps.org 0.9), and the newest for news search.

use super::date;
use super::header::below;
use super::xml::{DECLARATION, escaped};
use crate::article::{Article, Timestamp};
use crate::config::Config;
use chrono::TimeDelta;

/// The sitemap's file name: the list itself, or the index of its parts.
pub const SITEMAP: &str = "sitemap.xml";

/// The news sitemap's file name.
pub const NEWS: &str = "sitemap-news.xml";

/// URLs of one file (sitemaps.org).
const MAX_URLS: usize = 50_000;

/// Bytes of one file (sitemaps.org: 50 MB, uncompressed).
const MAX_BYTES: usize = 50_000_000;

/// URLs of a news sitemap.
const MAX_NEWS: usize = 1_000;

/// How long before the newest article news are news.
const NEWS_AGE: TimeDelta = TimeDelta::days(2);

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// Returns the sitemap's files, each when it is asked for: one, or numbered parts and then their
/// index. `urls` are the articles' addresses with their last change, best oldest first, so that
/// full parts stay as they are.
pub fn sitemaps<'a>(
    urls: impl Iterator<Item = (String, Timestamp)> + 'a,
    config: &'a Config,
) -> impl Iterator<Item = (String, Vec<u8>)> + 'a {
    split(urls, config, MAX_URLS, MAX_BYTES)
}

fn split<'a>(
    urls: impl Iterator<Item = (String, Timestamp)> + 'a,
    config: &'a Config,
    max_urls: usize,
    max_bytes: usize,
) -> impl Iterator<Item = (String, Vec<u8>)> + 'a {
    let mut urls = urls.peekable();
    let mut parts: Vec<(String, Option<Timestamp>)> = Vec::new();
    let mut is_done = false;
    std::iter::from_fn(move || {
        if is_done {
            return None;
        }
        if urls.peek().is_none() && !parts.is_empty() {
            is_done = true;
            return Some((SITEMAP.to_owned(), index(&parts, config)));
        }
        let mut file = format!("{DECLARATION}<urlset xmlns=\"{NAMESPACE}\">\n");
        const END: &str = "</urlset>\n";
        let (mut count, mut newest) = (0, None);
        while let Some((url, changed)) = urls.peek() {
            let entry = line("url", url, Some(*changed), config);
            if count == max_urls || (count > 0 && file.len() + entry.len() + END.len() > max_bytes) {
                break;
            }
            file += &entry;
            count += 1;
            newest = newest.max(Some(*changed));
            urls.next();
        }
        file += END;
        is_done = parts.is_empty() && urls.peek().is_none();
        let name = if is_done { SITEMAP.to_owned() } else { format!("sitemap-{}.xml", parts.len() + 1) };
        parts.push((name.clone(), newest));
        Some((name, file.into_bytes()))
    })
}

fn index(parts: &[(String, Option<Timestamp>)], config: &Config) -> Vec<u8> {
    let mut file = format!("{DECLARATION}<sitemapindex xmlns=\"{NAMESPACE}\">\n");
    for (name, newest) in parts {
        file += &line("sitemap", below(config, "", name).as_str(), *newest, config);
    }
    file += "</sitemapindex>\n";
    file.into_bytes()
}

fn line(element: &str, url: &str, changed: Option<Timestamp>, config: &Config) -> String {
    let date = changed.map(|changed| date::rfc3339(changed, config.site.timezone));
    let date = date.map(|date| format!("<lastmod>{date}</lastmod>")).unwrap_or_default();
    format!("  <{element}><loc>{}</loc>{date}</{element}>\n", escaped(url))
}

/// Returns the news sitemap: of `articles`, which are newest first, those of the two days before
/// the newest, at most 1,000.
pub fn news_sitemap<'a>(articles: impl Iterator<Item = &'a Article>, config: &Config) -> Vec<u8> {
    let mut file = format!(
        "{DECLARATION}<urlset xmlns=\"{NAMESPACE}\" \
         xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n"
    );
    let name = escaped(config.site.title.as_str());
    let mut newest = None;
    for article in articles.take(MAX_NEWS) {
        let newest = *newest.get_or_insert(article.published);
        if newest - article.published > NEWS_AGE {
            break;
        }
        file += &format!(
            "  <url>\n    <loc>{}</loc>\n    <news:news>\n      <news:publication>\n        \
             <news:name>{name}</news:name>\n        <news:language>{}</news:language>\n      </news:publication>\n      \
             <news:publication_date>{}</news:publication_date>\n      <news:title>{}</news:title>\n    \
             </news:news>\n  </url>\n",
            escaped(article.url.as_str()),
            news_language(&article.lang),
            date::rfc3339(article.published, config.site.timezone),
            escaped(article.title.as_str()),
        );
    }
    file += "</urlset>\n";
    file.into_bytes()
}

/// ISO 639, as news sitemaps want it; Chinese alone tells its script, by a country.
fn news_language(lang: &str) -> String {
    let lang = lang.to_lowercase();
    let mut parts = lang.split('-');
    let language = parts.next().unwrap_or("");
    if language != "zh" {
        return language.to_owned();
    }
    let is_traditional =
        parts.any(|part| matches!(part, "hant" | "tw" | "hk" | "mo")) && !lang.contains("-hans");
    if is_traditional { "zh-tw" } else { "zh-cn" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feeds::tests::samples::{article, moment};

    fn config() -> Config {
        Config::bare("https://example.org/".parse().unwrap())
    }

    fn files(count: u32, max_urls: usize, max_bytes: usize) -> Vec<(String, String)> {
        let day = |n: u32| moment("2023-01-01T00:00:00Z") + TimeDelta::days(n.into());
        let urls = (1..=count).map(|n| (format!("https://example.org/{n}?a&b"), day(n)));
        let config = config();
        split(urls, &config, max_urls, max_bytes)
            .map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap()))
            .collect()
    }

    #[test]
    fn a_small_sitemap_is_one_file() {
        let found = files(2, 2, 10_000);
        assert_eq!(
            found,
            [(
                "sitemap.xml".to_owned(),
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n  \
                 <url><loc>https://example.org/1?a&amp;b</loc><lastmod>2023-01-02T00:00:00+00:00</lastmod></url>\n  \
                 <url><loc>https://example.org/2?a&amp;b</loc><lastmod>2023-01-03T00:00:00+00:00</lastmod></url>\n</urlset>\n"
                    .to_owned()
            )]
        );
        assert_eq!(files(0, 2, 10_000).len(), 1);
    }

    /// sitemaps.org: beyond 50,000 URLs or 50 MB there are parts and an index.
    #[test]
    fn a_large_sitemap_has_parts_and_an_index() {
        let names =
            |files: &[(String, String)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        let found = files(5, 2, 10_000);
        assert_eq!(names(&found), ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml", "sitemap.xml"]);
        assert_eq!(found[3].1.matches("<sitemap>").count(), 3);
        let part = "<loc>https://example.org/sitemap-2.xml</loc><lastmod>2023-01-05T00:00:00+00:00</lastmod>";
        assert!(found[3].1.contains(part), "{}", found[3].1);
        assert_eq!(found[0], files(6, 2, 10_000)[0], "a full part stays as it is");

        let found = files(5, 10, 350);
        assert!(found.iter().filter(|(name, _)| name != SITEMAP).all(|(_, file)| file.len() <= 350));
        assert_eq!(found.iter().map(|(_, file)| file.matches("<url>").count()).sum::<usize>(), 5);
    }

    #[test]
    fn the_real_limits_hold() {
        let day = moment("2023-01-01T00:00:00Z");
        let config = config();
        let urls = (0..100_001).map(|n| (format!("https://example.org/{n}"), day));
        let counts: Vec<_> = sitemaps(urls, &config)
            .map(|(_, file)| String::from_utf8(file).unwrap().matches("<loc>").count())
            .collect();
        assert_eq!(counts, [50_000, 50_000, 1, 3]);
    }

    #[test]
    fn news_are_those_of_the_two_days_before_the_newest() {
        let mut articles: Vec<_> = ["2023-07-20T12:00:00Z", "2023-07-18T12:00:00Z", "2023-07-18T11:59:59Z"]
            .iter()
            .map(|date| article(date, date))
            .collect();
        articles[0].title = "A & <b>".to_owned();
        articles[1].lang = "zh-TW".to_owned();
        let file = String::from_utf8(news_sitemap(articles.iter(), &config())).unwrap();
        assert_eq!(file.matches("<url>").count(), 2);
        assert!(file.contains("<news:title>A &amp; &lt;b&gt;</news:title>"));
        assert!(file.contains("<news:language>zh-tw</news:language>"));
        let many: Vec<_> = (0..1_001).map(|n| article(&n.to_string(), "2023-07-18T12:00:00Z")).collect();
        let file = String::from_utf8(news_sitemap(many.iter(), &config())).unwrap();
        assert_eq!(file.matches("<url>").count(), 1_000);
    }

    #[test]
    fn the_language_of_news() {
        let check = |lang: &str, expected: &str| assert_eq!(news_language(lang), expected);
        check("zh-Hans", "zh-cn");
        check("zh", "zh-cn");
        check("zh-Hans-HK", "zh-cn");
        check("zh-Hant-TW", "zh-tw");
        check("zh-HK", "zh-tw");
        check("en-GB", "en");
        check("ja", "ja");
    }
}
