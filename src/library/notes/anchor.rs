//! Anchors: how a note stores the words it is attached to, and how these are found again in a changed text.
//!
//! Evidence is the number of matching characters: in the words (up to [`CAP`]) and in up to [`CONTEXT`] characters on
//! either side, minus the matches expected by chance. With less than [`ENOUGH`], or no clear lead over the next
//! place, the note becomes an orphan.
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
/// Minimum evidence to attach a note.
const ENOUGH: f32 = 32.0;
/// Minimum evidence for changed words in changed surroundings: an article can hold similar phrases ("gentle
/// conversations", "a gentle conversation").
const CHANGED: f32 = 48.0;
/// Minimum lead of the best place over the next best.
const MARGIN: f32 = 6.0;
/// Evidence for an unchanged offset.
const SAME_OFFSET: f32 = 8.0;
/// Likeness that two unrelated pieces of prose reach by chance; it counts as zero.
const CHANCE: f32 = 0.4;
/// Words longer than this many characters are found by their two ends.
const LONG: usize = 2048;
/// Length of such an end.
const END: usize = 256;
/// Characters of context on either side that show a deletion.
const SCAR: usize = 12;
/// Maximum number of exact matches that are scored; those with the best immediate context come first.
const OCCURRENCES: usize = 1024;
/// Parts of a long text that are searched for an approximate match.
const WINDOWS: usize = 16;
/// Work limit (in steps of the bit-parallel matcher) up to which the whole text is matched.
const STEPS: usize = 1 << 21;

/// A candidate place for the words.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    span: Span,
    /// Evidence, in characters.
    evidence: f32,
    /// Whether the words and all of the context are unchanged.
    perfect: bool,
}

/// The position of an anchor whose words are known to be gone.
const GONE: Span = Span { start: usize::MAX, end: usize::MAX };

impl Anchor {
    /// Returns the same anchor, marked as gone: [`place`] finds it nowhere.
    #[must_use]
    pub(super) fn gone(self) -> Self {
        Self { position: GONE, ..self }
    }

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

/// Returns the present place of the words of `anchor` in `text`. Never fails; the work is bounded by the length of
/// the text.
#[must_use]
pub fn place(anchor: &Anchor, text: &str) -> Placement {
    if anchor.position == GONE {
        return Placement::Orphan;
    }
    if unchanged(anchor, text) {
        return Placement::Ok(anchor.position);
    }
    match locate(anchor, text, &|_| true) {
        Some(span) if span == anchor.position && span.of(text) == anchor.exact => Placement::Ok(span),
        Some(span) => Placement::Moved(span),
        None => Placement::Orphan,
    }
}

/// Returns the best free place, if one is good enough.
pub(super) fn locate(anchor: &Anchor, text: &str, is_free: &dyn Fn(Span) -> bool) -> Option<Span> {
    if anchor.exact.chars().nth(LONG).is_some() {
        find_long(anchor, text, is_free)
    } else {
        find(anchor, text, is_free)
    }
}

/// Returns whether the words and their context stand exactly where they stood.
fn unchanged(anchor: &Anchor, text: &str) -> bool {
    let Span { start, end } = anchor.position;
    let (Some(before), Some(words), Some(after)) = (text.get(..start), text.get(start..end), text.get(end..)) else {
        return false;
    };
    // A shorter context means that the text began or ended there.
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
    // The old passage, edited in its old surroundings, may beat an unchanged copy elsewhere.
    if !candidates.iter().any(|c| c.evidence >= search.most - CONTEXT as f32) {
        candidates.extend(search.approximate().into_iter().filter(|candidate| is_free(candidate.span)));
    }
    search.decide(candidates)
}

/// Finds words too long to match as a whole: both ends, about as far apart as before, with most of the text between
/// them.
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

/// The search for one anchor in one text.
struct Search<'a> {
    anchor: &'a Anchor,
    text: &'a str,
    words: Pattern,
    /// The prefix, reversed; `None` if it is empty.
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

    /// Returns the text on either side of a span.
    fn sides(&self, span: Span) -> (&'a str, &'a str) {
        (self.text.get(..span.start).unwrap_or_default(), self.text.get(span.end..).unwrap_or_default())
    }

    /// Scores a place; `likeness` is that of the words themselves.
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

