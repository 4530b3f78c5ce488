//! Roles: `Russia’s Deputy Foreign Minister Mikhail Bogdanov`, `Jane Roe, the chief executive of Acme,`.

use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::data::lexicon;
use crate::nlp::data::lexicon::class;
use crate::nlp::data::lists;
use crate::nlp::data::lists::List;
use crate::nlp::draft::{DocumentDraft, NameMention, Role};
use crate::nlp::syntax::block_syntax::{BlockSyntax, fold, strip_possessive};
use crate::nlp::{EntityType, RoleStatus};
use crate::text::{Span, TokenKind};

/// Maximum number of words in the body of a role.
const BODY: usize = 12;

/// Collects the roles of the named people, from the paragraph of each mention.
pub(in crate::nlp) fn gather_roles(draft: &mut DocumentDraft) {
    if draft.foreign {
        return;
    }
    let (text, names) = (draft.article.text.as_str(), &mut draft.names);
    let mentions = names.mentions.clone();
    for mention in &mentions {
        let Some(syntax) = draft.blocks.get(mention.block).map(|b| &b.syntax) else { continue };
        let Some(entity) = names.entities.get_mut(mention.entity).filter(|e| e.kind == EntityType::Person) else {
            continue;
        };
        if entity.roles.len() >= 8 {
            continue;
        }
        let found = [
            before(text, syntax, mention).or_else(|| of_body(text, syntax, mention)),
            apposed(text, syntax, mention),
            after(text, syntax, mention),
        ];
        for role in found.into_iter().flatten() {
            if !entity.roles.iter().any(|r| r.role.eq_ignore_ascii_case(&role.role)) {
                entity.roles.push(role);
            }
        }
    }
}

fn lower(text: &str, span: Span) -> String {
    let mut buffer = String::new();
    fold(strip_possessive(span.of(text)).0.trim_end_matches('.'), &mut buffer);
    buffer
}

/// Returns the role from titles and role nouns right before the name.
fn before(text: &str, syntax: &BlockSyntax, mention: &NameMention) -> Option<Role> {
    let start = mention.title.map_or(mention.span.start, |t| t.start);
    let at = syntax.tokens.partition_point(|t| t.span.start < start);
    let mut from = at;
    let mut head = mention.title.is_some();
    // Lower-case nouns: `campaign manager Jane Roe`, `Russian counterpart Vladimir Putin`.
    while let Some(token) = from.checked_sub(1).and_then(|k| syntax.tokens.get(k)) {
        let words = token.span.of(text);
        let entry = lexicon::look_up(&lower(text, token.span));
        if token.kind != TokenKind::Word || strip_possessive(words).1 || at - from >= 4 {
            break;
        }
        let noun = entry.class & (class::ROLE | class::BODY) != 0 || words.contains('-');
        let plain = entry.class & !(class::ROLE | class::BODY | class::ADJ | class::PEOPLE | class::NUMBER) == 0
            && entry.verb.is_none();
        // `persuading | President Holt`: a word in lower case before a capitalised title is a part of it only if it
        // tells of an office.
        let small = words.starts_with(char::is_lowercase);
        let capital = syntax.tokens.get(from).is_some_and(|t| t.span.of(text).starts_with(char::is_uppercase));
        let office = entry.class & class::ROLE != 0
            || gazetteer::word(words) & word::TITLE_PART != 0
            || matches!(words, "former" | "then" | "late" | "current" | "outgoing" | "incoming" | "retired");
        if !head && !noun || !plain || words == "fellow" || head && small && capital && !office {
            break;
        }
        // `could never trust President Roe`: after a negation or an auxiliary the word is a verb.
        let helper = from.checked_sub(2).and_then(|k| syntax.tokens.get(k)).map(|t| lower(text, t.span));
        let verb = helper.is_some_and(|w| lexicon::look_up(&w).class & (class::NEG | class::MODAL | class::DO) != 0);
        if verb && !noun && words.starts_with(char::is_lowercase) {
            break;
        }
        head |= noun && entry.class & class::ROLE != 0;
        if !head {
            break;
        }
        from -= 1;
    }
    let first = syntax.tokens.get(from)?;
    let role_span = Span::new(first.span.start, mention.span.start).trim(text);
    let role = tidy(role_span.of(text));
    let honorific = role.split_whitespace().all(|w| List::Courtesy.has(&w.trim_end_matches('.').to_lowercase()));
    if role.is_empty() || honorific {
        return None;
    }
    let of = owner(text, syntax, from).or_else(|| {
        let place =
            role.split_whitespace().next().filter(|w| gazetteer::name(&w.to_lowercase()) == Some(EntityType::Place));
        place.map(str::to_owned)
    });
    let start = of
        .as_ref()
        .and_then(|_| from.checked_sub(1))
        .and_then(|k| syntax.tokens.get(k))
        .filter(|t| strip_possessive(t.span.of(text)).1);
    Some(Role {
        span: Span::new(start.map_or(role_span.start, |t| t.span.start), mention.span.end),
        role,
        of,
        status: RoleStatus::Current,
    })
}

