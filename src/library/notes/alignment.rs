//! Aligns an older and a newer text, sentence by sentence: where the words of a note went, and which places of the
//! newer text already belong to other sentences of the older one.
//!
//! ```text
//!  old   A  B  C  D          B was deleted. A note on B is never attached to C', however similar the words,
//!        │     ╲  │          because C' is C, edited. E is new: a note on B is attached there only if the figures,
//!  new   A  E  C' D          days and negations are those of B, or E stands in the place of B.
//! ```

use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash as _, Hasher as _};
use std::time::{Duration, Instant};

use memchr::memmem;
use similar::{Algorithm, DiffOp, capture_diff_slices, capture_diff_slices_deadline};

use crate::library::notes::anchor::{locate, place};
use crate::library::notes::{Anchor, Placement};
use crate::nlp::is_number_word;
use crate::text::{Span, folded};

/// Time limit for comparing two very different texts; the rest then counts as changed.
const PATIENCE: Duration = Duration::from_millis(500);
/// Number of older sentences, the nearest ones, that are compared with a changed sentence.
const COMPARED: usize = 2_000;
/// Sentences with more words than this are not compared word by word.
const TRACED: usize = 1_000;

/// Minimum share of common words of two sentences that can be mistaken for each other.
const TWIN: f32 = 0.5;

/// Negations, names of days and a few more: two sentences that differ in one of these, or in a number, say different things.
const FACTS: [&str; 30] = [
    "not",
    "no",
    "never",
    "none",
    "nothing",
    "nobody",
    "neither",
    "nor",
    "without",
    "against",
    "cannot",
    "t",
    "now",
    "first",
    "second",
    "half",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "today",
    "yesterday",
    "tomorrow",
    "yes",
    "more",
    "less",
    "fewer",
];

/// A sentence of a text.
#[derive(Clone, Debug)]
struct Sentence {
    span: Span,
    /// Its words, without case and accents.
    words: Vec<String>,
    /// A hash of the words.
    key: u64,
}

/// The alignment of two texts.
#[derive(Debug)]
pub struct Alignment<'a> {
    old: &'a str,
    new: &'a str,
    olds: Vec<Sentence>,
    news: Vec<Sentence>,
    /// For each old sentence, the index of the same sentence in the newer text.
    to_new: Vec<Option<usize>>,
    to_old: Vec<Option<usize>>,
}

impl<'a> Alignment<'a> {
    /// Aligns two texts.
    #[must_use]
    pub fn new(old: &'a str, new: &'a str) -> Self {
        let (olds, news) = (sentences(old), sentences(new));
        let keys = |all: &[Sentence]| all.iter().map(|s| s.key).collect::<Vec<_>>();
        let (a, b) = (keys(&olds), keys(&news));
        let (mut to_new, mut to_old) = (vec![None; a.len()], vec![None; b.len()]);
        let mut pair = |i: usize, j: usize| {
            if let (Some(there @ None), Some(here @ None)) = (to_new.get_mut(i), to_old.get_mut(j)) {
                (*there, *here) = (Some(j), Some(i));
            }
        };
        let until = Instant::now().checked_add(PATIENCE);
        for op in capture_diff_slices_deadline(Algorithm::Patience, &a, &b, until) {
            if let DiffOp::Equal { old_index, new_index, len } = op {
                (0..len).for_each(|n| pair(old_index + n, new_index + n));
            }
        }
        let mut all = Self { old, new, olds, news, to_new, to_old };
        all.pair_moved();
        all.part_copies();
        all.part_twins();
        all
    }

    /// Pairs moved sentences: gone in one place, new in another, and unique in both texts.
    fn pair_moved(&mut self) {
        let mut gone: HashMap<u64, Vec<usize>> = HashMap::new();
        for (i, sentence) in self.olds.iter().enumerate().filter(|(i, _)| self.to_new.get(*i) == Some(&None)) {
            gone.entry(sentence.key).or_default().push(i);
        }
        let mut came: HashMap<u64, Vec<usize>> = HashMap::new();
        for (j, sentence) in self.news.iter().enumerate().filter(|(j, _)| self.to_old.get(*j) == Some(&None)) {
            came.entry(sentence.key).or_default().push(j);
        }
        for (key, from) in gone {
            if let ([i], Some([j])) = (from.as_slice(), came.get(&key).map(Vec::as_slice))
                && let (Some(there), Some(here)) = (self.to_new.get_mut(*i), self.to_old.get_mut(*j))
            {
                (*there, *here) = (Some(*j), Some(*i));
            }
        }
    }

