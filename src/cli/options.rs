//! What a command is to do, decided from what was typed, the configuration and the environment.
//! Commands see only this.
//!
//! The clock is read here, and nowhere else in the program.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap_complete::Shell;
use tidings::article::Timestamp;
use tidings::config::{self, Config};
use tidings::import;
use tidings::index::Order;
use tidings::init::Starter;
use tidings::init::from::Given;
use tidings::query::{self, Property, Query};
use tidings::rebuild;
use tidings::recognise;
use url::Url;

use super::args::{Args, Command, CommonArgs, Format, ImportArgs, ImportFrom, InitArgs, SearchArgs, Sort};
#[cfg(feature = "serve")]
use super::args::{LogForm, ServeArgs};
use super::exit::UsageError;
use super::import::{From as ImportedFrom, ImportTask};

/// A command with everything it needs.
pub enum Task {
    /// Write a starter site into a folder.
    Init { dir: PathBuf, starter: Starter },
    /// Write a configuration for a site that is there.
    InitFrom(Box<InitFrom>),
    /// Bring index and feeds in line with the records.
    Rebuild { config: Config, options: rebuild::Options, now: Timestamp, form: Form },
    /// Rebuild whenever something changes.
    #[cfg(feature = "watch")]
    Watch(Box<WatchTask>),
    /// Find articles.
    Search(Box<SearchTask>),
    /// Serve the site over HTTP.
    #[cfg(feature = "serve")]
    Serve { config: Config, options: tidings::serve::Options, clock: tidings::serve::Clock },
    /// Look for mistakes.
    Check { config: Config, form: Form },
    /// Write missing ids.
    Stamp { config: Config, paths: Vec<PathBuf>, dry_run: bool, form: Form },
    /// List the feeds.
    Feeds { config: Config, now: Timestamp, form: FeedsForm },
    /// Make records of what another system wrote.
    Import(Box<ImportTask>),
    /// Print a completion script.
    Completions(Shell),
    /// Print the manual page, or write all of them into a folder.
    Man(Option<PathBuf>),
}

/// Rebuilds without end: the configuration and the moment are looked up for each.
#[cfg(feature = "watch")]
#[derive(Debug)]
pub struct WatchTask {
    pub options: rebuild::Options,
    pub form: Form,
    common: CommonArgs,
}

#[cfg(feature = "watch")]
impl WatchTask {
    /// The configuration as it is now.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn config(&self) -> Result<Config> {
        site_config(&self.common)
    }

    /// The configuration's file, if there is one.
    pub fn config_file(&self) -> Option<PathBuf> {
        self.common.config.clone().or_else(find_config)
    }

    /// Now, or the moment that was given for it.
    pub fn now(&self) -> Timestamp {
        self.common.now.unwrap_or_else(clock)
    }
}

/// A configuration to be made, with everything that takes.
#[derive(Debug)]
pub struct InitFrom {
    pub dir: PathBuf,
    pub from: PathBuf,
    pub given: Given,
    pub starter: Starter,
    pub dry_run: bool,
    pub form: Form,
}

/// A search with everything it needs.
#[derive(Debug)]
pub struct SearchTask {
    pub config: Config,
    pub filters: Vec<Query>,
    pub order: Order,
    pub limit: usize,
    pub now: Timestamp,
    pub ask: Ask,
}

/// What to search for, and how to answer.
#[derive(Debug)]
pub enum Ask {
    /// One query, answered with a page of hits.
    Page { text: String, offset: usize, facets: bool, explain: bool, form: Form },
    /// One query, answered with a feed.
    Feed { text: String, format: config::Format },
    /// A file of queries, answered with a TREC run.
    Batch(PathBuf),
    /// The beginning of a query, answered with what it may become.
    Suggest { typed: String, form: Form },
}

/// The form of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For reading.
    Human,
    /// For programs.
    Json,
}

/// The form of the list of feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedsForm {
    /// For reading.
    Human,
    /// For programs.
    Json,
    /// Autodiscovery lines.
    Html,
}

