//! Turns plain text into blocks.
//!
//! A line is a paragraph, unless the text is hard-wrapped: then a group of lines (between blank lines) is.
//! Hard-wrapped means, over the whole text: the breaks are *forced* (the next word would not have fitted on the line
//! before it), and many of them fall inside a sentence. Poems, lists and transcripts fail the first condition;
//! articles with one paragraph per line are far too wide.

pub(in crate::ingest) mod chapters;
pub(in crate::ingest) mod gutenberg;
pub(in crate::ingest) mod typed;

use unicode_width::UnicodeWidthStr;

use crate::text::{Block, Span};

/// The widest line of a hard-wrapped text, in columns.
const WIDEST: usize = 90;
/// The narrowest wrap width.
const NARROWEST: usize = 30;

/// A line that is not blank.
struct Line {
    /// Its text.
    span: Span,
    /// The white space before it.
    indent: usize,
    /// Columns of its text and indent.
    width: usize,
    /// Whether a blank line, a form feed or the start of the text stands before it.
    first_of_group: bool,
}

/// Returns the blocks of a plain text, in order.
pub(in crate::ingest) fn blocks(text: &str) -> Vec<Block> {
    let lines = lines(text);
    let wrapping = Wrapping::of(text, &lines);
    let mut out: Vec<Block> = Vec::with_capacity(lines.len());
    for group in lines.chunk_by(|_, line| !line.first_of_group) {
        let width = wrapping.of_group(text, group, false);
        let mut previous: Option<&Line> = None;
        for line in group {
            let joins = match (previous, width) {
                (Some(before), Some(width)) => goes_on(text, before, line, width),
                _ => false,
            };
            match out.last_mut() {
                Some(block) if joins => block.span = block.span.join(line.span),
                _ => out.push(Block::paragraph(line.span)),
            }
            previous = Some(line);
        }
    }
    out
}

/// Returns whether a text is hard-wrapped, at least in part.
pub(in crate::ingest) fn is_wrapped(text: &str) -> bool {
    !matches!(Wrapping::of(text, &lines(text)), Wrapping::Nowhere)
}

/// Where a text is hard-wrapped, and at which width.
#[derive(Clone, Copy, Debug)]
enum Wrapping {
    /// Every line is a paragraph.
    Nowhere,
    /// Everywhere.
    Everywhere(usize),
    /// In some groups of lines, unmistakably: for example a letter below an address.
    Here(usize),
}

impl Wrapping {
    fn of(text: &str, lines: &[Line]) -> Self {
        let Some(most) = most_width(text, lines) else { return Self::Nowhere };
        if let Some(width) = wrap_width(text, lines, most) {
            return Self::Everywhere(width);
        }
        let groups = lines.chunk_by(|_, line| !line.first_of_group);
        let own = groups.filter_map(|group| own_width(text, group)).filter(|own| *own >= SURE_WIDTH).max();
        own.map_or(Self::Nowhere, Self::Here)
    }

    /// Returns the width at which the lines of one group are wrapped, if they are; with `with_care`, only if they are
    /// prose.
    fn of_group(self, text: &str, group: &[Line], with_care: bool) -> Option<usize> {
        match self {
            Self::Nowhere => None,
            Self::Everywhere(width) if with_care => prose_width(text, group, width),
            Self::Everywhere(width) => Some(width),
            Self::Here(width) => {
                let alike = is_prose(text, group) && is_forced_throughout(text, group, width, 100);
                let begins = group.first().is_some_and(|line| line.width + width / 5 >= width);
                if alike && begins { Some(width) } else { own_width(text, group).filter(|own| *own >= SURE_WIDTH) }
            }
        }
    }
}

/// Minimum width of a wrapped group in a text that is not wrapped.
const SURE_WIDTH: usize = 55;

/// A text and its blocks, with hard-wrapped lines joined.
#[derive(Debug, Default)]
pub(in crate::ingest) struct Unwrapped {
    pub(in crate::ingest) text: String,
    pub(in crate::ingest) blocks: Vec<Block>,
}