    /// Unpairs a sentence that stands beside the neighbours of an identical one: its place is that of the other, or of a copy.
    fn part_copies(&mut self) {
        let mut alike: HashMap<u64, Vec<usize>> = HashMap::new();
        for (i, sentence) in self.olds.iter().enumerate() {
            alike.entry(sentence.key).or_default().push(i);
        }
        let mut copies = Vec::new();
        for (i, sentence) in self.olds.iter().enumerate() {
            let Some(j) = self.to_new.get(i).copied().flatten() else { continue };
            let most = self.same_beside(i, j);
            if most == 2 {
                continue;
            }
            let others = alike.get(&sentence.key).into_iter().flatten().take(COMPARED);
            if let Some(best) = others
                .max_by_key(|other| self.same_beside(**other, j))
                .filter(|best| self.same_beside(**best, j) > most)
            {
                copies.push((i, j, *best));
            }
        }
        for (i, j, other) in copies {
            if let (Some(there), Some(here)) = (self.to_new.get_mut(i), self.to_old.get_mut(j)) {
                (*there, *here) = (None, Some(other));
            }
            if let Some(free @ None) = self.to_new.get_mut(other) {
                *free = Some(j);
            }
        }
    }

    /// Returns how many of the two neighbours of an old and a new sentence are the same.
    fn same_beside(&self, old: usize, new: usize) -> usize {
        let is_same = |step: isize| {
            let (Some(before), Some(there)) = (old.checked_add_signed(step), new.checked_add_signed(step)) else {
                return false;
            };
            matches!((self.olds.get(before), self.news.get(there)), (Some(old), Some(new)) if old.key == new.key)
        };
        usize::from(is_same(-1)) + usize::from(is_same(1))
    }

    /// Unpairs identical sentences whose number has fallen: which one is gone is unknown, unless a neighbour of one, and
    /// of no other, is unchanged.
    fn part_twins(&mut self) {
        let mut counts: HashMap<u64, (usize, usize)> = HashMap::new();
        let mut alike: HashMap<u64, Vec<usize>> = HashMap::new();
        for (i, sentence) in self.olds.iter().enumerate() {
            counts.entry(sentence.key).or_default().0 += 1;
            alike.entry(sentence.key).or_default().push(i);
        }
        self.news.iter().for_each(|s| counts.entry(s.key).or_default().1 += 1);
        let key = |i: usize| self.olds.get(i).map(|s| s.key);
        let is_beside = |i: usize, j: usize, step: isize| {
            let (Some(before), Some(there)) = (i.checked_add_signed(step), j.checked_add_signed(step)) else {
                return false;
            };
            key(before) != key(i) && self.to_new.get(before).copied().flatten() == Some(there)
        };
        let doubtful: Vec<usize> = (0..self.olds.len())
            .filter(|i| key(*i).and_then(|key| counts.get(&key)).is_some_and(|(old, new)| old > new && *new > 0))
            .filter(|i| {
                let at = self.to_new.get(*i).copied().flatten();
                let mut others = key(*i).and_then(|key| alike.get(&key)).into_iter().flatten().take(COMPARED);
                at.is_some_and(|j| {
                    !(is_beside(*i, j, -1) || is_beside(*i, j, 1))
                        || others.any(|other| {
                            let leads = |step| self.leads_to(*other, j, step) || self.continues(*other, *i, j, step);
                            *other != *i && (leads(-1) || leads(1))
                        })
                })
            })
            .collect();
        for i in doubtful {
            let there = self.to_new.get_mut(i).and_then(Option::take);
            if let Some(here) = there.and_then(|j| self.to_old.get_mut(j)) {
                *here = None;
            }
        }
    }

    /// Returns whether the neighbour of a new sentence is the edited neighbour of the old sentence `other`, rather than that of
    /// `paired`.
    fn continues(&self, other: usize, paired: usize, new: usize, step: isize) -> bool {
        let beside = |all: &'_ [Sentence], i: usize| i.checked_add_signed(step).filter(|i| *i < all.len());
        let (Some(there), Some(theirs)) = (beside(&self.news, new), beside(&self.olds, other)) else { return false };
        let (Some(is), Some(was)) = (self.news.get(there), self.olds.get(theirs)) else { return false };
        if self.to_old.get(there) != Some(&None)
            || self.to_new.get(theirs) != Some(&None)
            || alike(&is.words, &was.words) < TWIN
        {
            return false;
        }
        let mine = beside(&self.olds, paired).and_then(|i| self.olds.get(i));
        mine.is_none_or(|mine| {
            let (theirs, mine) = distinct_pairs(&is.words, &was.words, &mine.words);
            theirs > mine
        })
    }

    /// Returns whether an old sentence that is gone would fit a new one: the sentences that follow are the same, up to one that
    /// is paired.
    fn leads_to(&self, old: usize, new: usize, step: isize) -> bool {
        let (mut i, mut j) = (old, new);
        if self.to_new.get(old) != Some(&None) {
            return false;
        }
        loop {
            let (Some(next), Some(there)) = (i.checked_add_signed(step), j.checked_add_signed(step)) else {
                return false;
            };
            (i, j) = (next, there);
            match (self.olds.get(i), self.news.get(j)) {
                (Some(old), Some(new)) if old.key == new.key => {}
                _ => return false,
            }
            if let Some(Some(paired)) = self.to_new.get(i) {
                return *paired == j;
            }
        }
    }

