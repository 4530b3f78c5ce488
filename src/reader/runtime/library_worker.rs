//! The thread that owns the library: the screen never waits for the disk.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::library::db::{Habit, Library, Query, StoreError};
use crate::library::notes::corrections::Change;
use crate::library::notes::{Anchor, Marks, NoteId, Reviewed};
use crate::nlp;
use crate::nlp::{Annotations, Engine};
use crate::reader;
use crate::reader::overlays::library_search::MOST;
use crate::reader::runtime::{Message, Piece, Post};
use crate::reader::{Action, Compared};
use crate::text::{Article, ArticleId};

/// How long the program waits at its end for what is still to be written (another instance may hold the library).
const LAST_WORDS: Duration = Duration::from_secs(8);

/// Places in which a quote is looked for elsewhere.
const ELSEWHERE: usize = 12;

/// What the library has to do.
#[derive(Debug)]
pub(super) enum Order {
    SaveNote {
        id: Option<NoteId>,
        anchor: Option<Anchor>,
        body: String,
        marks: Option<Marks>,
    },
    DeleteNote(NoteId),
    Correct(Box<Change>),
    TakeBack(String),
    /// Undo the last change, or do it again.
    Undo {
        back: bool,
    },
    /// Look where else a quote of these words is.
    Elsewhere(String),
    /// Hold the article, in which this was found, against another version of it.
    Compare(usize, Reviewed),
    SavePosition(usize),
    /// Search everything that was read.
    Search(String),
    /// Look up all articles.
    List,
    /// Forget an article.
    Forget(ArticleId),
    /// Remember how this reader reads.
    Remember(Habit),
    /// Keep the day on which the article was written.
    SaveDay(String),
    /// Keep finished annotations.
    Keep(Arc<Annotations>),
    /// Let go of something large, away from the thread that draws.
    Drop(Piece),
}

/// What the library knows about an article, as far as the first frame needs it.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) read_only: Option<String>,
    pub(super) problem: Option<String>,
    pub(super) position: Option<usize>,
    pub(super) habits: Vec<Habit>,
    /// The day on which the article was written, where only the library knows it.
    pub(super) day: Option<String>,
    /// When another version was read last, where this text has not been read before.
    pub(super) changed: Option<String>,
}

/// The loop's hold on the thread.
#[derive(Debug)]
pub(super) struct Librarian {
    orders: Option<Sender<Order>>,
    thread: Option<JoinHandle<()>>,
}

impl Librarian {
    /// Opens the library, and answers with [`Message::Opened`], the notes, and the annotations or [`Message::NotKept`].
    pub(super) fn spawn(
        path: PathBuf,
        article: Arc<Article>,
        version: &'static str,
        sender: Post,
    ) -> std::io::Result<Self> {
        let (orders, inbox) = channel();
        let thread = thread::Builder::new().name("library".to_owned()).spawn(move || {
            let work = || Desk::open(&path, article, version, &sender).serve(&inbox);
            if catch_unwind(AssertUnwindSafe(work)).is_err() {
                let text = "the library has failed: nothing more is saved in this session".to_owned();
                let _ = sender.send(Message::Opened(Box::new(Opened {
                    read_only: Some(text.clone()),
                    problem: None,
                    position: None,
                    habits: Vec::new(),
                    day: None,
                    changed: None,
                })));
                let _ = sender.send(tell(text));
                let _ = sender.send(Message::NotKept);
            }
        })?;
        Ok(Self { orders: Some(orders), thread: Some(thread) })
    }

    /// Whether the order could be given.
    pub(super) fn order(&self, order: Order) -> bool {
        self.orders.as_ref().is_some_and(|orders| orders.send(order).is_ok())
    }

