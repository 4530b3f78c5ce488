//! Turns lines of pages into paragraphs and headings; drops running heads and undoes hyphenation.

use std::collections::{HashMap, HashSet};

use hypher::Lang;

use crate::ingest::concat::Joined;
use crate::ingest::formats::pdf::bidi;
use crate::ingest::formats::pdf::device::{Line, Page, is_ideographic};
use crate::text::{Block, BlockKind, Span};

/// The share of a page, at its top and at its bottom, that may hold running heads and page numbers.
const EDGE: f64 = 0.13;

/// The lines of neighbouring cells of a table lie no further apart than this, in font sizes.
const ROW: f64 = 4.0;
/// A line that ends this much before the next is no full line of a paragraph, in font sizes.
const SHORT: f64 = 2.5;

/// Returns the text of all pages.
pub(super) fn flow(pages: &[Page]) -> Joined {
    let marks = watermarks(pages);
    let body = body_size(pages);
    let heads = running_heads(pages, body);
    let mut sequence: Vec<(usize, &Line)> = Vec::new();
    // Notes at the foot of a page wait for the end of the paragraph that runs on over them.
    let mut out = Writer {
        body,
        leading: leading(pages, body),
        words: words(pages),
        languages: languages(pages),
        bold: bold(pages),
        ..Writer::default()
    };
    for (number, page) in pages.iter().enumerate() {
        let lines: Vec<&Line> = page
            .lines
            .iter()
            .enumerate()
            .filter(|(at, _)| !heads.contains(&(number, *at)))
            .map(|(_, line)| line)
            .collect();
        let lines = by_columns(by_rows(lines));
        let end = lines.iter().rposition(|line| line.size > body * 0.93).map_or(0, |at| at + 1);
        // A page set small throughout is no note.
        let end = if end == 0 { lines.len() } else { end };
        sequence.extend(lines.iter().take(end).map(|line| (number, *line)));
        let mut notes: Vec<(usize, &Line)> = lines.iter().skip(end).map(|line| (number, *line)).collect();
        notes.extend(page.turned.iter().filter(|line| !marks.contains(&shape(&line.text))).map(|line| (number, line)));
        out.take(&mut sequence, notes);
    }
    out.take(&mut sequence, Vec::new());
    out.end();
    out.joined
}

/// Returns the headline of a document: the first of its largest headings, if it stands at the start.
pub(super) fn headline(joined: &Joined) -> Option<String> {
    let first = joined.blocks.iter().take(6).find(|block| block.kind == BlockKind::Heading(1))?;
    let words = first.span.of(&joined.text);
    (words.len() <= 200).then(|| words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Returns the lines of each row in reading order, and the rows from the top if a page was drawn from its foot.
///
/// ```text
///  3 88  2 Ost         3 Ost  4 88
///  1 votes  0 Town  ─▶ 1 Town 2 votes
/// ```
fn by_rows(mut lines: Vec<&Line>) -> Vec<&Line> {
    let steps = || lines.iter().zip(lines.iter().skip(1)).map(|(a, b)| (b.y - a.y) / a.size.max(1.0));
    let (down, up) = (steps().filter(|by| (0.5..4.0).contains(by)), steps().filter(|by| (-4.0..-0.5).contains(by)));
    let (down, up) = (down.count(), up.count());
    // Not one with charts, whose numbers often go up.
    let part = lines.len() / 5;
    let height = |part: &[&Line]| part.iter().map(|line| line.y).sum::<f64>() / part.len().max(1) as f64;
    let (first, last) = (lines.get(..part).unwrap_or_default(), lines.get(lines.len() - part..).unwrap_or_default());
    if up >= 10 && up > down * 4 && height(first) > height(last) {
        lines.reverse();
    }
    let is_beside = |a: &Line, b: &Line| {
        (a.y - b.y).abs() < a.size.min(b.size) * 0.3
            && (b.left >= a.right - a.size * 0.3 || b.right <= a.left + a.size * 0.3)
    };
    let mut from = 0;
    while from < lines.len() {
        let row = lines.get(from..).unwrap_or_default();
        let apart =
            |at: &usize| row.iter().take(*at).all(|other| row.get(*at).is_some_and(|line| is_beside(other, line)));
        let length = (1..row.len()).take_while(apart).count() + 1;
        let row = lines.get_mut(from..from + length).unwrap_or_default();
        let rightward = |line: &&Line| !line.text.contains(bidi::is_right_to_left);
        if row.iter().all(rightward) {
            row.sort_by(|a, b| a.left.total_cmp(&b.left));
        }
        from += length;
    }
    lines
}

/// Returns the lines in reading order if a page was drawn row by row across its columns: each column to its end.
///
/// ```text
///  1 The board met on    2 A buyer came        1 The board met on    4 A buyer came
///  3 Monday and sold     4 from the next   ─▶  2 Monday and sold     5 from the next
///  5 the lamp.           6 valley.             3 the lamp.           6 valley.
/// ```
fn by_columns(lines: Vec<&Line>) -> Vec<&Line> {
    let mut out: Vec<&Line> = Vec::with_capacity(lines.len());
    let mut at = 0;
    while at < lines.len() {
        let rows = rows(&lines, at);
        let columns = rows.first().map_or(0, Vec::len);
        if rows.len() < 3 || columns < 2 || !reads_down(&rows) {
            // The first row alone: the others may still begin columns.
            let step = columns.max(1);
            out.extend(lines.iter().skip(at).take(step));
            at += step;
            continue;
        }
        for column in 0..columns {
            out.extend(rows.iter().filter_map(|row| row.get(column)));
        }
        at += rows.len() * columns;
    }
    out
}

/// Returns the consecutive rows from here on: lines beside each other, the same number in each row.
fn rows<'p>(lines: &[&'p Line], from: usize) -> Vec<Vec<&'p Line>> {
    let beside = |a: &Line, b: &Line| (a.y - b.y).abs() < a.size * 0.3 && b.left > a.right + a.size * 0.8;
    let row = |at: usize| -> Vec<&'p Line> {
        let mut row: Vec<&'p Line> = lines.get(at).copied().into_iter().collect();
        for next in lines.iter().skip(at + 1) {
            match row.last() {
                Some(last) if beside(last, next) => row.push(next),
                _ => break,
            }
        }
        row
    };
    let mut rows: Vec<Vec<&'p Line>> = Vec::new();
    let mut at = from;
    while at < lines.len() {
        let next = row(at);
        let fits = match (rows.first(), rows.last()) {
            (Some(first), Some(before)) => {
                let gap = next.first().zip(before.first()).map_or(0.0, |(next, before)| next.y - before.y);
                let aligned = first.iter().zip(&next).all(|(a, b)| (a.left - b.left).abs() < a.size * 2.5);
                next.len() == first.len() && aligned && gap > 0.0 && gap < first.first().map_or(0.0, |l| l.size * 2.0)
            }
            _ => next.len() > 1,
        };
        if !fits {
            break;
        }
        at += next.len();
        rows.push(next);
    }
    if rows.is_empty() { vec![row(from)] } else { rows }
}