    /// Returns the place in the newer text of an anchor on the older one.
    #[must_use]
    pub fn place(&self, anchor: &Anchor) -> Placement {
        // Other programs count offsets differently.
        let was = match anchor.position {
            span if span.of(self.old) == anchor.exact => span,
            _ => match place(anchor, self.old).span().filter(|span| span.of(self.old) == anchor.exact) {
                Some(span) => span,
                None => return place(anchor, self.new),
            },
        };
        let own = range(&self.olds, was);
        if own.is_empty() || !anchor.exact.contains(char::is_alphanumeric) {
            return self.place_without_words(anchor, was);
        }
        let found = match self.carried(was, own.clone()) {
            Some(span) => Some(span),
            None => locate(anchor, self.new, &|span| self.is_free(span, was, &own, &anchor.exact)),
        };
        match found.map(|span| self.with_spaces(span, &anchor.exact)) {
            Some(span) if span == was && span.of(self.new) == anchor.exact => Placement::Ok(span),
            Some(span) => Placement::Moved(span),
            None => Placement::Orphan,
        }
    }

    /// Returns the place with the spaces and marks around its words, where the anchor has the same.
    fn with_spaces(&self, span: Span, exact: &str) -> Span {
        let ends = |text: &str, is_end: fn(char) -> bool| {
            (text.len() - text.trim_start_matches(is_end).len(), text.len() - text.trim_end_matches(is_end).len())
        };
        let is_end: [fn(char) -> bool; 2] = [|c| !c.is_alphanumeric(), char::is_whitespace];
        let found = span.of(self.new);
        let wider = is_end.into_iter().flat_map(|is_end| {
            let ((lead, tail), (has_lead, has_tail)) = (ends(exact, is_end), ends(found, is_end));
            let start = (span.start + has_lead.min(found.len())).saturating_sub(lead);
            let end = (span.end - has_tail.min(found.len())).saturating_add(tail);
            [Span::new(start, end), Span::new(start, span.end), Span::new(span.start, end)]
        });
        wider.filter(|wider| wider.start < wider.end).find(|wider| wider.of(self.new) == exact).unwrap_or(span)
    }

    /// Returns the place of an anchor on spaces or punctuation alone: where both texts have it once, with its surroundings.
    fn place_without_words(&self, anchor: &Anchor, was: Span) -> Placement {
        if self.old == self.new {
            return Placement::Ok(was);
        }
        let Anchor { prefix, exact, suffix, .. } = anchor;
        let whole = format!("{prefix}{exact}{suffix}");
        let only = |text: &str| {
            let mut all = memmem::find_iter(text.as_bytes(), whole.as_bytes());
            all.next().filter(|_| all.next().is_none())
        };
        match (only(self.old), only(self.new)) {
            (Some(_), Some(at)) if whole.contains(char::is_alphanumeric) => {
                let start = at + prefix.len();
                let span = Span::new(start, start + exact.len());
                if span == was { Placement::Ok(span) } else { Placement::Moved(span) }
            }
            _ => Placement::Orphan,
        }
    }

    /// Replaces an anchor on the older text by one on the newer text, or marks it as gone.
    pub(super) fn carry(&self, anchor: &mut Anchor) {
        *anchor = match self.place(anchor).span() {
            Some(span) => Anchor::of(self.new, span),
            None => std::mem::take(anchor).gone(),
        };
    }

    /// Returns the place of the words within their unchanged sentences, if these still follow one another.
    fn carried(&self, was: Span, own: std::ops::Range<usize>) -> Option<Span> {
        let first = self.to_new.get(own.start).copied().flatten()?;
        let follow = own.clone().enumerate().all(|(n, i)| self.to_new.get(i).copied().flatten() == Some(first + n));
        let last = self.news.get(first + own.len() - 1).filter(|_| follow)?;
        let there = Span::new(self.news.get(first)?.span.start, last.span.end);
        let here = Span::new(self.olds.get(own.start)?.span.start, self.olds.get(own.end - 1)?.span.end);
        let (old, new) = (here.of(self.old), there.of(self.new));
        if old == new {
            // Spaces before the first sentence are not part of it.
            let inside = was.intersect(here)?;
            return Some(Span::new(there.start + (inside.start - here.start), there.start + (inside.end - here.start)));
        }
        // Quotation marks or line breaks have changed: find the same words by number.
        let (before, after) = (folded(old), folded(new));
        let within = was.intersect(here)?;
        let inside = Span::new(within.start - here.start, within.end - here.start);
        let at = |(_, (_, span)): &(usize, &(String, Span))| span.end > inside.start && span.start < inside.end;
        let numbers: Vec<usize> = before.iter().enumerate().filter(at).map(|(n, _)| n).collect();
        let (from, to) = (*numbers.first()?, *numbers.last()?);
        let (old_first, old_last) = (before.get(from)?.1, before.get(to)?.1);
        let (new_first, new_last) = (after.get(from)?.1, after.get(to)?.1);
        // Punctuation around the words is included where it was before.
        let lead = old.get(inside.start..old_first.start).map_or(0, |marks| marks.trim_start().chars().count());
        let tail = old.get(old_last.end..inside.end).map_or(0, |marks| marks.trim_end().chars().count());
        let is_mark = |c: &char| !c.is_alphanumeric() && !c.is_whitespace();
        let before = new.get(..new_first.start)?.chars().rev().take(lead).take_while(is_mark).map(char::len_utf8);
        let start = new_first.start - before.sum::<usize>();
        let after = new.get(new_last.end..)?.chars().take(tail).take_while(is_mark).map(char::len_utf8);
        let end = new_last.end + after.sum::<usize>();
        Some(Span::new(there.start + start, there.start + end))
    }

