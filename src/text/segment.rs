//! Sentences and tokens.
//!
//! Word boundaries follow UAX #29 with three exceptions that attribution needs: hyphenated
//! words stay whole (`al-Assad`), an abbreviation keeps its full stop (`Dr.`, `U.S.`), and runs such as `...`, `--`
//! and `''` are one token. Sentences are built from those tokens, so a full stop inside an abbreviation or a figure
//! never ends one, and closing quotation marks belong to the sentence that they close.

use crate::text::Span;

/// The classes of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters, with inner apostrophes and hyphens; an abbreviation with its full stop.
    Word,
    /// Digits, with what follows them in one word (`15th`, `3,000`, `2.5`).
    Number,
    /// Anything else that is not white space.
    Punctuation,
}

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its span in the text.
    pub span: Span,
    /// Its class.
    pub kind: TokenKind,
}

/// Abbreviations that never end a sentence.
const NEVER_FINAL: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "gen", "sen", "sens", "rep", "reps", "gov", "govs", "lt", "col", "maj", "capt",
    "cmdr", "sgt", "st", "rev", "hon", "pres", "supt", "messrs", "mme", "mlle", "fr", "vs", "no", "nos", "fig", "mt",
    "ft", "dept", "adm", "amb", "atty", "insp", "det", "pvt", "cpl", "barr", "engr", "cllr", "smt", "ald", "brig",
];

/// Abbreviations that may end a sentence.
const MAYBE_FINAL: &[&str] = &[
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec", "inc", "corp", "co", "ltd",
    "llc", "jr", "sr", "etc", "ave", "blvd", "rd", "bros", "ph.d", "a.m", "p.m", "e.g", "i.e", "est", "approx",
    "calif", "fla", "tex", "ariz", "conn", "ill", "mass", "mich", "minn", "wash", "wis", "va", "pa", "ga", "ky",
    "tenn", "colo", "ala", "ark", "okla", "ore", "nev", "md", "mo", "neb", "kan", "del", "al",
];

/// Words that begin a sentence far more often than they follow an abbreviation inside one.
const STARTERS: &[&str] = &[
    "The",
    "A",
    "An",
    "He",
    "She",
    "It",
    "They",
    "We",
    "I",
    "You",
    "But",
    "And",
    "In",
    "On",
    "At",
    "This",
    "That",
    "These",
    "Those",
    "There",
    "His",
    "Her",
    "Their",
    "Its",
    "Our",
    "My",
    "If",
    "When",
    "While",
    "As",
    "After",
    "Before",
    "For",
    "With",
    "So",
    "Yet",
    "What",
    "Who",
    "Why",
    "How",
    "Some",
    "Many",
    "Most",
    "Both",
    "Since",
    "Because",
    "Although",
    "Though",
    "However",
    "Then",
    "Now",
    "According",
    "Asked",
    "Meanwhile",
    "Later",
    "One",
    "Two",
    "Not",
    "No",
    "Yes",
    "Under",
    "Even",
    "Also",
    "Last",
    "Still",
];

/// The tokens of `within`, in order. White space belongs to no token.
#[must_use]
pub fn tokens(text: &str, within: Span) -> Vec<Token> {
    let words = within.of(text);
    let mut out = Vec::with_capacity(words.len() / 5);
    let mut at = 0;
    while let Some(c) = char_at(words, at) {
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let (end, kind) = if c.is_alphanumeric() {
            let end = word_end(words, at);
            (end, if c.is_numeric() { TokenKind::Number } else { TokenKind::Word })
        } else {
            (punctuation_end(words, at, c), TokenKind::Punctuation)
        };
        out.push(Token { span: Span::new(within.start + at, within.start + end), kind });
        at = end;
    }
    out
}

fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..).and_then(|rest| rest.chars().next())
}

/// Marks that never form a token of their own: combining accents, joiners and variation selectors.
fn joins(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' | '\u{ad}')
}

fn punctuation_end(text: &str, at: usize, first: char) -> usize {
    let mut end = at + first.len_utf8();
    let doubles = matches!(first, '.' | '-' | '\'' | '`');
    while let Some(c) = char_at(text, end) {
        let same = doubles && c == first && (first != '\'' && first != '`' || end == at + 1);
        if !same && !joins(c) {
            break;
        }
        end += c.len_utf8();
    }
    end
}

