//! What has changed since an article was read before, in words: altered quotes first.

use crate::library::notes::{Difference, Quoted, edits};
use crate::nlp::QuoteKind;
use crate::reader::Model;
use crate::reader::index::UNATTRIBUTED;
use crate::reader::library_request::Compared;
use crate::reader::overlays::card::{Face, Goal, Tone, signed};
use crate::text::Span;

/// Words of what was put in or taken out that are shown at most.
const MOST: usize = 120;

/// Tells it.
pub(in crate::reader) fn tell(model: &Model, compared: Option<&Compared>, face: &mut Face) {
    let Some(compared) = compared else {
        face.say(Tone::Quiet, "looking for an earlier version…", None);
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
        face.say(Tone::Plain, "Nothing has changed but blanks.", None);
        return;
    }
    face.flow(&[(Tone::Lacks, "[−taken out]"), (Tone::Has, "[+put in]")], None);
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

/// What kind of change it is, as a heading.
#[must_use]
pub fn section(change: &Difference) -> &'static str {
    match change {
        Difference::Quote { .. } => "Altered quotes",
        Difference::Speaker { .. } => "Said by somebody else",
        Difference::QuoteGone { .. } => "Quotes taken out",
        Difference::QuoteNew(_) => "Quotes put in",
        Difference::Title { .. } => "Headline",
        Difference::Altered { .. } | Difference::Moved(_) | Difference::Gone { .. } | Difference::New(_) => "Text",
    }
}

/// Who said it, and how.
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
    // Of what is gone there is no place but that where it was.
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
            face.say(Tone::Quiet, &format!("{} stood elsewhere", paragraph(is.start)), goal);
            face.say(Tone::Plain, &crate::reader::layout::text_measure::fit_words(is.of(text), 200), goal);
        }
        Difference::Gone { was, at } => {
            face.say(Tone::Quiet, &format!("taken out at {}", paragraph(*at)), goal);
            differing(was.of(old), "", goal, face);
        }
        Difference::New(is) => {
            face.say(Tone::Quiet, &format!("{} put in", paragraph(is.start)), goal);
            differing("", is.of(text), goal, face);
        }
    }
}

/// Both forms in one, as they are written.
fn differing(was: &str, is: &str, goal: Option<usize>, face: &mut Face) {
    let parts = signed(edits(was, is), MOST);
    let parts: Vec<(Tone, &str)> = parts.iter().map(|(tone, text)| (*tone, text.as_str())).collect();
    face.flow(&parts, goal);
}
