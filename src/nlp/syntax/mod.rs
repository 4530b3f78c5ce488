//! The words of a block: quotation marks, phrases, verb groups.

pub(super) mod block_syntax;
pub(super) mod phrases;
pub(super) mod quotation_marks;
pub(super) mod verb_groups;
