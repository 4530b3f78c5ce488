//! The loop.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::Event;
use ratatui::backend::{Backend, ClearType, CrosstermBackend};
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};

use super::annotator::{Annotator, Reach};
use super::hyperlinks::{self, Linking};
use super::librarian::{Librarian, Opened, Order};
use super::terminal::{self, BEGIN_FRAME, END_FRAME, Guard, Output};
use super::{End, Look, Message, Piece, Request, RuntimeError, outside, sources};
use crate::app::{self, Action, Effect, Model, keymap};
use crate::nlp::{Annotations, Engine};
use crate::text::{Article, Block, BlockKind};
use crate::theme::Warming;
use crate::view;

/// How long the first frame waits for the library, so that it shows the right place at once. What comes later is put in
/// then.
const WAIT_FOR_LIBRARY: Duration = Duration::from_millis(20);
/// How long it waits for the terminal to say what its background is, for the right colours: terminals on this machine
/// need about a millisecond.
const WAIT_FOR_COLOURS: Duration = Duration::from_millis(10);
/// The least time between two frames.
const FRAME: Duration = Duration::from_millis(8);
/// The least time between two looks ahead at places that the engine has not reached.
const RESCOUT: Duration = Duration::from_millis(200);

/// Reads an article until the reader has had enough.
pub(super) fn run(
    article: Arc<Article>,
    request: &Request,
    look: Look,
    at: Option<usize>,
) -> Result<End, RuntimeError> {
    let engine = Arc::new(Engine::new());
    let (sender, inbox) = channel();
    let librarian = Librarian::spawn(request.library.clone(), Arc::clone(&article), engine.version(), sender.clone())
        .map_err(RuntimeError::Terminal)?;
    terminal::set_panic_hook();
    let asked = !look.query.is_empty();
    let guard = Guard::enter(look.query).map_err(RuntimeError::Terminal)?;
    sources::spawn_signals(sender.clone()).map_err(RuntimeError::Terminal)?;
    sources::spawn_input(sender.clone(), asked).map_err(RuntimeError::Terminal)?;
    let size = size().map_err(RuntimeError::Terminal)?;
    // Fixed: the size is asked for here, and `Terminal` must not ask again.
    let options = TerminalOptions { viewport: Viewport::Fixed(size) };
    let backend = Linking::new(CrosstermBackend::new(Output::default()));
    let screen = Terminal::with_options(backend, options);
    let screen = screen.map_err(RuntimeError::Terminal)?;
    let mut model = Model::new(article, (size.width, size.height));
    model.theme = look.theme.name().to_owned();
    (model.shape, model.comfort, model.keys) = (request.shape, request.comfort, Arc::clone(&request.keys));
    model.refresh();
    let links = hyperlinks::wanted(model.comfort.links, |name| std::env::var(name).ok());
    warm_up(&model.article, &look, &sender);
    if let Some(byte) = at {
        model.go_to(byte);
    }
    let notices = model.article.notices.join("; ");
    model.choose_first();
    model.message = (!notices.is_empty()).then_some(app::Message { text: notices, error: false });
    let mut reader = Reader {
        model,
        look,
        screen,
        links,
        engine,
        sender,
        librarian,
        annotator: None,
        scout: None,
        waiting: VecDeque::new(),
        // A place that was asked for is not left for where reading was left.
        touched: at.is_some(),
        dirty: true,
        end: None,
        stopped: 0,
    };
    let result = reader.open(&inbox, asked).and_then(|()| reader.go(&inbox));
    let Reader { librarian, model, annotator, .. } = reader;
    drop(annotator);
    if !matches!(result, Ok(End::Quit)) {
        // A quit by key has said this already.
        librarian.order(Order::SavePosition(model.cursor));
    }
    drop(guard);
    let saved = librarian.finish();
    let end = result?;
    if saved { Ok(end) } else { Err(RuntimeError::Unsaved) }
}

