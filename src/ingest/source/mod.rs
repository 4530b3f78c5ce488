//! The sources of bytes: files, pipes and servers, with decompression.

#[cfg(feature = "net")]
pub(super) mod decompress;
#[cfg(feature = "net")]
pub(super) mod fetch;
pub mod following;
pub(super) mod input;
pub mod pictures;
