//! Corrects quotes, speakers and names (`c`). The screen changes only after the library has saved a correction.

use std::sync::Arc;

use crate::library::notes::corrections::{Change, Correction, Target};
use crate::library::notes::{Anchor, Reviewed};
use crate::nlp;
use crate::nlp::{Annotations, Attribution, EntityId, EntityType, Mention, QuoteKind};
use crate::reader::corrections::{describe, describe_whole, facts, kind};
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

/// Columns for the words in a menu's title.
const TITLE: u16 = 48;

/// Applies the corrections to the engine's annotations and shows the result.
pub(in crate::reader) fn apply(model: &mut Model, mut found: Arc<Annotations>, index: Option<Arc<Index>>) {
    if found.dated != model.document.article.date {
        // The date of the article was set after the engine had started.
        nlp::redate(&model.document.article, Arc::make_mut(&mut found));
    }
    let reviewed = Reviewed::new(found, &model.document.article.text, &model.document.corrections);
    // An index of uncorrected annotations does not match corrected ones.
    let index = index.filter(|_| model.document.corrections.is_empty());
    let index = index.unwrap_or_else(|| Arc::new(Index::new(&model.document.article, &reviewed)));
    quotes::annotated(model, reviewed, index);
}

/// Stores the corrections that the library returned.
pub(in crate::reader) fn loaded(model: &mut Model, corrections: Vec<Correction>) {
    if *model.document.corrections != corrections {
        model.document.corrections = Arc::new(corrections);
        let found = Arc::clone(model.document.annotations.found());
        apply(model, found, None);
    }
}

/// Handles the confirmation that a correction was saved or removed.
pub(in crate::reader) fn kept(model: &mut Model) {
    menu::kept(model);
    (model.document.mark, model.document.adjusting) = (None, None);
    let said = model.awaiting.take().unwrap_or_else(|| "corrected".to_owned());
    let undo = model.session.keys.key_of("undo");
    let undo = if undo.is_empty() { undo } else { format!(" · {undo} undoes it") };
    model.message = Some(Message::note(format!("{said}{undo}")));
}

/// Sends a correction to the library.
pub(in crate::reader) fn send(model: &mut Model, change: Change, said: String, effects: &mut Vec<Effect>) {
    model.awaiting = Some(said);
    menu::wait(model);
    effects.push(Effect::Library(LibraryRequest::Correct(Box::new(change))));
}

/// Asks the library to remove a correction.
pub(in crate::reader) fn take_back(model: &mut Model, id: String, said: String, effects: &mut Vec<Effect>) {
    model.awaiting = Some(said);
    menu::wait(model);
    effects.push(Effect::Library(LibraryRequest::TakeBack(id)));
}

/// Opens the menu for the current item (`c`).
pub(in crate::reader) fn start(model: &mut Model) {
    if !notes::writable(model) {
        return;
    }
    let made = selected_words(model).map(|span| of_words(model, span)).or_else(|| of_row(model));
    let made = made.or_else(|| facts::of_row(model));
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
                model.session.keys.with_own_keys("select a quote with `]` or words with `v`: then `c` corrects"),
            ))
        }
    }
}

/// Returns the selected words without surrounding blanks.
fn selected_words(model: &Model) -> Option<Span> {
    let span = model.document.selection()?.trim(&model.document.article.text);
    (!span.is_empty()).then_some(span)
}

/// Returns the menu for the selected row of the People tab.
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

/// Returns all names: `first`, then those mentioned nearest to a place.
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
            "current speaker: confirm"
        } else {
            person.roles.first().or(person.aliases.first()).map_or("", String::as_str)
        };
        MenuRow::new(letters.next(), person.name.clone(), side, Choice::Name(person.name.clone()))
    };
    all.into_iter().map(row).collect()
}

