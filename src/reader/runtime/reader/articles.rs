//! Switches between articles.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::ingest;
use crate::ingest::{Reading, following};
use crate::reader;
use crate::reader::document::origin::{Item, Origin};
use crate::reader::overlays::library::OpenArticle;
use crate::reader::place::{Opening, Place};
use crate::reader::runtime::message::Read;
use crate::reader::runtime::opening;
use crate::reader::runtime::opening::What;
use crate::reader::runtime::reader::Reader;
use crate::reader::runtime::request::RuntimeError;
use crate::reader::runtime::switching::{Arrival, Next, Other, moved};
use crate::reader::{Action, Overlay, Parked};
use crate::text::ArticleId;

/// The most articles that stay open after they were left.
const OPEN: usize = 40;

impl Reader {
    /// Shows the next article and keeps the old one open. Returns whether the reader chose the position on screen, and the
    /// overlays to show again.
    pub(super) fn show(&mut self, next: Next) -> (bool, Vec<Overlay>) {
        let is_forgotten = matches!(next, Next::Home { forgotten: true, .. });
        let is_changed = matches!(next, Next::Changed(..));
        let (mut document, reading, touched, arrival) = next.into_document(&self.state.document, &mut self.others);
        let Arrival { origin, file, overlays } = arrival;
        if let Some(file) = file {
            document.set_file(file);
        }
        // The way back must not lead in a circle.
        if let Some(origin) = origin.filter(|_| !self.is_below(&document)) {
            document.set_origin(*origin);
        }
        let old_first = self.state.first_byte();
        let old = self.state.switch(document);
        let was = std::mem::replace(&mut self.reading, reading);
        let article = &self.state.document.article;
        if is_changed {
            let (first, cursor) = (moved(article, &old.article, old_first), moved(article, &old.article, old.cursor));
            self.state.go_on(first, cursor);
        }
        // Of two versions of an article, the newer one is open. An entry may have the address of its feed.
        let now = &self.state.document;
        let is_entry = now.origin.as_ref().and_then(|o| o.below.as_ref()).is_some_and(|(id, _)| *id == old.article.id);
        let is_same = old.article.source == now.article.source && old.article.source != "-" && !is_entry;
        if !is_forgotten && !old.article.text.is_empty() && !is_same {
            self.others.retain(|other| !matches!(other, Other::Left(left, _) if left.article.id == old.article.id));
            self.others.insert(0, Other::Left(old, was));
            self.close_oldest();
        }
        self.state.set_others(self.open_articles());
        (touched, overlays)
    }

    /// Closes the article that was left longest ago if too many are open. The library keeps the position.
    fn close_oldest(&mut self) {
        let is_spare = |other: &Other| matches!(other, Other::Left(left, _) if left.file.is_none());
        if self.others.iter().filter(|other| is_spare(other)).count() > OPEN
            && let Some(at) = self.others.iter().rposition(is_spare)
        {
            self.others.remove(at);
        }
    }

    /// Returns whether the current article was opened, directly or not, from this one.
    fn is_below(&self, document: &Parked) -> bool {
        let mut here = self.state.document.origin.as_ref();
        if self.state.document.article.id == document.article.id {
            return true;
        }
        for _ in 0..=self.others.len() {
            let Some((id, _)) = here.and_then(|origin| origin.below.as_ref()) else { return false };
            if *id == document.article.id {
                return true;
            }
            here = self.left(id).and_then(|left| left.origin.as_ref());
        }
        // Longer than any way through the open articles.
        true
    }

    /// Returns an open article that was left.
    fn left(&self, id: &ArticleId) -> Option<&Parked> {
        self.others.iter().find_map(|other| match other {
            Other::Left(left, _) if left.article.id == *id => Some(left),
            _ => None,
        })
    }

    /// Returns the other open articles, for the library.
    pub(super) fn open_articles(&self) -> Vec<OpenArticle> {
        self.others.iter().map(Other::open).collect()
    }

