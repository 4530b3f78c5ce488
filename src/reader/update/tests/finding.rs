//! Tests of the palette, the picker of places, filters, hints and the chart.

use crate::reader::library_request::LibraryEvent;
use crate::reader::update::tests::*;
use crate::reader::{Overlay, Pane, PeopleSort};

#[test]
fn the_palette_runs_what_is_picked() {
    let mut reader = reader();
    reader.keys(":previous quote by same<enter>");
    assert_eq!(reader.says(), "no earlier quote by Assad");
    reader.keys(":to the next quote<enter>");
    assert_eq!(reader.quote(), "“We are friends,”");
    reader.keys(":listthefacts<enter>");
    assert_eq!((reader.model.document.tab, reader.model.document.focus), (Tab::Facts, Pane::List));
    reader.keys(":zzzz<enter>");
    assert!(matches!(reader.model.overlays.last(), Some(Overlay::Picker(_))), "nothing to run");
    reader.keys("<esc>");
    assert!(reader.model.overlays.is_empty());
}

#[test]
fn the_palette_is_walked_and_left() {
    let mut reader = reader();
    reader.keys(":<up><enter>");
    assert!(reader.model.quit, "up from the first is the last: quit");
    let mut reader = Reader::new("x");
    reader.keys(":<down><bs>");
    assert!(reader.model.overlays.is_empty());
}

#[test]
fn any_place_is_a_few_letters_away_and_remembered() {
    let mut reader = reader();
    reader.act(Action::Library(LibraryEvent::NotesLoaded(vec![note("n", "It rained", "the weather")])));
    reader.keys("<c-p>putin<enter>");
    assert_eq!(&reader.model.document.article.text[reader.model.document.cursor..][..5], "Putin");
    reader.keys("<c-p>nocom<enter>");
    assert_eq!((reader.quote(), reader.model.document.focus), ("“No comment,”", Pane::Article));
    reader.keys("<c-p>weather<enter>");
    assert!(reader.model.document.article.text[reader.model.document.cursor..].starts_with("It rained"));
    reader.keys("<c-o>");
    assert_eq!(reader.quote(), "“No comment,”");
}

#[test]
fn a_list_is_narrowed_while_typing_and_shown_whole_with_esc() {
    let mut reader = reader();
    reader.keys("\\by:putin");
    assert_eq!(reader.list(), [" Putin 2 312", ">“We are friends,”", " “We help,”"]);
    reader.keys(" help<enter>");
    assert_eq!(reader.list(), [" Putin 1 312", ">“We help,”"]);
    assert_eq!(crate::reader::panes::list::rows::count(&reader.model, Tab::Quotes), (1, 5));
    reader.keys("j");
    assert_eq!(reader.quote(), "“We help,”");
    reader.keys("\\x");
    assert!(reader.list().is_empty());
    reader.keys("<enter>j");
    assert_eq!(reader.says(), "no match: Esc clears the filter");
    reader.keys("<esc>");
    assert_eq!(reader.list().len(), 7);
    assert_eq!(reader.model.document.focus, Pane::List, "the filter goes first");
    assert_eq!(reader.quote(), "“We help,”");
    assert!(reader.list().contains(&">“We help,”".to_owned()), "what is read is selected: {:?}", reader.list());
}

#[test]
fn every_tab_has_a_filter_of_its_own() {
    let mut reader = reader();
    reader.act(Action::Library(LibraryEvent::NotesLoaded(vec![
        note("n", "It rained", "weather"),
        note("m", "We are friends", "sure?"),
    ])));
    let mut lists = |keys: &str| {
        reader.keys(keys);
        let list = reader.list();
        reader.keys("<esc>");
        list
    };
    assert_eq!(lists("\\kind:indirect"), Vec::<String>::new());
    assert_eq!(lists("\\sure:<0.95 -by:assad -by:putin"), [" speaker unknown 1 125", ">“No comment,”"]);
    assert_eq!(lists("\\sure:>0.95").len(), 0);
    assert_eq!(lists("2\\putin").first().map(String::as_str), Some(">Putin 2 2"));
    assert_eq!(lists("3\\kind:date"), [" Timeline  1", ">2015"]);
    assert_eq!(lists("4\\weath"), [">weather"]);
    assert_eq!(lists("4\\by:putin"), [">sure?"], "a note on what Putin said");
}

