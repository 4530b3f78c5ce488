//! Finds who writes `I` in a letter: the name on a line of its own below.
//!
//! ```text
//! [I] cannot fathom why the pier is closed. ⏎ Ana Holt. ⏎ Oslo.     I → Ana Holt
//! ```

use crate::nlp::EntityType;
use crate::nlp::speakers::resolver::Resolver;

/// Maximum number of paragraphs of a letter after the one with `I`.
const REACH: usize = 12;

impl Resolver<'_> {
    /// Returns the person who signs below a block: the next line that consists of a full name.
    pub(in crate::nlp::speakers) fn signed_below(&self, block: usize) -> Option<usize> {
        if self.dialogue || self.transcript.is_some() {
            return None;
        }
        let first = self.names.mentions.partition_point(|m| m.block <= block);
        let near = self.names.mentions.iter().skip(first).take_while(|m| m.block <= block + REACH);
        let alone = near.filter(|m| {
            let line = self.blocks.get(m.block).map(|b| b.syntax.span.of(self.text)).unwrap_or_default();
            let plain = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '-' | '—' | '–'));
            plain == m.span.of(self.text) && plain.contains(' ')
        });
        let is_person = |e: usize| self.names.entities.get(e).is_some_and(|e| e.kind == EntityType::Person);
        alone.map(|m| m.entity).find(|e| is_person(*e))
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::shipped;

    #[test]
    fn a_letter_is_by_the_person_who_signs_it() {
        let letters = "LETTERS.\n\nI told the board that the pier “must open.”\n\nThe port is dead.\n\nAna Holt.\n\nOslo.\n\n\
            I told the board that the ferry “must sail.”\n\nTom Vale.";
        shipped().speakers(letters, &[("must open", "Ana Holt"), ("must sail", "Tom Vale")]);
        shipped().speakers("I told the board that the pier “must open.”", &[("must open", "narrator")]);
    }
}
