//! The `pullquote` binary: everything is in the library's [`pullquote::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    pullquote::cli::main()
}
