//! Compares two versions of an article: altered quotes first, then changed speakers, removed and added quotes, the
//! headline, and the other paragraphs.
//!
//! The engine may annotate two versions differently where the text is the same; only differences of the words count.
//! A quote whose words stand unchanged in both texts is not altered, wherever the engine puts its boundaries.

use std::collections::HashMap;

use memchr::memmem;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::library::notes::reviewed::Reviewed;
use crate::library::notes::words::{Step, common, steps};
use crate::nlp::{Attribution, QuoteKind};
use crate::text::{Span, folded_words};

/// Minimum share of the longer quote's words in the shorter one to count as the same quote, altered.
const ALTERED: f32 = 0.4;
/// Minimum share of the shorter quote's words in the longer one to count as a shortened quote.
const CUT: f32 = 0.85;
/// Minimum words of a quote that can be recognised by its words.
const FEWEST: usize = 3;
/// Minimum share of common words of an altered paragraph.
const SAME_PARAGRAPH: f32 = 0.35;
/// Number of quotes nearby that a quote is compared with.
const NEAR: usize = 60;
/// Number of paragraphs nearby that a rewritten paragraph is compared with.
const WINDOW: usize = 12;

/// One version of an article.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// Its title, where one is known.
    pub title: Option<&'a str>,
    /// Its text.
    pub text: &'a str,
    /// Its quotes and speakers.
    pub said: &'a Reviewed,
}

/// A quote of one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// Its words, in one line; `…` marks an omission.
    pub words: String,
    /// The speaker.
    pub speaker: Option<String>,
    /// Direct, mixed or indirect.
    pub kind: QuoteKind,
    /// Its place.
    pub span: Span,
}

/// A difference. Spans named `is` are in the newer text, spans named `was` in the older.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The words of a quote were changed.
    Quote {
        /// The older form.
        was: Quoted,
        /// The newer form.
        is: Quoted,
    },
    /// The same words have another speaker.
    Speaker {
        /// With the older speaker.
        was: Quoted,
        /// With the newer one.
        is: Quoted,
    },
    /// A quote was removed.
    QuoteGone {
        /// The quote.
        was: Quoted,
        /// Where it would be in the newer text.
        at: usize,
    },
    /// A quote was added.
    QuoteNew(Quoted),
    /// The headline was changed.
    Title {
        /// The older one.
        was: String,
        /// The newer one.
        is: String,
    },
    /// A paragraph was changed.
    Altered {
        /// The older form.
        was: Span,
        /// The newer form.
        is: Span,
    },
    /// A paragraph was moved.
    Moved(Span),
    /// A paragraph was removed.
    Gone {
        /// The paragraph.
        was: Span,
        /// Where it would be in the newer text.
        at: usize,
    },
    /// A paragraph was added.
    New(Span),
}

impl Difference {
    /// Returns the rank of the difference in the report.
    fn rank(&self) -> u8 {
        match self {
            Self::Quote { is, .. } if is.kind != QuoteKind::Indirect => 0,
            Self::Quote { .. } => 1,
            Self::Speaker { .. } => 2,
            Self::QuoteGone { .. } => 3,
            Self::QuoteNew(_) => 4,
            Self::Title { .. } => 5,
            Self::Altered { .. } | Self::Moved(_) | Self::Gone { .. } | Self::New(_) => 6,
        }
    }

    /// Returns its place in the newer text.
    #[must_use]
    pub fn at(&self) -> usize {
        match self {
            Self::Quote { is, .. } | Self::Speaker { is, .. } | Self::QuoteNew(is) => is.span.start,
            Self::QuoteGone { at, .. } | Self::Gone { at, .. } => *at,
            Self::Title { .. } => 0,
            Self::Altered { is, .. } | Self::Moved(is) | Self::New(is) => is.start,
        }
    }

    /// Returns whether it concerns a quote.
    #[must_use]
    pub fn is_quote(&self) -> bool {
        self.rank() < 5
    }
}

