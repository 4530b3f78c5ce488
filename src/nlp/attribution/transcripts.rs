//! Transcripts: paragraphs that begin with the label of their speaker.
//!
//! ```text
//!  Q: Did you see it?            HOLT: Good evening.
//!  A: I did. Twice.              LINDGREN (on the phone): Thank you, Mr Holt.
//!     It was dark by then.       [laughter]
//! ```
//!
//! One such paragraph says little; a text in which labels come back is a transcript, and then every word after a label
//! is that speaker's until the next one.

use std::collections::HashMap;

use crate::nlp::data::gazetteer;
use crate::nlp::data::gazetteer::word;
use crate::nlp::data::lists::List;
use crate::nlp::draft::{BlockDraft, DocumentDraft, Turn};
use crate::text::Span;

/// The longest label, in bytes.
const LONGEST: usize = 48;
/// As many paragraphs without a label can belong to one turn.
const MORE: usize = 8;

/// Finds the turns of the article.
pub(in crate::nlp) fn find_turns(draft: &mut DocumentDraft) {
    if !draft.foreign {
        draft.turns = turns(&draft.article.text, draft.blocks);
    }
}

/// The turns of a transcript in order; empty for any other text.
fn turns(text: &str, blocks: &[&BlockDraft]) -> Vec<Turn> {
    let mut out: Vec<Turn> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut sentences = 0;
    for (i, block) in blocks.iter().enumerate() {
        let Some((label, colon, first)) = label(text, block.syntax.span) else { continue };
        let words = first.of(text);
        sentences += usize::from(
            words.trim_end_matches(['"', '”', '’', ')', ']', '\'']).ends_with(['.', '?', '!', '…', '-', '—']),
        );
        *known.entry(label_name(label.of(text))).or_default() += 1;
        out.push(Turn { label, colon, first, blocks: i..i + 1 });
    }
    let n = out.len();
    if n < 4 || known.len() < 2 || known.len() * 3 > n * 2 || sentences * 10 < n * 7 {
        return Vec::new();
    }
    // Who never comes back in small letters is a heading: `Update: …`.
    out.retain(|t| {
        let label = t.label.of(text);
        known.get(label_name(label)).is_some_and(|k| *k > 1) || label.chars().all(|c| !c.is_lowercase())
    });
    let starts: Vec<usize> = out.iter().map(|t| t.blocks.start).collect();
    for (turn, next) in out.iter_mut().zip(starts.iter().skip(1)) {
        // A long stretch without labels is the writer's own.
        if next - turn.blocks.start <= MORE {
            turn.blocks.end = *next;
        }
    }
    out
}

/// A label without what stands in brackets behind it.
pub(in crate::nlp) fn label_name(label: &str) -> &str {
    label.split(['(', '[', ',']).next().unwrap_or(label).trim().trim_matches('*')
}

/// Whether a label stands for a question (`Q`) or for an answer (`A`); `None` for a name.
pub(in crate::nlp) fn is_question(label: &str) -> Option<bool> {
    match label_name(label).trim_end_matches('.').to_lowercase().as_str() {
        "q" | "question" | "interviewer" => Some(true),
        "a" | "answer" => Some(false),
        _ => None,
    }
}

/// `(applause)`, `[crosstalk]`: what happens, not what is said.
pub(in crate::nlp) fn is_direction(words: &str) -> bool {
    let words = words.trim();
    words.starts_with(['(', '[']) && words.ends_with([')', ']']) && words.len() < 80
}

/// Label, colon and what follows.
fn label(text: &str, block: Span) -> Option<(Span, Span, Span)> {
    let words = block.of(text);
    let (at, mark) = words
        .char_indices()
        .take_while(|(i, _)| *i < LONGEST)
        .find(|(i, c)| *c == ':' || *c == '.' && *i == 1 && words.starts_with(['Q', 'A']))?;
    let rest = words.get(at + mark.len_utf8()..)?;
    let said = rest.trim();
    if !rest.starts_with(char::is_whitespace) && !rest.starts_with(['“', '"']) || !said.contains(char::is_alphabetic)
    {
        return None;
    }
    let label = words.get(..at)?.trim_end();
    let bare = label_name(label);
    let fits = |w: &str| {
        let small = gazetteer::word(w) & word::PARTICLE != 0;
        (w.starts_with(char::is_uppercase) || small)
            && w.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '\'' | '’' | '-' | '&'))
    };
    let count = bare.split_whitespace().count();
    let heading = List::TranscriptHeading.has(&bare.to_lowercase());
    if !(1..=4).contains(&count) || !bare.split_whitespace().all(fits) || heading {
        return None;
    }
    let start = block.start + (words.len() - words.trim_start().len());
    let label = Span::new(start, block.start + label.len());
    let colon = Span::new(block.start + at, block.start + at + mark.len_utf8());
    let from = block.start + at + mark.len_utf8() + (rest.len() - rest.trim_start().len());
    Some((label, colon, Span::new(from, from + said.len())))
}
