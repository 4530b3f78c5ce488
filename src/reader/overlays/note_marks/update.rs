//! Sets verdicts with their sources, tags, colours, flags and highlights, and re-attaches notes.

use crate::library::notes::{Anchor, Flag, Marks, NoteId, PlacedNote, Placement, Verdict};
use crate::reader::corrections;
use crate::reader::layout::text_measure::fit_words;
use crate::reader::library_request::LibraryRequest;
use crate::reader::navigate;
use crate::reader::overlays::menu::control as menu;
use crate::reader::overlays::menu::{Asked, Choice, LETTERS, Marking, Menu, MenuRow, Wants};
use crate::reader::overlays::note_editor::update::{meant, open_editor, said, writable};
use crate::reader::panes::list::rows::Row;
use crate::reader::{Editor, Effect, Message, Model, Pane, Tab};
use crate::text::Span;

/// The colours of notes with their keys.
const COLOURS: [(char, &str); 5] = [('y', "yellow"), ('g', "green"), ('b', "blue"), ('r', "red"), ('p', "purple")];

/// The verdicts with their keys and descriptions.
const VERDICTS: [(char, Verdict, &str); 4] = [
    ('c', Verdict::Checked, "confirmed by a source"),
    ('d', Verdict::Disputed, "others disagree"),
    ('f', Verdict::False, "refuted by a source"),
    ('s', Verdict::NeedsSource, "no source found yet"),
];

/// Returns the selected words, else the selected fact, else the selected quote.
fn span_meant(model: &Model) -> Option<Span> {
    let selection = model.document.selection().map(|s| s.trim(&model.document.article.text)).filter(|s| !s.is_empty());
    let fact = || match model.document.selected_row().filter(|_| model.document.focus == Pane::List)? {
        Row::Fact { index, .. } => model.document.annotations.facts.get(*index).map(|f| f.span),
        _ => None,
    };
    selection.or_else(fact).or_else(|| model.document.selected_quote().map(|(_, q)| said(&q.content)))
}

fn of_note(placed: &PlacedNote) -> Marking {
    let note = &placed.note;
    Marking {
        id: Some(note.id.clone()),
        anchor: note.anchor.clone(),
        body: note.body.clone(),
        marks: note.marks.clone(),
    }
}

/// Returns the note for a verdict: the selected note, or the note that already judges the claim. Otherwise the note on
/// exactly these words, or a new one.
fn claim(model: &Model) -> Option<Marking> {
    if model.document.focus == Pane::List
        && model.document.tab == Tab::Notes
        && let Some(note) = meant(model)
    {
        return Some(of_note(note));
    }
    let Some(span) = span_meant(model) else { return model.document.note_at(model.document.cursor).map(of_note) };
    let on = |n: &&PlacedNote| n.placement.span().is_some_and(|s| s.overlaps(span));
    let judged = |n: &&PlacedNote| n.note.all_marks().verdict.is_some();
    let exact = |n: &&PlacedNote| n.placement.span() == Some(span);
    // For a fresh selection, only a note on exactly the same words counts.
    let found = model.document.notes.iter().find(|n| on(n) && judged(n) && (model.document.mark.is_none() || exact(n)));
    let found = found.or_else(|| model.document.notes.iter().find(exact)).map(of_note);
    let new = || Marking { anchor: Some(Anchor::of(&model.document.article.text, span)), ..Marking::default() };
    Some(found.unwrap_or_else(new))
}

fn words(marking: &Marking) -> String {
    let words = marking.anchor.as_ref().map_or("the whole article", |a| a.exact.trim());
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("“{}”", fit_words(&words, 44).trim_matches(['“', '”', '"']))
}

fn with(marking: &Marking, change: impl FnOnce(&mut Marks)) -> Box<Marking> {
    let mut marking = marking.clone();
    change(&mut marking.marks);
    Box::new(marking)
}