    /// Closes forgotten articles; otherwise leaving one would add it to the library again.
    pub(super) fn forgotten(&mut self, ids: &[ArticleId]) {
        self.others.retain(|other| !matches!(other, Other::Left(left, _) if ids.contains(&left.article.id)));
        self.state.set_others(self.open_articles());
        if ids.contains(&self.state.document.article.id) {
            self.next = Some(Next::Home { forgotten: true, arrival: Arrival::default() });
        }
    }

    /// Takes an article that was read in the background.
    pub(super) fn ready(&mut self, read: Read) -> Result<(), RuntimeError> {
        let Read { article, reading, arrival, again } = read;
        if again && article.id == self.state.document.article.id {
            return self.act(Action::Report(reader::Message::note("read again: nothing has changed")));
        }
        self.next =
            Some(if again { Next::Changed(article, self.reading) } else { Next::Article(article, reading, arrival) });
        Ok(())
    }

    /// Goes to a place: in an open article, else in the current file, else in the stored text.
    pub(super) fn go_to_words(&mut self, place: Place) -> Result<(), RuntimeError> {
        let origin = Origin::of(&self.state, &Opening::Previous);
        self.go_to_place(place, Arrival::from(origin))
    }

    fn go_to_place(&mut self, place: Place, arrival: Arrival) -> Result<(), RuntimeError> {
        let same = |other: &Other| matches!(other, Other::Left(left, _) if left.article.id == place.article);
        if let Some(at) = self.others.iter().position(same) {
            self.go_to_open(at, arrival)?;
        } else {
            let what = What::Words(place.clone(), self.library.clone());
            if let Err(error) = opening::read(what, arrival, false, self.mailbox.clone()) {
                return self.report(format!("cannot open the article: {error}"));
            }
            self.act(Action::Report(reader::Message::note("opening…")))?;
        }
        self.place = Some(place);
        Ok(())
    }

    /// Goes to another article, at once or after reading it.
    pub(super) fn go_to_article(&mut self, opening: Opening) -> Result<(), RuntimeError> {
        let from = || Arrival::from(Origin::of(&self.state, &opening));
        match opening {
            Opening::Sample => {
                self.next = Some(Next::Sample(from()));
                Ok(())
            }
            Opening::Part(at) => {
                let part = self.state.document.article.parts.get(at).cloned();
                let arrival = from();
                self.next = part.map(|part| Next::Article(Arc::new(part), Reading::default(), arrival));
                Ok(())
            }
            Opening::Link(ref link) => {
                let what = What::Link(link.clone(), self.state.document.article.source.clone());
                let arrival = from();
                self.read(what, arrival)
            }
            Opening::Entry(ref id, ref source) => {
                let what = What::Entry(id.clone(), source.clone(), self.library.clone());
                let arrival = from();
                self.read(what, arrival)
            }
            Opening::Unread(id, source) => {
                let origin = self.state.document.origin.clone();
                let origin = origin.unwrap_or_else(|| Origin::of(&self.state, &Opening::Previous));
                let what = What::Entry(id, source, self.library.clone());
                self.read(what, Arrival::from(origin))
            }
            Opening::Other(at) => {
                let arrival = from();
                self.go_to_open(at, arrival)
            }
            Opening::Previous if self.others.is_empty() => {
                let library = self.state.session.keys.key_of("library");
                let says = format!("no other article is open; {library} opens the library");
                self.act(Action::Report(reader::Message::note(says)))
            }
            Opening::Previous => self.go_to_open(0, Arrival::default()),
            Opening::Sibling(at) => self.go_to_sibling(at),
            Opening::Back => self.go_back(),
            Opening::Again => self.read_again(),
        }
    }

    /// Reads an article in the background.
    fn read(&mut self, what: What, arrival: Arrival) -> Result<(), RuntimeError> {
        self.place = None;
        match opening::read(what, arrival, false, self.mailbox.clone()) {
            Ok(()) => self.act(Action::Report(reader::Message::note("opening…"))),
            Err(error) => self.report(format!("cannot open the article: {error}")),
        }
    }