fn word_end(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut previous = ' ';
    while let Some(c) = char_at(text, end) {
        let after = || char_at(text, end + c.len_utf8());
        let goes_on = match c {
            _ if c.is_alphanumeric() || joins(c) || c == '_' => true,
            '\'' | '’' | '&' => after().is_some_and(char::is_alphabetic),
            '-' | '‑' => after().is_some_and(char::is_alphanumeric),
            ',' => previous.is_ascii_digit() && after().is_some_and(|n| n.is_ascii_digit()),
            '.' => inner_stop(text.get(start..end).unwrap_or_default(), after()),
            _ => false,
        };
        if !goes_on {
            if c == '.' && is_abbreviation(text.get(start..end).unwrap_or_default()) {
                end += 1;
            }
            break;
        }
        previous = c;
        end += c.len_utf8();
    }
    end
}

/// Whether a full stop between `word` and the character after it belongs to the word (`2.5`, `U.S`, `example.org`).
fn inner_stop(word: &str, after: Option<char>) -> bool {
    let Some(after) = after else { return false };
    if word.ends_with(|c: char| c.is_ascii_digit()) {
        return after.is_ascii_digit();
    }
    let dotted = word.split('.').all(|part| part.chars().count() == 1);
    after.is_alphabetic() && (dotted || after.is_lowercase() && !word.ends_with(|c: char| !c.is_alphanumeric()))
}

fn is_abbreviation(word: &str) -> bool {
    let mut parts = word.split('.');
    if word.contains('.') && parts.all(|p| p.chars().count() == 1 && p.chars().all(char::is_alphabetic)) {
        return true;
    }
    if word.len() == 1 {
        return word.chars().all(|c| c.is_ascii_uppercase()) && word != "I";
    }
    word.len() <= 6 && word.starts_with(char::is_uppercase) && known(word, NEVER_FINAL) | known(word, MAYBE_FINAL)
        || matches!(word, "vs" | "etc" | "a.m" | "p.m" | "e.g" | "i.e")
}

fn known(word: &str, list: &[&str]) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// The sentences of `within`, in order, without the white space between them.
#[must_use]
pub fn sentences(text: &str, within: Span) -> Vec<Span> {
    sentences_of(text, &tokens(text, within))
}

/// The sentences that `tokens` form; for callers that have the tokens already.
#[must_use]
pub fn sentences_of(text: &str, tokens: &[Token]) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start: Option<usize> = None;
    let mut i = 0;
    while let Some(token) = tokens.get(i) {
        let from = *start.get_or_insert(token.span.start);
        let mut last = i;
        if ends_sentence(text, tokens, i) {
            // Further stops and closing marks that touch this one belong to the sentence.
            while let Some(next) = tokens.get(last + 1) {
                let touches = tokens.get(last).is_some_and(|t| t.span.end == next.span.start);
                let word = next.span.of(text);
                if !touches || !(is_stop(word) || is_closer(word, text, next.span.end)) {
                    break;
                }
                last += 1;
            }
            if goes_on_after(text, tokens, i, last) {
                i = last + 1;
                continue;
            }
            let end = tokens.get(last).map_or(token.span.end, |t| t.span.end);
            out.push(Span::new(from, end));
            start = None;
        }
        i = last + 1;
    }
    if let (Some(from), Some(last)) = (start, tokens.last()) {
        out.push(Span::new(from, last.span.end));
    }
    out
}

fn is_stop(word: &str) -> bool {
    matches!(word, "." | "!" | "?" | "…" | "。" | "！" | "？" | "．") || word.starts_with("..")
}

fn is_closer(word: &str, text: &str, end: usize) -> bool {
    let clear = || char_at(text, end).is_none_or(|c| !c.is_alphanumeric());
    match word {
        "”" | "’" | "»" | "›" | ")" | "]" | "』" | "」" => true,
        "\"" | "'" | "''" => clear(),
        _ => false,
    }
}

