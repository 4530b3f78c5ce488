//! Adds, edits, deletes and restores notes. Unsaved text is never discarded without a question, and the message "saved"
//! waits for the library's answer.

use crossterm::event::{KeyCode, KeyModifiers};

use crate::library::db::{Draft, Undone};
use crate::library::notes::{Anchor, NoteId, PlacedNote};
use crate::reader::layout::geometry::geometry;
use crate::reader::library_request::LibraryRequest;
use crate::reader::navigate;
use crate::reader::overlays::help::inside;
use crate::reader::overlays::menu::control as menu;
use crate::reader::overlays::note_editor::wrap;
use crate::reader::panes::list::rows::Row;
use crate::reader::{Action, Ask, Command, Editor, Effect, Message, Model, Overlay, Pane, Tab};
use crate::text::Span;

/// The longest note in bytes.
const LONGEST: usize = 100_000;

/// Returns whether notes can be saved; if not, reports why.
pub(in crate::reader) fn writable(model: &mut Model) -> bool {
    if let Some(reason) = &model.session.read_only {
        model.message = Some(Message::error(reason.clone()));
    }
    model.session.read_only.is_none()
}

/// Adds a note on the selection, else on the selected quote, else on the paragraph (`a`).
pub(in crate::reader) fn add(model: &mut Model) {
    if !writable(model) {
        return;
    }
    if let Some(editor) = on_row(model) {
        open_editor(model, editor);
        return;
    }
    let selection = model.document.selection();
    let quote = || model.document.selected_quote().map(|(_, q)| said(&q.content));
    let paragraph = || {
        let block = model.document.article.block_at(model.document.cursor)?;
        model.document.article.blocks.get(block).map(|b| b.span)
    };
    let span = selection.or_else(quote).or_else(paragraph).map(|s| s.trim(&model.document.article.text));
    model.document.mark = None;
    open_editor(model, Editor::new(None, span.filter(|s| !s.is_empty()), ""));
}

/// Adds a note on the whole article (`A`).
pub(in crate::reader) fn add_to_article(model: &mut Model) {
    if writable(model) {
        model.document.mark = None;
        open_editor(model, Editor::new(None, None, ""));
    }
}

/// Makes a new note on the selected row, if that is a person, a detail of a person, or a fact.
fn on_row(model: &Model) -> Option<Editor> {
    if model.document.focus != Pane::List || model.document.mark.is_some() {
        return None;
    }
    let found = &model.document.annotations;
    match model.document.selected_row()? {
        Row::Fact { index, .. } => found.facts.get(*index).map(|f| Editor::new(None, Some(f.span), "")),
        Row::Person { index, .. } => {
            let person = found.people.get(*index)?;
            let first = model.document.index.mentions(person.entity).first().and_then(|m| found.mentions.get(*m));
            let mut editor = Editor::new(None, first.map(|m| m.span), "");
            editor.marks.tags.push(format!("@{}", person.name));
            editor.about = Some(person.name.clone());
            Some(editor)
        }
        Row::Detail { span: Some(span), .. } => Some(Editor::new(None, Some(*span), "")),
        _ => None,
    }
}

/// Stores a draft from an earlier session and offers it.
pub(in crate::reader) fn draft_found(model: &mut Model, draft: Draft) {
    if draft.body.trim().is_empty() || model.editor().is_some() {
        return;
    }
    model.document.draft = Some(draft);
    let says = "a note was not finished: `a` goes on with it";
    model.message = Some(Message::note(model.session.keys.with_own_keys(says)));
}

/// Opens the editor with the draft of an earlier session. Returns whether there is one.
pub(in crate::reader) fn go_on(model: &mut Model) -> bool {
    if model.document.draft.is_none() || !writable(model) {
        return false;
    }
    let Some(Draft { note, span, body, tags }) = model.document.draft.take() else { return false };
    // The note may have been deleted since.
    let old = note.and_then(|id| model.document.notes.iter().find(|n| n.note.id == id));
    let id = old.map(|n| n.note.id.clone());
    let original = old.map_or("", |n| n.note.body.as_str());
    let span = span.filter(|span| !span.of(&model.document.article.text).is_empty());
    let mut editor = Editor::new(id, span, original);
    editor.set_text(&body);
    editor.about = tags.iter().find_map(|tag| tag.strip_prefix('@')).map(str::to_owned);
    editor.marks.tags = tags;
    editor.kept = Some(body);
    model.document.mark = None;
    open_editor(model, editor);
    model.message = Some(Message::note("the unfinished note"));
    true
}