/// Returns the differences between the older version and the newer.
#[must_use]
pub fn compare(old: Version<'_>, new: Version<'_>) -> Vec<Difference> {
    let mut all = Vec::new();
    if let (Some(was), Some(is)) = (old.title, new.title)
        && folded_words(was) != folded_words(is)
    {
        all.push(Difference::Title { was: line(was), is: line(is) });
    }
    if old.text == new.text {
        return all;
    }
    let paragraphs = paragraphs(old.text, new.text);
    all.extend(quotes(old, new, &paragraphs));
    let reported = Reported::of(&all);
    let titles: Vec<Vec<String>> = [old.title, new.title].into_iter().flatten().map(folded_words).collect();
    all.extend(paragraphs.changes.iter().filter_map(|change| {
        let is_title = |text: &str, span: Span| titles.contains(&folded_words(span.of(text)));
        let known = match change {
            Difference::Altered { was, is } => {
                reported.covers(old.text, *was, new.text, *is) || is_title(old.text, *was) && is_title(new.text, *is)
            }
            Difference::Gone { was, .. } => reported.has(&reported.old, old.text, *was) || is_title(old.text, *was),
            Difference::New(is) => reported.has(&reported.new, new.text, *is) || is_title(new.text, *is),
            _ => false,
        };
        (!known).then(|| change.clone())
    }));
    all.sort_by_key(|change| (change.rank(), change.at()));
    all
}

/// Returns a text as one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of both texts, to test whether a sequence of words stands in one of them.
struct Texts {
    old: String,
    new: String,
}

impl Texts {
    fn of(old: &str, new: &str) -> Self {
        let row = |text: &str| format!(" {} ", folded_words(text).join(" "));
        Self { old: row(old), new: row(new) }
    }

    fn has(text: &str, words: &[String]) -> bool {
        memmem::find(text.as_bytes(), format!(" {} ", words.join(" ")).as_bytes()).is_some()
    }
}

/// A quote and its words.
struct Candidate {
    quoted: Quoted,
    words: Vec<String>,
    /// Its parts, each a sequence of words.
    parts: Vec<Vec<String>>,
}

fn candidates(version: Version<'_>) -> Vec<Candidate> {
    let one = |quote: &Attribution| {
        let parts: Vec<&str> = quote.content.iter().map(|span| span.of(version.text)).collect();
        let words = parts.iter().map(|part| line(part)).collect::<Vec<_>>().join(" … ");
        let end = quote.content.last().map_or(0, |span| span.end);
        let quoted = Quoted {
            speaker: quote.speaker.clone(),
            kind: quote.kind,
            span: Span::new(quote.start().min(end), end),
            words,
        };
        let parts: Vec<Vec<String>> = parts.into_iter().map(folded_words).filter(|part| !part.is_empty()).collect();
        Candidate { quoted, words: parts.concat(), parts }
    };
    version.said.attributions.iter().map(one).filter(|one| !one.words.is_empty()).collect()
}

