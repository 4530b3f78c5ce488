//! The data that passes hand on: spans and guesses, before they become [`crate::nlp::Annotations`].
//!
//! No pass lives here. Passes import these types, never each other's, so that no two of them depend on each other.

mod attribution;
mod block;
mod document;
mod names;
mod pass;
mod speakers;

pub(in crate::nlp) use attribution::{AttributionDraft, EncoderAttribution, How, Quoted};
pub(in crate::nlp) use block::{BlockContext, BlockDraft, BlockFindings, WordWorth};
pub(in crate::nlp) use document::{DocumentDraft, Turn};
pub(in crate::nlp) use names::{Candidate, Entity, Hint, LowerCaseWords, NameMention, NameSpan, Names, Role};
pub(in crate::nlp) use pass::Pass;
pub(in crate::nlp) use speakers::{Antecedent, PriorMention, Pronoun, Query, ResolvedSpeaker, Speaker, UnnamedSpeaker};
