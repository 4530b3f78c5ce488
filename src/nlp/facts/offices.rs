//! Offices as facts: the role, its body or place, and whether the person holds it.
//!
//! [`super::roles`] gives entities the roles that resolve descriptions. This pass splits those roles. It also
//! reads appositions over brackets and dashes, copulas, relative clauses, and titles of two names.

use std::collections::HashMap;

use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::data::lexicon;
use crate::nlp::data::lexicon::class;
use crate::nlp::data::lists::List;
use crate::nlp::facts::numbers::{Kind, Pieces};
use crate::nlp::facts::roles;
use crate::nlp::syntax::block_syntax::strip_possessive;
use crate::nlp::{EntityId, Fact, FactKind, RoleStatus};
use crate::text::Span;

/// Maximum number of pieces of an apposition.
const APPOSITION: usize = 18;
/// Maximum number of words of a title before a name.
const TITLE: usize = 8;

/// An office found in the text: the pieces of its words.
#[derive(Clone, Debug)]
struct Office {
    from: usize,
    to: usize,
    role: String,
    of: Option<String>,
    status: RoleStatus,
}

/// Splits the roles among the facts into role, body and status.
pub(super) fn take_apart(facts: &mut [Fact]) {
    for fact in facts {
        if let FactKind::Role { role, of, status, .. } = &mut fact.kind {
            let (words, body, found) = split(role);
            if !words.is_empty() {
                *role = words;
                *status = found;
                if of.as_deref().is_none_or(|of| body.as_deref().is_some_and(|body| body.contains(of))) {
                    *of = body.or_else(|| of.take());
                }
            }
        }
    }
}

/// Returns the offices of the people named in one block.
pub(super) fn offices(p: &Pieces, names: &[(Span, EntityId)]) -> Vec<Fact> {
    let mut found = Vec::new();
    let mut plural: Option<(usize, Office)> = None;
    for (span, entity) in names {
        let first = p.all.partition_point(|piece| piece.span.start < span.start);
        let after = p.all.partition_point(|piece| piece.span.start < span.end);
        if after <= first {
            continue;
        }
        let reader = Reader { p };
        let title = reader.title(first);
        // `Professors Ida Berg and Kai Storm`
        let second =
            plural.take().filter(|(end, _)| *end + 1 == first && p.word(*end) == "and").map(|(_, office)| office);
        if let Some(office) = &title
            && is_plural_role(p.word(first - 1))
        {
            plural = Some((after, office.clone()));
        }
        let single = [title, second, reader.before(first, after), reader.after(after), reader.copula(after)];
        let mut all: Vec<Office> = single.into_iter().flatten().collect();
        all.extend(reader.clause(after));
        let coordinated: Vec<Office> =
            all.iter().filter(|o| o.from >= after).filter_map(|o| reader.coordinated(o)).collect();
        all.extend(coordinated);
        for office in all {
            let words = p.span(office.from, office.to);
            let kind = FactKind::Role { entity: *entity, role: office.role, of: office.of, status: office.status };
            found.push(Fact::new(words.join(*span), kind));
        }
    }
    found
}

/// Adds `new` to `facts`. Facts with the same person and head noun become one, with the longer role.
pub(super) fn merge(facts: &mut Vec<Fact>, new: Vec<Fact>) {
    let key = |fact: &Fact| match &fact.kind {
        FactKind::Role { entity, role, .. } => Some((*entity, head_of(role))),
        _ => None,
    };
    let mut at: HashMap<(EntityId, String), usize> = HashMap::new();
    for (index, fact) in facts.iter().enumerate() {
        if let Some(key) = key(fact) {
            at.entry(key).or_insert(index);
        }
    }
    for fact in new {
        let Some(key) = key(&fact) else { continue };
        let Some(old) = at.get(&key).and_then(|index| facts.get_mut(*index)) else {
            at.insert(key, facts.len());
            facts.push(fact);
            continue;
        };
        if let (
            FactKind::Role { role, of, status, .. },
            FactKind::Role { role: new_role, of: new_of, status: new_status, .. },
        ) = (&mut old.kind, fact.kind)
        {
            // `Turkish Foreign Minister` says no more than a foreign minister of Turkey.
            let more = new_role.get(..new_role.len().saturating_sub(role.len())).unwrap_or_default().trim();
            let known = of.as_deref().is_some_and(|of| of == more || of == country(more));
            let fuller =
                new_role.len() > role.len() && new_role.to_lowercase().ends_with(&role.to_lowercase()) && !known;
            if of.is_none() && new_of.is_some() {
                (*of, *status, old.span) = (new_of, new_status, fact.span);
                if fuller {
                    *role = new_role;
                }
            } else if fuller {
                (*role, *status) = (new_role, new_status);
            }
        }
    }
}