/// Returns the office of a body right before the name: `The President of the Republic Pedro Holt`.
fn of_body(text: &str, syntax: &BlockSyntax, mention: &NameMention) -> Option<Role> {
    let at = syntax.tokens.partition_point(|t| t.span.start < mention.span.start);
    let span = |back: usize| Some(syntax.tokens.get(at.checked_sub(back)?)?.span);
    let (body, the, of, office) = (span(1)?, span(2)?, span(3)?, span(4)?);
    let known = gazetteer::word(&lower(text, body)) & (word::BODY | word::SITE) != 0;
    let capital = body.of(text).starts_with(char::is_uppercase) && office.of(text).starts_with(char::is_uppercase);
    let role = lexicon::look_up(&lower(text, office)).class & class::ROLE != 0;
    let fits = the.of(text) == "the" && of.of(text) == "of" && known && capital && role && mention.title.is_none();
    fits.then(|| Role {
        span: Span::new(office.start, mention.span.end),
        role: office.of(text).to_owned(),
        of: Some(body.of(text).to_owned()),
        status: RoleStatus::Current,
    })
}

/// Returns the role in a description that the name is the apposition of: `his Ostrian counterpart, Maja Lund,`.
fn apposed(text: &str, syntax: &BlockSyntax, mention: &NameMention) -> Option<Role> {
    let start = mention.title.map_or(mention.span.start, |t| t.start.min(mention.span.start));
    let word = |k: usize| syntax.tokens.get(k).map_or("", |t| t.span.of(text));
    let comma = syntax.tokens.partition_point(|t| t.span.start < start).checked_sub(1).filter(|c| word(*c) == ",")?;
    let after = syntax.tokens.partition_point(|t| t.span.start < mention.span.end);
    let closes = matches!(word(after), "," | "." | ";" | ")") || after == syntax.tokens.len();
    let class_of = |k: usize| syntax.tokens.get(k).map_or(0, |t| lexicon::look_up(&lower(text, t.span)).class);
    let is_role = comma.checked_sub(1).is_some_and(|k| class_of(k) & class::ROLE != 0 || word(k) == "counterpart");
    if !closes {
        return None;
    }
    if !is_role {
        return apposed_to_body(text, syntax, mention, comma);
    }
    let opens = |k: &usize| class_of(*k) & (class::DET | class::POSSESSIVE) != 0 || strip_possessive(word(*k)).1;
    let plain = |k: &usize| {
        let is_word = syntax.tokens.get(*k).is_some_and(|t| t.kind == TokenKind::Word);
        let small = class::PREP | class::CONJ | class::PRONOUN | class::SUB | class::AUX | class::REL;
        is_word && (class_of(*k) & small == 0 || opens(k))
    };
    let run = (0..comma).rev().take(6).take_while(plain);
    // `ASUU President, Emmanuel Osodeke,` at the beginning of a sentence
    let opening = run.clone().last().filter(|first| {
        let begins = syntax.tokens.get(*first).is_some_and(|t| {
            syntax.sentences.binary_search_by(|s| s.start.cmp(&t.span.start)).is_ok()
                && t.span.of(text).starts_with(char::is_uppercase)
        });
        begins && first + 1 < comma
    });
    let from = run.clone().find(opens).map(|o| o + 1).or(opening)?;
    let first = syntax.tokens.get(from).filter(|_| from < comma)?;
    let role = Span::new(first.span.start, syntax.tokens.get(comma - 1)?.span.end);
    Some(Role {
        span: Span::new(role.start, mention.span.end),
        role: tidy(role.of(text)),
        of: owner(text, syntax, from),
        status: RoleStatus::Current,
    })
}

