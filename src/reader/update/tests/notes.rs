use crate::reader::library_request::{LibraryEvent, LibraryRequest};
use crate::reader::update::tests::*;
use crate::reader::{Message, Overlay};

fn editor(reader: &Reader) -> Option<String> {
    reader.model.editor().map(crate::reader::Editor::text)
}

fn saves(reader: &Reader) -> Vec<(Option<String>, String, String)> {
    let save = |e: &Effect| match e {
        Effect::Library(LibraryRequest::SaveNote { id, anchor, body, .. }) => {
            let words = anchor.as_ref().map_or(String::new(), |a| a.exact.clone());
            Some((id.as_ref().map(|i| i.0.clone()), words, body.clone()))
        }
        _ => None,
    };
    reader.effects.iter().filter_map(save).collect()
}

#[test]
fn a_note_hangs_on_the_selection_the_quote_or_the_paragraph() {
    for (keys, words) in [
        ("/rained<enter>vlla", "rai"),
        ("/friends<enter>a", "“We are friends,”"),
        ("/Nothing<enter>a", "Nothing was said here. It rained."),
    ] {
        let mut reader = reader();
        reader.keys(keys).keys("ok<c-s>");
        assert_eq!(saves(&reader), [(None, words.to_owned(), "ok".to_owned())], "{keys}");
    }
    let mut reader = reader();
    reader.keys("Aok<c-s>");
    assert!(matches!(
        &reader.effects[..],
        [Effect::Library(LibraryRequest::SaveNote { id: None, anchor: None, marks: None, .. })]
    ));
}

#[test]
fn saved_is_said_when_it_is() {
    let mut reader = reader();
    reader.keys("amine<c-s>");
    assert_eq!((editor(&reader).as_deref(), reader.says()), (Some("mine"), ""), "open until the library answers");
    reader.keys("x<c-s>");
    assert_eq!((editor(&reader).as_deref(), saves(&reader).len()), (Some("mine"), 1));
    reader.act(Action::Library(LibraryEvent::NoteSaved(NoteId("n".to_owned()))));
    assert_eq!((editor(&reader), reader.says()), (None, "note saved"));
    reader.act(Action::Library(LibraryEvent::NotesLoaded(vec![note("m", "The talks", "old")])));
    reader
        .act(Action::Library(LibraryEvent::NotesLoaded(vec![
            note("m", "The talks", "old"),
            note("n", "It rained", "mine"),
        ])))
        .keys("<a-4>");
    assert_eq!(reader.list(), [" old", ">mine"], "the new one is selected");
}

#[test]
fn a_failed_save_keeps_the_text() {
    let mut reader = reader();
    reader.keys("amine<c-s>").act(Action::Report(Message::error("disk full")));
    assert_eq!((editor(&reader).as_deref(), reader.says()), (Some("mine"), "disk full"));
    reader.keys("!<a-enter>");
    assert_eq!(saves(&reader)[1].2, "mine!");
}

#[test]
fn text_is_never_lost_without_a_question() {
    let mut reader = reader();
    reader.keys("a<esc>");
    assert_eq!(editor(&reader), None, "nothing was written");
    reader.keys("amine<esc>");
    assert_eq!((editor(&reader).as_deref(), reader.says()), (Some("mine"), "Discard what you wrote? y/n"));
    reader.keys("n");
    assert_eq!((editor(&reader).as_deref(), reader.says()), (Some("mine"), ""));
    reader.keys("<esc><esc>");
    assert_eq!(editor(&reader).as_deref(), Some("mine"), "twice Esc is no answer");
    reader.keys("<esc>").act(Action::Report(Message::error("the disk is full"))).keys("y");
    assert_eq!(editor(&reader).as_deref(), Some("miney"), "an answer to a question that is not to be seen");
    reader.keys("<esc>y");
    assert_eq!((editor(&reader), reader.says()), (None, "the note was not saved"));
    reader.keys("amore<c-c>");
    assert_eq!((reader.model.quit, reader.says()), (false, "Quit and lose what you wrote? y/n"));
    reader.keys("n<c-c>y");
    assert!(reader.model.quit);
    assert!(matches!(reader.effects.last(), Some(Effect::Library(LibraryRequest::SavePosition(_)))));
}

#[test]
fn editing_keeps_what_the_note_hangs_on() {
    let mut reader = reader();
    reader.act(Action::Library(LibraryEvent::NotesLoaded(vec![note("n", "It rained", "weather")])));
    reader.keys("/rained<enter>E");
    assert_eq!(editor(&reader).as_deref(), Some("weather"));
    reader.keys("!<c-s>");
    assert_eq!(saves(&reader), [(Some("n".to_owned()), "It rained".to_owned(), "weather!".to_owned())]);
    reader.act(Action::Library(LibraryEvent::NoteSaved(NoteId("n".to_owned()))));
    reader.keys("<a-4>E<c-s>");
    assert_eq!((editor(&reader), reader.says(), saves(&reader).len()), (None, "no changes to save", 1));
}

