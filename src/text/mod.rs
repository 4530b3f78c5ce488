//! Layer 0: articles, spans, blocks, inline styles, tokens and sentences. Knows nothing of quotes or screens.
//!
//! One offset unit is used inside the whole program: the byte, half-open, always on a `char` boundary.
//! Other units (code points for JSON, cells for the screen) are computed where they are needed.

mod article;
mod normalise;
mod offsets;
mod picture;
mod printable;
mod segment;
mod span;

pub use article::{Article, ArticleId, Block, BlockKind, Inline, InlineStyle, Section};
pub use normalise::{folded, folded_words, index_form, is_unspaced, one_line, thousands};
pub use offsets::CharMap;
pub use picture::{Picture, PictureSource};
pub use printable::{harmless, pasteable, printable, printable_line};
pub use segment::{Token, TokenKind, sentences, sentences_of, tokens};
pub use span::Span;