/// Returns the head noun of a role, with short titles in full.
fn head_of(role: &str) -> String {
    let last = role.split_whitespace().take_while(|w| !matches!(*w, "of" | "for" | "at" | "in")).last().unwrap_or(role);
    roles::head(last).unwrap_or_else(|| last.to_lowercase())
}

/// Whether a word is the head of a role.
fn is_role(words: &str) -> bool {
    let lower = words.to_lowercase();
    let singular = lower.strip_suffix('s').unwrap_or(&lower);
    matches!(
        lower.as_str(),
        "counterpart"
            | "rival"
            | "co-editor"
            | "co-host"
            | "co-founder"
            | "treasurer"
            | "associate"
            | "playwright"
            | "mps"
    ) || lexicon::look_up(&lower).class & class::ROLE != 0
        || gazetteer::word(&lower) & word::TITLE != 0 && !List::Courtesy.has(&lower)
        || lower.ends_with('s')
            && lower.len() > 4
            && (lexicon::look_up(singular).class & class::ROLE != 0 || gazetteer::word(singular) & word::TITLE != 0)
}

/// Whether a title is in the plural: `Professors`.
fn is_plural_role(words: &str) -> bool {
    let lower = words.to_lowercase();
    lower == "mps" || lower.strip_suffix('s').is_some_and(|singular| !singular.ends_with('s') && is_role(singular))
}

/// Splits the words of a role into role, body and status.
fn split(words: &str) -> (String, Option<String>, RoleStatus) {
    let all: Vec<&str> = words.split_whitespace().collect();
    let (mut from, mut status) = (0, RoleStatus::Current);
    let mut body: Vec<&str> = Vec::new();
    let mut kept: Vec<&str> = Vec::new();
    let end = all.iter().position(|w| matches!(*w, "of" | "for" | "at" | "in")).unwrap_or(all.len());
    while from < end {
        let Some(word) = all.get(from) else { break };
        let lower = word.trim_end_matches(['.', ',']).to_lowercase();
        match lower.as_str() {
            "former" | "ex" | "late" | "then" | "one-time" | "erstwhile" | "retired" | "longtime" if from + 1 < end => {
                status = RoleStatus::Former
            }
            "acting" | "interim" => status = RoleStatus::Acting,
            "the" | "a" | "an" | "his" | "her" | "their" | "its" | "fellow" | "current" | "now" | "also" => {}
            // `the territory’s executive director`
            _ if from + 1 < end && word.starts_with(char::is_lowercase) && strip_possessive(&lower).1 => kept.clear(),
            _ => {
                if let Some(rest) = lower.strip_prefix("ex-") {
                    status = RoleStatus::Former;
                    kept.push(word.get(word.len() - rest.len()..).unwrap_or(word));
                } else {
                    kept.push(word);
                }
            }
        }
        from += 1;
    }
    // The words before the title proper are the body: `Syrian President`, `New Jersey Gov.`.
    const BODIES: [&str; 10] =
        ["white", "house", "senate", "democratic", "republican", "labour", "supreme", "court", "city", "county"];
    let titular = |w: &str| {
        let lower = w.trim_end_matches('.').to_lowercase();
        gazetteer::word(&lower) & (word::TITLE | word::TITLE_PART) != 0 && !BODIES.contains(&lower.as_str())
            || is_role(&lower)
            || w.starts_with(char::is_lowercase) && gazetteer::word(&lower) & word::DEMONYM == 0
            || matches!(
                lower.as_str(),
                "prime"
                    | "vice"
                    | "deputy"
                    | "foreign"
                    | "defence"
                    | "defense"
                    | "chief"
                    | "press"
                    | "attorney"
                    | "first"
                    | "senior"
                    | "executive"
                    | "finance"
                    | "interior"
                    | "state"
                    | "lieutenant"
                    | "assistant"
                    | "associate"
                    | "managing"
                    | "general"
                    | "major"
                    | "police"
                    | "health"
                    | "justice"
                    | "presidential"
            )
    };
    let cut = kept.iter().rposition(|w| !titular(w)).map_or(0, |at| at + 1).min(kept.len().saturating_sub(1));
    if cut > 0 {
        body = kept.drain(..cut).collect();
    }
    let last = kept.last().map(|w| w.to_lowercase()).unwrap_or_default();
    if matches!(last.as_str(), "nominee" | "candidate" | "hopeful" | "contender") {
        status = RoleStatus::Candidate;
    }
    if last.ends_with("-elect") {
        status = RoleStatus::Future;
    }
    let rest = all.get(end..).unwrap_or_default();
    let mut role = kept.join(" ");
    let mut of = (!body.is_empty()).then(|| country(&body.join(" ")));
    if let Some((_, tail)) = rest.split_first() {
        if of.is_none() {
            of = Some(tail.join(" ").trim_start_matches("the ").to_owned());
        } else {
            role = format!("{role} {}", rest.join(" "));
        }
    }
    (role, of, status)
}