/// Opens the menu of verdicts on a claim (`x`).
pub(in crate::reader) fn verdict(model: &mut Model) {
    if !writable(model) {
        return;
    }
    let Some(marking) = claim(model) else {
        model.message = Some(Message::note(
            model.session.keys.with_own_keys("select a quote with `]` or words with `v`: then `x` sets a verdict"),
        ));
        return;
    };
    let now = marking.marks.with_words(&marking.body).verdict;
    let mut rows: Vec<MenuRow> = VERDICTS
        .iter()
        .map(|(key, verdict, means)| {
            let is = if now == Some(*verdict) { "current" } else { means };
            let name = corrections::verdict(*verdict);
            let choice = Choice::Mark(with(&marking, |m| m.verdict = Some(*verdict)), name.to_owned());
            MenuRow::new(Some(*key), name, is, choice)
        })
        .collect();
    rows.push(MenuRow::new(
        Some('l'),
        "add a source (web address)",
        "",
        Choice::Ask(Box::new(marking.clone()), Asked::Link),
    ));
    rows.push(MenuRow::new(Some('w'), "write a comment", "", Choice::Write(Box::new(marking.clone()))));
    if marking.marks.verdict.is_some() {
        let bare = |m: &mut Marks| m.verdict = None;
        let left = with(&marking, bare);
        let choice = match &marking.id {
            // Without its verdict the note would be empty.
            Some(id) if left.body.is_empty() && left.marks.is_empty() => Choice::Delete(id.clone()),
            _ => Choice::Mark(left, "verdict removed".to_owned()),
        };
        rows.push(MenuRow::new(Some('-'), "remove the verdict", "", choice));
    }
    rows.extend(links(&marking));
    let title = format!("Verdict on {}", words(&marking));
    menu::open(model, Menu::new(title, rows, None));
}

fn links(marking: &Marking) -> Vec<MenuRow> {
    let row = |(n, link): (usize, &String)| {
        let choice = with(marking, |m| m.links.retain(|l| l != link));
        let key = u32::try_from(n + 1).ok().and_then(|n| char::from_digit(n, 10));
        MenuRow::new(key, link.clone(), "remove", Choice::Mark(choice, "source removed".to_owned()))
    };
    let mut rows: Vec<MenuRow> = marking.marks.links.iter().enumerate().map(row).collect();
    if !rows.is_empty() {
        rows.insert(0, MenuRow::heading("Sources"));
    }
    rows
}

/// Opens the menu of marks for the current note, or for a new note on the selection or the quote (`m`).
pub(in crate::reader) fn mark(model: &mut Model) {
    if !writable(model) {
        return;
    }
    let own = if model.document.mark.is_some() { None } else { meant(model).map(of_note) };
    let Some(marking) = own.or_else(|| claim(model)) else {
        model.message =
            Some(Message::note(model.session.keys.with_own_keys("no note here: `a` adds one, `H` highlights words")));
        return;
    };
    let flag = marking.marks.flag;
    let mut rows = vec![MenuRow::heading("Flag")];
    for (key, one) in [('?', Flag::Question), ('t', Flag::Todo)] {
        let name = corrections::flag(one);
        let (to, says) = if flag == Some(one) { (None, "remove") } else { (Some(one), "") };
        let said = if to.is_some() { name } else { "flag removed" };
        rows.push(MenuRow::new(Some(key), name, says, Choice::Mark(with(&marking, |m| m.flag = to), said.to_owned())));
    }
    rows.push(MenuRow::heading("Colour"));
    for (key, name) in COLOURS {
        let is = marking.marks.colour.as_deref() == Some(name);
        let choice = with(&marking, |m| m.colour = (!is).then(|| name.to_owned()));
        let (says, said) = if is { ("remove", "colour removed") } else { ("", name) };
        rows.push(MenuRow::new(Some(key), name, says, Choice::Mark(choice, said.to_owned())));
    }
    rows.push(MenuRow::heading("Tags"));
    rows.push(MenuRow::new(Some('#'), "add a tag", "", Choice::Ask(Box::new(marking.clone()), Asked::Tag)));
    for (tag, key) in marking.marks.tags.iter().zip('1'..='9') {
        let choice = with(&marking, |m| m.tags.retain(|t| t != tag));
        let said = format!("removed #{tag}");
        rows.push(MenuRow::new(Some(key), format!("#{tag}"), "remove", Choice::Mark(choice, said)));
    }
    let title = if marking.id.is_some() { "Note on" } else { "Highlight" };
    menu::open(model, Menu::new(format!("{title} {}", words(&marking)), rows, None));
}