/// Returns whether the text continues in the line below, as in columns but not in tables.
fn reads_down(rows: &[Vec<&Line>]) -> bool {
    let (mut low, mut all, mut words) = (0, 0, 0);
    for (above, below) in rows.iter().zip(rows.iter().skip(1)) {
        for (first, second) in above.iter().zip(below) {
            all += 1;
            words += second.text.split_whitespace().count();
            low += usize::from(
                second.text.starts_with(char::is_lowercase) && !first.text.trim_end().ends_with(['.', '!', '?', ':']),
            );
        }
    }
    all > 0 && low * 10 >= all * 4 && words >= all * 2
}

/// Returns the most frequent font size.
fn body_size(pages: &[Page]) -> f64 {
    let mut sizes: HashMap<i64, usize> = HashMap::new();
    for line in pages.iter().flat_map(|page| &page.lines) {
        // In halves of a point.
        #[expect(clippy::cast_possible_truncation, reason = "a size in points")]
        let half = (line.size * 2.0).round() as i64;
        *sizes.entry(half).or_default() += line.text.len();
    }
    let most = sizes.into_iter().max_by_key(|(size, letters)| (*letters, *size)).map_or(20, |(size, _)| size);
    #[expect(clippy::cast_precision_loss, reason = "a size in points")]
    let size = most as f64 / 2.0;
    size
}

/// Returns whether most of the text is bold, so that bold type means nothing.
fn bold(pages: &[Page]) -> bool {
    let letters = |line: &Line| line.text.len();
    let lines = || pages.iter().flat_map(|page| &page.lines);
    lines().filter(|line| line.bold).map(letters).sum::<usize>() * 3 > lines().map(letters).sum::<usize>()
}

/// Returns the usual distance between two lines of running text.
fn leading(pages: &[Page], body: f64) -> f64 {
    let mut gaps: Vec<f64> = pages
        .iter()
        .flat_map(|page| page.lines.iter().zip(page.lines.iter().skip(1)))
        .filter(|(a, b)| is_like(a.size, body) && is_like(b.size, body))
        .map(|(a, b)| b.y - a.y)
        .filter(|gap| *gap > body * 0.8 && *gap < body * 3.0)
        .collect();
    gaps.sort_by(f64::total_cmp);
    gaps.get(gaps.len() / 2).copied().unwrap_or(body * 1.2)
}

fn is_like(size: f64, body: f64) -> bool {
    (size - body).abs() < body * 0.08
}