/// Keeps the text in the editor as a draft, if it has changed since it was kept last.
pub(in crate::reader) fn keep_draft(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(editor) = editor_of(model).filter(|editor| !editor.saving) else { return };
    let draft = editor.draft();
    let body = draft.as_ref().map(|draft| draft.body.clone());
    if body != editor.kept {
        editor.kept = body;
        effects.push(Effect::Library(LibraryRequest::SaveDraft(draft.map(Box::new))));
    }
}

/// Returns the span from the first to the last word of a quote.
pub(in crate::reader) fn said(content: &[Span]) -> Span {
    let first = content.first().copied().unwrap_or_default();
    content.iter().copied().fold(first, Span::join)
}

/// Opens the editor and scrolls to make room.
pub(in crate::reader) fn open_editor(model: &mut Model, editor: Editor) {
    let span = editor.span;
    model.document.focus = Pane::Article;
    model.overlays.push(Overlay::Editor(Box::new(editor)));
    if let Some(span) = span {
        navigate::show_place(model, span.start, span);
    }
    make_room(model);
}

/// Scrolls so that the last line of the words stands above the editor.
fn make_room(model: &mut Model) {
    if let Some(span) = model.editor().and_then(|e| e.span) {
        let last = model.place(span.end.saturating_sub(1).max(span.start));
        model.show(last, last);
    }
}

/// Returns the current note: the selected row of the Notes tab, else the note at the cursor, else one on the selected
/// quote.
pub(in crate::reader) fn meant(model: &Model) -> Option<&PlacedNote> {
    if model.document.focus == Pane::List && model.document.tab == Tab::Notes {
        let Some(Row::Note { id }) = model.document.selected_row() else { return None };
        return model.document.notes.iter().find(|n| n.note.id == *id);
    }
    let on_quote = || {
        let (_, quote) = model.document.selected_quote()?;
        let on = |n: &&PlacedNote| n.placement.span().is_some_and(|s| quote.content.iter().any(|c| c.overlaps(s)));
        model.document.notes.iter().find(on)
    };
    model.document.note_at(model.document.cursor).or_else(on_quote)
}

/// Edits the current note (`E`).
pub(in crate::reader) fn edit(model: &mut Model) {
    if !writable(model) {
        return;
    }
    match meant(model) {
        Some(placed) => {
            let editor = Editor::new(Some(placed.note.id.clone()), placed.placement.span(), &placed.note.body);
            open_editor(model, editor);
        }
        None => model.message = Some(Message::note(model.session.keys.with_own_keys("no note here: `a` adds one"))),
    }
}

/// Deletes the current note (`D`).
pub(in crate::reader) fn delete(model: &mut Model, effects: &mut Vec<Effect>) {
    if !writable(model) {
        return;
    }
    match meant(model).map(|n| n.note.id.clone()) {
        Some(id) => effects.push(Effect::Library(LibraryRequest::DeleteNote(id))),
        None => model.message = Some(Message::note("no note here")),
    }
}

/// Opens the current note, or a new one, in the external editor (`V`). The built-in editor stays open below and holds
/// the text until the library has saved it.
pub(in crate::reader) fn edit_outside(model: &mut Model, effects: &mut Vec<Effect>) {
    if meant(model).is_some() && model.document.mark.is_none() {
        edit(model)
    } else {
        add(model)
    }
    hand_over(model, effects);
}

/// Opens the text in the external editor.
fn hand_over(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(editor) = editor_of(model) else { return };
    if !editor.saving {
        editor.outside = true;
        effects.push(Effect::EditInEditor(editor.text()));
    }
}

/// Takes the text from the external editor; saves it at once if it has changed.
pub(in crate::reader) fn written(model: &mut Model, text: Option<String>, effects: &mut Vec<Effect>) {
    let Some(editor) = editor_of(model).filter(|editor| editor.outside) else { return };
    editor.outside = false;
    // Without text, the runtime has already reported the reason.
    let Some(text) = text else { return };
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', "    ");
    let text: String = text.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
    let text = text.trim_end();
    if text.len() > LONGEST {
        model.message = Some(Message::error("the note is too long and was not saved"));
        return;
    }
    editor.set_text(text);
    if text.trim().is_empty() && !editor.changed() {
        model.overlays.pop();
        model.message = Some(Message::note("nothing was written"));
    } else {
        save(model, effects);
    }
}

