//! Anchors: how a note remembers its words, and how they are found again in a text that may have changed.
//!
//! Evidence is counted in characters that agree: those of the words themselves (up to [`CAP`]) and those of up to
//! [`CONTEXT`] characters on either side, less what any two stretches of prose agree in by chance. A place with less
//! than [`ENOUGH`], or that is hardly better than another place, is no place: the note becomes an orphan.
//!
//! ```text
//!  … Damascus and Ankara. Assad told Putin during the meeting that he …
//!    └──── prefix ──────┘└─ exact ──┘└────────── suffix ─────────┘
//! ```

use memchr::memmem;

use crate::library::notes::approximate::{Pattern, ceil, floor, ratio, shared, windows};
use crate::library::notes::{Anchor, Placement};
use crate::text::Span;

/// Characters of context kept on either side.
const CONTEXT: usize = 32;
/// Characters of the words themselves that count as evidence.
const CAP: usize = 64;
/// Evidence needed to hang a note anywhere.
const ENOUGH: f32 = 32.0;
/// Evidence needed to hang it on words that have changed, where what stands around them has changed as well: articles
/// hold phrases that are nearly alike ("gentle conversations", "a gentle conversation").
const CHANGED: f32 = 48.0;
/// By how much the best place must be ahead of the next best.
const MARGIN: f32 = 6.0;
/// What standing at the very offset where it stood before is worth.
const SAME_OFFSET: f32 = 8.0;
/// Likeness that two unrelated stretches of prose reach by chance: worth nothing.
const CHANCE: f32 = 0.4;
/// Words longer than this many characters are found by their two ends.
const LONG: usize = 2048;
/// Length of such an end.
const END: usize = 256;
/// Characters of context on either side by which a deletion is known.
const SCAR: usize = 12;
/// Exact occurrences that are looked at closely; those that agree most with the immediate context go first.
const OCCURRENCES: usize = 1024;
/// Stretches of a long text in which an approximate match is looked for.
const WINDOWS: usize = 16;
/// Steps of the bit-parallel matcher within which a text is matched as a whole.
const STEPS: usize = 1 << 21;

/// A place where the words may be.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    span: Span,
    /// Characters' worth of agreement.
    evidence: f32,
    /// Whether the words and all the context are there unchanged.
    perfect: bool,
}

impl Anchor {
    /// An anchor on the words of `text` under `span` (widened to whole characters, cut at the end of the text).
    #[must_use]
    pub fn of(text: &str, span: Span) -> Self {
        let start = floor(text, span.start);
        let end = ceil(text, span.end.max(start));
        let before = text.get(..start).unwrap_or_default();
        let after = text.get(end..).unwrap_or_default();
        Self {
            exact: Span::new(start, end).of(text).to_owned(),
            prefix: last_chars(before, CONTEXT).to_owned(),
            suffix: first_chars(after, CONTEXT).to_owned(),
            position: Span::new(start, end),
        }
    }
}

/// Where the words of `anchor` are in `text` now. Never fails; the work is bounded by the length of the text.
#[must_use]
pub fn place(anchor: &Anchor, text: &str) -> Placement {
    if unchanged(anchor, text) {
        return Placement::Ok(anchor.position);
    }
    match locate(anchor, text, &|_| true) {
        Some(span) if span == anchor.position && span.of(text) == anchor.exact => Placement::Ok(span),
        Some(span) => Placement::Moved(span),
        None => Placement::Orphan,
    }
}

/// The best of the places that are free for the words, if one is good enough.
pub(super) fn locate(anchor: &Anchor, text: &str, is_free: &dyn Fn(Span) -> bool) -> Option<Span> {
    if anchor.exact.chars().nth(LONG).is_some() {
        find_long(anchor, text, is_free)
    } else {
        find(anchor, text, is_free)
    }
}

/// Whether the words and their context stand exactly where they stood.
fn unchanged(anchor: &Anchor, text: &str) -> bool {
    let Span { start, end } = anchor.position;
    let (Some(before), Some(words), Some(after)) = (text.get(..start), text.get(start..end), text.get(end..)) else {
        return false;
    };
    // Less context than asked for means that the text began or ended there.
    let whole = |context: &str, side: &str| context.chars().nth(CONTEXT - 1).is_some() || context == side;
    words == anchor.exact
        && before.ends_with(&anchor.prefix)
        && after.starts_with(&anchor.suffix)
        && whole(&anchor.prefix, before)
        && whole(&anchor.suffix, after)
}

