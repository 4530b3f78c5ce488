//! Turns positioned glyphs into lines.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use hayro_font::FontGlyph;
use hayro_font::hayro_cmap::BfString;
use hayro_font::kurbo::Point;
use unicode_normalization::UnicodeNormalization as _;

use crate::ingest::formats::pdf::bidi;
use crate::ingest::formats::pdf::letters::{self, Readings, code_of, stand_in};

/// Maximum number of characters in a document.
const MOST: usize = 24 << 20;

/// A page: its lines in drawing order.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    pub(super) height: f64,
    pub(super) lines: Vec<Line>,
    /// Lines in other directions than most of the page.
    pub(super) turned: Vec<Line>,
}

/// Glyphs on one baseline without a wide gap. Units are points; `y` is measured from the top. A page of turned text is
/// measured as if the reader had turned it upright.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) y: f64,
    /// The size of the largest letters.
    pub(super) size: f64,
    /// Whether all of it is bold.
    pub(super) bold: bool,
}

/// Units of a glyph's outline in its font size.
const EM: f64 = 1000.0;
/// Time after which no more is drawn.
const PATIENCE: Duration = Duration::from_secs(50);
/// A line is bold if it is this much heavier than most of the document: nearly all of its letters are.
const BOLD: f64 = 1.8;
/// Directions of text are told apart in steps of this many degrees: scanned pages are a little askew.
const STEP: f64 = 5.0;
/// The share of a page, at its left and right, whose turned lines are stamps of archives and publishers.
const MARGIN: f64 = 0.08;
/// Number of lines among which a second drawing of the same words is looked for.
const RECENT: usize = 40;

/// A line with what is only needed until its page is complete.
#[derive(Clone, Debug, Default)]
struct Draft {
    line: Line,
    /// The direction in degrees, a multiple of `STEP`.
    turn: i16,
    /// Where it begins on the page.
    start: Point,
    /// How far the baseline falls on its way to the right, within the step.
    slope: f64,
    /// Byte offsets of gaps that are narrower than most spaces, and of those of them that lie between two strings.
    narrow: Vec<usize>,
    between: Vec<usize>,
    /// Whether a space is drawn in it.
    has_spaces: bool,
    /// The length of a number that is set small and high at its beginning.
    number: usize,
    /// The gaps between letters: the offset of the second, and how wide in its font size.
    gaps: Vec<(usize, f64)>,
    /// The sum of the weights of its letters, and their number.
    heavy: (f64, usize),
    /// The left and right ends of the last glyph.
    last: f64,
    end: f64,
    /// Whether the glyphs were drawn from right to left.
    leftward: bool,
}

/// Receives glyphs from the parser.
#[derive(Debug)]
pub(super) struct Device {
    pages: Vec<Page>,
    /// The weight of each line of each page.
    weights: Vec<Vec<f64>>,
    /// The present page: its width and height, and its lines.
    size: (f64, f64),
    drafts: Vec<Draft>,
    draft: Draft,
    /// The number of glyphs of the string before.
    before: usize,
    characters: usize,
    pictures: usize,
    /// The numbers of the fonts, by the places of their dictionaries in the file.
    fonts: HashMap<(usize, usize), usize>,
    /// The letters of the glyphs of fonts that only the fonts themselves tell.
    letters: HashMap<usize, HashMap<u32, char>>,
    until: Option<Instant>,
}

impl Device {
    pub(super) fn new() -> Self {
        Self {
            pages: Vec::new(),
            weights: Vec::new(),
            size: (0.0, 0.0),
            drafts: Vec::new(),
            draft: Draft::default(),
            before: 0,
            characters: 0,
            pictures: 0,
            fonts: HashMap::new(),
            letters: HashMap::new(),
            until: Instant::now().checked_add(PATIENCE),
        }
    }

    /// Returns whether the limit is exceeded.
    pub(super) fn is_full(&self) -> bool {
        self.characters > MOST
    }

    /// Stops a page that draws without end: the caller guards against panics.
    pub(super) fn check_time(&self) {
        let is_over = self.until.is_some_and(|until| Instant::now() > until);
        assert!(!is_over && !self.is_full(), "the page is too long");
    }

    pub(super) fn begin_page(&mut self, width: f64, height: f64) {
        self.end_page();
        self.size = (width, height);
    }

    /// Returns the number of a font. 0 is that of fonts without a dictionary.
    pub(super) fn number_of(&mut self, font: (usize, usize)) -> usize {
        let next = self.fonts.len() + 1;
        *self.fonts.entry(font).or_insert(next)
    }

