//! The command line: parse, decide, run, print, and the outcome as exit code.

mod args;
mod check;
mod completions;
mod exit;
mod feeds;
mod import;
mod init;
mod man;
mod options;
mod output;
mod rebuild;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod stamp;
#[cfg(feature = "watch")]
mod watch;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser as _;

use args::Args;
use exit::Exit;
use options::Task;
use output::Printer;

/// Runs the program.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        // Help, the version and usage errors print themselves, each to its stream; who closed
        // that stream has read enough.
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage.into() } else { Exit::Done.into() };
        }
    };
    let mut printer = Printer::new(&args.common);
    let outcome = Task::decide(args).and_then(|task| run(task, &mut printer));
    let printed = printer.finish();
    match outcome.and_then(|exit| Ok(printed.map(|()| exit)?)) {
        Ok(exit) => exit,
        Err(error) => {
            printer.failure(&error);
            Exit::of_failure(&error)
        }
    }
    .into()
}

fn run(task: Task, printer: &mut Printer) -> Result<Exit> {
    match task {
        Task::Init { dir, starter } => init::run(&dir, &starter, printer),
        Task::InitFrom(task) => init::run_from(&task, printer),
        Task::Rebuild { config, options, now, form } => rebuild::run(&config, &options, now, form, printer),
        #[cfg(feature = "watch")]
        Task::Watch(task) => watch::run(&task, printer),
        Task::Search(task) => search::run(&task, printer),
        #[cfg(feature = "serve")]
        Task::Serve { config, options, clock } => serve::run(config, &options, clock, printer),
        Task::Check { config, form } => check::run(&config, form, printer),
        Task::Stamp { config, paths, dry_run, form } => stamp::run(&config, &paths, dry_run, form, printer),
        Task::Import(task) => import::run(&task, printer),
        Task::Feeds { config, now, form } => feeds::run(&config, now, form, printer),
        Task::Completions(shell) => completions::run(shell, printer),
        Task::Man(out) => man::run(out.as_deref(), printer),
    }
}
