//! Requests to the library, how it handles them, and its answers.
//!
//! Everything about a request is here: its variant of [`LibraryRequest`], its answer in [`LibraryEvent`], and its
//! handling in [`LibrarySession::perform`]. `runtime` runs a session on its own thread.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::library::db::{
    Alike, Draft, FollowedFeed, Hit, LabelChange, Labels, Library, LibraryEntry, PersonEntry, Preference, Query,
    StoreError, Undone, today,
};
use crate::library::notes::corrections::{Change, Correction};
use crate::library::notes::{Anchor, Difference, Marks, NoteId, PlacedNote, Reviewed};
use crate::nlp;
use crate::nlp::Engine;
use crate::reader::event::message::Message;
use crate::text::{Article, ArticleId};

/// The most matches of a library search.
pub const HITS: usize = 100;

/// The most people on the page of all people.
const PEOPLE: usize = 5_000;

/// The most places of a similar quote to find.
const SIMILAR: usize = 12;

/// A request to the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LibraryRequest {
    /// Save a note (`id` is `None` for a new one), then answer with `NoteSaved` and `NotesLoaded`.
    SaveNote {
        /// The note.
        id: Option<NoteId>,
        /// Its anchor.
        anchor: Option<Anchor>,
        /// Its text.
        body: String,
        /// Its tags, colour, flag, verdict and links; `None` leaves them as they are.
        marks: Option<Marks>,
    },
    /// Delete a note, then answer with `NoteDeleted` and `NotesLoaded`.
    DeleteNote(NoteId),
    /// Save a correction, then answer with `CorrectionsLoaded` and `Corrected`.
    Correct(Box<Change>),
    /// Remove the correction with this id, then answer in the same way.
    TakeBack(String),
    /// Undo the last change to this article's notes and corrections, then answer with all of them and `Undone`.
    Undo,
    /// Redo the last undone change, then answer in the same way.
    Redo,
    /// Find similar quotes in the library, and answer with `SimilarFound`.
    FindSimilar(String),
    /// Compare the article with an earlier version, and answer with `Compared`. 0 is the version read last before this
    /// one.
    Compare(usize),
    /// Keep the draft of a note, or delete it.
    SaveDraft(Option<Box<Draft>>),
    /// Save the reading position (byte offset of the cursor).
    SavePosition(usize),
    /// List the feeds that the reader follows, and answer with `Feeds`.
    Feeds,
    /// Stop following the feed from this source, then answer with `Feeds`.
    Unfollow(String),
    /// Save a mark: its letter and the byte offset of its place.
    SaveBookmark(char, usize),
    /// Save a preference.
    SavePreference(Preference),
    /// List the articles of the library and answer with `Listed`.
    List,
    /// Change the labels of an article, then answer with `Labelled` and, if the list is shown, `Listed`.
    Label {
        /// The article.
        article: ArticleId,
        /// The change.
        change: LabelChange,
        /// Whether to answer with `Listed`, too.
        list: bool,
    },
    /// Find everybody who matches this query, and answer with `People`.
    People(String),
    /// Find the quotes of a person in the articles that match this query, and answer with `QuotesOf`.
    QuotesOf(Box<PersonEntry>, String),
    /// Make a person the same as the one with this name, or keep apart what was joined; then answer with the `People` who
    /// match a query.
    JoinPeople {
        /// The person.
        person: Box<PersonEntry>,
        /// The other name; `None` to keep the names of the person apart.
        main: Option<String>,
        /// The query.
        of: String,
    },
    /// Find the unread article that follows this one in the list of the library, and answer with `NextUnread`.
    NextUnread(ArticleId),
    /// Search all articles for this query, and answer with `Found`.
    Search(String),
    /// Permanently delete an article from the library, then answer with `Forgotten` and `Listed`.
    Forget(ArticleId),
    /// Save the date of the article (ISO 8601).
    SaveDay(String),
}

