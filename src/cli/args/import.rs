//! `tidings import`: what wrote the input, where the records go.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use super::values::{parse_day, parse_language};

/// Flags of `import`.
#[derive(Debug, ClapArgs)]
#[command(
    before_long_help = "Examples:\n  \
        tidings import feed old-site.xml\n  \
        tidings import wordpress export.xml --into content/blog --dry-run",
    after_long_help = "Each article becomes one .md file. Importing the same again changes nothing; an article that \
                       changed is updated; a file that was edited since is left as it is, and reported.\n\n\
                       Exit codes: 0 imported; 1 failed, such as a file that can't be written; 2 wrong usage; 3 \
                       imported, but for some articles that were refused, each reported; 75 another import into the \
                       folder is at work."
)]
pub struct ImportArgs {
    #[command(subcommand)]
    pub from: ImportFrom,
}

/// What wrote the input.
#[derive(Debug, Subcommand)]
pub enum ImportFrom {
    /// RSS, Atom and JSON feeds; their ids stay, so that readers see nothing twice
    #[command(before_long_help = "Example:\n  tidings import feed rss.xml --into content/old")]
    Feed(ImportInput),
    /// WordPress's export (WXR): posts, with their sections, tags, images and authors
    #[command(
        before_long_help = "Examples:\n  \
            tidings import wordpress export.xml --dry-run\n  \
            tidings import wordpress export.xml --pages --into content/blog",
        after_long_help = "Drafts, private and protected posts become drafts. Comments, menus and settings are left \
                           out, and counted. The file may be of any size."
    )]
    Wordpress {
        #[command(flatten)]
        input: ImportInput,
        /// Pages too
        #[arg(long)]
        pages: bool,
        /// Posts of this type too (a plugin's, such as `podcast`); may be given several times
        #[arg(long = "type", value_name = "TYPE")]
        types: Vec<String>,
    },
    /// Ghost's export (JSON)
    #[command(
        before_long_help = "Example:\n  tidings import ghost site.ghost.2023-07-18.json --into content/blog"
    )]
    Ghost {
        #[command(flatten)]
        input: ImportInput,
        /// Pages too
        #[arg(long)]
        pages: bool,
    },
    /// The text of a newspaper page: headlines, bylines, columns and captions in a row
    #[command(
        before_long_help = "Examples:\n  \
            tidings import page science-page.txt --date 2023-07-18\n  \
            tidings import page science-page.txt --date 2023-07-18 --annotate page.tsv\n  \
            tidings import page science-page.txt --date 2023-07-18 --annotation page.tsv",
        after_long_help = "Rules of layout and language and the words that paragraphs share tell which article a \
                           paragraph belongs to; what is uncertain is reported. docs/import-page.md tells more."
    )]
    Page(Box<ImportPage>),
    /// Blogger's export (Atom)
    #[command(
        before_long_help = "Example:\n  tidings import blogger blog-07-18-2023.xml --into content/blog"
    )]
    Blogger {
        #[command(flatten)]
        input: ImportInput,
        /// Pages too
        #[arg(long)]
        pages: bool,
    },
    /// The pages that a sitemap lists, from a mirror of the site's files
    #[command(
        before_long_help = "Examples:\n  \
            wget -m -np https://old.example/\n  \
            tidings import sitemap old.example/sitemap.xml --into content/old\n  \
            tidings import sitemap news.xml.gz more.xml --mirror old.example --dry-run",
        after_long_help = "Nothing is fetched. Index files are followed, packed files unpacked. Pages that show other \
                           pages, and pages that tell no date and don't say that they are articles, are left out, and \
                           counted; a page that the mirror lacks is reported."
    )]
    Sitemap(ImportSitemap),
}

/// Flags of `import sitemap`.
#[derive(Debug, ClapArgs)]
pub struct ImportSitemap {
    #[command(flatten)]
    pub input: ImportInput,

    /// Folder of the mirrored files [default: the sitemap's]
    #[arg(long, value_name = "DIR")]
    pub mirror: Option<PathBuf>,
}

/// Flags of `import page`.
#[derive(Debug, ClapArgs)]
pub struct ImportPage {
    /// The text of one page, a paragraph a line
    #[arg(value_name = "FILE")]
    pub input: PathBuf,

    /// The day on which it came out [default: the one that the page says]
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub date: Option<chrono::NaiveDate>,

    /// What the page is called in ids [default: the file's name]
    #[arg(long, value_name = "NAME")]
    pub page_name: Option<String>,

    /// Section of articles that stand below no column head
    #[arg(long, value_name = "SECTION")]
    pub section: Option<String>,

    /// Language [default: by the page's characters]
    #[arg(long, value_name = "CODE", value_parser = parse_language)]
    pub lang: Option<String>,

    /// Write what each paragraph was taken for to FILE, for correcting, and import nothing
    #[arg(long, value_name = "FILE", conflicts_with = "annotation")]
    pub annotate: Option<PathBuf>,

    /// Follow this corrected file
    #[arg(long, value_name = "FILE")]
    pub annotation: Option<PathBuf>,

    #[command(flatten)]
    pub how: ImportHow,
}

/// Where an import reads and writes.
#[derive(Debug, ClapArgs)]
pub struct ImportInput {
    /// What to import
    #[arg(value_name = "FILE", required = true)]
    pub inputs: Vec<PathBuf>,

    #[command(flatten)]
    pub how: ImportHow,
}

/// Where an import writes, and how.
#[derive(Debug, ClapArgs)]
pub struct ImportHow {
    /// Folder for the records [default: the content folder]
    #[arg(long, alias = "out", value_name = "DIR")]
    pub into: Option<PathBuf>,

    /// Say what would be done, and write nothing
    #[arg(long)]
    pub dry_run: bool,

    /// Replace files that were edited since, and bring back those that were removed
    #[arg(long)]
    pub overwrite: bool,

    /// Wait so long for another import into the folder
    #[arg(long, value_name = "SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=86_400))]
    pub lock_wait: u64,
}
