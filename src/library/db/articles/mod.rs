//! Articles in the library: their versions, their layout, how they are listed and deleted.

pub(super) mod block_layout;
pub(super) mod forget;
pub(super) mod listing;
pub(super) mod source_key;
pub(super) mod versions;
