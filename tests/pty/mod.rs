//! Runs the real program in a pseudo-terminal; vt100 parses its screen.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;

/// Time limit of every wait. Tests never assert times.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder with articles and a library, in which the program is started.
pub(crate) struct Shop {
    folder: TempDir,
    /// Additional environment variables.
    pub(crate) env: Vec<(String, String)>,
}

impl Shop {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), env: Vec::new() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn file(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), text).unwrap();
        name.to_owned()
    }

    fn builder(&self, program: &str, args: &[&str]) -> CommandBuilder {
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.cwd(self.folder.path());
        for name in
            ["NO_COLOR", "COLORTERM", "COLORFGBG", "PULLQUOTE_THEME", "PULLQUOTE_CONFIG", "PULLQUOTE_PANIC_TEST"]
        {
            command.env_remove(name);
        }
        // Variables of the terminal that runs the tests are removed.
        for name in ["VTE_VERSION", "KONSOLE_VERSION", "KITTY_WINDOW_ID", "WT_SESSION", "DOMTERM", "TERM_PROGRAM"] {
            command.env_remove(name);
        }
        command.env("TERM", "xterm-256color");
        command.env("RUST_BACKTRACE", "0");
        command.env("PULLQUOTE_LIBRARY", self.path("library.db"));
        // The user's own settings are not used.
        command.env("HOME", self.folder.path());
        command.env("XDG_CONFIG_HOME", self.path("config"));
        for (name, value) in &self.env {
            command.env(name, value);
        }
        command
    }

    /// Opens the reader in a terminal of 100 × 30.
    pub(crate) fn open(&self, args: &[&str]) -> Session {
        self.open_at(args, (100, 30))
    }

    pub(crate) fn open_at(&self, args: &[&str], size: (u16, u16)) -> Session {
        Session::start(self.builder(env!("CARGO_BIN_EXE_pullquote"), args), size)
    }

    /// Runs a shell script in the terminal, with the program as `$PULLQUOTE`.
    pub(crate) fn shell(&self, options: &str, script: &str) -> Session {
        let mut command = self.builder("sh", &[options, script]);
        command.env("PULLQUOTE", env!("CARGO_BIN_EXE_pullquote"));
        Session::start(command, (100, 30))
    }

    /// Runs the program without a terminal. Returns its output.
    pub(crate) fn print(&self, args: &[&str]) -> String {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_pullquote"))
            .args(args)
            .current_dir(self.folder.path())
            .env("PULLQUOTE_LIBRARY", self.path("library.db"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// The output of the program so far.
struct Seen {
    raw: Vec<u8>,
    screen: vt100::Parser,
    /// Number of frames so far.
    frames: usize,
    closed: bool,
    /// Whether the terminal is closed: nobody reads any more.
    hung_up: bool,
}

/// The running program.
pub(crate) struct Session {
    seen: Arc<Mutex<Seen>>,
    master: Option<Box<dyn MasterPty + Send>>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    /// The terminal settings before the program changed them.
    before: String,
}

impl Session {
    fn start(command: CommandBuilder, (cols, rows): (u16, u16)) -> Self {
        let pair = native_pty_system().openpty(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
        let before = line_settings(pair.master.as_ref());
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        // Programs assume this size if the terminal has none.
        let (seen_cols, seen_rows) = if cols == 0 { (80, 24) } else { (cols, rows) };
        let screen = vt100::Parser::new(cells(seen_rows), cells(seen_cols), 0);
        let seen = Seen { raw: Vec::new(), screen, frames: 0, closed: false, hung_up: false };
        let seen = Arc::new(Mutex::new(seen));
        let write = Arc::clone(&seen);
        std::thread::spawn(move || {
            let mut buffer = [0; 65536];
            loop {
                match reader.read(&mut buffer) {
                    Ok(0) | Err(_) => break,
                    Ok(n) => {
                        let mut seen = write.lock().unwrap();
                        seen.raw.extend_from_slice(&buffer[..n]);
                        seen.screen.process(&buffer[..n]);
                        seen.frames = count(&seen.raw, b"\x1b[?2026l");
                        if seen.hung_up {
                            break;
                        }
                    }
                }
            }
            write.lock().unwrap().closed = true;
        });
        Self { seen, master: Some(pair.master), keys, child, before }
    }

    /// Sends keys.
    pub(crate) fn send(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Returns the screen as text.
    pub(crate) fn screen(&self) -> String {
        self.seen.lock().unwrap().screen.screen().contents()
    }

    /// Returns all output of the program.
    pub(crate) fn raw(&self) -> Vec<u8> {
        self.seen.lock().unwrap().raw.clone()
    }

    /// Waits until the screen fulfils a condition, and returns it.
    #[track_caller]
    pub(crate) fn wait(&self, what: &str, mut wanted: impl FnMut(&str) -> bool) -> String {
        let until = Instant::now() + PATIENCE;
        loop {
            let screen = self.screen();
            if wanted(&screen) {
                return screen;
            }
            assert!(Instant::now() < until, "never came: {what}\n--- the screen ---\n{screen}\n---");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until these words are on the screen.
    #[track_caller]
    pub(crate) fn wait_for(&self, words: &str) -> String {
        self.wait(words, |screen| screen.contains(words))
    }

    /// Waits until the program has drawn `more` frames.
    #[track_caller]
    pub(crate) fn wait_for_frames(&self, from: usize, more: usize) {
        self.wait("another frame", |_| self.frames() >= from + more);
    }

    pub(crate) fn frames(&self) -> usize {
        self.seen.lock().unwrap().frames
    }

    /// Changes the size of the terminal.
    pub(crate) fn resize(&self, cols: u16, rows: u16) {
        // Resizes the parsed screen first: the program may draw at once.
        self.seen.lock().unwrap().screen.screen_mut().set_size(cells(rows), cells(cols));
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        self.master.as_ref().unwrap().resize(size).unwrap();
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        signal_to(self.pid(), signal);
    }

    /// Closes the terminal, like the closing of its window.
    pub(crate) fn hang_up(&mut self) {
        self.seen.lock().unwrap().hung_up = true;
        // This sends an end of file, for which the program draws a frame; then the terminal is released.
        self.keys = Box::new(std::io::sink());
        self.master = None;
    }

    /// Waits for the program to end. Returns its exit code.
    #[track_caller]
    pub(crate) fn exit_code(&mut self) -> u32 {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                // The last output may still arrive.
                while self.master.is_some() && !self.seen.lock().unwrap().closed && Instant::now() < until {
                    std::thread::sleep(Duration::from_millis(5));
                }
                return status.exit_code();
            }
            assert!(Instant::now() < until, "does not end\n--- the screen ---\n{}\n---", self.screen());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Asserts that the terminal has the same state as before the program was started.
    #[track_caller]
    pub(crate) fn assert_restored(&self) {
        let raw = self.raw();
        for mode in ["1049", "1000", "1002", "1006", "2004"] {
            let on = rfind(&raw, format!("\x1b[?{mode}h").as_bytes());
            let off = rfind(&raw, format!("\x1b[?{mode}l").as_bytes());
            assert!(on.is_some(), "mode {mode} was never set");
            assert!(off > on, "mode {mode} is still set");
        }
        assert!(rfind(&raw, b"\x1b[?25h") > rfind(&raw, b"\x1b[?25l"), "the cursor is still hidden");
        assert!(rfind(&raw, b"\x1b[?2026l") > rfind(&raw, b"\x1b[?2026h"), "a frame is still open");
        assert_eq!(count(&raw, b"\x1b[>1u"), count(&raw, b"\x1b[<1u"), "the key mode is still set");
        assert!(rfind(&raw, b"\x1b[0m") > rfind(&raw, b"\x1b[1m"), "attributes are still set");
        if let Some(master) = &self.master {
            assert_eq!(line_settings(master.as_ref()), self.before, "raw mode is still set");
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

pub(crate) fn signal_to(pid: u32, signal: Signal) {
    let pid = Pid::from_raw(i32::try_from(pid).unwrap());
    kill(pid, signal).unwrap();
}

fn line_settings(master: &(dyn MasterPty + Send)) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

fn cells(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).unwrap()
}

fn rfind(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::rfind(haystack, needle)
}

pub(crate) fn count(haystack: &[u8], needle: &[u8]) -> usize {
    memchr::memmem::find_iter(haystack, needle).count()
}