    /// Returns whether words from `was` may be attached to a place of the newer text: it must not be another sentence
    /// of the older text.
    fn is_free(&self, span: Span, was: Span, own: &std::ops::Range<usize>, exact: &str) -> bool {
        let is_verbatim = span.of(self.new) == exact;
        let is_only = |text: &str| text.match_indices(exact).nth(1).is_none();
        let few = exact.split_whitespace().count() < 4;
        if is_verbatim && !few && is_only(self.old) && is_only(self.new) {
            return self.same_speaker(span, was);
        }
        let touched = range(&self.news, span);
        let inside = |sentence: &Sentence| sentence.span.intersect(span).map_or(0, Span::len);
        let most = self.news.get(touched.clone()).unwrap_or_default().iter().map(inside).max().unwrap_or(0);
        touched.clone().all(|j| {
            let Some(sentence) = self.news.get(j) else { return true };
            // A match that reaches a little into the next sentence does not count.
            let common = inside(sentence);
            if common < most && common * 2 < span.len() && common * 2 < sentence.span.len() {
                return true;
            }
            match self.to_old.get(j).copied().flatten() {
                Some(i) => own.contains(&i),
                None => self.may_be(j, own),
            }
        }) && self.same_speaker(span, was)
            && self.has_own_words(span, was, own)
            && self.follows_its_words(span, was, own, touched)
    }

    /// Returns whether the words of a place are not rather those of a near-twin of the anchor's sentences.
    fn has_own_words(&self, span: Span, was: Span, own: &std::ops::Range<usize>) -> bool {
        let words = |text: &str, span: Span| folded(span.of(text)).into_iter().map(|word| word.0).collect::<Vec<_>>();
        let (now, before) = (words(self.new, span), words(self.old, was));
        let (Some(now_in), Some(before_in)) = (inner(&now), inner(&before)) else { return true };
        let rest: Vec<String> = own
            .clone()
            .filter_map(|i| self.olds.get(i))
            .flat_map(|sentence| {
                folded(sentence.span.of(self.old)).into_iter().map(|(word, at)| (word, at, sentence.span.start))
            })
            .filter(|(_, at, start)| !was.contains(at.start + start))
            .map(|(word, ..)| word)
            .collect();
        let (of_own, of_rest) = shared_with_one(&now_in, &before_in, &inner(&rest).unwrap_or_default());
        if of_rest > of_own {
            return false;
        }
        let is_in_place = range(&self.news, span).all(|j| self.stands_between(j, own));
        let near = own.start.saturating_sub(COMPARED)..self.olds.len().min(own.start + COMPARED);
        near.filter(|i| !own.contains(i)).all(|i| {
            let Some(other) = self.olds.get(i) else { return true };
            let is_twin =
                own.clone().any(|mine| self.olds.get(mine).is_some_and(|m| alike(&m.words, &other.words) >= TWIN));
            if !is_twin {
                return true;
            }
            let theirs = inner(&other.words).unwrap_or_default();
            let (of_own, of_other) = shared_with_one(&now_in, &before_in, &theirs);
            // Elsewhere, words that both have are rather those of the twin, which may be copied.
            let could_show = !is_in_place && before_in.iter().any(|pair| !theirs.contains(pair));
            of_other <= of_own && !(could_show && of_own == 0)
        })
    }

