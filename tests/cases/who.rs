//! Cases of quotes and speakers: `who.jsonl`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::cases::json::{list, occurrence, range, text, texts};
use crate::cases::words::{Range, Text, head, norm, overlap, squash};

pub(crate) const FIELDS: &[&str] = &[
    "id",
    "kind",
    "genre",
    "text",
    "date",
    "expect",
    "not_listed",
    "people",
    "apart",
    "not_people",
    "types",
    "roles",
    "no_role",
];
pub(crate) const EXPECTED_FIELDS: &[&str] = &["quote", "speaker", "occurrence", "or_unsure", "or_nothing"];

/// The kinds of attribution that the reader shows as quotes.
const SPOKEN: [&str; 5] = ["direct", "mixed", "indirect", "turn", "statement"];

/// An attribution that is shown as a quote.
struct Listed<'a> {
    json: &'a Value,
    /// Its letters, without white space.
    chars: BTreeSet<usize>,
    /// Its source and cue.
    around: BTreeSet<usize>,
}

impl<'a> Listed<'a> {
    fn of(json: &'a Value, text: &Text) -> Self {
        let places = |key| list(json, key).iter().map(range).flat_map(|r| r.0..r.1);
        let solid = |at: &usize| text.chars.get(*at).is_some_and(|c| !c.is_whitespace());
        let around = places("source").chain(places("cue")).collect();
        Self { json, chars: places("content").filter(solid).collect(), around }
    }

    fn speaker(&self) -> &str {
        text(self.json, "speaker")
    }

    fn confidence(&self) -> f64 {
        self.json["confidence"].as_f64().unwrap_or_default()
    }

    /// Returns whether it has at least half of these letters.
    fn covers(&self, letters: &BTreeSet<usize>) -> bool {
        2 * self.chars.intersection(letters).count() >= letters.len()
    }

    /// Returns whether its words include the source and the cue of `other`: then `other` is quoted in it.
    fn nests(&self, other: &Self) -> bool {
        let (Some(first), Some(last)) = (self.chars.first(), self.chars.last()) else { return false };
        !other.around.is_empty()
            && other.around.iter().all(|at| (first..=last).contains(&at))
            && other.chars.len() < self.chars.len()
    }
}

/// Returns the errors in the annotations `found` for the case.
pub(crate) fn judge(case: &Value, found: &Value) -> Vec<String> {
    if text(found, "text").trim() != text(case, "text").trim() {
        return vec![format!("the text was changed: {:?}", head(text(found, "text"), 80))];
    }
    let at = Text::new(text(found, "text"));
    let spoken = |a: &&Value| {
        SPOKEN.contains(&text(a, "kind")) && a["folded"] != Value::Bool(true) && a["speech"] != Value::Bool(false)
    };
    let listed: Vec<Listed> = list(found, "attributions").iter().filter(spoken).map(|a| Listed::of(a, &at)).collect();
    let mut wrong = Vec::new();
    for expected in list(case, "expect") {
        wrong.extend(quote(expected, &at, &listed));
    }
    for words in list(case, "not_listed").iter().filter_map(Value::as_str) {
        let Some(place) = at.find(words, 1) else {
            wrong.push(format!("no such words in the text: {words:?}"));
            continue;
        };
        let letters = at.letters(place);
        for a in listed.iter().filter(|a| a.covers(&letters)) {
            let words = head(words, 40);
            wrong.push(format!(
                "{words:?} must not be listed: {} {} {}",
                text(a.json, "kind"),
                a.speaker(),
                a.confidence()
            ));
        }
    }
    Names::new(case, found, &at).judge(&mut wrong);
    wrong.sort();
    wrong.dedup();
    wrong
}

/// Whether a flag of a case is set: `true` or `1`.
fn is_set(flag: &Value) -> bool {
    flag.as_bool().unwrap_or_else(|| flag.as_u64() == Some(1))
}

/// Returns the error in the speaker of one quote.
fn quote(expected: &Value, at: &Text, listed: &[Listed]) -> Option<String> {
    let words = text(expected, "quote");
    let Some(place) = at.find(words, occurrence(expected)) else {
        return Some(format!("no such words in the text: {words:?}"));
    };
    let letters = at.letters(place);
    let cover: Vec<&Listed> = listed.iter().filter(|a| a.covers(&letters)).collect();
    let inner: Vec<&&Listed> =
        cover.iter().filter(|a| !cover.iter().any(|b| !std::ptr::eq(**a, *b) && a.nests(b))).collect();
    let speakers = texts(&expected["speaker"]);
    let wanted = speakers.iter().take(2).copied().collect::<Vec<_>>().join("/");
    if inner.is_empty() {
        let fine = is_set(&expected["or_nothing"]);
        return (!fine).then(|| format!("{:?}: wanted {wanted}, not listed", head(words, 40)));
    }
    let unsure_will_do = is_set(&expected["or_unsure"]);
    let right = |a: &Listed| {
        let unsure = a.confidence() < 0.5 || a.speaker().is_empty();
        speakers.iter().any(|s| norm(s) == norm(a.speaker())) || (unsure_will_do && unsure)
    };
    if inner.iter().all(|a| right(a)) {
        return None;
    }
    let got: Vec<String> = inner.iter().map(|a| format!("{} {}", a.speaker(), a.confidence())).collect();
    Some(format!("{:?}: wanted {wanted}, got {}", head(words, 40), got.join("; ")))
}

/// The names in a case: their places, and the entities that the program assigns.
struct Names<'a> {
    case: &'a Value,
    found: &'a Value,
    places: BTreeMap<&'a str, Vec<Range>>,
}

