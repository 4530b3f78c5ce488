//! The JSON format of `pullquote annotate`. `annotations.schema.json` is its schema.

use std::fmt::Write as _;
use std::io;

use serde::{Deserialize, Serialize};
use serde_json::ser::{Formatter, Serializer};

use crate::nlp::{
    Annotations, Attribution, ClaimReason, EntityId, EntityType, EventStatus, FactKind, QuoteKind, RoleStatus,
    SpeakerKind,
};
use crate::text::{Article, CharMap, Span, harmless};

/// JSON Schema (draft 2020-12) of a [`JsonDoc`].
pub const SCHEMA: &str = include_str!("annotations.schema.json");

/// Version of the format. It grows when documents get fields or kinds of fact that an older schema refuses.
pub const SCHEMA_VERSION: u32 = 2;

/// `[start, end]` in Unicode code points, end exclusive.
pub type JsonSpan = [usize; 2];

/// The annotations of one article, with offsets in code points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JsonDoc {
    /// The caller's id of the article.
    pub id: String,
    /// The title, if known.
    pub title: Option<String>,
    /// The text to which all offsets refer.
    pub text: String,
    /// Version of the format ([`SCHEMA_VERSION`]); 1 in documents without this field.
    #[serde(default = "first_schema")]
    pub schema: u32,
    /// Name and version of the engine.
    pub model: String,
    /// The language of the text, if the engine does not support it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foreign: Option<String>,
    /// Names, dates and quantities, in order.
    pub entities: Vec<JsonEntity>,
    /// Everyone who is named or who speaks.
    pub people: Vec<JsonPerson>,
    /// The quotes and their speakers.
    pub attributions: Vec<JsonAttribution>,
    /// Dates, quantities, roles, events, claims.
    pub facts: Vec<JsonFact>,
}

fn first_schema() -> u32 {
    1
}

/// A named mention, a date or a quantity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JsonEntity {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: EntityType,
    /// Its span.
    pub span: JsonSpan,
    /// Its entity.
    pub entity: EntityId,
}

/// A person, organisation or group that is named or speaks in the article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JsonPerson {
    /// Its entity.
    pub entity: EntityId,
    /// The fullest form of the name.
    pub name: String,
    /// Person, organisation or group.
    pub kind: SpeakerKind,
    /// Other forms of the name.
    pub aliases: Vec<String>,
    /// Roles as the text states them.
    pub roles: Vec<String>,
}

/// The kinds of attribution: how much of it stands in quotation marks, or that nobody said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JsonQuoteKind {
    /// All of the content stands in quotation marks.
    Direct,
    /// Part of it does.
    Mixed,
    /// Reported without quotation marks.
    Indirect,
    /// Only done or thought (`approved the sale`).
    Stance,
}

impl JsonQuoteKind {
    /// Returns its name in the JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Mixed => "mixed",
            Self::Indirect => "indirect",
            Self::Stance => "stance",
        }
    }
}

/// A quote and its speaker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JsonAttribution {
    /// Stable for one text and engine.
    pub id: String,
    /// Direct, mixed or indirect; `stance` where nobody said it.
    pub kind: JsonQuoteKind,
    /// The content.
    pub content: Vec<JsonSpan>,
    /// The source: the words that name the speaker.
    pub source: Vec<JsonSpan>,
    /// The cue: the words that introduce the content.
    pub cue: Vec<JsonSpan>,
    /// The canonical name of the speaker.
    pub speaker: Option<String>,
    /// The speaker's entity.
    pub entity: Option<EntityId>,
    /// The addressee.
    pub addressee: Option<String>,
    /// The confidence, 0 to 1, rounded to three decimals.
    pub confidence: f32,
    /// Whether the speaker may well be somebody else.
    #[serde(default)]
    pub unsure: bool,
    /// How the pronoun or description in the source was resolved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<JsonEvidence>,
}