    /// Adds a line of text that is not drawn by glyphs.
    pub(super) fn line(&mut self, left: f64, y: f64, text: &str) {
        const SIZE: f64 = 10.0;
        self.end_line();
        self.characters += text.len();
        let width = SIZE * 0.5 * text.chars().count() as f64;
        let start = Point::new(left, y);
        self.glyph(&Glyph { start, along: (1.0, 0.0), width, size: SIZE, weight: 0.0, gap: Gap::String }, text);
        self.end_line();
    }

    /// Returns the pages, the number of pictures, and that of characters whose letters are unknown. A page that failed
    /// halfway is partial.
    pub(super) fn finish(mut self) -> (Vec<Page>, usize, usize) {
        self.end_page();
        self.mark_bold();
        let readings = Readings::of(
            self.pages.iter().flat_map(|page| page.lines.iter().chain(&page.turned)).map(|line| line.text.as_str()),
        );
        let mut unknown = 0;
        for line in self.pages.iter_mut().flat_map(|page| page.lines.iter_mut().chain(&mut page.turned)) {
            if line.text.contains(|c| code_of(c).is_some()) {
                unknown += readings.resolve(&mut line.text);
            }
        }
        for page in &mut self.pages {
            page.lines.retain(|line| !line.text.is_empty());
            page.turned.retain(|line| !line.text.is_empty());
        }
        (self.pages, self.pictures, unknown)
    }

    /// Marks the lines that are heavier than most of the document.
    fn mark_bold(&mut self) {
        let pairs = || self.pages.iter().zip(&self.weights).flat_map(|(page, weights)| page.lines.iter().zip(weights));
        let mut all: Vec<(f64, usize)> =
            pairs().filter(|(_, weight)| **weight > 0.0).map(|(line, weight)| (*weight, line.text.len())).collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        let half = all.iter().map(|(_, letters)| letters).sum::<usize>() / 2;
        let mut seen = 0;
        let usual = all.iter().find(|(_, letters)| {
            seen += letters;
            seen > half
        });
        let Some(usual) = usual.map(|(weight, _)| *weight) else { return };
        for (page, weights) in self.pages.iter_mut().zip(&self.weights) {
            for (line, weight) in page.lines.iter_mut().zip(weights) {
                line.bold = *weight > usual * BOLD;
            }
        }
    }

    fn end_line(&mut self) {
        let mut draft = std::mem::take(&mut self.draft);
        let line = &mut draft.line;
        let is_spaced = close_up(&mut line.text, &draft.gaps) || space_out(&mut line.text, &draft.narrow);
        if !is_spaced && !draft.has_spaces {
            insert_spaces(&mut line.text, &draft.between);
        }
        let behind = line.text.get(draft.number..).unwrap_or_default();
        if draft.number > 0 && behind.contains(' ') && !is_isotope(behind) {
            insert_spaces(&mut line.text, &[draft.number]);
        }
        let text = line.text.trim();
        if text.is_empty() {
            return;
        }
        line.text = if draft.leftward { text.to_owned() } else { bidi::logical(text) };
        // Drawn again for weight or a shadow.
        let is_near = |a: f64, b: f64| (a - b).abs() < draft.line.size * 0.2;
        let again = self.drafts.iter().rev().take(RECENT).any(|earlier| {
            earlier.line.text == draft.line.text
                && is_near(earlier.start.x, draft.start.x)
                && is_near(earlier.start.y, draft.start.y)
        });
        if !again {
            self.drafts.push(draft);
        }
    }

    /// Sets the lines of a page as the reader would turn it.
    fn end_page(&mut self) {
        self.end_line();
        let drafts = std::mem::take(&mut self.drafts);
        let (width, height) = self.size;
        if height <= 0.0 && drafts.is_empty() {
            return;
        }
        let mut letters: BTreeMap<i16, usize> = BTreeMap::from([(0, 1)]);
        for draft in &drafts {
            *letters.entry(draft.turn).or_default() += draft.line.text.chars().count();
        }
        let main = letters.iter().max_by_key(|(_, count)| **count).map_or(0, |(turn, _)| *turn);
        let mut page = Page { height: upright(main, width, height).1, ..Page::default() };
        let mut weights = Vec::new();
        for Draft { line, turn, start, heavy, .. } in drafts {
            if turn == main {
                page.lines.push(line);
                weights.push(if heavy.1 > 0 { heavy.0 / heavy.1 as f64 } else { 0.0 });
            } else {
                let is_stamp = turn % 90 == 0 && (start.x < width * MARGIN || start.x > width * (1.0 - MARGIN));
                if !is_stamp {
                    page.turned.push(line);
                }
            }
        }
        self.pages.push(page);
        self.weights.push(weights);
    }

