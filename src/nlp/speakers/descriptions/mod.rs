//! Descriptions of people, bodies and documents that the text names elsewhere.

mod campaigns;
mod epithets;
mod honours;
mod joined_people;
mod just_named;
mod named_in_next_paragraph;
mod named_next;
pub(in crate::nlp::speakers) mod pairs;
mod papers;
mod role_initials;
mod utterances;
