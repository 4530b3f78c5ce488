//! Decoding: from the logits of one window to attributions and names.

use crate::nlp::encoder::net::{BIO_LABELS, Encoded, LINK_LABELS};
use crate::nlp::encoder::window::{Quoted, Window};

/// Log-probability of a forbidden transition.
const NEVER: f32 = -1e4;

/// First and last word of a range in a window.
pub(super) type Range = (usize, usize);

/// Decoding parameters, chosen on a development set.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(test, derive(serde::Deserialize))]
pub(super) struct Options {
    /// Added to the log-probability of O in the cue tags.
    pub(super) cue_bias: f32,
    /// The same for second-choice cues, which are used only for quotations without a first-choice cue.
    pub(super) second_bias: f32,
    /// Minimum share of such a quotation that the content of a second-choice cue must cover.
    pub(super) second_share: f32,
    /// Minimum mean link probability for a quotation to join a content of its paragraph.
    pub(super) adopt_share: f32,
    /// Added to the log-probability of O in the link labels.
    pub(super) content_bias: f32,
    /// Added to the log-probabilities of source labels.
    pub(super) source_bias: f32,
    /// Minimum mean probability of content runs other than the most probable one.
    pub(super) run_share: f32,
    /// Attributions below this confidence are dropped.
    pub(super) min_confidence: f32,
    /// Minimum share of a quotation that content must cover to be extended to its marks.
    pub(super) glue_share: f32,
    /// The same for content inside a quotation with the cue outside.
    pub(super) inside_share: f32,
    /// Minimum number of words of a quotation without a cue.
    pub(super) orphan_words: usize,
    /// Minimum probability of the content head for a quotation without a cue.
    pub(super) orphan_share: f32,
    /// Maximum number of words of a name before a colon that is a cue at the start of a paragraph.
    pub(super) colon_words: usize,
}

impl Options {
    /// The parameters in use.
    pub(super) const CHOSEN: Self = Self {
        cue_bias: 0.25,
        second_bias: -3.0,
        second_share: 0.5,
        adopt_share: 0.3,
        content_bias: -1.1,
        source_bias: 1.0,
        run_share: 0.7,
        min_confidence: 0.15,
        glue_share: 0.7,
        inside_share: 0.3,
        orphan_words: 3,
        orphan_share: 0.8,
        colon_words: 6,
    };
}

/// An attribution as word ranges of one window.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct DecodedAttribution {
    pub(super) source: Option<Range>,
    pub(super) cue: Option<Range>,
    pub(super) content: Vec<Range>,
    pub(super) confidence: f32,
}

/// The named entities of a window: type (0 person, 1 organisation, 2 place, 3 other), words, mean probability.
pub(super) fn entities(window: &Window, encoded: &Encoded) -> Vec<(usize, Range, f32)> {
    let scores: Vec<_> = encoded.entity.iter().map(log_softmax).collect();
    let path = viterbi(&scores, &window.paragraph);
    let mut out = Vec::new();
    for kind in 0..4 {
        let begin = 2 * kind + 1;
        out.extend(
            runs(&path, begin).into_iter().map(|range| (kind, range, mean(&scores, &[range], &[begin, begin + 1]))),
        );
    }
    out.sort_by_key(|(_, range, _)| *range);
    out
}

/// The attribution of one cue, and the log-probabilities of the link head behind it.
type OfCue = (DecodedAttribution, Vec<[f32; LINK_LABELS]>);

