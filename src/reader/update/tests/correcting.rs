//! Tests of corrections of quotes, people and names.

use crate::library::notes::corrections::{Change, Correction};
use crate::reader::library_request::{LibraryEvent, LibraryRequest};
use crate::reader::update::tests::*;
use crate::reader::{Message, Overlay};
use crate::text::ArticleId;

/// A library that applies the corrections requested since the last call.
#[derive(Default)]
struct Kept {
    all: Vec<Correction>,
    heard: usize,
}

impl Kept {
    fn answer(&mut self, reader: &mut Reader) {
        let new: Vec<Effect> = reader.effects.split_off(self.heard);
        reader.effects.extend(new.clone());
        self.heard = reader.effects.len();
        for effect in new {
            match effect {
                Effect::Library(LibraryRequest::Correct(change)) => self.all.push(Correction {
                    id: self.all.len().to_string(),
                    article: ArticleId::of_text(NEWS),
                    created: "2024-02-07T09:00:00Z".to_owned(),
                    engine: "test".to_owned(),
                    change: *change,
                }),
                Effect::Library(LibraryRequest::TakeBack(id)) => self.all.retain(|one| one.id != id),
                _ => continue,
            }
            reader
                .act(Action::Library(LibraryEvent::CorrectionsLoaded(self.all.clone())))
                .act(Action::Library(LibraryEvent::Corrected));
        }
    }
}

/// Returns a reader of the news after these keys, with everything saved.
fn after(keys: &str) -> (Reader, Kept) {
    let (mut reader, mut kept) = (reader(), Kept::default());
    reader.keys(keys);
    kept.answer(&mut reader);
    (reader, kept)
}

fn speaker<'r>(reader: &'r Reader, words: &str) -> Option<&'r str> {
    let quotes = &reader.model.document.annotations.attributions;
    let quote = quotes.iter().find(|q| reader.model.document.article.words(q.content[0]) == words);
    quote.unwrap_or_else(|| panic!("{words} is no quote")).speaker.as_deref()
}

#[test]
fn a_speaker_is_corrected_in_two_keystrokes() {
    // The current speaker comes first, then those mentioned nearest to the quote.
    let (reader, kept) = after("/pave<enter>cb");
    assert_eq!(speaker(&reader, "“will pave the way for a new phase”"), Some("Putin"));
    assert_eq!(reader.says(), "corrected: Putin said it · U undoes it");
    assert!(reader.model.overlays.is_empty() && kept.all.len() == 1);
    assert_eq!(reader.quote(), "“will pave the way for a new phase”", "it stays selected");
    let quote = &reader.model.document.annotations.attributions[0];
    assert_eq!(crate::reader::corrections::sign(&reader.model, quote), Some("corrected"));
    assert_eq!(
        reader.model.document.annotations.found().attributions[0].speaker.as_deref(),
        Some("Assad"),
        "what was found stays known"
    );
    let Change::Speaker { quote, name } = &kept.all[0].change else { panic!("{kept:?}", kept = kept.all) };
    assert_eq!((quote.speaker.as_deref(), name.as_deref()), (Some("Assad"), Some("Putin")));
}

#[test]
fn the_speaker_as_found_can_be_confirmed() {
    let (reader, _) = after("/pave<enter>ca");
    assert_eq!(reader.says(), "confirmed: Assad said it · U undoes it");
    assert!((reader.model.document.annotations.attributions[0].confidence - 1.0).abs() < f32::EPSILON);
}

#[test]
fn nothing_changes_before_it_is_kept_and_nothing_is_lost_where_it_is_not() {
    let mut reader = reader();
    reader.keys("/pave<enter>cb");
    assert_eq!(speaker(&reader, "“will pave the way for a new phase”"), Some("Assad"));
    assert!(reader.model.menu().is_some_and(|menu| menu.saving));
    reader.keys("a");
    assert_eq!(reader.effects.len(), 1, "one at a time");
    reader.act(Action::Report(Message::error("the disk is full")));
    assert!(reader.model.menu().is_some_and(|menu| !menu.saving), "it can be chosen again");
    reader.keys("b");
    assert_eq!(reader.effects.len(), 2);
}

