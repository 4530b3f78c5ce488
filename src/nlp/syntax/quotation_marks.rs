//! Pairs quotation marks, paragraph by paragraph.
//!
//! The characters beside a mark decide whether it opens or closes. A mark without a partner ends with its sentence. A
//! quote continues in the next paragraph only if that paragraph opens with a mark, too.

use crate::nlp::data::lists::List;
use crate::text::Span;

/// The kind of quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nlp) enum Style {
    /// `"…"`, `“…”`, ` ``…'' `, `„…“`, `”…”`.
    Double,
    /// `'…'`, `‘…’`, `‚…‘`.
    Single,
    /// `«…»`, `»…«`, `‹…›`.
    Guillemet,
    /// `「…」`, `『…』`.
    Corner,
}

/// Text in quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nlp) struct Region {
    /// With the marks.
    pub(in crate::nlp) span: Span,
    /// Without the marks.
    pub(in crate::nlp) inner: Span,
    pub(in crate::nlp) style: Style,
    /// Whether a closing mark was found.
    pub(in crate::nlp) closed: bool,
    /// Whether the quote continues in the next paragraph.
    pub(in crate::nlp) carries_on: bool,
    /// 0 for an outermost region, 1 inside another.
    pub(in crate::nlp) depth: u8,
}

#[derive(Clone, Copy, Debug)]
struct Mark {
    at: usize,
    len: usize,
    opens: bool,
    closes: bool,
    style: Style,
    /// A typographic opening mark such as `“`, which needs the matching closing mark.
    curly: bool,
    /// Neither its left nor its right side shows whether it opens or closes: `wait “ he`, `wait.“He`.
    unclear: bool,
}

impl Mark {
    fn end(self) -> usize {
        self.at + self.len
    }
}

/// The quoted regions of one block in order of their start. `next_opens` is the style of the mark that opens the next
/// block ([`opens_with`]).
pub(in crate::nlp) fn regions(text: &str, block: Span, next_opens: Option<Style>) -> Vec<Region> {
    let words = block.of(text);
    let (doubles, singles) = marks(words);
    let mut out = Vec::new();
    if doubles.is_empty() && singles.is_empty() {
        return out;
    }
    match_doubles(words, &doubles, next_opens, &mut out);
    match_singles(words, &singles, next_opens, &mut out);
    out.sort_by_key(|r| (r.span.start, usize::MAX - r.span.end));
    nest(&mut out);
    for region in &mut out {
        for span in [&mut region.span, &mut region.inner] {
            *span = Span::new(block.start + span.start, block.start + span.end);
        }
    }
    out
}

/// The style of the quotation mark that a block begins with.
pub(in crate::nlp) fn opens_with(text: &str, block: Span) -> Option<Style> {
    let words = block.of(text).trim_start();
    let rest = words.trim_start_matches(['"', '“', '”', '„', '\'', '‘', '`', '«', '»', '‹', '「', '『']);
    // A mark before white space, before a figure, or alone does not open a quote.
    if !rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '[' | '(' | '…' | '.' | '¿' | '¡' | '$')) {
        return None;
    }
    match words.chars().next()? {
        '"' | '“' | '„' | '”' => Some(Style::Double),
        '`' if words.starts_with("``") => Some(Style::Double),
        '\'' if words.starts_with("''") => Some(Style::Double),
        '\'' | '‘' if !elided(rest) => Some(Style::Single),
        '«' | '»' | '‹' => Some(Style::Guillemet),
        '「' | '『' => Some(Style::Corner),
        _ => None,
    }
}

/// All marks of `words`, double and single ones apart.
fn marks(words: &str) -> (Vec<Mark>, Vec<Mark>) {
    let (mut doubles, mut singles) = (Vec::new(), Vec::new());
    let mut previous = ' ';
    let mut chars = words.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let mut len = c.len_utf8();
        let twin = matches!(c, '\'' | '`' | '‘' | '’') && chars.peek().is_some_and(|&(_, n)| n == c);
        if twin {
            chars.next();
            len *= 2;
        }
        if is_mark(c) && (c != '`' || twin) {
            let next = words.get(at + len..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
            let rest = words.get(at + len..).unwrap_or_default();
            if let Some(mark) = mark(c, twin, at, len, previous, next, rest, words) {
                if mark.style == Style::Single { singles.push(mark) } else { doubles.push(mark) }
            }
        }
        previous = c;
    }
    (doubles, singles)
}