/// Joins the lines of hard-wrapped paragraphs. Poems, tables, addresses, code and similar text stay unchanged: an
/// extra paragraph is better than a lost line.
pub(in crate::ingest) fn unwrap(text: &str) -> Unwrapped {
    let lines = lines(text);
    let wrapping = Wrapping::of(text, &lines);
    let mut out = Unwrapped { text: String::with_capacity(text.len()), blocks: Vec::with_capacity(lines.len() / 4) };
    let mut done = 0;
    for group in lines.chunk_by(|_, line| !line.first_of_group) {
        let width = wrapping.of_group(text, group, true);
        let mut previous: Option<&Line> = None;
        for line in group {
            let words = line.span.of(text);
            let joint = match (previous, width) {
                (Some(before), Some(width)) if goes_on(text, before, line, width) && !is_table(words) => {
                    Some(joint(before.span.of(text), words))
                }
                _ => None,
            };
            match (joint, out.blocks.last_mut()) {
                (Some(joint), Some(block)) => {
                    out.text.push_str(joint);
                    out.text.push_str(words);
                    block.span = Span::new(block.span.start, out.text.len());
                }
                _ => {
                    out.text.push_str(text.get(done..line.span.start).unwrap_or_default());
                    let start = out.text.len();
                    out.text.push_str(words);
                    out.blocks.push(Block::paragraph(Span::new(start, out.text.len())));
                }
            }
            done = line.span.end;
            previous = Some(line);
        }
    }
    out.text.push_str(text.get(done..).unwrap_or_default());
    out
}

/// Returns the width at which the lines of one group are wrapped, if they are prose: that of the whole text, or a
/// narrower one of the group (an indented quotation).
fn prose_width(text: &str, group: &[Line], width: usize) -> Option<usize> {
    let fits = is_prose(text, group) && is_forced_throughout(text, group, width, 70);
    if fits { Some(width) } else { own_width(text, group) }
}

/// Returns pairs of consecutive lines that may be one paragraph.
fn pairs<'a>(text: &'a str, group: &'a [Line]) -> impl Iterator<Item = (&'a Line, &'a Line)> {
    group.iter().zip(group.iter().skip(1)).filter(|(_, line)| !is_item(line.span.of(text)))
}

/// Returns whether a group of lines may be prose.
fn is_prose(text: &str, group: &[Line]) -> bool {
    pairs(text, group).next().is_some() && !group.iter().any(|line| is_table(line.span.of(text)))
}

/// Returns whether at least this percentage of a group's breaks is forced.
fn is_forced_throughout(text: &str, group: &[Line], width: usize, percent: usize) -> bool {
    let count = pairs(text, group).count();
    let forced = pairs(text, group).filter(|(before, line)| is_forced(text, before, line, width)).count();
    count > 0 && forced * 100 >= count * percent
}

/// Returns the wrap width of a group of at least three lines, if it differs from that of the text.
fn own_width(text: &str, group: &[Line]) -> Option<usize> {
    let own = group.iter().map(|line| line.width).max().unwrap_or_default();
    let count = pairs(text, group).count();
    let inside = pairs(text, group)
        .filter(|(before, line)| is_inside_sentence(before.span.of(text), line.span.of(text)))
        .count();
    let is_wrapped = (OWN_WIDTH..=WIDEST).contains(&own)
        && count >= 2
        && is_prose(text, group)
        && is_forced_throughout(text, group, own, 85)
        && inside * 100 >= count * 30;
    is_wrapped.then_some(own)
}

/// Minimum width of such a group.
const OWN_WIDTH: usize = 45;

/// Returns whether the spacing inside a line is significant.
fn is_table(words: &str) -> bool {
    // Two spaces behind a full stop are a habit of typists.
    let gaps = words.match_indices("   ").count() + words.matches(" | ").count() + words.matches('\t').count();
    gaps > 0
}

/// Returns the text between two joined lines: nothing after a hyphen or a dash inside a word.
fn joint(before: &str, after: &str) -> &'static str {
    let mut back = before.chars().rev();
    let joined = back.next() == Some('-')
        && back.next().is_some_and(|c| c.is_alphanumeric() || c == '-')
        && after.starts_with(char::is_alphanumeric);
    if joined { "" } else { " " }
}

/// Returns the lines that are not blank. Line ends are `\n`, `\r\n`, `\r`, and those of Unicode; a form feed also
/// ends a group.
fn lines(text: &str) -> Vec<Line> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut start = 0;
    let mut at = 0;
    let mut fresh = true;
    while at <= bytes.len() {
        let rest = bytes.get(at..).unwrap_or_default();
        let length = match rest {
            [] => 1,
            [b'\r', b'\n', ..] => 2,
            [b'\n' | b'\r' | 0x0b | 0x0c, ..] => 1,
            [0xc2, 0x85, ..] => 2,
            [0xe2, 0x80, 0xa8 | 0xa9, ..] => 3,
            _ => {
                at += 1;
                continue;
            }
        };
        let whole = Span::new(start, at.min(bytes.len()));
        let span = whole.trim(text);
        if span.is_empty() {
            fresh = true;
        } else {
            let indent = Span::new(whole.start, span.start).of(text).width();
            // Only lines that could be part of a wrapped text need their width.
            let width = if span.len() > WIDEST * 4 { usize::MAX } else { indent + span.of(text).width() };
            out.push(Line { span, indent, width, first_of_group: fresh });
            fresh = false;
        }
        fresh |= matches!(rest, [0x0c, ..] | [0xe2, 0x80, 0xa9, ..]);
        at += length;
        start = at;
    }
    out
}

