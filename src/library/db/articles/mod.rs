//! Stores the articles: texts, versions, positions and annotations. Also deletes them.

pub(super) mod annotations;
pub(super) mod block_layout;
pub(super) mod forget;
pub(super) mod labels;
pub(super) mod listing;
pub(super) mod opened;
pub(super) mod position;
pub(super) mod versions;