/// Returns the role in a description with a body: `The spokesperson for the Ministry of Ports, Ana Holt,`. `comma` is the
/// token before the name.
fn apposed_to_body(text: &str, syntax: &BlockSyntax, mention: &NameMention, comma: usize) -> Option<Role> {
    let word = |k: usize| syntax.tokens.get(k).map_or("", |t| t.span.of(text));
    let class_of = |k: usize| syntax.tokens.get(k).map_or(0, |t| lexicon::look_up(&lower(text, t.span)).class);
    let other = class::AUX | class::REL | class::SUB | class::PRONOUN | class::FINITE | class::ROLE;
    let body = |k: &usize| {
        let token = syntax.tokens.get(*k).filter(|t| matches!(word(*k), "-" | "&") || t.kind == TokenKind::Word);
        let verb = token.is_some_and(|t| lexicon::look_up(&lower(text, t.span)).verb.is_some());
        token.is_some() && class_of(*k) & other == 0 && (!verb || word(*k).starts_with(char::is_uppercase))
    };
    let preposition = comma - (0..comma).rev().take(BODY).take_while(body).count();
    let head = preposition.checked_sub(1)?;
    let opens = |k: usize| class_of(k) & (class::DET | class::POSSESSIVE) != 0;
    let plain = |k: &usize| {
        let small = class::PREP | class::CONJ | class::PRONOUN | class::SUB | class::AUX | class::REL | class::DET;
        class_of(*k) & small == 0 && syntax.tokens.get(*k).is_some_and(|t| t.kind == TokenKind::Word)
    };
    let first = preposition - (0..preposition).rev().take(5).take_while(plain).count();
    let fits = class_of(head) & class::ROLE != 0
        && matches!(word(preposition), "of" | "for" | "at" | "in" | "with")
        && first.checked_sub(1).is_some_and(opens)
        && first <= head;
    let span = |a: usize, b: usize| Some(syntax.tokens.get(a)?.span.join(syntax.tokens.get(b)?.span));
    let (role, of) = (span(first, head).filter(|_| fits)?, span(preposition + 1, comma.checked_sub(1)?)?);
    let of = tidy(of.of(text));
    Some(Role {
        span: Span::new(role.start, mention.span.end),
        role: tidy(role.of(text)),
        of: Some(of.strip_prefix("the ").unwrap_or(&of).to_owned()).filter(|of| !of.is_empty()),
        status: RoleStatus::Current,
    })
}

/// Returns the possessor before token `at`, a name of one or more words: `Russia’s`, `Freedom Under Law’s`.
fn owner(text: &str, syntax: &BlockSyntax, at: usize) -> Option<String> {
    let last = at.checked_sub(1)?;
    let token = syntax.tokens.get(last)?;
    let (stem, possessive) = strip_possessive(token.span.of(text));
    if !possessive || !stem.starts_with(char::is_uppercase) {
        return None;
    }
    let capital = |k: usize| {
        syntax
            .tokens
            .get(k)
            .is_some_and(|t| t.kind == TokenKind::Word && t.span.of(text).starts_with(char::is_uppercase))
    };
    let begins = |k: usize| {
        syntax.tokens.get(k).is_some_and(|t| syntax.sentences.binary_search_by(|s| s.start.cmp(&t.span.start)).is_ok())
    };
    let small = |k: usize| {
        let class = syntax.tokens.get(k).map_or(0, |t| lexicon::look_up(&lower(text, t.span)).class);
        class & (class::PREP | class::CONJ | class::SUB | class::DET | class::PRONOUN | class::ADV) != 0
    };
    // `In Russia’s capital`: a function word with a capital belongs to a name only within it.
    let mut from = last;
    while let Some(before) = from.checked_sub(1).filter(|k| last - k < 6 && capital(*k) && !begins(from)) {
        from = before;
    }
    while from < last && small(from) {
        from += 1;
    }
    let first = syntax.tokens.get(from)?;
    Some(tidy(Span::new(first.span.start, token.span.start + stem.len()).of(text)))
}

