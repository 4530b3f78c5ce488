//! The event loop.

mod articles;

use std::collections::VecDeque;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::Event;
use ratatui::backend::{Backend, ClearType, CrosstermBackend};
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};

use crate::ingest::Reading;
use crate::library::db::Preference;
use crate::library::follow::FollowSettings;
use crate::nlp::{Annotations, Engine};
use crate::reader;
use crate::reader::command::keymap;
use crate::reader::draw as view;
use crate::reader::library_request::{LibraryEvent, LibraryRequest};
use crate::reader::place::Place;
use crate::reader::runtime::annotator::{Annotator, Reach};
use crate::reader::runtime::external::hooks::Hooks;
use crate::reader::runtime::library_worker::{Job, Kept, LibraryWorker};
use crate::reader::runtime::look::Look;
use crate::reader::runtime::message::{DocumentId, Envelope, Mailbox, Message, Opened, Piece};
use crate::reader::runtime::opening::Watcher;
use crate::reader::runtime::request::{End, Request, RuntimeError};
use crate::reader::runtime::switching::{Next, Other};
use crate::reader::runtime::terminal;
use crate::reader::runtime::terminal::hyperlinks;
use crate::reader::runtime::terminal::hyperlinks::Linking;
use crate::reader::runtime::terminal::input_pause::Away;
use crate::reader::runtime::terminal::pictures::{self, PictureWorker};
use crate::reader::runtime::terminal::{BEGIN_FRAME, END_FRAME, Guard, Output};
use crate::reader::runtime::{external, feeds, sources};
use crate::reader::session::preferences::THEME;
use crate::reader::{Action, Command, Editor, Effect, Overlay, Setup, State};
use crate::text::{Article, Block, BlockKind};
use crate::theme::Warming;

/// How long the first frame waits for the library, to show the right position at once. A later answer is applied when
/// it comes.
const WAIT_FOR_LIBRARY: Duration = Duration::from_millis(20);
/// How long the first frame waits for the terminal's background colour. Local terminals answer in about a millisecond.
const WAIT_FOR_COLOURS: Duration = Duration::from_millis(10);
/// How often the draft of a note is kept while it is being written.
const KEEP: Duration = Duration::from_secs(3);
/// Minimum time between two frames.
const FRAME: Duration = Duration::from_millis(8);
/// The least time between two lookaheads at places that the engine has not reached.
const RESCOUT: Duration = Duration::from_millis(200);

