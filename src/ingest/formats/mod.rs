//! The formats: each turns the bytes of one kind of document into text and blocks.

#[cfg(feature = "epub")]
pub(super) mod epub;
pub(super) mod feed;
pub(super) mod html;
pub(super) mod mail;
pub(super) mod markdown;
#[cfg(feature = "pdf")]
pub(super) mod pdf;
pub(super) mod plain;
