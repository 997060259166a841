//! What can be typed: clap's structs, one field a flag, nothing combined or checked beyond its
//! own shape. Help, completions and manual pages all come from here.

mod import;
mod values;

use std::path::PathBuf;

use chrono::{DateTime, FixedOffset};
use clap::{Args as ClapArgs, Parser, Subcommand};
use clap_complete::Shell;
use url::Url;

pub use import::{ImportArgs, ImportFrom};
#[cfg(feature = "serve")]
pub use values::LogForm;
pub use values::{Format, Sort, When};
use values::{parse_count, parse_language, parse_moment};

/// Publishes article records as feeds and as a full-text index.
#[derive(Debug, Parser)]
#[command(
    name = "tidings",
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    long_about = "Publishes the articles of a site, above all a Chinese, Japanese or Korean one, as RSS, Atom \
                  and JSON feeds and as a full-text index, and searches that index.",
    before_long_help = "Examples:\n  \
        tidings init blog && cd blog      a starter site\n  \
        tidings rebuild                   bring index and feeds in line with content/\n  \
        tidings search 风机叶片           what the site says about it\n  \
        */5 * * * * tidings -C /srv/blog rebuild      in cron: silent while all is well",
    after_long_help = "Exit codes: 0 done; 1 failed, nothing published; 2 wrong usage; 3 published, but some \
                       records were refused; 75 another rebuild is at work."
)]
pub struct Args {
    #[command(flatten)]
    pub common: CommonArgs,
    #[command(subcommand)]
    pub command: Command,
}

/// The flags of every command.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Common options")]
pub struct CommonArgs {
    /// Configuration file [default: `tidings.toml`, here or in a folder above]
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,

    /// Run as if started in DIR
    ///
    /// Every other path on the command line is then relative to DIR.
    #[arg(short = 'C', value_name = "DIR", global = true)]
    pub directory: Option<PathBuf>,

    /// Records: a folder or a file, in place of the configuration's
    ///
    /// With --content, --index, --feeds and --site-url every command runs on bare records,
    /// without any configuration file.
    #[arg(long, value_name = "PATH", global = true)]
    pub content: Option<PathBuf>,

    /// Index folder, in place of the configuration's
    #[arg(long, value_name = "DIR", global = true)]
    pub index: Option<PathBuf>,

    /// Folder of published files, in place of the configuration's
    #[arg(long, value_name = "DIR", global = true)]
    pub feeds: Option<PathBuf>,

    /// The site's address, in place of the configuration's
    #[arg(long, value_name = "URL", global = true)]
    pub site_url: Option<Url>,

    /// Form of the results on standard output
    ///
    /// `human` is the default everywhere, also on a pipe. `json` is documented in docs/json.md
    /// and only ever added to. The others are for `search`: `trec` answers a batch of queries;
    /// `rss`, `atom` and `jsonfeed` are the search as a feed.
    #[arg(long, value_enum, value_name = "FORMAT", global = true)]
    pub format: Option<Format>,

    /// Say nothing but results and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Say what was done, even if all went well
    #[arg(short, long, global = true)]
    pub verbose: bool,