impl Task {
    /// Decides what is to be done.
    ///
    /// # Errors
    ///
    /// [`UsageError`] if what was typed can't be done, else what is wrong with the configuration.
    pub fn decide(args: Args) -> Result<Self> {
        let Args { common, command } = args;
        if let Some(dir) = &common.directory {
            std::env::set_current_dir(dir).with_context(|| format!("starting in `{}`", dir.display()))?;
        }
        let now = common.now.unwrap_or_else(clock);
        Ok(match command {
            Command::Init(init) => {
                let form = report_form(&common)?;
                let starter = starter(&init, &common, now);
                match init.from {
                    None => Self::Init { dir: init.dir, starter },
                    Some(from) => Self::InitFrom(Box::new(InitFrom {
                        dir: init.dir,
                        from,
                        given: Given {
                            title: init.title,
                            url: common.site_url.map(with_slash),
                            language: init.language,
                            timezone: init.timezone,
                        },
                        starter,
                        dry_run: init.dry_run,
                        form,
                    })),
                }
            }
            #[cfg(feature = "watch")]
            Command::Rebuild(rebuild) if rebuild.watch => {
                let options = rebuild::Options {
                    strict: rebuild.strict,
                    lock_wait: rebuild.lock_wait.max(10),
                    hub_wait: rebuild.hub_wait,
                    ..rebuild::Options::default()
                };
                Self::Watch(Box::new(WatchTask { form: report_form(&common)?, options, common }))
            }
            Command::Rebuild(rebuild) => Self::Rebuild {
                form: report_form(&common)?,
                config: site_config(&common)?,
                options: rebuild::Options {
                    full: rebuild.full,
                    dry_run: rebuild.dry_run,
                    strict: rebuild.strict,
                    allow_mass_delete: rebuild.allow_mass_delete,
                    lock_wait: rebuild.lock_wait,
                    hub_wait: rebuild.hub_wait,
                },
                now,
            },
            Command::Search(search) => Self::Search(Box::new(search_task(*search, &common, now)?)),
            #[cfg(feature = "serve")]
            Command::Serve(serve) => serve_task(&serve, &common)?,
            Command::Check => Self::Check { form: report_form(&common)?, config: site_config(&common)? },
            Command::Stamp(stamp) => Self::Stamp {
                form: report_form(&common)?,
                config: any_config(&common)?,
                paths: stamp.paths,
                dry_run: stamp.dry_run,
            },
            Command::Feeds(feeds) => {
                let form = match report_form(&common)? {
                    _ if feeds.html && common.format.is_some() => {
                        return Err(usage("`--html` is a form of its own", "leave out `--format`"));
                    }
                    _ if feeds.html => FeedsForm::Html,
                    Form::Human => FeedsForm::Human,
                    Form::Json => FeedsForm::Json,
                };
                Self::Feeds { config: site_config(&common)?, now, form }
            }
            Command::Import(import) => Self::Import(Box::new(import_task(import, &common)?)),
            Command::Completions { shell } => Self::Completions(shell),
            Command::Man { out } => Self::Man(out),
        })
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place")]
fn clock() -> Timestamp {
    chrono::Local::now().fixed_offset()
}

fn usage(message: impl Into<String>, hint: &'static str) -> anyhow::Error {
    UsageError::new(message, hint).into()
}

fn report_form(common: &CommonArgs) -> Result<Form> {
    match common.format {
        None | Some(Format::Human) => Ok(Form::Human),
        Some(Format::Json) => Ok(Form::Json),
        Some(_) => Err(usage("this format is for `search` only", "use `--format human` or `--format json`")),
    }
}

/// The configuration of a command that publishes: it must know the site's address.
fn site_config(common: &CommonArgs) -> Result<Config> {
    match configured(common)? {
        Some(config) => Ok(config),
        None => Err(usage(
            format!("no `{}` here or in a folder above, and no --site-url", config::FILE_NAME),
            "run `tidings init`, or name the site with `--site-url https://example.org/`",
        )),
    }
}

/// The configuration of a command for which the site's address makes no difference.
fn any_config(common: &CommonArgs) -> Result<Config> {
    let nowhere = || Url::parse("http://localhost/").expect("is a URL");
    Ok(configured(common)?.unwrap_or_else(|| with_overrides(Config::bare(nowhere()), common)))
}

/// The configuration file's, or that of bare records if there is none but a site's address.
fn configured(common: &CommonArgs) -> Result<Option<Config>> {
    if let Some(url) = &common.site_url
        && (url.cannot_be_a_base() || !matches!(url.scheme(), "http" | "https"))
    {
        let message = format!("--site-url `{url}` is not a web address");
        return Err(usage(message, "write it as https://example.org/"));
    }
    let config = match (common.config.clone().or_else(find_config), &common.site_url) {
        (Some(file), _) => Config::load(&file)?,
        (None, Some(url)) => return bare(url, common).map(Some),
        (None, None) => return Ok(None),
    };
    Ok(Some(with_overrides(config, common)))
}

/// A configuration for records without any: what their tree says of itself counts, if it is another
/// generator's.
fn bare(url: &Url, common: &CommonArgs) -> Result<Config> {
    let mut config = with_overrides(Config::bare(url.clone()), common);
    if config.paths.content.is_dir()
        && let Some(found) = recognise::recognise(&config.paths.content)?
    {
        found.apply(&mut config);
        found.apply_names(&mut config);
    }
    Ok(config)
}

fn with_overrides(mut config: Config, common: &CommonArgs) -> Config {
    let paths = &mut config.paths;
    for (path, typed) in [
        (&mut paths.content, &common.content),
        (&mut paths.index, &common.index),
        (&mut paths.feeds, &common.feeds),
    ] {
        if let Some(typed) = typed {
            path.clone_from(typed);
        }
    }
    if let Some(url) = &common.site_url {
        config.site.url = with_slash(url.clone());
    }
    config
}

fn with_slash(mut url: Url) -> Url {
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    url
}

/// The nearest configuration file from the current folder upward, named relative to it, so that
/// findings name files as a person would.
fn find_config() -> Option<PathBuf> {
    let current = std::env::current_dir().ok()?;
    let mut folder = PathBuf::new();
    for above in current.ancestors() {
        if above.join(config::FILE_NAME).is_file() {
            return Some(folder.join(config::FILE_NAME));
        }
        folder.push("..");
    }
    None
}

#[cfg(feature = "serve")]
fn serve_task(serve: &ServeArgs, common: &CommonArgs) -> Result<Task> {
    use tidings::serve::{Bind, Detail, Log, Options};
    if common.format.is_some() {
        return Err(usage("`serve` prints no results", "use `--log json` for its log"));
    }
    let config = site_config(common)?;
    let hint = "write it as 127.0.0.1:8080 or unix:/run/tidings/socket";
    let bind = Bind::parse(serve.bind.as_ref().unwrap_or(&config.serve.bind)).map_err(|e| usage(e, hint))?;
    let log = match serve.log {
        LogForm::Human => Log::Human,
        LogForm::Json => Log::Json,
    };
    let detail = if common.quiet { Detail::Warnings } else { Detail::Requests };
    let fixed = common.now;
    let clock = Box::new(move || fixed.unwrap_or_else(clock));
    Ok(Task::Serve { config, options: Options { bind, log, detail }, clock })
}

fn starter(init: &InitArgs, common: &CommonArgs, now: Timestamp) -> Starter {
    let example = || Url::parse("https://example.org/").expect("is a URL");
    let timezone = init.timezone.unwrap_or(chrono_tz::Asia::Shanghai);
    Starter {
        title: init.title.clone().unwrap_or_else(|| "My site".to_owned()),
        url: with_slash(common.site_url.clone().unwrap_or_else(example)),
        language: init.language.clone().unwrap_or_else(|| "zh-Hans".to_owned()),
        timezone,
        now: now.with_timezone(&timezone).fixed_offset(),
    }
}

fn import_task(import: ImportArgs, common: &CommonArgs) -> Result<ImportTask> {
    let (from, inputs, how) = match import.from {
        ImportFrom::Feed(input) => (ImportedFrom::Feed, input.inputs, input.how),
        ImportFrom::Wordpress { input, pages, mut types } => {
            types.push("post".to_owned());
            types.extend(pages.then(|| "page".to_owned()));
            (ImportedFrom::WordPress { types }, input.inputs, input.how)
        }
        ImportFrom::Ghost { input, pages } => {
            (ImportedFrom::Ghost { with_pages: pages }, input.inputs, input.how)
        }
        ImportFrom::Page(page) => {
            let options = import::page::Options {
                date: page.date,
                name: page.page_name,
                section: page.section,
                lang: page.lang,
                annotation: page.annotation,
            };
            (ImportedFrom::Page { options, annotate: page.annotate }, vec![page.input], page.how)
        }
        ImportFrom::Blogger { input, pages } => {
            (ImportedFrom::Blogger { with_pages: pages }, input.inputs, input.how)
        }
        ImportFrom::Sitemap(sitemap) => {
            (ImportedFrom::Sitemap { mirror: sitemap.mirror }, sitemap.input.inputs, sitemap.input.how)
        }
    };
    let config = any_config(common)?;
    Ok(ImportTask {
        from,
        inputs,
        into: how.into.unwrap_or_else(|| config.paths.content.clone()),
        options: import::Options { dry_run: how.dry_run, overwrite: how.overwrite, lock_wait: how.lock_wait },
        form: report_form(common)?,
        config,
    })
}

fn search_task(search: SearchArgs, common: &CommonArgs, now: Timestamp) -> Result<SearchTask> {
    let filters = filters(&search)?;
    let text = search.query.join(" ");
    let is_query = search.queries.is_none() && search.suggest.is_none();
    if text.trim().is_empty() && filters.is_empty() && is_query && search.query.is_empty() {
        return Err(usage(
            "nothing to search for",
            "name a word, such as `tidings search 科技`, or a filter, such as `--tag 航天`",
        ));
    }
    let has_words = !text.trim().is_empty() || search.queries.is_some();
    let ask = match (search.queries, common.format) {
        _ if search.suggest.is_some() => {
            let typed = search.suggest.unwrap_or_default();
            Ask::Suggest { typed, form: suggest_form(common)? }
        }
        (Some(file), None | Some(Format::Trec)) => Ask::Batch(file),
        (Some(_), Some(_)) => {
            return Err(usage("--queries is answered as a TREC run only", "use `--format trec`"));
        }
        (None, Some(Format::Trec)) => {
            return Err(usage("a TREC run needs a file of queries", "add `--queries FILE.tsv`"));
        }
        (None, Some(Format::Rss)) => Ask::Feed { text, format: config::Format::Rss },
        (None, Some(Format::Atom)) => Ask::Feed { text, format: config::Format::Atom },
        (None, Some(Format::Jsonfeed)) => Ask::Feed { text, format: config::Format::Json },
        (None, None | Some(Format::Human | Format::Json)) => Ask::Page {
            text,
            offset: search.offset,
            facets: search.facets,
            explain: search.explain,
            form: report_form(common)?,
        },
    };
    let config = match ask {
        Ask::Feed { .. } => site_config(common)?,
        Ask::Page { .. } | Ask::Batch(_) | Ask::Suggest { .. } => any_config(common)?,
    };
    let order = match search.sort {
        Some(Sort::Relevance) => Order::Relevance,
        None if has_words => Order::Relevance,
        Some(Sort::Newest) | None => Order::Newest,
        Some(Sort::Oldest) => Order::Oldest,
    };
    Ok(SearchTask { config, filters, order, limit: search.limit, now, ask })
}

fn suggest_form(common: &CommonArgs) -> Result<Form> {
    report_form(common)
        .map_err(|_| usage("suggestions are no articles", "use `--format human` or `--format json`"))
}

fn filters(search: &SearchArgs) -> Result<Vec<Query>> {
    let property = |property, value: &String| Query::Property(property, value.clone());
    let mut filters = Vec::new();
    filters.extend(search.section.iter().map(|value| property(Property::Section, value)));
    filters.extend(search.tag.iter().map(|value| property(Property::Tag, value)));
    filters.extend(search.author.iter().map(|value| property(Property::Author, value)));
    filters.extend(search.lang.iter().map(|value| property(Property::Lang, value)));
    for (typed, span) in [(&search.from, "DATE.."), (&search.to, "..DATE")] {
        if let Some(date) = typed {
            filters.push(query::parse_date_range(&span.replace("DATE", date)).ok_or_else(|| {
                usage(format!("`{date}` is not a date"), "write it as 2023, 2023-07 or 2023-07-18")
            })?);
        }
    }
    Ok(filters)
}