/// Runs articles one after another until the user quits.
pub(in crate::reader::runtime) fn run(
    article: Arc<Article>,
    request: &Request,
    look: Look,
    at: Option<usize>,
) -> Result<End, RuntimeError> {
    let engine = Arc::new(Engine::new());
    let (sender, inbox) = channel();
    let all = Mailbox { sender: sender.clone(), document: DocumentId::NONE };
    let mailbox = Mailbox { sender, document: DocumentId::FIRST };
    let kept = Kept { path: request.library.clone(), vault: request.vault.clone() };
    let library_worker = LibraryWorker::spawn(kept, Arc::clone(&article), engine.version(), mailbox.clone())
        .map_err(RuntimeError::Terminal)?;
    terminal::set_panic_hook();
    let asked = !look.query.is_empty();
    let guard = Guard::enter(look.query).map_err(RuntimeError::Terminal)?;
    sources::spawn_signals(all.clone()).map_err(RuntimeError::Terminal)?;
    sources::spawn_input(all, asked).map_err(RuntimeError::Terminal)?;
    let size = size().map_err(RuntimeError::Terminal)?;
    // Fixed: the size was already queried, and `Terminal` must not query it again.
    let options = TerminalOptions { viewport: Viewport::Fixed(size) };
    let backend = Linking::new(CrosstermBackend::new(Output::default()));
    let screen = Terminal::with_options(backend, options);
    let screen = screen.map_err(RuntimeError::Terminal)?;
    let setup = Setup {
        shape: request.shape,
        screen_settings: request.screen_settings,
        display: pictures::display(request.screen_settings.pictures),
        keys: Arc::clone(&request.keys),
        dates: Arc::clone(&request.dates),
        copy: Arc::clone(&request.copy),
        theme: look.theme.name().to_owned(),
        set_theme: request.set_theme.clone(),
        themes: Arc::new(look.gallery.names().into_iter().map(str::to_owned).collect()),
        settings_file: request.settings_file.clone(),
        settings_problems: Arc::new(request.settings_problems.clone()),
        files: request.articles.len(),
    };
    let mut state = State::with(article, (size.width, size.height), setup);
    let links = hyperlinks::wanted(state.session.screen_settings.links, |name| std::env::var(name).ok());
    if let Some(byte) = at {
        state.go_to(byte);
    }
    let others = request.articles.iter().enumerate().skip(1);
    let others = others.map(|(at, path)| Other::Path(path.clone(), request.reading, at)).collect();
    state.named(!request.articles.is_empty());
    let mut reader = Reader {
        state,
        look,
        screen,
        links,
        engine,
        mailbox,
        library: request.library.clone(),
        vault: request.vault.clone(),
        reading: request.reading,
        library_worker,
        annotator: None,
        scout: None,
        watcher: None,
        others,
        next: None,
        place: None,
        changed: None,
        themed: request.set_theme.is_none(),
        following: request.following,
        refreshing: Arc::default(),
        hooks: Hooks::default(),
        pictures: PictureWorker::default(),
        preferences_applied: false,
        waiting: VecDeque::new(),
        // A requested place takes precedence over the saved position.
        touched: at.is_some(),
        dirty: true,
        end: None,
        stopped: 0,
    };
    reader.state.set_others(reader.open_articles());
    let result = reader
        .begin(true, false)
        .and_then(|()| reader.tell_mistakes())
        .and_then(|()| if request.following.on_start { reader.refresh_feeds() } else { Ok(()) })
        .and_then(|()| reader.open(&inbox, asked))
        .and_then(|()| reader.go(&inbox));
    // The terminal is left in any case.
    let _ = reader.screen.backend_mut().end_pictures();
    let Reader { mut library_worker, state, annotator, .. } = reader;
    drop(annotator);
    if !matches!(result, Ok(End::Quit)) {
        // Quitting by key has already saved the position, and asked about a note.
        if let Some(draft) = state.editor().and_then(Editor::draft) {
            library_worker.send(Job::Request(
                Box::new(LibraryRequest::SaveDraft(Some(Box::new(draft)))),
                state.document.annotations.clone(),
            ));
        }
        library_worker.send(Job::Request(
            Box::new(LibraryRequest::SavePosition(state.document.cursor)),
            state.document.annotations.clone(),
        ));
    }
    drop(guard);
    let saved = library_worker.finish();
    let end = result?;
    if saved { Ok(end) } else { Err(RuntimeError::Unsaved) }
}

pub(in crate::reader::runtime) struct Reader {
    pub(in crate::reader::runtime) state: State,
    look: Look,
    screen: Terminal<Linking<CrosstermBackend<Output>>>,
    /// Whether to send links to the terminal.
    links: bool,
    engine: Arc<Engine>,
    /// Where the threads of this article send their messages.
    pub(in crate::reader::runtime) mailbox: Mailbox,
    pub(in crate::reader::runtime) library: PathBuf,
    /// The folder in which an article's notes are also written as Markdown.
    vault: Option<PathBuf>,
    /// The reading options of this article.
    pub(in crate::reader::runtime) reading: Reading,
    library_worker: LibraryWorker,
    annotator: Option<Annotator>,
    /// A second engine thread for a place that the first has not reached, and its start time.
    scout: Option<(Annotator, Instant)>,
    watcher: Option<Watcher>,
    /// The other open articles, most recent first.
    pub(in crate::reader::runtime) others: Vec<Other>,
    /// The article to switch to after this message.
    pub(in crate::reader::runtime) next: Option<Next>,
    /// The place at which to open the article that is being loaded.
    pub(in crate::reader::runtime) place: Option<Place>,
    /// The changed text of the file, until no note is being written on the old text.
    pub(in crate::reader::runtime) changed: Option<Arc<Article>>,
    /// The theme was given on the command line: the saved theme is ignored.
    themed: bool,
    /// The settings for feeds.
    pub(in crate::reader::runtime) following: FollowSettings,
    /// Whether the feeds are being read.
    pub(in crate::reader::runtime) refreshing: Arc<AtomicBool>,
    /// The running commands of the reader's own.
    hooks: Hooks,
    /// Loads pictures.
    pictures: PictureWorker,
    /// The preferences in the library have been applied.
    preferences_applied: bool,
    /// Messages that came before the first frame and are read after it.
    waiting: VecDeque<Envelope>,
    /// A key was pressed: the saved reading position is not applied any more.
    touched: bool,
    /// Whether the screen needs a redraw.
    dirty: bool,
    end: Option<End>,
    /// Suspensions by this program whose continuation has not been reported yet.
    stopped: usize,
}