#[test]
fn a_new_name_is_typed() {
    let (reader, _) = after("/comment<enter>c/Ann Lee<enter>");
    assert_eq!(speaker(&reader, "“No comment,”"), Some("Ann Lee"));
    assert!(reader.model.document.annotations.people.iter().any(|p| p.name == "Ann Lee"));
    // A known name is found by some of its letters.
    let (reader, _) = after("/comment<enter>c/put<enter>");
    assert_eq!(speaker(&reader, "“No comment,”"), Some("Putin"));
    let (reader, _) = after("/comment<enter>c/put<down><enter>");
    assert_eq!(speaker(&reader, "“No comment,”"), Some("put"), "below it, the words themselves");
}

#[test]
fn kind_existence_and_nobody() {
    let (reader, _) = after("/pave<enter>cI");
    assert_eq!(reader.model.document.annotations.attributions[0].kind, QuoteKind::Indirect);
    let (reader, _) = after("/pave<enter>c-");
    assert_eq!(speaker(&reader, "“will pave the way for a new phase”"), None);
    let (reader, kept) = after("/pave<enter>cX");
    assert_eq!(reader.model.document.annotations.attributions.len(), 4);
    assert!(matches!(kept.all[0].change, Change::Delete { .. }));
    assert_ne!(reader.quote(), "“will pave the way for a new phase”");
}

#[test]
fn the_ends_are_moved_as_a_selection_is() {
    let (mut reader, mut kept) = after("/friends<enter>cE");
    assert_eq!(reader.model.document.selection().map(|s| s.of(NEWS)), Some("“We are friends,”"));
    reader.keys("owwo<enter>");
    kept.answer(&mut reader);
    let Change::Ends { content, .. } = &kept.all[0].change else { panic!("{:?}", kept.all) };
    assert_eq!(content[0].exact, "are friends,”");
    assert_eq!(reader.quote(), "are friends,”");
    assert!(reader.model.document.mark.is_none() && reader.model.document.adjusting.is_none());
    // After a cancel nothing is saved.
    let (mut reader, mut kept) = after("/friends<enter>cEll<esc>");
    reader.keys("<enter>");
    kept.answer(&mut reader);
    assert!(kept.all.is_empty());
}

#[test]
fn a_missed_quote_is_added_from_a_selection() {
    let (reader, kept) = after("/It rained<enter>vwwca");
    let Change::Add { quote, .. } = &kept.all[0].change else { panic!("{:?}", kept.all) };
    assert_eq!((quote.content[0].exact.as_str(), quote.kind), ("It rained", QuoteKind::Indirect));
    assert!(quote.speaker.is_some());
    assert_eq!(reader.quote(), "It rained", "it is selected");
    assert!(reader.model.document.mark.is_none());
    let (_, quote) = reader.model.document.selected_quote().unwrap();
    assert_eq!(crate::reader::corrections::sign(&reader.model, quote), Some("added by you"));
}

#[test]
fn words_are_marked_as_a_name_or_as_none() {
    let (reader, _) = after("/talks<enter>vllllcL");
    let named = |reader: &Reader| {
        let found =
            reader.model.document.annotations.mentions.iter().find(|m| m.span == nth(NEWS, "talks", 0)).map(|m| m.kind);
        (found, reader.model.document.annotations.mentions.len())
    };
    assert_eq!(named(&reader), (Some(EntityType::Place), 6));
    let (reader, _) = after("/Putin<enter>vllllcZ");
    assert_eq!(named(&reader), (None, 4));
}

#[test]
fn two_names_become_one_and_one_becomes_two() {
    let (reader, _) = after("/pave<enter>cMa");
    assert_eq!(reader.model.document.annotations.people.len(), 1);
    let touched = reader
        .model
        .document
        .annotations
        .attributions
        .iter()
        .filter(|q| reader.model.document.annotations.is_corrected(q));
    assert!(touched.count() >= 2);
    // The list of people works, too.
    let (reader, kept) = after("<a-2>ca");
    assert!(matches!(&kept.all[0].change, Change::Merge { .. }), "{:?}", kept.all);
    assert_eq!(reader.model.document.annotations.people.len(), 1);
    let (reader, kept) = after("/pave<enter>cS/Bashar’s brother<enter>");
    let Change::Split { from, mentions, name } = &kept.all[0].change else { panic!("{:?}", kept.all) };
    assert_eq!((from.as_str(), mentions[0].exact.as_str(), name.as_str()), ("Assad", "Assad", "Bashar’s brother"));
    assert_eq!(speaker(&reader, "“will pave the way for a new phase”"), Some("Bashar’s brother"));
    assert_eq!(speaker(&reader, "“Thanks,”"), Some("Assad"), "only here");
}

