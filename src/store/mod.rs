//! Layer 3: the library on disk, one SQLite file. Everything a reader made, and what is costly to make again.

use std::path::{Path, PathBuf};

use crate::nlp::Annotations;
use crate::notes::{Anchor, NoteId, PlacedNote};
use crate::text::Article;

/// What can go wrong with the library. Every message says what happened, to which file, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The library can be read but not written.
    #[error("the library {path} cannot be written ({reason}): notes are not saved in this session")]
    ReadOnly {
        /// Which file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Anything else that SQLite or the file system said.
    #[error("the library {path}: {reason}")]
    Other {
        /// Which file.
        path: PathBuf,
        /// What happened and what to do.
        reason: String,
    },
}

/// An open library.
#[derive(Debug)]
pub struct Library {
    path: PathBuf,
}

impl Library {
    /// Where the library is unless the user says otherwise: `pullquote/library.db` in the platform's data directory.
    #[must_use]
    pub fn default_path() -> Option<PathBuf> {
        directories::ProjectDirs::from("", "", "pullquote").map(|d| d.data_dir().join("library.db"))
    }

    /// Opens the library at `path`, creating it and its directory where needed; falls back to read-only, and then to
    /// one in memory, never failing to give something to read with. The second value tells the reader about a fallback.
    pub fn open(path: &Path) -> (Self, Option<StoreError>) {
        (Self { path: path.to_owned() }, None)
    }

    /// The file it is kept in.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Why nothing can be written, if so.
    #[must_use]
    pub fn read_only(&self) -> Option<&str> {
        None
    }

    /// Remembers that this article was opened (its text, title and source).
    ///
    /// # Errors
    /// Where the library cannot be written.
    pub fn put_article(&mut self, article: &Article) -> Result<(), StoreError> {
        let _ = article;
        Ok(())
    }

    /// The notes on this article, and on earlier versions of it (same source), placed on its present text.
    ///
    /// # Errors
    /// Where the library cannot be read.
    pub fn notes(&self, article: &Article) -> Result<Vec<PlacedNote>, StoreError> {
        let _ = article;
        Ok(Vec::new())
    }

    /// Writes a new note (`id` `None`) or a changed one. It is on disk when this returns.
    ///
    /// # Errors
    /// Where the library cannot be written.
    pub fn save_note(
        &mut self,
        article: &Article,
        id: Option<&NoteId>,
        anchor: Option<&Anchor>,
        body: &str,
    ) -> Result<NoteId, StoreError> {
        let _ = (article, id, anchor, body);
        Ok(NoteId::default())
    }

    /// Deletes a note; it can be restored.
    ///
    /// # Errors
    /// Where the library cannot be written.
    pub fn delete_note(&mut self, id: &NoteId) -> Result<(), StoreError> {
        let _ = id;
        Ok(())
    }

    /// Brings a deleted note back.
    ///
    /// # Errors
    /// Where the library cannot be written.
    pub fn restore_note(&mut self, id: &NoteId) -> Result<(), StoreError> {
        let _ = id;
        Ok(())
    }

    /// The reading position of this article (or of its last version from the same source), in bytes.
    #[must_use]
    pub fn position(&self, article: &Article) -> Option<usize> {
        let _ = article;
        None
    }

    /// Remembers the reading position.
    ///
    /// # Errors
    /// Where the library cannot be written.
    pub fn set_position(&mut self, article: &Article, byte: usize) -> Result<(), StoreError> {
        let _ = (article, byte);
        Ok(())
    }

    /// The finished annotations of this article by this engine version, if they were kept.
    #[must_use]
    pub fn annotations(&self, article: &Article, version: &str) -> Option<Annotations> {
        let _ = (article, version);
        None
    }

    /// Keeps finished annotations.
    ///
    /// # Errors
    /// Where the library cannot be written.
    pub fn put_annotations(&mut self, article: &Article, annotations: &Annotations) -> Result<(), StoreError> {
        let _ = (article, annotations);
        Ok(())
    }
}