    fn glyph(&mut self, glyph: &Glyph, text: &str) {
        let Glyph { start, along, width, size, weight, gap } = *glyph;
        let turn = turn_of(along);
        let (left, y) = self.place(turn, start);
        let right = left + width;
        if text.is_empty() {
            // The text before it is that of this glyph, too.
            let line = &mut self.draft.line;
            if self.draft.turn == turn && (y - line.y).abs() < line.size * 0.5 {
                line.right = line.right.max(right);
            }
            return;
        }
        let line = &self.draft.line;
        let is_right_to_left = text.chars().all(bidi::is_right_to_left);
        if !line.text.is_empty() {
            let em = line.size.max(size);
            let base = line.y + self.draft.slope * (left - line.left);
            // What is raised or lowered a little stays on its line; what goes back does not.
            let beside = self.draft.turn == turn && (y - base).abs() < em * 0.5;
            let onward = left > line.right - em * 1.5 && left < line.right + em * 2.5;
            // Spaces may be drawn after their line, at their places between its words: the gaps there are enough.
            let is_behind = left < self.draft.last - em * 0.1 && right < line.right - em * 0.1 && left > line.left;
            if beside && is_behind && text.trim().is_empty() && !line.text.contains(bidi::is_right_to_left) {
                return;
            }
            // Letters of right-to-left scripts may be drawn in the order in which they are read.
            let back = is_right_to_left
                && (self.draft.leftward || line.text.chars().count() == 1)
                && line.text.ends_with(|c: char| bidi::is_right_to_left(c) || c == ' ')
                && right < self.draft.last + em * 0.3
                && right > self.draft.last - em * 1.2;
            if beside && back {
                let draft = &mut self.draft;
                if right < draft.last - size * WIDE && !draft.line.text.ends_with(' ') {
                    draft.line.text.push(' ');
                }
                push(&mut draft.line.text, text);
                draft.line.left = draft.line.left.min(left);
                draft.last = left;
                draft.leftward = true;
                return;
            }
            if !beside || !onward || self.draft.leftward {
                self.end_line();
            }
        }
        let draft = &mut self.draft;
        draft.has_spaces |= text.contains(char::is_whitespace);
        let line = &mut draft.line;
        if line.text.is_empty() {
            if text.trim().is_empty() {
                return;
            }
            *line = Line { left, right: left, y, size, ..Line::default() };
            draft.turn = turn;
            draft.start = start;
            draft.slope = (along.1.atan2(along.0) - f64::from(turn).to_radians()).tan();
            (draft.last, draft.end) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        }
        let is_number = matches!(line.text.len(), 1..=3) && line.text.bytes().all(|b| b.is_ascii_digit());
        if is_number && size > line.size * 1.2 && y > line.y + line.size * 0.15 && text.contains(char::is_alphabetic) {
            draft.number = line.text.len();
        }
        if !line.text.is_empty() && !line.text.ends_with(' ') && !text.starts_with(' ') {
            let is_wide = line.text.ends_with(is_ideographic) && text.starts_with(is_ideographic);
            draft.gaps.push((line.text.len(), (left - line.right) / size));
            if gap == Gap::Inside {
                // Letters of one string are apart by its tracking only.
            } else if left > line.right + size * if is_wide { IDEOGRAPHIC } else { WIDE } {
                line.text.push(' ');
            } else if left > line.right + size * NARROW && !is_wide {
                draft.narrow.push(line.text.len());
                if gap == Gap::Strings && left > line.right + line.size.max(size) * STRINGS {
                    draft.between.push(line.text.len());
                }
            }
        }
        // Over-printed twice for weight.
        let again = (left - draft.last).abs() < size * 0.15 && line.text.ends_with(text) && !text.trim().is_empty();
        let is_over = (left + right - draft.last - draft.end).abs() < size * OVER * 2.0;
        let whole = if is_over { accented(&line.text, text) } else { None };
        if let Some((at, whole)) = whole {
            line.text.truncate(at);
            line.text.push(whole);
        } else if !again {
            if is_right_to_left {
                // The whole line is reversed at its end.
                push(&mut line.text, &text.chars().rev().collect::<String>());
            } else {
                push(&mut line.text, text);
            }
        }
        line.right = line.right.max(right);
        (draft.last, draft.end) = (left, right);
        // The base of a line is that of its large letters.
        if size > line.size * 1.05 {
            (line.size, line.y) = (size, y - draft.slope * (left - line.left));
        }
        if weight > 0.0 {
            draft.heavy = (draft.heavy.0 + weight, draft.heavy.1 + 1);
        }
    }

