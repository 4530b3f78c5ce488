//! Runs the program as a user does, in a home directory of its own.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub(crate) struct Program {
    binary: PathBuf,
    home: PathBuf,
}

/// The output of a run, and its exit status (-1: a signal ended it).
pub(crate) struct Done {
    pub(crate) code: i64,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Program {
    /// Finds the binary of this build, or the one in `PULLQUOTE_CASES_BIN`.
    pub(crate) fn new(home: &Path) -> Self {
        let named = std::env::var_os("PULLQUOTE_CASES_BIN");
        let binary = named.map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_pullquote")), PathBuf::from);
        Self { binary, home: home.to_owned() }
    }

    pub(crate) fn at_home(&self, home: &Path) -> Self {
        Self { binary: self.binary.clone(), home: home.to_owned() }
    }

    pub(crate) fn run<'a>(&self, arguments: impl IntoIterator<Item = &'a str>, input: Option<&str>) -> Done {
        let mut command = Command::new(&self.binary);
        command.args(arguments).env("HOME", &self.home).env("NO_COLOR", "1");
        for (name, folder) in [("XDG_DATA_HOME", "d"), ("XDG_CONFIG_HOME", "c"), ("XDG_CACHE_HOME", "k")] {
            command.env(name, self.home.join(folder));
        }
        for name in ["PULLQUOTE_LIBRARY", "PULLQUOTE_CONFIG", "PULLQUOTE_THEME"] {
            command.env_remove(name);
        }
        command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let pipe = child.stdin.take();
        let done = std::thread::scope(|scope| {
            scope.spawn(move || {
                // A program that ends before it has read everything is judged by its output.
                let _ = pipe.zip(input).map(|(mut pipe, input)| pipe.write_all(input.as_bytes()));
            });
            child.wait_with_output().unwrap()
        });
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Done { code: done.status.code().map_or(-1, i64::from), out: text(&done.stdout), err: text(&done.stderr) }
    }
}
