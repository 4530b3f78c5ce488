//! The thread that annotates. Reading never waits for it.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread;

use super::Message;
use crate::app::{self, Action};
use crate::nlp::{self, Engine};
use crate::text::Article;

/// The loop's hold on the thread; dropping it stops the work at the next piece.
#[derive(Debug)]
pub(super) struct Annotator {
    cancelled: Arc<AtomicBool>,
}

impl Annotator {
    /// Annotates from `focus` outwards, a [`Message::Annotated`] for every piece.
    pub(super) fn spawn(
        article: Arc<Article>,
        engine: Arc<Engine>,
        focus: usize,
        sender: Sender<Message>,
    ) -> std::io::Result<Self> {
        let cancelled = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&cancelled);
        thread::Builder::new().name("annotate".to_owned()).spawn(move || {
            let work = || {
                nlp::annotate_from(&article, &engine, focus, &mut |annotations| {
                    if stop.load(Ordering::Relaxed) || sender.send(Message::Annotated(Arc::new(annotations))).is_err() {
                        return ControlFlow::Break(());
                    }
                    ControlFlow::Continue(())
                })
            };
            if catch_unwind(AssertUnwindSafe(work)).is_err() {
                let text = "looking for quotes has failed on this article: reading and notes go on".to_owned();
                let _ = sender.send(Message::Act(Action::Tell(app::Message { text, error: true })));
            }
        })?;
        Ok(Self { cancelled })
    }
}

impl Drop for Annotator {
    fn drop(&mut self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }
}