impl<'a> Names<'a> {
    fn new(case: &'a Value, found: &'a Value, at: &Text) -> Self {
        let groups = list(case, "people").iter().chain(list(case, "apart"));
        let keys = ["types", "roles"].into_iter().filter_map(|key| case[key].as_object());
        let names: BTreeSet<&str> = groups
            .flat_map(texts)
            .chain(keys.flat_map(|map| map.keys().map(String::as_str)))
            .chain(texts(&case["no_role"]))
            .collect();
        let mut names: Vec<&str> = names.into_iter().collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
        let (mut places, mut taken) = (BTreeMap::new(), Vec::new());
        for name in names {
            let here = at.names(name, &taken);
            taken.extend(here.iter().copied());
            places.insert(name, here);
        }
        Self { case, found, places }
    }

    fn places(&self, name: &str) -> &[Range] {
        self.places.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the mentions of persons, organisations and places that touch a range.
    fn mentions(&self, place: Range) -> impl Iterator<Item = &'a Value> {
        let entities = list(self.found, "entities").iter();
        entities.filter(move |m| !matches!(text(m, "type"), "date" | "quantity") && overlap(place, range(&m["span"])))
    }

    /// Returns the entities of a name.
    fn entities(&self, name: &str) -> BTreeSet<u64> {
        let mut out = BTreeSet::new();
        for place in self.places(name) {
            let mut hit: Vec<u64> = self.mentions(*place).filter_map(|m| m["entity"].as_u64()).collect();
            if hit.is_empty() {
                let sources = list(self.found, "attributions").iter();
                let named = sources.filter(|a| list(a, "source").iter().any(|s| overlap(*place, range(s))));
                hit = named.filter_map(|a| a["entity"].as_u64()).collect();
            }
            out.extend(hit);
        }
        for person in list(self.found, "people") {
            if called(person).any(|x| norm(x) == norm(name)) {
                out.extend(person["entity"].as_u64());
            }
        }
        out
    }

    fn show(&self, entities: &BTreeSet<u64>) -> String {
        if entities.is_empty() {
            return "nobody".to_owned();
        }
        let people = list(self.found, "people");
        let name = |e: &u64| {
            let person = people.iter().find(|p| p["entity"].as_u64() == Some(*e));
            person.map_or(format!("#{e}"), |p| text(p, "name").to_owned())
        };
        entities.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    fn roles(&self, name: &str) -> Vec<&'a str> {
        let ids = self.entities(name);
        let people = list(self.found, "people").iter();
        people
            .filter(|p| p["entity"].as_u64().is_some_and(|e| ids.contains(&e)))
            .flat_map(|p| texts(&p["roles"]))
            .collect()
    }

    fn judge(&self, wrong: &mut Vec<String>) {
        for group in list(self.case, "people") {
            let each: Vec<_> = texts(group).into_iter().map(|name| (name, self.entities(name))).collect();
            let all: BTreeSet<u64> = each.iter().flat_map(|(_, ids)| ids.iter().copied()).collect();
            if all.len() != 1 || each.iter().any(|(_, ids)| ids.is_empty()) {
                let each: Vec<String> = each.iter().map(|(name, ids)| format!("{name} = {}", self.show(ids))).collect();
                wrong.push(format!("one person wanted: {}", each.join("; ")));
            }
        }
        for group in list(self.case, "apart") {
            let each: Vec<_> = texts(group).into_iter().map(|name| (name, self.entities(name))).collect();
            for (n, (a, ours)) in each.iter().enumerate() {
                for (b, theirs) in each.iter().take(n) {
                    if !ours.is_disjoint(theirs) || ours.is_empty() || theirs.is_empty() {
                        let (ours, theirs) = (self.show(ours), self.show(theirs));
                        wrong.push(format!("two persons wanted: {b} = {theirs}; {a} = {ours}"));
                    }
                }
            }
        }
        for name in texts(&self.case["not_people"]) {
            for x in list(self.found, "people").iter().flat_map(called) {
                let hit = match name.strip_prefix('~') {
                    Some(part) => norm(x).contains(&norm(part)),
                    None => norm(name) == norm(x),
                };
                if hit {
                    wrong.push(format!("must not stand in the list: {x}"));
                }
            }
        }
        for (name, wanted) in self.case["types"].as_object().into_iter().flatten() {
            let mentions = self.places(name).iter().flat_map(|place| self.mentions(*place));
            let got: BTreeSet<&str> = mentions.map(|m| text(m, "type")).collect();
            if got != BTreeSet::from([wanted.as_str().unwrap_or_default()]) {
                let got =
                    if got.is_empty() { "no name".to_owned() } else { got.into_iter().collect::<Vec<_>>().join("/") };
                wrong.push(format!("{name}: wanted {wanted}, got {got}"));
            }
        }
        for (name, wanted) in self.case["roles"].as_object().into_iter().flatten() {
            let (got, wanted) = (self.roles(name), texts(wanted));
            if got.is_empty() || !got.iter().all(|r| wanted.iter().any(|w| norm(w) == norm(r))) {
                wrong.push(format!("{name}: role {} wanted, got {got:?}", squash(&wanted.join("/"))));
            }
        }
        for name in texts(&self.case["no_role"]) {
            let got = self.roles(name);
            if !got.is_empty() {
                wrong.push(format!("{name}: no role wanted, got {got:?}"));
            }
        }
    }
}

/// Returns the name of a person and its aliases.
fn called(person: &Value) -> impl Iterator<Item = &str> {
    std::iter::once(text(person, "name")).chain(texts(&person["aliases"]))
}
