//! Names: as spans, as typed candidates, as entities with their mentions.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::nlp::data::gazetteer::Gender;
use crate::nlp::syntax::block_syntax::BlockSyntax;
use crate::nlp::{EntityType, RoleStatus};
use crate::text::{Span, TokenKind};

/// A name as the encoder finds it, and as the name passes correct it.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::nlp) struct NameSpan {
    pub(in crate::nlp) kind: EntityType,
    pub(in crate::nlp) span: Span,
    /// Probability, 0–1.
    pub(in crate::nlp) confidence: f32,
}

/// Words that may be a name.
#[derive(Clone, Debug)]
pub(in crate::nlp) struct Candidate {
    /// Without titles and possessive endings.
    pub(in crate::nlp) span: Span,
    /// Its words in lower case, without full stops at their ends.
    pub(in crate::nlp) words: Vec<String>,
    /// Titles before the name: `Syrian President`, `Mr.`
    pub(in crate::nlp) title: Option<Span>,
    /// Gender of the title: `Mrs.`
    pub(in crate::nlp) gender: Option<Gender>,
    /// One word at the start of a sentence, where a capital letter proves nothing.
    pub(in crate::nlp) initial: bool,
    /// In a headline, where capital letters prove nothing.
    pub(in crate::nlp) headline: bool,
    /// Evidence for the type from the words beside the name.
    pub(in crate::nlp) hint: Hint,
    /// In capitals throughout.
    pub(in crate::nlp) acronym: bool,
    /// The type, where the encoder gives one.
    pub(in crate::nlp) kind: Option<EntityType>,
    /// Probability of the type, 0–1.
    pub(in crate::nlp) weight: f32,
}

/// Evidence for the type of a name from the words beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::nlp) struct Hint {
    /// Subject of a reporting verb, an age after the name, a role before it.
    pub(in crate::nlp) person: bool,
    /// `in`, `at`, `near` before the name.
    pub(in crate::nlp) place: bool,
    /// `company`, `newspaper` before the name.
    pub(in crate::nlp) body: bool,
    /// `the` before the name.
    pub(in crate::nlp) the: bool,
}

/// Words of a text that also occur in lower case, by hash.
#[derive(Clone, Debug, Default)]
pub(in crate::nlp) struct LowerCaseWords(HashSet<u64>);

fn hash(word: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    word.hash(&mut hasher);
    hasher.finish()
}

impl LowerCaseWords {
    /// Adds the words of a block that are not capitalised.
    pub(in crate::nlp) fn add(&mut self, text: &str, syntax: &BlockSyntax) {
        for token in &syntax.tokens {
            let word = token.span.of(text);
            if token.kind == TokenKind::Word && word.len() > 2 && word.starts_with(char::is_lowercase) {
                self.0.insert(hash(word));
            }
        }
    }

    pub(in crate::nlp) fn has(&self, lower: &str) -> bool {
        self.0.contains(&hash(lower))
    }
}

/// One person, body, place or other named thing.
#[derive(Clone, Debug)]
pub(in crate::nlp) struct Entity {
    pub(in crate::nlp) kind: EntityType,
    /// The name in full.
    pub(in crate::nlp) name: String,
    /// The words of the fullest form, in lower case.
    pub(in crate::nlp) words: Vec<String>,
    pub(in crate::nlp) gender: Option<Gender>,
    /// All forms and how often they occur.
    pub(in crate::nlp) forms: HashMap<String, usize>,
    /// The number of mentions by name.
    pub(in crate::nlp) count: usize,
    /// Roles as the text states them.
    pub(in crate::nlp) roles: Vec<Role>,
}

/// A role as the text states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::nlp) struct Role {
    /// The words that state the role, with the name.
    pub(in crate::nlp) span: Span,
    /// `Deputy Foreign Minister`
    pub(in crate::nlp) role: String,
    /// `Russia`
    pub(in crate::nlp) of: Option<String>,
    /// Whether the person holds it.
    pub(in crate::nlp) status: RoleStatus,
}

/// One mention by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nlp) struct NameMention {
    pub(in crate::nlp) span: Span,
    /// Index into [`Names::entities`].
    pub(in crate::nlp) entity: usize,
    pub(in crate::nlp) block: usize,
    pub(in crate::nlp) title: Option<Span>,
    /// The type of this mention where it differs from the entity's: `Germany` can speak as a body.
    pub(in crate::nlp) kind: Option<EntityType>,
}

/// The names of a text.
#[derive(Clone, Debug, Default)]
pub(in crate::nlp) struct Names {
    pub(in crate::nlp) entities: Vec<Entity>,
    /// In order.
    pub(in crate::nlp) mentions: Vec<NameMention>,
    /// People by surname, in lower case.
    pub(in crate::nlp) surnames: HashMap<String, Vec<usize>>,
}
