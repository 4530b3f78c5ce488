//! Where an article was opened from: the screen to go back to, and the list that the article is an item of.

use crate::library::db::{Found, Hit};
use crate::reader::overlays::Overlay;
use crate::reader::place::{Opening, Place};
use crate::reader::{Document, Model};
use crate::text::ArticleId;

/// Where an article was opened from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The article that was shown then, and its source; `None` if the library was the first screen.
    pub below: Option<(ArticleId, String)>,
    /// The overlays over that article, topmost last. Their selection follows the article that is shown.
    pub overlays: Vec<Overlay>,
    /// The number of entries, if the article is an entry of a feed, a mailbox or a book of several articles.
    entries: Option<usize>,
}

/// An item of the list that an article was opened from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// The entry with this index of the article below.
    Entry(usize),
    /// An article of the library, and its source.
    Article(ArticleId, String),
    /// A place in an article of the library.
    Place(Place),
}

impl Origin {
    /// Returns where an article that is opened now comes from.
    #[must_use]
    pub(in crate::reader) fn of(model: &Model, opening: &Opening) -> Self {
        let article = &model.document.article;
        let below = (!article.text.is_empty()).then(|| (article.id.clone(), article.source.clone()));
        let is_kept = |overlay: &&Overlay| {
            matches!(
                overlay,
                Overlay::Library(_)
                    | Overlay::LibrarySearch(_)
                    | Overlay::Everybody(_)
                    | Overlay::Contents(_)
                    | Overlay::Card(_)
            )
        };
        let mut overlays: Vec<Overlay> = model.overlays.iter().filter(is_kept).cloned().collect();
        let mut entries = None;
        if let Opening::Part(at) = opening {
            entries = Some(article.parts.len());
            overlays = crate::reader::overlays::contents::Contents::new(article, model.document.cursor)
                .map(|mut contents| {
                    contents.select(*at, model.session.screen);
                    Overlay::Contents(contents)
                })
                .into_iter()
                .collect();
        }
        Self { below, overlays, entries }
    }

    /// Returns the index of the article in its list, and the length of the list.
    #[must_use]
    pub fn place(&self) -> Option<(usize, usize)> {
        match (self.overlays.last()?, self.entries) {
            (Overlay::Contents(contents), Some(entries)) => Some((contents.selected, entries)),
            (Overlay::Library(list), _) => Some((list.selected, list.hits.len())),
            (Overlay::LibrarySearch(finding), _) => Some((finding.selected, finding.list().len())),
            (Overlay::Everybody(page), _) => {
                let quotes = page.quote_rows();
                Some((quotes.iter().position(|row| *row == page.selected)?, quotes.len()))
            }
            _ => None,
        }
    }

    /// Selects the item with this index and returns it.
    pub(in crate::reader) fn select(&mut self, at: usize, screen: (u16, u16)) -> Option<Item> {
        match (self.overlays.last_mut()?, self.entries) {
            (Overlay::Contents(contents), Some(entries)) if at < entries => {
                contents.select(at, screen);
                Some(Item::Entry(at))
            }
            (Overlay::Library(list), _) if at < list.hits.len() => {
                list.selected = at;
                list.entry().map(|entry| Item::Article(entry.id.clone(), entry.source.clone()))
            }
            (Overlay::Everybody(page), _) => {
                page.selected = *page.quote_rows().get(at)?;
                page.row().and_then(|row| page.quote(row)).map(|hit| Item::Place(place_of(hit)))
            }
            (Overlay::LibrarySearch(finding), _) => {
                finding.list().get(at)?;
                finding.selected = at;
                finding.hit().map(|hit| Item::Place(place_of(hit)))
            }
            _ => None,
        }
    }
}

/// Returns the place of a hit.
#[must_use]
pub fn place_of(hit: &Hit) -> Place {
    let is_note = matches!(hit.found, Found::Note(_));
    let words = hit.on.clone().unwrap_or_else(|| if is_note { String::new() } else { hit.words.clone() });
    Place { article: hit.article.clone(), source: hit.source.clone(), span: hit.span, words }
}

impl Model {
    /// Returns the index of the article in the list that the keys for the next and previous article follow, and the
    /// length of that list: the list that the article was opened from, else the files of the command line.
    #[must_use]
    pub fn sequence(&self) -> Option<(usize, usize)> {
        let listed = self.document.origin.as_ref().map(|origin| origin.place());
        let named = || self.document.file.map(|at| (at, self.session.files));
        listed.unwrap_or_else(named).filter(|(_, of)| *of > 1)
    }
}

impl Document {
    /// Returns the entry of a feed at the cursor.
    #[must_use]
    pub(in crate::reader) fn entry_here(&self) -> Option<usize> {
        let entries = self.article.parts.len();
        let sections = self.article.sections();
        let at = sections.partition_point(|section| section.start <= self.cursor).saturating_sub(1);
        entries.checked_sub(1).map(|last| at.min(last))
    }
}