/// Returns the menu for a quote: its speaker, and other corrections.
fn of_quote(model: &Model, quote: &Attribution) -> Menu {
    let text = &model.document.article.text;
    let target = Target::of(text, quote);
    let mut rows = vec![MenuRow::heading("Who said it?")];
    rows.extend(people(model, quote.extent(), quote.entity, None));
    let nobody = Change::Speaker { quote: target.clone(), name: None };
    let said = "corrected: speaker unknown".to_owned();
    rows.push(MenuRow::new(Some('/'), "another name: type it", "", Choice::Type));
    rows.push(MenuRow::new(Some('-'), "speaker unknown", "", Choice::Correct(Box::new(nobody), said)));
    rows.push(MenuRow::heading("Other corrections"));
    let delete = Change::Delete { quote: target.clone() };
    rows.push(MenuRow::new(
        Some('X'),
        "not a quote",
        "",
        Choice::Correct(Box::new(delete), "corrected: not a quote".to_owned()),
    ));
    rows.push(MenuRow::new(Some('E'), "change its start or end", "", Choice::Ends(quote.id.clone())));
    for (key, other) in [('D', QuoteKind::Direct), ('P', QuoteKind::Mixed), ('I', QuoteKind::Indirect)] {
        if other != quote.kind {
            let change = Change::Kind { quote: target.clone(), kind: other };
            let said = format!("corrected: the quote is {}", kind(other));
            let row = format!("the quote is {}", kind(other));
            rows.push(MenuRow::new(Some(key), row, "", Choice::Correct(Box::new(change), said)));
        }
    }
    if let Some(person) = quote.entity.and_then(|e| model.document.annotations.person(e)) {
        let name = &person.name;
        rows.push(MenuRow::new(Some('M'), format!("{name} has another name"), "merge", Choice::Merge(name.clone())));
        if !quote.source.is_empty() {
            let source: Vec<Anchor> = quote.source.iter().map(|s| Anchor::of(text, *s)).collect();
            let row = format!("“{}” is not {name}", corrections::words(&source));
            rows.push(MenuRow::new(Some('S'), row, "split", Choice::Split(name.clone(), source)));
        }
    }
    let own = corrections::of_quote(model, quote);
    if !own.is_empty() {
        rows.push(MenuRow::heading("Remove corrections"));
        rows.extend(own.iter().rev().zip('1'..='9').map(|(one, key)| taken_back(one, key, &describe(&one.change))));
    }
    let title = format!("Correct “{}”", line(&words_of(model, quote)).trim_matches(['“', '”', '"']));
    Menu::new(title, rows, Some(Wants::Name(NameFor::Speaker(target))))
}

fn taken_back(one: &Correction, key: char, says: &str) -> MenuRow {
    let choice = Choice::TakeBack(one.id.clone(), "correction removed".to_owned());
    MenuRow::new(Some(key), says, "remove", choice)
}

fn words_of(model: &Model, quote: &Attribution) -> String {
    quote.content.iter().map(|span| model.document.article.words(*span)).collect::<Vec<_>>().join(" ")
}