    /// Returns whether the words of a place are not those of another place in the anchor's own sentences: a sentence may hold
    /// a near-twin of the words, and a rough split may take two sentences for one. Words that can be either's are not the
    /// anchor's.
    fn follows_its_words(
        &self,
        span: Span,
        was: Span,
        own: &std::ops::Range<usize>,
        touched: std::ops::Range<usize>,
    ) -> bool {
        let words = |all: &[Sentence], range: std::ops::Range<usize>, text: &str, mark: Span| {
            let sentences = all.get(range)?;
            let whole = sentences.first()?.span.join(sentences.last()?.span);
            let inside = |at: Span| mark.contains(at.start + whole.start);
            Some(folded(whole.of(text)).into_iter().map(|(word, at)| (word, inside(at))).collect::<Vec<_>>())
        };
        let Some(mut old) = words(&self.olds, own.clone(), self.old, was) else { return true };
        let Some(mut new) = words(&self.news, touched, self.new, span) else { return true };
        if old.len().max(new.len()) > TRACED {
            return true;
        }
        // From the front, and from the back: what is deleted before a repetition looks like what is deleted after it.
        let is_own = |old: &[(String, bool)], new: &[(String, bool)]| {
            let plain = |words: &[(String, bool)]| words.iter().map(|(word, _)| word.clone()).collect::<Vec<_>>();
            let (mut mine, mut others) = (0, 0);
            for op in capture_diff_slices(Algorithm::Myers, &plain(old), &plain(new)) {
                let DiffOp::Equal { old_index, new_index, len } = op else { continue };
                for (old, new) in old.iter().skip(old_index).zip(new.iter().skip(new_index)).take(len) {
                    mine += usize::from(new.1 && old.1);
                    others += usize::from(new.1 && !old.1);
                }
            }
            others <= mine
        };
        is_own(&old, &new) && {
            old.reverse();
            new.reverse();
            is_own(&old, &new)
        }
    }

    /// Returns whether a changed sentence can come from the anchor's sentences rather than from another one.
    fn may_be(&self, j: usize, own: &std::ops::Range<usize>) -> bool {
        let Some(sentence) = self.news.get(j) else { return false };
        let likeness = |i: usize| self.olds.get(i).map_or(0.0, |old| alike(&old.words, &sentence.words));
        let mine = own.clone().map(likeness).fold(0.0, f32::max);
        let near = self.olds.len().min(own.start + COMPARED);
        let others = (own.start.saturating_sub(COMPARED)..near).filter(|i| {
            // A sentence that is unchanged elsewhere is no candidate.
            !own.contains(i) && self.to_new.get(*i).copied().flatten().is_none()
        });
        let others: Vec<(usize, f32)> = others.map(|i| (i, likeness(i))).collect();
        let theirs = others.iter().map(|(_, likeness)| *likeness).fold(0.0, f32::max);
        let in_place = self.stands_between(j, own);
        // Where another fits as well, the place decides, unless both were there.
        let is_doubtful =
            || others.iter().any(|(i, likeness)| *likeness >= mine && self.stands_between(j, &(*i..*i + 1)));
        if theirs > mine || theirs >= mine && theirs > 0.0 && (!in_place || is_doubtful()) {
            return false;
        }
        // Of two sentences that are nearly the same, the words in which they differ decide, also against one that stands
        // unchanged elsewhere if this is not the place of the anchor's sentences: the new one may be its copy.
        let is_twin = |i: usize, mine: usize| {
            let (Some(own), Some(other)) = (self.olds.get(mine), self.olds.get(i)) else { return false };
            // Of two that are the same, the neighbours decide.
            if own.key == other.key {
                return self.same_beside(i, j) > self.same_beside(mine, j);
            }
            if alike(&own.words, &other.words) < TWIN {
                return false;
            }
            let (mine, theirs) = distinct_pairs(&sentence.words, &own.words, &other.words);
            let stands_elsewhere = self.to_new.get(i).copied().flatten().is_some();
            if in_place && stands_elsewhere && mine > 0 { theirs > mine } else { theirs >= mine }
        };
        let reach = own.start.saturating_sub(COMPARED)..near;
        // What is more like a sentence that stands elsewhere is a copy of that.
        let is_copy = |i: usize| {
            let theirs = likeness(i);
            theirs >= TWIN && theirs > mine
        };
        if reach.clone().any(|i| !own.contains(&i) && is_copy(i)) {
            return false;
        }
        if own.clone().any(|mine| reach.clone().any(|i| !own.contains(&i) && is_twin(i, mine))) {
            return false;
        }
        in_place || own.clone().any(|i| self.olds.get(i).is_some_and(|old| self.same_facts(old, sentence)))
    }

    /// Returns whether a sentence stands between the former neighbours of the anchor's sentences.
    fn stands_between(&self, j: usize, own: &std::ops::Range<usize>) -> bool {
        let matched = |i: usize| self.to_new.get(i).copied().flatten();
        let before = (0..own.start).rev().find_map(matched);
        let after = (own.end..self.olds.len()).find_map(matched);
        before.is_none_or(|before| before < j) && after.is_none_or(|after| j < after) && (before, after) != (None, None)
    }

    /// Returns whether two sentences have the same figures, days, negations and names.
    fn same_facts(&self, old: &Sentence, new: &Sentence) -> bool {
        let facts = |sentence: &Sentence, text: &str| {
            let is_fact = |word: &&String| {
                word.contains(char::is_numeric) || FACTS.contains(&word.as_str()) || is_number_word(word)
            };
            let mut all: Vec<String> = sentence.words.iter().filter(is_fact).cloned().collect();
            all.extend(names(sentence.span.of(text)));
            all.sort_unstable();
            all.dedup();
            all
        };
        facts(old, self.old) == facts(new, self.new)
    }