impl Reader {
    /// Starts the work on a document before its first frame. `fresh`: newly opened; `stale`: its file may have changed
    /// since.
    fn begin(&mut self, fresh: bool, stale: bool) -> Result<(), RuntimeError> {
        let article = Arc::clone(&self.state.document.article);
        if article.text.is_empty() {
            // The library is the first screen, also after going back to it.
            if !self.state.overlays.iter().any(|overlay| matches!(overlay, Overlay::Library(_))) {
                return self.act(Action::Run(Command::ShowLibrary));
            }
            return Ok(());
        }
        warm_up(&article, &self.look, &self.mailbox);
        if fresh {
            self.state.opened();
        }
        self.watcher = Watcher::spawn(&article, self.reading, stale, self.mailbox.clone());
        if article.pictures.is_empty() { Ok(()) } else { self.act(Action::LookForPictures) }
    }

    /// Lists the mistakes in the settings file.
    fn tell_mistakes(&mut self) -> Result<(), RuntimeError> {
        if self.state.session.settings_problems.is_empty() {
            return Ok(());
        }
        self.act(Action::Run(Command::ShowSettings))
    }

    /// Switches to another article in the same terminal.
    fn switch(&mut self, next: Next, inbox: &Receiver<Envelope>) -> Result<(), RuntimeError> {
        let place = self.place.take();
        (self.annotator, self.scout, self.watcher, self.changed) = (None, None, None, None);
        self.request(LibraryRequest::SavePosition(self.state.document.cursor));
        // Finish writing first, so that the next session finds everything.
        let saved = self.library_worker.finish();
        let (says, stale) = (next.says(&self.state.session.keys.key_of("changes")), matches!(next, Next::Back(..)));
        let (touched, overlays) = self.show(next);
        let words = place.and_then(|place| place.find_in(&self.state.document.article));
        if let Some(byte) = words {
            self.state.go_to(byte);
        }
        // A requested place takes precedence over the saved position.
        self.touched = touched || words.is_some();
        self.mailbox.document = self.mailbox.document.next();
        let (article, version) = (Arc::clone(&self.state.document.article), self.engine.version());
        let kept = Kept { path: self.library.clone(), vault: self.vault.clone() };
        self.library_worker =
            LibraryWorker::spawn(kept, article, version, self.mailbox.clone()).map_err(RuntimeError::Terminal)?;
        self.dirty = true;
        let is_back = !overlays.is_empty();
        if is_back {
            self.act(Action::Resume(overlays))?;
        }
        self.begin(!touched && !is_back, stale)?;
        match (saved, says) {
            (false, _) => self.report(RuntimeError::Unsaved.to_string())?,
            (true, Some(says)) => self.act(Action::Report(reader::Message::note(says)))?,
            (true, None) => {}
        }
        self.open(inbox, false)
    }