/// Returns the country of a demonym: `Russian` → `Russia`.
fn country(words: &str) -> String {
    const COUNTRIES: [(&str, &str); 36] = [
        ("Afghan", "Afghanistan"),
        ("American", "America"),
        ("Australian", "Australia"),
        ("Austrian", "Austria"),
        ("Belgian", "Belgium"),
        ("Brazilian", "Brazil"),
        ("British", "Britain"),
        ("Canadian", "Canada"),
        ("Chinese", "China"),
        ("Cuban", "Cuba"),
        ("Danish", "Denmark"),
        ("Dutch", "Netherlands"),
        ("Egyptian", "Egypt"),
        ("Finnish", "Finland"),
        ("French", "France"),
        ("German", "Germany"),
        ("Greek", "Greece"),
        ("Hungarian", "Hungary"),
        ("Indian", "India"),
        ("Iranian", "Iran"),
        ("Iraqi", "Iraq"),
        ("Irish", "Ireland"),
        ("Israeli", "Israel"),
        ("Italian", "Italy"),
        ("Japanese", "Japan"),
        ("Mexican", "Mexico"),
        ("Norwegian", "Norway"),
        ("Pakistani", "Pakistan"),
        ("Polish", "Poland"),
        ("Russian", "Russia"),
        ("Saudi", "Saudi Arabia"),
        ("Spanish", "Spain"),
        ("Swedish", "Sweden"),
        ("Syrian", "Syria"),
        ("Turkish", "Turkey"),
        ("Ukrainian", "Ukraine"),
    ];
    COUNTRIES
        .iter()
        .find(|(adjective, _)| *adjective == words)
        .map_or_else(|| words.to_owned(), |(_, name)| (*name).to_owned())
}

struct Reader<'p, 'a> {
    p: &'p Pieces<'a>,
}

