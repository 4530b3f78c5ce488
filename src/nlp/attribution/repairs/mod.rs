//! Rules that repair what the encoder found, one rule per file.

pub(in crate::nlp::attribution) mod accordance;
pub(in crate::nlp::attribution) mod appositions;
pub(in crate::nlp::attribution) mod bare_articles;
pub(in crate::nlp::attribution) mod cut_ends;
pub(in crate::nlp::attribution) mod dangling_verbs;
pub(in crate::nlp::attribution) mod inner_speakers;
pub(in crate::nlp::attribution) mod joined_verbs;
pub(in crate::nlp::attribution) mod odd_marks;
pub(in crate::nlp::attribution) mod outer_heads;
pub(in crate::nlp::attribution) mod questioners;