/// Returns the width that hardly any line exceeds, if it may be a wrap width.
fn most_width(text: &str, lines: &[Line]) -> Option<usize> {
    // A line without a space (a URL) may stick out, and so may one line in a hundred (a heading, a table's row); more
    // long lines than that show that lines are paragraphs.
    let mut widths: Vec<usize> = lines.iter().filter(|l| l.span.of(text).contains(' ')).map(|l| l.width).collect();
    let at = widths.len().checked_sub(1 + widths.len() / 100)?;
    let (_, width, _) = widths.select_nth_unstable(at);
    (NARROWEST..=WIDEST).contains(width).then_some(*width)
}

/// Returns the width at which the text was hard-wrapped, if any.
fn wrap_width(text: &str, lines: &[Line], width: usize) -> Option<usize> {
    let mut pairs = 0;
    let mut forced = 0;
    let mut inside = 0;
    for (before, line) in lines.iter().zip(lines.iter().skip(1)) {
        if line.first_of_group || before.width > width || is_item(line.span.of(text)) {
            continue;
        }
        pairs += 1;
        if is_forced(text, before, line, width) {
            forced += 1;
            inside += usize::from(is_inside_sentence(before.span.of(text), line.span.of(text)));
        }
    }
    (pairs >= 1 && forced * 100 >= pairs * 85 && inside * 100 >= pairs * 30).then_some(width)
}

/// Returns whether the first word of `line` would not have fitted at the end of `before`. Some tolerance is allowed,
/// because not every program fills its lines completely.
fn is_forced(text: &str, before: &Line, line: &Line, width: usize) -> bool {
    let word = line.span.of(text).split(char::is_whitespace).next().unwrap_or_default();
    before.width.saturating_add(1 + word.width()) > width - width / 10
}

/// Returns whether a break falls between two words of one sentence, as far as visible.
fn is_inside_sentence(before: &str, after: &str) -> bool {
    !before.ends_with(['.', '!', '?', ':', ';']) && after.starts_with(|c: char| c.is_lowercase())
}

/// Returns whether `line` continues the paragraph of `before`, in a text wrapped at `width`.
fn goes_on(text: &str, before: &Line, line: &Line, width: usize) -> bool {
    let words = line.span.of(text);
    !line.first_of_group
        && !is_item(words)
        && before.width <= width
        && line.width <= width
        // An indented first line begins a paragraph; a hanging indent below an item does not.
        && (line.indent <= before.indent + 1 || is_item(before.span.of(text)))
        && (is_forced(text, before, line, width) || is_inside_sentence(before.span.of(text), words))
}

