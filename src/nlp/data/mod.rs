//! What the rules know about words: closed classes, verbs, places, given names, bodies.

pub(super) mod gazetteer;
pub(super) mod lexicon;