    /// Returns where a place of the page lies when the page is turned upright.
    fn place(&self, turn: i16, place: Point) -> (f64, f64) {
        if turn == 0 {
            return (place.x, place.y);
        }
        let (width, height) = self.size;
        let turned = |x: f64, y: f64| {
            let (sin, cos) = f64::from(turn).to_radians().sin_cos();
            (x * cos + y * sin, y * cos - x * sin)
        };
        let corners = [(0.0, 0.0), (width, 0.0), (0.0, height), (width, height)].map(|(x, y)| turned(x, y));
        let least = |of: fn(&(f64, f64)) -> f64| corners.iter().map(of).fold(f64::INFINITY, f64::min);
        let (x, y) = turned(place.x, place.y);
        (x - least(|corner| corner.0), y - least(|corner| corner.1))
    }
}

/// Returns a direction in degrees, a multiple of `STEP`.
fn turn_of(along: (f64, f64)) -> i16 {
    let angle = (along.1.atan2(along.0).to_degrees() / STEP).round() * STEP;
    #[expect(clippy::cast_possible_truncation, reason = "an angle in degrees")]
    let turn = (angle as i16).rem_euclid(360);
    turn
}

/// Returns the width and height of a page that is turned upright.
fn upright(turn: i16, width: f64, height: f64) -> (f64, f64) {
    let (sin, cos) = f64::from(turn).to_radians().sin_cos();
    (width * cos.abs() + height * sin.abs(), width * sin.abs() + height * cos.abs())
}

/// Minimum width of a space, as a fraction of the font size, …
const WIDE: f64 = 0.16;
/// … between two strings of several letters, in a line that draws no spaces, …
const STRINGS: f64 = 0.1;
/// … between two ideographs, which are often set apart, …
const IDEOGRAPHIC: f64 = 0.7;
/// … and in a line that would otherwise be one long word.
const NARROW: f64 = 0.09;
/// Average word length above which a line lacks its spaces.
const LONG_WORD: usize = 12;

/// The middle of an accent is this far at most from that of its letter, in the font size.
const OVER: f64 = 0.2;

/// Returns the letter with its accent, and where it begins, if a line ends in one of the two and the other is drawn there: older
/// fonts of TeX have accents as glyphs of their own, `Schr¨` and `o` → `Schrö`.
fn accented(line: &str, text: &str) -> Option<(usize, char)> {
    let mut chars = text.chars();
    let (Some(new), None) = (chars.next(), chars.next()) else { return None };
    let (at, old) = line.char_indices().next_back()?;
    let (letter, mark) = match combining(old) {
        Some(mark) => (new, mark),
        None => (old, combining(new)?),
    };
    let letter = match letter {
        'ı' => 'i',
        'ȷ' => 'j',
        letter => letter,
    };
    unicode_normalization::char::compose(letter, mark).map(|whole| (at, whole))
}

/// Returns the combining form of an accent.
fn combining(c: char) -> Option<char> {
    Some(match c {
        '´' | 'ˊ' => '\u{301}',
        '`' | 'ˋ' => '\u{300}',
        '^' | 'ˆ' => '\u{302}',
        '~' | '˜' => '\u{303}',
        '¯' | 'ˉ' => '\u{304}',
        '˘' => '\u{306}',
        '˙' => '\u{307}',
        '¨' => '\u{308}',
        '˚' => '\u{30a}',
        '˝' => '\u{30b}',
        'ˇ' => '\u{30c}',
        '¸' => '\u{327}',
        '˛' => '\u{328}',
        '\u{300}'..='\u{36f}' => c,
        _ => return None,
    })
}

/// Returns whether a character is of a script that has no spaces: Chinese or Japanese.
pub(super) fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{312f}' | '\u{3190}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

fn is_ideographic_text(text: &str) -> bool {
    text.contains(is_ideographic)
}

/// The gaps of letterspaced words are smaller than this, …
const TRACKED: f64 = 0.45;
/// … the words have at most this many letters, …
const LONGEST_WORD: usize = 24;
/// … and the gaps between two such words are larger by this.
const BETWEEN_WORDS: f64 = 0.2;