/// Returns whether a line begins like a list item or a line of dialogue.
fn is_item(words: &str) -> bool {
    let mut chars = words.chars();
    match chars.next() {
        Some('-' | '*' | '+' | '•' | '◦' | '▪' | '·' | '–' | '—') => {
            chars.next().is_some_and(char::is_whitespace)
        }
        Some(c) if c.is_ascii_digit() => {
            let rest = words.trim_start_matches(|c: char| c.is_ascii_digit());
            words.len() - rest.len() <= 3 && (rest.starts_with(". ") || rest.starts_with(") "))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(text: &str) -> Vec<&str> {
        blocks(text).iter().map(|b| b.span.of(text)).collect()
    }

    #[test]
    fn a_line_is_a_paragraph() {
        assert_eq!(
            paragraphs("One.\nTwo.\r\nThree.\rFour.\u{2028}Five.\u{85}\n\n  Six.  \n\u{c}Seven."),
            ["One.", "Two.", "Three.", "Four.", "Five.", "Six.", "Seven."]
        );
        assert!(paragraphs("").is_empty());
        assert!(paragraphs(" \n\t\n\u{c}\r\n").is_empty());
    }

    #[test]
    fn short_paragraphs_are_not_glued() {
        let text = "The mayor spoke first.\nNobody answered him, though the hall was full.\nHe tried again.\nThen he left by the side door.";
        assert_eq!(paragraphs(text).len(), 4);
    }

    const WRAPPED: &str = "\
The ferry was late again, and by the time it had been made fast the queue
on the quay ran back past the fish market and halfway up the hill towards
the church. “We have asked for a second boat for eleven years,” said the
harbour master.

Nobody in the queue seemed surprised. A woman with two dogs and a cello
case said that she had stopped reading the timetable altogether, since it
only made her angry:

- the first boat is cancelled whenever there is wind from the north, or
  rain;
- the last is full.
";

    #[test]
    fn hard_wrapped_text_is_joined_by_groups() {
        let found = paragraphs(WRAPPED);
        assert_eq!(found.len(), 4, "{found:#?}");
        assert!(found[0].starts_with("The ferry") && found[0].ends_with("harbour master."));
        assert!(found[1].ends_with("her angry:"));
        assert!(found[2].ends_with("rain;"));
        let windows = WRAPPED.replace('\n', "\r\n");
        assert_eq!(paragraphs(&windows).len(), 4);
    }

    #[test]
    fn indented_first_lines_begin_paragraphs() {
        let text = WRAPPED.replace("\n\nNobody", "\n    Nobody");
        assert_eq!(paragraphs(&text).len(), 4, "{:#?}", paragraphs(&text));
    }

    #[test]
    fn poems_lists_and_transcripts_keep_their_lines() {
        for text in [
            "The tide goes out and leaves the boats\nlying on their sides,\nand no one on the quay can say\nwhere it is that it hides\nor why.\n",
            "Q: Did you see the letter?\nA: I saw a letter.\nQ: Who had written it, as far as you could tell?\nA: I could not tell.\n",
            "milk\neggs\nbread from the good bakery\nsomething for the neighbours\nmatches\n",
            "Name: Jane Doe of the harbour office\nRole: harbour master\nSince: 2011\n",
        ] {
            assert_eq!(paragraphs(text).len(), text.lines().count(), "{:#?}", paragraphs(text));
        }
    }

    #[test]
    fn a_long_line_in_a_hundred_is_let_stick_out() {
        let text = format!("{}{}\n", WRAPPED.repeat(20), "A heading that is wider than all the rest. ".repeat(3));
        assert_eq!(paragraphs(&text).len(), 20 * 4 + 1);
    }

    #[test]
    fn one_long_line_shows_that_lines_are_paragraphs() {
        let text = format!("{WRAPPED}{}\n", "This line is as long as a paragraph. ".repeat(5));
        assert_eq!(paragraphs(&text).len(), WRAPPED.lines().filter(|l| !l.is_empty()).count() + 1);
    }

    const BOOK: &str = "\
The ferry was late again, and by the time it had been made fast the queue
on the quay ran back past the fish market and halfway up the hill
towards the church--which was shut after the storm of last winter--and--
as the harbour master said--nobody was \"surprised\" by any of this.  He
had stopped counting the complaints, he added, since the well-
known storm.

    The tide goes out and leaves the boats
    lying on their sides,
    and no one on the quay can say
    where it is that it hides.

     We regret that the boat of eight o'clock was cancelled owing
     to the wind from the north, which has not been seen in this
     harbour since the year of the storm, and ask our passengers
     for their patience.

Mara Lindqvist
4 Quay Street
Orrin Bay

Boats        Berths   Year
twelve       six      2009

  if tide > 2.4:
      open(gates)

Nobody in the queue seemed surprised. A woman with two dogs and a cello
case said that she had stopped reading the timetable altogether.
";

    #[test]
    fn only_what_was_wrapped_is_unwrapped() {
        let (first, rest) = BOOK.split_at(BOOK.find("    The tide").unwrap());
        let book = [first, rest, &first.repeat(12)].concat();
        let found = unwrap(&book);
        let shown: Vec<&str> = found.blocks.iter().take(14).map(|b| b.span.of(&found.text)).collect();
        assert_eq!(shown.len(), 1 + 4 + 1 + 3 + 2 + 2 + 1, "{shown:#?}");
        assert!(shown[0].starts_with("The ferry") && shown[0].ends_with("since the well-known storm."));
        assert!(shown[0].contains("last winter--and--as the harbour"));
        assert_eq!(shown[2], "lying on their sides,");
        assert!(shown[5].starts_with("We regret") && shown[5].ends_with("for their patience."));
        assert_eq!(shown[9], "Boats        Berths   Year");
        assert_eq!(shown[12], "open(gates)");
        assert!(shown[13].contains("cello case"));
        assert!(found.text.contains("\n\n    The tide goes out"), "what is between the blocks stays");
        assert!(found.blocks.iter().all(|b| !b.span.of(&found.text).contains('\n')));
    }

    #[test]
    fn what_is_not_wrapped_stays_exactly() {
        let prose =
            "One paragraph on a line, which is as long as a paragraph is and not wrapped at any width at all.\n";
        let poem =
            "The tide goes out and leaves the boats\nlying on their sides,\nand no one on the quay can say\nwhere.\n";
        for text in [prose.repeat(5).as_str(), poem, "", "\n\n", "a\r\nb\r\n"] {
            let found = unwrap(text);
            assert_eq!(found.text, text);
            assert_eq!(found.blocks, blocks(text));
        }
    }
}
