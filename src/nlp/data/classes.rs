//! The classes that words of the data files can have: as bits for the many, as [`List`] for what single rules ask.
//!
//! The names in quotation marks are those of the data files.

use crate::nlp::EntityType;

/// Word classes, as bits: one form can belong to several.
pub(in crate::nlp) mod class {
    pub(crate) const DET: u32 = 1;
    pub(crate) const POSSESSIVE: u32 = 1 << 1;
    /// Pronouns that can be a subject.
    pub(crate) const PRONOUN: u32 = 1 << 2;
    /// Pronouns that can only be an object.
    pub(crate) const OBJECT: u32 = 1 << 3;
    pub(crate) const PREP: u32 = 1 << 4;
    pub(crate) const CONJ: u32 = 1 << 5;
    /// Words that open a subordinate clause.
    pub(crate) const SUB: u32 = 1 << 6;
    pub(crate) const REL: u32 = 1 << 7;
    pub(crate) const BE: u32 = 1 << 8;
    pub(crate) const HAVE: u32 = 1 << 9;
    pub(crate) const DO: u32 = 1 << 10;
    pub(crate) const MODAL: u32 = 1 << 11;
    pub(crate) const NEG: u32 = 1 << 12;
    pub(crate) const ADV: u32 = 1 << 13;
    /// Words of time that stand without a preposition (`Tuesday`, `yesterday`, `last`).
    pub(crate) const TIME: u32 = 1 << 14;
    /// A finite form of a verb that reports nothing.
    pub(crate) const FINITE: u32 = 1 << 15;
    /// Nouns for people by what they do (`spokesman`, `official`).
    pub(crate) const ROLE: u32 = 1 << 16;
    pub(crate) const ADJ: u32 = 1 << 17;
    pub(crate) const NUMBER: u32 = 1 << 18;
    /// Nouns for bodies that speak (`ministry`, `campaign`).
    pub(crate) const BODY: u32 = 1 << 19;
    /// Nouns for documents that speak (`report`, `poll`).
    pub(crate) const PAPER: u32 = 1 << 20;
    /// Nouns for several people (`officials`, `critics`).
    pub(crate) const PEOPLE: u32 = 1 << 21;
    pub(crate) const WH: u32 = 1 << 22;
    pub(crate) const AUX: u32 = BE | HAVE | DO | MODAL;

    /// Their names in the data files.
    pub(crate) const NAMES: &[(&str, u32)] = &[
        ("determiner", DET),
        ("possessive", POSSESSIVE),
        ("pronoun", PRONOUN),
        ("object-pronoun", OBJECT),
        ("preposition", PREP),
        ("conjunction", CONJ),
        ("subordinator", SUB),
        ("relative", REL),
        ("be", BE),
        ("have", HAVE),
        ("do", DO),
        ("modal", MODAL),
        ("negation", NEG),
        ("adverb", ADV),
        ("time", TIME),
        ("finite", FINITE),
        ("role", ROLE),
        ("adjective", ADJ),
        ("number", NUMBER),
        ("body", BODY),
        ("document", PAPER),
        ("people", PEOPLE),
        ("interrogative", WH),
    ];
}

/// What a word does in a name, as bits.
pub(in crate::nlp) mod word {
    pub(crate) const MALE: u16 = 1;
    pub(crate) const FEMALE: u16 = 1 << 1;
    pub(crate) const GIVEN: u16 = MALE | FEMALE;
    /// `Syrian`, `Democratic`: no entity of its own.
    pub(crate) const DEMONYM: u16 = 1 << 2;
    /// Goes before a person's name.
    pub(crate) const TITLE: u16 = 1 << 3;
    /// Goes before a title: `Deputy`, `Foreign`, `Vice`.
    pub(crate) const TITLE_PART: u16 = 1 << 4;
    /// Makes the name that holds it a body: `Ministry`, `Party`.
    pub(crate) const BODY: u16 = 1 << 5;
    /// Makes the name that it ends a place: `Airport`, `River`.
    pub(crate) const SITE: u16 = 1 << 6;
    /// Makes the name that it ends something else: `Act`, `War`.
    pub(crate) const THING: u16 = 1 << 7;
    /// Written small inside a person's name: `van`, `bin`.
    pub(crate) const PARTICLE: u16 = 1 << 8;
    /// `Jr.`, `III`
    pub(crate) const SUFFIX: u16 = 1 << 9;
    /// Always shows that what follows is a person: `Mr.`, `Sen.`
    pub(crate) const HONORIFIC: u16 = 1 << 10;
    /// Capitalised and no entity of its own, as a demonym, but no people: `Internet`, `Easter`.
    pub(crate) const NO_PEOPLE: u16 = 1 << 11;