    /// Colours: on a terminal, always or never
    ///
    /// The environment variable NO_COLOR, set to anything, turns them off where this says `auto`.
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = When::Auto, global = true)]
    pub color: When,

    /// The moment to take for now, for tests and for looking ahead (RFC 3339)
    #[arg(
        long,
        value_name = "TIME",
        env = "TIDINGS_NOW",
        hide_env = true,
        hide_short_help = true,
        value_parser = parse_moment,
        global = true
    )]
    pub now: Option<DateTime<FixedOffset>>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a starter site that rebuilds at once
    Init(InitArgs),
    /// Bring index and feeds in line with the records
    Rebuild(RebuildArgs),
    /// Find articles
    Search(Box<SearchArgs>),
    /// Serve feeds and search over HTTP
    #[cfg(feature = "serve")]
    Serve(ServeArgs),
    /// Check configuration, records and published feeds, without writing
    #[command(
        before_long_help = "Examples:\n  \
            tidings check\n  \
            tidings check --format json | jq '.findings[] | select(.severity == \"error\")'",
        after_long_help = "Exit codes: 0 nothing is wrong (warnings aside); 1 the configuration or a published \
                           feed is; 3 some records would be refused."
    )]
    Check,
    /// Write the missing ids into source files
    Stamp(StampArgs),
    /// List the feeds there are
    Feeds(FeedsArgs),
    /// Make records of what other systems wrote
    Import(ImportArgs),
    /// Print a completion script for a shell
    #[command(before_long_help = "Example:\n  \
        tidings completions bash > ~/.local/share/bash-completion/completions/tidings")]
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Print the manual page
    #[command(before_long_help = "Examples:\n  \
        tidings man | man -l -\n  \
        tidings man --out ~/.local/share/man/man1")]
    Man {
        /// Write the pages of all commands into this folder instead
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

/// Flags of `init`.
#[derive(Debug, ClapArgs)]
#[command(
    before_long_help = "Examples:\n  \
        tidings init\n  \
        tidings init blog --site-url https://blog.example.org/ --title 我的博客 --timezone Asia/Shanghai\n  \
        tidings init --from . --dry-run      in the folder of a Hugo, Jekyll, Hexo, … site: what would be\n  \
        tidings init feeds --from ../blog    a configuration beside the site",
    after_long_help = "Nothing is overwritten: if one of the files is there already, none is written.\n\n\
                       With --from, only `tidings.toml` is written, for the site that is there; the first ten \
                       articles are shown as they will be published. Give --site-url, --title, --language and \
                       --timezone where the site's own configuration doesn't say."
)]
pub struct InitArgs {
    /// Where; made if it is not there
    #[arg(value_name = "DIR", default_value = ".")]
    pub dir: PathBuf,

    /// The site that is there: its folder, or that of its content
    ///
    /// Hugo, Zola, Jekyll, Hexo, Eleventy, VuePress, Docusaurus, plain Markdown, web pages and plain
    /// texts are recognised, and read as they are.
    #[arg(long, value_name = "SITE")]
    pub from: Option<PathBuf>,

    /// With --from: show what would be written, and write nothing
    #[arg(long, requires = "from")]
    pub dry_run: bool,

    /// The site's name [default: `My site`; with --from, what the site says]
    #[arg(long)]
    pub title: Option<String>,

    /// Language of the records that name none (BCP 47) [default: zh-Hans; with --from, the site's]
    #[arg(long, value_name = "CODE", value_parser = parse_language)]
    pub language: Option<String>,

    /// Zone of the dates that name none [default: Asia/Shanghai; with --from, the site's]
    #[arg(long, value_name = "ZONE")]
    pub timezone: Option<chrono_tz::Tz>,
}

/// Flags of `rebuild`.
#[derive(Debug, ClapArgs)]
#[command(
    before_long_help = "Examples:\n  \
        tidings rebuild\n  \
        tidings rebuild --dry-run\n  \
        tidings rebuild --watch           while writing: again whenever a file changes\n  \
        tidings rebuild --content records.ndjson --index i --feeds f --site-url https://example.org/",
    after_long_help = "Reads what changed since the last rebuild, and writes only what differs. Prints nothing if \
                       all went well and standard error is no terminal, so that cron sends no mail.\n\n\
                       Exit codes: 0 done; 1 failed, nothing published; 2 wrong usage; 3 published, but some \
                       records were refused; 75 another rebuild is at work."
)]
pub struct RebuildArgs {
    /// Read every source, the whole index and every published file again
    #[arg(long)]
    pub full: bool,

    /// Say what would be done, and write nothing
    #[arg(long)]
    pub dry_run: bool,

    /// Rebuild again whenever something changes, until Ctrl-C
    ///
    /// What is wrong is shown, and the watch goes on. Every minute there is a rebuild as well, for
    /// articles that become due and for databases. Ctrl-C ends with exit code 0.
    #[cfg(feature = "watch")]
    #[arg(long, conflicts_with_all = ["dry_run", "full", "allow_mass_delete"])]
    pub watch: bool,

    /// Publish nothing if any record is refused
    #[arg(long)]
    pub strict: bool,

    /// Believe sources that lost more records than the guard allows
    #[arg(long)]
    pub allow_mass_delete: bool,

    /// Seconds to wait for another rebuild to end
    #[arg(long, value_name = "SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=86_400))]
    pub lock_wait: u64,

    /// Seconds in all to tell the hub of changed feeds; what is left is told next time
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 10,
        value_parser = clap::value_parser!(u64).range(..=86_400),
        hide_short_help = true
    )]
    pub hub_wait: u64,
}