/// All attributions of a window, in order. `link` gives the link logits of a cue.
pub(super) fn attributions(
    window: &Window,
    encoded: &Encoded,
    link: &mut dyn FnMut(Range) -> Vec<[f32; LINK_LABELS]>,
    o: &Options,
) -> Vec<DecodedAttribution> {
    let quotations = quotations(window);
    let cue_scores: Vec<[f32; BIO_LABELS]> = encoded.cue.iter().map(log_softmax).collect();
    let mut of_cue = |cue: Range| of_cue(window, &cue_scores, &quotations, cue, link(cue), o);
    let first = cues(window, &cue_scores, o.cue_bias);
    let mut kept: Vec<OfCue> = first.iter().filter_map(|cue| of_cue(*cue)).collect();
    let worded: Vec<Range> = quotations
        .iter()
        .copied()
        .filter(|q| {
            words_of(*q, window).filter(|i| window.words.get(*i).is_some_and(|w| w.worded)).count() >= o.orphan_words
        })
        .collect();

    let mut left = orphans(window, &worded, &kept);
    if !left.is_empty() {
        let mut second = cues(window, &cue_scores, o.second_bias);
        second.retain(|&(a, b)| first.iter().all(|&(c, d)| d < a || b < c));
        for cue in second {
            if left.is_empty() {
                break;
            }
            let Some(found) = of_cue(cue) else { continue };
            let held = held(window, [&found.0]);
            let holds = |q: Range| {
                let (all, of_it) =
                    words_of(q, window).fold((0, 0), |(all, of_it), i| (all + 1, of_it + usize::from(is(&held, i))));
                of_it as f32 >= o.second_share * all as f32
            };
            if left.iter().any(|q| holds(*q)) {
                kept.push(found);
                left = orphans(window, &worded, &kept);
            }
        }
    }
    for q in left {
        let paragraph = |word: usize| window.paragraph.get(word);
        let mut best = (o.adopt_share, None);
        for (found, scores) in &mut kept {
            let Some(cue) = found.cue.filter(|cue| paragraph(cue.0) == paragraph(q.0)) else { continue };
            let words = words_of(q, window).filter_map(|i| scores.get(i));
            let (sum, count) =
                words.fold((0.0, 0), |(sum, count), s| (sum + libm::expf(s[3]) + libm::expf(s[4]), count + 1));
            let share = sum / count.max(1) as f32;
            if share >= best.0 {
                best = (share, Some((found, cue)));
            }
        }
        if let (_, Some((found, cue))) = best {
            found.content.push(q);
            found.content = tidy(std::mem::take(&mut found.content), cue);
        }
    }
    for q in orphans(window, &worded, &kept) {
        let probabilities =
            words_of(q, window).filter_map(|i| encoded.content.get(i)).map(|z| 1.0 - libm::expf(log_softmax(z)[0]));
        let (sum, count) = probabilities.fold((0.0, 0), |(sum, count), p| (sum + p, count + 1));
        let sure = sum / count.max(1) as f32;
        if sure >= o.orphan_share {
            kept.push((
                DecodedAttribution { source: None, cue: None, content: vec![q], confidence: 0.5 * sure },
                Vec::new(),
            ));
        }
    }
    let mut out: Vec<DecodedAttribution> = kept.into_iter().map(|(found, _)| found).collect();
    out.sort_by_key(|f| f.content.iter().chain(&f.cue).map(|r| r.0).min());
    out
}

/// Runs of the cue labels, `bias` added to O.
fn cues(window: &Window, scores: &[[f32; BIO_LABELS]], bias: f32) -> Vec<Range> {
    let scores: Vec<_> = scores.iter().map(|[o, b, i]| [o + bias, *b, *i]).collect();
    runs(&viterbi(&scores, &window.paragraph), 1)
}