/// Opens the input line for a tag or a link.
pub(in crate::reader) fn ask(model: &mut Model, marking: Marking, asked: Asked) {
    let title = match asked {
        Asked::Tag => "Tag (one word)",
        Asked::Link => "Web address of a source",
    };
    let mut made = Menu::new(title, Vec::new(), Some(Wants::Mark(Box::new(marking), asked)));
    made.typed = Some(String::new());
    menu::open(model, made);
}

/// Handles the typed tag or link.
pub(in crate::reader) fn typed(
    model: &mut Model,
    mut marking: Marking,
    asked: Asked,
    text: &str,
    effects: &mut Vec<Effect>,
) {
    match asked {
        Asked::Tag => {
            let found = Marks::in_words(
                &text.split_whitespace().map(|w| format!("#{} ", w.trim_start_matches('#'))).collect::<String>(),
            );
            let Marks { tags, flag, verdict, .. } = found;
            if tags.is_empty() && flag.is_none() && verdict.is_none() {
                model.message = Some(Message::note("a tag is one word of letters and digits"));
                return;
            }
            for tag in tags {
                if !marking.marks.tags.contains(&tag) {
                    marking.marks.tags.push(tag);
                }
            }
            marking.marks.flag = flag.or(marking.marks.flag);
            marking.marks.verdict = verdict.or(marking.marks.verdict);
            send(model, marking, "tagged".to_owned(), effects);
        }
        Asked::Link => {
            let has_scheme = text.contains("://");
            let link = if has_scheme { text.to_owned() } else { format!("https://{text}") };
            let plain = Marks::in_words(&link).links;
            match plain.first() {
                Some(link) if plain.len() == 1 && link.contains('.') && !text.contains(char::is_whitespace) => {
                    if !marking.marks.links.contains(link) {
                        marking.marks.links.push(link.clone());
                    }
                    send(model, marking, "source added".to_owned(), effects);
                }
                _ => model.message = Some(Message::note("not a web address; example: https://example.org/page")),
            }
        }
    }
}

/// Sends a note with its marks to the library.
pub(in crate::reader) fn send(model: &mut Model, marking: Marking, said: String, effects: &mut Vec<Effect>) {
    model.awaiting = Some(said);
    menu::wait(model);
    let Marking { id, anchor, body, marks } = marking;
    effects.push(Effect::Library(LibraryRequest::SaveNote { id, anchor, body, marks: Some(marks) }));
}

/// Opens a note with its marks in the editor.
pub(in crate::reader) fn write(model: &mut Model, marking: Marking) {
    let placed = marking.id.as_ref().and_then(|id| model.document.notes.iter().find(|n| n.note.id == *id));
    let span = match placed {
        Some(placed) => placed.placement.span(),
        None => marking.anchor.as_ref().map(|a| a.position),
    };
    let mut editor = Editor::new(marking.id, span, &marking.body);
    editor.marks = marking.marks;
    open_editor(model, editor);
}

/// Highlights the selection, else the selected quote (`H`).
pub(in crate::reader) fn highlight(model: &mut Model, effects: &mut Vec<Effect>) {
    if !writable(model) {
        return;
    }
    let Some(span) = span_meant(model) else {
        model.message = Some(Message::note(
            model.session.keys.with_own_keys("select words with `v` or a quote with `]`: then `H` highlights them"),
        ));
        return;
    };
    let same = |n: &PlacedNote| n.note.body.is_empty() && n.placement.span() == Some(span);
    if model.document.notes.iter().any(same) {
        model.message = Some(Message::note(
            model.session.keys.with_own_keys("already highlighted: `m` sets a colour, `D` removes it"),
        ));
        return;
    }
    let anchor = Some(Anchor::of(&model.document.article.text, span));
    model.document.mark = None;
    send(model, Marking { anchor, ..Marking::default() }, "highlighted".to_owned(), effects);
}