    /// Waits briefly for the data of the first frame, then draws it.
    fn open(&mut self, inbox: &Receiver<Envelope>, asked: bool) -> Result<(), RuntimeError> {
        let now = Instant::now();
        let (mut library, mut colours) = (true, asked);
        while library || colours {
            let until = now + if library { WAIT_FOR_LIBRARY } else { WAIT_FOR_COLOURS };
            match inbox.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(envelope) if matches!(envelope.message, Message::Opened(_)) => {
                    library &= envelope.document != self.mailbox.document;
                    self.take(envelope)?;
                }
                Ok(envelope) if matches!(envelope.message, Message::Background(_)) => {
                    colours = false;
                    self.take(envelope)?;
                }
                Ok(envelope) => self.waiting.push_back(envelope),
                Err(_) => break,
            }
        }
        self.draw()
    }

    /// Runs the event loop.
    fn go(&mut self, inbox: &Receiver<Envelope>) -> Result<End, RuntimeError> {
        let (mut drawn, mut kept) = (Instant::now(), Instant::now());
        loop {
            if self.state.editor().is_some() && kept.elapsed() >= KEEP {
                self.keep_draft()?;
                kept = Instant::now();
            }
            let next = match self.waiting.pop_front() {
                Some(message) => Some(message),
                None if self.dirty => match inbox.recv_timeout(FRAME.saturating_sub(drawn.elapsed())) {
                    Ok(message) => Some(message),
                    Err(RecvTimeoutError::Timeout) => None,
                    Err(RecvTimeoutError::Disconnected) => return Ok(End::Quit),
                },
                None if self.state.editor().is_some() => match inbox.recv_timeout(KEEP) {
                    Ok(message) => Some(message),
                    Err(RecvTimeoutError::Timeout) => None,
                    Err(RecvTimeoutError::Disconnected) => return Ok(End::Quit),
                },
                None => match inbox.recv() {
                    Ok(message) => Some(message),
                    Err(_) => return Ok(End::Quit),
                },
            };
            if let Some(message) = next {
                self.take_all(message, inbox)?;
            }
            if let Some(end) = self.end {
                return Ok(end);
            }
            // Wait until overlays are closed and the selection has ended.
            let is_free = self.state.overlays.is_empty() && self.state.document.mark.is_none();
            if let Some(article) = self.changed.take_if(|_| is_free) {
                self.next = Some(Next::Changed(article, self.reading));
            }
            // Keep a note that is being written; switch to the new article later.
            if let Some(next) = self.next.take_if(|_| self.state.editor().is_none()) {
                self.switch(next, inbox)?;
            }
            if self.dirty && drawn.elapsed() >= FRAME {
                self.draw()?;
                drawn = Instant::now();
            }
        }
    }

    /// Handles a message and all pending ones; of consecutive resizes or annotations only the last.
    fn take_all(&mut self, first: Envelope, inbox: &Receiver<Envelope>) -> Result<(), RuntimeError> {
        let mut held: Option<Envelope> = None;
        // A flood (a paste into the terminal, a stuck key) must not block drawing.
        let mut next = Some(first);
        for _ in 0..512 {
            let Some(message) = next.take() else { break };
            if let Some(before) = held.take() {
                match (&before.message, &message.message) {
                    (Message::Annotated(_), Message::Annotated(_)) if before.document == message.document => {
                        self.discard(before.message)
                    }
                    (Message::Event(Event::Resize(..)), Message::Event(Event::Resize(..))) => {}
                    _ => self.take(before)?,
                }
            }
            match message.message {
                Message::Annotated(_) | Message::Event(Event::Resize(..)) => held = Some(message),
                _ => self.take(message)?,
            }
            if self.end.is_some() {
                return Ok(());
            }
            if self.next.is_some() && self.state.editor().is_none() {
                // Later keys are meant for the next article.
                break;
            }
            next = self.waiting.pop_front().or_else(|| inbox.try_recv().ok());
        }
        if let Some(message) = held {
            self.take(message)?;
        }
        if let Some(message) = next {
            self.waiting.push_front(message);
        }
        Ok(())
    }

    /// Keeps the draft of the note that is being written. The screen stays as it is.
    fn keep_draft(&mut self) -> Result<(), RuntimeError> {
        let effects = self.state.update(Action::KeepDraft);
        effects.into_iter().try_for_each(|effect| self.perform(effect))
    }

    fn discard(&self, message: Message) {
        if let Message::Annotated(piece) = message {
            self.library_worker.send(Job::Drop(piece));
        }
    }

    fn take(&mut self, Envelope { document, message }: Envelope) -> Result<(), RuntimeError> {
        if document != DocumentId::NONE && document != self.mailbox.document {
            // A message for an article that was left.
            self.discard(message);
            return Ok(());
        }
        match message {
            Message::Event(event) => {
                if let Some(action) = keymap::action(&self.state, &event) {
                    self.touched |= !matches!(event, Event::Resize(..));
                    self.act(action)?;
                }
            }
            Message::Act(action) => self.act(action)?,
            Message::Ready(Ok(read)) => self.ready(*read)?,
            Message::Ready(Err(reason)) => {
                self.place = None;
                self.report(reason)?;
            }
            Message::Changed(article) => self.changed = Some(article),
            Message::Library(LibraryEvent::Forgotten(ids)) => self.forgotten(&ids),
            Message::Library(event) => self.act(Action::Library(event))?,
            Message::Annotated(piece) => self.annotated(piece)?,
            Message::Opened(opened) => self.opened(*opened)?,
            Message::NotKept if self.state.document.annotations.complete => {}
            Message::NotKept => self.annotate(self.state.document.cursor)?,
            Message::Background(background) => {
                if background.is_some_and(|b| self.look.suit(b)) {
                    self.state.set_theme(self.look.theme.name());
                    self.dirty = true;
                }
            }
            Message::End(signal) => self.end = Some(End::Signal(signal)),
            Message::Stop => self.stop()?,
            Message::Continued if self.stopped > 0 => self.stopped -= 1,
            Message::Continued => self.redraw_all()?,
            Message::Redraw => self.dirty = true,
            Message::InputFailed(error) => return Err(RuntimeError::Lost(error)),
        }
        Ok(())
    }

    /// Applies an action and carries out its effects.
    pub(in crate::reader::runtime) fn act(&mut self, action: Action) -> Result<(), RuntimeError> {
        #[cfg(debug_assertions)]
        panic_on_request(&action);
        self.dirty = true;
        let effects = self.state.update(action);
        for effect in effects {
            self.perform(effect)?;
        }
        if self.state.quit {
            self.end = Some(End::Quit);
        }
        Ok(())
    }

    fn perform(&mut self, effect: Effect) -> Result<(), RuntimeError> {
        match effect {
            // A theme from the command line is not saved.
            Effect::Library(LibraryRequest::SavePreference(preference)) if self.themed && preference.name == THEME => {
                Ok(())
            }
            Effect::Library(request) => {
                let is_position = matches!(request, LibraryRequest::SavePosition(_));
                if !self.request(request) && !is_position {
                    return self.report("the library failed: changes in this session are no longer saved".to_owned());
                }
                Ok(())
            }
            Effect::OpenAt(place) => self.go_to_words(place),
            Effect::EditInEditor(text) => self.edit_in_editor(&text),
            Effect::Copy(text) => self.copy(text),
            Effect::OpenLink(link) => match external::open_link(&link, &self.mailbox) {
                Ok(()) => Ok(()),
                Err(text) => self.report(text),
            },
            Effect::LoadPicture(request) => {
                self.pictures.load(self.state.document.article.source.clone(), *request, self.mailbox.clone());
                Ok(())
            }
            Effect::OpenPicture(source) => {
                self.pictures.open(self.state.document.article.source.clone(), source, self.mailbox.clone());
                Ok(())
            }
            Effect::CycleTheme => {
                self.look.cycle();
                self.act(Action::ThemeChanged(self.look.theme.name().to_owned()))
            }
            Effect::TakeTheme(name) => {
                if !self.look.take(&name) {
                    return self.report(format!("cannot read the theme {name}"));
                }
                self.look.chosen = true;
                self.act(Action::ThemeChanged(name))
            }
            Effect::RunHook(run) => {
                let mailbox = Mailbox { sender: self.mailbox.sender.clone(), document: DocumentId::NONE };
                self.hooks.start(*run, mailbox);
                Ok(())
            }
            Effect::StopHook(index) => {
                self.hooks.stop(index);
                Ok(())
            }
            Effect::RefreshFeeds => self.refresh_feeds(),
            Effect::FocusAnnotation(byte) => self.refocus(byte),
            Effect::Redraw => self.redraw_all(),
            Effect::Suspend => self.stop(),
            Effect::Open(opening) => self.go_to_article(opening),
        }
    }

    /// Sends a request to the library worker; returns whether it is still running.
    fn request(&self, request: LibraryRequest) -> bool {
        self.library_worker.send(Job::Request(Box::new(request), self.state.document.annotations.clone()))
    }

    /// Shows an error on the status line.
    pub(in crate::reader::runtime) fn report(&mut self, text: String) -> Result<(), RuntimeError> {
        self.act(Action::Report(reader::Message { text, error: true }))
    }

    fn opened(&mut self, opened: Opened) -> Result<(), RuntimeError> {
        self.dirty = true;
        self.state.set_read_only(opened.read_only);
        if !std::mem::replace(&mut self.preferences_applied, true) {
            self.apply_preferences(opened.preferences)?;
        }
        if let Some(day) = opened.day {
            self.act(Action::Library(LibraryEvent::Dated(day)))?;
        }
        if let Some(byte) = opened.position.filter(|_| !self.touched) {
            self.state.go_to(byte);
        }
        match (opened.problem, opened.changed) {
            (Some(text), _) => self.report(text),
            (None, Some(time)) if self.state.message.is_none() => {
                let day = self.state.session.dates.day(time.get(..10).unwrap_or_default());
                let says = format!(
                    "changed since you read it on {day}: {} shows the changes",
                    self.state.session.keys.key_of("changes")
                );
                self.act(Action::Report(reader::Message::note(says)))
            }
            (None, _) => Ok(()),
        }
    }

    /// Applies the preferences that the library has.
    fn apply_preferences(&mut self, mut preferences: Vec<Preference>) -> Result<(), RuntimeError> {
        preferences.retain(|preference| !(self.themed && preference.name == THEME));
        self.state.remember(&preferences);
        if let Some(name) = self.state.session.chosen_theme.clone() {
            // A theme that cannot be loaded stays saved until another is chosen.
            if self.look.take(&name) {
                self.look.chosen = true;
                self.state.set_theme(&name);
            }
        }
        if preferences.is_empty() {
            // No new layout is needed, and open overlays stay open.
            return Ok(());
        }
        let (columns, rows) = self.state.session.screen;
        self.act(Action::Resize(columns, rows))
    }

    fn annotated(&mut self, piece: Piece) -> Result<(), RuntimeError> {
        let (complete, kept) = (piece.annotations.complete, self.annotator.is_none());
        // Pieces come from two threads. Ignore an older state, and keep known results for the visible place.
        let old = &self.state.document.annotations;
        let known = |a: &Annotations| {
            let here = a.covered.iter().any(|s| s.contains(self.state.document.cursor));
            (a.complete, here, a.covered.iter().map(|s| s.len()).sum::<usize>())
        };
        if old.complete || known(&piece.annotations) < known(old) {
            self.discard(Message::Annotated(piece));
            return Ok(());
        }
        let old = Piece { annotations: old.clone(), index: Arc::clone(&self.state.document.index) };
        if complete && !kept {
            self.library_worker.send(Job::Keep(Arc::clone(piece.annotations.found())));
            self.annotator = None;
        }
        let result = self.act(Action::Indexed(piece.annotations, piece.index));
        self.library_worker.send(Job::Drop(old));
        result
    }

    fn annotate(&mut self, focus: usize) -> Result<(), RuntimeError> {
        let article = Arc::clone(&self.state.document.article);
        match Annotator::spawn(article, Arc::clone(&self.engine), focus, Reach::Everything, self.mailbox.clone()) {
            Ok(annotator) => {
                self.annotator = Some(annotator);
                Ok(())
            }
            Err(error) => self.report(format!("cannot find quotes: {error}")),
        }
    }

    /// Starts a second engine thread at a place not reached yet.
    fn refocus(&mut self, byte: usize) -> Result<(), RuntimeError> {
        let free = self.scout.as_ref().is_none_or(|(scout, sent)| scout.is_finished() && sent.elapsed() > RESCOUT);
        if self.annotator.is_none() || !free {
            return Ok(());
        }
        let (article, engine) = (Arc::clone(&self.state.document.article), Arc::clone(&self.engine));
        // Without a thread, the first one gets there later.
        let scout = Annotator::spawn(article, engine, byte, Reach::Nearby, self.mailbox.clone()).ok();
        self.scout = scout.map(|scout| (scout, Instant::now()));
        Ok(())
    }

    /// Reads the feeds on a thread of their own, which goes on while other articles are opened.
    fn refresh_feeds(&mut self) -> Result<(), RuntimeError> {
        if self.refreshing.swap(true, Ordering::Relaxed) {
            return self.act(Action::Report(reader::Message::note("already looking for new articles…")));
        }
        let mailbox = Mailbox { sender: self.mailbox.sender.clone(), document: DocumentId::NONE };
        let (library, engine) = (self.library.clone(), Arc::clone(&self.engine));
        let started = feeds::refresh(library, self.following, engine, Arc::clone(&self.refreshing), mailbox);
        match started {
            Ok(()) => Ok(()),
            Err(error) => self.report(format!("cannot read the feeds: {error}")),
        }
    }

    fn copy(&mut self, text: String) -> Result<(), RuntimeError> {
        let backend = self.screen.backend_mut();
        crossterm::queue!(backend, CopyToClipboard::to_clipboard_from(&text)).map_err(RuntimeError::Lost)?;
        Write::flush(backend).map_err(RuntimeError::Lost)?;
        if !external::copy(text, &self.mailbox) {
            let said = self.state.message.as_ref().map_or("copied", |message| message.text.as_str());
            let says = format!("{said} through the terminal (OSC 52): no desktop clipboard found");
            self.act(Action::Report(reader::Message::note(says)))?;
        }
        Ok(())
    }

    /// Releases the terminal to the external editor, and takes it back.
    fn edit_in_editor(&mut self, text: &str) -> Result<(), RuntimeError> {
        let Some(away) = Away::begin() else {
            self.act(Action::Written(None))?;
            return self.report("cannot start the editor: the terminal is busy".to_owned());
        };
        terminal::leave();
        let written = external::edit(text);
        self.redraw_all()?;
        drop(away);
        match written {
            Ok(text) => self.act(Action::Written(Some(text))),
            Err(text) => {
                self.act(Action::Written(None))?;
                self.report(text)
            }
        }
    }

    /// Suspends the program until the shell continues it.
    fn stop(&mut self) -> Result<(), RuntimeError> {
        self.request(LibraryRequest::SavePosition(self.state.document.cursor));
        terminal::leave();
        let stopped = external::stop();
        if stopped.is_ok() {
            self.stopped += 1;
        }
        self.redraw_all()?;
        match stopped {
            Ok(()) => Ok(()),
            Err(text) => self.report(text),
        }
    }

    /// Sets the terminal's modes again and redraws everything.
    fn redraw_all(&mut self) -> Result<(), RuntimeError> {
        terminal::enter_again().map_err(RuntimeError::Lost)?;
        self.fit(size().map_err(RuntimeError::Lost)?)?;
        self.dirty = true;
        Ok(())
    }

    /// Clears the screen and its buffers for a new size. (`Terminal::clear` would query the cursor position and wait.)
    fn fit(&mut self, size: Rect) -> Result<(), RuntimeError> {
        let backend = self.screen.backend_mut();
        backend.clear_region(ClearType::All).map_err(RuntimeError::Lost)?;
        self.screen.resize(size).map_err(RuntimeError::Lost)
    }

    fn draw(&mut self) -> Result<(), RuntimeError> {
        self.dirty = false;
        let size = size().map_err(RuntimeError::Lost)?;
        if size != self.screen.current_buffer_mut().area {
            self.fit(size)?;
        }
        if (size.width, size.height) != self.state.session.screen {
            self.act(Action::Resize(size.width, size.height))?;
            self.dirty = false;
        }
        let backend = self.screen.backend_mut();
        backend.write_all(BEGIN_FRAME).map_err(RuntimeError::Lost)?;
        let (state, theme) = (&self.state, &self.look.theme);
        if self.links {
            backend.take(view::links(state));
        }
        backend.take_pictures(view::picture_parts(state)).map_err(RuntimeError::Lost)?;
        let anew = backend.anew();
        self.screen
            .draw(|frame| {
                if let Some(cursor) = view::draw(state, theme, frame.buffer_mut()) {
                    frame.set_cursor_position(cursor);
                }
                hyperlinks::mark(frame.buffer_mut(), &anew);
            })
            .map_err(RuntimeError::Lost)?;
        let backend = self.screen.backend_mut();
        backend.draw_pictures().map_err(RuntimeError::Lost)?;
        backend.write_all(END_FRAME).map_err(RuntimeError::Lost)?;
        Write::flush(backend).map_err(RuntimeError::Lost)
    }
}

