//! Facts in words: figures with their hedge, offices, states of events.

use std::fmt::Write as _;

use crate::nlp::{Annotations, EntityId, EventStatus, FactKind, RoleStatus};
use crate::text::{Article, Span, one_line};

/// Formats a number: thousands are separated, millions are written out, trailing zeros are dropped.
#[must_use]
pub fn number(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() || size >= 1e15 {
        return format!("{value:e}");
    }
    for (unit, name) in [(1e12, "trillion"), (1e9, "billion"), (1e6, "million")] {
        // Only where no digit is lost.
        if size >= unit && ((value / unit * 1000.0).round() * unit / 1000.0 - value).abs() < 0.5 {
            return format!("{} {name}", digits(value / unit, 3));
        }
    }
    digits(value, 2)
}

/// Formats a number with at most some decimals and with separated thousands.
fn digits(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    let (whole, rest) = text.find('.').map_or((text, ""), |at| text.split_at(at));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |d| ("-", d));
    let mut out = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n) % 3 == 0 && digits.len() > 4 {
            out.push(',');
        }
        out.push(digit);
    }
    format!("{sign}{out}{rest}")
}

/// Formats a quantity with its hedge and unit: `about 1,200 people`, `2–3 weeks`, `more than 5 % (fall)`. `None` for
/// other facts.
#[must_use]
pub fn figure(kind: &FactKind) -> Option<String> {
    let FactKind::Quantity { value, unit, range, modifier, change, .. } = kind else { return None };
    let mut out = String::new();
    if let Some(hedge) = modifier {
        let _ = write!(out, "{hedge} ");
    }
    match (range, value) {
        (Some([from, to]), _) => {
            let _ = write!(out, "{}–{}", number(*from), number(*to));
        }
        (None, Some(value)) => out.push_str(&number(*value)),
        (None, None) => {}
    }
    if let Some(unit) = unit {
        let _ = write!(out, " {unit}");
    }
    if let Some(change) = change {
        let _ = write!(out, " ({change})");
    }
    Some(out.trim().to_owned())
}

/// Formats an office: `Deputy Foreign Minister, Russia`, `former mayor, Orrin Bay`.
#[must_use]
pub fn office(role: &str, of: Option<&str>, status: RoleStatus) -> String {
    let before = held(status).filter(|word| !role.to_lowercase().contains(word));
    let before = before.map_or_else(String::new, |word| format!("{word} "));
    let of = of.filter(|of| !role.contains(of)).map_or_else(String::new, |of| format!(", {of}"));
    format!("{before}{role}{of}")
}

/// Returns the word for a role that somebody does not hold now.
#[must_use]
pub fn held(status: RoleStatus) -> Option<&'static str> {
    match status {
        RoleStatus::Current => None,
        RoleStatus::Former => Some("former"),
        RoleStatus::Acting => Some("acting"),
        RoleStatus::Candidate => Some("candidate"),
        RoleStatus::Future => Some("future"),
    }
}

/// Returns the word for an event that did not simply happen.
#[must_use]
pub fn took_place(status: EventStatus) -> Option<&'static str> {
    match status {
        EventStatus::Happened => None,
        EventStatus::Scheduled => Some("scheduled"),
        EventStatus::Alleged => Some("alleged"),
        EventStatus::Negated => Some("did not happen"),
    }
}

/// Returns the present office of a person in words, else a former one, else the role as the text writes it.
#[must_use]
pub fn office_of(found: &Annotations, entity: EntityId) -> Option<String> {
    let mut offices = found.facts.iter().filter_map(|fact| match &fact.kind {
        FactKind::Role { entity: of, .. } if *of == entity => Some(&fact.kind),
        _ => None,
    });
    let first = offices.clone().next();
    let current = offices.find(|kind| matches!(kind, FactKind::Role { status: RoleStatus::Current, .. }));
    let person = found.person(entity);
    let Some(FactKind::Role { role, of, status, .. }) = current.or(first) else {
        return person.and_then(|person| person.roles.first().cloned());
    };
    // The words of the text read better: `Syrian President`.
    let ends = |words: &&String| words.to_lowercase().ends_with(&role.to_lowercase());
    let role = person.and_then(|person| person.roles.iter().find(ends)).unwrap_or(role);
    Some(office(role, of.as_deref(), *status))
}

/// Returns words of the article in one line.
#[must_use]
pub fn line(article: &Article, span: Span) -> String {
    one_line(article.words(span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nlp::{Fact, Person, SpeakerKind};

    #[test]
    fn numbers_are_written_as_people_write_them() {
        for (value, text) in [
            (5.0, "5"),
            (2.50, "2.5"),
            (1500.0, "1500"),
            (25_000.0, "25,000"),
            (-1_234_567.891, "-1,234,567.89"),
            (1_200_000.0, "1.2 million"),
            (-50e9, "-50 billion"),
            (1_234_567.0, "1,234,567"),
            (100.0, "100"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn a_figure_keeps_hedge_range_and_change() {
        let quantity = |range, modifier: Option<&str>, change: Option<&str>| FactKind::Quantity {
            value: Some(5.0),
            unit: Some("%".to_owned()),
            range,
            of: None,
            modifier: modifier.map(str::to_owned),
            change: change.map(str::to_owned),
        };
        assert_eq!(figure(&quantity(None, Some("about"), None)).as_deref(), Some("about 5 %"));
        assert_eq!(figure(&quantity(Some([5.0, 6.0]), None, Some("fall"))).as_deref(), Some("5–6 % (fall)"));
        assert_eq!(figure(&FactKind::Date { value: None }), None);
    }

    #[test]
    fn an_office_says_where_and_whether_it_is_held() {
        use RoleStatus::{Current, Former};
        for (role, of, status, says) in [
            ("mayor", Some("Orrin Bay"), Former, "former mayor, Orrin Bay"),
            ("Former mayor", None, Former, "Former mayor"),
            ("Syrian President", Some("Syria"), Current, "Syrian President"),
            ("President", Some("Syria"), Current, "President, Syria"),
        ] {
            assert_eq!(office(role, of, status), says);
        }
    }

    #[test]
    fn the_present_office_comes_first() {
        let person = |roles: &[&str]| Person {
            entity: EntityId(1),
            name: "Ana Holt".to_owned(),
            kind: SpeakerKind::Person,
            aliases: Vec::new(),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        };
        let role = |role: &str, status| {
            let (entity, role, of) = (EntityId(1), role.to_owned(), Some("Oslo".to_owned()));
            Fact::new(Span::default(), FactKind::Role { entity, role, of, status })
        };
        let found =
            |facts, roles: &[&str]| Annotations { people: vec![person(roles)], facts, ..Annotations::default() };
        let says = |found: &Annotations| office_of(found, EntityId(1));
        let both = vec![role("judge", RoleStatus::Former), role("Mayor", RoleStatus::Current)];
        assert_eq!(says(&found(both, &["Norwegian mayor"])).as_deref(), Some("Norwegian mayor, Oslo"));
        let former = vec![role("judge", RoleStatus::Former)];
        assert_eq!(says(&found(former, &[])).as_deref(), Some("former judge, Oslo"));
        assert_eq!(says(&found(Vec::new(), &["witness"])).as_deref(), Some("witness"));
        assert_eq!(says(&found(Vec::new(), &[])), None);
    }
}
