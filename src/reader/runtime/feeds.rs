//! The thread that reads the feeds which the reader follows.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::library::db::Library;
use crate::library::follow;
use crate::library::follow::FollowSettings;
use crate::nlp::Engine;
use crate::reader;
use crate::reader::Action;
use crate::reader::runtime::annotator::give_way;
use crate::reader::runtime::message::{Mailbox, Message};

/// Reads the feeds and answers with `Refreshed`. `running` is set to false at the end.
pub(super) fn refresh(
    library: PathBuf,
    settings: FollowSettings,
    engine: Arc<Engine>,
    running: Arc<AtomicBool>,
    mailbox: Mailbox,
) -> std::io::Result<()> {
    let is_running = Arc::clone(&running);
    let started = thread::Builder::new().name("feeds".to_owned()).spawn(move || {
        give_way();
        let done = catch_unwind(AssertUnwindSafe(|| now(&library, settings, &engine)));
        let message = done.unwrap_or_else(|_| reader::Message::error("reading the feeds failed: an internal error"));
        running.store(false, Ordering::Relaxed);
        let _ = mailbox.send(Message::Act(Action::Refreshed(message)));
    });
    if started.is_err() {
        is_running.store(false, Ordering::Relaxed);
    }
    started.map(drop)
}

fn now(path: &Path, settings: FollowSettings, engine: &Engine) -> reader::Message {
    let (mut library, problem) = Library::open(path);
    if let Some(problem) = problem {
        return reader::Message::error(problem.to_string());
    }
    match follow::refresh(&mut library, None, settings, engine, &mut |_| {}) {
        Ok(done) => reader::Message { error: !done.failed.is_empty(), text: done.summary() },
        Err(error) => reader::Message::error(error.to_string()),
    }
}
