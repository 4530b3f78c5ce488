//! Opens and handles the page of everybody that the reader has read about (`@`).

use crossterm::event::{MouseButton, MouseEventKind};
use ratatui::layout::Position;

use crate::library::db::{Hit, PersonEntry};
use crate::reader::document::origin::place_of;
use crate::reader::library_request::LibraryRequest;
use crate::reader::navigate;
use crate::reader::overlays::library::LibraryPage;
use crate::reader::overlays::library::everybody::{Everybody, OpenPerson, PersonRow};
use crate::reader::overlays::library_search::update as library_search;
use crate::reader::place::Place;
use crate::reader::update::typing::{Typed, edit};
use crate::reader::{Action, Command, Effect, HelpState, Message, Model, Overlay};
use crate::text::pasteable;

/// Opens the page: with the person or speaker that is selected in the list of the article, if there is one.
pub(in crate::reader) fn open(model: &mut Model, effects: &mut Vec<Effect>) {
    let mut page = Everybody::default();
    let in_article = model.overlays.is_empty();
    if let Some(name) = in_article.then(|| library_search::selected_person(model)).flatten() {
        page.text = format!("\"{}\" ", name.replace('"', " "));
        page.eager = true;
    }
    model.overlays.push(Overlay::Everybody(Box::new(page)));
    look(model, effects);
}

fn page(model: &mut Model) -> Option<&mut Everybody> {
    model.overlays.iter_mut().rev().find_map(|overlay| match overlay {
        Overlay::Everybody(page) => Some(&mut **page),
        _ => None,
    })
}

/// Asks the library for the people who match the filter.
fn look(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some(page) = page(model) {
        page.look();
        effects.push(Effect::Library(LibraryRequest::People(page.text.clone())));
    }
}

/// Stores the people that the library returned, and asks for the quotes of the open ones.
pub(in crate::reader) fn found(model: &mut Model, of: &str, people: Vec<PersonEntry>, effects: &mut Vec<Effect>) {
    let Some(page) = page(model) else { return };
    page.take(of, people);
    let open: Vec<PersonEntry> = page
        .list()
        .iter()
        .filter(|person| page.open.iter().any(|open| open.name == person.name && open.quotes.is_none()))
        .cloned()
        .collect();
    let of = page.of.clone();
    effects.extend(open.into_iter().map(|person| ask(person, &of)));
    resized(model);
}

fn ask(person: PersonEntry, of: &str) -> Effect {
    Effect::Library(LibraryRequest::QuotesOf(Box::new(person), of.to_owned()))
}

/// Stores the quotes of a person.
pub(in crate::reader) fn said(model: &mut Model, name: &str, of: &str, quotes: Vec<Hit>) {
    let Some(page) = page(model) else { return };
    if page.of != of {
        return;
    }
    let row = page.row();
    if let Some(open) = page.open.iter_mut().find(|open| open.name == name) {
        open.quotes = Some(quotes.into());
    }
    page.lay_out();
    // Lines above the selection may have been added.
    if let Some(at) = row.and_then(|row| page.rows.iter().position(|own| *own == row)) {
        page.selected = at;
    }
    resized(model);
}

