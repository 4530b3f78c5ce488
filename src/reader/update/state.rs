//! The only owner of a [`Model`], and the changes that the runtime may make besides actions.

use std::ops::Deref;
use std::sync::Arc;

use crate::library::db::Preference;
use crate::reader::document::origin::Origin;
use crate::reader::navigate;
use crate::reader::overlays::contents::update as contents;
use crate::reader::overlays::library::OpenArticle;
use crate::reader::overlays::tutorial::Tutorial;
use crate::reader::overlays::tutorial::update as tutorial;
use crate::reader::update::{has_quotes, update};
use crate::reader::{Action, Document, Effect, Message, Model, Setup, Tab};
use crate::text::Article;

/// The state of the reader. Dereferences to a [`Model`]; changes only through its methods.
///
/// The `Model` inside is private to the module `update`: the runtime, drawing and tests cannot get a `&mut Model`, and
/// cannot put a clone back.
#[derive(Clone, Debug)]
pub struct State {
    pub(in crate::reader::update) model: Model,
}

impl Deref for State {
    type Target = Model;

    fn deref(&self) -> &Model {
        &self.model
    }
}

/// A document that is not shown: one that was left, or the next one.
#[derive(Clone, Debug)]
pub struct Parked(Box<Document>);

impl Deref for Parked {
    type Target = Document;

    fn deref(&self) -> &Document {
        &self.0
    }
}

impl Parked {
    /// Sets where the article was opened from.
    pub fn set_origin(&mut self, origin: Origin) {
        self.0.origin = Some(origin);
    }

    /// Sets the index of the article among the files of the command line.
    pub fn set_file(&mut self, file: usize) {
        self.0.file = Some(file);
    }

    /// Makes the document of a newly opened article.
    #[must_use]
    pub fn new(article: Arc<Article>) -> Self {
        Self(Box::new(Document::new(article)))
    }

    /// Makes the document of the sample article with the tutorial.
    #[must_use]
    pub fn tutorial(sample: Arc<Article>) -> Self {
        Self(Box::new(Document { tutorial: Some(Tutorial::default()), ..Document::new(sample) }))
    }

    /// Makes the document of a new version of `old`, which keeps everything not tied to the words.
    #[must_use]
    pub fn new_version(mut article: Arc<Article>, old: &Document) -> Self {
        if article.date.is_none() && old.article.date.is_some() {
            // The date that the reader set also applies to the new text.
            Arc::make_mut(&mut article).date.clone_from(&old.article.date);
        }
        let (focus, tab, note_sort) = (old.focus, old.tab, old.note_sort);
        let (filters, origin, file) = (old.filters.clone(), old.origin.clone(), old.file);
        let all_claims = old.all_claims;
        Self(Box::new(Document { focus, tab, filters, note_sort, all_claims, origin, file, ..Document::new(article) }))
    }
}

impl State {
    /// Makes the state for a newly opened article with default settings.
    #[must_use]
    pub fn new(article: Arc<Article>, screen: (u16, u16)) -> Self {
        Self { model: Model::new(article, screen) }
    }

    /// Makes the state with the reader's settings.
    #[must_use]
    pub fn with(article: Arc<Article>, screen: (u16, u16), setup: Setup) -> Self {
        Self { model: Model::with(article, screen, setup) }
    }

    /// Applies an action and returns the effects for the runtime.
    pub fn update(&mut self, action: Action) -> Vec<Effect> {
        update(&mut self.model, action)
    }

    /// Shows another document, laid out for this screen, without overlays. Returns the old document.
    pub fn switch(&mut self, next: Parked) -> Parked {
        let model = &mut self.model;
        let old = std::mem::replace(&mut model.document, *next.0);
        model.overlays.clear();
        model.pending.clear();
        (model.message, model.awaiting, model.behind) = (None, None, 0);
        (model.count, model.naming) = (None, None);
        (model.drag, model.moves_divider, model.moves_thumb) = (None, false, false);
        model.session.shape.foot = tutorial::rows(model);
        model.session.shape.quoted = has_quotes(model);
        // The sort order may have changed in another article.
        navigate::make_rows(model, Tab::People);
        let (columns, rows) = model.session.screen;
        let _ = update(model, Action::Resize(columns, rows));
        Parked(Box::new(old))
    }