    /// Goes to another open article, by its index in `others`.
    fn go_to_open(&mut self, at: usize, arrival: Arrival) -> Result<(), RuntimeError> {
        if at >= self.others.len() {
            return Ok(());
        }
        match self.others.remove(at) {
            Other::Left(document, reading) => {
                self.next = Some(Next::Back(document, reading, arrival));
                Ok(())
            }
            Other::Path(path, reading, file) => {
                self.read(What::Path(path, reading), Arrival { file: Some(file), ..arrival })
            }
        }
    }

    /// Goes to an item of the list that the current article was opened from, or to a file of the command line.
    fn go_to_sibling(&mut self, at: usize) -> Result<(), RuntimeError> {
        let screen = self.state.session.screen;
        let Some(mut origin) = self.state.document.origin.clone() else {
            let is_file = |other: &Other| match other {
                Other::Path(.., file) => *file == at,
                Other::Left(left, _) => left.file == Some(at),
            };
            return match self.others.iter().position(is_file) {
                Some(open) => self.go_to_open(open, Arrival::default()),
                None => self.report("this file is no longer open".to_owned()),
            };
        };
        let below = origin.below.clone();
        let item = origin.select(at, screen);
        let arrival = Arrival::from(origin);
        match item {
            Some(Item::Entry(entry)) => {
                let feed = below.and_then(|(id, _)| self.left(&id));
                match feed.and_then(|feed| feed.article.parts.get(entry)).cloned() {
                    Some(part) => {
                        self.next = Some(Next::Article(Arc::new(part), Reading::default(), arrival));
                        Ok(())
                    }
                    None => self.report("the file with this entry is no longer open".to_owned()),
                }
            }
            Some(Item::Article(id, source)) => {
                let is_open = |other: &Other| matches!(other, Other::Left(left, _) if left.article.id == id);
                match self.others.iter().position(is_open) {
                    Some(open) => self.go_to_open(open, arrival),
                    None => self.read(What::Entry(id, source, self.library.clone()), arrival),
                }
            }
            Some(Item::Place(place)) => self.go_to_place(place, arrival),
            None => Ok(()),
        }
    }

    /// Goes back to the screen that the current article was opened from.
    fn go_back(&mut self) -> Result<(), RuntimeError> {
        let Some(origin) = self.state.document.origin.clone() else { return Ok(()) };
        let arrival = Arrival { overlays: origin.overlays, ..Arrival::default() };
        let Some((id, source)) = origin.below else {
            self.next = Some(Next::Home { forgotten: false, arrival });
            return Ok(());
        };
        let is_below = |other: &Other| matches!(other, Other::Left(left, _) if left.article.id == id);
        match self.others.iter().position(is_below) {
            Some(open) => self.go_to_open(open, arrival),
            // Its file has changed, or too many articles were opened since.
            None => {
                let is_newer = |other: &Other| matches!(other, Other::Left(left, _) if left.article.source == source);
                match self.others.iter().position(is_newer) {
                    Some(open) => self.go_to_open(open, arrival),
                    None => self.read(What::Entry(id, source, self.library.clone()), arrival),
                }
            }
        }
    }

    /// Reads the current article again from its file or address.
    fn read_again(&mut self) -> Result<(), RuntimeError> {
        let source = self.state.document.article.source.clone();
        let is_readable = source.contains("://") && !source.starts_with(ingest::SAMPLE) || Path::new(&source).is_file();
        if !is_readable || following::is_entry(&source) {
            return self.report("cannot read this article again: it has no file and no address".to_owned());
        }
        let what = What::Path(PathBuf::from(source), self.reading);
        match opening::read(what, Arrival::default(), true, self.mailbox.clone()) {
            Ok(()) => self.act(Action::Report(reader::Message::note("reading again…"))),
            Err(error) => self.report(format!("cannot read the article again: {error}")),
        }
    }
}