/// Returns the role in an apposition after the name: `, the chief executive of Acme,`.
fn after(text: &str, syntax: &BlockSyntax, mention: &NameMention) -> Option<Role> {
    let mut i = syntax.tokens.partition_point(|t| t.span.start < mention.span.end);
    let word = |k: usize| syntax.tokens.get(k).map_or("", |t| t.span.of(text));
    if word(i) != "," {
        return None;
    }
    i += 1;
    // Skip an age.
    if syntax.tokens.get(i).is_some_and(|t| t.kind == TokenKind::Number && t.span.len() <= 2) && word(i + 1) == "," {
        i += 2;
    }
    let article = matches!(word(i), "a" | "an" | "the");
    let from = if article { i + 1 } else { i };
    let mut to = from;
    let mut role_at = None;
    let mut of_at = None;
    while let Some(token) = syntax.tokens.get(to) {
        let words = token.span.of(text);
        if token.kind == TokenKind::Punctuation || to - from > 12 {
            break;
        }
        let entry = lexicon::look_up(&lower(text, token.span));
        if entry.class & (class::REL | class::AUX) != 0
            || entry.verb.is_some() && role_at.is_some() && entry.class & class::ROLE == 0 && of_at.is_none()
        {
            break;
        }
        if entry.class & class::ROLE != 0 && of_at.is_none() {
            role_at = Some(to);
        } else if matches!(words, "of" | "for" | "at" | "with" | "in") && of_at.is_none() {
            role_at?;
            of_at = Some(to);
        } else if of_at.is_none()
            && role_at.is_none()
            && entry.class & (class::PREP | class::CONJ | class::PRONOUN | class::SUB) != 0
            && entry.class & class::DET == 0
        {
            return None;
        }
        to += 1;
    }
    // An apposition ends with a punctuation mark.
    let closes =
        matches!(word(to), "," | "." | ";" | "—" | "–" | ")" | "(" | ":" | "\"" | "”") || to == syntax.tokens.len();
    let role_at = role_at?;
    if !closes && of_at.is_none() {
        return None;
    }
    let span = |a: usize, b: usize| Some(syntax.tokens.get(a)?.span.join(syntax.tokens.get(b.checked_sub(1)?)?.span));
    // `prime minister at the time`: a time, not a body.
    let then =
        of_at.is_some_and(|o| word(o) == "at" && word(o + 1) == "the" && matches!(word(o + 2), "time" | "moment"));
    let of_at = of_at.filter(|_| !then);
    // `the territory’s executive director`, `Orrin’s mayor`: the possessor is no part of the role.
    let possessor = (from..role_at).rev().find(|k| strip_possessive(word(*k)).1);
    let owner = possessor.and_then(|k| owner(text, syntax, k + 1));
    let role = tidy(span(possessor.map_or(from, |k| k + 1), role_at + 1)?.of(text));
    let of = of_at
        .and_then(|o| span(o + 1, to))
        .map(|s| tidy(s.of(text)))
        .map(|s| s.strip_prefix("the ").unwrap_or(&s).to_owned());
    Some(Role {
        span: Span::new(mention.span.start, span(from, to)?.end),
        role,
        of: owner.or(of).filter(|s| !s.is_empty()),
        status: if then { RoleStatus::Former } else { RoleStatus::Current },
    })
}

fn tidy(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the head noun of a role or a description, in lower case: `minister`, `spokesman`.
pub(in crate::nlp) fn head(words: &str) -> Option<String> {
    let mut found = None;
    for w in words.split_whitespace() {
        let plain = w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        if List::EndsRole.has(&plain) {
            break;
        }
        let last = plain.rsplit('-').next().unwrap_or(&plain).to_owned();
        if lexicon::look_up(&plain).class & class::ROLE != 0 || gazetteer::word(&plain) & word::TITLE != 0 {
            found = Some(long_title(&plain));
        } else if lexicon::look_up(&last).class & class::ROLE != 0 {
            found = Some(last);
        } else if plain.len() > 2 {
            found = None;
        }
    }
    found
}

fn long_title(word: &str) -> String {
    lists::long_title(word).unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::shipped;

    /// From a report on a ministry: its spokesperson, named once, was nobody in the next sentences.
    #[test]
    fn a_role_with_a_body_stands_before_the_name() {
        let text = "The spokesperson for the Ministry of Ports, Nasser Holt, left Oslo. “It is safe,” the spokesperson \
                    said on Monday.";
        shipped().speakers(text, &[("It is safe", "Nasser Holt")]);
        // The last noun before the name may have a role itself.
        shipped().speakers(
            "A lawyer for the port, Nasser Holt, left Oslo. “It is safe,” the spokesperson said on Monday.",
            &[("It is safe", "spokesperson")],
        );
    }
}