/// The most languages to prepare highlighting for.
const LANGUAGES: usize = 8;
/// Bytes of code to highlight in each language.
const SAMPLE: usize = 1024;

/// Loads the syntax grammars during the first frame if the article has code; then redraws.
fn warm_up(article: &Arc<Article>, look: &Look, sender: &Mailbox) {
    let language = |block: &Block| match &block.kind {
        BlockKind::Code { language: Some(language) } => Some(language.clone()),
        _ => None,
    };
    if !article.blocks.iter().any(|block| language(block).is_some()) {
        return;
    }
    let (article, theme, sender) = (Arc::clone(article), look.theme.clone(), sender.clone());
    let warming = Warming::begin();
    // Without a thread, the first code block waits.
    let _ = thread::Builder::new().name("grammars".to_owned()).spawn(move || {
        let mut seen: Vec<String> = Vec::new();
        let samples = article.blocks.iter().filter_map(|block| {
            let language = language(block).filter(|it| seen.len() < LANGUAGES && !seen.contains(it))?;
            seen.push(language.clone());
            Some((language, reader::layout::text_measure::head(article.words(block.span), SAMPLE)))
        });
        let samples: Vec<(String, &str)> = samples.collect();
        warming.prepare(&theme, samples.iter().map(|(language, code)| (language.as_str(), *code)));
        let _ = sender.send(Message::Redraw);
    });
}

/// Returns the size of the terminal; 80×24 if unknown.
fn size() -> io::Result<Rect> {
    let (columns, rows) = crossterm::terminal::size()?;
    Ok(if columns == 0 || rows == 0 { Rect::new(0, 0, 80, 24) } else { Rect::new(0, 0, columns, rows) })
}

/// Panics at the help key if `PULLQUOTE_PANIC_TEST` is set, so that tests see how a panic leaves the terminal.
#[cfg(debug_assertions)]
fn panic_on_request(action: &Action) {
    if matches!(action, Action::Run(Command::ToggleHelp)) && std::env::var_os("PULLQUOTE_PANIC_TEST").is_some() {
        let nothing: [u8; 0] = [];
        let at = usize::from(std::env::args_os().count() > 9_999);
        // An index out of bounds, like a real defect.
        std::hint::black_box(nothing[at]);
    }
}
