use crate::export::Template;
use crate::reader::library_request::{LibraryEvent, LibraryRequest};
use crate::reader::update::tests::*;

#[test]
fn next_and_previous_quote() {
    let mut reader = reader();
    for words in
        ["“will pave the way for a new phase”", "“We are friends,”", "“We help,”", "“No comment,”", "“Thanks,”"]
    {
        // The first quote is on the cursor's line and already selected.
        if reader.quote() != words {
            reader.keys("]");
        }
        assert_eq!(reader.quote(), words);
        assert!(reader.marked().contains(&format!("‸{words}")) || reader.model.document.cursor == 0);
    }
    reader.keys("]");
    assert_eq!((reader.quote(), reader.says()), ("“Thanks,”", "no further quote"));
    reader.keys("[[");
    assert_eq!(reader.quote(), "“We help,”");
    reader.keys("[[[");
    assert_eq!((reader.quote(), reader.says()), ("“will pave the way for a new phase”", "no earlier quote"));
}

#[test]
fn same_speaker_and_next_speaker() {
    let mut reader = reader();
    reader.keys("}");
    assert_eq!(reader.quote(), "“Thanks,”", "Assad’s second");
    reader.keys("}");
    assert_eq!(reader.says(), "no further quote by Assad");
    reader.keys("{");
    assert_eq!(reader.quote(), "“will pave the way for a new phase”");
    reader.keys(")");
    assert_eq!(reader.quote(), "“We are friends,”");
    reader.keys(")");
    assert_eq!(reader.quote(), "“No comment,”", "past Putin’s second");
    reader.keys("(");
    assert_eq!(reader.quote(), "“We are friends,”", "where Putin began to speak");
}

#[test]
fn moving_selects_what_the_cursor_comes_to() {
    let mut reader = Reader::new(&NEWS.replace("Nothing", "‸Nothing"));
    reader.act(Action::Annotated(Arc::new(news())));
    assert_eq!(reader.quote(), "");
    reader.keys("k");
    assert_eq!(reader.quote(), "“will pave the way for a new phase”");
    reader.keys("jj");
    assert_eq!(reader.quote(), "“We are friends,”", "the first on its line");
    assert_eq!(reader.list()[4], ">“We are friends,”", "and so in the list");
    reader.keys("]");
    assert_eq!(reader.quote(), "“We help,”");
    reader.keys("[[");
    assert_eq!(reader.quote(), "“will pave the way for a new phase”");
}

#[test]
fn from_between_two_quotes() {
    let start = NEWS.replace("Nothing", "‸Nothing");
    for (key, words) in [("]", "“We are friends,”"), ("[", "“will pave the way for a new phase”"), ("}", "“Thanks,”")]
    {
        let mut reader = Reader::new(&start);
        reader.act(Action::Annotated(Arc::new(news()))).keys(key);
        assert_eq!(reader.quote(), words, "{key}");
    }
    let mut reader = Reader::new(&start);
    reader.act(Action::Annotated(Arc::new(news()))).keys(")");
    assert_eq!(reader.quote(), "“We are friends,”");
    let mut reader = Reader::new(&start);
    reader.act(Action::Annotated(Arc::new(news()))).keys("(");
    assert_eq!(reader.quote(), "“will pave the way for a new phase”");
}

#[test]
fn mentions_of_the_name_go_round() {
    let mut reader = reader();
    let assads: Vec<_> = (0..3).map(|n| nth(NEWS, "Assad", n).start).collect();
    // From the start of the line, uses the first name on the line.
    for (key, at) in [("*", 0), ("*", 1), ("*", 2), ("*", 0), ("#", 2), ("#", 1)] {
        reader.keys(key);
        assert_eq!(reader.model.document.cursor, assads[at], "{key}");
    }
    assert_eq!(reader.says(), "Assad: mention 2 of 3");
    let mut reader = Reader::new("no names");
    reader.keys("*");
    assert!(reader.says().starts_with("no name here"));
}

#[test]
fn the_quote_is_copied_with_its_speaker() {
    let mut reader = reader();
    reader.keys("]y]]y");
    assert_eq!(
        reader.effects,
        [
            Effect::Copy("“We are friends,” — Putin, president, test.txt".to_owned()),
            Effect::Copy("“No comment,” — test.txt".to_owned())
        ]
    );
}

