//! The words of a block: quotation marks, phrases, verb groups.

pub(super) mod block_syntax;
#[allow(clippy::nonminimal_bool)]
pub(super) mod phrases;
#[allow(clippy::nonminimal_bool)]
pub(super) mod quotation_marks;
#[allow(clippy::nonminimal_bool)]
pub(super) mod verb_groups;
