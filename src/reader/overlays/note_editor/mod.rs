//! The state of the note editor.

pub(in crate::reader) mod draw;
pub(in crate::reader) mod update;
pub(in crate::reader) mod wrap;
use crate::library::db::Draft;
use crate::library::notes::{Marks, NoteId};
use crate::text::Span;

/// The note editor, drawn below the words of the note.
#[derive(Clone, Debug)]
pub struct Editor {
    /// The note being edited; `None` for a new note.
    pub note: Option<NoteId>,
    /// The words of the note; `None` for the whole article.
    pub span: Option<Span>,
    /// The text field.
    pub area: ratatui_textarea::TextArea<'static>,
    /// Whether a save is in progress: the message `saved` waits for the library's answer.
    pub saving: bool,
    /// The text when the editor was opened.
    pub original: String,
    /// The marks of the note; editing keeps them.
    pub marks: Marks,
    /// The subject of the note, if it is a person or a fact.
    pub about: Option<String>,
    /// The text that was kept last as a draft; `None` if none was.
    pub kept: Option<String>,
    /// Whether the note is open in the external editor.
    pub outside: bool,
    /// A question that the next key answers: `y` for yes, any other key for no.
    /// [`Model::message`](crate::reader::Model::message) shows it.
    pub asking: Option<Ask>,
}

/// A question before text is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Close the editor?
    Discard,
    /// Quit the program?
    Quit,
}

impl Editor {
    /// Makes an editor for a note on these words, with its current text.
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
            kept: None,
            outside: false,
            asking: None,
        }
    }

    /// Replaces the text.
    pub fn set_text(&mut self, text: &str) {
        let Self { note, span, original, marks, about, kept, .. } = self;
        let (note, span, original) = (note.take(), *span, std::mem::take(original));
        let (marks, about, kept) = (std::mem::take(marks), about.take(), kept.take());
        *self = Self { original, marks, about, kept, ..Self::new(note, span, text) };
    }

    /// Returns the text.
    #[must_use]
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Returns the draft to keep, if closing would lose text.
    #[must_use]
    pub fn draft(&self) -> Option<Draft> {
        let draft =
            || Draft { note: self.note.clone(), span: self.span, body: self.text(), tags: self.marks.tags.clone() };
        self.changed().then(draft)
    }

    /// Returns whether closing would lose text.
    #[must_use]
    pub fn changed(&self) -> bool {
        self.text() != self.original
    }
}