#[test]
fn deleting_can_be_undone() {
    let mut reader = reader();
    let id = NoteId("n".to_owned());
    reader.act(Action::Library(LibraryEvent::NotesLoaded(vec![note("n", "It rained", "weather")])));
    reader.keys("D");
    assert_eq!(reader.says(), "no note here");
    reader
        .keys("/rained<enter>D")
        .act(Action::Library(LibraryEvent::NoteDeleted(id.clone())))
        .act(Action::Library(LibraryEvent::NotesLoaded(Vec::new())));
    assert_eq!(
        (reader.effects.as_slice(), reader.says()),
        (&[Effect::Library(LibraryRequest::DeleteNote(id.clone()))][..], "note deleted: U restores it")
    );
    reader.keys("U");
    assert_eq!(reader.effects.last(), Some(&Effect::Library(LibraryRequest::Undo)));
    reader.act(Action::Library(LibraryEvent::NotesLoaded(vec![note("n", "It rained", "weather")])));
    assert_eq!(reader.model.document.notes.len(), 1);
}

#[test]
fn without_a_library_it_is_said_at_once() {
    let mut reader = reader();
    reader.model.session.read_only = Some("the library cannot be written".to_owned());
    for key in ["a", "E", "D", "U"] {
        reader.keys(key);
        assert_eq!((reader.says(), editor(&reader)), ("the library cannot be written", None), "{key}");
    }
    assert!(reader.effects.is_empty());
}

#[test]
fn the_editor_takes_every_key_and_pasted_text() {
    let mut reader = reader();
    reader.keys("aq?]<enter>/");
    reader.act(Action::Paste("a\r\nb\u{1b}[0m\tc".to_owned()));
    assert_eq!(editor(&reader).as_deref(), Some("q?]\n/a\nb[0m    c"));
    assert!(matches!(reader.model.overlays[..], [Overlay::Editor(_)]));
    let mut reader = self::reader();
    reader.keys("a <enter> <c-s>");
    assert!(saves(&reader).is_empty() && reader.says().starts_with("an empty note"));
}

#[test]
fn the_words_stay_in_sight_above_the_editor() {
    let text = (0..40).map(|n| format!("line {n:02}")).collect::<Vec<_>>().join("\n\n");
    let mut reader = Reader::sized(&text, 60, 16);
    reader.keys("jjjjjja");
    for _ in 0..6 {
        reader.keys("text<enter>");
        let at = crate::reader::geometry(&reader.model);
        let pos = reader.model.place(nth(&text, "line 06", 0).start);
        let row = reader.model.row_of(pos, 99).expect("on screen");
        let bottom = at.text.y + u16::try_from(row).unwrap();
        assert!(bottom < at.editor.y, "row {row} above {:?}", at.editor);
        assert!(at.article.union(at.editor) == at.article);
    }
}

fn drafts(reader: &Reader) -> Vec<Option<String>> {
    let draft = |e: &Effect| match e {
        Effect::Library(LibraryRequest::SaveDraft(draft)) => Some(draft.as_ref().map(|d| d.body.clone())),
        _ => None,
    };
    reader.effects.iter().filter_map(draft).collect()
}

#[test]
fn a_draft_is_kept_while_it_is_written() {
    let mut reader = reader();
    reader.act(Action::KeepDraft).keys("a").act(Action::KeepDraft);
    assert_eq!(drafts(&reader), [], "nothing is written yet");
    reader.keys("half").act(Action::KeepDraft).act(Action::KeepDraft);
    assert_eq!(drafts(&reader), [Some("half".to_owned())], "once");
    reader.keys(" a").act(Action::KeepDraft);
    reader.keys("<esc>y");
    assert_eq!(drafts(&reader), [Some("half".to_owned()), Some("half a".to_owned()), None], "what is discarded goes");
    reader.effects.clear();
    reader.keys("amine").act(Action::KeepDraft).keys("<c-s>").act(Action::KeepDraft);
    assert_eq!(drafts(&reader), [Some("mine".to_owned())], "the library deletes it with the save");
}

#[test]
fn a_draft_of_an_earlier_session_is_offered() {
    let draft = |note: Option<&str>, tags: &[&str]| crate::library::db::Draft {
        note: note.map(|id| NoteId(id.to_owned())),
        span: Some(nth(NEWS, "It rained", 0)),
        body: "half a thought".to_owned(),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
    };
    let mut reader = reader();
    reader.act(Action::Library(LibraryEvent::DraftFound(draft(None, &["@Assad"]))));
    assert_eq!(reader.says(), "a note was not finished: a goes on with it");
    reader.keys("ja");
    assert_eq!(editor(&reader).as_deref(), Some("half a thought"));
    reader.keys("!<c-s>");
    assert_eq!(saves(&reader), [(None, "It rained".to_owned(), "half a thought!".to_owned())]);
    assert_eq!(reader.model.editor().unwrap().about.as_deref(), Some("Assad"));
    // A note that is gone is written anew; one that is there is edited.
    let mut reader = self::reader();
    reader.act(Action::Library(LibraryEvent::DraftFound(draft(Some("n"), &[])))).keys("A");
    assert!(reader.model.editor().unwrap().note.is_none());
    let mut reader = self::reader();
    reader.act(Action::Library(LibraryEvent::NotesLoaded(vec![note("n", "It rained", "half")])));
    reader.act(Action::Library(LibraryEvent::DraftFound(draft(Some("n"), &[])))).keys("a");
    assert_eq!(reader.model.editor().unwrap().note, Some(NoteId("n".to_owned())));
    reader.keys("<esc>");
    assert!(reader.says().starts_with("Discard"), "{}", reader.says());
    reader.keys("y");
    assert_eq!(drafts(&reader), [None]);
}
