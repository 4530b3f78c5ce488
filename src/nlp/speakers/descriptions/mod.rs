//! Descriptions of people whom the text names elsewhere.

mod epithets;
mod named_next;
