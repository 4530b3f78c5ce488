//! `c`: correcting who said what. Nothing changes on screen before the library has kept it.

use std::sync::Arc;

use crate::library::notes::corrections::{Change, Correction, Target};
use crate::library::notes::{Anchor, Reviewed};
use crate::nlp;
use crate::nlp::{Annotations, Attribution, EntityId, EntityType, Mention, QuoteKind};
use crate::reader::corrections::{describe, describe_whole, kind};
use crate::reader::index::Index;
use crate::reader::layout::text_measure::fit_words;
use crate::reader::library_request::LibraryRequest;
use crate::reader::navigate;
use crate::reader::overlays::menu::control as menu;
use crate::reader::overlays::menu::{Choice, LETTERS, Menu, MenuRow, NameFor, Wants};
use crate::reader::overlays::note_editor::update as notes;
use crate::reader::panes::list::quotes;
use crate::reader::panes::list::rows::Row;
use crate::reader::{Effect, Message, Model, Pane, Tab, corrections};
use crate::text::Span;

/// Columns of the words in a menu's title.
const TITLE: u16 = 48;

/// Applies the corrections to what the engine has found, and shows that.
pub(in crate::reader) fn apply(model: &mut Model, mut found: Arc<Annotations>, index: Option<Arc<Index>>) {
    if found.dated != model.document.article.date {
        // The day of writing has become known since the engine began.
        nlp::redate(&model.document.article, Arc::make_mut(&mut found));
    }
    let reviewed = Reviewed::new(found, &model.document.article.text, &model.document.corrections);
    // An index of the engine's own work does not fit corrected annotations.
    let index = index.filter(|_| model.document.corrections.is_empty());
    let index = index.unwrap_or_else(|| Arc::new(Index::new(&model.document.article, &reviewed)));
    quotes::annotated(model, reviewed, index);
}

/// The corrections as they are now in the library.
pub(in crate::reader) fn loaded(model: &mut Model, corrections: Vec<Correction>) {
    if *model.document.corrections != corrections {
        model.document.corrections = Arc::new(corrections);
        let found = Arc::clone(model.document.annotations.found());
        apply(model, found, None);
    }
}

/// A correction is on disk, or taken back.
pub(in crate::reader) fn kept(model: &mut Model) {
    menu::kept(model);
    (model.document.mark, model.document.adjusting) = (None, None);
    let said = model.awaiting.take().unwrap_or_else(|| "corrected".to_owned());
    let undo = model.session.keys.key_of("undo");
    let undo = if undo.is_empty() { undo } else { format!(" · {undo} undoes it") };
    model.message = Some(Message::note(format!("{said}{undo}")));
}

/// Hands a correction to the library.
pub(in crate::reader) fn send(model: &mut Model, change: Change, said: String, effects: &mut Vec<Effect>) {
    model.awaiting = Some(said);
    menu::wait(model);
    effects.push(Effect::Library(LibraryRequest::Correct(Box::new(change))));
}

/// Lets the library take a correction back.
pub(in crate::reader) fn take_back(model: &mut Model, id: String, said: String, effects: &mut Vec<Effect>) {
    model.awaiting = Some(said);
    menu::wait(model);
    effects.push(Effect::Library(LibraryRequest::TakeBack(id)));
}

/// `c`: a menu for what is meant.
pub(in crate::reader) fn start(model: &mut Model) {
    if !notes::writable(model) {
        return;
    }
    let made = selected_words(model).map(|span| of_words(model, span)).or_else(|| of_row(model));
    let made = made.or_else(|| model.document.selected_quote().map(|(_, quote)| of_quote(model, quote)));
    let made = made.or_else(|| {
        let mentions = &model.document.annotations.mentions;
        let here = mentions.iter().find(|m| m.span.contains(model.document.cursor))?;
        of_mention(model, here)
    });
    match made {
        Some(made) => menu::open(model, made),
        None => {
            model.message = Some(Message::note(
                model.session.keys.told("select a quote with `]` or words with `v`: then `c` corrects"),
            ))
        }
    }
}

/// The selected words without the blanks around them.
fn selected_words(model: &Model) -> Option<Span> {
    let span = model.document.selection()?.trim(&model.document.article.text);
    (!span.is_empty()).then_some(span)
}

