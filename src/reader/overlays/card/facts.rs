//! The card of a fact: all its words, who states it, what it consists of, and the reader's notes and corrections.

use crate::export::words;
use crate::nlp::{ClaimReason, Fact, FactKind};
use crate::reader::Model;
use crate::reader::corrections;
use crate::reader::overlays::card::{Face, Goal, Tone};
use crate::text::Span;

/// Lays out the card of a fact.
pub(super) fn report(model: &Model, fact: &Fact, face: &mut Face) {
    let article = &model.document.article;
    let found = &model.document.annotations;
    let goal = face.goal(Goal::Words(fact.span));
    let day = |day: &Option<String>| {
        day.as_deref().map_or_else(|| "day not known".to_owned(), |day| model.session.dates.day(day))
    };
    let value = match &fact.kind {
        FactKind::Claim { .. } => "claim worth checking".to_owned(),
        FactKind::Event { when, .. } => day(when),
        FactKind::Date { value } => day(value),
        FactKind::Role { entity, role, of, status } => {
            let name = found.person(*entity).map_or("", |person| person.name.as_str());
            format!("{name}: {}", words::office(role, of.as_deref(), *status))
        }
        FactKind::Duration { value } | FactKind::Set { value } => value.clone(),
        kind => words::figure(kind).unwrap_or_default(),
    };
    face.say(Tone::Strong, &value, None);
    face.say(Tone::Plain, &format!("“{}”", words::line(article, fact.span).trim_matches(['“', '”', '"'])), Some(goal));
    face.blank();
    let role = |name: &str| {
        let person = found.people.iter().find(|person| person.name == name)?;
        words::office_of(found, person.entity)
    };
    match &fact.by {
        Some(name) => {
            let role = role(name).map_or_else(String::new, |role| format!("({role})"));
            face.flow(&[(Tone::Quiet, "stated by"), (Tone::Strong, name), (Tone::Quiet, &role)], None);
        }
        None => face.say(Tone::Quiet, "stated by the article", None),
    }
    parts(model, fact, face);
    if found.is_fact_corrected(fact) {
        face.say(Tone::Strong, "corrected", None);
    }
    let on = |at: Span| at.overlaps(fact.span);
    for note in model.document.notes.iter().filter(|note| note.placement.span().is_some_and(on)) {
        let goal = face.goal(Goal::Note(note.note.id.clone()));
        let marks = corrections::marks(&note.note.all_marks());
        let body = note.note.body.split_whitespace().collect::<Vec<_>>().join(" ");
        face.flow(&[(Tone::Strong, &format!("✎ {marks}")), (Tone::Plain, &body)], Some(goal));
    }
}

/// Adds the people, place and state of an event, or the figures, days and reasons of a claim, each with its place.
fn parts(model: &Model, fact: &Fact, face: &mut Face) {
    let article = &model.document.article;
    let mut part = |label: &str, text: &str, span: Option<Span>| {
        let goal = span.map(|span| face.goal(Goal::Words(span)));
        face.flow(&[(Tone::Quiet, label), (Tone::Plain, text)], goal);
    };
    match &fact.kind {
        FactKind::Event { who, place, status, .. } => {
            let names: Vec<&str> = who.iter().map(|one| one.name.as_str()).collect();
            if !names.is_empty() {
                part("who", &names.join(", "), None);
            }
            if let Some(place) = place {
                part("where", &words::line(article, *place), Some(*place));
            }
            if let Some(status) = words::took_place(*status) {
                part("status", status, None);
            }
        }
        FactKind::Claim { figures, dates, reasons, .. } => {
            for span in figures {
                part("figure", &words::line(article, *span), Some(*span));
            }
            for span in dates {
                part("day", &words::line(article, *span), Some(*span));
            }
            let why: Vec<&str> = reasons.iter().map(|reason| states(*reason)).collect();
            if !why.is_empty() {
                part("worth checking:", &format!("states {}", why.join(", ")), None);
            }
        }
        FactKind::Quantity { of: Some(of), .. } => part("of", &words::line(article, *of), Some(*of)),
        _ => {}
    }
}

fn states(reason: ClaimReason) -> &'static str {
    match reason {
        ClaimReason::Figure => "a figure",
        ClaimReason::Record => "a record",
        ClaimReason::Cause => "a cause",
        ClaimReason::Comparison => "a comparison",
        ClaimReason::History => "something past",
        ClaimReason::Accusation => "what others did or said",
    }
}