#[test]
fn corrections_survive_another_reading_and_are_taken_back() {
    let (mut reader, mut kept) = after("/pave<enter>cb");
    let mut newer = news();
    newer.model = "newer".to_owned();
    newer.attributions.iter_mut().for_each(|q| q.id = format!("n{}", q.id));
    reader.act(Action::Annotated(Arc::new(newer)));
    assert_eq!(speaker(&reader, "“will pave the way for a new phase”"), Some("Putin"));
    reader.keys("/pave<enter>c1");
    kept.answer(&mut reader);
    assert_eq!(reader.says(), "correction removed · U undoes it");
    assert_eq!(speaker(&reader, "“will pave the way for a new phase”"), Some("Assad"));
    assert!(!reader.model.document.annotations.has_corrected());
}

#[test]
fn all_corrections_are_listed_those_of_deleted_quotes_too() {
    let (mut reader, mut kept) = after("/pave<enter>cX");
    reader.keys("X");
    let menu = reader.model.menu().expect("a list");
    assert_eq!(menu.rows.len(), 1);
    assert!(menu.rows[0].text.ends_with("is not a quote"), "{:?}", menu.rows);
    reader.keys("<enter>");
    kept.answer(&mut reader);
    assert_eq!(reader.model.document.annotations.attributions.len(), 5);
    reader.keys("X");
    assert_eq!(reader.says(), "no corrections in this article: c corrects a quote");
}

#[test]
fn undo_and_redo_ask_the_library() {
    let mut reader = reader();
    reader.keys("U<c-r>");
    assert_eq!(reader.effects, [Effect::Library(LibraryRequest::Undo), Effect::Library(LibraryRequest::Redo)]);
    let now_and_before = |correction, exists, existed| {
        let article = ArticleId::of_text(NEWS);
        Some(crate::library::db::Undone { correction, id: String::new(), article, exists, existed })
    };
    let what = |correction, exists| now_and_before(correction, exists, true);
    for (what, back, says) in [
        (None, true, "nothing to undo in this article"),
        (None, false, "nothing to redo"),
        (what(true, false), true, "undone: correction removed"),
        (what(true, true), false, "redone: correction restored"),
        (what(false, true), true, "undone: note changed back"),
        (what(false, false), true, "undone: note removed"),
        (what(false, true), false, "redone: note changed again"),
        (now_and_before(false, true, false), true, "undone: note restored"),
        (now_and_before(false, true, false), false, "redone: note restored"),
    ] {
        reader.act(Action::Library(LibraryEvent::Undone { what, back }));
        assert_eq!(reader.says(), says);
    }
}

#[test]
fn a_menu_is_walked_and_left() {
    let mut reader = reader();
    reader.keys("c");
    assert_eq!(reader.says(), "", "the first quote is selected");
    reader.keys("q/pave<enter>c");
    let selected = |reader: &Reader| reader.model.menu().map(|m| m.row(m.selected).unwrap().text.clone());
    assert_eq!(selected(&reader).as_deref(), Some("Assad"));
    reader.keys("j");
    assert_eq!(selected(&reader).as_deref(), Some("Putin"));
    reader.keys("k<down><up>?");
    assert_eq!((selected(&reader).as_deref(), reader.says()), (Some("Assad"), "no choice has the key ?"));
    reader.keys("/x<esc>");
    assert!(matches!(reader.model.overlays[..], [Overlay::Menu(_)]), "back from the line to the menu");
    reader.keys("<esc>");
    assert!(reader.model.overlays.is_empty() && reader.effects.is_empty());
}

#[test]
fn without_a_library_it_is_said_at_once() {
    let mut reader = reader();
    reader.model.session.read_only = Some("the library cannot be written".to_owned());
    for keys in ["c", "x", "m", "H", "r", "U", "<c-r>", "V"] {
        reader.keys("/pave<enter>").keys(keys);
        assert_eq!(reader.says(), "the library cannot be written", "{keys}");
        assert!(reader.model.overlays.is_empty() && reader.effects.is_empty(), "{keys}");
    }
    reader.keys("vwc");
    assert!(reader.model.document.selection().is_some(), "the selection stays");
}