/// Evidence for the speaker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JsonEvidence {
    /// The words that point to the speaker.
    pub anaphor: JsonSpan,
    /// The mention they were resolved to.
    pub antecedent: JsonSpan,
    /// Sentences between the two.
    pub sentences: usize,
}

/// A fact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JsonFact {
    /// The statement; its `type` comes first.
    #[serde(flatten)]
    pub kind: JsonFactKind,
    /// The words that state it.
    pub span: JsonSpan,
    /// Who states it; `None` is the article itself.
    #[serde(default)]
    pub by: Option<String>,
}

/// The statement of a fact, as inside the program but for its spans.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum JsonFactKind {
    /// A date.
    Date {
        /// ISO 8601, as precisely as the text gives it.
        value: Option<String>,
        /// The words of the event that took place then.
        #[serde(default)]
        event: Option<JsonSpan>,
    },
    /// A length of time.
    Duration {
        /// ISO 8601.
        value: String,
    },
    /// A time that comes again.
    Set {
        /// As TIMEX3 writes it.
        value: String,
    },
    /// A quantity.
    Quantity {
        /// The number; of a range the first end.
        value: Option<f64>,
        /// The unit or the noun counted.
        unit: Option<String>,
        /// Both ends of a range.
        #[serde(default)]
        range: Option<[f64; 2]>,
        /// The words for what is counted or measured.
        #[serde(default)]
        of: Option<JsonSpan>,
        /// The hedge.
        #[serde(default)]
        modifier: Option<String>,
        /// `rise` or `fall`.
        #[serde(default)]
        change: Option<String>,
    },
    /// Somebody's role.
    Role {
        /// The person.
        entity: EntityId,
        /// The role.
        role: String,
        /// The body or place of the role.
        of: Option<String>,
        /// Whether the person holds it.
        #[serde(default)]
        status: RoleStatus,
    },
    /// An event.
    Event {
        /// The names of those who take part.
        who: Vec<String>,
        /// Their entities, in the same order.
        entities: Vec<EntityId>,
        /// The verb or noun that tells of it.
        trigger: JsonSpan,
        /// The day, as the value of a date.
        when: Option<String>,
        /// The words that state the day.
        date: Option<JsonSpan>,
        /// The words that state the place.
        #[serde(rename = "where")]
        place: Option<JsonSpan>,
        /// Whether it took place.
        status: EventStatus,
    },
    /// A claim worth checking.
    Claim {
        /// How much it is worth a check, 0–1, rounded to three decimals.
        score: f32,
        /// Why.
        reasons: Vec<ClaimReason>,
        /// The quantities inside it.
        figures: Vec<JsonSpan>,
        /// The dates inside it.
        dates: Vec<JsonSpan>,
    },
}

impl JsonFactKind {
    fn new(kind: &FactKind, event: Option<Span>, span: impl Fn(Span) -> JsonSpan) -> Self {
        match kind.clone() {
            FactKind::Date { value } => Self::Date { value, event: event.map(span) },
            FactKind::Duration { value } => Self::Duration { value },
            FactKind::Set { value } => Self::Set { value },
            FactKind::Quantity { value, unit, range, of, modifier, change } => {
                Self::Quantity { value, unit, range, of: of.map(span), modifier, change }
            }
            FactKind::Role { entity, role, of, status } => Self::Role { entity, role, of, status },
            FactKind::Event { who, trigger, when, date, place, status } => Self::Event {
                entities: who.iter().map(|p| p.entity).collect(),
                who: who.into_iter().map(|p| p.name).collect(),
                trigger: span(trigger),
                when,
                date: date.map(&span),
                place: place.map(&span),
                status,
            },
            FactKind::Claim { score, reasons, figures, dates } => Self::Claim {
                score: confidence(score),
                reasons,
                figures: figures.into_iter().map(&span).collect(),
                dates: dates.into_iter().map(&span).collect(),
            },
        }
    }
}

