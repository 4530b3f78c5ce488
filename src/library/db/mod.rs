//! Layer 3: the library, one SQLite file. It holds the reader's data and results that are costly to make again.
//!
//! - A note is on disk when [`Library::save_note`] returns: each write is one short transaction with a sync.
//! - An article is identified by its text ([`crate::text::ArticleId`]). Texts from the same path or address are
//!   versions of one article; notes on an older version are placed on the newer one.
//! - Several instances may use one library at the same time.
//! - [`Library::open`] always returns a library to read with. A file that is damaged, newer, or not a library is
//!   never written to.

mod articles;
mod clock;
mod connection;
#[cfg(test)]
mod durability_tests;
mod error;
mod feeds;
mod file;
#[cfg(test)]
mod opening_tests;
mod preferences;
#[cfg(test)]
mod reading_tests;
mod recovery;
mod rows;
mod search;
mod source_key;
#[cfg(test)]
mod tests;
mod user_data;

pub use articles::forget::Forgotten;
pub use articles::labels::{LabelChange, Labels, tag_name};
pub use articles::listing::LibraryEntry;
pub use articles::opened::ArticleEntry;
pub use articles::versions::Edition;
pub use connection::Library;
pub use error::StoreError;
pub use feeds::{FeedAnswer, FollowedFeed};
pub use file::backups::{Backup, backups};
pub use preferences::{Preference, SEARCHES};
pub use search::excerpt::words_at;
pub use search::people::{PersonArticle, PersonEntry, RoleInTime};
pub use search::query::{Only, Query, conditions, matched, today};
pub use search::similar_quotes::{Alike, Form};
pub use search::{Found, Hit};
pub use user_data::changes::Undone;
pub use user_data::corrections::Corrected;
pub use user_data::draft::Draft;
pub use user_data::exchange::Taken;
pub use user_data::note::NoteEntry;