/// An answer of the library.
#[derive(Clone, Debug)]
pub enum LibraryEvent {
    /// The notes of this article, after any change to them.
    NotesLoaded(Vec<PlacedNote>),
    /// The note in the editor was saved.
    NoteSaved(NoteId),
    /// A note was deleted.
    NoteDeleted(NoteId),
    /// The corrections of this article, after any change to them.
    CorrectionsLoaded(Vec<Correction>),
    /// A correction was saved or removed.
    Corrected,
    /// The result of an undo or redo.
    Undone {
        /// The change, if there was one.
        what: Option<Undone>,
        /// Whether it was an undo, not a redo.
        back: bool,
    },
    /// What has changed since another version of this article.
    Compared(Arc<Compared>),
    /// Similar quotes elsewhere in the library.
    SimilarFound(String, Vec<Alike>),
    /// The articles of the library.
    Listed(Vec<LibraryEntry>),
    /// The day from which relative days count.
    Today(jiff::civil::Date),
    /// The labels of an article, after any change to them.
    Labelled(ArticleId, Labels),
    /// Everybody who matches this query.
    People(String, Vec<PersonEntry>),
    /// The quotes of the person with this name in the articles that match this query.
    QuotesOf(String, String, Vec<Hit>),
    /// The next unread article, if there is one.
    NextUnread(Option<Box<LibraryEntry>>),
    /// The matches of this query.
    Found(String, Vec<Hit>),
    /// The draft of a note that was neither saved nor discarded.
    DraftFound(Draft),
    /// The feeds that the reader follows.
    Feeds(Vec<FollowedFeed>),
    /// The marks of the article: letters with byte offsets.
    BookmarksFound(BTreeMap<char, usize>),
    /// The date of the article (ISO 8601).
    Dated(String),
    /// These articles were deleted from the library.
    Forgotten(Vec<ArticleId>),
    /// A message, mostly about a failure.
    Report(Message),
}

/// A comparison of this article with another version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// The number of other versions in the library.
    pub versions: usize,
    /// The index of this version, most recently read first.
    pub which: usize,
    /// When it was last opened, RFC 3339 UTC.
    pub opened: String,
    /// The text of the other version.
    pub old: String,
    /// The changes since.
    pub changes: Vec<Difference>,
}

/// The library as opened for one article.
#[derive(Debug)]
pub struct LibrarySession {
    library: Library,
    article: Arc<Article>,
    /// The version of the engine.
    version: String,
}

/// A callback for answers.
type Answer<'a> = &'a mut dyn FnMut(LibraryEvent);

impl LibrarySession {
    /// Makes a session of this library.
    #[must_use]
    pub fn new(library: Library, article: Arc<Article>, version: &str) -> Self {
        Self { library, article, version: version.to_owned() }
    }

    /// Returns the library.
    pub fn library(&mut self) -> &mut Library {
        &mut self.library
    }

    /// Returns the article; empty if there is none, or if it was forgotten.
    #[must_use]
    pub fn article(&self) -> &Arc<Article> {
        &self.article
    }