/// The menu for the selected row of the People tab.
fn of_row(model: &Model) -> Option<Menu> {
    if model.document.focus != Pane::List || model.document.tab != Tab::People {
        return None;
    }
    match model.document.selected_row()? {
        Row::Person { index, .. } => Some(of_person(model, &model.document.annotations.people.get(*index)?.name)),
        Row::Detail { span: Some(span), .. } => {
            let here = model.document.annotations.mentions.iter().find(|m| m.span == *span);
            here.and_then(|m| of_mention(model, m))
        }
        Row::Detail { .. } => Some(of_person(model, &model.document.annotations.person(model.document.person?)?.name)),
        _ => None,
    }
}

fn line(text: &str) -> String {
    fit_words(&text.split_whitespace().collect::<Vec<_>>().join(" "), TITLE)
}

/// The names of everyone, those named nearest to a place first, `first` before all.
fn people(model: &Model, near: Span, first: Option<EntityId>, but: Option<&str>) -> Vec<MenuRow> {
    let found = &model.document.annotations;
    let far = |entity: EntityId| {
        let mentions = model.document.index.mentions(entity).iter().filter_map(|m| found.mentions.get(*m));
        let gap = |m: &Mention| near.start.saturating_sub(m.span.end).max(m.span.start.saturating_sub(near.end));
        mentions.map(gap).min().unwrap_or(usize::MAX)
    };
    let mut all: Vec<_> = found.people.iter().filter(|p| Some(p.name.as_str()) != but).collect();
    all.sort_by_cached_key(|p| (first != Some(p.entity), far(p.entity)));
    let mut letters = LETTERS.chars();
    let row = |person: &crate::nlp::Person| {
        let side = if first == Some(person.entity) {
            "as it is: confirms it"
        } else {
            person.roles.first().or(person.aliases.first()).map_or("", String::as_str)
        };
        MenuRow::new(letters.next(), person.name.clone(), side, Choice::Name(person.name.clone()))
    };
    all.into_iter().map(row).collect()
}

/// The menu for a quote: who said it, and everything else that may be wrong.
fn of_quote(model: &Model, quote: &Attribution) -> Menu {
    let text = &model.document.article.text;
    let target = Target::of(text, quote);
    let mut rows = vec![MenuRow::heading("Who said it?")];
    rows.extend(people(model, quote.extent(), quote.entity, None));
    let nobody = Change::Speaker { quote: target.clone(), name: None };
    let said = "corrected: nobody who is named said it".to_owned();
    rows.push(MenuRow::new(Some('/'), "somebody else: type the name", "", Choice::Type));
    rows.push(MenuRow::new(Some('-'), "nobody who is named", "", Choice::Correct(Box::new(nobody), said)));
    rows.push(MenuRow::heading("Or is something else wrong?"));
    let delete = Change::Delete { quote: target.clone() };
    rows.push(MenuRow::new(
        Some('X'),
        "it is no quote",
        "",
        Choice::Correct(Box::new(delete), "corrected: it is no quote".to_owned()),
    ));
    rows.push(MenuRow::new(Some('E'), "it begins or ends elsewhere", "", Choice::Ends(quote.id.clone())));
    for (key, other) in [('D', QuoteKind::Direct), ('P', QuoteKind::Mixed), ('I', QuoteKind::Indirect)] {
        if other != quote.kind {
            let change = Change::Kind { quote: target.clone(), kind: other };
            let said = format!("corrected: it is {}", kind(other));
            let row = format!("it is {}", kind(other));
            rows.push(MenuRow::new(Some(key), row, "", Choice::Correct(Box::new(change), said)));
        }
    }
    if let Some(person) = quote.entity.and_then(|e| model.document.annotations.person(e)) {
        let name = &person.name;
        rows.push(MenuRow::new(
            Some('M'),
            format!("{name} is somebody else, too"),
            "merge",
            Choice::Merge(name.clone()),
        ));
        if !quote.source.is_empty() {
            let source: Vec<Anchor> = quote.source.iter().map(|s| Anchor::of(text, *s)).collect();
            let row = format!("“{}” is not {name}", corrections::words(&source));
            rows.push(MenuRow::new(Some('S'), row, "split", Choice::Split(name.clone(), source)));
        }
    }
    let own = corrections::of_quote(model, quote);
    if !own.is_empty() {
        rows.push(MenuRow::heading("Take back what you corrected"));
        rows.extend(own.iter().rev().zip('1'..='9').map(|(one, key)| taken_back(one, key, &describe(&one.change))));
    }
    let title = format!("Correct “{}”", line(&words_of(model, quote)).trim_matches(['“', '”', '"']));
    Menu::new(title, rows, Some(Wants::Name(NameFor::Speaker(target))))
}