#[test]
fn a_letter_goes_to_what_it_stands_on() {
    let mut reader = reader();
    reader.act(Action::Library(LibraryEvent::NotesLoaded(vec![note("n", "It rained", "weather")])));
    reader.keys(";");
    let Some(Overlay::Hints { marks, .. }) = reader.model.overlays.last() else { panic!("letters") };
    let labels: Vec<_> = marks.iter().map(|m| m.label.as_str()).collect();
    assert_eq!(labels, ["a", "s", "d", "f", "g", "h"]);
    reader.keys("d");
    assert_eq!(reader.quote(), "“We are friends,”");
    reader.keys(";s");
    assert!(reader.model.document.article.text[reader.model.document.cursor..].starts_with("It rained"));
    reader.keys("<c-o>");
    assert_eq!(reader.quote(), "“We are friends,”");
    reader.keys(";!");
    assert_eq!(reader.says(), "no hint with this letter");
    assert!(reader.model.overlays.is_empty());
}

fn with_a_link() -> Reader {
    let mut article = article("See the report here.");
    let span = nth("See the report here.", "the report", 0);
    let style = crate::text::InlineStyle::Link("https://example.org/".to_owned());
    article.blocks[0].inlines.push(crate::text::Inline { span, style });
    Reader { model: Model::new(Arc::new(article), (60, 20)), effects: Vec::new() }
}

/// On a slow machine the annotations came after `;`, and the letters went away under the reader's finger.
#[test]
fn letters_stay_when_the_annotations_arrive() {
    let mut reader = with_a_link();
    reader.keys(";");
    let none = Annotations { complete: true, ..Annotations::default() };
    reader.act(Action::Annotated(Arc::new(none)));
    assert!(!reader.model.session.shape.quoted, "no quotes: the text has the whole screen");
    assert!(matches!(reader.model.overlays.last(), Some(Overlay::Hints { .. })));
    reader.act(Action::Resize(60, 20));
    assert!(matches!(reader.model.overlays.last(), Some(Overlay::Hints { .. })), "the same size");
    reader.act(Action::Resize(50, 20));
    assert!(reader.model.overlays.is_empty(), "other words are on a smaller screen");
}

#[test]
fn a_link_is_opened_by_its_letter() {
    let mut reader = with_a_link();
    reader.keys(";a");
    assert_eq!(reader.effects, [Effect::OpenLink("https://example.org/".to_owned())]);
    reader.keys(";A");
    let here = Effect::Open(crate::reader::place::Opening::Link("https://example.org/".to_owned()));
    assert_eq!(reader.effects.last(), Some(&here), "a capital letter opens it here");
}

#[test]
fn the_chart_is_walked_and_left_at_a_quote() {
    let mut reader = reader();
    reader.keys("Cl<enter>");
    assert_eq!(reader.quote(), "“Thanks,”", "the second of the first speaker");
    reader.keys("Cj");
    let Some(Overlay::Chart(state)) = reader.model.overlays.last() else { panic!("the chart") };
    assert_eq!((state.speaker, state.quote), (1, 1), "the nearest of the next speaker");
    reader.keys("]<enter>");
    assert_eq!(reader.quote(), "“No comment,”");
    reader.keys("Cq");
    assert!(reader.model.overlays.is_empty() && !reader.model.quit);
}

#[test]
fn people_are_sorted_and_the_selected_one_stays() {
    let mut reader = reader();
    reader.keys("<a-2>");
    let names = |r: &Reader| -> Vec<String> {
        let list = r.list().into_iter();
        list.filter(|row| row.contains("Assad ") || row.contains("Putin ")).filter(|row| !row.contains('-')).collect()
    };
    assert_eq!(names(&reader), [">Assad 3 2", " Putin 2 2"]);
    reader.keys("sj");
    assert_eq!(reader.model.session.people_sort, PeopleSort::Name);
    reader.keys("ss");
    assert_eq!(reader.model.session.people_sort, PeopleSort::Appearance);
}

#[test]
fn a_quote_is_copied_with_who_said_it_and_where() {
    let mut reader = reader();
    reader.keys("]y");
    assert_eq!(reader.effects, [Effect::Copy("“We are friends,” — Putin, president, test.txt".to_owned())]);
}

