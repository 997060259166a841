//! How the program ends, for whoever started it.

use std::fmt;
use std::process::ExitCode;

use tidings::error::Error;

/// The outcome of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Everything is done.
    Done,
    /// Nothing was published.
    Failed,
    /// What was typed can't be done.
    Usage,
    /// Published, but for some records that were refused.
    Refused,
    /// Another rebuild holds the lock: try again later (`EX_TEMPFAIL` of sysexits.h).
    Locked,
}

impl Exit {
    /// Returns the number that the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Refused => 3,
            Self::Locked => 75,
        }
    }

    /// Returns how a command ends that failed with `error`.
    pub fn of_failure(error: &anyhow::Error) -> Self {
        if error.downcast_ref::<UsageError>().is_some() {
            return Self::Usage;
        }
        match error.downcast_ref::<Error>() {
            Some(error) if error.is_locked() => Self::Locked,
            _ => Self::Failed,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// What was typed can't be done: what is wrong, and what to type instead.
#[derive(Debug)]
pub struct UsageError {
    message: String,
    hint: &'static str,
}

impl UsageError {
    /// Says what is wrong (lower case, no full stop) and what to type instead.
    pub fn new(message: impl Into<String>, hint: &'static str) -> Self {
        Self { message: message.into(), hint }
    }
}

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  hint: {}", self.message, self.hint)
    }
}

impl std::error::Error for UsageError {}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use anyhow::Context as _;

    use super::*;

    #[test]
    fn a_failure_keeps_its_code_under_added_context() {
        let locked = Err::<(), _>(Error::Locked { path: PathBuf::from("x") }).context("rebuilding");
        assert_eq!(Exit::of_failure(&locked.unwrap_err()), Exit::Locked);
        let usage = Err::<(), _>(UsageError::new("no", "yes")).context("reading the options");
        assert_eq!(Exit::of_failure(&usage.unwrap_err()), Exit::Usage);
        assert_eq!(Exit::of_failure(&anyhow::anyhow!("disk full")), Exit::Failed);
    }
}
