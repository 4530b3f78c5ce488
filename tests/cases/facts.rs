//! Cases of dates, quantities, durations and roles: `facts.jsonl`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::cases::json::{list, occurrence, range, text, texts};
use crate::cases::words::{Text, norm, overlap};

pub(crate) const FIELDS: &[&str] = &["id", "kind", "genre", "date", "text", "expect", "absent"];
pub(crate) const EXPECTED_FIELDS: &[&str] = &["type", "text", "occurrence", "value", "unit", "modifier", "of", "also"];

/// Units: the written form, and the form for comparison.
const UNITS: &[(&str, &str)] = &[
    ("percent", "%"),
    ("per cent", "%"),
    ("usd", "us dollar"),
    ("$", "us dollar"),
    ("dollar", "us dollar"),
    ("euro", "eur"),
    ("€", "eur"),
    ("£", "gbp"),
    ("pound sterling", "gbp"),
    ("metre", "m"),
    ("meter", "m"),
    ("kilometre", "km"),
    ("kilometer", "km"),
    ("kilogram", "kg"),
    ("tonne", "t"),
    ("mph", "miles per hour"),
    ("kilowatt", "kw"),
    ("pp", "percentage point"),
];

/// Returns a unit for comparison: in the singular, under one name.
fn unit(name: &str) -> String {
    let mut name = norm(name);
    if name.chars().count() >= 4 {
        let chars: Vec<char> = name.chars().collect();
        let in_word = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric() || *c == '_');
        let plural = |n: usize| chars[n] == 's' && !in_word(chars.get(n + 1));
        name = (0..chars.len()).filter(|n| !plural(*n)).map(|n| chars[n]).collect();
    }
    UNITS.iter().find(|(written, _)| *written == name).map_or(name, |(_, compared)| (*compared).to_owned())
}

/// Returns the value of a fact; a range is `[from, to]`, whichever fields hold it.
fn value(fact: &Value) -> Value {
    let field = |key: &str| fact.get(key).filter(|v| !v.is_null());
    for (low, high) in
        [("from", "to"), ("low", "high"), ("min", "max"), ("value", "to"), ("value", "upper"), ("value", "until")]
    {
        if let (Some(low), Some(high)) = (fact.get(low), field(high)) {
            return json!([low, high]);
        }
    }
    match ["range", "interval"].into_iter().find_map(field).or(field("value")) {
        Some(Value::Object(pair)) => pair.values().take(2).cloned().collect(),
        Some(Value::String(pair)) if pair.contains('/') => pair.split('/').collect(),
        other => other.cloned().unwrap_or_default(),
    }
}

fn same(got: &Value, wanted: &Value) -> bool {
    match wanted {
        Value::Object(any) => {
            any.get("any").is_some_and(|any| any.as_array().into_iter().flatten().any(|w| same(got, w)))
        }
        Value::String(pair) if pair.contains('/') => same(got, &pair.split('/').collect()),
        Value::Array(wanted) => got
            .as_array()
            .is_some_and(|got| got.len() == wanted.len() && got.iter().zip(wanted).all(|(g, w)| same(g, w))),
        Value::Number(wanted) => {
            let (Some(wanted), Some(got)) = (wanted.as_f64(), got.as_f64()) else { return false };
            (got - wanted).abs() <= 1e-6 * wanted.abs().max(1.0)
        }
        Value::Null => got.is_null(),
        Value::Bool(_) | Value::String(_) => !got.is_null() && !got.is_array() && cut(got) == cut(wanted),
    }
}

/// Returns a date or a text, without the time of day.
fn cut(value: &Value) -> String {
    let written = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match written.split_once('T') {
        Some((day, _)) if written.starts_with(|c: char| c.is_ascii_digit()) => day.to_owned(),
        _ => written,
    }
}

