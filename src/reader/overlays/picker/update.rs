//! Opens and handles the pickers of commands (`:`) and places (`Ctrl-p`).

use crossterm::event::{MouseButton, MouseEventKind};
use ratatui::layout::Position;

use crate::library::notes::Placement;
use crate::reader::command::keys::Binding;
use crate::reader::command::table::{Command, Context};
use crate::reader::layout::text_measure::head;
use crate::reader::navigate;
use crate::reader::overlays::picker::{Item, Picker, PickerPage, Picking, Target};
use crate::reader::panes::facts::lists;
use crate::reader::panes::list::rows::Row;
use crate::reader::update::typing::{Typed, edit};
use crate::reader::{Action, Message, Model, Overlay, Tab};
use crate::text::{BlockKind, Span};

/// The most bytes of a quote or a note to search.
const LOOKED_AT: usize = 160;

/// Opens the picker of commands.
pub(in crate::reader) fn commands(model: &mut Model) {
    let bindings = model.session.keys.bindings().iter().filter(|binding| binding.context == Context::Everywhere);
    let items = bindings
        .map(|Binding { entry, .. }| Item {
            kind: "",
            text: entry.does.to_owned(),
            names: std::iter::once(&entry.name).chain(entry.aliases).copied().collect(),
            side: model.session.keys.shown(entry.name),
            to: Target::Run(entry.command),
        })
        .chain(model.session.keys.hooks().iter().enumerate().map(|(at, hook)| Item {
            kind: "",
            text: format!("{} (your command)", hook.name),
            names: Vec::new(),
            side: hook.keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
            to: Target::Run(Command::Hook(at)),
        }))
        .chain(model.session.themes.iter().map(|name| Item {
            kind: "",
            text: format!("theme {name}"),
            names: Vec::new(),
            side: if *name == model.session.theme { "current".to_owned() } else { String::new() },
            to: Target::Theme(name.clone()),
        }))
        .collect();
    let paragraphs = model.document.article.blocks.len();
    open(model, Picker::new(Picking::Command, items, paragraphs));
}

/// Opens the picker of commands for typing a tag.
pub(in crate::reader) fn tag(model: &mut Model) {
    commands(model);
    if let Some(Overlay::Picker(picker)) = model.overlays.last_mut() {
        picker.text = "tag ".to_owned();
        picker.look();
    }
    model.message = Some(Message::note("type the name of the tag, then Enter; untag and a name removes one"));
}

/// Opens the picker of places.
pub(in crate::reader) fn places(model: &mut Model) {
    let items = marks(model)
        .chain(people(model))
        .chain(headings(model))
        .chain(said(model))
        .chain(facts(model))
        .chain(noted(model))
        .collect();
    let paragraphs = model.document.article.blocks.len();
    open(model, Picker::new(Picking::Place, items, paragraphs));
}

fn open(model: &mut Model, picker: Picker) {
    model.overlays.push(Overlay::Picker(Box::new(picker)));
}

fn line(text: &str) -> String {
    head(text, LOOKED_AT).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn paragraph(model: &Model, byte: usize) -> String {
    format!("¶{}", model.document.article.block_at(byte).map_or(1, |b| b + 1))
}

/// Returns all people, each at the first mention or else the first quote.
fn people(model: &Model) -> impl Iterator<Item = Item> + '_ {
    let found = &model.document.annotations;
    found.people.iter().filter_map(move |person| {
        let named = || found.mentions.get(*model.document.index.mentions(person.entity).first()?).map(|m| m.span);
        let speaks = || {
            let (_, speaker) = model.document.index.speaker(person.entity)?;
            found.attributions.get(*speaker.quotes.first()?)?.content.first().copied()
        };
        let span = named().or_else(speaks)?;
        let names = std::iter::once(&person.name).chain(&person.aliases).cloned().collect::<Vec<_>>().join(" · ");
        Some(Item {
            kind: "person",
            text: line(&names),
            names: Vec::new(),
            side: paragraph(model, span.start),
            to: Target::Words(span),
        })
    })
}

/// Returns the marks, each with the words there.
fn marks(model: &Model) -> impl Iterator<Item = Item> + '_ {
    model.document.marks.iter().map(|(letter, at)| {
        let rest = model.document.article.text.get(*at..).unwrap_or_default();
        Item {
            kind: "mark",
            text: format!("{letter}  {}", line(rest)),
            names: vec!["mark"],
            side: paragraph(model, *at),
            to: Target::Words(Span::new(*at, at.saturating_add(1))),
        }
    })
}

fn headings(model: &Model) -> impl Iterator<Item = Item> + '_ {
    let blocks =
        model.document.article.blocks.iter().filter(|b| matches!(b.kind, BlockKind::Heading(_)) && !b.span.is_empty());
    blocks.map(|block| Item {
        kind: "heading",
        text: line(model.document.article.words(block.span)),
        names: Vec::new(),
        side: paragraph(model, block.span.start),
        to: Target::Words(block.span),
    })
}

fn said(model: &Model) -> impl Iterator<Item = Item> + '_ {
    model.document.annotations.attributions.iter().enumerate().map(|(at, quote)| {
        let speaker = model.document.index.speaker_of.get(at).and_then(|s| model.document.index.speakers.get(*s));
        let span = quote.content.first().copied().unwrap_or_default();
        Item {
            kind: "quote",
            text: line(model.document.article.words(span)),
            names: Vec::new(),
            side: speaker.map_or_else(String::new, |s| line(&s.name)),
            to: Target::Quote(quote.id.clone(), span),
        }
    })
}

