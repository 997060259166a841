//! `[podcast]`: what directories of podcasts ask for.

use serde::Deserialize;

use super::mistake::Mistake;
use crate::diagnostic::did_you_mean;

/// Apple's categories, each with those below it
/// (<https://podcasters.apple.com/support/1691-apple-podcasts-categories>).
const CATEGORIES: [(&str, &[&str]); 19] = [
    ("Arts", &["Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"]),
    ("Business", &["Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"]),
    ("Comedy", &["Comedy Interviews", "Improv", "Stand-Up"]),
    ("Education", &["Courses", "How To", "Language Learning", "Self-Improvement"]),
    ("Fiction", &["Comedy Fiction", "Drama", "Science Fiction"]),
    ("Government", &[]),
    (
        "Health & Fitness",
        &["Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"],
    ),
    ("History", &[]),
    ("Kids & Family", &["Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"]),
    (
        "Leisure",
        &[
            "Animation & Manga",
            "Automotive",
            "Aviation",
            "Crafts",
            "Games",
            "Hobbies",
            "Home & Garden",
            "Video Games",
        ],
    ),
    ("Music", &["Music Commentary", "Music History", "Music Interviews"]),
    (
        "News",
        &[
            "Business News",
            "Daily News",
            "Entertainment News",
            "News Commentary",
            "Politics",
            "Sports News",
            "Tech News",
        ],
    ),
    (
        "Religion & Spirituality",
        &["Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Religion", "Spirituality"],
    ),
    (
        "Science",
        &[
            "Astronomy",
            "Chemistry",
            "Earth Sciences",
            "Life Sciences",
            "Mathematics",
            "Natural Sciences",
            "Nature",
            "Physics",
            "Social Sciences",
        ],
    ),
    (
        "Society & Culture",
        &["Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"],
    ),
    (
        "Sports",
        &[
            "Baseball",
            "Basketball",
            "Cricket",
            "Fantasy Sports",
            "Football",
            "Golf",
            "Hockey",
            "Rugby",
            "Running",
            "Soccer",
            "Swimming",
            "Tennis",
            "Volleyball",
            "Wilderness",
            "Wrestling",
        ],
    ),
    ("Technology", &[]),
    ("True Crime", &[]),
    ("TV & Film", &["After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"]),
];

/// `[podcast]`. Where category, explicit, email or image is missing, feeds say nothing of it:
/// directories refuse a podcast that says a part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Podcast {
    /// One of Apple's categories, `Science`, or one below it, `Science > Natural Sciences`.
    pub category: String,
    /// Whether it is unfit for children.
    pub explicit: Option<bool>,
    /// Who answers for it; `site.author` where left out.
    pub owner: String,
    /// The owner's e-mail address.
    pub email: String,
    /// A square picture of 1,400 to 3,000 pixels, absolute or relative to `site.url`.
    pub image: String,
}

impl Podcast {
    pub(super) fn mistakes(&self) -> Vec<Mistake> {
        let mut found: Vec<Mistake> = self.unknown_category().into_iter().collect();
        let is_mail = |(user, host): (&str, &str)| {
            let is_plain = |c: char| c.is_ascii_graphic() && !"<>()[],;:\\\"@".contains(c);
            !user.is_empty() && host.contains('.') && user.chars().chain(host.chars()).all(is_plain)
        };
        if !self.email.is_empty() && !self.email.split_once('@').is_some_and(is_mail) {
            let message = format!("`{}` is no e-mail address", self.email);
            found.push(Mistake::new("email", message, "write it as desk@example.org"));
        }
        found
    }

    fn unknown_category(&self) -> Option<Mistake> {
        let mut words = self.category.split('>').map(str::trim).filter(|name| !name.is_empty());
        let name = words.next()?;
        let (_, below) = match CATEGORIES.iter().find(|(known, _)| *known == name) {
            Some(category) => category,
            None => return Some(no_category(name, &CATEGORIES.map(|(name, _)| name))),
        };
        let name = words.next()?;
        (!below.contains(&name)).then(|| no_category(name, below))
    }
}

fn no_category(name: &str, known: &[&str]) -> Mistake {
    let hint = match did_you_mean(name, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if known.is_empty() => "leave it out: Apple has none below this one".to_owned(),
        None => format!("known here: {}", known.join(", ")),
    };
    Mistake::new("category", format!("`{name}` is none of Apple's categories"), hint)
}