    /// Returns the places where the words stand unchanged (the most promising, if there are very many).
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

    /// Returns how many characters next to `span` are the same as next to the anchored words.
    fn run(&self, span: Span) -> usize {
        let (before, after) = self.sides(span);
        run(before.chars().rev(), self.anchor.prefix.chars().rev()) + run(after.chars(), self.anchor.suffix.chars())
    }

    /// Returns the places where at most a fifth of the characters differ, or a third if the surroundings are intact.
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
                // In a short word one letter matters, and heavily changed words may be others: both sides must be
                // unchanged.
                let inside = left >= 0.8 && right >= 0.8 && self.most >= ENOUGH;
                let alike = self.words.len() >= 10 && likeness >= 0.8 && candidate.evidence >= CHANGED;
                if (inside || alike) && !found.iter().any(|c| c.span == span) {
                    found.push(candidate);
                }
            }
        }
        found
    }

    /// Returns the approximate matches within a part of the text, best first, at most [`WINDOWS`].
    fn matches(&self, stretch: Span) -> Vec<(Span, f32)> {
        let limit = match self.words.len() {
            // With one letter changed, a short word is another: her, here, under.
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
            // Only a very repetitive text has so many.
            ends.sort_by_key(|(n, edits)| (*edits, (stretch.start + n).abs_diff(self.anchor.position.end)));
            ends.truncate(OCCURRENCES);
            ends.sort_unstable();
        }
        // Converts characters to bytes in one pass: a match of `n` characters ends where character `n` begins.
        let mut bytes = stretch.of(self.text).char_indices().map(|(i, _)| stretch.start + i);
        let mut read = 0;
        let mut places: Vec<(usize, usize, usize)> = Vec::with_capacity(ends.len());
        for (n, edits) in ends {
            let end = bytes.nth(n.saturating_sub(read)).unwrap_or(stretch.end);
            read = n + 1;
            places.push((n, end, edits));
        }
        // The fewest edits first; of equal ends, the one before the old suffix.
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

    /// Returns the part of the text that ends at `end` and is most like the words, and its likeness.
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

    /// Widens a match to whole words at those ends where the anchor had whole words.
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
        // A match has no space at its ends unless the anchor has one: deleting a full stop leaves one.
        let bare = widened.trim(self.text);
        if !exact.ends_with(char::is_whitespace) {
            widened.end = bare.end;
        }
        if !exact.starts_with(char::is_whitespace) {
            widened.start = bare.start.min(widened.end);
        }
        (widened, likeness)
    }

    /// Returns the places of a deletion: where the prefix is followed directly by the suffix.
    fn scars(&self) -> Vec<Span> {
        let Anchor { prefix, suffix, .. } = self.anchor;
        let (before, after) = (last_chars(prefix, SCAR), first_chars(suffix, SCAR));
        if before.chars().count() < SCAR || after.chars().count() < SCAR {
            return Vec::new();
        }
        // Deleting a word usually deletes one of the spaces around it.
        let joints = [format!("{before}{after}"), format!("{}{after}", before.trim_end())];
        let find = |joint: &String| -> Vec<Span> {
            let places = memmem::find_iter(self.text.as_bytes(), joint.as_bytes()).take(OCCURRENCES);
            places.map(|at| Span::new(at, at + joint.len())).collect()
        };
        joints.iter().flat_map(find).collect()
    }

    /// Returns the best place, if it is good enough and clearly ahead.
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
            // A short anchor without surroundings: only a complete and unique match counts.
            return (best.evidence >= 0.9 * self.most && rivals().next().is_none()).then_some(best.span);
        }
        if best.evidence < ENOUGH {
            return None;
        }
        if best.perfect {
            // A passage repeated with its surroundings: the copy nearest to the old place.
            return candidates.iter().filter(|c| c.perfect).min_by_key(|c| away(c)).map(|c| c.span);
        }
        rivals().all(|c| rank(c) + MARGIN <= rank(&best)).then_some(best.span)
    }
}

/// Returns a likeness minus the part that is due to chance.
fn beyond_chance(likeness: f32) -> f32 {
    ((likeness - CHANCE) / (1.0 - CHANCE)).max(0.0)
}

/// Returns how many characters two iterators have in common at their start.
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