pub(in crate::nlp) fn is_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '`'
            | '“'
            | '”'
            | '„'
            | '‟'
            | '‘'
            | '’'
            | '‚'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '「'
            | '」'
            | '『'
            | '』'
            | '＂'
    )
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―')
}

/// Whether a word can begin after the character `c`.
fn before_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | '[' | '{' | '/' | '¿' | '¡' | ':' | ';' | ',') || is_dash(c) || is_mark(c)
}

/// Whether a word can end before the character `c`.
fn after_word(c: char) -> bool {
    c.is_whitespace() || c.is_ascii_punctuation() || is_dash(c) || is_mark(c) || matches!(c, '…' | '。' | '、')
}

#[expect(clippy::too_many_arguments, reason = "one look at a mark and its surroundings, called once")]
fn mark(
    c: char,
    twin: bool,
    at: usize,
    len: usize,
    previous: char,
    next: char,
    rest: &str,
    words: &str,
) -> Option<Mark> {
    let left = before_word(previous) && !next.is_whitespace();
    let right = !previous.is_whitespace() && after_word(next);
    let lone = previous.is_whitespace() && next.is_whitespace();
    let ends = previous.is_whitespace() && after_word(next) && !is_mark(next);
    let (style, opens, closes, curly) = match c {
        '"' | '＂' => {
            if is_measure(words, at, previous) {
                return None;
            }
            let unclear = left == right || lone;
            (Style::Double, left || unclear, right || unclear, false)
        }
        '“' | '‟' => (Style::Double, !right || left, right && !left, true),
        '”' => (Style::Double, left && !right, !left || right, false),
        '„' => (Style::Double, true, false, true),
        '`' => (Style::Double, true, false, true),
        '\'' | '’' | '‘' if twin => {
            (Style::Double, left && !right || lone || c == '‘', right || lone || !left, false)
        }
        '«' => (Style::Guillemet, left || !right, right && !left, true),
        // French sets a space before the closing mark, so the next character decides.
        '»' => (Style::Guillemet, left && !right && !lone && !ends, !left || right || lone || ends, false),
        '‹' => (Style::Guillemet, left || !right, right && !left, true),
        '›' => (Style::Guillemet, left && !right && !lone && !ends, !left || right || lone || ends, false),
        '「' | '『' => (Style::Corner, true, false, true),
        '」' | '』' => (Style::Corner, false, true, false),
        '‚' => (Style::Single, left && !right, false, true),
        '\'' | '‘' | '’' => {
            let opens = left && c != '’' && !elided(rest) && !next.is_whitespace();
            let closes = right && (!previous.is_ascii_digit() || c != '\'');
            if !opens && !closes {
                return None;
            }
            (Style::Single, opens, closes && (c != '‘' || !opens), c == '‘')
        }
        _ => return None,
    };
    Some(Mark { at, len, opens, closes, style, curly, unclear: !left && !right })
}

/// Whether the straight mark at `at` stands for inches: `6'2"`.
fn is_measure(words: &str, at: usize, previous: char) -> bool {
    if !previous.is_ascii_digit() {
        return false;
    }
    let before = words.get(..at).unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    before.ends_with(['\'', '’', '′']) || before.trim_end_matches(['-', ' ']).ends_with(['\'', '’', '′'])
}

/// Whether an apostrophe before `rest` stands for letters left out: `'90s`, `'em`, `'n'`.
fn elided(rest: &str) -> bool {
    let word = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    if digits == 2 && matches!(word.get(2..), Some("" | "s")) {
        return true;
    }
    word.len() <= 6 && !word.starts_with(char::is_uppercase) && List::Elided.has(&word.to_ascii_lowercase())
        || matches!(word, "Tis" | "Twas" | "Til" | "Em")
}

