//! The first part of the weight file of pullquote: its header and the word embeddings.
//!
//! A crate of its own, because package registries take no crate above 10 MB. `model/SPEC.md` of pullquote describes the
//! format, `model/MODEL_CARD.md` the training data and their licences.
#![no_std]

/// The bytes of the part.
pub static WEIGHTS: &[u8] = include_bytes!("../weights.bin");