    /// Returns whether both quotes can have the same speaker: if both sentences name someone outside the quotation
    /// marks, they share a name.
    fn same_speaker(&self, span: Span, was: Span) -> bool {
        let around = |all: &[Sentence], text: &str, span: Span| -> Option<Vec<String>> {
            let sentences = all.get(range(all, span))?;
            let whole = sentences.first()?.span.join(sentences.last()?.span);
            let words = whole.of(text);
            let unquoted = unquoted(words)?;
            Some(names(&unquoted))
        };
        let (Some(before), Some(now)) = (around(&self.olds, self.old, was), around(&self.news, self.new, span)) else {
            return true;
        };
        before.is_empty() || now.is_empty() || before.iter().any(|name| now.contains(name))
    }
}

/// Returns how many pairs of neighbouring words a sentence shares with `one` alone, and how many with `other` alone.
fn distinct_pairs(sentence: &[String], one: &[String], other: &[String]) -> (usize, usize) {
    shared_with_one(&pairs(sentence), &pairs(one), &pairs(other))
}

/// Returns how many of the pairs are in `one` and not in `other`, and how many the other way round.
fn shared_with_one(all: &HashSet<Pair<'_>>, one: &HashSet<Pair<'_>>, other: &HashSet<Pair<'_>>) -> (usize, usize) {
    let only = |a: &HashSet<Pair<'_>>, b: &HashSet<Pair<'_>>| {
        all.iter().filter(|pair| a.contains(*pair) && !b.contains(*pair)).count()
    };
    (only(one, other), only(other, one))
}

/// Two neighbouring words; `None` before the first and after the last.
type Pair<'a> = (Option<&'a String>, Option<&'a String>);

/// Returns the pairs of neighbouring words without those at the ends; `None` for fewer than two words.
fn inner(words: &[String]) -> Option<HashSet<Pair<'_>>> {
    (words.len() > 1).then(|| words.iter().map(Some).zip(words.iter().skip(1).map(Some)).collect())
}

/// Returns the pairs of neighbouring words.
fn pairs(words: &[String]) -> HashSet<Pair<'_>> {
    let all = words.iter().map(Some);
    std::iter::once(None).chain(all.clone()).zip(all.chain(std::iter::once(None))).collect()
}

/// Returns the part of a sentence outside its quotation marks; `None` if there is none.
fn unquoted(words: &str) -> Option<String> {
    let mut out = String::new();
    let mut inside = false;
    let mut any = false;
    for c in words.chars() {
        match c {
            '“' | '„' | '«' => (inside, any) = (true, true),
            '”' | '»' => inside = false,
            '"' => (inside, any) = (!inside, true),
            c if !inside => out.push(c),
            _ => {}
        }
    }
    any.then_some(out)
}

/// Returns the capitalised words that do not begin the sentence.
fn names(words: &str) -> Vec<String> {
    let begins = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let bare = words.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let mut first = true;
    let mut found = Vec::new();
    for word in bare {
        // After a quote, the rest of the sentence usually names the speaker.
        let starts = std::mem::take(&mut first) && words.starts_with(word);
        if begins(word) && !starts {
            found.push(word.to_lowercase());
        }
    }
    found
}

/// Returns the common share of the words of two sentences: 1 for the same words, 0 for none.
fn alike(a: &[String], b: &[String]) -> f32 {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    a.iter().for_each(|word| *counts.entry(word).or_default() += 1);
    let mut common = 0;
    for word in b {
        if let Some(count) = counts.get_mut(word.as_str()).filter(|count| **count > 0) {
            *count -= 1;
            common += 1;
        }
    }
    (2 * common) as f32 / (a.len() + b.len()).max(1) as f32
}

/// Returns the sentences that a span touches.
fn range(all: &[Sentence], span: Span) -> std::ops::Range<usize> {
    let from = all.partition_point(|sentence| sentence.span.end <= span.start);
    let to = all.partition_point(|sentence| sentence.span.start < span.end);
    from..to.max(from)
}