/// Finds running heads and page numbers: lines repeated at the edges of pages. Each is given by page and index.
fn running_heads(pages: &[Page], body: f64) -> HashSet<(usize, usize)> {
    // The two outermost lines at each end of a page, by what they say without their figures.
    let mut edges: Vec<(usize, usize, String)> = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        let mut order: Vec<usize> = (0..page.lines.len()).collect();
        let y = |at: &usize| page.lines.get(*at).map_or(0.0, |line| line.y);
        order.sort_by(|a, b| y(a).total_cmp(&y(b)));
        let outer = order.iter().take(3).chain(order.iter().rev().take(3));
        let mut seen = HashSet::new();
        for at in outer {
            let (Some(line), true) = (page.lines.get(*at), seen.insert(*at)) else { continue };
            if line.y < page.height * EDGE || line.y > page.height * (1.0 - EDGE) {
                edges.push((number, *at, shape(&line.text)));
            }
        }
    }
    let is_edge: HashSet<(usize, usize)> = edges.iter().map(|(page, at, _)| (*page, *at)).collect();
    let inside: HashSet<(usize, String)> = pages
        .iter()
        .enumerate()
        .flat_map(|(number, page)| page.lines.iter().enumerate().map(move |(at, line)| (number, at, line)))
        .filter(|(number, at, _)| !is_edge.contains(&(*number, *at)))
        .map(|(number, _, line)| (number, shape(&line.text)))
        .collect();
    let mut counts: HashMap<&str, HashSet<usize>> = HashMap::new();
    for (page, _, shape) in &edges {
        counts.entry(shape).or_default().insert(*page);
    }
    // Left and right pages may differ, and every chapter has its own.
    let enough = if pages.len() <= 4 { 2 } else { 3 };
    let is_repeated = |shape: &str| counts.get(shape).is_some_and(|pages| pages.len() >= enough);
    // `Yes 12` stands in the table as well.
    let is_inside = |page: usize, shape: &str| inside.contains(&(page, shape.to_owned()));
    // A headline that later pages repeat is no head where it first stands.
    let mut headed: HashSet<String> = HashSet::new();
    let mut is_headline = |page: usize, at: usize, shape: &String| {
        let line = pages.get(page).and_then(|page| page.lines.get(at));
        line.is_some_and(|line| line.size > body * 1.2)
            && shape.contains(char::is_alphabetic)
            && headed.insert(shape.clone())
    };
    // Two pages with several equal lines at their tops are copies of a form: most heads have one line, or a number.
    let is_top = |page: usize, at: usize| {
        page == 0 && pages.first().is_some_and(|first| first.lines.get(at).is_some_and(|l| l.y < first.height * EDGE))
    };
    let is_twice = |at: usize, shape: &str| {
        let text = pages.first().and_then(|page| page.lines.get(at)).map(|line| line.text.as_str());
        let others = pages.get(1).into_iter().flat_map(|page| &page.lines);
        counts.get(shape).is_some_and(|pages| pages.len() == 2)
            && others.into_iter().any(|line| Some(line.text.as_str()) == text)
    };
    let is_form = edges.iter().filter(|(page, at, shape)| is_top(*page, *at) && is_twice(*at, shape)).count() > 1;
    edges
        .iter()
        .filter(|(page, at, shape)| {
            let is_kept = is_form && is_top(*page, *at);
            is_page_number(shape)
                || (is_repeated(shape) && !is_inside(*page, shape) && !is_headline(*page, *at, shape) && !is_kept)
        })
        .map(|(page, at, _)| (*page, *at))
        .collect()
}

/// Returns the turned lines that stand on several pages, such as the word *Draft* across each.
fn watermarks(pages: &[Page]) -> HashSet<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for page in pages {
        let shapes: HashSet<String> = page.turned.iter().map(|line| shape(&line.text)).collect();
        for shape in shapes {
            *seen.entry(shape).or_default() += 1;
        }
    }
    seen.into_iter().filter(|(_, pages)| *pages > 1).map(|(shape, _)| shape).collect()
}

/// Returns a line in lower case, with every number as `#`.
fn shape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            c if c.is_ascii_digit() => {
                if !out.ends_with('#') {
                    out.push('#');
                }
            }
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out
}

fn is_page_number(shape: &str) -> bool {
    let bare: String = shape.chars().filter(|c| !matches!(c, '-' | '–' | '—' | ' ' | '.' | '[' | ']' | '|')).collect();
    let roman = !bare.is_empty() && bare.len() <= 6 && bare.chars().all(|c| matches!(c, 'i' | 'v' | 'x' | 'l'));
    roman || matches!(bare.as_str(), "#" | "page#" | "page#of#" | "#of#" | "#/#" | "p#" | "seite#")
}

