//! Where bytes come from: a file, a pipe or a server, and out of a compressed file.

#[cfg(feature = "net")]
pub(super) mod decompress;
#[cfg(feature = "net")]
pub(super) mod fetch;
pub(super) mod input;