/// Maximum number of open marks. More are unpaired marks, and keeping them all would cost time.
const MOST_OPEN: usize = 8;

fn match_doubles(words: &str, marks: &[Mark], next_opens: Option<Style>, out: &mut Vec<Region>) {
    let mut open: Vec<Mark> = Vec::new();
    for (n, &mark) in marks.iter().enumerate() {
        let closer = match open.last() {
            // „…“ and “…“: a mark that would open closes what only it can close.
            Some(top) if mark.style == top.style => {
                let next_closes = marks.get(n + 1).is_some_and(|next| next.closes && next.style == top.style);
                mark.closes
                    || mark.curly && mark.unclear && !next_closes
                    || words.get(top.at..).is_some_and(|w| w.starts_with('„')) && mark.curly
            }
            _ => false,
        };
        if closer {
            if let Some(top) = open.pop() {
                out.push(closed(top, mark, open.len()));
            }
        } else if let Some(below) = open.iter().rposition(|o| o.style == mark.style).filter(|_| mark.closes) {
            // The mark between has no partner: drop it.
            let top = open.swap_remove(below);
            open.truncate(below);
            out.push(closed(top, mark, open.len()));
        } else if mark.opens {
            if open.len() == MOST_OPEN {
                open.remove(0);
            }
            open.push(mark);
        }
    }
    leftovers(words, &open, next_opens, out);
}

/// Regions of the marks that were never closed.
fn leftovers(words: &str, open: &[Mark], next_opens: Option<Style>, out: &mut Vec<Region>) {
    for (i, mark) in open.iter().enumerate() {
        let carries_on = i == 0 && next_opens == Some(mark.style);
        let later = open
            .get(i + 1)
            .map(|m| m.at)
            .into_iter()
            .chain(out.iter().map(|r| r.span.start))
            .filter(|&at| at > mark.at)
            .min();
        let leads = words.get(..mark.at).is_some_and(|before| before.trim().is_empty());
        let end = if carries_on || leads && later.is_none() {
            words.trim_end().len()
        } else {
            // A mark without a partner ends with its sentence, or before the next quote.
            let limit = later.unwrap_or(words.len());
            sentence_end(words, mark.end(), limit)
        };
        if end > mark.end() {
            if carries_on {
                out.retain(|r| r.span.start < mark.at || r.span.end <= end);
            }
            out.push(Region {
                span: Span::new(mark.at, end),
                inner: Span::new(mark.end(), end),
                style: mark.style,
                closed: false,
                carries_on,
                depth: 0,
            });
        }
        if carries_on {
            break;
        }
    }
}

fn sentence_end(words: &str, from: usize, limit: usize) -> usize {
    let part = words.get(from..limit).unwrap_or_default();
    let stop = part.char_indices().find(|&(at, c)| {
        let next = part.get(at + c.len_utf8()..).and_then(|r| r.chars().next());
        matches!(c, '.' | '!' | '?') && next.is_none_or(char::is_whitespace)
    });
    from + stop.map_or(part.trim_end().len(), |(at, c)| at + c.len_utf8())
}

fn closed(open: Mark, close: Mark, depth: usize) -> Region {
    Region {
        span: Span::new(open.at, close.end()),
        inner: Span::new(open.end(), close.at),
        style: open.style,
        closed: true,
        carries_on: false,
        depth: u8::from(depth > 0),
    }
}