impl Reader<'_, '_> {
    fn words(&self, from: usize, to: usize) -> String {
        self.p.span(from, to).of(self.p.text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn is_function(&self, i: usize) -> bool {
        const FUNCTION: u32 =
            class::PREP | class::CONJ | class::AUX | class::SUB | class::REL | class::DET | class::PRONOUN | class::BE;
        lexicon::look_up(&self.p.lower(i)).class & FUNCTION != 0
    }

    /// Returns the possessor at piece `i`: `Russia’s`.
    fn owner(&self, i: usize) -> Option<String> {
        let word = self.p.word(i);
        let stem = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s"))?;
        stem.starts_with(char::is_uppercase).then(|| {
            let mut from = i;
            // `Freedom Under Law’s`: a function word belongs to a name only within it.
            let capital = |k: usize| self.p.word(k).starts_with(char::is_uppercase);
            while from > 0 && capital(from - 1) {
                if !self.is_function(from - 1) {
                    from -= 1;
                } else if from > 1 && capital(from - 2) && !self.is_function(from - 2) {
                    from -= 2;
                } else {
                    break;
                }
            }
            let words = self.words(from, i + 1);
            words.strip_suffix("'s").or_else(|| words.strip_suffix("’s")).unwrap_or(&words).to_owned()
        })
    }

    /// Returns the title right before the name at piece `name`: `White House press secretary`.
    fn title(&self, name: usize) -> Option<Office> {
        let p = self.p;
        let mut from = name;
        while from > 0 && name - from < TITLE {
            let at = from - 1;
            let word = p.word(at);
            let dot = word == "."
                && p.touches(at)
                && at > 0
                && p.word(at - 1).len() <= 5
                && p.word(at - 1).starts_with(char::is_uppercase);
            let hyphen = word == "-" && p.touches(at) && p.touches(at + 1);
            let place = word == "," && at > 1 && self.is_place_comma(at);
            if dot || hyphen || place {
                from -= 1;
                continue;
            }
            if p.kind(at) != Some(Kind::Word)
                || self.is_function(at)
                || self.owner(at).is_some()
                || p.word(at).ends_with(['\'', '’'])
            {
                break;
            }
            let lower = p.lower(at);
            let entry = lexicon::look_up(&lower);
            // `never trust President Roe`: a capitalised title begins with its first capitalised word.
            let titled = p.word(name - 1).starts_with(char::is_uppercase);
            let status = matches!(lower.as_str(), "former" | "then" | "acting" | "interim" | "late" | "ex" | "current");
            if from < name && titled && word.starts_with(char::is_lowercase) && !status {
                break;
            }
            let verb = word.starts_with(char::is_lowercase)
                && !is_role(word)
                && !matches!(lower.as_str(), "press" | "police" | "staff" | "co")
                && (entry.verb.is_some()
                    || entry.class & (class::FINITE | class::ADV) != 0
                    || lower.ends_with("ed")
                    || lower.ends_with("ing"));
            if verb || lower.ends_with("ly") && word.starts_with(char::is_lowercase) {
                break;
            }
            from -= 1;
        }
        // A title ends with its head noun.
        let last = (from..name).rev().find(|k| p.kind(*k) == Some(Kind::Word))?;
        let hyphenated = last >= 2 && p.word(last - 1) == "-" && p.touches(last);
        let whole = if hyphenated { self.words(last - 2, last + 1) } else { p.word(last).to_owned() };
        if !is_role(&whole) && !is_role(p.word(last)) || last + 2 < name {
            return None;
        }
        // Skip marks between lower-case words and the title.
        while from < last && p.kind(from) == Some(Kind::Mark) {
            from += 1;
        }
        let (role, of, status) = split(&self.words(from, name));
        let of = from.checked_sub(1).and_then(|k| self.owner(k)).or(of);
        (!role.is_empty()).then_some(Office { from, to: name, role, of, status })
    }

    /// Whether the comma follows a place before a title: `Tulsa, Okla., police officer`.
    fn is_place_comma(&self, at: usize) -> bool {
        let p = self.p;
        let before = p.word(at - 1) == "." && p.word(at - 2).starts_with(char::is_uppercase);
        let inside = p.word(at + 1).starts_with(char::is_uppercase) && p.word(at + 2) == "." && p.word(at + 3) == ",";
        before || inside
    }

    /// Returns an apposition before the name: `Syria’s envoy in the country, Bashar al-Jaafari`.
    fn before(&self, name: usize, after: usize) -> Option<Office> {
        let p = self.p;
        let comma = name.checked_sub(1).filter(|k| p.word(*k) == ",")?;
        if !matches!(p.word(after), "," | "." | ";" | "(" | ")" | "—" | "–" | "" | "of") {
            return None;
        }
        let mut from = comma;
        while from > 0 && comma - from < 14 {
            let at = from - 1;
            let start = self.owner(at).is_some() && !self.is_function(at.wrapping_sub(1));
            let lead = p.lower(at.wrapping_sub(1));
            let det = p.lower(at) == "the" && !matches!(lead.as_str(), "of" | "in" | "at" | "for");
            if det || start {
                let owner = self.owner(at);
                let mut office = self.phrase(at + 1, comma)?;
                if office.to != comma {
                    return None;
                }
                office.from = at;
                office.of = owner.or(office.of);
                // `the president, Vladimir Putin` may be a list. Only a role with a body or place counts.
                return office.of.is_some().then_some(office);
            }
            let verb = p.kind(at) != Some(Kind::Word)
                || lexicon::look_up(&p.lower(at)).class & (class::FINITE | class::BE | class::AUX | class::REL) != 0;
            if verb {
                return None;
            }
            from -= 1;
        }
        None
    }

    /// Returns an apposition after the name: `(D-N.C.), head of the Black Caucus`, `-- co-editor of the Lantern --`.
    fn after(&self, after: usize) -> Option<Office> {
        let p = self.p;
        let mut at = after;
        if p.word(at) == "(" {
            at = (at..at + 10).find(|k| p.word(*k) == ")")? + 1;
        }
        let mark = p.word(at);
        if !matches!(mark, "," | "—" | "–" | "-" | "(") || mark == "-" && p.touches(at) {
            return None;
        }
        at += 1;
        if p.word(at) == "-" {
            at += 1;
        }
        if p.kind(at) == Some(Kind::Digits) && p.word(at + 1) == "," {
            at += 2;
        }
        let det = matches!(p.lower(at).as_str(), "the" | "a" | "an");
        let office = self.phrase(at + usize::from(det), (at + APPOSITION).min(p.all.len()))?;
        let closes = matches!(p.word(office.to), "," | "." | ";" | "—" | "–" | "-" | ")" | "(" | ":" | "”" | "\"" | "");
        let who = matches!(p.lower(office.to).as_str(), "who" | "and");
        (closes || who || office.of.is_some()).then_some(office)
    }

    /// Returns the office after a copula: `is the former mayor of New York City`.
    fn copula(&self, after: usize) -> Option<Office> {
        let p = self.p;
        let (mut at, mut past) = match p.lower(after).as_str() {
            "is" | "remains" | "became" => (after + 1, false),
            "was" => (after + 1, true),
            "has" if p.lower(after + 1) == "been" => (after + 2, false),
            _ => return None,
        };
        if matches!(p.lower(at).as_str(), "also" | "now" | "still") {
            at += 1;
        }
        if p.lower(at) == "once" {
            (at, past) = (at + 1, true);
        }
        self.noun(at, past)
    }

    /// Returns the office at piece `at`, with its article: `the mayor of X`.
    fn noun(&self, at: usize, past: bool) -> Option<Office> {
        let p = self.p;
        let det = matches!(p.lower(at).as_str(), "the" | "a" | "an");
        let mut office = self.phrase(at + usize::from(det), (at + APPOSITION).min(p.all.len()))?;
        if past && office.status == RoleStatus::Current {
            office.status = RoleStatus::Former;
        }
        Some(office)
    }

    /// Returns the offices in a relative clause: `, who headed the state bank`, `who served as treasurer of the guild`.
    fn clause(&self, after: usize) -> Vec<Office> {
        let p = self.p;
        let who = after + usize::from(p.word(after) == ",");
        if p.lower(who) != "who" {
            return Vec::new();
        }
        // `who as a Navy captain was the White House physician`
        let aside = (p.lower(who + 1) == "as").then(|| self.noun(who + 2, true)).flatten();
        let verb = aside.as_ref().map_or(who + 1, |office| office.to);
        aside.into_iter().chain(self.predicate(verb)).collect()
    }

    /// Returns a second office after the first: `and artistic director of Y`.
    fn coordinated(&self, office: &Office) -> Option<Office> {
        let at = (self.p.lower(office.to) == "and").then_some(office.to + 1)?;
        let next = self.noun(at, office.status == RoleStatus::Former)?;
        // `and President X said` begins another name.
        (next.of.is_some() && self.p.word(at).starts_with(char::is_lowercase)).then_some(next)
    }

    /// Returns the office in a verb phrase after `who`.
    fn predicate(&self, verb: usize) -> Option<Office> {
        let p = self.p;
        match p.lower(verb).as_str() {
            "served" | "serves" | "worked" | "works" | "acted" if p.lower(verb + 1) == "as" => {
                self.noun(verb + 2, matches!(p.lower(verb).as_str(), "served" | "worked" | "acted"))
            }
            "is" => self.noun(verb + 1, false),
            "was" => self.noun(verb + 1, true),
            head @ ("headed" | "heads" | "leads" | "chairs" | "chaired" | "led") => {
                let from = verb + 1;
                let det = matches!(p.lower(from).as_str(), "the" | "a" | "an" | "its" | "their");
                let to = self.phrase_end(from + usize::from(det));
                if to <= from + usize::from(det) {
                    return None;
                }
                let role = if head.starts_with("chair") { "chair" } else { "head" };
                let of = Some(self.words(from + usize::from(det), to));
                Some(Office { from: verb, to, role: role.to_owned(), of, status: RoleStatus::Current })
            }
            _ => None,
        }
    }

    /// Returns the piece after the noun phrase from piece `i`.
    fn phrase_end(&self, i: usize) -> usize {
        let p = self.p;
        let mut to = i;
        while to < i + 8 && p.kind(to) == Some(Kind::Word) && !self.is_function(to) {
            to += 1;
            if p.word(to) == "."
                && p.touches(to)
                && !p.word(to + 1).is_empty()
                && p.word(to - 1).len() <= 3
                && p.word(to - 1).starts_with(char::is_uppercase)
                && p.word(to + 1).starts_with(char::is_uppercase)
            {
                to += 1;
            }
            if matches!(p.word(to), "-" | "&") && p.kind(to + 1) == Some(Kind::Word) {
                to += 1;
            }
        }
        to
    }

    /// Whether the office is that of an earlier time: `prime minister at the time`.
    fn is_then(&self, at: usize) -> bool {
        let p = self.p;
        p.lower(at) == "at" && p.lower(at + 1) == "the" && matches!(p.lower(at + 2).as_str(), "time" | "moment")
    }

    /// Returns the office in the noun phrase from piece `from`, which ends before `limit`.
    fn phrase(&self, from: usize, limit: usize) -> Option<Office> {
        let p = self.p;
        let end = self.phrase_end(from).min(limit);
        let mut head = None;
        for k in from..end {
            let word = p.word(k);
            let in_office = p.lower(k + 2) == "in" && p.word(k + 3) == "-";
            let compound = p.word(k + 1) == "-" && p.touches(k + 1) && !in_office;
            let verb = word.starts_with(char::is_lowercase) && head.is_some() && !is_role(word);
            if verb {
                break;
            }
            if is_role(word) && !compound {
                head = Some(k);
            }
        }
        let mut to = head? + 1;
        let in_residence = p.word(to) == "-" && p.lower(to + 1) == "in" && p.word(to + 2) == "-";
        if in_residence {
            to += 4;
        }
        let (mut role, mut of, mut status) = split(&self.words(from, to));
        let owner = (from..to).find_map(|k| self.owner(k));
        if let Some(owner) = owner {
            let own = role
                .find("’s ")
                .or_else(|| role.find("'s "))
                .and_then(|at| role.get(at..))
                .and_then(|r| r.split_once(' '));
            if let Some((_, rest)) = own {
                role = rest.to_owned();
            }
            of = Some(owner);
        }
        let mut stop = to;
        let mut general = None;
        while stop < limit && matches!(p.lower(stop).as_str(), "of" | "for" | "at" | "with" | "in" | "to") {
            let preposition = p.lower(stop);
            if self.is_then(stop) {
                break;
            }
            let det = usize::from(matches!(p.lower(stop + 1).as_str(), "the" | "a" | "an" | "its"));
            let mut last = self.phrase_end(stop + 1 + det);
            while matches!(p.lower(last).as_str(), "and" | "of") && p.word(last + 1).starts_with(char::is_uppercase) {
                last = self.phrase_end(last + 1);
            }
            let last = last.min(limit);
            if last <= stop + 1 + det {
                break;
            }
            let words = self.words(stop + 1 + det, last);
            // `director of debate at the University of Michigan`: the name is the body of the office.
            let named = words.starts_with(char::is_uppercase);
            if general.is_none() && (preposition != "in" || of.is_none()) {
                general = Some((words, named, last));
            } else if named && preposition == "at" && general.as_ref().is_some_and(|(_, named, _)| !named) {
                let (_, _, before) = general.clone()?;
                role = format!("{role} {}", self.words(to, before));
                general = Some((words, true, last));
            }
            stop = last;
        }
        if let Some((words, _, _)) = general {
            of = of.or(Some(words));
        }
        if self.is_then(stop) {
            (stop, status) = (stop + 3, RoleStatus::Former);
        }
        (!role.is_empty()).then_some(Office { from, to: stop, role, of, status })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::facts::numbers::pieces;

    /// Returns each office of the bracketed names: role, body, status.
    fn read(marked: &str) -> Vec<String> {
        let text = marked.replace(['[', ']'], "");
        let mut names = Vec::new();
        for (at, part) in marked.split('[').skip(1).enumerate() {
            let name = part.split(']').next().unwrap();
            let start = text.find(name).unwrap();
            names.push((Span::new(start, start + name.len()), EntityId(at)));
        }
        let all = pieces(&text, Span::new(0, text.len()));
        let found = offices(&Pieces { text: &text, all: &all }, &names);
        let show = |fact: &Fact| match &fact.kind {
            FactKind::Role { entity, role, of, status } => {
                format!("{}: {role} / {} / {status:?}", entity.0, of.as_deref().unwrap_or("-"))
            }
            _ => String::new(),
        };
        found.iter().map(show).collect()
    }

    #[test]
    fn offices_are_read_before_and_after_a_name_and_in_clauses() {
        for (text, want) in [
            ("He met Syrian President [Bashar al-Assad] there.", "0: President / Syria / Current"),
            ("[Ana Holt], the town’s former mayor, came.", "0: mayor / - / Former"),
            ("[Ana Holt], the prime minister’s chief adviser, came.", "0: chief adviser / - / Current"),
            ("So said [Ana Holt], prime minister at the time, in May.", "0: prime minister / - / Former"),
            ("Hope Under Arms’s chairman [Ana Holt] came.", "0: chairman / Hope Under Arms / Current"),
            ("In Ostria’s capital, Ostria’s envoy [Ana Holt] came.", "0: envoy / Ostria / Current"),
            (
                "Russia’s Deputy Foreign Minister [Mikhail Bogdanov] came.",
                "0: Deputy Foreign Minister / Russia / Current",
            ),
            ("He met his Russian counterpart [Vladimir Putin].", "0: counterpart / Russia / Current"),
            ("They met Syria’s envoy in the country, [Bashar al-Jaafari].", "0: envoy / Syria / Current"),
            ("White House press secretary [Dan Muir] spoke.", "0: press secretary / White House / Current"),
            ("[Rolf Stein] is the former mayor of Tarnow.", "0: mayor / Tarnow / Former"),
            ("[Hanna Pell] -- co-editor of the Lantern -- agreed.", "0: co-editor / Lantern / Current"),
            (
                "[Ada Kerr] is playwright-in-residence at Holm College and artistic director of the Lantern.",
                "0: playwright-in-residence / Holm College / Current; 0: artistic director / Lantern / Current",
            ),
            ("[Saddik], who headed the state bank, resigned.", "0: head / state bank / Current"),
            ("[Anna Falk], who served as treasurer of the guild, left.", "0: treasurer / guild / Former"),
            ("Mr [Clifton] persuaded Mrs [Holt].", ""),
            ("[Ada Kerr] met [Tom Hale], and they left.", ""),
        ] {
            assert_eq!(read(text).join("; "), want, "{text}");
        }
        assert_eq!(read("Professors [Ida Berg] and [Kai Storm] signed.").len(), 2);
    }
    #[test]
    fn a_country_is_told_once() {
        let role = |role: &str, of: Option<&str>| {
            let kind = FactKind::Role {
                entity: EntityId(0),
                role: role.to_owned(),
                of: of.map(str::to_owned),
                status: RoleStatus::Current,
            };
            Fact::new(Span::new(0, 9), kind)
        };
        let mut facts = vec![role("Foreign Minister", Some("Turkey"))];
        merge(&mut facts, vec![role("Turkish Foreign Minister", None)]);
        assert_eq!(facts, [role("Foreign Minister", Some("Turkey"))]);
        merge(&mut facts, vec![role("former Foreign Minister", None)]);
        assert_eq!(facts, [role("former Foreign Minister", Some("Turkey"))]);
    }
}