#[test]
fn what_is_a_guess_stays_one_when_it_is_copied() {
    let mut reader = reader();
    let mut doubtful = news();
    doubtful.attributions[0].confidence = 0.2;
    doubtful.attributions[1].kind = QuoteKind::Indirect;
    reader.act(Action::Annotated(Arc::new(doubtful)));
    reader.keys("g]y[y");
    let copied: Vec<&str> = reader
        .effects
        .iter()
        .filter_map(|effect| if let Effect::Copy(text) = effect { Some(text.as_str()) } else { None })
        .collect();
    assert!(copied.iter().any(|text| text.contains("(unsure)")), "{copied:?}");
    assert!(copied.iter().any(|text| text.contains("(indirect)")), "{copied:?}");
}

#[test]
fn a_filter_is_completed() {
    let mut reader = reader();
    reader.keys("\\");
    let mut tab = |keys: &str| {
        reader.keys(keys);
        reader.model.document.filter(reader.model.document.tab).to_owned()
    };
    assert_eq!(tab("ki<tab>"), "kind:");
    assert_eq!(tab("<tab>"), "kind:direct");
    assert_eq!(tab("<tab>"), "kind:mixed");
    assert_eq!(tab(" -by:pu<tab>"), "kind:mixed -by:Putin");
    assert_eq!(tab(" zzz<tab>"), "kind:mixed -by:Putin zzz", "nothing begins like that");
    reader.keys("<esc><a-2>\\by:<tab>");
    assert_eq!(reader.model.document.filter(Tab::People), "by:Assad");
}

#[test]
fn a_command_is_completed() {
    let mut reader = reader();
    reader.keys(":next th<tab>");
    let Some(Overlay::Picker(picker)) = reader.model.overlays.last() else { panic!("the commands") };
    assert_eq!((picker.text.as_str(), picker.selected), ("next theme", 0));
    reader.keys("<enter>");
    assert_eq!(reader.effects, [Effect::CycleTheme]);
}

#[test]
fn a_search_line_is_edited_inside() {
    let mut reader = reader();
    reader.keys("/rained");
    for _ in 0..6 {
        reader.act(Action::Input(KeyEvent::new(KeyCode::Left, KeyModifiers::NONE)));
    }
    reader.keys("It <enter>");
    assert_eq!(reader.model.document.search.as_ref().map(|s| s.query.as_str()), Some("It rained"));
}

#[test]
fn the_chart_has_the_order_of_the_people() {
    let mut reader = reader();
    let order = |r: &Reader| -> Vec<String> {
        let order = crate::reader::overlays::chart::order(&r.model);
        order.iter().map(|at| r.model.document.index.speakers[*at].name.clone()).collect()
    };
    reader.keys("C");
    let before = order(&reader);
    reader.keys("s");
    let mut sorted = before.clone();
    sorted.sort_by_key(|name| name.to_lowercase());
    assert_eq!((order(&reader), reader.says()), (sorted, "speakers by name"));
    reader.keys("g<enter>");
    let speaker = reader.model.document.selected_quote().map(|(at, _)| reader.model.document.index.speaker_of[at]);
    assert_eq!(speaker.map(|s| reader.model.document.index.speakers[s].name.clone()), order(&reader).first().cloned());
}

#[test]
fn lines_grow_and_shrink_and_the_place_stays() {
    let mut reader = Reader::sized(&"word ".repeat(400), 160, 30);
    let width = |r: &Reader| r.model.document.layouts.width;
    reader.keys("|GG");
    let cursor = reader.model.document.cursor;
    assert_eq!(width(&reader), 72);
    reader.keys("++");
    assert_eq!((width(&reader), reader.says()), (80, "lines of 80 columns"));
    reader.keys("---");
    assert_eq!((width(&reader), reader.model.document.cursor), (68, cursor));
    reader.keys(&"-".repeat(40));
    assert_eq!((width(&reader), reader.says()), (24, "lines of 24 columns: shorter is not possible"));
    reader.keys("+");
    assert_eq!(width(&reader), 28, "pressing on did not count");
}

#[test]
fn the_help_is_searched() {
    let mut reader = Reader::new("x");
    reader.keys("?/qq");
    assert!(!reader.model.quit, "q is typed");
    let query = |r: &Reader| match r.model.overlays.last() {
        Some(Overlay::Help(help)) => Some(help.query.clone()),
        _ => None,
    };
    assert_eq!(query(&reader).as_deref(), Some("qq"));
    reader.keys("<esc>");
    assert_eq!(query(&reader).as_deref(), Some(""));
    reader.keys("q");
    assert_eq!(query(&reader), None);
}
