//! `tidings rebuild --watch`.

use anyhow::Result;
use tidings::config::Config;
use tidings::watch::{Alarm, Woken};

use super::exit::Exit;
use super::options::WatchTask;
use super::output::Printer;
use super::rebuild;

/// Rebuilds now and whenever something changes, until somebody ends it.
///
/// A configuration that turned bad is reported; until it is mended, the one before is watched and
/// nothing is rebuilt.
pub fn run(task: &WatchTask, printer: &mut Printer) -> Result<Exit> {
    let alarm = Alarm::new()?;
    let mut config = task.config()?;
    loop {
        let watch = alarm.watch(&config, task.config_file().as_deref())?;
        match task.config() {
            // What it names other paths is watched first, so that nothing there is missed.
            Ok(newer) if newer.paths != config.paths || newer.source != config.source => {
                config = newer;
                continue;
            }
            Ok(newer) => {
                config = newer;
                once(&config, task, printer);
            }
            Err(error) => printer.failure(&error),
        }
        printer.tell(&format!("watching {}; Ctrl-C ends", config.paths.content.display()));
        if alarm.wait() == Woken::Stop || printer.is_closed() {
            return Ok(Exit::Done);
        }
        drop(watch);
    }
}

fn once(config: &Config, task: &WatchTask, printer: &mut Printer) {
    if let Err(error) = rebuild::run(config, &task.options, task.now(), task.form, printer) {
        printer.failure(&error);
    }
    // Whoever reads the results waits for them.
    if let Err(error) = printer.finish() {
        printer.failure(&error.into());
    }
}