    /// Their names in the data files. An honorific is a title.
    pub(crate) const NAMES: &[(&str, u16)] = &[
        ("male", MALE),
        ("female", FEMALE),
        ("demonym", DEMONYM),
        ("capital-only", DEMONYM | NO_PEOPLE),
        ("title", TITLE),
        ("title-part", TITLE_PART),
        ("body-name", BODY),
        ("site", SITE),
        ("thing", THING),
        ("particle", PARTICLE),
        ("suffix", SUFFIX),
        ("honorific", HONORIFIC | TITLE),
    ];
}

/// How a reporting verb is built, as bits.
pub(in crate::nlp) mod frame {
    /// Direct speech, before or after; `said Smith`; `…, Smith said.`
    pub(crate) const SAY: u16 = 1;
    /// A clause: `that …`, `how …`, or bare.
    pub(crate) const CLAUSE: u16 = 1 << 1;
    /// A noun phrase that is the content: `condemned the attack`.
    pub(crate) const NOUN: u16 = 1 << 2;
    /// `to do …`
    pub(crate) const TO: u16 = 1 << 3;
    /// Whom it is said to comes first: `told Smith that …`.
    pub(crate) const TOLD: u16 = 1 << 4;
    /// Needs quotation marks, `that` or a particle to count: too many other senses.
    pub(crate) const WEAK: u16 = 1 << 5;
    /// Telling as a fiction writer does: `he growled`; only beside quotation marks.
    pub(crate) const MANNER: u16 = 1 << 6;

    /// Their names in the data files.
    pub(crate) const NAMES: &[(&str, u16)] = &[
        ("say", SAY),
        ("clause", CLAUSE),
        ("noun", NOUN),
        ("to", TO),
        ("told", TOLD),
        ("weak", WEAK),
        ("manner", MANNER),
    ];
}

/// The forms of a verb, as bits.
pub(in crate::nlp) mod form {
    pub(crate) const BASE: u8 = 1;
    pub(crate) const S: u8 = 1 << 1;
    pub(crate) const PAST: u8 = 1 << 2;
    pub(crate) const PARTICIPLE: u8 = 1 << 3;
    pub(crate) const ING: u8 = 1 << 4;
}

/// The kinds that a name can have.
pub(super) const KINDS: &[(&str, EntityType)] = &[
    ("person", EntityType::Person),
    ("organisation", EntityType::Organisation),
    ("place", EntityType::Place),
    ("other", EntityType::Other),
];

macro_rules! lists {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// Words that single rules ask for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in crate::nlp) enum List {
            $($(#[$doc])* $variant,)+
        }

        /// Their names in the data files.
        pub(super) const LISTS: &[(&str, List)] = &[$(($name, List::$variant),)+];
    };
}

