//! Speech that a dash opens at the start of a paragraph.
//!
//! ```text
//! —No lo sé —dijo Ana—. Mañana veremos.      – Nie wiem – powiedziała Anna.      – Je ne sais pas, dit Anne.
//! ```

use crate::nlp::attribution::foreign::cues;
use crate::nlp::attribution::foreign::words::{self, Words, class};
use crate::nlp::syntax::block_syntax::BlockSyntax;
use crate::text::Span;

/// Words that were said, and the insertion after them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) said: Span,
    pub(super) insertion: Option<Span>,
}

fn is_dash(c: char) -> bool {
    matches!(c, '–' | '—' | '―')
}

/// Returns the speech of a paragraph that begins with a dash; empty for any other paragraph.
pub(super) fn speech(text: &str, syntax: &BlockSyntax, language: &str, list: Option<&Words>) -> Vec<Part> {
    let whole = syntax.span.trim(text);
    let words = whole.of(text);
    if syntax.headline || !words.starts_with(is_dash) || !words::has_dashes(language) {
        return Vec::new();
    }
    let said = words.trim_start_matches(|c: char| is_dash(c) || c.is_whitespace());
    let count = said.split_whitespace().count();
    let ends = said.ends_with(['.', '!', '?', '…', '»', '"', '”', ',', ':', ';']) || said.ends_with(is_dash);
    // A name alone is a signature.
    if !said.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '¿' | '¡' | '«' | '“' | '"' | '…'))
        || count < 4 && !ends
    {
        return Vec::new();
    }
    let mut out: Vec<Part> = Vec::new();
    let mut start = whole.end - said.len();
    let mut insertion: Option<usize> = None;
    for (at, c) in said.char_indices().filter(|(_, c)| is_dash(*c)) {
        let at = whole.end - said.len() + at;
        let (before, rest) =
            (text.get(start..at).unwrap_or_default(), text.get(at + c.len_utf8()..whole.end).unwrap_or_default());
        let (apart, glued) = (before.ends_with(char::is_whitespace), !rest.starts_with(char::is_whitespace));
        if !apart && rest.starts_with(char::is_alphanumeric) {
            // Inside a word or a range.
            continue;
        }
        match insertion {
            None if inserts(before, rest, apart && glued, list) => {
                push(text, start, at, &mut out);
                insertion = Some(at + c.len_utf8());
            }
            None => {}
            Some(from) => {
                if let Some(last) = out.last_mut() {
                    last.insertion = Some(Span::new(from, at));
                }
                insertion = None;
                let skipped = rest.len()
                    - rest
                        .trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '¿' | '¡' | '«' | '“' | '"'))
                        .len();
                start = at + c.len_utf8() + skipped;
            }
        }
    }
    match insertion {
        Some(from) => {
            if let Some(last) = out.last_mut() {
                last.insertion = Some(Span::new(from, whole.end));
            }
        }
        None => push(text, start, whole.end, &mut out),
    }
    out.into_iter().flat_map(|part| split_at_comma(text, part, language, list)).collect()
}

fn push(text: &str, start: usize, end: usize, out: &mut Vec<Part>) {
    let said = Span::new(start, end.max(start)).trim(text);
    if !said.is_empty() {
        out.push(Part { said, insertion: None });
    }
}

/// Whether the words after a dash tell who speaks or acts. `glued`: no space stands after the dash, but one before.
fn inserts(before: &str, rest: &str, glued: bool, list: Option<&Words>) -> bool {
    let rest = rest.trim_start();
    let lower = rest.starts_with(char::is_lowercase);
    let first = |n: usize| rest.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).nth(n);
    let reports = list.is_some_and(|list| (0..3).filter_map(first).any(|word| list.is(word, class::VERB)));
    let ended = before.trim_end().ends_with([',', '.', '!', '?', '…', '»', '”']);
    lower && (glued || reports || ended && list.is_none())
}

/// French sets no second dash: `– Je ne sais pas, dit Anne.`
fn split_at_comma(text: &str, part: Part, language: &str, list: Option<&Words>) -> Vec<Part> {
    let names = cues::Names { text, names: &[] };
    let found = list.filter(|_| part.insertion.is_none());
    let Some((parts, cue)) = found.and_then(|list| cues::inside(&names, list, part.said, language)) else {
        return vec![part];
    };
    let mut insertion = Some(Span::new(cue.verb.start, parts.get(1).map_or(part.said.end, |next| next.start)));
    parts.into_iter().map(|said| Part { said, insertion: insertion.take() }).collect()
}