    /// Handles a request and answers. `found` are the annotations on screen.
    pub fn perform(&mut self, request: LibraryRequest, found: &Reviewed, answer: Answer<'_>) {
        use LibraryRequest as Request;
        let of_library = matches!(
            request,
            Request::List
                | Request::Search(_)
                | Request::Forget(_)
                | Request::SavePreference(_)
                | Request::Label { .. }
                | Request::NextUnread(_)
                | Request::People(_)
                | Request::QuotesOf(..)
                | Request::JoinPeople { .. }
        );
        if self.article.text.is_empty() && !of_library {
            // Without an article, or after forgetting it, nothing is written.
            return;
        }
        let article = Arc::clone(&self.article);
        match request {
            Request::SaveNote { id, anchor, body, marks } => {
                match self.library.write_note(&article, id.as_ref(), anchor.as_ref(), &body, marks.as_ref()) {
                    Ok(id) => {
                        // The note itself is kept now.
                        drop(self.library.set_draft(&article, None));
                        answer(LibraryEvent::NoteSaved(id));
                        self.send_notes(answer);
                    }
                    Err(error) => answer(failed(&error)),
                }
            }
            Request::DeleteNote(id) => match self.library.delete_note(&id) {
                Ok(()) => {
                    answer(LibraryEvent::NoteDeleted(id));
                    self.send_notes(answer);
                }
                Err(error) => answer(failed(&error)),
            },
            Request::Correct(change) => {
                let saved = self.library.save_correction(&article, &self.version, *change).map(drop);
                self.corrected(saved, answer);
            }
            Request::TakeBack(id) => {
                let gone = self.library.delete_correction(&id);
                self.corrected(gone, answer);
            }
            Request::Undo => {
                let done = self.library.undo_shown(&article);
                self.undone(done, true, answer);
            }
            Request::Redo => {
                let done = self.library.redo_shown(&article);
                self.undone(done, false, answer);
            }
            Request::FindSimilar(words) => match self.library.alike(Some(&article.id), &words, SIMILAR) {
                Ok(found) => answer(LibraryEvent::SimilarFound(words, found)),
                Err(error) => answer(failed(&error)),
            },
            Request::Compare(which) => self.compare(which, found, answer),
            Request::Search(query) => self.search(query, answer),
            Request::List => self.list(answer),
            Request::Label { article, change, list } => self.label(article, &change, list, answer),
            Request::People(of) => self.people(of, answer),
            Request::QuotesOf(person, of) => match self.library.quotes_of(&person, &Query::read(&of, PEOPLE).0) {
                Ok(quotes) => answer(LibraryEvent::QuotesOf(person.name, of, quotes)),
                Err(error) => answer(failed(&error)),
            },
            Request::JoinPeople { person, main, of } => {
                let names = std::iter::once(&person.name).chain(person.names.iter().filter(|_| main.is_none()));
                for name in names {
                    if let Err(error) = self.library.merge_people(name, main.as_deref()) {
                        answer(failed(&error));
                        break;
                    }
                }
                self.people(of, answer);
            }
            Request::NextUnread(article) => self.next_unread(&article, answer),
            Request::Forget(id) => self.forget(&id, answer),
            Request::SaveDay(day) => {
                Arc::make_mut(&mut self.article).date = Some(day.clone());
                if let Err(error) = self.library.set_day(&article, &day) {
                    answer(failed(&error));
                }
            }
            Request::SavePreference(preference) => drop(self.library.set_preference(&preference)),
            // Ignore a failure to keep a draft: saving the note will report it.
            Request::SaveDraft(draft) => drop(self.library.set_draft(&article, draft.as_deref())),
            Request::Feeds => self.feeds(answer),
            Request::Unfollow(source) => {
                if let Err(error) = self.library.unfollow(&source) {
                    answer(failed(&error));
                }
                self.feeds(answer);
            }
            Request::SaveBookmark(letter, byte) => {
                if let Err(error) = self.library.set_bookmark(&article, letter, byte) {
                    answer(failed(&error));
                }
            }
            // Ignore a failure to save the position; a read-only library has already been reported.
            Request::SavePosition(byte) => drop(self.library.set_position(&article, byte)),
        }
    }

    /// Answers with the notes of the article.
    pub fn send_notes(&self, answer: Answer<'_>) {
        match self.library.notes(&self.article) {
            Ok(notes) => answer(LibraryEvent::NotesLoaded(notes)),
            Err(error) => answer(failed(&error)),
        }
    }

    /// Answers with the draft of a note, if there is one.
    pub fn send_draft(&self, answer: Answer<'_>) {
        if let Some(draft) = self.library.draft(&self.article) {
            answer(LibraryEvent::DraftFound(draft));
        }
    }

    fn feeds(&self, answer: Answer<'_>) {
        match self.library.feeds() {
            Ok(feeds) => answer(LibraryEvent::Feeds(feeds)),
            Err(error) => answer(failed(&error)),
        }
    }

    /// Answers with the marks of the article, if there are any.
    pub fn send_bookmarks(&self, answer: Answer<'_>) {
        let marks = self.library.bookmarks(&self.article);
        if !marks.is_empty() {
            answer(LibraryEvent::BookmarksFound(marks));
        }
    }

    /// Answers with the corrections of the article.
    pub fn send_corrections(&self, answer: Answer<'_>) {
        match self.library.corrections(&self.article) {
            Ok(corrections) => answer(LibraryEvent::CorrectionsLoaded(corrections)),
            Err(error) => answer(failed(&error)),
        }
    }

    /// Answers with the result of a correction.
    fn corrected(&self, result: Result<(), StoreError>, answer: Answer<'_>) {
        match result {
            Ok(()) => {
                self.send_corrections(answer);
                answer(LibraryEvent::Corrected);
            }
            Err(error) => answer(failed(&error)),
        }
    }

    fn undone(&self, result: Result<Option<Undone>, StoreError>, back: bool, answer: Answer<'_>) {
        match result {
            Ok(what) => {
                self.send_notes(answer);
                self.send_corrections(answer);
                answer(LibraryEvent::Undone { what, back });
            }
            Err(error) => answer(failed(&error)),
        }
    }

