//! Scores the found attributions against the expected ones.
//!
//! Contents are compared as sets of word positions, which ignores quotation marks and white space. Pairs are made one
//! to one, the largest overlap first.

use std::collections::BTreeSet;

use pullquote::text::Span;

/// An attribution, found or expected, in bytes.
pub(crate) struct Said {
    /// Its content.
    pub(crate) content: Vec<Span>,
    /// Every correct name of the speaker (for a found one, only one).
    pub(crate) speakers: Vec<String>,
}

/// The score of one article.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Score {
    /// Number of expected attributions whose content holds a quotation mark.
    pub(crate) expected: usize,
    /// How many of these were found.
    pub(crate) found: usize,
    /// How many of those have the right speaker.
    pub(crate) right: usize,
    /// Number of found attributions whose content holds a quotation mark.
    pub(crate) predicted: usize,
    /// The same figures over all attributions.
    pub(crate) all_expected: usize,
    pub(crate) all_found: usize,
    pub(crate) all_right: usize,
    pub(crate) all_predicted: usize,
}

/// Minimum overlap of a content that counts as found. It is low, because the boundaries of indirect quotes are
/// debatable (two trained annotators agree no better).
const OVERLAP: f64 = 0.3;

/// Computes the score; `missed` is called for each quoted attribution that was not found or has a wrong speaker.
pub(crate) fn score(
    text: &str,
    expected: &[Said],
    found: &[Said],
    missed: &mut dyn FnMut(&Said, Option<&Said>),
) -> Score {
    let words_of = |said: &Said| words(text, &said.content);
    let (want, have): (Vec<_>, Vec<_>) =
        (expected.iter().map(words_of).collect(), found.iter().map(words_of).collect());
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (i, w) in want.iter().enumerate() {
        for (j, h) in have.iter().enumerate() {
            let overlap = jaccard(w, h);
            if overlap >= OVERLAP {
                pairs.push((overlap, i, j));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut partner: Vec<Option<usize>> = vec![None; expected.len()];
    let mut taken = BTreeSet::new();
    for (_, i, j) in pairs {
        if partner[i].is_none() && taken.insert(j) {
            partner[i] = Some(j);
        }
    }
    let quoted = |said: &Said| said.content.iter().any(|s| holds_mark(text, *s));
    let mut out = Score {
        predicted: found.iter().filter(|s| quoted(s)).count(),
        all_predicted: found.len(),
        all_expected: expected.len(),
        ..Score::default()
    };
    for (said, partner) in expected.iter().zip(partner) {
        let partner = partner.map(|j| &found[j]);
        let right = partner.is_some_and(|p| p.speakers.iter().any(|name| same_name(&said.speakers, name)));
        out.all_found += usize::from(partner.is_some());
        out.all_right += usize::from(right);
        if quoted(said) {
            out.expected += 1;
            out.found += usize::from(partner.is_some());
            out.right += usize::from(right);
            if !right {
                missed(said, partner);
            }
        }
    }
    out
}

/// Returns whether a quotation mark stands inside or directly around a span.
fn holds_mark(text: &str, span: Span) -> bool {
    let before = text[..span.start].chars().next_back();
    let after = text[span.end..].chars().next();
    let inside = span.of(text);
    let is_mark = |c: char| matches!(c, '"' | '“' | '”' | '«' | '»' | '„');
    before.is_some_and(is_mark) || after.is_some_and(is_mark) || inside.contains(is_mark) || inside.contains("``")
}

/// Returns the positions of the words under these spans.
fn words(text: &str, spans: &[Span]) -> BTreeSet<usize> {
    let mut out = BTreeSet::new();
    for span in spans {
        let mut inside = false;
        for (at, c) in span.of(text).char_indices() {
            let letter = c.is_alphanumeric();
            if letter && !inside {
                out.insert(span.start + at);
            }
            inside = letter;
        }
    }
    out
}

fn jaccard(a: &BTreeSet<usize>, b: &BTreeSet<usize>) -> f64 {
    let (both, either) = (a.intersection(b).count(), a.union(b).count());
    if either == 0 { 0.0 } else { both as f64 / either as f64 }
}

/// Words before a name that are not part of it.
const TITLES: [&str; 16] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "professor",
    "captain",
    "mayor",
    "president",
    "minister",
    "sir",
    "dame",
    "the",
    "a",
    "an",
];

/// Returns whether `name` is one of these people: the same words without titles, or a shorter form with the same last
/// word ("Oyelaran" is Marit Oyelaran).
pub(crate) fn same_name(names: &[String], name: &str) -> bool {
    let parts = |s: &str| {
        let all: Vec<String> = s
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty() && *w != "s")
            .map(str::to_lowercase)
            .collect();
        let named: Vec<String> = all.iter().filter(|w| !TITLES.contains(&w.as_str())).cloned().collect();
        if named.is_empty() { all } else { named }
    };
    let found = parts(name);
    names.iter().map(|n| parts(n)).any(|wanted| {
        let (short, long) = if wanted.len() < found.len() { (&wanted, &found) } else { (&found, &wanted) };
        !short.is_empty() && short.last() == long.last() && short.iter().all(|w| long.contains(w))
    })
}

#[test]
fn names_are_compared_without_titles() {
    let marit = ["Marit Oyelaran".to_owned()];
    for (name, same) in [
        ("Marit Oyelaran", true),
        ("Oyelaran", true),
        ("Ms Oyelaran", true),
        ("Marit", false),
        ("Ada Oyelaran", false),
        ("", false),
    ] {
        assert_eq!(same_name(&marit, name), same, "{name}");
    }
    assert!(same_name(&["the minister".to_owned()], "The Minister"));
}

#[test]
fn what_is_found_is_paired_once_and_best_first() {
    let text = "“One two three four five,” said Ann. “Six.”";
    let said = |from: &str, to: &str, name: &str| Said {
        content: vec![Span::new(text.find(from).unwrap(), text.find(to).unwrap() + to.len())],
        speakers: vec![name.to_owned()],
    };
    let expected = [said("“One", "five,”", "Ann"), said("“Six", "Six.”", "Ann")];
    let mut misses = 0;
    let mut run = |found: &[Said]| score(text, &expected, found, &mut |_, _| misses += 1);
    let whole = run(&[said("“One", "five,”", "Ann"), said("“Six", "Six.”", "Bob")]);
    assert_eq!((whole.expected, whole.found, whole.right, whole.predicted), (2, 2, 1, 2));
    let too_little = run(&[said("One", "One", "Ann")]);
    assert_eq!((too_little.found, too_little.right), (0, 0));
    let twice = run(&[said("“One", "four", "Bob"), said("“One", "five,”", "Ann")]);
    assert_eq!((twice.found, twice.right), (1, 1), "the better of two is taken, once");
    assert_eq!(misses, 1 + 2 + 1);
}
