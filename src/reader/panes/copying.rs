//! Copies what is selected: text, a quote with its source (`y`), or all quotes of a speaker (`Y`).

use crate::export::{About, Document, QuoteSheet};
use crate::nlp::{Attribution, EntityId};
use crate::reader::document::index::UNATTRIBUTED;
use crate::reader::panes::list::rows::Row;
use crate::reader::{Effect, Message, Model, Overlay, Pane, Tab};
use crate::text::{Article, Span, pasteable, sentences};

/// The most text to copy: terminals silently drop longer escape sequences.
const LONGEST: usize = 70_000;

/// A text to copy, and what it is called; or why there is none.
type Copied = Result<(String, String), String>;

/// Copies the selection; else what is selected in the list; else the selected quote with its speaker (`y`).
pub(in crate::reader) fn copy(model: &mut Model, effects: &mut Vec<Effect>) {
    let in_list = model.document.focus == Pane::List && model.document.mark.is_none();
    let copied = match model.document.selection() {
        Some(span) => Ok((model.document.article.words(span).to_owned(), "selection".to_owned())),
        None if in_list => of_row(model),
        None => quote_text(model),
    };
    finish(model, copied, effects);
}

/// Copies all quotes of the speaker that is selected in the list or in the article (`Y`).
pub(in crate::reader) fn copy_sheet(model: &mut Model, effects: &mut Vec<Effect>) {
    let copied = speaker_here(model).and_then(|speaker| all_said(model, speaker));
    finish(model, copied, effects);
}

/// Puts the text on the clipboard, or says why not.
fn finish(model: &mut Model, copied: Copied, effects: &mut Vec<Effect>) {
    let (text, what) = match copied {
        Ok(copied) => copied,
        Err(says) => {
            model.message = Some(Message::note(model.session.keys.with_own_keys(&says)));
            return;
        }
    };
    let text = pasteable(&text);
    if text.len() > LONGEST {
        let says = format!(
            "too long for the clipboard ({} kB): {what}; `pullquote quotes` prints quotes of any length",
            text.len() / 1000
        );
        model.message = Some(Message::error(says));
        return;
    }
    model.document.mark = None;
    model.message = Some(Message::note(format!("{what} copied")));
    effects.push(Effect::Copy(text));
}

/// Returns what the selected row of the list stands for: all that a person said, the sentence of a fact or mention, the
/// text of a note, or the quote.
fn of_row(model: &Model) -> Copied {
    let found = &model.document.annotations;
    let nothing = || "nothing to copy in this row".to_owned();
    let sentence = |span: Option<Span>, what: &str| {
        let span = span.ok_or_else(nothing)?;
        let article = &model.document.article;
        let block = article.block_at(span.start).and_then(|block| article.blocks.get(block)).ok_or_else(nothing)?;
        let all = sentences(&article.text, block.span);
        let around = all.into_iter().find(|sentence| sentence.contains(span.start)).unwrap_or(span);
        Ok((format!("{} — {}", one_line(article.words(around)), source_of(article)), what.to_owned()))
    };
    match model.document.selected_row().ok_or_else(nothing)? {
        Row::Quote { .. } => quote_text(model),
        Row::Person { index, .. } => {
            let entity = found.people.get(*index).map(|person| person.entity);
            match entity.and_then(|entity| model.document.index.speaker(entity)) {
                Some((speaker, _)) => all_said(model, speaker),
                None => Err("nothing to copy: this person says nothing in the article".to_owned()),
            }
        }
        Row::Detail { span, .. } => sentence(*span, "sentence"),
        Row::Stance { index } => {
            sentence(found.stances.get(*index).and_then(|stance| stance.content.first().copied()), "sentence")
        }
        Row::Fact { index, .. } => sentence(found.facts.get(*index).map(|fact| fact.span), "fact with its sentence"),
        Row::Note { id } => {
            let note = model.document.notes.iter().find(|note| note.note.id == *id).ok_or_else(nothing)?;
            let words = note.note.anchor.as_ref().map_or("", |anchor| anchor.exact.trim());
            let parts = [note.note.body.trim(), words].into_iter().filter(|part| !part.is_empty());
            Ok((parts.collect::<Vec<_>>().join("\n"), "note".to_owned()))
        }
        _ if model.document.tab == Tab::People => {
            Err("nothing to copy: this person says nothing in the article".to_owned())
        }
        _ => Err(nothing()),
    }
}

