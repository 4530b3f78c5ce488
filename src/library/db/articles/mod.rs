//! What is kept of the articles themselves: texts, versions, positions, annotations, and how one is forgotten.

pub(super) mod annotations;
pub(super) mod block_layout;
pub(super) mod forget;
pub(super) mod listing;
pub(super) mod opened;
pub(super) mod position;
pub(super) mod versions;
