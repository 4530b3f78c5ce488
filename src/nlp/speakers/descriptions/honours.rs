//! Resolves styles of address to the person who bears them: `His Majesty`, `Her Royal Highness`.
//!
//! ```text
//! King Orrin came to the port. [His Majesty] praised …     His Majesty → Orrin
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::gazetteer::Gender;
use crate::nlp::data::lists::List;
use crate::nlp::draft::{Antecedent, PriorMention};
use crate::nlp::speakers::resolver::Resolver;

/// Maximum number of mentions before the style that are searched.
const REACH: usize = 64;

impl Resolver<'_> {
    /// Returns the monarch or the prince whom the text named last, if `words` are only a style of address.
    pub(in crate::nlp::speakers) fn honoured(&self, words: &str, sentence: usize) -> Option<Antecedent> {
        let lower = words.to_lowercase();
        let (gender, style) = match lower.split_once(' ')? {
            ("his", style) => (Gender::Male, style),
            ("her", style) => (Gender::Female, style),
            _ => return None,
        };
        let style = style.strip_prefix("royal ").unwrap_or(style);
        if !List::Style.has(style) {
            return None;
        }
        // A prince is a Royal Highness, but no Majesty.
        let titles = if style == "majesty" { List::Monarch } else { List::BeforeGivenName };
        let fits = |m: &&PriorMention| {
            let entity = self.names.entities.get(m.entity).filter(|e| e.kind == EntityType::Person);
            entity.is_some_and(|e| e.gender.is_none_or(|g| g == gender)) && self.bears(m, titles)
        };
        let last = self.history.iter().rev().take(REACH).filter(|m| !m.quoted && !m.possessive).find(fits)?;
        let sentences = sentence.saturating_sub(last.sentence);
        Some(Antecedent { entity: last.entity, span: last.span, sentences, confidence: 0.8 })
    }

    /// Whether one of the `titles` stands before the name or among the roles: `King`, `Crown Prince`, `Sheikh`.
    fn bears(&self, mention: &PriorMention, titles: List) -> bool {
        let royal = |words: &str| words.split_whitespace().any(|w| titles.has(&w.to_lowercase()));
        let at = self.names.mentions.partition_point(|m| m.span.start < mention.span.start);
        let title = self.names.mentions.get(at).filter(|m| m.span == mention.span).and_then(|m| m.title);
        let roles = self.names.entities.get(mention.entity).into_iter().flat_map(|e| &e.roles);
        title.is_some_and(|t| royal(t.of(self.text))) || roles.into_iter().any(|r| royal(&r.role))
    }
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::shipped;

    #[test]
    fn a_style_is_that_of_the_monarch_named_last() {
        shipped().speakers(
            "King Orrin visited the port with Prince Piet. His Majesty said the pier was “a marvel”.",
            &[("a marvel", "Orrin")],
        );
    }
}
