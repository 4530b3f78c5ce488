//! Which sections of the Facts tab are closed.

use crate::export::FactSection;

/// The stored names of the sections.
const NAMES: [(FactSection, &str); 4] = [
    (FactSection::CheckFirst, "check-first"),
    (FactSection::Timeline, "timeline"),
    (FactSection::Figures, "figures"),
    (FactSection::People, "people"),
];

/// The closed sections of the Facts tab, in every article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClosedSections([bool; 4]);

impl ClosedSections {
    /// Returns whether a section is closed.
    #[must_use]
    pub fn is_closed(self, section: FactSection) -> bool {
        self.0.get(section.index()).copied().unwrap_or_default()
    }

    /// Closes or opens a section.
    pub(in crate::reader) fn set(&mut self, section: FactSection, closed: bool) {
        if let Some(slot) = self.0.get_mut(section.index()) {
            *slot = closed;
        }
    }

    /// Returns the names of the closed sections, as the library stores them.
    #[must_use]
    pub fn names(self) -> String {
        let closed = NAMES.iter().filter(|(section, _)| self.is_closed(*section)).map(|(_, name)| *name);
        closed.collect::<Vec<_>>().join(" ")
    }

    /// Returns the sections with these names; other words are ignored.
    #[must_use]
    pub fn named(names: &str) -> Self {
        let mut all = Self::default();
        for (section, name) in NAMES {
            all.set(section, names.split(' ').any(|word| word == name));
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_sections_have_names() {
        let mut closed = ClosedSections::default();
        assert_eq!(closed.names(), "");
        closed.set(FactSection::Figures, true);
        closed.set(FactSection::CheckFirst, true);
        assert_eq!(closed.names(), "check-first figures");
        assert_eq!(ClosedSections::named("figures 9999 check-first"), closed);
        assert_eq!(ClosedSections::named("9999"), ClosedSections::default());
    }
}
