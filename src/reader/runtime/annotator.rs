//! The thread that runs the engine. Reading never waits for it.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use crate::nlp;
use crate::nlp::Engine;
use crate::reader::runtime::message::{Mailbox, Message, Piece};
use crate::text::Article;

/// A handle on the thread; dropping it stops the engine after the current piece.
#[derive(Debug)]
pub(super) struct Annotator {
    cancelled: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

/// How much to annotate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The whole article, piece by piece.
    Everything,
    /// Only the first piece around the focus: a place that the main thread has not reached yet.
    Nearby,
}

impl Annotator {
    /// Annotates outwards from `focus`, and sends a [`Message::Annotated`] for every piece.
    pub(super) fn spawn(
        article: Arc<Article>,
        engine: Arc<Engine>,
        focus: usize,
        reach: Reach,
        sender: Mailbox,
    ) -> std::io::Result<Self> {
        let cancelled = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&cancelled);
        let thread = thread::Builder::new().name("annotate".to_owned()).spawn(move || {
            give_way();
            let work = || {
                nlp::annotate_from(&article, &engine, focus, &mut |annotations| {
                    if stop.load(Ordering::Relaxed)
                        || sender.send(Message::Annotated(Piece::new(&article, annotations))).is_err()
                    {
                        return ControlFlow::Break(());
                    }
                    if reach == Reach::Nearby { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                })
            };
            if catch_unwind(AssertUnwindSafe(work)).is_err() {
                let text = "finding quotes failed for this article; reading and notes still work".to_owned();
                let _ = sender.send(Message::error(text));
            }
        })?;
        Ok(Self { cancelled, thread })
    }

    /// Returns whether the thread has ended.
    pub(super) fn is_finished(&self) -> bool {
        self.thread.is_finished()
    }
}

/// Lowers the priority of this thread, so that drawing and input go first on a busy machine. Only Linux has priorities
/// per thread that need no rights.
pub(super) fn give_way() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, 10);
}

impl Drop for Annotator {
    fn drop(&mut self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }
}
