//! The classes of words in the data files: bits for common classes, [`List`] for those that single rules use.
//!
//! The strings are the names of the classes in the data files.

use crate::nlp::EntityType;

/// Word classes, as bits. One form can belong to several.
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
    /// Time words that need no preposition (`Tuesday`, `yesterday`, `last`).
    pub(crate) const TIME: u32 = 1 << 14;
    /// Finite forms of verbs that are not reporting verbs.
    pub(crate) const FINITE: u32 = 1 << 15;
    /// Nouns for people by occupation or office (`spokesman`, `official`).
    pub(crate) const ROLE: u32 = 1 << 16;
    pub(crate) const ADJ: u32 = 1 << 17;
    pub(crate) const NUMBER: u32 = 1 << 18;
    /// Nouns for bodies that can speak (`ministry`, `campaign`).
    pub(crate) const BODY: u32 = 1 << 19;
    /// Nouns for documents that can be sources (`report`, `poll`).
    pub(crate) const PAPER: u32 = 1 << 20;
    /// Nouns for several people (`officials`, `critics`).
    pub(crate) const PEOPLE: u32 = 1 << 21;
    pub(crate) const WH: u32 = 1 << 22;
    pub(crate) const AUX: u32 = BE | HAVE | DO | MODAL;

    /// Class names in the data files.
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

/// The roles of a word within a name, as bits.
pub(in crate::nlp) mod word {
    pub(crate) const MALE: u16 = 1;
    pub(crate) const FEMALE: u16 = 1 << 1;
    pub(crate) const GIVEN: u16 = MALE | FEMALE;
    /// Demonyms and party adjectives, which are not entities: `Syrian`, `Democratic`.
    pub(crate) const DEMONYM: u16 = 1 << 2;
    /// Precedes a person's name.
    pub(crate) const TITLE: u16 = 1 << 3;
    /// Precedes a title: `Deputy`, `Foreign`, `Vice`.
    pub(crate) const TITLE_PART: u16 = 1 << 4;
    /// Marks a name that contains the word as a body: `Ministry`, `Party`.
    pub(crate) const BODY: u16 = 1 << 5;
    /// Marks a name that ends with the word as a place: `Airport`, `River`.
    pub(crate) const SITE: u16 = 1 << 6;
    /// Marks a name that ends with the word as another thing: `Act`, `War`.
    pub(crate) const THING: u16 = 1 << 7;
    /// Lower-case part of a person's name: `van`, `bin`.
    pub(crate) const PARTICLE: u16 = 1 << 8;
    /// `Jr.`, `III`
    pub(crate) const SUFFIX: u16 = 1 << 9;
    /// Always precedes a person's name: `Mr.`, `Sen.`
    pub(crate) const HONORIFIC: u16 = 1 << 10;
    /// Capitalised words that are neither an entity nor a demonym: `Internet`, `Easter`.
    pub(crate) const NO_PEOPLE: u16 = 1 << 11;

    /// Class names in the data files. An honorific is also a title.
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

/// The complements of a reporting verb, as bits.
pub(in crate::nlp) mod frame {
    /// Direct speech before or after the verb: `said Smith`; `…, Smith said.`
    pub(crate) const SAY: u16 = 1;
    /// A clause: `that …`, `how …`, or bare.
    pub(crate) const CLAUSE: u16 = 1 << 1;
    /// A noun phrase that is the content: `condemned the attack`.
    pub(crate) const NOUN: u16 = 1 << 2;
    /// `to do …`
    pub(crate) const TO: u16 = 1 << 3;
    /// The addressee precedes the content: `told Smith that …`.
    pub(crate) const TOLD: u16 = 1 << 4;
    /// Has too many other senses: needs quotation marks, `that` or a particle.
    pub(crate) const WEAK: u16 = 1 << 5;
    /// Manner of speaking, mainly in fiction: `he growled`. Needs quotation marks.
    pub(crate) const MANNER: u16 = 1 << 6;