/// Splits a text into sentences. A rough split is enough, as long as both texts are split alike.
fn sentences(text: &str) -> Vec<Sentence> {
    let mut all = Vec::new();
    let mut start = 0;
    let mut ended = false;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let stop = match c {
            '.' | '!' | '?' | '…' => {
                ended = true;
                false
            }
            '”' | '"' | '’' | '»' | '\'' | ')' => false,
            '。' | '！' | '？' => true,
            '\n' => ended || matches!(next, Some('\n' | '\r')),
            c if c.is_whitespace() => {
                let stops = ended && next.is_none_or(|next| !next.is_lowercase() && !next.is_whitespace());
                ended &= next.is_some_and(char::is_whitespace);
                stops
            }
            _ => {
                ended = false;
                false
            }
        };
        if stop || next.is_none() {
            let end = at + c.len_utf8();
            let span = Span::new(start, end).trim(text);
            let words: Vec<String> = folded(span.of(text)).into_iter().map(|word| word.0).collect();
            if !words.is_empty() {
                let mut hasher = DefaultHasher::new();
                words.hash(&mut hasher);
                all.push(Sentence { span, words, key: hasher.finish() });
            }
            start = end;
            ended = false;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn on(text: &str, words: &str, nth: usize) -> Anchor {
        let start = text.match_indices(words).nth(nth).unwrap().0;
        Anchor::of(text, Span::new(start, start + words.len()))
    }

    /// Returns the words that a note is attached to after the edit.
    fn after(old: &str, words: &str, nth: usize, new: &str) -> Option<(usize, String)> {
        let span = Alignment::new(old, new).place(&on(old, words, nth)).span()?;
        Some((span.start, span.of(new).to_owned()))
    }

    const OLD: &str = "The guild met in May.\n\nThe dyke will cost 310 million marks and be done by the spring of 2031, the \
        reeve told the guild.\n\nNobody asked why. It rained.\n\nThe dyke will cost 640 million marks and be done by the \
        spring of 2034, the reeve told the court.\n\n“I have nothing to add,” Hale said.\n\n“I have nothing to add,” \
        Brandt said.\n";

    #[test]
    fn no_note_hops_onto_a_twin() {
        let first =
            "The dyke will cost 310 million marks and be done by the spring of 2031, the reeve told the guild.\n\n";
        let new = OLD.replace(first, "");
        assert_eq!(after(OLD, "The dyke will cost 310 million marks", 0, &new), None);
        assert_eq!(after(OLD, "be done by the spring of 2031", 0, &new), None);
        // Nor where the twin was edited as well.
        let edited = new.replace("640 million", "650 million");
        assert_eq!(after(OLD, "The dyke will cost 310 million marks", 0, &edited), None);
        let kept = after(OLD, "640 million marks", 0, &edited).unwrap();
        assert_eq!(kept.1, "650 million marks");
    }

    #[test]
    fn of_twins_beside_each_other_nobody_can_tell_which_is_gone() {
        // One sentence by the rough split; the same words follow in another order of the same sentences.
        let both = "It rained.\n\nThe dyke costs 310 marks: the dyke costs 640 marks: and no more.\n\nThe end.";
        let one = both.replace("The dyke costs 310 marks: ", "");
        assert_eq!(after(both, "The dyke costs", 0, &one), None);
        let both = "It rained. What is it? Is it a lamp?\n\nWhat is it? Is it no lamp?\n\nThe end.";
        let one = both.replace("What is it? Is it a lamp?\n\n", "");
        assert_eq!(after(both, "What is it?", 0, &one), None);
        assert_eq!(after(both, "It rained.", 0, &one).unwrap().1, "It rained.");
        let both = "It rained. Ask him. What is it? Is it a lamp?\n\nAsk him. What is it? Is it no lamp?\n\nThe end.";
        let one = both.replace("Ask him. What is it? Is it a lamp?\n\n", "");
        assert_eq!(after(both, "Ask him.", 0, &one), None);
    }

    #[test]
    fn an_edited_or_copied_twin_stays_another_sentence() {
        let two =
            "It rained.\n\nThe mill has stood here for years.\n\nThe end.\n\nThe mill had stood here for years.\n";
        let gone = two.replace("The mill has stood here for years.\n\n", "");
        let words = "The mill has stood here";
        assert_eq!(after(two, words, 0, &gone.replace("had", "éhad")), None);
        assert_eq!(after(two, words, 0, &gone.replace("The mill had", "Lamp mill had")), None);
        let copied =
            two.replace("The mill has stood", "the mill had stood").replace("years.\n\nThe end", "years. the end");
        assert_eq!(after(two, words, 0, &copied), None);
        // Its own words, edited elsewhere, are still found.
        let edited = two.replace("has stood here for years", "has stood here for many years");
        assert_eq!(after(two, words, 0, &edited).unwrap().1, words);
    }

    #[test]
    fn a_copy_of_a_twin_is_not_the_deleted_sentence() {
        let twins = "The end of May was warm.\n\nThe dean will not sell the old bells of the church.\n\nIt rained.\n\n\
            The dean will now sell the old bells of the church.\n\nNobody asked.\n";
        let words = "sell the old bells of the church";
        // A lead that could be of either.
        let lead = twins.replace("The dean will not sell the old bells of the church.\n\n", "");
        let lead = format!("Yesterday the dean sell the old bells of the church.\n\n{lead}");
        assert_eq!(after(twins, words, 0, &lead), None);
        // The twin's neighbours show whose copy it is.
        let same =
            "Hale came late. “Ask him.” Nobody laughed.\n\nIt rained.\n\nBrandt came early. “Ask him.” They laughed.\n";
        let new = "Brandt came early. “Ask him.” They laughed.\n\nIt rained.\n\nBrandt came early. “Ask him.” They laughed.\n";
        assert_eq!(after(same, "Ask him.", 0, new), None);
        assert_eq!(after(same, "Ask him.", 1, new).unwrap().0, new.rfind("Ask him.").unwrap());
        // Nor is a copy of any other sentence, where the words are few.
        let other = "The members of the council are glad of the vote.\n\nIt rained.\n\nThe members of the council repeat their \
            support for the mill and for the people of the bay.\n\nNobody asked.\n";
        let rest = other.split_once("\n\n").unwrap().1;
        let lead =
            format!("The members of the council it emerged for the mill and for the people of the bay.\n\n{rest}");
        assert_eq!(after(other, "of the council", 0, &lead), None);
        // A twin in the same sentence by the rough split.
        let both = "It rained.\n\nThe dyke will cost us 310 marks: the dyke will cost them 640 marks.\n\nThe end.";
        let one = both.replace("The dyke will cost us 310 marks: ", "");
        assert_eq!(after(both, "The dyke will cost us 310", 0, &one), None);
    }

    #[test]
    fn marks_at_the_ends_stay_part_of_the_words() {
        let old = "It rained. \" The Row \" is a song. He sang. [...] Then it ended.\n";
        let new = format!("A new first sentence.\n\n{old}");
        for words in ["\" The Row \" is", "He sang. [...]", ". [...] Then"] {
            assert_eq!(after(old, words, 0, &new).unwrap().1, words);
        }
    }

    #[test]
    fn spaces_and_marks_have_their_surroundings_only() {
        let text = "One.\n    \nTwo words.\n    \nThree words.\n";
        assert_eq!(after(text, "    ", 0, &text.replace("One.\n    \n", "")), None);
        let moved = format!("A lamp.\n{text}");
        assert_eq!(after(text, "    ", 0, &moved).unwrap().0, moved.find("    ").unwrap());
        // Spaces before a sentence.
        assert_eq!(after(text, "\nTwo words", 0, &moved).unwrap().1, "\nTwo words");
        let marked = moved.replace("Two words.", "“Two words.”");
        assert_eq!(after(text, "    \nTwo words", 0, &marked).unwrap().1, "Two words");
    }

    #[test]
    fn a_quote_keeps_its_speaker() {
        let quote = "“I have nothing to add,”";
        let new = OLD.replace("“I have nothing to add,” Hale said.\n\n", "");
        assert_eq!(after(OLD, quote, 0, &new), None);
        assert_eq!(after(OLD, quote, 1, &new).unwrap().0, new.find(quote).unwrap());
        let swapped = OLD.replace("Hale said", "@").replace("Brandt said", "Hale said").replace('@', "Brandt said");
        assert_eq!(after(OLD, quote, 0, &swapped).unwrap().0, swapped.rfind(quote).unwrap());
        let other = OLD.replace("Hale said", "Merz said");
        assert_eq!(after(OLD, quote, 0, &other), None, "what Merz said is another quote");
    }

    #[test]
    fn an_edit_in_place_is_followed_and_an_unlike_sentence_is_not() {
        let new = OLD.replace("310 million", "315 million");
        assert_eq!(after(OLD, "310 million marks", 0, &new).unwrap().1, "315 million marks");
        let new = OLD.replace("Nobody asked why.", "A lamp was lit at the harbour.");
        assert_eq!(after(OLD, "Nobody asked why.", 0, &new), None);
        let new = OLD.replace("“I have nothing to add,” Hale", "«I have nothing\nto add,» Hale");
        assert_eq!(after(OLD, "“I have nothing to add,”", 0, &new).unwrap().1, "«I have nothing\nto add,»");
    }

    #[test]
    fn of_words_that_are_repeated_nobody_can_tell_which_are_gone() {
        let song = "Row, row.\n\nRow, row.\n\nRow, row.\n\nThe end of it.\n";
        assert_eq!(after(song, "Row, row.", 1, &song.replacen("Row, row.\n\n", "", 1)), None);
        let end = after(song, "The end of it.", 0, &song.replacen("Row, row.\n\n", "", 1)).unwrap();
        assert_eq!(end.1, "The end of it.");
    }

    proptest! {
        #[test]
        fn unchanged_texts_keep_every_note(words in proptest::collection::vec("[a-c]{1,3}[.!]? ", 1..40), at in 0usize..100, len in 0usize..20) {
            let text: String = words.concat();
            let start = at.min(text.len());
            let anchor = Anchor::of(&text, Span::new(start, (start + len).min(text.len())));
            prop_assert_eq!(Alignment::new(&text, &text).place(&anchor), Placement::Ok(anchor.position));
        }

        #[test]
        fn any_two_texts_give_a_true_span(old in "\\PC{0,80}", new in "\\PC{0,80}", at in 0usize..80, len in 0usize..30) {
            let anchor = Anchor::of(&old, Span::new(at.min(old.len()), (at + len).min(old.len())));
            if let Some(span) = Alignment::new(&old, &new).place(&anchor).span() {
                prop_assert!(span.is_empty() || !span.of(&new).is_empty());
            }
        }
    }
}