fn ends_sentence(text: &str, tokens: &[Token], i: usize) -> bool {
    let Some(token) = tokens.get(i) else { return false };
    let word = token.span.of(text);
    match token.kind {
        TokenKind::Punctuation => is_stop(word),
        TokenKind::Word if word.ends_with('.') => {
            let bare = word.trim_end_matches('.');
            !(known(bare, NEVER_FINAL) || bare.chars().count() == 1)
        }
        _ => false,
    }
}

/// Whether the sentence continues after the stop at token `stop` and the closing marks up to token `last`.
fn goes_on_after(text: &str, tokens: &[Token], stop: usize, last: usize) -> bool {
    let (Some(at), Some(end)) = (tokens.get(stop), tokens.get(last)) else { return false };
    let Some(next) = tokens.get(last + 1) else { return false };
    let word = at.span.of(text);
    if next.span.start == end.span.end && !matches!(word, "。" | "！" | "？" | "．") {
        return true; // no white space: a file name, a footnote mark, an ellipsis before a word
    }
    // The first token of the next sentence, after opening marks.
    let mut first = next;
    for token in tokens.get(last + 1..).unwrap_or_default().iter().take(4) {
        first = token;
        if token.kind != TokenKind::Punctuation {
            break;
        }
    }
    let starts = first.span.of(text);
    if starts.starts_with(char::is_lowercase)
        || is_stop(next.span.of(text))
        || matches!(next.span.of(text), "," | ";" | ")")
    {
        return true;
    }
    if at.kind == TokenKind::Word {
        return last == stop && !STARTERS.contains(&starts);
    }
    // "1. First point": a number that opens the block is no sentence.
    stop == 1 && word == "." && tokens.first().is_some_and(|t| t.kind == TokenKind::Number && t.span.len() <= 3)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Sentences are given with `|` between them.
    #[track_caller]
    fn check(marked: &str) {
        let text = marked.replace('|', "");
        let want: Vec<&str> = marked.split('|').map(str::trim).collect();
        let got: Vec<&str> = sentences(&text, Span::new(0, text.len())).into_iter().map(|s| s.of(&text)).collect();
        assert_eq!(got, want);
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        for marked in [
            "Dr. Lowe met Mr. J. P. Ames on Jan. 5. |They spoke.",
            "She moved to the U.S. |The move took a year.",
            "The U.S. Senate voted. |It passed at 5 p.m. |He left.",
            "“I know.” |She sat down. |“Well?”",
            "“Where to?” he asked. |Nobody spoke!",
            "He paused ... then went on. |It was 3.5 km (so they said.) |Fine.",
            "Wait… |What? |No!",
            "It cost $2.50 at example.org. |Cheap.",
            "\"Stop.\" |\"Why?\"",
            "''Enough,'' he said. |''Go.'' |He went.",
            "1. The first point. |And more.",
            "Acme Inc. |He left it.",
            "今日は。|明日も。",
        ] {
            check(marked);
        }
    }

    #[test]
    fn tokens_keep_words_whole() {
        let text = "Al-Assad's don’t U.S.-led rock-'n'-roll $3,000.50 ``so'' -- 15th...";
        let got: Vec<&str> = tokens(text, Span::new(0, text.len())).into_iter().map(|t| t.span.of(text)).collect();
        let want = "Al-Assad's don’t U.S. - led rock - ' n ' - roll $ 3,000.50 `` so '' -- 15th ...";
        assert_eq!(got.join(" "), want);
    }

    proptest! {
        #[test]
        fn every_span_lies_in_order_on_boundaries(text in "(\\PC|[.?!'\" \n]){0,60}") {
            let all = Span::new(0, text.len());
            let tokens = tokens(&text, all);
            let mut end = 0;
            for t in &tokens {
                prop_assert!(t.span.start >= end && !t.span.of(&text).is_empty());
                prop_assert!(text.get(end..t.span.start).is_some_and(|gap| gap.trim().is_empty()));
                end = t.span.end;
            }
            let mut end = 0;
            for s in sentences(&text, all) {
                prop_assert!(s.start >= end && !s.of(&text).is_empty());
                prop_assert!(text.get(end..s.start).is_some_and(|gap| gap.trim().is_empty()));
                end = s.end;
            }
            prop_assert!(text.get(end..).is_some_and(|rest| rest.trim().is_empty()));
        }
    }
}