/// The attribution of one cue; `None` without content.
fn of_cue(
    window: &Window,
    cue_scores: &[[f32; BIO_LABELS]],
    quotations: &[Range],
    cue: Range,
    link: Vec<[f32; LINK_LABELS]>,
    o: &Options,
) -> Option<OfCue> {
    let scores: Vec<[f32; LINK_LABELS]> = link.iter().map(log_softmax).collect();
    let mut biased = scores.clone();
    for (i, s) in biased.iter_mut().enumerate() {
        s[0] += o.content_bias;
        s[1] += o.source_bias;
        s[2] += o.source_bias;
        if (cue.0..=cue.1).contains(&i) {
            for label in s.iter_mut().skip(1) {
                *label += NEVER;
            }
        }
    }
    let path = viterbi(&biased, &window.paragraph);
    let mut content = runs(&path, 3);
    let paragraph = |word: usize| window.paragraph.get(word);
    if content.iter().any(|r| paragraph(r.0) == paragraph(cue.0)) {
        content.retain(|r| paragraph(r.0) == paragraph(cue.0));
    }
    let sure = |range: &Range| mean(&scores, &[*range], &[3, 4]);
    let enough = content.iter().map(sure).reduce(f32::max)?.min(o.run_share);
    content.retain(|range| sure(range) >= enough);
    // The first of the most probable: `max_by` would take the last.
    let source = runs(&path, 1)
        .into_iter()
        .map(|range| (mean(&scores, &[range], &[1, 2]), range))
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    let confidence =
        mean(cue_scores, &[cue], &[1, 2]) * mean(&scores, &content, &[3, 4]) * source.map_or(1.0, |(sure, _)| sure);
    if confidence < o.min_confidence {
        return None;
    }
    let content = tidy(content.into_iter().map(|range| glue(range, quotations, window, cue, o)).collect(), cue);
    let source = source.map(|(_, range)| range).or_else(|| {
        // `PENCE: …`
        window.words.get(cue.0).filter(|w| w.single == Some(':'))?;
        let paragraph = window.paragraph.get(cue.0)?;
        let head = window.paragraph.partition_point(|p| p < paragraph);
        (1..=o.colon_words).contains(&(cue.0 - head)).then(|| (head, cue.0 - 1))
    });
    (!content.is_empty()).then_some((DecodedAttribution { source, cue: Some(cue), content, confidence }, scores))
}

/// The quotations of which no content covers a word.
fn orphans(window: &Window, quotations: &[Range], kept: &[OfCue]) -> Vec<Range> {
    let held = held(window, kept.iter().map(|(found, _)| found));
    quotations.iter().copied().filter(|q| !words_of(*q, window).any(|i| is(&held, i))).collect()
}

/// For each word, whether a content covers it.
fn held<'a>(window: &Window, found: impl IntoIterator<Item = &'a DecodedAttribution>) -> Vec<bool> {
    let mut held = vec![false; window.words.len()];
    for &(a, b) in found.into_iter().flat_map(|f| &f.content) {
        held.iter_mut().take(b + 1).skip(a).for_each(|h| *h = true);
    }
    held
}

fn is(held: &[bool], word: usize) -> bool {
    held.get(word).copied().unwrap_or_default()
}

/// The words of a quotation that are not marks.
fn words_of((first, last): Range, window: &Window) -> impl Iterator<Item = usize> {
    (first..=last).filter(|i| window.quoted.get(*i).is_some_and(|q| *q != Quoted::Mark))
}

/// The quotations of a window with their marks. An unclosed quotation ends with its paragraph.
fn quotations(window: &Window) -> Vec<Range> {
    let mut out = Vec::new();
    let mut start: Option<usize> = None;
    let n = window.words.len();
    let paragraph = |i: usize| window.paragraph.get(i);
    let mut i = 0;
    while i < n {
        if let Some(s) = start.filter(|s| paragraph(*s) != paragraph(i)) {
            out.push((s, i - 1));
            start = None;
        }
        let mark = window.words.get(i).and_then(|w| w.single).filter(|_| window.quoted.get(i) == Some(&Quoted::Mark));
        if let Some(mark) = mark {
            // Two grave accents or apostrophes are one mark; a window may end between them.
            let last = if matches!(mark, '`' | '\'') { (i + 1).min(n - 1) } else { i };
            let opens = matches!(mark, '\u{201c}' | '\u{201e}' | '\u{ab}' | '`') || (mark == '"' && start.is_none());
            if opens {
                start = start.or(Some(i));
            } else if let Some(s) = start.take() {
                out.push((s, last));
            }
            i = last;
        }
        i += 1;
    }
    out.extend(start.map(|s| (s, n - 1)));
    out
}

