//! The note editor.

pub(in crate::reader) mod draw;
pub(in crate::reader) mod update;
use crate::library::notes::{Marks, NoteId};
use crate::text::Span;

/// The note editor, drawn in place below the words it is about.
#[derive(Clone, Debug)]
pub struct Editor {
    /// The note being edited, `None` for a new one.
    pub note: Option<NoteId>,
    /// The words it is about, `None` for the whole article.
    pub span: Option<Span>,
    /// The text being written.
    pub area: ratatui_textarea::TextArea<'static>,
    /// A save is under way: `saved` is only said after the library has answered.
    pub saving: bool,
    /// What the text was when the editor was opened.
    pub original: String,
    /// Its marks: those of a note that is being changed stay as they are.
    pub marks: Marks,
    /// Whom it is about, where that is not some words.
    pub about: Option<String>,
    /// It is being written in the reader's own editor.
    pub outside: bool,
    /// A question that the next key answers: `y` for yes, anything else for no. It stands in [`Model::message`](crate::reader::Model::message).
    pub asking: Option<Ask>,
}

/// What the editor asks before text is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Close the editor?
    Discard,
    /// Quit the program?
    Quit,
}

impl Editor {
    /// An editor of a note on these words, with the text it has so far.
    #[must_use]
    pub fn new(note: Option<NoteId>, span: Option<Span>, text: &str) -> Self {
        let mut area = ratatui_textarea::TextArea::new(text.split('\n').map(str::to_owned).collect());
        area.move_cursor(ratatui_textarea::CursorMove::Bottom);
        area.move_cursor(ratatui_textarea::CursorMove::End);
        area.set_wrap_mode(ratatui_textarea::WrapMode::Word);
        Self {
            note,
            span,
            area,
            saving: false,
            original: text.to_owned(),
            marks: Marks::default(),
            about: None,
            outside: false,
            asking: None,
        }
    }

    /// Puts another text in place of what is written in it.
    pub fn set_text(&mut self, text: &str) {
        let Self { note, span, original, marks, about, .. } = self;
        let (note, span, original) = (note.take(), *span, std::mem::take(original));
        let (marks, about) = (std::mem::take(marks), about.take());
        *self = Self { original, marks, about, ..Self::new(note, span, text) };
    }

    /// What is written in it.
    #[must_use]
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Whether closing it would lose something.
    #[must_use]
    pub fn changed(&self) -> bool {
        self.text() != self.original
    }
}