    /// Compares the article with another version.
    fn compare(&self, which: usize, found: &Reviewed, answer: Answer<'_>) {
        // If the older version was never fully annotated, annotate it with the fast rules.
        let by_rules = |article: &Article| nlp::annotate(article, &Engine::rules());
        let compared = self.library.editions(&self.article).and_then(|editions| {
            let mut compared = Compared { versions: editions.len(), which, ..Compared::default() };
            if let Some(edition) = editions.get(which)
                && let Some((old, changes)) = self.library.compare(&edition.id, &self.article, found, by_rules)?
            {
                compared = Compared { opened: edition.opened.clone(), old, changes, ..compared };
            }
            Ok(compared)
        });
        match compared {
            Ok(compared) => answer(LibraryEvent::Compared(Arc::new(compared))),
            Err(error) => answer(failed(&error)),
        }
    }

    /// Searches all articles; first indexes articles that have no index yet.
    fn search(&mut self, query: String, answer: Answer<'_>) {
        if self.library.read_only().is_none() {
            // If indexing fails, search the existing index.
            drop(self.library.index_missing());
        }
        match self.library.search(&Query::typed(&query, HITS)) {
            Ok(hits) => answer(LibraryEvent::Found(query, hits)),
            Err(error) => {
                answer(LibraryEvent::Found(query, Vec::new()));
                answer(failed(&error));
            }
        }
    }

    /// Finds people; first indexes articles that have no index yet.
    fn people(&mut self, of: String, answer: Answer<'_>) {
        if self.library.read_only().is_none() {
            // If indexing fails, the existing index has what it has.
            drop(self.library.index_missing());
        }
        match self.library.people(&Query::read(&of, PEOPLE).0) {
            Ok(people) => answer(LibraryEvent::People(of, people)),
            Err(error) => {
                answer(LibraryEvent::People(of, Vec::new()));
                answer(failed(&error));
            }
        }
    }

    /// Marks the article as read, and answers with its labels.
    pub fn read_now(&mut self, answer: Answer<'_>) {
        let id = self.article.id.clone();
        // A read-only library was reported already.
        let labels = self.library.label(&id, &LabelChange::Unread(false)).or_else(|_| self.library.labels(&id));
        if let Ok(labels) = labels {
            answer(LibraryEvent::Labelled(id, labels));
        }
    }

    fn label(&mut self, article: ArticleId, change: &LabelChange, list: bool, answer: Answer<'_>) {
        match self.library.label(&article, change) {
            Ok(labels) => answer(LibraryEvent::Labelled(article, labels)),
            Err(error) => answer(failed(&error)),
        }
        if list {
            self.list(answer);
        }
    }

    /// Answers with the next unread article in the order of the list, from the beginning after the last one.
    fn next_unread(&self, article: &ArticleId, answer: Answer<'_>) {
        match self.library.list_articles() {
            Ok(mut entries) => {
                if let Some(at) = entries.iter().position(|entry| entry.id == *article) {
                    entries.rotate_left(at);
                }
                entries.retain(|entry| entry.labels.unread && entry.id != *article);
                answer(LibraryEvent::NextUnread(entries.into_iter().next().map(Box::new)));
            }
            Err(error) => answer(failed(&error)),
        }
    }

    fn list(&self, answer: Answer<'_>) {
        answer(LibraryEvent::Today(today()));
        match self.library.list_articles() {
            Ok(entries) => answer(LibraryEvent::Listed(entries)),
            Err(error) => {
                answer(LibraryEvent::Listed(Vec::new()));
                answer(failed(&error));
            }
        }
    }

    fn forget(&mut self, id: &ArticleId, answer: Answer<'_>) {
        let ids = self.library.versions(id);
        let done = ids.and_then(|ids| self.library.forget(&ids).map(|done| (ids, done)));
        let message = match done {
            Ok((ids, done)) => {
                if ids.contains(&self.article.id) {
                    self.article = Arc::default();
                }
                answer(LibraryEvent::Forgotten(ids));
                match done.left.first() {
                    None => Message::note("forgotten: its text, your notes, and its copies in backups"),
                    Some((file, why)) => {
                        let file = file.display();
                        Message::error(format!("forgotten, but it may still be in {file}: {why}"))
                    }
                }
            }
            Err(error) => Message::error(error.to_string()),
        };
        self.list(answer);
        answer(LibraryEvent::Report(message));
    }
}

/// Makes the message of a failure.
fn failed(error: &StoreError) -> LibraryEvent {
    LibraryEvent::Report(Message::error(error.to_string()))
}
