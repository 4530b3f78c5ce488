use crate::nlp::{Engine, annotate};
use crate::reader::library_request::{LibraryEvent, LibraryRequest};
use crate::reader::update::tests::*;

const RAIN: &str = "It rained on Tuesday, as on 3 May 1995.\n\nNothing else happened.";

fn rain(date: Option<&str>) -> Reader {
    let mut reader = Reader::new(RAIN);
    let dated = Article { date: date.map(str::to_owned), ..(*reader.model.document.article).clone() };
    reader.model = Model::new(Arc::new(dated), (45, 24));
    let found = annotate(&reader.model.document.article, &Engine::rules());
    reader.act(Action::Annotated(Arc::new(found)));
    reader
}

/// Returns the value of each date of the article, in text order.
fn dates(reader: &Reader) -> Vec<String> {
    let value = |fact: &Fact| match &fact.kind {
        FactKind::Date { value } => Some(value.clone().unwrap_or_else(|| "undated".to_owned())),
        _ => None,
    };
    reader.model.document.annotations.facts.iter().filter_map(value).collect()
}

#[test]
fn the_day_of_writing_places_what_only_it_can_place() {
    let mut reader = rain(None);
    reader.keys("<a-3>");
    assert_eq!(
        reader.list(),
        [" Timeline  2", ">3 May 1995", " It rained on Tuesday"],
        "what cannot be placed comes last"
    );
    assert_eq!(dates(&reader), ["undated", "1995-05-03"]);
    assert_eq!(crate::reader::geometry(&reader.model).head.height, 1, "the list says that the day is not known");

    for wrong in ["", "2023-03", "15 March", "2023-02-30", "soon"] {
        reader.keys(&format!("W{wrong}<enter>"));
        assert!(reader.model.menu().is_some(), "{wrong:?} is no day");
        assert!(wrong.is_empty() || reader.says().starts_with("enter a date with its year"), "{}", reader.says());
        reader.keys("<esc>");
    }
    assert!(reader.effects.iter().all(|e| !matches!(e, Effect::Library(LibraryRequest::SaveDay(_)))));

    reader.keys("W15 March 2023<enter>");
    assert_eq!(dates(&reader), ["2023-03-14", "1995-05-03"]);
    assert_eq!(reader.list(), [" Timeline  2", ">3 May 1995", " It rained on Tuesday"]);
    assert_eq!(reader.effects.last(), Some(&Effect::Library(LibraryRequest::SaveDay("2023-03-15".to_owned()))));
    assert!(reader.says().starts_with("article date:"), "{}", reader.says());
    assert_eq!(crate::reader::geometry(&reader.model).head.height, 0);

    reader.keys("W1999-12-31<enter>");
    assert_eq!(dates(&reader), ["1999-12-28", "1995-05-03"]);
}

#[test]
fn what_the_engine_finds_later_is_dated_by_what_is_known_then() {
    let mut reader = rain(None);
    let begun_without = Arc::clone(reader.model.document.annotations.found());
    reader.act(Action::Library(LibraryEvent::Dated("2023-03-15".to_owned())));
    reader.act(Action::Annotated(begun_without));
    assert_eq!(dates(&reader), ["2023-03-14", "1995-05-03"]);
    assert_eq!(dates(&rain(Some("2023-03-15"))), dates(&reader));
}

#[test]
fn a_theme_is_chosen_by_its_name() {
    let mut reader = reader();
    reader.model.session.themes = Arc::new(vec!["pullquote-dark".to_owned(), "pullquote-light".to_owned()]);
    reader.keys(":theme light<enter>");
    assert_eq!(reader.effects.last(), Some(&Effect::TakeTheme("pullquote-light".to_owned())));
    reader.act(Action::ThemeChanged("pullquote-light".to_owned()));
    assert_eq!(reader.model.session.theme, "pullquote-light");
}
