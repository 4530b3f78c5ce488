//! `/`: literal search, smart in case, over the whole article, with every match listed.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use memchr::{memchr_iter, memchr2_iter, memchr3_iter};

use super::{motion, quotes};
use crate::app::model::BeforeSearch;
use crate::app::{Action, Message, Model, Overlay, Search};
use crate::text::Span;

/// Matches listed at most; more are not lit.
pub(super) const MOST: usize = 100_000;

/// Opens the search line.
pub(super) fn start(model: &mut Model) {
    model.focus = crate::app::Pane::Article;
    model.before_search = Some(Box::new(BeforeSearch {
        search: model.search.take(),
        top: model.seen().start,
        quote: model.quote.clone(),
    }));
    model.overlays.push(Overlay::SearchInput { text: String::new(), origin: model.cursor });
}

/// Keys while the search line is open.
pub(super) fn in_input(model: &mut Model, action: Action) {
    let Some(Overlay::SearchInput { text, .. }) = model.overlays.last_mut() else { return };
    let word_start = |text: &str| {
        let words = text.trim_end();
        words.char_indices().rev().find(|(_, c)| c.is_whitespace()).map_or(0, |(at, c)| at + c.len_utf8())
    };
    match action {
        Action::Paste(pasted) => text.extend(pasted.lines().next().unwrap_or_default().chars().take(1000)),
        Action::Input(key) => match (key.code, key.modifiers.contains(KeyModifiers::CONTROL)) {
            (KeyCode::Enter, _) => return accept(model),
            (KeyCode::Backspace, false) if text.is_empty() => return give_up(model),
            (KeyCode::Backspace, false) | (KeyCode::Char('h'), true) => {
                let end = unicode_segmentation::UnicodeSegmentation::grapheme_indices(text.as_str(), true).next_back();
                text.truncate(end.map_or(0, |(at, _)| at));
            }
            (KeyCode::Backspace | KeyCode::Char('w'), true) => text.truncate(word_start(text)),
            (KeyCode::Char('u'), true) => text.clear(),
            (KeyCode::Char(c), false) if is_text(key) => text.push(c),
            _ => return,
        },
        _ => return,
    }
    look(model);
}

fn is_text(key: KeyEvent) -> bool {
    !key.modifiers.intersects(KeyModifiers::ALT | KeyModifiers::SUPER | KeyModifiers::META)
}

/// Searches for what is typed so far and shows the first match from where the search began.
fn look(model: &mut Model) {
    let Some(Overlay::SearchInput { text, origin }) = model.overlays.last() else { return };
    let (query, origin) = (text.clone(), *origin);
    let mut search = find(&model.article.text, &query);
    let first = search.matches.partition_point(|m| m.start < origin);
    let first = if first < search.matches.len() { Some(first) } else { (!search.matches.is_empty()).then_some(0) };
    search.current = first;
    let to = first.and_then(|at| search.matches.get(at)).copied();
    model.search = (!query.is_empty()).then_some(search);
    match to {
        Some(to) => motion::show_place(model, to.start, to),
        None => restore(model, origin),
    }
    if to.is_none() && !query.is_empty() {
        model.message = Some(Message::note("not found"));
    }
}

/// Back to where the search began, which may be shown otherwise since.
fn restore(model: &mut Model, origin: usize) {
    model.cursor = model.snap(origin);
    if let Some(before) = &model.before_search {
        let top = before.top;
        model.quote.clone_from(&before.quote);
        model.top = model.place(top);
        model.show_cursor();
    }
}

/// `Enter`: the search stays.
fn accept(model: &mut Model) {
    let Some(Overlay::SearchInput { text, origin }) = model.overlays.pop() else { return };
    let before = model.before_search.take();
    if text.is_empty() {
        // As in vim, nothing typed means the last search once more.
        model.search = before.and_then(|b| b.search);
        return next(model, 1);
    }
    let found = model.search.as_ref().is_some_and(|s| !s.matches.is_empty());
    let to = model.cursor;
    model.cursor = model.snap(origin);
    if found {
        motion::push_jump(model);
        model.cursor = to;
        quotes::follow_cursor(model);
        say_which(model, None);
    } else {
        model.message = Some(Message::error(format!("not found: {text}")));
    }
}

