//! Pauses the input thread while an external program has the terminal.
//!
//! ```text
//! begin ─▶ the input thread is woken (by a fake resize signal) ─▶ pauses ─▶ the editor runs ─▶ drop: continues
//! ```

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use signal_hook::consts::SIGWINCH;

/// How long the input thread may take to pause.
const PATIENCE: Duration = Duration::from_secs(2);

struct Pause {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Clone, Copy, Default)]
struct State {
    closed: bool,
    resting: bool,
}

static PAUSE: Pause = Pause { state: Mutex::new(State { closed: false, resting: false }), changed: Condvar::new() };

/// Whether another program has the terminal.
static AWAY: AtomicBool = AtomicBool::new(false);

fn state() -> MutexGuard<'static, State> {
    // The state is never left inconsistent.
    PAUSE.state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The terminal belongs to another program until this guard is dropped.
pub(in crate::reader::runtime) struct Away(());

impl Away {
    /// Pauses the input thread; returns `None` if it does not pause in time.
    pub(in crate::reader::runtime) fn begin() -> Option<Self> {
        let mut now = state();
        now.closed = true;
        let away = Self(());
        let until = Instant::now() + PATIENCE;
        while !now.resting {
            // The thread waits for keys; the signal wakes it. A signal that comes too early is repeated.
            let _ = signal_hook::low_level::raise(SIGWINCH);
            let (next, _) =
                PAUSE.changed.wait_timeout(now, Duration::from_millis(20)).unwrap_or_else(PoisonError::into_inner);
            now = next;
            if Instant::now() > until && !now.resting {
                drop(now);
                drop(away);
                return None;
            }
        }
        AWAY.store(true, Ordering::SeqCst);
        Some(away)
    }
}

impl Drop for Away {
    fn drop(&mut self) {
        AWAY.store(false, Ordering::SeqCst);
        state().closed = false;
        PAUSE.changed.notify_all();
    }
}

/// Returns whether keys that send signals go to another program.
pub(in crate::reader::runtime) fn is_away() -> bool {
    AWAY.load(Ordering::SeqCst)
}

/// Blocks the input thread while another program has the terminal.
pub(in crate::reader::runtime) fn pass() {
    let mut now = state();
    while now.closed {
        now.resting = true;
        PAUSE.changed.notify_all();
        now = PAUSE.changed.wait(now).unwrap_or_else(PoisonError::into_inner);
    }
    now.resting = false;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_passes_while_the_terminal_is_away() {
        use std::sync::Arc;
        use std::sync::atomic::AtomicUsize;
        let passed = Arc::new(AtomicUsize::new(0));
        let stop = Arc::new(AtomicBool::new(false));
        let (count, end) = (Arc::clone(&passed), Arc::clone(&stop));
        let input = std::thread::spawn(move || {
            while !end.load(Ordering::SeqCst) {
                pass();
                count.fetch_add(1, Ordering::SeqCst);
                std::thread::yield_now();
            }
        });
        let away = Away::begin().expect("it comes to rest");
        assert!(is_away());
        let before = passed.load(Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(20));
        assert_eq!(passed.load(Ordering::SeqCst), before);
        drop(away);
        assert!(!is_away());
        while passed.load(Ordering::SeqCst) == before {
            std::thread::yield_now();
        }
        stop.store(true, Ordering::SeqCst);
        input.join().unwrap();
    }
}
