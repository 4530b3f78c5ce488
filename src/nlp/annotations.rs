//! The annotations of an article: the output of the engine.

use serde::{Deserialize, Serialize};

use crate::text::Span;

/// Number of an entity in the article, shared by mentions, people, attributions and facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntityId(pub usize);

/// All annotations of one article. Offsets are bytes into its text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Annotations {
    /// Version of the engine ([`crate::nlp::Engine::version`]).
    pub model: String,
    /// Named mentions, dates and quantities, in order, not overlapping.
    pub mentions: Vec<Mention>,
    /// People and bodies that are named or speak, in order of first appearance.
    pub people: Vec<Person>,
    /// Attributions, in order of their first content byte.
    pub attributions: Vec<Attribution>,
    /// What somebody only did, thought or supports (`approved the sale`), in the same form and order. Nobody said it, so
    /// lists, charts and counts leave it out.
    #[serde(default)]
    pub stances: Vec<Attribution>,
    /// Dates, quantities with units, roles, events, claims; in order.
    pub facts: Vec<Fact>,
    /// The day of writing that dates are relative to: [`Article::date`](crate::text::Article::date) at that time.
    #[serde(default = "unknown")]
    pub dated: Option<String>,
    /// The annotated parts of the text, in order, not overlapping.
    pub covered: Vec<Span>,
    /// Whether the whole text is annotated.
    pub complete: bool,
    /// ISO 639-3 code of the language, if the text is not in English. Such text gets only the quotation-mark rules.
    pub foreign: Option<String>,
}

/// The value for annotations that were stored before the day was: equal to no article's day.
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
    /// A number with its unit.
    Quantity,
}

impl EntityType {
    /// Returns its name in the JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Place => "place",
            Self::Other => "other",
            Self::Date => "date",
            Self::Quantity => "quantity",
        }
    }
}

/// Text that names an entity or refers to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// Type of the entity.
    #[serde(rename = "type")]
    pub kind: EntityType,
    /// Position in the text.
    pub span: Span,
    /// The entity, shared by all its mentions.
    pub entity: EntityId,
    /// Whether the mention is a name (`Assad`), not a pronoun or description (`he`, `the Syrian president`).
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

/// A person or body that is named in the article or speaks in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Shared by all mentions.
    pub entity: EntityId,
    /// The canonical name: the fullest form in the article (`Bashar al-Assad`), without title.
    pub name: String,
    /// Kind of speaker.
    pub kind: SpeakerKind,
    /// Other names in the article, most frequent first.
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

/// The evidence for resolving a pronoun or a description to a speaker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The words that refer to the speaker (`He`, `The Syrian president`).
    pub anaphor: Span,
    /// The mention that they refer to.
    pub antecedent: Span,
    /// Sentences between the two; 0 in the same sentence.
    pub sentences: usize,
}

/// One attribution: content, source and cue in the text, and the speaker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attribution {
    /// Stable for one text and engine version: made from the content's position.
    pub id: String,
    /// Direct, mixed or indirect.
    pub kind: QuoteKind,
    /// The reported words with their quotation marks; several spans if a cue or a paragraph break splits them. Never
    /// empty.
    pub content: Vec<Span>,
    /// The words that name the speaker; may be empty.
    pub source: Vec<Span>,
    /// The reporting words (`told`, `according to`); may be empty.
    pub cue: Vec<Span>,
    /// The canonical name of the speaker, if known.
    pub speaker: Option<String>,
    /// The speaker's entity.
    pub entity: Option<EntityId>,
    /// The addressee, if the text names one.
    pub addressee: Option<String>,
    /// Probability that content and speaker are right, 0–1.
    pub confidence: f32,
    /// The evidence, if the source is a pronoun or a description.
    pub evidence: Option<Evidence>,
    /// Whether a later window changed the speaker.
    #[serde(default)]
    pub revised: bool,
}

/// Below this probability that a quote is this speaker's, it is unsure. Chosen where few quotes above have a wrong
/// speaker (2 % on polnear-dev, none on modern-dev), and few right ones are below (9 % and 8 %).
const UNSURE: f32 = 0.65;

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

    /// The first byte of the content.
    #[must_use]
    pub fn start(&self) -> usize {
        self.content.first().map_or(0, |s| s.start)
    }
}

/// A fact: a date, a duration, a quantity, a role, an event or a claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// The words that state it.
    pub span: Span,
    /// The fact.
    #[serde(flatten)]
    pub kind: FactKind,
    /// Who states it: the speaker of the attribution it stands in; `None` is the article itself.
    #[serde(default)]
    pub by: Option<String>,
}

impl Fact {
    /// A fact that the article itself states.
    #[must_use]
    pub fn new(span: Span, kind: FactKind) -> Self {
        Self { span, kind, by: None }
    }
}