/// Removes the spaces inside letterspaced words, `C A R L O S` → `CARLOS`, where most letters of a line stand apart. Returns
/// whether it did.
fn close_up(text: &mut String, gaps: &[(usize, f64)]) -> bool {
    let mut wide: Vec<f64> = gaps.iter().map(|(_, gap)| *gap).filter(|gap| *gap > WIDE).collect();
    wide.sort_by(f64::total_cmp);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let all = text.chars().filter(|c| !c.is_whitespace()).count();
    if wide.len() < 4 || wide.len() * 4 < gaps.len() * 3 || letters * 5 < all * 4 {
        return false;
    }
    let median = wide.get(wide.len() / 2).copied().unwrap_or_default();
    if median > TRACKED {
        return false;
    }
    let mut closed = text.clone();
    for (at, gap) in gaps.iter().rev() {
        if *gap > WIDE && *gap < median + BETWEEN_WORDS && closed.get(*at..).is_some_and(|rest| rest.starts_with(' ')) {
            closed.remove(*at);
        }
    }
    // Letters that are listed are no word.
    if closed.split(' ').any(|word| word.chars().count() > LONGEST_WORD) {
        return false;
    }
    *text = closed;
    true
}

/// Inserts spaces into narrow gaps of a line with hardly any spaces. Returns whether it did.
fn space_out(text: &mut String, narrow: &[usize]) -> bool {
    let words = text.split_whitespace().count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if narrow.is_empty() || letters < LONG_WORD || letters / words.max(1) < LONG_WORD {
        return false;
    }
    insert_spaces(text, narrow);
    true
}

/// Returns whether a text begins with an element or a formula, whose number is that of an isotope: `Pb in lead`, `CH3 groups`.
/// Those that are words as well are left out.
fn is_isotope(text: &str) -> bool {
    const ELEMENTS: [&str; 40] = [
        "H", "B", "C", "N", "O", "F", "P", "S", "K", "U", "Li", "Ne", "Na", "Mg", "Al", "Si", "Cl", "Ar", "Ca", "Cr",
        "Mn", "Fe", "Co", "Ni", "Cu", "Zn", "Se", "Br", "Kr", "Sr", "Tc", "Xe", "Cs", "Ba", "Pb", "Ra", "Th", "Pu",
        "Rn", "Hg",
    ];
    let word = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    ELEMENTS.contains(&word) || word.contains(|c: char| c.is_ascii_digit())
}

/// Inserts spaces at these byte offsets.
fn insert_spaces(text: &mut String, places: &[usize]) {
    for at in places.iter().rev() {
        if text.is_char_boundary(*at) {
            text.insert(*at, ' ');
        }
    }
}

#[derive(Clone, Copy)]
struct Glyph {
    /// The start of its baseline on the page.
    start: Point,
    /// The direction of the baseline on the page.
    along: (f64, f64),
    /// How far it advances.
    width: f64,
    size: f64,
    /// 2 for a bold letter, 1 for another, 0 for what is no letter.
    weight: f64,
    gap: Gap,
}

/// What stands before a glyph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gap {
    /// Another glyph of its string: never a space.
    Inside,
    /// Another string.
    String,
    /// Another string, and both have several letters: neither is a letter that was placed by itself.
    Strings,
}

/// Appends text: splits ligatures, resolves presentation forms, normalises spaces, and drops other unprintable characters.
fn push(line: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '\u{fb00}'..='\u{fb06}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => line.extend(c.nfkc()),
            '\u{2010}' | '\u{ad}' => line.push('-'),
            c if c.is_whitespace() => {
                if !line.ends_with(' ') {
                    line.push(' ');
                }
            }
            c if c.is_control() || c == '\u{feff}' => {}
            c => line.push(c),
        }
    }
}

/// A glyph as the page draws it.
pub(super) struct Drawn<'a> {
    /// From the units of the glyph to the page.
    pub(super) transform: [f64; 6],
    pub(super) glyph: FontGlyph<'a>,
    /// How wide it is, if its font is for vertical writing.
    pub(super) width: f64,
}

/// What is known of a font.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Traits {
    /// Its number in the document.
    pub(super) number: usize,
    pub(super) is_bold: bool,
    /// Whether the file holds the font.
    pub(super) is_embedded: bool,
    /// Whether the codes of its glyphs are letters.
    pub(super) is_unicode: bool,
}

/// What the glyphs of a string share.
#[derive(Clone, Copy)]
pub(super) struct Run {
    pub(super) traits: Traits,
    pub(super) is_vertical: bool,
    /// How far its letters are set apart.
    pub(super) tracking: f64,
}

