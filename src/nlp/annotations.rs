//! The annotations of an article: the data that the engine gives and everything else reads.

use serde::{Deserialize, Serialize};

use crate::text::Span;

/// Which entity of the article: an index that mentions, people, attributions and facts share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntityId(pub usize);

/// Everything found in one article. Offsets are bytes into its text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Annotations {
    /// Which engine made them ([`crate::nlp::Engine::version`]).
    pub model: String,
    /// Named mentions, dates and quantities, in order, not overlapping.
    pub mentions: Vec<Mention>,
    /// Everyone who is named or who speaks, in order of first appearance.
    pub people: Vec<Person>,
    /// Who said what, in order of their first content byte.
    pub attributions: Vec<Attribution>,
    /// Dates made absolute, quantities with units, roles; in order.
    pub facts: Vec<Fact>,
    /// The day of writing that dates were made absolute against: [`Article::date`](crate::text::Article::date) then.
    #[serde(default = "unknown")]
    pub dated: Option<String>,
    /// The parts of the text that have been looked at, in order, not overlapping.
    pub covered: Vec<Span>,
    /// Whether nothing is left to do.
    pub complete: bool,
    /// Set where the text is not in a language the engine knows (ISO 639-3 code of the one it seems to be in):
    /// only the quotation-mark rules were applied.
    pub foreign: Option<String>,
}

/// What annotations were dated by that were kept before that was noted: no article's day.
fn unknown() -> Option<String> {
    Some("?".to_owned())
}

/// The types of entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntityType {
    /// A person, by name.
    Person,
    /// A company, party, agency, newspaper, team, …
    Organisation,
    /// A country, city, region, building, …
    Place,
    /// Any other name.
    Other,
    /// A date or a time.
    Date,
    /// A number with what it counts or measures.
    Quantity,
}

/// One stretch of text that names or refers to an entity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// What it is a mention of.
    #[serde(rename = "type")]
    pub kind: EntityType,
    /// Where.
    pub span: Span,
    /// Of which entity; mentions of one entity share it.
    pub entity: EntityId,
    /// Whether it is a name (`Assad`), not a pronoun or description (`he`, `the Syrian president`).
    /// Only named mentions are printed as entities.
    pub named: bool,
}

/// The kinds of speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SpeakerKind {
    /// One human being, named or not.
    Person,
    /// A body that speaks: a ministry, a newspaper, a government.
    Organisation,
    /// Several people: `officials`, `the two senators`.
    Group,
}

/// Somebody named in the article, or who speaks in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Shared by all mentions.
    pub entity: EntityId,
    /// The canonical name: the fullest form in the article (`Bashar al-Assad`), without title.
    pub name: String,
    /// What kind of speaker.
    pub kind: SpeakerKind,
    /// The other names used for them in the article, most frequent first.
    pub aliases: Vec<String>,
    /// Their roles as the text states them (`Syrian President`).
    pub roles: Vec<String>,
}

/// The kinds of attribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuoteKind {
    /// All of the content stands in quotation marks.
    Direct,
    /// Part of the content stands in quotation marks.
    Mixed,
    /// Reported without quotation marks.
    Indirect,
}

/// Why a source was taken to be this speaker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The words that point to the speaker (`He`, `The Syrian president`).
    pub anaphor: Span,
    /// The mention they were resolved to.
    pub antecedent: Span,
    /// Sentences between the two; 0 in the same sentence.
    pub sentences: usize,
}

/// One attribution: content, source and cue in the text, and who the source is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attribution {
    /// Stable for one text and engine version: made from the content's position.
    pub id: String,
    /// Direct, mixed or indirect.
    pub kind: QuoteKind,
    /// What was said; several spans where a cue or a paragraph break splits it. Never empty. Quotation marks included.
    pub content: Vec<Span>,
    /// The words that name who said it; may be empty.
    pub source: Vec<Span>,
    /// The words that say that it was said (`told`, `according to`); may be empty.
    pub cue: Vec<Span>,
    /// The canonical name of the speaker, where one could be settled.
    pub speaker: Option<String>,
    /// The speaker's entity.
    pub entity: Option<EntityId>,
    /// Whom it was said to, where the text names them.
    pub addressee: Option<String>,
    /// How sure the engine is that this is a quote of this speaker, 0–1.
    pub confidence: f32,
    /// How a pronoun or description was resolved, where one was.
    pub evidence: Option<Evidence>,
    /// A later look changed the speaker that an earlier piece had shown.
    #[serde(default)]
    pub revised: bool,
}

/// Attributions with less confidence than this are unsure.
const UNSURE: f32 = 0.5;

impl Attribution {
    /// Whether the engine is unsure of it. Readers see this as a mark, filters as `doubt`.
    #[must_use]
    pub fn is_unsure(&self) -> bool {
        self.confidence < UNSURE
    }

    /// The smallest span over content, source and cue.
    #[must_use]
    pub fn extent(&self) -> Span {
        let mut all = self.content.iter().chain(&self.source).chain(&self.cue).copied();
        let first = all.next().unwrap_or_default();
        all.fold(first, Span::join)
    }

    /// Where the content begins.
    #[must_use]
    pub fn start(&self) -> usize {
        self.content.first().map_or(0, |s| s.start)
    }
}

/// A fact: a date, a quantity or a role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// The words that state it.
    pub span: Span,
    /// What it states.
    #[serde(flatten)]
    pub kind: FactKind,
}

/// The kinds of fact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum FactKind {
    /// A date, ISO 8601 as precisely as the text gives it (`2023-03-15`, `2015`, `2023-03`); `None` where it cannot
    /// be made absolute.
    Date {
        /// The date.
        value: Option<String>,
    },
    /// A quantity.
    Quantity {
        /// The number, where it can be read as one.
        value: Option<f64>,
        /// What it counts or measures (`people`, `%`, `USD`).
        unit: Option<String>,
    },
    /// Somebody's role.
    Role {
        /// Whose.
        entity: EntityId,
        /// The role (`Deputy Foreign Minister`).
        role: String,
        /// Of what (`Russia`).
        of: Option<String>,
    },
}

impl Annotations {
    /// The person or body with this entity id.
    #[must_use]
    pub fn person(&self, entity: EntityId) -> Option<&Person> {
        self.people.iter().find(|p| p.entity == entity)
    }

    /// Puts mentions, attributions and facts in order. Of overlapping mentions the name stays, or the longer one.
    pub(in crate::nlp) fn sort(&mut self) {
        self.mentions.sort_by_key(|m| (m.span.start, !m.named, usize::MAX - m.span.end));
        let named: Vec<Span> = self.mentions.iter().filter(|m| m.named).map(|m| m.span).collect();
        let mut at = 0;
        let mut end = 0;
        self.mentions.retain(|m| {
            while named.get(at).is_some_and(|n| n.end <= m.span.start) {
                at += 1;
            }
            let clashes = !m.named && named.get(at).is_some_and(|n| n.overlaps(m.span));
            let keep = m.span.start >= end && !clashes && !m.span.is_empty();
            if keep {
                end = m.span.end;
            }
            keep
        });
        self.attributions.sort_by_key(Attribution::start);
        self.facts.sort_by_key(|f| (f.span.start, f.span.end));
    }
}