struct Reader {
    model: Model,
    look: Look,
    screen: Terminal<Linking<CrosstermBackend<Output>>>,
    /// The terminal is told where links lead.
    links: bool,
    engine: Arc<Engine>,
    sender: Sender<Message>,
    librarian: Librarian,
    annotator: Option<Annotator>,
    /// A second one for a place that the first has not reached, and when it was sent there.
    scout: Option<(Annotator, Instant)>,
    /// What came before the first frame and was not waited for.
    waiting: VecDeque<Message>,
    /// The reader has pressed a key: the place on screen is theirs.
    touched: bool,
    /// Something has changed since the last frame.
    dirty: bool,
    end: Option<End>,
    /// Stops of our own making whose continuation has not been reported yet.
    stopped: usize,
}

impl Reader {
    /// Waits a moment for what the first frame should know, then draws it.
    fn open(&mut self, inbox: &Receiver<Message>, asked: bool) -> Result<(), RuntimeError> {
        let now = Instant::now();
        let (mut library, mut colours) = (true, asked);
        while library || colours {
            let until = now + if library { WAIT_FOR_LIBRARY } else { WAIT_FOR_COLOURS };
            match inbox.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(message @ Message::Opened(_)) => {
                    library = false;
                    self.take(message)?;
                }
                Ok(message @ Message::Background(_)) => {
                    colours = false;
                    self.take(message)?;
                }
                Ok(message) => self.waiting.push_back(message),
                Err(_) => break,
            }
        }
        self.draw()
    }

    /// The loop.
    fn go(&mut self, inbox: &Receiver<Message>) -> Result<End, RuntimeError> {
        let mut drawn = Instant::now();
        loop {
            let next = match self.waiting.pop_front() {
                Some(message) => Some(message),
                None if self.dirty => match inbox.recv_timeout(FRAME.saturating_sub(drawn.elapsed())) {
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
            if self.dirty && drawn.elapsed() >= FRAME {
                self.draw()?;
                drawn = Instant::now();
            }
        }
    }

    /// Takes a message and all that have come after it, of each run of sizes and annotations only the last.
    fn take_all(&mut self, first: Message, inbox: &Receiver<Message>) -> Result<(), RuntimeError> {
        let mut held: Option<Message> = None;
        // A flood (a paste into the terminal, a stuck key) must not keep frames from being drawn for ever.
        let mut next = Some(first);
        for _ in 0..512 {
            let Some(message) = next.take() else { break };
            if let Some(before) = held.take() {
                match (&before, &message) {
                    (Message::Annotated(_), Message::Annotated(_))
                    | (Message::Event(Event::Resize(..)), Message::Event(Event::Resize(..))) => self.discard(before),
                    _ => self.take(before)?,
                }
            }
            match message {
                Message::Annotated(_) | Message::Event(Event::Resize(..)) => held = Some(message),
                message => self.take(message)?,
            }
            if self.end.is_some() {
                return Ok(());
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

    fn discard(&self, message: Message) {
        if let Message::Annotated(piece) = message {
            self.librarian.order(Order::Drop(piece));
        }
    }

    fn take(&mut self, message: Message) -> Result<(), RuntimeError> {
        match message {
            Message::Event(event) => {
                if let Some(action) = keymap::action(&self.model, &event) {
                    self.touched |= !matches!(event, Event::Resize(..));
                    self.act(action)?;
                }
            }
            Message::Act(action) => self.act(action)?,
            Message::Annotated(piece) => self.annotated(piece)?,
            Message::Opened(opened) => self.opened(opened)?,
            Message::NotKept => self.annotate(self.model.cursor)?,
            Message::Background(background) => {
                if background.is_some_and(|b| self.look.suit(b)) {
                    self.model.theme = self.look.theme.name().to_owned();
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

    /// Lets the model change, and does what it asks for.
    fn act(&mut self, action: Action) -> Result<(), RuntimeError> {
        #[cfg(debug_assertions)]
        panic_on_request(&action);
        self.dirty = true;
        let effects = app::update(&mut self.model, action);
        for effect in effects {
            self.perform(effect)?;
        }
        if self.model.quit {
            self.end = Some(End::Quit);
        }
        Ok(())
    }

    fn perform(&mut self, effect: Effect) -> Result<(), RuntimeError> {
        let order = match effect {
            Effect::SaveNote { id, anchor, body } => Order::SaveNote { id, anchor, body },
            Effect::DeleteNote(id) => Order::DeleteNote(id),
            Effect::RestoreNote(id) => Order::RestoreNote(id),
            Effect::SavePosition(byte) => Order::SavePosition(byte),
            Effect::Copy(text) => return self.copy(&text),
            Effect::OpenLink(link) => {
                return match outside::open_link(&link, &self.sender) {
                    Ok(()) => Ok(()),
                    Err(text) => self.tell(text),
                };
            }
            Effect::CycleTheme => {
                self.look.cycle();
                return self.act(Action::ThemeChanged(self.look.theme.name().to_owned()));
            }
            Effect::FocusAnnotation(byte) => return self.refocus(byte),
            Effect::Suspend => return self.stop(),
        };
        let is_note = matches!(order, Order::SaveNote { .. } | Order::DeleteNote(_) | Order::RestoreNote(_));
        if !self.librarian.order(order) && is_note {
            return self.tell("the library has failed: nothing more is saved in this session".to_owned());
        }
        Ok(())
    }

    /// Shows an error on the status line.
    fn tell(&mut self, text: String) -> Result<(), RuntimeError> {
        self.act(Action::Tell(app::Message { text, error: true }))
    }

    fn opened(&mut self, opened: Opened) -> Result<(), RuntimeError> {
        self.dirty = true;
        self.model.read_only = opened.read_only;
        if let Some(byte) = opened.position.filter(|_| !self.touched) {
            self.model.go_to(byte);
        }
        match opened.problem {
            Some(text) => self.tell(text),
            None => Ok(()),
        }
    }

    fn annotated(&mut self, piece: Piece) -> Result<(), RuntimeError> {
        let (complete, kept) = (piece.annotations.complete, self.annotator.is_none());
        // Pieces come from two threads. Nothing is better than everything, and the place being read must not lose what
        // is known about it.
        let old = &self.model.annotations;
        let known = |a: &Annotations| {
            let here = a.covered.iter().any(|s| s.contains(self.model.cursor));
            (a.complete, here, a.covered.iter().map(|s| s.len()).sum::<usize>())
        };
        if old.complete || known(&piece.annotations) < known(old) {
            self.discard(Message::Annotated(piece));
            return Ok(());
        }
        let old = Piece { annotations: Arc::clone(old), index: Arc::clone(&self.model.index) };
        if complete && !kept {
            self.librarian.order(Order::Keep(Arc::clone(&piece.annotations)));
            self.annotator = None;
        }
        let result = self.act(Action::Indexed(piece.annotations, piece.index));
        self.librarian.order(Order::Drop(old));
        result
    }

    fn annotate(&mut self, focus: usize) -> Result<(), RuntimeError> {
        let article = Arc::clone(&self.model.article);
        match Annotator::spawn(article, Arc::clone(&self.engine), focus, Reach::Everything, self.sender.clone()) {
            Ok(annotator) => {
                self.annotator = Some(annotator);
                Ok(())
            }
            Err(error) => self.tell(format!("cannot look for quotes: {error}")),
        }
    }

    /// Has a look at a place that the engine has not reached yet.
    fn refocus(&mut self, byte: usize) -> Result<(), RuntimeError> {
        let free = self.scout.as_ref().is_none_or(|(scout, sent)| scout.is_finished() && sent.elapsed() > RESCOUT);
        if self.annotator.is_none() || !free {
            return Ok(());
        }
        let (article, engine) = (Arc::clone(&self.model.article), Arc::clone(&self.engine));
        // Where no thread can be had, the first one gets there in its time.
        let scout = Annotator::spawn(article, engine, byte, Reach::Nearby, self.sender.clone()).ok();
        self.scout = scout.map(|scout| (scout, Instant::now()));
        Ok(())
    }

    fn copy(&mut self, text: &str) -> Result<(), RuntimeError> {
        let backend = self.screen.backend_mut();
        crossterm::queue!(backend, CopyToClipboard::to_clipboard_from(text)).map_err(RuntimeError::Lost)?;
        Write::flush(backend).map_err(RuntimeError::Lost)
    }

    /// Stops the program until the shell continues it.
    fn stop(&mut self) -> Result<(), RuntimeError> {
        self.librarian.order(Order::SavePosition(self.model.cursor));
        terminal::leave();
        let stopped = outside::stop();
        if stopped.is_ok() {
            self.stopped += 1;
        }
        self.redraw_all()?;
        match stopped {
            Ok(()) => Ok(()),
            Err(text) => self.tell(text),
        }
    }

    /// Sets the terminal's modes again and draws everything.
    fn redraw_all(&mut self) -> Result<(), RuntimeError> {
        terminal::enter_again().map_err(RuntimeError::Lost)?;
        self.fit(size().map_err(RuntimeError::Lost)?)?;
        self.dirty = true;
        Ok(())
    }

    /// Clears the screen, forgets what was on it, and goes on at this size. (`Terminal::clear` would ask the terminal
    /// where its cursor is, and wait for the answer.)
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
        if (size.width, size.height) != self.model.screen {
            self.act(Action::Resize(size.width, size.height))?;
            self.dirty = false;
        }
        let backend = self.screen.backend_mut();
        backend.write_all(BEGIN_FRAME).map_err(RuntimeError::Lost)?;
        let (model, theme) = (&self.model, &self.look.theme);
        if self.links {
            backend.take(view::links(model));
        }
        let anew = backend.anew();
        self.screen
            .draw(|frame| {
                if let Some(cursor) = view::draw(model, theme, frame.buffer_mut()) {
                    frame.set_cursor_position(cursor);
                }
                hyperlinks::mark(frame.buffer_mut(), &anew);
            })
            .map_err(RuntimeError::Lost)?;
        let backend = self.screen.backend_mut();
        backend.write_all(END_FRAME).map_err(RuntimeError::Lost)?;
        Write::flush(backend).map_err(RuntimeError::Lost)
    }
}

/// Code in so many languages is prepared for.
const LANGUAGES: usize = 8;
/// Bytes of code in each that are looked at for that.
const SAMPLE: usize = 1024;

/// Unpacks what code is coloured by while the first frame is drawn, where there is code; then it is coloured.
fn warm_up(article: &Arc<Article>, look: &Look, sender: &Sender<Message>) {
    let language = |block: &Block| match &block.kind {
        BlockKind::Code { language: Some(language) } => Some(language.clone()),
        _ => None,
    };
    if !article.blocks.iter().any(|block| language(block).is_some()) {
        return;
    }
    let (article, theme, sender) = (Arc::clone(article), look.theme.clone(), sender.clone());
    let warming = Warming::begin();
    // Where no thread can be had, the first code block waits.
    let _ = thread::Builder::new().name("grammars".to_owned()).spawn(move || {
        let mut seen: Vec<String> = Vec::new();
        let samples = article.blocks.iter().filter_map(|block| {
            let language = language(block).filter(|it| seen.len() < LANGUAGES && !seen.contains(it))?;
            seen.push(language.clone());
            Some((language, app::fit::head(article.words(block.span), SAMPLE)))
        });
        let samples: Vec<(String, &str)> = samples.collect();
        warming.prepare(&theme, samples.iter().map(|(language, code)| (language.as_str(), *code)));
        let _ = sender.send(Message::Redraw);
    });
}

/// The size of the terminal; that of a terminal of old where it does not know its own.
fn size() -> io::Result<Rect> {
    let (columns, rows) = crossterm::terminal::size()?;
    Ok(if columns == 0 || rows == 0 { Rect::new(0, 0, 80, 24) } else { Rect::new(0, 0, columns, rows) })
}

/// Lets the tests see what a panic leaves behind: panics at the help key where `PULLQUOTE_PANIC_TEST` is set.
#[cfg(debug_assertions)]
fn panic_on_request(action: &Action) {
    if matches!(action, Action::ToggleHelp) && std::env::var_os("PULLQUOTE_PANIC_TEST").is_some() {
        let nothing: [u8; 0] = [];
        let at = usize::from(std::env::args_os().count() > 9_999);
        // An index out of bounds, as a real defect would be.
        std::hint::black_box(nothing[at]);
    }
}