impl Device {
    /// Draws the glyphs of a string one after another. `stated` is their text where the file states it.
    pub(super) fn show(&mut self, glyphs: &[Drawn<'_>], run: Run, stated: Option<&str>) {
        let Run { traits, is_vertical, tracking } = run;
        self.check_time();
        let (width, height) = self.size;
        let advance = |glyph: &FontGlyph<'_>| match glyph {
            FontGlyph::Outline(glyph) => f64::from(glyph.advance_width().unwrap_or(0.0)).max(0.0),
            FontGlyph::Type3(glyph) => f64::from(glyph.advance_width()).max(0.0),
        };
        let before = std::mem::replace(&mut self.before, glyphs.len());
        let one_each = stated.is_some_and(|text| text.chars().count() == glyphs.len());
        let widest = glyphs.iter().map(|drawn| advance(&drawn.glyph)).fold(0.0, f64::max);
        for (at, Drawn { transform: [xx, xy, yx, yy, x, y], glyph, width: breadth }) in glyphs.iter().enumerate() {
            let (letters, code) = match glyph {
                FontGlyph::Outline(glyph) => (glyph.as_unicode(), glyph.char_code()),
                FontGlyph::Type3(glyph) => (glyph.as_unicode(), glyph.char_code()),
            };
            let text = match (stated, letters) {
                (Some(text), _) if one_each => text.chars().skip(at).take(1).collect(),
                (Some(text), _) => (if at == 0 { text } else { "" }).to_owned(),
                (None, Some(BfString::Char(c))) => c.to_string(),
                (None, Some(BfString::String(text))) => text,
                (None, None) => match self.own_letter(traits, glyph) {
                    Some(c) => c.to_string(),
                    None => stand_in(traits.number, code).to_string(),
                },
            };
            self.characters += text.len();
            if self.is_full() {
                return;
            }
            let size = match glyph {
                FontGlyph::Outline(_) => yx.hypot(*yy) * EM,
                // The units of drawn glyphs are the font's own: the widest says how large they are.
                FontGlyph::Type3(_) => {
                    let widest = widest * xx.hypot(*xy);
                    (yx.hypot(*yy) * EM).clamp(widest * 0.8, widest * 4.0)
                }
            };
            let weight = match text.contains(char::is_alphabetic) {
                true if traits.is_bold => 2.0,
                true => 1.0,
                false => 0.0,
            };
            let is_off = *x < -size || *x > width + size || *y < -size || *y > height + size;
            let (across, down) = ((*xx, *xy), (-xy, *xx));
            let is_down = is_vertical && (glyphs.len() > 1 || is_ideographic_text(&text) || self.goes(down));
            let breadth = if is_vertical { *breadth } else { advance(glyph) };
            let (along, advance) = if is_down { (down, size) } else { (across, breadth * xx.hypot(*xy)) };
            if size > 0.5 && !is_off && [*x, *y, size, advance].iter().all(|n| n.is_finite()) {
                let start = Point::new(*x, *y);
                let is_tracked = tracking > size * 0.1 && tracking < size * 0.75;
                let width = if is_tracked { advance + tracking } else { advance };
                let gap = match at {
                    0 if before > 1 && glyphs.len() > 1 => Gap::Strings,
                    0 => Gap::String,
                    _ if tracking >= size * 0.75 => Gap::String,
                    _ => Gap::Inside,
                };
                self.glyph(&Glyph { start, along, width, size, weight, gap }, &text);
            }
        }
    }

    /// Returns whether the current line goes in this direction. Programs place the glyphs of a font for vertical writing one by
    /// one where they write across.
    fn goes(&self, along: (f64, f64)) -> bool {
        !self.draft.line.text.is_empty() && self.draft.turn == turn_of(along)
    }

    /// Returns the letter that the code of a glyph is, or that an embedded font itself gives to the glyph.
    fn own_letter(&mut self, font: Traits, glyph: &FontGlyph<'_>) -> Option<char> {
        let glyph = match glyph {
            FontGlyph::Outline(glyph) if !font.is_unicode => glyph,
            FontGlyph::Outline(glyph) => return char::from_u32(glyph.char_code()),
            FontGlyph::Type3(glyph) => {
                return char::from_u32(glyph.char_code()).filter(|c| font.is_unicode && !c.is_control());
            }
        };
        if !font.is_embedded {
            return None;
        }
        let all = self.letters.entry(font.number).or_insert_with(|| match glyph.font_data() {
            Some(font) => letters::of_font((*font.data).as_ref()),
            None => HashMap::new(),
        });
        all.get(&glyph.glyph_id().to_u32()).copied()
    }

