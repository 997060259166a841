//! The `tidings` program: what was typed becomes checked options, a command runs, its outcome
//! becomes the exit code.

mod cli;

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A rebuild makes and drops a thousand small things an article, on all processors.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    cli::main()
}