/// Returns the errors in the facts `found` for the case.
pub(crate) fn judge(case: &Value, found: &Value) -> Vec<String> {
    let at = Text::new(text(found, "text"));
    let show = |f: &&Value| {
        let unit = text(f, "unit");
        let words = at.slice(range(&f["span"]));
        format!("{words:?}={}{}{unit}", value(f), if unit.is_empty() { "" } else { " " })
    };
    let facts = list(found, "facts");
    let entities = |place, persons_only: bool| -> BTreeSet<u64> {
        let mentions = list(found, "entities").iter().filter(|m| overlap(place, range(&m["span"])));
        mentions.filter(|m| !persons_only || text(m, "type") == "person").filter_map(|m| m["entity"].as_u64()).collect()
    };
    let roles_of = |ids: BTreeSet<u64>| -> Vec<&Value> {
        let roles = facts.iter().filter(|f| text(f, "type") == "role");
        roles.filter(|f| f["entity"].as_u64().is_some_and(|e| ids.contains(&e))).collect()
    };
    let mut wrong = Vec::new();
    for expected in list(case, "expect") {
        let words = text(expected, "text");
        let Some(place) = at.find(words, occurrence(expected)) else {
            wrong.push(format!("no such words in the text: {words:?}"));
            continue;
        };
        if text(expected, "type") == "role" {
            wrong.extend(role(expected, &roles_of(entities(place, true))));
            continue;
        }
        let touching = facts.iter().filter(|f| f["type"] == expected["type"] && overlap(place, range(&f["span"])));
        let got: Vec<&Value> = touching.collect();
        let units: Option<Vec<String>> = expected.get("unit").map(|units| match units {
            Value::Array(units) => units.iter().map(|u| unit(u.as_str().unwrap_or_default())).collect(),
            one => vec![unit(one.as_str().unwrap_or_default())],
        });
        let right = |f: &&Value| {
            same(&value(f), &expected["value"])
                && units.as_ref().is_none_or(|units| units.contains(&unit(text(f, "unit"))))
                && expected
                    .get("modifier")
                    .is_none_or(|m| texts(m).iter().any(|m| norm(m) == norm(text(f, "modifier"))))
        };
        if got.is_empty() || !got.iter().all(right) {
            let got: Vec<String> = got.iter().map(show).collect();
            let got = if got.is_empty() { "none".to_owned() } else { got.join("; ") };
            let unit = texts(&expected["unit"]).first().copied().unwrap_or_default();
            let kind = text(expected, "type");
            wrong.push(format!("{kind} {words:?}: wanted {} {unit}, got {got}", expected["value"]));
        }
    }
    for absent in list(case, "absent") {
        let (kind, words) = (text(absent, "type"), text(absent, "text"));
        let Some(place) = at.find(words, 1) else {
            wrong.push(format!("no such words in the text: {words:?}"));
            continue;
        };
        if kind == "role" {
            for f in roles_of(entities(place, false)) {
                let role = text(f, "role");
                if absent.get("value").is_none_or(|v| norm(v.as_str().unwrap_or_default()) == norm(role)) {
                    wrong.push(format!("no role for {words} wanted, got {role:?}"));
                }
            }
            continue;
        }
        for f in facts.iter().filter(|f| text(f, "type") == kind && overlap(place, range(&f["span"]))) {
            if absent.get("value").is_none_or(|v| same(&value(f), v)) {
                wrong.push(format!("no {kind} at {words:?} wanted, got {}", show(&f)));
            }
        }
    }
    wrong
}

/// Returns the error in the roles `got` of one person.
fn role(expected: &Value, got: &[&Value]) -> Option<String> {
    let wanted: Vec<String> = texts(&expected["value"]).into_iter().map(norm).collect();
    let also: Vec<String> = texts(&expected["also"]).into_iter().map(norm).collect();
    let bodies: Option<Vec<&Value>> =
        expected.get("of").map(|of| of.as_array().map_or_else(|| vec![of], |all| all.iter().collect()));
    let hit = |f: &&&Value| {
        wanted.contains(&norm(text(f, "role")))
            && bodies.as_ref().is_none_or(|bodies| {
                let right = |b: &&Value| match b.as_str() {
                    None | Some("") => f["of"].is_null(),
                    Some(body) => norm(body) == norm(text(f, "of")),
                };
                bodies.iter().any(right)
            })
    };
    let other = |f: &&Value| !hit(&f) && !also.contains(&norm(text(f, "role")));
    if got.iter().any(|f| hit(&f)) && !got.iter().any(other) {
        return None;
    }
    let got: Vec<String> = got.iter().map(|f| format!("{} of {}", f["role"], f["of"])).collect();
    let got = if got.is_empty() { "none".to_owned() } else { got.join("; ") };
    let of = bodies.and_then(|b| b.first().map(|b| format!(" of {b}"))).unwrap_or_default();
    Some(format!("{}: wanted role {}{of}, got {got}", text(expected, "text"), wanted.join("/")))
}