    /// Counts a picture.
    pub(super) fn picture(&mut self) {
        self.pictures += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letterspaced_words_are_closed_up() {
        let mut text = "C A R L O S G A R C I A".to_owned();
        let gaps: Vec<(usize, f64)> = (1..12).map(|n| (2 * n - 1, if n == 6 { 0.6 } else { 0.3 })).collect();
        assert!(close_up(&mut text, &gaps));
        assert_eq!(text, "CARLOS GARCIA");
        // The accented letters of a font, listed.
        let mut list = "àÀâÂäÄçÇéÉèÈêÊëËîÎïÏôÔùÙûÛüÜ".chars().map(String::from).collect::<Vec<_>>().join(" ");
        let gaps: Vec<(usize, f64)> = list.match_indices(' ').map(|(at, _)| (at, 0.33)).collect();
        let before = list.clone();
        assert!(!close_up(&mut list, &gaps));
        assert_eq!(list, before);
        let mut table = "a b c d e".to_owned();
        assert!(!close_up(&mut table, &[(1, 2.0), (3, 2.0), (5, 2.0), (7, 2.0)]));
    }

    #[test]
    fn narrow_gaps_are_spaces_where_there_are_no_others() {
        let mut text = "thelampandthegate".to_owned();
        space_out(&mut text, &[3, 7, 10, 13]);
        assert_eq!(text, "the lamp and the gate");
        let mut text = "the lamp and the gate".to_owned();
        space_out(&mut text, &[2]);
        assert_eq!(text, "the lamp and the gate");
    }

    /// Draws words, given by left end, base, size and direction; letters are half as wide as high.
    fn drawn(words: &[(f64, f64, f64, f64, &str)]) -> Page {
        let mut device = Device::new();
        device.begin_page(600.0, 800.0);
        for (left, y, size, degrees, text) in words {
            let (sin, cos) = degrees.to_radians().sin_cos();
            for (at, c) in text.chars().enumerate() {
                let far = size * 0.5 * at as f64;
                let start = Point::new(left + cos * far, y + sin * far);
                let width = size * 0.5;
                let gap = if at == 0 { Gap::String } else { Gap::Inside };
                device.glyph(&Glyph { start, along: (cos, sin), width, size: *size, weight: 0.0, gap }, &c.to_string());
            }
        }
        device.finish().0.remove(0)
    }

    /// Draws strings beside each other, each this far behind the one before, in its font size.
    fn strings(words: &[(f64, &str)]) -> String {
        let mut device = Device::new();
        device.begin_page(600.0, 800.0);
        let (mut x, mut before) = (72.0, 0);
        for (gap, word) in words {
            x += gap * 10.0;
            for (at, c) in word.chars().enumerate() {
                let several = before > 1 && word.len() > 1;
                let gap = if at > 0 {
                    Gap::Inside
                } else if several {
                    Gap::Strings
                } else {
                    Gap::String
                };
                let start = Point::new(x, 100.0);
                device.glyph(
                    &Glyph { start, along: (1.0, 0.0), width: 5.0, size: 10.0, weight: 0.0, gap },
                    &c.to_string(),
                );
                x += 5.0;
            }
            before = word.len();
        }
        device.finish().0.remove(0).lines.remove(0).text
    }

    #[test]
    fn narrow_gaps_between_strings_are_spaces_where_a_line_draws_none() {
        let words = [(0.0, "the"), (0.12, "lamp"), (0.3, "went"), (0.12, "out")];
        assert_eq!(strings(&words), "the lamp went out");
        // Another program draws its spaces, and breaks words to set them apart.
        assert_eq!(strings(&[(0.0, "the la"), (0.12, "mp we"), (0.12, "nt")]), "the lamp went");
        // All narrow gaps, where the line would be one long word.
        assert_eq!(strings(&[(0.0, "the"), (0.12, "a"), (0.12, "lampwentout"), (0.12, "of")]), "the a lampwentout of");
        // Letters are placed one by one for their kerning.
        assert_eq!(strings(&[(0.0, "L"), (0.12, "amp"), (0.3, "out")]), "Lamp out");
    }

    fn texts(lines: &[Line]) -> Vec<&str> {
        lines.iter().map(|line| line.text.as_str()).collect()
    }

    #[test]
    fn glyphs_make_words_and_words_make_lines() {
        let page = drawn(&[
            (72.0, 100.0, 10.0, 0.0, "of"),
            (82.2, 100.0, 10.0, 0.0, "\u{fb01}ce"),
            (100.2, 100.0, 10.0, 0.0, "work"),
            (120.2, 96.0, 6.0, 0.0, "2"),
            (72.0, 112.0, 10.0, 0.0, " "),
            (72.0, 112.0, 10.0, 0.0, "next"),
            (300.0, 112.0, 10.0, 0.0, "column"),
            (72.0, 121.0, 6.0, 0.0, "2"),
            (75.2, 124.0, 10.0, 0.0, "A note stands here"),
            (300.0, 121.0, 6.0, 0.0, "208"),
            (309.2, 124.0, 10.0, 0.0, "Pb in lead"),
        ]);
        assert_eq!(texts(&page.lines), ["office work2", "next", "column", "2 A note stands here", "208Pb in lead"]);
    }

    #[test]
    fn turned_text_is_read_and_stamps_in_the_margin_are_not() {
        let page = drawn(&[
            (72.0, 100.0, 10.0, 0.0, "the page itself"),
            (20.0, 500.0, 10.0, -90.0, "stamp"),
            (300.0, 500.0, 10.0, -90.0, "an axis"),
            (200.0, 300.0, 10.0, 30.0, "slanted words"),
        ]);
        assert_eq!(texts(&page.lines), ["the page itself"]);
        assert_eq!(texts(&page.turned), ["an axis", "slanted words"]);
        let landscape = drawn(&[(100.0, 700.0, 10.0, -90.0, "first"), (112.0, 700.0, 10.0, -90.0, "second")]);
        assert_eq!(texts(&landscape.lines), ["first", "second"]);
        let [first, second] = &landscape.lines[..] else { panic!() };
        assert!(second.y - first.y > 11.9 && second.y - first.y < 12.1 && landscape.height > 599.0);
        // A scanned page that lies a little askew.
        let askew = drawn(&[(72.0, 100.0, 10.0, 1.5, "a long line of text over half of the page and on to its end")]);
        assert_eq!(askew.lines.len(), 1);
    }

    #[test]
    fn spaces_that_are_drawn_after_their_line_are_not_read_where_it_ends() {
        let page = drawn(&[
            (72.0, 100.0, 10.0, 0.0, "in"),
            (85.0, 100.0, 10.0, 0.0, "loa"),
            (80.0, 100.0, 10.0, 0.0, " "),
            (100.0, 100.0, 10.0, 0.0, "ns"),
        ]);
        assert_eq!(texts(&page.lines), ["in loans"]);
    }

    #[test]
    fn what_is_drawn_twice_is_read_once_and_double_letters_twice() {
        let page = drawn(&[(72.0, 100.0, 10.0, 0.0, "Address"), (72.3, 100.0, 10.0, 0.0, "Address")]);
        assert_eq!(texts(&page.lines), ["Address"]);
        let mut device = Device::new();
        device.begin_page(600.0, 800.0);
        // Too wide by the font's own measure.
        for (at, c) in ["I", "s", "s", "u", "e"].iter().enumerate() {
            let start = Point::new(72.0 + 5.0 * at as f64, 100.0);
            for off in [0.0, 0.4] {
                let start = Point::new(start.x + off, start.y);
                device.glyph(
                    &Glyph { start, along: (1.0, 0.0), width: 9.0, size: 10.0, weight: 0.0, gap: Gap::String },
                    c,
                );
            }
        }
        assert_eq!(texts(&device.finish().0[0].lines), ["Issue"]);
    }

    #[test]
    fn accents_over_letters_are_theirs() {
        let word = |glyphs: &[(f64, &str)]| {
            let all: Vec<_> = glyphs.iter().map(|(x, c)| (72.0 + x, 100.0, 10.0, 0.0, *c)).collect();
            texts(&drawn(&all).lines).join("|")
        };
        // The accent before its letter, a little higher, and behind it.
        assert_eq!(word(&[(0.0, "Schr"), (20.2, "¨"), (20.0, "odinger")]), "Schrödinger");
        assert_eq!(word(&[(0.0, "ca"), (10.0, "f"), (15.0, "e"), (15.5, "´")]), "café");
        assert_eq!(word(&[(0.0, "na"), (10.0, "¨"), (10.3, "ı"), (15.0, "ve")]), "naïve");
        // Not beside it.
        assert_eq!(word(&[(0.0, "x"), (5.0, "^"), (10.0, "e")]), "x^e");
    }

    #[test]
    fn ideographs_that_are_set_apart_are_one_word() {
        let page =
            drawn(&[(72.0, 100.0, 10.0, 0.0, "東"), (80.0, 100.0, 10.0, 0.0, "京"), (88.0, 100.0, 10.0, 0.0, "a")]);
        assert_eq!(texts(&page.lines), ["東京 a"]);
    }

    #[test]
    fn right_to_left_scripts_are_read_in_their_order() {
        // Drawn from left to right as it looks, and from right to left as it is read.
        let seen = drawn(&[(72.0, 100.0, 10.0, 0.0, "םולש םלוע")]);
        assert_eq!(texts(&seen.lines), ["עולם שלום"]);
        let letters: Vec<String> = "עולם".chars().map(String::from).collect();
        let read: Vec<_> =
            letters.iter().enumerate().map(|(at, c)| (200.0 - 5.0 * at as f64, 100.0, 10.0, 0.0, c.as_str())).collect();
        assert_eq!(texts(&drawn(&read).lines), ["עולם"]);
    }
}