#[test]
fn new_annotations_keep_the_selected_quote() {
    let mut reader = reader();
    reader.keys("]]");
    let cursor = reader.model.document.cursor;
    let mut more = news();
    let mut early = more.attributions[0].clone();
    early.id = "z".to_owned();
    early.content = vec![nth(NEWS, "The talks", 0)];
    early.entity = None;
    early.speaker = None;
    more.attributions.insert(0, early);
    reader.act(Action::Annotated(Arc::new(more)));
    assert_eq!((reader.quote(), reader.model.document.cursor), ("“We help,”", cursor));
    assert!(reader.list().contains(&">“We help,”".to_owned()), "{:?}", reader.list());
    // The quote no longer exists: the quote at the cursor is selected instead.
    let mut less = news();
    less.attributions.retain(|q| q.id != "c");
    reader.act(Action::Annotated(Arc::new(less)));
    assert_eq!(reader.quote(), "“We are friends,”");
}

#[test]
fn new_annotations_keep_the_selected_person() {
    let mut reader = reader();
    reader.keys("<a-2>j");
    assert!(reader.list().contains(&">Putin 2 2".to_owned()), "{:?}", reader.list());
    let mut more = news();
    more.people.reverse();
    more.people[1].entity = EntityId(7);
    reader.act(Action::Annotated(Arc::new(more)));
    assert!(reader.list().contains(&">Putin 2 2".to_owned()), "{:?}", reader.list());
}

#[test]
fn the_engine_is_pointed_at_what_is_read() {
    let text = "word ".repeat(10_000);
    let mut reader =
        Reader::new(&text.as_bytes().chunks(500).map(|c| str::from_utf8(c).unwrap()).collect::<Vec<_>>().join("\n\n"));
    reader.keys("j");
    assert!(reader.effects.is_empty(), "it begins at the top by itself: {:?}", reader.effects);
    reader.keys("G");
    assert!(
        matches!(reader.effects[..], [Effect::Library(LibraryRequest::SavePosition(_)), Effect::FocusAnnotation(at)] if at > 40_000)
    );
    reader.keys("k");
    assert_eq!(reader.effects.len(), 2, "once");
}

/// Returns what the keys copy.
fn copied(reader: &mut Reader, keys: &str) -> Option<String> {
    reader.effects.clear();
    reader.keys(keys);
    reader.effects.iter().find_map(|e| if let Effect::Copy(text) = e { Some(text.clone()) } else { None })
}

#[test]
fn all_quotes_of_the_selected_speaker_are_copied() {
    const ASSAD: &str = "Assad, president\n\n“will pave the way for a new phase” (¶1)\n“Thanks,” (¶4)\n\ntest.txt";
    const PUTIN: &str = "Putin, president\n\n“We are friends,” (¶3)\n“We help,” (¶3)\n\ntest.txt";
    let mut reader = reader();
    for (keys, want) in [("]]Y", PUTIN), ("}Y", PUTIN), ("gY", ASSAD), ("<a-1>Y", ASSAD), ("jjjY", PUTIN)] {
        assert_eq!(copied(&mut reader, keys).as_deref(), Some(want), "{keys}");
    }
    assert_eq!(reader.says(), "2 quotes of Putin copied");
    assert_eq!(copied(&mut reader, "2gY").as_deref(), Some(ASSAD), "the person, not the quote behind the list");
    assert_eq!(copied(&mut reader, ")Y").as_deref(), Some(PUTIN));
    assert_eq!(copied(&mut reader, "3Y"), None);
    assert!(reader.says().contains("the article itself states this fact"), "{}", reader.says());
    let notes = vec![note("n1", "We help", "true?"), note("n2", "It rained", "when?")];
    reader.act(Action::Library(LibraryEvent::NotesLoaded(notes)));
    assert_eq!(copied(&mut reader, "4gY").as_deref(), Some(PUTIN), "the speaker of the words with the note");
    assert_eq!(copied(&mut reader, "jY"), None);
    assert!(reader.says().contains("not on a quote"), "{}", reader.says());
    assert_eq!(copied(&mut reader, "1gCjY").as_deref(), Some(PUTIN), "in the chart");
    assert_eq!(reader.says(), "2 quotes of Putin copied");
    assert_eq!(copied(&mut reader, "<esc><tab>G]Y"), Some(ASSAD.to_owned()));
    assert_eq!(copied(&mut reader, "[Y"), None);
    assert!(reader.says().contains("speaker of this quote is unknown"), "{}", reader.says());
}

#[test]
fn quotes_are_copied_in_the_form_of_the_settings() {
    let mut reader = reader();
    let template = Template::new("mine.txt", "{{ quotes|length }}: {{ quote.speaker }}{% if sheet %}, all{% endif %}");
    reader.model.session.copy = Arc::new(template.unwrap());
    assert_eq!(copied(&mut reader, "]y").as_deref(), Some("1: Putin"));
    assert_eq!(reader.says(), "quote (mine.txt) copied");
    assert_eq!(copied(&mut reader, "Y").as_deref(), Some("2: Putin, all"));
    assert_eq!(reader.says(), "2 quotes of Putin (mine.txt) copied");
}
