//! Reads who introduces themselves: `my name is Ana Holt`.
//!
//! ```text
//! “My name is Ana Holt,” said the woman at the door.     woman at the door → Ana Holt
//! My name is Ana Holt. … “It must close,” I said.        narrator → Ana Holt
//! ```

use crate::nlp::EntityType;
use crate::nlp::draft::{BlockDraft, NameMention, Names, Speaker};
use crate::nlp::speakers::antecedents::UNNAMED;
use crate::nlp::speakers::resolver::Resolver;
use crate::text::Span;

/// The words before the name, in lower case.
const WORDS: &str = "my name is ";

/// Returns whether the name of a person stands right after `my name is`.
fn is_introduced(text: &str, names: &Names, name: &NameMention) -> bool {
    let person = names.entities.get(name.entity).is_some_and(|e| e.kind == EntityType::Person);
    let start = name.title.map_or(name.span.start, |t| t.start.min(name.span.start));
    let words = start.checked_sub(WORDS.len()).and_then(|from| text.get(from..start));
    let before = text.get(..start.saturating_sub(WORDS.len())).and_then(|before| before.chars().next_back());
    person && words.is_some_and(|w| w.eq_ignore_ascii_case(WORDS)) && !before.is_some_and(char::is_alphanumeric)
}

/// Returns the narrator: the person whom the text introduces with `my name is` outside quotation marks.
pub(in crate::nlp::speakers) fn narrator(text: &str, blocks: &[&BlockDraft], names: &Names) -> Option<usize> {
    let plain = |m: &&NameMention| {
        let quoted = |b: &&BlockDraft| b.syntax.regions.iter().any(|r| r.span.overlaps(m.span));
        is_introduced(text, names, m) && !blocks.get(m.block).is_some_and(quoted)
    };
    names.mentions.iter().find(plain).map(|m| m.entity)
}

impl Resolver<'_> {
    /// Returns the person who introduces themselves in a quotation, unless one speaker quotes another in it.
    pub(in crate::nlp::speakers) fn introduces_self(&self, block: usize, content: &[Span]) -> Option<usize> {
        let regions = &self.blocks.get(block)?.syntax.regions;
        let mentions = &self.names.mentions;
        let inside = content.iter().flat_map(|c| {
            let from = mentions.partition_point(|m| m.span.start < c.start);
            mentions.iter().skip(from).take_while(|m| m.span.end <= c.end)
        });
        let outer = |m: &&NameMention| {
            let mut around = regions.iter().filter(|r| r.span.covers(m.span));
            around.clone().next().is_some() && around.all(|r| r.depth == 0)
        };
        inside.filter(outer).find(|m| is_introduced(self.text, self.names, m)).map(|m| m.entity)
    }

    /// Makes earlier mentions of a described speaker mean `person`.
    pub(in crate::nlp::speakers) fn name_described(&mut self, speaker: Option<&Speaker>, person: usize) {
        let Some(Speaker::Described(name, _)) = speaker else { return };
        let Some(at) = self.unnamed.iter().rposition(|u| u.name == *name) else { return };
        for mention in self.history.iter_mut().filter(|m| m.entity == UNNAMED + at) {
            mention.entity = person;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::shipped;

    #[test]
    fn whoever_gives_a_name_is_the_speaker() {
        shipped().speakers(
            "“My name is Ana Holt,” said the woman at the door. “I live here,” she said.",
            &[("My name is", "Ana Holt"), ("I live here", "Ana Holt")],
        );
        shipped().speakers("“My name is Ana Holt,” Piet Renner read aloud.", &[("My name is", "Piet Renner")]);
    }

    #[test]
    fn a_narrator_who_gives_a_name_is_that_person() {
        shipped().speakers(
            "Hello, my name is Piet Renner and I am the harbour master. I said that “the pier leaks.”",
            &[("the pier leaks", "Piet Renner")],
        );
    }
}