/// Whether somebody holds an office at the time of the article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RoleStatus {
    /// Holds it.
    #[default]
    Current,
    /// Held it: `the former mayor`.
    Former,
    /// Stands in for the holder: `the acting director`.
    Acting,
    /// Wants it: `the Republican nominee`.
    Candidate,
    /// Will hold it: `the president-elect`.
    Future,
}

/// Whether an event took place, as the text tells it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EventStatus {
    /// It took place, or it takes place now.
    #[default]
    Happened,
    /// It is to take place: `is scheduled to meet`.
    Scheduled,
    /// Somebody says so, and the article does not: `allegedly brandished a pistol`.
    Alleged,
    /// It did not take place: `did not apologise`.
    Negated,
}

/// Somebody who takes part in an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// The person or body.
    pub entity: EntityId,
    /// Its canonical name. A body that never speaks is not among [`Annotations::people`].
    pub name: String,
}

/// The signs that a claim can be checked and is worth it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClaimReason {
    /// States a figure: `58 percent of the young are unemployed`.
    Figure,
    /// States a record or a first: `the deadliest`, `for the first time`.
    Record,
    /// States a cause: `led to`, `because of`.
    Cause,
    /// Compares: `more than every teacher together`.
    Comparison,
    /// States what somebody did or what was the case at a past time.
    History,
    /// States what somebody else said, did or believes.
    Accusation,
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
    /// A length of time, ISO 8601 (`P7Y`). The same words are a quantity too.
    Duration {
        /// The length.
        value: String,
    },
    /// A time that comes again (`every Sunday`), as TIMEX3 writes it (`XXXX-WXX-7`).
    Set {
        /// The time.
        value: String,
    },
    /// A quantity.
    Quantity {
        /// The number, if it can be parsed; of a range the first end.
        value: Option<f64>,
        /// The unit or the noun counted (`people`, `%`, `USD`).
        unit: Option<String>,
        /// Both ends of a range.
        #[serde(default)]
        range: Option<[f64; 2]>,
        /// The words for what is counted or measured.
        #[serde(default)]
        of: Option<Span>,
        /// The hedge: `about`, `nearly`, `more than`, `less than`, `up to`.
        #[serde(default)]
        modifier: Option<String>,
        /// `rise` or `fall`, if something changed by this much.
        #[serde(default)]
        change: Option<String>,
    },
    /// Somebody's role.
    Role {
        /// The person.
        entity: EntityId,
        /// The role (`Deputy Foreign Minister`).
        role: String,
        /// The body or place of the role (`Russia`).
        of: Option<String>,
        /// Whether the person holds it.
        #[serde(default)]
        status: RoleStatus,
    },
    /// Somebody did something, or something took place. The span covers its words.
    Event {
        /// The people and bodies that take part, in order of the text.
        who: Vec<Participant>,
        /// The verb or noun that tells of it: `met`, `earthquake`.
        trigger: Span,
        /// The day, as the value of [`FactKind::Date`]; `None` if the text states none or it cannot be made absolute.
        when: Option<String>,
        /// The words that state the day: the span of a date of the article.
        date: Option<Span>,
        /// The words that state the place.
        place: Option<Span>,
        /// Whether it took place.
        status: EventStatus,
    },
    /// A sentence or a quote that states something to check.
    Claim {
        /// How much it is worth a check, 0–1: a score to order by, not a verdict.
        score: f32,
        /// Why, in the order of [`ClaimReason`].
        reasons: Vec<ClaimReason>,
        /// The quantities inside it: spans of facts.
        figures: Vec<Span>,
        /// The dates inside it: spans of facts.
        dates: Vec<Span>,
    },
}

impl FactKind {
    /// A plain quantity: a number with its unit.
    #[must_use]
    pub fn quantity(value: Option<f64>, unit: Option<String>) -> Self {
        Self::Quantity { value, unit, range: None, of: None, modifier: None, change: None }
    }

    /// A role that the person holds.
    #[must_use]
    pub fn role(entity: EntityId, role: String, of: Option<String>) -> Self {
        Self::Role { entity, role, of, status: RoleStatus::Current }
    }

    /// Whether lists show it on its own. A duration is shown as the quantity of the same words.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        !matches!(self, Self::Duration { .. } | Self::Set { .. } | Self::Event { .. } | Self::Claim { .. })
    }
}

impl Annotations {
    /// The person or body with this entity id.
    #[must_use]
    pub fn person(&self, entity: EntityId) -> Option<&Person> {
        self.people.iter().find(|p| p.entity == entity)
    }

    /// The words of the event that the date at `date` belongs to.
    #[must_use]
    pub fn event_of(&self, date: Span) -> Option<Span> {
        let tells = |f: &&Fact| matches!(f.kind, FactKind::Event { date: Some(at), .. } if at == date);
        self.facts.iter().find(tells).map(|f| f.span)
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
        self.stances.sort_by_key(Attribution::start);
        self.facts.sort_by_key(|f| (f.span.start, f.span.end));
    }
}
