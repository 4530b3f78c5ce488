//! Speakers: the person, body or group to which a source refers.

pub(super) mod antecedents;
pub(super) mod assembly;
pub(super) mod bodies;
mod descriptions;
pub(super) mod nominals;
mod pronouns;
pub(super) mod ranking;
pub(super) mod resolve;
pub(super) mod resolver;
pub(super) mod scene;
pub(super) mod turn_taking;
pub(super) mod vocatives;
