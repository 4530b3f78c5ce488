//! The thread that owns the library, so that the screen never waits for the disk.

mod vault;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::library::db::Library;
use crate::library::notes::Reviewed;
use crate::nlp::Annotations;
use crate::reader::library_request::{LibraryRequest, LibrarySession};
use crate::reader::runtime::message::{Mailbox, Message, Opened, Piece};
use crate::text::Article;

/// How long the program waits at exit for unsaved changes (another instance may lock the library).
const LAST_WORDS: Duration = Duration::from_secs(8);

/// Where notes are kept.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    /// The library's file.
    pub(super) path: PathBuf,
    /// The folder in which an article's notes are also written as Markdown.
    pub(super) vault: Option<PathBuf>,
}

/// A job of the thread.
#[derive(Debug)]
pub(super) enum Job {
    /// Handle a request, with the annotations on screen.
    Request(Box<LibraryRequest>, Reviewed),
    /// Save finished annotations.
    Keep(Arc<Annotations>),
    /// Free a large value away from the drawing thread.
    Drop(Piece),
}

/// A handle on the thread.
#[derive(Debug)]
pub(super) struct LibraryWorker {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl LibraryWorker {
    /// Opens the library and answers with [`Message::Opened`], the notes, and the annotations or [`Message::NotKept`].
    pub(super) fn spawn(
        Kept { path, vault }: Kept,
        article: Arc<Article>,
        version: &'static str,
        mailbox: Mailbox,
    ) -> std::io::Result<Self> {
        let (jobs, inbox) = channel();
        let thread = thread::Builder::new().name("library".to_owned()).spawn(move || {
            let work = || Served { vault, ..Served::open(&path, article, version, &mailbox) }.serve(&inbox);
            if catch_unwind(AssertUnwindSafe(work)).is_err() {
                let text = "the library failed: changes in this session are no longer saved".to_owned();
                let opened = Opened { read_only: Some(text.clone()), ..Opened::default() };
                for message in [Message::Opened(Box::new(opened)), Message::error(text), Message::NotKept] {
                    let _ = mailbox.send(message);
                }
            }
        })?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Sends a job; returns whether the thread is still running.
    pub(super) fn send(&self, job: Job) -> bool {
        self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok())
    }

    /// Waits until every job is done; returns whether that was in time.
    pub(super) fn finish(&mut self) -> bool {
        self.jobs = None;
        let Some(thread) = self.thread.take() else { return true };
        let until = Instant::now() + LAST_WORDS;
        let mut pause = Duration::from_micros(200);
        while !thread.is_finished() {
            if Instant::now() > until {
                return false;
            }
            thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(20));
        }
        thread.join().is_ok()
    }
}

/// Locked during a backup and during deletion, so that a backup cannot keep deleted data. The value is whether this run
/// has made a backup.
static BACKED_UP: Mutex<bool> = Mutex::new(false);

/// Makes today's backup, if there is none, on its own thread. Reports only damage: other failures are retried tomorrow.
fn back_up(path: &std::path::Path, mailbox: Mailbox) {
    let path = path.to_owned();
    let work = move || {
        let mut done = BACKED_UP.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::replace(&mut *done, true) {
            return;
        }
        if let Err(error) = Library::back_up(&path) {
            // A closed channel means that the program is ending.
            let _ = mailbox.send(Message::error(error.to_string()));
        }
    };
    // Without a thread there is no backup today; an interrupted one leaves no valid backup file.
    let _ = thread::Builder::new().name("backup".to_owned()).spawn(work);
}

/// Returns when another version of this article was last read, if this version is new.
fn changed(library: &Library, article: &Article) -> Option<String> {
    if article.text.is_empty() || library.knows(&article.id).unwrap_or(true) {
        return None;
    }
    library.editions(article).ok()?.into_iter().next().map(|edition| edition.opened)
}

/// The thread's state: a session and its mailbox.
struct Served<'a> {
    session: LibrarySession,
    mailbox: &'a Mailbox,
    vault: Option<PathBuf>,
}