/// `Esc`: everything is as it was.
pub(super) fn give_up(model: &mut Model) {
    if let Some(Overlay::SearchInput { origin, .. }) = model.overlays.pop() {
        restore(model, origin);
        model.search = model.before_search.take().and_then(|b| b.search);
    }
}

/// To the next or last match, going on at the other end.
pub(super) fn next(model: &mut Model, n: i32) {
    let cursor = model.cursor;
    let Some(search) = &mut model.search else {
        model.message = Some(Message::note("nothing searched for yet: / searches"));
        return;
    };
    let len = search.matches.len();
    if len == 0 {
        model.message = Some(Message::error(format!("not found: {}", search.query)));
        return;
    }
    // A match may begin inside what is shown as one cluster: then the cursor stands before it on the same match.
    let on = search.current.filter(|at| {
        let from = at.checked_sub(1).and_then(|b| search.matches.get(b)).map_or(0, |m| m.start);
        search.matches.get(*at).is_some_and(|m| cursor <= m.start && m.start - cursor < 64 && cursor >= from)
    });
    let (to, around) = if n > 0 {
        let at = on.map_or_else(|| search.matches.partition_point(|m| m.start <= cursor), |at| at + 1);
        if at < len { (at, None) } else { (0, Some("search hit bottom, continuing at top")) }
    } else {
        match on.unwrap_or_else(|| search.matches.partition_point(|m| m.start < cursor)).checked_sub(1) {
            Some(at) => (at, None),
            None => (len - 1, Some("search hit top, continuing at bottom")),
        }
    };
    search.current = Some(to);
    if let Some(&span) = search.matches.get(to) {
        motion::jump_to(model, span.start, span);
        quotes::follow_cursor(model);
        say_which(model, around);
    }
}

fn say_which(model: &mut Model, around: Option<&str>) {
    let Some(search) = &model.search else { return };
    let more = if search.more { "more than " } else { "" };
    let which = format!("match {} of {more}{}", search.current.map_or(0, |at| at + 1), search.matches.len());
    model.message = Some(Message::note(match around {
        Some(around) => format!("{around} · {which}"),
        None => which,
    }));
}

/// One character of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// Exactly this one, or where case does not matter, this lower-case one.
    Char(char),
    /// Any white space: lines are broken where the screen likes.
    Space,
    /// Any single quotation mark or apostrophe.
    Single,
    /// Any double quotation mark.
    Double,
}

impl Wanted {
    fn is_met_by(self, c: char) -> bool {
        match self {
            Self::Char(wanted) => c == wanted,
            Self::Space => c.is_whitespace(),
            Self::Single => matches!(c, '\'' | '‘' | '’' | '‚' | '‛' | '‹' | '›'),
            Self::Double => matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»'),
        }
    }
}

/// All places of `query` in `text`, none overlapping. Upper case in the query makes case matter. White space in it
/// stands for any white space, and straight quotation marks for any.
pub(super) fn find(text: &str, query: &str) -> Search {
    let mut search = Search { query: query.to_owned(), ..Search::default() };
    let exact = query.chars().any(char::is_uppercase);
    let mut wanted: Vec<Wanted> = Vec::new();
    let mut push = |c: char| {
        let next = match c {
            _ if c.is_whitespace() => Wanted::Space,
            '\'' => Wanted::Single,
            '"' => Wanted::Double,
            _ => Wanted::Char(c),
        };
        if next != Wanted::Space || wanted.last() != Some(&Wanted::Space) {
            wanted.push(next);
        }
    };
    if exact {
        query.chars().for_each(&mut push)
    } else {
        query.chars().flat_map(char::to_lowercase).for_each(&mut push)
    }
    let Some(&first) = wanted.first() else { return search };
    let mut free = 0;
    for at in candidates(text, first, exact) {
        if at < free {
            continue;
        }
        if let Some(end) = text.get(at..).and_then(|rest| match_at(rest, &wanted, exact)) {
            if search.matches.len() == MOST {
                search.more = true;
                break;
            }
            free = at + end;
            search.matches.push(Span::new(at, free));
        }
    }
    search
}