    /// Class names in the data files.
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

/// The types of names.
pub(super) const KINDS: &[(&str, EntityType)] = &[
    ("person", EntityType::Person),
    ("organisation", EntityType::Organisation),
    ("place", EntityType::Place),
    ("other", EntityType::Other),
];

macro_rules! lists {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// Word lists that single rules use.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in crate::nlp) enum List {
            $($(#[$doc])* $variant,)+
        }

        /// List names in the data files.
        pub(super) const LISTS: &[(&str, List)] = &[$(($name, List::$variant),)+];

        /// Each list is one bit of an entry.
        const _: () = assert!(LISTS.len() <= u128::BITS as usize, "more word lists than bits");
    };
}

lists! {
    /// Labels before a colon that are not speakers: `Photo: …`.
    SectionLabel = "section-label",
    /// Headings before a colon that are not speakers of a transcript.
    TranscriptHeading = "transcript-heading",
    /// Words before a quoted title or nickname: `a film called “…”`.
    IntroducesTitle = "introduces-title",
    /// Full names of the states of the US, but for `Washington`.
    StateName = "state-name",
    /// Prepositions at the end of a source that belong to the next verb.
    CutFromSource = "cut-from-source",
    /// Words that begin an adjunct after a source: `during a hearing`, `when asked`.
    EndsSource = "ends-source",
    /// Units of time after `this`, `last` or `next`.
    TimeUnit = "time-unit",
    /// Words before `this week`, `last month`.
    BeforeDate = "before-date",
    /// Words that precede a name and begin a clause.
    OpensClause = "opens-clause",
    /// Titles and nouns for men only.
    HeTitle = "he-title",
    /// Titles and nouns for women only.
    SheTitle = "she-title",
    /// Words before a future date.
    TellsComing = "tells-coming",
    /// Words before a past date.
    TellsPast = "tells-past",
    /// Words before a year without a month or a day.
    BeforeYear = "before-year",
    /// Words before a month without a day or a year.
    BeforeMonth = "before-month",
    /// Words before a weekday that recurs: `every Monday`.
    Recurring = "recurring",
    /// Words before a weekday relative to another day than the day of writing: `the following Monday`.
    CountedElsewhere = "counted-elsewhere",
    /// Counted nouns with an irregular plural.
    CountedThing = "counted-thing",
    /// Units after a number.
    Unit = "unit",
    /// Titles that are not roles: `Mr.`
    Courtesy = "courtesy",
    /// Words after the head of a role: `minister` | `of` …
    EndsRole = "ends-role",
    /// Titles before a given name alone: `Sheikh Abdullah`, `Prince Piet`.
    BeforeGivenName = "before-given-name",
    /// Arabic articles before a hyphen: `ash-Shaykh`.
    ArticleOfName = "article-of-name",
    /// Words that can be followed by `of` within a name: `Bank of …`.
    JoinsOf = "joins-of",
    /// Words before a place.
    BeforePlace = "before-place",
    /// First words of places: `Mount …`.
    BeginsPlace = "begins-place",
    /// Words that have no letter in the initials of a body.
    NotInInitials = "not-in-initials",
    /// Short forms for a body named before, with a capital: `the Committee`.
    BodyAlone = "body-alone",
    /// Inhabitants of a town or an island, which the encoder mistakes for the place.
    Townspeople = "townspeople",
    /// Second parts of adjectives formed from a name, capitalised in headlines: `Oslo-Based`.
    AfterHyphen = "after-hyphen",
    /// Prefixes before a hyphen that are not part of the name: `Anti-Reyes`.
    BeforeHyphen = "before-hyphen",
    /// Fields of a mail header that hold correspondents.
    MailField = "mail-field",
    /// Closing phrases of a message, without punctuation.
    MailClosing = "mail-closing",
    /// Pronouns for a man.
    He = "he",
    /// Pronouns for a woman.
    She = "she",
    /// Plural pronouns.
    They = "they",
    /// Pronouns for a thing or a body.
    It = "it",
    /// First- and second-person pronouns.
    Speaker = "speaker",
    /// Nouns that refer to a body named before: `the agency`.
    BodyVaried = "body-varied",
    /// Head nouns of descriptions that refer to a person named before, not to an unnamed one.
    Office = "office",
    /// Offices and occupations that refer to a person named shortly before: `the striker`.
    VariesName = "varies-name",
    /// Nouns for a person that vary the name of whom a passage is about: `the rugby legend`.
    Epithet = "epithet",
    /// Roles that often have no name in the text: `the judge`, `the spokesman`.
    OftenUnnamed = "often-unnamed",
    /// Nouns for publishers and broadcasters: `the newspaper`.
    Prints = "prints",
    /// Words in the names of newspapers and broadcasters.
    PressName = "press-name",
    /// Nouns for a single person that are not roles.
    Human = "human",
    /// Nouns for a man or a boy.
    MaleNoun = "male-noun",
    /// Nouns for a woman or a girl.
    FemaleNoun = "female-noun",
    /// Party labels of one person.
    Partisan = "partisan",
    /// Words that begin a clause after a description.
    EndsDescription = "ends-description",
    /// Participles that are an essential part of a description: `people involved in …`.
    KeepsClause = "keeps-clause",
    /// Words that can follow a participle at the beginning of a clause.
    AfterParticiple = "after-participle",
    /// First words of a description of a group.
    Several = "several",
    /// Nouns for groups without a plural ending.
    GroupNoun = "group-noun",
    /// Sources that do not identify a speaker.
    Vague = "vague",
    /// Words in `-ly` that are not adverbs.
    NotAdverb = "not-adverb",
    /// Prepositions of adjuncts: time and manner of speaking.
    Adjunct = "adjunct",
    /// Prepositions of adjuncts before an occasion: `in a statement`.
    OccasionPreposition = "occasion-preposition",
    /// Rules by which something is done: `according to law`.
    Norm = "norm",
    /// Occasions and manners of speaking, for example `statement`.
    Occasion = "occasion",
    /// Elided forms after an apostrophe.
    Elided = "elided",
    /// Words after a participle in a reduced clause: `accused of`.
    ReducedClause = "reduced-clause",
    /// Verbs before an infinitive that report an actual event: `continued to say`.
    BeforeInfinitive = "before-infinitive",
    /// Nouns for events: `earthquake`, `meeting`.
    EventNoun = "event-noun",
    /// Past forms of verbs that have no entry in `verbs.txt`.
    PastForm = "past-form",
    /// Present forms of verbs for events that have no entry in `verbs.txt`: `meets`.
    PresentForm = "present-form",
    /// Past forms of verbs for events that are worth a line of a timeline without a date: `declared`.
    EventVerb = "event-verb",
    /// Words for a record or a first: `deadliest`.
    TellsRecord = "tells-record",
    /// Words that state a cause: `led`, `because`.
    TellsCause = "tells-cause",
    /// Nouns for what their owner says: `Renner’s claim that …`.
    ClaimNoun = "claim-noun",
    /// Prepositions that join a name to the head of its phrase: `the union's complaint to the Court`.
    JoinsPhrase = "joins-phrase",
    /// Participles before `by` that do not end in `-ed`: `led by`.
    IrregularParticiple = "irregular-participle",
    /// Present forms in `-ers` that are verbs of headlines: `Holt Hammers Falk Bank`.
    HeadlineVerb = "headline-verb",
    /// Words that do not end a phrase.
    Dangling = "dangling",
    /// Participles of reporting verbs that need a clause: `saying`.
    NeedsClause = "needs-clause",
    /// Nouns for studies, which refer to each other: `a survey`, then `the study`.
    Inquiry = "inquiry",
    /// Nouns for films and advertisements, which refer to each other: `a video`, then `the clip`.
    ShownThing = "shown-thing",
    /// People whom an article may leave without a name after its first lines: `an official`.
    StaysUnnamed = "stays-unnamed",
    /// Participles that open a reported question: `Asked if he agreed, Holt said`.
    Asked = "asked",
    /// Verbs whose object answers: `When Renner contacted Holt, he said`.
    Contacts = "contacts",
    /// Styles of address after `his` or `her`: `Majesty`.
    Style = "style",
    /// Titles of those who are called `Majesty`.
    Monarch = "monarch",
}

/// Abbreviations in their written form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nlp) enum Written {
    /// Initials of countries, unions and bodies.
    Initials,
    /// States as newspapers write them, abbreviated or in full.
    State,
    /// Legal forms of companies.
    CompanyForm,
    /// Name suffixes after a comma: `Jr.`
    AfterComma,
}

/// Class names in the data file.
pub(super) const WRITTEN: &[(&str, Written)] = &[
    ("initials", Written::Initials),
    ("state", Written::State),
    ("company-form", Written::CompanyForm),
    ("after-comma", Written::AfterComma),
];