impl<'a> Served<'a> {
    fn open(path: &std::path::Path, mut article: Arc<Article>, version: &str, mailbox: &'a Mailbox) -> Self {
        let (library, problem) = Library::open(path);
        let read_only = library.read_only().map(str::to_owned);
        let day = if article.date.is_none() { library.day(&article.id) } else { None };
        if day.is_some() {
            Arc::make_mut(&mut article).date.clone_from(&day);
        }
        let opened = Opened {
            read_only: read_only.clone(),
            problem: problem.map(|p| p.to_string()),
            position: library.position(&article),
            preferences: library.preferences(),
            day,
            changed: changed(&library, &article),
        };
        let session = LibrarySession::new(library, Arc::clone(&article), version);
        let mut served = Self { session, mailbox, vault: None };
        served.send(Message::Opened(Box::new(opened)));
        if article.text.is_empty() {
            // There is no article yet.
            return served;
        }
        // Send corrections first, so that the first annotations already include them.
        served.session.send_corrections(&mut |event| served.send(Message::Library(event)));
        served.session.send_notes(&mut |event| served.send(Message::Library(event)));
        served.session.send_bookmarks(&mut |event| served.send(Message::Library(event)));
        if read_only.is_none() {
            served.session.send_draft(&mut |event| served.send(Message::Library(event)));
        }
        served.report_damage();
        match served.session.library().annotations(&article, version) {
            Some(kept) if kept.complete => served.send(Message::Annotated(Piece::new(&article, kept))),
            _ => served.send(Message::NotKept),
        }
        // A damaged library is never written to, wherever the damage lies.
        let library = served.session.library();
        let put = library.look_for_damage().and_then(|()| library.put_article(&article));
        if read_only.is_none() {
            if let Err(error) = put {
                served.send(Message::error(error.to_string()));
            }
            served.session.read_now(&mut |event| drop(mailbox.send(Message::Library(event))));
            back_up(path, mailbox.clone());
        }
        served
    }

    fn serve(mut self, inbox: &Receiver<Job>) {
        while let Ok(job) = inbox.recv() {
            // Of several positions or searches in a row only the last one matters.
            let mut next = Some(job);
            while let Some(job) = next.take() {
                if let Some(kind) = replaceable(&job)
                    && let Ok(newer) = inbox.try_recv()
                {
                    if replaceable(&newer) != Some(kind) {
                        self.perform(job);
                    }
                    next = Some(newer);
                    continue;
                }
                self.perform(job);
            }
        }
    }

    fn perform(&mut self, job: Job) {
        match job {
            Job::Request(request, found) => {
                let forgets = matches!(*request, LibraryRequest::Forget(_));
                let _backup = forgets.then(|| BACKED_UP.lock().unwrap_or_else(PoisonError::into_inner));
                let changes_notes = changes_notes(&request);
                let mailbox = self.mailbox;
                self.session.perform(*request, &found, &mut |event| drop(mailbox.send(Message::Library(event))));
                self.report_damage();
                if changes_notes {
                    self.write_to_vault(&found);
                }
            }
            Job::Keep(annotations) => {
                let article = Arc::clone(self.session.article());
                if !article.text.is_empty() {
                    drop(self.session.library().put_annotations(&article, &annotations));
                }
            }
            Job::Drop(piece) => drop(piece),
        }
    }

    /// Writes the notes on the article into the vault, if there is one.
    fn write_to_vault(&mut self, found: &Reviewed) {
        let article = Arc::clone(self.session.article());
        let Some(folder) = &self.vault else { return };
        if article.text.is_empty() || self.session.library().read_only().is_some() {
            return;
        }
        if let Err(text) = vault::write(folder, self.session.library(), &article, found) {
            self.send(Message::error(text));
        }
    }

    /// Reports damage found during this session; nothing is written after that.
    fn report_damage(&mut self) {
        let library = self.session.library();
        if let Some(problem) = library.news() {
            let read_only = library.read_only().map(str::to_owned);
            self.send(Message::Opened(Box::new(Opened { read_only, problem: Some(problem), ..Opened::default() })));
        }
    }

    fn send(&self, message: Message) {
        // A closed channel means that the program is ending.
        let _ = self.mailbox.send(message);
    }
}

/// Returns whether a request may change the notes on the article.
fn changes_notes(request: &LibraryRequest) -> bool {
    use LibraryRequest::{DeleteNote, Redo, SaveNote, Undo};
    matches!(request, SaveNote { .. } | DeleteNote(_) | Undo | Redo)
}

/// Returns the kind of a job, if a newer job of that kind replaces it.
fn replaceable(job: &Job) -> Option<std::mem::Discriminant<LibraryRequest>> {
    let Job::Request(request, _) = job else { return None };
    let is_replaceable = matches!(
        **request,
        LibraryRequest::SavePosition(_)
            | LibraryRequest::Search(_)
            | LibraryRequest::People(_)
            | LibraryRequest::SaveDraft(_)
    );
    is_replaceable.then(|| std::mem::discriminant(&**request))
}