/// The best place for words of at most [`LONG`] characters, if it is good enough.
fn find(anchor: &Anchor, text: &str, is_free: &dyn Fn(Span) -> bool) -> Option<Span> {
    let search = Search::new(anchor, text)?;
    let mut candidates = search.exact();
    candidates.retain(|candidate| is_free(candidate.span));
    // An unchanged passage elsewhere may still be beaten by the old one, edited, in its old surroundings.
    if !candidates.iter().any(|c| c.evidence >= search.most - CONTEXT as f32) {
        candidates.extend(search.approximate().into_iter().filter(|candidate| is_free(candidate.span)));
    }
    search.decide(candidates)
}

/// Words too long to match as a whole: where both ends are found, about as far apart as before, with most of what
/// stood between them.
fn find_long(anchor: &Anchor, text: &str, is_free: &dyn Fn(Span) -> bool) -> Option<Span> {
    let words = anchor.exact.as_str();
    let old = anchor.position.start;
    let head_end = first_chars(words, END).len();
    let tail_start = words.len() - last_chars(words, END).len();
    let head = Anchor { prefix: anchor.prefix.clone(), ..Anchor::of(words, Span::new(0, head_end)) };
    let tail = Anchor { suffix: anchor.suffix.clone(), ..Anchor::of(words, Span::new(tail_start, words.len())) };
    let shifted = |part: Anchor| {
        let position = Span::new(old.saturating_add(part.position.start), old.saturating_add(part.position.end));
        Anchor { position, ..part }
    };
    let head = find(&shifted(head), text, is_free)?;
    let tail = find(&shifted(tail), text, is_free)?;
    let span = Span::new(head.start, tail.end);
    let fits = head.start < tail.start && (0.8..=1.25).contains(&ratio(span.len(), words.len()));
    (fits && shared(span.of(text), words) >= 0.6).then_some(span)
}

/// One search for one anchor in one text.
struct Search<'a> {
    anchor: &'a Anchor,
    text: &'a str,
    words: Pattern,
    /// The prefix, read backwards from the words; `None` where there is none.
    before: Option<Pattern>,
    after: Option<Pattern>,
    /// The evidence of an unchanged place.
    most: f32,
}

impl<'a> Search<'a> {
    fn new(anchor: &'a Anchor, text: &'a str) -> Option<Self> {
        let words = Pattern::new(anchor.exact.chars())?;
        let before = Pattern::new(anchor.prefix.chars().rev().take(CONTEXT));
        let after = Pattern::new(anchor.suffix.chars().take(CONTEXT));
        let len = |p: &Option<Pattern>| p.as_ref().map_or(0, Pattern::len);
        let most = (words.len().min(CAP) + len(&before) + len(&after)) as f32;
        Some(Self { anchor, text, words, before, after, most })
    }

    /// The text on either side of a span.
    fn sides(&self, span: Span) -> (&'a str, &'a str) {
        (self.text.get(..span.start).unwrap_or_default(), self.text.get(span.end..).unwrap_or_default())
    }

    /// Weighs a place: `likeness` is that of the words themselves.
    fn weigh(&self, span: Span, likeness: f32) -> (Candidate, f32, f32) {
        let (before, after) = self.sides(span);
        let alike = |pattern: &Option<Pattern>, side: &mut dyn Iterator<Item = char>| match pattern {
            Some(p) => (p.likeness(side), p.len() as f32),
            None => (1.0, 0.0),
        };
        let (left, left_len) = alike(&self.before, &mut before.chars().rev());
        let (right, right_len) = alike(&self.after, &mut after.chars());
        let evidence = self.words.len().min(CAP) as f32 * beyond_chance(likeness)
            + left_len * beyond_chance(left)
            + right_len * beyond_chance(right);
        let perfect = likeness + left + right >= 3.0;
        (Candidate { span, evidence, perfect }, left, right)
    }

    /// Every place where the words stand unchanged (the most promising ones, where there are very many).
    fn exact(&self) -> Vec<Candidate> {
        let len = self.anchor.exact.len();
        let finder = memmem::find_iter(self.text.as_bytes(), self.anchor.exact.as_bytes());
        // UTF-8 is self-synchronising: an occurrence of whole characters begins and ends on character boundaries.
        let mut places: Vec<Span> = finder.map(|at| Span::new(at, at + len)).collect();
        if places.len() > OCCURRENCES {
            places.sort_by_cached_key(|span| {
                (std::cmp::Reverse(self.run(*span)), span.start.abs_diff(self.anchor.position.start))
            });
            places.truncate(OCCURRENCES);
        }
        places.into_iter().map(|span| self.weigh(span, 1.0).0).collect()
    }