/// Returns the speaker that the list or the article has selected: an index into `index.speakers`.
fn speaker_here(model: &Model) -> Result<usize, String> {
    let document = &model.document;
    let (found, index) = (&document.annotations, &document.index);
    let nobody = || "no speaker is selected: `]` selects a quote".to_owned();
    let by_name = |name: &str| index.speakers.iter().position(|speaker| speaker.name == name);
    let of_entity = |entity: EntityId| index.speaker(entity).map(|(speaker, _)| speaker);
    let of_quote = |at: usize| index.speaker_of.get(at).copied();
    let speaker = if let Some(Overlay::Chart(chart)) = model.overlays.last() {
        Some(chart.speaker)
    } else if document.focus != Pane::List || document.mark.is_some() {
        document.selected_quote().and_then(|(at, _)| of_quote(at))
    } else if document.tab == Tab::People {
        let person = document.selected_person().ok_or_else(nobody)?;
        let silent = || format!("{} says nothing in the article", person.name);
        Some(of_entity(person.entity).ok_or_else(silent)?)
    } else {
        match document.selected_row().ok_or_else(nobody)? {
            Row::Speaker { order, .. } => Some(*order),
            Row::Quote { index: at, .. } => of_quote(*at),
            Row::Stance { index: at } => found.stances.get(*at).and_then(|stance| {
                let entity = stance.entity.and_then(of_entity);
                entity.or_else(|| by_name(stance.speaker.as_deref()?))
            }),
            Row::Fact { index: at, .. } => {
                let by = found.facts.get(*at).and_then(|fact| fact.by.as_deref());
                let by = by.ok_or("the article itself states this fact: no speaker is selected")?;
                Some(by_name(by).ok_or_else(|| format!("{by} says nothing in the article"))?)
            }
            Row::Note { id } => {
                let note = document.notes.iter().find(|note| note.note.id == *id);
                let span = note.and_then(|note| note.placement.span());
                let quote = span.and_then(|span| index.touching(span).into_iter().min());
                Some(quote.and_then(of_quote).ok_or("this note is not on a quote: no speaker is selected")?)
            }
            _ => None,
        }
    };
    let speaker = speaker.ok_or_else(nobody)?;
    match index.speakers.get(speaker) {
        Some(known) if known.entity.is_none() && known.name == UNATTRIBUTED => {
            Err("the speaker of this quote is unknown: `c` sets one".to_owned())
        }
        Some(_) => Ok(speaker),
        None => Err(nobody()),
    }
}

/// Returns all that a speaker said, in the reader's form, and what it is called.
fn all_said(model: &Model, speaker: usize) -> Copied {
    let document = &model.document;
    let speaker = document.index.speakers.get(speaker).ok_or("no speaker is selected")?;
    let quotes = speaker.quotes.iter().filter_map(|at| document.annotations.attributions.get(*at));
    let ids: Vec<&str> = quotes.map(|quote| quote.id.as_str()).collect();
    let text = rendered(model, |quote| ids.contains(&quote.id.as_str()), true)?;
    let count = if ids.len() == 1 { "1 quote".to_owned() } else { format!("{} quotes", ids.len()) };
    Ok((text, format!("{count} of {}{}", speaker.name, form(model))))
}

/// Returns the selected quote with its source, in the reader's form.
fn quote_text(model: &Model) -> Copied {
    let (_, quote) =
        model.document.selected_quote().ok_or("nothing to copy: select a quote with `]` or text with `v`")?;
    let text = rendered(model, |one| one.id == quote.id, false)?;
    Ok((text, format!("quote{}", form(model))))
}

/// Says the form of the copy, unless it is the usual one.
fn form(model: &Model) -> String {
    let name = model.session.copy.name();
    if name == "plain" { String::new() } else { format!(" ({name})") }
}

/// Returns some quotes as the reader's template writes them.
fn rendered(model: &Model, takes: impl Fn(&Attribution) -> bool, is_sheet: bool) -> Result<String, String> {
    let document = &model.document;
    let sheet = QuoteSheet::of(&document.article, &document.annotations, &document.notes, takes);
    let values = Document::new(&About::from(&*document.article), &sheet.quotes, is_sheet);
    model.session.copy.render(&values).map_err(|error| error.to_string())
}

/// Returns the title and the address of the article.
fn source_of(article: &Article) -> String {
    let about = About::from(article);
    let from = [Some(about.title.as_str()), about.link.as_deref()].into_iter().flatten();
    from.map(one_line).collect::<Vec<_>>().join(", ")
}

/// Words of a title or a name, without line ends.
fn one_line(words: &str) -> String {
    pasteable(words).split_whitespace().collect::<Vec<_>>().join(" ")
}