fn taken_back(one: &Correction, key: char, says: &str) -> MenuRow {
    let choice = Choice::TakeBack(one.id.clone(), "taken back".to_owned());
    MenuRow::new(Some(key), says, "take back", choice)
}

fn words_of(model: &Model, quote: &Attribution) -> String {
    quote.content.iter().map(|span| model.document.article.words(*span)).collect::<Vec<_>>().join(" ")
}

/// The menu for selected words: a quote that was missed, or a name.
fn of_words(model: &Model, span: Span) -> Menu {
    let text = &model.document.article.text;
    let target = Target::missed(text, span, None);
    let mut rows = vec![MenuRow::heading("A quote that was missed: who said it?")];
    rows.extend(people(model, span, None, None));
    let add = Change::Add { quote: target.clone(), source: None, cue: None };
    let said = "added: a quote of nobody who is named".to_owned();
    rows.push(MenuRow::new(Some('/'), "somebody else: type the name", "", Choice::Type));
    rows.push(MenuRow::new(Some('-'), "nobody who is named", "", Choice::Correct(Box::new(add), said)));
    rows.push(MenuRow::heading("Or something else"));
    if let Some((_, quote)) =
        model.document.selected_quote().filter(|(_, q)| q.content.iter().any(|c| c.overlaps(span)))
    {
        let change = Change::Ends { quote: Target::of(text, quote), content: fitted(text, quote, span) };
        let said = "corrected: where the quote begins and ends".to_owned();
        rows.push(MenuRow::new(
            Some('E'),
            "all of the quote that is selected",
            "ends",
            Choice::Correct(Box::new(change), said),
        ));
    }
    let words = Anchor::of(text, span);
    for (key, kind, what) in [
        ('P', EntityType::Person, "the name of a person"),
        ('O', EntityType::Organisation, "the name of an organisation"),
        ('L', EntityType::Place, "the name of a place"),
        ('N', EntityType::Other, "another name"),
    ] {
        let change = Change::Entity { words: words.clone(), kind: Some(kind), name: None };
        rows.push(MenuRow::new(Some(key), what, "", Choice::Correct(Box::new(change), format!("marked: {what}"))));
    }
    if model.document.annotations.mentions.iter().any(|m| m.span.overlaps(span)) {
        rows.push(no_name(words));
    }
    let title = format!("“{}”", line(span.of(text)).trim_matches(['“', '”', '"']));
    Menu::new(title, rows, Some(Wants::Name(NameFor::Missed(target))))
}

fn no_name(words: Anchor) -> MenuRow {
    let change = Change::Entity { words, kind: None, name: None };
    MenuRow::new(Some('Z'), "no name at all", "", Choice::Correct(Box::new(change), "marked: no name".to_owned()))
}

/// The menu for a person.
fn of_person(model: &Model, name: &str) -> Menu {
    let near = model.document.annotations.people.iter().find(|p| p.name == name).map(|p| p.entity);
    let near = near
        .and_then(|e| model.document.annotations.mentions.get(*model.document.index.mentions(e).first()?))
        .map(|m| m.span);
    let mut rows = vec![MenuRow::heading("The same person as")];
    rows.extend(people(model, near.unwrap_or_default(), None, Some(name)));
    rows.push(MenuRow::new(Some('/'), "another name: type it", "", Choice::Type));
    Menu::new(format!("Merge {}", line(name)), rows, Some(Wants::Name(NameFor::Merge(name.to_owned()))))
}

/// The menu for one mention of a person.
fn of_mention(model: &Model, mention: &Mention) -> Option<Menu> {
    let text = &model.document.article.text;
    let person = model.document.annotations.person(mention.entity);
    let words = Anchor::of(text, mention.span);
    let Some(person) = person else {
        // A place or another name: only what it is can be wrong.
        let menu = of_words(model, mention.span);
        let rows = menu.rows.into_iter().skip_while(|row| row.key != Some('P')).collect();
        return Some(Menu::new(menu.title, rows, None));
    };
    let mut rows = vec![MenuRow::heading(format!("It is not {}, but", line(&person.name)))];
    rows.extend(people(model, mention.span, None, Some(&person.name)));
    rows.push(MenuRow::new(Some('/'), "somebody else: type the name", "", Choice::Type));
    rows.push(MenuRow::heading("Or"));
    let all = format!("{} is somebody else, too", person.name);
    rows.push(MenuRow::new(Some('M'), all, "merge", Choice::Merge(person.name.clone())));
    rows.push(no_name(words.clone()));
    let title = format!("“{}”, here", line(mention.span.of(text)));
    Some(Menu::new(title, rows, Some(Wants::Name(NameFor::Split(person.name.clone(), vec![words])))))
}