    /// Characters next to `span` that are the same as next to the words before.
    fn run(&self, span: Span) -> usize {
        let (before, after) = self.sides(span);
        run(before.chars().rev(), self.anchor.prefix.chars().rev()) + run(after.chars(), self.anchor.suffix.chars())
    }

    /// Places where the words stand with at most a fifth of their characters changed, or a third where the surroundings
    /// are intact.
    fn approximate(&self) -> Vec<Candidate> {
        let Anchor { exact, prefix, suffix, position } = self.anchor;
        let stretches = if self.text.len().saturating_mul(self.words.blocks()) <= STEPS {
            vec![Span::new(0, self.text.len())]
        } else {
            windows(self.text, &format!("{prefix}{exact}{suffix}"), position.start, WINDOWS)
        };
        let mut found: Vec<Candidate> = Vec::new();
        for stretch in stretches {
            for (span, likeness) in self.matches(stretch) {
                let (candidate, left, right) = self.weigh(span, likeness);
                // One letter decides what a short word is, and words that have changed much could be others:
                // their surroundings must be the old ones, on both sides.
                let inside = left >= 0.8 && right >= 0.8 && self.most >= ENOUGH;
                let alike = self.words.len() >= 10 && likeness >= 0.8 && candidate.evidence >= CHANGED;
                if (inside || alike) && !found.iter().any(|c| c.span == span) {
                    found.push(candidate);
                }
            }
        }
        found
    }

    /// The approximate matches within a stretch of the text, best first, at most [`WINDOWS`].
    fn matches(&self, stretch: Span) -> Vec<(Span, f32)> {
        let limit = match self.words.len() {
            // One letter more or less, and a short word is another: her, here, under.
            0..5 => 0,
            5..10 => 1,
            len => len / 3,
        };
        let mut ends: Vec<(usize, usize)> = Vec::new();
        self.words.scan(stretch.of(self.text).chars(), false, |n, edits| {
            if edits <= limit {
                ends.push((n, edits));
            }
        });
        if ends.len() > OCCURRENCES {
            // Only a text that repeats itself without end has so many.
            ends.sort_by_key(|(n, edits)| (*edits, (stretch.start + n).abs_diff(self.anchor.position.end)));
            ends.truncate(OCCURRENCES);
            ends.sort_unstable();
        }
        // From characters to bytes, in one walk: character number `n` begins where a match of `n` characters ends.
        let mut bytes = stretch.of(self.text).char_indices().map(|(i, _)| stretch.start + i);
        let mut read = 0;
        let mut places: Vec<(usize, usize, usize)> = Vec::with_capacity(ends.len());
        for (n, edits) in ends {
            let end = bytes.nth(n.saturating_sub(read)).unwrap_or(stretch.end);
            read = n + 1;
            places.push((n, end, edits));
        }
        // The fewest edits first; between ends that are as good, the one that the old suffix follows.
        places.sort_by_cached_key(|(_, end, edits)| {
            let after = self.text.get(*end..).unwrap_or_default();
            let follows = run(after.chars(), self.anchor.suffix.chars()).min(8);
            (*edits * 2 + 8 - follows, end.abs_diff(self.anchor.position.end))
        });
        let apart = (self.words.len() / 2).max(1);
        let mut taken: Vec<usize> = Vec::new();
        let mut found = Vec::new();
        for (n, end, _) in places {
            if taken.len() == WINDOWS {
                break;
            }
            if taken.iter().all(|other| n.abs_diff(*other) >= apart) {
                taken.push(n);
                found.push(self.whole_words(self.begin(end)));
            }
        }
        found
    }

    /// The stretch that ends at `end` and is most like the words, and how like it is.
    fn begin(&self, end: usize) -> (Span, f32) {
        let before = self.text.get(..end).unwrap_or_default();
        let reach = self.words.len() + self.words.len() / 3 + 1;
        let mut starts: Vec<(usize, usize)> = Vec::with_capacity(reach + 1);
        if let Some(backwards) = Pattern::new(self.anchor.exact.chars().rev()) {
            backwards.scan(before.chars().rev().take(reach), true, |n, edits| starts.push((n, edits)));
        }
        let mut bytes = before.char_indices().rev().map(|(i, _)| i);
        let best = starts
            .into_iter()
            .map(|(n, edits)| {
                let start = if n == 0 { end } else { bytes.next().unwrap_or(0) };
                let side = self.text.get(..start).unwrap_or_default();
                let precedes = run(side.chars().rev(), self.anchor.prefix.chars().rev()).min(8);
                (edits * 2 + 8 - precedes, start, edits)
            })
            .min()
            .unwrap_or((0, end, self.words.len()));
        (Span::new(best.1, end), 1.0 - ratio(best.2.min(self.words.len()), self.words.len()))
    }

