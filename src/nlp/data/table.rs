//! All words of the data files in one table, with one hash look-up per token. It is built on first use.
//!
//! The data files have one entry per line: `word = class, class, class argument`. The README beside them lists the
//! classes. Unknown classes are ignored here; a test rejects them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use crate::nlp::EntityType;
use crate::nlp::data::classes::{KINDS, LISTS, List, WRITTEN, Written, class, form, frame, word};
use crate::nlp::data::inflection;

/// The files of lower-case words.
pub(super) const WORDS: &[(&str, &str)] = &[
    ("grammar.txt", include_str!("grammar.txt")),
    ("roles.txt", include_str!("roles.txt")),
    ("bodies.txt", include_str!("bodies.txt")),
    ("nouns.txt", include_str!("nouns.txt")),
    ("events.txt", include_str!("events.txt")),
    ("labels.txt", include_str!("labels.txt")),
    ("peoples.txt", include_str!("peoples.txt")),
    ("given_names.txt", include_str!("given_names.txt")),
    ("places.txt", include_str!("places.txt")),
    ("organisations.txt", include_str!("organisations.txt")),
    ("things.txt", include_str!("things.txt")),
];

/// The file of verbs, by base form.
pub(super) const VERBS: (&str, &str) = ("verbs.txt", include_str!("verbs.txt"));

/// The file of abbreviations in their written form.
pub(super) const ABBREVIATIONS: (&str, &str) = ("abbreviations.txt", include_str!("abbreviations.txt"));

/// A form of a reporting verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nlp) struct Verb {
    /// Bits of [`frame`].
    pub(in crate::nlp) frame: u16,
    /// Bits of [`form`].
    pub(in crate::nlp) form: u8,
    /// An index into [`Table::lemmas`].
    pub(super) lemma: u16,
}

/// A reporting verb, independent of its form.
#[derive(Debug, Default)]
pub(super) struct Lemma {
    pub(super) base: &'static str,
    /// Particles after which a noun phrase is the content (`for` in `called for`).
    pub(super) particles: Vec<&'static str>,
    /// Whether its present form can be a noun: `claims`.
    pub(super) noun_too: bool,
    /// Whether it reports in any prose, even though fiction also uses it for manner.
    pub(super) common: bool,
}

/// The weights of a name for each type, 0–1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::nlp) struct Kinds {
    pub(in crate::nlp) person: f32,
    pub(in crate::nlp) organisation: f32,
    pub(in crate::nlp) place: f32,
    pub(in crate::nlp) other: f32,
}

impl Kinds {
    fn of(&mut self, kind: EntityType) -> &mut f32 {
        match kind {
            EntityType::Person => &mut self.person,
            EntityType::Organisation => &mut self.organisation,
            EntityType::Place => &mut self.place,
            _ => &mut self.other,
        }
    }

    /// Whether the lists lack the name.
    pub(in crate::nlp) fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// Returns the likeliest type with its weight; `None` for an unknown name.
    pub(in crate::nlp) fn likeliest(mut self) -> Option<(EntityType, f32)> {
        let all = KINDS.iter().map(|(_, kind)| (*kind, *self.of(*kind)));
        all.filter(|(_, weight)| *weight > 0.0).max_by(|a, b| a.1.total_cmp(&b.1))
    }
}

/// The entry of one word or name.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Entry {
    /// Bits of [`class`].
    pub(super) class: u32,
    /// Bits of [`mod@word`].
    pub(super) word: u16,
    /// A bit for each [`List`].
    pub(super) lists: u128,
    pub(super) verb: Option<Verb>,
    pub(super) kinds: Kinds,
}

/// An abbreviation in its written form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nlp) struct Abbreviation {
    pub(in crate::nlp) written: &'static str,
    pub(in crate::nlp) kind: Option<EntityType>,
}

/// Links between words: aliases, variants and short forms.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// Alias → usual name.
    pub(super) alias: HashMap<&'static str, &'static str>,
    /// Variant role → basic role.
    pub(super) kin: HashMap<&'static str, &'static str>,
    /// Short title → full title.
    pub(super) long: HashMap<&'static str, &'static str>,
    /// Short given name → full given names.
    pub(super) short_for: HashMap<&'static str, Vec<&'static str>>,
}

#[derive(Default)]
pub(super) struct Table {
    pub(super) words: HashMap<Cow<'static, str>, Entry>,
    pub(super) lemmas: Vec<Lemma>,
    pub(super) links: Links,
    /// Abbreviations of each [`Written`] list, longer ones before their prefixes.
    abbreviations: [Vec<Abbreviation>; WRITTEN.len()],
}

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(WORDS, VERBS.1, ABBREVIATIONS.1));

/// Returns the table of the data files.
pub(super) fn table() -> &'static Table {
    &TABLE
}

/// Returns the entry of `lower`, a word or a name in lower case.
pub(super) fn entry(lower: &str) -> Entry {
    TABLE.words.get(lower).copied().unwrap_or_default()
}

/// Returns the abbreviations of one list, longer ones before their prefixes.
pub(in crate::nlp) fn abbreviations(list: Written) -> &'static [Abbreviation] {
    TABLE.abbreviations.get(list as usize).map_or(&[], Vec::as_slice)
}

/// The meaning of a class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Meaning {
    Class(u32),
    Word(u16),
    List(List),
    Kind(EntityType),
    Alias,
    Kin,
    Long,
    ShortFor,
}