/// Handles an action while the page is open.
pub(in crate::reader) fn apply(model: &mut Model, action: Action, effects: &mut Vec<Effect>) {
    let area = LibraryPage::new(model.session.screen).list;
    let rows = i32::from(area.height.max(1));
    let mut behind = model.behind;
    let dates = std::sync::Arc::clone(&model.session.dates);
    let Some(page) = page(model) else { return };
    if let Some(name) = &mut page.joining {
        let typed = edit(name, &mut behind, &action);
        model.behind = behind;
        match typed {
            Typed::Done => join(model, effects),
            Typed::Left => close_input(model),
            _ => {}
        }
        return;
    }
    if page.typing && !matches!(action, Action::Mouse(_)) {
        let typed = edit(&mut page.text, &mut behind, &action);
        model.behind = behind;
        let Some(page) = self::page(model) else { return };
        match typed {
            Typed::Changed => look(model, effects),
            Typed::Done | Typed::Left => page.typing = false,
            Typed::Moved(n) => page.step(n),
            Typed::Paged(n) => page.step(n.saturating_mul(rows)),
            Typed::Complete(_) | Typed::Nothing => {}
        }
        resized(model);
        return;
    }
    match action {
        Action::Mouse(event) => match event.kind {
            MouseEventKind::ScrollDown => page.step(1),
            MouseEventKind::ScrollUp => page.step(-1),
            MouseEventKind::Down(MouseButton::Left) => {
                let at = Position::new(event.column, event.row);
                if let Some(row) = row_at(page, at.y.saturating_sub(area.y), area.width, &dates)
                    && area.contains(at)
                {
                    // The first click selects, the second opens, as in the library.
                    let again = std::mem::replace(&mut page.selected, row) == row;
                    if again {
                        across(model, effects);
                    }
                }
            }
            _ => {}
        },
        Action::Run(Command::Lines(n) | Command::Scroll(n)) => page.step(n),
        Action::Run(Command::HalfPages(n)) => page.step(n.saturating_mul((rows / 2).max(1))),
        Action::Run(Command::Pages(n)) => page.step(n.saturating_mul(rows)),
        Action::Run(Command::Top) => page.step(i32::MIN),
        Action::Run(Command::Bottom) => page.step(i32::MAX),
        Action::Run(Command::NextSpeaker(n)) => page.next_person(n),
        Action::Run(Command::NextQuote(n)) => next_quote(page, n),
        Action::Run(Command::Across) => across(model, effects),
        Action::Run(Command::Columns(n)) => {
            let is_open = page.person().is_some_and(|person| page.open.iter().any(|open| open.name == person.name));
            if (n > 0) != is_open {
                toggle(model, effects);
            }
        }
        Action::Run(Command::Filter | Command::StartSearch) => page.typing = true,
        Action::Run(Command::SearchLibrary) => {
            let name = page.person().map(|person| person.name.clone());
            library_search::open_for(model, name, effects);
        }
        Action::Run(Command::Correct) => {
            if page.person().is_some() {
                page.joining = Some(String::new());
            }
        }
        Action::Run(Command::Copy) => copy(model, effects),
        Action::Run(Command::ToggleHelp) => model.overlays.push(Overlay::Help(HelpState::default())),
        Action::Run(Command::ShowEverybody) => drop(model.overlays.pop()),
        Action::Input(_) | Action::Paste(_) => {}
        _ => {
            let says = "`Enter` opens, `)` next person, `\\` filters, `c` joins two names, `q` goes back";
            model.message = Some(Message::note(model.session.keys.with_own_keys(says)));
        }
    }
    resized(model);
}

/// Returns the line that is shown in a row of the screen.
fn row_at(page: &Everybody, row: u16, width: u16, dates: &crate::reader::Dates) -> Option<usize> {
    let mut used = 0;
    (page.top..page.rows.len()).find(|at| {
        used += page.lines(*at, width, dates).len();
        used > usize::from(row)
    })
}

fn next_quote(page: &mut Everybody, by: i32) {
    let quotes = page.quote_rows();
    let at = if by > 0 {
        quotes.iter().find(|at| **at > page.selected)
    } else {
        quotes.iter().rev().find(|at| **at < page.selected)
    };
    if let Some(at) = at {
        page.selected = *at;
    }
}

/// Opens or closes the person of the selected line.
fn toggle(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(page) = page(model) else { return };
    let Some(person) = page.person().cloned() else { return };
    let line = page.row().map(PersonRow::person);
    match page.open.iter().position(|open| open.name == person.name) {
        Some(at) => drop(page.open.remove(at)),
        None => {
            page.open.push(OpenPerson { name: person.name.clone(), quotes: None });
            effects.push(ask(person, &page.of.clone()));
        }
    }
    page.lay_out();
    let at = line.and_then(|line| page.rows.iter().position(|row| *row == PersonRow::Person(line)));
    page.selected = at.unwrap_or(page.selected);
}

/// Opens or closes a person, or opens the article at a quote.
fn across(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(page) = page(model) else { return };
    let Some(row) = page.row() else { return };
    let place = match row {
        PersonRow::Quote(..) => page.quote(row).map(place_of),
        PersonRow::Article(_, article) => {
            page.person().and_then(|person| person.articles.get(article)).map(|article| Place {
                article: article.id.clone(),
                source: article.source.clone(),
                span: None,
                words: String::new(),
            })
        }
        PersonRow::Person(_) | PersonRow::Role(..) | PersonRow::Loading(_) => None,
    };
    let Some(place) = place else { return toggle(model, effects) };
    if place.article != model.document.article.id {
        effects.push(Effect::OpenAt(place));
        return;
    }
    model.overlays.clear();
    if let Some(span) = place.span.filter(|span| !span.is_empty()) {
        navigate::jump_to_words(model, span);
    }
}

