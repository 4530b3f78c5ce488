//! Ranks antecedents of pronouns: recent mentions of the right gender, with subjects and speakers first.

use crate::nlp::data::gazetteer::Gender;
use crate::nlp::data::lists::List;
use crate::nlp::draft::{Antecedent, PriorMention, Pronoun, Query};

/// First entity number of unnamed people in the mention history.
pub(in crate::nlp::speakers) const UNNAMED: usize = usize::MAX / 2;

/// Maximum number of mentions between a pronoun and its antecedent.
const REACH: usize = 20;
/// Maximum number of sentences between a pronoun and its antecedent.
const FAR: usize = 7;

pub(in crate::nlp) fn pronoun(lower: &str) -> Option<Pronoun> {
    let kinds = [
        (List::He, Pronoun::He),
        (List::She, Pronoun::She),
        (List::They, Pronoun::They),
        (List::It, Pronoun::It),
        (List::Speaker, Pronoun::Speaker),
    ];
    kinds.into_iter().find(|(list, _)| list.has(lower)).map(|(_, pronoun)| pronoun)
}

/// Features of a candidate antecedent, in order:
///
/// - 0–3: distance of the last mention: 1, 2, 3, or more than 3 sentences;
/// - 4–5: same sentence, for a subject pronoun and for any other pronoun;
/// - 6–7: last mention is a subject, a recent mention is a subject;
/// - 8–9: for a source, the last speaker and the one before;
/// - 10–11: mention inside quotation marks, possessive mention;
/// - 12: unknown gender;
/// - 13: number of recent mentions;
/// - 14: last mentioned entity;
/// - 15: mention by a pronoun;
/// - 16–17: same paragraph, subject that opens a paragraph;
/// - 18: mention within a larger noun phrase;
/// - 19: number of mentions by name in the whole text, as a share of the most frequent candidate’s;
/// - 20: person without a name;
/// - 21: subject of the same sentence, for a subject pronoun or a source.
type Features = [f32; 22];

/// The weights of [`Features`] for a pronoun that is the source of an attribution, in logits. Learned from GUM, but for
/// the last, which was chosen on news: `As for Holt, he said` …
const SOURCE_WEIGHTS: Features = [
    -1.90, -3.13, -4.31, -5.09, -0.10, -0.47, 0.89, -0.28, 1.20, 0.08, -2.63, -0.52, -0.87, 0.58, -0.33, 0.12, -0.18,
    -0.17, 0.0, 0.0, 0.0, 1.8,
];

/// The weights for all other pronouns. Learned by `pullquote_model antecedents` from GUM, GAP and news.
#[rustfmt::skip]
const WEIGHTS: Features = [-2.06, -3.31, -4.23, -4.48, -0.18, -0.74, 0.20, 0.12, 1.20, 0.08, -1.74, -0.01, -0.46, 0.28, 0.16, 0.20, 0.20, -0.12, -0.39, 1.01, -0.23, -0.11];

