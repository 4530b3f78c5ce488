//! The terminal's modes: set once, and restored however the program ends.
//!
//! ```text
//! enter ──▶ raw mode, alternate screen, mouse, paste, keys ──▶ leave   (quit, error, signal)
//!                 │                                    ▲
//!                 ├── panic: the hook leaves first, then the message is printed
//!                 └── Ctrl-z: leave, stop, … continued: enter again
//! ```

pub(super) mod background;
mod clusters;
pub(super) mod hyperlinks;
pub(super) mod input_pause;
pub(super) mod pictures;

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

/// Whether the modes are set.
static ENTERED: AtomicBool = AtomicBool::new(false);

/// Alternate screen; hidden cursor; mouse buttons, drags and wheel in SGR coordinates (all motion would flood a slow
/// line); bracketed paste; unambiguous keys where supported.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?25l\x1b[?1000h\x1b[?1002h\x1b[?1006h\x1b[?2004h\x1b[>1u";

/// The reverse of `ENTER`, in reverse order; also ends attributes and an unfinished frame.
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[0m\x1b[<1u\x1b[?2004l\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[?25h\x1b[?1049l";

/// Begins a synchronised frame, shown at once (other terminals ignore the sequence).
pub(super) const BEGIN_FRAME: &[u8] = b"\x1b[?2026h";
pub(super) const END_FRAME: &[u8] = b"\x1b[?2026l";

/// Sets the modes; restores them when dropped.
#[derive(Debug)]
pub(super) struct Guard(());

impl Guard {
    /// Sets the modes and sends `query`, whose answer comes as input.
    pub(super) fn enter(query: &[u8]) -> io::Result<Self> {
        enable_raw_mode()?;
        ENTERED.store(true, Ordering::SeqCst);
        let guard = Self(());
        write_all(&[ENTER, query].concat())?;
        Ok(guard)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        leave();
    }
}

/// Sets the modes again after a release, or after an unexpected stop.
pub(super) fn enter_again() -> io::Result<()> {
    if ENTERED.swap(true, Ordering::SeqCst) {
        // crossterm believes that raw mode is set, but another program may have unset it.
        let _ = disable_raw_mode();
        write_all(LEAVE)?;
    }
    enable_raw_mode()?;
    write_all(ENTER)
}

/// Restores the terminal, once. Ignores failures, since nothing can be done about them.
pub(super) fn leave() {
    if ENTERED.swap(false, Ordering::SeqCst) {
        let _ = write_all(LEAVE);
        let _ = disable_raw_mode();
    }
}

/// Writes to standard output at once. Waits if the descriptor is non-blocking.
fn write_all(mut bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    while !bytes.is_empty() {
        match out.write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => std::thread::sleep(Duration::from_millis(1)),
            Err(error) => return Err(error),
        }
    }
    loop {
        match out.flush() {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => std::thread::sleep(Duration::from_millis(1)),
            result => return result,
        }
    }
}

/// Buffered standard output: writes a frame at once. Writes nothing after the modes were restored, so that leftovers do
/// not reach the shell's screen.
#[derive(Debug, Default)]
pub(super) struct Output(Vec<u8>);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let frame = std::mem::take(&mut self.0);
        if ENTERED.load(Ordering::SeqCst) { write_all(&frame) } else { Ok(()) }
    }
}

/// Makes panics restore the terminal before they print. Panics of worker threads are caught and reported inside the
/// reader, so they print nothing.
pub(super) fn set_panic_hook() {
    let before = std::panic::take_hook();
    let reader = std::thread::current().id();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().id() == reader || !ENTERED.load(Ordering::SeqCst) {
            leave();
            before(info);
        }
    }));
}
