//! Look-ups in the word lists of single rules, and the links between synonyms.

use crate::nlp::data::table;

pub(in crate::nlp) use crate::nlp::data::classes::{List, Written};
pub(in crate::nlp) use crate::nlp::data::table::{Abbreviation, abbreviations};

impl List {
    /// Whether `lower`, in lower case, is in the list.
    pub(in crate::nlp) fn has(self, lower: &str) -> bool {
        table::entry(lower).lists & (1 << self as u32) != 0
    }
}

/// Returns the usual name for an alias: `u.k` → `united kingdom`.
pub(in crate::nlp) fn usual_name(lower: &str) -> Option<&'static str> {
    table::table().links.alias.get(lower).copied()
}

/// Returns the basic form of a variant role: `chairwoman` → `chair`.
pub(in crate::nlp) fn kin(lower: &str) -> Option<&'static str> {
    table::table().links.kin.get(lower).copied()
}

/// Returns the full form of a short title: `sen` → `senator`.
pub(in crate::nlp) fn long_title(lower: &str) -> Option<&'static str> {
    table::table().links.long.get(lower).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_links_are_read() {
        assert!(List::MailClosing.has("kind regards") && !List::MailClosing.has("kind"));
        assert_eq!(usual_name("u.k"), Some("united kingdom"));
        assert_eq!(kin("chairwoman"), Some("chair"));
        assert_eq!(long_title("sen"), Some("senator"));
        let states: Vec<_> = abbreviations(Written::State).iter().map(|a| a.written).collect();
        assert!(states.contains(&"W.Va.") && states.windows(2).all(|w| w[0].len() >= w[1].len()));
    }
}
