//! The card of changes: how an article differs from an earlier version, altered quotes first.

use crate::library::notes::{Difference, Quoted, edits};
use crate::nlp::QuoteKind;
use crate::reader::Model;
use crate::reader::index::UNATTRIBUTED;
use crate::reader::library_request::Compared;
use crate::reader::overlays::card::{Face, Goal, Tone, signed};
use crate::text::Span;

/// The most words shown of an addition or a removal.
const MOST: usize = 120;

/// Adds the changes to the card.
pub(in crate::reader) fn report(model: &Model, compared: Option<&Compared>, face: &mut Face) {
    let Some(compared) = compared else {
        face.say(Tone::Quiet, "searching for an earlier version…", None);
        return;
    };
    if compared.versions == 0 {
        face.say(Tone::Quiet, "You have read no other version of this article.", None);
        return;
    }
    let (older, newer) = (model.session.keys.key_of("next-quote"), model.session.keys.key_of("previous-quote"));
    let versions = match compared.versions {
        1 => String::new(),
        n => format!("· version {} of {n} · {older} older · {newer} newer", compared.which + 1),
    };
    let since = format!("Since the version read on {} {versions}", model.session.dates.time(&compared.opened));
    face.say(Tone::Quiet, &since, None);
    if compared.changes.is_empty() {
        face.blank();
        face.say(Tone::Plain, "Only white space has changed.", None);
        return;
    }
    face.flow(&[(Tone::Lacks, "[−removed]"), (Tone::Has, "[+added]")], None);
    let mut heading = "";
    for change in &compared.changes {
        let section = section(change);
        if section != heading {
            let count = compared.changes.iter().filter(|other| self::section(other) == section).count();
            face.blank();
            face.say(Tone::Strong, &format!("{section} {count}"), None);
            heading = section;
        }
        one(model, &compared.old, change, face);
    }
}

/// Returns the section heading for a kind of change.
#[must_use]
pub fn section(change: &Difference) -> &'static str {
    match change {
        Difference::Quote { .. } => "Altered quotes",
        Difference::Speaker { .. } => "Different speaker",
        Difference::QuoteGone { .. } => "Removed quotes",
        Difference::QuoteNew(_) => "Added quotes",
        Difference::Title { .. } => "Headline",
        Difference::Altered { .. } | Difference::Moved(_) | Difference::Gone { .. } | Difference::New(_) => "Text",
    }
}

/// Returns the speaker, with the kind of quote.
#[must_use]
pub fn name(quoted: &Quoted) -> String {
    let kind = match quoted.kind {
        QuoteKind::Direct => "",
        QuoteKind::Mixed => " · partly quoted",
        QuoteKind::Indirect => " · indirect",
    };
    format!("{}{kind}", quoted.speaker.as_deref().unwrap_or(UNATTRIBUTED))
}

fn one(model: &Model, old: &str, change: &Difference, face: &mut Face) {
    let text = &model.document.article.text;
    // Removed text has no place in this version: use the place where it was.
    let end = match change {
        Difference::Quote { is, .. } | Difference::Speaker { is, .. } | Difference::QuoteNew(is) => is.span.end,
        Difference::Altered { is, .. } | Difference::Moved(is) | Difference::New(is) => is.end,
        _ => change.at(),
    };
    let goal = Some(face.goal(Goal::Words(Span::new(change.at().min(end), end))));
    let paragraph = |at: usize| format!("¶{}", model.document.article.block_at(at).map_or(1, |block| block + 1));
    match change {
        Difference::Quote { was, is } => {
            let names = if name(was) == name(is) { name(is) } else { format!("{}, then {}", name(was), name(is)) };
            face.say(Tone::Quiet, &names, goal);
            differing(&was.words, &is.words, goal, face);
        }
        Difference::Speaker { was, is } => {
            face.say(Tone::Plain, &is.words, goal);
            let (was, is) = (format!("[−{}]", name(was)), format!("[+{}]", name(is)));
            face.flow(&[(Tone::Lacks, &was), (Tone::Has, &is)], goal);
        }
        Difference::QuoteGone { was, .. } => {
            face.say(Tone::Quiet, &name(was), goal);
            differing(&was.words, "", goal, face);
        }
        Difference::QuoteNew(is) => {
            face.say(Tone::Quiet, &name(is), goal);
            differing("", &is.words, goal, face);
        }
        Difference::Title { was, is } => differing(was, is, goal, face),
        Difference::Altered { was, is } => {
            face.say(Tone::Quiet, &paragraph(is.start), goal);
            differing(was.of(old), is.of(text), goal, face);
        }
        Difference::Moved(is) => {
            face.say(Tone::Quiet, &format!("{} was moved", paragraph(is.start)), goal);
            face.say(Tone::Plain, &crate::reader::layout::text_measure::fit_words(is.of(text), 200), goal);
        }
        Difference::Gone { was, at } => {
            face.say(Tone::Quiet, &format!("removed at {}", paragraph(*at)), goal);
            differing(was.of(old), "", goal, face);
        }
        Difference::New(is) => {
            face.say(Tone::Quiet, &format!("{} added", paragraph(is.start)), goal);
            differing("", is.of(text), goal, face);
        }
    }
}

/// Adds a word-by-word comparison of both versions.
fn differing(was: &str, is: &str, goal: Option<usize>, face: &mut Face) {
    let parts = signed(edits(was, is), MOST);
    let parts: Vec<(Tone, &str)> = parts.iter().map(|(tone, text)| (*tone, text.as_str())).collect();
    face.flow(&parts, goal);
}