/// Makes the selected person the same as the one whose name was typed; an empty name keeps them apart again.
fn join(model: &mut Model, effects: &mut Vec<Effect>) {
    let read_only = model.session.read_only.is_some();
    let Some(page) = page(model) else { return };
    let typed = page.joining.take().unwrap_or_default();
    let Some(person) = page.person().cloned() else { return };
    let of = page.text.clone();
    if read_only {
        model.message = Some(Message::note("cannot join names: the library is read-only"));
        return;
    }
    // A part of a name stands for the first person on the page that has it.
    let typed = typed.trim().to_owned();
    let has =
        |other: &&PersonEntry| other.name != person.name && other.name.to_lowercase().contains(&typed.to_lowercase());
    let listed = page.list().iter().find(has).map(|other| other.name.clone());
    let main = (!typed.is_empty()).then(|| listed.unwrap_or(typed));
    let says = match &main {
        Some(main) => {
            let says = format!("{} and {main} are one person now: ", person.name);
            says + &model.session.keys.with_own_keys("`c` and an empty name takes it back")
        }
        None if person.names.is_empty() => "nothing was joined to this name".to_owned(),
        None => format!("{} are different people again", person.names.join(" and ")),
    };
    model.message = Some(Message::note(says));
    effects.push(Effect::Library(LibraryRequest::JoinPeople { person: Box::new(person), main, of }));
}

/// Copies the selected quote, or all quotes of the open person that is selected.
fn copy(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(page) = page(model) else { return };
    let (Some(row), Some(person)) = (page.row(), page.person()) else { return };
    let hits: Vec<&Hit> = match row {
        PersonRow::Quote(..) => page.quote(row).into_iter().collect(),
        _ => {
            let open = page.open.iter().find(|open| open.name == person.name);
            open.and_then(|open| open.quotes.as_deref()).map(|quotes| quotes.iter().collect()).unwrap_or_default()
        }
    };
    if hits.is_empty() {
        model.message = Some(Message::note(model.session.keys.with_own_keys("`Enter` opens the person first")));
        return;
    }
    let line = |hit: &&Hit| {
        let title = hit.title.as_deref().unwrap_or(&hit.source);
        format!("{} — {} ({title}, {})", hit.words, person.name, hit.date)
    };
    let text = hits.iter().map(line).collect::<Vec<_>>().join("\n\n");
    let count = if hits.len() == 1 { "quote copied".to_owned() } else { format!("{} quotes copied", hits.len()) };
    model.message = Some(Message::note(count));
    effects.push(Effect::Copy(pasteable(&text)));
}

fn close_input(model: &mut Model) {
    if let Some(page) = page(model) {
        (page.typing, page.joining) = (false, None);
    }
}

/// Cancels what is being typed, clears the filter, or else closes the page. `asked`: the key was the one that goes back.
pub(in crate::reader) fn close(model: &mut Model, asked: bool, effects: &mut Vec<Effect>) {
    let Some(page) = page(model) else { return };
    if page.joining.is_some() {
        close_input(model);
    } else if page.typing || (!page.text.is_empty() && !asked) {
        page.typing = false;
        page.text.clear();
        look(model, effects);
    } else {
        model.overlays.pop();
    }
}