/// Returns the candidate antecedents, each with its last mention and its features. The most recent come first.
fn candidates(
    history: &[PriorMention],
    query: Query,
    speakers: [Option<usize>; 2],
    people: &People,
) -> Vec<(PriorMention, Features)> {
    let mut out: Vec<(PriorMention, usize, bool)> = Vec::new();
    for mention in history.iter().rev().take(REACH) {
        let distance = query.sentence.saturating_sub(mention.sentence);
        if distance > FAR {
            break;
        }
        let gender = (people.gender)(mention.entity);
        let mismatch = match query.pronoun {
            Pronoun::He => gender == Some(Gender::Female),
            Pronoun::She => gender == Some(Gender::Male),
            _ => false,
        };
        if mismatch || !(people.fits)(mention.entity) {
            continue;
        }
        let lately = mention.subject && distance <= 2;
        match out.iter_mut().find(|(last, ..)| last.entity == mention.entity) {
            Some((_, times, subject)) => {
                *times += 1;
                *subject |= lately;
            }
            None => out.push((*mention, 1, lately)),
        }
    }
    let opens =
        |m: &PriorMention| m.subject && !history.iter().any(|o| o.block == m.block && o.span.start < m.span.start);
    let most = out.iter().map(|(m, ..)| (people.count)(m.entity)).max().unwrap_or_default().max(1);
    #[expect(clippy::cast_precision_loss, reason = "only the ratio counts")]
    let share = |entity: usize| (people.count)(entity) as f32 / most as f32;
    let is = |yes: bool| f32::from(u8::from(yes));
    out.iter()
        .enumerate()
        .map(|(rank, &(last, times, lately))| {
            let distance = query.sentence.saturating_sub(last.sentence);
            #[expect(clippy::cast_precision_loss, reason = "only their magnitude counts")]
            let often = libm::logf(times as f32);
            let features = [
                is(distance == 1),
                is(distance == 2),
                is(distance == 3),
                is(distance > 3),
                is(distance == 0 && query.subject),
                is(distance == 0 && !query.subject),
                is(last.subject),
                is(lately),
                is(query.source && speakers[0] == Some(last.entity)),
                is(query.source && speakers[1] == Some(last.entity)),
                is(last.quoted),
                is(last.possessive),
                is((people.gender)(last.entity).is_none()),
                often,
                is(rank == 0),
                is(last.pronoun),
                is(query.block == Some(last.block)),
                is(opens(&last)),
                is(last.embedded),
                share(last.entity),
                is(last.entity >= UNNAMED),
                is(distance == 0 && (query.subject || query.source) && last.subject),
            ];
            (last, features)
        })
        .collect()
}

/// What the ranking knows of an entity.
pub(in crate::nlp) struct People<'a> {
    pub(in crate::nlp) gender: &'a dyn Fn(usize) -> Option<Gender>,
    /// Number of mentions by name.
    pub(in crate::nlp) count: &'a dyn Fn(usize) -> usize,
    /// Whether it is a person to whom the pronoun can refer.
    pub(in crate::nlp) fits: &'a dyn Fn(usize) -> bool,
}

/// Resolves `he` or `she` to a person.
///
/// `speakers` are the last speaker and the one before. A conditional logit model (McFadden, 1974) ranks the mentions;
/// its probability is the confidence.
pub(in crate::nlp) fn rank_people(
    history: &[PriorMention],
    query: Query,
    speakers: [Option<usize>; 2],
    people: &People,
) -> Option<Antecedent> {
    #[cfg(test)]
    training_data::offered(query, people.gender, &|gender| {
        candidates(history, query, speakers, &People { gender, ..*people })
    });
    let candidates = candidates(history, query, speakers, people);
    let weights = if query.source { &SOURCE_WEIGHTS } else { &WEIGHTS };
    let score = |features: &Features| features.iter().zip(weights).map(|(f, w)| f * w).sum::<f32>();
    let best = candidates.iter().map(|(m, f)| (m, score(f))).reduce(|a, b| if b.1 > a.1 { b } else { a })?;
    let total: f32 = candidates.iter().map(|(_, f)| libm::expf(score(f) - best.1)).sum();
    Some(Antecedent {
        entity: best.0.entity,
        span: best.0.span,
        sentences: query.sentence.saturating_sub(best.0.sentence),
        confidence: (1.0 / total).clamp(0.3, 0.9),
    })
}

/// Score of a plural name (`Republicans`) as the antecedent of `they`. It outweighs one sentence of distance.
const SEVERAL: f32 = 1.5;