/// Undoes (`U`) or redoes (`Ctrl-r`) the last change to this article's notes and corrections.
pub(in crate::reader) fn undo(model: &mut Model, back: bool, effects: &mut Vec<Effect>) {
    if writable(model) {
        effects.push(if back { Effect::Library(LibraryRequest::Undo) } else { Effect::Library(LibraryRequest::Redo) });
    }
}

/// Reports the result of an undo or redo.
pub(in crate::reader) fn undone(model: &mut Model, what: Option<&Undone>, back: bool) {
    let done = if back { "undone" } else { "redone" };
    let text = match what {
        None if back => "nothing to undo in this article".to_owned(),
        None => "nothing to redo".to_owned(),
        Some(Undone { correction: true, exists: true, .. }) => format!("{done}: correction restored"),
        Some(Undone { correction: true, exists: false, .. }) => format!("{done}: correction removed"),
        Some(Undone { correction: false, exists: false, .. }) => format!("{done}: note removed"),
        Some(Undone { existed: false, .. }) => format!("{done}: note restored"),
        Some(_) if back => format!("{done}: note changed back"),
        Some(_) => format!("{done}: note changed again"),
    };
    model.message = Some(Message::note(text));
}

/// Stores the notes that the library returned.
pub(in crate::reader) fn loaded(model: &mut Model, notes: Vec<PlacedNote>) {
    let old = std::mem::replace(&mut model.document.notes, notes);
    navigate::make_rows(model, Tab::Notes);
    // The People tab lists the notes about a person.
    navigate::make_rows(model, Tab::People);
    // Select the note that was just written or restored.
    let new: Vec<&NoteId> =
        model.document.notes.iter().map(|n| &n.note.id).filter(|id| old.iter().all(|n| n.note.id != **id)).collect();
    if let [id] = new[..] {
        let id = id.clone();
        navigate::select_row(model, Tab::Notes, |row| matches!(row, Row::Note { id: at } if *at == id));
    }
}

/// Handles the confirmation that a note was saved.
pub(in crate::reader) fn saved(model: &mut Model, id: NoteId) {
    if let Some(Overlay::Editor(editor)) = model.overlays.last_mut() {
        if editor.saving {
            model.overlays.pop();
        } else {
            // Text typed since then edits the same note.
            editor.note = Some(id);
        }
    }
    menu::kept(model);
    let said = model.awaiting.take().unwrap_or_else(|| "note saved".to_owned());
    model.message = Some(Message::note(said));
}

/// Handles the confirmation that a note was deleted.
pub(in crate::reader) fn deleted(model: &mut Model, id: NoteId) {
    if model.document.reattaching.as_ref() == Some(&id) {
        model.document.reattaching = None;
    }
    model.message = Some(Message::note(model.session.keys.with_own_keys("note deleted: `U` restores it")));
}

/// Handles a message: after a failed save the text stays in the editor. The message replaces an open question, which is
/// withdrawn.
pub(in crate::reader) fn reported(model: &mut Model, message: &Message) {
    if let Some(Overlay::Editor(editor)) = model.overlays.last_mut() {
        editor.saving &= !message.error;
        editor.asking = None;
    }
    if message.error {
        menu::failed(model);
        model.awaiting = None;
    }
}

fn editor_of(model: &mut Model) -> Option<&mut Editor> {
    match model.overlays.last_mut() {
        Some(Overlay::Editor(editor)) => Some(editor),
        _ => None,
    }
}

/// Handles an action while the editor is open.
pub(in crate::reader) fn in_editor(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    let Some(editor) = editor_of(model) else { return };
    if let Some(ask) = editor.asking {
        let Action::Input(key) = action else {
            ask_again(model, ask);
            return;
        };
        editor.asking = None;
        if matches!(key.code, KeyCode::Char('y' | 'Y')) {
            discard(model, effects);
            if ask == Ask::Quit {
                model.end(effects);
            } else {
                model.message = Some(Message::note("the note was not saved"));
            }
        }
        return;
    }
    match action {
        Action::Run(Command::SaveNote) => save(model, effects),
        Action::Run(Command::HandOver) => hand_over(model, effects),
        Action::Input(_) | Action::Paste(_) if editor.saving => {
            model.message = Some(Message::note("the note is being saved"));
        }
        Action::Input(key) => {
            let typed = matches!(key.code, KeyCode::Char(c) if c.is_control());
            let is_full = editor.area.lines().iter().map(String::len).sum::<usize>() >= LONGEST;
            let adds = matches!(key.code, KeyCode::Char(_) | KeyCode::Enter | KeyCode::Tab)
                && !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
            if is_full && adds {
                model.message = Some(Message::error("the note has reached its maximum length"));
            } else if !typed {
                let by = match key.code {
                    KeyCode::Up if key.modifiers.is_empty() => -1,
                    KeyCode::Down if key.modifiers.is_empty() => 1,
                    _ => 0,
                };
                let moved = by != 0 && step_row(model, by);
                if let Some(editor) = editor_of(model).filter(|_| !moved) {
                    editor.area.input(key);
                }
                make_room(model);
            }
        }
        Action::Paste(text) => {
            let used = editor.area.lines().iter().map(String::len).sum::<usize>();
            let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', "    ");
            let clean: String = text.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
            if used + clean.len() > LONGEST {
                model.message = Some(Message::error("too long to paste into a note"));
            } else {
                editor.area.insert_str(clean);
                make_room(model);
            }
        }
        _ => {}
    }
}