/// Converts the annotations of `article`; `id` is the caller's id.
#[must_use]
pub fn to_json(article: &Article, annotations: &Annotations, id: &str) -> JsonDoc {
    let map = CharMap::new(&article.text);
    let span = |s: Span| map.to_chars(Span::new(s.start, s.end));
    let spans = |all: &[Span]| all.iter().copied().map(span).collect::<Vec<_>>();
    let printed = |kind| matches!(kind, EntityType::Date | EntityType::Quantity);
    JsonDoc {
        id: id.to_owned(),
        title: article.title.clone(),
        text: article.text.clone(),
        schema: SCHEMA_VERSION,
        model: annotations.model.clone(),
        foreign: annotations.foreign.clone(),
        entities: annotations
            .mentions
            .iter()
            .filter(|m| m.named || printed(m.kind))
            .map(|m| JsonEntity { kind: m.kind, span: span(m.span), entity: m.entity })
            .collect(),
        people: annotations
            .people
            .iter()
            .map(|p| JsonPerson {
                entity: p.entity,
                name: p.name.clone(),
                kind: p.kind,
                aliases: p.aliases.clone(),
                roles: p.roles.clone(),
            })
            .collect(),
        attributions: attributions(annotations)
            .into_iter()
            .map(|(kind, a)| JsonAttribution {
                id: a.id.clone(),
                kind,
                content: spans(&a.content),
                source: spans(&a.source),
                cue: spans(&a.cue),
                speaker: a.speaker.clone(),
                entity: a.entity,
                addressee: a.addressee.clone(),
                confidence: confidence(a.confidence),
                unsure: a.is_unsure(),
                evidence: a.evidence.as_ref().map(|e| JsonEvidence {
                    anaphor: span(e.anaphor),
                    antecedent: span(e.antecedent),
                    sentences: e.sentences,
                }),
            })
            .collect(),
        facts: annotations
            .facts
            .iter()
            .map(|f| JsonFact {
                kind: JsonFactKind::new(&f.kind, annotations.event_of(f.span), span),
                span: span(f.span),
                by: f.by.clone(),
            })
            .collect(),
    }
}

/// Attributions and stances, in order of their content.
pub(super) fn attributions(annotations: &Annotations) -> Vec<(JsonQuoteKind, &Attribution)> {
    let said = annotations.attributions.iter().map(|a| match a.kind {
        QuoteKind::Direct => (JsonQuoteKind::Direct, a),
        QuoteKind::Mixed => (JsonQuoteKind::Mixed, a),
        QuoteKind::Indirect => (JsonQuoteKind::Indirect, a),
    });
    let mut all: Vec<_> = said.chain(annotations.stances.iter().map(|a| (JsonQuoteKind::Stance, a))).collect();
    all.sort_by_key(|(_, a)| a.start());
    all
}

/// Rounds a confidence for output; NaN becomes 0.
pub(super) fn confidence(value: f32) -> f32 {
    if value.is_nan() { 0.0 } else { (value.clamp(0.0, 1.0) * 1000.0).round() / 1000.0 }
}

impl JsonDoc {
    /// Returns one line of JSON Lines, without the line feed.
    #[must_use]
    pub fn line(&self) -> String {
        self.print(Layout { open: false, depth: 0, filled: false })
    }

    /// Returns readable JSON: one field per line, one entity, person, attribution or fact per line.
    #[must_use]
    pub fn pretty(&self) -> String {
        self.print(Layout { open: true, depth: 0, filled: false })
    }

    fn print(&self, layout: Layout) -> String {
        let mut bytes = Vec::with_capacity(self.text.len() + self.text.len() / 2);
        // Writing to memory cannot fail, nor do these types: they have no maps with unusual keys and no fallible
        // code.
        let _ = self.serialize(&mut Serializer::with_formatter(&mut bytes, layout));
        String::from_utf8(bytes).unwrap_or_default()
    }
}

/// The layout of the JSON, and the escaped characters: besides those of JSON, all control characters of terminals.
struct Layout {
    open: bool,
    /// Number of open objects and arrays.
    depth: usize,
    /// Whether the innermost open array has an element.
    filled: bool,
}