/// Returns the meanings of all word classes.
pub(super) fn meanings() -> HashMap<&'static str, Meaning> {
    let links =
        [("alias", Meaning::Alias), ("kin", Meaning::Kin), ("long", Meaning::Long), ("short-for", Meaning::ShortFor)];
    let mut out: HashMap<&'static str, Meaning> = links.into_iter().collect();
    out.extend(class::NAMES.iter().map(|(name, bits)| (*name, Meaning::Class(*bits))));
    out.extend(word::NAMES.iter().map(|(name, bits)| (*name, Meaning::Word(*bits))));
    out.extend(LISTS.iter().map(|(name, list)| (*name, Meaning::List(*list))));
    out.extend(KINDS.iter().map(|(name, kind)| (*name, Meaning::Kind(*kind))));
    out
}

/// Returns the entries of a file: each word with its classes.
pub(super) fn lines(file: &str) -> impl Iterator<Item = (&str, &str)> {
    file.lines().filter(|line| !line.starts_with("# ")).filter_map(|line| line.split_once(" = "))
}

/// Returns the classes of an entry, each with its argument.
pub(super) fn classes(classes: &str) -> impl Iterator<Item = (&str, &str)> {
    classes.split(", ").map(|class| class.split_once(' ').unwrap_or((class, "")))
}

impl Table {
    fn read(words: &[(&str, &'static str)], verbs: &'static str, abbreviations: &'static str) -> Self {
        let mut table = Self { words: HashMap::with_capacity(8192), ..Self::default() };
        let meanings = meanings();
        for (word, written) in words.iter().flat_map(|(_, file)| lines(file)) {
            for (class, argument) in classes(written) {
                if let Some(meaning) = meanings.get(class) {
                    table.add(word, *meaning, argument);
                }
            }
        }
        for (forms, written) in lines(verbs) {
            table.add_verb(forms, written);
        }
        for (written, classes) in lines(abbreviations) {
            table.add_abbreviation(written, classes);
        }
        for list in &mut table.abbreviations {
            list.sort_by_key(|a| std::cmp::Reverse(a.written.len()));
        }
        table
    }

    fn add(&mut self, word: &'static str, meaning: Meaning, argument: &'static str) {
        let entry = self.words.entry(Cow::Borrowed(word)).or_default();
        match meaning {
            Meaning::Class(bits) => entry.class |= bits,
            Meaning::Word(bits) => entry.word |= bits,
            Meaning::List(list) => entry.lists |= 1 << list as u32,
            Meaning::Kind(kind) => *entry.kinds.of(kind) = argument.parse().unwrap_or(1.0),
            Meaning::Alias => drop(self.links.alias.insert(word, argument)),
            Meaning::Kin => drop(self.links.kin.insert(word, argument)),
            Meaning::Long => drop(self.links.long.insert(word, argument)),
            Meaning::ShortFor => self.links.short_for.entry(word).or_default().push(argument),
        }
    }

    /// Adds all forms of a verb; `forms` is `base[/past[/participle]]`.
    fn add_verb(&mut self, forms: &'static str, written: &'static str) {
        let mut forms = forms.split('/');
        let base = forms.next().unwrap_or_default();
        let mut lemma = Lemma { base, ..Lemma::default() };
        let (mut frames, mut is_plain, mut doubles) = (0, false, inflection::doubles(base));
        for (class, _) in classes(written) {
            match class {
                "plain" => is_plain = true,
                "doubles" => doubles = true,
                "noun-too" => lemma.noun_too = true,
                "common" => lemma.common = true,
                _ => {
                    lemma.particles.extend(class.strip_prefix('+'));
                    frames |= frame::NAMES.iter().find(|(name, _)| *name == class).map_or(0, |(_, bit)| *bit);
                }
            }
        }
        let past = forms.next().map_or_else(|| Cow::Owned(inflection::regular_past(base, doubles)), Cow::Borrowed);
        let participle = forms.next().map_or_else(|| past.clone(), Cow::Borrowed);
        let third = Cow::Owned(inflection::third_person(base));
        if is_plain {
            for form in [&third, &past] {
                self.words.entry(form.clone()).or_default().class |= class::FINITE;
            }
        }
        if frames == 0 {
            return;
        }
        let index = u16::try_from(self.lemmas.len()).unwrap_or(u16::MAX);
        self.lemmas.push(lemma);
        let all = [
            (Cow::Borrowed(base), form::BASE),
            (third, form::S),
            (past, form::PAST),
            (participle, form::PARTICIPLE),
            (Cow::Owned(inflection::ing(base, doubles)), form::ING),
        ];
        for (word, bit) in all {
            let verb = &mut self.words.entry(word).or_default().verb;
            *verb = Some(match verb {
                Some(v) => Verb { frame: v.frame | frames, form: v.form | bit, lemma: v.lemma },
                None => Verb { frame: frames, form: bit, lemma: index },
            });
        }
    }

    fn add_abbreviation(&mut self, written: &'static str, all: &'static str) {
        let kind = classes(all).find_map(|(class, _)| KINDS.iter().find(|(name, _)| *name == class));
        let kind = kind.map(|(_, kind)| *kind);
        for (class, _) in classes(all) {
            let list = WRITTEN.iter().find(|(name, _)| *name == class);
            if let Some(list) = list.and_then(|(_, list)| self.abbreviations.get_mut(*list as usize)) {
                list.push(Abbreviation { written, kind });
            }
        }
    }
}