    /// Widens a match to whole words at the ends where the anchor had whole words.
    fn whole_words(&self, (span, likeness): (Span, f32)) -> (Span, f32) {
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let (before, after) = self.sides(span);
        let words = span.of(self.text);
        let Anchor { exact, prefix, suffix, .. } = self.anchor;
        let mut widened = span;
        if word(exact.chars().next_back()) && !word(suffix.chars().next()) && word(words.chars().next_back()) {
            widened.end +=
                after.chars().take(CONTEXT).take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum::<usize>();
        }
        if word(exact.chars().next()) && !word(prefix.chars().next_back()) && word(words.chars().next()) {
            let more = before.chars().rev().take(CONTEXT).take_while(|c| c.is_alphanumeric());
            widened.start -= more.map(char::len_utf8).sum::<usize>();
        }
        // Nor does it begin or end with a space where the words did not: whoever deletes a full stop leaves one.
        let bare = widened.trim(self.text);
        if !exact.ends_with(char::is_whitespace) {
            widened.end = bare.end;
        }
        if !exact.starts_with(char::is_whitespace) {
            widened.start = bare.start.min(widened.end);
        }
        (widened, likeness)
    }

    /// Where the text closes over the words: what stood before them is followed at once by what stood after them.
    fn scars(&self) -> Vec<Span> {
        let Anchor { prefix, suffix, .. } = self.anchor;
        let (before, after) = (last_chars(prefix, SCAR), first_chars(suffix, SCAR));
        if before.chars().count() < SCAR || after.chars().count() < SCAR {
            return Vec::new();
        }
        // Whoever deletes a word deletes one of the two spaces around it.
        let joints = [format!("{before}{after}"), format!("{}{after}", before.trim_end())];
        let find = |joint: &String| -> Vec<Span> {
            let places = memmem::find_iter(self.text.as_bytes(), joint.as_bytes()).take(OCCURRENCES);
            places.map(|at| Span::new(at, at + joint.len())).collect()
        };
        joints.iter().flat_map(find).collect()
    }

    /// The one place that is good enough and clearly the best.
    fn decide(&self, mut candidates: Vec<Candidate>) -> Option<Span> {
        let scars = self.scars();
        candidates.retain(|c| c.perfect || !scars.iter().any(|scar| scar.overlaps(c.span)));
        let away = |c: &Candidate| c.span.start.abs_diff(self.anchor.position.start);
        let rank = |c: &Candidate| c.evidence + if away(c) == 0 { SAME_OFFSET } else { 0.0 };
        candidates
            .sort_by(|a, b| b.perfect.cmp(&a.perfect).then(rank(b).total_cmp(&rank(a))).then(away(a).cmp(&away(b))));
        let best = candidates.first().copied()?;
        let rivals = || candidates.iter().filter(|c| !c.span.overlaps(best.span));
        if self.most < ENOUGH {
            // A few words without surroundings: only if they are all there, and only once.
            return (best.evidence >= 0.9 * self.most && rivals().next().is_none()).then_some(best.span);
        }
        if best.evidence < ENOUGH {
            return None;
        }
        if best.perfect {
            // A passage that is repeated word for word with its surroundings: the copy nearest to the old place.
            return candidates.iter().filter(|c| c.perfect).min_by_key(|c| away(c)).map(|c| c.span);
        }
        rivals().all(|c| rank(c) + MARGIN <= rank(&best)).then_some(best.span)
    }
}

/// What is left of a likeness without what chance gives.
fn beyond_chance(likeness: f32) -> f32 {
    ((likeness - CHANCE) / (1.0 - CHANCE)).max(0.0)
}

/// How many characters two iterators have in common at their beginning.
fn run(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

fn first_chars(text: &str, n: usize) -> &str {
    let end = text.char_indices().nth(n).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}

fn last_chars(text: &str, n: usize) -> &str {
    let start = n.checked_sub(1).and_then(|n| text.char_indices().rev().nth(n)).map_or(0, |(at, _)| at);
    text.get(start..).unwrap_or_default()
}