/// Compares the quotes.
fn quotes(old: Version<'_>, new: Version<'_>, paragraphs: &Paragraphs) -> Vec<Difference> {
    let (olds, news) = (candidates(old), candidates(new));
    let mut found = Vec::new();
    // Identical words first, in order: the first of several equal quotes pairs with the first.
    let mut places: HashMap<&[String], Vec<usize>> = HashMap::new();
    for (at, one) in news.iter().enumerate().rev() {
        places.entry(&one.words).or_default().push(at);
    }
    let (mut old_left, mut new_taken) = (Vec::new(), vec![false; news.len()]);
    for one in &olds {
        let Some(at) = places.get_mut(one.words.as_slice()).and_then(Vec::pop) else {
            old_left.push(one);
            continue;
        };
        new_taken[at] = true;
        let is = &news[at];
        if is_other(one.quoted.speaker.as_deref(), is.quoted.speaker.as_deref())
            && !paragraphs.is_same(&one.quoted, &is.quoted)
        {
            found.push(Difference::Speaker { was: one.quoted.clone(), is: is.quoted.clone() });
        }
    }
    let new_left: Vec<&Candidate> =
        news.iter().zip(&new_taken).filter(|(_, taken)| !**taken).map(|(one, _)| one).collect();
    if old_left.is_empty() && new_left.is_empty() {
        return found;
    }
    let texts = Texts::of(old.text, new.text);
    let stands = |text: &str, one: &Candidate| one.parts.iter().all(|part| Texts::has(text, part));
    // A quote that stands unchanged in both texts is no difference, however the engine annotated it.
    let old_left: Vec<&Candidate> = old_left.into_iter().filter(|one| !stands(&texts.new, one)).collect();
    let new_left: Vec<&Candidate> =
        new_left.into_iter().filter(|one| !stands(&texts.old, one) || is_cut(one, &old_left)).collect();
    let mut pairs = Vec::new();
    for (i, was) in old_left.iter().enumerate() {
        // Quotes mostly stay in order: in a book only those nearby are compared.
        let middle = i * new_left.len() / old_left.len().max(1);
        let (from, to) = (middle.saturating_sub(NEAR), (middle + NEAR).min(new_left.len()));
        for (j, is) in new_left.iter().enumerate().take(to).skip(from) {
            if let Some(likeness) = alike(&was.words, &is.words) {
                pairs.push((likeness, i, j));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.abs_diff(a.2).cmp(&b.1.abs_diff(b.2))));
    let (mut gone, mut fresh) = (vec![true; old_left.len()], vec![true; new_left.len()]);
    for (_, i, j) in pairs {
        if gone[i] && fresh[j] {
            (gone[i], fresh[j]) = (false, false);
            found.push(Difference::Quote { was: old_left[i].quoted.clone(), is: new_left[j].quoted.clone() });
        }
    }
    let left = |all: &[&Candidate], which: &[bool]| {
        all.iter().zip(which).filter(|(_, left)| **left).map(|(one, _)| one.quoted.clone()).collect::<Vec<Quoted>>()
    };
    found.extend(left(&old_left, &gone).into_iter().map(|was| {
        let at = paragraphs.place(was.span.start);
        Difference::QuoteGone { was, at }
    }));
    let short = |quoted: &Quoted| folded_words(&quoted.words).len() < FEWEST;
    found.extend(left(&new_left, &fresh).into_iter().filter(|is| !short(is)).map(Difference::QuoteNew));
    found
}

/// Returns whether a quote of the newer text is a shortened quote of the older one.
fn is_cut(one: &Candidate, olds: &[&Candidate]) -> bool {
    one.words.len() >= FEWEST && olds.iter().any(|old| common(&one.words, &old.words) == one.words.len())
}

/// Returns how much of one quote is in the other, if they are forms of the same quote.
fn alike(a: &[String], b: &[String]) -> Option<f32> {
    let (shorter, longer) = (a.len().min(b.len()), a.len().max(b.len()));
    if shorter < FEWEST && longer > shorter + 1 {
        return None;
    }
    // A cheap test first: how many words can match at all.
    let mut counts: HashMap<&str, usize> = HashMap::new();
    a.iter().for_each(|word| *counts.entry(word).or_default() += 1);
    let mut shared = 0;
    for word in b {
        if let Some(count) = counts.get_mut(word.as_str()).filter(|count| **count > 0) {
            *count -= 1;
            shared += 1;
        }
    }
    let enough = |common: usize| {
        common as f32 / longer as f32 >= ALTERED || shorter >= FEWEST && common as f32 / shorter as f32 >= CUT
    };
    if !enough(shared) {
        return None;
    }
    let common = common(a, b);
    enough(common).then_some(common as f32 / longer as f32)
}

/// Returns whether two names are of different people: no word of one is in the other.
fn is_other(was: Option<&str>, is: Option<&str>) -> bool {
    match (was, is) {
        (Some(was), Some(is)) => {
            let (was, is) = (folded_words(was), folded_words(is));
            !was.iter().any(|word| is.contains(word))
        }
        // This time the engine found no speaker.
        _ => false,
    }
}

/// The alignment of the paragraphs of two texts.
struct Paragraphs {
    changes: Vec<Difference>,
    /// Identical paragraphs: their spans in the older and in the newer text.
    same: Vec<(Span, Span)>,
}

impl Paragraphs {
    /// Returns whether both quotes stand in identical paragraphs.
    fn is_same(&self, was: &Quoted, is: &Quoted) -> bool {
        self.same.iter().any(|(old, new)| old.covers(was.span) && new.covers(is.span))
    }

    /// Returns the approximate place in the newer text of an offset of the older one.
    fn place(&self, old: usize) -> usize {
        let before = self.same.iter().rev().find(|(was, _)| was.start <= old);
        before.map_or(0, |(was, is)| if was.contains(old) { is.start + (old - was.start) } else { is.end })
    }
}

/// Compares the paragraphs of two texts: their lines, without empty ones.
#[must_use]
pub fn lines(text: &str) -> Vec<Span> {
    let mut at = 0;
    let mut all = Vec::new();
    for line in text.split_inclusive('\n') {
        let span = Span::new(at, at + line.len()).trim(text);
        at += line.len();
        if !span.is_empty() {
            all.push(span);
        }
    }
    all
}

fn paragraphs(old: &str, new: &str) -> Paragraphs {
    let (olds, news) = (lines(old), lines(new));
    let plain = |text: &str, spans: &[Span]| spans.iter().map(|span| line(span.of(text))).collect::<Vec<_>>();
    let (a, b) = (plain(old, &olds), plain(new, &news));
    let (mut changes, mut same): (Vec<Difference>, Vec<(Span, Span)>) = (Vec::new(), Vec::new());
    let mut end = 0;
    for op in capture_diff_slices(Algorithm::Patience, &a, &b) {
        let was = olds.get(op.old_range()).unwrap_or_default();
        let is = news.get(op.new_range()).unwrap_or_default();
        if let DiffOp::Equal { .. } = op {
            same.extend(was.iter().copied().zip(is.iter().copied()));
            end = is.last().map_or(end, |span| span.end);
            continue;
        }
        end = rewritten((old, was), (new, is), end, &mut changes);
    }
    // A paragraph removed here and added there was moved.
    let mut fresh: HashMap<&str, usize> = HashMap::new();
    let text_of = |text: &'_ str, span: Span| line(span.of(text));
    let new_lines: Vec<Option<String>> =
        changes.iter().map(|c| if let Difference::New(is) = c { Some(text_of(new, *is)) } else { None }).collect();
    for (at, words) in new_lines.iter().enumerate() {
        if let Some(words) = words {
            fresh.insert(words, at);
        }
    }
    let mut moved = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        if let Difference::Gone { was, .. } = change
            && let Some(there) = fresh.remove(text_of(old, *was).as_str())
        {
            moved.push((at, there, *was));
        }
    }
    for (gone, there, was) in &moved {
        if let Some(Difference::New(is)) = changes.get(*there).cloned() {
            changes[*there] = Difference::Moved(is);
            same.push((*was, is));
            // Removed below.
            changes[*gone] = Difference::Moved(Span::default());
        }
    }
    changes.retain(|change| *change != Difference::Moved(Span::default()));
    same.sort_unstable();
    Paragraphs { changes, same }
}

