//! Joins a name over a nickname in quotation marks or brackets. No name begins or ends with a quotation mark.
//!
//! ```text
//! [P|Leroy] “The Hammer” [P|Dunstan] left → [P|Leroy “The Hammer” Dunstan] left
//! [P|Robert] (Bobby) [P|Holt] left → [P|Robert (Bobby) Holt] left
//! [P|Ana Holt”] left → [P|Ana Holt]” left
//! ```

use crate::nlp::EntityType;
use crate::nlp::data::lexicon;
use crate::nlp::draft::NameSpan;
use crate::text::Span;

/// Maximum number of words in a nickname.
const LONGEST: usize = 4;

/// Joins names over nicknames, and drops quotation marks at the ends of names.
pub(in crate::nlp) fn join_nicknames(text: &str, within: Span, found: Vec<NameSpan>) -> Vec<NameSpan> {
    let mut out: Vec<NameSpan> = Vec::with_capacity(found.len());
    let plain: Vec<NameSpan> = found
        .into_iter()
        .map(|name| NameSpan { span: without_marks(text, name.span), ..name })
        .filter(|n| !n.span.is_empty())
        .collect();
    let mut plain = plain.into_iter().peekable();
    while let Some(mut name) = plain.next() {
        let rest = text.get(name.span.end..within.end).unwrap_or_default();
        if name.kind == EntityType::Person
            && let Some(length) = nickname(rest)
            && let Some(surname) = surname(text, name.span.end + length, within.end)
            && (!name.span.of(text).contains(' ')
                || plain.peek().is_some_and(|n| n.kind == EntityType::Person && n.span.start < surname))
        {
            name.span.end = surname;
            while let Some(next) = plain.next_if(|n| n.span.start < name.span.end) {
                name.span.end = name.span.end.max(if next.kind == EntityType::Person { next.span.end } else { 0 });
            }
        }
        out.push(name);
    }
    out
}

fn without_marks(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let is_mark = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '‘') || c.is_whitespace();
    let start = span.start + (words.len() - words.trim_start_matches(is_mark).len());
    // A straight or closing apostrophe at the end can be a possessive.
    let end = span.start + words.trim_end_matches(is_mark).len();
    // `Piet “Bongo` | `” Marek`: the name begins before the nickname.
    let opened = ["“", "\""].iter().find_map(|mark| {
        let at = words.find(mark).filter(|at| *at > 0)?;
        let closed = words.get(at + mark.len()..).is_some_and(|rest| rest.contains(['”', '"']));
        (!closed).then(|| span.start + words.get(..at).unwrap_or_default().trim_end().len())
    });
    let end = opened.unwrap_or(end);
    if start < end { Span::new(start, end) } else { Span::new(span.start, span.start) }
}

/// Returns the length of ` “The Hammer” ` or ` (Bobby) ` at the beginning of `rest`.
fn nickname(rest: &str) -> Option<usize> {
    let marks = [("“", "”"), ("\"", "\""), ("‘", "’"), ("'", "'"), ("(", ")"), ("''", "''")];
    let inner = rest.strip_prefix(' ')?;
    marks.iter().find_map(|(open, close)| {
        let inner = inner.strip_prefix(open)?;
        let end = inner.find(close).filter(|end| *end <= 40)?;
        let words = inner.get(..end)?;
        let after = inner.get(end + close.len()..)?;
        let small = |w: &str| !w.starts_with(char::is_uppercase) && !matches!(w, "the" | "of" | "da" | "de");
        let plain = words.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '.'));
        let acronym = *open == "(" && words.chars().all(|c| !c.is_lowercase());
        let count = words.split(' ').count();
        let most = if *open == "(" { 1 } else { LONGEST };
        (after.starts_with(' ') && plain && !acronym && (1..=most).contains(&count) && !words.split(' ').any(small))
            .then(|| 1 + open.len() + end + close.len() + 1)
    })
}

/// Returns the end of the surname that begins at byte `from`.
fn surname(text: &str, from: usize, end: usize) -> Option<usize> {
    let word = text.get(from..end)?.split(|c: char| !c.is_alphabetic() && c != '-').next()?;
    let entry = lexicon::look_up(&word.to_lowercase());
    let whole = word.len() > 2
        && word.starts_with(char::is_uppercase)
        && word.chars().any(char::is_lowercase)
        && entry.class == 0
        && entry.verb.is_none();
    whole.then_some(from + word.len())
}

#[cfg(test)]
mod tests {
    use crate::nlp::testing::shipped;

    #[test]
    fn a_nickname_belongs_to_the_name() {
        shipped().names("Then [P|Otis “The Anvil” Merrow] spoke, and [P|Merrow] left.");
    }
}