/// Extends content that covers most of a quotation to its marks. With the cue outside the quotation a smaller share is
/// enough, because the speaker rarely said only a part of it.
fn glue((mut a, mut b): Range, quotations: &[Range], window: &Window, cue: Range, o: &Options) -> Range {
    let inner = |from: usize, to: usize| words_of((from, to), window).count();
    for &(s, e) in quotations {
        let all = inner(s, e);
        let (from, to) = (a.max(s), b.min(e));
        let held = if from <= to { inner(from, to) } else { 0 };
        let inside = s <= a && b <= e && (cue.1 < s || e < cue.0);
        let least = if inside { o.inside_share } else { o.glue_share };
        if all > 0 && held as f32 >= least * all as f32 {
            if s < a && a <= e {
                a = s;
            }
            if s <= b && b < e {
                b = e;
            }
        }
    }
    (a, b)
}

/// Puts contents in order, joins those that overlap, and cuts them at the cue.
fn tidy(mut ranges: Vec<Range>, cue: Range) -> Vec<Range> {
    ranges.sort_unstable();
    let mut out: Vec<Range> = Vec::new();
    for (mut s, mut e) in ranges {
        if s < cue.0 && cue.0 <= e {
            e = cue.0 - 1;
        } else if cue.0 <= s && s <= cue.1 {
            s = cue.1 + 1;
        }
        if s > e {
            continue;
        }
        match out.last_mut() {
            Some(last) if s <= last.1 => last.1 = last.1.max(e),
            _ => out.push((s, e)),
        }
    }
    out
}

fn log_softmax<const N: usize>(z: &[f32; N]) -> [f32; N] {
    let most = z.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let log_sum = libm::logf(z.iter().map(|x| libm::expf(x - most)).sum::<f32>());
    z.map(|x| x - most - log_sum)
}

/// The summed probability of `labels`, averaged over all words of `ranges`.
fn mean<const N: usize>(scores: &[[f32; N]], ranges: &[Range], labels: &[usize]) -> f32 {
    let (mut sum, mut count) = (0.0, 0);
    for s in ranges.iter().flat_map(|&(a, b)| scores.get(a..=b).unwrap_or_default()) {
        sum += labels.iter().filter_map(|l| s.get(*l)).map(|x| libm::expf(*x)).sum::<f32>();
        count += 1;
    }
    sum / count.max(1) as f32
}

/// The most probable label sequence (Viterbi). Odd labels are `B`, the even label after each is its `I`. `I` may follow
/// only its `B` or itself, in the same paragraph. Ties go to the lower label.
fn viterbi<const N: usize>(scores: &[[f32; N]], paragraph: &[usize]) -> Vec<usize> {
    let inside = |label: usize| label > 0 && label.is_multiple_of(2);
    let Some((first, rest)) = scores.split_first() else { return Vec::new() };
    let mut best = *first;
    for (label, score) in best.iter_mut().enumerate() {
        if inside(label) {
            *score += NEVER;
        }
    }
    let mut back: Vec<[usize; N]> = Vec::with_capacity(rest.len());
    for (score, pair) in rest.iter().zip(paragraph.windows(2)) {
        let same = matches!(pair, [a, b] if a == b);
        let mut from = [0; N];
        let mut next = [0.0; N];
        for (label, (from, next)) in from.iter_mut().zip(&mut next).enumerate() {
            let mut most = f32::NEG_INFINITY;
            for (before, value) in best.iter().enumerate() {
                let allowed = !inside(label) || (same && (before == label || before + 1 == label));
                let value = if allowed { *value } else { *value + NEVER };
                if value > most {
                    (most, *from) = (value, before);
                }
            }
            *next = most + score.get(label).copied().unwrap_or_default();
        }
        back.push(from);
        best = next;
    }
    let mut label = 0;
    for (i, value) in best.iter().enumerate() {
        if best.get(label).is_some_and(|most| value > most) {
            label = i;
        }
    }
    let mut path = vec![label];
    for from in back.iter().rev() {
        label = from.get(label).copied().unwrap_or_default();
        path.push(label);
    }
    path.reverse();
    path
}