/// Pairs the paragraphs of a rewritten part. `end` is the end of the newer text reported so far; the new end is
/// returned.
fn rewritten(
    (old, was): (&str, &[Span]),
    (new, is): (&str, &[Span]),
    mut end: usize,
    changes: &mut Vec<Difference>,
) -> usize {
    let words = |text: &str, spans: &[Span]| spans.iter().map(|s| folded_words(s.of(text))).collect::<Vec<_>>();
    let (a, b) = (words(old, was), words(new, is));
    let mut next = 0;
    for (i, span) in was.iter().enumerate() {
        let best = (next..b.len().min(next + WINDOW))
            .map(|j| {
                let longer = a[i].len().max(b[j].len()).max(1);
                (common(&a[i], &b[j]) as f32 / longer as f32, j)
            })
            .filter(|(share, _)| *share >= SAME_PARAGRAPH)
            .max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1)));
        let Some((_, j)) = best else {
            changes.push(Difference::Gone { was: *span, at: end });
            continue;
        };
        changes.extend(is.get(next..j).unwrap_or_default().iter().map(|span| Difference::New(*span)));
        if let Some(span_is) = is.get(j) {
            // Changes of punctuation only are reported, too.
            changes.push(Difference::Altered { was: *span, is: *span_is });
            end = span_is.end;
        }
        next = j + 1;
    }
    changes.extend(is.get(next..).unwrap_or_default().iter().map(|span| Difference::New(*span)));
    is.last().map_or(end, |span| span.end)
}