/// Returns the menu for selected words: a missed quote, or a name.
fn of_words(model: &Model, span: Span) -> Menu {
    let text = &model.document.article.text;
    let target = Target::missed(text, span, None);
    let mut rows = vec![MenuRow::heading("Add a missed quote: who said it?")];
    rows.extend(people(model, span, None, None));
    let add = Change::Add { quote: target.clone(), source: None, cue: None };
    let said = "added: quote, speaker unknown".to_owned();
    rows.push(MenuRow::new(Some('/'), "another name: type it", "", Choice::Type));
    rows.push(MenuRow::new(Some('-'), "speaker unknown", "", Choice::Correct(Box::new(add), said)));
    rows.push(MenuRow::heading("Other corrections"));
    if let Some((_, quote)) =
        model.document.selected_quote().filter(|(_, q)| q.content.iter().any(|c| c.overlaps(span)))
    {
        let change = Change::Ends { quote: Target::of(text, quote), content: fitted(text, quote, span) };
        let said = "corrected: start and end of the quote".to_owned();
        rows.push(MenuRow::new(
            Some('E'),
            "set the selected quote to these words",
            "ends",
            Choice::Correct(Box::new(change), said),
        ));
    }
    let words = Anchor::of(text, span);
    for (key, kind, what) in [
        ('P', EntityType::Person, "name of a person"),
        ('O', EntityType::Organisation, "name of an organisation"),
        ('L', EntityType::Place, "name of a place"),
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
    MenuRow::new(Some('Z'), "not a name", "", Choice::Correct(Box::new(change), "marked: not a name".to_owned()))
}

/// Returns the menu for a person.
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

/// Returns the menu for one mention of a person.
fn of_mention(model: &Model, mention: &Mention) -> Option<Menu> {
    let text = &model.document.article.text;
    let person = model.document.annotations.person(mention.entity);
    let words = Anchor::of(text, mention.span);
    let Some(person) = person else {
        // For places and other names only the type can be corrected.
        let menu = of_words(model, mention.span);
        let rows = menu.rows.into_iter().skip_while(|row| row.key != Some('P')).collect();
        return Some(Menu::new(menu.title, rows, None));
    };
    let mut rows = vec![MenuRow::heading(format!("Not {}, but", line(&person.name)))];
    rows.extend(people(model, mention.span, None, Some(&person.name)));
    rows.push(MenuRow::new(Some('/'), "another name: type it", "", Choice::Type));
    rows.push(MenuRow::heading("Or"));
    let all = format!("{} has another name", person.name);
    rows.push(MenuRow::new(Some('M'), all, "merge", Choice::Merge(person.name.clone())));
    rows.push(no_name(words.clone()));
    let title = format!("“{}”, here", line(mention.span.of(text)));
    Some(Menu::new(title, rows, Some(Wants::Name(NameFor::Split(person.name.clone(), vec![words])))))
}

/// Opens the menu of names to merge with this person.
pub(in crate::reader) fn merge_menu(model: &mut Model, name: &str) {
    let made = of_person(model, name);
    menu::open(model, made);
}

/// Opens the menu of people that some mentions really belong to.
pub(in crate::reader) fn split_menu(model: &mut Model, from: &str, mentions: Vec<Anchor>) {
    let near = mentions.first().map(|m| m.position).unwrap_or_default();
    let mut rows = vec![MenuRow::heading(format!("Not {}, but", line(from)))];
    rows.extend(people(model, near, None, Some(from)));
    rows.push(MenuRow::new(Some('/'), "another name: type it", "", Choice::Type));
    let title = format!("“{}”, here", corrections::words(&mentions));
    let made = Menu::new(title, rows, Some(Wants::Name(NameFor::Split(from.to_owned(), mentions))));
    menu::open(model, made);
}

/// Lists the corrections of this article (`X`).
pub(in crate::reader) fn list(model: &mut Model) {
    if model.document.corrections.is_empty() {
        model.message = Some(Message::note(
            model.session.keys.with_own_keys("no corrections in this article: `c` corrects a quote"),
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
            row.side = "words not found · remove".to_owned();
        }
        row
    };
    let rows = model.document.corrections.iter().rev().map(row).collect();
    let menu = Menu::new(format!("Your corrections: {}", model.document.corrections.len()), rows, None);
    menu::open(model, menu);
}

/// Selects a quote so that the reader can move its ends.
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
    let says = "move the end: `w` `B` `h` `l`; `o`: other end; `Enter` saves";
    model.message = Some(Message::note(model.session.keys.with_own_keys(says)));
}

/// Sets the quote to the selected words.
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
        model.message = Some(Message::note("no changes to save"));
        return;
    }
    let change = Change::Ends { quote: Target::of(&text.text, quote), content };
    send(model, change, "corrected: start and end of the quote".to_owned(), effects);
}

/// Returns the words of a quote within `span`; gaps between its parts stay excluded.
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