    /// Shows the notices of a newly opened article; for several articles in one file, opens the contents.
    pub fn opened(&mut self) {
        let notices = self.model.document.article.notices.join("; ");
        contents::choose_first(&mut self.model);
        self.model.message = (!notices.is_empty()).then(|| Message::note(notices));
    }

    /// Marks the open article as the first file of the command line, if there is one.
    pub fn named(&mut self, is_file: bool) {
        self.model.document.file = is_file.then_some(0);
    }

    /// Restores a saved position.
    pub fn go_to(&mut self, byte: usize) {
        self.model.go_to(byte);
    }

    /// Continues in a changed text: `first` is in the top line, the cursor at `cursor`.
    pub fn go_on(&mut self, first: usize, cursor: usize) {
        self.model.go_on(first, cursor);
    }

    /// Sets the reason why changes cannot be saved, if any.
    pub fn set_read_only(&mut self, reason: Option<String>) {
        self.model.session.read_only = reason;
    }

    /// Sets the current theme.
    pub fn set_theme(&mut self, name: &str) {
        name.clone_into(&mut self.model.session.theme);
    }

    /// Sets the other open articles.
    pub fn set_others(&mut self, others: Vec<OpenArticle>) {
        self.model.session.others = others;
    }

    /// Restores the stored preferences, unless their settings have changed since.
    pub fn remember(&mut self, kept: &[Preference]) {
        self.model.session.remember(kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::from_plain;
    use crate::reader::Command;

    fn article(name: &str, text: &str) -> Arc<Article> {
        Arc::new(from_plain(name, text.to_owned()))
    }

    #[test]
    fn a_document_that_is_left_is_found_as_it_was() {
        let mut state = State::new(article("a", "The ferry was late.\n\nNobody had said why.\n"), (80, 24));
        let at = state.document.article.text.find("said").unwrap();
        state.go_to(at);
        for command in [Command::FocusMode, Command::ToggleHelp] {
            let _ = state.update(Action::Run(command));
        }
        let left = state.switch(Parked::new(article("b", "A bridge would be better.\n")));
        assert_eq!((left.cursor, state.document.cursor), (at, 0));
        assert!(state.overlays.is_empty(), "nothing lies over the other article");
        assert!(state.session.focus_mode, "how this reader reads stays");
        let _ = state.update(Action::Resize(40, 12));
        let other = state.switch(left);
        assert!(other.article.text.starts_with("A bridge"));
        assert_eq!((state.document.cursor, state.session.screen), (at, (40, 12)));
        assert_eq!(state.document.layouts.width, state.text_width(), "laid out for the screen as it is now");
    }

    #[test]
    fn a_tutorial_has_its_lines_only_in_its_own_article() {
        let mut state = State::new(article("a", "The ferry was late.\n"), (80, 24));
        let left = state.switch(Parked::tutorial(article("sample", "Read this.\n")));
        assert!(state.session.shape.foot > 0);
        state.switch(left);
        assert_eq!(state.session.shape.foot, 0);
    }

    #[test]
    fn a_new_version_keeps_what_belongs_to_no_words() {
        let mut old = Document::new(article("a", "The ferry was late on Monday.\n"));
        old.tab = Tab::Facts;
        old.filters[2] = "monday".to_owned();
        old.note_sort = crate::reader::NoteSort::Newest;
        Arc::make_mut(&mut old.article).date = Some("2024-02-06".to_owned());
        old.cursor = 9;
        let new = Parked::new_version(article("a", "The ferry was late on Tuesday.\n"), &old);
        assert_eq!((new.tab, new.filters[2].as_str(), new.note_sort), (old.tab, "monday", old.note_sort));
        assert_eq!((new.article.date.as_deref(), new.cursor), (Some("2024-02-06"), 0));
    }
}