/// The quotes already reported, in both texts.
struct Reported {
    old: Vec<Span>,
    new: Vec<Span>,
}

impl Reported {
    fn of(changes: &[Difference]) -> Self {
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for change in changes {
            match change {
                Difference::Quote { was, is } => {
                    old.push(was.span);
                    new.push(is.span);
                }
                Difference::QuoteGone { was, .. } => old.push(was.span),
                Difference::QuoteNew(is) => new.push(is.span),
                _ => {}
            }
        }
        Self { old, new }
    }

    /// Returns whether every differing word of this paragraph is in a reported quote.
    fn covers(&self, old: &str, was: Span, new: &str, is: Span) -> bool {
        let inside = |quotes: &[Span], base: usize, span: Span| {
            quotes.iter().any(|t| t.covers(Span::new(base + span.start, base + span.end)))
        };
        let steps = steps(was.of(old), is.of(new));
        let differ = steps.iter().any(|step| !matches!(step, Step::Both(..)));
        differ
            && steps.iter().all(|step| match step {
                Step::Both(..) => true,
                Step::First(span) => inside(&self.old, was.start, *span),
                Step::Second(span) => inside(&self.new, is.start, *span),
            })
    }

    /// Returns whether at least half of a paragraph is in reported quotes.
    fn has(&self, quotes: &[Span], text: &str, span: Span) -> bool {
        let inside: usize =
            quotes.iter().filter_map(|t| t.intersect(span)).map(|s| folded_words(s.of(text)).len()).sum();
        let all = folded_words(span.of(text)).len();
        all > 0 && inside * 2 >= all
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ingest::from_plain;
    use crate::nlp::{Engine, annotate};
    use crate::text::Article;

    const OLD: &str = "\
Harbour town waits for its boat

The ferry was late again on Monday.

“We have asked for a second boat for eleven years,” said Harriet Lindqvist, the harbour master.

“It is a matter of money,” said the mayor, Ola Berg.

The council meets on Thursday. Nobody expects a decision.

Fishing boats went out as usual.
";

    /// Returns the differences, one line each.
    fn report(old: &str, new: &str) -> Vec<String> {
        let side = |text: &str| {
            let article = from_plain("a", text.to_owned());
            let annotations = Reviewed::new(annotate(&article, &Engine::rules()), &article.text, &[]);
            (article, annotations)
        };
        let (a, b) = (side(old), side(new));
        let changes = compare(version(&a), version(&b));
        let (old, new) = (a.0.text.as_str(), b.0.text.as_str());
        let head = |text: &str| text.split_whitespace().take(4).collect::<Vec<_>>().join(" ");
        let said = |q: &Quoted| format!("{} {}", q.speaker.as_deref().unwrap_or("?"), head(&q.words));
        changes
            .iter()
            .map(|change| match change {
                Difference::Quote { was, is } => format!("quote: {} → {}", said(was), said(is)),
                Difference::Speaker { was, is } => format!("speaker: {} → {}", said(was), said(is)),
                Difference::QuoteGone { was, .. } => format!("quote gone: {}", said(was)),
                Difference::QuoteNew(is) => format!("quote new: {}", said(is)),
                Difference::Title { was, is } => format!("title: {} → {}", head(was), head(is)),
                Difference::Altered { was, is } => format!("altered: {} → {}", head(was.of(old)), head(is.of(new))),
                Difference::Moved(is) => format!("moved: {}", head(is.of(new))),
                Difference::Gone { was, .. } => format!("gone: {}", head(was.of(old))),
                Difference::New(is) => format!("new: {}", head(is.of(new))),
            })
            .collect()
    }

    fn version((article, said): &(Article, Reviewed)) -> Version<'_> {
        Version { title: article.title.as_deref(), text: &article.text, said }
    }

