//! How far a rebuild is, on a terminal.

use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tidings::rebuild::Progress;

/// A bar on standard error; nothing where that is no terminal.
#[derive(Debug)]
pub struct Bar {
    is_shown: bool,
    bar: Mutex<ProgressBar>,
}

impl Bar {
    /// A bar that is not seen until a phase begins; never, unless `is_shown`.
    pub fn new(is_shown: bool) -> Self {
        Self { is_shown, bar: Mutex::new(ProgressBar::hidden()) }
    }
}

impl Progress for Bar {
    fn begin(&self, phase: &'static str, steps: u64) {
        if !self.is_shown {
            return;
        }
        let style = ProgressStyle::with_template("{msg:<10} {bar:30} {human_pos}/{human_len} {eta}")
            .expect("the template is constant");
        let next = ProgressBar::with_draw_target(Some(steps), ProgressDrawTarget::stderr_with_hz(10))
            .with_style(style)
            .with_message(phase);
        // A rebuild that is done at once shows no bar: it appears with the first tick.
        next.enable_steady_tick(Duration::from_millis(300));
        let mut bar = self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        bar.finish_and_clear();
        *bar = next;
    }

    fn step(&self) {
        if self.is_shown {
            self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner).inc(1);
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner).finish_and_clear();
    }
}