/// Re-attaches a note to the selected words (`r`): the note chosen before, the selected one, or the only detached one.
/// Otherwise a menu asks for the note. Without selected words, chooses the note.
pub(in crate::reader) fn reattach(model: &mut Model, effects: &mut Vec<Effect>) {
    if !writable(model) {
        return;
    }
    let in_list = model.document.focus == Pane::List && model.document.tab == Tab::Notes;
    let row = if in_list { meant(model).map(|n| n.note.id.clone()) } else { None };
    let lost: Vec<NoteId> =
        model.document.notes.iter().filter(|n| n.placement == Placement::Orphan).map(|n| n.note.id.clone()).collect();
    if model.document.selection().is_none() {
        let only = if let [id] = &lost[..] { Some(id.clone()) } else { None };
        let here = || model.document.note_at(model.document.cursor).map(|n| n.note.id.clone());
        match row.or(only).or_else(here) {
            Some(id) => {
                model.document.focus = Pane::Article;
                model.document.reattaching = Some(id);
                let says = "select words with `v`, then `r` re-attaches the note";
                model.message = Some(Message::note(model.session.keys.with_own_keys(says)));
            }
            None if lost.is_empty() => {
                model.message = Some(Message::note("no detached notes: to re-attach another, select it in the list"));
            }
            None => {
                navigate::show_tab(model, Tab::Notes);
                model.message =
                    Some(Message::note(model.session.keys.with_own_keys("select the note, then press `r`")));
            }
        }
        return;
    }
    let chosen =
        model.document.reattaching.take().filter(|id| model.document.notes.iter().any(|n| n.note.id == *id)).or(row);
    match (chosen, &lost[..]) {
        (Some(id), _) => reattach_to(model, &id, effects),
        (None, [id]) => reattach_to(model, id, effects),
        (None, []) => model.message = Some(Message::note("no detached notes")),
        (None, lost) => {
            let mut keys = LETTERS.chars();
            let row = |id: &NoteId| {
                let note = &model.document.notes.iter().find(|n| n.note.id == *id)?.note;
                let was = note.anchor.as_ref().map_or("", |a| a.exact.as_str());
                let body = if note.body.is_empty() { was } else { &note.body };
                let body = body.split_whitespace().collect::<Vec<_>>().join(" ");
                Some(MenuRow::new(keys.next(), fit_words(&body, 60), fit_words(was, 24), Choice::Reattach(id.clone())))
            };
            let rows = lost.iter().filter_map(row).collect();
            menu::open(model, Menu::new("Re-attach which note?", rows, None));
        }
    }
}

/// Re-attaches a note to the selected words.
pub(in crate::reader) fn reattach_to(model: &mut Model, id: &NoteId, effects: &mut Vec<Effect>) {
    let Some(span) = model.document.selection().map(|s| s.trim(&model.document.article.text)).filter(|s| !s.is_empty())
    else {
        return;
    };
    let Some(note) = model.document.notes.iter().find(|n| n.note.id == *id).map(|n| n.note.clone()) else { return };
    let anchor = Some(Anchor::of(&model.document.article.text, span));
    model.awaiting = Some("note re-attached".to_owned());
    menu::wait(model);
    model.document.mark = None;
    effects.push(Effect::Library(LibraryRequest::SaveNote { id: Some(note.id), anchor, body: note.body, marks: None }));
}

/// Switches to the next sort order of the notes (`s`).
pub(in crate::reader) fn sort(model: &mut Model) {
    model.document.note_sort = model.document.note_sort.next();
    navigate::make_rows(model, Tab::Notes);
    navigate::settle_list(model, Tab::Notes);
    model.message = Some(Message::note(format!("notes {}", model.document.note_sort.label())));
}