/// Where a match could begin. Bytes inside a character are sorted out by whoever looks closer.
fn candidates<'a>(text: &'a str, first: Wanted, exact: bool) -> Box<dyn Iterator<Item = usize> + 'a> {
    let bytes = text.as_bytes();
    let lead = |c: char| c.encode_utf8(&mut [0; 4]).bytes().next().unwrap_or_default();
    match first {
        // White space, and a few more characters than are wanted.
        Wanted::Space => Box::new(text.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at)),
        Wanted::Single => Box::new(memchr2_iter(b'\'', lead('’'), bytes)),
        Wanted::Double => Box::new(memchr3_iter(b'"', lead('“'), lead('«'), bytes)),
        Wanted::Char(c) if exact => Box::new(memchr_iter(lead(c), bytes)),
        Wanted::Char(c) if c.is_ascii() => Box::new(memchr2_iter(lead(c), lead(c.to_ascii_uppercase()), bytes)),
        Wanted::Char(c) => {
            let mut upper = c.to_uppercase();
            match (upper.next(), upper.next()) {
                (Some(up), None) if up == c => Box::new(memchr_iter(lead(c), bytes)),
                _ => Box::new(text.char_indices().filter(|(_, c)| !c.is_ascii()).map(|(at, _)| at)),
            }
        }
    }
}

/// The length of a match at the beginning of `text`, in bytes of `text`, whatever folding does to lengths.
fn match_at(text: &str, wanted: &[Wanted], exact: bool) -> Option<usize> {
    let mut wanted = wanted.iter().peekable();
    let mut in_space = false;
    for (at, c) in text.char_indices() {
        if in_space && c.is_whitespace() {
            continue;
        }
        in_space = false;
        if wanted.peek().is_none() {
            return Some(at);
        }
        // A character folds to one or more, all of which must be wanted.
        let is_met = |wanted: Option<&&Wanted>, c: char| wanted.is_some_and(|w| w.is_met_by(c));
        if exact || c.is_ascii() {
            let c = if exact { c } else { c.to_ascii_lowercase() };
            if !is_met(wanted.peek(), c) {
                return None;
            }
            in_space = wanted.next() == Some(&Wanted::Space);
        } else {
            for c in c.to_lowercase() {
                if !is_met(wanted.peek(), c) {
                    return None;
                }
                in_space = wanted.next() == Some(&Wanted::Space);
            }
        }
    }
    wanted.peek().is_none().then_some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(text: &'a str, query: &str) -> Vec<&'a str> {
        find(text, query).matches.iter().map(|m| m.of(text)).collect()
    }

    #[test]
    fn case_is_smart() {
        assert_eq!(found("Assad assad ASSAD", "assad"), ["Assad", "assad", "ASSAD"]);
        assert_eq!(found("Assad assad ASSAD", "Assad"), ["Assad"]);
        assert_eq!(found("Ärger ärger ARGER", "ärger"), ["Ärger", "ärger"]);
        assert_eq!(found("ΣΟΦΟΣ", "σοφο"), ["ΣΟΦΟ"]);
        assert_eq!(found("日本 日本語", "日本"), ["日本", "日本"]);
    }

    #[test]
    fn offsets_are_true_where_folding_changes_lengths() {
        // İ (2 bytes) folds to i and a dot (3 bytes); K (Kelvin, 3 bytes) to k (1 byte).
        let text = "İstanbul aİb";
        for span in find(text, "b").matches {
            assert_eq!(span.of(text), "b");
        }
        assert_eq!(found("xİstanbul", "xi\u{307}s"), ["xİs"]);
        assert_eq!(found("10 \u{212a}elvin", " k"), [" \u{212a}"]);
    }

    #[test]
    fn white_space_and_quotation_marks_match_their_kind() {
        assert_eq!(found("pave\n  the way", "pave the"), ["pave\n  the"]);
        assert_eq!(found("he said “it’s”", "\"it's\""), ["“it’s”"]);
        assert_eq!(found("don’t don't", "don’t"), ["don’t"], "a curly one means itself");
        assert_eq!(found("a  b", " "), ["  "]);
        assert_eq!(found("aaaa", "aa"), ["aa", "aa"]);
        assert!(found("abc", "").is_empty() && found("", "x").is_empty() && found("ab", "abc").is_empty());
    }

    #[test]
    fn the_list_of_matches_is_bounded() {
        let search = find(&"e".repeat(MOST + 5), "e");
        assert_eq!((search.matches.len(), search.more), (MOST, true));
    }
}