/// Flags of `search`.
#[derive(Debug, ClapArgs)]
#[command(
    before_long_help = "Examples:\n  \
        tidings search 风机叶片\n  \
        tidings search '\"氢燃料 电池\" OR title:氢能' --section 科技在线 --sort newest\n  \
        tidings search date:2023-07..2023-08 --format json | jq .total\n  \
        tidings search --tag 航天 --format rss\n  \
        tidings search --suggest nmg\n  \
        tidings search -- -广告 航天          a query that begins with a minus sign",
    after_long_help = "A query: words; \"a phrase\"; -not; OR, ( ); title: section: tag: author: lang:; \
                       date:2023-07..2023-08; prefix*. What can't be read as an operator is searched as text.\n\n\
                       Exit codes: 0 searched, found or not; 1 failed, such as where there is no index; 2 wrong \
                       usage."
)]
pub struct SearchArgs {
    /// What to find; several arguments are one query
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,

    /// Articles (or suggestions) at most
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = parse_count)]
    pub limit: usize,

    /// Articles left out at the beginning
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = parse_count)]
    pub offset: usize,

    /// Order [default: relevance; newest where there is no query]
    #[arg(long, value_enum)]
    pub sort: Option<Sort>,

    /// Only of this section
    #[arg(long, value_name = "SECTION")]
    pub section: Option<String>,

    /// Only with this tag; may be given several times
    #[arg(long, value_name = "TAG")]
    pub tag: Vec<String>,

    /// Only by this author; may be given several times
    #[arg(long, value_name = "NAME")]
    pub author: Vec<String>,

    /// Only in this language (`zh` holds for `zh-Hans` too)
    #[arg(long, value_name = "CODE")]
    pub lang: Option<String>,

    /// Only published on this day or later: 2023, 2023-07 or 2023-07-18
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,

    /// Only published on this day or earlier: 2023, 2023-07 or 2023-07-18
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,

    /// Count the articles by section, tag, author, language and month too
    #[arg(long)]
    pub facets: bool,

    /// Show why each article stands where it stands
    #[arg(long)]
    pub explain: bool,

    /// Suggest what PREFIX may become, instead of searching
    ///
    /// Sections, tags, authors, words and titles that begin so: as written, by pinyin or its initials
    /// (`nmg`), by romaji (`tokyo` for kana), by the letters of hangul (`ㄴㄱ`).
    #[arg(
        long,
        value_name = "PREFIX",
        conflicts_with_all = [
            "query", "offset", "facets", "explain", "queries", "sort", "section", "tag", "author", "lang", "from",
            "to"
        ]
    )]
    pub suggest: Option<String>,

    /// Answer every query of FILE (lines of `id TAB query`) as a TREC run
    #[arg(long, value_name = "FILE", conflicts_with_all = ["query", "offset", "facets", "explain"])]
    pub queries: Option<PathBuf>,
}

/// Flags of `serve`.
#[cfg(feature = "serve")]
#[derive(Debug, ClapArgs)]
#[command(
    before_long_help = "Examples:\n  \
        tidings serve\n  \
        tidings serve --bind unix:/run/tidings/socket --log json\n  \
        tidings serve --bind 127.0.0.1:0       on a port that the system chooses; the address is printed",
    after_long_help = "Serves the published feeds, any search as a feed, the search page, /api/search, /healthz and \
                       /metrics (see docs/serve.md), until it is told to end by SIGTERM or SIGINT. What a rebuild \
                       changes shows within a second.\n\n\
                       Exit codes: 0 ended as told; 1 failed, such as where the address is taken; 2 wrong usage."
)]
pub struct ServeArgs {
    /// Where to listen: HOST:PORT or unix:PATH [default: the configuration's, 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    pub bind: Option<String>,

    /// Form of the log on standard error, a line a request; `-q` leaves out requests
    #[arg(long, value_enum, value_name = "FORM", default_value_t = LogForm::Human)]
    pub log: LogForm,
}

/// Flags of `stamp`.
#[derive(Debug, ClapArgs)]
#[command(before_long_help = "Examples:\n  \
    tidings stamp --dry-run\n  \
    tidings stamp content/2023/first.md")]
pub struct StampArgs {
    /// Files and folders; all records if none is named
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Say what would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Flags of `feeds`.
#[derive(Debug, ClapArgs)]
#[command(before_long_help = "Examples:\n  \
    tidings feeds\n  \
    tidings feeds --html        lines for the head of the site's pages")]
pub struct FeedsArgs {
    /// Print autodiscovery lines for the head of the site's pages
    #[arg(long)]
    pub html: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_flags_are_consistent() {
        Args::command().debug_assert();
    }
}