/// Two names are one person: which other one?
pub(in crate::reader) fn merge_menu(model: &mut Model, name: &str) {
    let made = of_person(model, name);
    menu::open(model, made);
}

/// Some mentions are of somebody else: of whom?
pub(in crate::reader) fn split_menu(model: &mut Model, from: &str, mentions: Vec<Anchor>) {
    let near = mentions.first().map(|m| m.position).unwrap_or_default();
    let mut rows = vec![MenuRow::heading(format!("It is not {}, but", line(from)))];
    rows.extend(people(model, near, None, Some(from)));
    rows.push(MenuRow::new(Some('/'), "somebody else: type the name", "", Choice::Type));
    let title = format!("“{}”, here", corrections::words(&mentions));
    let made = Menu::new(title, rows, Some(Wants::Name(NameFor::Split(from.to_owned(), mentions))));
    menu::open(model, made);
}

/// `X`: everything that was corrected in this article.
pub(in crate::reader) fn list(model: &mut Model) {
    if model.document.corrections.is_empty() {
        model.message = Some(Message::note(
            model.session.keys.told("you have corrected nothing in this article: `c` on a quote does"),
        ));
        return;
    }
    let mut keys = LETTERS.chars();
    let row = |one: &Correction| {
        let lost = model.document.annotations.is_lost(one);
        let says = describe_whole(&one.change);
        let mut row = taken_back(one, ' ', &says);
        row.key = keys.next();
        if lost {
            row.side = "its words are gone · take back".to_owned();
        }
        row
    };
    let rows = model.document.corrections.iter().rev().map(row).collect();
    let menu = Menu::new(format!("Your corrections: {}", model.document.corrections.len()), rows, None);
    menu::open(model, menu);
}

/// Lets the reader move the ends of a quote: it becomes the selection.
pub(in crate::reader) fn start_ends(model: &mut Model, id: &str) {
    let annotations = model.document.annotations.clone();
    let Some(quote) = annotations.attributions.iter().find(|q| q.id == id) else { return };
    let (Some(first), Some(last)) = (quote.content.first(), quote.content.last()) else { return };
    model.document.focus = Pane::Article;
    navigate::show_place(model, first.start, Span::new(first.start, last.end));
    model.document.mark = Some(model.snap(first.start));
    model.document.cursor = model.snap(last.end.saturating_sub(1));
    model.show_cursor();
    model.document.adjusting = Some(quote.id.clone());
    let says = "move the end: `w` `B` `h` `l`; `o` the other end; `Enter` keeps it";
    model.message = Some(Message::note(model.session.keys.told(says)));
}

/// The selection is what the quote is.
pub(in crate::reader) fn keep_ends(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(id) = model.document.adjusting.clone() else { return };
    if !notes::writable(model) {
        return;
    }
    let text = Arc::clone(&model.document.article);
    let annotations = model.document.annotations.clone();
    let quote = annotations.attributions.iter().find(|q| q.id == id);
    let (Some(span), Some(quote)) = (selected_words(model), quote) else {
        (model.document.adjusting, model.document.mark) = (None, None);
        return;
    };
    let content = fitted(&text.text, quote, span);
    if content.iter().map(|a| a.position).eq(quote.content.iter().copied()) {
        (model.document.adjusting, model.document.mark) = (None, None);
        model.message = Some(Message::note("nothing was changed"));
        return;
    }
    let change = Change::Ends { quote: Target::of(&text.text, quote), content };
    send(model, change, "corrected: where the quote begins and ends".to_owned(), effects);
}

/// The words of a quote that is to run from one end of `span` to the other: what stands between its parts stays out.
fn fitted(text: &str, quote: &Attribution, span: Span) -> Vec<Anchor> {
    let mut content: Vec<Span> = quote.content.iter().filter_map(|c| c.intersect(span)).collect();
    if content.is_empty() {
        content.push(span);
    }
    if let Some(first) = content.first_mut() {
        first.start = span.start;
    }
    if let Some(last) = content.last_mut() {
        last.end = span.end;
    }
    content.into_iter().map(|c| Anchor::of(text, c)).collect()
}