/// Runs of `begin` and the label after it.
fn runs(path: &[usize], begin: usize) -> Vec<Range> {
    let mut out: Vec<Range> = Vec::new();
    for (i, &label) in path.iter().enumerate() {
        if label == begin {
            out.push((i, i));
        } else if label == begin + 1
            && let Some(last) = out.last_mut()
        {
            last.1 = i;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn runs_do_not_cross_paragraphs() {
        // O is unlikely everywhere, I likely: the best that is allowed begins anew in the second paragraph.
        let scores = [[-5.0, -1.0, -0.5]; 4];
        let path = viterbi(&scores, &[0, 0, 1, 1]);
        assert_eq!(path, [1, 2, 1, 2]);
        assert_eq!(runs(&path, 1), [(0, 1), (2, 3)]);
    }

    #[test]
    fn contents_are_cut_at_the_cue() {
        assert_eq!(tidy(vec![(5, 9), (0, 3)], (2, 5)), [(0, 1), (6, 9)]);
        assert_eq!(tidy(vec![(6, 8), (7, 9)], (2, 5)), [(6, 9)]);
        assert_eq!(tidy(vec![(3, 4)], (2, 5)), []);
    }

    /// Found in a page on Europa's plumes: `…," Paganini said` kept the second half of its quotation.
    #[test]
    fn whoever_is_cued_outside_a_quotation_said_it_whole() {
        let mut window = Window::new();
        window.quoted = vec![Quoted::Outside; 14];
        window.quoted.splice(1..=10, [Quoted::Inside; 10]);
        for mark in [1, 10] {
            window.quoted[mark] = Quoted::Mark;
        }
        let glued = |content, cue| glue(content, &[(1, 10)], &window, cue, &Options::CHOSEN);
        assert_eq!(glued((6, 9), (12, 12)), (1, 10));
        assert_eq!(glued((8, 9), (12, 12)), (8, 9), "a word or two");
        assert_eq!(glued((6, 9), (3, 3)), (6, 9), "`he told me that …,` she said");
        assert_eq!(glued((6, 11), (13, 13)), (6, 11), "said in other words, too");
        assert_eq!(glued((3, 9), (2, 2)), (1, 10), "most of it");
    }

    proptest! {
        #[test]
        fn viterbi_beats_every_other_path(raw in prop::collection::vec(prop::array::uniform5(-4i8..4), 1..6), split in 0usize..6) {
            let scores: Vec<[f32; 5]> = raw.iter().map(|s| s.map(f32::from)).collect();
            let paragraph: Vec<usize> = (0..scores.len()).map(|i| usize::from(i >= split)).collect();
            let value = |path: &[usize]| {
                let mut sum = 0.0;
                for (i, &label) in path.iter().enumerate() {
                    let before = if i > 0 && paragraph[i] == paragraph[i - 1] { path[i - 1] } else { 0 };
                    let inside = label > 0 && label.is_multiple_of(2);
                    sum += scores[i][label] + if inside && before != label && before + 1 != label { NEVER } else { 0.0 };
                }
                sum
            };
            let best = value(&viterbi(&scores, &paragraph));
            for code in 0..5usize.pow(scores.len() as u32) {
                let path: Vec<usize> = (0..scores.len()).map(|i| code / 5usize.pow(i as u32) % 5).collect();
                prop_assert!(value(&path) <= best);
            }
        }
    }
}