    /// Waits until everything ordered is on disk. Whether that happened in time.
    pub(super) fn finish(&mut self) -> bool {
        self.orders = None;
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

/// An error for the reader's status line.
fn tell(text: String) -> Message {
    Message::Act(Action::Tell(reader::Message { text, error: true }))
}

/// Held while a backup is made, and while something is forgotten, lest the one kept what the other deletes; whether it
/// was made in this run.
static BACKED_UP: Mutex<bool> = Mutex::new(false);

/// Makes today's backup, if there is none, away from everything else. Only damage is worth a message: the next backup
/// is made tomorrow.
fn back_up(path: &std::path::Path, sender: Post) {
    let path = path.to_owned();
    let work = move || {
        let mut done = BACKED_UP.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::replace(&mut *done, true) {
            return;
        }
        if let Err(error) = Library::back_up(&path) {
            // Nobody listens any more: the program is ending.
            let _ = sender.send(tell(error.to_string()));
        }
    };
    // Without a thread there is no backup today; a killed one leaves nothing that counts as a backup.
    let _ = thread::Builder::new().name("backup".to_owned()).spawn(work);
}

/// When another version of this article was read last, where this one has not been read before.
fn changed(library: &Library, article: &Article) -> Option<String> {
    if article.text.is_empty() || library.knows(&article.id).unwrap_or(true) {
        return None;
    }
    library.editions(article).ok()?.into_iter().next().map(|edition| edition.opened)
}

struct Desk<'a> {
    library: Library,
    article: Arc<Article>,
    /// The engine's.
    version: String,
    sender: &'a Post,
}

impl<'a> Desk<'a> {
    fn open(path: &std::path::Path, mut article: Arc<Article>, version: &str, sender: &'a Post) -> Self {
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
            habits: library.habits(),
            day,
            changed: changed(&library, &article),
        };
        let mut desk = Self { library, article, version: version.to_owned(), sender };
        desk.send(Message::Opened(Box::new(opened)));
        if desk.article.text.is_empty() {
            // There is no article yet.
            return desk;
        }
        // What is found is shown with them from the first on.
        desk.send_corrections();
        desk.send_notes();
        match desk.library.annotations(&desk.article, version) {
            Some(kept) if kept.complete => desk.send(Message::Annotated(Piece::new(&desk.article, kept))),
            _ => desk.send(Message::NotKept),
        }
        let article = Arc::clone(&desk.article);
        let put = desk.library.put_article(&article);
        if read_only.is_none() {
            desk.tell_error(put);
            back_up(path, desk.sender.clone());
        }
        desk
    }

    fn serve(mut self, inbox: &Receiver<Order>) {
        while let Ok(order) = inbox.recv() {
            // Of several positions in a row only the last is worth a write; of several searches only the last is waited for.
            let mut next = Some(order);
            while let Some(order) = next.take() {
                if matches!(order, Order::SavePosition(_) | Order::Search(_))
                    && let Ok(newer) = inbox.try_recv()
                {
                    if std::mem::discriminant(&newer) != std::mem::discriminant(&order) {
                        self.carry_out(order);
                    }
                    next = Some(newer);
                    continue;
                }
                self.carry_out(order);
            }
        }
    }

    fn carry_out(&mut self, order: Order) {
        let article = Arc::clone(&self.article);
        if article.text.is_empty()
            && !matches!(order, Order::List | Order::Search(_) | Order::Forget(_) | Order::Remember(_) | Order::Drop(_))
        {
            // There is none, or it was forgotten: nothing of it is written.
            return;
        }
        match order {
            Order::SaveNote { id, anchor, body, marks } => {
                match self.library.write_note(&article, id.as_ref(), anchor.as_ref(), &body, marks.as_ref()) {
                    Ok(id) => {
                        self.send(Message::Act(Action::NoteSaved(id)));
                        self.send_notes();
                    }
                    Err(error) => self.send(tell(error.to_string())),
                }
            }
            Order::DeleteNote(id) => match self.library.delete_note(&id) {
                Ok(()) => {
                    self.send(Message::Act(Action::NoteDeleted(id)));
                    self.send_notes();
                }
                Err(error) => self.send(tell(error.to_string())),
            },
            Order::Correct(change) => {
                let kept = self.library.save_correction(&article, &self.version, *change).map(drop);
                self.corrected(kept);
            }
            Order::TakeBack(id) => {
                let gone = self.library.delete_correction(&id);
                self.corrected(gone);
            }
            Order::Undo { back } => {
                let done = if back { self.library.undo_shown(&article) } else { self.library.redo_shown(&article) };
                match done {
                    Ok(what) => {
                        self.send_notes();
                        self.send_corrections();
                        self.send(Message::Act(Action::Undone { what, back }));
                    }
                    Err(error) => self.send(tell(error.to_string())),
                }
            }
            Order::Elsewhere(words) => match self.library.alike(Some(&article.id), &words, ELSEWHERE) {
                Ok(found) => self.send(Message::Act(Action::ElsewhereFound(words, found))),
                Err(error) => self.send(tell(error.to_string())),
            },
            Order::Compare(which, said) => self.compare(which, &said),
            Order::Search(typed) => self.search(typed),
            Order::List => self.list(),
            Order::Forget(id) => self.forget(&id),
            Order::SaveDay(day) => {
                Arc::make_mut(&mut self.article).date = Some(day.clone());
                let kept = self.library.set_day(&article, &day);
                self.tell_error(kept);
            }
            Order::Remember(habit) => drop(self.library.set_habit(&habit)),
            // A position that cannot be kept is not worth a message; a library that cannot be written has had its one.
            Order::SavePosition(byte) => drop(self.library.set_position(&article, byte)),
            Order::Keep(annotations) => drop(self.library.put_annotations(&article, &annotations)),
            Order::Drop(piece) => drop(piece),
        }
    }

