//! What the reader noted on some words of an article.

use crate::library::notes::{PlacedNote, Verdict};
use crate::text::{Span, one_line};

/// The reader's notes on some words.
#[derive(Debug, Default)]
pub(super) struct Marked {
    /// The verdict that was changed last.
    pub(super) verdict: Option<Verdict>,
    /// The texts of the notes, each in one line.
    pub(super) notes: Vec<String>,
    /// The sources.
    pub(super) links: Vec<String>,
}

impl Marked {
    /// Collects the notes that overlap one of the spans.
    pub(super) fn on(notes: &[PlacedNote], spans: &[Span]) -> Self {
        let is_on =
            |note: &&PlacedNote| note.placement.span().is_some_and(|at| spans.iter().any(|span| span.overlaps(at)));
        let mut out = Self::default();
        let mut last = None;
        for PlacedNote { note, .. } in notes.iter().filter(is_on) {
            let marks = note.all_marks();
            // Of equal times the later note counts.
            if marks.verdict.is_some() && last <= Some(&note.modified) {
                (out.verdict, last) = (marks.verdict, Some(&note.modified));
            }
            out.notes.extend(Some(one_line(&note.body)).filter(|body| !body.is_empty()));
            out.links.extend(marks.links);
        }
        out
    }
}