fn match_singles(words: &str, marks: &[Mark], next_opens: Option<Style>, out: &mut Vec<Region>) {
    // For each mark, from the right: the next mark that can open, and the next that certainly closes. That keeps the
    // search linear.
    let n = marks.len();
    let (mut next_open, mut next_sure) = (vec![n; n + 1], vec![n; n + 1]);
    for i in (0..n).rev() {
        let Some(mark) = marks.get(i) else { continue };
        let sure = mark.closes && ends_like_speech(words, mark.at);
        let (open, close) = (next_open.get(i + 1).copied().unwrap_or(n), next_sure.get(i + 1).copied().unwrap_or(n));
        if let Some(slot) = next_open.get_mut(i) {
            *slot = if mark.opens && !mark.closes { i } else { open };
        }
        if let Some(slot) = next_sure.get_mut(i) {
            *slot = if sure { i } else { close };
        }
    }
    let mut i = 0;
    while let Some(&mark) = marks.get(i) {
        if !mark.opens {
            i += 1;
            continue;
        }
        let limit = next_open.get(i + 1).copied().unwrap_or(n);
        let sure = next_sure.get(i + 1).copied().unwrap_or(n);
        let end = if sure < limit || sure < n && limit == n {
            Some(sure)
        } else {
            (i + 1..limit).take(8).find(|&j| marks.get(j).is_some_and(|m| m.closes && plausible(words, mark, *m)))
        };
        if let Some((j, close)) = end.and_then(|j| marks.get(j).map(|m| (j, *m))) {
            out.push(closed(mark, close, 0));
            i = j + 1;
            continue;
        }
        let leads = words.get(..mark.at).is_some_and(|before| before.trim().is_empty());
        if leads && next_opens == Some(Style::Single) && limit == n {
            let end = words.trim_end().len();
            out.push(Region {
                span: Span::new(mark.at, end),
                inner: Span::new(mark.end(), end),
                style: Style::Single,
                closed: false,
                carries_on: true,
                depth: 0,
            });
            return;
        }
        i += 1;
    }
}

/// Whether the words before a closing single mark end with a full stop or a comma, as speech does.
fn ends_like_speech(words: &str, at: usize) -> bool {
    words.get(..at).unwrap_or_default().ends_with(['.', ',', '!', '?', '…', '—', '–', '-', ';', '"', '”'])
}

/// Whether a mark after a letter closes a short quoted phrase and is not an apostrophe.
fn plausible(words: &str, open: Mark, close: Mark) -> bool {
    let inside = words.get(open.end()..close.at).unwrap_or_default();
    let possessive = inside.ends_with('s') || inside.ends_with("in");
    let most = if possessive { 4 } else { 30 };
    inside.split_whitespace().take(most + 1).count() <= most
}