/// Returns the facts in the order of their tab, each with who states it.
fn facts(model: &Model) -> impl Iterator<Item = Item> + '_ {
    let all = lists::in_order(model).into_iter();
    all.filter_map(|at| model.document.annotations.facts.get(at)).map(|fact| {
        let kind = lists::kind(&fact.kind);
        Item {
            kind,
            text: line(&lists::one_line(model, fact)),
            names: Vec::new(),
            side: fact.by.as_deref().map_or_else(|| paragraph(model, fact.span.start), line),
            to: Target::Fact(kind, fact.span),
        }
    })
}

fn noted(model: &Model) -> impl Iterator<Item = Item> + '_ {
    model.document.notes.iter().map(|note| {
        let span = note.placement.span();
        Item {
            kind: "note",
            text: line(&note.note.body),
            names: Vec::new(),
            side: match note.placement {
                Placement::Orphan => "not found".to_owned(),
                _ => span.map_or_else(String::new, |s| paragraph(model, s.start)),
            },
            to: Target::Note(note.note.id.clone(), span),
        }
    })
}

/// Handles an action while the picker is open.
pub(in crate::reader) fn apply(model: &mut Model, action: &Action) -> Option<Action> {
    let page = PickerPage::new(model.session.screen);
    let rows = usize::from(page.list.height).max(1);
    let Some(Overlay::Picker(picker)) = model.overlays.last_mut() else { return None };
    if let Action::Mouse(event) = action {
        let at = Position::new(event.column, event.row);
        match event.kind {
            MouseEventKind::ScrollDown => step(picker, 3, rows),
            MouseEventKind::ScrollUp => step(picker, -3, rows),
            MouseEventKind::Down(MouseButton::Left) if page.list.contains(at) => {
                let row = picker.top + usize::from(at.y - page.list.y);
                if row < picker.hits.len() {
                    picker.selected = row;
                    return pick(model);
                }
            }
            MouseEventKind::Down(MouseButton::Left) if !page.area.contains(at) => drop(model.overlays.pop()),
            _ => {}
        }
        return None;
    }
    match edit(&mut picker.text, &mut model.behind, action) {
        Typed::Changed => picker.look(),
        Typed::Moved(by) => step(picker, by, rows),
        Typed::Paged(by) => step(picker, by.saturating_mul(i32::try_from(rows).unwrap_or(1)), rows),
        Typed::Left => drop(model.overlays.pop()),
        Typed::Done => return pick(model),
        // Completes the query with the selected text; after that, with the next match.
        Typed::Complete(by) => match picker.item().map(|item| item.text.clone()) {
            Some(text) if by > 0 && text != picker.text => {
                picker.text = text;
                model.behind = 0;
                picker.look();
            }
            _ => step(picker, by, rows),
        },
        Typed::Nothing => {}
    }
    None
}

/// Moves the selection; single steps wrap around.
fn step(picker: &mut Picker, by: i32, rows: usize) {
    let Some(last) = picker.hits.len().checked_sub(1) else { return };
    let to = picker.selected.saturating_add_signed(by as isize);
    picker.selected = match by {
        1 if picker.selected == last => 0,
        -1 if picker.selected == 0 => last,
        _ => to.min(last),
    };
    scroll_into_view(picker, rows);
}

/// Scrolls the selected row into view.
fn scroll_into_view(picker: &mut Picker, rows: usize) {
    picker.top = picker.top.min(picker.selected).max((picker.selected + 1).saturating_sub(rows));
}

/// Scrolls the selected row into view after a change of screen size.
pub(in crate::reader) fn resized(model: &mut Model) {
    let rows = usize::from(PickerPage::new(model.session.screen).list.height).max(1);
    for overlay in &mut model.overlays {
        if let Overlay::Picker(picker) = overlay {
            scroll_into_view(picker, rows);
        }
    }
}

/// Jumps to the selected place, or returns the action of the selected command.
fn pick(model: &mut Model) -> Option<Action> {
    let Some(Overlay::Picker(picker)) = model.overlays.last() else { return None };
    let target = picker.item().map(|item| item.to.clone())?;
    model.overlays.pop();
    match target {
        Target::Run(command) => return Some(Action::Run(command)),
        Target::Theme(name) => return Some(Action::TakeTheme(name)),
        Target::Label(change) => return Some(Action::Label(change)),
        Target::Paragraph(number) => return Some(Action::GoToParagraph(number)),
        Target::Words(span) => navigate::jump_to_words(model, span),
        Target::Quote(id, span) => {
            match model.document.annotations.attributions.iter().position(|q| q.id == id) {
                Some(at) => {
                    navigate::push_jump(model);
                    navigate::select_quote(model, at);
                }
                None => navigate::jump_to_words(model, span),
            }
            model.document.focus = crate::reader::Pane::Article;
        }
        Target::Fact(kind, span) => {
            let facts = &model.document.annotations.facts;
            let fact = facts.iter().position(|fact| fact.span == span && lists::kind(&fact.kind) == kind);
            navigate::select_row(
                model,
                Tab::Facts,
                |row| matches!(row, Row::Fact { index, .. } if Some(*index) == fact),
            );
            navigate::jump_to_words(model, span);
        }
        Target::Note(id, span) => {
            navigate::select_row(model, Tab::Notes, |row| matches!(row, Row::Note { id: at } if *at == id));
            match span {
                Some(span) => navigate::jump_to_words(model, span),
                // A note on the whole article has no words to show.
                None => navigate::show_tab(model, Tab::Notes),
            }
        }
    }
    None
}