    #[test]
    fn altered_quotes_come_first() {
        assert_eq!(report(OLD, OLD), Vec::<String>::new());
        let new = OLD
            .replace("for eleven years,” said", "for twelve years,” said")
            .replace("late again on Monday", "late again on Tuesday")
            .replace("Fishing boats went out as usual.", "The boats stayed in.");
        assert_eq!(
            report(OLD, &new),
            [
                "quote: Harriet Lindqvist “We have asked for → Harriet Lindqvist “We have asked for",
                "altered: The ferry was late → The ferry was late",
                "gone: Fishing boats went out",
                "new: The boats stayed in.",
            ]
        );
    }

    #[test]
    fn quotes_come_and_go() {
        let new = OLD.replace(
            "“It is a matter of money,” said the mayor, Ola Berg.",
            "“Nothing has been decided at all,” said Mats Ek.",
        );
        let changes = report(OLD, &new);
        assert_eq!(changes, ["quote gone: Ola Berg “It is a matter", "quote new: Mats Ek “Nothing has been decided"]);
        let cut = OLD.replace(" for eleven years,” said", ",” said");
        assert!(report(OLD, &cut)[0].starts_with("quote: Harriet"), "{:?}", report(OLD, &cut));
        let other = OLD.replace("said the mayor, Ola Berg", "said the treasurer, Mats Ek");
        assert_eq!(report(OLD, &other)[0], "speaker: Ola Berg “It is a matter → Mats Ek “It is a matter");
    }

    #[test]
    fn paragraphs_come_go_and_move() {
        let new = OLD.replace("Nobody expects a decision.", "Nobody expects a decision before the summer.");
        assert_eq!(report(OLD, &new), ["altered: The council meets on → The council meets on"]);
        let new = format!("{}\nA correction was made to this report.\n", OLD);
        assert_eq!(report(OLD, &new), ["new: A correction was made"]);
        let paragraph = "The ferry was late again on Monday.\n\n";
        let new = format!("{}\n{paragraph}", OLD.replace(paragraph, ""));
        assert_eq!(report(OLD, &new), ["moved: The ferry was late"]);
        assert_eq!(report(&new.replace(paragraph, ""), OLD), ["new: The ferry was late"]);
        let new = OLD.replace("waits for its boat", "gives up");
        assert!(report(OLD, &new).contains(&"title: Harbour town waits for → Harbour town gives up".to_owned()));
    }

    #[test]
    fn what_was_only_wrapped_anew_is_the_same() {
        let new = OLD.replace(". ", ".  ").replace("The council meets on", "The council  meets on");
        assert_eq!(report(OLD, &new), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn any_two_texts_can_be_compared(old in "[ab“”.\n ]{0,200}", new in "[ab“”.\n ]{0,200}") {
            let quote = |text: &str| {
                let whole = Span::new(0, text.len());
                let mut found = annotate(&from_plain("a", text.to_owned()), &Engine::rules());
                found.attributions.retain(|q| q.content.iter().all(|s| whole.covers(*s)));
                Reviewed::new(found, text, &[])
            };
            let (a, b) = (quote(&old), quote(&new));
            let changes = compare(
                Version { title: None, text: &old, said: &a },
                Version { title: Some("x"), text: &new, said: &b },
            );
            for change in &changes {
                prop_assert!(change.at() <= new.len());
                if let Difference::New(is) | Difference::Moved(is) | Difference::Altered { is, .. } = change {
                    prop_assert!(!is.of(&new).is_empty());
                }
            }
            let lines = |text: &str| lines(text).iter().map(|s| line(s.of(text))).collect::<Vec<_>>();
            prop_assert!(!changes.is_empty() || lines(&old) == lines(&new), "no difference is reported");
        }
    }
}