impl Formatter for Layout {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| harmless(*c).is_some()) {
            let (before, after) = rest.split_at(at);
            writer.write_all(before.as_bytes())?;
            // All of these characters are below U+10000: one escape each.
            write!(writer, "\\u{:04x}", u32::from(c))?;
            rest = after.get(c.len_utf8()..).unwrap_or_default();
        }
        writer.write_all(rest.as_bytes())
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        writer.write_all(b"{")
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth = self.depth.saturating_sub(1);
        writer.write_all(if self.open && self.depth == 0 { b"\n}" } else { b"}" })
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        writer.write_all(match (self.open, self.depth, first) {
            (true, 1, true) => b"\n  ",
            (true, 1, false) => b",\n  ",
            (true, _, false) => b", ",
            (false, _, false) => b",",
            _ => b"",
        })
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(if self.open { b": " } else { b":" })
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        self.filled = false;
        writer.write_all(b"[")
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let rows = self.open && self.depth == 2 && self.filled;
        self.depth = self.depth.saturating_sub(1);
        writer.write_all(if rows { b"\n  ]" } else { b"]" })
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        writer.write_all(match (self.open, self.depth, first) {
            (true, 2, true) => b"\n    ",
            (true, 2, false) => b",\n    ",
            (true, _, false) => b", ",
            (false, _, false) => b",",
            _ => b"",
        })
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, _writer: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }
}

