//! Switches between articles.

use std::sync::Arc;

use crate::ingest::Reading;
use crate::reader;
use crate::reader::Action;
use crate::reader::overlays::library::OpenArticle;
use crate::reader::place::{Opening, Place};
use crate::reader::runtime::opening;
use crate::reader::runtime::opening::What;
use crate::reader::runtime::reader::Reader;
use crate::reader::runtime::request::RuntimeError;
use crate::reader::runtime::switching::{Next, Other, moved};
use crate::text::ArticleId;

impl Reader {
    /// Shows the next article and keeps the old one open. Returns whether the reader chose the position on screen.
    pub(super) fn show(&mut self, next: Next) -> bool {
        let (is_home, is_changed) = (matches!(next, Next::Home), matches!(next, Next::Changed(..)));
        let (document, reading, touched) = next.into_document(&self.state.document, &mut self.others);
        let old_first = self.state.first_byte();
        let old = self.state.switch(document);
        let was = std::mem::replace(&mut self.reading, reading);
        let article = &self.state.document.article;
        if is_changed {
            let (first, cursor) = (moved(article, &old.article, old_first), moved(article, &old.article, old.cursor));
            self.state.go_on(first, cursor);
        }
        let is_same = old.article.source == self.state.document.article.source && old.article.source != "-";
        if !is_home && !old.article.text.is_empty() && !is_same {
            self.others.insert(0, Other::Left(old, was));
        }
        self.state.set_others(self.open_articles());
        touched
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
            self.next = Some(Next::Home);
        }
    }

    /// Goes to a place: in an open article, else in the current file, else in the stored text.
    pub(super) fn go_to_words(&mut self, place: Place) -> Result<(), RuntimeError> {
        let same = |other: &Other| matches!(other, Other::Left(left, _) if left.article.id == place.article);
        if let Some(at) = self.others.iter().position(same) {
            self.go_to_article(Opening::Other(at))?;
        } else {
            let read = opening::read(What::Words(place.clone(), self.library.clone()), self.mailbox.clone());
            if let Err(error) = read {
                return self.report(format!("cannot open the article: {error}"));
            }
            self.act(Action::Report(reader::Message::note("opening…")))?;
        }
        self.place = Some(place);
        Ok(())
    }

    /// Goes to another article, at once or after reading it.
    pub(super) fn go_to_article(&mut self, opening: Opening) -> Result<(), RuntimeError> {
        let what = match opening {
            Opening::Sample => {
                self.next = Some(Next::Sample);
                return Ok(());
            }
            Opening::Part(at) => {
                let part = self.state.document.article.parts.get(at).cloned();
                self.next = part.map(|part| Next::Article(Arc::new(part), Reading::default()));
                return Ok(());
            }
            Opening::Link(link) => What::Link(link, self.state.document.article.source.clone()),
            Opening::Entry(id, source) => What::Entry(id, source, self.library.clone()),
            Opening::Other(at) if at >= self.others.len() => return Ok(()),
            Opening::Other(at) => match self.others.remove(at) {
                Other::Left(document, reading) => {
                    self.next = Some(Next::Back(document, reading));
                    return Ok(());
                }
                Other::Path(path, reading) => What::Path(path, reading),
            },
            Opening::Previous if self.others.is_empty() => {
                let library = self.state.session.keys.key_of("library");
                let says = format!("no other article is open; {library} opens the library");
                return self.act(Action::Report(reader::Message::note(says)));
            }
            Opening::Previous => return self.go_to_article(Opening::Other(0)),
        };
        self.place = None;
        match opening::read(what, self.mailbox.clone()) {
            Ok(()) => self.act(Action::Report(reader::Message::note("opening…"))),
            Err(error) => self.report(format!("cannot open the article: {error}")),
        }
    }
}