/// Resolves `it` or `they` in `sentence` to a body, or `they` to a people or a party (`several`). `speaker` is the last
/// speaker.
pub(in crate::nlp) fn rank_bodies(
    history: &[PriorMention],
    sentence: usize,
    speaker: Option<usize>,
    fits: &dyn Fn(usize) -> bool,
    several: &dyn Fn(usize) -> bool,
) -> Option<Antecedent> {
    let mut scored: Vec<(usize, f32, PriorMention)> = Vec::new();
    for mention in history.iter().rev().take(REACH) {
        let distance = sentence.saturating_sub(mention.sentence);
        if distance > FAR {
            break;
        }
        let several = several(mention.entity);
        if !several && !fits(mention.entity) {
            continue;
        }
        #[expect(clippy::cast_precision_loss, reason = "at most a handful of sentences")]
        let mut score = -1.5 * distance as f32;
        score += if several { SEVERAL } else { 0.0 };
        score += if mention.subject { 2.0 } else { 0.0 };
        score += if speaker == Some(mention.entity) { 1.2 } else { 0.0 };
        score -= if mention.quoted { 3.0 } else { 0.0 };
        score -= if mention.possessive { 0.8 } else { 0.0 };
        match scored.iter_mut().find(|s| s.0 == mention.entity) {
            Some(known) => known.1 = known.1.max(score) + 0.3,
            None => scored.push((mention.entity, score, *mention)),
        }
    }
    scored.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (entity, best, mention) = *scored.first()?;
    let margin = scored.get(1).map_or(4.0, |second| best - second.1);
    Some(Antecedent {
        entity,
        span: mention.span,
        sentences: sentence.saturating_sub(mention.sentence),
        confidence: (0.55 + 0.1 * margin.clamp(0.0, 3.0) - if best < -4.0 { 0.15 } else { 0.0 }).clamp(0.3, 0.85),
    })
}

/// Records the cases of the ranking as training data for `pullquote_model antecedents` (in `model/`).
#[cfg(test)]
pub(in crate::nlp) mod training_data {
    use std::cell::RefCell;
    use std::fmt::Write as _;

    use crate::nlp::data::gazetteer::Gender;
    use crate::nlp::draft::{Names, PriorMention, Query};
    use crate::nlp::speakers::antecedents::Features;
    use crate::text::Span;

    /// The gender of an entity.
    type GenderOf<'a> = dyn Fn(usize) -> Option<Gender> + 'a;
    /// Candidates with their genders.
    type Offered = Vec<(PriorMention, Features, Option<Gender>)>;

    thread_local! {
        static OFFERED: RefCell<(Option<Query>, [Offered; 2])> = const { RefCell::new((None, [Vec::new(), Vec::new()])) };
        static CASES: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
    }

    /// Keeps the candidates of a query: those of its gender, and all as if no gender were known.
    pub(in crate::nlp) fn offered(
        query: Query,
        gender: &GenderOf<'_>,
        candidates: &dyn Fn(&GenderOf<'_>) -> Vec<(PriorMention, Features)>,
    ) {
        if CASES.with_borrow(Option::is_none) {
            return;
        }
        let with = |found: Vec<(PriorMention, Features)>| -> Offered {
            found.into_iter().map(|(m, f)| (m, f, gender(m.entity))).collect()
        };
        let both = [with(candidates(gender)), with(candidates(&|_| None))];
        OFFERED.set((Some(query), both));
    }

    /// Records the ranking of the pronoun at `span`: its candidates, each with the spans of its names.
    pub(in crate::nlp) fn seen(span: Span, names: &Names) {
        let (query, lists) = OFFERED.take();
        CASES.with_borrow_mut(|cases| {
            let (Some(cases), Some(query)) = (cases.as_mut(), query) else { return };
            let (wanted, source) = (query.pronoun, query.source);
            let mut line =
                format!(r#"{{"pronoun": [{}, {}], "wanted": "{wanted:?}", "source": {source}"#, span.start, span.end);
            for (key, candidates) in ["candidates", "all"].into_iter().zip(lists) {
                write!(line, r#", "{key}": ["#).unwrap();
                for (n, (last, features, gender)) in candidates.iter().enumerate() {
                    let named: Vec<[usize; 2]> = names
                        .mentions
                        .iter()
                        .filter(|m| m.entity == last.entity)
                        .map(|m| [m.span.start, m.span.end])
                        .collect();
                    let comma = if n == 0 { "" } else { ", " };
                    let gender = gender.map_or("null".to_owned(), |g| format!("\"{g:?}\""));
                    write!(line, r#"{comma}{{"names": {named:?}, "gender": {gender}, "features": {features:?}}}"#)
                        .unwrap();
                }
                line.push(']');
            }
            cases.push(line + "}");
        });
    }

    /// Returns the cases that `work` ranks, one per line.
    pub(in crate::nlp) fn cases(work: impl FnOnce()) -> Vec<String> {
        CASES.set(Some(Vec::new()));
        work();
        CASES.take().unwrap_or_default()
    }
}