/// Moves the cursor up or down by rows as they are drawn. Returns whether there is such a row.
fn step_row(model: &mut Model, by: isize) -> bool {
    let at = geometry(model).editor;
    let room = inside(at).width;
    let Some(editor) = editor_of(model) else { return false };
    let lines = editor.area.lines();
    let rows = wrap::rows(lines, room);
    let cursor = editor.area.cursor();
    let (row, column) = wrap::place(&rows, lines, (cursor.0, cursor.1), room);
    let to = row.checked_add_signed(by).and_then(|to| wrap::cursor_at(&rows, lines, to, column));
    let Some((line, column)) = to else { return false };
    let (Ok(line), Ok(column)) = (u16::try_from(line), u16::try_from(column)) else { return false };
    editor.area.move_cursor(ratatui_textarea::CursorMove::Jump(line, column));
    true
}

/// Sends the note to the library; the editor stays open until the library has answered.
fn save(model: &mut Model, effects: &mut Vec<Effect>) {
    let article = std::sync::Arc::clone(&model.document.article);
    let notes = &model.document.notes;
    let Some(Overlay::Editor(editor)) = model.overlays.last_mut() else { return };
    if editor.saving {
        return;
    }
    let body = editor.text();
    if body.trim().is_empty() {
        let hint = if editor.note.is_some() { ": Esc, then `D` deletes the note" } else { "" };
        let text = format!("an empty note is not saved{hint}");
        model.message = Some(Message::note(model.session.keys.with_own_keys(&text)));
        return;
    }
    if editor.note.is_some() && body == editor.original {
        model.overlays.pop();
        model.message = Some(Message::note("no changes to save"));
        return;
    }
    // A note keeps its original anchor.
    let old = editor.note.as_ref().and_then(|id| notes.iter().find(|n| n.note.id == *id));
    let anchor = match old {
        Some(old) => old.note.anchor.clone(),
        None => editor.span.map(|span| Anchor::of(&article.text, span)),
    };
    editor.saving = true;
    let marks = (!editor.marks.is_empty()).then(|| editor.marks.clone());
    effects.push(Effect::Library(LibraryRequest::SaveNote { id: editor.note.clone(), anchor, body, marks }));
}

/// Closes the editor (`Esc`, `Ctrl-c`), after a question if text would be lost.
pub(in crate::reader) fn close_editor(model: &mut Model, asked: bool, effects: &mut Vec<Effect>) {
    let Some(editor) = editor_of(model) else { return };
    let again = editor.asking.take();
    if again.is_some() && !asked {
        // `Esc` answers no.
        return;
    }
    let ask = if asked { Ask::Quit } else { Ask::Discard };
    if editor.changed() || editor.saving {
        editor.asking = Some(ask);
        ask_again(model, ask);
    } else {
        discard(model, effects);
        if asked {
            model.end(effects);
        }
    }
}

/// Closes the editor and deletes its draft.
fn discard(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some(Overlay::Editor(editor)) = model.overlays.pop()
        && editor.kept.is_some()
    {
        effects.push(Effect::Library(LibraryRequest::SaveDraft(None)));
    }
}

fn ask_again(model: &mut Model, ask: Ask) {
    let saving = editor_of(model).is_some_and(|e| e.saving);
    let what = match (ask, saving) {
        (Ask::Discard, false) => "Discard what you wrote?",
        (Ask::Quit, false) => "Quit and lose what you wrote?",
        (Ask::Discard, true) => "The note is not saved yet. Close the editor?",
        (Ask::Quit, true) => "The note is not saved yet. Quit?",
    };
    model.message = Some(Message::note(format!("{what} y/n")));
}