/// Returns the words inside lines, to decide whether a hyphen at the end of a line is part of the word.
fn words(pages: &[Page]) -> HashSet<String> {
    let inside = |line: &'_ Line| -> Vec<String> {
        let words: Vec<&str> = line.text.split_whitespace().collect();
        let inner = words.len().saturating_sub(1);
        words.iter().take(inner).skip(1).map(|word| bare(word)).collect()
    };
    pages.iter().flat_map(|page| &page.lines).flat_map(inside).collect()
}

/// Returns whether a word is one of capitals: `HPC`.
fn is_acronym(word: &str) -> bool {
    let letters = || word.chars().filter(|c| c.is_alphabetic());
    letters().count() > 1 && letters().all(char::is_uppercase)
}

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// Joins lines.
#[derive(Debug, Default)]
struct Writer<'p> {
    joined: Joined,
    body: f64,
    leading: f64,
    words: HashSet<String>,
    languages: Vec<Lang>,
    bold: bool,
    /// The current paragraph: its text and its lines.
    text: String,
    lines: Vec<(usize, &'p Line)>,
    /// Footnotes to add after the paragraph.
    notes: Vec<(usize, &'p Line)>,
}

impl<'p> Writer<'p> {
    /// Adds the lines of a page, and its footnotes.
    fn take(&mut self, sequence: &mut Vec<(usize, &'p Line)>, notes: Vec<(usize, &'p Line)>) {
        let lines = std::mem::take(sequence);
        for (at, (page, line)) in lines.iter().enumerate() {
            let next = lines.get(at + 1).map(|(_, next)| *next);
            self.line(*page, line, next);
        }
        self.notes.extend(notes);
    }

    fn line(&mut self, page: usize, line: &'p Line, next: Option<&Line>) {
        if self.lines.last().is_some_and(|(before_page, before)| !self.goes_on(*before_page, before, page, line, next))
        {
            self.end();
        }
        match self.lines.last() {
            None => self.text.push_str(&line.text),
            // The next cell of a row.
            Some((_, before)) if !gap_of(before, line) && line.left > before.right + before.size * 0.3 => {
                self.text.push(' ');
                self.text.push_str(&line.text);
            }
            Some((before_page, before)) => {
                let is_beside = line.left > before.right && (line.y - before.y).abs() < before.size * ROW;
                let is_short = line.y > before.y && line.right > before.right + before.size * SHORT;
                let is_cell = *before_page == page && (is_beside || is_short) && self.text.ends_with(is_ideographic);
                if is_cell {
                    self.text.push(' ');
                    self.text.push_str(&line.text);
                } else {
                    self.join(&line.text);
                }
            }
        }
        self.lines.push((page, line));
    }

    /// Returns whether `line` continues the paragraph that ends in `before`.
    fn goes_on(&self, before_page: usize, before: &Line, page: usize, line: &Line, next: Option<&Line>) -> bool {
        let em = before.size.max(1.0);
        if !is_like(line.size, before.size) {
            return false;
        }
        if is_item(&line.text) {
            return false;
        }
        // From a bold headline to the text, and from the text to one.
        if before.bold != line.bold && (self.is_headline(before) || (gap_of(before, line) && self.is_headline(line))) {
            return false;
        }
        let ends =
            before.text.trim_end_matches(['”', '"', '’', '\'', ')', ']', '»']).ends_with(['.', '!', '?', ':', '…']);
        let begins_low = line.text.starts_with(|c: char| c.is_lowercase());
        let gap = line.y - before.y;
        if page != before_page || gap < -em {
            // Over to the next page or column.
            return !self.is_heading(before)
                && !self.is_headline(before)
                && (before.text.ends_with('-') || begins_low || !ends);
        }
        if gap.abs() < em * 0.5 {
            // Beside it: the cells of a row.
            return true;
        }
        if self.is_heading(before) {
            return gap < line.size * 1.6;
        }
        if gap > self.leading * 1.35 {
            return false;
        }
        let in_item = self.lines.first().is_some_and(|(_, first)| is_item(&first.text));
        let set_in = line.left > before.left + em * 0.8 && line.left < before.left + em * 6.0;
        // The first line of a paragraph is set in; the others of an item of a list are.
        if set_in && !in_item && next.is_none_or(|next| next.left < line.left - em * 0.5 || ends) {
            return false;
        }
        // Behind a first line that is set in, one at the margin goes on with it.
        if before.left > line.left + em * 0.8 && before.left < line.left + em * 6.0 && self.lines.len() == 1 {
            return true;
        }
        // A short line that ends a sentence ends the paragraph, where lines are otherwise full.
        let full = line.right.max(next.map_or(0.0, |next| next.right));
        !(ends && before.right < full - (full - before.left) * 0.12 && !begins_low)
    }

    /// Returns whether a line may be a bold headline in the size of the text.
    fn is_headline(&self, line: &Line) -> bool {
        !self.bold
            && line.bold
            && is_like(line.size, self.body)
            && line.text.chars().count() <= 100
            && !line.text.ends_with(['.', ',', ':', ';', '-'])
    }

    fn is_heading(&self, line: &Line) -> bool {
        line.size > self.body * 1.12
    }

    /// Appends a line to the paragraph.
    fn join(&mut self, line: &str) {
        let Some(before) = self.text.strip_suffix('-') else {
            if !(self.text.ends_with(is_ideographic) && line.starts_with(is_ideographic)) {
                self.text.push(' ');
            }
            self.text.push_str(line);
            return;
        };
        let hyphenated = before.ends_with(char::is_alphabetic) && line.starts_with(char::is_lowercase);
        if !hyphenated {
            // `Al-` and `Assad`, `1914-` and `1918`; a dash between two words keeps its space.
            let dash = before.ends_with([' ', '-']);
            self.text.push_str(if dash { " " } else { "" });
        } else {
            let first = before.split_whitespace().next_back().unwrap_or_default();
            let second = line.split_whitespace().next().unwrap_or_default();
            let with = bare(&format!("{first}-{second}"));
            let without = bare(&format!("{first}{second}"));
            const PREFIXES: [&str; 7] = ["self", "well", "half", "long", "short", "high", "low"];
            let keep = self.words.contains(&with)
                || (!self.words.contains(&without)
                    && (PREFIXES.contains(&bare(first).as_str())
                        || (bare(first) == "ex" && self.is_office(&bare(second)))
                        || first.contains('-')
                        || is_acronym(first)
                        || second.contains(char::is_uppercase)
                        || self.are_words(&bare(first), &bare(second))
                        || !may_be_divided(&bare(first), &bare(second), &self.languages)));
            if !keep {
                self.text.pop();
            }
        }
        self.text.push_str(line);
    }

    /// Returns whether somebody may have been this before, and is it no more: `ex-` and `mayor`, but not `ex-` and `panded`.
    fn is_office(&self, word: &str) -> bool {
        const SOME: [&str; 14] = [
            "president",
            "minister",
            "mayor",
            "wife",
            "husband",
            "partner",
            "girlfriend",
            "boyfriend",
            "soldier",
            "convict",
            "officer",
            "chief",
            "player",
            "member",
        ];
        SOME.contains(&word) || self.words.contains(word)
    }

    /// Returns whether both parts of a divided word are long words of the document: `package-` and `management`. Words such as
    /// `understand` have such parts, too.
    fn are_words(&self, first: &str, second: &str) -> bool {
        const BEGINNINGS: [&str; 12] = [
            "under", "inter", "super", "counter", "after", "through", "where", "there", "every", "trans", "micro",
            "multi",
        ];
        let is_long = |word: &str| word.chars().count() >= 5 && self.words.contains(word);
        is_long(first) && is_long(second) && !BEGINNINGS.contains(&first)
    }

    /// Ends the paragraph, and appends its footnotes.
    fn end(&mut self) {
        let text = std::mem::take(&mut self.text);
        let lines = std::mem::take(&mut self.lines);
        if let Some((_, first)) = lines.first() {
            let kind = if self.is_heading(first) && text.len() <= 300 {
                let level = if first.size > self.body * 1.6 {
                    1
                } else if first.size > self.body * 1.3 {
                    2
                } else {
                    3
                };
                BlockKind::Heading(level)
            } else if lines.len() <= 2
                && text.len() <= 160
                && lines.iter().all(|(_, line)| self.is_headline(line))
                && text.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
            {
                BlockKind::Heading(4)
            } else {
                BlockKind::Paragraph
            };
            let start =
                self.joined.push_block(&text, |span: Span| Block { kind: kind.clone(), ..Block::paragraph(span) });
            if let BlockKind::Heading(level) = kind {
                self.joined.enter(&text, level, start);
            }
        }
        let notes = std::mem::take(&mut self.notes);
        if !notes.is_empty() {
            for (at, (page, line)) in notes.iter().enumerate() {
                self.line(*page, line, notes.get(at + 1).map(|(_, next)| *next));
            }
            self.end();
        }
    }
}

/// Returns whether one of the languages splits the joined word at this place: `deter-mining`, but not `price-determining`. Short
/// parts and words of unknown languages count as split.
fn may_be_divided(first: &str, second: &str, languages: &[Lang]) -> bool {
    let is_plain = |part: &str| part.chars().count() >= 4 && part.chars().all(char::is_lowercase);
    if !is_plain(first) || !is_plain(second) || languages.is_empty() {
        return true;
    }
    let word = format!("{first}{second}");
    languages.iter().any(|language| {
        let mut end = 0;
        hypher::hyphenate(&word, *language).any(|syllable| {
            end += syllable.len();
            end == first.len()
        })
    })
}

/// Returns the languages of the pages of a document; none if it is not known how one of them divides its words.
fn languages(pages: &[Page]) -> Vec<Lang> {
    /// Number of pages, and of bytes of each, that are read.
    const PAGES: usize = 30;
    const BYTES: usize = 1_500;
    let step = pages.len().div_ceil(PAGES).max(1);
    let mut found = Vec::new();
    for page in pages.iter().step_by(step) {
        let mut text = String::new();
        for line in &page.lines {
            text.push_str(&line.text);
            text.push(' ');
            if text.len() > BYTES {
                break;
            }
        }
        let Some(info) = whatlang::detect(&text).filter(whatlang::Info::is_reliable) else { continue };
        let Some(language) = patterns(info.lang()) else { return Vec::new() };
        if !found.contains(&language) {
            found.push(language);
        }
    }
    if found.is_empty() {
        found.push(Lang::English);
    }
    found
}

/// Returns the patterns of a language by which it divides words.
fn patterns(language: whatlang::Lang) -> Option<Lang> {
    use whatlang::Lang as L;
    Some(match language {
        L::Eng => Lang::English,
        L::Deu => Lang::German,
        L::Fra => Lang::French,
        L::Spa => Lang::Spanish,
        L::Ita => Lang::Italian,
        L::Por => Lang::Portuguese,
        L::Nld => Lang::Dutch,
        L::Dan => Lang::Danish,
        L::Swe => Lang::Swedish,
        L::Nob => Lang::Norwegian,
        L::Fin => Lang::Finnish,
        L::Pol => Lang::Polish,
        L::Ces => Lang::Czech,
        L::Hun => Lang::Hungarian,
        L::Rus => Lang::Russian,
        L::Ukr => Lang::Ukrainian,
        L::Ell => Lang::Greek,
        L::Tur => Lang::Turkish,
        _ => return None,
    })
}

/// Returns whether a line stands below another, not beside it.
fn gap_of(before: &Line, line: &Line) -> bool {
    (line.y - before.y).abs() >= before.size * 0.5
}

/// Returns whether a line begins like an item of a list or a bibliography.
fn is_item(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default();
    if words.next().is_none() {
        return false;
    }
    let number = |text: &str| !text.is_empty() && text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit());
    let inner = first.strip_prefix(['(', '[']).and_then(|rest| rest.strip_suffix([')', ']']));
    matches!(first, "•" | "◦" | "▪" | "‣" | "–" | "—" | "*")
        || inner.is_some_and(number)
        || first.strip_suffix(['.', ')']).is_some_and(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pages of lines: `(left, y, size, words)`; letters are half as wide as high.
    fn pages(pages: &[&[(f64, f64, f64, &str)]]) -> Vec<Page> {
        let line = |(left, y, size, text): &(f64, f64, f64, &str)| Line {
            text: (*text).to_owned(),
            left: *left,
            right: left + size * 0.5 * text.chars().count() as f64,
            y: *y,
            size: *size,
            bold: text.starts_with("B "),
        };
        let page = |lines: &&[_]| Page { height: 800.0, lines: lines.iter().map(line).collect(), ..Page::default() };
        pages.iter().map(page).collect()
    }

    fn shown(all: &[&[(f64, f64, f64, &str)]]) -> Vec<String> {
        let joined = flow(&pages(all));
        let kind = |kind: &BlockKind| match kind {
            BlockKind::Heading(level) => format!("h{level}: "),
            _ => String::new(),
        };
        joined.blocks.iter().map(|b| kind(&b.kind) + b.span.of(&joined.text)).collect()
    }

    #[test]
    fn compounds_of_words_and_of_acronyms_keep_their_hyphens() {
        let text = |first: &str, second: &str| {
            let rest = "The storage of a plan and the scale of it all are here";
            shown(&[&[(72.0, 88.0, 10.0, rest), (72.0, 100.0, 10.0, first), (72.0, 112.0, 10.0, second)]]).concat()
        };
        assert!(
            text("It is an HPC-", "related plan of it all and more").ends_with("HPC-related plan of it all and more")
        );
        assert!(text("It is of storage-", "scale plans of it all").ends_with("storage-scale plans of it all"));
        assert!(text("It is of a VMware-", "vSphere plan of it all").ends_with("VMware-vSphere plan of it all"));
        assert!(text("He is the town's ex-", "mayor and more of it all").contains("ex-mayor"));
        assert!(text("It is of an ex-", "panded plan of it all").ends_with("expanded plan of it all"));
        assert!(text("It is of a govern-", "ment plan of it all").ends_with("government plan of it all"));
    }

    #[test]
    fn a_form_and_its_copy_keep_the_lines_at_the_top() {
        let page: &[(f64, f64, f64, &str)] = &[
            (72.0, 40.0, 10.0, "Invoice 1 of 2021"),
            (72.0, 54.0, 10.0, "Sold on 2 May 2021."),
            (72.0, 300.0, 10.0, "The lamp costs twelve crowns."),
            (72.0, 780.0, 10.0, "Made by a program"),
        ];
        let all = shown(&[page, page]).concat();
        assert_eq!((all.matches("Invoice").count(), all.matches("program").count()), (1, 0), "{all}");
        assert!(!shown(&[page, page, page]).concat().contains("Invoice"));
    }

    #[test]
    fn cells_of_ideographs_are_apart_and_lines_are_not() {
        // The cells of a row are of different heights.
        let table = shown(&[&[
            (72.0, 106.0, 10.0, "年份"),
            (150.0, 100.0, 10.0, "主体信用"),
            (150.0, 112.0, 10.0, "评级"),
            (230.0, 106.0, 10.0, "涵义"),
        ]]);
        assert_eq!(table, ["年份 主体信用评级 涵义"]);
        let cells = shown(&[&[(72.0, 100.0, 10.0, "船舶"), (72.0, 112.0, 10.0, "一般贸易加拿大佛山结汇")]]);
        assert_eq!(cells, ["船舶 一般贸易加拿大佛山结汇"]);
    }

    #[test]
    fn a_compound_keeps_its_hyphen() {
        assert!(!may_be_divided("price", "determining", &[Lang::English]));
        for (first, second) in [("deter", "mining"), ("govern", "ment"), ("un", "der"), ("infor", "mation")] {
            assert!(may_be_divided(first, second, &[Lang::English]), "{first}-{second}");
        }
        assert!(may_be_divided("prophe", "tien", &[Lang::German]));
        assert!(may_be_divided("prophe", "zeiung", &[Lang::English, Lang::German]));
        let german = shown(&[&[
            (72.0, 88.0, 10.0, "Der Rat der Stadt hat am Montag über die alte Mühle beraten, aber nichts beschlossen."),
            (72.0, 100.0, 10.0, "Der Bürgermeister nannte die Pläne vergangener Jahre eine Sammlung von Prophe-"),
            (72.0, 112.0, 10.0, "zeiungen und ging nach Hause, weil es schon spät geworden war."),
        ]]);
        assert!(german.concat().contains("Prophezeiungen"), "{german:?}");
    }

    #[test]
    fn columns_are_read_to_their_ends_and_tables_by_rows() {
        let line = |text: &str, left: f64, y: f64| Line {
            text: text.to_owned(),
            left,
            right: left + 80.0,
            y,
            size: 10.0,
            bold: false,
        };
        let order = |cells: &[&str]| {
            let lines: Vec<Line> = cells
                .iter()
                .enumerate()
                .map(|(n, text)| line(text, if n % 2 == 0 { 60.0 } else { 240.0 }, 100.0 + (n / 2) as f64 * 13.0))
                .collect();
            by_columns(lines.iter().collect()).iter().map(|line| line.text.clone()).collect::<Vec<_>>()
        };
        let drawn = ["the mill was", "A ferry left", "sold in May", "at nine with", "at a loss.", "the mail."];
        assert_eq!(
            order(&drawn),
            ["the mill was", "sold in May", "at a loss.", "A ferry left", "at nine with", "the mail."]
        );
        let table = ["Town", "Votes cast", "Ost", "1,204 votes", "Weld", "988 votes"];
        assert_eq!(order(&table), table);
    }

    #[test]
    fn rows_are_read_in_order_whatever_was_drawn_first() {
        let line = |text: &str, left: f64, y: f64| Line {
            text: text.to_owned(),
            left,
            right: left + 40.0,
            y,
            size: 10.0,
            bold: false,
        };
        let order = |lines: &[Line]| by_rows(lines.iter().collect()).iter().map(|l| l.text.clone()).collect::<Vec<_>>();
        assert_eq!(order(&[line("1", 240.0, 100.0), line("votes", 60.0, 100.0)]), ["votes", "1"]);
        assert_eq!(order(&[line("below", 60.0, 112.0), line("above", 60.0, 100.0)]), ["below", "above"]);
        let all: Vec<Line> = (0..12)
            .flat_map(|n| {
                [
                    line(&format!("b{n}"), 240.0, 300.0 - n as f64 * 12.0),
                    line(&format!("a{n}"), 60.0, 300.0 - n as f64 * 12.0),
                ]
            })
            .collect();
        let found = order(&all);
        assert_eq!((found[0].as_str(), found[1].as_str(), found[23].as_str()), ("a11", "b11", "b0"));
    }

    #[test]
    fn paragraphs_run_on_over_pages_heads_and_notes() {
        let found = shown(&[
            &[
                (72.0, 40.0, 9.0, "THE TIDE MILL 1"),
                (72.0, 120.0, 20.0, "Harbour town votes to save"),
                (72.0, 142.0, 20.0, "its tide mill"),
                (72.0, 200.0, 10.0, "The council of Orrin Bay voted on Tuesday to re-"),
                (72.0, 212.0, 10.0, "store the well-"),
                (72.0, 224.0, 10.0, "known mill at Quay Street, which stood idle since."),
                (92.0, 236.0, 10.0, "A new paragraph is set in, and runs on over the"),
                (72.0, 740.0, 8.0, "1 A note at the foot."),
                (300.0, 770.0, 9.0, "1"),
            ],
            &[
                (72.0, 40.0, 9.0, "THE TIDE MILL 2"),
                (72.0, 120.0, 10.0, "page, as Al-"),
                (72.0, 132.0, 10.0, "Assad said."),
                (72.0, 170.0, 10.0, "After a gap another begins here, it says at length."),
                (300.0, 770.0, 9.0, "- 2 -"),
            ],
        ]);
        assert_eq!(
            found,
            [
                "h1: Harbour town votes to save its tide mill",
                "The council of Orrin Bay voted on Tuesday to restore the well-known mill at Quay Street, which stood idle since.",
                "A new paragraph is set in, and runs on over the page, as Al-Assad said.",
                "1 A note at the foot.",
                "After a gap another begins here, it says at length.",
            ]
        );
    }

    #[test]
    fn a_headline_that_later_pages_repeat_is_read_once() {
        let page = |head: f64| {
            vec![
                (72.0, 60.0, head, "The tide mill"),
                (72.0, 300.0, 10.0, "The council met and sold the mill on the quay."),
            ]
        };
        let (first, second) = (page(20.0), page(20.0));
        let found = shown(&[&first, &second]);
        assert_eq!(found.iter().filter(|words| words.contains("tide")).count(), 1, "{found:?}");
        let (first, second) = (page(10.0), page(10.0));
        assert!(!shown(&[&first, &second]).concat().contains("tide"));
    }

    #[test]
    fn cells_of_a_row_keep_apart() {
        let found =
            shown(&[&[(72.0, 200.0, 10.0, "合計"), (140.0, 200.0, 10.0, "稅額"), (220.0, 200.0, 10.0, "1,204-")]]);
        assert_eq!(found, ["合計 稅額 1,204-"]);
    }

    #[test]
    fn columns_follow_each_other_and_items_stand_alone() {
        let found = shown(&[&[
            (72.0, 200.0, 10.0, "The left column ends in the middle of a sen-"),
            (320.0, 150.0, 10.0, "tence that the right one ends."),
            (320.0, 180.0, 10.0, "• One item of a list that is long enough to be"),
            (332.0, 192.0, 10.0, "wrapped once"),
            (320.0, 204.0, 10.0, "• Another item"),
        ]]);
        assert_eq!(
            found,
            [
                "The left column ends in the middle of a sentence that the right one ends.",
                "• One item of a list that is long enough to be wrapped once",
                "• Another item",
            ]
        );
    }

    #[test]
    fn a_first_line_that_is_set_in_may_end_a_sentence() {
        let found = shown(&[&[
            (84.0, 200.0, 10.0, "It rained."),
            (72.0, 212.0, 10.0, "Nobody in the queue had brought as much as a hat, and"),
            (72.0, 224.0, 10.0, "so they left."),
            (84.0, 236.0, 10.0, "The boat was late, as it had been for eleven years."),
        ]]);
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn headlines_may_be_bold_and_no_larger() {
        let found = shown(&[&[
            (72.0, 200.0, 10.0, "The council of Orrin Bay voted on Tuesday to give"),
            (72.0, 212.0, 10.0, "the town a mill."),
            (72.0, 230.0, 10.0, "B The vote"),
            (72.0, 244.0, 10.0, "Nobody in the queue had brought as much as a hat, and"),
            (72.0, 256.0, 10.0, "B they were bold enough to say so in a sentence of its own."),
            (72.0, 268.0, 10.0, "Nobody answered them."),
        ]]);
        let kinds: Vec<bool> = found.iter().map(|words| words.starts_with("h4: ")).collect();
        assert_eq!(kinds, [false, true, false], "{found:?}");
        // Where all is bold, nothing is.
        let found = shown(&[&[
            (72.0, 200.0, 10.0, "B The council of Orrin Bay voted on Tuesday to give"),
            (72.0, 212.0, 10.0, "B the town a mill, it says, and so on for some time"),
        ]]);
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn numbers_of_pages_are_seen() {
        for yes in ["12", "- 12 -", "Page 3 of 12", "xiv", "3/12", "| 7 |"] {
            assert!(is_page_number(&shape(yes)), "{yes}");
        }
        for no in ["12 people", "mix of", "3.5 metres", ""] {
            assert!(!is_page_number(&shape(no)), "{no}");
        }
    }
}
