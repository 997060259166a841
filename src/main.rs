//! The `tidings` program: what was typed becomes checked options, a command runs, its outcome
//! becomes the exit code.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