/// Sets depths and drops regions that cross another one. The outer, the earlier and the double-marked region stays.
fn nest(regions: &mut Vec<Region>) {
    let mut kept: Vec<Region> = Vec::with_capacity(regions.len());
    let mut outer: Option<Region> = None;
    // In reverse order, so that `pop` gives the next region.
    let mut left: Vec<Region> = regions.drain(..).rev().collect();
    while let Some(mut region) = left.pop() {
        match outer {
            Some(o) if region.span.start < o.span.end => {
                let crosses = region.span.end > o.span.end;
                if crosses && o.style == Style::Single && region.style != Style::Single && o.closed {
                    // Double marks are more reliable than single ones. Regions inside the single pair become
                    // outermost again.
                    left.push(region);
                    let from = kept.iter().rposition(|r| r.span == o.span).unwrap_or(kept.len());
                    left.extend(kept.split_off(from).into_iter().skip(1).rev());
                    outer = None;
                    continue;
                } else if crosses {
                    continue;
                } else {
                    region.depth = 1;
                    kept.push(region);
                    continue;
                }
            }
            _ => region.depth = 0,
        }
        outer = Some(region);
        kept.push(region);
    }
    *regions = kept;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `⟦…⟧` stands around each outermost region, marks included.
    #[track_caller]
    fn check(marked: &str) {
        let text = marked.replace(['⟦', '⟧'], "");
        let mut got = String::new();
        let mut at = 0;
        for region in regions(&text, Span::new(0, text.len()), None).iter().filter(|r| r.depth == 0) {
            got += &text[at..region.span.start];
            got += &format!("⟦{}⟧", region.span.of(&text));
            at = region.span.end;
        }
        got += &text[at..];
        assert_eq!(got, marked);
    }

    #[test]
    fn every_style_is_matched() {
        for marked in [
            "He said, ⟦\"It is late,\"⟧ and ⟦\"Go.\"⟧",
            "⟦“It's late,”⟧ he said. ⟦“Go.”⟧",
            "⟦``It is late,''⟧ he said. ⟦''Go now,''⟧ she said.",
            "Il dit : ⟦« Il est tard »⟧ et ⟦«partez»⟧.",
            "Er sagte: ⟦»Es ist spät«⟧ und ging.",
            "Er sagte: ⟦„Es ist spät“⟧ und ⟦„geh”⟧.",
            "Hon sa ⟦”det är sent”⟧ och gick.",
            "⟦“He told me ‘no’ twice,”⟧ she said.",
            "⟦\"He told me 'no' twice,\"⟧ she said.",
            "⟦'He told me \"no\" twice,'⟧ she said.",
            "⟦‘I don’t know the boys’ names,’⟧ said Ada, ⟦‘or yours.’⟧",
            "彼は⟦「はい」⟧と言った。",
            "⟦\"Mixed marks,”⟧ he said. ⟦“Still so,\"⟧ she said.",
            "(⟦\"Why?\"⟧) he asked—⟦\"now\"⟧.",
        ] {
            check(marked);
        }
    }

    /// From a web page: `“…“` held the sentences after it, too.
    #[test]
    fn a_second_opening_mark_closes() {
        check("⟦“We wait.“⟧ She left. ⟦“Go,”⟧ he said.");
        check("⟦“ We wait. “⟧ She left. Nobody spoke.");
        check("⟦“We wait.“⟧She left. Nobody spoke.");
        check("⟦“We read “War” twice,”⟧ she said.");
        check("⟦“ We read “ War ” twice, ”⟧ she said.");
    }

    #[test]
    fn apostrophes_and_measures_are_no_quotation_marks() {
        for marked in [
            "Rock 'n' roll of the '90s wasn't James' thing; 'twas for the boys' club.",
            "He's 6'2\" tall and she is 5'4\".",
            "Give 'em the Joneses' keys, don't you?",
            "the ’90s and the workers’ rights",
            "A board 12\" wide.",
        ] {
            check(marked);
        }
    }

    #[test]
    fn an_odd_mark_stays_small() {
        check("An odd ⟦\" mark here.⟧ Then more text. ");
        check("She said ⟦“this is fine.⟧ Then ⟦“that,”⟧ he added.");
        check("A stray” here, then ⟦“good,”⟧ she said.");
    }

    #[test]
    fn an_open_paragraph_carries_on_when_the_next_opens() {
        let text = "“First part.\n\n“Second.”";
        let (a, b) = (Span::new(0, 14), Span::new(16, text.len()));
        let first = regions(text, a, opens_with(text, b));
        assert_eq!(first.len(), 1);
        assert!(first[0].carries_on && !first[0].closed && first[0].span == a);
        let second = regions(text, b, None);
        assert!(second[0].closed && second[0].span == b);
    }

    /// Found by `regions_are_well_formed`.
    #[test]
    fn what_stands_in_a_pair_that_was_none_stands_by_itself() {
        let text = "'\"\" \"𐮩':";
        let found = regions(text, Span::new(0, text.len()), None);
        assert_eq!(found.iter().map(|r| (r.span.start, r.depth)).collect::<Vec<_>>(), [(1, 0), (4, 0)]);
        check("'So ⟦\"one\"⟧ and ⟦\"two' more.⟧");
    }

    proptest! {
        #[test]
        fn regions_are_well_formed(text in "(\\PC|[a-s.,?\"' “”‘’«»„`\\n]){0,80}", next in any::<bool>()) {
            let block = Span::new(0, text.len());
            let found = regions(&text, block, next.then_some(Style::Double));
            let mut end = 0;
            for r in &found {
                prop_assert!(text.get(r.span.range()).is_some() && text.get(r.inner.range()).is_some());
                prop_assert!(block.covers(r.span) && r.span.covers(r.inner));
                prop_assert!(!r.carries_on || !r.closed);
                if r.depth == 0 {
                    prop_assert!(r.span.start >= end, "outermost regions do not overlap");
                    end = r.span.end;
                } else {
                    prop_assert!(r.span.end <= end, "an inner region lies inside an outer one");
                }
            }
        }
    }
}