    /// Shows what a correction has changed.
    fn corrected(&self, result: Result<(), StoreError>) {
        match result {
            Ok(()) => {
                self.send_corrections();
                self.send(Message::Act(Action::Corrected));
            }
            Err(error) => self.send(tell(error.to_string())),
        }
    }

    fn send_corrections(&self) {
        match self.library.corrections(&self.article) {
            Ok(corrections) => self.send(Message::Act(Action::CorrectionsLoaded(corrections))),
            Err(error) => self.send(tell(error.to_string())),
        }
    }

    /// Holds the article against another version of it.
    fn compare(&self, which: usize, said: &Reviewed) {
        // The rules find most quotes at once where the older version was never annotated to the end.
        let by_rules = |article: &Article| nlp::annotate(article, &Engine::rules());
        let compared = self.library.editions(&self.article).and_then(|editions| {
            let mut compared = Compared { versions: editions.len(), which, ..Compared::default() };
            if let Some(edition) = editions.get(which)
                && let Some((old, changes)) = self.library.compare(&edition.id, &self.article, said, by_rules)?
            {
                compared = Compared { opened: edition.opened.clone(), old, changes, ..compared };
            }
            Ok(compared)
        });
        match compared {
            Ok(compared) => self.send(Message::Act(Action::Compared(Arc::new(compared)))),
            Err(error) => self.send(tell(error.to_string())),
        }
    }

    /// Searches everything that was read; what was read before there was an index is entered first.
    fn search(&mut self, typed: String) {
        if self.library.read_only().is_none() {
            // If it cannot be written, what is there is searched.
            drop(self.library.index_missing());
        }
        match self.library.search(&Query::typed(&typed, MOST)) {
            Ok(hits) => self.send(Message::Act(Action::LibraryFound(typed, hits))),
            Err(error) => {
                self.send(Message::Act(Action::LibraryFound(typed, Vec::new())));
                self.send(tell(error.to_string()));
            }
        }
    }

    fn list(&self) {
        match self.library.shelf() {
            Ok(entries) => self.send(Message::Act(Action::LibraryListed(entries))),
            Err(error) => {
                self.send(Message::Act(Action::LibraryListed(Vec::new())));
                self.send(tell(error.to_string()));
            }
        }
    }

    fn forget(&mut self, id: &ArticleId) {
        let _backup = BACKED_UP.lock().unwrap_or_else(PoisonError::into_inner);
        let ids = self.library.versions(id);
        let done = ids.and_then(|ids| self.library.forget(&ids).map(|done| (ids, done)));
        let message = match done {
            Ok((ids, done)) => {
                if ids.contains(&self.article.id) {
                    self.article = Arc::default();
                }
                self.send(Message::Forgotten(ids));
                match done.left.first() {
                    None => reader::Message::note("forgotten: its text, your notes, and what the backups had of it"),
                    Some((file, why)) => {
                        let file = file.display();
                        reader::Message::error(format!("forgotten, but it may still be in {file}: {why}"))
                    }
                }
            }
            Err(error) => reader::Message::error(error.to_string()),
        };
        self.list();
        self.send(Message::Act(Action::Tell(message)));
    }

    fn send_notes(&self) {
        match self.library.notes(&self.article) {
            Ok(notes) => self.send(Message::Act(Action::NotesLoaded(notes))),
            Err(error) => self.send(tell(error.to_string())),
        }
        // Damage has come to light: nothing is written any more.
        if let Some(news) = self.library.news() {
            let read_only = self.library.read_only().map(str::to_owned);
            self.send(Message::Opened(Box::new(Opened {
                read_only,
                problem: Some(news),
                position: None,
                habits: Vec::new(),
                day: None,
                changed: None,
            })));
        }
    }

    fn tell_error(&self, result: Result<(), StoreError>) {
        if let Err(error) = result {
            self.send(tell(error.to_string()));
        }
    }

    fn send(&self, message: Message) {
        // Nobody listens any more: the program is ending.
        let _ = self.sender.send(message);
    }
}