/// Returns JSON without characters that control a terminal; it parses to the same value.
#[must_use]
pub fn harmless_text(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && harmless(c).is_some() {
            // Such characters stand only inside strings, and none is above U+FFFF.
            // Writing to a string cannot fail.
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::nlp::{Attribution, Evidence, Fact, Mention, Participant, Person};

    const TEXT: &str = "😀 Zoë Müller, 3 May: “It’s done,” she told Ömer, who met her in 2015 with 12 people.";

    fn on(words: &str) -> Span {
        let start = TEXT.find(words).unwrap();
        Span::new(start, start + words.len())
    }

    fn example() -> (Article, Annotations) {
        let article = Article { title: Some("A \"title\"".into()), ..Article::new("-", TEXT.into(), Vec::new()) };
        let mention = |kind, words, entity, named| Mention { kind, span: on(words), entity: EntityId(entity), named };
        let annotations = Annotations {
            model: "hand-1".into(),
            mentions: vec![
                mention(EntityType::Person, "Zoë Müller", 0, true),
                mention(EntityType::Date, "3 May", 2, false),
                mention(EntityType::Person, "she", 0, false),
                mention(EntityType::Person, "Ömer", 1, true),
                mention(EntityType::Quantity, "12 people", 3, true),
            ],
            people: vec![Person {
                entity: EntityId(0),
                name: "Zoë Müller".into(),
                kind: SpeakerKind::Person,
                aliases: vec!["Müller".into()],
                roles: vec![],
            }],
            attributions: vec![Attribution {
                id: "q1".into(),
                kind: QuoteKind::Direct,
                content: vec![on("“It’s done,”")],
                source: vec![on("she")],
                cue: vec![on("told")],
                speaker: Some("Zoë Müller".into()),
                entity: Some(EntityId(0)),
                addressee: Some("Ömer".into()),
                confidence: 0.940_01,
                evidence: Some(Evidence { anaphor: on("she"), antecedent: on("Zoë Müller"), sentences: 0 }),
                revised: true,
            }],
            stances: Vec::new(),
            facts: vec![
                Fact::new(on("3 May"), FactKind::Date { value: None }),
                Fact::new(on("12 people"), FactKind::quantity(Some(12.0), Some("people".into()))),
                Fact::new(on("Zoë Müller"), FactKind::role(EntityId(0), "mayor".into(), None)),
                Fact::new(
                    on(", 3 May: “It’s done,” she told"),
                    FactKind::Event {
                        who: vec![Participant { entity: EntityId(0), name: "Zoë Müller".into() }],
                        trigger: on("told"),
                        when: None,
                        date: Some(on("3 May")),
                        place: None,
                        status: EventStatus::Happened,
                    },
                ),
                Fact {
                    by: Some("Zoë Müller".into()),
                    ..Fact::new(
                        on("It’s done"),
                        FactKind::Claim {
                            score: 0.25,
                            reasons: vec![ClaimReason::History],
                            figures: vec![on("12 people")],
                            dates: Vec::new(),
                        },
                    )
                },
            ],
            covered: vec![Span::new(0, TEXT.len())],
            complete: true,
            dated: None,
            foreign: None,
        };
        (article, annotations)
    }

    /// Returns what is wrong with a value by the published schema.
    fn errors(value: &serde_json::Value) -> Option<String> {
        let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
        compiler.add_resource("schema.json", serde_json::from_str(SCHEMA).unwrap()).unwrap();
        let at = compiler.compile("schema.json", &mut schemas).unwrap();
        schemas.validate(value, at).err().map(|error| format!("{error:#}"))
    }

    fn check(json: &str) -> serde_json::Value {
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(errors(&value), None);
        value
    }

    #[test]
    fn one_document_to_a_line() {
        let (article, annotations) = example();
        let doc = to_json(&article, &annotations, "a");
        assert_eq!(
            doc.line(),
            concat!(
                r#"{"id":"a","title":"A \"title\"","text":"😀 Zoë Müller, 3 May: “It’s done,” she told Ömer, who met her in 2015 with 12 people.","#,
                r#""schema":2,"model":"hand-1","entities":[{"type":"person","span":[2,12],"entity":0},{"type":"date","span":[14,19],"entity":2},"#,
                r#"{"type":"person","span":[43,47],"entity":1},{"type":"quantity","span":[74,83],"entity":3}],"#,
                r#""people":[{"entity":0,"name":"Zoë Müller","kind":"person","aliases":["Müller"],"roles":[]}],"#,
                r#""attributions":[{"id":"q1","kind":"direct","content":[[21,33]],"source":[[34,37]],"cue":[[38,42]],"#,
                r#""speaker":"Zoë Müller","entity":0,"addressee":"Ömer","confidence":0.94,"unsure":false,"#,
                r#""evidence":{"anaphor":[34,37],"antecedent":[2,12],"sentences":0}}],"#,
                r#""facts":[{"type":"date","value":null,"event":[12,42],"span":[14,19],"by":null},{"type":"quantity","value":12.0,"unit":"people","range":null,"of":null,"#,
                r#""modifier":null,"change":null,"span":[74,83],"by":null},"#,
                r#"{"type":"role","entity":0,"role":"mayor","of":null,"status":"current","span":[2,12],"by":null},"#,
                r#"{"type":"event","who":["Zoë Müller"],"entities":[0],"trigger":[38,42],"when":null,"date":[14,19],"where":null,"#,
                r#""status":"happened","span":[12,42],"by":null},{"type":"claim","score":0.25,"reasons":["history"],"#,
                r#""figures":[[74,83]],"dates":[],"span":[22,31],"by":"Zoë Müller"}]}"#
            )
        );
        check(&doc.line());
    }

    #[test]
    fn the_pretty_form_says_the_same_one_thing_to_a_line() {
        let (article, annotations) = example();
        let doc = to_json(&article, &annotations, "a");
        let pretty = doc.pretty();
        assert_eq!(check(&pretty), check(&doc.line()));
        assert_eq!(serde_json::from_str::<JsonDoc>(&pretty).unwrap(), doc);
        assert!(pretty.starts_with("{\n  \"id\": \"a\",\n"), "{pretty}");
        assert!(pretty.contains("\n    {\"type\": \"person\", \"span\": [2, 12], \"entity\": 0},\n"), "{pretty}");
        assert!(pretty.ends_with("\"by\": \"Zoë Müller\"}\n  ]\n}"), "{pretty}");
        let empty = to_json(&Article::default(), &Annotations::default(), "");
        assert!(empty.pretty().contains("\n  \"facts\": []\n}"), "{}", empty.pretty());
    }

    #[test]
    fn the_schema_refuses_what_is_not_in_the_contract() {
        let (article, annotations) = example();
        let sound = check(&to_json(&article, &annotations, "a").line());
        for (pointer, wrong) in [
            ("/entities/0/type", serde_json::json!("animal")),
            ("/entities/0/span", serde_json::json!([1])),
            ("/entities/0/span/0", serde_json::json!(-1)),
            ("/attributions/0/content", serde_json::json!([])),
            ("/attributions/0/confidence", serde_json::json!(1.5)),
            ("/attributions/0/speaker", serde_json::json!(7)),
            ("/facts/0/type", serde_json::json!("quantity")),
            ("/facts/2/role", serde_json::json!(null)),
            ("/facts/3/status", serde_json::json!("perhaps")),
            ("/facts/3/when", serde_json::json!(3)),
            ("/facts/4/score", serde_json::json!(2)),
            ("/facts/4/reasons/0", serde_json::json!("gut")),
            ("/schema", serde_json::json!(1)),
            ("/id", serde_json::json!(3)),
        ] {
            let mut broken = sound.clone();
            *broken.pointer_mut(pointer).unwrap() = wrong;
            assert!(errors(&broken).is_some(), "{pointer}");
        }
    }

    #[test]
    fn what_steers_a_terminal_is_escaped() {
        let text = "a\u{1b}[2J\u{7f}b\u{9b}c\u{202e}d\u{2028}\u{feff}\0é";
        let line = to_json(&Article::new("-", text.into(), Vec::new()), &Annotations::default(), "x\u{85}").line();
        assert!(line.chars().all(|c| harmless(c).is_none()), "{line:?}");
        let back: JsonDoc = serde_json::from_str(&line).unwrap();
        assert_eq!((back.text.as_str(), back.id.as_str()), (text, "x\u{85}"));
    }

    #[test]
    fn numbers_that_are_none_do_not_break_the_document() {
        let (article, mut annotations) = example();
        for (value, printed) in [(f32::NAN, 0.0), (f32::INFINITY, 1.0), (-3.0, 0.0), (0.333_333, 0.333)] {
            annotations.attributions[0].confidence = value;
            annotations.facts[1].kind = FactKind::quantity(Some(f64::from(value)), None);
            let doc = to_json(&article, &annotations, "a");
            check(&doc.line());
            assert_eq!(doc.attributions[0].confidence, printed);
        }
    }

    proptest! {
        #[test]
        fn offsets_select_the_same_words_in_code_points(
            text in "[a-zé“日😀\u{301} \n\u{202e}\u{1b}]{0,120}",
            cuts in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..8),
            wild in any::<(usize, usize)>(),
        ) {
            let places: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
            let mut spans: Vec<Span> = cuts.iter().map(|(a, b)| {
                let (a, b) = (places[a.index(places.len())], places[b.index(places.len())]);
                Span::new(a.min(b), a.max(b))
            }).collect();
            let sound = spans.len();
            // Spans outside the text must not cause a panic either.
            spans.push(Span { start: wild.0, end: wild.1 });
            let (_, mut annotations) = example();
            annotations.mentions = spans.iter().map(|s| Mention {
                kind: EntityType::Other, span: *s, entity: EntityId(0), named: true,
            }).collect();
            annotations.attributions[0].content = spans.clone();
            let doc = to_json(&Article::new("-", text.clone(), Vec::new()), &annotations, "a");
            check(&doc.line());
            let chars: Vec<char> = text.chars().collect();
            for (entity, span) in doc.entities.iter().zip(&spans).take(sound) {
                let words: String = chars[entity.span[0]..entity.span[1]].iter().collect();
                prop_assert_eq!(words, span.of(&text));
            }
            for [start, end] in &doc.attributions[0].content {
                prop_assert!(start <= end && *end <= chars.len());
            }
        }
    }
}