/// Scrolls the selected line into view.
pub(in crate::reader) fn resized(model: &mut Model) {
    let area = LibraryPage::new(model.session.screen).list;
    let dates = std::sync::Arc::clone(&model.session.dates);
    if let Some(page) = page(model) {
        page.show(area.height, area.width, &dates);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::ingest;
    use crate::library::db::{Found, PersonArticle};
    use crate::library::notes::Marks;
    use crate::nlp::QuoteKind;
    use crate::reader::library_request::LibraryEvent;
    use crate::reader::update::testing::keys;
    use crate::reader::update::update;
    use crate::text::{ArticleId, Span};

    fn article(title: &str) -> PersonArticle {
        PersonArticle {
            id: ArticleId::of_text(title),
            title: Some(title.to_owned()),
            source: format!("/a/{title}.txt"),
            date: "2024-02-06".to_owned(),
            roles: vec!["mayor".to_owned()],
            quotes: 1,
            ..PersonArticle::default()
        }
    }

    fn person(name: &str, articles: &[&str]) -> PersonEntry {
        let articles: Vec<_> = articles.iter().map(|title| article(title)).collect();
        PersonEntry { name: name.to_owned(), quotes: articles.len(), articles, names: Vec::new() }
    }

    fn hit(title: &str) -> Hit {
        Hit {
            found: Found::Quote { kind: QuoteKind::Direct, speaker: None },
            article: ArticleId::of_text(title),
            title: Some(title.to_owned()),
            source: format!("/a/{title}.txt"),
            date: "2024-02-06".to_owned(),
            dated: true,
            words: format!("“It sails,” said of {title}"),
            on: None,
            earlier: false,
            marks: Marks::default(),
            span: Some(Span::new(1, 2)),
            score: 0.0,
        }
    }

    fn opened() -> Model {
        let mut model = Model::new(Arc::new(ingest::sample()), (80, 24));
        assert_eq!(keys(&mut model, "@"), [Effect::Library(LibraryRequest::People(String::new()))]);
        let people = vec![person("Mara Lind", &["boat", "mill"]), person("Piet Holt", &["mill"])];
        update(&mut model, Action::Library(LibraryEvent::People(String::new(), people)));
        model
    }

    fn selected(model: &mut Model) -> PersonRow {
        page(model).unwrap().row().unwrap()
    }

    #[test]
    fn people_open_and_their_quotes_lead_to_the_articles() {
        let mut model = opened();
        assert_eq!(page(&mut model).unwrap().rows.len(), 2, "closed by default");
        let mara = person("Mara Lind", &["boat", "mill"]);
        let asked = [Effect::Library(LibraryRequest::QuotesOf(Box::new(mara), String::new()))];
        assert_eq!(keys(&mut model, "enter"), asked);
        let said = LibraryEvent::QuotesOf("Mara Lind".to_owned(), String::new(), vec![hit("boat"), hit("mill")]);
        update(&mut model, Action::Library(said));
        let rows = page(&mut model).unwrap().rows.clone();
        use PersonRow::{Article, Person, Quote, Role};
        assert_eq!(rows, [Person(0), Role(0, 0), Article(0, 0), Quote(0, 0), Article(0, 1), Quote(0, 1), Person(1)]);
        keys(&mut model, "]");
        assert_eq!(selected(&mut model), Quote(0, 0));
        let place = place_of(&hit("boat"));
        assert_eq!(keys(&mut model, "enter"), [Effect::OpenAt(place)]);
        keys(&mut model, ")");
        assert_eq!(selected(&mut model), Person(1));
        keys(&mut model, "( (");
        assert_eq!(selected(&mut model), Person(0));
        keys(&mut model, "j h");
        assert_eq!(page(&mut model).unwrap().rows, [Person(0), Person(1)], "closed again");
        keys(&mut model, "q");
        assert!(model.overlays.is_empty() && !model.quit);
    }

    #[test]
    fn the_filter_is_sent_to_the_library_and_late_answers_are_dropped() {
        let mut model = opened();
        let asked = keys(&mut model, "\\ l i");
        let request = |text: &str| Effect::Library(LibraryRequest::People(text.to_owned()));
        assert_eq!(asked, [request("l"), request("li")]);
        update(&mut model, Action::Library(LibraryEvent::People("l".to_owned(), Vec::new())));
        assert_eq!(page(&mut model).unwrap().list().len(), 2);
        let one = vec![person("Mara Lind", &["boat"])];
        update(&mut model, Action::Library(LibraryEvent::People("li".to_owned(), one)));
        assert_eq!(page(&mut model).unwrap().list().len(), 1);
        assert_eq!(keys(&mut model, "enter esc"), [request("")]);
        keys(&mut model, "\\ s p e k e r : x");
        assert!(page(&mut model).unwrap().problem.as_deref().unwrap().starts_with("unknown condition"));
    }

    #[test]
    fn two_names_are_joined_and_kept_apart() {
        let mut model = opened();
        let joined = keys(&mut model, "c h o l enter");
        let mara = Box::new(person("Mara Lind", &["boat", "mill"]));
        let request = |main: Option<&str>| {
            let (person, main) = (mara.clone(), main.map(str::to_owned));
            Effect::Library(LibraryRequest::JoinPeople { person, main, of: String::new() })
        };
        assert_eq!(joined, [request(Some("Piet Holt"))]);
        assert_eq!(keys(&mut model, "c M a r a enter"), [request(Some("Mara"))], "nobody else has this name");
        assert_eq!(keys(&mut model, "c enter"), [request(None)]);
        assert_eq!(keys(&mut model, "c x esc"), []);
        assert!(page(&mut model).unwrap().joining.is_none());
        model.session.read_only = Some("why not".to_owned());
        assert_eq!(keys(&mut model, "c x enter"), []);
    }

    #[test]
    fn the_selected_line_is_seen_at_every_size() {
        let mut model = opened();
        let long = Hit { words: "word ".repeat(400), ..hit("boat") };
        keys(&mut model, "enter");
        let said = LibraryEvent::QuotesOf("Mara Lind".to_owned(), String::new(), vec![long, hit("mill")]);
        update(&mut model, Action::Library(said));
        for (columns, rows) in [(120, 36), (80, 24), (40, 12), (5, 3), (1, 1)] {
            update(&mut model, Action::Resize(columns, rows));
            for key in ["g", "j", "j", "j", "j", "G", "k", "k"] {
                keys(&mut model, key);
                let page = page(&mut model).unwrap();
                assert!(page.top <= page.selected, "{columns}×{rows} {key}");
            }
        }
    }
}