lists! {
    /// Labels before a colon that name nobody: `Photo: …`.
    SectionLabel = "section-label",
    /// Labels of a page before a colon that are no speaker of a transcript.
    TranscriptHeading = "transcript-heading",
    /// Words before a quoted title or nickname: `a film called “…”`.
    IntroducesTitle = "introduces-title",
    /// Prepositions at the end of a source that belong to the verb after it.
    CutFromSource = "cut-from-source",
    /// Units of time after `this`, `last` or `next`.
    TimeUnit = "time-unit",
    /// Words before `this week`, `last month`.
    BeforeDate = "before-date",
    /// Words before a name that begins a clause.
    OpensClause = "opens-clause",
    /// Titles and nouns that only men bear.
    HeTitle = "he-title",
    /// Titles and nouns that only women bear.
    SheTitle = "she-title",
    /// Words before a date that is still to come.
    TellsComing = "tells-coming",
    /// Words before a date that is past.
    TellsPast = "tells-past",
    /// Words before a year that stands alone.
    BeforeYear = "before-year",
    /// Words before a month that stands alone.
    BeforeMonth = "before-month",
    /// Words before a weekday that is no single day: `every Monday`.
    Recurring = "recurring",
    /// Words before a weekday that is counted from another day: `the following Monday`.
    CountedElsewhere = "counted-elsewhere",
    /// Things that are counted and whose plural has no regular ending.
    CountedThing = "counted-thing",
    /// Units after a number.
    Unit = "unit",
    /// Titles that are no role: `Mr.`
    Courtesy = "courtesy",
    /// Words after the head of a role: `minister` | `of` …
    EndsRole = "ends-role",
    /// Arabic articles before a hyphen: `ash-Shaykh`.
    ArticleOfName = "article-of-name",
    /// Words that `of` joins to the rest of a name: `Bank of …`.
    JoinsOf = "joins-of",
    /// Words before a place.
    BeforePlace = "before-place",
    /// First words of places: `Mount …`.
    BeginsPlace = "begins-place",
    /// Words that the initials of a body leave out.
    NotInInitials = "not-in-initials",
    /// What a body is called by itself, with a capital, once it was named in full.
    BodyAlone = "body-alone",
    /// Names for those who live in a town or on an island, which the encoder takes for the place.
    Townspeople = "townspeople",
    /// Words that make an adjective of a name, in headlines with a capital: `Oslo-Based`.
    AfterHyphen = "after-hyphen",
    /// Words before the hyphen of a name that are no part of it: `Anti-Reyes`.
    BeforeHyphen = "before-hyphen",
    /// Fields of a mail header that name correspondents.
    MailField = "mail-field",
    /// What a message closes with, without punctuation.
    MailClosing = "mail-closing",
    /// Pronouns for a man.
    He = "he",
    /// Pronouns for a woman.
    She = "she",
    /// Pronouns for several.
    They = "they",
    /// Pronouns for a thing or a body.
    It = "it",
    /// Pronouns for the writer or the reader.
    Speaker = "speaker",
    /// Words that take the place of a body's name in the sentences after it.
    BodyVaried = "body-varied",
    /// Heads of descriptions that stand for a name just given, not for somebody without a name.
    Office = "office",
    /// Offices and callings that vary the name of somebody just named: `the striker`.
    VariesName = "varies-name",
    /// Bodies that print or broadcast: `the newspaper`.
    Prints = "prints",
    /// Words in the names of papers and broadcasters.
    PressName = "press-name",
    /// Nouns for one human being that are no role.
    Human = "human",
    /// Nouns for a man or a boy.
    MaleNoun = "male-noun",
    /// Nouns for a woman or a girl.
    FemaleNoun = "female-noun",
    /// Party labels of one person.
    Partisan = "partisan",
    /// Words that begin the clause behind a description.
    EndsDescription = "ends-description",
    /// Participles that a description needs: `people involved in …`.
    KeepsClause = "keeps-clause",
    /// Words after a participle that begins a clause.
    AfterParticiple = "after-participle",
    /// First words of a description of several people.
    Several = "several",
    /// Nouns for several people without a plural ending.
    GroupNoun = "group-noun",
    /// Sources that say nothing about who speaks.
    Vague = "vague",
    /// Words in `-ly` that are no adverbs.
    NotAdverb = "not-adverb",
    /// Prepositions that leave a noun phrase for when or how something was said.
    Adjunct = "adjunct",
    /// Prepositions that do so before an occasion: `in a statement`.
    OccasionPreposition = "occasion-preposition",
    /// Occasions and manners of speaking.
    Occasion = "occasion",
    /// What follows an apostrophe that stands for left-out letters.
    Elided = "elided",
    /// Words after a participle that shortens a clause: `accused of`.
    ReducedClause = "reduced-clause",
    /// Verbs before an infinitive that happened: `continued to say`.
    BeforeInfinitive = "before-infinitive",
}

/// Abbreviations, as they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nlp) enum Written {
    /// Countries, unions and bodies by their initials.
    Initials,
    /// States as newspapers abbreviate them, and those that they write out.
    State,
    /// Legal forms of firms.
    CompanyForm,
    /// What a name takes after a comma: `Jr.`
    AfterComma,
}

/// Their names in the data file.
pub(super) const WRITTEN: &[(&str, Written)] = &[
    ("initials", Written::Initials),
    ("state", Written::State),
    ("company-form", Written::CompanyForm),
    ("after-comma", Written::AfterComma),
];
